/* map.h - an open lexicon: the mapped sections, and over the smaller of them structures with pointers.
 *
 *   pack ── map.c: check each number, make pointers ──> wire_lexicon ── lookup.c ──> the coder
 *
 * Invariant: map.c has held every run, index, text offset and enumeration in all sections against its range; lookup.c checks
 * nothing. */
#ifndef WIRE_KNOWLEDGE_MAP_H
#define WIRE_KNOWLEDGE_MAP_H

#include "base/arena.h"
#include "base/pack.h"
#include "knowledge/format.h"

struct wire_lexicon {
    wire_pack *pack;
    wire_arena arena;
    char hash[17];
    const char *text;
    size_t n_text;
    /* the sections as they stand in the file */
#define FIELD(name, type) \
    const type *f_##name; \
    size_t n_##name;
    WIRE_LX_SECTIONS(FIELD)
#undef FIELD
    /* with pointers, as many as the section has */
    wire_lex_type *types;
    wire_lex_cameo *cameos;
    wire_lex_relation *relations;
    wire_lex_sector *sectors;
    const char **files, **texts, **contexts, **classes, **countries, **regions;
    wire_lex_actor *actors;
    wire_lex_actor_name *names;
    wire_lex_actor_sector *actor_sectors;
    wire_lex_actor_office *offices;
    wire_lex_actor_membership *members;
    wire_lex_role *roles;
    wire_frame *frames;
    wire_frame_slot *slots;
    wire_filler *fillers;
    wire_restriction *restrictions;
    wire_frame_state *states;
    wire_frame_test *tests;
    const wire_frame **frame_lists;
    const wire_lex_actor **country_actors; /* of each of `countries` */
    int name_shift, place_shift; /* of a key, to its bucket */
    wire_table class_table, frame_table;
    wire_map ids; /* of actors: hash of the id -> index */
};

#endif
