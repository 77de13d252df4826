/* entries.c - how many of the words that could tell a deed does the lexicon know?
 *
 *     entries PIPELINE LEXICON FILE...
 *
 * For each FILE (JSON Lines, as `wirecode code` reads them) one line of JSON: its candidates, that is the verbs and event nouns with a
 * possible actor among their arguments, how many of them have an entry, coded or explicitly uncoded, and the most frequent lemmas
 * without one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "wirecode.h"

enum { SHOWN = 12 };

/* The reason that the coder gives for a word of which no frame speaks: the beginning of it. */
static const char no_entry[] = "no frame";

static void must(int status, const wire_err *err)
{
    if (status) {
        fprintf(stderr, "entries: %s\n", err->msg);
        exit(1);
    }
}

typedef struct count {
    const char *lemma;
    json_int_t n;
} count;

static int more_first(const void *a, const void *b)
{
    const count *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp(x->lemma, y->lemma);
}

/* The lemmas of `missing`, an object of counts, the most frequent first. */
static json_t *most_frequent(json_t *missing)
{
    size_t n = 0, size = json_object_size(missing);
    count *counts = calloc(size ? size : 1, sizeof *counts);
    if (!counts)
        exit(1);
    const char *lemma;
    json_t *value, *top = json_array();
    json_object_foreach(missing, lemma, value)
        counts[n++] = (count){lemma, json_integer_value(value)};
    qsort(counts, n, sizeof *counts, more_first);
    for (size_t i = 0; i < n && i < SHOWN; i++)
        json_array_append_new(top, json_pack("[s, I]", counts[i].lemma, counts[i].n));
    free(counts);
    return top;
}

static void count_uncoded(const wire_doc *doc, json_t *missing, json_int_t *candidates, json_int_t *unknown)
{
    size_t records, uncoded;
    const wire_uncoded *u = wire_doc_uncoded(doc, &uncoded);
    const wire_token *tokens = wire_doc_tokens(doc, &(size_t){0});
    wire_doc_records(doc, &records);
    *candidates += (json_int_t)(records + uncoded);
    for (size_t i = 0; i < uncoded; i++)
        if (!strncmp(u[i].reason, no_entry, strlen(no_entry))) {
            char lemma[64];
            wire_str l = tokens[u[i].token].lemma;
            snprintf(lemma, sizeof lemma, "%.*s", (int)l.len, l.ptr);
            json_object_set_new(missing, lemma, json_integer(json_integer_value(json_object_get(missing, lemma)) + 1));
            ++*unknown;
        }
}

int main(int argc, char **argv)
{
    wire_err err;
    wire_pipeline *pipeline;
    wire_lexicon *lexicon;
    wire_coder *coder;
    wire_coding *coding;
    wire_doc *doc;
    if (argc < 4) {
        fprintf(stderr, "usage: entries PIPELINE LEXICON FILE...\n");
        return 2;
    }
    must(wire_pipeline_open(argv[1], &pipeline, &err), &err);
    must(wire_lexicon_open(argv[2], &lexicon, &err), &err);
    must(wire_coder_new(pipeline, lexicon, &coder, &err), &err);
    must(wire_coding_new(coder, &coding, &err), &err);
    must(wire_doc_new(&doc, &err), &err);
    for (int i = 3; i < argc; i++) {
        wire_reader *reader;
        json_t *missing = json_object();
        json_int_t candidates = 0, unknown = 0;
        int status;
        must(wire_reader_open(argv[i], NULL, &reader, &err), &err);
        while ((status = wire_reader_next(reader, doc, &err)) != 0) {
            must(status < 0 ? status : wire_coding_run(coding, &doc, 1, &err), &err);
            count_uncoded(doc, missing, &candidates, &unknown);
        }
        wire_reader_close(reader);
        json_t *line = json_pack("{s: s, s: I, s: I, s: o}", "file", argv[i], "candidates", candidates, "known", candidates - unknown, "missing",
                                 most_frequent(missing));
        json_dumpf(line, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(line);
        json_decref(missing);
    }
    wire_doc_free(doc);
    wire_coding_free(coding);
    wire_coder_free(coder);
    wire_lexicon_close(lexicon);
    wire_pipeline_close(pipeline);
    return 0;
}
