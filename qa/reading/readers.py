"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from index import Embedder, Hit, Passage
from qa.models.model import Endpoint
from qa.models.spending import Meter
from qa.reading.accounting import Quoted, accounted, each
from qa.reading.features import Candidate
from qa.reading.findings import findings_first
from qa.reading.listing import listed
from qa.reading.naming import (
    VoicesOf,
    has_words,
    named,
    printed,
    utterances,
    who_said,
    within,
)
from qa.reading.opinions import Opinions
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.reading.speech import Speech, one_an_article
from qa.types import Assessed, Citation, Dropped, Query, Statement
from qa.understanding.comparisons import compared
from qa.understanding.opinion import asked_opinion
from qa.understanding.speech import AskedSpeech, asked_speech
from qa.voices.utterances import Voices, voices
from qa.wording import quotation

_QUOTED = 0.2
"""So much surer than need be is that the words of who is asked of answer."""
_ASKED = 0.75
"""So much of the threshold must be reached where outlets are asked for a figure, or several are
asked for who are called what is asked for."""
PASSAGES = 10
"""How many passages are read for one question by a reader that does not say how many it wants."""


class Reader(Protocol):
    """Anything that reads hits for a question."""

    @property
    def name(self) -> str:
        """As answers remember it."""

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        """Statements in the order they should be said, one by one; none if it finds nothing.

        What was written but cannot be said may be told as `Dropped`, and how the reading goes as
        `Assessed`, as often as that changes. What a model behind it costs is counted on `meter`.

        Raises:
            ReaderError: the model behind it did not answer.
        """


@runtime_checkable
class WeighsWords(Reader, Protocol):
    """A reader to which it matters how rare a word is: of other articles, another one reads."""

    def weighing(self, rarity: Callable[[str], float]) -> Reader:
        """The same reader, for articles in which words are as rare as `rarity` says."""


@runtime_checkable
class ReadsFarther(Reader, Protocol):
    """A reader that makes use of more passages, or fewer, than readers usually do."""

    @property
    def passages(self) -> int:
        """How many, best first."""


def passages_wanted(reader: Reader) -> int:
    """How many passages a reader is given, unless somebody chose another number."""
    return reader.passages if isinstance(reader, ReadsFarther) else PASSAGES


@runtime_checkable
class SendsPassages(Reader, Protocol):
    """A reader that sends what it reads somewhere."""

    @property
    def endpoint(self) -> Endpoint | None:
        """Where to; None for nowhere."""


class ExtractiveReader:
    """Quotes the sentences that answer, verbatim and attributed. Needs no model but the embedder.

    One where one is enough, up to `most` where the question wants more: `quoting` says when.
    Nothing is said where the probability that the best sentence answers is below `threshold`.
    """

    name = "extractive"
    passages = 40

    def __init__(
        self,
        rarity: Callable[[str], float],
        embedder: Embedder | None = None,
        *,
        threshold: float = 0.4,
        most: int = 3,
        article: Callable[[str], Sequence[Passage]] | None = None,
    ) -> None:
        """`article` gives all passages of the article of an id, to see who speaks in it."""
        self._article = article
        self._selector = Selector(rarity, embedder)
        self._embedder = embedder
        self._threshold = threshold
        self._most = most

    @property
    def settings(self) -> dict[str, object]:
        """When it abstains and how much it says, for the record."""
        return {"threshold": self._threshold, "statements": self._most}

    def weighing(self, rarity: Callable[[str], float]) -> "ExtractiveReader":
        """The same reader, for articles in which words are as rare as `rarity` says."""
        return ExtractiveReader(
            rarity,
            self._embedder,
            threshold=self._threshold,
            most=self._most,
            article=self._article,
        )

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Assessed]:
        """One to three quoted sentences, or none where the archive does not say.

        Of a question that consists of several, each is answered for itself, as far as it can be.
        """
        parts = query.parts or (query,)
        most = max(1, self._most // len(parts))
        # a part may have another account beside its own, but no side of a comparison
        accounts = most if len(parts) == 1 or compared(query.text) else most + 1
        said: list[Candidate] = []
        room = _Room(most, accounts, said)
        best = 0.0
        for part in parts:
            told = self._told(part, hits, room)
            best = max(best, told.confidence)
            yield Assessed(best, lacking=told.lacking)
            for candidate, citations in told.quotes:
                said.append(candidate)
                yield Statement(quotation(citations[0]), citations)

    def _told(self, part: Query, hits: Sequence[Hit], room: "_Room") -> "_Told":
        """What is quoted for a question that asks one thing, and how sure it is that it answers."""
        speech, voices_of = asked_speech(part.text), self._voices()
        if (spoken := self._words_of(part, speech, hits, room.quotes, voices_of)) is not None:
            return spoken
        ranked = self._selector.select(part, hits)
        if speech and speech.who:
            ranked = list(who_said(speech, ranked, voices_of))
        ranked = list(findings_first(part, ranked, voices_of))
        sure = self._selector.answerable(part, ranked, hits)
        if speech and ranked and has_words(speech, ranked[0]):
            sure = max(sure, self._threshold + _QUOTED)
        # values that may stand alone, and several of what is asked for, are a further sign
        if sure >= _ASKED * self._threshold and (told := _surely(part, ranked)):
            return _Told(sure, told)
        if sure < self._threshold:
            return _Told(sure)
        return _Told(sure, self._attributed(part, ranked, room, voices_of if speech else None))

    def _attributed(
        self,
        part: Query,
        ranked: Sequence[Candidate],
        room: "_Room",
        voices_of: VoicesOf | None,
    ) -> Iterator[tuple[Candidate, tuple[Citation, ...]]]:
        """The quotes, each with who says it where `voices_of` tells."""
        chosen = _chosen(part, ranked, room.quotes, room.said)
        for one, (cited, *others) in accounted(part, chosen, ranked, room.accounts):
            if voices_of is None:
                yield one, (cited, *others)
                continue
            speaker = next(iter(utterances(one, voices_of)), None)
            yield one, (*named(voices_of, cited, speaker), *others)

    def _words_of(
        self,
        part: Query,
        speech: AskedSpeech | None,
        hits: Sequence[Hit],
        most: int,
        voices_of: VoicesOf,
    ) -> "_Told | None":
        """The words of who is asked of, or opinions; None where something else is asked."""
        if speech and not speech.who and not (part.outlets or printed(speech, hits)):
            asked = Speech(part, speech, self._selector, voices_of)
            found = asked.said(hits)
            sure = self._selector.answerable(part, found, hits)
            if found:
                sure = max(sure, self._threshold + _QUOTED)
                return _Told(sure, asked.quoted(found, most))
            if speech.plainly and not asked.unheard_of(hits):
                return _Told(min(sure, self._threshold * _QUOTED), (), asked.unsaid)
        if opinion := asked_opinion(part.text):
            views = Opinions(part, opinion, self._selector, voices_of)
            if held := views.held(hits):
                sure = max(self._selector.answerable(part, held, hits), self._threshold + _QUOTED)
                return _Told(sure, one_an_article(part, held, most))
            if opinion.plainly:
                return _Told(0.0, (), views.lacking)
        return None

    def _voices(self) -> VoicesOf:
        """Who speaks in the article of a passage; in the passage alone where it is not at hand."""
        known: dict[str, Voices] = {}

        def of(passage: Passage) -> Voices:
            if self._article is None:
                return within(passage)
            if passage.article_id not in known:
                every = self._article(passage.article_id)
                known[passage.article_id] = voices(every or [passage])
            return known[passage.article_id]

        return of


def _chosen(
    part: Query, ranked: Sequence[Candidate], most: int, said: Sequence[Candidate]
) -> Sequence[tuple[Candidate, Citation]]:
    """What is quoted: of a list whose items can be seen, the sentences that name them."""
    return listed(part, ranked) or quoted(part, ranked, most, said)


def _surely(part: Query, ranked: Sequence[Candidate]) -> Sequence[Quoted]:
    """What outlets say that are asked, or a list of what plainly is what is asked for."""
    if part.compares or part.outlets:
        return each(part, ranked)
    return [(one, (cited,)) for one, cited in listed(part, ranked, surely=True)]


@dataclass(frozen=True, slots=True)
class _Room:
    """How many quotes a part may have, with other accounts of it, and what was said before."""

    quotes: int
    accounts: int
    said: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is quoted, and how sure it is that it answers; what is `lacking`, in words, if known."""

    confidence: float
    quotes: Iterable[tuple[Candidate, tuple[Citation, ...]]] = ()
    lacking: str = ""
