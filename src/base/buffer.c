#include "base/buffer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

enum { FIRST_ROOM = 4096 };

static bool room(wire_buffer *b, size_t more)
{
    size_t need = b->len + more + 1;
    if (!b->failed && need > b->cap && wire_grow(&b->ptr, &b->cap, need < FIRST_ROOM ? FIRST_ROOM : need, 1))
        b->failed = true;
    return !b->failed;
}

void wire_put(wire_buffer *b, const char *s, size_t len)
{
    if (!room(b, len))
        return;
    if (len)
        memcpy(b->ptr + b->len, s, len);
    b->len += len;
    b->ptr[b->len] = 0;
}

void wire_puts(wire_buffer *b, const char *s)
{
    wire_put(b, s, strlen(s));
}

void wire_putf(wire_buffer *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n >= 0 && room(b, (size_t)n)) {
        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

void wire_put_number(wire_buffer *b, int64_t n)
{
    char digits[21];
    size_t at = sizeof digits;
    uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (n < 0)
        digits[--at] = '-';
    wire_put(b, digits + at, sizeof digits - at);
}

void wire_put_decimal(wire_buffer *b, double x, int least, int most)
{
    int64_t scale = 1;
    for (int i = 0; i < most; i++)
        scale *= 10;
    int64_t n = llround(fabs(x) * (double)scale);
    if (x < 0 && n)
        wire_puts(b, "-");
    wire_put_number(b, n / scale);
    char digits[9] = {0};
    int kept = most;
    n %= scale;
    for (int i = most; i-- > 0; n /= 10)
        digits[i] = (char)('0' + n % 10);
    while (kept > least && digits[kept - 1] == '0')
        kept--;
    if (kept)
        wire_puts(b, ".");
    wire_put(b, digits, (size_t)kept);
}

void wire_put_json(wire_buffer *b, const char *s, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    wire_put(b, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        wire_put(b, s + from, i - from);
        from = i + 1;
        const char *short_form = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : NULL;
        if (short_form)
            wire_put(b, short_form, 2);
        else
            wire_put(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    }
    wire_put(b, s + from, len - from);
    wire_put(b, "\"", 1);
}

int wire_buffer_take(wire_buffer *b, char **out, size_t *len, wire_err *err)
{
    wire_put(b, "", 0); /* an empty text is a text */
    if (b->failed) {
        wire_buffer_free(b);
        return wire_oom(err);
    }
    *out = b->ptr;
    if (len)
        *len = b->len;
    *b = (wire_buffer){0};
    return 0;
}

void wire_buffer_free(wire_buffer *b)
{
    free(b->ptr);
    *b = (wire_buffer){0};
}
