/* fuzz_examples.c - any text is read as coded examples or told of, and what is handed out is whole: its spans are words of their texts,
 * its links lead to records, and it can be written.
 *
 * The input is a file of examples/; behind a line "===" stands one of examples/second/, behind another one a file of a folder laid
 * over. The ontology is fixed. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "common.h"
#include "knowledge/examples.h"

static const char ontology[] = "type ASSAULT quad 4 cameo 190\n    modes beat, drone\n"
                               "type REQUEST quad 3 cameo 020\n"
                               "cameo 190 \"Fight\" type ASSAULT quad 4 goldstein -10\n"
                               "cameo 020 \"Appeal\" type REQUEST quad 3 goldstein 3\n"
                               "relation controls symmetric no\n";

static void tell(void *ctx, const wire_diagnostic *d)
{
    size_t *n = ctx;
    CHECK(d->file && *d->message && wire_utf8_valid(d->message, strlen(d->message)) == strlen(d->message));
    for (const char *c = d->message; *c; c++)
        CHECK((unsigned char)*c >= 0x20 && *c != 0x7f);
    CHECK(!d->column || d->column <= WIRE_SRC_LINE_MAX + 1);
    ++*n;
}

/* The span is a word of the text. */
static void check_word(const char *text, wire_span w)
{
    wire_span found;
    size_t at = 0, len = strlen(text);
    while (wire_example_word(text, len, &at, &found))
        if (found.start == w.start) {
            CHECK(found.end == w.end);
            return;
        }
    fuzz_broken("the span is a word", __FILE__, __LINE__);
}

static void check_record(const wire_example *x, const wire_example_record *r)
{
    CHECK(r->kind <= WIRE_EXAMPLE_STATE && r->status <= WIRE_HABITUAL && *r->code && r->depth <= x->n_records);
    CHECK((r->kind == WIRE_EXAMPLE_NONE) == (r->reason != NULL) && (!r->value || r->kind == WIRE_EXAMPLE_STATE));
    check_word(x->sentence, r->trigger);
    CHECK(r->deed < (int32_t)x->n_records && r->saying < (int32_t)x->n_records);
    CHECK(r->deed < 0 || (x->records[r->deed].kind != WIRE_EXAMPLE_NONE && x->records[r->deed].kind != WIRE_EXAMPLE_SAYING));
    CHECK(r->saying < 0 || x->records[r->saying].kind == WIRE_EXAMPLE_SAYING);
    CHECK(r->depth || (r->deed < 0 && r->saying < 0));
    for (size_t i = 0; i < r->n_refs; i++) {
        CHECK(strchr("STAVPWObn", r->refs[i].part) && r->refs[i].line < (int32_t)x->n_lines);
        CHECK(r->refs[i].here.end || r->refs[i].line >= 0);
        if (r->refs[i].here.end)
            check_word(x->sentence, r->refs[i].here);
        if (r->refs[i].line >= 0)
            check_word(x->lines[r->refs[i].line].text, r->refs[i].there);
    }
}

static void check_all(const wire_examples *e, int second)
{
    size_t n, len;
    char *text;
    const wire_example *x = wire_examples_all(e, second, &n);
    for (size_t i = 0; i < n; i++) {
        CHECK(x[i].line && *x[i].sentence && x[i].year >= 1900 && x[i].year <= 2099);
        for (size_t k = 0; k < x[i].n_records; k++)
            check_record(&x[i], &x[i].records[k]);
        CHECK(!wire_write_example_json(&x[i], &text, &len, NULL));
        json_t *json = json_loadb(text, len, 0, NULL);
        CHECK(json && json_array_size(json_object_get(json, "records")) == x[i].n_records);
        json_decref(json);
        free(text);
    }
    CHECK(!wire_write_examples(e, second, &text, &len, NULL));
    CHECK(wire_utf8_valid(text, len) == len);
    free(text);
}

/* Take what stands before the next line "===". */
static wire_str take(const char **p, const char *end)
{
    const char *from = *p, *next = from;
    while (next < end && !(end - next >= 4 && !memcmp(next, "===\n", 4) && (next == from || next[-1] == '\n')))
        next++;
    *p = end - next >= 4 ? next + 4 : end;
    return (wire_str){from, (size_t)(next - from)};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"examples", "examples/second", "examples"};
    wire_examples e = {.n = {0, 0}};
    size_t told = 0;
    if (!size)
        return 0;
    wire_source_text(&e.source, "ontology", "ontology", ontology, sizeof ontology - 1);
    const char *p = (const char *)data, *end = p + size;
    for (size_t i = 0; i < 3; i++) {
        wire_str part = take(&p, end);
        e.source.layer += i == 2;
        wire_source_text(&e.source, kinds[i], kinds[i], part.ptr, part.len);
    }
    wire_source_lint(&e.source);
    CHECK(!e.source.out_of_memory);
    wire_source_tell(&e.source, tell, &told);
    CHECK(told == e.source.n_errors + e.source.n_warnings);
    if (!e.source.n_errors) {
        CHECK(!wire_examples_link(&e, NULL));
        check_all(&e, 0);
        check_all(&e, 1);
        free(e.of[0]);
        free(e.of[1]);
        free(e.records);
    }
    wire_source_free(&e.source);
    return 0;
}
