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

typedef struct wire_reading_kit wire_reading_kit;

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

/* ------------------------------------------------------------------------------------------------ heads */

/* A part that a word has in a deed, by the model's numbers. */
enum wire_role { WIRE_ROLE_NONE, WIRE_ROLE_SOURCE, WIRE_ROLE_TARGET, WIRE_ROLE_PLACE, WIRE_ROLES };

enum { WIRE_HIDDEN_MAX = 256, WIRE_TYPES_MAX = 64, WIRE_MODES_MAX = 256, WIRE_STATUSES = WIRE_HABITUAL + 1 };

/* What the heads make of a candidate: probabilities. `type[0]` is none. */
typedef struct wire_opinion {
    float type[WIRE_TYPES_MAX], mode[WIRE_MODES_MAX], status[WIRE_STATUSES];
} wire_opinion;

/* A word, or a candidate, as the part head sees it: the same for all that it is paired with. */
typedef struct wire_half {
    float sum[WIRE_HIDDEN_MAX], product[WIRE_HIDDEN_MAX];
} wire_half;

uint64_t wire_heads_hash(const wire_heads *h);
size_t wire_heads_width(const wire_heads *h);
size_t wire_heads_types(const wire_heads *h);
/* Of type or mode `i`, the number as in the opinion; "" for 0, which is none. */
const char *wire_heads_type(const wire_heads *h, size_t i);
size_t wire_heads_modes(const wire_heads *h);
const char *wire_heads_mode(const wire_heads *h, size_t i);

/* `v`: the word's vector. */
void wire_heads_judge(const wire_heads *h, const float *v, const wire_bag *features, wire_opinion *out);
void wire_heads_candidate(const wire_heads *h, const float *v, size_t type, wire_half *out);
void wire_heads_word(const wire_heads *h, const float *v, wire_half *out);
void wire_heads_part(const wire_heads *h, const wire_half *candidate, const wire_half *word, const wire_bag *features, float out[WIRE_ROLES]);

/* ------------------------------------------------------------------------------------------------ the stage */

/* What the reader says of a predicate. The words of its parts are listed one by one. */
typedef struct wire_reading {
    bool deed;                /* it tells one; else the rest is empty */
    const wire_frame *sense;  /* the type's and mode's, where the predicate's own frame is no event of that type; else NULL */
    enum wire_status status;
    float confidence;
    uint32_t source[WIRE_FILLS_MAX], target[WIRE_FILLS_MAX], place[WIRE_FILLS_MAX];
    uint8_t n_source, n_target, n_place;
    bool keep_source, keep_target; /* where it names nobody, what the rules found may stand */
} wire_reading;

/* What reading needs, made once: the models, and a sense for each type and mode. Immutable. */
int wire_reading_kit_new(const wire_encoder *e, const wire_heads *h, const wire_lexicon *l, wire_reading_kit **out, wire_err *err);
void wire_reading_kit_free(wire_reading_kit *kit);

/* A thread's room for it. */
typedef struct wire_reading_room {
    wire_encoding *encoding;
    float *vectors; /* a word each, of a group of sentences */
    size_t floats;
    wire_half *halves; /* of a sentence's words, those that were asked for */
    bool *made;
    size_t words;
} wire_reading_room;

int wire_reading_room_init(wire_reading_room *room, const wire_encoder *e, wire_err *err);
void wire_reading_room_free(wire_reading_room *room);

/* Read all sentences: `readings` of the work is filled, and predicates are added where deeds are told that the rules did not see.
 * 0, or a negative code. */
int wire_read(wire_work *w, const wire_reading_kit *kit, wire_reading_room *room, wire_err *err);

/* The predicate as the reader has it: sense, status and parts. */
wire_predicate wire_as_read(const wire_work *w, const wire_predicate *p, const wire_reading *r);

#endif
