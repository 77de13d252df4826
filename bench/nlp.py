"""Hold the language engine to spaCy: the same annotation, token by token, and how much faster.

Both run the same trained pipeline (en_core_web_sm 3.8.0) over the same blocks. A block, one headline or one paragraph,
is one document to both. The blocks come from the shared folder (--shared):

  wikinews  corpus/wikinews.jsonl.gz, all of it: each title, each non-empty line of the text
  reuters   corpus/reuters21578.jsonl.gz, the first 1,000 reports: each title, each paragraph. Bodies are hard-wrapped
            at some 65 columns, without empty lines: a paragraph opens with an indented line (text by four spaces, rows
            of tables by any number), and a line at the margin continues the one above. Lines are stripped and joined
            by a space, or by nothing after a word's hyphen; runs of spaces inside a row are kept.
  quotes    gold/quotes/text: each non-empty line

Faithfulness. The reference is spaCy's own Doc.to_json, its offsets turned into bytes, kept in build/bench so that the
comparison can be repeated in seconds. Tokens are aligned by their byte spans. "tokens" is the share of spans that both
have among those that either has; the other rows are shares of the common tokens whose value is the same. A head is
compared by its span, an entity by B/I/O and label, token by token, and "entity spans F1" by span and label. The last
column compares spaCy with itself under another matrix library (OpenBLAS for BLIS): the floor that rounding sets.
Every difference goes to build/bench/nlp-differences.tsv.

Speed. One core (each process pinned to the same one), one run: spaCy, wirecode, spaCy, wirecode, ..., medians. spaCy's
time is the loop over nlp.pipe and nothing else: no start, no load, no reading or writing, and it is warm. Its batch
size is the best of several on a quarter of the blocks. It is run twice: as installed, its matrix products by BLIS; and
by numpy's OpenBLAS (thinc's use_blis = False), since the BLIS in the wheel knows no recent AMD processor and falls back
to its generic kernels there. wirecode's "engine" is what --stats says of the same work; "whole process" is start, load,
reading JSON, parsing, and writing JSON to /dev/null. Words are those between white space, the same count for all.
Start-up is the whole process on a text of one word for wirecode, and up to the loaded pipeline for spaCy.

  python bench/nlp.py [--only faith|speed] [--quick] [--show N]

Prints the tables and replaces its own sections of bench/results.md (not with --quick, a tenth of the blocks).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO

from common import BUILD, ENV, ROOT, SHARED, WIRECODE, Record, built, publish, skip, spread, table, timed
from nlp_blocks import Block, load_blocks, words, write_blocks
from peer import BATCH_SIZES, BLAS_NAMES, PEERS, Spacy, conditions

CORPORA = ("wikinews", "reuters", "quotes")
QUICK = 10  # --quick takes every tenth block
SAMPLE = 4  # the search for the batch size, every fourth
START_RUNS = 10
SPEED_GOALS = (4, 8)

Span = tuple[int, int]


def reference(blocks: list[Block], path: Path, blas: str) -> Path:
    """spaCy's parse of the blocks: one line a block; from the cache if the blocks and the versions are the same."""
    key = hashlib.sha256()
    key.update(json.dumps({name: version(name) for name in PEERS}).encode())
    for block in blocks:
        key.update(json.dumps([block.id, block.text]).encode())
    cached = BUILD / f"reference-{blas}-{key.hexdigest()[:16]}.jsonl"
    if not cached.exists():
        print(f"spaCy ({blas}) parses {len(blocks):,} blocks ...", file=sys.stderr)
        part = cached.with_suffix(".part")
        with Spacy(os.sched_getaffinity(0)) as spacy:
            spacy.ask("reference", blas=blas, path=str(path), out=str(part))
        part.rename(cached)
    return cached


# --- wirecode --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Engine:
    program: Path
    model: Path

    def command(self, path: Path, jobs: int, *more: str) -> list[str]:
        return [str(self.program), "parse", "--model", str(self.model), "--as", "jsonl", "--input", "jsonl",
                "--jobs", str(jobs), *more, str(path)]  # fmt: skip

    def parse(self, path: Path, out: Path) -> None:
        with out.open("wb") as stream:
            done = subprocess.run(self.command(path, os.cpu_count() or 1), stdout=stream, env=ENV, check=False)
        if done.returncode:
            sys.exit(f"bench: wirecode parse failed ({done.returncode})")

    def time(self, path: Path, jobs: int, cpus: set[int]) -> Record:
        """As timed(), and what the engine says of itself (`stats`)."""
        run = timed(self.command(path, jobs, "--stats"), cpus)
        stats = [line for line in run["errors"].splitlines() if line.startswith("{")]
        if not stats:
            sys.exit("bench: wirecode parse --stats printed no JSON")
        return run | {"stats": json.loads(stats[-1])}


# --- comparing -------------------------------------------------------------------------------------------------------

FIELDS = ("tag", "pos", "morph", "lemma")
KINDS = ("token", *FIELDS, "head", "head+label", "sentence start", "entity")
GOALS = {kind: 0.9999 if kind == "token" else 0.999 for kind in KINDS}


@dataclass(frozen=True)
class Difference:
    """One value that is not the same; `token` of kind "token" has one side empty."""

    block: Block
    kind: str
    span: Span
    spacy: str
    wirecode: str


@dataclass
class Count:
    documents: int = 0
    words: int = 0
    tokens: int = 0  # the reference's
    common: int = 0
    either: int = 0
    same_documents: int = 0
    same: Counter[str] = field(default_factory=Counter)
    entities: list[int] = field(default_factory=lambda: [0, 0, 0])  # both, spaCy's, ours

    def add(self, other: Count) -> None:
        for name in ("documents", "words", "tokens", "common", "either", "same_documents"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.same += other.same
        self.entities = [a + b for a, b in zip(self.entities, other.entities, strict=True)]

    def share(self, kind: str) -> float:
        part, whole = (self.common, self.either) if kind == "token" else (self.same[kind], self.common)
        return part / whole if whole else 1.0

    def entity_f1(self) -> float:
        both, left, right = self.entities
        return 2 * both / (left + right) if left + right else 1.0


def values(doc: Record) -> dict[Span, dict[str, str]]:
    """Token span -> kind -> value, written so that it does not depend on the token's number."""
    tokens = doc["tokens"]
    spans = [(token["start"], token["end"]) for token in tokens]
    starts = {sent["start"] for sent in doc["sents"]}
    entities: dict[int, str] = {}
    for entity in doc["ents"]:
        for start, _ in spans:
            if entity["start"] <= start < entity["end"]:
                entities[start] = f"{'B' if start == entity['start'] else 'I'}-{entity['label']}"
    out: dict[Span, dict[str, str]] = {}
    for span, token in zip(spans, tokens, strict=True):
        head = token.get("head", token["id"])
        head_span = "itself" if spans[head] == span else "{}-{}".format(*spans[head])
        out[span] = {name: token.get(name, "") for name in FIELDS} | {
            "head": head_span,
            "head+label": f"{token.get('dep', '')} {head_span}",
            "sentence start": "yes" if span[0] in starts else "no",
            "entity": entities.get(span[0], "O"),
        }
    return out


def compare(block: Block, theirs: Record, ours: Record) -> tuple[Count, list[Difference]]:
    left, right = values(theirs), values(ours)
    common = left.keys() & right.keys()
    count = Count(1, len(block.text.split()), len(left), len(common), len(left.keys() | right.keys()))
    differences = []
    raw = block.text.encode()
    for span in sorted(left.keys() | right.keys()):
        if span not in common:
            text = raw[slice(*span)].decode(errors="replace")
            sides = (text, "") if span in left else ("", text)
            differences.append(Difference(block, "token", span, *sides))
            continue
        for kind, value in left[span].items():
            if value == right[span][kind]:
                count.same[kind] += 1
            else:
                differences.append(Difference(block, kind, span, value, right[span][kind]))
    spans = [{(e["start"], e["end"], e["label"]) for e in doc["ents"]} for doc in (theirs, ours)]
    count.entities = [len(spans[0] & spans[1]), len(spans[0]), len(spans[1])]
    count.same_documents = int(not differences)
    return count, differences


def compare_files(
    blocks: list[Block], theirs: Path, ours: Path, check: Callable[[Block, Record], None]
) -> tuple[dict[str, Count], list[Difference]]:
    """Counts a corpus and in total ("all"), and the differences. Both files have a line a block, in order."""
    counts: dict[str, Count] = defaultdict(Count)
    differences: list[Difference] = []
    with theirs.open(encoding="utf-8") as left, ours.open(encoding="utf-8") as right:
        for number, block in enumerate(blocks):
            line = right.readline()
            if not line:
                sys.exit(f"bench: {len(blocks):,} blocks went in, {number:,} records came out")
            record = json.loads(line)
            check(block, record)
            count, found = compare(block, json.loads(left.readline()), record)
            counts[block.corpus].add(count)
            counts["all"].add(count)
            differences += found
        if right.readline():
            sys.exit(f"bench: {len(blocks):,} blocks went in, more records came out")
    return counts, differences


def check_record(block: Block, record: Record) -> None:
    if record.get("id") != block.id or record.get("text") != block.text:
        sys.exit(f"bench: a record for {block.id!r} was due, with its text as it was; got {str(record)[:300]}")


# --- printing --------------------------------------------------------------------------------------------------------


def percent(share: float) -> str:
    """Never rounded up: 100 % means all."""
    return "100 %" if share == 1 else f"{int(share * 1e6) / 1e4:.4f} %"


# --- faithfulness ----------------------------------------------------------------------------------------------------


def faithfulness_table(counts: dict[str, Count], floor: Count) -> str:
    columns = [counts[name] for name in (*CORPORA, "all")]

    def row(name: str, value: Callable[[Count], str], own: str = "") -> list[str]:
        return [name, *map(value, columns), "", own]

    rows = [["", *CORPORA, "all", "goal", "spaCy, itself"]]
    rows.append(row("documents", lambda count: f"{count.documents:,}"))
    rows.append(row("words", lambda count: f"{count.words:,}"))
    rows.append(row("tokens", lambda count: f"{count.tokens:,}"))
    for kind in KINDS:
        shares = [percent(count.share(kind)) for count in columns]
        met = "met" if counts["all"].share(kind) >= GOALS[kind] else "MISSED"
        goal = f"≥ {100 * GOALS[kind]:g} %, {met}"
        name = "same tokens" if kind == "token" else f"same {kind}"
        rows.append([name, *shares, goal, percent(floor.share(kind))])
    rows.append(row("entity spans F1", lambda count: percent(count.entity_f1()), percent(floor.entity_f1())))

    def whole(count: Count) -> str:
        return percent(count.same_documents / max(count.documents, 1))

    rows.append(row("documents without a difference", whole, whole(floor)))
    return table(rows)


def one_line(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")


def context(difference: Difference, width: int = 40) -> str:
    raw, (start, end) = difference.block.text.encode(), difference.span
    before, token, after = raw[max(0, start - width) : start], raw[start:end], raw[end : end + width]
    return one_line("{}[{}]{}".format(*(part.decode(errors="ignore") for part in (before, token, after))))


def readable(difference: Difference, value: str) -> str:
    """A head's span as its text."""
    raw = difference.block.text.encode()
    return re.sub(r"(\d+)-(\d+)$", lambda m: f"{raw[int(m[1]) : int(m[2])].decode(errors='replace')!r}@{m[1]}", value)


def sides(difference: Difference) -> tuple[str, str]:
    pair = (difference.spacy, difference.wirecode)
    if difference.kind.startswith("head"):
        pair = (readable(difference, pair[0]), readable(difference, pair[1]))
    return one_line(pair[0]), one_line(pair[1])


def write_differences(differences: list[Difference], unsteady: dict[tuple[str, Span, str], str], out: IO[str]) -> None:
    out.write("corpus\tblock\tkind\tstart\tend\tspacy\twirecode\tspacy_openblas\tcontext\n")
    for d in differences:
        own = unsteady.get((d.block.id, d.span, d.kind), "=")
        out.write("\t".join((d.block.corpus, d.block.id, d.kind, str(d.span[0]), str(d.span[1]),
                             *sides(d), one_line(own), context(d))) + "\n")  # fmt: skip


def show_differences(differences: list[Difference], shown: int, unsteady: dict[tuple[str, Span, str], str]) -> None:
    by_kind: dict[str, list[Difference]] = defaultdict(list)
    for difference in differences:
        by_kind[difference.kind].append(difference)
    for kind in KINDS:
        found = by_kind[kind]
        blocks = len({d.block.id for d in found})
        also = sum((d.block.id, d.span, kind) in unsteady for d in found)
        print(f"{kind}: {len(found):,} in {blocks:,} blocks; of these spaCy differs from itself in {also:,}")
        for difference in found[:shown]:
            spacy, wirecode = sides(difference)
            print(f"  {difference.block.id}  {spacy!r} -> {wirecode!r}  {context(difference)}")
    print()


def faithfulness(engine: Engine, blocks: list[Block], path: Path, shown: int, keep: bool) -> bool:
    theirs = reference(blocks, path, "blis")
    other = reference(blocks, path, "openblas")
    ours = BUILD / "nlp-wirecode.jsonl"
    engine.parse(path, ours)
    floor, own = compare_files(blocks, theirs, other, lambda *_: None)
    counts, differences = compare_files(blocks, theirs, ours, check_record)
    unsteady = {(d.block.id, d.span, d.kind): d.wirecode for d in own}
    with (BUILD / "nlp-differences.tsv").open("w", encoding="utf-8") as out:
        write_differences(differences, unsteady, out)
    show_differences(differences, shown, unsteady)
    text = f"""## The language engine: the same as spaCy?

Share of tokens on which the engine and spaCy agree, on the same blocks. "spaCy, itself" is spaCy with BLIS against
spaCy with OpenBLAS, all blocks: what rounding alone changes. How it is measured: bench/nlp.py.

{faithfulness_table(counts, floor["all"])}

{conditions()}"""
    publish("nlp-faithfulness", text, keep)
    return all(counts["all"].share(kind) >= goal for kind, goal in GOALS.items())


# --- speed -----------------------------------------------------------------------------------------------------------

GEMM = (512, 288, 288)


@dataclass
class Speed:
    words: int
    blis: str  # the kernels that BLIS chose
    batches: dict[str, dict[int, float]] = field(
        default_factory=dict
    )  # library -> batch size -> seconds, of the sample
    sample_words: int = 0
    spacy: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # library -> seconds
    spacy_load: float = 0
    spacy_start: float = 0
    spacy_peak_kb: int = 0
    one: list[Record] = field(default_factory=list)
    two: list[Record] = field(default_factory=list)
    start: list[Record] = field(default_factory=list)
    gemm: dict[str, float] = field(default_factory=dict)
    kernels: list[Record] = field(default_factory=list)

    def best_batch(self, blas: str) -> int:
        return min(self.batches[blas], key=self.batches[blas].__getitem__)


def kernel_limits(cpus: set[int]) -> list[Record]:
    """What build/bench/kernels measures: a line of JSON a kernel. Empty without the program."""
    program = BUILD / "kernels"
    if not program.exists():
        print("bench: no build/bench/kernels; the kernel rows are left out", file=sys.stderr)
        return []
    done = subprocess.run(
        [str(program)],
        capture_output=True,
        text=True,
        env=ENV,
        preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure(engine: Engine, blocks: list[Block], path: Path, rounds: int, sample: int) -> Speed:
    cpus = sorted(os.sched_getaffinity(0))
    core = {cpus[-1]}
    one_word = BUILD / "nlp-one-word.jsonl"
    one_word.write_text('{"id": "1", "text": "Hello"}\n')

    with Spacy(core) as spacy:
        speed = Speed(words(blocks), "", spacy_load=spacy.load, spacy_start=spacy.start)
        speed.sample_words = words(blocks[::sample])
        speed.gemm = spacy.ask("gemm", shape=GEMM)
        speed.blis = spacy.blis_kernels()
        for blas in BLAS_NAMES:
            speed.batches[blas] = spacy.batches(blas, path, sample)
        for number in range(rounds):
            print(f"round {number + 1} of {rounds} ...", file=sys.stderr)
            for blas in BLAS_NAMES:
                batch = speed.best_batch(blas)
                speed.spacy[blas].append(spacy.ask("run", blas=blas, batch=batch, path=str(path))["seconds"])
                speed.one.append(engine.time(path, 1, core))
            if len(cpus) > 1:
                speed.two.append(engine.time(path, 2, set(cpus[-2:])))
        speed.spacy_peak_kb = spacy.ask("memory")["peak_kb"]
    speed.start = [engine.time(one_word, 1, core) for _ in range(START_RUNS)]
    speed.kernels = kernel_limits(core)
    return speed


def speed_table(speed: Speed) -> str:
    def rates(seconds: Iterable[float]) -> list[float]:
        return [speed.words / s for s in seconds]

    spacy = {blas: statistics.median(rates(speed.spacy[blas])) for blas in BLAS_NAMES}
    rows = [["one core, words a second", "median", "runs", "× spaCy, BLIS", "× spaCy, OpenBLAS"]]

    def row(name: str, runs: list[float]) -> None:
        middle = statistics.median(runs)
        rows.append([name, f"{middle:,.0f}", spread(runs), *(f"{middle / spacy[blas]:.2f}" for blas in BLAS_NAMES)])

    row(f"spaCy as installed, BLIS (its {speed.blis} kernels), batches of {speed.best_batch('blis'):,}",
        rates(speed.spacy["blis"]))  # fmt: skip
    row(f"spaCy with OpenBLAS, batches of {speed.best_batch('openblas'):,}", rates(speed.spacy["openblas"]))
    row("wirecode, engine", rates(run["stats"]["seconds_engine"] for run in speed.one))
    row("wirecode, whole process", rates(run["seconds"] for run in speed.one))
    if speed.two:
        row("wirecode, engine, two cores", rates(run["stats"]["seconds_engine"] for run in speed.two))
        row("wirecode, whole process, two cores", rates(run["seconds"] for run in speed.two))
    return table(rows)


def batch_table(speed: Speed) -> str:
    rows = [["spaCy's batch size, words a second", *(f"{batch:,}" for batch in BATCH_SIZES)]]
    for blas, name in BLAS_NAMES.items():
        rows.append([name, *(f"{speed.sample_words / speed.batches[blas][batch]:,.0f}" for batch in BATCH_SIZES)])
    return table(rows)


def cost_table(speed: Speed) -> str:
    peak = max(run["peak_kb"] for run in speed.one)
    start = statistics.median(run["seconds"] for run in speed.start)
    load = statistics.median(run["stats"]["seconds_load"] for run in speed.start)
    return table(
        [
            ["", "wirecode", "spaCy", "goal"],
            ["start-up, ms", f"{1e3 * start:.1f}", f"{1e3 * speed.spacy_start:,.0f}", "≤ 100"],
            ["of it, the load (spaCy: and imports), ms", f"{1e3 * load:.1f}", f"{1e3 * speed.spacy_load:,.0f}", ""],
            ["peak memory, one core, MB", f"{peak / 1024:,.0f}", f"{speed.spacy_peak_kb / 1024:,.0f}", "≤ 200"],
        ]
    )


def kernel_table(speed: Speed) -> str:
    """Matrix products: the engine's rate in use, its kernels alone, and the peers'."""
    stats = [run["stats"] for run in speed.one]
    a_word = stats[0]["macs_per_word"]
    used = statistics.median(a_word * stat["words"] / stat["seconds_engine"] for stat in stats) / 1e9
    best = max((kernel["gmacs"] for kernel in speed.kernels), default=0.0)
    rows = [["one core, billion multiply-adds a second", "", "of the best kernel"]]

    def row(name: str, rate: float) -> None:
        rows.append([name, f"{rate:.1f}", f"{rate / best:.1%}".replace("%", " %") if best else "?"])

    row(f"the engine, all its work counted, {a_word:,.0f} multiply-adds a word", used)
    for kernel in speed.kernels:
        row(f"kernel {kernel['kernel']}", kernel["gmacs"])
    if peaks := [kernel["peak_gmacs"] for kernel in speed.kernels if kernel.get("peak_gmacs")]:
        row("limit of the processor (peak_gmacs of build/bench/kernels)", max(peaks))
    size = "×".join(map(str, GEMM))
    row(f"peer: OpenBLAS, {size}", speed.gemm["openblas"])
    row(f"peer: BLIS ({speed.blis}), {size}", speed.gemm["blis"])
    return table(rows)


def speed_section(engine: Engine, blocks: list[Block], path: Path, rounds: int, quick: bool) -> None:
    speed = measure(engine, blocks, path, rounds, 1 if quick else SAMPLE)
    counted = speed.one[0]["stats"]["words"]
    if counted != speed.words:
        print(
            f"bench: wirecode counts {counted:,} words, the bench {speed.words:,}; the bench's are used",
            file=sys.stderr,
        )
    text = f"""## The language engine: how fast?

{len(blocks):,} blocks, {speed.words:,} words, {rounds} rounds in one run. Goals against spaCy: ≥ {SPEED_GOALS[0]}×,
then ≥ {SPEED_GOALS[1]}×. How it is measured: bench/nlp.py.

{speed_table(speed)}

{batch_table(speed)}

{cost_table(speed)}

{kernel_table(speed)}

{conditions()}"""
    publish("nlp-speed", text, not quick)


# --- the command -----------------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hold the language engine to spaCy: agreement and speed.")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the corpora")
    parser.add_argument("--wirecode", type=Path, default=WIRECODE, help="the program")
    parser.add_argument("--model", type=Path, default=ROOT / "build" / "data" / "en.pipeline", help="its pipeline")
    parser.add_argument("--only", choices=("faith", "speed", "reference"), help="one part; or only fill spaCy's cache")
    parser.add_argument("--quick", action="store_true", help="a tenth of the blocks; results.md is left alone")
    parser.add_argument("--show", type=int, default=5, metavar="N", help="differences of each kind to print (5)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the speed run (3)")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if not (options.shared / "corpus").is_dir():
        return skip("bench/nlp.py", options.shared / "corpus")
    BUILD.mkdir(parents=True, exist_ok=True)
    blocks = load_blocks(options.shared, QUICK if options.quick else 1)
    path = BUILD / ("nlp-blocks-quick.jsonl" if options.quick else "nlp-blocks.jsonl")
    write_blocks(blocks, path)
    if options.only == "reference":
        for blas in BLAS_NAMES:
            print(reference(blocks, path, blas).relative_to(ROOT))
        return 0
    if not built(options.wirecode, options.model):
        return 1
    engine = Engine(options.wirecode.resolve(), options.model.resolve())
    met = True
    if options.only != "speed":
        met = faithfulness(engine, blocks, path, options.show, not options.quick)
    if options.only != "faith":
        speed_section(engine, blocks, path, options.rounds, options.quick)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
