/* fuzz_model.c - a damaged pipeline file is refused, or it opens and a text can be run with it.
 *
 * The input is a pipeline file, mended and mutated as pack.h says. */
#include <stdlib.h>

#include "common.h"
#include "nlp/model.h"
#include "pack.h"

/* A token of each kind that the tiny pipeline's tables, patterns and labels can be asked about. */
static const char sample[] = "\xe2\x80\x9cThe envoys didn't leave Orvale on Friday,\xe2\x80\x9d he said; it's 8a.m. "
                             "(1/2 of \xc2\xa3" "10\xc3\xa9 in the U.S.) \xc2\xaf\\(\xe3\x83\x84)/\xc2\xaf\n\non "
                             "http://orvale.com/a ten-million 8+9 :-)...";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *file = fuzz_mended(data, size, WIRE_PIPELINE_KIND, WIRE_PIPELINE_VERSION);
    if (!file)
        return 0;
    wire_pipeline *p = NULL;
    wire_err err = {0};
    int rc = wire_pipeline_open(fuzz_file(file, size), &p, &err);
    free(file);
    CHECK(rc == 0 ? !err.code : !p && err.code == rc && *err.msg);
    if (rc)
        return 0;
    wire_nlp *nlp;
    wire_doc *doc;
    CHECK(!wire_nlp_new(p, &nlp, NULL) && !wire_doc_new(&doc, NULL));
    CHECK(!wire_doc_set_text(doc, sample, sizeof sample - 1, NULL));
    CHECK(!wire_doc_add_block(doc, 0, 60, NULL) && !wire_doc_add_block(doc, 60, sizeof sample - 1, NULL));
    CHECK(!wire_nlp_run(nlp, &doc, 1, NULL));
    fuzz_check_doc(p, doc, false);
    wire_doc_free(doc);
    wire_nlp_free(nlp);
    wire_pipeline_close(p);
    return 0;
}
