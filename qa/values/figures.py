"""Times, counts, sums, shares, durations and ages in a sentence that the question does not name."""

import re
from collections.abc import Iterator, Sequence

from qa.language import Form, Moment, Quantity, QuantityKind, Sentence, Token, kin, stem
from qa.language.lists import WORDS
from qa.language.quantities import is_money
from qa.values.sought import DURATIONS, Finder, Found, Kind, Sought, people

_BOUND = re.compile(
    rf"(?<!\w){WORDS.either('above', 'below', 'about')}(?: (?:an?|the|some))? ?[$€£¥₹]?$", re.I
)
# "an hour", "a decade"
_NOUN_LONG = 24
"""So many characters has what is counted, before "a day"."""
_A_WHILE = re.compile(
    r"\b(?:(?:almost|nearly|about|over|half|more than) )*an? (?:half[ -])?"
    rf"(?:{'|'.join(DURATIONS)})\b",
    re.I,
)
# "34-year-old", "aged 34", "at the age of 34", "34 years old", "a woman of 34", "she was 34"
_AGES = re.compile(
    r"\b(?P<a>\d{1,3})[ -](?:years?|months?)[ -]old\b|\b(?:aged|age)(?: of)? (?P<b>\d{1,3})\b|"
    r"\b(?:man|woman|boy|girl|person|member|pensioner) of (?P<c>\d{1,3})\b|"
    r"(?<=[a-z]), (?P<d>\d{1,3})(?=,|\.|$)|\bturn(?:s|ed|ing)? (?P<e>\d{1,3})\b|"
    r"\b(?:is|was) (?P<f>\d{1,3})(?= when\b|,(?!\d)|;|\.?$)",
)
# what may stand before a date and is part of it
_DATE_BEFORE = re.compile(
    r"\b(?:(?:early|late|mid|earlier|later)(?: in)?|(?:the )?(?:first|second|third|fourth|last) "
    r"(?:quarter|half|week|days?) of|(?:the )?(?:beginning|start|end|middle|spring|summer|autumn|"
    r"fall|winter|turn|eve) of|spring|summer|autumn|fall|winter)[ -]$",
    re.I,
)
# the "between 3 and" of "between 3 and 5 March", the "3–" of "3–5 March"
_DAY_BEFORE = re.compile(r"\b(?:between \d{1,2} and|(?:from )?\d{1,2} ?(?:to|-|–)) ?$", re.I)
_DAY_FIRST = re.compile(r"\d{1,2} [A-Z]")
# a time that is no date: "three weeks later", "the following day", "overnight"
_SOME_TIME = re.compile(
    r"\b(?:\w+ (?:days?|weeks?|months?|years?|hours?|minutes?) (?:later|after|before|earlier)|"
    r"(?:the )?(?:same|following|next|previous) (?:day|night|morning|week|month|year)|"
    r"early (?:\w+ )?(?:morning|hours)|(?:spring|summer|autumn|winter)(?= of\b)|"
    r"(?:\d+(?:st|nd|rd|th)|\w+teenth|eighth|ninth|tenth|twentieth) "
    r"centur(?:y|ies)(?: [AB]CE?)?)\b",
    re.I,
)
_SAYS = WORDS.among("speech") - {"called", "described"}
_SAID = frozenset(stem(word)[0] for word in _SAYS)
_TIME_STEMS = frozenset(
    stem(word)[0]
    for word in (*DURATIONS, "morning", "spring", "summer", "autumn", "winter", "centuries")
)
_BEING = frozenset(("is", "are", "was", "were", "be", "been", "long"))
_LENGTHS = frozenset(
    ("kilometre", "metre", "centimetre", "millimetre", "mile", "foot", "inch", "yard")
)
# " per pound", " a year"
_PER = re.compile(
    r" per \w+|"
    r" (?:an?|each|every) (?:year|month|week|day|night|hour|minute|person|head|share|ticket)\b"
)
# the "between twenty and" of "between twenty and two hundred years", the "2" of "2–4 years"
_RANGE = re.compile(
    r"(?<!by )(?<!from )\b(?:between (?P<a>[\w$€£,.-]+(?: [\w.]+)?) and|"
    r"(?P<b>[\w$€£][\w$€£,.]*)(?: to| or|–|-)) ?[$€£]?$"
)
# "the number of deaths", and "rose to 11"
_TALLY = re.compile(r"\b(?:number|total|toll|count|crowd|attendance|audience|turnout)\b", re.I)
_REACHED = re.compile(r" (?:to|at|was|is|of|as)\s*$")
_NO_NOUNS = frozenset(("and", "or", "in", "at", "by", "who", "to", "of", "from"))
# "no one died" does not say that one died
_NO_ONE = re.compile(r"\bno one\b", re.I)
# "12 people, including two children": two are not how many
_PART = re.compile(r"\b(?:including|among them) $", re.I)
# between the parts of one count: "19 children and two teachers"
_AND = re.compile(r",? and |, ")


def dates(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Times that the question does not name, the more exact the better."""
    for moment in sentence.moments:
        if moment.minutes is not None or _named(sought, moment):
            continue
        if moment.shift:  # "the day before" tells a day only with what it counts from
            yield Found(moment.start, moment.end, Kind.DATE, 0.4, moment)
            continue
        start, flat = moment.start, sentence.flat
        range_of_days = _DAY_FIRST.match(moment.text) and _DAY_BEFORE.search(flat[:start])
        if before := range_of_days or _DATE_BEFORE.search(flat[:start]):
            start = before.start()
        said = sought.verbs.isdisjoint(_SAID) and _told_then(sentence, moment)
        exact = sum(part is not None for part in moment.parts) + bool(moment.relative)
        fit = 0.2 if said else 0.7 + 0.1 * min(3, exact)
        fit -= 0.0 if said or _of_clause(sought, sentence, moment) else 0.3
        end = moment.end - moment.text.endswith(".")
        yield Found(start, end, Kind.DATE, fit, moment)
    vague = not _TIME_STEMS.isdisjoint(sentence.stems)
    for match in _SOME_TIME.finditer(sentence.flat) if vague else ():
        yield Found(*match.span(), Kind.DATE, 0.4)


def _of_clause(sought: Sought, sentence: Sentence, moment: Moment) -> bool:
    """Whether the clause that a time stands in has a word of what is asked, or none has."""
    words = sentence.words
    clauses = {word.clause for word in words if word.stem in sought.core}
    at = next((n for n, word in enumerate(words) if word.end > moment.start), 0)
    return not clauses or words[at].clause in clauses


def _told_then(sentence: Sentence, moment: Moment) -> bool:
    """Whether it is when something was said: "the university said on Thursday"."""
    words = sentence.words
    at = next((n for n, word in enumerate(words) if word.end > moment.start), 0)
    around = words[max(0, at - 3) : at]
    return any(word.low in _SAYS and word.clause == words[at].clause for word in around)


def part_of_date(part: str) -> Finder:
    """Finds dates that have a `part`, such as a month, that the question does not name."""

    def find(sought: Sought, sentence: Sentence) -> Iterator[Found]:
        stated = {getattr(one, part) for one in sought.question.moments}
        kind = {"year": Kind.YEAR, "month": Kind.MONTH}.get(part, Kind.DAY)
        for moment in sentence.moments:
            value = getattr(moment, part)
            if value is not None and value not in stated:
                yield Found(moment.start, moment.end, kind, 1.0, moment)

    return find


def days(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Days that the question does not name: weekdays, and dates with their day."""
    for moment in sentence.moments:
        exact = moment.weekday is not None or moment.day is not None
        if exact and not _named(sought, moment):
            yield Found(moment.start, moment.end, Kind.DAY, 1.0, moment)


def years(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Years that the question does not name."""
    stated = {one.year for one in sought.question.moments}
    for moment in sentence.moments:
        if moment.year is not None and moment.year not in stated:
            # of "March 2024", the year alone
            digits = moment.text.rfind(str(moment.year))
            start = moment.start + max(0, digits)
            end = start + 4 if digits >= 0 else moment.end
            yield Found(start, end, Kind.YEAR, 1.0, moment)


def times(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Times of the clock, and of the day."""
    stated = {one.minutes for one in sought.question.moments}
    for moment in sentence.moments:
        if moment.minutes is not None and moment.minutes not in stated:
            yield Found(moment.start, moment.end, Kind.TIME, 1.0, moment)


def numbers(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Counts of the noun that is asked for, with that noun; neighbouring ones of people as one."""
    found: list[Found] = []
    for quantity in sentence.undated:
        fit, end = _counts(sought, sentence, quantity)
        if fit <= 0 or _stated(sought, quantity):
            continue
        start = _begin(sentence, quantity.start)
        if _included(found, sentence, start):
            continue
        one = Found(start, end, Kind.NUMBER, fit, quantity=quantity)
        last = found[-1] if found else None
        joined = last and sought.people and min(last.fit, fit) > 0.6 and last.end > last.start
        if last and joined and _AND.fullmatch(sentence.flat[last.end : start]):
            found[-1] = Found(last.start, end, Kind.NUMBER, max(last.fit, fit))
        elif last and last.start == start:  # the 2 of "2 to 4", or of two readings the first
            found[-1] = one if end > last.end else last
        else:
            found.append(one)
    yield from found


def _included(found: Sequence[Found], sentence: Sentence, start: int) -> bool:
    """Whether the count that begins at `start` is a part of the one before it."""
    return bool(found) and _PART.search(sentence.flat[:start]) is not None


def _counts(sought: Sought, sentence: Sentence, quantity: Quantity) -> tuple[float, int]:
    """How well a quantity counts what is asked for, and where its noun ends."""
    end = quantity.end
    if quantity.kind is QuantityKind.RANK or quantity.unit not in ("", sought.unit):
        return 0.0, end
    if noun := _noun_after(sought, sentence, end):
        return noun
    if quantity.kind is QuantityKind.SHARE or quantity.low == 1.0:  # "one of them", "no one"
        return 0.0, end
    if set(quantity.counted[:1]) & sought.verbs:  # "21 voted"
        return 0.8, end
    before = sentence.flat[max(0, quantity.start - 60) : quantity.start]
    if _TALLY.search(before):
        return (0.75 if _REACHED.search(before) else 0.4), end
    if not quantity.counted:
        return (0.5 if not sought.head or sought.head in sentence.stems else 0.2), end
    return (0.0 if sought.people or sought.hurt else 0.2), end


def _noun_after(sought: Sought, sentence: Sentence, end: int) -> tuple[float, int] | None:
    """How well the noun of a figure that ends at `end` fits, and where it ends, if it does."""
    words, flat = sentence.words, sentence.flat
    at = next((n for n, word in enumerate(words) if word.start >= end), len(words))
    after = words[at : at + 4]
    if not after or flat[end : after[0].start].strip(" -"):
        return None
    found = None
    for place, word in enumerate(after):
        acts = found is not None and sentence.forms[at + place] is not Form.NONE
        if word.clause != after[0].clause or word.low in _NO_NOUNS or acts:
            break
        # of "1,200 medical interns" the second tells what they are
        if (found is None or word.stem == sought.head) and (
            fit := _counted(sought, words[at : at + 10], place)
        ):
            found = max(fit, found[0] if found else 0.0), word.end
    return found


def _counted(sought: Sought, after: Sequence[Token], place: int) -> float:
    """How well the word at `place` of those after a figure is what is counted."""
    noun = after[place].stem
    if noun == sought.head:
        modified = {word.stem for word in after[:place]}
        return (1.0 if modified >= set(sought.noun[:-1]) else 0.75) - 0.05 * place
    if not place and noun in sought.hurt:  # "21 killed"
        return 0.8
    harmed = any(word.stem in sought.hurt for word in after if word.clause == after[0].clause)
    if (sought.people or harmed) and noun in people():
        return 0.8 - 0.05 * place
    other = noun in sought.noun or (noun in kin(sought.head) and not sought.hurt)
    return 0.7 if not place and other else 0.0


def money(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Sums of money."""
    for quantity in _amounts(sought, sentence):
        if is_money(quantity.unit) and sought.unit in ("", quantity.unit):
            yield _measured(sentence, quantity, Kind.MONEY)
        elif quantity.unit == "percent" and not sought.unit:
            yield _measured(sentence, quantity, Kind.SHARE, 0.2)


def shares(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Percentages and fractions."""
    for quantity in _amounts(sought, sentence):
        if quantity.unit == "percent" or quantity.kind is QuantityKind.SHARE:
            yield _measured(sentence, quantity, Kind.SHARE)


def amounts(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Whatever has a unit; bare numbers fit less."""
    for quantity in _amounts(sought, sentence):
        if sought.unit and quantity.unit != sought.unit:
            continue
        kind = Kind.MONEY if is_money(quantity.unit) else Kind.AMOUNT
        if quantity.unit == "percent" or quantity.kind is QuantityKind.SHARE:
            kind = Kind.SHARE
        fit = 1.0 if quantity.unit or kind is Kind.SHARE else 0.4
        yield _measured(sentence, quantity, kind, 0.6 if quantity.unit in DURATIONS else fit)


def durations(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """How long something takes or is; no ages, and no "three years ago"."""
    seen, lengths = False, () if sought.unit or _lasting(sought.question) else _LENGTHS
    for quantity in _lengths_of_time(sought, sentence):
        if quantity.unit in DURATIONS:
            yield _measured(sentence, quantity, Kind.DURATION)
            seen = True
        elif quantity.unit in lengths:
            yield _measured(sentence, quantity, Kind.AMOUNT, 0.5)
    for match in () if seen or sought.unit else _A_WHILE.finditer(sentence.flat):
        if _rated(sentence, match.start()):
            continue
        yield Found(*match.span(), Kind.DURATION, 0.5)


def _lengths_of_time(sought: Sought, sentence: Sentence) -> Iterator[Quantity]:
    """Quantities of the unit that is asked for, less ages and times that are over."""
    ages = [match.span() for match in _AGES.finditer(sentence.flat)]
    for quantity in sentence.quantities:
        after = sentence.flat[quantity.end : quantity.end + 8].lower()
        aged = any(start <= quantity.start < end for start, end in ages)
        over = after.startswith((" ago", " earlier", "-old"))
        if aged or over or _stated(sought, quantity):
            continue
        if sought.unit in ("", quantity.unit):
            yield quantity


def _rated(sentence: Sentence, start: int) -> bool:
    """Whether what starts there only says how often something is: "18,000 vehicles a day"."""
    return any(one.counted and one.end < start <= one.end + _NOUN_LONG for one in sentence.undated)


def _lasting(question: Sentence) -> bool:
    """Whether something goes on so long: "How long did it last", "was it closed", not "is it"."""
    doing = zip(question.words, question.forms, strict=True)
    done = (Form.PAST, Form.PARTICIPLE, Form.EITHER)
    return any(
        word.low in ("did", "does", "do", "take") or (form in done and word.low not in _BEING)
        for word, form in doing
    )


def ages(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """How old somebody is."""
    for match in _AGES.finditer(sentence.flat):
        group = next(name for name in "abcdef" if match[name])
        if float(match[group]) not in sought.question.figures:
            span = match.span() if group == "a" else match.span(group)
            yield Found(*span, Kind.AGE, 0.7 if group in "df" else 1.0)
    unnamed = sought.subject.isdisjoint(sought.question.name_stems)
    for quantity in sentence.undated if unnamed else ():
        if quantity.unit == "year":
            yield _measured(sentence, quantity, Kind.AGE, 0.5)


def _amounts(sought: Sought, sentence: Sentence) -> Iterator[Quantity]:
    """Every quantity that the question does not name, each once."""
    last = -1
    for quantity in sentence.undated:
        rank = quantity.kind is QuantityKind.RANK
        if not rank and quantity.start != last and not _stated(sought, quantity):
            last = quantity.start
            yield quantity


def _measured(sentence: Sentence, quantity: Quantity, kind: Kind, fit: float = 1.0) -> Found:
    per = _PER.match(sentence.flat, quantity.end) if kind in (Kind.MONEY, Kind.AMOUNT) else None
    start, end = _begin(sentence, quantity.start), per.end() if per else quantity.end
    return Found(start, end, kind, fit, quantity=quantity)


def _begin(sentence: Sentence, start: int) -> int:
    """Where "nearly 500", "no one" and "50 to 60" begin, whose last figure begins at `start`."""
    flat, least = sentence.flat, max(0, start - 40)
    if (span := _RANGE.search(flat[least:start])) and any(
        one.start <= least + span.end(span.lastgroup or 0) <= one.end
        and one.start >= least + span.start()
        for one in sentence.quantities
    ):
        start = least + span.start()
    if none := _NO_ONE.match(flat, max(0, start - 3)):
        return none.start()
    bound = _BOUND.search(flat[max(0, start - 30) : start])
    return max(0, start - 30) + bound.start() if bound else start


def _stated(sought: Sought, quantity: Quantity) -> bool:
    """Whether the question names the same figure."""
    return any(
        one.low == quantity.low and one.unit == quantity.unit for one in sought.question.undated
    )


def _named(sought: Sought, moment: Moment) -> bool:
    """Whether the question says as much of the time."""
    for one in sought.question.moments:
        pairs = zip(moment.parts, one.parts, strict=True)
        if all(mine is None or mine == theirs for mine, theirs in pairs):
            return moment.relative == one.relative and any(p is not None for p in one.parts)
    return False
