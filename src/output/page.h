/* page.h - text for people: columns, colours, words that wrap.
 *
 * A page is a buffer with a cursor. What is put by words goes on the line while there is room, and else on the next, which begins
 * with the hanging indent. Columns are a terminal's: a wide character takes two, a combining one none. */
#ifndef WIRE_OUTPUT_PAGE_H
#define WIRE_OUTPUT_PAGE_H

#include "base/buffer.h"

#define WIRE_BOLD "\033[1m"
#define WIRE_DIM "\033[2m"
#define WIRE_ITALIC "\033[3m"
#define WIRE_RED "\033[31m"
#define WIRE_GREEN "\033[32m"
#define WIRE_YELLOW "\033[33m"
#define WIRE_BLUE "\033[34m"
#define WIRE_MAGENTA "\033[35m"
#define WIRE_CYAN "\033[36m"
#define WIRE_PLAIN "\033[0m"

/* The columns that UTF-8 text takes. */
size_t wire_columns(const char *s, size_t len);
/* Append it so that it can command no terminal: a control character other than tab and line feed becomes U+FFFD. */
void wire_put_visible(wire_buffer *b, const char *s, size_t len);

typedef struct wire_page {
    wire_buffer out;
    size_t width;  /* of a line, without a margin of one column or two */
    size_t column; /* of the cursor */
    size_t indent; /* of a line that wraps */
    bool colour;
    bool gap;      /* a blank is due before the next word */
    bool fresh;    /* nothing is on the line yet */
    const char *ink; /* what the cursor writes in; NULL: plain */
} wire_page;

wire_page wire_page_new(wire_style style);

/* Begin a line at column `start`; where it wraps, the next begin at `hang`. */
void wire_page_line(wire_page *p, size_t start, size_t hang);
void wire_page_end(wire_page *p);

/* Put words: white space in `s`, of any kind and amount, is one blank or the end of a line. `ink` is one of the colours above,
 * or several one after another, or "". */
void wire_page_words(wire_page *p, const char *ink, const char *s, size_t len);
void wire_page_text(wire_page *p, const char *ink, const char *s); /* the same of a NUL-terminated text */
/* Put it as it is, without a break in it; before it only where a blank is due. */
void wire_page_piece(wire_page *p, const char *ink, const char *s, size_t len);
/* The next word follows after a blank. */
void wire_page_blank(wire_page *p);

/* Write in this ink from here on; a line ends plain. */
void wire_page_ink(wire_page *p, const char *ink);

/* A part of a text that fits in `room` columns, around [mark.start, mark.end) of it: cut at words, with "…" where it was cut; the
 * mark in bold, the rest in `ink`. White space is one blank. */
void wire_page_excerpt(wire_page *p, const char *ink, const char *s, wire_span whole, wire_span mark, size_t room);

#endif
