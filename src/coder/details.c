#include "coder/details.h"

#include <stdlib.h>
#include <string.h>

#include "coder/mentions.h"
#include "coder/times.h"

/* ------------------------------------------------------------------------------------------------ times */

/* Whether the clause is in the present tense: its verb or first auxiliary is. A participle or infinitive below follows the verb above. */
static bool present(const wire_work *w, uint32_t v)
{
    for (int i = 0; i < 6 && v != NOBODY; i++) {
        bool aux = false;
        for (uint32_t c = w->first[v]; c != NOBODY; c = w->next[c])
            if (w->dep[c] == DEP_AUX || w->dep[c] == DEP_AUXPASS) {
                if (wire_lemma_among(w, c, WORDS_PERFECT_AUXILIARY)) /* "has seized": before now */
                    return false;
                if (w->tag[c] == TAG_VBZ || w->tag[c] == TAG_VBP)
                    return true;
                if (w->tag[c] == TAG_VBD || w->tag[c] == TAG_MD)
                    return false;
                aux |= w->tag[c] == TAG_MD;
            }
        if (w->tag[v] == TAG_VBZ || w->tag[v] == TAG_VBP)
            return true;
        if (w->tag[v] == TAG_VBD || aux || wire_is_root(w, v))
            return false;
        switch (w->dep[v]) {
        case DEP_CONJ:
        case DEP_XCOMP:
        case DEP_ADVCL:
        case DEP_CCOMP:
            v = wire_head(w, v);
            break;
        default:
            return false;
        }
    }
    return false;
}

enum { SAYING_STEPS = 3 /* words that a saying's day may stand above it */ };

/* The verb that a noun's deed is told with: "killed in an airstrike". */
static uint32_t verb_above(const wire_work *w, uint32_t t)
{
    for (int i = 0; i < 4 && !wire_is_root(w, t); i++) {
        t = wire_head(w, t);
        if (w->pos[t] == POS_VERB || w->pos[t] == POS_AUX)
            return t;
    }
    return NOBODY;
}

/* Whether the verb only tells of its noun's deed, and has no deed of its own. */
static bool tells_of_noun(const wire_work *w, uint32_t verb)
{
    const wire_predicate *q = wire_predicate_at(w, verb);
    return !q || !q->frame || q->frame->result == WIRE_RESULT_CONTENT || q->frame->result == WIRE_RESULT_LIGHT || q->frame->result == WIRE_RESULT_NONE;
}

bool wire_is_now(const wire_work *w, const wire_predicate *p)
{
    const uint32_t verb = wire_clause_verb(w, p);
    return p->frame->say || w->dep[p->token] == DEP_AUX || present(w, verb != NOBODY ? verb : verb_above(w, p->token));
}

wire_time wire_when_of(const wire_work *w, const wire_predicate *p, bool by_report)
{
    const wire_when *t = wire_time_of(w, p->token);
    if (!t && p->host != NOBODY)
        t = wire_time_of(w, p->host);
    if (!t && p->frame && p->frame->say)
        t = wire_time_at(w, p->token + 1);
    for (uint32_t v = p->token, i = 0; !t && p->frame && p->frame->say && i < SAYING_STEPS && !wire_is_root(w, v); i++) {
        const uint8_t d = w->dep[v]; /* "on Friday issued a statement saying", "met her on Friday and said" */
        if (d != DEP_ACL && d != DEP_ADVCL && d != DEP_CONJ && d != DEP_DOBJ && d != DEP_XCOMP)
            break;
        v = wire_head(w, v);
        t = w->pos[v] == POS_VERB ? wire_time_of(w, v) : NULL;
    }
    const uint32_t verb = wire_clause_verb(w, p), above = verb != NOBODY ? verb : verb_above(w, p->token);
    if (!t && verb == NOBODY && above != NOBODY && tells_of_noun(w, above)) /* "completed its takeover this weekend" */
        t = wire_time_of(w, above);
    const uint32_t saying = wire_saying_over(w, p);
    if (!t && saying != NOBODY && (present(w, above) || (p->frame && p->frame->say))) { /* now is when it was said */
        t = wire_time_of(w, w->predicates[saying].token);
        t = t ? t : wire_time_at(w, w->predicates[saying].token + 1);
    }
    if (t && !t->habitual)
        return p->status == WIRE_PLANNED || p->status == WIRE_REQUESTED || p->status == WIRE_CONDITIONAL || p->status == WIRE_POSSIBLE ? t->future : t->past;
    wire_time none = {.precision = WIRE_TIME_NONE};
    if (p->status != WIRE_ACTUAL || !*w->doc->date)
        return none;
    if (by_report)
        none.precision = WIRE_BY_REPORT;
    if (present(w, above) && (saying == NOBODY || present(w, w->predicates[saying].token))) {
        none.precision = WIRE_DAY;
        memcpy(none.from, w->doc->date, sizeof none.from);
    }
    if (none.precision != WIRE_TIME_NONE)
        memcpy(none.to, w->doc->date, sizeof none.to);
    return none;
}

/* ------------------------------------------------------------------------------------------------ counts */

#define NUMBER_MAX 1e12

static const uint32_t *value(const wire_work *w, const char *s, size_t len, enum wire_words set)
{
    return wire_word_value(w->words, wire_murmur64(s, len), set);
}

/* "nine", "5,000", "1.2"; -1: no number. A number's scale ("million") multiplies. */
static double number_word(const wire_work *w, const char *s)
{
    char digits[32];
    size_t n = 0;
    if (*s >= '0' && *s <= '9') {
        for (; *s && n + 1 < sizeof digits; s++)
            if (*s != ',')
                digits[n++] = *s;
        digits[n] = 0;
        char *end;
        double number = strtod(digits, &end);
        return *end || number > NUMBER_MAX ? -1 : number;
    }
    const uint32_t *small = value(w, s, strlen(s), WORDS_NUMERAL);
    if (small)
        return *small;
    const size_t len = strcspn(s, "-");
    const uint32_t *tens = value(w, s, len, WORDS_TENS);
    const double unit = tens && s[len] ? number_word(w, s + len + 1) : 0;
    return tens && (!s[len] || (unit > 0 && unit < 10)) ? *tens + unit : -1;
}

static double scale_word(const wire_work *w, uint32_t t)
{
    const uint32_t *scale = wire_among(w, t, WORDS_SCALE) ? value(w, w->low[t].ptr, w->low[t].len, WORDS_SCALE) : NULL;
    return scale ? *scale : 0;
}

/* "dozens" and more; 0: it is none. */
static double open_number(const wire_work *w, uint32_t t)
{
    const uint32_t *least = wire_among(w, t, WORDS_OPEN_NUMBER) ? value(w, w->low[t].ptr, w->low[t].len, WORDS_OPEN_NUMBER) : NULL;
    return least ? *least : 0;
}

bool wire_number_of(const wire_work *w, uint32_t noun, int64_t *low, int64_t *high, wire_span *span)
{
    double number = -1;
    bool open = false, below = false;
    uint32_t first = noun;
    const wire_mention *m = wire_mention_at(w, noun);
    const uint32_t from = m ? m->first : w->left[noun] > noun - (noun > 6 ? 6 : noun) ? w->left[noun] : noun;
    for (uint32_t i = from; i <= noun; i++) {
        const double n = w->pos[i] == POS_NUM || w->pos[i] == POS_NOUN || w->pos[i] == POS_ADJ ? number_word(w, w->low[i].ptr) : -1;
        const double scale = scale_word(w, i), least = open_number(w, i);
        if (i == noun && w->pos[i] != POS_NUM && scale <= 0)
            break;
        if (least > 0) {
            number = least;
            open = true;
        } else if (scale > 0) {
            number = (number < 0 ? 1 : number) * scale;
            number = number < NUMBER_MAX ? number : NUMBER_MAX; /* "a million billion billion" */
        } else if (n >= 0) {
            number = n;
        } else {
            open |= wire_among(w, i, WORDS_AT_LEAST);
            below |= wire_among(w, i, WORDS_AT_MOST);
            continue;
        }
        first = i < first ? i : first;
    }
    if (number < 0) { /* "dozens of soldiers": the number is the head of the phrase */
        if (w->dep[noun] != DEP_POBJ || wire_is_root(w, noun))
            return false;
        uint32_t of = wire_head(w, noun), head = wire_among(w, of, WORDS_OF) ? wire_head(w, of) : NOBODY;
        if (head == NOBODY || scale_word(w, head) <= 0)
            return false;
        first = head;
        open = open_number(w, head) > 0;
        number = scale_word(w, head);
    }
    for (uint32_t i = first; i-- > 0 && first - i <= 3 && w->tok[i].sentence == w->tok[noun].sentence;) {
        open |= wire_among(w, i, WORDS_AT_LEAST);
        below |= wire_among(w, i, WORDS_AT_MOST);
    }
    *low = (int64_t)number;
    *high = open && !below ? -1 : *low;
    *span = wire_words(w, first, noun + 1);
    return true;
}

/* What is counted: by the predicate, else by the noun. */
static const char *counted_as(const wire_work *w, const wire_predicate *p, uint32_t t, wire_part part)
{
    const uint32_t words[] = {p->token, p->host};
    for (size_t i = 0; i < 2 && words[i] != NOBODY && part != WIRE_PART_S; i++) {
        const char *what = wire_lemma_among(w, words[i], WORDS_KILLED)      ? "killed"
                           : wire_lemma_among(w, words[i], WORDS_INJURED)   ? "injured"
                           : wire_lemma_among(w, words[i], WORDS_ARRESTED)  ? "arrested"
                           : wire_lemma_among(w, words[i], WORDS_DISPLACED) ? "displaced"
                           : wire_lemma_among(w, words[i], WORDS_ABDUCTED)  ? "abducted"
                                                                            : NULL;
        if (what)
            return what;
    }
    const char *type = p->frame->type ? p->frame->type->name : "";
    if (!strcmp(type, "PROTEST") && part == WIRE_PART_S)
        return "participants";
    if (wire_noun_among(w, t, NOUN_TROOPS) && strcmp(type, "ASSAULT"))
        return "troops";
    if (wire_noun_among(w, t, NOUN_VEHICLE))
        return "vehicles";
    return NULL;
}

wire_range wire_put_counts(wire_work *w, const wire_predicate *p)
{
    static const wire_part parts[] = {WIRE_PART_M, WIRE_PART_T, WIRE_PART_O, WIRE_PART_S};
    wire_range r = {(uint32_t)w->doc->n_counts, 0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t f = 0; f < p->n_fill[parts[i]]; f++) {
            uint32_t t = p->fill[parts[i]][f];
            for (int steps = 0; steps < 12 && t != NOBODY; steps++, t = wire_conjunct(w, t)) {
                wire_count c = {.what = counted_as(w, p, t, parts[i])};
                if (!c.what || !wire_number_of(w, t, &c.low, &c.high, &c.span))
                    continue;
                wire_count *last = r.count ? &w->doc->counts[w->doc->n_counts - 1] : NULL;
                if (last && steps && last->what == c.what) { /* "one soldier and two drivers" */
                    last->low += c.low;
                    last->high = last->high < 0 || c.high < 0 ? -1 : last->high + c.high;
                    last->span.end = c.span.end;
                    continue;
                }
                if (wire_grow(&w->doc->counts, &w->doc->count_cap, w->doc->n_counts + 1, sizeof c)) {
                    w->out_of_memory = true;
                    return r;
                }
                w->doc->counts[w->doc->n_counts++] = c;
                r.count++;
            }
        }
    return r;
}
