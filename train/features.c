/* features.c - what the reader is trained on: the features of candidates and pairs, as the coder itself makes them.
 *
 *     features PIPELINE LEXICON REPORTS TRIGGERS
 *
 * REPORTS is JSON Lines, as `wirecode code` reads them; TRIGGERS has a line for each report, in the same order: the byte offsets, apart by
 * blanks, of the words whose pairs are wanted. For each report a line of JSON:
 *
 *     {"id": …, "tokens": [[start, end, sentence], …], "runs": [[first token, first of its sentences, token end, [tokens behind a mark]], …],
 *      "candidates": [[token, status, proposed type or "", [feature, …]], …], "pairs": [[candidate token, token, [feature, …]], …]} */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "coder/coding.h"
#include "coder/reading.h"

static void must(int status, const wire_err *err)
{
    if (status) {
        fprintf(stderr, "features: %s\n", err->msg);
        exit(1);
    }
}

static json_t *ids(const wire_bag *b)
{
    json_t *a = json_array();
    for (uint32_t i = 0; i < b->n; i++)
        json_array_append_new(a, json_integer(b->id[i]));
    return a;
}

/* The words of the sentence and its context that may have a part. */
static void pairs(wire_work *w, const wire_run *r, const wire_proposal *c, json_t *out)
{
    const wire_sentence *s = wire_sentence_of(w, c->token);
    wire_bag bag;
    for (uint32_t x = wire_parties_from(r, s); x < s->token_end; x++) {
        if (x == c->token || !wire_may_fill(w, x))
            continue;
        wire_pair_features(w, c, x, &bag);
        json_array_append_new(out, json_pack("[i, i, o]", (int)c->token, (int)x, ids(&bag)));
    }
}

static bool wanted(const wire_token *t, char *line)
{
    for (char *at = line, *end; *at; at = end) {
        const unsigned long offset = strtoul(at, &end, 10);
        if (end == at)
            return false;
        if (offset >= t->start && offset < t->end)
            return true;
    }
    return false;
}

static void write_report(wire_work *w, char *triggers)
{
    json_t *tokens = json_array(), *runs = json_array(), *candidates = json_array(), *found = json_array();
    wire_run r;
    for (uint32_t t = 0; t < w->n; t++)
        json_array_append_new(tokens, json_pack("[i, i, i]", (int)w->tok[t].start, (int)w->tok[t].end, (int)w->tok[t].sentence));
    for (uint32_t sentence = 0; wire_next_run(w, &sentence, &r);) {
        json_t *marks = json_array();
        const uint32_t first = w->doc->sentences[r.first_sentence].first_token;
        for (uint32_t t = r.from; t < r.end; t++)
            if (wire_marked(w, &r, t))
                json_array_append_new(marks, json_integer(t));
        json_array_append_new(runs, json_pack("[i, i, i, o]", (int)r.from, (int)first, (int)r.end, marks));
        for (uint32_t t = first; t < r.end; t++) {
            wire_proposal c;
            wire_bag bag;
            if (!wire_is_candidate(w, t))
                continue;
            wire_propose(w, t, &c);
            wire_candidate_features(w, &c, &bag);
            json_array_append_new(candidates, json_pack("[i, i, s, o]", (int)t, c.p ? (int)c.p->status : 0,
                                                        wire_is_proposed(&c) ? c.p->frame->type->name : "", ids(&bag)));
            if (wanted(&w->tok[t], triggers))
                pairs(w, &r, &c, found);
        }
    }
    json_t *line = json_pack("{s: s, s: o, s: o, s: o, s: o}", "id", wire_doc_id(w->doc), "tokens", tokens, "runs", runs, "candidates",
                             candidates, "pairs", found);
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

int main(int argc, char **argv)
{
    wire_err err;
    wire_pipeline *pipeline;
    wire_lexicon *lexicon;
    wire_coder *coder;
    wire_coding *coding;
    wire_doc *doc;
    wire_reader *reader;
    FILE *triggers = argc == 5 ? fopen(argv[4], "r") : NULL;
    char *line = NULL;
    size_t room = 0;
    int status;
    if (!triggers) {
        fprintf(stderr, "usage: features PIPELINE LEXICON REPORTS TRIGGERS\n");
        return 2;
    }
    must(wire_pipeline_open(argv[1], &pipeline, &err), &err);
    must(wire_lexicon_open(argv[2], &lexicon, &err), &err);
    must(wire_coder_new(pipeline, lexicon, &coder, &err), &err);
    must(wire_coding_new(coder, &coding, &err), &err);
    must(wire_doc_new(&doc, &err), &err);
    must(wire_reader_open(argv[3], NULL, &reader, &err), &err);
    while ((status = wire_reader_next(reader, doc, &err)) != 0) {
        must(status < 0 ? status : wire_coding_prepare(coding, doc, &err), &err);
        write_report(&coding->work, getline(&line, &room, triggers) < 0 ? "" : line);
    }
    free(line);
    fclose(triggers);
    wire_reader_close(reader);
    wire_doc_free(doc);
    wire_coding_free(coding);
    wire_coder_free(coder);
    wire_lexicon_close(lexicon);
    wire_pipeline_close(pipeline);
    return 0;
}
