/* heads.h - the heads from inside: their tables as floats, for those who run, grow, train or write them.
 *
 *   file ── wire_heads_open ──> heads ── wire_heads_grown ──> heads with more types and modes ── learn.c ──> wire_heads_write ──> file
 *
 * Matrices stand input by input, tables of rows row by row; a bias stands behind its matrix in enum wire_heads_table. */
#ifndef WIRE_CODER_HEADS_H
#define WIRE_CODER_HEADS_H

#include <jansson.h>

#include "base/kernel.h"
#include "base/pack.h"
#include "coder/reading.h"

enum wire_heads_table {
    T_CANDIDATE, T_CANDIDATE_BIAS, T_CANDIDATE_FEATURES, T_TYPE, T_TYPE_BIAS, T_MODE, T_MODE_BIAS, T_STATUS, T_STATUS_BIAS, T_SAYS, T_SAYS_BIAS,
    T_RELATION, T_RELATION_BIAS, T_PAIR_CANDIDATE, T_PAIR_WORD, T_PAIR_BIAS, T_PAIR_CANDIDATE_FACTOR, T_PAIR_WORD_FACTOR, T_PAIR_MATTER,
    T_PAIR_FEATURES, T_PART, T_PART_BIAS, TABLES
};

struct wire_heads {
    char *path;     /* of the file, for messages; "" where they are of none */
    uint64_t hash;  /* of the file; 0 */
    json_t *config; /* holds the names */
    size_t width, hidden, types, modes, relations;
    const char *type_names[WIRE_TYPES_MAX], *mode_names[WIRE_MODES_MAX], *relation_names[WIRE_RELATIONS_MAX];
    float *table[TABLES];
    float *packed[TABLES]; /* of those that take a vector, for the kernels; else NULL */
};

/* Floats in a table. */
size_t wire_heads_floats(const wire_heads *h, enum wire_heads_table t);

/* A matrix of k rows, the inputs, of n outputs each (a multiple of WIRE_PANEL), as the kernels take it. */
void wire_pack_inputs(const float *w, size_t k, size_t n, float *out);

/* A copy that knows these types and modes, too, behind its own; what is new is as good as never said. WIRE_ELIMIT where there are too
 * many; WIRE_ENOMEM. */
int wire_heads_grown(const wire_heads *h, const char *const *types, size_t n_types, const char *const *modes, size_t n_modes, wire_heads **out,
                     wire_err *err);
/* bfloat16: the upper half of a float, rounded to the nearest, of two as near to the even one. */
uint16_t wire_upper_half(float x);
int wire_heads_write(const wire_heads *h, const char *path, wire_err *err);

#endif
