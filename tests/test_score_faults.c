/* test_score_faults.c - every allocation of a comparison fails in turn, as test_faults.c does with the engine. */
#include "check.h"

#include "allocators.h"

static char folder[64], gold[96], coded[96], table[96];

static const char records[] =
    "{\"report\":\"one\",\"kind\":\"event\",\"evidence\":\"Boran aids Oster\",\"type\":\"AID\",\"source\":[\"Boran\",\"Velm\"],"
    "\"target\":[{\"name\":\"Óster\",\"text\":\"the town\"}],\"status\":\"actual\",\"place\":\"Sel, BOR\",\"time\":\"2041\"}\n"
    "{\"report\":\"one\",\"kind\":\"statement\",\"span\":[0,20],\"source\":[\"Ana Keller\"],\"content\":\"it will rain\"}\n"
    "{\"report\":\"one\",\"kind\":\"state\",\"span\":[0,20],\"relation\":\"controls\",\"subject\":\"Boran\",\"object\":\"Sel\"}\n"
    "no record\n";

static void ignore(void *ctx, const wire_diagnostic *d)
{
    (void)ctx, (void)d;
}

static void every_allocation_of_a_comparison(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    snprintf(gold, sizeof gold, "%s/gold.jsonl", folder);
    snprintf(coded, sizeof coded, "%s/one.txt", folder);
    snprintf(table, sizeof table, "%s/names.tsv", folder);
    write_file(coded, "Boran aids Oster, they say", 26);
    snprintf(coded, sizeof coded, "%s/coded.jsonl", folder);
    write_file(gold, records, strlen(records));
    write_file(coded, records, strlen(records));
    write_file(table, "Boran\tSel\n", 10);
    wire_score_options o = {.aliases = table, .reports = folder};
    wire_score *s = NULL;
    long n = 0;
    for (int rc = WIRE_ENOMEM; rc; n++) {
        wire_err err = {0};
        assert_in_range(n, 0, 100000);
        left = n;
        rc = wire_score_new(gold, coded, &o, ignore, NULL, &s, &err);
        bool failed = left < 0;
        left = -1;
        assert_int_equal(rc, failed ? WIRE_ENOMEM : 0); /* none is passed over */
        assert_int_equal(err.code, rc);
        assert_true(!rc == (s != NULL));
    }
    assert_true(n > 20);
    wire_score_free(s);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_of_a_comparison)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
