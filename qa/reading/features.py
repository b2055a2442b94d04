"""What a sentence of a retrieved passage shows of being the answer: features, in two looks.

`Hits.glances` sees the index terms of every sentence and no more. `Hits.looks` reads those few that
a glance leaves: their names, numbers and days, whether they hold the kind of thing that is asked
for (`qa.values`), and how they fit the question in their place (`qa.fitness`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from index import Hit, Passage, terms, unlabelled
from qa.fitness import fitness
from qa.language import Sentence, kindred, meets, read
from qa.language.lists import WORDS
from qa.reading.again import cites
from qa.reading.wants import present
from qa.types import Expects, Query
from qa.values import values

GLANCE_FEATURES = (
    "coverage", "coverage_around", "coverage_title", "met", "ordered", "length", "short", "lead",
    "opening", "rank", "passage_cosine",
)  # fmt: skip
NEWS_FEATURES = ("recurs", "recurs_name", "recent", "newer", "newest", "newly")
"""What only an archive of news shows."""
LOOK_FEATURES = (
    *GLANCE_FEATURES, "names", "names_around", "valued", "offers", "suited", "new", "new_names",
    "new_numbers", *fitness.FEATURES, *NEWS_FEATURES,
)  # fmt: skip

RECENT_DAYS = 30
"""News of the days before the question is what questions are mostly about."""
_SHARE = 0.85
"""How much less each further hit counts where it is asked what hits have in common."""
_CLOSING = "”’»\"')] "
_ENDS = (".", "!", "…", "。", "！", "।", "۔")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer: the one `at` that place of its passage, scored as log-odds."""

    hit: Hit
    at: int
    sentence: Sentence
    features: Mapping[str, float]
    logit: float = 0.0


class Asked:
    """A question's terms with their weights, its names and its kind.

    `rarity` says how rare a stemmed term is in the archive, in (0, 1].
    """

    def __init__(self, query: Query, rarity: Callable[[str], float]) -> None:
        self.question = read(query.text)
        self.pairs = set(pairwise(self.question.terms))
        self.rarity = cache(rarity)
        self.weights = self._weights()
        self.latest = self.question.has_any("latest") or present(query.text)
        self.query = query
        carried = frozenset(terms(query.text)) - frozenset(terms(query.asked))
        self._carried = carried if query.cited else frozenset[str]()
        self._total = sum(self.weights.values()) or 1.0
        self._kindred = frozenset[str]().union(*map(kindred, self.weights))
        self._shares: dict[frozenset[str], tuple[float, float]] = {}
        self.by_form = values.told_by_form(query)
        self.kind = values.asked_of(query).kind
        self.fitness = fitness.Fitness(query)
        self.today = query.today

    def _weights(self) -> dict[str, float]:
        """How much each of the question's terms counts: its rarity.

        A word about the asking counts only where there is no other.
        """
        every = dict.fromkeys(self.question.terms)
        asked = [term for term in every if term not in _about_asking()] or list(every)
        return {term: self.rarity(term) for term in asked}

    def given(self, hit: Hit) -> frozenset[str]:
        """The terms that a follow-up took from earlier turns, for an article that those cite.

        It is what the article is about, and its sentences need not say so again.
        """
        return self._carried if cites(self.query, hit) else frozenset()

    def share(self, held: frozenset[str]) -> float:
        """The share of the question's terms, by rarity, that are `held`, kin counting less."""
        return self._both(held)[0]

    def met(self, held: frozenset[str]) -> float:
        """As `share`, each term counting the same."""
        return self._both(held)[1]

    def near(self, sentence: Sentence) -> frozenset[str]:
        """Those of a sentence's terms that a share is made of."""
        return self._kindred.intersection(sentence.terms)

    def _both(self, held: frozenset[str]) -> tuple[float, float]:
        """`share` and `met`: many sentences hold the same few of the question's terms."""
        near = held & self._kindred
        found = self._shares.get(near)
        if found is None:
            meeting = [(weight, meets(term, near)) for term, weight in self.weights.items()]
            found = self._shares[near] = (
                sum(weight * met for weight, met in meeting) / self._total,
                sum(met for _, met in meeting) / (len(self.weights) or 1),
            )
        return found

    def named(self, *sentences: Sentence, given: frozenset[str] = frozenset()) -> float:
        """The share of the question's names that they hold together; 1 if it has none."""
        names = self.question.name_stems
        if not names:
            return 1.0
        held = given.union(*(one.stems for one in sentences))
        return len(names & held) / len(names)

    def ordered(self, sentence: Sentence) -> float:
        """The share of neighbouring pairs of question terms that it has as neighbours."""
        held = self.pairs.intersection(pairwise(sentence.terms)) if self.pairs else ()
        return len(held) / max(1, len(self.pairs))


class Hits:
    """The passages that were found for a question, their sentences looked at twice."""

    def __init__(self, asked: Asked, hits: Sequence[Hit]) -> None:
        self._asked = asked
        self._hits = hits
        self._read = {id(hit): sentences(hit.passage) for hit in hits}
        self._common = _Common(asked, hits, self._read)

    def glances(self) -> list[Candidate]:
        """Every reporting sentence, with `GLANCE_FEATURES`."""
        return [one for rank, hit in enumerate(self._hits) for one in self._glances(hit, rank)]

    def looks(self, glanced: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates, with `LOOK_FEATURES`."""
        return [
            Candidate(c.hit, c.at, c.sentence, {**c.features, **self._look(c)}, c.logit)
            for c in glanced
        ]

    def _glances(self, hit: Hit, rank: int) -> list[Candidate]:
        passage, asked = hit.passage, self._asked
        headline, every = read(passage.title), self._read[id(hit)]
        given = asked.given(hit)
        beside = asked.near(headline) | given
        title = asked.share(beside) if passage.title else 0.0
        near = [asked.near(one) for one in every]
        asking = _asking(passage)
        found = []
        for at, sentence in enumerate(every):
            # a line that does not end is a heading or a link
            if at in asking or not sentence.text.rstrip(_CLOSING).endswith(_ENDS):
                continue
            words = len(sentence.text.split())
            around = beside.union(*near[max(0, at - 1) : at + 2])
            features = {
                "coverage": asked.share(near[at] | given),
                "coverage_around": asked.share(around),
                "coverage_title": title,
                "met": asked.met(around),
                "ordered": asked.ordered(sentence),
                "length": math.log1p(words) / 4,
                "short": float(words < 6),
                "lead": float(sentence.start < 300),
                "opening": float(sentence.start < 50),
                "rank": -math.log1p(rank) / 4,
                "passage_cosine": hit.cosine or 0.0,
            }
            found.append(Candidate(hit, at, sentence, features))
        return found

    def _look(self, one: Candidate) -> dict[str, float]:
        asked, at = self._asked, one.at
        whole = asked.query.expects is Expects.PLACE
        sentence = one.sentence if whole else bare(one.sentence)
        headline, every = read(one.hit.passage.title), self._read[id(one.hit)]
        after = every[at + 1] if at + 1 < len(every) else None
        place = fitness.Place(
            sentence, tuple(every[max(0, at - 2) : at]), after, headline, one.hit.passage.published
        )
        given = asked.given(one.hit)
        new_names = sentence.name_stems - asked.question.name_stems
        new_values = sentence.values - asked.question.values
        return {
            "names": asked.named(sentence, given=given),
            "names_around": asked.named(headline, *every[max(0, at - 1) : at + 2], given=given),
            "valued": (valued := self._valued(sentence)),
            "offers": self._offers(valued, place),
            "suited": self._suited(sentence) if valued > 0 else 0.0,
            "new": float(bool(new_names or new_values)),
            "new_names": math.log1p(len(new_names)),
            "new_numbers": math.log1p(len(new_values)),
            **asked.fitness.features(place),
            **self._common.features(sentence, one.hit),
        }

    def _offers(self, valued: float, place: fitness.Place) -> float:
        """As `valued`, where that is plain to see; "the team" may be named before.

        Another year's figure is none.
        """
        asked = self._asked
        if asked.fitness.of_other_days(place):
            return -1.0
        named = asked.kind in values.NAMED and place.before
        if valued < 0 and named and values.holds(asked.query, place.before[-1]):
            return 0.0
        return valued * (asked.kind in values.PLAIN)

    def _suited(self, sentence: Sentence) -> float:
        """How well the best of its values is what was asked for."""
        found = values.asked_values(self._asked.query, sentence)
        return max((value.fit for value in found), default=0.0)

    def _valued(self, sentence: Sentence) -> float:
        """1 if it has a value of the asked kind, -1 if it has none, 0 where form does not tell."""
        if not self._asked.by_form:
            return 0.0
        return 1.0 if values.holds(self._asked.query, sentence) else -1.0


class _Common:
    """What the hits say of which the question does not speak, and in how many reports.

    An answer stands in several reports of an event, what one of them adds does not: the words of
    a relevance model (Lavrenko and Croft, SIGIR 2001), each report counted by its best hit, and
    its copies with it.
    """

    def __init__(
        self, asked: Asked, hits: Sequence[Hit], read_before: Mapping[int, Sequence[Sentence]]
    ) -> None:
        self._asked = asked
        self._shares: dict[str, float] = {}
        held: dict[str, set[str]] = {}
        for rank, hit in enumerate(hits):
            voice = hit.passage.voice
            self._shares.setdefault(voice, _SHARE**rank)
            held.setdefault(voice, set()).update(
                *(one.terms for one in (read(hit.passage.title), *read_before[id(hit)]))
            )
        self._total = sum(self._shares.values())
        self._days = sorted(
            (hit.passage.published, self._shares[hit.passage.voice])
            for hit in {hit.passage.voice: hit for hit in reversed(hits)}.values()
            if hit.passage.published
        )
        self._said: dict[str, float] = {}
        for voice, stems in held.items():
            for term in stems - asked.weights.keys():
                self._said[term] = self._said.get(term, 0.0) + self._shares[voice]

    def features(self, sentence: Sentence, hit: Hit) -> dict[str, float]:
        """Those of `NEWS_FEATURES`."""
        passage, today = hit.passage, self._asked.today
        own = self._shares[passage.voice]
        new = frozenset(sentence.terms) - self._asked.weights.keys()
        names = sentence.name_terms - self._asked.question.name_terms
        age = (today - passage.published).days if today and passage.published else -1
        recurring = {term: self._recurring(term, own) for term in new}
        newer = self._newer(passage.published)
        return {
            "newer": newer,
            "newest": newer * self._asked.latest,
            "newly": newer * (self._asked.query.expects is Expects.YES_NO),
            "recurs": max(recurring.values(), default=0.0),
            "recurs_name": max((recurring[term] for term in names & new), default=0.0),
            "recent": float(0 <= age <= RECENT_DAYS),
        }

    def _newer(self, published: date | None) -> float:
        """The share of the reports with a day that are older; 0 for one without."""
        dated = sum(share for _, share in self._days)
        older = sum(share for day, share in self._days if published and day < published)
        return older / dated if dated else 0.0

    def _recurring(self, term: str, own: float) -> float:
        """In what share of the other reports a term is, by its rarity."""
        others = (self._said.get(term, own) - own) / self._total
        return others * self._asked.rarity(term) if others > 0 else 0.0


def bare(sentence: Sentence) -> Sentence:
    """The same without a place line, whose day and place are not what it tells."""
    text, start = sentence.text, sentence.start
    at = unlabelled(text, opening=start == 0)
    return read(text[at:], sentence.published, start + at) if at else sentence


def sentences(passage: Passage) -> list[Sentence]:
    """Those of a passage, read."""
    return [read(passage.slice(*span), passage.published, span[0]) for span in passage.sentences]


@cache
def _about_asking() -> frozenset[str]:
    return frozenset(term for word in WORDS.named("asking") for term in terms(word))


def _asking(passage: Passage) -> set[int]:
    """Which sentences are of a paragraph that asks: an interviewer's turn, or a quiz's."""
    asking: set[int] = set()
    paragraph: list[int] = []
    end = passage.start
    for at, span in enumerate(passage.sentences):
        if "\n" in passage.text[end - passage.start : span[0] - passage.start]:
            paragraph = []
        paragraph.append(at)
        end = span[1]
        if passage.slice(*span).rstrip(_CLOSING).endswith("?"):
            asking.update(paragraph)
    return asking
