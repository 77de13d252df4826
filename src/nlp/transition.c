/* transition.c - the scores of moves, and the entity recogniser, whose states are simple. The parser's are in arcs.c. */
#include "nlp/transition.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

int wire_scoring_init(wire_scoring *s, const wire_scorer *m, const wire_kernel *k)
{
    *s = (wire_scoring){.m = m, .kernel = k};
    s->one = wire_floats(m->feats * m->block);
    s->hidden = wire_floats(m->block);
    s->scores = wire_floats(m->out.panels * WIRE_PANEL);
    if (!s->one || !s->hidden || !s->scores) {
        wire_scoring_free(s);
        return WIRE_ENOMEM;
    }
    return 0;
}

void wire_scoring_free(wire_scoring *s)
{
    free(s->ahead);
    free(s->one);
    free(s->hidden);
    free(s->scores);
    free(s->offsets);
    *s = (wire_scoring){0};
}

int wire_scoring_begin(wire_scoring *s, const float *inputs, size_t n)
{
    const wire_layer *f = &s->m->feat;
    s->inputs = inputs;
    s->n = n;
    s->is_ahead = n <= WIRE_FEATURES_AHEAD;
    if (!s->is_ahead)
        return 0;
    if (wire_grow_aligned(&s->ahead, &s->ahead_cap, n * f->panels * WIRE_PANEL, sizeof *s->ahead) ||
        wire_grow(&s->offsets, &s->offset_cap, n, sizeof *s->offsets))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        s->offsets[i] = (uint32_t)(i * s->m->in.panels * WIRE_PANEL);
    s->kernel->gemm(inputs, s->offsets, n, f->w, NULL, f->k, f->panels, s->ahead, f->panels * WIRE_PANEL);
    s->macs += n * f->k * f->n;
    return 0;
}

static const float *feature(wire_scoring *s, size_t f, int32_t token)
{
    const wire_scorer *m = s->m;
    if (token < 0)
        return m->pad + f * m->block;
    if (s->is_ahead)
        return s->ahead + ((size_t)token * m->feats + f) * m->block;
    float *out = s->one + f * m->block;
    uint32_t zero = 0;
    s->kernel->gemm(s->inputs + (size_t)token * m->in.panels * WIRE_PANEL, &zero, 1, m->feat.w + f * m->block * m->feat.k, NULL,
                    m->feat.k, m->block / WIRE_PANEL, out, m->block);
    s->macs += m->feat.k * m->block;
    return out;
}

const float *wire_scoring_of(wire_scoring *s, const int32_t *ids)
{
    const wire_scorer *m = s->m;
    const float *rows[64];
    for (size_t f = 0; f < m->feats; f++)
        rows[f] = feature(s, f, ids[f]);
    float *v = s->hidden;
    s->kernel->sum(rows, m->feats, m->feat.b, m->block, v);
    for (size_t p = 1; p < m->pieces; p++)
        for (size_t j = 0; j < m->hidden; j++)
            v[j] = v[p * m->hidden + j] > v[j] ? v[p * m->hidden + j] : v[j];
    uint32_t zero = 0;
    s->kernel->gemm(v, &zero, 1, m->out.w, m->out.b, m->out.k, m->out.panels, s->scores, m->out.panels * WIRE_PANEL);
    s->macs += m->out.k * m->out.n;
    return s->scores;
}

/* BILUO: an entity is open or not; the buffer is a position. */
int wire_find_entities(wire_scoring *s, const uint8_t *sent_start, const uint8_t *is_space, size_t n, wire_found_entity **found,
                       size_t *cap, size_t *count)
{
    const wire_scorer *m = s->m;
    assert(m->feats == 3);
    wire_found_entity open = {0};
    bool is_open = false;
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t at = (int32_t)i;
        const int32_t ids[3] = {at, is_open ? (int32_t)open.start : -1, is_open ? at - 1 : -1};
        const float *scores = wire_scoring_of(s, ids);
        bool last = i + 1 == n, boundary = !last && sent_start && sent_start[i + 1];
        const wire_move *best = NULL;
        float high = 0;
        for (size_t k = 0; k < m->n_moves; k++) {
            const wire_move *mv = &m->moves[k];
            bool valid = false;
            switch (mv->kind) {
            case WIRE_BEGIN:
                valid = !is_open && mv->label && !last && !boundary && !is_space[i];
                break;
            case WIRE_IN:
                valid = is_open && mv->label == open.label && !last && !boundary;
                break;
            case WIRE_LAST:
                valid = is_open && mv->label == open.label;
                break;
            case WIRE_UNIT:
                valid = !is_open && mv->label && !is_space[i];
                break;
            case WIRE_OUT:
                valid = !is_open;
                break;
            default:
                break;
            }
            if (valid && (!best || scores[k] > high)) {
                best = mv;
                high = scores[k];
            }
        }
        if (!best)
            break;
        if (best->kind == WIRE_BEGIN || best->kind == WIRE_UNIT) {
            open = (wire_found_entity){(uint32_t)i, 0, best->label};
            is_open = true;
        }
        if (best->kind == WIRE_LAST || best->kind == WIRE_UNIT) {
            open.end = (uint32_t)i + 1;
            is_open = false;
            if (wire_grow(found, cap, *count + 1, sizeof **found))
                return WIRE_ENOMEM;
            (*found)[(*count)++] = open;
        }
    }
    return 0;
}
