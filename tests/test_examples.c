/* test_examples.c - the coded examples: what a block says is what is handed out, a folder laid over another replaces and adds, a second
 * coder's codings stand apart, and words are cut as the format says. */
#include "check.h"

#include "knowledge/examples.h"
#include "lexicon.h"

static wire_examples *open_examples(bool with_mine)
{
    static told t;
    const char *folders[] = {ours, mine};
    wire_examples *e = NULL;
    wire_err err = {.msg = ""};
    t = (told){0};
    if (wire_examples_open(folders, with_mine ? 2 : 1, tell, &t, &e, &err) || *t.text)
        fail_msg("%s\n%s", err.msg, t.text);
    return e;
}

static void put_second(const char *root, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/examples/second", root);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/examples/second/a.examples", root);
    write_file(path, text, strlen(text));
}

static void is(const char *text, wire_span at, const char *word)
{
    if (at.end - at.start != strlen(word) || memcmp(text + at.start, word, strlen(word)) != 0)
        fail_msg("'%.*s' is not '%s'", (int)(at.end - at.start), text + at.start, word);
}

static void a_block_is_whole(void **state)
{
    (void)state;
    size_t n;
    put_ours();
    wire_examples *e = open_examples(false);
    const wire_example *x = wire_examples_all(e, 0, &n);
    assert_int_equal(n, 2);
    assert_non_null(strstr(x->file, "/en/examples/some.examples"));
    assert_true(x->line == 5 && x->year == 2014 && x->n_lines == 2 && x->n_records == 3);
    assert_string_equal(x->style, "wire");
    assert_string_equal(x->region, "africa");
    assert_true(x->lines[0].mark == '^' && x->lines[1].mark == '<');
    assert_string_equal(x->lines[1].text, "Gunmen rode into Dabola.");

    const wire_example_record *shot = &x->records[0], *said = &x->records[1], *state_of = &x->records[2];
    assert_true(shot->kind == WIRE_EXAMPLE_EVENT && shot->status == WIRE_ACTUAL && shot->line == 6 && shot->n_refs == 5);
    is(x->sentence, shot->trigger, "shot");
    assert_string_equal(shot->code, "ASSAULT");
    assert_null(shot->mode);
    assert_true(shot->saying == 1 && shot->deed == WIRE_NO_RECORD && shot->depth == 1);
    static const char parts[] = "STTPn";
    for (size_t i = 0; i < shot->n_refs; i++)
        assert_int_equal(shot->refs[i].part, parts[i]);
    is(x->sentence, shot->refs[0].here, "They");
    assert_int_equal(shot->refs[0].line, 1);
    is(x->lines[1].text, shot->refs[0].there, "Gunmen");
    is(x->sentence, shot->refs[2].here, "guard");
    assert_true(shot->refs[2].line == -1 && !shot->refs[3].here.end && shot->refs[3].line == 1);
    is(x->lines[1].text, shot->refs[3].there, "Dabola"); /* the second of the context */

    assert_true(said->kind == WIRE_EXAMPLE_SAYING && said->quoted && !said->mode && said->depth == 0);
    assert_true(state_of->kind == WIRE_EXAMPLE_STATE && state_of->status == WIRE_POSSIBLE && !state_of->reason);
    assert_string_equal(state_of->value, "open");

    assert_string_equal(x[1].sentence, "The song struck a chord # with everyone.");
    assert_true(x[1].n_lines == 0 && x[1].records->kind == WIRE_EXAMPLE_NONE);
    assert_string_equal(x[1].records->reason, "an idiom");
    wire_examples_close(e);
}

/* "<" alone: the block above is context, and what was context there; a word that stands there twice is the nearest. */
static void a_report_goes_on(void **state)
{
    (void)state;
    static told t;
    size_t n;
    const char *folders[] = {ours};
    wire_examples *e = NULL;
    wire_err err;
    put_ours();
    put(ours, "examples", "some",
        "@ wire 2014 africa\n^ Raid\nAnn met Bo.\n    met: none \"x\"\n\n<\nShe met Ann.\n    met: none \"x\"\n\n<\nBo saw her.\n"
        "    saw: ASSAULT  S=<Ann  T=her<Ann#1\n");
    t = (told){0};
    assert_int_equal(wire_examples_open(folders, 1, tell, &t, &e, &err), 0);
    const wire_example *x = &wire_examples_all(e, 0, &n)[2];
    assert_true(n == 3 && x->n_lines == 3);
    static const char *const lines[] = {"Raid", "Ann met Bo.", "She met Ann."};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(x->lines[i].text, lines[i]);
        assert_int_equal(x->lines[i].mark, i ? '<' : '^');
    }
    const wire_example_ref *by = x->records->refs, *to = by + 1;
    assert_true(by->line == 2 && to->line == 1);
    is(lines[2], by->there, "Ann");
    is(lines[1], to->there, "Ann");
    wire_examples_close(e);
}

static void a_deed_and_a_saying_of_one_word(void **state)
{
    (void)state;
    size_t n;
    put_ours();
    put(mine, "ontology", "a", "type DANCE quad 1 cameo 010\n    modes round\n");
    put(mine, "examples", "a", "@ paper 1999 mena\nAnn said Bo asked Cy to dance.\n"
                               "    said: SAY  S=Ann\n    asked: SAY  S=Bo  A=Cy  in=said\n    asked: REQUEST  S=Bo  T=Cy  in=said\n"
                               "    dance: DANCE/round requested  S=Cy  in=asked\n    asked: none \"no question\"\n");
    static told t;
    const char *folders[] = {ours, mine};
    wire_examples *e = NULL;
    wire_err err;
    t = (told){0};
    assert_int_equal(wire_examples_open(folders, 2, tell, &t, &e, &err), 0);
    assert_true(t.errors == 0);
    const wire_example *x = wire_examples_all(e, 0, &n);
    assert_int_equal(n, 3); /* also of a type that the user adds */
    const wire_example_record *r = x[2].records;
    assert_true(r[3].deed == 2 && r[3].saying == 1 && r[3].depth == 2 && r[2].saying == 0 && r[2].depth == 1);
    assert_string_equal(r[3].mode, "round");
    wire_examples_close(e);
}

static void a_folder_laid_over_replaces_and_adds(void **state)
{
    (void)state;
    size_t n;
    put_ours();
    put(mine, "examples", "a", "@ ngo 2020 world\nThe song struck a chord # with everyone.\n    song: none \"mine\"\n\n"
                               "Ann came.\n    came: none \"mine\"\n");
    put_second(mine, "@ ngo 2020 world\nAnn came.\n    came: ASSAULT  S=Ann\n");
    wire_examples *e = open_examples(true);
    const wire_example *x = wire_examples_all(e, 0, &n);
    assert_int_equal(n, 3);
    assert_string_equal(x[1].records->reason, "mine");
    assert_string_equal(x[1].style, "ngo");
    x = wire_examples_all(e, 1, &n);
    assert_int_equal(n, 1);
    assert_string_equal(x->sentence, "Ann came.");
    assert_string_equal(x->records->code, "ASSAULT");
    wire_examples_close(e);
}

static void a_second_coding_is_of_an_example(void **state)
{
    (void)state;
    static told t;
    const char *folders[] = {ours};
    wire_examples *e = NULL;
    wire_err err;
    put_ours();
    put_second(ours, "@ ngo 2020 world\nAnn came.\n    came: none \"x\"\n");
    t = (told){0};
    assert_int_equal(wire_examples_open(folders, 1, tell, &t, &e, &err), 0);
    assert_string_equal(t.text, "en/examples/second/a.examples:2: warning: a second coding of a sentence that is no example\n");
    wire_examples_close(e);
}

static void columns(void *ctx, const wire_diagnostic *d)
{
    uint32_t *at = ctx;
    *at = d->column;
}

static void a_mistake_is_told_with_its_column(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        uint32_t column;
    } lines[] = {{"    é: HIT", 9},
                 {"    é: ASSAULT  S=Ann,Bo", 24},
                 {"    é: ASSAULT  in=Bo", 21},
                 {"    Bo: ASSAULT", 5},
                 {"    é: ASSAULT  planned negated", 26}};
    char text[200];
    wire_err err;
    for (size_t i = 0; i < COUNT(lines); i++) {
        const char *folders[] = {ours, mine};
        uint32_t column = 0;
        wire_examples *e = NULL;
        put_ours();
        snprintf(text, sizeof text, "@ ngo 2020 world\nAnn é.\n    Ann: none \"x\"\n%s\n", lines[i].line);
        put(mine, "examples", "a", text);
        assert_int_equal(wire_examples_open(folders, 2, columns, &column, &e, &err), WIRE_EFORMAT);
        if (column != lines[i].column)
            fail_msg("%s: column %u", lines[i].line, column);
        assert_null(e);
    }
}

static void words_are_cut(void **state)
{
    (void)state;
    static const char text[] = "“Iran’s U.S.-backed foes” (M'hamed's 7,000 men_at arms') – São Tomé's A.'s 's.";
    static const char *const want[] = {"Iran", "U.S", "backed", "foes", "M'hamed", "7", "000", "men", "at", "arms", "São", "Tomé", "A", "s", "s"};
    size_t at = 0, n = 0;
    for (wire_span w; wire_example_word(text, strlen(text), &at, &w); n++) {
        assert_true(n < COUNT(want));
        is(text, w, want[n]);
    }
    assert_int_equal(n, COUNT(want));
}

static void limits_hold(void **state)
{
    (void)state;
    static told t;
    static char text[16384];
    const char *folders[] = {ours, mine};
    wire_examples *e = NULL;
    wire_err err;
    put_ours();
    size_t len = (size_t)snprintf(text, sizeof text, "@ ngo 2020 world\nAnn came.\n");
    for (int i = 0; i <= WIRE_SRC_RECORDS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "    came: none \"x\"\n");
    len += (size_t)snprintf(text + len, sizeof text - len, "\nBo came.\n    came: ASSAULT  S=Bo");
    for (int i = 0; i <= WIRE_SRC_REFS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, ",Bo");
    put(mine, "examples", "a", text);
    t = (told){0};
    assert_int_equal(wire_examples_open(folders, 2, tell, &t, &e, &err), WIRE_EFORMAT);
    assert_int_equal(t.errors, 2);
    assert_non_null(strstr(t.text, "more than 64 code lines"));
    assert_non_null(strstr(t.text, "more than 64 words in the parts"));
}

static void they_are_written(void **state)
{
    (void)state;
    size_t n, len;
    char *text;
    wire_err err;
    put_ours();
    wire_examples *e = open_examples(false);
    const wire_example *x = wire_examples_all(e, 0, &n);
    assert_int_equal(wire_write_example_json(x, &text, &len, &err), 0);
    const char *from = strstr(text, "\"records\":[");
    assert_non_null(from);
    static const char first[] =
        "\"records\":[{\"line\":6,\"trigger\":{\"text\":\"shot\",\"span\":[5,9]},\"kind\":\"event\",\"code\":\"ASSAULT\",\"mode\":null,"
        "\"status\":\"actual\",\"value\":null,\"reason\":null,\"quoted\":false,\"deed\":null,\"saying\":1,\"parts\":{\"S\":[{\"text\":\"They\","
        "\"span\":[0,4],\"context\":{\"text\":\"Gunmen\",\"span\":[0,6],\"line\":1}}],\"T\":[{\"text\":\"villagers\",\"span\":[15,24],"
        "\"context\":null},{\"text\":\"guard\",";
    if (strncmp(from, first, strlen(first)) != 0)
        fail_msg("%s", from);
    assert_true(text[len - 1] == '\n' && text[len - 2] == '}');
    free(text);
    assert_int_equal(wire_write_examples(e, 0, &text, &len, &err), 0);
    static const char *const rows[] = {"2 sentences of 20 words, 1 (50.0 %) with nothing to code, 1 (50.0 %) with context\n",
                                       "| ASSAULT | 1 | abduct 0, beat 0, none 1 |\n", "| REQUEST | 0 | |\n", "| controls | 1 |\n",
                                       "| possible | 0 | 0 | 1 |\n", "| 1 | 1 |\n", "| wire | 2 | 100.0 % | 50.0 % |\n",
                                       "| 2010s | 2 | 100.0 % | 50.0 % |\n", "| sentences | 7 | 7 | 7 | 13 | 13 | 13 | 13 |\n",
                                       "| headlines | 0 |"};
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!strstr(text, rows[i]))
            fail_msg("no '%s' in\n%s", rows[i], text);
    free(text);
    wire_examples_close(e);
    assert_int_equal(wire_examples_open(NULL, 0, NULL, NULL, &e, &err), WIRE_EARG);
    wire_examples_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_whole),
        cmocka_unit_test(a_report_goes_on),
        cmocka_unit_test(a_deed_and_a_saying_of_one_word),
        cmocka_unit_test(a_folder_laid_over_replaces_and_adds),
        cmocka_unit_test(a_second_coding_is_of_an_example),
        cmocka_unit_test(a_mistake_is_told_with_its_column),
        cmocka_unit_test(words_are_cut),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(they_are_written),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
