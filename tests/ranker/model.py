"""The ranker in torch: MiniLM's layers, a logit a sentence and two a token.

Rows are packed one after the other, without padding, but for attention; what is multiplied is
bfloat16, what is trained float32.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

LAYERS, HEADS, SIZE = 6, 12, 384
EPSILON = 1e-12
KINDS = 3
SENTENCE = 1
"""The kind of a sentence's tokens, as in `qa.reading.ranker_text`, which needs no torch."""

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Batch:
    """Whole lists. Of each token: `row`, `place`; of each row: `length`, `lists`, what is right."""

    tokens: Tensor
    kinds: Tensor
    row: Tensor
    place: Tensor
    length: Tensor
    lists: Tensor
    right: Tensor
    span: Tensor


def frozen(base: Mapping[str, NDArray[np.float32]]) -> tuple[Tensor, Tensor]:
    """Words and places, which stay as they are."""
    words = torch.from_numpy(np.array(base["embeddings.word_embeddings.weight"]))
    return words, torch.from_numpy(np.array(base["embeddings.position_embeddings.weight"]))


def trained(base: Mapping[str, NDArray[np.float32]]) -> Weights:
    """What is trained, by the base's names, and the heads, which start small."""
    weights = {
        name: torch.from_numpy(np.array(value))
        for name, value in base.items()
        if name.startswith(("encoder.", "embeddings.LayerNorm"))
    }
    kinds = torch.from_numpy(np.array(base["embeddings.token_type_embeddings.weight"]))
    weights["kinds"] = torch.stack([kinds[0], kinds[1], kinds[1]])
    weights["rank.weight"] = torch.randn(1, 2 * SIZE) * 0.02
    weights["rank.bias"] = torch.zeros(1)
    weights["span.weight"] = torch.randn(2, SIZE) * 0.02
    weights["span.bias"] = torch.zeros(2)
    return weights


def cast(weights: Weights) -> Weights:
    """Leaves to differentiate by: the layers' matrices in bfloat16, everything else as it is."""
    return {
        name: (
            value.detach().to(torch.bfloat16)
            if name.startswith("encoder.") and "LayerNorm" not in name
            else value.detach().clone()
        ).requires_grad_()
        for name, value in weights.items()
    }


def forward(weights: Weights, still: tuple[Tensor, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """Logits of rows (rows,), and of each packed token as a start and an end (tokens, 2)."""
    words, places = still
    hidden = words[batch.tokens] + places[batch.place] + weights["kinds"][batch.kinds]
    hidden = _normal(hidden, weights, "embeddings.LayerNorm").to(torch.bfloat16)
    rows, longest = len(batch.length), int(batch.length.max())
    at = batch.row * longest + batch.place
    mask = (torch.arange(longest) < batch.length[:, None])[:, None, None, :]
    for layer in range(LAYERS):
        hidden = _layer(hidden, (rows, longest, at, mask), weights, f"encoder.layer.{layer}")
    hidden = hidden.float()
    inside = (batch.kinds == SENTENCE).float()[:, None]
    total = torch.zeros(rows, SIZE).index_add(0, batch.row, hidden * inside)
    count = torch.zeros(rows, 1).index_add(0, batch.row, inside)
    first = torch.cumsum(batch.length, 0) - batch.length
    pooled = torch.cat([hidden.index_select(0, first), total / count.clamp(min=1)], 1)
    logit = functional.linear(pooled, weights["rank.weight"], weights["rank.bias"])
    return logit[:, 0], functional.linear(hidden, weights["span.weight"], weights["span.bias"])


def _layer(
    hidden: Tensor, shape: tuple[int, int, Tensor, Tensor], weights: Weights, name: str
) -> Tensor:
    rows, longest, at, mask = shape
    heads = []
    for part in ("query", "key", "value"):
        packed = _linear(hidden, weights, f"{name}.attention.self.{part}").float()
        padded = torch.zeros(rows * longest, SIZE).index_copy(0, at, packed)
        heads.append(padded.view(rows, longest, HEADS, SIZE // HEADS).transpose(1, 2))
    attended = functional.scaled_dot_product_attention(*heads, attn_mask=mask)
    attended = attended.transpose(1, 2).reshape(rows * longest, SIZE)
    packed = attended.index_select(0, at).to(torch.bfloat16)
    attended = _linear(packed, weights, f"{name}.attention.output.dense")
    hidden = _normal(hidden + attended, weights, f"{name}.attention.output.LayerNorm")
    inner = functional.gelu(_linear(hidden, weights, f"{name}.intermediate.dense"))
    outer = _linear(inner, weights, f"{name}.output.dense")
    return _normal(hidden + outer, weights, f"{name}.output.LayerNorm")


def _linear(hidden: Tensor, weights: Weights, name: str) -> Tensor:
    return functional.linear(hidden, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _normal(hidden: Tensor, weights: Weights, name: str) -> Tensor:
    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(
        hidden, (SIZE,), scale.to(hidden.dtype), shift.to(hidden.dtype), EPSILON
    )


def losses(logit: Tensor, spans: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """One of choosing for each list, nothing being right where no row is; one for each span."""
    count = int(batch.lists.max()) + 1
    choosing = [_choosing(logit[batch.lists == one], batch.right[batch.lists == one])
                for one in range(count)]  # fmt: skip
    first = torch.cumsum(batch.length, 0) - batch.length
    pointing = []
    for row in torch.nonzero(batch.span[:, 0] >= 0)[:, 0].tolist():
        piece = slice(int(first[row]), int(first[row] + batch.length[row]))
        inside = (batch.kinds[piece] == SENTENCE)[:, None]
        logits = spans[piece].masked_fill(~inside, -1e4)
        pointing.append(functional.cross_entropy(logits.T, batch.span[row], reduction="sum"))
    return torch.stack(choosing), torch.stack(pointing) if pointing else torch.zeros(0)


def _choosing(logits: Tensor, right: Tensor) -> Tensor:
    every = torch.cat([logits.new_zeros(1), logits])  # nothing, then the sentences
    chosen = every[1:][right] if right.any() else every[:1]
    return torch.logsumexp(every, 0) - torch.logsumexp(chosen, 0)
