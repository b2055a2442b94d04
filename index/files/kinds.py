"""What kind of article the article says it is: one of a few words, or none.

The names are data, in `kinds.yaml`. What is stated is looked at in this order, and the first that
names a kind more particular than news decides: the fields (type, genre, section), the label of
the headline ("Opinion: …", "… | Analysis"), the address ("/opinion/"), the text ("FOR IMMEDIATE
RELEASE", lines that begin with a clock). Only then is it news, if a field says so: an address below
"/news/" may be anything.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from index.wordlists import WordLists

_NEWS = "news"
_WORDS_MEET = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_]+")
_PARTS = re.compile(r"\s*[/>|,;:»]\s*")
_LONGEST_LABEL = 40
_BEGINNING, _ENDING = 600, 2_500  # characters
_FIRST = re.compile(rf"\[?([^:|–—\]]{{2,{_LONGEST_LABEL}}}?)(?::| ?\||\s[-–—]|\])\s")
_LAST = re.compile(rf"(?:\s[-–—]|\|)\s*([^:|–—()]{{2,{_LONGEST_LABEL}}})$")
_BRACKETED = re.compile(rf"[(\[]([^()\[\]]{{2,{_LONGEST_LABEL}}})[)\]]$")


@dataclass(frozen=True, slots=True)
class _Table:
    """`kinds.yaml`, by name; the kind is empty for a name that is none of ours."""

    kinds: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    shown: tuple["_Shown", ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a text shows its kind: a pattern, and words one of which must be there for it."""

    kind: str
    where: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    least: int

    def by(self, text: str) -> bool:
        """Whether a text shows it."""
        part = {"first": text[:_BEGINNING], "last": text[-_ENDING:]}.get(self.where, text)
        if not any(word in part for word in self.needs):
            return False
        found = (True for _ in self.pattern.finditer(part))
        return sum(islice(found, self.least)) == self.least


def kind_of(stated: Sequence[str], title: str = "", url: str = "", text: str = "") -> str:
    """The kind of an article by its fields, headline, address and text; empty where none tells.

    `stated` are values of fields such as type, genre and section, the most telling first.
    """
    kinds = _table().kinds
    said = [kinds[name] for value in stated for name in _names(value) if name in kinds]
    for kind in said:
        if kind != _NEWS:
            return kind
    told = _by_headline(title) or _by_address(url) or _by_text(text)
    return told or next(iter(said), "")


def _by_headline(title: str) -> str:
    """The kind that a headline is labelled with, before or behind it."""
    kinds = _table().kinds
    labels = (form.search(title) for form in (_LAST, _BRACKETED))
    found = [_FIRST.match(title), *labels]
    said = (kinds.get(_name(label[1]), "") for label in found if label)
    return next((kind for kind in said if kind and kind != _NEWS), "")


def _by_address(url: str) -> str:
    """The kind that a folder of the address names; its last part is the article's own."""
    try:
        parts = [_name(unquote(part)) for part in urlsplit(url).path.split("/") if part]
    except ValueError:  # such as "http://[half"
        return ""
    for part in parts[:-1]:
        kind = _table().kinds.get(part, "")
        if kind and kind != _NEWS:
            return kind
    ends = (kind for part in parts for end, kind in _table().endings if part.endswith(end))
    return next(ends, "")


def _by_text(text: str) -> str:
    """The kind that the text shows: what it begins or ends with, or many of its lines do."""
    return next((one.kind for one in _table().shown if one.by(text)), "")


def _names(value: str) -> Iterator[str]:
    """The names in one value: the whole of it, then its parts ("News > Opinion")."""
    yield _name(value)
    yield from map(_name, _PARTS.split(value.strip()))


def _name(text: str) -> str:
    return re.sub("-+", "-", _WORDS_MEET.sub("-", text.strip())).casefold()


@cache
def _table() -> _Table:
    table = WordLists("index.files", "kinds.yaml").table
    kinds = {name: kind for kind, names in table["names"].items() for name in names}
    endings = [(end, kind) for kind, ends in table["endings"].items() for end in ends]
    shown = tuple(
        _Shown(
            one["kind"],
            one["where"],
            tuple(one["needs"]),
            re.compile(one["pattern"], re.MULTILINE),
            one.get("at_least", 1),
        )
        for one in table["texts"]
    )
    return _Table({**kinds, **dict.fromkeys(table["none"], "")}, tuple(endings), shown)
