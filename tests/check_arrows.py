#!/usr/bin/env python3
"""Hold the one-way arrows between the modules: read every #include and print each that looks the wrong way.

    base <- {input, nlp, knowledge} <- coder <- store <- affair <- output <- {cli, server, python}

The three in braces do not see each other; cli, server and python see wirecode.h alone, besides their own headers.
"""

import re
import sys
from pathlib import Path

RANK = {"base": 0, "input": 1, "nlp": 1, "knowledge": 1, "coder": 2, "store": 3, "affair": 4, "output": 5}
OUTSIDE = ("cli", "server", "python")
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def fault(folder: Path, module: str, quote: str, name: str) -> str | None:
    """What is wrong with this include in a file of `folder`, or None."""
    target = name.split("/")[0] if "/" in name else None
    if quote == "<" and target not in RANK and name != "wirecode.h":
        return None  # the system's
    if name == "wirecode.h":
        return None
    if module in OUTSIDE:
        own = target == module or (folder / name).is_file()
        return None if own else f"{module} sees wirecode.h alone"
    if target not in RANK:
        return 'includes are written "module/file.h"'
    if target != module and RANK[target] >= RANK[module]:
        return f"{module} does not see {target}"
    return None


def files(root: Path):
    """Each C file with its module."""
    for path in sorted(root.glob("src/*/**/*.[ch]")):
        yield path, path.relative_to(root).parts[1]
    for module in OUTSIDE:
        for path in sorted(root.glob(f"{module}/**/*.[ch]")):
            yield path, module


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    count = faults = 0
    for path, module in files(root):
        count += 1
        where = path.relative_to(root)
        if module not in RANK and module not in OUTSIDE:
            print(f"{where}:1: src/{module} is no module of the house")
            faults += 1
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if (m := INCLUDE.match(line)) and (what := fault(path.parent, module, *m.groups())):
                print(f"{where}:{number}: {line.strip()}: {what}")
                faults += 1
    if not count:
        print(f"no C files under {root}")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
