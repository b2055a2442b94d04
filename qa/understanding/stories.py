"""Questions that want a story told: how something came about, what happened then, a bare topic."""

import re
from collections.abc import Iterator
from datetime import date

from qa.language import Form, read
from qa.language.clauses import form
from qa.types import Expects, Intent
from qa.understanding.asked import expects
from qa.understanding.courtesies import curt
from qa.understanding.lists import STORIES
from qa.understanding.periods import period

BARE = 5
"""A topic of more words is a headline or a question."""
_LONGEST = 10
"""A subject of more words is a question of its own."""

_ASKING = rf"(?:(?:{STORIES.either('asking')}\s+)*(?:(?:an?|the|all|any)\s+)?(?:[a-z]+\s+)?)"
# "so far", "from the crash to the apology"
_FROM_TO = (
    rf"(?:,? (?:{STORIES.either('in_order')}|from .+ (?:to|until|till) .+|between .+ and .+"
    r"|since .+))"
)
_TO_ITS_END = rf"{_FROM_TO}?"
_COURSE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Give me a short timeline of the strike"
        rf"^{_ASKING}{STORIES.either('timelines')} (?:of|for|on|about|in|around|behind) "
        r"(?P<subject>.+)$",
        # "the strike: a timeline"
        r"^(?P<subject>.+?)[:,]? (?:an? |the |in )?(?:timeline|chronology)$",
        # "How did the strike develop"
        r"^how (?:(?:did|does|has|have|had|is|was) |(?=the |it |this ))(?P<subject>.+?) (?:been )?"
        rf"{STORIES.either('developed')}\b{_TO_ITS_END}$",
        # "How did the plan fare over time"
        r"^how (?:did|does|has|have|had|is|was) (?P<subject>.+?) (?:been )?"
        rf"{STORIES.either('fared')},? {STORIES.either('in_order')}$",
        # "How did things go with the plan"
        r"^how (?:did|have|had) (?:things|events|matters|it all) "
        rf"{STORIES.either('developed', 'fared')} (?:with|on|in|at|for|around) (?P<subject>.+)$",
        # "Walk me through the strike", "Trace the story of it"
        rf"^{STORIES.either('led')} (?:me|us) through (?P<subject>.+?){_TO_ITS_END}$",
        rf"^{STORIES.either('traced')} (?:the )?(?:\w+ of )?(?P<subject>.+?){_TO_ITS_END}$",
        # "What is the story of the strike so far"
        r"^(?:tell me |tell |what(?: is| was|['’]s) )?the (?:whole |full )?story of "
        rf"(?P<subject>.+?){_FROM_TO}$",
        rf"^what (?:were|are) the (?:\w+ ){{0,2}}{STORIES.either('stages')} (?:of|in|on|for) "
        r"(?P<subject>.+)$",
        r"^in (?:what|which) order did (?:things |events |it all )?(?P<subject>.+?)"
        r"(?: happen| take place| unfold)?$",
        rf"^put (?:the )?events (?:of|in|on|around) (?P<subject>.+) {STORIES.either('in_order')}$",
        # "What led up to the strike"
        r"^what (?:events? )?(?:had |has |have )?(?:led|leads) up to (?P<subject>.+)$",
        # "What has happened in the strike so far"
        rf"^what (?:has |have |had |all )?{STORIES.either('happened')}"
        rf" (?:to|in|with|during|on|at|about) (?P<subject>.+?),? {STORIES.either('in_order')}$",
        rf"^what (?:has |have |had |all )?{STORIES.either('happened')},? "
        rf"{STORIES.either('in_order')},? (?:to|in|with|during|on|at|about) (?P<subject>.+)$",
    )
)
# "What happened", "Which events took place"
_HAPPENED = re.compile(
    rf"^(?:what|which)(?: else| all| important| major| \w*thing\w*)?(?: has| have| had| did)?"
    rf"(?: events| things| news)? {STORIES.either('happened', 'news')}\b"
    rf"|^what (?:were|was|are) (?:all )?the (?:\w+ ){{0,2}}{STORIES.either('news')}\b"
    r"|^(?:did |has |have |had )?any\w* (?:else )?(?:important )?(?:happen(?:ed)?|go(?:ing)? on)\b"
    rf"|^(?:{_ASKING})?{STORIES.either('news')}(?= (?:of|from|on|for|in|during)\b)",
    re.IGNORECASE,
)
# "Who has resigned"
_WHO = re.compile(r"^who(?:['’]s| all)?(?: has| have| had| was| were| is| got)?(?: been)? ", re.I)
_ABOUT = re.compile(rf"^{_ASKING}{STORIES.either('about')} (?P<subject>.+)$", re.IGNORECASE)
# "What is the ferry affair about"
_WHAT_ABOUT = re.compile(
    rf"^what (?:is|was|are|were) (?P<subject>.+? {STORIES.either('stories')}) (?:all )?about$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b(?:the|an?|of|in|on|at|and|for|by|to|with|from)\b", re.IGNORECASE)
# "in the ", "with the " at the start of a subject; a hanging "in" at its end
_LEAD = re.compile(
    r"^(?:(?:in|on|at|with|to|of|from|about|for|during|around|the|an?|all)\b\s*)+", re.IGNORECASE
)
_TRAIL = re.compile(
    r"(?:[\s,;:–—-]+|(?:^|\s)(?:in|on|at|of|to|from|for|between|and|during|since|the|by|through|until"
    rf"|early|late|mid|around|about)|\s{STORIES.either('everywhere', 'stories')})$",
    re.IGNORECASE,
)
# what is new since a day is no question for what happened on some
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_CLAUSE = re.compile(rf"\b{STORIES.either('clauses')}\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had"
    r"|can|could|will|would|should|may|might|tell|name|list|give|find|show|compare|quote)\b|\?",
    re.IGNORECASE,
)


def timeline(text: str, today: date) -> tuple[Intent, str] | None:
    """A question for what came after what."""
    asked = _bare(text)
    for pattern in _COURSE:
        if found := pattern.match(asked):
            subject = topic(_timeless(found["subject"], today))
            return (Intent.TIMELINE, subject) if _nameable(subject) else None
    return None


def days(text: str, today: date) -> tuple[Intent, str] | None:
    """A question for whatever happened, or who did something, on some days."""
    asked = _bare(text)
    if _SINCE.search(asked) or not (read(asked, today).moments or period(asked, today)):
        return None
    fronted = _timeless(asked, today).lstrip(" ,;:")  # "On 17 May, what happened"
    if not fronted:  # "May 2024", and no more
        return Intent.DAYS, ""
    for whole in (asked, fronted):
        if not (found := _HAPPENED.match(whole)):
            continue
        subject = topic(_timeless(whole[found.end() :], today))
        if _CLAUSE.search(subject) or len(subject.split()) > _LONGEST:
            return None
        return Intent.DAYS, subject
    if found := _WHO.match(asked):
        rest = _timeless(asked[found.end() :], today)
        did, *more = rest.split() or [""]
        past = form(did.lower()) in (Form.PAST, Form.EITHER, Form.PARTICIPLE)
        if past and (not more or more[0].lower() in ("in", "at")):
            return Intent.DAYS, topic(rest)
    return None


def digest(text: str, today: date) -> tuple[Intent, str] | None:
    """A topic and no more, or a question for what there is to know of one."""
    asked = _bare(text)
    if found := _ABOUT.match(asked):
        subject = topic(_timeless(found["subject"], today))
        fits = _nameable(subject) and not _CLAUSE.match(subject)
        return (Intent.DIGEST, subject) if fits else None
    if found := _WHAT_ABOUT.match(asked):
        return Intent.DIGEST, topic(found["subject"])
    few = len(_SMALL.sub("", asked).split()) <= BARE and "?" not in text
    thing = expects(asked) is Expects.THING or _is_name(asked) or _is_office(asked)
    if few and thing and not _ASKS.search(asked):
        subject = topic(_timeless(asked, today))
        return (Intent.DIGEST, subject) if _nameable(subject) else None
    return None


def _is_name(words: str) -> bool:
    """Whether it is a name and no more: "King Charles", and not "mayor of Wendry"."""
    return all(one[:1].isupper() for one in words.split())


def _is_office(words: str) -> bool:
    """Whether it is an office and no more, or one before a name: "the mayor", "king halvard"."""
    named = _LEAD.sub("", words).split()
    plain = len(named) <= 2 and not _SMALL.search(" ".join(named[1:]))
    return plain and bool(named) and expects(named[0]) is Expects.PERSON


def topic(words: str) -> str:
    """What a subject is called: without "the" before it, and "story" after it."""
    subject = _LEAD.sub("", words.strip())
    while (cut := _TRAIL.sub("", subject)) != subject:
        subject = cut
    return subject.strip("'’\"“” ")


def _bare(text: str) -> str:
    """The question without what it ends in."""
    return curt(text)


def _nameable(subject: str) -> bool:
    return 0 < len(subject.split()) <= _LONGEST


def _timeless(text: str, today: date) -> str:
    """The words without those that say when."""
    spans = [*_times(text, today)]
    kept, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            kept.append(text[end:start])
            end = stop
    rest = " ".join("".join((*kept, " ", text[end:])).split())
    return rest if not spans or rest == text else _timeless(rest, today)  # "last week" of "May"


def _times(text: str, today: date) -> Iterator[tuple[int, int]]:
    sentence = read(text, today)
    for moment in sentence.moments:
        if span := sentence.original(moment.start, moment.end):
            yield _with_lead(text, *span)
    said = period(text, today)
    at = text.find(said.words) if said else -1
    if said and at >= 0:
        yield _with_lead(text, at, at + len(said.words))


# "in early ", "between ", "since "
_BEFORE_TIME = re.compile(
    r"(?:\b(?:on|in|at|between|and|from|to|until|till|during|since|for|of|over|through|within|by"
    r"|around|about|the|early|late|mid|week|month|year|spring|summer|autumn|winter|first|second|third"
    r"|fourth|last|final|half|quarter|weekend|morning|afternoon|evening|night|eve|day|days"
    r"|beginning|start|end|\d{1,2})[\s-]+)+$",
    re.IGNORECASE,
)


def _with_lead(text: str, start: int, end: int) -> tuple[int, int]:
    """A time with the prepositions before it."""
    lead = _BEFORE_TIME.search(text[:start])
    return (lead.start() if lead else start), end
