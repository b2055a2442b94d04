"""Names that are written otherwise than the archive writes them.

"Kiev" where it has "Kyiv" is looked up in a table. For others, a name of the archive that is near
in letters or in sound is meant where it stands in one passage with the rest of the question, its
neighbour in the name first of all: "Dana Oresck" is "Dana Oresk" if there is one. A name that is
only near may be somebody else's.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from index import Vocabulary, WordLists, english, terms
from qa.understanding.lists import CLASSES

_LISTS = WordLists("qa.understanding", "transcriptions.yaml")
_SHORTEST, _LONG = 5, 7
"""From so many letters on, a name may have one letter wrong, or two."""
_BESIDE = 4
"""The same of one that has its other part beside it, and a letter too few or too many."""
_TELLING = 3
"""So many of the question's other words, the rarest, must stand with the name."""
_CLEARLY = 3
"""How much oftener than the next it must stand with them."""
_WORD = re.compile(r"[^\W_]+")


def otherwise_written(typed: str, vocabulary: Vocabulary) -> str:
    """The spelling in the table that the archive has most often; "" if it has none, or this one."""
    others = _spellings().get(typed.lower(), ())
    if others and any(map(vocabulary.held, terms(typed))):
        return ""
    held = {one: max(map(vocabulary.held, terms(one)), default=0) for one in others}
    best = max(held, key=lambda one: held[one], default="")
    return best if best and held[best] else ""


def namesake(question: str, match: re.Match[str], vocabulary: Vocabulary) -> str:
    """The name that stands with the rest of the question where `match` does not; "" for none."""
    typed = match[0].lower()
    before, after = _beside(question, match, vocabulary)
    if before or after:
        return _adjoining(typed, before, after, vocabulary)
    around = _around(question, match, vocabulary)
    if len(typed) < _SHORTEST or not around:
        return ""
    names = (one for one in _candidates(typed, vocabulary) if not _in_english(one))
    return _clearest(typed, {one: vocabulary.together([one, *around]) for one in names})


def misnamed(question: str, match: re.Match[str], vocabulary: Vocabulary) -> str:
    """The name that is meant by a word of English beside another name: "Haldt" by "Joren Halt".

    "" where the archive has the two together, or none that is a letter longer or shorter.
    """
    before, after = _beside(question, match, vocabulary)
    own, *others = *terms(match[0]), ""
    if not (before or after) or any(others) or not own:
        return ""
    if vocabulary.together([*before, own, *after], adjoining=True):
        return ""
    meant = _adjoining(match[0].lower(), before, after, vocabulary)
    return meant if abs(len(meant) - len(match[0])) == 1 else ""


def _adjoining(typed: str, before: list[str], after: list[str], vocabulary: Vocabulary) -> str:
    """The name beside the rest of it: who has a first name is nobody else."""
    shortest = len(typed) < _SHORTEST
    found = {
        one: vocabulary.together([*before, one, *after], adjoining=True)
        for one in _candidates(typed, vocabulary)
        if len(typed) >= _BESIDE and not (shortest and len(one) == len(typed))
    }
    return _clearest(typed, found)


def _clearest(typed: str, found: Mapping[str, int]) -> str:
    """The name that stands with the rest much oftener than any other, as it is spelled."""
    best, second, *_ = *sorted(found, key=lambda one: -found[one]), "", ""
    clear = found.get(best, 0) > _CLEARLY * found.get(second, 0)
    return _spelled(best, typed) if clear else ""


def _candidates(typed: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The stems of names near the typed one: in letters, or the same by their sound."""
    stem = _stem(typed)
    near = vocabulary.near(stem, 2 if len(typed) >= _LONG else 1)
    alike = (
        one
        for letter in _openings(typed[0])
        for one in vocabulary.beginning(letter)
        if abs(len(one) - len(stem)) <= _LONG // 2 and sound(one) == sound(stem)
    )
    for one in dict.fromkeys((*near, *alike)):
        if one != stem and one.isalpha() and len(one) >= _SHORTEST - 1:
            yield one


def _in_english(stem: str) -> bool:
    """Whether a stem is that of an English word, and so perhaps of no name."""
    words = (stem + ending for ending in ("", "e", "s", "ed", "ing", "ion"))
    return any(word in english() for word in (*words, f"{stem[:-1]}y"))


def _beside(
    question: str, match: re.Match[str], vocabulary: Vocabulary
) -> tuple[list[str], list[str]]:
    """The stems of the other parts of a name, before and after the one that is looked at."""
    words = list(_WORD.finditer(question))
    at = next((n for n, one in enumerate(words) if one.start() == match.start()), None)
    if at is None:
        return [], []
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    beside = []
    for one in (before, after):
        named = one is not None and _of_name(one, match, question)
        written = one[0] if one and named else ""
        beside.append(terms(otherwise_written(written, vocabulary) or written))
    return beside[0], beside[1]


def _of_name(one: re.Match[str], match: re.Match[str], question: str) -> bool:
    """Whether a word is a part of the name beside it: no title, and no word that has to open."""
    first, second = sorted((one, match), key=lambda found: found.start())
    titles = CLASSES.among("roles", "organisations") | _idle()
    joined = question[first.end() : second.start()] == " "
    return joined and one[0][0].isupper() and one[0].lower() not in titles


def _around(question: str, match: re.Match[str], vocabulary: Vocabulary) -> list[str]:
    """What a name must stand with in a passage: the rarest other words of the question."""
    held = {
        stem: vocabulary.held(stem)
        for one in _WORD.findall(question)
        if one != match[0] and one.lower() not in _idle()
        for stem in terms(one)
    }
    return sorted((stem for stem in held if held[stem]), key=lambda stem: held[stem])[:_TELLING]


@cache
def _idle() -> frozenset[str]:
    return CLASSES.among(
        "determiners", "auxiliaries", "prepositions", "question_words", "persons", "plurals",
        "things", "empty",
    )  # fmt: skip


@lru_cache(1 << 16)
def sound(name: str) -> str:
    """A name as it sounds, whatever alphabet it was written from: "Meyer" is "Meier"."""
    for spelled, heard in _LISTS.mapped("sounds").items():
        name = name.replace(spelled, heard)
    return re.sub(r"(.)\1+", r"\1", name)


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Every name of the table with its other spellings."""
    groups = _LISTS.groups("names")
    return {one: tuple(o for o in group if o != one) for group in groups for one in group}


@cache
def _openings(letter: str) -> str:
    """The letters that a name may begin with instead, and itself."""
    groups = (group for group in _LISTS.named("openings") if letter in group)
    return "".join(dict.fromkeys((letter, *"".join(groups))))


def _stem(word: str) -> str:
    return (terms(word) or [word])[0]


def _spelled(stem: str, typed: str) -> str:
    """The word of a stem: with the ending that stemming took off the typed one, where it fits."""
    tried = [stem + ending for ending in ("", "e", "es", "s")]
    if stem.endswith("i"):
        tried.insert(0, f"{stem[:-1]}y")
    words = [word for word in tried if _stem(word) == stem] or [stem]
    return next((word for word in words if word[-1] == typed[-1]), words[0])
