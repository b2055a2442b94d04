"""What a survey is of: the articles about a subject, and the sentence of each that tells of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from index import EVERYTHING, Filters, Holdings, Mention, Passage, Span, stems, terms, unlabelled
from qa.fitness.times import days
from qa.language import Sentence, forms, kin, read
from qa.types import Citation, Statement
from qa.wording import quotation

Stems = tuple[str, ...]
"""Words as the index has them, one right after the other."""

_OPENING = 500  # characters; a passage that begins there opens its article
_SEVERAL = 3
"""In so many of its passages a subject is more than mentioned in passing."""
_LEAST = 6  # words; a shorter sentence seldom tells what happened
_READ = 4
"""So many of the passages that have its words are read of an article."""
_LEADS = 0.5
"""What the first sentence of an article is worth besides the words that it has."""
_HANGS = 0.6
"""What one loses that points back at the one before it, tells of long before, or has no verb."""
_YEAR = timedelta(days=365)
_LEFT = 2
"""So many words of a clause are left to look for."""
_CLAUSE = re.compile(r" (?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might) ")
# " at Cornel Quay"
_PLACED = re.compile(r" (?:at|in|on|near|off) (?:the )?[A-Z].*$")


@dataclass(frozen=True)
class Subject:
    """A subject: its `names` of several words, and for each of its words what may stand for it.

    A passage tells of it that has one of each of the `groups`; the article has its names in full.
    """

    text: str
    names: tuple[Stems, ...]
    groups: tuple[tuple[Stems, ...], ...]

    @classmethod
    def of(cls, text: str) -> "Subject":
        """The subject that the words of a question name. Words of kin stand for one another."""
        sentence = read(text)
        runs = [
            tuple(stem for stem, _ in stems(_between(sentence, one.first, one.last)))
            for one in sentence.names
            if one.last > one.first
        ]
        within = {stem for run in runs for stem in run}
        others = [term for term in dict.fromkeys(terms(text)) if term not in within]
        # "Abe" does for "Shinzo Abe" where something else is told of him
        named = [(run, run[-1:]) if others or len(runs) > 1 else (run,) for run in runs]
        # a boat is a ferry only where something else is told of it, too
        like = kin if len(others) + len(runs) > 1 else forms
        groups = (*named, *(((one,), *((other,) for other in sorted(like(one)))) for one in others))
        return cls(text, tuple(runs), groups)

    def __bool__(self) -> bool:
        return bool(self.groups)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words, and of those of kin."""
        return frozenset(stem for group in self.groups for one in group for stem in one)

    @cached_property
    def last_names(self) -> frozenset[str]:
        """How the last words of its names are compared: of "Liz Truss" it is that of "Truss"."""
        sentence = read(self.text)
        return frozenset(sentence.words[one.last].stem for one in sentence.names)

    def met(self, sentence: Sentence) -> float:
        """What share of its words stands in a sentence, or is stood for there."""
        held = _held(sentence.text)
        met = sum(any(held.issuperset(one) for one in group) for group in self.groups)
        return met / max(1, len(self.groups))


@lru_cache(1 << 14)
def _held(text: str) -> frozenset[str]:
    """The stems of a sentence, which is asked for what it has of a subject again and again."""
    return frozenset(stem for stem, _ in stems(text))


def about(
    subject: Subject, archive: Holdings, filters: Filters = EVERYTHING, *, in_passing: bool = False
) -> tuple[Mention, ...]:
    """The articles about a subject, earliest first: all its words stand together at the top.

    Where they do so in several of its passages, an article is about it as well; with `in_passing`
    one passage anywhere is enough. Copies are articles, too.
    """
    if not subject:
        return ()
    # another outlet's article may say what the one that it was copied from is about
    copied = archive.coverage().copies > 0
    wide = replace(filters, outlets=(), kinds=()) if copied else filters
    found = archive.mentions(subject.groups, wide, together=True)
    if found and subject.names:
        full = archive.mentions([(name,) for name in subject.names], wide)
        named = {one.article_id for one in full}
        found = tuple(one for one in found if one.article_id in named)
    treated = found if in_passing else tuple(filter(_treats, found))
    return _with_copies(treated, archive, filters) if copied else treated


def elsewhere(subject: Subject) -> Subject:
    """A subject less where it is: of "the cruise terminal at Cornel Quay" the cruise terminal."""
    what = _PLACED.sub("", subject.text)
    return Subject.of(what) if len(terms(what)) > 1 else subject


def clausal(text: str) -> bool:
    """Whether a subject is a clause: "prosecutors are going after Skerrow Line"."""
    return _CLAUSE.search(text) is not None


def looser(subject: Subject) -> Iterator[Subject]:
    """What a clause is about: its words that are no names less the last, the last two, and so on.

    "Prosecutors are going after Skerrow Line" is of prosecutors and Skerrow Line.
    """
    words = [word for word in subject.text.split() if terms(word)]
    while clausal(subject.text) and len(words) > _LEFT:
        last = next((at for at in reversed(range(len(words))) if words[at][0].islower()), None)
        if last is None:
            return
        del words[last]
        yield Subject.of(" ".join(words))


def _with_copies(
    found: tuple[Mention, ...], archive: Holdings, filters: Filters
) -> tuple[Mention, ...]:
    """These and the articles that are copies of one of them, in other words at the top."""
    known = {one.article_id: one for one in found}
    voices = {_voice(one) for one in found}
    if not voices:
        return ()
    every = archive.mentions(filters=filters)
    return tuple(known.get(one.article_id, one) for one in every if _voice(one) in voices)


def _voice(mention: Mention) -> str:
    return mention.first or mention.article_id


def _treats(mention: Mention) -> bool:
    return mention.passages[0][0] < _OPENING or len(mention.passages) >= _SEVERAL


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence of an article that can be quoted by itself, and how well it tells of a subject.

    `met` is the share of the subject's words that it has, `opens` whether the article begins with
    it; `faults` counts what speaks against it: it points back, is background, has no verb.
    """

    passage: Passage
    sentence: Sentence
    met: float
    opens: bool
    faults: int

    @property
    def worth(self) -> float:
        """How well it tells of the subject."""
        leads = self.opens and (self.met > 0)
        return self.met + _LEADS * leads - _HANGS * self.faults

    @property
    def citation(self) -> Citation:
        """What to quote of it."""
        return quoted(self.passage, (self.sentence.start, self.sentence.end))


def telling(subject: Subject, mention: Mention, archive: Holdings) -> Citation | None:
    """The sentence of an article that says most of a subject, the earlier of two that say as much.

    None where none can be quoted by itself.
    """
    found = tellings(subject, mention, archive)
    if subject:
        best = max(found, key=lambda one: one.worth, default=None)
    else:
        best = max(found, key=lambda one: one.opens - one.faults, default=None)
    return best.citation if best else None


def tellings(subject: Subject, mention: Mention, archive: Holdings) -> Iterator[Telling]:
    """The sentences of an article that may tell of a subject, in order.

    The first counts for more, for what happened stands there.
    """
    for passage, span in sentences_of(mention, archive):
        sentence = read(passage.slice(*span), passage.published, span[0])
        if len(sentence.words) < _LEAST or sentence.text.startswith("(") or _asks(sentence):
            continue
        opens = span == passage.sentences[0] and passage.start < _OPENING
        faults = _apart(sentence) + (not sentence.acts)
        yield Telling(passage, sentence, subject.met(sentence), opens, faults)


def _asks(sentence: Sentence) -> bool:
    return sentence.text.rstrip(" \"”’'").endswith("?")


def _apart(sentence: Sentence) -> bool:
    """Whether it points back at another, or only tells of days long before, as background does."""
    if sentence.dangling:
        return True
    last = max((end for _, end in days(sentence)), default=date.max)
    return sentence.published is not None and sentence.published - last > _YEAR


def sentences_of(mention: Mention, archive: Holdings) -> Iterator[tuple[Passage, Span]]:
    """The sentences of the first passages of an article that have the words, in order.

    Of one that has them nowhere, a copy, they are those of its first passage.
    """
    stored = archive.passages_of(mention.article_id)  # none of one that is damaged
    having = mention.passages[:_READ]
    for passage in stored[:1] if not having else stored:
        if not having or (passage.start, passage.end) in having:
            yield from ((passage, span) for span in passage.sentences)


def quoted(passage: Passage, span: Span) -> Citation:
    """A sentence of a passage, less what the page puts before it."""
    opening = span == passage.sentences[0] and span[0] < _OPENING
    at = unlabelled(passage.slice(*span), opening=opening, clock=True)
    return Citation(passage, span[0] + at, span[1])


def stated(citation: Citation) -> Statement:
    """What is said of a citation: that it stands there, in which outlet, of which day."""
    return Statement(quotation(citation), (citation,))


def _between(sentence: Sentence, first: int, last: int) -> str:
    return sentence.flat[sentence.words[first].start : sentence.words[last].end]
