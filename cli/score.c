/* score.c - wirecode score GOLD RECORDS: how near coded records come to a gold set. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

typedef struct options {
    const char *paths[2];
    size_t n_paths;
    wire_score_options score;
    bool misses, json;
} options;

enum { ALIASES = 256, REPORTS, MISSES };

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'a':
        o->json = !strcmp(arg, "json");
        if (!o->json && strcmp(arg, "text") != 0)
            argp_error(state, "--as takes text or json, not '%s'", arg);
        return 0;
    case ALIASES:
        o->score.aliases = arg;
        return 0;
    case REPORTS:
        o->score.reports = arg;
        return 0;
    case MISSES:
        o->misses = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->n_paths == 2)
            argp_error(state, "two sets are compared, GOLD and RECORDS; '%s' is a third", arg);
        o->paths[o->n_paths++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (o->n_paths < 2)
            argp_error(state, "which records? Give the gold set and what is held against it");
        if (!strcmp(o->paths[0], "-") && !strcmp(o->paths[1], "-"))
            argp_error(state, "only one of the two sets can come from standard input");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static wire_style style_of_terminal(void)
{
    struct winsize w;
    wire_style style = {.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) && w.ws_col >= 40)
        style.width = w.ws_col;
    return style;
}

static bool write_out(const wire_score *s, const options *o)
{
    wire_err err;
    char *figures;
    size_t len;
    if (o->json ? wire_write_score_json(s, o->misses, &figures, &len, &err)
                : wire_write_score(s, o->misses, style_of_terminal(), &figures, &len, &err)) {
        say("%s", err.msg);
        return false;
    }
    bool ok = fwrite(figures, 1, len, stdout) == len;
    ok &= !fflush(stdout);
    free(figures);
    if (!ok)
        say("standard output cannot be written");
    return ok;
}

int cmd_score(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"as", 'a', "FORM", 0, "How to write the figures: text (the default) or json", 0},
        {"aliases", ALIASES, "TSV", 0, "Names that mean the same: a line has a canonical name and its other names, with tabs between", 0},
        {"reports", REPORTS, "DIR", 0, "Where the reports are, as DIR/REPORT.txt: needed for records that have `evidence` and no `span`", 0},
        {"misses", MISSES, NULL, 0, "List what was missed and what was made up", 0},
        {0}};
    static const struct argp argp = {
        list, option, "GOLD RECORDS",
        "Compare coded records with a gold set, or two coders with each other."
        "\vGOLD and RECORDS are JSON Lines as 'wirecode code' writes them: a file, a folder of *.jsonl, or '-'. A person's gold may name "
        "an actor by a string, and give `evidence`, the words of the report, for `span`.\n\n"
        "Records are paired one to one within a report and a kind, where their spans overlap, so that the total agreement is highest. "
        "Of each kind precision, recall and F1 are told at four levels:\n"
        "  detect   there is a pair\n"
        "  type     ... of the same type (a state: relation; a statement: speaker)\n"
        "  triple   ... and source and target agree (subject and object)\n"
        "  full     ... and status and speaker agree (value; quotation and content)\n\n"
        "Then how often the fields of pairs of one type agree, a table by type, and Krippendorff's alpha. wirecode-score(1) says what each "
        "counts.\n\n"
        "A line that is no record is told as FILE:LINE: message, the rest is scored, and the exit status is 1.\n\n"
        "Examples:\n"
        "  wirecode code reports/*.txt | wirecode score gold.jsonl -\n"
        "  wirecode score gold ours.jsonl --reports reports --misses\n"
        "  wirecode score anna.jsonl ben.jsonl --as json | jq .agreement",
        NULL, NULL, NULL};
    options o = {0};
    findings f = {0};
    wire_score *s;
    wire_err err;
    parse_arguments(&argp, "wirecode score", argc, argv, &o);
    if (wire_score_new(o.paths[0], o.paths[1], &o.score, say_finding, &f, &s, &err)) {
        say("%s", err.msg);
        return 1;
    }
    bool ok = write_out(s, &o);
    wire_score_free(s);
    return !ok || f.errors;
}
