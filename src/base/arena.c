#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define CHUNK_MIN 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHUNK_MIN 0
#endif
#endif
#ifndef CHUNK_MIN
#define CHUNK_MIN (64 * 1024)
#endif

typedef struct wire_chunk {
    struct wire_chunk *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
} wire_chunk;

void *wire_arena_alloc(wire_arena *a, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + unit - 1) / unit * unit;
    wire_chunk *c = a->head;
    if (!c || c->size - c->used < size) {
        size_t room = size > CHUNK_MIN ? size : CHUNK_MIN;
        c = malloc(sizeof *c + room);
        if (!c)
            return NULL;
        c->next = a->head;
        c->used = 0;
        c->size = room;
        a->head = c;
    }
    void *p = c->bytes + c->used;
    c->used += size;
    return p;
}

wire_str wire_arena_copy(wire_arena *a, const char *ptr, size_t len)
{
    char *p = wire_arena_alloc(a, len + 1);
    if (p) {
        memcpy(p, ptr, len);
        p[len] = 0;
    }
    return (wire_str){p, p ? len : 0};
}

static void free_from(wire_chunk *c)
{
    while (c) {
        wire_chunk *next = c->next;
        free(c);
        c = next;
    }
}

void wire_arena_reset(wire_arena *a)
{
    wire_chunk *keep = a->head;
    if (!keep)
        return;
    if (keep->size > CHUNK_MIN || CHUNK_MIN == 0) { /* an odd large one: do not hold on to it */
        wire_arena_free(a);
        return;
    }
    free_from(keep->next);
    keep->next = NULL;
    keep->used = 0;
}

void wire_arena_free(wire_arena *a)
{
    free_from(a->head);
    a->head = NULL;
}

static int room_for(size_t *cap, size_t need, size_t size)
{
    size_t want = *cap ? *cap : 16;
    while (want < need && want <= SIZE_MAX / 4)
        want *= 2;
    if (want < need || want > SIZE_MAX / 2 / size)
        return WIRE_ENOMEM;
    *cap = want;
    return 0;
}

int wire_grow(void *data, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return 0;
    void **p = data;
    size_t want = *cap;
    if (room_for(&want, need, size))
        return WIRE_ENOMEM;
    void *q = realloc(*p, want * size);
    if (!q)
        return WIRE_ENOMEM;
    *p = q;
    *cap = want;
    return 0;
}

float *wire_floats(size_t n)
{
    return aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64 + 64);
}

int wire_grow_aligned(void *data, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return 0;
    void **p = data;
    size_t want = *cap;
    if (room_for(&want, need, size))
        return WIRE_ENOMEM;
    void *q = aligned_alloc(64, (want * size + 63) / 64 * 64);
    if (!q)
        return WIRE_ENOMEM;
    free(*p);
    *p = q;
    *cap = want;
    return 0;
}
