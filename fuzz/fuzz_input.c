/* fuzz_input.c - any bytes are a report, or reports, or are told of. The input is JSON Lines where it begins with '{', else a text;
 * it is read as a table of reports, too. Whatever comes, blocks are in order, lie between characters, hold no white space at their ends,
 * and no letter or digit of the text is in none. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "common.h"
#include "input/input.h"

static void check_gap(wire_str text, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        uint32_t c = wire_utf8_next(text.ptr, &at);
        CHECK(!wire_is_alpha(c) && !wire_is_digit(c));
    }
    CHECK(from <= to);
}

static void check_blocks(const wire_doc *doc)
{
    size_t n, end = 0;
    const wire_block *b = wire_doc_blocks(doc, &n);
    const wire_str text = wire_doc_text(doc);
    CHECK(wire_utf8_valid(text.ptr, text.len) == text.len);
    for (size_t i = 0; i < n; i++) {
        CHECK(b[i].start >= end && b[i].end > b[i].start && b[i].end <= text.len && b[i].end - b[i].start <= WIRE_BLOCK_MAX);
        CHECK(((unsigned char)text.ptr[b[i].start] & 0xc0) != 0x80);
        CHECK(b[i].end == text.len || ((unsigned char)text.ptr[b[i].end] & 0xc0) != 0x80);
        CHECK(b[i].kind <= WIRE_FURNITURE);
        wire_str s = {text.ptr + b[i].start, b[i].end - b[i].start};
        CHECK(wire_trim(s).len == s.len);
        check_gap(text, end, b[i].start);
        end = b[i].end;
    }
    check_gap(text, end, text.len);
}

static void check_message(const wire_err *err, int rc)
{
    CHECK(rc < 0 && err->code == rc && *err->msg);
    for (const char *c = err->msg; *c; c++)
        CHECK((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static void read_all(const char *name, const uint8_t *data, size_t size, const wire_meta *m)
{
    wire_reader *r;
    wire_doc *doc;
    CHECK(!wire_doc_new(&doc, NULL));
    CHECK(!wire_reader_memory(name, (const char *)data, size, m, &r, NULL));
    for (;;) {
        wire_err err = {.msg = ""};
        int rc = wire_reader_next(r, doc, &err);
        if (!rc)
            break;
        if (rc < 0) {
            check_message(&err, rc);
            continue;
        }
        size_t len = strlen(wire_doc_date(doc));
        CHECK(*wire_doc_id(doc) && (!len || len == 10));
        CHECK(wire_utf8_valid(wire_doc_id(doc), strlen(wire_doc_id(doc))) == strlen(wire_doc_id(doc)));
        check_blocks(doc);
    }
    CHECK(!wire_reader_next(r, doc, NULL));
    wire_reader_close(r);
    wire_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wire_meta *m = NULL;
    wire_err err = {.msg = ""};
    int rc = wire_meta_open(fuzz_file(data, size), &m, &err);
    if (rc)
        check_message(&err, rc);
    read_all(size && *data == '{' ? "a.jsonl" : "a.txt", data, size, m);
    wire_meta_free(m);
    return 0;
}
