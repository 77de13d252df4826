/* ruler.h - spaCy's attribute ruler: token patterns that set the part of speech, the morphology and the odd lemma.
 *
 *   (lexeme, tag) -> the rules that may begin at such a token, remembered -> those whose other conditions hold -> attributes
 *
 * All rules are matched against the tags and labels as the tagger and parser gave them, then all are applied in their order,
 * so that a later rule stands over an earlier one. */
#ifndef WIRE_NLP_RULER_H
#define WIRE_NLP_RULER_H

#include "nlp/tokenizer.h"

typedef struct wire_ruler {
    const wire_pipeline *p;
    wire_map by_form; /* lexeme and tag -> place in lists: a count, then rules */
    uint32_t *lists;
    size_t n_lists, list_cap;
    uint64_t *found; /* token << 32 | rule */
    size_t found_cap;
    void *match; /* PCRE2's */
} wire_ruler;

int wire_ruler_init(wire_ruler *r, const wire_pipeline *p);
void wire_ruler_free(wire_ruler *r);
void wire_ruler_clear(wire_ruler *r); /* with wire_vocab_clear */

/* Apply to the `n` tokens of a block. Where a rule gives a lemma it is set; the lemmas are empty before. */
int wire_ruler_run(wire_ruler *r, const wire_lexeme *lexemes, const wire_tok *toks, wire_token *tokens, size_t n);

#endif
