/* err.h - filling the caller's wire_err. */
#ifndef WIRE_BASE_ERR_H
#define WIRE_BASE_ERR_H

#include "wirecode.h"

/* Fill `err` (which may be NULL) with `code` and the formatted message; its value is `code`. A macro, so that a reader of one
 * file (the compiler, the static analysers) sees that it is not 0. */
#define wire_fail(err, code, ...) (wire_err_set(err, code, __VA_ARGS__), (code))
void wire_err_set(wire_err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same about a file, and a line in it where `line` is over 0: "FILE:LINE: message". Control characters, which a name or a
 * quotation may have, become '?'. */
#define wire_fail_at(err, code, ...) (wire_err_set_at(err, code, __VA_ARGS__), (code))
void wire_err_set_at(wire_err *err, int code, const char *file, int64_t line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* The same for a failed allocation, which has no more to say. */
#define wire_oom(err) wire_fail(err, WIRE_ENOMEM, "out of memory")

#endif
