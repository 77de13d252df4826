/* reference.h - tests/data/reference.json: what spaCy computes for texts of ours. tests/make_reference.py writes it. */
#ifndef WIRE_REFERENCE_H
#define WIRE_REFERENCE_H

#include "check.h"

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

#endif
