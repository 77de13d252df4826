#include "coder/times.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONJUNCTS_MAX = 12, WORD_VALUE_MAX = 10000 };

int64_t wire_days_from_civil(int y, int m, int d)
{
    y -= m <= 2;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const unsigned yoe = (unsigned)(y - era * 400);
    const unsigned doy = (unsigned)((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1);
    const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return (int64_t)era * 146097 + (int64_t)doe - 719468;
}

void wire_civil_from_days(int64_t z, int *y, int *m, int *d)
{
    z += 719468;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const unsigned doe = (unsigned)(z - era * 146097);
    const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const unsigned mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)((int64_t)yoe + era * 400) + (*m <= 2);
}

static int month_length(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) ? 29 : days[m - 1];
}

static bool valid_date(int y, int m, int d)
{
    return y >= 1000 && y <= 2999 && m >= 1 && m <= 12 && d >= 1 && d <= month_length(y, m);
}

bool wire_parse_date(const char *s, int64_t *days)
{
    int y, m, d, used = 0;
    if (strlen(s) != 10 || sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10 || !valid_date(y, m, d))
        return false;
    *days = wire_days_from_civil(y, m, d);
    return true;
}

/* ------------------------------------------------------------------------------------------------ values */

/* Where reading stands. `today` is meaningful where `dated`. */
typedef struct reader {
    wire_work *w;
    bool dated;
    int64_t today;
    int y, m, d; /* of today */
    uint32_t end; /* of the sentence */
    wire_when *list;
    size_t n, cap;
} reader;

static void put_day(char out[11], int64_t days)
{
    int y, m, d;
    wire_civil_from_days(days, &y, &m, &d);
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000u, (unsigned)m % 100u, (unsigned)d % 100u);
}

static wire_time span_of(int64_t from, int64_t to, enum wire_time_precision precision)
{
    wire_time t = {.precision = precision};
    put_day(t.from, from);
    put_day(t.to, to);
    return t;
}

static wire_time day(int64_t d)
{
    return span_of(d, d, WIRE_DAY);
}

static wire_time month(int y, int m)
{
    while (m < 1)
        m += 12, y--;
    while (m > 12)
        m -= 12, y++;
    return span_of(wire_days_from_civil(y, m, 1), wire_days_from_civil(y, m, month_length(y, m)), WIRE_MONTH);
}

static wire_time year(int y)
{
    return span_of(wire_days_from_civil(y, 1, 1), wire_days_from_civil(y, 12, 31), WIRE_YEAR);
}

/* Monday to Sunday, `weeks` from this one. */
static wire_time week(int64_t today, int weeks)
{
    int64_t monday = today - (today + 3) % 7 + 7 * weeks; /* 1970-01-01 was a Thursday */
    return span_of(monday, monday + 6, WIRE_INTERVAL);
}

/* The weekend at or before today; a report of Saturday means the one that it stands in. */
static wire_time weekend(int64_t today, int weeks)
{
    int64_t since_saturday = (today + 5) % 7;
    int64_t saturday = today - since_saturday + 7 * weeks;
    return span_of(saturday, saturday + 1, WIRE_INTERVAL);
}

/* ------------------------------------------------------------------------------------------------ words */

static const char *word(const reader *r, uint32_t i)
{
    return i < r->end ? r->w->low[i].ptr : "";
}

static bool among(const reader *r, uint32_t i, enum wire_words set)
{
    return i < r->end && wire_among(r->w, i, set);
}

/* The word's value in the set; -1: it is not in it. */
static int value(const reader *r, uint32_t i, enum wire_words set)
{
    const wire_str s = among(r, i, set) ? r->w->low[i] : (wire_str){"", 0};
    const uint32_t *v = s.len ? wire_word_value(r->w->words, wire_murmur64(s.ptr, s.len), set) : NULL;
    return v && *v < WORD_VALUE_MAX ? (int)*v : -1;
}

static int weekday(const reader *r, uint32_t i) /* Monday 0 */
{
    const int v = value(r, i, WORDS_WEEKDAY);
    return v >= 1 && v <= 7 ? v - 1 : -1;
}

static int month_name(const reader *r, uint32_t i) /* January 1; 0: none */
{
    const int v = value(r, i, WORDS_MONTH);
    if (v < 1 || v > 12)
        return 0;
    char c = r->w->text[r->w->tok[i].start];
    return c >= 'A' && c <= 'Z' ? v : 0; /* "may", "march" */
}

static int digits(const char *s)
{
    char *end;
    long n = strtol(s, &end, 10);
    return end != s && !*end && n >= 0 && n < 10000 ? (int)n : -1;
}

static int number(const reader *r, uint32_t i)
{
    const int v = value(r, i, WORDS_TIME_COUNT);
    return v >= 0 ? v : digits(word(r, i));
}

static int four_digit_year(const char *s)
{
    int n = strlen(s) == 4 ? digits(s) : -1;
    return n >= 1900 && n <= 2100 ? n : 0;
}

/* "12", "12th" as a day of the month; 0: none. */
static int day_number(const reader *r, uint32_t i)
{
    const char *s = word(r, i);
    char *end;
    long n = strtol(s, &end, 10);
    bool ok = end != s && (!*end || wire_word_value(r->w->words, wire_murmur64(end, strlen(end)), WORDS_ORDINAL_ENDING));
    return ok && n >= 1 && n <= 31 ? (int)n : 0;
}

/* As the lexicon numbers them. */
enum unit { NO_UNIT, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_DECADE, UNIT_WEEKEND, UNIT_HOUR };

static enum unit unit_of(const reader *r, uint32_t i)
{
    const int v = value(r, i, WORDS_TIME_UNIT);
    return v < 0 || v > UNIT_HOUR ? NO_UNIT : (enum unit)v;
}

static int64_t shift(const reader *r, enum unit u, int n)
{
    switch (u) {
    case UNIT_WEEK:
        return r->today + 7 * (int64_t)n;
    case UNIT_MONTH:
    case UNIT_YEAR:
    case UNIT_DECADE: {
        int months = u == UNIT_MONTH ? n : u == UNIT_YEAR ? 12 * n : 120 * n;
        int at = r->y * 12 + r->m - 1 + months, y = at / 12, m = at % 12 + 1;
        int last = month_length(y, m);
        return wire_days_from_civil(y, m, r->d < last ? r->d : last);
    }
    case UNIT_HOUR:
        return r->today;
    default:
        return r->today + n;
    }
}

/* ------------------------------------------------------------------------------------------------ expressions */

static void add(reader *r, uint32_t first, uint32_t end, wire_time past, wire_time future)
{
    if (wire_grow(&r->list, &r->cap, r->n + 1, sizeof *r->list)) {
        r->w->out_of_memory = true;
        return;
    }
    past.span = future.span = (wire_span){r->w->tok[first].start, r->w->tok[end - 1].end};
    r->list[r->n++] = (wire_when){.first = first, .end = end, .past = past, .future = future};
}

static uint32_t put(reader *r, uint32_t first, uint32_t end, wire_time t)
{
    add(r, first, end, t, t);
    return end;
}

static bool part_of_day(const reader *r, uint32_t i)
{
    return among(r, i, WORDS_PART_OF_DAY);
}

/* Month and day, with or without a year, at i: "August 12, 2021", "12 August 2021", "August 2021". Returns the end or i. */
static uint32_t calendar(reader *r, uint32_t first, uint32_t i)
{
    int m = month_name(r, i), d = 0, y = 0;
    uint32_t at = i + 1;
    if (m) {
        if ((d = four_digit_year(word(r, at)) ? 0 : day_number(r, at)))
            at++;
    } else if ((d = day_number(r, i))) {
        at += among(r, at, WORDS_OF);
        if (!(m = month_name(r, at)))
            return i;
        at++;
    } else {
        return i;
    }
    uint32_t comma = at + (*word(r, at) == ',');
    if ((y = four_digit_year(word(r, comma))))
        at = comma + 1;
    if (y) {
        if (d && !valid_date(y, m, d))
            return i;
        return put(r, first, at, d ? day(wire_days_from_civil(y, m, d)) : month(y, m));
    }
    if (!r->dated)
        return at; /* passed over: no year can be told */
    int last = r->y - (m > r->m || (m == r->m && d > r->d)), ahead = r->y + (m < r->m || (m == r->m && d && d < r->d));
    if (d && (!valid_date(last, m, d) || !valid_date(ahead, m, d)))
        return i;
    add(r, first, at, d ? day(wire_days_from_civil(last, m, d)) : month(last, m),
        d ? day(wire_days_from_civil(ahead, m, d)) : month(ahead, m));
    return at;
}

/* "Monday", "Monday evening", "Monday, August 16". Returns the end or i. */
static uint32_t weekday_at(reader *r, uint32_t first, uint32_t i)
{
    int wd = weekday(r, i);
    if (wd < 0)
        return i;
    uint32_t at = i + 1;
    if (part_of_day(r, at))
        at++;
    uint32_t dated = at + (*word(r, at) == ',');
    if (month_name(r, dated) || (day_number(r, dated) && month_name(r, dated + 1))) {
        uint32_t end = calendar(r, first, dated);
        if (end != dated)
            return end;
    }
    if (r->dated) {
        int64_t back = ((r->today + 3) % 7 - wd + 7) % 7;
        add(r, first, at, day(r->today - back), day(r->today + (7 - back) % 7));
    }
    return at;
}

/* "last month", "this weekend", "next Tuesday", "last August". `way` -1, 0, 1. */
static uint32_t relative(reader *r, uint32_t first, uint32_t i, int way)
{
    enum unit u = unit_of(r, i);
    int wd = weekday(r, i), m = month_name(r, i);
    uint32_t end = i + 1;
    if (!r->dated)
        return u || wd >= 0 || m || part_of_day(r, i) ? end : i;
    if (part_of_day(r, i))
        return way > 0 ? i : put(r, first, end, day(r->today + (way < 0 ? -1 : 0)));
    if (wd >= 0) {
        int64_t back = ((r->today + 3) % 7 - wd + 7) % 7, ahead = (7 - back) % 7;
        return put(r, first, end, day(way < 0 ? r->today - (back ? back : 7) : way > 0 ? r->today + (ahead ? ahead : 7) : r->today - back));
    }
    if (m) {
        int past = r->y - (m >= r->m), ahead = r->y + (m <= r->m);
        return put(r, first, end, month(way < 0 ? past : way > 0 ? ahead : r->y, m));
    }
    switch (u) {
    case UNIT_DAY:
        return way ? i : put(r, first, end, day(r->today));
    case UNIT_WEEK:
        return put(r, first, end, week(r->today, way));
    case UNIT_WEEKEND:
        add(r, first, end, weekend(r->today, way < 0 && (r->today + 5) % 7 < 2 ? -1 : 0), weekend(r->today, 1));
        return end;
    case UNIT_MONTH:
        return put(r, first, end, month(r->y, r->m + way));
    case UNIT_YEAR:
        return put(r, first, end, year(r->y + way));
    default:
        return i;
    }
}

/* "three weeks ago", "a year earlier"; "over the past three weeks". */
static uint32_t counted(reader *r, uint32_t first, uint32_t i, bool past_n)
{
    int n = number(r, i);
    uint32_t at = i + 1;
    if (n == 1 && number(r, at) == 2) /* "a couple (of)" */
        n = 2, at++;
    at += among(r, at, WORDS_OF);
    enum unit u = unit_of(r, at);
    if (n < 0 || !u || !r->dated || (u == UNIT_YEAR ? n : u == UNIT_DECADE ? 10 * n : 0) >= r->y) /* before the calendar */
        return i;
    at++;
    if (past_n)
        return put(r, first, at, span_of(shift(r, u, -n), r->today, WIRE_INTERVAL));
    if (!among(r, at, WORDS_AGO))
        return i;
    int64_t then = shift(r, u, -n);
    int y, m, d;
    wire_civil_from_days(then, &y, &m, &d);
    wire_time t = u == UNIT_DAY || u == UNIT_HOUR ? day(then)
                  : u == UNIT_WEEK                ? week(then, 0)
                  : u == UNIT_MONTH               ? month(y, m)
                                                  : year(y);
    return put(r, first, at + 1, t);
}

static uint32_t iso(reader *r, uint32_t i)
{
    int64_t d;
    return wire_parse_date(word(r, i), &d) ? put(r, i, i + 1, day(d)) : i;
}

/* One expression at i; returns its end, or i where there is none. */
static uint32_t expression(reader *r, uint32_t i)
{
    uint32_t at = i, end;
    if (among(r, i, WORDS_TIME_LEAD)) {
        at = i + 1;
        at += among(r, at, WORDS_TIME_LINK);
    }
    const char *s = word(r, at);
    int way = among(r, at, WORDS_LAST) ? -1 : among(r, at, WORDS_THIS) ? 0 : among(r, at, WORDS_NEXT) ? 1 : 2;
    if (way < 2) {
        if (way < 0 && (end = counted(r, i, at + 1, true)) != at + 1)
            return end;
        end = relative(r, i, at + 1, way);
        if (end != at + 1)
            return end;
    }
    if (r->dated && among(r, at, WORDS_TODAY))
        return put(r, i, at + 1, day(r->today));
    const bool yesterday = among(r, at, WORDS_YESTERDAY);
    if (r->dated && (yesterday || among(r, at, WORDS_TOMORROW))) {
        end = at + 1 + part_of_day(r, at + 1);
        return put(r, i, end, day(r->today + (yesterday ? -1 : 1)));
    }
    if ((end = weekday_at(r, i, at)) != at || (end = calendar(r, i, at)) != at)
        return end;
    if (at == i && ((end = counted(r, i, i, false)) != i || (end = iso(r, i)) != i))
        return end;
    int y = four_digit_year(s);
    if (y && (r->w->ent[at] == ENT_DATE || (at > 0 && r->w->pos[at - 1] == POS_ADP)))
        return put(r, i, at + 1, year(y));
    size_t len = strlen(s);
    if (len == 5 && s[4] == 's' && s[3] == '0') { /* "the 1990s" */
        char decade[5] = {s[0], s[1], s[2], s[3], 0};
        y = four_digit_year(decade);
        if (y)
            return put(r, i, at + 1, span_of(wire_days_from_civil(y, 1, 1), wire_days_from_civil(y + 9, 12, 31), WIRE_INTERVAL));
    }
    return i;
}

/* ------------------------------------------------------------------------------------------------ around them */

/* "since X" has an open end; "from X to Y", "between X and Y" are one interval. */
static void join(reader *r, size_t from)
{
    for (size_t k = from; k < r->n; k++) {
        wire_when *t = &r->list[k];
        const uint32_t before = t->first > 0 ? t->first - 1 : NOBODY;
        if (wire_among(r->w, before, WORDS_SINCE)) {
            t->past.to[0] = t->future.to[0] = 0;
            t->past.precision = t->future.precision = WIRE_INTERVAL;
            t->since = true;
        }
        if (k + 1 < r->n && r->list[k + 1].first == t->end + 1 && wire_among(r->w, before, WORDS_SPAN_FROM)) {
            if (wire_among(r->w, t->end, WORDS_SPAN_TO)) {
                const wire_when *u = &r->list[k + 1];
                memcpy(t->past.to, u->past.to, sizeof t->past.to);
                memcpy(t->future.to, u->future.to, sizeof t->future.to);
                t->past.precision = t->future.precision = WIRE_INTERVAL;
                t->end = u->end;
                t->past.span.end = t->future.span.end = u->past.span.end;
                memmove(&r->list[k + 1], &r->list[k + 2], (r->n - k - 2) * sizeof *r->list);
                r->n--;
            }
        }
    }
}

/* "in recent years", "for decades": a practice, not a date. */
static uint32_t practice(reader *r, uint32_t i)
{
    if (!among(r, i, WORDS_PRACTICE_LEAD) || !among(r, i + 1, WORDS_PRACTICE_UNIT))
        return i;
    add(r, i, i + 2, (wire_time){.precision = WIRE_TIME_NONE}, (wire_time){.precision = WIRE_TIME_NONE});
    if (r->n)
        r->list[r->n - 1].habitual = true;
    return i + 2;
}

void wire_find_times(wire_work *w)
{
    reader r = {.w = w};
    r.dated = wire_parse_date(w->doc->date, &r.today);
    if (r.dated)
        wire_civil_from_days(r.today, &r.y, &r.m, &r.d);
    for (size_t s = 0; s < w->doc->n_sentences; s++) {
        const wire_sentence *sent = &w->doc->sentences[s];
        size_t from = r.n;
        if (sent->first_token == sent->token_end || wire_passed_over(w, sent->first_token))
            continue;
        r.end = sent->token_end;
        for (uint32_t i = sent->first_token; i < sent->token_end;) {
            uint32_t end = expression(&r, i);
            end = end == i ? practice(&r, i) : end;
            i = end == i ? i + 1 : end;
        }
        join(&r, from);
    }
    w->times = wire_scratch(w, r.n * sizeof *w->times);
    w->n_times = w->times ? r.n : 0;
    if (w->n_times)
        memcpy(w->times, r.list, r.n * sizeof *w->times);
    free(r.list);
}

/* The first expression that begins at the token or behind it; they stand in the order of the text. */
static size_t times_from(const wire_work *w, uint32_t token)
{
    size_t low = 0, high = w->n_times;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->times[mid].first < token)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const wire_when *wire_time_at(const wire_work *w, uint32_t token)
{
    token += wire_among(w, token, WORDS_ON);
    const size_t i = times_from(w, token);
    return i < w->n_times && w->times[i].first == token ? &w->times[i] : NULL;
}

/* Steps from the expression up to the predicate, by ways that belong to the predicate; 0: it is not its own. */
static uint32_t distance(const wire_work *w, const wire_when *t, uint32_t predicate)
{
    uint32_t best = 0;
    for (uint32_t i = t->first; i < t->end; i++) {
        uint32_t at = i, steps = 1;
        while (at != predicate && !wire_is_root(w, at)) {
            /* Another verb, or a noun's own clause, stands between: the time is that one's. */
            if (at != i && (w->pos[at] == POS_VERB || w->dep[at] == DEP_RELCL || w->dep[at] == DEP_ACL))
                break;
            at = wire_head(w, at);
            steps++;
        }
        if (at == predicate && (!best || steps < best))
            best = steps;
    }
    return best;
}

static const wire_when *nearest(const wire_work *w, uint32_t predicate)
{
    const wire_sentence *s = wire_sentence_of(w, predicate);
    const wire_when *best = NULL;
    uint32_t near = 0;
    for (size_t i = times_from(w, s->first_token); i < w->n_times && w->times[i].first < s->token_end; i++) {
        uint32_t d = distance(w, &w->times[i], predicate);
        if (d && (!best || d < near)) {
            best = &w->times[i];
            near = d;
        }
    }
    return best;
}

const wire_when *wire_time_of(const wire_work *w, uint32_t predicate)
{
    const wire_when *t = nearest(w, predicate);
    /* A verb that is coordinated with an earlier one shares its time where it has none of its own. */
    for (int i = 0; i < CONJUNCTS_MAX && !t && w->dep[predicate] == DEP_CONJ && !wire_is_root(w, predicate); i++) {
        predicate = wire_head(w, predicate);
        t = nearest(w, predicate);
    }
    return t;
}
