/* datelines.c - where and when a report was filed.
 *
 *   KABUL, Aug. 13 (AFP) – The ministry said ...        wire_dateline_prefix: what is before the report's words
 *   Published: 13 August 2021 14:05 GMT                 wire_published_prefix
 *   Tuesday, 23 April 2041, 18:40                       wire_is_dateline */
#include <string.h>

#include "base/text.h"
#include "input/input.h"

static bool is_one_of(wire_str w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (wire_match(w, list[i]) == w.len)
            return true;
    return false;
}

#define IS_ONE_OF(w, list) is_one_of(w, list, sizeof(list) / sizeof *(list))

static bool has_figure(wire_str w)
{
    for (size_t i = 0; i < w.len; i++)
        if (w.ptr[i] >= '0' && w.ptr[i] <= '9')
            return true;
    return false;
}

/* ------------------------------------------------------------------------------------------------ a prefix */

/* What parts it from the report's words: a dash between blanks, a dash or a colon and a blank. */
typedef struct mark {
    size_t at, end;
    bool colon, spaced;
} mark;

static bool is_dash(wire_str s, size_t at, size_t *len)
{
    static const char *const dashes[] = {"—", "–", "--", "-", "―"};
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        *len = strlen(dashes[i]);
        if (s.len - at > *len && !memcmp(s.ptr + at, dashes[i], *len))
            return true;
    }
    return false;
}

/* A white-space character at s[at]: its length. */
static size_t space_at(wire_str s, size_t at)
{
    size_t next = at;
    return at < s.len && wire_is_space(wire_utf8_next(s.ptr, &next)) ? next - at : 0;
}

/* The first mark outside brackets, among the first bytes. */
static bool find_mark(wire_str s, mark *m)
{
    enum { LONGEST = 100 };
    int depth = 0;
    bool blank = false;
    for (size_t at = 0; at < s.len && at < LONGEST;) {
        size_t len, next = at;
        uint32_t c = wire_utf8_next(s.ptr, &next);
        depth += (c == '(') - (c == ')');
        if (!depth && at) {
            bool dash = is_dash(s, at, &len);
            bool after = space_at(s, dash ? at + len : next) > 0, closed = s.ptr[at - 1] == ')';
            bool wide = dash && (unsigned char)s.ptr[at] >= 0x80;
            if ((dash && ((blank && after) || (wide && (blank == after || after || closed)) || (closed && after))) ||
                (c == ':' && after)) {
                *m = (mark){at, dash ? at + len : next, !dash, blank && after};
                return true;
            }
        }
        blank = wire_is_space(c);
        at = next;
    }
    return false;
}

/* What stands before the mark. */
typedef struct head {
    size_t words, places; /* places: words that are no part of a date */
    bool caps;            /* the place is written in capitals */
    bool dated, agency, ok;
} head;

static head read_head(wire_str s)
{
    static const char *const small[] = {"de", "del", "la", "el", "al", "of", "and", "the", "near", "in", "at", "on", "do", "da", "dos",
                                        "es", "le", "les", "sur", "upon"};
    head h = {.ok = true};
    if (s.len && s.ptr[s.len - 1] == ')') {
        const char *open = memrchr(s.ptr, '(', s.len);
        h.agency = open && s.len - (size_t)(open - s.ptr) <= 60;
        h.ok = h.agency;
        s.len = open ? (size_t)(open - s.ptr) : s.len;
    }
    size_t at = 0, comma = s.len;
    for (size_t i = 0; i < s.len && comma == s.len; i++)
        if (s.ptr[i] == ',' || s.ptr[i] == '/')
            comma = i;
    size_t letters = 0;
    bool caps = true;
    for (wire_str w; (w = wire_next_word(s, &at)).len; h.words++) {
        if (wire_month(w) || wire_is_weekday(w) || has_figure(w)) {
            h.dated |= h.words > 0 && !has_figure(w);
            continue;
        }
        h.places++;
        if (!wire_is_capitalised(w) && (!h.words || !IS_ONE_OF(w, small)))
            h.ok = false;
        if (w.ptr < s.ptr + comma) {
            caps &= wire_is_all_caps(w);
            letters += w.len;
        }
    }
    h.caps = caps && letters >= 3;
    h.ok &= h.words <= 9;
    return h;
}

/* Whether a sentence begins here. */
static bool begins_sentence(wire_str s)
{
    size_t at = 0;
    uint32_t c = s.len ? wire_utf8_next(s.ptr, &at) : 0;
    return wire_is_upper(c) || wire_is_digit(c) || c == '"' || c == '\'' || c == 0x201c || c == 0x2018 || c == 0xab || c == '[';
}

/* The length of a prefix whose agency needs no dash behind it: "MOSCOW, March 29. /TASS/. ", "Lusaka (CNN) ". */
static size_t agency_prefix(wire_str s)
{
    enum { LONGEST = 80 };
    for (size_t at = 0; at + 2 < s.len && at < LONGEST; at++) {
        char close = s.ptr[at] == '(' ? ')' : s.ptr[at] == '/' ? '/' : 0;
        const char *end = close ? memchr(s.ptr + at + 1, close, s.len - at - 1) : NULL;
        if (!end || end - s.ptr > LONGEST || !wire_is_agency((wire_str){s.ptr + at + 1, (size_t)(end - s.ptr) - at - 1}))
            continue;
        size_t behind = (size_t)(end - s.ptr) + 1;
        behind += close == '/' && behind < s.len && s.ptr[behind] == '.';
        wire_str rest = wire_trim_left(wire_from(s, behind));
        head h = read_head(wire_trim((wire_str){s.ptr, at}));
        bool is = space_at(s, behind) && h.ok && h.places <= 4 && begins_sentence(rest);
        return is ? (size_t)(rest.ptr - s.ptr) : 0;
    }
    return 0;
}

size_t wire_dateline_prefix(wire_str p, bool first)
{
    mark m;
    bool marked = find_mark(p, &m);
    size_t agency = first && (!marked || m.colon) ? agency_prefix(p) : 0;
    if (agency || !marked)
        return agency;
    wire_str before = wire_trim((wire_str){p.ptr, m.at}), rest = wire_trim_left(wire_from(p, m.end));
    size_t at = 0;
    uint32_t c = before.len ? wire_utf8_next(before.ptr, &at) : 0;
    if (!wire_is_alpha(c) && !wire_is_digit(c) && c != '(') /* a point of a list */
        return 0;
    head h = read_head(before);
    bool sentence = begins_sentence(rest);
    if (!h.ok || !rest.len || (!h.words && !h.agency))
        return 0;
    bool is = false;
    if (h.agency)
        is = h.places <= 6 && (h.caps || h.dated || !h.words || h.places <= 4) && (!m.colon || first) && (sentence || !m.colon);
    else if (h.dated)
        is = h.places > 0 && !m.colon && sentence;
    else if (h.caps)
        is = sentence && h.places <= 4 && (m.colon ? first && h.places <= 3 : first || m.spaced);
    else if (first && !m.colon && m.spaced && sentence && h.places <= 4) {
        mark second; /* "The city – a port – fell." has two dashes */
        is = before.ptr[before.len - 1] != '"' && !(find_mark(rest, &second) && !second.colon);
    }
    return is ? (size_t)(rest.ptr - p.ptr) : 0;
}

size_t wire_label_prefix(wire_str p)
{
    static const char *const labels[] = {"breaking:", "breaking news:", "breaking -", "update:", "updated:", "urgent:", "exclusive:",
                                         "developing:", "just in:", "live:", "flash:", "explained:", "analysis:", "note:", "note -",
                                         "editor's note:", "correction:", "watch live:"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t len = wire_match(p, labels[i]);
        if (len)
            return (size_t)(wire_trim_left(wire_from(p, len)).ptr - p.ptr);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ a line */

static const char *const labels[] = {"published", "updated", "posted", "last updated", "last modified", "first published", "modified",
                                     "created", "issued", "date", "released", "publication date", "published on", "posted on",
                                     "updated on", "published at", "last update", "released on"};

/* Words that stand about a date and a time. */
static const char *const about[] = {"published", "updated", "posted", "modified", "created", "issued", "released", "date", "last", "first",
                                    "update", "publication", "on", "at", "the", "of", "time", "local", "am", "pm", "a.m", "p.m", "gmt",
                                    "utc", "est", "edt", "cst", "cdt", "pst", "pdt", "cet", "cest", "eet", "eest", "bst", "ist", "msk",
                                    "wib", "pkt", "jst", "kst", "sgt", "hkt", "cat", "eat", "wat", "sast", "h", "hrs", "et", "noon",
                                    "midnight", "min", "read", "st", "nd", "rd", "th", "in"};

static size_t label(wire_str p)
{
    size_t best = 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t len = wire_match(p, labels[i]);
        best = len > best ? len : best;
    }
    return best;
}

/* A word of a date or a time. */
static bool is_of_date(wire_str w)
{
    return wire_month(w) || wire_is_weekday(w) || has_figure(w) || IS_ONE_OF(w, about);
}

size_t wire_published_prefix(wire_str p)
{
    char date[11];
    size_t from = label(p), start, end;
    if (!from)
        return 0;
    wire_str rest = wire_from(p, from);
    if (!wire_date_find(rest, date, &start, &end))
        return 0;
    size_t at = 0;
    while (at < start) { /* only a weekday and marks may be before it */
        wire_str w = wire_next_word(rest, &at);
        if (w.len && w.ptr < rest.ptr + start && !is_of_date(w))
            return 0;
    }
    for (at = end; at < rest.len;) { /* and the time behind it */
        size_t next = at;
        wire_str w = wire_next_word(rest, &next);
        if (!w.len || !is_of_date(w) || IS_ONE_OF(w, labels))
            break;
        end = at = next;
    }
    return from + end;
}

bool wire_is_dateline(wire_str p)
{
    enum { LONGEST = 120, MANY = 6 };
    size_t others = 0, at = 0, months = 0, figures = 0, start, end;
    char date[11];
    bool closed = true, has_label = label(p) > 0;
    if (p.len > LONGEST)
        return false;
    for (wire_str w; (w = wire_next_word(p, &at)).len;) {
        months += wire_month(w) || wire_is_weekday(w);
        figures += has_figure(w);
        has_label |= IS_ONE_OF(w, labels);
        if (is_of_date(w))
            continue;
        /* A place or an agency: capitalised, and a mark behind the last of its words. */
        others++;
        wire_str behind = wire_trim_left(wire_from(p, at));
        closed = behind.len && memchr(",()|/:;-", *behind.ptr, 8);
        if (!wire_is_capitalised(w))
            return false;
    }
    bool whole = wire_date_find(p, date, &start, &end);
    if (!whole && !(months && figures))
        return false;
    return others <= MANY && (!others || closed || has_label);
}
