/* known.c - the actors of a document, each once.
 *
 *   actor of the lexicon · name that nobody knows · role with a country or group -> known, with office and kind
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "coder/mentions.h"

enum { ACTOR = 1 }; /* what a key is of, beside a name */

const char *wire_country_of(const wire_lex_actor *a)
{
    return a && a->country ? a->country->id : "";
}

/* Once armed, always armed: rebels who come to govern are still called fighters. */
static bool is_armed(const wire_lex_actor *a)
{
    static const char *const sectors[] = {"REB", "MIL", "UAF", "PRM", "COP", NULL};
    for (size_t i = 0; sectors[i]; i++)
        for (size_t k = 0; k < a->n_sectors; k++)
            if (!strcmp(a->sectors[k].code, sectors[i]))
                return true;
    return false;
}

static uint32_t put(wire_work *w, wire_known k)
{
    if (wire_grow(&w->known, &w->known_cap, w->n_known + 1, sizeof *w->known)) {
        w->out_of_memory = true;
        return NOBODY;
    }
    w->known[w->n_known] = k;
    wire_note_state(w, &k);
    return (uint32_t)w->n_known++;
}

/* The bit of an ISO 3166 code; -1: it is none. */
static int bit_of(const char *country)
{
    int bit = 0;
    for (int i = 0; i < 3; i++) {
        if (country[i] < 'A' || country[i] > 'Z')
            return -1;
        bit = 26 * bit + country[i] - 'A';
    }
    return bit;
}

void wire_note_state(wire_work *w, const wire_known *k)
{
    int bit = k->state ? bit_of(k->country) : -1;
    if (bit >= 0)
        w->spoken_of[bit / 8] |= (uint8_t)(1u << bit % 8);
}

bool wire_speaks_of(const wire_work *w, const char *country)
{
    int bit = bit_of(country);
    return bit >= 0 && (w->spoken_of[bit / 8] >> bit % 8 & 1);
}

/* The same, entered under a key by which it is found again. */
static uint32_t put_as(wire_work *w, uint64_t key, wire_known k)
{
    uint32_t number = put(w, k);
    if (number != NOBODY && wire_map_put(&w->known_of, key, number))
        w->out_of_memory = true;
    return number;
}

uint32_t wire_know_actor(wire_work *w, const wire_lex_actor *a, uint32_t head)
{
    const uint32_t entry[2] = {ACTOR, a->index};
    const uint64_t key = wire_murmur64(entry, sizeof entry) | 1;
    const uint32_t *at = wire_map_get(&w->known_of, key);
    if (at)
        return *at;
    bool person = a->kind == WIRE_LEX_PERSON, state = a->kind == WIRE_LEX_COUNTRY;
    return put_as(w, key, (wire_known){.name = a->name,
                               .id = strncmp(a->id, "PER.", 4) ? a->id : "",
                               .country = wire_country_of(a),
                               .office = "",
                               .actor = a,
                               .person = person,
                               .state = state,
                               .group = !person && !state,
                               .armed = is_armed(a),
                               .head = head});
}

bool wire_name_ends(const char *name, const char *word, size_t len)
{
    const size_t n = strlen(name);
    return n > len && name[n - len - 1] == ' ' && !strncasecmp(name + n - len, word, len);
}

/* A name in any case, as far as ASCII goes. */
static uint64_t name_key(wire_work *w, const char *name, size_t len)
{
    char *low = wire_scratch(w, len);
    for (size_t i = 0; low && i < len; i++)
        low[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
    return low ? wire_murmur64(low, len) | 1 : 1;
}

uint32_t wire_know_name(wire_work *w, const char *name, size_t len, uint32_t head)
{
    const uint64_t key = name_key(w, name, len);
    const uint32_t *at = wire_map_get(&w->known_of, key);
    if (at)
        return *at;
    return put_as(w, key, (wire_known){.name = wire_keep(w, name, len), .id = "", .country = "", .office = "", .head = head});
}

static bool has_sector(const wire_lex_role *r, const char *code)
{
    for (size_t i = 0; i < r->n_sectors; i++)
        if (!strcmp(r->sectors[i], code))
            return true;
    return false;
}

bool wire_armed_role(const wire_lex_role *r)
{
    return has_sector(r, "MIL") || has_sector(r, "REB") || has_sector(r, "UAF") || has_sector(r, "PRM") || has_sector(r, "COP");
}

/* The actor that has the composed id by itself: "American troops" are USA.MIL, "the Russian foreign ministry" RUS.MFA. */
static const wire_lex_actor *own_entry(const wire_work *w, const wire_lex_role *role, const wire_lex_actor *with)
{
    char id[64];
    bool forces = role->kind == WIRE_LEX_ROLE_PEOPLE && !strcmp(role->code, "MIL");
    if (!*role->code || !(forces || role->kind == WIRE_LEX_ROLE_BODY) || with->kind != WIRE_LEX_COUNTRY)
        return NULL;
    snprintf(id, sizeof id, "%s.%s", with->id, role->code);
    return wire_lexicon_actor(w->lexicon, id);
}

/* A people, as the Kurds: no organisation, and armed men from among it are not it. A part of a country has people of its own, too. */
static bool a_people(const wire_lex_actor *a)
{
    return (a->kind == WIRE_LEX_GROUP && a->n_sectors && !strcmp(a->sectors[0].code, "CVL")) || (a->kind == WIRE_LEX_BODY && a->adj && a->country);
}

/* Members of an organisation are that organisation; but its leaders and officials are their own. */
static bool members(const wire_lex_role *role, const wire_lex_actor *with)
{
    return with->kind != WIRE_LEX_COUNTRY && !a_people(with) && role->kind == WIRE_LEX_ROLE_PEOPLE &&
           (with->kind == WIRE_LEX_GROUP || wire_armed_role(role) || !has_sector(role, "GOV"));
}

uint32_t wire_know_role(wire_work *w, const wire_lex_role *role, const wire_lex_actor *with, uint32_t head, bool now)
{
    const wire_lex_actor *own = members(role, with) ? with : own_entry(w, role, with);
    if (own)
        return wire_know_actor(w, own, head);
    if (role->kind == WIRE_LEX_ROLE_OFFICE && w->day && now) {
        const wire_lex_actor *holder = wire_lexicon_holder(w->lexicon, role, with, w->day);
        if (holder) {
            uint32_t k = wire_know_actor(w, holder, head);
            if (k != NOBODY)
                wire_give_office(w, k, role, with);
            return k;
        }
    }
    for (size_t i = 0; i < w->n_known; i++)
        if (w->known[i].role == role && w->known[i].with == with && !w->known[i].actor)
            return (uint32_t)i;
    char name[160], id[64];
    if (role->name)
        wire_lex_role_text(role->name, with, name, sizeof name);
    else
        snprintf(name, sizeof name, "%s %s", with->adj ? with->adj : with->name, role->lemma);
    snprintf(id, sizeof id, "%s.%s", with->id, role->code);
    const uint64_t key = name_key(w, name, strlen(name)); /* the words themselves are it, too */
    const wire_known k = {.name = wire_keep(w, name, strlen(name)),
                          .id = *role->code ? wire_keep(w, id, strlen(id)) : "",
                          .country = wire_country_of(with),
                          .office = "",
                          .role = role,
                          .with = with,
                          .person = role->kind == WIRE_LEX_ROLE_OFFICE,
                          .people = role->kind == WIRE_LEX_ROLE_PEOPLE,
                          .state = role->kind == WIRE_LEX_ROLE_GOVERNMENT,
                          .group = role->kind == WIRE_LEX_ROLE_BODY,
                          .armed = wire_armed_role(role),
                          .plural = role->kind == WIRE_LEX_ROLE_PEOPLE,
                          .head = head};
    return wire_map_get(&w->known_of, key) ? put(w, k) : put_as(w, key, k);
}

uint32_t wire_know_described(wire_work *w, const wire_mention *m, const wire_lex_role *role, const wire_lex_actor *with)
{
    uint32_t from, to;
    wire_lex_match match;
    char name[200];
    wire_name_words(w, m, &from, &to);
    while (from < m->head && wire_match_at(w, from, m->head, &match) && wire_actor_reading(&match, 1u << WIRE_AS_ADJ)) /* "Indian" itself */
        from += (uint32_t)match.tokens;
    const wire_span words = wire_words(w, from, to);
    const bool capital = w->pos[from] != POS_PROPN && w->low[from].len && w->text[words.start] != *w->low[from].ptr; /* of a sentence's first word */
    snprintf(name, sizeof name, "%s %c%.*s", with->adj ? with->adj : with->name, capital ? *w->low[from].ptr : w->text[words.start],
             (int)(words.end - words.start - 1), w->text + words.start + 1);
    const uint32_t number = wire_know_name(w, name, strlen(name), m->head);
    if (number == NOBODY)
        return NOBODY;
    wire_known *k = &w->known[number];
    k->role = role;
    k->with = with;
    k->country = wire_country_of(with);
    k->people = true;
    k->armed |= role && wire_armed_role(role);
    k->plural |= w->tag[m->head] == TAG_NNS;
    return number;
}

/* "The defense minister, Brigadier General Holt": an office says more than a rank does. */
void wire_yield_rank(wire_work *w, uint32_t known, const wire_lex_role *office)
{
    wire_known *k = &w->known[known];
    if (*k->office && k->role && !k->role->title && office->title)
        k->office = "";
}

void wire_give_office(wire_work *w, uint32_t known, const wire_lex_role *role, const wire_lex_actor *with)
{
    wire_known *k = &w->known[known];
    k->person = true;
    if (!with && k->actor)
        with = k->actor->country;
    if (!*k->country)
        k->country = wire_country_of(with);
    wire_yield_rank(w, known, role);
    if (*k->office)
        return;
    char office[160];
    if (with && role->title)
        wire_lex_role_text(role->title, with, office, sizeof office);
    else
        snprintf(office, sizeof office, with ? "%s of %s" : "%s", role->lemma, with ? with->name : "");
    k->office = wire_keep(w, office, strlen(office));
    k->role = role;
    k->with = with;
}

bool wire_in_class(const wire_work *w, uint32_t token, uint16_t class_id)
{
    const wire_mention *m = wire_mention_at(w, token);
    uint32_t actor = wire_actor_in(w, token);
    const wire_known *k = actor == NOBODY ? NULL : &w->known[actor];
    switch (class_id) {
    case WIRE_CLASS_ACTOR:
        if (k)
            return true;
        break;
    case WIRE_CLASS_PERSON:
        if (k && k->person)
            return true;
        break;
    case WIRE_CLASS_PEOPLE:
        if (k && (k->person || k->people))
            return true;
        break;
    case WIRE_CLASS_ARMED:
        if (k && k->armed)
            return true;
        break;
    case WIRE_CLASS_STATE:
        if (k && k->state)
            return true;
        break;
    case WIRE_CLASS_GROUP:
        if (k && k->group)
            return true;
        break;
    case WIRE_CLASS_PLACE:
        if (m && m->place_like)
            return true;
        break;
    case WIRE_CLASS_NUMBER:
        if (w->pos[token] == POS_NUM)
            return true;
        break;
    default:
        break;
    }
    /* The lemma of a noun at a sentence's beginning may keep its capital. */
    const wire_token *t = &w->tok[token];
    return wire_lexicon_in_class(w->lexicon, class_id, wire_murmur64(t->lemma.ptr, t->lemma.len)) ||
           wire_lexicon_in_class(w->lexicon, class_id, wire_murmur64(w->low[token].ptr, w->low[token].len)) ||
           wire_lexicon_in_class(w->lexicon, class_id, wire_joined_hash(w, token));
}
