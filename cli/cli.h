/* cli.h - what the commands share: messages, lines of input, work in order on many threads, and what runs have in common.
 * Commands see wirecode.h alone. */
#ifndef WIRE_CLI_H
#define WIRE_CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "wirecode.h"

int cmd_code(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_parse(int argc, char **argv);
int cmd_model(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_examples(int argc, char **argv);
int cmd_learn(int argc, char **argv);
int cmd_try(int argc, char **argv);
int cmd_score(int argc, char **argv);

/* One line to standard error, with the program's name; it stands clear of a progress line. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What was found in the lines of files: a wire_diagnostic_fn, whose ctx is a zeroed `findings`. */
typedef struct findings {
    size_t errors, warnings;
    bool quiet; /* warnings are counted and not written */
} findings;

void say_finding(void *ctx, const wire_diagnostic *d);

/* Messages of a thread that may not speak yet: kept, and said in their turn. All zero: none. */
typedef struct messages {
    FILE *f;
    char *ptr;
    size_t len;
} messages;
void messages_add(messages *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void messages_say(messages *m); /* and forget them */
void messages_drop(messages *m);

/* Parse a command's arguments; `name` is "wirecode parse". Wrong usage ends the program with status 2. */
void parse_arguments(const struct argp *argp, const char *name, int argc, char **argv, void *input);

/* The value of a whole number option in [low, high]; anything else is wrong usage. */
long number_option(const char *arg, const char *option, long low, long high, struct argp_state *state);

/* Where the default pipeline, lexicon, encoder and heads of the reader, and the folder with the coded examples are: $WIRECODE_PIPELINE,
 * $WIRECODE_LEXICON, $WIRECODE_ENCODER, $WIRECODE_HEADS and $WIRECODE_EXAMPLES, beside the program (data/en.pipeline, …), or where `make
 * install` puts them. The texts are static. */
const char *default_pipeline(void);
const char *default_lexicon(void);
const char *default_encoder(void);
const char *default_heads(void);
const char *default_examples(void);

/* ------------------------------------------------------------------------------------------------ input */

/* Lines of a file, or JSON Lines records; bounded, so that a monstrous line is one error and not all of memory. */
typedef struct lines {
    FILE *f;
    const char *name;
    uint64_t number;  /* of the line last read, from 1 */
    uint64_t bytes;   /* read so far */
    char *line;       /* without its end; NUL behind it */
    size_t len, cap;
} lines;

enum line_result { LINE_END, LINE_OK, LINE_LONG, LINE_BINARY, LINE_FAILED };

/* Open `name` ("-": standard input); false, with a message said, where it cannot be, is a folder, or is empty. */
bool lines_open(lines *l, const char *name);
/* Read the next line, at most `max` bytes of it. LINE_LONG: longer, the rest passed over. LINE_BINARY: it holds a NUL byte. */
enum line_result lines_next(lines *l, size_t max);
void lines_close(lines *l);

/* ------------------------------------------------------------------------------------------------ threads */

/* Work that is done on many threads and comes out in the order it went in.
 *
 *   produce (this thread) -> items -> work (a thread each) -> items -> consume (this thread), in order
 *
 * An item is a slot that is used again and again. With one job all is done on this thread. */
typedef struct ordered {
    bool (*produce)(void *ctx, void *item);             /* fill the item; false: no more */
    void (*work)(void *ctx, size_t worker, void *item); /* worker 0 … jobs - 1 */
    bool (*consume)(void *ctx, void *item);             /* false: stop */
    void *ctx;
} ordered;

/* `items` holds 3 * jobs pointers to items. Returns false where a thread could not be started. */
bool ordered_run(const ordered *o, size_t jobs, void **items);

/* The same with 3 * jobs new items of `size` bytes, zeroed at first, each `release`d (and freed) at the end. False, with a message
 * said, where that could not be. */
bool ordered_run_new(const ordered *o, size_t jobs, size_t size, void (*release)(void *item));

/* ------------------------------------------------------------------------------------------------ the run of a command */

enum { JOBS_MAX = 256, BATCH_BYTES = 96 * 1024 };

/* The options that commands over many texts have in common, and their state. */
typedef struct common_options {
    const char *model, *output;
    char **files; /* {"-"} where none is named */
    size_t n_files, jobs;
    bool quiet, stats;
    bool terminal; /* the output is one */
    bool colour;
} common_options;

/* Their entries in a command's list of options. */
#define COMMON_MODEL \
    {"model", 'm', "FILE", 0, "The pipeline, as 'wirecode model' makes it (default: the one that came with the program)", 0}
#define COMMON_OUTPUT(output_is) {"output", 'o', "FILE", 0, output_is " (default: standard output)", 0}
#define COMMON_OPTIONS(output_is) \
    COMMON_MODEL, {"jobs", 'j', "N", 0, "Threads (default: as many as there are processors)", 0}, COMMON_OUTPUT(output_is), \
    {"quiet", 'q', NULL, 0, "No progress line", 0}, \
    {"stats", 's', NULL, 0, "At the end, a line of figures as JSON on standard error", 0}

/* Take one of them; ARGP_ERR_UNKNOWN where it is another. At the end it settles what was not given. */
error_t common_option(common_options *o, int key, char *arg, struct argp_state *state);

double now(clockid_t clock);
uint64_t count_words(wire_str s);

typedef struct progress {
    const common_options *o;
    const char *unit; /* "blocks" */
    uint64_t items, words;
    double started, last;
} progress;

/* Show it on a terminal's standard error, not too often; at the `end`, for good. */
void progress_show(progress *p, bool end);

/* The output file: FILE or standard output; NULL, with a message said, where it cannot be opened. */
FILE *output_open(const common_options *o);
/* False, with a message said, where it cannot be written. */
bool output_write(const common_options *o, FILE *f, const char *data, size_t len);
/* At the end; a file is put in its place where it is `whole`, else what was there stays. False where it could not be written, which has
 * been said. */
bool output_close(const common_options *o, FILE *f, bool whole);

/* A text on its way through a command: read into `doc`, worked on, written. A slot that is used again and again. */
typedef struct slot {
    wire_doc *doc; /* NULL: to be made */
    char *id;
    char *out; /* what it became */
    size_t len;
} slot;

enum { BATCH_TEXTS_MAX = 512 };

typedef struct batch {
    slot slots[BATCH_TEXTS_MAX];
    size_t n;
    messages messages; /* to say before the output */
    wire_err err;
    double seconds; /* of work, as `work` counts them */
    bool failed;
} batch;

/* Batches of texts, worked on by many threads, written in the order in which they were read. */
typedef struct batches {
    const common_options *o;
    bool (*fill)(void *ctx, batch *b); /* with texts and messages; false: the input has ended */
    /* The texts' documents, and what they become; not 0, with `err` filled in, where memory runs out. */
    int (*work)(void *ctx, size_t worker, batch *b, wire_doc *const *docs);
    bool (*done)(void *ctx, slot *t); /* before a text is written; false: out of memory */
    void *ctx;
    progress progress;
    FILE *out;
    double seconds;
    bool bad; /* something could not be read or written: exit status 1 */
    bool cut; /* memory ran out: not all was done */
} batches;

/* Open the output and run; then, at the end, close it. False, with a message said, where something was wrong. */
bool batches_run(batches *s);
bool batches_end(batches *s, bool ok);

/* In kilobytes, since the program's start. */
long peak_memory(void);

/* ------------------------------------------------------------------------------------------------ coding reports */

/* Where the knowledge is and what is known of the reports: the options of the commands that code. */
typedef struct coding_options {
    const char *lexicon, *meta, *reader, *min_confidence;
} coding_options;

#define CODING_OPTIONS \
    {"lexicon", 'l', "FILE", 0, "The lexicon, as 'wirecode compile' makes it (default: the one that came with the program)", 0}, \
    {"meta", META, "FILE", 0, "What is known of the files: a table 'file, outlet, date' with a heading line, separated by tabs", 0}, \
    {"reader", READER, "FILE", 0, "The learned reader's heads, or 'off': the frames alone decide, faster and less right (default: those that came with the program)", 0}, \
    {"min-confidence", MIN_CONFIDENCE, "P", 0, "Leave out records whose confidence is below P, from 0 to 1 (default: 0)", 0}

enum { META = 256, READER, MIN_CONFIDENCE, OWN_OPTIONS }; /* options without a letter; a command's own begin at OWN_OPTIONS */

error_t coding_option(coding_options *o, int key, char *arg);

/* A coder with all that it needs, and the reports of the files, one after another. */
typedef struct coding {
    wire_pipeline *pipeline;
    wire_lexicon *lexicon;
    wire_encoder *encoder; /* NULL without the reader, as `heads` */
    wire_heads *heads;
    wire_coder *coder;
    wire_meta *meta;
    char **files;
    size_t n_files, file; /* the next to open */
    wire_reader *reader;
    bool repaired_said;   /* of this file */
} coding;

/* False, with a message said, where a part cannot be opened. Closed by coding_close in any case. */
bool coding_open(coding *c, const common_options *common, const coding_options *own);
void coding_close(coding *c);

/* Put the next report into `doc`. 1: there is one; 0: the end; negative: what cannot be read is told in `err`, and the next may be
 * asked for. Where the report's bytes are no UTF-8, `m` gets a message, once a file, and *bad is set. */
int coding_next(coding *c, wire_doc *doc, messages *m, bool *bad, wire_err *err);

/* The terminal's width, within what can be read; 100 where there is none. */
int page_width(const common_options *o);

#endif
