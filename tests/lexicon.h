/* lexicon.h - a small lexicon in a scratch folder, and what the compiler tells of it. */
#ifndef WIRE_TESTS_LEXICON_H
#define WIRE_TESTS_LEXICON_H

#include <sys/stat.h>

#include "base/hash.h"
#include "knowledge/lexicon.h"

static char folder[64], ours[96], mine[96], out[96];

static inline int in_folder(void **state)
{
    (void)state;
    make_folder(folder, sizeof folder);
    snprintf(ours, sizeof ours, "%s/en", folder);
    snprintf(mine, sizeof mine, "%s/mine", folder);
    snprintf(out, sizeof out, "%s/test.lexicon", folder);
    return 0;
}

static inline int out_of_folder(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

/* ------------------------------------------------------------------------------------------------ a small lexicon */

static const char ontology[] = "# what is coded\n"
                               "type ASSAULT quad 4 cameo 190   # a comment behind\n"
                               "    modes abduct, beat\n"
                               "type REQUEST quad 3 cameo 020\n"
                               "cameo 02 \"Appeal\" type REQUEST quad 1 goldstein 3.0 icews 3.0\n"
                               "cameo 020 \"Appeal, plainly\" type REQUEST quad 1 goldstein 3.0 icews 3.0\n"
                               "cameo 190 \"Fight\" type ASSAULT quad 4 goldstein -10.0 icews -10.0\n"
                               "cameo 192 \"Occupy\" type ASSAULT quad 4 goldstein -9.5\n"
                               "cameo 010 \"Say\" quad 1 goldstein 0.0 icews 0.0\n"
                               "context military\n"
                               "context territory, diplomatic\n"
                               "relation controls symmetric no\n"
                               "relation ally_of symmetric yes\n"
                               "sector GOV \"government\"\n"
                               "sector REB \"rebels, insurgents\"\n"
                               "sector MIL\n";

static const char classes[] = "class weapon: missile, rocket, @gun\n"
                              "class gun: rifle\n"
                              "class talks: talk, meeting\n"
                              "    summit, dialogue\n"
                              "class place: town, village\n"
                              "words definite: the, this\n"
                              "words numeral: one=1, dozen=12, @definite\n";

static const char actors[] = "country RUS \"Russia\"\n"
                             "    names Russian Federation\n"
                             "    adj Russian\n"
                             "    people Russian, Russians\n"
                             "    seats Moscow, Kremlin\n"
                             "    capital Moscow\n"
                             "    wikidata Q159\n"
                             "\n"
                             "country USA \"United States\"\n"
                             "    names US, \"America, the United States of\"\n"
                             "    adj American\n"
                             "    capital Washington\n"
                             "country AFG Afghanistan\n"
                             "    adj Afghan\n"
                             "    capital Kabul\n"
                             "group AFG.TALIBAN \"Taliban\"\n"
                             "    country AFG\n"
                             "    sectors REB ..2021-08-15, GOV 2021-08-15..\n"
                             "    member_of IGO.TALKS 2020..\n"
                             "    source a table 2021\n"
                             "format IGO.TALKS \"Moscow Format\"\n"
                             "person \"Sergey Lavrov\"\n"
                             "    names Sergei Lavrov, Серге́й Лавров\n"
                             "    country RUS\n"
                             "    office foreign minister of RUS 2004-03-09..\n"
                             "    source a table 2022\n"
                             "person RUS.IVANOV \"Igor Ivanov\"\n"
                             "    office foreign minister of Russia 1998..2004-03-09\n"
                             "    source a table 2022\n"
                             "role \"foreign minister\"\n"
                             "    kind office\n"
                             "    names minister of foreign affairs\n"
                             "    code MFA\n"
                             "    sectors GOV\n"
                             "    title foreign minister of {country}\n"
                             "role \"foreign ministry\"\n"
                             "    kind body\n"
                             "    name {adj} Foreign Ministry\n"
                             "role rebel\n"
                             "    kind people\n"
                             "    names rebels, insurgent\n";

static const char places[] = "place \"Bagram Air Base\" country AFG admin1 Parwan lat 34.946 lon 69.265 kind base\n"
                             "    names Bagram\n"
                             "place Eastland country USA kind region geonameid 77\n"
                             "prefer Springs USA Eastland\n";

static const char frames[] = "attack.v S=subj O=obj:=idea,plan -> none \"argues against\"\n"
                             "    ~ She attacked the plan.   => S: She  O: plan\n"
                             "capture,seize.v S=subj O=obj:place T=from! -> ASSAULT/abduct 192 @territory,military +say "
                             "; state controls S O "
                             "; ends controls T O \"15 of 34\"\n"
                             "    ~ Fighters seized the town from the guards.  => S: Fighters  T: guards  O: the town\n"
                             "    ~ They seized up.\n"
                             "    ~ They seized it.  => none\n"
                             "attack.v S=subj T=obj|against:armed&!weapon&!=idea P=in? -> ASSAULT\n"
                             "urge.v S=subj T=obj C=inf -> REQUEST 020 +say ; content requested\n"
                             "plan.v S=subj C=inf|to -> content planned\n"
                             "hold.v O=obj:talks -> light\n"
                             "say.v S=subj C=that -> say\n"
                             "ally.n S=poss|subj T=of -> state ally_of S T\n"
                             "carry.v+out T=obj -> ASSAULT\n"
                             "free.a S=subj -> none \"no deed\"\n";

static const char examples[] = "# some\n"
                               "@ wire 2014 africa\n"
                               "^ Raid in Dabola\n"
                               "< Gunmen rode into Dabola.\n"
                               "They shot nine villagers and the imam's guard, Governor Kante told Radio Sahel.\n"
                               "    shot: ASSAULT  S=They<Gunmen  T=villagers,guard  P=<Dabola#2  n=nine  in=told\n"
                               "    told: SAY  S=Kante  V=Sahel  q\n"
                               "    Governor: controls possible =open  S=Kante  O=Radio  W=nine\n"
                               "\n"
                               "The song struck a chord # with everyone.\n"
                               "    struck: none \"an idiom\"   # nobody's blow\n";

static inline void put(const char *root, const char *kind, const char *name, const char *text)
{
    char path[300];
    mkdir(root, 0700);
    snprintf(path, sizeof path, "%s/%s", root, kind);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/%s.%s", root, kind, name, kind);
    write_file(path, text, strlen(text));
}

static inline void put_ours(void)
{
    remove_folder(ours);
    remove_folder(mine);
    put(ours, "ontology", "plover", ontology);
    put(ours, "classes", "common", classes);
    put(ours, "actors", "some", actors);
    put(ours, "places", "some", places);
    put(ours, "frames", "10-some", frames);
    put(ours, "examples", "some", examples);
}

/* What was told, a line each: "frames/a.frames:3: error: …". */
typedef struct told {
    char text[16384];
    size_t errors, warnings;
} told;

static inline void tell(void *ctx, const wire_diagnostic *d)
{
    told *t = ctx;
    size_t n = strlen(t->text);
    if (d->is_warning)
        t->warnings++;
    else
        t->errors++;
    assert_true(!strncmp(d->file, folder, strlen(folder)));
    for (const char *c = d->message; *c; c++)
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
    snprintf(t->text + n, sizeof t->text - n, "%s:%u: %s: %s\n", d->file + strlen(folder) + 1, d->line,
             d->is_warning ? "warning" : "error", d->message);
}

static inline int compile(told *t, bool with_mine, const char *const *packages, size_t n_packages, wire_err *err)
{
    const char *folders[] = {ours, mine};
    wire_compile_options o = {
        .folders = folders, .n_folders = with_mine ? 2 : 1, .places = packages, .n_places = n_packages, .out = out};
    *t = (told){0};
    return wire_lexicon_compile(&o, tell, t, err);
}

static inline wire_lexicon *opened(bool with_mine)
{
    static told t;
    wire_err err = {.msg = ""};
    wire_lexicon *l;
    int rc = compile(&t, with_mine, NULL, 0, &err);
    if (rc || t.errors)
        fail_msg("%s\n%s", err.msg, t.text);
    rc = wire_lexicon_open(out, &l, &err);
    if (rc)
        fail_msg("%s", err.msg);
    return l;
}

/* Match blank-separated words; the number of tokens, 0 for none. */
static inline size_t match(const wire_lexicon *l, const char *words, wire_lex_match *m)
{
    static char copy[512];
    wire_str tokens[32];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *p = strtok(copy, " "); p; p = strtok(NULL, " "))
        tokens[n++] = (wire_str){p, strlen(p)};
    return wire_lexicon_match(l, tokens, n, m) ? m->tokens : 0;
}

static inline uint64_t lemma(const char *word)
{
    return wire_murmur64(word, strlen(word));
}

#endif
