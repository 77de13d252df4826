/* hash.h - the hash functions, and maps keyed by 64-bit hashes.
 *
 *   wire_map      grows, in memory: key -> uint32_t
 *   wire_table    fixed, as it stands in a mapped file: key -> uint64_t
 *
 * Both are open-addressing arrays with a power-of-two number of slots, probed in steps of one, never more than three
 * quarters full, so that a search ends at a free slot. Key 0 means free and is never stored. */
#ifndef WIRE_BASE_HASH_H
#define WIRE_BASE_HASH_H

#include <stdbool.h>

#include "wirecode.h"

/* MurmurHash64A (Austin Appleby, public domain) with seed 1: how spaCy's StringStore numbers strings. */
uint64_t wire_murmur64(const void *data, size_t len);

/* MurmurHash3_x64_128 (Austin Appleby, public domain) of the eight bytes of `id`, as four words: how a HashEmbed layer picks
 * its four rows. (thinc's name for it says x86; it is the x64 variant.) */
void wire_murmur3_128(uint64_t id, uint32_t seed, uint32_t out[4]);

typedef struct wire_map {
    uint64_t *keys;
    uint32_t *vals;
    size_t slots, n;
} wire_map;

/* The value stored for `key`, or NULL. Valid until the next wire_map_put. */
uint32_t *wire_map_get(const wire_map *m, uint64_t key);
/* Store or replace. Key 0 is not allowed. Returns 0 or WIRE_ENOMEM. */
int wire_map_put(wire_map *m, uint64_t key, uint32_t val);
void wire_map_clear(wire_map *m); /* empties it and keeps its room */
void wire_map_free(wire_map *m);

typedef struct wire_slot {
    uint64_t key, val;
} wire_slot;

typedef struct wire_table {
    const wire_slot *slots; /* NULL: an empty table */
    size_t mask;
} wire_table;

/* Find `key`; false where it is not there. */
bool wire_table_get(const wire_table *t, uint64_t key, uint64_t *val);

/* The number of slots for `n` entries. */
size_t wire_table_slots(size_t n);
/* Enter into slots[count], zeroed at first; a second entry of a key replaces the first. */
void wire_table_put(wire_slot *slots, size_t count, uint64_t key, uint64_t val);
/* Whether `bytes` bytes can be a table: a power of two of slots, one of them free at least. */
bool wire_table_valid(const void *data, size_t bytes);

#endif
