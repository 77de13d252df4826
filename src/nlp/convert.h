/* convert.h - the two halves of the converter: networks (convert.c) and rules (convert_rules.c). */
#ifndef WIRE_NLP_CONVERT_H
#define WIRE_NLP_CONVERT_H

#include "base/pack.h"
#include "nlp/package.h"

typedef struct wire_conversion {
    wire_package *package;
    wire_packer out;
    json_t *config; /* becomes the section "config" */
} wire_conversion;

/* A file of the package as one msgpack object; freed by wire_mp_free. */
typedef struct wire_mp {
    char *data;
    msgpack_unpacked u;
} wire_mp;

int wire_mp_load(wire_package *p, const char *name, wire_mp *out, wire_err *err);
void wire_mp_free(wire_mp *m);

/* Symbols, norms, special cases and patterns. */
int wire_convert_tokenizer(wire_conversion *c, wire_err *err);
/* The component's patterns, with its morphology in normal form. */
int wire_convert_ruler(wire_conversion *c, const char *component, wire_err *err);
/* The component's tables; `component` NULL: none, but empty tables. */
int wire_convert_lemmatizer(wire_conversion *c, const char *component, wire_err *err);
/* Static vectors, where the pipeline has them; *width is 0 where not. */
int wire_convert_vectors(wire_conversion *c, size_t *width, wire_err *err);

#endif
