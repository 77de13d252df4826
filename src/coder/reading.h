/* reading.h - the learned reader: which words tell a deed, of what type, mode and status, and who has which part in it.
 *
 *   a sentence ── its verbs, nouns and adjectives: candidates ── what the frames and the tree say of them: features     features.c
 *       │                                                               │
 *       └── encoder: a vector a word, in its sentence and the one before │
 *                                │                                      │
 *                                └──────────── heads ───────────────────┘──> type, mode, status; part of each word      heads.c
 *   the frames propose, the reader decides: predicates are dropped, changed and added, and get their parties           reading.c
 *
 * Invariant: numbers come in one order, whatever the batch, so that the records' bytes are the same everywhere. */
#ifndef WIRE_CODER_READING_H
#define WIRE_CODER_READING_H

#include "coder/records.h"

/* ------------------------------------------------------------------------------------------------ features */

/* Sizes of the two spaces that features are hashed into. The model's tables have as many rows. */
enum { WIRE_CANDIDATE_FEATURES = 1024, WIRE_PAIR_FEATURES = 2048, WIRE_BAG_MAX = 64 };

/* Features that hold, each once, in rising order. */
typedef struct wire_bag {
    uint16_t id[WIRE_BAG_MAX];
    uint32_t n;
} wire_bag;

/* What the rules make of a candidate, before the reader. */
typedef struct wire_proposal {
    uint32_t token;
    const wire_predicate *p;     /* NULL: none */
    wire_parties source, target; /* of an event */
    uint32_t subject, object;    /* of the tree; NOBODY */
} wire_proposal;

/* Whether a word may tell a deed; and whether it may be an actor or a place. */
bool wire_is_candidate(const wire_work *w, uint32_t token);
bool wire_may_fill(const wire_work *w, uint32_t token);

void wire_propose(wire_work *w, uint32_t token, wire_proposal *out);
/* Whether the rules alone would record an event here. */
bool wire_is_proposed(const wire_proposal *p);

void wire_candidate_features(const wire_work *w, const wire_proposal *p, wire_bag *out);
void wire_pair_features(const wire_work *w, const wire_proposal *p, uint32_t token, wire_bag *out);

/* The words before a sentence that the encoder reads with it: from here to its first token. */
uint32_t wire_context_from(const wire_work *w, const wire_sentence *s);

#endif
