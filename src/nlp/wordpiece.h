/* wordpiece.h - text to pieces of a vocabulary, as BERT's tokenizers make them.
 *
 *   characters -> (control characters out, accents off, lower case) -> words -> pieces, the longest that fit, first to last
 *
 * White space ends a word, and a punctuation mark or a Chinese character is one by itself. A word of over 100 characters, or one
 * that the vocabulary cannot make up, is the one piece [UNK]. Each character keeps the bytes of the text that it came from, and so a
 * piece its span. What a piece is depends on its word alone: text that is cut at white space or punctuation gives the same pieces. */
#ifndef WIRE_NLP_WORDPIECE_H
#define WIRE_NLP_WORDPIECE_H

#include <stdbool.h>

#include "base/hash.h"
#include "wirecode.h"

enum { WIRE_WORD_CHARS = 100, WIRE_PIECE_BYTES = 255 };

/* A vocabulary, as it lies in the encoder's file: immutable. */
typedef struct wire_wordpiece {
    const char *text;        /* the pieces one behind the other, those that continue a word without their "##" */
    const uint32_t *start;   /* of each piece in `text`, and the end of the last */
    size_t n, longest;       /* pieces; bytes of the longest */
    wire_table ids;          /* wire_piece_key -> piece */
    uint32_t unknown;
    bool lower, accents, chinese; /* lower case; accents off; Chinese characters by themselves */
} wire_wordpiece;

uint64_t wire_piece_key(const char *text, size_t len, bool continues);

/* The piece of that text, or -1. */
int64_t wire_piece_find(const wire_wordpiece *v, const char *text, size_t len, bool continues);

typedef struct wire_pieces {
    wire_piece *items;
    size_t n, cap;
} wire_pieces;

/* Append the pieces of text[from, to), which is valid UTF-8 and begins and ends between characters; their token is `token`. Returns 0
 * or WIRE_ENOMEM. */
int wire_pieces_add(wire_pieces *p, const wire_wordpiece *v, const char *text, size_t from, size_t to, uint32_t token);

#endif
