"""What a question says of time → when the articles that answer it were published. Rules, no model.

The period is meant as a filter on publication, so that only what is safe becomes one. What happened
since March was reported since March; what happened before 2020 may be told today, so that "before"
bounds nothing unless the question is about articles ("what did the papers report before 2020").
"Last week" ends later than the week does, for Sunday's news is Monday's paper.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qa.understanding.calendars import (
    DATE,
    LISTS,
    Days,
    date_at,
    dates_in,
    days_of,
    month_before,
    stated_year,
    weekday,
)
from qa.understanding.phrases import closed, is_verb, listed, words
from qa.understanding.stretches import sentence_at, sentence_span, unquoted

_WEEK_BACK = 7
"""Days that "this week" reaches back; measured by tests/benchmarks/bench_questions.py."""
_ROLLING = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}
_FEWEST_LATE = 2
"""Days after its end in which what happened in a short period is still being reported."""


@dataclass(frozen=True, slots=True)
class Period:
    """Publication dates, both inclusive; None where that side is open.

    `words` is the stretch of the question that says it; of several, with "…" between them.
    """

    since: date | None
    until: date | None
    words: str


@dataclass(frozen=True, slots=True)
class _Said:
    """Characters `start:end` of a question, and the publication dates that they mean."""

    start: int
    end: int
    since: date | None
    until: date | None


_ONE_DATE = re.sub(r"\?P<\w+>", "?:", DATE)
_TIME = (
    rf"(?P<time>between {_ONE_DATE} and {_ONE_DATE}"
    rf"|from {_ONE_DATE} (?:to|until|till|through) {_ONE_DATE}"
    rf"|(?:in|on|of|from|during|throughout|before|prior to|until|till|up to) {_ONE_DATE}"
    rf"|(?<=dated ){_ONE_DATE})"
)
_GAP = r"(?P<between>(?: [^\s?!;]+){0,12}?)"
_ARTICLES = re.compile(
    rf"\b(?:(?<!short )(?P<noun>{LISTS.either('articles', 'reports')})"
    rf"|(?<=in the )(?:{LISTS.either('read')}))\b{_GAP}"
    rf"(?P<published> {LISTS.either('published')}(?: by(?: [^\s?!;,]+){{1,4}}?)?)? {_TIME}",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"\bdid (?:[^\s?!;]+ ){{0,6}}?(?P<noun>{LISTS.either('articles', 'read', 'outlets')})"
    rf" {LISTS.either('said')}\b{_GAP} {_TIME}",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"^what (?:was|had been) {LISTS.either('said')} (?:about it |of it )?{_TIME}", re.IGNORECASE
)
_MENTIONED = re.compile(rf"\b{LISTS.either('mentions')}\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?P<lead>(?:ever )?since|after|from|starting in|beginning in|as of)"
    r"(?: about| around| at least)? ",
    re.IGNORECASE,
)
_SINCE_WEEKDAY = re.compile(
    rf"\bsince (?:last )?({LISTS.either('weekdays')})\b(?! [A-Z])", re.IGNORECASE
)
_SINCE_START = re.compile(
    r"\bsince the (?:start|beginning) of (?:the|this) (year|month|week)\b", re.IGNORECASE
)
_CALENDAR = {*LISTS.named("months"), *LISTS.named("short_months"), *LISTS.named("weekdays")}
_UNIT = rf"(?P<unit>week|month|year|weekend|{LISTS.either('weekdays')})"
_COUNT = rf"(?:\d{{1,3}}|(?:a )?{LISTS.either('number_words')}(?: of)?)"
_RELATIVE = re.compile(
    r"\b(?:(?P<day>the day before yesterday|yesterday|last night|today"
    r"|this (?:morning|afternoon|evening))"
    rf"|(?:(?:the |this )?(?:last|past) (?P<count>{_COUNT}) |(?:the last|the past|this past|past) )"
    r"(?P<rolling>hour|day|week|month|year|decade)s?"
    rf"|(?:this past|this last|this|last|past) {_UNIT}|over the weekend)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\b(?:why|caus\w+|led to|reasons?|come of)\b", re.IGNORECASE)
_OF_PRESS = re.compile(
    rf"\b(?:{LISTS.either('articles', 'read')}\b(?: {LISTS.either('published')})?"
    rf"(?: from| in| of)?|{LISTS.either('articles', 'read')} {LISTS.either('said')})"
    r" (?:last|this|yesterday)",
    re.IGNORECASE,
)


def _led_by(name: str, lead: str) -> bool:
    """Whether one of the words of a class stands at the end of `lead`."""
    return bool(re.search(rf"(?<![\w’']){LISTS.either(name)}\s+$", lead, re.IGNORECASE))


def period(question: str, today: date) -> Period | None:
    """The publication dates that a question asked on `today` limits itself to, or None.

    Several phrases make the period that holds all of theirs. Titles in quotation marks or capitals
    are not read, nor sentences that only tell what the question is about.
    """
    text = re.sub(r"[\s\u200b]", " ", question)
    asked = unquoted(text)
    found: list[_Said] = []
    several = len(_MENTIONED.findall(asked)) > 1
    for said in (*_reported(asked, today), *_since(asked, today), *_relative(asked, today)):
        apart = all(said.end <= other.start or other.end <= said.start for other in found)
        if apart and _asks(asked, said.start):
            found.append(said)
    if not found:
        return None
    found.sort(key=lambda said: said.start)
    begins = [said.since for said in found]
    ends = [said.until for said in found]
    since = min(begin for begin in begins if begin) if all(begins) else None
    until = max(end for end in ends if end) if all(ends) else None
    if several:  # what is said of one article is not said of the other
        since, until = _earliest(asked, since, today), None
    if not since and not until:
        return None
    return Period(since, until, " … ".join(text[said.start : said.end] for said in found))


def _earliest(asked: str, since: date | None, today: date) -> date | None:
    """`since`, or the first of the dates that the question states in full if that is earlier."""
    found = (days_of(stated, today) for stated in dates_in(asked))
    return since and min(since, *(days.first for days in found if days), since)


def _asks(asked: str, at: int) -> bool:
    """Whether the sentence around `at` is the one that asks, or none does."""
    return "?" not in asked or sentence_at(asked, at).rstrip().endswith("?")


def _reported(asked: str, today: date) -> Iterator[_Said]:
    """What is said of articles: "articles from March 2022", "what did the papers say in 2021"."""
    for match in (*_SPOKEN.finditer(asked), *_PASSIVE.finditer(asked), *_ARTICLES.finditer(asked)):
        groups = match.groupdict()
        limits = _limits(match["time"], today)
        if limits is None:
            continue
        between = (groups.get("between") or "").lower().split()
        noun = groups.get("noun") or ""
        if {"who", "that", "which"} & set(between):
            continue
        if noun.lower() in LISTS.named("outlets") and not noun[0].isupper():
            continue
        unclear = between or noun.lower() in LISTS.named("reports")
        if "published" in groups and not match["published"] and unclear:
            continue
        # a report may be a commission's, and "about the flood in March" tells of the flood
        sure = noun.lower() not in LISTS.named("reports")
        sure &= not between or bool(groups.get("published"))
        if sure or limits[0]:
            until = limits[1] if sure else None
            yield _Said(match.start("time"), match.end("time"), limits[0], until)


def _limits(time: str, today: date) -> tuple[date | None, date | None] | None:
    """The first and the last day of "in March 2022", "before 2020", "between May and July 2021"."""
    found = dates_in(time)
    if not found:
        return None
    last = days_of(found[-1], today)
    first = days_of(found[0], today, stated_year(found[-1]))
    if first is None or last is None or first.first > last.last:
        return None
    lead = time.split()[0].lower()
    if lead in ("before", "prior"):
        return None, first.first - timedelta(1)
    return (None if lead in ("until", "till", "up") else first.first), last.last


def _since(asked: str, today: date) -> Iterator[_Said]:
    """What happened since a date: "since March", "after 3 May 2024", "from 2021 on"."""
    for match in _SINCE.finditer(asked):
        stated = date_at(asked, match.end())
        if stated is None or not _capitals_fit(asked, match.start(), stated.end()):
            continue
        end = stated.end()
        low = match["lead"].lower()
        if low in ("from", "starting in", "beginning in", "as of"):
            onwards = re.compile(r"\s*(?:on|onwards?|forwards?)\b").match(asked, end)
            if onwards is None:
                continue
            end = onwards.end()
        found = days_of(stated, today)
        if found and found.first <= today and _ends_there(asked, end):
            yield _Said(match.start(), end, found.first, None)
    for match in _SINCE_WEEKDAY.finditer(asked):
        back = (today.weekday() - weekday(match[1])) % 7 or 7
        yield _Said(match.start(), match.end(), today - timedelta(back), None)
    for match in _SINCE_START.finditer(asked):
        this = {"year": today.replace(month=1, day=1), "month": today.replace(day=1),
                "week": today - timedelta(today.weekday())}[match[1].lower()]  # fmt: skip
        yield _Said(match.start(), match.end(), this, None)


def _relative(asked: str, today: date) -> Iterator[_Said]:
    """What is said from today's point of view: "yesterday", "last week", "the past three days"."""
    for match in _RELATIVE.finditer(asked):
        low = re.sub(r"\s+", " ", match[0].lower())
        if not _meant(asked, match.start(), match.end()):
            continue
        ahead = _looks_ahead(asked, match.start(), match.end())
        if match["rolling"]:
            since = _rolled(match, today)
            if since:
                yield _Said(match.start(), match.end(), since, None)
        elif match["day"]:
            if not (low.startswith(("today", "this ")) and (ahead or not _of_the_day(asked, low))):
                back = {"the day before yesterday": 2}.get(low, 1)
                yield _Said(match.start(), match.end(), today - timedelta(back), None)
        elif low.startswith("this ") and "past" not in low and "this last" not in low:
            since = None if ahead else _began(match["unit"].lower(), today)
            if since:
                yield _Said(match.start(), match.end(), since, None)
        elif span := _gone(match["unit"].lower() if match["unit"] else "weekend", today):
            until = None if ahead else _told_until(asked, match.start(), match.end(), span, today)
            yield _Said(match.start(), match.end(), span.first, until)


def _rolled(match: re.Match[str], today: date) -> date | None:
    """How far "the past two weeks" goes back."""
    stated = (match["count"] or "one").lower().removeprefix("a ").removesuffix(" of")
    count = int(stated) if stated.isdigit() else int(LISTS.mapped("numbers").get(stated, 0))
    back = count * _ROLLING[match["rolling"].lower().rstrip("s")]
    if not 0 < back < 366 * 200:
        return None
    return today - timedelta(int(back) + 1)


def _began(unit: str, today: date) -> date | None:
    """When "this week", "this month", "this Monday" began; None where it is to come."""
    if unit == "week":
        return today - timedelta(_WEEK_BACK)
    if unit == "month":
        return today.replace(day=1)
    if unit == "year":
        return today.replace(month=1, day=1)
    if unit == "weekend":  # said on Monday, it is over; said on Saturday, it began on Friday
        return today - timedelta((today.weekday() - 4) % 7)
    back = today.weekday() - weekday(unit)
    return today - timedelta(back) if back >= 0 else None


def _gone(unit: str, today: date) -> Days | None:
    """The days of "last week", "last month", "last Friday"; the longest that people mean by it."""
    monday = today - timedelta(today.weekday())
    if unit == "week":  # on a Sunday, it may be the one that ends
        last = today if today.weekday() == 6 else monday - timedelta(1)
        return Days(monday - timedelta(7), last)
    if unit == "month":
        return month_before(today)
    if unit == "year":
        return Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if unit == "weekend":
        last = monday - timedelta(1)
        return Days(last - timedelta(2 if today.weekday() < 5 else 9), last)
    latest = today - timedelta((today.weekday() - weekday(unit)) % 7 or 7)
    return Days(latest - timedelta(7 if latest >= monday else 0), latest)


def _told_until(asked: str, start: int, end: int, span: Days, today: date) -> date | None:
    """The last day on which what happened in `span` is reported; None for an open end.

    Why something happened, what came of "last year's fire", and what is more "than last year" may
    be told at any time after.
    """
    sentence = sentence_at(asked, start)
    if _WHY.search(sentence) or asked[end : end + 2] in ("'s", "’s"):
        return None
    if _led_by("comparing_leads", asked[:start]):
        return None
    length = (span.last - span.first).days + 1
    late = 0 if _OF_PRESS.search(sentence) else max(_FEWEST_LATE, -(-length // 4))
    until = span.last + timedelta(late)
    return until if until < today else None


def _meant(asked: str, start: int, end: int) -> bool:
    """Whether the phrase is said of now: not "his last week", "last week of May", a title."""
    after = asked[end:]
    if re.match(r"\s+(?:of|in history|in (?:1\d|20)\d\d)\b", after, re.I):
        return False
    if re.match(r"\s+", after) and re.match(
        rf"{LISTS.either('title_words')}\b", after.lstrip(), re.I
    ):
        return False
    definite = asked[start : start + 4].lower() == "the "
    if definite and re.match(r"\s+(?:before|in [A-Z]|when|that|leading)", after):
        return False
    lead = asked[:start]
    if (
        re.search(r"\b(?:the|that|first|final) $", lead, re.I)
        and asked[start : start + 5].lower() == "last "
    ):
        return False
    if _led_by("unbounded_leads", lead) and not (definite and re.search(r"\bfor\s+$", lead, re.I)):
        return False
    if re.search(r"\bby (?:the )?(?:end|start|middle|close) of\s+$|\w['’]s\s+$", lead, re.I):
        return False
    return _capitals_fit(asked, start, end)


def _capitals_fit(asked: str, start: int, end: int) -> bool:
    """Whether only months and days have a capital: "Last Week Tonight" is a title."""
    opens = not asked[:start].strip(" #") or asked[:start].rstrip().endswith((".", "?", "!", ":"))
    for match in re.finditer(r"[^\W\d]+", asked[start:end]):
        calendar = match[0].lower() in _CALENDAR
        if match[0][0].isupper() and not calendar and not (opens and match.start() == 0):
            return False
    return True


def _ends_there(asked: str, end: int) -> bool:
    """Whether a date ends at `end`: not "after 2000 people died", "since May resigned"."""
    following = re.compile(r"\s+([\w’']+)").match(asked, end)
    if following is None:
        return not asked[end : end + 1].isalnum()
    low = following[1].lower()
    month = LISTS.either("months", "short_months")
    if re.search(rf"{month}\b[., \d]*\d$|-\d\d$", asked[:end], re.IGNORECASE):
        return True  # a year after a month is no number of people
    if re.search(r"[A-Za-z]\.?$", asked[:end]):  # it ends with a month's name, or anybody's
        person = following[1][0].isupper() or is_verb(low) or low in ("is", "has", "had", "was")
        return not person
    return low in closed() or is_verb(low) or following[1][0].isupper()


def _looks_ahead(asked: str, start: int, end: int) -> bool:
    """Whether what is asked about is to come, not "said this week that there will …"."""
    opened, closes = sentence_span(asked, start)
    before = [word.low for word in words(asked[opened:start])]
    if before and _past(before[-1]):
        return False
    if {"do", "does"} & {*before} and not {"did", "was", "were"} & {*before}:
        return True  # "Where do they play this week?"
    after = re.split(r"[,;]|\b(?:that|who|which|to|after|when|because)\b", asked[end:closes])
    about = f"{asked[opened:start]} {after[0]}"
    return bool(re.search(rf"(?<!\w){LISTS.either('future')}\b", about, re.IGNORECASE))


def _of_the_day(asked: str, low: str) -> bool:
    """Whether "today" is a day and not "nowadays": something happened."""
    if low != "today" or re.search(rf"\b{LISTS.either('happening')}\b", asked, re.IGNORECASE):
        return True
    lows = {word.low for word in words(asked)}
    nowadays = re.search(rf"\b{LISTS.either('still')} today\b", asked, re.IGNORECASE)
    if nowadays or lows & {*LISTS.named("present")}:
        return False
    return bool(lows & {*LISTS.named("past")}) or any(_past(low) for low in lows)


def _past(low: str) -> bool:
    return is_verb(low) and (low.endswith("ed") or low in listed("irregular"))
