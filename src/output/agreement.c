/* agreement.c - how far two coders agree beyond chance.
 *
 * Krippendorff's alpha for two coders, nominal values and no missing ones (K. Krippendorff, "Computing Krippendorff's
 * Alpha-Reliability", 2011, section B): every unit enters its two values into the coincidence matrix twice, as (c, k) and (k, c), so
 * that with n values in all, n_c of them c,
 *
 *                  D_observed                 sum over c != k of o_ck
 *     alpha = 1 -  ----------  =  1 - (n - 1) -----------------------
 *                  D_expected                 n^2 - sum over c of n_c^2
 *
 * The units:
 *   type            every event that either coder has: a pair is one unit, an event without partner is one where the other coder
 *                   says "none". What both left uncoded is no unit, so "none" is never agreed upon.
 *   status, source, target
 *                   the pairs of one type: two events of different types may well be two deeds, with their own participants.
 *
 * A list of actors is one value: the set of its members, each under one name. For that, the names of a report that mean the same are
 * put in one class (shared keys; a surname with the one full name that it fits). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "output/score.h"

/* The names in one report's pairs, sorted by number, and the class of each as a forest. */
typedef struct classes {
    uint32_t *ids, *parent, *label;
    size_t n, cap, parent_cap, label_cap;
} classes;

double wire_alpha(uint32_t *values, size_t units)
{
    double n = 2 * (double)units, squares = 0;
    size_t differ = 0, from = 0;
    for (size_t i = 0; i < units; i++)
        differ += values[2 * i] != values[2 * i + 1];
    qsort(values, 2 * units, sizeof *values, wire_by_id);
    for (size_t i = 1; i <= 2 * units; i++)
        if (i == 2 * units || values[i] != values[from]) {
            squares += (double)(i - from) * (double)(i - from);
            from = i;
        }
    return n * n == squares ? NAN : 1 - (n - 1) * 2 * (double)differ / (n * n - squares);
}

/* ------------------------------------------------------------------------------------------------ classes of names */

static size_t node_of(const classes *k, uint32_t id)
{
    const uint32_t *at = bsearch(&id, k->ids, k->n, sizeof *k->ids, wire_by_id);
    return (size_t)(at - k->ids);
}

static uint32_t root_of(classes *k, uint32_t node)
{
    while (k->parent[node] != node)
        node = k->parent[node] = k->parent[k->parent[node]];
    return node;
}

static void join(classes *k, size_t a, size_t b)
{
    uint32_t x = root_of(k, (uint32_t)a), y = root_of(k, (uint32_t)b);
    if (x < y)
        k->parent[y] = x;
    else
        k->parent[x] = y;
}

/* A surname alone joins the class of the one person that it can be. */
static void join_surname(classes *k, const wire_aliases *names, size_t node)
{
    uint32_t fits = UINT32_MAX;
    for (size_t i = 0; i < k->n; i++) {
        if (i == node || !wire_aliases_surname(names, k->ids[i], k->ids[node]))
            continue;
        uint32_t root = root_of(k, (uint32_t)i);
        if (fits != UINT32_MAX && fits != root)
            return;
        fits = root;
    }
    if (fits != UINT32_MAX)
        join(k, node, fits);
}

/* Which of two names stands for a class: one that heads a line of the table, then the longer, then the first by its bytes. */
static bool better(const wire_aliases *names, uint32_t a, uint32_t b)
{
    bool x = wire_aliases_canonical(names, a), y = wire_aliases_canonical(names, b);
    if (x != y)
        return x;
    const char *s = wire_aliases_text(names, a), *t = wire_aliases_text(names, b);
    size_t m = strlen(s), n = strlen(t);
    return m != n ? m > n : strcmp(s, t) < 0;
}

static int collect(classes *k, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++)
        for (size_t j = 0; j < list.of[i].keys.n; j++) {
            if (wire_grow(&k->ids, &k->cap, k->n + 1, sizeof *k->ids))
                return WIRE_ENOMEM;
            k->ids[k->n++] = list.of[i].keys.of[j];
        }
    return 0;
}

static void join_members(classes *k, wire_nameds list)
{
    for (size_t i = 0; i < list.n; i++)
        for (size_t j = 1; j < list.of[i].keys.n; j++)
            join(k, node_of(k, list.of[i].keys.of[0]), node_of(k, list.of[i].keys.of[j]));
}

/* Whether a gold record is a unit of status, source and target. */
static bool of_one_type(const wire_coded *g)
{
    return g->kind == WIRE_EVENT && g->right & 1u << WIRE_TYPE;
}

/* Sort the names of the report's pairs, order[first … end), into classes. */
static int make_classes(wire_score *s, classes *k, size_t first, size_t end)
{
    const wire_aliases *names = &s->set.names;
    k->n = 0;
    for (size_t i = first; i < end; i++) {
        const wire_coded *g = &s->set.gold.of[s->gold_order[i]];
        if (!of_one_type(g))
            continue;
        const wire_coded *c = &s->set.coded.of[g->pair];
        if (collect(k, g->source) || collect(k, g->target) || collect(k, c->source) || collect(k, c->target))
            return WIRE_ENOMEM;
    }
    if (!k->n)
        return 0;
    qsort(k->ids, k->n, sizeof *k->ids, wire_by_id);
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        if (!n || k->ids[n - 1] != k->ids[i])
            k->ids[n++] = k->ids[i];
    k->n = n;
    if (wire_grow(&k->parent, &k->parent_cap, n, sizeof *k->parent) || wire_grow(&k->label, &k->label_cap, n, sizeof *k->label))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        k->parent[i] = (uint32_t)i;
    for (size_t i = first; i < end; i++) {
        const wire_coded *g = &s->set.gold.of[s->gold_order[i]];
        if (!of_one_type(g))
            continue;
        const wire_coded *c = &s->set.coded.of[g->pair];
        const wire_nameds lists[] = {g->source, g->target, c->source, c->target};
        for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
            join_members(k, lists[l]);
    }
    for (size_t i = 0; i < n; i++)
        join_surname(k, names, i);
    for (size_t i = 0; i < n; i++)
        k->label[i] = k->ids[i];
    for (size_t i = 0; i < n; i++) {
        uint32_t root = root_of(k, (uint32_t)i);
        if (better(names, k->ids[i], k->label[root]))
            k->label[root] = k->ids[i];
    }
    return 0;
}

/* A list of actors as one value: the number of the text of its members' labels, sorted, with tabs between; 0 for nobody. */
static uint32_t value_of(wire_score *s, classes *k, wire_nameds list)
{
    wire_aliases *names = &s->set.names;
    uint32_t *labels = malloc((list.n + 1) * sizeof *labels);
    size_t room = 1, n = 0, len = 0;
    for (size_t i = 0; labels && i < list.n; i++)
        if (list.of[i].keys.n)
            labels[n++] = k->label[root_of(k, (uint32_t)node_of(k, list.of[i].keys.of[0]))];
    if (labels)
        qsort(labels, n, sizeof *labels, wire_by_id);
    for (size_t i = 0; i < n; i++)
        room += strlen(wire_aliases_text(names, labels[i])) + 1;
    char *text = malloc(room);
    for (size_t i = 0; text && i < n; i++)
        if (!i || labels[i] != labels[i - 1]) {
            const char *label = wire_aliases_text(names, labels[i]);
            memcpy(text + len, label, strlen(label));
            len += strlen(label);
            text[len++] = '\t';
        }
    names->failed |= !labels || !text;
    uint32_t id = text ? wire_aliases_id(names, text, len) : 0;
    free(labels);
    free(text);
    return id;
}

/* ------------------------------------------------------------------------------------------------ the units */

typedef struct units {
    uint32_t *of[WIRE_SCORE_UNITS];
    size_t n[WIRE_SCORE_UNITS];
} units;

static void add_unit(units *u, enum wire_score_unit what, uint32_t gold, uint32_t coded)
{
    u->of[what][2 * u->n[what]] = gold;
    u->of[what][2 * u->n[what]++ + 1] = coded;
}

static int report_units(wire_score *s, classes *k, units *u, size_t first, size_t end)
{
    if (make_classes(s, k, first, end))
        return WIRE_ENOMEM;
    for (size_t i = first; i < end; i++) {
        const wire_coded *g = &s->set.gold.of[s->gold_order[i]];
        if (g->kind != WIRE_EVENT)
            continue;
        const wire_coded *c = g->pair != WIRE_CODED_NONE ? &s->set.coded.of[g->pair] : NULL;
        add_unit(u, WIRE_U_TYPE, g->type, c ? c->type : 0);
        if (!c || !of_one_type(g))
            continue;
        add_unit(u, WIRE_U_STATUS, g->status, c->status);
        add_unit(u, WIRE_U_SOURCE, value_of(s, k, g->source), value_of(s, k, c->source));
        add_unit(u, WIRE_U_TARGET, value_of(s, k, g->target), value_of(s, k, c->target));
    }
    return s->set.names.failed ? WIRE_ENOMEM : 0;
}

int wire_score_agreement(wire_score *s, wire_err *err)
{
    units u = {0};
    classes k = {0};
    size_t n = s->set.gold.n, most = n + s->set.coded.n;
    int rc = 0;
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++)
        if (!(u.of[i] = malloc((2 * most + 1) * sizeof *u.of[i])))
            rc = WIRE_ENOMEM;
    for (size_t first = 0, end; !rc && first < n; first = end) {
        uint32_t report = s->set.gold.of[s->gold_order[first]].report;
        for (end = first + 1; end < n && s->set.gold.of[s->gold_order[end]].report == report;)
            end++;
        rc = report_units(s, &k, &u, first, end);
    }
    for (size_t i = 0; !rc && i < s->set.coded.n; i++) {
        const wire_coded *c = &s->set.coded.of[i];
        if (c->kind == WIRE_EVENT && c->pair == WIRE_CODED_NONE)
            add_unit(&u, WIRE_U_TYPE, 0, c->type);
    }
    for (size_t i = 0; i < WIRE_SCORE_UNITS; i++) {
        if (!rc)
            s->agreement[i] = (wire_agreement){u.n[i], wire_alpha(u.of[i], u.n[i])};
        free(u.of[i]);
    }
    free(k.ids);
    free(k.parent);
    free(k.label);
    return rc ? wire_oom(err) : 0;
}
