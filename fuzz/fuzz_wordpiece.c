/* fuzz_wordpiece.c - any bytes, repaired, to pieces: in order, each in the text, begun and ended between characters; and the same where the
 * text is cut at blanks and its parts are put in as tokens, as far as a sequence reaches. With the tiny encoder, and the default one where
 * it is built. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

enum { ENCODERS = 2 };

static const wire_encoder *encoder(int i)
{
    static wire_encoder *opened[ENCODERS];
    static bool tried[ENCODERS];
    if (!tried[i]) {
        char tiny[4096];
        const char *root = getenv("WIRECODE_SOURCE"), *path = i ? getenv("WIRECODE_ENCODER") : tiny;
        snprintf(tiny, sizeof tiny, "%s/fuzz/corpus/encoder/tiny.encoder", root ? root : ".");
        tried[i] = true;
        if (path && *path)
            wire_encoder_open(path, &opened[i], NULL);
        CHECK(i || opened[i]);
    }
    return opened[i];
}

static bool between(wire_str text, size_t at)
{
    return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static void check(const wire_encoder *e, wire_str text)
{
    wire_encoding *w;
    size_t n, n_tokens, n_sequences;
    CHECK(!wire_encoding_new(e, &w, NULL) && !wire_encoding_add_text(w, text.ptr, text.len, NULL));
    CHECK(!wire_encoding_begin(w, NULL));
    for (size_t from = 0, to; from <= text.len; from = to + 1) {
        const char *blank = from < text.len ? memchr(text.ptr + from, ' ', text.len - from) : NULL;
        to = blank ? (size_t)(blank - text.ptr) : text.len;
        CHECK(!wire_encoding_token(w, text.ptr, from, to, NULL));
    }
    CHECK(!wire_encoding_end(w, NULL));
    const wire_piece *p = wire_encoding_pieces(w, &n);
    const wire_sequence *s = wire_encoding_sequences(w, &n_sequences);
    const wire_range *t = wire_encoding_tokens(w, &n_tokens);
    CHECK(n_sequences == 2 && s[1].piece_end == n && s[1].token_end == n_tokens && s[0].cut == s[1].cut);
    const uint32_t a = s[0].piece_end, b = s[1].piece_end - s[1].first_piece;
    CHECK(a <= WIRE_SEQUENCE_MAX && a >= b && (s[0].cut || a == b));
    for (uint32_t i = 1, before = 0, start = 0; i + 1 < a; i++) {
        CHECK(p[i].start < p[i].end && p[i].end <= text.len && p[i].start >= start && p[i].end >= before);
        CHECK(between(text, p[i].start) && between(text, p[i].end));
        CHECK(i + 1 >= b || (p[a + i].id == p[i].id && p[a + i].start == p[i].start && p[a + i].end == p[i].end));
        start = p[i].start;
        before = p[i].end;
    }
    for (uint32_t i = s[1].first_token, at = a + 1; i < s[1].token_end; at += t[i++].count)
        CHECK(t[i].first == at || !t[i].count);
    wire_encoding_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wire_doc *doc;
    CHECK(!wire_doc_new(&doc, NULL) && !wire_doc_set_text(doc, (const char *)data, size, NULL));
    for (int i = 0; i < ENCODERS; i++)
        if (encoder(i))
            check(encoder(i), wire_doc_text(doc));
    wire_doc_free(doc);
    return 0;
}
