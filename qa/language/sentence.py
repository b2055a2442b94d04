"""A sentence, read once: what every rule that compares, scores or judges it looks at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate

from index import terms
from qa.language import clauses, dates, names, quantities, speech, tokens
from qa.language.clauses import Act, Form
from qa.language.dates import Moment
from qa.language.lists import WORDS
from qa.language.names import Part
from qa.language.places import Places
from qa.language.quantities import Quantity, QuantityKind
from qa.language.speech import Quotation, Sign
from qa.language.tokens import Token

_REMEMBERED = 4_096
"""How many sentences are kept read: those of an answer are compared again and again."""
# "because", "as a result"
_REASON = re.compile(rf"\b{WORDS.either('reasons')}\b", re.I)
_PARTS = ("year", "month", "day", "weekday")


@dataclass(frozen=True)
class Sentence:
    """The sentence `text`, which begins at character `start` of an article of the day `published`.

    What is in it is read when it is first asked for, and kept. Places are those of `words`, whose
    own places are those of `flat`. One made of `parts` has their words, which are not read again,
    and no day from which its dates could be resolved.
    """

    text: str
    published: date | None = None
    start: int = 0
    parts: tuple["Sentence", ...] = ()

    @property
    def end(self) -> int:
        """The character of the article after its last."""
        return self.start + len(self.text)

    @cached_property
    def flat(self) -> str:
        """The text on one line, in level spelling."""
        return " ".join(one.flat for one in self.parts) or tokens.level(self.text)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Its words and figures in order, articles left out."""
        if not self.parts:
            return tokens.tokenise(self.flat)
        starts = accumulate((len(one.flat) + 1 for one in self.parts), initial=0)
        words: tuple[Token, ...] = ()
        for part, start in zip(self.parts, starts, strict=False):
            words += tokens.follow(part.words, words, start)
        return words

    @cached_property
    def _lows(self) -> frozenset[str]:
        return tokens.lows(self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """How its words are compared."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """How its content words are compared."""
        return frozenset(word.stem for word in self.words if word.content)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Its content words as the archive's index has them, in order."""
        return tuple(terms(self.text))

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The times that it names, resolved against the day of publication."""
        return dates.moments(self.flat, self.published, self._lows)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its quantities, less the figures of dates and clock times; "3 years ago" is both."""
        taken = [(one.start, one.end) for one in self.moments if not one.relative]
        return quantities.quantities(self.flat, self._lows, taken)

    @cached_property
    def undated(self) -> tuple[Quantity, ...]:
        """Its quantities, less those that are times as well."""
        spans = [(one.start, one.end) for one in self.moments]
        return tuple(
            one
            for one in self.quantities
            if not any(start <= one.start < end for start, end in spans)
        )

    @cached_property
    def figures(self) -> frozenset[float]:
        """The values of its amounts: "4.2 million" is 4200000.0, "twelve" is 12.0."""
        first = {one.start: one for one in reversed(self.undated)}  # of two readings
        return frozenset(one.low for one in first.values() if one.kind is not QuantityKind.RANK)

    @cached_property
    def values(self) -> frozenset[float | tuple[str, int]]:
        """Its figures, and the parts of its dates with what they are: ("year", 2024)."""
        stated = (zip(_PARTS, moment.parts, strict=True) for moment in self.moments)
        parts = {(name, value) for each in stated for name, value in each if value is not None}
        return self.figures | parts

    @cached_property
    def named(self) -> tuple[int, ...]:
        """Where its names stand."""
        return names.named(self.words)

    @cached_property
    def names(self) -> tuple[Part, ...]:
        """Its names, neighbouring words as one."""
        return names.parts(self.words, self.named)

    @cached_property
    def name_stems(self) -> frozenset[str]:
        """How the words of its names are compared."""
        return frozenset(self.words[at].stem for at in self.named)

    @cached_property
    def name_terms(self) -> frozenset[str]:
        """The words of its names as the archive's index has them."""
        return frozenset(terms(" ".join(self.words[at].text for at in self.named)))

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of every run of capitalised words."""
        return frozenset(names.initials(self.words))

    @property
    def placed(self) -> bool:
        """Whether a name stands after a preposition of place."""
        return names.placed(self.words, self.named)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """What verb form each of its words may be."""
        return clauses.forms(self.words)

    @cached_property
    def determined(self) -> tuple[bool, ...]:
        """Whether an article or another determiner stands before each of its words."""
        return clauses.determined(self.words, self.flat)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Who does what to whom."""
        return tuple(clauses.Clauses(self.words, self.forms, self.determined).acts())

    @cached_property
    def denials(self) -> tuple[Sign, ...]:
        """The signs of negation; "not only" and its like are none."""
        return tuple(speech.denials(self.words))

    @cached_property
    def hedges(self) -> tuple[Sign, ...]:
        """The words that call something possible, such as "may"."""
        return tuple(speech.signs(self.words, "possible"))

    @cached_property
    def plans(self) -> tuple[Sign, ...]:
        """The words that call something still to come, such as "will"."""
        return tuple(speech.signs(self.words, "coming"))

    @cached_property
    def claims(self) -> tuple[Sign, ...]:
        """The words that call something a claim, such as "allegedly"."""
        return tuple(speech.signs(self.words, "claimed_words"))

    @cached_property
    def attributed(self) -> bool:
        """Whether it says whose words, or whose claim, it reports."""
        return speech.attributed(self.words)

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """What it has in quotation marks, and who says it."""
        return tuple(speech.quotations(self.words, self.names))

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Who says or reports something in it, as written: names and pronouns."""
        return tuple(speech.speakers(self.words, self.names))

    @property
    def spoken(self) -> bool:
        """Whether somebody is quoted or reported as saying something."""
        return any(one.last - one.first > 1 for one in self.quotations) or self.has_any("speech")

    @cached_property
    def reasoned(self) -> bool:
        """Whether it gives a reason."""
        return _REASON.search(self.flat) is not None

    @property
    def dangling(self) -> bool:
        """Whether it opens with a word that points back at the sentence before."""
        opening = [word.low for word in self.words[:2]]
        if opening[:1] and opening[0] in WORDS.among("conjunctions"):
            opening = opening[1:]
        return bool(opening) and opening[0] in WORDS.among("pointers")

    @cached_property
    def _places(self) -> Places:
        return Places(self.text, self.flat)

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters of `text` for which the words in `start:end` of `flat` stand, if any."""
        if self.flat == self.text:
            return start, end
        return self._places.original(start, end)

    def has_any(self, name: str) -> bool:
        """Whether a word of the list `name` stands in it."""
        return any(word.low in WORDS.among(name) for word in self.words)


@lru_cache(_REMEMBERED)
def read(text: str, published: date | None = None, start: int = 0) -> Sentence:
    """The sentence `text`; the same one wherever it is asked for again."""
    return Sentence(text, published, start)


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one; a sentence without words if there are none."""
    if len(sentences) == 1:
        return sentences[0]
    return Sentence(" ".join(one.text for one in sentences), parts=tuple(sentences))
