"""What the coded examples are like, and how far two coders agree on them, into bench/results.md.

  counts     `wirecode examples` of lexicon/en: how many of each type, mode, relation, status, style, region, decade
  news       how long the sentences are, and how deep their clauses stand one in the other, beside the sentences of the shared folder's
             corpora (WIRECODE_SHARED): both read by `wirecode parse`, words cut alike. Depth is the number of clauses (complement,
             adverbial, relative ...) in which a word stands, the largest of its sentence
  copies     sentences that share a run of eight words with a report of the shared folder's corpora, whole, and of reports/: none is to be
             taken from a report, not even changed
  agreement  of the sentences that a second coder coded anew (examples/second/) without having seen the first coding. Records of a
             sentence are paired one to one: those of one code and one trigger, then each with the nearest unpaired one of its code

  python bench/examples.py

Prints the tables and replaces its own section of bench/results.md. The exit status is 1 where a goal is missed.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from common import BUILD, ENV, ROOT, SHARED, WIRECODE, Record, built, commit, publish, skip, table

LEXICON = ROOT / "lexicon" / "en"
CORPORA = {"wikinews": None, "voa": 1000, "current-events": 1000, "reuters21578": 1000}  # how many of its reports; None: all
GOALS = {"sentences": 5000, "of each type": 250, "of each mode": 20, "of each relation": 20}
NOTHING_GOAL = 0.25  # of the sentences
SECOND_GOAL = 0.10
RUN = 8  # words
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
CLAUSES = {"ccomp", "xcomp", "advcl", "acl", "relcl", "csubj", "csubjpass", "pcomp"}
DEEPEST = 5
FIELDS = ("mode", "status", "S", "T", "P", "W", "within")
WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")

Pair = tuple[Record, Record]


def examples(*options: str) -> list[Record]:
    done = subprocess.run([str(WIRECODE), "examples", "--as=jsonl", *options, str(LEXICON)], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


# --- beside the news -------------------------------------------------------------------------------------------------


def reports(name: str, limit: int | None) -> Iterator[Record]:
    with gzip.open(SHARED / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, limit):
            report = json.loads(line)
            if name.startswith("reuters"):  # its lines are broken at 70 characters; a paragraph begins with blanks
                report["text"] = re.sub(r"\n(?=\S)", " ", report["text"])
            yield report


def paragraphs(found: Iterable[Record]) -> Iterator[str]:
    for report in found:
        yield from (line.strip() for line in report["text"].split("\n") if line.strip())


def depth_of(tokens: list[Record], of_id: dict[int, Record]) -> int:
    deepest = 0
    for token in tokens:
        depth = 0
        for _ in range(len(tokens)):  # up to the root, which is its own head
            depth += token["dep"] in CLAUSES
            if token["head"] == token["id"]:
                break
            token = of_id[token["head"]]
        deepest = max(deepest, depth)
    return deepest


def shape(texts: Iterable[str], whole: bool) -> tuple[list[int], list[int]]:
    """The words of each sentence, and its depth; `whole`: a text is one sentence, whatever the parser makes of it."""
    given = list(texts)
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / "sentences.jsonl"  # by its name: what comes from standard input is plain text
    path.write_text("".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(given)), encoding="utf-8")
    done = subprocess.run([str(WIRECODE), "parse", "--quiet", "--as=jsonl", str(path)], capture_output=True, text=True, env=ENV, check=True)
    read = [json.loads(line) for line in done.stdout.splitlines()]
    if [doc["text"] for doc in read] != given:
        sys.exit("examples: wirecode parse did not read the sentences as they were given")
    words, depths = [], []
    for doc in read:
        text, of_id = doc["text"].encode(), {token["id"]: token for token in doc["tokens"]}
        for sentence in [{"start": 0, "end": len(text)}] if whole else doc["sents"]:
            tokens = [t for t in doc["tokens"] if sentence["start"] <= t["start"] < sentence["end"]]
            n = len(WORD.findall(text[sentence["start"] : sentence["end"]].decode(errors="replace")))
            if n > 1:
                words.append(n)
                depths.append(depth_of(tokens, of_id))
    return words, depths


def quantile(values: list[int], share: float) -> int:
    return sorted(values)[round(share * (len(values) - 1))]


def news_tables(all_examples: list[Record]) -> str:
    sets: dict[str, tuple[list[int], list[int]]] = {}
    headlines: dict[str, list[int]] = {}
    of_style = {True: [], False: []}
    for x in all_examples:
        of_style[x["style"] == "headline"].append(x["sentence"])
    sets["examples, without headlines"] = shape(of_style[False], True)
    headlines["examples, headlines"] = shape(of_style[True], True)[0]
    for name, limit in CORPORA.items():
        found = list(reports(name, limit))
        sets[name] = shape(paragraphs(found), False)
        titles = [n for n in (len(WORD.findall(report.get("title") or "")) for report in found) if n > 1]
        if titles and name != "current-events":  # its titles are names of affairs
            headlines[f"{name}, titles"] = titles
    rows = [["words a sentence", "sentences", "mean", *(f"{q:.0%}" for q in QUANTILES)]]
    for name, words in {**{name: words for name, (words, _) in sets.items()}, **headlines}.items():
        rows.append([name, f"{len(words):,}", f"{statistics.mean(words):.1f}", *(str(quantile(words, q)) for q in QUANTILES)])
    deep = [["clauses, one in the other", *(f"{i}{'' if i < DEEPEST else ' or more'}" for i in range(DEEPEST + 1)), "mean"]]
    for name, (_, depths) in sets.items():
        count = Counter(min(depth, DEEPEST) for depth in depths)
        deep.append([name, *(percent(count[i], len(depths)) for i in range(DEEPEST + 1)), f"{statistics.mean(depths):.2f}"])
    return table(rows) + "\n\n" + table(deep)


def runs_of(text: str) -> Iterator[str]:
    words = [word.lower() for word in WORD.findall(text)]
    for i in range(len(words) - RUN + 1):
        yield " ".join(words[i : i + RUN])


def copies(all_examples: list[Record]) -> list[tuple[str, str]]:
    """Where an example is, and the first run of words that a report has as well."""
    ours: dict[str, str] = {}
    for x in all_examples:
        for run in runs_of(x["sentence"]):
            ours.setdefault(run, f"{Path(x['file']).name}:{x['line']}")
    found: dict[str, str] = {}
    texts = [f"{report.get('title') or ''}\n{report['text']}" for name in CORPORA for report in reports(name, None)]
    texts += [path.read_text(encoding="utf-8", errors="replace") for path in sorted((SHARED / "reports").glob("*.txt"))]
    for text in texts:
        for run in runs_of(text):
            if run in ours:
                found.setdefault(ours[run], run)
    return sorted(found.items())


# --- agreement -------------------------------------------------------------------------------------------------------


def pairs_of(gold: list[Record], other: list[Record]) -> list[Pair]:
    """One to one, each of one code: of one trigger first, then the nearest."""
    pairs, left = [], list(other)
    rest = []
    for record in gold:
        same = next((o for o in left if o["code"] == record["code"] and o["trigger"]["span"] == record["trigger"]["span"]), None)
        if same:
            left.remove(same)
            pairs.append((record, same))
        else:
            rest.append(record)
    for record in rest:
        near = [o for o in left if o["code"] == record["code"]]
        if near:
            best = min(near, key=lambda o: abs(o["trigger"]["span"][0] - record["trigger"]["span"][0]))
            left.remove(best)
            pairs.append((record, best))
    return pairs


def words_of(record: Record, part: str) -> list[tuple[Any, Any]]:
    """Each word as (where in the sentence, where in the context); None where it is not."""
    return [
        (tuple(w["span"]) if w["span"] else None, (w["context"]["line"], *w["context"]["span"]) if w["context"] else None)
        for w in record["parts"].get(part, [])
    ]


def common_words(a: Record, b: Record, part: str) -> tuple[int, int, int]:
    """How many words a has, b has, both have: the same of the sentence, or one that stands for the same of the context."""
    left, right = words_of(a, part), words_of(b, part)
    both, rest = 0, list(right)
    for here, there in left:
        same = next((w for w in rest if (here and w[0] == here) or (there and w[1] == there)), None)
        if same:
            rest.remove(same)
            both += 1
    return len(left), len(right), both


def within(record: Record, all_records: list[Record]) -> Any:
    for key in ("deed", "saying"):
        if record[key] is not None:
            return tuple(all_records[record[key]]["trigger"]["span"])
    return None


class Count:
    """What one coder has, the other has, both have."""

    def __init__(self) -> None:
        self.first = self.second = self.both = 0

    def add(self, first: int, second: int, both: int) -> None:
        self.first += first
        self.second += second
        self.both += both

    def row(self, name: str) -> list[str]:
        whole = self.first + self.second
        return [name, f"{self.first:,}", f"{self.second:,}", f"{self.both:,}", f"{2 * self.both / whole:.3f}".lstrip("0") if whole else ""]


def add_fields(counts: dict[str, Count], pair: Pair, records: tuple[list[Record], list[Record]]) -> None:
    a, b = pair
    for field in FIELDS:
        if field == "status":
            counts[field].add(1, 1, a["status"] == b["status"])
        elif field in ("mode", "within"):
            x, y = (a["mode"], b["mode"]) if field == "mode" else (within(a, records[0]), within(b, records[1]))
            counts[field].add(x is not None, y is not None, x is not None and x == y)
        else:
            counts[field].add(*common_words(a, b, field))


def has_word(pair: Pair, part: str) -> bool:
    """Whether both name the same words, or none."""
    first, second, both = common_words(*pair, part)
    return first == second == both


def kappa(pairs: list[tuple[bool, bool]]) -> float:
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    a, b = (sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1))
    chance = a * b + (1 - a) * (1 - b)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def agreement(twice: list[Pair]) -> str:
    names = ["events: type", "events: type, at the same word", "events: type, S and T"]
    names += ["statements", "statements, with their speaker", "states: relation", "states: relation, subject and object", "predicates coded or none"]
    total: dict[str, Count] = {name: Count() for name in names}
    fields, types = {field: Count() for field in FIELDS}, {}
    empty = []
    same_word: Callable[[Pair], bool] = lambda pair: pair[0]["trigger"]["span"] == pair[1]["trigger"]["span"]
    for gold, other in twice:
        of = {kind: tuple([r for r in x["records"] if r["kind"] == kind] for x in (gold, other)) for kind in ("event", "statement", "state")}
        pairs = {kind: pairs_of(*both) for kind, both in of.items()}
        for kind, name, more in (
            ("event", "events: type", {"events: type, at the same word": same_word,
                                       "events: type, S and T": lambda p: has_word(p, "S") and has_word(p, "T")}),
            ("statement", "statements", {"statements, with their speaker": lambda p: has_word(p, "S")}),
            ("state", "states: relation", {"states: relation, subject and object": lambda p: has_word(p, "S") and has_word(p, "O")}),
        ):  # fmt: skip
            sizes = (len(of[kind][0]), len(of[kind][1]))
            total[name].add(*sizes, len(pairs[kind]))
            for key, holds in more.items():
                total[key].add(*sizes, sum(map(holds, pairs[kind])))
        for i in (0, 1):
            for record in of["event"][i] + of["state"][i]:
                types.setdefault(record["code"], Count()).add(i == 0, i == 1, 0)
        for pair in pairs["event"]:
            add_fields(fields, pair, (gold["records"], other["records"]))
        for pair in pairs["event"] + pairs["state"]:
            types[pair[0]["code"]].both += 1
        empty.append(tuple(not any(r["kind"] != "none" for r in x["records"]) for x in (gold, other)))
        coded = [{tuple(r["trigger"]["span"]) for r in x["records"] if r["kind"] in ("event", "state")} for x in (gold, other)]
        total["predicates coded or none"].add(len(coded[0]), len(coded[1]), len(coded[0] & coded[1]))
    heading = ["first", "second", "both", "F1"]
    both_empty = sum(a and b for a, b in empty)
    return "\n\n".join([
        table([["two coders", *heading], *(total[name].row(name) for name in names)]),
        table([["of events that both have, of one type", *heading], *(fields[field].row(field) for field in FIELDS)]),
        table([["type or relation", *heading], *(types[name].row(name) for name in sorted(types, key=lambda n: (n.islower(), n)))]),
        f"Nothing to code in {sum(a for a, _ in empty)} sentences for the first, {sum(b for _, b in empty)} for the second, {both_empty} for both; "
        f"Cohen's kappa {kappa(empty):.2f}.",
    ])  # fmt: skip


# --- the page --------------------------------------------------------------------------------------------------------


def goals(counts: str, n: int, second: int, nothing: int) -> list[tuple[str, str, bool]]:
    """Name, what there is, whether it is enough; the least of a kind stands for all of it. `counts`: the tables of the program."""
    types = {m[1]: int(m[2]) for m in re.finditer(r"^\| ([A-Z_]+) \| (\d+) \|", counts, re.M)}
    modes = {f"{m[1]}/{mode}": int(k) for m in re.finditer(r"^\| ([A-Z_]+) \| \d+ \| (.*) \|$", counts, re.M)
             for mode, k in re.findall(r"([a-z-]+) (\d+)", m[2]) if mode != "none"}  # fmt: skip
    part = counts[counts.index("| relation |") : counts.index("| status |")]
    relations = {m[1]: int(m[2]) for m in re.finditer(r"^\| ([a-z_]+) \| (\d+) \|", part, re.M)}
    found = [("sentences", f"{n:,}", n >= GOALS["sentences"])]
    for name, of in (("of each type", types), ("of each mode", modes), ("of each relation", relations)):
        least = min(of, key=lambda key: of[key])
        found.append((name, f"{of[least]} ({least})", of[least] >= GOALS[name]))
    found.append(("with nothing to code", percent(nothing, n), nothing >= NOTHING_GOAL * n))
    found.append(("coded twice", percent(second, n), second >= SECOND_GOAL * n))
    return found


def main() -> int:
    if not built(WIRECODE, ROOT / "build" / "data" / "en.pipeline"):
        return 1
    counts = subprocess.run([str(WIRECODE), "examples", str(LEXICON)], capture_output=True, text=True, check=True).stdout.strip()
    first, second = examples(), examples("--second")
    by_sentence = {x["sentence"]: x for x in first}
    twice = [(by_sentence[x["sentence"]], x) for x in second if x["sentence"] in by_sentence]
    nothing = sum(not any(r["kind"] != "none" for r in x["records"]) for x in first)
    met = goals(counts, len(first), len(twice), nothing)
    wanted = [*(f"≥ {goal:,}" for goal in GOALS.values()), f"≥ {NOTHING_GOAL:.0%}", f"≥ {SECOND_GOAL:.0%}"]
    rows = [["goals", "least", "goal"], *([name, is_, f"{goal}, {'met' if ok else 'MISSED'}"] for (name, is_, ok), goal in zip(met, wanted, strict=True))]
    parts = ["## Coded examples", f"What is counted, and how: bench/examples.py. Commit {commit()}.", table(rows), counts]
    if (SHARED / "corpus").is_dir():
        taken = copies(first)
        parts += ["### Beside the news", news_tables(first)]
        parts.append(f"Examples that share {RUN} words in a row with any report of the shared folder: {len(taken)}." +
                     "".join(f"\n- {where}: {run}" for where, run in taken))  # fmt: skip
    else:
        skip("the comparison with the news", SHARED / "corpus")
    parts += ["### Two coders", f"{len(twice)} sentences, the second coder without having seen the first coding.", agreement(twice)]
    publish("examples", "\n\n".join(parts), True)
    return 0 if all(ok for _, _, ok in met) else 1


if __name__ == "__main__":
    sys.exit(main())
