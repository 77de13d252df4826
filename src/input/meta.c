/* meta.c - the table of reports.
 *
 *   file          outlet             date                   heads[]  file name without folder -> newest row
 *   a/000.txt     Halyard Wire       2041-03-05     row 0 <──┐
 *   b/000.txt     Veldlight Daily    2041-04-23     row 1 ───┘ next
 *
 * A row whose date is none is kept with the others and told of when its report is read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "input/input.h"
#include "input/bytes.h"

typedef struct row {
    const char *file, *outlet, *date; /* in the table's text */
    char day[11];
    uint32_t line;
    uint32_t next; /* 1 + the row before with this file name; 0: none */
} row;

struct wire_meta {
    char *path, *text;
    row *rows;
    size_t n, cap;
    wire_map heads; /* hash of the file name -> 1 + row */
};

enum { FILE_COLUMN, OUTLET_COLUMN, DATE_COLUMN, COLUMNS };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static uint64_t key_of(const char *file)
{
    uint64_t key = wire_murmur64(base_name(file), strlen(base_name(file)));
    return key ? key : 1;
}

void wire_meta_free(wire_meta *m)
{
    if (!m)
        return;
    wire_map_free(&m->heads);
    free(m->rows);
    free(m->text);
    free(m->path);
    free(m);
}

/* The fields of a line, cut apart by NULs, those that we want in `of`, which hold "" where there is none. */
static void cut(char *line, const int *wanted, size_t n_wanted, const char *of[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++)
        of[i] = "";
    for (size_t i = 0; line && i < n_wanted; i++) {
        char *field = strsep(&line, "\t");
        while (*field == ' ')
            field++;
        size_t len = strlen(field);
        while (len && field[len - 1] == ' ')
            field[--len] = 0;
        if (wanted[i] >= 0)
            of[wanted[i]] = field;
    }
}

/* Which column of the table holds which of ours. */
static int read_heading(wire_meta *m, char *line, int wanted[], size_t *n, wire_err *err)
{
    static const char *const names[COLUMNS] = {"file", "outlet", "date"};
    bool found = false;
    enum { WIDE = 100 };
    for (*n = 0; line && *n < WIDE; ++*n) {
        wire_str field = {0};
        field.ptr = strsep(&line, "\t");
        field.len = strlen(field.ptr);
        field = wire_trim(field);
        wanted[*n] = -1;
        for (int i = 0; i < COLUMNS; i++)
            if (field.len == strlen(names[i]) && wire_match(field, names[i]))
                wanted[*n] = i;
        found |= wanted[*n] == FILE_COLUMN;
    }
    return found ? 0 : wire_fail_at(err, WIRE_EFORMAT, m->path, 1, "the heading line has no column 'file' (columns are parted by tabs)");
}

static int add_row(wire_meta *m, const char *of[COLUMNS], uint32_t line)
{
    if (wire_grow(&m->rows, &m->cap, m->n + 1, sizeof *m->rows))
        return WIRE_ENOMEM;
    row *r = &m->rows[m->n];
    *r = (row){.file = of[FILE_COLUMN], .outlet = of[OUTLET_COLUMN], .date = of[DATE_COLUMN], .line = line};
    while (!strncmp(r->file, "./", 2))
        r->file += 2;
    if (*r->date)
        wire_date_field((wire_str){r->date, strlen(r->date)}, r->day);
    const uint32_t *head = wire_map_get(&m->heads, key_of(r->file));
    r->next = head ? *head : 0;
    m->n++;
    return wire_map_put(&m->heads, key_of(r->file), (uint32_t)m->n);
}

static int read_table(wire_meta *m, wire_err *err)
{
    int wanted[100];
    size_t columns = 0;
    uint32_t number = 0;
    for (char *rest = m->text, *line; (line = strsep(&rest, "\n"));) {
        const char *of[COLUMNS];
        line[strcspn(line, "\r")] = 0;
        number++;
        if (number == 1) {
            int rc = read_heading(m, line, wanted, &columns, err);
            if (rc)
                return rc;
            continue;
        }
        cut(line, wanted, columns, of);
        if (*of[FILE_COLUMN] && add_row(m, of, number))
            return wire_oom(err);
    }
    return 0;
}

static int load(wire_meta *m, const char *path, wire_err *err)
{
    wire_bytes s;
    size_t len;
    int rc = wire_bytes_open(&s, path, err);
    if (rc)
        return rc;
    rc = wire_bytes_all(&s, WIRE_META_MAX, &m->text, &len, err);
    wire_bytes_close(&s);
    if (rc)
        return rc;
    if (wire_utf8_valid(m->text, len) < len) {
        char *sound = malloc(3 * len + 1);
        if (!sound)
            return wire_oom(err);
        len = wire_utf8_repair(m->text, len, sound);
        sound[len] = 0;
        free(m->text);
        m->text = sound;
    }
    return read_table(m, err);
}

int wire_meta_open(const char *path, wire_meta **out, wire_err *err)
{
    wire_meta *m = calloc(1, sizeof *m);
    if (!m || !(m->path = strdup(path))) {
        wire_meta_free(m);
        return wire_oom(err);
    }
    int rc = load(m, path, err);
    if (rc) {
        wire_meta_free(m);
        return rc;
    }
    *out = m;
    return 0;
}

/* How much of two paths is the same from their ends: the length of the shorter where it is the end of the longer, cut at a slash;
 * else 0. */
static size_t same_end(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n < m)
        return same_end(b, a);
    return !strcmp(a + n - m, b) && (n == m || a[n - m - 1] == '/') ? m : 0;
}

int wire_meta_find(const wire_meta *m, const char *path, const char **outlet, const char **date, wire_err *err)
{
    const row *best = NULL;
    size_t most = 0;
    const uint32_t *head = m ? wire_map_get(&m->heads, key_of(path)) : NULL;
    for (uint32_t i = head ? *head : 0; i; i = m->rows[i - 1].next) {
        const row *r = &m->rows[i - 1];
        size_t same = same_end(path, r->file);
        if (same && same >= most) { /* the chain runs backwards: of two rows alike the first holds */
            best = r;
            most = same;
        }
    }
    if (!best)
        return 0;
    if (*best->date && !*best->day)
        return wire_fail_at(err, WIRE_EFORMAT, m->path, best->line, "'%.100s' is no date (YYYY-MM-DD), so %s is not read", best->date,
                            best->file);
    *outlet = best->outlet;
    *date = best->day;
    return 1;
}
