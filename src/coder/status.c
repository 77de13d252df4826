/* status.c - whether a deed is told as done, planned, asked for, possible, conditional, denied, or a practice (CODEBOOK, 6).
 *
 *   its own words: negation, modals, "if", an infinitive, an adverb of habit, an adjective ("planned")
 *     under what the predicate above makes of its content ("plans to", "urged … to", "refused to")
 *
 * The outer status prevails where it says something; what is denied inside a plan is denied. */
#include <string.h>

#include "coder/predicates.h"
#include "coder/times.h"

enum { GOVERNORS_MAX = 24 };

static bool any_child(const wire_work *w, uint32_t t, enum wire_dep dep, enum wire_words words)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == dep && wire_among(w, c, words))
            return true;
    return false;
}

static bool negated(const wire_work *w, uint32_t v)
{
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c]) {
        if (wire_quoted(w, c) != wire_quoted(w, v))
            continue;
        if (w->dep[c] == DEP_NEG && !wire_among(w, c + 1, WORDS_NOT_ONLY))
            return true;
        if (w->dep[c] == DEP_ADVMOD && (wire_among(w, c, WORDS_NEGATIVE_ADVERB) || (wire_among(w, c, WORDS_LONGER) && wire_child(w, c, DEP_NEG) != NOBODY)))
            return true;
        if ((w->dep[c] == DEP_NSUBJ || w->dep[c] == DEP_NSUBJPASS || w->dep[c] == DEP_DOBJ) &&
            (any_child(w, c, DEP_DET, WORDS_NEGATIVE_ARTICLE) || wire_among(w, c, WORDS_NEGATIVE_NOUN)))
            return true;
    }
    return false;
}

static bool in_condition(const wire_work *w, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c]) /* an "if" of a quotation is not the condition of its "he said" */
            if (w->dep[c] == DEP_MARK && wire_among(w, c, WORDS_CONDITION) && wire_quoted(w, c) == wire_quoted(w, v))
                return true;
        if (w->dep[v] != DEP_CONJ || wire_is_root(w, v))
            return false;
        v = wire_head(w, v);
    }
    return false;
}

static bool has_condition(const wire_work *w, uint32_t v)
{
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_ADVCL && wire_quoted(w, c) == wire_quoted(w, v) && in_condition(w, c))
            return true;
    return false;
}

/* The status that the modal verbs give; ACTUAL: none. A verb that is coordinated shares them. */
static enum wire_status modal(const wire_work *w, uint32_t v, bool *infinitive)
{
    *infinitive = false;
    for (int i = 0; i < 4; i++) {
        bool aux = false;
        for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c]) {
            if ((w->dep[c] != DEP_AUX && w->dep[c] != DEP_AUXPASS) || wire_quoted(w, c) != wire_quoted(w, v))
                continue;
            aux = true;
            if (w->tag[c] == TAG_MD)
                return wire_among(w, c, WORDS_WILL_MODAL)   ? WIRE_PLANNED
                       : wire_among(w, c, WORDS_MAY_MODAL)  ? WIRE_POSSIBLE
                       : wire_among(w, c, WORDS_MUST_MODAL) ? WIRE_REQUESTED
                                                            : WIRE_ACTUAL;
            *infinitive |= wire_among(w, c, WORDS_TO);
        }
        if (aux || w->dep[v] != DEP_CONJ || wire_is_root(w, v) || wire_child(w, v, DEP_NSUBJ) != NOBODY)
            return WIRE_ACTUAL;
        v = wire_head(w, v);
    }
    return WIRE_ACTUAL;
}

static bool practice(const wire_work *w, uint32_t t, uint32_t v)
{
    const wire_when *when = wire_time_of(w, t);
    return (when && when->habitual) || (v != NOBODY && any_child(w, v, DEP_ADVMOD, WORDS_HABIT_ADVERB));
}

/* What adjectives and articles say of a deed told as a noun. */
static enum wire_status of_noun(const wire_work *w, uint32_t t)
{
    if (any_child(w, t, DEP_DET, WORDS_NO))
        return WIRE_NEGATED;
    return any_child(w, t, DEP_AMOD, WORDS_PLANNED_ADJECTIVE)    ? WIRE_PLANNED
           : any_child(w, t, DEP_AMOD, WORDS_POSSIBLE_ADJECTIVE) ? WIRE_POSSIBLE
           : any_child(w, t, DEP_AMOD, WORDS_ASKED_ADJECTIVE)    ? WIRE_REQUESTED
                                                                 : WIRE_ACTUAL;
}

/* "the first leader to be convicted" is convicted. */
static bool of_rank(const wire_work *w, uint32_t v)
{
    return (w->dep[v] == DEP_RELCL || w->dep[v] == DEP_ACL) && any_child(w, wire_head(w, v), DEP_AMOD, WORDS_RANK_ADJECTIVE);
}

static enum wire_status own(const wire_work *w, const wire_predicate *p)
{
    const uint32_t v = wire_clause_verb(w, p);
    enum wire_status s = v == p->token ? WIRE_ACTUAL : of_noun(w, p->token);
    if (s != WIRE_ACTUAL)
        return s;
    if (v != NOBODY) {
        bool infinitive;
        enum wire_status m = modal(w, v, &infinitive);
        if (negated(w, v))
            return WIRE_NEGATED;
        if (in_condition(w, v) || (m != WIRE_ACTUAL && has_condition(w, v)))
            return WIRE_CONDITIONAL;
        if (m != WIRE_ACTUAL)
            return m;
        if (infinitive && !p->direct && !of_rank(w, v))
            return WIRE_PLANNED;
    }
    if (v != NOBODY && any_child(w, v, DEP_ADVMOD, WORDS_PERHAPS_ADVERB))
        return WIRE_POSSIBLE;
    return practice(w, p->token, v) ? WIRE_HABITUAL : WIRE_ACTUAL;
}

static enum wire_status whole(const wire_work *w, const wire_predicate *p, int depth)
{
    enum wire_status s = own(w, p);
    if (p->governor == NOBODY || !p->direct || depth >= GOVERNORS_MAX)
        return s;
    const wire_predicate *q = &w->predicates[p->governor];
    const int content = q->frame->content;
    enum wire_status above = q->frame->result == WIRE_RESULT_CONTENT ? whole(w, q, depth + 1) : WIRE_ACTUAL, outer;
    if (content == WIRE_KEEP)
        outer = above;
    else if (content == WIRE_NEGATE)
        outer = above == WIRE_NEGATED ? WIRE_ACTUAL : above == WIRE_ACTUAL || above == WIRE_HABITUAL ? WIRE_NEGATED : above;
    else
        outer = above == WIRE_NEGATED && content != WIRE_NEGATED ? WIRE_NEGATED : (enum wire_status)content;
    if (outer == WIRE_ACTUAL && q->frame->say && q->frame->type && !strcmp(q->frame->type->name, "ACCUSE") && !q->n_fill[WIRE_PART_S] && !q->n_fill[WIRE_PART_V])
        outer = WIRE_POSSIBLE; /* "is accused of killing": nobody stands for it */
    return outer == WIRE_ACTUAL || (s == WIRE_NEGATED && outer == WIRE_PLANNED) || s == WIRE_CONDITIONAL ? s : outer;
}

void wire_find_status(wire_work *w)
{
    for (size_t i = 0; i < w->n_predicates; i++)
        w->predicates[i].status = whole(w, &w->predicates[i], 0);
}
