/* headline.c - title case read as a sentence.
 *
 *   "Narvian Official Threatens Rebels With Losses" -> "Narvian official threatens rebels with losses"
 *
 * The language engine learned from text in which capitals mean names. So it reads a headline in title case with small letters where the
 * report's own text, or else the lexicon, knows the word in small letters and not as a name. Bytes keep their places: only ASCII letters
 * change, in a copy; every span is of the report as it stands. */
#include <stdlib.h>
#include <string.h>

#include "coder/work.h"

enum { WORD_MAX = 40, STEM_MIN = 3, ENDING_MAX = 3 };

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The next word of the text from *at, as [start, end); false: none is left before `stop`. */
static bool next_word(const char *text, size_t stop, size_t *at, size_t *start, size_t *end)
{
    while (*at < stop && !letter(text[*at]))
        ++*at;
    *start = *at;
    while (*at < stop && (letter(text[*at]) || (text[*at] == '\'' && *at + 1 < stop && letter(text[*at + 1]))))
        ++*at;
    *end = *at;
    return *start < *end;
}

static uint64_t small(const char *s, size_t len)
{
    char word[WORD_MAX];
    if (len > sizeof word)
        return 0;
    for (size_t i = 0; i < len; i++)
        word[i] = (char)(capital(s[i]) ? s[i] | 0x20 : s[i]);
    return wire_murmur64(word, len);
}

/* How a report writes a word: with a small letter, or inside a sentence with a capital. */
enum { SMALL = 1, NAME = 2 };

static int note(wire_map *seen, uint64_t word, uint32_t how)
{
    const uint32_t *now = wire_map_get(seen, word);
    return wire_map_put(seen, word, (now ? *now : 0) | how);
}

static int read_body(const wire_doc *doc, wire_map *seen)
{
    for (size_t b = 0; b < doc->n_blocks; b++) {
        const wire_block *block = &doc->blocks[b];
        size_t at = block->start, start, end;
        bool begins = true; /* a sentence: its first word's capital says nothing */
        while (block->kind != WIRE_HEADLINE && block->kind != WIRE_FURNITURE && next_word(doc->text, block->end, &at, &start, &end)) {
            const uint64_t word = small(doc->text + start, end - start);
            const bool big = capital(doc->text[start]);
            if (word && (!big || !begins) && note(seen, word, big ? NAME : SMALL))
                return WIRE_ENOMEM;
            begins = at < block->end && strchr(".?!:\n\"", doc->text[at]) != NULL;
        }
    }
    return 0;
}

/* Whether the lexicon has the word, or what it is inflected from, as a predicate or in a class. */
static bool common(const wire_word_map *words, const char *s, size_t len)
{
    const wire_lexicon *l = words->lexicon;
    for (size_t n = 0; n <= ENDING_MAX && len >= n + STEM_MIN; n++) {
        size_t count;
        if (n && !wire_word_value(words, wire_murmur64(s + len - n, n), WORDS_INFLECTION))
            continue;
        const uint64_t stem = small(s, len - n);
        wire_lexicon_classes(l, stem, &count);
        if (count || (wire_lexicon_frames(l, stem, 'v', &count), count) || (wire_lexicon_frames(l, stem, 'n', &count), count))
            return true;
    }
    return false;
}

/* At least three in four of its longer words have a capital. */
static bool title_case(const char *text, const wire_block *b)
{
    size_t at = b->start, start, end, words = 0, big = 0;
    while (next_word(text, b->end, &at, &start, &end))
        if (end - start > 3) {
            words++;
            big += capital(text[start]);
        }
    return words >= 3 && 4 * big >= 3 * words;
}

int wire_recase(const wire_doc *doc, const wire_word_map *words, char **out)
{
    wire_map seen = {0};
    char *copy = NULL;
    int rc = 0;
    for (size_t b = 0; b < doc->n_blocks && !rc; b++) {
        const wire_block *block = &doc->blocks[b];
        if (block->kind != WIRE_HEADLINE || !title_case(doc->text, block))
            continue;
        if (!copy) {
            copy = malloc(doc->len + 1);
            rc = copy ? read_body(doc, &seen) : WIRE_ENOMEM;
            if (rc)
                break;
            memcpy(copy, doc->text, doc->len + 1);
        }
        size_t at = block->start, start, end;
        bool first = true;
        while (next_word(doc->text, block->end, &at, &start, &end)) {
            const char *s = doc->text + start;
            const uint32_t *how = wire_map_get(&seen, small(s, end - start));
            const bool shout = end - start > 1 && capital(s[1]); /* NATO */
            const bool plain = how ? !(*how & NAME) : common(words, s, end - start);
            if (!first && capital(*s) && !shout && plain)
                copy[start] = (char)(*s | 0x20);
            first = false;
        }
    }
    wire_map_free(&seen);
    if (rc) {
        free(copy);
        return rc;
    }
    *out = copy;
    return 0;
}
