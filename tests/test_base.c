/* test_base.c - memory, hashes and maps, text. */
#include "check.h"

#include <stdalign.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"

/* ------------------------------------------------------------------------------------------------ arena */

/* Allocations of all sizes are aligned, keep their bytes, and do not overlap. */
static void arena_gives_room(void **state)
{
    (void)state;
    enum { N = 3000 };
    wire_arena a = {0};
    static unsigned char *at[N];
    static size_t sizes[N];
    uint64_t seed = 1;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < N; i++) {
            /* Mostly small; some larger than a chunk, so that the arena must grow by more than its step. */
            sizes[i] = i % 500 == 499 ? 200000 : random_below(&seed, 200);
            at[i] = wire_arena_alloc(&a, sizes[i]);
            assert_non_null(at[i]);
            assert_int_equal((uintptr_t)at[i] % alignof(max_align_t), 0);
            memset(at[i], (int)(i % 251), sizes[i]);
        }
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < sizes[i]; k++)
                if (at[i][k] != i % 251)
                    fail_msg("allocation %zu was written over at byte %zu", i, k);
        wire_arena_reset(&a);
    }
    wire_arena_free(&a);
    assert_null(a.head);
    wire_arena_reset(&a); /* of an empty arena: nothing */
    wire_arena_free(&a);
}

static void arena_refuses_the_absurd(void **state)
{
    (void)state;
    wire_arena a = {0};
    assert_null(wire_arena_alloc(&a, SIZE_MAX));
    assert_null(wire_arena_alloc(&a, SIZE_MAX / 2 + 1));
    assert_non_null(wire_arena_alloc(&a, 1));
    wire_arena_free(&a);
}

static void arena_copies(void **state)
{
    (void)state;
    wire_arena a = {0};
    wire_str s = wire_arena_copy(&a, "Kabul on Friday", 5), none = wire_arena_copy(&a, "", 0);
    assert_string_equal(s.ptr, "Kabul"); /* with a NUL behind it, which is not counted */
    assert_int_equal(s.len, 5);
    assert_string_equal(none.ptr, "");
    assert_int_equal(none.len, 0);
    wire_arena_free(&a);
}

static void arrays_grow(void **state)
{
    (void)state;
    uint32_t *list = NULL, *aligned = NULL;
    size_t cap = 0, aligned_cap = 0;
    assert_int_equal(wire_grow(&list, &cap, 0, sizeof *list), 0);
    assert_null(list);
    for (uint32_t i = 0; i < 10000; i++) {
        assert_int_equal(wire_grow(&list, &cap, i + 1, sizeof *list), 0);
        assert_true(cap > i);
        list[i] = i;
    }
    assert_true(cap < 20000); /* it doubles, it does not run away */
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(list[i], i);
    for (size_t n = 1; n < 5000; n = n * 3 + 1) {
        assert_int_equal(wire_grow_aligned(&aligned, &aligned_cap, n, sizeof *aligned), 0);
        assert_int_equal((uintptr_t)aligned % 64, 0);
        memset(aligned, 0, n * sizeof *aligned);
    }
    /* What cannot be is refused, and the array is as it was. */
    size_t before = cap;
    uint32_t *was = list;
    static const size_t absurd[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2, SIZE_MAX / 4, SIZE_MAX / 8 + 1};
    for (size_t i = 0; i < COUNT(absurd); i++) {
        assert_int_equal(wire_grow(&list, &cap, absurd[i], 16), WIRE_ENOMEM);
        assert_int_equal(wire_grow_aligned(&aligned, &aligned_cap, absurd[i], 16), WIRE_ENOMEM);
        assert_int_equal(cap, before);
        assert_ptr_equal(list, was);
    }
    assert_int_equal(list[9999], 9999);
    free(list);
    free(aligned);
}

static void errors_are_filled(void **state)
{
    (void)state;
    wire_err err = {0};
    assert_int_equal(wire_fail(&err, WIRE_EIO, "%s: %d", "file", 7), WIRE_EIO);
    assert_int_equal(err.code, WIRE_EIO);
    assert_int_equal(err.line, -1);
    assert_int_equal(err.offset, -1);
    assert_string_equal(err.msg, "file: 7");
    assert_int_equal(wire_oom(NULL), WIRE_ENOMEM);
    char longer[1000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    (void)wire_fail(&err, WIRE_EFORMAT, "%s", longer);
    assert_int_equal(strlen(err.msg), sizeof err.msg - 1);
}

/* ------------------------------------------------------------------------------------------------ hashes */

/* Values from spaCy's StringStore (spacy.strings.hash_string); lengths about a word of eight bytes. */
static void murmur64_is_spacys(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t hash;
    } known[] = {{"", 0xc6a4a7935bd064dcu},          {"a", 0xa52be5b3f6674b2au},         {"ab", 0x5bad9672b7abf6edu},
                 {"abc", 0xb4b72636e1480c51u},       {"apple", 0x76e148d25b1513f2u},     {"coffee", 0x2c6152fc1342ce91u},
                 {"abcdefg", 0xfc9415b9d2ef3b6cu},   {"abcdefgh", 0xf65afeaec8664640u},  {"abcdefghi", 0xc0b48f4bba30db08u},
                 {"é", 0xe19b724b3679f39cu},         {"İstanbul", 0x4cc4607f3fb790c7u},
                 {"The envoy left Kabul on Friday.", 0x77e59a3d6782ff35u}};
    for (size_t i = 0; i < COUNT(known); i++) {
        size_t len = strlen(known[i].text);
        assert_int_equal(wire_murmur64(known[i].text, len), known[i].hash);
        char moved[80]; /* at any alignment */
        memcpy(moved + 1 + i % 7, known[i].text, len);
        assert_int_equal(wire_murmur64(moved + 1 + i % 7, len), known[i].hash);
    }
}

/* Values from thinc's NumpyOps.hash. */
static void murmur3_is_thincs(void **state)
{
    (void)state;
    static const struct {
        uint64_t id;
        uint32_t seed, want[4];
    } known[] = {{0, 0, {0xcc57c3cb, 0x28df63b7, 0xc4e8fe52, 0xf2557dfc}},
                 {1, 0, {0xfb05c44a, 0x004403b7, 0xd36d9c06, 0x3d8acdb4}},
                 {0, 8, {0, 0, 0, 0}},
                 {65, 8, {0xb723438e, 0x0564d1e7, 0x92b4e555, 0x08173adb}},
                 {0xdeadbeef, 9, {0x9069a2a6, 0x20848e68, 0x47be46fd, 0x809a0b27}},
                 {UINT64_MAX, 9, {0x4c506b7f, 0xc25a0889, 0xce7542c7, 0xac0bbee7}},
                 {1ull << 63, UINT32_MAX, {0xbd7b56f9, 0xca22324f, 0xceb4be3b, 0xdc93c7fa}},
                 {8566208034543834098u, UINT32_MAX, {0x413b61e2, 0xfb6be597, 0xc87980fe, 0x37a82fff}}};
    for (size_t i = 0; i < COUNT(known); i++) {
        uint32_t got[4];
        wire_murmur3_128(known[i].id, known[i].seed, got);
        assert_memory_equal(got, known[i].want, sizeof got);
    }
}

/* Keys that are dense, that share their low bits, and that are hashes. */
static uint64_t nth_key(int kind, size_t i)
{
    return kind == 0 ? i + 1 : kind == 1 ? (uint64_t)(i + 1) << 32 : wire_murmur64(&i, sizeof i);
}

static void map_keeps(void **state)
{
    (void)state;
    enum { N = 20000 };
    for (int kind = 0; kind < 3; kind++) {
        wire_map m = {0};
        assert_null(wire_map_get(&m, 1));
        for (size_t i = 0; i < N; i++)
            assert_int_equal(wire_map_put(&m, nth_key(kind, i), (uint32_t)i), 0);
        assert_int_equal(m.n, N);
        assert_true(m.n <= m.slots / 4 * 3);
        for (size_t i = 0; i < N; i++)
            assert_int_equal(*wire_map_get(&m, nth_key(kind, i)), i);
        for (size_t i = N; i < N + 1000; i++)
            assert_null(wire_map_get(&m, nth_key(kind, i)));
        assert_int_equal(wire_map_put(&m, nth_key(kind, 7), 1234), 0); /* replaced, not added */
        assert_int_equal(m.n, N);
        assert_int_equal(*wire_map_get(&m, nth_key(kind, 7)), 1234);
        size_t slots = m.slots;
        wire_map_clear(&m);
        assert_int_equal(m.n, 0);
        assert_int_equal(m.slots, slots);
        assert_null(wire_map_get(&m, nth_key(kind, 7)));
        assert_int_equal(wire_map_put(&m, UINT64_MAX, 5), 0);
        assert_int_equal(*wire_map_get(&m, UINT64_MAX), 5);
        wire_map_free(&m);
        wire_map_clear(&m);
        assert_null(wire_map_get(&m, UINT64_MAX));
    }
}

static void table_keeps(void **state)
{
    (void)state;
    for (size_t n = 0; n < 300; n++) {
        size_t count = wire_table_slots(n);
        assert_int_equal(count & (count - 1), 0);
        assert_true(n <= count / 4 * 3);
        wire_slot *slots = calloc(count, sizeof *slots);
        for (size_t i = 0; i < n; i++)
            wire_table_put(slots, count, nth_key((int)(n % 3), i), i * 3);
        if (n)
            wire_table_put(slots, count, nth_key((int)(n % 3), 0), 77); /* the second entry of a key stands */
        assert_true(wire_table_valid(slots, count * sizeof *slots));
        wire_table t = {slots, count - 1};
        uint64_t val = 0;
        for (size_t i = 0; i < n; i++) {
            assert_true(wire_table_get(&t, nth_key((int)(n % 3), i), &val));
            assert_int_equal(val, i ? i * 3 : 77);
        }
        assert_false(wire_table_get(&t, nth_key((int)(n % 3), n + 1), &val));
        free(slots);
    }
    uint64_t val;
    assert_false(wire_table_get(&(wire_table){0}, 1, &val));
}

static void bad_tables_are_known(void **state)
{
    (void)state;
    wire_slot slots[8] = {{1, 1}, {2, 2}, {3, 3}};
    assert_true(wire_table_valid(slots, sizeof slots));
    assert_false(wire_table_valid(slots, 0));
    assert_false(wire_table_valid(slots, 1));
    assert_false(wire_table_valid(slots, sizeof slots - 1));       /* half a slot */
    assert_false(wire_table_valid(slots, 3 * sizeof *slots));      /* no power of two */
    assert_false(wire_table_valid(slots, 2 * sizeof *slots));      /* full: a search would never end */
    assert_false(wire_table_valid(slots, 1 * sizeof *slots));
    assert_true(wire_table_valid(slots + 4, 1 * sizeof *slots));   /* one slot, free: an empty table */
    assert_true(wire_table_valid(slots, 4 * sizeof *slots));
    for (size_t i = 0; i < 8; i++)
        slots[i].key = i + 1;
    assert_false(wire_table_valid(slots, sizeof slots));
}

/* ------------------------------------------------------------------------------------------------ UTF-8 */

#define FFFD "\xef\xbf\xbd"

/* Where it is valid to, and what Python's bytes.decode("utf-8", "replace") makes of it. `repaired` NULL: valid as it is. */
static const struct {
    const char *bytes;
    int valid; /* -1: all */
    const char *repaired;
} sequences[] = {
    {"", -1, NULL},
    {"plain", -1, NULL},
    {"\x7f", -1, NULL},
    {"\xc2\x80", -1, NULL}, /* the first and the last of each length */
    {"\xdf\xbf", -1, NULL},
    {"\xe0\xa0\x80", -1, NULL},
    {"\xed\x9f\xbf", -1, NULL},
    {"\xee\x80\x80", -1, NULL},
    {"\xef\xbf\xbf", -1, NULL},
    {"\xf0\x90\x80\x80", -1, NULL},
    {"\xf4\x8f\xbf\xbf", -1, NULL},
    {"\x80", 0, FFFD},
    {"\xbf", 0, FFFD},
    {"a\x80z", 1, "a" FFFD "z"},
    {"\xc0\x80", 0, FFFD FFFD}, /* over-long */
    {"\xc1\xbf", 0, FFFD FFFD},
    {"\xe0\x80\x80", 0, FFFD FFFD FFFD},
    {"\xe0\x9f\xbf", 0, FFFD FFFD FFFD},
    {"\xf0\x80\x80\x80", 0, FFFD FFFD FFFD FFFD},
    {"\xf0\x8f\xbf\xbf", 0, FFFD FFFD FFFD FFFD},
    {"\xed\xa0\x80", 0, FFFD FFFD FFFD}, /* surrogates */
    {"\xed\xbf\xbf", 0, FFFD FFFD FFFD},
    {"\xf4\x90\x80\x80", 0, FFFD FFFD FFFD FFFD}, /* above U+10FFFF */
    {"\xf5\x80\x80\x80", 0, FFFD FFFD FFFD FFFD},
    {"\xff\xfe", 0, FFFD FFFD},
    {"\xc3", 0, FFFD}, /* cut short: the part that could have been is one sequence */
    {"\xe2\x82", 0, FFFD},
    {"\xf0\x9f\x98", 0, FFFD},
    {"\xe2\x82z", 0, FFFD "z"},
    {"\xf0\x9f\x98z", 0, FFFD "z"},
    {"\xf0\x9f\xc3\xa9", 0, FFFD "é"},
    {"\xc3\xc3\xa9", 0, FFFD "é"},
    {"a\xf1\x80\x80\xe1\x80\xc2z\x80y\x80\xbfx", 1, "a" FFFD FFFD FFFD "z" FFFD "y" FFFD FFFD "x"}, /* Unicode, table 3-8 */
    {"12345678\xffz", 8, "12345678" FFFD "z"}, /* ASCII is passed over eight bytes at a time */
    {"1234567\xffz", 7, "1234567" FFFD "z"},
    {"123456789012345é\xa9", 17, "123456789012345é" FFFD},
};

static void utf8_is_checked_and_repaired(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sequences); i++) {
        size_t len = strlen(sequences[i].bytes);
        char *exact = malloc(len + 1); /* no byte behind it, so that a sanitizer sees a read past the end */
        char *in = exact + 1, out[200];
        memcpy(in, sequences[i].bytes, len);
        size_t valid = wire_utf8_valid(in, len), n = wire_utf8_repair(in, len, out);
        const char *want = sequences[i].repaired ? sequences[i].repaired : sequences[i].bytes;
        if (valid != (sequences[i].valid < 0 ? len : (size_t)sequences[i].valid))
            fail_msg("case %zu: valid to %zu", i, valid);
        if (n != strlen(want) || memcmp(out, want, n))
            fail_msg("case %zu: repaired to '%.*s'", i, (int)n, out);
        assert_true(n <= 3 * len);
        assert_int_equal(wire_utf8_valid(out, n), n);
        free(exact);
    }
}

/* Every code point but the surrogates: encoded by hand, read back, walked over in both directions. */
static void utf8_goes_round(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 97) {
        unsigned char b[8] = "a";
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, at = 1;
        static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
        for (size_t i = 0; i < n; i++)
            b[1 + i] = (unsigned char)(i || n == 1 ? 0 : lead[n]);
        for (size_t i = n, rest = c; i-- > 0; rest >>= 6)
            b[1 + i] = (unsigned char)(n == 1 ? c : b[1 + i] | (i ? 0x80 | (rest & 0x3f) : rest));
        b[1 + n] = 'z';
        bool surrogate = c >= 0xd800 && c < 0xe000;
        assert_int_equal(wire_utf8_valid((char *)b, n + 2), surrogate ? 1 : n + 2);
        if (surrogate)
            continue;
        assert_int_equal(wire_utf8_next((char *)b, &at), c);
        assert_int_equal(at, 1 + n);
        assert_int_equal(wire_utf8_back((char *)b, at), 1);
        assert_int_equal(wire_utf8_back((char *)b, 1), 0);
    }
}

/* ------------------------------------------------------------------------------------------------ characters */

enum { SPACE = 1, ALPHA = 2, DIGIT = 4, UPPER = 8 };

/* As Python's str.isspace, isalpha, isdigit and isupper have them. */
static const struct {
    uint32_t c;
    int is;
} classes[] = {
    {0, 0},
    {'\t', SPACE},
    {'\n', SPACE},
    {'\v', SPACE},
    {'\r', SPACE},
    {0x1b, 0},
    {0x1c, SPACE}, /* the separators of ASCII */
    {0x1f, SPACE},
    {' ', SPACE},
    {'/', 0},
    {'0', DIGIT},
    {'9', DIGIT},
    {':', 0},
    {'@', 0},
    {'A', ALPHA | UPPER},
    {'Z', ALPHA | UPPER},
    {'[', 0},
    {'`', 0},
    {'a', ALPHA},
    {'z', ALPHA},
    {'{', 0},
    {0x7f, 0},
    {0x85, SPACE},
    {0xa0, SPACE},
    {0xaa, ALPHA}, /* ª: a letter, of no case for isupper */
    {0xb2, DIGIT}, /* ² */
    {0xb5, ALPHA},
    {0xbd, 0}, /* ½: numeric, no digit */
    {0xc9, ALPHA | UPPER},
    {0xd7, 0},
    {0xdf, ALPHA},
    {0x130, ALPHA | UPPER},
    {0x1c5, ALPHA}, /* ǅ: title case is not upper case */
    {0x301, 0},     /* combining */
    {0x3a3, ALPHA | UPPER},
    {0x5d0, ALPHA},
    {0x663, DIGIT}, /* Arabic three */
    {0x93f, 0},     /* a vowel sign is a mark */
    {0x1680, SPACE},
    {0x180e, 0}, /* no longer a space */
    {0x1e9e, ALPHA | UPPER},
    {0x2000, SPACE},
    {0x200a, SPACE},
    {0x200b, 0},
    {0x200d, 0},
    {0x2028, SPACE},
    {0x2029, SPACE},
    {0x202f, SPACE},
    {0x205f, SPACE},
    {0x2060, 0},
    {0x2126, ALPHA | UPPER}, /* Ohm */
    {0x2160, UPPER},         /* Roman one: upper case, yet a number */
    {0x2170, 0},
    {0x2460, DIGIT}, /* circled one */
    {0x24b6, UPPER}, /* circled A */
    {0x3000, SPACE},
    {0x4e2d, ALPHA},
    {0x4e00, ALPHA}, /* one, in Chinese: a letter, and no digit */
    {0xd55c, ALPHA},
    {0xfeff, 0},
    {0xff11, DIGIT},
    {0xff21, ALPHA | UPPER},
    {0xfffd, 0},
    {0x10400, ALPHA | UPPER},
    {0x1d518, ALPHA | UPPER},
    {0x1d7d9, DIGIT},
    {0x1f600, 0},
    {0x20000, ALPHA},
    {0x10ffff, 0},
};

static void characters_have_pythons_classes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(classes); i++) {
        uint32_t c = classes[i].c;
        int is = (wire_is_space(c) ? SPACE : 0) | (wire_is_alpha(c) ? ALPHA : 0) | (wire_is_digit(c) ? DIGIT : 0) |
                 (wire_is_upper(c) ? UPPER : 0);
        if (is != classes[i].is)
            fail_msg("U+%04X is %d, not %d", c, is, classes[i].is);
    }
}

static void lower_case_is_pythons(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"", ""},
        {"lower already 1", "lower already 1"},
        {"The U.S.", "the u.s."},
        {"ÉCOLE Straße", "école straße"},
        {"İstanbul", "i̇stanbul"}, /* one character becomes two */
        {"ISTANBUL", "istanbul"},
        {"ΑΘΗΝΑΣ", "αθηνας"}, /* sigma at the end of a word */
        {"ΣΟΦΟΣ ΣΟΦΟΣ", "σοφος σοφος"},
        {"Σ", "σ"}, /* alone it ends nothing */
        {"ΑΣ.", "ας."},
        {"ΑΣΑ", "ασα"},
        {"\u1e9e \u2126 \u212a \u01c4", "ß ω k \u01c6"},
        {"Ⅷ Ⓐ Ａ 𐐀", "ⅷ ⓐ ａ 𐐨"},
        {"中文 \xf0\x9f\x98\x80", "中文 \xf0\x9f\x98\x80"},
    };
    wire_lower l = {0};
    for (size_t i = 0; i < COUNT(known); i++) {
        wire_str s = wire_lower_of(&l, known[i][0], strlen(known[i][0]));
        assert_non_null(s.ptr);
        if (s.len != strlen(known[i][1]) || memcmp(s.ptr, known[i][1], s.len))
            fail_msg("'%s' becomes '%.*s'", known[i][0], (int)s.len, s.ptr);
    }
    /* Text that grows over the room it was given: İ takes two bytes, i and the dot above three. */
    enum { N = 5000 };
    char *big = malloc(2 * N);
    for (size_t i = 0; i < N; i++)
        memcpy(big + 2 * i, "\xc4\xb0", 2);
    wire_str s = wire_lower_of(&l, big, 2 * N);
    assert_int_equal(s.len, 3 * N);
    for (size_t i = 0; i < N; i++)
        assert_memory_equal(s.ptr + 3 * i, "i\xcc\x87", 3);
    free(big);
    wire_lower_free(&l);
    wire_lower_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_room),
        cmocka_unit_test(arena_refuses_the_absurd),
        cmocka_unit_test(arena_copies),
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(errors_are_filled),
        cmocka_unit_test(murmur64_is_spacys),
        cmocka_unit_test(murmur3_is_thincs),
        cmocka_unit_test(map_keeps),
        cmocka_unit_test(table_keeps),
        cmocka_unit_test(bad_tables_are_known),
        cmocka_unit_test(utf8_is_checked_and_repaired),
        cmocka_unit_test(utf8_goes_round),
        cmocka_unit_test(characters_have_pythons_classes),
        cmocka_unit_test(lower_case_is_pythons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
