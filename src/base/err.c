#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

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
