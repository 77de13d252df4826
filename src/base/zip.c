#include "base/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/err.h"

struct wire_zip {
    zip_t *zip;
    char *path;
};

int wire_zip_open(const char *path, wire_zip **out, wire_err *err)
{
    wire_zip *z = calloc(1, sizeof *z);
    int why = 0, rc = 0;
    if (!z || !(z->path = strdup(path)))
        rc = wire_oom(err);
    else if (!(z->zip = zip_open(path, ZIP_RDONLY, &why)))
        rc = why == ZIP_ER_NOENT || why == ZIP_ER_OPEN || why == ZIP_ER_READ
                 ? wire_fail(err, WIRE_EIO, "%s: cannot be read", path)
                 : wire_fail(err, WIRE_EFORMAT, "%s: no package that can be unpacked", path);
    if (rc)
        wire_zip_close(z);
    else
        *out = z;
    return rc;
}

void wire_zip_close(wire_zip *z)
{
    if (!z)
        return;
    if (z->zip)
        zip_discard(z->zip);
    free(z->path);
    free(z);
}

bool wire_zip_has(const wire_zip *z, const char *name)
{
    return zip_name_locate(z->zip, name, 0) >= 0;
}

const char *wire_zip_find(const wire_zip *z, const char *ending)
{
    const size_t want = strlen(ending);
    for (zip_int64_t i = 0, n = zip_get_num_entries(z->zip, 0); i < n; i++) {
        const char *name = zip_get_name(z->zip, (zip_uint64_t)i, 0);
        if (name && strlen(name) >= want && !strcmp(name + strlen(name) - want, ending))
            return name;
    }
    return NULL;
}

int wire_zip_read(const wire_zip *z, const char *name, size_t max, char **data, size_t *len, wire_err *err)
{
    zip_stat_t st;
    if (zip_stat(z->zip, name, 0, &st) || !(st.valid & ZIP_STAT_SIZE))
        return wire_fail(err, WIRE_EFORMAT, "%s: no file %s in it", z->path, name);
    if (st.size > max)
        return wire_fail(err, WIRE_ELIMIT, "%s: %s is larger than %zu bytes", z->path, name, max);
    size_t size = (size_t)st.size;
    char *buf = malloc(size + 1);
    if (!buf)
        return wire_oom(err);
    zip_file_t *f = zip_fopen(z->zip, name, 0);
    zip_int64_t got = f ? zip_fread(f, buf, size) : -1;
    if (!f || zip_fclose(f) || got < 0 || (size_t)got != size) { /* closing verifies the checksum */
        free(buf);
        return wire_fail(err, WIRE_EFORMAT, "%s: %s is damaged or cut short", z->path, name);
    }
    buf[size] = 0;
    *data = buf;
    *len = size;
    return 0;
}
