/* score.c - pairing, and what each pair earns.
 *
 *   order by report and kind  ->  groups  ->  chains of overlapping spans  ->  assignment in each chain  ->  counts
 *
 * A pair's weight prefers the same type to all else, then the same actors, then status and speaker, then the longer overlap. Spans in
 * different chains share no byte, so that the best pairs of each chain are the best of all. */
#include "output/score.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* ------------------------------------------------------------------------------------------------ one pair */

static bool same_value(uint32_t a, uint32_t b)
{
    return a && a == b;
}

/* A relation that holds either way round. */
static bool symmetric(const wire_aliases *names, uint32_t relation)
{
    static const char *const list[] = {"at_war_with", "in_talks_with", "ally_of"};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (!strcmp(list[i], wire_aliases_text(names, relation)))
            return true;
    return false;
}

static bool alike(const wire_aliases *names, wire_nameds gold, wire_nameds coded)
{
    static const wire_named nobody = {0};
    return wire_named_alike(names, gold.n ? gold.of : &nobody, coded.n ? coded.of : &nobody);
}

/* How many of a state's subject and object agree. */
static int ends_agree(const wire_aliases *names, const wire_coded *g, const wire_coded *c)
{
    int n = alike(names, g->source, c->source) + alike(names, g->target, c->target);
    if (n < 2 && symmetric(names, g->type)) {
        int turned = alike(names, g->target, c->source) + alike(names, g->source, c->target);
        n = turned > n ? turned : n;
    }
    return n;
}

static bool content_agrees(const wire_coded *g, const wire_coded *c)
{
    return g->content.n && c->content.n && 2.0 * (double)wire_ids_shared(g->content, c->content) / (g->content.n + c->content.n) >= 0.5;
}

static bool place_agrees(const wire_coded *g, const wire_coded *c)
{
    for (size_t i = 0; i < g->n_places; i++)
        for (size_t k = 0; k < c->n_places; k++) {
            wire_coded_place x = g->places[i], y = c->places[k];
            if ((!x.name || x.name == y.name) && (!x.country || !y.country || x.country == y.country))
                return true;
        }
    return false;
}

static bool time_agrees(const wire_coded *g, const wire_coded *c)
{
    return !strcmp(g->time.from, c->time.from) && !strcmp(g->time.to, c->time.to);
}

static double weigh(const wire_aliases *names, const wire_coded *g, const wire_coded *c, double overlap)
{
    double w = 0.1 + 0.5 * overlap;
    switch (g->kind) {
    case WIRE_EVENT:
        w += 10 * same_value(g->type, c->type);
        w += 4 * wire_named_f1(names, g->source, c->source) + 4 * wire_named_f1(names, g->target, c->target);
        w += (g->status == c->status) + wire_named_agree(names, g->said_by, c->said_by);
        break;
    case WIRE_STATEMENT:
        w += 10 * wire_named_f1(names, g->source, c->source);
        break;
    case WIRE_STATE:
        w += 10 * same_value(g->type, c->type);
        w += 4 * ends_agree(names, g, c);
        break;
    }
    return w;
}

/* The bits of the levels that a pair reaches. */
static unsigned judge(const wire_aliases *names, const wire_coded *g, const wire_coded *c)
{
    const unsigned detect = 1u << WIRE_DETECT, type = detect | 1u << WIRE_TYPE, triple = type | 1u << WIRE_TRIPLE,
                   full = triple | 1u << WIRE_FULL;
    bool actors = wire_named_agree(names, g->source, c->source);
    switch (g->kind) {
    case WIRE_EVENT:
        if (!same_value(g->type, c->type))
            return detect;
        if (!actors || !wire_named_agree(names, g->target, c->target))
            return type;
        return g->status == c->status && wire_named_agree(names, g->said_by, c->said_by) ? full : triple;
    case WIRE_STATEMENT:
        if (!actors)
            return detect;
        return g->quoted == c->quoted && content_agrees(g, c) ? full : triple;
    case WIRE_STATE:
        if (!same_value(g->type, c->type))
            return detect;
        if (ends_agree(names, g, c) < 2)
            return type;
        return g->value == c->value ? full : triple;
    }
    return detect;
}

/* ------------------------------------------------------------------------------------------------ counting */

static void ask(wire_score_kind *k, enum wire_score_field field, double agreed)
{
    k->asked[field]++;
    k->agreed[field] += agreed;
}

/* The fields of a pair of one type. */
static void compare_fields(wire_score *s, const wire_coded *g, const wire_coded *c)
{
    const wire_aliases *names = &s->set.names;
    wire_score_kind *k = &s->kinds[g->kind];
    if (g->kind == WIRE_EVENT) {
        ask(k, WIRE_F_SOURCE, wire_named_f1(names, g->source, c->source));
        ask(k, WIRE_F_TARGET, wire_named_f1(names, g->target, c->target));
    }
    if (g->kind == WIRE_EVENT && g->has_cameo) {
        if (g->mode || c->mode)
            ask(k, WIRE_F_MODE, g->mode == c->mode);
        ask(k, WIRE_F_CAMEO, g->cameo == c->cameo);
    }
    ask(k, WIRE_F_STATUS, g->status == c->status);
    if (g->time.given)
        ask(k, WIRE_F_TIME, time_agrees(g, c));
    if (g->has_place)
        ask(k, WIRE_F_PLACE, place_agrees(g, c));
    if (g->kind == WIRE_STATEMENT && g->has_via)
        ask(k, WIRE_F_VIA, g->via == c->via);
    if (g->kind != WIRE_STATEMENT)
        ask(k, WIRE_F_SAID_BY, wire_named_agree(names, g->said_by, c->said_by));
}

static void pair(wire_score *s, uint32_t gold, uint32_t coded)
{
    wire_coded *g = &s->set.gold.of[gold], *c = &s->set.coded.of[coded];
    g->pair = coded;
    c->pair = gold;
    g->right = c->right = judge(&s->set.names, g, c);
    for (size_t level = 0; level < WIRE_SCORE_LEVELS; level++)
        s->kinds[g->kind].right[level] += g->right >> level & 1;
    if (g->right & 1u << WIRE_TYPE)
        compare_fields(s, g, c);
}

/* ------------------------------------------------------------------------------------------------ pairing */

/* A record of either side in a group, by where it begins. */
typedef struct place {
    int64_t start, end;
    uint32_t record;
    bool gold;
} place;

/* A workspace for one group of records of one report and kind. */
typedef struct work {
    place *places;
    size_t n, cap;
    uint32_t *gold, *coded, *partner; /* of one chain */
    size_t gold_cap, coded_cap, partner_cap;
    double *weight;
    size_t weight_cap;
} work;

static int by_start(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->gold != y->gold)
        return x->gold ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

static void fill_weights(const wire_score *s, work *w, size_t n, size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++) {
            const wire_coded *g = &s->set.gold.of[w->gold[i]], *c = &s->set.coded.of[w->coded[k]];
            int64_t from = g->start > c->start ? g->start : c->start, to = g->end < c->end ? g->end : c->end;
            int64_t first = g->start < c->start ? g->start : c->start, last = g->end > c->end ? g->end : c->end;
            w->weight[i * m + k] = to > from ? weigh(&s->set.names, g, c, (double)(to - from) / (double)(last - first)) : 0;
        }
}

/* Pair the records of one chain, places[first … end). */
static int pair_chain(wire_score *s, work *w, size_t first, size_t end)
{
    size_t n = 0, m = 0;
    if (wire_grow(&w->gold, &w->gold_cap, end - first, sizeof *w->gold) ||
        wire_grow(&w->coded, &w->coded_cap, end - first, sizeof *w->coded))
        return WIRE_ENOMEM;
    for (size_t i = first; i < end; i++) {
        if (w->places[i].gold)
            w->gold[n++] = w->places[i].record;
        else
            w->coded[m++] = w->places[i].record;
    }
    if (!n || !m)
        return 0;
    if (n > WIRE_SCORE_TOGETHER_MAX || m > WIRE_SCORE_TOGETHER_MAX) {
        const wire_coded *g = &s->set.gold.of[w->gold[0]];
        wire_coded_find(&s->set, g->file, g->line, "more than %d records of report %s lie over one another: left unpaired",
                        WIRE_SCORE_TOGETHER_MAX, s->set.reports[g->report].key);
        return 0;
    }
    qsort(w->gold, n, sizeof *w->gold, wire_by_id);
    qsort(w->coded, m, sizeof *w->coded, wire_by_id);
    if (wire_grow(&w->weight, &w->weight_cap, n * m, sizeof *w->weight) ||
        wire_grow(&w->partner, &w->partner_cap, n, sizeof *w->partner))
        return WIRE_ENOMEM;
    fill_weights(s, w, n, m);
    if (wire_assign(w->weight, n, m, w->partner))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (w->partner[i] != WIRE_CODED_NONE)
            pair(s, w->gold[i], w->coded[w->partner[i]]);
    return 0;
}

static int add_place(work *w, const wire_coded *c, uint32_t record, bool gold)
{
    if (!c->located || c->start >= c->end)
        return 0;
    if (wire_grow(&w->places, &w->cap, w->n + 1, sizeof *w->places))
        return WIRE_ENOMEM;
    w->places[w->n++] = (place){c->start, c->end, record, gold};
    return 0;
}

static int pair_group(wire_score *s, work *w)
{
    if (w->n)
        qsort(w->places, w->n, sizeof *w->places, by_start);
    for (size_t first = 0, end; first < w->n; first = end) {
        int64_t reach = w->places[first].end;
        for (end = first + 1; end < w->n && w->places[end].start < reach; end++)
            reach = w->places[end].end > reach ? w->places[end].end : reach;
        if (pair_chain(s, w, first, end))
            return WIRE_ENOMEM;
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ groups */

/* Report, then kind. Reports by name, so that sums do not hang on the order of files. */
static int compare_groups(const wire_coded_set *s, const wire_coded *a, const wire_coded *b)
{
    if (a->report != b->report)
        return strcmp(s->reports[a->report].key, s->reports[b->report].key);
    return (int)a->kind - (int)b->kind;
}

typedef struct sorting {
    const wire_coded_set *set;
    const wire_coded *of;
} sorting;

static int in_order(const void *a, const void *b, void *ctx)
{
    const sorting *by = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int c = compare_groups(by->set, &by->of[x], &by->of[y]);
    return c ? c : (x > y) - (x < y);
}

static uint32_t *ordered(const wire_coded_set *s, const wire_coded_list *list)
{
    uint32_t *order = malloc((list->n + 1) * sizeof *order);
    for (size_t i = 0; order && i < list->n; i++)
        order[i] = (uint32_t)i;
    if (order)
        qsort_r(order, list->n, sizeof *order, in_order, &(sorting){s, list->of});
    return order;
}

/* Both orders are walked together, a group of one report and kind at a time. */
static int pair_all(wire_score *s)
{
    const wire_coded_set *set = &s->set;
    work w = {0};
    size_t i = 0, k = 0;
    int rc = 0;
    while (!rc && i < set->gold.n) {
        const wire_coded *head = &set->gold.of[s->gold_order[i]], *c = NULL;
        w.n = 0;
        for (; !rc && i < set->gold.n && !compare_groups(set, &set->gold.of[s->gold_order[i]], head); i++)
            rc = add_place(&w, &set->gold.of[s->gold_order[i]], s->gold_order[i], true);
        for (; !rc && k < set->coded.n && compare_groups(set, c = &set->coded.of[s->coded_order[k]], head) <= 0; k++)
            if (!compare_groups(set, c, head))
                rc = add_place(&w, c, s->coded_order[k], false);
        if (!rc)
            rc = pair_group(s, &w);
    }
    void *all[] = {w.places, w.gold, w.coded, w.partner, w.weight};
    for (size_t f = 0; f < sizeof all / sizeof *all; f++)
        free(all[f]);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ totals */

static wire_score_type *type_of(wire_score *s, wire_map *index, size_t *cap, uint32_t type)
{
    const uint32_t *known = wire_map_get(index, type);
    if (known)
        return &s->types[*known];
    if (wire_grow(&s->types, cap, s->n_types + 1, sizeof *s->types) || wire_map_put(index, type, (uint32_t)s->n_types))
        return NULL;
    s->types[s->n_types] = (wire_score_type){.name = wire_aliases_text(&s->set.names, type)};
    return &s->types[s->n_types++];
}

static int by_type_name(const void *a, const void *b)
{
    return strcmp(((const wire_score_type *)a)->name, ((const wire_score_type *)b)->name);
}

static int count(wire_score *s)
{
    const wire_coded_list *lists[] = {&s->set.gold, &s->set.coded};
    wire_map index = {0};
    size_t cap = 0;
    int rc = 0;
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; !rc && i < lists[l]->n; i++) {
            const wire_coded *c = &lists[l]->of[i];
            *(l ? &s->kinds[c->kind].coded : &s->kinds[c->kind].gold) += 1;
            if (c->kind != WIRE_EVENT)
                continue;
            wire_score_type *t = type_of(s, &index, &cap, c->type);
            if (!t) {
                rc = WIRE_ENOMEM;
                break;
            }
            *(l ? &t->coded : &t->gold) += 1;
            t->right += !l && c->right & 1u << WIRE_TYPE;
        }
    if (s->types)
        qsort(s->types, s->n_types, sizeof *s->types, by_type_name);
    wire_map_free(&index);
    return rc;
}

static int compare(wire_score *s, const char *gold, const char *records, const wire_score_options *o, wire_err *err)
{
    int rc = o && o->aliases ? wire_aliases_read(&s->set.names, o->aliases, err) : 0;
    if (!rc)
        rc = wire_coded_read(&s->set, gold, true, err);
    if (!rc && !s->set.gold.n)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: no records in it", gold);
    if (!rc)
        rc = wire_coded_read(&s->set, records, false, err);
    if (rc)
        return rc;
    s->gold_order = ordered(&s->set, &s->set.gold);
    s->coded_order = ordered(&s->set, &s->set.coded);
    if (!s->gold_order || !s->coded_order || pair_all(s) || count(s))
        return wire_oom(err);
    return wire_score_agreement(s, err);
}

int wire_score_new(const char *gold, const char *records, const wire_score_options *options, wire_diagnostic_fn found, void *ctx,
                   wire_score **out, wire_err *err)
{
    wire_score *s = calloc(1, sizeof *s);
    if (!s)
        return wire_oom(err);
    int rc = wire_coded_init(&s->set, options ? options->reports : NULL, found, ctx, err);
    if (!rc)
        rc = compare(s, gold, records, options, err);
    if (rc)
        wire_score_free(s);
    else
        *out = s;
    return rc;
}

void wire_score_free(wire_score *s)
{
    if (!s)
        return;
    wire_coded_free(&s->set);
    free(s->gold_order);
    free(s->coded_order);
    free(s->types);
    free(s);
}
