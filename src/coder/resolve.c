/* resolve.c - pronouns and descriptions: what they refer back to.
 *
 *   "he"             the last person, a subject before others
 *   "it", "its"      the last state, body or group
 *   "they"           the last group or people
 *   "the minister"   the person of that office, else its holder in the country that is spoken of
 *   "the newspaper"  the last outlet
 *   "the group"      the last group; "the insurgents": the last armed one
 *   "the government" that of the country that is spoken of
 *
 * Mentions are resolved in the order of the text, so an antecedent is final before it is asked for. */
#include <string.h>

#include "coder/mentions.h"

enum { SENTENCES_BACK = 4, TOPIC_BACK = 4000 /* mentions: a long report's */ };

/* What an antecedent must be. */
typedef bool (*fits)(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx);

static bool is_person(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)ctx;
    return k->person || (k->people && w->tag[m->head] != TAG_NNS && w->tag[m->head] != TAG_NNPS && !m->pronoun); /* "a journalist" */
}

static bool is_body(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return !k->person && (k->group || k->state) && !k->plural;
}

static bool is_many(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return !k->person && (k->people || k->plural || k->group || k->armed);
}

static bool is_group(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return k->group && !k->person && !k->state;
}

static bool is_armed_group(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return k->armed && !k->person && k->actor && k->actor->kind != WIRE_LEX_COUNTRY;
}

/* Of the same office, or of a fuller one: "the minister" is the foreign minister. */
static bool has_role(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m;
    const wire_lex_role *role = ctx;
    if (!k->person || !k->role)
        return false;
    const char *at = k->role == role ? "" : strstr(k->role->lemma, role->lemma);
    return at != NULL;
}

static bool is_outlet(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return k->actor && k->actor->kind == WIRE_LEX_OUTLET;
}

static bool is_subject(const wire_work *w, uint32_t head)
{
    uint32_t h = wire_coordination_head(w, head);
    return w->dep[h] == DEP_NSUBJ || w->dep[h] == DEP_NSUBJPASS;
}

/* The last mention before number `at` that fits: in its own sentence a subject, then any; then a subject of each sentence before,
 * then any of it. */
static uint32_t look_back(const wire_work *w, size_t at, fits fit, const void *ctx)
{
    const uint32_t here = w->tok[w->mentions[at].head].sentence;
    uint32_t any = NOBODY, subject = NOBODY, sentence = here;
    for (size_t i = at; i-- > 0 && at - i <= WIRE_MENTIONS_BACK;) {
        const wire_mention *m = &w->mentions[i];
        uint32_t s = w->tok[m->head].sentence;
        if (s != sentence) {
            if (subject != NOBODY || any != NOBODY)
                break;
            sentence = s;
            if (here - s > SENTENCES_BACK)
                break;
        }
        uint32_t k = m->known != NOBODY ? m->known : m->seat;
        if (k == NOBODY || !fit(w, m, &w->known[k], ctx))
            continue;
        if (is_subject(w, m->head))
            subject = k; /* the first subject of the sentence wins: it is met last */
        else if (any == NOBODY)
            any = k;
    }
    return subject != NOBODY ? subject : any;
}

static const wire_lex_actor *country_at(const wire_work *w, size_t i)
{
    const wire_mention *m = &w->mentions[i];
    uint32_t k = m->known != NOBODY ? m->known : m->seat;
    const char *country = k != NOBODY ? w->known[k].country : "";
    if (!*country && m->place >= 0)
        country = wire_lexicon_place(w->lexicon, (uint32_t)m->place).country;
    if (!*country || (k != NOBODY && w->known[k].actor && w->known[k].actor->kind == WIRE_LEX_OUTLET))
        return NULL;
    return wire_lexicon_actor(w->lexicon, country);
}

/* The country that is spoken of: the last that was named, or whose place or people were; else the next in this sentence. */
static const wire_lex_actor *topic(const wire_work *w, size_t at)
{
    const uint32_t here = w->tok[w->mentions[at].head].sentence;
    const wire_lex_actor *a = NULL;
    for (size_t i = at; i-- > 0 && at - i <= TOPIC_BACK && !a;)
        a = country_at(w, i);
    for (size_t i = at; i < w->n_mentions && w->tok[w->mentions[i].head].sentence == here && !a; i++)
        a = country_at(w, i);
    return a;
}

static uint32_t pronoun(const wire_work *w, size_t at)
{
    static const char *const person[] = {"he", "him", "his", "himself", "she", "her", "hers", "herself", NULL};
    static const char *const thing[] = {"it", "its", "itself", NULL};
    static const char *const many[] = {"they", "them", "their", "themselves", "theirs", NULL};
    const uint32_t head = w->mentions[at].head;
    if (wire_is_any(w, head, person))
        return look_back(w, at, is_person, NULL);
    if (wire_is_any(w, head, thing))
        return look_back(w, at, is_body, NULL);
    if (wire_is_any(w, head, many)) {
        uint32_t k = look_back(w, at, is_many, NULL);
        return k != NOBODY ? k : look_back(w, at, is_body, NULL);
    }
    return NOBODY;
}

static bool definite(const wire_work *w, const wire_mention *m)
{
    static const char *const words[] = {"the", "this", "these", "those", "that", "both", NULL};
    uint32_t d = wire_child(w, m->head, DEP_DET);
    return (d != NOBODY && wire_is_any(w, d, words)) || wire_child(w, m->head, DEP_POSS) != NOBODY;
}

/* A description: what it refers back to, or the country that it goes with. */
static uint32_t description(wire_work *w, size_t at)
{
    const wire_mention m = w->mentions[at];
    const wire_known k = w->known[m.known];
    const wire_lex_role *role = k.role;
    bool the = definite(w, &m), bare = m.head - m.first <= 1;
    if (!role) {
        const wire_token *t = &w->tok[m.head];
        uint64_t lemma = wire_murmur64(t->lemma.ptr, t->lemma.len);
        if (the && bare && wire_lexicon_in_class(w->lexicon, wire_lexicon_class_id(w->lexicon, "outlet_noun"), lemma)) {
            uint32_t outlet = look_back(w, at, is_outlet, NULL);
            if (outlet != NOBODY)
                return outlet;
        }
        if (the && bare && k.group && wire_lexicon_in_class(w->lexicon, WIRE_CLASS_GROUP, lemma))
            return look_back(w, at, is_group, NULL);
        return NOBODY;
    }
    const uint32_t whose = wire_child(w, m.head, DEP_POSS), owner = whose == NOBODY ? NOBODY : wire_actor_in(w, whose);
    if (owner != NOBODY && w->known[owner].actor && !w->known[owner].person)
        return wire_know_role(w, role, w->known[owner].actor, m.head); /* "its embassy" */
    if (role->kind == WIRE_LEX_ROLE_OFFICE && the) {
        uint32_t known = look_back(w, at, has_role, role);
        if (known != NOBODY)
            return known;
        if (!role->title)
            return look_back(w, at, is_person, NULL);
    }
    if (the && bare && k.armed && role->kind == WIRE_LEX_ROLE_PEOPLE) {
        uint32_t known = look_back(w, at, is_armed_group, NULL);
        if (known != NOBODY)
            return known;
    }
    if (!role->name && !(role->kind == WIRE_LEX_ROLE_OFFICE && role->title && the))
        return NOBODY;
    if (!bare && role->kind == WIRE_LEX_ROLE_PEOPLE)
        return NOBODY; /* "foreign oil workers" are told by their own words */
    const wire_lex_actor *country = topic(w, at);
    return country ? wire_know_role(w, role, country, m.head) : NOBODY;
}

/* An office that is named before its holder is ("The envoy says …" in a headline): once one person alone holds it in this report,
 * it is that person. */
static void name_offices(wire_work *w)
{
    for (size_t i = 0; i < w->n_mentions; i++) {
        wire_mention *m = &w->mentions[i];
        const wire_known *k = m->known == NOBODY ? NULL : &w->known[m->known];
        if (!k || k->actor || !k->role || k->role->kind != WIRE_LEX_ROLE_OFFICE || !k->with || *k->office)
            continue;
        uint32_t holder = NOBODY;
        bool one = true;
        for (size_t p = 0; p < w->n_known; p++)
            if (w->known[p].person && *w->known[p].office && w->known[p].role == k->role && w->known[p].with == k->with) {
                one = holder == NOBODY;
                holder = (uint32_t)p;
            }
        if (holder != NOBODY && one) {
            m->known = holder;
            m->titled = true;
        }
    }
}

void wire_resolve(wire_work *w)
{
    name_offices(w);
    for (size_t i = 0; i < w->n_mentions; i++) {
        uint32_t known = NOBODY;
        if (w->mentions[i].pronoun)
            known = pronoun(w, i);
        else if (w->mentions[i].known != NOBODY && !w->known[w->mentions[i].known].actor && !w->known[w->mentions[i].known].with &&
                 w->pos[w->mentions[i].head] != POS_PROPN && w->mentions[i].seat == NOBODY)
            known = description(w, i);
        if (known != NOBODY)
            w->mentions[i].known = known;
    }
}
