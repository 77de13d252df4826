/* parse_examples.c - examples/ and examples/second/: docs/lexicon.md has the format.
 *
 *   @ STYLE YEAR REGION                      holds for the sentences below it
 *
 *   ^ HEADLINE                               the context: any number of lines
 *   < SENTENCE BEFORE                        alone, < stands for the block above: its context and its sentence
 *   SENTENCE
 *       TRIGGER: CODE[/mode] [STATUS] [=VALUE] [q] PART=REF,REF …
 *       TRIGGER: none "REASON"
 *
 * A REF is a word of the sentence, WORD#N where it stands there several times; WORD<WORD with the word of the context that it
 * stands for, <WORD where only the context has it. An empty line ends the block.
 *
 * Invariant: the context's lines that wait for their sentence are the last of example_lines, from open->index on. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "knowledge/examples.h"
#include "knowledge/source.h"

enum { CONTEXT = 1, SENTENCE };

enum { INDENT = 4, LAST = 0 };

const char *const wire_example_styles[] = {"wire", "paper", "broadcast", "ministry", "ngo", "headline", NULL};
const char *const wire_example_regions[] = {"africa", "americas", "asia", "europe", "mena", "oceania", "world", NULL};

/* ------------------------------------------------------------------------------------------------ words */

static bool of_word(const char *text, size_t len, size_t at, size_t *next)
{
    if (at >= len)
        return false;
    *next = at;
    uint32_t c = wire_utf8_next(text, next);
    return wire_is_alpha(c) || wire_is_digit(c);
}

/* The length of the apostrophe there, straight or typographic; 0: none. */
static size_t apostrophe(const char *text, size_t len, size_t at)
{
    if (at < len && text[at] == '\'')
        return 1;
    return at + 3 <= len && !memcmp(text + at, "\xe2\x80\x99", 3) ? 3 : 0;
}

bool wire_example_word(const char *text, size_t len, size_t *at, wire_span *out)
{
    size_t next, end = *at;
    while (end < len && !of_word(text, len, end, &next))
        wire_utf8_next(text, &end);
    *out = (wire_span){(uint32_t)end, (uint32_t)end};
    while (of_word(text, len, end, &next)) {
        end = next;
        size_t joint = end < len && text[end] == '.' ? 1 : apostrophe(text, len, end);
        if (joint && of_word(text, len, end + joint, &next))
            end += joint;
    }
    *at = end;
    out->end = (uint32_t)end;
    for (size_t mark = 1; mark <= 3; mark += 2) /* "Iran's" is Iran */
        if (end - out->start > mark + 1 && text[end - 1] == 's' && apostrophe(text, end, end - 1 - mark) == mark)
            out->end = (uint32_t)(end - 1 - mark);
    return end > out->start;
}

/* How often the word stands in the text; the nth of them from 1, or the LAST, in *out. */
static unsigned find(const char *text, wire_str word, unsigned nth, unsigned before, wire_span *out)
{
    unsigned n = 0;
    size_t at = 0, len = strlen(text);
    for (wire_span x; wire_example_word(text, len, &at, &x);)
        if (x.end - x.start == word.len && !memcmp(text + x.start, word.ptr, word.len) && (++n + before == nth || nth == LAST))
            *out = x;
    return n;
}

/* ------------------------------------------------------------------------------------------------ references */

static wire_src_at place(const wire_src_line *l, const char *p)
{
    wire_src_at at = l->at;
    at.column = (uint32_t)(p - l->begin) + 1;
    return at;
}

static int shown(wire_str x)
{
    return x.len > 80 ? 80 : (int)x.len;
}

static bool is(wire_str x, const char *word)
{
    return x.len == strlen(word) && !memcmp(x.ptr, word, x.len);
}

/* Take the word that ends at the next blank; of no length at the end of the line. */
static wire_str take(wire_src_line *l)
{
    while (l->p < l->end && (*l->p == ' ' || *l->p == '\t'))
        l->p++;
    const char *from = l->p;
    while (l->p < l->end && *l->p != ' ' && *l->p != '\t')
        l->p++;
    return (wire_str){from, (size_t)(l->p - from)};
}

/* Cut "word#2" into the word and 2; without a number, 0. */
static unsigned number_of(wire_str *word)
{
    unsigned n = 0;
    const char *mark = memchr(word->ptr, '#', word->len);
    size_t digits = mark ? word->len - (size_t)(mark - word->ptr) - 1 : 0;
    if (digits < 1 || digits > 3)
        return 0;
    for (size_t i = 1; i <= digits; i++) {
        if (mark[i] < '0' || mark[i] > '9')
            return 0;
        n = n * 10 + (unsigned)(mark[i] - '0');
    }
    word->len = (size_t)(mark - word->ptr);
    return n;
}

/* Tell what keeps the word from being the one that is meant; true where nothing does. */
static bool lone(wire_source *s, wire_src_at at, wire_str word, unsigned nth, unsigned n, const char *where)
{
    if (!n)
        wire_src_error(s, at, "no word '%.*s' in the %s", shown(word), word.ptr, where);
    else if (n > 1 && !nth)
        wire_src_error(s, at, "'%.*s' stands %u times in the %s: write %.*s#1 or another", shown(word), word.ptr, n, where, shown(word),
                       word.ptr);
    else if (nth > n)
        wire_src_error(s, at, "'%.*s#%u', but it stands %u time%s in the %s", shown(word), word.ptr, nth, n, n == 1 ? "" : "s", where);
    else
        return true;
    return false;
}

static bool in_sentence(wire_source *s, wire_src_at at, const wire_src_example *x, wire_str word, wire_span *out)
{
    unsigned nth = number_of(&word);
    return lone(s, at, word, nth, find(x->is.sentence, word, nth ? nth : 1, 0, out), "sentence");
}

static bool in_context(wire_source *s, wire_src_at at, const wire_src_example *x, wire_str word, wire_example_ref *out)
{
    unsigned n = 0, nth = number_of(&word);
    if (!x->lines.n) {
        wire_src_error(s, at, "'<%.*s', but the sentence has no context", shown(word), word.ptr);
        return false;
    }
    for (uint32_t i = 0; i < x->lines.n; i++) {
        wire_span there = {0, 0};
        n += find(s->example_lines.of[x->lines.first + i].text, word, nth ? nth : LAST, n, &there);
        if (there.end) {
            out->there = there;
            out->line = (int32_t)i;
        }
    }
    return lone(s, at, word, nth ? nth : n, n, "context"); /* without a number the nearest is meant */
}

/* WORD, WORD<WORD or <WORD */
static bool parse_ref(wire_source *s, const wire_src_line *l, const wire_src_example *x, wire_str text, wire_example_ref *out)
{
    wire_src_at at = place(l, text.ptr);
    const char *mark = memchr(text.ptr, '<', text.len);
    wire_str here = {text.ptr, mark ? (size_t)(mark - text.ptr) : text.len};
    out->line = -1;
    if (!text.len || (mark && mark + 1 == text.ptr + text.len)) {
        wire_src_error(s, at, "a word is missing");
        return false;
    }
    if (here.len && !in_sentence(s, at, x, here, &out->here))
        return false;
    return !mark || in_context(s, place(l, mark + 1), x, (wire_str){mark + 1, text.len - here.len - 1}, out);
}

/* ------------------------------------------------------------------------------------------------ a record */

/* The letter of a part; 0: no part. */
static char part_of(wire_str name)
{
    if (name.len == 1 && (strchr("STAVPWO", *name.ptr) || *name.ptr == 'n'))
        return *name.ptr;
    return is(name, "by") ? 'b' : is(name, "in") ? 'i' : 0;
}

static void parse_part(wire_source *s, const wire_src_line *l, const wire_src_example *x, wire_str word, wire_src_record *r)
{
    const char *equals = memchr(word.ptr, '=', word.len), *end = word.ptr + word.len;
    char part = equals ? part_of((wire_str){word.ptr, (size_t)(equals - word.ptr)}) : 0;
    if (!part) {
        wire_src_error(s, place(l, word.ptr), "'%.*s' was not expected: after the code stand a status, =VALUE, q, and the parts S T A V "
                       "P W O in by n, each with =WORD", shown(word), word.ptr);
        r->broken = true;
        return;
    }
    if (part == 'i') {
        wire_str in = {equals + 1, (size_t)(end - equals - 1)};
        if (r->in.end)
            wire_src_error(s, place(l, word.ptr), "in= twice");
        r->in_at = place(l, in.ptr);
        r->broken |= r->in.end || !in_sentence(s, r->in_at, x, in, &r->in);
        return;
    }
    for (uint32_t i = 0; i < r->refs.n; i++)
        if (s->refs.of[r->refs.first + i].part == part) {
            wire_src_error(s, place(l, word.ptr), "a second %.*s: its words are separated by commas", (int)(equals + 1 - word.ptr), word.ptr);
            r->broken = true;
            return;
        }
    for (const char *p = equals + 1; p <= end;) {
        const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma ? comma : end;
        wire_example_ref ref = {.part = part};
        if (r->refs.n == WIRE_SRC_REFS_MAX) {
            wire_src_error(s, place(l, p), "more than %d words in the parts of a record", WIRE_SRC_REFS_MAX);
            r->broken = true;
            return;
        }
        if (parse_ref(s, l, x, (wire_str){p, (size_t)(stop - p)}, &ref)) {
            wire_example_ref *n = WIRE_SRC_NEW(s, refs);
            if (!n)
                return;
            *n = ref;
            r->refs.n++;
        } else {
            r->broken = true;
        }
        p = stop + 1;
    }
}

static int status_of(wire_str word)
{
    for (int i = 0; i <= WIRE_HABITUAL; i++)
        if (is(word, wire_status_names[i]))
            return i;
    return -1;
}

static void parse_words(wire_source *s, wire_src_line *l, const wire_src_example *x, wire_src_record *r)
{
    bool given = false;
    for (wire_str word = take(l); word.len; word = take(l)) {
        int status = status_of(word);
        if (status >= 0) {
            if (given)
                wire_src_error(s, place(l, word.ptr), "a second status, '%.*s'", shown(word), word.ptr);
            r->is.status = (enum wire_status)status;
            given = true;
        } else if (is(word, "q")) {
            r->is.quoted = 1;
        } else if (*word.ptr == '=' && word.len > 1) {
            if (r->is.value)
                wire_src_error(s, place(l, word.ptr), "a second value, '%.*s'", shown(word), word.ptr);
            r->is.value = wire_src_keep(s, word.ptr + 1, word.len - 1);
        } else {
            parse_part(s, l, x, word, r);
        }
    }
}

/* none "REASON" */
static void parse_none(wire_source *s, wire_src_line *l, wire_src_record *r)
{
    while (l->p < l->end && (*l->p == ' ' || *l->p == '\t'))
        l->p++;
    size_t n = (size_t)(l->end - l->p);
    if (n > 2 && *l->p == '"' && memchr(l->p + 1, '"', n - 1) == l->end - 1) {
        r->is.reason = wire_src_keep(s, l->p + 1, n - 2);
    } else {
        wire_src_error(s, place(l, l->p), "none takes its reason in double quotes, and nothing else");
        r->broken = true;
    }
}

static void parse_record(wire_source *s, wire_src_line *l, wire_src_example *x)
{
    wire_src_record r = {.at = place(l, l->p), .refs.first = (uint32_t)s->refs.n};
    wire_str trigger = take(l);
    r.is.line = l->at.line;
    r.is.deed = r.is.saying = WIRE_NO_RECORD;
    if (l->p - trigger.len != l->begin + INDENT || memchr(l->begin, '\t', INDENT)) {
        wire_src_error(s, r.at, "a code line is indented by %d blanks", INDENT);
        return;
    }
    if (x->records.n == WIRE_SRC_RECORDS_MAX) {
        wire_src_error(s, r.at, "more than %d code lines for a sentence", WIRE_SRC_RECORDS_MAX);
        return;
    }
    wire_str code = take(l);
    r.code_at = place(l, code.ptr);
    if (trigger.len < 2 || trigger.ptr[trigger.len - 1] != ':' || !code.len) {
        wire_src_error(s, r.at, "a code line is written: TRIGGER: CODE PARTS");
        return;
    }
    trigger.len--;
    if (!in_sentence(s, r.at, x, trigger, &r.is.trigger))
        return;
    const char *slash = memchr(code.ptr, '/', code.len);
    size_t len = slash ? (size_t)(slash - code.ptr) : code.len;
    r.is.code = wire_src_keep(s, code.ptr, len);
    if (slash)
        r.is.mode = wire_src_keep(s, slash + 1, code.len - len - 1);
    if (is(code, "none"))
        parse_none(s, l, &r);
    else
        parse_words(s, l, x, &r);
    wire_src_record *n = s->out_of_memory ? NULL : WIRE_SRC_NEW(s, records);
    if (!n)
        return;
    *n = r;
    x->records.n++;
}

/* ------------------------------------------------------------------------------------------------ a block */

static const char *one_of(const char *const *list, wire_str word)
{
    while (*list && !is(word, *list))
        list++;
    return *list;
}

static void parse_head(wire_source *s, wire_src_line *l)
{
    wire_src_head h = {.at = l->at};
    l->p++;
    wire_str style = take(l), year = take(l), region = take(l), more = take(l);
    h.style = one_of(wire_example_styles, style);
    h.region = one_of(wire_example_regions, region);
    for (size_t i = 0; i < year.len && year.len == 4; i++)
        h.year = year.ptr[i] >= '0' && year.ptr[i] <= '9' ? h.year * 10 + (year.ptr[i] - '0') : -100000;
    bool year_ok = h.year >= 1900 && h.year <= 2099;
    if (!region.len || more.len)
        wire_src_error(s, l->at, "written: @ STYLE YEAR REGION");
    else if (!h.style)
        wire_src_error(s, place(l, style.ptr), "'%.*s' is no style: wire, paper, broadcast, ministry, ngo or headline", shown(style), style.ptr);
    else if (!year_ok)
        wire_src_error(s, place(l, year.ptr), "'%.*s' is no year from 1900 to 2099", shown(year), year.ptr);
    else if (!h.region)
        wire_src_error(s, place(l, region.ptr), "'%.*s' is no region: africa, americas, asia, europe, mena, oceania or world", shown(region),
                       region.ptr);
    h.style = h.style ? h.style : wire_example_styles[0]; /* so that one mistake is one */
    h.region = h.region ? h.region : "world";
    wire_src_head *n = WIRE_SRC_NEW(s, heads);
    if (n)
        *n = h;
}

static void add_context(wire_source *s, char mark, const char *text)
{
    wire_example_line *n = text ? WIRE_SRC_NEW(s, example_lines) : NULL;
    if (n)
        *n = (wire_example_line){mark, text};
}

/* A report goes on: what the block above has for context, and its sentence, are before this one. */
static void go_on(wire_source *s, const wire_src_line *l)
{
    const wire_src_example *above = s->examples.n ? &s->examples.of[s->examples.n - 1] : NULL;
    const wire_src_at head = s->heads.n ? s->heads.of[s->heads.n - 1].at : (wire_src_at){0};
    if (!above || above->at.file != l->at.file || head.line > above->at.line) {
        wire_src_error(s, l->at, "< alone goes on from the sentence above, and there is none since the last @ line");
        return;
    }
    const wire_src_run lines = above->lines;
    for (uint32_t i = 0; i < lines.n && !s->out_of_memory; i++)
        add_context(s, s->example_lines.of[lines.first + i].mark, s->example_lines.of[lines.first + i].text);
    add_context(s, '<', above->is.sentence);
}

static void parse_context(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    char mark = *l->p++;
    if (open->what == SENTENCE) {
        wire_src_error(s, l->at, "a line of context below a sentence: an empty line is missing, or it belongs above");
        return;
    }
    const bool first = !open->what;
    if (first)
        *open = (wire_src_open){CONTEXT, (uint32_t)s->example_lines.n};
    while (l->p < l->end && (*l->p == ' ' || *l->p == '\t'))
        l->p++;
    if (l->p < l->end)
        add_context(s, mark, wire_src_keep(s, l->p, (size_t)(l->end - l->p)));
    else if (first && mark == '<')
        go_on(s, l);
    else
        wire_src_error(s, l->at, "a line of context without text");
}

static wire_src_at example_at(const wire_source *s, uint32_t i)
{
    return s->examples.of[i].at;
}

static void parse_sentence(wire_source *s, wire_src_line *l, wire_src_open *open, bool second)
{
    wire_src_example x = {.at = l->at, .second = second, .lines.first = (uint32_t)s->example_lines.n, .records.first = (uint32_t)s->records.n};
    const wire_src_head *h = s->heads.n ? &s->heads.of[s->heads.n - 1] : NULL;
    bool twice = open->what == SENTENCE, taken;
    if (open->what == CONTEXT)
        x.lines = (wire_src_run){open->index, (uint32_t)s->example_lines.n - open->index};
    *open = (wire_src_open){SENTENCE, WIRE_SRC_NONE};
    if (twice) {
        wire_src_error(s, l->at, "a second sentence in the block: an empty line is missing, or the indentation of a code line");
        return;
    }
    if (!h || h->at.file != l->at.file) {
        wire_src_error(s, l->at, "a sentence without an @ line before it");
        return;
    }
    x.is.line = l->at.line;
    x.is.style = h->style;
    x.is.region = h->region;
    x.is.year = h->year;
    x.is.sentence = wire_src_keep(s, l->p, (size_t)(l->end - l->p));
    if (!x.is.sentence)
        return;
    uint32_t index = (uint32_t)s->examples.n,
             old = wire_src_enter(s, second ? "second coding" : "sentence", x.is.sentence, index, l->at, example_at, &taken);
    wire_src_example *n = taken ? NULL : WIRE_SRC_NEW(s, examples);
    if (!n)
        return;
    *n = x;
    if (old != WIRE_SRC_NONE)
        s->examples.of[old].replaced = true;
    open->index = index;
}

/* The block ends: what does not belong to a sentence is told. */
static void end_block(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    if (open->what == CONTEXT)
        wire_src_error(s, l->at, "the context before this has no sentence");
    *open = (wire_src_open){0};
}

static void parse(wire_source *s, wire_src_line *l, wire_src_open *open, bool second)
{
    if (l->p == l->end) {
        end_block(s, l, open);
    } else if (l->indented) {
        if (open->what != SENTENCE)
            wire_src_error(s, place(l, l->p), "a code line without a sentence above it");
        else if (open->index != WIRE_SRC_NONE)
            parse_record(s, l, &s->examples.of[open->index]);
    } else if (*l->p == '@') {
        if (open->what)
            wire_src_error(s, l->at, "an @ line inside a block: an empty line is missing");
        *open = (wire_src_open){0};
        parse_head(s, l);
    } else if (*l->p == '<' || *l->p == '^') {
        parse_context(s, l, open);
    } else {
        parse_sentence(s, l, open, second);
    }
}

void wire_parse_examples(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    parse(s, l, open, false);
}

void wire_parse_second(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    parse(s, l, open, true);
}
