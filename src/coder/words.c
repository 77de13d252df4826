#include "coder/words.h"

#include <stdlib.h>
#include <string.h>

#define NAME(id, name) name,
const char *const wire_word_set_names[WIRE_WORDS] = {WIRE_WORD_SETS(NAME)}, *const wire_noun_class_names[WIRE_NOUNS] = {WIRE_NOUN_CLASSES(NAME)};
#undef NAME

_Static_assert(WIRE_WORDS <= UINT8_MAX, "a set's number is kept in a byte");

int wire_word_map_init(wire_word_map *m, const wire_lexicon *l)
{
    m->lexicon = l;
    m->set_of = malloc(UINT16_MAX + 1);
    if (!m->set_of)
        return WIRE_ENOMEM;
    memset(m->set_of, WIRE_WORDS, UINT16_MAX + 1);
    for (int i = 0; i < WIRE_WORDS; i++)
        m->set_of[wire_lexicon_class_id(l, wire_word_set_names[i])] = (uint8_t)i;
    m->set_of[WIRE_CLASS_NONE] = WIRE_WORDS;
    for (int i = 0; i < WIRE_NOUNS; i++)
        m->class_of[i] = wire_lexicon_class_id(l, wire_noun_class_names[i]);
    return 0;
}

void wire_word_map_free(wire_word_map *m)
{
    free(m->set_of);
    *m = (wire_word_map){0};
}

wire_word_bits wire_words_of(const wire_word_map *m, uint64_t form)
{
    wire_word_bits bits = {{0}};
    size_t n;
    const uint32_t *values;
    const uint16_t *ids = wire_lexicon_words(m->lexicon, form, &n, &values);
    for (size_t i = 0; i < n; i++) {
        const unsigned set = m->set_of[ids[i]];
        if (set < WIRE_WORDS)
            bits.of[set / 64] |= (uint64_t)1 << set % 64;
    }
    return bits;
}

const uint32_t *wire_word_value(const wire_word_map *m, uint64_t form, enum wire_words set)
{
    size_t n;
    const uint32_t *values;
    const uint16_t *ids = wire_lexicon_words(m->lexicon, form, &n, &values);
    for (size_t i = 0; i < n; i++)
        if (m->set_of[ids[i]] == set)
            return &values[i];
    return NULL;
}
