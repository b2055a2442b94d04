"""What a question asks of outlets: what one of them says, or whether some agree, and on what.

"Do the Courier and the Register agree on the number of arrests?" asks each how many arrests there
were; "What figure does the Courier give for the crowd?" asks one. Rules, no model.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.types import Query
from qa.understanding.asked import expects
from qa.understanding.lists import CLASSES, JOINED

_ON = r"(?: (?:with (?:each other|one another|it|that)))? (?:on|about|over|in|as to|regarding) "
_WHO = r"(?P<who>[^?]{2,120}?)"
_ALL = r"(?: (?:all|both|really|fully|always|ever))*"
# what is asked: whether they agree, or whether they do not
_AGREE, _DIFFER = "agree", "differ"
_WAYS = tuple(
    (re.compile(f"^{pattern}$", re.IGNORECASE), way)
    for pattern, way in (
        # "Do both papers agree on the share of empty flats"
        (rf"(?:do|does|did|have) {_WHO}{_ALL} (?:agreed?|concur){_ON}(?P<what>.+)", _AGREE),
        (rf"(?:do|does|did|have) {_WHO}{_ALL} (?:disagreed?|differ(?:ed)?|diverge|contradict "
         rf"(?:each other|one another)){_ON}(?P<what>.+)", _DIFFER),
        # "Do the papers give the same figure for the crowd"
        (rf"(?:do|does|did) {_WHO}{_ALL} (?:give|report|have|print|quote|cite|tell|publish|name|"
         r"say|mention|put) the same (?P<what>.+)", _AGREE),
        # "Are the papers agreed on the cost"
        (rf"(?:are|were|is) {_WHO}{_ALL} (?:agreed|consistent|unanimous|in agreement|at one){_ON}"
         r"(?P<what>.+)", _AGREE),
        (rf"(?:are|were) {_WHO}{_ALL} (?:at odds|divided|in conflict){_ON}(?P<what>.+)", _DIFFER),
        # "Is there a disagreement between the papers on the cost"
        (rf"(?:is|are|was|were) there (?:an? |any |some )?agreement (?:between|among) {_WHO}{_ON}"
         r"(?P<what>.+)", _AGREE),
        (r"(?:is|are|was|were) there (?:an? |any |some )?(?:disagreements?|differences?|discrepanc"
         rf"(?:y|ies)|conflicts?|contradictions?) (?:between|among) {_WHO}{_ON}(?P<what>.+)",
         _DIFFER),
    )
)  # fmt: skip
# "Do all papers agree that the mayor resigned"
_CLAIM = re.compile(rf"^(?:do|does|did) {_WHO}{_ALL} agree that (?P<what>.+)$", re.IGNORECASE)
# "What figure does the Courier give for the crowd"
_GIVES = re.compile(
    r"^(?:what|which|how (?:high|large|big) an?) (?:is the |was the )?"
    r"(?P<noun>figure|number|sum|amount|count|total|toll|death toll|date|share|percentage|price|"
    r"cost)"
    rf" (?:does|do|did|has|that) {_WHO} (?:gives?|given|reports?|has|have|prints?|quotes?|cites?|"
    r"mentions?|puts?|names?|states?) (?:for|on|of|as) (?P<what>.+)$",
    re.IGNORECASE,
)
_THE = re.compile(r"^(?:the|its|their|his|her) (?=\w)", re.IGNORECASE)
_FIGURE = re.compile(
    r"^(?:figures?|amounts?|sums?|values?|counts?|numbers?|totals?) (?:for|on|of|as to) ", re.I
)
# "the hour at which the ferry sank"
_AT_WHICH = re.compile(
    r"^(?P<noun>(?:[\w-]+ ){0,2}?[\w-]+) (?P<led>at|in|on|by|from|to|for|with) which (?P<what>.+)$",
    re.IGNORECASE,
)
_FOR = re.compile(r" for ")
_OF = re.compile(r"^(?:of|for|in|at|from|to|on) ")


def of_outlets(query: Query, outlets: Sequence[str]) -> Query:
    """The query with those of the archive's `outlets` that it asks of, and the point it asks them.

    The point is its one part, where it asks whether they agree, or which figure one of them gives.
    """
    text = query.text.rstrip(" ?!.")
    for pattern, way in () if query.parts else _WAYS:
        if match := pattern.match(text):
            named = _named(match["who"], outlets)
            if named or _tells(match["who"]):
                return _asking(query, point(match["what"]), named, way)
    claimed = None if query.parts else _CLAIM.match(text)
    if claimed and ((named := _named(claimed["who"], outlets)) or _tells(claimed["who"])):
        return _asking(query, point(f"whether {claimed['what']}"), named, _AGREE)
    given = None if query.parts else _GIVES.match(text)
    if given and (named := _named(given["who"], outlets)):
        return _asking(query, point(f"{given['noun']} for {given['what']}"), named, "")
    return query


def _asking(query: Query, asks: str, named: tuple[str, ...], way: str) -> Query:
    part = replace(query, text=asks, expects=expects(asks), outlets=named, compares=way)
    return replace(query, parts=(part,), outlets=named, compares=way)


def _named(text: str, outlets: Sequence[str]) -> tuple[str, ...]:
    """Those of the outlets whose names stand in the text, "USA Today" being "usatoday.com"."""
    words = re.findall(r"[\w&.]+", text.lower())
    runs = {
        "".join(filter(str.isalnum, "".join(words[at : at + many])))
        for at in range(len(words))
        for many in range(1, 6)
    }
    return tuple(one for one in outlets if one and not runs.isdisjoint(_spellings(one)))


def _spellings(outlet: str) -> set[str]:
    """How an outlet may be named: whole, and without what a web address ends with."""
    low = outlet.lower().removeprefix("www.").removeprefix("the ")
    bare = re.sub(r"\.(?:com|org|net|co\.\w\w|\w\w)$", "", low)
    made = {"".join(filter(str.isalnum, one)) for one in (low, bare)}
    last = low.split()[-1]
    if last in JOINED.among("outlets"):  # "the Courier"
        made.add(last)
    return made - {""}


def _tells(who: str) -> bool:
    """Whether those of whom it is asked are outlets or articles."""
    return not JOINED.among("tellers").isdisjoint(re.findall(r"\w+", who.lower()))


def point(what: str) -> str:
    """The question that asks for what some agree on: "How many arrests in Orle?"."""
    plain = what.strip(" ,")
    opening = plain.partition(" ")[0].lower()
    if opening in CLASSES.among("question_words") or opening in ("whether", "if"):
        return f"{plain[:1].upper()}{plain[1:]}?"
    bare = _THE.sub("", plain)
    if of_which := _AT_WHICH.match(bare):
        return f"{of_which['led'].capitalize()} which {of_which['noun']} {of_which['what']}?"
    if made := _by_noun(bare):
        return made
    of = _THE.sub("", _FIGURE.sub("", bare))
    if made := _by_noun(of):
        return made
    if of != bare and _several(of.lower()):
        return f"How many {of}?"
    if not JOINED.among("crowds").isdisjoint(of.lower().split()):
        return f"How many people were in the {of}?"
    return f"What was the {of}?"


def _by_noun(bare: str) -> str:
    """What "number of victims" asks for, by its first noun; empty where that says nothing."""
    for nouns, asks in JOINED.mapped("points").items():
        for noun in nouns.split("|"):
            if bare.lower().startswith(f"{noun} "):
                rest = _OF.sub("", bare[len(noun) + 1 :])
                counted = asks.startswith("How many {}")
                rest = _FOR.sub(" were there for ", rest, count=1) if counted else rest
                return f"{asks.format(_THE.sub('', rest) if counted else rest)}?"
    return ""


def _several(low: str) -> bool:
    """Whether the first noun, as far as that can be seen, stands for many who can be counted."""
    first = re.split(r" (?:in|at|of|from|who|that|killed|injured) ", low)[0].split()
    return bool(first) and (first[-1].endswith("s") or first[-1] in JOINED.among("counted"))
