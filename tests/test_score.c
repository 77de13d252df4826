/* test_score.c - comparing coded records: names, pairing, what is counted, agreement. All figures are worked out by hand. */
#include "check.h"

#include <math.h>
#include <sys/stat.h>

#include "output/score.h"

static char folder[64], gold[96], coded[96], table[96];

static int in_folder(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    snprintf(gold, sizeof gold, "%s/gold.jsonl", folder);
    snprintf(coded, sizeof coded, "%s/coded.jsonl", folder);
    snprintf(table, sizeof table, "%s/names.tsv", folder);
    return 0;
}

static int out_of_folder(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static void put(const char *path, const char *text)
{
    write_file(path, text, strlen(text));
}

/* What was told, a line a finding, with the file's name alone. */
static char told[2000];

static void tell(void *ctx, const wire_diagnostic *d)
{
    (void)ctx;
    const char *name = strrchr(d->file, '/');
    size_t n = strlen(told);
    snprintf(told + n, sizeof told - n, "%s:%u: %s\n", name ? name + 1 : d->file, d->line, d->message);
}

static wire_score *scored(const char *g, const char *c, const wire_score_options *options)
{
    wire_score *s = NULL;
    wire_err err;
    put(gold, g);
    put(coded, c);
    told[0] = 0;
    if (wire_score_new(gold, coded, options, tell, NULL, &s, &err))
        fail_msg("%s", err.msg);
    return s;
}

static void check_near(double got, double want)
{
    if (!(fabs(got - want) < 5e-5))
        fail_msg("%.6f is not %.4f", got, want);
}

/* ------------------------------------------------------------------------------------------------ names */

static void names_are_compared_in_one_form(void **state)
{
    static const struct {
        const char *given, *norm;
    } cases[] = {{"The Front of Oster", "front oster"},
                 {"U.S.", "u"}, /* the lone s of a genitive is dropped */
                 {"Velm’s  envoy", "velms envoy"},
                 {"Velm's envoy", "velm envoy"},
                 {"Ján Ťavoš", "jan tavos"},
                 {"Ｏｓｔｅｒ\u00a0２", "oster 2"},
                 {"Велм Ост", "велм ост"},
                 {"85% and/or", "85% and/or"},
                 {"a the", ""},
                 {"", ""}};
    wire_aliases a;
    (void)state;
    assert_int_equal(wire_aliases_init(&a), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        wire_str norm = wire_aliases_norm(&a, cases[i].given, strlen(cases[i].given));
        if (norm.len != strlen(cases[i].norm) || memcmp(norm.ptr, cases[i].norm, norm.len))
            fail_msg("'%s' is '%.*s'", cases[i].given, (int)norm.len, norm.ptr);
    }
    assert_false(a.failed);
    wire_aliases_free(&a);
}

static void names_that_mean_the_same(void **state)
{
    static const struct {
        const char *x, *y;
        bool same;
    } cases[] = {{"Boran", "the BORAN", true},
                 {"Boran", "Republic of Boran", true},              /* by the table */
                 {"Port Sel", "Republic of Boran", true},           /* both by the table */
                 {"Government of Oster", "Oster", true},            /* whatever the table says */
                 {"Government of Boran", "Port Sel", true},
                 {"Ana Keller", "Keller", true},
                 {"Ana Maria Keller", "keller", true},
                 {"Ana Keller", "Ana", false},                      /* no first name */
                 {"Li Ong", "Ong", false},                          /* too short to tell */
                 {"Velm Liberation Front", "Front", false},         /* a body has no surname */
                 {"The Great Old Ana Keller", "Keller", false},     /* no name is so long */
                 {"Boran", "Oster", false},
                 {"Велм", "Остер", false}};
    wire_aliases a;
    wire_err err;
    (void)state;
    put(table, "# names\nBoran\tRepublic of Boran\tPort Sel\n\n\tVelm Front\t Velm fighters \n");
    assert_int_equal(wire_aliases_init(&a), 0);
    assert_int_equal(wire_aliases_read(&a, table, &err), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        wire_named x = wire_aliases_named(&a, cases[i].x, NULL), y = wire_aliases_named(&a, "no such", cases[i].y);
        if (wire_named_same(&a, &x, &y) != cases[i].same || wire_named_same(&a, &y, &x) != cases[i].same)
            fail_msg("'%s' and '%s'", cases[i].x, cases[i].y);
    }
    wire_aliases_free(&a);
    put(table, "Boran\tPort\xff\n");
    assert_int_equal(wire_aliases_init(&a), 0);
    assert_int_equal(wire_aliases_read(&a, table, &err), WIRE_EFORMAT);
    check_message(&err, WIRE_EFORMAT, table);
    assert_int_equal(err.line, 1);
    wire_aliases_free(&a);
}

/* ------------------------------------------------------------------------------------------------ pairing */

/* The highest total of rows i… with the columns that are still free. */
static double best(const double *w, size_t n, size_t m, size_t i, unsigned taken)
{
    double most = i < n ? best(w, n, m, i + 1, taken) : 0;
    for (size_t k = 0; i < n && k < m; k++)
        if (!(taken >> k & 1)) {
            double total = w[i * m + k] + best(w, n, m, i + 1, taken | 1u << k);
            most = total > most ? total : most;
        }
    return most;
}

static void the_assignment_is_the_best(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (int round = 0; round < 400; round++) {
        size_t n = 1 + random_below(&seed, 6), m = 1 + random_below(&seed, 6);
        double w[36], total = 0;
        uint32_t partner[6];
        unsigned taken = 0;
        for (size_t i = 0; i < n * m; i++)
            w[i] = random_below(&seed, 3) ? (double)random_below(&seed, 12) / 4 : 0;
        assert_int_equal(wire_assign(w, n, m, partner), 0);
        for (size_t i = 0; i < n; i++) {
            if (partner[i] == WIRE_CODED_NONE)
                continue;
            assert_in_range(partner[i], 0, m - 1);
            assert_false(taken >> partner[i] & 1);
            assert_true(w[i * m + partner[i]] > 0);
            taken |= 1u << partner[i];
            total += w[i * m + partner[i]];
        }
        check_near(total, best(w, n, m, 0, 0));
    }
}

/* One long record over many short ones: the type decides which it is paired with. */
static void the_type_decides(void **state)
{
    (void)state;
    wire_score *s = scored("{\"report\":\"r\",\"kind\":\"event\",\"span\":[0,100],\"type\":\"AID\",\"status\":\"actual\"}\n",
                           "{\"report\":\"r\",\"kind\":\"event\",\"span\":[0,99],\"type\":\"CONSULT\",\"status\":\"actual\"}\n"
                           "{\"report\":\"r\",\"kind\":\"event\",\"span\":[90,95],\"type\":\"AID\",\"status\":\"planned\"}\n"
                           "{\"report\":\"r\",\"kind\":\"event\",\"span\":[100,110],\"type\":\"AID\",\"status\":\"actual\"}\n", NULL);
    assert_int_equal(s->set.gold.of[0].pair, 1);
    assert_int_equal(s->set.coded.of[1].pair, 0);
    assert_int_equal(s->set.coded.of[0].pair, WIRE_CODED_NONE);
    assert_int_equal(s->set.coded.of[2].pair, WIRE_CODED_NONE); /* it only touches */
    wire_score_free(s);
}

/* ------------------------------------------------------------------------------------------------ what is counted */

#define EVENT(report, span, type, source, target, status)                                                                             \
    "{\"report\":\"" report "\",\"kind\":\"event\",\"span\":[" span "],\"type\":\"" type "\",\"source\":[" source "],\"target\":[" target      \
    "],\"status\":\"" status "\",\"said_by\":[]}\n"

static const char four_gold[] = EVENT("one", "0,40", "REQUEST", "\"Boran\"", "\"Talin\"", "actual")
    EVENT("one", "50,90", "ASSAULT", "\"Velm Front\"", "", "actual") EVENT("one", "100,140", "AID", "\"Oster\"", "\"Talin\"", "planned")
        EVENT("one", "150,190", "CONSULT", "\"Boran\"", "\"Oster\"", "actual");
static const char four_coded[] =
    EVENT("in/one.txt", "0,40", "REQUEST", "{\"name\":\"Republic of Boran\",\"text\":\"Boran's ministers\"}", "\"talin\"", "actual") /* full */
    EVENT("one", "60,90", "ASSAULT", "\"Velm Front\"", "\"Talin\"", "actual")                                                 /* type */
    EVENT("one", "100,140", "THREATEN", "\"Oster\"", "\"Talin\"", "planned")                                                  /* detect */
    EVENT("one", "300,340", "CONSULT", "\"Boran\"", "\"Oster\"", "actual")                                                    /* made up */
    EVENT("two", "0,40", "REQUEST", "\"Boran\"", "\"Talin\"", "actual");                                                      /* not asked */

static void the_levels_of_events(void **state)
{
    static const size_t right[] = {3, 2, 1, 1};
    (void)state;
    put(table, "Boran\tRepublic of Boran\n");
    wire_score *s = scored(four_gold, four_coded, &(wire_score_options){.aliases = table});
    const wire_score_kind *k = &s->kinds[WIRE_EVENT];
    assert_string_equal(told, "");
    assert_int_equal(k->gold, 4);
    assert_int_equal(k->coded, 4);
    assert_int_equal(s->set.elsewhere, 1);
    for (size_t i = 0; i < WIRE_SCORE_LEVELS; i++)
        assert_int_equal(k->right[i], right[i]);
    assert_int_equal(k->asked[WIRE_F_SOURCE], 2);
    check_near(k->agreed[WIRE_F_SOURCE], 2);
    check_near(k->agreed[WIRE_F_TARGET], 1);
    assert_int_equal(k->asked[WIRE_F_TIME], 0);
    /* type: the units are REQUEST+REQUEST, ASSAULT+ASSAULT, AID+THREATEN, CONSULT+none, none+CONSULT. Ten values: two each of REQUEST,
     * ASSAULT, CONSULT and none, one each of AID and THREATEN. 1 - 9 * (3 * 2) / (100 - 18) */
    assert_int_equal(s->agreement[WIRE_U_TYPE].units, 5);
    check_near(s->agreement[WIRE_U_TYPE].alpha, 0.3415);
    assert_int_equal(s->agreement[WIRE_U_STATUS].units, 2);
    assert_true(isnan(s->agreement[WIRE_U_STATUS].alpha)); /* all are actual */
    check_near(s->agreement[WIRE_U_SOURCE].alpha, 1);
    check_near(s->agreement[WIRE_U_TARGET].alpha, 0); /* talin+talin, nobody+talin: 1 - 3 * 2 / (16 - 10) */

    char *text;
    size_t len;
    assert_int_equal(wire_write_score_json(s, 1, &text, &len, NULL), 0);
    assert_int_equal(strlen(text), len);
    assert_non_null(strstr(text, "\"event\": {\"gold\": 4, \"coded\": 4,\n    \"detect\": {\"p\": 0.7500, \"r\": 0.7500, \"f1\": 0.7500}"));
    assert_non_null(strstr(text, "\"status\": {\"alpha\": null, \"units\": 2}"));
    assert_non_null(strstr(text, "\"CONSULT\": {\"gold\": 1, \"coded\": 1, \"right\": 0}"));
    free(text);
    assert_int_equal(wire_write_score(s, 1, (wire_style){0}, &text, NULL, NULL), 0);
    assert_non_null(strstr(text, "\n  triple            4      4      1  0.2500  0.2500  0.2500\n"));
    assert_non_null(strstr(text, "gold.jsonl:4  event CONSULT Boran → Oster [actual]\n"));
    assert_non_null(strstr(text, "\n1 coded record of reports that the gold does not have: left out\n"));
    free(text);
    wire_score_free(s);
}

static void states_and_statements(void **state)
{
    (void)state;
    wire_score *s = scored(
        "{\"report\":1,\"kind\":\"state\",\"span\":[0,9],\"relation\":\"ally_of\",\"subject\":\"Boran\",\"object\":\"Oster\",\"value\":true}\n"
        "{\"report\":1,\"kind\":\"state\",\"span\":[20,29],\"relation\":\"controls\",\"subject\":\"Boran\",\"object\":\"Oster\"}\n"
        "{\"report\":1,\"kind\":\"state\",\"span\":[40,49],\"relation\":\"embassy\",\"subject\":\"Boran\",\"object\":\"Sel\",\"value\":\"open\"}\n"
        "{\"report\":1,\"kind\":\"statement\",\"span\":[0,60],\"source\":[\"Ana Keller\"],\"quoted\":false,\"via\":\"the radio\","
        "\"content\":\"rain will fall on the coast\"}\n",
        "{\"report\":1,\"kind\":\"state\",\"span\":[0,9],\"relation\":\"ally_of\",\"subject\":{\"name\":\"Oster\"},\"object\":{\"name\":\"Boran\"}}\n"
        "{\"report\":1,\"kind\":\"state\",\"span\":[20,29],\"relation\":\"controls\",\"subject\":\"Oster\",\"object\":\"Boran\"}\n"
        "{\"report\":1,\"kind\":\"state\",\"span\":[40,49],\"relation\":\"embassy\",\"subject\":\"Boran\",\"object\":\"town of Sel\","
        "\"value\":\"Closed\"}\n"
        "{\"report\":1,\"kind\":\"statement\",\"span\":[30,60],\"source\":[{\"name\":\"Keller\",\"text\":\"she\"}],\"quoted\":false,"
        "\"via\":\"Radio\",\"content\":\"Rain will fall\"}\n", NULL);
    const wire_score_kind *k = &s->kinds[WIRE_STATE], *t = &s->kinds[WIRE_STATEMENT];
    assert_int_equal(k->right[WIRE_DETECT], 3);
    assert_int_equal(k->right[WIRE_TYPE], 3);
    assert_int_equal(k->right[WIRE_TRIPLE], 2); /* an alliance holds both ways, control does not */
    assert_int_equal(k->right[WIRE_FULL], 1);   /* no value is true */
    assert_int_equal(t->right[WIRE_FULL], 1);   /* 2 * 3 of 5 + 3 words */
    check_near(t->agreed[WIRE_F_VIA], 1);
    wire_score_free(s);
}

static void times_and_places(void **state)
{
    static const struct {
        const char *gold, *coded;
        int time, place; /* -1: not asked */
    } cases[] = {
        {"\"time\":\"2041-02\"", "\"time\":{\"from\":\"2041-02-01\",\"to\":\"2041-02-28\",\"precision\":\"month\"}", 1, -1},
        {"\"time\":\"2040-02\"", "\"time\":\"2040-02-01/2040-02-29\"", 1, -1},
        {"\"time\":\"2041\"", "\"time\":\"2041-01-01/2041-12-31\"", 1, -1},
        {"\"time\":\"../2041-03-05\"", "\"time\":{\"from\":null,\"to\":\"2041-03-05\"}", 1, -1},
        {"\"time\":\"../2041-03-05\"", "\"time\":{\"from\":null,\"to\":\"2041-03-05\",\"precision\":\"by_report\"}", 0, -1},
        {"\"time\":\"2041-03-05/..\"", "\"time\":\"2041-03-05\"", 0, -1},
        {"\"time\":\"\"", "\"time\":\"2041\"", -1, -1},
        {"\"time\":null", "\"time\":null", -1, -1},
        {"\"place\":\"Sel, BOR\"", "\"place\":{\"name\":\"Sel\",\"country\":\"BOR\",\"precision\":\"city\"}", -1, 1},
        {"\"place\":\"Sel, BOR\"", "\"place\":{\"name\":\"Sel\",\"country\":\"BOR\",\"precision\":\"country\"}", -1, 0},
        {"\"place\":\"BOR\"", "\"place\":\"Sel, BOR\"", -1, 1},
        {"\"place\":\"Sel\"", "\"place\":\"Sel, BOR\"", -1, 1},
        {"\"place\":\"OST; Sel, BOR\"", "\"place\":[{\"name\":\"Nowhere\",\"country\":\"OST\"}]", -1, 1},
        {"\"place\":\"Sel, BOR\"", "\"place\":null", -1, 0},
        {"\"place\":\"\"", "\"place\":\"Sel\"", -1, -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        static const char form[] = "{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\",\"span\":[0,5],%s}\n";
        char g[400], c[400];
        snprintf(g, sizeof g, form, cases[i].gold);
        snprintf(c, sizeof c, form, cases[i].coded);
        wire_score *s = scored(g, c, NULL);
        const wire_score_kind *k = &s->kinds[WIRE_EVENT];
        int time = k->asked[WIRE_F_TIME] ? (int)k->agreed[WIRE_F_TIME] : -1;
        int place = k->asked[WIRE_F_PLACE] ? (int)k->agreed[WIRE_F_PLACE] : -1;
        if (time != cases[i].time || place != cases[i].place)
            fail_msg("%s and %s", cases[i].gold, cases[i].coded);
        wire_score_free(s);
    }
}

static void modes_and_codes(void **state)
{
    (void)state;
#define MODE(span, mode, cameo)                                                                                                       \
    "{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\",\"span\":[" span "],\"mode\":" mode ",\"cameo\":" cameo "}\n"
    wire_score *s = scored(MODE("0,5", "\"\"", "\"0731\"") MODE("10,15", "\"a\"", "\"\"") MODE("20,25", "\"a\"", "\"070\""),
                           MODE("0,5", "null", "\"073\"") MODE("10,15", "null", "null") MODE("20,25", "\"a\"", "\"071\""), NULL);
    const wire_score_kind *k = &s->kinds[WIRE_EVENT];
    assert_int_equal(k->asked[WIRE_F_MODE], 2);
    check_near(k->agreed[WIRE_F_MODE], 1);
    assert_int_equal(k->asked[WIRE_F_CAMEO], 3);
    check_near(k->agreed[WIRE_F_CAMEO], 2);
    wire_score_free(s);
}

/* ------------------------------------------------------------------------------------------------ agreement */

/* Ten units: a+a a+a b+b b+c c+c c+c a+a b+b c+b a+a. Of twenty values eight are a, six b, six c, and two units differ:
 * 1 - 19 * (2 * 2) / (400 - 64 - 36 - 36) = 1 - 76 / 264 */
static void alpha_by_hand(void **state)
{
    uint32_t values[] = {1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 1, 1, 2, 2, 3, 2, 1, 1};
    uint32_t apart[] = {1, 2, 2, 1};
    (void)state;
    check_near(wire_alpha(values, 10), 0.7121);
    check_near(wire_alpha(apart, 2), -0.5); /* worse than chance: 1 - 3 * 4 / 8 */
    assert_true(isnan(wire_alpha(values, 0)));
}

/* A list is one value, whichever way its names are written. */
static void lists_of_actors_agree(void **state)
{
    (void)state;
    wire_score *s = scored(EVENT("r", "0,5", "AID", "\"Ana Keller\", \"Oster\"", "\"Keller\"", "actual")
                               EVENT("r", "10,15", "AID", "\"Velm\"", "\"Bo Keller\"", "planned"),
                           EVENT("r", "0,5", "AID", "\"Oster\", \"Ana Keller\"", "\"Ana Keller\"", "actual")
                               EVENT("r", "10,15", "AID", "\"Velm\"", "\"Bo Keller\"", "planned"), NULL);
    check_near(s->agreement[WIRE_U_SOURCE].alpha, 1);
    check_near(s->agreement[WIRE_U_STATUS].alpha, 1);
    /* Two Kellers are named, so that a bare "Keller" is neither: keller+ana keller, bo keller+bo keller. 1 - 3 * 2 / (16 - 6) */
    check_near(s->agreement[WIRE_U_TARGET].alpha, 0.4);
    wire_score_free(s);
}

/* Nobody acts, and nothing is paired. */
static void nothing_to_agree_on(void **state)
{
    (void)state;
    wire_score *s = scored(EVENT("r", "0,5", "AID", "", "", "actual"), EVENT("r", "10,15", "AID", "", "", "actual"), NULL);
    check_near(s->agreement[WIRE_U_TYPE].alpha, -0.5); /* aid+none, none+aid */
    assert_int_equal(s->agreement[WIRE_U_SOURCE].units, 0);
    wire_score_free(s);
    s = scored(EVENT("r", "0,5", "AID", "", "", "actual"), "", NULL);
    assert_int_equal(s->agreement[WIRE_U_TYPE].units, 1);
    wire_score_free(s);
}

/* ------------------------------------------------------------------------------------------------ where a record stands */

static void records_are_found_by_their_words(void **state)
{
    char reports[96], path[128];
    (void)state;
    snprintf(reports, sizeof reports, "%s/reports", folder);
    snprintf(path, sizeof path, "%s/one.txt", reports);
    assert_int_equal(mkdir(reports, 0700), 0);
    put(path, "Boran spoke of aid. Oster spoke of aid.\n");
    wire_score *s = scored("{\"report\":\"one\",\"kind\":\"event\",\"type\":\"AID\",\"sentence\":\"Oster spoke\",\"evidence\":\"of aid\"}\n"
                           "{\"report\":\"one\",\"kind\":\"event\",\"type\":\"AID\",\"sentence\":\"Nobody spoke\",\"evidence\":\"of aid\"}\n"
                           "{\"report\":\"one\",\"kind\":\"statement\",\"content\":\"spoke\"}\n"
                           "{\"report\":\"one\",\"kind\":\"event\",\"type\":\"AID\",\"evidence\":\"no such words\"}\n"
                           "{\"report\":\"none\",\"kind\":\"event\",\"type\":\"AID\",\"evidence\":\"of aid\"}\n",
                           "{\"report\":\"one\",\"kind\":\"event\",\"type\":\"AID\",\"span\":[30,39]}\n",
                           &(wire_score_options){.reports = reports});
    const wire_coded *g = s->set.gold.of;
    assert_int_equal(s->set.gold.n, 5);
    assert_int_equal(g[0].start, 32);
    assert_int_equal(g[0].end, 38);
    assert_int_equal(g[1].start, 12);
    assert_int_equal(g[2].start, 6);
    assert_int_equal(g[0].pair, 0);
    assert_non_null(strstr(told, "gold.jsonl:4: its words do not stand in report one: \"no such words\"\n"));
    assert_non_null(strstr(told, "gold.jsonl:5: "));
    assert_int_equal(s->kinds[WIRE_EVENT].gold, 4); /* those that are not found count */
    wire_score_free(s);
}

static void bad_lines_are_told(void **state)
{
    (void)state;
    wire_score *s = scored("{\"report\":\"r\",\"kind\":\"event\",\"span\":[0,5],\"type\":\"AID\"}\n",
                           "\n{\"report\":\n[1]\n{\"kind\":\"event\"}\n{\"report\":\"r\",\"kind\":\"deed\"}\n{\"report\":\"r\",\"kind\":\"event\"}\n"
                           "{\"report\":\"r\",\"kind\":\"state\"}\n{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\",\"span\":[5,0]}\n"
                           "{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\",\"span\":[1]}\n{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\"}\n"
                           "{\"report\":\"r\",\"kind\":\"event\",\"type\":\"AID\",\"evidence\":\"x\"}\n"
                           "{\"report\":\"r\",\"kind\":\"event\",\"span\":[0,5],\"type\":\"AID\"}", NULL);
    const char *line = told;
    for (unsigned n = 2; n <= 11; n++) {
        unsigned got = 0;
        assert_int_equal(sscanf(line, "coded.jsonl:%u: ", &got), 1);
        assert_int_equal(got, n);
        line = strchr(line, '\n') + 1;
    }
    assert_string_equal(line, "");
    assert_int_equal(s->kinds[WIRE_EVENT].coded, 3); /* the last three: two of them nowhere */
    assert_int_equal(s->kinds[WIRE_EVENT].right[WIRE_FULL], 1);
    wire_score_free(s);
}

static void what_cannot_be_compared(void **state)
{
    static const struct {
        const char *gold, *coded;
        int code;
    } cases[] = {{"missing", "coded.jsonl", WIRE_EIO}, {"coded.jsonl", "missing", WIRE_EIO}, {"empty", "coded.jsonl", WIRE_EFORMAT},
                 {"blank.jsonl", "coded.jsonl", WIRE_EFORMAT}};
    char path[96], other[96];
    (void)state;
    snprintf(path, sizeof path, "%s/empty", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/blank.jsonl", folder);
    put(path, "\n");
    put(coded, four_gold);
    for (size_t i = 0; i < COUNT(cases); i++) {
        wire_score *s = NULL;
        wire_err err;
        snprintf(path, sizeof path, "%s/%s", folder, cases[i].gold);
        snprintf(other, sizeof other, "%s/%s", folder, cases[i].coded);
        assert_int_equal(wire_score_new(path, other, NULL, NULL, NULL, &s, &err), cases[i].code);
        check_message(&err, cases[i].code, folder);
        assert_null(s);
    }
    for (int reports = 0; reports < 2; reports++) {
        wire_score *s = NULL;
        wire_err err;
        snprintf(path, sizeof path, "%s/missing", folder);
        wire_score_options o = {.aliases = reports ? NULL : path, .reports = reports ? path : NULL};
        assert_int_equal(wire_score_new(coded, coded, &o, NULL, NULL, &s, &err), WIRE_EIO);
        check_message(&err, WIRE_EIO, path);
        assert_null(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_compared_in_one_form), cmocka_unit_test(names_that_mean_the_same),
        cmocka_unit_test(the_assignment_is_the_best),     cmocka_unit_test(the_type_decides),
        cmocka_unit_test(the_levels_of_events),           cmocka_unit_test(states_and_statements),
        cmocka_unit_test(times_and_places),               cmocka_unit_test(modes_and_codes),
        cmocka_unit_test(alpha_by_hand),                  cmocka_unit_test(lists_of_actors_agree),
        cmocka_unit_test(records_are_found_by_their_words), cmocka_unit_test(bad_lines_are_told),
        cmocka_unit_test(what_cannot_be_compared),        cmocka_unit_test(nothing_to_agree_on),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
