"""What a peer's answers are worth: its lines as outcomes, judged as everybody's are.

A quote is looked up in the article that it is said to be of: it is exact if it stands there to the
letter, wherever that is. Whether the place that the peer itself gives is right is told apart.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from index import Holdings
from qa.evaluation import Figure, Outcome, Question, Report, measures, report_of, values
from qa.evaluation.ground import Ground
from qa.evaluation.relevance import article_relevance
from qa.evaluation.replies import Claim, Reply, Source, SourceRecord
from tests.benchmarks.peers.asking import Asked
from tests.benchmarks.peers.installing import Environment

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """What came of asking a peer in one way: the report over so many `questions`, or why it failed.

    `indexed` is what its adapter tells of indexing; megabytes are those of its memory, at most, and
    of its environment, which has so many `packages`; `left` are those that were taken out of it.
    """

    peer: str
    way: str
    report: Report
    questions: int
    failed: str
    indexed: Mapping[str, Any]
    peak_mb: float
    installed_mb: float
    packages: int
    left: tuple[str, ...]

    def figure(self, name: str) -> Figure | None:
        """A figure that could be worked out, or None."""
        found = next((one for one in self.report.figures if one.name == name), None)
        return found if found and found.value is not None else None

    def record(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return told | {"report": json.loads(self.report.as_json())}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Measured":
        report = Report.from_json(json.dumps(record["report"]))
        return cls(**{**record, "report": report, "left": tuple(record["left"])})


def measured(
    asked: Asked, questions: Sequence[Question], archive: Holdings, environment: Environment
) -> Measured:
    """The report of those of `questions` that the peer has answered or failed at."""
    those = [one for one in questions if one.id in asked.answers]
    ground = Ground(archive, passages_of_its_own=True)
    lines = [asked.answers[one.id] for one in those]
    outcomes = [outcome(q, line, asked, ground) for q, line in zip(those, lines, strict=True)]
    report = report_of(outcomes, values(outcomes, archive), {})
    stated = [(o, line) for o, line in zip(outcomes, lines, strict=True) if o.statements]
    places = [right for _, line in stated for right in _places(line, ground)]
    articles = [_right(o, line, ground) for o, line in stated if o.question.evidence]
    cpu = [line["cpu"] for line in lines if "error" not in line]
    more = (
        Figure("cpu_median", median(cpu), len(cpu)) if cpu else Figure("cpu_median", None, 0),
        Figure.over("characters_cited", [_cited(line) for _, line in stated if line["quotes"]]),
        Figure.over("own_places", places),
        Figure.over("right_article", articles),
    )
    return Measured(
        asked.peer.name,
        asked.way.name,
        replace(report, figures=(*report.figures, *more)),
        len(those),
        asked.failed,
        asked.indexed,
        asked.peak_mb,
        environment.megabytes,
        environment.packages,
        environment.left,
    )


def outcome(question: Question, line: Line, asked: Asked, ground: Ground) -> Outcome:
    """What came of a question, as the evaluation has it."""
    if "error" in line:
        return Outcome(question, None, seconds=line["seconds"], error=line["error"] or "failed")
    sources = tuple(_source(one, at, ground) for at, one in enumerate(line["quotes"]))
    texts = [] if refuses(line, asked) else [one for one in line["statements"] if one.strip()]
    claims = tuple(Claim(one, sources) for one in texts)
    as_of = question.asked_on or date.today()
    reply = Reply(question.question, "\n".join(texts), claims, sources, asked.way.title, as_of)
    retrieved = tuple(dict.fromkeys(one.id for one in sources))
    return Outcome(question, reply, retrieved, None, line["seconds"], sources=sources)


def refuses(line: Line, asked: Asked) -> bool:
    """Whether it said that it does not answer, by its own sign or by the words of `peers.yaml`."""
    said = " ".join(line["statements"]).casefold()
    return line["refused"] or any(one in said for one in asked.peer.refuses)


def _source(quote: Line, number: int, ground: Ground) -> Source:
    """A quote at the first place at which it stands in its article, or at none."""
    article, text = quote["article"], quote["text"]
    start = (ground.text_of(article) or "").find(text)
    place = (start, start + len(text)) if start >= 0 else (None, None)
    return Source.of(
        SourceRecord(f"{article}#{number}", article, "", "", None, "", "", *place, text)
    )


def _cited(line: Line) -> int:
    return sum(len(one["text"]) for one in line["quotes"])


def _places(line: Line, ground: Ground) -> list[bool]:
    """Of the quotes with a place of their own, whether they stand there."""
    return [
        measures.quote_is_exact(
            one["text"], one["start"], one["end"], ground.text_of(one["article"])
        )
        for one in line["quotes"]
        if one.get("start") is not None and one.get("end") is not None
    ]


def _right(found: Outcome, line: Line, ground: Ground) -> bool:
    """Whether an article of the evidence is among those that are cited."""
    relevance = article_relevance(ground.evidence(found.question))
    cited = measures.first_of_each(map(ground.id_of, line["articles"]))
    return bool(measures.hits(cited, relevance)) if cited else False
