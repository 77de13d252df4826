#include "output/people.h"

#include <stdio.h>
#include <string.h>

const char *const wire_time_names[] = {"none", "day", "interval", "month", "year", "by_report"};
const char *const wire_place_names[] = {"none", "country", "region", "city", "site"};
const char *const wire_kind_names[] = {"event", "statement", "state"};

/* ------------------------------------------------------------------------------------------------ time */

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

typedef struct date {
    int year, month, day;
} date;

static bool read_date(const char *s, date *d)
{
    return strlen(s) == 10 && sscanf(s, "%4d-%2d-%2d", &d->year, &d->month, &d->day) == 3 && d->month >= 1 && d->month <= 12;
}

/* Sakamoto's method; 0 is Sunday. */
static int weekday_of(date d)
{
    static const int offset[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int y = d.year - (d.month < 3);
    return (y + y / 4 - y / 100 + y / 400 + offset[d.month - 1] + d.day) % 7;
}

void wire_say_date(char out[WIRE_WHEN_ROOM], const char *day, bool weekday)
{
    date d;
    if (!read_date(day, &d))
        snprintf(out, WIRE_WHEN_ROOM, "%s", day);
    else
        snprintf(out, WIRE_WHEN_ROOM, "%s%s%d %s %d", weekday ? weekdays[weekday_of(d)] : "", weekday ? " " : "", d.day,
                 months[d.month - 1], d.year);
}

void wire_say_interval(char out[WIRE_WHEN_ROOM], const char *from, const char *to, bool weekday)
{
    char first[WIRE_WHEN_ROOM] = "", last[WIRE_WHEN_ROOM] = "";
    date a, b;
    if (!strcmp(from, to) || !*from || !*to) {
        wire_say_date(last, *from ? from : to, weekday && *from && *to);
        snprintf(out, WIRE_WHEN_ROOM, "%s%.50s", *from && *to ? "" : *from ? "since " : *to ? "until " : "", last);
        return;
    }
    wire_say_date(last, to, false);
    if (!read_date(from, &a) || !read_date(to, &b) || a.year != b.year) {
        wire_say_date(first, from, false);
        snprintf(out, WIRE_WHEN_ROOM, "%.28s – %.28s", first, last);
    } else if (a.month != b.month) {
        snprintf(out, WIRE_WHEN_ROOM, "%d %s – %.28s", a.day, months[a.month - 1], last);
    } else {
        snprintf(out, WIRE_WHEN_ROOM, "%d–%.28s", a.day, last);
    }
}

void wire_say_time(char out[WIRE_WHEN_ROOM], const wire_time *t, const char *report_date, bool weekday)
{
    char day[WIRE_WHEN_ROOM];
    date d;
    const char *known = *t->from ? t->from : t->to;
    switch (t->precision) {
    case WIRE_MONTH:
    case WIRE_YEAR:
        if (!read_date(known, &d))
            snprintf(out, WIRE_WHEN_ROOM, "%s", known);
        else if (t->precision == WIRE_YEAR)
            snprintf(out, WIRE_WHEN_ROOM, "%d", d.year);
        else
            snprintf(out, WIRE_WHEN_ROOM, "%s %d", months[d.month - 1], d.year);
        return;
    case WIRE_DAY:
    case WIRE_INTERVAL:
        wire_say_interval(out, t->from, t->to, weekday);
        return;
    case WIRE_TIME_NONE:
    case WIRE_BY_REPORT:
        break;
    }
    known = t->precision == WIRE_BY_REPORT && *t->to ? t->to : report_date;
    wire_say_date(day, known, weekday);
    snprintf(out, WIRE_WHEN_ROOM, "%s%.50s", *known ? "by " : "", day);
}

/* ------------------------------------------------------------------------------------------------ actors, places, counts */

wire_str wire_actor_words(const wire_doc *doc, const wire_actor *a)
{
    if (*a->name || a->span.start >= a->span.end)
        return (wire_str){a->name, strlen(a->name)};
    return (wire_str){wire_doc_text(doc).ptr + a->span.start, a->span.end - a->span.start};
}

void wire_page_actors(wire_page *p, const char *ink, const wire_doc *doc, wire_range actors)
{
    size_t n;
    const wire_actor *a = wire_doc_actors(doc, &n);
    for (uint32_t i = 0; i < actors.count; i++) {
        wire_str name = wire_actor_words(doc, &a[actors.first + i]);
        if (i)
            wire_page_text(p, "", i + 1 < actors.count ? ", " : " and ");
        wire_page_words(p, ink, name.ptr, name.len);
    }
}

void wire_page_places(wire_page *p, const char *ink, const wire_doc *doc, wire_range places)
{
    size_t n;
    const wire_place *w = wire_doc_places(doc, &n);
    for (uint32_t i = 0; i < places.count; i++) {
        wire_page_text(p, ink, i ? "; " : "");
        wire_page_text(p, ink, w[places.first + i].name);
        if (*w[places.first + i].country && w[places.first + i].precision != WIRE_PLACE_COUNTRY) {
            wire_page_text(p, ink, ", ");
            wire_page_text(p, ink, w[places.first + i].country);
        }
    }
}

/* 12345 as 12,345. */
static void say_number(char out[32], int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = 0;
}

void wire_page_count(wire_page *p, const char *ink, const wire_count *c)
{
    char low[32], high[32], text[100];
    say_number(low, c->low < 0 ? 0 : c->low);
    say_number(high, c->high < 0 ? 0 : c->high);
    if (c->low == c->high)
        snprintf(text, sizeof text, "%s ", low);
    else if (c->high < 0)
        snprintf(text, sizeof text, "%s or more ", low);
    else if (c->low < 0)
        snprintf(text, sizeof text, "up to %s ", high);
    else
        snprintf(text, sizeof text, "%s–%s ", low, high);
    wire_page_text(p, ink, text);
    wire_page_text(p, ink, c->what);
}

void wire_page_type(wire_page *p, const wire_record *r)
{
    static const char *const ink_of_quad[] = {"", WIRE_GREEN, WIRE_CYAN, WIRE_YELLOW, WIRE_RED};
    const char *ink = r->quad >= 0 && r->quad <= 4 ? ink_of_quad[r->quad] : "";
    char text[120];
    int n = snprintf(text, sizeof text, "%s%s%s", r->type, *r->mode ? "/" : "", r->mode);
    wire_page_piece(p, ink, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

void wire_put_reference(wire_buffer *b, const wire_doc *doc, uint32_t sentence)
{
    wire_puts(b, wire_doc_outlet(doc));
    wire_puts(b, *wire_doc_outlet(doc) ? "/" : "");
    wire_puts(b, wire_doc_id(doc));
    wire_puts(b, ":");
    wire_put_number(b, (int64_t)sentence + 1);
}
