/* lookup.c - what the coder asks of an open lexicon. Nothing here allocates, and nothing is checked: map.c has. */
#include <math.h>
#include <string.h>

#include "knowledge/map.h"
#include "knowledge/names.h"

/* ------------------------------------------------------------------------------------------------ ontology */

const wire_lex_type *wire_lexicon_type(const wire_lexicon *l, const char *name)
{
    for (size_t i = 0; i < l->n_types; i++)
        if (!strcmp(l->types[i].name, name))
            return &l->types[i];
    return NULL;
}

const wire_lex_cameo *wire_lexicon_cameo(const wire_lexicon *l, const char *code)
{
    for (size_t low = 0, high = l->n_cameos; low < high;) {
        size_t mid = (low + high) / 2;
        int order = strcmp(l->cameos[mid].code, code);
        if (!order)
            return &l->cameos[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const wire_lex_relation *wire_lexicon_relation(const wire_lexicon *l, const char *name)
{
    for (size_t i = 0; i < l->n_relations; i++)
        if (!strcmp(l->relations[i].name, name))
            return &l->relations[i];
    return NULL;
}

const wire_lex_type *wire_lexicon_types(const wire_lexicon *l, size_t *n)
{
    *n = l->n_types;
    return l->types;
}

const wire_lex_cameo *wire_lexicon_cameos(const wire_lexicon *l, size_t *n)
{
    *n = l->n_cameos;
    return l->cameos;
}

const wire_lex_relation *wire_lexicon_relations(const wire_lexicon *l, size_t *n)
{
    *n = l->n_relations;
    return l->relations;
}

const char *const *wire_lexicon_contexts(const wire_lexicon *l, size_t *n)
{
    *n = l->n_contexts;
    return l->contexts;
}

const wire_lex_sector *wire_lexicon_sectors(const wire_lexicon *l, size_t *n)
{
    *n = l->n_sectors;
    return l->sectors;
}

/* ------------------------------------------------------------------------------------------------ actors, roles */

const wire_lex_actor *wire_lexicon_actors(const wire_lexicon *l, size_t *n)
{
    *n = l->n_actors;
    return l->actors;
}

const wire_lex_actor *wire_lexicon_actor(const wire_lexicon *l, const char *id)
{
    uint64_t key = wire_murmur64(id, strlen(id));
    const uint32_t *index = wire_map_get(&l->ids, key ? key : 1);
    return index && !strcmp(l->actors[*index].id, id) ? &l->actors[*index] : NULL;
}

bool wire_lex_in_sector(const wire_lex_actor *a, const char *code, wire_day day)
{
    for (size_t i = 0; i < a->n_sectors; i++)
        if (!strcmp(a->sectors[i].code, code) && wire_lex_range_has(a->sectors[i].when, day))
            return true;
    return false;
}

const wire_lex_role *wire_lexicon_roles(const wire_lexicon *l, size_t *n)
{
    *n = l->n_roles;
    return l->roles;
}

const wire_lex_actor *wire_lexicon_holder(const wire_lexicon *l, const wire_lex_role *role, const wire_lex_actor *body,
                                          wire_day day)
{
    size_t low = 0, high = l->n_holders;
    while (low < high) { /* the first that is not before (role, body) */
        size_t mid = (low + high) / 2;
        const wire_lx_holder *h = &l->f_holders[mid];
        if (h->role < role->index || (h->role == role->index && h->body < body->index))
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < l->n_holders; low++) {
        const wire_lx_holder *h = &l->f_holders[low];
        if (h->role != role->index || h->body != body->index)
            break;
        if (wire_lex_range_has(h->when, day))
            return &l->actors[h->person];
    }
    return NULL;
}

size_t wire_lex_role_text(const char *pattern, const wire_lex_actor *with, char *out, size_t room)
{
    size_t len = 0;
    for (const char *c = pattern; *c;) {
        const char *part = c;
        size_t n = strcspn(c, "{"), skip = n;
        if (!n) {
            bool adj = !strncmp(c, "{adj}", 5), other = !strncmp(c, "{country}", 9) || !strncmp(c, "{group}", 7);
            part = adj && with->adj ? with->adj : adj || other ? with->name : c;
            n = adj || other ? strlen(part) : 1;
            skip = adj || other ? strcspn(c, "}") + 1 : 1;
        }
        if (room && len < room - 1)
            memcpy(out + len, part, n < room - 1 - len ? n : room - 1 - len);
        len += n;
        c += skip;
    }
    if (room)
        out[len < room ? len : room - 1] = 0;
    return len;
}

/* ------------------------------------------------------------------------------------------------ places */

wire_lex_place wire_lexicon_place(const wire_lexicon *l, uint32_t index)
{
    static const char *const kinds[WIRE_LEX_PLACE_KINDS] = {"country", "region", "district", "capital", "city", "facility"};
    const wire_lx_place *p = &l->f_places[index];
    const wire_lx_own *own = p->own == WIRE_LX_PACKAGE ? NULL : &l->f_own_places[p->own];
    return (wire_lex_place){.index = index,
                            .kind = (wire_lex_place_kind)p->kind,
                            .what = own && own->what ? l->text + own->what : kinds[p->kind],
                            .name = l->text + p->name,
                            .country = l->countries[p->country],
                            .country_actor = l->country_actors[p->country],
                            .admin1 = l->regions[p->region],
                            .geonameid = p->geonameid,
                            .lat = p->lat == WIRE_LX_NOWHERE ? NAN : p->lat / 1e5,
                            .lon = p->lon == WIRE_LX_NOWHERE ? NAN : p->lon / 1e5,
                            .population = p->population,
                            .file = own ? l->files[own->file] : NULL,
                            .line = own ? own->line : 0};
}

/* ------------------------------------------------------------------------------------------------ names */

/* The run of a key; an empty one where it is not there. */
static wire_lx_run find(const uint64_t *keys, const uint32_t *runs, const uint32_t *buckets, int shift, uint64_t hash)
{
    size_t bucket = (size_t)(hash >> shift), low = buckets[bucket], high = buckets[bucket + 1];
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (keys[mid] == hash)
            return (wire_lx_run){runs[mid], runs[mid + 1] - runs[mid]};
        if (keys[mid] < hash)
            low = mid + 1;
        else
            high = mid;
    }
    return (wire_lx_run){0, 0};
}

static bool read_actors(const wire_lexicon *l, const wire_name *text, uint64_t hash, wire_lex_match *out)
{
    wire_lx_run run = find(l->f_name_keys, l->f_name_runs, l->f_name_buckets, l->name_shift, hash);
    size_t n = 0;
    for (uint32_t i = 0; i < run.n && n < WIRE_READINGS_MAX; i++) {
        const wire_lx_reading *r = &l->f_readings[run.first + i];
        if (!wire_shape_fits(r->shape, text))
            continue;
        wire_lex_reading x = {.actor = r->is_role ? NULL : &l->actors[r->index],
                              .role = r->is_role ? &l->roles[r->index] : NULL,
                              .as = (wire_lex_as)r->as};
        if (n && out->readings[n - 1].actor == x.actor && out->readings[n - 1].role == x.role && out->readings[n - 1].as == x.as)
            continue; /* spelt in two ways */
        out->readings[n++] = x;
    }
    out->n_readings = n;
    return n > 0;
}

static bool read_places(const wire_lexicon *l, const wire_name *text, uint64_t hash, wire_lex_match *out)
{
    wire_lx_run run = {0, 0};
    bool acronym = text->words == 1 && (text->upper & text->acronym & 1); /* "US" is not the village of Us */
    if (!acronym && wire_shape_fits(wire_place_shape(text), text))
        run = find(l->f_place_keys, l->f_place_runs, l->f_place_buckets, l->place_shift, hash);
    out->places = l->f_place_lists + run.first;
    out->n_places = run.n;
    return run.n > 0;
}

bool wire_lexicon_match(const wire_lexicon *l, const wire_str *tokens, size_t n, wire_lex_match *out)
{
    wire_name text;
    uint8_t ends[WIRE_NAME_WORDS_MAX + 1] = {0}; /* by the number of words: the tokens that give them; 0: no token ends there */
    size_t limit = 1;
    text.words = 0;
    text.title = text.upper = text.acronym = 0;
    for (size_t i = 0; i < n && i < 64 && text.words < limit; i++) {
        uint8_t before = text.words;
        if (!wire_name_add(&text, tokens[i].ptr, tokens[i].len))
            break;
        if (!i) {
            if (!text.words)
                return false;
            uint8_t most = l->f_first[wire_first_bucket(&text, l->n_first - 1)];
            size_t any = most & 15, capital = text.title & 1 ? most >> 4 : 0;
            limit = any > capital ? any : capital;
        }
        if (text.words > before && text.words <= limit)
            ends[text.words] = (uint8_t)(i + 1);
    }
    for (size_t words = limit; words > 0; words--) {
        if (!ends[words])
            continue;
        wire_name part = text; /* its first words */
        part.words = (uint8_t)words;
        uint64_t hash = wire_name_hash(&text, words);
        wire_lex_match found;
        bool actors = read_actors(l, &part, hash, &found), places = read_places(l, &part, hash, &found);
        if (actors || places) {
            found.tokens = ends[words];
            *out = found;
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ classes */

const uint16_t *wire_lexicon_classes(const wire_lexicon *l, uint64_t lemma, size_t *n)
{
    uint64_t val;
    *n = 0;
    if (!lemma || !wire_table_get(&l->class_table, lemma, &val))
        return NULL;
    *n = (uint32_t)val;
    return l->f_class_lists + (val >> 32);
}

const uint16_t *wire_lexicon_words(const wire_lexicon *l, uint64_t form, size_t *n, const uint32_t **values)
{
    const uint16_t *ids = form ? wire_lexicon_classes(l, wire_lx_form_key(form), n) : NULL;
    *n = ids ? *n : 0;
    *values = ids ? l->f_class_values + (ids - l->f_class_lists) : NULL;
    return ids;
}

bool wire_lexicon_in_class(const wire_lexicon *l, uint16_t class_id, uint64_t lemma)
{
    size_t n;
    const uint16_t *ids = wire_lexicon_classes(l, lemma, &n);
    for (size_t i = 0; i < n; i++)
        if (ids[i] == class_id)
            return true;
    return false;
}

const char *wire_lexicon_class_name(const wire_lexicon *l, uint16_t class_id)
{
    return class_id < l->n_classes ? l->classes[class_id] : "";
}

uint16_t wire_lexicon_class_id(const wire_lexicon *l, const char *name)
{
    for (size_t i = 0; i < l->n_classes; i++)
        if (!strcmp(l->classes[i], name))
            return (uint16_t)i;
    return WIRE_CLASS_NONE;
}

/* ------------------------------------------------------------------------------------------------ frames */

const wire_frame *const *wire_lexicon_frames(const wire_lexicon *l, uint64_t lemma, char pos, size_t *n)
{
    uint64_t val;
    *n = 0;
    if (!wire_table_get(&l->frame_table, wire_lx_frame_key(lemma, pos), &val))
        return NULL;
    *n = (uint32_t)val;
    return l->frame_lists + (val >> 32);
}

const wire_frame *wire_lexicon_all_frames(const wire_lexicon *l, size_t *n)
{
    *n = l->n_frames;
    return l->frames;
}

const wire_frame_slot *wire_frame_part(const wire_frame *f, wire_part part)
{
    for (size_t i = 0; i < f->n_slots; i++)
        if (f->slots[i].part == part)
            return &f->slots[i];
    return NULL;
}
