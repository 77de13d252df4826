/* check.h - what the tests share: cmocka with its headers, the places Meson tells them of, scratch folders, whole files. */
#ifndef WIRE_CHECK_H
#define WIRE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <unistd.h>

#include "wirecode.h"

enum { SKIPPED = 77 }; /* Meson's exit status for a test that could not run */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The converted pipeline. A program that cannot do without it skips, and says so: a test must not pass by not running. */
static inline const char *pipeline_path(void)
{
    const char *path = getenv("WIRECODE_PIPELINE");
    if (!path || !*path || access(path, R_OK)) {
        printf("SKIP: no converted pipeline (WIRECODE_PIPELINE)\n");
        exit(SKIPPED);
    }
    return path;
}

/* A file of the source tree, in a static buffer. */
static inline const char *source_path(const char *name)
{
    static char path[4096];
    const char *root = getenv("WIRECODE_SOURCE");
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", name);
    return path;
}

/* A whole file, NUL-terminated; freed by the caller. */
static inline char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s cannot be opened", path);
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *data = malloc(size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, size, f), size);
    data[size] = 0;
    fclose(f);
    if (len)
        *len = size;
    return data;
}

static inline void write_file(const char *path, const void *data, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* A new empty folder, named in `path` (of at least 64 bytes). */
static inline void make_folder(char *path, size_t room)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(path, room, "%s/wirecode-test-XXXXXX", tmp && strlen(tmp) < 40 ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
}

static inline size_t files_in(const char *folder)
{
    size_t n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    closedir(d);
    return n;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* The folder with all in it. */
static inline void remove_folder(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A small random generator (splitmix64), so that every run is the same. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(next_random(state) % n);
}

/* In [-1, 1]. */
static inline float random_float(uint64_t *state)
{
    return (float)(int32_t)(next_random(state) >> 32) / 2147483648.0f;
}

/* An error is for a person to read: one line without control characters, that begins with what it is about. */
static inline void check_message(const wire_err *err, int code, const char *about)
{
    assert_int_equal(err->code, code);
    size_t len = strlen(err->msg);
    assert_in_range(len, 1, sizeof err->msg - 1);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)err->msg[i] < 0x20 || err->msg[i] == 0x7f)
            fail_msg("a control character in '%s'", err->msg);
    if (about && strncmp(err->msg, about, strlen(about)))
        fail_msg("'%s' does not begin with '%s'", err->msg, about);
    assert_int_not_equal(err->msg[len - 1], '.');
}

#endif
