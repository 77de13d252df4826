/* lint_examples.c - what no line of an example shows by itself: that its codes are known, its parts are those of its kind, that
 * `in` names a record, and that no two records say the same or the contrary. */
#include <string.h>

#include "knowledge/source.h"

static const struct kind {
    const char *what, *parts; /* letters as in wire_example_ref */
} kinds[] = {
    [WIRE_EXAMPLE_NONE] = {"none", ""},
    [WIRE_EXAMPLE_EVENT] = {"an event", "STVPWbn"},
    [WIRE_EXAMPLE_SAYING] = {"a saying", "SAVPWb"},
    [WIRE_EXAMPLE_STATE] = {"a state", "SOPWbn"},
};

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* The kind, by the ontology; false where the code or the mode is not known. */
static bool link_code(wire_source *s, wire_src_record *r)
{
    const char *code = r->is.code;
    uint32_t type = wire_src_find(s, "type", code);
    bool known = true;
    if (!strcmp(code, "none"))
        r->is.kind = WIRE_EXAMPLE_NONE;
    else if (!strcmp(code, "SAY"))
        r->is.kind = WIRE_EXAMPLE_SAYING;
    else if (type != WIRE_SRC_NONE)
        r->is.kind = WIRE_EXAMPLE_EVENT;
    else if (wire_src_find(s, "relation", code) != WIRE_SRC_NONE)
        r->is.kind = WIRE_EXAMPLE_STATE;
    else
        known = false;
    if (!known) {
        wire_src_error(s, r->code_at, "'%s' is no type and no relation that is known, nor SAY or none", code);
        r->broken = true;
        return false;
    }
    if (!r->is.mode)
        return true;
    known = false;
    for (uint32_t k = 0; type != WIRE_SRC_NONE && k < s->types.of[type].modes.n; k++)
        known |= !strcmp(s->texts.of[s->types.of[type].modes.first + k], r->is.mode);
    if (!known)
        wire_src_error(s, r->code_at, "%s%s has no mode '%s'", type == WIRE_SRC_NONE ? "" : "type ", code, r->is.mode);
    return known;
}

static void lint_parts(wire_source *s, const wire_src_record *r)
{
    const struct kind *kind = &kinds[r->is.kind];
    bool subject = false;
    for (uint32_t k = 0; k < r->refs.n; k++) {
        char part = s->refs.of[r->refs.first + k].part;
        subject |= part == 'S';
        if (!strchr(kind->parts, part))
            wire_src_error(s, r->at, "%s has no part %s", kind->what, part == 'b' ? "by" : (char[]){part, 0});
    }
    if (!subject && !r->broken && (r->is.kind == WIRE_EXAMPLE_SAYING || r->is.kind == WIRE_EXAMPLE_STATE))
        wire_src_error(s, r->at, "%s without S: %s", r->is.code, r->is.kind == WIRE_EXAMPLE_SAYING ? "who says it" : "of whom it holds");
    if (r->is.value && r->is.kind != WIRE_EXAMPLE_STATE)
        wire_src_error(s, r->at, "only a state has a value, '=%s'", r->is.value);
    if (r->is.quoted && r->is.kind != WIRE_EXAMPLE_SAYING)
        wire_src_error(s, r->at, "only a saying is q, quoted");
}

/* The deed and the saying of the trigger that `in` names. */
static void link_in(wire_source *s, wire_src_record *all, uint32_t n, uint32_t k)
{
    wire_src_record *r = &all[k];
    if (!r->in.end)
        return;
    for (uint32_t i = 0; i < n; i++) {
        const wire_src_record *x = &all[i];
        if (i == k || x->is.trigger.start != r->in.start || x->is.kind == WIRE_EXAMPLE_NONE)
            continue;
        int32_t *to = x->is.kind == WIRE_EXAMPLE_SAYING ? &r->is.saying : &r->is.deed;
        if (*to == WIRE_NO_RECORD)
            *to = (int32_t)i;
    }
    if (r->is.deed == WIRE_NO_RECORD && r->is.saying == WIRE_NO_RECORD)
        wire_src_error(s, r->in_at, "in= names no record: no other has this trigger");
}

/* How deep each stands; what stands in itself is told. */
static void link_depths(wire_source *s, wire_src_record *all, uint32_t n)
{
    bool changed = n > 0;
    for (uint32_t round = 0; changed && round <= n; round++) {
        changed = false;
        for (uint32_t k = 0; k < n; k++) {
            wire_example_record *r = &all[k].is;
            uint32_t depth = 0;
            if (r->deed != WIRE_NO_RECORD)
                depth = all[r->deed].is.depth + 1;
            if (r->saying != WIRE_NO_RECORD && all[r->saying].is.depth + 1 > depth)
                depth = all[r->saying].is.depth + 1;
            if (depth > n) {
                wire_src_error(s, all[k].in_at, "in= leads back to this record");
                return;
            }
            changed |= depth != r->depth;
            r->depth = depth;
        }
    }
}

static bool same_refs(const wire_source *s, const wire_src_record *a, const wire_src_record *b)
{
    bool equal = a->refs.n == b->refs.n;
    for (uint32_t i = 0; equal && i < a->refs.n; i++) {
        const wire_example_ref *x = &s->refs.of[a->refs.first + i], *y = &s->refs.of[b->refs.first + i];
        equal = x->part == y->part && x->here.start == y->here.start && x->here.end == y->here.end && x->line == y->line &&
                x->there.start == y->there.start;
    }
    return equal;
}

/* What two records of one trigger contradict each other in; NULL: nothing. A word may be a saying and no deed. */
static const char *clash(const wire_source *s, const wire_src_record *a, const wire_src_record *b)
{
    bool none = a->is.kind == WIRE_EXAMPLE_NONE, other = b->is.kind == WIRE_EXAMPLE_NONE;
    if (a->is.trigger.start != b->is.trigger.start || a->broken || b->broken)
        return NULL;
    if (none != other)
        return (none ? b : a)->is.kind == WIRE_EXAMPLE_SAYING ? NULL : "a word that is coded, and none at once";
    bool equal = none || (!strcmp(a->is.code, b->is.code) && same(a->is.mode, b->is.mode) && same(a->is.value, b->is.value) &&
                          a->is.status == b->is.status && same_refs(s, a, b));
    return equal ? "the same record twice" : NULL;
}

/* One finding a record. */
static void lint_pairs(wire_source *s, const wire_src_record *all, uint32_t n)
{
    for (uint32_t k = 1; k < n; k++)
        for (uint32_t i = 0; i < k; i++) {
            const char *what = clash(s, &all[i], &all[k]);
            if (what) {
                wire_src_warn(s, all[k].at, "%s: line %u", what, all[i].at.line);
                break;
            }
        }
}

/* Whether the example goes on from the one before: the last line of its context is that sentence itself. */
static bool goes_on(const wire_source *s, size_t i)
{
    const wire_src_example *x = i && i < s->examples.n ? &s->examples.of[i] : NULL;
    return x && x->lines.n && s->example_lines.of[x->lines.first + x->lines.n - 1].text == s->examples.of[i - 1].is.sentence;
}

/* Where a report is coded as a whole, its sentences without anything are many, and need no reason. */
static bool in_report(const wire_source *s, size_t i)
{
    return s->examples.of[i].second || goes_on(s, i) || goes_on(s, i + 1);
}

void wire_lint_examples(wire_source *s)
{
    for (size_t i = 0; i < s->examples.n; i++) {
        wire_src_example *x = &s->examples.of[i];
        if (x->replaced)
            continue;
        wire_src_record *all = x->records.n ? &s->records.of[x->records.first] : NULL;
        if (x->second && wire_src_find(s, "sentence", x->is.sentence) == WIRE_SRC_NONE)
            wire_src_warn(s, x->at, "a second coding of a sentence that is no example");
        else if (!x->records.n && !in_report(s, i))
            wire_src_warn(s, x->at, "nothing is said of the sentence: where nothing is coded, a line 'WORD: none \"REASON\"' says so");
        for (uint32_t k = 0; k < x->records.n; k++)
            if (link_code(s, &all[k]))
                lint_parts(s, &all[k]);
        for (uint32_t k = 0; k < x->records.n; k++)
            link_in(s, all, x->records.n, k);
        link_depths(s, all, x->records.n);
        lint_pairs(s, all, x->records.n);
    }
}
