/* words.h - the sets of words that the machinery asks about, by number. Which words they are is knowledge: lexicon/en/classes.
 *
 *   lexicon: words NAME: LIST ── at the coder's opening: its number <-> ours ──> a report's tokens: a bit for each set
 *
 * A set or class that the lexicon lacks is empty. */
#ifndef WIRE_CODER_WORDS_H
#define WIRE_CODER_WORDS_H

#include "knowledge/lexicon.h"

/* Sets of forms: lexicon/en/classes/words.classes says what each is asked for. */
#define WIRE_WORD_SETS(X) \
    X(DEFINITE, "definite") X(DEFINITE_OR_ALL, "definite_or_all") X(RELATIVE_PRONOUN, "relative_pronoun") \
    X(CLAUSE_WORD, "clause_word") X(FIRST_SINGULAR, "first_singular") X(FIRST_PLURAL, "first_plural") \
    X(PERSON_PRONOUN, "person_pronoun") X(THING_PRONOUN, "thing_pronoun") X(PLURAL_PRONOUN, "plural_pronoun") \
    X(KIN_POSSESSIVE, "kin_possessive") X(NEGATIVE_ADVERB, "negative_adverb") X(NEGATIVE_ARTICLE, "negative_article") \
    X(NEGATIVE_NOUN, "negative_noun") X(NOT_ONLY, "not_only") X(LONGER, "longer") X(NO, "no") X(WILL_MODAL, "will_modal") \
    X(MAY_MODAL, "may_modal") X(MUST_MODAL, "must_modal") X(DUTY_MODAL, "duty_modal") X(PERFECT_AUXILIARY, "perfect_auxiliary") \
    X(TO, "to") X(COPULA, "copula") X(BE, "be") X(COPULA_NOW, "copula_now") X(SUBJECT_CONTROL, "subject_control") \
    X(TELLING_VERB, "telling_verb") X(MEETING_VERB, "meeting_verb") X(HOLDING, "holding") X(LED, "led") X(ALLIED, "allied") \
    X(RULING, "ruling") X(JUNTA, "junta") X(MADE_OF, "made_of") X(INCLUDING, "including") X(OF, "of") X(BY, "by") \
    X(WITH, "with") X(AS, "as") X(ON, "on") X(FOR, "for") X(OWNER_PREPOSITION, "owner_preposition") \
    X(ORIGIN_PREPOSITION, "origin_preposition") X(OBJECT_CONTROL_PREPOSITION, "object_control_preposition") \
    X(ARGUMENT_PREPOSITION, "argument_preposition") X(HAPPENING_PREPOSITION, "happening_preposition") \
    X(NO_PARTICLE, "no_particle") X(ROLE_PREPOSITION, "role_preposition") X(TITLE_PREPOSITION, "title_preposition") \
    X(SETTLED_PREPOSITION, "settled_preposition") X(PLACE_PREPOSITION, "place_preposition") \
    X(TOPIC_PREPOSITION, "topic_preposition") X(PRESENCE_PREPOSITION, "presence_preposition") \
    X(OCCASION_PREPOSITION, "occasion_preposition") X(THAT, "that") X(WHO, "who") X(CONDITION, "condition") \
    X(RESULT_CONJUNCTION, "result_conjunction") X(HABIT_ADVERB, "habit_adverb") X(PERHAPS_ADVERB, "perhaps_adverb") \
    X(PLANNED_ADJECTIVE, "planned_adjective") X(POSSIBLE_ADJECTIVE, "possible_adjective") X(ASKED_ADJECTIVE, "asked_adjective") \
    X(RANK_ADJECTIVE, "rank_adjective") X(FORMER, "former") X(NOT_NOW, "not_now") X(FROM_ABROAD, "from_abroad") \
    X(DETACHED_PREFIX, "detached_prefix") X(AGAINST_PREFIX, "against_prefix") X(QUANTITY_NOUN, "quantity_noun") \
    X(MEMBER_NOUN, "member_noun") X(LOOSE_MODIFIER, "loose_modifier") X(COUNTRY_NOUN, "country_noun") X(CITY_NOUN, "city_noun") X(REGION_NOUN, "region_noun") \
    X(HOMELAND_NOUN, "homeland_noun") X(CAPITAL_NOUN, "capital_noun") X(DIVISION_NOUN, "division_noun") X(PAIR, "pair") \
    X(SIDE_NOUN, "side_noun") X(LEADER_NOUN, "leader_noun") X(KILLED, "killed") X(INJURED, "injured") X(ARRESTED, "arrested") \
    X(DISPLACED, "displaced") X(ABDUCTED, "abducted") X(NUMERAL, "numeral") X(TENS, "tens") X(SCALE, "scale") \
    X(OPEN_NUMBER, "open_number") X(AT_LEAST, "at_least") X(AT_MOST, "at_most") X(WEEKDAY, "weekday") X(MONTH, "month") \
    X(ORDINAL_ENDING, "ordinal_ending") X(TIME_COUNT, "time_count") X(TIME_UNIT, "time_unit") X(PART_OF_DAY, "part_of_day") \
    X(TIME_LEAD, "time_lead") X(TIME_LINK, "time_link") X(LAST, "last") X(THIS, "this") X(NEXT, "next") X(TODAY, "today") \
    X(YESTERDAY, "yesterday") X(TOMORROW, "tomorrow") X(AGO, "ago") X(SINCE, "since") X(SPAN_FROM, "span_from") \
    X(SPAN_TO, "span_to") X(PRACTICE_LEAD, "practice_lead") X(PRACTICE_UNIT, "practice_unit") \
    X(PROTESTER_ROLE, "protester_role") X(INFLECTION, "inflection")

/* Classes of nouns, beside those that are built in. */
#define WIRE_NOUN_CLASSES(X) \
    X(ASKED_PARTY, "asked_party") X(CIVILIAN, "civilian") X(LEAGUE_NOUN, "league_noun") X(PERSON_SPOKEN_OF, "person_spoken_of") X(CLERIC, "cleric") X(ACTIVIST, "activist") X(JOURNALIST, "journalist") X(COURT_NOUN, "court_noun") \
    X(OFFICE_TITLE, "office_title") X(OUTLET_NOUN, "outlet_noun") X(OWN_DEED, "own_deed") X(POLITICIAN, "politician") \
    X(QUANTITY, "quantity") X(SAY_TEXT, "say_text") X(SAY_VIA, "say_via") X(SETTLEMENT, "settlement") X(TROOPS, "troops") \
    X(VEHICLE, "vehicle")

#define WIRE_NUMBER_(id, name) WORDS_##id,
enum wire_words { WIRE_WORD_SETS(WIRE_NUMBER_) WIRE_WORDS };
#undef WIRE_NUMBER_
#define WIRE_NUMBER_(id, name) NOUN_##id,
enum wire_noun { WIRE_NOUN_CLASSES(WIRE_NUMBER_) WIRE_NOUNS };
#undef WIRE_NUMBER_

/* The sets that a form is in. */
typedef struct wire_word_bits {
    uint64_t of[(WIRE_WORDS + 63) / 64];
} wire_word_bits;

/* Numbers for a lexicon's sets and classes, made once. */
typedef struct wire_word_map {
    const wire_lexicon *lexicon;
    uint8_t *set_of;             /* by the lexicon's number; WIRE_WORDS: not asked about */
    uint16_t class_of[WIRE_NOUNS]; /* the lexicon's number; WIRE_CLASS_NONE */
} wire_word_map;

int wire_word_map_init(wire_word_map *m, const wire_lexicon *l);
void wire_word_map_free(wire_word_map *m);

wire_word_bits wire_words_of(const wire_word_map *m, uint64_t form);
/* The value of a form in a set, 0 where it has none there; NULL: it is not in the set. */
const uint32_t *wire_word_value(const wire_word_map *m, uint64_t form, enum wire_words set);

extern const char *const wire_word_set_names[WIRE_WORDS], *const wire_noun_class_names[WIRE_NOUNS];

#endif
