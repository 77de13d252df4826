#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>

#include "base/arena.h"

uint32_t wire_utf8_next(const char *s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s + *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] < 0xe0) {
        *at += 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    }
    if (p[0] < 0xf0) {
        *at += 3;
        return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    *at += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

size_t wire_utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80)
        return out[0] = (char)c, 1;
    if (c < 0x800)
        return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 0x3f)), 2;
    if (c < 0x10000)
        return out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 0x3f)), out[2] = (char)(0x80 | (c & 0x3f)), 3;
    return out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 0x3f)), out[2] = (char)(0x80 | (c >> 6 & 0x3f)),
           out[3] = (char)(0x80 | (c & 0x3f)), 4;
}

size_t wire_utf8_back(const char *s, size_t at)
{
    do
        at--;
    while (at && ((unsigned char)s[at] & 0xc0) == 0x80);
    return at;
}

/* The length of the valid sequence at p, or 0 and in *bad the length of the maximal invalid one (Unicode 15, 3.9, D93b). */
static size_t sequence(const unsigned char *p, size_t left, size_t *bad)
{
    *bad = 1;
    if (p[0] < 0x80)
        return 1;
    size_t n = p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;
    if (!n)
        return 0;
    unsigned lo = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned hi = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    for (size_t i = 1; i < n; i++, lo = 0x80, hi = 0xbf) {
        if (i >= left || p[i] < lo || p[i] > hi) {
            *bad = i;
            return 0;
        }
    }
    return n;
}

size_t wire_utf8_valid(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0, bad;
    while (i < len) {
        uint64_t eight;
        if (i + 8 <= len && (memcpy(&eight, p + i, 8), !(eight & 0x8080808080808080u))) {
            i += 8;
            continue;
        }
        size_t n = sequence(p + i, len - i, &bad);
        if (!n)
            return i;
        i += n;
    }
    return len;
}

size_t wire_utf8_repair(const char *s, size_t len, char *out)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t o = 0, bad;
    for (size_t i = 0; i < len;) {
        size_t n = sequence(p + i, len - i, &bad);
        if (n) {
            memcpy(out + o, s + i, n);
            o += n;
            i += n;
        } else {
            memcpy(out + o, "\xef\xbf\xbd", 3);
            o += 3;
            i += bad;
        }
    }
    return o;
}

/* Python's list: the bidirectional classes WS, B and S, and the category Zs. */
bool wire_is_space(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

bool wire_is_alpha(uint32_t c)
{
    if (c < 0x80)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return (U_GET_GC_MASK((UChar32)c) & U_GC_L_MASK) != 0;
}

bool wire_is_digit(uint32_t c)
{
    if (c < 0x80)
        return c >= '0' && c <= '9';
    int type = u_getIntPropertyValue((UChar32)c, UCHAR_NUMERIC_TYPE);
    return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}

bool wire_is_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    return u_hasBinaryProperty((UChar32)c, UCHAR_UPPERCASE);
}

wire_str wire_lower_of(wire_lower *l, const char *s, size_t len)
{
    const wire_str none = {0};
    if (wire_grow(&l->buf, &l->cap, len + 1, 1))
        return none;
    bool ascii = true;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        l->buf[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        ascii &= c < 0x80;
    }
    l->buf[len] = 0;
    if (ascii)
        return (wire_str){l->buf, len};

    UErrorCode status = U_ZERO_ERROR;
    if (!l->map)
        l->map = ucasemap_open("", 0, &status);
    if (!l->map)
        return none;
    for (int round = 0; round < 2; round++) { /* the second with the room that the first asked for */
        status = U_ZERO_ERROR;
        int32_t n = ucasemap_utf8ToLower(l->map, l->buf, (int32_t)l->cap, s, (int32_t)len, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR)
            return U_FAILURE(status) ? none : (wire_str){l->buf, (size_t)n};
        if (wire_grow(&l->buf, &l->cap, (size_t)n + 1, 1))
            return none;
    }
    return none;
}

void wire_lower_free(wire_lower *l)
{
    if (l->map)
        ucasemap_close(l->map);
    free(l->buf);
    *l = (wire_lower){0};
}
