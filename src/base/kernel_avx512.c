/* kernel_avx512.c - sixteen lanes; a block of 8 rows by 3 panels fills 24 of the 32 registers. */
#include <immintrin.h>

#define NAME wire_kernel_avx512
#define LABEL "avx512"
#define VEC __m512
#define LANES 16
#define ROWS 8
#define PANELS 3
#define LONE_PANELS 7
#define vec_zero() _mm512_setzero_ps()
#define vec_load(p) _mm512_loadu_ps(p)
#define vec_store(p, v) _mm512_storeu_ps(p, v)
#define vec_splat(f) _mm512_set1_ps(f)
#define vec_add(a, b) _mm512_add_ps(a, b)
#define vec_fma(a, b, c) _mm512_fmadd_ps(a, b, c)

#include "base/kernel_impl.h"
