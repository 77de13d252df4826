/* standing.c - states that a noun phrase tells by itself, without a predicate.
 *
 *   "Foreign Minister Ada Kern", "Kern, head of the customs union"   holds_office, once for each person
 *   "Ada Kern of the Free Party", "Kern's Free Party"                 member_of
 *   "the Narvian troops in Baru", "NATO peacekeepers in Velia"        present_in
 *   "the rebel-held town"                                             controls
 *   "the Narvian-backed militia"                                      ally_of
 *   "the ruling Free Party", "the Narvian junta"                      governs
 *   "a troika of Chile, Peru and Cuba", "the bloc, including Peru"    member_of
 *
 *   "Kern: No talks before the thaw"                                  a headline's statement
 *
 * Each state once a report. */
#include <stdio.h>
#include <string.h>

#include "coder/details.h"
#include "coder/mentions.h"
#include "coder/records.h"

static wire_record *tell(wire_work *w, const wire_mention *m, uint32_t subject, const char *relation, wire_span span, const wire_lex_role *by)
{
    wire_record *r = wire_put_record(w, WIRE_STATE, NULL);
    if (!r)
        return NULL;
    wire_parties one = {.known = {subject}, .token = {m->head}, .n = 1};
    r->token = m->head;
    r->sentence = w->tok[m->head].sentence;
    r->span = span;
    r->trigger = wire_words(w, m->first, m->head + 1);
    r->source = wire_put_actors(w, &one);
    r->relation = relation;
    r->value = "true";
    r->status = WIRE_ACTUAL;
    if (by) {
        char where[300];
        snprintf(where, sizeof where, "%s:%u", by->file, by->line);
        r->frame = wire_keep(w, where, strlen(where));
    }
    return r;
}

/* Whether the document has the state already; from now on it has. */
static bool told_before(wire_work *w, const char *relation, const char *subject, const char *object)
{
    const uint64_t parts[] = {wire_murmur64(relation, strlen(relation)), wire_murmur64(subject, strlen(subject)), wire_murmur64(object, strlen(object))};
    const uint64_t key = wire_murmur64(parts, sizeof parts) | 1;
    if (wire_map_get(&w->told, key))
        return true;
    if (wire_map_put(&w->told, key, 1))
        w->out_of_memory = true;
    return false;
}

/* What predicates told. */
static void remember(wire_work *w)
{
    wire_map_clear(&w->told);
    for (size_t i = 0; i < w->doc->n_records; i++) {
        const wire_record *r = &w->doc->records[i];
        if (r->kind == WIRE_STATE && r->source.count)
            told_before(w, r->relation, w->doc->actors[r->source.first].name, r->object);
    }
}

/* A person with a title: what office, once for each person. */
static void office(wire_work *w, const wire_mention *m, bool *told)
{
    const wire_known *k = &w->known[m->known];
    if (!m->titled || !k->person || !*k->office || told[m->known])
        return;
    told[m->known] = true;
    uint32_t end = m->end;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c]) /* a title in apposition stands behind */
        if (w->dep[c] == DEP_APPOS && w->right[c] > end && w->right[c] - m->head < 24)
            end = w->right[c];
    wire_record *r = tell(w, m, m->known, "holds_office", wire_words(w, m->first, end), k->role);
    if (!r)
        return;
    r->object = k->office;
    r->status = wire_is_former(w, m) ? WIRE_HABITUAL : WIRE_ACTUAL;
    r->confidence = 0.85f;
}

/* A state between two actors. */
static void relate(wire_work *w, const wire_mention *m, uint32_t subject, const char *relation, uint32_t other, uint32_t from, uint32_t to)
{
    if (subject == other || told_before(w, relation, w->known[subject].name, w->known[other].name))
        return;
    wire_record *r = tell(w, m, subject, relation, wire_words(w, from < to ? from : to, (from < to ? to : from) + 1), NULL);
    if (!r)
        return;
    wire_parties object = {.known = {other}, .token = {to}, .n = 1};
    r->target = wire_put_actors(w, &object);
    r->object = w->known[other].name;
    r->confidence = 0.6f;
}

static bool political_group(const wire_work *w, uint32_t known)
{
    const wire_lex_actor *a = w->known[known].actor;
    return a && (a->kind == WIRE_LEX_PARTY || a->kind == WIRE_LEX_GROUP);
}

static void membership(wire_work *w, const wire_mention *m)
{
    const uint32_t k = m->known;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c]) {
        uint32_t o = w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_OF) && w->known[k].person && !m->pronoun ? wire_child(w, c, DEP_POBJ) : NOBODY;
        uint32_t group = o == NOBODY ? NOBODY : wire_actor_in(w, o);
        if (group != NOBODY && political_group(w, group) && w->pos[m->head] == POS_PROPN)
            relate(w, m, k, "member_of", group, m->head, o);
        uint32_t owner = w->dep[c] == DEP_POSS && political_group(w, k) ? wire_actor_in(w, c) : NOBODY;
        if (owner != NOBODY && w->known[owner].person)
            relate(w, m, owner, "member_of", k, c, m->head);
    }
}

/* Soldiers of a country stand for it. */
static uint32_t whose(wire_work *w, uint32_t known, uint32_t token)
{
    const wire_known *k = &w->known[known];
    const wire_lex_actor *country = k->actor && k->actor->kind == WIRE_LEX_BODY ? wire_lexicon_actor(w->lexicon, k->country) : NULL;
    return country ? wire_know_actor(w, country, token) : known;
}

static void presence(wire_work *w, const wire_mention *m)
{
    if (m->pronoun || w->known[m->known].person || !w->known[m->known].armed || !(w->known[m->known].actor || w->known[m->known].with))
        return;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c]) {
        uint32_t o = w->dep[c] == DEP_PREP && c > m->head && wire_among(w, c, WORDS_PRESENCE_PREPOSITION) ? wire_child(w, c, DEP_POBJ) : NOBODY;
        wire_place place;
        if (o == NOBODY || !wire_place_of(w, wire_core(w, o), &place))
            continue;
        uint32_t who = whose(w, m->known, m->head);
        if (who == NOBODY || !strcmp(w->known[who].country, place.country) || told_before(w, "present_in", w->known[who].name, place.name))
            continue; /* at home is no presence */
        wire_record *r = tell(w, m, who, "present_in", wire_words(w, m->first, o + 1), NULL);
        if (!r)
            return;
        int64_t low, high;
        wire_span n;
        r->object = place.name;
        if (wire_number_of(w, m->head, &low, &high, &n))
            r->quantity = wire_keep(w, w->text + n.start, n.end - n.start);
        r->confidence = 0.6f;
    }
}

/* "Narvian-backed militia", "al-Qaeda-linked fighters" */
static void alliance(wire_work *w, const wire_mention *m)
{
    for (uint32_t c = w->first[m->head]; c != NOBODY && c < m->head; c = w->next[c]) {
        if (w->dep[c] != DEP_AMOD || !wire_among(w, c, WORDS_ALLIED) || c < 2 || !wire_is(w, c - 1, "-"))
            continue;
        const uint32_t by = wire_modifier_actor(w, c - 2);
        if (by != NOBODY)
            relate(w, m, m->known, "ally_of", by, m->first, m->head);
    }
}

/* "rebel-held Velia" */
static void control(wire_work *w, const wire_mention *m)
{
    const uint32_t by = wire_held_by(w, m->head);
    wire_place place;
    if (by == NOBODY || !m->place_like)
        return;
    const bool named = wire_place_of(w, m->head, &place);
    const wire_span words = wire_words(w, m->head, m->head + 1);
    const char *object = named ? place.name : wire_keep(w, w->text + words.start, words.end - words.start);
    if (told_before(w, "controls", w->known[wire_actor_in(w, by)].name, object))
        return;
    wire_record *r = tell(w, m, wire_actor_in(w, by), "controls", wire_words(w, m->first, m->head + 1), NULL);
    if (!r)
        return;
    r->object = object;
    r->confidence = 0.7f;
}

/* A spoken headline: "Kern: No talks before the thaw". */
static void headline(wire_work *w, const wire_mention *m)
{
    const wire_sentence *s = wire_sentence_of(w, m->head);
    const wire_known *k = &w->known[m->known];
    const uint32_t colon = m->end;
    if (w->doc->blocks[s->block].kind != WIRE_HEADLINE || m->first != s->first_token || colon + 2 >= s->token_end || !wire_is(w, colon, ":") ||
        m->place_like || !(k->person || k->state || k->group))
        return;
    bool clause = false;
    for (uint32_t t = colon + 1; t < s->token_end; t++)
        clause |= w->pos[t] == POS_VERB || w->pos[t] == POS_AUX;
    wire_record *r = clause ? wire_put_record(w, WIRE_STATEMENT, NULL) : NULL;
    if (!r)
        return;
    wire_parties by = {.known = {m->known}, .token = {m->head}, .n = 1};
    r->token = m->head;
    r->sentence = w->tok[m->head].sentence;
    r->span = r->trigger = wire_words(w, m->first, colon + 1);
    r->source = wire_put_actors(w, &by);
    r->content = wire_words(w, colon + 1, s->token_end);
    r->quoted = wire_quote_at(w, r->content.start, r->content.end) != NULL;
    r->status = WIRE_ACTUAL;
    r->confidence = 0.6f;
}

static void rule(wire_work *w, const wire_mention *m)
{
    bool rules = wire_lemma_among(w, m->head, WORDS_JUNTA);
    for (uint32_t i = m->first; i < m->head; i++)
        rules |= wire_among(w, i, WORDS_RULING);
    const wire_lex_actor *country = rules && w->known[m->known].group ? wire_lexicon_actor(w->lexicon, w->known[m->known].country) : NULL;
    uint32_t k = country ? wire_know_actor(w, country, m->head) : NOBODY;
    if (k != NOBODY)
        relate(w, m, m->known, "governs", k, m->first, m->head);
}

/* The noun that lists its members behind "of", "including", "made up of"; NOBODY: none. */
static uint32_t list_of(const wire_work *w, uint32_t c, bool *some)
{
    *some = wire_among(w, c, WORDS_INCLUDING);
    if (w->dep[c] == DEP_PREP && (*some || wire_among(w, c, WORDS_OF)))
        return wire_child(w, c, DEP_POBJ);
    if (w->dep[c] != DEP_ACL || !wire_among(w, c, WORDS_MADE_OF))
        return NOBODY;
    for (uint32_t p = w->first[c]; p != NOBODY; p = w->next[p]) {
        const uint32_t of = wire_among(w, p, WORDS_OF) ? p : wire_child(w, p, DEP_PREP);
        if (wire_among(w, of, WORDS_OF))
            return wire_child(w, of, DEP_POBJ);
    }
    return NOBODY;
}

/* Members by list: several, or one of more. */
static void members(wire_work *w, uint32_t noun)
{
    enum { MEMBERS_MAX = 16 };
    if (w->pos[noun] != POS_NOUN || !wire_noun_among(w, noun, NOUN_LEAGUE_NOUN) || wire_passed_over(w, noun))
        return;
    for (uint32_t c = w->first[noun]; c != NOBODY; c = w->next[c]) {
        bool some;
        uint32_t known[MEMBERS_MAX], token[MEMBERS_MAX], n = 0;
        for (uint32_t o = list_of(w, c, &some); o != NOBODY && n < MEMBERS_MAX; o = wire_conjunct(w, o)) {
            const uint32_t k = wire_actor_in(w, o);
            if (k == NOBODY || w->known[k].people)
                break;
            known[n] = k;
            token[n++] = o;
        }
        if (n < (some ? 1 : 2))
            continue;
        uint32_t from = w->left[noun];
        while (from < noun && w->pos[from] == POS_DET)
            from++;
        const wire_span s = wire_words(w, from, some ? c : noun + 1);
        const char *object = wire_keep(w, w->text + s.start, s.end - s.start);
        for (uint32_t i = 0; i < n; i++) {
            const wire_mention m = w->mentions[w->mention_of[token[i]]];
            if (told_before(w, "member_of", w->known[known[i]].name, object))
                continue;
            wire_record *r = tell(w, &m, known[i], "member_of", wire_words(w, from, token[i] + 1), NULL);
            if (!r)
                return;
            r->object = object;
            r->confidence = 0.6f;
        }
    }
}

void wire_write_standing(wire_work *w)
{
    bool *told = wire_scratch(w, w->n_known + 1);
    if (!told)
        return;
    memset(told, 0, w->n_known + 1);
    remember(w);
    for (int by_role = 0; by_role < 2; by_role++) /* where the name stands with the title, before where the title stands alone */
        for (size_t i = 0; i < w->n_mentions && !w->out_of_memory; i++)
            if (w->mentions[i].known != NOBODY && w->mentions[i].by_role == by_role)
                office(w, &w->mentions[i], told);
    for (uint32_t t = 0; t < w->n && !w->out_of_memory; t++)
        members(w, t);
    for (size_t i = 0; i < w->n_mentions && !w->out_of_memory; i++) {
        const wire_mention m = w->mentions[i];
        control(w, &m);
        if (m.known == NOBODY)
            continue;
        headline(w, &m);
        membership(w, &m);
        alliance(w, &m);
        presence(w, &m);
        rule(w, &m);
    }
}
