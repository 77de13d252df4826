/* model.h - a converted pipeline as it lies in its file, and as the engine sees it.
 *
 * The file is a wire_pack of kind "pipeline". Its section "config" is JSON (wire_pipeline_open reads it; convert.c writes it):
 *
 *   name, version, lang
 *   tokenizer   {prefix, suffix, infix, url, token_match}: PCRE2 patterns or null
 *   tok2vec     [{attrs: [...], rows: [...], seeds: [...], width, mix_pieces, depth, pieces, vectors}]
 *   tagger      {tok2vec: index, labels: [...]}
 *   parser      {tok2vec, inputs, hidden, pieces, feats, moves: [[kind, label], ...]}
 *   ner         the same, and sentences: true where it runs after the parser
 *   ruler       [{patterns, attrs, index}]
 *   lemmatizer  {rules: {pos: [[old, new], ...]}, pos: [...]}
 *
 * and the others are arrays, for tok2vec number i and component c:
 *
 *   tI.E0 …          hash embedding tables, rows x width
 *   tI.mix.w .b      packed (kernel.h): inputs the concatenated embeddings, outputs piece-major: piece * width + unit
 *   tI.mix.g .s      gain and shift of the layer normalisation
 *   tI.0.w           the first convolution as it acts on one word: width inputs, 3 * N outputs (as the word to the left, the
 *                    word itself, the word to the right); tI.0.b, .g, .s as above
 *   tI.1.w …         the others, each over the window of three words
 *   tI.v.w           the projection of static vectors; "vectors", "vectors.rows" their table and its keys
 *   c.w .b           tagger: the output layer; parser, ner: the output layer over the hidden units
 *   c.in.w .b        the layer between tok2vec and the features
 *   c.feat.w .b .pad the features, output order feature, piece, unit, each feature's block padded to whole panels
 *   strings          NUL-terminated texts one after another
 *   symbols, norms, specials, special.toks, phrases, phrase.toks      the tokenizer's tables (tokenizer.h)
 *   lemma.exc, lemma.forms, lemma.index                               the lemmatizer's (lemma.c)
 *
 * Invariant: after wire_pipeline_open every pointer here is to an array of the size its dimensions say, and every index read
 * from the file is in range. */
#ifndef WIRE_NLP_MODEL_H
#define WIRE_NLP_MODEL_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/pack.h"
#include "wirecode.h"

#define WIRE_PIPELINE_KIND "pipeline"
enum { WIRE_PIPELINE_VERSION = 1 };

enum { WIRE_ATTRS_MAX = 12, WIRE_DEPTH_MAX = 16, WIRE_WIDTH_MAX = 1024, WIRE_MOVES_MAX = 1024 };

enum wire_attr { WIRE_ORTH, WIRE_LOWER, WIRE_NORM, WIRE_PREFIX, WIRE_SUFFIX, WIRE_SHAPE, WIRE_SPACY, WIRE_IS_SPACE, WIRE_ATTR_KINDS };
extern const char *const wire_attr_names[WIRE_ATTR_KINDS];

/* A layer: `n` outputs in `panels` panels, `k` inputs. gain and shift only where a normalisation follows. */
typedef struct wire_layer {
    size_t k, n, panels;
    const float *w, *b, *gain, *shift;
} wire_layer;

typedef struct wire_tok2vec {
    size_t n_attrs, width, mix_pieces, depth, pieces;
    enum wire_attr attrs[WIRE_ATTRS_MAX];
    uint32_t rows[WIRE_ATTRS_MAX], seeds[WIRE_ATTRS_MAX];
    const float *tables[WIRE_ATTRS_MAX];
    wire_layer mix, layers[WIRE_DEPTH_MAX]; /* layers[0] acts on one word */
    wire_layer vectors;                     /* k 0: none */
    bool spacy;                             /* whether the vector of a word depends on the space behind it */
} wire_tok2vec;

/* What a transition does. The numbers are spaCy's. */
enum wire_arc_move { WIRE_SHIFT, WIRE_REDUCE, WIRE_LEFT, WIRE_RIGHT, WIRE_BREAK, WIRE_ARC_MOVES };
enum wire_ner_move { WIRE_MISSING, WIRE_BEGIN, WIRE_IN, WIRE_LAST, WIRE_UNIT, WIRE_OUT, WIRE_NER_MOVES };

typedef struct wire_move {
    uint16_t kind, label;
} wire_move;

/* A greedy transition model: tok2vec -> in -> features of the state -> maxout -> scores of the moves. */
typedef struct wire_scorer {
    size_t tok2vec, feats, hidden, pieces;
    size_t block; /* floats a feature: pieces * hidden, padded to whole panels */
    wire_layer in, feat, out;
    const float *pad;
    size_t n_moves;
    wire_move moves[WIRE_MOVES_MAX];
} wire_scorer;

/* The parts of a label that a lifted arc carries: "advmod||conj" is advmod, to be moved under a conj. */
typedef struct wire_lifted {
    uint16_t label, head; /* head 0: not lifted */
} wire_lifted;

typedef struct wire_special {
    uint32_t first, n; /* in special.toks */
} wire_special;

typedef struct wire_special_token {
    uint64_t norm; /* 0: the lexeme's own */
    uint32_t len;  /* bytes */
    uint32_t zero;
} wire_special_token;

typedef struct wire_regex {
    void *code; /* pcre2_code; NULL matches nothing */
} wire_regex;

struct wire_pipeline {
    wire_pack *pack;
    json_t *config;
    wire_arena arena;
    bool out_of_memory; /* sticky while loading: a part that then seems damaged is not */
    char *name;
    char hash[20];

    const char **labels[WIRE_LABEL_SETS];
    size_t n_labels[WIRE_LABEL_SETS];

    wire_regex prefix, suffix, infix, url, token_match;
    wire_table symbols, norms, specials, phrases, lemma_exc, lemma_index, vector_rows;
    const wire_special *special, *phrase;
    size_t n_special, n_phrase;
    const wire_special_token *special_toks;
    const uint64_t *phrase_toks;
    size_t n_special_toks, n_phrase_toks;
    const uint32_t *lemma_forms; /* count, then offsets into strings; a list an exception */
    size_t n_lemma_forms;
    const char *strings;
    size_t strings_size;
    const float *vectors;
    size_t n_vectors, vector_width;

    wire_tok2vec *tok2vecs;
    size_t n_tok2vecs;
    bool has_tagger, has_parser, has_ner, ner_sentences;
    size_t tagger_tok2vec;
    wire_layer tagger;
    uint16_t *tagger_labels;
    wire_scorer parser, ner;
    wire_lifted *lifted; /* by dep label */
    uint16_t dep_root, dep_dep;

    struct wire_rule *rules; /* ruler.c */
    size_t n_rules;
    struct wire_lemmatizer *lemmatizer; /* lemma.c; NULL: none */
};

/* The number of a label of the set; it is added where it is new. -1 when memory is out. */
int wire_pipeline_intern(wire_pipeline *p, enum wire_labels set, const char *text);

/* Compile a pattern. WIRE_EFORMAT with the pattern's name and place in `msg`. NULL or JSON null: matches nothing. */
int wire_regex_compile(const char *path, const char *what, const char *pattern, wire_regex *out, wire_err *err);
void wire_regex_free(wire_regex *r);

/* Read the parts that live in other files; called by wire_pipeline_open. */
int wire_ruler_load(wire_pipeline *p, const json_t *config, wire_err *err);
int wire_lemmatizer_load(wire_pipeline *p, const json_t *config, wire_err *err);
void wire_ruler_unload(wire_pipeline *p);

#endif
