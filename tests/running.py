"""What the tests of the command line share: running the program, its records, scratch folders."""
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["WIRECODE"]
MODELS = Path(os.environ["WIRECODE_SOURCE"]) / "models"
ENCODER = os.environ.get("WIRECODE_ENCODER", "")
UPDATE, HEADS = str(MODELS / "en.update"), str(MODELS / "en.heads")
PIPELINE = os.environ.get("WIRECODE_PIPELINE", "")
LEXICON = os.environ.get("WIRECODE_LEXICON", "")
SOURCE = Path(os.environ["WIRECODE_SOURCE"])
REPORTS = sorted(str(p) for p in (SOURCE / "examples" / "reports").glob("*.txt"))
OWN = str(SOURCE / "examples" / "own-type")
GOOD = "The envoy left Lusaka on Friday."


def run(*args, data=None, stdout=subprocess.PIPE, **kw):
    """The finished process; its standard error as lines."""
    p = subprocess.run([PROGRAM, *args], input=data, stdout=stdout, stderr=subprocess.PIPE, timeout=300, **kw)
    p.lines = [line for line in p.stderr.decode("utf-8", "replace").splitlines() if line]
    return p


def parse(*args, **kw):
    return run("parse", "--quiet", "--model", PIPELINE, *args, **kw)


def code(*args, **kw):
    return run("code", "--quiet", "--model", PIPELINE, "--lexicon", LEXICON, *args, **kw)


def explain(*args, **kw):
    return run("explain", "--model", PIPELINE, "--lexicon", LEXICON, *args, **kw)


def records(p):
    return [json.loads(line) for line in p.stdout.splitlines()]


def small_package():
    """The files of the fuzz targets' small package: name, bytes."""
    parts = (SOURCE / "fuzz" / "corpus" / "package" / "tiny").read_bytes().split(b"\n==> ")[1:]
    for part in parts:
        name, _, content = part.partition(b"\n")
        yield name.decode(), content


def no_room():
    """The disk is full after 8 KB: in the child, before the program starts."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.good = self.file("good.txt", GOOD)

    def file(self, name, content):
        path = Path(self.folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def failed(self, p, *says):
        """Status 1, and one line that says all of `says`."""
        self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
        for what in says:
            self.assertIn(what, p.lines[0])


HEAD = ["kind", "id", "report", "sentence", "span", "evidence", "trigger"]
TAIL = ["status", "confidence", "time", "place", "said_by", "within", "counts", "frame", "versions"]
MIDDLE = {
    "event": ["type", "mode", "context", "cameo", "quad", "goldstein", "source", "target"],
    "statement": ["via", "quoted", "content", "content_span", "source", "target"],
    "state": ["subject", "relation", "object", "value", "quantity"],
}
TABLE = str(SOURCE / "examples" / "reports" / "reports.tsv")
FIGHT = "Russian troops attacked the Taliban near Kabul on Friday.\n\nThe Taliban said Russia had killed 12 civilians.\n"


def main():
    """Exit status 77 (skipped) without a pipeline."""
    if not PIPELINE or not os.path.exists(PIPELINE):
        print("SKIP: no language pipeline: the command line is not tested")
        sys.exit(77)
    unittest.main(verbosity=1)
