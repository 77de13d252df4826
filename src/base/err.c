#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

int wire_fail(wire_err *err, int code, const char *fmt, ...)
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
    return code;
}

int wire_oom(wire_err *err)
{
    return wire_fail(err, WIRE_ENOMEM, "out of memory");
}
