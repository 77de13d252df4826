/* times.h - time expressions, resolved against the report's date.
 *
 *   words of a sentence -> expressions, each with its days -> the one that belongs to a predicate
 *
 * A day that its words leave open between two (a weekday, a month without a year) is kept both ways, the last such and the
 * next: the predicate's tense decides (CODEBOOK, 7). */
#ifndef WIRE_CODER_TIMES_H
#define WIRE_CODER_TIMES_H

#include "coder/work.h"

typedef struct wire_when {
    uint32_t first, end; /* tokens */
    wire_time past, future; /* the same where nothing is open */
    bool habitual;          /* "in recent years": no date, but a practice */
    bool since;             /* it names a beginning */
} wire_when;

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back (Howard Hinnant's algorithms). */
int64_t wire_days_from_civil(int y, int m, int d);
void wire_civil_from_days(int64_t days, int *y, int *m, int *d);

/* Read "YYYY-MM-DD"; false where it is none. */
bool wire_parse_date(const char *s, int64_t *days);

/* Find all expressions of the document, in order, into w->times. */
void wire_find_times(wire_work *w);

/* The expression that begins with the token, or with the one after an "on" there; NULL: none. */
const wire_when *wire_time_at(const wire_work *w, uint32_t token);

/* The expression that belongs to a predicate: the nearest below it in the tree, else that of the verb that it is coordinated with.
 * NULL: none. */
const wire_when *wire_time_of(const wire_work *w, uint32_t predicate);

#endif
