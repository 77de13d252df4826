/* test_encoder_convert.c - a package becomes an encoder, with an update or without; one that is damaged, or of another kind, is refused with
 * the name of the part. And what the workspace refuses. */
#include "tiny_encoder.h"

#include <math.h>

static char package[64], out_folder[64], out[128], update[128];

static int set_up(void **state)
{
    (void)state;
    make_folder(package, sizeof package);
    make_folder(out_folder, sizeof out_folder);
    snprintf(out, sizeof out, "%s/out.encoder", out_folder);
    snprintf(update, sizeof update, "%s/the.update", package);
    tiny_package(package);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder(package);
    remove_folder(out_folder);
    return 0;
}

static void refused(const char *what, int code, const char *about, const char *why, const char *with)
{
    wire_err err = {0};
    int rc = wire_encoder_convert(package, with, out, &err);
    if (rc != code || !strstr(err.msg, why))
        fail_msg("%s: %d: %s", what, rc, err.msg);
    check_message(&err, code, about);
    assert_int_equal(files_in(out_folder), 0);
    assert_int_equal(wire_encoder_convert(package, with, out, NULL), code);
}

static wire_encoder *converted(const char *with)
{
    wire_encoder *e = NULL;
    wire_err err;
    if (wire_encoder_convert(package, with, out, &err) || wire_encoder_open(out, &e, &err))
        fail_msg("%s", err.msg);
    unlink(out);
    return e;
}

/* The vectors of a text; the caller frees them. */
static float *vectors(const wire_encoder *e, const char *text, size_t *n)
{
    wire_encoding *w;
    assert_int_equal(wire_encoding_new(e, &w, NULL), 0);
    assert_int_equal(wire_encoding_add_text(w, text, strlen(text), NULL), 0);
    assert_int_equal(wire_encoding_run(w, NULL), 0);
    wire_encoding_pieces(w, n);
    const size_t size = *n * wire_encoder_width(e) * sizeof(float);
    float *v = malloc(size);
    assert_non_null(v);
    memcpy(v, wire_encoding_vectors(w), size);
    wire_encoding_free(w);
    return v;
}

/* ------------------------------------------------------------------------------------------------ what is good */

static const char text[] = "The envoys left Kabul on Friday, saying a b.";

/* The converter's output is in the tree, for the fuzz target: fuzz/corpus/encoder. */
static void the_small_package_becomes_the_small_encoder(void **state)
{
    (void)state;
    wire_err err;
    size_t got_len, want_len;
    if (wire_encoder_convert(package, NULL, out, &err))
        fail_msg("%s", err.msg);
    char *got = read_file(out, &got_len), *want = read_file(source_path("fuzz/corpus/encoder/tiny.encoder"), &want_len);
    assert_int_equal(got_len, want_len);
    assert_memory_equal(got, want, want_len);
    assert_int_equal(files_in(out_folder), 1);
    unlink(out);
    free(got), free(want);
    assert_int_equal(wire_encoder_in_package(package), 1);
    assert_int_equal(wire_encoder_in_package(out_folder), 0);
    assert_int_equal(wire_encoder_in_package("/no/such"), 0);
}

static void what_is_known_of_an_encoder(void **state)
{
    (void)state;
    wire_encoder *e = converted(NULL);
    assert_string_equal(wire_encoder_name(e), "tiny");
    assert_int_equal(strlen(wire_encoder_hash(e)), 16);
    assert_int_equal(wire_encoder_width(e), TINY_WIDTH);
    assert_int_equal(wire_encoder_piece(e, "kabul"), 9);
    assert_int_equal(wire_encoder_piece(e, "##s"), 7);
    assert_int_equal(wire_encoder_piece(e, "s"), -1);
    assert_int_equal(wire_encoder_piece(e, "[SEP]"), 3);
    assert_int_equal(wire_encoder_piece(e, ""), -1);
    wire_str s = wire_encoder_piece_text(e, 7);
    assert_int_equal(s.len, 1);
    assert_memory_equal(s.ptr, "s", 1);
    assert_int_equal(wire_encoder_piece_text(e, 1 << 30).len, 0);
    wire_encoder_close(e);
    wire_encoder_close(NULL);
}

/* Tensors' names may begin with "bert.", as those of a model with a head do. */
static void a_package_of_a_larger_model(void **state)
{
    (void)state;
    wire_encoder *plain = converted(NULL);
    size_t len, n = 0;
    char *weights = tiny_weights(NULL, NULL, &len);
    uint64_t head, more;
    memcpy(&head, weights, sizeof head);
    char *with = malloc(2 * len), *to = with + 8;
    assert_non_null(with);
    for (const char *at = weights + 8, *end = at + head; at < end; at++) {
        *to++ = *at;
        if ((at[0] == '{' || at[0] == ',') && at[1] == '"' && (at[2] == 'e')) {
            memcpy(to, "\"bert.", 6);
            to += 6;
            at++;
            n++;
        }
    }
    assert_int_equal(n, 5 + 16 * TINY_LAYERS);
    more = (uint64_t)(to - with - 8);
    memcpy(with, &more, 8);
    memcpy(to, weights + 8 + head, len - 8 - head);
    put_file(package, "model/model.safetensors", with, (size_t)(to - with) + len - 8 - head);
    wire_encoder *other = converted(NULL);
    assert_string_equal(wire_encoder_hash(other), wire_encoder_hash(plain));
    wire_encoder_close(plain);
    wire_encoder_close(other);
    free(with), free(weights);
}

static void an_update_is_merged(void **state)
{
    (void)state;
    float sum[TINY_INNER * TINY_WIDTH];
    size_t n, m, len;
    tiny_update(update, "{\"name\": \"reader 1\", \"base\": \"tiny\", \"scale\": 0.5}", TINY_RANK * TINY_WIDTH, sum);
    wire_encoder *plain = converted(NULL), *updated = converted(update);
    assert_string_equal(wire_encoder_name(updated), "tiny + reader 1");
    char *weights = tiny_weights(sum, "encoder.layer.1.intermediate.dense.weight", &len);
    put_file(package, "model/model.safetensors", weights, len);
    wire_encoder *by_hand = converted(NULL);
    float *a = vectors(plain, text, &n), *b = vectors(updated, text, &m), *c = vectors(by_hand, text, &m);
    assert_int_equal(n, m);
    assert_memory_not_equal(a, b, n * TINY_WIDTH * sizeof *a);
    double worst = 0; /* a weight at the edge of a step may fall to either side */
    for (size_t i = 0; i < n * TINY_WIDTH; i++)
        worst = fmax(worst, fabs((double)b[i] - (double)c[i]));
    assert_true(worst < 0.02);
    free(a), free(b), free(c), free(weights);
    wire_encoder_close(plain), wire_encoder_close(updated), wire_encoder_close(by_hand);
}

/* ------------------------------------------------------------------------------------------------ what is not */

static void updates_that_do_not_fit(void **state)
{
    (void)state;
    float sum[TINY_INNER * TINY_WIDTH];
    static const char good[] = "{\"name\": \"n\", \"base\": \"tiny\", \"scale\": 1}";
    refused("none", WIRE_EIO, update, "", update);
    refused("the package itself", WIRE_EIO, package, "", package);
    put_file(package, "the.update", "WIREPACK", 8);
    refused("cut short", WIRE_EFORMAT, update, "", update);
    tiny_update(update, "{\"name\": \"n\", \"base\": \"other\", \"scale\": 1}", TINY_RANK * TINY_WIDTH, sum);
    refused("of another model", WIRE_EFORMAT, update, "'other'", update);
    tiny_update(update, "{\"base\": \"tiny\", \"scale\": 1}", TINY_RANK * TINY_WIDTH, sum);
    refused("without a name", WIRE_EFORMAT, update, "config", update);
    tiny_update(update, "[", TINY_RANK * TINY_WIDTH, sum);
    refused("no JSON", WIRE_EFORMAT, update, "config", update);
    tiny_update(update, good, TINY_RANK * TINY_WIDTH + 1, sum);
    refused("a matrix too long", WIRE_EFORMAT, update, "1.up", update);
    tiny_update(update, good, (TINY_RANK - 1) * TINY_WIDTH, sum);
    refused("of another rank", WIRE_EFORMAT, update, "1.up", update);
    tiny_update(update, good, 0, sum);
    refused("no rank", WIRE_EFORMAT, update, "1.up", update);
    tiny_update(update, "{\"name\": \"n\", \"base\": \"tiny\", \"scale\": 1e308}", TINY_RANK * TINY_WIDTH, sum);
    refused("out of all bounds", WIRE_EFORMAT, update, "finite", update);
}

/* One part of the package replaced, and put back. */
static void replaced(const char *name, const char *data, int code, const char *why)
{
    char path[64], full[160];
    size_t len;
    snprintf(path, sizeof path, "model/%s", name);
    snprintf(full, sizeof full, "%s/%s", package, path);
    char *was = read_file(full, &len);
    if (data)
        put_file(package, path, data, strlen(data));
    else
        unlink(full);
    refused(data ? data : name, code, package, why, NULL);
    put_file(package, path, was, len);
    free(was);
}

/* A value of config.json changed. */
static void configured(const char *from, const char *to, int code, const char *why)
{
    char config[1024];
    const char *at = strstr(tiny_config, from);
    assert_non_null(at);
    snprintf(config, sizeof config, "%.*s%s%s", (int)(at - tiny_config), tiny_config, to, at + strlen(from));
    replaced("config.json", config, code, why);
}

static void packages_that_do_not_fit(void **state)
{
    (void)state;
    replaced("config.json", NULL, WIRE_EIO, "config.json");
    replaced("config.json", "", WIRE_EFORMAT, "config.json");
    replaced("config.json", "[]", WIRE_EFORMAT, "config.json");
    replaced("tokenizer_config.json", NULL, WIRE_EIO, "tokenizer_config.json");
    replaced("tokenizer_config.json", "{", WIRE_EFORMAT, "tokenizer_config.json");
    replaced("vocab.txt", NULL, WIRE_EIO, "vocab.txt");
    replaced("vocab.txt", "", WIRE_EFORMAT, "fewer pieces");
    replaced("vocab.txt", "a\n\xff\n", WIRE_EFORMAT, "UTF-8");
    replaced("model.safetensors", NULL, WIRE_EFORMAT, "no model.safetensors");
    replaced("model.safetensors", "", WIRE_EFORMAT, "safetensors");
    replaced("model.safetensors", "\x02\x03\x04\x05\x06\x07\x08\x09{}", WIRE_EFORMAT, "safetensors");
    configured("\"bert\"", "\"roberta\"", WIRE_EUNSUPPORTED, "model_type");
    configured("\"gelu\"", "\"relu\"", WIRE_EUNSUPPORTED, "hidden_act");
    configured("\"hidden_act\"", "\"position_embedding_type\": \"relative_key\", \"hidden_act\"", WIRE_EUNSUPPORTED, "positions");
    configured("\"hidden_size\": 32", "\"hidden_size\": 40", WIRE_EUNSUPPORTED, "multiples");
    configured("\"num_attention_heads\": 2", "\"num_attention_heads\": 4", WIRE_EUNSUPPORTED, "multiples");
    configured("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 0", WIRE_EUNSUPPORTED, "size");
    configured("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", WIRE_EFORMAT, "encoder.layer.2");
    configured("\"vocab_size\": 32", "\"vocab_size\": 31", WIRE_EFORMAT, "more pieces");
    configured("\"vocab_size\": 32", "\"vocab_size\": 33", WIRE_EFORMAT, "fewer pieces");
    configured("\"intermediate_size\": 64", "\"intermediate_size\": 48", WIRE_EFORMAT, "shape");
    configured("\"max_position_embeddings\": 24", "\"max_position_embeddings\": 25", WIRE_EFORMAT, "shape");
}

/* Bytes of the weights changed, one place a time. */
static void weights_that_are_damaged(void **state)
{
    (void)state;
    size_t len;
    char *good = tiny_weights(NULL, NULL, &len), *bad = malloc(len);
    assert_non_null(bad);
    static const struct {
        const char *from, *to;
        int code;
        const char *why;
    } changes[] = {
        {"\"F32\"", "\"F16\"", WIRE_EUNSUPPORTED, "word_embeddings"}, {"[32,32]", "[32,33]", WIRE_EFORMAT, "shape"},
        {"[32,32]", "[32.32]", WIRE_EFORMAT, "shape"},                {"[0,4096]", "[1,4096]", WIRE_EFORMAT, "cut short"},
        {"[0,4096]", "[9,4000]", WIRE_EFORMAT, "cut short"},          {"[0,4096]", "[0,-096]", WIRE_EFORMAT, ""},
        {"\"embeddings.word", "\"embeddings.wort", WIRE_EFORMAT, "bert.embeddings.word"},
        {"{\"embed", "[\"embed", WIRE_EFORMAT, "JSON"},
    };
    for (size_t i = 0; i < COUNT(changes); i++) {
        memcpy(bad, good, len);
        char *at = memmem(bad, len, changes[i].from, strlen(changes[i].from));
        assert_non_null(at);
        memcpy(at, changes[i].to, strlen(changes[i].to));
        put_file(package, "model/model.safetensors", bad, len);
        refused(changes[i].to, changes[i].code, package, changes[i].why, NULL);
    }
    for (size_t cut = 0; cut < len; cut += cut < 40 ? 1 : len / 19) {
        put_file(package, "model/model.safetensors", good, cut);
        refused("cut", WIRE_EFORMAT, package, "", NULL);
    }
    const float odd[] = {NAN, INFINITY};
    for (size_t i = 0; i < COUNT(odd); i++) {
        memcpy(bad, good, len);
        memcpy(bad + len - sizeof odd[i], &odd[i], sizeof odd[i]);
        put_file(package, "model/model.safetensors", bad, len);
        refused("no number", WIRE_EFORMAT, package, "finite", NULL);
    }
    free(good), free(bad);
}

static void files_that_are_no_encoder(void **state)
{
    (void)state;
    wire_encoder *e = NULL;
    wire_err err;
    size_t len;
    char *good = read_file(source_path("fuzz/corpus/encoder/tiny.encoder"), &len);
    for (size_t cut = 0; cut < len; cut += 997) {
        write_file(out, good, cut);
        assert_int_equal(wire_encoder_open(out, &e, &err), WIRE_EFORMAT);
        check_message(&err, WIRE_EFORMAT, out);
    }
    for (size_t i = 0; i < len; i += 1009) {
        good[i] ^= 0x40;
        write_file(out, good, len);
        assert_int_equal(wire_encoder_open(out, &e, &err), WIRE_EFORMAT);
        good[i] ^= 0x40;
    }
    free(good);
    assert_int_equal(wire_encoder_open("/no/such", &e, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, "/no/such");
    assert_int_equal(wire_encoder_open(source_path("fuzz/corpus/model/tiny.pipeline"), &e, &err), WIRE_EFORMAT);
    assert_null(e);
}

/* ------------------------------------------------------------------------------------------------ the workspace */

static void what_a_workspace_refuses(void **state)
{
    (void)state;
    wire_encoder *e = converted(NULL);
    wire_encoding *w;
    wire_err err;
    size_t n;
    float one[TINY_WIDTH];
    assert_int_equal(wire_encoding_new(e, &w, &err), 0);
    assert_int_equal(wire_encoding_token(w, "a", 0, 1, &err), WIRE_EARG);
    check_message(&err, WIRE_EARG, NULL);
    assert_int_equal(wire_encoding_mark(w, 3, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_end(w, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_pool(w, WIRE_FIRST_PIECE, one, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_use_kernel(w, "none", &err), WIRE_EUNSUPPORTED);
    assert_int_equal(wire_encoding_run(w, &err), 0); /* nothing */
    assert_int_equal(wire_encoding_begin(w, &err), 0);
    assert_int_equal(wire_encoding_begin(w, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_add_text(w, "a", 1, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_run(w, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_mark(w, TINY_PIECES, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_token(w, "a", 1, 0, &err), WIRE_EARG);
    assert_int_equal(wire_encoding_end(w, &err), 0);
    assert_null(wire_encoding_vectors(w));
    assert_int_equal(wire_encoding_run(w, &err), 0);
    assert_non_null(wire_encoding_vectors(w));
    wire_encoding_sequences(w, &n);
    assert_int_equal(n, 1);
    wire_encoding_clear(w);
    assert_null(wire_encoding_vectors(w));
    wire_encoding_sequences(w, &n);
    assert_int_equal(n, 0);
    wire_encoding_free(w);
    wire_encoding_free(NULL);
    wire_encoder_close(e);
}

/* 24 positions: a token that does not fit goes with all behind it, a text loses pieces. */
static void what_is_too_long_is_cut(void **state)
{
    (void)state;
    wire_encoder *e = converted(NULL);
    wire_encoding *w;
    size_t n;
    assert_int_equal(wire_encoding_new(e, &w, NULL), 0);
    assert_int_equal(wire_encoding_begin(w, NULL), 0);
    for (int i = 0; i < 9; i++)
        assert_int_equal(wire_encoding_token(w, "Friday", 0, 6, NULL), 0); /* fri ##day */
    assert_int_equal(wire_encoding_token(w, " \t", 0, 2, NULL), 0);
    assert_int_equal(wire_encoding_token(w, "aaa", 0, 3, NULL), 0);
    assert_int_equal(wire_encoding_mark(w, 4, NULL), 0);
    assert_int_equal(wire_encoding_token(w, "Friday", 0, 6, NULL), 0); /* there is room for none */
    assert_int_equal(wire_encoding_mark(w, 4, NULL), 0);
    assert_int_equal(wire_encoding_end(w, NULL), 0);
    char many[200] = "";
    for (int i = 0; i < 30; i++)
        strcat(many, "a b ");
    assert_int_equal(wire_encoding_add_text(w, many, strlen(many), NULL), 0);
    assert_int_equal(wire_encoding_add_text(w, "", 0, NULL), 0);
    assert_int_equal(wire_encoding_run(w, NULL), 0);
    const wire_sequence *s = wire_encoding_sequences(w, &n);
    const wire_range *t = wire_encoding_tokens(w, &n);
    const wire_piece *p = wire_encoding_pieces(w, &n);
    assert_int_equal(s[0].cut, 1);
    assert_int_equal(s[0].piece_end, 24);
    assert_int_equal(s[0].token_end, 14);
    assert_int_equal(t[8].count, 2);
    assert_int_equal(t[9].count, 0); /* white space */
    assert_int_equal(t[10].count, 3);
    assert_int_equal(t[11].count, 1);
    assert_int_equal(p[t[11].first].id, 4);
    assert_int_equal(t[12].count, 0);
    assert_int_equal(t[13].count, 0); /* though there was room for it */
    assert_int_equal(s[1].cut, 1);
    assert_int_equal(s[1].piece_end - s[1].first_piece, 24);
    assert_int_equal(s[2].cut, 0);
    assert_int_equal(s[2].piece_end - s[2].first_piece, 2);
    float *first = malloc(s[2].token_end * TINY_WIDTH * sizeof *first), *mean = malloc(s[2].token_end * TINY_WIDTH * sizeof *mean);
    assert_non_null(first);
    assert_non_null(mean);
    assert_int_equal(wire_encoding_pool(w, WIRE_FIRST_PIECE, first, NULL), 0);
    assert_int_equal(wire_encoding_pool(w, WIRE_MEAN_PIECE, mean, NULL), 0);
    const float *v = wire_encoding_vectors(w);
    for (size_t j = 0; j < TINY_WIDTH; j++) {
        assert_true(first[8 * TINY_WIDTH + j] == v[t[8].first * TINY_WIDTH + j]);
        assert_true(mean[8 * TINY_WIDTH + j] == (v[t[8].first * TINY_WIDTH + j] + v[(t[8].first + 1) * TINY_WIDTH + j]) / 2);
        assert_true(first[9 * TINY_WIDTH + j] == 0 && mean[12 * TINY_WIDTH + j] == 0);
    }
    free(first), free(mean);
    wire_encoding_free(w);
    wire_encoder_close(e);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH(the_small_package_becomes_the_small_encoder),
        WITH(what_is_known_of_an_encoder),
        WITH(a_package_of_a_larger_model),
        WITH(an_update_is_merged),
        WITH(updates_that_do_not_fit),
        WITH(packages_that_do_not_fit),
        WITH(weights_that_are_damaged),
        WITH(files_that_are_no_encoder),
        WITH(what_a_workspace_refuses),
        WITH(what_is_too_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
