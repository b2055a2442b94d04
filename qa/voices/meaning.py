"""Whether a speaker is the one who is asked of: by name, by what they are, by their initials."""

import re
from collections.abc import Sequence

from qa.language import stem
from qa.voices.cast import is_title
from qa.voices.lists import VOICES
from qa.voices.utterances import Utterance

_WORD = re.compile(r"[^\W_][\w’'-]*")
_SMALL = frozenset(("the", "of", "and", "for", "a", "an", "in", "at", "to"))
# "Veary and Corrand"
_JOINT = re.compile(r",? (?:and|or) |, ")
# "al-Abadi", "El-Sisi"
_ARABIC = re.compile(r"^(?:al|el|as|ar)-(?=\w)")
_LETTERS = 2


def meant(asked: str, one: Utterance) -> bool:
    """Whether the speaker of an utterance may be who is `asked` of, as the question names them."""
    words, speaker = _words(asked), _words(one.speaker)
    if not words or not speaker:
        return False
    several = list(filter(None, _JOINT.split(asked)))
    if len(several) > 1 and VOICES.among("bodies").isdisjoint(map(_plain, words)):
        return any(meant(part, one) for part in several)
    named = _untitled(words)
    if _what(words) or not any(word[0].isupper() for word in named):
        return _is(words, one, speaker)
    if _initials(named, speaker) or _initials(speaker, named):
        return True
    return _same_name(named, _untitled(speaker))


def _untitled(words: Sequence[str]) -> list[str]:
    return [word for word in words if not is_title(word)]


def _what(words: Sequence[str]) -> bool:
    """Whether it is said what somebody is, and of what: "doctors in Korea", "head of WHO"."""
    small = next((at for at, word in enumerate(words) if word in _SMALL), 0)
    return small > 0 and words[small - 1][0].islower()


def _same_name(named: Sequence[str], speaker: Sequence[str]) -> bool:
    """Whether two names may be one's: no two first names, and the same last name or body."""
    mine, theirs = [_plain(word) for word in named], [_plain(word) for word in speaker]
    if not mine or not theirs:
        return False
    if len(mine) == 1:
        return mine[0] in theirs
    if len(theirs) == 1:
        return theirs[0] == mine[-1]
    first = mine[0] == theirs[0] or mine[0][0] == theirs[0] or theirs[0][0] == mine[0]
    return (mine[-1] == theirs[-1] and first) or set(mine) <= set(theirs)


def _is(words: Sequence[str], one: Utterance, speaker: Sequence[str]) -> bool:
    """Whether somebody is what is asked for: "the mayor", "police", "mayor of Tamber"."""
    called = {stem(word)[0] for word in (*speaker, *_words(one.written), *one.roles)}
    groups = (set(line) for line in VOICES.groups("same_roles"))
    head = next((at for at, word in enumerate(words) if word.lower() in _SMALL), len(words))
    noun = words[max(0, head - 1)].lower()
    alike = {noun}.union(*(group for group in groups if noun in group))
    if called.isdisjoint(stem(word)[0] for word in alike):
        return False
    others = [word for word in words if word.lower() not in (noun, *_SMALL)]
    return all(stem(word)[0] in called for word in others if word[0].islower())


def _initials(letters: Sequence[str], name: Sequence[str]) -> bool:
    """Whether one is the initials of the other: "CDC" of the Centers for Disease Control."""
    short = [word for word in letters if len(word) > _LETTERS - 1 and word.isupper()]
    if len(short) != 1 or len(letters) > _LETTERS:
        return False
    if short[0] in name:
        return True
    initials = "".join(word[0] for word in name if word[0].isupper())
    return len(name) > 1 and short[0] in initials


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s?$", "", word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    """A part of a name to compare: "abadi" of "al-Abadi", which may be written without."""
    return _ARABIC.sub("", word.lower().rstrip(".").replace("’", "'"))
