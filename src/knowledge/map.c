/* map.c - opening a compiled lexicon: everything is checked here, once, so that nothing needs to be checked later.
 *
 * The order follows the links: texts, then what has no links, then what links to it. A check that fails sets `bad` to the
 * section's name; the rest is still gone through, with that one number replaced by one that is safe. */
#include "knowledge/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

typedef struct opening {
    wire_lexicon *l;
    const char *bad; /* the section that is damaged; NULL: none */
    bool out_of_memory;
} opening;

static bool want(opening *o, bool ok, const char *section)
{
    if (!ok && !o->bad)
        o->bad = section;
    return ok;
}

/* A text begins where another ended: so it never begins inside a character. */
static const char *text(opening *o, uint32_t at, const char *section)
{
    return want(o, at < o->l->n_text && (!at || !o->l->text[at - 1]), section) ? o->l->text + at : "";
}

/* A text of which 0 says that there is none. */
static const char *text_or_null(opening *o, uint32_t at, const char *section)
{
    return at ? text(o, at, section) : NULL;
}

static bool run(opening *o, wire_lx_run r, size_t n, const char *section)
{
    return want(o, r.first <= n && r.n <= n - r.first, section);
}

static void *room(opening *o, size_t n, size_t size)
{
    void *p = wire_arena_alloc(&o->l->arena, (n + 1) * size);
    if (!p)
        o->out_of_memory = true;
    else
        memset(p, 0, (n + 1) * size);
    return p;
}

#define ROOM(field) ((l->field = room(o, l->n_##field, sizeof *l->field)) != NULL)

/* Elements of an array by a run, with its pointer and count. */
#define RUN(to, count, r, array, section) \
    do { \
        bool fits_ = run(o, (r), l->n_##array, section); \
        (to) = l->array + (fits_ ? (r).first : 0); \
        (count) = fits_ ? (r).n : 0; \
    } while (0)

/* An element by its index, which may be none. */
#define LINK(index, array, section) \
    ((index) == WIRE_LX_NONE ? NULL : want(o, (index) < l->n_##array, section) ? &l->array[index] : NULL)

static const char **strings(opening *o, const uint32_t *at, size_t n, const char *section)
{
    const char **out = room(o, n, sizeof *out);
    for (size_t i = 0; out && i < n; i++)
        out[i] = text(o, at[i], section);
    return out;
}

/* ------------------------------------------------------------------------------------------------ sections */

static bool sections(opening *o)
{
    wire_lexicon *l = o->l;
    size_t size;
    l->text = wire_pack_section(l->pack, "text", &l->n_text);
    if (!want(o, l->text && l->n_text && !l->text[0] && !l->text[l->n_text - 1] && l->n_text <= UINT32_MAX &&
                     wire_utf8_valid(l->text, l->n_text) == l->n_text, "text"))
        return false;
#define SECTION(name, type) \
    l->f_##name = wire_pack_section(l->pack, #name, &size); \
    l->n_##name = size / sizeof(type); \
    want(o, l->f_##name && size % sizeof(type) == 0 && l->n_##name < UINT32_MAX, #name);
    WIRE_LX_SECTIONS(SECTION)
#undef SECTION
    return !o->bad;
}

static void open_strings(opening *o)
{
    wire_lexicon *l = o->l;
    l->files = strings(o, l->f_files, l->n_files, "files");
    l->texts = strings(o, l->f_texts, l->n_texts, "texts");
    l->contexts = strings(o, l->f_contexts, l->n_contexts, "contexts");
    l->classes = strings(o, l->f_classes, l->n_classes, "classes");
    l->countries = strings(o, l->f_countries, l->n_countries, "countries");
    l->regions = strings(o, l->f_regions, l->n_regions, "regions");
    want(o, l->n_classes >= WIRE_CLASS_BUILT_IN && l->n_classes < WIRE_CLASS_NONE, "classes");
    want(o, l->n_countries && !l->f_countries[0], "countries");
    want(o, l->n_regions && !l->f_regions[0], "regions");
}

static void open_ontology(opening *o)
{
    wire_lexicon *l = o->l;
    if (!ROOM(types) || !ROOM(cameos) || !ROOM(relations) || !ROOM(sectors))
        return;
    for (size_t i = 0; i < l->n_types; i++) {
        const wire_lx_type *f = &l->f_types[i];
        wire_lex_type *t = &l->types[i];
        t->name = text(o, f->name, "types");
        t->quad = (uint8_t)f->quad;
        RUN(t->modes, t->n_modes, f->modes, texts, "types");
        t->cameo = LINK(f->cameo, cameos, "types");
        want(o, t->cameo && f->quad >= 1 && f->quad <= 4, "types");
    }
    for (size_t i = 0; i < l->n_cameos; i++) {
        const wire_lx_cameo *f = &l->f_cameos[i];
        l->cameos[i] = (wire_lex_cameo){.code = text(o, f->code, "cameos"),
                                        .label = text(o, f->label, "cameos"),
                                        .type = LINK(f->type, types, "cameos"),
                                        .quad = (uint8_t)f->quad,
                                        .goldstein = f->goldstein,
                                        .goldstein_icews = f->icews};
        want(o, f->quad >= 1 && f->quad <= 4 && (!i || strcmp(l->cameos[i - 1].code, l->cameos[i].code) < 0), "cameos");
    }
    for (size_t i = 0; i < l->n_relations; i++)
        l->relations[i] = (wire_lex_relation){text(o, l->f_relations[i].name, "relations"), l->f_relations[i].symmetric != 0};
    for (size_t i = 0; i < l->n_sectors; i++)
        l->sectors[i] = (wire_lex_sector){text(o, l->f_sectors[i].code, "sectors"), text(o, l->f_sectors[i].label, "sectors")};
}

/* ------------------------------------------------------------------------------------------------ actors */

static void open_actor_parts(opening *o)
{
    wire_lexicon *l = o->l;
    for (size_t i = 0; i < l->n_names; i++) {
        const wire_lx_name *f = &l->f_names[i];
        l->names[i] = (wire_lex_actor_name){text(o, f->text, "names"), (wire_lex_as)(f->as < WIRE_AS_COUNT ? f->as : 0)};
        want(o, f->as < WIRE_AS_COUNT, "names");
    }
    for (size_t i = 0; i < l->n_actor_sectors; i++)
        l->actor_sectors[i] =
            (wire_lex_actor_sector){text(o, l->f_actor_sectors[i].code, "actor_sectors"), l->f_actor_sectors[i].when};
    for (size_t i = 0; i < l->n_offices; i++) {
        const wire_lx_office *f = &l->f_offices[i];
        l->offices[i] = (wire_lex_actor_office){text(o, f->title, "offices"), LINK(f->role, roles, "offices"),
                                                LINK(f->body, actors, "offices"), f->when};
        want(o, l->offices[i].body, "offices");
    }
    for (size_t i = 0; i < l->n_members; i++) {
        l->members[i] = (wire_lex_actor_membership){LINK(l->f_members[i].body, actors, "members"), l->f_members[i].when};
        want(o, l->members[i].body, "members");
    }
    for (size_t i = 0; i < l->n_holders; i++)
        want(o, l->f_holders[i].person < l->n_actors, "holders");
}

static void open_actors(opening *o)
{
    wire_lexicon *l = o->l;
    if (!ROOM(actors) || !ROOM(names) || !ROOM(actor_sectors) || !ROOM(offices) || !ROOM(members) || !ROOM(roles))
        return;
    open_actor_parts(o);
    for (size_t i = 0; i < l->n_actors; i++) {
        const wire_lx_actor *f = &l->f_actors[i];
        wire_lex_actor *a = &l->actors[i];
        bool ok = want(o, f->kind < WIRE_LEX_ACTOR_KINDS && f->file < l->n_files, "actors");
        *a = (wire_lex_actor){.index = (uint32_t)i,
                              .kind = (wire_lex_actor_kind)(ok ? f->kind : 0),
                              .id = text(o, f->id, "actors"),
                              .name = text(o, f->name, "actors"),
                              .country = LINK(f->country, actors, "actors"),
                              .capital = text_or_null(o, f->capital, "actors"),
                              .wikidata = text_or_null(o, f->wikidata, "actors"),
                              .file = ok ? l->files[f->file] : "",
                              .line = f->line};
        RUN(a->names, a->n_names, f->names, names, "actors");
        RUN(a->sectors, a->n_sectors, f->sectors, actor_sectors, "actors");
        RUN(a->offices, a->n_offices, f->offices, offices, "actors");
        RUN(a->member_of, a->n_member_of, f->members, members, "actors");
        for (size_t k = 0; k < a->n_names && !a->adj; k++)
            a->adj = a->names[k].as == WIRE_AS_ADJ ? a->names[k].text : NULL;
        uint64_t key = wire_murmur64(a->id, strlen(a->id));
        if (wire_map_put(&l->ids, key ? key : 1, (uint32_t)i))
            o->out_of_memory = true;
    }
    for (size_t i = 0; i < l->n_roles; i++) {
        const wire_lx_role *f = &l->f_roles[i];
        wire_lex_role *r = &l->roles[i];
        bool ok = want(o, f->kind < WIRE_LEX_ROLE_KINDS && f->file < l->n_files, "roles");
        *r = (wire_lex_role){.index = (uint32_t)i,
                             .kind = (wire_lex_role_kind)(ok ? f->kind : 0),
                             .lemma = text(o, f->lemma, "roles"),
                             .code = text(o, f->code, "roles"),
                             .name = text_or_null(o, f->name, "roles"),
                             .title = text_or_null(o, f->title, "roles"),
                             .file = ok ? l->files[f->file] : "",
                             .line = f->line};
        RUN(r->sectors, r->n_sectors, f->sectors, texts, "roles");
    }
    l->country_actors = room(o, l->n_countries, sizeof *l->country_actors);
    for (size_t i = 0; l->country_actors && i < l->n_countries; i++)
        l->country_actors[i] = wire_lexicon_actor(l, l->countries[i]);
}

/* ------------------------------------------------------------------------------------------------ frames */

static void open_slots(opening *o)
{
    wire_lexicon *l = o->l;
    for (size_t i = 0; i < l->n_fillers; i++) {
        const wire_lx_filler *f = &l->f_fillers[i];
        bool ok = want(o, f->arg < WIRE_ARGS, "fillers");
        l->fillers[i] = (wire_filler){(wire_arg)(ok ? f->arg : 0), text(o, f->text, "fillers"), f->prep};
    }
    for (size_t i = 0; i < l->n_restrictions; i++) {
        const wire_lx_restriction *f = &l->f_restrictions[i];
        wire_restriction *r = &l->restrictions[i];
        bool fits = run(o, f->lemmas, l->n_lemmas, "restrictions");
        want(o, f->class_id < l->n_classes || f->class_id == WIRE_CLASS_NONE, "restrictions");
        *r = (wire_restriction){f->negated != 0, (uint16_t)f->class_id, l->f_lemmas + (fits ? f->lemmas.first : 0),
                                fits ? f->lemmas.n : 0, text(o, f->text, "restrictions")};
    }
    for (size_t i = 0; i < l->n_slots; i++) {
        const wire_lx_slot *f = &l->f_slots[i];
        wire_frame_slot *s = &l->slots[i];
        s->part = (wire_part)(want(o, f->part < WIRE_PARTS, "slots") ? f->part : 0);
        s->required = f->required != 0;
        RUN(s->fillers, s->n_fillers, f->fillers, fillers, "slots");
        RUN(s->restrictions, s->n_restrictions, f->restrictions, restrictions, "slots");
    }
    for (size_t i = 0; i < l->n_states; i++) {
        const wire_lx_state *f = &l->f_states[i];
        bool ok = want(o, f->subject < WIRE_PARTS && f->object < WIRE_PARTS, "states");
        l->states[i] = (wire_frame_state){LINK(f->relation, relations, "states"), (wire_part)(ok ? f->subject : 0),
                                          (wire_part)(ok ? f->object : 0), text(o, f->value, "states"), f->ends != 0};
        want(o, l->states[i].relation, "states");
    }
    for (size_t i = 0; i < l->n_tests; i++) {
        const wire_lx_test *f = &l->f_tests[i];
        wire_frame_test *t = &l->tests[i];
        *t = (wire_frame_test){.sentence = text(o, f->sentence, "tests"), .none = f->none != 0, .line = f->line};
        for (int p = 0; p < WIRE_PARTS; p++)
            t->expected[p] = f->expected[p] == WIRE_LX_NONE ? NULL : text(o, f->expected[p], "tests");
    }
}

static void open_frames(opening *o)
{
    wire_lexicon *l = o->l;
    if (!ROOM(frames) || !ROOM(slots) || !ROOM(fillers) || !ROOM(restrictions) || !ROOM(states) || !ROOM(tests))
        return;
    open_slots(o);
    for (size_t i = 0; i < l->n_frames; i++) {
        const wire_lx_frame *f = &l->f_frames[i];
        wire_frame *x = &l->frames[i];
        bool ok = want(o, f->file < l->n_files && f->result < WIRE_RESULTS && f->content < WIRE_CONTENT_STATUSES &&
                              (f->pos == 'v' || f->pos == 'n' || f->pos == 'a'), "frames");
        *x = (wire_frame){.index = (uint32_t)i,
                          .pos = (char)(ok ? f->pos : 'v'),
                          .lemmas = text(o, f->lemmas, "frames"),
                          .particle = text_or_null(o, f->particle, "frames"),
                          .result = (wire_result)(ok ? f->result : 0),
                          .type = LINK(f->type, types, "frames"),
                          .mode = text_or_null(o, f->mode, "frames"),
                          .cameo = LINK(f->cameo, cameos, "frames"),
                          .say = f->say != 0,
                          .content = (int)(ok ? f->content : 0),
                          .reason = text_or_null(o, f->reason, "frames"),
                          .file = ok ? l->files[f->file] : "",
                          .line = f->line};
        if (x->particle)
            x->particle_hash = wire_murmur64(x->particle, strlen(x->particle));
        RUN(x->slots, x->n_slots, f->slots, slots, "frames");
        RUN(x->contexts, x->n_contexts, f->contexts, texts, "frames");
        RUN(x->states, x->n_states, f->states, states, "frames");
        RUN(x->tests, x->n_tests, f->tests, tests, "frames");
        want(o, (x->result == WIRE_RESULT_EVENT) == (x->type != NULL) && (!x->type || x->cameo) &&
                    (x->result == WIRE_RESULT_NONE) == (x->reason != NULL), "frames");
    }
    if (ROOM(frame_lists))
        for (size_t i = 0; i < l->n_frame_lists; i++)
            l->frame_lists[i] = LINK(l->f_frame_lists[i], frames, "frame_lists"), want(o, l->frame_lists[i], "frame_lists");
}

/* ------------------------------------------------------------------------------------------------ indexes */

/* A table whose values are runs, first << 32 | n, of an array of `n`. */
static wire_table table(opening *o, const wire_slot *slots, size_t count, size_t n, const char *section)
{
    if (!want(o, wire_table_valid(slots, count * sizeof *slots), section))
        return (wire_table){0};
    for (size_t i = 0; i < count; i++)
        if (slots[i].key)
            run(o, (wire_lx_run){(uint32_t)(slots[i].val >> 32), (uint32_t)slots[i].val}, n, section);
    return (wire_table){slots, count - 1};
}

/* Keys that rise, where each run begins, and where each bucket of keys begins. Returns how far a key is shifted to its bucket. */
static int keys(opening *o, const uint64_t *k, size_t n, const uint32_t *runs, size_t n_runs, size_t values,
                const uint32_t *buckets, size_t n_buckets, const char *section)
{
    int bits = 1;
    while (bits < WIRE_LX_BUCKET_BITS_MAX && ((size_t)1 << bits) + 1 < n_buckets)
        bits++;
    if (!want(o, n_runs == n + 1 && n_buckets == ((size_t)1 << bits) + 1, section))
        return 63;
    for (size_t i = 0; i < n_runs; i++)
        want(o, runs[i] <= values && (!i || (runs[i] >= runs[i - 1] && (i == n || k[i] > k[i - 1]))), section);
    for (size_t i = 0; i < n_buckets; i++)
        want(o, buckets[i] <= n && (!i || buckets[i] >= buckets[i - 1]), section);
    return 64 - bits;
}

static void open_indexes(opening *o)
{
    wire_lexicon *l = o->l;
    l->class_table = table(o, l->f_class_table, l->n_class_table, l->n_class_lists, "class_table");
    l->frame_table = table(o, l->f_frame_table, l->n_frame_table, l->n_frame_lists, "frame_table");
    want(o, l->n_class_values == l->n_class_lists, "class_values");
    for (size_t i = 0; i < l->n_class_lists; i++)
        want(o, l->f_class_lists[i] < l->n_classes, "class_lists");
    l->name_shift = keys(o, l->f_name_keys, l->n_name_keys, l->f_name_runs, l->n_name_runs, l->n_readings, l->f_name_buckets,
                         l->n_name_buckets, "name_keys");
    l->place_shift = keys(o, l->f_place_keys, l->n_place_keys, l->f_place_runs, l->n_place_runs, l->n_place_lists,
                          l->f_place_buckets, l->n_place_buckets, "place_keys");
    for (size_t i = 0; i < l->n_readings; i++) {
        const wire_lx_reading *r = &l->f_readings[i];
        want(o, r->index < (r->is_role ? l->n_roles : l->n_actors) && r->as < WIRE_AS_COUNT, "readings");
    }
    want(o, l->n_first && l->n_first <= WIRE_LX_FIRST_MAX && !(l->n_first & (l->n_first - 1)), "first");
}

static void open_places(opening *o)
{
    wire_lexicon *l = o->l;
    for (size_t i = 0; i < l->n_place_lists; i++)
        want(o, l->f_place_lists[i] < l->n_places, "place_lists");
    for (size_t i = 0; i < l->n_own_places; i++) {
        text(o, l->f_own_places[i].what, "own_places");
        want(o, l->f_own_places[i].file < l->n_files, "own_places");
    }
    for (size_t i = 0; i < l->n_places; i++) {
        const wire_lx_place *p = &l->f_places[i];
        text(o, p->name, "places");
        want(o, p->country < l->n_countries && p->region < l->n_regions && p->kind < WIRE_LEX_PLACE_KINDS &&
                    (p->own < l->n_own_places || p->own == WIRE_LX_PACKAGE), "places");
    }
}

/* ------------------------------------------------------------------------------------------------ */

int wire_lexicon_open(const char *path, wire_lexicon **out, wire_err *err)
{
    wire_lexicon *l = calloc(1, sizeof *l);
    if (!l)
        return wire_oom(err);
    opening o = {.l = l};
    int rc = wire_pack_open(path, WIRE_LEXICON_KIND, WIRE_LEXICON_VERSION, &l->pack, err);
    if (!rc && sections(&o)) {
        open_strings(&o);
        if (!o.out_of_memory)
            open_ontology(&o);
        if (!o.out_of_memory)
            open_actors(&o);
        if (!o.out_of_memory)
            open_frames(&o);
        open_indexes(&o);
        open_places(&o);
    }
    if (!rc && o.out_of_memory)
        rc = wire_oom(err);
    else if (!rc && o.bad)
        rc = wire_fail(err, WIRE_EFORMAT, "%s: the lexicon's section '%s' is damaged or missing", path, o.bad);
    if (rc) {
        wire_lexicon_close(l);
        return rc;
    }
    snprintf(l->hash, sizeof l->hash, "%016llx", (unsigned long long)wire_pack_hash(l->pack));
    *out = l;
    return 0;
}

void wire_lexicon_close(wire_lexicon *l)
{
    if (!l)
        return;
    wire_map_free(&l->ids);
    wire_arena_free(&l->arena);
    wire_pack_close(l->pack);
    free(l);
}

const char *wire_lexicon_hash(const wire_lexicon *l)
{
    return l->hash;
}
