"""The pieces of a token, as src/nlp/tokenizer.c cuts them: BERT's, without case and accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

WORD_MAX = 100  # characters; a longer word is unknown


class WordPiece:
    def __init__(self, vocabulary: Path) -> None:
        self.ids = {piece: i for i, piece in enumerate(vocabulary.read_text(encoding="utf-8").splitlines())}
        self.cls, self.sep, self.unknown = (self.ids[name] for name in ("[CLS]", "[SEP]", "[UNK]"))
        self.pieces = lru_cache(maxsize=None)(self._pieces)

    def _pieces(self, token: str) -> tuple[int, ...]:
        return tuple(piece for word in words(token) for piece in self._word(word))

    def _word(self, word: str) -> list[int]:
        if len(word) > WORD_MAX:
            return [self.unknown]
        out, start = [], 0
        while start < len(word):
            mark, end = "##" if start else "", len(word)
            while end > start and mark + word[start:end] not in self.ids:
                end -= 1
            if end == start:
                return [self.unknown]
            out.append(self.ids[mark + word[start:end]])
            start = end
        return out


def words(text: str) -> list[str]:
    """Runs of letters and digits, and each sign by itself."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    out, word = [], ""
    for c in plain:
        category = unicodedata.category(c)
        sign = category[0] == "P" or (c.isascii() and not c.isalnum() and not c.isspace() and category[0] != "C")
        if c.isspace() or category[0] == "C" or sign:
            out += [word] if word else []
            out += [c] if sign else []
            word = ""
        else:
            word += c
    return out + ([word] if word else [])
