/* report.c - what coded reports tell, for a person to read.
 *
 *   facts: a record of a document      deeds: facts that tell the same      lines: a deed, and beneath it its proofs
 *
 *   WHAT HAPPENED             actual events, day by day
 *   ASKED, PLANNED, FEARED    the other events, by status
 *   WHO SAID WHAT             statements, by speaker
 *   WHAT HOLDS                states, by subject
 *
 * The facts of a deed are a chain through the array, in the order of the documents. What is sorted is sorted by a whole order, so that
 * the same documents give the same page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "output/people.h"

enum section { HAPPENED, OTHERWISE, SAID, HOLDS, SECTIONS };
enum { PROOFS_MAX = 3, OUTLETS_MAX = 12, CONTENT_LINES = 3, NO_FACT = -1 };

typedef struct fact {
    const wire_doc *doc;
    const wire_record *r;
    int64_t next; /* of the same deed */
} fact;

typedef struct deed {
    enum section section;
    uint32_t group;        /* a status, or the deed in which a speaker or subject is first met */
    char from[11], to[11]; /* by these the deeds of a group are sorted */
    int rank;              /* and days come before longer times */
    uint32_t order;
    uint32_t first, last; /* facts */
    uint32_t count, reports;
} deed;

typedef struct story {
    const wire_doc *const *docs;
    size_t n_docs;
    fact *facts;
    size_t n_facts, fact_cap;
    deed *deeds;
    size_t n_deeds, deed_cap;
    wire_map same;   /* what a deed is known by -> the deed */
    wire_map groups; /* a speaker or subject -> its first deed */
    wire_buffer key;
    wire_page page;
} story;

/* ------------------------------------------------------------------------------------------------ gathering */

static const wire_actor *actor_of(const wire_doc *doc, wire_range r, uint32_t i)
{
    size_t n;
    return wire_doc_actors(doc, &n) + r.first + i;
}

/* By name, as the page shows them: a ministry and its state may have one id. */
static void key_actors(wire_buffer *key, const wire_doc *doc, wire_range r)
{
    for (uint32_t i = 0; i < r.count; i++) {
        wire_str name = wire_actor_words(doc, actor_of(doc, r, i));
        wire_put(key, name.ptr, name.len);
        wire_puts(key, "\n");
    }
    wire_puts(key, "\t");
}

static uint64_t hash_key(const wire_buffer *key)
{
    return XXH3_64bits(key->ptr, key->len) | 1; /* 0 is not for a map */
}

/* Under which key a record's deed is found again; 0 where it stands alone: a saying, or a deed of nobody that is named. */
static uint64_t same_deed(wire_buffer *key, const wire_doc *doc, const wire_record *r)
{
    if (r->kind == WIRE_STATEMENT || !(r->source.count + r->target.count))
        return 0;
    key->len = 0;
    wire_putf(key, "%d %d\t", (int)r->kind, (int)r->status);
    if (r->kind == WIRE_EVENT)
        wire_putf(key, "%s\t%s\t%s\t%s\t%d\t", r->type, r->mode, r->time.from, r->time.to, (int)r->time.precision);
    else
        wire_putf(key, "%s\t%s\t%s\t%s\t", r->relation, r->object, r->value, r->quantity);
    if (r->kind == WIRE_EVENT && r->time.precision == WIRE_TIME_NONE)
        wire_puts(key, wire_doc_date(doc));
    key_actors(key, doc, r->source);
    key_actors(key, doc, r->target);
    return hash_key(key);
}

static int add_fact(story *s, const wire_doc *doc, const wire_record *r)
{
    if (wire_grow(&s->facts, &s->fact_cap, s->n_facts + 1, sizeof *s->facts))
        return WIRE_ENOMEM;
    s->facts[s->n_facts++] = (fact){doc, r, NO_FACT};
    return 0;
}

static void join(story *s, deed *d, uint32_t number)
{
    d->reports += s->facts[d->last].doc != s->facts[number].doc;
    s->facts[d->last].next = number;
    d->last = number;
    d->count++;
}

static const uint32_t offices = 1u << 31; /* in a group: after all others */

static bool is_office(const wire_record *r)
{
    return r->kind == WIRE_STATE && !strcmp(r->relation, "holds_office");
}

/* The deed's place among the others. */
static int place_deed(story *s, deed *d)
{
    const fact *f = &s->facts[d->first];
    const wire_record *r = f->r;
    static const uint32_t order_of_status[] = {0, 2, 1, 3, 4, 5, 6}; /* what is asked for comes before what is planned */
    d->section = r->kind == WIRE_STATEMENT ? SAID : r->kind == WIRE_STATE ? HOLDS : r->status == WIRE_ACTUAL ? HAPPENED : OTHERWISE;
    const char *from = *r->time.from ? r->time.from : r->time.to, *to = *r->time.to ? r->time.to : r->time.from;
    if (r->time.precision == WIRE_TIME_NONE)
        from = to = wire_doc_date(f->doc);
    memcpy(d->from, from, strlen(from) + 1);
    memcpy(d->to, to, strlen(to) + 1);
    d->rank = r->time.precision == WIRE_DAY ? 0 : r->time.precision == WIRE_TIME_NONE || r->time.precision == WIRE_BY_REPORT ? 2 : 1;
    if (d->section == OTHERWISE)
        d->group = order_of_status[r->status];
    if (d->section != SAID && d->section != HOLDS)
        return 0;
    s->key.len = 0;
    wire_putf(&s->key, "%d\t", (int)d->section);
    key_actors(&s->key, f->doc, (wire_range){r->source.first, r->source.count > 0});
    if (s->key.failed)
        return WIRE_ENOMEM;
    uint64_t key = hash_key(&s->key);
    const uint32_t *met = wire_map_get(&s->groups, key);
    d->group = (met ? *met : d->order) | (is_office(r) ? offices : 0);
    return met ? 0 : wire_map_put(&s->groups, key, d->order);
}

/* The fact is one more of a deed, or a new one. */
static int tell(story *s, uint32_t number)
{
    uint64_t key = same_deed(&s->key, s->facts[number].doc, s->facts[number].r);
    const uint32_t *known = key ? wire_map_get(&s->same, key) : NULL;
    if (s->key.failed)
        return WIRE_ENOMEM;
    if (known) {
        join(s, &s->deeds[*known], number);
        return 0;
    }
    uint32_t order = (uint32_t)s->n_deeds;
    if ((key && wire_map_put(&s->same, key, order)) || wire_grow(&s->deeds, &s->deed_cap, s->n_deeds + 1, sizeof *s->deeds))
        return WIRE_ENOMEM;
    deed *d = &s->deeds[s->n_deeds++];
    *d = (deed){.order = order, .first = number, .last = number, .count = 1, .reports = 1};
    return place_deed(s, d);
}

static int by_place(const void *a, const void *b)
{
    const deed *x = a, *y = b;
    if (x->section != y->section)
        return (x->section > y->section) - (x->section < y->section);
    if (x->group != y->group)
        return (x->group > y->group) - (x->group < y->group);
    int c = strcmp(*x->from ? x->from : "~", *y->from ? y->from : "~"); /* without any date: last */
    c = c ? c : (x->rank > y->rank) - (x->rank < y->rank);
    c = c ? c : strcmp(x->to, y->to);
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

static int gather(story *s)
{
    int rc = 0;
    for (size_t i = 0; i < s->n_docs && !rc; i++) {
        size_t n;
        const wire_record *r = wire_doc_records(s->docs[i], &n);
        for (size_t k = 0; k < n && !rc; k++)
            rc = add_fact(s, s->docs[i], &r[k]);
    }
    for (size_t i = 0; i < s->n_facts && !rc; i++)
        rc = tell(s, (uint32_t)i);
    if (!rc && s->n_deeds)
        qsort(s->deeds, s->n_deeds, sizeof *s->deeds, by_place);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ proofs */

/* The reference, at the right end of the line where there is room for it, or else on the next. */
static void put_reference(story *s, const fact *f, uint32_t more)
{
    wire_page *p = &s->page;
    s->key.len = 0;
    wire_put_reference(&s->key, f->doc, f->r->sentence);
    if (more)
        wire_putf(&s->key, "  +%u more", more);
    if (s->key.failed) {
        p->out.failed = true;
        return;
    }
    size_t w = wire_columns(s->key.ptr, s->key.len), hang = p->indent;
    if (p->column + 2 + w > p->width) {
        wire_page_end(p);
        wire_page_line(p, hang, hang);
    }
    if (p->column + 2 + w <= p->width) {
        wire_putf(&p->out, "%*s", (int)(p->width - w - p->column), "");
        p->column = p->width - w;
        p->fresh = false;
    }
    wire_page_piece(p, WIRE_DIM, s->key.ptr, s->key.len);
    wire_page_end(p);
}

static size_t reference_columns(story *s, const fact *f)
{
    s->key.len = 0;
    wire_put_reference(&s->key, f->doc, f->r->sentence);
    return s->key.failed ? 0 : wire_columns(s->key.ptr, s->key.len);
}

/* The words of one fact, cut to a line around what tells the deed. */
static void put_proof(story *s, const fact *f, uint32_t more)
{
    enum { INDENT = 6, LEAST = 40, MORE = 10 };
    wire_page *p = &s->page;
    wire_page_line(p, INDENT, INDENT);
    wire_page_piece(p, WIRE_DIM, "│", strlen("│"));
    wire_page_blank(p);
    size_t room = p->width - INDENT - 2, taken = reference_columns(s, f) + 2 + (more ? MORE : 0);
    if (taken + LEAST <= room)
        room -= taken;
    wire_page_excerpt(p, WIRE_DIM, wire_doc_text(f->doc).ptr, f->r->span, f->r->trigger, room);
    put_reference(s, f, more);
}

/* A proof a report, of three reports at most. */
static void put_proofs(story *s, const deed *d)
{
    uint32_t shown = 0, wanted = d->reports < PROOFS_MAX ? d->reports : PROOFS_MAX;
    const wire_doc *last = NULL;
    for (int64_t i = d->first; i != NO_FACT && shown < wanted; i = s->facts[i].next) {
        if (s->facts[i].doc == last)
            continue;
        last = s->facts[i].doc;
        shown++;
        put_proof(s, &s->facts[i], shown == wanted ? d->count - shown : 0);
    }
}

/* ------------------------------------------------------------------------------------------------ lines */

/* " · " and what follows, in one tone. */
static void put_dot(wire_page *p, const char *words)
{
    wire_page_text(p, WIRE_DIM, " · ");
    wire_page_text(p, WIRE_DIM, words);
}

/* Told by nobody but the outlet in one of the reports: then it is its own word. */
static void put_speakers(story *s, const deed *d, const char *words)
{
    const fact *first = &s->facts[d->first];
    for (int64_t i = d->first; i != NO_FACT; i = s->facts[i].next)
        if (!s->facts[i].r->said_by.count)
            return;
    put_dot(&s->page, words);
    wire_page_actors(&s->page, WIRE_DIM, first->doc, first->r->said_by);
}

/* What the other facts of the deed may know, where the first does not. */
static const fact *who_knows_place(const story *s, const deed *d)
{
    int64_t i = d->first;
    while (i != NO_FACT && !s->facts[i].r->places.count)
        i = s->facts[i].next;
    return i == NO_FACT ? NULL : &s->facts[i];
}

static const fact *who_counts(const story *s, const deed *d)
{
    int64_t i = d->first;
    while (i != NO_FACT && !s->facts[i].r->counts.count)
        i = s->facts[i].next;
    return i == NO_FACT ? NULL : &s->facts[i];
}

static void put_details(story *s, const deed *d)
{
    wire_page *p = &s->page;
    const fact *f = who_knows_place(s, d);
    if (f) {
        wire_page_text(p, WIRE_DIM, " · ");
        wire_page_places(p, "", f->doc, f->r->places);
    }
    if ((f = who_counts(s, d))) {
        size_t n;
        const wire_count *c = wire_doc_counts(f->doc, &n) + f->r->counts.first;
        for (uint32_t i = 0; i < f->r->counts.count; i++) {
            wire_page_text(p, WIRE_DIM, " · ");
            wire_page_count(p, "", &c[i]);
        }
    }
}

static bool same_name(const wire_doc *doc, wire_range a, wire_range b)
{
    if (!a.count || !b.count)
        return false;
    wire_str x = wire_actor_words(doc, actor_of(doc, a, 0)), y = wire_actor_words(doc, actor_of(doc, b, 0));
    return x.len == y.len && !memcmp(x.ptr, y.ptr, x.len);
}

/* The deed that this one is asked for, promised or refused in; whether it names who says so, too. */
static bool put_within(story *s, const deed *d)
{
    const fact *f = &s->facts[d->first];
    size_t n;
    if (f->r->within == WIRE_NO_RECORD)
        return false;
    const wire_record *outer = wire_doc_records(f->doc, &n) + f->r->within;
    if (outer->kind != WIRE_EVENT)
        return false;
    put_dot(&s->page, "in the ");
    wire_page_type(&s->page, outer);
    if (outer->source.count) {
        wire_page_text(&s->page, WIRE_DIM, " of ");
        wire_page_actors(&s->page, WIRE_DIM, f->doc, outer->source);
    }
    return f->r->said_by.count == 1 && same_name(f->doc, outer->source, f->r->said_by);
}

/* A time that the words give counts for more than a report's date. */
static const fact *who_knows_time(const story *s, const deed *d)
{
    int64_t i = d->first;
    while (i != NO_FACT && (s->facts[i].r->time.precision == WIRE_TIME_NONE || s->facts[i].r->time.precision == WIRE_BY_REPORT))
        i = s->facts[i].next;
    return &s->facts[i == NO_FACT ? d->first : i];
}

static void put_time(story *s, const deed *d)
{
    const fact *f = who_knows_time(s, d);
    char when[WIRE_WHEN_ROOM];
    wire_say_time(when, &f->r->time, wire_doc_date(f->doc), false);
    if (*when)
        put_dot(&s->page, when);
}

static void put_event(story *s, const deed *d)
{
    enum { START = 4, HANG = 8 };
    wire_page *p = &s->page;
    const fact *f = &s->facts[d->first];
    wire_page_line(p, START, HANG);
    wire_page_actors(p, WIRE_BOLD, f->doc, f->r->source);
    if (!f->r->source.count)
        wire_page_text(p, WIRE_DIM, "somebody");
    wire_page_text(p, WIRE_DIM, " → ");
    wire_page_type(p, f->r);
    if (f->r->target.count) {
        wire_page_text(p, WIRE_DIM, " → ");
        wire_page_actors(p, WIRE_BOLD, f->doc, f->r->target);
    }
    put_details(s, d);
    if (d->section == OTHERWISE)
        put_time(s, d);
    if (!put_within(s, d))
        put_speakers(s, d, "said by ");
    wire_page_end(p);
    put_proofs(s, d);
}

/* Which marks of quotation the content lacks at its ends: its partners stand outside of it, or both do. */
typedef struct marks {
    bool before, behind;
} marks;

static marks missing_marks(const char *s, size_t len, bool quoted)
{
    marks m = {false, false};
    bool any = false, open = false;
    uint32_t last = ' ';
    for (size_t at = 0; at < len;) {
        uint32_t c = wire_utf8_next(s, &at);
        bool opens = c == 0x201c || (c == '"' && (wire_is_space(last) || last == '('));
        bool closes = c == 0x201d || (c == '"' && !opens);
        m.before |= closes && !open && !any;
        open = opens || (open && !closes);
        any |= opens || closes;
        last = c;
    }
    m.behind = open || (quoted && !any);
    m.before |= quoted && !any;
    return m;
}

static void put_occasion(story *s, const deed *d)
{
    wire_page *p = &s->page;
    const fact *f = &s->facts[d->first];
    char when[WIRE_WHEN_ROOM];
    wire_say_time(when, &f->r->time, wire_doc_date(f->doc), false);
    wire_page_text(p, WIRE_DIM, *when ? when : "undated");
    if (f->r->target.count) {
        wire_page_text(p, WIRE_DIM, " · to ");
        wire_page_actors(p, WIRE_DIM, f->doc, f->r->target);
    }
    if (*f->r->via) {
        put_dot(p, "via ");
        wire_page_text(p, WIRE_DIM, f->r->via);
    }
    if (f->r->status != WIRE_ACTUAL)
        put_dot(p, wire_status_names[f->r->status]);
    put_speakers(s, d, "as told by ");
    wire_page_text(p, WIRE_DIM, ": ");
}

/* When, to whom and through whom; what was said, in three lines or so; where that is told. */
static void put_statement(story *s, const deed *d)
{
    enum { START = 4, HANG = 6 };
    wire_page *p = &s->page;
    const fact *f = &s->facts[d->first];
    const char *text = wire_doc_text(f->doc).ptr;
    wire_span said = f->r->content.start < f->r->content.end ? f->r->content : f->r->span;
    marks m = missing_marks(text + said.start, said.end - said.start, f->r->quoted != 0);
    wire_page_line(p, START, HANG);
    put_occasion(s, d);
    if (m.before)
        wire_page_piece(p, "", "“", strlen("“"));
    wire_page_excerpt(p, "", text, said, (wire_span){0, 0}, CONTENT_LINES * (p->width - HANG));
    if (m.behind)
        wire_page_piece(p, "", "”", strlen("”"));
    put_reference(s, f, 0);
}

/* "present_in" is said "present in". */
static void put_relation(wire_page *p, const char *relation)
{
    wire_page_blank(p);
    for (size_t n; *relation; relation += n) {
        n = strcspn(relation, "_");
        wire_page_piece(p, WIRE_CYAN, relation, n);
        wire_page_blank(p);
        n += relation[n] == '_';
    }
}

static void put_state(story *s, const deed *d)
{
    enum { START = 4, HANG = 8 };
    wire_page *p = &s->page;
    const fact *f = &s->facts[d->first];
    const wire_record *r = f->r;
    wire_page_line(p, START, HANG);
    wire_page_actors(p, WIRE_BOLD, f->doc, r->source);
    if (is_office(r))
        wire_page_text(p, "", ", ");
    else
        put_relation(p, r->relation);
    if (r->target.count)
        wire_page_actors(p, WIRE_BOLD, f->doc, r->target);
    else
        wire_page_text(p, WIRE_BOLD, r->object);
    if (*r->value && strcmp(r->value, "true")) {
        wire_page_text(p, "", ": ");
        wire_page_text(p, "", r->value);
    }
    if (*r->quantity) {
        put_dot(p, "");
        wire_page_text(p, "", r->quantity);
    }
    if (r->status != WIRE_ACTUAL)
        put_dot(p, wire_status_names[r->status]);
    put_time(s, d);
    put_speakers(s, d, "said by ");
    wire_page_end(p);
    put_proofs(s, d);
}

/* ------------------------------------------------------------------------------------------------ the page */

static void put_title(wire_page *p, const char *title)
{
    size_t w = strlen(title) + 1;
    wire_page_end(p);
    wire_page_line(p, 0, 0);
    wire_page_piece(p, WIRE_BOLD, title, w - 1);
    wire_page_ink(p, WIRE_DIM);
    wire_puts(&p->out, " ");
    for (; w < p->width; w++)
        wire_puts(&p->out, "─");
    wire_page_end(p);
}

/* What stands over a deed: a day, a status or a speaker; over a state, whether it is an office. */
typedef struct heading {
    char when[WIRE_WHEN_ROOM];
    wire_str words;
    const char *more; /* a speaker's office, or what kind of date it is */
} heading;

static wire_str whole(const char *s)
{
    return (wire_str){s, strlen(s)};
}

static void say_heading(const story *s, const deed *d, heading *h)
{
    static const char *const of_status[] = {"", "Asked for", "Planned or promised", "On a condition", "Possible, feared or alleged",
                                            "Denied, refused or not done", "A practice, now or in the past"};
    const fact *f = &s->facts[d->first];
    h->words = whole("");
    h->more = "";
    if (d->section == HAPPENED) {
        wire_say_time(h->when, &f->r->time, wire_doc_date(f->doc), true);
        h->words = whole(*h->when ? h->when : "without a date");
        h->more = *h->when && d->rank == 2 ? "told without a date of its own" : "";
    } else if (d->section == OTHERWISE) {
        h->words = whole(of_status[d->group]);
    } else if (d->section == SAID && f->r->source.count) {
        const wire_actor *a = actor_of(f->doc, f->r->source, 0);
        h->words = wire_actor_words(f->doc, a);
        h->more = a->office;
    } else {
        h->words = whole(d->section == SAID ? "somebody" : d->group & offices ? "Offices" : "");
    }
}

static bool same_heading(const heading *a, const heading *b)
{
    return a->words.len == b->words.len && !memcmp(a->words.ptr, b->words.ptr, a->words.len);
}

static void put_heading(wire_page *p, const heading *h)
{
    wire_page_line(p, 2, 4);
    wire_page_words(p, WIRE_BOLD, h->words.ptr, h->words.len);
    if (*h->more) {
        wire_page_text(p, WIRE_DIM, ", ");
        wire_page_text(p, WIRE_DIM, h->more);
    }
    wire_page_end(p);
}

static void put_deeds(story *s)
{
    static const char *const titles[] = {"WHAT HAPPENED", "WHAT IS ASKED, PLANNED, FEARED OR DENIED", "WHO SAID WHAT", "WHAT HOLDS"};
    heading last = {.words = {"", 0}}, h;
    for (size_t i = 0; s->deeds && i < s->n_deeds; i++) {
        const deed *d = &s->deeds[i], *before = i ? d - 1 : NULL;
        bool new_section = !before || before->section != d->section;
        if (new_section)
            put_title(&s->page, titles[d->section]);
        say_heading(s, d, &h);
        bool new_speaker = d->section == SAID && !new_section && before->group != d->group;
        if (h.words.len && (new_section || new_speaker || !same_heading(&h, &last))) {
            if (!new_section)
                wire_page_end(&s->page);
            put_heading(&s->page, &h);
            last = h;
            if (h.words.ptr == h.when)
                last.words.ptr = last.when;
        }
        if (d->section == SAID)
            put_statement(s, d);
        else if (d->section == HOLDS)
            put_state(s, d);
        else
            put_event(s, d);
    }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

typedef struct outlet {
    const char *name;
    size_t reports;
} outlet;

/* Each outlet with the number of its reports, those that are met first before the others. */
static int put_outlets(story *s)
{
    outlet first[OUTLETS_MAX];
    size_t n = 0, others = 0;
    s->key.len = 0;
    for (size_t i = 0; i < s->n_docs; i++) {
        const char *name = wire_doc_outlet(s->docs[i]);
        size_t k = 0;
        while (k < n && strcmp(first[k].name, name))
            k++;
        if (k == n && *name && n < OUTLETS_MAX)
            first[n++] = (outlet){name, 0};
        if (k < n)
            first[k].reports++;
        else
            others += *name != 0;
    }
    for (size_t k = 0; k < n; k++)
        wire_putf(&s->key, first[k].reports > 1 ? "%s%s (%zu)" : "%s%s", k ? ", " : "", first[k].name, first[k].reports);
    if (others)
        wire_putf(&s->key, " and others (%zu)", others);
    if (s->key.failed)
        return WIRE_ENOMEM;
    wire_page_line(&s->page, 0, 0);
    wire_page_text(&s->page, WIRE_DIM, s->key.len ? s->key.ptr : "");
    if (n)
        wire_page_end(&s->page);
    return 0;
}

static int put_head(story *s)
{
    const char *from = "", *to = "";
    char title[100], when[WIRE_WHEN_ROOM];
    for (size_t i = 0; i < s->n_docs; i++) {
        const char *day = wire_doc_date(s->docs[i]);
        from = *day && (!*from || strcmp(day, from) < 0) ? day : from;
        to = strcmp(day, to) > 0 ? day : to;
    }
    wire_say_interval(when, from, to, true);
    snprintf(title, sizeof title, "%zu report%s%s%s", s->n_docs, plural(s->n_docs), *when ? ", " : "", when);
    wire_page_line(&s->page, 0, 0);
    wire_page_text(&s->page, WIRE_BOLD, title);
    wire_page_end(&s->page);
    return put_outlets(s);
}

static void put_hint(wire_page *p, const char *what, const char *command, const char *more)
{
    enum { COMMAND_AT = 29 };
    wire_page_line(p, 0, COMMAND_AT);
    wire_page_piece(p, WIRE_DIM, what, strlen(what));
    for (; p->column < COMMAND_AT; p->column++)
        wire_puts(&p->out, " ");
    wire_page_text(p, WIRE_CYAN, command);
    wire_page_text(p, WIRE_DIM, more);
    wire_page_end(p);
}

static void put_foot(story *s)
{
    size_t n[SECTIONS] = {0};
    char counts[160];
    for (size_t i = 0; i < s->n_facts; i++)
        n[s->facts[i].r->kind]++;
    wire_page *p = &s->page;
    snprintf(counts, sizeof counts, "%zu event%s, %zu statement%s and %zu state%s in %zu report%s.", n[WIRE_EVENT], plural(n[WIRE_EVENT]),
             n[WIRE_STATEMENT], plural(n[WIRE_STATEMENT]), n[WIRE_STATE], plural(n[WIRE_STATE]), s->n_docs, plural(s->n_docs));
    wire_page_end(p);
    wire_page_line(p, 0, 0);
    wire_page_text(p, WIRE_BOLD, counts);
    wire_page_end(p);
    put_hint(p, "Every field, as JSON Lines:", "wirecode code --as jsonl FILE...", "");
    put_hint(p, "How a line came about:", "wirecode explain FILE --sentence N", " (N stands behind the colon)");
}

int wire_write_report(const wire_doc *const *docs, size_t n, wire_style style, char **out, size_t *len, wire_err *err)
{
    story s = {.docs = docs, .n_docs = n, .page = wire_page_new(style)};
    int rc = gather(&s);
    if (!rc)
        rc = put_head(&s);
    if (!rc) {
        put_deeds(&s);
        put_foot(&s);
        rc = wire_buffer_take(&s.page.out, out, len, err);
    } else {
        rc = wire_oom(err);
        wire_buffer_free(&s.page.out);
    }
    free(s.facts);
    free(s.deeds);
    wire_map_free(&s.same);
    wire_map_free(&s.groups);
    wire_buffer_free(&s.key);
    return rc;
}
