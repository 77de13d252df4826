/* transformer_impl.h - the encoder kernels' one body, compiled once for each instruction set.
 *
 * The including file defines NAME, LABEL; the vectors VEC of LANES floats and IVEC of as many int32, with their load, store,
 * arithmetic and conversions; ROWS by PANELS, the block of outputs that a product of bytes keeps in registers, and `sums`, which
 * computes one; and QUERIES by ACROSS, the same for products of floats. */
#include <math.h>
#include <string.h>

#include "base/transformer.h"

enum { PER_PANEL = WIRE_LANES / LANES };

#define INLINE static inline __attribute__((always_inline))

/* ------------------------------------------------------------------------------------------------ along a row */

/* Sixteen lanes in memory to one number, pairwise. */
INLINE float total(const VEC part[PER_PANEL])
{
    float t[WIRE_LANES];
    for (int l = 0; l < PER_PANEL; l++)
        vec_store(t + l * LANES, part[l]);
    for (int half = WIRE_LANES / 2; half; half /= 2)
        for (int j = 0; j < half; j++)
            t[j] += t[j + half];
    return t[0];
}

INLINE float greatest(const VEC part[PER_PANEL])
{
    float t[WIRE_LANES];
    for (int l = 0; l < PER_PANEL; l++)
        vec_store(t + l * LANES, part[l]);
    for (int half = WIRE_LANES / 2; half; half /= 2)
        for (int j = 0; j < half; j++)
            t[j] = t[j] > t[j + half] ? t[j] : t[j + half];
    return t[0];
}

INLINE float least(const VEC part[PER_PANEL])
{
    float t[WIRE_LANES];
    for (int l = 0; l < PER_PANEL; l++)
        vec_store(t + l * LANES, part[l]);
    for (int half = WIRE_LANES / 2; half; half /= 2)
        for (int j = 0; j < half; j++)
            t[j] = t[j] < t[j + half] ? t[j] : t[j + half];
    return t[0];
}

/* ------------------------------------------------------------------------------------------------ bytes */

/* The bounds of a row, from its lanes', to the row's bytes. Comparisons are such that what is no number becomes zero. */
INLINE void to_bytes(const float *x, size_t k, const VEC low[PER_PANEL], const VEC high[PER_PANEL], uint8_t *q, float *scale, int32_t *zero)
{
    const float lo = least(low), range = greatest(high) - lo, steps = range > 0 ? 255.0f / range : 0;
    const float at = -lo * steps, held = at > 0 ? (at < 255 ? at : 255) : 0, from = rintf(held);
    const VEC s = vec_splat(steps), z = vec_splat(from), none = vec_splat(0), most = vec_splat(255);
    *scale = range / 255.0f;
    *zero = (int32_t)from;
    for (size_t j = 0; j < k; j += WIRE_LANES) {
        VEC v[PER_PANEL];
        for (int l = 0; l < PER_PANEL; l++)
            v[l] = vec_min(vec_max(vec_fma(vec_load(x + j + l * LANES), s, z), none), most);
        vec_bytes(q + j, v);
    }
}

static void quantise(const float *x, size_t m, size_t k, wire_bytes_rows out)
{
    for (size_t i = 0; i < m; i++, x += k) {
        VEC low[PER_PANEL], high[PER_PANEL];
        for (int l = 0; l < PER_PANEL; l++)
            low[l] = high[l] = vec_splat(0);
        for (size_t j = 0; j < k; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++) {
                VEC v = vec_load(x + j + l * LANES);
                low[l] = vec_min(v, low[l]);
                high[l] = vec_max(v, high[l]);
            }
        to_bytes(x, k, low, high, out.q + i * k, &out.scale[i], &out.zero[i]);
    }
}

/* ------------------------------------------------------------------------------------------------ products of bytes */

/* x * (1/2 + erf(x / sqrt 2) / 2): the normal distribution's function as an odd polynomial, by which it is wrong by 2e-5 at the most, and
 * held at |x| = 4.2, from where on it is all but 0 or 1. */
INLINE VEC gelu(VEC x)
{
    static const float c[] = {0x1.9868180000000p-2f,  -0x1.0f3ee20000000p-4f, 0x1.3f30ee0000000p-7f,
                              -0x1.1ccf080000000p-10f, 0x1.78cc9e0000000p-14f, -0x1.62fa080000000p-18f,
                              0x1.bd0f9a0000000p-23f, -0x1.498e2e0000000p-28f, 0x1.b11a8a0000000p-35f};
    const VEC t = vec_min(vec_max(x, vec_splat(-4.2f)), vec_splat(4.2f)), s = vec_mul(t, t);
    VEC p = vec_splat(c[8]);
    for (int i = 7; i >= 0; i--)
        p = vec_fma(p, s, vec_splat(c[i]));
    return vec_mul(x, vec_fma(t, p, vec_splat(0.5f)));
}

/* `r` rows by `p` panels, both constant at the call, so that the sums are registers. */
INLINE void block(const uint8_t *const *x, const float *scale, const int32_t *zero, size_t r, const wire_matrix8 *w, size_t panel,
                  size_t p, enum wire_finish finish, float *y)
{
    IVEC acc[ROWS][PANELS * PER_PANEL];
    sums(x, r, w->w + panel * WIRE_LANES * w->k, w->k, p, acc);
    for (size_t j = 0; j < p * PER_PANEL; j++) {
        const size_t n = panel * WIRE_LANES + j * LANES;
        const IVEC sum = ivec_load(w->sum + n);
        const VEC ws = vec_load(w->scale + n), bias = vec_load(w->bias + n);
        for (size_t i = 0; i < r; i++) {
            VEC v = ivec_float(ivec_sub(acc[i][j], ivec_mul(sum, ivec_splat(zero[i]))));
            v = vec_fma(v, vec_mul(ws, vec_splat(scale[i])), bias);
            if (finish == WIRE_GELU)
                v = gelu(v);
            if (finish == WIRE_ADD)
                v = vec_add(v, vec_load(y + i * w->n + n));
            vec_store(y + i * w->n + n, v);
        }
    }
}

INLINE void rows(wire_bytes_rows x, size_t i, size_t r, const wire_matrix8 *w, size_t panel, size_t p, enum wire_finish finish, float *y)
{
    const uint8_t *from[ROWS];
    for (size_t j = 0; j < r; j++)
        from[j] = x.q + (i + j) * w->k;
    block(from, x.scale + i, x.zero + i, r, w, panel, p, finish, y + i * w->n);
}

/* A group of panels at a time over all rows: its weights stay in the first levels of the cache. */
INLINE void all_rows(wire_bytes_rows x, size_t m, const wire_matrix8 *w, size_t panel, size_t p, enum wire_finish finish, float *y)
{
    size_t i = 0;
    for (; i + ROWS <= m; i += ROWS)
        rows(x, i, ROWS, w, panel, p, finish, y);
    for (; i + ROWS / 2 <= m && ROWS > 2; i += ROWS / 2)
        rows(x, i, ROWS / 2, w, panel, p, finish, y);
    for (; i < m; i++)
        rows(x, i, 1, w, panel, p, finish, y);
}

INLINE void finished(wire_bytes_rows x, size_t m, const wire_matrix8 *w, enum wire_finish finish, float *y)
{
    const size_t panels = w->n / WIRE_LANES;
    size_t n = 0;
    for (; n + PANELS <= panels; n += PANELS)
        all_rows(x, m, w, n, PANELS, finish, y);
    for (; n < panels; n++)
        all_rows(x, m, w, n, 1, finish, y);
}

static void product(wire_bytes_rows x, size_t m, const wire_matrix8 *w, enum wire_finish finish, float *y)
{
    switch (finish) {
    case WIRE_PLAIN:
        finished(x, m, w, WIRE_PLAIN, y);
        break;
    case WIRE_GELU:
        finished(x, m, w, WIRE_GELU, y);
        break;
    case WIRE_ADD:
        finished(x, m, w, WIRE_ADD, y);
        break;
    }
}

/* ------------------------------------------------------------------------------------------------ normalisation */

static void norm(float *x, size_t m, size_t width, const float *gain, const float *shift, float eps, wire_bytes_rows out)
{
    for (size_t i = 0; i < m; i++, x += width) {
        VEC part[PER_PANEL], low[PER_PANEL], high[PER_PANEL];
        for (int l = 0; l < PER_PANEL; l++)
            part[l] = low[l] = high[l] = vec_splat(0);
        for (size_t j = 0; j < width; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++)
                part[l] = vec_add(part[l], vec_load(x + j + l * LANES));
        const VEC mean = vec_splat(total(part) / (float)width);
        for (int l = 0; l < PER_PANEL; l++)
            part[l] = vec_splat(0);
        for (size_t j = 0; j < width; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++) {
                VEC d = vec_sub(vec_load(x + j + l * LANES), mean);
                part[l] = vec_fma(d, d, part[l]);
            }
        const VEC scale = vec_splat(1.0f / sqrtf(total(part) / (float)width + eps));
        for (size_t j = 0; j < width; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++) {
                const size_t at = j + (size_t)l * LANES;
                VEC v = vec_mul(vec_sub(vec_load(x + at), mean), scale);
                v = vec_fma(v, vec_load(gain + at), vec_load(shift + at));
                low[l] = vec_min(v, low[l]);
                high[l] = vec_max(v, high[l]);
                vec_store(x + at, v);
            }
        to_bytes(x, width, low, high, out.q + i * width, &out.scale[i], &out.zero[i]);
    }
}

/* ------------------------------------------------------------------------------------------------ attention */

/* 2 to the x, for x <= 0, and 2 to the -120 below that: x is a whole number and a rest of at most a half; the rest's power is a
 * polynomial (relative error 8e-8), the whole number is added to its exponent. */
INLINE VEC power(VEC x)
{
    static const float c[] = {0x1.0000020000000p+0f, 0x1.62e4280000000p-1f, 0x1.ebf9180000000p-3f,
                              0x1.c6b6e40000000p-5f, 0x1.3d0c540000000p-7f, 0x1.5c08e60000000p-10f};
    const VEC whole = vec_splat(12582912.0f); /* 1.5 * 2^23: adding it leaves the whole number in the last bits */
    x = vec_max(x, vec_splat(-120.0f));
    const VEC t = vec_add(x, whole), rest = vec_sub(x, vec_sub(t, whole));
    VEC p = vec_splat(c[5]);
    for (int i = 4; i >= 0; i--)
        p = vec_fma(p, rest, vec_splat(c[i]));
    return vec_raise(p, t);
}

/* acc[i][j] continues a chain of `k` products: of the i-th row of x with column j of w, whose rows are `step` apart and whose panels
 * `across`. */
INLINE void chains(const float *x, size_t ldx, size_t r, const float *w, size_t step, size_t across, size_t k, size_t p,
                   VEC acc[QUERIES][ACROSS * PER_PANEL])
{
    for (size_t c = 0; c < k; c++) {
        VEC b[ACROSS * PER_PANEL];
        for (size_t j = 0; j < p * PER_PANEL; j++)
            b[j] = vec_load(w + c * step + j / PER_PANEL * across + j % PER_PANEL * LANES);
        for (size_t i = 0; i < r; i++) {
            VEC s = vec_splat(x[i * ldx + c]);
            for (size_t j = 0; j < p * PER_PANEL; j++)
                acc[i][j] = vec_fma(s, b[j], acc[i][j]);
        }
    }
}

typedef struct head {
    const float *q, *v, *keys; /* keys: in panels, for each panel the `width` inputs of 16 keys */
    size_t stride, n, padded, width;
    float *scores, *out;
    size_t out_stride;
} head;

/* Scores of `r` queries with `p` panels of keys. A key that is none begins so far down that no softmax sees it. */
INLINE void score(const head *h, size_t i, size_t r, size_t panel, size_t p)
{
    VEC acc[QUERIES][ACROSS * PER_PANEL];
    for (size_t j = 0; j < p * PER_PANEL; j++) {
        float first[LANES];
        const size_t key = panel * WIRE_LANES + j * LANES;
        for (size_t l = 0; l < LANES; l++)
            first[l] = key + l < h->n ? 0 : -1e30f;
        for (size_t a = 0; a < r; a++)
            acc[a][j] = vec_load(first);
    }
    chains(h->q + i * h->stride, h->stride, r, h->keys + panel * WIRE_LANES * h->width, WIRE_LANES, WIRE_LANES * h->width, h->width, p,
           acc);
    for (size_t a = 0; a < r; a++)
        for (size_t j = 0; j < p * PER_PANEL; j++)
            vec_store(h->scores + a * h->padded + panel * WIRE_LANES + j * LANES, acc[a][j]);
}

/* Values of `r` queries, `p` panels of their width. */
INLINE void gather(const head *h, size_t i, size_t r, const float *over, size_t panel, size_t p)
{
    VEC acc[QUERIES][ACROSS * PER_PANEL];
    for (size_t a = 0; a < r; a++)
        for (size_t j = 0; j < p * PER_PANEL; j++)
            acc[a][j] = vec_splat(0);
    chains(h->scores, h->padded, r, h->v + panel * WIRE_LANES, h->stride, WIRE_LANES, h->n, p, acc);
    for (size_t a = 0; a < r; a++)
        for (size_t j = 0; j < p * PER_PANEL; j++)
            vec_store(h->out + (i + a) * h->out_stride + panel * WIRE_LANES + j * LANES, vec_mul(acc[a][j], vec_splat(over[a])));
}

INLINE void queries(const head *h, size_t i, size_t r)
{
    const size_t keys = h->padded / WIRE_LANES, values = h->width / WIRE_LANES;
    float over[QUERIES];
    size_t p = 0;
    for (; p + ACROSS <= keys; p += ACROSS)
        score(h, i, r, p, ACROSS);
    for (; p < keys; p++)
        score(h, i, r, p, 1);
    for (size_t a = 0; a < r; a++) {
        float *s = h->scores + a * h->padded;
        VEC high[PER_PANEL], part[PER_PANEL];
        for (int l = 0; l < PER_PANEL; l++) {
            high[l] = vec_load(s + l * LANES);
            part[l] = vec_splat(0);
        }
        for (size_t j = WIRE_LANES; j < h->padded; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++)
                high[l] = vec_max(vec_load(s + j + l * LANES), high[l]);
        const VEC most = vec_splat(greatest(high));
        for (size_t j = 0; j < h->padded; j += WIRE_LANES)
            for (int l = 0; l < PER_PANEL; l++) {
                VEC v = power(vec_sub(vec_load(s + j + l * LANES), most));
                part[l] = vec_add(part[l], v);
                vec_store(s + j + l * LANES, v);
            }
        over[a] = 1.0f / total(part);
    }
    p = 0;
    for (; p + ACROSS <= values; p += ACROSS)
        gather(h, i, r, over, p, ACROSS);
    for (; p < values; p++)
        gather(h, i, r, over, p, 1);
}

static void attend(const float *q, const float *k, const float *v, size_t stride, size_t n, size_t width, float *work, float *out,
                   size_t out_stride)
{
    const size_t padded = (n + WIRE_LANES - 1) / WIRE_LANES * WIRE_LANES;
    for (size_t j = 0; j < padded; j++) {
        float *to = work + j / WIRE_LANES * WIRE_LANES * width + j % WIRE_LANES;
        for (size_t d = 0; d < width; d++)
            to[d * WIRE_LANES] = j < n ? k[j * stride + d] : 0;
    }
    const head h = {.q = q, .v = v, .keys = work, .stride = stride, .n = n, .padded = padded, .width = width,
                    .scores = work + padded * width, .out = out, .out_stride = out_stride};
    size_t i = 0;
    for (; i + QUERIES <= n; i += QUERIES)
        queries(&h, i, QUERIES);
    for (; i < n; i++)
        queries(&h, i, 1);
}

const wire_transformer NAME = {.name = LABEL, .quantise = quantise, .product = product, .norm = norm, .attend = attend};
