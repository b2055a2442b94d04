"""A question that compares → one question for each side. Rules, no model.

What is compared may be things ("Which cost more, the bridge or the library roof?"), or what two
outlets or articles say ("Does the Courier say that …, while the Register says that …?").
"""

import re

from qa.understanding.calendars import LISTS as CALENDAR
from qa.understanding.calendars import dates_in
from qa.understanding.degrees import LISTS, SIDE, agreeing, lemma, plain, weighed
from qa.understanding.phrases import listed, words
from qa.understanding.stretches import sentence_spans, unquoted

_SUBJECT_WORDS = 14
"""Words of a clause among which its verb is looked for."""
_ARTICLE = rf"(?:[^\s,?]+ ){{0,7}}?{LISTS.either('articles')}\b"


def compared(question: str) -> list[str]:
    """The questions that a comparison asks, one for each side; empty if it compares nothing."""
    text = question.rstrip(" ?!.")
    masked = unquoted(text)
    if len(sentence_spans(masked)) > 1:
        return []
    for way in (weighed, _differing, _contrasted, _between, _both):
        if made := way(text, masked):
            return [f"{side[0].upper()}{side[1:]}?" for side in made]
    return []


_ON = r"(?: (?P<how>on|in|about|over|regarding|as to) (?P<topic>.+))?"
_DIFFERING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^how (?:do|does|did) (?P<one>{SIDE}) and (?P<two>{SIDE}) "
        rf"(?:differ|disagree|compare|contrast){_ON}$",
        rf"^how (?:do|does|did) (?P<one>{SIDE}) (?:differ from|compare (?:to|with)) "
        rf"(?P<two>{SIDE})(?: (?P<how>on|about|over|in terms of) (?P<topic>.+))?$",
        r"^what (?:is|are|was|were) the (?:main |key |biggest )?differences?"
        rf"(?: (?P<how>in) (?P<topic>{SIDE}))? between (?P<one>{SIDE}) and (?P<two>{SIDE})$",
        r"^compare (?P<topic>(?P<how>the (?!article|report)[\w ]+?) (?:of|in) )"
        rf"(?P<one>{SIDE}) (?:and|with|to) (?P<two>{SIDE})$",
        rf"^compare (?P<one>{SIDE}) (?:and|with|to) (?P<two>{SIDE}){_ON}$",
    )
)


def _differing(text: str, masked: str) -> list[str]:
    """For "How do the Courier and the Register differ on the cost of the repairs?"."""
    match = next((m for m in (p.match(masked) for p in _DIFFERING) if m), None)
    if match is None:
        return []
    sides = [text[slice(*match.span(name))] for name in ("one", "two")]
    if not all(plain(side) for side in sides) or _shared_head(*sides):
        return []
    topic = text[slice(*match.span("topic"))].strip() if match["topic"] else ""
    how = (match["how"] or "").lower()
    if " and " in topic and how.startswith("the "):
        return []
    if how.startswith("the "):
        return [f"what {_is(topic)} {topic} {side}" for side in sides]
    if not topic:
        return [f"what {_is(side)} {side}" for side in sides]
    told = how in ("on", "about", "over", "regarding", "as to")
    if told or any(_tells(side) for side in sides):
        return [f"what {agreeing('does', side)} {side} say about {topic}" for side in sides]
    topic = topic if topic.lower().startswith(("the ", "their ")) else f"the {topic}"
    topic = re.sub(r"^their ", "the ", topic)
    return [f"what {_is(topic)} {topic} of {side}" for side in sides]


def _shared_head(one: str, two: str) -> bool:
    """Whether the first side may lack a noun of its own, as in "house and rave music"."""
    return " " not in one and one.islower() and " " in two


def _is(side: str) -> str:
    return agreeing("is", side)


def _tells(side: str) -> bool:
    """Whether a side is an outlet or an article."""
    last = {word.low for word in words(side)}
    return bool(last & {*LISTS.named("articles"), *CALENDAR.named("outlets")})


def _contrasted(text: str, masked: str) -> list[str]:
    """For "Does the Courier say that …, while the Register says that …?"."""
    stated = words(masked)
    if not stated or stated[0].low not in listed("auxiliaries"):
        return []
    joint = next(re.finditer(r",? (?:while|whereas) ", masked), None)
    if joint is None or not (_tells(masked[: joint.start()]) or "," in joint[0]):
        return []
    left, right = text[: joint.start()], text[joint.end() :]
    right = re.sub(r"^(?:does|did|do) ", "", right)
    if min(len(left.split()), len(right.split())) < 4:
        return []
    return [left, _made_question(right)]


def _made_question(clause: str) -> str:
    """A clause as a question: "the Register says …" as "does the Register say …"."""
    for word in words(clause)[1:_SUBJECT_WORDS]:
        subject, rest = clause[: word.start].strip(), clause[word.end :]
        if word.low in listed("auxiliaries"):
            return f"{word.text} {subject}{rest}"
        verb = lemma(word.low)
        noun = word.low in ("report", "reports", "review")  # rather what the subject is
        if verb in LISTS.named("attributions") and not noun:
            helper = "does" if word.low.endswith("s") else "did" if word.low != verb else "do"
            return f"{helper} {subject} {verb}{rest}"
    return f"is it so that {clause}"


_CHANGE = re.compile(
    rf"\b(?:no |any |a )?{LISTS.either('changes')} in (?:the )?(?P<topic>.+)$", re.IGNORECASE
)
_AND_ARTICLE = re.compile(
    rf",? and (?=(?:(?:{LISTS.either('others')}) |#|[A-Z]){_ARTICLE})", re.IGNORECASE
)


def _between(text: str, masked: str) -> list[str]:
    """For "Between the report by … and the one by …, was there a change in …?"."""
    opened = re.match(rf"between (?={_ARTICLE})", masked, re.IGNORECASE)
    inside = re.search(rf" between (?={_ARTICLE})", masked)
    start = opened.end() if opened else inside.end() if inside else 0
    joint = _AND_ARTICLE.search(masked, start) if start else None
    if joint is None:
        return []
    end, main = len(masked), ""
    if opened:
        asks = "|".join(sorted(listed("auxiliaries") | listed("question_words"), key=len)[::-1])
        clause = re.compile(rf", (?=(?:{asks})\b)", re.IGNORECASE).search(masked, joint.end())
        if clause is None:
            return []
        end, main = clause.start(), text[clause.end() :]
    elif inside:
        main = text[: inside.start()]
    one, two = text[start : joint.start()], text[joint.end() : end]
    return [_according(side, main) for side in (one, _named(two, one))]


def _named(side: str, other: str) -> str:
    """A second article as itself: "the one on 3 May" → "the report by … on 3 May"."""
    if not re.match(r"(?:the|an?) (?:subsequent |later )?(?:one|other)\b|another\b", side):
        return side
    here, there = dates_in(side), dates_in(other)
    if here and there:
        return other[: there[0].start()] + here[0][0] + other[there[0].end() :]
    return side


def _according(side: str, main: str) -> str:
    side = re.sub(r"^(?=[A-Z'‘“\"])(?!The\b)", "the ", side.strip(" ,"))
    topic = _CHANGE.search(main)
    if topic:
        return f"what does {side} say about {topic['topic']}"
    return f"according to {side}, {main[0].lower()}{main[1:]}"


_BOTH = re.compile(
    r"^(?P<helper>do|did|does|were|are|have) (?:"
    rf"both (?P<same>{LISTS.either('articles')}) (?P<rest>.+?),?"
    r" with one (?P<one>.+?),? and the other (?P<two>.+)"
    rf"|(?P<both>both )?(?P<left>the {_ARTICLE}.*?) and "
    rf"(?P<right>(?:the |#){_ARTICLE}.*?),? (?P<word>both )?(?P<told>\w+ .+))$",
    re.IGNORECASE,
)


def _both(text: str, masked: str) -> list[str]:
    """For "Do both the article by … and the article by … report …?"."""
    match = _BOTH.match(masked)
    if match is None:
        return []
    part = {name: text[slice(*match.span(name))] for name in match.groupdict() if match[name]}
    helper = {"do": "does", "were": "was", "are": "is", "have": "has"}.get(
        part["helper"].lower(), part["helper"].lower()
    )
    if "same" in part:
        noun = part["same"].rstrip("s")
        opening = f"{helper} the {noun} {part['rest']}"
        return [f"{opening}, {part[name]}" for name in ("one", "two")]
    if not ("both" in part or "word" in part):
        return []
    if "word" not in part:  # where the second side ends, its verb says
        told = _verb_at(part["right"] + " " + part["told"])
        if not told:
            return []
        part["right"], part["told"] = told
    return [f"{helper} {part[name].strip(' ,')} {part['told']}" for name in ("left", "right")]


def _verb_at(text: str) -> tuple[str, str] | None:
    for word in words(unquoted(text))[2:]:
        if word.low in LISTS.named("attributions") and word.low != "report":
            return text[: word.start], text[word.start :]
    return None
