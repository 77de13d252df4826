/* try.c - wirecode try: reads the test sentences that a lexicon's frames bring along, and names each that is not read as it says. */
#include <stdlib.h>

#include "cli.h"

typedef struct options {
    const char *model, *lexicon;
    bool quiet;
} options;

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'm':
        o->model = arg;
        return 0;
    case 'l':
        o->lexicon = arg;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s': a compiled lexicon is named with --lexicon", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool run(const options *o)
{
    const common_options common = {.model = o->model};
    const coding_options own = {.lexicon = o->lexicon};
    coding c;
    wire_coding *worker = NULL;
    wire_trials trials = {0};
    findings f = {0};
    wire_err err;
    bool ok = coding_open(&c, &common, &own);
    if (ok && (wire_coding_new(c.coder, &worker, &err) || wire_coding_try(worker, say_finding, &f, &trials, &err))) {
        say("%s", err.msg);
        ok = false;
    }
    wire_coding_free(worker);
    coding_close(&c);
    if (ok && !o->quiet)
        printf("%zu test sentences, %zu not read as expected\n", trials.passed + trials.failed, trials.failed);
    if (ok && fflush(stdout)) {
        say("standard output: cannot write");
        ok = false;
    }
    return ok && !trials.failed;
}

int cmd_try(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"lexicon", 'l', "FILE", 0, "The lexicon, as 'wirecode compile' makes it (default: the one that came with the program)", 0},
        COMMON_MODEL,
        {"quiet", 'q', NULL, 0, "Do not write the count", 0},
        {0}};
    static const struct argp argp = {
        list, option, NULL,
        "Read the test sentences of a lexicon's frames, and name each that is not read as it says."
        "\vA frame may bring sentences along, each a line below it that begins with '~':\n\n"
        "    seize.v S=subj O=obj:place -> ASSAULT 190\n"
        "        ~ Fighters seized the town.     => S: Fighters  O: town\n"
        "        ~ The engine seized up.         => none\n\n"
        "The first says that this sense of the verb is taken, and which words fill its parts; 'none', that it is not taken. A sense that is "
        "tried before it may take the sentence away, the parser may read it otherwise, a class may lack a word: each failing sentence is a "
        "line FILE:LINE with what was found instead. Then see why:\n\n"
        "    echo 'Fighters seized the town.' | wirecode explain\n\n"
        "The exit status is 1 where a sentence fails.\n\n"
        "Examples:\n  wirecode try\n"
        "  wirecode compile lexicon/en mine -o mine.lexicon && wirecode try --lexicon mine.lexicon",
        NULL, NULL, NULL};
    options o = {0};
    parse_arguments(&argp, "wirecode try", argc, argv, &o);
    return run(&o) ? 0 : 1;
}
