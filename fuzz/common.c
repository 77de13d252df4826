#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "nlp/model.h"

void fuzz_broken(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
    abort();
}

/* ------------------------------------------------------------------------------------------------ pipelines and files */

static wire_pipeline *open_pipeline(const char *folder, const char *name)
{
    char path[4096];
    wire_pipeline *p = NULL;
    if (folder && snprintf(path, sizeof path, "%s%s", folder, name) < (int)sizeof path && !access(path, R_OK)) {
        wire_err err;
        if (wire_pipeline_open(path, &p, &err))
            fprintf(stderr, "%s\n", err.msg);
    }
    return p;
}

uint32_t fuzz_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

const wire_pipeline *fuzz_pipeline(int i)
{
    static wire_pipeline *pipelines[FUZZ_PIPELINES];
    static bool tried;
    if (!tried) {
        static const char tiny[] = "/fuzz/corpus/model/tiny.pipeline";
        pipelines[0] = open_pipeline(getenv("WIRECODE_SOURCE"), tiny);
        if (!pipelines[0])
            pipelines[0] = open_pipeline(".", tiny);
        if (!pipelines[0])
            fuzz_broken("the tiny pipeline is there (WIRECODE_SOURCE names the source folder)", __FILE__, __LINE__);
        pipelines[1] = open_pipeline(getenv("WIRECODE_PIPELINE"), "");
        if (!pipelines[1])
            pipelines[1] = open_pipeline("build/data/en.pipeline", "");
        tried = true;
    }
    return pipelines[i];
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    CHECK(fd >= 0 && !ftruncate(fd, 0));
    for (size_t at = 0; at < size;) {
        ssize_t n = pwrite(fd, data + at, size - at, (off_t)at);
        CHECK(n > 0);
        at += (size_t)n;
    }
    return path;
}

/* ------------------------------------------------------------------------------------------------ documents */

static bool starts_character(wire_str text, size_t at)
{
    return at == text.len || (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) != 0x80);
}

static void check_tokens(const wire_pipeline *p, const wire_doc *doc, const wire_block *b, bool whole)
{
    size_t n_tokens, n_sentences;
    const wire_token *tokens = wire_doc_tokens(doc, &n_tokens);
    const wire_sentence *sentences = wire_doc_sentences(doc, &n_sentences);
    const wire_str text = wire_doc_text(doc);
    uint32_t at = b->start;
    for (uint32_t i = b->first_token; i < b->token_end; i++) {
        const wire_token *t = &tokens[i];
        CHECK(t->start >= at && t->end >= t->start && t->end <= b->end);
        CHECK(starts_character(text, t->start) && starts_character(text, t->end));
        if (whole) {
            CHECK(t->start == at && t->end > t->start);
            CHECK(!t->space_after || (t->end < b->end && text.ptr[t->end] == ' '));
            at = t->end + t->space_after;
        } else {
            at = t->end;
        }
        CHECK(t->head >= b->first_token && t->head < b->token_end);
        CHECK(t->sentence >= b->first_sentence && t->sentence < b->sentence_end);
        CHECK(i >= sentences[t->sentence].first_token && i < sentences[t->sentence].token_end);
        CHECK(t->tag < p->n_labels[WIRE_TAG] && t->pos < p->n_labels[WIRE_POS] && t->morph < p->n_labels[WIRE_MORPH] &&
              t->dep < p->n_labels[WIRE_DEP] && t->ent < p->n_labels[WIRE_ENT]);
        CHECK(t->ent_iob == 'B' || t->ent_iob == 'I' || t->ent_iob == 'O');
        CHECK((t->ent_iob == 'O') == !t->ent && t->space_after <= 1);
        CHECK(t->lemma.ptr);
        bool valid = wire_utf8_valid(t->lemma.ptr, t->lemma.len) == t->lemma.len; /* reads it, for the address sanitizer */
        CHECK(valid || !whole);
    }
    CHECK(!whole || at == b->end);
}

/* From each token up to a root: so there is one, and no ring. */
static void check_tree(const wire_token *tokens, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        uint32_t up = i, steps = 0;
        while (tokens[up].head != up) {
            CHECK(++steps < to - from);
            up = tokens[up].head;
        }
    }
}

static void check_sentences(const wire_doc *doc, const wire_block *b, uint32_t number)
{
    size_t n_tokens, n_sentences;
    const wire_token *tokens = wire_doc_tokens(doc, &n_tokens);
    const wire_sentence *sentences = wire_doc_sentences(doc, &n_sentences);
    uint32_t at = b->first_token;
    for (uint32_t i = b->first_sentence; i < b->sentence_end; i++) {
        const wire_sentence *s = &sentences[i];
        CHECK(s->block == number && s->first_token == at && s->token_end > at && s->token_end <= b->token_end);
        CHECK(s->start == tokens[s->first_token].start && s->end == tokens[s->token_end - 1].end);
        CHECK(s->root >= s->first_token && s->root < s->token_end);
        at = s->token_end;
    }
    CHECK(at == b->token_end);
    if (b->token_end - b->first_token <= 2000) /* walks up from each token, so on a long chain it takes the square of that */
        check_tree(tokens, b->first_token, b->token_end);
}

static void check_entities(const wire_pipeline *p, const wire_doc *doc, const wire_block *b)
{
    size_t n;
    const wire_token *tokens = wire_doc_tokens(doc, &n);
    const wire_entity *entities = wire_doc_entities(doc, &n);
    uint32_t at = b->first_token, inside = 0;
    for (uint32_t i = b->first_entity; i < b->entity_end; i++) {
        const wire_entity *e = &entities[i];
        CHECK(e->first_token >= at && e->token_end > e->first_token && e->token_end <= b->token_end);
        CHECK(e->start == tokens[e->first_token].start && e->end == tokens[e->token_end - 1].end);
        CHECK(e->label && e->label < p->n_labels[WIRE_ENT]);
        CHECK(!p->ner_sentences || tokens[e->first_token].sentence == tokens[e->token_end - 1].sentence);
        for (uint32_t k = e->first_token; k < e->token_end; k++, inside++)
            CHECK(tokens[k].ent == e->label && tokens[k].ent_iob == (k == e->first_token ? 'B' : 'I'));
        at = e->token_end;
    }
    for (uint32_t k = b->first_token; k < b->token_end; k++)
        inside -= tokens[k].ent_iob != 'O';
    CHECK(!inside);
}

void fuzz_check_doc(const wire_pipeline *p, const wire_doc *doc, bool whole)
{
    size_t n, n_tokens, n_sentences, n_entities;
    const wire_block *blocks = wire_doc_blocks(doc, &n);
    uint32_t token = 0, sentence = 0, entity = 0;
    wire_doc_tokens(doc, &n_tokens);
    wire_doc_sentences(doc, &n_sentences);
    wire_doc_entities(doc, &n_entities);
    for (uint32_t i = 0; i < n; i++) {
        const wire_block *b = &blocks[i];
        CHECK(b->first_token == token && b->first_sentence == sentence && b->first_entity == entity);
        CHECK(b->token_end >= token && b->sentence_end >= sentence && b->entity_end >= entity);
        CHECK(b->token_end <= n_tokens && b->sentence_end <= n_sentences && b->entity_end <= n_entities);
        check_tokens(p, doc, b, whole);
        check_sentences(doc, b, i);
        check_entities(p, doc, b);
        token = b->token_end;
        sentence = b->sentence_end;
        entity = b->entity_end;
    }
    CHECK(token == n_tokens && sentence == n_sentences && entity == n_entities);
}

void fuzz_check_same(const wire_doc *a, const wire_doc *b)
{
    size_t n, m;
    const wire_token *x = wire_doc_tokens(a, &n), *y = wire_doc_tokens(b, &m);
    CHECK(n == m);
    for (size_t i = 0; i < n; i++) {
        CHECK(x[i].lemma.len == y[i].lemma.len && !memcmp(x[i].lemma.ptr, y[i].lemma.ptr, x[i].lemma.len));
        CHECK(x[i].start == y[i].start && x[i].end == y[i].end && x[i].space_after == y[i].space_after);
        CHECK(x[i].tag == y[i].tag && x[i].pos == y[i].pos && x[i].morph == y[i].morph);
        CHECK(x[i].head == y[i].head && x[i].dep == y[i].dep && x[i].sentence == y[i].sentence);
        CHECK(x[i].ent == y[i].ent && x[i].ent_iob == y[i].ent_iob);
    }
    const void *s = wire_doc_sentences(a, &n), *t = wire_doc_sentences(b, &m);
    CHECK(n == m && (!n || !memcmp(s, t, n * sizeof(wire_sentence)))); /* none has padding */
    s = wire_doc_entities(a, &n), t = wire_doc_entities(b, &m);
    CHECK(n == m && (!n || !memcmp(s, t, n * sizeof(wire_entity))));
    s = wire_doc_blocks(a, &n), t = wire_doc_blocks(b, &m);
    CHECK(n == m && (!n || !memcmp(s, t, n * sizeof(wire_block))));
}
