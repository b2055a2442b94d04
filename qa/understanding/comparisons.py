"""A question that compares → one question for each side. Rules, no model.

What is compared may be things ("Which cost more, the bridge or the library roof?"), or what two
articles say ("Does the Courier say that …, while the Register says that …?"). The questions made
are for search and for the kind of thing that they ask for; their grammar is nobody's to read.
"""

import re
from collections.abc import Sequence

from qa.understanding.lists import CLASSES, JOINED
from qa.understanding.phrases import closed, is_verb, words
from qa.understanding.stretches import sentence_spans

_SIDE = r"[^,;?]+?"
_LONGEST_SIDE = 9
"""Words beyond which what is compared is taken for something else."""


def compared(question: str) -> list[str]:
    """The questions that a comparison asks, one for each side; empty if it compares nothing."""
    text = question.rstrip(" ?!.")
    if len(sentence_spans(text)) > 1:
        return []
    for way in (_chosen, _contrasted, _between):
        if made := way(text):
            return [f"{side[0].upper()}{side[1:]}?" for side in made]
    return []


_CHOSEN = (
    # "Which cost more, the bridge or the library roof"
    re.compile(
        r"^(?:which|who|what)(?: of (?:the|these) two)? (?P<told>[^,:]+)"
        rf"[,:] ?(?P<one>{_SIDE}),? or (?P<two>{_SIDE})$",
        re.IGNORECASE,
    ),
    # "Of the bridge and the library roof, which cost more"
    re.compile(
        rf"^(?:out )?(?:of|between) (?P<one>{_SIDE}) and (?P<two>{_SIDE}), "
        r"(?:which|who|what)(?: one)? (?P<told>[^,:]+)$",
        re.IGNORECASE,
    ),
)


def _chosen(text: str) -> list[str]:
    """For "Which cost more, the bridge or the library roof?"."""
    for pattern in _CHOSEN:
        match = pattern.match(text)
        if match is None:
            continue
        one, two, told = match["one"], match["two"], match["told"]
        if _plain(one) and _plain(two) and (asks := _degree(told.split())):
            return [f"{asks[0]} {side}{asks[1]}" for side in (one, two)]
    return []


def _plain(side: str) -> bool:
    """Whether a side names one thing by itself: not "those abroad", "other schools"."""
    lows = {word.low for word in words(side)}
    vague = JOINED.among("vague") | CLASSES.among("question_words", "plurals")
    return bool(lows) and len(words(side)) <= _LONGEST_SIDE and vague.isdisjoint(lows)


def _degree(told: Sequence[str]) -> tuple[str, str] | None:
    """What is asked of a side: "won more seats in May" → "how many seats won" it " in May".

    None where nothing is compared by degree. Words before the verb say what the sides are.
    """
    lows = [word.lower() for word in told]
    verbs = (
        at for at, low in enumerate(lows) if is_verb(low) or low in CLASSES.among("auxiliaries")
    )
    verb = next(verbs, 0)
    if "or" in lows:
        return None
    for at in range(verb + 1, len(told)):
        asks, end = _asked(lows, at)
        if asks:
            opening = [word for word in told[verb:at] if word.lower() not in ("the", "a")]
            return " ".join([asks, *opening]), " ".join(["", *told[end:]])
    return None


def _asked(lows: Sequence[str], at: int) -> tuple[str, int]:
    """What asks for the degree that word `at` begins, and where that ends; "" where none does."""
    degrees = JOINED.mapped("degrees")
    for end in (at + 2, at + 1):
        if asks := degrees.get(" ".join(lows[at:end])):
            return asks, end
    if lows[at] not in ("more", "fewer", "less", "most"):
        return "", at
    end = at + 1
    while end < len(lows) and _counted(lows[end]):
        end += 1
    noun = lows[at + 1 : end]
    if lows[at - 1] in ("is", "are", "was", "were", "the"):  # "was more expensive"
        return " ".join(["how", *noun]), end
    many = lows[at] == "fewer" or any(map(_several, noun[-1:]))
    return " ".join(["how", "many" if many else "much", *noun]), end


def _counted(low: str) -> bool:
    return low in JOINED.among("counted") or not (low in closed() or is_verb(low))


def _several(low: str) -> bool:
    return low in JOINED.among("counted") or low.endswith("s")


# ", while "
_WHILE = re.compile(r",? (?:while|whereas) ")
# "does " of "does the Register say"
_DOES = re.compile(r"^(?:does|did|do) ")


def _contrasted(text: str) -> list[str]:
    """For "Does the Courier say that …, while the Register says that …?"."""
    stated = words(text)
    if not stated or stated[0].low not in CLASSES.among("auxiliaries"):
        return []
    joint = _WHILE.search(text)
    if joint is None or not (_tells(text[: joint.start()]) or "," in joint[0]):
        return []
    left, right = text[: joint.start()], _DOES.sub("", text[joint.end() :])
    if min(len(left.split()), len(right.split())) < 4:
        return []
    return [left, f"{stated[0].low} {right}"]


def _tells(side: str) -> bool:
    """Whether a side is an outlet or an article."""
    lows = {word.low for word in words(side)}
    return bool(lows & JOINED.among("articles", "outlets"))


_ARTICLE = rf"(?:[^\s,?]+ ){{0,7}}?{JOINED.either('articles')}\b"
_ASKS = "|".join(sorted(CLASSES.among("auxiliaries", "question_words"), key=len)[::-1])
# ", was"
_CLAUSE = re.compile(rf", (?=(?:{_ASKS})\b)", re.IGNORECASE)
# "no change in the toll"
_CHANGE = re.compile(
    rf"\b(?:no |any |a )?{JOINED.either('changes')} in (?:the )?(?P<topic>.+)$", re.IGNORECASE
)
# ", and the one by the Register"
_AND_ARTICLE = re.compile(
    rf",? and (?=(?:(?:{JOINED.either('others')}) |[A-Z'‘“\"]){_ARTICLE})", re.IGNORECASE
)
# "between the report by the Courier"
_BETWEEN = re.compile(rf"(?:^| )between (?={_ARTICLE})", re.IGNORECASE)


def _between(text: str) -> list[str]:
    """For "Between the report by … and the one by …, was there a change in …?"."""
    opened = _BETWEEN.search(text)
    joint = _AND_ARTICLE.search(text, opened.end()) if opened else None
    if opened is None or joint is None:
        return []
    end, main = len(text), text[: opened.start()]
    if not main:
        clause = _CLAUSE.search(text, joint.end())
        if clause is None:
            return []
        end, main = clause.start(), text[clause.end() :]
    sides = (text[opened.end() : joint.start()], text[joint.end() : end])
    return [_according(side.strip(" ,"), main) for side in sides]


def _according(side: str, main: str) -> str:
    topic = _CHANGE.search(main)
    if topic:
        return f"what does {side} say about {topic['topic']}"
    return f"according to {side}, {main[0].lower()}{main[1:]}"
