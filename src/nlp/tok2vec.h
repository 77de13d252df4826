/* tok2vec.h - words to vectors in context: spaCy's MultiHashEmbed and MaxoutWindowEncoder.
 *
 *   lexeme -> embedded rows -> mix -> word vector, and its products with the first convolution   remembered a word
 *   words  -> convolution, residual … -> vectors                                                 for each token
 *
 * The first convolution of a window of three is a sum of three products, one a word, each of which depends on that word alone:
 * so it is remembered with the word, and costs three additions a token. The others are matrix products over all rows of a group
 * of blocks:
 *
 *   pads | block | pads | block | … | pads        `depth` rows of zeros between blocks, as thinc's with_array(pad) has them
 *
 * A token's vector depends on `depth` rows to each side, so rows of another block never reach it. A block longer than a group
 * is run in parts, each with its neighbours as margins: the same numbers. */
#ifndef WIRE_NLP_TOK2VEC_H
#define WIRE_NLP_TOK2VEC_H

#include "base/kernel.h"
#include "nlp/tokenizer.h"

/* Tokens [from, to) of the block of tokens [start, end). */
typedef struct wire_part {
    uint32_t start, end, from, to;
} wire_part;

/* Rows that one call takes at the most, tokens of its parts and margins together. */
enum { WIRE_GROUP_ROWS = 2048 };

typedef struct wire_words wire_words;

typedef struct wire_embedder {
    const wire_pipeline *p;
    const wire_tok2vec *m;
    const wire_vocab *vocab;
    wire_words *words;
    float *x[2], *y, *zeros, *out; /* out: a row of width floats for each token of the parts, in order */
    int32_t *row_tok;              /* token of a row, -1: a pad */
    uint32_t *need, *offsets;
    const float **products;
    uint64_t macs;
} wire_embedder;

int wire_embedder_init(wire_embedder *e, const wire_pipeline *p, const wire_tok2vec *m, const wire_vocab *vocab);
void wire_embedder_free(wire_embedder *e);
void wire_embedder_clear(wire_embedder *e); /* with wire_vocab_clear */

/* Compute e->out for the parts, whose rows must not exceed WIRE_GROUP_ROWS (a part takes to - from + 2 * depth, and the
 * whole `depth` more). Returns 0 or WIRE_ENOMEM. */
int wire_embed(wire_embedder *e, const wire_kernel *k, const wire_tok *toks, const wire_part *parts, size_t n_parts);

#endif
