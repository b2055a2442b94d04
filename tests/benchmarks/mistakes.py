"""Four mistakes of models that word answers, made systematically in sentences of real articles.

A unit swapped, roles reversed, a cause invented, a fragment for a sentence; and what stays true and
looks like one: voices turned right, causes that are stated, units respelled, short sentences. Like
those of `edits`, they are patterns over the raw text that know nothing of the support check.
Articles are split in halves, see `edits.reported`.
"""

import random
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from index import Passage, evidence_spans
from tests.benchmarks.edits import DAYS, MONTHS, NUMBERS, Edit, Sentence, _whole

_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(NUMBERS)})(?: (?:million|billion))?"
_DIMENSIONS = (
    ("second", "minute", "hour", "day", "week", "month", "year", "decade"),
    ("mile", "kilometre", "metre", "kilometer", "meter", "foot", "inch", "yard"),
    ("pound", "kilogram", "tonne", "ton", "ounce", "gram"),
    ("dollar", "euro", "pound", "crown", "yen"),
    ("acre", "hectare", "square mile"),
    ("gallon", "litre", "barrel"),
)
_COUNTED = (
    ("people", "households"), ("patients", "hospitals"), ("homes", "people"), ("votes", "percent"),
    ("seats", "percent"), ("points", "percent"), ("children", "schools"), ("jobs", "companies"),
    ("students", "schools"), ("workers", "companies"), ("employees", "offices"),
    ("women", "households"), ("deaths", "hospitals"), ("families", "towns"),
)  # fmt: skip
_SIGNS = {"$": "£", "£": "€", "€": "$"}
_INNER = (
    r"(?!(?:of|in|at|on|to|for|from|by|and|or|last|this|next|with|as|after|that|who|which|"
    r"has|have|had|was|were|is|are|be|been|will|would|midway|also) )"
)
_NP = (
    r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) "
    rf"(?:{_INNER}[A-Za-z-]+ ){{0,2}}{_INNER}[a-z]+|"
    r"[A-Z][A-Za-z]+(?: [A-Z][a-z]+){0,2})"
)
_REST = (
    r"(?P<rest>(?:[,.]| (?:to|for|in|on|at|after|over|with|during|last|this|from|as|before|"
    r"because|when|while|about|that|under|following|earlier) ).*)$"
)
_ADVERB = r"(?:(?:also|later|then|previously|recently|\w+ly) )?"
_BE = r"(?:was|were|is|are|has been|have been|had been|will be)"
_PARTICIPLE = (
    r"(?P<verb>\w+ed|beaten|bought|built|caught|chosen|driven|found|given|held|hit|led|made|overseen|"
    r"run|seen|sent|shot|sold|struck|taken|told|won|written)"
)
_DOES = (
    "accused|acquired|appointed|approached|arrested|asked|attacked|backed|banned|beat|blamed|"
    "bought|charged|claimed|criticised|criticized|defeated|described|dismissed|endorsed|fined|"
    "fired|followed|hired|hit|honored|honoured|indicted|invited|joined|killed|led|nominated|named|"
    "ordered|overtook|praised|pressed|promoted|questioned|rejected|replaced|rescued|sacked|saved|"
    "selected|sent|sentenced|shot|sold|struck|sued|supported|suspended|targeted|threatened|"
    "thanked|told|took|treated|urged|visited|warned|welcomed|wounded"
)
_PARTICIPLES = {"beat": "beaten", "overtook": "overtaken", "took": "taken"}
_PASTS = {
    "beaten": "beat", "chosen": "chose", "driven": "drove", "given": "gave", "overseen": "oversaw",
    "run": "ran", "seen": "saw", "taken": "took", "written": "wrote",
}  # fmt: skip
_LEAD = r"^(?P<lead>(?:[^\"“”]{0,120}?(?:, | that | and | but | while | after | because | when ))?)"
_ACTIVE = re.compile(
    rf"{_LEAD}(?P<one>{_NP}) (?:has |have |had )?(?P<verb>{_DOES}) (?P<two>{_NP}){_REST}"
)
_PASSIVE = re.compile(
    rf"{_LEAD}(?P<one>{_NP}) (?P<be>{_BE}) {_ADVERB}{_PARTICIPLE} by (?P<two>{_NP}){_REST}"
)
_DONE_TO = re.compile(
    rf"^(?P<one>[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})(?P<aside>, [^,]{{5,60}},)? "
    rf"(?:was|were|has been|have been) {_ADVERB}(?P<verb>\w{{3,}}ed)"
    r"(?P<rest> (?:on|in|at|to|for|after|with|last|from) .*)$"
)
_CAUSAL = re.compile(
    r"\b(?:because|due to|owing|thanks to|so|result\w*|led to|leads? to|leading to|caus\w+|"
    r"reason\w*|why|therefore|blam\w+|prompt\w*|trigger\w*|forc\w+)\b",
    re.I,
)
_OPENS_PLAINLY = re.compile(r"(?:The|A|An|It|He|She|They|His|Her|Its|Their|This|These|There) ")
_STARTERS = {
    *MONTHS, *DAYS, "In", "On", "At", "But", "And", "He", "She", "It", "They", "We", "You", "This",
    "That", "There", "What", "Who", "The", "If", "When", "Last", "Next", "One",
}  # fmt: skip
_BECAUSE = re.compile(r"([^,;:“”\"]{15,}),? because (?!of )([^,;:“”\"]{15,})\.")
_CLAUSE = re.compile(r"\b(?:he|she|it|they|who|that|which|I|we|said|says|what|there|how|\w+ed)\b")
_VERB = re.compile(
    r"\b(?:is|was|were|are|has|have|had|will|would|can|could|does|do|did|went|came|\w+n['’]t)\b"
)
_HEDGED = re.compile(r"\b(?:said|says|told|that|not|if)\b")


def pairs(passages: Sequence[Passage], seed: int, most: int = 20) -> list[Sentence]:
    """Two neighbouring sentences of an article as one piece of evidence, at most `most` of each."""
    rng = random.Random(seed)
    found = []
    for passage in rng.sample(passages, len(passages)):
        spans = evidence_spans(passage.text)
        near = [
            (a, d)
            for (a, b), (c, d) in pairwise(spans)
            if _whole(passage.text[a:b]) and _whole(passage.text[c:d]) and c - b <= 2
        ]
        found += [Sentence(passage, a, d, ()) for a, d in rng.sample(near, min(most, len(near)))]
    return found


def all_sentences(passages: Sequence[Passage]) -> list[Sentence]:
    """Every whole reporting sentence: few have the patterns that are looked for."""
    return [
        Sentence(passage, a, b, ())
        for passage in passages
        for a, b in evidence_spans(passage.text)
        if _whole(passage.text[a:b])
    ]


# A unit swapped


def unit_swapped(of: Sentence, rng: random.Random) -> str | None:
    """Another unit of the same dimension behind a figure or number word."""
    text, found = of.text, []
    for names in _DIMENSIONS:
        listed = "|".join(names)
        for match in re.finditer(rf"\b{_NUMBER}[ -](?P<unit>{listed})(?P<s>s?)\b", text, re.I):
            if match["unit"].lower() not in ("foot", "pound"):
                found.append((match, _others(names, match["unit"].lower())))
    if not found:
        return None
    match, others = rng.choice(found)
    new = rng.choice(others)
    if match["s"]:
        new = {"foot": "feet", "inch": "inches"}.get(new, f"{new}s")
    return text[: match.start("unit")] + new + text[match.end("s") :]


def _others(names: Sequence[str], unit: str) -> list[str]:
    return [name for name in names if name != unit and name[:4] != unit[:4]]


def money_swapped(of: Sentence, rng: random.Random) -> str | None:
    """Another currency, or percentage points, people or millions for a percentage."""
    text = of.text
    if match := re.search(r"[$£€](?=\d)", text):
        return text[: match.start()] + _SIGNS[match[0]] + text[match.end() :]
    match = re.search(r"(?<=\d)(?:%| percent| per cent)(?=[ ,.])(?! point)", text)
    if not match:
        return None
    new = rng.choice((" percentage points", " million", " people", " dollars"))
    return text[: match.start()] + new + text[match.end() :]


def counted_swapped(of: Sentence, rng: random.Random) -> str | None:
    """Households for people, schools for children."""
    both = [*_COUNTED, *((b, a) for a, b in _COUNTED)]
    found = [
        (match, b)
        for a, b in both
        for match in re.finditer(rf"\b{_NUMBER} (?P<unit>{a})\b", of.text)
        if not re.search(rf"\b{b}\b", of.text)
    ]
    if not found:
        return None
    match, new = rng.choice(found)
    return of.text[: match.start("unit")] + new + of.text[match.end("unit") :]


def unit_invented(of: Sentence, rng: random.Random) -> str | None:
    """A unit where the sentence leaves it out, and another than the one that it means."""
    text = of.text
    for names in _DIMENSIONS:
        match = re.search(
            rf"\b{_NUMBER} (?P<unit>{'|'.join(names)})s?\b[^.;\d]{{1,60}}?\b(?:than|to|from|the|"
            rf"planned|not) (?P<bare>{_NUMBER})"
            r"(?=[.;](?!\d)|,(?!\d)| (?:in|on|last|a|because|and)\b)",
            text,
        )
        if match and not re.match(r"\d{4}$|one$", match["bare"]):
            new = rng.choice(_others(names, match["unit"]))
            return f"{text[: match.end('bare')]} {new}s{text[match.end('bare') :]}"
    return None


# Roles reversed


def passive_undone(of: Sentence, rng: random.Random) -> str | None:
    """ "X arrested Y" for "X was arrested by Y"."""
    match = _PASSIVE.match(of.text)
    if not match or not _two(match):
        return None
    past = _PASTS.get(match["verb"], match["verb"])
    return f"{match['lead']}{match['one']} {past} {match['two']}{match['rest']}"


def passive_swapped(of: Sentence, rng: random.Random) -> str | None:
    """ "Y was arrested by X" for "X was arrested by Y"."""
    match = _PASSIVE.match(of.text)
    if not match or not _two(match):
        return None
    first, second = _exchanged(match)
    return f"{match['lead']}{first} {match['be']} {match['verb']} by {second}{match['rest']}"


def active_undone(of: Sentence, rng: random.Random) -> str | None:
    """ "X was arrested by Y" for "X arrested Y"."""
    match = _ACTIVE.match(of.text)
    if not match or not _two(match):
        return None
    done = _PARTICIPLES.get(match["verb"], match["verb"])
    was = _be(match["one"])
    return f"{match['lead']}{match['one']} {was} {done} by {match['two']}{match['rest']}"


def active_swapped(of: Sentence, rng: random.Random) -> str | None:
    """ "Y arrested X" for "X arrested Y"."""
    match = _ACTIVE.match(of.text)
    if not match or not _two(match):
        return None
    first, second = _exchanged(match)
    return f"{match['lead']}{first} {match['verb']} {second}{match['rest']}"


def doer_done_to(of: Sentence, rng: random.Random) -> str | None:
    """ "The judge was sentenced to three years" for "the judge sentenced Y to three years"."""
    match = _ACTIVE.match(of.text)
    if not match or not _two(match) or len(match["rest"].split()) < 3 or match["rest"][0] != " ":
        return None
    done = _PARTICIPLES.get(match["verb"], match["verb"])
    return f"{match['lead']}{match['one']} {_be(match['one'])} {done}{match['rest']}"


def done_to_doer(of: Sentence, rng: random.Random) -> str | None:
    """ "X sentenced the treasurer" for "X was sentenced", the treasurer standing beside it."""
    match = _DONE_TO.match(_split(of)[0])
    if not match or match["one"].split()[0] in _STARTERS:
        return None
    beside = (match["aside"] or "") + _split(of)[1]
    other = re.search(
        r"\b[Tt]he (?:[a-z]+ )?[a-z]{4,}\b(?=,| (?:was|of|is|has|had|said|will)\b)", beside
    )
    return f"{match['one']} {match['verb']} the{other[0][3:]}{match['rest']}" if other else None


def _two(match: re.Match[str]) -> bool:
    one, two = match["one"].split(), match["two"].split()
    pronouns = {"his", "her", "its", "their"} & {one[0].lower(), two[0].lower()}
    pronouns |= {"Some", "Both", "Many", "Others", "While", "After"} & {one[0], two[0]}
    return not pronouns and one[0] not in _STARTERS - {"The"} and two[0] not in _STARTERS - {"The"}


def _exchanged(match: re.Match[str]) -> tuple[str, str]:
    one, two = match["one"], match["two"]
    lowered = one[0].lower() + one[1:] if re.match(r"(?:The|An?) ", one) else one
    return (two if match["lead"] else _upper(two)), lowered


def _be(subject: str) -> str:
    several = re.search(r"\b[a-z]*(?:[^s]s|people|police|men)$", subject)
    return "were" if several else "was"


# A cause invented


def neighbours_joined(of: Sentence, rng: random.Random) -> str | None:
    """Two sentences that follow each other, told as cause and effect."""
    first, second = _split(of)
    plain = _OPENS_PLAINLY.match(second) and not re.search(r"[\"“]", of.text)
    if _CAUSAL.search(of.text) or not plain:
        return None
    one, two = first.rstrip("."), second[0].lower() + second[1:].rstrip(".")
    if len(of.text.split()) > 50:
        return None
    reason = rng.choice(("because", "because", "so", "as a result"))
    if reason == "because":
        return f"{one} because {two}."
    return f"{one}, so {two}." if reason == "so" else f"{one}, and as a result {two}."


def joint_made_cause(of: Sentence, rng: random.Random) -> str | None:
    """ "because" for "and", "while" or "but" between two clauses."""
    found = list(
        re.finditer(
            r",? (?:and|while|but|although|though|before|until) "
            r"(?=(?:he|she|it|they|there) |the \w+ (?:was|were|is|are|has|had|will|\w+ed) )",
            of.text,
        )
    )
    if not found or _CAUSAL.search(of.text):
        return None
    match = rng.choice(found)
    return of.text[: match.start()] + " because " + of.text[match.end() :]


def place_made_cause(of: Sentence, rng: random.Random) -> str | None:
    """ "because of" for "during", "despite", "without" or "at"."""
    places = r"during|despite|at|near|before|until|under|without|throughout"
    found = list(re.finditer(rf"(?<=[a-z]),? (?:{places}) (?=(?:the|a|an) [a-z])", of.text))
    if not found or _CAUSAL.search(of.text):
        return None
    match, reason = rng.choice(found), rng.choice(("because of", "due to"))
    return f"{of.text[: match.start()]} {reason} {of.text[match.end() :]}"


def cause_turned(of: Sentence, rng: random.Random) -> str | None:
    """ "B because A" for "A because B"."""
    match = _BECAUSE.fullmatch(of.text)
    if not match or _HEDGED.search(match[1]):
        return None
    return f"{_upper(match[2])} because {_lower(match[1])}."


def cause_replaced(of: Sentence, rng: random.Random) -> str | None:
    """ "A because C", where the evidence says "A because B" and C beside it."""
    first, second = _split(of)
    for one, other in ((first, second), (second, first)):
        match = re.fullmatch(r"([^,;:“”\"]{15,}),? because [^;:“”\"]{15,}\.", one)
        if match and not _CAUSAL.search(other) and _OPENS_PLAINLY.match(other) and '"' not in other:
            return f"{match[1]} because {_lower(other)}"
    return None


def _split(of: Sentence) -> tuple[str, str]:
    """The two sentences of a pair; of a single one, itself and nothing."""
    texts = [of.text[a:b] for a, b in evidence_spans(of.text)]
    return (texts[0], texts[1]) if len(texts) > 1 else (of.text, "")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if _OPENS_PLAINLY.match(text) else text


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


# A fragment


def figure_alone(of: Sentence, rng: random.Random) -> str | None:
    """ "14 years." """
    nouns = r"[a-z]{3,}s|people|percent|per cent|million|billion"
    found = list(re.finditer(rf"(?:[$£€])?\b{_NUMBER} (?:{nouns})\b", of.text))
    if not found:
        return None
    bare = rng.choice(found)[0]
    return rng.choice(("{}", "{}.", "About {}.", "For {}.")).format(bare)


def subject_alone(of: Sentence, rng: random.Random) -> str | None:
    """What stands before the first auxiliary."""
    match = re.match(
        r"((?:The|An?|His|Her|Its|Their|[A-Z][a-z]+) [\w’' -]{6,60}?) "
        r"(?:was|were|is|are|has|have|had|will|would|said)\b",
        of.text,
    )
    if not match or _CLAUSE.search(match[1]):
        return None
    if match[1].split()[0] in _STARTERS - {"The"}:
        return None
    return match[1] + rng.choice((".", ""))


def place_alone(of: Sentence, rng: random.Random) -> str | None:
    """A preposition and what follows it."""
    found = list(
        re.finditer(
            r"\b(?:in|on|at|near|from|during|for|with|after) (?:the|a|an) (?:[a-z-]+ ){1,2}"
            rf"(?:of|in|at|for) {_NP}(?=[,.])",
            of.text,
        )
    )
    return _upper(rng.choice(found)[0]) + "." if found else None


def name_alone(of: Sentence, rng: random.Random) -> str | None:
    """A name, with or without what it is."""
    found = list(
        re.finditer(r"(?<=[a-z,] )(?:[a-z]+ )?[A-Z][a-z]{2,} [A-Z][a-z]{2,}(?=[,.])", of.text)
    )
    if not found:
        return None
    return _upper(rng.choice(found)[0]) + rng.choice((".", ""))


def aside_alone(of: Sentence, rng: random.Random) -> str | None:
    """ "Killing 14 people." """
    match = re.search(r", (\w{3,}ing (?:[\w’'-]+ ){1,8}[\w’'-]+)\.$", of.text)
    if not match or _CLAUSE.search(match[1]) or _VERB.search(match[1]):
        return None
    return None if re.match(r"(?:according|including|being)", match[1]) else _upper(match[1]) + "."


UNITS: Mapping[str, Edit] = {
    "unit for another": unit_swapped, "currency or percentage": money_swapped,
    "what is counted": counted_swapped, "unit invented": unit_invented,
}  # fmt: skip
ROLES: Mapping[str, Edit] = {
    "passive undone": passive_undone, "passive swapped": passive_swapped,
    "active undone": active_undone, "active swapped": active_swapped,
    "doer made sufferer": doer_done_to, "sufferer made doer": done_to_doer,
}  # fmt: skip
CAUSES: Mapping[str, Edit] = {
    "neighbours joined": neighbours_joined, "joint made cause": joint_made_cause,
    "place made cause": place_made_cause, "cause turned": cause_turned,
    "cause replaced": cause_replaced,
}  # fmt: skip
FRAGMENTS: Mapping[str, Edit] = {
    "figure alone": figure_alone, "subject alone": subject_alone, "place alone": place_alone,
    "name alone": name_alone, "aside alone": aside_alone,
}  # fmt: skip
MISTAKES: Mapping[str, Mapping[str, Edit]] = {
    "unit swapped": UNITS, "roles reversed": ROLES, "cause invented": CAUSES,
    "fragment": FRAGMENTS,
}  # fmt: skip


# What stays true


def passive_turned(of: Sentence, rng: random.Random) -> str | None:
    """ "Y arrested X" for "X was arrested by Y"."""
    match = _PASSIVE.match(of.text)
    if not match or match["be"] in ("is", "are", "will be") or not _two(match):
        return None
    first, second = _exchanged(match)
    past = _PASTS.get(match["verb"], match["verb"])
    return f"{match['lead']}{first} {past} {second}{match['rest']}"


def active_turned(of: Sentence, rng: random.Random) -> str | None:
    """ "Y was arrested by X" for "X arrested Y"."""
    match = _ACTIVE.match(of.text)
    if not match or not _two(match):
        return None
    first, second = _exchanged(match)
    done = _PARTICIPLES.get(match["verb"], match["verb"])
    return f"{match['lead']}{first} {_be(match['two'])} {done} by {second}{match['rest']}"


def doer_left_out(of: Sentence, rng: random.Random) -> str | None:
    """ "X was arrested" for "X was arrested by Y", and "Y was arrested" for "X arrested Y"."""
    if (match := _PASSIVE.match(of.text)) and _two(match):
        return f"{match['lead']}{match['one']} {match['be']} {match['verb']}{match['rest']}"
    if (match := _ACTIVE.match(of.text)) and _two(match):
        done = _PARTICIPLES.get(match["verb"], match["verb"])
        return f"{match['lead']}{_exchanged(match)[0]} {_be(match['two'])} {done}{match['rest']}"
    return None


def cause_respelled(of: Sentence, rng: random.Random) -> str | None:
    """ "due to" for "because of", "as" for "because"."""
    groups = (("because of", "due to", "owing to", "as a result of"), ("because",))
    for group in groups:
        for old in group:
            if re.search(rf"\b{old} (?!of\b|be\b)", of.text):
                others = [one for one in group if one != old] or ["as", "since"]
                return re.sub(rf"\b{old} (?!of\b)", rng.choice(others) + " ", of.text, count=1)
    return None


def cause_first(of: Sentence, rng: random.Random) -> str | None:
    """ "Because B, A" for "A because B"."""
    match = _BECAUSE.fullmatch(of.text)
    if not match or _HEDGED.search(match[1]):
        return None
    return f"Because {match[2]}, {_lower(match[1])}."


def cause_named(of: Sentence, rng: random.Random) -> str | None:
    """ "because of" for "caused by"."""
    by = r"\b(?:caused|triggered|prompted|driven|sparked) by\b"
    text = re.sub(by, "because of", of.text, count=1)
    return text if text != of.text and re.search(rf"\b{_BE} because of", text) else None


def cause_dropped(of: Sentence, rng: random.Random) -> str | None:
    """ "A" for "A because B"."""
    match = re.fullmatch(r"([^“”\"]{25,}?),? because [^“”\"]+\.", of.text)
    return f"{match[1]}." if match and " not " not in match[1] and "n’t" not in match[1] else None


def unit_respelled(of: Sentence, rng: random.Random) -> str | None:
    """ "2 km" for "2 kilometres", "$4 million" as "4 million dollars", "14-day" as "14 day"."""
    text = of.text
    sum_ = r"\d[\d,.]*\d?(?:m|bn| million| billion| trillion)?(?! (?:m|b|tr)illion)"
    for old, new in (
        (r"\bkilomet(?:re|er)s\b", "km"), (r"(?<=\d) ?km\b", " kilometres"),
        (r"(?<=\d) ?kg\b", " kilograms"), (r"\btons\b", "tonnes"),
        (rf"\$({sum_})(?=[ ,.)][^\d])", r"\1 dollars"),
        (rf"£({sum_})(?=[ ,.)][^\d])", r"\1 pounds"),
        (r"(?<=\d)-(?=(?:year|day|week|month|mile|hour)\b)", " "), (r"\bhours\b", "hrs"),
        (r"\bmeters\b", "metres"), (r"\bpercentage points?\b", "points"),
    ):  # fmt: skip
        if re.search(rf"\d[^.]{{0,12}}{old}|{old}", text):
            changed = re.sub(old, new, text, count=1)
            return changed if changed != text else None
    return None


def clause_alone(of: Sentence, rng: random.Random) -> str | None:
    """The first of two clauses that "and", "but" or "while" join, as a short sentence."""
    match = re.match(
        r"((?:The|An?|It|He|She|They|[A-Z][a-z]+) [^,;:“”\"]{8,90}?),? "
        r"(?:and|but|while) (?:the|he|she|it|they) ",
        of.text,
    )
    if not match or not re.search(r" (?:was|were|is|are|has|have|had|will|\w+ed)\b", match[1]):
        return None
    return None if match[1].split()[0] in ("In", "On", "At", "If", "When", "As") else match[1] + "."


def said_dropped(of: Sentence, rng: random.Random) -> str | None:
    """ "The road was shut." for "The road was shut, police said."."""
    match = re.fullmatch(r"([^\"“”,]{15,}), ((?:[\w’'-]+ ){0,5}[\w’'-]+) (said|says)\.", of.text)
    return f"{match[1]}." if match else None


TRUE: Mapping[str, Edit] = {
    "passive turned": passive_turned, "active turned": active_turned,
    "doer left out": doer_left_out, "cause respelled": cause_respelled,
    "cause first": cause_first, "cause named": cause_named, "cause dropped": cause_dropped,
    "unit respelled": unit_respelled, "clause alone": clause_alone,
    "speaker dropped": said_dropped,
}  # fmt: skip
PAIRED = frozenset(("sufferer made doer", "neighbours joined", "cause replaced"))
"""Edits of two sentences that follow each other."""
