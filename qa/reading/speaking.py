"""Who said it, in short: the speaker of the first statement, named as the article does it."""

import re
from collections.abc import Sequence

from qa.language import read, stem
from qa.reading.naming import VoicesOf, spoken
from qa.statements import NOTHING, Citation, Short, Statement, Told
from qa.types import Query
from qa.understanding.lists import CLASSES
from qa.understanding.speech import asked_speech
from qa.values.sought import Kind
from qa.voices.cast import is_title
from qa.voices.utterances import Utterance

_TURNS = re.compile(r",? (?:but|while|whereas|although|though) ")
_SURE = 0.6
"""Who is less surely the speaker is not told."""


def speaking(query: Query, statements: Sequence[Statement], voices_of: VoicesOf) -> Short:
    """The speaker of what the first statement quotes, for a question after who said it.

    False where it is no such question, or that is not plain.
    """
    speech = asked_speech(query.text)
    if speech is None or not speech.who:
        return NOTHING
    asked, said = read(query.text), statements[0]
    cited = said.citations[0]
    for one in spoken(cited.passage, cited.start, cited.end, voices_of):
        start, end = max(one.start, cited.start), min(one.end, cited.end)
        told = read(cited.passage.slice(start, end))
        known = one.sure >= _SURE and (one.named or _told_what(one) or not one.beside)
        of_it = _tells(asked.content, told.text, one.written)
        if known and of_it and stem(one.speaker.split()[-1])[0] not in asked.name_stems:
            where = _named_in(said, one) or Citation(cited.passage, start, end)
            return Short(Kind.PERSON.value, (Told(one.speaker, where),))
    return NOTHING


def _tells(asked: frozenset[str], told: str, written: str) -> bool:
    """Whether what is asked about stands beside who speaks, not past "but" or "while"."""
    parts = _TURNS.split(told)
    own = next((part for part in parts if written and written in part), told)
    held = asked & read(told).stems
    return bool(held) and 2 * len(held & read(own).stems) >= len(held)


def _told_what(one: Utterance) -> bool:
    """Whether a speaker without a name is what one may be: "officials", "head of the office"."""
    lows = set(one.written.lower().split())
    named = one.written[:1].isupper() and not all(map(is_title, one.written.split()))
    return named or not lows.isdisjoint(CLASSES.among("roles", "groups"))


def _named_in(said: Statement, one: Utterance) -> Citation | None:
    """Where a statement names who speaks."""
    for cited in said.citations if one.named else ():
        if one.named and cited.start <= one.named[0] and one.named[1] <= cited.end:
            return Citation(cited.passage, *one.named)
    return None
