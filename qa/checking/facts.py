"""What a sentence has on its surface: numbers, dates, names, speech, reasons.

Rules over the text, no model. They serve the reader, which looks for a sentence that holds the kind
of thing a question asks for, and whose weights are fitted to them. What the support check compares
is told apart more finely, in `quantities`, `moments`, `naming` and `polarity`.
"""

import re
from functools import cache
from importlib import resources

import yaml

_NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>-?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[ \u00a0-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|m|k|tn)\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_MONEY = re.compile(
    r"[$€£¥₹]\s?\d|\d[\d.,]*\s?(?:million|billion|bn|m)?\s?"
    r"(?:%|per\s?cent|percent|dollars?|euros?|pounds?|crowns?|yen|yuan|francs?|cents?)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d[\d.,]*\s?(?:million\s|billion\s)?(?:tonn?es?|tons?|km|kilomet\w+|miles?|met(?:er|re)s?|"
    r"feet|acres?|hectares?|degrees?|kg|pounds?|liters?|litres?|gallons?|hours?|minutes?|days?|"
    r"weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«„][^“”\"«»„]{8,}[”\"»“]")
_PLACE = re.compile(r"\b(?:in|at|near|from|to|off|outside|across|of)\s+(?:the\s+)?[A-Z][\w’'-]+")


@cache
def _lexicon() -> dict[str, frozenset[str]]:
    listed = resources.files("qa.checking").joinpath("lexicon.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(listed).items()}


@cache
def number_words() -> dict[str, float]:
    """Spelled numbers up to "ninety-nine", "dozen" and "half", with their values."""
    units = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    values = {word: float(value) for value, word in enumerate(units.split())}
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    for ten, word in enumerate(tens.split(), 2):
        values[word] = 10.0 * ten
        for unit in range(1, 10):
            values[f"{word}-{units.split()[unit]}"] = 10.0 * ten + unit
    return values | {"dozen": 12.0, "half": 0.5}


def words(text: str) -> list[str]:
    """The words and figures of `text`, in order, as written."""
    return _WORD.findall(text)


def numbers(text: str) -> frozenset[float]:
    """Every quantity stated: "4.2 million" is 4200000.0, "twelve" is 12.0, "1,400" is 1400.0."""
    found = set()
    for match in _NUMBER.finditer(text.replace("−", "-")):
        value = float(match["sign"] + match["digits"].replace(",", ""))
        found.add(value * _SCALES.get((match["scale"] or "").lower(), 1.0))
    spelled = [word.lower() for word in words(text)]
    for at, word in enumerate(spelled):
        if word in number_words():
            following = spelled[at + 1] if at + 1 < len(spelled) else ""
            scale = _SCALES.get(following, 1.0) if len(following) > 2 else 1.0
            found.add(number_words()[word] * scale)
    return frozenset(found)


def names(text: str) -> frozenset[str]:
    """The capitalised words, lower-cased, less months, weekdays and plain sentence openers.

    A sentence's first word does not count by itself, only where another capitalised word follows.
    """
    found: set[str] = set()
    previous_ends = True
    matches = list(_WORD.finditer(text))
    for at, match in enumerate(matches):
        word = match.group()
        capital = word[0].isupper() and word.lower() not in _lexicon()["common_openers"]
        if capital and len(word) > 1:
            after = matches[at + 1].group() if at + 1 < len(matches) else ""
            if not previous_ends or after[:1].isupper():
                found.add(_bare(word))
        gap = text[match.end() : matches[at + 1].start()] if at + 1 < len(matches) else ""
        previous_ends = any(mark in gap for mark in '.!?:“"\n')
    return frozenset(found - _lexicon()["calendar"])


def openers() -> frozenset[str]:
    """Function words that open a sentence with a capital, lower-cased."""
    return _lexicon()["common_openers"]


def calendar_words() -> frozenset[str]:
    """The names of months and weekdays, lower-cased, and their abbreviations."""
    return _lexicon()["calendar"]


def calendar(text: str) -> frozenset[str]:
    """The months and weekdays named, and the years, as lower-case words."""
    stated = {_bare(word) for word in words(text)}
    years = {word for word in stated if re.fullmatch(r"(?:1[5-9]|20)\d\d", word)}
    # "may" and "march" are months only where they are written with a capital
    capital = {_bare(word) for word in words(text) if word[0].isupper()}
    return frozenset((capital & _lexicon()["calendar"]) | years)


def speech(text: str) -> bool:
    """Whether somebody is quoted or reported as saying something."""
    return bool(_QUOTED.search(text)) or _has_any_of("speech", text)


def dated(text: str) -> bool:
    """Whether the sentence says when: a month, weekday, year, clock time or relative day."""
    if calendar(text) or re.search(r"\b\d{1,2}(?::\d\d|\s?[ap]\.?m\b)", text):
        return True
    return _has_any_of("when", text)


def placed(text: str) -> bool:
    """Whether the sentence names a place after a preposition of place."""
    return bool(_PLACE.search(text))


def priced(text: str) -> bool:
    """Whether the sentence states a sum of money or a percentage."""
    return bool(_MONEY.search(text))


def measured(text: str) -> bool:
    """Whether the sentence states money, a percentage or another amount with its unit."""
    return bool(_MONEY.search(text) or _QUANTITY.search(text))


def reasoned(text: str) -> bool:
    """Whether the sentence gives a reason."""
    lowered = f" {' '.join(word.lower() for word in words(text))} "
    return any(f" {sign.replace('_', ' ')} " in lowered for sign in _lexicon()["reasons"])


def dangling(text: str) -> bool:
    """Whether the sentence opens with a word that points back at the one before."""
    opening = [word.lower() for word in words(text)[:2]]
    return bool(opening) and (
        opening[0] in _lexicon()["pointers"]
        or (opening[0] in ("but", "and", "so", "then", "however") and len(opening) > 1
            and opening[1] in _lexicon()["pointers"])
    )  # fmt: skip


def _has_any_of(name: str, text: str) -> bool:
    """Whether a word of the lexicon's list `name` stands in `text`."""
    return not _lexicon()[name].isdisjoint(word.lower() for word in words(text))


def _bare(word: str) -> str:
    lowered = word.lower().replace("’", "'")
    return lowered.removesuffix("'s").removesuffix("'")
