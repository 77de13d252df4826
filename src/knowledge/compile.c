/* compile.c - wire_lexicon_compile: text in, one mapped file out.
 *
 *   folders ──> source ── lint ──> no error? ──> entries that are not replaced, renumbered ──> builder ──> pack
 *
 * Frames of a later folder come first: of a lemma's senses, the user's are tried before ours. */
#include "knowledge/compile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/pack.h"

/* Entries' numbers in the compiled file, by their number in the source; NONE: replaced. */
typedef struct numbers {
    uint32_t *types, *cameos, *relations, *actors, *roles;
} numbers;

bool wire_build_room(wire_builder *b, void *data, size_t *cap, size_t n, size_t size)
{
    if (b->failed || n >= UINT32_MAX / 2 || wire_grow(data, cap, n + 1, size))
        b->failed = true;
    return !b->failed;
}

uint32_t wire_build_text(wire_builder *b, const char *s)
{
    size_t len = s ? strlen(s) + 1 : 0;
    if (len <= 1 || b->failed)
        return 0;
    uint64_t hash = wire_murmur64(s, len - 1);
    hash = hash ? hash : 1;
    const uint32_t *old = wire_map_get(&b->text_at, hash);
    if (old && !strcmp(b->text.of + *old, s))
        return *old;
    if (b->text.n + len > UINT32_MAX / 2 || wire_grow(&b->text.of, &b->text.cap, b->text.n + len, 1) ||
        wire_map_put(&b->text_at, hash, (uint32_t)b->text.n)) {
        b->failed = true;
        return 0;
    }
    memcpy(b->text.of + b->text.n, s, len);
    b->text.n += len;
    return (uint32_t)(b->text.n - len);
}

static uint16_t small_number(wire_builder *b, wire_map *at, uint32_t text, uint32_t n, const char *what)
{
    const uint32_t *old = wire_map_get(at, text);
    if (old)
        return (uint16_t)*old;
    if (n >= 0xffff) {
        b->failed = true;
        b->over = what;
        return 0;
    }
    if (wire_map_put(at, text, n))
        b->failed = true;
    return 0xffff; /* not yet entered */
}

uint16_t wire_build_country(wire_builder *b, const char *iso3)
{
    uint32_t text = wire_build_text(b, iso3);
    uint16_t n = text ? small_number(b, &b->country_at, text, (uint32_t)b->countries.n, "countries") : 0;
    uint32_t *country = n == 0xffff ? WIRE_BUILD(b, countries) : NULL;
    if (!country)
        return b->failed ? 0 : n;
    *country = text;
    return (uint16_t)(b->countries.n - 1);
}

uint16_t wire_build_region(wire_builder *b, const char *name)
{
    uint32_t text = wire_build_text(b, name);
    uint16_t n = text ? small_number(b, &b->region_at, text, (uint32_t)b->regions.n, "names of regions") : 0;
    uint32_t *region = n == 0xffff ? WIRE_BUILD(b, regions) : NULL;
    if (!region)
        return b->failed ? 0 : n;
    *region = text;
    return (uint16_t)(b->regions.n - 1);
}

/* ------------------------------------------------------------------------------------------------ ontology */

static uint32_t number(const uint32_t *of, uint32_t source)
{
    return source == WIRE_SRC_NONE ? WIRE_LX_NONE : of[source];
}

static wire_lx_run add_texts(wire_builder *b, const wire_source *s, wire_src_run run)
{
    wire_lx_run out = {(uint32_t)b->texts.n, 0};
    for (uint32_t i = 0; i < run.n; i++) {
        uint32_t *text = WIRE_BUILD(b, texts);
        if (!text)
            break;
        *text = wire_build_text(b, s->texts.of[run.first + i]);
        out.n++;
    }
    return out;
}

typedef struct coded {
    const char *code;
    uint32_t index;
} coded;

static int by_code(const void *a, const void *b)
{
    return strcmp(((const coded *)a)->code, ((const coded *)b)->code);
}

/* Number the codes in the order of the codes. */
static bool number_cameos(const wire_source *s, uint32_t *out)
{
    coded *list = calloc(s->cameos.n + 1, sizeof *list);
    size_t n = 0;
    if (!list)
        return false;
    for (size_t i = 0; i < s->cameos.n; i++)
        if (!s->cameos.of[i].replaced)
            list[n++] = (coded){s->cameos.of[i].code, (uint32_t)i};
    qsort(list, n, sizeof *list, by_code);
    for (size_t i = 0; i < n; i++)
        out[list[i].index] = (uint32_t)i;
    free(list);
    return true;
}

static void build_ontology(wire_builder *b, const wire_source *s, const numbers *n)
{
    for (size_t i = 0; i < s->types.n; i++) {
        const wire_src_type *t = &s->types.of[i];
        wire_lx_type *x = t->replaced ? NULL : WIRE_BUILD(b, types);
        if (x)
            *x = (wire_lx_type){wire_build_text(b, t->name), (uint32_t)t->quad, number(n->cameos, t->cameo_index),
                                add_texts(b, s, t->modes)};
    }
    for (size_t i = 0; i < s->cameos.n; i++) /* in the order of the codes: each goes to its place */
        if (!s->cameos.of[i].replaced)
            WIRE_BUILD(b, cameos);
    for (size_t i = 0; i < s->cameos.n && !b->failed; i++) {
        const wire_src_cameo *c = &s->cameos.of[i];
        if (!c->replaced)
            b->cameos.of[n->cameos[i]] =
                (wire_lx_cameo){.code = wire_build_text(b, c->code), .label = wire_build_text(b, c->label),
                                .type = number(n->types, c->type_index), .quad = (uint32_t)c->quad, .goldstein = c->goldstein,
                                .icews = c->icews};
    }
    for (size_t i = 0; i < s->contexts.n; i++) {
        uint32_t *x = s->contexts.of[i].replaced ? NULL : WIRE_BUILD(b, contexts);
        if (x)
            *x = wire_build_text(b, s->contexts.of[i].name);
    }
    for (size_t i = 0; i < s->relations.n; i++) {
        wire_lx_relation *x = s->relations.of[i].replaced ? NULL : WIRE_BUILD(b, relations);
        if (x)
            *x = (wire_lx_relation){wire_build_text(b, s->relations.of[i].name), s->relations.of[i].symmetric};
    }
    for (size_t i = 0; i < s->sectors.n; i++) {
        wire_lx_sector *x = s->sectors.of[i].replaced ? NULL : WIRE_BUILD(b, sectors);
        if (x)
            *x = (wire_lx_sector){wire_build_text(b, s->sectors.of[i].name), wire_build_text(b, s->sectors.of[i].label)};
    }
}

/* ------------------------------------------------------------------------------------------------ classes */

typedef struct membership {
    uint64_t key; /* of the lemma or form */
    uint16_t class_id;
    uint32_t value;
} membership;

static int by_key(const void *a, const void *b)
{
    const membership *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->class_id != y->class_id)
        return x->class_id < y->class_id ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

typedef struct flattening {
    wire_builder *b;
    const wire_source *s;
    uint32_t *seen; /* the class for which a class was last entered, plus one */
    membership *of;
    size_t n, cap;
} flattening;

/* All lemmas or forms of class `from` and of the classes in it, as members of class `into`. */
static void flatten(flattening *f, uint32_t from, uint32_t into)
{
    const wire_src_class *c = &f->s->classes.of[from];
    if (f->seen[from] == into + 1)
        return;
    f->seen[from] = into + 1;
    for (uint32_t m = 0; m < c->members.n && !f->b->failed; m++) {
        const wire_src_member *x = &f->s->class_members.of[c->members.first + m];
        uint32_t inner = x->is_class ? wire_src_find(f->s, "class", x->text) : WIRE_SRC_NONE;
        if (inner != WIRE_SRC_NONE)
            flatten(f, inner, into);
        if (x->is_class)
            continue;
        if (!wire_build_room(f->b, &f->of, &f->cap, f->n, sizeof *f->of))
            return;
        const uint64_t hash = wire_murmur64(x->text, strlen(x->text));
        f->of[f->n++] = (membership){c->words ? wire_lx_form_key(hash) : hash, f->s->classes.of[into].number, x->value};
    }
}

static void enter_lists(wire_builder *b, membership *m, size_t n)
{
    size_t slots = wire_table_slots(n);
    if (wire_grow(&b->class_table.of, &b->class_table.cap, slots, sizeof *b->class_table.of)) {
        b->failed = true;
        return;
    }
    memset(b->class_table.of, 0, slots * sizeof *b->class_table.of);
    b->class_table.n = slots;
    qsort(m, n, sizeof *m, by_key);
    for (size_t i = 0, from = 0; i < n; i++) {
        bool first = !i || m[i].key != m[i - 1].key;
        from = first ? b->class_lists.n : from;
        uint16_t *id = first || m[i].class_id != m[i - 1].class_id ? WIRE_BUILD(b, class_lists) : NULL;
        uint32_t *value = id ? WIRE_BUILD(b, class_values) : NULL;
        if (value) {
            *id = m[i].class_id;
            *value = m[i].value;
        }
        if ((i + 1 == n || m[i + 1].key != m[i].key) && m[i].key)
            wire_table_put(b->class_table.of, slots, m[i].key, (uint64_t)from << 32 | (b->class_lists.n - from));
    }
}

static void build_classes(wire_builder *b, const wire_source *s)
{
    flattening f = {.b = b, .s = s, .seen = calloc(s->classes.n + 1, sizeof *f.seen)};
    b->failed |= !f.seen;
    for (size_t i = 0; i < WIRE_CLASS_BUILT_IN; i++) {
        uint32_t *name = WIRE_BUILD(b, classes);
        if (name)
            *name = wire_build_text(b, wire_built_in_classes[i]);
    }
    for (size_t i = 0; i < s->classes.n && !b->failed; i++) {
        if (s->classes.of[i].replaced)
            continue;
        uint32_t *name = s->classes.of[i].number >= WIRE_CLASS_BUILT_IN ? WIRE_BUILD(b, classes) : NULL;
        if (name)
            *name = wire_build_text(b, s->classes.of[i].name);
        flatten(&f, (uint32_t)i, (uint32_t)i);
    }
    if (!b->failed) {
        membership none;
        enter_lists(b, f.n ? f.of : &none, f.n);
    }
    free(f.seen);
    free(f.of);
}

/* ------------------------------------------------------------------------------------------------ actors, roles */

static void build_actor(wire_builder *b, const wire_source *s, const wire_src_actor *a, uint32_t index, const numbers *n)
{
    wire_lx_actor x = {.kind = a->kind,
                       .id = wire_build_text(b, a->id),
                       .name = wire_build_text(b, a->name),
                       .country = number(n->actors, a->country_index),
                       .capital = wire_build_text(b, a->capital),
                       .wikidata = wire_build_text(b, a->wikidata),
                       .file = a->at.file,
                       .line = a->at.line,
                       .names = {(uint32_t)b->names.n, a->names.n},
                       .sectors = {(uint32_t)b->actor_sectors.n, a->sectors.n},
                       .offices = {(uint32_t)b->offices.n, a->offices.n},
                       .members = {(uint32_t)b->members.n, a->members.n}};
    for (uint32_t i = 0; i < a->names.n; i++) {
        const wire_src_name *name = &s->names.of[a->names.first + i];
        wire_lx_name *o = WIRE_BUILD(b, names);
        if (o)
            *o = (wire_lx_name){wire_build_text(b, name->text), name->as};
        wire_build_actor_name(b, &(wire_lx_reading){.index = index, .as = (uint16_t)name->as}, name->text);
    }
    for (uint32_t i = 0; i < a->sectors.n; i++) {
        const wire_src_sector *sector = &s->actor_sectors.of[a->sectors.first + i];
        wire_lx_actor_sector *o = WIRE_BUILD(b, actor_sectors);
        if (o)
            *o = (wire_lx_actor_sector){wire_build_text(b, sector->code), sector->when};
    }
    for (uint32_t i = 0; i < a->offices.n; i++) {
        const wire_src_office *f = &s->offices.of[a->offices.first + i];
        wire_lx_office *o = WIRE_BUILD(b, offices);
        uint32_t role = number(n->roles, f->role), body = number(n->actors, f->body);
        if (o)
            *o = (wire_lx_office){wire_build_text(b, f->title), role, body, f->when};
        wire_lx_holder *h = role == WIRE_LX_NONE ? NULL : WIRE_BUILD(b, holders);
        if (h)
            *h = (wire_lx_holder){role, body, index, f->when};
    }
    for (uint32_t i = 0; i < a->members.n; i++) {
        const wire_src_membership *m = &s->members.of[a->members.first + i];
        wire_lx_member *o = WIRE_BUILD(b, members);
        if (o)
            *o = (wire_lx_member){number(n->actors, m->body), m->when};
    }
    wire_lx_actor *o = WIRE_BUILD(b, actors);
    if (o)
        *o = x;
}

static void build_role(wire_builder *b, const wire_source *s, const wire_src_role *r, uint32_t index)
{
    wire_lx_role x = {.kind = r->kind,
                      .lemma = wire_build_text(b, r->lemma),
                      .code = wire_build_text(b, r->code),
                      .name = wire_build_text(b, r->name),
                      .title = wire_build_text(b, r->title),
                      .file = r->at.file,
                      .line = r->at.line,
                      .sectors = {(uint32_t)b->texts.n, r->sectors.n}};
    for (uint32_t i = 0; i < r->sectors.n; i++) {
        uint32_t *o = WIRE_BUILD(b, texts);
        if (o)
            *o = wire_build_text(b, s->actor_sectors.of[r->sectors.first + i].code);
    }
    for (uint32_t i = 0; i < r->names.n; i++)
        wire_build_actor_name(b, &(wire_lx_reading){.index = index, .is_role = 1, .as = WIRE_AS_NAME},
                              s->names.of[r->names.first + i].text);
    wire_lx_role *o = WIRE_BUILD(b, roles);
    if (o)
        *o = x;
}

/* By role and body, the latest to take office first. */
static int holder_order(const void *a, const void *b)
{
    const wire_lx_holder *x = a, *y = b;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    if (x->body != y->body)
        return x->body < y->body ? -1 : 1;
    if (x->when.from != y->when.from)
        return x->when.from > y->when.from ? -1 : 1;
    return x->person < y->person ? -1 : x->person > y->person;
}

/* ------------------------------------------------------------------------------------------------ frames */

static void build_slot(wire_builder *b, const wire_source *s, const wire_src_slot *slot)
{
    wire_lx_slot x = {slot->part, slot->required, {(uint32_t)b->fillers.n, slot->fillers.n},
                      {(uint32_t)b->restrictions.n, slot->restrictions.n}};
    for (uint32_t i = 0; i < slot->fillers.n; i++) {
        const wire_src_filler *f = &s->fillers.of[slot->fillers.first + i];
        wire_lx_filler *o = WIRE_BUILD(b, fillers);
        if (o)
            *o = (wire_lx_filler){f->arg, wire_build_text(b, f->text),
                                  f->arg == WIRE_ARG_PREP ? wire_murmur64(f->text, strlen(f->text)) : 0};
    }
    for (uint32_t i = 0; i < slot->restrictions.n; i++) {
        const wire_src_restriction *r = &s->restrictions.of[slot->restrictions.first + i];
        wire_lx_restriction *o = WIRE_BUILD(b, restrictions);
        if (o)
            *o = (wire_lx_restriction){r->negated, r->class_id, wire_build_text(b, r->text),
                                       {(uint32_t)b->lemmas.n, r->lemmas.n}};
        for (uint32_t k = 0; k < r->lemmas.n; k++) {
            uint64_t *lemma = WIRE_BUILD(b, lemmas);
            if (lemma)
                *lemma = s->lemmas.of[r->lemmas.first + k];
        }
    }
    wire_lx_slot *o = WIRE_BUILD(b, slots);
    if (o)
        *o = x;
}

static void build_frame(wire_builder *b, const wire_source *s, const wire_src_frame *f, const numbers *n)
{
    wire_lx_frame x = {.pos = (uint32_t)f->pos,
                       .lemmas = wire_build_text(b, f->lemmas),
                       .particle = wire_build_text(b, f->particle),
                       .result = f->result,
                       .type = number(n->types, f->type_index),
                       .mode = wire_build_text(b, f->mode),
                       .cameo = number(n->cameos, f->cameo_index),
                       .say = f->say,
                       .content = (uint32_t)f->content,
                       .reason = wire_build_text(b, f->reason),
                       .file = f->at.file,
                       .line = f->at.line,
                       .slots = {(uint32_t)b->slots.n, f->slots.n},
                       .contexts = add_texts(b, s, f->contexts),
                       .states = {(uint32_t)b->states.n, f->states.n},
                       .tests = {(uint32_t)b->tests.n, f->tests.n}};
    for (uint32_t i = 0; i < f->slots.n; i++)
        build_slot(b, s, &s->slots.of[f->slots.first + i]);
    for (uint32_t i = 0; i < f->states.n; i++) {
        const wire_src_state *st = &s->states.of[f->states.first + i];
        wire_lx_state *o = WIRE_BUILD(b, states);
        if (o)
            *o = (wire_lx_state){number(n->relations, st->relation_index), st->subject, st->object, wire_build_text(b, st->value),
                                 st->ends};
    }
    for (uint32_t i = 0; i < f->tests.n; i++) {
        const wire_src_test *t = &s->tests.of[f->tests.first + i];
        wire_lx_test *o = WIRE_BUILD(b, tests);
        if (!o)
            return;
        *o = (wire_lx_test){.sentence = wire_build_text(b, t->sentence), .none = t->none, .line = t->at.line};
        for (int p = 0; p < WIRE_PARTS; p++)
            o->expected[p] = t->expected[p] ? wire_build_text(b, t->expected[p]) : WIRE_LX_NONE;
    }
    wire_lx_frame *o = WIRE_BUILD(b, frames);
    if (o)
        *o = x;
}

static void build_frames(wire_builder *b, const wire_source *s, const numbers *n)
{
    wire_src_sense *senses = calloc(s->lemmas.n + 1, sizeof *senses);
    size_t count = 0, slots = wire_table_slots(s->lemmas.n);
    if (!senses || wire_grow(&b->frame_table.of, &b->frame_table.cap, slots, sizeof *b->frame_table.of)) {
        b->failed = true;
        free(senses);
        return;
    }
    for (uint32_t layer = s->layer; layer-- > 0;)
        for (size_t i = 0; i < s->frames.n; i++) {
            const wire_src_frame *f = &s->frames.of[i];
            if (s->files.of[f->at.file].layer != layer)
                continue;
            for (uint32_t k = 0; k < f->keys.n; k++)
                senses[count++] = (wire_src_sense){wire_lx_frame_key(s->lemmas.of[f->keys.first + k], f->pos), (uint32_t)b->frames.n};
            build_frame(b, s, f, n);
        }
    memset(b->frame_table.of, 0, slots * sizeof *b->frame_table.of);
    b->frame_table.n = slots;
    qsort(senses, count, sizeof *senses, wire_src_by_sense);
    for (size_t i = 0, from = 0; i < count; i++) {
        from = !i || senses[i].key != senses[i - 1].key ? b->frame_lists.n : from;
        uint32_t *frame = i && !wire_src_by_sense(&senses[i], &senses[i - 1]) ? NULL : WIRE_BUILD(b, frame_lists);
        if (frame)
            *frame = senses[i].frame;
        if (i + 1 == count || senses[i + 1].key != senses[i].key)
            wire_table_put(b->frame_table.of, slots, senses[i].key, (uint64_t)from << 32 | (b->frame_lists.n - from));
    }
    free(senses);
}

/* ------------------------------------------------------------------------------------------------ places */

static int32_t degrees(double d)
{
    return isnan(d) ? WIRE_LX_NOWHERE : (int32_t)lround(d * 1e5);
}

static void build_place(wire_builder *b, const wire_source *s, const wire_src_place *p)
{
    wire_lx_own *own = b->own_places.n < WIRE_LX_PACKAGE ? WIRE_BUILD(b, own_places) : NULL;
    wire_lx_place *x = own ? WIRE_BUILD(b, places) : NULL;
    if (!x) {
        b->over = b->failed ? b->over : "places";
        b->failed = true;
        return;
    }
    *own = (wire_lx_own){wire_build_text(b, p->what), p->at.file, p->at.line};
    static const char *const whats[] = {"country", "region", "district", "capital", "city"};
    uint16_t kind = WIRE_LEX_PLACE_FACILITY;
    for (size_t k = 0; k < sizeof whats / sizeof *whats; k++)
        if (p->what && !strcmp(p->what, whats[k]))
            kind = (uint16_t)k;
    *x = (wire_lx_place){.name = wire_build_text(b, p->name),
                         .geonameid = p->geonameid,
                         .population = p->population,
                         .lat = degrees(p->lat),
                         .lon = degrees(p->lon),
                         .country = wire_build_country(b, p->country),
                         .region = wire_build_region(b, p->admin1),
                         .own = (uint16_t)(b->own_places.n - 1),
                         .kind = p->what ? kind : WIRE_LEX_PLACE_CITY};
    for (uint32_t k = 0; k < p->names.n; k++)
        wire_build_place_name(b, (uint32_t)(b->places.n - 1), s->names.of[p->names.first + k].text, WIRE_RANK_OWN);
}

/* A country is a place too. */
static void build_country(wire_builder *b, const wire_source *s, const wire_src_actor *a)
{
    wire_lx_place *x = WIRE_BUILD(b, places);
    if (!x)
        return;
    *x = (wire_lx_place){.name = wire_build_text(b, a->name),
                         .lat = WIRE_LX_NOWHERE,
                         .lon = WIRE_LX_NOWHERE,
                         .country = wire_build_country(b, a->id),
                         .own = WIRE_LX_PACKAGE,
                         .kind = WIRE_LEX_PLACE_COUNTRY};
    for (uint32_t k = 0; k < a->names.n; k++)
        if (s->names.of[a->names.first + k].as == WIRE_AS_NAME)
            wire_build_place_name(b, (uint32_t)(b->places.n - 1), s->names.of[a->names.first + k].text, WIRE_RANK_COUNTRY);
}

/* Raise the preferred: the likeliest place of that name in that country. */
static void prefer(wire_builder *b, wire_source *s, const wire_src_prefer *p)
{
    wire_name n, region;
    if (b->failed || !wire_name_of(p->name, strlen(p->name), &n))
        return;
    uint64_t hash = wire_name_hash(&n, n.words);
    uint16_t country = wire_build_country(b, p->country);
    wire_place_name *best = NULL;
    uint64_t want = p->admin1 && wire_name_of(p->admin1, strlen(p->admin1), &region) ? wire_name_hash(&region, region.words) : 0;
    for (size_t i = 0; i < b->place_names.n; i++) {
        wire_place_name *x = &b->place_names.of[i];
        if (x->hash != hash || b->places.of[x->place].country != country || (best && best->rank >= x->rank))
            continue;
        const char *in = b->text.of + b->regions.of[b->places.of[x->place].region];
        if (!want || (wire_name_of(in, strlen(in), &region) && wire_name_hash(&region, region.words) == want))
            best = x;
    }
    if (best)
        best->rank |= WIRE_RANK_PREFERRED;
    else
        wire_src_warn(s, p->at, "no place called %s is known in %s", p->name, p->country);
}

static int build_places(wire_builder *b, wire_source *s, const wire_compile_options *o, wire_err *err)
{
    wire_map capitals = {0};
    wire_name n;
    for (size_t i = 0; i < s->places.n; i++)
        if (!s->places.of[i].replaced)
            build_place(b, s, &s->places.of[i]);
    for (size_t i = 0; i < s->actors.n; i++) {
        const wire_src_actor *a = &s->actors.of[i];
        if (a->replaced || a->kind != WIRE_LEX_COUNTRY)
            continue;
        build_country(b, s, a);
        if (a->capital && wire_name_of(a->capital, strlen(a->capital), &n))
            b->failed |= wire_map_put(&capitals, wire_murmur64(a->id, strlen(a->id)), wire_build_text(b, a->capital)) != 0;
    }
    int rc = b->failed ? 0 : wire_gazetteer_read(b, o->places, o->n_places, &capitals, err);
    wire_map_free(&capitals);
    for (size_t i = 0; !rc && o->n_places && i < s->prefers.n; i++)
        if (!s->prefers.of[i].replaced)
            prefer(b, s, &s->prefers.of[i]);
    return rc;
}

/* ------------------------------------------------------------------------------------------------ all of it */

static uint32_t *numbering(size_t n)
{
    uint32_t *of = malloc((n + 1) * sizeof *of);
    if (of)
        memset(of, 0xff, (n + 1) * sizeof *of);
    return of;
}

#define NUMBER(field) \
    for (size_t i = 0, next = 0; n.field && i < s->field.n; i++) \
        if (!s->field.of[i].replaced) \
            n.field[i] = (uint32_t)next++;

static int build(wire_builder *b, wire_source *s, const wire_compile_options *o, wire_err *err)
{
    numbers n = {numbering(s->types.n), numbering(s->cameos.n), numbering(s->relations.n), numbering(s->actors.n),
                 numbering(s->roles.n)};
    int rc = 0;
    NUMBER(types)
    NUMBER(relations)
    NUMBER(actors)
    NUMBER(roles)
    if (!WIRE_BUILD(b, text) || !WIRE_BUILD(b, countries) || !WIRE_BUILD(b, regions) || !n.types || !n.cameos || !n.relations ||
        !n.actors || !n.roles || !number_cameos(s, n.cameos))
        b->failed = true;
    if (!b->failed) {
        for (size_t i = 0; i < s->files.n; i++) {
            uint32_t *file = WIRE_BUILD(b, files);
            if (file)
                *file = wire_build_text(b, s->files.of[i].shown);
        }
        build_ontology(b, s, &n);
        build_classes(b, s);
        for (size_t i = 0; i < s->actors.n; i++)
            if (!s->actors.of[i].replaced)
                build_actor(b, s, &s->actors.of[i], n.actors[i], &n);
        for (size_t i = 0; i < s->roles.n; i++)
            if (!s->roles.of[i].replaced)
                build_role(b, s, &s->roles.of[i], n.roles[i]);
        if (b->holders.n)
            qsort(b->holders.of, b->holders.n, sizeof *b->holders.of, holder_order);
        build_frames(b, s, &n);
        rc = build_places(b, s, o, err);
        if (!rc)
            wire_build_index(b);
    }
    free(n.types);
    free(n.cameos);
    free(n.relations);
    free(n.actors);
    free(n.roles);
    if (!rc && b->over)
        rc = wire_fail(err, WIRE_ELIMIT, "the lexicon has too many %s", b->over);
    return rc || !b->failed ? rc : wire_oom(err);
}

static int write_out(const wire_builder *b, const char *path, wire_err *err)
{
    wire_packer w = {0};
    int rc = wire_packer_add(&w, "text", b->text.of, b->text.n);
#define ADD(name, type) rc = rc ? rc : wire_packer_add(&w, #name, b->name.of, b->name.n * sizeof(type));
    WIRE_LX_SECTIONS(ADD)
#undef ADD
    rc = rc ? wire_oom(err) : wire_packer_write(&w, path, WIRE_LEXICON_KIND, WIRE_LEXICON_VERSION, err);
    wire_packer_free(&w);
    return rc;
}

static void free_builder(wire_builder *b)
{
#define FREE(name, type) free(b->name.of);
    WIRE_LX_SECTIONS(FREE)
#undef FREE
    free(b->text.of);
    free(b->actor_names.of);
    free(b->place_names.of);
    wire_map_free(&b->text_at);
    wire_map_free(&b->country_at);
    wire_map_free(&b->region_at);
}

int wire_source_compile(wire_source *s, const wire_compile_options *o, wire_err *err)
{
    wire_builder b = {0};
    int rc = build(&b, s, o, err);
    if (!rc)
        rc = write_out(&b, o->out, err);
    free_builder(&b);
    return rc;
}

int wire_lexicon_compile(const wire_compile_options *options, wire_diagnostic_fn found, void *ctx, wire_err *err)
{
    wire_source s = {0};
    int rc = options->n_folders ? 0 : wire_fail(err, WIRE_EARG, "no folder to compile");
    if (!rc)
        rc = wire_source_load(&s, options->folders, options->n_folders, err);
    if (!rc && options->out)
        rc = wire_source_compile(&s, options, err);
    wire_source_tell(&s, found, ctx);
    wire_source_free(&s);
    return rc;
}
