/* kernel_avx2.c - eight lanes; a block of 6 rows by 1 panel fills 12 of the 16 registers. */
#include <immintrin.h>

#define NAME wire_kernel_avx2
#define LABEL "avx2"
#define VEC __m256
#define LANES 8
#define ROWS 6
#define PANELS 1
#define LONE_PANELS 4
#define vec_zero() _mm256_setzero_ps()
#define vec_load(p) _mm256_loadu_ps(p)
#define vec_store(p, v) _mm256_storeu_ps(p, v)
#define vec_splat(f) _mm256_set1_ps(f)
#define vec_add(a, b) _mm256_add_ps(a, b)
#define vec_fma(a, b, c) _mm256_fmadd_ps(a, b, c)

#include "base/kernel_impl.h"
