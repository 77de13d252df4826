/* people.h - the parts of a record as people say them: "since 5 March 2041", "at least 9 killed", "the Union and the Front". */
#ifndef WIRE_OUTPUT_PEOPLE_H
#define WIRE_OUTPUT_PEOPLE_H

#include "knowledge/lexicon.h" /* wire_status_names */
#include "output/page.h"

extern const char *const wire_time_names[];
extern const char *const wire_place_names[];
extern const char *const wire_kind_names[];

enum { WIRE_WHEN_ROOM = 64 };

/* "5 March 2041"; a text that is no date comes back as it is. With `weekday`: "Tuesday 5 March 2041". */
void wire_say_date(char out[WIRE_WHEN_ROOM], const char *day, bool weekday);
/* Two days, either of which may be unknown (""): "5–9 March 2041", "since 5 March 2041". "" where both are. */
void wire_say_interval(char out[WIRE_WHEN_ROOM], const char *from, const char *to, bool weekday);
/* A record's time: a day, an interval, "March 2041", "2041", "by 5 March 2041"; where it has none, by the report's date. "" where
 * nothing is known. */
void wire_say_time(char out[WIRE_WHEN_ROOM], const wire_time *t, const char *report_date, bool weekday);

/* A name, or the words of the report where it has none. */
wire_str wire_actor_words(const wire_doc *doc, const wire_actor *a);
/* "A, B and C". */
void wire_page_actors(wire_page *p, const char *ink, const wire_doc *doc, wire_range actors);
/* "Kabul, AFG; Herat, AFG". */
void wire_page_places(wire_page *p, const char *ink, const wire_doc *doc, wire_range places);
/* "9 or more killed". */
void wire_page_count(wire_page *p, const char *ink, const wire_count *c);
/* "ASSAULT/abduct", in its colour. */
void wire_page_type(wire_page *p, const wire_record *r);

/* What a person calls a sentence: "outlet/report:3", appended. */
void wire_put_reference(wire_buffer *b, const wire_doc *doc, uint32_t sentence);

#endif
