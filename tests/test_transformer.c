/* test_transformer.c - every encoder kernel that this processor runs gives the same bytes as the portable one, and the portable one gives
 * what plain arithmetic does. */
#include "check.h"

#include <math.h>

#include "base/transformer.h"

static const wire_transformer *const portable = &wire_transformer_portable;
static const wire_transformer *others[2];
static size_t n_others;

static int find_kernels(void **state)
{
    (void)state;
    static const char *const names[] = {"avx2", "avx512"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const wire_transformer *k = wire_transformer_get(names[i]);
        if (k)
            others[n_others++] = k;
        else
            printf("SKIP: this processor, or this build, has no encoder kernel %s\n", names[i]);
    }
    return 0;
}

static void kernels_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(wire_transformer_get("portable"), portable);
    assert_ptr_equal(wire_transformer_get(NULL), n_others ? others[n_others - 1] : portable);
    assert_null(wire_transformer_get(""));
    assert_null(wire_transformer_get("avx3"));
}

static void *room(size_t bytes)
{
    void *p = aligned_alloc(64, bytes / 64 * 64 + 64);
    assert_non_null(p);
    memset(p, 0x5a, bytes / 64 * 64 + 64);
    return p;
}

/* Of all sizes, some zero, one in thirty far out. */
static float *floats(size_t n, uint64_t *seed)
{
    float *p = room(n * sizeof *p);
    for (size_t i = 0; i < n; i++) {
        float f = random_float(seed);
        size_t kind = random_below(seed, 30);
        p[i] = kind == 0 ? 0.0f : kind == 1 ? f * 20 : kind == 2 ? f * 1e-6f : f;
    }
    return p;
}

static wire_bytes_rows bytes_room(size_t m, size_t k)
{
    return (wire_bytes_rows){room(m * k + 1), room((m + 1) * sizeof(float)), room((m + 1) * sizeof(int32_t))};
}

static void free_bytes(wire_bytes_rows b)
{
    free(b.q), free(b.scale), free(b.zero);
}

static void same(const char *what, const wire_transformer *k, const void *got, const void *want, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (((const uint8_t *)got)[i] != ((const uint8_t *)want)[i])
            fail_msg("%s: %s differs from portable at byte %zu of %zu", what, k->name, i, bytes);
}

static void same_bytes_rows(const char *what, const wire_transformer *k, wire_bytes_rows got, wire_bytes_rows want, size_t m, size_t width)
{
    same(what, k, got.q, want.q, m * width + 1);
    same(what, k, got.scale, want.scale, (m + 1) * sizeof(float));
    same(what, k, got.zero, want.zero, (m + 1) * sizeof(int32_t));
}

/* ------------------------------------------------------------------------------------------------ bytes */

static void check_bytes(const float *x, wire_bytes_rows b, size_t m, size_t k)
{
    for (size_t i = 0; i < m; i++) {
        double low = 0, high = 0;
        for (size_t j = 0; j < k; j++) {
            low = fmin(low, (double)x[i * k + j]);
            high = fmax(high, (double)x[i * k + j]);
        }
        assert_true(b.zero[i] >= 0 && b.zero[i] <= 255);
        assert_true(fabs((double)b.scale[i] - (high - low) / 255) <= 1e-6 * (high - low));
        for (size_t j = 0; j < k; j++) { /* half a step, and half a one of the zero's own rounding at the ends */
            double v = (double)(b.q[i * k + j] - b.zero[i]) * (double)b.scale[i];
            if (!(fabs(v - (double)x[i * k + j]) <= 1.001 * (double)b.scale[i]))
                fail_msg("row %zu, number %zu: %g stands for %g", i, j, v, (double)x[i * k + j]);
        }
    }
}

static void rows_become_bytes(void **state)
{
    (void)state;
    static const size_t widths[] = {16, 32, 48, 384, 1536};
    uint64_t seed = 1;
    for (size_t w = 0; w < COUNT(widths); w++)
        for (size_t m = 0; m < 6; m++) {
            const size_t k = widths[w];
            float *x = floats(m * k, &seed);
            for (size_t j = 0; j < k && m > 3; j++) {
                x[j] = 0;
                x[k + j] = fabsf(x[k + j]) + 1;
                x[2 * k + j] = -fabsf(x[2 * k + j]) - 1;
            }
            wire_bytes_rows want = bytes_room(m, k);
            portable->quantise(x, m, k, want);
            check_bytes(x, want, m, k);
            for (size_t i = 0; i < n_others; i++) {
                wire_bytes_rows got = bytes_room(m, k);
                others[i]->quantise(x, m, k, got);
                same_bytes_rows("quantise", others[i], got, want, m, k);
                free_bytes(got);
            }
            free_bytes(want);
            free(x);
        }
}

/* A damaged model may give what is no number; it must not give what is no byte. */
static void odd_numbers_become_bytes(void **state)
{
    (void)state;
    static const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-45f};
    for (size_t o = 0; o < COUNT(odd); o++)
        for (size_t at = 0; at < 32; at += 31) {
            float x[32] = {0.5f, -0.25f};
            x[at] = odd[o];
            wire_bytes_rows want = bytes_room(1, 32);
            portable->quantise(x, 1, 32, want);
            assert_true(want.zero[0] >= 0 && want.zero[0] <= 255);
            for (size_t i = 0; i < n_others; i++) {
                wire_bytes_rows got = bytes_room(1, 32);
                others[i]->quantise(x, 1, 32, got);
                same("odd numbers", others[i], got.q, want.q, 33);
                assert_int_equal(got.zero[0], want.zero[0]);
                free_bytes(got);
            }
            free_bytes(want);
        }
}

/* ------------------------------------------------------------------------------------------------ products */

typedef struct matrix {
    int8_t *plain, *packed;
    int32_t *sum;
    float *scale, *bias;
    wire_matrix8 m;
} matrix;

static matrix make_matrix(size_t n, size_t k, uint64_t *seed)
{
    matrix x = {room(n * k), room(n * k), room(n * sizeof(int32_t)), floats(n, seed), floats(n, seed), {0}};
    for (size_t i = 0; i < n * k; i++)
        x.plain[i] = (int8_t)((int)random_below(seed, 255) - 127);
    for (size_t i = 0; i < k; i++) /* the largest sum that there can be */
        x.plain[i] = 127;
    for (size_t i = 0; i < n; i++)
        x.scale[i] = fabsf(x.scale[i]) / 127;
    wire_pack_matrix8(x.plain, n, k, x.packed, x.sum);
    x.m = (wire_matrix8){.k = k, .n = n, .w = x.packed, .sum = x.sum, .scale = x.scale, .bias = x.bias};
    return x;
}

static void free_matrix(matrix x)
{
    free(x.plain), free(x.packed), free(x.sum), free(x.scale), free(x.bias);
}

static wire_bytes_rows make_bytes(size_t m, size_t k, uint64_t *seed)
{
    wire_bytes_rows x = bytes_room(m, k);
    for (size_t i = 0; i < m * k; i++)
        x.q[i] = (uint8_t)random_below(seed, 256);
    for (size_t i = 0; i < m; i++) {
        x.scale[i] = fabsf(random_float(seed)) / 255;
        x.zero[i] = (int32_t)random_below(seed, 256);
    }
    if (m)
        memset(x.q, 255, k);
    return x;
}

static double plain_gelu(double v)
{
    return v * 0.5 * (1 + erf(v / sqrt(2)));
}

static void check_product(wire_bytes_rows x, size_t m, const matrix *w, enum wire_finish finish, const float *before, const float *y)
{
    for (size_t i = 0; i < m; i++)
        for (size_t o = 0; o < w->m.n; o++) {
            int64_t sum = 0;
            for (size_t c = 0; c < w->m.k; c++)
                sum += (int64_t)(x.q[i * w->m.k + c] - x.zero[i]) * w->plain[o * w->m.k + c];
            double want = (double)sum * (double)(float)(w->scale[o] * x.scale[i]) + (double)w->bias[o];
            const double size = fabs(want) + 1;
            want = finish == WIRE_GELU ? plain_gelu(want) : finish == WIRE_ADD ? want + (double)before[i * w->m.n + o] : want;
            const double got = (double)y[i * w->m.n + o], allowed = (finish == WIRE_GELU ? 2e-5 : 1e-6) * size;
            if (!(fabs(got - want) <= allowed))
                fail_msg("row %zu, output %zu of %zu x %zu: %g, not %g", i, o, w->m.n, w->m.k, got, want);
        }
}

static void products_are_the_same(void **state)
{
    (void)state;
    static const size_t ks[] = {16, 32, 48, 96, 384, 1536};
    uint64_t seed = 2;
    for (size_t m = 0; m < 20; m++)
        for (size_t panels = 1; panels < 8; panels++) {
            const size_t k = ks[(m + panels) % COUNT(ks)], n = panels * 16, size = (m * n + 1) * sizeof(float);
            matrix w = make_matrix(n, k, &seed);
            wire_bytes_rows x = make_bytes(m, k, &seed);
            float *before = floats(m * n + 1, &seed), *want = room(size), *got = room(size);
            for (int f = WIRE_PLAIN; f <= WIRE_ADD; f++) {
                memcpy(want, before, size);
                portable->product(x, m, &w.m, (enum wire_finish)f, want);
                check_product(x, m, &w, (enum wire_finish)f, before, want);
                assert_memory_equal(want + m * n, before + m * n, sizeof *want);
                for (size_t i = 0; i < n_others; i++) {
                    memcpy(got, before, size);
                    others[i]->product(x, m, &w.m, (enum wire_finish)f, got);
                    same("product", others[i], got, want, size);
                }
            }
            free(before), free(want), free(got);
            free_bytes(x);
            free_matrix(w);
        }
}

/* A row's numbers do not depend on the rows beside it: what makes a batch's results those of its sequences. */
static void a_row_is_the_same_in_any_batch(void **state)
{
    (void)state;
    enum { M = 23, K = 96, N = 112 };
    uint64_t seed = 3;
    matrix w = make_matrix(N, K, &seed);
    wire_bytes_rows x = make_bytes(M, K, &seed);
    float *all = room(M * N * sizeof *all), *one = room(M * N * sizeof *one);
    portable->product(x, M, &w.m, WIRE_GELU, all);
    for (size_t i = 0; i <= n_others; i++)
        for (size_t from = 0; from < M; from++)
            for (size_t m = 1; from + m <= M; m += 3) {
                const wire_transformer *k = i < n_others ? others[i] : portable;
                k->product((wire_bytes_rows){x.q + from * K, x.scale + from, x.zero + from}, m, &w.m, WIRE_GELU, one);
                same("a part of a batch", k, one, all + from * N, m * N * sizeof *one);
            }
    free(all), free(one);
    free_bytes(x);
    free_matrix(w);
}

/* ------------------------------------------------------------------------------------------------ normalisation */

static void rows_are_normalised(void **state)
{
    (void)state;
    static const size_t widths[] = {16, 32, 48, 128, 384, 768, 4096};
    uint64_t seed = 4;
    for (size_t i = 0; i < COUNT(widths); i++) {
        enum { M = 3 };
        const size_t width = widths[i], size = M * width * sizeof(float);
        float *x = floats(M * width, &seed), *gain = floats(width, &seed), *shift = floats(width, &seed), *want = room(size), *got = room(size);
        wire_bytes_rows b = bytes_room(M, width);
        memcpy(want, x, size);
        portable->norm(want, M, width, gain, shift, 1e-12f, b);
        check_bytes(want, b, M, width);
        for (size_t r = 0; r < M; r++) {
            double mean = 0, variance = 0;
            for (size_t j = 0; j < width; j++)
                mean += (double)x[r * width + j] / (double)width;
            for (size_t j = 0; j < width; j++)
                variance += pow((double)x[r * width + j] - mean, 2) / (double)width;
            for (size_t j = 0; j < width; j++) {
                double v = ((double)x[r * width + j] - mean) / sqrt(variance + 1e-12) * (double)gain[j] + (double)shift[j];
                if (!(fabs(v - (double)want[r * width + j]) <= 2e-5 * (fabs(v) + 1)))
                    fail_msg("width %zu: %g, not %g", width, (double)want[r * width + j], v);
            }
        }
        for (size_t o = 0; o < n_others; o++) {
            wire_bytes_rows c = bytes_room(M, width);
            memcpy(got, x, size);
            others[o]->norm(got, M, width, gain, shift, 1e-12f, c);
            same("norm", others[o], got, want, size);
            same_bytes_rows("norm", others[o], c, b, M, width);
            free_bytes(c);
        }
        free(x), free(gain), free(shift), free(want), free(got);
        free_bytes(b);
    }
}

/* ------------------------------------------------------------------------------------------------ attention */

static void check_attention(const float *q, size_t stride, size_t n, size_t width, const float *out, size_t out_stride)
{
    double *p = malloc(n * sizeof *p);
    assert_non_null(p);
    for (size_t i = 0; i < n; i++) {
        double most = -1e300, all = 0;
        for (size_t j = 0; j < n; j++) {
            p[j] = 0;
            for (size_t d = 0; d < width; d++)
                p[j] += (double)q[i * stride + d] * (double)q[j * stride + width + d];
            most = fmax(most, p[j]);
        }
        for (size_t j = 0; j < n; j++)
            all += p[j] = exp2(p[j] - most);
        for (size_t d = 0; d < width; d++) {
            double v = 0;
            for (size_t j = 0; j < n; j++)
                v += p[j] / all * (double)q[j * stride + 2 * width + d];
            if (!(fabs(v - (double)out[i * out_stride + d]) <= 1e-4 * (fabs(v) + 1)))
                fail_msg("%zu keys of %zu: query %zu, number %zu: %g, not %g", n, width, i, d, (double)out[i * out_stride + d], v);
        }
    }
    free(p);
}

static void attention_is_the_same(void **state)
{
    (void)state;
    static const size_t widths[] = {16, 32, 48, 64}, lengths[] = {1, 2, 7, 8, 9, 15, 16, 17, 30, 31, 32, 33, 63, 100, 512};
    uint64_t seed = 5;
    for (size_t a = 0; a < COUNT(widths); a++)
        for (size_t b = 0; b < COUNT(lengths); b++) {
            const size_t n = lengths[b], width = widths[a], stride = 3 * width + 5, out_stride = width + 3, size = n * out_stride * sizeof(float);
            float *q = floats(n * stride, &seed), *want = room(size), *got = room(size);
            float *work = room(wire_attend_room(n, width) * sizeof *work);
            if (b % 2) /* scores that lie far apart, so that most are nothing beside the greatest */
                for (size_t i = 0; i < n * stride; i++)
                    q[i] *= 3;
            portable->attend(q, q + width, q + 2 * width, stride, n, width, work, want, out_stride);
            check_attention(q, stride, n, width, want, out_stride);
            for (size_t i = 0; i < n_others; i++) {
                others[i]->attend(q, q + width, q + 2 * width, stride, n, width, work, got, out_stride);
                same("attend", others[i], got, want, size);
            }
            free(q), free(want), free(got), free(work);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_are_found_by_name), cmocka_unit_test(rows_become_bytes),
        cmocka_unit_test(odd_numbers_become_bytes),  cmocka_unit_test(products_are_the_same),
        cmocka_unit_test(a_row_is_the_same_in_any_batch), cmocka_unit_test(rows_are_normalised),
        cmocka_unit_test(attention_is_the_same),
    };
    return cmocka_run_group_tests(tests, find_kernels, NULL);
}
