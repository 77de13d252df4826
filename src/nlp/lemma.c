#include "nlp/lemma.h"

#include <string.h>

#include "base/err.h"

enum { FORMS_MAX = 32 }; /* as many rules as a part of speech may have */

typedef struct suffix_rule {
    const char *old, *new;
    size_t old_len, new_len;
} suffix_rule;

typedef struct pos_rules {
    const char *name; /* of the part of speech, in lower case */
    suffix_rule *rules;
    size_t n;
} pos_rules;

typedef struct wire_lemmatizer {
    pos_rules *pos; /* numbered from 0; the tables' numbers are one more */
    size_t n;
} wire_lemmatizer;

uint64_t wire_lemma_key(uint32_t pos, const char *form, size_t len)
{
    uint64_t key = wire_murmur64(form, len) ^ pos * 0x9e3779b97f4a7c15u;
    return key ? key : 1;
}

int wire_lemmatizer_load(wire_pipeline *p, const json_t *config, wire_err *err)
{
    const json_t *names = json_object_get(config, "pos"), *rules = json_object_get(config, "rules");
    wire_lemmatizer *l = wire_arena_alloc(&p->arena, sizeof *l);
    size_t n = json_array_size(names);
    if (!l || !(l->pos = wire_arena_alloc(&p->arena, (n + 1) * sizeof *l->pos)))
        return wire_oom(err);
    l->n = n;
    for (size_t i = 0; i < n; i++) {
        pos_rules *r = &l->pos[i];
        r->name = json_string_value(json_array_get(names, i)); /* the config lives as long as the pipeline */
        const json_t *list = r->name ? json_object_get(rules, r->name) : NULL;
        r->n = json_array_size(list);
        if (!r->name || r->n > FORMS_MAX)
            goto bad;
        r->rules = wire_arena_alloc(&p->arena, (r->n + 1) * sizeof *r->rules);
        if (!r->rules)
            return wire_oom(err);
        for (size_t k = 0; k < r->n; k++) {
            const json_t *pair = json_array_get(list, k);
            suffix_rule *s = &r->rules[k];
            s->old = json_string_value(json_array_get(pair, 0));
            s->new = json_string_value(json_array_get(pair, 1));
            if (!s->old || !s->new)
                goto bad;
            s->old_len = strlen(s->old);
            s->new_len = strlen(s->new);
        }
    }
    p->lemmatizer = l;
    return 0;
bad:
    return wire_fail(err, WIRE_EFORMAT, "%s: the lemmatizer's rules are damaged", wire_pack_path(p->pack));
}

/* Whether the analysis ("Number=Sing|Person=3") has the feature, with that value or, for NULL, with any. */
static bool has(const char *morph, const char *feature, const char *value)
{
    size_t n = strlen(feature);
    for (const char *f = morph; f && *f; f = strchr(f, '|') ? strchr(f, '|') + 1 : NULL)
        if (!strncmp(f, feature, n) && f[n] == '=') {
            size_t len = strcspn(f + n + 1, "|");
            return !value || (strlen(value) == len && !strncmp(f + n + 1, value, len));
        }
    return false;
}

/* EnglishLemmatizer.is_base_form of spaCy 3. */
static bool is_base_form(const char *pos, const char *morph)
{
    if (!strcmp(pos, "noun") && has(morph, "Number", "Sing"))
        return true;
    if (!strcmp(pos, "verb") && has(morph, "VerbForm", "Fin") && has(morph, "Tense", "Pres") && !has(morph, "Number", NULL))
        return true;
    return has(morph, "VerbForm", "Inf") || has(morph, "VerbForm", "None") || has(morph, "Degree", "Pos");
}

static bool all_letters(wire_str s)
{
    for (size_t i = 0; i < s.len;)
        if (!wire_is_alpha(wire_utf8_next(s.ptr, &i)))
            return false;
    return s.len > 0;
}

typedef struct forms {
    wire_str items[FORMS_MAX * 2];
    size_t n;
} forms;

static bool contains(const forms *f, wire_str s)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].len == s.len && !memcmp(f->items[i].ptr, s.ptr, s.len))
            return true;
    return false;
}

/* Insert where it is new; a form that comes again keeps its first place, unless it is put in front. */
static void insert(forms *f, size_t at, wire_str s)
{
    if (f->n == FORMS_MAX * 2)
        return;
    memmove(f->items + at + 1, f->items + at, (f->n - at) * sizeof *f->items);
    f->items[at] = s;
    f->n++;
}

static wire_str by_rules(const wire_pipeline *p, const wire_lexeme *x, uint32_t number, wire_arena *arena)
{
    const pos_rules *r = &p->lemmatizer->pos[number - 1];
    forms known = {.n = 0}, unknown = {.n = 0};
    uint64_t any;
    for (size_t i = 0; i < r->n; i++) {
        const suffix_rule *s = &r->rules[i];
        if (x->lower_len < s->old_len || memcmp(x->lower + x->lower_len - s->old_len, s->old, s->old_len))
            continue;
        size_t stem = x->lower_len - s->old_len;
        if (stem + s->new_len == 0)
            continue;
        char *form = wire_arena_alloc(arena, stem + s->new_len + 1);
        if (!form)
            return (wire_str){0};
        memcpy(form, x->lower, stem);
        memcpy(form + stem, s->new, s->new_len + 1);
        wire_str f = {form, stem + s->new_len};
        if (wire_table_get(&p->lemma_index, wire_lemma_key(number, f.ptr, f.len), &any))
            insert(&known, 0, f);
        else if (!all_letters(f))
            insert(&known, known.n, f);
        else
            insert(&unknown, unknown.n, f);
    }
    uint64_t at;
    if (wire_table_get(&p->lemma_exc, wire_lemma_key(number, x->lower, x->lower_len), &at))
        for (uint32_t k = 1; k <= p->lemma_forms[at]; k++) {
            const char *text = p->strings + p->lemma_forms[at + k];
            wire_str f = {text, strlen(text)};
            if (!contains(&known, f))
                insert(&known, 0, f);
        }
    return known.n ? known.items[0] : unknown.n ? unknown.items[0] : (wire_str){x->text, x->len};
}

wire_str wire_lemma_of(const wire_pipeline *p, const wire_lexeme *x, uint16_t pos, uint16_t morph, wire_arena *arena)
{
    const wire_str text = {x->text, x->len}, lower = {x->lower, x->lower_len};
    const char *label = wire_label(p, WIRE_POS, pos);
    char name[16] = {0};
    for (size_t i = 0; i + 1 < sizeof name && label[i]; i++)
        name[i] = (char)(label[i] >= 'A' && label[i] <= 'Z' ? label[i] | 0x20 : label[i]);
    if (!*name || !strcmp(name, "eol") || !strcmp(name, "space") || is_base_form(name, wire_label(p, WIRE_MORPH, morph)))
        return lower;
    for (uint32_t i = 0; i < p->lemmatizer->n; i++)
        if (!strcmp(p->lemmatizer->pos[i].name, name))
            return by_rules(p, x, i + 1, arena);
    return !strcmp(name, "propn") ? text : lower;
}
