/* refit.c - wire_learn: whose examples teach, and what is held out.
 *
 *   all examples -> lessons -> heads, grown by the types and modes that are new
 *     five folds of the user's own: four fifths and a sample of the others fit, a fifth is judged -> figures
 *     all of them fit -> the heads that are written
 *
 * A user's few examples would drown in ours: they are repeated until they are a tenth of what is learned from, or eight times. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/learn.h"

enum { FOLDS = 5, FOLD_EPOCHS = 2, EPOCHS = 2, SAMPLE = 2000, REPEATS_MAX = 8, SHARE = 10 };

struct wire_learned {
    wire_heads *heads;
    wire_learned_type types[WIRE_TYPES_MAX];
    size_t n_types;
};

typedef struct course {
    const wire_heads *old;
    wire_heads *grown;
    wire_lessons lessons;
    bool *own;      /* a lesson each */
    uint32_t *list; /* room for the numbers of those that are learned from */
    size_t n_own;
    wire_progress_fn told;
    void *ctx;
} course;

/* ------------------------------------------------------------------------------------------------ what is new */

static bool known(const char *name, const char *(*of)(const wire_heads *, size_t), const wire_heads *h, size_t n, const char *const *more,
                  size_t n_more)
{
    for (size_t i = 1; i < n; i++)
        if (!strcmp(of(h, i), name))
            return true;
    for (size_t i = 0; i < n_more; i++)
        if (!strcmp(more[i], name))
            return true;
    return false;
}

static int grow(course *c, const wire_example *const *examples, size_t n, wire_err *err)
{
    const char *types[WIRE_TYPES_MAX], *modes[WIRE_MODES_MAX];
    size_t n_types = 0, n_modes = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < examples[i]->n_records; k++) {
            const wire_example_record *r = &examples[i]->records[k];
            if (r->kind != WIRE_EXAMPLE_EVENT)
                continue;
            if (n_types < WIRE_TYPES_MAX && !known(r->code, wire_heads_type, c->old, c->old->types, types, n_types))
                types[n_types++] = r->code;
            if (r->mode && n_modes < WIRE_MODES_MAX && !known(r->mode, wire_heads_mode, c->old, c->old->modes, modes, n_modes))
                modes[n_modes++] = r->mode;
        }
    return wire_heads_grown(c->old, types, n_types, modes, n_modes, &c->grown, err);
}

/* ------------------------------------------------------------------------------------------------ folds */

static void read_so_far(void *ctx, size_t done, size_t of)
{
    const course *c = ctx;
    c->told(c->ctx, "reading", done, of);
}

static void say(const course *c, size_t done, size_t of)
{
    if (c->told)
        c->told(c->ctx, "fitting", done, of);
}

/* List the lessons to learn from: all own but those of the fold, repeated, and every so many of the others. */
static size_t list(course *c, unsigned fold, size_t others)
{
    size_t n = 0;
    const size_t shipped = c->lessons.n - c->n_own, every = others && shipped > others ? shipped / others : 1;
    size_t repeats = c->n_own ? (shipped / every) / (SHARE * c->n_own) + 1 : 1;
    repeats = repeats > REPEATS_MAX ? REPEATS_MAX : repeats;
    for (uint32_t i = 0, k = 0; i < c->lessons.n; i++) {
        if (!c->own[i] && k++ % every == 0)
            c->list[n++] = i;
        for (size_t r = 0; c->own[i] && c->lessons.of[i].report % FOLDS != fold && r < repeats; r++)
            c->list[n++] = i;
    }
    return n;
}

static int fit(course *c, unsigned fold, size_t others, unsigned epochs, wire_heads **out, wire_err *err)
{
    const size_t n = list(c, fold, others);
    int rc = wire_heads_grown(c->grown, NULL, 0, NULL, 0, out, err);
    rc = rc ? rc : wire_heads_fit(*out, &c->lessons, c->list, n, epochs, err);
    if (rc) {
        wire_heads_close(*out);
        *out = NULL;
    }
    return rc;
}

static float f1(const wire_type_count *t)
{
    return t->coded + t->said ? 2 * (float)t->right / (float)(t->coded + t->said) : 0;
}

static void figures(const course *c, const wire_type_count *before, const wire_type_count *after, wire_learned *out)
{
    wire_type_count all[2] = {{0}};
    out->n_types = 1;
    for (size_t t = 1; t < c->grown->types; t++) {
        const wire_type_count *of[] = {&before[t], &after[t]};
        for (int i = 0; i < 2; i++) {
            all[i].coded += of[i]->coded;
            all[i].said += of[i]->said;
            all[i].right += of[i]->right;
        }
        if (after[t].coded)
            out->types[out->n_types++] = (wire_learned_type){out->heads->type_names[t], after[t].coded, f1(&before[t]), f1(&after[t])};
    }
    out->types[0] = (wire_learned_type){"", all[1].coded, f1(&all[0]), f1(&all[1])};
}

static int hold_out(course *c, wire_type_count *before, wire_type_count *after, wire_err *err)
{
    int rc = 0;
    for (unsigned fold = 0; fold < FOLDS && !rc; fold++) {
        wire_heads *h = NULL;
        rc = fit(c, fold, SAMPLE, FOLD_EPOCHS, &h, err);
        size_t n = 0;
        for (uint32_t i = 0; i < c->lessons.n; i++)
            if (c->own[i] && c->lessons.of[i].report % FOLDS == fold)
                c->list[n++] = i;
        rc = rc ? rc : wire_heads_count(c->grown, &c->lessons, c->list, n, before, err);
        rc = rc ? rc : wire_heads_count(h, &c->lessons, c->list, n, after, err);
        wire_heads_close(h);
        say(c, fold + 1, FOLDS + 1);
    }
    return rc;
}

/* ------------------------------------------------------------------------------------------------ all */

static int mark_own(course *c, uint32_t own, wire_err *err)
{
    size_t room = c->lessons.n * (REPEATS_MAX + 1) + 1;
    c->own = calloc(c->lessons.n + 1, sizeof *c->own);
    c->list = malloc(room * sizeof *c->list);
    if (!c->own || !c->list)
        return wire_oom(err);
    for (size_t i = 0; i < c->lessons.n; i++) {
        c->own[i] = c->lessons.of[i].example->folder >= own;
        c->n_own += c->own[i];
    }
    return c->n_own ? 0 : wire_fail(err, WIRE_EARG, "no coded examples to learn from");
}

static int teach(course *c, uint32_t own, wire_learned *out, wire_err *err)
{
    wire_type_count before[WIRE_TYPES_MAX] = {{0}}, after[WIRE_TYPES_MAX] = {{0}};
    int rc = mark_own(c, own, err);
    rc = rc ? rc : hold_out(c, before, after, err);
    rc = rc ? rc : fit(c, FOLDS, 0, EPOCHS, &out->heads, err); /* no report is in that fold */
    if (!rc) {
        figures(c, before, after, out);
        say(c, FOLDS + 1, FOLDS + 1);
    }
    return rc;
}

int wire_learn(const wire_coder *coder, const wire_examples *e, uint32_t own, wire_progress_fn told, void *ctx, wire_learned **out, wire_err *err)
{
    size_t n;
    const wire_example *all = wire_examples_all(e, 0, &n);
    if (!coder->kit)
        return wire_fail(err, WIRE_EARG, "the coder has no reader whose heads could be refitted");
    course c = {.old = wire_reading_heads(coder->kit), .told = told, .ctx = ctx};
    wire_learned *l = calloc(1, sizeof *l);
    const wire_example **list = malloc((n + 1) * sizeof *list);
    int rc = l && list ? 0 : wire_oom(err);
    for (size_t i = 0; i < n && !rc; i++)
        list[i] = &all[i];
    rc = rc ? rc : grow(&c, list, n, err);
    rc = rc ? rc : wire_lessons_read(coder, c.grown, list, n, told ? read_so_far : NULL, &c, &c.lessons, err);
    rc = rc ? rc : teach(&c, own, l, err);
    wire_lessons_free(&c.lessons);
    wire_heads_close(c.grown);
    free(list);
    free(c.own);
    free(c.list);
    if (rc) {
        wire_learned_free(l);
        return rc;
    }
    *out = l;
    return 0;
}

void wire_learned_free(wire_learned *l)
{
    if (!l)
        return;
    wire_heads_close(l->heads);
    free(l);
}

const wire_learned_type *wire_learned_types(const wire_learned *l, size_t *n)
{
    *n = l->n_types;
    return l->types;
}

int wire_learned_write(const wire_learned *l, const char *path, wire_err *err)
{
    return wire_heads_write(l->heads, path, err);
}
