/* vectors.c - a vector for each word of the sentences that are worth reading, in runs of sentences, in groups through the encoder.
 *
 *   sentences one behind the other, and a few words before them -> a run -> a sequence: [CLS] words [SEP] words … [SEP]
 *   a group of sequences -> encoder -> the mean of a word's pieces -> whoever asked, sentence by sentence
 *
 * A sentence is read with those around it: what "the group" is, and whom "condemned the raid" is against, they tell. A mark stands between
 * blocks: behind a headline, for one.
 *
 * Invariant: runs are made of the document alone, never of the batch. */
#include <stdlib.h>

#include "base/err.h"
#include "coder/reading.h"
#include "nlp/doc.h"

enum {
    GROUP_RUNS = 32,
    GROUP_PIECES = 4096,
    RUN_TOKENS = 96,     /* of sentences, but that one sentence may be longer */
    CONTEXT_TOKENS = 32, /* before them */
    PARTIES_BACK = 40    /* how far before a sentence its deeds' parties are looked for */
};

typedef struct group {
    wire_work *w;
    wire_reading_room *room;
    wire_run runs[GROUP_RUNS];
    size_t first[GROUP_RUNS]; /* of the places of its tokens */
    size_t n, places;
} group;

int wire_reading_room_init(wire_reading_room *room, const wire_encoder *e, wire_err *err)
{
    *room = (wire_reading_room){.width = wire_encoder_width(e), .mark = (uint32_t)wire_encoder_piece(e, "[SEP]"), .kernel = wire_kernel_get(NULL)};
    return wire_encoding_new(e, &room->encoding, err);
}

void wire_reading_room_free(wire_reading_room *room)
{
    wire_encoding_free(room->encoding);
    free(room->vectors);
    free(room->place);
    free(room->tokens);
    free(room->rows);
    free(room->hidden);
    free(room->sums);
    free(room->products);
    free(room->odds);
}

const float *wire_vector_of(const wire_reading_room *room, const wire_seat *at, uint32_t t)
{
    return room->vectors + room->place[at->first + (t - at->run_from)] * room->width;
}

/* ------------------------------------------------------------------------------------------------ runs */

static bool worth_reading(const wire_work *w, const wire_sentence *s)
{
    if (s->first_token == s->token_end || wire_passed_over(w, s->first_token))
        return false;
    for (uint32_t t = s->first_token; t < s->token_end; t++)
        if (w->predicate_of[t] != NOBODY || w->pos[t] == POS_VERB)
            return true;
    return false;
}

static uint32_t length(const wire_sentence *s)
{
    return s->token_end - s->first_token;
}

bool wire_next_run(const wire_work *w, uint32_t *sentence, wire_run *out)
{
    const wire_sentence *all = w->doc->sentences;
    const uint32_t n = (uint32_t)w->doc->n_sentences;
    uint32_t i = *sentence;
    while (i < n && !worth_reading(w, &all[i]))
        i++;
    *sentence = i;
    if (i == n)
        return false;
    *out = (wire_run){.first_sentence = i, .from = all[i].first_token};
    for (uint32_t tokens = length(&all[i++]); i < n && length(&all[i]) && !wire_passed_over(w, all[i].first_token) &&
                                              tokens + length(&all[i]) <= RUN_TOKENS; i++)
        tokens += length(&all[i]);
    *sentence = out->sentence_end = i;
    out->end = all[i - 1].token_end;
    while (out->from > 0 && all[out->first_sentence].first_token - out->from < CONTEXT_TOKENS && !wire_passed_over(w, out->from - 1))
        out->from--;
    return true;
}

bool wire_marked(const wire_work *w, const wire_run *r, uint32_t t)
{
    return t > r->from && wire_sentence_of(w, t)->block != wire_sentence_of(w, t - 1)->block;
}

uint32_t wire_parties_from(const wire_run *r, const wire_sentence *s)
{
    return s->first_token - r->from > PARTIES_BACK ? s->first_token - PARTIES_BACK : r->from;
}

/* ------------------------------------------------------------------------------------------------ groups */

static int add(group *g, const wire_run *r, wire_err *err)
{
    wire_reading_room *room = g->room;
    wire_encoding *e = room->encoding;
    size_t here;
    wire_encoding_tokens(e, &here);
    if (wire_grow(&room->place, &room->place_cap, g->places + (r->end - r->from), sizeof *room->place))
        return wire_oom(err);
    g->first[g->n] = g->places;
    g->runs[g->n++] = *r;
    int rc = wire_encoding_begin(e, err);
    for (uint32_t t = r->from; t < r->end && !rc; t++, here++) {
        if (wire_marked(g->w, r, t)) {
            rc = wire_encoding_mark(e, room->mark, err);
            here++;
        }
        room->place[g->places++] = (uint32_t)here;
        rc = rc ? rc : wire_encoding_token(e, g->w->text, g->w->tok[t].start, g->w->tok[t].end, err);
    }
    return rc ? rc : wire_encoding_end(e, err);
}

static int run(group *g, wire_seat_fn hand, void *ctx, wire_err *err)
{
    wire_reading_room *room = g->room;
    size_t n;
    if (!g->n)
        return 0;
    wire_encoding_tokens(room->encoding, &n);
    if (n * room->width > room->floats) {
        float *more = realloc(room->vectors, n * room->width * sizeof *more);
        if (!more)
            return wire_oom(err);
        room->vectors = more;
        room->floats = n * room->width;
    }
    int rc = wire_encoding_run(room->encoding, err);
    rc = rc ? rc : wire_encoding_pool(room->encoding, WIRE_MEAN_PIECE, room->vectors, err);
    for (size_t i = 0; i < g->n; i++)
        for (uint32_t k = g->runs[i].first_sentence; k < g->runs[i].sentence_end && !rc; k++) {
            const wire_sentence *s = &g->w->doc->sentences[k];
            const wire_seat at = {s, wire_parties_from(&g->runs[i], s), g->runs[i].from, g->first[i]};
            if (worth_reading(g->w, s))
                rc = hand(ctx, &at, err);
        }
    wire_encoding_clear(room->encoding);
    g->n = g->places = 0;
    return rc;
}

int wire_encode_sentences(wire_work *w, wire_reading_room *room, wire_seat_fn hand, void *ctx, wire_err *err)
{
    group g = {.w = w, .room = room};
    int rc = 0;
    wire_run r;
    wire_encoding_clear(room->encoding);
    for (uint32_t sentence = 0; !rc && wire_next_run(w, &sentence, &r);) {
        size_t pieces;
        rc = add(&g, &r, err);
        wire_encoding_pieces(room->encoding, &pieces);
        if (!rc && (g.n == GROUP_RUNS || pieces >= GROUP_PIECES))
            rc = run(&g, hand, ctx, err);
    }
    return rc ? rc : run(&g, hand, ctx, err);
}
