/* reading.c - the reader's stage: groups of sentences through encoder and heads, and what comes of it.
 *
 *   sentence + words before it -> vectors -> each candidate: deed or none, type, mode, status
 *                                            each deed: the words of its parts
 *   no deed            -> the frame's event is not recorded
 *   the frame's type   -> the frame's sense, with the parts as read
 *   another, or none   -> a sense of the type and mode alone
 *
 * A frame that says, asks or wants keeps its saying and its content: the reader judges deeds. */
#include "coder/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "coder/mentions.h"

enum { GROUP_SENTENCES = 48, GROUP_PIECES = 4096 };

/* Probabilities. The rules are right two times of three on sentences that they were not made for, so they yield only to a reader who is
 * sure: chosen on examples that were not trained on (docs/reader.md). */
static const float deed_from = 0.45f,     /* of a type: a word that the rules leave tells a deed of it */
                   none_above = 0.8f,     /* of none: what the rules have for a deed is none */
                   other_from = 0.6f,     /* of a type: it is that, and not the rules' */
                   part_from = 0.5f,      /* of a part: a word has it */
                   refused_below = 0.15f; /* of a part: what the rules found for it is refused */

struct wire_reading_kit {
    const wire_encoder *encoder;
    const wire_heads *heads;
    wire_frame *senses; /* types * modes */
    size_t types, modes;
    uint32_t sep;
};

/* ------------------------------------------------------------------------------------------------ senses */

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

static int make_senses(wire_reading_kit *kit, const wire_lexicon *l, wire_err *err)
{
    kit->types = wire_heads_types(kit->heads);
    kit->modes = wire_heads_modes(kit->heads);
    kit->senses = calloc(kit->types * kit->modes, sizeof *kit->senses);
    if (!kit->senses)
        return wire_oom(err);
    for (size_t t = 1; t < kit->types; t++) {
        const wire_lex_type *type = wire_lexicon_type(l, wire_heads_type(kit->heads, t));
        if (!type)
            return wire_fail(err, WIRE_EFORMAT, "the reader knows a type '%s' that the lexicon's ontology has not", wire_heads_type(kit->heads, t));
        for (size_t m = 0; m < kit->modes; m++) {
            const char *mode = NULL;
            if (m && !has_mode(type, wire_heads_mode(kit->heads, m), &mode))
                continue;
            kit->senses[t * kit->modes + m] = (wire_frame){.pos = 'v', .lemmas = "", .result = WIRE_RESULT_EVENT, .type = type, .mode = mode,
                                                           .cameo = usual_code(l, type, mode), .content = WIRE_KEEP, .file = "reader"};
        }
    }
    return 0;
}

int wire_reading_kit_new(const wire_encoder *e, const wire_heads *h, const wire_lexicon *l, wire_reading_kit **out, wire_err *err)
{
    const int64_t sep = wire_encoder_piece(e, "[SEP]");
    if (wire_heads_width(h) != wire_encoder_width(e) || sep < 0)
        return wire_fail(err, WIRE_EFORMAT, "the reader's heads are not made for this encoder");
    wire_reading_kit *kit = calloc(1, sizeof *kit);
    if (!kit)
        return wire_oom(err);
    kit->encoder = e;
    kit->heads = h;
    kit->sep = (uint32_t)sep;
    const int rc = make_senses(kit, l, err);
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
    free(kit->senses);
    free(kit);
}

int wire_reading_room_init(wire_reading_room *room, const wire_encoder *e, wire_err *err)
{
    *room = (wire_reading_room){.encoding = NULL};
    return wire_encoding_new(e, &room->encoding, err);
}

void wire_reading_room_free(wire_reading_room *room)
{
    wire_encoding_free(room->encoding);
    free(room->vectors);
    free(room->halves);
    free(room->made);
}

/* ------------------------------------------------------------------------------------------------ a sentence */

/* A sentence in the group that is run. */
typedef struct seat {
    const wire_sentence *s;
    uint32_t from;   /* its first token, the context's */
    size_t first;    /* of that token's vector */
    size_t body;     /* of the sentence's first token's vector, behind the mark */
} seat;

typedef struct reading {
    wire_work *w;
    const wire_reading_kit *kit;
    wire_reading_room *room;
    seat seats[GROUP_SENTENCES];
    size_t n_seats, words;
    size_t added;
} reading;

static const float *vector(const reading *r, const seat *at, uint32_t t)
{
    const size_t word = t < at->s->first_token ? at->first + (t - at->from) : at->body + (t - at->s->first_token);
    return r->room->vectors + word * wire_heads_width(r->kit->heads);
}

static size_t most(const float *p, size_t from, size_t n)
{
    size_t best = from;
    for (size_t i = from + 1; i < n; i++)
        best = p[i] > p[best] ? i : best;
    return best;
}

/* The model's number of a type; `otherwise` where it knows none of that name. */
static size_t number_of(const wire_heads *h, const wire_lex_type *type, size_t otherwise)
{
    for (size_t i = 1; i < wire_heads_types(h); i++)
        if (!strcmp(type->name, wire_heads_type(h, i)))
            return i;
    return otherwise;
}

static void note(uint32_t *list, uint8_t *n, uint32_t t)
{
    if (*n < WIRE_FILLS_MAX)
        list[(*n)++] = t;
}

static bool holds(const wire_parties *list, uint32_t t)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->token[i] == t)
            return true;
    return false;
}

/* Who has which part in the deed. */
static void read_parts(reading *r, const seat *at, const wire_proposal *c, size_t type, wire_reading *out)
{
    wire_half candidate;
    wire_bag bag;
    float p[WIRE_ROLES];
    out->keep_source = out->keep_target = true;
    wire_heads_candidate(r->kit->heads, vector(r, at, c->token), type, &candidate);
    for (uint32_t x = at->from; x < at->s->token_end; x++) {
        if (x == c->token || !wire_may_fill(r->w, x))
            continue;
        wire_half *word = &r->room->halves[x - at->from];
        if (!r->room->made[x - at->from])
            wire_heads_word(r->kit->heads, vector(r, at, x), word);
        r->room->made[x - at->from] = true;
        wire_pair_features(r->w, c, x, &bag);
        wire_heads_part(r->kit->heads, &candidate, word, &bag, p);
        if (p[WIRE_ROLE_SOURCE] >= part_from)
            note(out->source, &out->n_source, x);
        else if (p[WIRE_ROLE_TARGET] >= part_from)
            note(out->target, &out->n_target, x);
        else if (p[WIRE_ROLE_PLACE] >= part_from)
            note(out->place, &out->n_place, x);
        if (holds(&c->source, x) && p[WIRE_ROLE_SOURCE] < refused_below)
            out->keep_source = false;
        if (holds(&c->target, x) && p[WIRE_ROLE_TARGET] < refused_below)
            out->keep_target = false;
    }
}

static void read_candidate(reading *r, const seat *at, uint32_t t)
{
    wire_proposal c;
    wire_bag bag;
    wire_opinion o;
    wire_propose(r->w, t, &c);
    wire_candidate_features(r->w, &c, &bag);
    wire_heads_judge(r->kit->heads, vector(r, at, t), &bag, &o);
    const wire_frame *own = wire_is_proposed(&c) ? c.p->frame : NULL;
    size_t type = most(o.type, 1, r->kit->types);
    if (own && o.type[type] < other_from)
        type = number_of(r->kit->heads, own->type, type);
    wire_reading now = {.deed = own ? o.type[0] <= none_above : o.type[type] >= deed_from};
    if (!now.deed && !c.p)
        return;
    if (now.deed) {
        now.confidence = o.type[type];
        now.status = (enum wire_status)most(o.status, 0, WIRE_STATUSES);
        if (!own || strcmp(own->type->name, wire_heads_type(r->kit->heads, type))) {
            size_t mode = 0;
            for (size_t m = 1; m < r->kit->modes; m++)
                if (o.mode[m] > o.mode[mode] && r->kit->senses[type * r->kit->modes + m].type)
                    mode = m;
            now.sense = &r->kit->senses[type * r->kit->modes + mode];
        }
        read_parts(r, at, &c, type, &now);
        if (!c.p) {
            if (!wire_put_predicate(r->w, t, NOBODY))
                return;
            r->added++;
        }
    }
    r->w->readings[r->w->predicate_of[t]] = now;
}

static int read_sentence(reading *r, const seat *at, wire_err *err)
{
    wire_reading_room *room = r->room;
    const size_t n = at->s->token_end - at->from;
    if (n > room->words) {
        free(room->halves);
        free(room->made);
        room->words = 0;
        room->halves = malloc(n * sizeof *room->halves);
        room->made = malloc(n);
        if (!room->halves || !room->made)
            return wire_oom(err);
        room->words = n;
    }
    memset(room->made, 0, n);
    for (uint32_t t = at->s->first_token; t < at->s->token_end; t++)
        if (wire_is_candidate(r->w, t))
            read_candidate(r, at, t);
    return r->w->out_of_memory ? wire_oom(err) : 0;
}

/* ------------------------------------------------------------------------------------------------ groups */

static int add(reading *r, const wire_sentence *s, wire_err *err)
{
    wire_encoding *e = r->room->encoding;
    seat *at = &r->seats[r->n_seats++];
    *at = (seat){.s = s, .from = wire_context_from(r->w, s), .first = r->words};
    int rc = wire_encoding_begin(e, err);
    size_t here = r->words;
    for (uint32_t t = at->from; t < s->token_end && !rc; t++, here++) {
        if (t == s->first_token && t > at->from) {
            rc = wire_encoding_mark(e, r->kit->sep, err);
            here++;
        }
        if (t == s->first_token)
            at->body = here;
        rc = rc ? rc : wire_encoding_token(e, r->w->text, r->w->tok[t].start, r->w->tok[t].end, err);
    }
    rc = rc ? rc : wire_encoding_end(e, err);
    return rc;
}

static int run(reading *r, wire_err *err)
{
    wire_encoding *e = r->room->encoding;
    size_t n;
    if (!r->n_seats)
        return 0;
    wire_encoding_tokens(e, &n);
    const size_t floats = n * wire_heads_width(r->kit->heads);
    if (floats > r->room->floats) {
        float *more = realloc(r->room->vectors, floats * sizeof *more);
        if (!more)
            return wire_oom(err);
        r->room->vectors = more;
        r->room->floats = floats;
    }
    int rc = wire_encoding_run(e, err);
    rc = rc ? rc : wire_encoding_pool(e, WIRE_MEAN_PIECE, r->room->vectors, err);
    for (size_t i = 0; i < r->n_seats && !rc; i++)
        rc = read_sentence(r, &r->seats[i], err);
    wire_encoding_clear(e);
    r->n_seats = 0;
    return rc;
}

static bool worth_reading(const wire_work *w, const wire_sentence *s)
{
    if (s->first_token == s->token_end || wire_passed_over(w, s->first_token))
        return false;
    for (uint32_t t = s->first_token; t < s->token_end; t++)
        if (w->predicate_of[t] != NOBODY || w->pos[t] == POS_VERB)
            return true;
    return false;
}

int wire_read(wire_work *w, const wire_reading_kit *kit, wire_reading_room *room, wire_err *err)
{
    reading r = {.w = w, .kit = kit, .room = room};
    w->readings = wire_scratch(w, w->n * sizeof *w->readings); /* room for a predicate each token */
    if (w->out_of_memory)
        return wire_oom(err);
    for (size_t i = 0; i < w->n; i++)
        w->readings[i] = (wire_reading){.deed = false};
    wire_encoding_clear(room->encoding);
    int rc = 0;
    for (size_t i = 0; i < w->doc->n_sentences && !rc; i++) {
        size_t pieces;
        if (!worth_reading(w, &w->doc->sentences[i]))
            continue;
        wire_encoding_tokens(room->encoding, &r.words);
        rc = add(&r, &w->doc->sentences[i], err);
        wire_encoding_pieces(room->encoding, &pieces);
        if (!rc && (r.n_seats == GROUP_SENTENCES || pieces >= GROUP_PIECES))
            rc = run(&r, err);
    }
    rc = rc ? rc : run(&r, err);
    for (size_t i = 0; i < w->n_predicates && !rc; i++) /* not before: until all is read, features are of the rules alone */
        if (w->readings[i].deed && !w->predicates[i].frame) {
            w->predicates[i].frame = w->readings[i].sense;
            w->predicates[i].reason = NULL;
        }
    if (!rc && r.added) { /* those that were added stand in somebody's content, too */
        wire_find_governors(w);
        wire_find_speakers(w);
    }
    return rc;
}

/* ------------------------------------------------------------------------------------------------ asked by the records */

static bool among(const uint32_t *list, size_t n, uint32_t t)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == t)
            return true;
    return false;
}

static void refill(wire_predicate *p, wire_part part, const uint32_t *tokens, uint8_t n)
{
    memcpy(p->fill[part], tokens, n * sizeof *tokens);
    p->n_fill[part] = n;
}

wire_predicate wire_as_read(const wire_work *w, const wire_predicate *p, const wire_reading *r)
{
    wire_predicate q = *p;
    q.frame = r->sense ? r->sense : p->frame;
    q.status = r->status;
    q.reason = NULL;
    if (r->sense)
        memset(q.n_fill, 0, sizeof q.n_fill);
    if (r->n_source || r->n_target) {
        uint32_t victims[WIRE_FILLS_MAX], others[WIRE_FILLS_MAX];
        uint8_t n_victims = 0, n_others = 0;
        for (uint8_t i = 0; i < r->n_target; i++) { /* whom it hits is counted, and is no place */
            const wire_mention *m = wire_mention_at(w, r->target[i]);
            const bool hit = r->sense ? m && !m->place_like && m->known != NOBODY && w->known[m->known].people : among(p->fill[WIRE_PART_M], p->n_fill[WIRE_PART_M], r->target[i]);
            if (hit)
                note(victims, &n_victims, r->target[i]);
            else
                note(others, &n_others, r->target[i]);
        }
        q.listed = true;
        q.n_fill[WIRE_PART_B] = 0;
        if (r->n_source)
            refill(&q, WIRE_PART_S, r->source, r->n_source);
        if (r->n_target) {
            q.n_fill[WIRE_PART_A] = 0;
            refill(&q, WIRE_PART_M, victims, n_victims);
            refill(&q, WIRE_PART_T, others, n_others);
        }
    }
    if (!q.n_fill[WIRE_PART_P])
        refill(&q, WIRE_PART_P, r->place, r->n_place);
    return q;
}
