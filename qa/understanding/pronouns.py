"""Which pronouns of a question point at something that the question itself does not name."""

import re

from qa.understanding.phrases import Kind, Phrase, Word, closed, is_verb, listed, phrases, words

# "Is it true that …", "did it cost to build …", "it rained": "it" stands for nothing earlier.
_EMPTY_IT = re.compile(
    r"\bit\b(?: \w+){0,4}? (?:that|who|whether|if|like|when"
    r"|to (?!the\b|an?\b|it\b|this\b|that\b)[a-z]+)\b"
    r"|\bit (?:rain|snow|(?:cost|take)s? for\b)|\b(?:time|day) (?:is|was) it\b",
    re.IGNORECASE,
)


def leaning(core: str) -> list[int]:
    """The places, among the words of a question, of the pronouns that lean on something outside."""
    stated, found = words(core), phrases(core)
    return [
        at
        for at in range(len(stated))
        if _points(core, stated, at) and not _inside(stated, found, at)
    ]


def _points(core: str, stated: tuple[Word, ...], at: int) -> bool:
    """Whether word `at` is a pronoun, and not one that stands for nothing or joins clauses."""
    low = stated[at].low
    before = stated[at - 1].low if at else ""
    after = stated[at + 1].low if at + 1 < len(stated) else ""
    if low in listed("persons") | {"they", "them", "their", "themselves", "its", "itself"}:
        return True
    if low == "it":
        return before not in ("do", "done") and not _EMPTY_IT.search(core)
    if low in ("that", "this", "these", "those"):
        if after in listed("relative_days") or after == "who":
            return False
        if before in ("say", "said", "says", "do", "done") or after in ("true", "right", "mean"):
            return False  # a claim or a deed, which no noun phrase can stand for
        verb = is_verb(after) or (after in listed("nouns_too") and before in listed("helpers"))
        alone = not after or verb or after in closed() - listed("determiners")
        led = before in listed("auxiliaries") | listed("prepositions")
        return alone and (led or (is_verb(before) and not after))
    if low == "there":
        counted = before in listed("auxiliaries") and bool(phrases(core))
        return not after and not counted and before not in ("out", "from")
    return False


def _inside(stated: tuple[Word, ...], found: tuple[Phrase, ...], at: int) -> bool:
    """Whether the question itself names what the pronoun `at` means.

    A pronoun that is the object of a clause does not mean the clause's own subject.
    """
    low = stated[at].low
    after = stated[at + 1].low if at + 1 < len(stated) else ""
    led = stated[at - 1].low in listed("auxiliaries") if at else False
    joints = [
        n for n in range(1, at + 1) if stated[n].after_mark or stated[n].low in listed("joints")
    ]
    subject = is_verb(after) or after in listed("auxiliaries")
    owner = low in listed("possessives") and owns(stated, at)
    for phrase in found:
        between = stated[phrase.last : at]
        apart = any(
            word.after_mark or word.low in listed("joints") for word in (*between, stated[at])
        )
        if (
            phrase.last <= at
            and _fits(phrase, low, asked=not led)
            and (
                subject
                or owner
                or apart
                or sum(is_verb(word.low) for word in between) > 1
                or (low == "them" and phrase.plural and not phrase.subject)
            )
        ):
            return True
    acted = owner and any(is_verb(word.low) for word in stated[1:at])
    if low in listed("persons") and stated[0].low in ("who", "whose") and (joints or acted):
        return True
    # "When she resigned, what did the mayor say?"
    comma = next((n for n, word in enumerate(stated) if n > at and word.after_mark), None)
    return comma is not None and any(p.first >= comma and _fits(p, low, asked=True) for p in found)


def _fits(phrase: Phrase, low: str, *, asked: bool) -> bool:
    """Whether the pronoun `low` can mean the phrase; `asked`: also if it is "which star"."""
    if phrase.kind is Kind.DATE:
        return False
    if asked and phrase.before in ("which", "what", "this"):
        return True
    parts = phrase.text.split()
    if low in listed("persons"):
        # a ship is "she", a name may be anybody's, and "Veary's victory" names Veary
        named = any(part[0].isupper() and (part is parts[-1] or part.endswith(("'s", "’s", "s'")))
                    for part in parts)  # fmt: skip
        return phrase.kind is Kind.PERSON or (named and phrase.kind is not Kind.PLACE)
    if low in ("they", "them", "their", "themselves", "these", "those"):
        return phrase.kind in (Kind.GROUP, Kind.PERSON, Kind.NAME) or any(
            part.endswith("s") for part in parts
        )
    return phrase.kind is not Kind.PERSON and (not phrase.plural or parts[-1][0].isupper())


def owns(stated: tuple[Word, ...], at: int) -> bool:
    """Whether "her" at `at` is "her defeat" and not "to her when"."""
    rest = stated[at + 1 : at + 2]
    if stated[at].low != "her":
        return bool(rest)
    return bool(rest) and not rest[0].after_mark and rest[0].low not in closed()
