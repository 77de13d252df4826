/* lemma.h - spaCy's rule lemmatizer for English: exceptions, then suffix rules checked against an index of known words. */
#ifndef WIRE_NLP_LEMMA_H
#define WIRE_NLP_LEMMA_H

#include "nlp/vocab.h"

/* The key of a form under a part of speech, numbered from 1 as in the config, in lemma.exc and lemma.index. */
uint64_t wire_lemma_key(uint32_t pos, const char *form, size_t len);

/* The lemma of a lexeme as a token with these labels. It lives in `arena` or as long as the vocab. ptr NULL: out of
 * memory. `lower` is the workspace's. */
wire_str wire_lemma_of(const wire_pipeline *p, const wire_lexeme *x, uint16_t pos, uint16_t morph, wire_arena *arena);

#endif
