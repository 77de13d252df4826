/* coder.c - the public coder: a pipeline and a lexicon, and a thread's workspace over them.
 *
 *   documents -> language engine -> for each: trees, times, mentions, predicates, status, speakers, the reader, records
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/coding.h"
#include "coder/mentions.h"
#include "coder/records.h"
#include "coder/times.h"

int wire_coder_new(const wire_pipeline *p, const wire_lexicon *l, wire_coder **out, wire_err *err)
{
    wire_coder *c = calloc(1, sizeof *c);
    if (!c || wire_label_maps_init(&c->labels, p) || wire_word_map_init(&c->words, l)) {
        wire_coder_free(c);
        return wire_oom(err);
    }
    c->pipeline = p;
    c->lexicon = l;
    *out = c;
    return 0;
}

void wire_coder_free(wire_coder *c)
{
    if (!c)
        return;
    wire_label_maps_free(&c->labels);
    wire_reading_kit_free(c->kit);
    wire_word_map_free(&c->words);
    free(c);
}

wire_versions wire_coder_versions(const wire_coder *c)
{
    return (wire_versions){wire_pipeline_hash(c->pipeline), c->reader, wire_lexicon_hash(c->lexicon)};
}

int wire_coder_use_reader(wire_coder *c, const wire_encoder *e, const wire_heads *h, wire_err *err)
{
    wire_reading_kit *kit;
    const int rc = wire_reading_kit_new(e, h, c->lexicon, &kit, err);
    if (rc)
        return rc;
    wire_reading_kit_free(c->kit);
    c->kit = kit;
    c->encoder = e;
    snprintf(c->reader, sizeof c->reader, "%s.%016llx", wire_encoder_hash(e), (unsigned long long)wire_heads_hash(h));
    return 0;
}

int wire_coder_set_min_confidence(wire_coder *c, float least, wire_err *err)
{
    if (!(least >= 0 && least <= 1))
        return wire_fail(err, WIRE_EARG, "a confidence is from 0 to 1");
    c->min_confidence = least;
    return 0;
}

const wire_pipeline *wire_coder_pipeline(const wire_coder *c)
{
    return c->pipeline;
}

int wire_coding_new(const wire_coder *c, wire_coding **out, wire_err *err)
{
    wire_coding *w = calloc(1, sizeof *w);
    if (!w)
        return wire_oom(err);
    int rc = wire_nlp_new(c->pipeline, &w->nlp, err);
    if (rc) {
        free(w);
        return rc;
    }
    w->coder = c;
    if (c->kit && (rc = wire_reading_room_init(&w->room, c->encoder, err))) {
        wire_coding_free(w);
        return rc;
    }
    *out = w;
    return 0;
}

void wire_coding_free(wire_coding *w)
{
    if (!w)
        return;
    wire_nlp_free(w->nlp);
    wire_work_free(&w->work);
    wire_reading_room_free(&w->room);
    free(w);
}

/* The report's date as a number; 0 where it has none. */
static wire_day day_of(const wire_doc *doc)
{
    int y, m, d;
    return sscanf(doc->date, "%4d-%2d-%2d", &y, &m, &d) == 3 ? y * 10000 + m * 100 + d : 0;
}

/* All but the records: what the rules make of the text. */
static int find(wire_coding *c, wire_doc *doc)
{
    wire_work *w = &c->work;
    w->p = c->coder->pipeline;
    w->lexicon = c->coder->lexicon;
    w->day = day_of(doc);
    w->min_confidence = c->coder->min_confidence;
    if (wire_work_begin(w, &c->coder->labels, &c->coder->words, doc))
        return WIRE_ENOMEM;
    wire_find_quotes(w);
    wire_find_times(w);
    wire_find_mentions(w);
    if (!w->out_of_memory)
        wire_find_predicates(w);
    if (!w->out_of_memory)
        wire_find_status(w);
    if (!w->out_of_memory)
        wire_find_speakers(w);
    return w->out_of_memory ? WIRE_ENOMEM : 0;
}

static int code(wire_coding *c, wire_doc *doc, wire_err *err)
{
    int rc = find(c, doc);
    if (!rc && c->coder->kit)
        rc = wire_read(&c->work, c->coder->kit, &c->room, err);
    if (!rc)
        wire_write_records(&c->work);
    return rc ? rc : c->work.out_of_memory ? WIRE_ENOMEM : 0;
}

/* The engine reads each document with its headlines recased; the document keeps its own text. */
static int read_all(wire_coding *w, wire_doc *const *docs, size_t n, wire_err *err)
{
    char **own = calloc(n ? n : 1, sizeof *own);
    int rc = own ? 0 : wire_oom(err);
    for (size_t i = 0; i < n && !rc; i++) {
        char *copy = NULL;
        rc = wire_recase(docs[i], &w->coder->words, &copy) ? wire_oom(err) : 0;
        if (copy) {
            own[i] = docs[i]->text;
            docs[i]->text = copy;
        }
    }
    rc = rc ? rc : wire_nlp_run(w->nlp, docs, n, err);
    for (size_t i = 0; own && i < n; i++)
        if (own[i]) {
            free(docs[i]->text);
            docs[i]->text = own[i];
        }
    free(own);
    return rc;
}

int wire_coding_prepare(wire_coding *w, wire_doc *doc, wire_err *err)
{
    int rc = read_all(w, &doc, 1, err);
    rc = rc ? rc : find(w, doc);
    return rc == WIRE_ENOMEM ? wire_oom(err) : rc;
}

int wire_coding_run(wire_coding *w, wire_doc *const *docs, size_t n, wire_err *err)
{
    int rc = read_all(w, docs, n, err);
    for (size_t i = 0; i < n && !rc; i++)
        rc = code(w, docs[i], err);
    if (!rc)
        return 0;
    for (size_t i = 0; i < n; i++)
        wire_doc_forget(docs[i]);
    return rc == WIRE_ENOMEM ? wire_oom(err) : rc;
}
