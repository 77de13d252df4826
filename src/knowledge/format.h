/* format.h - the compiled lexicon: a pack (base/pack.h) of kind "lexicon", whose sections are arrays of these structures.
 *
 *   text          NUL-terminated UTF-8 strings; an offset into it is written `text`; 0 is ""
 *   files, texts  text offsets                                    runs (first, n) lead into these arrays
 *   types cameos contexts relations sectors                       the ontology
 *   actors names actor_sectors offices members  roles             who; `holders` are offices by role, body and time
 *   classes  class_table: lemma -> run of class_lists             numbers of the classes that list a lemma, and of the sets of
 *   class_values                                                  words that list a form; the value of a form in each
 *   frames slots fillers restrictions lemmas states tests         senses; frame_table: lemma and POS -> run of frame_lists
 *   name_keys name_runs: hash -> readings                         of actors and roles; the keys rise; those of key i stand
 *   place_keys place_runs: hash -> place_lists                    from runs[i] to runs[i + 1]
 *   name_buckets, place_buckets                                   where the keys with given upper bits begin: 2^bits + 1
 *   first         2^n bytes, one for the bucket of a name's first word: the most words that a name beginning so has; low half where
 *                 the word may be in lower case, high half where it must have a capital
 *   places own_places countries regions                           the gazetteer
 *
 * A number that leads nowhere is WIRE_LX_NONE. Everything is little-endian. map.c checks all of it at open. */
#ifndef WIRE_KNOWLEDGE_FORMAT_H
#define WIRE_KNOWLEDGE_FORMAT_H

#include "base/hash.h"
#include "knowledge/lexicon.h"
#include "knowledge/names.h"

#define WIRE_LEXICON_KIND "lexicon"
#define WIRE_LEXICON_VERSION 3
#define WIRE_LX_NONE UINT32_MAX

/* How many bits there may be of a key's bucket, and how many bytes of `first`: both are chosen by the number of names. */
enum { WIRE_LX_BUCKET_BITS_MAX = 16, WIRE_LX_FIRST_MAX = 1 << 20 };

typedef struct wire_lx_run {
    uint32_t first, n;
} wire_lx_run;

typedef struct wire_lx_type {
    uint32_t name, quad, cameo;
    wire_lx_run modes; /* texts */
} wire_lx_type;

typedef struct wire_lx_cameo {
    uint32_t code, label, type, quad;
    double goldstein, icews;
} wire_lx_cameo;

typedef struct wire_lx_relation {
    uint32_t name, symmetric;
} wire_lx_relation;

typedef struct wire_lx_sector {
    uint32_t code, label;
} wire_lx_sector;

typedef struct wire_lx_name {
    uint32_t text, as;
} wire_lx_name;

typedef struct wire_lx_actor_sector {
    uint32_t code;
    wire_lex_range when;
} wire_lx_actor_sector;

typedef struct wire_lx_office {
    uint32_t title, role, body;
    wire_lex_range when;
} wire_lx_office;

typedef struct wire_lx_member {
    uint32_t body;
    wire_lex_range when;
} wire_lx_member;

typedef struct wire_lx_actor {
    uint32_t kind, id, name, country, capital, wikidata, file, line; /* capital, wikidata: 0 for none */
    wire_lx_run names, sectors, offices, members;
} wire_lx_actor;

typedef struct wire_lx_role {
    uint32_t kind, lemma, code, name, title, file, line; /* name, title: 0 for none */
    wire_lx_run sectors;                                 /* texts */
} wire_lx_role;

typedef struct wire_lx_holder { /* sorted by role, body, then the latest first */
    uint32_t role, body, person;
    wire_lex_range when;
} wire_lx_holder;

typedef struct wire_lx_filler {
    uint32_t arg, text;
    uint64_t prep;
} wire_lx_filler;

typedef struct wire_lx_restriction {
    uint32_t negated, class_id, text;
    wire_lx_run lemmas;
} wire_lx_restriction;

typedef struct wire_lx_slot {
    uint32_t part, required;
    wire_lx_run fillers, restrictions;
} wire_lx_slot;

typedef struct wire_lx_state {
    uint32_t relation, subject, object, value, ends;
} wire_lx_state;

typedef struct wire_lx_test {
    uint32_t sentence, none, line;
    uint32_t expected[WIRE_PARTS]; /* WIRE_LX_NONE: not asked */
} wire_lx_test;

typedef struct wire_lx_frame {
    uint32_t pos, lemmas, particle, result, type, mode, cameo, say, content, reason, file, line;
    /* particle, mode, reason: 0 for none */
    wire_lx_run slots, contexts, states, tests;
} wire_lx_frame;

typedef struct wire_lx_reading {
    uint32_t index; /* of the actor or role */
    uint16_t is_role, as;
    wire_shape shape;
} wire_lx_reading;

typedef struct wire_lx_place {
    uint32_t name, geonameid, population;
    int32_t lat, lon;    /* of 1e-5 degrees; WIRE_LX_NOWHERE: not known */
    uint16_t country;    /* into countries; 0: none */
    uint16_t region;     /* into regions; 0: none */
    uint16_t own;        /* into own_places; WIRE_LX_PACKAGE: from a package */
    uint16_t kind;
} wire_lx_place;

typedef struct wire_lx_own {
    uint32_t what, file, line;
} wire_lx_own;

#define WIRE_LX_NOWHERE INT32_MIN
#define WIRE_LX_PACKAGE 0xffff

/* The sections, by name and type: one list for those who write and those who read. */
#define WIRE_LX_SECTIONS(X) \
    X(files, uint32_t) \
    X(texts, uint32_t) \
    X(types, wire_lx_type) \
    X(cameos, wire_lx_cameo) \
    X(contexts, uint32_t) \
    X(relations, wire_lx_relation) \
    X(sectors, wire_lx_sector) \
    X(actors, wire_lx_actor) \
    X(names, wire_lx_name) \
    X(actor_sectors, wire_lx_actor_sector) \
    X(offices, wire_lx_office) \
    X(members, wire_lx_member) \
    X(roles, wire_lx_role) \
    X(holders, wire_lx_holder) \
    X(classes, uint32_t) \
    X(class_table, wire_slot) \
    X(class_lists, uint16_t) \
    X(class_values, uint32_t) \
    X(frames, wire_lx_frame) \
    X(slots, wire_lx_slot) \
    X(fillers, wire_lx_filler) \
    X(restrictions, wire_lx_restriction) \
    X(lemmas, uint64_t) \
    X(states, wire_lx_state) \
    X(tests, wire_lx_test) \
    X(frame_table, wire_slot) \
    X(frame_lists, uint32_t) \
    X(name_keys, uint64_t) \
    X(name_runs, uint32_t) \
    X(name_buckets, uint32_t) \
    X(readings, wire_lx_reading) \
    X(place_keys, uint64_t) \
    X(place_runs, uint32_t) \
    X(place_buckets, uint32_t) \
    X(place_lists, uint32_t) \
    X(first, uint8_t) \
    X(places, wire_lx_place) \
    X(own_places, wire_lx_own) \
    X(countries, uint32_t) \
    X(regions, uint32_t)

/* The key of a word's form in class_table, where lemmas stand too. */
static inline uint64_t wire_lx_form_key(uint64_t form)
{
    return form == 0x6a09e667f3bcc909u ? form : form ^ 0x6a09e667f3bcc909u;
}

/* The key of the senses of a lemma. */
static inline uint64_t wire_lx_frame_key(uint64_t lemma, char pos)
{
    uint64_t key = lemma ^ (uint64_t)(unsigned char)pos * 0x9e3779b97f4a7c15u;
    return key ? key : 1;
}

#endif
