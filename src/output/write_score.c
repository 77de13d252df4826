/* write_score.c - a score for people and as JSON.
 *
 * Invariant: numbers are written with a point, whatever the locale of the program that calls. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/json.h"
#include "output/people.h"
#include "output/score.h"

static const char *const level_names[] = {"detect", "type", "triple", "full"};
static const char *const field_names[] = {"source", "target", "status", "time", "place", "said_by", "via", "mode", "cameo"};
static const char *const unit_names[] = {"type", "status", "source", "target"};

typedef struct prf {
    double p, r, f1;
} prf;

static prf prf_of(size_t right, size_t gold, size_t coded)
{
    double p = coded ? (double)right / (double)coded : 0, r = gold ? (double)right / (double)gold : 0;
    return (prf){p, r, p + r > 0 ? 2 * p * r / (p + r) : 0};
}

static void number(wire_buffer *b, double x)
{
    wire_put_decimal(b, x, 4, 4);
}

/* ------------------------------------------------------------------------------------------------ what was missed and made up */

typedef void (*miss_fn)(wire_buffer *b, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first);

/* Each gold record that no coded one has the actors of, and the other way round; report by report, events first. */
static void each_miss(wire_buffer *b, const wire_score *s, wire_style style, miss_fn tell)
{
    const wire_coded_list *lists[] = {&s->set.gold, &s->set.coded};
    const uint32_t *orders[] = {s->gold_order, s->coded_order};
    bool first = true;
    for (int made_up = 0; made_up < 2; made_up++)
        for (size_t i = 0; i < lists[made_up]->n; i++) {
            const wire_coded *c = &lists[made_up]->of[orders[made_up][i]];
            if (c->right & 1u << WIRE_TRIPLE)
                continue;
            tell(b, s, c, made_up, style, first);
            first = false;
        }
}

static void text_actors(wire_buffer *b, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++)
        wire_putf(b, "%s%s", i ? ", " : "", list.of[i].shown);
    if (!list.n)
        wire_puts(b, "–");
}

static void text_miss(wire_buffer *b, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first)
{
    const wire_aliases *names = &s->set.names;
    const char *dim = style.colour ? WIRE_DIM : "", *off = style.colour ? WIRE_PLAIN : "", *end = c->evidence;
    int room = (style.width ? style.width : 100) - 14;
    if (first)
        wire_puts(b, "\n");
    wire_putf(b, "%-8s  %s%s:%u%s  %s %s%s", made_up ? "made up" : "missed", dim, s->set.files[c->file], c->line, off,
            wire_kind_names[c->kind], wire_aliases_text(names, c->type), c->type ? " " : "");
    text_actors(b, c->source);
    wire_puts(b, " → ");
    text_actors(b, c->target);
    if (c->status)
        wire_putf(b, " [%s]", wire_aliases_text(names, c->status));
    for (int columns = 0; *end && *end != '\n' && columns < room; columns++)
        for (end++; ((unsigned char)*end & 0xc0) == 0x80;)
            end++;
    wire_putf(b, "\n          %s“%.*s%s”%s\n", dim, (int)(end - c->evidence), c->evidence, *end ? "…" : "", off);
}

static void json_actors(wire_buffer *b, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++) {
        wire_puts(b, i ? ", " : "");
        wire_json_text(b, "", list.of[i].shown);
    }
}

static void json_miss(wire_buffer *b, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first)
{
    const wire_aliases *names = &s->set.names;
    (void)style;
    wire_putf(b, "%s\n    {\"what\": \"%s\", \"file\": ", first ? "" : ",", made_up ? "made up" : "missed");
    wire_json_text(b, "", s->set.files[c->file]);
    wire_putf(b, ", \"line\": %u, \"report\": ", c->line);
    wire_json_text(b, "", s->set.reports[c->report].key);
    wire_putf(b, ", \"kind\": \"%s\", \"type\": ", wire_kind_names[c->kind]);
    wire_json_text(b, "", wire_aliases_text(names, c->type));
    wire_puts(b, ", \"source\": [");
    json_actors(b, c->source);
    wire_puts(b, "], \"target\": [");
    json_actors(b, c->target);
    wire_puts(b, "], \"status\": ");
    wire_json_text(b, "", wire_aliases_text(names, c->status));
    wire_puts(b, ", \"evidence\": ");
    wire_json_text(b, "", c->evidence);
    wire_puts(b, "}");
}

/* ------------------------------------------------------------------------------------------------ for people */

/* A row of the tables: a name, three counts, and what follows from them. */
static void text_row(wire_buffer *b, const char *name, size_t gold, size_t coded, size_t right)
{
    prf x = prf_of(right, gold, coded);
    const double of[] = {x.p, x.r, x.f1};
    wire_putf(b, "  %-12s %6zu %6zu %6zu", name, gold, coded, right);
    for (size_t i = 0; i < 3; i++) {
        wire_puts(b, "  ");
        number(b, of[i]);
    }
    wire_puts(b, "\n");
}

static void text_kind(wire_buffer *b, const wire_score_kind *k, const char *name, const char *bold, const char *off)
{
    size_t told = 0;
    wire_putf(b, "\n%s%s%s\n", bold, name, off);
    for (size_t level = 0; level < WIRE_SCORE_LEVELS; level++)
        text_row(b, level_names[level], k->gold, k->coded, k->right[level]);
    for (size_t i = 0; i < WIRE_SCORE_FIELDS; i++) {
        if (!k->asked[i])
            continue;
        wire_putf(b, "%s%s ", !told ? "  of the pairs of one type: " : told % 5 ? ", " : ",\n    ", field_names[i]);
        number(b, k->agreed[i] / (double)k->asked[i]);
        told++;
    }
    wire_puts(b, told ? "\n" : "");
}

int wire_write_score(const wire_score *s, int misses, wire_style style, char **out, size_t *len, wire_err *err)
{
    wire_buffer buffer = {0}, *b = &buffer;
    const char *bold = style.colour ? WIRE_BOLD : "", *off = style.colour ? WIRE_PLAIN : "";
    char reports[40];
    snprintf(reports, sizeof reports, "%zu report%s", s->set.n_reports, s->set.n_reports == 1 ? "" : "s");
    wire_putf(b, "%-14s   gold  coded  right       P       R      F1\n", reports);
    for (size_t k = 0; k < WIRE_SCORE_KINDS; k++)
        text_kind(b, &s->kinds[k], wire_kind_names[k], bold, off);
    wire_putf(b, "\n%sevents by type%s\n", bold, off);
    for (size_t i = 0; i < s->n_types; i++)
        text_row(b, s->types[i].name, s->types[i].gold, s->types[i].coded, s->types[i].right);
    wire_putf(b, "\n%sagreement%s on events (Krippendorff's alpha, nominal)\n", bold, off);
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++) {
        wire_putf(b, "  %-12s ", unit_names[i]);
        if (isnan(s->agreement[i].alpha))
            wire_puts(b, "undefined: nothing varies");
        else
            number(b, s->agreement[i].alpha);
        wire_putf(b, "  over %zu unit%s\n", s->agreement[i].units, s->agreement[i].units == 1 ? "" : "s");
    }
    if (s->set.elsewhere)
        wire_putf(b, "\n%zu coded record%s of reports that the gold does not have: left out\n", s->set.elsewhere,
                s->set.elsewhere == 1 ? "" : "s");
    if (misses)
        each_miss(b, s, style, text_miss);
    return wire_buffer_take(b, out, len, err);
}

/* ------------------------------------------------------------------------------------------------ JSON */

static void json_prf(wire_buffer *b, prf x)
{
    wire_puts(b, "{\"p\": ");
    number(b, x.p);
    wire_puts(b, ", \"r\": ");
    number(b, x.r);
    wire_puts(b, ", \"f1\": ");
    number(b, x.f1);
    wire_puts(b, "}");
}

static void json_kind(wire_buffer *b, const wire_score_kind *k, const char *name)
{
    int told = 0;
    wire_putf(b, "  \"%s\": {\"gold\": %zu, \"coded\": %zu", name, k->gold, k->coded);
    for (size_t level = 0; level < WIRE_SCORE_LEVELS; level++) {
        wire_putf(b, ",\n    \"%s\": ", level_names[level]);
        json_prf(b, prf_of(k->right[level], k->gold, k->coded));
    }
    wire_puts(b, ",\n    \"fields\": {");
    for (size_t i = 0; i < WIRE_SCORE_FIELDS; i++) {
        if (!k->asked[i])
            continue;
        wire_putf(b, "%s\"%s\": ", told++ ? ", " : "", field_names[i]);
        number(b, k->agreed[i] / (double)k->asked[i]);
    }
    wire_puts(b, "}},\n");
}

int wire_write_score_json(const wire_score *s, int misses, char **out, size_t *len, wire_err *err)
{
    wire_buffer buffer = {0}, *b = &buffer;
    wire_putf(b, "{\"reports\": %zu, \"left_out\": %zu,\n", s->set.n_reports, s->set.elsewhere);
    for (size_t k = 0; k < WIRE_SCORE_KINDS; k++)
        json_kind(b, &s->kinds[k], wire_kind_names[k]);
    wire_puts(b, "  \"by_type\": {");
    for (size_t i = 0; i < s->n_types; i++) {
        const wire_score_type *t = &s->types[i];
        wire_puts(b, i ? ",\n    " : "\n    ");
        wire_json_text(b, "", t->name);
        wire_putf(b, ": {\"gold\": %zu, \"coded\": %zu, \"right\": %zu}", t->gold, t->coded, t->right);
    }
    wire_puts(b, "},\n  \"agreement\": {");
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++) {
        wire_putf(b, "%s\"%s\": {\"alpha\": ", i ? ", " : "", unit_names[i]);
        if (isnan(s->agreement[i].alpha))
            wire_puts(b, "null");
        else
            number(b, s->agreement[i].alpha);
        wire_putf(b, ", \"units\": %zu}", s->agreement[i].units);
    }
    wire_puts(b, "}");
    if (misses) {
        wire_puts(b, ",\n  \"misses\": [");
        each_miss(b, s, (wire_style){0}, json_miss);
        wire_puts(b, "]");
    }
    wire_puts(b, "}\n");
    return wire_buffer_take(b, out, len, err);
}
