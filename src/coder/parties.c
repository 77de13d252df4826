/* parties.c - from the words that fill a predicate's parts to the actors of a record. */
#include <stdio.h>
#include <string.h>

#include "coder/mentions.h"
#include "coder/records.h"

enum { CONJUNCTS_MAX = 16 };

void wire_add_party(wire_parties *list, uint32_t known, uint32_t token)
{
    if (known == NOBODY || list->n == sizeof list->known / sizeof *list->known)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (list->known[i] == known)
            return;
    list->known[list->n] = known;
    list->token[list->n++] = token;
}

/* "I" is who speaks; "we" in an official's mouth is the body that the official speaks for. */
static uint32_t first_person(wire_work *w, const wire_predicate *p, uint32_t t)
{
    const bool singular = wire_among(w, t, WORDS_FIRST_SINGULAR);
    uint32_t known[4], token[4];
    if (w->pos[t] != POS_PRON || (!singular && !wire_among(w, t, WORDS_FIRST_PLURAL)))
        return NOBODY;
    const uint32_t saying = wire_saying_over(w, p);
    if (saying == NOBODY || !wire_speakers(w, &w->predicates[saying], known, token, 4))
        return NOBODY;
    const wire_known *k = &w->known[known[0]];
    if (singular || !k->person)
        return known[0];
    const wire_lex_actor *body = k->with ? k->with : k->actor && k->actor->country ? k->actor->country : *k->country ? wire_lexicon_actor(w->lexicon, k->country) : NULL;
    return body ? wire_know_actor(w, body, t) : known[0];
}

/* "the delegations of Chile, Peru and Bolivia": after the first, the others stand by themselves. */
static void bodies_of(wire_work *w, wire_parties *list, uint32_t noun, const wire_lex_role *role)
{
    for (uint32_t c = w->first[noun]; c != NOBODY; c = w->next[c]) {
        uint32_t o = w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_ORIGIN_PREPOSITION) ? wire_child(w, c, DEP_POBJ) : NOBODY;
        for (int i = 0; i < CONJUNCTS_MAX && o != NOBODY; i++) {
            o = wire_conjunct(w, o);
            uint32_t k = o == NOBODY ? NOBODY : wire_party(w, o);
            if (k != NOBODY && role && w->known[k].state && w->known[k].actor) /* "ministers of Chile and Peru" */
                k = wire_know_role(w, role, w->known[k].actor, o, false);
            wire_add_party(list, k, o);
        }
    }
}

/* A word and those coordinated with it. A thing stands for its owner: "Iran's test", "Ukrainian drones". */
static void add_words(wire_work *w, wire_parties *list, const wire_predicate *p, uint32_t t)
{
    for (int i = 0; i < CONJUNCTS_MAX && t != NOBODY; i++, t = p->listed ? NOBODY : wire_conjunct(w, t)) {
        uint32_t core = wire_core(w, t), k = wire_party(w, core), poss = wire_child(w, core, DEP_POSS);
        k = k != NOBODY ? k : first_person(w, p, core);
        if (k == NOBODY) {
            uint32_t by;
            k = wire_owner(w, core, &by);
            core = k != NOBODY ? by : core;
        }
        k = k != NOBODY || poss == NOBODY ? k : first_person(w, p, poss);
        wire_add_party(list, k, core);
        const wire_mention *m = wire_mention_at(w, core);
        if (m)
            wire_add_party(list, m->also, core);
        if (k != NOBODY && w->tag[core] == TAG_NNS && w->known[k].with)
            bodies_of(w, list, core, w->known[k].role);
    }
}

static void add_owner(wire_work *w, wire_parties *list, uint32_t t)
{
    uint32_t by, k = wire_owner(w, t, &by);
    wire_add_party(list, k, by);
}

void wire_add_part(wire_work *w, wire_parties *list, const wire_predicate *p, wire_part part, size_t from)
{
    for (size_t i = from; i < p->n_fill[part]; i++)
        add_words(w, list, p, p->fill[part][i]);
}

void wire_add_subject(wire_work *w, wire_parties *list, const wire_predicate *p, wire_part part)
{
    const wire_frame_slot *slot = wire_frame_part(p->frame, part);
    wire_add_part(w, list, p, part, 0);
    const uint32_t thing = p->n_fill[part] ? p->fill[part][0] : w->dep[p->token] == DEP_ACL && w->tag[p->token] == TAG_VBG ? wire_head(w, p->token) : NOBODY;
    if (!list->n && slot && thing != NOBODY && w->dep[thing] == DEP_DOBJ && wire_below(w, p->token, thing)) { /* "launched missiles targeting": who launched them */
        const uint32_t s = wire_deep_subject(w, wire_head(w, thing));
        if (s != NOBODY)
            add_words(w, list, p, s);
    }
    const bool speaker = slot && slot->fillers[0].arg == WIRE_ARG_SPEAKER;
    if (list->n || (!speaker && !p->frame->say))
        return;
    uint32_t known[4], token[4]; /* "adopted a resolution demanding": whose text demands */
    const wire_predicate *saying = speaker ? wire_saying_over(w, p) == NOBODY ? NULL : &w->predicates[wire_saying_over(w, p)] : p;
    size_t n = saying ? wire_speakers(w, saying, known, token, 4) : 0;
    for (size_t i = 0; i < n; i++)
        wire_add_party(list, known[i], token[i]);
}

/* Whom a deed promised, refused or threatened is done to, or in whose country. */
static void done_to(wire_work *w, wire_parties *list, const wire_predicate *q)
{
    wire_add_part(w, list, q, WIRE_PART_T, 0);
    wire_add_part(w, list, q, WIRE_PART_B, 1);
    const uint32_t p = wire_part_of(q, WIRE_PART_P), k = list->n || p == NOBODY ? NOBODY : wire_actor_in(w, p);
    if (k != NOBODY && w->known[k].state)
        wire_add_party(list, k, p);
}

/* A target that the words leave to the content: of a request, who is to do it. */
static void target_of_content(wire_work *w, const wire_predicate *p, const wire_parties *source, wire_parties *target)
{
    static const char *const types[] = {"REQUEST", "ACCUSE", "THREATEN", NULL};
    const bool agrees = !strcmp(p->frame->type->name, "AGREE") || !strcmp(p->frame->type->name, "REJECT"); /* who gets what is promised or refused */
    bool asks = agrees;
    for (size_t i = 0; types[i]; i++)
        asks |= !strcmp(p->frame->type->name, types[i]);
    uint32_t c = wire_part_of(p, WIRE_PART_C);
    if (!asks || c == NOBODY)
        return;
    const wire_predicate *q = wire_predicate_at(w, c);
    wire_parties doers = {.n = 0};
    if (q && q->frame && agrees) {
        done_to(w, &doers, q);
    } else if (q && q->frame) {
        wire_add_part(w, &doers, q, WIRE_PART_S, 0);
        wire_add_part(w, &doers, q, WIRE_PART_B, 0);
    } else if (!agrees) {
        uint32_t s = wire_deep_subject(w, c);
        if (s != NOBODY)
            add_words(w, &doers, p, s);
        else if (w->pos[c] != POS_VERB)
            add_owner(w, &doers, c);
    }
    for (size_t i = 0; i < doers.n; i++) {
        bool same = false;
        for (size_t k = 0; k < source->n; k++)
            same |= source->known[k] == doers.known[i];
        if (!same)
            wire_add_party(target, doers.known[i], doers.token[i]);
    }
    if (!target->n && q && q->frame && !strcmp(p->frame->type->name, "THREATEN")) /* "threatens to invade Chile": one's own deed */
        done_to(w, target, q);
}

/* Who moves troops is whose they are: in "the withdrawal of British troops" Britain withdraws, and nobody is withdrawn upon. */
static void troops_of(wire_work *w, const wire_predicate *p, wire_parties *source, wire_parties *target)
{
    const bool withdraws = !strcmp(p->frame->type->name, "RETREAT");
    wire_parties moved = *target;
    target->n = 0;
    for (size_t i = 0; i < moved.n; i++) {
        const wire_known *k = &w->known[moved.known[i]];
        if (k->armed && k->people && !*k->country) { /* "sent 200 troops": its own; "the withdrawal of rebel forces": theirs */
            if (!source->n && strchr(k->name, ' '))
                wire_add_party(source, moved.known[i], moved.token[i]);
            continue;
        }
        if (!k->armed || k->person || !*k->country || (source->n && source->known[0] == moved.known[i])) {
            wire_add_party(target, moved.known[i], moved.token[i]);
        } else if (!source->n) {
            wire_add_party(source, moved.known[i], moved.token[i]);
        }
    }
    for (size_t i = 0; withdraws && i < source->n; i++) { /* troops by a country's name stand for it */
        const wire_known *k = &w->known[source->known[i]];
        const wire_lex_actor *country = k->armed && k->actor && k->actor->kind == WIRE_LEX_BODY ? wire_lexicon_actor(w->lexicon, k->country) : NULL;
        if (country)
            source->known[i] = wire_know_actor(w, country, source->token[i]);
    }
}

/* A region or city that is struck is where it happens; a country is whom. */
static void no_places(const wire_work *w, wire_parties *target)
{
    size_t kept = 0;
    for (size_t i = 0; i < target->n; i++) {
        const wire_mention *m = wire_mention_at(w, target->token[i]);
        const wire_lex_actor *a = w->known[target->known[i]].actor;
        if (m && m->place_like && m->known != NOBODY && !(a && (a->kind == WIRE_LEX_COUNTRY || a->kind == WIRE_LEX_GROUP)))
            continue;
        target->known[kept] = target->known[i];
        target->token[kept++] = target->token[i];
    }
    target->n = kept;
}

/* "anti-Narvian protests", "the anti-government offensive" */
static void whom_against(wire_work *w, uint32_t noun, wire_parties *target)
{
    for (uint32_t t = w->left[noun]; t < noun; t++) {
        const uint32_t k = wire_prefixed(w, t, WORDS_AGAINST_PREFIX) ? wire_modifier_actor(w, t) : NOBODY;
        if (k != NOBODY)
            wire_add_party(target, k, t);
    }
}

/* A protest told without who protests is that of protesters in the country where it is. */
static void protesters(wire_work *w, const wire_predicate *p, wire_parties *source)
{
    const uint32_t words[] = {p->token, p->host};
    const wire_lex_actor *country = NULL;
    for (size_t i = 0; i < 2 && !country && words[i] != NOBODY; i++)
        country = wire_country_about(w, words[i]);
    size_t n;
    const wire_lex_role *roles = wire_lexicon_roles(w->lexicon, &n);
    for (size_t i = 0; country && i < n; i++)
        if (wire_word_value(w->words, wire_murmur64(roles[i].lemma, strlen(roles[i].lemma)), WORDS_PROTESTER_ROLE)) {
            wire_add_party(source, wire_know_role(w, &roles[i], country, p->token, true), p->token);
            return;
        }
}

/* Who does a deed that is told as the thing planned, promised, asked for or blamed on somebody: "plans an offensive", "promised an
 * inquiry", "blamed the rebels for the attack". */
static void doer_of_content(wire_work *w, const wire_predicate *q, wire_parties *source, wire_parties *blamed)
{
    static const char *const own[] = {"AGREE", "THREATEN", NULL};
    bool self = q->frame->result == WIRE_RESULT_CONTENT || q->frame->content == WIRE_PLANNED ||
                (q->frame->result == WIRE_RESULT_SAY && wire_noun_among(w, q->token, NOUN_OWN_DEED));
    for (size_t i = 0; q->frame->type && own[i]; i++)
        self |= !strcmp(q->frame->type->name, own[i]);
    if (self)
        wire_add_part(w, source, q, WIRE_PART_S, 0);
    else if (q->frame->type && !strcmp(q->frame->type->name, "REQUEST"))
        wire_add_part(w, source, q, WIRE_PART_T, 0);
    else if (q->frame->type && !strcmp(q->frame->type->name, "ACCUSE"))
        wire_add_part(w, blamed, q, WIRE_PART_T, 0);
}

/* Deeds that two do with each other. */
static bool mutual(const wire_frame *f)
{
    return f->type && (!strcmp(f->type->name, "AGREE") || !strcmp(f->type->name, "CONSULT") || !strcmp(f->type->name, "COOPERATE"));
}

static bool target_has(const wire_parties *target, uint32_t known)
{
    for (size_t i = 0; i < target->n; i++)
        if (target->known[i] == known)
            return true;
    return false;
}

void wire_event_parties(wire_work *w, const wire_predicate *p, wire_parties *source, wire_parties *target)
{
    wire_parties blamed = {.n = 0};
    source->n = target->n = 0;
    wire_add_subject(w, source, p, WIRE_PART_S);
    if (!source->n && p->governor != NOBODY && p->direct && !p->n_fill[WIRE_PART_B] && w->pos[p->token] == POS_NOUN && wire_frame_part(p->frame, WIRE_PART_S))
        doer_of_content(w, &w->predicates[p->governor], source, &blamed);
    if (p->n_fill[WIRE_PART_B]) {
        wire_parties sides = {.n = 0};
        wire_add_part(w, &sides, p, WIRE_PART_B, 0);
        size_t i = 0;
        if (!source->n && sides.n) {
            /* Two plural subjects with a third after "with" act together; two without are the two sides. */
            wire_add_party(source, sides.known[0], sides.token[0]);
            i = 1;
        }
        for (; i < sides.n; i++)
            wire_add_party(target, sides.known[i], sides.token[i]);
    }
    const uint32_t s = wire_part_of(p, WIRE_PART_S);
    const wire_mention *sides = s == NOBODY ? NULL : wire_mention_at(w, s);
    if (sides && sides->also != NOBODY && source->n == 2 && !p->n_fill[WIRE_PART_T] && mutual(p->frame)) { /* "both sides agreed" */
        source->n = 1;
        wire_add_party(target, sides->also, s);
    }
    wire_add_part(w, target, p, WIRE_PART_T, 0);
    if (!strcmp(p->frame->type->name, "ASSAULT"))
        no_places(w, target);
    wire_add_part(w, target, p, WIRE_PART_M, 0);
    if (!target->n)
        wire_add_part(w, target, p, WIRE_PART_A, 0);
    const bool own_troops = !strcmp(p->frame->type->name, "RETREAT") || !strcmp(p->frame->type->name, "MOBILIZE");
    if (own_troops)
        troops_of(w, p, source, target);
    else if (!target->n && p->n_fill[WIRE_PART_O]) { /* "expels Nicaragua's ambassador" */
        const uint32_t o = p->fill[WIRE_PART_O][0];
        const wire_mention *m = wire_mention_at(w, wire_core(w, o));
        if (!m || !m->place_like)
            add_owner(w, target, wire_core(w, o));
        else if (m->known != NOBODY && w->known[m->known].actor && w->known[m->known].actor->kind == WIRE_LEX_COUNTRY)
            wire_add_party(target, m->known, o); /* "invaded Chile" */
    }
    if (!target->n)
        target_of_content(w, p, source, target);
    if (!target->n && w->pos[p->token] == POS_NOUN)
        whom_against(w, p->token, target);
    for (size_t i = 0; i < blamed.n && !target_has(target, blamed.known[i]); i++) /* who is wronged is not whom they blame */
        wire_add_party(source, blamed.known[i], blamed.token[i]);
    if (!source->n && !strcmp(p->frame->type->name, "PROTEST"))
        protesters(w, p, source);
    /* Nobody acts upon oneself alone. */
    for (size_t i = 0; i < target->n; i++)
        for (size_t k = 0; k < source->n; k++)
            if (target->known[i] == source->known[k]) {
                memmove(&target->known[i], &target->known[i + 1], (target->n - i - 1) * sizeof *target->known);
                memmove(&target->token[i], &target->token[i + 1], (target->n - i - 1) * sizeof *target->token);
                target->n--;
                i--;
                break;
            }
}

/* ------------------------------------------------------------------------------------------------ into the document */

enum { DESCRIPTION_MAX = 6 }; /* words behind its noun */

/* Where a description ends: "members of the European Union". A name is whole as it is, and so is a quantity of something. */
static uint32_t description_end(const wire_work *w, const wire_mention *m)
{
    if (w->pos[m->head] != POS_NOUN)
        return m->end;
    for (uint32_t c = w->first[m->head]; c != NOBODY; c = w->next[c])
        if (c == m->end && w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_OF) && w->right[c] - c <= DESCRIPTION_MAX)
            return w->right[c];
    return m->end;
}

wire_span wire_name_span(const wire_work *w, uint32_t t)
{
    const wire_mention *m = wire_mention_at(w, t);
    uint32_t from = t, to = t + 1;
    if (m) {
        wire_name_words(w, m, &from, &to);
        to = description_end(w, m);
    }
    return (wire_span){w->tok[from].start, w->tok[to - 1].end};
}

/* Sectors joined by blanks: of the actor on the day, else of the role. */
static const char *sectors(wire_work *w, const wire_known *k)
{
    char text[120];
    size_t n = 0;
    text[0] = 0;
    const wire_day day = w->day ? w->day : WIRE_DAY_LAST;
    for (size_t i = 0; k->actor && i < k->actor->n_sectors; i++)
        if (wire_lex_range_has(k->actor->sectors[i].when, day) && n + 8 < sizeof text)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", k->actor->sectors[i].code);
    for (size_t i = 0; !n && k->role && i < k->role->n_sectors && n + 8 < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", k->role->sectors[i]);
    return wire_keep(w, text, n);
}

static const char *entry(wire_work *w, const wire_known *k)
{
    char text[300];
    if (!k->actor && !k->role)
        return "";
    snprintf(text, sizeof text, "%s:%u", k->actor ? k->actor->file : k->role->file, k->actor ? k->actor->line : k->role->line);
    return wire_keep(w, text, strlen(text));
}

wire_range wire_put_actors(wire_work *w, const wire_parties *list)
{
    wire_range r = {(uint32_t)w->doc->n_actors, 0};
    if (wire_grow(&w->doc->actors, &w->doc->actor_cap, w->doc->n_actors + list->n, sizeof *w->doc->actors)) {
        w->out_of_memory = true;
        return r;
    }
    for (size_t i = 0; i < list->n; i++) {
        const wire_known *k = &w->known[list->known[i]];
        w->doc->actors[w->doc->n_actors++] = (wire_actor){.id = k->id,
                                                          .name = k->name,
                                                          .country = k->country,
                                                          .sectors = sectors(w, k),
                                                          .office = k->office,
                                                          .wikidata = k->actor && k->actor->wikidata ? k->actor->wikidata : "",
                                                          .entry = entry(w, k),
                                                          .span = wire_name_span(w, list->token[i])};
        r.count++;
    }
    return r;
}
