/* parse_ontology.c - ontology/ and classes/: docs/lexicon.md has the formats.
 *
 *   type NAME quad N cameo CODE          modes LIST (indented)
 *   cameo CODE "LABEL" [type NAME [also NAME]] quad N goldstein X [icews X]
 *   context NAME     relation NAME symmetric yes|no     sector CODE "LABEL"
 *   class NAME: LIST                     more members (indented)
 *   words NAME: LIST                     the same */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "knowledge/source.h"

enum { TYPE = 1, WORD, CLASS };

static wire_src_at type_at(const wire_source *s, uint32_t i)
{
    return s->types.of[i].at;
}

static wire_src_at cameo_at(const wire_source *s, uint32_t i)
{
    return s->cameos.of[i].at;
}

static wire_src_at context_at(const wire_source *s, uint32_t i)
{
    return s->contexts.of[i].at;
}

static wire_src_at relation_at(const wire_source *s, uint32_t i)
{
    return s->relations.of[i].at;
}

static wire_src_at sector_at(const wire_source *s, uint32_t i)
{
    return s->sectors.of[i].at;
}

static wire_src_at class_at(const wire_source *s, uint32_t i)
{
    return s->classes.of[i].at;
}

/* A name of the ontology or of a class: letters, digits, - and _. */
static bool plain(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_'))
            return false;
    return *name != 0;
}

static const char *take_name(wire_source *s, wire_src_line *l, const char *what)
{
    const char *name = wire_src_take_word(s, l);
    if (!name)
        wire_src_error(s, l->at, "%s without a name", what);
    else if (!plain(name))
        wire_src_error(s, l->at, "'%s' is no name for a %s: letters, digits, - and _", name, what);
    else
        return name;
    return NULL;
}

static void number(wire_source *s, wire_src_line *l, const char *field, double low, double high, double *out)
{
    const char *text = wire_src_take_word(s, l);
    if (!text || !wire_src_number(text, low, high, out))
        wire_src_error(s, l->at, "%s takes a number from %g to %g, not '%s'", field, low, high, text ? text : "");
}

static void quad(wire_source *s, wire_src_line *l, int *out)
{
    const char *text = wire_src_take_word(s, l);
    bool ok = text && text[0] >= '1' && text[0] <= '4' && !text[1];
    *out = ok ? text[0] - '0' : -1; /* given, though wrong */
    if (!ok)
        wire_src_error(s, l->at, "quad is 1, 2, 3 or 4, not '%s'", text ? text : "");
}

static bool code(const char *text)
{
    size_t n = strlen(text);
    return n >= 2 && n <= 4 && strspn(text, "0123456789") == n;
}

static const char *take_code(wire_source *s, wire_src_line *l)
{
    const char *text = wire_src_take_word(s, l);
    if (text && code(text))
        return text;
    wire_src_error(s, l->at, "a CAMEO code has two to four digits: '%s' has not", text ? text : "");
    return NULL;
}

static void parse_type(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    wire_src_type t = {.at = l->at, .name = take_name(s, l, "type"), .cameo_index = WIRE_SRC_NONE};
    const char *field;
    bool cameo = false;
    while ((field = wire_src_take_word(s, l))) {
        if (!strcmp(field, "quad"))
            quad(s, l, &t.quad);
        else if (!strcmp(field, "cameo"))
            t.cameo = take_code(s, l), cameo = true;
        else
            wire_src_error(s, l->at, "a type has quad and cameo, not '%s'", field);
    }
    if (!t.name)
        return;
    if (!t.quad)
        wire_src_error(s, l->at, "type %s without its quad", t.name);
    if (!cameo)
        wire_src_error(s, l->at, "type %s without the cameo code that it has where the words support no deeper one", t.name);
    bool taken;
    uint32_t old = wire_src_enter(s, "type", t.name, (uint32_t)s->types.n, l->at, type_at, &taken);
    wire_src_type *n = taken ? NULL : WIRE_SRC_NEW(s, types);
    if (!n)
        return;
    *n = t;
    n->modes.first = (uint32_t)s->texts.n;
    if (old != WIRE_SRC_NONE)
        s->types.of[old].replaced = true;
    open->index = (uint32_t)(s->types.n - 1);
}

static void parse_modes(wire_source *s, wire_src_line *l, wire_src_type *t)
{
    const char *field = wire_src_take_word(s, l), *mode;
    if (!field || strcmp(field, "modes") != 0) {
        wire_src_error(s, l->at, "below a type stands 'modes LIST', not '%s'", field ? field : "");
        return;
    }
    while ((mode = wire_src_take_item(s, l))) {
        const char **text = WIRE_SRC_NEW(s, texts);
        if (!text)
            return;
        if (!plain(mode))
            wire_src_error(s, l->at, "'%s' is no name for a mode: letters, digits, - and _", mode);
        *text = mode;
        t->modes.n++;
    }
}

static void parse_cameo(wire_source *s, wire_src_line *l)
{
    wire_src_cameo c = {.at = l->at, .goldstein = NAN, .icews = NAN, .type_index = WIRE_SRC_NONE,
                        .also_index = WIRE_SRC_NONE};
    c.code = take_code(s, l);
    c.label = wire_src_take_word(s, l);
    const char *field;
    bool goldstein = false;
    while ((field = wire_src_take_word(s, l))) {
        if (!strcmp(field, "type"))
            c.type = take_name(s, l, "type");
        else if (!strcmp(field, "also"))
            c.also = take_name(s, l, "type");
        else if (!strcmp(field, "quad"))
            quad(s, l, &c.quad);
        else if (!strcmp(field, "goldstein"))
            number(s, l, field, -10, 10, &c.goldstein), goldstein = true;
        else if (!strcmp(field, "icews"))
            number(s, l, field, -10, 10, &c.icews);
        else
            wire_src_error(s, l->at, "a cameo code has a label, type, also, quad, goldstein and icews, not '%s'", field);
    }
    if (!c.code)
        return;
    if (!c.label || !*c.label)
        wire_src_error(s, l->at, "cameo %s without a label", c.code);
    if (!c.quad)
        wire_src_error(s, l->at, "cameo %s without its quad", c.code);
    if (!goldstein)
        wire_src_error(s, l->at, "cameo %s without its goldstein score", c.code);
    bool taken;
    uint32_t old = wire_src_enter(s, "cameo", c.code, (uint32_t)s->cameos.n, l->at, cameo_at, &taken);
    wire_src_cameo *n = taken ? NULL : WIRE_SRC_NEW(s, cameos);
    if (!n)
        return;
    *n = c;
    if (old != WIRE_SRC_NONE)
        s->cameos.of[old].replaced = true;
}

static void parse_context(wire_source *s, wire_src_line *l)
{
    const char *name;
    bool any = false, taken;
    while ((name = wire_src_take_item(s, l))) {
        any = true;
        if (!plain(name)) {
            wire_src_error(s, l->at, "'%s' is no name for a context: letters, digits, - and _", name);
            continue;
        }
        uint32_t old = wire_src_enter(s, "context", name, (uint32_t)s->contexts.n, l->at, context_at, &taken);
        wire_src_word *w = taken ? NULL : WIRE_SRC_NEW(s, contexts);
        if (!w)
            continue;
        *w = (wire_src_word){.at = l->at, .name = name, .label = ""};
        if (old != WIRE_SRC_NONE)
            s->contexts.of[old].replaced = true;
    }
    if (!any)
        wire_src_error(s, l->at, "context without a name");
}

static void parse_relation(wire_source *s, wire_src_line *l)
{
    wire_src_word w = {.at = l->at, .name = take_name(s, l, "relation"), .label = ""};
    const char *field = wire_src_take_word(s, l), *value = wire_src_take_word(s, l);
    bool yes = value && !strcmp(value, "yes");
    if (field && (strcmp(field, "symmetric") != 0 || (!yes && (!value || strcmp(value, "no") != 0))))
        wire_src_error(s, l->at, "after a relation's name stands 'symmetric yes' or 'symmetric no'");
    wire_src_expect_end(s, l);
    w.symmetric = yes;
    bool taken = false;
    uint32_t old = WIRE_SRC_NONE;
    if (w.name)
        old = wire_src_enter(s, "relation", w.name, (uint32_t)s->relations.n, l->at, relation_at, &taken);
    wire_src_word *n = taken || !w.name ? NULL : WIRE_SRC_NEW(s, relations);
    if (!n)
        return;
    *n = w;
    if (old != WIRE_SRC_NONE)
        s->relations.of[old].replaced = true;
}

static void parse_sector(wire_source *s, wire_src_line *l)
{
    wire_src_word w = {.at = l->at, .name = take_name(s, l, "sector")};
    const char *label = wire_src_take_rest(s, l);
    w.label = label ? label : "";
    bool taken = false;
    uint32_t old = WIRE_SRC_NONE;
    if (w.name)
        old = wire_src_enter(s, "sector", w.name, (uint32_t)s->sectors.n, l->at, sector_at, &taken);
    wire_src_word *n = taken || !w.name ? NULL : WIRE_SRC_NEW(s, sectors);
    if (!n)
        return;
    *n = w;
    if (old != WIRE_SRC_NONE)
        s->sectors.of[old].replaced = true;
}

void wire_parse_ontology(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    if (l->indented) {
        if (open->what == TYPE)
            parse_modes(s, l, &s->types.of[open->index]);
        else
            wire_src_error(s, l->at, "only a type has lines below it");
        return;
    }
    const char *word = wire_src_take_word(s, l);
    *open = (wire_src_open){WORD, 0};
    if (!word)
        return;
    if (!strcmp(word, "type")) {
        *open = (wire_src_open){TYPE, WIRE_SRC_NONE};
        parse_type(s, l, open);
    } else if (!strcmp(word, "cameo")) {
        parse_cameo(s, l);
    } else if (!strcmp(word, "context")) {
        parse_context(s, l);
    } else if (!strcmp(word, "relation")) {
        parse_relation(s, l);
    } else if (!strcmp(word, "sector")) {
        parse_sector(s, l);
    } else {
        open->index = WIRE_SRC_NONE;
        wire_src_error(s, l->at, "an entry of the ontology begins with type, cameo, context, relation or sector, not '%s'", word);
    }
}

/* ------------------------------------------------------------------------------------------------ classes */

/* Take the value off a form: "dozen=12". */
static const char *take_value(wire_source *s, wire_src_at at, const char *item, uint32_t *value)
{
    const char *sign = strrchr(item, '=');
    if (!sign)
        return item;
    char *end;
    const unsigned long n = strtoul(sign + 1, &end, 10);
    if (sign == item || !isdigit((unsigned char)sign[1]) || *end || n > UINT32_MAX)
        wire_src_error(s, at, "a word with a value is written 'WORD=NUMBER', not '%s'", item);
    else
        *value = (uint32_t)n;
    return wire_src_keep(s, item, (size_t)(sign - item));
}

static void parse_members(wire_source *s, wire_src_line *l, wire_src_class *c)
{
    const char *item;
    while ((item = wire_src_take_item(s, l))) {
        bool is_class = *item == '@';
        uint32_t value = 0;
        if (is_class && !plain(item + 1)) {
            wire_src_error(s, l->at, "'%s' is no name of a class", item);
            continue;
        }
        if (c->words && !is_class && !(item = take_value(s, l->at, item, &value)))
            return;
        wire_src_member *m = WIRE_SRC_NEW(s, class_members);
        if (!m)
            return;
        *m = (wire_src_member){l->at, item + is_class, is_class, value};
        c->members.n++;
    }
}

void wire_parse_classes(wire_source *s, wire_src_line *l, wire_src_open *open)
{
    if (l->indented) {
        parse_members(s, l, &s->classes.of[open->index]);
        return;
    }
    *open = (wire_src_open){CLASS, WIRE_SRC_NONE};
    const char *word = wire_src_take_word(s, l), *name = wire_src_take_word(s, l);
    size_t len = name ? strlen(name) : 0;
    const bool words = word && !strcmp(word, "words");
    if (!word || (!words && strcmp(word, "class") != 0) || len < 2 || name[len - 1] != ':') {
        wire_src_error(s, l->at, "a class is written 'class NAME: LIST', or 'words NAME: LIST'");
        return;
    }
    name = wire_src_keep(s, name, len - 1);
    if (!name)
        return;
    if (!plain(name)) {
        wire_src_error(s, l->at, "'%s' is no name for a class: letters, digits, - and _", name);
        return;
    }
    bool taken;
    uint32_t old = wire_src_enter(s, "class", name, (uint32_t)s->classes.n, l->at, class_at, &taken);
    wire_src_class *c = taken ? NULL : WIRE_SRC_NEW(s, classes);
    if (!c)
        return;
    *c = (wire_src_class){.at = l->at, .name = name, .words = words, .members = {(uint32_t)s->class_members.n, 0}};
    if (old != WIRE_SRC_NONE) {
        s->classes.of[old].replaced = true;
        if (s->classes.of[old].words != words)
            wire_src_error(s, l->at, "'%s' replaces an entry of '%s'", name, words ? "class" : "words");
    }
    open->index = (uint32_t)(s->classes.n - 1);
    parse_members(s, l, c);
}
