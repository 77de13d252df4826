#!/usr/bin/env python3
"""Save what PyTorch and the package's own tokenizer compute, for the tests to hold the encoder against.

    python tests/make_encoder_reference.py PACKAGE.whl tests/data/encoder.json

Needs torch, transformers and tokenizers in that Python (tests/data/encoder.json says which versions made it); the tests need
none of them. All texts are ours, written for this file; offsets are in bytes.

The layers are PyTorch's in float, which int8 can only come near; test_encoder.c computes what int8 gives exactly. Of the vectors every
COLUMN-th number is saved, or the file would be large.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import tokenizers
import torch
import transformers
from saved import layout, offsets

COLUMN = 16
TEXTS = [
    "The envoy left Kabul on Friday, officials said.",
    "“We won't sign it,” Minister Ilse Marrow told reporters in Geneva.",
    "Twelve soldiers were killed and 1,300 people fled when rebels shelled Port Anders on 3 May 2031.",
    "Did the U.N. Security Council's five permanent members agree to lift sanctions on the bank?",
    "Talks broke down. Both sides blamed each other. Nobody was surprised.",
    "The treaty, which Norway and Chile had drafted over six years, was ratified by 41.5% of voters.",
    "Oil rose $2.40 to $91 a barrel; gold, meanwhile, fell nearly 3 percent in London.",
    "ACME Corp. says it'll hire 250 more staff by mid-June (it has 1,100 now), mostly in Leeds.",
    "Mr. O’Neill’s lawyer isn’t going to appeal, is he?",
    "",
    " ",
    "\t\r\n ",
    "  A  double space,\ta tab\nand a line break.  ",
    "no-break\u00a0space, thin\u2009space, ideographic\u3000space",
    "zero\u200bwidth\u200djoiner and a soft\u00adhyphen",
    "\ufeffbyte order mark, \x07bell\x00nul\x7fdelete",
    "\ufffd replacement \ufffd",
    "next\u0085line and line\u2028separator",
    "naïve café Zürich Straße façade jalapeño",
    "cafe\u0301 n\u0303ame e\u0301\u0302 a\u0328\u0301",
    "İstanbul ISPARTA ıssız Iğdır",
    "ΑΘΗΝΑΣ Οδυσσεύς ΣΑΣ",
    "Кириллица, «кавычки» и Ёж.",
    "Đà Nẵng, Ho Chi Minh City, Łódź, Škoda, Øresund, Þingvellir",
    "中文没有空格。日本語、テスト！",
    "東京2031年 한국어 문장.",
    "豈更車 compatibility, 𠀀𪜀 beyond the plane",
    "עברית עם ניקוד שָׁלוֹם",
    "العربية: مُحَمَّد",
    "हिन्दी वाक्य। ไทย தமிழ்",
    "emoji 😀 😀😀 👍🏽 👨‍👩‍👧 🇫🇷 ok😀ok ☺️ 🫠",
    "ﬁne ligatures ﬂow, ½ cup, 10² m, Ⅷ, ①②③",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛 ＦＵＬＬ ｗｉｄｔｈ",
    "quotes: 'a' \"b\" ‘c’ “d” «e» „f“ `g` ``h''",
    "dashes: a-b a–b a—b --- … ...",
    "$5 US$5 €5m £3bn ₹500 5¢ 100% #5 @handle C++ C# a_b a/b a\\b ~ ^ | = + < >",
    "(a) [b] {c} <d> ((e)) [1][2]",
    "[CLS] [SEP] [MASK] [UNK] [unused1] ##ing",
    "http://example.org/a?b=c&d=e#f and someone@example.org",
    "10km 5kg 3.5GHz 20°C 9:30pm 1990s '90s 24/7 192.168.0.1",
    "don't won't can't shouldn't've y'all I'd've it's",
    "supercalifragilistic" * 4,
    "x" * 99,
    "x" * 100,
    "x" * 101,
    "é" * 100 + " " + "é" * 101,
    "ab" * 300 + ".",
    "pneumonoultramicroscopicsilicovolcanoconiosis and antidisestablishmentarianism",
    "Zelenskyy Lukashenko Erdoğan Xi Jinping Netanyahu Mbeki Ouattara",
    "unbelievably mis-spelt wrods and qwrtzpx",
    "!" * 50,
    "(" * 20 + "deep" + ")" * 20,
    "a",
    "A",
    ".",
    "é",
    "\u0301",
    "‘Tis rock 'n' roll",
    "Nov. 5, 2031: 5-4 vote; 3-0.",
    "The rebels, who had held the town since March, withdrew after the army cut the road, and the governor, back in his office for the "
    "first time in a year, said that nobody would be punished who laid down arms before the end of the month.",
    "Hungry, cold and tired, the children waited for the buses to come and for the shooting to stop.",
    "word \u1885 mongolian, \u166d syllabics, \U0001f98a fox, \u2e53 medieval",
]
VECTORS_OF = (0, 3, 59)
LONG = "Both sides accused each other of breaking the truce, and the observers, who had seen nothing, blamed neither. "
LONG_ROWS = (0, 1, 15, 16, 255, 256, 510, 511)


def files(wheel: str, folder: str) -> Path:
    with zipfile.ZipFile(wheel) as package:
        package.extractall(folder)
    return next(Path(folder).rglob("model.safetensors")).parent


def tokenized(tokenizer: Any, text: str) -> list[list[int]]:
    """Each piece's number and bytes."""
    at, done = offsets(text), tokenizer.encode(text)
    return [[i, at[start], at[end]] for i, (start, end) in zip(done.ids, done.offsets, strict=True)]


def rounded(rows: Any) -> list[list[float]]:
    return [[round(float(v), 4) + 0.0 for v in row[::COLUMN]] for row in rows]


def layers(model: Any, ids: list[int]) -> list[Any]:
    with torch.no_grad():
        states = model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states
    return [state[0].numpy() for state in states]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        package = files(sys.argv[1], folder)
        model = transformers.BertModel.from_pretrained(package, add_pooling_layer=False).eval()
        name = json.loads((package / "config.json").read_text())["_name_or_path"]
        tokenizer = tokenizers.Tokenizer.from_file(str(package / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    tokenizer.encode_special_tokens = True  # "[SEP]" in a report is text
    texts = [[text, tokenized(tokenizer, text)] for text in TEXTS]
    vectors = []
    for i in VECTORS_OF:
        ids = [piece[0] for piece in texts[i][1]]
        vectors.append({"text": i, "float": [rounded(rows) for rows in layers(model, ids)]})
    many = tokenized(tokenizer, LONG * 40)
    ids = [piece[0] for piece in many]
    rows = list(LONG_ROWS)
    last = rounded(layers(model, ids)[-1][rows])
    saved = {
        "encoder": name,
        "made by": f"torch {torch.__version__}, transformers {transformers.__version__}, tokenizers {tokenizers.__version__}",
        "column": COLUMN,
        "texts": texts,
        "layers": vectors,
        "long": {"text": LONG, "repeat": 40, "pieces": many[-3:], "rows": rows, "float": last},
    }
    Path(sys.argv[2]).write_text(layout(saved, 3) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
