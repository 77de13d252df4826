/* encoder_convert.c - a package of a transformer encoder to the file that is mapped (encoder.h).
 *
 *   config.json, tokenizer_config.json ──> "config"
 *   vocab.txt ───────────────────────────> the vocabulary
 *   model.safetensors ──> matrices ──(+ scale * B A of the update)──> quantised, an output at a time ──> packed
 *
 * A low-rank update (Hu et al. 2021) is a wire_pack of kind "update": its section "config" is JSON {"name": what it is, "base": the
 * model's name that it was trained on, "scale": a number}; for layer I and matrix M, one of q, k, v, out, up, down, "I.M.A" holds rank
 * rows of as many floats as the matrix has inputs, "I.M.B" an output's rank floats, output by output. A matrix that is not there stays
 * as it is.
 *
 * All is computed in one order, without fused multiply-adds, so that the file is the same wherever it is made. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "nlp/encoder.h"
#include "nlp/package.h"
#include "nlp/safetensors.h"

static const char *const matrix_names[WIRE_MATRICES] = {
    [WIRE_QUERY] = "attention.self.query", [WIRE_KEY] = "attention.self.key", [WIRE_VALUE] = "attention.self.value",
    [WIRE_OUT] = "attention.output.dense", [WIRE_UP] = "intermediate.dense",  [WIRE_DOWN] = "output.dense",
};
static const char *const update_names[WIRE_MATRICES] = {
    [WIRE_QUERY] = "q", [WIRE_KEY] = "k", [WIRE_VALUE] = "v", [WIRE_OUT] = "out", [WIRE_UP] = "up", [WIRE_DOWN] = "down",
};

typedef struct conversion {
    const char *path;
    wire_package *package;
    wire_tensors tensors;
    const char *prefix; /* of the tensors' names: "" or "bert." */
    wire_pack *update;  /* NULL: none */
    double update_scale;
    size_t layers, width, heads, inner, positions, types, pieces;
    json_t *config; /* becomes the section "config" */
    wire_packer out;
} conversion;

/* ------------------------------------------------------------------------------------------------ sections */

static int add(conversion *c, const char *name, const void *data, size_t size, wire_err *err)
{
    return wire_packer_add(&c->out, name, data, size) ? wire_oom(err) : 0;
}

static int add_part(conversion *c, size_t layer, const char *name, const char *suffix, const void *data, size_t size, wire_err *err)
{
    char full[32];
    snprintf(full, sizeof full, "%zu.%s.%s", layer, name, suffix);
    return add(c, full, data, size, err);
}

static int tensor(const conversion *c, const char *name, size_t rows, size_t columns, float *out, wire_err *err)
{
    char full[160];
    snprintf(full, sizeof full, "%s%s", c->prefix, name);
    return wire_tensors_read(&c->tensors, full, rows, columns, out, err);
}

/* A vector of the model, as it is. */
static int copy_vector(conversion *c, const char *from, const char *to, size_t n, wire_err *err)
{
    float *v = malloc(n * sizeof *v);
    int rc = v ? tensor(c, from, n, 0, v, err) : wire_oom(err);
    if (!rc)
        rc = add(c, to, v, n * sizeof *v, err);
    free(v);
    return rc;
}

static int copy_norm(conversion *c, const char *from, const char *to, wire_err *err)
{
    char name[120], section[32];
    snprintf(name, sizeof name, "%s.LayerNorm.weight", from);
    snprintf(section, sizeof section, "%s.g", to);
    int rc = copy_vector(c, name, section, c->width, err);
    snprintf(name, sizeof name, "%s.LayerNorm.bias", from);
    snprintf(section, sizeof section, "%s.h", to);
    return rc ? rc : copy_vector(c, name, section, c->width, err);
}

/* ------------------------------------------------------------------------------------------------ matrices */

/* w += scale * B A, where the update has this matrix. */
static int merge(const conversion *c, size_t layer, enum wire_matrix which, float *w, size_t n, size_t k, wire_err *err)
{
    char name[32];
    size_t a_size, b_size;
    snprintf(name, sizeof name, "%zu.%s.A", layer, update_names[which]);
    const float *a = wire_pack_section(c->update, name, &a_size);
    snprintf(name, sizeof name, "%zu.%s.B", layer, update_names[which]);
    const float *b = wire_pack_section(c->update, name, &b_size);
    if (!a && !b)
        return 0;
    const size_t rank = a_size / (k * sizeof *a);
    if (!a || !b || !rank || rank > WIRE_RANK_MAX || a_size != rank * k * sizeof *a || b_size != rank * n * sizeof *b)
        return wire_fail(err, WIRE_EFORMAT, "%s: its matrices %zu.%s do not fit this encoder", wire_pack_path(c->update), layer,
                         update_names[which]);
    double *sum = malloc(k * sizeof *sum);
    if (!sum)
        return wire_oom(err);
    bool finite = true;
    for (size_t o = 0; o < n; o++) {
        memset(sum, 0, k * sizeof *sum);
        for (size_t r = 0; r < rank; r++)
            for (size_t i = 0; i < k; i++)
                sum[i] += (double)b[o * rank + r] * (double)a[r * k + i];
        for (size_t i = 0; i < k; i++) {
            w[o * k + i] = (float)((double)w[o * k + i] + c->update_scale * sum[i]);
            finite &= isfinite(w[o * k + i]) != 0;
        }
    }
    free(sum);
    return finite ? 0 : wire_fail(err, WIRE_EFORMAT, "%s: its matrices %zu.%s hold what is no finite number", wire_pack_path(c->update),
                                  layer, update_names[which]);
}

/* Values to whole numbers of at most `most`: the scale by which they are to be multiplied. */
static float quantised(const float *v, size_t n, float most, int16_t *out)
{
    float top = 0;
    for (size_t i = 0; i < n; i++)
        top = fabsf(v[i]) > top ? fabsf(v[i]) : top;
    const float scale = top / most;
    for (size_t i = 0; i < n; i++) {
        const float q = scale > 0 ? rintf(v[i] / scale) : 0;
        out[i] = (int16_t)(q > most ? most : q < -most ? -most : q);
    }
    return scale;
}

/* The matrices from `first` to `last`, one above the other, as the section `name`. */
static int add_matrix(conversion *c, size_t layer, enum wire_matrix first, enum wire_matrix last, size_t n, size_t k, const char *name,
                      wire_err *err)
{
    const size_t all = (size_t)(last - first + 1) * n;
    float *w = malloc(n * k * sizeof *w), *scale = malloc(all * sizeof *scale), *bias = malloc(all * sizeof *bias);
    int8_t *bytes = malloc(all * k), *packed = malloc(all * k);
    int16_t *row = malloc(k * sizeof *row);
    int32_t *sum = malloc(all * sizeof *sum);
    int rc = w && scale && bias && bytes && packed && row && sum ? 0 : wire_oom(err);
    for (int m = (int)first; m <= (int)last && !rc; m++) {
        const size_t at = (size_t)(m - (int)first) * n;
        char from[120];
        snprintf(from, sizeof from, "encoder.layer.%zu.%s.weight", layer, matrix_names[m]);
        rc = tensor(c, from, n, k, w, err);
        snprintf(from, sizeof from, "encoder.layer.%zu.%s.bias", layer, matrix_names[m]);
        if (!rc)
            rc = tensor(c, from, n, 0, bias + at, err);
        if (!rc && c->update)
            rc = merge(c, layer, (enum wire_matrix)m, w, n, k, err);
        const float factor = m == WIRE_QUERY ? wire_query_factor(c->width / c->heads) : 1;
        for (size_t o = 0; o < n && !rc; o++) {
            scale[at + o] = quantised(w + o * k, k, 127, row) * factor;
            bias[at + o] *= factor;
            for (size_t i = 0; i < k; i++)
                bytes[(at + o) * k + i] = (int8_t)row[i];
        }
    }
    if (!rc) {
        wire_pack_matrix8(bytes, all, k, packed, sum);
        rc = add_part(c, layer, name, "w", packed, all * k, err);
    }
    if (!rc)
        rc = add_part(c, layer, name, "c", sum, all * sizeof *sum, err);
    if (!rc)
        rc = add_part(c, layer, name, "s", scale, all * sizeof *scale, err);
    if (!rc)
        rc = add_part(c, layer, name, "b", bias, all * sizeof *bias, err);
    free(w);
    free(scale);
    free(bias);
    free(bytes);
    free(packed);
    free(row);
    free(sum);
    return rc;
}

static int add_layer(conversion *c, size_t i, wire_err *err)
{
    char from[80], to[32];
    int rc = add_matrix(c, i, WIRE_QUERY, WIRE_VALUE, c->width, c->width, "qkv", err);
    if (!rc)
        rc = add_matrix(c, i, WIRE_OUT, WIRE_OUT, c->width, c->width, "out", err);
    if (!rc)
        rc = add_matrix(c, i, WIRE_UP, WIRE_UP, c->inner, c->width, "up", err);
    if (!rc)
        rc = add_matrix(c, i, WIRE_DOWN, WIRE_DOWN, c->width, c->inner, "down", err);
    snprintf(from, sizeof from, "encoder.layer.%zu.attention.output", i);
    snprintf(to, sizeof to, "%zu.mid", i);
    if (!rc)
        rc = copy_norm(c, from, to, err);
    snprintf(from, sizeof from, "encoder.layer.%zu.output", i);
    snprintf(to, sizeof to, "%zu.end", i);
    return rc ? rc : copy_norm(c, from, to, err);
}

static int add_embeddings(conversion *c, wire_err *err)
{
    const size_t rows = c->pieces > c->positions ? c->pieces : c->positions;
    float *v = malloc(rows * c->width * sizeof *v), *type = malloc(c->types * c->width * sizeof *type),
          *scale = malloc(c->pieces * sizeof *scale);
    int16_t *q = malloc(c->pieces * c->width * sizeof *q);
    int rc = v && type && scale && q ? 0 : wire_oom(err);
    if (!rc)
        rc = tensor(c, "embeddings.word_embeddings.weight", c->pieces, c->width, v, err);
    for (size_t i = 0; i < c->pieces && !rc; i++)
        scale[i] = quantised(v + i * c->width, c->width, 32767, q + i * c->width);
    if (!rc)
        rc = add(c, "words", q, c->pieces * c->width * sizeof *q, err);
    if (!rc)
        rc = add(c, "words.s", scale, c->pieces * sizeof *scale, err);
    if (!rc)
        rc = tensor(c, "embeddings.position_embeddings.weight", c->positions, c->width, v, err);
    if (!rc)
        rc = tensor(c, "embeddings.token_type_embeddings.weight", c->types, c->width, type, err);
    for (size_t i = 0; i < c->positions * c->width && !rc; i++)
        v[i] += type[i % c->width];
    if (!rc)
        rc = add(c, "places", v, c->positions * c->width * sizeof *v, err);
    free(v);
    free(type);
    free(scale);
    free(q);
    return rc ? rc : copy_norm(c, "embeddings", "words", err);
}

/* ------------------------------------------------------------------------------------------------ vocabulary */

static int unfit(const conversion *c, wire_err *err, const char *what)
{
    return wire_fail(err, WIRE_EFORMAT, "%s: vocab.txt: %s", c->path, what);
}

/* A piece a line, its number the line's. */
static int add_vocabulary(conversion *c, wire_err *err)
{
    char *text = NULL;
    size_t len = 0, n = 0, used = 0;
    int rc = wire_package_read(c->package, "vocab.txt", &text, &len, err);
    if (rc)
        return rc;
    const size_t slots = wire_table_slots(c->pieces);
    char *pieces = malloc(len + 1);
    uint32_t *at = malloc((c->pieces + 1) * sizeof *at);
    wire_slot *ids = calloc(slots, sizeof *ids);
    if (!pieces || !at || !ids)
        rc = wire_oom(err);
    else if (len > UINT32_MAX || wire_utf8_valid(text, len) != len)
        rc = unfit(c, err, "not UTF-8");
    int64_t cls = -1, sep = -1, unk = -1;
    for (const char *line = text, *next; !rc && line < text + len; line = next) {
        const char *end = memchr(line, '\n', (size_t)(text + len - line));
        end = end ? end : text + len;
        next = end + 1;
        if (end > line && end[-1] == '\r')
            end--;
        if (n == c->pieces) {
            rc = unfit(c, err, "more pieces than config.json tells");
            break;
        }
        const size_t whole = (size_t)(end - line);
        cls = whole == 5 && !memcmp(line, "[CLS]", 5) ? (int64_t)n : cls;
        sep = whole == 5 && !memcmp(line, "[SEP]", 5) ? (int64_t)n : sep;
        unk = whole == 5 && !memcmp(line, "[UNK]", 5) ? (int64_t)n : unk;
        const bool continues = whole > 2 && !memcmp(line, "##", 2);
        const size_t skip = continues ? 2 : 0;
        if (whole - skip > WIRE_PIECE_BYTES) {
            rc = unfit(c, err, "a piece is too long");
            break;
        }
        at[n] = (uint32_t)used;
        memcpy(pieces + used, line + skip, whole - skip);
        wire_table_put(ids, slots, wire_piece_key(line + skip, whole - skip, continues), n);
        used += whole - skip;
        n++;
    }
    if (!rc && n != c->pieces)
        rc = unfit(c, err, "fewer pieces than config.json tells");
    if (!rc && (cls < 1 || sep < 1 || unk < 1))
        rc = unfit(c, err, "no [CLS], [SEP] or [UNK] behind the first line");
    if (!rc) {
        at[n] = (uint32_t)used;
        rc = json_object_set_new(c->config, "cls", json_integer(cls)) || json_object_set_new(c->config, "sep", json_integer(sep)) ||
                     json_object_set_new(c->config, "unk", json_integer(unk))
                 ? wire_oom(err)
                 : add(c, "pieces", pieces, used, err);
    }
    if (!rc)
        rc = add(c, "pieces.at", at, (n + 1) * sizeof *at, err);
    if (!rc)
        rc = add(c, "pieces.ids", ids, slots * sizeof *ids, err);
    free(text);
    free(pieces);
    free(at);
    free(ids);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ configuration */

static int read_json(conversion *c, const char *name, json_t **out, wire_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int rc = wire_package_read(c->package, name, &text, &len, err);
    if (rc)
        return rc;
    *out = json_loadb(text, len, 0, NULL);
    free(text);
    return json_is_object(*out) ? 0 : wire_fail(err, WIRE_EFORMAT, "%s: %s is no JSON object", c->path, name);
}

static int unsupported(const conversion *c, wire_err *err, const char *what)
{
    return wire_fail(err, WIRE_EUNSUPPORTED, "%s: config.json: %s", c->path, what);
}

static size_t number(const json_t *o, const char *key, size_t max)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n > 0 && (uint64_t)n <= max ? (size_t)n : 0;
}

static bool says(const json_t *o, const char *key, const char *value)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && !strcmp(s, value);
}

static int read_config(conversion *c, wire_err *err)
{
    json_t *model = NULL, *tokenizer = NULL;
    int rc = read_json(c, "config.json", &model, err);
    if (!rc && !says(model, "model_type", "bert"))
        rc = unsupported(c, err, "its model_type is not 'bert'");
    if (!rc && !says(model, "hidden_act", "gelu"))
        rc = unsupported(c, err, "its hidden_act is not 'gelu'");
    const json_t *places = json_object_get(model, "position_embedding_type");
    if (!rc && places && !says(model, "position_embedding_type", "absolute"))
        rc = unsupported(c, err, "its positions are not absolute");
    if (!rc) {
        c->layers = number(model, "num_hidden_layers", WIRE_LAYERS_MAX);
        c->width = number(model, "hidden_size", WIRE_ENCODER_WIDTH_MAX);
        c->heads = number(model, "num_attention_heads", WIRE_ENCODER_WIDTH_MAX);
        c->inner = number(model, "intermediate_size", WIRE_INPUTS_MAX);
        c->positions = number(model, "max_position_embeddings", 1 << 16);
        c->types = number(model, "type_vocab_size", 64);
        c->pieces = number(model, "vocab_size", WIRE_VOCABULARY_MAX);
        if (!c->layers || !c->width || !c->heads || !c->inner || c->positions < 3 || !c->types || !c->pieces)
            rc = unsupported(c, err, "a size is missing or out of range");
        else if (c->width % (c->heads * WIRE_LANES) || c->inner % WIRE_LANES)
            rc = unsupported(c, err, "the widths of the layers and heads are not all multiples of 16");
    }
    if (!rc)
        rc = read_json(c, "tokenizer_config.json", &tokenizer, err);
    const bool lower = !json_is_false(json_object_get(tokenizer, "do_lower_case"));
    const json_t *strip = json_object_get(tokenizer, "strip_accents");
    const bool accents = json_is_boolean(strip) ? json_is_true(strip) : lower;
    const bool chinese = !json_is_false(json_object_get(tokenizer, "tokenize_chinese_chars"));
    const char *name = json_string_value(json_object_get(model, "_name_or_path"));
    const double eps = json_number_value(json_object_get(model, "layer_norm_eps"));
    if (!rc) {
        c->config = json_pack("{s:s, s:n, s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:b, s:b}", "name", name ? name : "bert", "update", "layers",
                              (json_int_t)c->layers, "width", (json_int_t)c->width, "heads", (json_int_t)c->heads, "inner",
                              (json_int_t)c->inner, "positions", (json_int_t)c->positions, "eps", eps, "lower", lower, "accents", accents,
                              "chinese", chinese);
        if (!c->config)
            rc = wire_oom(err);
    }
    json_decref(model);
    json_decref(tokenizer);
    return rc;
}

static int open_update(conversion *c, const char *path, wire_err *err)
{
    int rc = wire_pack_open(path, WIRE_UPDATE_KIND, WIRE_UPDATE_VERSION, &c->update, err);
    if (rc)
        return rc;
    size_t size;
    const char *text = wire_pack_section(c->update, "config", &size);
    json_t *j = text ? json_loadb(text, size, 0, NULL) : NULL;
    const char *name = json_string_value(json_object_get(j, "name")), *base = json_string_value(json_object_get(j, "base")),
               *own = json_string_value(json_object_get(c->config, "name"));
    c->update_scale = json_number_value(json_object_get(j, "scale"));
    if (!name || !base || !json_is_number(json_object_get(j, "scale")))
        rc = wire_fail(err, WIRE_EFORMAT, "%s: its config has no name, base or scale", path);
    else if (strcmp(base, own))
        rc = wire_fail(err, WIRE_EFORMAT, "%s: an update of '%.80s', not of '%.80s'", path, base, own);
    else if (json_object_set_new(c->config, "update", json_string(name)))
        rc = wire_oom(err);
    json_decref(j);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ the whole */

static const char mark[] = "model.safetensors", what[] = "encoder";

int wire_encoder_in_package(const char *package)
{
    wire_package *p = NULL;
    const bool found = !wire_package_find(package, mark, what, &p, NULL);
    wire_package_close(p);
    return found;
}

int wire_encoder_convert(const char *package, const char *update, const char *out, wire_err *err)
{
    conversion c = {.path = package};
    char *weights = NULL;
    size_t len = 0;
    int rc = wire_package_find(package, mark, what, &c.package, err);
    if (!rc)
        rc = read_config(&c, err);
    if (!rc && update)
        rc = open_update(&c, update, err);
    if (!rc)
        rc = add_vocabulary(&c, err);
    if (!rc)
        rc = wire_package_read(c.package, mark, &weights, &len, err);
    if (!rc)
        rc = wire_tensors_open(package, weights, len, &c.tensors, err);
    if (!rc) {
        c.prefix = json_object_get(c.tensors.head, "embeddings.word_embeddings.weight") ? "" : "bert.";
        rc = add_embeddings(&c, err);
    }
    for (size_t i = 0; i < c.layers && !rc; i++)
        rc = add_layer(&c, i, err);
    if (!rc) {
        char *text = json_dumps(c.config, JSON_COMPACT | JSON_SORT_KEYS);
        rc = text ? add(&c, "config", text, strlen(text), err) : wire_oom(err);
        free(text);
    }
    if (!rc)
        rc = wire_packer_write(&c.out, out, WIRE_ENCODER_KIND, WIRE_ENCODER_VERSION, err);
    wire_packer_free(&c.out);
    wire_tensors_close(&c.tensors);
    free(weights);
    json_decref(c.config);
    if (c.update)
        wire_pack_close(c.update);
    wire_package_close(c.package);
    return rc;
}
