/* reference.h - tests/data/reference.json: what spaCy computes for texts of ours. tests/make_reference.py writes it. */
#ifndef WIRE_REFERENCE_H
#define WIRE_REFERENCE_H

#include "document.h"

#include <jansson.h>

static inline json_t *load_reference(void)
{
    json_error_t why;
    const char *path = source_path("tests/data/reference.json");
    json_t *j = json_load_file(path, 0, &why);
    if (!j)
        fail_msg("%s:%d: %s", path, why.line, why.text);
    return j;
}

/* Open the pipeline that the reference was made with; a program that was given another one skips. */
static inline wire_pipeline *open_pipeline_of(const json_t *reference)
{
    wire_pipeline *p;
    wire_err err;
    if (wire_pipeline_open(pipeline_path(), &p, &err))
        fail_msg("%s", err.msg);
    const char *want = json_string_value(json_object_get(reference, "pipeline"));
    if (strcmp(wire_pipeline_name(p), want)) {
        printf("SKIP: the reference is of %s, the pipeline is %s\n", want, wire_pipeline_name(p));
        exit(SKIPPED);
    }
    return p;
}

static inline const char *text_at(const json_t *array, size_t i)
{
    const char *s = json_string_value(json_array_get(array, i));
    assert_non_null(s);
    return s;
}

static inline size_t number_at(const json_t *array, size_t i)
{
    const json_t *n = json_array_get(array, i);
    assert_true(json_is_integer(n));
    return (size_t)json_integer_value(n);
}

/* A text read as one block, by a workspace of its own. */
static inline wire_doc *parse(const wire_pipeline *pipeline, const char *text)
{
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    wire_doc *doc = new_doc(text, strlen(text));
    run_docs(nlp, &doc, 1);
    wire_nlp_free(nlp);
    return doc;
}

static inline void check_label(size_t sentence, size_t token, const char *what, const char *got, const char *want)
{
    if (strcmp(got, want))
        fail_msg("sentence %zu, token %zu: %s '%s', spaCy has '%s'", sentence, token, what, got, want);
}

/* What the engine makes of a sentence's text, against what spaCy made of it. */
static inline void check_parse(const wire_pipeline *pipeline, size_t number, const json_t *want)
{
    wire_doc *doc = parse(pipeline, json_string_value(json_object_get(want, "text")));
    size_t n, n_ents;
    const wire_token *t = wire_doc_tokens(doc, &n);
    const wire_entity *e = wire_doc_entities(doc, &n_ents);
    assert_int_equal(n, json_array_size(json_object_get(want, "tokens")));
    for (size_t i = 0; i < n; i++) {
        const json_t *w = json_array_get(json_object_get(want, "tokens"), i);
        char iob[2] = {(char)t[i].ent_iob, 0}, lemma[80];
        snprintf(lemma, sizeof lemma, "%.*s", (int)t[i].lemma.len, t[i].lemma.ptr);
        assert_int_equal(t[i].start, number_at(w, 0));
        assert_int_equal(t[i].end, number_at(w, 1));
        check_label(number, i, "tag", wire_label(pipeline, WIRE_TAG, t[i].tag), text_at(w, 5));
        check_label(number, i, "part of speech", wire_label(pipeline, WIRE_POS, t[i].pos), text_at(w, 6));
        check_label(number, i, "morphology", wire_label(pipeline, WIRE_MORPH, t[i].morph), text_at(w, 7));
        check_label(number, i, "dependency", wire_label(pipeline, WIRE_DEP, t[i].dep), text_at(w, 8));
        check_label(number, i, "place in an entity", iob, text_at(w, 9));
        check_label(number, i, "entity", wire_label(pipeline, WIRE_ENT, t[i].ent), text_at(w, 10));
        check_label(number, i, "lemma", lemma, text_at(w, 11));
        if (t[i].head != number_at(w, 3))
            fail_msg("sentence %zu, token %zu: head %u, spaCy has %zu", number, i, t[i].head, number_at(w, 3));
        bool starts = i == 0 || t[i].sentence != t[i - 1].sentence;
        assert_int_equal(starts, json_is_true(json_array_get(w, 4)));
    }
    assert_int_equal(n_ents, json_array_size(json_object_get(want, "ents")));
    for (size_t i = 0; i < n_ents; i++) {
        const json_t *w = json_array_get(json_object_get(want, "ents"), i);
        assert_int_equal(e[i].start, number_at(w, 0));
        assert_int_equal(e[i].end, number_at(w, 1));
        check_label(number, e[i].first_token, "entity", wire_label(pipeline, WIRE_ENT, e[i].label), text_at(w, 2));
    }
    wire_doc_free(doc);
}

#endif
