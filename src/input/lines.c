/* lines.c - the words of a text, and its paragraphs.
 *
 *   one line = one paragraph, but where lines were broken at a width:
 *
 *       The council said on Monday that it would     <- the next word had no room: the line goes on
 *       meet in Gaborone.                            <- it had: a paragraph ends
 *           The envoy did not answer.                <- a blank line or an indent begins one
 *
 * Whether a text is broken at a width is seen from the whole of it, so that a list of short lines is never run together. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "input/input.h"

/* ------------------------------------------------------------------------------------------------ words */

static bool is_blank(uint32_t c)
{
    return wire_is_space(c) || c == 0xfeff || c == 0x200b || c == 0x200c || c == 0x2060;
}

wire_str wire_trim_left(wire_str s)
{
    size_t at = 0;
    while (at < s.len) {
        size_t next = at;
        if (!is_blank(wire_utf8_next(s.ptr, &next)))
            break;
        at = next;
    }
    return wire_from(s, at);
}

wire_str wire_trim(wire_str s)
{
    s = wire_trim_left(s);
    while (s.len) {
        size_t before = wire_utf8_back(s.ptr, s.len), at = before;
        if (!is_blank(wire_utf8_next(s.ptr, &at)))
            break;
        s.len = before;
    }
    return s;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015);
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2018 || c == 0x2019;
}

static bool is_word(uint32_t c)
{
    return wire_is_alpha(c) || wire_is_digit(c);
}

/* The place behind white space, or behind figures, from `at` on. */
static size_t run(wire_str s, size_t at, bool figures)
{
    while (at < s.len) {
        size_t next = at;
        uint32_t c = wire_utf8_next(s.ptr, &next);
        if (figures ? !(wire_is_digit(c) || (c == ',' && at)) : !is_blank(c))
            break;
        at = next;
    }
    return at;
}

size_t wire_match(wire_str s, const char *pattern)
{
    size_t at = 0;
    char last = 0;
    for (const char *p = pattern; *p; last = *p++) {
        size_t next = at;
        if (*p == ' ' || *p == '#') {
            next = run(s, at, *p == '#');
            if (next == at)
                return 0;
        } else {
            if (at == s.len)
                return 0;
            size_t in_pattern = 0;
            uint32_t want = wire_utf8_next(p, &in_pattern), c = wire_utf8_next(s.ptr, &next);
            p += in_pattern - 1;
            if (c >= 'A' && c <= 'Z')
                c |= 0x20;
            if (*p == '-' ? !is_dash(c) : *p == '\'' ? !is_apostrophe(c) : c != want)
                return 0;
        }
        at = next;
    }
    size_t behind = at;
    bool inside = (last == '#' || wire_is_alpha((unsigned char)last)) && at < s.len && is_word(wire_utf8_next(s.ptr, &behind));
    return inside ? 0 : at;
}

wire_str wire_next_word(wire_str s, size_t *at)
{
    size_t i = *at, from;
    for (from = i; i < s.len; from = i) /* to the first letter */
        if (is_word(wire_utf8_next(s.ptr, &i)))
            break;
    if (from == s.len) {
        *at = s.len;
        return wire_from(s, s.len);
    }
    size_t end = i;
    while (i < s.len) { /* a single hyphen, apostrophe or point joins: al-Assad, Sana'a, U.S */
        size_t next = i;
        uint32_t c = wire_utf8_next(s.ptr, &next);
        if (is_word(c)) {
            end = next;
        } else if (end != i || !(c == '-' || is_apostrophe(c) || c == '.')) {
            break;
        }
        i = next;
    }
    *at = end;
    return (wire_str){s.ptr + from, end - from};
}

bool wire_is_capitalised(wire_str word)
{
    size_t at = 0;
    uint32_t c = word.len ? wire_utf8_next(word.ptr, &at) : 0;
    return wire_is_upper(c) || wire_is_digit(c);
}

bool wire_all_capitalised(wire_str s)
{
    size_t at = 0;
    for (wire_str w; (w = wire_next_word(s, &at)).len;)
        if (!wire_is_capitalised(w))
            return false;
    return true;
}

bool wire_is_all_caps(wire_str word)
{
    bool upper = false;
    for (size_t at = 0; at < word.len;) {
        uint32_t c = wire_utf8_next(word.ptr, &at);
        if (wire_is_alpha(c) && !wire_is_upper(c))
            return false;
        upper |= wire_is_upper(c);
    }
    return upper;
}

/* The last character, but for closing quotes and brackets; `s` without it and them. 0: none. */
static uint32_t last_character(wire_str *s)
{
    while (s->len) {
        size_t before = wire_utf8_back(s->ptr, s->len), at = before;
        uint32_t c = wire_utf8_next(s->ptr, &at);
        s->len = before;
        if (!(c == '"' || c == ')' || c == ']' || c == 0x201d || c == 0xbb || c == 0xab || c == 0x201c || is_apostrophe(c) || is_blank(c)))
            return c;
    }
    return 0;
}

bool wire_ends_cut(wire_str s)
{
    uint32_t c = last_character(&s);
    return c == 0x2026 || (c == '.' && s.len && s.ptr[s.len - 1] == '.');
}

bool wire_ends_sentence(wire_str s)
{
    uint32_t c = last_character(&s);
    return c == '.' || c == '?' || c == '!' || c == 0x2026 || c == 0x3002 || c == 0x0964 || c == 0x061f || c == 0x06d4 || c == 0xff01 ||
           c == 0xff1f;
}

/* ------------------------------------------------------------------------------------------------ lines */

typedef struct line {
    wire_str s;
    size_t width, indent; /* characters; the width with the indent */
    bool after_blank;
} line;

typedef struct lines {
    line *of;
    size_t n, cap;
    size_t margin;  /* the least indent */
    size_t indents; /* lines with more */
    size_t width;   /* where lines were broken; 0: nowhere */
} lines;

static size_t characters(wire_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* The end of the line at `at`, and in *next the start of the one behind it. */
static size_t line_end(wire_str text, size_t at, size_t *next)
{
    for (size_t i = at; i < text.len; i = *next) {
        *next = i;
        uint32_t c = wire_utf8_next(text.ptr, next);
        if (c == '\r' && *next < text.len && text.ptr[*next] == '\n')
            ++*next;
        if (c == '\n' || c == '\r' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029)
            return i;
    }
    *next = text.len;
    return text.len;
}

static int cut_lines(wire_str text, lines *l)
{
    bool after_blank = true;
    for (size_t at = 0, next = 0; at < text.len; at = next) {
        wire_str whole = {text.ptr + at, line_end(text, at, &next) - at}, s = wire_trim(whole);
        if (s.len) {
            if (l->n == WIRE_LINES_MAX)
                return WIRE_ELIMIT;
            if (wire_grow(&l->of, &l->cap, l->n + 1, sizeof *l->of))
                return WIRE_ENOMEM;
            size_t indent = characters((wire_str){whole.ptr, (size_t)(s.ptr - whole.ptr)});
            l->margin = indent < l->margin ? indent : l->margin;
            l->of[l->n++] = (line){s, indent + characters(s), indent, after_blank};
        }
        after_blank = !s.len;
    }
    return 0;
}

/* Whether the line could not have held the first word of the next. */
static bool is_full(const line *l, size_t width)
{
    const char *end = l[1].s.ptr;
    while (end < l[1].s.ptr + l[1].s.len && *end != ' ' && *end != '\t')
        end++;
    return l->width + 1 + characters((wire_str){l[1].s.ptr, (size_t)(end - l[1].s.ptr)}) > width;
}

/* Whether line i + 1 is a paragraph's first by what is before it. */
static bool begins(const lines *l, size_t i)
{
    return l->of[i + 1].after_blank || l->of[i + 1].indent > l->margin;
}

/* Where the text's lines were broken, in characters; 0: nowhere. Of the lines that another follows, nearly all are within it and most
 * are full. */
static size_t wrap_width(const lines *l)
{
    enum { NARROW = 40, WIDE = 100, FEW = 3 };
    size_t of_width[WIDE + 1] = {0}, followed = 0, wide = 0, full = 0, width = 0;
    for (size_t i = 0; i + 1 < l->n; i++) {
        wide += l->of[i].width > WIDE;
        if (!begins(l, i) && l->of[i].width <= WIDE) {
            followed++;
            of_width[l->of[i].width]++;
        }
    }
    for (size_t within = 0; width < WIDE && within * 10 < followed * 9;)
        within += of_width[++width];
    if (width < NARROW || wide > l->n / 20)
        return 0;
    for (size_t i = 0; i + 1 < l->n; i++)
        full += !begins(l, i) && l->of[i].width > width / 2 && is_full(&l->of[i], width);
    return full >= FEW && full * 4 >= followed * 3 ? width : 0;
}

static bool begins_small(wire_str s)
{
    size_t at = 0;
    uint32_t c = wire_utf8_next(s.ptr, &at);
    return wire_is_alpha(c) && !wire_is_upper(c);
}

/* Whether line i + 1 goes on with the paragraph of line i. Where indents begin the paragraphs, nothing else does. */
static bool goes_on(const lines *l, size_t i)
{
    const line *a = &l->of[i], *b = a + 1;
    if (begins(l, i))
        return false;
    return l->indents >= 2 || is_full(a, l->width) || (!wire_ends_sentence(a->s) && begins_small(b->s));
}

int wire_paragraphs(wire_str text, wire_str **out, size_t *n)
{
    lines l = {.margin = SIZE_MAX};
    wire_str *p = NULL;
    size_t cap = 0, count = 0;
    int rc = cut_lines(text, &l);
    if (!rc)
        rc = wire_grow(&p, &cap, l.n + 1, sizeof *p);
    for (size_t i = 0; i < l.n; i++)
        l.indents += l.of[i].indent > l.margin;
    l.width = rc ? 0 : wrap_width(&l);
    for (size_t i = 0; !rc && i < l.n; i++) {
        wire_str s = l.of[i].s;
        for (; l.width && i + 1 < l.n && goes_on(&l, i); i++)
            s.len = (size_t)(l.of[i + 1].s.ptr + l.of[i + 1].s.len - s.ptr);
        p[count++] = s;
    }
    free(l.of);
    if (rc) {
        free(p);
        return rc;
    }
    *out = p;
    *n = count;
    return 0;
}
