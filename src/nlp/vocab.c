#include "nlp/vocab.h"

#include <stdlib.h>
#include <string.h>

uint64_t wire_string_id(const wire_table *symbols, const char *text, size_t len)
{
    if (!len)
        return 0;
    uint64_t hash = wire_murmur64(text, len), symbol;
    return wire_table_get(symbols, hash, &symbol) ? symbol : hash;
}

/* spaCy's word_shape: letters to X and x, digits to d, a run of one shape cut after four. Over 99 characters: LONG. */
static int64_t shape_of(wire_vocab *l, const char *text, size_t len, uint64_t *id)
{
    if (wire_grow(&l->scratch, &l->scratch_cap, len + 4, 1))
        return -1;
    size_t o = 0, chars = 0;
    uint32_t last = 0;
    int run = 0;
    for (size_t i = 0; i < len; chars++) {
        size_t from = i;
        uint32_t c = wire_utf8_next(text, &i);
        uint32_t shape = wire_is_alpha(c) ? (wire_is_upper(c) ? 'X' : 'x') : wire_is_digit(c) ? 'd' : c;
        run = shape == last ? run + 1 : 0;
        last = shape;
        if (run >= 4)
            continue;
        if (shape == c) {
            memcpy(l->scratch + o, text + from, i - from);
            o += i - from;
        } else {
            l->scratch[o++] = (char)shape;
        }
    }
    if (chars >= 100) {
        memcpy(l->scratch, "LONG", 4);
        o = 4;
    }
    *id = wire_string_id(&l->p->symbols, l->scratch, o);
    return 0;
}

static int64_t make(wire_vocab *l, const char *text, size_t len, uint64_t norm, wire_lexeme *x)
{
    const wire_table *symbols = &l->p->symbols;
    memset(x, 0, sizeof *x);
    wire_str own = wire_arena_copy(&l->arena, text, len), low = wire_lower_of(&l->lower, text, len);
    if (!own.ptr || !low.ptr)
        return -1;
    if (low.len != len || memcmp(low.ptr, text, len)) {
        low = wire_arena_copy(&l->arena, low.ptr, low.len);
        if (!low.ptr)
            return -1;
    } else {
        low = own;
    }
    x->text = own.ptr;
    x->len = (uint32_t)len;
    x->lower = low.ptr;
    x->lower_len = (uint32_t)low.len;
    x->ids[WIRE_ORTH] = wire_string_id(symbols, text, len);
    x->ids[WIRE_LOWER] = wire_string_id(symbols, low.ptr, low.len);
    if (norm)
        x->ids[WIRE_NORM] = norm;
    else if (!wire_table_get(&l->p->norms, x->ids[WIRE_ORTH], &x->ids[WIRE_NORM]))
        x->ids[WIRE_NORM] = x->ids[WIRE_LOWER];
    size_t first = 0, last = len;
    if (len)
        wire_utf8_next(text, &first);
    for (int i = 0; i < 3 && last; i++)
        last = wire_utf8_back(text, last);
    x->ids[WIRE_PREFIX] = wire_string_id(symbols, text, first);
    x->ids[WIRE_SUFFIX] = wire_string_id(symbols, text + last, len - last);
    if (shape_of(l, text, len, &x->ids[WIRE_SHAPE]))
        return -1;
    x->is_space = len > 0;
    for (size_t i = 0; i < len && x->is_space;)
        x->is_space = wire_is_space(wire_utf8_next(text, &i));
    uint64_t any;
    x->starts_phrase = wire_table_get(&l->p->phrases, x->ids[WIRE_ORTH], &any);
    return 0;
}

int64_t wire_vocab_get(wire_vocab *l, const char *text, size_t len, uint64_t hash, uint64_t norm)
{
    uint64_t key = hash ^ norm * 0xff51afd7ed558ccdu;
    key = key ? key : 1;
    uint32_t *at = wire_map_get(&l->by_key, key);
    if (at)
        return *at;
    if (wire_grow(&l->items, &l->cap, l->n + 1, sizeof *l->items) || make(l, text, len, norm, &l->items[l->n]) ||
        wire_map_put(&l->by_key, key, (uint32_t)l->n))
        return -1;
    return (int64_t)l->n++;
}

void wire_vocab_clear(wire_vocab *l)
{
    wire_map_clear(&l->by_key);
    wire_arena_reset(&l->arena);
    l->n = 0;
}

void wire_vocab_free(wire_vocab *l)
{
    wire_map_free(&l->by_key);
    wire_arena_free(&l->arena);
    wire_lower_free(&l->lower);
    free(l->items);
    free(l->scratch);
    *l = (wire_vocab){0};
}
