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

void messages_add(messages *m, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!m->f)
        m->f = open_memstream(&m->ptr, &m->len);
    if (m->f) {
        vfprintf(m->f, fmt, ap);
        fputc(0, m->f);
    } else {
        say("out of memory");
    }
    va_end(ap);
}

void messages_drop(messages *m)
{
    if (m->f)
        fclose(m->f);
    free(m->ptr);
    *m = (messages){0};
}

void messages_say(messages *m)
{
    if (m->f && fflush(m->f))
        say("out of memory");
    for (size_t at = 0; at < m->len; at += strlen(m->ptr + at) + 1)
        say("%s", m->ptr + at);
    messages_drop(m);
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

const char *default_encoder(void)
{
    static char path[DATA_PATH_MAX];
    return data_file("WIRECODE_ENCODER", "en.encoder", path);
}

const char *default_heads(void)
{
    static char path[DATA_PATH_MAX];
    return data_file("WIRECODE_HEADS", "en.heads", path);
}

const char *default_examples(void)
{
    static char path[DATA_PATH_MAX];
    return data_file("WIRECODE_EXAMPLES", "lexicon/en", path);
}

/* ------------------------------------------------------------------------------------------------ lines */

bool lines_open(lines *l, const char *name)
{
    *l = (lines){.name = strcmp(name, "-") ? name : "<stdin>", .line = l->line, .cap = l->cap};
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

/* Room for one byte more and the NUL. */
static bool room(lines *l)
{
    if (l->len + 2 <= l->cap)
        return true;
    size_t cap = l->cap ? 2 * l->cap : 4096;
    char *p = realloc(l->line, cap);
    if (!p)
        return false;
    l->line = p;
    l->cap = cap;
    return true;
}

enum line_result lines_next(lines *l, size_t max)
{
    bool binary = false, any = false, failed = false;
    uint64_t length = 0;
    l->len = 0;
    int c = EOF;
    flockfile(l->f);
    while ((c = getc_unlocked(l->f)) != EOF && c != '\n') {
        any = true;
        binary |= c == 0;
        if (length++ < max && !failed && !(failed = !room(l)))
            l->line[l->len++] = (char)c;
    }
    funlockfile(l->f);
    l->bytes += length + (c == '\n');
    if (failed || !room(l) || ferror(l->f))
        return LINE_FAILED;
    if (c == EOF && !any)
        return LINE_END;
    l->number++;
    if (l->len && length <= max && l->line[l->len - 1] == '\r')
        l->len--;
    l->line[l->len] = 0;
    return binary ? LINE_BINARY : length > max ? LINE_LONG : LINE_OK;
}
