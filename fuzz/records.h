/* records.h - what holds for every document that was coded. */
#ifndef WIRE_FUZZ_RECORDS_H
#define WIRE_FUZZ_RECORDS_H

#include "common.h"

/* Spans lie in the text, between characters, and where they belong; links lead to records and do not go round; ids are unique; records
 * stand in the order of sentence and trigger; furniture has none; the text that is written of them is UTF-8. */
void fuzz_check_records(const wire_coder *c, const wire_doc *doc);

#endif
