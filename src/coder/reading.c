/* reading.c - the reader's stage: groups of sentences through encoder and heads, and what comes of it.
 *
 *   sentence + words before it -> vectors -> each candidate: deed or none, type, mode, status
 *                                            each deed: the words of its parts
 *   no deed            -> the frame's event is not recorded
 *   the frame's type   -> the frame's sense, with the parts as read
 *   another, or none   -> a sense of the type and mode alone
 *
 * A frame that says, asks or wants keeps its saying and its content: the reader judges deeds. */
#include "coder/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/heads.h"
#include "coder/mentions.h"
#include "coder/senses.h"

/* Probabilities. On reports of our own that were held out, and on the hand-coded ones, what the rules have for a deed is right more often
 * than the reader is when it drops or changes it; whom it concerns, the reader knows better. docs/reader.md has the figures. */
static const float deed_from = 0.6f,    /* of a type: a word that the rules leave tells a deed of it */
                   change_by = 0.7f,    /* of a type over the rules' own: it is that */
                   keep_from = 0.09f,   /* of the rules' type: below, it tells no deed; of such as fresh reports have a fifth were right */
                   status_from = 0.85f, /* of a status: it is that, whatever the rules say */
                   part_from = 0.3f, part_share = 0.5f, /* of a part: the best word has it, and those of at least that share of its odds */
                   lone_from = 0.7f, /* of a source or target that the rules, which found the other, do not find */
                   place_from = 0.5f, say_from = 0.6f, state_from = 0.6f;

/* ------------------------------------------------------------------------------------------------ a sentence */

typedef struct reading {
    wire_work *w;
    const wire_reading_kit *kit;
    wire_reading_room *room;
    size_t added;
    size_t n_words; /* of the sentence, those that may have a part; NOBODY: not asked for yet */
} reading;

static const float *vector(const reading *r, const wire_seat *at, uint32_t t)
{
    return wire_vector_of(r->room, at, t);
}

static size_t most(const float *p, size_t from, size_t n)
{
    size_t best = from;
    for (size_t i = from + 1; i < n; i++)
        best = p[i] > p[best] ? i : best;
    return best;
}

/* The model's number of a type; 0 where it knows none of that name. */
static size_t number_of(const wire_heads *h, const wire_lex_type *type)
{
    for (size_t i = 1; i < wire_heads_types(h); i++)
        if (!strcmp(type->name, wire_heads_type(h, i)))
            return i;
    return 0;
}

static bool among(const uint32_t *list, size_t n, uint32_t t)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == t)
            return true;
    return false;
}

static void note(uint32_t *list, uint8_t *n, uint32_t t)
{
    if (*n < WIRE_FILLS_MAX && !among(list, *n, t))
        list[(*n)++] = t;
}

/* The word that stands for the name or description that the word is a part of: "Assad" for "al", "troops" for "Israeli". */
static uint32_t name_head(const wire_work *w, uint32_t t)
{
    for (int i = 0; i < 4 && (w->dep[t] == DEP_COMPOUND || w->dep[t] == DEP_AMOD) && wire_head(w, t) > t; i++) {
        const wire_mention *m = wire_mention_at(w, wire_head(w, t));
        if (!m || t < m->first || m->known == NOBODY)
            break;
        t = m->head;
    }
    return t;
}

/* The words of the sentence and its context that may have a part, once for all deeds of it; how many. */
static size_t read_words(reading *r, const wire_seat *at)
{
    wire_reading_room *room = r->room;
    size_t n = 0;
    for (uint32_t x = at->from; x < at->s->token_end; x++)
        if (wire_may_fill(r->w, x)) {
            room->tokens[n] = x;
            room->rows[n++] = (uint32_t)(vector(r, at, x) - room->vectors);
        }
    wire_heads_words(r->kit->heads, room->kernel, room->vectors, room->rows, n, room->sums, room->products);
    return n;
}

/* The words whose odds are near to the best ones', where those stand out enough against nobody's, which are 1. */
static void choose_words(const reading *r, const float *odds, float from, uint32_t besides, uint32_t *list, uint8_t *n)
{
    float sum = 1, best = 0;
    for (size_t i = 0; i < r->n_words; i++) {
        sum += odds[i];
        best = odds[i] > best ? odds[i] : best;
    }
    for (size_t i = 0; i < r->n_words && best >= from * sum; i++)
        if (odds[i] >= part_share * best && r->room->tokens[i] != besides)
            note(list, n, name_head(r->w, r->room->tokens[i]));
}

/* Who has which part in the deed. */
static void read_parts(reading *r, const wire_seat *at, const wire_proposal *c, size_t matter, wire_cast *out)
{
    const wire_heads *h = r->kit->heads;
    wire_reading_room *room = r->room;
    float *odds[] = {room->odds, room->odds + room->words};
    wire_half candidate;
    wire_bag bag;
    float p[WIRE_ROLES];
    if (r->n_words == NOBODY)
        r->n_words = read_words(r, at);
    wire_heads_candidate(h, room->kernel, vector(r, at, c->token), matter, &candidate);
    for (size_t i = 0; i < r->n_words; i++) {
        const uint32_t x = room->tokens[i];
        odds[0][i] = odds[1][i] = 0;
        if (x == c->token)
            continue;
        wire_pair_features(r->w, c, x, &bag);
        wire_heads_part(h, &candidate, room->sums + i * h->hidden, room->products + i * h->hidden, &bag, p);
        odds[0][i] = p[WIRE_ROLE_SOURCE] / (p[WIRE_ROLE_NONE] + 1e-9f);
        odds[1][i] = p[WIRE_ROLE_TARGET] / (p[WIRE_ROLE_NONE] + 1e-9f);
        if (p[WIRE_ROLE_PLACE] >= place_from)
            note(out->place, &out->n_place, x);
    }
    choose_words(r, odds[0], c->target.n && !c->source.n ? lone_from : part_from, c->token, out->source, &out->n_source);
    choose_words(r, odds[1], c->source.n && !c->target.n ? lone_from : part_from, c->token, out->target, &out->n_target);
}

/* Whether the deed is told by another word, as the rules see it: a light verb's noun, the attack that it comes of. */
static bool told_elsewhere(const wire_work *w, const wire_predicate *p)
{
    if (!p || !p->frame || !p->reason)
        return false;
    if (p->frame->result != WIRE_RESULT_LIGHT)
        return p->frame->result == WIRE_RESULT_EVENT;
    const uint32_t thing = wire_part_of(p, WIRE_PART_O), noun = thing != NOBODY ? thing : wire_part_of(p, WIRE_PART_C);
    const wire_predicate *q = noun == NOBODY ? NULL : wire_predicate_at(w, noun);
    return q && q->frame && q->frame->result == WIRE_RESULT_EVENT;
}

/* A deed of the rules, or one that they leave and the reader is sure of. */
static bool read_deed(reading *r, const wire_seat *at, const wire_proposal *c, const wire_opinion *o, wire_reading *out)
{
    const wire_reading_kit *kit = r->kit;
    const wire_frame *own = c->p && c->p->frame && c->p->frame->result == WIRE_RESULT_EVENT && !c->p->reason ? c->p->frame : NULL;
    const size_t likely = most(o->type, 1, kit->types);
    size_t type = own ? number_of(kit->heads, own->type) : likely;
    const bool sure = type == likely && o->type[type] >= deed_from && !told_elsewhere(r->w, c->p);
    if (!wire_is_proposed(c) && !sure)
        return false;
    if (own && o->type[likely] > o->type[type] + change_by) {
        type = likely;
        own = NULL;
    }
    if (o->type[type] < keep_from)
        return false;
    out->deed = true;
    out->confidence = wire_confidence_read(own && wire_is_proposed(c) ? WIRE_SURE_DEED : WIRE_SURE_ADDED_DEED, o->type[type]);
    out->status = (enum wire_status)most(o->status, 0, WIRE_STATUSES);
    if (own && o->status[out->status] < status_from)
        out->status = c->p->status;
    if (!own)
        out->sense = wire_deed_sense(kit, type, o->mode, !(c->p && c->p->frame && c->p->frame->say) && o->says >= say_from);
    read_parts(r, at, c, type, &out->cast);
    return true;
}

/* A saying or a state that the rules leave. */
static bool read_other(reading *r, const wire_seat *at, const wire_proposal *c, const wire_opinion *o, wire_reading *out)
{
    const wire_reading_kit *kit = r->kit;
    const wire_frame *own = c->p && !c->p->reason ? c->p->frame : NULL;
    const size_t relation = most(o->relation, 1, kit->relations);
    const bool says = o->says >= say_from && !own && !out->deed;
    /* titles are told without predicates: standing.c */
    if (!says && (o->relation[relation] < state_from || relation == kit->office || (own && own->n_states)))
        return false;
    out->other = says ? &kit->saying : &kit->relation_senses[relation];
    out->other_confidence = wire_confidence_read(WIRE_SURE_ADDED_OTHER, says ? o->says : o->relation[relation]);
    read_parts(r, at, c, says ? kit->types : kit->types + relation, &out->other_cast);
    if (!out->other_cast.n_source || (!says && !out->other_cast.n_target))
        out->other = NULL;
    return out->other != NULL;
}

/* `hidden`: what the heads' first matrix made of its vector. */
static void read_candidate(reading *r, const wire_seat *at, uint32_t t, float *hidden)
{
    wire_proposal c;
    wire_bag bag;
    wire_opinion o;
    wire_propose(r->w, t, &c);
    wire_candidate_features(r->w, &c, &bag);
    wire_heads_judge(r->kit->heads, hidden, &bag, &o);
    wire_reading now = {.deed = false};
    const bool deed = read_deed(r, at, &c, &o, &now), other = read_other(r, at, &c, &o, &now);
    if (!deed && !other)
        return;
    if (!c.p) {
        if (!wire_put_predicate(r->w, t, NOBODY))
            return;
        r->added++;
    }
    r->w->readings[r->w->predicate_of[t]] = now;
}

static int make_room(wire_reading_room *room, size_t words, size_t hidden)
{
    if (words <= room->words)
        return 0;
    room->words = 0;
    free(room->tokens);
    free(room->rows);
    free(room->hidden);
    free(room->sums);
    free(room->products);
    free(room->odds);
    room->tokens = calloc(words, sizeof *room->tokens);
    room->rows = calloc(words, sizeof *room->rows);
    room->hidden = malloc(words * hidden * sizeof(float));
    room->sums = malloc(words * hidden * sizeof(float));
    room->products = malloc(words * hidden * sizeof(float));
    room->odds = malloc(2 * words * sizeof(float));
    if (!room->tokens || !room->rows || !room->hidden || !room->sums || !room->products || !room->odds)
        return WIRE_ENOMEM;
    room->words = words;
    return 0;
}

static int read_sentence(void *ctx, const wire_seat *at, wire_err *err)
{
    reading *r = ctx;
    wire_reading_room *room = r->room;
    const wire_heads *h = r->kit->heads;
    size_t n = 0;
    if (make_room(room, at->s->token_end - at->from, h->hidden))
        return wire_oom(err);
    for (uint32_t t = at->s->first_token; t < at->s->token_end; t++)
        if (wire_is_candidate(r->w, t))
            room->rows[n++] = (uint32_t)(vector(r, at, t) - room->vectors);
    wire_heads_project(h, room->kernel, room->vectors, room->rows, n, room->hidden);
    r->n_words = NOBODY;
    n = 0;
    for (uint32_t t = at->s->first_token; t < at->s->token_end; t++)
        if (wire_is_candidate(r->w, t))
            read_candidate(r, at, t, room->hidden + n++ * h->hidden);
    return r->w->out_of_memory ? wire_oom(err) : 0;
}

/* The head of what is said: a clause below the word, or, of a noun, the clause that it is the subject of. */
static uint32_t content_of(const wire_work *w, uint32_t t)
{
    static const enum wire_dep clauses[] = {DEP_CCOMP, DEP_ACL, DEP_XCOMP};
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        const uint32_t c = wire_child(w, t, clauses[i]);
        if (c != NOBODY)
            return c;
    }
    return wire_child(w, t, DEP_DOBJ);
}

static void refill(wire_predicate *p, wire_part part, const uint32_t *tokens, uint8_t n)
{
    memcpy(p->fill[part], tokens, n * sizeof *tokens);
    p->n_fill[part] = n;
}

/* Give a predicate that has no frame the one that it is read as. */
static bool enter(wire_work *w, uint32_t number)
{
    wire_predicate *p = &w->predicates[number];
    const wire_reading *r = &w->readings[number];
    const bool free = !p->frame || p->reason;
    if (!free || (!r->deed && !r->other))
        return false;
    p->frame = r->deed ? r->sense : r->other;
    p->reason = NULL;
    if (p->frame->say) {
        const wire_cast *cast = r->deed ? &r->cast : &r->other_cast;
        const uint32_t c = content_of(w, p->token);
        refill(p, WIRE_PART_S, cast->source, cast->n_source);
        refill(p, WIRE_PART_C, &c, c != NOBODY);
        p->listed = true;
    }
    return true;
}

int wire_read(wire_work *w, const wire_reading_kit *kit, wire_reading_room *room, wire_err *err)
{
    reading r = {.w = w, .kit = kit, .room = room};
    w->readings = wire_scratch(w, w->n * sizeof *w->readings); /* room for a predicate each token */
    if (w->out_of_memory)
        return wire_oom(err);
    for (size_t i = 0; i < w->n; i++)
        w->readings[i] = (wire_reading){.deed = false};
    int rc = wire_encode_sentences(w, room, read_sentence, &r, err);
    for (uint32_t i = 0; i < w->n_predicates && !rc; i++) /* not before: until all is read, features are of the rules alone */
        r.added += enter(w, i);
    if (!rc && r.added) { /* those that were added stand in somebody's content, too */
        wire_find_governors(w);
        wire_find_speakers(w);
    }
    return rc;
}

/* ------------------------------------------------------------------------------------------------ asked by the records */

wire_predicate wire_as_read(const wire_work *w, const wire_predicate *p, const wire_reading *r)
{
    wire_predicate q = *p;
    q.frame = r->sense ? r->sense : p->frame;
    q.status = r->status;
    q.reason = NULL;
    if (r->sense)
        memset(q.n_fill, 0, sizeof q.n_fill);
    if (r->cast.n_source || r->cast.n_target) {
        uint32_t victims[WIRE_FILLS_MAX], others[WIRE_FILLS_MAX];
        uint8_t n_victims = 0, n_others = 0;
        for (uint8_t i = 0; i < r->cast.n_target; i++) { /* whom it hits is counted, and is no place */
            const wire_mention *m = wire_mention_at(w, r->cast.target[i]);
            const bool hit = r->sense ? m && !m->place_like && m->known != NOBODY && w->known[m->known].people : among(p->fill[WIRE_PART_M], p->n_fill[WIRE_PART_M], r->cast.target[i]);
            if (hit)
                note(victims, &n_victims, r->cast.target[i]);
            else
                note(others, &n_others, r->cast.target[i]);
        }
        q.listed = true;
        q.n_fill[WIRE_PART_B] = 0;
        if (r->cast.n_source)
            refill(&q, WIRE_PART_S, r->cast.source, r->cast.n_source);
        if (r->cast.n_target) {
            q.n_fill[WIRE_PART_A] = 0;
            refill(&q, WIRE_PART_M, victims, n_victims);
            refill(&q, WIRE_PART_T, others, n_others);
        }
    }
    if (!q.n_fill[WIRE_PART_P])
        refill(&q, WIRE_PART_P, r->cast.place, r->cast.n_place);
    return q;
}

wire_predicate wire_state_read(const wire_predicate *p, const wire_reading *r)
{
    wire_predicate q = *p;
    q.frame = r->other;
    memset(q.n_fill, 0, sizeof q.n_fill);
    refill(&q, WIRE_PART_S, r->other_cast.source, r->other_cast.n_source);
    refill(&q, WIRE_PART_O, r->other_cast.target, r->other_cast.n_target);
    q.listed = true;
    return q;
}
