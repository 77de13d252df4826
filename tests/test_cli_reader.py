"""The learned reader from the command line: same bytes, bad models, confidence, like examples, learning.

Run by Meson with WIRECODE, WIRECODE_PIPELINE and WIRECODE_SOURCE set. Exit status 77 (skipped) without a pipeline.
"""
import os
import re
import unittest
from pathlib import Path

from running import (
    ENCODER,
    HEAD,
    HEADS,
    InFolder,
    LEXICON,
    MIDDLE,
    OWN,
    REPORTS,
    SOURCE,
    TABLE,
    TAIL,
    code,
    main,
    records,
    run,
)


@unittest.skipUnless(os.path.exists(LEXICON) and os.path.exists(ENCODER), "no compiled lexicon, or no encoder")
class Reader(InFolder):
    """With the learned reader: the same bytes however the reports come, the words that prove a record, and models that are none."""

    def test_same_for_jobs_and_order(self):
        first = code("--reader", HEADS, "--as", "jsonl", "--meta", TABLE, "--jobs", "1", *REPORTS)
        self.assertEqual((first.returncode, first.lines), (0, []))
        many = code("--reader", HEADS, "--as", "jsonl", "--meta", TABLE, "--jobs", "3", *REPORTS * 2)
        self.assertEqual(first.stdout * 2, many.stdout)
        alone = b"".join(code("--reader", HEADS, "--as", "jsonl", "--meta", TABLE, name).stdout for name in REPORTS)
        self.assertEqual(first.stdout, alone)
        off = code("--reader", "off", "--as", "jsonl", "--meta", TABLE, *REPORTS)
        self.assertNotEqual(first.stdout, off.stdout)
        self.assertTrue(all(r["versions"]["reader"] for r in records(first)))
        self.assertFalse(any(r["versions"]["reader"] for r in records(off)))

    def test_keys_and_spans(self):
        for name in REPORTS:
            body = Path(name).read_bytes()
            for r in records(code("--reader", HEADS, "--meta", TABLE, name)):
                self.assertEqual(list(r), HEAD + MIDDLE[r["kind"]] + TAIL)
                self.assertEqual(body[slice(*r["span"])].decode(), r["evidence"])
                self.assertTrue(0 <= r["confidence"] <= 1)

    def test_bad_models(self):
        whole = Path(HEADS).read_bytes()
        for bad in (b"", b"WIREPACK", whole[:-1], whole[:5000] + b"\xff" + whole[5001:], Path(ENCODER).read_bytes()[:4096]):
            name = self.file("bad.heads", bad)
            p = code("--reader", name, self.file("one.txt", "Chile met Peru."))
            self.assertEqual((p.returncode, len(p.lines), p.stdout), (1, 1, b""))
            self.assertIn(name, p.lines[0])

    def test_min_confidence(self):
        everything = records(code("--reader", HEADS, "--meta", TABLE, *REPORTS))
        sure = records(code("--reader", HEADS, "--meta", TABLE, "--min-confidence", "0.705", *REPORTS))
        self.assertEqual([r["id"] for r in sure], [r["id"] for r in everything if r["confidence"] > 0.705])
        ids = {r["id"] for r in sure}
        self.assertTrue(all(r["within"] is None or r["within"] in ids for r in sure))
        for wrong in ("x", "1.5", "-1", ""):
            p = code("--min-confidence", wrong, REPORTS[0])
            self.assertEqual((p.returncode, len(p.lines)), (1, 1))
            self.assertIn("from 0 to 1", p.lines[0])

    def test_explain_names_like_examples(self):
        text = self.file("one.txt", "Fighters seized the town of Kela on Monday.")
        p = run("explain", "--reader", HEADS, "--examples", str(SOURCE / "lexicon/en"), text)
        self.assertEqual((p.returncode, p.lines), (0, []))
        shown = p.stdout.decode()
        self.assertIn("What the reader goes by", shown)
        self.assertEqual(shown.count(".examples:"), 3 * shown.count("with a probability of"))

    def base(self):
        """A lexicon of the ontology and the classes alone, so that reading all our examples takes no minute."""
        base = Path(self.folder.name) / "base"
        base.mkdir(exist_ok=True)
        for part in ("ontology", "classes"):
            if not (base / part).exists():
                (base / part).symlink_to(SOURCE / "lexicon/en" / part)
        return base

    def test_learns_a_type_of_ones_own(self):
        heads, again, lexicon = (os.path.join(self.folder.name, name) for name in ("own.heads", "again.heads", "own.lexicon"))
        p = run("learn", "--reader", HEADS, "-o", heads, str(self.base()), OWN)
        self.assertEqual((p.returncode, p.lines), (0, []))
        figures = {row[0]: row[1:] for row in (re.split(r" *\| *", line)[1:-1] for line in p.stdout.decode().splitlines() if "|" in line)}
        self.assertEqual(figures["RECRUIT"][:2], ["30", "0.000"])
        self.assertGreater(float(figures["RECRUIT"][2]), 0.5)
        run("learn", "--reader", HEADS, "-q", "-o", again, str(self.base()), OWN)
        self.assertEqual(Path(heads).read_bytes(), Path(again).read_bytes())
        self.assertEqual(run("compile", "-q", str(SOURCE / "lexicon/en"), OWN, "-o", lexicon).returncode, 0)
        text = self.file("one.txt", "The Kela rebels conscripted forty boys last week. The club recruited a new trainer.")
        found = records(code("--reader", heads, "--lexicon", lexicon, text))
        self.assertEqual([(r["type"], r["trigger"]["text"]) for r in found if r["kind"] == "event"], [("RECRUIT", "conscripted")])
        p = code("--reader", heads, text)  # a lexicon that has no such type
        self.assertEqual((p.returncode, len(p.lines)), (1, 1))
        self.assertIn("RECRUIT", p.lines[0])

    def test_learn_tells_what_is_wrong(self):
        self.assertEqual(run("learn", "--reader", HEADS, str(self.base())).returncode, 2)
        out = os.path.join(self.folder.name, "own.heads")
        for folders, words in (((str(self.base()),), "no coded examples"), (("nowhere",), "nowhere")):
            p = run("learn", "--reader", HEADS, "-o", out, *folders)
            self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
            self.assertIn(words, p.lines[0])
            self.assertFalse(os.path.exists(out))
        p = run("learn", "--reader", "off", "-o", out, str(self.base()), OWN)
        self.assertEqual((p.returncode, len(p.lines)), (1, 1))


if __name__ == "__main__":
    main()
