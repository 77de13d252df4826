#include "coder/mentions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------------------------------------------ lexicon names */

bool wire_match_at(const wire_work *w, uint32_t token, uint32_t end, wire_lex_match *out)
{
    wire_str words[WIRE_NAME_WORDS_MAX * 2];
    size_t n = 0;
    for (uint32_t i = token; i < end && n < sizeof words / sizeof *words; i++)
        words[n++] = (wire_str){w->text + w->tok[i].start, w->tok[i].end - w->tok[i].start};
    const size_t last = n ? words[n - 1].len : 0;
    if (n && last > 4 && !memcmp(words[n - 1].ptr + last - 4, "-led", 4)) /* "the U.S.-led invasion", one word here and three there */
        words[n - 1].len -= 4;
    return n && wire_lexicon_match(w->lexicon, words, n, out);
}

/* The first reading of the match as an actor in one of the ways (a mask of 1 << wire_lex_as); NULL: none. */
const wire_lex_reading *wire_actor_reading(const wire_lex_match *m, unsigned ways)
{
    for (size_t i = 0; i < m->n_readings; i++)
        if (m->readings[i].actor && (ways >> m->readings[i].as & 1))
            return &m->readings[i];
    return NULL;
}

const wire_lex_role *wire_role_reading(const wire_lex_match *m)
{
    for (size_t i = 0; i < m->n_readings; i++)
        if (m->readings[i].role)
            return m->readings[i].role;
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ phrases */

/* "a Ukrainian national", "the accused": an adjective to the tagger, a noun to the parser. */
static bool adjective_as_noun(const wire_work *w, uint32_t i)
{
    const bool party = w->dep[i] == DEP_NSUBJ || w->dep[i] == DEP_NSUBJPASS || w->dep[i] == DEP_DOBJ || w->dep[i] == DEP_POBJ;
    return party && w->pos[i] == POS_ADJ && wire_child(w, i, DEP_DET) != NOBODY;
}

static bool nominal(const wire_work *w, uint32_t i)
{
    return w->pos[i] == POS_NOUN || adjective_as_noun(w, i) || w->pos[i] == POS_PROPN || w->pos[i] == POS_PRON ||
           (w->pos[i] == POS_NUM && w->dep[i] != DEP_NUMMOD && w->dep[i] != DEP_QUANTMOD);
}

/* A part of another noun's phrase is no mention of its own. */
static bool heads_phrase(const wire_work *w, uint32_t i)
{
    return nominal(w, i) && w->dep[i] != DEP_PUNCT && w->dep[i] != DEP_COMPOUND && !(w->dep[i] == DEP_AMOD && w->pos[i] != POS_PROPN) &&
           w->dep[i] != DEP_EXPL;
}

enum {
    PHRASE_MAX = 64,  /* words before a noun that are its phrase */
    KNOWN_BACK = 1000, /* actors that a shorter name is held against */
    NAME_REACH = 6     /* words from the noun of a body to the end of its name */
};

/* Where the phrase begins: what stands before the noun and belongs to it. */
static uint32_t phrase_start(const wire_work *w, uint32_t head)
{
    uint32_t from = head;
    for (uint32_t c = w->first[head]; c != NOBODY && c < head; c = w->next[c])
        switch (w->dep[c]) {
        case DEP_DET:
        case DEP_AMOD:
        case DEP_COMPOUND:
        case DEP_POSS:
        case DEP_NUMMOD:
        case DEP_NMOD:
        case DEP_QUANTMOD:
        case DEP_PREDET:
        case DEP_CASE:
            from = w->left[c] < from ? w->left[c] : from;
            break;
        default:
            break;
        }
    return head - from > PHRASE_MAX ? head - PHRASE_MAX : from;
}

/* The words of the phrase that make its name: no articles, numbers, possessives or adverbs at its beginning. */
void wire_name_words(const wire_work *w, const wire_mention *m, uint32_t *from, uint32_t *to)
{
    *from = m->name_first > m->first ? m->name_first : m->first;
    *to = m->end;
    for (uint32_t c = w->first[m->head]; c != NOBODY && c < m->head; c = w->next[c])
        if (w->dep[c] == DEP_POSS)
            *from = w->right[c] > *from ? w->right[c] : *from;
    for (uint32_t t = *from; t < m->head; t++) /* "an estimated 300,000 people" */
        if (w->pos[t] == POS_NUM && w->dep[t] == DEP_NUMMOD && wire_head(w, t) == m->head)
            *from = t + 1;
    while (*from < m->head && !wire_is(w, *from + 1, "-") && (w->pos[*from] == POS_DET || w->pos[*from] == POS_NUM || w->pos[*from] == POS_PRON ||
                               w->pos[*from] == POS_ADV || w->pos[*from] == POS_PUNCT || wire_among(w, *from, WORDS_LOOSE_MODIFIER)))
        ++*from;
}

uint32_t wire_modifier_actor(wire_work *w, uint32_t token)
{
    const uint32_t all = 1u << WIRE_AS_NAME | 1u << WIRE_AS_ADJ | 1u << WIRE_AS_PEOPLE | 1u << WIRE_AS_SEAT;
    const bool before_noun = w->dep[token] == DEP_COMPOUND || w->dep[token] == DEP_AMOD || w->dep[token] == DEP_NMOD;
    wire_lex_match m;
    uint32_t from = phrase_start(w, token);
    if (w->mention_of[token] != NOBODY && w->pos[token] == POS_PRON)
        return w->mentions[w->mention_of[token]].known;
    for (uint32_t i = from; i <= token; i++)
        if (wire_match_at(w, i, token + 1, &m) && i + m.tokens == token + 1) {
            /* A city before a noun is where it is ("the Kabul bombing"); the Kremlin is who does it. */
            const wire_lex_reading *r = wire_actor_reading(&m, before_noun && m.n_places ? all & ~(1u << WIRE_AS_SEAT) : all);
            if (r)
                return wire_know_actor(w, r->actor, token);
            const wire_lex_role *role = w->resolved ? wire_role_reading(&m) : NULL;
            /* "a Justice Ministry statement": of the country spoken of; but "a military exercise" is anybody's */
            if (role && ((role->kind == WIRE_LEX_ROLE_BODY && w->pos[token] != POS_ADJ) || role->kind == WIRE_LEX_ROLE_GOVERNMENT)) {
                const wire_lex_actor *with = wire_composes_with(w, token, i);
                with = with ? with : wire_country_about(w, token);
                if (with)
                    return wire_know_role(w, role, with, token, true);
            }
        }
    return NOBODY;
}

/* What a role may compose with: a modifier before the noun, a possessive, or what follows of, for, in, to, from. */
const wire_lex_actor *wire_composes_with(wire_work *w, uint32_t head, uint32_t before)
{
    const wire_lex_actor *group = NULL;
    for (uint32_t i = phrase_start(w, head); i < before; i++) {
        wire_lex_match m;
        if (!wire_match_at(w, i, before, &m))
            continue;
        const wire_lex_reading *r = wire_actor_reading(&m, ~0u);
        if (r && wire_is(w, i + (uint32_t)m.tokens, "-") && !wire_among(w, i + (uint32_t)m.tokens + 1, WORDS_LED)) /* "al-Qaeda-linked fighters" are their own */
            continue;
        if (r && r->actor->kind != WIRE_LEX_PERSON && r->actor->kind != WIRE_LEX_OUTLET)
            return r->actor;
    }
    for (uint32_t c = w->first[head]; c != NOBODY; c = w->next[c]) {
        if (w->dep[c] == DEP_POSS) {
            if (w->pos[c] == POS_PRON) /* whose is known later: resolve.c */
                return NULL;
            uint32_t k = wire_modifier_actor(w, c);
            if (k != NOBODY && w->known[k].actor && !w->known[k].person)
                return w->known[k].actor;
        }
        if (w->dep[c] != DEP_PREP || !wire_among(w, c, WORDS_ROLE_PREPOSITION))
            continue;
        uint32_t o = wire_child(w, c, DEP_POBJ);
        uint32_t k = o == NOBODY ? NOBODY : wire_modifier_actor(w, o);
        if (k != NOBODY && w->known[k].actor && !w->known[k].person && !group)
            group = w->known[k].actor;
    }
    return group;
}

static bool has_capital(const wire_work *w, uint32_t token)
{
    char c = w->text[w->tok[token].start];
    if ((c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
        return true;
    return token >= 2 && w->pos[token] == POS_PROPN && wire_is(w, token - 1, "-") && has_capital(w, token - 2); /* "Seong-dong" */
}

/* The entity that ends with the token, as the recogniser found it; false: none. A name's last part behind a hyphen belongs to it. */
static bool entity_at(const wire_work *w, uint32_t token, uint32_t *from)
{
    if (w->ent[token] == ENT_NONE && token >= 2 && wire_is(w, token - 1, "-") && w->pos[token] == POS_PROPN)
        token -= 2;
    if (w->ent[token] == ENT_NONE)
        return false;
    *from = token;
    while (*from > 0 && token - *from < PHRASE_MAX && w->tok[*from].ent_iob == 'I')
        --*from;
    return true;
}

/* A name alone that ends a fuller one that was met before: "Lavrov". */
static uint32_t fuller_name(const wire_work *w, const char *name, size_t len)
{
    uint32_t one = NOBODY; /* of two by one surname, who the lexicon knows: "Trump" after "Mary Trump" is still the other */
    for (size_t i = w->n_known; i-- > 0 && w->n_known - i <= KNOWN_BACK;) {
        const char *full = w->known[i].name;
        size_t n = strlen(full);
        if (one != NOBODY && !w->known[i].actor)
            continue;
        if (w->known[i].with && !w->known[i].actor && !*w->known[i].office) /* "defense minister of Narvia" is no name that ends in Narvia */
            continue;
        if (w->known[i].person && wire_name_ends(full, name, len)) {
            if (w->known[i].actor)
                return (uint32_t)i;
            one = (uint32_t)i;
            continue;
        }
        if (one == NOBODY && w->known[i].person && n > len && full[len] == ' ' && !strncasecmp(full, name, len) && !strchr(full + len + 1, ' '))
            return (uint32_t)i; /* "Mr. Li" of Li Jianzhong */
        for (size_t k = 0; w->known[i].person && w->known[i].actor && k < w->known[i].actor->n_names; k++) {
            const char *other = w->known[i].actor->names[k].text;
            if ((strlen(other) == len && !strncasecmp(other, name, len)) || wire_name_ends(other, name, len))
                return (uint32_t)i;
        }
    }
    return one;
}

/* A person of the lexicon who holds the office named before a bare surname: "Foreign Minister Lavrov". */
static uint32_t holder_of_name(wire_work *w, const wire_mention *m, uint32_t name_from, const char *name, size_t len)
{
    for (uint32_t i = m->first; i < name_from; i++) {
        wire_lex_match match;
        const wire_lex_role *role;
        if (!wire_match_at(w, i, name_from, &match) || !(role = wire_role_reading(&match)) || role->kind != WIRE_LEX_ROLE_OFFICE)
            continue;
        const wire_lex_actor *with = wire_composes_with(w, m->head, i);
        const wire_lex_actor *holder = with && w->day ? wire_lexicon_holder(w->lexicon, role, with, w->day) : NULL;
        if (holder && wire_name_ends(holder->name, name, len))
            return wire_know_actor(w, holder, m->head);
    }
    return NOBODY;
}

/* The people of a country: "Italians". */
static uint32_t know_people(wire_work *w, const wire_lex_actor *country, const wire_mention *m)
{
    uint32_t k = wire_know_name(w, w->text + w->tok[m->head].start, w->tok[m->head].end - w->tok[m->head].start, m->head);
    if (k != NOBODY) {
        w->known[k].country = wire_country_of(country);
        w->known[k].people = true;
        w->known[k].plural = w->tag[m->head] == TAG_NNS || w->tag[m->head] == TAG_NNPS;
    }
    return k;
}

/* The name that a body's noun in capitals takes behind "of" or "for": "Ministry of National Defense", "Movement for Change". NOBODY. */
static uint32_t behind(const wire_work *w, uint32_t head, enum wire_words link)
{
    const uint32_t prep = wire_among(w, head + 1, link) && wire_head(w, head + 1) == head ? head + 1 : NOBODY;
    const uint32_t o = prep == NOBODY ? NOBODY : wire_child(w, prep, DEP_POBJ);
    return o != NOBODY && w->pos[o] == POS_PROPN && o - head <= NAME_REACH ? o : NOBODY;
}

/* Whether a body's noun is the end of a proper name, with words of its own beside a country's and the role's, or goes on with "for". */
static bool own_name(const wire_work *w, const wire_mention *m, uint32_t role_from, const wire_lex_role *role)
{
    if (role->kind != WIRE_LEX_ROLE_BODY || w->pos[m->head] != POS_PROPN || !has_capital(w, m->head))
        return false;
    if (behind(w, m->head, WORDS_FOR) != NOBODY)
        return true;
    uint32_t own = role_from < m->head && !strchr(role->lemma, ' ') && has_capital(w, role_from); /* "the Labor Party" is more than a party */
    for (uint32_t i = m->first; i < role_from;) {
        wire_lex_match match;
        const bool names = w->pos[i] == POS_PROPN && w->dep[i] != DEP_POSS && w->dep[i] != DEP_NPADVMOD;
        if (names && !(wire_match_at(w, i, role_from, &match) && (wire_actor_reading(&match, ~0u) != NULL))) {
            own++;
            i++;
        } else {
            i += names ? (uint32_t)match.tokens : 1;
        }
    }
    return own > 0;
}

/* "in Kitwe", "the town of Kitwe": whatever the recogniser takes it for. */
static bool stands_as_place(const wire_work *w, uint32_t t)
{
    if (w->ent[t] == ENT_DATE || wire_child(w, t, DEP_DET) != NOBODY)
        return false;
    t = wire_coordination_head(w, t);
    if (w->dep[t] != DEP_POBJ)
        return false;
    const uint32_t prep = wire_head(w, t);
    if (wire_among(w, prep, WORDS_SETTLED_PREPOSITION))
        return true;
    return wire_among(w, prep, WORDS_OF) && !wire_is_root(w, prep) && wire_noun_among(w, wire_head(w, prep), NOUN_SETTLEMENT);
}

/* Every other word is a town somewhere: Front in Italy, May in India. Where the recogniser sees no place, the name must be that of one
 * that many know, and one without an article. */
static bool likely_place(const wire_work *w, const wire_mention *m, const wire_lex_match *match)
{
    enum { MANY = 50000 /* people */ };
    const uint8_t e = w->ent[m->head];
    if (!match->n_places)
        return false;
    if (stands_as_place(w, m->head))
        return true;
    if (e == ENT_GPE || e == ENT_LOC || e == ENT_FAC)
        return true;
    const wire_lex_place p = wire_lexicon_place(w->lexicon, match->places[0]);
    const bool known = p.file || p.population >= MANY || (p.kind != WIRE_LEX_PLACE_CITY && p.kind != WIRE_LEX_PLACE_DISTRICT);
    return known && e != ENT_DATE && wire_child(w, m->head, DEP_DET) == NOBODY;
}

/* "Israeli and Palestinian officials": the second country before the noun. */
static const wire_lex_actor *second_demonym(wire_work *w, uint32_t head)
{
    for (uint32_t c = w->first[head]; c != NOBODY; c = w->next[c]) {
        const uint32_t other = w->dep[c] == DEP_AMOD || w->dep[c] == DEP_COMPOUND || w->dep[c] == DEP_NMOD ? wire_conjunct(w, c) : NOBODY;
        const uint32_t a = other == NOBODY ? NOBODY : wire_modifier_actor(w, c), b = a == NOBODY ? NOBODY : wire_modifier_actor(w, other);
        if (b != NOBODY && w->known[a].actor && w->known[b].actor)
            return w->known[b].actor;
    }
    return NULL;
}

/* A phrase whose noun ends a name of the lexicon's. */
/* Whether a word that is no country's stands before the role: "Indian left-wing parties", and not "Indian parties". Of two together
 * ("Arab and Asian leaders") neither is the other's. */
static bool has_own_words(const wire_work *w, const wire_mention *m, uint32_t role_from)
{
    uint32_t from, to;
    wire_lex_match match;
    wire_name_words(w, m, &from, &to);
    for (uint32_t t = from; t < role_from; t++)
        if (w->dep[t] == DEP_CC || w->dep[t] == DEP_CONJ)
            return false;
    while (from < role_from && wire_match_at(w, from, role_from, &match) && wire_actor_reading(&match, ~0u))
        from += (uint32_t)match.tokens;
    return from < role_from && !wire_is(w, from, "-") && w->pos[from] != POS_PUNCT;
}

static bool by_lexicon(wire_work *w, wire_mention *m)
{
    wire_lex_match match;
    const uint32_t room = w->right[m->head] < m->head + WIRE_NAME_WORDS_MAX ? w->right[m->head] : m->head + WIRE_NAME_WORDS_MAX;
    for (uint32_t i = m->first; i <= m->head; i++) {
        if (!wire_match_at(w, i, room, &match) || i + match.tokens <= m->head)
            continue;
        m->end = i + (uint32_t)match.tokens; /* "Ministry of Foreign Affairs" goes on behind its noun */
        const wire_lex_reading *name = wire_actor_reading(&match, 1u << WIRE_AS_NAME | 1u << WIRE_AS_PEOPLE),
                               *seat = wire_actor_reading(&match, 1u << WIRE_AS_SEAT);
        const wire_lex_role *role = wire_role_reading(&match);
        uint32_t entity_from = m->head;
        if (entity_at(w, m->head, &entity_from) && entity_from < i && w->ent[m->head] == ENT_PERSON)
            continue; /* "Jack Straw", and not a place named Straw */
        if (name && name->as == WIRE_AS_PEOPLE && name->actor->kind == WIRE_LEX_COUNTRY) {
            m->known = know_people(w, name->actor, m);
            return true;
        }
        if (name && !(name->actor->kind == WIRE_LEX_PERSON && match.tokens == 1)) {
            m->known = wire_know_actor(w, name->actor, m->head);
            m->place = wire_choose_place(w, &match);
            m->place_first = i;
            m->place_end = m->end;
            m->place_like = m->place >= 0 && (name->actor->kind == WIRE_LEX_COUNTRY || w->ent[m->head] == ENT_GPE || w->ent[m->head] == ENT_LOC);
            if (name->actor->kind == WIRE_LEX_PERSON)
                wire_entitle(w, m, i);
            return true;
        }
        const bool role_first = role && !seat && w->ent[m->head] != ENT_GPE && w->ent[m->head] != ENT_LOC && w->ent[m->head] != ENT_FAC; /* "Police" is a town, too */
        if ((seat || likely_place(w, m, &match)) && has_capital(w, m->head) && !role_first) {
            const bool geographic = w->ent[m->head] == ENT_GPE || w->ent[m->head] == ENT_LOC || w->ent[m->head] == ENT_FAC;
            if (w->ent[m->head] == ENT_PERSON && !stands_as_place(w, m->head))
                continue;
            if (!seat && !geographic && i > m->first && w->pos[i - 1] == POS_PROPN && w->dep[i - 1] == DEP_COMPOUND)
                continue; /* "Operation Clear Water" is not in Water */
            m->place = wire_choose_place(w, &match);
            m->place_first = i;
            m->place_end = m->end;
            m->place_like = true;
            m->seat = seat ? wire_know_actor(w, seat->actor, m->head) : NOBODY;
            return true;
        }
        if (role) {
            const wire_lex_actor *with = wire_composes_with(w, m->head, i);
            if (own_name(w, m, i, role))
                return false; /* "the Seoul Central District Court": a body by its own name */
            if (with) {
                m->known = role->kind == WIRE_LEX_ROLE_PEOPLE && with->kind == WIRE_LEX_COUNTRY && has_own_words(w, m, i) ? wire_know_described(w, m, role, with)
                                                                                         : wire_know_role(w, role, with, m->head, wire_holds_now(w, m));
                m->by_role = true;
                const wire_lex_actor *second = second_demonym(w, m->head);
                if (second && second != with)
                    m->also = wire_know_role(w, role, second, m->head, wire_holds_now(w, m));
                m->titled = m->known != NOBODY && role->kind == WIRE_LEX_ROLE_OFFICE && w->known[m->known].actor;
                return true;
            }
            return false; /* a description: it may refer back */
        }
    }
    return false;
}

/* A surname that the lexicon gives to one person alone. */
static uint32_t only_bearer(wire_work *w, uint32_t token)
{
    wire_lex_match match;
    const wire_lex_actor *one = NULL;
    if (!wire_match_at(w, token, token + 1, &match))
        return NOBODY;
    for (size_t i = 0; i < match.n_readings; i++) {
        const wire_lex_actor *a = match.readings[i].actor;
        if (!a || a->kind != WIRE_LEX_PERSON)
            continue;
        if (one && one != a)
            return NOBODY;
        one = a;
    }
    return one ? wire_know_actor(w, one, token) : NOBODY;
}

/* "the Front": the group met before whose name ends so. */
static uint32_t last_word_of(const wire_work *w, const char *word, size_t len)
{
    for (size_t i = w->n_known; i-- > 0 && len > 3 && w->n_known - i <= KNOWN_BACK;) {
        const char *name = w->known[i].name;
        size_t n = strlen(name);
        if (w->known[i].group && !w->known[i].role && n > len && name[n - len - 1] == ' ' && !strncmp(name + n - len, word, len))
            return (uint32_t)i;
    }
    return NOBODY;
}

/* "ECOWAS", "CSW": the actor met before whose capitals it is. */
static uint32_t spelled_out(const wire_work *w, const char *acronym, size_t len)
{
    for (size_t i = w->n_known; i-- > 0 && len > 1 && w->n_known - i <= KNOWN_BACK;) {
        size_t n = 0;
        bool fits = !w->known[i].person;
        const char *name = w->known[i].name;
        for (const char *c = name; *c && fits; c++)
            if (*c >= 'A' && *c <= 'Z' && (c == name || c[-1] == ' ' || c[-1] == '-'))
                fits = n < len && acronym[n++] == *c;
        if (fits && n == len)
            return (uint32_t)i;
    }
    return NOBODY;
}

/* Where a body's name ends that goes on behind its noun, with what is coordinated: "Alliance for Peace and Reform". */
static uint32_t name_end(const wire_work *w, uint32_t head)
{
    uint32_t o = wire_in_class(w, head, WIRE_CLASS_GROUP) ? behind(w, head, WORDS_OF) : NOBODY;
    if (o != NOBODY)
        return o + 1;
    o = behind(w, head, WORDS_FOR);
    if (o == NOBODY)
        return head + 1;
    const uint32_t c = wire_conjunct(w, o);
    return c != NOBODY && c - o <= 4 && w->pos[c] == POS_PROPN ? c + 1 : o + 1;
}

/* "caretaker Prime Minister" */
static bool ends_in_office(const wire_work *w, const wire_mention *m)
{
    wire_lex_match match;
    for (uint32_t i = m->first; i <= m->head; i++)
        if (wire_match_at(w, i, m->head + 1, &match) && i + match.tokens == m->head + 1 && wire_role_reading(&match))
            return wire_role_reading(&match)->kind == WIRE_LEX_ROLE_OFFICE;
    return false;
}

/* A name that only the recogniser knows, or that is written with capitals. */
static bool by_entity(wire_work *w, wire_mention *m)
{
    uint32_t from = m->head;
    bool entity = entity_at(w, m->head, &from);
    wire_lex_match match;
    if (!entity && (w->pos[m->head] != POS_PROPN || !has_capital(w, m->head) ||
                    (wire_match_at(w, m->head, m->head + 1, &match) && wire_role_reading(&match)) || ends_in_office(w, m)))
        return false; /* a title in capitals is no name */
    if (w->ent[m->head] != ENT_PERSON && wire_match_at(w, w->pos[from] == POS_DET ? from + 1 : from, m->head + 1, &match) && wire_role_reading(&match) &&
        (w->pos[from] == POS_DET ? from + 1 : from) + match.tokens == m->head + 1 &&
        !own_name(w, m, w->pos[from] == POS_DET ? from + 1 : from, wire_role_reading(&match)))
        return false; /* "Parliament" */
    const uint32_t start = w->pos[from] == POS_DET ? from + 1 : from, stop = w->right[m->head] < m->head + 8 ? w->right[m->head] : m->head + 8;
    if (entity && w->ent[m->head] == ENT_ORG && wire_match_at(w, start, stop, &match) && wire_role_reading(&match) && start + match.tokens > m->head + 1)
        return false; /* "House of Representatives" */
    while (!entity && from > m->first && w->pos[from - 1] == POS_PROPN)
        from--;
    if (w->pos[from] == POS_DET)
        from++;
    from = from > m->head ? m->head : from;
    if (entity && w->ent[m->head] == ENT_ORG)
        while (m->end < w->right[m->head] && w->tok[m->end].ent_iob == 'I') /* "Economic Community of West African States" */
            m->end++;
    if (w->ent[m->head] != ENT_PERSON && m->end == m->head + 1)
        m->end = name_end(w, m->head);
    const char *name = w->text + w->tok[from].start;
    size_t len = w->tok[m->end - 1].end - w->tok[from].start;
    switch (entity ? w->ent[m->head] : ENT_ORG) {
    case ENT_PERSON:
    case ENT_ORG:
    case ENT_NORP: {
        bool person = w->ent[m->head] == ENT_PERSON;
        uint32_t k = from == m->head || person ? fuller_name(w, name, len) : NOBODY;
        if (k == NOBODY && from == m->head)
            k = holder_of_name(w, m, from, name, len);
        if (k == NOBODY && person && from == m->head)
            k = only_bearer(w, m->head);
        if (k == NOBODY && !person)
            k = spelled_out(w, name, len);
        if (k == NOBODY && !person && from == m->head)
            k = last_word_of(w, name, len);
        m->known = k == NOBODY ? wire_know_name(w, name, len, m->head) : k;
        if (m->known == NOBODY)
            return true;
        wire_known *known = &w->known[m->known];
        if (k == NOBODY) {
            known->person |= person;
            known->group |= !person;
            known->plural |= w->ent[m->head] == ENT_NORP;
            const wire_lex_actor *of = person || *known->country ? NULL : wire_composes_with(w, m->head, from);
            if (of && of->kind == WIRE_LEX_COUNTRY) /* "Kenya's Labor Party" */
                known->country = wire_country_of(of);
        }
        if (from > m->first)
            wire_entitle(w, m, from);
        return true;
    }
    case ENT_GPE:
    case ENT_LOC:
    case ENT_FAC:
        m->place_like = true;
        return true;
    default:
        return false;
    }
}

/* A word alone that ends the name of a person met before, whatever the recogniser takes it for. */
static bool by_surname(const wire_work *w, wire_mention *m)
{
    if (m->first != m->head || !has_capital(w, m->head) || w->ent[m->head] == ENT_PERSON)
        return false;
    m->known = fuller_name(w, w->text + w->tok[m->head].start, w->tok[m->head].end - w->tok[m->head].start);
    return m->known != NOBODY;
}

/* "the state-run Herald newspaper": the outlet by its name, without what it is; NOBODY. */
static uint32_t outlet_name(wire_work *w, const wire_mention *m)
{
    uint32_t from = m->head;
    if (!wire_noun_among(w, m->head, NOUN_OUTLET_NOUN) || w->pos[m->head] != POS_NOUN)
        return NOBODY;
    while (from > m->first && w->pos[from - 1] == POS_PROPN && w->dep[from - 1] == DEP_COMPOUND)
        from--;
    if (from == m->head)
        return NOBODY;
    const uint32_t k = wire_know_name(w, w->text + w->tok[from].start, w->tok[m->head - 1].end - w->tok[from].start, m->head);
    if (k != NOBODY)
        w->known[k].group = true;
    return k;
}

/* A noun of people or of bodies, under its own words. */
static bool by_noun(wire_work *w, wire_mention *m)
{
    wire_lex_match match;
    const wire_lex_role *role = NULL;
    const uint32_t stop = w->right[m->head] < m->head + 8 ? w->right[m->head] : m->head + 8;
    for (uint32_t i = m->first; i <= m->head && !role; i++)
        if (wire_match_at(w, i, stop, &match) && i + match.tokens > m->head)
            role = wire_role_reading(&match);
    const wire_token *t = &w->tok[m->head];
    uint64_t lemma = wire_murmur64(t->lemma.ptr, t->lemma.len);
    bool people = wire_lexicon_in_class(w->lexicon, WIRE_CLASS_PEOPLE, lemma) || wire_lexicon_in_class(w->lexicon, WIRE_CLASS_PERSON, lemma);
    bool actor = people || wire_lexicon_in_class(w->lexicon, WIRE_CLASS_GROUP, lemma) ||
                 wire_lexicon_in_class(w->lexicon, WIRE_CLASS_ACTOR, lemma) || wire_lexicon_in_class(w->lexicon, WIRE_CLASS_ARMED, lemma);
    if (!role && !actor)
        return false;
    uint32_t from, to;
    wire_name_words(w, m, &from, &to);
    m->known = wire_know_name(w, w->text + w->tok[from].start, w->tok[to - 1].end - w->tok[from].start, m->head);
    if (m->known == NOBODY)
        return true;
    wire_known *k = &w->known[m->known];
    k->role = role;
    k->people |= people || (role && role->kind == WIRE_LEX_ROLE_PEOPLE);
    k->person |= role && role->kind == WIRE_LEX_ROLE_OFFICE;
    k->group |= role ? role->kind == WIRE_LEX_ROLE_BODY : !people;
    k->state |= role && role->kind == WIRE_LEX_ROLE_GOVERNMENT;
    k->armed |= (role && wire_armed_role(role)) || wire_lexicon_in_class(w->lexicon, WIRE_CLASS_ARMED, lemma);
    k->plural |= w->tag[m->head] == TAG_NNS;
    for (uint32_t i = m->first; i < m->head && !*k->country; i++) { /* a demonym among its words tells the country */
        const wire_lex_reading *r;
        if (wire_match_at(w, i, m->head, &match) && !wire_is(w, i + (uint32_t)match.tokens, "-") && (r = wire_actor_reading(&match, ~0u)))
            k->country = wire_country_of(r->actor);
    }
    wire_note_state(w, k);
    return true;
}

/* The last word of a title or body that is named before it: "State" of the secretary of state. */
static bool inside_role(const wire_work *w, uint32_t t)
{
    wire_lex_match match;
    if (w->dep[t] != DEP_POBJ || !wire_among(w, wire_head(w, t), WORDS_OF) || wire_is_root(w, wire_head(w, t)))
        return false;
    const uint32_t noun = wire_head(w, wire_head(w, t));
    return noun < t && t - noun < 4 && wire_match_at(w, noun, t + 1, &match) && noun + match.tokens == t + 1 && wire_role_reading(&match);
}

void wire_find_mentions(wire_work *w)
{
    w->n_mentions = w->n_known = 0;
    w->resolved = false;
    wire_map_clear(&w->known_of);
    memset(w->spoken_of, 0, sizeof w->spoken_of);
    w->mention_of = wire_scratch(w, w->n * sizeof *w->mention_of);
    if (!w->mention_of)
        return;
    for (uint32_t i = 0; i < w->n; i++)
        w->mention_of[i] = NOBODY;
    for (uint32_t i = 0; i < w->n; i++) {
        if (!heads_phrase(w, i) || wire_passed_over(w, i) || inside_role(w, i))
            continue;
        wire_mention m = {.head = i, .first = phrase_start(w, i), .end = i + 1, .known = NOBODY, .also = NOBODY, .seat = NOBODY, .place = -1};
        m.pronoun = w->pos[i] == POS_PRON;
        if (!m.pronoun && !by_surname(w, &m) && !by_lexicon(w, &m) && (m.known = outlet_name(w, &m)) == NOBODY && !by_entity(w, &m))
            by_noun(w, &m);
        if (wire_grow(&w->mentions, &w->mention_cap, w->n_mentions + 1, sizeof *w->mentions)) {
            w->out_of_memory = true;
            return;
        }
        w->mention_of[i] = (uint32_t)w->n_mentions;
        w->mentions[w->n_mentions++] = m;
    }
    wire_join_appositions(w);
    wire_find_place_nouns(w);
    wire_resolve(w);
    w->resolved = true;
}

/* ------------------------------------------------------------------------------------------------ asking */

const wire_mention *wire_mention_at(const wire_work *w, uint32_t token)
{
    return token < w->n && w->mention_of[token] != NOBODY ? &w->mentions[w->mention_of[token]] : NULL;
}

uint32_t wire_actor_in(const wire_work *w, uint32_t token)
{
    const wire_mention *m = wire_mention_at(w, token);
    return !m ? NOBODY : m->known != NOBODY ? m->known : m->seat;
}

int64_t wire_place_in(const wire_work *w, uint32_t token)
{
    const wire_mention *m = wire_mention_at(w, token);
    return m && m->place_like ? m->place : -1;
}
