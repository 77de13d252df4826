/* tiny_encoder.h - a small encoder's package, as a folder: two layers of 32 in two heads, with noise for weights. And its update. */
#ifndef WIRE_TINY_ENCODER_H
#define WIRE_TINY_ENCODER_H

#include "package.h"

#include "base/pack.h"

enum { TINY_WIDTH = 32, TINY_INNER = 64, TINY_POSITIONS = 24, TINY_LAYERS = 2, TINY_RANK = 3 };

static const char tiny_vocabulary[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nenvoy\n##s\nleft\nkabul\non\nfri\n##day\n##da\n,\n.\nof\na\n##a\nb\n##b\n"
                                      "##c\n\xe4\xb8\xad\n'\nt\nsay\n##ing\nand\ntalks\nbroke\ndown\n!\n";
enum { TINY_PIECES = 32 };

static const char tiny_config[] = "{\"model_type\": \"bert\", \"hidden_act\": \"gelu\", \"_name_or_path\": \"tiny\", \"hidden_size\": 32,"
                                  " \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"intermediate_size\": 64, \"vocab_size\": 32,"
                                  " \"max_position_embeddings\": 24, \"type_vocab_size\": 2, \"layer_norm_eps\": 1e-12}";

/* A safetensors file as it grows: the head, and behind it the data. */
typedef struct tiny_tensors {
    char head[16384];
    float data[40000];
    size_t head_len, n;
    uint64_t seed;
    const float *add; /* to the next one, where it is `add_to` */
    const char *add_to;
} tiny_tensors;

static inline void tiny_tensor(tiny_tensors *t, const char *name, size_t rows, size_t columns, float size, float middle)
{
    const size_t count = rows * (columns ? columns : 1);
    char shape[48];
    snprintf(shape, sizeof shape, columns ? "[%zu,%zu]" : "[%zu]", rows, columns);
    assert_true(t->n + count <= COUNT(t->data));
    t->head_len += (size_t)snprintf(t->head + t->head_len, sizeof t->head - t->head_len,
                                    "%s\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%zu,%zu]}", t->head_len > 1 ? "," : "", name,
                                    shape, t->n * sizeof(float), (t->n + count) * sizeof(float));
    assert_true(t->head_len < sizeof t->head - 200);
    for (size_t i = 0; i < count; i++)
        t->data[t->n + i] = middle + random_float(&t->seed) * size;
    if (t->add_to && !strcmp(name, t->add_to))
        for (size_t i = 0; i < count; i++)
            t->data[t->n + i] = (float)((double)t->data[t->n + i] + (double)t->add[i]);
    t->n += count;
}

static inline void tiny_norm(tiny_tensors *t, const char *name)
{
    char full[100];
    snprintf(full, sizeof full, "%s.LayerNorm.weight", name);
    tiny_tensor(t, full, TINY_WIDTH, 0, 0.2f, 1);
    snprintf(full, sizeof full, "%s.LayerNorm.bias", name);
    tiny_tensor(t, full, TINY_WIDTH, 0, 0.2f, 0);
}

static inline void tiny_linear(tiny_tensors *t, size_t layer, const char *name, size_t n, size_t k)
{
    char full[100];
    snprintf(full, sizeof full, "encoder.layer.%zu.%s.weight", layer, name);
    tiny_tensor(t, full, n, k, 0.3f, 0);
    snprintf(full, sizeof full, "encoder.layer.%zu.%s.bias", layer, name);
    tiny_tensor(t, full, n, 0, 0.1f, 0);
}

/* The weights' file, with `add` added to the tensor `add_to`, or NULL. The caller frees it. */
static inline char *tiny_weights(const float *add, const char *add_to, size_t *len)
{
    tiny_tensors *t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->seed = 6;
    t->add = add;
    t->add_to = add_to;
    t->head[t->head_len++] = '{';
    tiny_tensor(t, "embeddings.word_embeddings.weight", TINY_PIECES, TINY_WIDTH, 1, 0);
    tiny_tensor(t, "embeddings.position_embeddings.weight", TINY_POSITIONS, TINY_WIDTH, 0.3f, 0);
    tiny_tensor(t, "embeddings.token_type_embeddings.weight", 2, TINY_WIDTH, 0.3f, 0);
    tiny_norm(t, "embeddings");
    for (size_t i = 0; i < TINY_LAYERS; i++) {
        char name[64];
        tiny_linear(t, i, "attention.self.query", TINY_WIDTH, TINY_WIDTH);
        tiny_linear(t, i, "attention.self.key", TINY_WIDTH, TINY_WIDTH);
        tiny_linear(t, i, "attention.self.value", TINY_WIDTH, TINY_WIDTH);
        tiny_linear(t, i, "attention.output.dense", TINY_WIDTH, TINY_WIDTH);
        tiny_linear(t, i, "intermediate.dense", TINY_INNER, TINY_WIDTH);
        tiny_linear(t, i, "output.dense", TINY_WIDTH, TINY_INNER);
        snprintf(name, sizeof name, "encoder.layer.%zu.attention.output", i);
        tiny_norm(t, name);
        snprintf(name, sizeof name, "encoder.layer.%zu.output", i);
        tiny_norm(t, name);
    }
    t->head[t->head_len++] = '}';
    const uint64_t head = t->head_len;
    *len = sizeof head + t->head_len + t->n * sizeof(float);
    char *file = malloc(*len);
    assert_non_null(file);
    memcpy(file, &head, sizeof head);
    memcpy(file + sizeof head, t->head, t->head_len);
    memcpy(file + sizeof head + t->head_len, t->data, t->n * sizeof(float));
    free(t);
    return file;
}

static inline void tiny_package(const char *folder)
{
    size_t len;
    char *weights = tiny_weights(NULL, NULL, &len);
    put_file(folder, "model/config.json", tiny_config, strlen(tiny_config));
    put_file(folder, "model/tokenizer_config.json", "{\"do_lower_case\": true}", 23);
    put_file(folder, "model/vocab.txt", tiny_vocabulary, strlen(tiny_vocabulary));
    put_file(folder, "model/model.safetensors", weights, len);
    free(weights);
}

/* Its low-rank update of one matrix (layer 1, "up"), and what that adds up to, in `sum` of TINY_INNER * TINY_WIDTH. */
static inline void tiny_update(const char *path, const char *config, size_t a_floats, float *sum)
{
    float a[TINY_RANK * TINY_WIDTH + 1], b[TINY_INNER * TINY_RANK];
    uint64_t seed = 7;
    for (size_t i = 0; i < COUNT(a); i++)
        a[i] = random_float(&seed);
    for (size_t i = 0; i < COUNT(b); i++)
        b[i] = random_float(&seed);
    for (size_t o = 0; o < TINY_INNER; o++)
        for (size_t i = 0; i < TINY_WIDTH; i++) {
            double s = 0;
            for (size_t r = 0; r < TINY_RANK; r++)
                s += (double)b[o * TINY_RANK + r] * (double)a[r * TINY_WIDTH + i];
            sum[o * TINY_WIDTH + i] = (float)(0.5 * s);
        }
    wire_packer p = {0};
    assert_int_equal(wire_packer_add(&p, "config", config, strlen(config)), 0);
    assert_int_equal(wire_packer_add(&p, "1.up.A", a, a_floats * sizeof *a), 0);
    assert_int_equal(wire_packer_add(&p, "1.up.B", b, sizeof b), 0);
    assert_int_equal(wire_packer_write(&p, path, "update", 1, NULL), 0);
    wire_packer_free(&p);
}

#endif
