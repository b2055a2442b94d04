"""Train the ranker: `python -m tests.ranker.train --until 05:45` (needs `pip install torch`).

Adam, a short warm-up, then a rate that falls with the clock and is nothing at the end, however fast
the machine is. Lists go to one thread a core in small batches. Every fifty steps all that is needed
to go on is kept in the folder; SIGTERM keeps it too. The number in the file `threads` there, if
there is one, is how many cores are used from now on.
"""

import argparse
import json
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor

from tests.ranker import model
from tests.ranker.model import SENTENCE, Batch

LISTS = 32
"""Questions a step."""
MOST = 6
"""Sentences a question."""
TOGETHER = 4
"""Questions a batch, at most."""
BODY, HEAD = 1.5e-4, 5e-4
WARM = 40
POINTING = 0.5
KEPT_EVERY, WATCHED_EVERY = 50, 100


class Lists:
    """What `tests.ranker.prepare` wrote."""

    def __init__(self, path: Path, most: int = 8, seed: int = 0) -> None:
        """Of each list at most so many rows are kept: the right ones and others by chance."""
        stored = np.load(path)
        self._tokens = torch.from_numpy(stored["tokens"].astype(np.int64))
        self._kinds = torch.from_numpy(stored["kinds"].astype(np.int64))
        rows = stored["rows"].astype(np.int64)
        first = np.searchsorted(rows[:, 0], np.arange(rows[-1, 0] + 2))
        chance = np.random.default_rng(seed).random(len(rows)) - rows[:, 3]
        order = np.lexsort((chance, rows[:, 0]))
        place = np.arange(len(rows)) - first[rows[:, 0]]
        kept = np.sort(order[place < most])
        self._offsets = np.cumsum(rows[:, 1])[kept] - rows[kept, 1]
        self._rows = torch.from_numpy(rows[kept])
        self._first = np.searchsorted(rows[kept, 0], np.arange(len(self) + 1))

    def __len__(self) -> int:
        return int(self._rows[-1, 0]) + 1

    def batch(self, lists: Sequence[int]) -> Batch:
        rows = np.concatenate([np.arange(self._first[n], self._first[n + 1]) for n in lists])
        counts = [int(self._first[n + 1] - self._first[n]) for n in lists]
        pieces = [
            slice(self._offsets[row], self._offsets[row] + int(self._rows[row, 1])) for row in rows
        ]
        chosen = self._rows[torch.from_numpy(rows)]
        length = chosen[:, 1]
        return Batch(
            tokens=torch.cat([self._tokens[piece] for piece in pieces]),
            kinds=torch.cat([self._kinds[piece] for piece in pieces]),
            row=torch.repeat_interleave(torch.arange(len(rows)), length),
            place=torch.cat([torch.arange(n) for n in length.tolist()]),
            length=length,
            lists=torch.repeat_interleave(torch.arange(len(lists)), torch.tensor(counts)),
            right=chosen[:, 3].bool(),
            span=chosen[:, 4:6],
        )


class Training:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self._folder: Path = chosen.folder
        self._lists = Lists(self._folder / "train.npz", MOST, chosen.seed)
        self._held = Lists(self._folder / "held.npz")
        self._run = self._folder / "run"
        self._run.mkdir(exist_ok=True)
        self._seed: int = chosen.seed
        torch.manual_seed(self._seed)
        base = load_file(chosen.base)
        self._still = model.frozen(base)
        self._weights = model.trained(base)
        decayed = [n for n, w in self._weights.items() if w.dim() == 2 and n.startswith("encoder")]
        heads = [n for n in self._weights if n.startswith(("rank", "span", "kinds"))]
        rest = [n for n in self._weights if n not in decayed and n not in heads]
        self._adam = torch.optim.AdamW(
            [
                {"params": [self._weights[n] for n in names], "weight_decay": decay, "full": rate}
                for names, decay, rate in ((decayed, 0.01, BODY), (rest, 0, BODY), (heads, 0, HEAD))
            ],
            lr=0.0,
            betas=(0.9, 0.98),
        )
        self._step, self._began = 0, time.time()
        self._threads = 2
        self._stopped = False
        self._resume()
        self._until = _deadline(chosen.until)

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        lists = self._order()
        while time.time() < self._until and not self._stopped:
            began = time.time()
            if self._step % 10 == 0:
                self._look()
            chosen = [next(lists) for _ in range(LISTS)]
            told = self._update(chosen)
            self._step += 1
            told["seconds"] = round(time.time() - began, 2)
            if self._step % WATCHED_EVERY == 0:
                told |= self.watch()
            self._tell(told)
            if self._step % KEPT_EVERY == 0:
                self._keep()
        if not self._stopped:
            self._tell(self.watch() | {"done": True})
        self._keep()

    def _stop(self, *_: Any) -> None:
        self._stopped = True

    def _order(self) -> Iterator[int]:
        """Every question once, then once more in another order; from where it was left."""
        done = self._step * LISTS
        for epoch in range(100):
            order = list(range(len(self._lists)))
            random.Random(self._seed + epoch).shuffle(order)
            yield from order[done:]
            done = max(0, done - len(order))

    def _look(self) -> None:
        path = self._run / "threads"
        if path.exists() and (said := path.read_text().strip()) in {"1", "2"}:
            self._threads = int(said)

    def _rate(self) -> float:
        left = (self._until - time.time()) / (self._until - self._began)
        return min(1.0, (self._step + 1) / WARM) * max(0.0, left)

    def _update(self, chosen: list[int]) -> dict[str, Any]:
        batches = [
            self._lists.batch(chosen[at : at + TOGETHER]) for at in range(0, LISTS, TOGETHER)
        ]
        batches.sort(key=lambda batch: -len(batch.tokens))
        pointed = max(1, sum(int((batch.span[:, 0] >= 0).sum()) for batch in batches))
        leaves = model.cast(self._weights)

        def differentiated(batch: Batch) -> tuple[list[Tensor], dict[str, float]]:
            torch.set_num_threads(1)
            logit, spans = model.forward(leaves, self._still, batch)
            choosing, pointing = model.losses(logit, spans, batch)
            loss = choosing.sum() / LISTS + POINTING * pointing.sum() / pointed
            gradients = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
            told = _measured(logit.detach(), spans.detach(), batch)
            sums = float(choosing.detach().sum()), float(pointing.detach().sum())
            told |= dict(zip(("list", "span"), sums, strict=True))
            return [
                torch.zeros_like(leaf) if gradient is None else gradient
                for gradient, leaf in zip(gradients, leaves.values(), strict=True)
            ], told

        sums = [torch.zeros_like(weight) for weight in self._weights.values()]
        measured: list[dict[str, float]] = []
        with ThreadPoolExecutor(self._threads) as pool:
            for gradients, told in pool.map(differentiated, batches):
                torch._foreach_add_(sums, [gradient.float() for gradient in gradients])
                measured.append(told)
        for weight, gradient in zip(self._weights.values(), sums, strict=True):
            weight.grad = gradient
        norm = torch.nn.utils.clip_grad_norm_(list(self._weights.values()), 1.0)
        rate = self._rate()
        for group in self._adam.param_groups:
            group["lr"] = group["full"] * rate
        self._adam.step()
        total = _summed(measured)
        return {
            "loss": total["list"] / LISTS,
            "span_loss": total["span"] / pointed,
            "norm": float(norm),
            "rate": BODY * rate,
            "tokens": sum(len(batch.tokens) for batch in batches),
            "threads": self._threads,
        } | _shares(total)

    def watch(self) -> dict[str, Any]:
        """Figures on the few kept-out questions."""
        leaves = {name: value.detach() for name, value in model.cast(self._weights).items()}
        best: list[tuple[bool, float]] = []

        def looked(lists: range) -> dict[str, float]:
            torch.set_num_threads(1)
            batch = self._held.batch(lists)
            with torch.no_grad():
                logit, spans = model.forward(leaves, self._still, batch)
            for one in range(len(lists)):
                mine = batch.lists == one
                best.append((bool(batch.right[mine].any()), float(logit[mine].max())))
            return _measured(logit, spans, batch)

        pieces = [range(at, min(at + 8, len(self._held))) for at in range(0, len(self._held), 8)]
        with ThreadPoolExecutor(self._threads) as pool:
            total = _summed(list(pool.map(looked, pieces)))
        held = {f"held_{name}": value for name, value in _shares(total).items()}
        return held | {"held_auroc": _auroc(best)}

    def _tell(self, told: dict[str, Any]) -> None:
        now = datetime.now().strftime("%H:%M:%S")
        rounded = {k: round(v, 5 if v < 0.01 else 3) if isinstance(v, float) else v
                   for k, v in told.items()}  # fmt: skip
        with (self._run / "log.jsonl").open("a") as file:
            file.write(json.dumps({"step": self._step, "at": now} | rounded) + "\n")

    def _keep(self) -> None:
        arrays = {name: value.detach().numpy() for name, value in self._weights.items()}
        save_file(arrays, self._run / "weights.new")
        os.replace(self._run / "weights.new", self._run / "weights.safetensors")
        state = {
            "weights": self._weights,
            "adam": self._adam.state_dict(),
            "step": self._step,
            "began": self._began,
        }
        torch.save(state, self._run / "state.new")
        os.replace(self._run / "state.new", self._run / "state.pt")

    def _resume(self) -> None:
        path = self._run / "state.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            for name, value in self._weights.items():
                value.data.copy_(state["weights"][name])
            self._adam.load_state_dict(state["adam"])
            self._step, self._began = state["step"], state["began"]


def _measured(logit: Tensor, spans: Tensor, batch: Batch) -> dict[str, float]:
    """Counts: lists whose best is right, of those that an answer is in; spans exactly right."""
    total = {"lists": 0.0, "right": 0.0, "top": 0.0, "answerable": 0.0, "exact": 0.0, "spans": 0.0}
    for one in range(int(batch.lists.max()) + 1):
        mine = batch.lists == one
        logits, right = logit[mine], batch.right[mine]
        total["lists"] += 1
        best = int(logits.argmax())
        nothing = bool(logits[best] <= 0)
        if right.any():
            total["answerable"] += 1
            total["top"] += bool(right[best])
        total["right"] += not nothing and bool(right[best]) if right.any() else nothing
    first = torch.cumsum(batch.length, 0) - batch.length
    for row in torch.nonzero(batch.span[:, 0] >= 0)[:, 0].tolist():
        piece = slice(int(first[row]), int(first[row] + batch.length[row]))
        inside = (batch.kinds[piece] == SENTENCE)[:, None]
        found = spans[piece].masked_fill(~inside, -1e4).argmax(0)
        total["spans"] += 1
        total["exact"] += bool((found == batch.span[row]).all())
    return total


def _summed(measured: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: sum(told[name] for told in measured) for name in measured[0]}


def _shares(total: dict[str, float]) -> dict[str, float]:
    return {
        "list_accuracy": total["right"] / total["lists"],
        "top": total["top"] / max(1.0, total["answerable"]),
        "span_accuracy": total["exact"] / max(1.0, total["spans"]),
    }


def _auroc(best: Sequence[tuple[bool, float]]) -> float:
    yes = np.array([score for right, score in best if right])
    no = np.array([score for right, score in best if not right])
    return float((yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2)


def _deadline(clock: str) -> float:
    """The next time that a clock shows these hours and minutes."""
    hour, minute = map(int, clock.split(":"))
    then = datetime.now().replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (then if then > datetime.now() else then + timedelta(days=1)).timestamp()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", required=True, help="the clock's time at which it ends: 05:45")
    parser.add_argument("--base", type=Path, required=True, help="model.safetensors of the base")
    parser.add_argument("--folder", type=Path, default=Path(".dev/ranker"))
    parser.add_argument("--seed", type=int, default=29)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    Training(chosen).run()


if __name__ == "__main__":
    main()
