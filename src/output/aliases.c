#include "output/aliases.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/err.h"
#include "base/text.h"

enum { DECOMPOSED_MAX = 24 }; /* UTF-16 units of one character; Unicode has none over 18 */

struct wire_alias_text {
    const char *ptr;
    uint32_t len;
    uint32_t last;    /* the last word's number */
    uint32_t link;    /* the first of its canonical names, in `links`; 0: none */
    uint8_t words;    /* how many; 4 stands for more */
    bool body, canonical, long_enough; /* names a body, not a person; heads a line of the table; long enough for a surname */
};

struct wire_alias_link {
    uint32_t canonical, next;
};

/* Words of bodies: the last word of such a name is not a surname. */
static const char *const bodies[] = {
    "agency",  "army",    "coalition",  "command", "committee", "council", "court",      "force",  "forces",
    "front",   "government", "group",   "hostages", "militia",  "ministry", "movement",  "nations", "office",
    "officials", "parliament", "party", "police",  "protesters", "rebels", "states",     "troops", "union",
};

static const char *const articles[] = {"a", "an", "of", "s", "the"};

static bool listed(const char *const *words, size_t n, const char *s, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == len && !memcmp(words[i], s, len))
            return true;
    return false;
}

#define LISTED(words, s, len) listed(words, sizeof(words) / sizeof *(words), s, len)

/* ------------------------------------------------------------------------------------------------ the table of texts */

static uint32_t new_text(wire_aliases *a, const char *s, size_t len)
{
    if (a->n_texts >= UINT32_MAX || wire_grow(&a->texts, &a->texts_cap, a->n_texts + 1, sizeof *a->texts))
        return a->failed = true, 0;
    wire_str copy = wire_arena_copy(&a->arena, s, len);
    if (!copy.ptr)
        return a->failed = true, 0;
    uint32_t id = (uint32_t)a->n_texts++;
    a->texts[id] = (struct wire_alias_text){.ptr = copy.ptr, .len = (uint32_t)len};
    return id;
}

int wire_aliases_init(wire_aliases *a)
{
    *a = (wire_aliases){0};
    new_text(a, "", 0);
    if (!a->failed && !wire_grow(&a->links, &a->links_cap, 1, sizeof *a->links))
        a->n_links = 1; /* link 0 is none */
    if (a->n_links)
        return 0;
    wire_aliases_free(a);
    return WIRE_ENOMEM;
}

void wire_aliases_free(wire_aliases *a)
{
    wire_arena_free(&a->arena);
    wire_map_free(&a->ids);
    free(a->texts);
    free(a->links);
    free(a->norm);
    free(a->scratch);
    *a = (wire_aliases){0};
}

uint32_t wire_aliases_id(wire_aliases *a, const char *s, size_t len)
{
    if (!len || a->failed)
        return 0;
    uint64_t key = wire_murmur64(s, len);
    key += !key;
    const uint32_t *known = wire_map_get(&a->ids, key);
    if (known)
        return *known;
    uint32_t id = new_text(a, s, len);
    if (!id || wire_map_put(&a->ids, key, id))
        return a->failed = true, 0;
    /* What a surname is asked for; the last word is entered after the whole, which it may be. */
    size_t from = 0, characters = 0, words = 0;
    bool body = false;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && s[i] != ' ') {
            characters += ((unsigned char)s[i] & 0xc0) != 0x80;
            continue;
        }
        body |= LISTED(bodies, s + from, i - from);
        words++;
        if (i < len)
            from = i + 1;
    }
    uint32_t last = from ? wire_aliases_id(a, s + from, len - from) : id;
    struct wire_alias_text *t = &a->texts[id];
    t->last = last;
    t->words = (uint8_t)(words < 4 ? words : 4);
    t->body = body;
    t->long_enough = characters > 3;
    return id;
}

const char *wire_aliases_text(const wire_aliases *a, uint32_t id)
{
    return a->texts[id].ptr;
}

bool wire_aliases_canonical(const wire_aliases *a, uint32_t id)
{
    return a->texts[id].canonical;
}

/* ------------------------------------------------------------------------------------------------ the form compared */

/* The length without the word that begins at `from`, where that is an article; the blank before it goes with it. */
static size_t end_word(const char *out, size_t from, size_t len)
{
    bool article = len > from && LISTED(articles, out + from, len - from);
    return !article ? len : from ? from - 1 : 0;
}

/* A character, decomposed, in the form compared: 0 for a mark that is dropped, ' ' for one that parts words. Other scripts' letters
 * stay, or all their names would be one. */
static uint32_t folded(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'A' && c <= 'Z')
            return c | 0x20;
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%' || c == '/' ? c : ' ';
    }
    uint32_t kind = U_GET_GC_MASK((UChar32)c);
    return kind & (U_GC_L_MASK & ~U_GC_LM_MASK) || kind & U_GC_ND_MASK ? (uint32_t)u_tolower((UChar32)c) : 0;
}

/* The characters of `c` decomposed (NFKD); returns how many. */
static size_t decompose(uint32_t c, uint32_t out[DECOMPOSED_MAX])
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = c < 0x80 ? NULL : unorm2_getNFKDInstance(&status);
    UChar parts[DECOMPOSED_MAX];
    int32_t n = nfkd ? unorm2_getDecomposition(nfkd, (UChar32)c, parts, DECOMPOSED_MAX, &status) : -1;
    size_t count = 0;
    if (n < 0 || U_FAILURE(status))
        return out[0] = c, 1;
    for (int32_t i = 0; i < n;) {
        UChar lead = parts[i++];
        out[count++] = U16_IS_LEAD(lead) && i < n ? (uint32_t)U16_GET_SUPPLEMENTARY(lead, parts[i++]) : lead;
    }
    return count;
}

wire_str wire_aliases_norm(wire_aliases *a, const char *s, size_t len)
{
    size_t n = 0, from = 0; /* `from`: where the word that is open begins, or the next will */
    for (size_t i = 0; i <= len;) {
        uint32_t parts[DECOMPOSED_MAX];
        uint32_t next = ' '; /* at the end, so that the last word is closed */
        if (i < len)
            next = wire_utf8_next(s, &i);
        else
            i++;
        size_t count = decompose(next, parts);
        if (wire_grow(&a->norm, &a->norm_cap, n + 5 * count, 1)) {
            a->failed = true;
            return (wire_str){"", 0};
        }
        for (size_t k = 0; k < count; k++) {
            uint32_t c = folded(parts[k]);
            if (c == ' ') {
                n = end_word(a->norm, from, n);
                from = n ? n + 1 : 0;
            } else if (c) {
                if (n && n < from)
                    a->norm[n++] = ' ';
                n += wire_utf8_put(c, a->norm + n);
            }
        }
    }
    return (wire_str){a->norm, n};
}

int wire_by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The first `n` of scratch as a list of the arena, sorted. */
static wire_ids keep(wire_aliases *a, size_t n, bool once)
{
    if (!n)
        return (wire_ids){0};
    qsort(a->scratch, n, sizeof *a->scratch, wire_by_id);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!once || !kept || a->scratch[kept - 1] != a->scratch[i])
            a->scratch[kept++] = a->scratch[i];
    uint32_t *of = wire_arena_alloc(&a->arena, (kept + 1) * sizeof *of);
    if (!of) {
        a->failed = true;
        return (wire_ids){0};
    }
    memcpy(of, a->scratch, kept * sizeof *of);
    return (wire_ids){of, (uint32_t)kept};
}

static void push(wire_aliases *a, size_t *n, uint32_t id)
{
    if (wire_grow(&a->scratch, &a->scratch_cap, *n + 1, sizeof *a->scratch))
        a->failed = true;
    else
        a->scratch[(*n)++] = id;
}

wire_ids wire_aliases_words(wire_aliases *a, const char *s, bool once)
{
    wire_str norm = wire_aliases_norm(a, s, strlen(s));
    size_t n = 0;
    for (size_t i = 0, from = 0; i <= norm.len && norm.len; i++)
        if (i == norm.len || norm.ptr[i] == ' ') {
            push(a, &n, wire_aliases_id(a, norm.ptr + from, i - from));
            from = i + 1;
        }
    return keep(a, a->failed ? 0 : n, once);
}

/* ------------------------------------------------------------------------------------------------ actors */

/* A name with its canonical names. */
static void push_keys(wire_aliases *a, size_t *n, const char *s, size_t len)
{
    uint32_t id = wire_aliases_id(a, s, len);
    push(a, n, id);
    for (uint32_t l = a->texts[id].link; l; l = a->links[l].next)
        push(a, n, a->links[l].canonical);
}

wire_named wire_aliases_named(wire_aliases *a, const char *name, const char *text)
{
    static const char government[] = "government "; /* "the government of X" is X */
    wire_named out = {0};
    const char *given[2] = {name && *name ? name : NULL, text && *text ? text : NULL};
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!given[i])
            continue;
        wire_str norm = wire_aliases_norm(a, given[i], strlen(given[i]));
        push_keys(a, &n, norm.ptr, norm.len);
        if (norm.len > sizeof government - 1 && !memcmp(norm.ptr, government, sizeof government - 1))
            push_keys(a, &n, norm.ptr + sizeof government - 1, norm.len - (sizeof government - 1));
    }
    out.keys = keep(a, a->failed ? 0 : n, true);
    for (size_t i = 0; i < 2; i++)
        if (given[i])
            out.words[i] = wire_aliases_words(a, given[i], true);
    const char *shown = given[0] ? given[0] : given[1];
    if (shown && !(out.shown = wire_arena_copy(&a->arena, shown, strlen(shown)).ptr))
        a->failed = true;
    return out;
}

bool wire_aliases_surname(const wire_aliases *a, uint32_t full, uint32_t last)
{
    const struct wire_alias_text *f = &a->texts[full];
    return full && last && f->last == last && (f->words == 2 || f->words == 3) && !f->body && a->texts[last].long_enough;
}

size_t wire_ids_shared(wire_ids x, wire_ids y)
{
    size_t n = 0;
    for (size_t i = 0, k = 0; i < x.n && k < y.n;) {
        if (x.of[i] == y.of[k])
            n++, i++, k++;
        else if (x.of[i] < y.of[k])
            i++;
        else
            k++;
    }
    return n;
}

bool wire_named_same(const wire_aliases *a, const wire_named *x, const wire_named *y)
{
    if (wire_ids_shared(x->keys, y->keys))
        return true;
    for (size_t i = 0; i < x->keys.n; i++)
        for (size_t k = 0; k < y->keys.n; k++)
            if (wire_aliases_surname(a, x->keys.of[i], y->keys.of[k]) || wire_aliases_surname(a, y->keys.of[k], x->keys.of[i]))
                return true;
    return false;
}

bool wire_named_alike(const wire_aliases *a, const wire_named *gold, const wire_named *coded)
{
    if (!gold->shown || !coded->shown)
        return !gold->shown && !coded->shown;
    if (wire_named_same(a, gold, coded))
        return true;
    wire_ids g = gold->words[0];
    for (size_t i = 0; i < 2; i++) {
        wire_ids c = coded->words[i];
        if (!g.n || !c.n)
            continue;
        double both = (double)wire_ids_shared(g, c);
        if (both / (double)(g.n < c.n ? g.n : c.n) >= 0.5 && both / (double)(g.n < c.n ? c.n : g.n) >= 0.34)
            return true;
    }
    return false;
}

static size_t met(const wire_aliases *a, wire_nameds x, wire_nameds y)
{
    size_t n = 0;
    for (size_t i = 0; i < x.n; i++) {
        size_t k = 0;
        while (k < y.n && !wire_named_same(a, &x.of[i], &y.of[k]))
            k++;
        n += k < y.n;
    }
    return n;
}

double wire_named_f1(const wire_aliases *a, wire_nameds gold, wire_nameds coded)
{
    if (!gold.n && !coded.n)
        return 1;
    size_t found = met(a, gold, coded), right = found ? met(a, coded, gold) : 0;
    if (!right)
        return 0;
    double r = (double)found / gold.n, p = (double)right / coded.n;
    return 2 * p * r / (p + r);
}

bool wire_named_agree(const wire_aliases *a, wire_nameds gold, wire_nameds coded)
{
    return wire_named_f1(a, gold, coded) >= 0.5;
}

/* ------------------------------------------------------------------------------------------------ the table of aliases */

static void add_alias(wire_aliases *a, uint32_t name, uint32_t canonical)
{
    for (uint32_t l = a->texts[name].link; l; l = a->links[l].next)
        if (a->links[l].canonical == canonical)
            return;
    if (a->n_links >= UINT32_MAX || wire_grow(&a->links, &a->links_cap, a->n_links + 1, sizeof *a->links)) {
        a->failed = true;
        return;
    }
    a->links[a->n_links] = (struct wire_alias_link){canonical, a->texts[name].link};
    a->texts[name].link = (uint32_t)a->n_links++;
}

static void add_line(wire_aliases *a, const char *line, size_t len)
{
    uint32_t canonical = 0;
    for (size_t from = 0, i = 0; i <= len; i++) {
        if (i < len && line[i] != '\t')
            continue;
        wire_str norm = wire_aliases_norm(a, line + from, i - from);
        uint32_t name = wire_aliases_id(a, norm.ptr, norm.len);
        from = i + 1;
        if (!name)
            continue;
        if (!canonical)
            a->texts[canonical = name].canonical = true;
        add_alias(a, name, canonical);
    }
}

int wire_aliases_read(wire_aliases *a, const char *path, wire_err *err)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int64_t number = 0;
    int rc = 0;
    errno = 0;
    while (!rc && (n = getline(&line, &room, f)) >= 0) {
        number++;
        while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            n--;
        if (wire_utf8_valid(line, (size_t)n) != (size_t)n || memchr(line, 0, (size_t)n)) {
            rc = wire_fail(err, WIRE_EFORMAT, "%s:%lld: not UTF-8 text", path, (long long)number);
            if (err)
                err->line = number;
        } else if (line[0] != '#') {
            add_line(a, line, (size_t)n);
            rc = a->failed ? wire_oom(err) : 0;
        }
    }
    if (!rc && ferror(f))
        rc = wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    free(line);
    fclose(f);
    return rc;
}
