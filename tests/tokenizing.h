/* tokenizing.h - the tokenizer of the pipeline that the reference was made with, opened before a program's tests and closed behind. */
#ifndef WIRE_TOKENIZING_H
#define WIRE_TOKENIZING_H

#include "reference.h"

#include "nlp/tokenizer.h"

static json_t *reference;
static wire_pipeline *pipeline;
static wire_vocab lexicon;
static wire_tokenizer tokenizer;

static inline int set_up(void **state)
{
    (void)state;
    reference = load_reference();
    pipeline = open_pipeline_of(reference);
    lexicon.p = pipeline;
    return wire_tokenizer_init(&tokenizer, pipeline, &lexicon);
}

static inline int tear_down(void **state)
{
    (void)state;
    wire_tokenizer_free(&tokenizer);
    wire_vocab_free(&lexicon);
    wire_pipeline_close(pipeline);
    json_decref(reference);
    return 0;
}

#endif
