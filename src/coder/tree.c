/* tree.c - the document's trees with small numbers for their labels, and with children. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "coder/work.h"

static const char *const dep_names[DEPS] = {
    "",         "acl",    "acomp",   "advcl",    "advmod",   "agent",     "amod",   "appos",   "attr",      "aux",      "auxpass",
    "case",     "cc",     "ccomp",   "compound", "conj",     "csubj",     "csubjpass", "dative", "dep",      "det",      "dobj",
    "expl",     "intj",   "mark",    "meta",     "neg",      "nmod",      "npadvmod", "nsubj", "nsubjpass", "nummod",   "oprd",
    "parataxis", "pcomp", "pobj",    "poss",     "preconj",  "predet",    "prep",   "prt",     "punct",     "quantmod", "relcl",
    "ROOT",     "xcomp"};
static const char *const pos_names[POSES] = {"",     "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET",   "INTJ", "NOUN",
                                             "NUM",  "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SPACE", "SYM",  "VERB"};
static const char *const tag_names[TAGS] = {"", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NNS", "NNPS", "MD", "TO"};
static const char *const ent_names[ENTS] = {"", "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "DATE", "CARDINAL", "-"};

/* A table from the pipeline's label numbers to ours; what we do not know becomes `other`. */
static uint8_t *map_of(const wire_pipeline *p, enum wire_labels set, const char *const *names, size_t n, uint8_t other)
{
    uint8_t *map = malloc(UINT16_MAX + 1);
    for (uint32_t id = 0; map && id <= UINT16_MAX; id++) {
        const char *label = wire_label(p, set, id);
        map[id] = *label ? other : 0;
        for (size_t k = 1; k < n && *label; k++)
            if (!strcmp(label, names[k]))
                map[id] = (uint8_t)k;
    }
    return map;
}

int wire_label_maps_init(wire_label_maps *m, const wire_pipeline *p)
{
    m->dep = map_of(p, WIRE_DEP, dep_names, DEPS, DEP_OTHER);
    m->pos = map_of(p, WIRE_POS, pos_names, POSES, POS_OTHER);
    m->tag = map_of(p, WIRE_TAG, tag_names, TAGS, TAG_OTHER);
    m->ent = map_of(p, WIRE_ENT, ent_names, ENTS, ENT_OTHER);
    if (m->dep && m->pos && m->tag && m->ent)
        return 0;
    wire_label_maps_free(m);
    return WIRE_ENOMEM;
}

void wire_label_maps_free(wire_label_maps *m)
{
    free(m->dep);
    free(m->pos);
    free(m->tag);
    free(m->ent);
    *m = (wire_label_maps){0};
}

void wire_work_free(wire_work *w)
{
    wire_arena_free(&w->arena);
    free(w->mentions);
    free(w->known);
    free(w->predicates);
    free(w->quotes);
    wire_map_free(&w->known_of);
    wire_map_free(&w->told);
}

void *wire_scratch(wire_work *w, size_t size)
{
    void *p = wire_arena_alloc(&w->arena, size ? size : 1);
    w->out_of_memory |= !p;
    return p;
}

const char *wire_keep(wire_work *w, const char *s, size_t len)
{
    len = wire_utf8_valid(s, len); /* what was cut to fit a buffer may end amid a character */
    char *copy = wire_arena_alloc(&w->doc->arena, len + 1);
    w->out_of_memory |= !copy;
    if (!copy)
        return "";
    for (size_t i = 0; i < len; i++)
        copy[i] = s[i] ? s[i] : ' '; /* a text may hold NUL bytes; a name is not to end there */
    copy[len] = 0;
    return copy;
}

/* Lower case as far as ASCII goes; the typographic apostrophe becomes the plain one, so that word lists need one form. */
static wire_str lower(wire_work *w, const wire_token *t)
{
    const char *s = w->text + t->start;
    size_t len = t->end - t->start, o = 0;
    char *out = wire_scratch(w, len + 1);
    if (!out)
        return (wire_str){"", 0};
    for (size_t i = 0; i < len;) {
        if (len - i >= 3 && !memcmp(s + i, "\xe2\x80\x99", 3)) {
            out[o++] = '\'';
            i += 3;
        } else {
            out[o++] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 0x20 : s[i]);
            i++;
        }
    }
    out[o] = 0;
    return (wire_str){out, o};
}

int wire_work_begin(wire_work *w, const wire_label_maps *m, const wire_word_map *words, wire_doc *doc)
{
    wire_arena_reset(&w->arena);
    w->words = words;
    w->doc = doc;
    w->text = doc->text;
    w->tok = doc->tokens;
    w->n = (uint32_t)doc->n_tokens;
    w->readings = NULL;
    w->out_of_memory = false;
    const size_t n = w->n;
    w->dep = wire_scratch(w, n);
    w->pos = wire_scratch(w, n);
    w->tag = wire_scratch(w, n);
    w->ent = wire_scratch(w, n);
    w->first = wire_scratch(w, n * sizeof *w->first);
    w->next = wire_scratch(w, n * sizeof *w->next);
    w->left = wire_scratch(w, n * sizeof *w->left);
    w->right = wire_scratch(w, n * sizeof *w->right);
    w->low = wire_scratch(w, n * sizeof *w->low);
    w->sets = wire_scratch(w, n * sizeof *w->sets);
    uint32_t *order = wire_scratch(w, n * sizeof *order);
    if (w->out_of_memory)
        return WIRE_ENOMEM;
    for (uint32_t i = 0; i < n; i++) {
        const wire_token *t = &w->tok[i];
        w->dep[i] = m->dep[t->dep];
        w->pos[i] = m->pos[t->pos];
        w->tag[i] = m->tag[t->tag];
        w->ent[i] = m->ent[t->ent];
        w->low[i] = lower(w, t);
        w->sets[i] = wire_words_of(words, wire_murmur64(w->low[i].ptr, w->low[i].len));
        w->first[i] = w->next[i] = NOBODY;
        w->left[i] = i;
        w->right[i] = i + 1;
    }
    for (uint32_t i = (uint32_t)n; i-- > 0;) { /* from the end, so that lists come out in order */
        uint32_t h = w->tok[i].head;
        if (h == i)
            continue;
        w->next[i] = w->first[h];
        w->first[h] = i;
    }
    for (uint32_t i = 0; i < n; i++) /* "The Houthis launch a missile": what has subject and object is a verb, whatever it is tagged */
        if (w->pos[i] == POS_NOUN && wire_child(w, i, DEP_NSUBJ) != NOBODY && wire_child(w, i, DEP_DOBJ) != NOBODY) {
            w->pos[i] = POS_VERB;
            w->tag[i] = w->tag[i] == TAG_NNS ? TAG_VBZ : TAG_VBP;
        }
    size_t to = 0;
    for (uint32_t i = 0; i < n; i++)
        if (w->tok[i].head == i)
            order[to++] = i;
    for (size_t from = 0; from < to; from++)
        for (uint32_t c = w->first[order[from]]; c != NOBODY; c = w->next[c])
            order[to++] = c;
    while (to > 0) { /* from the leaves up, a token widens its head: trees may be as deep as they are long */
        uint32_t i = order[--to], h = w->tok[i].head;
        w->left[h] = w->left[i] < w->left[h] ? w->left[i] : w->left[h];
        w->right[h] = w->right[i] > w->right[h] ? w->right[i] : w->right[h];
    }
    return w->out_of_memory ? WIRE_ENOMEM : 0;
}

uint32_t wire_child(const wire_work *w, uint32_t token, enum wire_dep dep)
{
    for (uint32_t c = w->first[token]; c != NOBODY; c = w->next[c])
        if (w->dep[c] == dep)
            return c;
    return NOBODY;
}

bool wire_too_long(const wire_work *w, uint32_t token)
{
    const wire_sentence *s = wire_sentence_of(w, token);
    return s->token_end - s->first_token > WIRE_SENTENCE_MAX;
}

bool wire_passed_over(const wire_work *w, uint32_t token)
{
    return w->doc->blocks[wire_sentence_of(w, token)->block].kind == WIRE_FURNITURE || wire_too_long(w, token);
}

bool wire_below(const wire_work *w, uint32_t token, uint32_t of)
{
    while (token != of && w->tok[token].head != token)
        token = w->tok[token].head;
    return token == of;
}

uint64_t wire_joined_hash(const wire_work *w, uint32_t token)
{
    char word[80];
    if (token < 2 || w->low[token - 1].len != 1 || *w->low[token - 1].ptr != '-' || w->tok[token - 2].end != w->tok[token - 1].start ||
        w->tok[token - 1].end != w->tok[token].start)
        return 0;
    int n = snprintf(word, sizeof word, "%s-%.*s", w->low[token - 2].ptr, (int)w->tok[token].lemma.len, w->tok[token].lemma.ptr);
    return n > 0 && (size_t)n < sizeof word ? wire_murmur64(word, (size_t)n) : 0;
}

wire_span wire_words(const wire_work *w, uint32_t first, uint32_t end)
{
    return first < end ? (wire_span){w->tok[first].start, w->tok[end - 1].end} : (wire_span){0, 0};
}

bool wire_is(const wire_work *w, uint32_t token, const char *word)
{
    return token < w->n && !strcmp(w->low[token].ptr, word);
}

bool wire_lemma_among(const wire_work *w, uint32_t token, enum wire_words set)
{
    return token < w->n && wire_word_value(w->words, wire_murmur64(w->tok[token].lemma.ptr, w->tok[token].lemma.len), set);
}

uint32_t wire_conjunct(const wire_work *w, uint32_t token)
{
    return wire_child(w, token, DEP_CONJ);
}

uint32_t wire_coordination_head(const wire_work *w, uint32_t token)
{
    while (w->dep[token] == DEP_CONJ && !wire_is_root(w, token))
        token = w->tok[token].head;
    return token;
}
