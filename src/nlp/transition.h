/* transition.h - the two greedy transition systems: arc-eager dependency parsing and BILUO entities.
 *
 *   tok2vec -> wire_scorer's `in` layer -> a row of inputs a token
 *   state   -> the tokens it looks at -> their feature rows, summed -> maxout -> scores of the moves -> the best valid one
 *
 * What a token gives to a feature is a product that depends on the token alone; for a block of usual length all are computed in
 * one matrix product beforehand, for a long one each when it is asked for. The numbers are the same. */
#ifndef WIRE_NLP_TRANSITION_H
#define WIRE_NLP_TRANSITION_H

#include "base/kernel.h"
#include "nlp/model.h"

/* Tokens of a block whose features are computed beforehand (4 KB each). */
enum { WIRE_FEATURES_AHEAD = 2048 };

typedef struct wire_scoring {
    const wire_scorer *m;
    const wire_kernel *kernel;
    float *ahead; /* tokens x feats x block */
    size_t ahead_cap;
    float *one, *hidden, *scores; /* one: feats blocks, computed when asked for */
    uint32_t *offsets;
    size_t offset_cap;
    uint64_t macs;
    /* for the current block */
    const float *inputs;
    size_t n;
    bool is_ahead;
} wire_scoring;

int wire_scoring_init(wire_scoring *s, const wire_scorer *m, const wire_kernel *k);
void wire_scoring_free(wire_scoring *s);
/* Begin a block: `inputs` has a row of m->in.panels panels for each of the `n` tokens. Returns 0 or WIRE_ENOMEM. */
int wire_scoring_begin(wire_scoring *s, const float *inputs, size_t n);
/* The scores of the moves in a state that looks at `ids` (m->feats of them, -1: none). Valid until the next call. */
const float *wire_scoring_of(wire_scoring *s, const int32_t *ids);

/* A workspace for trees. */
typedef struct wire_tree {
    int32_t *heads, *left, *right, *before; /* before: the right child of the same head that came before this one */
    int32_t *l_edge, *r_edge;
    uint16_t *labels;
    int32_t *stack, *again; /* again: tokens put back before the buffer */
    uint8_t *unshiftable, *sent_start;
    size_t cap;
} wire_tree;

void wire_tree_free(wire_tree *t);

/* Parse a block: fills heads (indices in the block), labels and sent_start (1 where a sentence begins) of the first `n` tokens.
 * `is_space` tells the tokens of white space. Returns 0 or WIRE_ENOMEM. */
int wire_parse_arcs(const wire_pipeline *p, wire_scoring *s, wire_tree *t, const uint8_t *is_space, size_t n);

typedef struct wire_found_entity {
    uint32_t start, end; /* tokens of the block */
    uint16_t label;
} wire_found_entity;

/* Find the entities of a block. `sent_start` (or NULL) keeps them inside sentences. *found grows; its room is *cap. */
int wire_find_entities(wire_scoring *s, const uint8_t *sent_start, const uint8_t *is_space, size_t n, wire_found_entity **found,
                       size_t *cap, size_t *count);

#endif
