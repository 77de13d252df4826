/* test_output.c - how records are written: as JSON Lines, for people, explained. The documents' arrays are filled by hand, so that
 * every kind of value is there, and nothing depends on what the coder finds. */
#include "check.h"

#include <math.h>

#include "allocators.h"
#include "lexicon.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "nlp/doc.h"
#include "output/page.h"
#include "output/people.h"

/* ------------------------------------------------------------------------------------------------ documents by hand */

static wire_pipeline *pipeline;
static wire_lexicon *lexicon;
static wire_coder *coder;

static int open_coder(void **state)
{
    wire_err err = {.msg = ""};
    in_folder(state);
    put_ours();
    lexicon = opened(false);
    if (wire_pipeline_open(source_path("fuzz/corpus/model/tiny.pipeline"), &pipeline, &err) ||
        wire_coder_new(pipeline, lexicon, &coder, &err))
        fail_msg("%s", err.msg);
    return 0;
}

static int close_coder(void **state)
{
    wire_coder_free(coder);
    wire_lexicon_close(lexicon);
    wire_pipeline_close(pipeline);
    return out_of_folder(state);
}

/* A document whose sentences are its lines, and whose tokens are what blanks divide; the first word heads the others. */
static wire_doc *by_hand(const char *text, const char *id, const char *outlet, const char *date)
{
    wire_doc *doc = NULL;
    wire_err err;
    if (wire_doc_new(&doc, &err) || wire_doc_set_text(doc, text, strlen(text), &err) ||
        wire_doc_add_block(doc, 0, strlen(text), &err) || wire_doc_set_report(doc, id, outlet, date, &err))
        fail_msg("%s", err.msg);
    uint32_t at = 0;
    while (text[at]) {
        uint32_t end = at + (uint32_t)strcspn(text + at, "\n"), first = (uint32_t)doc->n_tokens;
        assert_int_equal(wire_grow(&doc->sentences, &doc->sentence_cap, doc->n_sentences + 1, sizeof *doc->sentences), 0);
        for (uint32_t t = at, n; t < end; t += n + (text[t + n] == ' ')) {
            n = (uint32_t)strcspn(text + t, " \n");
            assert_int_equal(wire_grow(&doc->tokens, &doc->token_cap, doc->n_tokens + 1, sizeof *doc->tokens), 0);
            doc->tokens[doc->n_tokens++] = (wire_token){
                .start = t, .end = t + n, .head = first, .sentence = (uint32_t)doc->n_sentences, .lemma = {"", 0}};
        }
        doc->sentences[doc->n_sentences++] =
            (wire_sentence){at, end, first, (uint32_t)doc->n_tokens, first, 0};
        at = end + (text[end] == '\n');
    }
    return doc;
}

/* Where the words first stand. */
static wire_span at(const wire_doc *doc, const char *words)
{
    const char *p = strstr(doc->text, words);
    if (!p)
        fail_msg("'%s' is not in the text", words);
    return (wire_span){(uint32_t)(p - doc->text), (uint32_t)(p - doc->text + (long)strlen(words))};
}

static uint32_t token_at(const wire_doc *doc, const char *word)
{
    uint32_t i = 0;
    while (i < doc->n_tokens && doc->tokens[i].end <= at(doc, word).start)
        i++;
    assert_true(i < doc->n_tokens);
    return i;
}

#define APPEND(doc, array, n, cap, ...)                                                                    \
    do {                                                                                                   \
        assert_int_equal(wire_grow(&(doc)->array, &(doc)->cap, (doc)->n + 1, sizeof *(doc)->array), 0);    \
        (doc)->array[(doc)->n++] = __VA_ARGS__;                                                            \
    } while (0)

static wire_range add_actor(wire_doc *doc, wire_actor a)
{
    APPEND(doc, actors, n_actors, actor_cap, a);
    return (wire_range){(uint32_t)doc->n_actors - 1, 1};
}

/* An actor that only the report knows. */
static wire_range add_named(wire_doc *doc, const char *name, const char *words)
{
    return add_actor(doc, (wire_actor){"", name, "", "", "", "", "", at(doc, words)});
}

/* A record with nothing known but where it stands. */
static wire_record *add_record(wire_doc *doc, enum wire_record_kind kind, const char *id, const char *evidence, const char *trigger)
{
    wire_record r = {.kind = kind, .span = at(doc, evidence), .trigger = at(doc, trigger), .within = WIRE_NO_RECORD, .frame = "",
                     .type = "", .mode = "", .cameo = "", .goldstein = NAN, .via = "", .relation = "", .object = "", .value = "",
                     .quantity = "", .token = token_at(doc, trigger)};
    snprintf(r.id, sizeof r.id, "%s", id);
    r.sentence = doc->tokens[r.token].sentence;
    APPEND(doc, records, n_records, record_cap, r);
    return &doc->records[doc->n_records - 1];
}

static wire_time day(const wire_doc *doc, const char *date, const char *words)
{
    wire_time t = {.precision = WIRE_DAY, .span = at(doc, words)};
    memcpy(t.from, date, sizeof t.from);
    memcpy(t.to, date, sizeof t.to);
    return t;
}

static wire_time by_report(const wire_doc *doc)
{
    wire_time t = {.precision = WIRE_BY_REPORT};
    memcpy(t.to, doc->date, sizeof t.to);
    return t;
}

/* Every kind of record, with all that it can hold. */
static wire_doc *harbour(void)
{
    wire_doc *doc = by_hand("Marshes militia took the harbour of Kell on Friday and killed at least 1,200 guards.\n"
                            "Premier Ada Voss told Radio Umber that “the harbour\tis ours”.\n"
                            "The militia holds 3 of 10 districts, Oru \"the Heron\" Tal said.\n"
                            "Aid convoys may come.",
                            "a\"1", "Harbour Wire", "2041-03-05");
    wire_range militia = add_actor(doc, (wire_actor){"KEL.MARSH", "Marshes militia", "KEL", "REB MIL", "", "Q77",
                                                     "lexicon/en/actors/kell.actors:3", at(doc, "Marshes militia")});
    wire_range guards = add_named(doc, "guards", "guards");
    wire_range voss = add_actor(doc, (wire_actor){"KEL.VOSS", "Ada Voss", "KEL", "GOV", "premier of Kell", "",
                                                  "lexicon/en/actors/kell.actors:9", at(doc, "Ada Voss")});
    wire_range tal = add_named(doc, "Oru \"the Heron\" Tal", "Oru \"the Heron\" Tal");
    APPEND(doc, places, n_places, place_cap,
           (wire_place){"Kell", "KEL", "North", 4711, -3.5, 12.345678, WIRE_PLACE_CITY, at(doc, "Kell")});
    APPEND(doc, places, n_places, place_cap, (wire_place){"Kell", "KEL", "", 0, NAN, NAN, WIRE_PLACE_COUNTRY, {0, 0}});
    APPEND(doc, counts, n_counts, count_cap, (wire_count){"killed", 1200, -1, at(doc, "at least 1,200 guards")});
    APPEND(doc, fills, n_fills, fill_cap, (wire_fill){'S', token_at(doc, "militia took")});
    APPEND(doc, fills, n_fills, fill_cap, (wire_fill){'T', token_at(doc, "guards.")});

    wire_record *r = add_record(doc, WIRE_EVENT, "0001", "Marshes militia took the harbour of Kell on Friday", "took");
    r->type = "ASSAULT";
    r->mode = "seize";
    r->cameo = "192";
    r->context[0] = "military";
    r->context[1] = "territory";
    r->quad = 4;
    r->goldstein = -9.5f;
    r->source = militia;
    r->target = guards;
    r->confidence = 0.875f;
    r->time = day(doc, "2041-03-01", "Friday");
    r->places = (wire_range){0, 2};
    r->counts = (wire_range){0, 1};
    r->said_by = voss;
    r->frame = "lexicon/en/frames/20-assault.frames:118";
    r->fills = (wire_range){0, 2};

    r = add_record(doc, WIRE_STATEMENT, "0002", "Ada Voss told Radio Umber", "told");
    r->source = voss;
    r->via = "Radio Umber";
    r->quoted = 1;
    r->content = at(doc, "the harbour\tis ours");
    r->confidence = 1;
    r->time = by_report(doc);

    r = add_record(doc, WIRE_STATE, "0003", "The militia holds 3 of 10 districts", "holds");
    r->source = militia;
    r->relation = "controls";
    r->object = "districts";
    r->quantity = "3 of 10";
    r->confidence = 0.004f;
    r->said_by = tal;
    r->within = 1;

    r = add_record(doc, WIRE_STATE, "0004", "the harbour\tis ours", "is ours");
    r->source = voss;
    r->relation = "governs";
    r->target = militia;
    r->value = "false";
    r->status = WIRE_NEGATED;

    r = add_record(doc, WIRE_EVENT, "0005", "Aid convoys may come", "come");
    r->trigger = (wire_span){0, 0};
    r->status = WIRE_POSSIBLE;
    APPEND(doc, uncoded, n_uncoded, uncoded_cap, (wire_uncoded){token_at(doc, "come"), "movement", "lexicon/en/frames/90.frames:6"});
    APPEND(doc, uncoded, n_uncoded, uncoded_cap, (wire_uncoded){token_at(doc, "killed"), "no frame of this verb fits", ""});
    return doc;
}

/* ------------------------------------------------------------------------------------------------ comparing */

/* Tells the first line that differs. */
static void check_text(const char *got, const char *want)
{
    for (unsigned line = 1; *got || *want; line++) {
        size_t n = strcspn(got, "\n"), m = strcspn(want, "\n");
        if (n != m || memcmp(got, want, n) || got[n] != want[m])
            fail_msg("line %u is\n%.*s\nnot\n%.*s", line, (int)n, got, (int)m, want);
        got += n + (got[n] == '\n');
        want += m + (want[m] == '\n');
    }
}

/* ------------------------------------------------------------------------------------------------ JSON Lines */

#define MILITIA(begin, end)                                                                                                        \
    "{\"id\":\"KEL.MARSH\",\"name\":\"Marshes militia\",\"country\":\"KEL\",\"sectors\":[\"REB\",\"MIL\"],\"office\":null,"     \
    "\"wikidata\":\"Q77\",\"text\":\"Marshes militia\",\"span\":[" #begin "," #end "]}"
#define VOSS                                                                                                                       \
    "{\"id\":\"KEL.VOSS\",\"name\":\"Ada Voss\",\"country\":\"KEL\",\"sectors\":[\"GOV\"],\"office\":\"premier of Kell\","         \
    "\"wikidata\":null,\"text\":\"Ada Voss\",\"span\":[93,101]}"

static const char json_lines[] =
    "{\"kind\":\"event\",\"id\":\"0001\",\"report\":\"a\\\"1\",\"sentence\":1,\"span\":[0,50],"
    "\"evidence\":\"Marshes militia took the harbour of Kell on Friday\",\"trigger\":{\"text\":\"took\",\"span\":[16,20]},"
    "\"type\":\"ASSAULT\",\"mode\":\"seize\",\"context\":[\"military\",\"territory\"],\"cameo\":\"192\",\"quad\":4,\"goldstein\":-9.5,"
    "\"source\":[" MILITIA(0, 15) "],\"target\":[{\"id\":null,\"name\":\"guards\",\"country\":null,\"sectors\":[],\"office\":null,"
    "\"wikidata\":null,\"text\":\"guards\",\"span\":[77,83]}],\"status\":\"actual\",\"confidence\":0.88,"
    "\"time\":{\"from\":\"2041-03-01\",\"to\":\"2041-03-01\",\"precision\":\"day\",\"text\":\"Friday\"},"
    "\"place\":[{\"name\":\"Kell\",\"country\":\"KEL\",\"admin1\":\"North\",\"geonameid\":4711,\"lat\":-3.50,\"lon\":12.3457,"
    "\"precision\":\"city\"},{\"name\":\"Kell\",\"country\":\"KEL\",\"admin1\":null,\"geonameid\":null,\"lat\":null,\"lon\":null,"
    "\"precision\":\"country\"}],\"said_by\":[{\"id\":\"KEL.VOSS\",\"name\":\"Ada Voss\"}],\"within\":null,"
    "\"counts\":[{\"what\":\"killed\",\"low\":1200,\"high\":null,\"text\":\"at least 1,200 guards\",\"span\":[62,83]}],"
    "\"frame\":\"lexicon/en/frames/20-assault.frames:118\",VERSIONS}\n"
    "{\"kind\":\"statement\",\"id\":\"0002\",\"report\":\"a\\\"1\",\"sentence\":2,\"span\":[93,118],"
    "\"evidence\":\"Ada Voss told Radio Umber\",\"trigger\":{\"text\":\"told\",\"span\":[102,106]},\"via\":\"Radio Umber\","
    "\"quoted\":true,\"content\":\"the harbour\\tis ours\",\"content_span\":[127,146],\"source\":[" VOSS "],\"target\":[],"
    "\"status\":\"actual\",\"confidence\":1.00,\"time\":{\"from\":null,\"to\":\"2041-03-05\",\"precision\":\"by_report\",\"text\":null},"
    "\"place\":null,\"said_by\":[],\"within\":null,\"counts\":[],\"frame\":null,VERSIONS}\n"
    "{\"kind\":\"state\",\"id\":\"0003\",\"report\":\"a\\\"1\",\"sentence\":3,\"span\":[151,186],"
    "\"evidence\":\"The militia holds 3 of 10 districts\",\"trigger\":{\"text\":\"holds\",\"span\":[163,168]},"
    "\"subject\":" MILITIA(0, 15) ",\"relation\":\"controls\",\"object\":\"districts\",\"value\":true,\"quantity\":\"3 of 10\","
    "\"status\":\"actual\",\"confidence\":0.00,\"time\":null,\"place\":null,"
    "\"said_by\":[{\"id\":null,\"name\":\"Oru \\\"the Heron\\\" Tal\"}],\"within\":\"0002\",\"counts\":[],\"frame\":null,VERSIONS}\n"
    "{\"kind\":\"state\",\"id\":\"0004\",\"report\":\"a\\\"1\",\"sentence\":2,\"span\":[127,146],"
    "\"evidence\":\"the harbour\\tis ours\",\"trigger\":{\"text\":\"is ours\",\"span\":[139,146]},"
    "\"subject\":" VOSS ",\"relation\":\"governs\",\"object\":" MILITIA(0, 15) ",\"value\":false,\"quantity\":null,"
    "\"status\":\"negated\",\"confidence\":0.00,\"time\":null,\"place\":null,\"said_by\":[],\"within\":null,\"counts\":[],"
    "\"frame\":null,VERSIONS}\n"
    "{\"kind\":\"event\",\"id\":\"0005\",\"report\":\"a\\\"1\",\"sentence\":4,\"span\":[214,234],"
    "\"evidence\":\"Aid convoys may come\",\"trigger\":{\"text\":null,\"span\":null},\"type\":null,\"mode\":null,\"context\":[],"
    "\"cameo\":null,\"quad\":null,\"goldstein\":null,\"source\":[],\"target\":[],\"status\":\"possible\",\"confidence\":0.00,"
    "\"time\":null,\"place\":null,\"said_by\":[],\"within\":null,\"counts\":[],\"frame\":null,VERSIONS}\n";

/* The expected text with this coder's versions. */
static char *with_versions(const char *text)
{
    wire_buffer b = {0};
    char *out_text;
    wire_versions v = wire_coder_versions(coder);
    for (const char *mark; (mark = strstr(text, "VERSIONS")); text = mark + strlen("VERSIONS")) {
        wire_put(&b, text, (size_t)(mark - text));
        wire_putf(&b, "\"versions\":{\"pipeline\":\"%s\",\"reader\":null,\"lexicon\":\"%s\"}", v.pipeline, v.lexicon);
    }
    wire_puts(&b, text);
    assert_int_equal(wire_buffer_take(&b, &out_text, NULL, NULL), 0);
    return out_text;
}

static void json_lines_of_every_kind(void **state)
{
    (void)state;
    char *got, *want = with_versions(json_lines);
    size_t len;
    wire_err err;
    wire_doc *doc = harbour();
    assert_int_equal(wire_write_jsonl(coder, doc, &got, &len, &err), 0);
    assert_int_equal(len, strlen(got));
    check_text(got, want);
    free(got);
    free(want);
    wire_doc_free(doc);
}

static void json_lines_of_nothing(void **state)
{
    (void)state;
    char *got;
    size_t len = 7;
    wire_err err;
    wire_doc *doc = by_hand("Nothing.", "x", "", "");
    assert_int_equal(wire_write_jsonl(coder, doc, &got, &len, &err), 0);
    assert_string_equal(got, "");
    assert_int_equal(len, 0);
    free(got);
    wire_doc_free(doc);
}

/* ------------------------------------------------------------------------------------------------ for people */

/* The taking of the harbour again, from another outlet, and a deed of nobody twice. */
static wire_doc *again(void)
{
    wire_doc *doc = by_hand("On Friday the Marshes militia seized, after a night of shelling that left not one window whole in the old "
                            "quarter, the harbour.\n"
                            "Shots fell.\n"
                            "Shots fell again.",
                            "b2", "", "2041-03-06");
    wire_range militia = add_named(doc, "Marshes militia", "Marshes militia");
    wire_range guards = add_named(doc, "guards", "quarter");
    wire_record *r = add_record(doc, WIRE_EVENT, "1001", doc->text, "seized,");
    r->span.end = doc->sentences[0].end;
    r->type = "ASSAULT";
    r->mode = "seize";
    r->source = militia;
    r->target = guards;
    r->time = day(doc, "2041-03-01", "Friday");
    for (int i = 0; i < 2; i++) {
        r = add_record(doc, WIRE_EVENT, i ? "1003" : "1002", i ? "Shots fell again" : "Shots fell", "fell");
        r->sentence = 1 + (uint32_t)i;
        r->type = "ASSAULT";
        r->time = by_report(doc);
    }
    return doc;
}

static const char report[] =
    "2 reports, 5–6 March 2041\n"
    "Harbour Wire\n"
    "\n"
    "WHAT HAPPENED ─────────────────────────────────────────────────────────────────\n"
    "  Friday 1 March 2041\n"
    "    Marshes militia → ASSAULT/seize → guards · Kell, KEL; Kell · 1,200 or more\n"
    "        killed\n"
    "      │ Marshes militia took the harbour of Kell on Friday   Harbour Wire/a\"1:1\n"
    "      │ On Friday the Marshes militia seized, after a night of shelling…   b2:1\n"
    "\n"
    "  by Wednesday 6 March 2041, told without a date of its own\n"
    "    somebody → ASSAULT\n"
    "      │ Shots fell                                                         b2:2\n"
    "    somebody → ASSAULT\n"
    "      │ Shots fell again                                                   b2:3\n"
    "\n"
    "WHAT IS ASKED, PLANNED, FEARED OR DENIED ──────────────────────────────────────\n"
    "  Possible, feared or alleged\n"
    "    somebody →  · by 5 March 2041\n"
    "      │ Aid convoys may come                                 Harbour Wire/a\"1:4\n"
    "\n"
    "WHO SAID WHAT ─────────────────────────────────────────────────────────────────\n"
    "  Ada Voss, premier of Kell\n"
    "    by 5 March 2041 · via Radio Umber: “the harbour is ours”\n"
    "                                                             Harbour Wire/a\"1:2\n"
    "\n"
    "WHAT HOLDS ────────────────────────────────────────────────────────────────────\n"
    "    Marshes militia controls districts · 3 of 10 · by 5 March 2041 · said by\n"
    "        Oru \"the Heron\" Tal\n"
    "      │ The militia holds 3 of 10 districts                  Harbour Wire/a\"1:3\n"
    "    Ada Voss governs Marshes militia: false · negated · by 5 March 2041\n"
    "      │ the harbour is ours                                  Harbour Wire/a\"1:2\n"
    "\n"
    "5 events, 1 statement and 2 states in 2 reports.\n"
    "Every field, as JSON Lines:  wirecode code --as jsonl FILE...\n"
    "How a line came about:       wirecode explain FILE --sentence N (N stands\n"
    "                             behind the colon)\n";

static void a_report_for_people(void **state)
{
    (void)state;
    char *got, *coloured;
    wire_err err;
    wire_doc *docs[] = {harbour(), again()};
    assert_int_equal(wire_write_report((const wire_doc *const *)docs, 2, (wire_style){.width = 80}, &got, NULL, &err), 0);
    check_text(got, report);

    /* In colour it says the same: without its sequences the text is that one, and each line ends plain. */
    assert_int_equal(wire_write_report((const wire_doc *const *)docs, 2, (wire_style){80, 1}, &coloured, NULL, &err), 0);
    char *to = coloured, ink[8] = WIRE_PLAIN;
    for (char *from = coloured; *from; from++) {
        size_t n = *from == '\033' ? strcspn(from, "m") + 1 : 0;
        if (n) {
            snprintf(ink, sizeof ink, "%.*s", (int)n, from);
            from += n - 1;
        } else {
            if (*from == '\n' && from[1] != ' ')
                assert_string_equal(ink, WIRE_PLAIN);
            *to++ = *from;
        }
    }
    *to = 0;
    check_text(coloured, report);
    free(coloured);
    free(got);
    wire_doc_free(docs[0]);
    wire_doc_free(docs[1]);
}

static void many_reports_of_one_deed(void **state)
{
    (void)state;
    char *got;
    wire_err err;
    wire_doc *docs[5];
    for (size_t i = 0; i < COUNT(docs); i++)
        docs[i] = again();
    assert_int_equal(wire_write_report((const wire_doc *const *)docs, COUNT(docs), (wire_style){0}, &got, NULL, &err), 0);
    unsigned proofs = 0;
    for (const char *p = got; (p = strstr(p, "militia seized,")); p++)
        proofs++;
    assert_int_equal(proofs, 3);
    assert_non_null(strstr(got, "b2:1  +2 more\n"));
    free(got);
    for (size_t i = 0; i < COUNT(docs); i++)
        wire_doc_free(docs[i]);
}

static void a_report_without_records(void **state)
{
    (void)state;
    char *got;
    wire_err err;
    wire_doc *doc = by_hand("Nothing.", "x", "", "");
    assert_int_equal(wire_write_report((const wire_doc *const *)&doc, 1, (wire_style){0}, &got, NULL, &err), 0);
    assert_true(!strncmp(got, "1 report\n", 9));
    assert_non_null(strstr(got, "0 events, 0 statements and 0 states in 1 report.\n"));
    free(got);
    wire_doc_free(doc);
}

static void times(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *want;
        enum wire_time_precision precision;
    } cases[] = {
        {"2041-03-05", "2041-03-05", "Tuesday 5 March 2041", WIRE_DAY},
        {"2041-03-05", "2041-03-09", "5–9 March 2041", WIRE_INTERVAL},
        {"2041-02-28", "2041-03-09", "28 February – 9 March 2041", WIRE_INTERVAL},
        {"2040-12-28", "2041-01-02", "28 December 2040 – 2 January 2041", WIRE_INTERVAL},
        {"2041-03-05", "", "since 5 March 2041", WIRE_INTERVAL},
        {"", "2041-03-05", "until 5 March 2041", WIRE_INTERVAL},
        {"2041-03-01", "2041-03-31", "March 2041", WIRE_MONTH},
        {"2041-01-01", "2041-12-31", "2041", WIRE_YEAR},
        {"", "2041-03-05", "by Tuesday 5 March 2041", WIRE_BY_REPORT},
        {"", "", "by Wednesday 6 March 2041", WIRE_TIME_NONE},
        {"2041-99-05", "2041-99-05", "2041-99-05", WIRE_DAY},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[WIRE_WHEN_ROOM];
        wire_time t = {.precision = cases[i].precision};
        snprintf(t.from, sizeof t.from, "%s", cases[i].from);
        snprintf(t.to, sizeof t.to, "%s", cases[i].to);
        wire_say_time(got, &t, "2041-03-06", true);
        assert_string_equal(got, cases[i].want);
    }
    char got[WIRE_WHEN_ROOM];
    wire_say_time(got, &(wire_time){0}, "", true);
    assert_string_equal(got, "");
}

/* ------------------------------------------------------------------------------------------------ explained */

static const char explained_text[] =
    "Harbour Wire/a\"1:1, 2041-03-05\n"
    "\n"
    "  Marshes militia took the harbour of Kell on Friday and killed at least 1,200\n"
    "  guards.\n"
    "\n"
    "  ┌┬┬┬┬┬┬┬┬┬┬┬┬┬─ Marshes                 \n"
    "  │││││││││││││└► militia                              S1\n"
    "  ││││││││││││└─► took                                 ◆1 ASSAULT/seize 192, lexicon/en/frames/20-assault.frames:118\n"
    "  │││││││││││└──► the                     \n"
    "  ││││││││││└───► harbour                 \n"
    "  │││││││││└────► of                      \n"
    "  ││││││││└─────► Kell                    \n"
    "  │││││││└──────► on                      \n"
    "  ││││││└───────► Friday                  \n"
    "  │││││└────────► and                     \n"
    "  ││││└─────────► killed                               × not coded\n"
    "  │││└──────────► at                      \n"
    "  ││└───────────► least                   \n"
    "  │└────────────► 1,200                   \n"
    "  └─────────────► guards.                              T1\n"
    "\n"
    "  1 event 0001\n"
    "    predicate   took\n"
    "    type        ASSAULT/seize\n"
    "    cameo       192, Goldstein -9.5, quad 4\n"
    "    context     military, territory\n"
    "    source      Marshes militia KEL.MARSH, in the words “Marshes militia”,\n"
    "                country KEL, sectors REB MIL, Q77 —\n"
    "                lexicon/en/actors/kell.actors:3\n"
    "    target      guards, in the words “guards” — not in the lexicon\n"
    "    status      actual\n"
    "    said by     Ada Voss KEL.VOSS, in the words “Ada Voss”, premier of Kell,\n"
    "                country KEL, sectors GOV — lexicon/en/actors/kell.actors:9\n"
    "    time        1 March 2041, in the words “Friday”\n"
    "    place       Kell, KEL, North, city, GeoNames 4711\n"
    "                Kell, country\n"
    "    counts      1,200 or more killed, in the words “at least 1,200 guards”\n"
    "    confidence  0.88\n"
    "    frame       lexicon/en/frames/20-assault.frames:118\n"
    "    evidence    Marshes militia took the harbour of Kell on Friday\n"
    "\n"
    "  Looked at and not coded\n"
    "    killed: no frame of this verb fits\n"
    "\n";

static void a_sentence_explained(void **state)
{
    (void)state;
    char *got = NULL;
    wire_err err;
    wire_doc *doc = harbour();
    assert_int_equal(wire_write_explain(coder, doc, 0, (wire_style){.width = 80}, &got, NULL, &err), 0);
    check_text(got, explained_text);
    free(got);
    assert_int_equal(wire_write_explain(coder, doc, 2, (wire_style){.width = 80}, &got, NULL, &err), 0);
    assert_non_null(strstr(got, "    relation    controls\n"));
    assert_non_null(strstr(got, "    within      sentence 2, statement, 0002\n"));
    free(got);
    got = NULL;
    assert_int_equal(wire_write_explain(coder, doc, 4, (wire_style){0}, &got, NULL, &err), WIRE_EARG);
    check_message(&err, WIRE_EARG, "there is no sentence 5 of 4");
    assert_null(got);
    wire_doc_free(doc);
}

/* ------------------------------------------------------------------------------------------------ parses, pages, numbers */

static void formats_of_a_parse(void **state)
{
    (void)state;
    char *got = NULL;
    size_t len;
    wire_err err;
    wire_doc *doc = by_hand("A \033[31m b.", "x", "", "");
    assert_int_equal(wire_write_parse(pipeline, doc, "x", WIRE_PARSE_TREE, 0, &got, &len, &err), 0);
    assert_null(strchr(got, '\033')); /* a text commands no terminal */
    free(got);
    assert_int_equal(wire_write_parse(pipeline, doc, "x", WIRE_PARSE_JSONL, 0, &got, &len, &err), 0);
    assert_true(!strncmp(got, "{\"id\":\"x\",\"text\":\"A \\u001b[31m b.\",", 34));
    free(got);
    got = NULL;
    assert_int_equal(wire_write_parse(pipeline, doc, "x", (enum wire_parse_format)7, 0, &got, &len, &err), WIRE_EARG);
    assert_null(got);
    wire_doc_free(doc);
}

static void columns(void **state)
{
    (void)state;
    assert_int_equal(wire_columns("abc", 3), 3);
    assert_int_equal(wire_columns("é", 2), 1);
    assert_int_equal(wire_columns("e\xcc\x81", 3), 1); /* a combining accent */
    assert_int_equal(wire_columns("東京", 6), 4);
    assert_int_equal(wire_columns("\033", 1), 1);
}

static void an_excerpt(void **state)
{
    (void)state;
    static const char text[] = "one two  three\nfour five six seven";
    static const struct {
        size_t room;
        const char *want;
    } cases[] = {{80, "one two three four five six seven"}, {17, "…two three four…"}, {7, "…three…"}, {3, "…three…"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        wire_page p = wire_page_new((wire_style){0});
        wire_page_line(&p, 0, 0);
        wire_page_excerpt(&p, "", text, (wire_span){0, sizeof text - 1}, (wire_span){9, 14}, cases[i].room);
        assert_string_equal(p.out.ptr, cases[i].want);
        wire_buffer_free(&p.out);
    }
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        double x;
        int least, most;
        const char *want;
    } cases[] = {{0, 2, 2, "0.00"},       {-0.001, 2, 2, "0.00"}, {0.005, 2, 2, "0.01"}, {12.5, 2, 4, "12.50"}, {-3.14159, 2, 4, "-3.1416"},
                 {-9.5, 1, 1, "-9.5"}, {7, 0, 3, "7"},         {0.999, 2, 2, "1.00"}, {-0.25, 0, 2, "-0.25"}};
    wire_buffer b = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        b.len = 0;
        wire_put_decimal(&b, cases[i].x, cases[i].least, cases[i].most);
        assert_string_equal(b.ptr, cases[i].want);
    }
    b.len = 0;
    wire_put_number(&b, INT64_MIN);
    assert_string_equal(b.ptr, "-9223372036854775808");
    wire_buffer_free(&b);
}

/* ------------------------------------------------------------------------------------------------ out of memory */

static int write_all(wire_doc *const *docs, char *texts[6], wire_err *err)
{
    const wire_style style = {80, 1};
    int rc = wire_write_jsonl(coder, docs[0], &texts[0], NULL, err);
    for (int i = 0; i < 3 && !rc; i++)
        rc = wire_write_parse(pipeline, docs[0], "x", (enum wire_parse_format)i, 1, &texts[1 + i], NULL, err);
    if (!rc)
        rc = wire_write_report((const wire_doc *const *)docs, 2, style, &texts[4], NULL, err);
    return rc ? rc : wire_write_explain(coder, docs[0], 0, style, &texts[5], NULL, err);
}

static void every_allocation_fails(void **state)
{
    (void)state;
    wire_doc *docs[] = {harbour(), again()};
    long n = 0;
    for (bool done = false; !done; n++) {
        char *texts[6] = {NULL};
        wire_err err;
        left = n;
        int rc = write_all(docs, texts, &err);
        done = left >= 0;
        left = -1;
        assert_int_equal(rc, done ? 0 : WIRE_ENOMEM);
        if (rc)
            check_message(&err, WIRE_ENOMEM, "out of memory");
        for (size_t i = 0; i < COUNT(texts); i++)
            free(texts[i]);
    }
    assert_true(n > 15);
    wire_doc_free(docs[0]);
    wire_doc_free(docs[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines_of_every_kind), cmocka_unit_test(json_lines_of_nothing),    cmocka_unit_test(a_report_for_people),
        cmocka_unit_test(many_reports_of_one_deed), cmocka_unit_test(a_report_without_records), cmocka_unit_test(times),
        cmocka_unit_test(a_sentence_explained),     cmocka_unit_test(formats_of_a_parse),       cmocka_unit_test(columns),
        cmocka_unit_test(an_excerpt),               cmocka_unit_test(numbers),                  cmocka_unit_test(every_allocation_fails),
    };
    return cmocka_run_group_tests(tests, open_coder, close_coder);
}
