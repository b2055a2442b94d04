"""A question of which is more → how much each is. Rules, no model.

"Which cost more, the bridge or the library roof?" becomes "How much did the bridge cost?" and the
same of the roof; "Was the ferry or the bridge older?" becomes "How old was the ferry?".
"""

import re
from collections.abc import Mapping
from functools import cache

from qa.understanding.phrases import Kind, closed, is_verb, listed, phrases, words
from qa.understanding.wordlists import Wordlists

LISTS = Wordlists("decomposition.yaml")
"""The words of comparisons and of questions with several parts."""
SIDE = r"[^,;?]+?"
"""A pattern for what is compared."""
_BE = ("is", "are", "was", "were")
_LONGEST_SIDE = 9
"""Words beyond which what is compared is taken for something else."""


def weighed(text: str, masked: str) -> list[str]:
    """What each side is asked for, where `text` asks which is more; else nothing.

    `masked` is `text` with its quotations blotted out. Both lack the question mark.
    """
    for way in (_chosen, _alternative, _exceeding, _against):
        if made := way(text, masked):
            return made
    return []


def plain(side: str) -> bool:
    """Whether a side names one thing by itself: not "those abroad", "other schools"."""
    lows = [word.low for word in words(side)]
    vague = {*LISTS.named("vague"), *listed("question_words"), *listed("plurals"), "that", "and"}
    return bool(lows) and len(lows) <= _LONGEST_SIDE and not vague & {*lows}


_CHOSEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:which|who|what)(?: of (?:the|these) two)? (?P<told>.+)"
        rf"[,:] ?(?P<one>{SIDE}),? or (?P<two>{SIDE})$",
        rf"^(?:out )?(?:of|between) (?P<one>{SIDE}) and (?P<two>{SIDE}), "
        r"(?:which|who|what)(?: one)? (?P<told>.+)$",
    )
)


def _chosen(text: str, masked: str) -> list[str]:
    """For "Which cost more, the bridge or the library roof?"."""
    for pattern in _CHOSEN:
        match = pattern.match(masked)
        if match is None or re.search(r"[,:]", match["told"]):
            continue
        sides = [text[slice(*match.span(name))] for name in ("one", "two")]
        if not all(plain(side) for side in sides):
            continue
        told = text[slice(*match.span("told"))].split()
        for skipped in range(3):  # "which party won": the verb comes later
            if any(is_verb(word.lower()) for word in told[:skipped]):
                break
            if made := _both_sides(sides, told[skipped:], ""):
                return made
    return []


def _alternative(text: str, masked: str) -> list[str]:
    """For "Did the Courier or the Register report more injured?"."""
    stated = words(masked)
    joint = next((n for n, word in enumerate(stated[:8]) if word.low == "or"), 0)
    if joint < 2 or stated[0].low not in listed("auxiliaries"):
        return []
    end = _side_end(masked, joint + 1)
    one = text[stated[1].start : stated[joint - 1].end]
    two = text[stated[joint + 1].start : stated[end - 1].end] if end < len(stated) else ""
    if not two or any(is_verb(word.low) for word in stated[1:joint]):
        return []
    return _both_sides([one, two], text[stated[end - 1].end :].split(), stated[0].low)


def _exceeding(text: str, masked: str) -> list[str]:
    """For "Did the bridge cost more than the library roof?"."""
    stated = words(masked)
    than = next((n for n, word in enumerate(stated) if word.low == "than"), 0)
    if not than or stated[0].low not in listed("auxiliaries"):
        return []
    other = text[stated[than].end :].strip()
    sides = phrases(other)
    if not sides or sides[0].first or sides[0].kind is Kind.DATE or re.search(r"\d", other):
        return []
    if _time(other) or len(stated) - than > 8:
        return []
    end = _side_end(masked, 1)
    if end >= than:
        return []
    one = text[stated[1].start : stated[end - 1].end]
    told = text[stated[end - 1].end : stated[than].start].split()
    return _both_sides([one, other], told, stated[0].low)


def _side_end(masked: str, first: int) -> int:
    """The word at which the side that begins with word `first` has ended."""
    stated = words(masked)
    start = first + (stated[first].low in listed("determiners") if first < len(stated) else 0)
    turns = {"more", "less", "fewer", "most", *_mapping("adjectives"), *_mapping("degrees")}
    for at in range(start + 1, len(stated)):
        low = stated[at].low
        turned = low in turns or _lemmas().get(low) == low or is_verb(low)
        if turned and stated[at].text[0].islower():
            return at
    return len(stated)


def _both_sides(sides: list[str], told: list[str], helper: str) -> list[str]:
    made = [_degree(told, side, helper) for side in sides]
    return made if all(made) else []


def _degree(told: list[str], side: str, helper: str) -> str:
    """What is asked of one side: "cost more" of the bridge is "how much did the bridge cost".

    `helper` is the auxiliary that the question began with; without one, `told` begins with a verb.
    """
    if not told:
        return ""
    helped = bool(helper)
    if not helped:
        first = told[0].lower()
        if first in listed("auxiliaries") and (first in _BE or len(told) > 2):
            helper, told = first, told[1:]
            helped = first in _BE or is_verb(told[0].lower())
            if not helped:  # "has more seats"
                helper, told = ("does" if first == "has" else "did"), ["have", *told]
        else:
            verb = lemma(first)
            if not verb:
                return ""
            past = first.endswith("ed") or first in _mapping("irregular")
            helper, told = "did" if past else "does", [verb, *told[1:]]
    if not told or "or" in told:
        return ""
    if helper in _BE:
        return _quality(told, side, helper)
    return _quantity(told, side, agreeing(helper, side))


def _quality(told: list[str], side: str, helper: str) -> str:
    """Such as "how expensive was the bridge"."""
    told = told[told[0].lower() == "the" :]
    low = told[0].lower() if told else ""
    if low in ("more", "less", "most", "least") and len(told) > 1:
        adjective, rest = told[1], told[2:]
        if adjective.lower() in listed("prepositions") | listed("auxiliaries"):
            return ""
    else:
        stem = re.sub(r"est$", "er", low)
        adjective, rest = str(_mapping("adjectives").get(stem, "")), told[1:]
    if not adjective:
        return ""
    return " ".join(["how", adjective, agreeing(helper, side), side, *rest])


def _quantity(told: list[str], side: str, helper: str) -> str:
    """Such as "how many injured did the Courier report", "when did the bridge open"."""
    lows = [word.lower() for word in told]
    more = next((n for n, low in enumerate(lows) if low in ("more", "fewer", "less", "most")), 0)
    if more and lows[more - 1] in listed("determiners"):  # "a more varied diet"
        return ""
    if more and lows[more : more + 2] != ["more", "often"]:
        noun = _counted(told[more + 1 :])
        many = noun and (noun[-1].lower() in LISTS.named("counted") or noun[-1].endswith("s"))
        rest = told[more + 1 + len(noun) :]
        asks = ["how", "many" if many or lows[more] == "fewer" else "much", *noun]
        return " ".join([*asks, helper, side, *told[:more], *rest])
    for phrase, asked in _mapping("degrees").items():
        length = len(phrase.split())
        at = next((n for n in range(1, len(lows)) if lows[n : n + length] == phrase.split()), 0)
        if at:
            rest = told[at + length :]
            return " ".join([asked, helper, side, *told[:at], *rest])
    return ""


def _counted(following: list[str]) -> list[str]:
    """What there is more of: "injured people" of "injured people in the crash"."""
    noun: list[str] = []
    for word in following:
        low = word.lower()
        heads = low in LISTS.named("counted")
        if (low in closed() or is_verb(low)) and not heads:
            break
        noun.append(word)
    return noun


def agreeing(helper: str, side: str) -> str:
    """`helper` as it goes with `side`: "was" for one, "were" for several."""
    found = phrases(side)
    plural = bool(found) and found[0].plural and found[0].text.split()[-1][0].islower()
    plural |= bool(re.match(r"the [A-Z]\w*s$", side))  # "the Greens"
    pairs = (("was", "were"), ("is", "are"), ("has", "have"), ("does", "do"))
    return next((p if plural else s for s, p in pairs if helper in (s, p)), helper)


@cache
def _lemmas() -> Mapping[str, str]:
    forms: dict[str, str] = {}
    for verb in sorted(_plain_verbs()):
        stem = verb.removesuffix("e")
        doubled = verb + verb[-1]
        made = [f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{doubled}ed", f"{doubled}ing"]
        if verb.endswith("y"):
            made += [f"{verb[:-1]}ies", f"{verb[:-1]}ied"]
        forms |= dict.fromkeys(made, verb)
    return forms | {verb: verb for verb in _plain_verbs()} | dict(_mapping("irregular"))


def _plain_verbs() -> frozenset[str]:
    own = (*LISTS.named("verbs"), *LISTS.named("attributions"))
    return listed("verbs") | listed("nouns_too") | frozenset(own)


def lemma(form: str) -> str:
    """The verb as it is in the dictionary; empty if it is not known."""
    low = form.lower()
    regular = re.fullmatch(r"(\w+(?:[^aeiou][dhkmnptwxy]|ss))ed", low)
    guess = regular[1] if regular and regular[1][-1] != regular[1][-2] else ""
    return _lemmas().get(low) or guess


def _mapping(name: str) -> Mapping[str, str]:
    return LISTS.mapped(name)


_AGAINST = re.compile(
    r"^(?P<asks>how (?!much more|much less|many more|many fewer)(?:[\w’'-]+ ){1,4}?)"
    rf"(?P<helper>{'|'.join(sorted(listed('auxiliaries'), key=len)[::-1])}) (?P<one>{SIDE})"
    rf",? (?:as )?compared (?:with|to) (?P<two>{SIDE})$",
    re.IGNORECASE,
)


def _against(text: str, masked: str) -> list[str]:
    """For "How much did the bridge cost compared with the tunnel?"."""
    match = _AGAINST.match(masked)
    if match is None or re.search(r"\d", match["two"]) or _time(match["two"]):
        return []
    opening = text[: match.start("one")]
    first = len(words(opening))
    end = min(_side_end(masked, first), len(words(masked[: match.end("one")])))
    at = words(masked)[end - 1].end
    one, verb = text[match.start("one") : at], text[at : match.end("one")].strip()
    sides = (one, text[slice(*match.span("two"))])
    if not all(plain(side) for side in sides):
        return []
    return [f"{opening}{side} {verb}".strip() for side in sides]


def _time(side: str) -> bool:
    """Whether a side is a time, "last year", or has none: "expected"."""
    last = words(side)[-1].low if words(side) else ""
    return not last or last in listed("relative_days") | closed() or is_verb(last)
