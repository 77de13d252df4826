#include "output/page.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/text.h"

static size_t columns_of(uint32_t c)
{
    if (c < 0x300)
        return 1; /* a control character, too: it is shown as U+FFFD */
    if (U_GET_GC_MASK((UChar32)c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
        return 0;
    int wide = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

size_t wire_columns(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t at = 0; at < len;)
        n += columns_of(wire_utf8_next(s, &at));
    return n;
}

void wire_put_visible(wire_buffer *b, const char *s, size_t len)
{
    size_t from = 0;
    for (size_t at = 0; at < len;) {
        size_t here = at;
        uint32_t c = wire_utf8_next(s, &at);
        if ((c >= 0x20 && c < 0x7f) || c > 0x9f || c == '\n' || c == '\t')
            continue;
        wire_put(b, s + from, here - from);
        wire_puts(b, "\xef\xbf\xbd");
        from = at;
    }
    wire_put(b, s + from, len - from);
}

wire_page wire_page_new(wire_style style)
{
    enum { WIDTH = 100, LEAST = 40, MARGIN = 1 };
    size_t width = style.width <= 0 ? WIDTH : style.width < LEAST ? LEAST : (size_t)style.width;
    return (wire_page){.width = width - MARGIN, .colour = style.colour != 0};
}

static void put_blanks(wire_page *p, size_t n)
{
    static const char blanks[] = "                                ";
    p->column += n;
    for (; n > sizeof blanks - 1; n -= sizeof blanks - 1)
        wire_puts(&p->out, blanks);
    wire_put(&p->out, blanks, n);
}

void wire_page_line(wire_page *p, size_t start, size_t hang)
{
    p->column = 0;
    p->gap = false;
    p->fresh = true;
    p->indent = hang;
    put_blanks(p, start);
}

void wire_page_ink(wire_page *p, const char *ink)
{
    const char *now = p->ink ? p->ink : "";
    if (!p->colour || !strcmp(ink, now))
        return;
    wire_puts(&p->out, *now ? WIRE_PLAIN : "");
    wire_puts(&p->out, ink);
    p->ink = ink;
}

void wire_page_end(wire_page *p)
{
    wire_page_ink(p, "");
    wire_puts(&p->out, "\n");
    p->column = 0;
    p->gap = false;
}

void wire_page_blank(wire_page *p)
{
    p->gap = true;
}

void wire_page_piece(wire_page *p, const char *ink, const char *s, size_t len)
{
    size_t w = wire_columns(s, len);
    bool breaks = p->gap && !p->fresh; /* a comma stays with its word, if it be in the margin */
    if (breaks && p->column + 1 + w > p->width) {
        wire_puts(&p->out, "\n");
        p->column = 0;
        put_blanks(p, p->indent);
    } else if (breaks) {
        put_blanks(p, 1);
    }
    p->gap = p->fresh = false;
    wire_page_ink(p, ink);
    wire_put_visible(&p->out, s, len);
    p->column += w;
}

/* The next word of s[*at, len): its length, *at at its start; 0 where there is none. */
static size_t next_word(const char *s, size_t len, size_t *at)
{
    size_t start = len, end = len;
    for (size_t i = *at; i < len && end == len;) {
        size_t here = i;
        bool space = wire_is_space(wire_utf8_next(s, &i));
        if (!space && start == len)
            start = here;
        else if (space && start < len)
            end = here;
    }
    *at = start;
    return end - start;
}

static bool space_at(const char *s, size_t at)
{
    return wire_is_space(wire_utf8_next(s, &at));
}

void wire_page_words(wire_page *p, const char *ink, const char *s, size_t len)
{
    size_t at = 0, n;
    bool first = true;
    for (; (n = next_word(s, len, &at)); at += n, first = false) {
        if (!first || (at && space_at(s, 0)))
            wire_page_blank(p);
        wire_page_piece(p, ink, s + at, n);
    }
    if (len && space_at(s, wire_utf8_back(s, len)))
        wire_page_blank(p);
}

void wire_page_text(wire_page *p, const char *ink, const char *s)
{
    wire_page_words(p, ink, s, strlen(s));
}

/* ------------------------------------------------------------------------------------------------ excerpts */

/* The columns of a part with its white space as one blank; stops counting beyond `most`. */
static size_t columns_as_line(const char *s, size_t len, size_t most)
{
    size_t at = 0, n, w = 0;
    for (; w <= most && (n = next_word(s, len, &at)); at += n)
        w += (w > 0) + wire_columns(s + at, n);
    return w;
}

static uint32_t word_back(const char *s, uint32_t at, uint32_t stop)
{
    bool seen = false;
    while (at > stop) {
        size_t before = wire_utf8_back(s, at);
        bool space = space_at(s, before);
        if (space && seen)
            break;
        seen |= !space;
        at = (uint32_t)before;
    }
    return at < stop ? stop : at;
}

static uint32_t word_on(const char *s, uint32_t at, uint32_t stop)
{
    size_t start = at;
    size_t n = next_word(s, stop, &start);
    return (uint32_t)(start + n);
}

/* Grow from the mark word by word, on both sides in turn, while it fits with its ellipses. */
static wire_span window(const char *s, wire_span whole, wire_span mark, size_t room)
{
    wire_span w = mark;
    while (w.start > whole.start && !space_at(s, wire_utf8_back(s, w.start)))
        w.start = (uint32_t)wire_utf8_back(s, w.start);
    while (w.end < whole.end && !space_at(s, w.end)) {
        size_t at = w.end;
        wire_utf8_next(s, &at);
        w.end = (uint32_t)at;
    }
    size_t used = columns_as_line(s + w.start, w.end - w.start, room);
    bool left = w.start > whole.start, right = w.end < whole.end;
    while (left || right) {
        if (left) {
            uint32_t to = word_back(s, w.start, whole.start);
            size_t more = columns_as_line(s + to, w.start - to, room) + 1;
            left = used + more + 2 <= room;
            used += left ? more : 0;
            w.start = left ? to : w.start;
            left &= w.start > whole.start;
        }
        if (right) {
            uint32_t to = word_on(s, w.end, whole.end);
            size_t more = columns_as_line(s + w.end, to - w.end, room) + 1;
            right = used + more + 2 <= room;
            used += right ? more : 0;
            w.end = right ? to : w.end;
            right &= w.end < whole.end;
        }
    }
    return w;
}

void wire_page_excerpt(wire_page *p, const char *ink, const char *s, wire_span whole, wire_span mark, size_t room)
{
    if (mark.start >= mark.end || mark.start < whole.start || mark.end > whole.end)
        mark = (wire_span){whole.start, whole.start};
    wire_span w = whole;
    if (columns_as_line(s + w.start, w.end - w.start, room) > room)
        w = window(s, whole, mark, room);
    if (w.start > whole.start)
        wire_page_piece(p, ink, "…", strlen("…"));
    wire_page_words(p, ink, s + w.start, mark.start - w.start);
    wire_page_words(p, WIRE_BOLD, s + mark.start, mark.end - mark.start);
    wire_page_words(p, ink, s + mark.end, w.end - mark.end);
    p->gap = false;
    if (w.end < whole.end)
        wire_page_piece(p, ink, "…", strlen("…"));
}
