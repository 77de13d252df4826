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

static bool wants_country(const wire_work *w, uint32_t t)
{
    static const char *const nouns[] = {"country", "nation", "state", NULL};
    return wire_is_any(w, t, nouns);
}

static bool wants_city(const wire_work *w, uint32_t t)
{
    static const char *const nouns[] = {"city", "town", "capital", "village", NULL};
    return wire_is_any(w, t, nouns);
}

static void refer(wire_work *w, size_t at)
{
    static const char *const definite[] = {"the", "that", "this", NULL};
    wire_mention *m = &w->mentions[at];
    uint32_t d = wire_child(w, m->head, DEP_DET), here = w->tok[m->head].sentence;
    const bool country = wants_country(w, m->head), city = wants_city(w, m->head);
    if (d == NOBODY || !wire_is_any(w, d, definite) || (!country && !city) || m->head - m->first > 1)
        return;
    for (size_t i = at; i-- > 0 && at - i <= WIRE_MENTIONS_BACK && here - w->tok[w->mentions[i].head].sentence <= SENTENCES_BACK;) {
        if (w->mentions[i].place < 0)
            continue;
        wire_lex_place p = wire_lexicon_place(w->lexicon, (uint32_t)w->mentions[i].place);
        if (country != (p.kind == WIRE_LEX_PLACE_COUNTRY) || (city && p.kind != WIRE_LEX_PLACE_CITY && p.kind != WIRE_LEX_PLACE_CAPITAL))
            continue;
        m->place = w->mentions[i].place;
        m->place_like = true;
        return;
    }
}

/* "Niger Delta" is no part of Niger; but "Kharkiv Oblast" is told by its first word. */
static bool own_name(const wire_work *w, uint32_t t)
{
    static const char *const divisions[] = {"province", "oblast", "region", "district", "governorate", "county", "state", "city", "prefecture",
                                            "department", NULL};
    return w->pos[t] == POS_PROPN && !wire_is_any(w, t, divisions);
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
            if (w->dep[k] == DEP_COMPOUND && wire_match_at(w, k, m->head, &match) && match.n_places)
                m->place = wire_choose_place(w, &match);
        }
        for (uint32_t c = w->first[m->head]; c != NOBODY && m->place < 0; c = w->next[c]) {
            uint32_t o = w->dep[c] == DEP_APPOS ? c : w->dep[c] == DEP_PREP && wire_is(w, c, "of") ? wire_child(w, c, DEP_POBJ) : NOBODY;
            const wire_mention *n = o == NOBODY ? NULL : named(w, o);
            if (n)
                m->place = n->place;
        }
        if (m->place >= 0)
            m->place_like = true;
        else
            refer(w, i);
    }
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
        out->name = p.name;
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
    out->name = wire_keep(w, w->text + out->span.start, out->span.end - out->span.start);
    return true;
}

/* "the Afghan capital Kabul", "Kabul, Afghanistan": the country after a place decides between places of one name. */
static void put_place(wire_work *w, wire_range *r, uint32_t t)
{
    wire_place place;
    if (r->count == PLACES_MAX || !wire_place_of(w, t, &place))
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

static void with_conjuncts(wire_work *w, wire_range *r, uint32_t t)
{
    for (int i = 0; i < 12 && t != NOBODY; i++, t = wire_conjunct(w, t))
        put_place(w, r, t);
}

/* Places after a preposition of place on the word. A place inside the place ("in Kunduz, in northern Afghanistan") is the wider one: left. */
static void local(wire_work *w, wire_range *r, uint32_t t, const char *const *prepositions)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_PREP && wire_is_any(w, c, prepositions)) {
            uint32_t o = wire_child(w, c, DEP_POBJ);
            if (o != NOBODY)
                with_conjuncts(w, r, wire_core(w, o));
        }
}

/* "Speaking at a news conference in Rostov, Lavrov said" */
static void occasion(wire_work *w, wire_range *r, uint32_t say, const char *const *where)
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

wire_range wire_put_places(wire_work *w, const wire_predicate *p)
{
    static const char *const where[] = {"in", "at", "near", "inside", "outside", "across", "around", "throughout", "within", "off", NULL};
    static const char *const from[] = {"from", "of", NULL};
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
        if (m && m->place_like && m->known == NOBODY)
            with_conjuncts(w, &r, p->fill[WIRE_PART_T][i]);
        else
            local(w, &r, p->fill[WIRE_PART_T][i], where);
    }
    for (size_t i = 0; i < p->n_fill[WIRE_PART_M] && !r.count; i++)
        local(w, &r, p->fill[WIRE_PART_M][i], where);
    if (!r.count && p->frame->type && !strcmp(p->frame->type->name, "RETREAT"))
        local(w, &r, p->token, from);
    return r;
}
