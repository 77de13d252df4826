#include "nlp/package.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/text.h"
#include "base/zip.h"

enum { FILE_MAX = 1 << 30 }; /* the largest file of a package that we read: the vectors of a large pipeline take 0.4 GB */

typedef struct setting {
    char *section, *key, *value;
} setting;

struct wire_package {
    char *path;
    wire_zip *zip; /* NULL: a folder */
    char *prefix;  /* what stands before "config.cfg", with its slash */
    setting *settings;
    size_t n_settings;
};

const char *wire_package_path(const wire_package *p)
{
    return p->path;
}

/* ------------------------------------------------------------------------------------------------ files */

static char *join(const char *a, const char *b)
{
    size_t n = strlen(a) + strlen(b) + 1;
    char *s = malloc(n);
    if (s)
        snprintf(s, n, "%s%s", a, b);
    return s;
}

static bool is_file(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* Look for the file `mark` in `dir` (ending in a slash) and up to two folders below it. */
static char *find_in_folder(const char *dir, const char *mark, int depth)
{
    char *file = join(dir, mark);
    bool here = file && is_file(file);
    free(file);
    if (here)
        return strdup(dir);
    if (!depth)
        return NULL;
    DIR *d = opendir(dir);
    char *found = NULL;
    for (struct dirent *e; d && !found && (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        char *sub = join(dir, e->d_name), *slash = sub ? join(sub, "/") : NULL;
        struct stat st;
        if (slash && !stat(sub, &st) && S_ISDIR(st.st_mode))
            found = find_in_folder(slash, mark, depth - 1);
        free(sub);
        free(slash);
    }
    if (d)
        closedir(d);
    return found;
}

static int read_file(const char *path, char **data, size_t *len, wire_err *err)
{
    struct stat st;
    if (stat(path, &st) || !S_ISREG(st.st_mode))
        return wire_fail(err, WIRE_EIO, "%s: %s", path, errno ? strerror(errno) : "not a file");
    size_t size = (size_t)st.st_size;
    if (size > FILE_MAX)
        return wire_fail(err, WIRE_ELIMIT, "%s is larger than %d bytes", path, FILE_MAX);
    char *buf = malloc(size + 1);
    if (!buf)
        return wire_oom(err);
    FILE *f = fopen(path, "rb");
    size_t got = f ? fread(buf, 1, size, f) : 0;
    if (f)
        fclose(f);
    if (got != size) {
        free(buf);
        return wire_fail(err, WIRE_EIO, "%s cannot be read", path);
    }
    buf[size] = 0;
    *data = buf;
    *len = size;
    return 0;
}

int wire_package_read(wire_package *p, const char *name, char **data, size_t *len, wire_err *err)
{
    char *full = join(p->prefix, name);
    int rc = !full                                   ? wire_oom(err)
             : !p->zip                               ? read_file(full, data, len, err)
             : !wire_zip_has(p->zip, full)           ? wire_fail(err, WIRE_EIO, "%s: no file %s in it", p->path, full)
                                                     : wire_zip_read(p->zip, full, FILE_MAX, data, len, err);
    free(full);
    return rc;
}

bool wire_package_has(wire_package *p, const char *name)
{
    char full[PATH_MAX]; /* not from the heap: that memory is out must not read as "no" */
    snprintf(full, sizeof full, "%s%s", p->prefix, name);
    return p->zip ? wire_zip_has(p->zip, full) : is_file(full);
}

/* ------------------------------------------------------------------------------------------------ config */

static char *trimmed(const char *from, const char *to)
{
    while (from < to && strchr(" \t\r", *from))
        from++;
    while (to > from && strchr(" \t\r", to[-1]))
        to--;
    return strndup(from, (size_t)(to - from));
}

/* Lines "[section]" and "key = value"; a value runs on over indented lines. */
static int parse_config(wire_package *p, const char *text, wire_err *err)
{
    if (!*text)
        return 0;
    char *section = strdup("");
    size_t cap = 0;
    for (const char *line = text; section && *line;) {
        const char *end = strchr(line, '\n');
        end = end ? end : line + strlen(line);
        const char *close = memchr(line, ']', (size_t)(end - line)), *eq = memchr(line, '=', (size_t)(end - line));
        if (*line == '[' && close) {
            free(section);
            section = trimmed(line + 1, close);
        } else if (eq && *line != '#' && *line != ' ' && *line != '\t') {
            while (*end && (end[1] == ' ' || end[1] == '\t')) {
                const char *more = strchr(end + 1, '\n');
                end = more ? more : end + 1 + strlen(end + 1);
            }
            if (p->n_settings == cap) {
                cap = cap ? cap * 2 : 64;
                setting *s = realloc(p->settings, cap * sizeof *s);
                if (!s)
                    break;
                p->settings = s;
            }
            setting s = {strdup(section), trimmed(line, eq), trimmed(eq + 1, end)};
            p->settings[p->n_settings++] = s;
            if (!s.section || !s.key || !s.value)
                break;
        }
        line = *end ? end + 1 : end;
        if (!*line) {
            free(section);
            return 0;
        }
    }
    free(section);
    return wire_oom(err);
}

static json_t *config_value(wire_package *p, const char *section, const char *key, int depth)
{
    for (size_t i = 0; i < p->n_settings; i++) {
        setting *s = &p->settings[i];
        if (strcmp(s->section, section) || strcmp(s->key, key))
            continue;
        size_t len = strlen(s->value);
        if (len > 3 && !strncmp(s->value, "${", 2) && s->value[len - 1] == '}') {
            char *ref = strndup(s->value + 2, len - 3);
            char *cut = ref ? strrchr(ref, strchr(ref, ':') ? ':' : '.') : NULL;
            json_t *v = NULL;
            if (cut && depth) {
                *cut = 0;
                v = config_value(p, ref, cut + 1, depth - 1);
            }
            free(ref);
            return v;
        }
        json_t *v = json_loads(s->value, JSON_DECODE_ANY, NULL);
        return v ? v : json_string(s->value);
    }
    return NULL;
}

json_t *wire_package_config(wire_package *p, const char *section, const char *key)
{
    return config_value(p, section, key, 8);
}

char *wire_package_config_str(wire_package *p, const char *section, const char *key)
{
    json_t *v = wire_package_config(p, section, key);
    char *s = json_is_string(v) ? strdup(json_string_value(v)) : NULL;
    json_decref(v);
    return s;
}

long wire_package_config_int(wire_package *p, const char *section, const char *key, long other)
{
    json_t *v = wire_package_config(p, section, key);
    long n = json_is_integer(v) ? (long)json_integer_value(v) : json_is_boolean(v) ? json_is_true(v) : other;
    json_decref(v);
    return n;
}

/* ------------------------------------------------------------------------------------------------ opening */

int wire_package_find(const char *path, const char *mark, const char *what, wire_package **out, wire_err *err)
{
    struct stat st;
    if (stat(path, &st))
        return wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    wire_package *p = calloc(1, sizeof *p);
    int rc = 0;
    if (!p || !(p->path = strdup(path))) {
        rc = wire_oom(err);
    } else if (S_ISDIR(st.st_mode)) {
        char *dir = join(path, "/");
        p->prefix = dir ? find_in_folder(dir, mark, 2) : NULL;
        free(dir);
    } else {
        rc = wire_zip_open(path, &p->zip, err);
        if (rc && rc != WIRE_ENOMEM)
            rc = wire_fail(err, WIRE_EFORMAT, "%s: neither a folder nor a readable wheel", path);
        char ending[64];
        snprintf(ending, sizeof ending, "/%s", mark);
        const char *file = rc ? NULL : wire_zip_find(p->zip, ending);
        if (file && !(p->prefix = strndup(file, strlen(file) - strlen(mark))))
            rc = wire_oom(err);
    }
    if (!rc && !p->prefix)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: no %s in it (no %s)", path, what, mark);
    if (rc)
        wire_package_close(p);
    else
        *out = p;
    return rc;
}

int wire_package_open(const char *path, wire_package **out, wire_err *err)
{
    wire_package *p = NULL;
    char *text = NULL;
    size_t len = 0;
    int rc = wire_package_find(path, "config.cfg", "spaCy pipeline", &p, err);
    if (!rc)
        rc = wire_package_read(p, "config.cfg", &text, &len, err);
    if (!rc)
        rc = parse_config(p, text, err);
    free(text);
    if (rc)
        wire_package_close(p);
    else
        *out = p;
    return rc;
}

void wire_package_close(wire_package *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n_settings; i++) {
        free(p->settings[i].section);
        free(p->settings[i].key);
        free(p->settings[i].value);
    }
    free(p->settings);
    wire_zip_close(p->zip);
    free(p->prefix);
    free(p->path);
    free(p);
}

/* ------------------------------------------------------------------------------------------------ msgpack */

wire_str wire_mp_str(const msgpack_object *o)
{
    if (o && o->type == MSGPACK_OBJECT_STR)
        return (wire_str){o->via.str.ptr, o->via.str.size};
    if (o && o->type == MSGPACK_OBJECT_BIN)
        return (wire_str){o->via.bin.ptr, o->via.bin.size};
    return (wire_str){0};
}

const msgpack_object *wire_mp_get(const msgpack_object *map, const char *key)
{
    if (!map || map->type != MSGPACK_OBJECT_MAP)
        return NULL;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        wire_str k = wire_mp_str(&map->via.map.ptr[i].key);
        if (k.ptr && k.len == strlen(key) && !memcmp(k.ptr, key, k.len))
            return &map->via.map.ptr[i].val;
    }
    return NULL;
}

json_t *wire_mp_json(const msgpack_object *o)
{
    switch (o->type) {
    case MSGPACK_OBJECT_NIL:
        return json_null();
    case MSGPACK_OBJECT_BOOLEAN:
        return json_boolean(o->via.boolean);
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return json_integer(o->via.i64);
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return json_real(o->via.f64);
    case MSGPACK_OBJECT_STR:
    case MSGPACK_OBJECT_BIN: {
        wire_str s = wire_mp_str(o);
        return wire_utf8_valid(s.ptr, s.len) == s.len ? json_stringn(s.ptr, s.len) : json_null();
    }
    case MSGPACK_OBJECT_ARRAY: {
        json_t *a = json_array();
        for (uint32_t i = 0; a && i < o->via.array.size; i++)
            if (json_array_append_new(a, wire_mp_json(&o->via.array.ptr[i]))) {
                json_decref(a);
                return NULL;
            }
        return a;
    }
    case MSGPACK_OBJECT_MAP: {
        json_t *m = json_object();
        for (uint32_t i = 0; m && i < o->via.map.size; i++) {
            wire_str k = wire_mp_str(&o->via.map.ptr[i].key);
            char *key = k.ptr ? strndup(k.ptr, k.len) : NULL;
            bool bad = k.ptr && (!key || (wire_utf8_valid(key, strlen(key)) == strlen(key) &&
                                          json_object_set_new(m, key, wire_mp_json(&o->via.map.ptr[i].val))));
            free(key);
            if (bad) {
                json_decref(m);
                return NULL;
            }
        }
        return m;
    }
    default:
        return json_null();
    }
}

bool wire_mp_array(const msgpack_object *o, wire_array *out)
{
    const msgpack_object *shape = wire_mp_get(o, "shape");
    wire_str type = wire_mp_str(wire_mp_get(o, "type")), data = wire_mp_str(wire_mp_get(o, "data"));
    if (!shape || shape->type != MSGPACK_OBJECT_ARRAY || shape->via.array.size > 4 || type.len != 3 || memcmp(type.ptr, "<f4", 3))
        return false;
    *out = (wire_array){.dims = shape->via.array.size, .count = 1};
    for (size_t i = 0; i < out->dims; i++) {
        const msgpack_object *d = &shape->via.array.ptr[i];
        if (d->type != MSGPACK_OBJECT_POSITIVE_INTEGER || d->via.u64 > UINT32_MAX)
            return false;
        out->shape[i] = (size_t)d->via.u64;
        if (out->shape[i] && out->count > FILE_MAX / out->shape[i]) /* or a product that wraps would pass for the data's size */
            return false;
        out->count *= out->shape[i];
    }
    out->data = data.ptr;
    return data.ptr && data.len == out->count * sizeof(float);
}

bool wire_npy(const char *data, size_t len, wire_array *out)
{
    /* "\x93NUMPY", version (1.0), uint16 length of the header, the header: a Python dict in text. */
    if (len < 10 || memcmp(data, "\x93NUMPY\x01", 7))
        return false;
    size_t head = (unsigned char)data[8] | (size_t)(unsigned char)data[9] << 8;
    if (len < 10 + head)
        return false;
    char *text = strndup(data + 10, head);
    const char *shape = text ? strstr(text, "'shape': (") : NULL;
    unsigned long a = 0, b = 0;
    bool ok = shape && strstr(text, "'<f4'") && strstr(text, "'fortran_order': False") &&
              sscanf(shape, "'shape': (%lu, %lu", &a, &b) == 2;
    free(text);
    if (!ok || a > INT32_MAX || b > INT32_MAX || len - 10 - head != a * b * sizeof(float))
        return false;
    *out = (wire_array){.data = data + 10 + head, .dims = 2, .shape = {a, b}, .count = a * b};
    return true;
}
