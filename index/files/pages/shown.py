"""The day that a page shows its readers beside the headline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from index.files.decoding import one_line
from index.files.fields import latest_day
from index.files.pages.spoken import Found, Writing, days_in, words_of
from index.files.pages.stamps import Stamp, stamp_of
from index.files.pages.stated import Stated
from index.wordlists import WordLists

_WORDS = WordLists(__package__, "pagedates.yaml")
_AFTER_CHARS, _AFTER_NODES = 1_200, 60
_BEFORE_NODES, _BEFORE_LEVELS = 25, 4
_TOGETHER = 12  # nodes between what one glance takes for one line
_LONGEST_LINE, _LONGEST_DATED = 110, 220
_MOST_LETTERS, _MOST_DATED = 28, 90
_DATA = ("data-timestamp", "data-published", "data-origindate", "data-datetime", "data-date")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "data",
        "em",
        "font",
        "i",
        "small",
        "span",
        "strong",
        "sup",
        "time",
        "u",
    )
)
_NODES = (
    "::node()[self::text()[normalize-space() and not(parent::script or parent::style)]"
    " or self::time or self::*[{}]]"
).format(" or ".join(f"@{name}" for name in _DATA))
_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.h]\s?\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\b\.?)?|(?<!\d)\d{1,2}\s?[ap]\.?m\b\.?"
    r"|(?:오전|오후|上午|下午)|\([+-]?\d{1,2}\)|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?",
    re.I,
)
_SENTENCE = re.compile(r"[^\W\d]{5,}[.!?][\"'”’»)]*(?:\s+\w|$)")
_HEADS = "//h1|//*[@itemprop='headline'][not(self::meta)]|//h2"
_RELATIVE = 60
_APART = frozenset({"footer", "nav", "figure", "figcaption", "blockquote", "table"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A day beside the headline; `said` if it is called the day of publication."""

    stamp: Stamp
    said: bool
    place: int


def shown(page: Stated, title: str, writing: Writing) -> Shown | None:
    """The day of publication that stands beside the headline; None for none, or for several.

    A day stands alone there, or with the author, a clock and the words that go with dates: one in a
    sentence, in a caption, of another article, or of an update is not taken.
    """
    head = _headline(page.tree, title)
    if head is None:
        return None
    reader = _Reader(writing)
    within = enumerate(head.xpath("descendant" + _NODES)[1:])
    for nodes in (within, _after(head), _before(head)):
        found = list(reader.days(nodes))
        if one := _only(found):
            return one
        if found:
            return None
    return None


def _only(found: list[Shown]) -> Shown | None:
    """The first of `found`, or the first that is said to be it, if no other is as good."""
    if not found:
        return None
    said = [one for one in found if one.said]
    first = (said or found)[0]
    rivals = [
        one
        for one in (said or found)
        if one.place - first.place <= _TOGETHER
        and not set(one.stamp.days()) & set(first.stamp.days())
    ]
    return None if rivals else first


def _headline(tree: Any, title: str) -> Any:
    """The element of the headline: the heading with its words, else the one top heading."""
    wanted = re.sub(r"\W+", "", title).casefold()
    tops = []
    for element in tree.xpath(_HEADS):
        words = re.sub(r"\W+", "", element.text_content()).casefold()
        if wanted and words and (words == wanted or (len(words) > 15 and words in wanted)):
            return element
        if words and element.tag == "h1":
            tops.append(element)
    return tops[0] if len(tops) == 1 else None


def _after(head: Any) -> Iterator[tuple[int, Any]]:
    chars = 0
    for place, node in enumerate(islice(head.xpath("following" + _NODES), _AFTER_NODES)):
        yield place, node
        if isinstance(node, str):
            chars += len(node.strip())
            if chars > _AFTER_CHARS:
                return


def _before(head: Any) -> Iterator[tuple[int, Any]]:
    """What stands shortly before the headline, in the same part of the page, nearest first."""
    outer = None
    for level, element in enumerate(head.iterancestors()):
        whole = element.tag in ("body", "html") or level >= _BEFORE_LEVELS
        if whole or element.find(".//nav") is not None:  # the site's own head, with its clock
            break
        outer = element
        if element.tag in ("article", "main"):
            break
    if outer is None:
        return
    within = set(outer.iter())
    for place, node in enumerate(reversed(head.xpath("preceding" + _NODES)[-_BEFORE_NODES:])):
        if _owner(node) in within:
            yield place, node


def _owner(node: Any) -> Any:
    """The element that a text stands in; an element itself."""
    if not isinstance(node, str):
        return node
    parent = node.getparent()  # type: ignore[attr-defined]
    return parent.getparent() if node.is_tail else parent  # type: ignore[attr-defined]


def _value_of(element: Any) -> str:
    """The moment that an element has among its attributes; empty for none."""
    names = ("datetime", "content", *_DATA) if element.tag == "time" else _DATA
    return next((value for name in names if (value := element.get(name))), "")


class _Reader:
    """Reads days off the nodes of a page in one language."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._weekdays = words_of(writing)
        self._before = ""

    def days(self, nodes: Iterator[tuple[int, Any]]) -> Iterator[Shown]:
        """The days of publication among `nodes`."""
        self._before = ""
        for place, node in nodes:
            owner = _owner(node)
            if owner is None or not isinstance(owner.tag, str):
                continue
            if owner.tag in ("script", "style", "noscript", "option", "button", "label"):
                continue
            if isinstance(node, str):
                yield from self._written(node, owner, place)
                self._before = node
            else:
                yield from self._attributed(owner, place)

    def _attributed(self, element: Any, place: int) -> Iterator[Shown]:
        """The day in an attribute of a <time>, or of what has its moment among its data."""
        value = _value_of(element)
        if not value or _is_elsewhere(element):
            return
        line, names = _line_of(element), _names(element)
        label = self._label(line, element)
        if len(_letters(line)) > _MOST_DATED or _SENTENCE.search(line):
            return
        if _is_of_update(names, label) or not (_is_dated(names) or self._is_date_line(element)):
            return
        try:
            stamp = stamp_of(value, self._writing)
        except ValueError:
            return
        yield Shown(stamp, self._is_said(names, label), place)

    def _is_date_line(self, element: Any) -> bool:
        """Whether an element's words are of a date: "14 March", "3 days ago", "Monday"."""
        text = one_line(element.text_content())
        return len(text) < _RELATIVE and (bool(re.search(r"\d", text)) or not self._left(text, []))

    def _written(self, text: str, owner: Any, place: int) -> Iterator[Shown]:
        """The days in the line that a text stands in, if that line is hardly more than a date."""
        if not re.search(r"\d", text) or len(text) > _LONGEST_DATED or _value_of(owner):
            return
        line, names = _line_around(text, owner), _names(owner)
        found = list(days_in(line, self._writing))
        if not found or _is_elsewhere(owner) or not self._is_short(line, found, _is_dated(names)):
            return
        end = 0
        for one in found:
            label = line[end : one.start] if line[end : one.start].strip() or end else self._before
            end = one.end
            if one.day <= latest_day() and not _is_of_update(names, label):
                yield Shown(Stamp(one.day), self._is_said(names, label), place)

    def _is_short(self, line: str, found: list[Found], dated: bool) -> bool:
        """Whether a line has little beside its days; more may stand in what is called a date."""
        longest, letters = (
            (_LONGEST_DATED, _MOST_DATED) if dated else (_LONGEST_LINE, _MOST_LETTERS)
        )
        return (
            len(line) <= longest
            and not _SENTENCE.search(line)
            and len(_letters(self._left(line, found))) <= letters
        )

    def _label(self, line: str, element: Any) -> str:
        """The words before an element in its line, or those before that line."""
        before, _, _ = line.partition(one_line(element.text_content()) or "\0")
        return before if before.strip() else self._before

    def _left(self, line: str, found: list[Found]) -> str:
        """What of a line is neither date nor clock, nor goes with them."""
        for one in reversed(found):
            line = f"{line[: one.start]} {line[one.end :]}"
        words = re.findall(r"[^\W\d_]+", _CLOCK.sub(" ", line).casefold())
        usual = self._weekdays | _beside()
        return " ".join(word for word in words if word not in usual)

    def _is_said(self, names: str, label: str) -> bool:
        last = label.strip().casefold()[-_RELATIVE:]
        return bool(
            _any_of("published_names").search(names) or _word("published_words").search(last)
        )


@cache
def _beside() -> frozenset[str]:
    lists = ("beside_words", "published_words", "updated_words")
    return frozenset(part for word in _WORDS.among(*lists) for part in word.split())


@cache
def _any_of(name: str) -> re.Pattern[str]:
    return re.compile(_WORDS.either(name), re.I)


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){_WORDS.either(name)}(?![^\W\d_])", re.I)


def _is_of_update(names: str, label: str) -> bool:
    last = label.strip().casefold()[-_RELATIVE:]
    changed = [match.end() for match in _word("updated_words").finditer(last)]
    said = [match.end() for match in _word("published_words").finditer(last)]
    if said and (not changed or said[-1] > changed[-1]):
        return False
    return bool(changed) or bool(_any_of("updated_names").search(names))


def _is_dated(names: str) -> bool:
    return bool(_any_of("dated").search(names))


def _names(element: Any) -> str:
    """What an element and the two around it are called: their classes, ids and test ids."""
    names = []
    for level, one in enumerate((element, *element.iterancestors())):
        if level > 2 or one.tag in ("body", "article", "main", "section"):
            break
        names += [one.get(key) or "" for key in ("class", "id", "itemprop", "data-testid")]
    return " ".join(names).casefold()


def _is_elsewhere(element: Any) -> bool:
    """Whether an element belongs to another article, a comment, a caption or the site."""
    dated = _is_dated(f"{element.get('class') or ''} {element.get('id') or ''}")
    for one in (element, *element.iterancestors()):
        if one.tag in ("body", "html"):
            return False
        if one.tag in _APART or (one.tag == "aside" and not dated):
            return True
        if one.tag in ("article", "main"):
            continue
        names = f"{one.get('class') or ''} {one.get('id') or ''}"
        if names.strip() and _any_of("elsewhere").search(names):
            return True
    return False


def _line_of(element: Any) -> str:
    """The line that an element stands in: the words around it up to the next block."""
    block = element
    while block.tag in _INLINE and block.getparent() is not None:
        block = block.getparent()
    return next(
        (line for line, owners in _lines(block) if element in owners),
        one_line(element.text_content()),
    )


def _line_around(text: str, owner: Any) -> str:
    block = owner
    while block.tag in _INLINE and block.getparent() is not None:
        block = block.getparent()
    wanted = one_line(text)
    return next((line for line, _ in _lines(block) if wanted in line), wanted)


def _lines(block: Any) -> Iterator[tuple[str, list[Any]]]:
    """The lines of a block's own words, blocks within it left out, with the elements of each."""
    words, owners = [block.text or ""], [block]
    for child in block:
        if isinstance(child.tag, str) and child.tag in _INLINE:
            words.append(child.text_content())
            owners += child.iter()
        else:
            yield one_line("".join(words)), owners
            words, owners = [], []
        words.append(child.tail or "")
    yield one_line("".join(words)), owners


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)
