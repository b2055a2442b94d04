"""`Answer` → safe HTML. Knows no Gradio; everything that comes from an article is escaped.

Nothing here is Markdown. Of an article, its checked URL and escaped example questions become
attributes, and nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from index import Coverage, IndexingError, Passage
from qa.answerer import Stage
from qa.errors import DatelineError
from qa.types import Abstention, Answer, Citation, Statement

NEAREST = 3
"""How many of the nearest passages an abstention shows."""

FAILURES: tuple[type[Exception], ...] = (DatelineError, IndexingError)
"""What is raised on purpose: shown as one line of the chat, never as a traceback."""

_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_UNBROKEN = r'<span class="dl-day">\g<0></span>'


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what is on the screen of its answer so far. `number` counts from 1."""

    number: int
    question: str
    stage: Stage | None = None
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    error: str = ""
    stopped: bool = False
    seconds: float = 0.0

    def after(self, event: Stage | Statement | Answer, seconds: float) -> "Exchange":
        """The exchange once `event` of the stream has come, `seconds` after the question."""
        if isinstance(event, Answer):
            return replace(
                self, stage=None, statements=event.statements, answer=event, seconds=seconds
            )
        if isinstance(event, Statement):
            return replace(self, statements=(*self.statements, event), seconds=seconds)
        return replace(self, stage=event, seconds=seconds)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """As `Answer.citations`, for the statements that are there so far."""
        return tuple(dict.fromkeys(c for s in self.statements for c in s.citations))


def stylesheet() -> str:
    """The page's CSS."""
    return resources.files("qa").joinpath("page.css").read_text(encoding="utf-8")


def header(coverage: Coverage) -> str:
    """The top of the page: the name, and what the archive holds."""
    return (
        '<header class="dl-header"><h1>Dateline</h1>'
        f'<p><span class="dl-hidden">The archive holds </span>{escape(str(coverage))}</p></header>'
    )


def welcome(examples: Sequence[str] = ()) -> str:
    """What stands in the chat before the first question. Examples are buttons to be clicked."""
    buttons = "".join(
        f'<li><button type="button" data-question="{escape(example)}" dir="auto">'
        f"{escape(example)}</button></li>"
        for example in examples
    )
    offered = f'<p class="dl-small">For example</p><ul>{buttons}</ul>' if buttons else ""
    return (
        '<div class="dl-welcome"><h2>Ask what the articles report</h2>'
        "<p>Each sentence of an answer leads to the characters that carry it. "
        "Where the articles do not say, neither does the answer.</p>"
        f"{offered}</div>"
    )


def exchanges(shown: Iterable[Exchange]) -> str:
    """Earlier questions with their answers, oldest first."""
    return "".join(_exchange(one) for one in shown)


def exchange(shown: Exchange) -> str:
    """The question at hand; what is added to its answer is read out by screen readers."""
    return _exchange(shown, live=True)


def _exchange(shown: Exchange, *, live: bool = False) -> str:
    said = ' aria-live="polite"' if live else ""
    asked = f'<h2 class="dl-question" dir="auto">{escape(shown.question)}</h2>'
    return (
        f'<article class="dl-exchange" id="question-{shown.number}">'
        f"{asked if shown.question else ''}"
        f'<div class="dl-answer"{said}>{_statements(shown)}{_ending(shown)}</div></article>'
    )


def _statements(shown: Exchange) -> str:
    numbers = {citation: at for at, citation in enumerate(shown.citations, 1)}
    used: set[int] = set()
    paragraphs = []
    for statement in shown.statements:
        marks = [numbers[citation] for citation in dict.fromkeys(statement.citations)]
        links = "".join(_mark(shown.number, at, first=at not in used) for at in marks)
        used.update(marks)
        paragraphs.append(
            f'<p class="dl-statement" dir="auto">{escape(statement.text)}'
            f'<span class="dl-marks">{links}</span></p>'
        )
    return "".join(paragraphs)


def _mark(exchange_number: int, number: int, *, first: bool) -> str:
    key = f"{exchange_number}-{number}"
    anchor = f' id="mark-{key}"' if first else ""
    return (
        f'<a class="dl-mark"{anchor} href="#card-{key}" data-exchange="{exchange_number}" '
        f'aria-label="Source {number}">[{number}]</a>'
    )


def _ending(shown: Exchange) -> str:
    """What follows the statements: an error, an abstention, the facts, or the stage."""
    if shown.error:
        return f'<p class="dl-error" role="alert">{escape(_sentence(shown.error))}</p>'
    if shown.stopped:
        return f'<p class="dl-facts">Stopped after {_seconds(shown.seconds)}.</p>'
    if shown.answer is None:
        return _stage(shown.stage)
    abstention = shown.answer.abstention
    return (_abstention(abstention) if abstention else "") + _facts(shown.answer, shown.seconds)


def _stage(stage: Stage | None) -> str:
    doing = f"{stage.name} {stage.detail}" if stage else "starting"
    return f'<p class="dl-stage">{escape(_sentence(doing))} …</p>'


def _abstention(abstention: Abstention) -> str:
    return (
        '<div class="dl-abstention"><strong>The archive does not say.</strong> '
        f"<span>{_DAY.sub(_UNBROKEN, escape(_sentence(abstention.detail)))}</span></div>"
    )


def _facts(answer: Answer, seconds: float) -> str:
    facts = [_seconds(seconds), f"{_count(len(answer.hits), 'passage')} read"]
    if answer.statements:
        outlets = {c.passage.outlet for c in answer.citations if c.passage.outlet}
        articles = {c.passage.article_id for c in answer.citations}
        cited = f"{_count(len(articles), 'article')} cited"
        facts.append(cited + (f" from {_count(len(outlets), 'outlet')}" if outlets else ""))
    if answer.dropped:
        facts.append(f"{_count(answer.dropped, 'sentence')} left out: not borne out")
    return f'<p class="dl-facts">{" · ".join(escape(fact) for fact in facts)}</p>'


def cards(shown: Exchange | None) -> str:
    """The sources of one exchange, in order of first use; after an abstention, what was nearest."""
    if shown is None:
        return _panel("Sources", '<p class="dl-none">The passages behind an answer stand here.</p>')
    if shown.answer is not None and shown.answer.abstained:
        near = "".join(_near_card(hit.passage) for hit in shown.answer.hits[:NEAREST])
        return _panel("Nearest passages", near) if near else _panel("Sources", _no_sources())
    numbered = "".join(
        _card(shown.number, number, citation) for number, citation in enumerate(shown.citations, 1)
    )
    if not numbered and shown.stage is not None and not (shown.error or shown.stopped):
        return _panel("Sources", "")
    return _panel("Sources", numbered or _no_sources())


def _panel(title: str, body: str) -> str:
    return f'<section class="dl-cards" aria-label="{title}"><h2>{title}</h2>{body}</section>'


def _no_sources() -> str:
    return '<p class="dl-none">No passage is cited here.</p>'


def _card(exchange_number: int, number: int, citation: Citation) -> str:
    key, passage = f"{exchange_number}-{number}", citation.passage
    back = (
        f'<a class="dl-number" href="#mark-{key}" '
        f'aria-label="Source {number}, back to the answer">{number}</a>'
    )
    return (
        f'<article class="dl-card" id="card-{key}" tabindex="-1">{back}{_about(passage)}'
        f"{_passage(passage, citation)}{_link(passage.url)}</article>"
    )


def _near_card(passage: Passage) -> str:
    return (
        '<article class="dl-card dl-near"><p class="dl-badge">nearest, not an answer</p>'
        f"{_about(passage)}{_passage(passage)}{_link(passage.url)}</article>"
    )


def _about(passage: Passage) -> str:
    outlet = f"<span>{escape(passage.outlet)}</span>" if passage.outlet else ""
    dated = _date(passage.published) if passage.published else ""
    byline = " · ".join(part for part in (outlet, dated) if part)
    label = escape(passage.label)
    return f'<p class="dl-byline" dir="auto">{byline}</p><h3 dir="auto">{label}</h3>'


def _passage(passage: Passage, citation: Citation | None = None) -> str:
    """The whole passage, with the cited characters, and no others, inside <mark>."""
    text, quoted = passage.text, ""
    start = end = 0
    if citation:
        start, end = citation.start - passage.start, citation.end - passage.start
        quoted = f"<mark>{_prose(text[start:end])}</mark>"
    return (
        f'<p class="dl-passage" dir="auto">{_prose(text[:start])}{quoted}{_prose(text[end:])}</p>'
    )


def _prose(text: str) -> str:
    """Escaped text, every character of it; empty lines are marked so that they can be narrow."""
    return _EMPTY_LINES.sub(r'<span class="dl-gap">\g<0></span>', escape(text))


def _link(url: str) -> str:
    if not url:
        return ""
    host = _host(url)
    if host is None:
        return f'<p class="dl-link">{escape(url)}</p>'
    return (
        f'<p class="dl-link"><a href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f"Read it at {escape(host)}</a></p>"
    )


def _host(url: str) -> str | None:
    """The host of a web address; None for anything that must not become a link."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # such as "http://[half"
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return host.removeprefix("www.")


def _date(day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B %Y}</time>'


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
