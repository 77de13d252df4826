/* test_input_faults.c - every allocation of the table and of reading reports fails in turn, as test_faults.c does with the engine. */
#include "check.h"

#include "allocators.h"

static char folder[64], text[128], json[128], table[128];

static void put(char *path, size_t room, const char *name, const char *content)
{
    snprintf(path, room, "%s/%s", folder, name);
    write_file(path, content, strlen(content));
}

static int in_folder(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    put(table, sizeof table, "reports.tsv", "file\toutlet\tdate\na.txt\tHalyard \xff Wire\t2041-05-03\nb.txt\t\t\n");
    put(text, sizeof text, "a.txt", "Envoy leaves \xff Lusaka\nBy Ada Roe\nLUSAKA (HW) – The envoy left.\nGuards at the gate. [HW]\nShare\n");
    put(json, sizeof json, "a.jsonl", "{\"id\":1,\"title\":\"Envoy leaves\",\"text\":\"The envoy left. \xff\"}\n{\"text\":\"He came.\"}\n");
    return 0;
}

static int out_of_folder(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

/* All of a file, with the table; how many reports, or the first error. Nothing is kept. */
static int read_all(const char *path, wire_err *err)
{
    wire_meta *m = NULL;
    wire_reader *r = NULL;
    wire_doc *doc = NULL;
    int n = 0, rc = wire_meta_open(table, &m, err);
    if (!rc)
        rc = wire_doc_new(&doc, err);
    if (!rc)
        rc = wire_reader_open(path, m, &r, err);
    while (!rc && (rc = wire_reader_next(r, doc, err)) == 1) {
        n++;
        rc = 0;
    }
    wire_reader_close(r);
    wire_doc_free(doc);
    wire_meta_free(m);
    return rc ? rc : n;
}

static void every_allocation(const char *path, int reports)
{
    int rc = WIRE_ENOMEM;
    long n = 0;
    for (; rc == WIRE_ENOMEM; n++) {
        wire_err err = {0};
        assert_in_range(n, 0, 10000);
        left = n;
        rc = read_all(path, &err);
        bool failed = left < 0;
        left = -1;
        assert_int_equal(rc == WIRE_ENOMEM, failed); /* none is passed over */
        assert_int_equal(err.code, failed ? rc : 0);
    }
    assert_int_equal(rc, reports);
    assert_true(n > 15);
}

static void every_allocation_of_a_text(void **state)
{
    (void)state;
    every_allocation(text, 1);
}

static void every_allocation_of_json_lines(void **state)
{
    (void)state;
    every_allocation(json, 2);
}

/* A report that found no memory costs itself alone. */
static void the_next_report_is_read(void **state)
{
    (void)state;
    wire_reader *r = NULL;
    wire_doc *doc = NULL;
    assert_int_equal(wire_doc_new(&doc, NULL), 0);
    assert_int_equal(wire_reader_open(json, NULL, &r, NULL), 0);
    left = 2;
    assert_int_equal(wire_reader_next(r, doc, NULL), WIRE_ENOMEM);
    left = -1;
    assert_int_equal(wire_reader_next(r, doc, NULL), 1);
    assert_string_equal(wire_doc_id(doc), "a.jsonl:2");
    assert_int_equal(wire_reader_next(r, doc, NULL), 0);
    wire_reader_close(r);
    wire_doc_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_text),
        cmocka_unit_test(every_allocation_of_json_lines),
        cmocka_unit_test(the_next_report_is_read),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
