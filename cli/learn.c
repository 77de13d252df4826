/* learn.c - wirecode learn LEXICON… -o FILE: the reader's heads refitted to coded examples, with held-out figures. */
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"

typedef struct options {
    common_options common;
    coding_options coding;
    const char *out;
    const char **folders;
    size_t n_folders;
} options;

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'm':
        o->common.model = arg;
        return 0;
    case 'l':
        o->coding.lexicon = arg;
        return 0;
    case READER:
        o->coding.reader = arg;
        return 0;
    case 'o':
        o->out = arg;
        return 0;
    case 'q':
        o->common.quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        o->folders[o->n_folders++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->n_folders)
            argp_error(state, "from which examples? Name ours, lexicon/en, and your own folder after it");
        if (!o->out)
            argp_error(state, "say with -o where the heads go");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A line on the terminal, now and then. */
static void told(void *ctx, const char *what, size_t done, size_t of)
{
    const options *o = ctx;
    if (!o->common.quiet && isatty(STDERR_FILENO) && (done == of || done % 32 == 0 || *what == 'f'))
        fprintf(stderr, "\r\033[K%s: %zu of %zu%s", what, done, of, done == of ? "\n" : "");
}

static void put_figures(const wire_learned *l)
{
    size_t n;
    const wire_learned_type *t = wire_learned_types(l, &n);
    printf("Words of each type on held-out sentences, five folds: F1 with the heads as they were, and refitted.\n\n"
           "| type | words | before | after |\n| --- | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < n; i++)
        printf("| %s | %u | %.3f | %.3f |\n", *t[i].type ? t[i].type : "all deeds", t[i].words, (double)t[i].before, (double)t[i].after);
}

/* The examples, and what the heads become with them. */
static bool learn(const options *o, const coding *c)
{
    findings f = {.quiet = o->common.quiet};
    wire_examples *e = NULL;
    wire_learned *l = NULL;
    wire_err err;
    int rc = wire_examples_open(o->folders, o->n_folders, say_finding, &f, &e, &err);
    rc = rc ? rc : wire_learn(c->coder, e, (uint32_t)o->n_folders - 1, told, (void *)o, &l, &err);
    rc = rc ? rc : wire_learned_write(l, o->out, &err);
    if (rc == WIRE_EARG)
        say("%s: %s", o->folders[o->n_folders - 1], err.msg);
    else if (rc)
        say("%s", err.msg);
    else if (!o->common.quiet)
        put_figures(l);
    wire_learned_free(l);
    wire_examples_close(e);
    if (!rc && fflush(stdout)) {
        say("standard output: cannot write");
        return false;
    }
    return !rc;
}

int cmd_learn(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"output", 'o', "FILE", 0, "Where the heads go", 0},
        {"lexicon", 'l', "FILE", 0, "The compiled lexicon, with your types in it (default: the one that came with the program)", 0},
        {"reader", READER, "FILE", 0, "The heads to begin from (default: those that came with the program)", 0},
        COMMON_MODEL,
        {"quiet", 'q', NULL, 0, "No progress line and no figures", 0},
        {0}};
    static const struct argp argp = {
        list, option, "LEXICON...",
        "Refit the learned reader's heads to coded examples, also for event types of your own."
        "\vLEXICON is a folder with examples/, as 'wirecode examples' reads it: ours, and behind it your own. What the last folder has is "
        "yours: it weighs more, and in five folds each of your reports is held out once; the figures are of those. Some thirty sentences of a new "
        "type are a beginning.\n\n"
        "A new type is declared in your ontology/, and the lexicon compiled with it:\n\n"
        "    wirecode compile lexicon/en mine -o mine.lexicon\n"
        "    wirecode learn lexicon/en mine --lexicon mine.lexicon -o mine.heads\n"
        "    wirecode code --lexicon mine.lexicon --reader mine.heads reports/*.txt\n\n"
        "The encoder stays as it is. Ours are the examples that it was trained on, so of these alone the figures are better than they would "
        "be on new text.",
        NULL, NULL, NULL};
    options o = {.folders = calloc((size_t)argc + 1, sizeof *o.folders)};
    coding c = {0};
    if (!o.folders) {
        say("out of memory");
        return 1;
    }
    parse_arguments(&argp, "wirecode learn", argc, argv, &o);
    const bool ok = coding_open(&c, &o.common, &o.coding) && learn(&o, &c);
    coding_close(&c);
    free(o.folders);
    return ok ? 0 : 1;
}
