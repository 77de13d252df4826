#include "base/transformer.h"

#include <string.h>

static const wire_transformer *const kernels[] = {
#if defined(__x86_64__)
    &wire_transformer_avx512,
    &wire_transformer_avx2,
#endif
    &wire_transformer_portable,
};

static int runs_here(const wire_transformer *k)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (k == &wire_transformer_avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("fma");
    if (k == &wire_transformer_avx2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return k == &wire_transformer_portable;
}

const wire_transformer *wire_transformer_get(const char *name)
{
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if ((!name || !strcmp(kernels[i]->name, name)) && runs_here(kernels[i]))
            return kernels[i];
    return NULL;
}

size_t wire_attend_room(size_t n, size_t width)
{
    const size_t padded = (n + WIRE_LANES - 1) / WIRE_LANES * WIRE_LANES;
    return padded * (width + 8); /* the keys, and scores of at most eight queries */
}

void wire_pack_matrix8(const int8_t *w, size_t n, size_t k, int8_t *out, int32_t *sum)
{
    for (size_t o = 0; o < n; o++) {
        sum[o] = 0;
        for (size_t c = 0; c < k; c++) {
            out[((o / WIRE_LANES * (k / 4) + c / 4) * WIRE_LANES + o % WIRE_LANES) * 4 + c % 4] = w[o * k + c];
            sum[o] += w[o * k + c];
        }
    }
}
