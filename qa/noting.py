"""What is to be said beside an answer: of when its sources are, and what else one should know."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from textwrap import shorten

from index import Holdings, Passage, readable
from qa.language import read, told_of, written
from qa.language.numerals import ONES
from qa.reading.dating import of_its_days
from qa.reading.wants import STORIES, Wants, dated, present, wanted
from qa.statements import NOTHING_THEN
from qa.types import Intent, Note, Query, Statement, cited
from qa.values.values import FIGURES, asked_of
from qa.wording import recognised

OLD = timedelta(days=180)
"""Of how things stand, what is older than this is told with a warning."""
_MONTH, _YEAR = 30, 365  # days
_FEW_WAIT = 50
"""Where more than one in so many passages waits for its vector, that is said."""
_HEADLINE = 200  # characters; what is no headline may be thousands long


def notes(query: Query, statements: Sequence[Statement], archive: Holdings) -> tuple[Note, ...]:
    """The notes on an answer of those statements, in the order they are shown.

    Without any, only how the question was read and searched for.
    """
    days = sorted({one.passage.published for one in cited(statements) if one.passage.published})
    stands = _stands(query)
    return (
        *query.notes,
        *_by_words(archive),
        *(_nothing_then(query, statements) if statements else ()),
        *_as_of(days),
        *(_old(days[-1], query.today) if days and stands else ()),
        *_silent(query, statements),
        *_one_outlet(query, statements, archive),
        *_updated(statements, archive, later=stands),
        *_recognised(statements),
    )


_UNCHECKED = frozenset(
    {
        *(NOTHING_THEN, "silent", "rule", "examples", "coverage", "same day", "nothing new"),
        *("spelling", "language", "by words"),
    }
)
"""Kinds of notes on how the question was read, and on what a search of the archive found."""


def still(
    kept: Sequence[Note], statements: Sequence[Statement], archive: Holdings, asked_on: date
) -> tuple[Note, ...]:
    """Of the notes that were kept, those that the statements and the archive bear out today.

    What is in none of the archive's articles, such as the headline of one that has gone, is not
    shown; of what only a search can tell the kind is known.
    """
    days = sorted({one.passage.published for one in cited(statements) if one.passage.published})
    outlets = {one.passage.outlet for one in cited(statements)}
    again = {
        *_as_of(days),
        *(_old(days[-1], asked_on) if days else ()),
        *(Note("one outlet", f"All from {one}.") for one in outlets if len(outlets) == 1 and one),
        *_updated(statements, archive, later=True),
        *_recognised(statements),
    }
    return tuple(one for one in kept if one.kind in _UNCHECKED or one in again)


def _by_words(archive: Holdings) -> Iterator[Note]:
    """That only words were searched, so that what is said in others was not found."""
    coverage = archive.coverage()
    waiting, passages = coverage.waiting_for_vectors, coverage.passages
    if coverage.by_words:
        yield Note(
            "by words",
            "Found by words alone: the archive's vectors are out of reach, and reports in other "
            "words may be missing.",
        )
    elif archive.embedder and waiting * _FEW_WAIT > passages:
        part = f"In {waiting:,} of {passages:,} passages" if waiting < passages else "So far"
        yield Note(
            "by words",
            f"{part} only words were searched, since their vectors are still to be made, newest "
            "articles first; reports in other words may be missing.",
        )


def _nothing_then(query: Query, statements: Sequence[Statement]) -> Iterator[Note]:
    """That what is shown is not of the days that are asked of."""
    if query.happened and not any(of_its_days(query, one) for one in statements):
        then = told_of(query.happened, query.today)
        yield Note(NOTHING_THEN, f"Nothing was found {then}; this is what is nearest.")


def _silent(query: Query, statements: Sequence[Statement]) -> Iterator[Note]:
    """Which of the outlets that are asked is cited for nothing."""
    heard = {one.passage.outlet for one in cited(statements)}
    silent = [one for one in query.outlets if one not in heard]
    if silent and heard:
        names = " and ".join(silent)
        yield Note("silent", f"Nothing on this was found in {names}.")


def _one_outlet(query: Query, statements: Sequence[Statement], archive: Holdings) -> Iterator[Note]:
    """That all of it is from one outlet, where others are held: of a figure, a claim, a story.

    Copies of its reports are no other voices.
    """
    quotes = cited(statements)
    outlets = {one.passage.outlet for one in quotes}
    chosen = query.outlets or (query.given and query.given.outlets)
    if chosen or len(outlets) != 1 or "" in outlets:
        return
    if query.intent is Intent.FACT and _matters(query, statements):
        held = {name for name, _ in archive.coverage().outlets if name}
        if len(held) > 1:
            yield Note("one outlet", f"All from {quotes[0].passage.outlet}.")


def _matters(query: Query, statements: Sequence[Statement]) -> bool:
    """Whether one should know that nobody else is heard."""
    claimed = any(read(one.quote).claims for one in cited(statements))
    several = len(statements) > 1 or wanted(query) in STORIES
    return several or claimed or asked_of(query).kind in FIGURES


def _stands(query: Query) -> bool:
    """Whether it is asked how things stand today."""
    filters = query.filters
    if filters.since or filters.until or query.happened or query.compares or dated(query.text):
        return False
    return present(query.text) or wanted(query) is Wants.LATEST


def _as_of(days: Sequence[date]) -> Iterator[Note]:
    """The days of its oldest and newest source."""
    if len(days) > 1:
        yield Note("as of", f"Sources of {written(days[0])} to {written(days[-1])}.")
    elif days:
        yield Note("as of", f"Source of {written(days[0])}.")


def _old(newest: date, today: date | None) -> Iterator[Note]:
    """That the newest source is old for a question of today."""
    if today and today - newest >= OLD:
        age = _age((today - newest).days)
        yield Note("old", f"The newest source is of {written(newest)}, {age} before today.")


def _age(days: int) -> str:
    many, unit = (days // _YEAR, "year") if days >= _YEAR else (days // _MONTH, "month")
    spelled = ONES[many] if many < 10 else f"{many:,}"
    return f"{spelled} {unit}{'' if many == 1 else 's'}"


def _updated(statements: Sequence[Statement], archive: Holdings, *, later: bool) -> Iterator[Note]:
    """Which of what is cited was updated or corrected since, by an article that is not cited.

    A `later` report of the story is told of only where it is asked how things stand.
    """
    quotes = cited(statements)
    articles = {one.passage.article_id for one in quotes}
    told: set[str] = set()
    for number, one in enumerate(quotes, 1):
        passage = one.passage
        if not passage.updated_by or passage.article_id in told:
            continue
        told.add(passage.article_id)
        how = _how(passage, archive)
        if passage.updated_by in articles or (how == "later" and not later):
            continue
        newer = readable(archive, passage.updated_by)
        if newer is None or newer.published is None:
            continue
        title = shorten(newer.title, _HEADLINE, placeholder="…")
        headline = f": “{title}”" if title else ""
        if how == "correction":
            yield Note(
                "corrected", f"[{number}] was corrected on {written(newer.published)}{headline}."
            )
        else:
            kind = "report" if how == "later" else "version"
            yield Note(
                "older", f"[{number}] has a newer {kind}, of {written(newer.published)}{headline}."
            )


def _recognised(statements: Sequence[Statement]) -> Iterator[Note]:
    """Which of what is cited was not read but recognised, and how surely where it was least so."""
    sure = {
        number: one.passage.confidence
        for number, one in enumerate(cited(statements), 1)
        if one.passage.confidence is not None
    }
    if sure:
        numbers = " and ".join(f"[{number}]" for number in sure)
        told = recognised(min(sure.values()))
        yield Note("recognised", f"{numbers}: {told}; compare the quotation with it.")


def _how(passage: Passage, archive: Holdings) -> str:
    """How the newest that updates an article does; that of its first, where it is a copy."""
    for one in (passage.article_id, passage.first):
        for link in archive.updates(one) if one else ():
            if link.newer == passage.updated_by:
                return link.how
    return "version"
