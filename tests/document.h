/* document.h - what holds for every document that the engine has read, and a document as text, to compare two of them by. */
#ifndef WIRE_DOCUMENT_H
#define WIRE_DOCUMENT_H

#include "check.h"

#include "base/text.h"

/* ------------------------------------------------------------------------------------------------ making them */

/* A document of one block. */
static inline wire_doc *new_doc(const char *text, size_t len)
{
    wire_doc *doc = NULL;
    wire_err err;
    if (wire_doc_new(&doc, &err) || wire_doc_set_text(doc, text, len, &err) ||
        wire_doc_add_block(doc, 0, wire_doc_text(doc).len, &err))
        fail_msg("%s", err.msg);
    return doc;
}

static inline void run_docs(wire_nlp *nlp, wire_doc *const *docs, size_t n)
{
    wire_err err;
    if (wire_nlp_run(nlp, docs, n, &err))
        fail_msg("%s", err.msg);
}

static inline wire_nlp *new_nlp(const wire_pipeline *p, const char *kernel)
{
    wire_nlp *nlp = NULL;
    wire_err err;
    if (wire_nlp_new(p, &nlp, &err))
        fail_msg("%s", err.msg);
    if (kernel && wire_nlp_use_kernel(nlp, kernel, &err)) {
        wire_nlp_free(nlp);
        return NULL;
    }
    return nlp;
}

/* ------------------------------------------------------------------------------------------------ what must hold */

/* The tokens of a block and the single spaces marked behind them are all of its text but what stands between blocks. */
static inline void check_cover(const wire_doc *doc, const wire_block *b)
{
    size_t n;
    wire_str text = wire_doc_text(doc);
    const wire_token *t = wire_doc_tokens(doc, &n);
    uint32_t at = b->start;
    for (uint32_t i = b->first_token; i < b->token_end; i++) {
        if (t[i].start != at || t[i].end <= t[i].start || t[i].end > b->end)
            fail_msg("token %u is [%u, %u), expected at %u of [%u, %u)", i, t[i].start, t[i].end, at, b->start, b->end);
        assert_int_equal(wire_utf8_valid(text.ptr + t[i].start, t[i].end - t[i].start), t[i].end - t[i].start);
        assert_int_equal(wire_utf8_valid(t[i].lemma.ptr, t[i].lemma.len), t[i].lemma.len);
        at = t[i].end + t[i].space_after;
        if (t[i].space_after)
            assert_true(at <= b->end && text.ptr[at - 1] == ' ');
    }
    assert_int_equal(at, b->end);
}

static inline void check_sentence_of(const wire_doc *doc, const wire_sentence *s, uint32_t number)
{
    size_t n;
    const wire_token *t = wire_doc_tokens(doc, &n);
    assert_true(s->first_token < s->token_end && s->token_end <= n);
    assert_int_equal(s->start, t[s->first_token].start);
    assert_int_equal(s->end, t[s->token_end - 1].end);
    assert_in_range(s->root, s->first_token, s->token_end - 1);
    assert_int_equal(t[s->root].head, s->root);
    for (uint32_t i = s->first_token; i < s->token_end; i++) {
        assert_int_equal(t[i].sentence, number);
        if (t[i].head < s->first_token || t[i].head >= s->token_end)
            fail_msg("the head of token %u, %u, lies outside its sentence [%u, %u)", i, t[i].head, s->first_token, s->token_end);
        assert_true(i >= s->root || t[i].head != i); /* the first of the roots */
        uint32_t h = i, steps = 0;
        while (t[h].head != h && steps++ < s->token_end - s->first_token)
            h = t[h].head;
        if (t[h].head != h)
            fail_msg("the heads above token %u go round", i);
    }
}

static inline void check_entities(const wire_doc *doc, const wire_block *b)
{
    size_t n_tokens, n;
    const wire_token *t = wire_doc_tokens(doc, &n_tokens);
    const wire_entity *e = wire_doc_entities(doc, &n);
    uint32_t at = b->first_token;
    for (uint32_t i = b->first_entity; i < b->entity_end; i++) {
        assert_true(e[i].first_token >= at && e[i].token_end <= b->token_end && e[i].first_token < e[i].token_end);
        assert_int_equal(e[i].start, t[e[i].first_token].start);
        assert_int_equal(e[i].end, t[e[i].token_end - 1].end);
        assert_int_not_equal(e[i].label, 0);
        for (uint32_t k = at; k < e[i].token_end; k++) {
            bool in = k >= e[i].first_token;
            assert_int_equal(t[k].ent, in ? e[i].label : 0);
            assert_int_equal(t[k].ent_iob, !in ? 'O' : k == e[i].first_token ? 'B' : 'I');
        }
        at = e[i].token_end;
    }
    for (; at < b->token_end; at++)
        assert_true(!t[at].ent && t[at].ent_iob == 'O');
}

/* Everything that a reader of a document may count on. `p` NULL: but for labels, of which the small pipeline leaves some empty. */
static inline void check_doc(const wire_pipeline *p, const wire_doc *doc)
{
    size_t n_blocks, n_tokens, n_sentences, n_entities;
    const wire_block *b = wire_doc_blocks(doc, &n_blocks);
    const wire_token *t = wire_doc_tokens(doc, &n_tokens);
    const wire_sentence *s = wire_doc_sentences(doc, &n_sentences);
    wire_doc_entities(doc, &n_entities);
    uint32_t token = 0, sentence = 0, entity = 0;
    for (uint32_t i = 0; i < n_blocks; i++) {
        /* The blocks divide each array without gaps. */
        assert_true(b[i].first_token == token && b[i].first_sentence == sentence && b[i].first_entity == entity);
        assert_true(b[i].token_end >= token && b[i].sentence_end >= sentence && b[i].entity_end >= entity);
        check_cover(doc, &b[i]);
        for (; sentence < b[i].sentence_end; sentence++) {
            assert_int_equal(s[sentence].first_token, token);
            assert_int_equal(s[sentence].block, i);
            check_sentence_of(doc, &s[sentence], sentence);
            token = s[sentence].token_end;
        }
        assert_int_equal(token, b[i].token_end);
        check_entities(doc, &b[i]);
        entity = b[i].entity_end;
    }
    assert_true(token == n_tokens && sentence == n_sentences && entity == n_entities);
    for (size_t i = 0; p && i < n_tokens; i++) {
        assert_true(*wire_label(p, WIRE_TAG, t[i].tag) && *wire_label(p, WIRE_POS, t[i].pos) && *wire_label(p, WIRE_DEP, t[i].dep));
        assert_true(t[i].lemma.ptr && t[i].lemma.len);
    }
}

/* ------------------------------------------------------------------------------------------------ comparing */

typedef struct lines {
    char *ptr;
    size_t len, cap;
} lines;

static inline void add_line(lines *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline void add_line(lines *l, const char *fmt, ...)
{
    va_list ap;
    char line[300];
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    size_t len = n < (int)sizeof line ? (size_t)n : sizeof line - 1;
    if (l->len + len + 2 > l->cap) {
        l->cap = 2 * l->cap + len + 1000;
        l->ptr = realloc(l->ptr, l->cap);
        assert_non_null(l->ptr);
    }
    memcpy(l->ptr + l->len, line, len);
    l->ptr[l->len + len] = '\n';
    l->len += len + 1;
    l->ptr[l->len] = 0;
}

/* All that was found in a block, told from the block's start on: the same for the same text, wherever it stands. */
static inline char *dump_block(const wire_doc *doc, size_t number)
{
    size_t n;
    lines l = {0};
    const wire_block *b = &wire_doc_blocks(doc, &n)[number];
    const wire_token *t = wire_doc_tokens(doc, &n);
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    const wire_entity *e = wire_doc_entities(doc, &n);
    add_line(&l, "block of %u bytes", b->end - b->start);
    for (uint32_t i = b->first_token; i < b->token_end; i++)
        add_line(&l, "%u %u head %u sentence %u tag %u pos %u morph %u dep %u ent %u%c space %u lemma %.*s", t[i].start - b->start,
                 t[i].end - b->start, t[i].head - b->first_token, t[i].sentence - b->first_sentence, t[i].tag, t[i].pos, t[i].morph,
                 t[i].dep, t[i].ent, t[i].ent_iob, t[i].space_after, (int)t[i].lemma.len, t[i].lemma.ptr);
    for (uint32_t i = b->first_sentence; i < b->sentence_end; i++)
        add_line(&l, "sentence %u %u tokens %u %u root %u", s[i].start - b->start, s[i].end - b->start,
                 s[i].first_token - b->first_token, s[i].token_end - b->first_token, s[i].root - b->first_token);
    for (uint32_t i = b->first_entity; i < b->entity_end; i++)
        add_line(&l, "entity %u %u tokens %u %u label %u", e[i].start - b->start, e[i].end - b->start,
                 e[i].first_token - b->first_token, e[i].token_end - b->first_token, e[i].label);
    return l.ptr;
}

/* Fail where the block is not what `want` says, with the first line that differs. */
static inline void same_block(const char *what, const wire_doc *doc, size_t number, const char *want)
{
    char *got = dump_block(doc, number);
    const char *a = got, *b = want;
    while (*a && *b) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (n != m || memcmp(a, b, n))
            break;
        a += n + 1;
        b += m + 1;
    }
    if (*a || *b)
        fail_msg("%s: block %zu has\n  %.*s\nnot\n  %.*s", what, number, (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
    free(got);
}

#endif
