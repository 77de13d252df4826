"""What the benches share: where things are, processes timed on chosen cores, and tables in bench/results.md.

Needs Python alone. A section of results.md stands between two markers of its name; a bench rewrites its own and no other.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
RESULTS = ROOT / "bench" / "results.md"
SHARED = Path(os.environ.get("WIRECODE_SHARED") or ROOT.parent / "shared")  # the corpora and hand-coded sets
WIRECODE = ROOT / "build" / "wirecode"

# One thread each, and the peer's matrix libraries free to choose their kernels.
ENV = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")} | {
    f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "BLIS", "OMP", "MKL")
}

Record = dict[str, Any]


def skip(what: str, folder: Path) -> int:
    """Not run, and loudly: the exit status of the bench."""
    print(f"*** {what} SKIPPED: there is no {folder}; WIRECODE_SHARED names another place of it ***")
    return 0


def built(*files: Path) -> bool:
    """Whether these are there; says what is not."""
    absent = [file for file in files if not file.exists()]
    for file in absent:
        print(f"bench: no {file}; build it first (make)", file=sys.stderr)
    return not absent


# --- processes -------------------------------------------------------------------------------------------------------

# A process's ru_maxrss starts at that of the process it was forked from, so a small one starts and times the program.
LAUNCHER = """
import json, os, sys, time
devnull = os.open(os.devnull, os.O_WRONLY)
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, devnull, 1)])
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - start
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "seconds": seconds, "peak_kb": usage.ru_maxrss}))
"""


def timed(command: list[str], cpus: set[int]) -> Record:
    """Seconds and peak memory of the whole process, held to these cores, its output thrown away; and its standard error."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *command],
        capture_output=True,
        text=True,
        env=ENV,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cpus),
    )
    run: Record = json.loads(done.stdout)
    if run["code"]:
        sys.exit(f"bench: wirecode {command[1]} failed ({run['code']}):\n{done.stderr[-2000:]}")
    return run | {"errors": done.stderr}


# --- printing --------------------------------------------------------------------------------------------------------


def table(rows: list[list[str]]) -> str:
    """The first row is the heading; columns but the first are set to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    padded = [
        [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)] for row in rows
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [padded[0], rule, *padded[1:]])


def spread(rates: list[float]) -> str:
    return f"{min(rates):,.0f} to {max(rates):,.0f}"


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text()

    def one(name: str) -> str:
        found = re.search(rf"^{name}\s*: (.*)$", info, re.M)
        return found[1] if found else "?"

    vector = next((name for name in ("avx512f", "avx2", "avx") if name in one("flags").split()), "no AVX")
    return f"{one('model name')} (family {one('cpu family')}, model {one('model')}, {vector})"


def commit() -> str:
    """The commit, "-dirty" where a file of it was changed; what the benches themselves write is none."""

    def git(*command: str) -> str:
        return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    name = git("rev-parse", "--short", "HEAD") or "no commit"
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{RESULTS.relative_to(ROOT)}")
    return f"{name}-dirty" if changed else name


def published(name: str) -> str:
    """The section as it stands in results.md; empty where there is none."""
    page = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    found = re.search(f"<!-- {name}: begin -->\n(.*?)<!-- {name}: end -->", page, re.S)
    return found[1] if found else ""


def publish(name: str, text: str, keep: bool) -> None:
    """Print the section and, to keep it, put it between its markers in results.md, at the end if it is new."""
    print(text + "\n")
    if not keep:
        return
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = f"{begin}\n{text}\n{end}"
    page = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    if begin in page and end in page:
        page = page[: page.index(begin)] + section + page[page.index(end) + len(end) :]
    else:
        page = page.rstrip() + "\n\n" + section + "\n"
    RESULTS.write_text(page, encoding="utf-8")
