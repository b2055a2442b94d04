"""Puts the English words of a question that was asked in another language in English order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Tag(Enum):
    """What a piece of a question is there for."""

    ASKS = "asks"
    SMALL = "small"
    BE = "be"
    HAVE = "have"
    WILL = "will"
    VERB = "verb"
    PART = "part"
    NOUN = "noun"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or phrase of English; a verb with its `past`, "past", "present" or "future"."""

    english: str
    tag: Tag
    past: str = ""
    tense: str = ""


_VERBAL = (Tag.VERB, Tag.BE, Tag.HAVE, Tag.WILL)
_DETERMINERS = frozenset(
    ("the", "a", "this", "these", "his", "her", "their", "all", "of the", "new", "last", "first")
)
_PARTITIVE = frozenset(("of", "of the"))
_WHOSE_SUBJECT = frozenset(("who", "which", "how many", "whose"))
_OF_WHAT = frozenset(("happen", "cause"))
"""Verbs whose subject "what" is."""


def ordered(pieces: Sequence[Piece], *, asked: bool) -> str:
    """The question that the pieces make; `asked` if it had a question mark."""
    rest = list(pieces)
    opening: list[Piece] = []
    while rest and rest[0].tag is Tag.SMALL and not _opens_subject(rest[0]):
        opening.append(rest.pop(0))
    if rest and rest[0].tag is Tag.ASKS:
        made = _of_question_word(rest[0], _perfect(rest[1:]))
    else:
        made = _of_yes_or_no([*opening, *_perfect(rest)], asked=asked)
        opening = []
    text = " ".join(one.english for one in _less_articles([*opening, *made]) if one.english)
    return f"{text[:1].upper()}{text[1:]}{'?' if asked else ''}"


def _perfect(pieces: Sequence[Piece]) -> list[Piece]:
    """Less each "has" whose verb follows, which becomes a past tense: also "is died"."""
    made = list(pieces)
    for at, piece in enumerate(made):
        present = piece.tag is Tag.BE and piece.english in ("is", "are")
        if piece.tag is not Tag.HAVE and not present:
            continue
        verb = next((n for n in range(at + 1, len(made)) if made[n].tag is Tag.VERB), None)
        between = made[at + 1 : verb] if verb is not None else made
        if verb is None or made[verb].tense != "past" or any(one.tag in _VERBAL for one in between):
            continue
        done = made.pop(verb)
        made[at] = done
        break
    return made


def _of_question_word(asks: Piece, rest: list[Piece]) -> list[Piece]:
    """For "When died the queen": "When did the queen die"."""
    at = next((n for n, one in enumerate(rest) if one.tag in _VERBAL), None)
    if at is None:
        return [asks, *rest]
    verb = rest[at]
    counted = asks.english == "how much" and at > 0
    if (
        asks.english in _WHOSE_SUBJECT
        or counted
        or (asks.english == "what" and verb.english in _OF_WHAT)
    ):
        told = [replace(verb, english=_finite(verb))]
        tail = rest[at + 1 :]
        if verb.tag is Tag.BE and tail and tail[-1].tag is Tag.PART:  # which German puts last
            told.append(tail.pop())
        return [asks, *rest[:at], *told, *tail]
    subject, tail = (rest[:at], rest[at + 1 :]) if at else _subject(rest[1:])
    return [asks, *_asking(verb, subject, tail)]


def _of_yes_or_no(rest: list[Piece], *, asked: bool) -> list[Piece]:
    """For "Resigned the minister": "Did the minister resign"; key words stay as they are."""
    at = next((n for n, one in enumerate(rest) if one.tag in _VERBAL), None)
    if at is None or not asked:
        return rest
    subject, tail = (rest[:at], rest[at + 1 :]) if at else _subject(rest[1:])
    return _asking(rest[at], subject, tail)


def _asking(verb: Piece, subject: list[Piece], tail: list[Piece]) -> list[Piece]:
    """A helper, the subject, the verb, and what else there is."""
    if verb.tag is not Tag.VERB:
        return [verb, *subject, *tail]
    several = bool(subject) and subject[-1].english.endswith("s")
    present = "do" if several else "does"
    helper = {"past": "did", "present": present, "future": "will"}[verb.tense]
    return [Piece(helper, Tag.HAVE), *subject, replace(verb, past=""), *tail]


def _subject(after: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """What follows a verb, as its subject and the rest: "on strike the doctors in …"."""
    begin = 0
    if after and not _opens_subject(after[0]) and after[0].tag in (Tag.PART, Tag.SMALL):
        begin = next((n for n, one in enumerate(after) if _opens_subject(one)), 0)
    end = begin
    while end < len(after) and not _closes(after[end], first=end == begin):
        end += 1
    return after[begin:end], [*after[:begin], *after[end:]]


def _opens_subject(piece: Piece) -> bool:
    named = piece.tag is Tag.NAME or (piece.tag is Tag.NOUN and piece.english[0].isupper())
    return named or (piece.tag is Tag.SMALL and piece.english in _DETERMINERS - _PARTITIVE)


def _closes(piece: Piece, *, first: bool) -> bool:
    """Whether a subject ends before this."""
    if piece.tag in (*_VERBAL, Tag.PART, Tag.ASKS):
        return True
    small = piece.tag is Tag.SMALL and piece.english not in _DETERMINERS | _PARTITIVE
    return (small or piece.english == "on") and not first


def _less_articles(pieces: Sequence[Piece]) -> list[Piece]:
    """Without "the" before the name of a country or a king."""
    made = []
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        english = piece.english
        if after and after.tag is Tag.NAME and english.endswith("the"):
            english = english.removesuffix("the").rstrip()
        made.append(replace(piece, english=english))
    return made


def _finite(verb: Piece) -> str:
    if verb.tag is not Tag.VERB or not verb.past:
        return verb.english
    return {"past": verb.past, "present": f"{verb.english}s", "future": f"will {verb.english}"}[
        verb.tense
    ]
