/* fuzz_lexicon.c - any text is read as a lexicon or told of, what compiles can be opened, and a damaged compiled file is refused
 * or can be asked.
 *
 * The input is a compiled lexicon where it begins as one: its magic, kind, version, size and checksum are set right here, so
 * that the damage behind them is reached. Else it is text, in parts: a line "=== KIND" begins a file of that kind, "=== over" a
 * folder that is laid over. The seed `compiled` is the seed `whole`, compiled: make it anew where the format changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/hash.h"
#include "base/text.h"
#include "common.h"
#include "knowledge/compile.h"
#include "knowledge/map.h"

/* Read a string, for the address sanitizer; NULL is none. */
static void read_string(const char *s)
{
    CHECK(!s || wire_utf8_valid(s, strlen(s)) == strlen(s));
}

static void ask_name(const wire_lexicon *l, const char *name)
{
    wire_str tokens[24];
    size_t n = 0;
    for (const char *p = name; *p && n < 24;) { /* cut at blanks, as a tokenizer would */
        size_t len = strcspn(p, " ");
        if (len)
            tokens[n++] = (wire_str){p, len};
        p += len + (p[len] == ' ');
    }
    wire_lex_match m;
    if (!n || !wire_lexicon_match(l, tokens, n, &m))
        return;
    CHECK(m.tokens && m.tokens <= n && m.n_readings <= WIRE_READINGS_MAX && (m.n_readings || m.n_places));
    for (size_t i = 0; i < m.n_readings; i++) {
        CHECK(!m.readings[i].actor == (m.readings[i].role != NULL) && m.readings[i].as < WIRE_AS_COUNT);
        read_string(m.readings[i].actor ? m.readings[i].actor->id : m.readings[i].role->lemma);
    }
    for (size_t i = 0; i < m.n_places && i < 50; i++) {
        wire_lex_place p = wire_lexicon_place(l, m.places[i]);
        CHECK(p.kind < WIRE_LEX_PLACE_KINDS);
        read_string(p.name), read_string(p.what), read_string(p.country), read_string(p.admin1), read_string(p.file);
    }
}

static void ask_actors(const wire_lexicon *l)
{
    size_t n, n_roles;
    char text[64];
    const wire_lex_actor *a = wire_lexicon_actors(l, &n);
    const wire_lex_role *r = wire_lexicon_roles(l, &n_roles);
    for (size_t i = 0; i < n && i < 200; i++) {
        CHECK(a[i].kind < WIRE_LEX_ACTOR_KINDS && a[i].index == i);
        read_string(a[i].id), read_string(a[i].capital), read_string(a[i].wikidata), read_string(a[i].adj), read_string(a[i].file);
        CHECK(!a[i].country || a[i].country->index < n);
        for (size_t k = 0; k < a[i].n_names && k < 50; k++)
            ask_name(l, a[i].names[k].text);
        for (size_t k = 0; k < a[i].n_sectors && k < 50; k++)
            wire_lex_in_sector(&a[i], a[i].sectors[k].code, 20210815);
        for (size_t k = 0; k < a[i].n_offices && k < 50; k++) {
            const wire_lex_actor_office *o = &a[i].offices[k];
            read_string(o->title);
            const wire_lex_actor *holder = o->role ? wire_lexicon_holder(l, o->role, o->body, 20210815) : NULL;
            CHECK(!holder || holder->index < n);
        }
        for (size_t k = 0; k < a[i].n_member_of && k < 50; k++)
            read_string(a[i].member_of[k].body->name);
        wire_lexicon_actor(l, a[i].id);
    }
    for (size_t i = 0; i < n_roles && i < 200; i++) {
        CHECK(r[i].kind < WIRE_LEX_ROLE_KINDS);
        read_string(r[i].code);
        for (size_t k = 0; k < r[i].n_sectors && k < 50; k++)
            read_string(r[i].sectors[k]);
        if (r[i].name && n)
            CHECK(wire_lex_role_text(r[i].name, &a[0], text, 1 + i % sizeof text) < SIZE_MAX);
        ask_name(l, r[i].lemma);
    }
}

static void ask_slots(const wire_lexicon *l, const wire_frame *f)
{
    uint64_t sum = 0;
    for (size_t s = 0; s < f->n_slots && s < 20; s++) {
        const wire_frame_slot *slot = &f->slots[s];
        CHECK(slot->part < WIRE_PARTS);
        for (size_t k = 0; k < slot->n_fillers && k < 20; k++) {
            CHECK(slot->fillers[k].arg < WIRE_ARGS);
            read_string(slot->fillers[k].text);
        }
        for (size_t k = 0; k < slot->n_restrictions && k < 20; k++) {
            const wire_restriction *r = &slot->restrictions[k];
            read_string(r->text), read_string(wire_lexicon_class_name(l, r->class_id));
            for (size_t j = 0; j < r->n_lemmas && j < 200; j++)
                sum += r->lemmas[j];
        }
    }
    CHECK(sum < UINT64_MAX || sum);
}

static void ask_frames(const wire_lexicon *l)
{
    size_t n;
    const wire_frame *f = wire_lexicon_all_frames(l, &n);
    for (size_t i = 0; i < n && i < 500; i++) {
        CHECK(f[i].result < WIRE_RESULTS && f[i].content < WIRE_CONTENT_STATUSES);
        CHECK((f[i].result == WIRE_RESULT_EVENT) == (f[i].type != NULL) && (!f[i].type || f[i].cameo));
        CHECK((f[i].result == WIRE_RESULT_NONE) == (f[i].reason != NULL));
        read_string(f[i].lemmas), read_string(f[i].particle), read_string(f[i].mode), read_string(f[i].reason);
        ask_slots(l, &f[i]);
        for (size_t k = 0; k < f[i].n_contexts && k < 20; k++)
            read_string(f[i].contexts[k]);
        for (size_t k = 0; k < f[i].n_states && k < 20; k++) {
            const wire_frame_state *s = &f[i].states[k];
            CHECK(s->subject < WIRE_PARTS && s->object < WIRE_PARTS);
            read_string(s->relation->name), read_string(s->value);
        }
        for (size_t k = 0; k < f[i].n_tests && k < 20; k++)
            read_string(f[i].tests[k].sentence);
        size_t senses, len = strcspn(f[i].lemmas, ",");
        const wire_frame *const *of = wire_lexicon_frames(l, wire_murmur64(f[i].lemmas, len), f[i].pos, &senses);
        for (size_t k = 0; k < senses && k < 50; k++)
            CHECK(of[k]->index < n);
    }
}

static void ask(const wire_lexicon *l)
{
    static const char *const names[] = {"US", "Al-Qaida in the Islamic Maghreb", "Kabul province", ",", "São Paulo"};
    size_t n;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ask_name(l, names[i]);
    ask_actors(l);
    ask_frames(l);
    const wire_lex_type *t = wire_lexicon_types(l, &n);
    for (size_t i = 0; i < n && i < 100; i++)
        CHECK(wire_lexicon_type(l, t[i].name) && wire_lexicon_cameo(l, t[i].cameo->code));
    for (size_t i = 0; i < l->n_class_table && i < 500; i++) {
        size_t ids;
        const uint16_t *id = wire_lexicon_classes(l, l->f_class_table[i].key, &ids);
        for (size_t k = 0; k < ids && k < 50; k++)
            CHECK(*wire_lexicon_class_name(l, id[k]) || id[k] < l->n_classes);
    }
}

/* ------------------------------------------------------------------------------------------------ a compiled file */

static void run_compiled(const uint8_t *data, size_t size)
{
    uint8_t *file = malloc(size);
    CHECK(file);
    memcpy(file, data, size);
    uint32_t version = WIRE_LEXICON_VERSION;
    uint64_t whole = size;
    memcpy(file, "WIREPACKlexicon\0", 16);
    memcpy(file + 16, &version, 4);
    memcpy(file + 24, &whole, 8);
    uint64_t hash = XXH3_64bits(file + 64, size - 64);
    memcpy(file + 32, &hash, 8);
    wire_lexicon *l = NULL;
    wire_err err = {0};
    int rc = wire_lexicon_open(fuzz_file(file, size), &l, &err);
    free(file);
    CHECK(rc == 0 ? l && !err.code : !l && err.code == rc && *err.msg);
    if (l)
        ask(l);
    wire_lexicon_close(l);
}

/* ------------------------------------------------------------------------------------------------ text */

typedef struct told {
    size_t n;
    uint32_t line;
} told;

static void tell(void *ctx, const wire_diagnostic *d)
{
    told *t = ctx;
    CHECK(d->file && *d->message && wire_utf8_valid(d->message, strlen(d->message)) == strlen(d->message));
    for (const char *c = d->message; *c; c++)
        CHECK((unsigned char)*c >= 0x20 && *c != 0x7f);
    t->n++;
}

/* The parts, each as a file of its kind. */
static void read_parts(wire_source *s, const char *text, size_t size)
{
    char kind[16] = "frames";
    const char *from = text, *end = text + size;
    for (const char *p = text; p < end;) {
        const char *next = memchr(p, '\n', (size_t)(end - p));
        next = next ? next + 1 : end;
        if (next - p > 5 && !memcmp(p, "=== ", 4)) {
            wire_source_text(s, kind, kind, from, (size_t)(p - from));
            size_t len = (size_t)(next - p - 5);
            if (len == 4 && !memcmp(p + 4, "over", 4)) {
                s->layer += s->layer < 8;
            } else if (len < sizeof kind) {
                memcpy(kind, p + 4, len);
                kind[len] = 0;
            }
            from = next;
        }
        p = next;
    }
    wire_source_text(s, kind, kind, from, (size_t)(end - from));
    s->layer++;
}

static void run_text(const char *text, size_t size)
{
    static char out[64];
    wire_source s = {0};
    told t = {0};
    read_parts(&s, text, size);
    wire_source_lint(&s);
    CHECK(!s.out_of_memory);
    wire_source_tell(&s, tell, &t);
    CHECK(t.n == s.n_errors + s.n_warnings);
    if (!*out)
        snprintf(out, sizeof out, "%s/wirecode-fuzz-%ld", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", (long)getpid());
    if (!s.n_errors) {
        wire_compile_options o = {.out = out};
        wire_err err = {.msg = ""};
        wire_lexicon *l = NULL;
        CHECK(!wire_source_compile(&s, &o, &err));
        CHECK(!wire_lexicon_open(out, &l, &err)); /* what was written must be what can be read */
        ask(l);
        for (size_t i = 0; i < s.names.n; i++)
            ask_name(l, s.names.of[i].text);
        wire_lexicon_close(l);
        unlink(out);
    }
    wire_source_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 64 && !memcmp(data, "WIREPACK", 8))
        run_compiled(data, size);
    else if (size)
        run_text((const char *)data, size);
    return 0;
}
