/* index.c - the names, sorted.
 *
 *   hash -> run of readings or places       sorted by hash; buckets say where each value of the upper bits begins
 *   first word -> the most words of a name that begins with it */
#include <stdlib.h>
#include <string.h>

#include "knowledge/compile.h"

/* Actors as name, seat, people, adj; then roles. */
static int reading_rank(const wire_lx_reading *r)
{
    static const int ranks[WIRE_AS_COUNT] = {0, 3, 2, 1};
    return r->is_role ? 4 : ranks[r->as];
}

static int actor_order(const void *a, const void *b)
{
    const wire_actor_name *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    int rx = reading_rank(&x->reading), ry = reading_rank(&y->reading);
    if (rx != ry)
        return rx - ry;
    if (x->reading.index != y->reading.index)
        return x->reading.index < y->reading.index ? -1 : 1;
    if (x->reading.shape.title != y->reading.shape.title)
        return x->reading.shape.title < y->reading.shape.title ? -1 : 1;
    return x->reading.shape.upper - y->reading.shape.upper;
}

static int place_order(const void *a, const void *b)
{
    const wire_place_name *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The most words for a first word, in the half of the byte that is meant. */
static void enter_first(wire_builder *b, uint64_t first_hash, uint8_t words, bool any_case)
{
    uint8_t *at = &b->first.of[(size_t)(first_hash >> 20) & (WIRE_LX_FIRST - 1)];
    int shift = any_case ? 0 : 4, now = *at >> shift & 15;
    if (words > now)
        *at = (uint8_t)((*at & ~(15 << shift)) | words << shift);
}

static void buckets(wire_builder *b, const wire_lx_key *keys, size_t n, uint32_t **of, size_t *count, size_t *cap)
{
    const size_t all = ((size_t)1 << WIRE_LX_BUCKET_BITS) + 1;
    if (wire_grow(of, cap, all, sizeof **of)) {
        b->failed = true;
        return;
    }
    size_t at = 0;
    for (size_t bucket = 0; bucket < all; bucket++) {
        while (at < n && keys[at].hash >> (64 - WIRE_LX_BUCKET_BITS) < bucket)
            at++;
        (*of)[bucket] = (uint32_t)at;
    }
    *count = all;
}

static void index_actors(wire_builder *b)
{
    if (b->actor_names.n)
        qsort(b->actor_names.of, b->actor_names.n, sizeof *b->actor_names.of, actor_order);
    for (size_t i = 0; i < b->actor_names.n && !b->failed; i++) {
        const wire_actor_name *x = &b->actor_names.of[i];
        if (i && !actor_order(x, x - 1))
            continue; /* the same name twice */
        if (!b->name_keys.n || b->name_keys.of[b->name_keys.n - 1].hash != x->hash) {
            wire_lx_key *key = WIRE_BUILD(b, name_keys);
            if (!key)
                return;
            *key = (wire_lx_key){x->hash, {(uint32_t)b->readings.n, 0}};
        }
        wire_lx_reading *r = WIRE_BUILD(b, readings);
        if (!r)
            return;
        *r = x->reading;
        b->name_keys.of[b->name_keys.n - 1].run.n++;
    }
    buckets(b, b->name_keys.of, b->name_keys.n, &b->name_buckets.of, &b->name_buckets.n, &b->name_buckets.cap);
}

static void index_places(wire_builder *b)
{
    if (b->place_names.n)
        qsort(b->place_names.of, b->place_names.n, sizeof *b->place_names.of, place_order);
    for (size_t i = 0; i < b->place_names.n && !b->failed; i++) {
        const wire_place_name *x = &b->place_names.of[i];
        bool fresh = !b->place_keys.n || b->place_keys.of[b->place_keys.n - 1].hash != x->hash;
        if (fresh) {
            wire_lx_key *key = WIRE_BUILD(b, place_keys);
            if (!key)
                return;
            *key = (wire_lx_key){x->hash, {(uint32_t)b->place_lists.n, 0}};
        }
        wire_lx_key *key = &b->place_keys.of[b->place_keys.n - 1];
        bool listed = false; /* a place may have a name twice, by different spellings */
        for (uint32_t k = 0; k < key->run.n && !listed; k++)
            listed = b->place_lists.of[key->run.first + k] == x->place;
        uint32_t *place = listed ? NULL : WIRE_BUILD(b, place_lists);
        if (place) {
            *place = x->place;
            key->run.n++;
        }
    }
    buckets(b, b->place_keys.of, b->place_keys.n, &b->place_buckets.of, &b->place_buckets.n, &b->place_buckets.cap);
}

void wire_build_index(wire_builder *b)
{
    index_actors(b);
    index_places(b);
}

void wire_build_place_name(wire_builder *b, uint32_t place, const char *name, uint32_t rank)
{
    wire_name n;
    if (b->failed || !wire_name_of(name, strlen(name), &n))
        return;
    wire_place_name *p = WIRE_BUILD(b, place_names);
    if (!p)
        return;
    *p = (wire_place_name){wire_name_hash(&n, n.words), place, rank};
    enter_first(b, wire_name_hash(&n, 1), n.words, !(wire_place_shape(&n).title & 1));
}

void wire_build_actor_name(wire_builder *b, const wire_lx_reading *reading, const char *name)
{
    wire_name n;
    if (b->failed || !wire_name_of(name, strlen(name), &n))
        return;
    wire_actor_name *p = WIRE_BUILD(b, actor_names);
    if (!p)
        return;
    *p = (wire_actor_name){wire_name_hash(&n, n.words), *reading};
    p->reading.shape = wire_name_shape(&n);
    enter_first(b, wire_name_hash(&n, 1), n.words, !((p->reading.shape.title | p->reading.shape.upper) & 1));
}
