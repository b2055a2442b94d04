"""What came of addresses that were fetched: articles, and what did not become one, and why."""

from dataclasses import dataclass, field

from index.intake import Summary


@dataclass(frozen=True, slots=True)
class Missed:
    """A page that did not become an article, and why; `named` where it was asked for itself.

    `wait` is for how many seconds its server asks to be left alone, 0 where it does not say.
    """

    url: str
    why: str
    named: bool = True
    wait: float = 0.0


@dataclass(slots=True)
class Fetched:
    """What came of some addresses: the articles, as `add` counts them, and what did not come.

    `notes` are sentences on pages that came and may not be whole, and on sitemaps that were not
    looked at. `left` counts the pages of feeds
    and sitemaps that are beyond the limit, for the next time.
    """

    summary: Summary = field(default_factory=Summary)
    missed: list[Missed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0
