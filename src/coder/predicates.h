/* predicates.h - which words are predicates, what fills their parts, how they stand to each other.
 *
 *   verb, noun or adjective -> candidate -> the first sense of its lemma whose slots are filled -> predicate       match.c
 *     a place in the tree ("subj", "with") -> the words that stand there                                          args.c
 *     light verb + noun -> one predicate, the noun; content clause -> child predicate
 *   predicate -> status: its own words, and what the predicates above it make of it                               status.c
 *   saying -> content -> the predicates in it are said by its speaker; quotations that run on                     attribution.c
 *
 * Candidates are tried from the top of a sentence's tree down, so that whoever governs a word is known before it. */
#ifndef WIRE_CODER_PREDICATES_H
#define WIRE_CODER_PREDICATES_H

#include "coder/work.h"

enum { WIRE_FILLS_MAX = 6 };

typedef struct wire_predicate {
    uint32_t token;
    uint32_t host;              /* the light verb that it was reached through; NOBODY */
    const wire_frame *frame;    /* the sense taken; NULL: none */
    uint32_t fill[WIRE_PARTS][WIRE_FILLS_MAX];
    uint8_t n_fill[WIRE_PARTS];
    const char *reason;         /* why nothing is coded; NULL where something is */
    uint32_t governor;          /* the predicate whose content this one is in; NOBODY */
    bool direct;                /* it is the head of that content, and takes its status from it */
    enum wire_status status;
    int32_t event, statement;   /* numbers of records made; WIRE_NO_RECORD */
    uint32_t quote;             /* the saying that a running quotation belongs to; NOBODY */
    uint32_t first_quote, quotes_end; /* of a saying: its quotations are among these */
    bool listed;                /* the words of its parts stand one by one: what is coordinated with them is not meant */
} wire_predicate;

/* args.c */

/* Where a word stands for another: a relative pronoun for its noun, "dozens" for what they are dozens of. */
uint32_t wire_core(const wire_work *w, uint32_t token);
bool wire_passive(const wire_work *w, uint32_t verb);
/* Deep subject and object of a verb, through passive, relative clauses, coordination and control; NOBODY. */
uint32_t wire_deep_subject(const wire_work *w, uint32_t verb);
uint32_t wire_deep_object(const wire_work *w, uint32_t verb);
/* The words in a place of the tree of the predicate; how many. `host`: the light verb it stands under, or NOBODY. */
size_t wire_find_arg(wire_work *w, uint32_t token, uint32_t host, const wire_filler *f, uint32_t *out, size_t room);
/* The actor that a word stands for as an argument: its own, that of an adjective, or the owner's of a thing ("Iran's test"). */
uint32_t wire_party(wire_work *w, uint32_t token);
/* The actor that a thing belongs to or is done by, and the word that tells it; NOBODY. */
uint32_t wire_owner(wire_work *w, uint32_t token, uint32_t *by);
/* The word for who holds a place: "rebel" in "rebel-held enclave"; NOBODY. */
uint32_t wire_held_by(wire_work *w, uint32_t token);
/* The verb whose aux, negation and tense tell of the predicate: itself, its light verb, its copula; NOBODY. */
uint32_t wire_clause_verb(const wire_work *w, const wire_predicate *p);

/* match.c */
void wire_find_predicates(wire_work *w);
wire_predicate *wire_predicate_at(const wire_work *w, uint32_t token);
/* Make the token a predicate without a frame; NULL where memory is out. */
wire_predicate *wire_put_predicate(wire_work *w, uint32_t token, uint32_t host);
/* Whose content each predicate is in. */
void wire_find_governors(wire_work *w);
/* Whether a prefix stands before the word with a hyphen: "anti-Narvian". */
bool wire_prefixed(const wire_work *w, uint32_t token, enum wire_words prefixes);
/* Whether what it modifies is not its own: "anti-", "pro-". */
bool wire_for_or_against(const wire_work *w, uint32_t token);
static inline uint32_t wire_part_of(const wire_predicate *p, wire_part part)
{
    return p->n_fill[part] ? p->fill[part][0] : NOBODY;
}

/* status.c */
void wire_find_status(wire_work *w);

/* attribution.c */

/* Words between quotation marks, and the saying that they belong to (number of a predicate; NOBODY). */
typedef struct wire_quote {
    wire_span span;
    uint32_t saying;
} wire_quote;

/* The quotations, without their sayings: before all else. */
void wire_find_quotes(wire_work *w);
void wire_find_speakers(wire_work *w);
/* The number of the first quotation that ends behind `start`; and the first that meets [start, end), or NULL. */
size_t wire_quotes_from(const wire_work *w, uint32_t start);
const wire_quote *wire_quote_at(const wire_work *w, uint32_t start, uint32_t end);
/* Whether the token stands in a quotation. */
bool wire_quoted(const wire_work *w, uint32_t token);
/* The saying whose content the predicate stands in, or NOBODY. */
uint32_t wire_saying_over(const wire_work *w, const wire_predicate *p);
/* Who speaks in a saying, with the tokens that name them; how many. */
size_t wire_speakers(wire_work *w, const wire_predicate *p, uint32_t *known, uint32_t *tokens, size_t room);
/* Actors who assert the predicate, innermost first; how many. */
size_t wire_said_by(wire_work *w, const wire_predicate *p, uint32_t *known, uint32_t *tokens, size_t room);
/* The content of a saying as a span of the text; start == end: none. */
wire_span wire_content_span(const wire_work *w, const wire_predicate *p);

#endif
