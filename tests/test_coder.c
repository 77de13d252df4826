/* test_coder.c - what holds for every report that is coded, over the example reports and over reports made by chance of the sentences that
 * the lexicon's frames bring along: spans, links, ids, order (fuzz/records.h says what), and that the bytes written are the same
 * for any batch, order, kernel and workspace. */
#include "check.h"

#include "../fuzz/records.h"
#include "coder/coding.h"

enum { REPORTS = 300, BATCH = 37 };

static wire_pipeline *pipeline;
static wire_lexicon *lexicon;
static wire_coder *coder;
static char *reports[REPORTS];

static wire_coding *workspace(const char *kernel)
{
    wire_coding *w;
    wire_err err;
    if (wire_coding_new(coder, &w, &err))
        fail_msg("%s", err.msg);
    if (kernel && wire_nlp_use_kernel(w->nlp, kernel, NULL)) {
        wire_coding_free(w);
        return NULL;
    }
    return w;
}

/* ------------------------------------------------------------------------------------------------ reports by chance */

static size_t list_sentences(const char **out, size_t room)
{
    size_t n_frames, n = 0;
    const wire_frame *f = wire_lexicon_all_frames(lexicon, &n_frames);
    for (size_t i = 0; i < n_frames; i++)
        for (size_t k = 0; k < f[i].n_tests && n < room; k++)
            out[n++] = f[i].tests[k].sentence;
    return n;
}

/* Two to nine paragraphs of one to five sentences, now and then in quotation marks with a saying behind; some are furniture. A line a
 * paragraph; furniture begins with a '#'. */
static char *by_chance(uint64_t *seed, const char *const *sentences, size_t n)
{
    static const char *const sayings[] = {"Kern said.", "the minister told reporters in Paris.", "according to Reuters.", "he added on Friday."};
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    assert_non_null(f);
    for (size_t p = 2 + random_below(seed, 8); p-- > 0;) {
        bool quoted = !random_below(seed, 4), furniture = !random_below(seed, 8);
        fputs(furniture ? "#" : "", f);
        fputs(quoted ? "\xe2\x80\x9c" : "", f);
        for (size_t s = 1 + random_below(seed, 5); s-- > 0;)
            fprintf(f, "%s%s", sentences[random_below(seed, n)], s ? " " : "");
        if (quoted)
            fprintf(f, "\xe2\x80\x9d %s", sayings[random_below(seed, COUNT(sayings))]);
        fputc('\n', f);
    }
    fclose(f);
    return text;
}

static wire_doc *document(const char *text, size_t number)
{
    wire_doc *doc = NULL;
    wire_err err;
    if (wire_doc_new(&doc, &err) || wire_doc_set_text(doc, text, strlen(text), &err))
        fail_msg("%s", err.msg);
    for (size_t at = 0; text[at];) {
        size_t len = strcspn(text + at, "\n");
        if (wire_doc_add_block(doc, at, at + len, &err))
            fail_msg("%s", err.msg);
        wire_doc_mark_block(doc, text[at] == '#' ? WIRE_FURNITURE : at ? WIRE_PARAGRAPH : WIRE_HEADLINE);
        at += len + 1;
    }
    assert_false(wire_doc_set_report(doc, "id", "", number % 3 ? "2041-03-05" : "", &err));
    return doc;
}

static void code_docs(wire_coding *w, wire_doc *const *docs, size_t n)
{
    wire_err err;
    if (wire_coding_run(w, docs, n, &err))
        fail_msg("%s", err.msg);
}

static char *written(const wire_doc *doc)
{
    char *out;
    wire_err err;
    if (wire_write_jsonl(coder, doc, &out, NULL, &err))
        fail_msg("%s", err.msg);
    return out;
}

/* ------------------------------------------------------------------------------------------------ the tests */

/* All at once, in batches of three sizes, in both orders, in used workspaces and new ones. */
static void reports_by_chance(void **state)
{
    (void)state;
    size_t records = 0, uncoded = 0, n;
    wire_coding *used = workspace(NULL), *other = workspace(NULL);
    char *want[REPORTS];
    for (size_t i = 0; i < REPORTS; i++) {
        wire_doc *doc = document(reports[i], i);
        code_docs(used, &doc, 1);
        fuzz_check_records(coder, doc);
        want[i] = written(doc);
        wire_doc_records(doc, &n);
        records += n;
        wire_doc_uncoded(doc, &n);
        uncoded += n;
        wire_doc_free(doc);
    }
    assert_true(records > 10 * REPORTS && uncoded > REPORTS);
    for (size_t i = 0; i < REPORTS; i += BATCH) { /* backwards */
        wire_doc *docs[BATCH];
        n = REPORTS - i < BATCH ? REPORTS - i : BATCH;
        for (size_t k = 0; k < n; k++)
            docs[k] = document(reports[REPORTS - 1 - i - k], REPORTS - 1 - i - k);
        code_docs(other, docs, n);
        for (size_t k = 0; k < n; k++) {
            char *got = written(docs[k]);
            assert_string_equal(got, want[REPORTS - 1 - i - k]);
            free(got);
            wire_doc_free(docs[k]);
        }
    }
    for (size_t i = 0; i < REPORTS; i++)
        free(want[i]);
    wire_coding_free(used);
    wire_coding_free(other);
}

/* One document, used for one report after another. */
static void a_document_used_again(void **state)
{
    (void)state;
    wire_coding *w = workspace(NULL);
    wire_doc *kept = document(reports[0], 0);
    for (size_t i = 0; i < 40; i++) {
        wire_doc *doc = document(reports[i], 1);
        code_docs(w, &doc, 1);
        char *want = written(doc);
        wire_err err;
        assert_false(wire_doc_set_text(kept, reports[i], strlen(reports[i]), &err));
        for (size_t at = 0; reports[i][at];) {
            size_t len = strcspn(reports[i] + at, "\n");
            assert_false(wire_doc_add_block(kept, at, at + len, &err));
            wire_doc_mark_block(kept, reports[i][at] == '#' ? WIRE_FURNITURE : at ? WIRE_PARAGRAPH : WIRE_HEADLINE);
            at += len + 1;
        }
        assert_false(wire_doc_set_report(kept, "id", "", "2041-03-05", &err));
        code_docs(w, &kept, 1);
        code_docs(w, &kept, 1); /* what is coded already is coded anew */
        char *got = written(kept);
        assert_string_equal(got, want);
        free(got);
        free(want);
        wire_doc_free(doc);
    }
    wire_doc_free(kept);
    wire_coding_free(w);
}

static void any_kernel(void **state)
{
    (void)state;
    static const char *const kernels[] = {"portable", "avx2", "avx512"};
    char *want[12] = {NULL};
    for (size_t k = 0; k < COUNT(kernels); k++) {
        wire_coding *w = workspace(kernels[k]);
        for (size_t i = 0; w && i < COUNT(want); i++) {
            wire_doc *doc = document(reports[i], i);
            code_docs(w, &doc, 1);
            char *got = written(doc);
            if (want[i])
                assert_string_equal(got, want[i]);
            else
                want[i] = strdup(got);
            free(got);
            wire_doc_free(doc);
        }
        wire_coding_free(w);
    }
    for (size_t i = 0; i < COUNT(want); i++)
        free(want[i]);
}

static void the_example_reports(void **state)
{
    (void)state;
    wire_coding *w = workspace(NULL);
    DIR *d = opendir(source_path("examples/reports"));
    size_t reports_read = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        wire_reader *r;
        wire_doc *doc = NULL;
        wire_err err;
        char path[4400];
        if (!strstr(e->d_name, ".txt"))
            continue;
        snprintf(path, sizeof path, "%s/%.200s", source_path("examples/reports"), e->d_name);
        if (wire_reader_open(path, NULL, &r, &err) || wire_doc_new(&doc, &err) || wire_reader_next(r, doc, &err) != 1)
            fail_msg("%s", err.msg);
        code_docs(w, &doc, 1);
        fuzz_check_records(coder, doc);
        reports_read++;
        wire_doc_free(doc);
        wire_reader_close(r);
    }
    closedir(d);
    assert_true(reports_read >= 5);
    wire_coding_free(w);
}

static void a_sentence_without_end(void **state)
{
    (void)state;
    wire_coding *w = workspace(NULL);
    static const char again[] = "Russian troops attacked the Taliban near Kabul and ";
    const size_t len = strlen(again);
    char *text = calloc(1000, len + 1);
    size_t n;
    assert_non_null(text);
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + len * i, again, len);
    wire_doc *doc = document(text, 1);
    code_docs(w, &doc, 1);
    fuzz_check_records(coder, doc);
    const wire_uncoded *u = wire_doc_uncoded(doc, &n);
    bool told = false;
    for (size_t i = 0; i < n; i++)
        told |= strstr(u[i].reason, "500 words") != NULL;
    assert_true(told); /* what is passed over says so */
    wire_doc_free(doc);
    free(text);
    wire_coding_free(w);
}

static int open_all(void **state)
{
    (void)state;
    static const char *sentences[4000];
    wire_err err;
    const char *path = getenv("WIRECODE_LEXICON");
    if (wire_pipeline_open(pipeline_path(), &pipeline, &err) || wire_lexicon_open(path ? path : "", &lexicon, &err) ||
        wire_coder_new(pipeline, lexicon, &coder, &err))
        fail_msg("%s", err.msg);
    size_t n = list_sentences(sentences, COUNT(sentences));
    assert_true(n > 500);
    uint64_t seed = 7;
    for (size_t i = 0; i < REPORTS; i++)
        reports[i] = by_chance(&seed, sentences, n);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        free(reports[i]);
    wire_coder_free(coder);
    wire_lexicon_close(lexicon);
    wire_pipeline_close(pipeline);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_by_chance),   cmocka_unit_test(a_document_used_again),
        cmocka_unit_test(any_kernel),          cmocka_unit_test(the_example_reports),
        cmocka_unit_test(a_sentence_without_end),
    };
    pipeline_path(); /* skips here where there is none */
    return cmocka_run_group_tests(tests, open_all, close_all);
}
