/* test_encoder_faults.c - every allocation of the encoder fails in turn, as in test_faults.c. */
#include "tiny_encoder.h"

#include "faults.h"

static const char text[] = "The envoys left Kabul on Friday, saying: talks broke down!";

static int add(wire_encoding *w, wire_err *err)
{
    int rc = wire_encoding_begin(w, err);
    for (size_t i = 0; i + 4 < sizeof text && !rc; i += 4)
        rc = wire_encoding_token(w, text, i, i + 4, err);
    if (!rc)
        rc = wire_encoding_mark(w, 4, err);
    if (!rc)
        rc = wire_encoding_end(w, err);
    for (size_t i = 0; i < 40 && !rc; i++) /* enough that each array grows, and a group is full */
        rc = wire_encoding_add_text(w, text, sizeof text - 1, err);
    return rc;
}

static void tell(const wire_encoding *w, char **result, size_t *len)
{
    const long was = left;
    size_t n;
    left = -1;
    wire_encoding_pieces(w, &n);
    *len = n * TINY_WIDTH * sizeof(float);
    *result = malloc(*len);
    assert_non_null(*result);
    memcpy(*result, wire_encoding_vectors(w), *len);
    left = was;
}

static int whole(void *path, wire_err *err, char **result, size_t *len)
{
    wire_encoder *e = NULL;
    wire_encoding *w = NULL;
    int rc = wire_encoder_open(path, &e, err);
    if (!rc)
        rc = wire_encoding_new(e, &w, err);
    if (!rc)
        rc = add(w, err);
    if (!rc)
        rc = wire_encoding_run(w, err);
    if (!rc)
        tell(w, result, len);
    wire_encoding_free(w);
    wire_encoder_close(e);
    return rc;
}

/* What fails leaves the workspace so that the same call goes through when there is memory again. */
static int again(void *encoder, wire_err *err, char **result, size_t *len)
{
    wire_encoding *w = NULL;
    size_t before, n;
    int rc = wire_encoding_new(encoder, &w, err), failed = 0;
    for (size_t i = 0; i < 40 && !rc; i++) {
        wire_encoding_pieces(w, &before);
        if (wire_encoding_add_text(w, text, sizeof text - 1, err)) {
            wire_encoding_pieces(w, &n);
            assert_int_equal(n, before);
            failed = WIRE_ENOMEM;
            rc = wire_encoding_add_text(w, text, sizeof text - 1, err);
        }
    }
    if (!rc && wire_encoding_run(w, err)) {
        failed = WIRE_ENOMEM;
        assert_null(wire_encoding_vectors(w));
        rc = wire_encoding_run(w, err);
    }
    if (!rc && !failed)
        tell(w, result, len);
    wire_encoding_free(w);
    return rc ? rc : failed;
}

static void reading(void **state)
{
    (void)state;
    char path[4096];
    wire_encoder *e;
    snprintf(path, sizeof path, "%s", source_path("fuzz/corpus/encoder/tiny.encoder"));
    outcome o = fail_each("an encoder", whole, path, NULL);
    assert_true(o.calls > 20 && o.refused == o.calls);
    assert_int_equal(wire_encoder_open(path, &e, NULL), 0);
    o = fail_each("a workspace", again, e, NULL);
    assert_true(o.refused > 10);
    wire_encoder_close(e);
}

typedef struct conversion {
    const char *package, *folder;
    char out[128], update[128];
} conversion;

static int convert(void *ctx, wire_err *err, char **result, size_t *len)
{
    conversion *c = ctx;
    int rc = wire_encoder_convert(c->package, c->update, c->out, err);
    const long was = left;
    left = -1;
    if (!rc)
        *result = read_file(c->out, len);
    unlink(c->out);
    if (files_in(c->folder))
        fail_msg("a conversion left a file behind");
    left = was;
    return rc;
}

static void converting(void **state)
{
    (void)state;
    char package[64], folder[64];
    float sum[TINY_INNER * TINY_WIDTH];
    make_folder(package, sizeof package);
    make_folder(folder, sizeof folder);
    tiny_package(package);
    conversion c = {.package = package, .folder = folder};
    snprintf(c.out, sizeof c.out, "%s/out.encoder", folder);
    snprintf(c.update, sizeof c.update, "%s/the.update", package);
    tiny_update(c.update, "{\"name\": \"n\", \"base\": \"tiny\", \"scale\": 1}", TINY_RANK * TINY_WIDTH, sum);
    /* Where memory is out while it looks for the package's files, it takes them not to be there. */
    outcome o = fail_each("a conversion", convert, &c, package);
    assert_true(o.refused > 100);
    remove_folder(package);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reading), cmocka_unit_test(converting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
