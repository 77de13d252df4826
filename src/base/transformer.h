/* transformer.h - the arithmetic of the encoder, in one fixed order.
 *
 *   float rows ──quantise──> byte rows, a scale and a zero each
 *                                 │ product: exact int32 sums, then scaled, + bias, and GELU or + what is in y
 *                                 v
 *   float rows ──attend────> float rows, a head of a sequence at a time
 *   float rows ──norm──────> float rows and byte rows
 *
 * A value of a byte row stands for (byte - zero) * scale; a weight for (signed byte) * scale of its output. Sums of products of
 * bytes are integers and so exact in any order. What is done in float has one order on every path, so that the portable, AVX2
 * and AVX-512 kernels give the same bytes: an output is a chain of fused multiply-adds, first input to last; vectors run across
 * outputs; a sum along a row is kept as sixteen partial sums, element j in partial j % 16, added pairwise at the end; of two
 * numbers that compare as neither greater nor less, a maximum or minimum is the second.
 *
 * Weights come packed for products of four bytes: the outputs in panels of 16, for each panel the inputs in groups of four, for
 * each group the 16 outputs' four weights:
 *
 *     w[((n / 16 * (k_count / 4) + k / 4) * 16 + n % 16) * 4 + k % 4]
 *
 * Invariant: widths, numbers of inputs and outputs are multiples of 16, and at most WIRE_INPUTS_MAX, where no sum overflows.
 * Weights are 64-byte aligned; the other pointers need the alignment of their type only. */
#ifndef WIRE_BASE_TRANSFORMER_H
#define WIRE_BASE_TRANSFORMER_H

#include <stddef.h>
#include <stdint.h>

enum { WIRE_LANES = 16, WIRE_INPUTS_MAX = 16384 };

/* Rows of `k` bytes, one behind the other. */
typedef struct wire_bytes_rows {
    uint8_t *q;
    float *scale;
    int32_t *zero;
} wire_bytes_rows;

typedef struct wire_matrix8 {
    size_t k, n;
    const int8_t *w;
    const int32_t *sum; /* of an output's weights: what the rows' zeros are to be taken out by */
    const float *scale, *bias;
} wire_matrix8;

enum wire_finish { WIRE_PLAIN, WIRE_GELU, WIRE_ADD };

typedef struct wire_transformer {
    const char *name;

    /* m rows of k floats to bytes: the row's range, which is made to hold 0, over 255 steps. */
    void (*quantise)(const float *x, size_t m, size_t k, wire_bytes_rows out);

    /* y[i][n] = sum of products + bias; its GELU; or the same added to y[i][n]. Row i of y begins at y + i * w->n. */
    void (*product)(wire_bytes_rows x, size_t m, const wire_matrix8 *w, enum wire_finish finish, float *y);

    /* Each of m rows of x by its layer normalisation, (x - mean) / sqrt(variance + eps) * gain + shift, in place; and as bytes. */
    void (*norm)(float *x, size_t m, size_t width, const float *gain, const float *shift, float eps, wire_bytes_rows out);

    /* One head of one sequence of n rows: its queries, keys and values, `width` floats each, in rows of `stride` floats. The queries
     * carry the scale of the softmax, and log2 e. Row i of the result goes to out + i * out_stride. `work` has room for
     * wire_attend_room(n, width) floats. */
    void (*attend)(const float *q, const float *k, const float *v, size_t stride, size_t n, size_t width, float *work, float *out,
                   size_t out_stride);
} wire_transformer;

/* The best kernel that this processor runs, or the one of that name; NULL where there is none such. */
const wire_transformer *wire_transformer_get(const char *name);

size_t wire_attend_room(size_t n, size_t width);

/* Pack n rows of k signed bytes, and sum them. `out` has n * k bytes, `sum` n numbers. */
void wire_pack_matrix8(const int8_t *w, size_t n, size_t k, int8_t *out, int32_t *sum);

extern const wire_transformer wire_transformer_portable, wire_transformer_avx2, wire_transformer_avx512;

#endif
