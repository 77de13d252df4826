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

#include "cli.h"

enum { RECORD_LINE_MAX = 8 * WIRE_BLOCK_MAX /* of JSON: escapes make a text longer */ };

enum input_kind { BY_NAME, TEXT, JSONL };

typedef struct options {
    common_options common;
    const char *kernel;
    enum wire_parse_format as;
    enum input_kind input;
    bool as_given;
} options;

typedef struct run {
    const options *o;
    wire_pipeline *pipeline;
    wire_nlp **workers;
    lines in;
    size_t file; /* the next to open */
    bool open, jsonl, repaired_said;
    uint64_t tokens, bytes_before;
    batches batches;
} run;

/* ------------------------------------------------------------------------------------------------ reading */

static bool ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n > m && !strcasecmp(name + n - m, ending);
}

static bool open_next(run *r)
{
    while (r->file < r->o->common.n_files) {
        const char *name = r->o->common.files[r->file++];
        r->bytes_before += r->in.bytes;
        if (!lines_open(&r->in, name)) {
            r->batches.bad = true;
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
    messages_add(&b->messages, "%s:%llu: %s", r->in.name, (unsigned long long)r->in.number, what);
    r->batches.bad = true;
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
    slot *t = &b->slots[b->n];
    char where[32];
    snprintf(where, sizeof where, ":%llu", (unsigned long long)r->in.number);
    free(t->id);
    size_t room = id ? strlen(id) + 1 : strlen(r->in.name) + strlen(where) + 1;
    t->id = malloc(room);
    if (t->id)
        snprintf(t->id, room, "%s%s", id ? id : r->in.name, id ? "" : where);
    if (!t->id || (!t->doc && wire_doc_new(&t->doc, &err)) || wire_doc_set_text(t->doc, body.ptr, body.len, &err) ||
        wire_doc_add_block(t->doc, 0, wire_doc_text(t->doc).len, &err)) {
        complain(r, b, t->id ? err.msg : "out of memory");
        return false;
    }
    if (wire_doc_repaired(t->doc) && !r->repaired_said) {
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
    wire_str line = {r->in.line, r->in.len};
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
            if (r->in.len)
                put_json(r, b);
        } else {
            wire_str s = trimmed((wire_str){r->in.line, r->in.len});
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

static bool fill(void *ctx, batch *b)
{
    run *r = ctx;
    const uint64_t from = r->bytes_before + r->in.bytes;
    bool more = true;
    while (b->n < BATCH_TEXTS_MAX && r->bytes_before + r->in.bytes - from < BATCH_BYTES && (more = next_record(r, b)))
        ;
    return more;
}

/* ------------------------------------------------------------------------------------------------ parsing */

static int work(void *ctx, size_t worker, batch *b, wire_doc *const *docs)
{
    run *r = ctx;
    const double start = now(CLOCK_THREAD_CPUTIME_ID);
    int rc = wire_nlp_run(r->workers[worker], docs, b->n, &b->err);
    b->seconds = now(CLOCK_THREAD_CPUTIME_ID) - start;
    for (size_t i = 0; i < b->n && !rc; i++) {
        slot *t = &b->slots[i];
        rc = wire_write_parse(r->pipeline, t->doc, t->id, r->o->as, r->o->common.colour, &t->out, &t->len, &b->err);
    }
    return rc;
}

static bool done(void *ctx, slot *t)
{
    run *r = ctx;
    size_t n;
    wire_doc_tokens(t->doc, &n);
    r->tokens += n;
    return true;
}

/* ------------------------------------------------------------------------------------------------ the command */

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'a':
        if (!strcmp(arg, "conllu"))
            o->as = WIRE_PARSE_CONLLU;
        else if (!strcmp(arg, "jsonl"))
            o->as = WIRE_PARSE_JSONL;
        else if (!strcmp(arg, "tree"))
            o->as = WIRE_PARSE_TREE;
        else
            argp_error(state, "--as takes conllu, jsonl or tree, not '%s'", arg);
        o->as_given = true;
        return 0;
    case 'i':
        if (strcmp(arg, "text") && strcmp(arg, "jsonl"))
            argp_error(state, "--input takes text or jsonl, not '%s'", arg);
        o->input = !strcmp(arg, "text") ? TEXT : JSONL;
        return 0;
    case 'k':
        o->kernel = arg;
        return 0;
    default:
        return common_option(&o->common, key, arg, state);
    }
}

static void print_stats(const run *r, double loaded)
{
    uint64_t macs = 0;
    for (size_t i = 0; i < r->o->common.jobs; i++)
        macs += wire_nlp_get_stats(r->workers[i]).macs;
    const batches *s = &r->batches;
    const double words = s->progress.words ? (double)s->progress.words : 1;
    fprintf(stderr,
            "{\"blocks\":%llu,\"words\":%llu,\"tokens\":%llu,\"seconds_load\":%.6f,\"seconds_engine\":%.6f,"
            "\"words_per_second\":%.1f,\"macs_per_word\":%.1f,\"peak_kb\":%ld,\"kernel\":\"%s\"}\n",
            (unsigned long long)s->progress.items, (unsigned long long)s->progress.words, (unsigned long long)r->tokens, loaded, s->seconds,
            words / (s->seconds + 1e-9), (double)macs / words, peak_memory(), wire_nlp_kernel(r->workers[0]));
}

static int make_workers(run *r, wire_err *err)
{
    r->workers = calloc(r->o->common.jobs, sizeof(wire_nlp *));
    if (!r->workers)
        return snprintf(err->msg, sizeof err->msg, "out of memory");
    for (size_t i = 0; i < r->o->common.jobs; i++) {
        int rc = wire_nlp_new(r->pipeline, &r->workers[i], err);
        if (!rc && r->o->kernel)
            rc = wire_nlp_use_kernel(r->workers[i], r->o->kernel, err);
        if (rc)
            return rc;
    }
    return 0;
}

int cmd_parse(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"as", 'a', "FORM", 0, "conllu, jsonl or tree (default: tree on a terminal, else conllu)", 0},
        {"input", 'i', "FORM", 0, "text (a line is a block) or jsonl (id, text; default by the file's ending)", 0},
        COMMON_OPTIONS("Where the parses go"),
        {"kernel", 'k', "NAME", 0, "Use this matrix kernel: portable, avx2 or avx512 (the output is the same)", 0},
        {0}};
    static const struct argp argp = {list, option, "[FILE...]",
                                     "Find the tokens, tags, dependency trees, lemmas and entities of English text."
                                     "\vReads standard input where no FILE is given, or for '-'. What cannot be read is named on "
                                     "standard error, the rest is parsed, and the exit status is 1.\n\n"
                                     "Examples:\n  echo 'The envoy left Kabul on Friday.' | wirecode parse\n"
                                     "  wirecode parse --as jsonl --jobs 4 reports.jsonl > parsed.jsonl",
                                     NULL, NULL, NULL};
    options o = {0};
    parse_arguments(&argp, "wirecode parse", argc, argv, &o);
    o.as = o.as_given ? o.as : o.common.terminal ? WIRE_PARSE_TREE : WIRE_PARSE_CONLLU;

    run r = {.o = &o};
    r.batches = (batches){.o = &o.common, .fill = fill, .work = work, .done = done, .ctx = &r,
                          .progress = {.o = &o.common, .unit = "blocks", .started = now(CLOCK_MONOTONIC)}};
    wire_err err;
    bool ok = !wire_pipeline_open(o.common.model ? o.common.model : default_pipeline(), &r.pipeline, &err) && !make_workers(&r, &err);
    if (!ok)
        say("%s", err.msg);
    const double loaded = now(CLOCK_MONOTONIC) - r.batches.progress.started;
    ok = ok && batches_run(&r.batches);
    ok = batches_end(&r.batches, ok);
    if (r.batches.out && o.common.stats)
        print_stats(&r, loaded);
    lines_close(&r.in);
    free(r.in.line);
    for (size_t i = 0; r.workers && i < o.common.jobs; i++)
        wire_nlp_free(r.workers[i]);
    free(r.workers);
    wire_pipeline_close(r.pipeline);
    return ok ? 0 : 1;
}
