"""Names of outlets that look like other names: Η is Greek in one Harbour Courier, H in the other.

Which letters look alike is Unicode's list of confusables, as the package confusable-homoglyphs
carries it.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

_WAYS = ("LATIN SMALL LETTER ", "LATIN CAPITAL LETTER ")


def plain(name: str) -> str:
    """`name` in Latin letters, wherever letters of other scripts look like them."""
    return "".join(_latin(letter) for letter in name)


def disguised(name: str) -> str:
    """Why a name is not what it looks like; empty where no word of it mixes look-alikes with Latin.

    Such as "not “Harbour Courier”: its “Η” is Greek".
    """
    odd = [letter for word in name.split() for letter in _odd(word)]
    if not odd:
        return ""
    said = ", ".join(f"“{letter}” is {_script(letter)}" for letter in dict.fromkeys(odd))
    return f"not “{plain(name)}”: its {said}"


def lookalikes(names: Iterable[str]) -> dict[str, str]:
    """Name → another of `names` that looks the same, for each that is written in odder letters."""
    alike: dict[str, str] = {}
    first: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (plain(name) != name, name)):
        key = " ".join(plain(unicodedata.normalize("NFKC", name)).casefold().split())
        other = first.setdefault(key, name)
        if other.casefold() != name.casefold():
            alike[name] = other
    return alike


def _odd(word: str) -> list[str]:
    odd = [letter for letter in word if _latin(letter) != letter]
    latin = any(letter.isalpha() and _script(letter) == "Latin" for letter in word)
    return odd if latin else []


def _script(letter: str) -> str:
    return unicodedata.name(letter, "another sign").split()[0].capitalize()


@cache
def _latin(letter: str) -> str:
    """The Latin letter that a letter of another script looks like, else itself."""
    if not letter.isalpha() or _script(letter) == "Latin":
        return letter
    from confusable_homoglyphs.confusables import confusables_data

    for found in confusables_data.get(letter, ()):
        if len(found["c"]) == 1 and found["c"].isascii() and found["n"].startswith(_WAYS):
            return str(found["c"])
    return letter
