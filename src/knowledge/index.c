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
static void enter_first(wire_builder *b, wire_begin x)
{
    uint8_t *at = &b->first.of[x.bucket & (b->first.n - 1)];
    int shift = x.any_case ? 0 : 4, now = *at >> shift & 15;
    if (x.words > now)
        *at = (uint8_t)((*at & ~(15 << shift)) | x.words << shift);
}

static void index_first(wire_builder *b)
{
    size_t names = b->actor_names.n + b->place_names.n, size = 256;
    while (size < 4 * names && size < WIRE_LX_FIRST_MAX)
        size *= 2;
    if (b->failed || wire_grow(&b->first.of, &b->first.cap, size, 1)) {
        b->failed = true;
        return;
    }
    memset(b->first.of, 0, size);
    b->first.n = size;
    for (size_t i = 0; i < b->actor_names.n; i++)
        enter_first(b, b->actor_names.of[i].begin);
    for (size_t i = 0; i < b->place_names.n; i++)
        enter_first(b, b->place_names.of[i].begin);
}

/* Where the keys of each bucket begin, and at last the end of the last run. */
static void buckets(wire_builder *b, const uint64_t *keys, size_t n, uint32_t **of, size_t *count, size_t *cap)
{
    int bits = 1;
    while (bits < WIRE_LX_BUCKET_BITS_MAX && (size_t)4 << bits < n)
        bits++;
    const size_t all = ((size_t)1 << bits) + 1;
    if (b->failed || wire_grow(of, cap, all, sizeof **of)) {
        b->failed = true;
        return;
    }
    size_t at = 0;
    for (size_t bucket = 0; bucket < all; bucket++) {
        while (at < n && keys[at] >> (64 - bits) < bucket)
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
        if (!b->name_keys.n || b->name_keys.of[b->name_keys.n - 1] != x->hash) {
            uint64_t *key = WIRE_BUILD(b, name_keys);
            uint32_t *run = key ? WIRE_BUILD(b, name_runs) : NULL;
            if (!run)
                return;
            *key = x->hash;
            *run = (uint32_t)b->readings.n;
        }
        wire_lx_reading *r = WIRE_BUILD(b, readings);
        if (r)
            *r = x->reading;
    }
    uint32_t *end = WIRE_BUILD(b, name_runs);
    if (end)
        *end = (uint32_t)b->readings.n;
    buckets(b, b->name_keys.of, b->name_keys.n, &b->name_buckets.of, &b->name_buckets.n, &b->name_buckets.cap);
}

static void index_places(wire_builder *b)
{
    if (b->place_names.n)
        qsort(b->place_names.of, b->place_names.n, sizeof *b->place_names.of, place_order);
    for (size_t i = 0; i < b->place_names.n && !b->failed; i++) {
        const wire_place_name *x = &b->place_names.of[i];
        if (!b->place_keys.n || b->place_keys.of[b->place_keys.n - 1] != x->hash) {
            uint64_t *key = WIRE_BUILD(b, place_keys);
            uint32_t *run = key ? WIRE_BUILD(b, place_runs) : NULL;
            if (!run)
                return;
            *key = x->hash;
            *run = (uint32_t)b->place_lists.n;
        }
        bool listed = false; /* a place may have a name twice, by different spellings */
        for (size_t k = b->place_runs.of[b->place_runs.n - 1]; k < b->place_lists.n && !listed; k++)
            listed = b->place_lists.of[k] == x->place;
        uint32_t *place = listed ? NULL : WIRE_BUILD(b, place_lists);
        if (place)
            *place = x->place;
    }
    uint32_t *end = WIRE_BUILD(b, place_runs);
    if (end)
        *end = (uint32_t)b->place_lists.n;
    buckets(b, b->place_keys.of, b->place_keys.n, &b->place_buckets.of, &b->place_buckets.n, &b->place_buckets.cap);
}

void wire_build_index(wire_builder *b)
{
    index_actors(b);
    index_places(b);
    index_first(b);
}

static wire_begin begin(const wire_name *n, bool any_case)
{
    return (wire_begin){(uint32_t)wire_first_bucket(n, WIRE_LX_FIRST_MAX - 1), n->words, any_case};
}

void wire_build_place_name(wire_builder *b, uint32_t place, const char *name, uint32_t rank)
{
    wire_name n;
    if (b->failed || !wire_name_of(name, strlen(name), &n))
        return;
    wire_place_name *p = WIRE_BUILD(b, place_names);
    if (p)
        *p = (wire_place_name){wire_name_hash(&n, n.words), place, rank, begin(&n, !(wire_place_shape(&n).title & 1))};
}

void wire_build_actor_name(wire_builder *b, const wire_lx_reading *reading, const char *name)
{
    wire_name n;
    if (b->failed || !wire_name_of(name, strlen(name), &n))
        return;
    wire_shape shape = wire_name_shape(&n);
    wire_actor_name *p = WIRE_BUILD(b, actor_names);
    if (!p)
        return;
    *p = (wire_actor_name){wire_name_hash(&n, n.words), *reading, begin(&n, !((shape.title | shape.upper) & 1))};
    p->reading.shape = shape;
}
