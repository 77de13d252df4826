"""The test sentences of the shipped frames: none may fail but those that frames-failing.txt names, and those must fail.

    check_frames.py            compare, as Meson runs it
    check_frames.py --write    write the list anew

A failing sentence is named by its file and its words, so that the list stays as it is when lines move.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("frames-failing.txt")
HEAD = "# Test sentences of lexicon/en/frames that fail. A mended one is taken out: check_frames.py --write.\n"


def failing():
    """{(file, sentence): the line that tells of it}"""
    p = subprocess.run(
        [os.environ["WIRECODE"], "try", "--model", os.environ["WIRECODE_PIPELINE"], "--lexicon", os.environ["WIRECODE_LEXICON"]],
        capture_output=True,
        text=True,
    )
    found = {}
    for line in p.stderr.splitlines():
        told = re.fullmatch(r'(.*/)?([^/:]+):\d+: error: .*?: "(.*)"', line)
        if not told:
            sys.exit(f"wirecode try says: {line}")
        found[told[2], told[3]] = line
    if p.returncode != bool(found) or f"{len(found)} not read" not in p.stdout:
        sys.exit(f"wirecode try ends with status {p.returncode} and says: {p.stdout}")
    return found


def main():
    if not os.environ.get("WIRECODE_PIPELINE"):
        print("SKIP: no language pipeline")
        sys.exit(77)
    now = failing()
    if "--write" in sys.argv:
        LIST.write_text(HEAD + "".join(f"{file}: {sentence}\n" for file, sentence in sorted(now)))
        return
    known = set()
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            known.add(tuple(line.split(": ", 1)))
    for key in sorted(now.keys() - known):
        print("fails:", now[key])
    for file, sentence in sorted(known - now.keys()):
        print(f"no longer fails, and is to be taken out of {LIST.name}: {file}: {sentence}")
    sys.exit(now.keys() != known)


main()
