"""Who says what in an article: for each sentence that quotes or reports somebody, whom.

Names are given as fully as the article gives them; "he", "the mayor" and "the 46-year-old" are
resolved by those who are named or speak in the sentences before. A quotation without anybody
beside it is the one's who speaks before it in its paragraph, after it, or in the paragraph before.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from index import Passage, Span
from qa.voices.cast import Cast, Person, is_title
from qa.voices.lists import VOICES
from qa.voices.quoted import Quoted, quoted
from qa.voices.sayings import Kind, Saying, sayings
from qa.voices.turns import Turn, turns

_BACK = 4
"""So many sentences back somebody is still meant by "he"."""
_BEFORE, _AFTER = 12, 4
"""So many sentences around one are read to tell who speaks in it."""
_WHOLLY = 0.8
"""A sentence of which so much is quoted is somebody's words."""
_WORDS = 4
"""So many words in quotation marks are what somebody says, fewer may be a title."""
_KEPT = 512
_SAYS = re.compile(
    rf"\b(?:{VOICES.either('saying', 'saying_on')}|according)\b|[“”„«»\":]", re.IGNORECASE
)
# "added that", "added on Tuesday that", "they added.", "suggested it was"
_TELLS = re.compile(r"[,\s]*(?:\w+[\s,]+){0,3}?that\b|\s+(?:it|he|she|they|there)\b|[.,”\"]|$")
_AGED = re.compile(r"\b(\d{1,3})-year-old\b")
_FIRST = re.compile(r"\b(?:he|she)\b", re.I)
_DEFINITE = ("the ", "his ", "her ")
_MARKS = "“”„«»\" \t\n'‘’"

_BY_NAME, _BY_ROLE, _AS_WRITTEN, _GOES_ON, _BY_PRONOUN, _THEY = 0.95, 0.75, 0.7, 0.85, 0.8, 0.45
_OF = "of"


@dataclass(frozen=True, slots=True)
class Utterance:
    """That `speaker`, named as fully as the article does it, says the sentence `start:end`.

    `sure` is how likely it is they, in [0, 1]; `direct` where their very words are quoted; `named`
    is where the article names them, None where it only says what they are ("officials");
    `written` is how the sentence itself calls them, empty where it does not, and then `beside` is
    the sentence that does; `roles` are the words that say what they are.
    """

    speaker: str
    sure: float
    start: int
    end: int
    direct: bool
    named: Span | None = None
    written: str = ""
    verb: str = ""
    beside: Span | None = None
    roles: frozenset[str] = frozenset()


class Voices:
    """The utterances of one article, by its sentences."""

    def __init__(
        self, sentences: Sequence[Span], text: str, passages: Sequence[Passage] = ()
    ) -> None:
        """`text` is the article's, from character 0 on, with spaces for what is not known.

        `passages` are those that it was read from.
        """
        self.passages = passages
        self._lock = Lock()
        self._text = text
        self._spans = sentences
        self._said: list[tuple[Saying, ...] | None] = [None] * len(sentences)
        self._found: list[tuple[Utterance, ...]] = [()] * len(sentences)
        self._read = 0, 0
        self._starts = [start for start, _ in sentences]

    # made when they are needed: of many articles only their text is looked at

    @cached_property
    def _quoted(self) -> Quoted:
        return Quoted(quoted(self._text))

    @cached_property
    def _cast(self) -> Cast:
        return Cast(self._text)

    @cached_property
    def _turns(self) -> Sequence[Turn]:
        return turns(self._text, self.passages)

    @property
    def text(self) -> str:
        """The article, as far as it is known."""
        return self._text

    def all(self) -> tuple[Utterance, ...]:
        """Every utterance in the order of the text."""
        self._reach(0, len(self._spans))
        return tuple(one for found in self._found for one in found)

    def sentence_at(self, place: int) -> Span | None:
        """The sentence in which a character stands."""
        return next((span for span in self._spans if span[0] <= place < span[1]), None)

    def of(self, start: int, end: int) -> tuple[Utterance, ...]:
        """Those of the sentences that touch `start:end`, the likeliest of each first."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_left(self._starts, end)
        self._reach(first, last)
        return tuple(
            one
            for span, found in zip(self._spans[first:last], self._found[first:last], strict=True)
            if start < span[1]
            for one in found
        )

    def _reach(self, first: int, last: int) -> None:
        """Read the sentences `first:last`, with those around that tell who is meant in them."""
        with self._lock:
            begin, end = self._read
            if begin <= first and min(last + _AFTER, len(self._spans)) <= end:
                return
            # and as many more again, which are asked for next
            more = max(_BEFORE, end - begin)
            if begin == end or first < begin:
                begin = max(0, first - more)
            if last + _AFTER > end:
                end = min(len(self._spans), last + _AFTER + more)
            for at in range(begin, end):
                if self._said[at] is None:
                    self._said[at] = self._sayings(self._spans[at])
                self._found[at] = self._resolved(at)
            for at in range(begin, end):
                if not self._found[at] and self._wholly(at):
                    self._found[at] = self._continued(at)
            self._read = begin, end

    # -- reading

    def _sayings(self, span: Span) -> tuple[Saying, ...]:
        text = self._text[span[0] : span[1]]
        if not _SAYS.search(text):
            return ()
        found = sayings(text, span[0], self._quoted)
        spoken = any(self._long(one) for one in self._quoted.within(*span))
        kept = [one for one in found if not one.weak or spoken or self._reports(one, span)]
        return tuple(kept)

    def _reports(self, one: Saying, span: Span) -> bool:
        """Whether words follow a verb that need not be one of saying: "suggested that"."""
        if one.word in VOICES.among("minding"):
            return True
        return _TELLS.match(self._text[one.verb + len(one.word) : span[1]]) is not None

    def _long(self, span: Span) -> bool:
        return len(self._text[span[0] : span[1]].split()) >= _WORDS

    def _wholly(self, at: int) -> bool:
        start, end = self._spans[at]
        return self._quoted.share(start, end) >= _WHOLLY

    def _resolved(self, at: int) -> tuple[Utterance, ...]:
        """Who speaks in a sentence, beside a verb of saying; the nearest to its quotation first."""
        span = self._spans[at]
        if spoken := self._spoken(span):
            return (spoken,)
        parts = [one for one in self._quoted.within(*span) if self._long(one)]
        found: list[tuple[tuple[bool, int], Utterance]] = []
        for order, one in enumerate(self._said[at] or ()):
            if (who := self._who(at, one)) is None:
                continue
            speaker, sure, named = who
            gap = min((max(a - one.verb, one.verb - b, 0) for a, b in parts), default=order)
            utterance = Utterance(
                speaker, sure, span[0], span[1], bool(parts), named, one.who, one.word,
                roles=self._roles(speaker),
            )  # fmt: skip
            found.append(((one.weak, gap), utterance))
        return tuple(utterance for _, utterance in sorted(found, key=lambda it: it[0]))

    def _spoken(self, span: Span) -> Utterance | None:
        """Whose words a sentence of a transcript is."""
        for turn in self._turns:
            if turn.start <= span[0] < turn.end:
                words = self._text[slice(*turn.named)].split()
                person = self._cast.find(words)
                speaker = person.full if person else " ".join(words)
                written = " ".join(words) if span[0] <= turn.named[0] else ""
                return Utterance(
                    speaker, _BY_NAME, span[0], span[1], True, turn.named, written,
                    beside=turn.named, roles=self._roles(speaker),
                )  # fmt: skip
        return None

    def _who(self, at: int, one: Saying) -> tuple[str, float, Span | None] | None:
        """Whom who speaks is, how sure that is, and where they are named."""
        if one.kind is Kind.PRONOUN:
            return self._pronoun(at, one)
        words = one.who.split()
        if one.kind is Kind.NAME and not all(map(is_title, words)):
            person = self._cast.find(words)
            if person and not words[-1][0].islower():
                return person.full, _BY_NAME, person.named
            return one.who, _BY_NAME, (one.start, one.end)
        return self._described(at, one)

    def _roles(self, speaker: str) -> frozenset[str]:
        person = self._cast.find(speaker.split())
        return frozenset(person.roles) if person else frozenset()

    def _described(self, at: int, one: Saying) -> tuple[str, float, Span | None]:
        """Whom "the mayor" means, or what is written."""
        if person := self._meant_by(at, one):
            return person.full, _BY_ROLE, person.named
        return one.who, _AS_WRITTEN, None

    def _meant_by(self, at: int, one: Saying) -> Person | None:
        """Whom "the President", "the mayor", "the woman" or "the 46-year-old" means."""
        low, before = one.who.lower(), self._text[max(0, one.start - 4) : one.start].lower()
        if one.kind is Kind.NAME:
            return self._cast.called(low.split()[-1], one.start)
        if aged := _AGED.search(low):
            known = (person for person in self._cast.people if person.age == aged[1])
            return next(known, None) or self._last_person(at, one.verb, None)
        return self._of_office(at, one, before) if before.endswith(_DEFINITE) else None

    def _of_office(self, at: int, one: Saying, before: str) -> Person | None:
        """Whom "the mayor", "her spokesman" or "the head of the office" means."""
        said = one.who.lower().split()
        nouns = [word for word in said if word in VOICES.among("roles", "men", "women")]
        if not nouns:
            return None
        head = nouns[0] if _OF in said else nouns[-1]
        if person := self._cast.called(head, one.start, said[: said.index(head)]):
            return person
        hers = before.endswith(_DEFINITE[1:])  # "her spokesman" is not she
        if hers or nouns[-1] not in VOICES.among("men", "women"):
            return None
        return self._last_person(at, one.verb, nouns[-1] in VOICES.among("men"))

    def _pronoun(self, at: int, one: Saying) -> tuple[str, float, Span | None] | None:
        low = one.who.lower()
        if low in ("he", "she"):
            if person := self._last_person(at, one.start, low == "he"):
                return person.full, _BY_PRONOUN, person.named
            return None
        if low in ("they", "it"):
            for back in range(at - 1, max(-1, at - 1 - _BACK), -1):
                if found := self._found[back]:
                    last = found[0]
                    if last.named and self._cast.find(last.speaker.split()) and low == "it":
                        return None
                    return last.speaker, _THEY, last.named
        return None

    # -- whom "he" means

    def _last_person(self, at: int, before: int, man: bool | None) -> Person | None:
        """Who is meant by "he" or "she" at the character `before` in sentence `at`."""
        start = self._spans[at][0]
        own = self._people(start, before)
        if chosen := self._fitting(own, man):
            return chosen
        for back in range(at - 1, max(-1, at - 1 - _BACK), -1):
            span = self._spans[back]
            for utterance in self._found[back]:
                person = self._cast.find(utterance.speaker.split())
                if person and utterance.named and self._may_be(person, man):
                    return person
            told = self._outside(span)
            people = self._people(*span)
            if people and (pronoun := _FIRST.search(told)):
                first = told.find(people[0].words[-1])
                if 0 <= pronoun.start() < first and back:
                    continue
            if chosen := self._fitting(people, man):
                return chosen
        return self._fitting(list(reversed(self._people(0, start))), man)

    def _fitting(self, people: Sequence[Person], man: bool | None) -> Person | None:
        sure = [one for one in people if man is None or self._cast.man(one) is man]
        if sure:
            return sure[0]
        return next((one for one in people if self._may_be(one, man)), None)

    def _may_be(self, person: Person, man: bool | None) -> bool:
        return man is None or self._cast.man(person) in (None, man)

    def _people(self, start: int, end: int) -> list[Person]:
        """Those named in `start:end` outside of quotation marks."""
        return [
            one
            for one in self._cast.within(start, end)
            if any(start <= a < end and not self._quoted.at(a) for a, _ in one.mentions)
        ]

    def _outside(self, span: Span) -> str:
        """The sentence without what is quoted in it."""
        text = self._text[span[0] : span[1]]
        for start, end in reversed(self._quoted.within(*span)):
            text = text[: start - span[0]] + " " + text[end - span[0] :]
        return text

    # -- quotations with nobody beside them

    def _continued(self, at: int) -> tuple[Utterance, ...]:
        """The utterance of a sentence that is all quotation."""
        sources = (self._follows(at), self._precedes(at), self._later(at), self._paragraph(at))
        for source in sources:
            if source:
                start, end = self._spans[at]
                sure = min(source.sure, _GOES_ON)
                beside = source.beside or (source.start, source.end)
                return (
                    Utterance(
                        source.speaker, sure, start, end, True, source.named,
                        beside=beside, roles=source.roles,
                    ),
                )  # fmt: skip
        return ()

    def _follows(self, at: int) -> Utterance | None:
        """Who is named right after the quotation, in what was cut from it: "Hardy said."."""
        if at + 1 >= len(self._spans) or not self._beside(at, at + 1):
            return None
        start, end = self._spans[at + 1]
        found, said = self._found[at + 1], self._said[at + 1]
        if not found or not said or self._quoted.at(start):
            return None
        return found[0] if said[0].verb - start < 30 and end - start < 90 else None

    def _precedes(self, at: int) -> Utterance | None:
        """Who speaks in the sentence before, in the same paragraph."""
        if at and self._beside(at - 1, at):
            if found := self._found[at - 1]:
                return found[0]
            if self._text[self._spans[at - 1][0] : self._spans[at - 1][1]].rstrip().endswith(":"):
                return self._subject(at - 1)
        return None

    def _later(self, at: int) -> Utterance | None:
        """Who speaks in one of the next sentences of the same paragraph, after more of it."""
        for after in range(at + 1, min(len(self._spans), at + 4)):
            if not self._beside(after - 1, after):
                return None
            if found := self._found[after]:
                return found[0] if self._quoted.at(self._spans[after][0]) else None
            if not self._wholly(after):
                return None
        return None

    def _paragraph(self, at: int) -> Utterance | None:
        """Who speaks at the end of the paragraph before."""
        if not at:
            return None
        if found := self._found[at - 1]:
            return found[0]
        before = self._text[self._spans[at - 1][0] : self._spans[at - 1][1]].rstrip()
        return self._subject(at - 1) if before.endswith(":") else None

    def _subject(self, at: int) -> Utterance | None:
        """The first who is named in a sentence that leads to a quotation."""
        people = self._people(*self._spans[at])
        if not people:
            return None
        one = people[0]
        return Utterance(
            one.full, 0.55, *self._spans[at], False, one.named, roles=frozenset(one.roles)
        )

    def _beside(self, one: int, other: int) -> bool:
        """Whether two sentences that follow each other are of the same paragraph."""
        between = self._text[self._spans[one][1] : self._spans[other][0]]
        return "\n" not in between.strip(_MARKS.replace("\n", "")) or "\n" not in between


def voices(passages: Sequence[Passage]) -> Voices:
    """Who speaks in the article of these passages, which follow each other or leave gaps."""
    return _voices(tuple(sorted(passages, key=lambda one: one.start)))


@lru_cache(_KEPT)
def _voices(passages: tuple[Passage, ...]) -> Voices:
    text = ""
    spans: dict[Span, None] = {}
    for one in passages:
        text = text[: one.start]
        text += "\n" * (one.start - len(text)) + one.text
        spans |= dict.fromkeys(one.sentences)
    return Voices(sorted(spans), text, passages)
