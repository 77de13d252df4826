/* kernel_impl.h - the kernels' one body, compiled once for each instruction set.
 *
 * The including file defines NAME and the vector: VEC, LANES, ROWS and PANELS (the block of outputs that stays in
 * registers), LONE_PANELS (the same for a single row), and load, store, splat, zero and fused multiply-add of it. */
#include <math.h>
#include <string.h>

#include "base/kernel.h"

enum { PER_PANEL = WIRE_PANEL / LANES };

/* `r` rows by `p` panels, both constant at the call, so that the accumulators are registers. */
static inline __attribute__((always_inline)) void block(const float *const *x, size_t r, const float *w, size_t k, size_t p,
                                                        const float *bias, float *const *y)
{
    enum { ACROSS = (PANELS > LONE_PANELS ? PANELS : LONE_PANELS) * PER_PANEL };
    VEC acc[ROWS][ACROSS];
    for (size_t i = 0; i < r; i++)
        for (size_t j = 0; j < p * PER_PANEL; j++)
            acc[i][j] = vec_zero();
    for (size_t c = 0; c < k; c++) {
        VEC b[ACROSS];
        for (size_t j = 0; j < p * PER_PANEL; j++)
            b[j] = vec_load(w + (j / PER_PANEL) * k * WIRE_PANEL + c * WIRE_PANEL + j % PER_PANEL * LANES);
        for (size_t i = 0; i < r; i++) {
            VEC s = vec_splat(x[i][c]);
            for (size_t j = 0; j < p * PER_PANEL; j++)
                acc[i][j] = vec_fma(s, b[j], acc[i][j]);
        }
    }
    for (size_t i = 0; i < r; i++)
        for (size_t j = 0; j < p * PER_PANEL; j++)
            vec_store(y[i] + j * LANES, bias ? vec_add(acc[i][j], vec_load(bias + j * LANES)) : acc[i][j]);
}

static inline __attribute__((always_inline)) void columns(const float *const *x, size_t r, const float *w, const float *bias,
                                                          size_t k, size_t panels, float *y, size_t ldy)
{
    float *out[ROWS];
    size_t n = 0;
    for (; n + PANELS <= panels; n += PANELS) {
        for (size_t i = 0; i < r; i++)
            out[i] = y + i * ldy + n * WIRE_PANEL;
        block(x, r, w + n * k * WIRE_PANEL, k, PANELS, bias ? bias + n * WIRE_PANEL : NULL, out);
    }
    for (; n < panels; n++) {
        for (size_t i = 0; i < r; i++)
            out[i] = y + i * ldy + n * WIRE_PANEL;
        block(x, r, w + n * k * WIRE_PANEL, k, 1, bias ? bias + n * WIRE_PANEL : NULL, out);
    }
}

/* A single row has no other rows to fill the time that an addition takes: it goes over many panels at once instead. */
static void gemv(const float *x, const float *w, const float *bias, size_t k, size_t panels, float *y)
{
    size_t n = 0;
    for (; n + LONE_PANELS <= panels; n += LONE_PANELS)
        block(&x, 1, w + n * k * WIRE_PANEL, k, LONE_PANELS, bias ? bias + n * WIRE_PANEL : NULL, &(float *){y + n * WIRE_PANEL});
    if (n < panels)
        columns(&x, 1, w + n * k * WIRE_PANEL, bias ? bias + n * WIRE_PANEL : NULL, k, panels - n, y + n * WIRE_PANEL, 0);
}

static void gemm(const float *x, const uint32_t *rows, size_t m, const float *w, const float *bias, size_t k, size_t panels,
                 float *y, size_t ldy)
{
    if (m == 1) {
        gemv(x + rows[0], w, bias, k, panels, y);
        return;
    }
    /* One group of panels at a time over all rows: its weights stay in the first cache level. */
    for (size_t n = 0; n < panels; n += PANELS) {
        size_t p = panels - n < PANELS ? panels - n : PANELS;
        const float *wn = w + n * k * WIRE_PANEL, *bn = bias ? bias + n * WIRE_PANEL : NULL;
        float *yn = y + n * WIRE_PANEL;
        size_t i = 0;
        for (; i + ROWS <= m; i += ROWS) {
            const float *from[ROWS];
            for (size_t r = 0; r < ROWS; r++)
                from[r] = x + rows[i + r];
            columns(from, ROWS, wn, bn, k, p, yn + i * ldy, ldy);
        }
        for (; i + 2 <= m; i += 2) {
            const float *from[2] = {x + rows[i], x + rows[i + 1]};
            columns(from, 2, wn, bn, k, p, yn + i * ldy, ldy);
        }
        if (i < m) {
            const float *from[1] = {x + rows[i]};
            columns(from, 1, wn, bn, k, p, yn + i * ldy, ldy);
        }
    }
}

/* The sixteen partial sums, pairwise. */
static inline float total(const float part[WIRE_PANEL])
{
    float t[WIRE_PANEL];
    memcpy(t, part, sizeof t);
    for (int half = WIRE_PANEL / 2; half; half /= 2)
        for (int j = 0; j < half; j++)
            t[j] += t[j + half];
    return t[0];
}

static void maxout_norm(const float *y, size_t pieces, size_t stride, const float *gain, const float *shift, size_t width,
                        const float *base, float *out)
{
    float v[1024]; /* the width is at most 1024: model.c holds it so */
    float part[WIRE_PANEL] = {0};
    size_t whole = width / WIRE_PANEL * WIRE_PANEL;
    memcpy(v, y, width * sizeof *v);
    for (size_t p = 1; p < pieces; p++)
        for (size_t j = 0; j < width; j++)
            v[j] = y[p * stride + j] > v[j] ? y[p * stride + j] : v[j];
    for (size_t j = 0; j < whole; j += WIRE_PANEL)
        for (size_t l = 0; l < WIRE_PANEL; l++)
            part[l] += v[j + l];
    for (size_t j = whole; j < width; j++)
        part[j - whole] += v[j];
    const float mean = total(part) / (float)width;
    memset(part, 0, sizeof part);
    for (size_t j = 0; j < whole; j += WIRE_PANEL)
        for (size_t l = 0; l < WIRE_PANEL; l++) {
            float d = v[j + l] - mean;
            part[l] += d * d;
        }
    for (size_t j = whole; j < width; j++) {
        float d = v[j] - mean;
        part[j - whole] += d * d;
    }
    const float scale = 1.0f / sqrtf(total(part) / (float)width + 1e-8f);
    if (base)
        for (size_t j = 0; j < width; j++)
            out[j] = base[j] + ((v[j] - mean) * scale * gain[j] + shift[j]);
    else
        for (size_t j = 0; j < width; j++)
            out[j] = (v[j] - mean) * scale * gain[j] + shift[j];
}

static void sum(const float *const *a, size_t count, const float *bias, size_t n, float *out)
{
    size_t j = 0;
    for (; j + WIRE_PANEL <= n; j += WIRE_PANEL) {
        VEC acc[PER_PANEL];
        for (size_t l = 0; l < PER_PANEL; l++)
            acc[l] = vec_load(a[0] + j + l * LANES);
        for (size_t i = 1; i < count; i++)
            for (size_t l = 0; l < PER_PANEL; l++)
                acc[l] = vec_add(acc[l], vec_load(a[i] + j + l * LANES));
        for (size_t l = 0; l < PER_PANEL; l++)
            vec_store(out + j + l * LANES, vec_add(acc[l], vec_load(bias + j + l * LANES)));
    }
    for (; j < n; j++) {
        float s = a[0][j];
        for (size_t i = 1; i < count; i++)
            s += a[i][j];
        out[j] = s + bias[j];
    }
}

const wire_kernel NAME = {.name = LABEL, .gemm = gemm, .maxout_norm = maxout_norm, .sum = sum};
