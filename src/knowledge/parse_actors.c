/* parse_actors.c - actors/ and places/: docs/lexicon.md has the formats.
 *
 *   country RUS "Russia"     group|body|igo|… ID "NAME"     person [ID] "NAME"     role "NAME"     fields indented
 *   place "NAME" FIELD VALUE …                              prefer NAME COUNTRY [ADMIN1] */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "knowledge/names.h"
#include "knowledge/source.h"

enum { ACTOR = 1, ROLE, PLACE, PREFER };

static const char *const actor_kinds[WIRE_LEX_ACTOR_KINDS] = {"country", "group",   "body", "igo",    "alliance", "format",
                                                              "party",   "company", "ngo",  "outlet", "person"};
static const char *const role_kinds[WIRE_LEX_ROLE_KINDS] = {"body", "office", "people", "government"};

static wire_src_at actor_at(const wire_source *s, uint32_t i)
{
    return s->actors.of[i].at;
}

static wire_src_at role_at(const wire_source *s, uint32_t i)
{
    return s->roles.of[i].at;
}

static wire_src_at place_at(const wire_source *s, uint32_t i)
{
    return s->places.of[i].at;
}

static wire_src_at prefer_at(const wire_source *s, uint32_t i)
{
    return s->prefers.of[i].at;
}

static void add_name(wire_source *s, wire_src_run *run, wire_src_at at, const char *text, wire_lex_as as)
{
    wire_src_name *n = WIRE_SRC_NEW(s, names);
    if (!n)
        return;
    *n = (wire_src_name){at, text, as};
    run->n++;
}

static void add_names(wire_source *s, wire_src_line *l, wire_src_run *run, wire_lex_as as)
{
    const char *item;
    bool any = false;
    while ((item = wire_src_take_item(s, l))) {
        add_name(s, run, l->at, item, as);
        any = true;
    }
    if (!any)
        wire_src_error(s, l->at, "a list of names is missing");
}

/* ISO3, or ISO3.CODE; more codes may follow, with dots. A whole id, or a country's only. */
static bool is_id(const char *id, bool country)
{
    for (int i = 0; i < 3; i++)
        if (id[i] < 'A' || id[i] > 'Z')
            return false;
    if (!id[3])
        return true;
    if (country)
        return false;
    for (const char *c = id + 3; *c; c++)
        if (!((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_' ||
              (*c == '.' && c[1] && c[1] != '.')))
            return false;
    return id[3] == '.';
}

/* "CODE RANGE" or "CODE". */
static const char *split_range(wire_source *s, wire_src_at at, const char *item, wire_lex_range *when, bool *dated)
{
    *when = (wire_lex_range){WIRE_DAY_FIRST, WIRE_DAY_LAST};
    const char *cut = strrchr(item, ' ');
    if (!cut)
        return item;
    if (!wire_src_range(s, at, cut + 1, when))
        return item;
    *dated = true;
    while (cut > item && cut[-1] == ' ')
        cut--;
    return wire_src_keep(s, item, (size_t)(cut - item));
}

static void add_sectors(wire_source *s, wire_src_line *l, wire_src_run *run, bool *dated)
{
    const char *item;
    while ((item = wire_src_take_item(s, l))) {
        wire_lex_range when;
        const char *code = split_range(s, l->at, item, &when, dated);
        wire_src_sector *n = code ? WIRE_SRC_NEW(s, actor_sectors) : NULL;
        if (!n)
            return;
        *n = (wire_src_sector){l->at, code, when};
        run->n++;
    }
}

static void add_members(wire_source *s, wire_src_line *l, wire_src_actor *a)
{
    const char *item;
    while ((item = wire_src_take_item(s, l))) {
        wire_lex_range when;
        const char *id = split_range(s, l->at, item, &when, &a->dated);
        wire_src_membership *n = id ? WIRE_SRC_NEW(s, members) : NULL;
        if (!n)
            return;
        *n = (wire_src_membership){l->at, id, when, WIRE_SRC_NONE};
        a->members.n++;
    }
}

static void add_office(wire_source *s, wire_src_line *l, wire_src_actor *a)
{
    const char *text = wire_src_take_rest(s, l);
    if (!text) {
        wire_src_error(s, l->at, "office ROLE of ID [FROM..TO]");
        return;
    }
    wire_lex_range when;
    text = split_range(s, l->at, text, &when, &a->dated);
    if (text && !strstr(text, " of ")) {
        wire_src_error(s, l->at, "'%s' does not say of what: office ROLE of ID [FROM..TO]", text);
        return;
    }
    wire_src_office *n = text ? WIRE_SRC_NEW(s, offices) : NULL;
    if (!n)
        return;
    *n = (wire_src_office){.at = l->at, .text = text, .title = text, .when = when, .role = WIRE_SRC_NONE, .body = WIRE_SRC_NONE};
    a->offices.n++;
}

/* A text where one may stand once. */
static void set(wire_source *s, wire_src_line *l, const char *field, const char **to)
{
    if (*to)
        wire_src_error(s, l->at, "a second '%s' of this entry", field);
    *to = wire_src_take_rest(s, l);
    if (!*to || !**to) {
        wire_src_error(s, l->at, "%s without a value", field);
        *to = NULL;
    }
}

static bool wikidata(const char *text)
{
    return text[0] == 'Q' && text[1] && strspn(text + 1, "0123456789") == strlen(text + 1);
}

static void actor_field(wire_source *s, wire_src_line *l, wire_src_actor *a, const char *field)
{
    static const struct {
        const char *name;
        wire_lex_as as;
    } names[] = {{"names", WIRE_AS_NAME}, {"adj", WIRE_AS_ADJ}, {"people", WIRE_AS_PEOPLE}, {"seats", WIRE_AS_SEAT}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(field, names[i].name)) {
            add_names(s, l, &a->names, names[i].as);
            return;
        }
    if (!strcmp(field, "capital")) {
        set(s, l, field, &a->capital);
    } else if (!strcmp(field, "wikidata")) {
        set(s, l, field, &a->wikidata);
        if (a->wikidata && !wikidata(a->wikidata)) {
            wire_src_error(s, l->at, "a Wikidata id is Q and digits, not '%s'", a->wikidata);
            a->wikidata = NULL;
        }
    } else if (!strcmp(field, "country")) {
        set(s, l, field, &a->country);
        a->country_at = l->at;
    } else if (!strcmp(field, "sectors")) {
        add_sectors(s, l, &a->sectors, &a->dated);
    } else if (!strcmp(field, "member_of")) {
        add_members(s, l, a);
    } else if (!strcmp(field, "office")) {
        if (a->kind != WIRE_LEX_PERSON)
            wire_src_error(s, l->at, "only a person holds an office; this is a %s", actor_kinds[a->kind]);
        else
            add_office(s, l, a);
        l->p = l->end;
    } else if (!strcmp(field, "source")) {
        const char *text = NULL;
        set(s, l, field, &text);
        a->sourced = true;
    } else {
        wire_src_error(s, l->at, "an actor has no '%s', but names, adj, people, seats, capital, country, sectors, member_of, "
                       "office, wikidata and source", field);
        l->p = l->end;
    }
    wire_src_expect_end(s, l);
}

static void role_field(wire_source *s, wire_src_line *l, wire_src_role *r, const char *field)
{
    const char *text = NULL;
    if (!strcmp(field, "names")) {
        add_names(s, l, &r->names, WIRE_AS_NAME);
    } else if (!strcmp(field, "kind")) {
        set(s, l, field, &text);
        int kind = WIRE_LEX_ROLE_KINDS;
        for (int k = 0; text && k < WIRE_LEX_ROLE_KINDS; k++)
            if (!strcmp(text, role_kinds[k]))
                kind = k;
        if (r->kind_given)
            wire_src_error(s, l->at, "a second 'kind' of this entry");
        if (text && kind == WIRE_LEX_ROLE_KINDS)
            wire_src_error(s, l->at, "a role's kind is body, office, people or government, not '%s'", text);
        r->kind = kind == WIRE_LEX_ROLE_KINDS ? WIRE_LEX_ROLE_PEOPLE : (wire_lex_role_kind)kind;
        r->kind_given = true;
    } else if (!strcmp(field, "code")) {
        set(s, l, field, &r->code);
    } else if (!strcmp(field, "sectors")) {
        bool dated = false;
        add_sectors(s, l, &r->sectors, &dated);
        if (dated)
            wire_src_error(s, l->at, "a role's sectors have no dates");
    } else if (!strcmp(field, "name")) {
        set(s, l, field, &r->name);
    } else if (!strcmp(field, "title")) {
        set(s, l, field, &r->title);
    } else if (!strcmp(field, "source")) {
        set(s, l, field, &text);
    } else {
        wire_src_error(s, l->at, "a role has no '%s', but kind, names, code, sectors, name and title", field);
        l->p = l->end;
    }
    wire_src_expect_end(s, l);
}

/* "PER.sergey-lavrov" */
static const char *person_id(wire_source *s, const char *name)
{
    wire_name n;
    char id[sizeof n.text + 8];
    if (!wire_name_of(name, strlen(name), &n))
        return NULL;
    int len = snprintf(id, sizeof id, "PER.%s", n.text);
    for (char *c = id; *c; c++)
        *c = *c == ' ' ? '-' : *c;
    return wire_src_keep(s, id, (size_t)len);
}

static void begin_actor(wire_source *s, wire_src_line *l, wire_src_open *open, wire_lex_actor_kind kind)
{
    wire_src_actor a = {.at = l->at, .kind = kind, .names = {(uint32_t)s->names.n, 0}, .country_index = WIRE_SRC_NONE};
    const char *what = actor_kinds[kind];
    wire_src_line ahead = *l;
    const char *word = wire_src_take_word(s, &ahead);
    const char *first = l->p;
    while (first < l->end && (*first == ' ' || *first == '\t'))
        first++;
    bool has_id = word && *first != '"' && is_id(word, kind == WIRE_LEX_COUNTRY) && (kind != WIRE_LEX_PERSON || strchr(word, '.'));
    if (has_id) {
        a.id = word;
        *l = ahead;
    } else if (kind != WIRE_LEX_PERSON) {
        wire_src_error(s, l->at, kind == WIRE_LEX_COUNTRY ? "'%s' is no country code: %s ISO3 \"NAME\""
                                                          : "'%s' is no id: %s ISO3.CODE \"NAME\"", word ? word : "", what);
        return;
    }
    a.name = wire_src_take_rest(s, l);
    if (!a.name || !*a.name) {
        wire_src_error(s, l->at, "%s without a name", what);
        return;
    }
    if (!a.id && !(a.id = person_id(s, a.name))) {
        wire_src_error(s, l->at, "'%s' holds no words to find it by, or too many", a.name);
        return;
    }
    bool taken;
    uint32_t old = wire_src_enter(s, "actor", a.id, (uint32_t)s->actors.n, l->at, actor_at, &taken);
    wire_src_actor *n = taken ? NULL : WIRE_SRC_NEW(s, actors);
    if (!n)
        return;
    if (old != WIRE_SRC_NONE)
        s->actors.of[old].replaced = true;
    add_name(s, &a.names, l->at, a.name, WIRE_AS_NAME);
    a.sectors.first = (uint32_t)s->actor_sectors.n;
    a.offices.first = (uint32_t)s->offices.n;
    a.members.first = (uint32_t)s->members.n;
    *n = a;
    open->index = (uint32_t)(s->actors.n - 1);
}

static void begin_role(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    wire_src_role r = {.at = l->at, .kind = WIRE_LEX_ROLE_PEOPLE, .names = {(uint32_t)s->names.n, 0}};
    r.lemma = wire_src_take_rest(s, l);
    if (!r.lemma || !*r.lemma) {
        wire_src_error(s, l->at, "role without a name");
        return;
    }
    bool taken;
    uint32_t old = wire_src_enter(s, "role", r.lemma, (uint32_t)s->roles.n, l->at, role_at, &taken);
    wire_src_role *n = taken ? NULL : WIRE_SRC_NEW(s, roles);
    if (!n)
        return;
    if (old != WIRE_SRC_NONE)
        s->roles.of[old].replaced = true;
    add_name(s, &r.names, l->at, r.lemma, WIRE_AS_NAME);
    r.sectors.first = (uint32_t)s->actor_sectors.n;
    *n = r;
    open->index = (uint32_t)(s->roles.n - 1);
}

void wire_parse_actors(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    const char *word = wire_src_take_word(s, l);
    if (!word)
        return;
    if (l->indented) {
        if (open->what == ACTOR)
            actor_field(s, l, &s->actors.of[open->index], word);
        else
            role_field(s, l, &s->roles.of[open->index], word);
        return;
    }
    *open = (wire_src_open){ACTOR, WIRE_SRC_NONE};
    for (int k = 0; k < WIRE_LEX_ACTOR_KINDS; k++)
        if (!strcmp(word, actor_kinds[k])) {
            begin_actor(s, l, open, (wire_lex_actor_kind)k);
            return;
        }
    if (!strcmp(word, "role")) {
        open->what = ROLE;
        begin_role(s, l, open);
        return;
    }
    wire_src_error(s, l->at, "an entry begins with country, group, body, igo, alliance, format, party, company, ngo, outlet, "
                   "person or role, not '%s'", word);
}

/* ------------------------------------------------------------------------------------------------ places */

static void degrees(wire_source *s, wire_src_line *l, const char *field, const char *value, double limit, double *out)
{
    if (!value || !wire_src_number(value, -limit, limit, out))
        wire_src_error(s, l->at, "%s takes degrees from %g to %g, not '%s'", field, -limit, limit, value ? value : "");
}

static void place_fields(wire_source *s, wire_src_line *l, wire_src_place *p)
{
    const char *field;
    while ((field = wire_src_take_word(s, l))) {
        if (!strcmp(field, "names")) { /* takes the rest of its line */
            add_names(s, l, &p->names, WIRE_AS_NAME);
            return;
        }
        const char *value = wire_src_take_word(s, l);
        if (!value || !*value) {
            wire_src_error(s, l->at, "%s without a value", field);
            return;
        }
        if (!strcmp(field, "country"))
            p->country = value;
        else if (!strcmp(field, "admin1"))
            p->admin1 = value;
        else if (!strcmp(field, "kind"))
            p->what = value;
        else if (!strcmp(field, "lat"))
            degrees(s, l, field, value, 90, &p->lat);
        else if (!strcmp(field, "lon"))
            degrees(s, l, field, value, 180, &p->lon);
        else if (!strcmp(field, "geonameid") || !strcmp(field, "population")) {
            if (!wire_src_count(value, *field == 'g' ? &p->geonameid : &p->population))
                wire_src_error(s, l->at, "%s takes a whole number, not '%s'", field, value);
        } else if (strcmp(field, "wikidata") != 0 && strcmp(field, "source") != 0) {
            wire_src_error(s, l->at, "a place has no '%s', but country, admin1, lat, lon, kind, geonameid, population and names",
                           field);
        }
    }
}

static void begin_place(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    char key[600];
    wire_src_place p = {.at = l->at, .lat = NAN, .lon = NAN, .names = {(uint32_t)s->names.n, 0}};
    p.name = wire_src_take_word(s, l);
    if (!p.name || !*p.name) {
        wire_src_error(s, l->at, "place without a name");
        return;
    }
    add_name(s, &p.names, l->at, p.name, WIRE_AS_NAME);
    place_fields(s, l, &p);
    snprintf(key, sizeof key, "%.500s' of '%.60s", p.name, p.country ? p.country : "");
    bool taken;
    uint32_t old = wire_src_enter(s, "place", key, (uint32_t)s->places.n, l->at, place_at, &taken);
    wire_src_place *n = taken ? NULL : WIRE_SRC_NEW(s, places);
    if (!n)
        return;
    if (old != WIRE_SRC_NONE)
        s->places.of[old].replaced = true;
    *n = p;
    open->index = (uint32_t)(s->places.n - 1);
}

static void parse_prefer(wire_source *s, wire_src_line *l)
{
    wire_src_prefer p = {.at = l->at};
    p.name = wire_src_take_word(s, l);
    p.country = wire_src_take_word(s, l);
    p.admin1 = wire_src_take_rest(s, l);
    if (!p.name || !p.country) {
        wire_src_error(s, l->at, "prefer NAME ISO3 [ADMIN1]; a NAME of several words stands in double quotes");
        return;
    }
    bool taken;
    uint32_t old = wire_src_enter(s, "prefer", p.name, (uint32_t)s->prefers.n, l->at, prefer_at, &taken);
    wire_src_prefer *n = taken ? NULL : WIRE_SRC_NEW(s, prefers);
    if (!n)
        return;
    if (old != WIRE_SRC_NONE)
        s->prefers.of[old].replaced = true;
    *n = p;
}

void wire_parse_places(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    if (l->indented) {
        if (open->what == PLACE)
            place_fields(s, l, &s->places.of[open->index]);
        else
            wire_src_error(s, l->at, "only a place has lines below it");
        return;
    }
    const char *word = wire_src_take_word(s, l);
    *open = (wire_src_open){PREFER, WIRE_SRC_NONE};
    if (word && !strcmp(word, "place")) {
        open->what = PLACE;
        begin_place(s, l, open);
    } else if (word && !strcmp(word, "prefer")) {
        open->index = 0;
        parse_prefer(s, l);
    } else {
        wire_src_error(s, l->at, "an entry begins with place or prefer, not '%s'", word ? word : "");
    }
}
