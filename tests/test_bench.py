"""The page of figures: a bench rewrites its own section and no other, the history of accuracy keeps its rows, and two coders' records are
paired as bench/examples.py says."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
import accuracy
import common
import examples


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        before = common.RESULTS
        common.RESULTS = Path(folder.name) / "results.md"
        self.addCleanup(setattr, common, "RESULTS", before)

    def test_sections(self):
        self.assertEqual(common.published("one"), "")
        common.publish("one", "first", True)
        common.publish("two", "second", True)
        common.publish("one", "anew", True)
        common.publish("two", "only shown", False)
        self.assertEqual((common.published("one"), common.published("two")), ("anew\n", "second\n"))
        self.assertEqual(common.RESULTS.read_text().count("<!--"), 4)

    def test_history(self):
        today = ["commit", *accuracy.HISTORY]
        self.assertEqual(accuracy.earlier_rows(""), [])
        rows = [["aaaaaaa", *("." + str(100 + i) for i in range(len(accuracy.HISTORY)))], ["bbbbbbb", *[""] * len(accuracy.HISTORY)]]
        page = common.table([["other", ""], ["x", "1"]]) + "\n\nEvery run.\n\n" + common.table([today, *rows]) + "\n"
        self.assertEqual(accuracy.earlier_rows(page), rows)
        # A column that is gone falls away, a new one is empty.
        page = common.table([["commit", "gone", today[2]], ["ccccccc", ".1", ".2"]])
        self.assertEqual(accuracy.earlier_rows(page), [["ccccccc", "", ".2", *[""] * (len(today) - 3)]])


def record(code, start, mode=None, **parts):
    """A coded record with its trigger at `start`; a part is a list of words: where in the sentence, where in the context."""
    words = {part: [{"span": here and [here, here + 1], "context": there and {"line": 0, "span": [there, there + 1]}} for here, there in of]
             for part, of in parts.items()}  # fmt: skip
    return {"code": code, "kind": "event", "trigger": {"span": [start, start + 3]}, "mode": mode, "status": "actual", "deed": None,
            "saying": None, "parts": words}  # fmt: skip


class TwoCoders(unittest.TestCase):
    def test_pairs(self):
        gold = [record("AID", 10), record("AID", 50), record("AGREE", 30), record("AGREE", 60)]
        other = [record("AID", 90), record("AID", 50), record("AGREE", 1), record("REJECT", 60)]
        found = [(a["code"], a["trigger"]["span"][0], b["trigger"]["span"][0]) for a, b in examples.pairs_of(gold, other)]
        self.assertEqual(sorted(found), [("AGREE", 30, 1), ("AID", 10, 90), ("AID", 50, 50)])  # one to one; the nearest of its code

    def test_words(self):
        a = record("AID", 1, S=[(5, None), (7, 2), (None, 9)], T=[(3, None)])
        b = record("AID", 1, S=[(5, None), (None, 2), (None, 4)])
        self.assertEqual(examples.common_words(a, b, "S"), (3, 3, 2))  # "They<Gunmen" is "<Gunmen"
        self.assertEqual(examples.common_words(a, b, "T"), (1, 0, 0))
        self.assertFalse(examples.has_word((a, b), "T"))
        self.assertTrue(examples.has_word((a, b), "P"))

    def test_figures(self):
        count = examples.Count()
        count.add(3, 1, 1)
        self.assertEqual(count.row("x"), ["x", "3", "1", "1", ".500"])
        self.assertAlmostEqual(examples.kappa([(True, True), (False, False), (True, False), (False, True)]), 0.0)
        one = {"sentence": "x", "records": [record("AID", 1, "food")]}
        self.assertIn("| events: type                         |     1 |      1 |    1 | 1.000 |", examples.agreement([(one, one), ({"records": []}, {"records": []})]))


if __name__ == "__main__":
    unittest.main()
