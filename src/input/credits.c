/* credits.c - captions: the sentence of a picture, its label before and its credit behind.
 *
 *   FILE PHOTO: Soldiers stand guard in Kabwe. (Halyard Wire/Ada Roe)
 *   label       sentence                       credit */
#include <string.h>

#include "base/text.h"
#include "input/input.h"

static wire_str before(wire_str s, const char *end)
{
    return wire_trim((wire_str){s.ptr, (size_t)(end - s.ptr)});
}

/* Whether its words are names: none is small but for these. */
static bool is_names(wire_str s, size_t most)
{
    size_t at = 0, n = 0;
    for (wire_str w; (w = wire_next_word(s, &at)).len; n++)
        if (n >= most || !(wire_is_capitalised(w) || wire_match(w, "via") || wire_match(w, "by") || wire_match(w, "for") ||
                           wire_match(w, "and") || wire_match(w, "of") || wire_match(w, "the") || wire_match(w, "al")))
            return false;
    return n > 0;
}

/* Whether a bracket at the end holds a credit. A square one is no part of ordinary writing at the end of a line, a round one is. */
static bool is_credit(wire_str s, bool square)
{
    static const char *const cues[] = {"photo", "photo by", "photos by", "file", "image", "images by", "picture", "credit", "courtesy",
                                       "handout", "screenshot", "photograph", "supplied", "photo credit", "ap photo", "afp photo"};
    if (wire_is_agency(s))
        return true;
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (wire_match(s, cues[i]))
            return true;
    if (!is_names(s, 10))
        return false;
    const char *slash = memchr(s.ptr, '/', s.len);
    bool parted = slash && slash > s.ptr && slash + 1 < s.ptr + s.len;
    if (parted)
        for (size_t i = 0; i < s.len; i++) /* (2020/21) */
            parted &= s.ptr[i] < '0' || s.ptr[i] > '9';
    return parted || (square && is_names(s, 6));
}

/* "Soldiers in Kabwe. (Halyard Wire/Ada Roe)" */
static const char *in_brackets(wire_str p)
{
    char close = p.len ? p.ptr[p.len - 1] : 0, open = close == ')' ? '(' : close == ']' ? '[' : 0;
    const char *from = open ? memrchr(p.ptr, open, p.len) : NULL;
    if (!from || p.ptr + p.len - from > 120)
        return NULL;
    wire_str inside = {from + 1, (size_t)(p.ptr + p.len - from - 2)};
    return is_credit(wire_trim(inside), open == '[') ? from : NULL;
}

/* "Soldiers in Kabwe. Photo: Ada Roe", "Soldiers in Kabwe, © Halyard Wire" */
static const char *after_word(wire_str p)
{
    static const char *const words[] = {"photo:", "photo by", "photograph:", "photograph by", "image:", "picture:", "credit:",
                                        "photo credit:", "©", "photos:", "source:", "image credit:", "getty images", "courtesy of"};
    enum { LONGEST = 90 };
    size_t from = p.len > LONGEST ? p.len - LONGEST : 1;
    for (size_t at = from; at < p.len; at++) {
        if (((unsigned char)p.ptr[at] & 0xc0) == 0x80 || (p.ptr[at - 1] != ' ' && p.ptr[at - 1] != '|'))
            continue;
        wire_str rest = wire_from(p, at);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            size_t len = wire_match(rest, words[i]);
            if (len && (is_names(wire_from(rest, len), 8) || (len == rest.len && wire_is_agency(rest))))
                return rest.ptr;
        }
    }
    return NULL;
}

/* "Soldiers in Kabwe. Ada Roe / Getty Images", "Soldiers in Kabwe. TASS", "Ada Roe via Reuters" */
static const char *after_sentence(wire_str p)
{
    enum { LONGEST = 80 };
    for (size_t at = p.len > LONGEST ? p.len - LONGEST : 2; at < p.len; at++) {
        if (p.ptr[at] != ' ' || !strchr(".\"?!'", p.ptr[at - 1]))
            continue;
        wire_str rest = wire_trim_left(wire_from(p, at));
        if (!rest.len || !is_names(rest, 7))
            continue;
        if (wire_is_agency(rest))
            return rest.ptr;
        for (size_t i = rest.len; i-- > 1;) /* an agency at the end, behind a slash or "via" */
            if ((rest.ptr[i - 1] == '/' || (i > 4 && !memcmp(rest.ptr + i - 4, "via ", 4))) &&
                wire_is_agency(wire_trim_left(wire_from(rest, i))))
                return rest.ptr;
    }
    return NULL;
}

/* The length of the label at the start. */
static size_t label(wire_str p)
{
    static const char *const words[] = {"file photo", "photo:", "photos:", "image:", "picture:", "pictured:", "photograph:",
                                        "photo caption:", "caption:", "file -", "image caption,", "image caption:", "media caption,"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = wire_match(p, words[i]);
        if (!len)
            continue;
        wire_str rest = wire_trim_left(wire_from(p, len));
        if (rest.len && (*rest.ptr == ':' || *rest.ptr == '-'))
            rest = wire_trim_left(wire_from(rest, 1));
        return (size_t)(rest.ptr - p.ptr);
    }
    return 0;
}

bool wire_caption(wire_str p, bool prose, size_t *from, size_t *to)
{
    enum { LONGEST = 1000 };
    bool cue = wire_look(p, prose) == WIRE_LOOKS_CAPTION;
    if (p.len > LONGEST)
        return false;
    const char *credit = in_brackets(p);
    if (!credit)
        credit = after_sentence(p);
    if (!credit)
        credit = after_word(p);
    if (!cue && !credit)
        return false;
    wire_str s = credit ? before(p, credit) : p;
    size_t skip = label(s);
    s = wire_from(s, skip);
    while (s.len && strchr(",|-", s.ptr[s.len - 1])) {
        s.len--;
        s = wire_trim(s);
    }
    if (skip && is_names(s, 6)) /* "Photo: Ada Roe" */
        s.len = 0;
    *from = (size_t)(s.ptr - p.ptr);
    *to = *from + s.len;
    return true;
}
