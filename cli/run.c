/* run.c - what the commands that read many texts have in common: options, progress, output, figures. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

uint64_t count_words(wire_str s)
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

long peak_memory(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* ------------------------------------------------------------------------------------------------ options */

static void settle(common_options *o)
{
    static char dash[] = "-";
    static char *no_files[] = {dash};
    if (!o->n_files) {
        o->files = no_files;
        o->n_files = 1;
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (!o->jobs)
        o->jobs = processors > 1 && processors <= JOBS_MAX ? (size_t)processors : 1;
    o->terminal = !o->output && isatty(STDOUT_FILENO);
    o->colour = o->terminal && !getenv("NO_COLOR");
}

error_t common_option(common_options *o, int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case 'm':
        o->model = arg;
        return 0;
    case 'j':
        o->jobs = (size_t)number_option(arg, "--jobs", 1, JOBS_MAX, state);
        return 0;
    case 'o':
        o->output = arg;
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
    case ARGP_KEY_END:
        settle(o);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ------------------------------------------------------------------------------------------------ progress */

void progress_show(progress *p, bool end)
{
    double t = now(CLOCK_MONOTONIC);
    if (p->o->quiet || !isatty(STDERR_FILENO) || (!end && t - p->last < 0.2))
        return;
    p->last = t;
    fprintf(stderr, "\r\033[K%llu %s, %llu words, %.0f words a second%s", (unsigned long long)p->items, p->unit,
            (unsigned long long)p->words, (double)p->words / (t - p->started + 1e-9), end ? "\n" : "");
}

/* ------------------------------------------------------------------------------------------------ output */

/* A file is written beside its place and put there when it is whole: a run that is killed, or that finds the disk full, leaves what was
 * there. A program has one output. */
static struct {
    char *place, *beside; /* NULL: written where it stands (standard output, a pipe, /dev/full) */
    bool failed;
} output;

static bool cannot_write(const common_options *o)
{
    say("%s: cannot write: %s", o->output ? o->output : "standard output", strerror(errno));
    output.failed = true;
    return false;
}

static FILE *open_beside(const char *path)
{
    struct stat st;
    const bool there = !stat(path, &st);
    if (there && !S_ISREG(st.st_mode))
        return fopen(path, "wb");
    output.place = there ? realpath(path, NULL) : strdup(path); /* a link stays one */
    if (!output.place || asprintf(&output.beside, "%s.tmp%ld", output.place, (long)getpid()) < 0) {
        output.beside = NULL;
        return NULL;
    }
    FILE *f = fopen(output.beside, "wb");
    if (f && there && fchmod(fileno(f), st.st_mode & 07777)) {
        fclose(f);
        unlink(output.beside);
        return NULL;
    }
    return f;
}

FILE *output_open(const common_options *o)
{
    FILE *f = o->output ? open_beside(o->output) : stdout;
    if (!f)
        say("%s: %s", o->output, strerror(errno));
    return f;
}

bool output_write(const common_options *o, FILE *f, const char *data, size_t len)
{
    return !len || fwrite(data, 1, len, f) == len || cannot_write(o);
}

bool output_close(const common_options *o, FILE *f, bool whole)
{
    bool failed = fflush(f) || (output.beside && whole && fsync(fileno(f)));
    int why = errno;
    if (f != stdout && fclose(f) && !failed) {
        failed = true;
        why = errno;
    }
    if (!failed && whole && !output.failed && output.beside && rename(output.beside, output.place)) {
        failed = true;
        why = errno;
    }
    errno = why;
    bool ok = !output.failed && (!failed || cannot_write(o));
    if (output.beside && !(ok && whole))
        unlink(output.beside);
    free(output.place);
    free(output.beside);
    output.place = output.beside = NULL;
    return ok;
}

/* ------------------------------------------------------------------------------------------------ batches */

static bool produce(void *ctx, void *item)
{
    batches *s = ctx;
    batch *b = item;
    b->n = 0;
    b->failed = false;
    b->seconds = 0;
    const bool more = s->fill(s->ctx, b);
    return more || b->n || b->messages.f;
}

static void work(void *ctx, size_t worker, void *item)
{
    batches *s = ctx;
    batch *b = item;
    wire_doc *docs[BATCH_TEXTS_MAX];
    for (size_t i = 0; i < b->n; i++)
        docs[i] = b->slots[i].doc;
    b->failed = b->n && s->work(s->ctx, worker, b, docs);
}

static bool consume(void *ctx, void *item)
{
    batches *s = ctx;
    batch *b = item;
    messages_say(&b->messages);
    for (size_t i = 0; i < b->n && !b->failed; i++) {
        slot *t = &b->slots[i];
        if (s->o->stats || !s->o->quiet)
            s->progress.words += count_words(wire_doc_text(t->doc));
        if (!s->done(s->ctx, t)) {
            b->failed = true;
            snprintf(b->err.msg, sizeof b->err.msg, "out of memory");
        } else if (!output_write(s->o, s->out, t->out, t->len)) {
            s->bad = true;
            return false;
        }
        free(t->out);
        t->out = NULL;
        t->len = 0;
    }
    if (b->failed) {
        say("%s", b->err.msg);
        s->bad = s->cut = true;
        return false;
    }
    s->progress.items += b->n;
    s->seconds += b->seconds;
    progress_show(&s->progress, false);
    return true;
}

static void release(void *item)
{
    batch *b = item;
    messages_drop(&b->messages);
    for (size_t i = 0; i < BATCH_TEXTS_MAX; i++) {
        wire_doc_free(b->slots[i].doc);
        free(b->slots[i].id);
        free(b->slots[i].out);
    }
}

bool batches_run(batches *s)
{
    s->out = output_open(s->o);
    if (!s->out)
        return false;
    const ordered in_order = {produce, work, consume, s};
    const bool ok = ordered_run_new(&in_order, s->o->jobs, sizeof(batch), release);
    progress_show(&s->progress, true);
    return ok;
}

bool batches_end(batches *s, bool ok)
{
    return s->out && output_close(s->o, s->out, ok && !s->cut) && ok && !s->bad;
}
