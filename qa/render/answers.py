"""Questions and answers → safe HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from index import EVERYTHING, MONTH_CAPITAL, Coverage, Filters, terms
from qa.exchanges import Exchange
from qa.quotes import Worded, worded
from qa.render.frame import UNSTATED
from qa.render.paper import Section, Source, section, source
from qa.render.parts import cut, html, plain_filters
from qa.types import Answer, numbered
from qa.usage import UNUSED, Usage
from qa.wording import capital, count, duration, written, written_days

# a day as "31 May 2024", which is not to be broken over two lines
_DAY = re.compile(rf"\b\d{{1,2}} (?:{MONTH_CAPITAL}) \d{{4}}\b")
# a word, "well-kept" and "mayor's" among them
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")

_BRIEF, _LONG, _FEW = 44, 110, 3
"""A short answer of more characters is set smaller, and one of more again; so is a longer list."""
_CLAMPED = 80
"""A longer question may take more than three lines, of which the rest is shown when asked for."""


def exchanges(
    shown: Iterable[Exchange],
    conversation: str = "",
    copied: Callable[[Exchange], str] = lambda _: "",
) -> str:
    """Earlier questions with their answers, oldest first, of the conversation of that id."""
    views = [_view(one, copied=copied(one)) for one in shown]
    return html("answers", "exchanges", conversation, views)


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
    view = _view(shown, copied=copied, spent=spent) | {"live": live, "record": record}
    return html("answers", "exchange", view)


def _view(shown: Exchange, *, copied: str, spent: Usage = UNUSED) -> dict[str, Any]:
    """What the template needs of an exchange, one that is over and not live."""
    answer = shown.answer
    said, related = _statements(shown), answer.related if answer else ()
    view: dict[str, Any] = {
        "shown": shown,
        "state": _state(shown),
        "live": False,
        "clamped": len(shown.question) > _CLAMPED,
        "record": None,
        "copied": copied,
        "printed": _printed(shown),
        "chips": _chips(_searched(shown)),
        "filters": plain_filters(shown.filters),
        "first": _first(shown),
        "short": _short(shown.answer) if shown.answer else None,
        "statements": [one for at, one in enumerate(said) if at not in related],
        "related": [one for at, one in enumerate(said) if at in related],
        "course": _course(shown),
        "lost": _lost(shown.lost, whole=not shown.statements) if shown.lost else "",
        "stage": f"{shown.stage.name} {shown.stage.detail}" if shown.stage else "starting",
    }
    if answer:
        view["facts"] = _facts(answer, shown.seconds, spent)
    if answer and answer.abstention:
        asked = shown.understood or shown.question
        view["why"] = list(cut(capital(answer.abstention.detail), _DAY))
        view["ways"] = _ways_on(shown)
        view["empty"] = _of_nothing(answer)
        view["words"] = " ".join(word for word in _WORD.findall(asked) if terms(word))
    return view


def _of_nothing(answer: Answer) -> bool:
    """Whether there was no article to ask."""
    held = answer.basis.coverage
    return isinstance(held, Coverage) and not held.articles


def _printed(shown: Exchange) -> tuple[Section, list[tuple[Source, str]]] | None:
    """It as it stands on paper, and its sources with what tells each from any other.

    None while more will come.
    """
    if not shown.over:
        return None
    notes = {citation: at for at, citation in enumerate(shown.citations, 1)}
    sources = [
        (source(one), f"{one.passage.article_id}:{one.start}-{one.end}") for one in shown.citations
    ]
    return section(shown, notes), sources


def _state(shown: Exchange) -> str:
    if shown.error:
        return "error"
    return "over" if shown.over else "working"


def _searched(shown: Exchange) -> Filters:
    """The filters that were chosen, and the days that the question named."""
    return (shown.answer and shown.answer.basis.filters) or shown.filters


def _chips(filters: Filters) -> list[str]:
    """The filters that shaped an answer."""
    kinds = [kind or f"kind {UNSTATED}" for kind in filters.kinds]
    picked = [count(len(filters.articles), "chosen article")] if filters.articles else []
    return [*_days(filters), *filters.outlets, *kinds, *picked]


def _days(filters: Filters) -> list[str]:
    days = (("since", filters.since), ("until", filters.until))
    return [f"{word} {written(day)}" for word, day in days if day]


def _first(shown: Exchange) -> str:
    """The days that the question named: their articles came first, and were not all."""
    if shown.answer is None:
        return ""
    basis = shown.answer.basis
    if basis.first == basis.filters or (shown.answer.abstained and not basis.hits):
        return ""
    return ", ".join(_days(basis.first))


def _statements(shown: Exchange) -> list[tuple[Worded, list[tuple[int, bool]]]]:
    """Each statement with its marks: their numbers, and whether it is the first of each."""
    used: set[int] = set()
    statements = []
    points = shown.answer.points if shown.answer else ()
    for one, (_, numbers) in zip(shown.statements, numbered(shown.statements), strict=True):
        text = worded(one, points, dated=not shown.chronicle)
        statements.append((text, [(number, number not in used) for number in numbers]))
        used.update(numbers)
    return statements


def _short(answer: Answer) -> dict[str, Any] | None:
    """What was asked for in a few words: each value with its outlet and marks, and how large."""
    short = answer.short
    if not short:
        return None
    counted = answer.tally is not None and short.kind != "outlets"  # over all, no one's words
    values = [
        (
            one.text,
            one.outlet,
            [n for n, c in enumerate(answer.citations, 1) if c.holds(one.citation)][:1]
            if not counted
            else [],
        )
        for one in short.values
    ]
    length = max(len(text) for text, _, _ in values)
    if len(values) > _FEW or length > _LONG:
        size = "small"
    else:
        size = "middle" if len(values) > 1 or length > _BRIEF else "large"
    return {"values": values, "size": size}


def _course(shown: Exchange) -> list[tuple[str, str]]:
    """Of each event of a chronicle the days, and the first as machines read it."""
    if not shown.chronicle:
        return []
    return [
        (written_days(*one.when), one.when[0].isoformat()) for one in shown.statements if one.when
    ]


def _lost(number: int, *, whole: bool) -> str:
    what = "This answer" if whole else count(number, "sentence") + " of this answer"
    verb = "are" if number > 1 and not whole else "is"
    why = "what carried it has changed in the archive or left it"
    return f"{what} {verb} no longer shown: {why}."


def _ways_on(shown: Exchange) -> list[tuple[str, dict[str, object], bool]]:
    """What might still be tried after an abstention: a button's label, filters, no days at all."""
    filters = _searched(shown)
    asked_of = shown.answer.basis.first if shown.answer else filters
    wider = [
        ("Ask without the dates", bool(asked_of.since or asked_of.until),
         replace(filters, since=None, until=None)),
        ("Ask every outlet", bool(filters.outlets), replace(filters, outlets=())),
        ("Ask every kind of article", bool(filters.kinds), replace(filters, kinds=())),
        ("Ask all articles", bool(filters.articles), replace(filters, articles=())),
    ]  # fmt: skip
    offered = [(label, less) for label, set_here, less in wider if set_here]
    if len(offered) > 1:
        offered.append(("Ask the whole archive", EVERYTHING))
    return [(label, plain_filters(less), not (less.since or less.until)) for label, less in offered]


def _facts(answer: Answer, seconds: float, spent: Usage) -> list[str]:
    made, read = answer.provenance, len(answer.basis.hits)
    looked = f"{count(read, 'passage')} read" if read else ""
    if answer.tally:  # which was counted over all articles, none of them read
        looked = f"{count(answer.tally.of, 'article')} looked at"
    # of a shared answer neither is known
    took = f"Answered in {duration(seconds)}" if seconds else ""
    facts = [fact for fact in (took, looked) if fact]
    if answer.statements:
        outlets = {c.passage.outlet for c in answer.citations if c.passage.outlet}
        articles = {c.passage.article_id for c in answer.citations}
        of = f" of {count(len(outlets), 'outlet')}" if outlets else ""
        facts.append(f"{count(len(articles), 'article')}{of} cited")
    if made.dropped:
        facts.append(f"{count(made.dropped, 'sentence')} left out: not borne out")
    if made.usage.requests:
        facts += [f"worded by {made.made_by.split(',')[0]}", str(made.usage)]
        if spent.requests > made.usage.requests:
            facts.append(f"this conversation: {spent}")
    return facts
