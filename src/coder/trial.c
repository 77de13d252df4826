/* trial.c - a lexicon's own test sentences, read and matched.
 *
 *   frame -> each `~ sentence  => S: …` -> coded alone -> was this sense taken, with these words in its parts?
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "coder/coding.h"
#include "coder/predicates.h"

enum { WHAT_MAX = 300 };

typedef struct trial {
    wire_diagnostic_fn found;
    void *ctx;
    wire_trials sum;
} trial;

static void fail(trial *t, const wire_frame *f, const wire_frame_test *test, const char *what)
{
    char text[600];
    snprintf(text, sizeof text, "%s: \"%s\"", what, test->sentence);
    t->sum.failed++;
    if (t->found)
        t->found(t->ctx, &(wire_diagnostic){.file = f->file, .line = test->line, .message = text});
}

static bool is_word(const wire_work *w, uint32_t token, const char *word, size_t len)
{
    const wire_token *t = &w->tok[token];
    return t->end - t->start == len && !strncasecmp(w->text + t->start, word, len);
}

/* Whether the expected words, separated by ", ", are those that fill the part, in any order. A name of several words is told by its
 * head, the last. */
static bool as_expected(const wire_work *w, const wire_predicate *p, wire_part part, const char *expected)
{
    uint32_t all[WIRE_FILLS_MAX * 4];
    size_t n = 0;
    for (size_t i = 0; i < p->n_fill[part]; i++)
        for (uint32_t t = p->fill[part][i]; t != NOBODY && n < sizeof all / sizeof *all; t = part == WIRE_PART_C ? NOBODY : wire_conjunct(w, t))
            all[n++] = t;
    if (!*expected)
        return n == 0;
    for (const char *s = expected; *s;) {
        size_t len = strcspn(s, ",");
        const char *head = s + len;
        while (head > s && head[-1] != ' ')
            head--;
        bool hit = false;
        for (size_t i = 0; i < n; i++)
            hit |= is_word(w, all[i], head, (size_t)(s + len - head)) || is_word(w, all[i], s, strcspn(s, " ,"));
        if (!hit)
            return false;
        s += len;
        s += strspn(s, ", ");
    }
    return true;
}

static void judge(trial *t, const wire_frame *f, const wire_frame_test *test, const wire_work *w)
{
    const wire_predicate *taken = NULL;
    for (size_t i = 0; i < w->n_predicates && !taken; i++)
        if (w->predicates[i].frame == f)
            taken = &w->predicates[i];
    if (test->none) {
        if (taken)
            fail(t, f, test, "this sense is taken, and must not be");
        else
            t->sum.passed++;
        return;
    }
    if (!taken) {
        char what[WHAT_MAX] = "this sense is not taken";
        for (size_t i = 0; i < w->n_predicates; i++) {
            const wire_frame *g = w->predicates[i].frame;
            if (g && g->pos == f->pos && g != f)
                snprintf(what, sizeof what, "the sense of %s:%u is taken instead", g->file, g->line);
        }
        fail(t, f, test, what);
        return;
    }
    for (int part = 0; part < WIRE_PARTS; part++)
        if (test->expected[part] && !as_expected(w, taken, (wire_part)part, test->expected[part])) {
            uint32_t got = wire_part_of(taken, (wire_part)part);
            char what[WHAT_MAX];
            snprintf(what, sizeof what, "%c is '%.*s' and not '%.80s'", wire_part_letters[part],
                     got == NOBODY ? 0 : (int)(w->tok[got].end - w->tok[got].start), got == NOBODY ? "" : w->text + w->tok[got].start, test->expected[part]);
            fail(t, f, test, what);
            return;
        }
    t->sum.passed++;
}

int wire_coding_try(wire_coding *c, wire_diagnostic_fn found, void *ctx, wire_trials *out, wire_err *err)
{
    trial t = {.found = found, .ctx = ctx};
    wire_doc *doc;
    int rc = wire_doc_new(&doc, err);
    if (rc)
        return rc;
    size_t n;
    const wire_frame *frames = wire_lexicon_all_frames(c->coder->lexicon, &n);
    for (size_t i = 0; i < n && !rc; i++)
        for (size_t k = 0; k < frames[i].n_tests && !rc; k++) {
            const wire_frame_test *test = &frames[i].tests[k];
            rc = wire_doc_set_text(doc, test->sentence, strlen(test->sentence), err);
            rc = rc ? rc : wire_doc_add_block(doc, 0, wire_doc_text(doc).len, err);
            rc = rc ? rc : wire_coding_run(c, &doc, 1, err);
            if (!rc)
                judge(&t, &frames[i], test, &c->work);
        }
    wire_doc_free(doc);
    if (!rc)
        *out = t.sum;
    return rc;
}
