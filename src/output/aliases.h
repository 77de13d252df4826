/* aliases.h - names of actors as two coders may write them, and whether they mean the same.
 *
 *   "The U.S. Government"  ->  "u s government"       norm: lower case, no accents, no marks, no articles
 *                                     |
 *                              keys: { "u s government", "united states" }      itself, and its canonical names by the table
 *
 * Two actors are the same where they share a key, or one is the surname of the other. Every text is interned once: keys, words
 * and whole names are numbers of one table, and equal numbers are equal texts. Number 0 is the empty text.
 *
 * Memory: functions that intern set `failed` when it is out and then return number 0 or an empty actor; the caller asks once. */
#ifndef WIRE_OUTPUT_ALIASES_H
#define WIRE_OUTPUT_ALIASES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/hash.h"

/* A list of numbers. */
typedef struct wire_ids {
    const uint32_t *of;
    uint32_t n;
} wire_ids;

/* The order of numbers, for qsort and bsearch. */
int wire_by_id(const void *a, const void *b);

/* How many numbers two sorted lists share, one for one. */
size_t wire_ids_shared(wire_ids x, wire_ids y);

/* An actor in a record. */
typedef struct wire_named {
    wire_ids keys;
    wire_ids words[2]; /* of its name and of its text in the report, each word once, sorted */
    const char *shown; /* for people; NULL where no name is given */
} wire_named;

typedef struct wire_nameds {
    const wire_named *of;
    uint32_t n;
} wire_nameds;

typedef struct wire_aliases {
    wire_arena arena;
    wire_map ids; /* of hashed texts */
    struct wire_alias_text *texts;
    struct wire_alias_link *links; /* from a name to its canonical names */
    size_t n_texts, texts_cap, n_links, links_cap;
    char *norm; /* scratch */
    uint32_t *scratch;
    size_t norm_cap, scratch_cap;
    bool failed;
} wire_aliases;

int wire_aliases_init(wire_aliases *a);
void wire_aliases_free(wire_aliases *a);

/* A file of lines "canonical name, other name, …" separated by tabs; "#" begins a line of comment. */
int wire_aliases_read(wire_aliases *a, const char *path, wire_err *err);

/* The text in the form in which it is compared; valid until the next call. */
wire_str wire_aliases_norm(wire_aliases *a, const char *s, size_t len);
/* The number of a text as it stands. */
uint32_t wire_aliases_id(wire_aliases *a, const char *s, size_t len);
const char *wire_aliases_text(const wire_aliases *a, uint32_t id);
/* The words of a text, normalised and sorted; each once where `once`. */
wire_ids wire_aliases_words(wire_aliases *a, const char *s, bool once);

/* An actor by its name and the words of the report; either may be NULL. */
wire_named wire_aliases_named(wire_aliases *a, const char *name, const char *text);

/* Whether `last` is the last word of the person's name `full`. */
bool wire_aliases_surname(const wire_aliases *a, uint32_t full, uint32_t last);
/* Whether the text heads a line of the table. */
bool wire_aliases_canonical(const wire_aliases *a, uint32_t id);

bool wire_named_same(const wire_aliases *a, const wire_named *x, const wire_named *y);
/* The same, or free texts that share half of the words of the shorter and a third of those of the longer. */
bool wire_named_alike(const wire_aliases *a, const wire_named *gold, const wire_named *coded);
/* The F1 of two lists' members; 1 where both are empty. */
double wire_named_f1(const wire_aliases *a, wire_nameds gold, wire_nameds coded);
/* Whether two lists agree: that F1 is a half at least. */
bool wire_named_agree(const wire_aliases *a, wire_nameds gold, wire_nameds coded);

#endif
