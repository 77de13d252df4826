/* dates.c - dates as reports write them.
 *
 *   2021-08-13   2021/08/13   13.08.2021   13 August 2021   Aug. 13, 2021   13-AUG-2021   the 13th of August, 2021
 *
 * A day and a month in figures are read only where they cannot be taken for each other: 13/08/2021, not 08/07/2021. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "input/input.h"

static bool is_valid(int y, int m, int d)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 1000 || y > 2999 || m < 1 || m > 12 || d < 1)
        return false;
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    return d <= days[m - 1] + (m == 2 && leap);
}

static bool give(int y, int m, int d, char out[11])
{
    if (!is_valid(y, m, d))
        return false;
    /* the remainders tell the compiler what is_valid told us */
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A name of the list, whole or its first letters (three at least); its place from 1, or 0. */
static int named(wire_str word, const char *const *names, int n)
{
    for (int i = 0; i < n && word.len >= 3; i++)
        if (word.len <= strlen(names[i]) && !strncasecmp(word.ptr, names[i], word.len))
            return i + 1;
    return 0;
}

int wire_month(wire_str word)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    return named(word, names, 12);
}

bool wire_is_weekday(wire_str word)
{
    static const char *const names[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    return named(word, names, 7) != 0;
}

/* ------------------------------------------------------------------------------------------------ parts of a date */

/* A number of at most four figures at s[*at], and *at behind it; -1: none. */
static int number(wire_str s, size_t *at, size_t *figures)
{
    int v = 0;
    size_t i = *at;
    while (i < s.len && is_digit(s.ptr[i]) && i - *at < 5)
        v = v * 10 + (s.ptr[i++] - '0');
    *figures = i - *at;
    if (!*figures || *figures > 4)
        return -1;
    *at = i;
    return v;
}

static wire_str letters(wire_str s, size_t *at)
{
    size_t from = *at;
    while (*at < s.len && is_letter(s.ptr[*at]))
        ++*at;
    return (wire_str){s.ptr + from, *at - from};
}

/* Over at most four of these characters. */
static void skip(wire_str s, size_t *at, const char *any)
{
    for (int i = 0; i < 4 && *at < s.len && s.ptr[*at] && strchr(any, s.ptr[*at]); i++)
        ++*at;
}

static int year(wire_str s, size_t *at)
{
    size_t figures;
    int y = number(s, at, &figures);
    return figures == 4 && (*at == s.len || !is_letter(s.ptr[*at])) ? y : -1;
}

/* "August 13, 2021", from the month's name on. */
static bool month_first(wire_str s, size_t *at, char out[11])
{
    size_t figures;
    int m = wire_month(letters(s, at));
    if (!m)
        return false;
    skip(s, at, ". ");
    int d = number(s, at, &figures);
    if (figures > 2)
        return false;
    if (d < 0 || (*at < s.len && is_letter(s.ptr[*at]) && letters(s, at).len != 2)) /* "13th" */
        return false;
    skip(s, at, ", ");
    return give(year(s, at), m, d, out);
}

/* "13 August 2021", "13th of August, 2021", "13-AUG-2021", from the day's number, already read, on. */
static bool day_first(wire_str s, size_t *at, int d, char out[11])
{
    if (*at < s.len && is_letter(s.ptr[*at])) {
        size_t suffix = *at;
        if (letters(s, at).len != 2)
            *at = suffix; /* "13Aug2021" */
    }
    skip(s, at, "-. ");
    if (s.len - *at > 3 && !strncasecmp(s.ptr + *at, "of ", 3))
        *at += 3;
    int m = wire_month(letters(s, at));
    skip(s, at, "-., ");
    return m && give(year(s, at), m, d, out);
}

/* At a number: figures alone, or a day and the month's name. */
static bool number_first(wire_str s, size_t *at, char out[11])
{
    size_t n1, n2, n3, named_at;
    int a = number(s, at, &n1);
    named_at = *at;
    if (a < 0)
        return false;
    if (*at + 1 < s.len && strchr("-/.", s.ptr[*at]) && is_digit(s.ptr[*at + 1])) {
        char by = s.ptr[(*at)++];
        int b = number(s, at, &n2);
        if (b < 0 || *at >= s.len || s.ptr[*at] != by)
            return false;
        ++*at;
        int c = number(s, at, &n3);
        if (c < 0 || n2 > 2 || (*at < s.len && is_digit(s.ptr[*at])))
            return false;
        if (n1 == 4 && n3 <= 2)
            return give(a, b, c, out);
        if (n3 != 4 || n1 > 2)
            return false;
        if (by == '.' || a > 12 || a == b)
            return give(c, b, a, out);
        return b > 12 && give(c, a, b, out);
    }
    *at = named_at;
    return n1 <= 2 && day_first(s, at, a, out);
}

bool wire_date_find(wire_str s, char out[11], size_t *start, size_t *end)
{
    for (size_t i = 0; i < s.len; i++) {
        bool digit = is_digit(s.ptr[i]);
        if (!digit && !is_letter(s.ptr[i]))
            continue;
        size_t at = i;
        if (digit ? number_first(s, &at, out) : month_first(s, &at, out)) {
            *start = i;
            *end = at;
            return true;
        }
        while (i + 1 < s.len && (is_digit(s.ptr[i + 1]) || is_letter(s.ptr[i + 1])))
            i++;
    }
    return false;
}

bool wire_date_field(wire_str s, char out[11])
{
    char found[11];
    size_t start, end;
    s = wire_trim(s);
    if (!wire_date_find(s, found, &start, &end) || start)
        return false;
    if (end < s.len && !memchr(" Tt,", s.ptr[end], 4))
        return false;
    /* Figures in one order only: a table that writes 13/08/2021 here will write 08/07/2021 there. */
    bool iso = end == 10 && s.ptr[4] == '-' && s.ptr[7] == '-', month_named = false;
    for (size_t i = 0; i < end; i++)
        month_named |= is_letter(s.ptr[i]);
    if (!iso && !month_named)
        return false;
    memcpy(out, found, sizeof found);
    return true;
}
