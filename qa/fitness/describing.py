"""What a sentence tells of who somebody is, what something is, and what is counted."""

from collections.abc import Collection
from functools import cache, lru_cache

from qa.checking.lists import LISTS
from qa.fitness.lists import FITNESS
from qa.language import Sentence, Token, stem
from qa.language.lists import WORDS
from qa.understanding.lists import CLASSES

_BESIDE = 3
"""So many words from a name its office stands."""


def described(sentence: Sentence, name: Collection[str]) -> bool:
    """Whether it says of the bearer of a name what they are.

    "Ilse Corrand, the mayor of …", "Mayor Ilse Corrand", "its director, Dr Corrand", "Corrand is a
    lawyer", "Corrand, who …".
    """
    words = sentence.words
    for part in sentence.names:
        if words[part.last].stem not in name:
            continue
        first, last = part.first, part.last
        while first and words[first - 1].low in WORDS.among("titles"):
            first -= 1
        inner = {word.low for word in words[max(0, first - 1) : last]}
        if inner & office_words():
            return True
        if last + 2 < len(words) and _tells(sentence, last + 1):
            return True
    return False


def _tells(sentence: Sentence, at: int) -> bool:
    """Whether what a name is begins at `at`: an apposition, "who …", "is a …"."""
    words = sentence.words
    word, before = words[at], words[at - 1]
    if word.low in ("is", "was") and sentence.determined[at + 1]:
        return True
    aside = word.clause != before.clause and not word.opens
    plain = not word.capital and not word.low[0].isdigit()
    return aside and plain and (word.low == "who" or sentence.determined[at])


def in_office(
    sentence: Sentence, offices: Collection[str], of: Collection[str], names: Collection[str]
) -> float:
    """1 if somebody whom the question does not name has one of the `offices`, -1 if they had it.

    `of` are all its words, `names` those of whose office it is.
    """
    words = sentence.words
    found = 0.0
    for at, word in enumerate(words):
        if word.stem not in offices or word.low not in office_words():
            continue
        if not any(_bears(sentence, part.first, part.last, at, of) for part in sentence.names):
            continue
        led = at + 1 < len(words) and words[at + 1].low == "of"
        if led and not _of_them(sentence, at, names):
            continue
        before = {one.low for one in words[max(0, at - _BESIDE) : at]}
        if before.isdisjoint(FITNESS.among("former")):
            return 1.0
        found = -1.0
    return found


def _of_them(sentence: Sentence, at: int, names: Collection[str]) -> bool:
    """Whether what follows "mayor of", at `at`, is one of the `names` in question, if any are."""
    following = {word.stem for word in sentence.words[at + 2 : at + 2 + _BESIDE]}
    return not names or not following.isdisjoint(names)


@cache
def office_words() -> frozenset[str]:
    """The words that name what somebody is, in lower case."""
    named = {word for line in FITNESS.groups("offices") for word in line}
    agents = {word for words in FITNESS.mapped("agents").values() for word in words.split()}
    return (CLASSES.among("roles") - WORDS.among("titles")) | named | agents


@cache
def same_office(office: str) -> frozenset[str]:
    """The stems of those that are the same office as the one with the stem `office`."""
    lines = (frozenset(stem(word)[0] for word in line) for line in FITNESS.groups("offices"))
    return frozenset((office,)).union(*(line for line in lines if office in line))


@cache
def offices_of(verb: str) -> frozenset[str]:
    """The stems of what somebody is called who does what the `verb` says; none if nothing."""
    for lead, words in FITNESS.mapped("agents").items():
        if stem(lead)[0] == verb:
            return frozenset(stem(word)[0] for word in words.split())
    return frozenset()


def _bears(sentence: Sentence, first: int, last: int, office: int, of: Collection[str]) -> bool:
    """Whether the name `first:last` stands beside the office, no verb or preposition between."""
    words = sentence.words
    bare = [word for word in words[first : last + 1] if word.stem not in of]
    if office_words().issuperset(word.low for word in bare):
        return False
    if first <= office <= last or office == first - 1:
        return True
    between = words[last + 1 : office] if last < office else words[office + 1 : first]
    if len(between) > _BESIDE + 2:
        return False
    return all(_light(word, of) for word in between)


def _light(word: Token, of: Collection[str]) -> bool:
    return word.stem in of or word.low in ("is", "of", "as", "in", "for", "new", "current")


def defines(sentence: Sentence, thing: Collection[str], head: str) -> bool:
    """Whether it says what a thing is, or what an abbreviation stands for.

    `head` is the last of the words of the `thing`.
    """
    words = sentence.words
    if not sentence.stems.issuperset(thing):
        return False
    for at, word in enumerate(words):
        if word.stem != head:
            continue
        if word.text.isupper() and len(word.text) > 1 and _spelled_out(sentence, at):
            return True
        if at + 2 < len(words) and (_is(sentence, at + 1) or _aside(sentence, at + 1)):
            return True
    return False


def _is(sentence: Sentence, at: int) -> bool:
    """Whether "is a …" begins at `at`."""
    return sentence.words[at].low in ("is", "are", "was") and sentence.determined[at + 1]


def _aside(sentence: Sentence, at: int) -> bool:
    """Whether ", a …" begins at `at`."""
    words = sentence.words
    return words[at].clause != words[at - 1].clause and sentence.determined[at]


def _spelled_out(sentence: Sentence, at: int) -> bool:
    """Whether the long form of the abbreviation at `at` stands just before or after it."""
    words = sentence.words
    low = words[at].low
    for first, last in ((at - len(low), at), (at + 1, at + 1 + len(low))):
        if first >= 0 and last <= len(words):
            run = words[first:last]
            if "".join(word.low[0] for word in run) == low:
                return True
    return False


@lru_cache(256)
def counted_alike(noun: str) -> frozenset[str]:
    """The stems of what is counted where `noun` is asked for."""
    return _counted().get(noun, frozenset((noun,))) | {noun}


@cache
def _counted() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in LISTS.groups("counted"):
        alike = frozenset(stem(word)[0] for word in line)
        for one in alike:
            found[one] = found.get(one, frozenset()) | alike
    return found
