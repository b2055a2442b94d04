"""Questions and answers → safe HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import escape

from index import EVERYTHING, Filters, terms
from qa.answerer import Stage
from qa.exchanges import Exchange
from qa.render.frame import UNSTATED, told
from qa.render.parts import capital, count, duration
from qa.types import Abstention, Answer
from qa.usage import UNUSED, Usage

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linejoin="round" aria-hidden="true">'
    '<path d="M7 11v9H3v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 '
    '1.7H7"/></svg>'
)
_UNBROKEN = r'<span class="dl-day">\g<0></span>'


def exchanges(
    shown: Iterable[Exchange],
    conversation: str = "",
    copied: Callable[[Exchange], str] = lambda _: "",
) -> str:
    """Earlier questions with their answers, oldest first, of the conversation of that id."""
    said = "".join(exchange(one, live=False, copied=copied(one)) for one in shown)
    return f'<div class="dl-log" data-conversation="{escape(conversation)}">{said}</div>'


def exchange(
    shown: Exchange,
    *,
    live: bool = True,
    record: Mapping[str, object] | None = None,
    copied: str = "",
    spent: Usage = UNUSED,
) -> str:
    """One question and what is there of its answer.

    `record` is what the browser keeps of it, `copied` what its copy button copies, `spent` what
    models took in the conversation. What is added to a live one is read out by screen readers.
    """
    number, question = shown.number, escape(shown.question)
    kept = f' data-record="{told(record)}"' if record else ""
    said = ' aria-live="polite"' if live else ""
    return (
        f'<article class="dl-exchange" id="question-{number}" data-number="{number}" '
        f'data-state="{_state(shown)}" data-question="{question}"{kept}>'
        + (f'<h2 class="dl-question" dir="auto">{question}</h2>' if question else "")
        + _chips(_searched(shown))
        + _first(shown)
        + f'<div class="dl-answer"{said}>{_understood(shown)}{_statements(shown)}'
        f"{_ending(shown, spent)}</div>{_actions(shown, copied)}</article>"
    )


def _state(shown: Exchange) -> str:
    if shown.error:
        return "error"
    return "over" if shown.over else "working"


def _searched(shown: Exchange) -> Filters:
    """The filters that were chosen, and the days that the question named."""
    return (shown.answer and shown.answer.basis.filters) or shown.filters


def _chips(filters: Filters) -> str:
    """The filters that shaped an answer."""
    days = [("since", filters.since), ("until", filters.until)]
    names = [f"{word} {day.isoformat()}" for word, day in days if day]
    names += [*filters.outlets, *(kind or f"kind {UNSTATED}" for kind in filters.kinds)]
    if not names:
        return ""
    chips = "".join(f'<li class="dl-chip" dir="auto">{escape(name)}</li>' for name in names)
    return f'<ul class="dl-chips" aria-label="Only articles">{chips}</ul>'


def _first(shown: Exchange) -> str:
    """The days that the question named: their articles came first, and were not all."""
    if shown.answer is None:
        return ""
    basis = shown.answer.basis
    if basis.first == basis.filters or (shown.answer.abstained and not basis.hits):
        return ""
    days = (("since", basis.first.since), ("until", basis.first.until))
    named = ", ".join(f"{word} {day.isoformat()}" for word, day in days if day)
    return f'<p class="dl-facts">Articles {named} first.</p>'


def _understood(shown: Exchange) -> str:
    """What a follow-up was taken to mean, to be changed where that is wrong."""
    if not shown.understood or shown.understood == shown.question:
        return ""
    meant = escape(shown.understood)
    return (
        f'<p class="dl-understood"><span>Understood as</span> <q dir="auto">{meant}</q> '
        f'<button type="button" data-understood="{meant}">Change</button></p>'
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


def _ending(shown: Exchange, spent: Usage) -> str:
    """What follows the statements: an error, an abstention, the facts, or the stage."""
    if shown.error:
        said = f'<p class="dl-error" role="alert">{escape(capital(shown.error))}</p>'
        return said + (_instead(shown) if shown.instead else "")
    lost = _lost(shown.lost, whole=not shown.statements) if shown.lost else ""
    if shown.stopped:
        return f'{lost}<p class="dl-facts">Stopped after {duration(shown.seconds)}.</p>'
    if shown.answer is None:
        return lost or _stage(shown.stage)
    abstention = shown.answer.abstention
    said = _abstention(abstention) + _ways_on(shown) if abstention else ""
    why = shown.answer.provenance.broken
    broken = _broken(why) if why else ""
    return lost + said + broken + _facts(shown.answer, shown.seconds, spent)


def _instead(shown: Exchange) -> str:
    return (
        f'<p class="dl-ways"><button type="button" data-question="{escape(shown.question)}" '
        f'data-reader="{escape(shown.instead)}">Answer with quoted sentences</button></p>'
    )


def _broken(why: str) -> str:
    said = f"This answer is not complete. {escape(capital(why))}."
    return f'<p class="dl-broken" role="note">{said}</p>'


def _lost(number: int, *, whole: bool) -> str:
    what = "This answer" if whole else count(number, "sentence") + " of this answer"
    verb = "are" if number > 1 and not whole else "is"
    why = "what carried it has changed in the archive or left it"
    return f'<p class="dl-lost">{what} {verb} no longer shown: {why}.</p>'


def _stage(stage: Stage | None) -> str:
    doing = f"{stage.name} {stage.detail}" if stage else "starting"
    return f'<p class="dl-stage">{escape(capital(doing))} …</p>'


def _abstention(abstention: Abstention) -> str:
    return (
        '<div class="dl-abstention"><strong>The archive does not say.</strong> '
        f"<span>{_DAY.sub(_UNBROKEN, escape(capital(abstention.detail)))}</span></div>"
    )


def _ways_on(shown: Exchange) -> str:
    """What might still be tried after an abstention, as buttons."""
    filters = _searched(shown)
    asked_of = shown.answer.basis.first if shown.answer else filters
    wider = [
        ("Ask without the dates", bool(asked_of.since or asked_of.until),
         replace(filters, since=None, until=None)),
        ("Ask every outlet", bool(filters.outlets), replace(filters, outlets=())),
        ("Ask every kind of article", bool(filters.kinds), replace(filters, kinds=())),
    ]  # fmt: skip
    offered = [(label, less) for label, set_here, less in wider if set_here]
    if len(offered) > 1:
        offered.append(("Ask the whole archive", EVERYTHING))
    asked = escape(shown.question)
    buttons = "".join(
        f'<button type="button" data-question="{asked}" data-filters="{told(_plain(less))}"'
        f"{'' if less.since or less.until else ' data-undated'}>{label}</button>"
        for label, less in offered
    )
    asked_in = re.findall(r"\w+(?:[’'-]\w+)*", shown.understood or shown.question)
    words = escape(" ".join(word for word in asked_in if terms(word)))
    search = (
        f'<button type="button" data-look-for="{words}">Look for articles in these words</button>'
    )
    return f'<p class="dl-ways">{buttons}{search}</p>'


def _plain(filters: Filters) -> dict[str, object]:
    days = {"since": filters.since, "until": filters.until}
    return {
        **{name: day.isoformat() for name, day in days.items() if day},
        "outlets": filters.outlets,
        "kinds": filters.kinds,
    }


def _facts(answer: Answer, seconds: float, spent: Usage) -> str:
    made, read = answer.provenance, len(answer.basis.hits)
    facts = [duration(seconds), f"{count(read, 'passage')} read"]
    if answer.statements:
        outlets = {c.passage.outlet for c in answer.citations if c.passage.outlet}
        articles = {c.passage.article_id for c in answer.citations}
        cited = f"{count(len(articles), 'article')} cited"
        facts.append(cited + (f" from {count(len(outlets), 'outlet')}" if outlets else ""))
    if made.dropped:
        facts.append(f"{count(made.dropped, 'sentence')} left out: not borne out")
    if made.usage.requests:
        facts += [f"worded by {made.made_by.split(',')[0]}", str(made.usage)]
        if spent.requests > made.usage.requests:
            facts.append(f"this conversation: {spent}")
    return f'<p class="dl-facts">{" · ".join(escape(fact) for fact in facts)}</p>'


def _actions(shown: Exchange, copied: str) -> str:
    """The buttons below an answer that is over; the script hides some on earlier ones."""
    if not shown.over:
        return ""
    copy = f'<button type="button" data-copy="{escape(copied)}">Copy</button>' if copied else ""
    sources = f'<button type="button" data-cards="{shown.number}">Sources</button>'
    last = (
        '<button type="button" class="dl-last" data-again>Ask again</button>'
        '<button type="button" class="dl-last" data-edit>Edit question</button>'
    )
    rating = _rating() if shown.answer else ""
    return f'<div class="dl-actions">{copy}{sources if shown.answer else ""}{last}{rating}</div>'


def _rating() -> str:
    thumbs = "".join(
        f'<button type="button" data-verdict="{verdict}" aria-pressed="false" '
        f'aria-label="{label}" title="{label}">{sign}</button>'
        for verdict, label, sign in (
            ("up", "A good answer", _THUMB),
            ("down", "A bad answer", _THUMB),
        )
    )
    return (
        f'<span class="dl-thumbs">{thumbs}</span>'
        '<form class="dl-rating" hidden><label>Why? '
        '<input type="text" maxlength="2000" placeholder="optional" autocomplete="off"></label> '
        '<button type="submit">Send</button><span role="status"></span></form>'
    )
