/* render.c - a parse as JSON Lines, as CoNLL-U, or drawn. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static wire_str slice(wire_str s, uint32_t start, uint32_t end)
{
    return (wire_str){s.ptr + start, end - start};
}

/* ------------------------------------------------------------------------------------------------ JSON Lines */

static void member(text *out, const char *key, uint64_t n)
{
    text_puts(out, key);
    text_number(out, n);
}

static void named(text *out, const char *key, const char *value)
{
    text_puts(out, key);
    text_json(out, value, strlen(value));
}

void render_jsonl(text *out, const wire_pipeline *p, const wire_doc *doc, const char *id)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    named(out, "{\"id\":", id);
    text_puts(out, ",\"text\":");
    text_json(out, body.ptr, body.len);
    const wire_entity *e = wire_doc_entities(doc, &n);
    text_puts(out, ",\"ents\":[");
    for (size_t i = 0; i < n; i++) {
        member(out, i ? ",{\"start\":" : "{\"start\":", e[i].start);
        member(out, ",\"end\":", e[i].end);
        named(out, ",\"label\":", wire_label(p, WIRE_ENT, e[i].label));
        text_puts(out, "}");
    }
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    text_puts(out, "],\"sents\":[");
    for (size_t i = 0; i < n; i++) {
        member(out, i ? ",{\"start\":" : "{\"start\":", s[i].start);
        member(out, ",\"end\":", s[i].end);
        text_puts(out, "}");
    }
    const wire_token *t = wire_doc_tokens(doc, &n);
    text_puts(out, "],\"tokens\":[");
    for (size_t i = 0; i < n; i++) {
        member(out, i ? ",{\"id\":" : "{\"id\":", i);
        member(out, ",\"start\":", t[i].start);
        member(out, ",\"end\":", t[i].end);
        named(out, ",\"tag\":", wire_label(p, WIRE_TAG, t[i].tag));
        named(out, ",\"pos\":", wire_label(p, WIRE_POS, t[i].pos));
        named(out, ",\"morph\":", wire_label(p, WIRE_MORPH, t[i].morph));
        text_puts(out, ",\"lemma\":");
        text_json(out, t[i].lemma.ptr, t[i].lemma.len);
        named(out, ",\"dep\":", wire_label(p, WIRE_DEP, t[i].dep));
        member(out, ",\"head\":", t[i].head);
        text_puts(out, "}");
    }
    text_puts(out, "]}\n");
}

/* ------------------------------------------------------------------------------------------------ CoNLL-U */

/* A field: white space inside it would break the line, and an empty one is written "_". */
static void field(text *out, const char *s, size_t len, bool tab)
{
    if (!len)
        text_puts(out, "_");
    size_t from = 0;
    for (size_t i = 0; i < len; i++)
        if (s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
            text_add(out, s + from, i - from);
            text_puts(out, " ");
            from = i + 1;
        }
    text_add(out, s + from, len - from);
    if (tab)
        text_puts(out, "\t");
}

static bool blank(const wire_pipeline *p, const wire_token *t)
{
    return !strcmp(wire_label(p, WIRE_POS, t->pos), "SPACE");
}

/* The head that is written: the nearest above that is not white space, which CoNLL-U has no tokens for; the token itself at
 * a root. */
static uint32_t written_head(const wire_pipeline *p, const wire_token *t, uint32_t i)
{
    uint32_t h = t[i].head, child = i;
    while (h != child && blank(p, &t[h])) {
        child = h;
        h = t[h].head;
    }
    return blank(p, &t[h]) ? i : h;
}

static void conllu_sentence(text *out, const wire_pipeline *p, const wire_doc *doc, const wire_sentence *s)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    const wire_token *t = wire_doc_tokens(doc, &n);
    uint32_t *number = malloc((s->token_end - s->first_token + 1) * sizeof *number), count = 0;
    if (!number) {
        out->failed = true;
        return;
    }
    for (uint32_t i = s->first_token; i < s->token_end; i++)
        number[i - s->first_token] = blank(p, &t[i]) ? 0 : ++count;
    for (uint32_t i = s->first_token; i < s->token_end; i++) {
        if (blank(p, &t[i]))
            continue;
        wire_str form = slice(body, t[i].start, t[i].end);
        const char *labels[] = {wire_label(p, WIRE_POS, t[i].pos), wire_label(p, WIRE_TAG, t[i].tag),
                                wire_label(p, WIRE_MORPH, t[i].morph)};
        text_number(out, number[i - s->first_token]);
        text_puts(out, "\t");
        field(out, form.ptr, form.len, true);
        field(out, t[i].lemma.ptr, t[i].lemma.len, true);
        for (size_t k = 0; k < 3; k++)
            field(out, labels[k], strlen(labels[k]), true);
        uint32_t h = written_head(p, t, i);
        text_number(out, h == i ? 0 : number[h - s->first_token]);
        text_puts(out, "\t");
        field(out, wire_label(p, WIRE_DEP, t[i].dep), strlen(wire_label(p, WIRE_DEP, t[i].dep)), true);
        text_puts(out, "_\t");
        if (t[i].ent)
            text_printf(out, "NER=%c-%s%s", t[i].ent_iob, wire_label(p, WIRE_ENT, t[i].ent), t[i].space_after ? "" : "|");
        text_puts(out, !t[i].space_after ? "SpaceAfter=No\n" : t[i].ent ? "\n" : "_\n");
    }
    text_puts(out, "\n");
    free(number);
}

void render_conllu(text *out, const wire_pipeline *p, const wire_doc *doc, const char *id)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    text_puts(out, "# newdoc id = ");
    field(out, id, strlen(id), false);
    text_puts(out, "\n");
    for (size_t i = 0; i < n; i++) {
        text_printf(out, "# sent_id = %zu\n# text = ", i + 1);
        field(out, body.ptr + s[i].start, s[i].end - s[i].start, false);
        text_puts(out, "\n");
        conllu_sentence(out, p, doc, &s[i]);
    }
}

/* ------------------------------------------------------------------------------------------------ drawn */

/* An arc spans the lines low … high; its level is how far left its upright runs. */
typedef struct arc {
    uint32_t child, head, low, high, level;
} arc;

enum { LEVELS_MAX = 24 }; /* a sentence nested deeper is drawn with its outermost arcs on one level */

static int by_span(const void *a, const void *b)
{
    const arc *x = a, *y = b;
    uint32_t lx = x->high - x->low, ly = y->high - y->low;
    return lx != ly ? (lx > ly) - (lx < ly) : (x->low > y->low) - (x->low < y->low);
}

/* Short arcs first; an arc lies one level outside every arc that it overlaps, unless the two share only their head. */
static uint32_t assign_levels(arc *arcs, size_t n)
{
    uint32_t deepest = 0;
    qsort(arcs, n, sizeof *arcs, by_span);
    for (size_t i = 0; i < n; i++) {
        arcs[i].level = 0;
        for (size_t k = 0; k < i; k++) {
            bool apart = arcs[k].high <= arcs[i].low || arcs[k].low >= arcs[i].high;
            bool touch = arcs[k].high == arcs[i].low || arcs[k].low == arcs[i].high;
            bool share = arcs[k].head == arcs[i].head;
            if ((!apart || (touch && !share)) && arcs[k].level >= arcs[i].level)
                arcs[i].level = arcs[k].level + 1;
        }
        if (arcs[i].level >= LEVELS_MAX)
            arcs[i].level = LEVELS_MAX - 1;
        deepest = arcs[i].level > deepest ? arcs[i].level : deepest;
    }
    return deepest;
}

enum { UP = 1, DOWN = 2, RIGHT = 4, LEFT = 8, ARROW = 16 };

static const char *const glyphs[16] = {" ", "╵", "╷", "│", "╶", "└", "┌", "├", "╴", "┘", "┐", "┤", "─", "┴", "┬", "┼"};

/* The strokes in each cell of the drawing: `columns` cells a line. */
static void draw(unsigned char *cells, size_t columns, const arc *a)
{
    size_t col = columns - 1 - a->level;
    for (uint32_t line = a->low; line <= a->high; line++) {
        unsigned char *row = cells + line * columns;
        row[col] |= (unsigned char)((line > a->low ? UP : 0) | (line < a->high ? DOWN : 0));
    }
    for (int end = 0; end < 2; end++) {
        unsigned char *row = cells + (end ? a->high : a->low) * columns;
        bool child = (end ? a->high : a->low) == a->child;
        row[col] |= RIGHT;
        for (size_t c = col + 1; c < columns; c++)
            row[c] |= (unsigned char)(LEFT | (c + 1 < columns ? RIGHT : 0));
        row[columns - 1] |= (unsigned char)(RIGHT | (child ? ARROW : 0));
    }
}

static size_t width_of(wire_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

static void tree_sentence(text *out, const wire_pipeline *p, const wire_doc *doc, const wire_sentence *s, bool colour)
{
    size_t all, n = s->token_end - s->first_token, n_arcs = 0, widest = 0;
    wire_str body = wire_doc_text(doc);
    const wire_token *t = wire_doc_tokens(doc, &all) + s->first_token;
    arc *arcs = malloc((n + 1) * sizeof *arcs);
    for (size_t i = 0; arcs && i < n; i++) {
        uint32_t c = (uint32_t)i, h = t[i].head - s->first_token;
        size_t w = width_of(slice(body, t[i].start, t[i].end));
        widest = w > widest ? w : widest;
        if (c != h && h < n && !blank(p, &t[i]))
            arcs[n_arcs++] = (arc){c, h, c < h ? c : h, c < h ? h : c, 0};
    }
    size_t columns = arcs ? assign_levels(arcs, n_arcs) + 1 : 0;
    unsigned char *cells = calloc(n + 1, columns + 1);
    if (!arcs || !cells) {
        out->failed = true;
        free(arcs);
        free(cells);
        return;
    }
    for (size_t i = 0; i < n_arcs; i++)
        draw(cells, columns, &arcs[i]);
    widest = widest > 24 ? 24 : widest;
    const char *dim = colour ? "\033[2m" : "", *bold = colour ? "\033[1m" : "", *cyan = colour ? "\033[36m" : "",
               *off = colour ? "\033[0m" : "";
    for (size_t i = 0; i < n; i++) {
        if (blank(p, &t[i]))
            continue;
        wire_str form = slice(body, t[i].start, t[i].end);
        text_puts(out, "  ");
        for (size_t c = 0; c < columns; c++) {
            unsigned char cell = cells[i * columns + c];
            text_puts(out, glyphs[cell & 15]);
            text_puts(out, c + 1 == columns ? (cell & ARROW ? "►" : cell & RIGHT ? "─" : " ") : "");
        }
        size_t w = width_of(form);
        const char *dep = wire_label(p, WIRE_DEP, t[i].dep);
        text_printf(out, " %s%.*s%s%*s  %s%-9s%s %-5s", t[i].head == s->first_token + i ? bold : "", (int)form.len, form.ptr, off,
                    w < widest ? (int)(widest - w) : 0, "", dim, dep, off, wire_label(p, WIRE_POS, t[i].pos));
        if (t[i].ent)
            text_printf(out, "  %s%s%s%s", cyan, t[i].ent_iob == 'B' ? "" : "· ", wire_label(p, WIRE_ENT, t[i].ent), off);
        text_puts(out, "\n");
    }
    free(arcs);
    free(cells);
}

void render_tree(text *out, const wire_pipeline *p, const wire_doc *doc, bool colour)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    for (size_t i = 0; i < n; i++) {
        text_printf(out, "%s%.*s%s\n", colour ? "\033[1m" : "", (int)(s[i].end - s[i].start), body.ptr + s[i].start,
                    colour ? "\033[0m" : "");
        tree_sentence(out, p, doc, &s[i], colour);
        text_puts(out, "\n");
    }
}
