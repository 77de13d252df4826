/* test_faults.c - every allocation fails in turn.
 *
 * The allocators that our objects call are wrapped by the linker, and the n-th call fails. For n = 0, 1, … until an operation makes
 * fewer calls than that, it must either say so and leave nothing behind (the sanitizer builds see leaks), or do without what it
 * could not have and give the same result as ever. What the libraries allocate for themselves is not wrapped. */
#include "document.h"
#include "package.h"

#include "faults.h"

/* ------------------------------------------------------------------------------------------------ reading */

static const char text[] = "The envoy, who wasn't in Lusaka, said e.g. U.S. troops \"don't leave\" the two cities.\n"
                           "İzmir's mayor met 1,200 people (at 10a.m.) on 5 June; see https://example.org/x?y=1 for it :-)";

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

static void tell(const wire_doc *doc, char **result, size_t *len)
{
    long was = left;
    left = -1; /* the test's own allocations */
    char *a = dump_block(doc, 0), *b = dump_block(doc, 1);
    *result = malloc(strlen(a) + strlen(b) + 1);
    *len = (size_t)sprintf(*result, "%s%s", a, b);
    free(a);
    free(b);
    left = was;
}

/* Open, read, close. */
static int whole(void *path, wire_err *err, char **result, size_t *len)
{
    wire_pipeline *p = NULL;
    wire_nlp *nlp = NULL;
    wire_doc *doc = NULL;
    int rc = wire_pipeline_open(path, &p, err);
    if (!rc)
        rc = wire_nlp_new(p, &nlp, err);
    if (!rc)
        rc = wire_doc_new(&doc, err);
    if (!rc)
        rc = fill(doc, err);
    if (!rc)
        rc = wire_nlp_run(nlp, &doc, 1, err);
    if (!rc)
        tell(doc, result, len);
    wire_doc_free(doc);
    wire_nlp_free(nlp);
    wire_pipeline_close(p);
    return rc;
}

typedef struct workspace {
    const wire_pipeline *p;
    wire_nlp *nlp;
    wire_doc *doc;
    char *good;
    size_t good_len;
} workspace;

/* Run in a new workspace. Where that fails, the document is empty, and the same workspace gives the right answer as soon as
 * there is memory again. */
static int run_and_recover(void *ctx, wire_err *err, char **result, size_t *len)
{
    workspace *w = ctx;
    long was = left;
    left = -1;
    wire_nlp *nlp = new_nlp(w->p, NULL);
    left = was;
    int rc = wire_nlp_run(nlp, &w->doc, 1, err);
    if (!rc) {
        tell(w->doc, result, len);
    } else {
        size_t n = 1;
        char *again;
        was = left;
        left = -1;
        wire_doc_tokens(w->doc, &n);
        assert_int_equal(n, 0);
        run_docs(nlp, &w->doc, 1);
        tell(w->doc, &again, &n);
        assert_int_equal(n, w->good_len);
        assert_memory_equal(again, w->good, n);
        free(again);
        left = was;
    }
    wire_nlp_free(nlp);
    return rc;
}

static void try_pipeline(const char *name, const char *path)
{
    workspace w = {0};
    wire_err err;
    wire_pipeline *p;
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", path); /* source_path's buffer is used again */
    outcome o = fail_each(name, whole, copy, NULL);
    assert_true(o.calls > 100 && o.refused > o.calls / 2);

    assert_int_equal(wire_pipeline_open(copy, &p, &err), 0);
    w.p = p;
    assert_int_equal(wire_doc_new(&w.doc, &err), 0);
    assert_int_equal(fill(w.doc, &err), 0);
    assert_int_equal(run_and_recover(&w, &err, &w.good, &w.good_len), 0);
    o = fail_each("a run", run_and_recover, &w, NULL);
    assert_true(o.refused > 30);
    free(w.good);
    wire_doc_free(w.doc);
    wire_pipeline_close(p);
}

static void reading_with_a_small_pipeline(void **state)
{
    (void)state;
    try_pipeline("the small pipeline", source_path("fuzz/corpus/model/tiny.pipeline"));
}

static void reading_with_the_default_pipeline(void **state)
{
    (void)state;
    const char *path = getenv("WIRECODE_PIPELINE");
    if (!path || access(path, R_OK)) {
        printf("SKIP: no converted pipeline (WIRECODE_PIPELINE)\n");
        skip();
    }
    try_pipeline("the default pipeline", path);
}

/* ------------------------------------------------------------------------------------------------ a document's own calls */

static int change_document(void *ctx, wire_err *err, char **result, size_t *len)
{
    (void)ctx;
    wire_doc *doc = NULL;
    static const char bad[] = "bad \xff bytes, in a text that is longer than the other, and longer still when it is mended: \xfe\xfe\xfe"
                              "\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe";
    int rc = wire_doc_new(&doc, err);
    if (!rc)
        rc = fill(doc, err);
    for (size_t i = 0; i < 40 && !rc; i++) /* enough that the array of blocks grows */
        rc = wire_doc_add_block(doc, strlen(text), strlen(text), err);
    if (!rc && (rc = wire_doc_set_text(doc, bad, strlen(bad), err))) {
        size_t n; /* it failed, and the document is as it was */
        wire_doc_blocks(doc, &n);
        assert_int_equal(n, 42);
        assert_string_equal(wire_doc_id(doc), "id");
        assert_memory_equal(wire_doc_text(doc).ptr, text, strlen(text));
    }
    if (!rc) {
        long was = left;
        left = -1;
        *len = wire_doc_text(doc).len;
        *result = strndup(wire_doc_text(doc).ptr, *len);
        left = was;
    }
    wire_doc_free(doc);
    return rc;
}

static void changing_a_document(void **state)
{
    (void)state;
    outcome o = fail_each("a document", change_document, NULL, NULL);
    assert_true(o.calls > 5 && o.refused == o.calls);
}

/* ------------------------------------------------------------------------------------------------ converting */

typedef struct conversion {
    const char *package, *folder;
    char out[128];
} conversion;

static int convert(void *ctx, wire_err *err, char **result, size_t *len)
{
    conversion *c = ctx;
    int rc = wire_pipeline_convert(c->package, c->out, err);
    long was = left;
    left = -1;
    if (!rc)
        *result = read_file(c->out, len);
    unlink(c->out);
    if (files_in(c->folder))
        fail_msg("a conversion left a file behind");
    left = was;
    return rc;
}

static void converting_a_package(void **state)
{
    (void)state;
    char package[64], folder[64];
    make_folder(package, sizeof package);
    make_folder(folder, sizeof folder);
    unpack_package(package);
    conversion c = {.package = package, .folder = folder};
    snprintf(c.out, sizeof c.out, "%s/out.pipeline", folder);
    /* Where it cannot have a part of the package, the converter may take that to be missing or damaged, and refuse it. */
    outcome o = fail_each("a conversion", convert, &c, package);
    assert_true(o.refused > 200);
    remove_folder(package);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changing_a_document),
        cmocka_unit_test(reading_with_a_small_pipeline),
        cmocka_unit_test(reading_with_the_default_pipeline),
        cmocka_unit_test(converting_a_package),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
