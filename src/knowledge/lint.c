/* lint.c - what no line shows by itself: that names lead somewhere, and that entries agree.
 *
 *   ontology: types <-> cameo codes      classes: numbers      actors: countries, sectors, bodies, roles; names shared
 *   frames: types, modes, contexts, codes, relations, classes, parts; senses that are never reached
 *
 * Invariant: after wire_source_lint every link of an entry that is not replaced is an index of another that is not, or NONE
 * with a finding. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "knowledge/names.h"
#include "knowledge/source.h"

const char *const wire_built_in_classes[WIRE_CLASS_BUILT_IN] = {"actor", "person", "people", "armed",
                                                                "state", "group",  "place",  "number"};

/* ------------------------------------------------------------------------------------------------ ontology, classes */

static void lint_ontology(wire_source *s)
{
    for (size_t i = 0; i < s->types.n; i++) {
        wire_src_type *t = &s->types.of[i];
        if (t->replaced || !t->cameo)
            continue;
        t->cameo_index = wire_src_find(s, "cameo", t->cameo);
        if (t->cameo_index == WIRE_SRC_NONE)
            wire_src_error(s, t->at, "type %s has cameo %s, which is not known", t->name, t->cameo);
    }
    for (size_t i = 0; i < s->cameos.n; i++) {
        wire_src_cameo *c = &s->cameos.of[i];
        if (c->replaced)
            continue;
        if (c->type && (c->type_index = wire_src_find(s, "type", c->type)) == WIRE_SRC_NONE)
            wire_src_error(s, c->at, "cameo %s is of type %s, which is not known", c->code, c->type);
        if (c->also && (c->also_index = wire_src_find(s, "type", c->also)) == WIRE_SRC_NONE)
            wire_src_error(s, c->at, "cameo %s is also of type %s, which is not known", c->code, c->also);
        char root[3] = {c->code[0], c->code[1], 0};
        uint32_t r = wire_src_find(s, "cameo", root);
        if (r != WIRE_SRC_NONE && s->cameos.of[r].quad > 0 && c->quad > 0 && s->cameos.of[r].quad != c->quad)
            wire_src_warn(s, c->at, "cameo %s has quad %d, but its root %s has %d", c->code, c->quad, root, s->cameos.of[r].quad);
    }
    for (size_t i = 0; i < s->types.n; i++) {
        const wire_src_type *t = &s->types.of[i];
        if (!t->replaced && t->cameo_index != WIRE_SRC_NONE && s->cameos.of[t->cameo_index].type_index != i)
            wire_src_warn(s, t->at, "type %s has cameo %s, which belongs to %s", t->name, t->cameo,
                          s->cameos.of[t->cameo_index].type ? s->cameos.of[t->cameo_index].type : "no type");
    }
}

static void lint_classes(wire_source *s)
{
    uint16_t next = WIRE_CLASS_BUILT_IN;
    for (size_t i = 0; i < s->classes.n; i++) {
        wire_src_class *c = &s->classes.of[i];
        c->number = WIRE_CLASS_NONE;
        if (c->replaced)
            continue;
        for (int b = 0; b < WIRE_CLASS_BUILT_IN; b++)
            if (!strcmp(c->name, wire_built_in_classes[b]))
                c->number = (uint16_t)b;
        if (c->words && c->number != WIRE_CLASS_NONE)
            wire_src_error(s, c->at, "'%s' is a class that is built in, and no set of words", c->name);
        if (next == WIRE_CLASS_NONE)
            wire_src_error(s, c->at, "more than %d classes", WIRE_CLASS_NONE);
        else if (c->number == WIRE_CLASS_NONE)
            c->number = next++;
        for (uint32_t m = 0; m < c->members.n; m++) {
            const wire_src_member *x = &s->class_members.of[c->members.first + m];
            const uint32_t inner = x->is_class ? wire_src_find(s, "class", x->text) : WIRE_SRC_NONE;
            if (!x->is_class) {
                size_t len = strlen(x->text);
                for (size_t at = 0; at < len;) {
                    uint32_t ch = wire_utf8_next(x->text, &at);
                    if (ch == ' ' || wire_is_upper(ch)) {
                        wire_src_warn(s, x->at, "'%s' is no %s (one word in lower case): no word will be in %s by it", x->text,
                                      c->words ? "form" : "lemma", c->name);
                        break;
                    }
                }
            } else if (inner == WIRE_SRC_NONE) {
                wire_src_warn(s, x->at, "class %s takes in @%s, which is not known", c->name, x->text);
            } else if (s->classes.of[inner].words != c->words) {
                wire_src_error(s, x->at, "%s takes in @%s: a class lists lemmas, 'words' forms", c->name, x->text);
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------ names */

/* Who has a name: hash -> index of the first actor or role that has it. */
typedef struct owners {
    wire_map actors, roles;
} owners;

static bool odd(uint32_t c)
{
    return !wire_is_alpha(c) && !wire_is_digit(c) && (c > 0x7f || !strchr(" -'.&/,()!?+", (int)c)) && c != 0x2019 && c != 0x2018 &&
           c != 0x2013 && !(c >= 0x2b0 && c <= 0x36f);
}

/* Tell what is wrong with the name itself; true where it has words. */
static bool lint_name(wire_source *s, const wire_src_name *n, wire_name *out)
{
    if (!wire_name_of(n->text, strlen(n->text), out)) {
        wire_src_error(s, n->at, "the name '%s' has no words, or more than %d", n->text, WIRE_NAME_WORDS_MAX);
        return false;
    }
    size_t len = strlen(n->text);
    for (size_t at = 0; at < len;) {
        size_t from = at;
        if (odd(wire_utf8_next(n->text, &at))) {
            wire_src_warn(s, n->at, "'%.*s' in the name '%s' is an odd character: reports will not be found to have this name",
                          (int)(at - from), n->text + from, n->text);
            break;
        }
    }
    return true;
}

static void lint_names(wire_source *s, owners *o)
{
    wire_name n;
    for (size_t i = 0; i < s->actors.n; i++) {
        const wire_src_actor *a = &s->actors.of[i];
        for (uint32_t k = 0; !a->replaced && k < a->names.n; k++) {
            const wire_src_name *name = &s->names.of[a->names.first + k];
            if (!lint_name(s, name, &n) || name->as != WIRE_AS_NAME)
                continue;
            uint64_t hash = wire_name_hash(&n, n.words);
            const uint32_t *other = wire_map_get(&o->actors, hash);
            const wire_src_actor *b = other ? &s->actors.of[*other] : NULL;
            if (b && n.words == 1 && a->kind == WIRE_LEX_PERSON && b->kind == WIRE_LEX_PERSON)
                continue; /* a surname that stands first: it is theirs who were named in full before */
            if (b && *other != i) {
                wire_src_warn(s, name->at, "'%s' is a name of %s here and of %s at %s: who is meant will be in doubt", name->text,
                              a->id, b->id, wire_src_where(s, b->at));
            } else if (!other && wire_map_put(&o->actors, hash, (uint32_t)i)) {
                s->out_of_memory = true;
            }
        }
    }
    for (size_t i = 0; i < s->roles.n; i++) {
        const wire_src_role *r = &s->roles.of[i];
        for (uint32_t k = 0; !r->replaced && k < r->names.n; k++) {
            const wire_src_name *name = &s->names.of[r->names.first + k];
            if (!lint_name(s, name, &n))
                continue;
            uint64_t hash = wire_name_hash(&n, n.words);
            const uint32_t *other = wire_map_get(&o->roles, hash);
            if (other && *other != i)
                wire_src_warn(s, name->at, "'%s' is a name of role %s here and of %s at %s: which is meant will be in doubt",
                              name->text, r->lemma, s->roles.of[*other].lemma, wire_src_where(s, s->roles.of[*other].at));
            else if (!other && wire_map_put(&o->roles, hash, (uint32_t)i))
                s->out_of_memory = true;
        }
    }
    for (size_t i = 0; i < s->places.n; i++)
        for (uint32_t k = 0; !s->places.of[i].replaced && k < s->places.of[i].names.n; k++)
            lint_name(s, &s->names.of[s->places.of[i].names.first + k], &n);
}

static uint32_t owner(const wire_map *m, const char *text)
{
    wire_name n;
    const uint32_t *index = wire_name_of(text, strlen(text), &n) ? wire_map_get(m, wire_name_hash(&n, n.words)) : NULL;
    return index ? *index : WIRE_SRC_NONE;
}

/* ------------------------------------------------------------------------------------------------ actors, roles, places */

static uint32_t country_of(wire_source *s, wire_src_at at, const char *id)
{
    uint32_t i = wire_src_find(s, "actor", id);
    if (i != WIRE_SRC_NONE && s->actors.of[i].kind == WIRE_LEX_COUNTRY)
        return i;
    wire_src_error(s, at, "'%s' is no country that is declared", id);
    return WIRE_SRC_NONE;
}

static void lint_sectors(wire_source *s, wire_src_run run)
{
    for (uint32_t k = 0; k < run.n; k++) {
        const wire_src_sector *x = &s->actor_sectors.of[run.first + k];
        if (wire_src_find(s, "sector", x->code) == WIRE_SRC_NONE)
            wire_src_error(s, x->at, "'%s' is no sector that is known", x->code);
    }
}

/* "foreign minister of RUS": the last " of " after which an actor stands, by id or by name. */
static void link_office(wire_source *s, wire_src_office *o, const owners *own)
{
    size_t len = strlen(o->text);
    for (size_t at = len; at-- > 0;) {
        if (strncmp(o->text + at, " of ", 4) != 0)
            continue;
        const char *body = o->text + at + 4;
        o->body = wire_src_find(s, "actor", body);
        if (o->body == WIRE_SRC_NONE)
            o->body = owner(&own->actors, body);
        if (o->body == WIRE_SRC_NONE)
            continue;
        o->title = wire_src_keep(s, o->text, at);
        if (!o->title)
            return;
        o->role = owner(&own->roles, o->title);
        if (o->role == WIRE_SRC_NONE)
            wire_src_warn(s, o->at, "'%s' is no role that is known: who holds it is not found by the office", o->title);
        return;
    }
    wire_src_error(s, o->at, "what stands after 'of' in '%s' is no actor that is known", o->text);
}

static void lint_actor(wire_source *s, wire_src_actor *a, const owners *own)
{
    static const char *const free_prefixes[] = {"IGO", "NGO", "MED", "MNC", "IMG", "PER"};
    char prefix[4] = {a->id[0], a->id[1], a->id[2], 0};
    bool is_free = false;
    for (size_t i = 0; i < sizeof free_prefixes / sizeof *free_prefixes; i++)
        is_free |= !strcmp(prefix, free_prefixes[i]);
    if (a->kind != WIRE_LEX_COUNTRY && !is_free) {
        uint32_t c = wire_src_find(s, "actor", prefix);
        if (c == WIRE_SRC_NONE || s->actors.of[c].kind != WIRE_LEX_COUNTRY)
            wire_src_error(s, a->at, "'%s' begins with %s, which is no country that is declared, nor IGO, NGO, MED, MNC, IMG, "
                           "PER", a->id, prefix);
    }
    if (a->kind == WIRE_LEX_COUNTRY)
        a->country_index = wire_src_find(s, "actor", a->id);
    else if (a->country)
        a->country_index = country_of(s, a->country_at, a->country);
    lint_sectors(s, a->sectors);
    for (uint32_t k = 0; k < a->members.n; k++) {
        wire_src_membership *m = &s->members.of[a->members.first + k];
        m->body = wire_src_find(s, "actor", m->id);
        if (m->body == WIRE_SRC_NONE)
            wire_src_error(s, m->at, "member_of '%s': no actor of that id is known", m->id);
    }
    for (uint32_t k = 0; k < a->offices.n; k++)
        link_office(s, &s->offices.of[a->offices.first + k], own);
    if (a->dated && !a->sourced)
        wire_src_warn(s, a->at, "%s has a dated fact, but no source", a->id);
}

static void lint_pattern(wire_source *s, const wire_src_role *r, const char *pattern)
{
    for (const char *c = pattern; c && (c = strchr(c, '{')); c++)
        if (strncmp(c, "{adj}", 5) != 0 && strncmp(c, "{country}", 9) != 0 && strncmp(c, "{group}", 7) != 0)
            wire_src_error(s, r->at, "role %s: '%s' asks for something other than {adj}, {country} or {group}", r->lemma, pattern);
}

static void lint_actors(wire_source *s)
{
    owners own = {0};
    lint_names(s, &own);
    for (size_t i = 0; i < s->actors.n; i++)
        if (!s->actors.of[i].replaced)
            lint_actor(s, &s->actors.of[i], &own);
    for (size_t i = 0; i < s->roles.n; i++) {
        const wire_src_role *r = &s->roles.of[i];
        if (r->replaced)
            continue;
        if (!r->kind_given)
            wire_src_error(s, r->at, "role %s without its kind: body, office, people or government", r->lemma);
        lint_sectors(s, r->sectors);
        lint_pattern(s, r, r->name);
        lint_pattern(s, r, r->title);
    }
    for (size_t i = 0; i < s->places.n; i++)
        if (!s->places.of[i].replaced && s->places.of[i].country)
            country_of(s, s->places.of[i].at, s->places.of[i].country);
    for (size_t i = 0; i < s->prefers.n; i++)
        if (!s->prefers.of[i].replaced)
            country_of(s, s->prefers.of[i].at, s->prefers.of[i].country);
    wire_map_free(&own.actors);
    wire_map_free(&own.roles);
}

/* ------------------------------------------------------------------------------------------------ frames */

static bool has_part(const wire_source *s, const wire_src_frame *f, wire_part part)
{
    for (uint32_t k = 0; k < f->slots.n; k++)
        if (s->slots.of[f->slots.first + k].part == part)
            return true;
    return false;
}

static void link_class(wire_source *s, wire_src_restriction *r)
{
    if (!r->class_name)
        return;
    for (int b = 0; b < WIRE_CLASS_BUILT_IN; b++)
        if (!strcmp(r->class_name, wire_built_in_classes[b]))
            r->class_id = (uint16_t)b;
    uint32_t c = r->class_id == WIRE_CLASS_NONE ? wire_src_find(s, "class", r->class_name) : WIRE_SRC_NONE;
    if (c != WIRE_SRC_NONE && !s->classes.of[c].words)
        r->class_id = s->classes.of[c].number;
    if (r->class_id == WIRE_CLASS_NONE)
        wire_src_warn(s, r->at, "'%s' is no class that is known: nothing is in it", r->class_name);
}

static void lint_event(wire_source *s, wire_src_frame *f)
{
    f->type_index = wire_src_find(s, "type", f->type);
    const wire_src_type *t = f->type_index == WIRE_SRC_NONE ? NULL : &s->types.of[f->type_index];
    if (!t)
        wire_src_error(s, f->at, "'%s' is no type that is known", f->type);
    bool known = !f->mode || !t;
    for (uint32_t k = 0; !known && k < t->modes.n; k++)
        known = !strcmp(s->texts.of[t->modes.first + k], f->mode);
    if (!known)
        wire_src_error(s, f->at, "type %s has no mode '%s'", f->type, f->mode);
    f->cameo_index = f->cameo ? wire_src_find(s, "cameo", f->cameo) : t ? t->cameo_index : WIRE_SRC_NONE;
    if (f->cameo && f->cameo_index == WIRE_SRC_NONE)
        wire_src_error(s, f->at, "'%s' is no CAMEO code that is known", f->cameo);
    else if (f->cameo && t && s->cameos.of[f->cameo_index].type_index != f->type_index &&
             s->cameos.of[f->cameo_index].also_index != f->type_index)
        wire_src_warn(s, f->at, "CAMEO %s belongs to %s, not to %s", f->cameo,
                      s->cameos.of[f->cameo_index].type ? s->cameos.of[f->cameo_index].type : "no type", f->type);
    for (uint32_t k = 0; k < f->contexts.n; k++) {
        const char *context = s->texts.of[f->contexts.first + k];
        if (wire_src_find(s, "context", context) == WIRE_SRC_NONE)
            wire_src_error(s, f->at, "'%s' is no context that is known", context);
    }
}

static void lint_frame(wire_source *s, wire_src_frame *f)
{
    if (f->result == WIRE_RESULT_EVENT)
        lint_event(s, f);
    for (uint32_t k = 0; k < f->slots.n; k++) {
        const wire_src_slot *slot = &s->slots.of[f->slots.first + k];
        for (uint32_t j = 0; j < slot->restrictions.n; j++)
            link_class(s, &s->restrictions.of[slot->restrictions.first + j]);
    }
    for (uint32_t k = 0; k < f->states.n; k++) {
        wire_src_state *st = &s->states.of[f->states.first + k];
        st->relation_index = wire_src_find(s, "relation", st->relation);
        if (st->relation_index == WIRE_SRC_NONE)
            wire_src_error(s, st->at, "'%s' is no relation that is known", st->relation);
        if (!has_part(s, f, st->subject) || !has_part(s, f, st->object))
            wire_src_error(s, st->at, "the state %s speaks of part %c, for which the frame has no slot", st->relation,
                           wire_part_letters[has_part(s, f, st->subject) ? st->object : st->subject]);
    }
    if (f->result == WIRE_RESULT_CONTENT && !has_part(s, f, WIRE_PART_C))
        wire_src_warn(s, f->at, "the frame gives its content a status, but has no slot C");
    for (uint32_t k = 0; k < f->tests.n; k++) {
        const wire_src_test *t = &s->tests.of[f->tests.first + k];
        for (wire_part p = 0; p < WIRE_PARTS; p++)
            if (t->expected[p] && !has_part(s, f, p))
                wire_src_warn(s, t->at, "the test expects part %c, for which the frame has no slot", wire_part_letters[p]);
    }
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* Whether the list, parted by commas, has the name. */
static bool in_list(const char *list, const char *name, size_t len)
{
    for (const char *p = list; *p; p += *p == ',') {
        size_t n = strcspn(p, ",");
        if (n == len && !memcmp(p, name, n))
            return true;
        p += n;
    }
    return false;
}

/* Whether what fits `narrow` fits `wide`: the same class, or a list of lemmas that the other has all of. */
static bool implies(const char *narrow, const char *wide)
{
    if (!strcmp(narrow, wide))
        return true;
    if (*narrow != '=' || *wide != '=')
        return false;
    for (const char *p = narrow + 1; *p; p += *p == ',') {
        size_t n = strcspn(p, ",");
        if (!in_list(wide + 1, p, n))
            return false;
        p += n;
    }
    return true;
}

/* Whether one of f's slots asks at least as much as x, which is required. */
static bool asked_in(const wire_source *s, const wire_src_slot *x, const wire_src_frame *f)
{
    for (uint32_t k = 0; k < f->slots.n; k++) {
        const wire_src_slot *y = &s->slots.of[f->slots.first + k];
        bool within = y->required;
        for (uint32_t i = 0; within && i < y->fillers.n; i++) {
            within = false;
            for (uint32_t j = 0; !within && j < x->fillers.n; j++)
                within = same(s->fillers.of[y->fillers.first + i].text, s->fillers.of[x->fillers.first + j].text);
        }
        for (uint32_t j = 0; within && j < x->restrictions.n; j++) {
            within = false;
            for (uint32_t i = 0; !within && i < y->restrictions.n; i++)
                within = implies(s->restrictions.of[y->restrictions.first + i].text, s->restrictions.of[x->restrictions.first + j].text);
        }
        if (within)
            return true;
    }
    return false;
}

/* Whether whatever fills `later` fills `earlier`: all that chooses the one, its required slots, is asked by the other too. */
static bool hides(const wire_source *s, const wire_src_frame *earlier, const wire_src_frame *later)
{
    if (!same(earlier->particle, later->particle))
        return false;
    for (uint32_t k = 0; k < earlier->slots.n; k++) {
        const wire_src_slot *x = &s->slots.of[earlier->slots.first + k];
        if (x->required && !asked_in(s, x, later))
            return false;
    }
    return true;
}

/* The lemma of the frame that has that hash. */
static const char *lemma_of(wire_source *s, const wire_src_frame *f, uint64_t hash)
{
    for (const char *p = f->lemmas; *p;) {
        size_t n = strcspn(p, ",");
        if (wire_murmur64(p, n) == hash)
            return wire_src_keep(s, p, n);
        p += n + (p[n] == ',');
    }
    return NULL;
}

/* Tell that the sense is never reached: by which of its lemmas, and because of what. */
static void tell_hidden(wire_source *s, const wire_src_frame *later, uint32_t earlier, uint64_t hash, uint32_t lemmas)
{
    const char *lemma = lemma_of(s, later, hash), *where = wire_src_where(s, s->frames.of[earlier].at);
    char who[160] = "";
    if (later->keys.n > 1 && lemma)
        snprintf(who, sizeof who, lemmas > 1 ? " for '%.100s' and %u more" : " for '%.100s'", lemma, lemmas - 1);
    wire_src_warn(s, later->at, "this sense is never reached%s: %s stands before it and asks for nothing that this does not", who,
                  where);
}

/* Senses of one layer that stand behind one that takes all they would take. */
static void lint_order(wire_source *s)
{
    enum { LOOK_BACK = 256 };
    typedef struct hidden {
        uint32_t by, lemmas;
        uint64_t lemma;
    } hidden;
    size_t n = 0;
    wire_src_sense *senses = calloc(s->lemmas.n + 1, sizeof *senses);
    hidden *found = calloc(s->frames.n + 1, sizeof *found); /* a frame each: the first of its lemmas that is hidden */
    if (!senses || !found) {
        s->out_of_memory = true;
        free(senses);
        free(found);
        return;
    }
    for (size_t i = 0; i < s->frames.n; i++)
        for (uint32_t k = 0; k < s->frames.of[i].keys.n; k++)
            senses[n++] = (wire_src_sense){s->lemmas.of[s->frames.of[i].keys.first + k] ^ (uint64_t)s->frames.of[i].pos, (uint32_t)i};
    qsort(senses, n, sizeof *senses, wire_src_by_sense);
    for (size_t i = 0; i < n; i++) {
        const wire_src_frame *later = &s->frames.of[senses[i].frame];
        for (size_t j = i; j-- > 0 && i - j < LOOK_BACK && senses[j].key == senses[i].key;) {
            const wire_src_frame *earlier = &s->frames.of[senses[j].frame];
            if (earlier == later || s->files.of[earlier->at.file].layer != s->files.of[later->at.file].layer ||
                !hides(s, earlier, later))
                continue;
            hidden *h = &found[senses[i].frame];
            if (!h->lemmas++)
                *h = (hidden){senses[j].frame, 1, senses[i].key ^ (uint64_t)later->pos};
            break;
        }
    }
    for (size_t i = 0; i < s->frames.n; i++)
        if (found[i].lemmas)
            tell_hidden(s, &s->frames.of[i], found[i].by, found[i].lemma, found[i].lemmas);
    free(senses);
    free(found);
}

void wire_source_lint(wire_source *s)
{
    lint_ontology(s);
    lint_classes(s);
    lint_actors(s);
    for (size_t i = 0; i < s->frames.n; i++)
        lint_frame(s, &s->frames.of[i]);
    lint_order(s);
    wire_lint_examples(s);
}
