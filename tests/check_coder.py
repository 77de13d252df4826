"""Sentences of our own with the records that the codebook asks for: tests/coder/NAME.txt and NAME.records.

    check_coder.py               compare all, as Meson runs it
    check_coder.py --show NAME   what the program makes of NAME.txt, in the form of a .records file

A file holds small reports, each coded by itself, with a line "---" between them; the date of all is DATE, a Tuesday. A .records file has
their records in the same order, a line each:

    event TYPE/mode SOURCE, … -> TARGET, … | trigger | key value | …
    statement SOURCE -> TARGET | trigger | key value | …
    state SUBJECT relation OBJECT | trigger | key value | …      (a "-" for nobody)

Keys: status (actual where none is given), said_by (nobody), and, compared where they are given: cameo, time, place, counts, within (the
trigger of that record), via, quoted, content, value, quantity, context, office and words (of the first source).

'*' in a head or a value stands for any words, where the codebook leaves room. A line that begins with "?" is of a record that may be made
or not.

Behind a line "known faults" stand records that are wrong today: "+" one that is right and is not made, "-" one that is made and is
wrong. Each fails when it is mended, and then is to be taken out, "+" by putting it above.
"""
import json
import os
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

FOLDER = Path(__file__).parent / "coder"
DATE = "2041-03-05"
KEYS = ["status", "said_by", "cameo", "time", "place", "counts", "within", "via", "quoted", "content", "value", "quantity", "context", "office", "words"]


def names(actors):
    return ", ".join(a["name"] for a in actors)


def head(r):
    if r["kind"] == "state":
        return f"state {r['subject']['name'] if r['subject'] else ''} {r['relation']} {r['object']['name'] if isinstance(r['object'], dict) else r['object']}"
    what = r["type"] + (f"/{r['mode']}" if r["mode"] else "") + " " if r["kind"] == "event" else ""
    return f"{r['kind']} {what}{names(r['source']) or '-'} -> {names(r['target']) or '-'}"


def when(t):
    """The codebook's form: a day, a month, a year, or A/B."""
    if not t or t["precision"] == "by_report":
        return ""
    start, end = t["from"] or "..", t["to"] or ".."
    return {"day": start, "month": start[:7], "year": start[:4]}.get(t["precision"], f"{start}/{end}")


def count(c):
    return f"{c['what']} {c['low']}" + ("+" if c["high"] is None else f"-{c['high']}" if c["high"] != c["low"] else "")


def short(r, by_id):
    """The record as a dictionary of strings: its head and trigger, and each key."""
    place = r.get("place")
    actors = r.get("source") or ([r["subject"]] if isinstance(r.get("subject"), dict) else [])
    return {
        "head": head(r),
        "trigger": r["trigger"]["text"],
        "status": r["status"],
        "said_by": names(r["said_by"]),
        "cameo": r.get("cameo") or "",
        "time": when(r["time"]),
        "place": f"{place['name']} {place['country'] or ''}".strip() if place else "",
        "counts": ", ".join(map(count, r["counts"])),
        "within": by_id[r["within"]]["trigger"]["text"] if r["within"] else "",
        "via": r.get("via") or "",
        "quoted": "yes" if r.get("quoted") else "no",
        "content": r.get("content") or "",
        "value": "true" if r.get("value") is True else str(r.get("value") or ""),
        "quantity": str(r.get("quantity") or ""),
        "context": ", ".join(r.get("context") or []),
        "office": (actors[0].get("office") or "") if actors else "",
        "words": actors[0]["text"] if actors else "",
    }


def code(texts):
    """For each report its records, short."""
    lines = "".join(json.dumps({"id": str(i), "date": DATE, "text": text}) + "\n" for i, text in enumerate(texts))
    command = [os.environ["WIRECODE"], "code", "--quiet", "--reader", "off", "--as", "jsonl", "--model", os.environ["WIRECODE_PIPELINE"], "--lexicon", os.environ["WIRECODE_LEXICON"]]
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"wirecode-coder-{os.getpid()}.jsonl"
    path.write_text(lines)
    try:
        p = subprocess.run([*command, str(path)], capture_output=True, text=True)
    finally:
        path.unlink()
    if p.returncode or p.stderr:
        sys.exit(p.stderr)
    made = [json.loads(line) for line in p.stdout.splitlines()]
    by_id = {r["id"]: r for r in made}
    return [[short(r, by_id) for r in made if r["report"] == str(i)] for i in range(len(texts))]


def show(record):
    given = [f"{k} {record[k]}" for k in KEYS if record[k] and (k, record[k]) not in (("status", "actual"), ("quoted", "no"), ("value", "true"))]
    return " | ".join([record["head"], record["trigger"], *given])


def expected(line, where):
    fields = [f.strip() for f in line.split(" | ")]
    if len(fields) < 2:
        sys.exit(f"{where}: a record has a head and a trigger")
    want = {"head": fields[0], "trigger": fields[1], "status": "actual", "said_by": ""}
    for f in fields[2:]:
        key, _, value = f.partition(" ")
        if key not in KEYS:
            sys.exit(f"{where}: there is no key '{key}'")
        want[key] = value
    return want


def fits(want, record):
    return all(fnmatchcase(record[k].strip(), v) for k, v in want.items())


def parts(path):
    """The parts between "---", each a list of (line number, line)."""
    out = [[]]
    for n, line in enumerate(path.read_text().splitlines(), 1):
        if line == "---":
            out.append([])
        elif line.strip():
            out[-1].append((n, line.strip()))
    return out


def compare(name):
    """What is not as it should be, a line each; how many records, how many of them known faults."""
    texts = [t.strip() + "\n" for t in (FOLDER / f"{name}.txt").read_text().split("\n---\n")]
    sections = parts(FOLDER / f"{name}.records")
    if len(texts) != len(sections):
        return [f"{name}: {len(texts)} reports and {len(sections)} lists of records"], 0, 0
    wrong, total, faults = [], 0, 0
    for text, section, records in zip(texts, sections, code(texts)):
        left, known = list(records), False
        of = "    of: " + " / ".join(text.split("\n"))[:160].strip(" /")
        for n, line in section:
            where = f"tests/coder/{name}.records:{n}"
            if line == "known faults":
                known = True
                continue
            sign = line[0] if line[0] in "+-?" else ""
            if known != (sign in ("+", "-")):
                sys.exit(f"{where}: known faults, and they alone, begin with + or -")
            total += 1
            want = expected(line[len(sign) :].strip(), where)
            found = next((r for r in left if fits(want, r)), None)
            if found:
                left.remove(found)
            faults += known
            if sign == "+" and found:
                wrong.append(f"{where}: is right now, and no known fault any more: {line}")
            elif not found and sign not in ("+", "?"):
                what = "is no longer made, and no known fault any more" if known else "is not made"
                wrong.append(f"{where}: {what}: {line}\n{of}")
        wrong += [f"tests/coder/{name}.records: made, and not expected: {show(r)}\n{of}" for r in left]
    return wrong, total, faults


def main():
    if not os.path.exists(os.environ.get("WIRECODE_PIPELINE", "")) or not os.path.exists(os.environ.get("WIRECODE_LEXICON", "")):
        print("SKIP: no language pipeline or lexicon")
        sys.exit(77)
    if sys.argv[1:2] == ["--show"]:
        texts = (FOLDER / f"{sys.argv[2]}.txt").read_text().split("\n---\n")
        print("\n---\n".join("\n".join(map(show, records)) for records in code([t.strip() + "\n" for t in texts])))
        return
    wrong, total, faults = [], 0, 0
    files = sorted(p.stem for p in FOLDER.glob("*.txt"))
    for name in files:
        w, t, f = compare(name)
        wrong, total, faults = wrong + w, total + t, faults + f
    print("\n".join(wrong))
    print(f"{len(files)} files, {total} records, {faults} of them known faults, {len(wrong)} not as written")
    sys.exit(bool(wrong) or not files)


main()
