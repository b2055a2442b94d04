"""What was counted over the articles of an archive, and how that is said in short."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.language import written
from qa.statements import NOTHING, Short, Statement, Told, cited


class Asks(Enum):
    """What is told of what was counted."""

    ARTICLES = "how many articles"
    OUTLETS = "which outlets"
    NUMBER_OF_OUTLETS = "how many outlets"
    OUTLET = "which outlet"
    DAY = "which day"
    SPEAKERS = "who is quoted"
    PERIOD = "from when to when"
    MOST = "which has most"


_KINDS = {
    Asks.OUTLET: "outlet",
    Asks.DAY: "date",
    Asks.SPEAKERS: "person",
    Asks.PERIOD: "period",
    Asks.MOST: "most",
}
"""Of which kind a short answer is that is no count."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Articles that were counted, by a rule that says which: `total` of the `of` looked at.

    `rows` are (label, how many), by what `by` names: "outlet", "month" and so on. `articles` are
    the ids of those counted, the earliest published first. `asks` is what is told of it in short.

    Raises:
        ValueError: there is no rule, or more were counted than there are.
    """

    rule: str
    total: int
    of: int
    rows: tuple[tuple[str, int], ...] = ()
    articles: tuple[str, ...] = ()
    by: str = ""
    asks: Asks = Asks.ARTICLES

    def __post_init__(self) -> None:
        if not self.rule.strip():
            raise ValueError("what is counted goes by a rule")
        if not 0 <= self.total <= self.of:
            raise ValueError(f"{self.total} of {self.of} cannot be counted")

    @property
    def counted(self) -> str:
        """Such as "9 of 41 articles"."""
        if self.total == self.of:
            return _plural(self.total, "article")
        return f"{self.total:,} of {_plural(self.of, 'article')}"

    @property
    def heading(self) -> str:
        """What its rows are, such as "Articles by outlet"."""
        what = "Quotations" if self.asks is Asks.SPEAKERS else "Articles"
        return f"{what} by {self.by}"


def told(tally: Tally, statements: Sequence[Statement]) -> Short:
    """What was counted in a few words, taken from the statements that show it; nothing without."""
    if not statements:
        return NOTHING
    if tally.asks is Asks.OUTLETS:
        first = {one.passage.outlet: one for one in reversed(cited(statements))}
        values = tuple(Told(name, one) for name, one in reversed(first.items()) if name)
        return Short("outlets", values) if values else NOTHING
    text = _worded(tally, statements)
    shown = (Told(text, statements[0].citations[0]),) if text else ()
    return Short(_KINDS.get(tally.asks, "count"), shown) if shown else NOTHING


def _worded(tally: Tally, statements: Sequence[Statement]) -> str:
    """Of one thing, what is told of it; nothing where that is not known."""
    known = sorted(day for one in cited(statements) if (day := one.passage.published))
    if tally.asks is Asks.NUMBER_OF_OUTLETS:
        return _plural(len(tally.rows), "outlet")
    if tally.asks is Asks.OUTLET:
        return statements[0].citations[0].passage.outlet
    if tally.asks in (Asks.SPEAKERS, Asks.MOST):
        most = max((number for _, number in tally.rows), default=0)
        return "; ".join(label for label, number in tally.rows if number == most)
    if tally.asks is Asks.DAY:
        return written(known[0]) if known else ""
    if tally.asks is Asks.PERIOD:
        return f"{written(known[0])} to {written(known[-1])}" if known else ""
    return tally.counted


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
