#include "input/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/err.h"

int wire_bytes_open(wire_bytes *s, const char *path, wire_err *err)
{
    struct stat st;
    s->at = s->end = s->buffer;
    if (!strcmp(path, "-")) {
        s->path = "<stdin>";
        s->f = stdin;
        return 0;
    }
    s->path = path;
    s->f = fopen(path, "rb");
    if (!s->f)
        return wire_fail_at(err, WIRE_EIO, path, 0, "%s", strerror(errno));
    if (fstat(fileno(s->f), &st) || S_ISDIR(st.st_mode)) {
        wire_bytes_close(s);
        return wire_fail_at(err, WIRE_EIO, path, 0, "a folder, not a file");
    }
    return 0;
}

void wire_bytes_memory(wire_bytes *s, const char *name, const char *data, size_t len)
{
    s->path = name;
    s->f = NULL;
    s->at = data;
    s->end = data + len;
}

void wire_bytes_close(wire_bytes *s)
{
    if (s->f && s->f != stdin)
        fclose(s->f);
    s->f = NULL;
}

/* Whether there are bytes at s->at. */
static bool more(wire_bytes *s)
{
    if (s->at == s->end && s->f) {
        s->at = s->buffer;
        s->end = s->buffer + fread(s->buffer, 1, sizeof s->buffer, s->f);
    }
    return s->at < s->end;
}

static int broken(const wire_bytes *s, wire_err *err)
{
    return s->f && ferror(s->f) ? wire_fail_at(err, WIRE_EIO, s->path, 0, "cannot be read to its end") : 0;
}

/* Append `n` bytes, and room for a NUL. */
static int append(char **data, size_t *cap, size_t *len, const char *from, size_t n)
{
    if (wire_grow(data, cap, *len + n + 1, 1))
        return WIRE_ENOMEM;
    if (n)
        memcpy(*data + *len, from, n);
    *len += n;
    return 0;
}

static int64_t line_of(const char *data, const char *at)
{
    int64_t line = 1;
    for (const char *p = data; p < at; p++)
        line += *p == '\n';
    return line;
}

int wire_bytes_all(wire_bytes *s, size_t max, char **data, size_t *len, wire_err *err)
{
    char *buf = NULL;
    size_t cap = 0, n = 0;
    int rc = 0;
    while (!rc && more(s)) {
        size_t got = (size_t)(s->end - s->at);
        if (got > max - n)
            rc = wire_fail_at(err, WIRE_ELIMIT, s->path, 0, "longer than %zu bytes", max);
        else if (append(&buf, &cap, &n, s->at, got))
            rc = wire_oom(err);
        s->at = s->end;
    }
    if (!rc)
        rc = broken(s, err);
    if (!rc && !n)
        rc = wire_fail_at(err, WIRE_EFORMAT, s->path, 0, "empty: there is nothing in it to read");
    const char *nul = !rc ? memchr(buf, 0, n) : NULL;
    if (nul)
        rc = wire_fail_at(err, WIRE_EFORMAT, s->path, line_of(buf, nul), "a NUL byte: this is no text, or none in UTF-8");
    if (rc) {
        free(buf);
        return rc;
    }
    buf[n] = 0;
    *data = buf;
    *len = n;
    return 0;
}

int wire_bytes_line(wire_bytes *s, size_t max, char **data, size_t *cap, size_t *len, wire_err *err)
{
    bool any = false, too_long = false, no_memory = false;
    *len = 0;
    while (more(s)) {
        const char *end = memchr(s->at, '\n', (size_t)(s->end - s->at));
        size_t n = (size_t)((end ? end : s->end) - s->at);
        any = true;
        if (!too_long && n > max - *len)
            too_long = true;
        else if (!too_long && !no_memory && append(data, cap, len, s->at, n))
            no_memory = true;
        s->at += n + (end != NULL);
        if (end)
            break;
    }
    if (no_memory)
        return wire_oom(err);
    if (too_long)
        return wire_fail(err, WIRE_ELIMIT, "a line longer than %zu bytes", max);
    int rc = broken(s, err);
    return rc ? rc : any;
}
