"""The headline of a page: what its readers see, as what it states for machines confirms."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from index.files.decoding import one_line
from index.files.pages.headings import is_furniture, other_headings, plain, top_headings, wordings
from index.files.pages.sitenames import Furniture, key
from index.files.pages.stated import Stated, unescaped
from index.wordlists import WordLists

_WORDS = WordLists("index.files.pages", "headlines.yaml")
_BAR = r"\s*[|｜ㅣ│¦]\s*"
_SPACED = r"\s+(?:--|[-–—·•»«›‹:/~_])\s+"
_TIGHT = r"(?<=\S)[-–—_：](?=\S)|(?<=\S):\s+"
_SEPARATOR = re.compile(f"({_BAR}|{_SPACED}|{_TIGHT})")
_CLEARLY = re.compile(f"{_BAR}|{_SPACED}")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TOKEN = re.compile(rf"{_WIDE.pattern}|[^\W_]+")
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_LIKELY, _SURE, _EXACT_ENOUGH = 0.5, 2.0, 2.5
_TOP = 0.5
_RELATED = 0.12
_SHORTEST, _LIMIT = 8, 100
_MOST_HEADINGS = 200


@dataclass(frozen=True, slots=True)
class Headline:
    """The words of a headline, and the element that shows them, None where none does."""

    text: str
    element: Any = None


def headline(page: Stated, names: Furniture) -> Headline:
    """The heading that agrees best with what the page states, else its one proper top heading.

    Without either it is what the page states, in JSON-LD, meta tags or its title, less the names
    of the outlet and its sections.
    """
    stated = list(_stated(page))
    tops = list(top_headings(page.tree))
    best = _best([*tops, *_others(page)], stated, _SURE) or _best(tops, stated, _LIKELY)
    best = best or _only(tops, stated, names)
    if best:
        return Headline(_spelled(_bare(best.text, names), stated), best.element)
    return Headline(_of_stated(stated, names))


def _others(page: Stated) -> Iterator[Any]:
    return islice(other_headings(page.tree), _MOST_HEADINGS)


def _stated(page: Stated) -> Iterator[str]:
    """What the page states as its headline, the likeliest first."""
    said = [
        page.node.get("headline"),
        *(page.metas.get(tag) for tag in ("og:title", "twitter:title")),
        *(element.get("content") for element in page.marked("headline")),
        page.node.get("name"),
        *(page.metas.get(tag) for tag in ("title", "dc.title", "parsely-title")),
        *(element.text_content() for element in page.tree.xpath("//head/title")[:1]),
    ]
    for text in said:
        words = one_line(unescaped(unescaped(text))) if isinstance(text, str) else ""
        if key(words):
            yield words


def _best(headings: Iterable[Any], stated: list[str], least: float) -> Headline | None:
    """The heading that most of `stated` agree with, by at least `least` for one of them."""
    best, most = None, 0.0
    for heading in headings:
        text, scores = _read(heading, stated, least)
        if max(scores, default=0.0) < least:
            continue
        total = sum(score for score in scores if score >= least)
        total += _TOP if heading.tag == "h1" else 0.0
        if total > most and (heading.tag == "h1" or not is_furniture(heading)):
            best, most = Headline(text, heading), total
    return best


def _read(heading: Any, stated: list[str], least: float) -> tuple[str, list[float]]:
    """The wording of `heading` that agrees best, and how well with each of `stated`."""
    agreement = _agreement if least >= 1 else _likeness
    told = plain(heading)
    if not key(told):
        return "", []
    ways = dict.fromkeys((told, *wordings(heading)))
    scored = [([agreement(way, one) for one in stated], way) for way in ways]
    best, way = max(scored, key=lambda one: max(one[0], default=0.0))
    return (told, scored[0][0]) if max(scored[0][0], default=0.0) >= _EXACT_ENOUGH else (way, best)


def _agreement(shown: str, stated: str) -> float:
    """3 for the same words; from 1.5 where one is the other's beginning or end; else 0."""
    a, b = key(shown), key(stated)
    if a == b:
        return 3.0
    if len(a) >= min(_SHORTEST, len(b) / 2) and (b.startswith(a) or b.endswith(a)):
        return 2.0 + len(a) / len(b) if 3 * len(a) >= len(b) and len(a) >= 4 else 0.0
    if len(b) >= _SHORTEST and (a.startswith(b) or a.endswith(b)):
        return 1.5 + len(b) / len(a)
    return 0.0


def _likeness(shown: str, stated: str) -> float:
    """As `_agreement`, or how many words are the same, as F1."""
    return _agreement(shown, stated) or min(_f1(shown, stated), 0.95)


def _f1(a: str, b: str) -> float:
    first, second = (Counter(_TOKEN.findall(text.casefold())) for text in (a, b))
    common = (first & second).total()
    return 2 * common / (first.total() + second.total()) if common else 0.0


def _only(tops: list[Any], stated: list[str], names: Furniture) -> Headline | None:
    """The one top heading with the length of a headline, where `stated` has some of its words."""
    texts = {plain(top): top for top in reversed(tops)}
    long = [text for text in texts if _long_enough(text) and not names.is_near_outlet(text)]
    if len(long) != 1 or (stated and max(_f1(long[0], one) for one in stated) < _RELATED):
        return None
    return Headline(long[0], texts[long[0]])


def _long_enough(text: str) -> bool:
    return len(_TOKEN.findall(text)) >= 3 and len(text) <= 300


def _spelled(text: str, stated: list[str]) -> str:
    """`text`, as the page states it where it is shown in capitals."""
    if not text.isupper():
        return text
    return next((s for s in stated if key(s) == key(text) and not s.isupper()), text)


def _of_stated(stated: list[str], names: Furniture) -> str:
    """The first of `stated` that is a headline, whole where another has more of the same words."""
    bare = [_bare(one, names) for one in stated]
    told = [text for text in bare if not (names.is_outlet(text) or names.is_section(text))]
    if not told:
        return next(iter(bare), "")
    first = _CUT_OFF.sub("", told[0])
    if len(told[0]) >= _LIMIT or first != told[0]:
        return next((s for s in told if s.startswith(first) and len(s) > len(told[0])), told[0])
    return next((s for s in told if _long_enough(s) and _is_less(s, first)), told[0])


def _is_less(shorter: str, longer: str) -> bool:
    """Whether `longer` is `shorter` and, behind a clear separator, more."""
    return longer.startswith(shorter) and bool(_CLEARLY.match(longer[len(shorter) :]))


def _bare(text: str, names: Furniture) -> str:
    """`text` less the outlet and sections that stand at its ends behind separators."""
    parts = _SEPARATOR.split(text)
    words, marks = parts[::2], parts[1::2]
    start, end = 0, _site_at(words, marks, names)
    while 1 < end < len(words) and _is_part(words[end - 1], marks[end - 2], names):
        end -= 1
    while start < end - 1 and _leads(words[start], marks[start], names):
        start += 1
    bare = _less_a_bar(_rejoined(words, marks, start, end))
    return bare if key(bare) else text


def _site_at(words: list[str], marks: list[str], names: Furniture) -> int:
    """Which of `words` is the outlet, behind the headline; how many there are for none."""
    end = len(words)
    for i in range(len(words) - 1, 0, -1):
        sure = names.is_outlet(words[i])
        near = _CLEARLY.fullmatch(marks[i - 1]) and names.is_near_outlet(words[i])
        if sure or (near and all(map(_short, words[i:end]))):
            end = i
    return end


def _less_a_bar(text: str) -> str:
    """`text` less a last word or two behind a bar, which are a section's."""
    head, last = (*re.split(_BAR, text), "")[:2] if text.count("|") == 1 else (text, "")
    drops = last and _short(last, 3) and len(head) > 2 * len(last) and _long_enough(head)
    return head if drops else text


def _rejoined(words: list[str], marks: list[str], start: int, end: int) -> str:
    joined = "".join(
        w + m for w, m in zip(words[start:end], [*marks[start : end - 1], ""], strict=True)
    )
    return joined.strip()


def _is_part(words: str, mark: str, names: Furniture) -> bool:
    """Whether it is a section between the headline and the outlet."""
    if re.fullmatch(_BAR, mark) or mark.strip() in ("--", "_", "»", "›"):
        return _short(words, 4)
    if mark in ("-", "–", "—") and _WIDE.search(words) and len(words) <= 6:
        return True
    return names.is_section(words)


def _leads(words: str, mark: str, names: Furniture) -> bool:
    if re.fullmatch(_BAR, mark) and words.casefold() in _WORDS.among("sorts"):
        return True
    return names.is_outlet(words)


def _short(words: str, most: int = 5) -> bool:
    return len(words.split()) <= most and len(words) <= 40
