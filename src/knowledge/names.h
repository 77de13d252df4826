/* names.h - the one form in which names are compared, in the lexicon and in reports alike.
 *
 *   "Al-Qaida in the U.S."  ->  al qaida in the us      words in lower case, without accents and dots, one blank between
 *                               X  X     x   x  XX       shape: begins with a capital; all capitals
 *
 * Words break at blanks, hyphens, apostrophes and other marks, so it does not matter where a tokenizer cuts. "&" is the
 * word "and"; a comma and a bracket are words, so that a name runs over them only where the lexicon writes them. Single
 * letters with dots between them are one word. */
#ifndef WIRE_KNOWLEDGE_NAMES_H
#define WIRE_KNOWLEDGE_NAMES_H

#include "knowledge/lexicon.h"

typedef struct wire_name {
    char text[512];
    uint16_t ends[WIRE_NAME_WORDS_MAX]; /* of each word, in text */
    uint16_t title, upper; /* bit i: word i begins with a capital (or has no case); all its letters are capitals */
    uint16_t acronym;      /* bit i: word i has two or three letters and nothing else */
    uint8_t words;
} wire_name;

/* Append the words of some text. False where a mark stands in it over which no name runs, or it does not fit; then what
 * was appended is of no use. Text without words adds nothing. The text must be valid UTF-8. */
bool wire_name_add(wire_name *n, const char *s, size_t len);

/* A whole name, as the lexicon writes it: any marks only break words. False where there are no words or too many. */
bool wire_name_of(const char *s, size_t len, wire_name *out);

/* The hash of the first `words` words. */
uint64_t wire_name_hash(const wire_name *n, size_t words);

/* What a name as the lexicon writes it asks of the text's capitals. */
typedef struct wire_shape {
    uint16_t title, upper;
} wire_shape;

wire_shape wire_name_shape(const wire_name *n);
/* Whether the first words of the text, as many as the name has, have the capitals. */
bool wire_shape_fits(wire_shape s, const wire_name *text);
/* The shape of a place's name: gazetteers write every word with a capital, which reports need not. */
wire_shape wire_place_shape(const wire_name *n);

/* The bucket of a first word in the table of longest names; `mask` is a power of two less one. */
size_t wire_first_bucket(const wire_name *n, size_t mask);

#endif
