/* lessons.h - the coded examples as what the heads learn from.
 *
 *   examples that go on from each other -> a report -> engine, rules, encoder -> for each sentence: vectors of its words,
 *   candidates with features and labels, pairs with features and parts                                           lessons.c
 *   lessons -> heads that fit them, and what they make of those held out                                          learn.c
 *
 * Invariant: a lesson's rows, candidates and pairs stand one behind the other, in the order of the examples. */
#ifndef WIRE_CODER_LESSONS_H
#define WIRE_CODER_LESSONS_H

#include "coder/coding.h"
#include "coder/heads.h"

/* Features in `bags`, [first, first + n). */
typedef struct wire_bag_at {
    uint32_t first, n;
} wire_bag_at;

typedef struct wire_lesson_word {
    const wire_example_record *record; /* that says so, none among them; NULL: nothing is said of it */
    uint32_t row; /* its vector */
    wire_bag_at bag;
    uint8_t type, mode, status, says, relation; /* by the heads' numbers */
} wire_lesson_word;

typedef struct wire_lesson_pair {
    uint32_t candidate, row; /* vectors */
    wire_bag_at bag;
    uint8_t matter, role;
} wire_lesson_pair;

/* A sentence. */
typedef struct wire_lesson {
    const wire_example *example;
    uint32_t report; /* examples that go on from each other have one number */
    wire_range rows, words, pairs;
} wire_lesson;

typedef struct wire_lessons {
    size_t width;
    wire_lesson *of;
    uint16_t *vectors; /* bfloat16, a row a word */
    wire_lesson_word *words;
    wire_lesson_pair *pairs;
    uint16_t *bags;
    size_t n, n_rows, n_words, n_pairs, n_bags, cap, row_cap, word_cap, pair_cap, bag_cap;
} wire_lessons;

/* Called after each report, with how many of the examples are behind it. */
typedef void (*wire_lessons_fn)(void *ctx, size_t done, size_t of);

/* All that `h` has a number for; a coder with a reader. WIRE_ENOMEM, WIRE_ELIMIT. */
int wire_lessons_read(const wire_coder *c, const wire_heads *h, const wire_example *const *examples, size_t n, wire_lessons_fn told, void *ctx,
                      wire_lessons *out, wire_err *err);
void wire_lessons_free(wire_lessons *l);

static inline float wire_bfloat(uint16_t half)
{
    union {
        uint32_t bits;
        float value;
    } u = {(uint32_t)half << 16};
    return u.value;
}

#endif
