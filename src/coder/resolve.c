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
#include <strings.h>

#include "coder/mentions.h"
#include "coder/predicates.h"

enum { SENTENCES_BACK = 4 };

/* What an antecedent must be. */
typedef bool (*fits)(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx);

static bool is_person(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)ctx;
    return k->person || (k->people && w->pos[m->head] == POS_NOUN && w->tag[m->head] != TAG_NNS && !m->pronoun); /* "a journalist" */
}

static bool is_body(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return !k->person && (k->group || k->state) && !k->plural;
}

static bool is_many(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)ctx;
    return !k->person && (k->people || k->plural || k->group || k->armed || (k->state && w->tag[m->head] == TAG_NNS)); /* "authorities" */
}

static bool is_group(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    (void)w, (void)m, (void)ctx;
    return k->group && !k->person && !k->state;
}

static bool is_armed_group(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    const wire_lex_role *role = ctx;
    const bool soldiers = !strcmp(role->code, "MIL"); /* those of an alliance, too; rebels are of none */
    (void)w, (void)m;
    return k->armed && !k->person && k->actor && (k->actor->kind == WIRE_LEX_GROUP || (soldiers && k->actor->kind != WIRE_LEX_COUNTRY));
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

/* The subject of the verb that a pronoun is the object of: it is somebody else. */
static uint32_t own_subject(const wire_work *w, uint32_t pronoun)
{
    uint32_t v = pronoun;
    if (w->dep[v] != DEP_DOBJ && w->dep[v] != DEP_POBJ && w->dep[v] != DEP_DATIVE)
        return NOBODY;
    for (int i = 0; i < 6 && !wire_is_root(w, v); i++) {
        v = wire_head(w, v);
        const uint32_t s = w->pos[v] == POS_VERB ? wire_child(w, v, DEP_NSUBJ) : NOBODY;
        if (s != NOBODY)
            return wire_actor_in(w, s);
        if (w->pos[v] == POS_VERB && w->dep[v] != DEP_CONJ && w->dep[v] != DEP_XCOMP && w->dep[v] != DEP_ADVCL)
            return NOBODY;
    }
    return NOBODY;
}

/* Whether the candidate stands in a quotation and the pronoun outside: "It was better under Holt," he said. */
static bool quoted_apart(const wire_work *w, uint32_t candidate, uint32_t pronoun)
{
    return wire_quoted(w, candidate) && !wire_quoted(w, pronoun);
}

/* The last mention before number `at` that fits: in its own sentence a subject, then any; then a subject of each sentence before,
 * then any of it. */
static uint32_t look_back(const wire_work *w, size_t at, fits fit, const void *ctx)
{
    const uint32_t own = w->mentions[at].pronoun ? own_subject(w, w->mentions[at].head) : NOBODY;
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
        if (k == NOBODY || k == own || !fit(w, m, &w->known[k], ctx) || (s == here && quoted_apart(w, m->head, w->mentions[at].head)))
            continue;
        if (is_subject(w, m->head))
            subject = k; /* the first subject of the sentence wins: it is met last */
        else if (any == NOBODY)
            any = k;
    }
    return subject != NOBODY ? subject : any;
}

/* Whom a person stands for among states. */
static uint32_t whose(wire_work *w, uint32_t known, uint32_t token)
{
    const wire_known *k = &w->known[known];
    const wire_lex_actor *a = k->person && *k->country ? wire_lexicon_actor(w->lexicon, k->country) : NULL;
    return a ? wire_know_actor(w, a, token) : k->person ? NOBODY : known;
}

/* Where in the sentence: behind "in", "at", "near". */
static bool local(const wire_work *w, uint32_t head)
{
    const uint32_t h = wire_coordination_head(w, head);
    return w->dep[h] == DEP_POBJ && wire_among(w, wire_head(w, h), WORDS_TOPIC_PREPOSITION);
}

/* The country that is spoken of at a mention: each mention of one around it has a voice, a place of the same sentence the
 * loudest. `here_only`: where no such place is, none. */
static const wire_lex_actor *topic(const wire_work *w, size_t at, bool here_only)
{
    if (!w->n_mentions)
        return NULL;
    enum { COUNTRIES = 16, BACK = 10, PLACE_HERE = 6, HERE = 2 };
    struct { const char *id; int votes; } list[COUNTRIES] = {{NULL, 0}};
    size_t n = 0, best = 0;
    const uint32_t here = w->tok[w->mentions[at].head].sentence, about = w->mentions[at].known;
    const bool rebels = about != NOBODY && w->known[about].role && w->known[about].armed && strcmp(w->known[about].role->code, "MIL") != 0;
    size_t first = at, last = at;
    while (first > 0 && at - first < WIRE_MENTIONS_BACK && here - w->tok[w->mentions[first - 1].head].sentence <= BACK)
        first--;
    while (last + 1 < w->n_mentions && last - at < WIRE_MENTIONS_BACK && w->tok[w->mentions[last + 1].head].sentence == here)
        last++;
    for (size_t i = first; i <= last; i++) {
        const wire_mention *m = &w->mentions[i];
        uint32_t k = m->known != NOBODY ? m->known : m->seat;
        if ((i == at && w->mentions[i].place < 0) || (k != NOBODY && w->known[k].actor && w->known[k].actor->kind == WIRE_LEX_OUTLET))
            continue;
        const char *country = k != NOBODY ? w->known[k].country : "";
        if (rebels && k != NOBODY && w->known[k].armed && !w->known[k].people) /* rebels are not of those that they fight */
            continue;
        if (!*country && m->place >= 0)
            country = wire_lexicon_place(w->lexicon, (uint32_t)m->place).country;
        if (!*country)
            continue;
        size_t c = 0;
        while (c < n && strcmp(list[c].id, country))
            c++;
        if (c == COUNTRIES)
            continue;
        if (c == n) {
            list[n].id = country;
            list[n++].votes = 0;
        }
        const bool same = w->tok[m->head].sentence == here;
        if (here_only && !(same && m->place_like && local(w, m->head)))
            continue;
        list[c].votes += same && m->place_like && local(w, m->head) ? PLACE_HERE : same ? HERE + is_subject(w, m->head) : 1;
        if (list[c].votes >= list[best].votes)
            best = c;
    }
    return n && list[best].votes ? wire_lexicon_actor(w->lexicon, list[best].id) : NULL;
}

const wire_lex_actor *wire_country_about(const wire_work *w, uint32_t token)
{
    size_t low = 0, high = w->n_mentions; /* the first mention behind the token */
    while (low < high) {
        const size_t mid = (low + high) / 2;
        if (w->mentions[mid].head < token)
            low = mid + 1;
        else
            high = mid;
    }
    return w->n_mentions ? topic(w, low < w->n_mentions && w->tok[w->mentions[low].head].sentence == w->tok[token].sentence ? low : low ? low - 1 : 0, false) : NULL;
}

/* Words for two at once: "the two sides", "both leaders", "the two". */
static bool paired(const wire_work *w, const wire_mention *m, bool *side, bool *alone)
{
    *alone = wire_among(w, m->head, WORDS_PAIR); /* "the two agreed" */
    *side = wire_among(w, m->head, WORDS_SIDE_NOUN);
    bool pair = *alone;
    for (uint32_t i = m->first; i < m->head; i++)
        pair |= wire_among(w, i, WORDS_PAIR);
    return pair && (*side || *alone || wire_among(w, m->head, WORDS_LEADER_NOUN));
}

/* The last two that stand together, coordinated or one with the other. */
static void both(wire_work *w, size_t at)
{
    wire_mention *m = &w->mentions[at];
    bool side, alone;
    const uint32_t here = w->tok[m->head].sentence;
    if (!paired(w, m, &side, &alone))
        return;
    for (size_t i = at; i-- > 0 && at - i <= WIRE_MENTIONS_BACK && here - w->tok[w->mentions[i].head].sentence <= SENTENCES_BACK;) {
        const wire_mention *b = &w->mentions[i];
        const uint32_t with = w->dep[b->head] == DEP_POBJ ? wire_head(w, b->head) : NOBODY;
        uint32_t other = NOBODY;
        if (w->dep[b->head] == DEP_CONJ) {
            other = wire_head(w, b->head);
        } else if (w->dep[b->head] == DEP_DOBJ && wire_among(w, wire_head(w, b->head), WORDS_MEETING_VERB)) {
            other = wire_child(w, wire_head(w, b->head), DEP_NSUBJ);
        } else if (wire_among(w, with, WORDS_WITH) && !wire_is_root(w, with)) { /* the subject of the verb above */
            uint32_t v = wire_head(w, with);
            for (int steps = 0; steps < 4 && w->pos[v] != POS_VERB && !wire_is_root(w, v); steps++)
                v = wire_head(w, v);
            other = wire_child(w, v, DEP_NSUBJ);
        }
        uint32_t x = other == NOBODY ? NOBODY : wire_actor_in(w, other), y = wire_actor_in(w, b->head);
        if (x == NOBODY || y == NOBODY || x == y)
            continue;
        if (side) {
            x = whose(w, x, m->head);
            y = whose(w, y, m->head);
        } else if (!alone && (!w->known[x].person || !w->known[y].person)) {
            continue;
        }
        if (x == NOBODY || y == NOBODY || x == y)
            continue;
        m->known = x;
        m->also = y;
        return;
    }
}

/* The subject of a clause around the pronoun's own: "Narvia said its embassy", "Kern vowed that she". */
static uint32_t clause_subject(const wire_work *w, size_t at, fits fit, uint32_t otherwise)
{
    enum { CLIMB_MAX = 16 };
    bool owes = false; /* something is said of what the pronoun's owner has to do */
    const uint32_t pronoun = w->mentions[at].head, own = own_subject(w, pronoun);
    uint32_t t = pronoun;
    for (int i = 0; i < CLIMB_MAX && !wire_is_root(w, t); i++) {
        t = wire_head(w, t);
        if (w->pos[t] != POS_VERB && w->pos[t] != POS_AUX)
            continue;
        uint32_t s = wire_child(w, t, DEP_NSUBJ);
        s = s != NOBODY ? s : wire_child(w, t, DEP_NSUBJPASS);
        if (owes && wire_among(w, t, WORDS_TELLING_VERB)) { /* "told the rebels that they must leave": whoever is told */
            const uint32_t told = wire_child(w, t, DEP_DOBJ) != NOBODY ? wire_child(w, t, DEP_DOBJ) : wire_child(w, t, DEP_DATIVE);
            const uint32_t k = told == NOBODY || told > pronoun ? NOBODY : wire_actor_in(w, told);
            if (k != NOBODY && fit(w, wire_mention_at(w, told), &w->known[k], NULL))
                return k;
        }
        for (uint32_t c = w->first[t]; c != NOBODY; c = w->next[c])
            owes |= w->dep[c] == DEP_AUX && wire_among(w, c, WORDS_DUTY_MODAL) && w->dep[t] == DEP_CCOMP;
        const wire_mention *m = s == NOBODY || s >= pronoun ? NULL : wire_mention_at(w, s);
        const uint32_t k = m ? (m->known != NOBODY ? m->known : m->seat) : NOBODY;
        if (k != NOBODY && k != own && fit(w, m, &w->known[k], NULL) && !quoted_apart(w, s, pronoun))
            return k;
    }
    return otherwise;
}

static uint32_t pronoun(const wire_work *w, size_t at)
{
    const uint32_t head = w->mentions[at].head;
    if (wire_among(w, head, WORDS_PERSON_PRONOUN))
        return clause_subject(w, at, is_person, look_back(w, at, is_person, NULL));
    if (wire_among(w, head, WORDS_THING_PRONOUN))
        return clause_subject(w, at, is_body, look_back(w, at, is_body, NULL));
    if (wire_among(w, head, WORDS_PLURAL_PRONOUN)) {
        uint32_t k = clause_subject(w, at, is_many, look_back(w, at, is_many, NULL));
        return k != NOBODY ? k : look_back(w, at, is_body, NULL);
    }
    return NOBODY;
}

static bool definite(const wire_work *w, const wire_mention *m)
{
    uint32_t d = wire_child(w, m->head, DEP_DET);
    return wire_among(w, d, WORDS_DEFINITE_OR_ALL) || wire_child(w, m->head, DEP_POSS) != NOBODY;
}

/* A noun alone that was met before with more words: "the sides" after "the Afghan sides". */
static bool is_fuller(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    const uint32_t head = *(const uint32_t *)ctx;
    (void)m;
    const wire_token *a = &w->tok[head], *b = &w->tok[k->head];
    return k->head != head && (k->people || k->group) && (k->with || *k->country || strchr(k->name, ' ')) && a->lemma.len == b->lemma.len &&
           !memcmp(a->lemma.ptr, b->lemma.ptr, a->lemma.len);
}

/* A body by a fuller name that ends in the noun, or made of its role: "the court", "the ministry". */
static bool is_that_body(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    const uint32_t head = *(const uint32_t *)ctx;
    (void)m;
    if (!k->group || k->head == head)
        return false;
    if (wire_name_ends(k->name, w->low[head].ptr, w->low[head].len))
        return true;
    return k->role && k->with && !strcmp(k->role->lemma, w->low[head].ptr);
}

/* The class of nouns for persons without an office that the noun is in; WIRE_NOUNS: none. */
static enum wire_noun private_kind(const wire_work *w, uint32_t noun)
{
    static const enum wire_noun kinds[] = {NOUN_CLERIC, NOUN_ACTIVIST, NOUN_JOURNALIST};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (wire_noun_among(w, noun, kinds[i]))
            return kinds[i];
    return WIRE_NOUNS;
}

/* Whether the noun says of one and the same what `other` says: the same word, or one of its class ("reporter", "journalist"). Of those
 * who hold an office the word must be the same: an official is not any minister. */
static bool same_noun(const wire_work *w, uint32_t noun, uint32_t other)
{
    const wire_str a = w->tok[noun].lemma, b = w->tok[other].lemma;
    if (w->pos[other] != POS_NOUN && w->pos[other] != POS_PROPN)
        return false;
    if (a.len == b.len && !strncasecmp(a.ptr, b.ptr, a.len))
        return true;
    const enum wire_noun kind = private_kind(w, noun);
    return kind != WIRE_NOUNS && wire_noun_among(w, other, kind);
}

/* A person by name beside whose name the noun stands: "reporter Ada Kern", "Ada Kern, a reporter", "Kern is a reporter". */
static bool is_called(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    const uint32_t noun = *(const uint32_t *)ctx;
    if (!k->person || m->pronoun || (!k->actor && !strchr(k->name, ' ')))
        return false;
    if (w->pos[m->head] != POS_PROPN) /* another such noun, of whom we know who it is */
        return (!k->role || k->role->kind != WIRE_LEX_ROLE_OFFICE) && same_noun(w, noun, m->head);
    if (m->by_role)
        return false;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c])
        if ((w->dep[c] == DEP_COMPOUND || w->dep[c] == DEP_APPOS || w->dep[c] == DEP_NMOD) && same_noun(w, noun, c))
            return true;
    if (wire_is_root(w, m->head))
        return false;
    const uint32_t h = wire_head(w, m->head), attr = w->dep[m->head] == DEP_NSUBJ ? wire_child(w, h, DEP_ATTR) : NOBODY;
    return (w->dep[m->head] == DEP_APPOS && same_noun(w, noun, h)) || (attr != NOBODY && wire_lemma_among(w, h, WORDS_BE) && same_noun(w, noun, attr));
}

/* A full name that is met for the first time without a word of who it is, where it acts or is acted upon: reports write so only of one
 * whom they have just described. */
static bool is_unexplained(const wire_work *w, const wire_mention *m)
{
    const wire_known *k = &w->known[m->known];
    const uint8_t d = w->dep[m->head];
    if (!k->person || k->actor || k->head != m->head || w->ent[m->head] != ENT_PERSON || m->titled || *k->office || !strchr(k->name, ' ') ||
        (d != DEP_NSUBJ && d != DEP_NSUBJPASS && d != DEP_DOBJ))
        return false;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == DEP_APPOS || w->dep[c] == DEP_RELCL || w->dep[c] == DEP_CONJ || w->dep[c] == DEP_POSS || (w->dep[c] != DEP_PUNCT && w->pos[c] != POS_PROPN))
            return false;
    return true;
}

/* Who is introduced by "a", and named in one of the next sentences: "an Italian reporter … Ada Kern, a reporter for"; or in the very
 * next one, without a word of who that is. */
static uint32_t named_later(const wire_work *w, size_t at)
{
    enum { SENTENCES_ON = 3 };
    const uint32_t noun = w->mentions[at].head, here = w->tok[noun].sentence;
    bool alone = !w->known[w->mentions[at].known].armed; /* no other person stands between */
    for (size_t i = at + 1; i < w->n_mentions && alone && w->tok[w->mentions[i].head].sentence <= here + 1; i++) {
        const wire_mention *m = &w->mentions[i];
        const wire_known *k = m->known == NOBODY ? NULL : &w->known[m->known];
        if (!k || m->pronoun || (w->dep[m->head] == DEP_APPOS && wire_head(w, m->head) == noun) || (!k->person && (!k->people || w->tag[m->head] == TAG_NNS)))
            continue;
        if (w->tok[m->head].sentence != here && is_unexplained(w, m))
            return m->known;
        alone = false;
    }
    for (size_t i = at + 1; i < w->n_mentions && i - at <= WIRE_MENTIONS_BACK && w->tok[w->mentions[i].head].sentence <= here + SENTENCES_ON; i++) {
        const wire_mention *m = &w->mentions[i];
        if (m->known == NOBODY || w->tok[m->head].sentence == here || !is_called(w, m, &w->known[m->known], &noun))
            continue;
        return w->known[m->known].head > noun ? m->known : NOBODY; /* one met before is no news */
    }
    return NOBODY;
}

/* A person by name, of the country where one is told. */
static bool is_named(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    const char *country = ctx;
    (void)w, (void)m;
    return k->person && (k->actor || strchr(k->name, ' ')) && (!*country || !strcmp(k->country, country));
}

/* A person by name of whom no office is told: "the reporter" is no minister. */
static bool is_private(const wire_work *w, const wire_mention *m, const wire_known *k, const void *ctx)
{
    return is_named(w, m, k, ctx) && !*k->office && !(k->role && k->role->kind == WIRE_LEX_ROLE_OFFICE);
}

/* "the diplomat", "the reporter": nouns that reports use for a person they have named; NOBODY. */
static uint32_t person_spoken_of(const wire_work *w, size_t at, const char *country)
{
    const uint32_t noun = w->mentions[at].head;
    if (w->tag[noun] == TAG_NNS)
        return NOBODY;
    const uint32_t called = look_back(w, at, is_called, &noun);
    if (called != NOBODY || !wire_noun_among(w, noun, NOUN_PERSON_SPOKEN_OF))
        return called;
    return look_back(w, at, private_kind(w, noun) != WIRE_NOUNS ? is_private : is_named, country);
}

/* Whether capitals before the noun name something that the lexicon does not know: "the Velia mayor". */
static bool named_otherwise(const wire_work *w, const wire_mention *m)
{
    for (uint32_t c = w->first[m->head]; c != NOBODY && c < m->head; c = w->next[c])
        if (w->dep[c] == DEP_COMPOUND && w->pos[c] == POS_PROPN && w->pos[m->head] != POS_PROPN)
            return true;
    return false;
}

/* "the mayor of New Orleans": the name, where it is no country's; NOBODY. */
static uint32_t of_a_name(const wire_work *w, uint32_t noun)
{
    for (uint32_t c = w->first[noun]; c != NOBODY; c = w->next[c]) {
        const uint32_t o = w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_OF) ? wire_child(w, c, DEP_POBJ) : NOBODY;
        if (o != NOBODY && w->pos[o] == POS_PROPN)
            return o;
    }
    return NOBODY;
}

/* No words of its own before the noun, but article and number; "security forces" are one noun. */
static bool is_bare(const wire_work *w, const wire_mention *m)
{
    if (m->head + 1 < w->n && w->pos[m->head + 1] == POS_ADJ && w->dep[m->head + 1] == DEP_AMOD) /* "troops loyal to the governor" */
        return false;
    uint32_t from, to;
    wire_name_words(w, m, &from, &to);
    wire_lex_match match;
    return from == m->head || (wire_match_at(w, from, m->head + 1, &match) && from + match.tokens == m->head + 1 && wire_role_reading(&match));
}

/* "Chile's minister said the military had": a military that was spoken of before, of another country, is not it. */
static bool speaks_for_another(const wire_work *w, const wire_mention *m, const char *country)
{
    uint32_t t = m->head;
    for (int i = 0; i < 12 && !wire_is_root(w, t); i++)
        t = wire_head(w, t);
    const uint32_t s = wire_child(w, t, DEP_NSUBJ), k = s == NOBODY || s >= m->first ? NOBODY : wire_actor_in(w, s);
    return k != NOBODY && *w->known[k].country && *country && strcmp(w->known[k].country, country) != 0;
}

/* "foreign workers" are no country's that is spoken of. */
static bool from_abroad(const wire_work *w, const wire_mention *m)
{
    for (uint32_t i = m->first; i < m->head; i++)
        if (wire_among(w, i, WORDS_FROM_ABROAD))
            return true;
    return false;
}

/* "the Bush administration": the country that somebody of that name holds an office of, or held; of several, all of one country. */
static uint32_t led_by(wire_work *w, const wire_mention *m)
{
    const uint32_t c = m->head > m->first ? m->head - 1 : NOBODY;
    const wire_lex_actor *country = NULL;
    size_t n;
    if (c == NOBODY || w->dep[c] != DEP_COMPOUND || w->pos[c] != POS_PROPN)
        return NOBODY;
    const wire_lex_actor *all = wire_lexicon_actors(w->lexicon, &n);
    for (size_t i = 0; i < n; i++) {
        if (all[i].kind != WIRE_LEX_PERSON || !wire_name_ends(all[i].name, w->text + w->tok[c].start, w->tok[c].end - w->tok[c].start))
            continue;
        for (size_t k = 0; k < all[i].n_offices; k++) {
            const wire_lex_actor_office *o = &all[i].offices[k];
            if (!o->body || o->body->kind != WIRE_LEX_COUNTRY)
                continue;
            if (country && country != o->body)
                return NOBODY;
            country = o->body;
        }
    }
    return country ? wire_know_actor(w, country, m->head) : NOBODY;
}

/* A description: what it refers back to, or the country that it goes with. */
static uint32_t description(wire_work *w, size_t at)
{
    const wire_mention m = w->mentions[at];
    const wire_known k = w->known[m.known];
    const wire_lex_role *role = k.role;
    const uint32_t poss = wire_child(w, m.head, DEP_POSS), owner = poss == NOBODY ? NOBODY : wire_actor_in(w, poss);
    if (owner != NOBODY && w->known[owner].person && wire_among(w, m.head, WORDS_HOMELAND_NOUN))
        return whose(w, owner, m.head); /* "his country" */
    bool side, alone;
    if (paired(w, &m, &side, &alone))
        return NOBODY;
    if (poss != NOBODY && role && role->kind == WIRE_LEX_ROLE_PEOPLE && (wire_among(w, poss, WORDS_KIN_POSSESSIVE) || (owner != NOBODY && w->known[owner].person)))
        return NOBODY; /* "his sister" */
    const bool the = definite(w, &m), bare = is_bare(w, &m);
    if (the && bare && wire_noun_among(w, m.head, NOUN_OUTLET_NOUN)) {
        uint32_t outlet = look_back(w, at, is_outlet, NULL);
        if (outlet != NOBODY)
            return outlet;
    }
    if (bare && (k.people || k.plural) && wire_child(w, m.head, DEP_POSS) == NOBODY) {
        uint32_t fuller = look_back(w, at, is_fuller, &m.head);
        if (fuller != NOBODY)
            return fuller;
    }
    if (!role && k.people) {
        const uint32_t known = the ? person_spoken_of(w, at, "") : w->tag[m.head] != TAG_NNS ? named_later(w, at) : NOBODY;
        if (known != NOBODY)
            return known;
    }
    if (!role) {
        const wire_token *t = &w->tok[m.head];
        uint64_t lemma = wire_murmur64(t->lemma.ptr, t->lemma.len);
        if (the && bare && k.group && wire_lexicon_in_class(w->lexicon, WIRE_CLASS_GROUP, lemma))
            return look_back(w, at, is_group, NULL);
        const wire_lex_actor *country = k.people && !*k.country && !from_abroad(w, &m) ? topic(w, at, true) : NULL; /* "a man", of the place told */
        return country ? wire_know_described(w, &m, NULL, country) : NOBODY;
    }
    if (owner != NOBODY && w->known[owner].person && (role->kind == WIRE_LEX_ROLE_BODY || role->kind == WIRE_LEX_ROLE_GOVERNMENT)) { /* "his embassy" */
        const wire_lex_actor *country = wire_lexicon_actor(w->lexicon, w->known[owner].country);
        if (country)
            return wire_know_role(w, role, country, m.head, wire_holds_now(w, &m));
    }
    if (owner != NOBODY && w->known[owner].actor && !w->known[owner].person)
        return wire_know_role(w, role, w->known[owner].actor, m.head, wire_holds_now(w, &m)); /* "its embassy" */
    const uint32_t ruled = role->kind == WIRE_LEX_ROLE_GOVERNMENT ? led_by(w, &m) : NOBODY;
    if (ruled != NOBODY)
        return ruled;
    if (role->kind != WIRE_LEX_ROLE_PEOPLE && ((poss != NOBODY && owner == NOBODY) || named_otherwise(w, &m)))
        return NOBODY; /* "the union's president" is no country's */
    if (role->kind == WIRE_LEX_ROLE_OFFICE && !the && w->tag[m.head] != TAG_NNS) { /* "a leader of the Front … Ada Kern said" */
        const uint32_t known = named_later(w, at);
        if (known != NOBODY)
            return known;
    }
    const uint32_t of = role->kind == WIRE_LEX_ROLE_OFFICE ? of_a_name(w, m.head) : NOBODY;
    if (of != NOBODY) {
        const uint32_t holder = wire_actor_in(w, of);
        if (holder != NOBODY && w->known[holder].person) /* "President of Chile Ada Kern", as the parser cuts it */
            return holder;
        const char *office = wire_office_words(w, m.head);
        const uint32_t known = wire_know_name(w, office, strlen(office), m.head);
        if (known != NOBODY)
            w->known[known].person = true;
        return known;
    }
    const bool unmarked = wire_child(w, m.head, DEP_DET) == NOBODY && wire_child(w, m.head, DEP_NUMMOD) == NOBODY; /* "Police say" */
    if ((the || unmarked) && bare && role->kind == WIRE_LEX_ROLE_BODY) {
        uint32_t known = look_back(w, at, is_that_body, &m.head);
        if (known != NOBODY && !speaks_for_another(w, &m, w->known[known].country))
            return known;
    }
    if (role->kind == WIRE_LEX_ROLE_OFFICE && the) {
        uint32_t known = look_back(w, at, has_role, role);
        if (known != NOBODY)
            return known;
        if (!role->title)
            return look_back(w, at, is_person, NULL);
    }
    if (role->kind == WIRE_LEX_ROLE_PEOPLE) {
        const uint32_t known = the ? person_spoken_of(w, at, k.with ? k.with->id : k.country) : w->tag[m.head] != TAG_NNS ? named_later(w, at) : NOBODY;
        if (known != NOBODY)
            return known;
    }
    if (the && bare && k.armed && role->kind == WIRE_LEX_ROLE_PEOPLE) {
        uint32_t known = look_back(w, at, is_armed_group, role);
        if (known != NOBODY)
            return known;
    }
    if (!role->name && !(role->kind == WIRE_LEX_ROLE_OFFICE && role->title && the))
        return NOBODY;
    if (role->kind == WIRE_LEX_ROLE_PEOPLE && from_abroad(w, &m))
        return NOBODY; /* "foreign oil workers" are told by their own words */
    const bool anybody = wire_noun_among(w, m.head, NOUN_CIVILIAN); /* "people": of the place that the sentence tells */
    const bool soldiers = role->kind == WIRE_LEX_ROLE_PEOPLE && !the && !strcmp(role->code, "MIL"); /* "5,000 troops" may be anybody's */
    const bool described = role->kind == WIRE_LEX_ROLE_PEOPLE && !bare;
    if (described && (*k.country || wire_child(w, m.head, DEP_CC) != NOBODY))
        return NOBODY;
    const wire_lex_actor *country = topic(w, at, anybody || soldiers || described);
    if (country && described)
        return wire_know_described(w, &m, role, country);
    return country ? wire_know_role(w, role, country, m.head, wire_holds_now(w, &m)) : NOBODY;
}

/* Whether the report names the person, beside by an office. */
static bool is_named_here(const wire_work *w, uint32_t known)
{
    for (size_t i = 0; i < w->n_mentions; i++)
        if (w->mentions[i].known == known && !w->mentions[i].by_role && !w->mentions[i].pronoun)
            return true;
    return false;
}

/* An office that is named before its holder is ("The envoy says …" in a headline): once one person alone holds it in this report,
 * it is that person, and not who the lexicon has for that day. */
static void name_offices(wire_work *w)
{
    for (size_t i = 0; i < w->n_mentions; i++) {
        wire_mention *m = &w->mentions[i];
        const wire_known *k = m->known == NOBODY ? NULL : &w->known[m->known];
        const bool listed = k && k->actor && m->by_role && k->person;
        if (!k || (!listed && (k->actor || *k->office)) || !k->role || k->role->kind != WIRE_LEX_ROLE_OFFICE || !k->with)
            continue;
        uint32_t holder = NOBODY;
        bool one = true;
        for (size_t p = 0; p < w->n_known; p++)
            if (p != m->known && w->known[p].person && *w->known[p].office && w->known[p].role == k->role && w->known[p].with == k->with) {
                one = holder == NOBODY;
                holder = (uint32_t)p;
            }
        if (holder != NOBODY && one && !(listed && (is_named_here(w, m->known) || !is_named_here(w, holder)))) {
            m->known = holder;
            m->titled = true;
        }
    }
}

/* "Defence Minister Ada Kern": of the country that is spoken of. */
static void office_of_topic(wire_work *w, size_t at)
{
    const wire_mention *m = &w->mentions[at];
    if (!m->titled || m->known == NOBODY)
        return;
    wire_known *k = &w->known[m->known];
    if (k->actor || k->with || !k->role || !k->role->title || strcmp(k->office, k->role->lemma) != 0)
        return;
    const wire_lex_actor *country = topic(w, at, false), *holder = country && w->day ? wire_lexicon_holder(w->lexicon, k->role, country, w->day) : NULL;
    const char *last = strrchr(k->name, ' ');
    if (!country || (holder && !strstr(holder->name, last ? last + 1 : k->name))) /* another holds it there: "President Kern" is of elsewhere */
        return;
    k->office = "";
    wire_give_office(w, m->known, k->role, country);
}

void wire_resolve(wire_work *w)
{
    name_offices(w);
    for (size_t i = 0; i < w->n_mentions; i++) {
        uint32_t known = NOBODY;
        if (w->mentions[i].pronoun)
            known = pronoun(w, i);
        else if (w->mentions[i].known != NOBODY && !w->known[w->mentions[i].known].actor && !w->known[w->mentions[i].known].with &&
                 (w->pos[w->mentions[i].head] != POS_PROPN || (w->known[w->mentions[i].known].role && !*w->known[w->mentions[i].known].office)) && w->mentions[i].seat == NOBODY)
            known = description(w, i);
        else if (w->mentions[i].known != NOBODY && !w->known[w->mentions[i].known].actor && w->known[w->mentions[i].known].with &&
                 w->known[w->mentions[i].known].people && w->tag[w->mentions[i].head] != TAG_NNS) /* "the Narvian diplomat" */
            known = !definite(w, &w->mentions[i])                            ? named_later(w, i)
                    : wire_among(w, w->mentions[i].head, WORDS_LEADER_NOUN) ? look_back(w, i, is_named, w->known[w->mentions[i].known].country)
                                                                             : person_spoken_of(w, i, w->known[w->mentions[i].known].country);
        if (known != NOBODY)
            w->mentions[i].known = known;
        if (!w->mentions[i].pronoun)
            both(w, i);
        office_of_topic(w, i);
    }
}
