/* test_coder_faults.c - every allocation of coding and of writing fails in turn, as test_faults.c does with the engine.
 *
 * A run that fails says so and leaves a document without records; the next run of the same workspace over the same document is right
 * again, whatever was left in either. */
#include "check.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"

static wire_pipeline *pipeline;
static wire_lexicon *lexicon;
static wire_encoder *encoder; /* with the argument "reader" */
static wire_heads *heads;
static wire_coder *coder;
static bool with_reader;

/* Sayings within sayings, quotations that run on, times, places, counts, offices, pronouns, and what is not coded. */
static const char full[] =
    "Russian troops and two hundred rebels attacked the Taliban near Kabul on Friday, killing 12 civilians and at least nine soldiers.\n"
    "\"We will withdraw from Velia,\" Foreign Minister Ada Kern of Narvia told reporters in Paris. \"The war is over. Iran must stop.\"\n"
    "According to Reuters, she said the European Union had urged Iran to release the envoy, and that he would meet the president of "
    "France, a member of NATO, in March or from Monday to Thursday.\n"
    "The group seized the city of Kunduz and controls 85% of the country; its spokesman denied it. The engine seized up.";
/* With the reader less will do, and sanitizers are slow with its arithmetic. */
static const char short_text[] = "Rebels attacked Velia on Friday, Iran said. Its envoy faulted them.";
static const char *text = full;

static int fill(wire_doc *doc, wire_err *err)
{
    int rc = wire_doc_set_text(doc, text, strlen(text), err);
    for (const char *from = text; *from && !rc;) {
        size_t len = strcspn(from, "\n");
        rc = wire_doc_add_block(doc, (size_t)(from - text), (size_t)(from - text) + len, err);
        from += len + (from[len] == '\n');
    }
    return rc ? rc : wire_doc_set_report(doc, "one", "Wire", "2041-03-05", err);
}

/* The document's records as text, made without failures. */
static char *written(const wire_doc *doc, size_t *len)
{
    long was = left;
    char *out;
    wire_err err;
    left = -1;
    if (wire_write_jsonl(coder, doc, &out, len, &err))
        fail_msg("%s", err.msg);
    left = was;
    return out;
}

/* The heads, and all that the coder makes of them. */
static int opening(void *path, wire_err *err, char **result, size_t *len)
{
    wire_heads *h = NULL;
    wire_coder *c = NULL;
    int rc = wire_heads_open(path, &h, err);
    if (!rc)
        rc = wire_coder_new(pipeline, lexicon, &c, err);
    if (!rc)
        rc = wire_coder_use_reader(c, encoder, h, err);
    if (!rc) {
        long was = left;
        left = -1;
        *result = strdup(wire_coder_versions(c).reader);
        *len = strlen(*result);
        left = was;
    }
    wire_coder_free(c);
    wire_heads_close(h);
    return rc;
}

static void opening_the_reader(void **state)
{
    (void)state;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s", source_path("models/en.heads"));
    if (with_reader)
        assert_true(fail_each("opening the reader", opening, path, path).refused > 10);
}

/* A new workspace, a new document. */
static int afresh(void *ctx, wire_err *err, char **result, size_t *len)
{
    (void)ctx;
    wire_coding *w = NULL;
    wire_doc *doc = NULL;
    int rc = wire_coding_new(coder, &w, err);
    if (!rc)
        rc = wire_doc_new(&doc, err);
    if (!rc)
        rc = fill(doc, err);
    if (!rc)
        rc = wire_coding_run(w, &doc, 1, err);
    if (!rc)
        *result = written(doc, len);
    wire_doc_free(doc);
    wire_coding_free(w);
    return rc;
}

typedef struct kept {
    wire_coding *w;
    wire_doc *docs[2];
    char *want; /* of the second, once it is known */
} kept;

/* A workspace and documents that are used again and again; what fails is run once more, and then must be right. */
static int again(void *ctx, wire_err *err, char **result, size_t *len)
{
    kept *k = ctx;
    int rc = 0;
    for (int i = 0; i < 2 && !rc; i++)
        rc = fill(k->docs[i], err);
    const bool filled = !rc;
    if (filled)
        rc = wire_coding_run(k->w, k->docs, 2, err);
    if (!rc) {
        *result = written(k->docs[1], len);
        if (!k->want)
            k->want = strdup(*result);
        return 0;
    }
    for (int i = 0; i < 2 && filled; i++) {
        size_t n, m;
        wire_doc_records(k->docs[i], &n);
        wire_doc_actors(k->docs[i], &m);
        assert_int_equal(n + m, 0);
    }
    long was = left;
    left = -1;
    assert_false(fill(k->docs[0], NULL) || fill(k->docs[1], NULL) || wire_coding_run(k->w, k->docs, 2, NULL));
    char *got = written(k->docs[1], len);
    assert_string_equal(got, k->want);
    free(got);
    left = was;
    return rc;
}

static void coding(void **state)
{
    (void)state;
    outcome o = fail_each("coding afresh", afresh, NULL, NULL);
    assert_true(o.calls > 40 && o.refused > 20);
    kept k = {0};
    wire_err err;
    if (wire_coding_new(coder, &k.w, &err) || wire_doc_new(&k.docs[0], &err) || wire_doc_new(&k.docs[1], &err))
        fail_msg("%s", err.msg);
    fail_each("coding again", again, &k, NULL);
    wire_doc_free(k.docs[0]);
    wire_doc_free(k.docs[1]);
    wire_coding_free(k.w);
    free(k.want);
}

/* The same with a new document in a workspace that has its room already, so that the document's own arrays are what fails. */
static int new_doc_in_old(void *ctx, wire_err *err, char **result, size_t *len)
{
    wire_doc *doc = NULL;
    int rc = wire_doc_new(&doc, err);
    if (!rc)
        rc = fill(doc, err);
    if (!rc)
        rc = wire_coding_run(ctx, &doc, 1, err);
    if (!rc)
        *result = written(doc, len);
    wire_doc_free(doc);
    return rc;
}

static wire_doc *coded(wire_coding **w)
{
    wire_doc *doc = NULL;
    wire_err err;
    if (wire_coding_new(coder, w, &err) || wire_doc_new(&doc, &err) || fill(doc, &err) || wire_coding_run(*w, &doc, 1, &err))
        fail_msg("%s", err.msg);
    return doc;
}

static void coding_new_documents(void **state)
{
    (void)state;
    wire_coding *w;
    wire_doc_free(coded(&w));
    outcome o = fail_each("coding new documents", new_doc_in_old, w, NULL);
    assert_int_equal(o.calls, o.refused); /* nothing is done without */
    wire_coding_free(w);
}

static int jsonl(void *ctx, wire_err *err, char **result, size_t *len)
{
    return wire_write_jsonl(coder, ctx, result, len, err);
}

static int report(void *ctx, wire_err *err, char **result, size_t *len)
{
    const wire_doc *docs[] = {ctx, ctx};
    return wire_write_report(docs, 2, (wire_style){.width = 80, .colour = 1}, result, len, err);
}

static int explain(void *ctx, wire_err *err, char **result, size_t *len)
{
    return wire_write_explain(coder, ctx, 0, (wire_style){.width = 80}, result, len, err);
}

static void writing(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        operation run;
    } writers[] = {{"jsonl", jsonl}, {"report", report}, {"explain", explain}};
    wire_coding *w;
    wire_doc *doc = coded(&w);
    size_t n;
    wire_doc_records(doc, &n);
    assert_true(n > (with_reader ? 2 : 10));
    for (size_t i = 0; i < COUNT(writers); i++) {
        outcome o = fail_each(writers[i].name, writers[i].run, doc, NULL);
        assert_true(o.calls > 0);
        assert_int_equal(o.calls, o.refused);
    }
    wire_doc_free(doc);
    wire_coding_free(w);
}

static int trial(void *ctx, wire_err *err, char **result, size_t *len)
{
    wire_trials t = {0};
    int rc = wire_coding_try(ctx, NULL, NULL, &t, err);
    assert_int_equal(t.passed + t.failed == 0, rc != 0);
    if (!rc) {
        *result = calloc(1, 1);
        *len = 0;
    }
    return rc;
}

/* Its few first allocations are its own; the rest are a document's, run over 2,000 sentences. */
static void trying(void **state)
{
    (void)state;
    if (with_reader) /* the frames' sentences are tried by the frames */
        return;
    wire_coding *w;
    wire_doc_free(coded(&w));
    for (long n = 0; n < 20; n++) {
        wire_err err = {0};
        char *out;
        size_t len;
        left = n;
        assert_int_equal(trial(w, &err, &out, &len), WIRE_ENOMEM);
        left = -1;
        assert_int_equal(err.code, WIRE_ENOMEM);
    }
    wire_coding_free(w);
}

/* What the document's deeds are like among a few examples, as text. */
typedef struct asked {
    wire_coding *w;
    wire_doc *doc;
    wire_examples *examples;
} asked;

static int recall(void *ctx, wire_err *err, char **result, size_t *len)
{
    asked *a = ctx;
    wire_recollection found[8];
    size_t n = COUNT(found);
    int rc = wire_coding_recall(a->w, 0, a->examples, found, &n, err);
    return rc ? rc : wire_write_recall(a->doc, found, n, (wire_style){.width = 80}, result, len, err);
}

static void recalling(void **state)
{
    (void)state;
    static const char examples[] = "@ wire 2014 africa\nRebels attacked Kela.\n    attacked: ASSAULT  S=Rebels\n\n"
                                   "<\nThe song attacked nobody.\n    attacked: none \"x\"\n";
    char folder[64], path[PATH_MAX];
    const char *folders[] = {folder};
    asked a = {0};
    wire_err err;
    if (!with_reader)
        return;
    make_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/ontology", folder);
    assert_int_equal(symlink(source_path("lexicon/en/ontology"), path), 0);
    snprintf(path, sizeof path, "%s/examples", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/examples/a.examples", folder);
    write_file(path, examples, sizeof examples - 1);
    if (wire_examples_open(folders, 1, NULL, NULL, &a.examples, &err))
        fail_msg("%s", err.msg);
    a.doc = coded(&a.w);
    outcome o = fail_each("recalling", recall, &a, NULL);
    assert_true(o.calls > 20 && o.refused > 10);
    wire_doc_free(a.doc);
    wire_coding_free(a.w);
    wire_examples_close(a.examples);
    remove_folder(folder);
}

static int open_all(void **state)
{
    (void)state;
    wire_err err;
    const char *path = getenv("WIRECODE_LEXICON");
    if (wire_pipeline_open(pipeline_path(), &pipeline, &err) || wire_lexicon_open(path ? path : "", &lexicon, &err) ||
        wire_coder_new(pipeline, lexicon, &coder, &err))
        fail_msg("%s", err.msg);
    const char *model = getenv("WIRECODE_ENCODER");
    if (with_reader && (wire_encoder_open(model ? model : "", &encoder, &err) || wire_heads_open(source_path("models/en.heads"), &heads, &err) ||
                        wire_coder_use_reader(coder, encoder, heads, &err)))
        fail_msg("%s", err.msg);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    wire_coder_free(coder);
    wire_heads_close(heads);
    wire_encoder_close(encoder);
    wire_lexicon_close(lexicon);
    wire_pipeline_close(pipeline);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_the_reader),
        cmocka_unit_test(coding),
        cmocka_unit_test(coding_new_documents),
        cmocka_unit_test(writing),
        cmocka_unit_test(recalling),
        cmocka_unit_test(trying),
    };
    pipeline_path(); /* skips here where there is none */
    with_reader = argc > 1 && !strcmp(argv[1], "reader");
    if (with_reader)
        text = short_text;
    return cmocka_run_group_tests(tests, open_all, close_all);
}
