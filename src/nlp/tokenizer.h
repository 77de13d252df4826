/* tokenizer.h - text to tokens by the pipeline's own rules, as spaCy's Tokenizer applies them.
 *
 *   text -> chunks at white space -> (special case | prefixes, core, suffixes; core -> URL | infixes) -> tokens
 *        -> special cases that span tokens
 *
 * A chunk's tokens depend on the chunk alone, so they are kept and found again by its hash.
 *
 * The tables in the pipeline's file:
 *   specials      hash of a text -> number in `special`: {first, n} in `special.toks`: {norm id or 0, bytes}
 *   phrases       id of a first token -> number in `phrase`, where that token's phrases stand one after another: each {first,
 *                 n} in `phrase.toks`, the ids of the tokens that the special case falls into by the other rules; a
 *                 {0, 0} ends them
 *   norms         id of a text -> id of its norm
 *   symbols       hash of a text -> its number, for the texts that spaCy numbers by a table of its own */
#ifndef WIRE_NLP_TOKENIZER_H
#define WIRE_NLP_TOKENIZER_H

#include "nlp/vocab.h"

/* A longer run of characters without white space is cut, so that the time for one is bounded. spaCy does not cut. */
enum { WIRE_CHUNK_MAX = 1000 };

typedef struct wire_tok {
    uint32_t lex;
    uint32_t start, len; /* bytes */
    bool spacy;          /* a single space follows */
} wire_tok;

typedef struct wire_chunk_piece {
    uint32_t lex, len;
} wire_chunk_piece;

typedef struct wire_tokenizer {
    const wire_pipeline *p;
    wire_vocab *vocab;
    void *match, *context, *jit_stack; /* PCRE2's */
    wire_map chunks;                   /* hash of a chunk -> number in ends */
    uint32_t *ends;                    /* chunk i's pieces: ends[i - 1] … ends[i] */
    wire_chunk_piece *pieces;
    size_t n_chunks, chunk_cap, n_pieces, piece_cap;
    wire_chunk_piece *suffixes;
    size_t suffix_cap;
    wire_tok *toks; /* of the last call */
    size_t n, cap;
    wire_tok *merged;
    size_t merged_cap;
} wire_tokenizer;

int wire_tokenizer_init(wire_tokenizer *t, const wire_pipeline *p, wire_vocab *vocab);
void wire_tokenizer_free(wire_tokenizer *t);

/* Forget the chunks; called with wire_vocab_clear. */
void wire_tokenizer_clear(wire_tokenizer *t);

/* Tokenize; the tokens are in t->toks[0 … t->n - 1] until the next call. Returns 0 or WIRE_ENOMEM. */
int wire_tokenize(wire_tokenizer *t, const char *text, size_t len);

/* The affix rules alone, without special cases: what the converter needs to know of a special case. */
int wire_tokenize_plain(wire_tokenizer *t, const char *text, size_t len);

/* Whether a prefix, suffix or infix is found in the text. */
bool wire_tokenizer_splits(wire_tokenizer *t, const char *text, size_t len);

#endif
