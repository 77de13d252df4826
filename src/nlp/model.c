/* model.c - opening a converted pipeline: everything is checked here, once, so that nothing needs to be checked later. */
#include "nlp/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/err.h"
#include "base/kernel.h"

const char *const wire_attr_names[WIRE_ATTR_KINDS] = {"ORTH",   "LOWER", "NORM",  "PREFIX",
                                                      "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"};

static int damaged(const wire_pipeline *p, wire_err *err, const char *what)
{
    return wire_fail(err, WIRE_EFORMAT, "%s: the pipeline's part '%s' is damaged or missing", wire_pack_path(p->pack), what);
}

/* ------------------------------------------------------------------------------------------------ labels */

int wire_pipeline_intern(wire_pipeline *p, enum wire_labels set, const char *text)
{
    for (size_t i = 0; i < p->n_labels[set]; i++)
        if (!strcmp(p->labels[set][i], text))
            return (int)i;
    if (p->n_labels[set] >= UINT16_MAX)
        return -1;
    if (p->n_labels[set] % 64 == 0) {
        const char **more = realloc(p->labels[set], (p->n_labels[set] + 64) * sizeof *more);
        if (!more) {
            p->out_of_memory = true;
            return -1;
        }
        p->labels[set] = more;
    }
    wire_str copy = wire_arena_copy(&p->arena, text, strlen(text));
    if (!copy.ptr) {
        p->out_of_memory = true;
        return -1;
    }
    p->labels[set][p->n_labels[set]] = copy.ptr;
    return (int)p->n_labels[set]++;
}

const char *wire_label(const wire_pipeline *p, enum wire_labels set, uint32_t id)
{
    return (unsigned)set < WIRE_LABEL_SETS && id < p->n_labels[set] ? p->labels[set][id] : "";
}

/* ------------------------------------------------------------------------------------------------ sections */

/* A section of `count` floats. */
static const float *floats(wire_pipeline *p, const char *name, size_t count)
{
    size_t size;
    const void *data = wire_pack_section(p->pack, name, &size);
    return size == count * sizeof(float) ? data : NULL;
}

static bool table(wire_pipeline *p, const char *name, wire_table *t)
{
    size_t size;
    const void *data = wire_pack_section(p->pack, name, &size);
    if (!data || !wire_table_valid(data, size))
        return false;
    *t = (wire_table){data, size / sizeof(wire_slot) - 1};
    return true;
}

/* Whether all values of the table are below `limit`. */
static bool values_below(const wire_table *t, uint64_t limit)
{
    for (size_t i = 0; i <= t->mask; i++)
        if (t->slots[i].key && t->slots[i].val >= limit)
            return false;
    return true;
}

static const float *part(wire_pipeline *p, const char *prefix, const char *suffix, size_t count)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", prefix, suffix);
    return floats(p, name, count);
}

/* A packed layer; with its normalisation over `norm` units, or none for 0. */
static bool layer(wire_pipeline *p, const char *prefix, size_t n, size_t k, size_t norm, wire_layer *out)
{
    if (!n || !k || n > 1 << 20 || k > 1 << 20)
        return false;
    *out = (wire_layer){.k = k, .n = n, .panels = (n + WIRE_PANEL - 1) / WIRE_PANEL};
    out->w = part(p, prefix, "w", out->panels * WIRE_PANEL * k);
    if (!out->w)
        return false;
    if (norm) {
        out->gain = part(p, prefix, "g", norm);
        out->shift = part(p, prefix, "s", norm);
    }
    return !norm || (out->gain && out->shift);
}

static bool with_bias(wire_pipeline *p, const char *prefix, size_t n, wire_layer *out)
{
    out->b = part(p, prefix, "b", n);
    return out->b != NULL;
}

static size_t number(const json_t *o, const char *key, size_t max)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n > 0 && (uint64_t)n <= max ? (size_t)n : 0;
}

/* ------------------------------------------------------------------------------------------------ the network */

static bool load_tok2vec(wire_pipeline *p, size_t index, const json_t *c, wire_tok2vec *t)
{
    char prefix[48], name[48];
    const json_t *attrs = json_object_get(c, "attrs"), *rows = json_object_get(c, "rows"), *seeds = json_object_get(c, "seeds");
    t->n_attrs = json_array_size(attrs);
    t->width = number(c, "width", WIRE_WIDTH_MAX);
    t->mix_pieces = number(c, "mix_pieces", 16);
    t->pieces = number(c, "pieces", 16);
    t->depth = number(c, "depth", WIRE_DEPTH_MAX);
    size_t vector_width = number(c, "vectors", 1 << 16);
    if (!t->n_attrs || t->n_attrs > WIRE_ATTRS_MAX || json_array_size(rows) != t->n_attrs ||
        json_array_size(seeds) != t->n_attrs || !t->width || !t->mix_pieces || !t->pieces || !t->depth)
        return false;
    for (size_t i = 0; i < t->n_attrs; i++) {
        const char *attr = json_string_value(json_array_get(attrs, i));
        size_t kind = 0;
        while (kind < WIRE_ATTR_KINDS && (!attr || strcmp(attr, wire_attr_names[kind])))
            kind++;
        json_int_t n = json_integer_value(json_array_get(rows, i));
        if (kind == WIRE_ATTR_KINDS || n <= 0 || n > 1 << 24)
            return false;
        t->attrs[i] = (enum wire_attr)kind;
        t->spacy |= kind == WIRE_SPACY;
        t->rows[i] = (uint32_t)n;
        t->seeds[i] = (uint32_t)json_integer_value(json_array_get(seeds, i));
        snprintf(name, sizeof name, "t%zu.E%zu", index, i);
        t->tables[i] = floats(p, name, t->width * t->rows[i]);
        if (!t->tables[i])
            return false;
    }
    size_t inputs = (t->n_attrs + (vector_width ? 1 : 0)) * t->width;
    if (vector_width) {
        snprintf(prefix, sizeof prefix, "t%zu.v", index);
        if (vector_width != p->vector_width || !layer(p, prefix, t->width, vector_width, 0, &t->vectors))
            return false;
    }
    snprintf(prefix, sizeof prefix, "t%zu.mix", index);
    size_t mixed = t->mix_pieces * t->width, n = t->pieces * t->width;
    if (!layer(p, prefix, mixed, inputs, t->width, &t->mix) || !with_bias(p, prefix, t->mix.panels * WIRE_PANEL, &t->mix))
        return false;
    for (size_t l = 0; l < t->depth; l++) {
        wire_layer *y = &t->layers[l];
        snprintf(prefix, sizeof prefix, "t%zu.%zu", index, l);
        if (!layer(p, prefix, l ? n : 3 * n, l ? 3 * t->width : t->width, t->width, y))
            return false;
        size_t biases = l ? y->panels * WIRE_PANEL : n;
        if (!with_bias(p, prefix, biases, y))
            return false;
    }
    return true;
}

static bool load_scorer(wire_pipeline *p, const char *name, const json_t *c, enum wire_labels set, size_t kinds, size_t feats,
                        wire_scorer *s)
{
    char prefix[48];
    s->tok2vec = (size_t)json_integer_value(json_object_get(c, "tok2vec"));
    s->hidden = number(c, "hidden", 4096);
    s->pieces = number(c, "pieces", 16);
    s->feats = number(c, "feats", 64);
    size_t inputs = number(c, "inputs", 4096);
    const json_t *moves = json_object_get(c, "moves");
    s->n_moves = json_array_size(moves);
    if (s->tok2vec >= p->n_tok2vecs || !s->hidden || !s->pieces || s->feats != feats || !inputs || !s->n_moves ||
        s->n_moves > WIRE_MOVES_MAX)
        return false;
    for (size_t i = 0; i < s->n_moves; i++) {
        const json_t *m = json_array_get(moves, i);
        json_int_t kind = json_integer_value(json_array_get(m, 0));
        const char *label = json_string_value(json_array_get(m, 1));
        int id = label ? wire_pipeline_intern(p, set, label) : -1;
        if (kind < 0 || (size_t)kind >= kinds || id < 0)
            return false;
        s->moves[i] = (wire_move){(uint16_t)kind, (uint16_t)id};
    }
    s->block = (s->pieces * s->hidden + WIRE_PANEL - 1) / WIRE_PANEL * WIRE_PANEL;
    snprintf(prefix, sizeof prefix, "%s.in", name);
    if (!layer(p, prefix, inputs, p->tok2vecs[s->tok2vec].width, 0, &s->in) ||
        !with_bias(p, prefix, s->in.panels * WIRE_PANEL, &s->in))
        return false;
    snprintf(prefix, sizeof prefix, "%s.feat", name);
    if (!layer(p, prefix, s->feats * s->block, inputs, 0, &s->feat) || !with_bias(p, prefix, s->block, &s->feat))
        return false;
    s->pad = part(p, prefix, "pad", s->feats * s->block);
    return s->pad && layer(p, name, s->n_moves, s->hidden, 0, &s->out) && with_bias(p, name, s->out.panels * WIRE_PANEL, &s->out);
}

static bool load_tagger(wire_pipeline *p, const json_t *c)
{
    const json_t *labels = json_object_get(c, "labels");
    size_t n = json_array_size(labels);
    p->tagger_tok2vec = (size_t)json_integer_value(json_object_get(c, "tok2vec"));
    if (!n || n >= UINT16_MAX || p->tagger_tok2vec >= p->n_tok2vecs)
        return false;
    p->tagger_labels = wire_arena_alloc(&p->arena, n * sizeof *p->tagger_labels);
    p->out_of_memory |= !p->tagger_labels;
    for (size_t i = 0; p->tagger_labels && i < n; i++) {
        const char *label = json_string_value(json_array_get(labels, i));
        int id = label ? wire_pipeline_intern(p, WIRE_TAG, label) : -1;
        if (id < 0)
            return false;
        p->tagger_labels[i] = (uint16_t)id;
    }
    return p->tagger_labels && layer(p, "tagger", n, p->tok2vecs[p->tagger_tok2vec].width, 0, &p->tagger) &&
           with_bias(p, "tagger", p->tagger.panels * WIRE_PANEL, &p->tagger);
}

/* Split the labels of lifted arcs ("advmod||conj"). New labels may be added on the way. */
static bool load_lifted(wire_pipeline *p)
{
    int root = wire_pipeline_intern(p, WIRE_DEP, "ROOT"), dep = wire_pipeline_intern(p, WIRE_DEP, "dep");
    if (root < 0 || dep < 0)
        return false;
    p->dep_root = (uint16_t)root;
    p->dep_dep = (uint16_t)dep;
    size_t n = p->n_labels[WIRE_DEP];
    p->lifted = wire_arena_alloc(&p->arena, n * sizeof *p->lifted);
    for (size_t i = 0; p->lifted && i < n; i++) {
        p->lifted[i] = (wire_lifted){(uint16_t)i, 0};
        const char *text = p->labels[WIRE_DEP][i], *bars = strstr(text, "||");
        if (!bars)
            continue;
        char *first = strndup(text, (size_t)(bars - text));
        int label = first ? wire_pipeline_intern(p, WIRE_DEP, first) : -1, head = wire_pipeline_intern(p, WIRE_DEP, bars + 2);
        free(first);
        if (label < 0 || head < 0)
            return false;
        p->lifted[i] = (wire_lifted){(uint16_t)label, (uint16_t)head};
    }
    return p->lifted != NULL;
}

/* ------------------------------------------------------------------------------------------------ the tokenizer */

int wire_regex_compile(const char *path, const char *what, const char *pattern, wire_regex *out, wire_err *err)
{
    out->code = NULL;
    if (!pattern)
        return 0;
    int why;
    PCRE2_SIZE at;
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C; /* \C would stop inside a character */
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &why, &at, NULL);
    if (!code) {
        PCRE2_UCHAR text[120];
        pcre2_get_error_message(why, text, sizeof text);
        return wire_fail(err, WIRE_EFORMAT, "%s: the %s pattern does not compile at byte %zu: %s", path, what, (size_t)at, text);
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where there is no JIT, matching is slower: no error */
    out->code = code;
    return 0;
}

void wire_regex_free(wire_regex *r)
{
    pcre2_code_free(r->code);
    r->code = NULL;
}

static bool lists_fit(const wire_special *list, size_t n, size_t total)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].first > total || list[i].n > total - list[i].first)
            return false;
    return true;
}

static int load_tokenizer(wire_pipeline *p, const json_t *c, wire_err *err)
{
    const char *path = wire_pack_path(p->pack);
    struct {
        const char *key;
        wire_regex *to;
    } patterns[] = {{"prefix", &p->prefix},
                    {"suffix", &p->suffix},
                    {"infix", &p->infix},
                    {"url", &p->url},
                    {"token_match", &p->token_match}};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        int rc = wire_regex_compile(path, patterns[i].key, json_string_value(json_object_get(c, patterns[i].key)), patterns[i].to,
                                    err);
        if (rc)
            return rc;
    }
    size_t size;
    p->special = wire_pack_section(p->pack, "special", &size);
    p->n_special = size / sizeof *p->special;
    p->special_toks = wire_pack_section(p->pack, "special.toks", &size);
    p->n_special_toks = size / sizeof *p->special_toks;
    p->phrase = wire_pack_section(p->pack, "phrase", &size);
    p->n_phrase = size / sizeof *p->phrase;
    p->phrase_toks = wire_pack_section(p->pack, "phrase.toks", &size);
    p->n_phrase_toks = size / sizeof *p->phrase_toks;
    if (!table(p, "symbols", &p->symbols) || !table(p, "norms", &p->norms) || !table(p, "specials", &p->specials) ||
        !table(p, "phrases", &p->phrases) || !values_below(&p->specials, p->n_special) ||
        !values_below(&p->phrases, p->n_phrase) || !lists_fit(p->special, p->n_special, p->n_special_toks) ||
        !lists_fit(p->phrase, p->n_phrase, p->n_phrase_toks))
        return damaged(p, err, "tokenizer");
    return 0;
}

static int load_vectors(wire_pipeline *p, wire_err *err)
{
    size_t size;
    const uint64_t *shape = wire_pack_section(p->pack, "vectors.shape", &size);
    if (!shape)
        return 0;
    if (size != 16 || shape[0] > 1 << 28 || shape[1] > 1 << 16)
        return damaged(p, err, "vectors");
    p->n_vectors = (size_t)shape[0];
    p->vector_width = (size_t)shape[1];
    p->vectors = floats(p, "vectors", p->n_vectors * p->vector_width);
    if (!p->vectors || !table(p, "vectors.rows", &p->vector_rows) || !values_below(&p->vector_rows, p->n_vectors))
        return damaged(p, err, "vectors");
    return 0;
}

static int load_lemma_tables(wire_pipeline *p, wire_err *err)
{
    size_t size;
    p->strings = wire_pack_section(p->pack, "strings", &p->strings_size);
    p->lemma_forms = wire_pack_section(p->pack, "lemma.forms", &size);
    p->n_lemma_forms = size / sizeof *p->lemma_forms;
    if (!p->strings_size || p->strings[p->strings_size - 1] || !table(p, "lemma.exc", &p->lemma_exc) ||
        !table(p, "lemma.index", &p->lemma_index) || !values_below(&p->lemma_exc, p->n_lemma_forms))
        return damaged(p, err, "lemmatizer");
    for (size_t i = 0; i <= p->lemma_exc.mask; i++) { /* each value is the place of a list: its length, then offsets */
        if (!p->lemma_exc.slots[i].key)
            continue;
        size_t at = (size_t)p->lemma_exc.slots[i].val, n = p->lemma_forms[at];
        if (n > p->n_lemma_forms - at - 1)
            return damaged(p, err, "lemmatizer");
        for (size_t j = 1; j <= n; j++)
            if (p->lemma_forms[at + j] >= p->strings_size)
                return damaged(p, err, "lemmatizer");
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ opening */

static int load(wire_pipeline *p, wire_err *err)
{
    size_t size;
    const char *text = wire_pack_section(p->pack, "config", &size);
    p->config = text ? json_loadb(text, size, 0, NULL) : NULL;
    if (!p->config)
        return damaged(p, err, "config");
    const char *name = json_string_value(json_object_get(p->config, "name"));
    const char *version = json_string_value(json_object_get(p->config, "version"));
    if (!name || !version)
        return damaged(p, err, "config");
    size_t room = strlen(name) + strlen(version) + 2;
    p->name = wire_arena_alloc(&p->arena, room);
    if (!p->name)
        return wire_oom(err);
    snprintf(p->name, room, "%s %s", name, version);
    snprintf(p->hash, sizeof p->hash, "%016llx", (unsigned long long)wire_pack_hash(p->pack));
    for (int set = 0; set < WIRE_LABEL_SETS; set++)
        if (wire_pipeline_intern(p, (enum wire_labels)set, ""))
            return wire_oom(err);

    int rc = load_tokenizer(p, json_object_get(p->config, "tokenizer"), err);
    if (!rc)
        rc = load_vectors(p, err);
    if (!rc)
        rc = load_lemma_tables(p, err);
    if (rc)
        return rc;
    const json_t *t2v = json_object_get(p->config, "tok2vec"), *c;
    p->n_tok2vecs = json_array_size(t2v);
    p->tok2vecs = wire_arena_alloc(&p->arena, (p->n_tok2vecs + 1) * sizeof *p->tok2vecs);
    if (!p->tok2vecs)
        return wire_oom(err);
    memset(p->tok2vecs, 0, (p->n_tok2vecs + 1) * sizeof *p->tok2vecs);
    for (size_t i = 0; i < p->n_tok2vecs; i++)
        if (!load_tok2vec(p, i, json_array_get(t2v, i), &p->tok2vecs[i]))
            return damaged(p, err, "tok2vec");
    if ((c = json_object_get(p->config, "tagger")) && !(p->has_tagger = load_tagger(p, c)))
        return damaged(p, err, "tagger");
    if ((c = json_object_get(p->config, "parser")) &&
        !(p->has_parser = load_scorer(p, "parser", c, WIRE_DEP, WIRE_ARC_MOVES, 8, &p->parser)))
        return damaged(p, err, "parser");
    if ((c = json_object_get(p->config, "ner"))) {
        if (!(p->has_ner = load_scorer(p, "ner", c, WIRE_ENT, WIRE_NER_MOVES, 3, &p->ner)))
            return damaged(p, err, "ner");
        p->ner_sentences = json_is_true(json_object_get(c, "sentences"));
    }
    if (!load_lifted(p))
        return wire_oom(err);
    if ((c = json_object_get(p->config, "ruler")))
        rc = wire_ruler_load(p, c, err);
    if (!rc && (c = json_object_get(p->config, "lemmatizer")))
        rc = wire_lemmatizer_load(p, c, err);
    return rc;
}

int wire_pipeline_open(const char *path, wire_pipeline **out, wire_err *err)
{
    wire_pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return wire_oom(err);
    int rc = wire_pack_open(path, WIRE_PIPELINE_KIND, WIRE_PIPELINE_VERSION, &p->pack, err);
    if (!rc)
        rc = load(p, err);
    if (p->out_of_memory)
        rc = wire_oom(err);
    if (rc)
        wire_pipeline_close(p);
    else
        *out = p;
    return rc;
}

void wire_pipeline_close(wire_pipeline *p)
{
    if (!p)
        return;
    wire_regex_free(&p->prefix);
    wire_regex_free(&p->suffix);
    wire_regex_free(&p->infix);
    wire_regex_free(&p->url);
    wire_regex_free(&p->token_match);
    wire_ruler_unload(p);
    for (int set = 0; set < WIRE_LABEL_SETS; set++)
        free(p->labels[set]);
    wire_arena_free(&p->arena);
    json_decref(p->config);
    wire_pack_close(p->pack);
    free(p);
}

const char *wire_pipeline_name(const wire_pipeline *p)
{
    return p->name;
}

const char *wire_pipeline_hash(const wire_pipeline *p)
{
    return p->hash;
}
