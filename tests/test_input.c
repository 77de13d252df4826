/* test_input.c - files become reports: text, JSON Lines, the table of outlets and dates, blocks, and every error. All texts are
 * invented. */
#include "check.h"

#include "input/input.h"

static char folder[64], path[128], table[128];

static int in_folder(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    return 0;
}

static int out_of_folder(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static const char *put(const char *name, const char *text)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    write_file(path, text, strlen(text));
    return path;
}

static wire_doc *doc;

static int with_doc(void **state)
{
    (void)state;
    return wire_doc_new(&doc, NULL);
}

static int without_doc(void **state)
{
    (void)state;
    wire_doc_free(doc);
    return 0;
}

/* ------------------------------------------------------------------------------------------------ blocks */

/* What a document's blocks are, a line each: its letter, a blank, its text. Checks on the way that they are in order. */
static const char *blocks(void)
{
    static const char letters[] = "PHBDCF";
    static char out[20000];
    size_t n, at = 0, end = 0;
    const wire_block *b = wire_doc_blocks(doc, &n);
    const wire_str text = wire_doc_text(doc);
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(b[i].start >= end && b[i].end > b[i].start && b[i].end <= text.len);
        assert_null(memchr(" \n\r\t", text.ptr[b[i].start], 4));
        assert_null(memchr(" \n\r\t", text.ptr[b[i].end - 1], 4));
        for (; end < b[i].start; end++) /* no letter is left between them */
            assert_true(memchr(" \n\r\t,|-\xef\xbb\xbf\xe2\x80\xa8", text.ptr[end], 14) != NULL);
        end = b[i].end;
        at += (size_t)snprintf(out + at, sizeof out - at, "%c %.*s\n", letters[b[i].kind], (int)(b[i].end - b[i].start),
                               text.ptr + b[i].start);
        assert_true(at < sizeof out);
    }
    return out;
}

/* Read `text` as a report of its own. */
static void read_text(const char *text)
{
    wire_reader *r = NULL;
    wire_err err = {.msg = ""};
    if (wire_reader_memory("report.txt", text, strlen(text), NULL, &r, &err) || wire_reader_next(r, doc, &err) != 1)
        fail_msg("%s", err.msg);
    assert_int_equal(wire_reader_next(r, doc, NULL), 0);
    wire_reader_close(r);
}

static void check_blocks(const char *text, const char *expected)
{
    read_text(text);
    assert_string_equal(blocks(), expected);
}

static void a_whole_page(void **state)
{
    (void)state;
    check_blocks("Home > Zambia > Envoy leaves\n"
                 "Envoy leaves Lusaka after talks fail\n"
                 "By Ada Roe and Bo de Vries, Halyard Wire\n"
                 "Published: 3 May 2041 14:05 GMT\n"
                 "Share   Post   Print   E-mail   14 Comments\n"
                 "LUSAKA (HW) – The envoy left on Friday.\n"
                 "FILE PHOTO: Guards stand at the gate. (Halyard Wire/Cy Poe)\n"
                 "Read more: Copper climbs\n"
                 "Army silent\n"
                 "The army said nothing.\n"
                 "Related stories\n"
                 "Copper falls again in Kitwe\n"
                 "Rain comes late to the south\n"
                 "LUSAKA – The rains are three weeks late, the bureau said, and the …\n"
                 "Sign up for our letter.\n"
                 "© 2041 Halyard Wire. All rights reserved.\n",
                 "F Home > Zambia > Envoy leaves\n"
                 "H Envoy leaves Lusaka after talks fail\n"
                 "B By Ada Roe and Bo de Vries, Halyard Wire\n"
                 "D Published: 3 May 2041 14:05 GMT\n"
                 "F Share   Post   Print   E-mail   14 Comments\n"
                 "D LUSAKA (HW) –\n"
                 "P The envoy left on Friday.\n"
                 "F FILE PHOTO:\n"
                 "C Guards stand at the gate.\n"
                 "F (Halyard Wire/Cy Poe)\n"
                 "F Read more: Copper climbs\n"
                 "P Army silent\n"
                 "P The army said nothing.\n"
                 "F Related stories\n"
                 "F Copper falls again in Kitwe\n"
                 "F Rain comes late to the south\n"
                 "F LUSAKA – The rains are three weeks late, the bureau said, and the …\n"
                 "F Sign up for our letter.\n"
                 "F © 2041 Halyard Wire. All rights reserved.\n");
    assert_string_equal(wire_doc_date(doc), "2041-05-03");
    assert_string_equal(wire_doc_id(doc), "report");
    assert_string_equal(wire_doc_outlet(doc), "");
}

static void prose_is_no_furniture(void **state)
{
    (void)state;
    static const char *const prose[] = {
        "Share prices fell in Lusaka after the minister resigned.",
        "Follow the money, the envoy said.",
        "Advertisement of the tender was illegal, the court ruled.",
        "More from the south: rebels took two villages on Friday.",
        "Supported by Angola, the army retook the town on Monday.",
        "Privacy policy of the state was changed by decree on Friday.",
        "Sources close to the minister said that she would resign.",
        "Related charges were dropped by the court on Monday.",
        "By Friday the rebels had taken the bridge.",
        "Photo shops closed in Kitwe when the army came.",
        "The ministry (Home Affairs/Police) denied it.",
        "The town – a port on the lake – fell on Monday.",
        "Copyright law was broken, the judges found on Monday.",
        "“Subscribe to no lie,” the bishop told the crowd.",
        "December was quiet, the envoy said.",
        "The rebels took Kasama, Mansa and Chinsali [in January].",
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(prose); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\n%s\nThe army said nothing.\n", prose[i]);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\nP %s\nP The army said nothing.\n", prose[i]);
        check_blocks(text, expected);
    }
}

static void furniture(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Share", "Tweet", "Share this article", "Click to share on Facebook (Opens in new window)", "Read more: Rain is late",
        "Also read: Rain is late.", "ADVERTISEMENT", "Advertisement - story continues below", "Follow us on Telegram.",
        "Supported by", "3 hours ago", "12 comments", "World | Business | Sport | Weather", "Home » News » Africa", "* * *", "___",
        "We use cookies to make this site better.", "By clicking Accept you agree to our terms.", "Listen to this article",
        "Copyright 2041 Halyard Wire.", "Subscribe to our newsletter", "Get the latest news in your inbox every morning.",
        "Facebook Twitter WhatsApp Copy link", "5 min read", "Leave a comment", "Tags: Zambia, war", "Terms of Use | Privacy Policy",
        "This material may not be published, broadcast, rewritten or sent on.", "Photo: Cy Poe", "Support the Kafue Lantern!",
        "list 1 of 3", "WATCH: The rains come.", "Middle East", "Home Zambia Copper Rain", "Read our letter for more. Sign up here.",
        "This article is more than 2 years old",
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(lines); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\nThe envoy left on Friday.\n%s\nThe army said nothing.\n", lines[i]);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\nP The envoy left on Friday.\n%c %s\nP The army said nothing.\n",
                 'F', lines[i]);
        if (!strncmp(lines[i], "Photo:", 6)) /* label and name are each a block */
            snprintf(expected, sizeof expected,
                     "H Envoy leaves Lusaka again\nP The envoy left on Friday.\nF Photo:\nF Cy Poe\nP The army said nothing.\n");
        check_blocks(text, expected);
    }
}

static void bylines(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "By Ada Roe", "by Ada Roe", "BY ADA ROE", "By: Ada Roe", "By Ada Roe in Gaborone", "By AFP", "Ada Roe, Staff writer",
        "Ada Roe, Correspondent", "(Reporting by Ada Roe; Editing by Cy Poe)", "Ada Roe contributed to this report.", "Reuters",
        "Our Correspondent", "Associated Press", "Source: Halyard Wire",
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(lines); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\n%s\nThe envoy left on Friday.\n", lines[i]);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\nB %s\nP The envoy left on Friday.\n", lines[i]);
        check_blocks(text, expected);
    }
}

static void datelines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *date;
    } lines[] = {
        {"Tuesday, 23 April 2041, 18:40", "2041-04-23"},
        {"April 23, 2041", "2041-04-23"},
        {"LUSAKA, April 23", ""},
        {"Lusaka, 23 April 2041", "2041-04-23"},
        {"Published: 23 April 2041 14:05 GMT", "2041-04-23"},
        {"Last updated: 2041-04-23 14:05", "2041-04-23"},
        {"Published on Tue, Apr. 23rd, 2041 at 6:40 pm", "2041-04-23"},
        {"23/04/2041", "2041-04-23"},
        {"23-APR-2041 14:05", "2041-04-23"},
        {"Posted 23rd of April, 2041", "2041-04-23"},
        {"31 April 2041", ""},
        {"EPAPER | 23 April 2041", "2041-04-23"},
        {"Our Correspondent Published April 23, 2041 Updated April 24, 2041 08:12am", "2041-04-23"},
        {"Published in Lantern, April 23rd, 2041", "2041-04-23"},
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(lines); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\n%s\nThe envoy left on Friday.\n", lines[i].line);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\nD %s\nP The envoy left on Friday.\n", lines[i].line);
        check_blocks(text, expected);
        assert_string_equal(wire_doc_date(doc), lines[i].date);
    }
}

static void dateline_prefixes(void **state)
{
    (void)state;
    static const char *const prefixes[] = {
        "LUSAKA (HW) –", "LUSAKA, April 23 (Halyard Wire) -", "LUSAKA, Zambia (HW) —", "Lusaka (HW) --", "LUSAKA —", "LUSAKA:",
        "Lusaka, Zambia –", "(HW) —", "NEW YORK/LUSAKA, April 23, 2041 (HW) –", "DAR ES SALAAM -", "Dar es Salaam, April 23 —",
        "LUSAKA, April 23. /TASS/.", "Lusaka (CNN)", "BREAKING:",
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\n%s The envoy left on Friday.\n", prefixes[i]);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\n%c %s\nP The envoy left on Friday.\n",
                 prefixes[i][0] == 'B' ? 'F' : 'D', prefixes[i]);
        check_blocks(text, expected);
    }
    /* behind the first paragraph only what cannot be anything else */
    check_blocks("The envoy left.\nLUSAKA (HW) – The army said nothing.\nNATO: The alliance said so.\n",
                 "P The envoy left.\nD LUSAKA (HW) –\nP The army said nothing.\nP NATO: The alliance said so.\n");
}

static void captions(void **state)
{
    (void)state;
    static const struct {
        const char *line, *blocks;
    } lines[] = {
        {"Guards at the gate. (HW Photo/Cy Poe)", "C Guards at the gate.\nF (HW Photo/Cy Poe)\n"},
        {"Guards at the gate [Cy Poe/Halyard Wire]", "C Guards at the gate\nF [Cy Poe/Halyard Wire]\n"},
        {"Guards at the gate [Halyard Wire]", "C Guards at the gate\nF [Halyard Wire]\n"},
        {"Guards at the gate, © Halyard Wire", "C Guards at the gate\nF © Halyard Wire\n"},
        {"Guards at the gate. Cy Poe / Getty Images", "C Guards at the gate.\nF Cy Poe / Getty Images\n"},
        {"Guards at the gate. TASS", "C Guards at the gate.\nF TASS\n"},
        {"Guards at the gate. Photo: Cy Poe", "C Guards at the gate.\nF Photo: Cy Poe\n"},
        {"FILE - Guards stand at the gate.", "F FILE -\nC Guards stand at the gate.\n"},
        {"In this photo of 2040, guards stand at the gate.", "C In this photo of 2040, guards stand at the gate.\n"},
        {"Image: Guards stand at the gate of the embassy.", "F Image:\nC Guards stand at the gate of the embassy.\n"},
    };
    char text[400], expected[400];
    for (size_t i = 0; i < COUNT(lines); i++) {
        snprintf(text, sizeof text, "Envoy leaves Lusaka again\n%s\nThe envoy left on Friday.\n", lines[i].line);
        snprintf(expected, sizeof expected, "H Envoy leaves Lusaka again\n%sP The envoy left on Friday.\n", lines[i].blocks);
        check_blocks(text, expected);
    }
}

static void headlines(void **state)
{
    (void)state;
    check_blocks("The envoy left on Friday.\n", "P The envoy left on Friday.\n");
    check_blocks("Envoy leaves Lusaka", "P Envoy leaves Lusaka\n"); /* a report of one line */
    check_blocks("Envoy leaves Lusaka\nTalks fail on the fourth day\n\nThe envoy left.\n",
                 "H Envoy leaves Lusaka\nH Talks fail on the fourth day\nP The envoy left.\n");
    check_blocks("Will the envoy leave?\nThe envoy left.\n", "H Will the envoy leave?\nP The envoy left.\n");
    check_blocks("Envoy leaves Lusaka\nENVOY LEAVES LUSAKA Envoy Leaves Lusaka\nThe envoy left.\n",
                 "H Envoy leaves Lusaka\nF ENVOY LEAVES LUSAKA Envoy Leaves Lusaka\nP The envoy left.\n");
    check_blocks("The envoy left.\nThe army said:\n- it would stay in the barracks\n- it would keep the peace\n",
                 "P The envoy left.\nP The army said:\nP - it would stay in the barracks\nP - it would keep the peace\n");
}

static void the_end_of_a_page(void **state)
{
    (void)state;
    check_blocks("The envoy left.\nThe army stayed.\nThe king slept.\nRain is late in the south\nCopper falls again in Kitwe\n"
                 "Three goals for the Lusaka eleven\n",
                 "P The envoy left.\nP The army stayed.\nP The king slept.\nF Rain is late in the south\n"
                 "F Copper falls again in Kitwe\nF Three goals for the Lusaka eleven\n");
    check_blocks("The envoy left.\nRebels fired on the town hall of Kitwe\n", /* a full stop forgotten */
                 "P The envoy left.\nP Rebels fired on the town hall of Kitwe\n");
}

static void wrapped_lines(void **state)
{
    (void)state;
    check_blocks("Envoy leaves\n\n"
                 "The envoy left Lusaka on Friday after four days of talks that had\n"
                 "come to nothing, and the army moved two battalions to the bridge\n"
                 "at Kafue.\n\n"
                 "The president did not say whether he would send another before the\n"
                 "rains.\n",
                 "H Envoy leaves\n"
                 "P The envoy left Lusaka on Friday after four days of talks that had\n"
                 "come to nothing, and the army moved two battalions to the bridge\n"
                 "at Kafue.\n"
                 "P The president did not say whether he would send another before the\n"
                 "rains.\n");
    check_blocks("The envoy left Lusaka on Friday after four days of talks\n"
                 "that had come to nothing, and the army moved to the lake.\n"
                 "    The president did not say whether he would send another\n"
                 "envoy before the rains, which are late this year. He said\n"
                 "so.\n"
                 "    Nobody asked.\n",
                 "P The envoy left Lusaka on Friday after four days of talks\n"
                 "that had come to nothing, and the army moved to the lake.\n"
                 "P The president did not say whether he would send another\n"
                 "envoy before the rains, which are late this year. He said\n"
                 "so.\n"
                 "P Nobody asked.\n");
    check_blocks("The envoy left.\r\nThe army stayed.\rThe king slept.\xe2\x80\xa8He woke.", /* every end of a line */
                 "P The envoy left.\nP The army stayed.\nP The king slept.\nP He woke.\n");
}

static void a_long_block_is_cut(void **state)
{
    (void)state;
    size_t len = 2 * WIRE_BLOCK_MAX + 1000, n;
    char *text = malloc(len + 1);
    assert_non_null(text);
    for (size_t i = 0; i < len; i++)
        text[i] = i % 7 == 6 ? ' ' : 'a';
    text[len] = 0;
    read_text(text);
    const wire_block *b = wire_doc_blocks(doc, &n);
    assert_int_equal(n, 3);
    assert_true(b[0].end - b[0].start > WIRE_BLOCK_MAX - 10 && text[b[0].end] == ' ');
    memset(text, 'a', len);
    read_text(text);
    wire_doc_blocks(doc, &n);
    assert_int_equal(n, 3);
    free(text);
}

static void bytes_of_all_kinds(void **state)
{
    (void)state;
    check_blocks("\xef\xbb\xbfThe envoy left.\n", "P The envoy left.\n");
    assert_false(wire_doc_repaired(doc));
    check_blocks("The envoy \xff left.\n", "P The envoy \xef\xbf\xbd left.\n");
    assert_true(wire_doc_repaired(doc));
}

/* ------------------------------------------------------------------------------------------------ JSON Lines */

/* Read all of a file; each report as "id|outlet|date|blocks", each error as its message without the folder. */
static const char *reports(const char *file, const wire_meta *meta)
{
    static char out[20000];
    size_t at = 0;
    int rc;
    wire_reader *r = NULL;
    wire_err err = {.msg = ""};
    assert_int_equal(wire_reader_open(file, meta, &r, &err), 0);
    *out = 0;
    while ((rc = wire_reader_next(r, doc, &err))) {
        if (rc == 1) {
            at += (size_t)snprintf(out + at, sizeof out - at, "%s|%s|%s|%s", wire_doc_id(doc), wire_doc_outlet(doc), wire_doc_date(doc),
                                   blocks());
        } else {
            check_message(&err, rc, folder);
            at += (size_t)snprintf(out + at, sizeof out - at, "! %s\n", err.msg + strlen(folder) + 1);
        }
        assert_true(at < sizeof out);
    }
    assert_int_equal(wire_reader_next(r, doc, &err), 0);
    wire_reader_close(r);
    return out;
}

static void json_lines(void **state)
{
    (void)state;
    put("a.jsonl", "\xef\xbb\xbf{\"id\":\"r1\",\"outlet\":\"Halyard Wire\",\"date\":\"2041-05-03\",\"title\":\"Envoy leaves\",\"text\":\"The envoy left.\"}\n"
                   "\n"
                   "{\"id\":7,\"text\":\"The envoy left.\",\"url\":5,\"more\":[1]}\r\n"
                   "{\"text\":\"Envoy leaves\\nThe envoy left.\",\"title\":\"Envoy leaves\",\"date\":\"2041-05-03T14:05:00Z\",\"outlet\":null}\n"
                   "{\"id\":\"\",\"text\":\"Envoy leaves at last.\",\"title\":\"Envoy leaves\",\"date\":\"\"}\n"
                   "{\"id\":\"w\",\"text\":\"Tuesday, 23 April 2041\\nThe envoy left.\",\"date\":null}\n"
                   "{\"id\":\"bad\",\"title\":\"\xff\",\"text\":\"The envoy left.\"}\n"
                   "{\"id\":\"m\",\"text\":\"The envoy left.\",\"date\":\"3-MAY-2041 13:56:12.03\"}");
    assert_string_equal(reports(path, NULL), "r1|Halyard Wire|2041-05-03|H Envoy leaves\nP The envoy left.\n"
                                             "7|||P The envoy left.\n"
                                             "a.jsonl:4||2041-05-03|H Envoy leaves\nP The envoy left.\n"
                                             "a.jsonl:5|||H Envoy leaves\nP Envoy leaves at last.\n"
                                             "w||2041-04-23|D Tuesday, 23 April 2041\nP The envoy left.\n"
                                             "bad|||H \xef\xbf\xbd\nP The envoy left.\n"
                                             "m||2041-05-03|P The envoy left.\n");
    put("bad.ndjson", "{\"text\":\"The envoy \xff left.\"}\n");
    assert_string_equal(reports(path, NULL), "bad.ndjson:1|||P The envoy \xef\xbf\xbd left.\n");
    assert_true(wire_doc_repaired(doc));
    put("none.jsonl", "");
    assert_string_equal(reports(path, NULL), "");
}

static void json_errors(void **state)
{
    (void)state;
    put("e.jsonl", "{\"id\":\"1\",\"text\":\"The envoy left.\"\n"
                   "{\"id\":\"2\"}\n"
                   "{\"id\":\"3\",\"text\":5}\n"
                   "[\"text\"]\n"
                   "{\"id\":\"5\",\"text\":\"The envoy left.\",\"date\":\"2041-02-30\"}\n"
                   "{\"id\":\"6\",\"text\":\"The envoy left.\",\"date\":\"soon\"}\n"
                   "{\"id\":\"7\",\"text\":\"The envoy left.\",\"date\":\"05/03/2041\"}\n"
                   "{\"id\":\"8\",\"text\":\"The envoy left.\",\"date\":20410503}\n"
                   "{\"id\":[],\"text\":\"The envoy left.\"}\n"
                   "{\"id\":\"10\",\"text\":\"The envoy left.\",\"title\":1}\n"
                   "{\"id\":\"11\",\"text\":\" \\n \"}\n"
                   "{\"id\":\"12\",\"text\":\"a\\u0000b\"}\n"
                   "{\"id\":\"13\",\"text\":\"The envoy left.\"}\n");
    const char *got = reports(path, NULL);
    static const char *const lines[] = {
        "! e.jsonl:1: broken JSON at column ", "! e.jsonl:2: no 'text'\n", "! e.jsonl:3: 'text' is no string\n",
        "! e.jsonl:4: no JSON object\n", "! e.jsonl:5: '2041-02-30' is no date (YYYY-MM-DD)\n",
        "! e.jsonl:6: 'soon' is no date (YYYY-MM-DD)\n", "! e.jsonl:7: '05/03/2041' is no date (YYYY-MM-DD)\n",
        "! e.jsonl:8: 'date' is no string\n", "! e.jsonl:9: 'id' is no string\n", "! e.jsonl:10: 'title' is no string\n",
        "! e.jsonl:11: 'text' is empty\n", "! e.jsonl:12: broken JSON", "13|||P The envoy left.\n",
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        if (strncmp(got, lines[i], strlen(lines[i])))
            fail_msg("%s\nis not\n%s", got, lines[i]);
        got = strchr(got, '\n') + 1;
    }
    assert_string_equal(got, "");
}

static void a_line_too_long(void **state)
{
    (void)state;
    static const char next[] = "\n{\"id\":\"next\",\"text\":\"The envoy left.\"}";
    size_t len = WIRE_JSON_LINE_MAX + 1;
    char *text = malloc(len + sizeof next);
    assert_non_null(text);
    memset(text, ' ', len);
    memcpy(text + len, next, sizeof next);
    put("long.jsonl", text);
    free(text);
    assert_string_equal(reports(path, NULL), "! long.jsonl:1: a line longer than 8000000 bytes\nnext|||P The envoy left.\n");
}

/* ------------------------------------------------------------------------------------------------ files */

static void check_open(const char *file, int code, const char *end)
{
    wire_reader *r = NULL;
    wire_err err = {.msg = ""};
    int rc = wire_reader_open(file, NULL, &r, &err);
    if (!rc)
        rc = wire_reader_next(r, doc, &err);
    assert_int_equal(rc, code);
    check_message(&err, code, file);
    if (!strstr(err.msg, end))
        fail_msg("'%s' has no '%s'", err.msg, end);
    if (r)
        assert_int_equal(wire_reader_next(r, doc, &err), 0); /* one error, and that was all */
    wire_reader_close(r);
}

static void bad_files(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/missing.txt", folder);
    check_open(path, WIRE_EIO, ": No such file");
    check_open(folder, WIRE_EIO, ": a folder, not a file");
    check_open(put("empty.txt", ""), WIRE_EFORMAT, ": empty");
    check_open(put("white.txt", " \n\t\n"), WIRE_EFORMAT, ": empty");
    snprintf(path, sizeof path, "%s/nul.txt", folder);
    write_file(path, "one\ntwo\0three", 13);
    check_open(path, WIRE_EFORMAT, "nul.txt:2: a NUL byte");
    size_t len = WIRE_TEXT_MAX + 1;
    char *text = calloc(1, len + 1);
    assert_non_null(text);
    memset(text, 'a', len);
    check_open(put("long.txt", text), WIRE_ELIMIT, ": longer than 16777216 bytes");
    for (size_t i = 1; i < len; i += 2)
        text[i] = '\n';
    text[len - 1] = 0;
    check_open(put("lines.txt", text), WIRE_ELIMIT, ": more than 200000 lines");
    memset(text, 'a', len);
    text[len - 1] = 0;
    wire_err err = {.msg = ""};
    wire_reader *r = NULL;
    assert_int_equal(wire_reader_open(put("fits.txt", text), NULL, &r, &err), 0);
    assert_int_equal(wire_reader_next(r, doc, &err), 1);
    wire_reader_close(r);
    wire_reader_close(NULL);
    r = NULL;
    assert_int_equal(wire_reader_open("no\nsuch.txt", NULL, &r, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, "no?such.txt: ");
    assert_null(r);
    free(text);
}

static const char *put_table(const char *text)
{
    put("reports.tsv", text);
    memcpy(table, path, sizeof table);
    return table;
}

static void the_table(void **state)
{
    (void)state;
    wire_meta *m = NULL;
    wire_err err = {.msg = ""};
    assert_int_equal(wire_meta_open(put_table("note\tdate\tfile\toutlet\r\n"
                                              "x\t2041-05-03\t./a.txt\tHalyard Wire\r\n"
                                              "\t2041-02-30\tb.txt\tVeldlight Daily\n"
                                              "\t\tc.2.txt\n"
                                              "\n"
                                              "\t2041-05-06\telse/d.txt\tNone\n"
                                              "\t2041-05-07\td.txt\tLantern\n"
                                              "\t2041-05-08\td.txt\tSecond row\n"
                                              "\t2041-05-09\te.jsonl\tOf the file\n"),
                                    &m, &err), 0);
    assert_string_equal(reports(put("a.txt", "The envoy left."), m), "a|Halyard Wire|2041-05-03|P The envoy left.\n");
    assert_string_equal(reports(put("b.txt", "The envoy left."), m),
                        "! reports.tsv:3: '2041-02-30' is no date (YYYY-MM-DD), so b.txt is not read\n");
    assert_string_equal(reports(put("c.2.txt", "5 May 2041\nThe envoy left."), m), "c.2||2041-05-05|D 5 May 2041\nP The envoy left.\n");
    assert_string_equal(reports(put("d.txt", "The envoy left."), m), "d|Lantern|2041-05-07|P The envoy left.\n");
    assert_string_equal(reports(put("x.txt", "The envoy left."), m), "x|||P The envoy left.\n");
    assert_string_equal(reports(put("e.jsonl", "{\"id\":1,\"text\":\"The envoy left.\"}\n"
                                               "{\"id\":2,\"text\":\"He came.\",\"date\":\"2041-06-01\",\"outlet\":\"Own\"}"), m),
                        "1|Of the file|2041-05-09|P The envoy left.\n2|Own|2041-06-01|P He came.\n");
    assert_string_equal(reports(put("a.txt", "Halyard Wire\nThe envoy left."), m), "a|Halyard Wire|2041-05-03|B Halyard Wire\nP The envoy left.\n");
    wire_meta_free(m);
    wire_meta_free(NULL);
}

static void bad_tables(void **state)
{
    (void)state;
    wire_meta *m = NULL;
    wire_err err = {.msg = ""};
    assert_int_equal(wire_meta_open(put_table("name\tdate\na.txt\t2041-05-03\n"), &m, &err), WIRE_EFORMAT);
    check_message(&err, WIRE_EFORMAT, table);
    assert_int_equal(err.line, 1);
    assert_non_null(strstr(err.msg, "reports.tsv:1: the heading line has no column 'file'"));
    assert_int_equal(wire_meta_open(put_table(""), &m, &err), WIRE_EFORMAT);
    check_message(&err, WIRE_EFORMAT, table);
    assert_int_equal(wire_meta_open(folder, &m, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, folder);
    snprintf(path, sizeof path, "%s/missing.tsv", folder);
    assert_int_equal(wire_meta_open(path, &m, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, path);
    assert_null(m);
}

static void the_examples(void **state)
{
    (void)state;
    wire_meta *m = NULL;
    wire_reader *r = NULL;
    assert_int_equal(wire_meta_open(source_path("examples/reports/reports.tsv"), &m, NULL), 0);
    assert_int_equal(wire_reader_open(source_path("examples/reports/002.txt"), m, &r, NULL), 0);
    assert_int_equal(wire_reader_next(r, doc, NULL), 1);
    assert_string_equal(wire_doc_outlet(doc), "The Kafue Lantern");
    const char *all = blocks();
    static const char *const lines[] = {
        "F Home > Zambia > The war\nH ", "F Share   Post   Print   E-mail\nD KABWE (The Kafue Lantern) –\nP At least",
        "F Read more: Copper climbs to ten-year high\n", "F Sign up for the Lantern’s morning letter, free on weekdays\n",
        "F © 2041 The Kafue Lantern. All rights reserved.\n",
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        if (!strstr(all, lines[i]))
            fail_msg("no '%s' in\n%s", lines[i], all);
    wire_reader_close(r);
    wire_meta_free(m);
}

static void dates_in_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *date;
    } all[] = {
        {"on 3 May 2041 it", "2041-05-03"}, {"May 3rd, 2041", "2041-05-03"},   {"Sept. 3, 2041", "2041-09-03"},
        {"3.5.2041", "2041-05-03"},         {"2041/05/03", "2041-05-03"},      {"29 February 2040", "2040-02-29"},
        {"29 February 2041", ""},           {"05/03/2041", ""},                {"May 2041", ""},
        {"30 May 99", ""},                  {"room 20415, 3 May 2041", "2041-05-03"},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        char date[11] = "";
        size_t start, end;
        bool found = wire_date_find((wire_str){all[i].text, strlen(all[i].text)}, date, &start, &end);
        assert_string_equal(found ? date : "", all[i].date);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_whole_page, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(prose_is_no_furniture, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(furniture, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(bylines, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(datelines, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(dateline_prefixes, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(captions, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(headlines, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(the_end_of_a_page, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(wrapped_lines, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(a_long_block_is_cut, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(bytes_of_all_kinds, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(json_lines, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(json_errors, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(a_line_too_long, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(bad_files, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(the_table, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(bad_tables, with_doc, without_doc),
        cmocka_unit_test_setup_teardown(the_examples, with_doc, without_doc),
        cmocka_unit_test(dates_in_text),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
