"""How right the records are, by the shared scorers: `wirecode code` on hand-coded reports, into bench/results.md.

From the shared folder (WIRECODE_SHARED), whose README files say what the sets are and whose scorers (tools/) what is counted:

  tune    reports/ against gold/records, events, statements and states
  blind   blind/reports against blind/records. Totals alone are looked at, and once for each state of the work: they are
          scored for a commit, never for a changed tree, and a commit that was scored is not scored again (its row in the
          history says how it did). Nothing of these reports or their records is kept or shown.
  dyads   gold/dyads: single sentences, who did what to whom
  quotes  gold/quotes: attributions in whole articles
  entries corpus/: how many of the words that could tell a deed have an entry in the lexicon (bench/entries.c)

  python bench/accuracy.py

Prints the tables and replaces its own section of bench/results.md, where the earlier runs' rows of the history stay, one
a commit. The exit status is 1 where a goal is missed. build/bench/accuracy/ holds the records that were scored.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from common import BUILD, ENV, ROOT, SHARED, WIRECODE, built, commit, publish, published, skip, table

KEPT = BUILD / "accuracy"
SECTION = "accuracy"
LEVELS = ("detect", "type", "triple", "full")
KINDS = {
    "event": ("events", LEVELS),
    "statement": ("statements", ("detect", "triple", "full")),  # its type is its speaker, as its triple is
    "state": ("states", LEVELS),
}
MEANS = {("statement", "triple"): "speaker"}  # where the scorer's word misleads
GOALS = {"event.type": 0.78, "event.triple": 0.66, "event.full": 0.58, "statement.triple": 0.90, "state.triple": 0.65}
CORPORA = ("wikinews", "reuters21578")
ENTRIES_GOAL = 0.95
FIELDS = ("source", "target", "status", "time", "place", "said_by", "via", "mode", "cameo")

# The history: heading, and the score it shows.
HISTORY = {
    "events type": "tune event.type",
    "events triple": "tune event.triple",
    "events full": "tune event.full",
    "statements speaker": "tune statement.triple",
    "states triple": "tune state.triple",
    "dyads triple": "dyads triple",
    "quotes": "quotes content and source",
    "blind: events type": "blind event.type",
    "blind: events triple": "blind event.triple",
    "blind: statements speaker": "blind statement.triple",
    "blind: states triple": "blind state.triple",
}

Scores = dict[str, float]


# --- coding and scoring ----------------------------------------------------------------------------------------------


def code(out: Path, *inputs: str, frames_alone: bool = False) -> Path:
    reader = ["--reader=off"] if frames_alone else []
    command = [str(WIRECODE), "code", "--quiet", "--as=jsonl", f"--jobs={os.cpu_count() or 1}", *reader, *inputs]
    with out.open("wb") as stream:
        done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, env=ENV, check=False)
    if done.returncode:  # a report that was not read would pass for one in which nothing was found
        sys.exit(f"accuracy: wirecode code failed ({done.returncode}):\n{done.stderr.decode(errors='replace')[-2000:]}")
    return out


def tool(name: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(SHARED / "tools" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"accuracy: {name} failed ({done.returncode}):\n{done.stderr[-2000:]}")
    return done.stdout


def score_records(name: str, reports: Path, gold: Path, out: Path, frames_alone: bool = False) -> Scores:
    """The scorer's totals, by names such as "tune event.type"; precision and recall by "… p" and "… r"."""
    meta = reports / "reports.tsv"
    texts = sorted(str(path) for path in reports.glob("*.txt"))
    code(out, *([f"--meta={meta}"] if meta.exists() else []), *texts, frames_alone=frames_alone)
    said = tool("score.py", "--json", "--gold", gold, "--reports", reports, "--system", out,
                "--aliases", SHARED / "gold" / "aliases.tsv")  # fmt: skip
    scores: Scores = {}
    for key, value in json.loads(said).items():
        if isinstance(value, dict):
            scores |= {f"{name} {key}": value["f1"], f"{name} {key} p": value["p"], f"{name} {key} r": value["r"]}
        else:
            scores[f"{name} {key}"] = value
    return scores


def score_blind() -> Scores:
    with tempfile.TemporaryDirectory() as folder:
        return score_records("blind", SHARED / "blind" / "reports", SHARED / "blind" / "records", Path(folder) / "records")


def score_sentences(name: str, scorer: str, gold: Path, pattern: str, frames_alone: bool = False) -> Scores:
    """A set whose scorer writes the input itself, and prints lines that `pattern` reads as name and figure."""
    sentences = KEPT / f"{name}-input.jsonl"
    tool(scorer, "--gold", gold, "--input", sentences)
    said = tool(scorer, "--gold", gold, "--system", code(KEPT / f"{name}.jsonl", str(sentences), frames_alone=frames_alone))
    found = re.findall(pattern, said, re.M)
    if not found:
        sys.exit(f"accuracy: {scorer} says what this does not read:\n{said}")
    return {f"{name} {key}": float(value) for key, value in found}


def count_entries() -> list[dict]:
    """By corpus, what bench/entries.c counts."""
    texts = []
    for name in CORPORA:
        texts.append(KEPT / f"{name}.jsonl")
        texts[-1].write_bytes(gzip.decompress((SHARED / "corpus" / f"{name}.jsonl.gz").read_bytes()))
    subprocess.run(["ninja", "-C", str(ROOT / "build"), "--quiet", "bench/entries"], check=True)
    data = ROOT / "build" / "data"
    command = [str(ROOT / "build" / "bench" / "entries"), str(data / "en.pipeline"), str(data / "en.lexicon"), *map(str, texts)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"accuracy: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- the page --------------------------------------------------------------------------------------------------------


def figure(scores: Scores, key: str) -> str:
    return f"{scores[key]:.3f}".lstrip("0") if key in scores else ""


def levels_table(scores: Scores) -> str:
    rows = [["hand-coded reports", "precision", "recall", "F1", "goal", "F1, frames alone", "F1, blind"]]
    for kind, (name, levels) in KINDS.items():
        for level in levels:
            key = f"{kind}.{level}"
            goal = GOALS.get(key)
            met = f"≥ {goal:.2f}, {'met' if scores[f'tune {key}'] >= goal else 'MISSED'}" if goal else ""
            rows.append([f"{name}, {MEANS.get((kind, level), level)}", figure(scores, f"tune {key} p"), figure(scores, f"tune {key} r"),
                         figure(scores, f"tune {key}"), met, figure(scores, f"frames {key}"), figure(scores, f"blind {key}")])  # fmt: skip
    return table(rows)


def fields_table(scores: Scores) -> str:
    rows = [["right, of pairs of one type", *FIELDS]]
    for kind, (name, _) in KINDS.items():
        rows.append([name, *(figure(scores, f"tune {kind}.{field}") for field in FIELDS)])
    return table(rows)


def others_table(scores: Scores) -> str:
    rows = [["other sets", "", "frames alone"]]
    for set_name, measure in (("dyads", "recall"), ("quotes", "F1")):
        rows += [[f"{key}, {measure}", figure(scores, key), figure(scores, f"frames {key}")] for key in scores if key.startswith(f"{set_name} ")]
    return table(rows)


def entries_table(found: list[dict]) -> str:
    """The shares, and under the table the lemmas that are missed most."""
    rows = [["words that could tell a deed", "", "with an entry", "goal"]]
    lemmas = []
    for each in found:
        share, name = each["known"] / each["candidates"], Path(each["file"]).stem
        met = "met" if share >= ENTRIES_GOAL else "MISSED"
        rows.append([name, f"{each['candidates']:,}", f"{share:.1%}", f"≥ {ENTRIES_GOAL:.0%}, {met}"])
        lemmas.append(f"Without one, most often: {', '.join(f'{lemma} {n}' for lemma, n in each['missing'])} ({name}).")
    return "\n\n".join([table(rows), *lemmas])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def earlier_rows(section: str) -> list[list[str]]:
    """The rows of the history as it stands, by today's headings: a new column is empty in old rows, a lost one falls away."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    start = next((i for i, line in enumerate(lines) if cells(line)[0] == "commit"), None)
    if start is None:
        return []
    heading = cells(lines[start])
    rows = [dict(zip(heading, cells(line), strict=False)) for line in lines[start + 2 :]]
    return [[row.get(name, "") for name in ("commit", *HISTORY)] for row in rows]


def main() -> int:
    if not (SHARED / "gold").is_dir():
        return skip("bench/accuracy.py", SHARED / "gold")
    if not built(WIRECODE, ROOT / "build" / "data" / "en.pipeline", ROOT / "build" / "data" / "en.lexicon"):
        return 1
    KEPT.mkdir(parents=True, exist_ok=True)
    now = commit()
    earlier = earlier_rows(published(SECTION))
    blind_at = 1 + list(HISTORY.values()).index("blind event.type")
    known = next((row for row in earlier if row[0] == now and row[blind_at]), None)

    scores = score_records("tune", SHARED / "reports", SHARED / "gold" / "records", KEPT / "tune.jsonl")
    frames = KEPT / "frames.jsonl"
    scores |= score_records("frames", SHARED / "reports", SHARED / "gold" / "records", frames, frames_alone=True)
    dyads = ("score_dyads.py", SHARED / "gold" / "dyads" / "plv_train.tsv", r"^ *([a-z][a-z ]*[a-z]) +recall ([\d.]+)")
    scores |= {f"frames {key}": value for key, value in score_sentences("dyads", *dyads, frames_alone=True).items()}
    scores |= score_sentences("dyads", *dyads)
    scores |= score_sentences("quotes", "score_quotes.py", SHARED / "gold" / "quotes", r"^([a-z][a-z ]*[a-z]) +P .* F1 ([\d.]+)")
    entries = count_entries()
    if now.endswith("-dirty") or known:
        print(f"*** the blind set was not scored: {'it was for this commit' if known else 'commit first'} ***\n")
    else:
        scores |= score_blind()

    row = [now, *(figure(scores, key) for key in HISTORY.values())]
    if known:
        row[blind_at:] = known[blind_at:]
    history = [["commit", *HISTORY], *(old for old in earlier if old[0] != now), row]
    text = f"""## Accuracy

Against hand-coded records: F1 by kind and level, and of the pairs of one type how many have each field right. Only the goals of the
tune set are checked. What is counted, and on what: bench/accuracy.py. Commit {now}.

{levels_table(scores)}

{fields_table(scores)}

{others_table(scores)}

{entries_table(entries)}

Every run, F1 (dyads: recall).

{table(history)}
"""
    publish(SECTION, text.rstrip(), True)
    missed = [key for key, goal in GOALS.items() if scores[f"tune {key}"] < goal]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
