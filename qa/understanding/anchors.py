"""The event that a question counts time from, "since the vote", for the archive to date."""

import re
from dataclasses import dataclass
from typing import Literal

from qa.understanding.calendars import LISTS
from qa.understanding.phrases import Kind, extended, is_verb, listed, phrases, words
from qa.understanding.pronouns import leaning
from qa.understanding.stretches import unquoted


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event that a question dates by: "since the vote" is ("the vote", "since").

    When the event was, the archive may know. "after" and "following" are "since" too.
    """

    event: str
    direction: Literal["since", "before"]


def anchor(question: str) -> Anchor | None:
    """The event that a question counts time from: "since the vote", "before the bridge closed"."""
    text = " ".join(question.split())
    asked = unquoted(text)
    stated, found = words(asked), phrases(asked)
    for match in _ANCHORED.finditer(asked):
        before = next((w.low for w in reversed(stated) if w.end <= match.start()), "")
        at = next((n for n, phrase in enumerate(found)
                   if stated[phrase.first].start == match.end()), None)  # fmt: skip
        if at is None or before in LISTS.named("not_of_time"):
            continue
        whole = extended(asked, found, at)
        head = found[at].text.split()[-1].lower()
        low = match[1].lower()
        happens = found[at].kind is Kind.EVENT or head in LISTS.named("happenings")
        if happens and found[at].text.lower().startswith(("a ", "an ")):
            continue  # any such event
        event = whole if happens else _clause(asked, found[at].last, match.end(), low)
        if event and "#" not in event:
            past = low in ("before", "prior to", "ahead of")
            return Anchor(event, "before" if past else "since")
    return None


_ANCHORED = re.compile(
    r"\b(since|after|following|in the (?:aftermath|wake) of|before|prior to|ahead of) ", re.I
)


def _clause(asked: str, last: int, start: int, low: str) -> str:
    """The clause from `start`, if its subject, which ends before word `last`, did something."""
    stated = words(asked)
    if low not in ("since", "after", "before") or last >= len(stated) or stated[last].after_mark:
        return ""
    opened = start <= len(low) + 1
    verb = stated[last].low
    did = is_verb(verb) and (verb.endswith("ed") or verb in listed("irregular"))
    did |= verb in ("was", "were") and last + 1 < len(stated) and is_verb(stated[last + 1].low)
    if not did or (opened and low == "since"):  # "Since the plan failed, who …" may be "because"
        return ""
    clause = re.split(r"[,;?!]|\.(?:\s|$)", asked[start:])[0].strip()
    asks = any(word.low in listed("question_words") for word in words(clause))
    return "" if asks or leaning(clause) or len(clause.split()) > 12 else clause
