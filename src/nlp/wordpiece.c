#include "nlp/wordpiece.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/arena.h"
#include "base/text.h"

/* A word as it grows. Characters beyond the hundredth are only counted: it is unknown then. */
typedef struct word {
    size_t chars, len;
    uint32_t from, to; /* bytes of the text */
    char text[WIRE_WORD_CHARS * 4];
    uint16_t at[WIRE_WORD_CHARS + 1];              /* of each character in `text` */
    uint32_t starts[WIRE_WORD_CHARS], ends[WIRE_WORD_CHARS]; /* of each character, bytes of the text */
} word;

typedef struct splitter {
    const wire_wordpiece *v;
    const UNormalizer2 *nfd;
    wire_pieces *out;
    uint32_t token;
    word w;
} splitter;

uint64_t wire_piece_key(const char *text, size_t len, bool continues)
{
    uint64_t key = wire_murmur64(text, len) ^ (continues ? 0x9e3779b97f4a7c15u : 0);
    return key ? key : 1;
}

int64_t wire_piece_find(const wire_wordpiece *v, const char *text, size_t len, bool continues)
{
    uint64_t id;
    if (!wire_table_get(&v->ids, wire_piece_key(text, len, continues), &id))
        return -1;
    const uint32_t start = v->start[id];
    return v->start[id + 1] - start == len && !memcmp(v->text + start, text, len) ? (int64_t)id : -1;
}

/* ------------------------------------------------------------------------------------------------ words to pieces */

static int put(splitter *s, uint32_t id, uint32_t from, uint32_t to)
{
    wire_pieces *p = s->out;
    if (wire_grow(&p->items, &p->cap, p->n + 1, sizeof *p->items))
        return WIRE_ENOMEM;
    p->items[p->n++] = (wire_piece){.id = id, .start = from, .end = to, .token = s->token};
    return 0;
}

/* The longest piece that continues the word from character `from` on; *end is the character behind it. -1: none. */
static int64_t longest(const splitter *s, size_t from, size_t *end)
{
    const word *w = &s->w;
    for (size_t to = w->chars; to > from; to--) {
        const size_t len = (size_t)w->at[to] - w->at[from];
        if (len > s->v->longest)
            continue;
        int64_t id = wire_piece_find(s->v, w->text + w->at[from], len, from > 0);
        if (id >= 0) {
            *end = to;
            return id;
        }
    }
    return -1;
}

static int end_word(splitter *s)
{
    word *w = &s->w;
    const size_t before = s->out->n;
    bool known = w->chars <= WIRE_WORD_CHARS;
    int rc = 0;
    for (size_t from = 0, to = 0; from < w->chars && known && !rc; from = to) {
        int64_t id = longest(s, from, &to);
        known = id >= 0;
        if (known)
            rc = put(s, (uint32_t)id, w->starts[from], w->ends[to - 1]);
    }
    if (!known) {
        s->out->n = before;
        rc = put(s, s->v->unknown, w->from, w->to);
    }
    w->chars = w->len = 0;
    return rc;
}

/* ------------------------------------------------------------------------------------------------ characters to words */

static bool is_chinese(uint32_t c)
{
    /* As the package's tokenizer has them; the list of the original has 2b820 where this one has 2b920. */
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df) ||
           (c >= 0x2a700 && c <= 0x2b73f) || (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b920 && c <= 0x2ceaf) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

/* The general category as Unicode 8 has it, which is what the package's tokenizer knows, whatever the library's version is: what came
 * later is unassigned, and a few characters have been moved since. */
static int8_t category(uint32_t c)
{
    UVersionInfo age;
    switch (c) {
    case 0x166d:
    case 0x111c9:
        return U_OTHER_PUNCTUATION;
    case 0x1734:
        return U_NON_SPACING_MARK;
    case 0x1885:
    case 0x1886:
        return U_OTHER_LETTER;
    case 0xa9bd:
        return U_COMBINING_SPACING_MARK;
    default:
        u_charAge((UChar32)c, age);
        return age[0] > 8 ? U_UNASSIGNED : u_charType((UChar32)c);
    }
}

static bool is_punctuation(uint32_t c)
{
    if (c < 0x80)
        return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
    return (U_MASK(category(c)) & U_GC_P_MASK) != 0;
}

/* What is left out of the text: control characters, but for three that are white space. */
static bool is_dropped(uint32_t c)
{
    if (c < 0x80)
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    return c == 0xfffd || (U_MASK(category(c)) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0;
}

/* One character of a word, from bytes [from, to) of the text. */
static int add_char(splitter *s, uint32_t c, uint32_t from, uint32_t to, bool alone)
{
    word *w = &s->w;
    alone = alone || is_punctuation(c);
    int rc = alone && w->chars ? end_word(s) : 0;
    if (!w->chars)
        w->from = from;
    w->to = to;
    if (w->chars < WIRE_WORD_CHARS) {
        w->starts[w->chars] = from;
        w->ends[w->chars] = to;
        w->len += wire_utf8_put(c, w->text + w->len);
        w->at[w->chars + 1] = (uint16_t)w->len;
    }
    w->chars++;
    return !rc && alone ? end_word(s) : rc;
}

static int add_lower(splitter *s, uint32_t c, uint32_t from, uint32_t to, bool alone)
{
    if (!s->v->lower)
        return add_char(s, c, from, to, alone);
    if (c != 0x130) /* the only one whose lower case is two characters */
        return add_char(s, (uint32_t)u_tolower((UChar32)c), from, to, alone);
    int rc = add_char(s, 'i', from, to, alone);
    return rc ? rc : add_char(s, 0x307, from, to, alone);
}

static int add_any(splitter *s, uint32_t c, uint32_t from, uint32_t to)
{
    if (is_dropped(c))
        return 0;
    if (u_isUWhiteSpace((UChar32)c))
        return s->w.chars ? end_word(s) : 0;
    const bool alone = s->v->chinese && is_chinese(c);
    UChar parts[32];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = s->v->accents && c >= 0x80 ? unorm2_getDecomposition(s->nfd, (UChar32)c, parts, 32, &status) : -1;
    if (n < 0 || U_FAILURE(status)) {
        const bool mark = s->v->accents && c >= 0x80 && category(c) == U_NON_SPACING_MARK;
        return mark ? 0 : add_lower(s, c, from, to, alone);
    }
    int rc = 0;
    for (int32_t i = 0; i < n && !rc;) {
        uint32_t part = parts[i++];
        if ((part & 0xfc00) == 0xd800 && i < n) /* half of a pair */
            part = 0x10000 + ((part & 0x3ff) << 10) + (parts[i++] & 0x3ffu);
        if (category(part) != U_NON_SPACING_MARK)
            rc = add_lower(s, part, from, to, alone);
    }
    return rc;
}

int wire_pieces_add(wire_pieces *p, const wire_wordpiece *v, const char *text, size_t from, size_t to, uint32_t token)
{
    UErrorCode status = U_ZERO_ERROR;
    splitter s = {.v = v, .nfd = unorm2_getNFDInstance(&status), .out = p, .token = token};
    if (U_FAILURE(status)) /* its data is built in: only memory can be short */
        return WIRE_ENOMEM;
    int rc = 0;
    for (size_t at = from; at < to && !rc;) {
        const uint32_t start = (uint32_t)at, c = wire_utf8_next(text, &at);
        rc = c < 0x80 && c > ' ' && c != 0x7f ? add_char(&s, v->lower && c >= 'A' && c <= 'Z' ? c | 0x20 : c, start, (uint32_t)at, false)
                                              : add_any(&s, c, start, (uint32_t)at);
    }
    return !rc && s.w.chars ? end_word(&s) : rc;
}
