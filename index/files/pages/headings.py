"""The headings that a reader of a page sees, in the pieces that its markup makes of them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from index.files.decoding import one_line
from index.files.pages.sitenames import key
from index.wordlists import WordLists

_WORDS = WordLists("index.files.pages", "headlines.yaml")
_JOINED = re.compile(r"[:：–—|-]\s*$")
_LONGEST_HEADING = 400
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside"})


def pieces(heading: Any) -> list[tuple[str, str]]:
    """The words of `heading` in order, each with the class of the element that sets them apart.

    Elements that only change the letters (<em>, <a>) do not set apart; class is empty for words
    that stand in the heading itself.
    """
    found: list[tuple[str, str]] = []
    children = [child for child in heading if isinstance(child.tag, str)]
    if len(children) == 1 and not _own_words(heading) and children[0].tag != "br":
        return pieces(children[0])
    _add(found, heading.text, "")
    for child in heading:
        if isinstance(child.tag, str):
            apart = child.tag not in _WORDS.among("inline")
            _add(found, child.text_content(), _marks(child) if apart else "", new=apart)
        _add(found, child.tail, "")
    return [(one_line(words), marks) for words, marks in found if one_line(words)]


def _own_words(heading: Any) -> bool:
    return bool((heading.text or "").strip()) or any((c.tail or "").strip() for c in heading)


def _marks(element: Any) -> str:
    return f"<{element.tag}> {element.get('class', '')}"


def _add(found: list[tuple[str, str]], words: str | None, marks: str, new: bool = False) -> None:
    if not words:
        return
    if found and not new and not marks and not found[-1][1]:
        found[-1] = (found[-1][0] + words, "")
    else:
        found.append((words, marks))


def wordings(heading: Any) -> list[str]:
    """Ways to read `heading`, the whole first, then less what is set apart before or after it."""
    found = pieces(heading)
    words = [piece for piece, _ in found]
    starts = [i for i in range(len(found)) if key(words[i])]
    spans = [(start, end) for end in range(len(found), 0, -1) for start in starts if start < end]
    spans.sort(key=lambda span: span[0] - span[1])
    whole = one_line(heading.text_content())
    texts = [whole] + [_joined(words[start:end]) for start, end in spans[1:12]]
    return [text for text in dict.fromkeys(texts) if text and len(text) <= _LONGEST_HEADING]


def _joined(words: list[str]) -> str:
    text = re.sub(r"\s+([,:;.!?])(?=\s)", r"\1", " ".join(words))
    return one_line(text).strip(" :|·•")


def plain(heading: Any) -> str:
    """`heading` less a kicker before it and a line below it, as its markup calls them.

    A kicker that a colon joins to the rest belongs to the headline.
    """
    found = pieces(heading)
    while len(found) > 1 and _is_kicker(found[0][1]) and not _is_joined(found):
        found = found[1:]
    while len(found) > 1 and _is_below(found[-1][1]):
        found = found[:-1]
    if len(found) == len(pieces(heading)):
        return one_line(heading.text_content())
    return _joined([words for words, _ in found])


def _is_joined(found: list[tuple[str, str]]) -> bool:
    return bool(_JOINED.search(found[0][0]) or (len(found) > 2 and not key(found[1][0])))


@cache
def _within(what: str) -> re.Pattern[str]:
    return re.compile(_WORDS.either(what), re.I)


def _is_kicker(marks: str) -> bool:
    return bool(_within("kicker").search(marks))


def _is_below(marks: str) -> bool:
    return marks.startswith("<small>") or bool(_within("below").search(marks))


def top_headings(tree: Any) -> Iterator[Any]:
    """Every <h1> that is no logo and stands in no list of links or other furniture."""
    for heading in tree.iter("h1"):
        if not is_furniture(heading):
            yield heading


def other_headings(tree: Any) -> Iterator[Any]:
    """What else may be one, if it is no furniture: marked or called so, or a lower heading."""
    for element in tree.xpath(
        "//body//*[@itemprop='headline' or @itemprop='name' or self::h2 or self::h3 or self::h4]"
        "|//body//*[@class][contains(@class, 'title') or contains(@class, 'headline')]"
    ):
        if element.tag not in ("h1", "meta", "a", "img"):
            yield element


def is_furniture(heading: Any, tags: frozenset[str] = _FURNITURE_TAGS) -> bool:
    """Whether it is, or stands in, what a site has on every page: `tags`, and what is called so."""
    if _is_called("logo", heading):
        return True
    if heading.xpath("./a[@href='/' or contains(@class, 'logo')]|.//img[contains(@class, 'logo')]"):
        return True
    return any(
        above.tag in tags or _is_called("elsewhere", above)
        for above in heading.iterancestors()
        if above.tag not in ("html", "body", "main", "article")
    )


def _is_called(what: str, element: Any) -> bool:
    """Whether the class or id of `element` has one of the words `what`, between hyphens."""
    return _calls(what, element.get("class") or "") or _calls(what, element.get("id") or "")


@lru_cache(maxsize=4096)
def _calls(what: str, called: str) -> bool:
    return bool(called and _called(what).search(called))


@cache
def _called(what: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-]){_WORDS.either(what)}s?(?:$|[\s_-])", re.I)
