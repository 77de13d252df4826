#include "coder/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "coder/details.h"
#include "coder/mentions.h"
#include "coder/reading.h"

enum {
    STATES_MAX = 24,    /* of one predicate: pairs of its subjects and objects */
    OCCASION_BACK = 300 /* records after which a speaker speaks anew */
};

/* ------------------------------------------------------------------------------------------------ spans */

static void widen(wire_span *s, wire_span by)
{
    if (by.start >= by.end)
        return;
    if (s->start >= s->end) {
        *s = by;
        return;
    }
    s->start = by.start < s->start ? by.start : s->start;
    s->end = by.end > s->end ? by.end : s->end;
}

static wire_span phrase(const wire_work *w, uint32_t t)
{
    const wire_mention *m = wire_mention_at(w, t);
    return m ? wire_words(w, m->first, m->end) : wire_words(w, t, t + 1);
}

/* The words of the predicate: with its particle and what stands between. */
static wire_span trigger(const wire_work *w, const wire_predicate *p)
{
    wire_span s = wire_words(w, p->token, p->token + 1);
    uint32_t prt = wire_child(w, p->token, DEP_PRT);
    if (prt != NOBODY && prt == p->token + 1)
        widen(&s, wire_words(w, prt, prt + 1));
    return s;
}

/* The words that support the record: the predicate, its light verb, all that fills it, its place and time; never beyond its sentence. */
static wire_span evidence(const wire_work *w, const wire_predicate *p, const wire_record *r, bool content)
{
    const wire_sentence *sentence = wire_sentence_of(w, p->token);
    wire_span s = trigger(w, p);
    if (p->host != NOBODY)
        widen(&s, wire_words(w, p->host, p->host + 1));
    for (int part = 0; part < WIRE_PARTS; part++)
        for (size_t i = 0; part != WIRE_PART_C && i < p->n_fill[part]; i++)
            if (w->tok[p->fill[part][i]].sentence == w->tok[p->token].sentence)
                widen(&s, phrase(w, p->fill[part][i]));
    for (uint32_t i = r->places.first; i < r->places.first + r->places.count; i++)
        if (w->doc->places[i].span.start >= sentence->start && w->doc->places[i].span.end <= sentence->end)
            widen(&s, w->doc->places[i].span);
    if (r->time.span.end > r->time.span.start && r->time.span.start >= sentence->start && r->time.span.end <= sentence->end)
        widen(&s, r->time.span);
    if (content) {
        wire_span c = wire_content_span(w, p);
        if (c.start >= sentence->start && c.end <= sentence->end)
            widen(&s, c);
    }
    return s;
}

/* ------------------------------------------------------------------------------------------------ one record */

wire_record *wire_put_record(wire_work *w, enum wire_record_kind kind, const wire_predicate *p)
{
    if (wire_grow(&w->doc->records, &w->doc->record_cap, w->doc->n_records + 1, sizeof *w->doc->records)) {
        w->out_of_memory = true;
        return NULL;
    }
    wire_record *r = &w->doc->records[w->doc->n_records++];
    memset(r, 0, sizeof *r);
    r->kind = kind;
    r->within = WIRE_NO_RECORD;
    r->frame = r->type = r->mode = r->cameo = r->via = r->relation = r->object = r->value = r->quantity = "";
    if (!p)
        return r;
    r->token = p->token;
    r->sentence = w->tok[p->token].sentence;
    r->trigger = trigger(w, p);
    r->status = p->status;
    char where[300];
    if (p->frame->line)
        snprintf(where, sizeof where, "%s:%u", p->frame->file, p->frame->line);
    else
        snprintf(where, sizeof where, "%s", p->frame->file);
    r->frame = wire_keep(w, where, strlen(where));
    r->fills = (wire_range){(uint32_t)w->doc->n_fills, 0};
    for (int part = 0; part < WIRE_PARTS; part++)
        for (size_t i = 0; i < p->n_fill[part]; i++) {
            if (wire_grow(&w->doc->fills, &w->doc->fill_cap, w->doc->n_fills + 1, sizeof *w->doc->fills)) {
                w->out_of_memory = true;
                return r;
            }
            w->doc->fills[w->doc->n_fills++] = (wire_fill){wire_part_letters[part], p->fill[part][i]};
            r->fills.count++;
        }
    return r;
}

static void attribute(wire_work *w, wire_record *r, const wire_predicate *p)
{
    wire_parties by = {.n = 0};
    uint32_t known[8], token[8];
    size_t n = wire_said_by(w, p, known, token, 8);
    const wire_frame_slot *s = wire_frame_part(p->frame, WIRE_PART_S);
    const bool own = s && s->fillers[0].arg == WIRE_ARG_SPEAKER; /* the saying itself is the deed: nobody else asserts it */
    for (size_t i = own ? 1 : 0; i < n; i++)
        wire_add_party(&by, known[i], token[i]);
    r->said_by = wire_put_actors(w, &by);
}

/* ------------------------------------------------------------------------------------------------ statements */

static bool is_via(const wire_work *w, uint32_t known)
{
    const wire_known *k = &w->known[known];
    return k->actor && k->actor->kind == WIRE_LEX_OUTLET;
}

/* A word that something is said to or at, by its name: the outlet by the lexicon's, else the noun with what names it. Whose a text is,
 * is no part of its name: "an ISAF statement" is a statement. */
static const char *via_name(wire_work *w, uint32_t t)
{
    const uint32_t k = wire_actor_in(w, t);
    if (k != NOBODY && w->known[k].actor && w->known[k].actor->kind == WIRE_LEX_OUTLET)
        return w->known[k].name;
    const bool text = wire_noun_among(w, t, NOUN_SAY_TEXT);
    uint32_t from = t;
    while (from > 0 && wire_head(w, from - 1) == t && (w->dep[from - 1] == DEP_COMPOUND || w->dep[from - 1] == DEP_AMOD) &&
           (text ? w->dep[from - 1] == DEP_COMPOUND && w->pos[from - 1] == POS_NOUN
                 : w->dep[from - 1] == DEP_COMPOUND || w->text[w->tok[from - 1].start] <= 'Z'))
        from--;
    const wire_span s = wire_words(w, from, t + 1);
    return wire_keep(w, w->text + s.start, s.end - s.start);
}

/* "Speaking at a news conference, Kern said": the occasion that a participle beside the saying tells. */
static uint32_t occasion(const wire_work *w, uint32_t say)
{
    for (uint32_t c = w->first[say]; c != NOBODY; c = w->next[c]) {
        const bool participle = w->dep[c] == DEP_ADVCL && (w->tag[c] == TAG_VBG || w->tag[c] == TAG_VBN);
        for (uint32_t p = participle ? w->first[c] : NOBODY; p != NOBODY; p = w->next[p]) {
            const uint32_t o = w->dep[p] == DEP_PREP && wire_among(w, p, WORDS_OCCASION_PREPOSITION) ? wire_child(w, p, DEP_POBJ) : NOBODY;
            if (o == NOBODY)
                continue;
            const uint32_t k = wire_actor_in(w, o);
            if (wire_noun_among(w, o, NOUN_SAY_VIA) || (k != NOBODY && w->known[k].actor && w->known[k].actor->kind == WIRE_LEX_OUTLET))
                return o;
        }
    }
    return NOBODY;
}

/* What it was said to or at. */
static const char *via(wire_work *w, const wire_predicate *p)
{
    uint32_t t = wire_part_of(p, WIRE_PART_V);
    const uint32_t a = wire_part_of(p, WIRE_PART_A), s = wire_part_of(p, WIRE_PART_S);
    if (t == NOBODY && a != NOBODY && (wire_noun_among(w, a, NOUN_ASKED_PARTY) || (wire_actor_in(w, a) != NOBODY && is_via(w, wire_actor_in(w, a)))))
        t = a;
    if (t == NOBODY && s != NOBODY && wire_noun_among(w, s, NOUN_SAY_TEXT)) /* "a statement saying" */
        t = s;
    t = t != NOBODY ? t : occasion(w, p->token);
    return t == NOBODY ? "" : via_name(w, t);
}

/* The quotation that goes on behind the content, or begins before it, belongs to it. */
static wire_span with_quotes(const wire_work *w, const wire_predicate *p, uint32_t number, wire_span c, int *quoted)
{
    const wire_block *block = &w->doc->blocks[wire_sentence_of(w, p->token)->block];
    *quoted = 0;
    size_t i = wire_quotes_from(w, c.start);
    for (i = p->quotes_end && p->first_quote < i ? p->first_quote : i; i < w->n_quotes; i++) {
        const wire_quote *q = &w->quotes[i];
        if (i >= p->quotes_end && q->span.start >= c.end)
            break;
        bool meets = q->span.start < c.end && c.start < q->span.end;
        if (!meets && !(q->saying == number && q->span.start >= block->start && q->span.end <= block->end))
            continue;
        *quoted = 1;
        if (q->saying == number && (q->span.start <= c.start || q->span.start >= w->tok[p->token].start || q->span.end >= c.end))
            widen(&c, q->span);
    }
    return c;
}

/* A speaker goes on on the same occasion: time and place of the statement before, where this one tells none. */
static void same_occasion(const wire_work *w, wire_record *r)
{
    if (!r->source.count)
        return;
    enum { SENTENCES_BACK = 8 };
    const char *name = w->doc->actors[r->source.first].name;
    const size_t last = w->doc->n_records - 1;
    for (size_t i = last; i-- > 0 && last - i <= OCCASION_BACK;) {
        const wire_record *b = &w->doc->records[i];
        if (r->sentence - b->sentence > SENTENCES_BACK)
            return;
        if (b->kind != WIRE_STATEMENT || !b->source.count || strcmp(w->doc->actors[b->source.first].name, name))
            continue;
        if (r->time.precision == WIRE_TIME_NONE && !r->places.count) {
            r->time = b->time;
            r->places = b->places;
        }
        if (!*r->via && (r->time.precision == WIRE_TIME_NONE || !memcmp(r->time.from, b->time.from, sizeof b->time.from)))
            r->via = b->via;
        return;
    }
}

static void statement(wire_work *w, uint32_t number)
{
    wire_predicate *p = &w->predicates[number];
    wire_span c = wire_content_span(w, p);
    int quoted;
    c = with_quotes(w, p, number, c, &quoted);
    if (p->status == WIRE_NEGATED || p->status == WIRE_PLANNED || p->status == WIRE_POSSIBLE || p->status == WIRE_CONDITIONAL) {
        if (p->frame->result == WIRE_RESULT_SAY)
            p->reason = "nothing was said: denied, planned or possible";
        return;
    }
    if (c.start >= c.end) {
        if (p->frame->result == WIRE_RESULT_SAY)
            p->reason = "a saying without content";
        return;
    }
    wire_parties by = {.n = 0}, to = {.n = 0};
    uint32_t known[8], token[8];
    size_t n = wire_speakers(w, p, known, token, 8);
    for (size_t i = 0; i < n; i++)
        wire_add_party(&by, known[i], token[i]);
    if (!by.n) {
        if (p->frame->result == WIRE_RESULT_SAY)
            p->reason = "nobody who can speak is named";
        return;
    }
    wire_add_part(w, &to, p, WIRE_PART_A, 0);
    if (!to.n && p->frame->result != WIRE_RESULT_SAY)
        wire_add_part(w, &to, p, WIRE_PART_T, 0);
    for (size_t i = 0; i < to.n; i++) /* an outlet or reporters are told something, and are no party */
        if (is_via(w, to.known[i]) || wire_noun_among(w, to.token[i], NOUN_ASKED_PARTY))
            to.n = 0;
    wire_record *r = wire_put_record(w, WIRE_STATEMENT, p);
    if (!r)
        return;
    p->statement = (int32_t)(w->doc->n_records - 1);
    r->source = wire_put_actors(w, &by);
    r->target = wire_put_actors(w, &to);
    r->content = c;
    r->quoted = quoted;
    r->via = via(w, p);
    r->time = wire_when_of(w, p, false);
    r->places = wire_put_places(w, p);
    same_occasion(w, r);
    r->span = trigger(w, p);
    for (int part = 0; part < WIRE_PARTS; part++)
        for (size_t i = 0; part != WIRE_PART_C && i < p->n_fill[part]; i++) {
            wire_span s = phrase(w, p->fill[part][i]);
            if (w->tok[p->fill[part][i]].sentence == w->tok[p->token].sentence && (s.end <= c.start || s.start >= c.end))
                widen(&r->span, s);
        }
    r->confidence = w->readings && w->readings[number].other == p->frame ? w->readings[number].other_confidence
                                                                             : wire_confidence_of_rules(w, p, WIRE_STATEMENT, &by, &by);
    attribute(w, r, p);
}

/* ------------------------------------------------------------------------------------------------ events */

static bool holds(const wire_parties *list, const wire_parties *all)
{
    size_t found = 0;
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < list->n; k++)
            found += list->known[k] == all->known[i];
    return found == all->n;
}

/* The parties that the reader names, and where it names none, or some of those that the rules find, the rules'. */
static void parties(wire_work *w, const wire_predicate *p, const wire_predicate *read, const wire_reading *r, wire_parties *source, wire_parties *target)
{
    wire_parties doers, done_to;
    wire_event_parties(w, read, source, target);
    if (!r || r->sense)
        return;
    wire_event_parties(w, p, &doers, &done_to);
    if (holds(&doers, source))
        *source = doers;
    if (holds(&done_to, target))
        *target = done_to;
}

/* `reading`: NULL without the reader. */
static void event(wire_work *w, uint32_t number, const wire_reading *reading)
{
    wire_predicate *own = &w->predicates[number];
    const wire_predicate read = reading ? wire_as_read(w, own, reading) : *own, *p = &read;
    const wire_frame *f = p->frame;
    wire_parties source, target;
    parties(w, own, p, reading, &source, &target);
    const wire_frame_slot *s = wire_frame_part(f, WIRE_PART_S);
    const bool obliges = s && s->fillers[0].arg == WIRE_ARG_SPEAKER;
    int64_t low, high;
    wire_span words;
    const uint32_t dead = wire_part_of(p, WIRE_PART_M); /* "the attack killed twelve": how many is told, and no more */
    const bool counted = dead != NOBODY && wire_number_of(w, dead, &low, &high, &words);
    if ((!source.n && !target.n && !counted) || (obliges && (!source.n || !target.n))) {
        own->reason = obliges ? "nobody asks it of another" : "no party to it is told";
        return;
    }
    wire_record *r = wire_put_record(w, WIRE_EVENT, p);
    if (!r)
        return;
    own->event = (int32_t)(w->doc->n_records - 1);
    r->type = f->type->name;
    r->mode = f->mode ? f->mode : "";
    r->cameo = f->cameo->code;
    r->quad = f->type->quad;
    r->goldstein = (float)f->cameo->goldstein;
    for (size_t i = 0; i < f->n_contexts && i < WIRE_CONTEXTS_MAX; i++)
        r->context[i] = f->contexts[i];
    r->source = wire_put_actors(w, &source);
    r->target = wire_put_actors(w, &target);
    r->places = wire_put_places(w, p);
    r->counts = wire_put_counts(w, p);
    if (!source.n && !target.n && !r->counts.count) { /* a number of what is not told */
        w->doc->n_records--;
        own->event = WIRE_NO_RECORD;
        own->reason = "no party to it is told";
        return;
    }
    r->time = wire_when_of(w, p, true);
    if (!r->places.count)
        r->places = wire_place_understood(w, p);
    r->span = evidence(w, p, r, true);
    r->confidence = reading ? reading->confidence : wire_confidence_of_rules(w, p, WIRE_EVENT, &source, &target);
    attribute(w, r, p);
}

/* ------------------------------------------------------------------------------------------------ states */

/* A thing's or clause's own words: the phrase with what hangs on it, in the sentence. */
static wire_span whole(const wire_work *w, uint32_t t)
{
    uint32_t from = w->left[t], to = w->right[t];
    while (from < t && (w->pos[from] == POS_DET || w->pos[from] == POS_PUNCT))
        from++;
    while (to > t + 1 && w->pos[to - 1] == POS_PUNCT)
        to--;
    return wire_words(w, from, to);
}

typedef struct object {
    uint32_t known, token; /* an actor, else text */
    const char *text, *quantity;
} object;

/* What a share of a place is of: "15 of Afghanistan's 34 provincial capitals", "85 % of the country". */
static const char *quantity_of(wire_work *w, uint32_t t)
{
    if (w->dep[t] != DEP_POBJ || wire_is_root(w, t) || !wire_among(w, wire_head(w, t), WORDS_OF))
        return "";
    uint32_t head = wire_head(w, wire_head(w, t));
    if (head >= t || t - head > 8 || (w->pos[head] != POS_NUM && w->pos[head] != POS_SYM && !wire_noun_among(w, head, NOUN_QUANTITY)))
        return "";
    wire_span s = wire_words(w, w->left[head], head + 1);
    return wire_keep(w, w->text + s.start, s.end - s.start);
}

static size_t objects(wire_work *w, const wire_predicate *p, const wire_frame_state *st, object *out, size_t room)
{
    size_t n = 0;
    const bool clause = !strcmp(st->relation->name, "position");
    for (size_t i = 0; i < p->n_fill[st->object]; i++)
        for (uint32_t t = clause ? p->fill[st->object][i] : wire_named_place(w, p->fill[st->object][i]); t != NOBODY && n < room;
             t = clause ? NOBODY : wire_conjunct(w, t)) {
            object o = {.known = NOBODY, .token = t, .text = "", .quantity = ""};
            wire_place place;
            uint32_t core = clause ? t : wire_core(w, t);
            if (!strcmp(st->relation->name, "holds_office")) {
                o.text = wire_office_words(w, t);
            } else if (clause) {
                wire_span s = st->object == WIRE_PART_C ? wire_content_span(w, p) : whole(w, t);
                o.text = wire_keep(w, w->text + s.start, s.end - s.start);
            } else if (wire_place_of(w, core, &place)) {
                o.text = place.name;
                o.quantity = quantity_of(w, core);
            } else if ((o.known = wire_party(w, core)) == NOBODY) {
                wire_span s = whole(w, core);
                o.text = wire_keep(w, w->text + s.start, s.end - s.start);
            }
            if (o.known != NOBODY || *o.text)
                out[n++] = o;
        }
    return n;
}

/* Whether the sentence has the state already, by another word: what the reader adds must be new. */
static bool is_told(const wire_work *w, const wire_predicate *p, const char *relation, const char *subject, const char *named)
{
    for (size_t i = w->doc->n_records; i-- > 0 && w->doc->records[i].sentence == w->tok[p->token].sentence;) {
        const wire_record *r = &w->doc->records[i];
        if (r->kind == WIRE_STATE && !strcmp(r->relation, relation) && r->source.count && !strcmp(w->doc->actors[r->source.first].name, subject) &&
            !strcmp(r->object, named))
            return true;
    }
    return false;
}

/* `sure`: the reader's confidence; below 0, the rules' is taken. */
static void state(wire_work *w, const wire_predicate *p, const wire_frame_state *st, float sure)
{
    if (st->ends) /* what no longer holds is told by the deed */
        return;
    wire_parties subjects = {.n = 0};
    object list[8];
    wire_add_subject(w, &subjects, p, st->subject);
    size_t n = objects(w, p, st, list, sizeof list / sizeof *list), made = 0;
    for (size_t s = 0; s < subjects.n && !strcmp(st->relation->name, "embassy"); s++) { /* "Chile's embassy was closed" is of Chile */
        const wire_lex_actor *of = w->known[subjects.known[s]].group ? w->known[subjects.known[s]].with : NULL;
        subjects.known[s] = of ? wire_know_actor(w, of, subjects.token[s]) : subjects.known[s];
    }
    for (size_t s = 0; s < subjects.n; s++)
        for (size_t o = 0; o < n && made < STATES_MAX; o++, made++) {
            const char *named = list[o].known != NOBODY ? w->known[list[o].known].name : list[o].text;
            if (list[o].known == subjects.known[s] || (sure >= 0 && is_told(w, p, st->relation->name, w->known[subjects.known[s]].name, named)))
                continue;
            wire_record *r = wire_put_record(w, WIRE_STATE, p);
            if (!r)
                return;
            wire_parties one = {.known = {subjects.known[s]}, .token = {subjects.token[s]}, .n = 1}, other = {.n = 0};
            r->source = wire_put_actors(w, &one);
            r->relation = st->relation->name;
            r->value = st->value;
            r->quantity = list[o].quantity;
            if (list[o].known != NOBODY) {
                wire_add_party(&other, list[o].known, list[o].token);
                r->target = wire_put_actors(w, &other);
                r->object = w->known[list[o].known].name;
            } else {
                r->object = list[o].text;
            }
            r->time = wire_when_of(w, p, false);
            if (p->frame->result == WIRE_RESULT_EVENT && r->time.precision != WIRE_TIME_NONE) { /* a deed begins it */
                r->time.to[0] = 0;
                r->time.precision = WIRE_INTERVAL;
            }
            r->places = (wire_range){0, 0};
            r->span = evidence(w, p, r, true);
            r->confidence = sure >= 0 ? sure : wire_confidence_of_rules(w, p, WIRE_STATE, &one, &other);
            attribute(w, r, p);
        }
}

/* ------------------------------------------------------------------------------------------------ all */

static int in_order(const void *a, const void *b)
{
    const wire_record *x = a, *y = b;
    if (x->sentence != y->sentence)
        return x->sentence < y->sentence ? -1 : 1;
    if (x->trigger.start != y->trigger.start)
        return x->trigger.start < y->trigger.start ? -1 : 1;
    if (x->trigger.end != y->trigger.end) /* so that those of one trigger stand together, and are told apart by an ordinal */
        return x->trigger.end < y->trigger.end ? -1 : 1;
    return x->within < y->within ? -1 : x->within > y->within; /* here still the order of making */
}

/* The record whose content the predicate stands in. */
static int32_t container(const wire_work *w, const wire_predicate *p)
{
    for (int i = 0; i < 24; i++) {
        uint32_t g = p->governor != NOBODY ? p->governor : p->quote;
        if (g == NOBODY)
            break;
        p = &w->predicates[g];
        if (p->event != WIRE_NO_RECORD || p->statement != WIRE_NO_RECORD)
            return p->statement != WIRE_NO_RECORD && p->frame->result != WIRE_RESULT_EVENT ? p->statement
                   : p->event != WIRE_NO_RECORD                                            ? p->event
                                                                                           : p->statement;
    }
    return WIRE_NO_RECORD;
}

/* Two sayings with a quotation of each in the other would stand within each other: the first one stands alone. */
static void cut_circles(wire_record *r, size_t n)
{
    enum { DEPTH_MAX = 64 };
    for (size_t i = 0; i < n; i++) {
        int32_t at = r[i].within;
        int depth = 0;
        while (at != WIRE_NO_RECORD && at != (int32_t)i && depth++ < DEPTH_MAX)
            at = r[at].within;
        if (at != WIRE_NO_RECORD)
            r[i].within = WIRE_NO_RECORD;
    }
}

static void identify(wire_work *w)
{
    const XXH128_hash_t text = XXH3_128bits(w->doc->text, w->doc->len);
    uint32_t ordinal = 0;
    for (size_t i = 0; i < w->doc->n_records; i++) {
        wire_record *r = &w->doc->records[i];
        const wire_record *before = i ? r - 1 : NULL;
        ordinal = before && before->kind == r->kind && before->trigger.start == r->trigger.start && before->trigger.end == r->trigger.end ? ordinal + 1 : 0;
        uint64_t key[6] = {text.low64, text.high64, (uint64_t)r->kind, r->trigger.start, r->trigger.end, ordinal};
        XXH128_hash_t h = XXH3_128bits(key, sizeof key);
        snprintf(r->id, sizeof r->id, "%016llx%016llx", (unsigned long long)h.high64, (unsigned long long)h.low64);
    }
}

/* Put the records into the order of the text; links between them follow. */
static void arrange(wire_work *w)
{
    const size_t n = w->doc->n_records;
    int32_t *within = wire_scratch(w, n * sizeof *within), *place = wire_scratch(w, n * sizeof *place);
    if (!within || !place)
        return;
    for (size_t i = 0; i < n; i++) {
        within[i] = w->doc->records[i].within;
        w->doc->records[i].within = (int32_t)i;
    }
    if (n)
        qsort(w->doc->records, n, sizeof *w->doc->records, in_order);
    for (size_t i = 0; i < n; i++)
        place[w->doc->records[i].within] = (int32_t)i;
    for (size_t i = 0; i < n; i++) {
        int32_t target = within[w->doc->records[i].within];
        w->doc->records[i].within = target == WIRE_NO_RECORD ? WIRE_NO_RECORD : place[target];
    }
}

/* Drop the records that are less sure than asked for. What stands in one that goes stands in what that stood in. */
static void cut_unsure(wire_work *w)
{
    wire_record *r = w->doc->records;
    const size_t n = w->doc->n_records;
    int32_t *place = wire_scratch(w, n * sizeof *place);
    size_t kept = 0;
    if (!place || !(w->min_confidence > 0))
        return;
    for (size_t i = 0; i < n; i++)
        place[i] = r[i].confidence < w->min_confidence ? WIRE_NO_RECORD : (int32_t)kept++;
    for (size_t i = 0; i < n; i++)
        while (r[i].within != WIRE_NO_RECORD && place[r[i].within] == WIRE_NO_RECORD)
            r[i].within = r[r[i].within].within;
    for (size_t i = 0; i < n; i++)
        if (place[i] != WIRE_NO_RECORD) {
            wire_record moved = r[i];
            moved.within = moved.within == WIRE_NO_RECORD ? WIRE_NO_RECORD : place[moved.within];
            r[place[i]] = moved;
        }
    w->doc->n_records = kept;
}

static void put_uncoded(wire_work *w, const wire_predicate *p)
{
    if (wire_grow(&w->doc->uncoded, &w->doc->uncoded_cap, w->doc->n_uncoded + 1, sizeof *w->doc->uncoded)) {
        w->out_of_memory = true;
        return;
    }
    char where[300] = "";
    if (p->frame)
        snprintf(where, sizeof where, "%s:%u", p->frame->file, p->frame->line);
    w->doc->uncoded[w->doc->n_uncoded++] = (wire_uncoded){p->token, p->reason, wire_keep(w, where, strlen(where))};
}

void wire_write_records(wire_work *w)
{
    for (uint32_t t = 0; t < w->n && !w->out_of_memory; t++) {
        uint32_t number = w->predicate_of[t];
        if (number == NOBODY)
            continue;
        wire_predicate *p = &w->predicates[number];
        const wire_frame *f = p->frame;
        const wire_reading *r = w->readings ? &w->readings[number] : NULL;
        const bool refused = r && !r->deed && f && f->result == WIRE_RESULT_EVENT;
        if (!p->reason && f && f->say)
            statement(w, number);
        if (r && r->deed)
            event(w, number, r);
        else if (!r && !p->reason && f && f->result == WIRE_RESULT_EVENT)
            event(w, number, NULL);
        if (r && r->other && r->other->n_states) {
            const wire_predicate read = wire_state_read(p, r);
            state(w, &read, read.frame->states, r->other_confidence);
        }
        for (size_t i = 0; !p->reason && !refused && f && f != (r ? r->other : NULL) && i < f->n_states; i++)
            state(w, p, &f->states[i], -1);
        if (refused && !p->reason && p->statement == WIRE_NO_RECORD)
            p->reason = "the reader reads no deed in it";
        if (p->reason && p->event == WIRE_NO_RECORD)
            put_uncoded(w, p);
    }
    /* `within` is known only now that all are made: a saying may stand behind its content. */
    for (size_t i = 0; i < w->doc->n_records; i++) {
        const wire_predicate *p = wire_predicate_at(w, w->doc->records[i].token);
        if (p)
            w->doc->records[i].within = container(w, p);
    }
    cut_circles(w->doc->records, w->doc->n_records);
    for (size_t i = 0; i < w->doc->n_records; i++) { /* what is so "now" in somebody's mouth was so when it was said */
        wire_record *r = &w->doc->records[i];
        const wire_predicate *p = wire_predicate_at(w, r->token);
        const wire_record *s = p && r->within != WIRE_NO_RECORD ? &w->doc->records[r->within] : NULL;
        if (s && r->kind == WIRE_EVENT && r->time.precision == WIRE_BY_REPORT && s->kind == WIRE_STATEMENT && *s->time.from && wire_is_now(w, p))
            r->time = s->time;
    }
    wire_write_standing(w);
    arrange(w);
    wire_date_retold(w);
    identify(w);
    cut_unsure(w); /* last: an id does not depend on it */
}
