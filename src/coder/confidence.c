/* confidence.c - how sure a record is: what the words tell outright is surer than what had to be looked for; then that number, or the
 * reader's probability, as the share of such records that are right.
 *
 * The share is a logistic curve over the number's log odds (Platt 1999), fitted on reports of our own that the reader had not learned from:
 * docs/reader.md. Right is what a coder has, too, of that type, relation or speaker's saying. */
#include <math.h>

#include "coder/mentions.h"
#include "coder/records.h"

static float calibrated(double p, double slope, double offset)
{
    p = p < 0.02 ? 0.02 : p > 0.98 ? 0.98 : p;
    return (float)(1 / (1 + exp(-(slope * log(p / (1 - p)) + offset))));
}

float wire_confidence_read(enum wire_sureness what, float p)
{
    static const struct {
        double slope, offset;
    } of[] = {[WIRE_SURE_DEED] = {0.79, 0.45}, [WIRE_SURE_ADDED_DEED] = {0.84, -0.44}, [WIRE_SURE_ADDED_OTHER] = {1, -0.8}};
    return calibrated((double)p, of[what].slope, of[what].offset);
}

float wire_confidence_of_rules(const wire_work *w, const wire_predicate *p, enum wire_record_kind kind, const wire_parties *a, const wire_parties *b)
{
    static const struct {
        double slope, offset;
    } of[] = {[WIRE_EVENT] = {0.89, 0.53}, [WIRE_STATEMENT] = {1.73, -0.5}, [WIRE_STATE] = {1.33, -0.6}};
    double c = 0.55;
    c += a->n ? 0.15 : 0;
    c += b->n ? 0.1 : 0;
    for (size_t i = 0; i < a->n; i++) {
        const wire_mention *m = wire_mention_at(w, a->token[i]);
        c -= m && m->pronoun ? 0.1 / (double)a->n : 0;
        c += w->known[a->known[i]].actor ? 0.05 / (double)a->n : 0;
    }
    c -= w->pos[p->token] == POS_NOUN ? 0.1 : 0;
    c -= p->status != WIRE_ACTUAL ? 0.05 : 0;
    return calibrated(c > 0.95 ? 0.95 : c < 0.1 ? 0.1 : c, of[kind].slope, of[kind].offset);
}
