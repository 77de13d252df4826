/* findings.c - errors and warnings in the lines of files: FILE:LINE: message or FILE:LINE:COLUMN: message, as compilers write it, so that editors find the place. */
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"

void say_finding(void *ctx, const wire_diagnostic *d)
{
    findings *f = ctx;
    if (d->is_warning)
        f->warnings++;
    else
        f->errors++;
    if (d->is_warning && f->quiet)
        return;
    bool colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    const char *bold = colour ? "\033[1m" : "", *tint = !colour ? "" : d->is_warning ? "\033[35m" : "\033[31m",
               *off = colour ? "\033[0m" : "";
    fprintf(stderr, "%s%s:", bold, d->file);
    if (d->line)
        fprintf(stderr, "%u:", d->line);
    if (d->column)
        fprintf(stderr, "%u:", d->column);
    fprintf(stderr, "%s %s%s:%s %s\n", off, tint, d->is_warning ? "warning" : "error", off, d->message);
}
