/* encoder.c - the encoder on one core: `encoder MODEL FILE [KERNEL [VECTORS]]`, a sequence a line of FILE. VECTORS is where all vectors go,
 * float32, one behind the other.
 *
 * Prints a line of JSON: the words (as they stand between blanks) and pieces that were run, the multiply-adds, the seconds that running
 * them took (REPORT lines a batch, split into pieces and run), and the products of bytes a second that the
 * processor does at most: a loop of nothing but them, in registers. Where the processor has no VNNI, that is left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wirecode.h"

enum { REPORT = 20, CHAINS = 12, PEAK_ROUNDS = 10000000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const wire_err *err)
{
    fprintf(stderr, "encoder: %s\n", err->msg);
    exit(1);
}

/* Billions of multiply-adds a second; twelve independent chains, enough to hide the latency. By name, so that no compiler moves
 * registers about between them. */
static double peak(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512vnni"))
        return 0;
    double start = now();
    for (long r = 0; r < PEAK_ROUNDS; r++)
        __asm__ volatile("vpdpbusd %%zmm0, %%zmm0, %%zmm4\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm5\n\t"
                         "vpdpbusd %%zmm0, %%zmm0, %%zmm6\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm7\n\t"
                         "vpdpbusd %%zmm0, %%zmm0, %%zmm8\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm9\n\t"
                         "vpdpbusd %%zmm0, %%zmm0, %%zmm10\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm11\n\t"
                         "vpdpbusd %%zmm0, %%zmm0, %%zmm12\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm13\n\t"
                         "vpdpbusd %%zmm0, %%zmm0, %%zmm14\n\tvpdpbusd %%zmm0, %%zmm0, %%zmm15" ::
                             : "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    return (double)PEAK_ROUNDS * CHAINS * 64 / (now() - start) / 1e9;
#else
    return 0;
#endif
}

/* Every line a sequence, REPORT lines a batch. Returns the seconds. The vectors go to `out`, unless it is NULL. */
static double run(const wire_encoder *e, wire_encoding *w, char *const *lines, size_t n, FILE *out)
{
    wire_err err;
    size_t pieces;
    double start = now();
    for (size_t i = 0; i < n; i++) {
        if (i % REPORT == 0)
            wire_encoding_clear(w);
        if (wire_encoding_add_text(w, lines[i], strlen(lines[i]), &err))
            fail(&err);
        if (i % REPORT != REPORT - 1 && i + 1 != n)
            continue;
        if (wire_encoding_run(w, &err))
            fail(&err);
        wire_encoding_pieces(w, &pieces);
        if (out)
            fwrite(wire_encoding_vectors(w), sizeof(float), pieces * wire_encoder_width(e), out);
    }
    return now() - start;
}

int main(int argc, char **argv)
{
    wire_err err;
    wire_encoder *e;
    wire_encoding *w;
    char **lines = NULL, *line = NULL;
    size_t n = 0, cap = 0, words = 0;
    if (argc < 3)
        return 2;
    if (wire_encoder_open(argv[1], &e, &err) || wire_encoding_new(e, &w, &err) || (argc > 3 && wire_encoding_use_kernel(w, argv[3], &err)))
        fail(&err);
    FILE *f = fopen(argv[2], "r");
    while (f && getline(&line, &cap, f) > 0) {
        line[strcspn(line, "\n")] = 0;
        char **more = realloc(lines, (n + 1) * sizeof *lines);
        if (!more)
            exit(1);
        lines = more;
        if (!(lines[n++] = strdup(line)))
            exit(1);
        for (const char *c = line; *c; c++)
            words += *c != ' ' && (c == line || c[-1] == ' ');
    }
    run(e, w, lines, n < 200 ? n : 200, NULL); /* warm */
    const wire_encoding_stats before = wire_encoding_get_stats(w);
    FILE *out = argc > 4 ? fopen(argv[4], "wb") : NULL;
    const double seconds = run(e, w, lines, n, out);
    const wire_encoding_stats after = wire_encoding_get_stats(w);
    printf("{\"kernel\":\"%s\",\"words\":%zu,\"pieces\":%llu,\"macs\":%llu,\"seconds\":%.6f,\"peak_gmacs\":%.1f}\n",
           wire_encoding_kernel(w), words, (unsigned long long)(after.pieces - before.pieces),
           (unsigned long long)(after.macs - before.macs), seconds, peak());
    while (n)
        free(lines[--n]);
    free(lines);
    free(line);
    if (f)
        fclose(f);
    if (out)
        fclose(out);
    wire_encoding_free(w);
    wire_encoder_close(e);
    return 0;
}
