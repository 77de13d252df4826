"""How fast the encoder is, and how near to float, beside ONNX Runtime's int8.

Both run the same model over the same sentences: those of every tenth block of bench/nlp.py's corpora, a sequence each (split at a mark
that ends a sentence, a blank and a capital). One core, one thread, one run: ONNX Runtime, wirecode, ONNX Runtime, ..., medians. ONNX
Runtime has its best case: the graph of its own fused operators, int8 by its quantiser, sentences sorted by length, the best of several
batch sizes, and only its runs are timed, with padding and tokenizing done before (bench/encoder_peer.py). wirecode's time is from text to
vectors, in batches of twenty sentences as they come (bench/encoder.c). Words are those between white space, multiply-adds those of
wirecode's matrices and attention, for both: padding earns nothing. The peak is that of a loop of nothing but the instruction, measured in
the same process right after.

How near: over the first sentences, the root of the mean square of the differences from the float graph's vectors, over that of these.

  python bench/encoder.py [--rounds N]

Prints the tables and replaces its own section of bench/results.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from common import BUILD, ENV, ROOT, SHARED, Record, built, commit, machine, publish, skip, spread, table
from encoder_peer import SAMPLE
from nlp_blocks import load_blocks

MODEL = ROOT / "build" / "data" / "en.encoder"
PROGRAM = BUILD / "encoder"
STEP = 10  # every tenth block
GOALS = {"speed": 1.5, "share": 0.4}
PEERS = ("onnxruntime", "onnx", "tokenizers", "numpy")


def sentences(shared: Path) -> list[str]:
    found = (re.split(r"(?<=[.!?]) (?=[A-Z“\"])", block.text) for block in load_blocks(shared, STEP))
    return [" ".join(sentence.split()) for part in found for sentence in part if sentence.strip()]


def wirecode(path: Path, core: set[int], *more: str) -> Record:
    done = subprocess.run(
        [str(PROGRAM), str(MODEL), str(path), *more],
        capture_output=True,
        text=True,
        env=ENV,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, core),
    )
    run: Record = json.loads(done.stdout)
    return run


def distances(theirs: Path, ours: Path) -> tuple[float, float]:
    """Of ONNX Runtime's int8 and of ours, from float."""
    import numpy as np

    exact, int8 = np.fromfile(theirs, "<f4").reshape(2, -1)
    mine = np.fromfile(ours, "<f4")
    if mine.shape != exact.shape:
        sys.exit("bench: the two do not have the same pieces")
    size = np.sqrt((exact**2).mean())
    return float(np.sqrt(((int8 - exact) ** 2).mean()) / size), float(np.sqrt(((mine - exact) ** 2).mean()) / size)


class Peer:
    """encoder_peer.py, from outside."""

    def __init__(self, package: Path, path: Path, out: Path, core: set[int]) -> None:
        self.log = BUILD / "encoder-peer.log"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / "encoder_peer.py"), str(package), str(path), str(out)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            env=ENV,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )
        self.ready = self._read()

    def _read(self) -> Record:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            sys.exit(f"bench: ONNX Runtime stopped:\n{self.log.read_text()[-2000:]}")
        answer: Record = json.loads(line)
        return answer

    def run(self) -> float:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        seconds: float = self._read()["seconds"]
        return seconds

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def met(value: float, goal: float) -> str:
    return "met" if value >= goal else "MISSED"


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed and faithfulness of the encoder beside ONNX Runtime's int8.")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the corpora")
    parser.add_argument("--package", type=Path, required=True, help="the encoder's package")
    parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")
    options = parser.parse_args()
    if not (options.shared / "corpus").is_dir():
        return skip("bench/encoder.py", options.shared / "corpus")
    if not built(PROGRAM, MODEL, options.package):
        return 1
    BUILD.mkdir(parents=True, exist_ok=True)
    lines = sentences(options.shared)
    path, sample = BUILD / "encoder-sentences.txt", BUILD / "encoder-sample.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sample.write_text("\n".join(lines[:SAMPLE]) + "\n", encoding="utf-8")
    theirs, ours = BUILD / "encoder-theirs.f32", BUILD / "encoder-ours.f32"
    core = {max(os.sched_getaffinity(0))}

    peer = Peer(options.package, path, theirs, core)
    wirecode(sample, core, wirecode(sample, core)["kernel"], str(ours))
    onnx: list[float] = []
    own: list[Record] = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds} ...", file=sys.stderr)
        onnx.append(peer.run())
        own.append(wirecode(path, core))
    peer.close()
    first = own[0]
    if first["pieces"] != peer.ready["pieces"]:
        sys.exit(f"bench: {first['pieces']:,} pieces, the package's tokenizer has {peer.ready['pieces']:,}")
    narrow = {name: wirecode(sample, core, name) for name in ("avx2", "portable")} if first["kernel"] == "avx512" else {}

    words, macs = first["words"], first["macs"]
    onnx_rates, own_rates = ([words / s for s in seconds] for seconds in (onnx, [run["seconds"] for run in own]))
    times = statistics.median(own_rates) / statistics.median(onnx_rates)
    peaks = [run["peak_gmacs"] for run in own]
    share = statistics.median(macs / run["seconds"] / 1e9 / run["peak_gmacs"] for run in own) if all(peaks) else 0.0
    off = distances(theirs, ours)

    def row(name: str, rates: list[float], distance: float) -> list[str]:
        middle = statistics.median(rates)
        return [name, f"{middle:,.0f}", spread(rates), f"{middle * macs / words / 1e9:.0f}", f"{100 * distance:.1f} %"]

    rows = [
        ["one core", "words a second", "runs", "billion multiply-adds a second", "from float"],
        row(f"ONNX Runtime, int8, batches of {peer.ready['batch']}", onnx_rates, off[0]),
        row(f"wirecode, {first['kernel']}", own_rates, off[1]),
    ]
    rows += [
        [f"wirecode, {name}", f"{run['words'] / run['seconds']:,.0f}", "", f"{run['macs'] / run['seconds'] / 1e9:.1f}", "the same"]
        for name, run in narrow.items()
    ]
    if share:
        rows.append(["limit of the processor (vpdpbusd)", "", "", f"{statistics.median(peaks):.0f}", ""])
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    text = f"""## The encoder: how fast, and how near?

{len(lines):,} sentences, {words:,} words, {first["pieces"]:,} pieces, {macs / words / 1e6:.1f} million multiply-adds a word; {options.rounds} rounds
in one run. Against ONNX Runtime's int8: {times:.2f}× (goal ≥ {GOALS["speed"]}×, {met(times, GOALS["speed"])}). Of the core's int8 peak, all work
counted: {100 * share:.0f} % (goal ≥ {100 * GOALS["share"]:.0f} %, {met(share, GOALS["share"])}). How it is measured: bench/encoder.py.

{table(rows)}

Commit {commit()}; {machine()}; {versions}."""
    publish("encoder", text, True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
