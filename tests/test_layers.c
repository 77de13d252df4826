/* test_layers.c - each layer against what spaCy computes: token boundaries, what the network sees of a word, its vector, vectors in
 * context, scores, trees, entities, lemmas. So that where the engine leaves spaCy, the first test that fails says where. */
#include "tokenizing.h"

#include <math.h>

/* The source itself, for the rows of words inside the encoder, which no header shows. */
#include "nlp/tok2vec.c"

#include "nlp/lemma.h"
#include "nlp/transition.h"

static const double TOLERANCE = 1e-4; /* matrix libraries sum in other orders; the reference has five digits */

static json_t *sentences;
static const wire_kernel *kernel;

static int set_up_layers(void **state)
{
    int rc = set_up(state);
    sentences = json_object_get(reference, "sentences");
    kernel = wire_kernel_get(NULL);
    return rc;
}

static const char *sentence_text(size_t i)
{
    return json_string_value(json_object_get(json_array_get(sentences, i), "text"));
}

/* The tokens of a text, copied: the tokenizer's own last until its next call. */
static wire_tok *tokens_of(const char *text, size_t *n)
{
    assert_int_equal(wire_tokenize(&tokenizer, text, strlen(text)), 0);
    *n = tokenizer.n;
    wire_tok *toks = malloc((tokenizer.n + 1) * sizeof *toks);
    if (tokenizer.n)
        memcpy(toks, tokenizer.toks, tokenizer.n * sizeof *toks);
    return toks;
}

static void near(const char *what, size_t row, const float *got, const json_t *want, size_t n)
{
    assert_int_equal(json_array_size(want), n);
    for (size_t i = 0; i < n; i++) {
        double value = json_number_value(json_array_get(want, i));
        if (!(fabs((double)got[i] - value) <= TOLERANCE))
            fail_msg("%s: row %zu, number %zu: %f, spaCy has %f (%s)", what, row, i, (double)got[i], value, kernel->name);
    }
}

/* ------------------------------------------------------------------------------------------------ words */

static void check_ids(const char *what, size_t number, const wire_lexeme *x, const char *ids)
{
    static const enum wire_attr attrs[] = {WIRE_NORM, WIRE_PREFIX, WIRE_SUFFIX, WIRE_SHAPE, WIRE_LOWER};
    for (size_t a = 0; a < COUNT(attrs); a++) {
        char *end;
        uint64_t id = strtoull(ids, &end, 16);
        if (x->ids[attrs[a]] != id)
            fail_msg("%s, %zu: '%.*s' has another %s", what, number, (int)x->len, x->text, wire_attr_names[attrs[a]]);
        ids = end;
    }
}

/* Words as they are, whatever the tokenizer would make of them. */
static void awkward_words_are_spacys(void **state)
{
    (void)state;
    const json_t *words = json_object_get(reference, "words");
    assert_true(json_array_size(words) > 50);
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = text_at(json_array_get(words, i), 0);
        int64_t lex = wire_vocab_get(&lexicon, word, strlen(word), wire_murmur64(word, strlen(word)), 0);
        assert_true(lex >= 0);
        check_ids("word", i, &lexicon.items[lex], text_at(json_array_get(words, i), 1));
    }
}

static void words_are_spacys(void **state)
{
    (void)state;
    size_t i;
    json_t *s;
    json_array_foreach(sentences, i, s)
    {
        size_t n;
        wire_tok *toks = tokens_of(sentence_text(i), &n);
        const json_t *want = json_object_get(s, "tokens");
        assert_int_equal(n, json_array_size(want));
        for (size_t k = 0; k < n; k++) {
            const json_t *t = json_array_get(want, k);
            assert_int_equal(toks[k].start, number_at(t, 0));
            assert_int_equal(toks[k].start + toks[k].len, number_at(t, 1));
            check_ids("token of a sentence", i, &lexicon.items[toks[k].lex], text_at(t, 2));
        }
        free(toks);
    }
}

/* ------------------------------------------------------------------------------------------------ the network */

/* One of the pipeline's tok2vecs, run over a block in parts of at most `part` tokens; a row of vectors for each token, and of the
 * words' own vectors where `words` is not NULL. */
static float *encode_parts(const wire_tok2vec *m, const wire_tok *toks, size_t n, size_t part, float *words)
{
    wire_embedder e;
    assert_int_equal(wire_embedder_init(&e, pipeline, m, &lexicon), 0);
    float *out = malloc((n * m->width + 1) * sizeof *out);
    for (size_t from = 0; from < n; from += part) {
        size_t to = from + part < n ? from + part : n;
        const wire_part p = {0, (uint32_t)n, (uint32_t)from, (uint32_t)to};
        assert_int_equal(wire_embed(&e, kernel, toks, &p, 1), 0);
        memcpy(out + from * m->width, e.out, (to - from) * m->width * sizeof *out);
        for (size_t i = from; words && i < to; i++)
            memcpy(words + i * m->width, word_row(&e, toks, (uint32_t)(m->depth + i)), m->width * sizeof *words);
    }
    wire_embedder_free(&e);
    return out;
}

/* The outputs of a layer over `n` rows, one after another. */
static float *apply(const wire_layer *l, const float *x, size_t n)
{
    uint32_t *rows = malloc((n + 1) * sizeof *rows);
    for (size_t i = 0; i < n; i++)
        rows[i] = (uint32_t)(i * l->k);
    float *y = wire_floats(n * l->panels * WIRE_PANEL);
    kernel->gemm(x, rows, n, l->w, l->b, l->k, l->panels, y, l->panels * WIRE_PANEL);
    free(rows);
    return y;
}

static void near_rows(const json_t *layers, const char *name, const float *got, size_t n, size_t width, size_t stride)
{
    const json_t *want = json_object_get(layers, name);
    assert_int_equal(json_array_size(want), n);
    for (size_t i = 0; i < n; i++)
        near(name, i, got + i * stride, json_array_get(want, i), width);
}

static void near_layer(const json_t *layers, const char *name, const wire_layer *l, const float *x, size_t n)
{
    float *y = apply(l, x, n);
    near_rows(layers, name, y, n, l->n, l->panels * WIRE_PANEL);
    free(y);
}

static void check_layers(const json_t *layers)
{
    size_t n, sentence = (size_t)json_integer_value(json_object_get(layers, "sentence"));
    wire_tok *toks = tokens_of(sentence_text(sentence), &n);
    const wire_tok2vec *shared = &pipeline->tok2vecs[pipeline->parser.tok2vec], *own = &pipeline->tok2vecs[pipeline->ner.tok2vec];
    float *words = malloc(n * (shared->width + own->width) * sizeof *words);

    float *x = encode_parts(shared, toks, n, n, words);
    near_rows(layers, "embedding", words, n, shared->width, shared->width);
    near_rows(layers, "tok2vec", x, n, shared->width, shared->width);
    near_layer(layers, "tags", &pipeline->tagger, x, n);
    near_layer(layers, "parser_in", &pipeline->parser.in, x, n);
    free(x);

    x = encode_parts(own, toks, n, n, words);
    near_rows(layers, "ner_embedding", words, n, own->width, own->width);
    near_rows(layers, "ner_tok2vec", x, n, own->width, own->width);
    near_layer(layers, "ner_in", &pipeline->ner.in, x, n);
    free(x);
    free(words);
    free(toks);
}

/* Run with each kernel in turn. */
static void for_each_kernel(void (*run)(void))
{
    static const char *const names[] = {"portable", "avx2", "avx512"};
    for (size_t i = 0; i < COUNT(names); i++)
        if ((kernel = wire_kernel_get(names[i])))
            run();
    kernel = wire_kernel_get(NULL);
}

static void each_layer(void)
{
    size_t i;
    json_t *layers;
    json_array_foreach(json_object_get(reference, "layers"), i, layers) check_layers(layers);
}

static void layers_are_spacys(void **state)
{
    (void)state;
    for_each_kernel(each_layer);
}

/* ------------------------------------------------------------------------------------------------ scores */

static void check_moves(const wire_scorer *m, const char *name, const char *letters, enum wire_labels set)
{
    const json_t *want = json_object_get(reference, name);
    assert_int_equal(m->n_moves, json_array_size(want));
    for (size_t i = 0; i < m->n_moves; i++) {
        const char *move = text_at(want, i), *dash = strchr(move, '-');
        assert_int_equal(letters[m->moves[i].kind], *move);
        assert_string_equal(wire_label(pipeline, set, m->moves[i].label), dash ? dash + 1 : "");
    }
}

static void moves_are_spacys(void **state)
{
    (void)state;
    check_moves(&pipeline->parser, "parser_moves", "SDLRB", WIRE_DEP);
    check_moves(&pipeline->ner, "ner_moves", "MBILUO", WIRE_ENT);
}

/* The scores in the first state, which looks at `ids`. */
static void check_first(const wire_scorer *m, const wire_tok *toks, size_t n, const int32_t *ids, const json_t *want, const char *what,
                        size_t sentence)
{
    float *x = encode_parts(&pipeline->tok2vecs[m->tok2vec], toks, n, n, NULL), *in = apply(&m->in, x, n);
    wire_scoring s;
    assert_int_equal(wire_scoring_init(&s, m, kernel), 0);
    assert_int_equal(wire_scoring_begin(&s, in, n), 0);
    near(what, sentence, wire_scoring_of(&s, ids), want, m->n_moves);
    wire_scoring_free(&s);
    free(in);
    free(x);
}

static void each_first_state(void)
{
    size_t i;
    json_t *s;
    json_array_foreach(sentences, i, s)
    {
        size_t n;
        wire_tok *toks = tokens_of(sentence_text(i), &n);
        const int32_t parser[8] = {0, n > 1 ? 1 : -1, -1, -1, -1, -1, -1, -1}, ner[3] = {0, -1, -1};
        check_first(&pipeline->parser, toks, n, parser, json_object_get(s, "parser"), "parser", i);
        check_first(&pipeline->ner, toks, n, ner, json_object_get(s, "ner"), "ner", i);
        free(toks);
    }
}

static void first_states_score_as_spacys(void **state)
{
    (void)state;
    for_each_kernel(each_first_state);
}

/* ------------------------------------------------------------------------------------------------ the same by two ways */

/* All sentences, `repeat` times over, as one text. */
static char *long_text(size_t repeat)
{
    size_t room = 1;
    for (size_t i = 0; i < json_array_size(sentences); i++)
        room += strlen(sentence_text(i)) + 1;
    char *text = calloc(repeat, room), *at = text;
    for (size_t r = 0; r < repeat; r++)
        for (size_t i = 0; i < json_array_size(sentences); i++)
            at += sprintf(at, "%s%s", at == text ? "" : " ", sentence_text(i));
    return text;
}

/* A block in parts, each with its neighbours as margins, gives the bytes of the whole. */
static void parts_are_the_whole(void **state)
{
    (void)state;
    size_t n;
    char *text = long_text(1);
    wire_tok *toks = tokens_of(text, &n);
    static const size_t parts[] = {1, 2, 3, 4, 5, 7, 16, 63, 64, 65, 100};
    for (size_t i = 0; i < pipeline->n_tok2vecs; i++) {
        const wire_tok2vec *m = &pipeline->tok2vecs[i];
        float *whole = encode_parts(m, toks, n, n, NULL);
        for (size_t k = 0; k < COUNT(parts); k++) {
            float *x = encode_parts(m, toks, n, parts[k], NULL);
            assert_memory_equal(x, whole, n * m->width * sizeof *x);
            free(x);
        }
        free(whole);
    }
    free(toks);
    free(text);
}

/* Words that a group of rows has asked for keep their rows until it is done, also where all rows are taken and all were asked for
 * of late, so that the search for one to give up goes round and round. */
static void words_of_a_group_are_kept(void **state)
{
    (void)state;
    enum { HALF = WIRE_GROUP_ROWS / 2 - 64 };
    const wire_tok2vec *m = &pipeline->tok2vecs[pipeline->parser.tok2vec];
    wire_embedder used, fresh;
    static wire_tok toks[WORDS_MAX + HALF];
    for (size_t i = 0; i < COUNT(toks); i++) {
        char word[32];
        size_t len = (size_t)sprintf(word, "q%zuz", i);
        int64_t lex = wire_vocab_get(&lexicon, word, len, wire_murmur64(word, len), 0);
        assert_true(lex >= 0);
        toks[i] = (wire_tok){.lex = (uint32_t)lex, .len = (uint32_t)len};
    }
    assert_int_equal(wire_embedder_init(&used, pipeline, m, &lexicon), 0);
    for (int round = 0; round < 2; round++)
        for (uint32_t from = 0; from < WORDS_MAX; from += HALF) {
            uint32_t to = from + HALF < WORDS_MAX ? from + HALF : WORDS_MAX;
            const wire_part p = {from, to, from, to};
            assert_int_equal(wire_embed(&used, kernel, toks, &p, 1), 0);
        }
    /* The first words, which have rows, and as many that are new. */
    const wire_part both[] = {{0, HALF, 0, HALF}, {WORDS_MAX, WORDS_MAX + HALF, WORDS_MAX, WORDS_MAX + HALF}};
    assert_int_equal(wire_embed(&used, kernel, toks, both, 2), 0);
    assert_int_equal(wire_embedder_init(&fresh, pipeline, m, &lexicon), 0);
    assert_int_equal(wire_embed(&fresh, kernel, toks, both, 2), 0);
    assert_memory_equal(used.out, fresh.out, 2 * HALF * m->width * sizeof *used.out);
    wire_embedder_free(&used);
    wire_embedder_free(&fresh);
}

/* A feature that is computed when it is asked for is the one that was computed beforehand. */
static void features_ahead_are_those_asked_for(void **state)
{
    (void)state;
    size_t n;
    uint64_t seed = 1;
    wire_tok *toks = tokens_of(sentence_text(5), &n);
    const wire_scorer *models[] = {&pipeline->parser, &pipeline->ner};
    for (size_t i = 0; i < COUNT(models); i++) {
        const wire_scorer *m = models[i];
        float *x = encode_parts(&pipeline->tok2vecs[m->tok2vec], toks, n, n, NULL), *in = apply(&m->in, x, n);
        float *ahead = malloc(m->n_moves * sizeof *ahead);
        wire_scoring s;
        assert_int_equal(wire_scoring_init(&s, m, kernel), 0);
        assert_int_equal(wire_scoring_begin(&s, in, n), 0);
        assert_true(s.is_ahead);
        for (int round = 0; round < 50; round++) {
            int32_t ids[8];
            for (size_t f = 0; f < COUNT(ids); f++)
                ids[f] = (int32_t)random_below(&seed, n + 1) - 1;
            s.is_ahead = true;
            memcpy(ahead, wire_scoring_of(&s, ids), m->n_moves * sizeof *ahead);
            s.is_ahead = false;
            assert_memory_equal(wire_scoring_of(&s, ids), ahead, m->n_moves * sizeof *ahead);
        }
        wire_scoring_free(&s);
        free(ahead);
        free(in);
        free(x);
    }
    free(toks);
}

/* ------------------------------------------------------------------------------------------------ results */

static void results_are_spacys(void **state)
{
    (void)state;
    size_t i;
    json_t *s;
    json_array_foreach(sentences, i, s) check_parse(pipeline, i, s);
}

/* Words as each part of speech, whatever they would be in a sentence: exceptions, rules, and several of them at once. */
static void lemmas_are_spacys(void **state)
{
    (void)state;
    const json_t *names = json_object_get(reference, "lemma_pos"), *words = json_object_get(reference, "lemmas");
    wire_arena arena = {0};
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = text_at(json_array_get(words, i), 0);
        int64_t lex = wire_vocab_get(&lexicon, word, strlen(word), wire_murmur64(word, strlen(word)), 0);
        assert_true(lex >= 0);
        for (size_t k = 0; k < json_array_size(names); k++) {
            uint32_t pos = 1;
            while (strcmp(wire_label(pipeline, WIRE_POS, pos), text_at(names, k)))
                assert_true(*wire_label(pipeline, WIRE_POS, pos++));
            wire_str lemma = wire_lemma_of(pipeline, &lexicon.items[lex], (uint16_t)pos, 0, &arena);
            const char *want = text_at(json_array_get(words, i), k + 1);
            if (lemma.len != strlen(want) || memcmp(lemma.ptr, want, lemma.len))
                fail_msg("'%s' as %s: '%.*s', spaCy has '%s'", word, text_at(names, k), (int)lemma.len, lemma.ptr, want);
        }
    }
    wire_arena_free(&arena);
}

/* The next word of a list of words. */
static const char *next_word(const char **list, char *word, size_t room)
{
    int n = 0;
    snprintf(word, room, "%.*s", (int)strcspn(*list, " "), *list);
    n = (int)strcspn(*list, " ");
    *list += n + ((*list)[n] == ' ');
    return word;
}

/* A block over every limit: it is encoded in parts, and its features are computed as they are asked for. */
static void a_long_block_is_spacys(void **state)
{
    (void)state;
    const json_t *want = json_object_get(reference, "long"), *rows = json_object_get(want, "rows");
    char *text = long_text((size_t)json_integer_value(json_object_get(want, "repeat"))), word[40];
    const char *tags = json_string_value(json_object_get(want, "tags")), *deps = json_string_value(json_object_get(want, "deps")),
               *heads = json_string_value(json_object_get(want, "heads")), *ents = json_string_value(json_object_get(want, "ents"));
    size_t n, n_toks;
    wire_doc *doc = parse(pipeline, text);
    const wire_token *t = wire_doc_tokens(doc, &n);
    assert_true(n > WIRE_FEATURES_AHEAD);
    for (size_t i = 0; i < n; i++) {
        const char *ent = t[i].ent ? wire_label(pipeline, WIRE_ENT, t[i].ent) : "-";
        check_label(0, i, "tag", wire_label(pipeline, WIRE_TAG, t[i].tag), next_word(&tags, word, sizeof word));
        check_label(0, i, "dependency", wire_label(pipeline, WIRE_DEP, t[i].dep), next_word(&deps, word, sizeof word));
        check_label(0, i, "entity", ent, next_word(&ents, word, sizeof word));
        assert_int_equal((int64_t)t[i].head - (int64_t)i, atoi(next_word(&heads, word, sizeof word)));
    }
    assert_string_equal(tags, "");

    static const char *const names[] = {"tok2vec", "ner_tok2vec"};
    const wire_tok2vec *models[] = {&pipeline->tok2vecs[pipeline->parser.tok2vec], &pipeline->tok2vecs[pipeline->ner.tok2vec]};
    wire_tok *toks = tokens_of(text, &n_toks);
    assert_int_equal(n_toks, n);
    for (size_t m = 0; m < COUNT(models); m++) {
        float *x = encode_parts(models[m], toks, n, 1024, NULL);
        for (size_t i = 0; i < json_array_size(rows); i++)
            near(names[m], number_at(rows, i), x + number_at(rows, i) * models[m]->width,
                 json_array_get(json_object_get(want, names[m]), i), models[m]->width);
        free(x);
    }
    free(toks);
    wire_doc_free(doc);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_spacys),
        cmocka_unit_test(awkward_words_are_spacys),
        cmocka_unit_test(layers_are_spacys),
        cmocka_unit_test(moves_are_spacys),
        cmocka_unit_test(first_states_score_as_spacys),
        cmocka_unit_test(parts_are_the_whole),
        cmocka_unit_test(words_of_a_group_are_kept),
        cmocka_unit_test(features_ahead_are_those_asked_for),
        cmocka_unit_test(results_are_spacys),
        cmocka_unit_test(lemmas_are_spacys),
        cmocka_unit_test(a_long_block_is_spacys),
    };
    pipeline_path(); /* where it skips, before cmocka begins to count */
    return cmocka_run_group_tests(tests, set_up_layers, tear_down);
}
