/* doc.h - the document: one text, and a flat array for each stage. A stage appends its own and never edits another's. */
#ifndef WIRE_NLP_DOC_H
#define WIRE_NLP_DOC_H

#include <stdbool.h>

#include "base/arena.h"
#include "wirecode.h"

struct wire_doc {
    char *text;
    size_t len, text_cap;
    bool repaired;
    wire_arena arena; /* lemmas */
    wire_block *blocks;
    size_t n_blocks, block_cap;
    wire_sentence *sentences;
    size_t n_sentences, sentence_cap;
    wire_token *tokens;
    size_t n_tokens, token_cap;
    wire_entity *entities;
    size_t n_entities, entity_cap;
    char *id, *outlet, date[11]; /* of the report */
    /* the coder's */
    wire_record *records;
    size_t n_records, record_cap;
    wire_actor *actors;
    size_t n_actors, actor_cap;
    wire_place *places;
    size_t n_places, place_cap;
    wire_count *counts;
    size_t n_counts, count_cap;
    wire_fill *fills;
    size_t n_fills, fill_cap;
    wire_uncoded *uncoded;
    size_t n_uncoded, uncoded_cap;
};

/* Forget what was found, keep text and blocks. */
void wire_doc_forget(wire_doc *doc);

#endif
