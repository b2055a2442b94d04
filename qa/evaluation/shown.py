"""The questions of a run as the page's script draws them: plain values, texts already cut.

Places in texts are given as the browser counts them, in UTF-16 units, since a script slices so.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from index import Holdings, Passage
from qa.evaluation.questionset import Question, record_of
from qa.evaluation.report import Outcome
from qa.evaluation.verdicts import Cause, Judgement, Verdict, judged

_ORDER = {verdict: rank for rank, verdict in enumerate(Verdict)}
_MARKS = "‘’“”\"'"
_UNNAMED = (
    "passages",
    "text",
    "statements",
    "citations",
    "question",
    "nearest",
    "usage",
    "archive",
)


class Reading:
    """The passages that outcomes name, as far as the archive, or the outcome itself, has them."""

    def __init__(self, archive: Holdings | None) -> None:
        self._archive = archive
        self._found: dict[str, Passage | None] = {}
        self._titles: dict[str, tuple[str, bool | None]] = {}

    def passages(self, outcome: Outcome) -> list[Passage | None]:
        """What was retrieved, best first; None for what is not at hand."""
        if outcome.answer:
            for told in outcome.answer.get("nearest") or ():
                passage = _from_record(told)
                if passage and not self._found.get(passage.id):
                    self._found[passage.id] = passage
            # another engine's own passages come with the answer, under ids of its own
            if own := outcome.answer.get("passages"):
                return [_from_record(told) for told in own]
        return [self._passage(name) for name in outcome.retrieved]

    def holding(
        self, citation: Mapping[str, Any], read: Sequence[Passage | None]
    ) -> Passage | None:
        """The passage that a citation stands in, if it still reads as the citation quotes it."""
        article, start, end = citation["article_id"], citation["start"], citation["end"]
        if not isinstance(start, int) or not isinstance(end, int):
            return None
        found = next(
            (p for p in read if p and p.article_id == article and p.start <= start < end <= p.end),
            None,
        )
        if found is None and self._archive is not None:
            found = self._archive.passage_at(article, start, end)
        if found is None or not found.start <= start < end <= found.end:
            return None
        return found if found.slice(start, end) == citation["quote"] else None

    def headline(self, article: str) -> tuple[str, bool | None]:
        """An article's headline by its id, and whether the archive has it; of a URL, nothing."""
        if self._archive is None or "://" in article:
            return "", None
        if article not in self._titles:
            found = self._archive.article(article)
            self._titles[article] = (found.title if found else "", found is not None)
        return self._titles[article]

    def _passage(self, name: str) -> Passage | None:
        if name not in self._found:
            article, _, stretch = name.rpartition(":")
            start, _, end = stretch.partition("-")
            known = self._archive is not None and start.isdecimal() and end.isdecimal()
            self._found[name] = (
                self._archive.passage_at(article, int(start), int(end))
                if known and self._archive is not None
                else None
            )
        return self._found[name]


class Shown:
    """All questions of a run, judged, and as plain values for the script."""

    def __init__(
        self,
        outcomes: Sequence[Outcome],
        figures: Mapping[str, Mapping[str, float | None]],
        archive: Holdings | None,
    ) -> None:
        self.outcomes = tuple(outcomes)
        self.figures = figures
        self._reading = Reading(archive)
        read = [self._reading.passages(one) for one in self.outcomes]
        self.judgements = tuple(
            judged(one, figures.get(one.question.id, {}), passages)
            for one, passages in zip(self.outcomes, read, strict=True)
        )
        self._articles: dict[str, list[str]] = {}
        self._passages: dict[str, dict[str, Any]] = {}
        told = [
            self._question(at, one, self.judgements[at], passages)
            for at, (one, passages) in enumerate(zip(self.outcomes, read, strict=True))
        ]
        self._questions = sorted(told, key=self._badness)

    def data(self) -> dict[str, Any]:
        """Everything, ready for JSON: the questions worst first, and the texts that they share."""
        return {
            "articles": self._articles,
            "passages": self._passages,
            "questions": self._questions,
        }

    def _badness(self, told: Mapping[str, Any]) -> tuple[int, int, float, int]:
        """By verdict; right answers whose citation fails first; then the more confident first."""
        judgement = self.judgements[told["order"]]
        sure = -(told["confidence"] or 0.0)
        spotless = judgement.cause is Cause.NONE
        return _ORDER[judgement.verdict], spotless, sure, told["order"]

    def _question(
        self, at: int, outcome: Outcome, judgement: Judgement, read: Sequence[Passage | None]
    ) -> dict[str, Any]:
        question, answer = outcome.question, outcome.answer or {}
        values = self.figures.get(question.id, {})
        told: dict[str, Any] = {
            "order": at,
            "id": question.id,
            "question": question.question,
            "verdict": judgement.verdict.value,
            "cause": judgement.cause.value,
            "why": judgement.why,
            "holder": judgement.passage,
            "tags": list(question.tags),
            "asked_on": question.asked_on.isoformat() if question.asked_on else None,
            "answerable": question.answerable,
            "gold": list(question.answers),
            "evidence": [
                self._evidence(one, read) for one in record_of(question).get("evidence", ())
            ],
            "turns": list(_turns(question)),
            "filters": _lines(record_of(question).get("filters", {})),
            "extra": _lines(
                {k: v for k, v in question.extra.items() if v not in (None, "", [], {})}
            ),
            "error": outcome.error,
            "refusal": answer.get("detail") or "",
            "statements": [
                {"citations": [], **one, "gold": _stretches(one["text"], question.answers)}
                for one in answer.get("statements", ())
            ],
            "citations": [
                self._citation(one, read, question) for one in answer.get("citations", ())
            ],
            "read": [
                self._read(name, one) for name, one in zip(outcome.retrieved, read, strict=False)
            ],
            "confidence": _finite(answer.get("confidence")),
            "seconds": _finite(outcome.seconds),
            "first": _finite(outcome.first_seconds),
            "values": {name: _finite(value) for name, value in values.items()},
            "made": _lines({k: v for k, v in answer.items() if k not in _UNNAMED and _speaks(k, v)})
            | _lines(answer.get("usage") or {}),
        }
        cited = {one.get("passage") for one in told["citations"]}
        passage = read[judgement.passage - 1] if judgement.passage else None
        if passage and passage.id not in cited and judgement.verdict is not Verdict.RIGHT:
            told["held"] = {"passage": self._kept(passage), "gold": _golden(passage, question)}
        return told

    def _citation(
        self, citation: Mapping[str, Any], read: Sequence[Passage | None], question: Question
    ) -> dict[str, Any]:
        told: dict[str, Any] = {"quote": citation["quote"], "article": citation["article_id"]}
        title = citation.get("title") or citation.get("file")
        known = (title, *(citation.get(name) for name in ("source", "published", "url")))
        self._articles.setdefault(citation["article_id"], [one or "" for one in known])
        if passage := self._reading.holding(citation, read):
            before = passage.text[: citation["start"] - passage.start]
            start = _units(before)
            told |= {
                "passage": self._kept(passage),
                "at": [[start, start + _units(citation["quote"])]],
                "gold": _golden(passage, question),
                "rank": next((n for n, p in enumerate(read, 1) if p and p.id == passage.id), 0),
            }
        return told

    def _read(self, name: str, passage: Passage | None) -> dict[str, Any]:
        if passage is None:
            return {"id": name}
        self._about_passage(passage)
        return {"id": name, "article": passage.article_id}

    def _evidence(self, piece: Mapping[str, Any], read: Sequence[Passage | None]) -> dict[str, Any]:
        """With the ranks of the passages read that are of the article that it names.

        `known` is whether the archive has the article; None where that cannot be said.
        """
        named = piece["article"]
        of = [n for n, p in enumerate(read, 1) if p and named in (p.article_id, p.url)]
        title, known = self._reading.headline(named)
        if of and (passage := read[of[0] - 1]):
            title, known = passage.label, True
        return {
            "article": named,
            "title": title,
            "quote": piece.get("quote", ""),
            "ranks": of,
            "known": known,
        }

    def _kept(self, passage: Passage) -> str:
        self._about_passage(passage)
        self._passages[passage.id] = {"article": passage.article_id, "text": passage.text}
        return passage.id

    def _about_passage(self, passage: Passage) -> None:
        day = passage.published.isoformat() if passage.published else ""
        self._articles[passage.article_id] = [passage.label, passage.outlet, day, passage.url]


def as_block(data: object) -> str:
    """A value as JSON that may stand inside a <script> element: no markup can end it."""
    told = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return told


def _from_record(told: Mapping[str, Any]) -> Passage | None:
    """A passage whose text came with an answer; it counts from 0 if it does not say where it is."""
    try:
        text, start, end = told["text"], told.get("start"), told.get("end")
        if not isinstance(start, int) or end != start + len(text):
            start, end = 0, len(text)
        return Passage(
            article_id=told["article_id"],
            text=text,
            start=start,
            end=end,
            sentences=(),
            title=told.get("title") or "",
            source=told.get("source") or "",
            url=told.get("url") or "",
            file=told.get("file") or "",
        )
    except (KeyError, TypeError, ValueError):  # of another pipeline, or another version
        return None


def _turns(question: Question) -> Iterator[dict[str, str]]:
    for turn in question.turns:
        if isinstance(turn, str):
            yield {"question": turn, "said": ""}
        else:
            yield {"question": turn.question, "said": "\n".join(turn.said)}


def _lines(told: Mapping[str, Any]) -> dict[str, str]:
    """Values as texts: a text as it is, anything else as JSON."""
    return {
        str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in told.items()
    }


def _speaks(name: str, value: object) -> bool:
    """Whether a field of an answer says something that is not shown already."""
    shown = ("abstained", "detail", "confidence")
    return name not in shown and value not in (None, "", 0, [], {})


def _golden(passage: Passage, question: Question) -> list[list[int]]:
    """Where a gold answer stands in a passage, or where there is none, the quoted evidence."""
    wanted = question.answers or [one.quote for one in question.evidence if one.quote]
    return _stretches(passage.text, wanted)


def _stretches(text: str, wanted: Sequence[str]) -> list[list[int]]:
    """Where any of `wanted` stands in `text`, case and quotation marks aside, without overlap."""
    patterns = [
        "".join(re.escape(sign) + f"[{_MARKS}]*" for sign in bare)
        for one in wanted
        if (bare := "".join(sign for sign in one if sign not in _MARKS).strip())
    ]
    if not patterns:
        return []
    longest = sorted(patterns, key=len, reverse=True)
    found = re.finditer("|".join(longest), text, re.IGNORECASE)
    return [[start := _units(text[: match.start()]), start + _units(match[0])] for match in found]


def _units(text: str) -> int:
    """How long JavaScript takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _finite(value: object) -> float | None:
    if isinstance(value, bool):
        return float(value)
    known = isinstance(value, int | float) and isfinite(value)
    return round(float(value), 6) if known else None  # type: ignore[arg-type]
