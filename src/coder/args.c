/* args.c - the words that stand in a place of a predicate's tree.
 *
 *   subj  active subject · by-agent · antecedent of a relative clause or participle · controller of an infinitive ·
 *         subject of the verb that it is coordinated with · of a noun: subject of its copula or light verb
 *   obj   direct object · subject of a passive · antecedent of a relative clause with a gap · shared object
 *   that inf attr poss adj, and prepositions wherever the parser hangs them: on the predicate, its light verb, its object
 *
 * Every climb is bounded by STEPS_MAX. */
#include <string.h>

#include "coder/mentions.h"
#include "coder/predicates.h"

enum { STEPS_MAX = 12 };

static bool is_verb(const wire_work *w, uint32_t t)
{
    return w->pos[t] == POS_VERB || w->pos[t] == POS_AUX;
}

static bool relative(const wire_work *w, uint32_t t)
{
    return (w->pos[t] == POS_PRON || w->pos[t] == POS_DET || w->pos[t] == POS_SCONJ) && wire_among(w, t, WORDS_RELATIVE_PRONOUN);
}

/* The verb of the relative clause that the token stands in, or NOBODY. */
static uint32_t relative_clause(const wire_work *w, uint32_t t)
{
    for (int i = 0; i < STEPS_MAX && !wire_is_root(w, t); i++) {
        t = wire_head(w, t);
        if (w->dep[t] == DEP_RELCL)
            return t;
    }
    return NOBODY;
}

uint32_t wire_core(const wire_work *w, uint32_t t)
{
    for (int i = 0; i < STEPS_MAX && t != NOBODY; i++) {
        if (relative(w, t)) {
            uint32_t v = relative_clause(w, t);
            if (v == NOBODY)
                return t;
            t = wire_head(w, v);
            continue;
        }
        uint32_t of = wire_among(w, t, WORDS_QUANTITY_NOUN) ? wire_child(w, t, DEP_PREP) : NOBODY;
        uint32_t o = of != NOBODY && wire_among(w, of, WORDS_OF) ? wire_child(w, of, DEP_POBJ) : NOBODY;
        const uint32_t k = wire_actor_in(w, t), whole = o == NOBODY ? NOBODY : wire_actor_in(w, o);
        if (o == NOBODY || (k != NOBODY && (w->known[k].actor || (w->known[k].person && *w->known[k].name))))
            return t; /* "one of the organizers, Ada Kern" is Kern */
        if (wire_among(w, t, WORDS_MEMBER_NOUN) && (whole == NOBODY || !w->known[whole].armed))
            return t; /* members of a rebel group are the group; those of a union of states are not */
        t = o;
    }
    return t;
}

/* ------------------------------------------------------------------------------------------------ subject and object */

static bool has_aux(const wire_work *w, uint32_t v)
{
    return wire_child(w, v, DEP_AUX) != NOBODY || wire_child(w, v, DEP_AUXPASS) != NOBODY;
}

static bool infinitive(const wire_work *w, uint32_t v)
{
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c])
        if ((w->dep[c] == DEP_AUX || w->dep[c] == DEP_AUXPASS) && (wire_among(w, c, WORDS_TO) || wire_lemma_among(w, c, WORDS_TO)))
            return true;
    return false;
}

/* Whether it is passive as it stands, or `shares` the passive of the verb that it is coordinated with. */
static bool passive_itself(const wire_work *w, uint32_t v, bool *shares)
{
    *shares = false;
    if (!is_verb(w, v))
        return false;
    if (wire_child(w, v, DEP_NSUBJPASS) != NOBODY || wire_child(w, v, DEP_AUXPASS) != NOBODY || wire_child(w, v, DEP_AGENT) != NOBODY ||
        wire_child(w, v, DEP_CSUBJPASS) != NOBODY)
        return true;
    if (w->doc->blocks[wire_sentence_of(w, v)->block].kind == WIRE_HEADLINE && (w->tag[v] == TAG_VBN || w->tag[v] == TAG_VBD) && !has_aux(w, v) &&
        wire_child(w, v, DEP_DOBJ) == NOBODY && wire_is_root(w, v))
        return true; /* "Opposition leader arrested": headlines tell the past in the present tense, and leave out "was" */
    const bool participle = w->tag[v] == TAG_VBN || (w->tag[v] == TAG_VBD && w->dep[v] == DEP_CONJ && wire_child(w, v, DEP_DOBJ) == NOBODY);
    if (!participle || has_aux(w, v) || wire_child(w, v, DEP_NSUBJ) != NOBODY)
        return false;
    switch (w->dep[v]) {
    case DEP_ACL:
    case DEP_AMOD:
    case DEP_OPRD:
        return true;
    case DEP_RELCL:
    case DEP_ADVCL:
    case DEP_XCOMP:
    case DEP_CCOMP:
    case DEP_ROOT: /* a headline: "Six killed in raid" */
        return wire_child(w, v, DEP_DOBJ) == NOBODY;
    case DEP_CONJ:
        *shares = true;
        return false;
    default:
        return false;
    }
}

bool wire_passive(const wire_work *w, uint32_t v)
{
    bool passive = false, shares = true;
    for (int i = 0; i < STEPS_MAX && shares; i++, v = wire_head(w, v))
        passive = passive_itself(w, v, &shares);
    return passive;
}

static uint32_t surface_subject(const wire_work *w, uint32_t v, int steps);
static uint32_t object_of(const wire_work *w, uint32_t v, int steps);

/* The party that a frame already taken above makes the subject of its content: the target of a request, the source of a pledge. */
static uint32_t controlled_by_frame(const wire_work *w, uint32_t governor, uint32_t v)
{
    static const char *const own[] = {"AGREE", "THREATEN", "REJECT", "CONCEDE", NULL};
    const wire_predicate *p = wire_predicate_at(w, governor);
    if (!p || !p->frame || wire_part_of(p, WIRE_PART_C) != v)
        return NOBODY;
    bool source = false;
    for (size_t i = 0; p->frame->type && own[i]; i++)
        source |= !strcmp(p->frame->type->name, own[i]) && (strcmp(own[i], "THREATEN") || w->dep[v] == DEP_XCOMP); /* "warned Chile against sending" */
    uint32_t t = wire_part_of(p, WIRE_PART_T), a = wire_part_of(p, WIRE_PART_A), s = wire_part_of(p, WIRE_PART_S), o = wire_part_of(p, WIRE_PART_O);
    if (source)
        return s;
    if (t != NOBODY)
        return t;
    if (a != NOBODY)
        return a;
    return o != NOBODY && wire_actor_in(w, o) != NOBODY ? o : s;
}

/* Who controls a clause without a subject that hangs on `head`. */
static uint32_t controller(const wire_work *w, uint32_t head, uint32_t v, int steps)
{
    uint32_t k = controlled_by_frame(w, head, v);
    if (k != NOBODY)
        return k;
    if (!is_verb(w, head)) {
        if (w->dep[head] == DEP_ACOMP || w->dep[head] == DEP_ATTR || w->dep[head] == DEP_OPRD)
            return surface_subject(w, wire_head(w, head), steps);
        uint32_t poss = wire_child(w, head, DEP_POSS);
        if (poss != NOBODY)
            return poss;
        uint32_t verb = wire_head(w, head); /* "the army launched an offensive to retake" */
        if ((w->dep[head] == DEP_DOBJ || w->dep[head] == DEP_POBJ || w->dep[head] == DEP_ATTR) && is_verb(w, verb))
            return surface_subject(w, verb, steps);
        return NOBODY;
    }
    uint32_t o = wire_lemma_among(w, head, WORDS_SUBJECT_CONTROL) || w->dep[v] == DEP_ADVCL ? NOBODY : object_of(w, head, steps);
    return o != NOBODY ? o : wire_passive(w, head) && w->dep[v] == DEP_XCOMP ? object_of(w, head, steps) : surface_subject(w, head, steps);
}

static uint32_t surface_subject(const wire_work *w, uint32_t v, int steps)
{
    if (steps >= STEPS_MAX)
        return NOBODY;
    steps++;
    uint32_t subject = NOBODY;
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_NSUBJ || w->dep[c] == DEP_NSUBJPASS || (w->dep[c] == DEP_POSS && w->tag[v] == TAG_VBG)) { /* "its capturing Kandahar" */
            if (subject == NOBODY || (wire_quoted(w, subject) && !wire_quoted(w, c) && !wire_quoted(w, v))) /* "Full panic mode," said Holt */
                subject = c;
        }
    if (subject != NOBODY)
        return wire_core(w, subject);
    if (wire_is_root(w, v))
        return NOBODY;
    const uint32_t h = wire_head(w, v);
    switch (w->dep[v]) {
    case DEP_CONJ:
        if (is_verb(w, h))
            return surface_subject(w, h, steps);
        return NOBODY;
    case DEP_RELCL:
        return h;
    case DEP_ACL:
        if (w->tag[v] == TAG_VBG || w->tag[v] == TAG_VBN)
            return h;
        return controller(w, h, v, steps);
    case DEP_ADVCL:
    case DEP_XCOMP:
        return controller(w, h, v, steps);
    case DEP_CCOMP:
        return infinitive(w, v) || w->tag[v] == TAG_VBG ? controller(w, h, v, steps) : NOBODY;
    case DEP_DOBJ:
        return is_verb(w, h) ? surface_subject(w, h, steps) : NOBODY;
    case DEP_PCOMP:
    case DEP_POBJ: {
        if (wire_is_root(w, h))
            return NOBODY;
        uint32_t g = wire_head(w, h), k = controlled_by_frame(w, g, v);
        if (k == NOBODY && (w->dep[g] == DEP_DOBJ || w->dep[g] == DEP_NSUBJPASS) && !wire_is_root(w, g))
            k = controlled_by_frame(w, wire_head(w, g), v); /* "accused Chile of being": the parser hangs "of" on Chile */
        if (k != NOBODY)
            return k;
        if (!is_verb(w, g))
            return controller(w, g, v, steps); /* "has no chance of taking Velia" */
        uint32_t o = wire_among(w, h, WORDS_OBJECT_CONTROL_PREPOSITION) ? object_of(w, g, steps) : NOBODY;
        return o != NOBODY ? o : surface_subject(w, g, steps);
    }
    default:
        return NOBODY;
    }
}

static bool gap_is_elsewhere(const wire_work *w, uint32_t v)
{
    for (uint32_t i = w->left[v]; i < v; i++)
        if (wire_among(w, i, WORDS_CLAUSE_WORD) && w->dep[i] != DEP_DOBJ && w->dep[i] != DEP_MARK && relative_clause(w, i) == v)
            return true;
    return false;
}

/* A predicate without a verb, with its subject: "the mayor guilty". */
static bool small_clause(const wire_work *w, uint32_t c)
{
    return !is_verb(w, c) && wire_child(w, c, DEP_NSUBJ) != NOBODY && !has_aux(w, c);
}

static uint32_t object_of(const wire_work *w, uint32_t v, int steps)
{
    if (steps >= STEPS_MAX)
        return NOBODY;
    steps++;
    uint32_t d = wire_child(w, v, DEP_DOBJ);
    if (d != NOBODY)
        return wire_core(w, d);
    if (wire_passive(w, v))
        return surface_subject(w, v, steps);
    d = wire_child(w, v, DEP_DATIVE); /* "granted Ada Kern a pardon" */
    if (d != NOBODY && w->pos[d] != POS_ADP && wire_child(w, d, DEP_APPOS) != NOBODY)
        return wire_child(w, d, DEP_APPOS);
    uint32_t s = wire_child(w, v, DEP_NSUBJ);
    if (w->dep[v] == DEP_RELCL && s != NOBODY && !relative(w, s) && !gap_is_elsewhere(w, v))
        return wire_head(w, v);
    uint32_t c = wire_child(w, v, DEP_CCOMP);
    const bool bare = c != NOBODY && w->tag[c] == TAG_VB && !has_aux(w, c) && wire_child(w, c, DEP_MARK) == NOBODY; /* "help Chile recover" */
    if (c != NOBODY && (infinitive(w, c) || bare) && wire_child(w, c, DEP_NSUBJ) != NOBODY)
        return wire_core(w, wire_child(w, c, DEP_NSUBJ));
    if (c != NOBODY && small_clause(w, c)) /* "found the mayor guilty" */
        return wire_core(w, wire_child(w, c, DEP_NSUBJ));
    c = wire_conjunct(w, v); /* "captured and killed three soldiers" */
    if (c != NOBODY && c > v && c - v <= 3 && is_verb(w, c) && wire_child(w, c, DEP_NSUBJ) == NOBODY &&
        wire_child(w, v, DEP_PREP) == NOBODY)
        return object_of(w, c, steps);
    return NOBODY;
}

uint32_t wire_deep_object(const wire_work *w, uint32_t v)
{
    return is_verb(w, v) ? object_of(w, v, 0) : NOBODY;
}

uint32_t wire_deep_subject(const wire_work *w, uint32_t v)
{
    if (!is_verb(w, v))
        return NOBODY;
    if (!wire_passive(w, v))
        return surface_subject(w, v, 0);
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_AGENT || (w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_BY))) {
            uint32_t o = wire_child(w, c, DEP_POBJ);
            if (o != NOBODY)
                return wire_core(w, o);
        }
    for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c]) { /* "was condemned in a statement by Chile" */
        const uint32_t o = w->dep[c] == DEP_PREP ? wire_child(w, c, DEP_POBJ) : NOBODY;
        for (uint32_t b = o == NOBODY ? NOBODY : w->first[o]; b != NOBODY; b = w->next[b])
            if (w->dep[b] == DEP_PREP && wire_among(w, b, WORDS_BY) && wire_child(w, b, DEP_POBJ) != NOBODY &&
                wire_actor_in(w, wire_core(w, wire_child(w, b, DEP_POBJ))) != NOBODY)
                return wire_core(w, wire_child(w, b, DEP_POBJ));
    }
    return NOBODY;
}

/* ------------------------------------------------------------------------------------------------ places in the tree */

typedef struct found {
    uint32_t *out;
    size_t n, room;
} found;

static void add(found *f, uint32_t token)
{
    if (token == NOBODY || f->n == f->room)
        return;
    for (size_t i = 0; i < f->n; i++)
        if (f->out[i] == token)
            return;
    f->out[f->n++] = token;
}

/* What stands after a preposition: nouns, gerunds, and those of prepositions coordinated with it. */
static void after(const wire_work *w, found *f, uint32_t prep)
{
    for (uint32_t c = w->first[prep]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_POBJ)
            add(f, wire_core(w, c));
        else if (w->dep[c] == DEP_PCOMP)
            add(f, c);
}

/* Prepositions of the word on `t`; of "out of", both words. An adverb or conjunction of that form fills by itself. */
static void prepositions(const wire_work *w, found *f, uint32_t t, const char *word, bool adverbs)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c]) {
        switch (w->dep[c]) {
        case DEP_PREP:
        case DEP_AGENT:
        case DEP_DATIVE:
        case DEP_PRT:
        case DEP_ADVMOD:
            if (w->dep[c] == DEP_DATIVE && w->pos[c] != POS_ADP)
                break;
            if (wire_is(w, c, word)) {
                size_t before = f->n;
                after(w, f, c);
                if (f->n == before && adverbs && w->dep[c] != DEP_PREP && wire_child(w, c, DEP_PREP) == NOBODY)
                    add(f, c);
            }
            for (uint32_t p = w->first[c]; p != NOBODY; p = w->next[p]) /* "out of", "up to", "from … to" */
                if ((w->dep[p] == DEP_PREP || w->dep[p] == DEP_CONJ) && w->pos[p] == POS_ADP && wire_is(w, p, word))
                    after(w, f, p);
            break;
        case DEP_ADVCL: { /* "killed when a bomb exploded" */
            uint32_t m = wire_child(w, c, DEP_MARK), a = wire_child(w, c, DEP_ADVMOD);
            if ((m == NOBODY || !wire_is(w, m, word)) && (a == NOBODY || !wire_is(w, a, word)))
                break;
            if (infinitive(w, c)) /* "calls for Chile to withdraw" */
                add(f, c);
            add(f, surface_subject(w, c, 0));
            add(f, object_of(w, c, 0));
            add(f, c);
            break;
        }
        default:
            break;
        }
    }
}

/* "the attack by militants on a clinic": the parser hangs the second preposition on the first one's noun. */
static void nested(const wire_work *w, found *f, uint32_t t, const char *word)
{
    for (uint32_t c = w->first[t]; c != NOBODY && !f->n; c = w->next[c])
        if ((w->dep[c] == DEP_PREP || w->dep[c] == DEP_AGENT) && wire_among(w, c, WORDS_ARGUMENT_PREPOSITION)) {
            uint32_t o = wire_child(w, c, DEP_POBJ);
            if (o != NOBODY)
                prepositions(w, f, o, word, false);
        }
}

static void subjects(const wire_work *w, found *f, uint32_t t, uint32_t host)
{
    if (is_verb(w, t)) {
        add(f, wire_deep_subject(w, t));
        return;
    }
    if (w->dep[t] == DEP_ATTR || w->dep[t] == DEP_ACOMP || w->dep[t] == DEP_OPRD) {
        uint32_t h = wire_head(w, t), o = w->dep[t] == DEP_OPRD ? object_of(w, h, 0) : NOBODY;
        add(f, o != NOBODY ? o : surface_subject(w, h, 0));
    } else if (wire_child(w, t, DEP_APPOS) != NOBODY && w->dep[t] != DEP_APPOS) { /* "Kern's ally, Ada Holt" */
        add(f, wire_core(w, wire_child(w, t, DEP_APPOS)));
    } else if (w->dep[t] == DEP_APPOS) {
        add(f, wire_head(w, t));
    } else if (w->dep[t] == DEP_AMOD) {
        add(f, wire_head(w, t)); /* "the allied militia" */
    } else if (w->dep[t] == DEP_CONJ && !wire_is_root(w, t) && !is_verb(w, wire_head(w, t))) {
        uint32_t h = wire_head(w, t);
        if (w->dep[h] == DEP_ATTR || w->dep[h] == DEP_ACOMP)
            add(f, surface_subject(w, wire_head(w, h), 0));
    } else if (w->pos[t] == POS_ADJ && w->dep[t] == DEP_ADVCL) {
        add(f, surface_subject(w, t, 0));
    }
    if (host != NOBODY && object_of(w, host, 0) == t) /* who launches it; of "died in an attack" the attack's subject is not told */
        add(f, wire_deep_subject(w, host));
}

static void clauses(const wire_work *w, found *f, uint32_t t, bool verb)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c]) {
        if (w->dep[c] == DEP_CCOMP && !infinitive(w, c))
            add(f, c);
        else if (!verb && (w->dep[c] == DEP_ACL || w->dep[c] == DEP_RELCL)) {
            uint32_t m = wire_child(w, c, DEP_MARK);
            if (m != NOBODY && wire_among(w, m, WORDS_THAT))
                add(f, c);
        }
    }
    if (!verb || f->n)
        return;
    if (w->dep[t] == DEP_PARATAXIS && !wire_is_root(w, t) && is_verb(w, wire_head(w, t)))
        add(f, wire_head(w, t)); /* "The war is over, he said, …" */
    for (uint32_t c = w->first[t]; c != NOBODY && !f->n; c = w->next[c])
        if (w->dep[c] == DEP_PARATAXIS && is_verb(w, c) && wire_child(w, c, DEP_NSUBJ) != NOBODY)
            add(f, c);
}

/* Words before a noun, and those before them: "a Russian missile strike". */
static void modifiers(const wire_work *w, found *f, uint32_t t, int depth)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_AMOD || w->dep[c] == DEP_COMPOUND || w->dep[c] == DEP_NMOD || (w->dep[c] == DEP_NPADVMOD && wire_among(w, t, WORDS_LED))) {
            add(f, c);
            if ((depth < 2 && w->dep[c] != DEP_AMOD) || wire_among(w, c, WORDS_LED))
                modifiers(w, f, c, depth + 1);
        }
}

/* "a Ukrainian missile and drone attack": what stands before the first is of the last, too. */
static bool shares_modifiers(const wire_work *w, uint32_t t)
{
    return w->dep[t] == DEP_CONJ && !wire_is_root(w, t) && w->pos[wire_head(w, t)] == POS_NOUN;
}

/* A quotation beside the verb, of whatever words: "A new phase," she said. The word of it that is highest in the tree. */
static void quotation(const wire_work *w, found *f, uint32_t verb)
{
    enum { NEAR = 24 /* tokens between the verb and its quotation: the speaker, with title and apposition */ };
    const wire_sentence *s = wire_sentence_of(w, verb);
    uint32_t best = NOBODY, near = NEAR;
    if (wire_quoted(w, verb))
        return;
    for (uint32_t t = s->first_token; t < s->token_end; t++) {
        const uint32_t far = t < verb ? verb - t : t - verb;
        if (!wire_quoted(w, t) || w->pos[t] == POS_PUNCT || far >= NEAR)
            continue;
        const bool top = wire_is_root(w, t) || !wire_quoted(w, wire_head(w, t));
        if (top && (best == NOBODY || far < near)) {
            best = t;
            near = far;
        }
    }
    if (best != NOBODY && wire_child(w, verb, DEP_DOBJ) == NOBODY)
        add(f, best);
}

static void infinitives(const wire_work *w, found *f, uint32_t t, bool verb)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c]) {
        if (w->dep[c] == DEP_XCOMP || (w->dep[c] == DEP_CCOMP && (infinitive(w, c) || w->tag[c] == TAG_VBG)) ||
            (!verb && (w->dep[c] == DEP_ACL || w->dep[c] == DEP_RELCL) && infinitive(w, c)))
            add(f, c);
    }
    if (f->n)
        return;
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c]) { /* "called on all sides to disarm" */
        if (w->dep[c] == DEP_ADVCL && infinitive(w, c))
            add(f, c);
        uint32_t o = w->dep[c] == DEP_PREP || w->dep[c] == DEP_DATIVE ? wire_child(w, c, DEP_POBJ) : w->dep[c] == DEP_DOBJ ? c : NOBODY;
        for (uint32_t a = o == NOBODY ? NOBODY : w->first[o]; a != NOBODY; a = w->next[a])
            if ((w->dep[a] == DEP_ACL || w->dep[a] == DEP_RELCL) && infinitive(w, a))
                add(f, a);
        if (w->dep[c] == DEP_PREP)
            for (uint32_t a = w->first[c]; a != NOBODY; a = w->next[a])
                if (w->dep[a] == DEP_PCOMP && infinitive(w, a))
                    add(f, a);
    }
}

/* "Fighting broke out between", "a battle was reported in": the noun's preposition stands at a verb that is no deed of its own. */
static bool happens(const wire_work *w, uint32_t noun, uint64_t preposition)
{
    if (w->dep[noun] != DEP_NSUBJ && w->dep[noun] != DEP_NSUBJPASS)
        return false;
    const wire_predicate *p = wire_predicate_at(w, wire_head(w, noun));
    if (p && p->frame && p->frame->result != WIRE_RESULT_CONTENT && p->frame->result != WIRE_RESULT_NONE)
        return false;
    return wire_word_value(w->words, preposition, WORDS_HAPPENING_PREPOSITION);
}

size_t wire_find_arg(wire_work *w, uint32_t t, uint32_t host, const wire_filler *filler, uint32_t *out, size_t room)
{
    found f = {out, 0, room};
    const bool verb = is_verb(w, t);
    if (w->dep[t] == DEP_AUX) { /* a modal verb: what its main verb has */
        if (filler->arg == WIRE_ARG_SUBJ)
            add(&f, surface_subject(w, wire_head(w, t), 0));
        else if (filler->arg == WIRE_ARG_THAT)
            add(&f, wire_head(w, t));
        return f.n;
    }
    switch (filler->arg) {
    case WIRE_ARG_SUBJ:
        subjects(w, &f, t, host);
        break;
    case WIRE_ARG_OBJ:
        if (verb)
            add(&f, wire_deep_object(w, t));
        else if (host != NOBODY && wire_deep_object(w, host) != t)
            add(&f, wire_deep_object(w, host));
        break;
    case WIRE_ARG_IOBJ:
        for (uint32_t c = w->first[verb ? t : host != NOBODY ? host : t]; c != NOBODY; c = w->next[c])
            if (w->dep[c] == DEP_DATIVE) {
                if (w->pos[c] == POS_ADP)
                    after(w, &f, c);
                else
                    add(&f, wire_core(w, c));
            }
        if (verb && wire_passive(w, t) && wire_child(w, t, DEP_DOBJ) != NOBODY)
            add(&f, surface_subject(w, t, 0)); /* "was given aid" */
        break;
    case WIRE_ARG_THAT:
        clauses(w, &f, t, verb);
        if (!f.n && host != NOBODY)
            clauses(w, &f, host, true);
        if (!f.n && verb)
            quotation(w, &f, t);
        break;
    case WIRE_ARG_INF:
        infinitives(w, &f, t, verb);
        if (!f.n && host != NOBODY)
            infinitives(w, &f, host, true);
        break;
    case WIRE_ARG_ATTR:
        for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
            if (w->dep[c] == DEP_ATTR || w->dep[c] == DEP_ACOMP || w->dep[c] == DEP_OPRD || (w->dep[c] == DEP_CCOMP && small_clause(w, c)))
                add(&f, c);
        break;
    case WIRE_ARG_POSS:
        add(&f, wire_child(w, t, DEP_POSS));
        if (!f.n && shares_modifiers(w, t))
            add(&f, wire_child(w, wire_head(w, t), DEP_POSS));
        break;
    case WIRE_ARG_ADJ:
        modifiers(w, &f, t, 0);
        if (shares_modifiers(w, t))
            modifiers(w, &f, wire_head(w, t), 0);
        break;
    case WIRE_ARG_PREP:
        prepositions(w, &f, t, filler->text, true);
        if (host != NOBODY) {
            prepositions(w, &f, host, filler->text, false);
            if (!f.n && !verb)
                nested(w, &f, host, filler->text); /* "filed a suit in a court against" */
        } else if (w->dep[t] == DEP_ACOMP) { /* "is active in"; "the embassy in Tripoli is open" */
            const uint32_t s = wire_child(w, wire_head(w, t), DEP_NSUBJ);
            prepositions(w, &f, wire_head(w, t), filler->text, false);
            if (!f.n && s != NOBODY)
                prepositions(w, &f, s, filler->text, false);
        }
        if (verb && !f.n) {
            uint32_t o = wire_child(w, t, DEP_DOBJ);
            o = o == NOBODY ? wire_child(w, t, DEP_NSUBJPASS) : o;
            if (o != NOBODY)
                prepositions(w, &f, o, filler->text, false);
            if (wire_among(w, t, WORDS_COPULA))
                nested(w, &f, t, filler->text); /* "is in talks with" */
            const uint32_t last = wire_conjunct(w, t); /* "were killed and six injured in": the last verb carries it */
            if (!f.n && last != NOBODY && is_verb(w, last) && wire_child(w, t, DEP_PREP) == NOBODY && wire_passive(w, t) && wire_passive(w, last))
                prepositions(w, &f, last, filler->text, false);
        }
        if (!verb && !f.n && host == NOBODY && happens(w, t, filler->prep))
            prepositions(w, &f, wire_head(w, t), filler->text, false);
        if (!verb && !f.n) {
            uint32_t c = wire_child(w, t, DEP_PREP) == NOBODY ? wire_conjunct(w, t) : NOBODY; /* "raids and attacks on": the last carries it */
            if (c != NOBODY)
                prepositions(w, &f, c, filler->text, false);
            nested(w, &f, t, filler->text);
        }
        break;
    case WIRE_ARG_SPEAKER: /* known once all sayings are: wire_event_parties */
    case WIRE_ARGS:
        break;
    }
    return f.n;
}

/* ------------------------------------------------------------------------------------------------ parties */

uint32_t wire_held_by(wire_work *w, uint32_t t)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c]) {
        if (w->dep[c] != DEP_AMOD || !wire_among(w, c, WORDS_HOLDING))
            continue;
        for (uint32_t h = w->first[c]; h != NOBODY; h = w->next[h])
            if (h < c && (w->pos[h] == POS_NOUN || w->pos[h] == POS_PROPN) && wire_actor_in(w, h) != NOBODY)
                return h;
    }
    return NOBODY;
}

/* Types whose nouns have those that they are done to behind "of"; "the appeal of two reporters" is theirs. */
static bool suffered(const char *type)
{
    static const char *const types[] = {"ASSAULT", "COERCE", "SANCTION", "AID", NULL};
    for (size_t i = 0; types[i]; i++)
        if (!strcmp(type, types[i]))
            return true;
    return false;
}

uint32_t wire_owner(wire_work *w, uint32_t t, uint32_t *by)
{
    const wire_predicate *p = w->pos[t] == POS_NOUN ? wire_predicate_at(w, t) : NULL;
    if (p && p->frame && p->frame->type && suffered(p->frame->type->name)) { /* "the killing of two reporters" is its doer's */
        *by = wire_part_of(p, WIRE_PART_S) != NOBODY ? wire_part_of(p, WIRE_PART_S) : wire_part_of(p, WIRE_PART_B);
        return *by == NOBODY ? NOBODY : wire_party(w, *by);
    }
    uint32_t words[8];
    found f = {words, 0, sizeof words / sizeof *words};
    add(&f, wire_child(w, t, DEP_POSS));
    modifiers(w, &f, t, 0);
    for (size_t i = 0; i < f.n; i++) {
        if (wire_for_or_against(w, words[i]))
            continue;
        uint32_t k = wire_actor_in(w, words[i]);
        k = k == NOBODY ? wire_modifier_actor(w, words[i]) : k;
        *by = words[i];
        if (k != NOBODY)
            return k;
    }
    *by = wire_held_by(w, t);
    if (*by != NOBODY)
        return wire_actor_in(w, *by);
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_OWNER_PREPOSITION)) {
            uint32_t o = wire_child(w, c, DEP_POBJ), k = o == NOBODY ? NOBODY : wire_actor_in(w, wire_core(w, o));
            *by = o == NOBODY ? NOBODY : wire_core(w, o);
            if (k != NOBODY)
                return k;
        }
    *by = NOBODY;
    return NOBODY;
}

uint32_t wire_party(wire_work *w, uint32_t t)
{
    uint32_t k = wire_actor_in(w, t);
    if (k == NOBODY && (w->dep[t] == DEP_AMOD || w->dep[t] == DEP_COMPOUND || w->dep[t] == DEP_NMOD || w->dep[t] == DEP_POSS))
        k = wire_modifier_actor(w, t);
    return k;
}

uint32_t wire_clause_verb(const wire_work *w, const wire_predicate *p)
{
    if (is_verb(w, p->token))
        return p->token;
    if (p->host != NOBODY && is_verb(w, p->host))
        return p->host;
    uint8_t d = w->dep[p->token];
    if ((d == DEP_ATTR || d == DEP_ACOMP) && !wire_is_root(w, p->token))
        return wire_head(w, p->token);
    return NOBODY;
}
