/* retold.c - what is told twice is dated once.
 *
 *   "Rebels seize Velia" (headline, now)  <── "Rebels seized Velia on Monday", below it
 *   "the attack" (no day, no place)       <── "Gunmen attacked a bus near Velia on Monday", before it
 *
 * Both ask for the same type and, in a headline, for one of the same actors. Only what the telling leaves open is taken. */
#include <string.h>

#include "coder/records.h"

enum { BACK_MAX = 40 /* records that "the attack" looks back over */ };

static bool in_headline(const wire_work *w, const wire_record *r)
{
    return w->doc->blocks[w->doc->sentences[r->sentence].block].kind == WIRE_HEADLINE;
}

static bool told_by_words(const wire_record *r)
{
    return r->time.span.end > r->time.span.start && *r->time.from;
}

static bool share(const wire_work *w, wire_range a, wire_range b)
{
    for (uint32_t i = a.first; i < a.first + a.count; i++)
        for (uint32_t k = b.first; k < b.first + b.count; k++)
            if (!strcmp(w->doc->actors[i].name, w->doc->actors[k].name))
                return true;
    return false;
}

static bool same_kind(const wire_record *a, const wire_record *b)
{
    return a->kind == b->kind && !strcmp(a->type, b->type) && a->kind != WIRE_STATE && a->status == b->status;
}

static void date_headline(const wire_work *w, wire_record *r)
{
    for (size_t i = 0; i < w->doc->n_records; i++) {
        const wire_record *b = &w->doc->records[i];
        const bool one = r->kind == WIRE_STATEMENT ? share(w, r->source, b->source) : share(w, r->source, b->source) || share(w, r->target, b->target);
        if (b->sentence <= r->sentence || in_headline(w, b) || !same_kind(r, b) || !one)
            continue;
        if (told_by_words(b))
            r->time = b->time;
        return; /* the first that tells it decides */
    }
}

/* "the attack", without words of its own. */
static bool points_back(const wire_work *w, const wire_record *r)
{
    const uint32_t t = r->token, the = wire_child(w, t, DEP_DET);
    if (w->pos[t] != POS_NOUN || the == NOBODY || !wire_among(w, the, WORDS_DEFINITE))
        return false;
    for (uint32_t c = w->first[t]; c != NOBODY && c < t; c = w->next[c])
        if (c != the)
            return false;
    return true;
}

static void date_deed(const wire_work *w, size_t number)
{
    wire_record *r = &w->doc->records[number];
    for (size_t i = number, steps = 0; i-- > 0 && steps < BACK_MAX; steps++) {
        const wire_record *b = &w->doc->records[i];
        if (b->sentence == r->sentence || !same_kind(r, b) || r->kind != WIRE_EVENT)
            continue;
        if (told_by_words(b) && !told_by_words(r))
            r->time = b->time;
        return;
    }
}

void wire_date_retold(wire_work *w)
{
    for (size_t i = 0; i < w->doc->n_records; i++) {
        wire_record *r = &w->doc->records[i];
        if (r->kind == WIRE_STATE || told_by_words(r))
            continue;
        if (in_headline(w, r))
            date_headline(w, r);
        else if (r->time.precision == WIRE_BY_REPORT && points_back(w, r))
            date_deed(w, i);
    }
}
