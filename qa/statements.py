"""What an answer says: statements, the stretches of articles that carry them, and it in short."""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index import Passage
from qa.language import Stretch, written_days


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


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the stretches that carry it, at least one.

    `when` are the first and last day of what it tells, where it does not say them whole itself:
    "on Tuesday" is "6 February 2024".
    """

    text: str
    citations: tuple[Citation, ...]
    when: Stretch | None = None

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
