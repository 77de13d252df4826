/* zip.h - one file out of a package (a wheel is a zip file). */
#ifndef WIRE_BASE_ZIP_H
#define WIRE_BASE_ZIP_H

#include <stdbool.h>

#include "wirecode.h"

typedef struct wire_zip wire_zip;

int wire_zip_open(const char *path, wire_zip **out, wire_err *err);
void wire_zip_close(wire_zip *z);

bool wire_zip_has(const wire_zip *z, const char *name);

/* The first file's name that ends so, or NULL; it lives as long as the zip. */
const char *wire_zip_find(const wire_zip *z, const char *ending);

/* The file's bytes, with a NUL behind them; the caller frees *data. WIRE_ELIMIT where it is larger than `max`. */
int wire_zip_read(const wire_zip *z, const char *name, size_t max, char **data, size_t *len, wire_err *err);

#endif
