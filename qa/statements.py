"""What an answer says: statements, the stretches of articles that carry them, and it in short."""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from index import Passage
from qa.language import Stretch, read, written, written_days


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters `start:end` of an article, inside one retrieved passage.

    The quote is sliced, never stored, so it cannot differ from the article. `also` are the other
    outlets that print it word for word, as far as somebody has looked.

    Raises:
        TypeError, ValueError: the stretch is none, empty or not inside the passage.
    """

    passage: Passage
    start: int
    end: int
    also: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name in ("start", "end"):  # numpy's own whole numbers become Python's
            object.__setattr__(self, name, operator.index(getattr(self, name)))
        self.passage.slice(self.start, self.end)

    @property
    def quote(self) -> str:
        """The cited characters."""
        return self.passage.slice(self.start, self.end)

    @property
    def place(self) -> str:
        """Where on paper or in its file it stands, such as "page 2"; empty if unknown."""
        return self.passage.place(self.start, self.end)

    def holds(self, other: "Citation") -> bool:
        """Whether all characters of another are among its own."""
        same = self.passage.article_id == other.passage.article_id
        return same and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the stretches that carry it, at least one.

    `when` are the first and last day of what it tells, where it does not say them whole itself:
    "on Tuesday" is "6 February 2024". `told_at` are the characters that mean those days, where that
    is known.
    """

    text: str
    citations: tuple[Citation, ...]
    when: Stretch | None = None
    told_at: Citation | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a statement needs words")
        if not self.citations:
            raise ValueError(f"a statement needs a citation: {self.text!r}")
        if self.when and self.when[0] > self.when[1]:
            raise ValueError(
                f"{self.text!r} would end on {self.when[1]}, before it begins on {self.when[0]}"
            )

    @property
    def shown(self) -> str:
        """The text, with the days of what it tells beside it: "… on Tuesday” [6 February 2024]"."""
        return f"{self.text} [{written_days(*self.when)}]" if self.when else self.text


NOTHING_THEN = "nothing then"
"""The kind of the note that nothing was found of the days that are asked of."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said beside an answer, as a sentence; `kind` says what of, such as "as of".

    Raises:
        ValueError: it has no words.
    """

    kind: str
    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a note needs words")

    @property
    def leads(self) -> bool:
        """Whether it must be read before the answer: what is shown is only near what is asked."""
        return self.kind == NOTHING_THEN


Numbered = tuple[str, tuple[int, ...]]
"""What is shown of a statement, and the numbers of its citations."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value as the short answer words it, and the very characters that it is taken from.

    A text may differ from them where it resolves what they say: "6 February 2024" for "Tuesday",
    "No" for a denial. `outlet` is named where outlets differ.
    """

    text: str
    citation: Citation
    outlet: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a value of the short answer needs words")

    def __str__(self) -> str:
        return f"{self.text} ({self.outlet})" if self.outlet else self.text


@dataclass(frozen=True, slots=True)
class Short:
    """What was asked for in a few words; false, and without text, where that cannot be told.

    `kind` says what it is, such as "date" or "yes or no". There are several `values` where outlets
    differ, or where several things were asked for.
    """

    kind: str = ""
    values: tuple[Told, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.kind) != bool(self.values):
            raise ValueError("a short answer has a kind and values, or neither")

    def __bool__(self) -> bool:
        return bool(self.values)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """Its values: "4.2 million crowns (Harbour Courier); 4.6 million crowns (Register)"."""
        return "; ".join(map(str, self.values))

    @property
    def citation(self) -> Citation | None:
        """The characters that its first value is taken from."""
        return self.values[0].citation if self.values else None


NOTHING = Short()
"""No short answer."""


class Accord(Enum):
    """How the accounts of several reports stand to each other."""

    AGREE = "agree"
    REVISED = "revised"
    DIFFER = "differ"


_STAND = {
    Accord.AGREE: "{tellers} agree",
    Accord.REVISED: "Since revised",
    Accord.DIFFER: "{tellers} differ",
}


@dataclass(frozen=True, slots=True)
class Account:
    """What some reports say on a point: the `value` as the latest of them words it.

    `outlets` print them, as far as that is known, `day` is that of the latest, and there is one of
    the `citations` for each; copies of a report are one with it. `points` are the characters in
    those that say it, where no whole sentence does.

    Raises:
        ValueError: it has no words, or nobody is cited for it.
    """

    value: str
    outlets: tuple[str, ...]
    day: date | None
    citations: tuple[Citation, ...]
    points: tuple[Citation, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.value.strip() or not self.citations:
            raise ValueError(f"an account has words and a citation; {self.value!r} has not")

    @property
    def tellers(self) -> str:
        """Such as "3 outlets"; "2 reports" where nobody says of which outlet they are."""
        named = len(self.outlets)
        number, what = (named, "outlet") if named else (len(self.citations), "report")
        return f"{number} {what}{'s' if number != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What reports say on the point that was asked for, where several do.

    `accounts` that differ are shown by how many tell them, and those that revise each other by
    day.

    Raises:
        ValueError: the accounts do not fit the `verdict`.
    """

    accounts: tuple[Account, ...]
    verdict: Accord

    def __post_init__(self) -> None:
        agree = self.verdict is Accord.AGREE
        if not self.accounts or agree != (len(self.accounts) == 1):
            raise ValueError(f"{len(self.accounts)} accounts do not {self.verdict.value}")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The accounts: "14 injured (3 outlets, 18 May) · 12 (1 outlet, 17 May)"."""
        return self.between.join(self.told)

    @property
    def told(self) -> tuple[str, ...]:
        """Each account with who tells it and when."""
        return tuple(map(self._told, self.accounts))

    @property
    def between(self) -> str:
        """What stands between them; an arrow leads to what is newer."""
        return " → " if self.verdict is Accord.REVISED else " · "

    @property
    def shown(self) -> str:
        """The text, and how the accounts stand to each other."""
        return f"{self.stand}: {self.text}"

    @property
    def stand(self) -> str:
        """How the accounts stand to each other, such as "Outlets differ"."""
        outlets = [set(one.outlets) for one in self.accounts]
        apart = all(outlets) and len(set.union(*outlets)) > 1
        tellers = "Outlets" if apart else "Reports"
        return _STAND[self.verdict].format(tellers=tellers)

    def _told(self, account: Account) -> str:
        """Who says what, and on which day; its year only where there are others."""
        if account.day is None:
            return f"{account.value} ({account.tellers})"
        years = {one.day.year for one in self.accounts if one.day}
        day = written(account.day)
        if len(years) == 1:
            day = day.removesuffix(f" {account.day.year}")
        reported = "reported " if read(account.value).moments else ""  # a day by the side of one
        return f"{account.value} ({account.tellers}, {reported}{day})"


def cited(statements: Iterable[Statement]) -> tuple[Citation, ...]:
    """What statements cite, each once, in order of first use."""
    return tuple(dict.fromkeys(one for said in statements for one in said.citations))


def numbered(statements: Sequence[Statement]) -> tuple[Numbered, ...]:
    """What is shown of each statement, with the numbers that what it cites is shown by, from 1."""
    places = {citation: at for at, citation in enumerate(cited(statements), 1)}
    return tuple(
        (said.shown, tuple(places[one] for one in dict.fromkeys(said.citations)))
        for said in statements
    )


def marks(numbers: Iterable[int]) -> str:
    """Citation marks, such as "[1][3]"."""
    return "".join(f"[{number}]" for number in numbers)
