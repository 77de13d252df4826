/* blocks.c - what each paragraph is where it stands.
 *
 *   Home > World                          furniture
 *   Envoy leaves Lusaka                   headline: the first plain line, and one or two under it
 *   By Ada Roe                            byline
 *   LUSAKA, 3 May (HW) – │The envoy ...   dateline │ paragraph
 *   The army did not answer.              paragraph
 *   Related                               furniture, and it opens a list:
 *   Copper falls again                    furniture, up to the next paragraph of prose
 *
 * A paragraph becomes one item, or up to three where something before or behind its sentence is none of it. Two passes: first
 * each by its words and those before it, then the end of the report, where lists of other stories stand without a heading. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "input/input.h"

typedef struct item {
    wire_str s;
    size_t words;
    enum wire_block_kind kind;
    bool prose;
    bool cued; /* furniture by its own words, or who wrote what is above */
} item;

typedef struct items {
    item *of;
    size_t n, cap;
    wire_str headline;
    size_t headlines;  /* lines of it */
    size_t paragraphs; /* of prose, so far */
    bool in_list, guessed; /* guessed: the headline is not given, but found */
    const char *outlet;
    char *date;
    bool no_memory;
} items;

enum { HEADLINE_WORDS = 30, HEADLINE_LINES = 3, LONG = 25 };

/* ------------------------------------------------------------------------------------------------ a paragraph by itself */

static size_t count_words(wire_str s)
{
    size_t n = 0, at = 0;
    while (wire_next_word(s, &at).len)
        n++;
    return n;
}

/* Whether one sentence ends and another begins inside: a small letter or a bracket, a full stop, a capital. */
static bool has_two_sentences(wire_str s)
{
    for (size_t i = 3; i + 2 < s.len; i++) {
        char a = s.ptr[i - 1], b = s.ptr[i - 2], c = s.ptr[i - 3];
        if (s.ptr[i] == '.' && s.ptr[i + 1] == ' ' && a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z' && c >= 'a' && c <= 'z' &&
            s.ptr[i + 2] >= 'A' && s.ptr[i + 2] <= 'Z')
            return true;
    }
    return false;
}

static bool is_prose(wire_str s, size_t words)
{
    bool cries = s.len && (s.ptr[s.len - 1] == '!' || s.ptr[s.len - 1] == '?');
    if (wire_ends_sentence(s))
        return words >= (cries ? 8 : 3);
    return words >= LONG || (words >= 8 && has_two_sentences(s));
}

/* "... say the U.S." ends no sentence, or does; a first line that short is a headline. */
static bool ends_abbreviation(wire_str s)
{
    return s.len >= 4 && s.ptr[s.len - 1] == '.' && s.ptr[s.len - 3] == '.' && s.ptr[s.len - 2] >= 'A' && s.ptr[s.len - 2] <= 'Z';
}

static bool may_be_headline(const item *i)
{
    if (i->words < 2 || i->words > HEADLINE_WORDS || wire_ends_cut(i->s) || has_two_sentences(i->s))
        return false;
    char last = i->s.ptr[i->s.len - 1];
    return !wire_ends_sentence(i->s) || last == '!' || last == '?' || (ends_abbreviation(i->s) && i->words <= 15);
}

/* ------------------------------------------------------------------------------------------------ items */

static item *add(items *all, wire_str s, enum wire_block_kind kind)
{
    s = wire_trim(s);
    if (!s.len)
        return NULL;
    if (wire_grow(&all->of, &all->cap, all->n + 1, sizeof *all->of)) {
        all->no_memory = true;
        return NULL;
    }
    item *i = &all->of[all->n++];
    *i = (item){.s = s, .words = count_words(s), .kind = kind};
    i->prose = is_prose(s, i->words);
    return i;
}

static void take_date(items *all, wire_str s)
{
    size_t start, end;
    if (!*all->date && !all->in_list)
        wire_date_find(s, all->date, &start, &end);
}

static void add_dated(items *all, wire_str s, enum wire_block_kind kind)
{
    take_date(all, s);
    add(all, s, all->in_list ? WIRE_FURNITURE : kind);
}

static bool same_text(wire_str a, wire_str b)
{
    return a.len == b.len && !strncasecmp(a.ptr, b.ptr, a.len);
}

/* The headline again, once or many times over: the text that stands for a picture. */
static bool repeats_headline(const items *all, wire_str s)
{
    const wire_str h = all->headline;
    size_t times = 0;
    if (!h.len)
        return false;
    for (; s.len >= h.len && same_text((wire_str){s.ptr, h.len}, h); times++)
        s = wire_trim_left(wire_from(s, h.len));
    return times && !s.len;
}

/* A plain line, or prose: what is it here? */
static void add_plain(items *all, wire_str s)
{
    bool head = !all->paragraphs;
    item *i = add(all, s, WIRE_PARAGRAPH);
    if (!i)
        return;
    if (repeats_headline(all, i->s)) {
        i->kind = WIRE_FURNITURE;
    } else if (all->in_list && (!i->prose || wire_ends_cut(i->s))) {
        i->kind = WIRE_FURNITURE;
    } else if (head && all->n > 1 && i[-1].kind == WIRE_BYLINE && i->words <= 6 && !i->prose && wire_all_capitalised(i->s)) {
        i->kind = WIRE_BYLINE; /* a second line of it: "Halyard Wire, Lusaka" */
    } else if (head && *all->outlet && same_text(i->s, (wire_str){all->outlet, strlen(all->outlet)})) {
        i->kind = WIRE_BYLINE;
    } else if (head && may_be_headline(i) && (!all->headlines || (all->headlines < HEADLINE_LINES && all->guessed && all->n > 1 && i[-1].kind == WIRE_HEADLINE && i->words >= 4))) {
        i->kind = WIRE_HEADLINE;
        if (!all->headlines++) {
            all->headline = i->s;
            all->guessed = true;
        }
    } else if (i->prose) {
        all->paragraphs++;
        all->in_list = false;
    }
}

static void add_caption(items *all, wire_str p, size_t from, size_t to)
{
    add(all, (wire_str){p.ptr, from}, WIRE_FURNITURE);
    add(all, (wire_str){p.ptr + from, to - from}, WIRE_CAPTION);
    wire_str credit = wire_trim_left(wire_from(p, to));
    while (credit.len && strchr(",|-", *credit.ptr)) /* what joined the two */
        credit = wire_trim_left(wire_from(credit, 1));
    add(all, credit, WIRE_FURNITURE);
}

static void read_paragraph(items *all, wire_str p)
{
    size_t prefix = wire_published_prefix(p), from, to;
    if (prefix) { /* "date 2021-08-16 Support our paper!" */
        add_dated(all, (wire_str){p.ptr, prefix}, WIRE_DATELINE);
        p = wire_trim(wire_from(p, prefix));
        if (!p.len)
            return;
    }
    size_t words = count_words(p);
    bool prose = is_prose(p, words);
    if (!prose && wire_is_dateline(p)) {
        add_dated(all, p, WIRE_DATELINE);
        return;
    }
    enum wire_look look = wire_look(p, prose);
    if (look == WIRE_LOOKS_BYLINE) {
        add_dated(all, p, WIRE_BYLINE);
        if (all->n)
            all->of[all->n - 1].cued = all->paragraphs > 0;
        return;
    }
    if (look == WIRE_LOOKS_FURNITURE || look == WIRE_LOOKS_OPENER || look == WIRE_LOOKS_CLOSER) {
        all->in_list = look == WIRE_LOOKS_OPENER || (all->in_list && look != WIRE_LOOKS_CLOSER);
        item *i = add(all, p, WIRE_FURNITURE);
        if (i)
            i->cued = i->words > 0;
        return;
    }
    bool of_list = all->in_list && (!prose || wire_ends_cut(p));
    if (!of_list && wire_caption(p, prose, &from, &to)) {
        add_caption(all, p, from, to);
        return;
    }
    if (prose && !of_list) {
        if ((prefix = wire_label_prefix(p))) {
            add(all, (wire_str){p.ptr, prefix}, WIRE_FURNITURE);
            p = wire_from(p, prefix);
        }
        if ((prefix = wire_dateline_prefix(p, !all->paragraphs))) {
            all->in_list = false;
            add_dated(all, (wire_str){p.ptr, prefix}, WIRE_DATELINE);
            p = wire_from(p, prefix);
        }
    }
    add_plain(all, p);
}

/* ------------------------------------------------------------------------------------------------ the end */

static bool begins_point(wire_str s)
{
    size_t at = 0;
    uint32_t c = wire_utf8_next(s.ptr, &at);
    return c == '-' || c == '*' || c == 0x2022 || c == 0x2013 || c == 0x2014 || wire_is_digit(c);
}

static bool may_be_teaser(const item *i)
{
    return i->kind == WIRE_PARAGRAPH && !begins_point(i->s) && (!wire_ends_sentence(i->s) || i->s.ptr[i->s.len - 1] == '?');
}

/* Behind the last prose: lines without a sentence are other stories' headlines where furniture is before them or where they are
 * many. What answers a colon, and points of a list, are the report's own. */
static void read_end(items *all)
{
    enum { RUN = 3, PROSE = 3 };
    size_t last = all->n;
    while (last && !(all->of[last - 1].kind == WIRE_PARAGRAPH && all->of[last - 1].prose))
        last--;
    if (!last || all->of[last - 1].s.ptr[all->of[last - 1].s.len - 1] == ':')
        return;
    size_t lines = 0;
    for (size_t i = last; i < all->n; i++)
        lines += may_be_teaser(&all->of[i]) && all->of[i].words >= 3;
    bool furniture = lines >= RUN && all->paragraphs >= PROSE;
    for (size_t i = last; i < all->n; i++) {
        furniture |= all->of[i].cued;
        if (furniture && may_be_teaser(&all->of[i]))
            all->of[i].kind = WIRE_FURNITURE;
    }
}

/* A report of one line has no headline, whatever it looks like. */
static void read_headline(items *all)
{
    bool body = false;
    for (size_t i = 0; i < all->n; i++)
        body |= all->of[i].kind == WIRE_PARAGRAPH || all->of[i].kind == WIRE_CAPTION;
    if (body || !all->guessed)
        return;
    for (size_t i = 0; i < all->n; i++)
        if (all->of[i].kind == WIRE_HEADLINE)
            all->of[i].kind = WIRE_PARAGRAPH;
}

/* ------------------------------------------------------------------------------------------------ blocks */

/* The part of `s` that fits a block: to its end, or to a white space, or to a character. */
static size_t fitting(wire_str s)
{
    if (s.len <= WIRE_BLOCK_MAX)
        return s.len;
    size_t at = WIRE_BLOCK_MAX;
    while (at && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at--;
    for (size_t i = at; i > WIRE_BLOCK_MAX / 2; i--)
        if (s.ptr[i] == ' ' || s.ptr[i] == '\n')
            return i;
    return at;
}

static int put(wire_doc *doc, const item *i, wire_err *err)
{
    const char *text = wire_doc_text(doc).ptr;
    for (wire_str s = i->s; s.len;) {
        size_t len = fitting(s), from = (size_t)(s.ptr - text);
        int rc = wire_doc_add_block(doc, from, from + len, err);
        if (rc)
            return rc;
        wire_doc_mark_block(doc, i->kind);
        s = wire_trim_left(wire_from(s, len));
    }
    return 0;
}

int wire_blocks(wire_doc *doc, size_t from, size_t to, const char *outlet, char date[11], wire_err *err)
{
    wire_str text = wire_doc_text(doc), *paragraphs = NULL;
    size_t n = 0;
    items all = {.outlet = outlet, .date = date};
    int rc = wire_paragraphs(wire_from(text, to), &paragraphs, &n);
    item *headline = !rc && to > from ? add(&all, (wire_str){text.ptr + from, to - from}, WIRE_HEADLINE) : NULL;
    if (headline) {
        all.headline = headline->s;
        all.headlines = 1;
    }
    for (size_t i = 0; !rc && !all.no_memory && i < n; i++)
        read_paragraph(&all, paragraphs[i]);
    free(paragraphs);
    if (rc || all.no_memory) {
        free(all.of);
        return rc == WIRE_ELIMIT ? rc : wire_oom(err);
    }
    read_end(&all);
    read_headline(&all);
    for (size_t i = 0; !rc && i < all.n; i++)
        rc = put(doc, &all.of[i], err);
    free(all.of);
    return rc;
}
