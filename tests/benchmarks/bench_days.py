"""Which days the times of real articles mean, against what somebody who read them wrote down.

    python -m tests.benchmarks.bench_days [--half tune|report] [--wrong]

`tests/data/days.jsonl` has 200 expressions of time of `newsquiz` and `ap`, drawn at random: where
each stands in which article, and the first and last day that it means, none where nobody can tell.
A day must be the very day; of a longer time at least half of the days of both must be common.
Left open is what is said to be open, or not read at all.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from index import evidence_spans
from qa.language import Moment, Sentence, Stretch, read
from qa.values.editions import as_of, edition, headed, reprinted
from qa.values.resolving import Meant, resolve
from tests.benchmarks.data import DATA, lines

LABELS = Path(__file__).resolve().parents[1] / "data" / "days.jsonl"
AROUND = 30
"""So many sentences of the article are read around an expression."""
KINDS = (
    ("ago", r"\bago\b"),
    ("weekday", r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"),
    ("from another", r"\b(?:later|before|after|that|the same|following)\b"),
    ("stretch", r"\b(?:past|next|last|recent|coming|first) (?:\w+ )?\w+s\b|the (?:past|last|next)"),
    ("date", r"(?:[A-Z]\w+\.? \d)|\b(?:in|by|and|of|mid-?)? ?(?:Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|"
             r"Oct|Nov|Dec)"),
    ("period", r"\b(?:week|weekend|month|year|season|spring|summer|fall|winter)\b"),
)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """An expression of time, what it is said to mean, and what was made of it."""

    kind: str
    text: str
    days: Stretch | None
    found: Meant | None

    @property
    def verdict(self) -> str:
        """ "right", "wrong" or "open"."""
        sure = self.found is not None and self.found.sure
        if self.days is None:
            return "wrong" if sure else "right"
        if not sure or self.found is None:
            return "open"
        return "right" if _same(self.days, self.found.days) else "wrong"


def labels(half: str = "") -> Iterator[Label]:
    """Those of one half ("tune" are the even lines), or all."""
    stored = list(lines(LABELS))
    texts = _texts({one["archive"] for one in stored})
    for number, one in enumerate(stored):
        if not half or (number % 2 == 0) == (half == "tune"):
            yield _label(one, *texts[one["archive"], one["article"]])


def _texts(archives: set[str]) -> dict[tuple[str, str], tuple[str, date]]:
    return {
        (name, one["id"]): (one["text"], _day(one["published"]))
        for name in archives
        for one in lines(DATA / name / "articles.jsonl.gz")
        if one.get("published")
    }


def _day(written: str) -> date:
    return date.fromisoformat(written[:10].replace("/", "-"))


def _label(one: dict[str, Any], text: str, day: date) -> Label:
    assert sha256(text.encode()).hexdigest()[:16] == one["sha256"], one["article"]
    start, end = one["start"], one["end"]
    said = text[start:end]
    kind = next((name for name, form in KINDS if re.search(form, said, re.I)), "other")
    told = [date.fromisoformat(one[name]) for name in ("first", "last") if one[name]]
    days = (told[0], told[1]) if told else None
    return Label(kind, said, days, meaning(text, day, start, end))


def meaning(text: str, day: date, start: int, end: int) -> Meant | None:
    """What the characters `start:end` of an article mean as a time."""
    every = [read(text[a:b], day, a) for a, b in evidence_spans(text)]
    at = next((n for n, one in enumerate(every) if one.start <= start < one.end), None)
    if at is None:
        return None
    own = headed(every, at) or edition(every)
    own = replace(own, trusted=own.trusted and not reprinted(text))
    sentence = as_of(every[at], own.day or day)
    before = [as_of(one, own.day or day) for one in every[max(0, at - 3) : at]]
    found = [
        meant
        for moment in _over(sentence, start - sentence.start, end - sentence.start)
        if (meant := resolve(moment, sentence, before, own))
    ]
    return min(found, key=lambda one: one.days[1] - one.days[0], default=None)


def _over(sentence: Sentence, start: int, end: int) -> Iterator[Moment]:
    for moment in sentence.moments:
        span = sentence.original(moment.start, moment.end)
        if span and span[0] < end and start < span[1]:
            yield moment


def _same(one: Stretch, other: Stretch) -> bool:
    common = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    every = (max(one[1], other[1]) - min(one[0], other[0])).days + 1
    return common == every if one[0] == one[1] else common >= every / 2


def main() -> None:
    """Print right, wrong and open by kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", default="", choices=("tune", "report", ""))
    parser.add_argument("--wrong", action="store_true", help="show what is not right")
    chosen = parser.parse_args()
    found = list(labels(chosen.half))
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        table[one.kind][one.verdict] += 1
        table["all"][one.verdict] += 1
        if chosen.wrong and one.verdict != "right":
            said = [one.found.days, one.found.certainty.name] if one.found else None
            print(json.dumps([one.verdict, one.text, one.days, said], default=str))
    for kind, counts in sorted(table.items(), key=lambda one: -sum(one[1].values())):
        total = sum(counts.values())
        shares = "  ".join(
            f"{name} {counts[name] / total:.2f}" for name in ("right", "wrong", "open")
        )
        print(f"{kind:14}{total:5}  {shares}")


if __name__ == "__main__":
    main()
