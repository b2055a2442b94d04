"""How many articles have something, which outlets, and which was the first: counted, not guessed.

The ledger and the word index say it exactly, for all articles. A few are quoted as examples; the
tally names every one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from index import Holdings, Mention, Retriever, stems
from qa.language import written, written_days
from qa.survey.found import Found
from qa.survey.scope import Matched, Scope, matched, scope
from qa.survey.subjects import Subject, sentences_of, stated, telling
from qa.tally import Asks, Tally, told
from qa.types import Abstention, Note, Query, Reason
from qa.understanding.counts import Asked, asked

QUOTED = 10
"""So many articles are quoted, at most; the tally names all."""
_UNSTATED = "outlet not stated"
_UNDATED = "no date"
_LONG = 8
"""In a word of so many letters two typing errors are believed."""
_ALL = Subject("", (), ())


def counts(query: Query, archive: Holdings, _: Retriever) -> Found | None:
    """How many articles mention or treat a subject, or are there at all."""
    wanted, within, subject = _asked(query, archive)
    if wanted is None or within is None:
        return None
    if (found := _matched(within, wanted, subject)) is None:
        return nothing(within, subject)
    asks = Asks.PERIOD if wanted.period else Asks.MOST if wanted.most else Asks.ARTICLES
    shown = _originals(found.articles)
    if not subject:  # of all there are, the oldest and the newest
        dated = [one for one in shown if one.published] or shown
        shown = [dated[0], *dated[1:][-1:]]
    return _found(within, found, shown[:QUOTED], asks, wanted.by or "outlet")


def outlets(query: Query, archive: Holdings, _: Retriever) -> Found | None:
    """Which outlets have something, or are there at all; each with its first article."""
    wanted, within, subject = _asked(query, archive)
    if wanted is None or within is None or (wanted.within and not subject):
        return None
    if (found := _matched(within, wanted, subject)) is None:
        return None if wanted.who else nothing(within, subject)
    if wanted.within:
        return _found(within, found, _originals(found.articles)[:QUOTED], Asks.ARTICLES, "outlet")
    first: dict[str, Mention] = {}
    for one in sorted(found.articles, key=lambda it: (it.published or date.max, bool(it.first))):
        if one.outlet:
            first.setdefault(one.outlet.casefold(), one)
    if not first:
        return None
    many = wanted.counted or len(first) > QUOTED
    asks = Asks.NUMBER_OF_OUTLETS if many else Asks.MOST if wanted.most else Asks.OUTLETS
    return _found(within, found, list(first.values())[:QUOTED], asks, "outlet")


def first(query: Query, archive: Holdings, _: Retriever) -> Found | None:
    """When something was first, or last, in the news, and whose report that was."""
    wanted, within, subject = _asked(query, archive)
    if wanted is None or within is None:
        return None
    if (found := _matched(within, wanted, subject)) is None:
        return None if wanted.who else nothing(within, subject)
    day = _day(found.articles, last=wanted.last)
    if day is None:
        return None
    reports = _originals([one for one in found.articles if one.published == day])[:QUOTED]
    asks, several = Asks.DAY, len({one.outlet for one in reports}) > 1
    if wanted.who:
        asks = Asks.OUTLETS if several else Asks.OUTLET
    told_of = _found(within, found, reports, asks, "outlet")
    if told_of and wanted.who and several:
        note = Note("same day", f"All of {written(day)}; of the time of day nothing is known.")
        return replace(told_of, notes=(*told_of.notes, note))
    return told_of


def _day(articles: Sequence[Mention], *, last: bool) -> date | None:
    """The first day on which one of them was published, or the last."""
    days = [day for one in articles if (day := one.published)]
    return days[-1 if last else 0] if days else None


def nothing(within: Scope, subject: str) -> Found:
    """That no article has a subject, by which rule, and what is near it in spelling."""
    holds = f"The archive holds {within.held}."
    if not within.of:
        why = f"no article is{within.where or ' there'}"
        return Found((), abstention=Abstention(Reason.NO_ARTICLES, f"{why}. {holds}"))
    rule = f"Articles{within.where} with “{subject}” in headline or text"
    near = _nearest(within, subject)
    why = f"no article{within.where} has “{subject}” in headline or text{near}"
    known = any(within.archive.mentions([((stem,),)]) for stem, _ in stems(subject))
    reason = Reason.NO_ANSWER if known else Reason.OFF_TOPIC
    tally = Tally(rule, 0, within.of)
    return Found((), abstention=Abstention(reason, f"{why}. {holds}"), tally=tally)


# -- what is counted -------------------------------------------------------------------------------


def _asked(query: Query, archive: Holdings) -> tuple[Asked, Scope, str] | tuple[None, None, str]:
    """What is asked, of which articles, and the subject; None where it is no such question."""
    wanted = asked(query.text, query.today or date.today())
    seen = scope(query, wanted, archive) if wanted and wanted.intent is query.intent else None
    return (wanted, *seen) if wanted and seen else (None, None, "")


def _matched(within: Scope, wanted: Asked, subject: str) -> Matched | None:
    if subject:
        return matched(within, subject, treated=wanted.treated)
    articles = f"Articles{within.where}" if within.where else "All articles"
    every = within.every
    return Matched(every, articles, _ALL) if every else None


def _found(
    within: Scope, found: Matched, shown: Sequence[Mention], asks: Asks, by: str
) -> Found | None:
    """An answer that counts `found` and quotes the articles `shown`."""
    quotes = (telling(found.subject, one, within.archive) for one in shown)
    statements = tuple(stated(one) for one in quotes if one)
    if not statements:
        return None
    ids = tuple(one.article_id for one in found.articles)
    tally = Tally(found.rule, len(ids), within.of, rows(found.articles, by), ids, by, asks)
    notes = tuple(_rule(tally, found, len(statements)))
    return Found(statements, short=told(tally, statements), notes=notes, tally=tally)


def _rule(tally: Tally, found: Matched, quoted: int) -> Iterator[Note]:
    total = f"{tally.total:,} of {tally.of:,}" if tally.total < tally.of else f"{tally.total:,}"
    said = f"{tally.rule}: {total}"
    if copies := sum(bool(one.first) for one in found.articles):
        said += f"; {copies:,} of them {'is a copy' if copies == 1 else 'are copies'} of another"
    yield Note("rule", f"{said}.")
    if tally.asks is Asks.ARTICLES and quoted < tally.total - copies and quoted == QUOTED:
        yield Note("examples", f"The first {quoted} are quoted.")


def rows(articles: Sequence[Mention], by: str) -> tuple[tuple[str, int], ...]:
    """(label, articles): by outlet the most first, by time in its order."""
    if by == "outlet":
        spelled: dict[str, str] = {}
        counted: Counter[str] = Counter()
        for one in articles:
            spelled.setdefault(one.outlet.casefold(), one.outlet or _UNSTATED)
            counted[one.outlet.casefold()] += 1
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return tuple((spelled[name], number) for name, number in ranked)
    labels = Counter(_label(one.published, by) for one in articles)  # which are in their order
    return tuple(labels.items())


def _label(day: date | None, by: str) -> str:
    if day is None:
        return _UNDATED
    if by == "year":
        return str(day.year)
    if by == "week":
        monday = day - timedelta(day.weekday())
        return written_days(monday, monday + timedelta(6))
    return written(day) if by == "day" else f"{day:%B %Y}"


def _originals(articles: Sequence[Mention]) -> list[Mention]:
    """Those that are no copy of another of them."""
    ids = {one.article_id for one in articles}
    return [one for one in articles if one.first not in ids]


# -- spelling --------------------------------------------------------------------------------------


def _nearest(within: Scope, subject: str) -> str:
    """Such as "; near in spelling: “Oresk” (9 articles)", for a word that no article has."""
    words = within.archive.vocabulary()
    from rapidfuzz.distance import OSA  # who asks nothing needs none

    for stem, (start, end) in stems(subject):
        if words.held(stem) or end - start < 4:
            continue
        near = words.near(stem, 2 if end - start >= _LONG else 1)
        for other in sorted(near, key=lambda one: (-near[one], one)):
            found = within.archive.mentions([((other,),)], within.filters)
            written_so = _written(within.archive, found[0], other) if found else ""
            typed = subject[start:end].lower()
            if written_so and OSA.distance(typed, written_so.lower()) <= 1 + (end - start >= _LONG):
                count = f"{len(found):,} article{'' if len(found) == 1 else 's'}"
                return f"; near in spelling: “{written_so}” ({count})"
    return ""


def _written(archive: Holdings, mention: Mention, stem: str) -> str:
    """A word as an article writes it, by its stem."""
    texts = [passage.slice(*span) for passage, span in sentences_of(mention, archive)]
    for text in (*texts, mention.title):
        for one, (start, end) in stems(text):
            if one == stem:
                return text[start:end]
    return ""
