"""The blocks that the benches read: what nlp.py's docstring says of its corpora, done."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

REUTERS_REPORTS = 1000


@dataclass(frozen=True)
class Block:
    id: str
    corpus: str
    text: str


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def unwrap(text: str) -> list[str]:
    """Paragraphs of a hard-wrapped Reuters body."""
    paragraphs: list[str] = []
    for line in text.split("\n"):
        word = line.strip()
        if not word:
            continue
        if not paragraphs or line[0].isspace():
            paragraphs.append(word)
        else:
            glue = "" if re.search(r"[A-Za-z]-$", paragraphs[-1]) else " "
            paragraphs[-1] += glue + word
    return paragraphs


def reports(shared: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(corpus, report id, block texts)"""
    for corpus, file, limit, split in (
        ("wikinews", "wikinews.jsonl.gz", None, lines),
        ("reuters", "reuters21578.jsonl.gz", REUTERS_REPORTS, unwrap),
    ):
        with gzip.open(shared / "corpus" / file, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream):
                if number == limit:
                    break
                report = json.loads(line)
                yield corpus, report["id"], lines(report.get("title") or "") + split(report["text"])
    for path in sorted((shared / "gold" / "quotes" / "text").iterdir()):
        yield "quotes", path.stem, lines(path.read_text(encoding="utf-8"))


def load_blocks(shared: Path, step: int) -> list[Block]:
    """Every `step`-th block of all corpora."""
    blocks = [
        Block(f"{report}:{number}", corpus, text)
        for corpus, report, texts in reports(shared)
        for number, text in enumerate(texts)
    ]
    return blocks[::step]


def write_blocks(blocks: list[Block], path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for block in blocks:
            out.write(json.dumps({"id": block.id, "text": block.text}, ensure_ascii=False) + "\n")


def words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)
