/* fuzz_engine.c - any bytes through the whole engine: what wire_nlp_run promises holds, and all documents in one batch, in a
 * workspace that has seen others, give the same as each by itself in a new one; the tiny pipeline also with the portable kernel,
 * which would take seconds for the default one.
 *
 * A byte 0 ends a document and a byte 1 a block, so that the input shows where they are. */
#include <stdlib.h>
#include <string.h>

#include "common.h"

enum {
    DOCS_MAX = 8,
    DEFAULT_MAX = 256 /* bytes; under the sanitizers the default pipeline takes a third of a millisecond for each */
};

static wire_doc *make_doc(const uint8_t *data, size_t size)
{
    wire_doc *doc;
    CHECK(!wire_doc_new(&doc, NULL) && !wire_doc_set_text(doc, (const char *)data, size, NULL));
    wire_str text = wire_doc_text(doc);
    for (size_t at = 0; at < text.len;) {
        const char *mark = memchr(text.ptr + at, 1, text.len - at);
        size_t end = mark ? (size_t)(mark - text.ptr) : text.len;
        CHECK(!wire_doc_add_block(doc, at, end, NULL));
        at = end + 1;
    }
    return doc;
}

static size_t make_docs(const uint8_t *data, size_t size, wire_doc **docs)
{
    size_t n = 0;
    for (size_t at = 0; at < size && n < DOCS_MAX;) {
        const uint8_t *mark = n + 1 < DOCS_MAX ? memchr(data + at, 0, size - at) : NULL;
        size_t end = mark ? (size_t)(mark - data) : size;
        docs[n++] = make_doc(data + at, end - at);
        at = end + 1;
    }
    return n;
}

static void run(const wire_pipeline *p, wire_nlp *kept, const uint8_t *data, size_t size)
{
    wire_doc *together[DOCS_MAX], *alone[DOCS_MAX];
    size_t n = make_docs(data, size, together);
    CHECK(make_docs(data, size, alone) == n && !wire_nlp_run(kept, together, n, NULL));
    wire_nlp *fresh;
    CHECK(!wire_nlp_new(p, &fresh, NULL));
    CHECK(p != fuzz_pipeline(0) || !wire_nlp_use_kernel(fresh, "portable", NULL));
    for (size_t i = 0; i < n; i++) {
        CHECK(!wire_nlp_run(fresh, &alone[i], 1, NULL));
        fuzz_check_doc(p, together[i], true);
        fuzz_check_same(together[i], alone[i]);
        wire_doc_free(together[i]);
        wire_doc_free(alone[i]);
    }
    wire_nlp_free(fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wire_nlp *kept[FUZZ_PIPELINES];
    for (int i = 0; i < FUZZ_PIPELINES; i++) {
        const wire_pipeline *p = fuzz_pipeline(i);
        if (p && !kept[i])
            CHECK(!wire_nlp_new(p, &kept[i], NULL));
        if (p && (i == 0 || size <= DEFAULT_MAX))
            run(p, kept[i], data, size);
    }
    return 0;
}
