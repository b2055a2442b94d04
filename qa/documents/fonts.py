"""Which fonts of this machine set a text, and which of its letters none of them has.

No font is shipped: a PDF embeds those letters of a system's fonts that it needs.
"""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from index import WordLists

_NAMES = WordLists("qa.documents", "fonts.yaml")
_ENDINGS = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_UNSET = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
"""Kinds of characters that are not seen."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files of fonts that set a text together.

    `regular` and `bold` are None where there is no font at all; `others` have what they lack.
    `missing` are the characters that no font of this machine has.
    """

    regular: Path | None
    bold: Path | None
    others: tuple[Path, ...]
    missing: frozenset[str]

    @property
    def lacking(self) -> str:
        """What cannot be set, in words: the scripts, such as "Arabic, CJK"; empty if nothing."""
        return ", ".join(sorted({_script(one) for one in self.missing}))


def fonts_for(text: str) -> Fonts:
    """The fonts of this machine for every character of a text, as far as it has them."""
    wanted = {one for one in text if unicodedata.category(one) not in _UNSET}
    family = _family()
    if family is None:  # the fourteen that every program has are of Latin alone
        return Fonts(None, None, (), frozenset(one for one in wanted if not _latin(one)))
    left = wanted - _letters(family[0])
    others: list[Path] = []
    for path in _ahead() if left else ():
        if found := left & _letters(path):
            others.append(path)
            left -= found
        if not left:
            break
    return Fonts(*family, tuple(others), frozenset(left))


def _family() -> tuple[Path, Path] | None:
    there = _installed()
    for regular, bold in _NAMES.table["families"]:
        if regular in there and bold in there:
            return there[regular], there[bold]
    brought = _NAMES.table["brought"]
    found = find_spec(brought["package"])
    for root in (found and found.submodule_search_locations) or ():
        folder = Path(root, brought["folder"])
        regular, bold = folder / brought["regular"], folder / brought["bold"]
        if regular.is_file() and bold.is_file():
            return regular, bold
    return None


def _ahead() -> Iterator[Path]:
    """Fonts to look for letters in: those that are known to be good first."""
    there = _installed()
    known = [there[name] for name in _NAMES.table["others"] if name in there]
    yield from known
    yield from (there[name] for name in sorted(there) if there[name] not in known)


@cache
def _installed() -> dict[str, Path]:
    """File name → file, of every font in the folders where systems keep them."""
    shared = os.environ.get("XDG_DATA_DIRS", "").split(os.pathsep)
    folders = [Path(one, "fonts") for one in shared if one]
    folders += [Path(one).expanduser() for one in _NAMES.table["folders"]]
    found: dict[str, Path] = {}
    for folder in folders:
        for root, _, files in os.walk(folder):
            for name in files:
                if Path(name).suffix.lower() in _ENDINGS:
                    found.setdefault(name, Path(root, name))
    return found


@cache
def _letters(path: Path) -> frozenset[str]:
    """The characters of a font; none of one that cannot be read."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (TTLibError, OSError, ValueError, KeyError, AssertionError):
        return frozenset()


def _latin(character: str) -> bool:
    try:
        return bool(character.encode("latin-1"))
    except UnicodeEncodeError:
        return False


def _script(character: str) -> str:
    """What script a character is of, after its name: "Arabic" of "ARABIC LETTER ALEF"."""
    if unicodedata.category(character) in ("So", "Sk", "Sm"):
        return "symbols"
    first = unicodedata.name(character, "unnamed").split()[0]
    return "Han" if first == "CJK" else first.capitalize()
