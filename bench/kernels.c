/* kernels.c - how fast the matrix kernels are, and what the processor could do.
 *
 * For each kernel that runs here one line of JSON: multiply-adds a second, in billions, of the product that the engine spends its
 * time on (rows of 288 inputs to 288 outputs, as a tok2vec layer has them), and of a loop of nothing but fused
 * multiply-adds in registers on the same vector width, which is the limit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { ROWS = 512, K = 288, N = 288, CHAINS = 16 };

static volatile float sink; /* what the loops compute must be asked for, or they are left out */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double product(const wire_kernel *k, int rounds)
{
    float *x = aligned_alloc(64, ROWS * K * sizeof *x), *w = aligned_alloc(64, N * K * sizeof *w),
          *packed = aligned_alloc(64, wire_packed_size(N, K) * sizeof *packed), *y = aligned_alloc(64, ROWS * N * sizeof *y);
    uint32_t *rows = malloc(ROWS * sizeof *rows);
    if (!x || !w || !packed || !y || !rows)
        exit(1);
    for (int i = 0; i < ROWS * K; i++)
        x[i] = (float)(i % 13 - 6) / 8;
    for (int i = 0; i < N * K; i++)
        w[i] = (float)(i % 11 - 5) / 16;
    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = i * K;
    wire_pack_matrix(w, NULL, N, K, packed);
    k->gemm(x, rows, ROWS, packed, NULL, K, N / WIRE_PANEL, y, N);
    double start = now();
    for (int i = 0; i < rounds; i++)
        k->gemm(x, rows, ROWS, packed, NULL, K, N / WIRE_PANEL, y, N);
    double seconds = now() - start;
    free(x);
    free(w);
    free(packed);
    free(y);
    free(rows);
    return (double)rounds * ROWS * K * N / seconds / 1e9;
}

/* Sixteen independent chains: enough to hide the latency of an addition on every processor that we know. */
#if defined(__x86_64__)
__attribute__((target("avx512f"))) static double peak_avx512(long rounds)
{
    __m512 a[CHAINS], b = _mm512_set1_ps(0.5f), c = _mm512_set1_ps(0.25f);
    for (int i = 0; i < CHAINS; i++)
        a[i] = _mm512_set1_ps((float)i);
    double start = now();
    for (long r = 0; r < rounds; r++)
#pragma GCC unroll 16
        for (int i = 0; i < CHAINS; i++)
            a[i] = _mm512_fmadd_ps(a[i], b, c);
    double seconds = now() - start;
    for (int i = 1; i < CHAINS; i++)
        a[0] = _mm512_add_ps(a[0], a[i]);
    sink = _mm512_cvtss_f32(a[0]);
    return (double)rounds * CHAINS * 16 / seconds / 1e9;
}

__attribute__((target("avx2,fma"))) static double peak_avx2(long rounds)
{
    __m256 a[CHAINS - 4], b = _mm256_set1_ps(0.5f), c = _mm256_set1_ps(0.25f);
    for (int i = 0; i < CHAINS - 4; i++)
        a[i] = _mm256_set1_ps((float)i);
    double start = now();
    for (long r = 0; r < rounds; r++)
#pragma GCC unroll 16
        for (int i = 0; i < CHAINS - 4; i++)
            a[i] = _mm256_fmadd_ps(a[i], b, c);
    double seconds = now() - start;
    for (int i = 1; i < CHAINS - 4; i++)
        a[0] = _mm256_add_ps(a[0], a[i]);
    sink = _mm256_cvtss_f32(a[0]);
    return (double)rounds * (CHAINS - 4) * 8 / seconds / 1e9;
}
#endif

static double peak_scalar(long rounds)
{
    float a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    double start = now();
    for (long r = 0; r < rounds; r++)
        for (int i = 0; i < 8; i++)
            a[i] = fmaf(a[i], 0.5f, 0.25f);
    double seconds = now() - start;
    sink = a[0] + a[1] + a[2] + a[3] + a[4] + a[5] + a[6] + a[7];
    return (double)rounds * 8 / seconds / 1e9;
}

int main(void)
{
    static const char *const names[] = {"avx512", "avx2", "portable"};
    for (int i = 0; i < 3; i++) {
        const wire_kernel *k = wire_kernel_get(names[i]);
        if (!k)
            continue;
        double best = 0, limit = 0;
        for (int round = 0; round < 5; round++) {
            double g = product(k, i == 2 ? 2 : 60), p = peak_scalar(2000000);
#if defined(__x86_64__)
            p = i == 0 ? peak_avx512(3000000) : i == 1 ? peak_avx2(3000000) : p;
#endif
            best = g > best ? g : best;
            limit = p > limit ? p : limit;
        }
        printf("{\"kernel\":\"%s\",\"gmacs\":%.1f,\"peak_gmacs\":%.1f}\n", names[i], best, limit);
    }
    return 0;
}
