"""How things are worded: a quotation with who printed it and when, numbers with what they count."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from index import CORRECTABLE, Entry, Passage, disguised
from qa.language import written as written
from qa.language import written_days as written_days
from qa.types import Citation, Statement


def attribution(passage: Passage, also: Sequence[str] = ()) -> str:
    """Who said it and when, such as "Harbour Courier, 3 May 2024: "; empty if neither is known.

    Of an article that is no news: "Harbour Courier (opinion), 3 May 2024: ".

    With the outlets that say it `also`, "Harbour Courier, 3 May 2024; also in 2 outlets: ".
    """
    day = written(passage.published) if passage.published else ""
    known = ", ".join(part for part in (whose(passage), day) if part)
    told = "; ".join(part for part in (known, elsewhere(also)) if part)
    return f"{told}: " if told else ""


def whose(passage: Passage) -> str:
    """The outlet, and what kind of article it is where it is no news: "Register (opinion)"."""
    name, kind = outlet(passage.outlet), kind_shown(passage.kind)
    return f"{name} ({kind})" if name and kind else name or kind


def kind_shown(kind: str) -> str:
    """A kind of article as it is shown beside its outlet; empty for news, which goes unsaid."""
    return "" if kind == "news" else kind


def elsewhere(also: Sequence[str]) -> str:
    """Such as "also in 3 outlets"; empty where there are none."""
    return f"also in {len(also):,} outlet{'s' if len(also) != 1 else ''}" if also else ""


def outlets(copies: Iterable[Entry], apart_from: str) -> tuple[str, ...]:
    """The outlets of some articles, each once and in their order, less the one that is named."""
    found = {entry.outlet.casefold(): entry.outlet for entry in copies if entry.outlet}
    found.pop(apart_from.casefold(), None)
    return tuple(found.values())


def outlet(name: str) -> str:
    """An outlet's name, and what it is not where it only looks like another's."""
    why = disguised(name)
    return f"{name} ({why})" if why else name


def by_hand(fields: Sequence[str]) -> str:
    """Such as "outlet and date corrected by hand"; empty where nothing was."""
    return f"{listed([CORRECTABLE[one] for one in fields])} corrected by hand" if fields else ""


def listed(names: Sequence[str]) -> str:
    """Such as "A, B and C"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def stated(value: str | date | Sequence[str] | None) -> str:
    """What an article states of itself, as it is written to be read."""
    if isinstance(value, date):
        return written(value)
    return value if isinstance(value, str) and value else listed(list(value or ())) or "not stated"


def quotation(citation: Citation) -> str:
    """The cited characters, attributed, in double quotation marks, or single around double ones.

    Line breaks and no-break spaces are shown as spaces; the citation keeps them.
    """
    opens, closes = quotation_marks(citation)
    return f"{attribution(citation.passage)}{opens}{' '.join(citation.quote.split())}{closes}"


def quotation_marks(citation: Citation) -> tuple[str, str]:
    """Those around its quote: double ones, or single ones around double ones."""
    return ("‘", "’") if re.search('[“”"]', citation.quote) else ("“", "”")


def quoted(statement: Statement) -> Citation | None:
    """What a statement quotes that is a quotation and nothing else; None where it is worded."""
    first = statement.citations[0]
    return first if statement.text == quotation(first) else None


def standing(citation: Citation) -> str:
    """Where it stands on paper or in its file, and whether its letters were recognised.

    Such as "page 2 of council.pdf; letters recognised in a picture, 87 % sure"; empty for neither.
    """
    passage = citation.passage
    place = (
        f"{citation.place} of {passage.file}" if passage.file and passage.places else citation.place
    )
    sure = recognised(passage.confidence)
    return "; ".join(part for part in (place, sure) if part)


def recognised(confidence: float | None) -> str:
    """That letters were recognised, and how surely; empty where they were read."""
    if confidence is None:
        return ""
    return f"letters recognised in a picture, {100 * confidence:.0f} % sure"


def duration(seconds: float) -> str:
    """Such as "0.4 s"."""
    return f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"


def grouped(number: int) -> str:
    """Such as "1,204"."""
    return f"{number:,}"


def count(number: int, noun: str) -> str:
    """Such as "1,204 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def capital(text: str) -> str:
    """The text, its first letter a capital one."""
    return text[:1].upper() + text[1:]
