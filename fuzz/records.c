#include "records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Counts of the arrays that records point into. */
typedef struct sizes {
    size_t records, actors, places, counts, fills, tokens, sentences, blocks;
} sizes;

static void check_string(const char *s)
{
    CHECK(s && wire_utf8_valid(s, strlen(s)) == strlen(s));
}

static void check_span(const wire_doc *doc, wire_span s)
{
    const wire_str text = wire_doc_text(doc);
    CHECK(s.start <= s.end && s.end <= text.len);
    CHECK(s.start == text.len || ((unsigned char)text.ptr[s.start] & 0xc0) != 0x80);
    CHECK(s.end == text.len || ((unsigned char)text.ptr[s.end] & 0xc0) != 0x80);
}

/* The words stand in one block, and not in furniture. */
static void check_words(const wire_doc *doc, wire_span s)
{
    size_t n;
    const wire_block *b = wire_doc_blocks(doc, &n);
    check_span(doc, s);
    CHECK(s.start < s.end);
    size_t i = 0;
    while (i < n && !(s.start >= b[i].start && s.end <= b[i].end))
        i++;
    CHECK(i < n && b[i].kind != WIRE_FURNITURE);
}

static void check_day(const char *s)
{
    CHECK(strlen(s) == 0 || (strlen(s) == 10 && s[4] == '-' && s[7] == '-'));
}

static void check_time(const wire_doc *doc, const wire_time *t)
{
    check_day(t->from);
    check_day(t->to);
    check_span(doc, t->span);
    CHECK(t->precision <= WIRE_BY_REPORT);
    CHECK(t->precision != WIRE_TIME_NONE || (!*t->from && !*t->to));
}

static void check_actors(const wire_doc *doc, wire_range r, size_t n)
{
    const wire_actor *a = wire_doc_actors(doc, &n);
    CHECK(r.first <= n && r.count <= n - r.first);
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        check_string(a[i].id), check_string(a[i].name), check_string(a[i].country), check_string(a[i].sectors);
        check_string(a[i].office), check_string(a[i].wikidata), check_string(a[i].entry);
        CHECK(*a[i].name);
        check_words(doc, a[i].span);
    }
}

static void check_places(const wire_doc *doc, wire_range r, size_t n)
{
    const wire_place *p = wire_doc_places(doc, &n);
    CHECK(r.first <= n && r.count <= n - r.first);
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        check_string(p[i].name), check_string(p[i].country), check_string(p[i].admin1);
        check_words(doc, p[i].span);
        CHECK(isnan(p[i].lat) ? isnan(p[i].lon) : fabs(p[i].lat) <= 90 && fabs(p[i].lon) <= 180);
    }
}

static void check_counts(const wire_doc *doc, wire_range r, size_t n)
{
    const wire_count *c = wire_doc_counts(doc, &n);
    CHECK(r.first <= n && r.count <= n - r.first);
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        CHECK(*c[i].what && c[i].low >= 0 && c[i].low < INT64_C(1) << 50 && (c[i].high == -1 || c[i].high >= c[i].low));
        check_words(doc, c[i].span);
    }
}

static void check_kind(const wire_doc *doc, const wire_record *r)
{
    switch (r->kind) {
    case WIRE_EVENT:
        CHECK(*r->type && *r->cameo && r->quad >= 1 && r->quad <= 4 && (r->source.count || r->target.count || r->counts.count));
        check_string(r->mode);
        break;
    case WIRE_STATEMENT:
        CHECK(r->source.count);
        check_string(r->via);
        check_words(doc, r->content);
        break;
    case WIRE_STATE:
        CHECK(*r->relation && r->source.count == 1 && *r->object);
        check_string(r->object), check_string(r->value), check_string(r->quantity);
        break;
    }
}

/* From each record outwards: there is an end. */
static void check_links(const wire_record *r, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int32_t at = (int32_t)i;
        for (size_t steps = 0; at != WIRE_NO_RECORD; steps++) {
            CHECK(at >= 0 && (size_t)at < n && steps < n);
            at = r[at].within;
        }
    }
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const wire_record *const *)a)->id, (*(const wire_record *const *)b)->id);
}

static void check_ids(const wire_record *r, size_t n)
{
    const wire_record **list = malloc((n + 1) * sizeof *list);
    CHECK(list);
    for (size_t i = 0; i < n; i++) {
        CHECK(strlen(r[i].id) == 32 && strspn(r[i].id, "0123456789abcdef") == 32);
        list[i] = &r[i];
    }
    qsort(list, n, sizeof *list, by_id);
    for (size_t i = 1; i < n; i++)
        CHECK(strcmp(list[i - 1]->id, list[i]->id));
    free(list);
}

static void check_uncoded(const wire_doc *doc, size_t n_tokens)
{
    size_t n;
    const wire_uncoded *u = wire_doc_uncoded(doc, &n);
    for (size_t i = 0; i < n; i++) {
        CHECK(u[i].token < n_tokens && *u[i].reason);
        check_string(u[i].frame);
    }
}

static void check_written(const wire_coder *c, const wire_doc *doc, size_t n)
{
    char *out;
    size_t len, lines = 0;
    CHECK(!wire_write_jsonl(c, doc, &out, &len, NULL));
    CHECK(strlen(out) == len && wire_utf8_valid(out, len) == len);
    for (size_t i = 0; i < len; i++)
        lines += out[i] == '\n';
    CHECK(lines == n && (!len || out[len - 1] == '\n'));
    free(out);
}

void fuzz_check_records(const wire_coder *c, const wire_doc *doc)
{
    sizes z;
    const wire_record *r = wire_doc_records(doc, &z.records);
    const wire_sentence *s = wire_doc_sentences(doc, &z.sentences);
    const wire_fill *f = wire_doc_fills(doc, &z.fills);
    wire_doc_tokens(doc, &z.tokens);
    wire_doc_actors(doc, &z.actors);
    wire_doc_places(doc, &z.places);
    wire_doc_counts(doc, &z.counts);
    for (size_t i = 0; i < z.records; i++) {
        CHECK(r[i].sentence < z.sentences && r[i].token < z.tokens);
        CHECK(!i || r[i - 1].sentence < r[i].sentence ||
              (r[i - 1].sentence == r[i].sentence && r[i - 1].trigger.start <= r[i].trigger.start));
        check_words(doc, r[i].span);
        check_words(doc, r[i].trigger);
        CHECK(r[i].span.start <= r[i].trigger.start && r[i].trigger.end <= r[i].span.end);
        CHECK(r[i].span.start >= s[r[i].sentence].start && r[i].span.end <= s[r[i].sentence].end);
        CHECK(r[i].status <= WIRE_HABITUAL && r[i].confidence >= 0 && r[i].confidence <= 1);
        CHECK(r[i].fills.first <= z.fills && r[i].fills.count <= z.fills - r[i].fills.first);
        for (uint32_t k = r[i].fills.first; k < r[i].fills.first + r[i].fills.count; k++)
            CHECK(f[k].token < z.tokens && strchr("STBOPAVCM", f[k].part));
        check_string(r[i].frame);
        check_time(doc, &r[i].time);
        check_actors(doc, r[i].source, z.actors);
        check_actors(doc, r[i].target, z.actors);
        check_actors(doc, r[i].said_by, z.actors);
        check_places(doc, r[i].places, z.places);
        check_counts(doc, r[i].counts, z.counts);
        check_kind(doc, &r[i]);
    }
    check_links(r, z.records);
    check_ids(r, z.records);
    check_uncoded(doc, z.tokens);
    check_written(c, doc, z.records);
}
