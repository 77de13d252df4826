#include "nlp/ruler.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/err.h"

enum attr { ON_TAG, ON_DEP, ON_LOWER, ON_ORTH, ON_SPACE, ATTRS };
enum op { IS_ONE_OF, IS_NONE_OF, MATCHES };

typedef struct condition {
    uint8_t on, op;
    size_t n;
    uint64_t *values; /* labels, string ids or 0 and 1, by `on` */
    wire_regex regex;
} condition;

typedef struct pattern_token {
    condition *conditions;
    size_t n;
} pattern_token;

/* One pattern of an entry. Rules stand in the entries' order, which is the order of application. */
typedef struct wire_rule {
    pattern_token *tokens;
    size_t n;
    size_t target;                /* which of the tokens is set */
    int32_t tag, pos, morph, dep; /* -1: not set */
    wire_str lemma;               /* ptr NULL: not set */
} wire_rule;

/* ------------------------------------------------------------------------------------------------ loading */

static int bad_rule(const wire_pipeline *p, size_t entry, wire_err *err, const char *why)
{
    return wire_fail(err, WIRE_EUNSUPPORTED, "%s: attribute ruler: pattern %zu: %s", wire_pack_path(p->pack), entry, why);
}

static uint64_t value_of(wire_pipeline *p, enum attr on, const json_t *v)
{
    const char *s = json_string_value(v);
    switch (on) {
    case ON_TAG:
    case ON_DEP:
        return s ? (uint64_t)wire_pipeline_intern(p, on == ON_TAG ? WIRE_TAG : WIRE_DEP, s) : UINT64_MAX;
    case ON_LOWER:
    case ON_ORTH:
        return s ? wire_string_id(&p->symbols, s, strlen(s)) : UINT64_MAX;
    default:
        return json_is_true(v);
    }
}

static int load_condition(wire_pipeline *p, size_t entry, const char *name, const json_t *v, condition *c, wire_err *err)
{
    static const char *const names[ATTRS] = {"TAG", "DEP", "LOWER", "ORTH", "IS_SPACE"};
    size_t on = 0;
    while (on < ATTRS && strcmp(names[on], strcmp(name, "TEXT") ? name : "ORTH"))
        on++;
    if (on == ATTRS)
        return bad_rule(p, entry, err, "a condition on an attribute that is not supported");
    c->on = (uint8_t)on;
    const json_t *list = v;
    if (json_is_object(v)) {
        const json_t *in = json_object_get(v, "IN"), *not_in = json_object_get(v, "NOT_IN"), *re = json_object_get(v, "REGEX");
        if (json_object_size(v) != 1 || (!in && !not_in && !re) || (re && on != ON_LOWER && on != ON_ORTH))
            return bad_rule(p, entry, err, "a predicate that is not supported");
        c->op = in ? IS_ONE_OF : not_in ? IS_NONE_OF : MATCHES;
        list = in ? in : not_in;
        if (re)
            return wire_regex_compile(wire_pack_path(p->pack), "attribute ruler", json_string_value(re), &c->regex, err);
    }
    c->n = json_is_array(list) ? json_array_size(list) : 1;
    c->values = wire_arena_alloc(&p->arena, (c->n + 1) * sizeof *c->values);
    if (!c->values)
        return wire_oom(err);
    for (size_t i = 0; i < c->n; i++)
        c->values[i] = value_of(p, (enum attr)on, json_is_array(list) ? json_array_get(list, i) : list);
    return 0;
}

static int load_pattern(wire_pipeline *p, size_t entry, const json_t *pattern, wire_rule *r, wire_err *err)
{
    r->n = json_array_size(pattern);
    if (!r->n || r->n > 16)
        return bad_rule(p, entry, err, "a pattern of a length that is not supported");
    r->tokens = wire_arena_alloc(&p->arena, r->n * sizeof *r->tokens);
    if (!r->tokens)
        return wire_oom(err);
    memset(r->tokens, 0, r->n * sizeof *r->tokens);
    for (size_t i = 0; i < r->n; i++) {
        json_t *spec = json_array_get(pattern, i), *value;
        const char *name;
        pattern_token *t = &r->tokens[i];
        if (json_object_get(spec, "OP"))
            return bad_rule(p, entry, err, "an operator, which is not supported");
        size_t room = json_object_size(spec);
        t->conditions = wire_arena_alloc(&p->arena, (room + 1) * sizeof *t->conditions);
        if (!t->conditions)
            return wire_oom(err);
        memset(t->conditions, 0, (room + 1) * sizeof *t->conditions);
        json_object_foreach(spec, name, value)
        {
            t->n++; /* counted first, so that unloading sees a compiled expression */
            int rc = load_condition(p, entry, name, value, &t->conditions[t->n - 1], err);
            if (rc)
                return rc;
        }
    }
    return 0;
}

static int load_entry(wire_pipeline *p, size_t entry, const json_t *e, wire_err *err)
{
    json_t *patterns = json_object_get(e, "patterns"), *attrs = json_object_get(e, "attrs"), *value, *pattern;
    const char *name;
    size_t i;
    json_int_t index = json_integer_value(json_object_get(e, "index"));
    wire_rule set = {.tag = -1, .pos = -1, .morph = -1, .dep = -1};
    json_object_foreach(attrs, name, value)
    {
        const char *s = json_string_value(value);
        int32_t *to = !strcmp(name, "TAG")     ? &set.tag
                      : !strcmp(name, "POS")   ? &set.pos
                      : !strcmp(name, "MORPH") ? &set.morph
                      : !strcmp(name, "DEP")   ? &set.dep
                                               : NULL;
        enum wire_labels labels = to == &set.tag ? WIRE_TAG : to == &set.pos ? WIRE_POS : to == &set.morph ? WIRE_MORPH : WIRE_DEP;
        if (s && to)
            *to = wire_pipeline_intern(p, labels, s);
        else if (s && !strcmp(name, "LEMMA"))
            set.lemma = (wire_str){s, strlen(s)}; /* the config lives as long as the pipeline */
        else
            return bad_rule(p, entry, err, "it sets an attribute that is not supported");
    }
    json_array_foreach(patterns, i, pattern)
    {
        wire_rule *r = &p->rules[p->n_rules++];
        *r = set;
        int rc = load_pattern(p, entry, pattern, r, err);
        if (rc)
            return rc;
        if (index < -(json_int_t)r->n || index >= (json_int_t)r->n)
            return bad_rule(p, entry, err, "its index is outside the pattern");
        r->target = (size_t)(index < 0 ? (json_int_t)r->n + index : index);
    }
    return 0;
}

int wire_ruler_load(wire_pipeline *p, const json_t *config, wire_err *err)
{
    size_t n = 0, i;
    json_t *e;
    json_array_foreach(config, i, e) n += json_array_size(json_object_get(e, "patterns"));
    p->rules = wire_arena_alloc(&p->arena, (n + 1) * sizeof *p->rules);
    if (!p->rules)
        return wire_oom(err);
    json_array_foreach(config, i, e)
    {
        int rc = load_entry(p, i, e, err);
        if (rc)
            return rc;
    }
    return 0;
}

void wire_ruler_unload(wire_pipeline *p)
{
    for (size_t i = 0; i < p->n_rules; i++)
        for (size_t t = 0; t < p->rules[i].n && p->rules[i].tokens; t++)
            for (size_t c = 0; c < p->rules[i].tokens[t].n; c++)
                wire_regex_free(&p->rules[i].tokens[t].conditions[c].regex);
}

/* ------------------------------------------------------------------------------------------------ matching */

int wire_ruler_init(wire_ruler *r, const wire_pipeline *p)
{
    *r = (wire_ruler){.p = p, .match = pcre2_match_data_create(1, NULL)};
    return r->match ? 0 : WIRE_ENOMEM;
}

void wire_ruler_free(wire_ruler *r)
{
    wire_map_free(&r->by_form);
    free(r->lists);
    free(r->found);
    pcre2_match_data_free(r->match);
    *r = (wire_ruler){0};
}

void wire_ruler_clear(wire_ruler *r)
{
    wire_map_clear(&r->by_form);
    r->n_lists = 0;
}

static bool holds(const wire_ruler *r, const condition *c, const wire_lexeme *x, const wire_token *t)
{
    if (c->op == MATCHES) {
        const char *s = c->on == ON_LOWER ? x->lower : x->text;
        size_t len = c->on == ON_LOWER ? x->lower_len : x->len;
        return pcre2_match(c->regex.code, (PCRE2_SPTR)s, len, 0, PCRE2_NO_UTF_CHECK, r->match, NULL) >= 0;
    }
    uint64_t v = c->on == ON_TAG     ? t->tag
                 : c->on == ON_DEP   ? t->dep
                 : c->on == ON_LOWER ? x->ids[WIRE_LOWER]
                 : c->on == ON_ORTH  ? x->ids[WIRE_ORTH]
                                     : x->is_space;
    bool in = false;
    for (size_t i = 0; i < c->n && !in; i++)
        in = c->values[i] == v;
    return in == (c->op == IS_ONE_OF);
}

/* Whether the conditions hold, those on the dependency label or (`dep` false) the others. */
static bool token_holds(const wire_ruler *r, const pattern_token *p, const wire_lexeme *x, const wire_token *t, bool dep)
{
    for (size_t i = 0; i < p->n; i++)
        if ((p->conditions[i].on == ON_DEP) == dep && !holds(r, &p->conditions[i], x, t))
            return false;
    return true;
}

/* The rules that a token of this form and tag may begin. -1: out of memory. */
static int64_t rules_for(wire_ruler *r, const wire_lexeme *x, uint32_t lex, const wire_token *t)
{
    uint64_t key = ((uint64_t)lex << 16 | t->tag) + 1;
    const uint32_t *at = wire_map_get(&r->by_form, key);
    if (at)
        return *at;
    size_t from = r->n_lists;
    if (wire_grow(&r->lists, &r->list_cap, from + 1 + r->p->n_rules, sizeof *r->lists) ||
        wire_map_put(&r->by_form, key, (uint32_t)from))
        return -1;
    uint32_t n = 0;
    for (size_t i = 0; i < r->p->n_rules; i++)
        if (token_holds(r, &r->p->rules[i].tokens[0], x, t, false))
            r->lists[from + 1 + n++] = (uint32_t)i;
    r->lists[from] = n;
    r->n_lists = from + 1 + n;
    return (int64_t)from;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void set(const wire_rule *r, wire_token *t)
{
    if (r->tag >= 0)
        t->tag = (uint16_t)r->tag;
    if (r->pos >= 0)
        t->pos = (uint16_t)r->pos;
    if (r->morph >= 0)
        t->morph = (uint16_t)r->morph;
    if (r->dep >= 0)
        t->dep = (uint16_t)r->dep;
    if (r->lemma.ptr)
        t->lemma = r->lemma;
}

int wire_ruler_run(wire_ruler *r, const wire_lexeme *lexemes, const wire_tok *toks, wire_token *tokens, size_t n)
{
    size_t found = 0;
    bool sorted = true;
    for (size_t i = 0; i < n; i++) {
        int64_t list = rules_for(r, &lexemes[toks[i].lex], toks[i].lex, &tokens[i]);
        if (list < 0)
            return WIRE_ENOMEM;
        for (uint32_t k = 0; k < r->lists[list]; k++) {
            uint32_t number = r->lists[(size_t)list + 1 + k];
            const wire_rule *rule = &r->p->rules[number];
            bool ok = i + rule->n <= n && token_holds(r, &rule->tokens[0], &lexemes[toks[i].lex], &tokens[i], true);
            for (size_t j = 1; ok && j < rule->n; j++) {
                const wire_lexeme *x = &lexemes[toks[i + j].lex];
                ok = token_holds(r, &rule->tokens[j], x, &tokens[i + j], false) &&
                     token_holds(r, &rule->tokens[j], x, &tokens[i + j], true);
            }
            if (!ok)
                continue;
            if (wire_grow(&r->found, &r->found_cap, found + 1, sizeof *r->found))
                return WIRE_ENOMEM;
            r->found[found++] = (uint64_t)(i + rule->target) << 32 | number;
            sorted &= rule->target == 0;
        }
    }
    if (!sorted)
        qsort(r->found, found, sizeof *r->found, ascending);
    for (size_t k = 0; k < found; k++)
        set(&r->p->rules[(uint32_t)r->found[k]], &tokens[r->found[k] >> 32]);
    return 0;
}
