/* parse.c - wirecode parse: lines or records in, parses out, in order, on as many threads as are asked for.
 *
 *   files -> next_record -> batches -> workers: parse and render -> standard output
 *
 * A bad record is one message, in its place in the order; the others are parsed all the same. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum {
    BATCH_RECORDS = 512,
    BATCH_BYTES = 96 * 1024,
    RECORD_LINE_MAX = 8 * WIRE_BLOCK_MAX, /* of JSON: escapes make a text longer */
    JOBS_MAX = 256
};

enum input_kind { BY_NAME, TEXT, JSONL };

typedef struct options {
    const char *model, *output, *kernel;
    char **files;
    size_t n_files;
    size_t jobs;
    enum parse_format as;
    enum input_kind input;
    bool as_given, quiet, stats, colour;
} options;

typedef struct record {
    wire_doc *doc;
    char *id;
} record;

typedef struct batch {
    record records[BATCH_RECORDS];
    size_t n;
    text messages; /* lines to say before the output */
    text out;
    wire_err err;
    bool failed;
    double seconds;
} batch;

typedef struct run {
    const options *o;
    wire_pipeline *pipeline;
    wire_nlp **workers;
    FILE *out;
    lines in;
    size_t file; /* the next to open */
    bool open, jsonl, repaired_said;
    uint64_t blocks, words, tokens, bytes_before;
    double seconds_engine, started, last_progress;
    bool bad; /* something could not be read: exit status 1 */
} run;

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ------------------------------------------------------------------------------------------------ reading */

static bool ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n > m && !strcasecmp(name + n - m, ending);
}

static bool open_next(run *r)
{
    while (r->file < r->o->n_files) {
        const char *name = r->o->files[r->file++];
        r->bytes_before += r->in.bytes;
        if (!lines_open(&r->in, name)) {
            r->bad = true;
            continue;
        }
        r->jsonl = r->o->input == JSONL || (r->o->input == BY_NAME && (ends_in(name, ".jsonl") || ends_in(name, ".ndjson")));
        r->repaired_said = false;
        return r->open = true;
    }
    return false;
}

static void complain(run *r, batch *b, const char *what)
{
    text_printf(&b->messages, "%s:%llu: %s\n", r->in.name, (unsigned long long)r->in.number, what);
    r->bad = true;
}

/* A text's ends without white space, as far as ASCII has it. */
static wire_str trimmed(wire_str s)
{
    while (s.len && strchr(" \t\r\n\f\v", s.ptr[0]))
        s.ptr++, s.len--;
    while (s.len && strchr(" \t\r\n\f\v", s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* Put a block into the batch; false where the record is bad (which is said). */
static bool put(run *r, batch *b, wire_str body, const char *id)
{
    wire_err err;
    record *rec = &b->records[b->n];
    char where[32];
    snprintf(where, sizeof where, ":%llu", (unsigned long long)r->in.number);
    free(rec->id);
    size_t room = id ? strlen(id) + 1 : strlen(r->in.name) + strlen(where) + 1;
    rec->id = malloc(room);
    if (rec->id)
        snprintf(rec->id, room, "%s%s", id ? id : r->in.name, id ? "" : where);
    if (!rec->id || (!rec->doc && wire_doc_new(&rec->doc, &err)) || wire_doc_set_text(rec->doc, body.ptr, body.len, &err) ||
        wire_doc_add_block(rec->doc, 0, wire_doc_text(rec->doc).len, &err)) {
        complain(r, b, rec->id ? err.msg : "out of memory");
        return false;
    }
    if (wire_doc_repaired(rec->doc) && !r->repaired_said) {
        complain(r, b, "invalid UTF-8, here first; U+FFFD stands in its place in the output");
        r->repaired_said = true;
    }
    b->n++;
    return true;
}

static void put_json(run *r, batch *b)
{
    json_error_t why;
    char msg[300], number[32];
    wire_str line = {r->in.line.ptr, r->in.line.len};
    json_t *j = json_loadb(line.ptr, line.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    const json_t *t = json_object_get(j, "text"), *id = json_object_get(j, "id");
    if (!j) {
        snprintf(msg, sizeof msg, "not JSON: %s at column %d", why.text, why.column);
        complain(r, b, msg);
    } else if (!json_is_string(t)) {
        complain(r, b, "no member \"text\" that is a string");
    } else {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(id));
        put(r, b, (wire_str){json_string_value(t), json_string_length(t)},
            json_is_string(id) ? json_string_value(id) : json_is_integer(id) ? number : NULL);
    }
    json_decref(j);
}

/* Read one line into the batch. False: the input has ended. */
static bool next_record(run *r, batch *b)
{
    if (!r->open && !open_next(r))
        return false;
    char msg[120];
    enum line_result got = lines_next(&r->in, r->jsonl ? RECORD_LINE_MAX : WIRE_BLOCK_MAX);
    switch (got) {
    case LINE_OK:
        if (r->jsonl) {
            if (r->in.line.len)
                put_json(r, b);
        } else {
            wire_str s = trimmed((wire_str){r->in.line.ptr, r->in.line.len});
            if (s.len)
                put(r, b, s, NULL);
        }
        return true;
    case LINE_LONG:
        snprintf(msg, sizeof msg, "a line longer than %d bytes; left out", r->jsonl ? RECORD_LINE_MAX : WIRE_BLOCK_MAX);
        complain(r, b, msg);
        return true;
    case LINE_BINARY:
        complain(r, b, "not text (a NUL byte); the rest of the file is left out");
        break;
    case LINE_FAILED:
        complain(r, b, strerror(errno));
        break;
    case LINE_END:
        break;
    }
    lines_close(&r->in);
    r->open = false;
    return true;
}

static bool produce(void *ctx, void *item)
{
    run *r = ctx;
    batch *b = item;
    uint64_t from = r->bytes_before + r->in.bytes;
    b->n = b->out.len = b->messages.len = 0;
    b->failed = false;
    bool more = true;
    while (b->n < BATCH_RECORDS && r->bytes_before + r->in.bytes - from < BATCH_BYTES && (more = next_record(r, b)))
        ;
    return more || b->n || b->messages.len;
}

/* ------------------------------------------------------------------------------------------------ parsing */

static void work(void *ctx, size_t worker, void *item)
{
    run *r = ctx;
    batch *b = item;
    wire_doc *docs[BATCH_RECORDS];
    for (size_t i = 0; i < b->n; i++)
        docs[i] = b->records[i].doc;
    double start = now(CLOCK_THREAD_CPUTIME_ID);
    if (b->n && wire_nlp_run(r->workers[worker], docs, b->n, &b->err)) {
        b->failed = true;
        return;
    }
    b->seconds = now(CLOCK_THREAD_CPUTIME_ID) - start;
    for (size_t i = 0; i < b->n; i++) {
        const record *rec = &b->records[i];
        if (r->o->as == AS_CONLLU)
            render_conllu(&b->out, r->pipeline, rec->doc, rec->id);
        else if (r->o->as == AS_JSONL)
            render_jsonl(&b->out, r->pipeline, rec->doc, rec->id);
        else
            render_tree(&b->out, r->pipeline, rec->doc, r->o->colour);
    }
    b->failed = b->out.failed || b->messages.failed;
    if (b->failed)
        snprintf(b->err.msg, sizeof b->err.msg, "out of memory");
}

static uint64_t count_words(wire_str s)
{
    uint64_t n = 0;
    bool in = false;
    for (size_t i = 0; i < s.len; i++) {
        bool space = s.ptr[i] == ' ' || (s.ptr[i] >= 9 && s.ptr[i] <= 13);
        n += !space && !in;
        in = !space;
    }
    return n;
}

static void progress(run *r, bool last)
{
    double t = now(CLOCK_MONOTONIC);
    if (r->o->quiet || !isatty(STDERR_FILENO) || (!last && t - r->last_progress < 0.2))
        return;
    r->last_progress = t;
    fprintf(stderr, "\r\033[K%llu blocks, %llu words, %.0f words a second%s", (unsigned long long)r->blocks,
            (unsigned long long)r->words, (double)r->words / (t - r->started + 1e-9), last ? "\n" : "");
}

static bool consume(void *ctx, void *item)
{
    run *r = ctx;
    batch *b = item;
    for (char *line = b->messages.ptr, *end; line && b->messages.len && (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        say("%s", line);
    }
    if (b->failed) {
        say("%s", b->err.msg);
        r->bad = true;
        return false;
    }
    for (size_t i = 0; i < b->n; i++) {
        size_t n;
        wire_doc_tokens(b->records[i].doc, &n);
        r->tokens += n;
        if (r->o->stats || !r->o->quiet)
            r->words += count_words(wire_doc_text(b->records[i].doc));
    }
    r->blocks += b->n;
    r->seconds_engine += b->n ? b->seconds : 0;
    if (b->out.len && fwrite(b->out.ptr, 1, b->out.len, r->out) != b->out.len) {
        say("%s: cannot write: %s", r->o->output ? r->o->output : "standard output", strerror(errno));
        r->bad = true;
        return false;
    }
    progress(r, false);
    return true;
}

/* ------------------------------------------------------------------------------------------------ the command */

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'm':
        o->model = arg;
        return 0;
    case 'a':
        if (!strcmp(arg, "conllu"))
            o->as = AS_CONLLU;
        else if (!strcmp(arg, "jsonl"))
            o->as = AS_JSONL;
        else if (!strcmp(arg, "tree"))
            o->as = AS_TREE;
        else
            argp_error(state, "--as takes conllu, jsonl or tree, not '%s'", arg);
        o->as_given = true;
        return 0;
    case 'i':
        if (strcmp(arg, "text") && strcmp(arg, "jsonl"))
            argp_error(state, "--input takes text or jsonl, not '%s'", arg);
        o->input = !strcmp(arg, "text") ? TEXT : JSONL;
        return 0;
    case 'j':
        o->jobs = (size_t)number_option(arg, "--jobs", 1, JOBS_MAX, state);
        return 0;
    case 'o':
        o->output = arg;
        return 0;
    case 'k':
        o->kernel = arg;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case 's':
        o->stats = true;
        return 0;
    case ARGP_KEY_ARGS:
        o->files = state->argv + state->next;
        o->n_files = (size_t)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_stats(const run *r, double loaded)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    uint64_t macs = 0;
    for (size_t i = 0; i < r->o->jobs; i++)
        macs += wire_nlp_get_stats(r->workers[i]).macs;
    double words = r->words ? (double)r->words : 1;
    fprintf(stderr,
            "{\"blocks\":%llu,\"words\":%llu,\"tokens\":%llu,\"seconds_load\":%.6f,\"seconds_engine\":%.6f,"
            "\"words_per_second\":%.1f,\"macs_per_word\":%.1f,\"peak_kb\":%ld,\"kernel\":\"%s\"}\n",
            (unsigned long long)r->blocks, (unsigned long long)r->words, (unsigned long long)r->tokens, loaded, r->seconds_engine,
            words / (r->seconds_engine + 1e-9), (double)macs / words, u.ru_maxrss, wire_nlp_kernel(r->workers[0]));
}

/* Open the output; standard output where none is named. */
static FILE *open_output(const options *o)
{
    FILE *f = o->output ? fopen(o->output, "wb") : stdout;
    if (!f)
        say("%s: %s", o->output, strerror(errno));
    return f;
}

static int close_output(run *r)
{
    if (fflush(r->out) || (r->out != stdout && fclose(r->out))) {
        if (!r->bad)
            say("%s: cannot write: %s", r->o->output ? r->o->output : "standard output", strerror(errno));
        r->bad = true;
    }
    return r->bad ? 1 : 0;
}

static int make_workers(run *r, wire_err *err)
{
    r->workers = calloc(r->o->jobs, sizeof(wire_nlp *));
    if (!r->workers)
        return snprintf(err->msg, sizeof err->msg, "out of memory");
    for (size_t i = 0; i < r->o->jobs; i++) {
        int rc = wire_nlp_new(r->pipeline, &r->workers[i], err);
        if (!rc && r->o->kernel)
            rc = wire_nlp_use_kernel(r->workers[i], r->o->kernel, err);
        if (rc)
            return rc;
    }
    return 0;
}

static bool run_all(run *r)
{
    size_t n = r->o->jobs > 1 ? 3 * r->o->jobs : 1;
    batch **items = calloc(n, sizeof *items);
    bool ok = items != NULL;
    for (size_t i = 0; i < n && ok; i++)
        ok = (items[i] = calloc(1, sizeof **items)) != NULL;
    const ordered o = {produce, work, consume, r};
    ok = ok && ordered_run(&o, r->o->jobs, (void **)items);
    for (size_t i = 0; i < n && items; i++) {
        if (!items[i])
            continue;
        for (size_t k = 0; k < BATCH_RECORDS; k++) {
            wire_doc_free(items[i]->records[k].doc);
            free(items[i]->records[k].id);
        }
        free(items[i]->messages.ptr);
        free(items[i]->out.ptr);
        free(items[i]);
    }
    free(items);
    if (!ok)
        say("out of memory, or no thread could be started");
    return ok;
}

int cmd_parse(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"model", 'm', "FILE", 0, "The pipeline, as 'wirecode model' makes it (default: the one that came with the program)", 0},
        {"as", 'a', "FORM", 0, "conllu, jsonl or tree (default: tree on a terminal, else conllu)", 0},
        {"input", 'i', "FORM", 0, "text (a line is a block) or jsonl (id, text; default by the file's ending)", 0},
        {"jobs", 'j', "N", 0, "Threads (default: as many as there are processors)", 0},
        {"output", 'o', "FILE", 0, "Where the parses go (default: standard output)", 0},
        {"quiet", 'q', NULL, 0, "No progress line", 0},
        {"stats", 's', NULL, 0, "At the end, a line of figures as JSON on standard error", 0},
        {"kernel", 'k', "NAME", 0, "Use this matrix kernel: portable, avx2 or avx512 (the output is the same)", 0},
        {0}};
    static const struct argp argp = {list, option, "[FILE...]",
                                     "Find the tokens, tags, dependency trees, lemmas and entities of English text."
                                     "\vReads standard input where no FILE is given, or for '-'. What cannot be read is named on "
                                     "standard error, the rest is parsed, and the exit status is 1.\n\n"
                                     "Examples:\n  echo 'The envoy left Kabul on Friday.' | wirecode parse\n"
                                     "  wirecode parse --as jsonl --jobs 4 reports.jsonl > parsed.jsonl",
                                     NULL, NULL, NULL};
    static char dash[] = "-";
    static char *no_files[] = {dash};
    options o = {.files = no_files, .n_files = 1, .model = NULL};
    parse_arguments(&argp, "wirecode parse", argc, argv, &o);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    o.jobs = o.jobs ? o.jobs : processors > 1 && processors <= JOBS_MAX ? (size_t)processors : 1;
    bool terminal = !o.output && isatty(STDOUT_FILENO);
    o.as = o.as_given ? o.as : terminal ? AS_TREE : AS_CONLLU;
    o.colour = terminal && !getenv("NO_COLOR");

    run r = {.o = &o, .started = now(CLOCK_MONOTONIC)};
    wire_err err;
    if (wire_pipeline_open(o.model ? o.model : default_pipeline(), &r.pipeline, &err) || make_workers(&r, &err)) {
        say("%s", err.msg);
        r.bad = true;
    }
    double loaded = now(CLOCK_MONOTONIC) - r.started;
    r.out = r.bad ? NULL : open_output(&o);
    int status = 1;
    if (r.out) {
        r.bad |= !run_all(&r);
        progress(&r, true);
        status = close_output(&r);
        if (o.stats)
            print_stats(&r, loaded);
    }
    lines_close(&r.in);
    free(r.in.line.ptr);
    for (size_t i = 0; r.workers && i < o.jobs; i++)
        wire_nlp_free(r.workers[i]);
    free(r.workers);
    wire_pipeline_close(r.pipeline);
    return status;
}
