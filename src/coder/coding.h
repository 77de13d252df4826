/* coding.h - what a coder and a thread's workspace are made of: for the files of this folder alone. */
#ifndef WIRE_CODER_CODING_H
#define WIRE_CODER_CODING_H

#include "coder/reading.h"

struct wire_coder {
    const wire_pipeline *pipeline;
    const wire_lexicon *lexicon;
    wire_label_maps labels;
    wire_word_map words;
    wire_reading_kit *kit; /* NULL: the frames alone decide */
    const wire_encoder *encoder;
    float min_confidence;
    char reader[40]; /* its version: "" without one */
};

struct wire_coding {
    const wire_coder *coder;
    wire_nlp *nlp;
    wire_work work; /* of the document coded last */
    wire_reading_room room; /* where the coder has a reader */
};

/* Read a document and find what the rules find, without records: `work` is then what the reader sees. For training. */
int wire_coding_prepare(wire_coding *w, wire_doc *doc, wire_err *err);

#endif
