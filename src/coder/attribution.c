/* attribution.c - who says what: sayings, their content, and quotations that run on without a new "he said".
 *
 *   a block's quotation marks -> quotations
 *   quotation + the saying whose content it meets, else the last saying before it -> what stands in it is said there
 *   predicate -> governors that say -> speakers, innermost first
 */
#include <assert.h>
#include <string.h>

#include "coder/mentions.h"
#include "coder/predicates.h"
#include "coder/times.h"

enum { CHAIN_MAX = 24, SENTENCES_BACK = 3 };

/* ------------------------------------------------------------------------------------------------ content */

/* The word that heads what is said. Blame, praise and refusal are of something: that is their content where no clause tells more. */
static uint32_t content_head(const wire_predicate *p)
{
    static const char *const of_something[] = {"ACCUSE", "SUPPORT", "REJECT", NULL};
    uint32_t c = wire_part_of(p, WIRE_PART_C);
    for (size_t i = 0; c == NOBODY && p->frame->type && p->frame->say && of_something[i]; i++)
        if (!strcmp(p->frame->type->name, of_something[i])) {
            c = wire_part_of(p, WIRE_PART_O);
            return c != NOBODY ? c : wire_part_of(p, WIRE_PART_T);
        }
    return c;
}

wire_span wire_content_span(const wire_work *w, const wire_predicate *p)
{
    uint32_t c = content_head(p);
    if (c == NOBODY || w->tok[c].sentence != w->tok[p->token].sentence)
        return (wire_span){0, 0};
    uint32_t from = w->left[c], to = w->right[c];
    if (w->dep[p->token] != DEP_AUX && wire_below(w, p->token, c)) { /* the saying stands in its own content: leave it out at an end, keep it in the middle */
        uint32_t l = w->left[p->token], r = w->right[p->token];
        if (l - from <= to - r && l - from < 4)
            from = r;
        else if (to - r < 4)
            to = l;
    }
    while (from < to && w->pos[from] == POS_PUNCT && w->text[w->tok[from].start] != '(' && w->tok[from].end - w->tok[from].start == 1)
        from++;
    const wire_when *when = from == p->token + 1 ? wire_time_at(w, from) : NULL; /* "said Monday the war is over" */
    if (when && when->end < to)
        from = when->end;
    uint32_t mark = wire_child(w, c, DEP_MARK);
    if (from < to && mark == from && wire_among(w, from, WORDS_THAT))
        from++;
    while (to > from && w->pos[to - 1] == POS_PUNCT)
        to--;
    return from < to ? (wire_span){w->tok[from].start, w->tok[to - 1].end} : (wire_span){0, 0};
}

/* ------------------------------------------------------------------------------------------------ quotations */

static size_t mark_at(const char *s, size_t left, bool *open, bool *close)
{
    *open = *close = false;
    if (*s == '"') {
        *open = *close = true;
        return 1;
    }
    if (left >= 2 && s[0] == s[1] && (*s == '\'' || *s == '`')) { /* two of them, as agencies type it */
        *open = *close = true;
        return 2;
    }
    if (left >= 3 && !memcmp(s, "\xe2\x80\x9c", 3)) {
        *open = true;
        return 3;
    }
    if (left >= 3 && !memcmp(s, "\xe2\x80\x9d", 3)) {
        *close = true;
        return 3;
    }
    return 0;
}

static void put_quote(wire_work *w, uint32_t start, uint32_t end)
{
    if (end - start < 3)
        return;
    if (wire_grow(&w->quotes, &w->quote_cap, w->n_quotes + 1, sizeof *w->quotes)) {
        w->out_of_memory = true;
        return;
    }
    w->quotes[w->n_quotes++] = (wire_quote){{start, end}, NOBODY};
}

/* A quotation ends with its mark or with its paragraph. */
void wire_find_quotes(wire_work *w)
{
    w->n_quotes = 0;
    for (size_t b = 0; b < w->doc->n_blocks; b++) {
        const wire_block *block = &w->doc->blocks[b];
        uint32_t start = 0;
        bool in = false, open, close;
        for (uint32_t i = block->start; block->kind != WIRE_FURNITURE && i < block->end;) {
            size_t n = mark_at(w->text + i, block->end - i, &open, &close);
            if (in && close) {
                put_quote(w, start, i);
                in = false;
            } else if (!in && open) {
                start = i + (uint32_t)n;
                in = true;
            }
            i += n ? (uint32_t)n : 1;
        }
        if (in)
            put_quote(w, start, block->end);
    }
}

size_t wire_quotes_from(const wire_work *w, uint32_t start)
{
    size_t low = 0, high = w->n_quotes;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->quotes[mid].span.end <= start)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const wire_quote *wire_quote_at(const wire_work *w, uint32_t start, uint32_t end)
{
    const size_t i = wire_quotes_from(w, start);
    return i < w->n_quotes && w->quotes[i].span.start < end ? &w->quotes[i] : NULL;
}

bool wire_quoted(const wire_work *w, uint32_t token)
{
    return wire_quote_at(w, w->tok[token].start, w->tok[token].end) != NULL;
}

static bool says(const wire_predicate *p)
{
    return p->frame && p->frame->say && !p->reason && p->status != WIRE_NEGATED && (p->n_fill[WIRE_PART_S] || p->n_fill[WIRE_PART_V] || p->n_fill[WIRE_PART_B]);
}

/* The sayings of the document, in the order of the text. */
typedef struct saying {
    uint32_t number, at, sentence; /* of the predicate; where its word stands */
    wire_span content;             /* never beyond the sentence */
} saying;

static size_t list_sayings(wire_work *w, saying *out)
{
    size_t n = 0;
    for (uint32_t t = 0; t < w->n; t++) {
        const wire_predicate *p = wire_predicate_at(w, t);
        if (p && says(p))
            out[n++] = (saying){w->predicate_of[t], w->tok[t].start, w->tok[t].sentence, wire_content_span(w, p)};
    }
    return n;
}

/* The first of the sayings that stand in this sentence or behind it. */
static size_t sayings_from(const saying *list, size_t n, uint32_t sentence)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list[mid].sentence < sentence)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The first sentence that ends behind the byte; NOBODY: none. */
static uint32_t sentence_at(const wire_work *w, uint32_t byte)
{
    size_t low = 0, high = w->doc->n_sentences;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->doc->sentences[mid].end <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low < w->doc->n_sentences ? (uint32_t)low : NOBODY;
}

/* The saying that a quotation belongs to: one whose content meets it, of several the uppermost in its tree; else the last one before
 * it that is near. */
static uint32_t saying_of(const wire_work *w, const saying *list, size_t n, const wire_span q)
{
    const uint32_t here = sentence_at(w, q.start);
    if (here == NOBODY)
        return NOBODY;
    uint32_t over = NOBODY;
    size_t i = sayings_from(list, n, here);
    size_t before = i;
    for (; i < n && w->doc->sentences[list[i].sentence].start < q.end; i++) {
        const wire_span c = list[i].content;
        if (list[i].at < q.start)
            before = i + 1;
        if (c.start < q.end && q.start < c.end && !(list[i].at >= q.start && list[i].at < q.end))
            over = list[i].number < over ? list[i].number : over;
    }
    if (over != NOBODY)
        return over;
    /* Words in quotation marks inside another's sentence ("the so-called 'deal'") are no quotation of the last speaker. */
    if (q.start > w->doc->sentences[here].start + 4)
        return NOBODY;
    while (before-- > 0 && here - list[before].sentence <= SENTENCES_BACK)
        if (wire_quote_at(w, list[before].at, list[before].at + 1) == NULL)
            return list[before].number;
    return NOBODY;
}

void wire_find_speakers(wire_work *w)
{
    saying *list = wire_scratch(w, w->n_predicates * sizeof *list);
    if (w->out_of_memory)
        return;
    const size_t n = list_sayings(w, list);
    assert(w->predicates || !w->n_predicates); /* the checker takes finding one for a hint that there may be none */
    for (size_t i = 0; i < w->n_quotes; i++) {
        wire_quote *q = &w->quotes[i];
        q->saying = saying_of(w, list, n, q->span);
        wire_predicate *p = q->saying == NOBODY ? NULL : &w->predicates[q->saying];
        if (p && p->quotes_end == 0)
            p->first_quote = (uint32_t)i;
        if (p)
            p->quotes_end = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < w->n_predicates; i++) {
        wire_predicate *p = &w->predicates[i];
        const wire_quote *q = wire_quote_at(w, w->tok[p->token].start, w->tok[p->token].end);
        if (q && q->saying != NOBODY && q->saying != i)
            p->quote = q->saying;
    }
}

/* ------------------------------------------------------------------------------------------------ speakers */

uint32_t wire_saying_over(const wire_work *w, const wire_predicate *p)
{
    uint32_t g = p->governor, quote = p->quote;
    for (int i = 0; i < CHAIN_MAX && g != NOBODY; i++) {
        if (says(&w->predicates[g]))
            return g;
        quote = quote != NOBODY ? quote : w->predicates[g].quote;
        g = w->predicates[g].governor;
    }
    return quote != NOBODY && says(&w->predicates[quote]) ? quote : NOBODY;
}

/* Whose a text is: its owner, who issues it, by whom it is issued. */
static uint32_t author(wire_work *w, uint32_t t, uint32_t *by)
{
    uint32_t k = wire_owner(w, t, by);
    const uint32_t verb = w->dep[t] == DEP_DOBJ ? wire_head(w, t) : NOBODY;
    uint32_t s = k != NOBODY || verb == NOBODY ? NOBODY : wire_deep_subject(w, verb);
    for (uint32_t c = w->first[t]; c != NOBODY && k == NOBODY && s == NOBODY; c = w->next[c])
        if ((w->dep[c] == DEP_ACL || w->dep[c] == DEP_RELCL) && wire_passive(w, c))
            s = wire_deep_subject(w, c);
    if (s == NOBODY || s == t)
        return k;
    *by = s;
    return wire_party(w, s);
}

/* "The statement says": whoever spoke last, near before it. */
static const wire_predicate *speech_before(const wire_work *w, const wire_predicate *p)
{
    const uint32_t here = w->tok[p->token].sentence;
    for (uint32_t t = p->token; t-- > 0 && here - w->tok[t].sentence <= SENTENCES_BACK;) {
        const wire_predicate *q = wire_predicate_at(w, t);
        if (q && q != p && says(q) && q->n_fill[WIRE_PART_S])
            return q;
    }
    return NULL;
}

size_t wire_speakers(wire_work *w, const wire_predicate *p, uint32_t *known, uint32_t *tokens, size_t room)
{
    static const wire_part parts[] = {WIRE_PART_S, WIRE_PART_B, WIRE_PART_V};
    const uint32_t text = wire_part_of(p, WIRE_PART_V), det = text == NOBODY ? NOBODY : wire_child(w, text, DEP_DET);
    size_t n = 0;
    for (size_t i = 0; i < 3 && !n; i++) {
        const bool of_text = parts[i] == WIRE_PART_V;
        for (size_t f = 0; f < p->n_fill[parts[i]] && n < room; f++)
            for (uint32_t t = p->fill[parts[i]][f]; t != NOBODY && n < room; t = wire_conjunct(w, t)) {
                uint32_t by = t, k = of_text ? NOBODY : wire_party(w, t);
                if (k == NOBODY && (of_text || wire_noun_among(w, t, NOUN_SAY_TEXT)))
                    k = author(w, t, &by);
                if (k == NOBODY)
                    continue;
                known[n] = k;
                tokens[n++] = by;
                if (parts[i] == WIRE_PART_B)
                    return n;
            }
    }
    if (!n && det != NOBODY && wire_among(w, det, WORDS_DEFINITE)) {
        const wire_predicate *q = speech_before(w, p);
        for (size_t f = 0; q && f < q->n_fill[WIRE_PART_S] && n < room; f++) {
            known[n] = wire_party(w, q->fill[WIRE_PART_S][f]);
            tokens[n] = text;
            n += known[n] != NOBODY;
        }
    }
    return n;
}

size_t wire_said_by(wire_work *w, const wire_predicate *p, uint32_t *known, uint32_t *tokens, size_t room)
{
    size_t n = 0;
    for (int i = 0; i < CHAIN_MAX && n < room; i++) {
        uint32_t q = wire_saying_over(w, p);
        if (q == NOBODY)
            break;
        p = &w->predicates[q];
        n += wire_speakers(w, p, known + n, tokens + n, room - n);
    }
    return n;
}
