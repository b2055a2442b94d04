"""Any number of articles, made of the real ones: a stream of records, the same each time.

Variation 0 are the real articles, cut to the length of an agency's report. In every other one all
names and figures are different, and of the other words all but the commonest and a third of the
rest: each word gives way to one of about its frequency, the same one throughout a variation. So no
text is another's copy, the words of the archive are as common and as rare as the real ones, and
what is copied or updated among the real articles still is within a variation. Days are shifted by
months and years, and outlets are others.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count, groupby
from pathlib import Path
from typing import Any
from zlib import crc32

from tests.benchmarks.data import lines

LONG = 3_000
"""Characters of whole paragraphs that are kept of an article, if its first one is not longer."""
OUTLETS = ("Courier", "Register", "Chronicle", "Gazette", "Mirror", "Observer", "Post", "Herald")
RARE, RARELY = "The Quarterly", 2_500
"""An outlet that one article in so many is of."""
_COMMONEST = 150
_KEPT = 0.33
_YEARS = 12
_WORD = re.compile(r"[^\W_]+")


def varied(path: Path, wanted: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Records `first` to `wanted` of the stream that the articles in `path` make."""
    articles = [one for one in lines(path) if one["text"].strip()]
    for one in articles:
        one["text"] = _cut(one["text"])
    swaps = _Swaps(articles)
    at = first
    for variation in count(first // len(articles)):
        swap = swaps.of(variation)
        for place in range(at % len(articles), len(articles)):
            if at >= wanted:
                return
            yield _record(articles[place], variation, at, swap)
            at += 1


def _cut(text: str) -> str:
    kept = 0
    for paragraph in re.finditer(r".+", text):
        if kept and paragraph.end() > LONG:
            break
        kept = paragraph.end()
    return text[:kept]


class _Swaps:
    """Which word stands for which, in any variation."""

    def __init__(self, articles: Sequence[Mapping[str, Any]]) -> None:
        counts = Counter(
            word for one in articles for word in _WORD.findall(f"{one['title']} {one['text']}")
        )
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        self._common = frozenset(word.lower() for word in ranked[:_COMMONEST])
        by_kind = groupby(sorted(ranked, key=_kind), key=_kind)
        self._words = {kind: list(words) for kind, words in by_kind}

    def of(self, variation: int) -> Mapping[str, str]:
        """Word → word; what is missing stays."""
        if not variation:
            return {}
        drawn, swap = random.Random(variation), {}
        for kind, words in self._words.items():
            for start in _bounds(len(words)):
                some = words[start : max(2 * start, 16)]
                for word, other in zip(some, drawn.sample(some, len(some)), strict=True):
                    if kind == "figure":
                        swap[word] = _figure(word, drawn)
                    elif word.lower() not in self._common and (
                        kind == "name" or drawn.random() > _KEPT
                    ):
                        swap[word] = other
        return swap


def _kind(word: str) -> str:
    if any(map(str.isdigit, word)):
        return "figure"
    return "word" if word[0].islower() else "name"


def _bounds(many: int) -> Iterator[int]:
    """0, 16, 32, 64 …: where ranks begin that are about as frequent."""
    start = 0
    while start < many:
        yield start
        start = max(2 * start, 16)


def _figure(word: str, drawn: random.Random) -> str:
    made = re.sub(r"\d", lambda _: str(drawn.randrange(10)), word)
    return re.sub(r"^0", "1", made)


def _record(
    article: Mapping[str, Any], variation: int, at: int, swap: Mapping[str, str]
) -> dict[str, Any]:
    def varied(text: str) -> str:
        return _WORD.sub(lambda found: swap.get(found[0], found[0]), text) if swap else text

    record = {"id": f"{at:07}", "title": varied(article["title"]), "text": varied(article["text"])}
    told = article["published"] or ""
    if len(told) == 10:
        day = date.fromisoformat(told.replace("/", "-"))
        if variation:
            turn = random.Random(f"days of {variation}").randrange(-90, 90)
            day += timedelta(days=turn - 365 * (variation % _YEARS))
        record["published"] = day.isoformat()
    record["source"] = article["source"]
    if variation:
        kind = crc32(article["source"].encode()) + variation % 5
        record["source"] = f"{OUTLETS[kind % len(OUTLETS)]} {1 + variation % 3}"
    if at % RARELY == RARELY - 1:
        record["source"] = RARE
    return record
