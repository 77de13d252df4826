/* package.h - reading a model's package: its files; of a spaCy package also its config and its msgpack.
 *
 *   wheel or folder -> wire_package_read -> bytes -> msgpack objects (wire_mp_*) or JSON
 *
 * Used by the converters alone; nothing of it is needed once a model is converted. */
#ifndef WIRE_NLP_PACKAGE_H
#define WIRE_NLP_PACKAGE_H

#include <jansson.h>
#include <msgpack.h>
#include <stdbool.h>

#include "wirecode.h"

typedef struct wire_package wire_package;

/* Open a wheel or a folder and find the model in it: the place of the file `mark`. `what` it is, an error says where it is not there. */
int wire_package_find(const char *path, const char *mark, const char *what, wire_package **out, wire_err *err);

/* The same for a pipeline, with its `config.cfg` read. */
int wire_package_open(const char *path, wire_package **out, wire_err *err);
void wire_package_close(wire_package *p);
const char *wire_package_path(const wire_package *p);

/* The whole of one file of the model, NUL-terminated; the caller frees *data. WIRE_EIO where it is not there. */
int wire_package_read(wire_package *p, const char *name, char **data, size_t *len, wire_err *err);
bool wire_package_has(wire_package *p, const char *name);

/* A value of config.cfg, e.g. ("components.parser.model", "hidden_width"), references followed; a new reference to JSON,
 * or NULL. */
json_t *wire_package_config(wire_package *p, const char *section, const char *key);

/* The same as an owned string or an integer; NULL or `other` where it is not there or of another kind. */
char *wire_package_config_str(wire_package *p, const char *section, const char *key);
long wire_package_config_int(wire_package *p, const char *section, const char *key, long other);

/* msgpack: a member of a map (NULL where it is none or has none), text and bytes alike as a slice, and the whole as JSON. */
const msgpack_object *wire_mp_get(const msgpack_object *map, const char *key);
wire_str wire_mp_str(const msgpack_object *o);
json_t *wire_mp_json(const msgpack_object *o);

/* A numpy float32 array as msgpack-numpy writes it. The data stays in the object. */
typedef struct wire_array {
    const char *data; /* little-endian float32, at any alignment */
    size_t dims, shape[4], count;
} wire_array;

bool wire_mp_array(const msgpack_object *o, wire_array *out);

/* An .npy file of float32, C order, two dimensions. */
bool wire_npy(const char *data, size_t len, wire_array *out);

#endif
