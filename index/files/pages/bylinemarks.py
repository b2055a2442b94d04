"""The byline that a reader of a page sees: elements called so, or a line that begins with "By"."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from index.files.decoding import one_line
from index.files.names import like_a_name, names_in, unrepeated
from index.files.pages.headings import is_furniture
from index.wordlists import WordLists

_WORDS = WordLists("index.files.pages", "bylines.yaml")
_pattern = _WORDS.pattern
_LONGEST = 400
_LONGEST_LINE = 120
_PARAGRAPH = 250
_NEAR = 250
_SHORT = 12
_LONGEST_LINK = 30
_MOST_MARKS = 60
_NOT_ITS_OWN = frozenset({"footer", "aside"})
_FURNITURE = _NOT_ITS_OWN | {"nav"}
_UNSEEN = frozenset({"script", "style", "meta", "link", "input", "form", "body", "html", "main"})
_JOINS = re.compile(r"^\s*(?:,|;|&|/|\||•|·|and|und|et|y|e|og|och|en|with)\s*$", re.I)


def is_lead(text: str) -> bool:
    """Whether `text` is, or ends with, what leads to a name, such as "By"."""
    return bool(_pattern("leads", r"(?:^|\s)%\s*:?$").search(text))


def _leads(text: str) -> bool:
    return bool(_pattern("leads", r"\W*%\b\s*:?\s+\S").match(text))


def shown_names(
    tree: Any, heading: Any, is_outlet: Callable[[str], bool]
) -> tuple[tuple[str, ...], bool]:
    """Names in the byline nearest to `heading`, after it before ahead of it; none for none.

    Then whether each of them stands in an element of its own. Outlets are left out.
    """
    order = {element: i for i, element in enumerate(tree.iter())} if heading is not None else {}
    here = order.get(heading, 0)
    marks = list(islice(_outermost(_marked(tree)), _MOST_MARKS))
    marks.sort(key=lambda mark: _distance(order.get(mark, 0) - here))
    for mark in marks:
        if _in_another(mark, heading):
            continue
        for element in _with_line(mark):
            pieces = _pieces(element)
            if found := _people(_names_of(pieces), is_outlet):
                texts = {text for text, _ in pieces}
                return found, all(name in texts for name in found)
    found = _people(_in_line(heading) if heading is not None else [], is_outlet)
    return found, False


def _with_line(mark: Any) -> Iterator[Any]:
    """The element, then the line that it stands in: only a link may be called a byline."""
    yield mark
    line = mark.getparent()
    if mark.tag == "a" and len(one_line(line.text_content())) <= _LONGEST_LINE:
        yield line


def _people(names: list[str], is_outlet: Callable[[str], bool]) -> tuple[str, ...]:
    return unrepeated(name for name in names if not is_outlet(name))


def _distance(steps: int) -> int:
    """How far a byline is from the headline; one ahead of it counts as three times as far."""
    return steps if steps >= 0 else -3 * steps


def _marked(tree: Any) -> Iterator[Any]:
    """Elements that are marked or called a byline, in order, but for those of other things."""
    for element in tree.xpath(
        "//body//*[@class or @id or @rel or @itemprop or @href or @data-testid or @data-qa]"
    ):
        if element.tag in _UNSEEN or not isinstance(element.tag, str):
            continue
        if (_is_stated(element) or _is_called(element)) and not _elsewhere(element):
            yield element


def _is_stated(element: Any) -> bool:
    stated = f"{element.get('rel', '')} {element.get('itemprop', '')}".split()
    return "author" in stated or bool(
        _pattern("pages", r"/%/+[^/?#]+/?$").search(element.get("href") or "")
    )


def _is_called(element: Any) -> bool:
    called = [element.get(name) for name in ("class", "id", "data-testid", "data-qa")]
    return _calls(" ".join(filter(None, called)))


@lru_cache(maxsize=4096)
def _calls(called: str) -> bool:
    return bool(_pattern("called").search(called)) and not _pattern("not_called").search(called)


def _elsewhere(element: Any) -> bool:
    stated = "author" in (element.get("itemprop") or "").split()  # some pages' bylines are <nav>s
    return is_furniture(element, _NOT_ITS_OWN if stated else _FURNITURE) or any(
        above.tag in ("figure", "figcaption", "form", "blockquote")
        or _pattern("elsewhere").search(f"{above.get('class', '')} {above.get('id', '')}")
        for above in element.iterancestors()
        if above.tag not in ("html", "body", "main", "article")
    )


def _in_another(element: Any, heading: Any) -> bool:
    """Whether it stands in an <article> that is not that of `heading`."""
    own = set(heading.iterancestors("article")) if heading is not None else set()
    return bool(own) and any(above not in own for above in element.iterancestors("article"))


def _outermost(marks: Iterator[Any]) -> Iterator[Any]:
    """Those of `marks` that are no part of another that is short enough for a byline."""
    taken: set[Any] = set()
    for mark in marks:
        if len(one_line(mark.text_content())) > _LONGEST:
            continue
        if next(mark.iterdescendants("h1", "h2", "h3", "h4"), None) is not None:
            continue
        if not any(above in taken for above in mark.iterancestors()):
            taken.add(mark)
            yield mark


def _pieces(mark: Any) -> list[tuple[str, str]]:
    """The texts in `mark`, each with the tag and class of the element that it stands in.

    A short link is one text, though it may have a person's first name and last name apart.
    """
    found: list[tuple[str, str]] = []
    taken = None
    for text in mark.xpath(".//text()"):
        outer = text.getparent().getparent() if text.is_tail else text.getparent()
        link = next((e for e in (outer, *outer.iterancestors()) if e.tag == "a"), None)
        if link is not None and len(link) and len(one_line(link.text_content())) <= _LONGEST_LINK:
            if link is taken:
                continue
            taken, outer, text = link, link, link.text_content()
        if words := one_line(text):
            found.append((words, f"{outer.tag} {outer.get('class', '')}"))
    return found


def _names_of(pieces: list[tuple[str, str]]) -> list[str]:
    """The names in the words of a byline, from what leads to them on, if anything does."""
    for i, (piece, _) in enumerate(pieces):
        if is_lead(piece):
            if found := _run(pieces[i + 1 :]):
                return found
        elif _leads(piece):
            return _run(pieces[i:])
    for i in range(len(pieces)):
        if found := _run(pieces[i:]):
            return found
    return []


def _run(pieces: list[tuple[str, str]]) -> list[str]:
    """The names that `pieces` begin with, until one that is none.

    What neither a comma nor the like joins to the first must look the same: offices do not.
    """
    told: list[str] = []
    joined, look = False, ""
    for piece, outer in pieces:
        if _JOINS.match(piece):
            joined = True
            continue
        names = names_in(piece)
        if not names or not all(map(like_a_name, names)) or (told and not joined and look != outer):
            break
        told.append(piece)
        joined, look = piece.endswith(","), look or outer
    return names_in(" | ".join(told))


def _in_line(heading: Any) -> list[str]:
    """Names of a short line after the headline that begins with "By", ahead of long paragraphs."""
    for element in islice(heading.xpath("following::*"), _NEAR):
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        text = one_line(element.text_content())
        if element.tag == "p" and len(text) > _PARAGRAPH:
            return []
        if len(text) > _LONGEST_LINE or not (_leads(text) or is_lead(text)) or _elsewhere(element):
            continue
        line = element.getparent() if is_lead(text) and len(text) < _SHORT else element
        led = line is not element or _leads(text)
        if led and (found := _names_of(_pieces(line))):
            return found
    return []
