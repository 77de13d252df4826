/* places.c - where: names of places, nouns of places with a name beside them, and which of them are a predicate's own.
 *
 *   "Kunduz" -> gazetteer -> the likeliest of the name, a country that the report speaks of before others
 *   "Helmand province", "the city of Basra", "the Afghan capital Kabul" -> the named one
 *   "the country", "that city" -> the last one of that kind
 *   predicate -> P · O · in, at, near … on it, its light verb, its thing, its target
 */
#include <math.h>
#include <string.h>

#include "coder/details.h"
#include "coder/mentions.h"

enum { SENTENCES_BACK = 6, PLACES_MAX = 16 /* of one record */ };

/* A place of the lexicon's: of several of a name, the first, which is the likeliest, but one in a country that the report
 * names stands before it. */
int64_t wire_choose_place(const wire_work *w, const wire_lex_match *m)
{
    for (size_t i = 0; i < m->n_places && i < 12; i++) {
        wire_lex_place p = wire_lexicon_place(w->lexicon, m->places[i]);
        if (p.kind == WIRE_LEX_PLACE_COUNTRY || (i == 0 && p.population > 300000))
            return m->places[i];
        if (wire_speaks_of(w, p.country))
            return m->places[i];
    }
    return m->n_places ? (int64_t)m->places[0] : -1;
}

/* A noun of places: the named place beside it, in it or behind "of"; else what "the country" or "the city" goes back to. */
static bool noun_of_place(const wire_work *w, uint32_t t)
{
    const wire_token *k = &w->tok[t];
    return w->pos[t] != POS_PRON && wire_lexicon_in_class(w->lexicon, WIRE_CLASS_PLACE, wire_murmur64(k->lemma.ptr, k->lemma.len));
}

static const wire_mention *named(const wire_work *w, uint32_t t)
{
    const wire_mention *m = wire_mention_at(w, t);
    return m && m->place >= 0 ? m : NULL;
}

static bool geographic(const wire_work *w, uint32_t t)
{
    return w->ent[t] == ENT_GPE || w->ent[t] == ENT_LOC || w->ent[t] == ENT_FAC;
}

/* Whether it tells where, also by a name that only the recogniser knows. */
static bool locates(const wire_work *w, uint32_t t)
{
    const wire_mention *m = wire_mention_at(w, t);
    return m && (m->place >= 0 || (m->place_like && geographic(w, t)));
}

/* A mention is of the place of another. */
static void take(wire_mention *m, const wire_mention *other)
{
    m->place = other->place;
    m->place_first = other->place_first;
    m->place_end = other->place_end;
    m->place_like = true;
}

/* A place of the gazetteer by its name in a country, or -1. */
static int64_t by_name(const wire_work *w, const char *name, const char *country)
{
    wire_str words[WIRE_NAME_WORDS_MAX];
    size_t n = 0;
    wire_lex_match match;
    for (const char *s = name; *s && n < WIRE_NAME_WORDS_MAX; s += strspn(s, " ")) {
        size_t len = strcspn(s, " ");
        words[n++] = (wire_str){s, len};
        s += len;
    }
    if (!n || !wire_lexicon_match(w->lexicon, words, n, &match))
        return -1;
    for (size_t i = 0; i < match.n_places && i < 12; i++)
        if (!strcmp(wire_lexicon_place(w->lexicon, match.places[i]).country, country))
            return match.places[i];
    return -1;
}

/* "the Afghan capital", "the country's provinces": the capital, or the country. */
static void of_country(wire_work *w, wire_mention *m)
{
    for (uint32_t c = w->first[m->head]; c != NOBODY && m->place < 0; c = w->next[c]) {
        if (w->dep[c] != DEP_POSS && w->dep[c] != DEP_AMOD && w->dep[c] != DEP_COMPOUND && w->dep[c] != DEP_NMOD)
            continue;
        uint32_t k = wire_modifier_actor(w, c);
        const wire_lex_actor *a = k == NOBODY ? NULL : w->known[k].actor;
        if (!a || a->kind != WIRE_LEX_COUNTRY)
            continue;
        const bool capital = wire_lemma_among(w, m->head, WORDS_CAPITAL_NOUN) && w->tag[m->head] != TAG_NNS && a->capital;
        m->place = by_name(w, capital ? a->capital : a->name, a->id);
    }
}

static void refer(wire_work *w, size_t at)
{
    wire_mention *m = &w->mentions[at];
    uint32_t d = wire_child(w, m->head, DEP_DET), here = w->tok[m->head].sentence;
    const bool country = wire_among(w, m->head, WORDS_COUNTRY_NOUN), city = wire_among(w, m->head, WORDS_CITY_NOUN);
    const bool region = wire_among(w, m->head, WORDS_REGION_NOUN);
    if (d == NOBODY || !wire_among(w, d, WORDS_DEFINITE) || (!country && !city && !region) || m->head - m->first > 1)
        return;
    for (size_t i = at; i-- > 0 && at - i <= WIRE_MENTIONS_BACK && here - w->tok[w->mentions[i].head].sentence <= SENTENCES_BACK;) {
        if (w->mentions[i].place < 0)
            continue;
        wire_lex_place p = wire_lexicon_place(w->lexicon, (uint32_t)w->mentions[i].place);
        if (country != (p.kind == WIRE_LEX_PLACE_COUNTRY) || (city && p.kind != WIRE_LEX_PLACE_CITY && p.kind != WIRE_LEX_PLACE_CAPITAL) ||
            (region && p.kind != WIRE_LEX_PLACE_REGION && p.kind != WIRE_LEX_PLACE_DISTRICT))
            continue;
        take(m, &w->mentions[i]);
        if (country && p.country_actor)
            m->known = wire_know_actor(w, p.country_actor, m->head);
        return;
    }
}

/* "Niger Delta" is no part of Niger; but "Kharkiv Oblast" is told by its first word. */
static bool own_name(const wire_work *w, uint32_t t)
{
    return w->pos[t] == POS_PROPN && !wire_among(w, t, WORDS_DIVISION_NOUN);
}

void wire_find_place_nouns(wire_work *w)
{
    for (size_t i = 0; i < w->n_mentions; i++) {
        wire_mention *m = &w->mentions[i];
        if (m->place >= 0 || !noun_of_place(w, m->head))
            continue;
        m->place_like |= m->known == NOBODY;
        for (uint32_t k = m->first; k < m->head && m->place < 0 && !own_name(w, m->head); k++) { /* "Helmand province" */
            wire_lex_match match;
            if (w->dep[k] == DEP_COMPOUND && wire_match_at(w, k, m->head, &match) && match.n_places) {
                m->place = wire_choose_place(w, &match);
                m->place_first = k;
                m->place_end = k + (uint32_t)match.tokens;
            }
        }
        for (uint32_t c = w->first[m->head]; c != NOBODY && m->place < 0; c = w->next[c]) {
            uint32_t o = w->dep[c] == DEP_APPOS ? c : w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_OF) ? wire_child(w, c, DEP_POBJ) : NOBODY;
            const wire_mention *n = o == NOBODY ? NULL : named(w, o);
            if (n)
                take(m, n);
        }
        if (m->place < 0)
            of_country(w, m);
        if (m->place >= 0)
            m->place_like = true;
        else
            refer(w, i);
    }
}

/* The country that stands behind a place's name: "Balakliia, Kharkiv Oblast, Ukraine". */
static const char *country_beside(wire_work *w, uint32_t t)
{
    enum { BEHIND = 8 /* tokens */ };
    for (uint32_t i = t + 1; i < w->n && i < t + BEHIND && w->tok[i].sentence == w->tok[t].sentence; i++) {
        const wire_mention *m = wire_mention_at(w, i);
        if (m && m->place >= 0)
            return wire_lexicon_place(w->lexicon, (uint32_t)m->place).country;
        if (w->pos[i] != POS_PROPN && !wire_is(w, i, ","))
            break;
    }
    return "";
}

uint32_t wire_named_place(const wire_work *w, uint32_t t)
{
    for (uint32_t c = w->pos[t] == POS_PROPN ? NOBODY : w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_APPOS && named(w, c))
            return c;
    return t;
}

bool wire_place_of(wire_work *w, uint32_t t, wire_place *out)
{
    const wire_mention *m = wire_mention_at(w, t);
    if (m && !m->place_like && m->known != NOBODY && w->known[m->known].actor && w->known[m->known].actor->kind == WIRE_LEX_COUNTRY)
        ; /* a country by name is a place as well */
    else if (!m || !m->place_like)
        return false;
    uint32_t first = m->first;
    while (first < m->head && w->pos[first] == POS_DET)
        first++;
    *out = (wire_place){.name = "", .country = "", .admin1 = "", .lat = NAN, .lon = NAN, .precision = WIRE_PLACE_SITE, .span = wire_words(w, first, m->head + 1)};
    if (m->place >= 0) {
        wire_lex_place p = wire_lexicon_place(w->lexicon, (uint32_t)m->place);
        const wire_span said = wire_words(w, m->place_first, m->place_end);
        out->name = said.end > said.start ? wire_keep(w, w->text + said.start, said.end - said.start) : p.name; /* as the report writes it */
        out->country = p.country;
        out->admin1 = p.admin1;
        out->geonameid = p.geonameid;
        out->lat = p.lat;
        out->lon = p.lon;
        out->precision = p.kind == WIRE_LEX_PLACE_COUNTRY    ? WIRE_PLACE_COUNTRY
                         : p.kind == WIRE_LEX_PLACE_REGION || p.kind == WIRE_LEX_PLACE_DISTRICT ? WIRE_PLACE_REGION
                         : p.kind == WIRE_LEX_PLACE_FACILITY ? WIRE_PLACE_SITE
                                                             : WIRE_PLACE_CITY;
        return true;
    }
    const wire_known *k = m->known == NOBODY ? NULL : &w->known[m->known];
    if (k && k->actor && k->actor->kind == WIRE_LEX_COUNTRY) {
        out->name = k->actor->name;
        out->country = k->actor->id;
        out->precision = WIRE_PLACE_COUNTRY;
        return true;
    }
    if (w->pos[t] != POS_PROPN && !geographic(w, t)) /* "three more towns" */
        return false;
    out->name = wire_keep(w, w->text + out->span.start, out->span.end - out->span.start);
    out->country = country_beside(w, t);
    return true;
}

static void append(wire_work *w, wire_range *r, wire_place place)
{
    if (r->count == PLACES_MAX)
        return;
    for (uint32_t i = r->first; i < r->first + r->count; i++)
        if (!strcmp(w->doc->places[i].name, place.name) && !strcmp(w->doc->places[i].country, place.country))
            return;
    if (wire_grow(&w->doc->places, &w->doc->place_cap, w->doc->n_places + 1, sizeof place)) {
        w->out_of_memory = true;
        return;
    }
    w->doc->places[w->doc->n_places++] = place;
    r->count++;
}

/* "the Afghan capital Kabul", "Kabul, Afghanistan": the country after a place decides between places of one name. */
static void put_place(wire_work *w, wire_range *r, uint32_t t)
{
    wire_place place;
    if (!wire_place_of(w, t, &place))
        return;
    append(w, r, place);
}

/* Whether the place is only where the one before it is, as the parser coordinates it: "Balakliia, Kharkiv Oblast, Ukraine". */
static bool holds_the_last(wire_work *w, const wire_range *r, uint32_t t)
{
    wire_place place;
    const uint32_t first = w->left[t];
    if (!r->count || !first || !wire_is(w, first - 1, ",") || !wire_place_of(w, t, &place))
        return false;
    const wire_place *last = &w->doc->places[r->first + r->count - 1];
    const bool wider = place.precision == WIRE_PLACE_COUNTRY || (place.precision == WIRE_PLACE_REGION && last->precision != WIRE_PLACE_REGION);
    return wider && last->precision != WIRE_PLACE_COUNTRY && (!*last->country || !strcmp(last->country, place.country));
}

static void with_conjuncts(wire_work *w, wire_range *r, uint32_t t)
{
    t = wire_named_place(w, t);
    for (int i = 0; i < 12 && t != NOBODY; i++, t = wire_conjunct(w, t))
        if (!holds_the_last(w, r, t))
            put_place(w, r, t);
}

/* Places after a preposition of place on the word. A place inside the place ("in Kunduz, in northern Afghanistan") is the wider one: left. */
static void local(wire_work *w, wire_range *r, uint32_t t, enum wire_words prepositions)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_PREP && wire_among(w, c, prepositions)) {
            const uint32_t of = wire_child(w, c, DEP_PREP); /* "outside of" */
            uint32_t o = wire_child(w, wire_among(w, of, WORDS_OF) ? of : c, DEP_POBJ);
            if (o != NOBODY)
                with_conjuncts(w, r, wire_core(w, o));
        }
}

/* "Speaking at a news conference in Rostov, Lavrov said" */
static void occasion(wire_work *w, wire_range *r, uint32_t say, enum wire_words where)
{
    for (uint32_t c = w->first[say]; c != NOBODY; c = w->next[c]) {
        if (w->dep[c] != DEP_ADVCL && w->dep[c] != DEP_DATIVE && w->dep[c] != DEP_DOBJ && w->dep[c] != DEP_PREP)
            continue;
        local(w, r, c, where);
        for (uint32_t p = w->first[c]; p != NOBODY && !r->count; p = w->next[p]) {
            uint32_t o = w->dep[p] == DEP_POBJ ? p : w->dep[p] == DEP_PREP ? wire_child(w, p, DEP_POBJ) : NOBODY;
            if (o != NOBODY)
                local(w, r, o, where);
        }
    }
}

/* A place that stands in the predicate's own clause, however the parser hangs it: on an object's object, on the subject. */
static void in_clause(wire_work *w, wire_range *r, uint32_t verb, enum wire_words where)
{
    enum { STEPS_MAX = 8, WORDS_MAX = 60 };
    const uint32_t to = w->right[verb] < w->left[verb] + WORDS_MAX ? w->right[verb] : w->left[verb] + WORDS_MAX;
    for (uint32_t i = w->left[verb]; i < to && !r->count; i++) {
        const uint32_t o = w->dep[i] == DEP_PREP && wire_among(w, i, where) ? wire_child(w, i, DEP_POBJ) : NOBODY;
        if (o == NOBODY || !locates(w, o))
            continue;
        uint32_t t = wire_head(w, i);
        for (int steps = 0; steps < STEPS_MAX && t != verb && w->pos[t] != POS_VERB && w->pos[t] != POS_AUX && !wire_is_root(w, t); steps++)
            t = wire_head(w, t);
        if (t == verb)
            with_conjuncts(w, r, o);
    }
}

/* "the Kabul bombing" */
static void before_noun(wire_work *w, wire_range *r, uint32_t noun)
{
    for (uint32_t c = w->first[noun]; c != NOBODY && c < noun; c = w->next[c]) {
        wire_lex_match match;
        const uint32_t from = w->left[c];
        if (w->dep[c] != DEP_COMPOUND || (w->ent[c] != ENT_GPE && w->pos[noun] != POS_PROPN) || !wire_match_at(w, from, c + 1, &match) || !match.n_places || from + match.tokens != c + 1)
            continue;
        const wire_lex_place p = wire_lexicon_place(w->lexicon, (uint32_t)wire_choose_place(w, &match));
        if (p.kind == WIRE_LEX_PLACE_COUNTRY)
            continue;
        const wire_span said = wire_words(w, from, c + 1);
        const wire_place place = {.name = wire_keep(w, w->text + said.start, said.end - said.start),
                                  .country = p.country,
                                  .admin1 = p.admin1,
                                  .geonameid = p.geonameid,
                                  .lat = p.lat,
                                  .lon = p.lon,
                                  .precision = WIRE_PLACE_CITY,
                                  .span = said};
        append(w, r, place);
        return;
    }
}

/* Deeds that are somewhere, and whose place reports leave to be understood. */
static bool happens_on_ground(const wire_predicate *p)
{
    static const char *const types[] = {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", NULL};
    for (size_t i = 0; p->frame->type && types[i]; i++)
        if (!strcmp(p->frame->type->name, types[i]))
            return true;
    return false;
}

/* The place of the sentence that stands behind "in", "at", "near", or of a sentence before what is done to a town, nearest to `t`;
 * NOBODY: none. */
static uint32_t place_told_in(const wire_work *w, const wire_sentence *s, uint32_t t)
{
    uint32_t best = NOBODY;
    const bool before = t >= s->token_end;
    for (uint32_t i = s->first_token; i < s->token_end; i++) {
        const bool prep = w->dep[i] == DEP_PREP && wire_among(w, i, WORDS_PLACE_PREPOSITION);
        const uint32_t o = prep ? wire_child(w, i, DEP_POBJ) : before && w->dep[i] == DEP_DOBJ ? i : NOBODY;
        if (o != NOBODY && locates(w, o) && (best == NOBODY || (i < t ? t - i : i - t) < (best < t ? t - best : best - t)))
            best = o;
    }
    return best;
}

/* Whether the mention says in which country a deed is: a place or a body of it does, people from there may be anywhere. */
static bool is_at_home(const wire_work *w, const wire_mention *m, const char *country)
{
    const wire_known *k = &w->known[m->known];
    if (!k->people || !k->role || k->armed || m->place_like)
        return true;
    for (size_t i = 0; i < w->n_mentions && &w->mentions[i] <= m; i++)
        if (w->mentions[i].place >= 0 && !strcmp(wire_lexicon_place(w->lexicon, (uint32_t)w->mentions[i].place).country, country))
            return true;
    return false;
}

static void put_country(wire_work *w, wire_range *r, const wire_lex_actor *country, uint32_t t)
{
    append(w, r, (wire_place){.name = country->name, .country = country->id, .admin1 = "", .lat = NAN, .lon = NAN, .precision = WIRE_PLACE_COUNTRY,
                              .span = wire_words(w, t, t + 1)});
}

/* A court does what it does where it sits: the city in its name, else its country. */
static void at_court(wire_work *w, wire_range *r, const wire_predicate *p)
{
    const uint32_t s = wire_part_of(p, WIRE_PART_S);
    const wire_mention *m = s == NOBODY ? NULL : wire_mention_at(w, s);
    if (!m || m->known == NOBODY || !wire_noun_among(w, s, NOUN_COURT_NOUN))
        return;
    before_noun(w, r, s);
    const wire_lex_actor *country = r->count ? NULL : wire_lexicon_actor(w->lexicon, w->known[m->known].country);
    if (country && country->kind == WIRE_LEX_COUNTRY)
        put_country(w, r, country, s);
}

wire_range wire_place_understood(wire_work *w, const wire_predicate *p)
{
    enum { SENTENCES_BACK_MAX = 2 };
    wire_range found = {(uint32_t)w->doc->n_places, 0}, *r = &found;
    const uint32_t t = p->token;
    if (!happens_on_ground(p)) {
        at_court(w, r, p);
        return found;
    }
    const wire_sentence *s = wire_sentence_of(w, t);
    const uint32_t here = place_told_in(w, s, t);
    if (here != NOBODY) {
        with_conjuncts(w, r, here);
        return found;
    }
    const wire_lex_actor *country = wire_country_about(w, t);
    for (uint32_t k = 1; k <= SENTENCES_BACK_MAX && k <= w->tok[t].sentence; k++) { /* the town where the story has been */
        const wire_sentence *before = s - k;
        wire_place place;
        const uint32_t o = before->block == s->block || w->doc->blocks[before->block].kind != WIRE_HEADLINE ? place_told_in(w, before, before->token_end) : NOBODY;
        if (o == NOBODY)
            continue;
        if (wire_place_of(w, wire_named_place(w, o), &place) && place.precision != WIRE_PLACE_COUNTRY && (!country || !strcmp(place.country, country->id)))
            append(w, r, place);
        break;
    }
    for (uint32_t i = country ? s->token_end : 0; i-- > 0 && !r->count;) {
        const wire_mention *m = wire_mention_at(w, i);
        const uint32_t k = m ? m->known : NOBODY;
        if (k == NOBODY || strcmp(w->known[k].country, country->id) != 0 || !is_at_home(w, m, country->id))
            continue;
        put_country(w, r, country, i);
    }
    return found;
}

wire_range wire_put_places(wire_work *w, const wire_predicate *p)
{
    const enum wire_words where = WORDS_PLACE_PREPOSITION;
    wire_range r = {(uint32_t)w->doc->n_places, 0};
    for (size_t i = 0; i < p->n_fill[WIRE_PART_P]; i++)
        with_conjuncts(w, &r, p->fill[WIRE_PART_P][i]);
    for (size_t i = 0; i < p->n_fill[WIRE_PART_O] && !r.count; i++)
        with_conjuncts(w, &r, p->fill[WIRE_PART_O][i]);
    if (!r.count)
        local(w, &r, p->token, where);
    if (!r.count && p->host != NOBODY)
        local(w, &r, p->host, where);
    for (size_t i = 0; i < p->n_fill[WIRE_PART_O] && !r.count; i++)
        local(w, &r, p->fill[WIRE_PART_O][i], where);
    for (size_t i = 0; i < p->n_fill[WIRE_PART_V] && !r.count; i++)
        local(w, &r, p->fill[WIRE_PART_V][i], where);
    if (!r.count && p->frame->say)
        occasion(w, &r, p->token, where);
    for (size_t i = 0; i < p->n_fill[WIRE_PART_T] && !r.count; i++) {
        const wire_mention *m = wire_mention_at(w, p->fill[WIRE_PART_T][i]);
        const bool words = p->frame->say || (p->frame->type && (p->frame->type->quad == 1 || p->frame->type->quad == 3));
        if (m && m->place_like && m->known == NOBODY && !words) /* who warns Washington does not do it there */
            with_conjuncts(w, &r, p->fill[WIRE_PART_T][i]);
        else
            local(w, &r, p->fill[WIRE_PART_T][i], where);
    }
    for (size_t i = 0; i < p->n_fill[WIRE_PART_M] && !r.count; i++)
        local(w, &r, p->fill[WIRE_PART_M][i], where);
    for (size_t i = 0; i < p->n_fill[WIRE_PART_S] && !r.count && !p->frame->say; i++)
        local(w, &r, p->fill[WIRE_PART_S][i], where); /* "a court in Velia sentences" */
    if (!r.count && p->frame->type && !strcmp(p->frame->type->name, "RETREAT"))
        local(w, &r, p->token, WORDS_ORIGIN_PREPOSITION);
    if (!r.count && w->pos[p->token] == POS_NOUN)
        before_noun(w, &r, p->token);
    const uint32_t verb = wire_clause_verb(w, p);
    if (!r.count && p->frame->type && !p->frame->say && verb != NOBODY)
        in_clause(w, &r, verb, where);
    return r;
}
