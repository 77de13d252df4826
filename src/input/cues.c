/* cues.c - words that say what a line is. To teach it a new one, add a line to a table here.
 *
 * A line that has whole sentences is prose, and prose is what we are here for: only a cue marked ALWAYS makes it something else.
 * The others hold for short lines without a sentence: headings, buttons, menus. */
#include <string.h>

#include "base/text.h"
#include "input/input.h"

typedef enum where { IS, BEGINS, ENDS, HOLDS, CRIES /* begins so and ends with '!' */ } where;
enum { ALWAYS = 1 };

typedef struct cue {
    const char *pattern; /* as wire_match takes it */
    where where;
    int look; /* enum wire_look */
    int always;
} cue;

enum {
    FURNITURE = WIRE_LOOKS_FURNITURE,
    OPENER = WIRE_LOOKS_OPENER,
    CLOSER = WIRE_LOOKS_CLOSER,
    BYLINE = WIRE_LOOKS_BYLINE,
    CAPTION = WIRE_LOOKS_CAPTION
};

static const cue cues[] = {
    /* other stories */
    {"related", IS, OPENER, 0},
    {"related stories", BEGINS, OPENER, 0},
    {"related story", BEGINS, OPENER, 0},
    {"related articles", BEGINS, OPENER, 0},
    {"related article", BEGINS, OPENER, 0},
    {"related news", BEGINS, OPENER, 0},
    {"related topics", BEGINS, OPENER, 0},
    {"related content", BEGINS, OPENER, 0},
    {"related coverage", BEGINS, OPENER, 0},
    {"related posts", BEGINS, OPENER, 0},
    {"related links", BEGINS, OPENER, 0},
    {"related:", BEGINS, FURNITURE, ALWAYS},
    {"more on this", BEGINS, OPENER, 0},
    {"more on:", BEGINS, OPENER, 0},
    {"more from", BEGINS, OPENER, 0},
    {"more stories", BEGINS, OPENER, 0},
    {"more news", BEGINS, OPENER, 0},
    {"more about", BEGINS, OPENER, 0},
    {"more to read", IS, OPENER, 0},
    {"most read", BEGINS, OPENER, 0},
    {"most popular", BEGINS, OPENER, 0},
    {"most viewed", BEGINS, OPENER, 0},
    {"most shared", BEGINS, OPENER, 0},
    {"popular now", IS, OPENER, 0},
    {"popular posts", IS, OPENER, 0},
    {"trending", IS, OPENER, 0},
    {"trending now", IS, OPENER, 0},
    {"latest news", IS, OPENER, 0},
    {"latest stories", IS, OPENER, 0},
    {"latest updates", IS, OPENER, 0},
    {"latest headlines", IS, OPENER, 0},
    {"latest articles", IS, OPENER, 0},
    {"top stories", IS, OPENER, 0},
    {"top news", IS, OPENER, 0},
    {"other news", IS, OPENER, 0},
    {"other stories", IS, OPENER, 0},
    {"in other news", IS, OPENER, 0},
    {"in case you missed it", IS, OPENER, 0},
    {"you may also like", BEGINS, OPENER, ALWAYS},
    {"you might also like", BEGINS, OPENER, ALWAYS},
    {"you may be interested in", BEGINS, OPENER, ALWAYS},
    {"you may also be interested in", BEGINS, OPENER, ALWAYS},
    {"you might be interested in", BEGINS, OPENER, ALWAYS},
    {"explore more", BEGINS, OPENER, 0},
    {"elsewhere on", BEGINS, OPENER, 0},
    {"more topics", BEGINS, OPENER, 0},
    {"recommended", IS, OPENER, 0},
    {"recommended for you", IS, OPENER, 0},
    {"recommended stories", IS, OPENER, 0},
    {"recommended reading", IS, OPENER, 0},
    {"editor's picks", IS, OPENER, 0},
    {"editors' picks", IS, OPENER, 0},
    {"check also", IS, OPENER, 0},
    {"see also", IS, OPENER, 0},
    {"see also:", BEGINS, FURNITURE, ALWAYS},
    {"read also", IS, OPENER, 0},
    {"also read", IS, OPENER, 0},
    {"read next", IS, OPENER, 0},
    {"up next", IS, OPENER, 0},
    {"what to read next", IS, OPENER, 0},
    {"don't miss", IS, OPENER, 0},
    {"further reading", IS, OPENER, 0},
    {"external links", IS, OPENER, 0},
    {"sources", IS, OPENER, 0},
    {"references", IS, OPENER, 0},
    {"sister links", IS, OPENER, 0},
    {"list of # items", BEGINS, OPENER, 0},
    {"list # of #", BEGINS, FURNITURE, 0},
    {"end of list", IS, CLOSER, 0},
    {"read more", IS, OPENER, 0},
    {"read more:", BEGINS, FURNITURE, ALWAYS},
    {"read more -", BEGINS, FURNITURE, ALWAYS},
    {"read more about", BEGINS, FURNITURE, 0},
    {"read more on", BEGINS, FURNITURE, 0},
    {"read also:", BEGINS, FURNITURE, ALWAYS},
    {"also read:", BEGINS, FURNITURE, ALWAYS},
    {"also read |", BEGINS, FURNITURE, ALWAYS},
    {"also read -", BEGINS, FURNITURE, ALWAYS},
    {"read:", BEGINS, FURNITURE, ALWAYS},
    {"read |", BEGINS, FURNITURE, ALWAYS},
    {"read the full", BEGINS, FURNITURE, 0},
    {"read next:", BEGINS, FURNITURE, ALWAYS},
    {"watch:", BEGINS, FURNITURE, ALWAYS},
    {"watch |", BEGINS, FURNITURE, ALWAYS},
    {"listen:", BEGINS, FURNITURE, ALWAYS},
    {"listen to this", BEGINS, FURNITURE, 0},
    {"listen to the", BEGINS, FURNITURE, 0},
    {"video:", BEGINS, FURNITURE, ALWAYS},
    {"keep reading", BEGINS, OPENER, 0},
    {"continue reading", BEGINS, FURNITURE, 0},
    {"story continues", BEGINS, FURNITURE, 0},
    {"article continues", BEGINS, FURNITURE, 0},

    /* buttons and invitations */
    {"share this", BEGINS, FURNITURE, 0},
    {"share on", BEGINS, FURNITURE, 0},
    {"share via", BEGINS, FURNITURE, 0},
    {"share the", BEGINS, FURNITURE, 0},
    {"share article", BEGINS, FURNITURE, 0},
    {"click to", BEGINS, FURNITURE, ALWAYS},
    {"click here", BEGINS, FURNITURE, ALWAYS},
    {"tap here", BEGINS, FURNITURE, ALWAYS},
    {"sign up for", BEGINS, FURNITURE, ALWAYS},
    {"sign up to", BEGINS, FURNITURE, ALWAYS},
    {"sign up now", BEGINS, FURNITURE, ALWAYS},
    {"sign up here", HOLDS, FURNITURE, ALWAYS},
    {"subscribe to", BEGINS, FURNITURE, ALWAYS},
    {"subscribe for", BEGINS, FURNITURE, ALWAYS},
    {"subscribe now", BEGINS, FURNITURE, ALWAYS},
    {"already a subscriber", BEGINS, FURNITURE, ALWAYS},
    {"already have an account", BEGINS, FURNITURE, ALWAYS},
    {"follow us", BEGINS, FURNITURE, ALWAYS},
    {"follow our", BEGINS, FURNITURE, ALWAYS},
    {"follow @", BEGINS, FURNITURE, ALWAYS},
    {"like us on", BEGINS, FURNITURE, ALWAYS},
    {"find us on", BEGINS, FURNITURE, ALWAYS},
    {"join us on", BEGINS, FURNITURE, ALWAYS},
    {"join our", BEGINS, FURNITURE, ALWAYS},
    {"download our", BEGINS, FURNITURE, ALWAYS},
    {"download the app", BEGINS, FURNITURE, ALWAYS},
    {"get the latest", BEGINS, FURNITURE, ALWAYS},
    {"get our", BEGINS, FURNITURE, ALWAYS},
    {"get breaking news", BEGINS, FURNITURE, ALWAYS},
    {"get email", BEGINS, FURNITURE, ALWAYS},
    {"want us to", BEGINS, FURNITURE, ALWAYS},
    {"want more", BEGINS, FURNITURE, 0},
    {"enter your email", BEGINS, FURNITURE, ALWAYS},
    {"your email address", BEGINS, FURNITURE, ALWAYS},
    {"please enter", BEGINS, FURNITURE, ALWAYS},
    {"thank you for reading", BEGINS, FURNITURE, ALWAYS},
    {"thanks for reading", BEGINS, FURNITURE, ALWAYS},
    {"you have # free articles", BEGINS, FURNITURE, ALWAYS},
    {"support our", CRIES, FURNITURE, 0},
    {"support the", CRIES, FURNITURE, 0},
    {"support us", CRIES, FURNITURE, 0},
    {"support independent journalism", BEGINS, FURNITURE, ALWAYS},
    {"donate", CRIES, FURNITURE, 0},
    {"become a member", BEGINS, FURNITURE, ALWAYS},
    {"have an opinion on", BEGINS, FURNITURE, ALWAYS},
    {"have a tip", BEGINS, FURNITURE, ALWAYS},
    {"got a tip", BEGINS, FURNITURE, ALWAYS},
    {"do you have a story", BEGINS, FURNITURE, ALWAYS},
    {"newsletter", ENDS, FURNITURE, 0},
    {"newsletters", ENDS, FURNITURE, 0},
    {"in your inbox", HOLDS, FURNITURE, 0},
    {"to your inbox", HOLDS, FURNITURE, ALWAYS},
    {"on google news", ENDS, FURNITURE, 0},
    {"leave a comment", BEGINS, FURNITURE, ALWAYS},
    {"leave a reply", BEGINS, FURNITURE, ALWAYS},
    {"view comments", BEGINS, FURNITURE, 0},
    {"view all comments", BEGINS, FURNITURE, 0},
    {"show comments", BEGINS, FURNITURE, 0},
    {"comments are closed", BEGINS, FURNITURE, ALWAYS},
    {"be the first to comment", BEGINS, FURNITURE, ALWAYS},
    {"you must be logged in", BEGINS, FURNITURE, ALWAYS},
    {"skip to", BEGINS, FURNITURE, 0},
    {"jump to", BEGINS, FURNITURE, 0},
    {"back to top", BEGINS, FURNITURE, 0},

    /* advertisements, rights, technical notices */
    {"advertisement", BEGINS, FURNITURE, 0},
    {"supported by", BEGINS, FURNITURE, 0},
    {"sponsored by", BEGINS, FURNITURE, 0},
    {"presented by", BEGINS, FURNITURE, 0},
    {"powered by", BEGINS, FURNITURE, 0},
    {"paid content", BEGINS, FURNITURE, 0},
    {"ad feedback", IS, FURNITURE, 0},
    {"our standards:", BEGINS, FURNITURE, ALWAYS},
    {"purchase licensing rights", BEGINS, FURNITURE, 0},
    {"reuse this content", IS, FURNITURE, 0},
    {"see full web article", IS, FURNITURE, 0},
    {"go to the full", BEGINS, FURNITURE, 0},
    {"© #", BEGINS, FURNITURE, ALWAYS},
    {"©#", BEGINS, FURNITURE, ALWAYS},
    {"(c) #", BEGINS, FURNITURE, ALWAYS},
    {"copyright ©", BEGINS, FURNITURE, ALWAYS},
    {"copyright (c)", BEGINS, FURNITURE, ALWAYS},
    {"copyright #", BEGINS, FURNITURE, ALWAYS},
    {"© copyright", BEGINS, FURNITURE, ALWAYS},
    {"all rights reserved", HOLDS, FURNITURE, ALWAYS},
    {"may not be published, broadcast", HOLDS, FURNITURE, ALWAYS},
    {"reproduced without permission", HOLDS, FURNITURE, ALWAYS},
    {"we use cookies", HOLDS, FURNITURE, ALWAYS},
    {"uses cookies", HOLDS, FURNITURE, ALWAYS},
    {"by signing up", BEGINS, FURNITURE, ALWAYS},
    {"by subscribing", BEGINS, FURNITURE, ALWAYS},
    {"by clicking", BEGINS, FURNITURE, ALWAYS},
    {"by continuing to use", BEGINS, FURNITURE, ALWAYS},
    {"by continuing to browse", BEGINS, FURNITURE, ALWAYS},
    {"please enable javascript", BEGINS, FURNITURE, ALWAYS},
    {"javascript is", BEGINS, FURNITURE, ALWAYS},
    {"your browser", BEGINS, FURNITURE, ALWAYS},
    {"this video", BEGINS, FURNITURE, 0},
    {"show navigation menu", IS, FURNITURE, 0},
    {"footer navigation", IS, FURNITURE, 0},
    {"accessibility links", IS, FURNITURE, 0},
    {"this article is more than # years old", IS, FURNITURE, ALWAYS},
    {"this article is more than # year old", IS, FURNITURE, ALWAYS},
    {"this article is more than # months old", IS, FURNITURE, ALWAYS},
    {"to play this video", BEGINS, FURNITURE, ALWAYS},
    {"image source,", BEGINS, FURNITURE, 0},
    {"image source", IS, FURNITURE, 0},
    {"image caption", IS, FURNITURE, 0},
    {"hide caption", IS, FURNITURE, 0},
    {"toggle caption", IS, FURNITURE, 0},
    {"enlarge this image", BEGINS, FURNITURE, 0},
    {"open image", BEGINS, FURNITURE, 0},
    {"view gallery", BEGINS, FURNITURE, 0},
    {"filed under", BEGINS, FURNITURE, 0},
    {"posted in", BEGINS, FURNITURE, 0},
    {"tags:", BEGINS, FURNITURE, ALWAYS},
    {"tagged", BEGINS, FURNITURE, 0},
    {"topics:", BEGINS, FURNITURE, ALWAYS},
    {"categories:", BEGINS, FURNITURE, ALWAYS},
    {"category:", BEGINS, FURNITURE, ALWAYS},
    {"keywords:", BEGINS, FURNITURE, ALWAYS},
    {"# min read", HOLDS, FURNITURE, 0},
    {"# minute read", HOLDS, FURNITURE, 0},
    {"reading time", BEGINS, FURNITURE, 0},
    {"estimated reading time", BEGINS, FURNITURE, 0},
    {"about admin", IS, FURNITURE, 0},
    {"about the author", IS, FURNITURE, 0},
    {"article last amended", HOLDS, FURNITURE, ALWAYS},
    {"this article requires pre-publication review", BEGINS, FURNITURE, ALWAYS},
    {"this story has been updated", BEGINS, FURNITURE, ALWAYS},
    {"this is a developing story", BEGINS, FURNITURE, ALWAYS},
    {"this story was originally published", BEGINS, FURNITURE, ALWAYS},
    {"this article was originally published", BEGINS, FURNITURE, ALWAYS},
    {"this article was first published", BEGINS, FURNITURE, ALWAYS},
    {"the views expressed in this article", BEGINS, FURNITURE, ALWAYS},

    /* who wrote it */
    {"reporting by", BEGINS, BYLINE, ALWAYS},
    {"(reporting by", BEGINS, BYLINE, ALWAYS},
    {"additional reporting by", BEGINS, BYLINE, ALWAYS},
    {"(additional reporting by", BEGINS, BYLINE, ALWAYS},
    {"editing by", BEGINS, BYLINE, ALWAYS},
    {"(editing by", BEGINS, BYLINE, ALWAYS},
    {"writing by", BEGINS, BYLINE, ALWAYS},
    {"(writing by", BEGINS, BYLINE, ALWAYS},
    {"written by", BEGINS, BYLINE, 0},
    {"edited by", BEGINS, BYLINE, 0},
    {"compiled by", BEGINS, BYLINE, 0},
    {"translated by", BEGINS, BYLINE, 0},
    {"with reporting by", BEGINS, BYLINE, 0},
    {"contributed to this report", ENDS, BYLINE, ALWAYS},
    {"contributed to this story", ENDS, BYLINE, ALWAYS},
    {"contributed to this article", ENDS, BYLINE, ALWAYS},
    {"contributed reporting", ENDS, BYLINE, ALWAYS},
    {"source:", BEGINS, BYLINE, 0},
    {"sources:", BEGINS, BYLINE, 0},
    {"editor:", BEGINS, BYLINE, 0},
    {"author:", BEGINS, BYLINE, 0},
    {"reporter:", BEGINS, BYLINE, 0},
    {"staff writer", ENDS, BYLINE, 0},
    {"staff writers", ENDS, BYLINE, 0},
    {"staff reporter", ENDS, BYLINE, 0},
    {"staff correspondent", ENDS, BYLINE, 0},
    {"our correspondent", IS, BYLINE, 0},
    {"special correspondent", IS, BYLINE, 0},
    {"by our correspondent", IS, BYLINE, 0},
    {"from our correspondent", BEGINS, BYLINE, 0},
    {", correspondent", ENDS, BYLINE, 0},
    {", special correspondent", ENDS, BYLINE, 0},
    {", reporter", ENDS, BYLINE, 0},
    {", bureau chief", ENDS, BYLINE, 0},
    {"news desk", IS, BYLINE, 0},
    {"web desk", IS, BYLINE, 0},
    {"agencies", IS, BYLINE, 0},
    {"news agencies", IS, BYLINE, 0},

    /* pictures; credits.c parts sentence and credit */
    {"file photo", BEGINS, CAPTION, ALWAYS},
    {"file -", BEGINS, CAPTION, ALWAYS},
    {"photo:", BEGINS, CAPTION, ALWAYS},
    {"photos:", BEGINS, CAPTION, ALWAYS},
    {"image:", BEGINS, CAPTION, ALWAYS},
    {"picture:", BEGINS, CAPTION, ALWAYS},
    {"pictured:", BEGINS, CAPTION, ALWAYS},
    {"photograph:", BEGINS, CAPTION, ALWAYS},
    {"photo caption:", BEGINS, CAPTION, ALWAYS},
    {"caption:", BEGINS, CAPTION, ALWAYS},
    {"image caption,", BEGINS, CAPTION, ALWAYS},
    {"image caption:", BEGINS, CAPTION, ALWAYS},
    {"media caption,", BEGINS, CAPTION, ALWAYS},
    {"in this photo", BEGINS, CAPTION, ALWAYS},
    {"in this file photo", BEGINS, CAPTION, ALWAYS},
    {"in this image", BEGINS, CAPTION, ALWAYS},
    {"in this picture", BEGINS, CAPTION, ALWAYS},
    {"in this handout", BEGINS, CAPTION, ALWAYS},
    {"in this frame grab", BEGINS, CAPTION, ALWAYS},
    {"in this undated", BEGINS, CAPTION, ALWAYS},
    {"in this file photo", HOLDS, CAPTION, ALWAYS},
    {"in this undated photo", HOLDS, CAPTION, ALWAYS},
    {"in this handout photo", HOLDS, CAPTION, ALWAYS},
};

/* A line of nothing but these, with marks and numbers between them, is furniture: "Share | Tweet | 14 comments". */
static const char *const buttons[] = {
    "share", "shares", "tweet", "post", "print", "email", "e-mail", "mail", "save", "like", "likes", "comment", "comments", "reply",
    "replies", "views", "listen", "follow", "follow us", "facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "reddit",
    "pinterest", "instagram", "youtube", "tiktok", "messenger", "viber", "flipboard", "bluesky", "threads", "rss", "copy link",
    "copy url", "link copied", "copy", "link", "menu", "home", "search", "subscribe", "sign in", "sign up", "log in", "login", "log out",
    "register", "my account", "account", "contact", "contact us", "about us", "advertise", "careers", "faq", "help", "sitemap",
    "advertisement", "advertising", "ad", "ads", "sponsored", "sponsored content", "skip", "skip ad", "close", "next", "previous", "prev",
    "next article", "previous article", "next post", "previous post", "next story", "previous story", "top", "back", "see more",
    "load more", "show more", "show less", "view all", "see all", "view more", "more", "less", "accept", "accept all", "reject all",
    "decline", "ok", "translate", "print this", "print article", "print this article", "email this", "email article", "share article",
    "share story", "newsletter", "newsletters", "tags", "topics", "loading", "updated", "published", "ago", "hours", "hour", "minutes",
    "minute", "mins", "min", "days", "day", "play", "pause", "mute", "unmute", "play video", "watch", "watch now", "watch live", "live",
    "expand", "collapse", "gift", "gift this article", "text size", "font size", "and", "or", "via", "on", "to", "by", "a",
    "donate", "donate now", "terms of use", "terms of service", "terms and conditions", "terms & conditions", "privacy", "privacy policy",
    "cookies", "cookie policy", "cookie settings", "copyright", "skip links", "summary", "closed", "epaper", "e-paper",
    /* sections */
    "news", "world", "world news", "africa", "americas", "asia", "asia pacific", "europe", "middle east", "politics", "business",
    "economy", "markets", "opinion", "opinions", "analysis", "features", "culture", "arts", "sport", "sports", "tech", "technology",
    "science", "health", "climate", "environment", "entertainment", "lifestyle", "travel", "weather", "video", "videos", "photos",
    "gallery", "in pictures", "podcast", "podcasts", "magazine", "archive", "latest", "latest news", "top news", "breaking news",
};

/* Agencies and picture services, as they sign. */
static const char *const agencies[] = {
    "aa", "aap", "afp", "agence france-presse", "al jazeera", "anadolu", "anadolu agency", "ani", "ansa", "ap", "ap photo",
    "associated press", "the associated press", "bbc", "belta", "bloomberg", "cna", "cnn", "dpa", "efe", "epa", "epa-efe", "epa images",
    "eyevine", "file", "getty", "getty images", "handout", "ians", "interfax", "irna", "istock", "itar-tass", "kcna", "kyodo", "lusa",
    "mehr", "nurphoto", "pa", "pa media", "pa wire", "panos", "pool", "press association", "pti", "reuters", "reuter", "ria novosti",
    "rfe/rl", "sana", "shutterstock", "sipa", "sputnik", "supplied", "tass", "tasnim", "the canadian press", "ukrinform", "upi",
    "via getty images", "voa", "voice of america", "wam", "wikimedia commons", "xinhua", "yonhap", "zuma", "zuma press",
};

static size_t match_list(wire_str s, const char *const *list, size_t n)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        size_t len = wire_match(s, list[i]);
        best = len > best ? len : best;
    }
    return best;
}

#define MATCH_LIST(s, list) match_list(s, list, sizeof(list) / sizeof *(list))

static bool has_letters(wire_str s)
{
    for (size_t at = 0; at < s.len;)
        if (wire_is_alpha(wire_utf8_next(s.ptr, &at)))
            return true;
    return false;
}

bool wire_is_agency(wire_str s)
{
    size_t len = MATCH_LIST(s, agencies);
    return len && !has_letters(wire_from(s, len));
}

static bool is_buttons(wire_str s)
{
    while (s.len) {
        size_t at = 0;
        if (wire_is_alpha(wire_utf8_next(s.ptr, &at))) {
            at = MATCH_LIST(s, buttons);
            if (!at)
                return false;
        }
        s = wire_from(s, at);
    }
    return true;
}

/* "Home > World > Asia", "World | Business | Sport": steps of few words with marks between them; "Home Zambia Copper Rain". */
static bool is_menu(wire_str s)
{
    static const char *const marks[] = {" > ", " » ", " › ", " / ", " | ", " · ", " • ", " :: ", "\t"};
    size_t home = wire_match(s, "home"), words = 0, most = 0, parts = 1;
    for (size_t at = 0; at < s.len;) {
        size_t mark = 0;
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !mark; i++)
            if (s.len - at > strlen(marks[i]) && !memcmp(s.ptr + at, marks[i], strlen(marks[i])))
                mark = strlen(marks[i]);
        if (mark) {
            if (parts == 1 && home == at)
                return true;
            most = words > most ? words : most;
            words = 0;
            parts++;
            at += mark - (mark > 1); /* the last blank may begin the next mark */
            continue;
        }
        words += s.ptr[at] == ' ' && at + 1 < s.len && s.ptr[at + 1] != ' ';
        at++;
    }
    most = words > most ? words : most;
    return (parts >= 3 && most <= 4) || (parts == 1 && home && words >= 3 && wire_all_capitalised(s));
}

static bool holds(wire_str s, const cue *c)
{
    size_t len = c->where == HOLDS || c->where == ENDS ? 0 : wire_match(s, c->pattern);
    if (c->where == BEGINS)
        return len > 0;
    if (c->where == CRIES)
        return len && s.ptr[s.len - 1] == '!';
    if (c->where == IS)
        return len && !has_letters(wire_from(s, len));
    for (size_t at = 0; at < s.len;) { /* at the start of each word */
        len = wire_match(wire_from(s, at), c->pattern);
        if (len && (c->where == HOLDS || !has_letters(wire_from(s, at + len))))
            return true;
        if (*c->pattern == ',') {
            const char *comma = memchr(s.ptr + at + 1, ',', s.len - at - 1);
            at = comma ? (size_t)(comma - s.ptr) : s.len;
        } else {
            const char *blank = memchr(s.ptr + at, ' ', s.len - at);
            at = blank ? (size_t)(blank - s.ptr) + 1 : s.len;
        }
    }
    return false;
}

/* "By Jane Roe", "By Jane Roe and John Doe in Gaborone". */
static bool is_by(wire_str s)
{
    static const char *const small[] = {"and", "for", "in", "of", "the", "at", "with", "from", "de", "da", "do", "dos", "del", "della",
                                        "di", "la", "le", "van", "von", "der", "den", "bin", "bint", "ibn", "al", "el", "ul", "y", "e"};
    enum { MANY = 16 };
    size_t at = wire_match(s, "by"), n = 0;
    if (!at)
        return false;
    s = wire_from(s, at);
    if (s.len && *s.ptr == ':')
        s = wire_from(s, 1);
    at = 0;
    for (wire_str w; (w = wire_next_word(s, &at)).len; n++)
        if (n >= MANY || (!wire_is_capitalised(w) && (!n || MATCH_LIST(w, small) != w.len)))
            return false;
    return n > 0;
}

static bool is_short(wire_str p)
{
    enum { FEW = 8 };
    size_t n = 0, at = 0;
    while (n <= FEW && wire_next_word(p, &at).len)
        n++;
    return n <= FEW;
}

enum wire_look wire_look(wire_str p, bool prose)
{
    enum { LONG_LINE = 400 };
    if (!has_letters(p))
        return WIRE_LOOKS_FURNITURE;
    bool weak = !prose && is_short(p);
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++) {
        const cue *c = &cues[i];
        if ((c->always || weak) && (c->where == BEGINS || p.len < LONG_LINE) && holds(p, c))
            return (enum wire_look)c->look;
    }
    if (prose || p.len >= LONG_LINE)
        return WIRE_LOOKS_PLAIN;
    if (is_buttons(p) || is_menu(p))
        return WIRE_LOOKS_FURNITURE;
    if (is_by(p) || wire_is_agency(p))
        return WIRE_LOOKS_BYLINE;
    return WIRE_LOOKS_PLAIN;
}
