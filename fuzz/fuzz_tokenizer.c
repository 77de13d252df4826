/* fuzz_tokenizer.c - any bytes, repaired, to tokens: in order, none empty, at the ends of characters, nothing left out but the
 * single spaces that they mark, each with the lexeme of its own text; and the same from a workspace that has seen other texts. */
#include <string.h>

#include "base/text.h"
#include "common.h"
#include "nlp/tokenizer.h"

enum { WORDS_KEPT = 20000 }; /* then it forgets, as the engine does at more */

typedef struct workspace {
    wire_vocab vocab;
    wire_tokenizer tokenizer;
} workspace;

static void begin(workspace *w, const wire_pipeline *p)
{
    w->vocab = (wire_vocab){.p = p};
    CHECK(!wire_tokenizer_init(&w->tokenizer, p, &w->vocab));
}

static void check(const workspace *w, wire_str text)
{
    size_t at = 0;
    for (size_t i = 0; i < w->tokenizer.n; i++) {
        const wire_tok *t = &w->tokenizer.toks[i];
        CHECK(t->start == at && t->len && t->len <= text.len - at);
        CHECK(((unsigned char)text.ptr[at] & 0xc0) != 0x80);
        CHECK(t->lex < w->vocab.n);
        const wire_lexeme *x = &w->vocab.items[t->lex];
        CHECK(x->len == t->len && !memcmp(x->text, text.ptr + at, t->len));
        at += t->len;
        CHECK(at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80);
        CHECK(!t->spacy || (at < text.len && text.ptr[at] == ' '));
        at += t->spacy;
    }
    CHECK(at == text.len);
}

static void run(const wire_pipeline *p, workspace *kept, wire_str text)
{
    workspace fresh;
    begin(&fresh, p);
    if (kept->vocab.n > WORDS_KEPT) {
        wire_vocab_clear(&kept->vocab);
        wire_tokenizer_clear(&kept->tokenizer);
    }
    CHECK(!wire_tokenize(&fresh.tokenizer, text.ptr, text.len));
    check(&fresh, text);
    for (int round = 0; round < 2; round++) { /* once made, once remembered */
        CHECK(!wire_tokenize(&kept->tokenizer, text.ptr, text.len));
        check(kept, text);
        CHECK(kept->tokenizer.n == fresh.tokenizer.n);
        for (size_t i = 0; i < fresh.tokenizer.n; i++) {
            const wire_tok *a = &fresh.tokenizer.toks[i], *b = &kept->tokenizer.toks[i];
            CHECK(a->len == b->len && a->spacy == b->spacy);
            CHECK(!memcmp(fresh.vocab.items[a->lex].ids, kept->vocab.items[b->lex].ids, sizeof fresh.vocab.items->ids));
        }
    }
    wire_tokenizer_free(&fresh.tokenizer);
    wire_vocab_free(&fresh.vocab);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static workspace kept[FUZZ_PIPELINES];
    wire_doc *doc;
    CHECK(!wire_doc_new(&doc, NULL) && !wire_doc_set_text(doc, (const char *)data, size, NULL));
    wire_str text = wire_doc_text(doc);
    CHECK(wire_utf8_valid(text.ptr, text.len) == text.len);
    CHECK(wire_doc_repaired(doc) || (text.len == size && (!size || !memcmp(text.ptr, data, size))));
    for (int i = 0; i < FUZZ_PIPELINES; i++) {
        const wire_pipeline *p = fuzz_pipeline(i);
        if (p && !kept[i].vocab.p)
            begin(&kept[i], p);
        if (p)
            run(p, &kept[i], text);
    }
    wire_doc_free(doc);
    return 0;
}
