/* encoder.c - opening a converted encoder: everything is checked here, once, so that nothing needs to be checked later. */
#include "nlp/encoder.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

float wire_query_factor(size_t head_width)
{
    return (float)(1.4426950408889634 / sqrt((double)head_width));
}

/* ------------------------------------------------------------------------------------------------ sections */

/* A section of `count` elements of `size` bytes. */
static const void *section(const wire_encoder *e, const char *name, size_t count, size_t size)
{
    size_t bytes;
    const void *data = wire_pack_section(e->pack, name, &bytes);
    return bytes == count * size ? data : NULL;
}

static const void *part(const wire_encoder *e, size_t layer, const char *name, const char *suffix, size_t count, size_t size)
{
    char full[32];
    snprintf(full, sizeof full, "%zu.%s.%s", layer, name, suffix);
    return section(e, full, count, size);
}

static bool matrix(const wire_encoder *e, size_t layer, const char *name, size_t n, size_t k, wire_matrix8 *out)
{
    *out = (wire_matrix8){
        .n = n,
        .k = k,
        .w = part(e, layer, name, "w", n * k, 1),
        .sum = part(e, layer, name, "c", n, sizeof(int32_t)),
        .scale = part(e, layer, name, "s", n, sizeof(float)),
        .bias = part(e, layer, name, "b", n, sizeof(float)),
    };
    return out->w && out->sum && out->scale && out->bias;
}

static bool layer(wire_encoder *e, size_t i)
{
    wire_encoder_layer *l = &e->layers[i];
    const size_t w = e->width;
    l->mid_gain = part(e, i, "mid", "g", w, sizeof(float));
    l->mid_shift = part(e, i, "mid", "h", w, sizeof(float));
    l->end_gain = part(e, i, "end", "g", w, sizeof(float));
    l->end_shift = part(e, i, "end", "h", w, sizeof(float));
    return l->mid_gain && l->mid_shift && l->end_gain && l->end_shift && matrix(e, i, "qkv", 3 * w, w, &l->qkv) &&
           matrix(e, i, "out", w, w, &l->out) && matrix(e, i, "up", e->inner, w, &l->up) && matrix(e, i, "down", w, e->inner, &l->down);
}

static size_t number(const json_t *o, const char *key, size_t max)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n > 0 && (uint64_t)n <= max ? (size_t)n : 0;
}

/* ------------------------------------------------------------------------------------------------ parts */

static bool load_vocabulary(wire_encoder *e, const json_t *config)
{
    wire_wordpiece *v = &e->vocabulary;
    size_t text_size, starts_size, ids_size;
    v->text = wire_pack_section(e->pack, "pieces", &text_size);
    v->start = wire_pack_section(e->pack, "pieces.at", &starts_size);
    const void *ids = wire_pack_section(e->pack, "pieces.ids", &ids_size);
    if (!v->text || !v->start || starts_size % sizeof *v->start || starts_size < 2 * sizeof *v->start ||
        starts_size > (WIRE_VOCABULARY_MAX + 1) * sizeof *v->start || !ids || !wire_table_valid(ids, ids_size))
        return false;
    v->n = starts_size / sizeof *v->start - 1;
    v->ids = (wire_table){ids, ids_size / sizeof(wire_slot) - 1};
    for (size_t i = 0; i < v->n; i++) {
        if (v->start[i] > v->start[i + 1] || v->start[i + 1] > text_size || v->start[i + 1] - v->start[i] > WIRE_PIECE_BYTES)
            return false;
        const size_t len = v->start[i + 1] - v->start[i];
        v->longest = len > v->longest ? len : v->longest;
    }
    for (size_t i = 0; i <= v->ids.mask; i++)
        if (v->ids.slots[i].key && v->ids.slots[i].val >= v->n)
            return false;
    v->lower = json_is_true(json_object_get(config, "lower"));
    v->accents = json_is_true(json_object_get(config, "accents"));
    v->chinese = json_is_true(json_object_get(config, "chinese"));
    const size_t cls = number(config, "cls", v->n - 1), sep = number(config, "sep", v->n - 1), unk = number(config, "unk", v->n - 1);
    e->cls = (uint32_t)cls;
    e->sep = (uint32_t)sep;
    v->unknown = (uint32_t)unk;
    return true;
}

static bool load_network(wire_encoder *e, const json_t *config)
{
    e->n_layers = number(config, "layers", WIRE_LAYERS_MAX);
    e->width = number(config, "width", WIRE_ENCODER_WIDTH_MAX);
    e->heads = number(config, "heads", WIRE_ENCODER_WIDTH_MAX);
    e->inner = number(config, "inner", WIRE_INPUTS_MAX);
    e->positions = number(config, "positions", 1 << 16);
    e->eps = (float)json_real_value(json_object_get(config, "eps"));
    if (!e->n_layers || !e->width || !e->heads || !e->inner || e->inner % WIRE_LANES || e->width % (e->heads * WIRE_LANES) ||
        e->positions < 3 || !(e->eps >= 0 && e->eps < 1))
        return false;
    e->words = section(e, "words", e->vocabulary.n * e->width, sizeof *e->words);
    e->word_scales = section(e, "words.s", e->vocabulary.n, sizeof(float));
    e->places = section(e, "places", e->positions * e->width, sizeof(float));
    e->gain = section(e, "words.g", e->width, sizeof(float));
    e->shift = section(e, "words.h", e->width, sizeof(float));
    bool ok = e->words && e->word_scales && e->places && e->gain && e->shift;
    for (size_t i = 0; i < e->n_layers && ok; i++)
        ok = layer(e, i);
    return ok;
}

int wire_encoder_open(const char *path, wire_encoder **out, wire_err *err)
{
    wire_encoder *e = calloc(1, sizeof *e);
    if (!e)
        return wire_oom(err);
    json_t *config = NULL;
    int rc = wire_pack_open(path, WIRE_ENCODER_KIND, WIRE_ENCODER_VERSION, &e->pack, err);
    if (!rc) {
        size_t size;
        const char *text = wire_pack_section(e->pack, "config", &size);
        config = text ? json_loadb(text, size, 0, NULL) : NULL;
        const char *name = json_string_value(json_object_get(config, "name")), *update = json_string_value(json_object_get(config, "update"));
        if (!name || !load_vocabulary(e, config) || !load_network(e, config)) {
            rc = wire_fail(err, WIRE_EFORMAT, "%s: the encoder is damaged", path);
        } else {
            const size_t room = strlen(name) + (update ? strlen(update) : 0) + 4;
            e->name = malloc(room);
            if (e->name)
                snprintf(e->name, room, "%s%s%s", name, update ? " + " : "", update ? update : "");
            else
                rc = wire_oom(err);
            snprintf(e->hash, sizeof e->hash, "%016llx", (unsigned long long)wire_pack_hash(e->pack));
        }
    }
    json_decref(config);
    if (rc)
        wire_encoder_close(e);
    else
        *out = e;
    return rc;
}

void wire_encoder_close(wire_encoder *e)
{
    if (!e)
        return;
    if (e->pack)
        wire_pack_close(e->pack);
    free(e->name);
    free(e);
}

const char *wire_encoder_name(const wire_encoder *e)
{
    return e->name;
}

const char *wire_encoder_hash(const wire_encoder *e)
{
    return e->hash;
}

size_t wire_encoder_width(const wire_encoder *e)
{
    return e->width;
}

int64_t wire_encoder_piece(const wire_encoder *e, const char *text)
{
    const bool continues = !strncmp(text, "##", 2) && text[2];
    return wire_piece_find(&e->vocabulary, text + (continues ? 2 : 0), strlen(text) - (continues ? 2 : 0), continues);
}

wire_str wire_encoder_piece_text(const wire_encoder *e, uint32_t id)
{
    const wire_wordpiece *v = &e->vocabulary;
    return id < v->n ? (wire_str){v->text + v->start[id], v->start[id + 1] - v->start[id]} : (wire_str){"", 0};
}
