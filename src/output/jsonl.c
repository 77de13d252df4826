/* jsonl.c - a document's records as JSON Lines, a record a line, in the order of the text.
 *
 *   head        kind id report sentence span evidence trigger
 *   event       type mode context cameo quad goldstein source target
 *   statement   via quoted content content_span source target
 *   state       subject relation object value quantity
 *   tail        status confidence time place said_by within counts frame versions
 *
 * The keys of a kind are always all there, in this order; what is not known is null or []. */
#include <math.h>

#include "base/err.h"
#include "output/json.h"
#include "output/people.h"

/* What the writers of one document's records need. */
typedef struct source {
    const wire_doc *doc;
    const char *text;
    const wire_actor *actors;
    const wire_place *places;
    const wire_count *counts;
    const wire_record *records;
    wire_versions versions;
} source;

/* ------------------------------------------------------------------------------------------------ small values */

static void put_span(wire_buffer *b, wire_span s)
{
    if (s.start < s.end)
        wire_putf(b, "[%u,%u]", s.start, s.end);
    else
        wire_puts(b, "null");
}

static void put_words(wire_buffer *b, const source *s, wire_span span)
{
    if (span.start < span.end)
        wire_put_json(b, s->text + span.start, span.end - span.start);
    else
        wire_puts(b, "null");
}

static void put_text_and_span(wire_buffer *b, const source *s, wire_span span)
{
    wire_puts(b, "\"text\":");
    put_words(b, s, span);
    wire_puts(b, ",\"span\":");
    put_span(b, span);
}

/* Words that are separated by blanks, as a list. */
static void put_list(wire_buffer *b, const char *words)
{
    wire_puts(b, "[");
    for (bool first = true; *(words += strspn(words, " ")); first = false) {
        size_t n = strcspn(words, " ");
        wire_puts(b, first ? "" : ",");
        wire_put_json(b, words, n);
        words += n;
    }
    wire_puts(b, "]");
}

/* ------------------------------------------------------------------------------------------------ actors, times, places */

static void put_actor(wire_buffer *b, const source *s, const wire_actor *a)
{
    wire_json_known(b, "{\"id\":", a->id);
    wire_json_known(b, ",\"name\":", a->name);
    wire_json_known(b, ",\"country\":", a->country);
    wire_puts(b, ",\"sectors\":");
    put_list(b, a->sectors);
    wire_json_known(b, ",\"office\":", a->office);
    wire_json_known(b, ",\"wikidata\":", a->wikidata);
    wire_puts(b, ",");
    put_text_and_span(b, s, a->span);
    wire_puts(b, "}");
}

static void put_actors(wire_buffer *b, const source *s, const char *key, wire_range r)
{
    wire_puts(b, key);
    wire_puts(b, "[");
    for (uint32_t i = 0; i < r.count; i++) {
        wire_puts(b, i ? "," : "");
        put_actor(b, s, &s->actors[r.first + i]);
    }
    wire_puts(b, "]");
}

static void put_speakers(wire_buffer *b, const source *s, wire_range r)
{
    wire_puts(b, ",\"said_by\":[");
    for (uint32_t i = 0; i < r.count; i++) {
        const wire_actor *a = &s->actors[r.first + i];
        wire_json_known(b, i ? ",{\"id\":" : "{\"id\":", a->id);
        wire_json_known(b, ",\"name\":", a->name);
        wire_puts(b, "}");
    }
    wire_puts(b, "]");
}

static void put_time(wire_buffer *b, const source *s, const wire_time *t)
{
    wire_puts(b, ",\"time\":");
    if (t->precision == WIRE_TIME_NONE) {
        wire_puts(b, "null");
        return;
    }
    wire_json_known(b, "{\"from\":", t->from);
    wire_json_known(b, ",\"to\":", t->to);
    wire_json_text(b, ",\"precision\":", wire_time_names[t->precision]);
    wire_puts(b, ",\"text\":");
    put_words(b, s, t->span);
    wire_puts(b, "}");
}

static void put_degrees(wire_buffer *b, const char *key, double x)
{
    wire_puts(b, key);
    if (isfinite(x))
        wire_put_decimal(b, x, 2, 4);
    else
        wire_puts(b, "null");
}

static void put_place(wire_buffer *b, const wire_place *p)
{
    wire_json_known(b, "{\"name\":", p->name);
    wire_json_known(b, ",\"country\":", p->country);
    wire_json_known(b, ",\"admin1\":", p->admin1);
    if (p->geonameid)
        wire_json_number(b, ",\"geonameid\":", p->geonameid);
    else
        wire_puts(b, ",\"geonameid\":null");
    put_degrees(b, ",\"lat\":", p->lat);
    put_degrees(b, ",\"lon\":", p->lon);
    wire_json_known(b, ",\"precision\":", p->precision == WIRE_PLACE_NONE ? "" : wire_place_names[p->precision]);
    wire_puts(b, "}");
}

/* One place is an object, several are a list of them. */
static void put_places(wire_buffer *b, const source *s, wire_range r)
{
    wire_puts(b, ",\"place\":");
    wire_puts(b, !r.count ? "null" : r.count > 1 ? "[" : "");
    for (uint32_t i = 0; i < r.count; i++) {
        wire_puts(b, i ? "," : "");
        put_place(b, &s->places[r.first + i]);
    }
    wire_puts(b, r.count > 1 ? "]" : "");
}

static void put_bound(wire_buffer *b, const char *key, int64_t n)
{
    wire_puts(b, key);
    if (n < 0)
        wire_puts(b, "null");
    else
        wire_put_number(b, n);
}

static void put_counts(wire_buffer *b, const source *s, wire_range r)
{
    wire_puts(b, ",\"counts\":[");
    for (uint32_t i = 0; i < r.count; i++) {
        const wire_count *c = &s->counts[r.first + i];
        wire_json_known(b, i ? ",{\"what\":" : "{\"what\":", c->what);
        put_bound(b, ",\"low\":", c->low);
        put_bound(b, ",\"high\":", c->high);
        wire_puts(b, ",");
        put_text_and_span(b, s, c->span);
        wire_puts(b, "}");
    }
    wire_puts(b, "]");
}

/* ------------------------------------------------------------------------------------------------ the kinds */

static void put_event(wire_buffer *b, const source *s, const wire_record *r)
{
    wire_json_known(b, ",\"type\":", r->type);
    wire_json_known(b, ",\"mode\":", r->mode);
    wire_puts(b, ",\"context\":[");
    for (int i = 0; i < WIRE_CONTEXTS_MAX && r->context[i]; i++)
        wire_json_text(b, i ? "," : "", r->context[i]);
    wire_json_known(b, "],\"cameo\":", r->cameo);
    if (r->quad)
        wire_json_number(b, ",\"quad\":", (uint64_t)r->quad);
    else
        wire_puts(b, ",\"quad\":null");
    wire_puts(b, ",\"goldstein\":");
    if (*r->cameo && isfinite(r->goldstein)) /* the score is the code's */
        wire_put_decimal(b, r->goldstein, 1, 1);
    else
        wire_puts(b, "null");
    put_actors(b, s, ",\"source\":", r->source);
    put_actors(b, s, ",\"target\":", r->target);
}

static void put_statement(wire_buffer *b, const source *s, const wire_record *r)
{
    wire_json_known(b, ",\"via\":", r->via);
    wire_puts(b, r->quoted ? ",\"quoted\":true,\"content\":" : ",\"quoted\":false,\"content\":");
    put_words(b, s, r->content);
    wire_puts(b, ",\"content_span\":");
    put_span(b, r->content);
    put_actors(b, s, ",\"source\":", r->source);
    put_actors(b, s, ",\"target\":", r->target);
}

static void put_state(wire_buffer *b, const source *s, const wire_record *r)
{
    wire_puts(b, ",\"subject\":");
    if (r->source.count)
        put_actor(b, s, &s->actors[r->source.first]);
    else
        wire_puts(b, "null");
    wire_json_known(b, ",\"relation\":", r->relation);
    wire_puts(b, ",\"object\":");
    if (r->target.count)
        put_actor(b, s, &s->actors[r->target.first]);
    else
        wire_json_known(b, "", r->object);
    wire_puts(b, ",\"value\":"); /* true where the report gives none */
    if (!*r->value || !strcmp(r->value, "true") || !strcmp(r->value, "false"))
        wire_puts(b, *r->value ? r->value : "true");
    else
        wire_json_text(b, "", r->value);
    wire_json_known(b, ",\"quantity\":", r->quantity);
}

static void put_record(wire_buffer *b, const source *s, const wire_record *r)
{
    wire_json_text(b, "{\"kind\":", wire_kind_names[r->kind]);
    wire_json_text(b, ",\"id\":", r->id);
    wire_json_text(b, ",\"report\":", wire_doc_id(s->doc));
    wire_json_number(b, ",\"sentence\":", (uint64_t)r->sentence + 1);
    wire_puts(b, ",\"span\":");
    put_span(b, r->span);
    wire_puts(b, ",\"evidence\":");
    put_words(b, s, r->span);
    wire_puts(b, ",\"trigger\":{");
    put_text_and_span(b, s, r->trigger);
    wire_puts(b, "}");
    if (r->kind == WIRE_EVENT)
        put_event(b, s, r);
    else if (r->kind == WIRE_STATEMENT)
        put_statement(b, s, r);
    else
        put_state(b, s, r);
    wire_json_text(b, ",\"status\":", wire_status_names[r->status]);
    wire_puts(b, ",\"confidence\":");
    wire_put_decimal(b, r->confidence, 2, 2);
    put_time(b, s, &r->time);
    put_places(b, s, r->places);
    put_speakers(b, s, r->said_by);
    wire_json_known(b, ",\"within\":", r->within == WIRE_NO_RECORD ? "" : s->records[r->within].id);
    put_counts(b, s, r->counts);
    wire_json_known(b, ",\"frame\":", r->frame);
    wire_json_known(b, ",\"versions\":{\"pipeline\":", s->versions.pipeline);
    wire_json_known(b, ",\"reader\":", s->versions.reader);
    wire_json_known(b, ",\"lexicon\":", s->versions.lexicon);
    wire_puts(b, "}}\n");
}

int wire_write_jsonl(const wire_coder *c, const wire_doc *doc, char **out, size_t *len, wire_err *err)
{
    size_t n, unused;
    wire_buffer b = {0};
    source s = {.doc = doc, .text = wire_doc_text(doc).ptr, .versions = wire_coder_versions(c)};
    s.actors = wire_doc_actors(doc, &unused);
    s.places = wire_doc_places(doc, &unused);
    s.counts = wire_doc_counts(doc, &unused);
    s.records = wire_doc_records(doc, &n);
    for (size_t i = 0; i < n; i++)
        put_record(&b, &s, &s.records[i]);
    return wire_buffer_take(&b, out, len, err);
}
