"""How fast `wirecode code` turns reports into records, and in how much memory; beside spaCy, which only parses them.

The reports, from the shared folder (WIRECODE_SHARED): all of corpus/wikinews.jsonl.gz, the first 1,000 of voa.jsonl.gz and
of current-events.jsonl.gz: long, short and of one or two sentences. Where they are not here, the example reports, each 40
times; what is remembered of a word then helps more than it would in true news, and the table says so.

Both get the same texts, a report's title and text: wirecode as JSON Lines with outlet and date, spaCy as a list of
strings, a report a document. wirecode's time is the whole process: start, load, reading JSON, parsing, coding, writing JSON
to /dev/null. spaCy's is the loop over nlp.pipe and nothing else, warm, at the best of several batch sizes on a quarter of
the reports; with BLIS as installed, and with numpy's OpenBLAS (bench/nlp.py says why). One core (each process pinned to
the same one), one run: spaCy, wirecode, spaCy, wirecode, ..., medians. Words are those between white space.

  python bench/coding.py [--quick] [--rounds N]

Prints the table and replaces its own section of bench/results.md (not with --quick, a tenth of the reports).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from common import BUILD, ENV, ROOT, SHARED, WIRECODE, Record, built, publish, spread, table, timed
from peer import BLAS_NAMES, Spacy, conditions

CORPORA = {"wikinews": None, "voa": 1000, "current-events": 1000}  # how many of its reports; None: all
EXAMPLES = ROOT / "examples" / "reports"
REPEATS = 40  # of the example reports
QUICK = 10  # --quick takes every tenth report
SAMPLE = 4  # the search for spaCy's batch size, every fourth


# --- the reports -----------------------------------------------------------------------------------------------------


def corpus() -> Iterator[Record]:
    for name, limit in CORPORA.items():
        with gzip.open(SHARED / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in islice(lines, limit):
                report = json.loads(line)
                yield {key: report[key] for key in ("id", "outlet", "date", "title", "text") if report.get(key)}


def examples() -> Iterator[Record]:
    with (EXAMPLES / "reports.tsv").open(encoding="utf-8") as meta:
        rows = list(csv.DictReader(meta, delimiter="\t"))
    for number in range(REPEATS):
        for row in rows:
            text = (EXAMPLES / row["file"]).read_text(encoding="utf-8")
            yield {"id": f"{row['file']}-{number}", "outlet": row["outlet"], "date": row["date"], "text": text}


def whole_text(report: Record) -> str:
    return "\n".join(report[key] for key in ("title", "text") if report.get(key))


def write_lines(path: Path, records: list[Record]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


# --- measuring -------------------------------------------------------------------------------------------------------


def code(path: Path, jobs: int, *options: str) -> list[str]:
    return [str(WIRECODE), "code", "--quiet", "--as=jsonl", f"--jobs={jobs}", *options, str(path)]


@dataclass
class Speed:
    reports: int
    words: int
    records: int
    batch: dict[str, int] = field(default_factory=dict)  # library -> spaCy's best
    spacy: dict[str, list[float]] = field(default_factory=lambda: {blas: [] for blas in BLAS_NAMES})  # library -> seconds
    spacy_peak_kb: int = 0
    one: list[Record] = field(default_factory=list)
    two: list[Record] = field(default_factory=list)
    frames: list[Record] = field(default_factory=list)  # without the reader, one core


def records(path: Path) -> int:
    """Coded once for their number, which also brings the files into the page cache."""
    done = subprocess.run(code(path, 2), stdout=subprocess.PIPE, env=ENV, check=False)
    if done.returncode:
        sys.exit(f"bench: wirecode code failed ({done.returncode})")
    return done.stdout.count(b"\n")


def measure(reports: list[Record], rounds: int) -> Speed:
    texts = [{"text": whole_text(report)} for report in reports]
    ours = write_lines(BUILD / "code-reports.jsonl", reports)
    theirs = write_lines(BUILD / "code-texts.jsonl", texts)
    speed = Speed(len(reports), sum(len(text["text"].split()) for text in texts), records(ours))
    cpus = sorted(os.sched_getaffinity(0))
    core = {cpus[-1]}
    with Spacy(core) as spacy:
        for blas in BLAS_NAMES:
            seconds = spacy.batches(blas, theirs, min(SAMPLE, len(texts)))
            speed.batch[blas] = min(seconds, key=seconds.__getitem__)
        for number in range(rounds):
            print(f"round {number + 1} of {rounds} ...", file=sys.stderr)
            for blas in BLAS_NAMES:
                batch = speed.batch[blas]
                speed.spacy[blas].append(spacy.ask("run", blas=blas, batch=batch, path=str(theirs))["seconds"])
                speed.frames.append(timed(code(ours, 1, "--reader=off"), core))
            speed.one.append(timed(code(ours, 1), core))
            if len(cpus) > 1:
                speed.two.append(timed(code(ours, 2), set(cpus[-2:])))
        speed.spacy_peak_kb = spacy.ask("memory")["peak_kb"]
    return speed


# --- printing --------------------------------------------------------------------------------------------------------


def speed_table(speed: Speed) -> str:
    spacy = {blas: statistics.median(speed.spacy[blas]) for blas in BLAS_NAMES}
    rows = [["", "reports a second", "words a second", "runs", "× spaCy, BLIS", "× spaCy, OpenBLAS", "peak memory, MB"]]

    def row(name: str, seconds: list[float], peak_kb: int) -> None:
        middle = statistics.median(seconds)
        rows.append([name, f"{speed.reports / middle:,.0f}", f"{speed.words / middle:,.0f}",
                     spread([speed.words / s for s in seconds]), *(f"{spacy[blas] / middle:.2f}" for blas in BLAS_NAMES),
                     f"{peak_kb / 1024:,.0f}"])  # fmt: skip

    for name, runs in (("wirecode code, one core", speed.one), ("wirecode code, two cores", speed.two),
                       ("wirecode code --reader off, one core", speed.frames)):  # fmt: skip
        if runs:
            row(name, [run["seconds"] for run in runs], max(run["peak_kb"] for run in runs))
    for blas, name in BLAS_NAMES.items():
        row(f"spaCy, parse alone, one core, {name}, batches of {speed.batch[blas]:,}", speed.spacy[blas], speed.spacy_peak_kb)
    return table(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed and memory of `wirecode code`, beside spaCy.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the reports; results.md is left alone")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the run (3)")
    options = parser.parse_args()
    if not built(WIRECODE, ROOT / "build" / "data" / "en.pipeline", ROOT / "build" / "data" / "en.lexicon"):
        return 1
    BUILD.mkdir(parents=True, exist_ok=True)
    shared = (SHARED / "corpus").is_dir()
    if not shared:
        print(f"*** bench/coding.py: there is no {SHARED / 'corpus'}: on the example reports, repeated ***", file=sys.stderr)
    reports = list(corpus() if shared else examples())[:: QUICK if options.quick else 1]
    what = ", ".join(CORPORA) if shared else f"the example reports, {REPEATS} times: words recur, which flatters"
    speed = measure(reports, options.rounds)
    text = f"""## Coding: how fast?

{speed.reports:,} reports ({what}), {speed.words:,} words, {speed.records:,} records; {options.rounds} rounds in one run. wirecode: the
whole process, from JSON Lines to JSON Lines. spaCy: nlp.pipe on the same texts. How it is measured: bench/coding.py.

{speed_table(speed)}

{conditions()}"""
    publish("code-speed", text, not options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
