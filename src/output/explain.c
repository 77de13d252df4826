/* explain.c - how a sentence came to its records.
 *
 *   the sentence
 *   its tree, and behind each word what it is to the frames:  S1  the source in record 1
 *                                                             1 ASSAULT/abduct 181, frames/20-assault-capture.frames:12
 *   the records in full, each field a line, with the lines of the lexicon that made it
 *   the predicates that were looked at and not coded, with the reason */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "output/people.h"
#include "output/tree.h"

enum { START = 2, KEY_COLUMNS = 12 };

typedef struct explained {
    const wire_doc *doc;
    const char *text;
    uint32_t sentence;
    const wire_record *records;
    size_t n_records;
    const wire_fill *fills;
    const wire_uncoded *uncoded;
    size_t n_uncoded;
    const wire_token *tokens;
    bool colour;
} explained;

/* A record's number in its sentence, from 1. */
static unsigned number_of(const explained *x, const wire_record *r)
{
    unsigned n = 1;
    for (const wire_record *q = x->records; q < r; q++)
        n += q->sentence == x->sentence;
    return n;
}

/* "ASSAULT/abduct 181", "say", "controls". */
static void put_result(wire_buffer *b, const wire_record *r)
{
    if (r->kind == WIRE_STATEMENT)
        wire_puts(b, "statement");
    else if (r->kind == WIRE_STATE)
        wire_puts(b, r->relation);
    else
        wire_putf(b, "%s%s%s%s%s", r->type, *r->mode ? "/" : "", r->mode, *r->cameo ? " " : "", r->cameo);
}

/* ------------------------------------------------------------------------------------------------ the tree's notes */

/* The next note of a word, a blank after the one before. */
static void begin_note(const explained *x, wire_buffer *b, size_t *notes, const char *ink)
{
    wire_puts(b, (*notes)++ ? "  " : "");
    wire_puts(b, x->colour ? ink : "");
}

static void end_note(const explained *x, wire_buffer *b)
{
    wire_puts(b, x->colour ? WIRE_PLAIN : "");
}

static void note(wire_buffer *b, void *ctx, uint32_t token)
{
    const explained *x = ctx;
    size_t notes = 0;
    for (size_t i = 0; i < x->n_records; i++) {
        const wire_record *r = &x->records[i];
        if (r->sentence != x->sentence)
            continue;
        for (uint32_t k = 0; k < r->fills.count; k++)
            if (x->fills[r->fills.first + k].token == token) {
                begin_note(x, b, &notes, WIRE_GREEN);
                wire_putf(b, "%c%u", x->fills[r->fills.first + k].part, number_of(x, r));
                end_note(x, b);
            }
        if (r->token == token) {
            begin_note(x, b, &notes, WIRE_YELLOW);
            wire_putf(b, "◆%u ", number_of(x, r));
            put_result(b, r);
            end_note(x, b);
            if (*r->frame)
                wire_putf(b, "%s, %s%s", x->colour ? WIRE_DIM : "", r->frame, x->colour ? WIRE_PLAIN : "");
        }
    }
    for (size_t i = 0; i < x->n_uncoded; i++)
        if (x->uncoded[i].token == token) {
            begin_note(x, b, &notes, WIRE_RED);
            wire_puts(b, "× not coded");
            end_note(x, b);
        }
}

/* ------------------------------------------------------------------------------------------------ records */

static void begin_field(wire_page *p, const char *key)
{
    wire_page_line(p, START + 2, START + 2 + KEY_COLUMNS);
    wire_page_piece(p, WIRE_DIM, key, strlen(key));
    wire_page_ink(p, "");
    while (p->column < START + 2 + KEY_COLUMNS) {
        wire_puts(&p->out, " ");
        p->column++;
    }
}

static void put_field(wire_page *p, const char *key, const char *value)
{
    if (!*value)
        return;
    begin_field(p, key);
    wire_page_text(p, "", value);
    wire_page_end(p);
}

static void put_words(const explained *x, wire_page *p, const char *ink, wire_span s)
{
    wire_page_words(p, ink, x->text + s.start, s.end - s.start);
}

static void put_remark(wire_page *p, const char *before, const char *words)
{
    if (!*words)
        return;
    wire_page_text(p, WIRE_DIM, before);
    wire_page_text(p, WIRE_DIM, words);
}

static void put_actor(const explained *x, wire_page *p, const char *key, const wire_actor *a)
{
    wire_str name = wire_actor_words(x->doc, a);
    begin_field(p, key);
    wire_page_words(p, WIRE_BOLD, name.ptr, name.len);
    put_remark(p, " ", a->id);
    if (a->span.start < a->span.end) {
        wire_page_text(p, WIRE_DIM, ", in the words “");
        put_words(x, p, WIRE_DIM, a->span);
        wire_page_text(p, WIRE_DIM, "”");
    }
    put_remark(p, ", ", a->office);
    put_remark(p, ", country ", a->country);
    put_remark(p, ", sectors ", a->sectors);
    put_remark(p, ", ", a->wikidata);
    put_remark(p, " — ", *a->entry ? a->entry : "not in the lexicon");
    wire_page_end(p);
}

static void put_actors(const explained *x, wire_page *p, const char *key, wire_range r)
{
    size_t n;
    const wire_actor *a = wire_doc_actors(x->doc, &n);
    for (uint32_t i = 0; i < r.count; i++)
        put_actor(x, p, i ? "" : key, &a[r.first + i]);
}

static void put_time(const explained *x, wire_page *p, const wire_time *t)
{
    char when[WIRE_WHEN_ROOM];
    if (t->precision == WIRE_TIME_NONE)
        return;
    wire_say_time(when, t, wire_doc_date(x->doc), false);
    begin_field(p, "time");
    wire_page_text(p, "", when);
    if (t->span.start < t->span.end) {
        wire_page_text(p, WIRE_DIM, ", in the words “");
        put_words(x, p, WIRE_DIM, t->span);
        wire_page_text(p, WIRE_DIM, "”");
    } else if (t->precision == WIRE_BY_REPORT) {
        wire_page_text(p, WIRE_DIM, ", the report's date");
    }
    wire_page_end(p);
}

static void put_places(const explained *x, wire_page *p, wire_range r)
{
    size_t n;
    const wire_place *w = wire_doc_places(x->doc, &n);
    for (uint32_t i = 0; i < r.count; i++) {
        char more[64];
        begin_field(p, i ? "" : "place");
        wire_page_places(p, "", x->doc, (wire_range){r.first + i, 1});
        put_remark(p, ", ", w[r.first + i].admin1);
        put_remark(p, ", ", w[r.first + i].precision == WIRE_PLACE_NONE ? "" : wire_place_names[w[r.first + i].precision]);
        snprintf(more, sizeof more, "GeoNames %u", w[r.first + i].geonameid);
        put_remark(p, ", ", w[r.first + i].geonameid ? more : "");
        wire_page_end(p);
    }
}

static void put_counts(const explained *x, wire_page *p, wire_range r)
{
    size_t n;
    const wire_count *c = wire_doc_counts(x->doc, &n);
    for (uint32_t i = 0; i < r.count; i++) {
        begin_field(p, i ? "" : "counts");
        wire_page_count(p, "", &c[r.first + i]);
        wire_page_text(p, WIRE_DIM, ", in the words “");
        put_words(x, p, WIRE_DIM, c[r.first + i].span);
        wire_page_text(p, WIRE_DIM, "”");
        wire_page_end(p);
    }
}

static void put_event(wire_page *p, const wire_record *r)
{
    begin_field(p, "type");
    wire_page_type(p, r);
    wire_page_end(p);
    if (*r->cameo) {
        begin_field(p, "cameo");
        wire_page_text(p, "", r->cameo);
        wire_puts(&p->out, ", Goldstein ");
        wire_put_decimal(&p->out, isfinite(r->goldstein) ? r->goldstein : 0, 1, 1);
        wire_putf(&p->out, ", quad %d", r->quad);
        wire_page_end(p);
    }
    if (r->context[0])
        begin_field(p, "context");
    for (int i = 0; i < WIRE_CONTEXTS_MAX && r->context[i]; i++) {
        wire_page_text(p, "", i ? ", " : "");
        wire_page_text(p, "", r->context[i]);
    }
    if (r->context[0])
        wire_page_end(p);
}

static void put_kind(const explained *x, wire_page *p, const wire_record *r)
{
    bool state = r->kind == WIRE_STATE;
    if (r->kind == WIRE_EVENT)
        put_event(p, r);
    put_field(p, "relation", state ? r->relation : "");
    put_actors(x, p, state ? "subject" : r->kind == WIRE_STATEMENT ? "speaker" : "source", r->source);
    put_actors(x, p, state ? "object" : r->kind == WIRE_STATEMENT ? "to" : "target", r->target);
    if (state) {
        put_field(p, "object", r->target.count ? "" : r->object);
        put_field(p, "value", *r->value ? r->value : "true");
        put_field(p, "quantity", r->quantity);
    } else if (r->kind == WIRE_STATEMENT) {
        put_field(p, "via", r->via);
        begin_field(p, "content");
        put_words(x, p, "", r->content);
        wire_page_text(p, WIRE_DIM, r->quoted ? " (quoted)" : " (not quoted)");
        wire_page_end(p);
    }
}

static void put_within(const explained *x, wire_page *p, const wire_record *outer)
{
    wire_buffer words = {0};
    if (outer->sentence == x->sentence)
        wire_putf(&words, "record %u, ", number_of(x, outer));
    else
        wire_putf(&words, "sentence %u, ", outer->sentence + 1);
    put_result(&words, outer);
    wire_putf(&words, ", %s", outer->id);
    p->out.failed |= words.failed;
    put_field(p, "within", words.failed ? "" : words.ptr);
    wire_buffer_free(&words);
}

static void put_record(const explained *x, wire_page *p, const wire_record *r)
{
    char number[16];
    snprintf(number, sizeof number, "%u", number_of(x, r));
    wire_page_end(p);
    wire_page_line(p, START, START);
    wire_page_text(p, WIRE_BOLD, number);
    wire_page_blank(p);
    wire_page_text(p, WIRE_BOLD, wire_kind_names[r->kind]);
    wire_page_text(p, WIRE_DIM, " ");
    wire_page_text(p, WIRE_DIM, r->id);
    wire_page_end(p);
    begin_field(p, "predicate");
    put_words(x, p, WIRE_YELLOW, r->trigger);
    wire_page_end(p);
    put_kind(x, p, r);
    put_field(p, "status", wire_status_names[r->status]);
    put_actors(x, p, "said by", r->said_by);
    put_time(x, p, &r->time);
    put_places(x, p, r->places);
    put_counts(x, p, r->counts);
    if (r->within != WIRE_NO_RECORD)
        put_within(x, p, &x->records[r->within]);
    begin_field(p, "confidence");
    wire_put_decimal(&p->out, r->confidence, 2, 2);
    wire_page_end(p);
    put_field(p, "frame", *r->frame ? r->frame : "none");
    begin_field(p, "evidence");
    put_words(x, p, "", r->span);
    wire_page_end(p);
}

/* ------------------------------------------------------------------------------------------------ the whole */

static void put_uncoded(const explained *x, wire_page *p)
{
    bool any = false;
    for (size_t i = 0; i < x->n_uncoded; i++) {
        const wire_uncoded *u = &x->uncoded[i];
        const wire_token *t = &x->tokens[u->token];
        if (t->sentence != x->sentence)
            continue;
        if (!any) {
            wire_page_end(p);
            wire_page_line(p, START, START);
            wire_page_text(p, WIRE_BOLD, "Looked at and not coded");
            wire_page_end(p);
        }
        any = true;
        wire_page_line(p, START + 2, START + 6);
        put_words(x, p, WIRE_RED, (wire_span){t->start, t->end});
        wire_page_text(p, "", ": ");
        wire_page_text(p, "", u->reason);
        put_remark(p, " — ", u->frame);
        wire_page_end(p);
    }
}

static void put_head(const explained *x, wire_page *p, const wire_sentence *s)
{
    wire_buffer reference = {0};
    wire_put_reference(&reference, x->doc, x->sentence);
    wire_putf(&reference, "%s%s", *wire_doc_date(x->doc) ? ", " : "", wire_doc_date(x->doc));
    p->out.failed |= reference.failed;
    wire_page_line(p, 0, 0);
    wire_page_text(p, WIRE_BOLD, reference.failed ? "" : reference.ptr);
    wire_buffer_free(&reference);
    wire_page_end(p);
    wire_page_end(p);
    wire_page_line(p, START, START);
    put_words(x, p, "", (wire_span){s->start, s->end});
    wire_page_end(p);
    wire_page_end(p);
}

int wire_write_explain(const wire_coder *c, const wire_doc *doc, uint32_t sentence, wire_style style, char **out, size_t *len,
                       wire_err *err)
{
    size_t n, unused;
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    if (sentence >= n)
        return wire_fail(err, WIRE_EARG, "there is no sentence %u of %zu", sentence + 1, n);
    explained x = {.doc = doc, .text = wire_doc_text(doc).ptr, .sentence = sentence, .colour = style.colour != 0};
    x.records = wire_doc_records(doc, &x.n_records);
    x.uncoded = wire_doc_uncoded(doc, &x.n_uncoded);
    x.fills = wire_doc_fills(doc, &unused);
    x.tokens = wire_doc_tokens(doc, &unused);
    wire_page page = wire_page_new(style);
    const wire_tree_notes notes = {note, &x};
    put_head(&x, &page, &s[sentence]);
    wire_put_tree(&page.out, wire_coder_pipeline(c), doc, &s[sentence], x.colour, &notes);
    for (size_t i = 0; i < x.n_records; i++)
        if (x.records[i].sentence == sentence)
            put_record(&x, &page, &x.records[i]);
    put_uncoded(&x, &page);
    wire_page_end(&page);
    return wire_buffer_take(&page.out, out, len, err);
}
