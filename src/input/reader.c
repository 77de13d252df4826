/* reader.c - reports out of files: the section "reading reports" of wirecode.h.
 *
 *   text          the whole file ────────────────────┐
 *   JSON Lines    a line ── jansson ── title, text ──┴── wire_doc_set_text, wire_blocks, wire_doc_set_report
 *
 * A report that cannot be read costs itself alone: its error is returned, and the reader stands before the next. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "input/bytes.h"
#include "input/input.h"

struct wire_reader {
    wire_bytes bytes;
    const wire_meta *meta;
    char *path, *name; /* name: without folder; valid UTF-8 */
    bool json, done;
    int64_t line;
    char *buffer, *text; /* a line of JSON; a title and a text */
    size_t buffer_cap, text_cap;
};

/* ------------------------------------------------------------------------------------------------ opening, closing */

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcasecmp(s + n - m, end);
}

/* The file's name without its folder, and without its ending where `whole` is false; bad UTF-8 repaired. */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = strcmp(path, "-") ? (slash ? slash + 1 : path) : "stdin";
    size_t len = strlen(name);
    char *copy = malloc(3 * len + 1);
    if (copy)
        copy[wire_utf8_repair(name, len, copy)] = 0;
    return copy;
}

static int new_reader(const char *path, const wire_meta *meta, wire_reader **out, wire_err *err)
{
    wire_reader *r = calloc(1, sizeof *r);
    if (r) {
        r->path = strdup(path);
        r->name = name_of(path);
    }
    if (!r || !r->path || !r->name) {
        wire_reader_close(r);
        return wire_oom(err);
    }
    r->meta = meta;
    r->json = ends_with(path, ".jsonl") || ends_with(path, ".ndjson");
    *out = r;
    return 0;
}

int wire_reader_open(const char *path, const wire_meta *meta, wire_reader **out, wire_err *err)
{
    wire_reader *r;
    int rc = new_reader(path, meta, &r, err);
    if (rc)
        return rc;
    rc = wire_bytes_open(&r->bytes, r->path, err);
    if (rc) {
        wire_reader_close(r);
        return rc;
    }
    *out = r;
    return 0;
}

int wire_reader_memory(const char *name, const char *data, size_t len, const wire_meta *meta, wire_reader **out, wire_err *err)
{
    wire_reader *r;
    int rc = new_reader(name, meta, &r, err);
    if (rc)
        return rc;
    wire_bytes_memory(&r->bytes, r->path, data, len);
    *out = r;
    return 0;
}

void wire_reader_close(wire_reader *r)
{
    if (!r)
        return;
    wire_bytes_close(&r->bytes);
    free(r->path);
    free(r->name);
    free(r->buffer);
    free(r->text);
    free(r);
}

/* ------------------------------------------------------------------------------------------------ a report */

/* What is known of a report beside its text. */
typedef struct about {
    const char *id, *outlet;
    char date[11];
    size_t from, to; /* the headline, in the text */
} about;

/* What the table says of this file. */
static int ask_meta(const wire_reader *r, about *a, wire_err *err)
{
    const char *outlet, *date;
    int found = wire_meta_find(r->meta, r->path, &outlet, &date, err);
    if (found > 0) {
        a->outlet = outlet;
        memcpy(a->date, date, sizeof a->date);
    }
    return found < 0 ? found : 0;
}

static int fill(const wire_reader *r, wire_doc *doc, const char *text, size_t len, about *a, wire_err *err)
{
    int rc = wire_doc_set_text(doc, text, len, err);
    if (!rc)
        rc = wire_blocks(doc, a->from, a->to, a->outlet, a->date, err);
    if (!rc)
        rc = wire_doc_set_report(doc, a->id, a->outlet, a->date, err);
    if (rc == WIRE_ELIMIT) /* the one limit that is left here; blocks.c does not know the file */
        wire_err_set_at(err, rc, r->bytes.path, r->line, "more than %d lines in a report", WIRE_LINES_MAX);
    return rc ? rc : 1;
}

static bool is_white(const char *text, size_t len)
{
    return wire_utf8_valid(text, len) == len && !wire_trim((wire_str){text, len}).len;
}

static int next_text(wire_reader *r, wire_doc *doc, wire_err *err)
{
    about a = {.id = r->name, .outlet = ""};
    char *text = NULL, *dot = strrchr(r->name, '.');
    size_t len;
    r->done = true;
    int rc = ask_meta(r, &a, err);
    if (rc)
        return rc;
    rc = wire_bytes_all(&r->bytes, WIRE_TEXT_MAX, &text, &len, err);
    if (rc)
        return rc;
    if (dot && dot > r->name)
        *dot = 0;
    rc = is_white(text, len) ? wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, 0, "empty: there is nothing in it to read")
                             : fill(r, doc, text, len, &a, err);
    free(text);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ JSON Lines */

/* The string of a member; "" where there is none or it is null; NULL, with the error told, where it is something else. */
static const char *string_of(const wire_reader *r, const json_t *object, const char *key, wire_err *err)
{
    const json_t *v = json_object_get(object, key);
    if (!v || json_is_null(v))
        return "";
    if (json_is_string(v))
        return json_string_value(v);
    wire_err_set_at(err, WIRE_EFORMAT, r->bytes.path, r->line, "'%s' is no string", key);
    return NULL;
}

/* Into `room` where the id is no string of its own. */
static const char *id_of(const wire_reader *r, const json_t *object, char *room, size_t size, wire_err *err)
{
    const json_t *v = json_object_get(object, "id");
    if (json_is_integer(v)) {
        snprintf(room, size, "%lld", (long long)json_integer_value(v));
        return room;
    }
    const char *id = string_of(r, object, "id", err);
    if (id && !*id) {
        snprintf(room, size, "%s:%lld", r->name, (long long)r->line);
        return room;
    }
    return id;
}

/* Title and text as one text, and where the headline is in it. */
static int join(wire_reader *r, const char *title, const char *text, about *a, size_t *len, wire_err *err)
{
    wire_str t = wire_trim((wire_str){title, strlen(title)}), body = wire_trim_left((wire_str){text, strlen(text)});
    size_t at = 0;
    if (wire_grow(&r->text, &r->text_cap, strlen(title) + strlen(text) + 2, 1))
        return wire_oom(err);
    bool begins = t.len && body.len >= t.len && !memcmp(body.ptr, t.ptr, t.len) &&
                  (body.len == t.len || body.ptr[t.len] == '\n' || body.ptr[t.len] == '\r');
    if (begins) {
        a->from = (size_t)(body.ptr - text);
        a->to = a->from + t.len;
    } else if (t.len) {
        memcpy(r->text, t.ptr, t.len);
        r->text[t.len] = '\n';
        at = t.len + 1;
        a->to = t.len;
    }
    strcpy(r->text + at, text);
    *len = at + strlen(text);
    return 0;
}

/* Bad bytes were mended before the JSON was read, which takes none; here their marks are made bad again, so that
 * wire_doc_set_text sees and flags them. It makes the same marks, so offsets into the mended text hold. */
static size_t unmend(char *text, size_t len)
{
    size_t to = 0;
    for (size_t at = 0; at < len;) {
        bool mark = len - at >= 3 && !memcmp(text + at, "\xef\xbf\xbd", 3);
        text[to++] = mark ? '\xff' : text[at];
        at += mark ? 3 : 1;
    }
    return to;
}

static int read_object(wire_reader *r, const json_t *object, bool mended, wire_doc *doc, wire_err *err)
{
    about a = {.outlet = ""};
    char room[400];
    int rc = ask_meta(r, &a, err);
    if (rc)
        return rc;
    const json_t *text = json_object_get(object, "text");
    const char *title, *outlet, *date;
    if (!json_is_string(text))
        return wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, r->line, text ? "'text' is no string" : "no 'text'");
    if (!(a.id = id_of(r, object, room, sizeof room, err)) || !(title = string_of(r, object, "title", err)) ||
        !(outlet = string_of(r, object, "outlet", err)) || !(date = string_of(r, object, "date", err)))
        return WIRE_EFORMAT;
    if (*outlet)
        a.outlet = outlet;
    if (*date && !wire_date_field((wire_str){date, strlen(date)}, a.date))
        return wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, r->line, "'%.100s' is no date (YYYY-MM-DD)", date);
    size_t len;
    rc = join(r, title, json_string_value(text), &a, &len, err);
    if (rc)
        return rc;
    if (is_white(r->text, len))
        return wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, r->line, "'text' is empty");
    if (mended)
        len = unmend(r->text, len);
    return fill(r, doc, r->text, len, &a, err);
}

static int read_line(wire_reader *r, size_t len, wire_doc *doc, wire_err *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    char *line = r->buffer, *sound = NULL;
    if (r->line == 1 && len >= 3 && !memcmp(line, byte_order_mark, 3)) {
        line += 3;
        len -= 3;
    }
    if (wire_utf8_valid(line, len) < len) {
        sound = malloc(3 * len);
        if (!sound)
            return wire_oom(err);
        len = wire_utf8_repair(line, len, sound);
    }
    json_error_t e;
    json_t *object = json_loadb(sound ? sound : line, len, 0, &e);
    free(sound);
    if (!object && json_error_code(&e) == json_error_out_of_memory)
        return wire_oom(err);
    if (!object)
        return wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, r->line, "broken JSON at column %d: %s", e.column, e.text);
    int rc = json_is_object(object) ? read_object(r, object, sound != NULL, doc, err)
                                    : wire_fail_at(err, WIRE_EFORMAT, r->bytes.path, r->line, "no JSON object");
    json_decref(object);
    return rc;
}

static int next_json(wire_reader *r, wire_doc *doc, wire_err *err)
{
    size_t len;
    for (;;) {
        int rc = wire_bytes_line(&r->bytes, WIRE_JSON_LINE_MAX, &r->buffer, &r->buffer_cap, &len, err);
        r->line += rc != 0;
        if (rc == WIRE_ELIMIT)
            return wire_fail_at(err, rc, r->bytes.path, r->line, "a line longer than %d bytes", WIRE_JSON_LINE_MAX);
        r->done = rc == 0 || rc == WIRE_EIO;
        if (rc <= 0)
            return rc;
        if (len && !is_white(r->buffer, len))
            return read_line(r, len, doc, err);
    }
}

int wire_reader_next(wire_reader *r, wire_doc *doc, wire_err *err)
{
    if (r->done)
        return 0;
    return r->json ? next_json(r, doc, err) : next_text(r, doc, err);
}
