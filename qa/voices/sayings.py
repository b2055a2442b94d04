"""Who says something within one sentence, as it is written there: a name, "he", "the mayor".

Who speaks stands before a verb of saying, perhaps with an aside between ("Pell, who is 61, said"),
after one that follows what is said ("…, said Ilse Corrand, a vet"), after "according to", or
before a colon and what is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from qa.voices.lists import VOICES
from qa.voices.phrases import (
    MARKS,
    Word,
    continues,
    goes_on,
    in_name,
    is_aside,
    joined,
    led,
    name_run,
    names,
    no_part,
    passed,
    short_quote,
    tokens,
    words_follow,
)
from qa.voices.quoted import Quoted

_FARTHEST = 14
"""A phrase of who speaks has so many words at most."""
_OPENS = 2
"""Among so many words of a clause a pronoun is its subject."""
_STOPS = frozenset(".!?;:…")
_COMMAS = frozenset((",", "–", "—", ";", ":"))
_MANNERS = frozenset(("also", "later", "widely", "officially", "often", "so"))
_PARTICLES = frozenset(("off", "up", "in", "into", "upon", "out", "over"))


class Kind(Enum):
    """How somebody is spoken of."""

    NAME = "a name"
    PRONOUN = "a pronoun"
    DESCRIBED = "what they are"


@dataclass(frozen=True, slots=True)
class Saying:
    """That somebody says something: characters `start:end` of the article are who, as written.

    `verb` is where the verb of saying begins, or "according", or a colon. `weak` where the
    verb may tell of no words at all.
    """

    who: str
    kind: Kind
    start: int
    end: int
    verb: int
    word: str
    weak: bool = False


def sayings(text: str, start: int, quoted: Quoted) -> tuple[Saying, ...]:
    """Those of the sentence `text`, which begins at character `start` of its article, in order."""
    words = tokens(text, start, quoted)
    found = {one.start: one for one in _Sentence(words, text, start).sayings()}
    return tuple(sorted(found.values(), key=lambda one: one.verb))


class _Sentence:
    """The words of one sentence, in which who speaks is looked for."""

    def __init__(self, words: Sequence[Word], text: str, start: int) -> None:
        self._words, self._text, self._start = words, text, start

    def sayings(self) -> Iterator[Saying]:
        words = self._words
        for at, word in enumerate(words):
            if word.quoted:
                continue
            if word.low == "according" and at + 2 < len(words) and words[at + 1].low == "to":
                yield from self._made(self._after(at + 2), word)
            elif word.low in VOICES.among("saying") and not word.capital:
                if self._is_verb(at):
                    named = self._ends_it(at)
                    yield from self._made(named or self._subject(at) or self._inverted(at), word)
            elif word.low in VOICES.among("saying_on") and not word.capital:
                yield from self._made(self._main_subject(at), word)
            elif word.text == ":" and self._announces(at):
                yield from self._made(self._before(at - 1), word)

    def _made(self, phrase: tuple[int, int] | None, verb: Word) -> Iterator[Saying]:
        if phrase is None:
            return
        first, last = phrase
        words = self._words[first : last + 1]
        if not words:
            return
        low = words[0].low
        if {word.low for word in words if word.letters} <= VOICES.among("nobody"):
            return
        if len(words) == 1 and low in VOICES.among("pronouns"):
            kind = Kind.PRONOUN
        else:
            of_it = not words[0].capital and any(
                word.low in VOICES.among("belonging") for word in words
            )
            named = any(map(names, words)) and not of_it
            kind = Kind.NAME if named else Kind.DESCRIBED
        begin, end = words[0].start, words[-1].end
        who = " ".join(self._text[begin - self._start : end - self._start].split())
        weak = verb.low in VOICES.among("weak")
        yield Saying(who, kind, begin, end, verb.start, verb.low, weak)

    def _is_verb(self, at: int) -> bool:
        """Whether a word of saying is one here, of its subject: not "is called", "claims of"."""
        words, low = self._words, self._words[at].low
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        if before and (before.owner or before.low in VOICES.among("before_nouns")):
            return False
        if before and self._done_to(at):
            return False
        if low in VOICES.among("calling"):
            return self._calls(at)
        if low in VOICES.among("nouns_too") and (after is None or not words_follow(after)):
            return False
        ends = {"of", "in", "by"} if low in VOICES.among("weak") else {"by"}
        if low in ("contended", "contends", "admitted"):  # "admitted to hospital"
            ends = {"with", "to"}
        return after is None or after.low not in ends

    def _done_to(self, at: int) -> bool:
        """Whether it is passive: "was told", "also called"."""
        words, before = self._words, self._words[at - 1]
        if before.low not in _MANNERS:
            return before.low in VOICES.among("passive")
        earlier = words[at - 2].low if at > 1 else "("
        no_subject = not (earlier[0].isalnum() or earlier in ",)”")
        return earlier in VOICES.among("passive") or no_subject

    def _calls(self, at: int) -> bool:
        """Whether "called" is said of something: not "called off", nor "acids called ketones"."""
        after = self._words[at + 1] if at + 1 < len(self._words) else None
        if after is None or after.low in _PARTICLES:
            return False
        before = self._words[at - 1] if at else None
        named = (
            before is None or before.capital or before.low in VOICES.among("pronouns", "between")
        )
        told = after.capital or after.quoted or after.text in MARKS
        return named or told or after.low in ("the", "it", "a", "an", "for", "on", "him", "her",
                                              "them", "his", "their", "this", "that")  # fmt: skip

    # -- before the verb

    def _subject(self, at: int) -> tuple[int, int] | None:
        """Who stands before the verb at `at`."""
        words = self._words
        last = at - 1
        while last >= 0 and passed(words[last]):
            last -= 1
        if last < 0:
            return None
        if words[last].quoted or words[last].text in MARKS:
            # "Pell, one of the “godmothers,” thinks"
            ends = last and words[last - 1].text == "," and short_quote(words, last)
            return self._past_aside(last) if ends else None
        if words[last].text in (",", ")", "–", "—", "]"):
            return self._past_aside(last)
        if words[last].text in _STOPS:
            return None
        if words[last].low in VOICES.among("relatives") and last:
            return self._antecedent(last)
        if words[last].low in ("and", "but") and last:  # "welcomed it and said"
            return self._main_subject(last)
        return self._before(last)

    def _antecedent(self, at: int) -> tuple[int, int] | None:
        """Whom "who" at `at` means."""
        before = at - 1
        if self._words[before].text == ",":
            before -= 1
        words = self._words
        if before < 0 or not words[before].letters or words[before].quoted:
            return None
        if not names(words[before]):
            return self._before(before)
        first = before  # "statements by Pell, who denied it"
        while first > 0 and in_name(words, first - 1, before) and words[first - 1].letters:
            first -= 1
        return name_run(words, first, before)

    def _past_aside(self, comma: int) -> tuple[int, int] | None:
        """Who stands before the asides that end with the mark at `comma`."""
        words, last = self._words, comma
        for passed_over in range(4):
            first = self._opening(last)
            inner = words[first + 1 : last]
            if first < 0 or words[first].quoted or words[first].text in MARKS:
                # "The bridge, called the Long Span" has no aside that is over
                return self._clause_subject(inner, first + 1) if inner and passed_over else None
            if words[first].text in (";", ":") or not is_aside(inner):
                return self._ended(first + 1, last - 1) if passed_over else None
            ends = first - 1
            if ends >= 0 and words[ends].text == ")":
                last = ends
                continue
            if self._names_one(ends):
                return self._before(ends)
            last = first
        return None

    def _names_one(self, last: int) -> bool:
        """Whether the stretch between commas that ends with word `last` is no aside itself."""
        spoken = last >= 0 and self._words[last].letters and not self._words[last].quoted
        return spoken and not is_aside(self._words[self._segment(last) : last + 1])

    def _opening(self, last: int) -> int:
        """The mark with which the aside begins that ends with the mark at `last`."""
        words, first = self._words, last - 1
        inside = words[last].text == ")"
        while first >= 0 and (inside or words[first].quoted or words[first].text not in _COMMAS):
            if words[first].text == "(" and inside:
                break
            marked = words[first].text in MARKS or words[first].quoted
            if marked and not short_quote(words, first):
                break
            first -= 1
        return first

    def _clause_subject(self, inner: Sequence[Word], first: int) -> tuple[int, int] | None:
        letters = [word for word in inner if word.letters]
        if is_aside(letters[1:] if letters and letters[0].low in ("the", "a", "an") else letters):
            return None
        return self._ended(first, first + len(inner) - 1)

    def _ended(self, first: int, last: int) -> tuple[int, int] | None:
        """Who stands at the end of `first:last`, where that is no time, manner or clause."""
        words = self._words
        if last < first or words[last].quoted or not words[last].letters:
            return None
        return self._before(last)

    def _segment(self, last: int) -> int:
        first = last
        while first > 0 and self._words[first - 1].text not in (",", ";", ":", "–", "—"):
            first -= 1
        return first

    def _before(self, last: int) -> tuple[int, int] | None:
        """The phrase of who speaks that ends with word `last`."""
        words = self._words
        while last >= 0 and (words[last].text in MARKS or words[last].text == ")"):
            last -= 1
        if last < 0 or words[last].quoted or words[last].low in VOICES.among("belonging"):
            return None
        if words[last].low in VOICES.among("pronouns"):
            return (last, last) if words[last].low not in VOICES.among("relatives") else None
        if words[last].low in VOICES.among("borders"):
            return None
        first = last
        while first > 0 and last - first < _FARTHEST and goes_on(words, first - 1):
            first -= 1
        return self._headed(first, last)

    def _headed(self, first: int, last: int) -> tuple[int, int] | None:
        """The phrase without what is before it, and without what it is of where it is a person."""
        words = self._words
        while first < last and no_part(words[first], words[first + 1]):
            first += 1
        if first == last and (words[first].low in VOICES.among("borders", "asides", "between")
                              or not words[first].letters):  # fmt: skip
            return None
        named = any(names(words[at]) for at in range(first, last + 1))
        for at in range(first + 1, last):
            if words[at].low in VOICES.among("belonging") and not joined(words, at):
                if words[at - 1].low in VOICES.among("roles") and not words[first].capital:
                    return first, last  # "head of the harbour office"
                return self._headed(first, at - 1)
        return name_run(words, first, last) if named else (first, last)

    def _main_subject(self, at: int) -> tuple[int, int] | None:
        """Who is the subject of the clause in which the word at `at` stands: its first phrase."""
        words = self._words
        first = at
        while first > 0 and words[first - 1].text not in (";", ":") and not words[first - 1].quoted:
            first -= 1
        for place in range(first, at):
            word = words[place]
            opening = place - first <= _OPENS
            if word.low in ("he", "she", "they") and not word.quoted and opening:
                return place, place
            if names(word) and not word.quoted and not led(words, place):
                last = place
                while last + 1 < at and in_name(words, last + 1, at - 1):
                    last += 1
                return name_run(words, place, last)
        return None

    def _announces(self, at: int) -> bool:
        """Whether a colon stands between a name in capitals, or a name, and what they say."""
        words = self._words
        head = words[:at]
        if not head or len(head) > 6 or any(one.quoted for one in head):
            return False
        after = words[at + 1] if at + 1 < len(words) else None
        spoken = after is not None and (after.quoted or after.text in MARKS)
        shouted = all(one.text.isupper() or not one.letters for one in head) and len(head) > 1
        return (spoken or shouted) and all(one.capital or not one.letters for one in head)

    # -- after the verb

    def _ends_it(self, at: int) -> tuple[int, int] | None:
        """Who is named after a comma and the verb at `at`, with nothing that they would say."""
        words = self._words
        if not at or words[at - 1].text != "," or words[at].low in VOICES.among("hearers"):
            return None
        last = at
        while last + 1 < len(words) and last - at < _FARTHEST and continues(words, last + 1):
            last += 1
        phrase = words[at + 1 : last + 1]
        if not phrase or not (names(phrase[0]) or phrase[0].low in ("the", "a", "an")):
            return None
        after = words[last + 1] if last + 1 < len(words) else None
        ending = VOICES.among("belonging", "relatives")
        if after is not None and after.letters and after.low not in ending:
            return None
        return self._after(at + 1) if any(map(names, phrase)) else None

    def _inverted(self, at: int) -> tuple[int, int] | None:
        """Who stands after the verb at `at`, where what is said stands before it."""
        words = self._words
        before = words[at - 1] if at else None
        if before and not (before.quoted or before.text in MARKS or before.text in ",-–—"):
            return None
        if at + 1 >= len(words) or words[at + 1].quoted or not words[at + 1].letters:
            return None
        first = words[at + 1]
        if first.low in VOICES.among("pronouns") and first.low not in VOICES.among("relatives"):
            return at + 1, at + 1
        if first.low in VOICES.among("borders", "belonging"):
            return None
        return self._after(at + 1)

    def _after(self, first: int) -> tuple[int, int] | None:
        """The phrase of who speaks that begins with word `first`."""
        words = self._words
        if first >= len(words) or not words[first].letters or words[first].quoted:
            return None
        last = self._reach(first)
        if any(map(names, words[first : last + 1])):
            return name_run(words, first, last)
        if last + 2 < len(words) and words[last + 1].low in ("by", "from"):
            return self._after(last + 2)  # "according to estimates by the office"
        while first < last and words[first].low in ("the", "a", "an"):
            first += 1
        return self._apposed(last + 1) or (first, last)

    def _reach(self, first: int) -> int:
        """The last word of the phrase that begins with word `first`."""
        words, last = self._words, first
        while last + 1 < len(words) and last - first < _FARTHEST and continues(words, last + 1):
            last += 1
        return last

    def _apposed(self, comma: int) -> tuple[int, int] | None:
        """The name after the comma of "said the mayor, Ilse Corrand"."""
        words = self._words
        if comma + 1 >= len(words) or words[comma].text != "," or not names(words[comma + 1]):
            return None
        last = comma + 1
        while last + 1 < len(words) and continues(words, last + 1):
            last += 1
        return name_run(words, comma + 1, last) if last > comma + 1 else None
