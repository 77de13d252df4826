/* buffer.h - growing text, of which every writer makes its output.
 *
 * Once memory is out, `failed` stays set and further appends do nothing: ask at the end, as wire_buffer_take does. The text is
 * ended by NUL from the first append on. Numbers do not depend on the locale. */
#ifndef WIRE_BASE_BUFFER_H
#define WIRE_BASE_BUFFER_H

#include <stdbool.h>

#include "wirecode.h"

typedef struct wire_buffer {
    char *ptr;
    size_t len, cap;
    bool failed;
} wire_buffer;

void wire_put(wire_buffer *b, const char *s, size_t len);
void wire_puts(wire_buffer *b, const char *s);
/* Without floating-point numbers, whose form depends on the locale. */
void wire_putf(wire_buffer *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void wire_put_json(wire_buffer *b, const char *s, size_t len); /* a JSON string with its quotes */
void wire_put_number(wire_buffer *b, int64_t n);
/* Rounded to `most` decimals (at most 9); of these, zeros at the end are left out beyond the first `least`. */
void wire_put_decimal(wire_buffer *b, double x, int least, int most);

/* Hand the text over: *out is the caller's, to free; the buffer is empty then. On WIRE_ENOMEM the text is freed. */
int wire_buffer_take(wire_buffer *b, char **out, size_t *len, wire_err *err);
void wire_buffer_free(wire_buffer *b);

#endif
