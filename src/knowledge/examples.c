/* examples.c - the examples of a lexicon's text as they are handed out: flat arrays, the replaced ones left out. */
#include "knowledge/examples.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

int wire_examples_link(wire_examples *e, wire_err *err)
{
    const wire_source *s = &e->source;
    for (int i = 0; i < 2; i++)
        e->of[i] = calloc(s->examples.n + 1, sizeof *e->of[i]);
    e->records = calloc(s->records.n + 1, sizeof *e->records);
    if (!e->of[0] || !e->of[1] || !e->records)
        return wire_oom(err);
    for (size_t i = 0; i < s->records.n; i++) {
        const wire_src_record *r = &s->records.of[i];
        e->records[i] = r->is;
        e->records[i].refs = r->refs.n ? &s->refs.of[r->refs.first] : NULL;
        e->records[i].n_refs = r->refs.n;
    }
    for (size_t i = 0; i < s->examples.n; i++) {
        const wire_src_example *x = &s->examples.of[i];
        if (x->replaced)
            continue;
        wire_example *to = &e->of[x->second][e->n[x->second]++];
        *to = x->is;
        to->file = s->files.of[x->at.file].shown;
        to->folder = s->files.of[x->at.file].layer;
        to->lines = x->lines.n ? &s->example_lines.of[x->lines.first] : NULL;
        to->n_lines = x->lines.n;
        to->records = &e->records[x->records.first];
        to->n_records = x->records.n;
    }
    return 0;
}

int wire_examples_open(const char *const *folders, size_t n_folders, wire_diagnostic_fn found, void *ctx, wire_examples **out,
                       wire_err *err)
{
    if (!n_folders)
        return wire_fail(err, WIRE_EARG, "no folder to read examples from");
    wire_examples *e = calloc(1, sizeof *e);
    if (!e)
        return wire_oom(err);
    int rc = wire_source_load(&e->source, folders, n_folders, err);
    if (!rc)
        rc = wire_examples_link(e, err);
    wire_source_tell(&e->source, found, ctx);
    if (rc)
        wire_examples_close(e);
    else
        *out = e;
    return rc;
}

void wire_examples_close(wire_examples *e)
{
    if (!e)
        return;
    free(e->of[0]);
    free(e->of[1]);
    free(e->records);
    wire_source_free(&e->source);
    free(e);
}

const wire_example *wire_examples_all(const wire_examples *e, int second, size_t *n)
{
    *n = e->n[second != 0];
    return e->of[second != 0];
}
