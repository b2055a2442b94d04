"""What there is on a subject: what it is, the main facts, how much is reported and of when.

The first line is what somebody who types the subject wants: what an abbreviation stands for or
what a name is, else what happened, the newest first where a story runs for long. Each further
line is of another article and mostly new.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index import EVERYTHING, Holdings, Mention, Passage, Retriever, stems
from qa.fitness.describing import defines, described
from qa.language import Sentence, read, written
from qa.reading.dating import Dating
from qa.survey import subjects
from qa.survey.clustering import Clusters, Told
from qa.survey.events import Event, events
from qa.survey.found import Found
from qa.survey.gathering import Source, about, mentioning, sources_of, uncorrected
from qa.survey.subjects import Subject, quoted, stated
from qa.survey.timeline import hits_of
from qa.types import Abstention, Citation, Note, Query, Reason
from qa.wording import count

LINES = 4
_NEW = 0.5
"""So much of its words a further line says anew."""
_OTHER = 0.75
"""The same, of one report."""
_FIRST = 0.8
"""What is worth less is not told."""
_LEAST = 0.5
"""What is worth less than so much of the best is left out."""
_LONG = timedelta(45)
"""Of a story that runs for longer the newest comes first."""
_RECENT = 1.5
"""What it is worth then to be the newest."""
_NAMED = 0.7
"""What it is worth to say what something is that has a name."""
_SEVERAL, _MOSTLY, _NEAREST, _WORDS = 3, 0.6, 8, 5
"""Of so many words a subject is looked for by each, in so many articles that have so much of it."""
_PASSING = 20
"""So many articles that only mention a subject are looked into for what it is."""


def digest(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """What there is on the subject of a question; says where it is mentioned in passing only.

    None where the subject has several words and no article is about it: perhaps some sentence
    tells what those words ask for.
    """
    subject = Subject.of(query.subject)
    thing = _Thing.of(query.subject)
    sources = uncorrected(about(subject, query, archive, retriever), archive)
    ranked = _found(sources, subject, thing, archive)
    if not ranked:  # words that stand apart in the one article that has them
        ranked = _found([replace(one, near=True) for one in sources], subject, thing, archive)
    if lines := _lines(ranked):
        note = _coverage(query, subjects.about(subject, archive, query.given or EVERYTHING))
        dating = Dating(archive)
        said = tuple(dating.statement(query, stated(one.best.citation)) for one in lines)
        return Found(said, hits_of([one for one, _ in ranked]), notes=note)
    return _in_passing(query, subject, thing, archive) or _apart(query, subject, archive, retriever)


def _apart(query: Query, subject: Subject, archive: Holdings, retriever: Retriever) -> Found | None:
    """What the nearest articles with most of the words of a subject say of each of them.

    None where it has few words, or no article has most of them.
    """
    if len(subject.groups) < _SEVERAL:
        return None
    sources = mentioning(subject, query.given or EVERYTHING, archive, retriever)[:_NEAREST]
    told = [one for one in sources if subject.met(read(_text(one))) > _MOSTLY]
    found = [
        (passage, read(passage.slice(*span), passage.published, span[0]))
        for one in uncorrected(told, archive)
        for passage in one.passages
        for span in passage.sentences
    ]
    plain = [one for one in found if one[1].acts and len(one[1].words) >= _WORDS]
    plain.sort(key=lambda one: -subject.met(one[1]))
    chosen = _covering(plain, subject)
    return Found(tuple(map(stated, chosen))) if chosen else None


def _covering(found: Sequence[tuple[Passage, Sentence]], subject: Subject) -> list[Citation]:
    """The first sentences that have all words of a subject among them; none where a word lacks."""
    chosen: list[Citation] = []
    left = set(subject.groups)
    for passage, sentence in found:
        held = {stem for stem, _ in stems(sentence.text)}
        if new := {each for each in left if any(held.issuperset(one) for one in each)}:
            chosen.append(quoted(passage, (sentence.start, sentence.end)))
            left -= new
    return [] if left else chosen[:LINES]


def _text(source: Source) -> str:
    return " ".join((source.title, *(one.told for one in source.passages)))


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a subject is called, as it is looked for where a sentence says what it is."""

    words: str
    stems: frozenset[str]
    head: str
    named: bool
    short: bool

    @classmethod
    def of(cls, words: str) -> "_Thing":
        sentence = read(words)
        stems = [word.stem for word in sentence.words if word.content]
        short = words.isupper() and len(stems) == 1
        named = bool(sentence.names) or short
        return cls(words, frozenset(stems), stems[-1] if stems else "", named, short)

    def told(self, sentence: Sentence) -> bool:
        """Whether a sentence says what it is, or what it stands for."""
        if not self.head:
            return False
        if self.short:
            name = re.escape(self.words)
            # "(KRSC)", "or IVF", "IVF is a"
            stands = rf"(?:\(|\bor ){name}\b|\b{name} (?:is|was) an? "
            if not re.search(stands, sentence.text):
                return False
        elif self.named and described(sentence, self.stems):
            return True
        return defines(sentence, self.stems, self.head)


def _found(
    sources: Sequence[Source], subject: Subject, thing: _Thing, archive: Holdings
) -> list[tuple[Told, float]]:
    """What is told with what it is worth, the best first; before all what an abbreviation means."""
    found = [one for each in sources for one in events(each, subject, loosely=True)]
    defining = [one for one in found if thing.told(one.sentence)]
    told = Clusters(subject.stems, archive.embedder).of(found)
    days = [one.days[1] for one in told]
    first, last = min(days, default=date.min), max(days, default=date.min)

    def worth(one: Told) -> float:
        recent = (one.days[1] - first) / (last - first) if last - first > _LONG else 0.0
        return one.worth + _RECENT * recent + _NAMED * (thing.named and one.best in defining)

    ranked = sorted(((one, worth(one)) for one in told), key=lambda one: -one[1])
    if thing.short and defining:
        best = max(defining, key=lambda one: one.worth)
        ranked.insert(0, (Told((best,)), max(best.worth, ranked[0][1])))
    return [(one, worth) for one, worth in ranked if worth >= _FIRST]


def _lines(ranked: Sequence[tuple[Told, float]]) -> list[Told]:
    """The best, and then what adds to it, the newest first."""
    chosen: list[Told] = []
    for one, worth in ranked:
        if len(chosen) == LINES or worth < _LEAST * ranked[0][1]:
            break
        if all(_adds(one.best, other.best) for other in chosen):
            chosen.append(one)
    return chosen[:1] + sorted(chosen[1:], key=_published, reverse=True)


def _adds(one: Event, other: Event) -> bool:
    """Whether it says mostly something else; of the same report, almost nothing the same."""
    same = one.passage.voice == other.passage.voice
    return len(one.terms - other.terms) >= (_OTHER if same else _NEW) * len(one.terms)


def _published(told: Told) -> date:
    return told.best.passage.published or date.min


def _coverage(query: Query, mentions: Sequence[Mention]) -> tuple[Note, ...]:
    """How many articles are about the subject, of how many outlets, and of when."""
    days = sorted(one.published for one in mentions if one.published)
    if not days:
        return ()
    outlets = len({one.outlet.casefold() for one in mentions if one.outlet})
    of = f" of {count(outlets, 'outlet')}" if outlets else ""
    when = f"from {written(days[0])} to {written(days[-1])}" if days[0] != days[-1] else (
        f"of {written(days[0])}"
    )  # fmt: skip
    verb = "is" if len(mentions) == 1 else "are"
    said = f"{count(len(mentions), 'article')}{of} {verb} about “{query.subject}”, {when}."
    return (Note("coverage", said),)


def _in_passing(query: Query, subject: Subject, thing: _Thing, archive: Holdings) -> Found | None:
    """What a subject is that no article is about, or that it is only mentioned."""
    mentions = subjects.about(subject, archive, query.given or EVERYTHING, in_passing=True)
    if not mentions:
        return None
    sources = sources_of([one.article_id for one in mentions[-_PASSING:]], archive)
    told = [one for each in sources if (one := _definition(each, thing))]
    passing = f"“{query.subject}” is mentioned in passing in {count(len(mentions), 'article')}"
    if told:
        return Found((stated(told[-1]),), notes=(Note("coverage", f"{passing}."),))
    if len(subject.groups) > 1:
        return None
    why = f"no article is about “{query.subject}”; it is mentioned in passing in "
    why += f"{count(len(mentions), 'article')}. The archive holds {archive.coverage()}."
    return Found((), abstention=Abstention(Reason.NO_ANSWER, why))


def _definition(source: Source, thing: _Thing) -> Citation | None:
    """The first sentence of an article that says what the thing is."""
    for passage in source.passages:
        for span in passage.sentences:
            if thing.told(read(passage.slice(*span), passage.published, span[0])):
                return quoted(passage, span)
    return None
