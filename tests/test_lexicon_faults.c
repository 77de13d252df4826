/* test_lexicon_faults.c - every allocation of the compiler and of opening fails in turn, as test_faults.c does with the engine. */
#include "check.h"

#include "lexicon.h"

#include "allocators.h"

static void ignore(void *ctx, const wire_diagnostic *d)
{
    (void)ctx, (void)d;
}

/* Until the n-th allocation is one that is never asked for. */
static void every_allocation_of_the_compiler(void **state)
{
    (void)state;
    put_ours();
    put(mine, "frames", "a", "attack.v S=subj -> none \"mine\"\nattack.v S=subj X=obj -> none \"mine\"\n"); /* findings, too */
    for (int with_mistake = 0; with_mistake < 2; with_mistake++) {
        const char *folders[] = {ours, mine};
        wire_compile_options o = {.folders = folders, .n_folders = 1 + (size_t)with_mistake, .out = out};
        int rc = WIRE_ENOMEM;
        long n = 0;
        for (; rc == WIRE_ENOMEM; n++) {
            wire_err err = {0};
            assert_in_range(n, 0, 100000);
            unlink(out);
            left = n;
            rc = wire_lexicon_compile(&o, ignore, NULL, &err);
            bool failed = left < 0;
            left = -1;
            assert_int_equal(rc == WIRE_ENOMEM, failed); /* none is passed over */
            assert_int_equal(err.code, rc);
            assert_int_equal(access(out, F_OK) == 0, rc == 0); /* a file, or none */
        }
        assert_int_equal(rc, with_mistake ? WIRE_EFORMAT : 0);
        assert_true(n > 30);
    }
}

/* The examples are handed out, written and counted, or there is no memory; findings among them as well. */
static void every_allocation_of_the_examples(void **state)
{
    (void)state;
    put_ours();
    put(mine, "examples", "a", "@ wire 2014 asia\n\nHe hit.\n");
    const char *folders[] = {ours, mine};
    int rc = WIRE_ENOMEM;
    long n = 0;
    for (; rc == WIRE_ENOMEM; n++) {
        wire_err err = {0};
        wire_examples *e = NULL;
        char *line = NULL, *counts = NULL;
        size_t all;
        assert_in_range(n, 0, 100000);
        left = n;
        rc = wire_examples_open(folders, 2, ignore, NULL, &e, &err);
        assert_true(!rc == (e != NULL));
        rc = rc ? rc : wire_write_example_json(wire_examples_all(e, 0, &all), &line, NULL, &err);
        rc = rc ? rc : wire_write_examples(e, 0, &counts, NULL, &err);
        bool failed = left < 0;
        left = -1;
        assert_int_equal(rc == WIRE_ENOMEM, failed);
        assert_int_equal(err.code, rc);
        free(line);
        free(counts);
        wire_examples_close(e);
    }
    assert_int_equal(rc, 0);
    assert_true(n > 30);
}

static void every_allocation_of_opening(void **state)
{
    (void)state;
    wire_lexicon *l = NULL;
    put_ours();
    wire_lexicon_close(opened(false));
    int rc = WIRE_ENOMEM;
    for (long n = 0; rc == WIRE_ENOMEM; n++) {
        wire_err err = {0};
        assert_in_range(n, 0, 100000);
        left = n;
        rc = wire_lexicon_open(out, &l, &err);
        left = -1;
        assert_int_equal(err.code, rc);
        assert_true(!rc == (l != NULL));
    }
    assert_int_equal(rc, 0);
    wire_lexicon_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_the_compiler),
        cmocka_unit_test(every_allocation_of_the_examples),
        cmocka_unit_test(every_allocation_of_opening),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
