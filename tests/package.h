/* package.h - the small spaCy package of the fuzz targets, as a folder. All of its parts are there; it converts in a moment. */
#ifndef WIRE_PACKAGE_H
#define WIRE_PACKAGE_H

#include "check.h"

#include <sys/stat.h>

/* Write a file below `folder`, and the folders above it. */
static inline void put_file(const char *folder, const char *name, const char *data, size_t len)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        mkdir(path, 0700);
    }
    write_file(path, data, len);
}

/* fuzz/corpus/package/tiny holds the files one after another, each behind a line "==> NAME". */
static inline void unpack_package(const char *folder)
{
    static const char mark[] = "\n==> ";
    size_t len, files = 0;
    char *all = read_file(source_path("fuzz/corpus/package/tiny"), &len), *end = all + len;
    char *at = memmem(all, len, mark, strlen(mark));
    while (at) {
        char name[100], *line = memchr(at + 1, '\n', (size_t)(end - at - 1));
        assert_non_null(line);
        snprintf(name, sizeof name, "%.*s", (int)(line - at - 5), at + 5);
        at = memmem(line, (size_t)(end - line), mark, strlen(mark));
        put_file(folder, name, line + 1, (size_t)((at ? at : end) - line - 1));
        files++;
    }
    assert_true(files > 10);
    free(all);
}

#endif
