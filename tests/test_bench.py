"""The page of figures: a bench rewrites its own section and no other, and the history of accuracy keeps its rows."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
import accuracy
import common


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


if __name__ == "__main__":
    unittest.main()
