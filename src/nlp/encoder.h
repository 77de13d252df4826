/* encoder.h - a transformer encoder as it lies in its file, and as it is run.
 *
 * The file is a wire_pack of kind "encoder"; encoder_convert.c writes it, wire_encoder_open reads it. Its section "config" is JSON:
 *
 *   name          the model's; update: what the low-rank update says of itself, or null
 *   layers, width, heads, inner, positions, eps, lower, accents, chinese
 *   cls, sep, unk the numbers of these pieces
 *
 * and the others are arrays, for layer number I:
 *
 *   pieces, pieces.at, pieces.ids    the vocabulary (wordpiece.h)
 *   words, words.s                   embeddings: int16, `width` a piece, and the scale of each piece's
 *   places                           the positions' embeddings, that of the first token type added: float
 *   words.g, words.h                 gain and shift of the normalisation behind them
 *   I.qkv.w .c .s .b                 queries, keys, values: packed bytes, their sums, the outputs' scales and biases (transformer.h);
 *                                    a query's scale and bias are multiplied by log2(e) / sqrt(width of a head)
 *   I.out.w … I.up.w … I.down.w …    the layer behind attention, and the two of the feed-forward part
 *   I.mid.g .h  I.end.g .h           gain and shift of the normalisations behind attention and at the end
 *
 * Invariant: after wire_encoder_open every pointer here is to an array of the size that its dimensions say, and every index read from the
 * file is in range. */
#ifndef WIRE_NLP_ENCODER_H
#define WIRE_NLP_ENCODER_H

#include "base/pack.h"
#include "base/transformer.h"
#include "nlp/wordpiece.h"
#include "wirecode.h"

#define WIRE_ENCODER_KIND "encoder"
#define WIRE_UPDATE_KIND "update"
enum { WIRE_ENCODER_VERSION = 1, WIRE_UPDATE_VERSION = 1 };

enum { WIRE_LAYERS_MAX = 48, WIRE_ENCODER_WIDTH_MAX = 4096, WIRE_VOCABULARY_MAX = 1 << 20, WIRE_RANK_MAX = 1024 };

/* The matrices of a layer: what a low-rank update names them by, and what the package does (encoder.layer.I.NAME). */
enum wire_matrix { WIRE_QUERY, WIRE_KEY, WIRE_VALUE, WIRE_OUT, WIRE_UP, WIRE_DOWN, WIRE_MATRICES };

/* The factor that a query carries: with it the softmax is one of powers of two. */
float wire_query_factor(size_t head_width);

typedef struct wire_encoder_layer {
    wire_matrix8 qkv, out, up, down;
    const float *mid_gain, *mid_shift, *end_gain, *end_shift;
} wire_encoder_layer;

struct wire_encoder {
    wire_pack *pack;
    char *name;
    char hash[20];
    size_t n_layers, width, heads, inner, positions;
    float eps;
    uint32_t cls, sep;
    wire_wordpiece vocabulary;
    const int16_t *words;
    const float *word_scales, *places, *gain, *shift;
    wire_encoder_layer layers[WIRE_LAYERS_MAX];
};

#endif
