"""Whether a text is an article, or only what invites to read one; words in `teasers.yaml`."""

import re
from collections.abc import Sequence
from functools import cache

from index.wordlists import WordLists

ONLY_SUMMARY = "has only a summary of the article, which was read; add its page for the whole text"
"""What is remarked of an article that is a teaser."""

CUT_SHORT = "has only the beginning of the article, which was read; add its page for the whole text"
"""What is remarked of an article that was cut short by whoever gave it."""

_LONGEST_MARK = 80
_FEWEST_PARAGRAPHS, _FEWEST_CHARS = 3, 1_000
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|$)")


def is_teaser(text: str) -> bool:
    """Whether a text that is called a summary is one: short, of two paragraphs at most, or cut."""
    paragraphs = len([line for line in text.split("\n") if line.strip()])
    short = paragraphs < _FEWEST_PARAGRAPHS and len(text) < _FEWEST_CHARS
    return short or is_cut(text)


def is_cut(text: str) -> bool:
    """Whether a text says at its end that it goes on elsewhere."""
    end = text.rstrip()[-200:]
    return any(form.search(end) for form in (_at_end("cut"), _at_end("invites"), _counted()))


def is_withheld(text: str) -> bool:
    """Whether a text only says that the article is sold, as "ONLY AVAILABLE IN PAID PLANS"."""
    return len(text) < 200 and bool(_whole("withheld").fullmatch(text.strip()))


def whole_sentences(text: str) -> tuple[str, bool]:
    """`text` less a sentence that a service broke off ("The counc… [+812 chars]"), and if it was.

    Empty where no sentence is whole.
    """
    tail = text[-_LONGEST_MARK:]
    mark = _counted().search(tail)
    if mark is None:
        return text, False
    begun = text[: len(text) - len(tail) + mark.start()]
    ends = [end.end() for end in _SENTENCE_END.finditer(begun)]
    return (begun[: ends[-1]] if ends else ""), True


def without_invitation(text: str) -> str:
    """`text` less what a feed adds at its end ("The post … appeared first on …", "Read more")."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _whole("below").fullmatch(lines[-1].strip())):
        del lines[-1]
    return _at_end("invites").sub("", "\n".join(lines)).rstrip()


def _patterns(name: str) -> Sequence[str]:
    found: list[str] = WordLists("index.files", "teasers.yaml").table[name]
    return found


@cache
def _at_end(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_patterns(name))})\s*$", re.I)


@cache
def _whole(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_patterns(name)), re.I)


@cache
def _counted() -> re.Pattern[str]:
    pattern: str = WordLists("index.files", "teasers.yaml").table["counted"]
    return re.compile(rf"\s*{pattern}\s*$", re.I)
