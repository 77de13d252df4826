"""The coded examples as what the network learns from.

    wirecode examples --as jsonl ──> sentences with codes ──> reports: sentences that go on from each other, once
    train/features (the coder itself) ──> candidates, pairs ─┴──> items: pieces, candidates with labels, pairs with parts

The test sentences of the frames are examples, too, of one predicate each. They say nothing of their other words, and the rules are
right on them by construction: so all but that predicate is left out of them, and its features are.
"""

from __future__ import annotations

import bisect
import json
import re
import subprocess
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from wordpiece import WordPiece

STATUSES = ("actual", "planned", "requested", "conditional", "possible", "negated", "habitual")
PART_OF = {"S": 1, "T": 2, "A": 2, "O": 2, "P": 3}  # the letter's number: none, source, target, place
PIECES_MAX = 256


@dataclass
class Item:
    """A run of sentences. Tokens are numbers of the report's; `owner` is a piece's, -1 for a mark."""

    pieces: list[int]
    owner: list[int]
    candidates: list[int] = field(default_factory=list)
    features: list[list[int]] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    says: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)  # the type that the rules alone would record
    pairs: list[tuple[int, int, int, int, list[int]]] = field(default_factory=list)  # candidate, word, matter, part, features


@dataclass
class Report:
    """Sentences of one text, each with what is coded in it, and where it begins and ends in the text's bytes."""

    text: str
    year: int
    sentences: list[tuple[dict, list[int], int]] = field(default_factory=list)  # example, where its lines and it begin, its end


class Ontology:
    """A matter is what a word may tell: a type, a saying, a relation; their numbers follow each other, none first."""

    def __init__(self, text: Path) -> None:
        self.types: list[str] = []
        self.modes: list[str] = []
        self.relations: list[str] = []
        for line in text.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if line.startswith("type "):
                self.types.append(words[1])
            elif line.startswith("relation "):
                self.relations.append(words[1])
            elif words[:1] == ["modes"]:
                self.modes += [mode for mode in line.split(None, 1)[1].split(", ") if mode not in self.modes]


def coded(wirecode: Path, lexicon: Path) -> list[dict]:
    done = subprocess.run([wirecode, "examples", lexicon, "--as=jsonl"], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


FRAME = re.compile(r"(\S+?)\.[vna](?:\+\S+)? .*? -> ([A-Z]+)(?:/([\w-]+))?\b")
TEST = re.compile(r" +~ (.*?)\s*=>\s*(.*)")


def frame_sentences(lexicon: Path) -> list[dict]:
    """In the shape of `coded`, of the frames that make events, where the predicate's and the parts' words stand once."""
    out = []
    for path in sorted((lexicon / "frames").glob("*.frames")):
        frame = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line[:1].strip() and line[0] != "#":
                frame = FRAME.match(line)
            elif frame and (test := TEST.match(line)) and test[2].strip() != "none":
                record = _frame_record(frame, test[1], test[2])
                if record:
                    out.append({"file": path.name, "line": number, "year": 2010, "context": [], "sentence": test[1], "records": [record],
                                "weak": True})  # fmt: skip
    return out


def _frame_record(frame: re.Match, sentence: str, expected: str) -> dict | None:
    spans: dict[str, list[list[int]]] = {}
    for word in re.finditer(r"[^\W_]+(?:['’.][^\W_]+)*", sentence):
        name = re.sub(r"['’]s$", "", word[0])
        start = len(sentence[: word.start()].encode())
        spans.setdefault(name, []).append([start, start + len(name.encode())])
    lemmas = frame[1].split(",")
    trigger = next((word for word in spans for lemma in lemmas if _is_form(word.lower(), lemma)), None)
    if not trigger or len(spans[trigger]) > 1:
        return None
    parts: dict[str, list[dict]] = {}
    for letter, word in re.findall(r"([STMP]): ([^\s,]+)", expected):
        if len(spans.get(word, [])) == 1:
            parts.setdefault("T" if letter == "M" else letter, []).append({"span": spans[word][0]})
    return {"trigger": {"span": spans[trigger][0]}, "kind": "event", "code": frame[2], "mode": frame[3], "status": "actual", "parts": parts}


def _is_form(word: str, lemma: str) -> bool:
    stem = lemma[:-1] if lemma.endswith(("e", "y")) else lemma
    return word == lemma or (word.startswith(stem) and len(word) - len(lemma) <= 4)


def reports(examples: list[dict]) -> list[Report]:
    """The reports that the coder reads: context and sentence by lines. Examples whose context is all that was before are one."""
    out: list[Report] = []
    before: list[str] | None = None
    for example in examples:
        lines = [line["text"] for line in example["context"]]
        if not lines or lines != before:
            out.append(Report("\n".join(lines), example["year"]))
        report = out[-1]
        starts = list(accumulate((len(line.encode()) + 1 for line in lines), initial=0))
        report.text += ("\n" if lines else "") + example["sentence"]
        report.sentences.append((example, starts, len(report.text.encode())))
        before = [*lines, example["sentence"]]
    return out


def features(program: Path, data: Path, texts: list[Report], folder: Path) -> list[dict]:
    path, triggers = folder / "examples.jsonl", folder / "triggers.txt"
    with path.open("w", encoding="utf-8") as out, triggers.open("w") as marks:
        for i, report in enumerate(texts):
            out.write(json.dumps({"id": str(i), "date": f"{report.year}-06-15", "text": report.text}, ensure_ascii=False) + "\n")
            wanted = [starts[-1] + r["trigger"]["span"][0] for example, starts, _ in report.sentences for r in example["records"] if r["kind"] != "none"]
            marks.write(" ".join(map(str, wanted)) + "\n")
    done = subprocess.run([program, data / "en.pipeline", data / "en.lexicon", path, triggers], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def items(report: Report, made: dict, ontology: Ontology, split: WordPiece) -> list[Item]:
    raw, tokens = report.text.encode(), made["tokens"]
    ends = [token[1] for token in tokens]

    def at(offset: int) -> int:
        return min(bisect.bisect_right(ends, offset), len(tokens) - 1)

    pairs: dict[int, list[tuple[int, list[int]]]] = {}
    for candidate, word, bag in made["pairs"]:
        pairs.setdefault(candidate, []).append((word, bag))
    labels, told = Labels(), set()
    for example, starts, stop in report.sentences:
        _label(labels, example, starts, at, ontology)
        told |= {token for token in range(at(starts[-1]), len(tokens)) if tokens[token][0] < stop}
    out = []
    for run in made["runs"]:
        item = _pieces(raw, tokens, run, split)
        seen = set(item.owner)
        for token, _, rule, bag in made["candidates"]:
            if not run[1] <= token < run[2] or token not in seen or token not in told:
                continue
            kind, mode, status, parts = labels.events.get(token, (0, 0, 0, {}))
            relation, ends_of = labels.states.get(token, (0, {}))
            item.candidates.append(token)
            item.features.append(bag)
            item.types.append(kind)
            item.modes.append(mode)
            item.statuses.append(status)
            item.says.append(int(token in labels.sayings))
            item.relations.append(relation)
            item.rules.append(ontology.types.index(rule) + 1 if rule else 0)
            matters = [(kind, parts)] if kind else []
            matters += [(len(ontology.types) + 1, labels.sayings[token])] if token in labels.sayings else []
            matters += [(len(ontology.types) + 1 + relation, ends_of)] if relation else []
            item.pairs += [(token, word, matter, roles.get(word, 0), bag) for matter, roles in matters for word, bag in pairs.get(token, []) if word in seen]
        if report.sentences[0][0].get("weak"):
            _leave_labelled(item)
        if item.candidates:
            out.append(item)
    return out


def _leave_labelled(item: Item) -> None:
    kept = [i for i, kind in enumerate(item.types) if kind]
    for name in ("candidates", "types", "modes", "statuses", "says", "relations", "rules"):
        setattr(item, name, [getattr(item, name)[i] for i in kept])
    item.features = [[] for _ in kept]
    item.pairs = [(*pair[:4], []) for pair in item.pairs]


@dataclass
class Labels:
    """By token."""

    events: dict[int, tuple[int, int, int, dict[int, int]]] = field(default_factory=dict)  # type, mode, status, parts
    sayings: dict[int, dict[int, int]] = field(default_factory=dict)  # parts
    states: dict[int, tuple[int, dict[int, int]]] = field(default_factory=dict)  # relation, parts


def _label(out: Labels, example: dict, starts: list[int], at, ontology: Ontology) -> None:
    for record in example["records"]:
        parts: dict[int, int] = {}
        for letter, number in PART_OF.items():
            for reference in record["parts"].get(letter, []):
                if reference.get("span"):
                    parts.setdefault(at(starts[-1] + reference["span"][0]), number)
                if reference.get("context"):
                    parts.setdefault(at(starts[reference["context"]["line"]] + reference["context"]["span"][0]), number)
        token = at(starts[-1] + record["trigger"]["span"][0])
        if record["kind"] == "event":
            mode = ontology.modes.index(record["mode"]) + 1 if record["mode"] else 0
            out.events.setdefault(token, (ontology.types.index(record["code"]) + 1, mode, STATUSES.index(record["status"]), parts))
        elif record["kind"] == "statement":
            out.sayings.setdefault(token, parts)
        elif record["kind"] == "state":
            out.states.setdefault(token, (ontology.relations.index(record["code"]) + 1, parts))


def _pieces(raw: bytes, tokens: list, run: tuple[int, int, int, list[int]], split: WordPiece) -> Item:
    start, _, end, marks = run
    item = Item([split.cls], [-1])
    for token in range(start, end):
        if token in marks:
            item.pieces.append(split.sep)
            item.owner.append(-1)
        pieces = split.pieces(raw[tokens[token][0] : tokens[token][1]].decode(errors="replace"))
        item.pieces += pieces
        item.owner += [token] * len(pieces)
    item.pieces = [*item.pieces[: PIECES_MAX - 1], split.sep]
    item.owner = [*item.owner[: PIECES_MAX - 1], -1]
    return item
