"""Writing the mapped file of src/base/pack.h."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import xxhash

ALIGN = 64


def write(path: Path, kind: str, version: int, sections: dict[str, bytes]) -> None:
    table, body = b"", b""
    start = ALIGN * (1 + len(sections))
    for name, data in sections.items():
        body += b"\0" * (-len(body) % ALIGN)
        table += struct.pack("<32sQQ16x", name.encode(), start + len(body), len(data))
        body += data
    rest = table + body
    head = struct.pack("<8s8sIIQQ24x", b"WIREPACK", kind.encode(), version, len(sections), ALIGN + len(rest), xxhash.xxh3_64_intdigest(rest))
    path.write_bytes(head + rest)


def floats(array: np.ndarray) -> bytes:
    return np.ascontiguousarray(array, dtype="<f4").tobytes()


def halves(array: np.ndarray) -> bytes:
    """bfloat16: the upper halves of floats, rounded to even."""
    bits = np.ascontiguousarray(array, dtype="<f4").view("<u4")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()
