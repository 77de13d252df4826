/* bytes.h - the bytes of a file, of standard input, or of memory, whole or a line at a time. */
#ifndef WIRE_INPUT_BYTES_H
#define WIRE_INPUT_BYTES_H

#include <stdbool.h>
#include <stdio.h>

#include "wirecode.h"

typedef struct wire_bytes {
    FILE *f;          /* NULL: the bytes are in memory */
    const char *path; /* for messages */
    const char *at, *end; /* bytes not yet taken */
    char buffer[1 << 14];
} wire_bytes;

/* "-" is standard input. `path` must live as long. WIRE_EIO where it cannot be opened or is a folder. */
int wire_bytes_open(wire_bytes *s, const char *path, wire_err *err);
void wire_bytes_memory(wire_bytes *s, const char *name, const char *data, size_t len);
void wire_bytes_close(wire_bytes *s);

/* All that is left, with a NUL behind it; the caller frees *data. WIRE_EFORMAT where it is empty or has NULs in it, WIRE_ELIMIT where
 * it is longer than `max`, WIRE_EIO. */
int wire_bytes_all(wire_bytes *s, size_t max, char **data, size_t *len, wire_err *err);

/* The next line, without its end, in *data, whose room is *cap. Returns 1, or 0 at the end; WIRE_ELIMIT where it is longer than `max`:
 * then it has been passed over. */
int wire_bytes_line(wire_bytes *s, size_t max, char **data, size_t *cap, size_t *len, wire_err *err);

#endif
