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
                if (wire_lemma_is(w, c, "have")) /* "has seized": before now */
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

/* "nine", "5,000", "1.2", "dozen"; -1: no number. A number's scale ("million") multiplies. */
static double number_word(const char *s)
{
    static const char *const small[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
                                        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", NULL};
    static const char *const tens[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", NULL};
    char digits[32];
    size_t n = 0;
    if (*s >= '0' && *s <= '9') {
        for (; *s && n + 1 < sizeof digits; s++)
            if (*s != ',')
                digits[n++] = *s;
        digits[n] = 0;
        char *end;
        double value = strtod(digits, &end);
        return *end || value > NUMBER_MAX ? -1 : value;
    }
    for (int i = 0; small[i]; i++)
        if (!strcmp(s, small[i]))
            return i;
    for (int i = 0; tens[i]; i++) {
        size_t len = strlen(tens[i]);
        if (!strncmp(s, tens[i], len)) {
            double unit = s[len] == '-' ? number_word(s + len + 1) : 0;
            return !s[len] || (unit > 0 && unit < 10) ? 20 + 10 * i + unit : -1;
        }
    }
    return -1;
}

static double scale_word(const char *s)
{
    return !strncmp(s, "dozen", 5)      ? 12
           : !strncmp(s, "hundred", 7)  ? 100
           : !strncmp(s, "thousand", 8) ? 1000
           : !strncmp(s, "million", 7)  ? 1e6
           : !strncmp(s, "billion", 7)  ? 1e9
                                        : 0;
}

bool wire_number_of(const wire_work *w, uint32_t noun, int64_t *low, int64_t *high, wire_span *span)
{
    static const char *const least[] = {"least", "more", "over", "than", "exceeding", "above", NULL};
    static const char *const most[] = {"most", "up", "fewer", "less", "under", "nearly", "almost", NULL};
    static const char *const floor_only[] = {"dozens", "hundreds", "thousands", "millions", "scores", NULL};
    double value = -1;
    bool open = false, below = false;
    uint32_t first = noun;
    const wire_mention *m = wire_mention_at(w, noun);
    const uint32_t from = m ? m->first : w->left[noun] > noun - (noun > 6 ? 6 : noun) ? w->left[noun] : noun;
    for (uint32_t i = from; i <= noun; i++) {
        const char *s = w->low[i].ptr;
        double n = w->pos[i] == POS_NUM || w->pos[i] == POS_NOUN || w->pos[i] == POS_ADJ ? number_word(s) : -1, scale = scale_word(s);
        if (i == noun && w->pos[i] != POS_NUM && scale <= 0)
            break;
        if (wire_is_any(w, i, floor_only)) {
            value = !strcmp(s, "scores") ? 20 : scale;
            open = true;
        } else if (scale > 0) {
            value = (value < 0 ? 1 : value) * scale;
            value = value < NUMBER_MAX ? value : NUMBER_MAX; /* "a million billion billion" */
        } else if (n >= 0) {
            value = n;
        } else {
            open |= wire_is_any(w, i, least);
            below |= wire_is_any(w, i, most);
            continue;
        }
        first = i < first ? i : first;
    }
    if (value < 0) { /* "dozens of soldiers": the number is the head of the phrase */
        if (w->dep[noun] != DEP_POBJ || wire_is_root(w, noun))
            return false;
        uint32_t of = wire_head(w, noun), head = wire_is(w, of, "of") ? wire_head(w, of) : NOBODY;
        if (head == NOBODY || scale_word(w->low[head].ptr) <= 0)
            return false;
        first = head;
        open = wire_is_any(w, head, floor_only);
        value = scale_word(w->low[head].ptr);
    }
    for (uint32_t i = first; i-- > 0 && first - i <= 3 && w->tok[i].sentence == w->tok[noun].sentence;) {
        open |= wire_is_any(w, i, least);
        below |= wire_is_any(w, i, most);
    }
    *low = (int64_t)value;
    *high = open && !below ? -1 : *low;
    *span = wire_words(w, first, noun + 1);
    return true;
}

static bool lemma_in(const wire_work *w, uint32_t t, const char *const *list)
{
    for (; *list; list++)
        if (wire_lemma_is(w, t, *list))
            return true;
    return false;
}

/* What is counted: by the predicate, else by the noun. */
static const char *counted_as(const wire_work *w, const wire_predicate *p, uint32_t t, wire_part part)
{
    static const char *const kill[] = {"kill", "die", "death", "perish", "execute", "murder", "execution", "killing", "massacre", "slay", "behead", "assassinate", "drown", "dead", NULL};
    static const char *const injure[] = {"wound", "injure", "hurt", "injury", "maim", NULL};
    static const char *const arrest[] = {"arrest", "detain", "jail", "imprison", "custody", "detention", "capture", "round", NULL};
    static const char *const displace[] = {"displace", "flee", "displacement", "evacuate", NULL};
    static const char *const abduct[] = {"abduct", "kidnap", "abduction", "hostage", "seize", NULL};
    const uint32_t words[] = {p->token, p->host};
    for (size_t i = 0; i < 2 && words[i] != NOBODY && part != WIRE_PART_S; i++) {
        const char *what = lemma_in(w, words[i], kill)       ? "killed"
                           : lemma_in(w, words[i], injure)   ? "injured"
                           : lemma_in(w, words[i], arrest)   ? "arrested"
                           : lemma_in(w, words[i], displace) ? "displaced"
                           : lemma_in(w, words[i], abduct)   ? "abducted"
                                                             : NULL;
        if (what)
            return what;
    }
    const char *type = p->frame->type ? p->frame->type->name : "";
    if (!strcmp(type, "PROTEST") && part == WIRE_PART_S)
        return "participants";
    if (wire_in_class(w, t, wire_lexicon_class_id(w->lexicon, "troops")) && strcmp(type, "ASSAULT"))
        return "troops";
    if (wire_in_class(w, t, wire_lexicon_class_id(w->lexicon, "vehicle")))
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
