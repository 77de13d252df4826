/* source.c - folders, files, lines and fields.
 *
 *   folder ── read_kind: files by name ──> read_text: lines, comments off ──> the parser of its kind
 *                                                                  findings <──┘   (told in order at the end)
 *
 * Invariant: a line that reaches a parser is valid UTF-8, has no comment, and at most WIRE_SRC_LINE_MAX bytes; only the examples'
 * parser, for which lines are raw, gets empty ones. */
#include "knowledge/source.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/text.h"

static const struct kind {
    const char *folder, *ending;
    void (*parse)(wire_source *s, wire_src_line *l, wire_src_open *open);
    bool raw;
} kinds[] = {
    {"ontology", "ontology", wire_parse_ontology, false},
    {"classes", "classes", wire_parse_classes, false},
    {"actors", "actors", wire_parse_actors, false},
    {"places", "places", wire_parse_places, false},
    {"frames", "frames", wire_parse_frames, false},
    {"examples", "examples", wire_parse_examples, true},
    {"examples/second", "examples", wire_parse_second, true},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* ------------------------------------------------------------------------------------------------ memory, findings */

bool wire_src_room(wire_source *s, void *data, size_t *cap, size_t n, size_t size)
{
    if (n >= WIRE_SRC_ENTRIES_MAX || wire_grow(data, cap, n + 1, size))
        s->out_of_memory = true;
    return !s->out_of_memory;
}

const char *wire_src_keep(wire_source *s, const char *p, size_t len)
{
    wire_str copy = wire_arena_copy(&s->arena, p, len);
    if (!copy.ptr)
        s->out_of_memory = true;
    return copy.ptr;
}

static __attribute__((format(printf, 4, 0))) void find(wire_source *s, wire_src_at at, int is_warning, const char *fmt, va_list ap)
{
    char message[400];
    size_t *count = is_warning ? &s->n_warnings : &s->n_errors;
    if (*count >= WIRE_SRC_ERRORS_MAX || (s->broken.line && s->broken.line == at.line && s->broken.file == at.file))
        return;
    vsnprintf(message, sizeof message, fmt, ap);
    size_t len = wire_utf8_valid(message, strlen(message)); /* a message cut inside a character */
    for (size_t i = 0; i < len; i++)
        message[i] = (unsigned char)message[i] < 0x20 || message[i] == 0x7f ? '?' : message[i];
    wire_src_finding *f = WIRE_SRC_NEW(s, findings);
    if (!f)
        return;
    *f = (wire_src_finding){at, (uint32_t)s->findings.n, is_warning, wire_src_keep(s, message, len)};
    if (f->message)
        ++*count;
    else
        s->findings.n--;
}

void wire_src_error(wire_source *s, wire_src_at at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    find(s, at, 0, fmt, ap);
    va_end(ap);
}

void wire_src_warn(wire_source *s, wire_src_at at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    find(s, at, 1, fmt, ap);
    va_end(ap);
}

const char *wire_src_where(wire_source *s, wire_src_at at)
{
    char where[256];
    const char *path = at.file < s->files.n ? s->files.of[at.file].path : "?";
    size_t len = strlen(path);
    snprintf(where, sizeof where, "%s:%u", len > 200 ? path + len - 200 : path, at.line);
    const char *kept = wire_src_keep(s, where, strlen(where));
    return kept ? kept : "?";
}

static int in_order(const void *a, const void *b)
{
    const wire_src_finding *x = a, *y = b;
    if (x->at.file != y->at.file)
        return x->at.file < y->at.file ? -1 : 1;
    if (x->at.line != y->at.line)
        return x->at.line < y->at.line ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void wire_source_tell(wire_source *s, wire_diagnostic_fn found, void *ctx)
{
    if (!found || !s->findings.n)
        return;
    qsort(s->findings.of, s->findings.n, sizeof *s->findings.of, in_order);
    for (size_t i = 0; i < s->findings.n; i++) {
        const wire_src_finding *f = &s->findings.of[i];
        wire_diagnostic d = {.file = f->at.file < s->files.n ? s->files.of[f->at.file].path : "",
                             .line = f->at.line,
                             .column = f->at.column,
                             .is_warning = f->is_warning,
                             .message = f->message};
        found(ctx, &d);
    }
}

/* ------------------------------------------------------------------------------------------------ entries by name */

static uint64_t key_of(const char *kind, const char *name)
{
    uint64_t key = wire_murmur64(name, strlen(name)) ^ wire_murmur64(kind, strlen(kind)) * 0x9e3779b97f4a7c15u;
    return key ? key : 1;
}

uint32_t wire_src_find(const wire_source *s, const char *kind, const char *name)
{
    const uint32_t *index = wire_map_get(&s->keys, key_of(kind, name));
    return index ? *index : WIRE_SRC_NONE;
}

uint32_t wire_src_enter(wire_source *s, const char *kind, const char *name, uint32_t index, wire_src_at at,
                        wire_src_at (*at_of)(const wire_source *s, uint32_t index), bool *taken)
{
    uint32_t old = wire_src_find(s, kind, name);
    *taken = false;
    if (old != WIRE_SRC_NONE && s->files.of[at_of(s, old).file].layer == s->layer) {
        wire_src_error(s, at, "%s '%s' is already at %s", kind, name, wire_src_where(s, at_of(s, old)));
        *taken = true;
        return WIRE_SRC_NONE;
    }
    if (wire_map_put(&s->keys, key_of(kind, name), index))
        s->out_of_memory = true;
    return old;
}

/* ------------------------------------------------------------------------------------------------ fields */

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(wire_src_line *l)
{
    while (l->p < l->end && blank(*l->p))
        l->p++;
}

/* The quoted text at l->p, which is a quotation mark. */
static const char *take_quoted(wire_source *s, wire_src_line *l)
{
    const char *close = memchr(l->p + 1, '"', (size_t)(l->end - l->p - 1));
    if (!close) {
        wire_src_error(s, l->at, "a quotation mark without its partner");
        s->broken = l->at;
        l->p = l->end;
        return NULL;
    }
    const char *text = wire_src_keep(s, l->p + 1, (size_t)(close - l->p - 1));
    l->p = close + 1;
    return text;
}

const char *wire_src_take_word(wire_source *s, wire_src_line *l)
{
    skip_blanks(l);
    if (l->p == l->end)
        return NULL;
    if (*l->p == '"') {
        const char *text = take_quoted(s, l);
        if (text && l->p < l->end && !blank(*l->p))
            wire_src_error(s, l->at, "a blank is missing after \"%s\"", text);
        return text;
    }
    const char *from = l->p;
    while (l->p < l->end && !blank(*l->p))
        l->p++;
    return wire_src_keep(s, from, (size_t)(l->p - from));
}

const char *wire_src_take_item(wire_source *s, wire_src_line *l)
{
    skip_blanks(l);
    if (l->p == l->end)
        return NULL;
    const char *text, *from = l->p;
    if (*l->p == '"') {
        text = take_quoted(s, l);
        skip_blanks(l);
        if (text && l->p < l->end && *l->p != ',') {
            wire_src_error(s, l->at, "a comma is missing after \"%s\"", text);
            l->p = l->end;
        }
    } else {
        while (l->p < l->end && !(*l->p == ',' && (l->p + 1 == l->end || blank(l->p[1]))))
            l->p++;
        const char *to = l->p;
        while (to > from && blank(to[-1]))
            to--;
        text = wire_src_keep(s, from, (size_t)(to - from));
    }
    if (text && !*text)
        wire_src_error(s, l->at, "an empty element in the list");
    if (l->p < l->end) {
        l->p++;
        skip_blanks(l);
        if (l->p == l->end)
            wire_src_error(s, l->at, "the list ends with a comma");
    }
    return text && !*text ? wire_src_take_item(s, l) : text;
}

const char *wire_src_take_rest(wire_source *s, wire_src_line *l)
{
    skip_blanks(l);
    if (l->p == l->end)
        return NULL;
    size_t len = (size_t)(l->end - l->p);
    if (*l->p == '"' && (len < 2 || memchr(l->p + 1, '"', len - 1) == l->end - 1 || !memchr(l->p + 1, '"', len - 1)))
        return take_quoted(s, l);
    const char *text = wire_src_keep(s, l->p, len);
    l->p = l->end;
    return text;
}

void wire_src_expect_end(wire_source *s, wire_src_line *l)
{
    skip_blanks(l);
    if (l->p < l->end)
        wire_src_error(s, l->at, "'%.*s' was not expected here", (int)(l->end - l->p > 60 ? 60 : l->end - l->p), l->p);
}

/* ------------------------------------------------------------------------------------------------ dates, numbers */

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool digits(const char *p, size_t n, int *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        *out = *out * 10 + (p[i] - '0');
    }
    return true;
}

/* A date's first and last day. */
static bool date(const char *p, size_t len, wire_lex_range *out)
{
    int y, m = 0, d = 0;
    if ((len != 4 && len != 7 && len != 10) || !digits(p, 4, &y) || !y)
        return false;
    if (len >= 7 && (p[4] != '-' || !digits(p + 5, 2, &m) || m < 1 || m > 12))
        return false;
    if (len == 10 && (p[7] != '-' || !digits(p + 8, 2, &d) || d < 1 || d > days_in(y, m)))
        return false;
    int last_month = m ? m : 12;
    out->from = y * 10000 + (m ? m : 1) * 100 + (d ? d : 1);
    out->to = y * 10000 + last_month * 100 + (d ? d : days_in(y, last_month));
    return true;
}

bool wire_src_range(wire_source *s, wire_src_at at, const char *text, wire_lex_range *out)
{
    const char *dots = strstr(text, "..");
    if (!dots)
        return date(text, strlen(text), out);
    wire_lex_range from = {WIRE_DAY_FIRST, 0}, to = {0, WIRE_DAY_LAST};
    if ((dots > text && !date(text, (size_t)(dots - text), &from)) || (dots[2] && !date(dots + 2, strlen(dots + 2), &to)))
        return false;
    *out = (wire_lex_range){from.from, to.to};
    if (out->from > out->to) {
        wire_src_error(s, at, "the range %s ends before it begins", text);
        *out = (wire_lex_range){WIRE_DAY_FIRST, WIRE_DAY_LAST};
    }
    return true;
}

/* By hand: strtod follows the program's locale. */
bool wire_src_number(const char *text, double low, double high, double *out)
{
    const char *p = text + (*text == '-' || *text == '+');
    double whole = 0, unit = 1;
    bool any = false, point = false;
    for (; *p && p - text < 32; p++) {
        if (*p == '.' && !point) {
            point = true;
        } else if (*p >= '0' && *p <= '9') {
            any = true;
            whole = whole * 10 + (*p - '0');
            unit *= point ? 10 : 1;
        } else {
            return false;
        }
    }
    double n = (*text == '-' ? -whole : whole) / unit;
    if (*p || !any || !(n >= low && n <= high))
        return false;
    *out = n;
    return true;
}

bool wire_src_count(const char *text, uint32_t *out)
{
    int n;
    size_t len = strlen(text);
    if (!len || len > 9 || !digits(text, len, &n))
        return false;
    *out = (uint32_t)n;
    return true;
}

/* ------------------------------------------------------------------------------------------------ lines */

/* Where the comment begins: a # at the start or after a blank, but not inside a quotation. */
static const char *comment(const char *p, const char *end)
{
    for (const char *c = p; c < end; c++) {
        if (*c == '#' && (c == p || blank(c[-1])))
            return c;
        if (*c == '"') {
            const char *close = memchr(c + 1, '"', (size_t)(end - c - 1));
            c = close ? close : c;
        }
    }
    return end;
}

static void read_text(wire_source *s, const struct kind *kind, uint32_t file, const char *text, size_t len)
{
    wire_src_open open = {0};
    wire_src_at at = {.file = file};
    const char *stop = text + len;
    if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        text += 3;
    while (text < stop && s->n_errors < WIRE_SRC_ERRORS_MAX && !s->out_of_memory) {
        const char *end = memchr(text, '\n', (size_t)(stop - text)), *next = end ? end + 1 : stop;
        end = end ? end : stop;
        at.line++;
        size_t n = (size_t)(end - text);
        if (n > WIRE_SRC_LINE_MAX) {
            wire_src_error(s, at, "a line of %zu bytes; at most %d are allowed", n, WIRE_SRC_LINE_MAX);
        } else if (wire_utf8_valid(text, n) != n) {
            wire_src_error(s, at, "not UTF-8, from byte %zu of the line on", wire_utf8_valid(text, n) + 1);
        } else if (memchr(text, 0, n)) {
            wire_src_error(s, at, "a NUL byte in the line");
        } else {
            if (n && end[-1] == '\r')
                end--;
            wire_src_line l = {.at = at, .p = text, .end = end, .begin = text, .indented = n && blank(*text)};
            skip_blanks(&l);
            if (!kind->raw || l.indented || (l.p < l.end && *l.p == '#'))
                l.end = comment(text, end);
            while (l.end > l.p && blank(l.end[-1]))
                l.end--;
            if (kind->raw) {
                if (l.p < l.end || l.p == end)
                    kind->parse(s, &l, &open);
            } else if (l.p < l.end && l.indented && !open.what)
                wire_src_error(s, at, "an indented line, but no entry before it that it could belong to");
            else if (l.p < l.end && !(l.indented && open.index == WIRE_SRC_NONE))
                kind->parse(s, &l, &open);
        }
        text = next;
    }
    if (kind->raw) {
        wire_src_line l = {.at = at, .p = stop, .end = stop, .begin = stop};
        kind->parse(s, &l, &open);
    }
}

/* ------------------------------------------------------------------------------------------------ files */

static uint32_t add_file(wire_source *s, const char *path, const char *shown)
{
    wire_src_file *f = WIRE_SRC_NEW(s, files);
    if (!f)
        return WIRE_SRC_NONE;
    f->layer = s->layer;
    f->path = wire_src_keep(s, path, strlen(path));
    f->shown = wire_src_keep(s, shown, strlen(shown));
    if (f->path && f->shown)
        return (uint32_t)(s->files.n - 1);
    s->files.n--;
    return WIRE_SRC_NONE;
}

void wire_source_text(wire_source *s, const char *kind, const char *name, const char *text, size_t len)
{
    for (size_t k = 0; k < KINDS; k++)
        if (!strcmp(kinds[k].folder, kind)) {
            uint32_t file = add_file(s, name, name);
            if (file != WIRE_SRC_NONE)
                read_text(s, &kinds[k], file, text, len);
        }
}

static void read_file(wire_source *s, const struct kind *kind, const char *path, const char *shown)
{
    uint32_t file = add_file(s, path, shown);
    if (file == WIRE_SRC_NONE)
        return;
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st)) {
        wire_src_error(s, (wire_src_at){.file = file}, "%s", strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        wire_src_warn(s, (wire_src_at){.file = file}, "passed over: not a file");
    } else if (st.st_size > WIRE_SRC_FILE_MAX) {
        wire_src_error(s, (wire_src_at){.file = file}, "larger than %d bytes", WIRE_SRC_FILE_MAX);
    } else {
        size_t size = (size_t)st.st_size;
        char *text = malloc(size + 1);
        if (!text)
            s->out_of_memory = true;
        else if (fread(text, 1, size, f) != size)
            wire_src_error(s, (wire_src_at){.file = file}, "cannot be read to its end");
        else
            read_text(s, kind, file, text, size);
        free(text);
    }
    if (f)
        fclose(f);
}

/* ".ontology" files are named after their folder; hidden files and editors' leftovers are no files of ours. */
static int listed(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return e->d_name[0] != '.' && e->d_name[n - 1] != '~';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* alphasort follows the locale */
}

/* Whether the folder `name` in `folder` is a kind of its own. */
static bool is_kind(const char *folder, const char *name)
{
    size_t len = strlen(folder);
    for (size_t k = 0; k < KINDS; k++)
        if (!strncmp(kinds[k].folder, folder, len) && kinds[k].folder[len] == '/' && !strcmp(kinds[k].folder + len + 1, name))
            return true;
    return false;
}

static int read_kind(wire_source *s, const struct kind *kind, const char *folder, const char *shown, wire_err *err)
{
    char path[4096], label[600];
    struct dirent **list;
    snprintf(path, sizeof path, "%s/%s", folder, kind->folder);
    int n = scandir(path, &list, listed, by_name);
    if (n < 0)
        return errno == ENOENT ? 0 : wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    int rc = n > WIRE_SRC_FILES_MAX ? wire_fail(err, WIRE_ELIMIT, "%s: more than %d files", path, WIRE_SRC_FILES_MAX) : 0;
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name, *dot = strrchr(name, '.');
        snprintf(path, sizeof path, "%s/%s/%s", folder, kind->folder, name);
        snprintf(label, sizeof label, "%s/%s/%s", shown, kind->folder, name);
        if (rc || is_kind(kind->folder, name)) { /* passed over, and freed */
        } else if (dot && !strcmp(dot + 1, kind->ending)) {
            read_file(s, kind, path, label);
        } else {
            uint32_t file = add_file(s, path, label);
            wire_src_warn(s, (wire_src_at){.file = file}, "passed over: files of this folder are called NAME.%s", kind->ending);
        }
        free(list[i]);
    }
    free(list);
    return rc;
}

/* The last two parts of the path: enough to find an entry by, and no machine's path. */
static const char *short_path(const char *folder, size_t len)
{
    size_t parts = 0, at = len;
    while (at && parts < 2) {
        at--;
        if (folder[at] == '/' && ++parts == 2)
            return folder + at + 1;
    }
    return folder;
}

int wire_source_read(wire_source *s, const char *folder, wire_err *err)
{
    struct stat st;
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    if (len > 3000)
        return wire_fail(err, WIRE_ELIMIT, "%.200s…: the path is too long", folder);
    if (stat(folder, &st))
        return wire_fail(err, WIRE_EIO, "%s: %s", folder, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return wire_fail(err, WIRE_EIO, "%s: not a folder", folder);
    const char *path = wire_src_keep(s, folder, len);
    if (!path)
        return wire_oom(err);
    const char *shown = short_path(path, len);
    while (!strncmp(shown, "./", 2) || !strncmp(shown, "../", 3))
        shown = strchr(shown, '/') + 1;
    while (*shown == '/')
        shown++;
    size_t before = s->files.n;
    for (size_t k = 0; k < KINDS; k++) {
        int rc = read_kind(s, &kinds[k], path, strlen(shown) > 300 ? "lexicon" : shown, err);
        if (rc)
            return rc;
    }
    if (s->out_of_memory)
        return wire_oom(err);
    if (s->files.n == before)
        return wire_fail(err, WIRE_EFORMAT, "%s: no lexicon: it holds none of ontology/, classes/, actors/, places/, frames/ and "
                         "examples/", path);
    s->layer++;
    return 0;
}

int wire_source_load(wire_source *s, const char *const *folders, size_t n, wire_err *err)
{
    for (size_t i = 0; i < n; i++) {
        int rc = wire_source_read(s, folders[i], err);
        if (rc)
            return rc;
    }
    wire_source_lint(s);
    if (s->out_of_memory)
        return wire_oom(err);
    if (s->n_errors)
        return wire_fail(err, WIRE_EFORMAT, "%zu error%s and %zu warning%s in the lexicon%s", s->n_errors, s->n_errors == 1 ? "" : "s",
                         s->n_warnings, s->n_warnings == 1 ? "" : "s",
                         s->n_errors == WIRE_SRC_ERRORS_MAX ? "; the rest was not read" : "");
    return 0;
}

void wire_source_free(wire_source *s)
{
    void *arrays[] = {s->files.of,         s->findings.of,      s->texts.of,   s->lemmas.of,  s->types.of,  s->cameos.of,
                      s->contexts.of,      s->relations.of,     s->sectors.of, s->classes.of, s->names.of,  s->class_members.of,
                      s->actor_sectors.of, s->offices.of,       s->members.of, s->actors.of,  s->roles.of,  s->places.of,
                      s->prefers.of,       s->restrictions.of,  s->fillers.of, s->slots.of,   s->states.of, s->tests.of,
                      s->frames.of,        s->heads.of,         s->example_lines.of,      s->refs.of,   s->records.of,
                      s->examples.of};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    wire_map_free(&s->keys);
    wire_arena_free(&s->arena);
    *s = (wire_source){0};
}

int wire_src_by_sense(const void *a, const void *b)
{
    const wire_src_sense *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->frame < y->frame ? -1 : x->frame > y->frame;
}
