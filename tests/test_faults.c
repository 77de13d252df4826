/* test_faults.c - every allocation fails in turn.
 *
 * The allocators that our code calls are wrapped by the linker; the n-th call fails. For n = 1, 2, … until an operation
 * succeeds, it must say WIRE_ENOMEM, leave nothing behind (the sanitizer builds see leaks), and work afterwards. What the
 * libraries allocate for themselves is not wrapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wirecode.h"

static long left = -1; /* calls that succeed before one fails; -1: none fails */

static int fails(void)
{
    if (left < 0)
        return 0;
    return left-- == 0;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t align, size_t n);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t align, size_t n)
{
    return fails() ? NULL : __real_aligned_alloc(align, n);
}

char *__wrap_strdup(const char *s)
{
    return fails() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t n)
{
    return fails() ? NULL : __real_strndup(s, n);
}

static const char text[] = "The envoy, who wasn't in Lusaka, said e.g. U.S. troops \"don't leave\" the two cities.\n"
                           "İzmir's mayor met 1,200 people (at 10a.m.) on 5 June; see https://example.org/x?y=1 for it :-)";

static const char *pipeline_path(void)
{
    const char *path = getenv("WIRECODE_PIPELINE");
    FILE *f = path ? fopen(path, "rb") : NULL;
    if (!f) {
        print_message("SKIP: no language pipeline: nothing is tested\n");
        return NULL;
    }
    fclose(f);
    return path;
}

/* Two blocks in a document; 0 or what failed. */
static int fill(wire_doc *doc, wire_err *err)
{
    size_t cut = strcspn(text, "\n");
    int rc = wire_doc_set_text(doc, text, strlen(text), err);
    if (!rc)
        rc = wire_doc_add_block(doc, 0, cut, err);
    if (!rc)
        rc = wire_doc_add_block(doc, cut + 1, strlen(text), err);
    return rc ? rc : wire_doc_set_report(doc, "id", "outlet", "2041-03-05", err);
}

/* Open, read, close; the number of tokens, or a code. */
static long whole(const char *path)
{
    wire_pipeline *p = NULL;
    wire_nlp *nlp = NULL;
    wire_doc *doc = NULL;
    wire_err err = {0};
    size_t n = 0;
    int rc = wire_pipeline_open(path, &p, &err);
    if (!rc)
        rc = wire_nlp_new(p, &nlp, &err);
    if (!rc)
        rc = wire_doc_new(&doc, &err);
    if (!rc)
        rc = fill(doc, &err);
    if (!rc)
        rc = wire_nlp_run(nlp, &doc, 1, &err);
    if (!rc)
        wire_doc_tokens(doc, &n);
    if (rc)
        assert_int_equal(rc, err.code);
    wire_doc_free(doc);
    wire_nlp_free(nlp);
    wire_pipeline_close(p);
    return rc ? rc : (long)n;
}

static void every_allocation_of_a_run(void **state)
{
    (void)state;
    const char *path = pipeline_path();
    if (!path)
        skip();
    const long good = whole(path);
    assert_true(good > 20);
    long got = -1, tried = 0;
    for (long n = 0; got < 0 && n < 100000; n += n < 3000 ? 1 : 7, tried++) { /* the first are the structures; then words */
        left = n;
        got = whole(path);
        left = -1;
        if (got < 0)
            assert_int_equal(got, WIRE_ENOMEM);
    }
    assert_int_equal(got, good);
    assert_true(tried > 50);
}

/* A workspace that ran out of memory must give the right answer when there is some again. */
static void a_workspace_recovers(void **state)
{
    (void)state;
    const char *path = pipeline_path();
    if (!path)
        skip();
    const long good = whole(path);
    wire_pipeline *p;
    wire_nlp *nlp;
    wire_doc *doc;
    wire_err err;
    assert_int_equal(wire_pipeline_open(path, &p, &err), 0);
    assert_int_equal(wire_doc_new(&doc, &err), 0);
    assert_int_equal(fill(doc, &err), 0);
    int rc = -1;
    for (long n = 0; rc && n < 5000; n++) {
        assert_int_equal(wire_nlp_new(p, &nlp, &err), 0);
        left = n;
        rc = wire_nlp_run(nlp, &doc, 1, &err);
        left = -1;
        size_t tokens;
        wire_doc_tokens(doc, &tokens);
        if (rc) {
            assert_int_equal(rc, WIRE_ENOMEM);
            assert_int_equal(tokens, 0);
            assert_int_equal(wire_nlp_run(nlp, &doc, 1, &err), 0);
            wire_doc_tokens(doc, &tokens);
        }
        assert_int_equal((long)tokens, good);
        wire_nlp_free(nlp);
    }
    assert_int_equal(rc, 0);
    wire_doc_free(doc);
    wire_pipeline_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_run),
        cmocka_unit_test(a_workspace_recovers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
