/* convert.c - a spaCy package to a mapped pipeline: the components and their networks.
 *
 *   config.cfg -> which components, of which architecture -> their weights, packed for the kernels -> one file
 *
 * What a component must be is asked here, once; the engine runs what the file says. */
#include "nlp/convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/kernel.h"
#include "nlp/model.h"

/* ------------------------------------------------------------------------------------------------ msgpack files */

int wire_mp_load(wire_package *p, const char *name, wire_mp *out, wire_err *err)
{
    size_t len = 0, at = 0;
    *out = (wire_mp){0};
    int rc = wire_package_read(p, name, &out->data, &len, err);
    if (rc)
        return rc;
    msgpack_unpacked_init(&out->u);
    if (msgpack_unpack_next(&out->u, out->data, len, &at) == MSGPACK_UNPACK_SUCCESS)
        return 0;
    wire_mp_free(out);
    return wire_fail(err, WIRE_EFORMAT, "%s: %s is damaged (not msgpack)", wire_package_path(p), name);
}

void wire_mp_free(wire_mp *m)
{
    if (m->data)
        msgpack_unpacked_destroy(&m->u);
    free(m->data);
    *m = (wire_mp){0};
}

/* ------------------------------------------------------------------------------------------------ thinc models */

/* A serialised thinc model: its nodes in breadth-first order, each with a name, attributes and parameters. */
typedef struct net {
    wire_mp mp;
    const char *component;
    const msgpack_object *nodes, *attrs, *params;
    uint32_t n;
} net;

static int refuse(const wire_conversion *c, const char *component, wire_err *err, const char *why)
{
    return wire_fail(err, WIRE_EUNSUPPORTED, "%s: component '%s': %s", wire_package_path(c->package), component, why);
}

static int bad(const wire_conversion *c, const char *component, wire_err *err)
{
    return wire_fail(err, WIRE_EFORMAT, "%s: component '%s': its model is damaged or of another shape than its config says",
                     wire_package_path(c->package), component);
}

static int net_load(wire_conversion *c, const char *component, net *out, wire_err *err)
{
    char name[256];
    snprintf(name, sizeof name, "%s/model", component);
    *out = (net){.component = component};
    int rc = wire_mp_load(c->package, name, &out->mp, err);
    if (rc)
        return rc;
    out->nodes = wire_mp_get(&out->mp.u.data, "nodes");
    out->attrs = wire_mp_get(&out->mp.u.data, "attrs");
    out->params = wire_mp_get(&out->mp.u.data, "params");
    if (out->nodes && out->attrs && out->params && out->nodes->type == MSGPACK_OBJECT_ARRAY &&
        out->attrs->type == MSGPACK_OBJECT_ARRAY && out->params->type == MSGPACK_OBJECT_ARRAY &&
        out->attrs->via.array.size == out->nodes->via.array.size && out->params->via.array.size == out->nodes->via.array.size) {
        out->n = out->nodes->via.array.size;
        return 0;
    }
    wire_mp_free(&out->mp);
    return bad(c, component, err);
}

/* The `k`-th node of that name, or -1. */
static int64_t node(const net *m, const char *name, size_t k)
{
    for (uint32_t i = 0; i < m->n; i++) {
        wire_str s = wire_mp_str(wire_mp_get(&m->nodes->via.array.ptr[i], "name"));
        if (s.ptr && s.len == strlen(name) && !memcmp(s.ptr, name, s.len) && k-- == 0)
            return i;
    }
    return -1;
}

/* A parameter of `dims` dimensions; the data is copied to aligned memory that the caller frees. NULL: not there, or not so. */
static float *param(const net *m, int64_t at, const char *name, size_t dims, wire_array *shape)
{
    if (at < 0 || !wire_mp_array(wire_mp_get(&m->params->via.array.ptr[at], name), shape) || shape->dims != dims)
        return NULL;
    float *copy = malloc(shape->count * sizeof *copy + 1);
    if (copy)
        memcpy(copy, shape->data, shape->count * sizeof *copy);
    return copy;
}

/* An attribute, which is msgpack inside msgpack; freed by the caller. */
static json_t *attribute(const net *m, int64_t at, const char *name)
{
    if (at < 0)
        return NULL;
    wire_str s = wire_mp_str(wire_mp_get(&m->attrs->via.array.ptr[at], name));
    msgpack_unpacked u;
    msgpack_unpacked_init(&u);
    size_t off = 0;
    json_t *j = NULL;
    if (s.ptr && msgpack_unpack_next(&u, s.ptr, s.len, &off) == MSGPACK_UNPACK_SUCCESS)
        j = wire_mp_json(&u.data);
    msgpack_unpacked_destroy(&u);
    return j;
}

/* ------------------------------------------------------------------------------------------------ packing */

static int add(wire_conversion *c, const char *prefix, const char *suffix, const float *data, size_t count)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", prefix, suffix);
    return wire_packer_add(&c->out, name, data, count * sizeof *data);
}

/* Add the packed matrix: row perm[o] of `w` (n x k) becomes output o, for o < outputs; -1 a row of zeros. */
static int add_matrix(wire_conversion *c, const char *prefix, const float *w, const int32_t *perm, size_t outputs, size_t k)
{
    size_t size = wire_packed_size(outputs, k);
    float *packed = malloc(size * sizeof *packed);
    if (!packed)
        return WIRE_ENOMEM;
    wire_pack_matrix(w, perm, outputs, k, packed);
    int rc = add(c, prefix, "w", packed, size);
    free(packed);
    return rc;
}

/* Add a bias, permuted alike and filled with zeros to whole panels. */
static int add_bias(wire_conversion *c, const char *prefix, const char *suffix, const float *b, const int32_t *perm, size_t outputs)
{
    size_t padded = (outputs + WIRE_PANEL - 1) / WIRE_PANEL * WIRE_PANEL;
    float *out = calloc(padded, sizeof *out);
    if (!out)
        return WIRE_ENOMEM;
    for (size_t i = 0; i < outputs; i++)
        if (!perm || perm[i] >= 0)
            out[i] = b[perm ? perm[i] : (int32_t)i];
    int rc = add(c, prefix, suffix, out, padded);
    free(out);
    return rc;
}

/* thinc numbers a maxout layer's outputs unit * pieces + piece; ours are piece * width + unit. */
static int32_t *piece_major(size_t width, size_t pieces)
{
    int32_t *perm = malloc((width * pieces + 1) * sizeof *perm);
    for (size_t p = 0; perm && p < pieces; p++)
        for (size_t u = 0; u < width; u++)
            perm[p * width + u] = (int32_t)(u * pieces + p);
    return perm;
}

/* A maxout layer and the normalisation behind it. `first`: as it acts on one word of a window of three. */
static int add_maxout(wire_conversion *c, const net *m, size_t k, const char *prefix, bool first, size_t *inputs, size_t *width,
                      size_t *pieces, wire_err *err)
{
    wire_array ws = {0}, bs, gs, ss;
    int64_t at = node(m, "maxout", k), norm = node(m, "layernorm", k);
    float *w = param(m, at, "W", 3, &ws), *b = param(m, at, "b", 2, &bs), *g = param(m, norm, "G", 1, &gs),
          *s = param(m, norm, "b", 1, &ss);
    int32_t *perm = NULL;
    float *split = NULL;
    int rc = 0;
    if (!w || !b || !g || !s || bs.count != ws.shape[0] * ws.shape[1] || gs.count != ws.shape[0] || ss.count != ws.shape[0]) {
        rc = bad(c, m->component, err);
    } else {
        *width = ws.shape[0];
        *pieces = ws.shape[1];
        *inputs = ws.shape[2];
        size_t n = *width * *pieces, word = *inputs / 3;
        perm = piece_major(*width, *pieces);
        if (first && perm && (split = malloc(n * *inputs * sizeof *split + 1))) {
            /* Output block q takes the q-th third of the inputs: left word, word, right word; permuted on the way. */
            for (size_t q = 0; q < 3; q++)
                for (size_t o = 0; o < n; o++)
                    memcpy(split + (q * n + o) * word, w + (size_t)perm[o] * *inputs + q * word, word * sizeof *split);
            rc = add_matrix(c, prefix, split, NULL, 3 * n, word);
            float *bias = rc ? NULL : malloc(n * sizeof *bias);
            for (size_t o = 0; bias && o < n; o++)
                bias[o] = b[perm[o]];
            rc = bias ? add(c, prefix, "b", bias, n) : WIRE_ENOMEM;
            free(bias);
        } else if (perm && !first) {
            rc = add_matrix(c, prefix, w, perm, n, *inputs);
            if (!rc)
                rc = add_bias(c, prefix, "b", b, perm, n);
        } else {
            rc = WIRE_ENOMEM;
        }
        if (!rc)
            rc = add(c, prefix, "g", g, gs.count);
        if (!rc)
            rc = add(c, prefix, "s", s, ss.count);
        if (rc)
            rc = wire_oom(err);
    }
    free(split);
    free(perm);
    free(w);
    free(b);
    free(g);
    free(s);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ tok2vec */

static int add_tables(wire_conversion *c, const net *m, const char *prefix, size_t width, json_t *t, wire_err *err)
{
    json_t *columns = attribute(m, node(m, "extract_features", 0), "columns"), *rows = json_array(), *seeds = json_array();
    size_t n = json_array_size(columns);
    int rc = columns && rows && seeds ? 0 : bad(c, m->component, err);
    if (!rc && (!n || n > WIRE_ATTRS_MAX))
        rc = refuse(c, m->component, err, "a number of attributes that is not supported");
    for (size_t i = 0; i < n && !rc; i++) {
        const char *attr = json_string_value(json_array_get(columns, i));
        bool known = false;
        for (size_t a = 0; a < WIRE_ATTR_KINDS; a++)
            known |= attr && !strcmp(attr, wire_attr_names[a]);
        int64_t at = node(m, "hashembed", i);
        json_t *seed = attribute(m, at, "seed"), *column = attribute(m, at, "column");
        wire_array es;
        float *e = param(m, at, "E", 2, &es);
        char name[32];
        snprintf(name, sizeof name, "E%zu", i);
        if (!known)
            rc = refuse(c, m->component, err, "it embeds an attribute that is not supported");
        else if (!e || es.shape[1] != width || !json_is_integer(seed) || json_integer_value(column) != (json_int_t)i)
            rc = bad(c, m->component, err);
        else if (add(c, prefix, name, e, es.count) || json_array_append_new(rows, json_integer((json_int_t)es.shape[0])) ||
                 json_array_append(seeds, seed))
            rc = wire_oom(err);
        json_decref(seed);
        json_decref(column);
        free(e);
    }
    if (!rc && (json_object_set(t, "attrs", columns) || json_object_set(t, "rows", rows) || json_object_set(t, "seeds", seeds)))
        rc = wire_oom(err);
    json_decref(columns);
    json_decref(rows);
    json_decref(seeds);
    return rc;
}

/* Add the tok2vec network in `m`; *index is its number. */
static int add_tok2vec(wire_conversion *c, const net *m, size_t vector_width, size_t *index, wire_err *err)
{
    json_t *all = json_object_get(c->config, "tok2vec"), *t = json_object();
    *index = json_array_size(all);
    if (!t || json_array_append_new(all, t))
        return wire_oom(err);
    if (node(m, "charembed", 0) >= 0 || node(m, "hashembed", 0) < 0 || node(m, "expand_window", 0) < 0 || node(m, "mish", 0) >= 0)
        return refuse(c, m->component, err, "its tok2vec is not MultiHashEmbed with MaxoutWindowEncoder");
    char prefix[32];
    size_t inputs = 0, width = 0, mix_pieces = 0, pieces = 0, depth = 0, w = 0;
    snprintf(prefix, sizeof prefix, "t%zu.mix", *index);
    int rc = add_maxout(c, m, 0, prefix, false, &inputs, &width, &mix_pieces, err);
    if (!rc && width > WIRE_WIDTH_MAX)
        rc = refuse(c, m->component, err, "its tok2vec is wider than is supported");
    while (!rc && node(m, "maxout", depth + 1) >= 0) {
        snprintf(prefix, sizeof prefix, "t%zu.%zu", *index, depth);
        json_t *window = attribute(m, node(m, "expand_window", depth), "window_size");
        if (json_integer_value(window) != 1)
            rc = refuse(c, m->component, err, "its tok2vec has a window other than one word to each side");
        json_decref(window);
        if (!rc)
            rc = add_maxout(c, m, depth + 1, prefix, depth == 0, &inputs, &w, &pieces, err);
        if (!rc && (w != width || inputs != 3 * width || ++depth > WIRE_DEPTH_MAX))
            rc = bad(c, m->component, err);
    }
    snprintf(prefix, sizeof prefix, "t%zu", *index);
    if (!rc)
        rc = add_tables(c, m, prefix, width, t, err);
    size_t vectors = 0;
    if (!rc && node(m, "static_vectors", 0) >= 0) {
        wire_array vs;
        float *v = param(m, node(m, "static_vectors", 0), "W", 2, &vs);
        snprintf(prefix, sizeof prefix, "t%zu.v", *index);
        if (!v || vs.shape[0] != width || vs.shape[1] != vector_width)
            rc = bad(c, m->component, err);
        else if (add_matrix(c, prefix, v, NULL, width, vector_width))
            rc = wire_oom(err);
        vectors = vector_width;
        free(v);
    }
    if (!rc && (json_object_set_new(t, "width", json_integer((json_int_t)width)) ||
                json_object_set_new(t, "mix_pieces", json_integer((json_int_t)mix_pieces)) ||
                json_object_set_new(t, "depth", json_integer((json_int_t)depth)) ||
                json_object_set_new(t, "pieces", json_integer((json_int_t)pieces)) ||
                json_object_set_new(t, "vectors", json_integer((json_int_t)vectors))))
        rc = wire_oom(err);
    return rc;
}

/* The number of the tok2vec that a component reads: the shared one that it listens to, or its own. */
static int find_tok2vec(wire_conversion *c, const net *m, int64_t shared, size_t vector_width, size_t *index, wire_err *err)
{
    if (node(m, "tok2vec-listener", 0) < 0)
        return add_tok2vec(c, m, vector_width, index, err);
    if (shared < 0)
        return refuse(c, m->component, err, "it listens to a tok2vec that does not come before it");
    *index = (size_t)shared;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ tagger */

static int add_tagger(wire_conversion *c, const net *m, size_t tok2vec, wire_err *err)
{
    char name[256];
    snprintf(name, sizeof name, "%s/cfg", m->component);
    char *text = NULL;
    size_t len;
    int rc = wire_package_read(c->package, name, &text, &len, err);
    if (rc)
        return rc;
    json_t *cfg = json_loads(text, 0, NULL), *labels = json_object_get(cfg, "labels"), *t = json_object();
    free(text);
    wire_array ws, bs;
    int64_t at = node(m, "softmax", 0);
    float *w = param(m, at, "W", 2, &ws), *b = param(m, at, "b", 1, &bs);
    if (!w || !b || ws.shape[0] != bs.count || json_array_size(labels) != ws.shape[0])
        rc = bad(c, m->component, err);
    else if (!t || json_object_set_new(t, "tok2vec", json_integer((json_int_t)tok2vec)) || json_object_set(t, "labels", labels) ||
             json_object_set(c->config, "tagger", t) || add_matrix(c, "tagger", w, NULL, ws.shape[0], ws.shape[1]) ||
             add_bias(c, "tagger", "b", b, NULL, bs.count))
        rc = wire_oom(err);
    json_decref(t);
    json_decref(cfg);
    free(w);
    free(b);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ transition models */

typedef struct labelled {
    json_int_t freq;
    const char *label;
} labelled;

/* Higher frequency first, then the later label: Python's reversed sort of (frequency, label). */
static int by_frequency(const void *a, const void *b)
{
    const labelled *x = a, *y = b;
    return x->freq != y->freq ? (x->freq < y->freq) - (x->freq > y->freq) : strcmp(y->label, x->label);
}

static int put_move(json_t *moves, int kind, const char *label)
{
    json_t *m = json_pack("[i, s]", kind, label);
    return m ? json_array_append_new(moves, m) : -1;
}

static bool has_move(const json_t *moves, int kind, const char *label)
{
    size_t i;
    json_t *m;
    json_array_foreach(moves, i, m) if (json_integer_value(json_array_get(m, 0)) == kind &&
                                        !strcmp(json_string_value(json_array_get(m, 1)), label)) return true;
    return false;
}

/* The moves in the order of the model's outputs: by kind, then as above; those with a negative frequency were added after the
 * model was made, and come last, by frequency over all kinds. */
static json_t *order_moves(const json_t *by_kind, bool ner)
{
    json_t *moves = json_array();
    labelled list[WIRE_MOVES_MAX], late[WIRE_MOVES_MAX];
    size_t n_late = 0;
    const char *label;
    json_t *freq;
    for (int kind = 0; kind < 10; kind++) {
        char key[4];
        snprintf(key, sizeof key, "%d", kind);
        size_t n = 0;
        json_object_foreach(json_object_get(by_kind, key), label, freq)
        {
            labelled x = {json_integer_value(freq), label};
            if (x.freq < 0 && n_late < WIRE_MOVES_MAX)
                late[n_late++] = x;
            else if (x.freq >= 0 && n < WIRE_MOVES_MAX)
                list[n++] = x;
        }
        if (n)
            qsort(list, n, sizeof *list, by_frequency);
        for (size_t i = 0; i < n; i++) {
            if (ner && (kind == WIRE_MISSING || (kind == WIRE_OUT && *list[i].label)))
                continue;
            if (put_move(moves, kind, list[i].label))
                goto fail;
        }
    }
    qsort(late, n_late, sizeof *late, by_frequency);
    for (size_t i = 0; i < n_late; i++)
        for (int kind = 0; kind < 10; kind++) {
            char key[4];
            snprintf(key, sizeof key, "%d", kind);
            if (json_object_get(json_object_get(by_kind, key), late[i].label) && !has_move(moves, kind, late[i].label) &&
                put_move(moves, kind, late[i].label))
                goto fail;
        }
    return moves;
fail:
    json_decref(moves);
    return NULL;
}

static int read_moves(wire_conversion *c, const char *component, bool ner, json_t **moves, wire_err *err)
{
    char name[256];
    snprintf(name, sizeof name, "%s/moves", component);
    wire_mp m;
    int rc = wire_mp_load(c->package, name, &m, err);
    if (rc)
        return rc;
    wire_str text = wire_mp_str(wire_mp_get(&m.u.data, "moves"));
    json_t *by_kind = text.ptr ? json_loadb(text.ptr, text.len, 0, NULL) : NULL;
    *moves = by_kind ? order_moves(by_kind, ner) : NULL;
    json_decref(by_kind);
    wire_mp_free(&m);
    return *moves ? 0 : bad(c, component, err);
}

static int64_t reference(const net *m, const char *name)
{
    const msgpack_object *refs = m->n ? wire_mp_get(&m->nodes->via.array.ptr[0], "refs") : NULL, *r = wire_mp_get(refs, name);
    return r && r->type == MSGPACK_OBJECT_POSITIVE_INTEGER && r->via.u64 < m->n ? (int64_t)r->via.u64 : -1;
}

/* Features come as (feature, unit, piece, input); ours are blocks of a feature, piece-major, filled to whole panels. */
static int32_t *feature_order(size_t feats, size_t hidden, size_t pieces, size_t block)
{
    int32_t *perm = malloc((feats * block + 1) * sizeof *perm);
    for (size_t i = 0; perm && i < feats * block; i++) {
        size_t f = i / block, r = i % block, p = r / hidden, u = r % hidden;
        perm[i] = p < pieces ? (int32_t)((f * hidden + u) * pieces + p) : -1;
    }
    return perm;
}

static int add_scorer(wire_conversion *c, const net *m, const char *name, size_t tok2vec, bool sentences, wire_err *err)
{
    bool ner = !strcmp(name, "ner");
    wire_array fs, bs, ps, us, ubs, is, ibs;
    int64_t upper = reference(m, "upper"), lower = reference(m, "lower"), in = -1;
    for (size_t k = 0; in < 0 && k < m->n; k++) {
        in = node(m, "linear", k);
        if (in < 0)
            return refuse(c, m->component, err, "its model has no layer between tok2vec and the features");
        in = in == upper ? -1 : in;
    }
    if (upper < 0 || lower < 0)
        return refuse(c, m->component, err, "its model has no upper layer (use_upper = false)");
    json_t *moves = NULL;
    int rc = read_moves(c, m->component, ner, &moves, err);
    if (rc)
        return rc;
    float *f = param(m, lower, "W", 4, &fs), *b = param(m, lower, "b", 2, &bs), *pad = param(m, lower, "pad", 4, &ps),
          *u = param(m, upper, "W", 2, &us), *ub = param(m, upper, "b", 1, &ubs), *iw = param(m, in, "W", 2, &is),
          *ib = param(m, in, "b", 1, &ibs);
    int32_t *perm = NULL, *bias_perm = NULL;
    if (!f || !b || !pad || !u || !ub || !iw || !ib || bs.count != fs.shape[1] * fs.shape[2] ||
        ps.count != fs.shape[0] * bs.count || us.shape[1] != fs.shape[1] || us.shape[0] != json_array_size(moves) ||
        ubs.count != us.shape[0] || is.shape[0] != fs.shape[3] || ibs.count != is.shape[0]) {
        rc = bad(c, m->component, err);
    } else if (fs.shape[0] != (ner ? 3 : 8)) {
        rc = refuse(c, m->component, err, "its model looks at a number of tokens that is not supported (extra_state_tokens)");
    } else {
        size_t feats = fs.shape[0], hidden = fs.shape[1], pieces = fs.shape[2], block = wire_packed_size(hidden * pieces, 1);
        char prefix[32];
        perm = feature_order(feats, hidden, pieces, block);
        bias_perm = feature_order(1, hidden, pieces, block);
        snprintf(prefix, sizeof prefix, "%s.feat", name);
        rc = !perm || !bias_perm || add_matrix(c, prefix, f, perm, feats * block, fs.shape[3]) ||
             add_bias(c, prefix, "b", b, bias_perm, block) || add_bias(c, prefix, "pad", pad, perm, feats * block);
        snprintf(prefix, sizeof prefix, "%s.in", name);
        rc = rc || add_matrix(c, prefix, iw, NULL, is.shape[0], is.shape[1]) || add_bias(c, prefix, "b", ib, NULL, ibs.count) ||
             add_matrix(c, name, u, NULL, us.shape[0], us.shape[1]) || add_bias(c, name, "b", ub, NULL, ubs.count);
        json_t *j = json_pack("{s:i, s:i, s:i, s:i, s:i, s:O, s:b}", "tok2vec", (int)tok2vec, "inputs", (int)fs.shape[3],
                              "hidden", (int)hidden, "pieces", (int)pieces, "feats", (int)feats, "moves", moves, "sentences",
                              (int)sentences);
        rc = rc || !j || json_object_set(c->config, name, j) ? wire_oom(err) : 0;
        json_decref(j);
    }
    json_decref(moves);
    free(perm);
    free(bias_perm);
    free(f);
    free(b);
    free(pad);
    free(u);
    free(ub);
    free(iw);
    free(ib);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ the whole */

/* Where conversion stands: what the components so far have given. */
typedef struct progress {
    int64_t shared; /* the tok2vec that listeners hear, or -1 */
    size_t vector_width;
    bool tagger, parser, ruler, lemmatizer, ner;
} progress;

static int add_network(wire_conversion *c, const char *name, const char *factory, progress *at, wire_err *err)
{
    net m;
    size_t tok2vec = 0;
    int rc = net_load(c, name, &m, err);
    if (rc)
        return rc;
    if (!strcmp(factory, "tok2vec")) {
        rc = at->shared >= 0 ? refuse(c, name, err, "a second shared tok2vec is not supported")
                             : add_tok2vec(c, &m, at->vector_width, &tok2vec, err);
        at->shared = (int64_t)tok2vec;
    } else {
        rc = find_tok2vec(c, &m, at->shared, at->vector_width, &tok2vec, err);
        if (!rc && !strcmp(factory, "tagger")) {
            rc = add_tagger(c, &m, tok2vec, err);
            at->tagger = true;
        } else if (!rc) {
            bool ner = !strcmp(factory, "ner");
            rc = add_scorer(c, &m, factory, tok2vec, at->parser, err);
            *(ner ? &at->ner : &at->parser) = true;
        }
    }
    wire_mp_free(&m.mp);
    return rc;
}

static int add_component(wire_conversion *c, const char *name, progress *at, wire_err *err)
{
    char section[256];
    snprintf(section, sizeof section, "components.%s", name);
    char *factory = wire_package_config_str(c->package, section, "factory");
    int rc;
    if (!factory)
        return wire_fail(err, WIRE_EFORMAT, "%s: config.cfg: no factory for component '%s'", wire_package_path(c->package), name);
    bool *once = !strcmp(factory, "tagger")            ? &at->tagger
                 : !strcmp(factory, "parser")          ? &at->parser
                 : !strcmp(factory, "ner")             ? &at->ner
                 : !strcmp(factory, "attribute_ruler") ? &at->ruler
                 : !strcmp(factory, "lemmatizer")      ? &at->lemmatizer
                                                       : NULL;
    if (once && *once) {
        rc = refuse(c, name, err, "a second component of its kind is not supported");
    } else if (!strcmp(factory, "tok2vec") || (once && once != &at->ruler && once != &at->lemmatizer)) {
        rc = (once == &at->tagger || once == &at->parser) && at->ruler
                 ? refuse(c, name, err, "it comes after the attribute ruler, which is not supported")
                 : add_network(c, name, factory, at, err);
    } else if (once == &at->ruler) {
        rc = at->lemmatizer ? refuse(c, name, err, "it comes after the lemmatizer, which is not supported")
                            : wire_convert_ruler(c, name, err);
        at->ruler = true;
    } else if (once == &at->lemmatizer) {
        char *mode = wire_package_config_str(c->package, section, "mode");
        rc = mode && !strcmp(mode, "rule") ? wire_convert_lemmatizer(c, name, err)
                                           : refuse(c, name, err, "only a lemmatizer of mode \"rule\" is supported");
        at->lemmatizer = true;
        free(mode);
    } else {
        char why[160];
        snprintf(why, sizeof why, "its factory '%.80s' is not supported", factory);
        rc = refuse(c, name, err, why);
    }
    free(factory);
    return rc;
}

static bool contains(const json_t *list, const char *text)
{
    size_t i;
    json_t *s;
    json_array_foreach(list, i, s) if (json_is_string(s) && !strcmp(json_string_value(s), text)) return true;
    return false;
}

static int add_components(wire_conversion *c, wire_err *err)
{
    progress at = {.shared = -1};
    json_t *pipeline = wire_package_config(c->package, "nlp", "pipeline"), *off = wire_package_config(c->package, "nlp", "disabled"),
           *one;
    size_t i;
    int rc = wire_convert_vectors(c, &at.vector_width, err);
    if (!rc && !json_array_size(pipeline))
        rc = wire_fail(err, WIRE_EFORMAT, "%s: config.cfg: no components in [nlp] pipeline", wire_package_path(c->package));
    json_array_foreach(pipeline, i, one) if (!rc && json_is_string(one) && !contains(off, json_string_value(one))) rc =
        add_component(c, json_string_value(one), &at, err);
    if (!rc && !at.lemmatizer)
        rc = wire_convert_lemmatizer(c, NULL, err);
    json_decref(pipeline);
    json_decref(off);
    return rc;
}

static int read_meta(wire_conversion *c, wire_err *err)
{
    char *text = NULL;
    size_t len;
    int rc = wire_package_read(c->package, "meta.json", &text, &len, err);
    if (rc)
        return rc;
    json_t *meta = json_loads(text, 0, NULL);
    const char *lang = json_string_value(json_object_get(meta, "lang")), *name = json_string_value(json_object_get(meta, "name")),
               *version = json_string_value(json_object_get(meta, "version"));
    if (!lang || !name || !version)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: meta.json: no lang, name or version", wire_package_path(c->package));
    else if (strcmp(lang, "en"))
        rc = wire_fail(err, WIRE_EUNSUPPORTED, "%s: its language is '%.20s'; only English pipelines are supported",
                       wire_package_path(c->package), lang);
    else if (json_object_set_new(c->config, "name", json_sprintf("%s_%s", lang, name)) ||
             json_object_set_new(c->config, "version", json_string(version)) ||
             json_object_set_new(c->config, "lang", json_string(lang)) ||
             json_object_set_new(c->config, "tok2vec", json_array()))
        rc = wire_oom(err);
    json_decref(meta);
    free(text);
    return rc;
}

int wire_pipeline_convert(const char *package, const char *out, wire_err *err)
{
    wire_conversion c = {.config = json_object()};
    int rc = c.config ? wire_package_open(package, &c.package, err) : wire_oom(err);
    if (!rc)
        rc = read_meta(&c, err);
    if (!rc)
        rc = add_components(&c, err);
    if (!rc)
        rc = wire_convert_tokenizer(&c, err);
    if (!rc) {
        char *text = json_dumps(c.config, JSON_COMPACT | JSON_SORT_KEYS);
        rc = !text || wire_packer_add(&c.out, "config", text, strlen(text))
                 ? wire_oom(err)
                 : wire_packer_write(&c.out, out, WIRE_PIPELINE_KIND, WIRE_PIPELINE_VERSION, err);
        free(text);
    }
    wire_packer_free(&c.out);
    wire_package_close(c.package);
    json_decref(c.config);
    return rc;
}
