#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

void say(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    flockfile(stderr);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    fputs("wirecode: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    funlockfile(stderr);
    va_end(ap);
}

void parse_arguments(const struct argp *argp, const char *name, int argc, char **argv, void *input)
{
    static char copy[64];
    snprintf(copy, sizeof copy, "%s", name);
    argv[0] = copy;
    argp_err_exit_status = 2;
    if (argp_parse(argp, argc, argv, 0, NULL, input))
        exit(2);
}

long number_option(const char *arg, const char *option, long low, long high, struct argp_state *state)
{
    char *end;
    errno = 0;
    long n = strtol(arg, &end, 10);
    if (errno || *end || end == arg || n < low || n > high)
        argp_error(state, "%s takes a whole number from %ld to %ld, not '%s'", option, low, high, arg);
    return n;
}

enum { DATA_PATH_MAX = PATH_MAX + 64 };

/* `name` is that of a file in data/, at most 58 bytes; `path` is room for the answer. */
static const char *data_file(const char *variable, const char *name, char path[static DATA_PATH_MAX])
{
    const char *env = getenv(variable);
    if (env && *env)
        return env;
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (n > 0) {
        path[n] = 0;
        char *slash = strrchr(path, '/');
        size_t folder = slash ? (size_t)(slash + 1 - path) : 0;
        snprintf(path + folder, DATA_PATH_MAX - folder, "data/%s", name);
        if (!access(path, R_OK))
            return path;
    }
    snprintf(path, DATA_PATH_MAX, "%s/%s", WIRE_DATADIR, name);
    return path;
}

const char *default_pipeline(void)
{
    static char path[DATA_PATH_MAX];
    return data_file("WIRECODE_PIPELINE", "en.pipeline", path);
}

const char *default_lexicon(void)
{
    static char path[DATA_PATH_MAX];
    return data_file("WIRECODE_LEXICON", "en.lexicon", path);
}

/* ------------------------------------------------------------------------------------------------ text */

static bool room(text *t, size_t more)
{
    if (t->failed)
        return false;
    if (t->len + more + 1 <= t->cap)
        return true;
    size_t cap = t->cap ? t->cap : 4096;
    while (cap < t->len + more + 1)
        cap *= 2;
    char *p = realloc(t->ptr, cap);
    if (!p) {
        t->failed = true;
        return false;
    }
    t->ptr = p;
    t->cap = cap;
    return true;
}

void text_add(text *t, const char *s, size_t len)
{
    if (!room(t, len))
        return;
    if (len)
        memcpy(t->ptr + t->len, s, len);
    t->len += len;
    t->ptr[t->len] = 0;
}

void text_puts(text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

void text_printf(text *t, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n >= 0 && room(t, (size_t)n)) {
        vsnprintf(t->ptr + t->len, (size_t)n + 1, fmt, again);
        t->len += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

void text_number(text *t, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    text_add(t, digits + at, sizeof digits - at);
}

void text_json(text *t, const char *s, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    text_add(t, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        text_add(t, s + from, i - from);
        from = i + 1;
        const char *short_form = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : NULL;
        if (short_form)
            text_add(t, short_form, 2);
        else
            text_add(t, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    }
    text_add(t, s + from, len - from);
    text_add(t, "\"", 1);
}

/* ------------------------------------------------------------------------------------------------ lines */

bool lines_open(lines *l, const char *name)
{
    *l = (lines){.name = strcmp(name, "-") ? name : "<stdin>", .line = l->line};
    l->line.len = 0;
    struct stat st;
    if (!strcmp(name, "-")) {
        l->f = stdin;
        return true;
    }
    l->f = fopen(name, "rb");
    if (!l->f) {
        say("%s: %s", name, strerror(errno));
    } else if (fstat(fileno(l->f), &st) || S_ISDIR(st.st_mode)) {
        say("%s: a folder, not a file", name);
    } else if (S_ISREG(st.st_mode) && !st.st_size) {
        say("%s: empty: there is nothing in it to read", name);
    } else {
        return true;
    }
    lines_close(l);
    return false;
}

void lines_close(lines *l)
{
    if (l->f && l->f != stdin)
        fclose(l->f);
    l->f = NULL;
}

enum line_result lines_next(lines *l, size_t max)
{
    bool binary = false, any = false;
    uint64_t length = 0;
    l->line.len = 0;
    int c = EOF;
    flockfile(l->f);
    while ((c = getc_unlocked(l->f)) != EOF && c != '\n') {
        any = true;
        binary |= c == 0;
        if (length++ < max) {
            if (l->line.len + 2 <= l->line.cap)
                l->line.ptr[l->line.len++] = (char)c;
            else
                text_add(&l->line, (char[]){(char)c}, 1);
        }
    }
    funlockfile(l->f);
    l->bytes += length + (c == '\n');
    if (l->line.failed || ferror(l->f))
        return LINE_FAILED;
    if (c == EOF && !any)
        return LINE_END;
    l->number++;
    text_add(&l->line, "", 0);
    if (l->line.len && length <= max && l->line.ptr[l->line.len - 1] == '\r')
        l->line.ptr[--l->line.len] = 0;
    return binary ? LINE_BINARY : length > max ? LINE_LONG : LINE_OK;
}
