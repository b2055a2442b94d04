"""What earlier turns cite, for a follow-up to lean on: the articles' own words, and which of them.

A turn keeps no more than ids of articles, which a browser, a file or another program can send back;
the articles themselves are looked up when there is a next question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from index import Article, terms
from qa.language import meets, read
from qa.types import Turn
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import words

REMEMBERED = 3
"""How many of the last turns are looked at."""
_ARTICLES = 3
"""How many articles of a turn."""
_LEANING = 0.6
"""What share of its words those have that a question which leans on earlier turns is about."""
_LEAD = 6_000
"""Characters of an article, from its beginning."""


@dataclass(frozen=True, slots=True)
class Recalled(Turn):
    """A turn with the texts of its `articles`, in that order, "" for one that is not there."""

    around: tuple[str, ...] = ()


def recalled(turns: Sequence[Turn], article: Callable[[str], Article | None]) -> tuple[Turn, ...]:
    """The same turns, the last few with what they cite; `article` gives the one of an id."""
    if not turns:
        return ()
    early, late = turns[:-REMEMBERED], turns[-REMEMBERED:]
    return (*early, *(_with_texts(turn, article) for turn in late))


def _with_texts(turn: Turn, article: Callable[[str], Article | None]) -> Turn:
    ids = turn.articles[:_ARTICLES]
    if not ids:
        return turn
    found = [article(one) for one in ids]
    texts = tuple(f"{one.title}\n{one.text[:_LEAD]}" if one else "" for one in found)
    told = {one.name: getattr(turn, one.name) for one in fields(Turn)} | {"articles": ids}
    return Recalled(**told, around=texts)


def looked_at_first(typed: str, understood: str, turns: Sequence[Turn]) -> tuple[str, ...]:
    """The ids of the cited articles that a question is still about, those of the last turn first.

    They have every name that was typed, and the other words that say what is asked: all of them,
    or most where the question was found to lean on those turns. A new topic leaves none.
    """
    names, telling = read(typed).name_stems, _telling(typed)
    least = _LEANING if typed != understood else 1.0
    found: dict[str, None] = {}
    for turn in reversed(turns[-REMEMBERED:]):
        for one, text in zip(turn.articles, getattr(turn, "around", ()), strict=False):
            held = frozenset(terms(text))
            met = sum(meets(stem, held) for stem in telling)
            if text and names <= held and met >= least * len(telling):
                found[one] = None
    return tuple(found)


def said_before(turns: Sequence[Turn]) -> tuple[str, ...]:
    """What the last turns said."""
    return tuple(text for turn in turns[-REMEMBERED:] for text in turn.said)


def _telling(typed: str) -> set[str]:
    """The stems of a question's words that say what it is about."""
    idle = CLASSES.among(
        "generic", "auxiliaries", "question_words", "prepositions", "empty", "determiners",
        "persons", "plurals", "things", "possessives",
    )  # fmt: skip
    return {stem for word in words(typed) if word.low not in idle for stem in terms(word.text)}
