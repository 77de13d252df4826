/* heads.c - the reader's heads: from a word's vector and features to what it tells.
 *
 *   vector · W + b + a row for each feature ──relu──> hidden ──> type | mode | status
 *   candidate's vector · A + word's vector · B + (· C) x (· D) + the type's row + a row for each feature ──relu──> hidden ──> part
 *
 * The file is a wire_pack of kind "heads", version 1: "config" is JSON {"name", "encoder": the name that it was trained on, "width",
 * "hidden", "types", "modes", "statuses"}; the matrices, input by input, and the tables, row by row, are the upper halves of floats
 * (bfloat16). Sums are made in one order, first input to last. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/err.h"
#include "base/pack.h"
#include "coder/reading.h"

enum table {
    CANDIDATE, CANDIDATE_BIAS, CANDIDATE_FEATURES, TYPE, TYPE_BIAS, MODE, MODE_BIAS, STATUS, STATUS_BIAS, PAIR_CANDIDATE, PAIR_WORD, PAIR_BIAS,
    PAIR_CANDIDATE_FACTOR, PAIR_WORD_FACTOR, PAIR_TYPE, PAIR_FEATURES, PART, PART_BIAS, TABLES
};

static const char *const names[TABLES] = {
    [CANDIDATE] = "candidate", [CANDIDATE_BIAS] = "candidate.b", [CANDIDATE_FEATURES] = "candidate.features",
    [TYPE] = "type", [TYPE_BIAS] = "type.b", [MODE] = "mode", [MODE_BIAS] = "mode.b", [STATUS] = "status", [STATUS_BIAS] = "status.b",
    [PAIR_CANDIDATE] = "pair.candidate", [PAIR_WORD] = "pair.word", [PAIR_BIAS] = "pair.b",
    [PAIR_CANDIDATE_FACTOR] = "pair.candidate.factor", [PAIR_WORD_FACTOR] = "pair.word.factor", [PAIR_TYPE] = "pair.type",
    [PAIR_FEATURES] = "pair.features", [PART] = "part", [PART_BIAS] = "part.b",
};

struct wire_heads {
    wire_pack *pack;
    json_t *config;
    size_t width, hidden, types, modes;
    const char *type_names[WIRE_TYPES_MAX], *mode_names[WIRE_MODES_MAX];
    float *table[TABLES];
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

static size_t floats_of(const wire_heads *h, enum table t)
{
    const size_t wide = h->width * h->hidden;
    const size_t sizes[TABLES] = {
        [CANDIDATE] = wide, [CANDIDATE_BIAS] = h->hidden, [CANDIDATE_FEATURES] = WIRE_CANDIDATE_FEATURES * h->hidden,
        [TYPE] = h->hidden * h->types, [TYPE_BIAS] = h->types, [MODE] = h->hidden * h->modes, [MODE_BIAS] = h->modes,
        [STATUS] = h->hidden * WIRE_STATUSES, [STATUS_BIAS] = WIRE_STATUSES, [PAIR_CANDIDATE] = wide, [PAIR_WORD] = wide,
        [PAIR_BIAS] = h->hidden, [PAIR_CANDIDATE_FACTOR] = wide, [PAIR_WORD_FACTOR] = wide,
        [PAIR_TYPE] = (h->types + 1) * h->hidden, [PAIR_FEATURES] = WIRE_PAIR_FEATURES * h->hidden, [PART] = h->hidden * WIRE_ROLES,
        [PART_BIAS] = WIRE_ROLES,
    };
    return sizes[t];
}

static int load(wire_heads *h, enum table t, wire_err *err)
{
    size_t size;
    const size_t n = floats_of(h, t);
    const unsigned char *bytes = wire_pack_section(h->pack, names[t], &size);
    if (!bytes || size != 2 * n)
        return wire_fail(err, WIRE_EFORMAT, "%s: section '%s' is not of the size that the config asks for", wire_pack_path(h->pack), names[t]);
    h->table[t] = malloc(n * sizeof(float));
    if (!h->table[t])
        return wire_oom(err);
    for (size_t i = 0; i < n; i++) {
        const uint32_t word = (uint32_t)bytes[2 * i] << 16 | (uint32_t)bytes[2 * i + 1] << 24;
        memcpy(&h->table[t][i], &word, sizeof word);
        if (!isfinite(h->table[t][i]))
            return wire_fail(err, WIRE_EFORMAT, "%s: section '%s' holds what is no number", wire_pack_path(h->pack), names[t]);
    }
    return 0;
}

static int configure(wire_heads *h, wire_err *err)
{
    size_t size;
    const char *text = wire_pack_section(h->pack, "config", &size);
    h->config = text ? json_loadb(text, size, 0, NULL) : NULL;
    const json_int_t width = json_integer_value(json_object_get(h->config, "width")), hidden = json_integer_value(json_object_get(h->config, "hidden"));
    h->width = width > 0 && width <= 4096 ? (size_t)width : 0;
    h->hidden = hidden > 0 && hidden <= WIRE_HIDDEN_MAX ? (size_t)hidden : 0;
    h->types = read_names(json_object_get(h->config, "types"), h->type_names, WIRE_TYPES_MAX);
    h->modes = read_names(json_object_get(h->config, "modes"), h->mode_names, WIRE_MODES_MAX);
    const json_t *statuses = json_object_get(h->config, "statuses");
    bool same = json_array_size(statuses) == WIRE_STATUSES;
    for (size_t i = 0; same && i < WIRE_STATUSES; i++) {
        const char *name = json_string_value(json_array_get(statuses, i));
        same = name && !strcmp(name, wire_status_names[i]);
    }
    if (!h->width || !h->hidden || !h->types || !h->modes || !same)
        return wire_fail(err, WIRE_EFORMAT, "%s: the config is not that of a reader's heads", wire_pack_path(h->pack));
    return 0;
}

int wire_heads_open(const char *path, wire_heads **out, wire_err *err)
{
    wire_heads *h = calloc(1, sizeof *h);
    if (!h)
        return wire_oom(err);
    int rc = wire_pack_open(path, "heads", 1, &h->pack, err);
    rc = rc ? rc : configure(h, err);
    for (int t = 0; t < TABLES && !rc; t++)
        rc = load(h, (enum table)t, err);
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
    for (int t = 0; t < TABLES; t++)
        free(h->table[t]);
    json_decref(h->config);
    wire_pack_close(h->pack);
    free(h);
}

uint64_t wire_heads_hash(const wire_heads *h)
{
    return wire_pack_hash(h->pack);
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

static void choose(const wire_heads *h, const float *hidden, enum table w, size_t n, float *out)
{
    memcpy(out, h->table[w + 1], n * sizeof *out);
    add_product(hidden, h->hidden, h->table[w], n, out);
    normalise(out, n);
}

void wire_heads_judge(const wire_heads *h, const float *v, const wire_bag *features, wire_opinion *out)
{
    float hidden[WIRE_HIDDEN_MAX];
    memcpy(hidden, h->table[CANDIDATE_BIAS], h->hidden * sizeof *hidden);
    add_product(v, h->width, h->table[CANDIDATE], h->hidden, hidden);
    add_features(features, h->table[CANDIDATE_FEATURES], h->hidden, hidden);
    rectify(hidden, h->hidden);
    choose(h, hidden, TYPE, h->types, out->type);
    choose(h, hidden, MODE, h->modes, out->mode);
    choose(h, hidden, STATUS, WIRE_STATUSES, out->status);
}

static void half(const wire_heads *h, const float *v, enum table sum, enum table factor, wire_half *out)
{
    memset(out, 0, sizeof *out);
    add_product(v, h->width, h->table[sum], h->hidden, out->sum);
    add_product(v, h->width, h->table[factor], h->hidden, out->product);
}

void wire_heads_candidate(const wire_heads *h, const float *v, size_t type, wire_half *out)
{
    half(h, v, PAIR_CANDIDATE, PAIR_CANDIDATE_FACTOR, out);
    add_row(h->table[PAIR_BIAS], h->hidden, out->sum);
    add_row(h->table[PAIR_TYPE] + type * h->hidden, h->hidden, out->sum);
}

void wire_heads_word(const wire_heads *h, const float *v, wire_half *out)
{
    half(h, v, PAIR_WORD, PAIR_WORD_FACTOR, out);
}

void wire_heads_part(const wire_heads *h, const wire_half *candidate, const wire_half *word, const wire_bag *features, float out[WIRE_ROLES])
{
    float hidden[WIRE_HIDDEN_MAX];
    for (size_t o = 0; o < h->hidden; o++)
        hidden[o] = candidate->sum[o] + word->sum[o] + candidate->product[o] * word->product[o];
    add_features(features, h->table[PAIR_FEATURES], h->hidden, hidden);
    rectify(hidden, h->hidden);
    choose(h, hidden, PART, WIRE_ROLES, out);
}
