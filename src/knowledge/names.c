#include "knowledge/names.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/hash.h"
#include "base/text.h"

/* Letters that have no decomposition, but that reports write plainly. */
static const struct {
    uint32_t c;
    const char *plain;
} plain_letters[] = {{0xdf, "ss"}, {0xe6, "ae"},  {0xf0, "d"},   {0xf8, "o"},   {0xfe, "th"},  {0x111, "d"}, {0x127, "h"},
                     {0x131, "i"}, {0x142, "l"},  {0x14b, "n"},  {0x153, "oe"}, {0x167, "t"},  {0x199, "k"}, {0x253, "b"},
                     {0x257, "d"}, {0x259, "e"},  {0x1b4, "y"},  {0x268, "i"}};

/* A word being read. */
typedef struct word {
    wire_name *n;
    size_t len;      /* of n->text */
    size_t letters, others, segment; /* letters; digits; letters since the last dot */
    bool open, title, upper, cased, fits;
} word;

static void put(word *w, const char *s, size_t len)
{
    if (w->len + len + 1 >= sizeof w->n->text) {
        w->fits = false;
        return;
    }
    memcpy(w->n->text + w->len, s, len);
    w->len += len;
}

static void close_word(word *w)
{
    wire_name *n = w->n;
    if (!w->open)
        return;
    uint16_t bit = (uint16_t)(1u << n->words);
    n->title |= w->title ? bit : 0;
    n->upper |= w->upper && w->cased ? bit : 0;
    n->acronym |= (w->letters == 2 || w->letters == 3) && !w->others ? bit : 0;
    n->ends[n->words++] = (uint16_t)w->len;
    n->text[w->len] = 0;
    w->open = false;
}

/* A letter or digit in the word, beginning one where none is open. */
static void put_char(word *w, const char *folded, size_t len, bool letter, bool is_upper, bool is_lower)
{
    if (!w->open) {
        if (w->n->words == WIRE_NAME_WORDS_MAX) {
            w->fits = false;
            return;
        }
        if (w->n->words)
            put(w, " ", 1);
        w->open = true;
        w->title = !is_lower;
        w->upper = true;
        w->cased = false;
        w->letters = w->others = w->segment = 0;
    }
    w->cased |= is_upper || is_lower;
    w->upper &= !is_lower;
    w->letters += letter;
    w->others += !letter;
    w->segment++;
    put(w, folded, len);
}

/* A character outside ASCII that is a letter, a digit or an accent: without its accents, in lower case. */
static void put_wide(word *w, uint32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
    UChar parts[24];
    int32_t n = U_FAILURE(status) ? -1 : unorm2_getDecomposition(nfkd, (UChar32)c, parts, 24, &status);
    bool is_upper = u_hasBinaryProperty((UChar32)c, UCHAR_UPPERCASE), is_lower = u_hasBinaryProperty((UChar32)c, UCHAR_LOWERCASE);
    bool letter = u_isalpha((UChar32)c);
    if (U_FAILURE(status) || n < 0) {
        n = 0;
        U16_APPEND_UNSAFE(parts, n, c);
    }
    for (int32_t i = 0; i < n;) {
        char folded[4];
        UChar lead = parts[i++];
        UChar32 part = U16_IS_LEAD(lead) && i < n ? U16_GET_SUPPLEMENTARY(lead, parts[i]) : lead;
        i += part > 0xffff;
        if (u_charType(part) == U_NON_SPACING_MARK || (!u_isalnum(part) && w->open))
            continue;
        part = u_tolower(part);
        size_t k = 0;
        while (k < sizeof plain_letters / sizeof *plain_letters && plain_letters[k].c != (uint32_t)part)
            k++;
        if (k < sizeof plain_letters / sizeof *plain_letters)
            put_char(w, plain_letters[k].plain, strlen(plain_letters[k].plain), letter, is_upper, is_lower);
        else
            put_char(w, folded, wire_utf8_put((uint32_t)part, folded), letter, is_upper, is_lower);
    }
}

static bool ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Marks over which no name runs. */
static bool ends_name(uint32_t c)
{
    return (c < 0x80 && strchr("\";:?![]{}<>|=*", (int)c)) || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab ||
           c == 0xbb || c == 0x2014 || c == 0x2026 || c == 0x2022;
}

/* Returns whether no mark of ends_name stands in it. */
static bool add(word *w, const char *s, size_t len)
{
    bool whole = true;
    for (size_t i = 0; i < len && w->fits;) {
        char c = s[i];
        if (ascii_letter(c)) {
            char low = (char)(c | 0x20);
            put_char(w, &low, 1, true, c != low, c == low);
            i++;
        } else if (c >= '0' && c <= '9') {
            put_char(w, &c, 1, false, false, false);
            i++;
        } else if (c == '.' && w->open && w->segment == 1 && w->letters && i + 1 < len && ascii_letter(s[i + 1])) {
            w->segment = 0;
            i++;
        } else if (c == '&' || c == ',' || c == '(' || c == ')') {
            close_word(w);
            put_char(w, c == '&' ? "and" : &c, c == '&' ? 3 : 1, false, false, false);
            close_word(w);
            i++;
        } else if ((unsigned char)c < 0x80) {
            close_word(w);
            whole &= !ends_name((uint32_t)c);
            i++;
        } else {
            uint32_t wide = wire_utf8_next(s, &i);
            int8_t type = u_charType((UChar32)wide);
            if (type == U_MODIFIER_LETTER || type == U_MODIFIER_SYMBOL || type == U_FORMAT_CHAR)
                continue;
            if (u_isalnum((UChar32)wide) || ((U_MASK(type) & U_GC_M_MASK) && w->open)) {
                put_wide(w, wide);
            } else {
                close_word(w);
                whole &= !ends_name(wide);
            }
        }
    }
    close_word(w);
    return whole;
}

bool wire_name_add(wire_name *n, const char *s, size_t len)
{
    if (len == 1 && *s == '.')
        return false; /* a full stop by itself */
    word w = {.n = n, .len = n->words ? n->ends[n->words - 1] : 0, .fits = true};
    return add(&w, s, len) && w.fits;
}

bool wire_name_of(const char *s, size_t len, wire_name *out)
{
    *out = (wire_name){0};
    word w = {.n = out, .fits = true};
    add(&w, s, len);
    return w.fits && out->words;
}

uint64_t wire_name_hash(const wire_name *n, size_t words)
{
    uint64_t hash = wire_murmur64(n->text, n->ends[words - 1]);
    return hash ? hash : 1;
}

size_t wire_first_bucket(const wire_name *n, size_t mask)
{
    return (size_t)(wire_name_hash(n, 1) >> 20) & mask;
}

/* Words that headlines and reports write either way. */
static bool small(const char *p, size_t len)
{
    static const char *const words[] = {"the", "of", "and", "for", "in",  "on",  "to", "al", "el", "ad", "as", "ar",
                                        "an",  "at", "ash", "az",  "bin", "ibn", "de", "la", "le", "du", "da", "von",
                                        "van", "der", "den", "e",  "i",   "ul",  "ur", "ud", "s",  "a",  "o",  "y"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && !memcmp(words[i], p, len))
            return true;
    return false;
}

wire_shape wire_name_shape(const wire_name *n)
{
    wire_shape s = {.upper = n->upper & n->acronym};
    for (size_t i = 0; i < n->words; i++) {
        size_t from = i ? n->ends[i - 1] + 1u : 0, len = n->ends[i] - from;
        uint16_t bit = (uint16_t)(1u << i);
        if ((n->title & bit) && !(small(n->text + from, len) && n->words > 1 && !(n->upper & n->acronym & bit)))
            s.title |= bit;
    }
    return s;
}

/* "Kabul province" */
static bool generic(const char *p, size_t len)
{
    static const char *const words[] = {"province",   "provinces", "district", "districts", "region",   "state",    "county",
                                        "governorate", "oblast",   "prefecture", "department", "division", "municipality",
                                        "territory",  "city"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && !memcmp(words[i], p, len))
            return true;
    return false;
}

wire_shape wire_place_shape(const wire_name *n)
{
    wire_shape s = {0};
    for (size_t i = 0; i < n->words; i++) {
        size_t from = i ? n->ends[i - 1] + 1u : 0, len = n->ends[i] - from;
        if ((len >= 4 && !(i && generic(n->text + from, len))) || n->words == 1)
            s.title |= (uint16_t)(1u << i);
    }
    if (!s.title && n->words)
        s.title = (uint16_t)(1u << (n->words - 1));
    return s;
}

bool wire_shape_fits(wire_shape s, const wire_name *text)
{
    return !(s.title & ~text->title) && !(s.upper & ~text->upper);
}
