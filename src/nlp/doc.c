#include "nlp/doc.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

int wire_doc_new(wire_doc **out, wire_err *err)
{
    wire_doc *doc = calloc(1, sizeof *doc);
    if (!doc)
        return wire_oom(err);
    *out = doc;
    return 0;
}

void wire_doc_free(wire_doc *doc)
{
    if (!doc)
        return;
    free(doc->text);
    free(doc->blocks);
    free(doc->sentences);
    free(doc->tokens);
    free(doc->entities);
    wire_arena_free(&doc->arena);
    free(doc);
}

void wire_doc_forget(wire_doc *doc)
{
    for (size_t i = 0; i < doc->n_blocks; i++)
        doc->blocks[i] = (wire_block){.start = doc->blocks[i].start, .end = doc->blocks[i].end};
    doc->n_sentences = doc->n_tokens = doc->n_entities = 0;
    wire_arena_reset(&doc->arena);
}

int wire_doc_set_text(wire_doc *doc, const char *text, size_t len, wire_err *err)
{
    if (len > UINT32_MAX / 4)
        return wire_fail(err, WIRE_ELIMIT, "a text of %zu bytes is longer than %u", len, UINT32_MAX / 4);
    bool valid = wire_utf8_valid(text, len) == len;
    if (wire_grow(&doc->text, &doc->text_cap, (valid ? len : 3 * len) + 1, 1))
        return wire_oom(err);
    wire_doc_forget(doc);
    doc->n_blocks = 0;
    doc->repaired = !valid;
    if (valid && len)
        memcpy(doc->text, text, len);
    doc->len = valid ? len : wire_utf8_repair(text, len, doc->text);
    doc->text[doc->len] = 0;
    return 0;
}

wire_str wire_doc_text(const wire_doc *doc)
{
    return (wire_str){doc->text, doc->len};
}

int wire_doc_repaired(const wire_doc *doc)
{
    return doc->repaired;
}

static bool inside_character(const wire_doc *doc, size_t at)
{
    return at < doc->len && ((unsigned char)doc->text[at] & 0xc0) == 0x80;
}

int wire_doc_add_block(wire_doc *doc, size_t start, size_t end, wire_err *err)
{
    size_t last = doc->n_blocks ? doc->blocks[doc->n_blocks - 1].end : 0;
    if (start < last || end < start || end > doc->len || inside_character(doc, start) || inside_character(doc, end))
        return wire_fail(err, WIRE_EARG, "a block from %zu to %zu does not fit the text", start, end);
    if (end - start > WIRE_BLOCK_MAX)
        return wire_fail(err, WIRE_ELIMIT, "a block of %zu bytes is longer than %d", end - start, WIRE_BLOCK_MAX);
    if (wire_grow(&doc->blocks, &doc->block_cap, doc->n_blocks + 1, sizeof *doc->blocks))
        return wire_oom(err);
    doc->blocks[doc->n_blocks++] = (wire_block){.start = (uint32_t)start, .end = (uint32_t)end};
    return 0;
}

const wire_block *wire_doc_blocks(const wire_doc *doc, size_t *n)
{
    *n = doc->n_blocks;
    return doc->blocks;
}

const wire_sentence *wire_doc_sentences(const wire_doc *doc, size_t *n)
{
    *n = doc->n_sentences;
    return doc->sentences;
}

const wire_token *wire_doc_tokens(const wire_doc *doc, size_t *n)
{
    *n = doc->n_tokens;
    return doc->tokens;
}

const wire_entity *wire_doc_entities(const wire_doc *doc, size_t *n)
{
    *n = doc->n_entities;
    return doc->entities;
}
