/* test_convert.c - a package becomes a pipeline; one that is damaged, or of another kind, is refused with the name of the part. */
#include "package.h"
#include "reference.h"

static char package[64], out_folder[64], out[128];

static int set_up(void **state)
{
    (void)state;
    make_folder(package, sizeof package);
    make_folder(out_folder, sizeof out_folder);
    snprintf(out, sizeof out, "%s/out.pipeline", out_folder);
    unpack_package(package);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder(package);
    remove_folder(out_folder);
    return 0;
}

static const char *inside(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", package, name);
    return path;
}

/* The package is refused with that code and a line that begins with its name and says `why`; nothing is written. */
static void refused(const char *what, int code, const char *why)
{
    wire_err err = {0};
    int rc = wire_pipeline_convert(package, out, &err);
    if (rc != code || !strstr(err.msg, why))
        fail_msg("%s: %d: %s", what, rc, err.msg);
    check_message(&err, code, package);
    assert_int_equal(files_in(out_folder), 0);
    assert_int_equal(wire_pipeline_convert(package, out, NULL), code);
}

/* ------------------------------------------------------------------------------------------------ what is good */

/* The converter's output is in the tree, for the fuzz targets. After a change of the format both are made anew, by
 * fuzz/make_tiny_pipeline.py, which also holds the engine to spaCy on it. */
static void the_small_package_becomes_the_small_pipeline(void **state)
{
    (void)state;
    wire_err err;
    size_t got_len, want_len;
    if (wire_pipeline_convert(package, out, &err))
        fail_msg("%s", err.msg);
    char *got = read_file(out, &got_len), *want = read_file(source_path("fuzz/corpus/model/tiny.pipeline"), &want_len);
    assert_int_equal(got_len, want_len);
    assert_memory_equal(got, want, want_len);
    assert_int_equal(files_in(out_folder), 1);

    free(got);
    free(want);
}

/* From the package to the parse, against what spaCy makes of both. The weights are noise: arcs, breaks and entities are anywhere. */
static void the_small_pipeline_reads_as_spacy(void **state)
{
    (void)state;
    wire_pipeline *p = NULL;
    wire_err err;
    if (wire_pipeline_convert(package, out, &err) || wire_pipeline_open(out, &p, &err))
        fail_msg("%s", err.msg);
    assert_string_equal(wire_pipeline_name(p), "en_tiny 0.0.1");
    json_t *reference = load_reference();
    const json_t *texts = json_object_get(reference, "small");
    assert_true(json_array_size(texts) > 5);
    for (size_t i = 0; i < json_array_size(texts); i++)
        check_parse(p, i, json_array_get(texts, i));
    json_decref(reference);
    wire_pipeline_close(p);
}

/* A package is a folder in a folder, the second named with the version; any of them may be given. */
static void the_pipeline_is_found_in_folders(void **state)
{
    (void)state;
    char above[64], deep[256];
    make_folder(above, sizeof above);
    snprintf(deep, sizeof deep, "%s/en_tiny", above);
    assert_int_equal(mkdir(deep, 0700), 0);
    snprintf(deep, sizeof deep, "%s/en_tiny/en_tiny-0.0.1", above);
    assert_int_equal(rename(package, deep), 0);
    wire_err err;
    for (size_t up = 0; up < 3; up++) {
        if (wire_pipeline_convert(deep, out, &err))
            fail_msg("%s", err.msg);
        *strrchr(deep, '/') = 0;
    }
    remove_folder(above);
}

/* ------------------------------------------------------------------------------------------------ what is not there */

static void each_part_is_missed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int code;
    } parts[] = {
        {"config.cfg", WIRE_EFORMAT},      {"meta.json", WIRE_EIO},     {"tokenizer", WIRE_EIO},
        {"tok2vec/model", WIRE_EIO},       {"tagger/model", WIRE_EIO},  {"tagger/cfg", WIRE_EIO},
        {"parser/model", WIRE_EIO},        {"parser/moves", WIRE_EIO},  {"ner/model", WIRE_EIO},
        {"ner/moves", WIRE_EIO},           {"vocab/key2row", WIRE_EIO}, {"attribute_ruler/patterns", WIRE_EIO},
        {"vocab/vectors", WIRE_EFORMAT}, /* which the tok2vec counts on */
        {"lemmatizer/lookups/lookups.bin", WIRE_EIO},
    };
    for (size_t i = 0; i < COUNT(parts); i++) {
        char aside[256];
        snprintf(aside, sizeof aside, "%s/aside", out_folder);
        assert_int_equal(rename(inside(parts[i].name), out), 0); /* out of the package */
        assert_int_equal(rename(out, aside), 0);
        wire_err err = {0};
        int rc = wire_pipeline_convert(package, out, &err);
        if (rc != parts[i].code)
            fail_msg("without %s: %d: %s", parts[i].name, rc, err.msg);
        check_message(&err, parts[i].code, package);
        if (rc == WIRE_EIO)
            assert_non_null(strstr(err.msg, parts[i].name));
        assert_int_equal(files_in(out_folder), 1);
        assert_int_equal(rename(aside, inside(parts[i].name)), 0);
    }
}

static void what_is_no_package_is_refused(void **state)
{
    (void)state;
    remove_folder(package);
    refused("nothing", WIRE_EIO, "No such file");
    write_file(package, "", 0);
    refused("an empty file", WIRE_EFORMAT, "neither a folder nor a readable wheel");
    static const char broken[] = "PK\x03\x04 but no more than that";
    write_file(package, broken, sizeof broken);
    refused("a broken wheel", WIRE_EFORMAT, "neither a folder nor a readable wheel");
    assert_int_equal(unlink(package), 0);
    assert_int_equal(mkdir(package, 0700), 0);
    refused("an empty folder", WIRE_EFORMAT, "no spaCy pipeline");
}

/* ------------------------------------------------------------------------------------------------ what is damaged */

/* Damage to each file in turn: cut in the middle, emptied, other bytes. It must be refused, or do no harm: then what is written
 * opens. Files of msgpack are refused. */
static void each_part_is_damaged(void **state)
{
    (void)state;
    static const char *const parts[] = {"config.cfg",   "meta.json",    "tokenizer", "tok2vec/model", "tagger/model",  "tagger/cfg",
                                        "parser/model", "parser/moves", "ner/model", "ner/moves",     "vocab/vectors", "vocab/key2row",
                                        "vocab/lookups.bin", "attribute_ruler/patterns", "lemmatizer/lookups/lookups.bin"};
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t len;
        char *good = read_file(inside(parts[i]), &len);
        for (int damage = 0; damage < 4; damage++) {
            static const char other[] = "\xc1 is no msgpack, and this is no JSON either";
            if (damage < 3)
                write_file(inside(parts[i]), good, damage == 0 ? 0 : damage == 1 ? len / 2 : len - 1);
            else
                write_file(inside(parts[i]), other, sizeof other);
            wire_err err = {0};
            int rc = wire_pipeline_convert(package, out, &err);
            bool text = i < 2; /* a config that ends early may still say all that is asked */
            if (!rc && !text)
                fail_msg("%s, damage %d: it was converted", parts[i], damage);
            if (rc == WIRE_ENOMEM)
                fail_msg("%s, damage %d: %s", parts[i], damage, err.msg);
            if (rc)
                check_message(&err, rc, package);
            unlink(out);
            assert_int_equal(files_in(out_folder), 0);
        }
        write_file(inside(parts[i]), good, len);
        free(good);
    }
}

/* ------------------------------------------------------------------------------------------------ what does not fit */

/* In a text file of the package, put `new` in the place of `old`. */
static char *replace_in(const char *name, const char *old, const char *new)
{
    size_t len;
    char *was = read_file(inside(name), &len), *at = strstr(was, old);
    if (!at)
        fail_msg("%s has no '%s'", name, old);
    size_t before = (size_t)(at - was), cut = strlen(old), put = strlen(new);
    char *now = malloc(len + put);
    assert_non_null(now);
    memcpy(now, was, before);
    memcpy(now + before, new, put);
    memcpy(now + before + put, at + cut, len - before - cut);
    write_file(inside(name), now, len + put - cut);
    free(now);
    return was;
}

static void other_architectures_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *name, *old, *new;
        int code;
        const char *why;
    } cases[] = {
        {"another language", "meta.json", "\"en\"", "\"de\"", WIRE_EUNSUPPORTED, "'de'"},
        {"no name", "meta.json", "\"name\"", "\"nome\"", WIRE_EFORMAT, "meta.json"},
        {"an empty pipeline", "config.cfg", "[\"tok2vec\", \"tagger\", \"parser\", \"attribute_ruler\", \"lemmatizer\", \"ner\"]", "[]",
         WIRE_EFORMAT, "no components"},
        {"a transformer", "config.cfg", "factory = \"tok2vec\"", "factory = \"transformer\"", WIRE_EUNSUPPORTED,
         "'tok2vec': its factory 'transformer'"},
        {"a text classifier", "config.cfg", "factory = \"ner\"", "factory = \"textcat\"", WIRE_EUNSUPPORTED,
         "'ner': its factory 'textcat'"},
        {"no factory", "config.cfg", "factory = \"parser\"", "", WIRE_EFORMAT, "'parser'"},
        {"a component of no section", "config.cfg", "\"lemmatizer\", \"ner\"]", "\"lemmatizer\", \"ner\", \"more\"]", WIRE_EFORMAT, "'more'"},
        {"a second parser", "config.cfg", "\"lemmatizer\", \"ner\"]", "\"lemmatizer\", \"ner\", \"parser\"]", WIRE_EUNSUPPORTED,
         "'parser': a second"},
        {"listeners before the tok2vec", "config.cfg", "[\"tok2vec\", \"tagger\"", "[\"tagger\", \"tok2vec\"", WIRE_EUNSUPPORTED,
         "'tagger': it listens"},
        {"rules before the tags", "config.cfg", "\"tagger\", \"parser\", \"attribute_ruler\"", "\"attribute_ruler\", \"tagger\", \"parser\"",
         WIRE_EUNSUPPORTED, "'tagger': it comes after the attribute ruler"},
        {"lemmas before the rules", "config.cfg", "\"attribute_ruler\", \"lemmatizer\"", "\"lemmatizer\", \"attribute_ruler\"",
         WIRE_EUNSUPPORTED, "'attribute_ruler': it comes after the lemmatizer"},
        {"a lookup lemmatizer", "config.cfg", "mode = \"rule\"", "mode = \"lookup\"", WIRE_EUNSUPPORTED, "'lemmatizer'"},
        {"vectors of hashes", "vocab/vectors.cfg", "default", "floret", WIRE_EUNSUPPORTED, "vectors"},
        {"another model under a name", "config.cfg", "factory = \"parser\"", "factory = \"ner\"", WIRE_EFORMAT, "'parser'"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *was = replace_in(cases[i].name, cases[i].old, cases[i].new);
        refused(cases[i].what, cases[i].code, cases[i].why);
        write_file(inside(cases[i].name), was, strlen(was));
        free(was);
    }
}

/* Components that are switched off, or left out, are not converted, and the rest runs. */
static void parts_may_be_left_out(void **state)
{
    (void)state;
    static const char *const whole = "[\"tok2vec\", \"tagger\", \"parser\", \"attribute_ruler\", \"lemmatizer\", \"ner\"]";
    static const char *const lists[] = {"[\"tok2vec\", \"tagger\"]", "[\"ner\"]", "[\"tok2vec\", \"parser\"]", "[\"tok2vec\"]",
                                        "[\"tok2vec\", \"tagger\", \"attribute_ruler\", \"lemmatizer\"]", "[\"lemmatizer\"]"};
    for (size_t i = 0; i < COUNT(lists); i++) {
        char *was = replace_in("config.cfg", whole, lists[i]);
        wire_err err;
        wire_pipeline *p = NULL;
        if (wire_pipeline_convert(package, out, &err) || wire_pipeline_open(out, &p, &err))
            fail_msg("%s: %s", lists[i], err.msg);
        wire_nlp *nlp = new_nlp(p, NULL);
        wire_doc *doc = new_doc("The envoys didn't leave Orvale. It's 8a.m. in the U.S.", 54);
        size_t n;
        run_docs(nlp, &doc, 1);
        const wire_token *t = wire_doc_tokens(doc, &n);
        assert_true(n > 10);
        assert_int_equal(*wire_label(p, WIRE_TAG, t[0].tag) != 0, strstr(lists[i], "tagger") != NULL);
        assert_int_equal(*wire_label(p, WIRE_DEP, t[0].dep) != 0, strstr(lists[i], "parser") != NULL);
        wire_doc_entities(doc, &n);
        assert_true(!n || strstr(lists[i], "ner"));
        wire_doc_free(doc);
        wire_nlp_free(nlp);
        wire_pipeline_close(p);
        write_file(inside("config.cfg"), was, strlen(was));
        free(was);
    }
}

int main(void)
{
#define WITH_PACKAGE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_PACKAGE(the_small_package_becomes_the_small_pipeline),
        WITH_PACKAGE(the_small_pipeline_reads_as_spacy),
        WITH_PACKAGE(the_pipeline_is_found_in_folders),
        WITH_PACKAGE(each_part_is_missed),
        WITH_PACKAGE(what_is_no_package_is_refused),
        WITH_PACKAGE(each_part_is_damaged),
        WITH_PACKAGE(other_architectures_are_refused),
        WITH_PACKAGE(parts_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
