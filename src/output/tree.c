/* tree.c - a dependency tree, a token a line, the arcs drawn on its left.
 *
 *   cells: a line a token, a column a level of nesting; each holds the strokes that meet in it
 *   arc  : from a head's line to a child's, its upright in the column of its level */
#include "output/tree.h"

#include <stdlib.h>
#include <string.h>

#include "output/page.h"

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

bool wire_token_is_blank(const wire_pipeline *p, const wire_token *t)
{
    return !strcmp(wire_label(p, WIRE_POS, t->pos), "SPACE");
}

enum { WORD_COLUMNS = 24, ENTITY_COLUMNS = 11 };

static void put_blanks(wire_buffer *out, size_t n)
{
    wire_putf(out, "%*s", (int)n, "");
}

/* Behind the drawing: the word, its relation, its part of speech. */
static void put_token(wire_buffer *out, const wire_pipeline *p, const wire_token *t, const char *form, size_t widest, bool is_root,
                      bool colour)
{
    const char *bold = colour && is_root ? WIRE_BOLD : "", *dim = colour ? WIRE_DIM : "", *off = colour ? WIRE_PLAIN : "";
    size_t w = wire_columns(form, t->end - t->start);
    wire_putf(out, " %s", bold);
    wire_put_visible(out, form, t->end - t->start);
    wire_puts(out, off);
    put_blanks(out, w < widest ? widest - w : 0);
    wire_putf(out, "  %s%-9s%s %-5s", dim, wire_label(p, WIRE_DEP, t->dep), off, wire_label(p, WIRE_POS, t->pos));
}

/* The entity, and behind it the note, each in its column. */
static void put_remarks(wire_buffer *out, const wire_pipeline *p, const wire_token *t, uint32_t number, bool colour,
                        const wire_tree_notes *notes)
{
    size_t w = 0;
    if (t->ent) {
        const char *label = wire_label(p, WIRE_ENT, t->ent), *more = t->ent_iob == 'B' ? "" : "· ";
        wire_putf(out, "  %s%s%s%s", colour ? WIRE_CYAN : "", more, label, colour ? WIRE_PLAIN : "");
        w = 2 + wire_columns(more, strlen(more)) + strlen(label);
    }
    if (!notes)
        return;
    size_t before = out->len;
    put_blanks(out, w < 2 + ENTITY_COLUMNS ? 2 + ENTITY_COLUMNS - w : 1);
    size_t start = out->len;
    notes->note(out, notes->ctx, number);
    if (out->len == start && !out->failed)
        out->ptr[out->len = before] = 0; /* no blanks at the end of a line */
}

void wire_put_tree(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, const wire_sentence *s, bool colour,
                   const wire_tree_notes *notes)
{
    size_t all, n = s->token_end - s->first_token, n_arcs = 0, widest = 0;
    wire_str body = wire_doc_text(doc);
    const wire_token *t = wire_doc_tokens(doc, &all) + s->first_token;
    arc *arcs = malloc((n + 1) * sizeof *arcs);
    for (size_t i = 0; arcs && i < n; i++) {
        uint32_t c = (uint32_t)i, h = t[i].head - s->first_token;
        size_t w = wire_columns(body.ptr + t[i].start, t[i].end - t[i].start);
        widest = w > widest ? w : widest;
        if (c != h && h < n && !wire_token_is_blank(p, &t[i]))
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
    widest = widest > WORD_COLUMNS ? WORD_COLUMNS : widest;
    for (size_t i = 0; i < n; i++) {
        if (wire_token_is_blank(p, &t[i]))
            continue;
        wire_puts(out, "  ");
        for (size_t c = 0; c < columns; c++) {
            unsigned char cell = cells[i * columns + c];
            wire_puts(out, glyphs[cell & 15]);
            wire_puts(out, c + 1 == columns ? (cell & ARROW ? "►" : cell & RIGHT ? "─" : " ") : "");
        }
        put_token(out, p, &t[i], body.ptr + t[i].start, widest, t[i].head == s->first_token + i, colour);
        put_remarks(out, p, &t[i], (uint32_t)(s->first_token + i), colour, notes);
        wire_puts(out, "\n");
    }
    free(arcs);
    free(cells);
}
