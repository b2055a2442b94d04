"""The event that a question counts time from, "since the vote", for the archive to date."""

import re

from qa.understanding.lists import TIMES
from qa.understanding.phrases import Kind, Phrase, extended, phrases, words

# "since "
_SINCE = re.compile(r"\bsince ", re.IGNORECASE)


def event_since(question: str) -> str:
    """The event since which a question asks, such as "the vote"; "" where it names none.

    When the event was, the archive may know.
    """
    asked = " ".join(question.split())
    stated, found = words(asked), phrases(asked)
    for match in _SINCE.finditer(asked):
        for at, phrase in enumerate(found):
            if stated[phrase.first].start == match.end() and _happens(phrase):
                return extended(asked, found, at)
    return ""


def _happens(phrase: Phrase) -> bool:
    """Whether a phrase names something that takes place, and not any such event: "a flood"."""
    happens = phrase.kind is Kind.EVENT or phrase.head in TIMES.among("happenings")
    return happens and not phrase.text.lower().startswith(("a ", "an "))
