/* input.h - files to reports.
 *
 *   file ── reader.c ──> the bytes of one report, its title, outlet, date     meta.c: what a table says of a file
 *                            │
 *   text ── lines.c ───> paragraphs: a line each, or the wrapped lines of one
 *                            │
 *           cues.c ────> what a paragraph is by its own words                 dates.c: written dates
 *           datelines.c        "                                              credits.c: captions and who made the picture
 *                            │
 *           blocks.c ──> what it is where it stands: the blocks of a wire_doc
 *
 * Invariant: blocks are in order, do not overlap, begin and end at no white space, and every word of the text is in one. */
#ifndef WIRE_INPUT_INPUT_H
#define WIRE_INPUT_INPUT_H

#include <stdbool.h>

#include "wirecode.h"

enum {
    WIRE_TEXT_MAX = 16 << 20,                /* bytes of a text file */
    WIRE_LINES_MAX = 200000,                 /* lines of a report that are not empty */
    WIRE_JSON_LINE_MAX = 8 * WIRE_BLOCK_MAX, /* bytes of a line of JSON */
    WIRE_META_MAX = 256 << 20                /* bytes of a table of reports */
};

/* ------------------------------------------------------------------------------------------------ text */

/* Without the white space (and the byte order mark) at its ends. */
wire_str wire_trim(wire_str s);
wire_str wire_trim_left(wire_str s);

/* The length of `pattern` at the start of `s`, which it must match to a word's end; 0: it does not. Case is not looked at; in the
 * pattern a blank is white space, ' any apostrophe, - any dash and # a number. */
size_t wire_match(wire_str s, const char *pattern);

/* The next word of `s` from *at on, and *at behind it: letters, digits and what joins them. Empty: there is none. */
wire_str wire_next_word(wire_str s, size_t *at);

/* Whether the word begins with a capital letter or a digit, and whether it has no small letter but one capital at least. */
bool wire_is_capitalised(wire_str word);
bool wire_is_all_caps(wire_str word);
/* Whether each word of it is capitalised. */
bool wire_all_capitalised(wire_str s);

/* Whether it ends as a sentence does: a full stop or the like, and closing quotes behind it. */
bool wire_ends_sentence(wire_str s);
/* Whether it is cut short with dots, as a teaser is. */
bool wire_ends_cut(wire_str s);

/* Part of `s` from `from` on. */
static inline wire_str wire_from(wire_str s, size_t from)
{
    return (wire_str){s.ptr + from, s.len - from};
}

/* ------------------------------------------------------------------------------------------------ dates.c */

/* A date of a field: YYYY-MM-DD, also with a time behind it, or with the month's name ("13-AUG-2021", "13 August 2021"). It must be in
 * the calendar. `out` is YYYY-MM-DD. */
bool wire_date_field(wire_str s, char out[11]);

/* The first date with day, month and year in `s`; *start and *end are its span. */
bool wire_date_find(wire_str s, char out[11], size_t *start, size_t *end);

/* 1 to 12 for a month's name or its short form, 0 for none; whether it is a weekday's. */
int wire_month(wire_str word);
bool wire_is_weekday(wire_str word);

/* ------------------------------------------------------------------------------------------------ paragraphs */

/* Paragraphs of the text, trimmed, none empty. Freed with free(). WIRE_ENOMEM, WIRE_ELIMIT. */
int wire_paragraphs(wire_str text, wire_str **out, size_t *n);

/* What the words of a paragraph say of it. */
enum wire_look {
    WIRE_LOOKS_PLAIN,
    WIRE_LOOKS_FURNITURE,
    WIRE_LOOKS_OPENER, /* furniture, with other stories' headlines behind it: "Related" */
    WIRE_LOOKS_CLOSER, /* furniture that ends such a list */
    WIRE_LOOKS_BYLINE,
    WIRE_LOOKS_CAPTION
};
/* `prose`: it has whole sentences, and then only a strong cue makes it furniture. */
enum wire_look wire_look(wire_str p, bool prose);

/* Whether it is nothing but the name of an agency ("AFP"). */
bool wire_is_agency(wire_str s);

/* The length of what stands before the report's words: "KABUL, Aug. 13 (AFP) – ". `first`: in a report's first paragraph a place
 * and a dash, or a place in capitals and a colon, are enough. 0: none. */
size_t wire_dateline_prefix(wire_str p, bool first);
/* "BREAKING: ", a label that is no part of the sentence. */
size_t wire_label_prefix(wire_str p);
/* "Published: 13 August 2021 14:05 GMT", and perhaps something else behind it; 0: none. */
size_t wire_published_prefix(wire_str p);
/* Whether it says a place and a date, or a date alone, and nothing else. */
bool wire_is_dateline(wire_str p);

/* A caption: [*from, *to) is its sentence, what is before and behind it is label and credit; *from == *to: all is credit. false: no
 * caption. */
bool wire_caption(wire_str p, bool prose, size_t *from, size_t *to);

/* ------------------------------------------------------------------------------------------------ blocks.c */

/* Cut the document's text into blocks. [from, to) is the headline where it is known (else from == to); what is before it must be
 * white space. `outlet` may be "". `date` is filled from the text where it is "". Returns WIRE_ELIMIT, with nothing in `err`, where it has more than
 * WIRE_LINES_MAX lines. */
int wire_blocks(wire_doc *doc, size_t from, size_t to, const char *outlet, char date[11], wire_err *err);

/* ------------------------------------------------------------------------------------------------ meta.c */

/* The row of a file; false where there is none. *outlet and *date are "" where unknown and live as long as `m`. Returns 1, 0 or
 * WIRE_EFORMAT where the row is broken. */
int wire_meta_find(const wire_meta *m, const char *path, const char **outlet, const char **date, wire_err *err);

/* ------------------------------------------------------------------------------------------------ reader.c */

/* The same as wire_reader_open for bytes that the caller keeps; `name` says of what kind they are. */
int wire_reader_memory(const char *name, const char *data, size_t len, const wire_meta *meta, wire_reader **out, wire_err *err);

#endif
