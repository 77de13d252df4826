/* test_kernel.c - every kernel that this processor runs gives the same bytes as the portable one, and the portable one gives what
 * plain arithmetic does. */
#include "check.h"

#include <math.h>

#include "base/kernel.h"

static const wire_kernel *others[4];
static size_t n_others;

static int find_kernels(void **state)
{
    (void)state;
    static const char *const names[] = {"avx2", "avx512"};
    assert_ptr_equal(wire_kernel_get("portable"), &wire_kernel_portable);
    for (size_t i = 0; i < COUNT(names); i++) {
        const wire_kernel *k = wire_kernel_get(names[i]);
        if (k)
            others[n_others++] = k;
        else
            printf("SKIP: this processor, or this build, has no kernel %s\n", names[i]);
    }
    return 0;
}

static void kernels_are_found_by_name(void **state)
{
    (void)state;
    assert_non_null(wire_kernel_get(NULL));
    assert_ptr_equal(wire_kernel_get(wire_kernel_get(NULL)->name), wire_kernel_get(NULL));
    assert_null(wire_kernel_get(""));
    assert_null(wire_kernel_get("avx3"));
    assert_null(wire_kernel_get("AVX2"));
    /* The widest is the one that is chosen. */
    assert_ptr_equal(wire_kernel_get(NULL), n_others ? others[n_others - 1] : &wire_kernel_portable);
}

static float *floats(size_t n)
{
    float *p = aligned_alloc(64, (n * sizeof *p + 63) / 64 * 64 + 64);
    assert_non_null(p);
    return p;
}

/* Of all sizes, some zero, a few of them tiny: sums whose order matters. */
static void fill(float *p, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++) {
        float f = random_float(seed);
        size_t kind = random_below(seed, 16);
        p[i] = kind == 0 ? 0.0f : kind == 1 ? f * 1e-30f : kind == 2 ? f * 1000.0f : f;
    }
}

static void same_bytes(const char *what, const wire_kernel *k, const float *got, const float *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&got[i], &want[i], sizeof *got))
            fail_msg("%s: %s gives %a, portable %a, at %zu", what, k->name, (double)got[i], (double)want[i], i);
}

/* ------------------------------------------------------------------------------------------------ packing */

static void matrices_are_packed_in_panels(void **state)
{
    (void)state;
    uint64_t seed = 1;
    enum { N = 37, K = 5, OUT = 41 };
    float w[N * K];
    int32_t perm[OUT];
    fill(w, N * K, &seed);
    for (size_t o = 0; o < OUT; o++)
        perm[o] = o % 9 == 8 ? -1 : (int32_t)random_below(&seed, N);
    assert_int_equal(wire_packed_size(16, 3), 48);
    assert_int_equal(wire_packed_size(17, 3), 96);
    assert_int_equal(wire_packed_size(OUT, K), 48 * K);
    for (int with = 0; with < 2; with++) {
        size_t outs = with ? OUT : N, size = wire_packed_size(outs, K);
        float *packed = floats(size);
        memset(packed, 0xff, size * sizeof *packed);
        wire_pack_matrix(w, with ? perm : NULL, outs, K, packed);
        for (size_t o = 0; o < size / K; o++)
            for (size_t k = 0; k < K; k++) {
                float want = o >= outs || (with && perm[o] < 0) ? 0.0f : w[(with ? (size_t)perm[o] : o) * K + k];
                assert_memory_equal(&packed[(o / 16 * K + k) * 16 + o % 16], &want, sizeof want);
            }
        free(packed);
    }
}

/* ------------------------------------------------------------------------------------------------ gemm */

typedef struct product {
    size_t m, k, panels, ldy;
    float *x, *w, *bias, *y;
    uint32_t *rows;
    size_t y_size;
} product;

/* x and y stand four bytes off their alignment: the kernels may count on that of the weights alone. */
static product make_product(size_t m, size_t k, size_t panels, size_t extra, uint64_t *seed)
{
    product p = {.m = m, .k = k, .panels = panels, .ldy = panels * WIRE_PANEL + extra};
    size_t x_size = 3 * m * k + k + 8;
    p.x = floats(x_size + 1);
    p.w = floats(panels * WIRE_PANEL * k);
    p.bias = floats(panels * WIRE_PANEL + 1);
    p.y_size = m * p.ldy + 1;
    p.y = floats(p.y_size);
    p.rows = calloc(m + 1, sizeof *p.rows);
    fill(p.x, x_size + 1, seed);
    fill(p.w, panels * WIRE_PANEL * k, seed);
    fill(p.bias, panels * WIRE_PANEL + 1, seed);
    for (size_t i = 0; i < m; i++) /* in any order, overlapping, some the same */
        p.rows[i] = (uint32_t)random_below(seed, x_size - k);
    return p;
}

static void free_product(product *p)
{
    free(p->x);
    free(p->w);
    free(p->bias);
    free(p->y);
    free(p->rows);
}

/* Run into a buffer of the test's own value, so that a write outside the product's columns shows. */
static float *run_product(const product *p, const wire_kernel *k, bool bias)
{
    float *y = floats(p->y_size);
    memset(y, 0x5a, p->y_size * sizeof *y);
    k->gemm(p->x + 1, p->rows, p->m, p->w, bias ? p->bias + 1 : NULL, p->k, p->panels, y + 1, p->ldy);
    return y;
}

static void check_product(const product *p, bool bias)
{
    float *want = run_product(p, &wire_kernel_portable, bias), untouched;
    memset(&untouched, 0x5a, sizeof untouched);
    assert_memory_equal(want, &untouched, sizeof untouched);
    for (size_t i = 0; i < p->m; i++)
        for (size_t n = 0; n < p->ldy; n++) {
            const float *y = want + 1 + i * p->ldy + n;
            if (n >= p->panels * WIRE_PANEL) {
                assert_memory_equal(y, &untouched, sizeof untouched);
                continue;
            }
            double sum = bias ? (double)p->bias[1 + n] : 0, size = fabs(sum);
            for (size_t k = 0; k < p->k; k++) {
                double a = (double)p->x[1 + p->rows[i] + k] * (double)p->w[(n / 16 * p->k + k) * 16 + n % 16];
                sum += a;
                size += fabs(a);
            }
            if (!(fabs((double)*y - sum) <= 6e-8 * (double)(p->k + 2) * size + 1e-35)) /* half a unit of rounding a step */
                fail_msg("gemm %zu x %zu x %zu: %g, not %g, at row %zu, output %zu", p->m, p->k, p->panels, (double)*y, sum, i, n);
        }
    for (size_t i = 0; i < n_others; i++) {
        float *got = run_product(p, others[i], bias);
        same_bytes("gemm", others[i], got, want, p->y_size);
        free(got);
    }
    free(want);
}

static void gemm_is_the_same(void **state)
{
    (void)state;
    static const size_t ks[] = {1, 2, 3, 7, 16, 33, 96, 288};
    uint64_t seed = 2;
    for (size_t m = 0; m <= 19; m++) /* over and under the rows of each kernel's block */
        for (size_t panels = 1; panels <= 8; panels++) {
            product p = make_product(m, ks[(m + panels) % COUNT(ks)], panels, random_below(&seed, 4) * 5, &seed);
            check_product(&p, true);
            check_product(&p, false);
            free_product(&p);
        }
    for (size_t k = 0; k < COUNT(ks); k++) {
        product p = make_product(9, ks[k], 5, 0, &seed);
        check_product(&p, true);
        free_product(&p);
    }
    product big = make_product(67, 96, 18, 0, &seed);
    check_product(&big, true);
    free_product(&big);
}

/* A row's numbers do not depend on the rows beside it: what makes a batch's results those of its blocks. */
static void a_row_is_the_same_in_any_batch(void **state)
{
    (void)state;
    uint64_t seed = 3;
    product p = make_product(23, 96, 7, 0, &seed);
    float *all = run_product(&p, &wire_kernel_portable, true);
    for (size_t i = 0; i <= n_others; i++) {
        const wire_kernel *k = i < n_others ? others[i] : &wire_kernel_portable;
        for (size_t from = 0; from < p.m; from++)
            for (size_t m = 1; from + m <= p.m; m += 4) {
                product part = p;
                part.rows = p.rows + from;
                part.m = m;
                part.y_size = m * p.ldy + 1;
                float *y = run_product(&part, k, true);
                same_bytes("a part of a batch", k, y + 1, all + 1 + from * p.ldy, m * p.ldy);
                free(y);
            }
    }
    free(all);
    free_product(&p);
}

/* ------------------------------------------------------------------------------------------------ maxout and norm */

static void plain_maxout_norm(const float *y, size_t pieces, size_t stride, const float *gain, const float *shift, size_t width,
                              const float *base, double *out)
{
    double mean = 0, variance = 0;
    for (size_t j = 0; j < width; j++) {
        out[j] = (double)y[j];
        for (size_t p = 1; p < pieces; p++)
            out[j] = fmax(out[j], (double)y[p * stride + j]);
        mean += out[j] / (double)width;
    }
    for (size_t j = 0; j < width; j++)
        variance += (out[j] - mean) * (out[j] - mean) / (double)width;
    for (size_t j = 0; j < width; j++)
        out[j] = (base ? (double)base[j] : 0) + (out[j] - mean) / sqrt(variance + 1e-8) * (double)gain[j] + (double)shift[j];
}

static void maxout_norm_is_the_same(void **state)
{
    (void)state;
    static const size_t widths[] = {1, 2, 7, 15, 16, 17, 31, 32, 33, 48, 96, 100, 128, 255, 300, 1023, 1024};
    uint64_t seed = 4;
    for (size_t w = 0; w < COUNT(widths); w++)
        for (size_t pieces = 1; pieces <= 3; pieces++) {
            size_t width = widths[w], stride = width + pieces * 3;
            float *y = floats(pieces * stride), *gain = floats(width), *shift = floats(width), *base = floats(width);
            float *want = floats(width + 1), *got = floats(width + 1);
            double *plain = malloc(width * sizeof *plain);
            for (size_t i = 0; i < pieces * stride; i++)
                y[i] = random_float(&seed) * 4;
            fill(shift, width, &seed);
            fill(base, width, &seed);
            for (size_t i = 0; i < width; i++)
                gain[i] = random_float(&seed);
            for (int form = 0; form < 3; form++) { /* no base; a base; in place */
                const float *under = form ? base : NULL;
                memset(want, 0x5a, (width + 1) * sizeof *want);
                memset(got, 0x5a, (width + 1) * sizeof *got);
                wire_kernel_portable.maxout_norm(y, pieces, stride, gain, shift, width, under, want);
                plain_maxout_norm(y, pieces, stride, gain, shift, width, under, plain);
                for (size_t j = 0; j < width; j++)
                    if (!(fabs((double)want[j] - plain[j]) <= 1e-5 * (fabs(plain[j]) + 10)))
                        fail_msg("width %zu, %zu pieces: %g, not %g", width, pieces, (double)want[j], plain[j]);
                for (size_t i = 0; i < n_others; i++) {
                    if (form == 2)
                        memcpy(got, base, width * sizeof *got);
                    others[i]->maxout_norm(y, pieces, stride, gain, shift, width, form == 2 ? got : under, got);
                    same_bytes("maxout_norm", others[i], got, want, width + 1);
                }
                if (form == 2) {
                    memcpy(got, base, width * sizeof *got);
                    wire_kernel_portable.maxout_norm(y, pieces, stride, gain, shift, width, got, got);
                    same_bytes("maxout_norm in place", &wire_kernel_portable, got, want, width);
                }
            }
            free(y), free(gain), free(shift), free(base), free(want), free(got), free(plain);
        }
}

/* ------------------------------------------------------------------------------------------------ sum */

static void sum_is_the_same(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 3, 8, 15, 16, 17, 31, 32, 48, 63, 96, 128, 288, 1000};
    uint64_t seed = 5;
    for (size_t l = 0; l < COUNT(lengths); l++)
        for (size_t count = 1; count <= 8; count++) {
            size_t n = lengths[l];
            float *rows = floats(count * (n + 1) + 1), *bias = floats(n + 1), *want = floats(n + 1), *got = floats(n + 1);
            const float *a[8];
            fill(rows, count * (n + 1) + 1, &seed);
            fill(bias, n + 1, &seed);
            for (size_t i = 0; i < count; i++)
                a[i] = rows + 1 + i * (n + 1);
            memset(want, 0x5a, (n + 1) * sizeof *want);
            wire_kernel_portable.sum(a, count, bias, n, want);
            for (size_t j = 0; j < n; j++) {
                float s = a[0][j];
                for (size_t i = 1; i < count; i++)
                    s += a[i][j];
                s += bias[j];
                assert_memory_equal(&want[j], &s, sizeof s); /* sums have one order: exact */
            }
            for (size_t i = 0; i < n_others; i++) {
                memset(got, 0x5a, (n + 1) * sizeof *got);
                others[i]->sum(a, count, bias, n, got);
                same_bytes("sum", others[i], got, want, n + 1);
            }
            free(rows), free(bias), free(want), free(got);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_are_found_by_name), cmocka_unit_test(matrices_are_packed_in_panels),
        cmocka_unit_test(gemm_is_the_same),          cmocka_unit_test(a_row_is_the_same_in_any_batch),
        cmocka_unit_test(maxout_norm_is_the_same),   cmocka_unit_test(sum_is_the_same),
    };
    return cmocka_run_group_tests(tests, find_kernels, NULL);
}
