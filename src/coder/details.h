/* details.h - what a record tells beside its parties: where, when, how many.
 *
 *   predicate (and its light verb) -> places of its own, its time by its tense, the numbers of those it names
 */
#ifndef WIRE_CODER_DETAILS_H
#define WIRE_CODER_DETAILS_H

#include "coder/predicates.h"

/* places.c. Put the places of the predicate into the document; their range. */
wire_range wire_put_places(wire_work *w, const wire_predicate *p);
/* Where a deed that tells no place is to be understood to be: the place of its sentence that stands nearest, else the country that is
 * spoken of, by its last mention. None for deeds of words. */
wire_range wire_place_understood(wire_work *w, const wire_predicate *p);
/* One place, where the word is one, with its country; false: it is none. */
bool wire_place_of(wire_work *w, uint32_t token, wire_place *out);
/* Put the counts of the predicate into the document; their range. */
wire_range wire_put_counts(wire_work *w, const wire_predicate *p);
/* Of "the cities Kandahar and Herat", the first name; of any other word itself. */
uint32_t wire_named_place(const wire_work *w, uint32_t token);
/* details.c. When it is; a past deed without a time of its own has the report's date as its end. */
wire_time wire_when_of(const wire_work *w, const wire_predicate *p, bool by_report);
/* Whether it is told as going on now: in the present tense, as a saying or an obligation. */
bool wire_is_now(const wire_work *w, const wire_predicate *p);
/* The number that stands before a noun ("at least nine soldiers"): false where there is none. `span` is of number and noun. */
bool wire_number_of(const wire_work *w, uint32_t noun, int64_t *low, int64_t *high, wire_span *span);

#endif
