/* mentions.h - who and what the words refer to.
 *
 *   noun phrase -> mention -> known: an actor of this document, each once
 *
 *   name in the lexicon            -> that actor
 *   country or group + role        -> "Russian Foreign Ministry"; an office -> its holder on the report's date
 *   name that nobody knows         -> kept under its own name
 *   noun of people                 -> kept under its own words
 *   pronoun, "the group", surname  -> what it refers back to          resolve.c
 *
 * A name of a place that can stand for a government (a capital, a country) is both: the part that it plays decides
 * (wire_actor_in, wire_place_in). */
#ifndef WIRE_CODER_MENTIONS_H
#define WIRE_CODER_MENTIONS_H

#include "coder/work.h"

/* An actor of this document. */
typedef struct wire_known {
    const char *name, *id, *country, *office; /* kept with the document; "" where nothing is known */
    const wire_lex_actor *actor; /* NULL: not in the lexicon */
    const wire_lex_role *role;   /* composed, or the office of a person; NULL */
    const wire_lex_actor *with;  /* what the role composes with; NULL */
    bool person, people, state, group, armed, plural;
    uint32_t head; /* its first mention's head */
} wire_known;

typedef struct wire_mention {
    uint32_t head, first, end; /* tokens: the noun and what stands before it */
    uint32_t known;            /* the actor, or NOBODY */
    uint32_t also;             /* of "both sides", the second; or NOBODY */
    uint32_t seat;             /* the actor that it stands for where it acts, though it is a place; or NOBODY */
    int64_t place;             /* number of a place in the lexicon, or -1 */
    uint32_t place_first, place_end; /* the words that name it; none where it is told otherwise ("the Afghan capital") */
    bool place_like;           /* a place, known or not */
    bool pronoun;
    bool by_role;              /* an office tells who it is, and no name */
    bool titled;               /* a title stands with the name: `office` of the known is told here */
    uint32_t name_first;       /* of a person: where the name begins, behind title and descriptions; else 0 */
} wire_mention;

/* Find the mentions and resolve them. */
void wire_find_mentions(wire_work *w);

/* places.c: of a name that several places have, the one meant; and nouns of places, once the names stand. */
int64_t wire_choose_place(const wire_work *w, const wire_lex_match *m);
void wire_find_place_nouns(wire_work *w);

/* offices.c: an office or other title before the name that begins at `name_from`; and two names for one. */
void wire_entitle(wire_work *w, wire_mention *m, uint32_t name_from);
void wire_join_appositions(wire_work *w);
/* The office that a noun names, as a holds_office has it: "president of Narvia". */
const char *wire_office_words(wire_work *w, uint32_t noun);

/* resolve.c: pronouns and descriptions, once all other mentions stand. */
void wire_resolve(wire_work *w);
/* The country that is spoken of around a token; NULL. */
const wire_lex_actor *wire_country_about(const wire_work *w, uint32_t token);

/* The actor that the mention headed by `token` is where it plays an actor's part; NOBODY: none. */
uint32_t wire_actor_in(const wire_work *w, uint32_t token);
/* The place in the lexicon that it is, or -1. */
int64_t wire_place_in(const wire_work *w, uint32_t token);
/* The mention that the token heads, or NULL. */
const wire_mention *wire_mention_at(const wire_work *w, uint32_t token);

/* Whether what the token refers to is in the class (built-in or the lexicon's). */
bool wire_in_class(const wire_work *w, uint32_t token, uint16_t class_id);
static inline bool wire_noun_among(const wire_work *w, uint32_t token, enum wire_noun class)
{
    return wire_in_class(w, token, w->words->class_of[class]);
}

/* The country or group that an adjective, a name before a noun or a possessive stands for ("Russian", "Taliban", "NATO's"): a
 * known, made where needed; NOBODY: none. */
uint32_t wire_modifier_actor(wire_work *w, uint32_t token);

/* The words of a mention that make its name, [from, to): without articles, numbers, possessives and quantities before it. */
void wire_name_words(const wire_work *w, const wire_mention *m, uint32_t *from, uint32_t *to);

/* Enter an actor of the lexicon, or one with only a name; the number of the known. */
uint32_t wire_know_actor(wire_work *w, const wire_lex_actor *a, uint32_t head);
uint32_t wire_know_name(wire_work *w, const char *name, size_t len, uint32_t head);
/* The actor of a role with a country or group: the group itself, the holder (where it is told of now), or the composed body. */
uint32_t wire_know_role(wire_work *w, const wire_lex_role *role, const wire_lex_actor *with, uint32_t head, bool now);

/* People of a country or group by their own words: "Indian left-wing parties". `role` may be NULL. */
uint32_t wire_know_described(wire_work *w, const wire_mention *m, const wire_lex_role *role, const wire_lex_actor *with);

/* That the report speaks of the state's country, once both are known; and whether it does. */
void wire_note_state(wire_work *w, const wire_known *k);
bool wire_speaks_of(const wire_work *w, const char *country);

/* Its country's code, "" where it has none; whether a role is of soldiers, police or rebels. */
const char *wire_country_of(const wire_lex_actor *a);
bool wire_armed_role(const wire_lex_role *r);

/* Whether the words before the noun say that the office is past: "former"; or that it is not held yet, or for the first time. */
bool wire_is_former(const wire_work *w, const wire_mention *m);
bool wire_holds_now(const wire_work *w, const wire_mention *m);
/* Whether the name has words before the one that ends it, in any case: "Lavrov" of Sergey Lavrov. */
bool wire_name_ends(const char *name, const char *word, size_t len);
/* Forget a person's rank where an office is to be told. */
void wire_yield_rank(wire_work *w, uint32_t known, const wire_lex_role *office);
/* Tell a person's office, where none is known yet. `with` may be NULL. */
void wire_give_office(wire_work *w, uint32_t known, const wire_lex_role *role, const wire_lex_actor *with);

/* The first reading of the match as an actor in one of the ways (a mask of 1 << wire_lex_as), and as a role; NULL: none. */
const wire_lex_reading *wire_actor_reading(const wire_lex_match *m, unsigned ways);
const wire_lex_role *wire_role_reading(const wire_lex_match *m);
/* What a role before token `before` in the phrase of `head` may compose with; NULL: nothing. */
const wire_lex_actor *wire_composes_with(wire_work *w, uint32_t head, uint32_t before);

/* The longest lexicon name that begins at `token` and ends before `end`. */
bool wire_match_at(const wire_work *w, uint32_t token, uint32_t end, wire_lex_match *out);

#endif
