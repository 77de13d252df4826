/* transformer_portable.c - plain C, for every other processor and to hold the others against. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct lanes {
    float f[16];
} lanes;

typedef struct integers {
    int32_t i[16];
} integers;

#define EACH for (size_t i = 0; i < 16; i++)

static inline lanes vec_load(const float *p)
{
    lanes v;
    memcpy(v.f, p, sizeof v.f);
    return v;
}

static inline void vec_store(float *p, lanes v)
{
    memcpy(p, v.f, sizeof v.f);
}

static inline lanes vec_splat(float f)
{
    lanes v;
    EACH v.f[i] = f;
    return v;
}

static inline lanes vec_add(lanes a, lanes b)
{
    EACH a.f[i] += b.f[i];
    return a;
}

static inline lanes vec_sub(lanes a, lanes b)
{
    EACH a.f[i] -= b.f[i];
    return a;
}

static inline lanes vec_mul(lanes a, lanes b)
{
    EACH a.f[i] *= b.f[i];
    return a;
}

static inline lanes vec_fma(lanes a, lanes b, lanes c)
{
    EACH c.f[i] = fmaf(a.f[i], b.f[i], c.f[i]);
    return c;
}

static inline lanes vec_max(lanes a, lanes b)
{
    EACH a.f[i] = a.f[i] > b.f[i] ? a.f[i] : b.f[i];
    return a;
}

static inline lanes vec_min(lanes a, lanes b)
{
    EACH a.f[i] = a.f[i] < b.f[i] ? a.f[i] : b.f[i];
    return a;
}

/* `t` holds a whole number in its last bits; it goes to the exponent of p. */
static inline lanes vec_raise(lanes p, lanes t)
{
    uint32_t a[16], b[16];
    memcpy(a, p.f, sizeof a);
    memcpy(b, t.f, sizeof b);
    EACH a[i] += b[i] << 23;
    memcpy(p.f, a, sizeof a);
    return p;
}

/* To the nearest, of two the even one, as the processors' conversions do; the values are from 0 to 255. */
static inline void vec_bytes(uint8_t *q, const lanes v[1])
{
    EACH q[i] = (uint8_t)rintf(v[0].f[i]);
}

static inline integers ivec_load(const int32_t *p)
{
    integers v;
    memcpy(v.i, p, sizeof v.i);
    return v;
}

static inline integers ivec_splat(int32_t n)
{
    integers v;
    EACH v.i[i] = n;
    return v;
}

static inline integers ivec_sub(integers a, integers b)
{
    EACH a.i[i] = (int32_t)((uint32_t)a.i[i] - (uint32_t)b.i[i]);
    return a;
}

static inline integers ivec_mul(integers a, integers b)
{
    EACH a.i[i] = (int32_t)((uint32_t)a.i[i] * (uint32_t)b.i[i]);
    return a;
}

static inline lanes ivec_float(integers a)
{
    lanes v;
    EACH v.f[i] = (float)a.i[i];
    return v;
}

#define NAME wire_transformer_portable
#define LABEL "portable"
#define VEC lanes
#define IVEC integers
#define LANES 16
#define ROWS 2
#define PANELS 1
#define QUERIES 2
#define ACROSS 1

static inline void sums(const uint8_t *const *x, size_t r, const int8_t *w, size_t k, size_t p, integers acc[ROWS][PANELS])
{
    (void)p; /* 1 */
    for (size_t a = 0; a < r; a++) {
        acc[a][0] = ivec_splat(0);
        for (size_t c = 0; c < k; c += 4)
            EACH for (size_t j = 0; j < 4; j++) acc[a][0].i[i] += x[a][c + j] * w[c * 16 + i * 4 + j];
    }
}

#include "base/transformer_impl.h"
