/* senses.h - the reader's own senses; see reading.h. */
#ifndef WIRE_CODER_SENSES_H
#define WIRE_CODER_SENSES_H

#include "coder/reading.h"

struct wire_reading_kit {
    const wire_heads *heads;
    size_t types, modes, relations;
    wire_frame *deeds; /* types * {no saying, a saying} * modes; without a type where the type has no such mode */
    wire_frame saying;
    wire_frame *relation_senses; /* 0 is none */
    wire_frame_state *relation_states;
    size_t office; /* number of holds_office */
};

/* The sense of the type with the likeliest of its modes. */
const wire_frame *wire_deed_sense(const wire_reading_kit *kit, size_t type, const float *mode, bool says);

#endif
