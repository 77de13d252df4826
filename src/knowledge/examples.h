/* examples.h - the coded examples of lexicons, checked and linked.
 *
 *   folders ── wire_source_read, wire_source_lint ──> source ── wire_examples_link ──> examples, second
 *
 * Invariant: the arrays hold no example that another replaces; every pointer lives as long as the source. */
#ifndef WIRE_KNOWLEDGE_EXAMPLES_H
#define WIRE_KNOWLEDGE_EXAMPLES_H

#include "knowledge/source.h"

/* What an @ line may say, ended by NULL. */
extern const char *const wire_example_styles[];
extern const char *const wire_example_regions[];

struct wire_examples {
    wire_source source; /* also the ontology, for those who count by type and relation */
    wire_example *of[2]; /* the examples; those coded by a second coder */
    size_t n[2];
    wire_example_record *records; /* of all */
};

/* Fill the arrays from the source, which must be linted. */
int wire_examples_link(wire_examples *e, wire_err *err);

#endif
