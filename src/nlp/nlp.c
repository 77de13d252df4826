/* nlp.c - the engine: batches of blocks through the stages, then each block's results into its document.
 *
 *   blocks -> tokens ─┬─> tok2vec -> tags, parser inputs ──> tree -> ruler -> lemmas ─┬─> document
 *                     └─> tok2vec -> entity inputs ────────> entities ───────────────┘
 *        a batch: the matrix products run over all its tokens        a block at a time
 *
 * Invariant: what a block gives depends on its text alone. A batch only decides which rows share a matrix product, and the
 * kernels compute every row alike (kernel.h). */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "nlp/doc.h"
#include "nlp/lemma.h"
#include "nlp/ruler.h"
#include "nlp/tok2vec.h"
#include "nlp/transition.h"

enum {
    BATCH_TOKENS = 1536,  /* a batch ends with the block that reaches it */
    PART_TOKENS = 1024,   /* a longer block is encoded in parts */
    LEXEMES_MAX = 60000,  /* words remembered; at more, all is forgotten between two batches */
    CHUNKS_MAX = 120000,  /* the same for the tokenizer */
    TAG_ROWS = 64
};

typedef struct pending {
    wire_doc *doc;
    uint32_t block;      /* of the document */
    uint32_t start, end; /* tokens of the batch */
} pending;

/* A lemma that was found before, and its copy in the document that asked last. */
typedef struct remembered {
    wire_str lemma, copy;
    const wire_doc *doc;
    uint64_t run;
} remembered;

struct wire_nlp {
    const wire_pipeline *p;
    const wire_kernel *kernel;
    wire_vocab vocab;
    wire_tokenizer tokenizer;
    wire_ruler ruler;
    wire_embedder *encoders;
    wire_scoring parser, ner;
    wire_tree tree;
    wire_map lemma_of; /* lexeme, part of speech, morphology -> number in lemmas */
    remembered *lemmas;
    size_t n_lemmas, lemma_cap;
    wire_arena lemma_arena;
    uint64_t run;

    /* the batch */
    pending *blocks;
    size_t n_blocks, block_cap;
    wire_tok *toks;
    size_t n_toks, tok_cap;
    uint16_t *tags;
    uint8_t *is_space;
    float *parser_in, *ner_in;
    size_t tag_cap, space_cap, parser_cap, ner_cap;
    float *scores; /* of TAG_ROWS tokens */
    uint32_t *offsets;
    wire_part *parts;
    size_t part_cap;
    wire_found_entity *found;
    size_t found_cap;
    wire_nlp_stats stats;
};

/* ------------------------------------------------------------------------------------------------ life */

int wire_nlp_new(const wire_pipeline *p, wire_nlp **out, wire_err *err)
{
    wire_nlp *w = calloc(1, sizeof *w);
    if (!w)
        return wire_oom(err);
    w->p = p;
    w->kernel = wire_kernel_get(NULL);
    w->vocab.p = p;
    int rc = wire_tokenizer_init(&w->tokenizer, p, &w->vocab) || wire_ruler_init(&w->ruler, p);
    w->encoders = calloc(p->n_tok2vecs + 1, sizeof *w->encoders);
    w->offsets = malloc(WIRE_GROUP_ROWS * sizeof *w->offsets);
    size_t scores = TAG_ROWS * (p->tagger.panels + 1) * WIRE_PANEL;
    w->scores = wire_floats(scores);
    rc = rc || !w->encoders || !w->offsets || !w->scores;
    for (size_t i = 0; i < p->n_tok2vecs && !rc; i++)
        rc = wire_embedder_init(&w->encoders[i], p, &p->tok2vecs[i], &w->vocab);
    if (!rc && p->has_parser)
        rc = wire_scoring_init(&w->parser, &p->parser, w->kernel);
    if (!rc && p->has_ner)
        rc = wire_scoring_init(&w->ner, &p->ner, w->kernel);
    if (rc) {
        wire_nlp_free(w);
        return wire_oom(err);
    }
    *out = w;
    return 0;
}

void wire_nlp_free(wire_nlp *w)
{
    if (!w)
        return;
    wire_tokenizer_free(&w->tokenizer);
    wire_vocab_free(&w->vocab);
    wire_ruler_free(&w->ruler);
    for (size_t i = 0; i < w->p->n_tok2vecs && w->encoders; i++)
        if (w->encoders[i].m)
            wire_embedder_free(&w->encoders[i]);
    free(w->encoders);
    wire_scoring_free(&w->parser);
    wire_scoring_free(&w->ner);
    wire_tree_free(&w->tree);
    wire_map_free(&w->lemma_of);
    wire_arena_free(&w->lemma_arena);
    free(w->lemmas);
    free(w->blocks);
    free(w->toks);
    free(w->tags);
    free(w->is_space);
    free(w->parser_in);
    free(w->ner_in);
    free(w->scores);
    free(w->offsets);
    free(w->parts);
    free(w->found);
    free(w);
}

int wire_nlp_use_kernel(wire_nlp *w, const char *name, wire_err *err)
{
    const wire_kernel *k = wire_kernel_get(name);
    if (!k)
        return wire_fail(err, WIRE_EUNSUPPORTED, "there is no kernel '%.40s', or this processor cannot run it", name);
    w->kernel = w->parser.kernel = w->ner.kernel = k;
    return 0;
}

const char *wire_nlp_kernel(const wire_nlp *w)
{
    return w->kernel->name;
}

wire_nlp_stats wire_nlp_get_stats(const wire_nlp *w)
{
    wire_nlp_stats s = w->stats;
    s.macs = w->parser.macs + w->ner.macs;
    for (size_t i = 0; i < w->p->n_tok2vecs; i++)
        s.macs += w->encoders[i].macs;
    s.macs += s.tokens * (w->p->tagger.k * w->p->tagger.n + w->p->parser.in.k * w->p->parser.in.n + w->p->ner.in.k * w->p->ner.in.n);
    return s;
}

/* Everything that holds lexeme numbers forgets them together. */
static void forget_words(wire_nlp *w)
{
    wire_vocab_clear(&w->vocab);
    wire_tokenizer_clear(&w->tokenizer);
    wire_ruler_clear(&w->ruler);
    for (size_t i = 0; i < w->p->n_tok2vecs; i++)
        wire_embedder_clear(&w->encoders[i]);
    wire_map_clear(&w->lemma_of);
    wire_arena_reset(&w->lemma_arena);
    w->n_lemmas = 0;
}

/* ------------------------------------------------------------------------------------------------ the network */

static void tag(wire_nlp *w, const wire_embedder *e, size_t first, size_t n)
{
    const wire_layer *l = &w->p->tagger;
    const size_t ldy = l->panels * WIRE_PANEL;
    for (size_t at = 0; at < n; at += TAG_ROWS) {
        size_t rows = n - at < TAG_ROWS ? n - at : TAG_ROWS;
        for (size_t i = 0; i < rows; i++)
            w->offsets[i] = (uint32_t)((at + i) * e->m->width);
        w->kernel->gemm(e->out, w->offsets, rows, l->w, l->b, l->k, l->panels, w->scores, ldy);
        for (size_t i = 0; i < rows; i++) {
            const float *s = w->scores + i * ldy;
            size_t best = 0;
            for (size_t k = 1; k < l->n; k++)
                best = s[k] > s[best] ? k : best;
            w->tags[first + at + i] = w->p->tagger_labels[best];
        }
    }
}

/* A transition model's first layer, into rows of its own. */
static void feed(wire_nlp *w, const wire_embedder *e, const wire_layer *l, float *rows, size_t first, size_t n)
{
    for (size_t i = 0; i < n; i++)
        w->offsets[i] = (uint32_t)(i * e->m->width);
    w->kernel->gemm(e->out, w->offsets, n, l->w, l->b, l->k, l->panels, rows + first * l->panels * WIRE_PANEL,
                    l->panels * WIRE_PANEL);
}

/* Encode parts that stand one after another, beginning at token `first`, and hand the vectors to those who read them. */
static int encode_group(wire_nlp *w, size_t number, size_t from, size_t to)
{
    wire_embedder *e = &w->encoders[number];
    if (from == to)
        return 0;
    if (wire_embed(e, w->kernel, w->toks, w->parts + from, to - from))
        return WIRE_ENOMEM;
    size_t first = w->parts[from].from, n = w->parts[to - 1].to - first;
    if (w->p->has_tagger && w->p->tagger_tok2vec == number)
        tag(w, e, first, n);
    if (w->p->has_parser && w->p->parser.tok2vec == number)
        feed(w, e, &w->p->parser.in, w->parser_in, first, n);
    if (w->p->has_ner && w->p->ner.tok2vec == number)
        feed(w, e, &w->p->ner.in, w->ner_in, first, n);
    return 0;
}

static int encode(wire_nlp *w, size_t number)
{
    const size_t depth = w->p->tok2vecs[number].depth;
    size_t n = 0, group = 0, rows = depth;
    for (size_t b = 0; b < w->n_blocks; b++)
        for (uint32_t from = w->blocks[b].start; from < w->blocks[b].end;) {
            uint32_t to = w->blocks[b].end - from > PART_TOKENS ? from + PART_TOKENS : w->blocks[b].end;
            size_t takes = to - from + 3 * depth; /* both margins, and the pads behind */
            if (rows + takes > WIRE_GROUP_ROWS) {
                if (encode_group(w, number, group, n))
                    return WIRE_ENOMEM;
                group = n;
                rows = depth;
            }
            if (wire_grow(&w->parts, &w->part_cap, n + 1, sizeof *w->parts))
                return WIRE_ENOMEM;
            w->parts[n++] = (wire_part){w->blocks[b].start, w->blocks[b].end, from, to};
            rows += takes;
            from = to;
        }
    return encode_group(w, number, group, n);
}

/* ------------------------------------------------------------------------------------------------ a block's results */

static int lemmatize(wire_nlp *w, wire_doc *doc, uint32_t lex, wire_token *t)
{
    uint64_t key = ((uint64_t)lex << 32 | (uint64_t)t->pos << 16 | t->morph) + 1;
    const uint32_t *at = wire_map_get(&w->lemma_of, key);
    size_t i = at ? *at : w->n_lemmas;
    if (!at) {
        wire_str lemma = wire_lemma_of(w->p, &w->vocab.items[lex], t->pos, t->morph, &w->lemma_arena);
        if (!lemma.ptr || wire_grow(&w->lemmas, &w->lemma_cap, i + 1, sizeof *w->lemmas) ||
            wire_map_put(&w->lemma_of, key, (uint32_t)i))
            return WIRE_ENOMEM;
        w->lemmas[w->n_lemmas++] = (remembered){.lemma = lemma};
    }
    remembered *r = &w->lemmas[i];
    if (r->doc != doc || r->run != w->run) {
        r->copy = wire_arena_copy(&doc->arena, r->lemma.ptr, r->lemma.len);
        r->doc = doc;
        r->run = w->run;
        if (!r->copy.ptr) {
            r->doc = NULL;
            return WIRE_ENOMEM;
        }
    }
    t->lemma = r->copy;
    return 0;
}

static int add_sentences(wire_doc *doc, const pending *b, const uint8_t *starts, size_t n)
{
    wire_token *tokens = doc->tokens + doc->n_tokens - n;
    const size_t base = doc->n_tokens - n;
    for (size_t from = 0; from < n;) {
        size_t to = from + 1;
        while (to < n && !(starts && starts[to]))
            to++;
        if (wire_grow(&doc->sentences, &doc->sentence_cap, doc->n_sentences + 1, sizeof *doc->sentences))
            return WIRE_ENOMEM;
        wire_sentence s = {tokens[from].start, tokens[to - 1].end, (uint32_t)(base + from), (uint32_t)(base + to),
                           (uint32_t)(base + from), b->block};
        for (size_t i = to; i-- > from;) {
            tokens[i].sentence = (uint32_t)doc->n_sentences;
            if (tokens[i].head == base + i)
                s.root = (uint32_t)(base + i);
        }
        doc->sentences[doc->n_sentences++] = s;
        from = to;
    }
    return 0;
}

static int add_entities(wire_nlp *w, wire_doc *doc, const pending *b, const uint8_t *starts, size_t n)
{
    size_t count = 0, base = doc->n_tokens - n;
    if (!w->p->has_ner)
        return 0;
    if (wire_scoring_begin(&w->ner, w->ner_in + b->start * w->p->ner.in.panels * WIRE_PANEL, n) ||
        wire_find_entities(&w->ner, w->p->ner_sentences ? starts : NULL, w->is_space + b->start, n, &w->found, &w->found_cap,
                           &count) ||
        wire_grow(&doc->entities, &doc->entity_cap, doc->n_entities + count, sizeof *doc->entities))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const wire_found_entity *f = &w->found[i];
        wire_token *t = doc->tokens + base;
        for (uint32_t k = f->start; k < f->end; k++) {
            t[k].ent = f->label;
            t[k].ent_iob = k == f->start ? 'B' : 'I';
        }
        doc->entities[doc->n_entities++] = (wire_entity){t[f->start].start, t[f->end - 1].end, (uint32_t)base + f->start,
                                                         (uint32_t)base + f->end, f->label};
    }
    return 0;
}

static int finish_block(wire_nlp *w, const pending *b)
{
    wire_doc *doc = b->doc;
    wire_block *block = &doc->blocks[b->block];
    const size_t n = b->end - b->start, base = doc->n_tokens;
    block->first_token = (uint32_t)base;
    block->first_sentence = (uint32_t)doc->n_sentences;
    block->first_entity = (uint32_t)doc->n_entities;
    block->token_end = block->first_token;
    block->sentence_end = block->first_sentence;
    block->entity_end = block->first_entity;
    w->stats.blocks++;
    if (!n) /* and there may be no arrays yet to point into */
        return 0;
    const wire_tok *toks = w->toks + b->start;
    if (wire_grow(&doc->tokens, &doc->token_cap, base + n, sizeof *doc->tokens))
        return WIRE_ENOMEM;
    if (w->p->has_parser &&
        (wire_scoring_begin(&w->parser, w->parser_in + b->start * w->p->parser.in.panels * WIRE_PANEL, n) ||
         wire_parse_arcs(w->p, &w->parser, &w->tree, w->is_space + b->start, n)))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        doc->tokens[base + i] = (wire_token){.start = block->start + toks[i].start,
                                             .end = block->start + toks[i].start + toks[i].len,
                                             .head = (uint32_t)(base + (w->p->has_parser ? (size_t)w->tree.heads[i] : i)),
                                             .tag = w->p->has_tagger ? w->tags[b->start + i] : 0,
                                             .dep = w->p->has_parser ? w->tree.labels[i] : 0,
                                             .ent_iob = 'O',
                                             .space_after = toks[i].spacy};
    doc->n_tokens += n;
    const uint8_t *starts = w->p->has_parser ? w->tree.sent_start : NULL;
    if (w->p->n_rules && wire_ruler_run(&w->ruler, w->vocab.items, toks, doc->tokens + base, n))
        return WIRE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (!doc->tokens[base + i].lemma.ptr) {
            doc->tokens[base + i].lemma = (wire_str){"", 0};
            if (w->p->lemmatizer && lemmatize(w, doc, toks[i].lex, &doc->tokens[base + i]))
                return WIRE_ENOMEM;
        }
    if (add_sentences(doc, b, starts, n) || add_entities(w, doc, b, starts, n))
        return WIRE_ENOMEM;
    block->token_end = (uint32_t)doc->n_tokens;
    block->sentence_end = (uint32_t)doc->n_sentences;
    block->entity_end = (uint32_t)doc->n_entities;
    w->stats.tokens += n;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ batches */

static int run_batch(wire_nlp *w)
{
    const wire_pipeline *p = w->p;
    const size_t n = w->n_toks;
    int rc = wire_grow(&w->tags, &w->tag_cap, n, sizeof *w->tags) || wire_grow(&w->is_space, &w->space_cap, n, 1) ||
             (p->has_parser &&
              wire_grow_aligned(&w->parser_in, &w->parser_cap, n * p->parser.in.panels * WIRE_PANEL, sizeof *w->parser_in)) ||
             (p->has_ner && wire_grow_aligned(&w->ner_in, &w->ner_cap, n * p->ner.in.panels * WIRE_PANEL, sizeof *w->ner_in));
    for (size_t i = 0; i < n && !rc; i++)
        w->is_space[i] = w->vocab.items[w->toks[i].lex].is_space;
    for (size_t i = 0; i < p->n_tok2vecs && !rc; i++)
        rc = encode(w, i);
    for (size_t b = 0; b < w->n_blocks && !rc; b++)
        rc = finish_block(w, &w->blocks[b]);
    w->n_blocks = w->n_toks = 0;
    return rc;
}

static int add_block(wire_nlp *w, wire_doc *doc, uint32_t number)
{
    const wire_block *b = &doc->blocks[number];
    if (!w->n_toks && (w->vocab.n > LEXEMES_MAX || w->tokenizer.n_chunks > CHUNKS_MAX))
        forget_words(w);
    if (wire_tokenize(&w->tokenizer, doc->text + b->start, b->end - b->start) ||
        wire_grow(&w->toks, &w->tok_cap, w->n_toks + w->tokenizer.n, sizeof *w->toks) ||
        wire_grow(&w->blocks, &w->block_cap, w->n_blocks + 1, sizeof *w->blocks))
        return WIRE_ENOMEM;
    if (w->tokenizer.n)
        memcpy(w->toks + w->n_toks, w->tokenizer.toks, w->tokenizer.n * sizeof *w->toks);
    w->blocks[w->n_blocks++] = (pending){doc, number, (uint32_t)w->n_toks, (uint32_t)(w->n_toks + w->tokenizer.n)};
    w->n_toks += w->tokenizer.n;
    return w->n_toks >= BATCH_TOKENS ? run_batch(w) : 0;
}

int wire_nlp_run(wire_nlp *w, wire_doc *const *docs, size_t n, wire_err *err)
{
    int rc = 0;
    w->run++;
    w->n_blocks = w->n_toks = 0;
    for (size_t i = 0; i < n; i++)
        wire_doc_forget(docs[i]);
    for (size_t i = 0; i < n && !rc; i++)
        for (size_t b = 0; b < docs[i]->n_blocks && !rc; b++)
            rc = add_block(w, docs[i], (uint32_t)b);
    if (!rc)
        rc = run_batch(w);
    if (!rc)
        return 0;
    for (size_t i = 0; i < n; i++)
        wire_doc_forget(docs[i]);
    return wire_oom(err);
}
