#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

void wire_err_set(wire_err *err, int code, const char *fmt, ...)
{
    if (err) {
        err->code = code;
        err->line = -1;
        err->offset = -1;
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(err->msg, sizeof err->msg, fmt, ap);
        va_end(ap);
    }
}

void wire_err_set_at(wire_err *err, int code, const char *file, int64_t line, const char *fmt, ...)
{
    if (!err)
        return;
    char where[24] = "";
    if (line > 0)
        snprintf(where, sizeof where, ":%lld", (long long)line);
    wire_err_set(err, code, "%.250s%s: ", file, where);
    err->line = line > 0 ? line : -1;
    size_t at = strlen(err->msg);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg + at, sizeof err->msg - at, fmt, ap);
    va_end(ap);
    for (char *c = err->msg; *c; c++)
        *c = (unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c;
    size_t len = strlen(err->msg), valid = wire_utf8_valid(err->msg, len);
    if (len - valid < 4) /* cut inside a character */
        err->msg[valid] = 0;
}
