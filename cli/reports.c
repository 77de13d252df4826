/* reports.c - what the commands that code share: the coder with its files, and the reports one after another. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

error_t coding_option(coding_options *o, int key, char *arg)
{
    switch (key) {
    case 'l':
        o->lexicon = arg;
        return 0;
    case META:
        o->meta = arg;
        return 0;
    case READER:
        o->reader = arg;
        return 0;
    case MIN_CONFIDENCE:
        o->min_confidence = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The reader, unless it is switched off; a program that was built without one has none. */
static int open_reader(coding *c, const char *heads, wire_err *err)
{
    if (heads ? !strcmp(heads, "off") : access(default_heads(), R_OK) || access(default_encoder(), R_OK))
        return 0;
    int rc = wire_encoder_open(default_encoder(), &c->encoder, err);
    rc = rc ? rc : wire_heads_open(heads ? heads : default_heads(), &c->heads, err);
    return rc ? rc : wire_coder_use_reader(c->coder, c->encoder, c->heads, err);
}

static int set_confidence(wire_coder *c, const char *arg, wire_err *err)
{
    char *end;
    const float least = strtof(arg, &end);
    return wire_coder_set_min_confidence(c, end == arg || *end ? -1 : least, err);
}

bool coding_open(coding *c, const common_options *common, const coding_options *own)
{
    wire_err err;
    *c = (coding){.files = common->files, .n_files = common->n_files};
    int rc = wire_pipeline_open(common->model ? common->model : default_pipeline(), &c->pipeline, &err);
    if (!rc)
        rc = wire_lexicon_open(own->lexicon ? own->lexicon : default_lexicon(), &c->lexicon, &err);
    if (!rc)
        rc = wire_coder_new(c->pipeline, c->lexicon, &c->coder, &err);
    if (!rc)
        rc = open_reader(c, own->reader, &err);
    if (!rc && own->min_confidence && (rc = set_confidence(c->coder, own->min_confidence, &err))) {
        say("--min-confidence: '%s': %s", own->min_confidence, err.msg);
        return false;
    }
    if (!rc && own->meta)
        rc = wire_meta_open(own->meta, &c->meta, &err);
    if (rc)
        say("%s", err.msg);
    return !rc;
}

void coding_close(coding *c)
{
    wire_reader_close(c->reader);
    wire_meta_free(c->meta);
    wire_coder_free(c->coder);
    wire_heads_close(c->heads);
    wire_encoder_close(c->encoder);
    wire_lexicon_close(c->lexicon);
    wire_pipeline_close(c->pipeline);
}

int coding_next(coding *c, wire_doc *doc, messages *m, bool *bad, wire_err *err)
{
    for (;;) {
        int rc;
        if (!c->reader) {
            if (c->file == c->n_files)
                return 0;
            c->repaired_said = false;
            if ((rc = wire_reader_open(c->files[c->file++], c->meta, &c->reader, err)))
                return rc;
        }
        rc = wire_reader_next(c->reader, doc, err);
        if (rc > 0 && wire_doc_repaired(doc) && !c->repaired_said) {
            messages_add(m, "%s: invalid UTF-8, here first; U+FFFD stands in its place", wire_doc_id(doc));
            *bad = c->repaired_said = true;
        }
        if (rc)
            return rc;
        wire_reader_close(c->reader);
        c->reader = NULL;
    }
}

int page_width(const common_options *o)
{
    struct winsize w;
    if (!o->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) || !w.ws_col)
        return 100;
    return w.ws_col < 60 ? 60 : w.ws_col > 120 ? 120 : w.ws_col;
}
