/* fuzz_package.c - a damaged package is refused, or it is converted to a pipeline that opens and runs.
 *
 * The input is the files of a package folder one after another, each behind a line "==> NAME" (make_tiny_pipeline.py writes it
 * so). Mutation changes one file: those of msgpack as trees, so that shapes, types and counts change and not only weights. */
#include <ftw.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"

/* msgpack-c asks for the room of a list before it has read it: a few bytes can claim 100 GB. The system's malloc then says no,
 * and so must the sanitizer's. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=2048";
}

static const char mark[] = "\n==> ";

/* All that the converter may read, which is also all that is written: never a name from the input. */
static const char *const names[] = {
    "config.cfg",    "meta.json",      "tokenizer",  "attribute_ruler/patterns", "lemmatizer/lookups/lookups.bin",
    "ner/cfg",       "ner/model",      "ner/moves",  "parser/cfg",               "parser/model",
    "parser/moves",  "tagger/cfg",     "tagger/model", "tok2vec/cfg",            "tok2vec/model",
    "vocab/key2row", "vocab/lookups.bin", "vocab/vectors", "vocab/vectors.cfg",
};
enum { NAMES = sizeof names / sizeof *names };

typedef struct piece {
    const uint8_t *data;
    size_t size;
    int name; /* in names; -1: none of them */
} piece;

static int number_of(const uint8_t *name, size_t len)
{
    for (int i = 0; i < NAMES; i++)
        if (strlen(names[i]) == len && !memcmp(names[i], name, len))
            return i;
    return -1;
}

/* Take the input apart; at most `max` pieces. */
static size_t take_apart(const uint8_t *data, size_t size, piece *out, size_t max)
{
    size_t n = 0;
    const uint8_t *at = memmem(data, size, mark, sizeof mark - 1);
    while (at && n < max) {
        const uint8_t *name = at + sizeof mark - 1, *end = data + size, *line = memchr(name, '\n', (size_t)(end - name));
        if (!line)
            break;
        at = memmem(line, (size_t)(end - line), mark, sizeof mark - 1);
        /* A file that begins with the mark's line feed would share it with the name's line: the piece is then empty. */
        const uint8_t *to = !at ? end : at > line ? at : line + 1;
        out[n++] = (piece){line + 1, (size_t)(to - (line + 1)), number_of(name, (size_t)(line - name))};
    }
    return n;
}

/* ------------------------------------------------------------------------------------------------ the folder */

static char folder[4096];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/wirecode-fuzz-XXXXXX", tmp ? tmp : "/tmp");
    CHECK(mkdtemp(folder));
    atexit(remove_folder);
    static const char *const inner[] = {"attribute_ruler", "lemmatizer", "lemmatizer/lookups", "ner", "parser", "tagger", "tok2vec",
                                        "vocab"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        char path[8192];
        snprintf(path, sizeof path, "%s/%s", folder, inner[i]);
        CHECK(!mkdir(path, 0700));
    }
}

static void write_files(const piece *pieces, size_t n)
{
    bool written[NAMES] = {0};
    char path[8192];
    for (size_t i = 0; i < n; i++) {
        if (pieces[i].name < 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, names[pieces[i].name]);
        FILE *f = fopen(path, "wb");
        CHECK(f && fwrite(pieces[i].data, 1, pieces[i].size, f) == pieces[i].size && !fclose(f));
        written[pieces[i].name] = true;
    }
    for (int i = 0; i < NAMES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (!written[i])
            unlink(path);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char sample[] = "The envoys didn't leave Orvale on Friday, she said; it's 8a.m. in the U.S.";
    if (!*folder)
        make_folder();
    piece pieces[NAMES * 2] = {0};
    size_t n = take_apart(data, size, pieces, NAMES * 2);
    write_files(pieces, n);

    char path[8192];
    snprintf(path, sizeof path, "%s/out", folder);
    wire_err err = {0};
    int rc = wire_pipeline_convert(folder, path, &err);
    CHECK(rc == 0 ? !err.code : err.code == rc && *err.msg);
    wire_pipeline *p = NULL;
    if (rc || wire_pipeline_open(path, &p, &err)) /* a shape that the engine has no room for may be found only now */
        return 0;
    wire_nlp *nlp;
    wire_doc *doc;
    CHECK(!wire_nlp_new(p, &nlp, NULL) && !wire_doc_new(&doc, NULL));
    CHECK(!wire_doc_set_text(doc, sample, sizeof sample - 1, NULL) && !wire_doc_add_block(doc, 0, sizeof sample - 1, NULL));
    CHECK(!wire_nlp_run(nlp, &doc, 1, NULL));
    fuzz_check_doc(p, doc, false);
    wire_doc_free(doc);
    wire_nlp_free(nlp);
    wire_pipeline_close(p);
    return 0;
}

/* ------------------------------------------------------------------------------------------------ mutation */

static void change(msgpack_object *o, uint32_t *seed)
{
    static const uint64_t numbers[] = {0, 1, 2, 3, 16, 17, 255, 1024, 65535, 65536, 1 << 24, INT32_MAX, UINT32_MAX,
                                       1ull << 62, UINT64_MAX};
    msgpack_object was = *o;
    switch (fuzz_random(seed) % 6) {
    case 0:
        *o = (msgpack_object){.type = MSGPACK_OBJECT_NIL};
        break;
    case 1:
        *o = (msgpack_object){.type = MSGPACK_OBJECT_ARRAY};
        break;
    case 2: /* shorter, whatever it is */
        if (was.type == MSGPACK_OBJECT_ARRAY || was.type == MSGPACK_OBJECT_MAP)
            o->via.array.size -= was.via.array.size > 0;
        else if ((was.type == MSGPACK_OBJECT_STR || was.type == MSGPACK_OBJECT_BIN) && was.via.str.size)
            o->via.str.size = fuzz_random(seed) % was.via.str.size;
        break;
    case 3:
        *o = (msgpack_object){.type = MSGPACK_OBJECT_STR, .via.str = {3, "NN|"}};
        break;
    default:
        *o = (msgpack_object){.type = MSGPACK_OBJECT_POSITIVE_INTEGER,
                              .via.u64 = fuzz_random(seed) % 3 ? numbers[fuzz_random(seed) % 15] : was.via.u64 + fuzz_random(seed) % 3 - 1};
    }
}

/* Change one object somewhere below `at`. */
static void mutate_tree(msgpack_object *at, uint32_t *seed)
{
    for (;;) {
        uint32_t n = at->type == MSGPACK_OBJECT_ARRAY || at->type == MSGPACK_OBJECT_MAP ? at->via.array.size : 0;
        if (!n || fuzz_random(seed) % 12 == 0) {
            change(at, seed);
            return;
        }
        uint32_t pick = fuzz_random(seed) % n;
        msgpack_object *child = at->type == MSGPACK_OBJECT_ARRAY ? &at->via.array.ptr[pick]
                                : fuzz_random(seed) % 8                 ? &at->via.map.ptr[pick].val
                                                                 : &at->via.map.ptr[pick].key;
        if (fuzz_random(seed) % 16 == 0) { /* or its neighbour's value in its place */
            *child = at->type == MSGPACK_OBJECT_ARRAY ? at->via.array.ptr[fuzz_random(seed) % n] : at->via.map.ptr[fuzz_random(seed) % n].val;
            return;
        }
        at = child;
    }
}

/* The file's bytes, mutated, in a new buffer. */
static uint8_t *mutate_piece(const piece *p, size_t *size, uint32_t *seed)
{
    if (fuzz_random(seed) % 4) {
        msgpack_unpacked u;
        msgpack_unpacked_init(&u);
        size_t at = 0;
        msgpack_sbuffer out;
        msgpack_sbuffer_init(&out);
        bool whole = p->size &&
                     msgpack_unpack_next(&u, (const char *)p->data, p->size, &at) == MSGPACK_UNPACK_SUCCESS && at == p->size;
        if (whole) {
            msgpack_packer packer;
            msgpack_packer_init(&packer, &out, msgpack_sbuffer_write);
            for (uint32_t rounds = 1 + fuzz_random(seed) % 2; rounds; rounds--)
                mutate_tree(&u.data, seed);
            msgpack_pack_object(&packer, u.data);
        }
        msgpack_unpacked_destroy(&u);
        if (whole && out.data) {
            *size = out.size;
            return (uint8_t *)msgpack_sbuffer_release(&out);
        }
        msgpack_sbuffer_destroy(&out);
    }
    size_t room = p->size + 64;
    uint8_t *copy = malloc(room);
    CHECK(copy);
    memcpy(copy, p->data, p->size);
    *size = LLVMFuzzerMutate(copy, p->size, room);
    return copy;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    piece pieces[NAMES];
    uint32_t state = seed * 2654435761u + 1;
    size_t n = take_apart(data, size, pieces, NAMES);
    if (!n || fuzz_random(&state) % 64 == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    const piece *p = &pieces[fuzz_random(&state) % n];
    size_t changed = 0, before = (size_t)(p->data - data), after = size - before - p->size;
    uint8_t *bytes = mutate_piece(p, &changed, &state);
    if (before + changed + after <= max_size) {
        memmove(data + before + changed, data + before + p->size, after);
        memcpy(data + before, bytes, changed);
        size = before + changed + after;
    }
    free(bytes);
    return size;
}
