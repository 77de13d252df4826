/* arcs.c - arc-eager parsing with sentence breaks, as spaCy's ArcEager: a stack, a buffer from which tokens are shifted, and
 * tokens without a head that Reduce puts back before the buffer.
 *
 * Invariant: a token on the stack that has a head is the newest right child of that head, so an arc that is replaced is always
 * the last of its head's list. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "nlp/transition.h"

enum {
    MOVES_A_TOKEN = 16,  /* far above what a valid sequence takes: a bound on the loop */
    EDGE_ROUNDS = 12,    /* spaCy's bound on the repair of non-projective edges */
    SEARCH_ROUNDS = 1000 /* levels that the search for a new head goes down */
};

void wire_tree_free(wire_tree *t)
{
    free(t->heads);
    free(t->left);
    free(t->right);
    free(t->before);
    free(t->l_edge);
    free(t->r_edge);
    free(t->labels);
    free(t->stack);
    free(t->again);
    free(t->unshiftable);
    free(t->sent_start);
    *t = (wire_tree){0};
}

static int make_room(wire_tree *t, size_t n)
{
    if (n <= t->cap)
        return 0;
    struct {
        void *array;
        size_t size;
    } all[] = {{&t->heads, sizeof *t->heads},   {&t->left, sizeof *t->left},        {&t->right, sizeof *t->right},
               {&t->before, sizeof *t->before}, {&t->l_edge, sizeof *t->l_edge},    {&t->r_edge, sizeof *t->r_edge},
               {&t->labels, sizeof *t->labels}, {&t->stack, sizeof *t->stack},      {&t->again, sizeof *t->again},
               {&t->unshiftable, 1},            {&t->sent_start, 1}};
    size_t cap = t->cap;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cap = t->cap;
        if (wire_grow(all[i].array, &cap, n, all[i].size))
            return WIRE_ENOMEM;
    }
    t->cap = cap;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ the state */

typedef struct state {
    wire_tree *t;
    int32_t n, next; /* next: the first token that was never shifted */
    int32_t depth, n_again;
} state;

static int32_t stack(const state *s, int32_t i)
{
    return i < s->depth ? s->t->stack[s->depth - 1 - i] : -1;
}

static int32_t buffer(const state *s, int32_t i)
{
    if (i < s->n_again)
        return s->t->again[s->n_again - 1 - i];
    int32_t b = s->next + i - s->n_again;
    return b < s->n ? b : -1;
}

static int32_t buffer_length(const state *s)
{
    return s->n - s->next + s->n_again;
}

static bool starts_sentence(const state *s, int32_t token)
{
    return token >= 0 && s->t->sent_start[token];
}

static void push(state *s)
{
    int32_t b = s->n_again ? s->t->again[--s->n_again] : s->next++;
    s->t->stack[s->depth++] = b;
}

static void add_arc(state *s, int32_t head, int32_t child, uint16_t label)
{
    wire_tree *t = s->t;
    int32_t old = t->heads[child];
    if (old >= 0 && old < child && t->right[old] == child)
        t->right[old] = t->before[child];
    t->heads[child] = head;
    t->labels[child] = label;
    if (head > child) {
        t->left[head] = child;
    } else {
        t->before[child] = t->right[head];
        t->right[head] = child;
    }
}

static void find_valid(const state *s, bool valid[WIRE_ARC_MOVES])
{
    int32_t b0 = buffer(s, 0), b1 = buffer(s, 1), left = buffer_length(s);
    bool arc = s->depth && left && !starts_sentence(s, b0);
    valid[WIRE_SHIFT] = !s->depth || (left >= 2 && !starts_sentence(s, b0) && !(b0 >= 0 && s->t->unshiftable[b0]));
    valid[WIRE_REDUCE] = s->depth > 0;
    valid[WIRE_LEFT] = arc;
    valid[WIRE_RIGHT] = arc;
    valid[WIRE_BREAK] = left >= 2 && b1 == b0 + 1 && !starts_sentence(s, b1);
}

static void apply(state *s, wire_move m)
{
    wire_tree *t = s->t;
    switch (m.kind) {
    case WIRE_SHIFT:
        push(s);
        break;
    case WIRE_REDUCE: {
        int32_t top = stack(s, 0);
        bool keep = t->heads[top] < 0 && s->depth > 1;
        s->depth--;
        if (keep) {
            t->unshiftable[top] = 1;
            t->again[s->n_again++] = top;
        }
        break;
    }
    case WIRE_LEFT:
        add_arc(s, buffer(s, 0), stack(s, 0), m.label);
        t->unshiftable[buffer(s, 0)] = 0;
        s->depth--;
        break;
    case WIRE_RIGHT:
        add_arc(s, stack(s, 0), buffer(s, 0), m.label);
        push(s);
        break;
    default: /* WIRE_BREAK */
        t->sent_start[buffer(s, 1)] = 1;
        break;
    }
}

static void run(wire_scoring *sc, state *s)
{
    const wire_scorer *m = sc->m;
    const wire_tree *t = s->t;
    for (int64_t moves = 0; (s->depth > 0 || buffer_length(s) > 0) && moves < (int64_t)MOVES_A_TOKEN * s->n + 64; moves++) {
        int32_t b0 = buffer(s, 0), s0 = stack(s, 0);
        const int32_t ids[8] = {b0,
                                buffer(s, 1),
                                s0,
                                stack(s, 1),
                                stack(s, 2),
                                b0 >= 0 ? t->left[b0] : -1,
                                s0 >= 0 ? t->left[s0] : -1,
                                s0 >= 0 ? t->right[s0] : -1};
        const float *scores = wire_scoring_of(sc, ids);
        bool valid[WIRE_ARC_MOVES];
        find_valid(s, valid);
        const wire_move *best = NULL;
        float high = 0;
        for (size_t k = 0; k < m->n_moves; k++)
            if (valid[m->moves[k].kind] && (!best || scores[k] > high)) {
                best = &m->moves[k];
                high = scores[k];
            }
        if (!best)
            break;
        apply(s, *best);
    }
}

/* ------------------------------------------------------------------------------------------------ from arcs to trees */

/* One pass of the edges of subtrees, from the left and from the right. False where a head still lies outside its
 * sentence. */
static bool widen_edges(wire_tree *t, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t h = t->heads[i];
        t->l_edge[h] = t->l_edge[i] < t->l_edge[h] ? t->l_edge[i] : t->l_edge[h];
        t->r_edge[h] = t->r_edge[i] > t->r_edge[h] ? t->r_edge[i] : t->r_edge[h];
    }
    for (int32_t i = n; i-- > 0;) {
        int32_t h = t->heads[i];
        t->r_edge[h] = t->r_edge[i] > t->r_edge[h] ? t->r_edge[i] : t->r_edge[h];
        t->l_edge[h] = t->l_edge[i] < t->l_edge[h] ? t->l_edge[i] : t->l_edge[h];
    }
    for (int32_t i = 0; i < n; i++)
        t->sent_start[i] = 0;
    for (int32_t i = 0; i < n; i++)
        if (t->heads[i] == i)
            t->sent_start[t->l_edge[i]] = 1;
    int32_t start = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!(i > 0 && t->sent_start[i]) && i != n - 1)
            continue;
        for (int32_t j = start; j < i; j++)
            if (t->heads[j] < start || t->heads[j] > i)
                return false;
        start = i;
    }
    return true;
}

/* Subtree edges and sentence starts from the heads. */
static void set_edges(wire_tree *t, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        t->l_edge[i] = t->r_edge[i] = i;
    for (int round = 0; round < EDGE_ROUNDS && !widen_edges(t, n); round++)
        ;
}

/* The first descendant of `token`'s head, breadth first, with that label; the head itself where there is none. `queue` has room
 * for n. */
static int32_t new_head(const wire_tree *t, int32_t token, uint16_t label, const uint8_t *is_space, int32_t *queue, int32_t n)
{
    int32_t from = 0, to = 0;
    queue[to++] = t->heads[token];
    for (int round = 0; from < to && round < SEARCH_ROUNDS; round++)
        for (int32_t end = to; from < end; from++) {
            int32_t q = queue[from];
            for (int32_t c = t->l_edge[q]; c <= t->r_edge[q]; c++) {
                if (c == q || t->heads[c] != q || is_space[c] || c == token)
                    continue;
                if (t->labels[c] == label)
                    return c;
                if (to < n)
                    queue[to++] = c;
            }
        }
    return t->heads[token];
}

int wire_parse_arcs(const wire_pipeline *p, wire_scoring *sc, wire_tree *t, const uint8_t *is_space, size_t n)
{
    if (make_room(t, n))
        return WIRE_ENOMEM;
    state s = {.t = t, .n = (int32_t)n};
    for (size_t i = 0; i < n; i++)
        t->heads[i] = t->left[i] = t->right[i] = t->before[i] = -1;
    memset(t->labels, 0, n * sizeof *t->labels);
    memset(t->unshiftable, 0, n);
    memset(t->sent_start, 0, n);
    run(sc, &s);

    for (int32_t i = 0; i < s.n; i++)
        if (t->heads[i] < 0) {
            t->heads[i] = i;
            t->labels[i] = p->dep_root;
        }
    set_edges(t, s.n);
    bool moved = false;
    for (int32_t i = 0; i < s.n; i++) {
        wire_lifted l = p->lifted[t->labels[i]];
        if (!l.head)
            continue;
        t->heads[i] = new_head(t, i, l.head, is_space, t->stack, s.n);
        t->labels[i] = l.label;
        moved = true;
    }
    if (moved)
        set_edges(t, s.n);
    return 0;
}
