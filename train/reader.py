"""Train the reader: models/en.update and models/en.heads from lexicon/en/examples and the frames' test sentences.

    python train/reader.py               all examples
    python train/reader.py --held-out    an eighth of the files' blocks held out and scored after each epoch

Needs what requirements.txt lists, the encoder's package unpacked (--encoder FOLDER), and a built tree (--build FOLDER). On two cores
some twenty minutes. The figures of a run move by about a point with the machine's rounding.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

import network
import pack
from examples import STATUSES, Item, Ontology, coded, features, frame_sentences, items, reports
from network import MATRICES, Reader
from wordpiece import WordPiece

ROOT = Path(__file__).resolve().parent.parent
SEED, EPOCHS, BATCH, RATE, DECAY, WARM_UP = 1, 8, 32, 1e-3, 0.01, 0.06
WITHOUT_CANDIDATE_FEATURES, WITHOUT_PAIR_FEATURES = 0.15, 0.1  # shares of the bags that are emptied, so that the vectors must do
RUN, HELD_OUT = 10, 8  # of each eight runs of some ten blocks, reports whole, one is held out: contexts repeat the sentence before


# --- batches ---------------------------------------------------------------------------------------------------------


def bags(lists: list[list[int]], emptied: float = 0.0) -> tuple[Tensor, Tensor]:
    lists = [[] if emptied and random.random() < emptied else ids for ids in lists]
    starts = list(accumulate((len(ids) for ids in lists[:-1]), initial=0))
    return torch.tensor([i for ids in lists for i in ids], dtype=torch.long), torch.tensor(starts, dtype=torch.long)


class Batch:
    """Sentences together: padded pieces, and which pieces make each token's vector."""

    def __init__(self, sentences: list[Item]) -> None:
        self.items = sentences
        length = max(len(item.pieces) for item in sentences)
        self.ids = torch.zeros(len(sentences), length, dtype=torch.long)
        self.real = torch.zeros(len(sentences), length, dtype=torch.bool)
        self.number: dict[tuple[int, int], int] = {}
        owners, pieces = [], []
        for i, item in enumerate(sentences):
            self.ids[i, : len(item.pieces)] = torch.tensor(item.pieces)
            self.real[i, : len(item.pieces)] = True
            for j, token in enumerate(item.owner):
                if token >= 0:
                    owners.append(self.number.setdefault((i, token), len(self.number)))
                    pieces.append(i * length + j)
        self.owners, self.pieces = torch.tensor(owners), torch.tensor(pieces)

    def vectors(self, model: Reader) -> Tensor:
        """A token's is the mean of its pieces'."""
        with torch.autocast("cpu", torch.bfloat16):
            found = model.encoder(self.ids, self.real)
        found = found.float().flatten(0, 1)[self.pieces]
        sums = torch.zeros(len(self.number), found.shape[1]).index_add(0, self.owners, found)
        return sums / torch.bincount(self.owners, minlength=len(self.number))[:, None]

    def rows(self, tokens: list[tuple[int, int]]) -> Tensor:
        return torch.tensor([self.number[token] for token in tokens])

    def all(self, name: str) -> list:
        return [value for item in self.items for value in getattr(item, name)]


def batches(sentences: list[Item], shuffled: bool) -> Iterator[Batch]:
    order = random.sample(sentences, len(sentences)) if shuffled else sentences
    pools = [order[i : i + 20 * BATCH] for i in range(0, len(order), 20 * BATCH)]  # of like lengths, and not always the same
    groups = [pool[i : i + BATCH] for pool in (sorted(p, key=lambda item: len(item.pieces)) for p in pools) for i in range(0, len(pool), BATCH)]
    if shuffled:
        random.shuffle(groups)
    return map(Batch, groups)


def judge(model: Reader, batch: Batch) -> tuple[tuple[Tensor, ...], Tensor | None, list]:
    vectors, train = batch.vectors(model), model.training
    candidates = batch.rows([(i, token) for i, item in enumerate(batch.items) for token in item.candidates])
    opinion = model.judge(vectors[candidates], bags(batch.all("features"), WITHOUT_CANDIDATE_FEATURES if train else 0))
    pairs = [(i, *pair) for i, item in enumerate(batch.items) for pair in item.pairs]
    if not pairs:
        return opinion, None, pairs
    parts = model.parts(vectors[batch.rows([(p[0], p[1]) for p in pairs])], vectors[batch.rows([(p[0], p[2]) for p in pairs])],
                        torch.tensor([p[3] for p in pairs]), bags([p[5] for p in pairs], WITHOUT_PAIR_FEATURES if train else 0))  # fmt: skip
    return opinion, parts, pairs


# --- training and scoring --------------------------------------------------------------------------------------------


def loss_of(model: Reader, batch: Batch) -> Tensor:
    (kind, mode, status, says, relation), parts, pairs = judge(model, batch)
    types = torch.tensor(batch.all("types"))
    deeds = types > 0
    loss = 2 * F.cross_entropy(kind, types, label_smoothing=0.03)
    loss = loss + F.cross_entropy(says, torch.tensor(batch.all("says"))) + F.cross_entropy(relation, torch.tensor(batch.all("relations")))
    if deeds.any():
        loss = loss + 0.3 * F.cross_entropy(mode[deeds], torch.tensor(batch.all("modes"))[deeds])
        loss = loss + 0.3 * F.cross_entropy(status[deeds], torch.tensor(batch.all("statuses"))[deeds])
    if parts is not None:
        loss = loss + F.cross_entropy(parts, torch.tensor([p[4] for p in pairs])) + choice_loss(parts, pairs)
    return loss


def choice_loss(parts: Tensor, pairs: list) -> Tensor:
    """A deed's source is one of its words or nobody, and so is its target: cross entropy over the words, by their odds against none."""
    number: dict[tuple[int, int, int], int] = {}
    deed = torch.tensor([number.setdefault((p[0], p[1], p[3]), len(number)) for p in pairs])
    given = torch.tensor([p[4] for p in pairs])
    loss = torch.zeros(())
    for part in (1, 2):
        odds = parts[:, part] - parts[:, 0]
        most = torch.zeros(len(number)).scatter_reduce(0, deed, odds, "amax").detach()
        whole = (-most).exp().index_add(0, deed, (odds - most[deed]).exp()).log() + most  # nobody's odds are 1
        told = torch.bincount(deed[given == part], minlength=len(number))
        right = torch.zeros(len(number)).index_add(0, deed[given == part], odds[given == part]) / told.clamp(min=1)
        loss = loss + (whole - right).mean()
    return loss


def f1(right: Tensor, said: Tensor, true: Tensor) -> float:
    return 2 * right.sum().item() / max(said.sum().item() + true.sum().item(), 1)


@torch.no_grad()
def score(model: Reader, sentences: list[Item]) -> dict[str, float]:
    model.eval()
    columns: dict[str, list[Tensor]] = {}

    def keep(**tensors: Tensor) -> None:
        for name, tensor in tensors.items():
            columns.setdefault(name, []).append(tensor)

    for batch in batches(sentences, shuffled=False):
        (kind, mode, status, says, relation), parts, pairs = judge(model, batch)
        keep(said=kind.argmax(1), mode=mode.argmax(1), status=status.argmax(1), says=says.argmax(1), relation=relation.argmax(1),
             **{f"true_{name}": torch.tensor(batch.all(name)) for name in ("types", "modes", "statuses", "says", "relations", "rules")})  # fmt: skip
        if parts is not None:
            keep(part=parts.argmax(1), true_part=torch.tensor([p[4] for p in pairs]))
    c = {name: torch.cat(tensors) for name, tensors in columns.items()}
    said, true, rules = c["said"], c["true_types"], c["true_rules"]
    deeds = true > 0
    figures = {
        "word": f1(deeds & (said > 0), said > 0, deeds),
        "type": f1(deeds & (said == true), said > 0, deeds),
        "type, rules alone": f1(deeds & (rules == true), rules > 0, deeds),
        "mode": (c["mode"] == c["true_modes"])[deeds].float().mean().item(),
        "status": (c["status"] == c["true_statuses"])[deeds].float().mean().item(),
    }
    for name, said, true in (("saying", c["says"], c["true_says"]), ("relation", c["relation"], c["true_relations"])):
        figures[name] = f1((true > 0) & (said == true), said > 0, true > 0)
    for number, name in enumerate(("source", "target", "place"), 1):
        figures[name] = f1((c["part"] == number) & (c["true_part"] == number), c["part"] == number, c["true_part"] == number)
    return figures


def train(model: Reader, sentences: list[Item], held_out: list[Item], epochs: int) -> None:
    learned = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    steps = epochs * math.ceil(len(sentences) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(step / (WARM_UP * steps), 1) * max(0, 1 - step / steps))
    for epoch in range(epochs):
        start, total = time.monotonic(), 0.0
        model.train()
        for batch in batches(sentences, shuffled=True):
            loss = loss_of(model, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        figures = ", ".join(f"{name} {value:.3f}" for name, value in score(model, held_out).items()) if held_out else ""
        print(f"epoch {epoch + 1} of {epochs}, {time.monotonic() - start:.0f} s, loss {total:.0f}  {figures}", flush=True)


# --- the models ------------------------------------------------------------------------------------------------------


def write_update(model: Reader, folder: Path, path: Path) -> None:
    base = json.loads((folder / "config.json").read_text())["_name_or_path"]
    sections = {"config": json.dumps({"name": "reader", "base": base, "scale": 1.0}).encode()}
    for number, layer in enumerate(model.encoder.layers):
        for name in MATRICES:
            for half in "AB":
                sections[f"{number}.{name}.{half}"] = pack.floats(getattr(layer.matrices[name], half).detach().numpy())
    pack.write(path, "update", 1, sections)


def write_heads(model: Reader, ontology: Ontology, path: Path) -> None:
    """The sections of src/coder/heads.c. Matrices go input by input."""
    config = {"name": "reader", "width": model.encoder.width, "hidden": model.candidate.out_features, "types": ontology.types,
              "modes": ontology.modes, "statuses": STATUSES, "relations": ontology.relations}  # fmt: skip
    arrays = {
        "candidate": model.candidate.weight.T, "candidate.b": model.candidate.bias, "candidate.features": model.candidate_features.weight,
        "type": model.kind.weight.T, "type.b": model.kind.bias, "mode": model.mode.weight.T, "mode.b": model.mode.bias,
        "status": model.status.weight.T, "status.b": model.status.bias, "says": model.says.weight.T, "says.b": model.says.bias,
        "relation": model.relation.weight.T, "relation.b": model.relation.bias,
        "pair.candidate": model.pair_candidate.weight.T, "pair.word": model.pair_word.weight.T,
        "pair.b": model.pair_candidate.bias + model.pair_word.bias,
        "pair.candidate.factor": model.candidate_factor.weight.T, "pair.word.factor": model.word_factor.weight.T,
        "pair.matter": model.pair_type.weight, "pair.features": model.pair_features.weight,
        "part": model.part.weight.T, "part.b": model.part.bias,
    }  # fmt: skip
    sections = {"config": json.dumps(config).encode()}
    sections |= {name: pack.halves(array.detach().numpy()) for name, array in arrays.items()}
    pack.write(path, "heads", 2, sections)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="the folder with model.safetensors, vocab.txt and config.json")
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--lexicon", type=Path, default=ROOT / "lexicon/en")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--share", type=float, default=1.0, help="for the learning curve: of the reports to learn from, this share")
    parser.add_argument("--rank", type=int, default=network.RANK, help="of the update")
    parser.add_argument("--output", type=Path, default=ROOT / "models")
    parser.add_argument("--held-out", action="store_true")
    given = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)

    subprocess.run(["ninja", "-C", given.build, "--quiet", "train/features"], check=True)
    ontology, split = Ontology(given.lexicon / "ontology/plover.ontology"), WordPiece(given.encoder / "vocab.txt")
    examples = coded(given.build / "wirecode", given.lexicon)
    tests = frame_sentences(given.lexicon)
    texts = reports(examples + tests)
    found = features(given.build / "train/features", given.build / "data", texts, given.build / "train")
    before = accumulate((len(report.sentences) for report in texts), initial=0)
    network.RANK = given.rank
    count = 0
    learned: list[Item] = []
    held_out: list[Item] = []
    for n, report, made in zip(before, texts, found, strict=False):
        if given.held_out and n // RUN % HELD_OUT == 3:
            held_out += items(report, made, ontology, split)
        elif random.random() < given.share or report.sentences[0][0].get("weak"):
            learned += items(report, made, ontology, split)
            count += len(report.sentences)
    model = Reader(given.encoder, len(ontology.types), len(ontology.modes), len(STATUSES), len(ontology.relations))
    print(f"{len(examples)} examples, {len(tests)} frames' tests, {count} of them to learn from in {len(learned)} runs, {len(held_out)} runs held out, "
          f"{sum(p.numel() for p in model.parameters() if p.requires_grad):,} numbers to learn")  # fmt: skip
    train(model, learned, held_out, given.epochs)
    given.output.mkdir(exist_ok=True)
    write_update(model, given.encoder, given.output / "en.update")
    write_heads(model, ontology, given.output / "en.heads")


if __name__ == "__main__":
    main()
