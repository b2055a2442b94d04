"""Typing errors of a question: a word that nobody writes is read as the one that was meant.

Nobody writes a word that neither the archive has nor the English list that comes with symspellpy.
It is read as the word that it is one typing error away from, or two if it is long, where one such
word is clearly likelier than all others: by how often it is written, in the archive above all, and
by the kind of error, as in Kernighan, Church and Gale (COLING 1990). A name that the archive does
not have may be somebody else's, and is only read as another where fingers slip so: "Skerow" for
"Skerrow", and not "Hanson" for "Hansen".
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from index import CALENDAR, Vocabulary, english, terms
from qa.understanding.lists import ASKED, CLASSES
from qa.understanding.namesakes import misnamed, namesake, otherwise_written

# a word of plain letters, with what stands around it
_WORD = re.compile(r"(?<![\w'’.@/-])[A-Za-z]{3,}(?![\w@/-]|\.\w|['’](?!s\b))")
# " Djokovic"
_CAPITAL = re.compile(r" [A-Z]")
# a letter that English has not, or a mark
_ACCENTED = re.compile(r"[¿¡]|[^\W\d_a-zA-Z]")
# a word of small letters, or the first
_PLAIN = re.compile(r"^[A-Za-z]{2,}(?![\w'’])|(?<![\w'’])[a-z]{2,}(?![\w'’])")
# what somebody wants word for word
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_LONG = 8
"""From so many letters on, two errors are believed."""
_CLEARLY = 2.0
"""How much likelier than the next the word that was meant must be."""
_LIKELY = 0.5
"""How likely it must be at least; a name of one passage with the commonest of errors is 1."""
_UNNAMED = 0.5
"""What a name is worth that would have no capital."""
_MOST, _COMMON, _CLOSED = 400, 5e7, 16
"""More passages, and a greater count in the English list, make a word no likelier; of words that
hold a question together, such as "what" and "the", so much greater."""
_SHORT = 3
"""A word of so few letters is only read as one of those, and where a letter slipped."""
_FOREIGN = 4
"""With so many unknown words, and those the most, a question is in no English."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(
    frozenset(pair)
    for row, below in (
        (row, " " + below) for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
    )
    for pairs in (pairwise(row), zip(row, below, strict=False), zip(row, below[1:], strict=False))
    for pair in pairs
)
_SOUND = tuple(map(frozenset, ("aeiouy", "cks", "sz", "st", "td", "ft", "gj", "mn")))
"""Letters that are taken for one another by ear."""


@dataclass(frozen=True, slots=True)
class _Slip:
    """A kind of error: how likely it is, and from how many letters on it is believed of a name."""

    likely: float
    of_names: float = math.inf


_SWAPPED, _SWAPPED_FIRST, _DOUBLED = _Slip(1.0, 5), _Slip(0.3, _LONG), _Slip(1.0, 5)
_MISSING, _EXTRA, _NEIGHBOUR = _Slip(0.7, 7), _Slip(0.4, 7), _Slip(0.6, _LONG)
_MISSING_LAST, _EXTRA_LAST = _Slip(0.6), _Slip(0.3)
_BY_EAR, _OTHER, _SEVERAL = _Slip(0.4), _Slip(0.1), _Slip(0.05)

_SLIPPED = (_SWAPPED, _SWAPPED_FIRST, _MISSING)


@cache
def _holding() -> frozenset[str]:
    """The words that hold a question together."""
    return CLASSES.among(
        "determiners", "auxiliaries", "prepositions", "question_words"
    ) | {"much", "many"}  # fmt: skip


class _English:
    """The words of English with how often they are written, as `Vocabulary` wants them."""

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, int]]:
        words: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for word, count in english().items():
            words[word[0]][word] = count
        return words

    def held(self, term: str) -> int:
        return self._words[term[0]].get(term, 0)

    def together(self, terms: Sequence[str], *, adjoining: bool = False) -> int:
        return 0

    def beginning(self, prefix: str) -> Mapping[str, int]:
        return self._words[prefix]


_ENGLISH = Vocabulary(_English())


def corrected(question: str, vocabulary: Vocabulary) -> str:
    """The question with typing errors mended, itself where there are none to be sure of."""
    return mended(question, vocabulary).text


@dataclass(frozen=True, slots=True)
class Mended:
    """A question as it was meant, with the names that were typed otherwise: typed, and meant."""

    text: str
    names: tuple[tuple[str, str], ...] = ()


def mended(question: str, vocabulary: Vocabulary) -> Mended:
    """The question with typing errors mended, and which names were read as which others."""
    looked_up = _words(question)
    unknown = [match for match in looked_up if not _known(match[0], vocabulary)]
    changes = _named_otherwise(question, set(looked_up) - set(unknown), vocabulary)
    if not (unknown or changes) or _is_foreign(question, {match[0] for match in unknown}):
        return Mended(question)
    names = set(changes)
    for match in unknown:
        meant, is_name = _read_as(question, match, vocabulary)
        if meant:
            changes[match] = meant
            names |= {match} if is_name else set()
    text = question
    told: list[tuple[str, str]] = []
    for match in sorted(changes, key=lambda one: -one.start()):
        meant = _cased(changes[match], match[0])
        text = text[: match.start()] + meant + text[match.end() :]
        if match in names:
            told.insert(0, (match[0], _cased(changes[match], match[0].title())))
    return Mended(text, tuple(dict.fromkeys(told)))


def intended(words: str, vocabulary: Vocabulary) -> str:
    """The words of a search as they may have been meant, in whatever language they are.

    Somebody is asked whether they were: of a word that nobody writes the likeliest other will do.
    """
    for match in reversed(_words(words)):
        if _known(match[0], vocabulary):
            continue
        typed = match[0].lower()
        meant = _meant(typed, vocabulary, named=False) or _nearest(typed, vocabulary)
        words = words[: match.start()] + (meant or match[0]) + words[match.end() :]
    return words


def _nearest(typed: str, vocabulary: Vocabulary) -> str:
    """The word of the archive that is likeliest for a typed one; empty where none is near."""
    found = {
        word: slip_of(typed, word).likely * math.sqrt(held)
        for word, held, _ in _candidates(typed, vocabulary)
        if held
    }
    return max(found, key=lambda word: found[word], default="")


def _named_otherwise(
    question: str, english: Set[re.Match[str]], vocabulary: Vocabulary
) -> dict[re.Match[str], str]:
    """Those words of English that are names which the archive writes otherwise: "Kiev"."""
    found = {match: otherwise_written(match[0], vocabulary) for match in english}
    for match in english:
        if not found[match] and match.start() and match[0].istitle():
            found[match] = misnamed(question, match, vocabulary)
    return {match: meant for match, meant in found.items() if meant}


def _cased(meant: str, typed: str) -> str:
    """A word with the capitals of another."""
    return meant.upper() if typed.isupper() else meant.capitalize() if typed.istitle() else meant


def _read_as(question: str, match: re.Match[str], vocabulary: Vocabulary) -> tuple[str, bool]:
    """What an unknown word was meant to be, "" where that is not clear; whether that is a name."""
    shouted = question.isupper()
    typed = match[0].capitalize() if shouted else match[0]
    if not typed[1:].islower():  # "NATO", "McDonald"
        return "", False
    # the first word of a question has a capital anyway
    inside = match.start() > 0 or bool(_CAPITAL.match(question, match.end()))
    named = inside and typed.istitle() and not shouted
    if meant := otherwise_written(typed, vocabulary):
        return meant, True
    meant = _meant(typed.lower(), vocabulary, named=named)
    if meant:
        return meant, meant not in CALENDAR and (named or not _ENGLISH.held(meant))
    maybe = named or question[1:].islower() or shouted
    return (namesake(question, match, vocabulary) if maybe else ""), True


def _is_foreign(question: str, unknown: Set[str]) -> bool:
    """Whether it is in another language, by its letters and by the words that are no names."""
    if len(_ACCENTED.findall(question)) > 1:
        return True
    others = [word.lower() for word in _PLAIN.findall(question) if word not in unknown]
    if len(unknown) >= _FOREIGN and 2 * len(unknown) > len(question.split()):
        return True
    if not ASKED.among("only_english").isdisjoint(others):
        return False
    return 3 * sum(map(bool, map(_ENGLISH.held, others))) <= 2 * len(others)


def _words(question: str) -> list[re.Match[str]]:
    """The words of plain letters that are not in quotation marks."""
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    return [
        match
        for match in _WORD.finditer(question)
        if not any(start <= match.start() < end for start, end in quoted)
    ]


def _known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether somebody writes it: the archive, or English."""
    stems = terms(word)
    return not stems or vocabulary.held(stems[0]) > 0 or _ENGLISH.held(word.lower()) > 0


def _meant(typed: str, vocabulary: Vocabulary, *, named: bool) -> str:
    """The word that was meant, "" where that is not clear."""
    weights: dict[str, float] = {}
    spelled: dict[str, str] = {}
    believed: dict[str, bool] = {}
    for word, held, is_name in _candidates(typed, vocabulary):
        slip, stem = slip_of(typed, word), _stem(word)
        most = _CLOSED if word in _holding() else 1
        common = 0.0 if is_name else math.sqrt(min(_ENGLISH.held(word) / _COMMON, most))
        likely = slip.likely * (math.sqrt(min(held, _MOST)) + 2 * common)
        likely *= _UNNAMED if is_name and not named else 1.0
        if likely > weights.get(stem, 0.0):
            weights[stem], spelled[stem] = likely, word
            believed[stem] = not (named or is_name) or (held > 0 and len(typed) >= slip.of_names)
            if len(typed) <= _SHORT:
                believed[stem] = not named and most > 1 and slip in _SLIPPED
    best, second, *_ = *sorted(weights, key=lambda stem: -weights[stem]), "", ""
    clear = weights.get(best, 0.0) > max(_LIKELY, _CLEARLY * weights.get(second, 0.0))
    return spelled[best] if clear and believed[best] else ""


def _candidates(typed: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, bool]]:
    """Words near the typed one, in how many passages each is, and whether it can only be a name."""
    edits = 2 if len(typed) >= _LONG else 1
    seen: set[str] = set()
    for word in _ENGLISH.near(typed, edits):
        seen.add(_stem(word))
        yield word, vocabulary.held(_stem(word)), False
    stem = _stem(typed)
    for near, held in vocabulary.near(stem, edits).items():
        if near not in seen and near.isalpha():
            yield _unstemmed(near, typed, stem), held, True


def _stem(word: str) -> str:
    return (terms(word) or [word])[0]


def _unstemmed(near: str, typed: str, stem: str) -> str:
    """The word whose stem is `near` and that is most like the typed one, whose stem is `stem`."""
    same = _first_difference(typed, stem)
    ending, instead = typed[same:], stem[same:]
    tried = (near.removesuffix(instead) + ending, near, near + "e")
    words = [word for word in tried if _stem(word) == near]
    return max(words, key=lambda word: slip_of(typed, word).likely, default=near)


def slip_of(typed: str, meant: str) -> _Slip:
    """What kind of error makes the one of the other."""
    at = _first_difference(typed, meant)
    one, other = typed[at:], meant[at:]
    if len(one) > 1 and one[1::-1] + one[2:] == other:
        return _SWAPPED if at else _SWAPPED_FIRST
    if other in (one[1:], one) or one == other[1:]:
        longer = max(typed, meant, key=len)
        if at and longer[at - 1 : at] == longer[at : at + 1]:
            return _DOUBLED
        last = at >= len(longer) - 1
        if len(typed) > len(meant):
            return _EXTRA_LAST if last else _EXTRA
        return _MISSING_LAST if last else _MISSING
    if one[1:] != other[1:]:
        return _SEVERAL
    pair = frozenset((one[0], other[0]))
    if pair in _NEIGHBOURS:
        return _NEIGHBOUR
    return _BY_EAR if any(pair <= sound for sound in _SOUND) else _OTHER


def _first_difference(one: str, other: str) -> int:
    differing = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))
