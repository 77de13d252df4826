/* convert_rules.c - the parts of a pipeline that are rules and tables. */
#include "nlp/convert.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "nlp/lemma.h"
#include "nlp/symbols.h"
#include "nlp/tokenizer.h"

enum { ORTH_KEY = 65, NORM_KEY = 67 }; /* spaCy's numbers for the attributes, as special cases are written with */

static uint64_t hash_of(const char *text)
{
    return wire_murmur64(text, strlen(text));
}

/* A table under way: a list of pairs, made into slots at the end. */
typedef struct pairs {
    wire_slot *items;
    size_t n, cap;
} pairs;

static int put(pairs *t, uint64_t key, uint64_t val)
{
    if (wire_grow(&t->items, &t->cap, t->n + 1, sizeof *t->items))
        return WIRE_ENOMEM;
    t->items[t->n++] = (wire_slot){key, val};
    return 0;
}

static int add_table(wire_conversion *c, const char *name, const pairs *t)
{
    size_t count = wire_table_slots(t->n);
    wire_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return WIRE_ENOMEM;
    for (size_t i = 0; i < t->n; i++)
        wire_table_put(slots, count, t->items[i].key, t->items[i].val);
    int rc = wire_packer_add(&c->out, name, slots, count * sizeof *slots);
    free(slots);
    return rc;
}

/* What the sections are built from; one for all tables of the tokenizer. */
typedef struct tables {
    pairs symbols, norms, specials, phrases;
    wire_table symbol_table;
    wire_special *special, *phrase;
    wire_special_token *toks;
    uint64_t *phrase_toks;
    size_t n_special, special_cap, n_phrase, phrase_cap, n_toks, tok_cap, n_phrase_toks, phrase_tok_cap;
} tables;

static void free_tables(tables *t)
{
    free(t->symbols.items);
    free(t->norms.items);
    free(t->specials.items);
    free(t->phrases.items);
    free((void *)(uintptr_t)t->symbol_table.slots);
    free(t->special);
    free(t->phrase);
    free(t->toks);
    free(t->phrase_toks);
}

static uint64_t id_of(const tables *t, const char *text, size_t len)
{
    return wire_string_id(&t->symbol_table, text, len);
}

static int build_symbols(tables *t)
{
    size_t n = sizeof wire_symbols / sizeof *wire_symbols, count = wire_table_slots(n);
    wire_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return WIRE_ENOMEM;
    t->symbol_table = (wire_table){slots, count - 1};
    for (size_t i = 0; i < n; i++) {
        wire_table_put(slots, count, hash_of(wire_symbols[i].text), wire_symbols[i].id);
        if (put(&t->symbols, hash_of(wire_symbols[i].text), wire_symbols[i].id))
            return WIRE_ENOMEM;
    }
    return 0;
}

/* The language's own table (already keyed by ids) stands over the norms that all languages share. */
static int build_norms(wire_conversion *c, tables *t, wire_err *err)
{
    for (size_t i = 0; i < sizeof wire_base_norms / sizeof *wire_base_norms; i++) {
        const char *text = wire_base_norms[i].text, *norm = wire_base_norms[i].norm;
        if (put(&t->norms, id_of(t, text, strlen(text)), id_of(t, norm, strlen(norm))))
            return wire_oom(err);
    }
    if (!wire_package_has(c->package, "vocab/lookups.bin"))
        return 0;
    wire_mp m;
    int rc = wire_mp_load(c->package, "vocab/lookups.bin", &m, err);
    if (rc)
        return rc;
    const msgpack_object *norms = wire_mp_get(&m.u.data, "lexeme_norm");
    for (uint32_t i = 0; norms && norms->type == MSGPACK_OBJECT_MAP && i < norms->via.map.size && !rc; i++) {
        const msgpack_object_kv *kv = &norms->via.map.ptr[i];
        wire_str norm = wire_mp_str(&kv->val);
        if (kv->key.type == MSGPACK_OBJECT_POSITIVE_INTEGER && norm.ptr)
            rc = put(&t->norms, kv->key.via.u64, id_of(t, norm.ptr, norm.len));
    }
    wire_mp_free(&m);
    return rc ? wire_oom(err) : 0;
}

/* The value under a numeric attribute of a special case's token. */
static wire_str attribute(const msgpack_object *tok, uint64_t key)
{
    for (uint32_t i = 0; tok->type == MSGPACK_OBJECT_MAP && i < tok->via.map.size; i++)
        if (tok->via.map.ptr[i].key.type == MSGPACK_OBJECT_POSITIVE_INTEGER && tok->via.map.ptr[i].key.via.u64 == key)
            return wire_mp_str(&tok->via.map.ptr[i].val);
    return (wire_str){0};
}

static int build_specials(wire_conversion *c, tables *t, const msgpack_object *exceptions, wire_err *err)
{
    for (uint32_t i = 0; i < exceptions->via.map.size; i++) {
        const msgpack_object_kv *kv = &exceptions->via.map.ptr[i];
        wire_str text = wire_mp_str(&kv->key);
        if (!text.ptr || kv->val.type != MSGPACK_OBJECT_ARRAY)
            return wire_fail(err, WIRE_EFORMAT, "%s: tokenizer: a special case is damaged", wire_package_path(c->package));
        wire_special x = {(uint32_t)t->n_toks, kv->val.via.array.size};
        for (uint32_t k = 0; k < x.n; k++) {
            wire_str orth = attribute(&kv->val.via.array.ptr[k], ORTH_KEY), norm = attribute(&kv->val.via.array.ptr[k], NORM_KEY);
            if (wire_grow(&t->toks, &t->tok_cap, t->n_toks + 1, sizeof *t->toks))
                return wire_oom(err);
            t->toks[t->n_toks++] =
                (wire_special_token){.norm = norm.ptr ? id_of(t, norm.ptr, norm.len) : 0, .len = (uint32_t)orth.len};
        }
        if (wire_grow(&t->special, &t->special_cap, t->n_special + 1, sizeof *t->special) ||
            put(&t->specials, wire_murmur64(text.ptr, text.len), t->n_special))
            return wire_oom(err);
        t->special[t->n_special++] = x;
    }
    return 0;
}

/* A special case that the affix rules would split must be found again in what they made of it. */
typedef struct phrase {
    uint64_t first;
    uint32_t at, n;
} phrase;

static int by_first(const void *a, const void *b)
{
    const phrase *x = a, *y = b;
    return x->first != y->first ? (x->first > y->first) - (x->first < y->first) : (x->at > y->at) - (x->at < y->at);
}

static int build_phrases(tables *t, const wire_pipeline *rules, const msgpack_object *exceptions, bool all, wire_err *err)
{
    wire_vocab vocab = {.p = rules};
    wire_tokenizer tok;
    phrase *list = NULL;
    size_t n = 0, cap = 0;
    if (wire_tokenizer_init(&tok, rules, &vocab))
        return wire_oom(err);
    int rc = 0;
    for (uint32_t i = 0; i < exceptions->via.map.size && !rc; i++) {
        wire_str text = wire_mp_str(&exceptions->via.map.ptr[i].key);
        if (!all && !wire_tokenizer_splits(&tok, text.ptr, text.len))
            continue;
        rc = wire_tokenize_plain(&tok, text.ptr, text.len);
        if (rc || !tok.n)
            continue;
        rc = wire_grow(&list, &cap, n + 1, sizeof *list) ||
             wire_grow(&t->phrase_toks, &t->phrase_tok_cap, t->n_phrase_toks + tok.n, sizeof *t->phrase_toks);
        if (rc)
            continue;
        list[n++] = (phrase){vocab.items[tok.toks[0].lex].ids[WIRE_ORTH], (uint32_t)t->n_phrase_toks, (uint32_t)tok.n};
        for (size_t k = 0; k < tok.n; k++)
            t->phrase_toks[t->n_phrase_toks++] = vocab.items[tok.toks[k].lex].ids[WIRE_ORTH];
    }
    if (n)
        qsort(list, n, sizeof *list, by_first);
    for (size_t i = 0; i < n && !rc; i++) {
        bool first = i == 0 || list[i].first != list[i - 1].first, last = i + 1 == n || list[i].first != list[i + 1].first;
        rc = wire_grow(&t->phrase, &t->phrase_cap, t->n_phrase + 2, sizeof *t->phrase);
        if (!rc && first)
            rc = put(&t->phrases, list[i].first, t->n_phrase);
        if (rc)
            break;
        t->phrase[t->n_phrase++] = (wire_special){list[i].at, list[i].n};
        if (last)
            t->phrase[t->n_phrase++] = (wire_special){0, 0};
    }
    free(list);
    wire_tokenizer_free(&tok);
    wire_vocab_free(&vocab);
    return rc ? wire_oom(err) : 0;
}

/* Python's escapes \uXXXX and \UXXXXXXXX, and its flag (?u), in PCRE2's spelling. */
static char *to_pcre(wire_str s)
{
    char *out = malloc(s.len * 2 + 16), *o = out;
    for (size_t i = 0; out && i < s.len;) {
        if (i + 4 <= s.len && !memcmp(s.ptr + i, "(?u)", 4)) {
            i += 4;
        } else if (s.ptr[i] == '\\' && i + 1 < s.len) {
            size_t digits = s.ptr[i + 1] == 'u' ? 4 : s.ptr[i + 1] == 'U' ? 8 : 0;
            if (digits && i + 2 + digits <= s.len) {
                memcpy(o, "\\x{", 3);
                memcpy(o + 3, s.ptr + i + 2, digits);
                o[3 + digits] = '}';
                o += 4 + digits;
                i += 2 + digits;
            } else {
                *o++ = s.ptr[i++];
                *o++ = s.ptr[i++];
            }
        } else {
            *o++ = s.ptr[i++];
        }
    }
    if (out)
        *o = 0;
    return out;
}

static int build_patterns(wire_conversion *c, const msgpack_object *m, wire_pipeline *rules, wire_err *err)
{
    static const char *const names[][2] = {{"prefix_search", "prefix"},
                                           {"suffix_search", "suffix"},
                                           {"infix_finditer", "infix"},
                                           {"url_match", "url"},
                                           {"token_match", "token_match"}};
    wire_regex *to[] = {&rules->prefix, &rules->suffix, &rules->infix, &rules->url, &rules->token_match};
    json_t *all = json_object();
    int rc = all && !json_object_set_new(c->config, "tokenizer", all) ? 0 : wire_oom(err);
    for (size_t i = 0; i < sizeof to / sizeof *to && !rc; i++) {
        wire_str py = wire_mp_str(wire_mp_get(m, names[i][0]));
        char *pattern = py.ptr ? to_pcre(py) : NULL;
        if (py.ptr && !pattern)
            return wire_oom(err);
        rc = wire_regex_compile(wire_package_path(c->package), names[i][1], pattern, to[i], err);
        if (!rc && json_object_set_new(all, names[i][1], pattern ? json_string(pattern) : json_null()))
            rc = wire_oom(err);
        free(pattern);
    }
    return rc;
}

int wire_convert_tokenizer(wire_conversion *c, wire_err *err)
{
    wire_mp m;
    int rc = wire_mp_load(c->package, "tokenizer", &m, err);
    if (rc)
        return rc;
    tables t = {0};
    wire_pipeline rules = {0}; /* enough of one for the affix rules to run */
    const msgpack_object *exceptions = wire_mp_get(&m.u.data, "exceptions"), *fast = wire_mp_get(&m.u.data, "faster_heuristics");
    if (!exceptions || exceptions->type != MSGPACK_OBJECT_MAP)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: tokenizer: no special cases in it", wire_package_path(c->package));
    if (!rc && build_symbols(&t))
        rc = wire_oom(err);
    rules.symbols = t.symbol_table;
    if (!rc)
        rc = build_norms(c, &t, err);
    if (!rc)
        rc = build_patterns(c, &m.u.data, &rules, err);
    if (!rc)
        rc = build_specials(c, &t, exceptions, err);
    if (!rc)
        rc = build_phrases(&t, &rules, exceptions, fast && fast->type == MSGPACK_OBJECT_BOOLEAN && !fast->via.boolean, err);
    if (!rc && (add_table(c, "symbols", &t.symbols) || add_table(c, "norms", &t.norms) || add_table(c, "specials", &t.specials) ||
                add_table(c, "phrases", &t.phrases) ||
                wire_packer_add(&c->out, "special", t.special, t.n_special * sizeof *t.special) ||
                wire_packer_add(&c->out, "special.toks", t.toks, t.n_toks * sizeof *t.toks) ||
                wire_packer_add(&c->out, "phrase", t.phrase, t.n_phrase * sizeof *t.phrase) ||
                wire_packer_add(&c->out, "phrase.toks", t.phrase_toks, t.n_phrase_toks * sizeof *t.phrase_toks)))
        rc = wire_oom(err);
    wire_regex *used[] = {&rules.prefix, &rules.suffix, &rules.infix, &rules.url, &rules.token_match};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++)
        wire_regex_free(used[i]);
    free_tables(&t);
    wire_mp_free(&m);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ attribute ruler */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "Tense=Past|Aspect=Perf" with its features in order; "_" is the empty analysis. */
static json_t *normal_morph(const char *text)
{
    char *copy = strdup(strcmp(text, "_") ? text : ""), *save = NULL, *list[64];
    size_t n = 0;
    for (char *f = copy ? strtok_r(copy, "|", &save) : NULL; f && n < 64; f = strtok_r(NULL, "|", &save))
        list[n++] = f;
    if (n)
        qsort(list, n, sizeof *list, by_text);
    char *out = calloc(1, strlen(text) + 2);
    for (size_t i = 0; out && i < n; i++) {
        strcat(out, list[i]);
        if (i + 1 < n)
            strcat(out, "|");
    }
    json_t *j = out && copy ? json_string(out) : NULL;
    free(out);
    free(copy);
    return j;
}

int wire_convert_ruler(wire_conversion *c, const char *component, wire_err *err)
{
    char name[256];
    snprintf(name, sizeof name, "%s/patterns", component);
    wire_mp m;
    int rc = wire_mp_load(c->package, name, &m, err);
    if (rc)
        return rc;
    json_t *rules = wire_mp_json(&m.u.data);
    wire_mp_free(&m);
    size_t i;
    json_t *rule;
    json_array_foreach(rules, i, rule)
    {
        json_t *attrs = json_object_get(rule, "attrs");
        const char *morph = json_string_value(json_object_get(attrs, "MORPH"));
        if (morph && json_object_set_new(attrs, "MORPH", normal_morph(morph))) {
            json_decref(rules);
            return wire_oom(err);
        }
    }
    return !rules || json_object_set_new(c->config, "ruler", rules) ? wire_oom(err) : 0;
}

/* ------------------------------------------------------------------------------------------------ lemmatizer */

/* The name of a part of speech from its key in a lookup table, which is a number: all of them are symbols or hashes. */
static const char *pos_name(uint64_t id)
{
    static const char *const all[] = {"adj",  "adp",  "adv",   "aux",  "conj", "cconj", "det", "intj", "noun",
                                      "num",  "part", "pron",  "propn", "punct", "sconj", "sym", "verb", "x"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (hash_of(all[i]) == id)
            return all[i];
        for (size_t k = 0; k < sizeof wire_symbols / sizeof *wire_symbols; k++)
            if (wire_symbols[k].id == id && !strcmp(wire_symbols[k].text, all[i]))
                return all[i];
    }
    return NULL;
}

typedef struct lemmas {
    pairs exc, index;
    uint32_t *forms;
    size_t n_forms, form_cap;
    char *strings;
    size_t n_strings, string_cap;
    json_t *pos, *rules; /* pos: the names that any table has, an entry's number is its place + 1 */
} lemmas;

static int64_t pos_number(lemmas *t, uint64_t id)
{
    const char *name = pos_name(id);
    if (!name)
        return 0; /* a part of speech that no tag of ours can have */
    size_t i;
    json_t *p;
    json_array_foreach(t->pos, i, p) if (!strcmp(json_string_value(p), name)) return (int64_t)i + 1;
    return json_array_append_new(t->pos, json_string(name)) ? -1 : (int64_t)json_array_size(t->pos);
}

static int put_string(lemmas *t, wire_str s)
{
    if (wire_grow(&t->forms, &t->form_cap, t->n_forms + 1, sizeof *t->forms) ||
        wire_grow(&t->strings, &t->string_cap, t->n_strings + s.len + 1, 1))
        return WIRE_ENOMEM;
    t->forms[t->n_forms++] = (uint32_t)t->n_strings;
    memcpy(t->strings + t->n_strings, s.ptr, s.len);
    t->strings[t->n_strings + s.len] = 0;
    t->n_strings += s.len + 1;
    return 0;
}

static int put_exceptions(lemmas *t, int64_t pos, const msgpack_object *forms)
{
    for (uint32_t i = 0; forms->type == MSGPACK_OBJECT_MAP && i < forms->via.map.size; i++) {
        wire_str form = wire_mp_str(&forms->via.map.ptr[i].key);
        const msgpack_object *list = &forms->via.map.ptr[i].val;
        if (!form.ptr || list->type != MSGPACK_OBJECT_ARRAY)
            continue;
        if (put(&t->exc, wire_lemma_key((uint32_t)pos, form.ptr, form.len), t->n_forms) ||
            wire_grow(&t->forms, &t->form_cap, t->n_forms + 1, sizeof *t->forms))
            return WIRE_ENOMEM;
        t->forms[t->n_forms++] = list->via.array.size;
        for (uint32_t k = 0; k < list->via.array.size; k++) {
            wire_str s = wire_mp_str(&list->via.array.ptr[k]);
            if (put_string(t, s.ptr ? s : form))
                return WIRE_ENOMEM;
        }
    }
    return 0;
}

static int put_index(lemmas *t, int64_t pos, const msgpack_object *list)
{
    for (uint32_t i = 0; list->type == MSGPACK_OBJECT_ARRAY && i < list->via.array.size; i++) {
        wire_str form = wire_mp_str(&list->via.array.ptr[i]);
        if (form.ptr && put(&t->index, wire_lemma_key((uint32_t)pos, form.ptr, form.len), 1))
            return WIRE_ENOMEM;
    }
    return 0;
}

static int put_lemma_table(lemmas *t, const msgpack_object *map, int which)
{
    for (uint32_t i = 0; map && map->type == MSGPACK_OBJECT_MAP && i < map->via.map.size; i++) {
        const msgpack_object_kv *kv = &map->via.map.ptr[i];
        int64_t pos = kv->key.type == MSGPACK_OBJECT_POSITIVE_INTEGER ? pos_number(t, kv->key.via.u64) : 0;
        if (pos < 0)
            return WIRE_ENOMEM;
        if (!pos)
            continue;
        int rc = which == 0   ? put_exceptions(t, pos, &kv->val)
                 : which == 1 ? put_index(t, pos, &kv->val)
                              : json_object_set_new(t->rules, pos_name(kv->key.via.u64), wire_mp_json(&kv->val));
        if (rc)
            return WIRE_ENOMEM;
    }
    return 0;
}

int wire_convert_lemmatizer(wire_conversion *c, const char *component, wire_err *err)
{
    lemmas t = {.pos = json_array(), .rules = json_object()};
    int rc = t.pos && t.rules && !put_string(&t, (wire_str){"", 0}) ? 0 : wire_oom(err);
    t.n_forms = 0; /* the empty string is there so that the section is never empty */
    if (!rc && component) {
        char name[256];
        snprintf(name, sizeof name, "%s/lookups/lookups.bin", component);
        wire_mp m;
        rc = wire_mp_load(c->package, name, &m, err);
        if (!rc) {
            if (!wire_mp_get(&m.u.data, "lemma_rules"))
                rc = wire_fail(err, WIRE_EFORMAT, "%s: %s: no table lemma_rules in it", wire_package_path(c->package), name);
            else if (put_lemma_table(&t, wire_mp_get(&m.u.data, "lemma_exc"), 0) ||
                     put_lemma_table(&t, wire_mp_get(&m.u.data, "lemma_index"), 1) ||
                     put_lemma_table(&t, wire_mp_get(&m.u.data, "lemma_rules"), 2))
                rc = wire_oom(err);
            wire_mp_free(&m);
        }
    }
    if (!rc && (add_table(c, "lemma.exc", &t.exc) || add_table(c, "lemma.index", &t.index) ||
                wire_packer_add(&c->out, "lemma.forms", t.forms, t.n_forms * sizeof *t.forms) ||
                wire_packer_add(&c->out, "strings", t.strings, t.n_strings)))
        rc = wire_oom(err);
    if (!rc && component) {
        json_t *j = json_pack("{s:O, s:O}", "pos", t.pos, "rules", t.rules);
        rc = !j || json_object_set_new(c->config, "lemmatizer", j) ? wire_oom(err) : 0;
    }
    json_decref(t.pos);
    json_decref(t.rules);
    free(t.exc.items);
    free(t.index.items);
    free(t.forms);
    free(t.strings);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ vectors */

int wire_convert_vectors(wire_conversion *c, size_t *width, wire_err *err)
{
    const char *path = wire_package_path(c->package);
    *width = 0;
    char *data = NULL;
    size_t len = 0;
    if (!wire_package_has(c->package, "vocab/vectors"))
        return 0;
    int rc = wire_package_read(c->package, "vocab/vectors", &data, &len, err);
    if (rc)
        return rc;
    wire_array v = {0};
    wire_mp m = {0};
    pairs rows = {0};
    if (!wire_npy(data, len, &v)) {
        rc = wire_fail(err, WIRE_EFORMAT, "%s: vocab/vectors: not a table of float32", path);
    } else if (v.count) {
        char *cfg = NULL;
        size_t cfg_len;
        if (wire_package_has(c->package, "vocab/vectors.cfg") &&
            !(rc = wire_package_read(c->package, "vocab/vectors.cfg", &cfg, &cfg_len, err)) && !strstr(cfg, "\"default\""))
            rc = wire_fail(err, WIRE_EUNSUPPORTED, "%s: vectors: only the mode \"default\" is supported", path);
        free(cfg);
        if (!rc)
            rc = wire_mp_load(c->package, "vocab/key2row", &m, err);
        if (!rc && m.u.data.type != MSGPACK_OBJECT_MAP)
            rc = wire_fail(err, WIRE_EFORMAT, "%s: vocab/key2row is damaged", path);
        for (uint32_t i = 0; !rc && i < m.u.data.via.map.size; i++) {
            const msgpack_object_kv *kv = &m.u.data.via.map.ptr[i];
            if (kv->key.type == MSGPACK_OBJECT_POSITIVE_INTEGER && kv->val.type == MSGPACK_OBJECT_POSITIVE_INTEGER &&
                kv->key.via.u64 && kv->val.via.u64 < v.shape[0] && put(&rows, kv->key.via.u64, kv->val.via.u64))
                rc = wire_oom(err);
        }
        uint64_t shape[2] = {v.shape[0], v.shape[1]};
        if (!rc && (wire_packer_add(&c->out, "vectors.shape", shape, sizeof shape) ||
                    wire_packer_add(&c->out, "vectors", v.data, v.count * sizeof(float)) || add_table(c, "vectors.rows", &rows)))
            rc = wire_oom(err);
        *width = v.shape[1];
        free(rows.items);
        wire_mp_free(&m);
    }
    free(data);
    return rc;
}
