"""The ranker as an int8 onnxruntime graph: MiniLM's layers as trained, and two heads.

The first reads [CLS] and the mean of the sentence's tokens and says how well the sentence answers;
the second says of each token how well the answer begins and ends there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index import MiniLMGraph
from qa.reading.ranker_text import SENTENCE
from qa.reading.ranker_weights import merged

VERSION = 1
"""To be raised with every change that changes scores or the graph's inputs and outputs."""

_LAYERS = 6


def write(weights: Path, changed: bytes) -> bytes:
    """Write the graph: `ids`, `kinds` (1, tokens) → `logit` (1, 1, 1), `spans` (1, tokens, 2).

    There is no attention mask: a text is run by itself, without padding.
    """
    from safetensors import safe_open

    with safe_open(weights, "numpy") as tensors:
        tensor = merged(tensors.get_tensor, changed)
        graph = MiniLMGraph(tensor)
        hidden = graph.embeddings("ids", "kinds")
        for layer in range(_LAYERS):
            hidden = graph.layer(hidden, f"encoder.layer.{layer}")

        def head(name: str, read: str, output: str) -> None:
            product = graph.node(
                "MatMul", [read, graph.constant(f"{name}.weight", tensor(f"{name}.weight").T)]
            )
            graph.node("Add", [product, graph.weight(f"{name}.bias")], output=output)

        head("rank", _pooled(graph, hidden), "logit")
        head("span", hidden, "spans")
        return graph.serialised(
            "ranker", ["ids", "kinds"], {"logit": [1, 1, 1], "spans": [1, "tokens", 2]}
        )


def _pooled(graph: MiniLMGraph, hidden: str) -> str:
    """[CLS] and the mean over the sentence, side by side: (1, 1, 768)."""
    sentence = graph.constant("sentence", np.array(SENTENCE))
    inside = graph.node("Cast", [graph.node("Equal", ["kinds", sentence])], to=1)
    middle = graph.constant("middle", np.array([1]))
    inside = graph.node("Unsqueeze", [inside, middle])  # (1, 1, tokens)
    last = graph.constant("last", np.array([2]))
    count = graph.node("ReduceSum", [inside, last], keepdims=1)
    mean = graph.node("Div", [graph.node("MatMul", [inside, hidden]), count])
    first = graph.node("Gather", [hidden, graph.constant("beginning", np.array([0]))], axis=1)
    return graph.node("Concat", [first, mean], axis=2)
