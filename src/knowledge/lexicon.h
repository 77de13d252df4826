/* lexicon.h - the knowledge as the coder sees it: a compiled lexicon, mapped, immutable, shared by all threads.
 *
 *   tokens ── wire_lexicon_match ──> readings: actors (name, adj, people, seat), roles      and places, best first
 *   lemma + POS ── wire_lexicon_frames ──> senses in the order in which they are tried
 *   lemma ── wire_lexicon_classes ──> the classes that it is in
 *   role + body + date ── wire_lexicon_holder ──> the person in office
 *   ontology: types with modes, contexts, CAMEO codes, relations, sectors
 *
 * Invariant: every pointer in these structures is checked when the file is opened and lives as long as the lexicon; a string
 * is never NULL unless its comment says so. Nothing here allocates after wire_lexicon_open, and nothing fails.
 *
 * Hashes of words are wire_murmur64 of their UTF-8, in lower case. The public part (compile, open, close, hash) is in
 * wirecode.h. */
#ifndef WIRE_KNOWLEDGE_LEXICON_H
#define WIRE_KNOWLEDGE_LEXICON_H

#include <stdbool.h>

#include "wirecode.h"

/* ------------------------------------------------------------------------------------------------ dates */

/* A day as the number YYYYMMDD, so that days compare as numbers. */
typedef int32_t wire_day;
#define WIRE_DAY_FIRST 0
#define WIRE_DAY_LAST 99999999

/* Both ends belong to it. An open end is WIRE_DAY_FIRST or WIRE_DAY_LAST; what has no dates has both. */
typedef struct wire_lex_range {
    wire_day from, to;
} wire_lex_range;

static inline bool wire_lex_range_has(wire_lex_range r, wire_day d)
{
    return r.from <= d && d <= r.to;
}

/* ------------------------------------------------------------------------------------------------ ontology */

typedef struct wire_lex_type {
    const char *name;          /* "ASSAULT" */
    uint8_t quad;              /* PLOVER's: 1 to 4 */
    const char *const *modes;  /* in the manual's order */
    size_t n_modes;
    const struct wire_lex_cameo *cameo; /* where the words support no deeper code */
} wire_lex_type;

typedef struct wire_lex_cameo {
    const char *code, *label;
    const wire_lex_type *type; /* NULL: a bare statement (01) */
    uint8_t quad;          /* CAMEO's own, which may differ from the type's */
    double goldstein;      /* CAMEO.SCALE */
    double goldstein_icews; /* NaN where ICEWS has no such code */
} wire_lex_cameo;

typedef struct wire_lex_relation {
    const char *name;
    bool symmetric;
} wire_lex_relation;

typedef struct wire_lex_sector {
    const char *code, *label;
} wire_lex_sector;

/* By name or code; NULL where there is none such. */
const wire_lex_type *wire_lexicon_type(const wire_lexicon *l, const char *name);
const wire_lex_cameo *wire_lexicon_cameo(const wire_lexicon *l, const char *code);
const wire_lex_relation *wire_lexicon_relation(const wire_lexicon *l, const char *name);

/* All of them, in the ontology's order. */
const wire_lex_type *wire_lexicon_types(const wire_lexicon *l, size_t *n);
const wire_lex_cameo *wire_lexicon_cameos(const wire_lexicon *l, size_t *n); /* sorted by code */
const wire_lex_relation *wire_lexicon_relations(const wire_lexicon *l, size_t *n);
const char *const *wire_lexicon_contexts(const wire_lexicon *l, size_t *n);
const wire_lex_sector *wire_lexicon_sectors(const wire_lexicon *l, size_t *n);

/* ------------------------------------------------------------------------------------------------ actors */

typedef enum wire_lex_actor_kind {
    WIRE_LEX_COUNTRY,
    WIRE_LEX_GROUP,
    WIRE_LEX_BODY,
    WIRE_LEX_IGO,
    WIRE_LEX_ALLIANCE,
    WIRE_LEX_FORMAT, /* a format of talks */
    WIRE_LEX_PARTY,
    WIRE_LEX_COMPANY,
    WIRE_LEX_NGO,
    WIRE_LEX_OUTLET,
    WIRE_LEX_PERSON,
    WIRE_LEX_ACTOR_KINDS
} wire_lex_actor_kind;

/* What a name says of the actor: "Russia", "Russian" (composes), "Russians" (its people), "Moscow" (its seat, where it acts). */
typedef enum wire_lex_as { WIRE_AS_NAME, WIRE_AS_ADJ, WIRE_AS_PEOPLE, WIRE_AS_SEAT, WIRE_AS_COUNT } wire_lex_as;

typedef struct wire_lex_actor_name {
    const char *text;
    wire_lex_as as;
} wire_lex_actor_name;

typedef struct wire_lex_actor_sector {
    const char *code; /* "GOV" */
    wire_lex_range when;
} wire_lex_actor_sector;

typedef struct wire_lex_actor_office {
    const char *title;             /* as written: "foreign minister" */
    const struct wire_lex_role *role;  /* NULL where no role of that name is known */
    const struct wire_lex_actor *body; /* of whom: a country, group, body, … */
    wire_lex_range when;
} wire_lex_actor_office;

typedef struct wire_lex_actor_membership {
    const struct wire_lex_actor *body;
    wire_lex_range when;
} wire_lex_actor_membership;

typedef struct wire_lex_actor {
    uint32_t index;   /* in wire_lexicon_actors */
    wire_lex_actor_kind kind;
    const char *id;   /* "RUS", "AFG.TALIBAN", "IGO.UN"; a person without an own id: "PER.sergey-lavrov" */
    const char *name; /* canonical */
    const struct wire_lex_actor *country; /* itself for a country; NULL where it belongs to none */
    const wire_lex_actor_name *names;     /* all, the canonical one first */
    size_t n_names;
    const char *adj;     /* the first adjective, "Russian"; NULL where it has none */
    const char *capital; /* NULL where it has none */
    const wire_lex_actor_sector *sectors;
    size_t n_sectors;
    const wire_lex_actor_office *offices; /* of a person */
    size_t n_offices;
    const wire_lex_actor_membership *member_of;
    size_t n_member_of;
    const char *wikidata; /* "Q159"; NULL where not known */
    const char *file;     /* "lexicon/en/actors/countries.actors" */
    uint32_t line;
} wire_lex_actor;

const wire_lex_actor *wire_lexicon_actors(const wire_lexicon *l, size_t *n);
/* By id; a country by its ISO3 code. NULL where there is none such. */
const wire_lex_actor *wire_lexicon_actor(const wire_lexicon *l, const char *id);

/* Whether the actor has the sector on that day. */
bool wire_lex_in_sector(const wire_lex_actor *a, const char *code, wire_day day);

/* ------------------------------------------------------------------------------------------------ roles */

typedef enum wire_lex_role_kind {
    WIRE_LEX_ROLE_BODY,
    WIRE_LEX_ROLE_OFFICE,
    WIRE_LEX_ROLE_PEOPLE,
    WIRE_LEX_ROLE_GOVERNMENT,
    WIRE_LEX_ROLE_KINDS
} wire_lex_role_kind;

/* A noun phrase that composes with a country, place or group before or after it. */
typedef struct wire_lex_role {
    uint32_t index;
    wire_lex_role_kind kind;
    const char *lemma; /* as the entry is called: "foreign minister" */
    const char *code;  /* "MFA"; "" where none is given */
    const char *const *sectors;
    size_t n_sectors;
    const char *name;  /* "{adj} Foreign Ministry"; NULL: none given */
    const char *title; /* "foreign minister of {country}"; NULL: none given */
    const char *file;
    uint32_t line;
} wire_lex_role;

const wire_lex_role *wire_lexicon_roles(const wire_lexicon *l, size_t *n);

/* Who holds the office of that body on that day: of several the one who took it last, NULL for nobody known. */
const wire_lex_actor *wire_lexicon_holder(const wire_lexicon *l, const wire_lex_role *role, const wire_lex_actor *body,
                                          wire_day day);

/* Fill {adj}, {country} and {group} of a role's `name` or `title` from the actor that it composes with. Writes at most
 * `room` bytes with the final NUL and returns the whole length, as snprintf does. A missing adjective becomes the name. */
size_t wire_lex_role_text(const char *pattern, const wire_lex_actor *with, char *out, size_t room);

/* ------------------------------------------------------------------------------------------------ places */

typedef enum wire_lex_place_kind {
    WIRE_LEX_PLACE_COUNTRY,
    WIRE_LEX_PLACE_REGION,   /* first level: province, state */
    WIRE_LEX_PLACE_DISTRICT, /* second level */
    WIRE_LEX_PLACE_CAPITAL,
    WIRE_LEX_PLACE_CITY,     /* any populated place */
    WIRE_LEX_PLACE_FACILITY, /* from places/: base, airport, crossing …; the word is in `what` */
    WIRE_LEX_PLACE_KINDS
} wire_lex_place_kind;

typedef struct wire_lex_place {
    uint32_t index;
    wire_lex_place_kind kind;
    const char *what;    /* places/: the word after `kind`; else "country", "region", "district", "capital", "city" */
    const char *name;    /* canonical */
    const char *country; /* ISO3; "" where none */
    const wire_lex_actor *country_actor; /* NULL where the lexicon has none */
    const char *admin1;  /* name of the first-level region; "" where none or not known */
    uint32_t geonameid;  /* 0: none */
    double lat, lon;     /* NaN where not known (countries, regions) */
    uint32_t population; /* 0: not known */
    const char *file;    /* NULL: from GeoNames */
    uint32_t line;
} wire_lex_place;

/* The record of a place; `index` from a wire_lex_match. */
wire_lex_place wire_lexicon_place(const wire_lexicon *l, uint32_t index);

/* ------------------------------------------------------------------------------------------------ names */

/* One thing that a name can mean. Exactly one of the pointers is set. */
typedef struct wire_lex_reading {
    const wire_lex_actor *actor;
    const wire_lex_role *role;
    wire_lex_as as; /* of an actor; WIRE_AS_NAME for a role */
} wire_lex_reading;

enum {
    WIRE_READINGS_MAX = 32,
    WIRE_NAME_WORDS_MAX = 15 /* a longer name is an error of lint */
};

typedef struct wire_lex_match {
    size_t tokens;                            /* how many tokens the name covers */
    wire_lex_reading readings[WIRE_READINGS_MAX]; /* actors as name, seat, people, adj, in that order; then roles */
    size_t n_readings;
    const uint32_t *places; /* of that name, the likeliest first: preferred in places/, then by kind and population */
    size_t n_places;
} wire_lex_match;

/* The longest name that begins with tokens[0] and ends with one of the n tokens (so a shorter one is asked for with a smaller
 * n). Returns false, and leaves *out alone, where there is none.
 *
 * Words are compared in lower case, without accents and dots, split at hyphens and apostrophes: "Al-Qaida" finds
 * "al-Qaida", "Erdogan" finds "Erdoğan", "U.S." finds "US". But a word written with a capital in the lexicon must have one in
 * the text, and an acronym of up to three letters must be all capitals: "us" does not find "US". Names that the lexicon
 * writes in lower case (roles) are found in any case. A name runs over a comma or a round bracket only where the lexicon writes
 * one, and never over a quotation mark, colon or full stop. */
bool wire_lexicon_match(const wire_lexicon *l, const wire_str *tokens, size_t n, wire_lex_match *out);

/* ------------------------------------------------------------------------------------------------ classes */

/* The built-in classes come first, under these numbers. They are asked of what a word refers to; beyond that, `class place: town,
 * …` in classes/ adds nouns to one of them. */
enum {
    WIRE_CLASS_ACTOR,
    WIRE_CLASS_PERSON,
    WIRE_CLASS_PEOPLE,
    WIRE_CLASS_ARMED,
    WIRE_CLASS_STATE,
    WIRE_CLASS_GROUP,
    WIRE_CLASS_PLACE,
    WIRE_CLASS_NUMBER,
    WIRE_CLASS_BUILT_IN, /* the first of the lexicon's own */
    WIRE_CLASS_NONE = 0xffff
};

/* The classes that list the lemma, rising, members of member classes included. */
const uint16_t *wire_lexicon_classes(const wire_lexicon *l, uint64_t lemma, size_t *n);
bool wire_lexicon_in_class(const wire_lexicon *l, uint16_t class_id, uint64_t lemma);
/* The sets of words (`words NAME: LIST` in classes/) that list the form in lower case, and its value in each; they are numbered
 * among the classes. */
const uint16_t *wire_lexicon_words(const wire_lexicon *l, uint64_t form, size_t *n, const uint32_t **values);
/* The name of a class, "" where out of range; the number of one, WIRE_CLASS_NONE where there is none such. */
const char *wire_lexicon_class_name(const wire_lexicon *l, uint16_t class_id);
uint16_t wire_lexicon_class_id(const wire_lexicon *l, const char *name);

/* ------------------------------------------------------------------------------------------------ frames */

/* The parts of a frame; docs/lexicon.md says what each becomes. */
typedef enum wire_part {
    WIRE_PART_S,
    WIRE_PART_T,
    WIRE_PART_B,
    WIRE_PART_O,
    WIRE_PART_P,
    WIRE_PART_A,
    WIRE_PART_V,
    WIRE_PART_C,
    WIRE_PART_M,
    WIRE_PARTS
} wire_part;

extern const char wire_part_letters[WIRE_PARTS + 1]; /* "STBOPAVCM" */

/* A place in the tree. */
typedef enum wire_arg {
    WIRE_ARG_SUBJ,
    WIRE_ARG_OBJ,
    WIRE_ARG_IOBJ,
    WIRE_ARG_THAT,
    WIRE_ARG_INF,
    WIRE_ARG_ATTR,
    WIRE_ARG_POSS,
    WIRE_ARG_ADJ,
    WIRE_ARG_SPEAKER, /* not in the tree: who says the clause */
    WIRE_ARG_PREP,
    WIRE_ARGS
} wire_arg;

typedef struct wire_filler {
    wire_arg arg;
    const char *text; /* "subj", or the preposition */
    uint64_t prep;    /* hash of the preposition; 0 for the others */
} wire_filler;

/* What a filler must be: in a class, or a lemma of the list. */
typedef struct wire_restriction {
    bool negated;
    uint16_t class_id;      /* WIRE_CLASS_NONE: the list decides */
    const uint64_t *lemmas; /* hashes */
    size_t n_lemmas;
    const char *text; /* as written: "weapon", "!place", "=talk,meeting" */
} wire_restriction;

typedef struct wire_frame_slot {
    wire_part part;
    bool required; /* after the defaults of the part and the marks ? and ! */
    const wire_filler *fillers; /* tried in order */
    size_t n_fillers;
    const wire_restriction *restrictions; /* all must hold */
    size_t n_restrictions;
} wire_frame_slot;

typedef enum wire_result {
    WIRE_RESULT_EVENT,
    WIRE_RESULT_SAY,     /* a statement and nothing else */
    WIRE_RESULT_CONTENT, /* no record of its own; its content has the status `content` */
    WIRE_RESULT_LIGHT,   /* its object is the predicate */
    WIRE_RESULT_STATE,   /* its states and no event */
    WIRE_RESULT_NONE,    /* looked at and not coded; `reason` says why */
    WIRE_RESULTS
} wire_result;

/* What a frame says of its content's status: one of enum wire_status, or one of these. */
enum {
    WIRE_KEEP = WIRE_HABITUAL + 1, /* the content is as the frame's own clause is: also where nothing is said */
    WIRE_NEGATE,
    WIRE_CONTENT_STATUSES
};

extern const char *const wire_status_names[WIRE_CONTENT_STATUSES]; /* "actual" … "habitual", "keep", "negate" */

typedef struct wire_frame_state {
    const wire_lex_relation *relation;
    wire_part subject, object; /* each has a slot in the frame */
    const char *value;         /* "true" where none is given */
    bool ends;                 /* the deed ends it */
} wire_frame_state;

/* A test sentence of the frame: what each part is expected to be. */
typedef struct wire_frame_test {
    const char *sentence;
    const char *expected[WIRE_PARTS]; /* NULL: not asked; "": must be empty. All NULL: that the sense is taken is all */
    bool none;                        /* `=> none`: the sentence must not take this sense */
    uint32_t line;                    /* in the frame's file */
} wire_frame_test;

typedef struct wire_frame {
    uint32_t index; /* in the order in which senses are tried */
    char pos;       /* 'v', 'n' or 'a' */
    const char *lemmas; /* as written: "capture,seize" */
    const char *particle; /* NULL: none */
    uint64_t particle_hash; /* 0: none */
    const wire_frame_slot *slots;
    size_t n_slots;
    wire_result result;
    const wire_lex_type *type; /* NULL unless the result is an event */
    const char *mode;      /* NULL: none */
    const wire_lex_cameo *cameo; /* of an event; the type's own where the frame gives none */
    const char *const *contexts;
    size_t n_contexts;
    bool say; /* a statement as well; set for WIRE_RESULT_SAY too */
    int content;
    const wire_frame_state *states;
    size_t n_states;
    const char *reason; /* of WIRE_RESULT_NONE; else NULL */
    const wire_frame_test *tests;
    size_t n_tests;
    const char *file; /* "lexicon/en/frames/20-war.frames" */
    uint32_t line;
} wire_frame;

/* The senses of a lemma in the order in which they are tried, those with a particle among them. *n is 0 where there are none. */
const wire_frame *const *wire_lexicon_frames(const wire_lexicon *l, uint64_t lemma, char pos, size_t *n);
/* All frames, in order. */
const wire_frame *wire_lexicon_all_frames(const wire_lexicon *l, size_t *n);
/* The slot of a part; NULL where the frame has none. (A frame has one slot a part.) */
const wire_frame_slot *wire_frame_part(const wire_frame *f, wire_part part);

#endif
