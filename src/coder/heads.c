/* heads.c - the reader's heads: from a word's vector and features to what it tells.
 *
 *   vector · W + b + a row for each feature ──relu──> hidden ──> type | mode | status | saying | relation
 *   candidate's vector · A + word's vector · B + (· C) x (· D) + the matter's row + a row for each feature ──relu──> hidden ──> part
 *
 * The file is a wire_pack of kind "heads", version 2: "config" is JSON {"name", "encoder": the name that it was trained on, "width",
 * "hidden", "types", "modes", "statuses", "relations"}; the matrices, input by input, and the tables, row by row, are the upper halves of floats
 * (bfloat16). Sums are made in one order, first input to last. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/heads.h"

enum { VERSION = 2 }; /* of the file */

static const char *const names[TABLES] = {
    [T_CANDIDATE] = "candidate", [T_CANDIDATE_BIAS] = "candidate.b", [T_CANDIDATE_FEATURES] = "candidate.features",
    [T_TYPE] = "type", [T_TYPE_BIAS] = "type.b", [T_MODE] = "mode", [T_MODE_BIAS] = "mode.b", [T_STATUS] = "status", [T_STATUS_BIAS] = "status.b",
    [T_SAYS] = "says", [T_SAYS_BIAS] = "says.b", [T_RELATION] = "relation", [T_RELATION_BIAS] = "relation.b",
    [T_PAIR_CANDIDATE] = "pair.candidate", [T_PAIR_WORD] = "pair.word", [T_PAIR_BIAS] = "pair.b",
    [T_PAIR_CANDIDATE_FACTOR] = "pair.candidate.factor", [T_PAIR_WORD_FACTOR] = "pair.word.factor", [T_PAIR_MATTER] = "pair.matter",
    [T_PAIR_FEATURES] = "pair.features", [T_PART] = "part", [T_PART_BIAS] = "part.b",
};

/* ------------------------------------------------------------------------------------------------ opening */

/* Names from a list, behind "" for none; how many with it, 0 where the list is no such. */
static size_t read_names(const json_t *list, const char **out, size_t room)
{
    const size_t n = json_array_size(list);
    if (!n || n >= room)
        return 0;
    out[0] = "";
    for (size_t i = 0; i < n; i++)
        if (!(out[i + 1] = json_string_value(json_array_get(list, i))))
            return 0;
    return n + 1;
}

size_t wire_heads_floats(const wire_heads *h, enum wire_heads_table t)
{
    const size_t wide = h->width * h->hidden;
    const size_t sizes[TABLES] = {
        [T_CANDIDATE] = wide, [T_CANDIDATE_BIAS] = h->hidden, [T_CANDIDATE_FEATURES] = WIRE_CANDIDATE_FEATURES * h->hidden,
        [T_TYPE] = h->hidden * h->types, [T_TYPE_BIAS] = h->types, [T_MODE] = h->hidden * h->modes, [T_MODE_BIAS] = h->modes,
        [T_STATUS] = h->hidden * WIRE_STATUSES, [T_STATUS_BIAS] = WIRE_STATUSES, [T_SAYS] = h->hidden * 2, [T_SAYS_BIAS] = 2,
        [T_RELATION] = h->hidden * h->relations, [T_RELATION_BIAS] = h->relations, [T_PAIR_CANDIDATE] = wide, [T_PAIR_WORD] = wide,
        [T_PAIR_BIAS] = h->hidden, [T_PAIR_CANDIDATE_FACTOR] = wide, [T_PAIR_WORD_FACTOR] = wide,
        [T_PAIR_MATTER] = (h->types + h->relations) * h->hidden, [T_PAIR_FEATURES] = WIRE_PAIR_FEATURES * h->hidden,
        [T_PART] = h->hidden * WIRE_ROLES, [T_PART_BIAS] = WIRE_ROLES,
    };
    return sizes[t];
}

static int load(wire_heads *h, const wire_pack *file, enum wire_heads_table t, wire_err *err)
{
    size_t size;
    const size_t n = wire_heads_floats(h, t);
    const unsigned char *bytes = wire_pack_section(file, names[t], &size);
    if (!bytes || size != 2 * n)
        return wire_fail(err, WIRE_EFORMAT, "%s: section '%s' is not of the size that the config asks for", h->path, names[t]);
    h->table[t] = malloc(n * sizeof(float));
    if (!h->table[t])
        return wire_oom(err);
    for (size_t i = 0; i < n; i++) {
        const uint32_t word = (uint32_t)bytes[2 * i] << 16 | (uint32_t)bytes[2 * i + 1] << 24;
        memcpy(&h->table[t][i], &word, sizeof word);
        if (!isfinite(h->table[t][i]))
            return wire_fail(err, WIRE_EFORMAT, "%s: section '%s' holds what is no number", h->path, names[t]);
    }
    return 0;
}

void wire_pack_inputs(const float *w, size_t k, size_t n, float *out)
{
    for (size_t p = 0; p < n / WIRE_PANEL; p++)
        for (size_t i = 0; i < k; i++)
            memcpy(out + (p * k + i) * WIRE_PANEL, w + i * n + p * WIRE_PANEL, WIRE_PANEL * sizeof *out);
}

/* Pack the matrices that vectors go through. */
static int pack(wire_heads *h, wire_err *err)
{
    static const enum wire_heads_table of[] = {T_CANDIDATE, T_PAIR_CANDIDATE, T_PAIR_CANDIDATE_FACTOR, T_PAIR_WORD, T_PAIR_WORD_FACTOR};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        float *to = h->packed[of[i]] = aligned_alloc(64, h->width * h->hidden * sizeof(float));
        if (!to)
            return wire_oom(err);
        wire_pack_inputs(h->table[of[i]], h->width, h->hidden, to);
    }
    return 0;
}

static int configure(wire_heads *h, wire_err *err)
{
    const json_int_t width = json_integer_value(json_object_get(h->config, "width")), hidden = json_integer_value(json_object_get(h->config, "hidden"));
    h->width = width > 0 && width <= 4096 && width % WIRE_PANEL == 0 ? (size_t)width : 0;
    h->hidden = hidden > 0 && hidden <= WIRE_HIDDEN_MAX && hidden % WIRE_PANEL == 0 ? (size_t)hidden : 0;
    h->types = read_names(json_object_get(h->config, "types"), h->type_names, WIRE_TYPES_MAX);
    h->modes = read_names(json_object_get(h->config, "modes"), h->mode_names, WIRE_MODES_MAX);
    h->relations = read_names(json_object_get(h->config, "relations"), h->relation_names, WIRE_RELATIONS_MAX);
    const json_t *statuses = json_object_get(h->config, "statuses");
    bool same = json_array_size(statuses) == WIRE_STATUSES;
    for (size_t i = 0; same && i < WIRE_STATUSES; i++) {
        const char *name = json_string_value(json_array_get(statuses, i));
        same = name && !strcmp(name, wire_status_names[i]);
    }
    if (!h->width || !h->hidden || !h->types || !h->modes || !h->relations || !same)
        return wire_fail(err, WIRE_EFORMAT, "%s: the config is not that of a reader's heads", h->path);
    return 0;
}

int wire_heads_open(const char *path, wire_heads **out, wire_err *err)
{
    wire_pack *file;
    int rc = wire_pack_open(path, "heads", VERSION, &file, err);
    if (rc)
        return rc;
    wire_heads *h = calloc(1, sizeof *h);
    if (!h || !(h->path = strdup(path))) {
        free(h);
        wire_pack_close(file);
        return wire_oom(err);
    }
    size_t size;
    const char *text = wire_pack_section(file, "config", &size);
    h->hash = wire_pack_hash(file);
    h->config = text ? json_loadb(text, size, 0, NULL) : NULL;
    rc = configure(h, err);
    for (int t = 0; t < TABLES && !rc; t++)
        rc = load(h, file, (enum wire_heads_table)t, err);
    wire_pack_close(file);
    rc = rc ? rc : pack(h, err);
    if (rc) {
        wire_heads_close(h);
        return rc;
    }
    *out = h;
    return 0;
}

void wire_heads_close(wire_heads *h)
{
    if (!h)
        return;
    for (int t = 0; t < TABLES; t++) {
        free(h->table[t]);
        free(h->packed[t]);
    }
    json_decref(h->config);
    free(h->path);
    free(h);
}

/* ------------------------------------------------------------------------------------------------ growing and writing */

static bool append(wire_heads *h, const char *list, const char *const *more, size_t n)
{
    json_t *all = json_object_get(h->config, list);
    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(all, json_string(more[i])))
            return false;
    return true;
}

/* Rows of `from` numbers each become rows of `to`; behind its own each has `fill`. */
static void widen(const float *old, size_t rows, size_t from, size_t to, float fill, float *out)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < to; i++)
            out[r * to + i] = i < from ? old[r * from + i] : fill;
}

/* A new type's row of the pairs is what a deed's is on average: who acts and who is acted upon is alike in all. */
static void grow_matters(const wire_heads *old, wire_heads *h)
{
    const size_t n = h->hidden, more = h->types - old->types;
    const float *rows = old->table[T_PAIR_MATTER];
    float *out = h->table[T_PAIR_MATTER];
    memcpy(out, rows, old->types * n * sizeof *out);
    for (size_t k = 0; k < more; k++)
        for (size_t o = 0; o < n; o++) {
            float sum = 0;
            for (size_t t = 1; t < old->types; t++)
                sum += rows[t * n + o];
            out[(old->types + k) * n + o] = sum / (float)(old->types > 1 ? old->types - 1 : 1);
        }
    memcpy(out + h->types * n, rows + old->types * n, old->relations * n * sizeof *out);
}

int wire_heads_grown(const wire_heads *old, const char *const *types, size_t n_types, const char *const *modes, size_t n_modes, wire_heads **out,
                     wire_err *err)
{
    static const float hardly = -6; /* a logit */
    wire_heads *h = calloc(1, sizeof *h);
    int rc = 0;
    if (!h || !(h->path = strdup("")) || !(h->config = json_deep_copy(old->config)) || !append(h, "types", types, n_types) ||
        !append(h, "modes", modes, n_modes))
        rc = wire_oom(err);
    rc = rc ? rc : configure(h, NULL) ? wire_fail(err, WIRE_ELIMIT, "more than %d types or %d modes", WIRE_TYPES_MAX - 1, WIRE_MODES_MAX - 1) : 0;
    for (int t = 0; t < TABLES && !rc; t++) {
        const size_t n = wire_heads_floats(h, (enum wire_heads_table)t);
        h->table[t] = malloc(n * sizeof(float));
        if (!h->table[t])
            rc = wire_oom(err);
        else if (n == wire_heads_floats(old, (enum wire_heads_table)t))
            memcpy(h->table[t], old->table[t], n * sizeof(float));
    }
    if (!rc && n_types) {
        widen(old->table[T_TYPE], h->hidden, old->types, h->types, 0, h->table[T_TYPE]);
        widen(old->table[T_TYPE_BIAS], 1, old->types, h->types, hardly, h->table[T_TYPE_BIAS]);
        grow_matters(old, h);
    }
    if (!rc && n_modes) {
        widen(old->table[T_MODE], h->hidden, old->modes, h->modes, 0, h->table[T_MODE]);
        widen(old->table[T_MODE_BIAS], 1, old->modes, h->modes, hardly, h->table[T_MODE_BIAS]);
    }
    if (rc) {
        wire_heads_close(h);
        return rc;
    }
    *out = h;
    return 0;
}

uint16_t wire_upper_half(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

int wire_heads_write(const wire_heads *h, const char *path, wire_err *err)
{
    wire_packer packer = {0};
    char *config = json_dumps(h->config, JSON_COMPACT);
    int rc = config ? wire_packer_add(&packer, "config", config, strlen(config)) : WIRE_ENOMEM;
    for (int t = 0; t < TABLES && !rc; t++) {
        const size_t n = wire_heads_floats(h, (enum wire_heads_table)t);
        uint16_t *halves = malloc(n * sizeof *halves);
        for (size_t i = 0; halves && i < n; i++)
            halves[i] = wire_upper_half(h->table[t][i]);
        rc = halves ? wire_packer_add(&packer, names[t], halves, n * sizeof *halves) : WIRE_ENOMEM;
        free(halves);
    }
    rc = rc ? wire_oom(err) : wire_packer_write(&packer, path, "heads", VERSION, err);
    wire_packer_free(&packer);
    free(config);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ names */

uint64_t wire_heads_hash(const wire_heads *h)
{
    return h->hash;
}

size_t wire_heads_width(const wire_heads *h)
{
    return h->width;
}

size_t wire_heads_types(const wire_heads *h)
{
    return h->types;
}

const char *wire_heads_type(const wire_heads *h, size_t i)
{
    return h->type_names[i];
}

size_t wire_heads_modes(const wire_heads *h)
{
    return h->modes;
}

const char *wire_heads_mode(const wire_heads *h, size_t i)
{
    return h->mode_names[i];
}

size_t wire_heads_relations(const wire_heads *h)
{
    return h->relations;
}

const char *wire_heads_relation(const wire_heads *h, size_t i)
{
    return h->relation_names[i];
}

/* ------------------------------------------------------------------------------------------------ arithmetic */

/* y += x · w */
static void add_product(const float *restrict x, size_t k, const float *restrict w, size_t n, float *restrict y)
{
    for (size_t i = 0; i < k; i++)
        for (size_t o = 0; o < n; o++)
            y[o] += x[i] * w[i * n + o];
}

static void add_row(const float *restrict row, size_t n, float *restrict y)
{
    for (size_t o = 0; o < n; o++)
        y[o] += row[o];
}

static void add_features(const wire_bag *b, const float *rows, size_t n, float *y)
{
    for (uint32_t i = 0; i < b->n; i++)
        add_row(rows + b->id[i] * n, n, y);
}

static void rectify(float *y, size_t n)
{
    for (size_t o = 0; o < n; o++)
        y[o] = y[o] > 0 ? y[o] : 0;
}

/* e to a power of at most 0, the same on every machine: its integer part by halving, the rest by its series. */
static double falling_exp(double x)
{
    if (x < -80)
        return 0;
    double y = 1, rest = x / 64; /* e^x = (e^(x / 64))^64 */
    for (int i = 12; i > 0; i--)
        y = 1 + y * rest / i;
    for (int i = 0; i < 6; i++)
        y *= y;
    return y;
}

/* Logits to probabilities, in place. */
static void normalise(float *y, size_t n)
{
    float most = y[0];
    double sum = 0;
    for (size_t o = 1; o < n; o++)
        most = y[o] > most ? y[o] : most;
    for (size_t o = 0; o < n; o++) {
        const double e = falling_exp((double)(y[o] - most));
        sum += e;
        y[o] = (float)e;
    }
    for (size_t o = 0; o < n; o++)
        y[o] = (float)(y[o] / sum);
}

static void choose(const wire_heads *h, const float *hidden, enum wire_heads_table w, size_t n, float *out)
{
    memcpy(out, h->table[w + 1], n * sizeof *out);
    add_product(hidden, h->hidden, h->table[w], n, out);
    normalise(out, n);
}

static void project(const wire_heads *h, enum wire_heads_table t, const wire_kernel *k, const float *vectors, const uint32_t *rows, size_t n, float *out)
{
    k->gemm(vectors, rows, n, h->packed[t], NULL, h->width, h->hidden / WIRE_PANEL, out, h->hidden);
}

void wire_heads_project(const wire_heads *h, const wire_kernel *k, const float *vectors, const uint32_t *rows, size_t n, float *out)
{
    project(h, T_CANDIDATE, k, vectors, rows, n, out);
}

void wire_heads_judge(const wire_heads *h, float *hidden, const wire_bag *features, wire_opinion *out)
{
    float says[2];
    add_row(h->table[T_CANDIDATE_BIAS], h->hidden, hidden);
    add_features(features, h->table[T_CANDIDATE_FEATURES], h->hidden, hidden);
    rectify(hidden, h->hidden);
    choose(h, hidden, T_TYPE, h->types, out->type);
    choose(h, hidden, T_MODE, h->modes, out->mode);
    choose(h, hidden, T_STATUS, WIRE_STATUSES, out->status);
    choose(h, hidden, T_RELATION, h->relations, out->relation);
    choose(h, hidden, T_SAYS, 2, says);
    out->says = says[1];
}

void wire_heads_candidate(const wire_heads *h, const wire_kernel *k, const float *v, size_t matter, wire_half *out)
{
    static const uint32_t first = 0;
    project(h, T_PAIR_CANDIDATE, k, v, &first, 1, out->sum);
    project(h, T_PAIR_CANDIDATE_FACTOR, k, v, &first, 1, out->product);
    add_row(h->table[T_PAIR_BIAS], h->hidden, out->sum);
    add_row(h->table[T_PAIR_MATTER] + matter * h->hidden, h->hidden, out->sum);
}

void wire_heads_words(const wire_heads *h, const wire_kernel *k, const float *vectors, const uint32_t *rows, size_t n, float *sums, float *products)
{
    project(h, T_PAIR_WORD, k, vectors, rows, n, sums);
    project(h, T_PAIR_WORD_FACTOR, k, vectors, rows, n, products);
}

void wire_heads_part(const wire_heads *h, const wire_half *candidate, const float *sum, const float *product, const wire_bag *features,
                     float out[WIRE_ROLES])
{
    float hidden[WIRE_HIDDEN_MAX];
    for (size_t o = 0; o < h->hidden; o++)
        hidden[o] = candidate->sum[o] + sum[o] + candidate->product[o] * product[o];
    add_features(features, h->table[T_PAIR_FEATURES], h->hidden, hidden);
    rectify(hidden, h->hidden);
    choose(h, hidden, T_PART, WIRE_ROLES, out);
}
