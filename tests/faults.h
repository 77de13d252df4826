/* faults.h - an operation with each of its allocations failing in turn. Included once by a test program. */
#ifndef WIRE_FAULTS_H
#define WIRE_FAULTS_H

#include "check.h"

#include "allocators.h"

/* Returns 0 or what the first call that failed returned. Where it succeeds, *result is what it gave, as text or bytes. */
typedef int (*operation)(void *ctx, wire_err *err, char **result, size_t *len);

typedef struct outcome {
    long calls, refused; /* allocations, and those without which it could not be done */
} outcome;

/* `about`: what an error of another kind must begin with, or NULL where there may be none such. */
static inline outcome fail_each(const char *what, operation run, void *ctx, const char *about)
{
    wire_err err = {0};
    char *want = NULL, *got = NULL;
    size_t want_len = 0, got_len = 0;
    outcome o = {0};
    if (run(ctx, &err, &want, &want_len))
        fail_msg("%s: %s", what, err.msg);
    for (long n = 0;; n++) {
        err = (wire_err){0};
        left = n;
        int rc = run(ctx, &err, &got, &got_len);
        bool failed = left < 0;
        left = -1;
        if (rc) {
            o.refused++;
            bool memory = rc == WIRE_ENOMEM && !strcmp(err.msg, "out of memory");
            bool other = rc < 0 && about && !strncmp(err.msg, about, strlen(about));
            if (err.code != rc || !(memory || other))
                fail_msg("%s: allocation %ld failed, and it said %d: %s", what, n, rc, err.msg);
            continue;
        }
        if (got_len != want_len || memcmp(got, want, want_len))
            fail_msg("%s: allocation %ld failed, and it gave another result", what, n);
        free(got);
        if (!failed) {
            o.calls = n;
            break;
        }
    }
    free(want);
    printf("%s: %ld allocations\n", what, o.calls);
    return o;
}

#endif
