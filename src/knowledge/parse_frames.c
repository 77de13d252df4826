/* parse_frames.c - frames/: docs/lexicon.md has the format.
 *
 *   LEMMA,LEMMA.POS[+PARTICLE]  SLOT SLOT …  -> RESULT ; CLAUSE ; …
 *       ~ SENTENCE [=> PART: WORDS  PART: WORDS] */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "knowledge/source.h"

const char wire_part_letters[WIRE_PARTS + 1] = "STBOPAVCM";
const char *const wire_status_names[WIRE_CONTENT_STATUSES] = {"actual",  "planned",  "requested", "conditional", "possible",
                                                              "negated", "habitual", "keep",      "negate"};

static const char *const args[WIRE_ARG_PREP] = {"subj", "obj", "iobj", "that", "inf", "attr", "poss", "adj", "speaker"};

static const char *const words[] = {
    "aboard",  "about",   "above",   "across",  "after",      "against", "along",   "alongside",  "amid",    "among",
    "around",  "as",      "at",      "before",  "behind",     "below",   "beneath", "beside",     "besides", "between",
    "beyond",  "by",      "concerning", "despite", "down",    "during",  "except",  "following",  "for",     "from",
    "in",      "inside",  "into",    "like",    "near",       "of",      "off",     "on",         "onto",    "opposite",
    "out",     "outside", "over",    "past",    "per",        "regarding", "round", "since",      "than",    "through",
    "throughout", "till", "to",      "toward",  "towards",    "under",   "until",   "unto",       "up",      "upon",
    "versus",  "via",     "with",    "within",  "without",    "amongst", "because", "but",        "instead", "next",
    /* adverbs and conjunctions that tell senses apart */
    "abroad",  "again",   "ahead",   "apart",   "ashore",     "aside",   "away",    "back",       "deep",    "deeper",
    "enough",  "far",     "forth",   "forward", "further",    "hard",    "here",    "home",       "how",     "if",
    "not",     "once",    "overseas", "so",     "there",      "together", "well",   "when",       "where",   "whether",
    "while",   "why",
};

typedef struct span {
    const char *p, *end;
} span;

static span trim(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (span){p, end};
}

static int len_of(span x)
{
    return x.end - x.p > 80 ? 80 : (int)(x.end - x.p);
}

static bool is(span x, const char *word)
{
    return (size_t)(x.end - x.p) == strlen(word) && !memcmp(x.p, word, strlen(word));
}

static const char *keep(wire_source *s, span x)
{
    return wire_src_keep(s, x.p, (size_t)(x.end - x.p));
}

static bool all_digits(span x)
{
    while (x.p < x.end && *x.p >= '0' && *x.p <= '9')
        x.p++;
    return x.p == x.end;
}

/* Take what stands before the next `separator` (or all), outside quotation marks, and move behind it. A tab is a blank. */
static span take(span *from, char separator)
{
    const char *c = from->p;
    for (; c < from->end && *c != separator && !(*c == '\t' && separator == ' '); c++)
        if (*c == '"') {
            const char *close = memchr(c + 1, '"', (size_t)(from->end - c - 1));
            c = close ? close : c;
        }
    span taken = {from->p, c};
    from->p = c < from->end ? c + 1 : c;
    return taken;
}

/* The next blank-separated word, or an empty span. A quoted text is one word, with its marks. */
static span take_word(span *from)
{
    *from = trim(from->p, from->end);
    return take(from, ' ');
}

static bool part_of(span x, wire_part *out)
{
    const char *at = x.end - x.p == 1 ? strchr(wire_part_letters, *x.p) : NULL;
    if (!at || !*at)
        return false;
    *out = (wire_part)(at - wire_part_letters);
    return true;
}

/* A lemma: lower case, of letters, digits, -, ' and, but not at its beginning, dots. */
static bool lemma(span x)
{
    for (size_t i = 0, n = (size_t)(x.end - x.p); i < n;) {
        uint32_t c = wire_utf8_next(x.p, &i);
        if (wire_is_upper(c) || (!wire_is_alpha(c) && !wire_is_digit(c) && c != '-' && c != '\'' && !(c == '.' && i > 1)))
            return false;
    }
    return x.p < x.end;
}

/* Whether the word may stand as a place in the tree: a preposition, a participle that is used as one, or an adverb. */
static bool known_place(span x)
{
    size_t n = (size_t)(x.end - x.p);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (is(x, words[k]))
            return true;
    return n > 4 && (!memcmp(x.end - 3, "ing", 3) || !memcmp(x.end - 2, "ly", 2));
}

static void add_lemma(wire_source *s, wire_src_run *run, span x)
{
    uint64_t *n = WIRE_SRC_NEW(s, lemmas);
    if (!n)
        return;
    *n = wire_murmur64(x.p, (size_t)(x.end - x.p));
    run->n++;
}

/* ------------------------------------------------------------------------------------------------ head, slots */

static bool parse_head(wire_source *s, wire_src_at at, span head, wire_src_frame *f)
{
    span whole = head;
    const char *plus = memchr(head.p, '+', (size_t)(head.end - head.p));
    if (plus) {
        span particle = {plus + 1, head.end};
        if (!lemma(particle))
            wire_src_error(s, at, "'%.*s' is no particle", len_of(particle), particle.p);
        f->particle = keep(s, particle);
        head.end = plus;
    }
    bool ok = head.end - head.p > 2 && head.end[-2] == '.' && strchr("vna", head.end[-1]);
    if (!ok) {
        wire_src_error(s, at, "a frame begins with LEMMA.v, LEMMA.n or LEMMA.a, not '%.*s'", len_of(whole), whole.p);
        return false;
    }
    f->pos = head.end[-1];
    head.end -= 2;
    f->lemmas = keep(s, head);
    f->keys.first = (uint32_t)s->lemmas.n;
    do {
        span one = take(&head, ',');
        if (!lemma(one))
            wire_src_error(s, at, "'%.*s' is no lemma: one word in lower case", len_of(one), one.p);
        else
            add_lemma(s, &f->keys, one);
    } while (head.p < head.end);
    return true;
}

static void parse_filler(wire_source *s, wire_src_at at, span x, wire_src_slot *slot)
{
    int arg = 0;
    while (arg < WIRE_ARG_PREP && !is(x, args[arg]))
        arg++;
    if (!lemma(x)) {
        wire_src_error(s, at, "'%.*s' is no place in the tree", len_of(x), x.p);
        return;
    }
    if (arg == WIRE_ARG_PREP && !known_place(x))
        wire_src_warn(s, at, "'%.*s' is no place in the tree, and no preposition or adverb that is known", len_of(x), x.p);
    wire_src_filler *f = WIRE_SRC_NEW(s, fillers);
    if (!f)
        return;
    *f = (wire_src_filler){(wire_arg)arg, keep(s, x)};
    slot->fillers.n++;
}

static void parse_restriction(wire_source *s, wire_src_at at, span x, wire_src_slot *slot)
{
    wire_src_restriction r = {.at = at, .text = keep(s, x), .class_id = WIRE_CLASS_NONE, .lemmas.first = (uint32_t)s->lemmas.n};
    if (x.p < x.end && *x.p == '!') {
        r.negated = true;
        x.p++;
    }
    if (x.p < x.end && *x.p == '=') {
        x.p++;
        do {
            span one = take(&x, ',');
            if (lemma(one))
                add_lemma(s, &r.lemmas, one);
            else
                wire_src_error(s, at, "'%.*s' is no lemma: one word in lower case", len_of(one), one.p);
        } while (x.p < x.end);
    } else if (memchr(x.p, ',', (size_t)(x.end - x.p)) || memchr(x.p, '|', (size_t)(x.end - x.p))) {
        wire_src_error(s, at, "'%.*s' is no class; a list of lemmas is written '=a,b', and what a filler must be stands once, "
                       "after all its places", len_of(x), x.p);
        return;
    } else {
        r.class_name = keep(s, x);
        if (x.p == x.end) {
            wire_src_error(s, at, "a class is missing");
            return;
        }
    }
    wire_src_restriction *n = WIRE_SRC_NEW(s, restrictions);
    if (!n)
        return;
    *n = r;
    slot->restrictions.n++;
}

static void parse_slot(wire_source *s, wire_src_at at, span x, wire_src_frame *f)
{
    span whole = x, left = take(&x, '=');
    wire_src_slot slot = {.fillers.first = (uint32_t)s->fillers.n, .restrictions.first = (uint32_t)s->restrictions.n};
    if (!part_of(left, &slot.part) || left.end == whole.end) {
        wire_src_error(s, at, "'%.*s' is no slot: PART=FILLER, with a part of %s", len_of(whole), whole.p, wire_part_letters);
        return;
    }
    for (uint32_t i = 0; i < f->slots.n; i++)
        if (s->slots.of[f->slots.first + i].part == slot.part) {
            wire_src_error(s, at, "a second slot for %c: its places are separated by |", *left.p);
            return;
        }
    slot.required = slot.part == WIRE_PART_O || slot.part == WIRE_PART_C;
    if (x.p < x.end && (x.end[-1] == '?' || x.end[-1] == '!')) {
        slot.required = x.end[-1] == '!';
        x.end--;
    }
    span places = take(&x, ':');
    bool restricted = places.end < x.end;
    do {
        parse_filler(s, at, take(&places, '|'), &slot);
    } while (places.p < places.end);
    while (restricted && x.p <= x.end) {
        bool last = !memchr(x.p, '&', (size_t)(x.end - x.p));
        parse_restriction(s, at, take(&x, '&'), &slot);
        if (last)
            break;
    }
    wire_src_slot *n = WIRE_SRC_NEW(s, slots);
    if (!n)
        return;
    *n = slot;
    f->slots.n++;
}

/* ------------------------------------------------------------------------------------------------ results */

static int status_of(wire_source *s, wire_src_at at, span x)
{
    for (int i = 0; i < WIRE_CONTENT_STATUSES; i++)
        if (is(x, wire_status_names[i]))
            return i;
    wire_src_error(s, at, "'%.*s' is no status: actual, planned, requested, conditional, possible, negated, habitual, keep or "
                   "negate", len_of(x), x.p);
    return WIRE_KEEP;
}

static void nothing_after(wire_source *s, wire_src_at at, span x, const char *what)
{
    x = trim(x.p, x.end);
    if (x.p < x.end)
        wire_src_error(s, at, "'%.*s' after '%s'", len_of(x), x.p, what);
}

/* RELATION SUBJ OBJ [VALUE] [+say] */
static void parse_state(wire_source *s, wire_src_at at, span x, bool ends, wire_src_frame *f)
{
    wire_src_state st = {.at = at, .value = "true", .ends = ends, .relation_index = WIRE_SRC_NONE};
    span relation = take_word(&x), subject = take_word(&x), object = take_word(&x), word;
    if (relation.p == relation.end || !part_of(subject, &st.subject) || !part_of(object, &st.object)) {
        wire_src_error(s, at, "a state is written: %s RELATION SUBJ OBJ [VALUE], where SUBJ and OBJ are parts of %s",
                       ends ? "ends" : "state", wire_part_letters);
        return;
    }
    st.relation = keep(s, relation);
    x = trim(x.p, x.end);
    if (x.end - x.p >= 4 && !memcmp(x.end - 4, "+say", 4) && (x.end - x.p == 4 || x.end[-5] == ' ')) {
        f->say = true;
        x = trim(x.p, x.end - 4);
    }
    if (x.p < x.end && *x.p == '"') {
        word = take_word(&x);
        word.p++;
        word.end -= word.end > word.p && word.end[-1] == '"';
        st.value = keep(s, word);
        nothing_after(s, at, x, "the value");
    } else if (x.p < x.end) {
        st.value = keep(s, x);
    }
    wire_src_state *n = WIRE_SRC_NEW(s, states);
    if (!n)
        return;
    *n = st;
    f->states.n++;
}

/* TYPE[/mode] [CAMEO] [@context,context] [+say] */
static void parse_event(wire_source *s, wire_src_at at, span first, span x, wire_src_frame *f)
{
    span type = take(&first, '/'), word;
    f->result = WIRE_RESULT_EVENT;
    f->type = keep(s, type);
    if (first.p < first.end)
        f->mode = keep(s, first);
    for (const char *c = type.p; c < type.end; c++)
        if ((*c < 'A' || *c > 'Z') && *c != '_') {
            wire_src_error(s, at, "'%.*s' is no result: TYPE, say, content, light, state or none", len_of(type), type.p);
            f->result = WIRE_RESULTS;
            return;
        }
    for (word = take_word(&x); word.p < word.end; word = take_word(&x)) {
        size_t n = (size_t)(word.end - word.p);
        if (is(word, "+say")) {
            f->say = true;
        } else if (*word.p == '@') {
            span list = {word.p + 1, word.end};
            do {
                span one = take(&list, ',');
                const char **text = WIRE_SRC_NEW(s, texts);
                if (!text || !(*text = keep(s, one)))
                    return;
                f->contexts.n++;
            } while (list.p < list.end);
        } else if (n >= 2 && n <= 4 && all_digits(word) && !f->cameo) {
            f->cameo = keep(s, word);
        } else {
            wire_src_error(s, at, "'%.*s' was not expected; after a type stand: CAMEO @context,context +say ; clauses",
                           len_of(word), word.p);
        }
    }
}

static void parse_first(wire_source *s, wire_src_at at, span x, wire_src_frame *f)
{
    span word = take_word(&x);
    if (word.p == word.end) {
        wire_src_error(s, at, "nothing stands after ->");
    } else if (is(word, "say")) {
        f->result = WIRE_RESULT_SAY;
        f->say = true;
        nothing_after(s, at, x, "say");
    } else if (is(word, "content")) {
        f->result = WIRE_RESULT_CONTENT;
        f->content = status_of(s, at, take_word(&x));
        nothing_after(s, at, x, "the status");
    } else if (is(word, "light")) {
        f->result = WIRE_RESULT_LIGHT;
        nothing_after(s, at, x, "light");
    } else if (is(word, "state") || is(word, "ends")) {
        f->result = WIRE_RESULT_STATE;
        parse_state(s, at, x, is(word, "ends"), f);
    } else if (is(word, "none")) {
        f->result = WIRE_RESULT_NONE;
        x = trim(x.p, x.end);
        if (x.end - x.p > 2 && *x.p == '"' && memchr(x.p + 1, '"', (size_t)(x.end - x.p - 1)) == x.end - 1)
            f->reason = keep(s, (span){x.p + 1, x.end - 1});
        else
            wire_src_error(s, at, "none takes its reason in double quotes");
    } else {
        parse_event(s, at, word, x, f);
    }
}

static void parse_clause(wire_source *s, wire_src_at at, span x, wire_src_frame *f)
{
    span whole = trim(x.p, x.end), word = take_word(&x);
    if (is(word, "state") || is(word, "ends")) {
        parse_state(s, at, x, is(word, "ends"), f);
    } else if (is(word, "content")) {
        f->content = status_of(s, at, take_word(&x));
        nothing_after(s, at, x, "the status");
    } else if (is(word, "+say")) {
        f->say = true;
        nothing_after(s, at, x, "+say");
    } else {
        wire_src_error(s, at, "after ; stands state, ends, content or +say, not '%.*s'", len_of(whole), whole.p);
    }
    if (f->result == WIRE_RESULT_NONE || f->result == WIRE_RESULT_LIGHT)
        wire_src_error(s, at, "after none or light nothing follows");
}

/* ------------------------------------------------------------------------------------------------ tests */

/* Where the next "X: " begins, X a part; `end` where there is none. */
static const char *next_part(const char *p, const char *begin, const char *end, wire_part *part)
{
    for (; p + 1 < end; p++)
        if (p[1] == ':' && (p == begin || p[-1] == ' ' || p[-1] == '\t') && (p + 2 == end || p[2] == ' ' || p[2] == '\t') &&
            part_of((span){p, p + 1}, part))
            return p;
    return end;
}

static void parse_test(wire_source *s, wire_src_line *l, wire_src_frame *f)
{
    const char *arrow = NULL;
    for (const char *c = l->p; c + 1 < l->end; c++)
        if (c[0] == '=' && c[1] == '>')
            arrow = c;
    wire_src_test t = {.at = l->at};
    span sentence = trim(l->p, arrow ? arrow : l->end), expected = trim(arrow ? arrow + 2 : l->end, l->end);
    t.sentence = keep(s, sentence);
    if (sentence.p == sentence.end)
        wire_src_error(s, l->at, "a test without a sentence");
    wire_part part, following;
    if (!arrow) { /* that the sense is taken is all that is asked */
    } else if (is(expected, "none")) {
        t.none = true;
    } else {
        const char *p = next_part(expected.p, expected.p, expected.end, &part);
        if (p == expected.end)
            wire_src_error(s, l->at, "after => stand the parts, 'S: Russia  T: -', or none");
        else if (p != expected.p)
            wire_src_error(s, l->at, "'%.*s' before the first part", len_of((span){expected.p, p}), expected.p);
        while (p < expected.end) {
            const char *next = next_part(p + 2, expected.p, expected.end, &following);
            span value = trim(p + 2, next);
            if (t.expected[part])
                wire_src_error(s, l->at, "part %c twice", *p);
            t.expected[part] = is(value, "-") ? "" : keep(s, value);
            if (value.p == value.end)
                wire_src_error(s, l->at, "part %c without words; what must be empty is written -", *p);
            p = next;
            part = following;
        }
    }
    wire_src_test *n = WIRE_SRC_NEW(s, tests);
    if (!n)
        return;
    *n = t;
    f->tests.n++;
}

/* ------------------------------------------------------------------------------------------------ a line */

void wire_parse_frames(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    if (l->indented) {
        if (*l->p != '~') {
            wire_src_error(s, l->at, "below a frame stand test sentences: ~ SENTENCE => PART: WORDS  PART: WORDS");
            return;
        }
        l->p++;
        parse_test(s, l, &s->frames.of[open->index]);
        return;
    }
    *open = (wire_src_open){1, WIRE_SRC_NONE};
    wire_src_frame f = {.at = l->at, .content = WIRE_KEEP, .result = WIRE_RESULTS, .type_index = WIRE_SRC_NONE,
                        .cameo_index = WIRE_SRC_NONE};
    const char *arrow = l->p;
    while (arrow + 1 < l->end && !(arrow[0] == '-' && arrow[1] == '>'))
        arrow++;
    if (arrow + 1 >= l->end) {
        wire_src_error(s, l->at, "a frame is written: LEMMA.POS SLOTS -> RESULT");
        return;
    }
    span left = {l->p, arrow}, right = {arrow + 2, l->end};
    if (!parse_head(s, l->at, take_word(&left), &f))
        return;
    f.slots.first = (uint32_t)s->slots.n;
    for (span word = take_word(&left); word.p < word.end; word = take_word(&left))
        parse_slot(s, l->at, word, &f);
    f.contexts.first = (uint32_t)s->texts.n;
    f.states.first = (uint32_t)s->states.n;
    parse_first(s, l->at, take(&right, ';'), &f);
    while (right.p < right.end)
        parse_clause(s, l->at, take(&right, ';'), &f);
    f.tests.first = (uint32_t)s->tests.n;
    if (f.result == WIRE_RESULTS || !f.keys.n)
        return; /* an error that was told */
    wire_src_frame *n = WIRE_SRC_NEW(s, frames);
    if (!n)
        return;
    *n = f;
    open->index = (uint32_t)(s->frames.n - 1);
}
