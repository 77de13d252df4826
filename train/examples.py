"""The coded examples as what the network learns from.

    wirecode examples --as jsonl ──> sentences with codes ──┐
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
from pathlib import Path

from wordpiece import WordPiece

STATUSES = ("actual", "planned", "requested", "conditional", "possible", "negated", "habitual")
PART_OF = {"S": 1, "T": 2, "A": 2, "P": 3}  # the letter's number: none, source, target, place
PIECES_MAX = 256


@dataclass
class Item:
    """A sentence. Tokens are numbers of the report's; `owner` is a piece's, -1 for a mark."""

    place: str  # the block: file:line
    pieces: list[int]
    owner: list[int]
    candidates: list[int] = field(default_factory=list)
    features: list[list[int]] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    says: list[int] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)  # the type that the rules alone would record
    pairs: list[tuple[int, int, int, int, list[int]]] = field(default_factory=list)  # candidate, word, type, part, features


class Ontology:
    def __init__(self, text: Path) -> None:
        self.types: list[str] = []
        self.modes: list[str] = []
        for line in text.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if line.startswith("type "):
                self.types.append(words[1])
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


def text_of(example: dict) -> tuple[str, list[int]]:
    """The report that the coder reads, and where each line of context and the sentence begin in its bytes."""
    lines = [line["text"] for line in example["context"]] + [example["sentence"]]
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.encode()) + 1
    return "\n".join(lines), starts


def features(program: Path, data: Path, examples: list[dict], folder: Path) -> list[dict]:
    reports, triggers = folder / "examples.jsonl", folder / "triggers.txt"
    with reports.open("w", encoding="utf-8") as out, triggers.open("w") as marks:
        for i, example in enumerate(examples):
            text, starts = text_of(example)
            out.write(json.dumps({"id": str(i), "date": f"{example['year']}-06-15", "text": text}, ensure_ascii=False) + "\n")
            wanted = [starts[-1] + r["trigger"]["span"][0] for r in example["records"] if r["kind"] in ("event", "statement")]
            marks.write(" ".join(map(str, wanted)) + "\n")
    done = subprocess.run([program, data / "en.pipeline", data / "en.lexicon", reports, triggers], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def items(examples: list[dict], found: list[dict], ontology: Ontology, split: WordPiece) -> list[Item]:
    return [item for example, report in zip(examples, found, strict=True) for item in _items(example, report, ontology, split)]


def _items(example: dict, report: dict, ontology: Ontology, split: WordPiece) -> list[Item]:
    text, starts = text_of(example)
    raw, tokens = text.encode(), report["tokens"]
    ends = [token[1] for token in tokens]

    def at(offset: int) -> int:
        return min(bisect.bisect_right(ends, offset), len(tokens) - 1)

    events, sayings = _labels(example, starts, at, ontology)
    pairs: dict[int, list[tuple[int, list[int]]]] = {}
    for candidate, word, bag in report["pairs"]:
        pairs.setdefault(candidate, []).append((word, bag))
    out = []
    for context, first, end in report["sentences"]:
        if tokens[end - 1][1] <= starts[-1]:
            continue
        item = _pieces(f"{example['file']}:{example['line']}", raw, tokens, (context, first, end), split)
        seen = set(item.owner)
        for token, _, rule, bag in report["candidates"]:
            if not first <= token < end or token not in seen or tokens[token][0] < starts[-1]:
                continue
            kind, mode, status, parts = events.get(token, (0, 0, 0, {}))
            item.candidates.append(token)
            item.features.append(bag)
            item.types.append(kind)
            item.modes.append(mode)
            item.statuses.append(status)
            item.says.append(int(token in sayings))
            item.rules.append(ontology.types.index(rule) + 1 if rule else 0)
            if kind or token in sayings:
                parts = parts if kind else sayings[token]
                kind = kind or len(ontology.types) + 1
                item.pairs += [(token, word, kind, parts.get(word, 0), features) for word, features in pairs.get(token, []) if word in seen]
        if example.get("weak"):
            _leave_labelled(item)
        if item.candidates:
            out.append(item)
    return out


def _leave_labelled(item: Item) -> None:
    kept = [i for i, kind in enumerate(item.types) if kind]
    for name in ("candidates", "types", "modes", "statuses", "says", "rules"):
        setattr(item, name, [getattr(item, name)[i] for i in kept])
    item.features = [[] for _ in kept]
    item.pairs = [(*pair[:4], []) for pair in item.pairs]


def _labels(example: dict, starts: list[int], at, ontology: Ontology) -> tuple[dict, dict]:
    """By token: an event's type, mode, status and parts; a saying's parts."""
    events: dict[int, tuple[int, int, int, dict[int, int]]] = {}
    sayings: dict[int, dict[int, int]] = {}
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
            events.setdefault(token, (ontology.types.index(record["code"]) + 1, mode, STATUSES.index(record["status"]), parts))
        elif record["kind"] == "statement":
            sayings.setdefault(token, parts)
    return events, sayings


def _pieces(place: str, raw: bytes, tokens: list, sentence: tuple[int, int, int], split: WordPiece) -> Item:
    context, first, end = sentence
    item = Item(place, [split.cls], [-1])
    for token in range(context, end):
        if token == first and token > context:
            item.pieces.append(split.sep)
            item.owner.append(-1)
        pieces = split.pieces(raw[tokens[token][0] : tokens[token][1]].decode(errors="replace"))
        item.pieces += pieces
        item.owner += [token] * len(pieces)
    item.pieces = [*item.pieces[: PIECES_MAX - 1], split.sep]
    item.owner = [*item.owner[: PIECES_MAX - 1], -1]
    return item
