/* offices.c - what persons are: titles before names, appositions, and the bodies that offices are of.
 *
 *   "Foreign Minister Lavrov"            title before the name
 *   "Ada Kern, head of the customs union" apposition; one of the two has a name of its own and stands for both
 *   "governor of Bryansk Oblast"          the body by its words, where it is no country or actor by itself
 */
#include <stdio.h>
#include <string.h>

#include "coder/mentions.h"

enum { BODY_WORDS_MAX = 10 };

bool wire_is_former(const wire_work *w, const wire_mention *m)
{
    for (uint32_t i = m->first; i < m->head; i++)
        if (wire_among(w, i, WORDS_FORMER))
            return true;
    return false;
}

bool wire_holds_now(const wire_work *w, const wire_mention *m)
{
    if (w->dep[m->head] == DEP_POBJ && wire_among(w, wire_head(w, m->head), WORDS_AS)) /* "nominated as secretary" */
        return false;
    for (uint32_t i = m->first; i < m->head; i++)
        if (wire_among(w, i, WORDS_NOT_NOW))
            return false;
    return !wire_is_former(w, m);
}

/* The words of the body that a title names, behind it ("of …") or before it ("Bryansk Oblast governor"); none where it names a country
 * alone, which is told otherwise. `first` is where the title's own words begin. */
static wire_span body_of(wire_work *w, const wire_mention *m, uint32_t noun, uint32_t first)
{
    for (uint32_t c = w->first[noun]; c != NOBODY; c = w->next[c]) {
        uint32_t o = w->dep[c] == DEP_PREP && wire_among(w, c, WORDS_TITLE_PREPOSITION) ? wire_child(w, c, DEP_POBJ) : NOBODY;
        wire_lex_match own;
        if (o == NOBODY || (wire_match_at(w, first, w->right[noun], &own) && wire_role_reading(&own) && first + own.tokens > o)) /* "chief of staff" */
            continue;
        const wire_mention *n = wire_mention_at(w, o);
        if (n && n->known != NOBODY && w->known[n->known].actor && w->known[n->known].actor->kind == WIRE_LEX_COUNTRY && n->place_like)
            return (wire_span){0, 0};
        uint32_t from = w->left[o], to;
        while (from < o && w->pos[from] == POS_DET)
            from++;
        for (to = from; to < w->right[o] && to - from < BODY_WORDS_MAX && !wire_is(w, to, ",") && !wire_among(w, to, WORDS_WHO); to++)
            ;
        return to > o ? wire_words(w, from, to) : wire_words(w, from, o + 1);
    }
    uint32_t from = first;
    while (from > m->first && (w->pos[from - 1] == POS_PROPN || (w->pos[from - 1] == POS_NOUN && w->dep[from - 1] == DEP_COMPOUND) || wire_is(w, from - 1, "-")))
        from--;
    wire_lex_match match;
    const bool country = from < first && wire_match_at(w, from, first, &match) && from + match.tokens == first && wire_actor_reading(&match, ~0u) &&
                         wire_actor_reading(&match, ~0u)->actor->kind == WIRE_LEX_COUNTRY;
    return from < first && !country ? wire_words(w, from, first) : (wire_span){0, 0};
}

/* Whether the title is an office: a role of that kind, or a noun of office-holders ("judge", "commander"); "activist" is none. */
static bool is_office(const wire_work *w, const wire_lex_role *role, uint32_t noun)
{
    const bool in = (role->kind == WIRE_LEX_ROLE_OFFICE && role->title) || (role->kind != WIRE_LEX_ROLE_BODY && wire_noun_among(w, noun, NOUN_OFFICE_TITLE));
    return in && !(role->kind != WIRE_LEX_ROLE_OFFICE && wire_noun_among(w, noun, NOUN_POLITICIAN));
}

/* Give the person the office. */
static void title(wire_work *w, uint32_t known, const wire_mention *at, uint32_t own, uint32_t noun,
                  const wire_lex_role *role, const wire_lex_actor *with, bool *titled)
{
    if (!is_office(w, role, own))
        return;
    wire_lex_match match;
    uint32_t first = noun;
    for (uint32_t i = at->first; i <= noun; i++)
        if (wire_match_at(w, i, noun + 1, &match) && wire_role_reading(&match) == role) {
            first = i;
            break;
        }
    wire_span body = body_of(w, at, noun, first);
    wire_yield_rank(w, known, role);
    char office[200];
    const wire_span of = body.end > body.start ? body : (wire_span){0, 0};
    if (!*w->known[known].office && (of.end || !role->title)) { /* in the report's words, where the role has no pattern */
        const wire_span said = wire_words(w, first, own + 1);
        const bool own_words = !role->title && said.end > said.start;
        const char *of_whom = of.end ? w->text + of.start : with ? with->name : "";
        const size_t len = of.end ? of.end - of.start : strlen(of_whom), n = own_words ? said.end - said.start : strlen(role->lemma);
        snprintf(office, sizeof office, "%.*s%s%.*s", (int)n, own_words ? w->text + said.start : role->lemma, len ? " of " : "", (int)len, of_whom);
        for (size_t i = 0; own_words && i < n && i < sizeof office; i++)
            office[i] = (char)(office[i] >= 'A' && office[i] <= 'Z' ? office[i] | 0x20 : office[i]);
        w->known[known].office = wire_keep(w, office, strlen(office));
    }
    wire_give_office(w, known, role, with);
    *titled = true;
}

const char *wire_office_words(wire_work *w, uint32_t noun)
{
    const wire_mention *m = wire_mention_at(w, noun);
    wire_lex_match match;
    char office[200];
    for (uint32_t i = m ? m->first : noun; i <= noun; i++) {
        const wire_lex_role *role = wire_match_at(w, i, noun + 1, &match) && i + match.tokens == noun + 1 ? wire_role_reading(&match) : NULL;
        if (!role)
            continue;
        const wire_span body = m ? body_of(w, m, noun, i) : (wire_span){0, 0};
        const wire_lex_actor *with = wire_composes_with(w, noun, i);
        with = with || body.end ? with : wire_country_about(w, noun);
        if (body.end)
            snprintf(office, sizeof office, "%s of %.*s", role->lemma, (int)(body.end - body.start), w->text + body.start);
        else if (with && role->title)
            wire_lex_role_text(role->title, with, office, sizeof office);
        else
            snprintf(office, sizeof office, "%s%s%s", role->lemma, with ? " of " : "", with ? with->name : "");
        return wire_keep(w, office, strlen(office));
    }
    const wire_span s = wire_words(w, noun, w->right[noun] < noun + BODY_WORDS_MAX ? w->right[noun] : noun + 1);
    return wire_keep(w, w->text + s.start, s.end - s.start);
}

void wire_entitle(wire_work *w, wire_mention *m, uint32_t name_from)
{
    m->name_first = name_from;
    const wire_lex_role *role = NULL;
    uint32_t first = 0, noun = 0;
    for (uint32_t i = m->first; i < name_from; i++) { /* "U.S. Attorney General": the title that ends nearest to the name */
        wire_lex_match match;
        if (!wire_match_at(w, i, name_from, &match) || !wire_role_reading(&match) || (role && i + (uint32_t)match.tokens - 1 <= noun))
            continue;
        role = wire_role_reading(&match);
        first = i;
        noun = i + (uint32_t)match.tokens - 1;
    }
    if (role)
        title(w, m->known, m, noun, w->first[m->head] != NOBODY && wire_child(w, m->head, DEP_PREP) != NOBODY ? m->head : noun, role,
              wire_composes_with(w, m->head, first), &m->titled);
}

/* The noun that an apposition describes. In "the envoy for Narvia, Ada Kern" the parser may hang the name on the country: a person
 * is no country, so it belongs to the office. */
static uint32_t described(const wire_work *w, const wire_mention *m)
{
    uint32_t h = wire_head(w, m->head);
    if (m->known == NOBODY || !w->known[m->known].person || m->first == h + 1) /* "the newspaper Il Faro" */
        return h;
    for (int i = 0; i < 4 && w->dep[h] == DEP_POBJ; i++) {
        const wire_mention *n = wire_mention_at(w, h);
        if (n && n->known != NOBODY && w->known[n->known].person)
            break;
        uint32_t prep = wire_head(w, h);
        if (wire_is_root(w, prep) || w->mention_of[wire_head(w, prep)] == NOBODY)
            break;
        h = wire_head(w, prep);
    }
    return h;
}

/* Whether a name by itself may be the longer one's: "Lavrov" of Sergey Lavrov. */
static bool ends_name(const char *full, const char *name)
{
    const size_t n = strlen(full), len = strlen(name);
    return n == len ? !strcmp(full, name) : n > len && full[n - len - 1] == ' ' && !strcmp(full + n - len, name);
}

/* "Ada Kern, the minister" and "Ada Kern is the minister" name who holds the office, whoever the lexicon has for that day. */
static bool named_beside(const wire_work *w, const wire_mention *name, const wire_mention *office)
{
    const wire_known *a = name->known == NOBODY ? NULL : &w->known[name->known], *b = office->known == NOBODY ? NULL : &w->known[office->known];
    return a && b && a != b && a->person && !name->by_role && !name->pronoun && w->pos[name->head] == POS_PROPN && office->by_role && b->person && b->actor &&
           b->role && !ends_name(b->name, a->name);
}

/* Two names for one: "Sergey Lavrov, the foreign minister", "the leader of the group, Hassan". The one with a name of its own
 * stands for both. */
void wire_join_appositions(wire_work *w)
{
    for (size_t i = 0; i < w->n_mentions; i++) {
        wire_mention *m = &w->mentions[i];
        uint32_t h = NOBODY;
        if (w->dep[m->head] == DEP_APPOS)
            h = w->mention_of[described(w, m)];
        else if (w->dep[m->head] == DEP_ATTR && wire_among(w, wire_head(w, m->head), WORDS_COPULA_NOW) && wire_child(w, wire_head(w, m->head), DEP_NSUBJ) != NOBODY)
            h = w->mention_of[wire_child(w, wire_head(w, m->head), DEP_NSUBJ)];
        if (h == NOBODY)
            continue;
        wire_mention *head = &w->mentions[h];
        if (named_beside(w, head, m)) {
            const wire_known of = w->known[m->known];
            title(w, head->known, m, m->head, m->head, of.role, of.with, &head->titled);
            m->known = head->known;
            continue;
        }
        if (w->dep[m->head] != DEP_APPOS)
            continue;
        wire_known *a = head->known == NOBODY ? NULL : &w->known[head->known], *b = m->known == NOBODY ? NULL : &w->known[m->known];
        if (named_beside(w, m, head)) {
            const wire_known of = w->known[head->known];
            title(w, m->known, head, head->head, head->head, of.role, of.with, &m->titled);
            head->known = m->known;
            continue;
        }
        if (!b || (b->person && a && a->person && a->actor && b->actor))
            continue;
        if (a && b->person && !b->actor && a->group && !a->person && m->first == head->head + 1 && w->pos[head->head] == POS_NOUN) {
            b->person = false; /* "the newspaper Ada Kern": whatever the recogniser takes the name for */
            b->group = true;
        }
        const bool named_group = !b->person && !m->place_like && !m->by_role && (b->actor || w->ent[m->head] == ENT_ORG || b->group) && m->first == head->head + 1;
        if (named_group && a && !a->actor && !a->person) { /* "the charity Helping Hands" */
            b->country = *b->country ? b->country : a->country;
            head->known = m->known;
            continue;
        }
        const bool full_name = !b->actor && w->pos[m->head] == POS_PROPN && m->head > 0 && w->pos[m->head - 1] == POS_PROPN && w->dep[m->head - 1] == DEP_COMPOUND;
        if (a && a->person && a->role && full_name && !b->person) { /* whatever the recogniser takes it for, who holds an office is a person */
            b->person = true;
            b->group = false;
        }
        bool b_named = b->person && (b->actor || w->pos[m->head] == POS_PROPN);
        if (b_named && (!a || !a->actor || a->role) && !(a && a->person && a->actor)) {
            if (a && a->role)
                title(w, m->known, head, head->head, head->head, a->role, a->with, &m->titled);
            head->known = m->known;
        } else if (a && a->person && !b->actor && b->role) {
            title(w, head->known, m, m->head, m->head, b->role, b->with, &head->titled);
            m->known = head->known;
        }
    }
}
