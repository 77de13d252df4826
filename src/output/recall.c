/* recall.c - for people: how sure the reader is of a deed, and the coded examples that it is like. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "output/people.h"

enum { START = 2 };

static void put_nearest(wire_page *p, const wire_nearest *x)
{
    char place[400];
    const wire_example_record *r = x->record;
    wire_page_line(p, START + 4, START + 8);
    snprintf(place, sizeof place, "%s:%u", x->example->file, r->line);
    wire_page_text(p, WIRE_DIM, place);
    wire_page_text(p, "", "  ");
    wire_page_text(p, "", r->code);
    if (r->mode) {
        wire_page_text(p, "", "/");
        wire_page_text(p, "", r->mode);
    }
    wire_page_text(p, "", "  ");
    wire_page_words(p, "", x->example->sentence, r->trigger.start);
    wire_page_words(p, WIRE_YELLOW, x->example->sentence + r->trigger.start, r->trigger.end - r->trigger.start);
    wire_page_words(p, "", x->example->sentence + r->trigger.end, strlen(x->example->sentence) - r->trigger.end);
    wire_page_end(p);
}

int wire_write_recall(const wire_doc *doc, const wire_recollection *r, size_t n, wire_style style, char **out, size_t *len, wire_err *err)
{
    size_t n_tokens;
    const wire_token *tokens = wire_doc_tokens(doc, &n_tokens);
    wire_page page = wire_page_new(style), *p = &page;
    for (size_t i = 0; i < n; i++) {
        char sure[160];
        const wire_token *t = &tokens[r[i].token];
        wire_page_end(p);
        if (!i) {
            wire_page_line(p, START, START);
            wire_page_text(p, WIRE_BOLD, "What the reader goes by");
            wire_page_end(p);
        }
        wire_page_line(p, START + 2, START + 6);
        wire_page_words(p, WIRE_YELLOW, wire_doc_text(doc).ptr + t->start, t->end - t->start);
        snprintf(sure, sizeof sure, ": %s with a probability of %.2f; by the words alone, without frames and tree, %.2f", r[i].type,
                 (double)r[i].probability, (double)r[i].by_words);
        wire_page_text(p, "", sure);
        wire_page_end(p);
        for (size_t k = 0; k < r[i].n; k++)
            put_nearest(p, &r[i].nearest[k]);
    }
    wire_page_end(p);
    return wire_buffer_take(&page.out, out, len, err);
}
