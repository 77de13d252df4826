/* arena.h - memory by lifespan.
 *
 *   wire_arena: chunk -> chunk -> chunk     an allocation is a bump in the newest chunk
 *
 * Everything allocated lives until wire_arena_reset (which keeps one chunk for reuse) or wire_arena_free. In sanitizer
 * builds every allocation is a chunk of its own, so that an overrun is seen. */
#ifndef WIRE_BASE_ARENA_H
#define WIRE_BASE_ARENA_H

#include "wirecode.h"

typedef struct wire_arena {
    struct wire_chunk *head;
} wire_arena;

/* `size` bytes, aligned for any object; NULL when memory is out. */
void *wire_arena_alloc(wire_arena *a, size_t size);

/* A copy of the bytes. On failure ptr is NULL. */
wire_str wire_arena_copy(wire_arena *a, const char *ptr, size_t len);

void wire_arena_reset(wire_arena *a);
void wire_arena_free(wire_arena *a);

/* Growable arrays: make room for `need` elements of `size` bytes in *`data`, whose room is *`cap`. The room doubles.
 * Returns 0 or WIRE_ENOMEM; on failure the array is as it was. */
int wire_grow(void *data, size_t *cap, size_t need, size_t size);

/* `n` floats for the kernels: 64-byte aligned, freed by free(). NULL when memory is out. */
float *wire_floats(size_t n);

/* The same as wire_grow for arrays that the kernels read: 64-byte aligned, content not kept. */
int wire_grow_aligned(void *data, size_t *cap, size_t need, size_t size);

#endif
