/* safetensors.h - tensors out of a file of Hugging Face's safetensors format.
 *
 *   uint64 n | n bytes of JSON: {"NAME": {"dtype", "shape", "data_offsets": [from, to]}, …} | the data
 *
 * Read strictly: a tensor that is asked for must be of float32 and the shape that is asked for, lie inside the file and hold finite
 * numbers. Others are passed over. */
#ifndef WIRE_NLP_SAFETENSORS_H
#define WIRE_NLP_SAFETENSORS_H

#include <jansson.h>

#include "wirecode.h"

typedef struct wire_tensors {
    const char *file; /* what errors name */
    json_t *head;
    const char *data;
    size_t len;
} wire_tensors;

/* The bytes must outlive `out`. WIRE_EFORMAT where they are no such file. */
int wire_tensors_open(const char *file, const char *bytes, size_t len, wire_tensors *out, wire_err *err);
void wire_tensors_close(wire_tensors *t);

/* A tensor of `rows` rows of `columns` floats; `columns` 0: of one dimension, `rows` long. `out` has room for all. */
int wire_tensors_read(const wire_tensors *t, const char *name, size_t rows, size_t columns, float *out, wire_err *err);

#endif
