"""What somebody said about something: their sentences, very words before reports of them.

A sentence of somebody else never stands for the one who is asked of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from index import EVERYTHING, Hit, terms
from qa.language import Sentence, forms, meets, read, stem
from qa.reading.cutting import citation
from qa.reading.features import Asked, Candidate, sentences
from qa.reading.naming import OPINION, SPEECH, VoicesOf, named, utterances
from qa.reading.selection import Selector
from qa.types import Citation, Query
from qa.understanding.speech import AskedSpeech
from qa.voices.cast import is_title
from qa.voices.meaning import meant
from qa.voices.utterances import Utterance

ABOUT = 0.5
"""So much of what is asked about stands in what somebody says, around it, or above it."""
_CLOSELY = 0.85
"""The same where a deed may be meant as well as words."""
_LOOSELY = 0.3
"""The same in an opinion piece of their own."""
_LATE = timedelta(3)
"""So long after a time its words are still being reported."""
_LIKE = 0.9
_STEM = 5
"""So many letters in common make two stems alike."""
_SURE = 0.5
"""Who is less surely the speaker is none."""
_DIRECT = 0.6
"""What very words are worth against reports, in log-odds."""
_ON_IT = 1.5
"""What it is worth that all that is asked about is in what is said."""
_OPINES = 1.0
"""What it is worth that a sentence of an own piece has words of opinions."""
_NEAR = 1.6
"""So near to the first come others, in log-odds."""
_ADDS = 0.7
"""A share of new words with which a second quote of an article adds to the first."""
_SAME = 0.6
_WEIGHED = {"around": 0.9, "above": 0.8}


@dataclass(frozen=True)
class Speech:
    """A question after the words of somebody, made once for it."""

    query: Query
    asked: AskedSpeech
    selector: Selector
    voices: VoicesOf

    @cached_property
    def _topic(self) -> Asked:
        """What the words are to be about, days left out."""
        about = read(self.asked.about)
        text = about.flat
        for moment in reversed(about.moments):
            text = text[: moment.start] + " " + text[moment.end :]
        return Asked(replace(self.query, text=text.strip() or "?"), self.selector.rarity)

    def by(self, one: Candidate) -> Utterance | None:
        """The utterance of a sentence by the one who is asked of, if it is theirs."""
        if not self._named_in(one):
            return None
        for utterance in utterances(one, self.voices):
            if utterance.sure >= _SURE and meant(self.asked.speaker, utterance):
                return utterance
        return None

    def _named_in(self, one: Candidate) -> bool:
        """Whether the article of a sentence has the name that is asked of, where it is one."""
        names = [word for word in self.asked.speaker.split() if word[0].isupper()]
        last = names[-1] if names else ""
        if not last or last.isupper() or is_title(last):
            return True
        passage = one.hit.passage
        own = (passage.text, passage.title, *passage.authors)
        return any(last in text for text in own) or last in self.voices(passage).text

    def said(self, hits: Sequence[Hit]) -> list[Candidate]:
        """What the one who is asked of says about it, best first."""
        mine: dict[tuple[str, int], Utterance] = {}

        def theirs(one: Candidate) -> bool:
            found = self.by(one)
            if found is not None:
                mine[one.hit.passage.article_id, one.sentence.start] = found
            return found is not None

        chosen = []
        for one in self.selector.select(self.query, hits, theirs):
            utterance = mine[one.hit.passage.article_id, one.sentence.start]
            about = self.about(one)
            least = ABOUT if self.asked.plainly else _CLOSELY
            own = _own_piece(one, utterance)
            if about < (_LOOSELY if own else least) or not self._of_its_days(one):
                continue
            worth = one.logit + _ON_IT * about + _DIRECT * utterance.direct
            worth += _OPINES * (own and opining(one.sentence))
            chosen.append(replace(one, logit=worth))
        return sorted(chosen, key=lambda one: -one.logit)

    def about(self, one: Candidate) -> float:
        """How much of what is asked about a sentence holds, with what is around and above it."""
        every = (read(one.hit.passage.title), *sentences(one.hit.passage))
        above = frozenset[str]().union(*(other.terms for other in every))
        return max(self._closely(one), _WEIGHED["above"] * self._share(above))

    def _closely(self, one: Candidate) -> float:
        """How much of it the sentence holds, with what is around it."""
        near = sentences(one.hit.passage)[max(0, one.at - 2) : one.at + 3]
        around = frozenset[str]().union(*(other.terms for other in near))
        own = frozenset(one.sentence.terms)
        return max(self._share(own), _WEIGHED["around"] * self._share(around))

    def _share(self, held: frozenset[str]) -> float:
        """The share of what is asked about that is held, "surrogate" being as good as surrogacy."""
        weights = self._topic.weights
        if not weights or self._topic.query.text == "?":
            return 1.0
        total = sum(weights.values()) or 1.0
        return (
            sum(w * max(meets(term, held), _alike(term, held)) for term, w in weights.items())
            / total
        )

    def _of_its_days(self, one: Candidate) -> bool:
        """Whether it was said in the days that are asked of, as far as the question names any."""
        query, published = self.query, one.hit.passage.published
        filters, given = query.filters, query.given or EVERYTHING
        since, until = filters.since, filters.until
        if query.happened:
            since, until = query.happened
        elif (since, until) == (given.since, given.until):
            return True
        first, last = since or date.min, until or date.max
        told = [stretch for moment in one.sentence.moments for stretch in moment.stretches]
        if any(a <= last and first <= b for a, b in told):
            return True
        late = last + _LATE if last < date.max - _LATE else last
        return published is not None and first <= published <= late

    def quoted(
        self, said: Sequence[Candidate], most: int
    ) -> list[tuple[Candidate, tuple[Citation, ...]]]:
        """The quotes of those `said`, `most` at most: very words first, one of an article."""
        further = (
            one
            for one in said[1:]
            if self._closely(one) >= ABOUT or one.hit.passage.kind in OPINION
        )
        chosen = _apart(self.query, [*said[:1], *further], most)
        found = [(one, self.by(one)) for one in chosen]
        found.sort(key=lambda it: it[1] is not None and not it[1].direct)
        return _once(
            (one, named(self.voices, citation(self.query, one), utterance))
            for one, utterance in found
        )

    def unheard_of(self, hits: Sequence[Hit]) -> bool:
        """Whether it asks of what somebody is, and what was found calls nobody so.

        "The superintendent" may be the mayor of these articles; a name is nobody else's.
        """
        words = self.asked.speaker.split()
        if any(word[0].isupper() for word in words):
            return False
        called = forms(stem(words[-1])[0]) | {stem(words[-1])[0]}
        return all(called.isdisjoint(terms(hit.passage.searchable)) for hit in hits)

    @property
    def unsaid(self) -> str:
        """That the one who is asked of is not quoted on it, in words."""
        return " ".join(filter(None, (f"no article quotes {self.asked.called}", self.asked.on)))


def _own_piece(one: Candidate, utterance: Utterance) -> bool:
    """Whether somebody says it in an opinion piece that they wrote."""
    return one.hit.passage.kind in OPINION and not (utterance.written or utterance.beside)


def opining(sentence: Sentence) -> bool:
    """Whether a sentence has a word of opinions: "I", "should", "blame"."""
    return any(word.low in SPEECH.among("opining") for word in sentence.words)


def _alike(term: str, held: frozenset[str]) -> float:
    """Whether a stem is held that begins as `term` does, or the other way round."""
    found = any(
        min(len(term), len(one)) >= _STEM and (one.startswith(term) or term.startswith(one))
        for one in held
    )
    return _LIKE if found else 0.0


def _overlap(one: Citation, other: Citation) -> bool:
    together = one.passage.article_id == other.passage.article_id
    return together and one.start < other.end and other.start < one.end


def one_an_article(
    query: Query, ranked: Sequence[Candidate], most: int
) -> list[tuple[Candidate, tuple[Citation, ...]]]:
    """The quotes of the best candidates, one of an article unless a second adds to it."""
    return _once((one, (citation(query, one),)) for one in _apart(query, ranked, most))


def _once(
    quotes: Iterable[tuple[Candidate, tuple[Citation, ...]]],
) -> list[tuple[Candidate, tuple[Citation, ...]]]:
    """The quotes without those that overlap one before."""
    told: list[tuple[Candidate, tuple[Citation, ...]]] = []
    for one, cited in quotes:
        if not any(_overlap(cited[0], other[0]) for _, other in told):
            told.append((one, cited))
    return told


def _apart(query: Query, ranked: Sequence[Candidate], most: int) -> list[Candidate]:
    """The best candidates, `most` at most, that do not say the same."""
    chosen: list[Candidate] = []
    for one in ranked:
        if len(chosen) == most or ranked[0].logit - one.logit > _NEAR:
            break
        if not any(_repeats(query, one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _repeats(query: Query, one: Candidate, other: Candidate) -> bool:
    a, b = set(one.sentence.terms), set(other.sentence.terms)
    if one.hit.passage.voice != other.hit.passage.voice:
        return len(a & b) / max(1, min(len(a), len(b))) > _SAME
    return len(a - b - set(read(query.text).terms)) < _ADDS * max(1, len(a))
