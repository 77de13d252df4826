/* pack.h - the mapped file: named sections behind one checksum.
 *
 *   offset 0    magic[8]  "WIREPACK"
 *          8    kind[8]   what the sections mean, e.g. "pipeline", padded by NUL
 *         16    uint32    version of that meaning
 *         20    uint32    number of sections
 *         24    uint64    size of the file
 *         32    uint64    XXH3-64 of everything from offset 64 on
 *         40    24 bytes of zero
 *         64    the section table: {name[32], uint64 offset, uint64 size, 16 bytes of zero} each
 *          …    the sections, each at a multiple of 64; the first right behind the table
 *
 * Little-endian, as every machine that we build for. wire_pack_open checks the magic, the size, the checksum and that every
 * section lies inside the file, so that what follows can trust the table; what stands in a section is its reader's to
 * check. */
#ifndef WIRE_BASE_PACK_H
#define WIRE_BASE_PACK_H

#include "wirecode.h"

typedef struct wire_pack wire_pack;

int wire_pack_open(const char *path, const char *kind, uint32_t version, wire_pack **out, wire_err *err);
void wire_pack_close(wire_pack *p);
const char *wire_pack_path(const wire_pack *p);
uint64_t wire_pack_hash(const wire_pack *p);

/* The section of that name; NULL and *size 0 where there is none. */
const void *wire_pack_section(const wire_pack *p, const char *name, size_t *size);

typedef struct wire_packer {
    struct wire_packed *sections;
    size_t n, cap;
} wire_packer;

/* Add a section. The data is copied. Returns 0 or WIRE_ENOMEM. */
int wire_packer_add(wire_packer *w, const char *name, const void *data, size_t size);
/* Write the file under a temporary name, then rename it. */
int wire_packer_write(const wire_packer *w, const char *path, const char *kind, uint32_t version, wire_err *err);
void wire_packer_free(wire_packer *w);

#endif
