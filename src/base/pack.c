#include "base/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct header {
    char magic[8];
    char kind[8];
    uint32_t version, sections;
    uint64_t size, hash;
    char zero[24];
} header;

typedef struct entry {
    char name[32];
    uint64_t offset, size;
    char zero[16];
} entry;

_Static_assert(sizeof(header) == 64 && sizeof(entry) == 64, "the layout is the file's");

struct wire_pack {
    char *path;
    const unsigned char *map;
    size_t size;
};

static const header *head_of(const wire_pack *p)
{
    return (const header *)(const void *)p->map;
}

static const entry *entries_of(const wire_pack *p)
{
    return (const entry *)(const void *)(p->map + sizeof(header));
}

static int check(const wire_pack *p, const char *kind, uint32_t version, wire_err *err)
{
    const header *h = head_of(p);
    char want[8] = {0};
    memcpy(want, kind, strlen(kind) < 8 ? strlen(kind) : 8);
    if (p->size < sizeof *h || memcmp(h->magic, "WIREPACK", 8))
        return wire_fail(err, WIRE_EFORMAT, "%s: not a wirecode %s file", p->path, kind);
    if (memcmp(h->kind, want, 8)) {
        char other[9] = {0};
        memcpy(other, h->kind, 8);
        for (char *c = other; *c; c++)
            *c = (char)(*c > ' ' && *c < 0x7f ? *c : '?'); /* it may be damage, and a message is one line */
        return wire_fail(err, WIRE_EFORMAT, "%s: a wirecode file, but of kind '%s', not %s", p->path, other, kind);
    }
    if (h->version != version)
        return wire_fail(err, WIRE_EFORMAT, "%s: version %u of the %s format; this program reads version %u", p->path,
                         h->version, kind, version);
    if (h->size != p->size)
        return wire_fail(err, WIRE_EFORMAT, "%s: %zu bytes long, but written with %llu: cut short or damaged", p->path, p->size,
                         (unsigned long long)h->size);
    if (h->sections > (p->size - sizeof *h) / sizeof(entry))
        return wire_fail(err, WIRE_EFORMAT, "%s: the section table runs over the end of the file", p->path);
    static const char zero[sizeof h->zero];
    if (memcmp(h->zero, zero, sizeof zero) || XXH3_64bits(p->map + sizeof *h, p->size - sizeof *h) != h->hash)
        return wire_fail(err, WIRE_EFORMAT, "%s: damaged (the checksum does not match)", p->path);
    /* The count stands outside the checksum; but the first section begins where the table ends. */
    const entry *e = entries_of(p);
    if ((h->sections ? e->offset : p->size) != sizeof *h + h->sections * sizeof(entry))
        return wire_fail(err, WIRE_EFORMAT, "%s: damaged (the section table has another length)", p->path);
    for (uint32_t i = 0; i < h->sections; i++)
        if (e[i].offset % 64 || e[i].offset > p->size || e[i].size > p->size - e[i].offset || e[i].name[31])
            return wire_fail(err, WIRE_EFORMAT, "%s: section %u lies outside the file", p->path, i);
    return 0;
}

int wire_pack_open(const char *path, const char *kind, uint32_t version, wire_pack **out, wire_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return wire_fail(err, WIRE_EIO, "%s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        close(fd);
        return wire_fail(err, WIRE_EIO, "%s: not a regular file", path);
    }
    wire_pack *p = calloc(1, sizeof *p);
    if (p)
        p->path = strdup(path);
    if (!p || !p->path) {
        close(fd);
        free(p);
        return wire_oom(err);
    }
    if (st.st_size >= (off_t)sizeof(header)) {
        void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map != MAP_FAILED) {
            p->map = map;
            p->size = (size_t)st.st_size;
        }
    }
    close(fd);
    int rc = p->map ? check(p, kind, version, err) : wire_fail(err, WIRE_EFORMAT, "%s: not a wirecode %s file", path, kind);
    if (rc) {
        wire_pack_close(p);
        return rc;
    }
    *out = p;
    return 0;
}

void wire_pack_close(wire_pack *p)
{
    if (!p)
        return;
    if (p->map)
        munmap((void *)(uintptr_t)p->map, p->size);
    free(p->path);
    free(p);
}

const char *wire_pack_path(const wire_pack *p)
{
    return p->path;
}

uint64_t wire_pack_hash(const wire_pack *p)
{
    return head_of(p)->hash;
}

const void *wire_pack_section(const wire_pack *p, const char *name, size_t *size)
{
    const entry *e = entries_of(p);
    for (uint32_t i = 0; i < head_of(p)->sections; i++)
        if (!strcmp(e[i].name, name)) {
            *size = e[i].size;
            return p->map + e[i].offset;
        }
    *size = 0;
    return NULL;
}

typedef struct wire_packed {
    char name[32];
    void *data;
    size_t size;
} wire_packed;

int wire_packer_add(wire_packer *w, const char *name, const void *data, size_t size)
{
    if (strlen(name) > 31)
        return WIRE_EARG;
    if (wire_grow(&w->sections, &w->cap, w->n + 1, sizeof *w->sections))
        return WIRE_ENOMEM;
    wire_packed *s = &w->sections[w->n];
    *s = (wire_packed){.size = size, .data = malloc(size + 1)};
    if (!s->data)
        return WIRE_ENOMEM;
    if (size)
        memcpy(s->data, data, size);
    strcpy(s->name, name);
    w->n++;
    return 0;
}

void wire_packer_free(wire_packer *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->sections[i].data);
    free(w->sections);
    *w = (wire_packer){0};
}

static size_t align64(size_t n)
{
    return (n + 63) / 64 * 64;
}

/* The whole file in memory: some tens of megabytes, written once a set-up. */
static unsigned char *compose(const wire_packer *w, const char *kind, uint32_t version, size_t *size)
{
    size_t at = sizeof(header) + w->n * sizeof(entry), total = at;
    for (size_t i = 0; i < w->n; i++)
        total = align64(total) + w->sections[i].size;
    unsigned char *file = calloc(1, total);
    if (!file)
        return NULL;
    for (size_t i = 0; i < w->n; i++) {
        const wire_packed *s = &w->sections[i];
        at = align64(at);
        entry e = {.offset = at, .size = s->size};
        memcpy(e.name, s->name, sizeof e.name);
        memcpy(file + sizeof(header) + i * sizeof e, &e, sizeof e);
        memcpy(file + at, s->data, s->size);
        at += s->size;
    }
    header h = {.version = version, .sections = (uint32_t)w->n, .size = total};
    memcpy(h.magic, "WIREPACK", 8);
    memcpy(h.kind, kind, strlen(kind) < 8 ? strlen(kind) : 8);
    h.hash = XXH3_64bits(file + sizeof h, total - sizeof h);
    memcpy(file, &h, sizeof h);
    *size = total;
    return file;
}

int wire_packer_write(const wire_packer *w, const char *path, const char *kind, uint32_t version, wire_err *err)
{
    struct stat st;
    if (!stat(path, &st) && !S_ISREG(st.st_mode)) /* the rename would put a file in the place of /dev/null */
        return wire_fail(err, WIRE_EIO, "%s: cannot write: not a regular file", path);
    size_t size = 0;
    size_t room = strlen(path) + 24;
    char *tmp = malloc(room);
    unsigned char *file = compose(w, kind, version, &size);
    int rc = 0;
    if (!file || !tmp) {
        rc = wire_oom(err);
    } else {
        snprintf(tmp, room, "%s.tmp%ld", path, (long)getpid());
        FILE *f = fopen(tmp, "wb");
        bool ok = f && fwrite(file, 1, size, f) == size && fflush(f) == 0 && fsync(fileno(f)) == 0;
        int why = errno;
        if (f && fclose(f) && ok) {
            ok = false;
            why = errno;
        }
        if (ok && rename(tmp, path)) {
            ok = false;
            why = errno;
        }
        if (!ok) {
            rc = wire_fail(err, WIRE_EIO, "%s: cannot write: %s", path, strerror(why));
            if (f)
                unlink(tmp);
        }
    }
    free(tmp);
    free(file);
    return rc;
}
