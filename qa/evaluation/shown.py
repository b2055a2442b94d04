"""The questions of a run as the page's script draws them: plain values, texts already cut.

Places in texts are given as the browser counts them, in UTF-16 units, since a script slices so.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from math import isfinite
from typing import Any

from index import Holdings, Passage
from qa.evaluation.questionset import Question, record_of
from qa.evaluation.report import Outcome
from qa.evaluation.verdicts import Cause, Judgement, Verdict, judged
from qa.types import Citation

_ORDER = {verdict: rank for rank, verdict in enumerate(Verdict)}
_MARKS = "‘’“”\"'"


class Reading:
    """The passages that outcomes name, as far as the archive, or the outcome itself, has them."""

    def __init__(self, archive: Holdings | None) -> None:
        self._archive = archive
        self._found: dict[str, Passage | None] = {}
        self._titles: dict[str, tuple[str, bool | None]] = {}

    def passages(self, outcome: Outcome) -> list[Passage | None]:
        """What was retrieved, best first; None for what is not at hand."""
        if outcome.sources:  # an engine's own, under ids of its own
            return [one.passage for one in outcome.sources]
        for hit in outcome.answer.basis.hits if outcome.answer else ():
            if not self._found.get(hit.passage.id):
                self._found[hit.passage.id] = hit.passage
        return [self._passage(name) for name in outcome.retrieved]

    def holding(self, citation: Citation, read: Sequence[Passage | None]) -> Passage | None:
        """The passage that a citation stands in, if it still reads as the citation quotes it."""
        article, start, end = citation.passage.article_id, citation.start, citation.end
        found = next(
            (p for p in read if p and p.article_id == article and p.start <= start < end <= p.end),
            None,
        )
        if found is None and self._archive is not None:
            found = self._archive.passage_at(article, start, end)
        if found is None or not found.start <= start < end <= found.end:
            return None
        return found if found.slice(start, end) == citation.quote else None

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
        question, answer = outcome.question, outcome.answer
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
            "extra": _lines(_told(question.extra)),
            "error": outcome.error,
            "refusal": answer.abstention.detail if answer and answer.abstention else "",
            "statements": [
                {"citations": cited, "text": text, "gold": _stretches(text, question.answers)}
                for text, cited in (answer.numbered if answer else ())
            ],
            "citations": [
                self._citation(cited, place, read, question)
                for cited, place in zip(outcome.citations, outcome.placed, strict=True)
            ],
            "read": [
                self._read(name, one) for name, one in zip(outcome.retrieved, read, strict=False)
            ],
            "confidence": _finite(outcome.confidence),
            "seconds": _finite(outcome.seconds),
            "first": _finite(outcome.first_seconds),
            "values": {name: _finite(value) for name, value in values.items()},
            "made": _made(outcome),
        }
        cited = {one.get("passage") for one in told["citations"]}
        holder = read[judgement.passage - 1] if judgement.passage else None
        right = judgement.verdict is Verdict.RIGHT
        return told | self._held(None if right else holder, question, cited)

    def _held(
        self, passage: Passage | None, question: Question, cited: Set[str | None]
    ) -> dict[str, Any]:
        """The passage that holds the answer, unless it is cited and shown with that."""
        if passage is None or passage.id in cited:
            return {}
        return {"held": {"passage": self._kept(passage), "gold": _golden(passage, question)}}

    def _citation(
        self,
        citation: Citation,
        place: Citation | None,
        read: Sequence[Passage | None],
        question: Question,
    ) -> dict[str, Any]:
        """`place` is the same citation if it is known where it stands."""
        cited = citation.passage
        told: dict[str, Any] = {"quote": citation.quote, "article": cited.article_id}
        day = cited.published.isoformat() if cited.published else ""
        known = [cited.title or cited.file, cited.source, day, cited.url]
        self._articles.setdefault(cited.article_id, known)
        if place and (passage := self._reading.holding(place, read)):
            before = passage.text[: place.start - passage.start]
            start = _units(before)
            told |= {
                "passage": self._kept(passage),
                "at": [[start, start + _units(citation.quote)]],
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


def _turns(question: Question) -> Iterator[dict[str, str]]:
    for turn in question.turns:
        if isinstance(turn, str):
            yield {"question": turn, "said": ""}
        else:
            yield {"question": turn.question, "said": "\n".join(turn.said)}


def _told(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in extra.items() if value not in (None, "", [], {})}


def _lines(told: Mapping[str, Any]) -> dict[str, str]:
    """Values as texts: a text as it is, anything else as JSON."""
    return {
        str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in told.items()
    }


def _made(outcome: Outcome) -> dict[str, str]:
    """How an answer was made, as far as that is not shown elsewhere and says something."""
    answer, usage = outcome.answer, outcome.usage
    if answer is None:
        return {}
    made = answer.provenance
    told = {
        "understood": answer.understood,
        "reason": answer.abstention.reason.key if answer.abstention else "",
        "made_by": made.made_by,
        "settings": made.settings,
        "as_of": answer.basis.as_of.isoformat(),
        "dropped": made.dropped,
        "invented": made.invented,
        "repaired": made.repaired,
        "broken": made.broken,
        "judged": outcome.opinion,
    }
    spoken = {name: value for name, value in told.items() if value not in (None, "", 0, {})}
    return _lines(spoken) | _lines(asdict(usage) if usage.requests else {})


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
