"""What the scripts that save reference values share."""

from __future__ import annotations

import json
from typing import Any


def offsets(text: str) -> list[int]:
    """Byte offset of each character, and of the end."""
    at = [0]
    for char in text:
        at.append(at[-1] + len(char.encode()))
    return at


def layout(value: Any, depth: int = 4) -> str:
    """JSON with a line for each thing of some size, for the diffs."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not depth or len(plain) < 200 or not isinstance(value, list | dict):
        return plain
    if isinstance(value, list):
        return "[\n" + ",\n".join(layout(v, depth - 1) for v in value) + "\n]"
    return "{\n" + ",\n".join(f"{json.dumps(k)}:{layout(v, depth - 1)}" for k, v in value.items()) + "\n}"
