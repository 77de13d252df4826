/* write_score.c - a score for people and as JSON.
 *
 * Invariant: numbers are written with a point, whatever the locale of the program that calls. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "output/score.h"

static const char *const kind_names[] = {"event", "statement", "state"};
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

static void number(FILE *f, double x, int places)
{
    char digits[64];
    int n = snprintf(digits, sizeof digits, "%.*f", places, x);
    if (n > places) { /* what stands before the last `places` digits is the locale's point */
        int whole = 0;
        while (digits[whole] == '-' || (digits[whole] >= '0' && digits[whole] <= '9'))
            whole++;
        fprintf(f, "%.*s.%s", whole, digits, digits + n - places);
    }
}

/* Give the stream's text to the caller. */
static int finish(FILE *f, char **text, char **out, size_t *size, size_t *len, wire_err *err)
{
    bool failed = ferror(f) != 0;
    failed |= fclose(f) != 0;
    if (failed) {
        free(*text);
        return wire_oom(err);
    }
    *out = *text;
    if (len)
        *len = *size;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ what was missed and made up */

typedef void (*miss_fn)(FILE *f, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first);

/* Each gold record that no coded one has the actors of, and the other way round; report by report, events first. */
static void each_miss(FILE *f, const wire_score *s, wire_style style, miss_fn tell)
{
    const wire_coded_list *lists[] = {&s->set.gold, &s->set.coded};
    const uint32_t *orders[] = {s->gold_order, s->coded_order};
    bool first = true;
    for (int made_up = 0; made_up < 2; made_up++)
        for (size_t i = 0; i < lists[made_up]->n; i++) {
            const wire_coded *c = &lists[made_up]->of[orders[made_up][i]];
            if (c->right & 1u << WIRE_TRIPLE)
                continue;
            tell(f, s, c, made_up, style, first);
            first = false;
        }
}

static void text_actors(FILE *f, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++)
        fprintf(f, "%s%s", i ? ", " : "", list.of[i].shown);
    if (!list.n)
        fputs("–", f);
}

static void text_miss(FILE *f, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first)
{
    const wire_aliases *names = &s->set.names;
    const char *dim = style.colour ? "\033[2m" : "", *off = style.colour ? "\033[0m" : "", *end = c->evidence;
    int room = (style.width ? style.width : 100) - 14;
    if (first)
        fputs("\n", f);
    fprintf(f, "%-8s  %s%s:%u%s  %s %s%s", made_up ? "made up" : "missed", dim, s->set.files[c->file], c->line, off,
            kind_names[c->kind], wire_aliases_text(names, c->type), c->type ? " " : "");
    text_actors(f, c->source);
    fputs(" → ", f);
    text_actors(f, c->target);
    if (c->status)
        fprintf(f, " [%s]", wire_aliases_text(names, c->status));
    for (int columns = 0; *end && *end != '\n' && columns < room; columns++)
        for (end++; ((unsigned char)*end & 0xc0) == 0x80;)
            end++;
    fprintf(f, "\n          %s“%.*s%s”%s\n", dim, (int)(end - c->evidence), c->evidence, *end ? "…" : "", off);
}

static void json_text(FILE *f, const char *s)
{
    json_t *v = json_string(s);
    if (!v || json_dumpf(v, f, JSON_ENCODE_ANY))
        fputs("null", f);
    json_decref(v);
}

static void json_actors(FILE *f, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++) {
        fputs(i ? ", " : "", f);
        json_text(f, list.of[i].shown);
    }
}

static void json_miss(FILE *f, const wire_score *s, const wire_coded *c, int made_up, wire_style style, bool first)
{
    const wire_aliases *names = &s->set.names;
    (void)style;
    fprintf(f, "%s\n    {\"what\": \"%s\", \"file\": ", first ? "" : ",", made_up ? "made up" : "missed");
    json_text(f, s->set.files[c->file]);
    fprintf(f, ", \"line\": %u, \"report\": ", c->line);
    json_text(f, s->set.reports[c->report].key);
    fprintf(f, ", \"kind\": \"%s\", \"type\": ", kind_names[c->kind]);
    json_text(f, wire_aliases_text(names, c->type));
    fputs(", \"source\": [", f);
    json_actors(f, c->source);
    fputs("], \"target\": [", f);
    json_actors(f, c->target);
    fputs("], \"status\": ", f);
    json_text(f, wire_aliases_text(names, c->status));
    fputs(", \"evidence\": ", f);
    json_text(f, c->evidence);
    fputs("}", f);
}

/* ------------------------------------------------------------------------------------------------ for people */

/* A row of the tables: a name, three counts, and what follows from them. */
static void text_row(FILE *f, const char *name, size_t gold, size_t coded, size_t right)
{
    prf x = prf_of(right, gold, coded);
    const double of[] = {x.p, x.r, x.f1};
    fprintf(f, "  %-12s %6zu %6zu %6zu", name, gold, coded, right);
    for (size_t i = 0; i < 3; i++) {
        fputs("  ", f);
        number(f, of[i], 4);
    }
    fputs("\n", f);
}

static void text_kind(FILE *f, const wire_score_kind *k, const char *name, const char *bold, const char *off)
{
    size_t told = 0;
    fprintf(f, "\n%s%s%s\n", bold, name, off);
    for (size_t level = 0; level < WIRE_SCORE_LEVELS; level++)
        text_row(f, level_names[level], k->gold, k->coded, k->right[level]);
    for (size_t i = 0; i < WIRE_SCORE_FIELDS; i++) {
        if (!k->asked[i])
            continue;
        fprintf(f, "%s%s ", !told ? "  of the pairs of one type: " : told % 5 ? ", " : ",\n    ", field_names[i]);
        number(f, k->agreed[i] / (double)k->asked[i], 4);
        told++;
    }
    fputs(told ? "\n" : "", f);
}

int wire_write_score(const wire_score *s, int misses, wire_style style, char **out, size_t *len, wire_err *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return wire_oom(err);
    const char *bold = style.colour ? "\033[1m" : "", *off = style.colour ? "\033[0m" : "";
    char reports[40];
    snprintf(reports, sizeof reports, "%zu report%s", s->set.n_reports, s->set.n_reports == 1 ? "" : "s");
    fprintf(f, "%-14s   gold  coded  right       P       R      F1\n", reports);
    for (size_t k = 0; k < WIRE_SCORE_KINDS; k++)
        text_kind(f, &s->kinds[k], kind_names[k], bold, off);
    fprintf(f, "\n%sevents by type%s\n", bold, off);
    for (size_t i = 0; i < s->n_types; i++)
        text_row(f, s->types[i].name, s->types[i].gold, s->types[i].coded, s->types[i].right);
    fprintf(f, "\n%sagreement%s on events (Krippendorff's alpha, nominal)\n", bold, off);
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++) {
        fprintf(f, "  %-12s ", unit_names[i]);
        if (isnan(s->agreement[i].alpha))
            fputs("undefined: nothing varies", f);
        else
            number(f, s->agreement[i].alpha, 4);
        fprintf(f, "  over %zu unit%s\n", s->agreement[i].units, s->agreement[i].units == 1 ? "" : "s");
    }
    if (s->set.elsewhere)
        fprintf(f, "\n%zu coded record%s of reports that the gold does not have: left out\n", s->set.elsewhere,
                s->set.elsewhere == 1 ? "" : "s");
    if (misses)
        each_miss(f, s, style, text_miss);
    return finish(f, &text, out, &size, len, err);
}

/* ------------------------------------------------------------------------------------------------ JSON */

static void json_prf(FILE *f, prf x)
{
    fputs("{\"p\": ", f);
    number(f, x.p, 4);
    fputs(", \"r\": ", f);
    number(f, x.r, 4);
    fputs(", \"f1\": ", f);
    number(f, x.f1, 4);
    fputs("}", f);
}

static void json_kind(FILE *f, const wire_score_kind *k, const char *name)
{
    int told = 0;
    fprintf(f, "  \"%s\": {\"gold\": %zu, \"coded\": %zu", name, k->gold, k->coded);
    for (size_t level = 0; level < WIRE_SCORE_LEVELS; level++) {
        fprintf(f, ",\n    \"%s\": ", level_names[level]);
        json_prf(f, prf_of(k->right[level], k->gold, k->coded));
    }
    fputs(",\n    \"fields\": {", f);
    for (size_t i = 0; i < WIRE_SCORE_FIELDS; i++) {
        if (!k->asked[i])
            continue;
        fprintf(f, "%s\"%s\": ", told++ ? ", " : "", field_names[i]);
        number(f, k->agreed[i] / (double)k->asked[i], 4);
    }
    fputs("}},\n", f);
}

int wire_write_score_json(const wire_score *s, int misses, char **out, size_t *len, wire_err *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return wire_oom(err);
    fprintf(f, "{\"reports\": %zu, \"left_out\": %zu,\n", s->set.n_reports, s->set.elsewhere);
    for (size_t k = 0; k < WIRE_SCORE_KINDS; k++)
        json_kind(f, &s->kinds[k], kind_names[k]);
    fputs("  \"by_type\": {", f);
    for (size_t i = 0; i < s->n_types; i++) {
        const wire_score_type *t = &s->types[i];
        fputs(i ? ",\n    " : "\n    ", f);
        json_text(f, t->name);
        fprintf(f, ": {\"gold\": %zu, \"coded\": %zu, \"right\": %zu}", t->gold, t->coded, t->right);
    }
    fputs("},\n  \"agreement\": {", f);
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++) {
        fprintf(f, "%s\"%s\": {\"alpha\": ", i ? ", " : "", unit_names[i]);
        if (isnan(s->agreement[i].alpha))
            fputs("null", f);
        else
            number(f, s->agreement[i].alpha, 4);
        fprintf(f, ", \"units\": %zu}", s->agreement[i].units);
    }
    fputs("}", f);
    if (misses) {
        fputs(",\n  \"misses\": [", f);
        each_miss(f, s, (wire_style){0}, json_miss);
        fputs("]", f);
    }
    fputs("}\n", f);
    return finish(f, &text, out, &size, len, err);
}
