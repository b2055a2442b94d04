"""What stands before a report's first word and is no part of its sentence.

Where and when it was filed and by whom ("PORT SELLEN, 10 June (LPA) — …", "Kestra, March 3 /PRN/ --
…", "(CNN) …"), a label of the page ("UPDATE: …") or its clock ("10:45 GMT – …"). A day at the head
of an entry ("May 24 – …") is what the entry tells, and stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.calendar import MONTH_CAPITAL
from index.wordlists import WordLists

_LISTS = WordLists("index", "placelines.yaml")
_DASH = "[-‐‑‒–—―_]{1,3}"
_LONGEST_PLACE = 5  # words
_LEAST_CAPITALS = 3
_LEAST_LEFT = 3  # words
_AT_MOST = 3
"""So many stand before one sentence: a label, a clock and a place."""
# "PORT SELLEN, 10 June (LPA) — ", "Kestra, March 3 /PRN/ -- ", "LONDON – "
_FILED = re.compile(
    r"(?P<place>[^\W\d_](?:[^()\[\]\n/:;!?“”\"‘]|(?<=[^\W\d_])/){0,60}?)"
    r"(?:\s?\((?P<agency>[^()\n]{2,40})\)\s*|\s?/(?P<slashed>[^/\n]{2,40})/\s*|\s)"
    rf"{_DASH}\s+"
)
# "10 June", "June 10, 2024", "Oct. 5"
_DAY = re.compile(
    rf"(?:\d{{1,2}}\.? (?:{MONTH_CAPITAL})\.?|(?:{MONTH_CAPITAL})\.? \d{{1,2}})(?: \d{{4}})?"
)
_YEAR = re.compile(r"\d{4}")
# "10:45 GMT – ", "3.15pm: "
_CLOCK = re.compile(
    r"\(?\d{1,2}(?:[:.]\d{2}(?:\s?[ap]\.?m\.?)?|\s?[ap]\.?m\.?)(?:\s?[A-Z]{1,4}T|\s?UTC)?\)?"
    rf"\s*(?::|\||{_DASH})\s+",
    re.IGNORECASE,
)
_STARTS = re.compile(r"[“\"‘'(¿¡]*[^\W_a-z]")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """The first `end` characters of a sentence, and the agency that they name, if they do."""

    end: int
    agency: str = ""


def place_line(text: str, *, opening: bool = False) -> PlaceLine | None:
    """The place line that `text` begins with.

    One that names a place in capitals and nothing else is only known where a report is `opening`:
    elsewhere "BEST CAST – …" looks the same.
    """
    return _by_place(text, opening=opening) or _by_agency(text)


def unlabelled(text: str, *, opening: bool = False, clock: bool = True) -> int:
    """Where the sentence in `text` begins, after place line, label and, with `clock`, time."""
    at = 0
    for _ in range(_AT_MOST):
        rest = text[at:]
        found = _length(rest, opening=opening, clock=clock)
        left = rest[found:]
        if not found or len(left.split()) < _LEAST_LEFT or not _STARTS.match(left):
            break
        at += found
    return at


def _length(text: str, *, opening: bool, clock: bool) -> int:
    if found := place_line(text, opening=opening):
        return found.end
    match = _labels().match(text) or (_CLOCK.match(text) if clock else None)
    return match.end() if match else 0


def _by_place(text: str, *, opening: bool) -> PlaceLine | None:
    match = _FILED.match(text)
    if match is None or not _STARTS.match(text[match.end() :]):
        return None
    place, *rest = re.split(r",\s+", match["place"].rstrip(" ,"))
    if not _is_place(place) or not all(map(_goes_with_a_place, rest)):
        return None
    agency = (match["agency"] or match["slashed"] or "").strip()
    dated = any(map(_DAY.fullmatch, rest))
    capitals = place.isupper() and sum(map(str.isalpha, place)) >= _LEAST_CAPITALS
    if agency:
        known = capitals or dated or agency in _LISTS.among("agencies")
    else:
        known = dated or (capitals and opening)
    return PlaceLine(match.end(), agency) if known else None


def _by_agency(text: str) -> PlaceLine | None:
    match = _agencies().match(text)
    if match is None or (match["place"] and not _is_place(match["place"].strip())):
        return None
    return PlaceLine(match.end(), match["bare"] or match["agency"])


def _is_place(text: str) -> bool:
    """Whether it is written as a name is: "Port Sellen", "RIO DE JANEIRO"."""
    words: Sequence[str] = re.split(r"[\s/-]+", text)
    inside = _LISTS.among("inside")
    named = all(word[:1].isupper() or word in inside for word in words)
    return named and len(words) <= _LONGEST_PLACE and words[0].lower() not in inside


def _goes_with_a_place(text: str) -> bool:
    """Whether it is a region or a day: "N.Y.", "South Korea", "June 10"."""
    return bool(_DAY.fullmatch(text) or _YEAR.fullmatch(text)) or _is_place(text)


@cache
def _agencies() -> re.Pattern[str]:
    # "(CNN) ", "CNN — ", "Hong Kong (CNN Business)The", "New York CNN — "
    known = _LISTS.either("agencies")
    place = r"(?P<place>[^\W\d_][^()\[\]\n/:;!?“”\"‘,]{0,30}?\s?)??"
    return re.compile(
        rf"{place}(?:\((?P<agency>{known})\)\s*(?:{_DASH}\s*)?|\b(?P<bare>{known})\s*[–—]+\s*)"
        r"(?=[“\"‘']?[^\W\d_a-z])"
    )


@cache
def _labels() -> re.Pattern[str]:
    # "UPDATE 2 - ", "Breaking: "
    return re.compile(
        rf"{_LISTS.either('labels')}(?:\s?\d\s*-\s*|\s*(?::|\||{_DASH})\s+)", re.IGNORECASE
    )
