/* fuzz_coder.c - any text is coded: what records.h says holds, and all documents in one batch, in a workspace that has seen others, give
 * the same bytes as each by itself, in the other order, in another.
 *
 * A byte 0 ends a document and a byte 1 a block; a block that begins with a byte 2 is furniture. Every second document has a date.
 * The tiny pipeline's trees, which are noise, bring the coder what no sentence does. The default one is slow under the sanitizers, and
 * reads what has a fourth of all sizes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "records.h"

enum {
    DOCS_MAX = 6,
    DEFAULT_MAX = 600, /* bytes; as in fuzz_engine.c */
    RENEWED = 64       /* inputs after which the second workspace is a new one: making one takes as long as coding a page */
};

static const wire_lexicon *lexicon(void)
{
    static wire_lexicon *l;
    static bool tried;
    const char *path = getenv("WIRECODE_LEXICON");
    path = path ? path : "build/data/en.lexicon";
    if (!tried && !access(path, R_OK)) {
        wire_err err = {.msg = ""};
        if (wire_lexicon_open(path, &l, &err))
            fuzz_broken(err.msg, __FILE__, __LINE__);
    }
    tried = true;
    return l;
}

static wire_doc *make_doc(const uint8_t *data, size_t size, size_t number)
{
    wire_doc *doc;
    CHECK(!wire_doc_new(&doc, NULL) && !wire_doc_set_text(doc, (const char *)data, size, NULL));
    wire_str text = wire_doc_text(doc);
    for (size_t at = 0; at < text.len;) {
        const char *mark = memchr(text.ptr + at, 1, text.len - at);
        size_t end = mark ? (size_t)(mark - text.ptr) : text.len;
        CHECK(!wire_doc_add_block(doc, at, end, NULL));
        wire_doc_mark_block(doc, text.ptr[at] == 2 ? WIRE_FURNITURE : WIRE_PARAGRAPH);
        at = end + 1;
    }
    CHECK(!wire_doc_set_report(doc, "fuzz", "", number % 2 ? "" : "2021-08-16", NULL));
    return doc;
}

static size_t make_docs(const uint8_t *data, size_t size, wire_doc **docs)
{
    size_t n = 0;
    for (size_t at = 0; at < size && n < DOCS_MAX; n++) {
        const uint8_t *mark = n + 1 < DOCS_MAX ? memchr(data + at, 0, size - at) : NULL;
        size_t end = mark ? (size_t)(mark - data) : size;
        docs[n] = make_doc(data + at, end - at, n);
        at = end + 1;
    }
    return n;
}

static void check_same(const wire_coder *c, const wire_doc *a, const wire_doc *b)
{
    char *x, *y;
    size_t n, m;
    CHECK(!wire_write_jsonl(c, a, &x, &n, NULL) && !wire_write_jsonl(c, b, &y, &m, NULL));
    CHECK(n == m && !memcmp(x, y, n));
    free(x);
    free(y);
}

/* Readers of what was coded have to bear all of it. */
static void check_texts(const wire_coder *c, wire_doc *const *docs, size_t n)
{
    char *out;
    size_t len;
    const wire_doc *read[DOCS_MAX];
    for (size_t i = 0; i < n; i++) {
        size_t sentences;
        read[i] = docs[i];
        wire_doc_sentences(docs[i], &sentences);
        for (size_t s = 0; s < sentences && s < 3; s++) {
            CHECK(!wire_write_explain(c, docs[i], (uint32_t)s, (wire_style){.width = 60}, &out, &len, NULL) && strlen(out) == len);
            free(out);
        }
    }
    CHECK(!wire_write_report(read, n, (wire_style){.width = 60}, &out, &len, NULL) && strlen(out) == len);
    free(out);
}

static void run(const wire_coder *c, wire_coding *kept, wire_coding *fresh, const uint8_t *data, size_t size)
{
    wire_doc *together[DOCS_MAX], *alone[DOCS_MAX];
    size_t n = make_docs(data, size, together);
    CHECK(make_docs(data, size, alone) == n && !wire_coding_run(kept, together, n, NULL));
    for (size_t i = n; i-- > 0;) { /* and in the other order */
        CHECK(!wire_coding_run(fresh, &alone[i], 1, NULL));
        fuzz_check_records(c, together[i]);
        check_same(c, together[i], alone[i]);
    }
    check_texts(c, together, n);
    for (size_t i = 0; i < n; i++) {
        wire_doc_free(together[i]);
        wire_doc_free(alone[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wire_coder *coders[FUZZ_PIPELINES];
    static wire_coding *kept[FUZZ_PIPELINES], *fresh[FUZZ_PIPELINES];
    static size_t inputs;
    const bool renew = inputs++ % RENEWED == 0;
    for (int i = 0; i < FUZZ_PIPELINES && lexicon(); i++) {
        const wire_pipeline *p = fuzz_pipeline(i);
        if (p && !kept[i])
            CHECK(!wire_coder_new(p, lexicon(), &coders[i], NULL) && !wire_coding_new(coders[i], &kept[i], NULL));
        if (p && renew) {
            wire_coding_free(fresh[i]);
            CHECK(!wire_coding_new(coders[i], &fresh[i], NULL));
        }
        if (p && (i == 0 || (size <= DEFAULT_MAX && size % 4 == 0)))
            run(coders[i], kept[i], fresh[i], data, size);
    }
    return 0;
}
