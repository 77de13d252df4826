/* kernel.h - the arithmetic of the network, in one fixed order.
 *
 * Every number is computed by the same operations in the same order on every path, so that the portable, AVX2 and AVX-512
 * kernels give the same bytes: each output of a product is one chain of fused multiply-adds over the inputs, first to
 * last, begun at zero; vectors run across outputs, never along a sum. Where a sum along a vector cannot be avoided (layer
 * normalisation) it is kept as sixteen partial sums, element j going to partial j % 16, that are added pairwise at the end.
 *
 * Weights come packed: the outputs in panels of 16, for each panel the inputs in order, for each input the 16 weights:
 *
 *     w[(n / 16 * k_count + k) * 16 + n % 16]         outputs over the last are zero
 *
 * All float pointers to packed weights are 64-byte aligned; the other pointers need 4-byte alignment only. */
#ifndef WIRE_BASE_KERNEL_H
#define WIRE_BASE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

enum { WIRE_PANEL = 16 };

typedef struct wire_kernel {
    const char *name;

    /* y[i][n] = bias[n] + sum over k of x[rows[i] + k] * w[n][k], for `m` rows and all outputs of `panels` panels.
     * Row i of y begins at y + i * ldy. `bias` may be NULL. */
    void (*gemm)(const float *x, const uint32_t *rows, size_t m, const float *w, const float *bias, size_t k, size_t panels,
                 float *y, size_t ldy);

    /* out[j] = base[j] + layernorm(max over pieces p of y[p * stride + j])[j] for j < width; base may be NULL, for 0, and may
     * be `out`. The normalisation is thinc's: (v - mean) / sqrt(variance + 1e-8) * gain + shift. */
    void (*maxout_norm)(const float *y, size_t pieces, size_t stride, const float *gain, const float *shift, size_t width,
                        const float *base, float *out);

    /* out[j] = (((a[0][j] + a[1][j]) + a[2][j]) …) + bias[j], for j < n. */
    void (*sum)(const float *const *a, size_t count, const float *bias, size_t n, float *out);
} wire_kernel;

/* The best kernel that this processor runs, or the one of that name; NULL where there is none such. */
const wire_kernel *wire_kernel_get(const char *name);

/* Floats that a packed matrix of n outputs and k inputs takes, and the packing. `perm` (or NULL) gives for each packed
 * output the row of `w` that it comes from, or -1 for a row of zeros. */
size_t wire_packed_size(size_t n, size_t k);
void wire_pack_matrix(const float *w, const int32_t *perm, size_t n, size_t k, float *out);

extern const wire_kernel wire_kernel_portable, wire_kernel_avx2, wire_kernel_avx512;

#endif
