/* gazetteer.h - the parts of the gazetteer's building: gazetteer.c reads the packages, placenames.c knows their names. */
#ifndef WIRE_KNOWLEDGE_GAZETTEER_H
#define WIRE_KNOWLEDGE_GAZETTEER_H

#include "knowledge/compile.h"

/* Whether reports in English may call the place so: Latin script, a capital first, no digits, no code of three letters. */
bool wire_place_name_usable(const char *name);

/* The name as reports in English write it: without the strokes of a transliteration ("Mazār-e Sharīf"), but with the
 * accents of a language that is written in Latin letters ("São Paulo"). In `out`, which has room for `room` bytes. */
void wire_place_name_plain(const char *name, bool native_strokes, char *out, size_t room);

/* Enter a name of a place, and the form without apostrophes where it has such ("Sana'a"). */
void wire_gazetteer_name(wire_builder *b, uint32_t place, const char *name, uint32_t rank);

/* Enter the names of a region or district: `name`, and it with "province", "region" and its own word behind it. */
void wire_gazetteer_region(wire_builder *b, uint32_t place, const char *name, const char *what, bool first_level, uint32_t rank);

/* Whether the last word is one of province, district, oblast …; *base is the length without it. */
bool wire_place_generic(const char *name, size_t *base);

#endif
