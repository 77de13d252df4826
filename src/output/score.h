/* score.h - a gold set and what a coder made, held against each other.
 *
 *   wire_coded_set:  gold        coded
 *                      |  \      /  |      within a report and a kind, where spans overlap,
 *                      |   pairs    |      so that the total weight is highest
 *                   missed   |    made up
 *                            v
 *        levels: detect > type > triple > full;  fields of the pairs of one type;  a table by type;  agreement
 *
 * Invariant: wire_coded.pair is mutual; `right` is set in both records of a pair and 0 in others. */
#ifndef WIRE_OUTPUT_SCORE_H
#define WIRE_OUTPUT_SCORE_H

#include "output/coded.h"

/* The most records of one side that may lie over one another in an unbroken chain: pairing them takes their cube. */
enum { WIRE_SCORE_TOGETHER_MAX = 4000 };

enum wire_score_level { WIRE_DETECT, WIRE_TYPE, WIRE_TRIPLE, WIRE_FULL, WIRE_SCORE_LEVELS };

enum wire_score_field {
    WIRE_F_SOURCE, WIRE_F_TARGET, WIRE_F_STATUS, WIRE_F_TIME, WIRE_F_PLACE, WIRE_F_SAID_BY, WIRE_F_VIA, WIRE_F_MODE, WIRE_F_CAMEO,
    WIRE_SCORE_FIELDS
};

enum { WIRE_SCORE_KINDS = WIRE_STATE + 1 };

typedef struct wire_score_kind {
    size_t gold, coded, right[WIRE_SCORE_LEVELS];
    double agreed[WIRE_SCORE_FIELDS]; /* of `asked` pairs; lists count by their F1 */
    size_t asked[WIRE_SCORE_FIELDS];
} wire_score_kind;

typedef struct wire_score_type {
    const char *name;
    size_t right, gold, coded;
} wire_score_type;

enum wire_score_unit { WIRE_U_TYPE, WIRE_U_STATUS, WIRE_U_SOURCE, WIRE_U_TARGET, WIRE_SCORE_UNITS };

typedef struct wire_agreement {
    size_t units;
    double alpha; /* NaN where nothing varies */
} wire_agreement;

struct wire_score {
    wire_coded_set set;
    uint32_t *gold_order, *coded_order; /* by report, kind, and as they were read */
    wire_score_kind kinds[WIRE_SCORE_KINDS];
    wire_score_type *types; /* by name */
    size_t n_types;
    wire_agreement agreement[WIRE_SCORE_UNITS];
};

/* The pairs of a matrix weight[n][m] of weights >= 0 with the highest total: partner[row] is a column, or WIRE_CODED_NONE where the
 * row has none or one of weight 0. Returns 0 or WIRE_ENOMEM. */
int wire_assign(const double *weight, size_t n, size_t m, uint32_t *partner);

/* Krippendorff's alpha of two coders' nominal values: unit i has values[2 i] and values[2 i + 1]. The array is reordered. */
double wire_alpha(uint32_t *values, size_t units);

/* Fill s->agreement from the pairs. */
int wire_score_agreement(wire_score *s, wire_err *err);

#endif
