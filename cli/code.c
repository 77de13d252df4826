/* code.c - wirecode code: reports in, records out, in order, on as many threads as are asked for.
 *
 *   files -> reports -> batches -> workers: read, code, write JSON Lines -> output
 *                                                \-> kept until the end -> the report for people
 *
 * What cannot be read is one message, in its place in the order; the rest is coded all the same. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { BATCH_REPORTS = 32, ERROR_BYTES = 64 };

enum form { FORM_DEFAULT, FORM_REPORT, FORM_JSONL };

typedef struct options {
    common_options common;
    coding_options coding;
    enum form as;
} options;

typedef struct run {
    const options *o;
    coding coding;
    wire_coding **workers;
    wire_doc **kept; /* where a report for people is asked for */
    size_t n_kept, kept_room;
    uint64_t records;
    batches batches;
} run;

/* Errors count as bytes, so that a file of nothing else does not fill one batch. */
static bool fill(void *ctx, batch *b)
{
    run *r = ctx;
    int got = 1;
    size_t bytes = 0;
    while (b->n < BATCH_REPORTS && bytes < BATCH_BYTES && got) {
        wire_err err;
        slot *next = &b->slots[b->n];
        got = next->doc ? 0 : wire_doc_new(&next->doc, &err);
        if (!got)
            got = coding_next(&r->coding, next->doc, &b->messages, &r->batches.bad, &err);
        if (got < 0) {
            messages_add(&b->messages, "%s", err.msg);
            r->batches.bad = true;
        }
        bytes += got > 0 ? wire_doc_text(next->doc).len : ERROR_BYTES;
        b->n += got > 0;
    }
    return got;
}

static int work(void *ctx, size_t worker, batch *b, wire_doc *const *docs)
{
    run *r = ctx;
    const double start = now(CLOCK_THREAD_CPUTIME_ID);
    int rc = wire_coding_run(r->workers[worker], docs, b->n, &b->err);
    for (size_t i = 0; i < b->n && !rc && r->o->as == FORM_JSONL; i++)
        rc = wire_write_jsonl(r->coding.coder, docs[i], &b->slots[i].out, &b->slots[i].len, &b->err);
    b->seconds = now(CLOCK_THREAD_CPUTIME_ID) - start;
    return rc;
}

/* The document is the run's from here on, and the slot gets a new one. */
static bool keep(run *r, slot *t)
{
    if (r->n_kept == r->kept_room) {
        size_t room = r->kept_room ? 2 * r->kept_room : 64;
        wire_doc **more = realloc(r->kept, room * sizeof(wire_doc *));
        if (!more)
            return false;
        r->kept = more;
        r->kept_room = room;
    }
    r->kept[r->n_kept++] = t->doc;
    t->doc = NULL;
    return true;
}

static bool done(void *ctx, slot *t)
{
    run *r = ctx;
    size_t n;
    wire_doc_records(t->doc, &n);
    r->records += n;
    return r->o->as == FORM_JSONL || keep(r, t);
}

/* ------------------------------------------------------------------------------------------------ the command */

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    if (key == 'a') {
        if (strcmp(arg, "report") && strcmp(arg, "jsonl"))
            argp_error(state, "--as takes report or jsonl, not '%s'", arg);
        o->as = !strcmp(arg, "report") ? FORM_REPORT : FORM_JSONL;
        return 0;
    }
    return !coding_option(&o->coding, key, arg) ? 0 : common_option(&o->common, key, arg, state);
}

static bool make_workers(run *r)
{
    wire_err err;
    r->workers = calloc(r->o->common.jobs, sizeof(wire_coding *));
    int rc = r->workers ? 0 : WIRE_ENOMEM;
    snprintf(err.msg, sizeof err.msg, "out of memory");
    for (size_t i = 0; i < r->o->common.jobs && !rc; i++)
        rc = wire_coding_new(r->coding.coder, &r->workers[i], &err);
    if (rc)
        say("%s", err.msg);
    return !rc;
}

static bool write_report(run *r)
{
    char *page;
    size_t len;
    wire_err err;
    const common_options *o = &r->o->common;
    const wire_style style = {.width = page_width(o), .colour = o->colour};
    if (wire_write_report((const wire_doc *const *)r->kept, r->n_kept, style, &page, &len, &err)) {
        say("%s", err.msg);
        return false;
    }
    bool ok = output_write(o, r->batches.out, page, len);
    free(page);
    return ok;
}

static void print_stats(const run *r, double loaded)
{
    const batches *s = &r->batches;
    const double words = (double)s->progress.words, reports = (double)s->progress.items;
    fprintf(stderr,
            "{\"reports\":%llu,\"words\":%llu,\"records\":%llu,\"jobs\":%zu,\"seconds_load\":%.6f,\"seconds\":%.6f,"
            "\"seconds_coding\":%.6f,\"reports_per_second\":%.1f,\"words_per_second\":%.1f,\"peak_kb\":%ld}\n",
            (unsigned long long)s->progress.items, (unsigned long long)s->progress.words, (unsigned long long)r->records,
            s->o->jobs, loaded, now(CLOCK_MONOTONIC) - s->progress.started, s->seconds, reports / (s->seconds + 1e-9),
            words / (s->seconds + 1e-9), peak_memory());
}

static bool run_all(run *r)
{
    const double loaded = now(CLOCK_MONOTONIC) - r->batches.progress.started;
    bool ok = batches_run(&r->batches);
    if (ok && r->n_kept)
        ok = write_report(r);
    ok = batches_end(&r->batches, ok);
    if (r->batches.out && r->o->common.stats)
        print_stats(r, loaded);
    return ok;
}

int cmd_code(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"as", 'a', "FORM", 0, "report or jsonl (default: report on a terminal, else jsonl)", 0},
        CODING_OPTIONS,
        COMMON_OPTIONS("Where the records go"),
        {0}};
    static const struct argp argp = {
        list, option, "[FILE...]",
        "Read news reports and write the record: who did what to whom, who said what, what holds, each with the words that prove it."
        "\vA FILE is the text of one report, or JSON Lines (its name ends in .jsonl or .ndjson) of objects with 'text' and, where known, "
        "'id', 'outlet', 'date' (YYYY-MM-DD) and 'title'. Reads standard input where no FILE is given, or for '-'. Give the dates: "
        "\"on Friday\" is a day only where the report has one. What cannot be read is named on standard error, the rest is coded, "
        "and the exit status is 1.\n\n"
        "Examples:\n  wirecode code --meta reports.tsv reports/*.txt\n"
        "  wirecode code --as jsonl --jobs 4 reports.jsonl > records.jsonl\n"
        "  wirecode code reports.jsonl | jq -r 'select(.type == \"ASSAULT\") | .evidence'\n\n"
        "Why a record is as it is, 'wirecode explain' tells.",
        NULL, NULL, NULL};
    options o = {0};
    parse_arguments(&argp, "wirecode code", argc, argv, &o);
    if (o.as == FORM_DEFAULT)
        o.as = o.common.terminal ? FORM_REPORT : FORM_JSONL;

    run r = {.o = &o};
    r.batches = (batches){.o = &o.common, .fill = fill, .work = work, .done = done, .ctx = &r,
                          .progress = {.o = &o.common, .unit = "reports", .started = now(CLOCK_MONOTONIC)}};
    bool ok = coding_open(&r.coding, &o.common, &o.coding) && make_workers(&r) && run_all(&r);
    for (size_t i = 0; i < r.n_kept; i++)
        wire_doc_free(r.kept[i]);
    free(r.kept);
    for (size_t i = 0; r.workers && i < o.common.jobs; i++)
        wire_coding_free(r.workers[i]);
    free(r.workers);
    coding_close(&r.coding);
    return ok ? 0 : 1;
}
