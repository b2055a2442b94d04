"""What a question says of time → when the articles that answer it were published. Rules, no model.

The period is meant as a filter on publication, so that only what is safe becomes one. What happened
since March was reported since March; what happened in March, or before it, may be told today, so
that it bounds nothing. "Last week" ends later than the week does, for Sunday's news is Monday's
paper.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index import (
    CALENDAR,
    CASELESS,
    MONTH_CAPITAL,
    WEEKDAYS,
    month_days,
    weekday_number,
)
from qa.language import Form, Moment, Stretch, read
from qa.language.clauses import form
from qa.language.numerals import number_words
from qa.understanding.lists import TIMES
from qa.understanding.phrases import closed, is_verb, words
from qa.understanding.stretches import sentence_at, sentence_span

_WEEK_BACK = 7
"""Days that "this week" reaches back; measured by tests/benchmarks/bench_questions.py."""
_ROLLING = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}
_LONGEST_DATE = 40
"""Characters after "since" in which a date is looked for."""
_FEWEST_LATE = 2
"""Days after its end in which what happened in a short period is still being reported."""


@dataclass(frozen=True, slots=True)
class Period:
    """Publication dates, both inclusive; `until` is None where that side is open.

    `words` is the stretch of the question that says it; of several, with "…" between them.
    """

    since: date
    until: date | None
    words: str


@dataclass(frozen=True, slots=True)
class _Said:
    """Characters `start:end` of a question, and the publication dates that they mean."""

    start: int
    end: int
    since: date
    until: date | None = None


def period(question: str, today: date) -> Period | None:
    """The publication dates that a question asked on `today` limits itself to, or None.

    Several phrases make the period that holds all of theirs. Titles in capitals are not read, nor
    sentences that only tell what the question is about.
    """
    asked = " ".join(question.translate(CASELESS).replace("\u200b", " ").split())
    found: list[_Said] = []
    for said in (*_since(asked, today), *_relative(asked, today)):
        apart = all(said.end <= other.start or other.end <= said.start for other in found)
        if apart and asks_there(asked, said.start):
            found.append(said)
    if not found:
        return None
    found.sort(key=lambda said: said.start)
    ends = [said.until for said in found if said.until]
    return Period(
        min(said.since for said in found),
        max(ends) if len(ends) == len(found) else None,
        " … ".join(asked[said.start : said.end] for said in found),
    )


def asks_there(asked: str, at: int) -> bool:
    """Whether the sentence around `at` is the one that asks, or none does."""
    return "?" not in asked or sentence_at(asked, at).rstrip().endswith("?")


def said_of_now(asked: str, start: int, end: int) -> bool:
    """Whether a time such as "last week", at `start:end`, is said of now and of what is over.

    No "his last week", "last week of May", "today" for nowadays, nor a title.
    """
    phrase = _Phrase(asked, start, end)
    return phrase.meant and phrase.of_a_day and not phrase.told_any_time


_COUNTS = {word: int(n) for word, n in number_words().items() if 1 <= n <= 99} | {
    word: int(n) for word, n in TIMES.mapped("about").items()
}
_WEEKDAYS = "|".join(WEEKDAYS)
_FROM = ("from", "starting in", "beginning in", "as of")
"""What counts from a date only with an "on" after it."""
# "since", "from about" and the "the early" of what follows
_SINCE = re.compile(
    r"\b(?P<lead>(?:ever )?since|after|from|starting in|beginning in|as of)"
    r"(?: about| around| at least)? "
    r"(?:(?:the )?(?:early|late|middle|mid|start|beginning|end)(?: of|-| in)? ?)?"
    r"(?:the (?:year )?)?",
    re.IGNORECASE,
)
# "since the start of the year"
_SINCE_START = re.compile(
    r"\bsince the (?:start|beginning) of (?:the|this) (year|month|week)\b", re.IGNORECASE
)
# "on", "onwards"
_ONWARDS = re.compile(r"\s*(?:on|onwards?|forwards?)\b")
# "the last", "past two", "this past"; then "week"
_COUNT = rf"(?:\d{{1,3}}|(?:a )?(?:{'|'.join(sorted(_COUNTS, key=len)[::-1])})(?: of)?)"
_UNIT = rf"(?P<unit>week|month|year|weekend|{_WEEKDAYS})"
# "yesterday", "the past three days", "last Friday"
_RELATIVE = re.compile(
    r"\b(?:(?P<day>the day before yesterday|yesterday|last night|today"
    r"|this (?:morning|afternoon|evening))"
    rf"|(?:(?:the |this )?(?:last|past) (?P<count>{_COUNT}) |(?:the last|the past|this past|past) )"
    r"(?P<rolling>hour|day|week|month|year|decade)s?"
    rf"|(?:this past|this last|this|last|past) {_UNIT}|over the weekend)\b",
    re.IGNORECASE,
)

# "why", "led to"
_WHY = re.compile(r"\b(?:why|caus\w+|led to|reasons?|come of)\b", re.IGNORECASE)
# " of May", " in 2019", " Tonight": what makes another time, or a title, of "last week"
_ELSEWHEN = re.compile(
    rf"\s+(?:(?:of|in history|in (?:1\d|20)\d\d)\b|{TIMES.either('title_words')}\b)", re.IGNORECASE
)
# " before", " in May": what follows "the last week" of something else
_OF_ANOTHER = re.compile(r"\s+(?:before|in [A-Z]|when|that|leading)")
# "the " before "last Friday"
_THE_LAST = re.compile(r"\b(?:the|that|first|final) $", re.IGNORECASE)
# "until ", "by the end of ", "Veary's "
_BOUND = re.compile(
    rf"(?<![\w’']){TIMES.either('unbounded_leads')}\s+$"
    r"|\bby (?:the )?(?:end|start|middle|close) of\s+$|\w['’]s\s+$",
    re.IGNORECASE,
)
# "for " before "the last week"
_FOR = re.compile(r"\bfor\s+$", re.IGNORECASE)
# "than "
_COMPARING = re.compile(rf"(?<![\w’']){TIMES.either('comparing_leads')}\s+$", re.IGNORECASE)
# ", who": where what a time is said of has ended
_CLAUSE = re.compile(r"[,;]|\b(?:that|who|which|to|after|when|because)\b")
# "will", "due to"
_FUTURE = re.compile(rf"(?<!\w){TIMES.either('future')}\b", re.IGNORECASE)
# "What is new"
_HAPPENING = re.compile(rf"\b{TIMES.either('happening')}\b", re.IGNORECASE)
# "still today"
_NOWADAYS = re.compile(rf"\b{TIMES.either('still')} today\b", re.IGNORECASE)
# "march", "1 jan", "MAY": whoever asks need not write a capital
_TYPED_MONTH = re.compile(
    rf"(\d{{1,2}}(?:st|nd|rd|th)? (?:of )?|)({MONTH_CAPITAL})\b", re.IGNORECASE
)
# "Week" of "Last Week Tonight"
_LETTERS = re.compile(r"[^\W\d]+")
# " resigned"
_FOLLOWING = re.compile(r"\s+([\w’']+)")


def _since(asked: str, today: date) -> Iterator[_Said]:
    """What happened since a date: "since March", "after 3 May 2024", "from 2021 on"."""
    for match in _SINCE.finditer(asked):
        moment = _date_at(asked, match, today)
        first = _begins(moment, today) if moment else None
        if moment is None or first is None:
            continue
        end = match.end() + len(moment.text)
        if not _capitals_fit(asked, match.start(), end):
            continue
        fits = _ends_there(asked, moment, end)
        if match["lead"].lower() in _FROM:
            onwards = _ONWARDS.match(asked, end)
            fits, end = onwards is not None, onwards.end() if onwards else end
        if fits and first <= today:
            yield _Said(match.start(), end, first)
    for match in _SINCE_START.finditer(asked):
        this = {"year": today.replace(month=1, day=1), "month": today.replace(day=1),
                "week": today - timedelta(today.weekday())}[match[1].lower()]  # fmt: skip
        yield _Said(match.start(), match.end(), this)


def _date_at(asked: str, lead: re.Match[str], today: date) -> Moment | None:
    """The date right after "since", as every sentence is read."""
    opening = lead[0].replace("-", " ")  # "mid-2020"
    typed = asked[lead.end() : lead.end() + _LONGEST_DATE]
    if month := _TYPED_MONTH.match(typed):
        typed = f"{month[1]}{month[2].capitalize()}{typed[month.end() :]}"
    near = read(opening + typed, today)
    return next((moment for moment in near.moments if moment.start == len(opening)), None)


def _begins(moment: Moment, today: date) -> date | None:
    """The first day of a date; without a year, of the latest that had begun by `today`."""
    if moment.weekday is not None and moment.day is None:
        return today - timedelta((today.weekday() - moment.weekday) % 7 or 7)
    if moment.decade is not None:
        return date(moment.decade, 1, 1)
    if moment.year is None and moment.month is None:
        return None
    begun = [first for first, _ in moment.stretches if moment.year or first <= today]
    return max(begun, default=None)


def _relative(asked: str, today: date) -> Iterator[_Said]:
    """What is said from today's point of view: "yesterday", "last week", "the past three days"."""
    for match in _RELATIVE.finditer(asked):
        phrase = _Phrase(asked, *match.span())
        if phrase.meant and (stretch := _days(match, phrase, today)):
            yield _Said(phrase.start, phrase.end, *stretch)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Characters `start:end` of a question, which say a time as seen from today."""

    asked: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.asked[self.start : self.end].lower()

    @property
    def lead(self) -> str:
        return self.asked[: self.start]

    @property
    def after(self) -> str:
        return self.asked[self.end :]

    @property
    def meant(self) -> bool:
        """Whether it is said of now: not "his last week", "last week of May", a title."""
        definite = self.low.startswith("the ")
        if _ELSEWHEN.match(self.after) or (definite and _OF_ANOTHER.match(self.after)):
            return False
        if self.low.startswith("last ") and _THE_LAST.search(self.lead):
            return False
        if _BOUND.search(self.lead) and not (definite and _FOR.search(self.lead)):
            return False
        return _capitals_fit(self.asked, self.start, self.end)

    @property
    def ahead(self) -> bool:
        """Whether what is asked about is to come, not "said this week that there will …"."""
        opened, closes = sentence_span(self.asked, self.start)
        before = [word.low for word in words(self.asked[opened : self.start])]
        if before and _past(before[-1]):
            return False
        if {"do", "does"} & {*before} and not {"did", "was", "were"} & {*before}:
            return True  # "Where do they play this week?"
        after = _CLAUSE.split(self.asked[self.end : closes])[0]
        return bool(_FUTURE.search(f"{self.asked[opened : self.start]} {after}"))

    @property
    def of_a_day(self) -> bool:
        """Whether "today" is a day and not "nowadays": something happened."""
        if self.low != "today" or _HAPPENING.search(self.asked):
            return True
        lows = {word.low for word in words(self.asked)}
        if _NOWADAYS.search(self.asked) or lows & TIMES.among("present"):
            return False
        return bool(lows & TIMES.among("past")) or any(map(_past, lows))

    @property
    def told_any_time(self) -> bool:
        """Whether what it dates may be told at any time after.

        So may be why something happened, what came of "last year's fire", and what is more "than
        last year".
        """
        owning = self.after.startswith(("'s", "’s"))
        why = _WHY.search(sentence_at(self.asked, self.start))
        return owning or bool(why or _COMPARING.search(self.lead))


def _days(match: re.Match[str], phrase: _Phrase, today: date) -> tuple[date, date | None] | None:
    """When what happened then is reported; None where the time is to come or says nothing."""
    low, unit = phrase.low, (match["unit"] or "weekend").lower()
    if match["rolling"]:
        since = _rolled(match, today)
    elif match["day"]:
        now = low.startswith(("today", "this "))
        nothing = now and (phrase.ahead or not phrase.of_a_day)
        back = 2 if low == "the day before yesterday" else 1
        since = None if nothing else today - timedelta(back)
    elif low.startswith("this ") and not low.startswith(("this past ", "this last ")):
        since = None if phrase.ahead else _began(unit, today)
    else:
        first, last = _gone(unit, today)
        late = max(_FEWEST_LATE, -(-((last - first).days + 1) // 4))
        until = last + timedelta(late)
        open_ = phrase.ahead or phrase.told_any_time or until >= today
        return first, None if open_ else until
    return (since, None) if since else None


def _rolled(match: re.Match[str], today: date) -> date | None:
    """How far "the past two weeks" goes back."""
    stated = (match["count"] or "one").lower().removeprefix("a ").removesuffix(" of")
    count = int(stated) if stated.isdigit() else _COUNTS[stated]
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
    back = today.weekday() - weekday_number(unit)
    return today - timedelta(back) if back >= 0 else None


def _gone(unit: str, today: date) -> Stretch:
    """The days of "last week", "last month", "last Friday"; the longest that people mean by it."""
    monday = today - timedelta(today.weekday())
    if unit == "week":  # on a Sunday, it may be the one that ends
        last = today if today.weekday() == 6 else monday - timedelta(1)
        return monday - timedelta(7), last
    if unit == "month":
        before = today.replace(day=1) - timedelta(1)
        return month_days(before.year, before.month)
    if unit == "year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    if unit == "weekend":
        last = monday - timedelta(1)
        return last - timedelta(2 if today.weekday() < 5 else 9), last
    latest = today - timedelta((today.weekday() - weekday_number(unit)) % 7 or 7)
    return latest - timedelta(7 if latest >= monday else 0), latest


def _capitals_fit(asked: str, start: int, end: int) -> bool:
    """Whether only months and days have a capital: "Last Week Tonight" is a title."""
    opens = not asked[:start].strip() or asked[:start].rstrip().endswith((".", "?", "!", ":"))
    for match in _LETTERS.finditer(asked[start:end]):
        calendar = match[0].lower() in CALENDAR
        if match[0][0].isupper() and not calendar and not (opens and match.start() == 0):
            return False
    return True


def _ends_there(asked: str, moment: Moment, end: int) -> bool:
    """Whether a date ends where it is read to: not "since May resigned", "after 2000 voters"."""
    following = _FOLLOWING.match(asked, end)
    if following is None:
        return not asked[end : end + 1].isalnum()
    low, capital = following[1].lower(), following[1][0].isupper()
    if moment.weekday is not None and moment.day is None:
        return not capital  # "since Friday Night Lights"
    if moment.month is None:
        return low in closed() or is_verb(low) or capital
    named = moment.day is None and moment.year is None
    return not named or not (capital or is_verb(low) or low in ("is", "has", "had", "was"))


def _past(low: str) -> bool:
    return form(low) in (Form.PAST, Form.PARTICIPLE, Form.EITHER)
