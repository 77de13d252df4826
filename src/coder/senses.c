/* senses.c - what the reader needs beside its models: a sense for each type and mode, for a saying and for each relation, as the lexicon's
 * frames have them. A deed, saying or state that no frame tells is recorded by one of these. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/senses.h"

/* The CAMEO code that the lexicon's frames of the type and mode give most often. */
static const wire_lex_cameo *usual_code(const wire_lexicon *l, const wire_lex_type *type, const char *mode)
{
    size_t n, best = 0;
    const wire_frame *frames = wire_lexicon_all_frames(l, &n);
    const wire_lex_cameo *code = type->cameo;
    for (size_t i = 0; mode && i < n; i++) {
        const wire_frame *f = &frames[i];
        if (f->type != type || !f->mode || strcmp(f->mode, mode))
            continue;
        size_t same = 0;
        for (size_t k = i; k < n; k++)
            same += frames[k].type == type && frames[k].mode && !strcmp(frames[k].mode, mode) && frames[k].cameo == f->cameo;
        if (same > best) {
            best = same;
            code = f->cameo;
        }
    }
    return code;
}

static bool has_mode(const wire_lex_type *type, const char *mode, const char **own)
{
    for (size_t i = 0; i < type->n_modes; i++)
        if (!strcmp(type->modes[i], mode)) {
            *own = type->modes[i];
            return true;
        }
    return false;
}

static int make_deeds(wire_reading_kit *kit, const wire_lexicon *l, wire_err *err)
{
    kit->deeds = calloc(2 * kit->types * kit->modes, sizeof *kit->deeds);
    if (!kit->deeds)
        return wire_oom(err);
    for (size_t t = 1; t < kit->types; t++) {
        const wire_lex_type *type = wire_lexicon_type(l, wire_heads_type(kit->heads, t));
        if (!type)
            return wire_fail(err, WIRE_EFORMAT, "the reader knows a type '%s' that the lexicon's ontology has not", wire_heads_type(kit->heads, t));
        for (size_t m = 0; m < kit->modes; m++) {
            const char *mode = NULL;
            if (m && !has_mode(type, wire_heads_mode(kit->heads, m), &mode))
                continue;
            for (int say = 0; say < 2; say++)
                kit->deeds[(2 * t + (size_t)say) * kit->modes + m] =
                    (wire_frame){.pos = 'v', .lemmas = "", .result = WIRE_RESULT_EVENT, .type = type, .mode = mode,
                                 .cameo = usual_code(l, type, mode), .say = say, .content = WIRE_KEEP, .file = "reader"};
        }
    }
    return 0;
}

static int make_states(wire_reading_kit *kit, const wire_lexicon *l, wire_err *err)
{
    const size_t n = kit->relations;
    kit->relation_senses = calloc(n, sizeof *kit->relation_senses);
    kit->relation_states = calloc(n, sizeof *kit->relation_states);
    if (!kit->relation_senses || !kit->relation_states)
        return wire_oom(err);
    for (size_t i = 1; i < n; i++) {
        const wire_lex_relation *relation = wire_lexicon_relation(l, wire_heads_relation(kit->heads, i));
        if (!relation)
            return wire_fail(err, WIRE_EFORMAT, "the reader knows a relation '%s' that the lexicon's ontology has not",
                             wire_heads_relation(kit->heads, i));
        kit->office = strcmp(relation->name, "holds_office") != 0 ? kit->office : i;
        kit->relation_states[i] = (wire_frame_state){.relation = relation, .subject = WIRE_PART_S, .object = WIRE_PART_O, .value = "true"};
        kit->relation_senses[i] = (wire_frame){.pos = 'v', .lemmas = "", .result = WIRE_RESULT_STATE, .content = WIRE_KEEP, .file = "reader",
                                               .states = &kit->relation_states[i], .n_states = 1};
    }
    return 0;
}

int wire_reading_kit_new(const wire_encoder *e, const wire_heads *h, const wire_lexicon *l, wire_reading_kit **out, wire_err *err)
{
    if (wire_heads_width(h) != wire_encoder_width(e) || wire_encoder_piece(e, "[SEP]") < 0)
        return wire_fail(err, WIRE_EFORMAT, "the reader's heads are not made for this encoder");
    wire_reading_kit *kit = calloc(1, sizeof *kit);
    if (!kit)
        return wire_oom(err);
    *kit = (wire_reading_kit){.heads = h, .types = wire_heads_types(h), .modes = wire_heads_modes(h), .relations = wire_heads_relations(h)};
    kit->saying = (wire_frame){.pos = 'v', .lemmas = "", .result = WIRE_RESULT_SAY, .say = true, .content = WIRE_KEEP, .file = "reader"};
    int rc = make_deeds(kit, l, err);
    rc = rc ? rc : make_states(kit, l, err);
    if (rc) {
        wire_reading_kit_free(kit);
        return rc;
    }
    *out = kit;
    return 0;
}

void wire_reading_kit_free(wire_reading_kit *kit)
{
    if (!kit)
        return;
    free(kit->deeds);
    free(kit->relation_senses);
    free(kit->relation_states);
    free(kit);
}

const wire_heads *wire_reading_heads(const wire_reading_kit *kit)
{
    return kit->heads;
}

const wire_frame *wire_deed_sense(const wire_reading_kit *kit, size_t type, const float *mode, bool says)
{
    const wire_frame *of = &kit->deeds[(2 * type + says) * kit->modes];
    size_t best = 0;
    for (size_t m = 1; m < kit->modes; m++)
        if (mode[m] > mode[best] && of[m].type)
            best = m;
    return &of[best];
}
