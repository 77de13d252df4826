/* learn.c - heads that fit lessons, by gradient descent from those that stand.
 *
 *   a batch of sentences: rows X of words, their features
 *     ── hidden = relu(X W + b + a row a feature) ── type, mode, status, saying, relation ── loss ──┐
 *     ── pairs: hidden = relu(halves of candidate and word + …) ── part ── loss ────────────────────┤
 *   tables <── Adam <── gradients of all tables <───────────────────────────────────────────────────┘
 *
 * Adam: Kingma and Ba 2015, https://arxiv.org/abs/1412.6980. The encoder stays as it is, so rows have no gradient. Products run on the
 * engine's kernels, which sum in one order: the heads that come out are the same on every machine and at every time. */
#include "coder/learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { BATCH = 64, BATCH_MIN = 8, STEPS_MIN = 200, PANEL_ALIGN = 64 };

static const float rate = 1e-3f, beta1 = 0.9f, beta2 = 0.999f, tiny = 1e-8f, dropped = 0.2f, smoothing = 0.03f;
/* What each head's mistakes weigh, as in train/reader.py. */
static const float of_type = 2, of_mode = 0.3f, of_status = 0.3f, of_says = 1, of_relation = 1, of_part = 1;

typedef struct trainer {
    const wire_lessons *lessons;
    wire_heads *h;
    const wire_kernel *kernel;
    float *gradient[TABLES], *mean[TABLES], *square[TABLES];
    /* room for a batch */
    float *packed, *inputs, *turned, *hidden, *slope;
    size_t packed_room, rows_room;
    uint32_t *offsets;
    uint64_t random;
    unsigned step;
} trainer;

/* ------------------------------------------------------------------------------------------------ arithmetic */

static float uniform(trainer *t) /* xorshift64* */
{
    t->random ^= t->random >> 12;
    t->random ^= t->random << 25;
    t->random ^= t->random >> 27;
    return (float)((t->random * 0x2545f4914f6cdd1du) >> 40) / (float)(1 << 24);
}

static void add(const float *restrict x, float by, size_t n, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += by * x[i];
}

/* Logits to probabilities. */
static void normalise(float *y, size_t n)
{
    float most = y[0], sum = 0;
    for (size_t i = 1; i < n; i++)
        most = y[i] > most ? y[i] : most;
    for (size_t i = 0; i < n; i++)
        sum += y[i] = expf(y[i] - most);
    for (size_t i = 0; i < n; i++)
        y[i] /= sum;
}

/* One head over a hidden row: its probabilities; with a label, gradients of its tables and of the row. */
static void head(trainer *t, enum wire_heads_table w, size_t n, const float *hidden, int label, float weight, float smooth, float *out, float *slope)
{
    const size_t width = t->h->hidden;
    memcpy(out, t->h->table[w + 1], n * sizeof *out);
    for (size_t i = 0; i < width; i++)
        if (hidden[i] > 0)
            add(t->h->table[w] + i * n, hidden[i], n, out);
    normalise(out, n);
    if (label < 0)
        return;
    float error[WIRE_MODES_MAX];
    for (size_t o = 0; o < n; o++)
        error[o] = weight * (out[o] - smooth / (float)n - ((int)o == label ? 1 - smooth : 0));
    add(error, 1, n, t->gradient[w + 1]);
    for (size_t i = 0; i < width; i++) {
        if (!(hidden[i] > 0))
            continue;
        const float *row = t->h->table[w] + i * n;
        float sum = 0;
        for (size_t o = 0; o < n; o++)
            sum += row[o] * error[o];
        slope[i] += sum;
        add(error, hidden[i], n, t->gradient[w] + i * n);
    }
}

/* inputs (n rows of width) times a matrix: n rows of hidden. */
static void product(trainer *t, enum wire_heads_table w, size_t n, float *out)
{
    const size_t k = t->h->width, outputs = t->h->hidden;
    wire_pack_inputs(t->h->table[w], k, outputs, t->packed);
    t->kernel->gemm(t->inputs, t->offsets, n, t->packed, NULL, k, outputs / WIRE_PANEL, out, outputs);
}

/* The matrix's gradient: inputs turned, times the slopes of what it put out. */
static void learn_product(trainer *t, enum wire_heads_table w, size_t n, const float *slope)
{
    const size_t k = t->h->width, outputs = t->h->hidden;
    uint32_t *rows = t->offsets + t->rows_room;
    wire_pack_inputs(slope, n, outputs, t->packed);
    for (size_t i = 0; i < k; i++)
        rows[i] = (uint32_t)(i * n);
    t->kernel->gemm(t->turned, rows, k, t->packed, NULL, n, outputs / WIRE_PANEL, t->gradient[w], outputs);
}

/* ------------------------------------------------------------------------------------------------ a batch */

static int make_room(trainer *t, size_t rows, wire_err *err)
{
    const size_t k = t->h->width, n = t->h->hidden;
    if (rows > t->rows_room) {
        rows += rows / 2;
        free(t->inputs);
        free(t->turned);
        free(t->hidden);
        free(t->slope);
        free(t->offsets);
        free(t->packed);
        t->packed_room = (rows > k ? rows : k) * n;
        t->packed = aligned_alloc(PANEL_ALIGN, (t->packed_room * sizeof(float) + PANEL_ALIGN - 1) / PANEL_ALIGN * PANEL_ALIGN);
        t->inputs = malloc(rows * k * sizeof(float));
        t->turned = malloc(rows * k * sizeof(float));
        t->hidden = malloc(4 * rows * n * sizeof(float));
        t->slope = malloc(4 * rows * n * sizeof(float));
        t->offsets = malloc((rows + k) * sizeof *t->offsets);
        t->rows_room = t->packed && t->inputs && t->turned && t->hidden && t->slope && t->offsets ? rows : 0;
    }
    return t->rows_room ? 0 : wire_oom(err);
}

static void gather(trainer *t, const uint32_t *rows, size_t n)
{
    const size_t k = t->h->width;
    for (size_t i = 0; i < n; i++) {
        const uint16_t *from = t->lessons->vectors + rows[i] * k;
        t->offsets[i] = (uint32_t)(i * k);
        for (size_t j = 0; j < k; j++)
            t->inputs[i * k + j] = t->turned[j * n + i] = wire_bfloat(from[j]);
    }
}

static void add_bag(const trainer *t, wire_bag_at bag, const float *rows, float *y)
{
    for (uint32_t i = 0; i < bag.n; i++)
        add(rows + t->lessons->bags[bag.first + i] * t->h->hidden, 1, t->h->hidden, y);
}

static void learn_bag(trainer *t, wire_bag_at bag, const float *slope, float *rows)
{
    for (uint32_t i = 0; i < bag.n; i++)
        add(slope, 1, t->h->hidden, rows + t->lessons->bags[bag.first + i] * t->h->hidden);
}

/* relu, and in training some numbers dropped. What is 0 has no slope. */
static void rectify(trainer *t, float *y, bool training)
{
    for (size_t i = 0; i < t->h->hidden; i++)
        y[i] = y[i] > 0 && !(training && uniform(t) < dropped) ? y[i] * (training ? 1 / (1 - dropped) : 1) : 0;
}

/* What is dropped or below 0 passes no slope on. */
static void keep_slope(const trainer *t, const float *hidden, float *slope)
{
    for (size_t i = 0; i < t->h->hidden; i++)
        slope[i] = hidden[i] > 0 ? slope[i] / (1 - dropped) : 0;
}

typedef void (*opinion_fn)(void *ctx, const wire_lesson_word *word, const float *type);

/* The candidates of the lessons: learned from, or, with `told`, only judged. */
static int candidates(trainer *t, const uint32_t *lessons, size_t n, opinion_fn told, void *ctx, wire_err *err)
{
    const wire_heads *h = t->h;
    size_t words = 0, deeds = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        words += t->lessons->of[lessons[i]].words.count;
    uint32_t *rows = malloc((words + 1) * sizeof *rows);
    const wire_lesson_word **of = malloc((words + 1) * sizeof *of);
    int rc = rows && of ? make_room(t, words, err) : wire_oom(err);
    for (size_t i = 0; i < n && !rc; i++)
        for (uint32_t k = 0; k < t->lessons->of[lessons[i]].words.count; k++, at++) {
            of[at] = &t->lessons->words[t->lessons->of[lessons[i]].words.first + k];
            rows[at] = of[at]->row;
            deeds += of[at]->type > 0;
        }
    if (!rc && words) {
        gather(t, rows, words);
        product(t, T_CANDIDATE, words, t->hidden);
        memset(t->slope, 0, words * h->hidden * sizeof(float));
    }
    for (size_t i = 0; i < words && !rc; i++) {
        float out[WIRE_MODES_MAX], *hidden = t->hidden + i * h->hidden, *slope = t->slope + i * h->hidden;
        const float one = 1 / (float)words, deed = 1 / (float)(deeds ? deeds : 1);
        const wire_lesson_word *w = of[i];
        add(h->table[T_CANDIDATE_BIAS], 1, h->hidden, hidden);
        add_bag(t, w->bag, h->table[T_CANDIDATE_FEATURES], hidden);
        rectify(t, hidden, !told);
        head(t, T_TYPE, h->types, hidden, told ? -1 : w->type, one * of_type, smoothing, out, slope);
        if (told) {
            told(ctx, w, out);
            continue;
        }
        head(t, T_SAYS, 2, hidden, w->says, one * of_says, 0, out, slope);
        head(t, T_RELATION, h->relations, hidden, w->relation, one * of_relation, 0, out, slope);
        if (w->type) {
            head(t, T_MODE, h->modes, hidden, w->mode, deed * of_mode, 0, out, slope);
            head(t, T_STATUS, WIRE_STATUSES, hidden, w->status, deed * of_status, 0, out, slope);
        }
        keep_slope(t, hidden, slope);
        add(slope, 1, h->hidden, t->gradient[T_CANDIDATE_BIAS]);
        learn_bag(t, w->bag, slope, t->gradient[T_CANDIDATE_FEATURES]);
    }
    if (!rc && words && !told)
        learn_product(t, T_CANDIDATE, words, t->slope);
    free(rows);
    free(of);
    return rc;
}

/* The pairs of the lessons. Each lesson's rows come together, so that a word's halves are made once. */
static int pairs(trainer *t, const uint32_t *lessons, size_t n, wire_err *err)
{
    const wire_heads *h = t->h;
    const size_t wide = h->hidden;
    size_t count = 0, n_rows = 0;
    for (size_t i = 0; i < n; i++) {
        const wire_lesson *x = &t->lessons->of[lessons[i]];
        count += x->pairs.count;
        n_rows += x->pairs.count ? x->rows.count : 0;
    }
    if (!count)
        return 0;
    uint32_t *rows = malloc(n_rows * sizeof *rows);
    int rc = rows ? make_room(t, n_rows, err) : wire_oom(err);
    size_t at = 0;
    for (size_t i = 0; i < n && !rc; i++)
        for (uint32_t k = 0; t->lessons->of[lessons[i]].pairs.count && k < t->lessons->of[lessons[i]].rows.count; k++)
            rows[at++] = t->lessons->of[lessons[i]].rows.first + k;
    static const enum wire_heads_table of[] = {T_PAIR_CANDIDATE, T_PAIR_CANDIDATE_FACTOR, T_PAIR_WORD, T_PAIR_WORD_FACTOR};
    const size_t stride = n_rows * wide;
    if (!rc) {
        gather(t, rows, n_rows);
        for (size_t m = 0; m < 4; m++)
            product(t, of[m], n_rows, t->hidden + m * stride);
        memset(t->slope, 0, 4 * stride * sizeof(float));
    }
    at = 0;
    for (size_t i = 0; i < n && !rc; i++) {
        const wire_lesson *x = &t->lessons->of[lessons[i]];
        for (uint32_t k = 0; k < x->pairs.count; k++) {
            const wire_lesson_pair *p = &t->lessons->pairs[x->pairs.first + k];
            const size_t a = (at + p->candidate - x->rows.first) * wide, b = (at + p->row - x->rows.first) * wide;
            const float *sum_a = t->hidden + a, *times_a = t->hidden + stride + a, *sum_b = t->hidden + 2 * stride + b, *times_b = t->hidden + 3 * stride + b;
            float hidden[WIRE_HIDDEN_MAX], slope[WIRE_HIDDEN_MAX] = {0}, out[WIRE_ROLES];
            for (size_t o = 0; o < wide; o++)
                hidden[o] = sum_a[o] + sum_b[o] + times_a[o] * times_b[o] + h->table[T_PAIR_BIAS][o] + h->table[T_PAIR_MATTER][p->matter * wide + o];
            add_bag(t, p->bag, h->table[T_PAIR_FEATURES], hidden);
            rectify(t, hidden, true);
            head(t, T_PART, WIRE_ROLES, hidden, p->role, of_part / (float)count, 0, out, slope);
            keep_slope(t, hidden, slope);
            add(slope, 1, wide, t->gradient[T_PAIR_BIAS]);
            add(slope, 1, wide, t->gradient[T_PAIR_MATTER] + p->matter * wide);
            learn_bag(t, p->bag, slope, t->gradient[T_PAIR_FEATURES]);
            for (size_t o = 0; o < wide; o++) {
                t->slope[a + o] += slope[o];
                t->slope[stride + a + o] += slope[o] * times_b[o];
                t->slope[2 * stride + b + o] += slope[o];
                t->slope[3 * stride + b + o] += slope[o] * times_a[o];
            }
        }
        at += x->pairs.count ? x->rows.count : 0;
    }
    for (size_t m = 0; m < 4 && !rc; m++)
        learn_product(t, of[m], n_rows, t->slope + m * stride);
    free(rows);
    return rc;
}

static void descend(trainer *t, float share)
{
    t->step++;
    const float fix1 = 1 - powf(beta1, (float)t->step), fix2 = 1 - powf(beta2, (float)t->step);
    for (int k = 0; k < TABLES; k++) {
        const size_t n = wire_heads_floats(t->h, (enum wire_heads_table)k);
        float *restrict w = t->h->table[k], *restrict g = t->gradient[k], *restrict m = t->mean[k], *restrict v = t->square[k];
        for (size_t i = 0; i < n; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            w[i] -= rate * share * (m[i] / fix1) / (sqrtf(v[i] / fix2) + tiny);
            g[i] = 0;
        }
    }
}

/* ------------------------------------------------------------------------------------------------ all */

static void close_trainer(trainer *t)
{
    for (int k = 0; k < TABLES; k++) {
        free(t->gradient[k]);
        free(t->mean[k]);
        free(t->square[k]);
    }
    free(t->packed);
    free(t->inputs);
    free(t->turned);
    free(t->hidden);
    free(t->slope);
    free(t->offsets);
}

static int open_trainer(trainer *t, const wire_lessons *l, wire_heads *h, wire_err *err)
{
    *t = (trainer){.lessons = l, .h = h, .kernel = wire_kernel_get(NULL), .random = 0x9e3779b97f4a7c15u};
    for (int k = 0; k < TABLES; k++) {
        const size_t n = wire_heads_floats(h, (enum wire_heads_table)k);
        t->gradient[k] = calloc(n, sizeof(float));
        t->mean[k] = calloc(n, sizeof(float));
        t->square[k] = calloc(n, sizeof(float));
        if (!t->gradient[k] || !t->mean[k] || !t->square[k]) {
            close_trainer(t);
            return wire_oom(err);
        }
    }
    return 0;
}

int wire_heads_fit(wire_heads *h, const wire_lessons *l, const uint32_t *lessons, size_t n, unsigned epochs, wire_err *err)
{
    trainer t;
    uint32_t *order = malloc((n + 1) * sizeof *order);
    int rc = order ? open_trainer(&t, l, h, err) : wire_oom(err);
    if (rc) {
        free(order);
        return rc;
    }
    memcpy(order, lessons, n * sizeof *order);
    /* of few lessons small batches, and often, so that the heads get somewhere */
    const size_t batch = n / BATCH_MIN >= BATCH ? BATCH : n / BATCH_MIN >= BATCH_MIN ? n / BATCH_MIN : BATCH_MIN;
    const size_t a_round = (n + batch - 1) / batch, least = (STEPS_MIN + a_round - 1) / a_round, rounds = epochs > least ? epochs : least;
    const size_t steps = rounds * a_round;
    for (size_t e = 0; e < rounds && !rc; e++) {
        for (size_t i = n; i > 1; i--) {
            const size_t k = (size_t)(uniform(&t) * (float)i) % i;
            const uint32_t swap = order[i - 1];
            order[i - 1] = order[k];
            order[k] = swap;
        }
        for (size_t i = 0; i < n && !rc; i += batch) {
            const size_t some = n - i < batch ? n - i : batch;
            rc = candidates(&t, order + i, some, NULL, NULL, err);
            rc = rc ? rc : pairs(&t, order + i, some, err);
            if (!rc)
                descend(&t, 1 - (float)t.step / (float)steps);
        }
    }
    close_trainer(&t);
    free(order);
    return rc;
}

typedef struct counting {
    size_t types;
    wire_type_count *of;
} counting;

static void count(void *ctx, const wire_lesson_word *word, const float *type)
{
    counting *c = ctx;
    size_t said = 0;
    for (size_t i = 1; i < c->types; i++)
        said = type[i] > type[said] ? i : said;
    c->of[word->type].coded++;
    c->of[said].said++;
    c->of[said].right += said == word->type;
}

int wire_heads_count(const wire_heads *h, const wire_lessons *l, const uint32_t *lessons, size_t n, wire_type_count *out, wire_err *err)
{
    trainer t = {.lessons = l, .h = (wire_heads *)h, .kernel = wire_kernel_get(NULL)}; /* it only judges */
    counting c = {h->types, out};
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i += BATCH)
        rc = candidates(&t, lessons + i, n - i < BATCH ? n - i : BATCH, count, &c, err);
    close_trainer(&t);
    return rc;
}
