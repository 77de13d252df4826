/* main.c - wirecode COMMAND …: finds the command and hands over. */
#include <locale.h>
#include <string.h>

#include "cli.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"code", cmd_code, "reports to the record: who did what to whom, who said what, what holds, with the proof"},
    {"explain", cmd_explain, "how a sentence came to its records, or why it has none"},
    {"parse", cmd_parse, "text to tokens, tags, trees and entities (CoNLL-U, JSON Lines or drawn)"},
    {"compile", cmd_compile, "check a lexicon and compile it to the mapped form that wirecode reads"},
    {"lint", cmd_lint, "check a lexicon: errors and warnings by file and line"},
    {"examples", cmd_examples, "count a lexicon's coded examples, or write them as JSON Lines"},
    {"learn", cmd_learn, "refit the learned reader to your own coded examples, also for types of your own"},
    {"try", cmd_try, "read the test sentences of a lexicon's frames, and name those that fail"},
    {"score", cmd_score, "compare coded records with a gold set: precision, recall, F1, agreement"},
    {"model", cmd_model, "convert a package of a spaCy pipeline or an encoder to the mapped form that wirecode reads"},
};

static int usage(FILE *to)
{
    fprintf(to, "wirecode %s - reads news reports and keeps the record\n\nUsage: wirecode COMMAND [OPTION...] [FILE...]\n\n",
            WIRE_VERSION);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].what);
    fputs("\n'wirecode COMMAND --help' tells more of each, the manual pages all.\n", to);
    return to == stderr ? 2 : 0;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2)
        return usage(stderr);
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
        return usage(stdout);
    if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V"))
        return printf("wirecode %s\n", WIRE_VERSION) < 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    say("there is no command '%s'; 'wirecode --help' lists them", argv[1]);
    return 2;
}
