/* recall.c - which coded examples a deed is like, to the reader.
 *
 *   the deed's word -> its vector and features -> hidden numbers ──┐
 *   examples with that word, then others of that type -> lessons -> hidden numbers of their coded words ──┴─> cosine -> the nearest
 *
 * Examples are encoded when they are asked for: a few hundred take half a second, and nothing has to be kept beside the text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "coder/lessons.h"

enum { EXAMPLES_MAX = 160 };

/* A deed that was recorded, as the heads see it. */
typedef struct deed {
    uint32_t token;
    const char *type;
    float hidden[WIRE_HIDDEN_MAX], probability, by_words;
} deed;

typedef struct asking {
    wire_coding *coding;
    const wire_heads *heads;
    uint32_t sentence;
    deed *of;
    size_t n, room;
} asking;

static float of_type(const wire_heads *h, const wire_opinion *o, const char *type)
{
    for (size_t i = 1; i < h->types; i++)
        if (!strcmp(h->type_names[i], type))
            return o->type[i];
    return 0;
}

/* Hidden numbers of a vector with its features. */
static void make_hidden(const asking *a, const float *v, const wire_bag *bag, wire_opinion *o, float *hidden)
{
    static const uint32_t first = 0;
    wire_heads_project(a->heads, a->coding->room.kernel, v, &first, 1, hidden);
    wire_heads_judge(a->heads, hidden, bag, o);
}

static int take(void *ctx, const wire_seat *at, wire_err *err)
{
    asking *a = ctx;
    wire_work *w = &a->coding->work;
    (void)err;
    for (size_t i = 0; i < w->doc->n_records && (uint32_t)(at->s - w->doc->sentences) == a->sentence; i++) {
        const wire_record *r = &w->doc->records[i];
        if (r->kind != WIRE_EVENT || r->sentence != a->sentence || a->n == a->room)
            continue;
        deed *d = &a->of[a->n++];
        wire_proposal c;
        wire_bag bag, empty = {.n = 0};
        wire_opinion o;
        const float *v = wire_vector_of(&a->coding->room, at, r->token);
        *d = (deed){.token = r->token, .type = r->type};
        make_hidden(a, v, &empty, &o, d->hidden);
        d->by_words = of_type(a->heads, &o, d->type);
        wire_propose(w, r->token, &c);
        wire_candidate_features(w, &c, &bag);
        make_hidden(a, v, &bag, &o, d->hidden);
        d->probability = of_type(a->heads, &o, d->type);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ which examples */

static bool same_word(const wire_example *x, const wire_example_record *r, const wire_work *w, uint32_t token)
{
    const size_t len = w->tok[token].end - w->tok[token].start;
    return r->trigger.end - r->trigger.start == len && !strncasecmp(x->sentence + r->trigger.start, w->text + w->tok[token].start, len);
}

/* First those in which the word is coded, then those of the type, from all over the list. */
static size_t choose(const wire_work *w, const deed *d, const wire_example *all, size_t n, const wire_example **out)
{
    size_t found = 0, of_type_n = 0;
    for (int pass = 0; pass < 3; pass++) /* the word; how many of the type; every so many of these */
        for (size_t i = 0, k = 0; i < n && found < EXAMPLES_MAX; i++) {
            bool word = false, type = false;
            for (size_t j = 0; j < all[i].n_records; j++) {
                const wire_example_record *r = &all[i].records[j];
                word |= (r->kind == WIRE_EXAMPLE_EVENT || r->kind == WIRE_EXAMPLE_NONE) && same_word(&all[i], r, w, d->token);
                type |= r->kind == WIRE_EXAMPLE_EVENT && !strcmp(r->code, d->type);
            }
            if (pass == 0 && word)
                out[found++] = &all[i];
            of_type_n += pass == 1 && type && !word;
            if (pass == 2 && type && !word && k++ % (of_type_n / EXAMPLES_MAX + 1) == 0)
                out[found++] = &all[i];
        }
    return found;
}

static float likeness(const float *a, const float *b, size_t n)
{
    double product = 0, of_a = 0, of_b = 0;
    for (size_t i = 0; i < n; i++) {
        product += (double)a[i] * (double)b[i];
        of_a += (double)a[i] * (double)a[i];
        of_b += (double)b[i] * (double)b[i];
    }
    return of_a > 0 && of_b > 0 ? (float)(product / sqrt(of_a * of_b)) : 0;
}

static void enter(wire_recollection *r, wire_nearest x)
{
    size_t at = r->n < WIRE_NEAREST ? r->n++ : WIRE_NEAREST - 1;
    if (at == WIRE_NEAREST - 1 && r->nearest[at].example && r->nearest[at].likeness >= x.likeness)
        return;
    for (; at > 0 && r->nearest[at - 1].likeness < x.likeness; at--)
        r->nearest[at] = r->nearest[at - 1];
    r->nearest[at] = x;
}

static int compare(const asking *a, const deed *d, const wire_example *all, size_t n, wire_recollection *out, wire_err *err)
{
    const wire_example *list[EXAMPLES_MAX];
    wire_lessons l;
    *out = (wire_recollection){.token = d->token, .type = d->type, .probability = d->probability, .by_words = d->by_words};
    int rc = wire_lessons_read(a->coding->coder, a->heads, list, choose(&a->coding->work, d, all, n, list), NULL, NULL, &l, err);
    if (rc)
        return rc;
    float *v = malloc(l.width * sizeof *v);
    rc = v ? 0 : wire_oom(err);
    for (size_t i = 0; i < l.n && !rc; i++)
        for (uint32_t k = 0; k < l.of[i].words.count; k++) {
            const wire_lesson_word *word = &l.words[l.of[i].words.first + k];
            float hidden[WIRE_HIDDEN_MAX];
            wire_opinion o;
            wire_bag bag = {.n = word->bag.n};
            if (!word->record)
                continue;
            for (size_t j = 0; j < l.width; j++)
                v[j] = wire_bfloat(l.vectors[word->row * l.width + j]);
            memcpy(bag.id, l.bags + word->bag.first, word->bag.n * sizeof *bag.id);
            make_hidden(a, v, &bag, &o, hidden);
            enter(out, (wire_nearest){l.of[i].example, word->record, likeness(hidden, d->hidden, a->heads->hidden)});
        }
    free(v);
    wire_lessons_free(&l);
    return rc;
}

int wire_coding_recall(wire_coding *w, uint32_t sentence, const wire_examples *e, wire_recollection *out, size_t *n, wire_err *err)
{
    size_t n_examples;
    const wire_example *all = wire_examples_all(e, 0, &n_examples);
    if (!w->coder->kit)
        return wire_fail(err, WIRE_EARG, "the coder has no reader that could be asked");
    asking a = {.coding = w, .heads = wire_reading_heads(w->coder->kit), .sentence = sentence, .room = *n};
    a.of = calloc(a.room + 1, sizeof *a.of);
    int rc = a.of ? wire_encode_sentences(&w->work, &w->room, take, &a, err) : wire_oom(err);
    for (size_t i = 0; i < a.n && !rc; i++)
        rc = compare(&a, &a.of[i], all, n_examples, &out[i], err);
    *n = rc ? 0 : a.n;
    free(a.of);
    return rc;
}
