/* parse.c - a parse as CoNLL-U, as JSON Lines, or drawn. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "output/json.h"
#include "output/page.h"
#include "output/tree.h"

/* ------------------------------------------------------------------------------------------------ JSON Lines */

static void jsonl(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, const char *id)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    wire_json_text(out, "{\"id\":", id);
    wire_puts(out, ",\"text\":");
    wire_put_json(out, body.ptr, body.len);
    const wire_entity *e = wire_doc_entities(doc, &n);
    wire_puts(out, ",\"ents\":[");
    for (size_t i = 0; i < n; i++) {
        wire_json_number(out, i ? ",{\"start\":" : "{\"start\":", e[i].start);
        wire_json_number(out, ",\"end\":", e[i].end);
        wire_json_text(out, ",\"label\":", wire_label(p, WIRE_ENT, e[i].label));
        wire_puts(out, "}");
    }
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    wire_puts(out, "],\"sents\":[");
    for (size_t i = 0; i < n; i++) {
        wire_json_number(out, i ? ",{\"start\":" : "{\"start\":", s[i].start);
        wire_json_number(out, ",\"end\":", s[i].end);
        wire_puts(out, "}");
    }
    const wire_token *t = wire_doc_tokens(doc, &n);
    wire_puts(out, "],\"tokens\":[");
    for (size_t i = 0; i < n; i++) {
        wire_json_number(out, i ? ",{\"id\":" : "{\"id\":", i);
        wire_json_number(out, ",\"start\":", t[i].start);
        wire_json_number(out, ",\"end\":", t[i].end);
        wire_json_text(out, ",\"tag\":", wire_label(p, WIRE_TAG, t[i].tag));
        wire_json_text(out, ",\"pos\":", wire_label(p, WIRE_POS, t[i].pos));
        wire_json_text(out, ",\"morph\":", wire_label(p, WIRE_MORPH, t[i].morph));
        wire_puts(out, ",\"lemma\":");
        wire_put_json(out, t[i].lemma.ptr, t[i].lemma.len);
        wire_json_text(out, ",\"dep\":", wire_label(p, WIRE_DEP, t[i].dep));
        wire_json_number(out, ",\"head\":", t[i].head);
        wire_puts(out, "}");
    }
    wire_puts(out, "]}\n");
}

/* ------------------------------------------------------------------------------------------------ CoNLL-U */


/* A field: white space inside it would break the line, and an empty one is written "_". */
static void field(wire_buffer *out, const char *s, size_t len, bool tab)
{
    if (!len)
        wire_puts(out, "_");
    size_t from = 0;
    for (size_t i = 0; i < len; i++)
        if (s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
            wire_put(out, s + from, i - from);
            wire_puts(out, " ");
            from = i + 1;
        }
    wire_put(out, s + from, len - from);
    if (tab)
        wire_puts(out, "\t");
}

/* The head that is written: the nearest above that is not white space, which CoNLL-U has no tokens for; the token itself at
 * a root. */
static uint32_t written_head(const wire_pipeline *p, const wire_token *t, uint32_t i)
{
    uint32_t h = t[i].head, child = i;
    while (h != child && wire_token_is_blank(p, &t[h])) {
        child = h;
        h = t[h].head;
    }
    return wire_token_is_blank(p, &t[h]) ? i : h;
}

/* `number` is a token's in its sentence, from 1. */
static void conllu_sentence(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, const wire_sentence *s, uint32_t *number)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    const wire_token *t = wire_doc_tokens(doc, &n);
    uint32_t count = 0;
    for (uint32_t i = s->first_token; i < s->token_end; i++)
        number[i] = wire_token_is_blank(p, &t[i]) ? 0 : ++count;
    for (uint32_t i = s->first_token; i < s->token_end; i++) {
        if (wire_token_is_blank(p, &t[i]))
            continue;
        wire_str form = {body.ptr + t[i].start, t[i].end - t[i].start};
        const char *labels[] = {wire_label(p, WIRE_POS, t[i].pos), wire_label(p, WIRE_TAG, t[i].tag),
                                wire_label(p, WIRE_MORPH, t[i].morph)};
        wire_put_number(out, number[i]);
        wire_puts(out, "\t");
        field(out, form.ptr, form.len, true);
        field(out, t[i].lemma.ptr, t[i].lemma.len, true);
        for (size_t k = 0; k < 3; k++)
            field(out, labels[k], strlen(labels[k]), true);
        uint32_t h = written_head(p, t, i);
        wire_put_number(out, h == i ? 0 : number[h]);
        wire_puts(out, "\t");
        field(out, wire_label(p, WIRE_DEP, t[i].dep), strlen(wire_label(p, WIRE_DEP, t[i].dep)), true);
        wire_puts(out, "_\t");
        if (t[i].ent)
            wire_putf(out, "NER=%c-%s%s", t[i].ent_iob, wire_label(p, WIRE_ENT, t[i].ent), t[i].space_after ? "" : "|");
        wire_puts(out, !t[i].space_after ? "SpaceAfter=No\n" : t[i].ent ? "\n" : "_\n");
    }
    wire_puts(out, "\n");
}

static void conllu(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, const char *id)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    wire_doc_tokens(doc, &n);
    uint32_t *number = malloc((n + 1) * sizeof *number);
    if (!number) {
        out->failed = true;
        return;
    }
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    wire_puts(out, "# newdoc id = ");
    field(out, id, strlen(id), false);
    wire_puts(out, "\n");
    for (size_t i = 0; i < n; i++) {
        wire_putf(out, "# sent_id = %zu\n# text = ", i + 1);
        field(out, body.ptr + s[i].start, s[i].end - s[i].start, false);
        wire_puts(out, "\n");
        conllu_sentence(out, p, doc, &s[i], number);
    }
    free(number);
}

/* ------------------------------------------------------------------------------------------------ drawn */

static void drawn(wire_buffer *out, const wire_pipeline *p, const wire_doc *doc, bool colour)
{
    size_t n;
    wire_str body = wire_doc_text(doc);
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    for (size_t i = 0; i < n; i++) {
        wire_puts(out, colour ? WIRE_BOLD : "");
        wire_put_visible(out, body.ptr + s[i].start, s[i].end - s[i].start);
        wire_puts(out, colour ? WIRE_PLAIN "\n" : "\n");
        wire_put_tree(out, p, doc, &s[i], colour, NULL);
        wire_puts(out, "\n");
    }
}

int wire_write_parse(const wire_pipeline *p, const wire_doc *doc, const char *id, enum wire_parse_format format, int colour,
                     char **out, size_t *len, wire_err *err)
{
    wire_buffer b = {0};
    switch (format) {
    case WIRE_PARSE_CONLLU:
        conllu(&b, p, doc, id);
        break;
    case WIRE_PARSE_JSONL:
        jsonl(&b, p, doc, id);
        break;
    case WIRE_PARSE_TREE:
        drawn(&b, p, doc, colour);
        break;
    default:
        return wire_fail(err, WIRE_EARG, "%d is no format of a parse", (int)format);
    }
    return wire_buffer_take(&b, out, len, err);
}
