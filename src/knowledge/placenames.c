/* placenames.c - names as gazetteers write them, and as reports do. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/text.h"
#include "knowledge/gazetteer.h"

static bool latin(uint32_t c)
{
    return c < 0x250 || (c >= 0x2b0 && c <= 0x36f) || (c >= 0x1e00 && c < 0x1f00) || c == 0x2018 || c == 0x2019 || c == 0x2013;
}

bool wire_place_name_usable(const char *name)
{
    size_t len = strlen(name), letters = 0;
    bool lower = false;
    size_t at = 0;
    while (at < len) {
        size_t from = at;
        uint32_t c = wire_utf8_next(name, &at);
        if (!from && !wire_is_upper(c))
            return false;
        if (!latin(c) || (c >= '0' && c <= '9') || (c < 0x80 && strchr("\"(),;:/|", (int)c)))
            return false;
        letters += wire_is_alpha(c);
        lower |= wire_is_alpha(c) && !wire_is_upper(c);
    }
    return letters >= 4 && (lower || letters > 4);
}

/* Macrons, and the letters with dots and lines below; not those of Vietnamese. */
static bool stroke(uint32_t c)
{
    switch (c) {
    case 0x100: case 0x101: case 0x112: case 0x113: case 0x12a: case 0x12b: case 0x14c: case 0x14d: case 0x16a: case 0x16b:
        return true;
    default:
        return c >= 0x1e00 && c < 0x1ea0;
    }
}

void wire_place_name_plain(const char *name, bool native_strokes, char *out, size_t room)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    size_t len = strlen(name), n = 0;
    bool strokes = false;
    for (size_t at = 0; at < len;)
        strokes |= stroke(wire_utf8_next(name, &at));
    for (size_t at = 0; at < len && n + 8 < room;) {
        size_t from = at;
        uint32_t c = wire_utf8_next(name, &at);
        UChar parts[16];
        status = U_ZERO_ERROR;
        int32_t count = strokes && !native_strokes && c > 0x7f ? unorm2_getDecomposition(nfd, (UChar32)c, parts, 16, &status) : -1;
        if (c == 0x2bb || c == 0x2bc || c == 0x2bf || c == 0x2be || (!from && (c == 0x2018 || c == 0x2019)))
            continue;
        if (U_SUCCESS(status) && count > 0 && parts[0] < 0x80) {
            out[n++] = (char)parts[0];
        } else {
            memcpy(out + n, name + from, at - from);
            n += at - from;
        }
    }
    out[n] = 0;
}

void wire_gazetteer_name(wire_builder *b, uint32_t place, const char *name, uint32_t rank)
{
    char joined[256];
    size_t n = 0, len = strlen(name);
    bool any = false;
    wire_build_place_name(b, place, name, rank);
    for (size_t at = 0; at < len && n + 8 < sizeof joined;) {
        size_t from = at;
        uint32_t c = wire_utf8_next(name, &at);
        if (from && at < len && (c == '\'' || c == 0x2019 || c == 0x2018)) {
            any = true;
            continue;
        }
        memcpy(joined + n, name + from, at - from);
        n += at - from;
    }
    joined[n] = 0;
    if (any)
        wire_build_place_name(b, place, joined, rank);
}

bool wire_place_generic(const char *name, size_t *base)
{
    static const char *const words[] = {"province", "district", "region",     "oblast", "state",    "county",       "governorate",
                                        "prefecture", "department", "division", "krai",  "republic", "municipality", "territory"};
    const char *blank = strrchr(name, ' ');
    for (size_t i = 0; blank && i < sizeof words / sizeof *words; i++)
        if (!strcasecmp(blank + 1, words[i])) {
            *base = (size_t)(blank - name);
            return true;
        }
    return false;
}

void wire_gazetteer_region(wire_builder *b, uint32_t place, const char *name, const char *what, bool first_level, uint32_t rank)
{
    char with[256];
    size_t base = strlen(name);
    bool generic = wire_place_generic(name, &base), oblast = generic && !strcasecmp(name + base + 1, "oblast");
    wire_gazetteer_name(b, place, name, rank);
    const char *words[] = {what, first_level ? "Province" : "District", first_level ? "Region" : "", oblast ? "Region" : ""};
    for (size_t i = 0; base < 200 && i < sizeof words / sizeof *words; i++)
        if (*words[i] && strlen(words[i]) < 40) {
            snprintf(with, sizeof with, "%.*s %s", (int)base, name, words[i]);
            wire_gazetteer_name(b, place, with, rank);
        }
}
