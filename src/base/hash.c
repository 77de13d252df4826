#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint64_t wire_murmur64(const void *data, size_t len)
{
    const uint64_t m = 0xc6a4a7935bd1e995u;
    const unsigned char *p = data;
    uint64_t h = 1 ^ (len * m);
    for (; len >= 8; p += 8, len -= 8) {
        uint64_t k;
        memcpy(&k, p, 8);
        k *= m;
        k ^= k >> 47;
        k *= m;
        h ^= k;
        h *= m;
    }
    if (len) {
        uint64_t k = 0;
        for (size_t i = len; i-- > 0;)
            k = k << 8 | p[i];
        h ^= k;
        h *= m;
    }
    h ^= h >> 47;
    h *= m;
    h ^= h >> 47;
    return h;
}

static uint64_t fmix(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

void wire_murmur3_128(uint64_t id, uint32_t seed, uint32_t out[4])
{
    /* Eight bytes are all tail, and all of it goes into the first half. */
    uint64_t k = id * 0x87c37b91114253d5u;
    k = k << 31 | k >> 33;
    k *= 0x4cf5ad432745937fu;
    uint64_t h1 = seed ^ k ^ 8, h2 = seed ^ 8;
    h1 += h2;
    h2 += h1;
    h1 = fmix(h1);
    h2 = fmix(h2);
    h1 += h2;
    h2 += h1;
    out[0] = (uint32_t)h1;
    out[1] = (uint32_t)(h1 >> 32);
    out[2] = (uint32_t)h2;
    out[3] = (uint32_t)(h2 >> 32);
}

/* Keys are hashes, but a caller may combine two by arithmetic: spread the bits once more. */
static size_t spread(uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15u) >> 20);
}

uint32_t *wire_map_get(const wire_map *m, uint64_t key)
{
    if (!m->slots)
        return NULL;
    for (size_t i = spread(key) & (m->slots - 1); m->keys[i]; i = (i + 1) & (m->slots - 1))
        if (m->keys[i] == key)
            return &m->vals[i];
    return NULL;
}

static void map_enter(wire_map *m, uint64_t key, uint32_t val)
{
    assert(m->keys && m->vals);
    size_t i = spread(key) & (m->slots - 1);
    while (m->keys[i])
        i = (i + 1) & (m->slots - 1);
    m->keys[i] = key;
    m->vals[i] = val;
    m->n++;
}

int wire_map_put(wire_map *m, uint64_t key, uint32_t val)
{
    uint32_t *old = wire_map_get(m, key);
    if (old) {
        *old = val;
        return 0;
    }
    if (m->n + 1 > m->slots / 4 * 3) {
        wire_map big = {0};
        big.slots = m->slots ? m->slots * 2 : 64;
        big.keys = calloc(big.slots, sizeof *big.keys);
        big.vals = malloc(big.slots * sizeof *big.vals);
        if (!big.keys || !big.vals) {
            wire_map_free(&big);
            return WIRE_ENOMEM;
        }
        assert(!m->slots || (m->keys && m->vals));
        for (size_t i = 0; i < m->slots; i++)
            if (m->keys[i])
                map_enter(&big, m->keys[i], m->vals[i]);
        wire_map small = *m;
        *m = big;
        wire_map_free(&small);
    }
    map_enter(m, key, val);
    return 0;
}

void wire_map_clear(wire_map *m)
{
    if (m->slots)
        memset(m->keys, 0, m->slots * sizeof *m->keys);
    m->n = 0;
}

void wire_map_free(wire_map *m)
{
    free(m->keys);
    free(m->vals);
    *m = (wire_map){0};
}

bool wire_table_get(const wire_table *t, uint64_t key, uint64_t *val)
{
    if (!t->slots)
        return false;
    for (size_t i = spread(key) & t->mask; t->slots[i].key; i = (i + 1) & t->mask)
        if (t->slots[i].key == key) {
            *val = t->slots[i].val;
            return true;
        }
    return false;
}

size_t wire_table_slots(size_t n)
{
    size_t slots = 4;
    while (slots / 4 * 3 < n)
        slots *= 2;
    return slots;
}

void wire_table_put(wire_slot *slots, size_t count, uint64_t key, uint64_t val)
{
    size_t i = spread(key) & (count - 1);
    while (slots[i].key && slots[i].key != key)
        i = (i + 1) & (count - 1);
    slots[i] = (wire_slot){key, val};
}

bool wire_table_valid(const void *data, size_t bytes)
{
    const wire_slot *slots = data;
    size_t n = bytes / sizeof *slots;
    if (!n || bytes % sizeof *slots || (n & (n - 1)))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!slots[i].key)
            return true;
    return false;
}
