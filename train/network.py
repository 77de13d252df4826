"""The reader's network: the encoder with a low-rank update, and the heads.

What it computes is what src/nlp/encode.c and src/coder/heads.c compute, but for int8 and bfloat16. The encoder's own weights stay as they
are (Hu et al. 2021, LoRA: https://arxiv.org/abs/2106.09685): each matrix W becomes W + B A, of which B and A are learned.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

RANK = 16
HIDDEN = 128
CANDIDATE_FEATURES, PAIR_FEATURES = 1024, 2048  # src/coder/reading.h
PARTS = 4  # none, source, target, place
DROPOUT, HEAD_DROPOUT = 0.1, 0.2
MATRICES = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "out": "attention.output.dense",
            "up": "intermediate.dense", "down": "output.dense"}  # fmt: skip


class Updated(nn.Module):
    """A matrix with its update."""

    def __init__(self, weights: dict[str, Tensor], name: str) -> None:
        super().__init__()
        weight = weights[f"{name}.weight"].float()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", weights[f"{name}.bias"].float(), persistent=False)
        self.A = nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.B = nn.Parameter(torch.zeros(weight.shape[0], RANK))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias) + F.linear(F.linear(self.dropout(x), self.A), self.B)


class Norm(nn.Module):
    def __init__(self, weights: dict[str, Tensor], name: str) -> None:
        super().__init__()
        self.register_buffer("gain", weights[f"{name}.weight"].float(), persistent=False)
        self.register_buffer("shift", weights[f"{name}.bias"].float(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, (x.shape[-1],), self.gain, self.shift, 1e-12)


class Layer(nn.Module):
    def __init__(self, weights: dict[str, Tensor], number: int, heads: int) -> None:
        super().__init__()
        prefix = f"encoder.layer.{number}."
        self.matrices = nn.ModuleDict({short: Updated(weights, prefix + name) for short, name in MATRICES.items()})
        self.middle = Norm(weights, prefix + "attention.output.LayerNorm")
        self.end = Norm(weights, prefix + "output.LayerNorm")
        self.dropout = nn.Dropout(DROPOUT)
        self.heads = heads

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = (self.matrices[m](x).view(batch, length, self.heads, -1).transpose(1, 2) for m in "qkv")
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(batch, length, width)
        x = self.middle(x + self.dropout(self.matrices["out"](seen)))
        return self.end(x + self.dropout(self.matrices["down"](F.gelu(self.matrices["up"](x)))))


class Encoder(nn.Module):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        weights = load_file(str(folder / "model.safetensors"))
        for name, key in (("words", "word"), ("places", "position"), ("kinds", "token_type")):
            self.register_buffer(name, weights[f"embeddings.{key}_embeddings.weight"].float(), persistent=False)
        self.norm = Norm(weights, "embeddings.LayerNorm")
        layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        self.width = self.words.shape[1]
        self.layers = nn.ModuleList(Layer(weights, i, self.width // 32) for i in range(layers))

    def forward(self, ids: Tensor, real: Tensor) -> Tensor:
        x = self.norm(self.words[ids] + self.places[: ids.shape[1]] + self.kinds[0])
        for layer in self.layers:
            x = layer(x, real[:, None, None, :])
        return x


def table(rows: int) -> nn.EmbeddingBag:
    bag = nn.EmbeddingBag(rows, HIDDEN, mode="sum")
    nn.init.normal_(bag.weight, std=0.05)
    return bag


class Reader(nn.Module):
    def __init__(self, folder: Path, types: int, modes: int, statuses: int, relations: int) -> None:
        """`types`, `modes` and `relations` without none."""
        super().__init__()
        self.encoder = Encoder(folder)
        width = self.encoder.width
        self.candidate, self.candidate_features = nn.Linear(width, HIDDEN), table(CANDIDATE_FEATURES)
        self.kind, self.mode = nn.Linear(HIDDEN, types + 1), nn.Linear(HIDDEN, modes + 1)
        self.status, self.says, self.relation = nn.Linear(HIDDEN, statuses), nn.Linear(HIDDEN, 2), nn.Linear(HIDDEN, relations + 1)
        self.pair_candidate, self.pair_word = nn.Linear(width, HIDDEN), nn.Linear(width, HIDDEN)
        self.candidate_factor, self.word_factor = nn.Linear(width, HIDDEN, bias=False), nn.Linear(width, HIDDEN, bias=False)
        self.pair_type, self.pair_features = table(types + 2 + relations), table(PAIR_FEATURES)  # by matter: type, saying, relation
        self.part = nn.Linear(HIDDEN, PARTS)
        self.dropout = nn.Dropout(HEAD_DROPOUT)

    def judge(self, vectors: Tensor, features: tuple[Tensor, Tensor]) -> tuple[Tensor, ...]:
        """Logits of type, mode, status, of no saying and one, and of relation."""
        hidden = self.dropout(F.relu(self.candidate(vectors) + self.candidate_features(*features)))
        return self.kind(hidden), self.mode(hidden), self.status(hidden), self.says(hidden), self.relation(hidden)

    def parts(self, candidates: Tensor, words: Tensor, types: Tensor, features: tuple[Tensor, Tensor]) -> Tensor:
        hidden = self.pair_candidate(candidates) + self.pair_word(words) + self.candidate_factor(candidates) * self.word_factor(words)
        hidden = hidden + self.pair_type.weight[types] + self.pair_features(*features)
        return self.part(self.dropout(F.relu(hidden)))
