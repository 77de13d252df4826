/* source.h - a lexicon's text, read into memory.
 *
 *   folders ── source.c: files, lines, fields ──> parse_*.c: entries ──> lint.c: links and checks ──> compile.c
 *
 * Entries lie in flat arrays, and what an entry has several of (names, slots …) in flat arrays of their own: an entry holds
 * the first and the count. Entries do not interleave, so each entry's part is contiguous.
 *
 * A folder laid over another replaces entries of the same key: the older one is marked `replaced` and is not compiled.
 *
 * Invariant: a parser enters only what is well-formed by itself; where it finds an error it says so (wire_src_error) and
 * enters what is left, so that one mistake does not bring forth others. Links between entries are names until lint.c has
 * made them indices (NONE where they lead nowhere, which then is an error or a warning already told). */
#ifndef WIRE_KNOWLEDGE_SOURCE_H
#define WIRE_KNOWLEDGE_SOURCE_H

#include "base/arena.h"
#include "base/hash.h"
#include "knowledge/lexicon.h"

enum {
    WIRE_SRC_ERRORS_MAX = 1000,
    WIRE_SRC_FILE_MAX = 64 << 20, /* bytes */
    WIRE_SRC_FILES_MAX = 10000,   /* in one folder */
    WIRE_SRC_LINE_MAX = 64 << 10,
    WIRE_SRC_ENTRIES_MAX = 1 << 22
};

#define WIRE_SRC_NONE UINT32_MAX

typedef struct wire_src_at {
    uint32_t file, line, column; /* column: in bytes, from 1; 0: of the line as a whole */
} wire_src_at;

typedef struct wire_src_run { /* part of a flat array */
    uint32_t first, n;
} wire_src_run;

typedef struct wire_src_file {
    const char *path;  /* for diagnostics */
    const char *shown; /* for the compiled file: no machine's path, "lexicon/en/frames/10-talks.frames" */
    uint32_t layer;
} wire_src_file;

typedef struct wire_src_finding {
    wire_src_at at;
    uint32_t order;
    int is_warning;
    const char *message;
} wire_src_finding;

/* A growing array of T, with its room. */
#define WIRE_SRC_ARRAY(T) \
    struct { \
        T *of; \
        size_t n, cap; \
    }

/* ------------------------------------------------------------------------------------------------ ontology */

typedef struct wire_src_type {
    wire_src_at at;
    bool replaced;
    const char *name, *cameo;
    int quad;
    wire_src_run modes; /* texts */
    uint32_t cameo_index;
} wire_src_type;

typedef struct wire_src_cameo {
    wire_src_at at;
    bool replaced;
    const char *code, *label, *type; /* type NULL: none */
    const char *also;                /* a second type that takes the code; NULL: none */
    int quad;
    double goldstein, icews;
    uint32_t type_index, also_index;
} wire_src_cameo;

typedef struct wire_src_word { /* context, relation, sector */
    wire_src_at at;
    bool replaced, symmetric;
    const char *name, *label;
} wire_src_word;

/* ------------------------------------------------------------------------------------------------ classes */

typedef struct wire_src_class {
    wire_src_at at;
    bool replaced, words; /* words: its members are forms, not lemmas */
    const char *name;
    uint16_t number;      /* after linking: in the compiled file; WIRE_CLASS_NONE: replaced */
    wire_src_run members; /* of class_members */
} wire_src_class;

typedef struct wire_src_member {
    wire_src_at at;
    const char *text; /* the lemma or form, or the class's name */
    bool is_class;
    uint32_t value; /* of a form; 0 where none is given */
} wire_src_member;

/* ------------------------------------------------------------------------------------------------ actors, places */

typedef struct wire_src_name {
    wire_src_at at;
    const char *text;
    wire_lex_as as;
} wire_src_name;

typedef struct wire_src_sector {
    wire_src_at at;
    const char *code;
    wire_lex_range when;
} wire_src_sector;

typedef struct wire_src_office {
    wire_src_at at;
    const char *text;   /* "foreign minister of RUS" */
    const char *title;  /* after linking: "foreign minister" */
    wire_lex_range when;
    uint32_t role, body; /* after linking */
} wire_src_office;

typedef struct wire_src_membership {
    wire_src_at at;
    const char *id;
    wire_lex_range when;
    uint32_t body;
} wire_src_membership;

typedef struct wire_src_actor {
    wire_src_at at;
    bool replaced, dated, sourced;
    wire_lex_actor_kind kind;
    const char *id, *name;
    const char *country, *capital, *wikidata; /* NULL: none */
    wire_src_at country_at;
    wire_src_run names, sectors, offices, members;
    uint32_t country_index;
} wire_src_actor;

typedef struct wire_src_role {
    wire_src_at at;
    bool replaced, kind_given;
    wire_lex_role_kind kind;
    const char *lemma, *code, *name, *title; /* NULL: none */
    wire_src_run names, sectors;
} wire_src_role;

typedef struct wire_src_place {
    wire_src_at at;
    bool replaced;
    const char *name, *country, *admin1, *what; /* NULL: none */
    double lat, lon;                            /* NaN: none */
    uint32_t geonameid, population;
    wire_src_run names;
} wire_src_place;

typedef struct wire_src_prefer {
    wire_src_at at;
    bool replaced;
    const char *name, *country, *admin1; /* admin1 NULL: any */
} wire_src_prefer;

/* ------------------------------------------------------------------------------------------------ frames */

typedef struct wire_src_restriction {
    wire_src_at at;
    bool negated;
    const char *class_name;   /* NULL: the list */
    wire_src_run lemmas;      /* of lemmas */
    const char *text;
    uint16_t class_id;        /* after linking: the class's number; WIRE_CLASS_NONE: the list, or an unknown class */
} wire_src_restriction;

typedef struct wire_src_filler {
    wire_arg arg;
    const char *text;
} wire_src_filler;

typedef struct wire_src_slot {
    wire_part part;
    bool required;
    wire_src_run fillers, restrictions;
} wire_src_slot;

typedef struct wire_src_state {
    wire_src_at at;
    const char *relation, *value;
    wire_part subject, object;
    bool ends;
    uint32_t relation_index;
} wire_src_state;

typedef struct wire_src_test {
    wire_src_at at;
    const char *sentence;
    const char *expected[WIRE_PARTS];
    bool none;
} wire_src_test;

typedef struct wire_src_frame {
    wire_src_at at;
    char pos;
    const char *lemmas, *particle; /* particle NULL: none */
    wire_src_run keys;             /* of lemmas: one hash a lemma */
    wire_src_run slots, states, tests, contexts; /* contexts: texts */
    wire_result result;
    const char *type, *mode, *cameo, *reason;
    bool say;
    int content;
    uint32_t type_index, cameo_index;
} wire_src_frame;

/* ------------------------------------------------------------------------------------------------ examples */

enum { WIRE_SRC_RECORDS_MAX = 64, WIRE_SRC_REFS_MAX = 64 }; /* of an example; of a record */

typedef struct wire_src_head { /* @ STYLE YEAR REGION */
    wire_src_at at;
    const char *style, *region;
    int year;
} wire_src_head;

typedef struct wire_src_record {
    wire_src_at at, code_at, in_at;
    bool broken;      /* an error in the line was told: nothing is missed in it */
    wire_span in;     /* the trigger that `in` names; empty: none */
    wire_src_run refs;
    wire_example_record is; /* without its refs; its kind and what it is in: after linking */
} wire_src_record;

typedef struct wire_src_example {
    wire_src_at at;
    bool replaced, second; /* second: another coder's coding of an example */
    wire_src_run lines, records;
    wire_example is; /* without its lines and records */
} wire_src_example;

/* ------------------------------------------------------------------------------------------------ all of it */

typedef struct wire_source {
    wire_arena arena; /* all strings */
    bool out_of_memory;
    uint32_t layer;
    size_t n_errors, n_warnings;
    wire_src_at broken; /* the last line with a broken quotation: nothing more is told of it */
    WIRE_SRC_ARRAY(wire_src_file) files;
    WIRE_SRC_ARRAY(wire_src_finding) findings;
    WIRE_SRC_ARRAY(const char *) texts;
    WIRE_SRC_ARRAY(uint64_t) lemmas;
    WIRE_SRC_ARRAY(wire_src_type) types;
    WIRE_SRC_ARRAY(wire_src_cameo) cameos;
    WIRE_SRC_ARRAY(wire_src_word) contexts;
    WIRE_SRC_ARRAY(wire_src_word) relations;
    WIRE_SRC_ARRAY(wire_src_word) sectors;
    WIRE_SRC_ARRAY(wire_src_class) classes;
    WIRE_SRC_ARRAY(wire_src_member) class_members;
    WIRE_SRC_ARRAY(wire_src_name) names;
    WIRE_SRC_ARRAY(wire_src_sector) actor_sectors;
    WIRE_SRC_ARRAY(wire_src_office) offices;
    WIRE_SRC_ARRAY(wire_src_membership) members;
    WIRE_SRC_ARRAY(wire_src_actor) actors;
    WIRE_SRC_ARRAY(wire_src_role) roles;
    WIRE_SRC_ARRAY(wire_src_place) places;
    WIRE_SRC_ARRAY(wire_src_prefer) prefers;
    WIRE_SRC_ARRAY(wire_src_restriction) restrictions;
    WIRE_SRC_ARRAY(wire_src_filler) fillers;
    WIRE_SRC_ARRAY(wire_src_slot) slots;
    WIRE_SRC_ARRAY(wire_src_state) states;
    WIRE_SRC_ARRAY(wire_src_test) tests;
    WIRE_SRC_ARRAY(wire_src_frame) frames;
    WIRE_SRC_ARRAY(wire_src_head) heads;
    WIRE_SRC_ARRAY(wire_example_line) example_lines;
    WIRE_SRC_ARRAY(wire_example_ref) refs;
    WIRE_SRC_ARRAY(wire_src_record) records;
    WIRE_SRC_ARRAY(wire_src_example) examples;
    wire_map keys; /* of entries: wire_src_key -> index */
} wire_source;

/* Read one folder, laid over what was read before. Errors in it are findings; the return value is of what has no line: a folder
 * that cannot be read, memory. */
int wire_source_read(wire_source *s, const char *folder, wire_err *err);
void wire_source_free(wire_source *s);

/* The names of the built-in classes, in the order of their numbers. */
extern const char *const wire_built_in_classes[WIRE_CLASS_BUILT_IN];

/* Link names to entries and check all that is beyond a line: lint.c, and for the examples lint_examples.c. */
void wire_source_lint(wire_source *s);
void wire_lint_examples(wire_source *s);

/* Read the folders, each laid over those before it, and lint. WIRE_EFORMAT where there is an error in them. */
int wire_source_load(wire_source *s, const char *const *folders, size_t n, wire_err *err);

/* Tell all findings in the order of files and lines. */
void wire_source_tell(wire_source *s, wire_diagnostic_fn found, void *ctx);

/* One file's text, as if it stood in the subfolder `kind` ("frames"): for tests and the fuzzer. */
void wire_source_text(wire_source *s, const char *kind, const char *name, const char *text, size_t len);

/* ------------------------------------------------------------------------------------------------ for the parsers */

/* Room for one more, zeroed; NULL and out_of_memory where there is none. */
#define WIRE_SRC_NEW(s, array) \
    (wire_src_room((s), &(s)->array.of, &(s)->array.cap, (s)->array.n, sizeof *(s)->array.of) \
         ? (s)->array.n++, memset(&(s)->array.of[(s)->array.n - 1], 0, sizeof *(s)->array.of), &(s)->array.of[(s)->array.n - 1] \
         : NULL)
bool wire_src_room(wire_source *s, void *data, size_t *cap, size_t n, size_t size);

void wire_src_error(wire_source *s, wire_src_at at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void wire_src_warn(wire_source *s, wire_src_at at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* "FILE:LINE" for a message. */
const char *wire_src_where(wire_source *s, wire_src_at at);

/* A copy that lives as long as the source; NULL and out_of_memory where there is none. */
const char *wire_src_keep(wire_source *s, const char *p, size_t len);

/* Enter an entry under its kind and name. Returns the index of the entry that it replaces, or WIRE_SRC_NONE. Where one of
 * the same layer has the name, that is an error, and *taken is set. `at_of` gives the place of an entry of that kind. */
uint32_t wire_src_enter(wire_source *s, const char *kind, const char *name, uint32_t index, wire_src_at at,
                        wire_src_at (*at_of)(const wire_source *s, uint32_t index), bool *taken);
/* The index of the entry of that kind and name, or WIRE_SRC_NONE. */
uint32_t wire_src_find(const wire_source *s, const char *kind, const char *name);

/* A line, without comment and blanks at its ends; `indented` where it began with a blank.
 * A raw kind's parser gets empty lines too, and one more at the file's end; in its lines that are not indented, a # begins a comment
 * only at their start. */
typedef struct wire_src_line {
    wire_src_at at;
    const char *p, *end;
    const char *begin; /* of the line as it stands */
    bool indented;
} wire_src_line;

/* Take the next word, blank-separated, or quoted text. Returns NULL at the end (or after a broken quotation, which is told). */
const char *wire_src_take_word(wire_source *s, wire_src_line *l);
/* Take the next element of a list separated by ", ", quoted or not. NULL at the end. */
const char *wire_src_take_item(wire_source *s, wire_src_line *l);
/* All that is left, unquoted if it is quoted as a whole; NULL where nothing is left. */
const char *wire_src_take_rest(wire_source *s, wire_src_line *l);
/* Say so where something is left on the line. */
void wire_src_expect_end(wire_source *s, wire_src_line *l);

/* "2004-03", "2004-03-09.."; false where it is no date or range. A range that runs backwards is told. */
bool wire_src_range(wire_source *s, wire_src_at at, const char *text, wire_lex_range *out);
/* A decimal number in [low, high]. */
bool wire_src_number(const char *text, double low, double high, double *out);
/* A number of 1 to 9 digits. */
bool wire_src_count(const char *text, uint32_t *out);

/* One line of each kind of file. `open` is the entry that indented lines belong to. */
typedef struct wire_src_open {
    int what;       /* the parser's own number for the kind of entry; 0: none */
    uint32_t index; /* WIRE_SRC_NONE: one that could not be entered; its lines are passed over */
} wire_src_open;

void wire_parse_ontology(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_classes(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_actors(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_places(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_frames(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_examples(wire_source *s, wire_src_line *l, wire_src_open *open);
void wire_parse_second(wire_source *s, wire_src_line *l, wire_src_open *open); /* examples, coded by a second coder */

/* The next word of an example's text from *at on, which is moved behind it: letters and digits with dots and apostrophes between
 * them, without a final 's. False where there is none. */
bool wire_example_word(const char *text, size_t len, size_t *at, wire_span *out);

/* A frame under one of its lemmas; sorted by lemma, then in the order in which senses are tried. */
typedef struct wire_src_sense {
    uint64_t key; /* of the lemma and the part of speech */
    uint32_t frame;
} wire_src_sense;

int wire_src_by_sense(const void *a, const void *b); /* for qsort */

#endif
