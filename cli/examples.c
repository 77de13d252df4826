/* examples.c - wirecode examples LEXICON…: the coded examples counted, or as JSON Lines. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

typedef struct options {
    bool json, second, strict;
    const char **folders;
    size_t n_folders;
} options;

enum { SECOND = 256, STRICT };

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'a':
        o->json = !strcmp(arg, "jsonl");
        if (!o->json && strcmp(arg, "table") != 0)
            argp_error(state, "--as takes table or jsonl, not '%s'", arg);
        return 0;
    case SECOND:
        o->second = true;
        return 0;
    case STRICT:
        o->strict = true;
        return 0;
    case ARGP_KEY_ARG:
        o->folders[o->n_folders++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->n_folders)
            argp_error(state, "of which lexicon? It is a folder such as lexicon/en");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A text of the library's, written and freed; false, with a message said, where it could not be made. */
static bool put(int rc, char *text, size_t len, const wire_err *err)
{
    if (rc) {
        say("%s", err->msg);
        return false;
    }
    fwrite(text, 1, len, stdout); /* what fails here is told at the end */
    free(text);
    return true;
}

static bool write_all(const wire_examples *e, const options *o)
{
    wire_err err;
    char *text = NULL;
    size_t n, len = 0;
    bool ok = true;
    const wire_example *x = wire_examples_all(e, o->second, &n);
    if (!o->json) {
        int rc = wire_write_examples(e, o->second, &text, &len, &err);
        ok = put(rc, text, len, &err);
    }
    for (size_t i = 0; ok && o->json && i < n; i++) {
        int rc = wire_write_example_json(&x[i], &text, &len, &err);
        ok = put(rc, text, len, &err);
    }
    if (fflush(stdout) || ferror(stdout)) {
        say("standard output cannot be written");
        return false;
    }
    return ok;
}

int cmd_examples(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"as", 'a', "FORM", 0, "How to write them: table, counts in Markdown (the default), or jsonl, one a line with all spans", 0},
        {"second", SECOND, NULL, 0, "Instead, what a second coder coded anew: examples/second/", 0},
        {"strict", STRICT, NULL, 0, "Fail on warnings too", 0},
        {0}};
    static const struct argp argp = {
        list, option, "LEXICON...",
        "Count a lexicon's coded examples, or write them as JSON Lines."
        "\vThe examples are what the reader learns from: sentences with their coding, in the files of examples/. A block of them:\n\n"
        "    < Gunmen rode into Dabola at dawn.\n"
        "    They shot nine villagers, a governor said.\n"
        "        shot: ASSAULT/firearms  S=They<Gunmen  T=villagers  in=said\n"
        "        said: SAY  S=governor\n\n"
        "The whole lexicon is checked first, as by 'wirecode lint'; with an error nothing is written, and the exit status is 1. Give your own "
        "folder after ours: a sentence that ours has is replaced, a new one added.\n\n"
        "Examples:\n  wirecode examples lexicon/en\n"
        "  wirecode examples lexicon/en mine --as jsonl | jq -r 'select(.records[].code == \"AID\") | .sentence'",
        NULL, NULL, NULL};
    options o = {.folders = calloc((size_t)argc + 1, sizeof *o.folders)};
    findings f = {0};
    wire_examples *e = NULL;
    wire_err err;
    bool ok = o.folders != NULL;
    if (!ok)
        say("out of memory");
    if (ok) {
        parse_arguments(&argp, "wirecode examples", argc, argv, &o);
        ok = !wire_examples_open(o.folders, o.n_folders, say_finding, &f, &e, &err);
        if (!ok)
            say("%s", err.msg);
    }
    if (ok && o.strict && f.warnings) {
        say("%zu warning%s, and --strict asks for none", f.warnings, f.warnings == 1 ? "" : "s");
        ok = false;
    }
    ok = ok && write_all(e, &o);
    wire_examples_close(e);
    free(o.folders);
    return ok ? 0 : 1;
}
