/* json.h - members of a JSON object. `key` comes with all that stands before the value: ",\"name\":". */
#ifndef WIRE_OUTPUT_JSON_H
#define WIRE_OUTPUT_JSON_H

#include <string.h>

#include "base/buffer.h"

static inline void wire_json_number(wire_buffer *b, const char *key, uint64_t n)
{
    wire_puts(b, key);
    wire_put_number(b, (int64_t)n);
}

static inline void wire_json_text(wire_buffer *b, const char *key, const char *value)
{
    wire_puts(b, key);
    wire_put_json(b, value, strlen(value));
}

/* The same where an empty text means that nothing is known. */
static inline void wire_json_known(wire_buffer *b, const char *key, const char *value)
{
    if (*value)
        wire_json_text(b, key, value);
    else
        wire_puts(b, key), wire_puts(b, "null");
}

#endif
