/* explain.c - wirecode explain: codes reports as 'wirecode code' does, and shows how sentences of them came to their records. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum { SENTENCE = OWN_OPTIONS, MATCH, RECORD, REPORT, EXAMPLES };
enum { DEEDS_MAX = 64 };

typedef struct options {
    common_options common;
    coding_options coding;
    const char *match, *record, *report;
    const char **examples; /* folders; none: those that came with the program */
    size_t n_examples;
    size_t sentence; /* from 1; 0: none is named */
} options;

typedef struct run {
    const options *o;
    coding coding;
    wire_coding *worker;
    wire_examples *examples; /* NULL: none, or no reader that learned from them */
    FILE *out;
    size_t shown;
    bool bad;
    bool cut; /* memory ran out */
} run;

/* ------------------------------------------------------------------------------------------------ which sentences */

static bool matches(const wire_doc *doc, const wire_sentence *s, const char *what)
{
    char *copy = strndup(wire_doc_text(doc).ptr + s->start, s->end - s->start);
    bool found = copy && strcasestr(copy, what);
    free(copy);
    return found;
}

/* Whether something was coded in the sentence, or looked at; with a record's id, whether that record is of it. */
static bool has_record(const wire_doc *doc, size_t sentence, const char *id)
{
    size_t n, n_uncoded, n_tokens;
    const wire_record *r = wire_doc_records(doc, &n);
    for (size_t i = 0; i < n; i++)
        if (r[i].sentence == sentence && (!id || !strcmp(r[i].id, id)))
            return true;
    const wire_uncoded *u = wire_doc_uncoded(doc, &n_uncoded);
    const wire_token *t = wire_doc_tokens(doc, &n_tokens);
    for (size_t i = 0; i < n_uncoded && !id; i++)
        if (t[u[i].token].sentence == sentence)
            return true;
    return false;
}

static bool wanted(const options *o, const wire_doc *doc, const wire_sentence *s, size_t number)
{
    if (o->sentence)
        return number + 1 == o->sentence;
    if (o->match)
        return matches(doc, s, o->match);
    return has_record(doc, number, o->record);
}

/* ------------------------------------------------------------------------------------------------ the run */

/* The examples that its deeds are like. */
static bool recall(run *r, const wire_doc *doc, uint32_t sentence, wire_style style)
{
    wire_recollection found[DEEDS_MAX];
    size_t n = DEEDS_MAX, len = 0;
    char *text = NULL;
    wire_err err;
    int rc = wire_coding_recall(r->worker, sentence, r->examples, found, &n, &err);
    rc = rc ? rc : wire_write_recall(doc, found, n, style, &text, &len, &err);
    if (rc)
        say("%s", err.msg);
    const bool ok = !rc && output_write(&r->o->common, r->out, text, len);
    free(text);
    return ok;
}

static bool open_examples(run *r)
{
    const char *ours = default_examples();
    const size_t n = r->o->n_examples ? r->o->n_examples : 1;
    findings f = {.quiet = true};
    wire_err err;
    if (!r->coding.heads || (!r->o->n_examples && access(ours, R_OK)))
        return true;
    if (!wire_examples_open(r->o->n_examples ? r->o->examples : &ours, n, say_finding, &f, &r->examples, &err))
        return true;
    say("%s", err.msg);
    return false;
}

static bool explain(run *r, const wire_doc *doc)
{
    size_t n;
    const wire_sentence *s = wire_doc_sentences(doc, &n);
    const wire_style style = {.width = page_width(&r->o->common), .colour = r->o->common.colour};
    for (size_t i = 0; i < n; i++) {
        char *text;
        size_t len;
        wire_err err;
        if (!wanted(r->o, doc, &s[i], i))
            continue;
        if (wire_write_explain(r->coding.coder, doc, (uint32_t)i, style, &text, &len, &err)) {
            say("%s", err.msg);
            return false;
        }
        bool ok = output_write(&r->o->common, r->out, text, len);
        free(text);
        if (!ok || (r->examples && !recall(r, doc, (uint32_t)i, style)))
            return false;
        r->shown++;
    }
    return true;
}

static bool next(run *r, wire_doc *doc, bool *more)
{
    wire_err err;
    messages m = {0};
    int got = coding_next(&r->coding, doc, &m, &r->bad, &err);
    messages_say(&m);
    *more = got != 0;
    if (got > 0 && (!r->o->report || !strcmp(r->o->report, wire_doc_id(doc)))) {
        got = wire_coding_run(r->worker, &doc, 1, &err);
        if (!got)
            return explain(r, doc);
        *more = false;
        r->cut = true;
    }
    if (got < 0) {
        say("%s", err.msg);
        r->bad = true;
    }
    return true;
}

static bool run_all(run *r)
{
    wire_doc *doc = NULL;
    wire_err err;
    r->out = output_open(&r->o->common);
    if (!r->out)
        return false;
    bool ok = !wire_doc_new(&doc, &err) && !wire_coding_new(r->coding.coder, &r->worker, &err), more = ok;
    if (!ok)
        say("%s", err.msg);
    while (ok && more)
        ok = next(r, doc, &more);
    if (ok && !r->shown && !r->bad) {
        say("%s", r->o->sentence || r->o->match || r->o->record || r->o->report ? "there is no such sentence"
                                                                                : "no predicate of a possible actor was found");
        r->bad = true;
    }
    wire_doc_free(doc);
    return output_close(&r->o->common, r->out, ok && !r->cut && r->shown) && ok && !r->bad;
}

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case SENTENCE:
        o->sentence = (size_t)number_option(arg, "--sentence", 1, INT32_MAX, state);
        return 0;
    case MATCH:
        o->match = arg;
        return 0;
    case RECORD:
        o->record = arg;
        return 0;
    case REPORT:
        o->report = arg;
        return 0;
    case EXAMPLES:
        o->examples[o->n_examples++] = arg;
        return 0;
    case 'j':
    case 'q':
    case 's':
        return ARGP_ERR_UNKNOWN;
    case ARGP_KEY_END:
        if ((o->sentence != 0) + (o->match != NULL) + (o->record != NULL) > 1)
            argp_error(state, "one of --sentence, --match and --record");
        return common_option(&o->common, key, arg, state);
    default:
        return !coding_option(&o->coding, key, arg) ? 0 : common_option(&o->common, key, arg, state);
    }
}

int cmd_explain(int argc, char **argv)
{
    static const struct argp_option list[] = {
        {"sentence", SENTENCE, "N", 0, "Sentence N of the report, counted from 1, as in a record's 'sentence'", 0},
        {"match", MATCH, "TEXT", 0, "The sentences that hold TEXT", 0},
        {"record", RECORD, "ID", 0, "The sentence of the record with this 'id'", 0},
        {"report", REPORT, "ID", 0, "Only the report with this id, of a file that holds many", 0},
        {"examples", EXAMPLES, "LEXICON", 0, "Look for like examples in this folder instead of ours; may be given for each", 0},
        CODING_OPTIONS,
        COMMON_MODEL,
        COMMON_OUTPUT("Where the explanations go"),
        {0}};
    static const struct argp argp = {
        list, option, "[FILE...]",
        "Code reports and show how: each sentence's tree with what the frames matched on it, the records in full with the lines of the "
        "lexicon that made them, and the predicates that were looked at and not coded, with the reason; of each event, how sure the learned "
        "reader is, and the three coded examples that are most like it to the reader, by file and line."
        "\vFILE is as for 'wirecode code'. Where no sentence is asked for, all are shown in which something was coded or looked at.\n\n"
        "In a tree, 'S1' marks the word that fills part S of record 1's frame: S source, T target, B both sides, O and P things and "
        "places, A whom a saying is addressed to, V its outlet, C content, M those counted.\n\n"
        "Examples:\n  echo 'Fighters seized the town on Monday.' | wirecode explain\n"
        "  wirecode explain report.txt --match 'withdraw'\n"
        "  wirecode explain reports.jsonl --record 2f0c6a0d8b7e4f5a9c1d3e2b4a6f8c7d",
        NULL, NULL, NULL};
    options o = {.examples = calloc((size_t)argc + 1, sizeof *o.examples)};
    if (!o.examples) {
        say("out of memory");
        return 1;
    }
    parse_arguments(&argp, "wirecode explain", argc, argv, &o);
    run r = {.o = &o};
    bool ok = coding_open(&r.coding, &o.common, &o.coding) && open_examples(&r) && run_all(&r);
    wire_coding_free(r.worker);
    wire_examples_close(r.examples);
    coding_close(&r.coding);
    free(o.examples);
    return ok ? 0 : 1;
}
