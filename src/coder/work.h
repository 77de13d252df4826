/* work.h - the coder's scratch for one document, and its view of the trees.
 *
 *   document (tokens, trees, entities)
 *      -> work: small numbers for labels, children, lower-case words        tree.c
 *      -> times, mentions, places                                           times.c mentions.c resolve.c
 *      -> predicates: frame, arguments, status, who says so                 args.c match.c status.c attribution.c
 *      -> readings: what the learned reader makes of them                    features.c heads.c reading.c
 *      -> records: parties, places, counts                                  parties.c details.c records.c
 *
 * Each stage reads earlier arrays and fills its own. Everything lives in the work's arena until the next document; what a
 * record keeps is copied to the document's. */
#ifndef WIRE_CODER_WORK_H
#define WIRE_CODER_WORK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/hash.h"
#include "coder/words.h"
#include "knowledge/lexicon.h"
#include "nlp/doc.h"
#include "wirecode.h"

/* Dependency labels (CLEAR style), those that the coder asks about. */
enum wire_dep {
    DEP_OTHER, DEP_ACL, DEP_ACOMP, DEP_ADVCL, DEP_ADVMOD, DEP_AGENT, DEP_AMOD, DEP_APPOS, DEP_ATTR, DEP_AUX, DEP_AUXPASS,
    DEP_CASE, DEP_CC, DEP_CCOMP, DEP_COMPOUND, DEP_CONJ, DEP_CSUBJ, DEP_CSUBJPASS, DEP_DATIVE, DEP_DEP, DEP_DET, DEP_DOBJ,
    DEP_EXPL, DEP_INTJ, DEP_MARK, DEP_META, DEP_NEG, DEP_NMOD, DEP_NPADVMOD, DEP_NSUBJ, DEP_NSUBJPASS, DEP_NUMMOD, DEP_OPRD,
    DEP_PARATAXIS, DEP_PCOMP, DEP_POBJ, DEP_POSS, DEP_PRECONJ, DEP_PREDET, DEP_PREP, DEP_PRT, DEP_PUNCT, DEP_QUANTMOD,
    DEP_RELCL, DEP_ROOT, DEP_XCOMP, DEPS
};

/* Universal parts of speech. */
enum wire_pos {
    POS_OTHER, POS_ADJ, POS_ADP, POS_ADV, POS_AUX, POS_CCONJ, POS_DET, POS_INTJ, POS_NOUN, POS_NUM, POS_PART, POS_PRON,
    POS_PROPN, POS_PUNCT, POS_SCONJ, POS_SPACE, POS_SYM, POS_VERB, POSES
};

/* Penn tags that matter beside the part of speech. */
enum wire_tag { TAG_OTHER, TAG_VB, TAG_VBD, TAG_VBG, TAG_VBN, TAG_VBP, TAG_VBZ, TAG_NNS, TAG_NNPS, TAG_MD, TAG_TO, TAGS };

/* Entity labels of OntoNotes. */
enum wire_ent { ENT_NONE, ENT_PERSON, ENT_NORP, ENT_ORG, ENT_GPE, ENT_LOC, ENT_FAC, ENT_DATE, ENT_CARDINAL, ENT_OTHER, ENTS };

#define NOBODY UINT32_MAX

enum {
    WIRE_SENTENCE_MAX = 500, /* words; a longer one is a list or a table, is not coded, and says so in `uncoded`: what is asked of
                              * a sentence may take the square of its length */
    WIRE_MENTIONS_BACK = 400 /* mentions that a pronoun or description looks back over */
};

typedef struct wire_work {
    const wire_pipeline *p;
    const wire_lexicon *lexicon;
    const wire_word_map *words;
    wire_doc *doc;
    wire_day day; /* of the report; 0 where it has none */
    float min_confidence; /* records below it are dropped */
    wire_arena arena;
    const char *text;
    const wire_token *tok;
    uint32_t n;
    /* a token each */
    uint8_t *dep, *pos, *tag, *ent;
    uint32_t *first, *next; /* first child, next sibling, in the order of the text; NOBODY: none */
    uint32_t *left, *right; /* the subtree's first token, and the one after its last */
    wire_str *low;          /* the form in lower case, ’ as ' */
    wire_word_bits *sets;   /* the sets of words that it is in */
    bool out_of_memory;     /* sticky: stages go on with less, the run reports it at the end */
    /* mentions.h */
    struct wire_mention *mentions;
    size_t n_mentions, mention_cap;
    uint32_t *mention_of; /* of a token that heads a mention: its number; NOBODY */
    bool resolved; /* pronouns and descriptions too */
    struct wire_known *known;
    size_t n_known, known_cap;
    wire_map known_of; /* the number of an actor of the lexicon, and of one with only a name: known.c */
    uint8_t spoken_of[26 * 26 * 26 / 8 + 1]; /* countries of which a state is known: a bit for each code */
    /* predicates.h */
    struct wire_predicate *predicates;
    size_t n_predicates, predicate_cap;
    uint32_t *predicate_of; /* of a token: its number; NOBODY */
    /* reading.h: a predicate each; NULL without the reader */
    struct wire_reading *readings;
    /* attribution.c: in the order of the text */
    struct wire_quote *quotes;
    size_t n_quotes, quote_cap;
    /* times.h */
    struct wire_when *times;
    size_t n_times;
    /* standing.c: states told already */
    wire_map told;
} wire_work;

/* Numbers for a pipeline's labels, made once. */
typedef struct wire_label_maps {
    uint8_t *dep, *pos, *tag, *ent;
} wire_label_maps;

int wire_label_maps_init(wire_label_maps *m, const wire_pipeline *p);
void wire_label_maps_free(wire_label_maps *m);

/* Scratch memory; NULL and out_of_memory set where there is none. */
void *wire_scratch(wire_work *w, size_t size);
/* A NUL-terminated copy of bytes of the text or of any string, kept with the document. */
const char *wire_keep(wire_work *w, const char *s, size_t len);

void wire_work_free(wire_work *w);

/* headline.c: a copy of the text in which headlines in title case have the capitals of a sentence; NULL where there are none. The
 * caller frees it. */
int wire_recase(const wire_doc *doc, const wire_word_map *words, char **out);

/* Begin a document: fills the arrays above. */
int wire_work_begin(wire_work *w, const wire_label_maps *m, const wire_word_map *words, wire_doc *doc);

/* Whether the token's sentence is longer than WIRE_SENTENCE_MAX; and whether it is that or furniture, and so has no times, mentions or
 * predicates. */
bool wire_too_long(const wire_work *w, uint32_t token);
bool wire_passed_over(const wire_work *w, uint32_t token);

/* The first child with that label, or NOBODY. */
uint32_t wire_child(const wire_work *w, uint32_t token, enum wire_dep dep);
/* Whether `token` is `of` or below it. */
bool wire_below(const wire_work *w, uint32_t token, uint32_t of);
/* A hyphenated word's hash ("cease-fire", which the tokenizer cuts in three), by its last part; 0: it is none. */
uint64_t wire_joined_hash(const wire_work *w, uint32_t token);
/* The text of the tokens [first, end); none where there are none. */
wire_span wire_words(const wire_work *w, uint32_t first, uint32_t end);
/* Whether the token's lower-case form is the word: a sign, or one that a frame names. What the language's own words are asked is
 * asked of sets (words.h). */
bool wire_is(const wire_work *w, uint32_t token, const char *word);
/* Whether the token's lemma is in the set; wire_among: whether its form is. */
bool wire_lemma_among(const wire_work *w, uint32_t token, enum wire_words set);
/* The next token that is coordinated with `token` ("and Herat"), or NOBODY. */
uint32_t wire_conjunct(const wire_work *w, uint32_t token);
/* Head of the coordination that the token belongs to. */
uint32_t wire_coordination_head(const wire_work *w, uint32_t token);

static inline bool wire_among(const wire_work *w, uint32_t token, enum wire_words set)
{
    return token < w->n && (w->sets[token].of[set / 64] >> set % 64 & 1);
}

static inline uint32_t wire_head(const wire_work *w, uint32_t token)
{
    return w->tok[token].head;
}

static inline bool wire_is_root(const wire_work *w, uint32_t token)
{
    return w->tok[token].head == token;
}

static inline const wire_sentence *wire_sentence_of(const wire_work *w, uint32_t token)
{
    return &w->doc->sentences[w->tok[token].sentence];
}

#endif
