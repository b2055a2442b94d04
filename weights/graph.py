"""all-MiniLM-L6-v2 as an int8 onnxruntime graph, written from the published float32 weights.

    python weights/graph.py model.safetensors graph.onnx

`build.py` runs it once for all machines; whoever embeds needs neither `onnx` nor `safetensors`.
Every product with a weight is int8 × int8, with one scale per output column, activations being
quantised as they come (dynamic quantisation); attention scores, normalisations and sums stay in
float32. Weights use 7 of the 8 bits: on processors without VNNI a pair of full-range products
overflows its 16-bit sum, and vectors would differ between machines. The int8 operators are written
straight into the graph, because a float32 graph rewritten by a quantiser costs 90 MB more on the
way. Architecture: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOKENS = 256
"""The longest input in word pieces, [CLS] and [SEP] included."""

_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_FUSED = "com.microsoft"

Tensor = NDArray[Any]


def write(weights: Path) -> bytes:
    """Write the graph as a serialised ONNX model: `ids` (1, tokens) int64 → `vector` (1, 384).

    There is no attention mask: a text is run by itself, without padding. The vector is the mean
    over all tokens, of unit length, as the published pooling does it. Raises what `safetensors`
    raises where `weights` is not the published file, so check its hash first.
    """
    from safetensors import safe_open

    with safe_open(weights, "numpy") as tensors:
        graph = _Graph(tensors.get_tensor)
        hidden = graph.embeddings("ids")
        for layer in range(_LAYERS):
            hidden = graph.layer(hidden, f"encoder.layer.{layer}")
        mean = graph.node("ReduceMean", [hidden, graph.constant("axis", np.array([1]))], keepdims=0)
        graph.node("LpNormalization", [mean], output="vector", axis=1, p=2)
        return graph.serialised()


class _Graph:
    """Nodes and constants in the order in which they were added."""

    def __init__(self, tensor: Callable[[str], Tensor]) -> None:
        self._tensor = tensor
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def node(self, kind: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        """Add one node; the name of its (first) output is returned."""
        from onnx import helper

        output = output or f"{kind}_{len(self._nodes)}"
        outputs = [output]
        if kind == "DynamicQuantizeLinear":
            outputs += [f"{output}_scale", f"{output}_zero"]
        ours = kind.startswith(("Skip", "Bias", "DynamicQuantizeMatMul", "QAttention"))
        domain = _FUSED if ours else ""
        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return output

    def constant(self, name: str, value: Tensor) -> str:
        """Add one constant; its name is returned."""
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        """Add a float32 tensor of the published weights as a constant; its name is returned."""
        return self.constant(name, self._tensor(name))

    def embeddings(self, ids: str) -> str:
        """Word + position + type. Words are int8 with a scale per row: 12 MB instead of 47."""
        table = self._tensor("embeddings.word_embeddings.weight")
        rows, scale = _quantised(table.T, levels=127)
        words = self.node("Gather", [self.constant("words", rows.T), ids])
        scales = self.node("Gather", [self.constant("words_scale", scale[:, None]), ids])
        words = self.node("Mul", [self.node("Cast", [words], to=1), scales])

        positions = self._tensor("embeddings.position_embeddings.weight")[:TOKENS]
        positions = positions + self._tensor("embeddings.token_type_embeddings.weight")[0]
        length = self.node("Shape", [ids], start=1, end=2)
        start, axis = (self.constant(n, np.array([0])) for n in ("first", "rows"))
        place = self.node("Slice", [self.constant("positions", positions), start, length, axis])
        return self._normalised(words, place, "embeddings.LayerNorm")

    def layer(self, hidden: str, name: str) -> str:
        """One transformer layer: attention and feed-forward, each added to its input."""
        attended = self._product(
            self._attention(hidden, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        bias = self.weight(f"{name}.attention.output.dense.bias")
        hidden = self._normalised(attended, hidden, f"{name}.attention.output.LayerNorm", bias)
        inner = self._product(hidden, f"{name}.intermediate.dense")
        inner = self.node("BiasGelu", [inner, self.weight(f"{name}.intermediate.dense.bias")])
        outer = self._product(inner, f"{name}.output.dense")
        bias = self.weight(f"{name}.output.dense.bias")
        return self._normalised(outer, hidden, f"{name}.output.LayerNorm", bias)

    def _attention(self, hidden: str, name: str) -> str:
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([self._tensor(f"{part}.weight").T for part in parts], axis=1)
        biases = np.concatenate([self._tensor(f"{part}.bias") for part in parts])
        columns, scale = _quantised(joined)
        quantised = self.node("DynamicQuantizeLinear", [hidden])
        inputs = [
            quantised,
            self.constant(f"{name}.weight", columns),
            self.constant(f"{name}.bias", biases),
            f"{quantised}_scale",
            self.constant(f"{name}.scale", scale),
            "",
            f"{quantised}_zero",
            self.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
        ]
        return self.node("QAttention", inputs, num_heads=_HEADS)

    def _product(self, hidden: str, name: str) -> str:
        """Multiply by an int8 weight, each token with a scale of its own.

        Activations get one scale for the whole text, which a single loud token takes for itself.
        So every token is first divided by its largest value and multiplied back at the end: this
        halves the distance to the float32 vectors, for a twentieth of the speed.
        """
        columns, scale = _quantised(self._tensor(f"{name}.weight").T)
        weight = self.constant(f"{name}.weight", columns)
        scales = self.constant(f"{name}.scale", scale)
        last = self.constant(f"{name}.axis", np.array([-1]))
        loudest = self.node("ReduceMax", [self.node("Abs", [hidden]), last], keepdims=1)
        even = self.node("Div", [hidden, loudest])
        product = self.node("DynamicQuantizeMatMul", [even, weight, scales])
        return self.node("Mul", [product, loudest])

    def _normalised(self, hidden: str, skip: str, name: str, bias: str = "") -> str:
        inputs = [hidden, skip, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        if bias:
            inputs.append(bias)
        return self.node("SkipLayerNormalization", inputs, epsilon=_EPSILON)

    def serialised(self) -> bytes:
        """Serialise the finished model."""
        from onnx import TensorProto, helper

        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, 384])
        graph = helper.make_graph(self._nodes, "MiniLM", [ids], [vector], self._constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        written: bytes = model.SerializeToString()
        return written


def _quantised(matrix: Tensor, levels: int = 64) -> tuple[Tensor, Tensor]:
    """(rows, columns) float → int8 in ±`levels` and the scale of each column; symmetric."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / np.float32(levels)
    return np.rint(matrix / scale).astype(np.int8), scale


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    Path(sys.argv[2]).write_bytes(write(Path(sys.argv[1])))
