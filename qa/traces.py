"""What a text that somebody else wrote still has of an article: its words in a row, or its address.

Quotation marks, spaces, line breaks, case and cuts do not matter; that a few words are the same by
chance does not count.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from index import BESIDE, Doomed, sentences

RUN = 8
"""So many words in a row are nobody's by chance; shorter headlines and sentences count whole."""
_SHORTEST = 3  # words of a headline or sentence
_WORD = re.compile(r"\w+")


class Traces:
    """What tells of the articles of `doomed`."""

    def __init__(self, doomed: Iterable[Doomed]) -> None:
        self._names: set[str] = set()
        self._parts: list[re.Pattern[str]] = []
        self._runs: dict[int, set[str]] = {}
        for one in doomed:
            self._add(one)

    def _add(self, doomed: Doomed) -> None:
        article = doomed.article
        if article is None:
            return
        self._names |= {article.id, BESIDE + article.id, article.title} - {""}
        if address := article.url.partition("://")[2]:
            self._parts.append(re.compile(rf"{re.escape(address)}(?![\w/?&=%+-])"))
        if not article.title:  # it is then called by its file
            self._parts.append(re.compile(rf"\b{re.escape(Path(doomed.path).name)}\b"))
        spans = sentences(article.text)
        for told in (article.title, *(article.text[start:end] for start, end in spans)):
            words = _words(told)
            if _SHORTEST <= len(words) < RUN:
                self._runs.setdefault(len(words), set()).add(" ".join(words))
        self._runs.setdefault(RUN, set()).update(_rows(_words(article.text), RUN))
        self._runs[RUN].update(_rows(_words(article.title), RUN))

    def __bool__(self) -> bool:
        return bool(self._names or self._parts)

    def are_in(self, value: Any) -> bool:
        """Whether a text, or any text in a value as JSON has them, tells of one of the articles."""
        if isinstance(value, str):
            return self._in_text(value)
        if isinstance(value, dict):
            return any(map(self.are_in, [*value, *value.values()]))
        return isinstance(value, list | tuple) and any(map(self.are_in, value))

    def _in_text(self, text: str) -> bool:
        if text in self._names or any(part.search(text) for part in self._parts):
            return True
        words = _words(text)
        return any(not runs.isdisjoint(_rows(words, length)) for length, runs in self._runs.items())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _rows(words: list[str], length: int) -> Iterator[str]:
    return (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
