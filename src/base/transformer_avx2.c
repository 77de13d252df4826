/* transformer_avx2.c - eight lanes. Bytes are widened to 16 bits, since products of bytes as this set has them saturate: a block of
 * two rows by one panel takes 8 registers for pairs of sums, 4 for the weights of a group. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define NAME wire_transformer_avx2
#define LABEL "avx2"
#define VEC __m256
#define IVEC __m256i
#define LANES 8
#define ROWS 2
#define PANELS 1
#define QUERIES 4
#define ACROSS 1
#define vec_load(p) _mm256_loadu_ps(p)
#define vec_store(p, v) _mm256_storeu_ps(p, v)
#define vec_splat(f) _mm256_set1_ps(f)
#define vec_add(a, b) _mm256_add_ps(a, b)
#define vec_sub(a, b) _mm256_sub_ps(a, b)
#define vec_mul(a, b) _mm256_mul_ps(a, b)
#define vec_fma(a, b, c) _mm256_fmadd_ps(a, b, c)
#define vec_max(a, b) _mm256_max_ps(a, b)
#define vec_min(a, b) _mm256_min_ps(a, b)
#define vec_raise(p, t) \
    _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), _mm256_slli_epi32(_mm256_castps_si256(t), 23)))
#define ivec_load(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define ivec_splat(n) _mm256_set1_epi32(n)
#define ivec_sub(a, b) _mm256_sub_epi32(a, b)
#define ivec_mul(a, b) _mm256_mullo_epi32(a, b)
#define ivec_float(a) _mm256_cvtepi32_ps(a)

static inline void vec_bytes(uint8_t *q, const __m256 v[2])
{
    const __m256i w = _mm256_packs_epi32(_mm256_cvtps_epi32(v[0]), _mm256_cvtps_epi32(v[1]));
    const __m256i b = _mm256_permute4x64_epi64(w, 0xd8); /* the halves were packed each by itself */
    _mm_storeu_si128((__m128i *)(void *)q, _mm_packus_epi16(_mm256_castsi256_si128(b), _mm256_extracti128_si256(b, 1)));
}

static inline __attribute__((always_inline)) void sums(const uint8_t *const *x, size_t r, const int8_t *w, size_t k, size_t p,
                                                       __m256i acc[ROWS][2])
{
    __m256i s[ROWS][4]; /* of four outputs each, two sums an output */
    (void)p;            /* 1 */
    for (size_t i = 0; i < r; i++)
        for (int j = 0; j < 4; j++)
            s[i][j] = _mm256_setzero_si256();
    for (size_t c = 0; c < k; c += 4) {
        __m256i b[4];
        for (int j = 0; j < 4; j++)
            b[j] = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(w + c * 16 + j * 16)));
        for (size_t i = 0; i < r; i++) {
            int32_t four;
            memcpy(&four, x[i] + c, 4);
            const __m256i a = _mm256_cvtepu8_epi16(_mm_set1_epi32(four));
            for (int j = 0; j < 4; j++)
                s[i][j] = _mm256_add_epi32(s[i][j], _mm256_madd_epi16(a, b[j]));
        }
    }
    for (size_t i = 0; i < r; i++)
        for (int j = 0; j < 2; j++)
            acc[i][j] = _mm256_permute4x64_epi64(_mm256_hadd_epi32(s[i][2 * j], s[i][2 * j + 1]), 0xd8);
}

#include "base/transformer_impl.h"
