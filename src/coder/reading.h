/* reading.h - the learned reader: which words tell a deed, of what type, mode and status, and who has which part in it.
 *
 *   a sentence ── its verbs, nouns and adjectives: candidates ── what the frames and the tree say of them: features     features.c
 *       │                                                               │
 *       └── encoder: a vector a word, among the sentences around it     │                                               vectors.c
 *                                │                                      │
 *                                └──────────── heads ───────────────────┘──> type, mode, status; part of each word      heads.c
 *   the frames propose, the reader decides: predicates are dropped, changed and added, and get their parties           reading.c
 *
 * Invariant: numbers come in one order, whatever the batch, so that the records' bytes are the same everywhere. */
#ifndef WIRE_CODER_READING_H
#define WIRE_CODER_READING_H

#include "base/kernel.h"
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

/* ------------------------------------------------------------------------------------------------ vectors */

/* Sentences that are encoded together, with some words before them: tokens [from, end). */
typedef struct wire_run {
    uint32_t from, end, first_sentence, sentence_end;
} wire_run;

/* The next run from a sentence on, which then is the first behind it; false: there is none. */
bool wire_next_run(const wire_work *w, uint32_t *sentence, wire_run *out);
/* Whether a mark stands before the token. */
bool wire_marked(const wire_work *w, const wire_run *r, uint32_t token);
/* The first word that may have a part in what the sentence tells. */
uint32_t wire_parties_from(const wire_run *r, const wire_sentence *s);

/* A thread's room. */
typedef struct wire_reading_room {
    wire_encoding *encoding;
    size_t width;
    uint32_t mark;  /* the piece between blocks */
    const wire_kernel *kernel;
    float *vectors; /* a word each, of a group of runs */
    size_t floats, place_cap;
    uint32_t *place; /* of each run's tokens, the number of its vector */
    /* for a sentence: its candidates; the words that may have a part, as the part head sees them */
    uint32_t *tokens, *rows;
    float *hidden, *sums, *products, *odds;
    size_t words;
} wire_reading_room;

int wire_reading_room_init(wire_reading_room *room, const wire_encoder *e, wire_err *err);
void wire_reading_room_free(wire_reading_room *room);

/* A sentence in the group that is encoded. */
typedef struct wire_seat {
    const wire_sentence *s;
    uint32_t from;     /* the first word that may have a part */
    uint32_t run_from; /* the run's first word */
    size_t first;      /* number of that word's place */
} wire_seat;

/* Not 0: stop, and return that. */
typedef int (*wire_seat_fn)(void *ctx, const wire_seat *at, wire_err *err);

/* Encode the sentences that may tell something, and hand out each in turn, while its group's vectors stand. */
int wire_encode_sentences(wire_work *w, wire_reading_room *room, wire_seat_fn hand, void *ctx, wire_err *err);
/* Of a token of the seat's. */
const float *wire_vector_of(const wire_reading_room *room, const wire_seat *at, uint32_t token);

/* ------------------------------------------------------------------------------------------------ heads */

/* A part that a word has in a deed, by the model's numbers. */
enum wire_role { WIRE_ROLE_NONE, WIRE_ROLE_SOURCE, WIRE_ROLE_TARGET, WIRE_ROLE_PLACE, WIRE_ROLES };

enum { WIRE_HIDDEN_MAX = 256, WIRE_TYPES_MAX = 64, WIRE_MODES_MAX = 256, WIRE_RELATIONS_MAX = 32, WIRE_STATUSES = WIRE_HABITUAL + 1 };

/* What the heads make of a candidate: probabilities. Type, mode and relation 0 are none. */
typedef struct wire_opinion {
    float type[WIRE_TYPES_MAX], mode[WIRE_MODES_MAX], status[WIRE_STATUSES], relation[WIRE_RELATIONS_MAX], says;
} wire_opinion;

uint64_t wire_heads_hash(const wire_heads *h);
size_t wire_heads_width(const wire_heads *h);
size_t wire_heads_types(const wire_heads *h);
/* Of type, mode or relation `i`, the number as in the opinion; "" for 0, which is none. */
const char *wire_heads_type(const wire_heads *h, size_t i);
size_t wire_heads_modes(const wire_heads *h);
const char *wire_heads_mode(const wire_heads *h, size_t i);
size_t wire_heads_relations(const wire_heads *h);
const char *wire_heads_relation(const wire_heads *h, size_t i);

/* Rows of `vectors` begin at rows[0 … n), in floats; of each, `hidden` numbers come to stand in `out`. */
void wire_heads_project(const wire_heads *h, const wire_kernel *k, const float *vectors, const uint32_t *rows, size_t n, float *out);
/* `hidden`: a row of those, which is used up. */
void wire_heads_judge(const wire_heads *h, float *hidden, const wire_bag *features, wire_opinion *out);

/* A candidate as the part head sees it, the same for all words that it is paired with. */
typedef struct wire_half {
    float sum[WIRE_HIDDEN_MAX], product[WIRE_HIDDEN_MAX];
} wire_half;

/* `v`: its vector. `matter`: a type's number; that of types for a saying; that and a relation's number for a state. */
void wire_heads_candidate(const wire_heads *h, const wire_kernel *k, const float *v, size_t matter, wire_half *out);
/* Words as it sees them: two rows of `hidden` numbers each. */
void wire_heads_words(const wire_heads *h, const wire_kernel *k, const float *vectors, const uint32_t *rows, size_t n, float *sums, float *products);
void wire_heads_part(const wire_heads *h, const wire_half *candidate, const float *sum, const float *product, const wire_bag *features,
                     float out[WIRE_ROLES]);

/* ------------------------------------------------------------------------------------------------ the stage */

/* The words that it reads to have a part, one by one. A saying's source is who speaks; a state's are its subject and object. */
typedef struct wire_cast {
    uint32_t source[WIRE_FILLS_MAX], target[WIRE_FILLS_MAX], place[WIRE_FILLS_MAX];
    uint8_t n_source, n_target, n_place;
} wire_cast;

/* What the reader says of a predicate. */
typedef struct wire_reading {
    bool deed;                /* it tells one */
    const wire_frame *sense;  /* of a deed, the type's and mode's, where the predicate's own frame is no event of that type; else NULL */
    enum wire_status status;  /* of the deed, as `confidence` */
    float confidence;
    wire_cast cast;
    const wire_frame *other;  /* a saying or a state that the rules leave; else NULL */
    float other_confidence;
    wire_cast other_cast;
} wire_reading;

/* What reading needs, made once: the models, and a sense for each type and mode. Immutable. */
int wire_reading_kit_new(const wire_encoder *e, const wire_heads *h, const wire_lexicon *l, wire_reading_kit **out, wire_err *err);
void wire_reading_kit_free(wire_reading_kit *kit);
const wire_heads *wire_reading_heads(const wire_reading_kit *kit);

/* Read all sentences: `readings` of the work is filled, and predicates are added where deeds are told that the rules did not see.
 * 0, or a negative code. */
int wire_read(wire_work *w, const wire_reading_kit *kit, wire_reading_room *room, wire_err *err);

/* The predicate as the reader has it: sense, status and parts of its deed; and of the state that it tells besides. */
wire_predicate wire_as_read(const wire_work *w, const wire_predicate *p, const wire_reading *r);
wire_predicate wire_state_read(const wire_predicate *p, const wire_reading *r);

#endif
