/* features.c - what the rules say of a candidate, and of a word that may have a part in it, as numbers for the reader.
 *
 * A feature is a kind with up to two values, hashed into a table. The values are the coder's own small numbers (labels, parts, results):
 * who changes their order trains the reader anew. */
#include <stdlib.h>
#include <string.h>

#include "coder/mentions.h"
#include "coder/reading.h"

enum {
    PATH_MAX_STEPS = 12,
    PATH_LABELS = 4
};

enum kind {
    POS_OF, TAG_OF, DEP_OF, ENT_OF, QUOTED, NO_PREDICATE, RESULT, TYPE, TYPE_MODE, STATUS, SAYS, REASON, HOSTED, DIRECT, GOVERNOR, SOURCES,
    TARGETS, HAS_PART, PROPOSED,
    SAME_SENTENCE, BOTH_QUOTED, DISTANCE, NO_MENTION, ACTOR_KIND, MENTION_KIND, UNKNOWN_ACTOR, NO_PATH, PATH, PATH_LENGTH, PATH_ENDS, PREPOSITION,
    PREPOSITION_PATH, TYPE_PATH, FILLS, FILLS_TYPE, IS_SOURCE, IS_TARGET, IS_SUBJECT, SUBJECT_OF, IS_OBJECT, OBJECT_OF, GOVERNOR_PART,
    GOVERNOR_TYPE_PART
};

static void put(wire_bag *b, uint32_t rows, enum kind kind, uint64_t value, uint64_t second)
{
    uint64_t h = (uint64_t)kind + 1;
    h = (h ^ value) * 0x9e3779b97f4a7c15u;
    h = ((h ^ (h >> 29)) ^ second) * 0xbf58476d1ce4e5b9u;
    h ^= h >> 32;
    if (b->n < WIRE_BAG_MAX)
        b->id[b->n++] = (uint16_t)(h % rows);
}

static int rising(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

static void settle(wire_bag *b)
{
    uint32_t kept = 0;
    qsort(b->id, b->n, sizeof *b->id, rising);
    for (uint32_t i = 0; i < b->n; i++)
        if (!kept || b->id[kept - 1] != b->id[i])
            b->id[kept++] = b->id[i];
    b->n = kept;
}

/* What a predicate is by its frame: the event's type, else the kind of result. */
static uint64_t nature(const wire_predicate *p)
{
    if (!p || !p->frame)
        return p ? 1 : 0;
    return p->frame->type ? wire_murmur64(p->frame->type->name, strlen(p->frame->type->name)) : 2 + (uint64_t)p->frame->result;
}

bool wire_is_candidate(const wire_work *w, uint32_t t)
{
    const uint8_t pos = w->pos[t];
    return pos == POS_VERB || pos == POS_NOUN || pos == POS_ADJ || pos == POS_PROPN || w->predicate_of[t] != NOBODY;
}

bool wire_may_fill(const wire_work *w, uint32_t t)
{
    const uint8_t pos = w->pos[t];
    return pos == POS_NOUN || pos == POS_PROPN || pos == POS_PRON || (pos == POS_ADJ && w->ent[t] != ENT_NONE) || w->mention_of[t] != NOBODY;
}

void wire_propose(wire_work *w, uint32_t t, wire_proposal *out)
{
    *out = (wire_proposal){.token = t, .p = wire_predicate_at(w, t), .subject = wire_deep_subject(w, t), .object = wire_deep_object(w, t)};
    if (out->p && out->p->frame && out->p->frame->result == WIRE_RESULT_EVENT && !out->p->reason)
        wire_event_parties(w, out->p, &out->source, &out->target);
}

bool wire_is_proposed(const wire_proposal *p)
{
    return p->source.n || p->target.n;
}

void wire_candidate_features(const wire_work *w, const wire_proposal *c, wire_bag *b)
{
    enum { ROWS = WIRE_CANDIDATE_FEATURES };
    const uint32_t t = c->token;
    const wire_predicate *p = c->p;
    b->n = 0;
    put(b, ROWS, POS_OF, w->pos[t], 0);
    put(b, ROWS, TAG_OF, w->tag[t], 0);
    put(b, ROWS, DEP_OF, w->dep[t], 0);
    put(b, ROWS, ENT_OF, w->ent[t], 0);
    put(b, ROWS, QUOTED, wire_quoted(w, t), 0);
    if (!p) {
        put(b, ROWS, NO_PREDICATE, 0, 0);
        settle(b);
        return;
    }
    const wire_frame *f = p->frame;
    put(b, ROWS, RESULT, f ? 1 + (uint64_t)f->result : 0, 0);
    put(b, ROWS, TYPE, nature(p), 0);
    put(b, ROWS, TYPE_MODE, nature(p), f && f->mode ? wire_murmur64(f->mode, strlen(f->mode)) : 0);
    put(b, ROWS, STATUS, p->status, 0);
    put(b, ROWS, SAYS, f && f->say, 0);
    put(b, ROWS, REASON, p->reason ? wire_murmur64(p->reason, strlen(p->reason)) : 0, 0);
    put(b, ROWS, HOSTED, p->host != NOBODY, 0);
    put(b, ROWS, DIRECT, p->direct, 0);
    put(b, ROWS, GOVERNOR, p->governor == NOBODY ? 0 : nature(&w->predicates[p->governor]), 0);
    put(b, ROWS, SOURCES, c->source.n < 2 ? c->source.n : 2, 0);
    put(b, ROWS, TARGETS, c->target.n < 2 ? c->target.n : 2, 0);
    put(b, ROWS, PROPOSED, wire_is_proposed(c), nature(p));
    for (uint64_t part = 0; part < WIRE_PARTS; part++)
        if (p->n_fill[part])
            put(b, ROWS, HAS_PART, part, 0);
    settle(b);
}

/* ------------------------------------------------------------------------------------------------ a word and a candidate */

/* The labels from `t` up to `above`, the first few in one number; how many steps. NOBODY where it is not above. */
static uint32_t climb(const wire_work *w, uint32_t t, uint32_t above, uint64_t *labels, uint8_t *last)
{
    uint32_t steps = 0;
    *labels = 1;
    *last = DEP_OTHER;
    while (t != above) {
        if (wire_is_root(w, t) || steps == PATH_MAX_STEPS)
            return NOBODY;
        if (steps < PATH_LABELS)
            *labels = *labels << 8 | w->dep[t];
        *last = w->dep[t];
        t = wire_head(w, t);
        steps++;
    }
    return steps;
}

static bool among(const uint32_t *tokens, size_t n, uint32_t t)
{
    for (size_t i = 0; i < n; i++)
        if (tokens[i] == t)
            return true;
    return false;
}

static void path_features(const wire_work *w, const wire_proposal *c, uint32_t x, wire_bag *b)
{
    enum { ROWS = WIRE_PAIR_FEATURES };
    uint64_t up = 0, down = 0;
    uint8_t last_up = 0, last_down = 0;
    uint32_t top = x, rising_steps = NOBODY, falling_steps = NOBODY;
    for (int i = 0; i <= PATH_MAX_STEPS; i++) { /* the lowest word that both hang on */
        falling_steps = climb(w, c->token, top, &down, &last_down);
        if (falling_steps != NOBODY || wire_is_root(w, top))
            break;
        top = wire_head(w, top);
    }
    if (falling_steps != NOBODY)
        rising_steps = climb(w, x, top, &up, &last_up);
    if (rising_steps == NOBODY) {
        put(b, ROWS, NO_PATH, 0, 0);
        return;
    }
    put(b, ROWS, PATH, up, down);
    put(b, ROWS, PATH_LENGTH, rising_steps < 5 ? rising_steps : 5, falling_steps < 5 ? falling_steps : 5);
    put(b, ROWS, PATH_ENDS, last_up, last_down);
    const uint32_t h = wire_head(w, x);
    if (!wire_is_root(w, x) && w->pos[h] == POS_ADP) {
        const uint64_t word = wire_murmur64(w->low[h].ptr, w->low[h].len);
        put(b, ROWS, PREPOSITION, word, 0);
        put(b, ROWS, PREPOSITION_PATH, word, up * 0x9e3779b97f4a7c15u ^ down);
    }
    if (rising_steps)
        put(b, ROWS, TYPE_PATH, nature(c->p), up * 0x9e3779b97f4a7c15u ^ down);
}

static void mention_features(const wire_work *w, uint32_t x, wire_bag *b)
{
    enum { ROWS = WIRE_PAIR_FEATURES };
    const wire_mention *m = wire_mention_at(w, x);
    const uint32_t known = m ? (m->known != NOBODY ? m->known : m->seat) : NOBODY;
    if (!m) {
        put(b, ROWS, NO_MENTION, 0, 0);
        return;
    }
    const bool of_mention[] = {m->place_like, m->place >= 0, m->pronoun, m->seat != NOBODY, m->by_role};
    for (uint64_t i = 0; i < sizeof of_mention / sizeof *of_mention; i++)
        if (of_mention[i])
            put(b, ROWS, MENTION_KIND, i, 0);
    if (known == NOBODY) {
        put(b, ROWS, UNKNOWN_ACTOR, 0, 0);
        return;
    }
    const wire_known *k = &w->known[known];
    const bool of_actor[] = {k->person, k->people, k->state, k->group, k->armed, k->plural, k->actor != NULL, k->role != NULL};
    for (uint64_t i = 0; i < sizeof of_actor / sizeof *of_actor; i++)
        if (of_actor[i])
            put(b, ROWS, ACTOR_KIND, i, 0);
}

static uint32_t bits(uint32_t n)
{
    uint32_t b = 0;
    for (; n && b < 6; n >>= 1)
        b++;
    return b;
}

void wire_pair_features(const wire_work *w, const wire_proposal *c, uint32_t x, wire_bag *b)
{
    enum { ROWS = WIRE_PAIR_FEATURES };
    const uint32_t t = c->token;
    const bool same = w->tok[x].sentence == w->tok[t].sentence;
    b->n = 0;
    put(b, ROWS, POS_OF, w->pos[x], 0);
    put(b, ROWS, DEP_OF, w->dep[x], 0);
    put(b, ROWS, ENT_OF, w->ent[x], 0);
    put(b, ROWS, SAME_SENTENCE, same, 0);
    put(b, ROWS, BOTH_QUOTED, wire_quoted(w, x), wire_quoted(w, t));
    put(b, ROWS, DISTANCE, same ? 1 + (uint64_t)(x > t) : 0, same ? bits(x > t ? x - t : t - x) : 0);
    mention_features(w, x, b);
    if (same)
        path_features(w, c, x, b);
    if (c->subject == x) {
        put(b, ROWS, IS_SUBJECT, 0, 0);
        put(b, ROWS, SUBJECT_OF, nature(c->p), 0);
    }
    if (c->object == x) {
        put(b, ROWS, IS_OBJECT, 0, 0);
        put(b, ROWS, OBJECT_OF, nature(c->p), 0);
    }
    if (among(c->source.token, c->source.n, x))
        put(b, ROWS, IS_SOURCE, 0, 0);
    if (among(c->target.token, c->target.n, x))
        put(b, ROWS, IS_TARGET, 0, 0);
    const wire_predicate *g = c->p && c->p->governor != NOBODY ? &w->predicates[c->p->governor] : NULL;
    for (uint64_t part = 0; part < WIRE_PARTS; part++) {
        if (c->p && among(c->p->fill[part], c->p->n_fill[part], x)) {
            put(b, ROWS, FILLS, part, 0);
            put(b, ROWS, FILLS_TYPE, part, nature(c->p));
        }
        if (g && among(g->fill[part], g->n_fill[part], x)) {
            put(b, ROWS, GOVERNOR_PART, part, 0);
            put(b, ROWS, GOVERNOR_TYPE_PART, part, nature(g));
        }
    }
    settle(b);
}
