/* test_engine.c - what holds for every text, and that a block's results depend on its text alone: not on the batch, the words met
 * before, the kernel or the thread. */
#include "document.h"

#include <pthread.h>

/* The source itself, for its limits and the size of a workspace's vocab. */
#include "nlp/nlp.c"

enum { EXAMPLES = 5, GENERATED = 160 };

static wire_pipeline *pipeline;
static char *blocks[400];
static char *expected[400]; /* each block's results, read one document a call, by the best kernel */
static size_t n_blocks, n_from_reports;

/* ------------------------------------------------------------------------------------------------ texts */

static void add_text(const char *text, size_t len)
{
    assert_true(n_blocks < COUNT(blocks));
    blocks[n_blocks++] = strndup(text, len);
}

static void read_reports(void)
{
    for (int i = 0; i < EXAMPLES; i++) {
        char name[64];
        snprintf(name, sizeof name, "examples/reports/%03d.txt", i);
        char *text = read_file(source_path(name), NULL);
        for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
            add_text(line, strcspn(line, "\n"));
        free(text);
    }
    n_from_reports = n_blocks;
}

/* Sentences of a kind, and soup: the engine must stand both. */
static void generate(uint64_t *seed)
{
    static const char *const words[] = {
        "The",   "envoy",   "of",      "Zambia", "said",  "that",  "troops", "would",   "leave", "Kabul",    "on",      "Friday",
        "after", "5,000",   "rebels",  "had",    "been",  "seen",  "near",   "the",     "UN",    "mission",  "and",     "its",
        "staff", "refused", "to",      "go",     ",",     ".",     "?",      "“",       "”",     "(",        ")",       "—",
        "won't", "it's",    "U.S.",    "Mr.",    "$40m",  "10km",  "whom",   "neither", "nor",   "because",  "running", "children",
        "men's", "o’clock", "Élysée",  "2031",   "first", "No",    "quietly", "better", "worst", "were",     "is",      "being",
    };
    static const char *const soup[] = {" ", "  ", "\n", "\t", "a", "B", "1", ".", "...", "'", "\"", "-", "(", ":)", "é", "中", "😀",
                                       "\u00a0", "\u3000", "\u200b", "İ", "e\u0301", "x@y.org", "http://a.org/b", "n't", "U.S.", "\x01", "\x7f"};
    for (int i = 0; i < GENERATED; i++) {
        char text[2000];
        size_t len = 0, n = i % 10 == 9 ? 120 : random_below(seed, 30);
        bool mixed = i % 3 == 2;
        for (size_t k = 0; k < n; k++)
            len += (size_t)sprintf(text + len, mixed ? "%s" : "%s ", mixed ? soup[random_below(seed, COUNT(soup))]
                                                                            : words[random_below(seed, COUNT(words))]);
        add_text(text, len);
    }
}

static int set_up(void **state)
{
    (void)state;
    wire_err err;
    uint64_t seed = 11;
    if (wire_pipeline_open(pipeline_path(), &pipeline, &err))
        fail_msg("%s", err.msg);
    read_reports();
    generate(&seed);
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    for (size_t i = 0; i < n_blocks; i++) {
        wire_doc *doc = new_doc(blocks[i], strlen(blocks[i]));
        run_docs(nlp, &doc, 1);
        check_doc(pipeline, doc);
        expected[i] = dump_block(doc, 0);
        wire_doc_free(doc);
    }
    wire_nlp_free(nlp);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_blocks; i++) {
        free(blocks[i]);
        free(expected[i]);
    }
    wire_pipeline_close(pipeline);
    return 0;
}

/* Read blocks [from, to), each a document, in one call, and hold each against what is expected. */
static void read_at_once(const char *what, wire_nlp *nlp, size_t from, size_t to)
{
    wire_doc *docs[COUNT(blocks)] = {0};
    for (size_t i = from; i < to; i++)
        docs[i - from] = new_doc(blocks[i], strlen(blocks[i]));
    run_docs(nlp, docs, to - from);
    for (size_t i = from; i < to; i++) {
        check_doc(pipeline, docs[i - from]);
        same_block(what, docs[i - from], 0, expected[i]);
        wire_doc_free(docs[i - from]);
    }
}

/* ------------------------------------------------------------------------------------------------ batches */

static void the_batch_does_not_matter(void **state)
{
    (void)state;
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    read_at_once("all at once", nlp, 0, n_blocks);
    for (size_t i = 0; i < n_blocks; i += 7)
        read_at_once("seven at once", nlp, i, i + 7 < n_blocks ? i + 7 : n_blocks);
    wire_nlp_free(nlp);
    nlp = new_nlp(pipeline, NULL); /* the other way round: other words are remembered when a block comes */
    for (size_t i = n_blocks; i-- > 0;)
        read_at_once("last first", nlp, i, i + 1);
    wire_nlp_stats stats = wire_nlp_get_stats(nlp);
    assert_int_equal(stats.blocks, n_blocks);
    assert_true(stats.tokens > 2000 && stats.macs > stats.tokens * 100000);
    wire_nlp_free(nlp);
}

/* Several blocks in a document, with and without text between them, read by one workspace, twice. */
static void blocks_of_a_document_stand_alone(void **state)
{
    (void)state;
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    wire_err err;
    static const char *const between[] = {"", "\n\n", " | and a furlong of furniture | "};
    for (size_t k = 0; k < COUNT(between); k++) {
        size_t gap = strlen(between[k]), len = 0, room = 1;
        for (size_t i = 0; i < n_blocks; i++)
            room += strlen(blocks[i]) + gap;
        char *text = malloc(room);
        for (size_t i = 0; i < n_blocks; i++)
            len += (size_t)sprintf(text + len, "%s%s", between[k], blocks[i]);
        wire_doc *doc;
        assert_int_equal(wire_doc_new(&doc, &err), 0);
        assert_int_equal(wire_doc_set_text(doc, text, len, &err), 0);
        for (size_t i = 0, at = 0; i < n_blocks; at += strlen(blocks[i++])) {
            at += gap;
            assert_int_equal(wire_doc_add_block(doc, at, at + strlen(blocks[i]), &err), 0);
            wire_doc_mark_block(doc, i % 2 ? WIRE_CAPTION : WIRE_PARAGRAPH);
        }
        for (int round = 0; round < (k ? 1 : 2); round++) {
            run_docs(nlp, &doc, 1);
            check_doc(pipeline, doc);
            for (size_t i = 0; i < n_blocks; i++)
                same_block("blocks of one document", doc, i, expected[i]);
        }
        size_t n;
        assert_int_equal(wire_doc_blocks(doc, &n)[1].kind, WIRE_CAPTION); /* reading keeps what the blocks are */
        wire_doc_free(doc);
        free(text);
    }
    wire_nlp_free(nlp);
}

/* One document used again and again, as the program does. */
static void a_document_can_be_used_again(void **state)
{
    (void)state;
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    wire_doc *doc = new_doc("", 0);
    wire_err err;
    for (size_t i = 0; i < n_blocks; i += 3) {
        assert_int_equal(wire_doc_set_text(doc, blocks[i], strlen(blocks[i]), &err), 0);
        assert_int_equal(wire_doc_add_block(doc, 0, strlen(blocks[i]), &err), 0);
        run_docs(nlp, &doc, 1);
        same_block("a document used again", doc, 0, expected[i]);
    }
    wire_doc_free(doc);
    wire_nlp_free(nlp);
}

/* ------------------------------------------------------------------------------------------------ kernels and threads */

static void the_kernel_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"portable", "avx2", "avx512"};
    for (size_t k = 0; k < COUNT(names); k++) {
        wire_nlp *nlp = new_nlp(pipeline, names[k]);
        if (!nlp) {
            printf("SKIP: no kernel %s\n", names[k]);
            continue;
        }
        assert_string_equal(wire_nlp_kernel(nlp), names[k]);
        if (k) {
            read_at_once(names[k], nlp, 0, n_blocks);
        } else { /* slow: some of the reports, some of the generated */
            read_at_once(names[k], nlp, 0, 12);
            read_at_once(names[k], nlp, n_from_reports, n_from_reports + 24);
        }
        wire_nlp_free(nlp);
    }
}

static void *read_in_thread(void *arg)
{
    (void)arg;
    wire_nlp *nlp = NULL;
    if (wire_nlp_new(pipeline, &nlp, NULL))
        return "no workspace";
    const char *wrong = NULL;
    for (size_t i = 0; i < n_from_reports && !wrong; i++) { /* no cmocka here: its failures are for the main thread alone */
        wire_doc *doc = NULL;
        if (wire_doc_new(&doc, NULL) || wire_doc_set_text(doc, blocks[i], strlen(blocks[i]), NULL) ||
            wire_doc_add_block(doc, 0, strlen(blocks[i]), NULL) || wire_nlp_run(nlp, &doc, 1, NULL))
            wrong = "a call failed";
        char *got = wrong ? NULL : dump_block(doc, 0);
        if (got && strcmp(got, expected[i]))
            wrong = "another result";
        free(got);
        wire_doc_free(doc);
    }
    wire_nlp_free(nlp);
    return (void *)(uintptr_t)wrong;
}

static void threads_share_a_pipeline(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_in_thread, NULL), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        if (wrong)
            fail_msg("thread %zu: %s", i, (const char *)wrong);
    }
}

/* ------------------------------------------------------------------------------------------------ limits */

/* The words of a document: new ones; some of the 12,000 before them, which are more than the encoders keep vectors of; and a few
 * that are never long away, so that what is kept of them was kept from the first. */
static size_t write_words(char *text, size_t n, size_t *made, uint64_t *seed)
{
    size_t len = 0;
    for (size_t k = 0; k < n; k++) {
        size_t kind = *made < 100 ? 0 : random_below(seed, 6);
        size_t word = kind < 4 ? (*made)++ : kind == 4 ? random_below(seed, 20)
                                                       : *made - 1 - random_below(seed, *made < 12000 ? *made : 12000);
        len += (size_t)sprintf(text + len, "%c%c%c%cq ", (int)('a' + word % 26), (int)('a' + word / 26 % 26),
                               (int)('a' + word / 676 % 26), (int)('a' + word / 17576));
    }
    return len;
}

/* More words than are remembered, twice over, in one call; each document is as a new workspace reads it. The small pipeline of the
 * fuzz targets reads so many in a moment, and its weights are noise, so that a word taken for another shows. */
static void nothing_is_lost_when_words_are_forgotten(void **state)
{
    (void)state;
    enum { WORDS = 400, MOST = 4 * LEXEMES_MAX / WORDS, FRESH = 15 }; /* so few documents fit into what a workspace keeps */
    static wire_doc *docs[MOST];
    wire_pipeline *tiny;
    wire_err err;
    if (wire_pipeline_open(source_path("fuzz/corpus/model/tiny.pipeline"), &tiny, &err))
        fail_msg("%s", err.msg);
    wire_nlp *nlp = new_nlp(tiny, NULL), *fresh = NULL;
    uint64_t seed = 17;
    size_t n = 0, made = 0;
    while (made < 2 * LEXEMES_MAX + 5000) {
        char text[WORDS * 6 + 1];
        size_t len = write_words(text, WORDS, &made, &seed);
        assert_true(n < MOST);
        docs[n++] = new_doc(text, len);
    }
    run_docs(nlp, docs, n);
    assert_true(nlp->vocab.n < LEXEMES_MAX); /* it was emptied on the way */
    for (size_t i = 0; i < n; i++) {
        check_doc(NULL, docs[i]);
        char *got = dump_block(docs[i], 0);
        if (i % FRESH == 0) {
            wire_nlp_free(fresh);
            fresh = new_nlp(tiny, NULL);
        }
        run_docs(fresh, &docs[i], 1);
        same_block("by a new workspace", docs[i], 0, got);
        free(got);
        wire_doc_free(docs[i]);
    }
    wire_nlp_free(fresh);
    wire_nlp_free(nlp);
    wire_pipeline_close(tiny);
}

/* A block over every limit (parts, groups of rows, features beforehand): the same by each kernel, among others. What spaCy
 * makes of one is in test_layers.c. */
static void a_long_block_is_a_block(void **state)
{
    (void)state;
    static const char *const kernels[] = {NULL, "avx2", "portable"};
    enum { BYTES = 13500 };
    char text[BYTES + 4096], *want = NULL;
    size_t len = 0, tokens;
    for (size_t i = 0; len < BYTES; i++)
        len += (size_t)sprintf(text + len, "%s ", blocks[i % n_from_reports]);
    for (size_t k = 0; k < COUNT(kernels); k++) {
        wire_nlp *nlp = new_nlp(pipeline, kernels[k]);
        if (!nlp)
            continue;
        wire_doc *docs[] = {new_doc(blocks[0], strlen(blocks[0])), new_doc(text, len), new_doc(blocks[1], strlen(blocks[1]))};
        run_docs(nlp, docs, COUNT(docs));
        check_doc(pipeline, docs[1]);
        wire_doc_tokens(docs[1], &tokens);
        assert_true(tokens > WIRE_FEATURES_AHEAD && tokens > 2 * PART_TOKENS);
        if (!want)
            want = dump_block(docs[1], 0);
        same_block(kernels[k] ? kernels[k] : "best", docs[1], 0, want);
        same_block("before a long block", docs[0], 0, expected[0]);
        same_block("behind a long block", docs[2], 0, expected[1]);
        for (size_t i = 0; i < COUNT(docs); i++)
            wire_doc_free(docs[i]);
        wire_nlp_free(nlp);
    }
    free(want);
}

/* ------------------------------------------------------------------------------------------------ odd texts */

static void nothing_is_a_text_too(void **state)
{
    (void)state;
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    wire_err err;
    size_t n;
    run_docs(nlp, NULL, 0);
    wire_doc *bare;
    assert_int_equal(wire_doc_new(&bare, &err), 0);
    assert_int_equal(wire_doc_text(bare).len, 0);
    run_docs(nlp, &bare, 1); /* no text, no block */
    assert_int_equal(wire_doc_add_block(bare, 0, 0, &err), 0);
    run_docs(nlp, &bare, 1); /* no text, an empty block */
    check_doc(pipeline, bare);
    wire_doc_free(bare);

    /* Empty blocks before, between and behind others. */
    wire_doc *doc = new_doc("", 0);
    assert_int_equal(wire_doc_set_text(doc, "One. Two.", 9, &err), 0);
    static const size_t spans[][2] = {{0, 0}, {0, 4}, {4, 4}, {4, 4}, {5, 9}, {9, 9}};
    for (size_t i = 0; i < COUNT(spans); i++)
        assert_int_equal(wire_doc_add_block(doc, spans[i][0], spans[i][1], &err), 0);
    run_docs(nlp, &doc, 1);
    check_doc(pipeline, doc);
    wire_doc_tokens(doc, &n);
    assert_int_equal(n, 4);

    static const char *const blanks[] = {" ", "  ", "\n", "\t\r\n ", "\u00a0", "\u2003\u3000", "\u2028", "          ", " \n \n "};
    for (size_t i = 0; i < COUNT(blanks); i++) {
        assert_int_equal(wire_doc_set_text(doc, blanks[i], strlen(blanks[i]), &err), 0);
        assert_int_equal(wire_doc_add_block(doc, 0, strlen(blanks[i]), &err), 0);
        run_docs(nlp, &doc, 1);
        check_doc(pipeline, doc);
        const wire_token *t = wire_doc_tokens(doc, &n);
        assert_int_equal(n, 1);
        assert_string_equal(wire_label(pipeline, WIRE_POS, t[0].pos), "SPACE");
        wire_doc_entities(doc, &n);
        assert_int_equal(n, 0);
    }
    wire_doc_free(doc);
    wire_nlp_free(nlp);
}

static void bad_bytes_are_replaced(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"The envoy \xff left Kabul.", "The envoy \xef\xbf\xbd left Kabul."},
        {"\xc3", "\xef\xbf\xbd"},
        {"Caf\xe9 owners met.\xe2\x82", "Caf\xef\xbf\xbd owners met.\xef\xbf\xbd"},
        {"\xed\xa0\x80\xf5", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    wire_nlp *nlp = new_nlp(pipeline, NULL);
    for (size_t i = 0; i < COUNT(texts); i++) {
        wire_doc *docs[] = {new_doc(texts[i][0], strlen(texts[i][0])), new_doc(texts[i][1], strlen(texts[i][1]))};
        assert_true(wire_doc_repaired(docs[0]));
        assert_false(wire_doc_repaired(docs[1]));
        assert_int_equal(wire_doc_text(docs[0]).len, strlen(texts[i][1]));
        assert_memory_equal(wire_doc_text(docs[0]).ptr, texts[i][1], strlen(texts[i][1]));
        run_docs(nlp, docs, 2);
        check_doc(pipeline, docs[0]);
        char *want = dump_block(docs[1], 0);
        same_block("repaired", docs[0], 0, want);
        free(want);
        wire_doc_free(docs[0]);
        wire_doc_free(docs[1]);
    }
    /* Bytes at random, NUL among them. */
    uint64_t seed = 13;
    for (int i = 0; i < 60; i++) {
        char noise[200];
        size_t len = random_below(&seed, sizeof noise);
        for (size_t k = 0; k < len; k++)
            noise[k] = (char)(i % 2 ? next_random(&seed) : 32 + next_random(&seed) % 8 * 13);
        wire_doc *doc = new_doc(noise, len);
        run_docs(nlp, &doc, 1);
        check_doc(pipeline, doc);
        wire_doc_free(doc);
    }
    wire_nlp_free(nlp);
}

/* ------------------------------------------------------------------------------------------------ the caller's errors */

static void block_fails(wire_doc *doc, size_t start, size_t end, int code)
{
    wire_err err = {0};
    size_t before, after;
    wire_doc_blocks(doc, &before);
    assert_int_equal(wire_doc_add_block(doc, start, end, &err), code);
    check_message(&err, code, "a block");
    assert_int_equal(wire_doc_add_block(doc, start, end, NULL), code);
    wire_doc_blocks(doc, &after);
    assert_int_equal(before, after);
}

static void wrong_calls_are_refused(void **state)
{
    (void)state;
    wire_err err = {0};
    wire_doc *doc = new_doc("", 0);
    assert_int_equal(wire_doc_set_text(doc, "Café in Genève.", 17, &err), 0);
    block_fails(doc, 0, 18, WIRE_EARG);           /* over the end */
    block_fails(doc, 18, 18, WIRE_EARG);
    block_fails(doc, 3, 2, WIRE_EARG);            /* backwards */
    block_fails(doc, SIZE_MAX, 1, WIRE_EARG);
    block_fails(doc, 0, SIZE_MAX, WIRE_EARG);
    block_fails(doc, 0, 4, WIRE_EARG);            /* inside é */
    block_fails(doc, 4, 8, WIRE_EARG);
    assert_int_equal(wire_doc_add_block(doc, 3, 9, &err), 0);
    block_fails(doc, 0, 3, WIRE_EARG);            /* before the last */
    block_fails(doc, 8, 12, WIRE_EARG);           /* over the last */
    assert_int_equal(wire_doc_add_block(doc, 9, 17, &err), 0);

    /* A text over the limit leaves the document as it was; the text is not looked at. */
    assert_int_equal(wire_doc_set_text(doc, "", (size_t)UINT32_MAX / 4 + 1, &err), WIRE_ELIMIT);
    check_message(&err, WIRE_ELIMIT, "a text");
    assert_int_equal(wire_doc_text(doc).len, 17);

    char *big = malloc(WIRE_BLOCK_MAX + 1);
    memset(big, ' ', WIRE_BLOCK_MAX + 1);
    assert_int_equal(wire_doc_set_text(doc, big, WIRE_BLOCK_MAX + 1, &err), 0);
    block_fails(doc, 0, WIRE_BLOCK_MAX + 1, WIRE_ELIMIT);
    assert_int_equal(wire_doc_add_block(doc, 1, WIRE_BLOCK_MAX + 1, &err), 0);
    free(big);

    wire_nlp *nlp = new_nlp(pipeline, NULL);
    const char *kernel = wire_nlp_kernel(nlp);
    static const char *const unknown[] = {"", "sse", "AVX2", "a name that is far longer than any kernel's has ever been or will be, surely"};
    for (size_t i = 0; i < COUNT(unknown); i++) {
        assert_int_equal(wire_nlp_use_kernel(nlp, unknown[i], &err), WIRE_EUNSUPPORTED);
        check_message(&err, WIRE_EUNSUPPORTED, NULL);
        assert_ptr_equal(wire_nlp_kernel(nlp), kernel);
    }
    wire_nlp_free(nlp);

    assert_int_equal(wire_doc_set_report(doc, "a1", "The Kafue Lantern", "2041-04-23", &err), 0);
    assert_string_equal(wire_doc_id(doc), "a1");
    assert_string_equal(wire_doc_outlet(doc), "The Kafue Lantern");
    assert_string_equal(wire_doc_date(doc), "2041-04-23");
    assert_int_equal(wire_doc_set_text(doc, "x", 1, &err), 0);
    assert_string_equal(wire_doc_id(doc), ""); /* another text is another report */
    wire_doc_free(doc);

    wire_doc_free(NULL);
    wire_nlp_free(NULL);
    wire_pipeline_close(NULL);
}

static void labels_are_texts(void **state)
{
    (void)state;
    for (int set = 0; set < WIRE_LABEL_SETS; set++) {
        assert_string_equal(wire_label(pipeline, (enum wire_labels)set, 0), "");
        assert_string_not_equal(wire_label(pipeline, (enum wire_labels)set, 1), "");
        assert_string_equal(wire_label(pipeline, (enum wire_labels)set, UINT32_MAX), "");
    }
    assert_string_equal(wire_label(pipeline, WIRE_LABEL_SETS, 1), "");
    assert_int_equal(strlen(wire_pipeline_hash(pipeline)), 16);
    assert_int_equal(strspn(wire_pipeline_hash(pipeline), "0123456789abcdef"), 16);
    assert_non_null(strchr(wire_pipeline_name(pipeline), ' '));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_batch_does_not_matter),
        cmocka_unit_test(blocks_of_a_document_stand_alone),
        cmocka_unit_test(a_document_can_be_used_again),
        cmocka_unit_test(the_kernel_does_not_matter),
        cmocka_unit_test(threads_share_a_pipeline),
        cmocka_unit_test(nothing_is_lost_when_words_are_forgotten),
        cmocka_unit_test(a_long_block_is_a_block),
        cmocka_unit_test(nothing_is_a_text_too),
        cmocka_unit_test(bad_bytes_are_replaced),
        cmocka_unit_test(wrong_calls_are_refused),
        cmocka_unit_test(labels_are_texts),
    };
    pipeline_path(); /* where it skips, before cmocka begins to count */
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
