"""How much a question wants to be told: a fact, a list, a story, what each outlet says."""

import re
from enum import Enum

from index import WordLists
from qa.language import read
from qa.language.lists import CLAUSES
from qa.types import Intent, Query

_TOPIC = 6  # words

_LISTS = WordLists("qa.reading", "wants.yaml")
# "which states", "what new drugs"
_PLURAL = re.compile(r"\b(?:which|what)((?: [\w-]+){0,2}?) ([a-z-]+s)\b(?! of\b)")
# "name the drugs", "who were the", "who was injured"
_NAMES = re.compile(
    r"^(?:please )?(?:name|list|enumerate) |\bwho (?:were|are) (?:the|all)\b"
    rf"|\bwho (?:was|were|is|are|has been|have been|got) {_LISTS.either('suffered')}\b"
)
# "do the papers agree", "what do newspapers think"
_TELLERS = re.compile(
    rf"\b(?:do|does|did|how|what|which)\b.*\b{_LISTS.either('tellers')}\b"
    rf".*\b{_LISTS.either('comparing')}\b"
)
# "What is she doing now"
_PRESENT = re.compile(rf"\b{_LISTS.either('present')}\b")
# "Who is the mayor of Wendry", "who leads the party"
_OFFICE = re.compile(
    rf"^who(?:'s| is| are) (?:[\w'-]+ ){{0,6}}?{_LISTS.either('offices')}\b"
    rf"|^who {_LISTS.either('holding')}\b"
)
# "What is the fare", "what does it cost", "how many have died"
_STATE = re.compile(
    rf"^(?:what|which)(?:'s| is| are) .{{0,60}}\b{_LISTS.either('states')}\b"
    r"|^(?:what|which|how)\b.{0,60}\b(?:does|do) .{1,60}\b(?:cost|stand|earn|pay|charge|have|own)\b"
    r"|^how [\w-]+(?: [\w'-]+){0,4}? (?:is|are|has|have|does|do)\b"
)
_OPINIONS = re.compile(rf"\b{_LISTS.either('opinions')}\b")
# "the former mayor", "who failed to be elected"
_LEAVING = re.compile(rf"\b{_LISTS.either('leaving')}\b")
# "What did it cost at first"
_EARLIER = re.compile(rf"\b{_LISTS.either('earlier')}\b")
# "Do the Courier and the Register agree"
_AGREE = re.compile(rf"\b{_LISTS.either('comparing')}\b")
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|may|might|tell|name|list|give|find|show)\b|\?",
    re.IGNORECASE,
)


class Wants(Enum):
    """How much a question wants to be told."""

    FACT = "one thing"
    LIST = "several things"
    ACCOUNTS = "what each outlet says"
    STORY = "what there is to tell"
    LATEST = "what is new"


STORIES = frozenset((Wants.STORY, Wants.LATEST))
"""What more than one fact answers, told one after the other."""
_SURVEYS = frozenset((Intent.TIMELINE, Intent.DAYS, Intent.DIGEST))
"""Where a survey of the archive finds nothing, what comes near is told like a story."""


def wanted(query: Query) -> Wants:
    """What a question wants, by what it wants of the archive and as it is worded."""
    text = query.text
    low = text.lower().replace("’", "'")
    if _TELLERS.search(low):
        return Wants.ACCOUNTS
    for name, wants in (
        ("others", Wants.ACCOUNTS),
        ("latest", Wants.LATEST),
        ("stories", Wants.STORY),
    ):
        if re.search(rf"\b{_LISTS.either(name)}\b", low):
            return wants
    if query.intent in _SURVEYS:
        return Wants.STORY
    if _NAMES.search(low) or _named_kind(text):
        return Wants.LIST
    bare = len(low.split()) <= _TOPIC and not _ASKS.search(low)
    return Wants.STORY if bare else Wants.FACT


def _named_kind(text: str) -> bool:
    """Whether things of a kind are asked for: "which states", not "which bus"."""
    plural = _PLURAL.search(f"{text[:1].lower()}{text[1:]}")
    if plural is None or plural[2] in _LISTS.among("singular"):
        return False
    if "of" in plural[1].split():  # of "what share of voters" the share is asked for
        return False
    return CLAUSES.among("being", "having", "helping").isdisjoint(plural[1].lower().split())


def compares(text: str) -> bool:
    """Whether it asks if some whom it names say the same."""
    return _AGREE.search(text.lower()) is not None


def present(text: str) -> bool:
    """Whether it asks how things stand, rather than what happened."""
    words, low = read(text).words, text.lower().replace("’", "'").strip()
    opens = bool(words) and words[0].low in _LISTS.among("standing")
    return opens or any(one.search(low) for one in (_PRESENT, _OFFICE, _STATE))


def of_opinions(text: str) -> bool:
    """Whether it asks for opinions, or for what articles of some kind say."""
    return _OPINIONS.search(text.lower()) is not None


def leaves(text: str) -> bool:
    """Whether a sentence tells of somebody who does not hold an office, or no longer."""
    return _LEAVING.search(text.lower()) is not None


def dated(text: str) -> bool:
    """Whether it says of which time it asks."""
    return bool(read(text).moments) or _EARLIER.search(text.lower()) is not None
