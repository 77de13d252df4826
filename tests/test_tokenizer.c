/* test_tokenizer.c - tricky strings against spaCy's tokens for them, and what must hold for any string at all. */
#include "tokenizing.h"

/* Tokenize a copy that ends where the text ends, so that a sanitizer sees a read past it. The texts of lexemes are the tokens'. */
static const char *run(const char *text, size_t len)
{
    static char *copy;
    free(copy);
    copy = NULL;
    if (!text)
        return NULL;
    copy = malloc(len ? len : 1);
    memcpy(copy, text, len);
    assert_int_equal(wire_tokenize(&tokenizer, copy, len), 0);
    return copy;
}

/* The tokens and the single spaces marked behind them are the whole text, in order, and no more. */
static void check_tokens(const char *text, size_t len)
{
    size_t at = 0;
    for (size_t i = 0; i < tokenizer.n; i++) {
        const wire_tok *t = &tokenizer.toks[i];
        const wire_lexeme *x = &lexicon.items[t->lex];
        if (t->start != at || !t->len || t->len > len - at)
            fail_msg("token %zu at %u, of %u bytes; expected at %zu of %zu, in '%.*s'", i, t->start, t->len, at, len,
                     (int)(len < 300 ? len : 300), text);
        assert_int_equal(x->len, t->len);
        assert_memory_equal(x->text, text + t->start, t->len);
        assert_int_equal(wire_utf8_valid(text + t->start, t->len), t->len); /* never inside a character */
        at += t->len;
        if (t->spacy) {
            assert_true(at < len && text[at] == ' ');
            at++;
        }
    }
    assert_int_equal(at, len);
}

static void check_case(const json_t *c)
{
    const json_t *json = json_array_get(c, 0), *want = json_array_get(c, 1);
    const char *spaces = text_at(c, 2);
    size_t len = json_string_length(json), n = json_array_size(want);
    const char *text = run(json_string_value(json), len);
    for (size_t i = 0; i < n && i < tokenizer.n; i++) {
        const wire_tok *t = &tokenizer.toks[i];
        const char *token = text_at(want, i);
        if (t->len != strlen(token) || memcmp(text + t->start, token, t->len))
            fail_msg("'%s': token %zu is '%.*s', not '%s'", json_string_value(json), i, (int)t->len, text + t->start, token);
        if (t->spacy != (spaces[i] == '1'))
            fail_msg("'%s': the space behind token %zu, '%s'", json_string_value(json), i, token);
    }
    if (tokenizer.n != n)
        fail_msg("'%s': %zu tokens, not %zu", json_string_value(json), tokenizer.n, n);
    check_tokens(text, len);
}

static void cases_are_spacys(void **state)
{
    (void)state;
    const json_t *cases = json_object_get(reference, "tokenizer");
    assert_true(json_array_size(cases) > 100);
    /* Twice: the second time what a chunk falls into is remembered, and so are the words. */
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < json_array_size(cases); i++)
            check_case(json_array_get(cases, i));
    /* And when all has been forgotten. */
    wire_tokenizer_clear(&tokenizer);
    wire_vocab_clear(&lexicon);
    for (size_t i = json_array_size(cases); i-- > 0;)
        check_case(json_array_get(cases, i));
}

/* A word over the limit is cut, at characters; spaCy does not cut, and takes long for such a word. */
static void monstrous_words_are_cut(void **state)
{
    (void)state;
    static const char *const units[] = {"a", "é", "中", "😀", "ab-", "1,", "(", "!", "e\u0301", "http://a.b/", "x@y.z,", "\u3000"};
    for (size_t u = 0; u < COUNT(units); u++)
        for (size_t bytes = WIRE_CHUNK_MAX - 13; bytes < 6 * WIRE_CHUNK_MAX; bytes = bytes < WIRE_CHUNK_MAX + 13 ? bytes + 1 : bytes * 2) {
            size_t unit = strlen(units[u]), n = bytes / unit * unit;
            char *word = malloc(n + 1);
            for (size_t i = 0; i < n; i++)
                word[i] = units[u][i % unit];
            const char *text = run(word, n);
            check_tokens(text, n);
            for (size_t i = 0; i < tokenizer.n; i++)
                assert_true(tokenizer.toks[i].len <= WIRE_CHUNK_MAX);
            if (u == 0 && n <= WIRE_CHUNK_MAX - 1)
                assert_int_equal(tokenizer.n, 1);
            free(word);
        }
}

/* White space of any length is one token, however long. */
static void long_spaces_are_covered(void **state)
{
    (void)state;
    char *blank = malloc(5000);
    memset(blank, ' ', 5000);
    for (size_t n = 0; n < 5000; n = n * 2 + 1)
        check_tokens(run(blank, n), n);
    free(blank);
}

/* Texts put together from what the rules look at: whatever they are, the tokens cover them, and the second run is the same. */
static void any_text_is_covered(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        " ", " ", " ", "  ", "\n", "\t", "\u00a0", "a", "The", "U.S.", "n't", "'s", "’s", "I'm", "can't", "cannot", "gonna", ".", ",", "...",
        "…", "-", "--", "—", "'", "\"", "“", "”", "(", ")", "[", "/", ":", ":)", ";", "!", "?", "$", "€", "%", "5", "1,000", "km", "10km",
        "@", "example.org", "http://", "www.", "x@y.org", "#", "&", "*", "_", "~", "é", "e\u0301", "İ", "中文", "。", "😀", "\u200d", "\ufeff",
        "A.", "a.m.", "No.", "St.", "o'clock", "d'", "<3", "^_^", "\\", "¯\\(ツ)/¯", "\ufffd", "₹", "°C", "½", "²",
    };
    uint64_t seed = 7;
    char text[600];
    for (int round = 0; round < 3000; round++) {
        size_t len = 0;
        for (size_t i = 0, n = random_below(&seed, 40); i < n && len < sizeof text - 40; i++)
            len += (size_t)sprintf(text + len, "%s", pieces[random_below(&seed, COUNT(pieces))]);
        const char *copy = run(text, len);
        check_tokens(copy, len);
        size_t n = tokenizer.n;
        uint64_t before = wire_murmur64(tokenizer.toks, 0), again = before;
        for (size_t i = 0; i < n; i++)
            before = before * 31 + tokenizer.toks[i].len * 2 + tokenizer.toks[i].spacy;
        assert_int_equal(wire_tokenize(&tokenizer, copy, len), 0);
        assert_int_equal(tokenizer.n, n);
        for (size_t i = 0; i < n; i++)
            again = again * 31 + tokenizer.toks[i].len * 2 + tokenizer.toks[i].spacy;
        assert_int_equal(before, again);
    }
    run(NULL, 0);
}

/* The affix rules alone, as the converter asks for them. */
static void rules_without_special_cases(void **state)
{
    (void)state;
    assert_int_equal(wire_tokenize_plain(&tokenizer, "cannot", 6), 0);
    assert_int_equal(tokenizer.n, 1);
    assert_int_equal(wire_tokenize(&tokenizer, "cannot", 6), 0);
    assert_int_equal(tokenizer.n, 2);
    assert_false(wire_tokenizer_splits(&tokenizer, "cannot", 6));
    assert_true(wire_tokenizer_splits(&tokenizer, "(x)", 3));
    assert_true(wire_tokenizer_splits(&tokenizer, "a b", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_spacys),    cmocka_unit_test(monstrous_words_are_cut),     cmocka_unit_test(long_spaces_are_covered),
        cmocka_unit_test(any_text_is_covered), cmocka_unit_test(rules_without_special_cases),
    };
    pipeline_path(); /* where it skips, before cmocka begins to count */
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
