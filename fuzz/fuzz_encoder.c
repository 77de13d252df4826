/* fuzz_encoder.c - a damaged encoder file is refused, or it opens and sequences can be run with it.
 *
 * The input is an encoder file, mended and mutated as pack.h says. */
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "nlp/encoder.h"
#include "pack.h"

/* Words that the tiny encoder's vocabulary has, in parts and not at all, and more of them than it has positions. */
static const char sample[] = "The envoys left Kabul on Friday, saying \xe4\xb8\xad \xc3\x89t\xc3\xa9; talks broke down! a b c d e f g h i j k l m";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *file = fuzz_mended(data, size, WIRE_ENCODER_KIND, WIRE_ENCODER_VERSION);
    if (!file)
        return 0;
    wire_encoder *e = NULL;
    wire_err err = {0};
    int rc = wire_encoder_open(fuzz_file(file, size), &e, &err);
    free(file);
    CHECK(rc == 0 ? !err.code : !e && err.code == rc && *err.msg);
    if (rc)
        return 0;
    wire_encoding *w;
    size_t pieces, tokens, sequences;
    CHECK(!wire_encoding_new(e, &w, NULL));
    CHECK(!wire_encoding_add_text(w, sample, sizeof sample - 1, NULL) && !wire_encoding_begin(w, NULL));
    CHECK(!wire_encoding_token(w, sample, 4, 10, NULL) && !wire_encoding_mark(w, 0, NULL) && !wire_encoding_end(w, NULL));
    const wire_piece *p = wire_encoding_pieces(w, &pieces);
    const wire_sequence *s = wire_encoding_sequences(w, &sequences);
    wire_encoding_tokens(w, &tokens);
    CHECK(sequences == 2 && tokens == 3 && s[1].piece_end == pieces && s[0].piece_end <= WIRE_SEQUENCE_MAX);
    for (size_t i = 0; i < pieces; i++) {
        wire_str text = wire_encoder_piece_text(e, p[i].id);
        CHECK(p[i].end < sizeof sample && text.len <= WIRE_PIECE_BYTES);
    }
    /* Damage may ask for a network that runs for minutes: that it would is no fault of the file's reader. */
    if (e->width * e->inner * e->n_layers < 1 << 20) {
        float *v = malloc(tokens * wire_encoder_width(e) * sizeof *v);
        CHECK(v && !wire_encoding_run(w, NULL) && !wire_encoding_pool(w, WIRE_MEAN_PIECE, v, NULL));
        free(v);
    }
    wire_encoding_free(w);
    wire_encoder_close(e);
    return 0;
}
