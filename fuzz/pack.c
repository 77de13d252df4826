/* pack.c - mapped files as fuzz input: mended where every reader checks first, and mutated so that they stay files. */
#include "pack.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common.h"

/* As pack.h describes them. */
typedef struct header {
    char magic[8], kind[8];
    uint32_t version, sections;
    uint64_t size, hash;
    char zero[24];
} header;

typedef struct entry {
    char name[32];
    uint64_t offset, size;
    char zero[16];
} entry;

enum { SECTIONS_MAX = 200 };

uint8_t *fuzz_mended(const uint8_t *data, size_t size, const char *kind, uint32_t version)
{
    if (size < sizeof(header))
        return NULL;
    uint8_t *file = malloc(size);
    CHECK(file);
    memcpy(file, data, size);
    header h;
    memcpy(&h, file, sizeof h);
    memcpy(h.magic, "WIREPACK", 8);
    memset(h.kind, 0, 8);
    memcpy(h.kind, kind, strlen(kind));
    h.version = version;
    h.size = size;
    h.hash = XXH3_64bits(file + sizeof h, size - sizeof h);
    memcpy(file, &h, sizeof h);
    return file;
}

/* ------------------------------------------------------------------------------------------------ mutation */

static json_t *another_value(const json_t *old, uint32_t *seed)
{
    static const json_int_t numbers[] = {0, 1, -1, 2, 3, 15, 16, 17, 255, 256, 1024, 1025, 65535, 65536, 1 << 24, INT32_MAX,
                                         UINT32_MAX, INT64_MAX, INT64_MIN};
    if (json_is_integer(old)) {
        json_int_t n = json_integer_value(old);
        uint32_t how = fuzz_random(seed) % 4;
        return json_integer(how == 0 && n < INT64_MAX ? n + 1 : how == 1 && n > INT64_MIN ? n - 1 : numbers[fuzz_random(seed) % 19]);
    }
    if (json_is_string(old)) {
        char text[2048] = {0};
        size_t len = json_string_length(old) < sizeof text / 2 ? json_string_length(old) : sizeof text / 2;
        memcpy(text, json_string_value(old), len);
        len = LLVMFuzzerMutate((uint8_t *)text, len, len + 16);
        json_t *s = json_stringn(text, len); /* NULL where it is no UTF-8 any more */
        return s ? s : json_string("");
    }
    switch (fuzz_random(seed) % 4) {
    case 0:
        return json_array();
    case 1:
        return json_object();
    case 2:
        return json_integer(numbers[fuzz_random(seed) % 19]);
    default:
        return json_null();
    }
}

/* Change one value somewhere below `at`: put another in its place, take it out, or put in a copy of its neighbour. */
static void mutate_json(json_t *at, uint32_t *seed)
{
    for (;;) {
        size_t n = json_is_array(at) ? json_array_size(at) : json_object_size(at), pick = n ? fuzz_random(seed) % n : 0;
        if (!n)
            return;
        void *it = json_is_object(at) ? json_object_iter(at) : NULL;
        for (size_t i = 0; it && i < pick; i++)
            it = json_object_iter_next(at, it);
        json_t *child = it ? json_object_iter_value(it) : json_array_get(at, pick);
        bool container = (json_is_array(child) && json_array_size(child)) || (json_is_object(child) && json_object_size(child));
        if (container && fuzz_random(seed) % 8) {
            at = child;
            continue;
        }
        uint32_t how = fuzz_random(seed) % 8;
        if (how == 0 && it)
            json_object_del(at, json_object_iter_key(it));
        else if (how == 0)
            json_array_remove(at, pick);
        else if (how == 1 && !it)
            json_array_insert(at, pick, json_array_get(at, fuzz_random(seed) % n));
        else if (it)
            json_object_iter_set_new(at, it, another_value(child, seed));
        else
            json_array_set_new(at, pick, another_value(child, seed));
        return;
    }
}

/* The section's bytes, mutated, in a new buffer. */
static uint8_t *mutate_section(const char *name, const uint8_t *data, size_t *size, uint32_t *seed)
{
    if (!strcmp(name, "config") && fuzz_random(seed) % 8) {
        json_t *config = json_loadb((const char *)data, *size, 0, NULL);
        for (uint32_t rounds = 1 + fuzz_random(seed) % 2; config && rounds; rounds--)
            mutate_json(config, seed);
        char *text = config ? json_dumps(config, JSON_COMPACT) : NULL;
        json_decref(config);
        if (text)
            *size = strlen(text);
        if (text)
            return (uint8_t *)text;
    }
    size_t room = *size + 64;
    uint8_t *copy = malloc(room);
    CHECK(copy);
    memcpy(copy, data, *size);
    *size = LLVMFuzzerMutate(copy, *size, fuzz_random(seed) % 4 ? *size + !*size : room);
    return copy;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    header h = {.sections = 0};
    entry e[SECTIONS_MAX];
    uint32_t state = seed * 2654435761u + 1;
    if (size >= sizeof h)
        memcpy(&h, data, sizeof h);
    if (h.sections == 0 || h.sections > SECTIONS_MAX || h.sections > (size - sizeof h) / sizeof *e)
        return LLVMFuzzerMutate(data, size, max_size);
    size_t table = sizeof h + h.sections * sizeof *e;
    if (fuzz_random(&state) % 16 == 0) { /* the table, where it stands; now and then the number of sections */
        size_t from = fuzz_random(&state) % 16 ? sizeof h : 0;
        LLVMFuzzerMutate(data + from, table - from, table - from);
        return size;
    }
    memcpy(e, data + sizeof h, h.sections * sizeof *e);
    uint32_t config = 0;
    for (uint32_t i = 0; i < h.sections; i++) {
        if (e[i].offset > size || e[i].size > size - e[i].offset || e[i].name[31])
            return LLVMFuzzerMutate(data, size, max_size);
        config = strcmp(e[i].name, "config") ? config : i;
    }
    uint32_t pick = fuzz_random(&state) % 2 ? config : fuzz_random(&state) % h.sections;
    size_t changed = e[pick].size;
    uint8_t *section = mutate_section(e[pick].name, data + e[pick].offset, &changed, &state);

    /* The file again, its sections one after another. */
    size_t total = table;
    for (uint32_t i = 0; i < h.sections; i++)
        total = (total + 63) / 64 * 64 + (i == pick ? changed : e[i].size);
    uint8_t *file = total <= max_size ? calloc(1, total) : NULL;
    if (file) {
        size_t at = table;
        for (uint32_t i = 0; i < h.sections; i++) {
            at = (at + 63) / 64 * 64;
            memcpy(file + at, i == pick ? section : data + e[i].offset, i == pick ? changed : e[i].size);
            e[i].offset = at;
            e[i].size = i == pick ? changed : e[i].size;
            at += e[i].size;
        }
        memcpy(file, &h, sizeof h);
        memcpy(file + sizeof h, e, h.sections * sizeof *e);
        memcpy(data, file, total);
        size = total;
    }
    free(file);
    free(section);
    return size;
}
