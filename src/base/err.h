/* err.h - filling the caller's wire_err. */
#ifndef WIRE_BASE_ERR_H
#define WIRE_BASE_ERR_H

#include "wirecode.h"

/* Fill `err` (which may be NULL) with `code` and the formatted message; returns `code`. */
int wire_fail(wire_err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same for a failed allocation, which has no more to say. */
int wire_oom(wire_err *err);

#endif
