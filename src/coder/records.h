/* records.h - predicates become records.
 *
 *   predicate -> statement (who said what) · event (who did what to whom) · states (what holds)
 *   mention -> what its noun phrase tells: office, membership, presence, rule
 *
 * Records come in the order of the text. What is not coded keeps its reason in the document's `uncoded`. */
#ifndef WIRE_CODER_RECORDS_H
#define WIRE_CODER_RECORDS_H

#include "coder/predicates.h"

void wire_write_records(wire_work *w);

/* Begin a record; `p` may be NULL. NULL where memory is out. */
wire_record *wire_put_record(wire_work *w, enum wire_record_kind kind, const wire_predicate *p);

/* standing.c: states that noun phrases tell. */
void wire_write_standing(wire_work *w);

/* retold.c: headlines and "the attack" get the day that the text tells elsewhere. Records are in the order of the text. */
void wire_date_retold(wire_work *w);

/* parties.c */

/* A list of actors being made; each known once. */
typedef struct wire_parties {
    uint32_t known[16], token[16];
    size_t n;
} wire_parties;

void wire_add_party(wire_parties *list, uint32_t known, uint32_t token);
/* The actors of the words that fill a part and of those coordinated with them, from the `from`th filler. */
void wire_add_part(wire_work *w, wire_parties *list, const wire_predicate *p, wire_part part, size_t from);
/* The actors of a part that may be the speaker of the clause. */
void wire_add_subject(wire_work *w, wire_parties *list, const wire_predicate *p, wire_part part);
/* The parties of an event. */
void wire_event_parties(wire_work *w, const wire_predicate *p, wire_parties *source, wire_parties *target);
/* Put them into the document. */
wire_range wire_put_actors(wire_work *w, const wire_parties *list);
/* The words that name the actor at the token. */
wire_span wire_name_span(const wire_work *w, uint32_t token);

/* confidence.c: the share of such records that are right; of what the rules tell of these parties, and of the reader's probability. */
float wire_confidence_of_rules(const wire_work *w, const wire_predicate *p, enum wire_record_kind kind, const wire_parties *a, const wire_parties *b);
enum wire_sureness { WIRE_SURE_DEED, WIRE_SURE_ADDED_DEED, WIRE_SURE_ADDED_OTHER };
float wire_confidence_read(enum wire_sureness what, float p);

#endif
