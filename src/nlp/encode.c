/* encode.c - a workspace over an encoder: sequences of pieces, and their vectors.
 *
 *   sequences, one behind the other, without padding
 *        |  in groups that end with the sequence that reaches GROUP_ROWS
 *        v
 *   x = norm(word + place) ──> [ qkv ─> attend ─> out, + x, norm ─> up, GELU ─> down, + x, norm ] for each layer
 *
 * The rows of x are those of the result: a layer works on them in place, and each norm leaves them as bytes too, for the next product.
 * The feed-forward part goes over a group in tiles of TILE_ROWS, whose inner rows stay in the cache.
 *
 * Invariant: a sequence's vectors depend on its pieces alone. A group only decides which rows share a product, and the kernels compute
 * every row alike (transformer.h); attention sees one sequence at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "nlp/encoder.h"

enum { GROUP_ROWS = 384, TILE_ROWS = 96 };

struct wire_encoding {
    const wire_encoder *e;
    const wire_transformer *kernel;
    wire_pieces pieces;
    wire_sequence *sequences;
    wire_range *tokens;
    size_t n_sequences, n_tokens, sequence_cap, token_cap, limit;
    bool open, ran;
    float *x; /* a row a piece */
    size_t x_cap;

    /* a group */
    float *qkv, *context, *inner, *work;
    wire_bytes_rows bytes, inner_bytes;
    size_t rows; /* that there is room for */
    wire_encoding_stats stats;
};

/* ------------------------------------------------------------------------------------------------ life */

static void free_group(wire_encoding *w)
{
    free(w->qkv);
    free(w->context);
    free(w->inner);
    free(w->work);
    free(w->bytes.q);
    free(w->bytes.scale);
    free(w->bytes.zero);
    free(w->inner_bytes.q);
    free(w->inner_bytes.scale);
    free(w->inner_bytes.zero);
    w->qkv = w->context = w->inner = w->work = NULL;
    w->bytes = w->inner_bytes = (wire_bytes_rows){0};
    w->rows = 0;
}

static bool room_for_bytes(wire_bytes_rows *b, size_t rows, size_t width)
{
    b->q = (uint8_t *)wire_floats((rows * width + 3) / 4);
    b->scale = wire_floats(rows);
    b->zero = malloc(rows * sizeof *b->zero);
    return b->q && b->scale && b->zero;
}

/* Room for a group of so many rows. */
static int group_room(wire_encoding *w, size_t rows)
{
    if (rows <= w->rows)
        return 0;
    const wire_encoder *e = w->e;
    free_group(w);
    w->qkv = wire_floats(rows * 3 * e->width);
    w->context = wire_floats(rows * e->width);
    w->inner = wire_floats(TILE_ROWS * e->inner);
    w->work = wire_floats(wire_attend_room(w->limit, e->width / e->heads));
    if (!room_for_bytes(&w->bytes, rows, e->width) || !room_for_bytes(&w->inner_bytes, TILE_ROWS, e->inner) || !w->qkv || !w->context ||
        !w->inner || !w->work) {
        free_group(w);
        return WIRE_ENOMEM;
    }
    w->rows = rows;
    return 0;
}

int wire_encoding_new(const wire_encoder *e, wire_encoding **out, wire_err *err)
{
    wire_encoding *w = calloc(1, sizeof *w);
    if (!w)
        return wire_oom(err);
    w->e = e;
    w->kernel = wire_transformer_get(NULL);
    w->limit = e->positions < WIRE_SEQUENCE_MAX ? e->positions : WIRE_SEQUENCE_MAX;
    *out = w;
    return 0;
}

void wire_encoding_free(wire_encoding *w)
{
    if (!w)
        return;
    free_group(w);
    free(w->pieces.items);
    free(w->sequences);
    free(w->tokens);
    free(w->x);
    free(w);
}

int wire_encoding_use_kernel(wire_encoding *w, const char *name, wire_err *err)
{
    const wire_transformer *k = wire_transformer_get(name);
    if (!k)
        return wire_fail(err, WIRE_EUNSUPPORTED, "there is no kernel '%.40s', or this processor cannot run it", name);
    w->kernel = k;
    return 0;
}

const char *wire_encoding_kernel(const wire_encoding *w)
{
    return w->kernel->name;
}

wire_encoding_stats wire_encoding_get_stats(const wire_encoding *w)
{
    return w->stats;
}

/* ------------------------------------------------------------------------------------------------ sequences */

void wire_encoding_clear(wire_encoding *w)
{
    w->pieces.n = w->n_sequences = w->n_tokens = 0;
    w->open = w->ran = false;
}

static int put(wire_encoding *w, uint32_t id, uint32_t token)
{
    wire_pieces *p = &w->pieces;
    if (wire_grow(&p->items, &p->cap, p->n + 1, sizeof *p->items))
        return WIRE_ENOMEM;
    p->items[p->n++] = (wire_piece){.id = id, .token = token};
    return 0;
}

int wire_encoding_begin(wire_encoding *w, wire_err *err)
{
    if (w->open)
        return wire_fail(err, WIRE_EARG, "the sequence before is not ended");
    const uint32_t first = (uint32_t)w->pieces.n, token = (uint32_t)w->n_tokens;
    if (wire_grow(&w->sequences, &w->sequence_cap, w->n_sequences + 1, sizeof *w->sequences) || put(w, w->e->cls, WIRE_NO_TOKEN))
        return wire_oom(err);
    w->sequences[w->n_sequences++] = (wire_sequence){.first_piece = first, .first_token = token, .token_end = token};
    w->open = true;
    w->ran = false;
    return 0;
}

/* Room for pieces left in the open sequence, that of [SEP] taken off. */
static size_t left(const wire_encoding *w)
{
    const wire_sequence *s = &w->sequences[w->n_sequences - 1];
    return s->cut ? 0 : w->limit - 1 - (w->pieces.n - s->first_piece);
}

/* The pieces from `first` on become a token's. Where they do not fit, those that do stay, if they may, and the sequence is cut. */
static void add_token(wire_encoding *w, size_t first, size_t room, bool parts)
{
    wire_sequence *s = &w->sequences[w->n_sequences - 1];
    if (w->pieces.n - first > room) {
        w->pieces.n = first + (parts ? room : 0);
        s->cut = 1;
    }
    w->tokens[w->n_tokens++] = (wire_range){(uint32_t)first, (uint32_t)(w->pieces.n - first)};
    s->token_end = (uint32_t)w->n_tokens;
}

static int add_words(wire_encoding *w, const char *text, size_t start, size_t end, bool parts, wire_err *err)
{
    if (!w->open)
        return wire_fail(err, WIRE_EARG, "no sequence is begun");
    if (start > end || end > UINT32_MAX)
        return wire_fail(err, WIRE_EARG, "there is no token from byte %zu to %zu", start, end);
    const size_t first = w->pieces.n, room = left(w);
    if (wire_grow(&w->tokens, &w->token_cap, w->n_tokens + 1, sizeof *w->tokens) ||
        wire_pieces_add(&w->pieces, &w->e->vocabulary, text, start, end, (uint32_t)w->n_tokens)) {
        w->pieces.n = first;
        return wire_oom(err);
    }
    add_token(w, first, room, parts);
    return 0;
}

int wire_encoding_token(wire_encoding *w, const char *text, size_t start, size_t end, wire_err *err)
{
    return add_words(w, text, start, end, false, err);
}

int wire_encoding_mark(wire_encoding *w, uint32_t id, wire_err *err)
{
    if (!w->open)
        return wire_fail(err, WIRE_EARG, "no sequence is begun");
    if (id >= w->e->vocabulary.n)
        return wire_fail(err, WIRE_EARG, "there is no piece %u", id);
    const size_t first = w->pieces.n, room = left(w);
    if (wire_grow(&w->tokens, &w->token_cap, w->n_tokens + 1, sizeof *w->tokens) || put(w, id, (uint32_t)w->n_tokens))
        return wire_oom(err);
    add_token(w, first, room, false);
    return 0;
}

int wire_encoding_end(wire_encoding *w, wire_err *err)
{
    if (!w->open)
        return wire_fail(err, WIRE_EARG, "no sequence is begun");
    if (put(w, w->e->sep, WIRE_NO_TOKEN))
        return wire_oom(err);
    w->sequences[w->n_sequences - 1].piece_end = (uint32_t)w->pieces.n;
    w->open = false;
    return 0;
}

/* Back to what was there before a sequence that could not be added whole. */
static void take_back(wire_encoding *w, size_t sequences, size_t tokens, size_t pieces)
{
    w->n_sequences = sequences;
    w->n_tokens = tokens;
    w->pieces.n = pieces;
    w->open = false;
}

int wire_encoding_add_text(wire_encoding *w, const char *text, size_t len, wire_err *err)
{
    const size_t sequences = w->n_sequences, tokens = w->n_tokens, pieces = w->pieces.n;
    int rc = wire_encoding_begin(w, err);
    if (rc)
        return rc;
    rc = add_words(w, text, 0, len, true, err);
    if (!rc)
        rc = wire_encoding_end(w, err);
    if (rc)
        take_back(w, sequences, tokens, pieces);
    return rc;
}

int wire_encoding_add_doc(wire_encoding *w, const wire_doc *doc, wire_err *err)
{
    const size_t before = w->n_sequences, tokens = w->n_tokens, pieces = w->pieces.n;
    if (w->open)
        return wire_fail(err, WIRE_EARG, "the sequence before is not ended");
    size_t n, n_toks;
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    const wire_token *t = wire_doc_tokens(doc, &n_toks);
    const char *text = wire_doc_text(doc).ptr;
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i++) {
        rc = wire_encoding_begin(w, err);
        for (uint32_t j = s[i].first_token; j < s[i].token_end && !rc; j++)
            rc = wire_encoding_token(w, text, t[j].start, t[j].end, err);
        if (!rc)
            rc = wire_encoding_end(w, err);
    }
    if (rc)
        take_back(w, before, tokens, pieces);
    return rc;
}

const wire_sequence *wire_encoding_sequences(const wire_encoding *w, size_t *n)
{
    *n = w->n_sequences;
    return w->sequences;
}

const wire_piece *wire_encoding_pieces(const wire_encoding *w, size_t *n)
{
    *n = w->pieces.n;
    return w->pieces.items;
}

const wire_range *wire_encoding_tokens(const wire_encoding *w, size_t *n)
{
    *n = w->n_tokens;
    return w->tokens;
}

const float *wire_encoding_vectors(const wire_encoding *w)
{
    return w->ran ? w->x : NULL;
}

int wire_encoding_pool(const wire_encoding *w, enum wire_pooling how, float *out, wire_err *err)
{
    const size_t width = w->e->width;
    if (!w->ran)
        return wire_fail(err, WIRE_EARG, "the sequences have not been run");
    for (size_t i = 0; i < w->n_tokens; i++, out += width) {
        const wire_range t = w->tokens[i];
        const float *x = w->x + t.first * width;
        const uint32_t n = how == WIRE_MEAN_PIECE ? t.count : t.count > 0;
        memset(out, 0, width * sizeof *out);
        for (uint32_t p = 0; p < n; p++)
            for (size_t j = 0; j < width; j++)
                out[j] += x[p * width + j];
        for (size_t j = 0; j < width && n > 1; j++)
            out[j] /= (float)n;
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ the network */

/* A group: sequences [from, to), whose rows of x begin at `x`. */
typedef struct group {
    const wire_sequence *from, *to;
    float *x;
    size_t rows;
} group;

static void embed(wire_encoding *w, const group *g)
{
    const wire_encoder *e = w->e;
    float *x = g->x;
    for (const wire_sequence *s = g->from; s < g->to; s++)
        for (uint32_t p = s->first_piece; p < s->piece_end; p++, x += e->width) {
            const uint32_t id = w->pieces.items[p].id;
            const int16_t *word = e->words + id * e->width;
            const float *place = e->places + (p - s->first_piece) * e->width, scale = e->word_scales[id];
            for (size_t j = 0; j < e->width; j++)
                x[j] = (float)word[j] * scale + place[j];
        }
    w->kernel->norm(g->x, g->rows, e->width, e->gain, e->shift, e->eps, w->bytes);
}

static void attention(wire_encoding *w, const group *g, const wire_encoder_layer *l)
{
    const wire_encoder *e = w->e;
    const size_t width = e->width, head = width / e->heads, stride = 3 * width;
    w->kernel->product(w->bytes, g->rows, &l->qkv, WIRE_PLAIN, w->qkv);
    for (const wire_sequence *s = g->from; s < g->to; s++) {
        const size_t at = s->first_piece - g->from->first_piece, n = s->piece_end - s->first_piece;
        const float *q = w->qkv + at * stride;
        for (size_t h = 0; h < width; h += head)
            w->kernel->attend(q + h, q + width + h, q + 2 * width + h, stride, n, head, w->work, w->context + at * width + h, width);
        w->stats.macs += 2 * n * n * width;
    }
    w->kernel->quantise(w->context, g->rows, width, w->bytes);
    w->kernel->product(w->bytes, g->rows, &l->out, WIRE_ADD, g->x);
    w->kernel->norm(g->x, g->rows, width, l->mid_gain, l->mid_shift, e->eps, w->bytes);
}

static void feed_forward(wire_encoding *w, const group *g, const wire_encoder_layer *l)
{
    const wire_encoder *e = w->e;
    for (size_t i = 0; i < g->rows; i += TILE_ROWS) {
        const size_t n = g->rows - i < TILE_ROWS ? g->rows - i : TILE_ROWS;
        const wire_bytes_rows in = {w->bytes.q + i * e->width, w->bytes.scale + i, w->bytes.zero + i};
        float *x = g->x + i * e->width;
        w->kernel->product(in, n, &l->up, WIRE_GELU, w->inner);
        w->kernel->quantise(w->inner, n, e->inner, w->inner_bytes);
        w->kernel->product(w->inner_bytes, n, &l->down, WIRE_ADD, x);
        w->kernel->norm(x, n, e->width, l->end_gain, l->end_shift, e->eps, in);
    }
}

static void run_layer(wire_encoding *w, const group *g, const wire_encoder_layer *l)
{
    attention(w, g, l);
    feed_forward(w, g, l);
    w->stats.macs += g->rows * (l->qkv.n * l->qkv.k + l->out.n * l->out.k + l->up.n * l->up.k + l->down.n * l->down.k);
}

/* The group that begins with sequence `i`. */
static group group_from(const wire_encoding *w, size_t i)
{
    group g = {.from = w->sequences + i, .to = w->sequences + i, .x = w->x + w->sequences[i].first_piece * w->e->width};
    while (g.to < w->sequences + w->n_sequences && g.rows < GROUP_ROWS) {
        g.rows += g.to->piece_end - g.to->first_piece;
        g.to++;
    }
    return g;
}

int wire_encoding_run(wire_encoding *w, wire_err *err)
{
    if (w->open)
        return wire_fail(err, WIRE_EARG, "the last sequence is not ended");
    size_t most = 0;
    w->ran = false;
    if (wire_grow_aligned(&w->x, &w->x_cap, w->pieces.n * w->e->width + 1, sizeof *w->x))
        return wire_oom(err);
    for (size_t i = 0; i < w->n_sequences;) {
        const group g = group_from(w, i);
        most = g.rows > most ? g.rows : most;
        i += (size_t)(g.to - g.from);
    }
    if (group_room(w, most))
        return wire_oom(err);
    for (size_t i = 0; i < w->n_sequences;) {
        const group g = group_from(w, i);
        embed(w, &g);
        for (size_t l = 0; l < w->e->n_layers; l++)
            run_layer(w, &g, &w->e->layers[l]);
        i += (size_t)(g.to - g.from);
    }
    w->stats.sequences += w->n_sequences;
    w->stats.pieces += w->pieces.n;
    w->ran = true;
    return 0;
}
