"""A question in Spanish, French, German, Italian or Portuguese → the same in plain English.

Word by word, from tables of some hundred words a language: what is asked, the verbs and nouns of
news, days, names of countries; numbers and names are carried as they are, and a word with an
English cognate may be read as that. The words are then put in the order in which English asks. It
is no translation: what no table has is kept as it was typed, and told.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from index import CALENDAR, WordLists, english
from qa.understanding.lists import CLASSES
from qa.understanding.ordering import Piece, Tag, ordered

Held = Callable[[str], int]
"""In how many passages of the archive a word is."""

_LISTS = WordLists("qa.understanding", "languages.yaml")
_COUNTRIES = WordLists("qa.understanding", "countries.yaml")
# "l'", "Corée", "2,4", "EE.UU."
_TOKEN = re.compile(r"\w+(?:\xa0\w+)+|\d[\d.,]*\d|(?:[^\W_]{2}\.){2}|[^\W_]+(?:[-.][^\W_]+)*['’]?")
# "sont-ils", "a-t-elle"
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)
# "17.05.2024"
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_LONGEST = 4
"""Words of the longest phrase in a table."""
_COMMON = 1_000_000
"""How often a word is written at least, by the English list, that is taken for English."""
_COGNATE = 100_000
"""The same, for the English cognate of an unknown word."""
_SHORTEST = 5
"""Letters of the shortest word that is taken for a cognate, or for half of a compound."""
_PLURALS = ("s", "x", "n", "i", "e", "r")
_TAGS = {
    "asks": Tag.ASKS, "small": Tag.SMALL, "be": Tag.BE, "have": Tag.HAVE, "will": Tag.WILL,
    "verbs": Tag.VERB, "parts": Tag.PART, "nouns": Tag.NOUN, "names": Tag.NAME,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translated:
    """A question in English, from which language, and which of its words no table has."""

    text: str
    language: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a phrase means: `past` of a verb, and whether that is the tense it is in."""

    english: str
    tag: Tag
    past: str = ""
    tense: str = ""


def translated(question: str, held: Held) -> Translated | None:
    """The question in English; None if it is in English, or in the language of the archive.

    `held` says in how many passages of the archive a word is.
    """
    if question.isascii() and not _suspect(question):
        return None
    found = [(language.share(question), language) for language in _languages()]
    share, language = max(found, key=lambda one: one[0])
    if not share or language.own(question, held):
        return None
    return language.english(question, held)


class _Language:
    """One language with its table, looked up without accents."""

    def __init__(self, name: str) -> None:
        self.name = name.capitalize()
        self._lists = WordLists("qa.understanding", f"{name}.yaml")

    @cached_property
    def entries(self) -> Mapping[tuple[str, ...], _Entry]:
        """By the words of a phrase, with their accents and without."""
        found: dict[tuple[str, ...], _Entry] = {}
        tables = [(section, self._lists.table.get(section, {})) for section in _TAGS]
        for section, table in (*tables, ("names", _COUNTRIES.mapped(self.name.lower()))):
            tag = _TAGS[section]
            if isinstance(table, str):  # words of one meaning
                table = {section: table}
            for meaning, phrases in table.items():
                for phrase, entry in _entries(str(meaning), str(phrases), tag):
                    found.setdefault(tuple(_tokens(phrase)), entry)
        # those with accents come first where they are typed
        return {tuple(map(_folded, key)): entry for key, entry in found.items()} | found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that stands in the table by itself."""
        return frozenset(key[0] for key in self.entries if len(key) == 1)

    @cached_property
    def _dates(self) -> re.Pattern[str]:
        """A day of the calendar, on the folded text."""
        months = "|".join(map(_folded, self._lists.named("months")))
        of, before = _LISTS.either("of_dates"), _LISTS.either("in_dates")
        on = self._lists.either("on_a_day")
        return re.compile(
            rf"(?:\b(?P<on>{on}) )?\b(?P<day>\d{{1,2}})(?:er|º|\.)? (?:{of} )?(?P<month>{months})\b"
            rf"(?: (?:{of} )?(?P<year>\d{{4}})\b)?"
            rf"|(?<!\w)(?P<after>{before} )(?P<alone>{months})\b(?: (?:{of} )?(?P<of>\d{{4}})\b)?",
            re.IGNORECASE,
        )

    def share(self, question: str) -> float:
        """How sure it is that a question is in this language; 0 if it is not."""
        lows = [(token, _folded(token)) for token in _tokens(_plain(question))]
        strong, weak = self._strength(lows)
        other = sum(
            low not in self.words and token.islower() and _is_english(low) for token, low in lows
        )
        asks = self._asks(lows)
        alone = not other and strong + weak > 2
        if not strong or not (strong > 1 or asks or alone):
            return 0.0
        if 2 * strong + weak > 2 * other:
            return (2 * strong + weak) / len(lows)
        return 0.1 if asks and not question.isascii() else 0.0

    def _strength(self, lows: Sequence[tuple[str, str]]) -> tuple[int, int]:
        """How many words are of the table only, and how many of it and of English."""
        own = [
            token.isascii() and _is_english(low)
            for at, (token, low) in enumerate(lows)
            if low in self.words and not self._named(token, at)
        ]
        return own.count(False), own.count(True)

    def _named(self, token: str, at: int) -> bool:
        """Whether its capital makes it a name: not that of the first word, nor in German."""
        return at > 0 and token[0].isupper() and self.name != "German"

    def _asks(self, lows: Sequence[tuple[str, str]]) -> bool:
        """Whether it begins with a question word that is none of English."""
        first = self.entries.get((lows[0][1],)) if lows else None
        return first is not None and first.tag is Tag.ASKS and not _is_english(lows[0][1])

    def own(self, question: str, held: Held) -> bool:
        """Whether the archive is in it: whether it has these words rather than what they mean."""
        lows = {_folded(token): token for token in _tokens(_plain(question))}
        only = {low: token for low, token in lows.items() if low in self.words}
        only = {low: token for low, token in only.items() if not _is_english(low)}
        telling = [low for low in only if self.entries[low,].tag not in (Tag.SMALL, Tag.ASKS)]
        mine = theirs = 0
        for low in telling or only:
            mine += held(only[low])
            theirs += sum(map(held, self.entries[low,].english.split()))
        return mine > theirs

    def english(self, question: str, held: Held) -> Translated:
        """The question in English."""
        text = self._dated(_NUMERIC.sub(_day, _plain(question)))
        text = _INVERTED.sub("", text) if self.name == "French" else text
        tokens, unknown = _tokens(text), []
        pieces: list[Piece] = []
        at = 0
        while at < len(tokens):
            size, entry = self._longest(tokens, at)
            if entry is None:
                pieces.append(piece := self._kept(tokens[at], held))
                if piece.english == tokens[at] and self._strange(tokens[at], held):
                    unknown.append(tokens[at])
            elif entry.english:
                pieces.append(Piece(entry.english, entry.tag, entry.past, entry.tense))
            at += size
        return Translated(ordered(pieces, asked="?" in question), self.name, tuple(unknown))

    def _kept(self, token: str, held: Held) -> Piece:
        """A day, a name, or a word that no table has, as its English cognate if there is one."""
        if "\xa0" in token:
            day = token.replace("\xa0", " ")
            return Piece(day, Tag.SMALL if day.startswith("on ") else Tag.NOUN)
        named = token[0].isupper() and (self.name != "German" or held(token) > 0)
        known = "" if named else _cognate(token, held) or self._compound(token)
        return Piece(known or token, Tag.NOUN)

    def _longest(self, tokens: Sequence[str], at: int) -> tuple[int, _Entry | None]:
        """The entry of the longest phrase that begins there, and its length in words."""
        typed = tuple(token.lower() for token in tokens[at : at + _LONGEST])
        folded = tuple(map(_folded, typed))
        named = self._named(tokens[at], at)
        for size in range(len(typed), 0, -1):
            entry = self.entries.get(typed[:size]) or self.entries.get(folded[:size])
            if entry and not (size == 1 and named and entry.tag is not Tag.NAME):
                return size, entry
        return _in_english(typed) if at == 0 else (1, None)

    def _dated(self, text: str) -> str:
        """The text with its days as English writes them."""
        months = [_folded(one) for one in self._lists.named("months")]
        made, last = "", 0
        for match in self._dates.finditer(_folded(text)):
            month = _MONTHS[months.index(match["month"] or match["alone"])]
            year = match["year"] or match["of"] or ""
            lead, before = "on " if match["day"] else "", match["after"] or ""
            day = f"{lead}{match['day'] or ''} {month} {year}".replace("  ", " ").strip()
            made += text[last : match.start()] + before + day.replace(" ", "\xa0")
            last = match.end()
        return made + text[last:]

    def _compound(self, token: str) -> str:
        """For "Hafenbrücke": "harbour bridge"; nothing where the halves are not in the table."""
        low = _folded(token)
        for at in range(3, len(low) - 2) if self.name == "German" else ():
            for first in (low[:at], low[:at] + "e", low[: at - 1]):  # "Fährunglück", "Wahlsieg"
                one, other = self.entries.get((first,)), self.entries.get((low[at:],))
                if one and other and one.tag is other.tag is Tag.NOUN:
                    return f"{one.english} {other.english}"
        return ""

    def _strange(self, token: str, held: Held) -> bool:
        """Whether neither English nor the archive has it."""
        named = token[0].isupper() and self.name != "German"
        return not (named or token[0].isdigit() or _is_english(token.lower()) or held(token))


def _in_english(typed: tuple[str, ...]) -> tuple[int, _Entry | None]:
    """The English question words that a question of two languages begins with."""
    for size in (2, 1):
        if (words := " ".join(typed[:size])) in _ENGLISH_ASKS:
            return size, _Entry(words, Tag.ASKS)
    return 1, None


_ENGLISH_ASKS = ("how much", "how many", "how long", *CLASSES.named("question_words"))


def _entries(meaning: str, phrases: str, tag: Tag) -> Iterator[tuple[str, _Entry]]:
    """Each phrase of one line of a table with what it means."""
    base, past = meaning, ""
    if tag is Tag.VERB:
        base, past = (one.replace("_", " ") for one in meaning.split())
    if tag in (Tag.HAVE, Tag.WILL):
        base = "has" if tag is Tag.HAVE else "will"
    for tense, part in zip(("past", "present", "future"), phrases.split("|"), strict=False):
        one, *_ = part.split()
        for phrase in part.split():
            entry = _Entry(base, tag, past, tense if tag is Tag.VERB else "")
            alike = phrase != one and _folded(phrase[:3]) == _folded(one[:3])
            if tag is Tag.NOUN and alike and phrase.endswith(_PLURALS):
                entry = _Entry(_plural(base), tag)
            yield phrase.replace("_", " "), entry


def _plural(noun: str) -> str:
    irregular = {"man": "men", "woman": "women", "child": "children", "people": "people"}
    if noun in irregular or noun[0].isupper() or noun.endswith(("police", "money", "damage")):
        return irregular.get(noun, noun)
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


def _day(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    return (
        f"on\xa0{day}\xa0{_MONTHS[int(month) - 1]}\xa0{year}" if 1 <= int(month) <= 12 else match[0]
    )


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@cache
def _languages() -> tuple[_Language, ...]:
    return tuple(map(_Language, _LISTS.named("languages")))


@cache
def _every_word() -> frozenset[str]:
    return frozenset().union(*(language.words for language in _languages()))


def _suspect(question: str) -> bool:
    """Whether a word of a question without accents is of a table and not of English."""
    lows = (token.lower() for token in _tokens(question))
    return any(low in _every_word() and not _is_english(low) for low in lows)


@cache
def _is_english(low: str) -> bool:
    closed = CLASSES.among("determiners", "auxiliaries", "prepositions", "question_words", "empty")
    return low in closed or low in CALENDAR or english().get(low, 0) >= _COMMON


def _cognate(token: str, held: Held) -> str:
    """The English word that an unknown one is like: "inflation" for "inflación"; or nothing."""
    low = _folded(token)
    if len(low) < _SHORTEST or _is_english(token.lower()):
        return ""
    tried = (low[: -len(old)] + str(new) for old, new in _endings() if low.endswith(old))
    return next((one for one in tried if english().get(one, 0) >= _COGNATE or held(one) > 0), "")


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    table = _LISTS.mapped("endings")
    return tuple(sorted(table.items(), key=lambda pair: -len(pair[0])))


def _plain(question: str) -> str:
    return " ".join(question.replace("’", "'").replace("¿", " ").replace("¡", " ").split())


def _tokens(text: str) -> list[str]:
    return [match[0] for match in _TOKEN.finditer(text.replace("’", "'"))]


@cache
def _folded(text: str) -> str:
    """Lower-cased and without accents, letter for letter."""
    return "".join(unicodedata.normalize("NFKD", char)[0] for char in text.lower())
