"""A time of an article in words that need no article: "6 February 2024" for its "Tuesday"."""

from qa.language import Form, Sentence, Stretch, written_days
from qa.values.values import Value

_PAST = frozenset(("was", "were", "had", "has", "have"))
_LED = 4
"""So many words before a participle the verb that leads it may stand."""
_SEASONS = ("spring", "summer", "autumn", "fall", "winter")


def resolved(value: Value, sentence: Sentence) -> str:
    """The time as one can understand it alone; as it is written where that is enough or all."""
    text = " ".join(value.text.split())
    moment = value.moment
    stretch = meant(value, sentence)
    if moment is None or stretch is None or moment.year is not None:
        return text
    first, last = stretch
    named = moment.text.rstrip(".")
    before = text.removesuffix(named) if text.endswith(named) else ""
    if (season := text.split()[-1].lower()) in _SEASONS:
        return f"{before}{season} {first.year}"
    when = written_days(first, last)
    return f"{text} ({when})" if " to " in when else f"{before}{when}"


def meant(value: Value, sentence: Sentence) -> Stretch | None:
    """Which of the stretches that a time may mean: the next for what is planned, else the last."""
    moment, published = value.moment, sentence.published
    if moment is None or published is None or not moment.stretches:
        return None
    if len(moment.stretches) == 1:
        return moment.stretches[0]
    ahead = _ahead(value, sentence)
    past = [one for one in moment.stretches if one[0] <= published]
    coming = [one for one in moment.stretches if one[1] >= published]
    if ahead and coming:
        return min(coming)
    return max(past) if past else None


def _ahead(value: Value, sentence: Sentence) -> bool:
    """Whether the verb before a time, or else one after it, is of what is still to come."""
    if not sentence.plans or value.moment is None:
        return False
    signs = {sign.at for sign in sentence.plans}
    words, start = sentence.words, value.moment.start
    for at in range(len(words) - 1, -1, -1):
        if words[at].start >= start:
            continue
        if at in signs:
            return True
        done = sentence.forms[at] in (Form.EITHER, Form.PARTICIPLE) and not words[at].capital
        led = signs.isdisjoint(range(max(0, at - _LED), at))  # "will be held in March"
        if words[at].low in _PAST or sentence.forms[at] is Form.PAST or (done and led):
            return False
    return True
