"""The sentences that a model may lean on: numbered, cut to fit, and rendered with care.

None of them can pass for an instruction, a number or a heading of ours.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from index import Hit, Passage, Span, WordLists, terms
from qa.models.tokens import estimated_tokens
from qa.types import Citation
from qa.wording import attribution

_NUMBERED = re.compile(r"[\[【［〔]\s*(\^?[\d\s,;–-]+)\s*[\]】］〕]")


_BREAK = 2
"""Tokens between two passages, which neither of them counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of passages, numbered from 1 in the order in which they are shown."""

    sentences: tuple[tuple[Passage, Span], ...]

    @classmethod
    def of(
        cls, hits: Sequence[Hit], tokens: int, count: Callable[[str], int] = estimated_tokens
    ) -> "Evidence":
        """The sentences of the best `hits` that fit into so many tokens, whole passages only.

        `count` says how many a text is. A first passage that is longer by itself gives its first
        sentences. Sentences that speak to a model are no reporting and are left out.
        """
        chosen: list[tuple[Passage, Span]] = []
        for hit in hits:
            reporting = [
                (hit.passage, span)
                for span in hit.passage.sentences
                if not speaks_to_a_model(hit.passage.slice(*span))
            ]
            if not chosen:
                reporting = _fitting(reporting, tokens, count)
            taken = count(cls((*chosen, *reporting)).from_number(len(chosen) + 1)) + _BREAK
            if taken <= tokens:
                chosen += reporting
                tokens -= taken
        return cls(tuple(chosen))

    @property
    def rendered(self) -> str:
        """A heading per article, then "[3] sentence" a line."""
        return self._rendered(range(1, len(self.sentences) + 1))

    def from_number(self, first: int) -> str:
        """As `rendered`, from a sentence on, under a heading of its own."""
        return self._rendered(range(first, len(self.sentences) + 1))

    def around(self, numbers: Sequence[int]) -> str:
        """As `rendered`, only the sentences of these numbers and those beside them."""
        near = {number + step for number in numbers for step in (-1, 0, 1)}
        return self._rendered(sorted(n for n in near if 1 <= n <= len(self.sentences)))

    def _rendered(self, numbers: Sequence[int]) -> str:
        lines: list[str] = []
        shown = ""
        for number in numbers:
            passage, span = self.sentences[number - 1]
            if passage.article_id != shown:
                shown = passage.article_id
                lines += ["", f"## {_heading(passage)}"]
            lines.append(f"[{number}] {_line(passage.slice(*span))}")
        return "\n".join(lines).strip()

    def best(self, text: str, most: int = 5) -> list[int]:
        """The numbers of the sentences that share most words with `text`, best first."""
        stated = set(terms(text))
        shares = [len(stated & set(terms(p.slice(*span)))) for p, span in self.sentences]
        order = sorted((at for at, share in enumerate(shares) if share), key=lambda at: -shares[at])
        return [at + 1 for at in order[:most]]

    def unknown(self, numbers: Sequence[int]) -> set[int]:
        """Those of the numbers that no sentence has."""
        return {number for number in numbers if not 1 <= number <= len(self.sentences)}

    def lists(self, text: str) -> bool:
        """Whether the text is an entry in a list of sources: outlet, date, headline."""
        stated = text.strip(' .:“”"').casefold()
        passages = dict.fromkeys(passage for passage, _ in self.sentences)
        return any(
            stated.startswith(told.casefold().rstrip(": "))
            and _heading(passage).casefold().startswith(stated)
            for passage in passages
            if (told := attribution(passage))
        )

    def quotes(self, numbers: Iterable[int]) -> list[Citation]:
        """The exact stretches behind the numbers that there are."""
        return [found for number in numbers if (found := self.citation(number))]

    def citation(self, number: int) -> Citation | None:
        """The exact stretch behind a number; None if no sentence has it."""
        if self.unknown([number]):
            return None
        passage, span = self.sentences[number - 1]
        return Citation(passage, *span)


def speaks_to_a_model(sentence: str) -> bool:
    """Whether the sentence gives orders to whoever processes the text, rather than reporting."""
    return any(pattern.search(sentence) for pattern in _orders())


def _heading(passage: Passage) -> str:
    """Outlet, date and headline, as far as they speak of the article."""
    told = (attribution(passage), "" if speaks_to_a_model(passage.title) else passage.title)
    return _line("".join(told)) or "Article"


def _fitting(
    numbered: Sequence[tuple[Passage, Span]], tokens: int, count: Callable[[str], int]
) -> list[tuple[Passage, Span]]:
    """The first of the sentences, as many as fit."""

    def taken(sentences: int) -> int:
        return count(Evidence(tuple(numbered[:sentences])).rendered) + _BREAK

    fitting = bisect_right(range(1, len(numbered) + 1), tokens, key=taken)
    return list(numbered[:fitting])


def _line(text: str) -> str:
    """Text on one line, in which no bracketed number could be taken for one of ours."""
    return _NUMBERED.sub(r"(\1)", " ".join(text.split()))


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    patterns = WordLists("qa.reading", "orders.yaml").table["orders"]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
