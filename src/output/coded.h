/* coded.h - sets of coded records, as two coders hand them in, read for comparing.
 *
 *   folder of *.jsonl or one file  ──lines──>  wire_coded, each of one wire_coded_report
 *                                                 |
 *                                   names interned (aliases.h), dates and places parsed, the span found
 *
 * A record that does not say where it stands by `span` is looked up by its `evidence` (or `content`) in the report's file, behind
 * the words of its `sentence` where those are found.
 *
 * Invariant: a record that was kept has a kind, and an event its type, a state its relation; a list has no empty member. */
#ifndef WIRE_OUTPUT_CODED_H
#define WIRE_OUTPUT_CODED_H

#include "output/aliases.h"

enum {
    WIRE_CODED_LINE_MAX = 1 << 20,     /* bytes of a record */
    WIRE_CODED_BODY_MAX = 64 << 20,    /* bytes of a report's file */
    WIRE_CODED_FINDINGS_MAX = 1000     /* told of; more are counted */
};

typedef struct wire_coded_place {
    uint32_t name;    /* 0: none, or the country itself */
    uint32_t country; /* 0: none */
} wire_coded_place;

/* Days YYYY-MM-DD; "" is an open or unknown end. */
typedef struct wire_coded_time {
    char from[12], to[12];
    bool given;
} wire_coded_time;

typedef struct wire_coded {
    enum wire_record_kind kind;
    uint32_t report;       /* into wire_coded_set.reports */
    uint32_t file, line;   /* where it stands */
    bool located;
    int64_t start, end;    /* bytes of the report; where `located` */
    uint32_t type;         /* a state's relation; 0 in a statement */
    uint32_t status, mode, cameo; /* cameo: its first three digits */
    bool has_cameo;        /* gold without a code is not asked for one */
    wire_nameds source, target; /* a state's subject is the one member of `source`, its object of `target` */
    wire_nameds said_by;   /* the innermost speaker alone */
    wire_coded_time time;
    const wire_coded_place *places;
    uint32_t n_places;
    bool has_place;
    uint32_t via;
    bool has_via, quoted;
    wire_ids content;      /* words, sorted */
    uint32_t value;
    const char *evidence;
    uint32_t pair;         /* the other coder's record; WIRE_CODED_NONE */
    unsigned right;        /* bits by wire_score_level: what the pair earned */
} wire_coded;

#define WIRE_CODED_NONE UINT32_MAX

typedef struct wire_coded_report {
    const char *key; /* the report's id without folder and ending */
    bool gold;       /* a gold record speaks of it */
    bool sought;     /* its file was looked for */
    const char *body;
    size_t len;
} wire_coded_report;

typedef struct wire_coded_list {
    wire_coded *of;
    size_t n, cap;
} wire_coded_list;

typedef struct wire_coded_set {
    wire_aliases names;
    wire_map report_ids;
    wire_coded_report *reports;
    const char **files;
    wire_coded_list gold, coded;
    size_t n_reports, reports_cap, n_files, files_cap;
    size_t elsewhere;    /* coded records of reports that the gold does not have */
    const char *folder;  /* of the reports; NULL: none given */
    struct wire_coded_body *bodies; /* its files, by key */
    size_t n_bodies;
    wire_diagnostic_fn found;
    void *ctx;
    size_t n_found;
} wire_coded_set;

/* `folder` may be NULL, `found` too. */
int wire_coded_init(wire_coded_set *s, const char *folder, wire_diagnostic_fn found, void *ctx, wire_err *err);
void wire_coded_free(wire_coded_set *s);

/* Read the gold, then what is held against it: only records of reports that the gold has are kept then. `path` is a file, "-" or a
 * folder. A line that is no record is told of and passed over. */
int wire_coded_read(wire_coded_set *s, const char *path, bool gold, wire_err *err);

/* Tell of what is wrong at a file's line. */
void wire_coded_find(wire_coded_set *s, uint32_t file, uint32_t line, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
