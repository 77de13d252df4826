/* kernel_portable.c - plain C, for every other processor and to hold the others against. fmaf rounds once by the standard, in
 * hardware or in the C library. */
#include <math.h>

typedef struct lanes {
    float f[16];
} lanes;

static inline lanes vec_zero(void)
{
    return (lanes){{0}};
}

static inline lanes vec_load(const float *p)
{
    lanes v;
    for (int i = 0; i < 16; i++)
        v.f[i] = p[i];
    return v;
}

static inline void vec_store(float *p, lanes v)
{
    for (int i = 0; i < 16; i++)
        p[i] = v.f[i];
}

static inline lanes vec_splat(float f)
{
    lanes v;
    for (int i = 0; i < 16; i++)
        v.f[i] = f;
    return v;
}

static inline lanes vec_add(lanes a, lanes b)
{
    for (int i = 0; i < 16; i++)
        a.f[i] += b.f[i];
    return a;
}

static inline lanes vec_fma(lanes a, lanes b, lanes c)
{
    for (int i = 0; i < 16; i++)
        c.f[i] = fmaf(a.f[i], b.f[i], c.f[i]);
    return c;
}

#define NAME wire_kernel_portable
#define LABEL "portable"
#define VEC lanes
#define LANES 16
#define ROWS 2
#define PANELS 1
#define LONE_PANELS 1

#include "base/kernel_impl.h"
