/* transformer_avx512.c - sixteen lanes, and VNNI, which adds four products of bytes to a sum without saturation. A block of 8 rows by 3
 * panels fills 24 of the 32 registers. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define NAME wire_transformer_avx512
#define LABEL "avx512"
#define VEC __m512
#define IVEC __m512i
#define LANES 16
#define ROWS 8
#define PANELS 3
#define QUERIES 8
#define ACROSS 2
#define vec_load(p) _mm512_loadu_ps(p)
#define vec_store(p, v) _mm512_storeu_ps(p, v)
#define vec_splat(f) _mm512_set1_ps(f)
#define vec_add(a, b) _mm512_add_ps(a, b)
#define vec_sub(a, b) _mm512_sub_ps(a, b)
#define vec_mul(a, b) _mm512_mul_ps(a, b)
#define vec_fma(a, b, c) _mm512_fmadd_ps(a, b, c)
#define vec_max(a, b) _mm512_max_ps(a, b)
#define vec_min(a, b) _mm512_min_ps(a, b)
#define vec_raise(p, t) \
    _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), _mm512_slli_epi32(_mm512_castps_si512(t), 23)))
#define vec_bytes(q, v) _mm_storeu_si128((__m128i *)(void *)(q), _mm512_cvtepi32_epi8(_mm512_cvtps_epi32((v)[0])))
#define ivec_load(p) _mm512_loadu_si512(p)
#define ivec_splat(n) _mm512_set1_epi32(n)
#define ivec_sub(a, b) _mm512_sub_epi32(a, b)
#define ivec_mul(a, b) _mm512_mullo_epi32(a, b)
#define ivec_float(a) _mm512_cvtepi32_ps(a)

/* The instruction by its name: as an intrinsic gcc 12 moves the sum to another register and back around each, at half the speed. */
static inline __attribute__((always_inline)) __m512i add_products(__m512i sum, __m512i unsigned_bytes, __m512i signed_bytes)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(unsigned_bytes), "v"(signed_bytes));
    return sum;
}

static inline __attribute__((always_inline)) void sums(const uint8_t *const *x, size_t r, const int8_t *w, size_t k, size_t p,
                                                       __m512i acc[ROWS][PANELS])
{
    for (size_t i = 0; i < r; i++)
        for (size_t j = 0; j < p; j++)
            acc[i][j] = _mm512_setzero_si512();
    for (size_t c = 0; c < k; c += 4) {
        __m512i b[PANELS];
        for (size_t j = 0; j < p; j++)
            b[j] = _mm512_load_si512(w + j * 16 * k + c * 16);
        for (size_t i = 0; i < r; i++) {
            int32_t four;
            memcpy(&four, x[i] + c, 4);
            const __m512i a = _mm512_set1_epi32(four);
            for (size_t j = 0; j < p; j++)
                acc[i][j] = add_products(acc[i][j], a, b[j]);
        }
    }
}

#include "base/transformer_impl.h"
