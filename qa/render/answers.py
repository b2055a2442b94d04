"""Questions and answers → safe HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from index import Coverage
from qa.answerer import Stage
from qa.exchanges import Exchange
from qa.render.parts import capital, count, duration
from qa.types import Abstention, Answer

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_UNBROKEN = r'<span class="dl-day">\g<0></span>'


def stylesheet() -> str:
    """The page's CSS."""
    return resources.files("qa.render").joinpath("page.css").read_text(encoding="utf-8")


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
        return f'<p class="dl-error" role="alert">{escape(capital(shown.error))}</p>'
    if shown.stopped:
        return f'<p class="dl-facts">Stopped after {duration(shown.seconds)}.</p>'
    if shown.answer is None:
        return _stage(shown.stage)
    abstention = shown.answer.abstention
    return (_abstention(abstention) if abstention else "") + _facts(shown.answer, shown.seconds)


def _stage(stage: Stage | None) -> str:
    doing = f"{stage.name} {stage.detail}" if stage else "starting"
    return f'<p class="dl-stage">{escape(capital(doing))} …</p>'


def _abstention(abstention: Abstention) -> str:
    return (
        '<div class="dl-abstention"><strong>The archive does not say.</strong> '
        f"<span>{_DAY.sub(_UNBROKEN, escape(capital(abstention.detail)))}</span></div>"
    )


def _facts(answer: Answer, seconds: float) -> str:
    facts = [duration(seconds), f"{count(len(answer.hits), 'passage')} read"]
    if answer.statements:
        outlets = {c.passage.outlet for c in answer.citations if c.passage.outlet}
        articles = {c.passage.article_id for c in answer.citations}
        cited = f"{count(len(articles), 'article')} cited"
        facts.append(cited + (f" from {count(len(outlets), 'outlet')}" if outlets else ""))
    if answer.dropped:
        facts.append(f"{count(answer.dropped, 'sentence')} left out: not borne out")
    return f'<p class="dl-facts">{" · ".join(escape(fact) for fact in facts)}</p>'
