#include "output/coded.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/text.h"

struct wire_coded_body {
    const char *key, *path;
};

/* A record being read. */
typedef struct reading {
    wire_coded_set *s;
    const json_t *o;
    uint32_t file, line;
} reading;

/* ------------------------------------------------------------------------------------------------ findings, memory */

void wire_coded_find(wire_coded_set *s, uint32_t file, uint32_t line, const char *fmt, ...)
{
    char message[400];
    if (s->n_found++ >= WIRE_CODED_FINDINGS_MAX || !s->found)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    message[wire_utf8_valid(message, strlen(message))] = 0;
    for (char *c = message; *c; c++)
        *c = (unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c;
    s->found(s->ctx, &(wire_diagnostic){.file = s->files[file], .line = line, .message = message});
}

static void *take(wire_coded_set *s, size_t size)
{
    void *p = wire_arena_alloc(&s->names.arena, size ? size : 1);
    if (!p)
        s->names.failed = true;
    return p;
}

static const char *kept(wire_coded_set *s, const char *text)
{
    const char *copy = wire_arena_copy(&s->names.arena, text, strlen(text)).ptr;
    if (!copy)
        s->names.failed = true;
    return copy;
}

/* ------------------------------------------------------------------------------------------------ reports */

/* The part of an id or file name by which records and reports find one another: without folder and ending. */
static wire_str key_of(const char *id)
{
    static const char *const endings[] = {".txt", ".json", ".jsonl", ".htm", ".html", ".xml"};
    const char *slash = strrchr(id, '/'), *key = slash ? slash + 1 : id;
    size_t len = strlen(key);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (len >= n && !memcmp(key + len - n, endings[i], n))
            return (wire_str){key, len - n};
    }
    return (wire_str){key, len};
}

static int list_bodies(wire_coded_set *s, wire_err *err)
{
    DIR *d = opendir(s->folder);
    if (!d)
        return wire_fail(err, WIRE_EIO, "%s: %s", s->folder, strerror(errno));
    size_t cap = 0;
    for (struct dirent *e; !s->names.failed && (e = readdir(d));) {
        wire_str key = key_of(e->d_name);
        size_t room = strlen(s->folder) + strlen(e->d_name) + 2;
        char *path = take(s, room);
        const char *copy = wire_arena_copy(&s->names.arena, key.ptr, key.len).ptr;
        if (!path || !copy || wire_grow(&s->bodies, &cap, s->n_bodies + 1, sizeof *s->bodies)) {
            s->names.failed = true;
            break;
        }
        snprintf(path, room, "%s/%s", s->folder, e->d_name);
        s->bodies[s->n_bodies++] = (struct wire_coded_body){copy, path};
    }
    closedir(d);
    return s->names.failed ? wire_oom(err) : 0;
}

/* The report's text, looked for once. */
static void load_body(wire_coded_set *s, wire_coded_report *r)
{
    r->sought = true;
    for (size_t i = 0; i < s->n_bodies && !r->body; i++) {
        struct stat st;
        if (strcmp(s->bodies[i].key, r->key) || stat(s->bodies[i].path, &st) || !S_ISREG(st.st_mode) ||
            st.st_size > WIRE_CODED_BODY_MAX)
            continue;
        size_t size = (size_t)st.st_size;
        char *body = take(s, size);
        FILE *f = body ? fopen(s->bodies[i].path, "rb") : NULL;
        if (f && fread(body, 1, size, f) == size) {
            r->body = body;
            r->len = size;
        }
        if (f)
            fclose(f);
    }
}

/* The report of that id, entered where it is new; WIRE_CODED_NONE where memory is out, or where it is not the gold's. */
static uint32_t report_of(wire_coded_set *s, const char *id, bool gold)
{
    wire_str key = key_of(id);
    uint64_t hash = wire_murmur64(key.ptr, key.len);
    hash += !hash;
    const uint32_t *known = wire_map_get(&s->report_ids, hash);
    if (known)
        return *known;
    if (!gold)
        return WIRE_CODED_NONE;
    const char *copy = wire_arena_copy(&s->names.arena, key.ptr, key.len).ptr;
    if (!copy || wire_grow(&s->reports, &s->reports_cap, s->n_reports + 1, sizeof *s->reports) ||
        wire_map_put(&s->report_ids, hash, (uint32_t)s->n_reports)) {
        s->names.failed = true;
        return WIRE_CODED_NONE;
    }
    s->reports[s->n_reports] = (wire_coded_report){.key = copy, .gold = true};
    return (uint32_t)s->n_reports++;
}

/* ------------------------------------------------------------------------------------------------ the fields */

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static uint32_t id_of(const reading *r, const char *key)
{
    const char *s = text_of(r->o, key);
    return wire_aliases_id(&r->s->names, s, strlen(s));
}

static uint32_t norm_id(wire_coded_set *s, const char *text)
{
    wire_str norm = wire_aliases_norm(&s->names, text, strlen(text));
    return wire_aliases_id(&s->names, norm.ptr, norm.len);
}

/* A string, or an object with `name` and `text`. */
static wire_named actor_of(wire_coded_set *s, const json_t *v)
{
    const char *plain = json_string_value(v);
    return plain ? wire_aliases_named(&s->names, plain, NULL) : wire_aliases_named(&s->names, text_of(v, "name"), text_of(v, "text"));
}

/* At most `max` of a list of actors; one alone may stand without the list. */
static wire_nameds actors_of(const reading *r, const char *key, size_t max)
{
    const json_t *v = json_object_get(r->o, key);
    bool list = json_is_array(v);
    size_t n = list ? json_array_size(v) : json_is_string(v) || json_is_object(v);
    n = n < max ? n : max;
    wire_named *of = n ? take(r->s, n * sizeof *of) : NULL;
    wire_nameds out = {of, 0};
    for (size_t i = 0; of && i < n; i++) {
        of[out.n] = actor_of(r->s, list ? json_array_get(v, i) : v);
        out.n += of[out.n].shown != NULL;
    }
    return out;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month < 1 || month > 12 ? 31 : days[month - 1] + (month == 2 && leap);
}

/* One end of an interval: a year or a month stands for its first or its last day. */
static void day_of(char out[12], const char *s, size_t len, bool late)
{
    if (len == 2 && !memcmp(s, "..", 2))
        len = 0;
    int n = (int)(len < 10 ? len : 10), year = 0, month = 0;
    if (len == 7 && sscanf(s, "%4d-%2d", &year, &month) == 2 && late)
        snprintf(out, 12, "%.7s-%02d", s, month_days(year, month));
    else
        snprintf(out, 12, "%.*s%s", n, s, len == 4 ? (late ? "-12-31" : "-01-01") : len == 7 ? "-01" : "");
}

/* "2041-03", "A/B", "A/..", or an object with from, to and precision. */
static wire_coded_time time_of(const json_t *v)
{
    wire_coded_time t = {0};
    const char *s = json_string_value(v);
    if (s) {
        size_t from = strcspn(s, "/");
        const char *to = s[from] && s[from + 1] ? s + from + 1 : s;
        t.given = *s;
        day_of(t.from, s, from, false);
        day_of(t.to, to, to == s ? from : strlen(to), true);
    } else if (json_is_object(v) && json_object_size(v)) {
        t.given = true;
        if (strcmp(text_of(v, "precision"), "by_report") != 0) {
            day_of(t.from, text_of(v, "from"), strlen(text_of(v, "from")), false);
            day_of(t.to, text_of(v, "to"), strlen(text_of(v, "to")), true);
        }
    }
    return t;
}

static bool is_country(const char *s, size_t len)
{
    return len == 3 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'A' && s[2] <= 'Z';
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static wire_str trimmed(const char *s, size_t len)
{
    while (len && blank(*s))
        s++, len--;
    while (len && blank(s[len - 1]))
        len--;
    return (wire_str){s, len};
}

/* "Town, ISO", "ISO" or "Town". */
static wire_coded_place place_text(wire_coded_set *s, wire_str part)
{
    const char *comma = memrchr(part.ptr, ',', part.len);
    size_t at = comma ? (size_t)(comma - part.ptr) : 0, behind = comma ? at + 1 : 0;
    wire_str country = trimmed(part.ptr + behind, part.len - behind);
    bool coded = is_country(country.ptr, country.len);
    wire_str norm = wire_aliases_norm(&s->names, part.ptr, coded ? at : part.len);
    uint32_t name = wire_aliases_id(&s->names, norm.ptr, norm.len);
    return (wire_coded_place){name, coded ? wire_aliases_id(&s->names, country.ptr, country.len) : 0};
}

static wire_coded_place place_object(wire_coded_set *s, const json_t *v)
{
    const char *country = text_of(v, "country");
    uint32_t name = strcmp(text_of(v, "precision"), "country") != 0 ? norm_id(s, text_of(v, "name")) : 0;
    return (wire_coded_place){name, wire_aliases_id(&s->names, country, strlen(country))};
}

/* Add to out[n…] what one member of a list of places says; `room` of them. */
static size_t add_places(wire_coded_set *s, const json_t *v, wire_coded_place *out, size_t n, size_t room)
{
    const char *text = json_string_value(v);
    if (json_is_object(v) && n < room)
        out[n++] = place_object(s, v);
    for (size_t len; text && n < room; text = text[len] ? text + len + 1 : NULL) {
        len = strcspn(text, ";");
        wire_str part = trimmed(text, len);
        if (part.len)
            out[n++] = place_text(s, part);
    }
    return n;
}

static void read_places(const reading *r, wire_coded *c)
{
    enum { ROOM = 64 };
    wire_coded_place found[ROOM];
    const json_t *v = json_object_get(r->o, "place");
    size_t n = 0;
    if (!json_is_array(v))
        n = add_places(r->s, v, found, n, ROOM);
    for (size_t i = 0; json_is_array(v) && i < json_array_size(v); i++)
        n = add_places(r->s, json_array_get(v, i), found, n, ROOM);
    c->has_place = json_is_string(v) ? *json_string_value(v) != 0 : json_is_array(v) ? json_array_size(v) > 0 : json_object_size(v) > 0;
    wire_coded_place *of = take(r->s, n * sizeof *of);
    if (!of)
        return;
    memcpy(of, found, n * sizeof *of);
    c->places = of;
    c->n_places = (uint32_t)n;
}

/* A state's value as a text; true where none is given. */
static uint32_t value_of(const reading *r)
{
    const json_t *v = json_object_get(r->o, "value");
    const char *s = json_is_string(v) ? json_string_value(v) : !v || json_is_true(v) ? "true" : NULL;
    char *dumped = s ? NULL : json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
    wire_lower l = {0};
    wire_str low = {0};
    if (s || dumped)
        low = wire_lower_of(&l, s ? s : dumped, strlen(s ? s : dumped));
    uint32_t id = wire_aliases_id(&r->s->names, low.ptr, low.len);
    if (!low.ptr)
        r->s->names.failed = true;
    wire_lower_free(&l);
    free(dumped);
    return id;
}

/* ------------------------------------------------------------------------------------------------ where it stands */

static bool by_span(const json_t *span, wire_coded *c)
{
    const json_t *a = json_array_get(span, 0), *b = json_array_get(span, 1);
    if (json_array_size(span) != 2 || !json_is_integer(a) || !json_is_integer(b))
        return false;
    c->start = json_integer_value(a);
    c->end = json_integer_value(b);
    c->located = true;
    return c->start >= 0 && c->start <= c->end;
}

/* Find the record's words in the report; false, and said, where that cannot be. */
static bool by_words(const reading *r, wire_coded *c)
{
    wire_coded_set *s = r->s;
    wire_coded_report *report = &s->reports[c->report];
    const char *words = *text_of(r->o, "evidence") ? text_of(r->o, "evidence") : text_of(r->o, "content");
    const char *lead = text_of(r->o, "sentence");
    if (!*words)
        return wire_coded_find(s, r->file, r->line, "neither `span` nor `evidence` says where it stands"), false;
    if (!s->folder)
        return wire_coded_find(s, r->file, r->line, "no `span`; the reports are needed to find its `evidence` (--reports)"), false;
    if (!report->sought)
        load_body(s, report);
    if (!report->body)
        return wire_coded_find(s, r->file, r->line, "%s: no report %s there, or it cannot be read", s->folder, report->key), false;
    const char *from = *lead ? memmem(report->body, report->len, lead, strlen(lead)) : NULL;
    size_t at = from ? (size_t)(from - report->body) : 0;
    const char *hit = memmem(report->body + at, report->len - at, words, strlen(words));
    if (!hit)
        hit = memmem(report->body, report->len, words, strlen(words));
    if (!hit)
        return wire_coded_find(s, r->file, r->line, "its words do not stand in report %s: \"%.60s\"", report->key, words), false;
    c->start = hit - report->body;
    c->end = c->start + (int64_t)strlen(words);
    c->located = true;
    return true;
}

/* ------------------------------------------------------------------------------------------------ a line */

static bool kind_of(const json_t *o, enum wire_record_kind *kind)
{
    static const char *const names[] = {[WIRE_EVENT] = "event", [WIRE_STATEMENT] = "statement", [WIRE_STATE] = "state"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcmp(names[k], text_of(o, "kind")))
            return *kind = (enum wire_record_kind)k, true;
    return false;
}

static void read_fields(const reading *r, wire_coded *c)
{
    wire_coded_set *s = r->s;
    const char *cameo = text_of(r->o, "cameo"), *via = text_of(r->o, "via");
    bool state = c->kind == WIRE_STATE;
    c->status = id_of(r, "status");
    c->mode = id_of(r, "mode");
    c->has_cameo = json_object_get(r->o, "cameo") != NULL;
    c->cameo = wire_aliases_id(&s->names, cameo, strnlen(cameo, 3));
    c->source = actors_of(r, state ? "subject" : "source", state ? 1 : SIZE_MAX);
    c->target = actors_of(r, state ? "object" : "target", state ? 1 : SIZE_MAX);
    c->said_by = actors_of(r, "said_by", 1);
    c->time = time_of(json_object_get(r->o, "time"));
    read_places(r, c);
    c->has_via = *via;
    c->via = norm_id(s, via);
    c->quoted = json_is_true(json_object_get(r->o, "quoted"));
    c->content = wire_aliases_words(&s->names, text_of(r->o, "content"), false);
    c->value = value_of(r);
    c->evidence = kept(s, text_of(r->o, "evidence"));
}

/* The record of one line; what is no record is told of. */
static void read_record(const reading *r, bool gold)
{
    wire_coded_set *s = r->s;
    wire_coded_list *list = gold ? &s->gold : &s->coded;
    wire_coded c = {.file = r->file, .line = r->line, .pair = WIRE_CODED_NONE};
    char number[32];
    const json_t *report = json_object_get(r->o, "report");
    const char *id = json_string_value(report);
    if (json_is_integer(report)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(report));
        id = number;
    }
    if (!id || !*id) {
        wire_coded_find(s, r->file, r->line, "not a record: no `report`");
        return;
    }
    if (!kind_of(r->o, &c.kind)) {
        wire_coded_find(s, r->file, r->line, "`kind` is event, statement or state, not '%.40s'", text_of(r->o, "kind"));
        return;
    }
    c.type = id_of(r, c.kind == WIRE_STATE ? "relation" : "type");
    if (!c.type && c.kind != WIRE_STATEMENT) {
        wire_coded_find(s, r->file, r->line, "no `%s`", c.kind == WIRE_STATE ? "relation" : "type");
        return;
    }
    c.report = report_of(s, id, gold);
    if (c.report == WIRE_CODED_NONE) {
        s->elsewhere++;
        return;
    }
    const json_t *span = json_object_get(r->o, "span");
    if (json_array_size(span)) {
        if (!by_span(span, &c)) {
            wire_coded_find(s, r->file, r->line, "`span` is two offsets into the report, [start, end)");
            return;
        }
    } else {
        by_words(r, &c); /* where it fails the record counts all the same, and finds no partner */
    }
    read_fields(r, &c);
    if (s->names.failed || list->n >= WIRE_CODED_NONE - 1 || wire_grow(&list->of, &list->cap, list->n + 1, sizeof c))
        s->names.failed = true;
    else
        list->of[list->n++] = c;
}

static void read_line(wire_coded_set *s, uint32_t file, uint32_t line, const char *text, size_t len, bool gold)
{
    json_error_t why;
    wire_str content = trimmed(text, len);
    if (!content.len)
        return;
    json_t *o = json_loadb(content.ptr, content.len, 0, &why);
    if (!o)
        wire_coded_find(s, file, line, "not JSON: %s", why.text);
    else if (!json_is_object(o))
        wire_coded_find(s, file, line, "not a record: no JSON object");
    else
        read_record(&(reading){s, o, file, line}, gold);
    json_decref(o);
}

/* ------------------------------------------------------------------------------------------------ files */

static int read_lines(wire_coded_set *s, FILE *f, uint32_t file, bool gold, wire_err *err)
{
    char *text = NULL;
    size_t cap = 0, len = 0;
    uint32_t line = 1;
    int c;
    flockfile(f);
    do {
        c = getc_unlocked(f);
        if (c != EOF && c != '\n') {
            if (len <= WIRE_CODED_LINE_MAX && wire_grow(&text, &cap, len + 1, 1))
                s->names.failed = true;
            else if (len <= WIRE_CODED_LINE_MAX)
                text[len++] = (char)c;
            continue;
        }
        if (len > WIRE_CODED_LINE_MAX)
            wire_coded_find(s, file, line, "longer than %d bytes", WIRE_CODED_LINE_MAX);
        else if (len)
            read_line(s, file, line, text, len, gold);
        len = 0;
        line++;
    } while (c != EOF && !s->names.failed);
    int failed = ferror(f);
    funlockfile(f);
    free(text);
    return s->names.failed ? wire_oom(err) : failed ? wire_fail(err, WIRE_EIO, "%s cannot be read to its end", s->files[file]) : 0;
}

static int read_file(wire_coded_set *s, const char *path, bool gold, wire_err *err)
{
    bool standard = !strcmp(path, "-");
    const char *name = kept(s, standard ? "<stdin>" : path);
    if (!name || wire_grow(&s->files, &s->files_cap, s->n_files + 1, sizeof *s->files))
        return wire_oom(err);
    FILE *f = standard ? stdin : fopen(path, "rb");
    if (!f)
        return wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    s->files[s->n_files] = name;
    int rc = read_lines(s, f, (uint32_t)s->n_files++, gold, err);
    if (!standard)
        fclose(f);
    return rc;
}

static int named_jsonl(const struct dirent *e)
{
    const char *dot = strrchr(e->d_name, '.');
    return e->d_name[0] != '.' && dot && !strcmp(dot, ".jsonl");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* alphasort follows the locale */
}

int wire_coded_read(wire_coded_set *s, const char *path, bool gold, wire_err *err)
{
    struct stat st;
    if (!strcmp(path, "-") || stat(path, &st) || !S_ISDIR(st.st_mode))
        return read_file(s, path, gold, err);
    struct dirent **list;
    int n = scandir(path, &list, named_jsonl, by_name);
    if (n < 0)
        return wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    int rc = n ? 0 : wire_fail(err, WIRE_EFORMAT, "%s: no file in it is called NAME.jsonl", path);
    for (int i = 0; i < n; i++) {
        size_t room = strlen(path) + strlen(list[i]->d_name) + 2;
        char *full = rc ? NULL : take(s, room);
        if (full) {
            snprintf(full, room, "%s/%s", path, list[i]->d_name);
            rc = read_file(s, full, gold, err);
        } else if (!rc) {
            rc = wire_oom(err);
        }
        free(list[i]);
    }
    free(list);
    return rc;
}

int wire_coded_init(wire_coded_set *s, const char *folder, wire_diagnostic_fn found, void *ctx, wire_err *err)
{
    *s = (wire_coded_set){.folder = folder, .found = found, .ctx = ctx};
    int rc = wire_aliases_init(&s->names) ? wire_oom(err) : 0;
    if (!rc && folder)
        rc = list_bodies(s, err);
    if (rc)
        wire_coded_free(s);
    return rc;
}

void wire_coded_free(wire_coded_set *s)
{
    wire_aliases_free(&s->names);
    wire_map_free(&s->report_ids);
    free(s->reports);
    free(s->files);
    free(s->gold.of);
    free(s->coded.of);
    free(s->bodies);
    *s = (wire_coded_set){0};
}
