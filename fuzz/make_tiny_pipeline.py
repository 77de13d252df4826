"""Make the small pipeline that the fuzz targets start from: every part that a large one has, with nothing learned.

It has a tok2vec that two components listen to and one that the ner keeps for itself, static vectors in both, a lifted
label, patterns of several tokens, special cases that span tokens, and no width that fills whole panels. Its weights
are noise of about unit size: an untrained model's are zero in places, where every score is the same and a slip would
not show.

  python fuzz/make_tiny_pipeline.py WIRECODE FOLDER    makes FOLDER/en_tiny and FOLDER/en_tiny.pipeline, holds the engine
                                                       to spaCy on them, and rewrites the seeds in fuzz/corpus
  python fuzz/make_tiny_pipeline.py WIRECODE FOLDER BLOCKS
                                                       the comparison also on a file of JSON Lines with "text"

Needs spaCy 3.8 (bench/requirements.txt).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy
import spacy
from spacy.lookups import Lookups
from spacy.symbols import NORM, ORTH
from spacy.tokenizer import Tokenizer
from spacy.training import Example

CORPUS = Path(__file__).resolve().parent / "corpus"
SEED = 20240101

CONFIG = """
[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","parser","attribute_ruler","lemmatizer","ner"]

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 12
attrs = ["NORM","PREFIX","SUFFIX","SHAPE","SPACY","IS_SPACE"]
rows = [20,7,9,8,3,3]
include_static_vectors = true

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 12
depth = 2
window_size = 1
maxout_pieces = 3

[components.tagger]
factory = "tagger"

[components.tagger.model]
@architectures = "spacy.Tagger.v2"

[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 12
upstream = "tok2vec"

[components.parser]
factory = "parser"
min_action_freq = 1

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 10
maxout_pieces = 2
use_upper = true

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 12
upstream = "tok2vec"

[components.attribute_ruler]
factory = "attribute_ruler"

[components.lemmatizer]
factory = "lemmatizer"
mode = "rule"

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 6
maxout_pieces = 3
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 9
attrs = ["ORTH","LOWER","SHAPE"]
rows = [11,10,5]
include_static_vectors = true

[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 9
depth = 1
window_size = 1
maxout_pieces = 2
"""

# Invented. Tags, heads, labels and entities are there to give the models their label sets, not to teach them; the last
# sentence has crossing arcs, so that the parser gets a lifted label.
TRAINING: list[dict[str, Any]] = [
    {
        "words": ["The", "envoys", "n't", "left", "Orvale", "quickly", "on", "Friday", "."],
        "tags": ["DT", "NNS", "RB", "VBD", "NNP", "RB", "IN", "NNP", "."],
        "heads": [1, 3, 3, 3, 3, 3, 3, 6, 3],
        "deps": ["det", "nsubj", "neg", "ROOT", "dobj", "advmod", "prep", "pobj", "punct"],
        "entities": ["O", "O", "O", "O", "U-GPE", "O", "O", "U-DATE", "O"],
        "sent_starts": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    },
    {
        "words": ["He", "paid", "ten", "million", "dollars", ".", "She", "runs", "it", "."],
        "tags": ["PRP", "VBD", "CD", "CD", "NNS", ".", "PRP", "VBZ", "PRP", "."],
        "heads": [1, 1, 3, 4, 1, 1, 7, 7, 7, 7],
        "deps": ["nsubj", "ROOT", "nummod", "nummod", "dobj", "punct", "nsubj", "ROOT", "dobj", "punct"],
        "entities": ["O", "O", "B-MONEY", "I-MONEY", "L-MONEY", "O", "O", "O", "O", "O"],
        "sent_starts": [1, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    },
    {
        "words": ["A", "hearing", "is", "scheduled", "on", "it", "today"],
        "tags": ["DT", "NN", "VBZ", "VBN", "IN", "PRP", "NN"],
        "heads": [1, 3, 3, 3, 1, 4, 3],
        "deps": ["det", "nsubjpass", "auxpass", "ROOT", "prep", "pobj", "npadvmod"],
        "entities": ["O", "O", "O", "O", "O", "O", "U-DATE"],
        "sent_starts": [1, 0, 0, 0, 0, 0, 0],
    },
]

SPECIAL_CASES = {
    "n't": [{ORTH: "n't", NORM: "not"}],
    "don't": [{ORTH: "do"}, {ORTH: "n't", NORM: "not"}],
    "U.S.": [{ORTH: "U.S."}],
    "a.m.": [{ORTH: "a.m."}],
    "8a.m.": [{ORTH: "8"}, {ORTH: "a.m."}],
    ":-)": [{ORTH: ":-)"}],
    "¯\\(ツ)/¯": [{ORTH: "¯\\(ツ)/¯"}],
    "o'clock": [{ORTH: "o'clock", NORM: "o'clock"}],
    "\n": [{ORTH: "\n"}],
}

PREFIX = r"""^(?:[("'“‘\[$€#]|\.\.+|[-–—]+(?=\w)|§(?=\d))"""
SUFFIX = r"""(?:[)"'”’\],;:!?%]|\.\.+|'s|’s|(?<=[a-zé0-9)"])\.|(?<=\d)(?:km|m)|[-–—])$"""
INFIX = r"""\.\.+|[—–]|(?<=[a-z])[,;:/](?=[A-Za-z])|(?<=[0-9])[+*](?=[0-9-])|(?<=\w)-(?=\w)"""
URL = r"""(?u)^(?:https?://)?[a-z0-9.-]+\.(?:com|org)(?:/\S*)?$"""
TOKEN_MATCH = r"""^\d+/\d+$"""

VECTORS = ["the", "The", "envoy", "envoys", "left", "dollars", "million", "Friday", ".", "n't", "it", "Orvale"]

RULES: list[dict[str, Any]] = [
    {"patterns": [[{"TAG": "NNS"}]], "attrs": {"POS": "NOUN", "MORPH": "Number=Plur"}},
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN", "MORPH": "Number=Sing"}},
    {"patterns": [[{"TAG": "NNP"}]], "attrs": {"POS": "PROPN", "MORPH": "Number=Sing"}},
    {"patterns": [[{"TAG": {"IN": ["VBD", "VBN"]}}]], "attrs": {"POS": "VERB", "MORPH": "Tense=Past|VerbForm=Fin"}},
    {"patterns": [[{"TAG": "VBZ"}]], "attrs": {"POS": "VERB", "MORPH": "VerbForm=Fin|Tense=Pres|Number=Sing"}},
    {"patterns": [[{"TAG": "RB"}], [{"TAG": "IN"}]], "attrs": {"POS": "ADV"}},
    {"patterns": [[{"TAG": "CD", "LOWER": {"REGEX": "^[0-9.,]+$"}}]], "attrs": {"POS": "NUM", "MORPH": "NumType=Card"}},
    {"patterns": [[{"TAG": {"NOT_IN": ["VBD", "NNS"]}, "DEP": "dobj"}]], "attrs": {"POS": "PRON", "LEMMA": "-PRON-"}},
    {"patterns": [[{"LOWER": "the"}, {"TAG": "NNS"}]], "attrs": {"TAG": "DT", "POS": "DET"}, "index": 0},
    {"patterns": [[{"ORTH": "on"}, {"IS_SPACE": False}]], "attrs": {"POS": "X"}, "index": -1},
    {"patterns": [[{"IS_SPACE": True}]], "attrs": {"POS": "SPACE", "MORPH": "_"}},
]

LEMMA_RULES = {
    "noun": [["s", ""], ["ies", "y"], ["men", "man"]],
    "verb": [["s", ""], ["ed", "e"], ["ed", ""], ["ing", ""]],
    "adv": [["er", ""]],
    "adj": [],
    "punct": [["“", '"']],
}
LEMMA_INDEX = {"noun": ["envoy", "dollar", "day"], "verb": ["run", "pay", "schedule"], "adv": []}
LEMMA_EXC = {"verb": {"left": ["leave"], "paid": ["pay"], "was": ["be"]}, "noun": {"men": ["man", "mann"]}}

TEXTS = [
    "The envoys didn't leave Orvale on Friday; he paid $10 million.",
    "He don't run it at 8a.m. in the U.S. (or at nine o'clock), she said.",
    "“Men left,” said the envoy’s aide...  It's 5km to http://orvale.com/a?b=1 today.",
    "1/2 of ten-million dollars was scheduled\n\nat 8+9 a.m.:-) ¯\\(ツ)/¯ it left.",
    " Leading space, trailing spaces  ",
    "Łódź, naïve café — 東京 is 北京's £5 ½ ǅungla İstanbul ῼ.",
    "on\ton . the envoys the Envoys THE ENVOYS “",
    "The envoy left. She runs it. He paid ten dollars. It is scheduled on it today. " * 12,
    "don't",
]


def tokenizer(nlp: spacy.Language) -> Tokenizer:
    return Tokenizer(
        nlp.vocab,
        rules=SPECIAL_CASES,
        prefix_search=re.compile(PREFIX).search,
        suffix_search=re.compile(SUFFIX).search,
        infix_finditer=re.compile(INFIX).finditer,
        url_match=re.compile(URL).match,
        token_match=re.compile(TOKEN_MATCH).match,
    )


def make() -> spacy.Language:
    spacy.util.fix_random_seed(SEED)
    random = numpy.random.default_rng(SEED)
    nlp = spacy.util.load_model_from_config(spacy.util.load_config_from_str(CONFIG, interpolate=False), auto_fill=True)
    nlp.tokenizer = tokenizer(nlp)
    nlp.vocab.lookups.add_table("lexeme_norm", {"colour": "color", "gonna": "going to", "nine": "9"})
    for word in VECTORS:
        nlp.vocab.set_vector(word, random.standard_normal(7, dtype="float32"))
    nlp.vocab.vectors.name = "tiny"

    lookups = Lookups()
    for name, table in ("lemma_rules", LEMMA_RULES), ("lemma_index", LEMMA_INDEX), ("lemma_exc", LEMMA_EXC):
        lookups.add_table(name, table)
    nlp.get_pipe("lemmatizer").initialize(lookups=lookups)
    nlp.get_pipe("attribute_ruler").add_patterns(RULES)
    examples = [Example.from_dict(spacy.tokens.Doc(nlp.vocab, words=t["words"]), t) for t in TRAINING]
    for name in ("tok2vec", "tagger", "parser", "ner"):
        nlp.get_pipe(name).initialize(lambda: examples, nlp=nlp)

    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk() if hasattr(pipe, "model") and pipe.model else ():
            for param in node.param_names:
                if node.has_param(param):
                    shape = node.get_param(param).shape
                    noise = random.standard_normal(shape, dtype="float32")
                    if node.name in ("linear", "softmax") and param == "W":
                        # A maxout's units are above zero on average; uncentred, the same output would always win.
                        noise -= noise.mean(axis=1, keepdims=True)
                    node.set_param(param, 1 + noise / 4 if param == "G" else noise)
    nlp.meta["name"], nlp.meta["version"] = "tiny", "0.0.1"
    return nlp


# --- the comparison --------------------------------------------------------------------------------------------------


def values(doc: spacy.tokens.Doc) -> list[dict[str, Any]]:
    """A token a record, as wirecode prints it."""
    at = [0]
    for char in doc.text:
        at.append(at[-1] + len(char.encode()))
    return [
        {
            "start": at[t.idx],
            "end": at[t.idx + len(t)],
            "tag": t.tag_,
            "pos": t.pos_,
            "morph": str(t.morph),
            "lemma": t.lemma_,
            "dep": t.dep_,
            "head": t.head.i,
            "sent": bool(t.is_sent_start),
            "ent": t.ent_type_,
            "iob": t.ent_iob_ if t.ent_type_ else "O",
        }
        for t in doc
    ]


def parsed(record: dict[str, Any]) -> list[dict[str, Any]]:
    starts = {s["start"] for s in record["sents"]}
    tokens = [
        {key: t.get(key, "") for key in ("start", "end", "tag", "pos", "morph", "lemma", "dep", "head")}
        | {"sent": t["start"] in starts, "ent": "", "iob": "O"}
        for t in record["tokens"]
    ]
    for ent in record["ents"]:
        for t in tokens:
            if ent["start"] <= t["start"] and t["end"] <= ent["end"]:
                t["ent"], t["iob"] = ent["label"], "B" if t["start"] == ent["start"] else "I"
    return tokens


def compare(nlp: spacy.Language, wirecode: str, pipeline: Path, texts: list[str], folder: Path) -> int:
    """Print the share of tokens on which the two agree; returns the number of differences."""
    source = folder / "texts.jsonl"
    source.write_text("".join(json.dumps({"id": str(i), "text": t}) + "\n" for i, t in enumerate(texts)))
    done = subprocess.run(
        [wirecode, "parse", "--quiet", "--as=jsonl", f"--model={pipeline}", str(source)],
        capture_output=True,
        text=True,
        check=True,
    )
    same, seen, total = Counter[str](), Counter[str](), 0
    used: dict[str, set[str]] = {key: set() for key in ("tag", "dep", "ent", "pos")}
    for text, doc, line in zip(texts, nlp.pipe(texts), done.stdout.splitlines(), strict=True):
        theirs, ours = values(doc), parsed(json.loads(line))
        if [t["end"] for t in theirs] != [t["end"] for t in ours]:
            print(f"tokens differ: {text!r}\n  {[t.text for t in doc]}")
            seen["end"] += len(theirs)
            continue
        for a, b, token in zip(theirs, ours, doc):
            total += 1
            for key in a:
                seen[key] += 1
                same[key] += a[key] == b[key]
                if key in used:
                    used[key].add(a[key])
                if a[key] != b[key]:
                    print(f"{key}: {token.text!r} in {token.sent.text[:60]!r}: {a[key]!r} -> {b[key]!r}")
    print(f"{len(texts)} texts, {total} tokens; " + ", ".join(f"{key} {100 * same[key] / seen[key]:.3f} %" for key in seen))
    print("values seen: " + "; ".join(f"{key} {' '.join(sorted(used[key]))}" for key in used))
    return seen.total() - same.total()


# --- the seeds -------------------------------------------------------------------------------------------------------

PACKAGE_SKIPS = {"strings.json", "README.md"}  # the converter does not read them


def package_seed(package: Path) -> bytes:
    """All files in one, as fuzz_package.c takes it apart: a line with the name before each."""
    parts = []
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.name not in PACKAGE_SKIPS:
            parts.append(b"\n==> " + str(path.relative_to(package)).encode() + b"\n" + path.read_bytes())
    return b"".join(parts)


def main() -> int:
    wirecode, folder = sys.argv[1], Path(sys.argv[2])
    package, pipeline = folder / "en_tiny", folder / "en_tiny.pipeline"
    shutil.rmtree(package, ignore_errors=True)
    package.parent.mkdir(parents=True, exist_ok=True)
    make().to_disk(package)
    subprocess.run([wirecode, "model", "--quiet", str(package), "-o", str(pipeline)], check=True)
    nlp = spacy.load(package)
    texts = list(TEXTS)
    if len(sys.argv) > 3:
        with open(sys.argv[3], encoding="utf-8") as blocks:
            texts += [json.loads(line)["text"] for line in blocks]
    wrong = compare(nlp, wirecode, pipeline, texts, folder)

    for name in ("model", "package"):
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(pipeline, CORPUS / "model" / "tiny.pipeline")
    (CORPUS / "package" / "tiny").write_bytes(package_seed(package))
    print(f"{pipeline.stat().st_size} bytes; {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
