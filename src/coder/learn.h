/* learn.h - heads fitted to lessons; see lessons.h. */
#ifndef WIRE_CODER_LEARN_H
#define WIRE_CODER_LEARN_H

#include "coder/lessons.h"

/* Fit the heads to the lessons of these numbers, so many times over, of few more often. WIRE_ENOMEM. */
int wire_heads_fit(wire_heads *h, const wire_lessons *l, const uint32_t *lessons, size_t n, unsigned epochs, wire_err *err);

/* Of a type: the words coded with it, said to be of it, and both. Type 0 is none. */
typedef struct wire_type_count {
    uint32_t coded, said, right;
} wire_type_count;

/* Add to `out`, a count a type, what the heads make of the lessons' words. */
int wire_heads_count(const wire_heads *h, const wire_lessons *l, const uint32_t *lessons, size_t n, wire_type_count *out, wire_err *err);

#endif
