/* vocab.h - the words that a workspace has met.
 *
 *   text [+ norm] -> lexeme number -> the ids that the network and the rules look at
 *
 * A lexeme is a form with its norm: the tokenizer's special cases give some forms a norm of their own ("n't": not), and such a
 * pair is a lexeme beside the plain one. Ids are spaCy's: the symbol number where the text is one of its symbols, else
 * MurmurHash64A; as there, two texts of one hash are taken to be the same. Numbers hold until wire_vocab_clear. */
#ifndef WIRE_NLP_VOCAB_H
#define WIRE_NLP_VOCAB_H

#include "base/text.h"
#include "nlp/model.h"

typedef struct wire_lexeme {
    uint64_t ids[WIRE_SHAPE + 1]; /* by enum wire_attr: ORTH … SHAPE */
    const char *text, *lower;
    uint32_t len, lower_len;
    bool is_space;
    bool starts_phrase; /* whether a special case of several tokens may begin with it */
} wire_lexeme;

typedef struct wire_vocab {
    const wire_pipeline *p;
    wire_arena arena;
    wire_map by_key;
    wire_lexeme *items;
    size_t n, cap;
    wire_lower lower;
    char *scratch; /* shapes */
    size_t scratch_cap;
} wire_vocab;

/* The id of a text. */
uint64_t wire_string_id(const wire_table *symbols, const char *text, size_t len);

/* The lexeme of a text, whose hash is `hash`, with norm id `norm`, or 0 for its own. -1: out of memory. */
int64_t wire_vocab_get(wire_vocab *l, const char *text, size_t len, uint64_t hash, uint64_t norm);

void wire_vocab_clear(wire_vocab *l);
void wire_vocab_free(wire_vocab *l);

#endif
