/* match.c - senses onto words.
 *
 *   a sentence's words, from the top of the tree down
 *     -> candidate (verb; adjective of a copula; noun that has a sense and is nobody's thing)
 *     -> senses of the lemma in their order -> the first whose slots are filled as they ask
 *     -> light sense: its noun is tried with what stands at the light verb too
 *     -> content: whose clause or noun it is, so that status and speaker come down from it
 *
 * A required slot chooses the sense; an optional one that finds nothing fitting stays empty. */
#include <string.h>

#include "coder/mentions.h"
#include "coder/predicates.h"

enum { CANDIDATES = 8, CLIMB_MAX = 400, CONJUNCTS_MAX = 6 };

wire_predicate *wire_predicate_at(const wire_work *w, uint32_t token)
{
    return token < w->n && w->predicate_of[token] != NOBODY ? &w->predicates[w->predicate_of[token]] : NULL;
}

/* ------------------------------------------------------------------------------------------------ fillers */

static uint64_t lemma_hash(const wire_work *w, uint32_t t)
{
    return wire_murmur64(w->tok[t].lemma.ptr, w->tok[t].lemma.len);
}

static bool listed(const wire_restriction *r, uint64_t hash)
{
    for (size_t i = 0; i < r->n_lemmas; i++)
        if (r->lemmas[i] == hash)
            return true;
    return false;
}

static bool modifies(const wire_work *w, uint32_t t)
{
    return w->dep[t] == DEP_AMOD || w->dep[t] == DEP_COMPOUND || w->dep[t] == DEP_NMOD || w->dep[t] == DEP_POSS;
}

static bool is(wire_work *w, uint32_t t, const wire_restriction *r)
{
    if (r->class_id == WIRE_CLASS_NONE)
        return listed(r, lemma_hash(w, t)) || listed(r, wire_murmur64(w->low[t].ptr, w->low[t].len)) || listed(r, wire_joined_hash(w, t));
    if (wire_in_class(w, t, r->class_id))
        return true;
    if (!modifies(w, t) || r->class_id >= WIRE_CLASS_BUILT_IN)
        return false;
    uint32_t k = wire_modifier_actor(w, t);
    if (k == NOBODY)
        return false;
    switch (r->class_id) {
    case WIRE_CLASS_ACTOR:
        return true;
    case WIRE_CLASS_ARMED:
        return w->known[k].armed;
    case WIRE_CLASS_STATE:
        return w->known[k].state;
    case WIRE_CLASS_GROUP:
        return w->known[k].group;
    case WIRE_CLASS_PERSON:
    case WIRE_CLASS_PEOPLE:
        return w->known[k].person;
    default:
        return false;
    }
}

static bool fits(wire_work *w, uint32_t t, const wire_frame_slot *slot)
{
    for (size_t i = 0; i < slot->n_restrictions; i++) {
        const wire_restriction *r = &slot->restrictions[i];
        bool holds = is(w, t, r);
        if (!holds && !r->negated && w->pos[t] == POS_VERB) { /* a clause is told by its light verb's object too */
            uint32_t o = wire_child(w, t, DEP_DOBJ);
            holds = o != NOBODY && is(w, o, r);
        }
        if (holds == r->negated)
            return false;
    }
    return true;
}

/* "anti-Narvian protests" are not Narvia's. */
bool wire_prefixed(const wire_work *w, uint32_t t, enum wire_words prefixes)
{
    return t >= 2 && w->low[t - 1].len == 1 && *w->low[t - 1].ptr == '-' && wire_among(w, t - 2, prefixes);
}

bool wire_for_or_against(const wire_work *w, uint32_t t)
{
    return wire_prefixed(w, t, WORDS_DETACHED_PREFIX);
}

static bool adjective_actor(wire_work *w, uint32_t t)
{
    return w->dep[t] == DEP_POSS || wire_modifier_actor(w, t) != NOBODY;
}

static void fill(wire_predicate *p, wire_part part, uint32_t t)
{
    for (size_t i = 0; i < p->n_fill[part]; i++)
        if (p->fill[part][i] == t)
            return;
    if (p->n_fill[part] < WIRE_FILLS_MAX)
        p->fill[part][p->n_fill[part]++] = t;
}

static bool has_fill(const wire_predicate *p, wire_part part, uint32_t t)
{
    for (size_t i = 0; i < p->n_fill[part]; i++)
        if (p->fill[part][i] == t)
            return true;
    return false;
}

static bool fill_slot(wire_work *w, wire_predicate *p, const wire_frame_slot *slot, const wire_predicate *light)
{
    uint32_t out[CANDIDATES];
    for (size_t i = 0; i < slot->n_fillers; i++) {
        const wire_filler *f = &slot->fillers[i];
        size_t n = wire_find_arg(w, p->token, p->host, f, out, CANDIDATES);
        for (size_t k = 0; k < n; k++) {
            if (out[k] == p->token || !fits(w, out[k], slot))
                continue;
            if (light && f->arg == WIRE_ARG_SUBJ && (has_fill(light, WIRE_PART_T, out[k]) || has_fill(light, WIRE_PART_M, out[k])))
                continue; /* who survives an attack does not make it */
            if (f->arg == WIRE_ARG_ADJ && (wire_for_or_against(w, out[k]) || (!slot->n_restrictions && !adjective_actor(w, out[k]))))
                continue;
            if (light && f->arg == WIRE_ARG_ADJ && slot->part == WIRE_PART_S && light->n_fill[WIRE_PART_S])
                continue; /* "Chile began a military offensive" */
            fill(p, slot->part, out[k]);
            if (slot->part != WIRE_PART_B)
                return true;
        }
    }
    for (size_t k = 0; light && k < light->n_fill[slot->part]; k++)
        if (light->fill[slot->part][k] != p->token && fits(w, light->fill[slot->part][k], slot))
            fill(p, slot->part, light->fill[slot->part][k]);
    return p->n_fill[slot->part] > 0;
}

/* ------------------------------------------------------------------------------------------------ senses */

/* The parser takes many particles for prepositions ("took over Velia"); but "spoke in Velia" has none. */
static bool has_particle(const wire_work *w, uint32_t t, const char *particle)
{
    for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
        if ((w->dep[c] == DEP_PRT || w->dep[c] == DEP_ADVMOD || w->dep[c] == DEP_PREP) && wire_is(w, c, particle))
            return w->dep[c] != DEP_PREP || !wire_among(w, c, WORDS_NO_PARTICLE) || wire_child(w, c, DEP_POBJ) == NOBODY;
    return false;
}

static bool takes(wire_work *w, wire_predicate *p, const wire_frame *f, const wire_predicate *light)
{
    if (f->particle && !has_particle(w, p->token, f->particle))
        return false;
    memset(p->n_fill, 0, sizeof p->n_fill);
    for (size_t i = 0; i < f->n_slots; i++)
        if (!fill_slot(w, p, &f->slots[i], light) && f->slots[i].required)
            return false;
    return true;
}

/* What the light verb has beyond the noun's own: its parts pass on by letter, a side first. */
static void inherit(wire_predicate *p, const wire_predicate *light)
{
    static const wire_part parts[] = {WIRE_PART_S, WIRE_PART_T, WIRE_PART_P, WIRE_PART_A, WIRE_PART_V, WIRE_PART_M};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        wire_part part = parts[i];
        if (p->n_fill[part] || !light->n_fill[part] || light->fill[part][0] == p->token)
            continue;
        if ((part == WIRE_PART_S || part == WIRE_PART_T) && p->n_fill[WIRE_PART_B]) {
            uint32_t t = light->fill[part][0];
            if (part == WIRE_PART_S && p->fill[WIRE_PART_B][0] != t) {
                uint32_t sides[WIRE_FILLS_MAX];
                uint8_t n = p->n_fill[WIRE_PART_B];
                memcpy(sides, p->fill[WIRE_PART_B], sizeof sides);
                p->n_fill[WIRE_PART_B] = 0;
                fill(p, WIRE_PART_B, t);
                for (uint8_t k = 0; k < n; k++)
                    fill(p, WIRE_PART_B, sides[k]);
            } else if (part == WIRE_PART_T) {
                fill(p, WIRE_PART_B, t);
            }
            continue;
        }
        for (size_t k = 0; k < light->n_fill[part]; k++)
            fill(p, part, light->fill[part][k]);
    }
}

/* Try the senses of a lemma; the predicate's frame is set where one is taken. */
static bool try_senses(wire_work *w, wire_predicate *p, uint64_t lemma, char pos, const wire_predicate *light)
{
    size_t n;
    const wire_frame *const *senses = wire_lexicon_frames(w->lexicon, lemma, pos, &n);
    for (int with_particle = 1; with_particle >= 0; with_particle--) /* "took over" is no taking */
        for (size_t i = 0; i < n; i++)
            if ((senses[i]->particle != NULL) == with_particle && takes(w, p, senses[i], light)) {
                p->frame = senses[i];
                if (light)
                    inherit(p, light);
                return true;
            }
    memset(p->n_fill, 0, sizeof p->n_fill);
    return false;
}

/* ------------------------------------------------------------------------------------------------ candidates */

static bool copular(const wire_work *w, uint32_t t)
{
    for (int i = 0; i < 3 && w->dep[t] == DEP_CONJ && !wire_is_root(w, t); i++)
        t = wire_head(w, t);
    return w->dep[t] == DEP_ACOMP || w->dep[t] == DEP_ATTR || w->dep[t] == DEP_OPRD || w->dep[t] == DEP_ADVCL || w->dep[t] == DEP_CCOMP ||
           w->dep[t] == DEP_XCOMP || w->dep[t] == DEP_ROOT || w->dep[t] == DEP_ACL || w->dep[t] == DEP_AMOD;
}

/* The kinds of sense that the word may have, as letters. */
static const char *kinds(const wire_work *w, uint32_t t)
{
    if (w->ent[t] == ENT_DATE) /* March is no march */
        return "";
    switch (w->pos[t]) {
    case POS_AUX:
        return (w->dep[t] == DEP_AUX && w->tag[t] != TAG_MD) || w->dep[t] == DEP_AUXPASS ? "" : "v";
    case POS_VERB:
        switch (w->dep[t]) {
        case DEP_AUX:
        case DEP_AUXPASS:
        case DEP_COMPOUND:
            return "";
        case DEP_AMOD:
            return "a";
        case DEP_DOBJ:
        case DEP_NSUBJ:
        case DEP_NSUBJPASS:
        case DEP_POBJ:
            return w->tag[t] == TAG_VBG ? "nv" : "v";
        default:
            return "v";
        }
    case POS_NOUN:
        return w->dep[t] == DEP_COMPOUND ? "" : "n";
    case POS_PROPN:
        return w->dep[t] == DEP_COMPOUND || wire_actor_in(w, t) != NOBODY ? "" : "n";
    case POS_ADJ:
        return copular(w, t) ? "a" : "";
    default:
        return "";
    }
}

wire_predicate *wire_put_predicate(wire_work *w, uint32_t token, uint32_t host)
{
    if (wire_grow(&w->predicates, &w->predicate_cap, w->n_predicates + 1, sizeof *w->predicates)) {
        w->out_of_memory = true;
        return NULL;
    }
    wire_predicate *p = &w->predicates[w->n_predicates];
    memset(p, 0, sizeof *p);
    p->token = token;
    p->host = host;
    p->governor = p->quote = NOBODY;
    p->event = p->statement = WIRE_NO_RECORD;
    w->predicate_of[token] = (uint32_t)w->n_predicates++;
    return p;
}

/* Whether one of the words around the verb can be an actor: what makes it worth a reason. */
static bool has_party(wire_work *w, uint32_t t)
{
    uint32_t s = wire_deep_subject(w, t), o = wire_deep_object(w, t);
    return (s != NOBODY && wire_party(w, s) != NOBODY) || (o != NOBODY && wire_party(w, o) != NOBODY);
}

/* What one run over a document's words knows of each. */
typedef struct marks {
    uint32_t *light; /* the light sense that has the noun as its thing: number of the predicate; NOBODY */
    bool *thing;     /* it fills O of a deed: part of that, and none of its own */
} marks;

static void consider(wire_work *w, uint32_t t, marks *m);

/* What is said of a sense that makes no record. */
static const char *why_not(const wire_frame *f)
{
    switch (f->result) {
    case WIRE_RESULT_NONE:
        return f->reason;
    case WIRE_RESULT_CONTENT:
        return "gives its content a status, and is no deed";
    case WIRE_RESULT_LIGHT:
        return "a light verb, and its noun is no predicate that we know";
    default:
        return NULL;
    }
}

/* "According to X", "as X said", "…, X said, …": the clause that it stands in is the content. */
static void content_above(const wire_work *w, wire_predicate *p)
{
    const uint8_t d = w->dep[p->token];
    const uint32_t mark = wire_child(w, p->token, DEP_MARK);
    const bool as = d == DEP_ADVCL && mark != NOBODY && wire_among(w, mark, WORDS_AS);
    if (p->frame->say && !p->n_fill[WIRE_PART_C] && !wire_is_root(w, p->token) && (d == DEP_PREP || as || d == DEP_PARATAXIS || d == DEP_PCOMP))
        fill(p, WIRE_PART_C, wire_head(w, p->token));
}

/* A sense was taken: what it makes of other words. */
static void settle(wire_work *w, uint32_t number, marks *m)
{
    wire_predicate *p = &w->predicates[number];
    const wire_frame *f = p->frame;
    uint32_t o = wire_part_of(p, WIRE_PART_O);
    p->reason = why_not(f);
    content_above(w, p);
    if (f->result == WIRE_RESULT_LIGHT) {
        o = o != NOBODY ? o : wire_part_of(p, WIRE_PART_C);
        if (o == NOBODY)
            return;
        if (m->light[o] != NOBODY) { /* "a march organised by the union was held": the second verb has its doer */
            wire_predicate *noun = wire_predicate_at(w, o);
            if (noun && m->light[o] != number && !noun->n_fill[WIRE_PART_S] && wire_part_of(p, WIRE_PART_S) != NOBODY)
                fill(noun, WIRE_PART_S, wire_part_of(p, WIRE_PART_S));
            p->reason = "a light verb: its noun is the predicate";
            return;
        }
        for (int i = 0; i < CONJUNCTS_MAX && o != NOBODY; i++, o = wire_conjunct(w, o)) { /* "voiced rejection and condemnation" */
            if (m->light[o] != NOBODY) { /* "nine were killed and six injured in a raid": one raid, both its victims */
                for (size_t k = 0; k < p->n_fill[WIRE_PART_M]; k++) {
                    fill(&w->predicates[m->light[o]], WIRE_PART_M, p->fill[WIRE_PART_M][k]);
                    if (w->predicate_of[o] != NOBODY)
                        fill(&w->predicates[w->predicate_of[o]], WIRE_PART_M, p->fill[WIRE_PART_M][k]);
                }
                p->reason = m->light[o] == number ? p->reason : "a light verb: its noun is the predicate";
                continue;
            }
            m->light[o] = number;
            if (w->predicate_of[o] != NOBODY || m->thing[o]) /* the noun stands above: "the attack that killed nine" */
                consider(w, o, m);
        }
    } else if (f->result != WIRE_RESULT_CONTENT && f->result != WIRE_RESULT_NONE && o != NOBODY) {
        m->thing[o] = w->pos[o] != POS_VERB || wire_child(w, o, DEP_NSUBJ) == NOBODY; /* "killed when jets bombed": a deed of its own */
    }
}

/* "launched raids, killing nine": what comes of an attack is told with it, as those it hit. */
static bool folds(wire_work *w, const wire_predicate *p)
{
    if (w->dep[p->token] == DEP_ADVCL && p->frame->type && !strcmp(p->frame->type->name, "CONSULT") && w->tag[p->token] == TAG_VB)
        for (size_t i = 0; i < w->n_predicates; i++) { /* "met to discuss" */
            const wire_predicate *q = &w->predicates[i];
            if (q != p && q->frame && q->frame->type == p->frame->type && !q->reason &&
                (q->token == wire_head(w, p->token) || q->host == wire_head(w, p->token)))
                return true;
        }
    const bool result = w->dep[p->token] == DEP_ADVCL && w->tag[p->token] == TAG_VBG;
    const bool beside = w->dep[p->token] == DEP_CONJ && (!p->n_fill[WIRE_PART_S] || wire_child(w, p->token, DEP_NSUBJ) == NOBODY); /* "killed one soldier and wounded two" */
    if ((!result && !beside) || !p->n_fill[WIRE_PART_M] || !p->frame->type || strcmp(p->frame->type->name, "ASSAULT"))
        return false;
    /* The attack is the word above, or the noun of that light verb; "killing nine and wounding two": above both. */
    uint32_t above = wire_head(w, p->token);
    if (beside && w->dep[above] == DEP_ADVCL && wire_predicate_at(w, above) && wire_predicate_at(w, above)->reason)
        above = wire_head(w, above);
    wire_predicate *q = wire_predicate_at(w, above);
    for (int i = 0; i < 3 && q && q->frame && q->frame->result == WIRE_RESULT_LIGHT; i++) {
        uint32_t noun = wire_part_of(q, WIRE_PART_O);
        q = wire_predicate_at(w, noun != NOBODY ? noun : wire_part_of(q, WIRE_PART_C));
    }
    if (!q || q == p || !q->frame || !q->frame->type || q->reason || strcmp(q->frame->type->name, "ASSAULT"))
        return false;
    if (beside && ((q->frame->mode && !strcmp(q->frame->mode, "abduct")) || !q->n_fill[WIRE_PART_M]))
        return false; /* "kidnapped a priest and killed two monks" is two deeds */
    for (size_t k = 0; k < p->n_fill[WIRE_PART_M]; k++)
        fill(q, WIRE_PART_M, p->fill[WIRE_PART_M][k]);
    return true;
}

/* Try the word; a second time where a light verb was found for it. */
static void consider(wire_work *w, uint32_t t, marks *m)
{
    const char *pos = kinds(w, t);
    const uint32_t light = m->light[t];
    const bool again = w->predicate_of[t] != NOBODY;
    if (!*pos || (m->thing[t] && light == NOBODY))
        return;
    const wire_predicate over = light != NOBODY ? w->predicates[light] : (wire_predicate){0};
    uint32_t host = light == NOBODY ? NOBODY : w->pos[over.token] == POS_NOUN && over.host != NOBODY ? over.host : over.token;
    if (!again && !wire_put_predicate(w, t, host))
        return;
    const uint32_t number = w->predicate_of[t];
    wire_predicate now = w->predicates[number];
    now.host = host;
    bool taken = false;
    for (; *pos && !taken; pos++) {
        const uint64_t joined = wire_joined_hash(w, t);
        if (joined && try_senses(w, &now, joined, *pos, light != NOBODY ? &over : NULL)) { /* "cease-fire" */
            taken = true;
            break;
        }
        const bool by_form = w->pos[t] == POS_PROPN || (*pos == 'n' && w->pos[t] == POS_VERB);
        uint64_t lemma = by_form ? wire_murmur64(w->low[t].ptr, w->low[t].len) : lemma_hash(w, t);
        taken = try_senses(w, &now, lemma, *pos, light != NOBODY ? &over : NULL);
    }
    if (taken) {
        w->predicates[number] = now;
        settle(w, number, m);
        if (folds(w, &w->predicates[number]))
            w->predicates[number].reason = "what came of a deed is told with it";
        if (light != NOBODY && now.frame->result != WIRE_RESULT_NONE)
            w->predicates[light].reason = "a light verb: its noun is the predicate";
    } else if (!again && w->pos[t] == POS_VERB && has_party(w, t)) {
        now.reason = "no frame of this verb fits";
        w->predicates[number] = now;
    } else if (!again) { /* never a candidate */
        w->predicate_of[t] = NOBODY;
        w->n_predicates--;
    }
}

/* ------------------------------------------------------------------------------------------------ content */

/* Whose content each predicate is in: climb, and ask at each step whose content that word is. A saying that stands inside its own
 * content ("The war, he said, is over") does not have its own words in it. */
void wire_find_governors(wire_work *w)
{
    uint32_t *content_of = wire_scratch(w, w->n * sizeof *content_of), *modal_of = wire_scratch(w, w->n * sizeof *modal_of);
    if (!content_of || !modal_of)
        return;
    memset(content_of, 0xff, w->n * sizeof *content_of);
    memset(modal_of, 0xff, w->n * sizeof *modal_of);
    for (size_t i = 0; i < w->n_predicates; i++) {
        const wire_predicate *p = &w->predicates[i];
        uint32_t c = wire_part_of(p, WIRE_PART_C);
        if (c != NOBODY && p->frame->result != WIRE_RESULT_NONE && p->frame->result != WIRE_RESULT_LIGHT)
            (w->dep[p->token] == DEP_AUX ? modal_of : content_of)[c] = (uint32_t)i;
    }
    for (size_t i = 0; i < w->n_predicates; i++) {
        wire_predicate *p = &w->predicates[i];
        const bool modal = w->dep[p->token] == DEP_AUX;
        uint32_t t = modal ? wire_head(w, p->token) : p->token;
        bool direct = true;
        for (int steps = 0; steps < CLIMB_MAX; steps++) {
            uint32_t q = modal ? NOBODY : modal_of[t];
            if (q == NOBODY) {
                q = content_of[t];
                if (q == i || (q != NOBODY && !wire_below(w, p->token, w->predicates[q].token) != wire_below(w, w->predicates[q].token, t)))
                    q = NOBODY;
            }
            if (q != NOBODY) {
                p->governor = q;
                p->direct = direct;
                break;
            }
            if (wire_is_root(w, t))
                break;
            direct = direct && (w->dep[t] == DEP_CONJ || (p->host != NOBODY && (t == p->token || w->dep[t] == DEP_PREP)));
            t = wire_head(w, t);
        }
    }
}

/* "ordered an investigation against X": the noun that a deed has as its thing, target or content, of the same type, is the same deed;
 * the verb gets the parts that stand on the noun. So is what the speaker alone does: "accused X of being behind". */
static void join_nouns(wire_work *w)
{
    static const wire_part holds[] = {WIRE_PART_T, WIRE_PART_O, WIRE_PART_C}, passes[] = {WIRE_PART_T, WIRE_PART_M, WIRE_PART_P};
    for (size_t i = 0; i < w->n_predicates; i++) {
        wire_predicate *q = &w->predicates[i];
        if (!q->frame || q->reason || !q->frame->type)
            continue;
        for (size_t h = 0; h < 3; h++) {
            wire_predicate *p = wire_predicate_at(w, wire_part_of(q, holds[h]));
            if (!p || p == q || !p->frame || p->reason || p->frame->type != q->frame->type || q->frame->content == WIRE_REQUESTED)
                continue;
            const wire_frame_slot *who = wire_frame_part(p->frame, WIRE_PART_S);
            if (w->pos[p->token] != POS_NOUN && !(who && who->fillers[0].arg == WIRE_ARG_SPEAKER))
                continue;
            if (holds[h] == WIRE_PART_T)
                q->n_fill[WIRE_PART_T] = 0;
            for (size_t k = 0; k < 3; k++)
                for (size_t f = 0; f < p->n_fill[passes[k]] && (k || !q->n_fill[WIRE_PART_T] || f); f++)
                    fill(q, passes[k], p->fill[passes[k]][f]);
            p->reason = "the same deed as its verb";
        }
    }
}

/* Furniture is never coded, nor a headline that only names its topic. */
static bool worth_reading(const wire_work *w, uint32_t root)
{
    const wire_sentence *s = wire_sentence_of(w, root);
    const enum wire_block_kind kind = w->doc->blocks[s->block].kind;
    if (kind != WIRE_HEADLINE)
        return kind != WIRE_FURNITURE;
    for (uint32_t t = s->first_token; t < s->token_end; t++)
        if (w->pos[t] == POS_VERB || w->pos[t] == POS_AUX)
            return true;
    return false;
}

/* "Nine were killed when the army shelled the camp": the shelling is the deed, and they its victims. */
static void join_victims(wire_work *w)
{
    for (size_t i = 0; i < w->n_predicates; i++) {
        wire_predicate *p = &w->predicates[i];
        if (!p->frame || p->reason || !p->frame->type || strcmp(p->frame->type->name, "ASSAULT") || p->n_fill[WIRE_PART_S] || !p->n_fill[WIRE_PART_M])
            continue;
        for (uint32_t c = w->first[p->token]; c != NOBODY; c = w->next[c]) {
            wire_predicate *q = w->dep[c] == DEP_ADVCL ? wire_predicate_at(w, c) : NULL;
            const uint32_t mark = wire_child(w, c, DEP_MARK), adv = wire_child(w, c, DEP_ADVMOD);
            if (!q || !q->frame || q->reason || q->frame->type != p->frame->type || !q->n_fill[WIRE_PART_S] ||
                !(wire_among(w, mark, WORDS_RESULT_CONJUNCTION) || wire_among(w, adv, WORDS_RESULT_CONJUNCTION)))
                continue;
            for (size_t k = 0; k < p->n_fill[WIRE_PART_M]; k++)
                fill(q, WIRE_PART_M, p->fill[WIRE_PART_M][k]);
            p->reason = "what came of a deed is told with it";
            break;
        }
    }
}

void wire_find_predicates(wire_work *w)
{
    w->n_predicates = 0;
    w->predicate_of = wire_scratch(w, w->n * sizeof *w->predicate_of);
    marks m = {wire_scratch(w, w->n * sizeof *m.light), wire_scratch(w, w->n)};
    uint32_t *queue = wire_scratch(w, w->n * sizeof *queue);
    if (w->out_of_memory)
        return;
    memset(w->predicate_of, 0xff, w->n * sizeof *w->predicate_of);
    memset(m.light, 0xff, w->n * sizeof *m.light);
    memset(m.thing, 0, w->n);
    uint32_t from = 0, to = 0;
    for (uint32_t t = 0; t < w->n; t++) {
        const wire_sentence *s = wire_sentence_of(w, t);
        if (!wire_is_root(w, t) || !worth_reading(w, t))
            continue;
        if (!wire_too_long(w, t)) {
            queue[to++] = t;
        } else if (t == s->root) {
            wire_predicate *p = wire_put_predicate(w, t, NOBODY);
            if (p)
                p->reason = "a sentence of more than 500 words is a list or a table";
        }
    }
    for (; from < to && !w->out_of_memory; from++) {
        consider(w, queue[from], &m);
        for (uint32_t c = w->first[queue[from]]; c != NOBODY; c = w->next[c])
            queue[to++] = c;
    }
    wire_find_governors(w);
    join_nouns(w);
    join_victims(w);
}
