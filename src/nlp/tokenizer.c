#include "nlp/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps that one match may take; on plain words a few hundred are taken. A text that needs more does not match. */
enum { MATCH_LIMIT = 2000000, JIT_STACK = 1 << 20 };

int wire_tokenizer_init(wire_tokenizer *t, const wire_pipeline *p, wire_vocab *vocab)
{
    *t = (wire_tokenizer){.p = p, .vocab = vocab};
    t->match = pcre2_match_data_create(1, NULL);
    t->context = pcre2_match_context_create(NULL);
    t->jit_stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, NULL);
    if (!t->match || !t->context) {
        wire_tokenizer_free(t);
        return WIRE_ENOMEM;
    }
    pcre2_set_match_limit(t->context, MATCH_LIMIT);
    if (t->jit_stack)
        pcre2_jit_stack_assign(t->context, NULL, t->jit_stack);
    return 0;
}

void wire_tokenizer_free(wire_tokenizer *t)
{
    pcre2_match_data_free(t->match);
    pcre2_match_context_free(t->context);
    pcre2_jit_stack_free(t->jit_stack);
    wire_map_free(&t->chunks);
    free(t->ends);
    free(t->pieces);
    free(t->suffixes);
    free(t->toks);
    free(t->merged);
    *t = (wire_tokenizer){0};
}

void wire_tokenizer_clear(wire_tokenizer *t)
{
    wire_map_clear(&t->chunks);
    t->n_chunks = t->n_pieces = 0;
}

/* Search from byte `at`; false where there is no match. */
static bool search(wire_tokenizer *t, const wire_regex *r, const char *s, size_t len, size_t at, size_t *from, size_t *to)
{
    if (!r->code)
        return false;
    int rc = pcre2_match(r->code, (PCRE2_SPTR)s, len, at, PCRE2_NO_UTF_CHECK, t->match, t->context);
    if (rc < 0)
        return false;
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(t->match);
    *from = v[0];
    *to = v[1];
    return true;
}

/* Python's re.match: at the start alone. The URL patterns are anchored by themselves; this holds for any. */
static bool matches(wire_tokenizer *t, const wire_regex *r, const char *s, size_t len)
{
    size_t from, to;
    return search(t, r, s, len, 0, &from, &to) && from == 0;
}

static size_t affix(wire_tokenizer *t, const wire_regex *r, const char *s, size_t len)
{
    size_t from, to;
    return search(t, r, s, len, 0, &from, &to) ? to - from : 0;
}

static const wire_special *special_of(const wire_pipeline *p, const char *s, size_t len)
{
    uint64_t at;
    return len && wire_table_get(&p->specials, wire_murmur64(s, len), &at) ? &p->special[at] : NULL;
}

static int put_piece(wire_tokenizer *t, const char *s, size_t len, uint64_t norm)
{
    int64_t lex = wire_vocab_get(t->vocab, s, len, wire_murmur64(s, len), norm);
    if (lex < 0 || wire_grow(&t->pieces, &t->piece_cap, t->n_pieces + 1, sizeof *t->pieces))
        return WIRE_ENOMEM;
    t->pieces[t->n_pieces++] = (wire_chunk_piece){(uint32_t)lex, (uint32_t)len};
    return 0;
}

/* At least `n` bytes, up to the end of a character: a damaged table, or a pattern that is not anchored where spaCy's are, may ask
 * for a part of one. */
static size_t whole(const char *s, size_t n, size_t len)
{
    while (n < len && ((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static int put_special(wire_tokenizer *t, const wire_special *x, const char *s, size_t len)
{
    int rc = 0;
    size_t at = 0;
    for (uint32_t i = 0; i < x->n && !rc; i++) {
        const wire_special_token *tok = &t->p->special_toks[x->first + i];
        size_t n = whole(s + at, tok->len <= len - at ? tok->len : len - at, len - at);
        rc = put_piece(t, s + at, n, tok->norm);
        at += n;
    }
    return rc;
}

/* The core of a chunk, its affixes taken off. */
static int put_core(wire_tokenizer *t, const char *s, size_t len, bool specials)
{
    const wire_special *x = specials ? special_of(t->p, s, len) : NULL;
    if (x)
        return put_special(t, x, s, len);
    if (matches(t, &t->p->token_match, s, len) || matches(t, &t->p->url, s, len))
        return put_piece(t, s, len, 0);
    int rc = 0;
    size_t start = 0, at = 0, from, to;
    while (!rc && at <= len && search(t, &t->p->infix, s, len, at, &from, &to)) {
        at = to > from ? to : to + 1;
        while (at < len && ((unsigned char)s[at] & 0xc0) == 0x80)
            at++;
        if (from == 0) /* an infix cannot begin a token */
            continue;
        if (from != start)
            rc = put_piece(t, s + start, from - start, 0);
        if (!rc && from != to)
            rc = put_piece(t, s + from, to - from, 0);
        start = to;
    }
    return !rc && start < len ? put_piece(t, s + start, len - start, 0) : rc;
}

/* Take prefixes and suffixes off until neither is left or a special case is; prefixes go out at once, suffixes wait. */
static int put_chunk(wire_tokenizer *t, const char *s, size_t len, bool specials)
{
    const wire_pipeline *p = t->p;
    size_t n_suffixes = 0, before = SIZE_MAX;
    int rc = 0;
    while (len && len != before && !rc) {
        if (matches(t, &p->token_match, s, len) || (specials && special_of(p, s, len)))
            break;
        before = len;
        size_t pre = whole(s, affix(t, &p->prefix, s, len), len);
        if (pre && pre < len && specials && special_of(p, s + pre, len - pre)) {
            rc = put_piece(t, s, pre, 0);
            s += pre;
            len -= pre;
            break;
        }
        size_t suf = affix(t, &p->suffix, s + pre, len - pre);
        suf = suf ? len - whole(s, len - suf, len) : 0;
        bool stop = suf && suf < len && specials && special_of(p, s, len - suf);
        bool take_prefix = pre && !stop, take_suffix = suf && (stop || !pre || pre + suf <= len);
        if (take_suffix) {
            if (wire_grow(&t->suffixes, &t->suffix_cap, n_suffixes + 1, sizeof *t->suffixes))
                return WIRE_ENOMEM;
            int64_t lex = wire_vocab_get(t->vocab, s + len - suf, suf, wire_murmur64(s + len - suf, suf), 0);
            if (lex < 0)
                return WIRE_ENOMEM;
            t->suffixes[n_suffixes++] = (wire_chunk_piece){(uint32_t)lex, (uint32_t)suf};
            len -= suf;
        }
        if (take_prefix) {
            rc = put_piece(t, s, pre, 0);
            s += pre;
            len -= pre;
        }
        if (stop)
            break;
    }
    if (!rc && len)
        rc = put_core(t, s, len, specials);
    while (!rc && n_suffixes) {
        rc = wire_grow(&t->pieces, &t->piece_cap, t->n_pieces + 1, sizeof *t->pieces);
        if (!rc)
            t->pieces[t->n_pieces++] = t->suffixes[--n_suffixes];
    }
    return rc;
}

/* The pieces of a chunk: remembered, or made. On failure nothing is remembered. */
static int chunk(wire_tokenizer *t, const char *s, size_t len, bool specials, uint32_t *first, uint32_t *end)
{
    uint64_t hash = wire_murmur64(s, len);
    hash = hash ? hash : 1;
    uint32_t *known = specials ? wire_map_get(&t->chunks, hash) : NULL;
    if (known) {
        *first = *known ? t->ends[*known - 1] : 0;
        *end = t->ends[*known];
        return 0;
    }
    size_t from = t->n_pieces;
    const wire_special *x = specials ? special_of(t->p, s, len) : NULL;
    int rc = x ? put_special(t, x, s, len) : put_chunk(t, s, len, specials);
    if (!rc)
        rc = wire_grow(&t->ends, &t->chunk_cap, t->n_chunks + 1, sizeof *t->ends);
    if (!rc && specials)
        rc = wire_map_put(&t->chunks, hash, (uint32_t)t->n_chunks);
    if (rc) {
        t->n_pieces = from;
        return rc;
    }
    t->ends[t->n_chunks++] = (uint32_t)t->n_pieces;
    *first = (uint32_t)from;
    *end = (uint32_t)t->n_pieces;
    return 0;
}

static int put_toks(wire_tokenizer *t, const char *text, size_t start, size_t end, bool specials)
{
    while (start < end) {
        size_t cut = end;
        if (end - start > WIRE_CHUNK_MAX)
            cut = wire_utf8_back(text, start + WIRE_CHUNK_MAX);
        uint32_t first, last;
        int rc = chunk(t, text + start, cut - start, specials, &first, &last);
        if (!rc)
            rc = wire_grow(&t->toks, &t->cap, t->n + (last - first), sizeof *t->toks);
        if (rc)
            return rc;
        for (uint32_t i = first; i < last; i++) {
            t->toks[t->n++] = (wire_tok){t->pieces[i].lex, (uint32_t)start, t->pieces[i].len, false};
            start += t->pieces[i].len;
        }
        start = cut;
    }
    return 0;
}

/* Alternate runs of white space and of other characters; a run that is one space is the mark of the token before it. */
static int split(wire_tokenizer *t, const char *text, size_t len, bool specials)
{
    t->n = 0;
    size_t start = 0, i = 0, peek = 0;
    bool in_space = len && wire_is_space(wire_utf8_next(text, &peek));
    uint32_t c = 0;
    while (i < len) {
        size_t at = i;
        c = wire_utf8_next(text, &i);
        bool space = wire_is_space(c);
        if (space == in_space)
            continue;
        if (start < at) {
            int rc = put_toks(t, text, start, at, specials);
            if (rc)
                return rc;
        }
        start = at;
        if (c == ' ') {
            if (t->n)
                t->toks[t->n - 1].spacy = true;
            start = i;
        }
        in_space = space;
    }
    if (start < len) {
        int rc = put_toks(t, text, start, len, specials);
        if (rc)
            return rc;
        if (t->n)
            t->toks[t->n - 1].spacy = c == ' ' && !in_space;
    }
    return 0;
}

/* ------------------------------------------------------------------------------- special cases that span tokens */

typedef struct match {
    uint32_t start, end;
} match;

/* Longer before shorter, earlier before later. */
static int by_length(const void *a, const void *b)
{
    const match *x = a, *y = b;
    uint32_t lx = x->end - x->start, ly = y->end - y->start;
    return lx != ly ? (lx < ly) - (lx > ly) : (x->start > y->start) - (x->start < y->start);
}

static int by_start(const void *a, const void *b)
{
    const match *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static int find_phrases(wire_tokenizer *t, match **found, size_t *n)
{
    size_t cap = 0;
    const wire_lexeme *lex = t->vocab->items;
    for (size_t i = 0; i < t->n; i++) {
        if (!lex[t->toks[i].lex].starts_phrase)
            continue;
        uint64_t at;
        if (!wire_table_get(&t->p->phrases, lex[t->toks[i].lex].ids[WIRE_ORTH], &at))
            continue;
        for (; at < t->p->n_phrase && t->p->phrase[at].n; at++) {
            const wire_special *ph = &t->p->phrase[at];
            uint32_t k = 0;
            while (k < ph->n && i + k < t->n && lex[t->toks[i + k].lex].ids[WIRE_ORTH] == t->p->phrase_toks[ph->first + k])
                k++;
            if (k < ph->n)
                continue;
            if (wire_grow(found, &cap, *n + 1, sizeof **found))
                return WIRE_ENOMEM;
            (*found)[(*n)++] = (match){(uint32_t)i, (uint32_t)i + k};
        }
    }
    return 0;
}

/* Keep the longest; drop what overlaps a kept or dropped one at its ends, as spaCy does. */
static int keep_longest(wire_tokenizer *t, match *found, size_t *n)
{
    unsigned char *seen = calloc(t->n, 1);
    if (!seen)
        return WIRE_ENOMEM;
    qsort(found, *n, sizeof *found, by_length);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        match m = found[i];
        bool take = !seen[m.start] && !seen[m.end - 1];
        memset(seen + m.start, 1, m.end - m.start);
        if (take)
            found[kept++] = m;
    }
    free(seen);
    *n = kept;
    qsort(found, kept, sizeof *found, by_start);
    return 0;
}

static int apply_phrases(wire_tokenizer *t, const char *text)
{
    match *found = NULL;
    size_t n = 0;
    int rc = find_phrases(t, &found, &n);
    if (!rc && n)
        rc = keep_longest(t, found, &n);
    if (rc || !n) {
        free(found);
        return rc;
    }
    size_t out = 0, from = t->n_pieces, next = 0;
    for (size_t i = 0; i < t->n && !rc;) {
        const wire_special *x = NULL;
        match m = {0};
        if (next < n && found[next].start == i) {
            m = found[next++];
            const wire_tok *last = &t->toks[m.end - 1];
            x = special_of(t->p, text + t->toks[i].start, last->start + last->len - t->toks[i].start);
        }
        uint32_t count = x ? x->n : 1;
        rc = wire_grow(&t->merged, &t->merged_cap, out + count, sizeof *t->merged);
        if (rc)
            break;
        if (!x) {
            t->merged[out++] = t->toks[i++];
            continue;
        }
        /* The special's own tokens, where the others stood; they follow each other without spaces. */
        const wire_tok *last = &t->toks[m.end - 1];
        uint32_t start = t->toks[i].start;
        t->n_pieces = from;
        rc = put_special(t, x, text + start, last->start + last->len - start);
        for (size_t k = from; k < t->n_pieces && !rc; k++) {
            t->merged[out++] = (wire_tok){t->pieces[k].lex, start, t->pieces[k].len, false};
            start += t->pieces[k].len;
        }
        if (out)
            t->merged[out - 1].spacy = last->spacy;
        i = m.end;
    }
    t->n_pieces = from; /* the pieces were scratch here: no chunk refers to them */
    free(found);
    if (rc)
        return rc;
    wire_tok *swap = t->toks;
    size_t cap = t->cap;
    t->toks = t->merged;
    t->cap = t->merged_cap;
    t->merged = swap;
    t->merged_cap = cap;
    t->n = out;
    return 0;
}

int wire_tokenize(wire_tokenizer *t, const char *text, size_t len)
{
    int rc = split(t, text, len, true);
    return rc ? rc : apply_phrases(t, text);
}

int wire_tokenize_plain(wire_tokenizer *t, const char *text, size_t len)
{
    return split(t, text, len, false);
}

bool wire_tokenizer_splits(wire_tokenizer *t, const char *text, size_t len)
{
    size_t from, to;
    return search(t, &t->p->prefix, text, len, 0, &from, &to) || search(t, &t->p->suffix, text, len, 0, &from, &to) ||
           search(t, &t->p->infix, text, len, 0, &from, &to) || memchr(text, ' ', len);
}
