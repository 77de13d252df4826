/* compile.h - what the compiler's parts share: the sections as they grow.
 *
 *   source ── compile.c: entries ──> builder <── gazetteer.c: GeoNames packages
 *                                       └── index.c: names, places, first words ──> pack
 *
 * Invariant: nothing is entered twice into `text`; every index entered is of something entered already, or will be. */
#ifndef WIRE_KNOWLEDGE_COMPILE_H
#define WIRE_KNOWLEDGE_COMPILE_H

#include "knowledge/format.h"
#include "knowledge/source.h"

/* A name that waits for its index. */
typedef struct wire_begin { /* of a name, for the section `first` */
    uint32_t bucket;        /* of the first word, in the largest table */
    uint8_t words;
    bool any_case; /* the first word may be in lower case */
} wire_begin;

typedef struct wire_place_name {
    uint64_t hash;
    uint32_t place;
    uint32_t rank; /* the higher, the likelier */
    wire_begin begin;
} wire_place_name;

typedef struct wire_actor_name {
    uint64_t hash;
    wire_lx_reading reading;
    wire_begin begin;
} wire_actor_name;

typedef struct wire_builder {
    bool failed; /* out of memory, or over a limit */
    const char *over; /* which limit; NULL: memory */
    WIRE_SRC_ARRAY(char) text;
    wire_map text_at; /* hash of a string -> its offset */
    wire_map country_at, region_at;
#define FIELD(name, type) WIRE_SRC_ARRAY(type) name;
    WIRE_LX_SECTIONS(FIELD)
#undef FIELD
    WIRE_SRC_ARRAY(wire_actor_name) actor_names;
    WIRE_SRC_ARRAY(wire_place_name) place_names;
} wire_builder;

#define WIRE_BUILD(b, array) \
    (wire_build_room((b), &(b)->array.of, &(b)->array.cap, (b)->array.n, sizeof *(b)->array.of) \
         ? (b)->array.n++, memset(&(b)->array.of[(b)->array.n - 1], 0, sizeof *(b)->array.of), &(b)->array.of[(b)->array.n - 1] \
         : NULL)
bool wire_build_room(wire_builder *b, void *data, size_t *cap, size_t n, size_t size);

/* The offset of a string; 0 for "" and NULL. */
uint32_t wire_build_text(wire_builder *b, const char *s);

/* The index of a country or a region's name in their arrays; 0 for "" and NULL. */
uint16_t wire_build_country(wire_builder *b, const char *iso3);
uint16_t wire_build_region(wire_builder *b, const char *name);

/* Enter a name of a place, with the population that it should rank by. A name that cannot be one is passed over. */
void wire_build_place_name(wire_builder *b, uint32_t place, const char *name, uint32_t rank);

/* Enter a name of an actor or role; the reading's shape is filled in. */
void wire_build_actor_name(wire_builder *b, const wire_lx_reading *reading, const char *name);

/* Ranks: what stands in places/ before all of GeoNames, what is preferred before all. */
#define WIRE_RANK_OWN 0x40000000u
#define WIRE_RANK_COUNTRY 0x20000000u
#define WIRE_RANK_PREFERRED 0x80000000u

/* Sort the names into the sections name_keys, readings, place_keys, place_lists, the buckets and first. */
void wire_build_index(wire_builder *b);

/* Build and write options->out from a source without errors. */
int wire_source_compile(wire_source *s, const wire_compile_options *options, wire_err *err);

/* Enter the places of the packages. `capitals` gives for the hash of a country's code the text of its capital's name. */
int wire_gazetteer_read(wire_builder *b, const char *const *packages, size_t n, const wire_map *capitals, wire_err *err);

#endif
