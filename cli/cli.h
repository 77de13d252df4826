/* cli.h - what the commands share: messages, growing text, and work in order on many threads. Commands see wirecode.h alone. */
#ifndef WIRE_CLI_H
#define WIRE_CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

#include "wirecode.h"

int cmd_parse(int argc, char **argv);
int cmd_model(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_score(int argc, char **argv);

/* One line to standard error, with the program's name; it stands clear of a progress line. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What was found in the lines of files: a wire_diagnostic_fn, whose ctx is a zeroed `findings`. */
typedef struct findings {
    size_t errors, warnings;
    bool quiet; /* warnings are counted and not written */
} findings;

void say_finding(void *ctx, const wire_diagnostic *d);

/* Parse a command's arguments; `name` is "wirecode parse". Wrong usage ends the program with status 2. */
void parse_arguments(const struct argp *argp, const char *name, int argc, char **argv, void *input);

/* The value of a whole number option in [low, high]; anything else is wrong usage. */
long number_option(const char *arg, const char *option, long low, long high, struct argp_state *state);

/* Where the default pipeline and lexicon are: $WIRECODE_PIPELINE and $WIRECODE_LEXICON, beside the program (data/en.pipeline,
 * data/en.lexicon), or where `make install` puts them. The texts are static. */
const char *default_pipeline(void);
const char *default_lexicon(void);

/* ------------------------------------------------------------------------------------------------ text */

/* Growing bytes. Once memory is out, `failed` stays set and further appends do nothing: ask at the end. */
typedef struct text {
    char *ptr;
    size_t len, cap;
    bool failed;
} text;

void text_add(text *t, const char *s, size_t len);
void text_puts(text *t, const char *s);
void text_printf(text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_json(text *t, const char *s, size_t len); /* a JSON string with its quotes */
void text_number(text *t, uint64_t n);

/* ------------------------------------------------------------------------------------------------ input */

/* Lines of a file, or JSON Lines records; bounded, so that a monstrous line is one error and not all of memory. */
typedef struct lines {
    FILE *f;
    const char *name;
    uint64_t number;  /* of the line last read, from 1 */
    uint64_t bytes;   /* read so far */
    text line;        /* without its end */
    bool at_end;
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

/* ------------------------------------------------------------------------------------------------ rendering a parse */

enum parse_format { AS_CONLLU, AS_JSONL, AS_TREE };

/* Append one parsed document. */
void render_conllu(text *out, const wire_pipeline *p, const wire_doc *doc, const char *id);
void render_jsonl(text *out, const wire_pipeline *p, const wire_doc *doc, const char *id);
void render_tree(text *out, const wire_pipeline *p, const wire_doc *doc, bool colour);

#endif
