#!/usr/bin/env python3
"""Hold the front door to its word: each target of the Makefile says in `make help` what it does, `make -n` of it works, and no
document names a target that is not there. Exit status 77 (skipped) without make."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

INNER = "need-"  # targets of this name are steps of others
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "NOTICE", "docs/*.md", "man/*.1", ".ci/run", "meson_options.txt", "bench/*.py", "tests/*.py")


def faults(root: Path):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = {name for line in re.findall(r"^\.PHONY:(.*)$", makefile, re.M) for name in line.split() if not name.startswith(INNER)}
    told = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.M))
    yield from (f"Makefile: {name} says nothing of itself (NAME: ## WHAT)" for name in sorted(targets - told))
    yield from (f"Makefile: {name} is not in .PHONY" for name in sorted(told - targets))

    # The outer make's variables must not reach this one.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    for name in sorted(targets):
        done = subprocess.run(["make", "-n", name], cwd=root, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"make -n {name}: {done.stderr.strip()}"

    for path in sorted(path for pattern in DOCUMENTS for path in root.glob(pattern)):
        # As code, at a line's begin, or as a check's command.
        for name in re.findall(r"(?:`|^ *|check )make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), re.M):
            if name not in targets:
                yield f"{path.relative_to(root)}: there is no target {name}"


def main() -> int:
    if not shutil.which("make"):
        print("SKIP: no make")
        return 77
    found = list(faults(Path(__file__).parent.parent))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
