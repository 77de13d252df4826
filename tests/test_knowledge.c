/* test_knowledge.c - the lexicon's text: each mistake is told with its file and line, and all of them in order. */
#include "check.h"

#include "lexicon.h"

/* Laid over the small lexicon, each of these is told at that line, and nothing else is. */
static const struct {
    const char *kind, *text;
    unsigned line;
    bool warning;
    const char *says;
} mistakes[] = {
    {"ontology", "typ A quad 1 cameo 190\n", 1, false, "begins with type, cameo, context"},
    {"ontology", "\ntype ASSAULT cameo 190\n    modes abduct\n", 2, false, "without its quad"},
    {"ontology", "relation owns symmetric no\nsector X quad 5\ntype REQUEST quad 5 cameo 020\n", 3, false, "quad is 1, 2, 3 or 4"},
    {"ontology", "type X quad 1 cameo 19x\n", 1, false, "two to four digits"},
    {"ontology", "type X quad 1 cameo 555\n", 1, false, "cameo 555, which is not known"},
    {"ontology", "type X quad 4 cameo 190\n", 1, true, "which belongs to ASSAULT"},
    {"ontology", "    modes a\n", 1, false, "no entry before it"},
    {"ontology", "sector X\n    modes a\n", 2, false, "only a type has lines below it"},
    {"ontology", "cameo 195 \"Bomb\" type ASSAULT quad 4 goldstein -99\n", 1, false, "from -10 to 10"},
    {"ontology", "cameo 195 \"Bomb\" type ASSAULT quad 4\n", 1, false, "without its goldstein"},
    {"ontology", "cameo 195 \"Bomb\" type BOMB quad 4 goldstein -9\n", 1, false, "type BOMB, which is not known"},
    {"ontology", "cameo 195 \"Bomb\" type ASSAULT also BOMB quad 4 goldstein -9\n", 1, false, "also of type BOMB"},
    {"ontology", "cameo 021 \"Appeal for\" type REQUEST quad 3 goldstein 3\n", 1, true, "its root 02 has 1"},
    {"ontology", "cameo 195 \"Bomb type ASSAULT quad 4 goldstein -9\n", 1, false, "without its partner"},
    {"ontology", "relation owns symmetric maybe\n", 1, false, "'symmetric yes' or 'symmetric no'"},
    {"ontology", "context a\ncontext a\n", 2, false, "context 'a' is already at"},
    {"actors", "person \"Kim A\"\n    names Kim\nperson \"Kim B\"\n    names Kim\ngroup IGO.A\n", 5, false, "without a name"},
    {"classes", "class x missile\n", 1, false, "class NAME: LIST"},
    {"classes", "class x: missile, , rocket\n", 1, false, "empty element"},
    {"classes", "class x: missile, @nothing\n", 1, true, "@nothing, which is not known"},
    {"classes", "class x: Missile\n", 1, true, "no lemma"},
    {"classes", "class x: a\nclass x: b\n", 2, false, "class 'x' is already at"},
    {"classes", "words x: Of\n", 1, true, "no form"},
    {"classes", "words x: dozen=\n", 1, false, "'WORD=NUMBER'"},
    {"classes", "words x: dozen=5000000000\n", 1, false, "'WORD=NUMBER'"},
    {"classes", "words person: he\n", 1, false, "built in"},
    {"classes", "class numeral: two\n", 1, false, "'numeral' replaces an entry of 'words'"},
    {"frames", "hit.v S=subj:definite -> say\n", 1, true, "'definite' is no class"},
    {"classes", "words x: of\nclass y: @x\n", 2, false, "'words' forms"},
    {"actors", "land RUS \"Russia\"\n", 1, false, "begins with country, group"},
    {"actors", "country RU \"Russia\"\n", 1, false, "'RU' is no country code"},
    {"actors", "group TALIBAN \"Taliban\"\n", 1, false, "'TALIBAN' is no id"},
    {"actors", "group XYZ.A \"A group\"\n", 1, false, "begins with XYZ, which is no country"},
    {"actors", "group IGO.A\n", 1, false, "without a name"},
    {"actors", "group IGO.A \"A group\"\n    nick B\n", 2, false, "an actor has no 'nick'"},
    {"actors", "group IGO.A \"A group\"\n    names\n", 2, false, "a list of names is missing"},
    {"actors", "group IGO.A \"A group\"\n    names B,\n", 2, false, "ends with a comma"},
    {"actors", "group IGO.A \"A group\"\n    names ...\n", 2, false, "has no words"},
    {"actors", "group IGO.A \"A group\"\n    names \"B <b>\"\n", 2, true, "odd character"},
    {"actors", "group IGO.A \"A group\"\n    names Russia\n", 2, true, "is a name of IGO.A here and of RUS at"},
    {"actors", "group IGO.A \"A group\"\n    country GER\n", 2, false, "'GER' is no country that is declared"},
    {"actors", "group IGO.A \"A group\"\n    sectors XXX\n", 2, false, "'XXX' is no sector"},
    {"actors", "group IGO.A \"A group\"\n    sectors GOV 2021-02-30..\n", 2, false, "'GOV 2021-02-30..' is no sector"},
    {"actors", "group IGO.A \"A group\"\n    sectors GOV 2021..2020\n    source x\n", 2, false, "ends before it begins"},
    {"actors", "group IGO.A \"A group\"\n    sectors GOV 2021..\n", 1, true, "a dated fact, but no source"},
    {"actors", "group IGO.A \"A group\"\n    member_of IGO.B\n", 2, false, "member_of 'IGO.B'"},
    {"actors", "group IGO.A \"A group\"\n    office king of RUS\n", 2, false, "only a person holds an office"},
    {"actors", "group IGO.A \"A group\"\n    wikidata 159\n", 2, false, "Q and digits"},
    {"actors", "group IGO.A \"A group\"\ngroup IGO.A \"B group\"\n", 2, false, "actor 'IGO.A' is already at"},
    {"actors", "person \"A B\"\n    office foreign minister\n", 2, false, "does not say of what"},
    {"actors", "person \"A B\"\n    office foreign minister of XYZ\n", 2, false, "is no actor that is known"},
    {"actors", "person \"A B\"\n    office king of RUS\n", 2, true, "'king' is no role that is known"},
    {"actors", "role king\n", 1, false, "without its kind"},
    {"actors", "role king\n    kind royal\n", 2, false, "body, office, people or government"},
    {"actors", "role king\n    kind office\n    title king of {land}\n", 1, false, "something other than {adj}"},
    {"actors", "role king\n    kind office\n    names rebel\n", 3, true, "is a name of role king here and of rebel"},
    {"actors", "role king\n    kind office\n    sectors GOV 2020..\n", 3, false, "no dates"},
    {"places", "town \"A\"\n", 1, false, "begins with place or prefer"},
    {"places", "place A country XYZ\n", 1, false, "'XYZ' is no country that is declared"},
    {"places", "place A lat 91\n", 1, false, "from -90 to 90"},
    {"places", "place A colour red\n", 1, false, "a place has no 'colour'"},
    {"places", "place A kind\n", 1, false, "kind without a value"},
    {"places", "prefer Kabul\n", 1, false, "prefer NAME ISO3"},
    {"places", "prefer Kabul XYZ\n", 1, false, "'XYZ' is no country"},
    {"frames", "attack S=subj -> say\n", 1, false, "begins with LEMMA.v"},
    {"frames", "Attack.v S=subj -> say\n", 1, false, "'Attack' is no lemma"},
    {"frames", "attack.v S=subj say\n", 1, false, "LEMMA.POS SLOTS -> RESULT"},
    {"frames", "hit.v S=subj ->\n", 1, false, "nothing stands after ->"},
    {"frames", "hit.v X=subj -> say\n", 1, false, "'X=subj' is no slot"},
    {"frames", "hit.v S=subj S=by -> say\n", 1, false, "a second slot for S"},
    {"frames", "hit.v S= -> say\n", 1, false, "no place in the tree"},
    {"frames", "hit.v S=sujb -> say\n", 1, true, "'sujb' is no place in the tree"},
    {"frames", "hit.v S=subj:nobody -> say\n", 1, true, "'nobody' is no class"},
    {"frames", "hit.v S=subj:a,b -> say\n", 1, false, "a list of lemmas is written '=a,b'"},
    {"frames", "hit.v S=subj: -> say\n", 1, false, "a class is missing"},
    {"frames", "hit.v S=subj -> HIT\n", 1, false, "'HIT' is no type"},
    {"frames", "hit.v S=subj -> hit\n", 1, false, "'hit' is no result"},
    {"frames", "hit.v S=subj -> ASSAULT/slap\n", 1, false, "has no mode 'slap'"},
    {"frames", "hit.v S=subj -> ASSAULT 199\n", 1, false, "'199' is no CAMEO code"},
    {"frames", "hit.v S=subj -> ASSAULT 020\n", 1, true, "CAMEO 020 belongs to REQUEST"},
    {"frames", "hit.v S=subj -> ASSAULT @navy\n", 1, false, "'navy' is no context"},
    {"frames", "hit.v S=subj -> ASSAULT 190 190\n", 1, false, "was not expected"},
    {"frames", "hit.v S=subj -> none\n", 1, false, "none takes its reason"},
    {"frames", "hit.v S=subj -> light ; content planned\n", 1, false, "nothing follows"},
    {"frames", "hit.v S=subj C=that -> say ; content maybe\n", 1, false, "'maybe' is no status"},
    {"frames", "hit.v S=subj -> content planned\n", 1, true, "has no slot C"},
    {"frames", "hit.v S=subj -> say ; later\n", 1, false, "after ; stands"},
    {"frames", "hit.v S=subj O=obj -> state owns S O\n", 1, false, "'owns' is no relation"},
    {"frames", "hit.v S=subj -> state controls S O\n", 1, false, "part O, for which the frame has no slot"},
    {"frames", "hit.v S=subj -> state controls S\n", 1, false, "RELATION SUBJ OBJ"},
    {"frames", "hit.v S=subj -> say\n    He hit.\n", 2, false, "below a frame stand test sentences"},
    {"frames", "hit.v S=subj -> say\n    ~ He hit. => all\n", 2, false, "stand the parts"},
    {"frames", "hit.v S=subj -> say\n    ~ => S: He\n", 2, false, "without a sentence"},
    {"frames", "hit.v S=subj -> say\n    ~ He hit. => S: He  S: She\n", 2, false, "part S twice"},
    {"frames", "hit.v S=subj -> say\n    ~ He hit. => S:\n", 2, false, "without words"},
    {"frames", "hit.v S=subj -> say\n    ~ He hit it. => T: it\n", 2, true, "expects part T"},
    {"frames", "hit.v S=subj T=obj -> say\nhit.v S=subj T=obj:armed -> ASSAULT\n", 2, true, "this sense is never reached: "},
    {"frames", "hit.v S=subj|by O=obj:=a,b -> say\nhit.v S=subj! O=obj:=b -> ASSAULT\n", 2, true, "this sense is never reached: "},
    {"frames", "hit.v O=obj:=a -> say\nhit.v O=obj:=a,b -> say\nhit.v O=with:=a -> say\nhit.v -> sai\n", 4, false, "'sai' is no result"},
    {"frames", "hit.v O=obj:armed T=to -> say\nhit,slap.v S=subj O=obj:armed -> say\n", 2, true, "never reached for 'hit': "},
    {"examples", "He hit.\n", 1, false, "without an @ line"},
    {"examples", "@ wire 2014\n", 1, false, "@ STYLE YEAR REGION"},
    {"examples", "@ wire 2014 asia more\n", 1, false, "@ STYLE YEAR REGION"},
    {"examples", "@ poem 2014 asia\n", 1, false, "'poem' is no style"},
    {"examples", "@ wire 14 asia\n", 1, false, "'14' is no year"},
    {"examples", "@ wire 2o14 asia\n", 1, false, "'2o14' is no year"},
    {"examples", "@ wire 2014 mars\n", 1, false, "'mars' is no region"},
    {"examples", "@ wire 2014 asia\nHe hit.\n", 2, true, "nothing is said of the sentence"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none \"x\"\nShe hit.\n    hit: none \"x\"\n", 4, false, "a second sentence in the block"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none \"x\"\n\nHe hit.\n    hit: none \"y\"\n", 5, false, "sentence 'He hit.' is already at"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none \"x\"\n< Before.\n", 4, false, "context below a sentence"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none \"x\"\n@ wire 2014 asia\n", 4, false, "@ line inside a block"},
    {"examples", "@ wire 2014 asia\n< Before.\n\nHe hit.\n    hit: none \"x\"\n", 3, false, "has no sentence"},
    {"examples", "@ wire 2014 asia\n< Before.\n", 2, false, "has no sentence"},
    {"examples", "@ wire 2014 asia\n^\nHe hit.\n    hit: none \"x\"\n", 2, false, "context without text"},
    {"examples", "@ wire 2014 asia\n    hit: none \"x\"\n", 2, false, "without a sentence above it"},
    {"examples", "@ wire 2014 asia\nHe hit.\n   hit: none \"x\"\n    hit: none \"x\"\n", 3, false, "indented by 4 blanks"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit none \"x\"\n    hit: none \"x\"\n", 3, false, "TRIGGER: CODE PARTS"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit:\n    hit: none \"x\"\n", 3, false, "TRIGGER: CODE PARTS"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hits: none \"x\"\n    hit: none \"x\"\n", 3, false, "no word 'hits' in the sentence"},
    {"examples", "@ wire 2014 asia\nHe hit and hit.\n    hit: none \"x\"\n    hit#1: none \"x\"\n", 3, false, "'hit' stands 2 times in the sentence"},
    {"examples", "@ wire 2014 asia\nHe hit and hit.\n    hit#3: none \"x\"\n    hit#2: none \"x\"\n", 3, false, "'hit#3', but it stands 2 times"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none\n", 3, false, "none takes its reason"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: none \"x\" S=He\n", 3, false, "none takes its reason"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: HIT\n", 3, false, "'HIT' is no type and no relation"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT/hit\n", 3, false, "type ASSAULT has no mode 'hit'"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: SAY/beat  S=He\n", 3, false, "SAY has no mode 'beat'"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=She\n", 3, false, "no word 'She'"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=<She\n", 3, false, "has no context"},
    {"examples", "@ wire 2014 asia\n< Ann came.\nHe hit.\n    hit: ASSAULT  S=He<She\n", 4, false, "no word 'She' in the context"},
    {"examples", "@ wire 2014 asia\n< Ann and Ann.\nHe hit.\n    hit: ASSAULT  S=He<Ann#3\n", 4, false, "'Ann#3', but it stands 2 times in the context"},
    {"examples", "@ wire 2014 asia\n<\nHe hit.\n    hit: none \"x\"\n", 2, false, "< alone goes on from the sentence above"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=\n", 3, false, "a word is missing"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=He,\n", 3, false, "a word is missing"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=He<\n", 3, false, "a word is missing"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  X=He\n", 3, false, "'X=He' was not expected"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  done\n", 3, false, "'done' was not expected"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=He  S=He\n", 3, false, "a second S="},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  planned negated\n", 3, false, "a second status, 'negated'"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: controls  S=He  =open  =false\n", 3, false, "a second value, '=false'"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  =open\n", 3, false, "only a state has a value"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  q\n", 3, false, "only a saying is q"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  O=He\n", 3, false, "an event has no part O"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: controls  S=He  by=He\n    hit: SAY  S=He  T=He\n", 4, false, "a saying has no part T"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: SAY\n", 3, false, "SAY without S: who says it"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: controls  O=He\n", 3, false, "controls without S: of whom it holds"},
    {"examples", "@ wire 2014 asia\nHe hit it.\n    hit: ASSAULT  in=it\n", 3, false, "in= names no record"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  in=hit\n", 3, false, "in= names no record"},
    {"examples", "@ wire 2014 asia\nHe hit it.\n    hit: ASSAULT  in=it\n    it: none \"x\"\n", 3, false, "in= names no record"},
    {"examples", "@ wire 2014 asia\nHe hit it.\n    hit: ASSAULT  in=He  in=it\n    it: ASSAULT\n    He: ASSAULT\n", 3, false, "in= twice"},
    {"examples", "@ wire 2014 asia\nHe hit it.\n    hit: ASSAULT  in=it\n    it: ASSAULT  in=hit\n", 3, false, "in= leads back"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT\n    hit: none \"x\"\n", 4, true, "coded, and none at once: line 3"},
    {"examples", "@ wire 2014 asia\nHe hit.\n    hit: ASSAULT  S=He\n    hit: ASSAULT  S=He\n", 4, true, "the same record twice: line 3"},
    {"frames", "hit.v S=subj \xff -> say\n", 1, false, "not UTF-8, from byte 14"},
};

static void each_mistake_is_told_with_its_line(void **state)
{
    (void)state;
    static told t;
    char want[64];
    put_ours();
    assert_int_equal(compile(&t, false, NULL, 0, NULL), 0);
    assert_string_equal(t.text, "");
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        wire_err err = {0};
        remove_folder(mine);
        put(mine, mistakes[i].kind, "a", mistakes[i].text);
        unlink(out);
        int rc = compile(&t, true, NULL, 0, &err);
        snprintf(want, sizeof want, "mine/%s/a.%s:%u: %s: ", mistakes[i].kind, mistakes[i].kind, mistakes[i].line,
                 mistakes[i].warning ? "warning" : "error");
        if (strncmp(t.text, want, strlen(want)) != 0 || !strstr(t.text, mistakes[i].says) || t.errors + t.warnings != 1)
            fail_msg("for\n%s\nwant %s…%s\nbut told\n%s", mistakes[i].text, want, mistakes[i].says, t.text);
        if (rc != (mistakes[i].warning ? 0 : WIRE_EFORMAT) || (access(out, F_OK) == 0) != mistakes[i].warning)
            fail_msg("for\n%s\n%d is returned", mistakes[i].text, rc);
        if (rc)
            assert_string_equal(err.msg, "1 error and 0 warnings in the lexicon");
    }
}

static void all_mistakes_are_told_in_order(void **state)
{
    (void)state;
    static told t;
    wire_err err;
    put_ours();
    put(mine, "frames", "b", "hit.v S=subj -> HIT\nhit.v X=subj -> say\n");
    put(mine, "frames", "a", "hit.v S=subj -> HIT\n");
    put(mine, "classes", "a", "klass\n");
    assert_int_equal(compile(&t, true, NULL, 0, &err), WIRE_EFORMAT);
    const char *last = t.text;
    static const char *const order[] = {"mine/classes/a.classes:1:", "mine/frames/a.frames:1:", "mine/frames/b.frames:1:",
                                        "mine/frames/b.frames:2:"};
    for (size_t i = 0; i < COUNT(order); i++) {
        const char *at = strstr(last, order[i]);
        if (!at)
            fail_msg("%s is not in its place in\n%s", order[i], t.text);
        last = at;
    }
    assert_int_equal(t.errors, 4);
    check_message(&err, WIRE_EFORMAT, "4 errors");

    /* A thousand, and then no more. */
    char *many = malloc(2000 * 8 + 1);
    assert_non_null(many);
    for (size_t i = 0; i < 2000; i++)
        memcpy(many + i * 8, "o frame\n", 8);
    many[2000 * 8] = 0;
    remove_folder(mine);
    put(mine, "frames", "a", many);
    assert_int_equal(compile(&t, true, NULL, 0, &err), WIRE_EFORMAT);
    assert_int_equal(t.errors, 1000);
    free(many);
}

static void what_is_no_lexicon_is_said(void **state)
{
    (void)state;
    static told t;
    wire_err err;
    char path[200];
    remove_folder(ours);
    assert_int_equal(compile(&t, false, NULL, 0, &err), WIRE_EIO);
    check_message(&err, WIRE_EIO, ours);
    mkdir(ours, 0700);
    assert_int_equal(compile(&t, false, NULL, 0, &err), WIRE_EFORMAT);
    check_message(&err, WIRE_EFORMAT, ours);
    put_ours();
    snprintf(path, sizeof path, "%s/frames/notes.txt", ours);
    write_file(path, "x", 1);
    assert_int_equal(compile(&t, false, NULL, 0, &err), 0);
    assert_string_equal(t.text, "en/frames/notes.txt:0: warning: passed over: files of this folder are called NAME.frames\n");
    const char *package = path;
    assert_int_equal(compile(&t, false, &package, 1, &err), WIRE_EFORMAT);
    check_message(&err, WIRE_EFORMAT, path);
    package = "/nowhere.whl";
    assert_int_equal(compile(&t, false, &package, 1, &err), WIRE_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_told_with_its_line),
        cmocka_unit_test(all_mistakes_are_told_in_order),
        cmocka_unit_test(what_is_no_lexicon_is_said),
    };
    return cmocka_run_group_tests(tests, in_folder, out_of_folder);
}
