/* examples.c - the coded examples as JSON Lines, and counted: tables in Markdown, which a terminal shows as well.
 *
 * Invariant: numbers are written with a point, whatever the locale; counts follow the ontology's order, so that two runs compare. */
#include "knowledge/examples.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "output/json.h"

/* ------------------------------------------------------------------------------------------------ JSON Lines */

static const char *const kind_names[] = {"none", "event", "statement", "state"};

static void put_known(wire_buffer *b, const char *key, const char *value)
{
    wire_puts(b, key);
    if (value)
        wire_put_json(b, value, strlen(value));
    else
        wire_puts(b, "null");
}

/* A word of a text, with where it stands. */
static void put_word(wire_buffer *b, const char *text, wire_span at)
{
    wire_puts(b, "{\"text\":");
    wire_put_json(b, text + at.start, at.end - at.start);
    wire_putf(b, ",\"span\":[%u,%u]", at.start, at.end);
}

static void put_ref(wire_buffer *b, const wire_example *x, const wire_example_ref *r)
{
    if (r->here.end)
        put_word(b, x->sentence, r->here);
    else
        wire_puts(b, "{\"text\":null,\"span\":null");
    wire_puts(b, ",\"context\":");
    if (r->line >= 0) {
        put_word(b, x->lines[r->line].text, r->there);
        wire_putf(b, ",\"line\":%d}}", r->line);
    } else {
        wire_puts(b, "null}");
    }
}

static void put_index(wire_buffer *b, const char *key, int32_t index)
{
    wire_puts(b, key);
    if (index == WIRE_NO_RECORD)
        wire_puts(b, "null");
    else
        wire_put_number(b, index);
}

static void put_record(wire_buffer *b, const wire_example *x, const wire_example_record *r)
{
    wire_json_number(b, "{\"line\":", r->line);
    wire_puts(b, ",\"trigger\":");
    put_word(b, x->sentence, r->trigger);
    wire_json_text(b, "},\"kind\":", kind_names[r->kind]);
    wire_json_text(b, ",\"code\":", r->code);
    put_known(b, ",\"mode\":", r->mode);
    wire_json_text(b, ",\"status\":", wire_status_names[r->status]);
    put_known(b, ",\"value\":", r->value);
    put_known(b, ",\"reason\":", r->reason);
    wire_puts(b, r->quoted ? ",\"quoted\":true" : ",\"quoted\":false");
    put_index(b, ",\"deed\":", r->deed);
    put_index(b, ",\"saying\":", r->saying);
    wire_puts(b, ",\"parts\":{");
    for (size_t i = 0; i < r->n_refs; i++) {
        char part = r->refs[i].part;
        bool goes_on = i && r->refs[i - 1].part == part;
        if (goes_on)
            wire_puts(b, ",");
        else
            wire_putf(b, "%s\"%s\":[", i ? "]," : "", part == 'b' ? "by" : (char[]){part, 0});
        put_ref(b, x, &r->refs[i]);
    }
    wire_puts(b, r->n_refs ? "]}}" : "}}");
}

int wire_write_example_json(const wire_example *x, char **out, size_t *len, wire_err *err)
{
    wire_buffer buffer = {0}, *b = &buffer;
    wire_json_text(b, "{\"file\":", x->file);
    wire_json_number(b, ",\"line\":", x->line);
    wire_json_text(b, ",\"style\":", x->style);
    wire_json_number(b, ",\"year\":", (uint64_t)x->year);
    wire_json_text(b, ",\"region\":", x->region);
    wire_puts(b, ",\"context\":[");
    for (size_t i = 0; i < x->n_lines; i++) {
        wire_putf(b, "%s{\"mark\":\"%c\"", i ? "," : "", x->lines[i].mark);
        wire_json_text(b, ",\"text\":", x->lines[i].text);
        wire_puts(b, "}");
    }
    wire_json_text(b, "],\"sentence\":", x->sentence);
    wire_puts(b, ",\"records\":[");
    for (size_t i = 0; i < x->n_records; i++) {
        wire_puts(b, i ? "," : "");
        put_record(b, x, &x->records[i]);
    }
    wire_puts(b, "]}\n");
    return wire_buffer_take(b, out, len, err);
}

/* ------------------------------------------------------------------------------------------------ counting */

enum { DEPTHS = 5, DECADES = 20, FIRST_DECADE = 1900, STATUSES = WIRE_HABITUAL + 1 };

static const char *const quantiles[] = {"least", "10 %", "25 %", "half", "75 %", "90 %", "most"};
static const double shares[] = {0, .1, .25, .5, .75, .9, 1};

static bool nothing(const wire_example *x)
{
    for (size_t i = 0; i < x->n_records; i++)
        if (x->records[i].kind != WIRE_EXAMPLE_NONE)
            return false;
    return true;
}

static uint32_t words_of(const wire_example *x)
{
    uint32_t n = 0;
    wire_span word;
    for (size_t at = 0, len = strlen(x->sentence); wire_example_word(x->sentence, len, &at, &word);)
        n++;
    return n;
}

static size_t count_code(const wire_example *x, size_t n, const char *code, const char *mode, bool any_mode)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < x[i].n_records; k++) {
            const wire_example_record *r = &x[i].records[k];
            bool same_mode = any_mode || (!mode && !r->mode) || (mode && r->mode && !strcmp(mode, r->mode));
            count += same_mode && !strcmp(r->code, code);
        }
    return count;
}

static void percent(wire_buffer *b, size_t part, size_t whole)
{
    wire_put_decimal(b, whole ? 100.0 * (double)part / (double)whole : 0, 1, 1);
    wire_puts(b, " %");
}

static void put_types(wire_buffer *b, const wire_source *s, const wire_example *x, size_t n)
{
    wire_puts(b, "| type | records | modes |\n| --- | ---: | --- |\n");
    for (size_t i = 0; i < s->types.n; i++) {
        const wire_src_type *t = &s->types.of[i];
        if (t->replaced)
            continue;
        wire_putf(b, "| %s | %zu | ", t->name, count_code(x, n, t->name, NULL, true));
        for (uint32_t k = 0; k < t->modes.n; k++) {
            const char *mode = s->texts.of[t->modes.first + k];
            wire_putf(b, "%s %zu, ", mode, count_code(x, n, t->name, mode, false));
        }
        if (t->modes.n)
            wire_putf(b, "none %zu |\n", count_code(x, n, t->name, NULL, false));
        else
            wire_puts(b, "|\n");
    }
    wire_puts(b, "\n| relation | records |\n| --- | ---: |\n");
    for (size_t i = 0; i < s->relations.n; i++)
        if (!s->relations.of[i].replaced)
            wire_putf(b, "| %s | %zu |\n", s->relations.of[i].name, count_code(x, n, s->relations.of[i].name, NULL, true));
}

static void put_statuses(wire_buffer *b, const wire_example *x, size_t n)
{
    size_t of[STATUSES][4] = {{0}}, all[4] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < x[i].n_records; k++) {
            of[x[i].records[k].status][x[i].records[k].kind]++;
            all[x[i].records[k].kind]++;
        }
    wire_puts(b, "\n| status | events | statements | states |\n| --- | ---: | ---: | ---: |\n");
    for (int i = 0; i < STATUSES; i++)
        wire_putf(b, "| %s | %zu | %zu | %zu |\n", wire_status_names[i], of[i][WIRE_EXAMPLE_EVENT], of[i][WIRE_EXAMPLE_SAYING],
                  of[i][WIRE_EXAMPLE_STATE]);
    wire_putf(b, "| all | %zu | %zu | %zu |\n", all[WIRE_EXAMPLE_EVENT], all[WIRE_EXAMPLE_SAYING], all[WIRE_EXAMPLE_STATE]);
}

static void put_depths(wire_buffer *b, const wire_example *x, size_t n)
{
    size_t of[DEPTHS] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t deepest = 0;
        for (size_t k = 0; k < x[i].n_records; k++)
            deepest = x[i].records[k].depth > deepest ? x[i].records[k].depth : deepest;
        of[deepest < DEPTHS ? deepest : DEPTHS - 1]++;
    }
    wire_puts(b, "\n| sayings and promises, one in the other | sentences |\n| --- | ---: |\n");
    for (int i = 0; i < DEPTHS; i++)
        wire_putf(b, "| %d%s | %zu |\n", i, i + 1 < DEPTHS ? "" : " or more", of[i]);
}

/* A row of sentences: those of which `has` holds. */
static void put_row(wire_buffer *b, const wire_example *x, size_t n, const char *name, bool (*has)(const wire_example *x, const char *name))
{
    size_t count = 0, coded_nothing = 0;
    for (size_t i = 0; i < n; i++)
        if (has(&x[i], name)) {
            count++;
            coded_nothing += nothing(&x[i]);
        }
    if (!count)
        return;
    wire_putf(b, "| %s | %zu | ", name, count);
    percent(b, count, n);
    wire_puts(b, " | ");
    percent(b, coded_nothing, count);
    wire_puts(b, " |\n");
}

static bool has_style(const wire_example *x, const char *name)
{
    return !strcmp(x->style, name);
}

static bool has_region(const wire_example *x, const char *name)
{
    return !strcmp(x->region, name);
}

static bool has_decade(const wire_example *x, const char *name)
{
    return x->year / 10 == atoi(name) / 10;
}

static bool has_any(const wire_example *x, const char *name)
{
    (void)x, (void)name;
    return true;
}

static void put_sentences(wire_buffer *b, const wire_example *x, size_t n)
{
    wire_puts(b, "\n| sentences | | share | nothing to code |\n| --- | ---: | ---: | ---: |\n");
    for (size_t i = 0; wire_example_styles[i]; i++)
        put_row(b, x, n, wire_example_styles[i], has_style);
    for (size_t i = 0; wire_example_regions[i]; i++)
        put_row(b, x, n, wire_example_regions[i], has_region);
    for (unsigned i = 0; i < DECADES; i++) {
        char name[] = "1900s";
        unsigned year = FIRST_DECADE + i * 10;
        for (size_t k = 4; k--; year /= 10)
            name[k] = (char)('0' + year % 10);
        put_row(b, x, n, name, has_decade);
    }
    put_row(b, x, n, "all", has_any);
}

static int rising(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int put_lengths(wire_buffer *b, const wire_example *x, size_t n)
{
    uint32_t *words = calloc(n + 1, sizeof *words);
    if (!words)
        return WIRE_ENOMEM;
    wire_puts(b, "\n| words a sentence |");
    for (size_t q = 0; q < sizeof quantiles / sizeof *quantiles; q++)
        wire_putf(b, " %s |", quantiles[q]);
    wire_puts(b, "\n| --- |");
    for (size_t q = 0; q < sizeof quantiles / sizeof *quantiles; q++)
        wire_puts(b, " ---: |");
    for (int headlines = 0; headlines < 2; headlines++) {
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            if (has_style(&x[i], "headline") == headlines)
                words[count++] = words_of(&x[i]);
        qsort(words, count, sizeof *words, rising);
        wire_puts(b, headlines ? "\n| headlines |" : "\n| sentences |");
        for (size_t q = 0; q < sizeof shares / sizeof *shares; q++)
            wire_putf(b, " %u |", count ? words[(size_t)(shares[q] * (double)(count - 1) + .5)] : 0);
    }
    wire_puts(b, "\n");
    free(words);
    return 0;
}

int wire_write_examples(const wire_examples *e, int second, char **out, size_t *len, wire_err *err)
{
    wire_buffer b = {0};
    const wire_example *x = e->of[second != 0];
    size_t n = e->n[second != 0], context = 0, empty = 0, words = 0;
    for (size_t i = 0; i < n; i++) {
        context += x[i].n_lines > 0;
        empty += nothing(&x[i]);
        words += words_of(&x[i]);
    }
    wire_putf(&b, "%zu sentence%s of %zu words, %zu (", n, n == 1 ? "" : "s", words, empty);
    percent(&b, empty, n);
    wire_putf(&b, ") with nothing to code, %zu (", context);
    percent(&b, context, n);
    wire_puts(&b, ") with context\n\n");
    put_types(&b, &e->source, x, n);
    put_statuses(&b, x, n);
    put_depths(&b, x, n);
    put_sentences(&b, x, n);
    if (put_lengths(&b, x, n)) {
        wire_buffer_free(&b);
        return wire_oom(err);
    }
    return wire_buffer_take(&b, out, len, err);
}
