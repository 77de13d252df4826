#include "nlp/tok2vec.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORDS_MAX = 8192, /* words remembered; must exceed WIRE_GROUP_ROWS */
    CHUNK = 64        /* rows of a product that is taken further while it is in the cache */
};

/* ------------------------------------------------------------------------------------------------ words */

/* A cache of rows: the word vector, then its products. Replacement is CLOCK: a hand goes round, takes the first row that was
 * not asked for since it last passed; rows of the current group are never taken. */
typedef struct wire_words {
    size_t row_floats, n, hand;
    int32_t *row_of; /* by key (a lexeme, and where it matters whether a space follows): a row, or -1 */
    size_t keys, key_cap;
    uint32_t *owner, *group; /* of a row: its key, and the group that last asked for it */
    uint8_t *asked;
    uint32_t now;
    float *rows;
    size_t rows_cap;
    uint32_t *missing; /* keys to compute */
    size_t n_missing, missing_cap;
    float *in, *mixed, *vectors, *out; /* a chunk of them */
    uint32_t *offsets;
} wire_words;

static size_t inputs_of(const wire_tok2vec *m)
{
    return m->mix.k;
}

static void words_free(wire_words *w)
{
    if (!w)
        return;
    free(w->row_of);
    free(w->owner);
    free(w->group);
    free(w->asked);
    free(w->rows);
    free(w->missing);
    free(w->in);
    free(w->mixed);
    free(w->vectors);
    free(w->out);
    free(w->offsets);
    free(w);
}

static wire_words *words_new(const wire_tok2vec *m)
{
    wire_words *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    size_t widest = m->layers[0].panels * WIRE_PANEL;
    w->row_floats = (m->width + widest + WIRE_PANEL - 1) / WIRE_PANEL * WIRE_PANEL;
    w->owner = malloc(WORDS_MAX * sizeof *w->owner);
    w->group = calloc(WORDS_MAX, sizeof *w->group);
    w->asked = calloc(WORDS_MAX, 1);
    w->in = wire_floats(CHUNK * inputs_of(m));
    w->mixed = wire_floats(CHUNK * m->mix.panels * WIRE_PANEL);
    w->vectors = wire_floats(CHUNK * (m->width + WIRE_PANEL));
    w->out = wire_floats(CHUNK * widest);
    w->offsets = malloc(CHUNK * sizeof *w->offsets);
    if (!w->owner || !w->group || !w->asked || !w->in || !w->mixed || !w->vectors || !w->out || !w->offsets) {
        words_free(w);
        return NULL;
    }
    return w;
}

static void words_clear(wire_words *w)
{
    w->n = w->hand = w->keys = 0;
    memset(w->asked, 0, WORDS_MAX);
}

static uint32_t key_of(const wire_tok2vec *m, const wire_tok *t)
{
    return m->spacy ? t->lex * 2 + t->spacy : t->lex;
}

/* A free row for `key`. The table of rows grows in steps, so that a short run takes little memory. */
static int64_t take_row(wire_words *w, uint32_t key)
{
    size_t row;
    if (w->n < WORDS_MAX) {
        if (w->n == w->rows_cap) {
            size_t cap = w->rows_cap ? w->rows_cap * 2 : 1024;
            float *more = wire_floats(cap * w->row_floats);
            if (!more)
                return -1;
            if (w->n)
                memcpy(more, w->rows, w->n * w->row_floats * sizeof *more);
            free(w->rows);
            w->rows = more;
            w->rows_cap = cap;
        }
        row = w->n++;
    } else {
        for (;; w->hand = (w->hand + 1) % WORDS_MAX) {
            if (w->group[w->hand] == w->now)
                continue;
            if (!w->asked[w->hand])
                break;
            w->asked[w->hand] = 0;
        }
        row = w->hand;
        w->hand = (w->hand + 1) % WORDS_MAX;
        w->row_of[w->owner[row]] = -1;
    }
    w->row_of[key] = (int32_t)row;
    w->owner[row] = key;
    w->group[row] = w->now;
    return (int64_t)row;
}

/* Make sure that the word has a row; a new one is put on the list of those to compute. */
static int ask(wire_words *w, uint32_t key)
{
    if (key >= w->keys) {
        if (wire_grow(&w->row_of, &w->key_cap, (size_t)key + 1, sizeof *w->row_of))
            return WIRE_ENOMEM;
        memset(w->row_of + w->keys, 0xff, (w->key_cap - w->keys) * sizeof *w->row_of);
        w->keys = w->key_cap;
    }
    int32_t row = w->row_of[key];
    if (row >= 0) {
        w->group[row] = w->now;
        w->asked[row] = 1;
        return 0;
    }
    if (wire_grow(&w->missing, &w->missing_cap, w->n_missing + 1, sizeof *w->missing) || take_row(w, key) < 0)
        return WIRE_ENOMEM;
    w->missing[w->n_missing++] = key;
    return 0;
}

/* The concatenated embeddings of a word: for each attribute the sum of four rows of its table. */
static void embed(const wire_embedder *e, uint32_t key, float *in)
{
    const wire_tok2vec *m = e->m;
    const wire_lexeme *x = &e->vocab->items[m->spacy ? key / 2 : key];
    for (size_t a = 0; a < m->n_attrs; a++, in += m->width) {
        uint64_t id = m->attrs[a] == WIRE_SPACY ? key % 2 : m->attrs[a] == WIRE_IS_SPACE ? x->is_space : x->ids[m->attrs[a]];
        uint32_t h[4];
        wire_murmur3_128(id, m->seeds[a], h);
        const float *t[4];
        for (int i = 0; i < 4; i++)
            t[i] = m->tables[a] + (size_t)(h[i] % m->rows[a]) * m->width;
        for (size_t j = 0; j < m->width; j++)
            in[j] = ((t[0][j] + t[1][j]) + t[2][j]) + t[3][j];
    }
}

/* Static vectors behind the embeddings: projected, or zero for a word that has none. */
static void add_vectors(wire_embedder *e, const wire_kernel *k, const uint32_t *keys, size_t n)
{
    wire_words *w = e->words;
    const wire_tok2vec *m = e->m;
    for (size_t i = 0; i < n; i++) {
        const wire_lexeme *x = &e->vocab->items[m->spacy ? keys[i] / 2 : keys[i]];
        float *to = w->in + i * m->mix.k + m->n_attrs * m->width;
        uint64_t row;
        memset(to, 0, m->width * sizeof *to);
        if (!wire_table_get(&e->p->vector_rows, x->ids[WIRE_ORTH], &row))
            continue;
        uint32_t zero = 0;
        k->gemm(e->p->vectors + (size_t)row * m->vectors.k, &zero, 1, m->vectors.w, NULL, m->vectors.k, m->vectors.panels, w->out,
                m->vectors.panels * WIRE_PANEL);
        memcpy(to, w->out, m->width * sizeof *to);
        e->macs += m->vectors.k * m->vectors.n;
    }
}

static void compute_missing(wire_embedder *e, const wire_kernel *k)
{
    wire_words *w = e->words;
    const wire_tok2vec *m = e->m;
    size_t mixed = m->mix.panels * WIRE_PANEL, wide = m->layers[0].panels * WIRE_PANEL, stride = m->width;
    for (size_t at = 0; at < w->n_missing; at += CHUNK) {
        size_t n = w->n_missing - at < CHUNK ? w->n_missing - at : CHUNK;
        for (size_t i = 0; i < n; i++)
            embed(e, w->missing[at + i], w->in + i * m->mix.k);
        if (m->vectors.k)
            add_vectors(e, k, w->missing + at, n);
        for (size_t i = 0; i < n; i++)
            w->offsets[i] = (uint32_t)(i * m->mix.k);
        k->gemm(w->in, w->offsets, n, m->mix.w, m->mix.b, m->mix.k, m->mix.panels, w->mixed, mixed);
        for (size_t i = 0; i < n; i++) {
            k->maxout_norm(w->mixed + i * mixed, m->mix_pieces, m->width, m->mix.gain, m->mix.shift, m->width, NULL,
                           w->vectors + i * stride);
            w->offsets[i] = (uint32_t)(i * stride);
        }
        k->gemm(w->vectors, w->offsets, n, m->layers[0].w, NULL, m->width, m->layers[0].panels, w->out, wide);
        for (size_t i = 0; i < n; i++) {
            float *row = w->rows + (size_t)w->row_of[w->missing[at + i]] * w->row_floats;
            memcpy(row, w->vectors + i * stride, m->width * sizeof *row);
            memcpy(row + m->width, w->out + i * wide, m->layers[0].n * sizeof *row);
        }
        e->macs += n * (m->mix.k * m->mix.n + m->width * m->layers[0].n);
    }
    w->n_missing = 0;
}

/* ------------------------------------------------------------------------------------------------ encoding */

int wire_embedder_init(wire_embedder *e, const wire_pipeline *p, const wire_tok2vec *m, const wire_vocab *vocab)
{
    *e = (wire_embedder){.p = p, .m = m, .vocab = vocab};
    const size_t rows = WIRE_GROUP_ROWS, n = m->pieces * m->width, padded = (n + WIRE_PANEL - 1) / WIRE_PANEL * WIRE_PANEL;
    e->words = words_new(m);
    e->x[0] = wire_floats(rows * m->width);
    e->x[1] = wire_floats(rows * m->width);
    e->y = wire_floats(CHUNK * padded);
    e->zeros = wire_floats(padded + m->width);
    e->out = wire_floats(rows * m->width);
    e->row_tok = malloc(rows * sizeof *e->row_tok);
    e->need = malloc(rows * sizeof *e->need);
    e->offsets = malloc(rows * sizeof *e->offsets);
    if (!e->words || !e->x[0] || !e->x[1] || !e->y || !e->zeros || !e->out || !e->row_tok || !e->need || !e->offsets) {
        wire_embedder_free(e);
        return WIRE_ENOMEM;
    }
    memset(e->zeros, 0, (padded + m->width) * sizeof *e->zeros);
    return 0;
}

void wire_embedder_free(wire_embedder *e)
{
    words_free(e->words);
    free(e->x[0]);
    free(e->x[1]);
    free(e->y);
    free(e->zeros);
    free(e->out);
    free(e->row_tok);
    free(e->need);
    free(e->offsets);
    *e = (wire_embedder){0};
}

void wire_embedder_clear(wire_embedder *e)
{
    words_clear(e->words);
}

/* Where a part lies among the rows: its first token's row; the rows before and after it down to the margin. */
typedef struct placed {
    uint32_t first, count;
} placed;

/* Lay the rows out; returns their number. */
static size_t lay_out(wire_embedder *e, const wire_part *parts, size_t n_parts, placed *at)
{
    const uint32_t depth = (uint32_t)e->m->depth;
    size_t rows = 0;
    for (uint32_t i = 0; i < depth; i++)
        e->row_tok[rows++] = -1;
    for (size_t p = 0; p < n_parts; p++) {
        const wire_part *a = &parts[p];
        uint32_t left = a->from - a->start < depth ? a->from - a->start : depth;
        uint32_t right = a->end - a->to < depth ? a->end - a->to : depth;
        at[p] = (placed){(uint32_t)rows + left, a->to - a->from};
        for (uint32_t t = a->from - left; t < a->to + right; t++)
            e->row_tok[rows++] = (int32_t)t;
        for (uint32_t i = 0; i < depth; i++)
            e->row_tok[rows++] = -1;
    }
    return rows;
}

/* The rows that layers above need of this one: each part and `margin` rows around it; every row once. */
static size_t rows_needed(wire_embedder *e, const placed *at, size_t n_parts, uint32_t margin)
{
    size_t n = 0;
    uint32_t next = 0;
    for (size_t p = 0; p < n_parts; p++) {
        uint32_t from = at[p].first - margin, to = at[p].first + at[p].count + margin;
        for (uint32_t r = from > next ? from : next; r < to; r++)
            e->need[n++] = r;
        next = to > next ? to : next;
    }
    return n;
}

static const float *word_row(const wire_embedder *e, const wire_tok *toks, uint32_t row)
{
    int32_t t = e->row_tok[row];
    return t < 0 ? NULL : e->words->rows + (size_t)e->words->row_of[key_of(e->m, &toks[t])] * e->words->row_floats;
}

static void first_layer(wire_embedder *e, const wire_kernel *k, const wire_tok *toks, size_t n, float *to, bool compact)
{
    const wire_tok2vec *m = e->m;
    const wire_layer *l = &m->layers[0];
    const size_t outs = m->pieces * m->width;
    for (size_t i = 0; i < n; i++) {
        uint32_t r = e->need[i];
        const float *product[3], *base = e->zeros;
        for (uint32_t q = 0; q < 3; q++) {
            const float *row = word_row(e, toks, r + q - 1);
            product[q] = row ? row + m->width + q * outs : e->zeros;
            if (q == 1 && row)
                base = row;
        }
        k->sum(product, 3, l->b, outs, e->y);
        k->maxout_norm(e->y, m->pieces, m->width, l->gain, l->shift, m->width, base, to + (compact ? i : r) * m->width);
    }
}

static void next_layer(wire_embedder *e, const wire_kernel *k, const wire_layer *l, size_t n, const float *x, float *to, bool compact)
{
    const wire_tok2vec *m = e->m;
    const size_t ldy = l->panels * WIRE_PANEL;
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t rows = n - at < CHUNK ? n - at : CHUNK;
        for (size_t i = 0; i < rows; i++)
            e->offsets[i] = (uint32_t)((e->need[at + i] - 1) * m->width);
        k->gemm(x, e->offsets, rows, l->w, l->b, l->k, l->panels, e->y, ldy);
        for (size_t i = 0; i < rows; i++) {
            uint32_t r = e->need[at + i];
            k->maxout_norm(e->y + i * ldy, m->pieces, m->width, l->gain, l->shift, m->width, x + r * m->width,
                           to + (compact ? at + i : r) * m->width);
        }
    }
    e->macs += n * l->k * l->n;
}

int wire_embed(wire_embedder *e, const wire_kernel *k, const wire_tok *toks, const wire_part *parts, size_t n_parts)
{
    placed *at = malloc((n_parts + 1) * sizeof *at);
    if (!at)
        return WIRE_ENOMEM;
    size_t rows = lay_out(e, parts, n_parts, at);
    int rc = 0;
    e->words->now++;
    for (size_t r = 0; r < rows && !rc; r++)
        if (e->row_tok[r] >= 0)
            rc = ask(e->words, key_of(e->m, &toks[e->row_tok[r]]));
    if (!rc) {
        compute_missing(e, k);
        for (size_t l = 0; l < e->m->depth; l++) {
            bool last = l + 1 == e->m->depth;
            size_t n = rows_needed(e, at, n_parts, (uint32_t)(e->m->depth - 1 - l));
            float *to = last ? e->out : e->x[l % 2];
            if (l == 0)
                first_layer(e, k, toks, n, to, last);
            else
                next_layer(e, k, &e->m->layers[l], n, e->x[(l + 1) % 2], to, last);
        }
    } else {
        wire_embedder_clear(e); /* rows were taken that were never computed */
        e->words->n_missing = 0;
    }
    free(at);
    return rc;
}
