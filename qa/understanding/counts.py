"""Questions of the archive itself: how many articles, which outlets, when first, who is quoted.

"How many articles mention the bridge" is one, "How many people crossed the bridge" is not: only
what names articles, outlets or the archive is taken for one. Whether "the Courier" is an outlet
only the archive knows, so that the survey has the last word: where it has nothing to say, it was a
fact that was asked for.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from qa.types import Intent
from qa.understanding.courtesies import curt
from qa.understanding.lists import COUNTS
from qa.understanding.publication import Times, untimed

_EXPANDED = {
    "ARTICLES": ("articles",),
    "ANY_ARTICLES": ("articles", "loosely_articles"),
    "OUTLETS": ("outlets",),
    "MENTIONS": ("mentions",),
    "TREATS": ("treats",),
    "COVER_VERBS": ("covered",),
    "WHO_VERBS": ("who_covered",),
    "FIRST": ("first",),
    "LAST": ("last",),
    "ARCHIVES": ("archive",),
}
"""What stands for the words of which lists in the forms of questions."""
# "{OUTLETS}"
_NAMED = re.compile(r"\{([A-Z_]+)\}")
# "by month", "per outlet and month"
_BY = re.compile(
    rf",? (?:(?:broken down |grouped |listed |counted )?(?:by|per)|(?:in|for|from|on) each|each)"
    rf" (?P<by>{COUNTS.either('by')})$",
    re.IGNORECASE,
)
# "in the archive"
_ARCHIVE = re.compile(
    rf" (?:are |is )?(?:in|of|from|within|across)(?: all)?(?: of)? (?:the|this|your|our|my|that)"
    rf"(?: whole| entire)?(?: news)? {COUNTS.either('archive')}\b",
    re.IGNORECASE,
)
_TAIL = re.compile(rf",? {COUNTS.either('tails')}$", re.IGNORECASE)
_DETERMINER = re.compile(rf"^{COUNTS.either('determiners')} ", re.IGNORECASE)
# "reports on the flood", "the name Velhaven"
_OF_NEWS = re.compile(
    rf"^(?:the |an? |some )?(?:(?:{COUNTS.either('articles', 'loosely_articles')}|coverage|news)"
    r" (?:on|about|of)|(?:names?|words?|phrase|term)) (?=\w)",
    re.IGNORECASE,
)
_HANGING = re.compile(r" (?:(?:are|is|were|was) there|by name|story|saga|affair)$", re.IGNORECASE)
_SUBJECTS = ("subject", "archival", "counted_by")
_LONGEST = 8
"""A subject of more words, or of several clauses, is none that an outlet is asked for."""
_BY_NAME = {"newspaper": "outlet", "paper": "outlet", "source": "outlet", "publication": "outlet"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of the archive's articles.

    `subject` are the words that they have, or, where `treated`, what they are about; without any it
    is all articles. `within` is where the question looks, an outlet if it is anything. `by` is what
    they are counted by, `last` whether the latest is asked for, `who` whether an outlet is, not a
    day, `counted` whether a number is, `listed` whether the articles are and `period` whether their
    days are, `most` whether what has most of them; `times` are those that it says they are of.
    """

    intent: Intent
    subject: str = ""
    treated: bool = False
    within: str = ""
    by: str = ""
    last: bool = False
    who: bool = False
    counted: bool = False
    listed: bool = False
    period: bool = False
    most: bool = False
    times: Times | None = None


def count(text: str, today: date) -> tuple[Intent, str] | None:
    """What a question wants that asks how often, by whom or when something is in the news."""
    found = asked(text, today)
    return (found.intent, found.subject) if found else None


@lru_cache(64)
def asked(text: str, today: date) -> Asked | None:
    """What it asks of the archive's articles; None where it asks for a fact."""
    bare, times = untimed(text, today)
    bare = curt(bare)
    bare, archival = _ARCHIVE.subn("", bare, count=1)
    by = ""
    while (tail := _TAIL.search(bare)) or (tail := _BY.search(bare)):
        by = tail.groupdict().get("by") or by
        bare = bare[: tail.start()]
    for intent, form in _forms():
        match = form.fullmatch(bare)
        if match is None or not _timely(match, times):
            continue
        if found := _told(intent, match, archival=bool(archival), by=by):
            by = (by or found.by).lower()
            return replace(found, by=_BY_NAME.get(by, by), times=times)
    return None


def _timely(match: re.Match[str], times: Times) -> bool:
    """Whether it says of which days articles are, as far as its form needs that."""
    groups = match.groupdict()
    if "since" in groups:
        return any(lead in ("since", "after") for lead, _ in times.said)
    return bool(times) or "timed" not in groups


def _told(intent: Intent, match: re.Match[str], *, archival: bool, by: str) -> Asked | None:
    """What a match says, None where it is about something else."""
    groups = {name: (value or "").strip() for name, value in match.groupdict().items()}
    verb, which = groups.get("verb", "").lower(), groups.get("which", "").lower()
    subject = next((groups[one] for one in _SUBJECTS if groups.get(one)), "")
    if ("archival" in groups and not archival) or ("counted_by" in groups and not by):
        return None
    if subject.lower() in COUNTS.among("pronouns") or _otherwise(intent, verb, subject):
        return None
    if groups.get("within") and _clauses(subject):
        return None
    within = groups.get("within", "")
    if within.lower() in ("you", "we"):  # "Do you have anything on the flood"
        intent, within = Intent.COUNT, ""
    return Asked(
        intent,
        _told_of(subject),
        treated=_treats(verb),
        within=within,
        last=which in COUNTS.among("last"),
        who=bool(groups.get("who")),
        counted=bool(groups.get("counted")),
        listed=bool(groups.get("listed")),
        period="period" in groups,
        most=bool(groups.get("most")),
        by=groups.get("by", ""),
    )


def _told_of(subject: str) -> str:
    """What it is about: of "the reports on the flood" and "the flood story" it is the flood."""
    named = _OF_NEWS.sub("", _HANGING.sub("", subject.strip(" ,\"'“”‘’")))
    return _DETERMINER.sub("", named)


def _treats(verb: str) -> bool:
    """Whether an article that does so is about a subject; "has anything on" it if it names it."""
    if not COUNTS.among("anything").isdisjoint(verb.split()):
        return False
    return verb not in COUNTS.among("mentions") and verb not in ("mentioned", "in the news")


def _clauses(subject: str) -> bool:
    """Whether it tells more than a subject: "the deal before Fortune did, while …"."""
    return len(subject.split()) > _LONGEST or any(mark in subject for mark in ",;")


def _otherwise(intent: Intent, verb: str, subject: str) -> bool:
    """Whether it is done otherwise than by news: what is reported, a cost that is covered."""
    if verb.startswith("report"):  # "that 14 were hurt"
        return subject.lower().startswith("that ") or subject[:1].isdigit()
    if verb and not verb.startswith("cover"):
        return False
    words = _DETERMINER.sub("", subject.lower()).split()
    ends = {*words[:1], *words[-1:]} if intent is not Intent.COUNT else set()
    return not ends.isdisjoint(COUNTS.among("other_cover"))


@cache
def _forms() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    """The forms of questions, in the order in which they are tried."""
    return tuple(
        (Intent[name], re.compile(_expanded(form), re.IGNORECASE))
        for name, forms in COUNTS.mapped("questions").items()
        for form in forms.splitlines()
    )


def _expanded(form: str) -> str:
    """A form as a pattern: its brackets group, and what stands in braces is put in."""
    # its own groups have a name, or none
    pattern = re.sub(r"\((?!\?)", "(?:", form)
    stretches = COUNTS.mapped("stretches")

    def put_in(match: re.Match[str]) -> str:
        name = match[1]
        if name in _EXPANDED:
            return COUNTS.either(*_EXPANDED[name])
        return str(stretches[name])

    while _NAMED.search(pattern):
        pattern = _NAMED.sub(put_in, pattern)
    return pattern
