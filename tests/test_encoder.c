/* test_encoder.c - the default encoder against what its own tokenizer and PyTorch compute: pieces, each layer, the last one of a text that
 * is cut; each layer against plain arithmetic on the same bytes; and the same bytes from every kernel, in any batch, by any number of
 * threads. */
#include "reference.h"

#include <math.h>
#include <pthread.h>
#include <xxhash.h>

/* The source itself, for the layers inside, which no header shows. */
#include "nlp/encode.c"

/* Of a layer's numbers, against float: the root of the mean square of the differences over that of the numbers. int8 allows no less. */
static const double FLOAT_TOLERANCE = 0.08;
/* Of a layer, against the same rounding in double precision: within the first, but for layers where a number at the edge of a step falls
 * to the other side, and more after it. */
static const double EXACT_TOLERANCE = 0.001, EDGE_TOLERANCE = 0.015;

/* XXH3 of the vectors of all texts of the reference. It is the same wherever it is computed; it changes with the model's file and with
 * the arithmetic, and with nothing else. */
static const uint64_t DIGEST = 0xc8410e348ad820b6u;

static json_t *reference, *texts;
static wire_encoder *encoder;

static int set_up(void **state)
{
    (void)state;
    const char *path = getenv("WIRECODE_ENCODER");
    json_error_t why;
    wire_err err;
    if (!path || !*path || access(path, R_OK)) {
        printf("SKIP: no converted encoder (WIRECODE_ENCODER)\n");
        exit(SKIPPED);
    }
    reference = json_load_file(source_path("tests/data/encoder.json"), JSON_ALLOW_NUL, &why);
    if (!reference)
        fail_msg("tests/data/encoder.json:%d: %s", why.line, why.text);
    if (wire_encoder_open(path, &encoder, &err))
        fail_msg("%s", err.msg);
    const char *want = json_string_value(json_object_get(reference, "encoder"));
    if (strcmp(wire_encoder_name(encoder), want)) {
        printf("SKIP: the reference is of %s, the encoder is %s\n", want, wire_encoder_name(encoder));
        exit(SKIPPED);
    }
    texts = json_object_get(reference, "texts");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wire_encoder_close(encoder);
    json_decref(reference);
    return 0;
}

static wire_str text_of(size_t i)
{
    const json_t *t = json_array_get(json_array_get(texts, i), 0);
    return (wire_str){json_string_value(t), json_string_length(t)};
}

static wire_encoding *new_encoding(const char *kernel)
{
    wire_encoding *w = NULL;
    wire_err err;
    if (wire_encoding_new(encoder, &w, &err))
        fail_msg("%s", err.msg);
    if (kernel && wire_encoding_use_kernel(w, kernel, &err)) {
        wire_encoding_free(w);
        return NULL;
    }
    return w;
}

static void add_text(wire_encoding *w, wire_str text)
{
    assert_int_equal(wire_encoding_add_text(w, text.ptr, text.len, NULL), 0);
}

static void run(wire_encoding *w)
{
    assert_int_equal(wire_encoding_run(w, NULL), 0);
}

/* ------------------------------------------------------------------------------------------------ pieces */

static void check_pieces(size_t number, const wire_piece *got, size_t n, const json_t *want)
{
    if (n != json_array_size(want))
        fail_msg("text %zu: %zu pieces, its tokenizer has %zu", number, n, json_array_size(want));
    for (size_t i = 0; i < n; i++) {
        const json_t *p = json_array_get(want, i);
        if (got[i].id != number_at(p, 0) || got[i].start != number_at(p, 1) || got[i].end != number_at(p, 2))
            fail_msg("text %zu, piece %zu: %u [%u, %u), its tokenizer has %zu [%zu, %zu)", number, i, got[i].id, got[i].start, got[i].end,
                     number_at(p, 0), number_at(p, 1), number_at(p, 2));
    }
}

static void texts_have_the_pieces_of_the_tokenizer(void **state)
{
    (void)state;
    wire_encoding *w = new_encoding(NULL);
    assert_true(json_array_size(texts) >= 60);
    for (size_t i = 0; i < json_array_size(texts); i++) {
        size_t n;
        wire_encoding_clear(w);
        add_text(w, text_of(i));
        const wire_piece *p = wire_encoding_pieces(w, &n);
        check_pieces(i, p, n, json_array_get(json_array_get(texts, i), 1));
    }
    wire_encoding_free(w);
}

/* Cut at blanks, each part a token: the same pieces, each with its token. */
static void tokens_have_the_pieces_of_the_text(void **state)
{
    (void)state;
    wire_encoding *w = new_encoding(NULL);
    for (size_t i = 0; i < json_array_size(texts); i++) {
        size_t n, n_tokens;
        wire_str t = text_of(i);
        wire_encoding_clear(w);
        assert_int_equal(wire_encoding_begin(w, NULL), 0);
        for (size_t from = 0, to; from <= t.len; from = to + 1) {
            const char *blank = from < t.len ? memchr(t.ptr + from, ' ', t.len - from) : NULL;
            to = blank ? (size_t)(blank - t.ptr) : t.len;
            assert_int_equal(wire_encoding_token(w, t.ptr, from, to, NULL), 0);
        }
        assert_int_equal(wire_encoding_end(w, NULL), 0);
        const wire_piece *p = wire_encoding_pieces(w, &n);
        const wire_range *r = wire_encoding_tokens(w, &n_tokens);
        check_pieces(i, p, n, json_array_get(json_array_get(texts, i), 1));
        size_t at = 1;
        for (size_t j = 0; j < n_tokens; j++) {
            assert_int_equal(r[j].first, at);
            for (size_t k = 0; k < r[j].count; k++)
                assert_int_equal(p[at++].token, j);
        }
        assert_int_equal(at, n - 1);
        assert_true(p[0].token == WIRE_NO_TOKEN && p[n - 1].token == WIRE_NO_TOKEN);
    }
    wire_encoding_free(w);
}

/* spaCy's tokens, a sequence a sentence: no piece lies outside its token. */
static void documents_are_read_by_sentences(void **state)
{
    (void)state;
    wire_pipeline *pipeline;
    const char *path = getenv("WIRECODE_PIPELINE");
    if (!path || wire_pipeline_open(path, &pipeline, NULL)) {
        printf("SKIP: no converted pipeline (WIRECODE_PIPELINE)\n");
        skip();
    }
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    wire_encoding *w = new_encoding(NULL);
    size_t sentences = 0;
    for (size_t i = 0; i < json_array_size(texts); i++) {
        wire_str t = text_of(i);
        wire_doc *doc = new_doc(t.ptr, t.len);
        run_docs(nlp, &doc, 1);
        wire_encoding_clear(w);
        assert_int_equal(wire_encoding_add_doc(w, doc, NULL), 0);
        size_t n, n_toks, n_seqs, n_pieces, n_ranges;
        const wire_sentence *s = wire_doc_sentences(doc, &n);
        const wire_token *toks = wire_doc_tokens(doc, &n_toks);
        const wire_sequence *q = wire_encoding_sequences(w, &n_seqs);
        const wire_piece *p = wire_encoding_pieces(w, &n_pieces);
        wire_encoding_tokens(w, &n_ranges);
        assert_int_equal(n_seqs, n);
        assert_int_equal(n_ranges, n_toks);
        for (size_t j = 0; j < n; j++) {
            assert_int_equal(q[j].first_token, s[j].first_token);
            assert_int_equal(q[j].token_end, s[j].token_end);
        }
        for (size_t j = 0; j < n_pieces; j++)
            if (p[j].token != WIRE_NO_TOKEN)
                assert_true(p[j].start >= toks[p[j].token].start && p[j].end <= toks[p[j].token].end && p[j].start < p[j].end);
        sentences += n;
        wire_doc_free(doc);
    }
    assert_true(sentences > 60);
    wire_encoding_free(w);
    wire_nlp_free(nlp);
    wire_pipeline_close(pipeline);
}

/* ------------------------------------------------------------------------------------------------ layers */

/* Rows of a reference, of which every `column`-th number is saved. Returns how far off they are. */
static double distance(const float *x, const json_t *rows, const size_t *which)
{
    const size_t column = (size_t)json_integer_value(json_object_get(reference, "column"));
    double off = 0, size = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        assert_int_equal(json_array_size(row), encoder->width / column);
        for (size_t j = 0; j < json_array_size(row); j++) {
            const double want = json_number_value(json_array_get(row, j)), got = (double)x[(which ? which[i] : i) * encoder->width + j * column];
            off += (got - want) * (got - want);
            size += want * want;
        }
    }
    return sqrt(off / size);
}

static void check_distance(const char *what, size_t layer, double off, double most)
{
    if (!(off <= most))
        fail_msg("layer %zu: %.4f from %s, more than %.4f", layer, off, what, most);
}

static void each_layer_is_that_of_pytorch(void **state)
{
    (void)state;
    const json_t *layers = json_object_get(reference, "layers");
    for (size_t i = 0; i < json_array_size(layers); i++) {
        const json_t *one = json_array_get(layers, i), *plain = json_object_get(one, "float");
        wire_encoding *w = new_encoding(NULL);
        add_text(w, text_of((size_t)json_integer_value(json_object_get(one, "text"))));
        run(w); /* for its room */
        const group g = group_from(w, 0);
        embed(w, &g);
        for (size_t l = 0; l <= encoder->n_layers; l++) {
            if (l)
                run_layer(w, &g, &encoder->layers[l - 1]);
            const double off = distance(w->x, json_array_get(plain, l), NULL);
            printf("text %zu, layer %zu: %.4f from PyTorch\n", i, l, off);
            check_distance("PyTorch", l, off, l ? FLOAT_TOLERANCE : 1e-3);
        }
        wire_encoding_free(w);
    }
}

/* Its 512 pieces are the first that the tokenizer keeps. */
static void a_text_that_is_cut(void **state)
{
    (void)state;
    const json_t *one = json_object_get(reference, "long"), *last = json_object_get(one, "pieces");
    const char *part = json_string_value(json_object_get(one, "text"));
    const size_t repeat = (size_t)json_integer_value(json_object_get(one, "repeat")), len = strlen(part);
    char *text = malloc(repeat * len + 1);
    assert_non_null(text);
    for (size_t i = 0; i < repeat; i++)
        memcpy(text + i * len, part, len);
    wire_encoding *w = new_encoding(NULL);
    add_text(w, (wire_str){text, repeat * len});
    run(w);
    size_t n, which[16];
    const wire_piece *p = wire_encoding_pieces(w, &n);
    assert_int_equal(n, WIRE_SEQUENCE_MAX);
    assert_int_equal(wire_encoding_sequences(w, &n)->cut, 1);
    check_pieces(0, p + WIRE_SEQUENCE_MAX - json_array_size(last), json_array_size(last), last);
    const json_t *rows = json_object_get(one, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++)
        which[i] = number_at(rows, i);
    check_distance("PyTorch", 6, distance(w->x, json_object_get(one, "float"), which), FLOAT_TOLERANCE);
    printf("a text that is cut: %.4f from PyTorch\n", distance(w->x, json_object_get(one, "float"), which));
    wire_encoding_free(w);
    free(text);
}

/* ------------------------------------------------------------------------------------------------ plain arithmetic */

static double *numbers(size_t n)
{
    double *x = calloc(n, sizeof *x);
    assert_non_null(x);
    return x;
}

/* A row as bytes with a scale and a zero stands for it. */
static void plain_bytes(double *x, size_t k)
{
    double low = 0, high = 0;
    for (size_t j = 0; j < k; j++) {
        low = fmin(low, x[j]);
        high = fmax(high, x[j]);
    }
    const double scale = (high - low) / 255, zero = rint(-low / scale);
    for (size_t j = 0; j < k && scale > 0; j++)
        x[j] = (fmin(255, fmax(0, rint(x[j] / scale + zero))) - zero) * scale;
}

/* m rows by a matrix, in new rows. The rows of x are left as bytes stand for them. */
static double *plain_product(double *x, size_t m, const wire_matrix8 *w)
{
    double *y = numbers(m * w->n);
    for (size_t i = 0; i < m; i++) {
        plain_bytes(x + i * w->k, w->k);
        for (size_t o = 0; o < w->n; o++) {
            for (size_t c = 0; c < w->k; c++)
                y[i * w->n + o] += x[i * w->k + c] * w->w[((o / 16 * (w->k / 4) + c / 4) * 16 + o % 16) * 4 + c % 4];
            y[i * w->n + o] = y[i * w->n + o] * (double)w->scale[o] + (double)w->bias[o];
        }
    }
    return y;
}

/* x + y, normalised. */
static void plain_norm(double *x, const double *y, size_t m, const float *gain, const float *shift)
{
    const size_t width = encoder->width;
    for (size_t i = 0; i < m; i++, x += width, y += width) {
        double mean = 0, variance = 0;
        for (size_t j = 0; j < width; j++)
            mean += (x[j] += y[j]) / (double)width;
        for (size_t j = 0; j < width; j++)
            variance += (x[j] - mean) * (x[j] - mean) / (double)width;
        for (size_t j = 0; j < width; j++)
            x[j] = (x[j] - mean) / sqrt(variance + (double)encoder->eps) * (double)gain[j] + (double)shift[j];
    }
}

static double *plain_attention(const double *qkv, size_t n)
{
    const size_t width = encoder->width, head = width / encoder->heads;
    double *out = numbers(n * width), *p = numbers(n);
    for (size_t h = 0; h < width; h += head)
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t j = 0; j < n; j++) {
                p[j] = 0;
                for (size_t d = h; d < h + head; d++)
                    p[j] += qkv[i * 3 * width + d] * qkv[j * 3 * width + width + d];
                sum += p[j] = exp2(p[j]);
            }
            for (size_t j = 0; j < n; j++)
                for (size_t d = h; d < h + head; d++)
                    out[i * width + d] += p[j] / sum * qkv[j * 3 * width + 2 * width + d];
        }
    free(p);
    return out;
}

/* A layer on the rows x of one sequence. */
static void plain_layer(double *x, size_t n, const wire_encoder_layer *l)
{
    const size_t width = encoder->width;
    double *in = numbers(n * width);
    memcpy(in, x, n * width * sizeof *in);
    double *qkv = plain_product(in, n, &l->qkv), *context = plain_attention(qkv, n), *out = plain_product(context, n, &l->out);
    plain_norm(x, out, n, l->mid_gain, l->mid_shift);
    memcpy(in, x, n * width * sizeof *in);
    double *up = plain_product(in, n, &l->up);
    for (size_t i = 0; i < n * encoder->inner; i++)
        up[i] *= 0.5 + 0.5 * erf(up[i] / sqrt(2));
    double *down = plain_product(up, n, &l->down);
    plain_norm(x, down, n, l->end_gain, l->end_shift);
    free(in), free(qkv), free(context), free(out), free(up), free(down);
}

/* Each layer on what the engine's own layer before it gave: rounded to int8 in the same places, all else in double precision. */
static void each_layer_is_that_of_plain_arithmetic(void **state)
{
    (void)state;
    wire_encoding *w = new_encoding(NULL);
    add_text(w, text_of(0));
    run(w);
    const group g = group_from(w, 0);
    embed(w, &g);
    double *x = numbers(g.rows * encoder->width);
    size_t exact = 0;
    for (size_t l = 0; l < encoder->n_layers; l++) {
        double off = 0, size = 0;
        for (size_t i = 0; i < g.rows * encoder->width; i++)
            x[i] = (double)w->x[i];
        plain_layer(x, g.rows, &encoder->layers[l]);
        run_layer(w, &g, &encoder->layers[l]);
        for (size_t i = 0; i < g.rows * encoder->width; i++) {
            off += ((double)w->x[i] - x[i]) * ((double)w->x[i] - x[i]);
            size += x[i] * x[i];
        }
        printf("layer %zu: %.6f from plain arithmetic\n", l + 1, sqrt(off / size));
        check_distance("plain arithmetic", l + 1, sqrt(off / size), EDGE_TOLERANCE);
        exact += sqrt(off / size) <= EXACT_TOLERANCE;
    }
    assert_true(exact > encoder->n_layers / 2);
    free(x);
    wire_encoding_free(w);
}

/* ------------------------------------------------------------------------------------------------ the same bytes */

static void add_all(wire_encoding *w, bool backwards)
{
    const size_t n = json_array_size(texts);
    for (size_t i = 0; i < n; i++)
        add_text(w, text_of(backwards ? n - 1 - i : i));
}

/* The vectors of all texts, from one batch. The caller frees the workspace. */
static wire_encoding *all_texts(const char *kernel)
{
    wire_encoding *w = new_encoding(kernel);
    if (!w)
        return NULL;
    add_all(w, false);
    run(w);
    return w;
}

static void same_vectors(const char *what, const float *got, const float *want, size_t pieces)
{
    for (size_t i = 0; i < pieces; i++)
        if (memcmp(got + i * encoder->width, want + i * encoder->width, encoder->width * sizeof *got))
            fail_msg("%s: piece %zu of %zu has another vector", what, i, pieces);
}

static void every_kernel_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"portable", "avx2", "avx512"};
    wire_encoding *best = all_texts(NULL);
    const uint64_t digest = XXH3_64bits(best->x, best->pieces.n * encoder->width * sizeof *best->x);
    if (digest != DIGEST)
        fail_msg("the vectors' digest is 0x%016llx, it was 0x%016llx", (unsigned long long)digest, (unsigned long long)DIGEST);
    for (size_t i = 0; i < COUNT(names); i++) {
        wire_encoding *w = all_texts(names[i]);
        if (!w) {
            printf("SKIP: this processor, or this build, has no kernel %s\n", names[i]);
            continue;
        }
        assert_string_equal(wire_encoding_kernel(w), names[i]);
        same_vectors(names[i], w->x, best->x, best->pieces.n);
        wire_encoding_free(w);
    }
    wire_encoding_free(best);
}

static void any_batch_gives_the_same_bytes(void **state)
{
    (void)state;
    wire_encoding *all = all_texts(NULL), *one = new_encoding(NULL), *back = new_encoding(NULL);
    add_all(back, true);
    run(back);
    const size_t n = json_array_size(texts);
    for (size_t i = 0; i < n; i++) {
        const wire_sequence *s = &all->sequences[i], *b = &back->sequences[n - 1 - i];
        const size_t pieces = s->piece_end - s->first_piece;
        wire_encoding_clear(one);
        add_text(one, text_of(i));
        run(one);
        assert_int_equal(one->pieces.n, pieces);
        same_vectors("by itself", one->x, all->x + s->first_piece * encoder->width, pieces);
        same_vectors("backwards", back->x + b->first_piece * encoder->width, all->x + s->first_piece * encoder->width, pieces);
    }
    const wire_encoding_stats stats = wire_encoding_get_stats(one);
    assert_int_equal(stats.sequences, n);
    assert_int_equal(stats.pieces, all->pieces.n);
    assert_int_equal(stats.macs, wire_encoding_get_stats(all).macs);
    wire_encoding_free(all), wire_encoding_free(one), wire_encoding_free(back);
}

static void *run_in_a_thread(void *to)
{
    *(wire_encoding **)to = all_texts(NULL);
    return NULL;
}

static void threads_give_the_same_bytes(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    wire_encoding *got[THREADS] = {0}, *want = all_texts(NULL);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_in_a_thread, &got[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        same_vectors("in a thread", got[i]->x, want->x, want->pieces.n);
        wire_encoding_free(got[i]);
    }
    wire_encoding_free(want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_have_the_pieces_of_the_tokenizer), cmocka_unit_test(tokens_have_the_pieces_of_the_text),
        cmocka_unit_test(documents_are_read_by_sentences),        cmocka_unit_test(each_layer_is_that_of_pytorch),
        cmocka_unit_test(each_layer_is_that_of_plain_arithmetic), cmocka_unit_test(a_text_that_is_cut),                     cmocka_unit_test(every_kernel_gives_the_same_bytes),
        cmocka_unit_test(any_batch_gives_the_same_bytes),         cmocka_unit_test(threads_give_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
