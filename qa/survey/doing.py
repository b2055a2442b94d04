"""Whether somebody does, in what a sentence tells, what is asked: "Who retired this week"."""

from collections.abc import Sequence

from index import terms
from qa.fitness.subjects import people
from qa.language import Act, Sentence, Token, kin
from qa.survey.events import Event
from qa.survey.happening import done
from qa.types import Query

_PASSIVE = frozenset(("was", "were", "is", "been", "got"))


def does(event: Event, query: Query) -> bool:
    """Whether a person does it there, or has it done to them, in these words or in others."""
    sentence, asked = event.sentence, query.subject.split()[:1]
    same = frozenset(terms(" ".join(asked)))
    alike = same.union(*(kin(one) for one in same))
    words = sentence.words
    passive = not _PASSIVE.isdisjoint(query.text.lower().split()[:3])
    acts = {act.at: act for act in sentence.acts}
    return any(
        _same(words, at, same, alike, acts.get(at), passive) and _who(sentence, at)
        for at in done(sentence)
    )


def _same(
    words: Sequence[Token],
    at: int,
    same: frozenset[str],
    alike: frozenset[str],
    act: Act | None,
    passive: bool,
) -> bool:
    """Whether the verb at `at` is the one asked for, or one of kin, done to or by the same side."""
    verb = frozenset(terms(words[at].text))
    if verb & same or not verb & alike or act is None:
        return bool(verb & alike)
    return act.passive == passive and (passive or not act.sufferer)  # who kills does not die


def _who(sentence: Sentence, at: int) -> bool:
    """Whether somebody is named before the verb: "Britain's prime minister" names nobody."""
    return bool(people(sentence)) and any(
        one.last < at and not _owns(sentence, one.last) for one in sentence.names
    )


def _owns(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    span = sentence.original(word.start, word.end)
    if span is None:
        return False
    return sentence.text[span[0] : span[1] + 2].endswith(("'s", "’s"))
