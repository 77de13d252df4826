/* test_pack.c - mapped files: what was written is read, what is damaged is refused, and a full disk leaves nothing behind. */
#include "check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <xxhash.h>

#include "base/pack.h"

enum { HEADER = 64, ENTRY = 64, VERSION = 3 };

static char folder[64], path[128];

static int in_folder(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/test.pack", folder);
    return 0;
}

static int out_of_folder(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static const char text[] = "The envoy left Kabul on Friday.";
static unsigned char numbers[777];

/* A small file of four sections, one of them empty. */
static void write_sample(const char *to)
{
    wire_packer w = {0};
    for (size_t i = 0; i < sizeof numbers; i++)
        numbers[i] = (unsigned char)(i * 7);
    assert_int_equal(wire_packer_add(&w, "text", text, sizeof text), 0);
    assert_int_equal(wire_packer_add(&w, "none", NULL, 0), 0);
    assert_int_equal(wire_packer_add(&w, "numbers", numbers, sizeof numbers), 0);
    assert_int_equal(wire_packer_add(&w, "a name of thirty-one characters", "x", 1), 0);
    assert_int_equal(wire_packer_write(&w, to, "sample", VERSION, NULL), 0);
    wire_packer_free(&w);
}

static void open_fails(const char *what, int code)
{
    wire_err err = {0};
    wire_pack *p = (wire_pack *)(uintptr_t)1;
    int rc = wire_pack_open(path, "sample", VERSION, &p, &err);
    if (rc != code)
        fail_msg("%s: %d, not %d", what, rc, code);
    check_message(&err, code, path);
    assert_ptr_equal(p, (wire_pack *)(uintptr_t)1); /* outputs are untouched */
    assert_int_equal(wire_pack_open(path, "sample", VERSION, &p, NULL), code);
}

static void sections_come_back(void **state)
{
    (void)state;
    wire_pack *p;
    wire_err err;
    size_t size = 7;
    write_sample(path);
    assert_int_equal(wire_pack_open(path, "sample", VERSION, &p, &err), 0);
    assert_string_equal(wire_pack_path(p), path);
    const void *data = wire_pack_section(p, "text", &size);
    assert_int_equal(size, sizeof text);
    assert_memory_equal(data, text, sizeof text);
    assert_int_equal((uintptr_t)data % 64, 0);
    data = wire_pack_section(p, "numbers", &size);
    assert_int_equal(size, sizeof numbers);
    assert_memory_equal(data, numbers, sizeof numbers);
    assert_int_equal((uintptr_t)data % 64, 0);
    wire_pack_section(p, "none", &size);
    assert_int_equal(size, 0);
    assert_non_null(wire_pack_section(p, "a name of thirty-one characters", &size));
    assert_int_equal(size, 1);
    assert_null(wire_pack_section(p, "other", &size));
    assert_int_equal(size, 0);
    uint64_t hash = wire_pack_hash(p);
    wire_pack_close(p);

    /* The same content is the same file; the writer leaves only that behind. */
    size_t first_size, second_size;
    char *first = read_file(path, &first_size);
    write_sample(path);
    char *second = read_file(path, &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    assert_int_equal(hash, XXH3_64bits(first + HEADER, first_size - HEADER));
    assert_int_equal(files_in(folder), 1);
    free(first);
    free(second);
}

static void no_sections_are_a_file_too(void **state)
{
    (void)state;
    wire_packer w = {0};
    wire_pack *p;
    size_t size;
    assert_int_equal(wire_packer_write(&w, path, "sample", VERSION, NULL), 0);
    assert_int_equal(wire_pack_open(path, "sample", VERSION, &p, NULL), 0);
    assert_null(wire_pack_section(p, "text", &size));
    wire_pack_close(p);
    wire_packer_free(&w);
}

static void long_names_are_refused(void **state)
{
    (void)state;
    wire_packer w = {0};
    assert_int_equal(wire_packer_add(&w, "a name of thirty-two characters!", "x", 1), WIRE_EARG);
    assert_int_equal(w.n, 0);
    wire_packer_free(&w);
}

/* Every bit pattern that matters in the header and the table, and bytes everywhere else. */
static void each_damaged_byte_is_seen(void **state)
{
    (void)state;
    write_sample(path);
    size_t size, table = HEADER + 4 * ENTRY;
    char *good = read_file(path, &size), what[80];
    static const unsigned char flips[] = {0x01, 0x20, 0x80, 0xff};
    for (size_t at = 0; at < size; at += at < table ? 1 : 5)
        for (size_t k = 0; k < COUNT(flips); k++) {
            good[at] = (char)(good[at] ^ flips[k]);
            write_file(path, good, size);
            snprintf(what, sizeof what, "byte %zu xor 0x%02x", at, flips[k]);
            open_fails(what, WIRE_EFORMAT);
            good[at] = (char)(good[at] ^ flips[k]);
        }
    free(good);
}

static void each_length_but_its_own_is_refused(void **state)
{
    (void)state;
    write_sample(path);
    size_t size;
    char *good = read_file(path, &size), what[80];
    char *longer = realloc(good, size + 64);
    assert_non_null(longer);
    good = longer;
    memset(good + size, 0, 64);
    for (size_t len = 0; len < size + 64; len += len < 400 || len > size - 100 ? 1 : 3) {
        if (len == size)
            continue;
        write_file(path, good, len);
        snprintf(what, sizeof what, "%zu of %zu bytes", len, size);
        open_fails(what, WIRE_EFORMAT);
    }
    free(good);
}

/* A file whose checksum is right, but whose table is not: the checksum keeps out accidents, not a bad writer. */
static void bad_tables_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t at, bytes;
        uint64_t value;
    } cases[] = {
        {"more sections than there is room for", 20, 4, 40},
        {"a count of sections that wraps round", 20, 4, UINT32_MAX},
        {"fewer sections than the table has", 20, 4, 3},
        {"a first section that lies elsewhere", HEADER + 32, 8, 64},
        {"an offset between two boundaries", HEADER + 2 * ENTRY + 32, 8, 65},
        {"an offset behind the end", HEADER + 2 * ENTRY + 32, 8, 1 << 20},
        {"an offset that wraps round", HEADER + 2 * ENTRY + 32, 8, UINT64_MAX - 63},
        {"a size over the end", HEADER + 2 * ENTRY + 40, 8, 1 << 20},
        {"a size that wraps round", HEADER + 2 * ENTRY + 40, 8, UINT64_MAX},
        {"a name without an end", HEADER + 2 * ENTRY + 31, 1, 'x'},
    };
    write_sample(path);
    size_t size;
    char *good = read_file(path, &size), *bad = malloc(size);
    for (size_t i = 0; i < COUNT(cases); i++) {
        memcpy(bad, good, size);
        memcpy(bad + cases[i].at, &cases[i].value, cases[i].bytes); /* little-endian, as the file */
        uint64_t hash = XXH3_64bits(bad + HEADER, size - HEADER);
        memcpy(bad + 32, &hash, 8);
        write_file(path, bad, size);
        open_fails(cases[i].what, WIRE_EFORMAT);
    }
    free(good);
    free(bad);
}

static void other_kinds_and_versions_are_refused(void **state)
{
    (void)state;
    wire_packer w = {0};
    assert_int_equal(wire_packer_add(&w, "text", text, sizeof text), 0);
    static const char *const kinds[] = {"other", "sampl", "samples", "", "sample\n"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(wire_packer_write(&w, path, kinds[i], VERSION, NULL), 0);
        open_fails(kinds[i], WIRE_EFORMAT);
    }
    assert_int_equal(wire_packer_write(&w, path, "sample", VERSION + 1, NULL), 0);
    open_fails("a later version", WIRE_EFORMAT);
    wire_packer_free(&w);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    open_fails("nothing", WIRE_EIO);
    assert_int_equal(mkdir(path, 0700), 0);
    open_fails("a folder", WIRE_EIO);
    assert_int_equal(rmdir(path), 0);
    write_file(path, "", 0);
    open_fails("an empty file", WIRE_EFORMAT);
    write_file(path, "{\"id\": 1, \"text\": \"A line of JSON that is longer than the header of a file would be.\"}\n", 86);
    open_fails("text", WIRE_EFORMAT);
}

static void write_fails(const wire_packer *w, const char *to)
{
    wire_err err = {0};
    assert_int_equal(wire_packer_write(w, to, "sample", VERSION, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, to);
    assert_int_equal(wire_packer_write(w, to, "sample", VERSION, NULL), WIRE_EIO);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    wire_packer w = {0};
    char to[256];
    assert_int_equal(wire_packer_add(&w, "text", text, sizeof text), 0);
    snprintf(to, sizeof to, "%s/missing/test.pack", folder);
    write_fails(&w, to);
    assert_int_equal(mkdir(path, 0700), 0);
    write_fails(&w, path);
    assert_int_equal(files_in(folder), 1);
    assert_int_equal(rmdir(path), 0);

    /* A device or a pipe must not be swept away by the rename: /dev/null would be a file from then on. */
    assert_int_equal(mkfifo(path, 0600), 0);
    write_fails(&w, path);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(files_in(folder), 1);
    wire_packer_free(&w);
}

/* In a process of its own, for which the disk is full after `limit` bytes. Returns the exit status. */
static int write_with_limit(const wire_packer *w, rlim_t limit)
{
    pid_t child = fork();
    if (!child) {
        signal(SIGXFSZ, SIG_IGN); /* so that the write fails, with EFBIG, and the process goes on */
        struct rlimit r = {limit, limit};
        wire_err err = {0};
        if (setrlimit(RLIMIT_FSIZE, &r))
            _exit(9);
        int rc = wire_packer_write(w, path, "sample", VERSION, &err);
        _exit(rc == 0 ? 0 : rc == WIRE_EIO && err.code == WIRE_EIO && !strncmp(err.msg, path, strlen(path)) ? 1 : 8);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    wire_packer w = {0};
    size_t big = 300000;
    char *data = calloc(1, big);
    assert_int_equal(wire_packer_add(&w, "big", data, big), 0);
    static const rlim_t limits[] = {0, 1, 64, 4096, 8192, 299999};
    for (size_t i = 0; i < COUNT(limits); i++) {
        assert_int_equal(write_with_limit(&w, limits[i]), 1);
        assert_int_equal(files_in(folder), 0);
    }
    /* A file that stood there before stays as it was. */
    write_sample(path);
    size_t before_size, after_size;
    char *before = read_file(path, &before_size);
    assert_int_equal(write_with_limit(&w, 4096), 1);
    char *after = read_file(path, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    assert_int_equal(files_in(folder), 1);
    assert_int_equal(write_with_limit(&w, 1 << 20), 0);
    free(before);
    free(after);
    free(data);
    wire_packer_free(&w);
}

int main(void)
{
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, in_folder, out_of_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(sections_come_back),
        IN_FOLDER(no_sections_are_a_file_too),
        IN_FOLDER(long_names_are_refused),
        IN_FOLDER(each_damaged_byte_is_seen),
        IN_FOLDER(each_length_but_its_own_is_refused),
        IN_FOLDER(bad_tables_are_refused),
        IN_FOLDER(other_kinds_and_versions_are_refused),
        IN_FOLDER(what_is_no_file_is_refused),
        IN_FOLDER(what_cannot_be_written_is_said),
        IN_FOLDER(a_full_disk_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
