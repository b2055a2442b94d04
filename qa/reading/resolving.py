"""A time of an article in words that need no article: "6 February 2024" for its "Tuesday"."""

from datetime import date

from qa.language import Moment, Sentence
from qa.reading.values import Value
from qa.wording import written

_SEASONS = ("spring", "summer", "autumn", "fall", "winter")


def resolved(value: Value, sentence: Sentence) -> str:
    """The time as one can understand it alone; as it is written where that is enough or all."""
    text = " ".join(value.text.split())
    moment = value.moment
    if moment is None or sentence.published is None or moment.year is not None:
        return text
    stretch = _meant(moment, sentence, sentence.published)
    if stretch is None:
        return text
    first, last = stretch
    before = text[: len(text) - len(moment.text)].strip() if text.endswith(moment.text) else ""
    if first == last:
        return written(first)
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
        when = str(first.year)
    elif first.day == 1 and first.month == last.month and (last.replace(day=28) <= last):
        when = f"{first:%B %Y}"
    elif (season := text.split()[-1].lower()) in _SEASONS:
        return f"{season} {first.year}"
    else:
        return f"{text} ({_span(first, last)})"
    return f"{before} {when}".strip()


def _meant(moment: Moment, sentence: Sentence, published: date) -> tuple[date, date] | None:
    """Which of the stretches that it may mean: the next for what is planned, else the last."""
    if not moment.stretches:
        return None
    if len(moment.stretches) == 1:
        return moment.stretches[0]
    ahead = bool(sentence.plans)
    past = [one for one in moment.stretches if one[0] <= published]
    coming = [one for one in moment.stretches if one[1] >= published]
    if ahead and coming:
        return min(coming)
    return max(past) if past else None


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{written(first)} to {written(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {written(last)}"
    return f"{first.day} to {written(last)}"
