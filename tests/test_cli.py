"""What the program does with bad input, and that its output does not depend on threads or kernels.

Run by Meson with WIRECODE, WIRECODE_PIPELINE and WIRECODE_SOURCE set. Exit status 77 (skipped) without a pipeline.
"""
import io
import json
import os
import resource
import stat
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from running import (
    FIGHT,
    GOOD,
    HEAD,
    InFolder,
    LEXICON,
    MIDDLE,
    PIPELINE,
    PROGRAM,
    REPORTS,
    SOURCE,
    TABLE,
    TAIL,
    UPDATE,
    code,
    explain,
    main,
    no_room,
    parse,
    records,
    run,
    small_package,
)


class BadInput(InFolder):
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

    def test_unreadable(self):
        path = self.file("secret.txt", GOOD)
        os.chmod(path, 0)
        if os.access(path, os.R_OK):
            self.skipTest("root reads everything")
        self.refused(path)

    def test_all_at_once(self):
        """Each bad file gets its line, in order, and the good ones between them are read."""
        bad = [self.folder.name + "/missing", self.folder.name, self.file("e", b""), self.file("nul", b"\0\n"), self.file("u", b"\xff\n")]
        files = [name for b in bad for name in (b, self.good)]
        for jobs in ("1", "3"):
            p = parse("--as", "jsonl", "--jobs", jobs, *files)
            self.assertEqual(p.returncode, 1)
            self.assertEqual(len(p.lines), len(bad), p.lines)
            for name in bad:
                self.assertTrue(any(line.startswith(f"wirecode: {name}:") for line in p.lines), (name, p.lines))
            texts = [json.loads(line)["text"] for line in p.stdout.splitlines()]
            self.assertEqual(texts.count(GOOD), len(bad))
            self.assertEqual(texts.count("\ufffd"), 1)

    def test_monstrous_record(self):
        path = Path(self.folder.name) / "long.jsonl"
        with open(path, "wb") as f:
            f.write(b'{"id": 1, "text": "')
            for _ in range(20):
                f.write(b"word " * 200_000)
            f.write(b'"}\n{"id": 2, "text": "' + b"word " * 200_001 + b'"}\n{"id": 3, "text": "Good."}\n')
        p = parse("--as", "jsonl", str(path))
        self.assertEqual((p.returncode, len(p.lines)), (1, 2), p.lines)
        self.assertIn("long.jsonl:1: ", p.lines[0])
        self.assertIn("long.jsonl:2: ", p.lines[1])
        self.assertEqual(["3"], [json.loads(line)["id"] for line in p.stdout.splitlines()])

    def test_bad_records(self):
        records = [b"{", b"[1]", b"null", b'"text"', b'{"text": 1}', b'{"id": "x"}', b'{"text": "\xff"}', b'{"text": "\\ud800"}',
                   b"[" * 100_000, b'{"text": "a"} b']  # fmt: skip
        good = b'{"id": "g", "text": "Good."}'
        p = parse("--as", "jsonl", "--input", "jsonl", data=b"\n".join(r + b"\n" + good for r in records))
        self.assertEqual(p.returncode, 1)
        self.assertEqual([f"<stdin>:{2 * i + 1}:" for i in range(len(records))], [line.split()[1] for line in p.lines])
        self.assertEqual(["g"] * len(records), [json.loads(line)["id"] for line in p.stdout.splitlines()])

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
        flipped, kind, version = (bytearray(whole) for _ in range(3))
        flipped[len(whole) // 2] ^= 1
        kind[8:16] = b"encoder\0"
        version[16] += 1
        cut = [(f"cut{n}", whole[:n]) for n in (1, 63, 64, 100, len(whole) // 2, len(whole) - 1)]
        bad = [("flipped", flipped), ("kind", kind), ("version", version), ("longer", whole + b"\0"), ("other", b"WIRE"), ("none", b"")]
        for name, content in cut + bad:
            path = self.file(name, bytes(content))
            self.failed(run("parse", "--quiet", "--model", path, self.good), path)
        self.failed(run("parse", "--quiet", "--model", self.folder.name, self.good), self.folder.name)
        self.failed(run("parse", "--quiet", "--model", self.folder.name + "/no", self.good), self.folder.name + "/no")

    def test_bad_output(self):
        self.failed(parse("-o", self.folder.name + "/no/out", self.good), self.folder.name + "/no/out")
        self.failed(parse("-o", self.folder.name, self.good), self.folder.name)
        self.failed(parse("--kernel", "nonsense", self.good), "nonsense")

    def test_usage(self):
        wrong = (["--as"], ["--as", "xml"], ["--jobs", "0"], ["--jobs", "-1"], ["--jobs", "2x"], ["--jobs", "257"], ["--input", "csv"],
                 ["--unheard-of"])  # fmt: skip
        model = ([], ["a"], ["-o", "b"], ["a", "b", "-o", "c"])
        code = (["--as", "xml"], ["--as"], ["--jobs", "0"], ["--meta"], ["--unheard-of"])
        explain = (["--sentence", "0"], ["--sentence", "x"], ["--sentence", "1", "--match", "a"], ["--record", "1", "--match", "a"],
                   ["--jobs", "2"])  # fmt: skip
        for args in ([], ["nothing"], *(["parse", *w] for w in wrong), *(["model", *m] for m in model), *(["code", *c] for c in code),
                     *(["explain", *e] for e in explain)):  # fmt: skip
            p = run(*args)
            self.assertEqual(p.returncode, 2, args)
            self.assertEqual(p.stdout, b"")
            self.assertTrue(p.lines)
        for args in (["--help"], ["--version"], ["parse", "--help"], ["model", "--help"], ["code", "--help"], ["explain", "--help"]):
            p = run(*args)
            self.assertEqual((p.returncode, p.lines), (0, []), args)
            self.assertIn(b"wirecode", p.stdout)


class Model(InFolder):
    def setUp(self):
        super().setUp()
        for name, content in small_package():
            self.file("package/" + name, content)
        self.package = self.folder.name + "/package"
        self.out = self.folder.name + "/out/x.pipeline"
        os.mkdir(self.folder.name + "/out")

    def written(self):
        return os.listdir(self.folder.name + "/out")

    def test_folder_and_wheel(self):
        p = run("model", self.package, "-o", self.out)
        self.assertEqual((p.returncode, p.lines), (0, []))
        self.assertIn(b"en_tiny 0.0.1", p.stdout)
        whole = Path(self.out).read_bytes()
        for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            wheel = io.BytesIO()
            with zipfile.ZipFile(wheel, "w", kind) as z:
                for name, content in small_package():
                    z.writestr("en_tiny/en_tiny-0.0.1/" + name, content)
            path = self.file("tiny.whl", wheel.getvalue())
            p = run("model", "--quiet", path, "-o", self.out)
            self.assertEqual((p.returncode, p.lines, p.stdout), (0, [], b""))
            self.assertEqual(whole, Path(self.out).read_bytes())
            for n in (10, len(wheel.getvalue()) // 2, len(wheel.getvalue()) - 1):  # cut short: what was there stays
                self.failed(run("model", self.file("cut.whl", wheel.getvalue()[:n]), "-o", self.out), "cut.whl")
            self.assertEqual(whole, Path(self.out).read_bytes())
        self.assertEqual(["x.pipeline"], self.written())

    def test_bad_packages(self):
        config = Path(self.package) / "config.cfg"
        config.write_text(config.read_text().replace('factory = "tok2vec"', 'factory = "transformer"'))
        self.failed(run("model", self.package, "-o", self.out), self.package, "'tok2vec'", "'transformer'")
        for bad in (self.good, self.folder.name + "/missing.whl", self.folder.name + "/out", self.file("empty.whl", b"")):
            self.failed(run("model", bad, "-o", self.out), bad)
        self.assertEqual([], self.written())

    @unittest.skipUnless(os.path.exists(os.environ.get("WIRECODE_ENCODER_PACKAGE", "")), "no package of an encoder")
    def test_encoder(self):
        package, bad = os.environ["WIRECODE_ENCODER_PACKAGE"], self.file("bad.update", b"WIREPACK")
        p = run("model", package, "--update", UPDATE, "-o", self.out)
        self.assertEqual((p.returncode, p.lines), (0, []))
        self.assertIn(b"MiniLM", p.stdout)
        self.assertEqual(Path(self.out).read_bytes(), Path(os.environ["WIRECODE_ENCODER"]).read_bytes())
        self.failed(run("parse", "--model", self.out, self.good), self.out, "kind 'encoder'")
        self.failed(run("model", package, "--update", bad, "-o", self.out), bad)
        self.failed(run("model", self.package, "--update", bad, "-o", self.out), self.package, "no encoder")

    def test_bad_output(self):
        self.failed(run("model", self.package, "-o", self.folder.name + "/no/x"), self.folder.name + "/no/x")
        self.failed(run("model", self.package, "-o", self.folder.name + "/out"), self.folder.name + "/out")
        # A pipe stands for /dev/null, which a careless rename would replace.
        os.mkfifo(self.out)
        self.failed(run("model", self.package, "-o", self.out), self.out)
        self.assertTrue(stat.S_ISFIFO(os.stat(self.out).st_mode))
        self.assertEqual(["x.pipeline"], self.written())

    def test_full_disk(self):
        self.failed(run("model", self.package, "-o", self.out, preexec_fn=no_room), self.out, "cannot write")
        self.assertEqual([], self.written())

    def test_killed(self):
        """Whenever the program is killed, there is no file of that name, or a whole one."""
        package = os.environ.get("WIRECODE_PACKAGE", "")
        package = package if os.path.exists(package) else self.package  # the larger, the more moments to be killed in
        start = time.monotonic()
        run("model", "--quiet", package, "-o", self.out)
        took = time.monotonic() - start
        whole = Path(self.out).read_bytes()
        os.remove(self.out)
        for i in range(12):
            p = subprocess.Popen([PROGRAM, "model", "--quiet", package, "-o", self.out])
            time.sleep(took * (i + 1) / 11)
            p.kill()
            p.wait()
            if os.path.exists(self.out):
                self.assertEqual(whole, Path(self.out).read_bytes())
                os.remove(self.out)


class Score(InFolder):
    GOLD = [
        {"report": "one", "kind": "event", "evidence": "Boran aids Oster", "type": "AID", "source": ["Boran"], "target": ["Oster"], "status": "actual"},
        {"report": "one", "kind": "event", "evidence": "Velm leaves", "type": "RETREAT", "source": ["Velm"], "target": [], "status": "actual"},
    ]
    CODED = [
        {"report": "one", "kind": "event", "span": [0, 16], "type": "AID", "source": [{"name": "Boran"}], "target": [{"name": "Oster"}], "status": "actual"},
        {"report": "one", "kind": "event", "span": [18, 29], "type": "ASSAULT", "source": [{"name": "Velm"}], "target": [], "status": "actual"},
    ]

    def lines(self, records):
        return "".join(json.dumps(r) + "\n" for r in records)

    def setUp(self):
        super().setUp()
        self.gold = self.file("gold/one.jsonl", self.lines(self.GOLD))
        self.coded = self.file("coded.jsonl", self.lines(self.CODED))
        self.reports = str(Path(self.file("reports/one.txt", "Boran aids Oster. Velm leaves.")).parent)

    def score(self, *args, **kw):
        return run("score", "--reports", self.reports, *args, **kw)

    def test_figures(self):
        """A folder and standard input, as text and as JSON."""
        p = self.score(str(Path(self.gold).parent), "-", "--as", "json", "--misses", data=Path(self.coded).read_bytes())
        self.assertEqual((p.returncode, p.lines), (0, []))
        figures = json.loads(p.stdout)
        self.assertEqual(figures["event"]["detect"]["f1"], 1)
        self.assertEqual(figures["event"]["full"]["f1"], 0.5)
        self.assertEqual(figures["by_type"]["RETREAT"], {"gold": 1, "coded": 0, "right": 0})
        self.assertEqual([m["what"] for m in figures["misses"]], ["missed", "made up"])
        # AID+AID, RETREAT+ASSAULT: 1 - 3 * 2 / (16 - 6)
        self.assertEqual(figures["agreement"]["type"], {"alpha": 0.4, "units": 2})
        p = self.score(self.gold, self.coded)
        self.assertIn(b"\n  full              2      2      1  0.5000  0.5000  0.5000\n", p.stdout)

    def test_bad_lines(self):
        bad = self.file("bad.jsonl", "no JSON\n" + self.lines(self.CODED) + "{}\n")
        p = self.score(self.gold, bad, "--as", "json")
        self.assertEqual(p.returncode, 1)
        self.assertEqual([line[: len(bad) + 10] for line in p.lines], [f"{bad}:1: error:", f"{bad}:4: error:"])
        self.assertEqual(json.loads(p.stdout)["event"]["full"]["f1"], 0.5)

    def test_monstrous_line(self):
        big = self.file("big.jsonl", b"x" * 3_000_000 + b"\n\0\n" + self.lines(self.CODED).encode())
        p = self.score(self.gold, big)
        self.assertEqual((p.returncode, len(p.lines)), (1, 2), p.lines)

    def test_without_reports(self):
        p = run("score", self.gold, self.coded)
        self.assertEqual((p.returncode, len(p.lines)), (1, 2), p.lines)
        self.assertIn("--reports", p.lines[0])

    def test_bad_files(self):
        self.failed(self.score(self.folder.name + "/missing", self.coded), "missing")
        self.failed(self.score(self.reports, self.coded), "no file in it")
        with open("/dev/full", "wb") as full:
            self.failed(self.score(self.gold, self.coded, stdout=full), "standard output")

    def test_usage(self):
        for args in ([], ["a"], ["a", "b", "c"], ["-", "-"], ["--as", "xml", "a", "b"]):
            self.assertEqual(run("score", *args).returncode, 2, args)
        self.assertIn(b"Examples:", run("score", "--help").stdout)


class Output(unittest.TestCase):
    def test_same_for_jobs_and_kernels(self):
        for form in ("jsonl", "conllu", "tree"):
            first = parse("--as", form, "--jobs", "1", *REPORTS)
            self.assertEqual((first.returncode, first.lines), (0, []))
            for jobs in ("2", "7"):
                self.assertEqual(first.stdout, parse("--as", form, "--jobs", jobs, *REPORTS).stdout)
            with tempfile.NamedTemporaryFile() as out:
                self.assertEqual(parse("--as", form, "-o", out.name, *REPORTS).stdout, b"")
                self.assertEqual(first.stdout, Path(out.name).read_bytes())
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
                self.assertTrue(text[t["start"] : t["end"]].decode())
                self.assertTrue(t["tag"] and t["pos"] and t["dep"] and t["lemma"])
                at = t["end"]
            self.assertEqual(text[at:].strip(), b"")
            starts, ends = {t["start"] for t in record["tokens"]}, {t["end"] for t in record["tokens"]}
            for spans in (record["ents"], record["sents"]):
                for span, after in zip(spans, [*spans[1:], {"start": len(text)}]):
                    self.assertLess(span["start"], span["end"])
                    self.assertLessEqual(span["end"], after["start"])
                    self.assertTrue(span["start"] in starts and span["end"] in ends)

    def test_conllu(self):
        documents, rows = 0, []
        for line in parse("--as", "conllu", *REPORTS).stdout.decode().split("\n"):
            if line.startswith("#"):
                documents += line.startswith("# newdoc id = ")
                self.assertEqual(rows, [])
            elif line:
                rows.append(line.split("\t"))
                self.assertEqual(len(rows[-1]), 10, line)
                self.assertTrue(all(rows[-1]), line)
            elif rows:
                self.check_tree(rows)
                rows = []
        self.assertEqual(rows, [])
        self.assertGreater(documents, 50)

    def check_tree(self, rows):
        self.assertEqual([row[0] for row in rows], [str(i + 1) for i in range(len(rows))])
        heads = [int(row[6]) for row in rows]
        self.assertEqual(heads.count(0), 1)
        for i in range(len(rows)):
            at, steps = i + 1, 0
            while at and steps <= len(rows):
                at, steps = heads[at - 1], steps + 1
            self.assertEqual(at, 0, "the heads go round")
        for row in rows:
            self.assertEqual(row[6] == "0", row[7] == "ROOT")

    def test_tabs_and_line_ends(self):
        """White space inside a text cannot break a line of output."""
        record = json.dumps({"id": "a\nb\tc", "text": "One\ttwo.\nThree\r\n\u2028four \u0000 five."}).encode()
        for line in parse("--as", "conllu", "--input", "jsonl", data=record).stdout.decode().split("\n"):
            self.assertTrue(not line or line[0] == "#" or line.count("\t") == 9, line)
        p = parse("--as", "jsonl", "--input", "jsonl", data=record)
        self.assertEqual(json.loads(p.stdout)["id"], "a\nb\tc")

    def test_standard_input(self):
        self.assertIn(b"Lusaka", parse("--as", "conllu", data=GOOD.encode()).stdout)


@unittest.skipUnless(os.path.exists(LEXICON), "no compiled lexicon")
class Code(InFolder):
    """The words that prove a record, and that what is written does not depend on threads or on what else is read."""

    def test_keys_and_spans(self):
        for name in REPORTS:
            body = Path(name).read_bytes()
            for r in records(code("--meta", TABLE, name)):
                self.assertEqual(list(r), HEAD + MIDDLE[r["kind"]] + TAIL)
                self.assertEqual(body[slice(*r["span"])].decode(), r["evidence"])
                spans = [r["trigger"], *r["counts"], *r.get("source", []), *r.get("target", [])]
                if r["kind"] == "statement":
                    spans.append({"text": r["content"], "span": r["content_span"]})
                for s in spans:
                    self.assertEqual(s["text"], body[slice(*s["span"])].decode() if s["span"] else None)
                self.assertTrue(0 <= r["confidence"] <= 1)

    def test_same_for_jobs(self):
        for form in ("jsonl", "report"):
            first = code("--as", form, "--meta", TABLE, "--jobs", "1", *REPORTS * 20)
            self.assertEqual((first.returncode, first.lines), (0, []))
            self.assertTrue(first.stdout)
            for jobs in ("2", "5"):
                self.assertEqual(first.stdout, code("--as", form, "--meta", TABLE, "--jobs", jobs, *REPORTS * 20).stdout)
            with tempfile.NamedTemporaryFile() as out:
                self.assertEqual(code("--as", form, "--meta", TABLE, "-o", out.name, *REPORTS * 20).stdout, b"")
                self.assertEqual(first.stdout, Path(out.name).read_bytes())

    def test_alone_as_with_others(self):
        together = code("--meta", TABLE, *REPORTS).stdout
        self.assertEqual(together, b"".join(code("--meta", TABLE, name).stdout for name in REPORTS))

    def test_ids(self):
        ids = [r["id"] for r in records(code("--meta", TABLE, *REPORTS))]
        self.assertEqual(len(ids), len(set(ids)))

    def test_json_lines(self):
        lines = [{"id": "a", "outlet": "Wire", "date": "2041-03-05", "text": FIGHT}, {"id": "b", "text": FIGHT}]
        path = self.file("x.jsonl", json.dumps(lines[0]) + "\n{broken\n" + json.dumps(lines[1]) + "\n")
        p = code(path)
        self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
        self.assertIn("x.jsonl:2:", p.lines[0])
        got = records(p)
        self.assertEqual({"a", "b"}, {r["report"] for r in got})
        attack = next(r for r in got if r["kind"] == "event" and r["trigger"]["text"] == "attacked")
        self.assertEqual((attack["type"], attack["time"]["from"], attack["target"][0]["name"]), ("ASSAULT", "2041-03-01", "Taliban"))

    def test_bad_date(self):
        good = {"id": "a", "date": "2041-03-05", "text": FIGHT}
        path = self.file("x.jsonl", json.dumps(good) + "\n" + json.dumps({**good, "id": "b", "date": "2041-02-30"}) + "\n")
        p = code(path)
        self.assertEqual((p.returncode, len(p.lines)), (1, 1), p.lines)
        self.assertIn("x.jsonl:2:", p.lines[0])
        self.assertIn("a", {r["report"] for r in records(p)})
        table = self.file("t.tsv", "file\toutlet\tdate\nfight.txt\tWire\tyesterday\n")
        p = code("--meta", table, self.file("fight.txt", FIGHT))
        self.assertEqual(p.returncode, 1)
        self.assertIn("t.tsv:2:", p.lines[0])

    def test_bad_files(self):
        bad = [self.folder.name + "/missing", self.folder.name, self.file("e", b""), self.file("nul", b"\0\n")]
        fight = self.file("fight.txt", FIGHT)
        for jobs in ("1", "3"):
            p = code("--jobs", jobs, *(name for b in bad for name in (b, fight)))
            self.assertEqual((p.returncode, len(p.lines)), (1, len(bad)), p.lines)
            for name, line in zip(bad, p.lines):
                self.assertTrue(line.startswith(f"wirecode: {name}:"), line)
            self.assertEqual(len(records(p)), len(bad) * len(records(code(fight))))

    def test_bad_lexicons(self):
        whole = Path(LEXICON).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        for name, content in (("flipped", flipped), ("cut", whole[: len(whole) // 3]), ("other", b"WIRE"), ("none", b"")):
            path = self.file(name, bytes(content))
            for command in ("code", "explain"):
                self.failed(run(command, "--model", PIPELINE, "--lexicon", path, self.good), path)
        self.failed(run("code", "--model", PIPELINE, "--lexicon", self.folder.name + "/no", self.good), self.folder.name + "/no")
        self.failed(run("code", "--model", LEXICON, self.good), LEXICON)
        self.failed(code("--meta", self.folder.name + "/no.tsv", self.good), "no.tsv")

    def test_damaged_lexicons(self):
        """A wrong version, a damaged place anywhere, a pipeline in the lexicon's stead."""
        whole = Path(LEXICON).read_bytes()
        version = bytearray(whole)
        version[16] += 1
        self.failed(run("code", "--model", PIPELINE, "--lexicon", self.file("version", bytes(version)), self.good), "version")
        self.failed(run("code", "--model", PIPELINE, "--lexicon", PIPELINE, self.good), PIPELINE)
        for n in (1, 63, 64, 100, len(whole) - 1):
            path = self.file("cut", whole[:n])
            self.failed(run("code", "--model", PIPELINE, "--lexicon", path, self.good), path)
        self.failed(run("try", "--model", PIPELINE, "--lexicon", self.file("none", b"")), "none")

    def test_missing_models(self):
        """What is not there is named, and nothing is written in the place of what was."""
        out = self.file("out.jsonl", "what was there")
        no = self.folder.name + "/no.pipeline"
        self.failed(run("code", "--model", no, "--lexicon", LEXICON, "-o", out, self.good), no)
        self.failed(run("code", self.good, env={**os.environ, "WIRECODE_PIPELINE": no, "WIRECODE_LEXICON": LEXICON}), no)
        self.failed(run("code", "--model", PIPELINE, self.good, env={**os.environ, "WIRECODE_LEXICON": no}), no)
        self.assertEqual(Path(out).read_text(), "what was there")

    def test_strange_reports(self):
        """Texts that are none do not keep the others from being coded."""
        fight = json.dumps({"id": "fight", "text": FIGHT})
        strange = ["", " ", "\n\n\n", ".", "\u0000", "\u0000\u0000a", "\ufeff", "\u202e\u200d", "\"" * 999, "(" * 999, "a " * 2000,
                   "\U0001f1f7\U0001f1fa troops attacked Kabul.", "He said he said he said.", "Kern's " * 300, "e\u0301" * 500]  # fmt: skip
        lines = [json.dumps({"id": f"s{i}", "text": text}) for i, text in enumerate(strange)]
        p = code(self.file("x.jsonl", "\n".join(line + "\n" + fight for line in lines) + "\n"))
        self.assertEqual([r for r in records(p) if r["report"] == "fight"], records(code(self.file("y.jsonl", fight))) * len(strange))
        for line in p.lines:
            self.assertRegex(line, r"^wirecode: .*x\.jsonl:[0-9]+: ")
        for name, content in (("0.txt", b""), ("nul.txt", b"Troops\0attacked."), ("white.txt", b" \n\t\n")):
            p = code(self.file(name, content))
            self.assertEqual((p.returncode, p.stdout), (1, b""), p.lines)
            self.failed(p, name)

    def test_no_text_takes_long(self):
        """Texts that are long in one way: a search over all that stands before would take minutes for each."""
        names = [f"{a}{b}{c}a" for a in ("Bo", "Da", "Ke", "Lu", "Ma", "Ti") for b in "bdgklmnprst" for c in ("ra", "lo", "ni", "su", "te")]
        strange = {
            "and": "attacked and " * 8000,
            "that": "Kern said that " * 7000,
            "owners": "Kern's " * 15000,
            "marks": '"' * 50_000,
            "quotations": '"Kern" said ' * 9000,
            "sentences": '"The army attacked Velia," Kern said. ' * 2500,
            "brackets": "(" * 25_000 + " he " + ")" * 25_000,
            "letters": "a " * 40_000,
            "dates": "attacked on Monday from 2001 to 2002 and " * 2500,
            "names": " ".join(f"{a} {b} met {c}." for a, b, c in zip(names * 12, names[7:] * 12, names[31:] * 12)),
            "no end": "Russian troops attacked the Taliban near Kabul and Iran said he had met him in Paris while " * 1000,
        }  # fmt: skip
        for name, text in strange.items():
            start = time.monotonic()
            p = code("--jobs", "1", self.file(name + ".txt", text))
            self.assertEqual((p.returncode, p.lines), (0, []), name)
            self.assertLess(time.monotonic() - start, 200 if "san" in PROGRAM else 10, name)
            self.assertLess(len(p.stdout), 60 * len(text), name)

    def test_bad_dates(self):
        """In JSON and in the table: the report is named, the others are coded."""
        for bad in ("2041-13-01", "2041-02-29", "yesterday", "20410305", "41-3-5", "2041-03", "0000-00-00", "2041-03-05x"):
            path = self.file("x.jsonl", json.dumps({"id": "b", "date": bad, "text": FIGHT}) + "\n" + json.dumps({"id": "g", "text": FIGHT}))
            p = code(path)
            self.failed(p, "x.jsonl:1:")
            self.assertEqual({"g"}, {r["report"] for r in records(p)}, bad)
            table = self.file("t.tsv", f"date\tfile\n2041-03-05\tgood.txt\n{bad}\tfight.txt\n")
            p = code("--meta", table, self.file("fight.txt", FIGHT), self.file("deep/good.txt", FIGHT))
            self.failed(p, "t.tsv:3:")
            self.assertEqual({"good"}, {r["report"] for r in records(p)}, bad)
        for name, content in (("empty.tsv", b""), ("nul.tsv", b"file\tdate\0\n"), ("other.tsv", b"name\tdate\n")):
            self.failed(code("--meta", self.file(name, content), self.good), name)

    def test_output_is_whole_or_as_it_was(self):
        out = self.file("out.jsonl", "what was there")
        link = self.folder.name + "/link"
        os.symlink(out, link)
        os.chmod(out, 0o640)
        self.failed(code("-o", out, *REPORTS, preexec_fn=no_room), out, "cannot write")
        self.assertEqual(Path(out).read_text(), "what was there")
        self.failed(code("-o", self.folder.name + "/no/out", self.good), self.folder.name + "/no/out")
        self.failed(code("-o", self.folder.name, self.good), self.folder.name)
        p = code("-o", link, *REPORTS)
        self.assertEqual((p.returncode, p.lines), (0, []))
        self.assertEqual(Path(out).read_bytes(), code(*REPORTS).stdout)
        self.assertTrue(os.path.islink(link) and stat.S_IMODE(os.stat(out).st_mode) == 0o640)
        self.assertFalse([name for name in os.listdir(self.folder.name) if ".tmp" in name])

    def test_killed(self):
        """Whenever the program is killed, the file is what it was, or whole."""
        out = Path(self.file("out.jsonl", ""))
        start = time.monotonic()
        code("-o", str(out), *REPORTS * 30)
        took = time.monotonic() - start
        whole = out.read_bytes()
        self.assertTrue(whole)
        for i in range(8):
            out.write_bytes(b"what was there")
            p = subprocess.Popen([PROGRAM, "code", "--quiet", "--model", PIPELINE, "--lexicon", LEXICON, "-o", str(out), *REPORTS * 30])
            time.sleep(took * (i + 1) / 7)
            p.kill()
            p.wait()
            self.assertIn(out.read_bytes(), (b"what was there", whole))

    def test_bad_output(self):
        with open("/dev/full", "wb") as full:
            for p in (code(*REPORTS, stdout=full), code("-o", "/dev/full", *REPORTS), code("--as", "report", *REPORTS, stdout=full),
                      explain(*REPORTS, stdout=full)):  # fmt: skip
                self.failed(p, "No space left")

    def test_report(self):
        text = code("--as", "report", "--meta", TABLE, *REPORTS).stdout.decode()
        self.assertNotIn("\033", text)
        for title in ("WHAT HAPPENED", "WHO SAID WHAT", "WHAT HOLDS"):
            self.assertIn(title, text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_stats(self):
        p = code("--stats", "-o", os.devnull, *REPORTS)
        stats = json.loads(p.lines[-1])
        self.assertEqual(stats["reports"], len(REPORTS))
        self.assertTrue(stats["words"] > 1000 and stats["records"] and stats["words_per_second"] and stats["peak_kb"])

    def test_explain(self):
        fight = self.file("fight.txt", FIGHT)
        record = next(r for r in records(code(fight)) if r["trigger"]["text"] == "attacked")
        number = ["--sentence", str(record["sentence"])]
        wanted = explain(fight, *number)
        self.assertEqual((wanted.returncode, wanted.lines), (0, []))
        for what in (record["id"], record["frame"], "S1", "T1", "◆1 ASSAULT"):
            self.assertIn(what, wanted.stdout.decode())
        self.assertEqual(wanted.stdout, explain(fight, "--record", record["id"]).stdout)
        self.assertEqual(wanted.stdout, explain(fight, "--match", "NEAR KABUL").stdout)
        self.assertIn(wanted.stdout, explain(fight).stdout)
        self.failed(explain(fight, "--sentence", "99"), "no such sentence")


@unittest.skipUnless(os.path.exists(LEXICON), "no compiled lexicon")
class Lexicon(InFolder):
    """A folder of one's own: laid over ours, with its mistakes named, and its test sentences read."""

    OURS = str(SOURCE / "lexicon" / "en")

    def setUp(self):
        super().setUp()
        self.mine = self.folder.name + "/mine"
        self.out = self.folder.name + "/mine.lexicon"

    def compile(self, frames):
        self.file("mine/frames/mine.frames", frames)
        return run("compile", "--quiet", self.OURS, self.mine, "-o", self.out)

    def test_mistakes(self):
        self.file("mine/actors/a.actors", "group NOWHERE.X \"The Xs\"\n    country NOWHERE\n")
        p = self.compile("# two of mine\nquell.v S=subj T=obj -> ASSAULTED 190\nquell.v S=subj T=obj\nquell.v S=subj T=obj -> ASSAULT 190\n")
        self.assertEqual((p.returncode, p.stdout, os.path.exists(self.out)), (1, b"", False))
        errors = [line.split(" ")[0] for line in p.lines if ": error: " in line]
        for place in ("frames/mine.frames:2:", "frames/mine.frames:3:", "actors/a.actors:1:"):
            self.assertIn(f"{self.mine}/{place}", errors)
        self.assertFalse([line for line in errors if line.startswith(self.OURS) or line.endswith("mine.frames:4:")], errors)

    def test_the_old_one_stays(self):
        self.assertEqual(self.compile("quell.v S=subj T=obj -> ASSAULT 190\n").returncode, 0)
        whole = Path(self.out).read_bytes()
        self.assertEqual(self.compile("quell.v S=subj T=obj -> NOTHING\n").returncode, 1)
        self.assertEqual(whole, Path(self.out).read_bytes())

    def test_try(self):
        p = self.compile("zap.v S=subj T=obj -> ASSAULT 190\n    ~ Rebels zapped the soldiers.   => S: rebels  T: soldiers\n"
                         "    ~ Rebels zapped the soldiers.   => S: soldiers\n    ~ Rebels zapped the soldiers.   => none\n")  # fmt: skip
        self.assertEqual((p.returncode, p.lines), (0, []))
        p = run("try", "--model", PIPELINE, "--lexicon", self.out)
        self.assertEqual(p.returncode, 1)
        mine = [line.split(" ")[0] for line in p.lines if "mine.frames:" in line]
        folder = Path(self.mine).parent.name + "/mine/frames"  # a compiled lexicon keeps the last two folders of a path
        self.assertEqual([f"{folder}/mine.frames:{n}:" for n in (3, 4)], mine)
        self.assertTrue(p.stdout.endswith(f" test sentences, {len(p.lines)} not read as expected\n".encode()))
        self.assertIn(b"Examples:", run("try", "--help").stdout)
        self.assertEqual(run("try", self.out).returncode, 2)

    def test_examples(self):
        # Alone, without ours: what is there is counted, whatever ours holds.
        self.file("mine/ontology/a.ontology", (SOURCE / "lexicon" / "en" / "ontology" / "plover.ontology").read_text())
        self.file("mine/examples/a.examples", "@ wire 2014 asia\nRebels zapped the tank, he said.\n    zapped: ASSAULT  S=Rebels  in=said\n"
                  "    said: SAY  S=he\n")  # fmt: skip
        p = run("examples", self.mine)
        self.assertEqual((p.returncode, p.lines), (0, []))
        self.assertTrue(p.stdout.startswith(b"1 sentence of 6 words, 0 (0.0 %) with nothing to code"))
        one = json.loads(run("examples", "--as=jsonl", self.mine).stdout)
        self.assertEqual([r["code"] for r in one["records"]], ["ASSAULT", "SAY"])
        self.assertEqual((one["records"][0]["saying"], one["records"][1]["trigger"]["span"]), (1, [27, 31]))
        self.assertEqual(run("examples", "--as=jsonl", "--second", self.mine).stdout, b"")

        self.file("mine/examples/a.examples", "@ wire 2014 asia\nRebels zapped the tank, he said.\n    zapped: ZAP\n")
        p = run("examples", self.mine)
        self.assertEqual((p.returncode, p.stdout), (1, b""))
        self.assertTrue(p.lines[0].startswith(f"{self.mine}/examples/a.examples:3:13: error: 'ZAP' is no type"), p.lines)
        self.file("mine/examples/a.examples", "@ wire 2014 asia\nRebels zapped the tank, he said.\n")
        self.assertEqual([run("examples", *strict, self.mine).returncode for strict in ([], ["--strict"])], [0, 1])
        self.assertIn(b"Examples:", run("examples", "--help").stdout)
        self.assertEqual([run("examples").returncode, run("examples", "--as=csv", self.mine).returncode], [2, 2])


if __name__ == "__main__":
    main()
