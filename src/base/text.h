/* text.h - UTF-8 and the character classes, as Python (and so spaCy) has them. */
#ifndef WIRE_BASE_TEXT_H
#define WIRE_BASE_TEXT_H

#include <stdbool.h>

#include "wirecode.h"

/* The code point at s[*at], and *at moved behind it. The text must be valid UTF-8 and *at inside it. */
uint32_t wire_utf8_next(const char *s, size_t *at);

/* Write the character's bytes; returns how many. */
size_t wire_utf8_put(uint32_t c, char out[4]);

/* The start of the character before s[at]; at > 0. */
size_t wire_utf8_back(const char *s, size_t at);

/* Where the first invalid sequence begins; `len` where all is valid (RFC 3629: no surrogates, none over-long). */
size_t wire_utf8_valid(const char *s, size_t len);

/* Copy to `out`, which has room for 3 * len, every maximal invalid sequence as U+FFFD. Returns the length. */
size_t wire_utf8_repair(const char *s, size_t len, char *out);

/* str.isspace, str.isalpha, str.isdigit and str.isupper of one character. */
bool wire_is_space(uint32_t c);
bool wire_is_alpha(uint32_t c);
bool wire_is_digit(uint32_t c);
bool wire_is_upper(uint32_t c);

/* str.lower. A workspace each; the result is owned by it and valid until the next call. ptr NULL: out of memory. */
typedef struct wire_lower {
    void *map;
    char *buf;
    size_t cap;
} wire_lower;

wire_str wire_lower_of(wire_lower *l, const char *s, size_t len);
void wire_lower_free(wire_lower *l);

#endif
