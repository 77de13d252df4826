#include "nlp/doc.h"

#include <stdio.h>
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
    free(doc->id);
    free(doc->outlet);
    free(doc->records);
    free(doc->actors);
    free(doc->places);
    free(doc->counts);
    free(doc->fills);
    free(doc->uncoded);
    wire_arena_free(&doc->arena);
    free(doc);
}

void wire_doc_forget(wire_doc *doc)
{
    for (size_t i = 0; i < doc->n_blocks; i++)
        doc->blocks[i] = (wire_block){.start = doc->blocks[i].start, .end = doc->blocks[i].end, .kind = doc->blocks[i].kind};
    doc->n_sentences = doc->n_tokens = doc->n_entities = 0;
    doc->n_records = doc->n_actors = doc->n_places = doc->n_counts = doc->n_fills = doc->n_uncoded = 0;
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
    free(doc->id);
    free(doc->outlet);
    doc->id = doc->outlet = NULL;
    doc->date[0] = 0;
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

void wire_doc_mark_block(wire_doc *doc, enum wire_block_kind kind)
{
    if (doc->n_blocks)
        doc->blocks[doc->n_blocks - 1].kind = kind;
}

int wire_doc_set_report(wire_doc *doc, const char *id, const char *outlet, const char *date, wire_err *err)
{
    char *new_id = strdup(id), *new_outlet = strdup(outlet);
    if (!new_id || !new_outlet) {
        free(new_id);
        free(new_outlet);
        return wire_oom(err);
    }
    free(doc->id);
    free(doc->outlet);
    doc->id = new_id;
    doc->outlet = new_outlet;
    snprintf(doc->date, sizeof doc->date, "%s", date);
    return 0;
}

const char *wire_doc_id(const wire_doc *doc)
{
    return doc->id ? doc->id : "";
}

const char *wire_doc_outlet(const wire_doc *doc)
{
    return doc->outlet ? doc->outlet : "";
}

const char *wire_doc_date(const wire_doc *doc)
{
    return doc->date;
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

const wire_record *wire_doc_records(const wire_doc *doc, size_t *n)
{
    *n = doc->n_records;
    return doc->records;
}

const wire_actor *wire_doc_actors(const wire_doc *doc, size_t *n)
{
    *n = doc->n_actors;
    return doc->actors;
}

const wire_place *wire_doc_places(const wire_doc *doc, size_t *n)
{
    *n = doc->n_places;
    return doc->places;
}

const wire_count *wire_doc_counts(const wire_doc *doc, size_t *n)
{
    *n = doc->n_counts;
    return doc->counts;
}

const wire_fill *wire_doc_fills(const wire_doc *doc, size_t *n)
{
    *n = doc->n_fills;
    return doc->fills;
}

const wire_uncoded *wire_doc_uncoded(const wire_doc *doc, size_t *n)
{
    *n = doc->n_uncoded;
    return doc->uncoded;
}
