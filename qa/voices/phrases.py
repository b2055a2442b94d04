"""The words of a sentence with the marks between them, and which of them make a name or phrase.

Unlike `qa.language.tokens`, spellings stay as the article has them: who speaks is named as there.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.voices.lists import VOICES
from qa.voices.quoted import Quoted

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:-[\w-]+)?|[^\W\d_][\w’'.&-]*|@\w+|&|\n|[^\w\s]")
_GENITIVE = re.compile(r"['’]s?$")
MARKS = frozenset('“”„«»"')
_INITIALS = frozenset(("WHO", "IT", "US"))
_PARTICLES = ("de", "da", "di", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "du")
_INNER = frozenset((*_PARTICLES, "dos", "del", "ben", "ibn", "of", "and", "&", "for", "the", "y"))
_OF = frozenset(("of", "and", "&", "for", "the"))


class Word(NamedTuple):
    """A word or mark of a sentence. `owner` is whether it is in the genitive."""

    text: str
    low: str
    start: int
    end: int
    quoted: bool
    owner: bool = False

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital: "Harun", "al-Harun"."""
        if self.text.startswith(("al-", "el-")):
            return self.text[3:4].isupper()
        return self.text[0].isupper() or self.text[0] == "@"

    @property
    def letters(self) -> bool:
        """Whether it is a word or a figure, no mark."""
        return self.text[0].isalnum() or self.text[0] in "@&"


def tokens(text: str, start: int, quoted: Quoted) -> list[Word]:
    """The words and marks of a sentence, with where they stand in its article."""
    spans = quoted.within(start, start + len(text))
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        word, at = match[0], start + match.start()
        while spans and spans[0][1] <= at:
            del spans[0]
        if spans and spans[0][0] <= at:  # of what is quoted, only that it is matters
            found.append(Word(word, word, at, at + len(word), True))
        elif word.isalpha() or not word[0].isalpha():
            found.append(Word(word, _low(word), at, at + len(word), False))
        else:
            found += _written(word, at)
    return found


def _written(word: str, at: int) -> Iterator[Word]:
    """A word with an apostrophe or a full stop in it, and the stop that ends a sentence."""
    whole, owner = word.rstrip("'’"), False
    bare = _GENITIVE.sub("", word)
    if bare and whole == word:
        word, owner = bare, bare != word
    word = word.rstrip("'’")
    kept = word.rstrip(".")
    if kept != word and not _abbreviated(kept):
        word = kept
    yield Word(word, _low(word), at, at + len(word), False, owner)
    if whole.endswith(".") and not word.endswith("."):
        yield Word(".", ".", at + len(word), at + len(word) + 1, False)


def _low(word: str) -> str:
    """A word in small letters; "WHO" stays, which is no "who"."""
    return word if word in _INITIALS else word.lower().rstrip(".")


def _abbreviated(word: str) -> bool:
    low = word.lower()
    return len(word) == 1 or "." in word or (low in VOICES.among("titles") and len(word) <= 5)


def passed(word: Word) -> bool:
    """Whether a word may stand between who speaks and the verb."""
    return not word.quoted and (
        word.low in VOICES.among("between") or (word.low.endswith("ly") and not word.capital)
    )


def names(word: Word) -> bool:
    """Whether a word may be of a name."""
    small = VOICES.among("borders", "asides", "between", "pronouns")
    return word.capital and word.letters and word.low not in small


def is_aside(inner: Sequence[Word]) -> bool:
    """Whether words between commas are about who is named before them."""
    letters = [word for word in inner if word.letters]
    if not letters:
        return True
    first = letters[0]
    if first.low in VOICES.among("asides") or first.text[0].isdigit():
        return True
    if first.low.rstrip(".") in VOICES.among("suffixes"):
        return True
    if inner[-1].quoted or inner[-1].text in MARKS:  # "one of the “godmothers,”"
        return first.low in VOICES.among("asides")
    if first.low.endswith(("ing", "ed")) and not first.capital:
        return True
    # "D-Portland", "R-Ala."
    if re.fullmatch(r"[DRI]-[A-Z][\w.]*", first.text):
        return True
    if len(letters) > 2 and letters[0].owner:
        return True
    return _is_role(letters)


def _is_role(letters: Sequence[Word]) -> bool:
    """Whether it says what somebody is: "manager for Qualla", "head of it", but no "coach Pell"."""
    places = (at for at, word in enumerate(letters) if word.low in VOICES.among("roles"))
    return any(at + 1 == len(letters) or not letters[at + 1].capital for at in places)


def goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether the phrase that ends after word `at` has it as well."""
    word = words[at]
    if word.quoted or (not word.letters and word.text not in "&’'"):
        return False
    if word.low in VOICES.among("borders"):
        return word.low == "and" and joined(words, at)
    if word.low in VOICES.among("saying") and not word.capital:
        return False
    return word.low not in VOICES.among("passive", "pronouns", "between") or word.capital


def joined(words: Sequence[Word], at: int) -> bool:
    """Whether "of" or "and" joins two parts of one name: "Centers for Disease Control"."""
    if words[at].low not in _OF or not 0 < at < len(words) - 1:
        return False
    after = words[at + 1]
    if after.low == "the" and at + 2 < len(words):
        after = words[at + 2]
    before = words[at - 1]
    if not (before.capital and after.capital and not before.owner):
        return False
    left = at - 1
    while left > 0 and words[left - 1].capital:
        left -= 1
    return words[at].low in ("and", "&") or _heads(words[left:at])


def _heads(run: Sequence[Word]) -> bool:
    """Whether capitals go on after "of": those of a body, or titles, and no person's."""
    bodies, titles = VOICES.among("bodies", "places"), VOICES.among("titles")
    body = any(one.low in bodies or one.low.rstrip("s") in bodies for one in run)
    return body or len(run) == 1 or all(one.low in titles for one in run)


def continues(words: Sequence[Word], at: int) -> bool:
    """Whether the phrase of who speaks that began before word `at` has it as well."""
    word = words[at]
    if word.quoted or (not word.letters and word.text not in "&"):
        return False
    if word.low in VOICES.among("borders", "relatives", "passive", "between"):
        return word.low == "and" and joined(words, at)
    if word.low in VOICES.among("belonging"):
        return joined(words, at) or (at > 0 and not words[at - 1].capital and word.low in
                                      ("of", "for", "at"))  # fmt: skip
    day = word.low.endswith("day") and word.capital
    return not day and not (word.low in VOICES.among("saying") and not word.capital)


def no_part(word: Word, after: Word) -> bool:
    """Whether a word stands before who speaks and is no part of it: "In", "But", "Meanwhile"."""
    if word.low in ("the", "a", "an"):
        return True
    if not word.letters:
        return True
    return word.low in VOICES.among("borders", "asides", "between") or (
        word.low.endswith("ly") and word.capital and not after.capital
    )


def name_run(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The name in a phrase: the last run of capitals, which may have "of" and "de" inside.

    "University of Miami criminologist Alex Piquero" is Alex Piquero; "the CDC’s Alicia Budd" is
    Alicia Budd; but "union president" after a name leaves the name.
    """
    runs: list[tuple[int, int]] = []
    at = first
    while at <= last:
        if not names(words[at]):
            at += 1
            continue
        end = at
        while end + 1 <= last and not words[end].owner and in_name(words, end + 1, last):
            end += 1
        while end > at and not words[end].capital:
            end -= 1
        runs.append((at, end))
        at = end + 1
    if not runs:
        return first, last
    begin, end = runs[-1]
    after = [word for word in words[end + 1 : last + 1] if word.letters]
    if after and not any(word.capital for word in after):
        # "Chicago police", "Pence representative", "CDC officials"
        return begin, last
    return begin, end


def in_name(words: Sequence[Word], at: int, last: int) -> bool:
    """Whether word `at` goes on with the name before it, which may end with word `last`."""
    word = words[at]
    if names(word) or re.fullmatch(r"[A-Z]\.?", word.text):
        return True
    if word.low not in _INNER or at >= last:
        return False
    if word.low in _OF:
        return joined(words, at)
    return words[at + 1].capital or words[at + 1].low in _INNER


def words_follow(after: Word) -> bool:
    """Whether what stands after a word such as "claims" is something claimed."""
    return (
        after.low in ("that", "it", "he", "she", "they", "there", "the", "his", "her")
        or after.quoted
        or after.text in MARKS
        or after.text in ":,"
        or after.capital
    )


def led(words: Sequence[Word], at: int) -> bool:
    """Whether a preposition stands before word `at`."""
    return at > 0 and words[at - 1].low in VOICES.among("belonging")


def short_quote(words: Sequence[Word], at: int) -> bool:
    """Whether the quotation at `at` is a nickname or a word."""
    run = 0
    while at >= 0 and (words[at].quoted or words[at].text in MARKS):
        at -= 1
        run += 1
    return run <= 5
