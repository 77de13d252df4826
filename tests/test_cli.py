"""What the program does with bad input, and that its output does not depend on threads or kernels.

Run by Meson with WIRECODE, WIRECODE_PIPELINE and WIRECODE_SOURCE set. Exit status 77 (skipped) without a pipeline.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["WIRECODE"]
PIPELINE = os.environ.get("WIRECODE_PIPELINE", "")
SOURCE = Path(os.environ["WIRECODE_SOURCE"])
REPORTS = sorted(str(p) for p in (SOURCE / "examples" / "reports").glob("*.txt"))
GOOD = "The envoy left Lusaka on Friday."


def run(*args, data=None, stdout=subprocess.PIPE):
    """The finished process; its standard error as lines."""
    p = subprocess.run([PROGRAM, *args], input=data, stdout=stdout, stderr=subprocess.PIPE, timeout=300)
    p.lines = [line for line in p.stderr.decode("utf-8", "replace").splitlines() if line]
    return p


def parse(*args, **kw):
    return run("parse", "--quiet", "--model", PIPELINE, *args, **kw)


class BadInput(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.good = self.file("good.txt", GOOD)

    def file(self, name, content):
        path = Path(self.folder.name) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def refused(self, name, *args):
        """One line that names the file, status 1, and the good file parsed all the same."""
        p = parse("--as", "jsonl", *args, name, self.good)
        self.assertEqual(p.returncode, 1)
        self.assertEqual(len(p.lines), 1, p.lines)
        self.assertIn(name, p.lines[0])
        self.assertIn(GOOD, p.stdout.decode("utf-8", "replace"))

    def test_missing(self):
        self.refused(self.folder.name + "/missing.txt")

    def test_folder(self):
        self.refused(self.folder.name)

    def test_empty(self):
        self.refused(self.file("empty.txt", b""))

    def test_binary(self):
        self.refused(self.file("binary.txt", b"\x7fELF\x00\x01\x02 not text\n"))

    def test_invalid_utf8(self):
        self.refused(self.file("latin1.txt", b"Caf\xe9 owners met.\n"))

    def test_json(self):
        lines = json.dumps({"id": "a", "text": GOOD})
        p = parse("--as", "jsonl", self.file("x.jsonl", '{"id": 1, "text"\n' + lines + '\n{"id": "b"}\n[]\n'))
        self.assertEqual(p.returncode, 1)
        self.assertEqual(["x.jsonl:1:", "x.jsonl:3:", "x.jsonl:4:"], [line.split("/")[-1].split(" ")[0] for line in p.lines])
        self.assertEqual(["a"], [json.loads(line)["id"] for line in p.stdout.splitlines()])

    def test_monstrous_line(self):
        path = Path(self.folder.name) / "long.txt"
        with open(path, "wb") as f:
            for _ in range(100):
                f.write(b"word " * 200_000)
        self.refused(str(path))
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 1_500_000 if "san" in PROGRAM else 300_000)

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            for p in (parse("--as", "conllu", *REPORTS, stdout=full), parse("-o", "/dev/full", *REPORTS)):
                self.assertEqual(p.returncode, 1)
                self.assertEqual(len(p.lines), 1, p.lines)
                self.assertIn("No space left", p.lines[0])

    def test_bad_models(self):
        whole = Path(PIPELINE).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        for name, content in (("cut", whole[: len(whole) // 2]), ("flipped", bytes(flipped)), ("other", b"WIRE"), ("none", b"")):
            path = self.file(name, content)
            p = run("parse", "--quiet", "--model", path, self.good)
            self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
            self.assertIn(path, p.lines[0])

    def test_bad_packages(self):
        out = self.folder.name + "/out.pipeline"
        pack = Path(self.folder.name) / "pack"
        pack.mkdir()
        (pack / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
        (pack / "config.cfg").write_text('[nlp]\nlang = "en"\npipeline = ["t"]\n[components.t]\nfactory = "transformer"\n')
        p = run("model", str(pack), "-o", out)
        self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
        self.assertIn("transformer", p.lines[0])
        for bad in (self.good, self.folder.name + "/missing.whl"):
            p = run("model", bad, "-o", out)
            self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
            self.assertIn(bad, p.lines[0])
        self.assertFalse(os.path.exists(out))

    def test_usage(self):
        for args in ([], ["nothing"], ["parse", "--jobs", "0"], ["parse", "--as", "xml"], ["model"]):
            self.assertEqual(run(*args).returncode, 2, args)


class Output(unittest.TestCase):
    def test_same_for_jobs_and_kernels(self):
        for form in ("jsonl", "conllu", "tree"):
            first = parse("--as", form, "--jobs", "1", *REPORTS)
            self.assertEqual((first.returncode, first.lines), (0, []))
            for jobs in ("2", "7"):
                self.assertEqual(first.stdout, parse("--as", form, "--jobs", jobs, *REPORTS).stdout)
        short = parse("--as", "jsonl", REPORTS[0]).stdout
        for kernel in ("portable", "avx2", "avx512"):
            p = parse("--as", "jsonl", "--kernel", kernel, REPORTS[0])
            if p.returncode:
                self.assertIn(kernel, p.lines[0])  # the processor lacks it
            else:
                self.assertEqual(short, p.stdout, kernel)

    def test_jsonl(self):
        for line in parse("--as", "jsonl", *REPORTS).stdout.splitlines():
            record = json.loads(line)
            text, at = record["text"].encode(), 0
            for i, t in enumerate(record["tokens"]):
                self.assertEqual(i, t["id"])
                self.assertLessEqual(at, t["start"])
                self.assertEqual(text[at : t["start"]].strip(), b"")
                self.assertLess(t["head"], len(record["tokens"]))
                text[t["start"] : t["end"]].decode()
                at = t["end"]
            self.assertEqual(text[at:].strip(), b"")
            for span in record["ents"] + record["sents"]:
                self.assertLess(span["start"], span["end"])

    def test_conllu(self):
        roots = number = 0
        for line in parse("--as", "conllu", *REPORTS).stdout.decode().splitlines():
            if not line:
                self.assertEqual(roots, 1)
                roots = number = 0
            elif not line.startswith("#"):
                columns = line.split("\t")
                number += 1
                self.assertEqual(len(columns), 10, line)
                self.assertEqual(columns[0], str(number))
                roots += columns[6] == "0"

    def test_standard_input(self):
        self.assertIn(b"Lusaka", parse("--as", "conllu", data=GOOD.encode()).stdout)


if __name__ == "__main__":
    if not PIPELINE or not os.path.exists(PIPELINE):
        print("SKIP: no language pipeline: the command line is not tested")
        sys.exit(77)
    unittest.main(verbosity=1)
