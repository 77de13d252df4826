#!/usr/bin/env python3
"""Hold the coder ignorant of English: print each place in src/coder where a token is asked for a word, or a list of words stands.

Words are in lexicon/en/classes; the coder asks of sets (src/coder/words.h). Signs, event types, sectors, relations and the labels of trees
are none.
"""

import re
import sys
from pathlib import Path

# A word is the last argument where a token is asked for it; a relation, which states are told by, is not.
ASKED = re.compile(r"""\b\w+\(w, [^;"?\n]*"[a-z']+"\)|\bstr\w*cmp\([^;"]*\b(?:low|lemma)\b[^;"]*"[a-z']+\"""")
LIST = re.compile(r'\bchar\s*\*\s*const\s+\w+\[\w*\]\s*=\s*\{[^}]*"[a-z\']+"')
LABELS = {"tree.c", "heads.c"}  # the names of the pipeline's labels, and of the sections of a model


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    paths = sorted((root / "src/coder").glob("*.[ch]"))
    faults = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for m in [*ASKED.finditer(text), *(LIST.finditer(text) if path.name not in LABELS else ())]:
            faults += 1
            print(f"{path.relative_to(root)}:{text.count(chr(10), 0, m.start()) + 1}: {m[0].splitlines()[0]}: words stand in lexicon/en/classes")
    if not paths:
        print(f"no coder under {root}")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
