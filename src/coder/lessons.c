/* lessons.c - from coded examples to lessons: each report is read as the coder reads it, and what the codings say is laid over it. */
#include "coder/lessons.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "nlp/doc.h"

typedef struct label {
    uint32_t token;
    const wire_example_record *record;
} label;

typedef struct making {
    const wire_coder *coder;
    const wire_heads *heads;
    wire_coding *coding;
    wire_doc *doc;
    wire_lessons *out;
    /* the report that is read: its examples, and where the lines of the last one, and then each example's sentence, begin */
    const wire_example *const *examples;
    size_t n, *starts;
    uint32_t report;
    uint32_t *row_of; /* of the sentence's tokens, from its context's first; NOBODY */
    size_t rows_cap;
} making;

/* ------------------------------------------------------------------------------------------------ the report's text */

static bool same_text(const wire_example *x, size_t line, const char *text)
{
    return !strcmp(x->lines[line].text, text);
}

/* Whether `y` goes on from `x`: its context is that of `x`, and its sentence. */
static bool goes_on(const wire_example *x, const wire_example *y)
{
    if (!y->n_lines || y->n_lines != x->n_lines + 1 || !same_text(y, x->n_lines, x->sentence))
        return false;
    for (size_t i = 0; i < x->n_lines; i++)
        if (!same_text(y, i, x->lines[i].text))
            return false;
    return true;
}

static int add_block(making *m, size_t start, size_t end, bool headline, wire_err *err)
{
    const int rc = wire_doc_add_block(m->doc, start, end, err);
    if (!rc && headline)
        wire_doc_mark_block(m->doc, WIRE_HEADLINE);
    return rc;
}

/* The last example's context and its sentence, a line and a block each. */
static int write_report(making *m, wire_err *err)
{
    const wire_example *first = m->examples[0], *last = m->examples[m->n - 1];
    size_t len = strlen(last->sentence), at = 0;
    char date[16];
    for (size_t i = 0; i < last->n_lines; i++)
        len += strlen(last->lines[i].text) + 1;
    char *text = malloc(len + 1);
    size_t *starts = realloc(m->starts, (last->n_lines + 2) * sizeof *starts);
    m->starts = starts ? starts : m->starts;
    if (!text || !starts) {
        free(text);
        return wire_oom(err);
    }
    for (size_t i = 0; i <= last->n_lines; i++) {
        const char *line = i < last->n_lines ? last->lines[i].text : last->sentence;
        starts[i] = at;
        at = (size_t)(stpcpy(text + at, line) - text);
        text[at++] = '\n';
    }
    starts[last->n_lines + 1] = at;
    text[--at] = 0;
    snprintf(date, sizeof date, "%04d-06-15", first->year);
    int rc = wire_doc_set_text(m->doc, text, at, err);
    free(text);
    rc = rc ? rc : wire_doc_set_report(m->doc, "example", "", date, err);
    for (size_t i = 0; i <= last->n_lines && !rc; i++) {
        const bool context = i < first->n_lines; /* its headline, or that of whoever begins the report */
        const bool headline = context ? first->lines[i].mark == '^' : !strcmp(m->examples[i - first->n_lines]->style, "headline");
        rc = add_block(m, m->starts[i], m->starts[i + 1] - 1, headline, err);
    }
    return rc;
}

/* ------------------------------------------------------------------------------------------------ a sentence */

/* The token at the byte, or the first behind it. */
static uint32_t token_at(const wire_work *w, size_t byte)
{
    uint32_t low = 0, high = w->n;
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if (w->tok[mid].end <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static const wire_example_record *coded_at(const making *m, const wire_example *x, size_t start, uint32_t token, enum wire_example_kind kind)
{
    for (size_t i = 0; i < x->n_records; i++)
        if (x->records[i].kind == kind && token_at(&m->coding->work, start + x->records[i].trigger.start) == token)
            return &x->records[i];
    return NULL;
}

static uint8_t number(const char *name, const char *(*of)(const wire_heads *, size_t), const wire_heads *h, size_t n)
{
    for (size_t i = 1; name && i < n; i++)
        if (!strcmp(of(h, i), name))
            return (uint8_t)i;
    return 0;
}

static bool put_bag(making *m, const wire_bag *bag, wire_bag_at *out)
{
    wire_lessons *l = m->out;
    if (wire_grow(&l->bags, &l->bag_cap, l->n_bags + bag->n, sizeof *l->bags))
        return false;
    memcpy(l->bags + l->n_bags, bag->id, bag->n * sizeof *bag->id);
    *out = (wire_bag_at){(uint32_t)l->n_bags, bag->n};
    l->n_bags += bag->n;
    return true;
}

/* The row of a token's vector; it is kept once. */
static bool put_row(making *m, const wire_seat *at, uint32_t token, uint32_t *out)
{
    wire_lessons *l = m->out;
    uint32_t *row = &m->row_of[token - at->from];
    if (*row == NOBODY) {
        const float *v = wire_vector_of(&m->coding->room, at, token);
        if (wire_grow(&l->vectors, &l->row_cap, (l->n_rows + 1) * l->width, sizeof *l->vectors))
            return false;
        for (size_t i = 0; i < l->width; i++)
            l->vectors[l->n_rows * l->width + i] = wire_upper_half(v[i]);
        *row = (uint32_t)l->n_rows++;
    }
    *out = *row;
    return true;
}

/* The part that the record gives the word, as it stands in the sentence or in its context. */
static enum wire_role role_of(const making *m, size_t start, const wire_example_record *r, uint32_t token)
{
    static const char letters[] = "STAOP";
    static const enum wire_role roles[] = {WIRE_ROLE_SOURCE, WIRE_ROLE_TARGET, WIRE_ROLE_TARGET, WIRE_ROLE_TARGET, WIRE_ROLE_PLACE};
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
        for (size_t i = 0; i < r->n_refs; i++) {
            const wire_example_ref *ref = &r->refs[i];
            if (ref->part != letters[k])
                continue;
            if ((ref->here.end && token_at(&m->coding->work, start + ref->here.start) == token) ||
                (ref->line >= 0 && token_at(&m->coding->work, m->starts[ref->line] + ref->there.start) == token))
                return roles[k];
        }
    return WIRE_ROLE_NONE;
}

static bool put_pairs(making *m, const wire_seat *at, const wire_proposal *c, uint32_t row, size_t start, const wire_example_record *r,
                      size_t matter)
{
    wire_work *w = &m->coding->work;
    wire_lessons *l = m->out;
    for (uint32_t t = at->from; t < at->s->token_end; t++) {
        if (t == c->token || !wire_may_fill(w, t))
            continue;
        wire_bag bag;
        wire_lesson_pair p = {.candidate = row, .matter = (uint8_t)matter, .role = (uint8_t)role_of(m, start, r, t)};
        wire_pair_features(w, c, t, &bag);
        if (!put_bag(m, &bag, &p.bag) || !put_row(m, at, t, &p.row) || wire_grow(&l->pairs, &l->pair_cap, l->n_pairs + 1, sizeof *l->pairs))
            return false;
        l->pairs[l->n_pairs++] = p;
    }
    return true;
}

static bool put_word(making *m, const wire_seat *at, uint32_t token, const wire_example *x, size_t start)
{
    const wire_heads *h = m->heads;
    wire_lessons *l = m->out;
    const wire_example_record *deed = coded_at(m, x, start, token, WIRE_EXAMPLE_EVENT), *saying = coded_at(m, x, start, token, WIRE_EXAMPLE_SAYING),
                              *state = coded_at(m, x, start, token, WIRE_EXAMPLE_STATE), *none = coded_at(m, x, start, token, WIRE_EXAMPLE_NONE);
    wire_proposal c;
    wire_bag bag;
    wire_lesson_word word = {.record = deed ? deed : none,
                             .type = deed ? number(deed->code, wire_heads_type, h, h->types) : 0,
                             .mode = deed ? number(deed->mode, wire_heads_mode, h, h->modes) : 0,
                             .status = deed ? (uint8_t)deed->status : 0,
                             .says = saying != NULL,
                             .relation = state ? number(state->code, wire_heads_relation, h, h->relations) : 0};
    wire_propose(&m->coding->work, token, &c);
    wire_candidate_features(&m->coding->work, &c, &bag);
    if (!put_row(m, at, token, &word.row) || !put_bag(m, &bag, &word.bag) || wire_grow(&l->words, &l->word_cap, l->n_words + 1, sizeof *l->words))
        return false;
    l->words[l->n_words++] = word;
    return (!deed || !word.type || put_pairs(m, at, &c, word.row, start, deed, word.type)) &&
           (!saying || put_pairs(m, at, &c, word.row, start, saying, h->types)) &&
           (!state || !word.relation || put_pairs(m, at, &c, word.row, start, state, h->types + word.relation));
}

/* A sentence that was encoded: a lesson for each example that it, or a part of it, is. */
static int take(void *ctx, const wire_seat *at, wire_err *err)
{
    making *m = ctx;
    wire_lessons *l = m->out;
    const wire_work *w = &m->coding->work;
    const size_t n = at->s->token_end - at->from, lines = m->examples[0]->n_lines;
    if (n > m->rows_cap) {
        uint32_t *more = realloc(m->row_of, n * sizeof *more);
        if (!more)
            return wire_oom(err);
        m->row_of = more;
        m->rows_cap = n;
    }
    for (size_t i = 0; i < m->n; i++) {
        const size_t start = m->starts[lines + i], end = m->starts[lines + i + 1] - 1;
        if (at->s->end <= start || at->s->start >= end)
            continue;
        wire_lesson made = {m->examples[i], m->report, {(uint32_t)l->n_rows, 0}, {(uint32_t)l->n_words, 0}, {(uint32_t)l->n_pairs, 0}};
        for (size_t k = 0; k < n; k++)
            m->row_of[k] = NOBODY;
        for (uint32_t t = at->s->first_token; t < at->s->token_end; t++)
            if (wire_is_candidate(w, t) && w->tok[t].start >= start && w->tok[t].start < end && !put_word(m, at, t, made.example, start))
                return wire_oom(err);
        made.rows.count = (uint32_t)l->n_rows - made.rows.first;
        made.words.count = (uint32_t)l->n_words - made.words.first;
        made.pairs.count = (uint32_t)l->n_pairs - made.pairs.first;
        if (wire_grow(&l->of, &l->cap, l->n + 1, sizeof *l->of))
            return wire_oom(err);
        if (made.words.count)
            l->of[l->n++] = made;
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ all */

int wire_lessons_read(const wire_coder *c, const wire_heads *h, const wire_example *const *examples, size_t n, wire_lessons_fn told, void *ctx,
                      wire_lessons *out, wire_err *err)
{
    making m = {.coder = c, .heads = h, .out = out};
    *out = (wire_lessons){.width = wire_encoder_width(c->encoder)};
    int rc = wire_coding_new(c, &m.coding, err);
    rc = rc ? rc : wire_doc_new(&m.doc, err);
    for (size_t i = 0; i < n && !rc; i += m.n, m.report++) {
        m.examples = examples + i;
        for (m.n = 1; i + m.n < n && goes_on(examples[i + m.n - 1], examples[i + m.n]);)
            m.n++;
        rc = write_report(&m, err);
        rc = rc ? rc : wire_coding_prepare(m.coding, m.doc, err);
        rc = rc ? rc : wire_encode_sentences(&m.coding->work, &m.coding->room, take, &m, err);
        if (!rc && told)
            told(ctx, i + m.n, n);
    }
    wire_doc_free(m.doc);
    wire_coding_free(m.coding);
    free(m.starts);
    free(m.row_of);
    if (rc)
        wire_lessons_free(out);
    return rc;
}

void wire_lessons_free(wire_lessons *l)
{
    free(l->of);
    free(l->vectors);
    free(l->words);
    free(l->pairs);
    free(l->bags);
    *l = (wire_lessons){0};
}
