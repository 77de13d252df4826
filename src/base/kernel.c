#include "base/kernel.h"

#include <string.h>

static const wire_kernel *const kernels[] = {
#if defined(__x86_64__)
    &wire_kernel_avx512,
    &wire_kernel_avx2,
#endif
    &wire_kernel_portable,
};

static int runs_here(const wire_kernel *k)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (k == &wire_kernel_avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
    if (k == &wire_kernel_avx2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return k == &wire_kernel_portable;
}

const wire_kernel *wire_kernel_get(const char *name)
{
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if ((!name || !strcmp(kernels[i]->name, name)) && runs_here(kernels[i]))
            return kernels[i];
    return NULL;
}

size_t wire_packed_size(size_t n, size_t k)
{
    return (n + WIRE_PANEL - 1) / WIRE_PANEL * WIRE_PANEL * k;
}

void wire_pack_matrix(const float *w, const int32_t *perm, size_t n, size_t k, float *out)
{
    memset(out, 0, wire_packed_size(n, k) * sizeof *out);
    for (size_t o = 0; o < n; o++) {
        int32_t from = perm ? perm[o] : (int32_t)o;
        if (from < 0)
            continue;
        for (size_t c = 0; c < k; c++)
            out[(o / WIRE_PANEL * k + c) * WIRE_PANEL + o % WIRE_PANEL] = w[(size_t)from * k + c];
    }
}
