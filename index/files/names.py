"""Who wrote an article, as bylines say it: names, less offices, places, times and links."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from index.wordlists import WordLists

_WORDS = WordLists("index.files", "names.yaml")
_pattern = _WORDS.pattern
_QUOTES = " \t'\"“”„«»‘’*–—-:•·/"
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|phd|ph\.d|m\.d|esq|obe|mbe|cbe)\.?$", re.I)
_APART = re.compile(r"\s*[;|•·、，；\n]\s*|\s*,\s*|\s+&\s+|\s+[-–—]\s+")
_ADDRESS = re.compile(
    r"(?:https?://|www\.|@|mailto:)\S*|\S+@\S+\.\S+|\S+\.(?:com|org|net)/\S*", re.I
)
# but for an agency's initials, by which what it wrote is known in other outlets
_IN_BRACKETS = re.compile(r"\s*(?!\([A-Z]{2,5}\))[(\[（][^()\[\]（）]*(?:[)\]）]|$)")
_TIME = re.compile(
    r"(?<!\S)\d[\d.:/-]*(?:st|nd|rd|th|am|pm|h)?(?![^\s,])|\d{1,2}:\d\d|\d{4}[-/.年]\d"
)
_FOLLOWS = re.compile(r"\s+by:?\s+", re.I)
_WORD = re.compile(r"[^\W_]")
_INITIAL = re.compile(r"[^\W\d_]\.?$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile(r"[\u30a0-\u30ff]")
_FULL_STOP = re.compile(r"(?<=\s\S{3}[a-z])\.$|(?<=[a-z]{4})\.$")
_LONGEST = 70
_MOST_WORDS = 7


def names_in(text: str) -> list[str]:
    """The names in a byline such as "By A, B and C", in order, as they are written there.

    Offices, places, times, addresses and links go; who took the photographs, translated or helped
    is not told. A desk or an office stays where nobody is named ("Staff reporter").
    """
    text = _wrote(_IN_BRACKETS.sub(" ", text.strip(" []")))
    names: list[str] = []
    offices: list[str] = []
    for part in _parts(text):
        if names and _SUFFIX.match(part):
            names[-1] += f", {part}"
            continue
        name = _named(part)
        if not _WORD.search(name) or name.casefold() in _WORDS.among(
            "noise", "by", "perhaps", "and"
        ):
            continue
        if _pattern("roles", r"\b%\b").search(name) or _pattern("wide_roles", "%$").search(name):
            offices.append(name)
            name = "" if names else _without_office(name)
        if name and not (names and _is_place(part)):
            names.append(name)
    return names or offices[:1]


def unrepeated(names: Iterable[str]) -> tuple[str, ...]:
    """`names`, each once, whether with middle initials and in capitals or not."""
    kept: dict[str, str] = {}
    for name in names:
        key = _key(name)
        if key not in kept or _is_better(name, kept[key]):
            kept[key] = name
    return tuple(kept.values())


def like_a_name(name: str) -> bool:
    """Whether it has the form of a name, and not that of a phrase: capitals, few words."""
    words = name.split()
    if not words or len(words) > _MOST_WORDS or len(name) > _LONGEST:
        return False
    if _WIDE.search(name):
        return len("".join(words)) <= (20 if _KANA.search(name) else 8)
    if len(words) == 1:
        return bool(re.fullmatch(r"[\w.'’@·-]+(?:/\w+)?", name)) and not re.search(
            r"[a-z]\.$", name
        )
    small = _WORDS.among("particles")
    return all(
        not word[0].islower() or word in small or word.startswith(("d'", "d’", "al-", "el-"))
        for word in words
    ) and not re.search(r"[?!]|\w{3,}\.\s", name)


def _wrote(text: str) -> str:
    """`text` from behind the word that leads to the names on, to where others are credited."""
    text = _pattern("credits", r"(?:^|[\s,;(|])%(?:\s*:|\s+by\b|\s+von\b|\s+de\b|(?=\s)|$).*").sub(
        "", text
    )
    if not (before := _pattern("by", r"^%\b\s*:?\s+").match(text)):
        found = _FOLLOWS.search(text)
        if found and len(text) - found.end() > 2:
            return text[found.end() :]
    return text[before.end() :] if before else text


def _parts(text: str) -> Iterator[str]:
    for part in _APART.split(_ADDRESS.sub(" | ", text)):
        for one in _pattern("and", r"\s+%\s+|^%\s+").split(part):
            yield from (p.strip(_QUOTES) for p in _two(one))


def _two(text: str) -> Iterator[str]:
    """`text`, or the two names in it that "y" or "/" joins, if each has two words."""
    sides = _pattern("perhaps_and", r"\s+%\s+|\s*/\s*").split(text)
    names = [side for side in sides if len(side.split()) > 1]
    yield from sides if len(sides) > 1 and len(names) == len(sides) else [text]


def _named(part: str) -> str:
    """`part` less what leads to a name, and from a time or a place behind it on."""
    part = _lead_off(part)
    time = _TIME.search(part)
    words = (part[: time.start()] if time else part).split()
    if time:
        while words and words[-1].casefold().strip(_QUOTES + ".,") in _WORDS.among(
            "dated", "months", "weekdays"
        ):
            words.pop()
    for i in range(2, len(words)):
        if words[i] in _WORDS.among("at"):
            words = words[:i]
            break
    if all(word.casefold().strip(_QUOTES + ".,") in _WORDS.among("dated") for word in words):
        return ""
    name = _pattern("wide_titles", r"(?<=\S)\s*%$").sub("", " ".join(words)).strip(_QUOTES)
    return _FULL_STOP.sub("", name)


def _lead_off(part: str) -> str:
    for _ in range(3):
        found = _pattern("by", r"^%\s*:?\s+").match(part) or _pattern("by", r"^%\s*:\s*").match(
            part
        )
        weak = _pattern("perhaps", r"^(%)\s*:?\s+").match(part)
        if not found and weak:
            rest = part[weak.end() :].split()
            lower = weak[1][0].islower()
            if rest and not rest[0][0].islower() and (lower or len(rest) > 1):
                found = weak
        if not found:
            return part
        part = part[found.end() :]
    return part


def _without_office(name: str) -> str:
    """The name before an office, as in "Ada Tolland Political Editor"; empty where none is sure."""
    words = name.split()
    offices = [word.casefold() in _WORDS.among("roles") for word in words]
    sure = offices[:2] == [False, False] and all(offices[2:])
    return " ".join(words[:2]) if sure else ""


def _is_place(part: str) -> bool:
    return part.split()[0] in _WORDS.among("at")


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\s,]+", plain)
    if len(words) > 2:
        middle = [word for word in words[1:-1] if not _INITIAL.match(word)]
        words = [words[0], *middle, words[-1]]
    return " ".join(word.strip(".") for word in words)


def _is_better(name: str, kept: str) -> bool:
    """Whether it says more than `kept`: an initial, or letters that are no capitals."""
    return len(name.split()) > len(kept.split()) or (kept.isupper() and not name.isupper())
