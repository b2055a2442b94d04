"""Names in a sentence that the question does not name: of people, places, bodies and works."""

import re
from collections.abc import Iterator, Sequence

from qa.language import Sentence, Token
from qa.language.numerals import number_words
from qa.values.sought import LISTS, Finder, Found, Kind, Sought, named_kinds, of_countries, placed

_BEFORE_PLACES = frozenset(("in", "at", "near", "off", "outside", "across", "inside", "on"))
_TO_PLACES = frozenset(
    ("from", "to", "of", "into", "through", "towards", "toward", "around", "via")
)
_INSIDE = frozenset(
    ("of", "de", "von", "van", "der", "al", "bin", "du", "la", "le", "da", "del", "di")
)
# "of the" between two words of a name
_JOINT = re.compile(
    r"[ -](?:[IVX]+ )?(?:(?:of|for)(?: the)?|de|von|van(?: der)?|bin|ibn|al|el|du|da|del|di)[ -]|"
    r"[ -]|&|"
    r" (?:[A-Z]\.? ?)+ "
)
_ROMAN = re.compile(r"[IVX]+|Jr|Sr")
# the " II" of "Afonso II"
_KING = re.compile(r" [IVX]+\b")
_BODIES = LISTS.among("of_bodies")
_PLACES = LISTS.among("of_places", "places")
# "28 miles northwest of "
_BESIDE_A_PLACE = re.compile(r"\b(?:north|south)?(?:east|west|north|south) of $", re.IGNORECASE)
_FULL = 2
"""Words of a first and a last name."""
_NEAR = 4
"""So many words from a name the noun that is asked for may stand."""

_AS_PERSONS = {
    Kind.PERSON: 0.9, Kind.NAME: 0.4, Kind.ORGANISATION: 0.3, Kind.PLACE: -0.1, Kind.THING: -0.2,
}  # fmt: skip
Run = tuple[int, int]
"""The first and the last word of a name."""


def runs(sentence: Sentence) -> list[Run]:
    """Every name as a whole: "University of Lower Hallow" is one."""
    found: list[Run] = []
    words, flat = sentence.words, sentence.flat
    for part in sentence.names:
        first = part.first
        if found and first - found[-1][1] <= 3:
            last = found[-1][1]
            between = flat[words[last].end : words[first].start]
            if _JOINT.fullmatch(between):
                found[-1] = (found[-1][0], part.last)
                continue
        found.append((first, part.last))
    return found


def people(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Persons first, then whatever else has a name and is no place."""
    for whole, sort in _new_runs(sought, sentence):
        run = _of_somewhere(sentence, whole, sort)
        first = bare(sentence.words, run)
        fit = _AS_PERSONS[Kind.PERSON if run != whole else sort] + 0.05 * (first > run[0])
        if _BESIDE_A_PLACE.search(sentence.flat[: sentence.words[run[0]].start]):
            continue
        last = sentence.words[run[1]].stem
        if last in sought.question.name_stems and not (sought.namesake or sought.kinsfolk):
            fit -= 0.6  # whom the question names by surname
        fit += _role(sought, sentence, run) + _beside(sought, sentence, run)
        if fit > 0:
            yield Found(*_span(sentence, (first, run[1])), Kind.PERSON, fit)


def _of_somewhere(sentence: Sentence, run: Run, sort: Kind) -> Run:
    """The person alone of "Kelda Harn of Dora"."""
    words = sentence.words[run[0] : run[1] + 1]
    at = next((at for at, word in enumerate(words) if word.low == "of"), 0)
    full = at == _FULL and sort is Kind.NAME and not {word.low for word in words} & _BODIES
    return (run[0], run[0] + at - 1) if full else run


def places(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Names after "in" and its like, and countries, states and continents."""
    words = sentence.words
    if sought.listed is not None:
        yield from _listed(sought, sentence)
        return
    for run, sort in _new_runs(sought, sentence):
        before = words[run[0] - 1].low if run[0] else ""
        if sort is Kind.PERSON and before not in _BEFORE_PLACES:
            continue
        fit = _as_place(sought, sort, before)
        if before == "of" and run[0] > 1:  # "the island of Skerrow"
            fit = 1.0 if words[run[0] - 2].low in _PLACES else 0.3
        if fit:
            yield Found(*_span(sentence, run), Kind.PLACE, fit + _beside(sought, sentence, run))


def _as_place(sought: Sought, sort: Kind, before: str) -> float:
    """How likely a name that stands after `before` is where something is."""
    if before in _BEFORE_PLACES:
        return 0.8 if before == "on" else 1.0
    if sort is Kind.THING:
        return 0.0
    if sort is Kind.PLACE or before in _TO_PLACES:
        return 0.6
    return 0.4 if sought.noun and sort is Kind.NAME else 0.0


def bodies(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Organisations, and names that may be theirs."""
    for run, sort in _new_runs(sought, sentence):
        fit = {Kind.ORGANISATION: 0.9, Kind.PLACE: 0.2, Kind.PERSON: 0.4}.get(sort, 0.6)
        fit += _beside(sought, sentence, run) + _role(sought, sentence, run)
        yield Found(*_span(sentence, run), Kind.ORGANISATION, fit)


def works(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Names beside the noun that is asked for, short titles in quotation marks, other names."""
    if sought.listed is not None:
        yield from _listed(sought, sentence)
        return
    words = sentence.words
    for said in sentence.quotations:
        title = words[said.first : said.last]
        if len(title) <= 6 and title[0].capital:
            run = said.first, said.last - 1
            yield Found(*_span(sentence, run), Kind.NAME, 0.8 + _beside(sought, sentence, run))
    for run, _ in _new_runs(sought, sentence):
        fit = 0.5 + _beside(sought, sentence, run) + _role(sought, sentence, run)
        yield Found(*_span(sentence, run), Kind.NAME, fit)


FINDERS: dict[Kind, Finder] = {
    Kind.PERSON: people,
    Kind.PLACE: places,
    Kind.ORGANISATION: bodies,
    Kind.NAME: works,
}


def _listed(sought: Sought, sentence: Sentence) -> Iterator[Found]:
    """Which of all the answers there are stand in the sentence; spelled as they are there."""
    if sought.listed is None:
        return
    for match in sought.listed.finditer(sentence.text.lower()):
        if match[0] not in sought.stated:
            yield Found(*match.span(), sought.kind, 1.0, written=True)


def _new_runs(sought: Sought, sentence: Sentence) -> Iterator[tuple[Run, Kind]]:
    """Names that are not the question's, with what they seem to be names of."""
    words, stated = sentence.words, sought.question.stems
    for run in runs(sentence):
        own = words[bare(words, run) : run[1] + 1]
        fresh = [
            word
            for word in own
            if word.stem not in stated
            and word.low not in _INSIDE
            and word.low not in LISTS.among("offices")
            and not _ROMAN.fullmatch(word.text)
            and word.low not in number_words()
        ]
        if fresh and not (sought.namesake and all(word.stem != sought.head for word in own)):
            yield run, sort(sentence, run)


def sort(sentence: Sentence, run: Run) -> Kind:
    """What a name seems to be one of; `NAME` where nothing tells, `THING` for "British"."""
    words = sentence.words
    own = words[run[0] : run[1] + 1]
    lows = [word.low for word in own]
    before = words[run[0] - 1].low if run[0] else ""
    if not _BODIES.isdisjoint(lows):
        return Kind.ORGANISATION
    if lows[0] in LISTS.among("offices") or before in LISTS.among("offices"):
        return Kind.PERSON
    if known := named_kinds().get(before):  # "the ferry Sela Maren"
        return known
    if placed().fullmatch(" ".join(lows)) or not _PLACES.isdisjoint(lows):
        return Kind.PLACE
    if before in _BEFORE_PLACES:
        return Kind.PLACE
    return _by_length(own)


def _by_length(own: Sequence[Token]) -> Kind:
    """What a name of which nothing else is known seems to be one of."""
    if len(own) == 1:
        if own[0].stem in of_countries():
            return Kind.THING
        return Kind.ORGANISATION if own[0].text.isupper() else Kind.NAME
    inside = any(word.low in _INSIDE for word in own)
    return Kind.PERSON if len(own) <= 3 and not inside else Kind.NAME


def bare(words: Sequence[Token], run: Run) -> int:
    """Where a name begins, after "President" and its like."""
    offices = [
        at
        for at in range(run[0], run[1])
        if words[at].low in LISTS.among("offices") and words[at + 1].start == words[at].end + 1
    ]
    return offices[-1] + 1 if offices else run[0]


def _role(sought: Sought, sentence: Sentence, run: Run) -> float:
    """More for who does, or suffers, what is asked of; less for who is on its other side."""
    if sought.doer is None:
        return 0.0
    own = {word.stem for word in sentence.words[run[0] : run[1] + 1]}
    for act in sentence.acts:
        if act.verb in sought.verbs:
            does, suffers = bool(own & set(act.doer)), bool(own & set(act.sufferer))
            if does != suffers:
                return 0.5 if does == sought.doer else -0.5
    return 0.0


def _beside(sought: Sought, sentence: Sentence, run: Run) -> float:
    """More where the noun that is asked for stands beside the name: "the ferry Sela Maren"."""
    if not sought.noun:
        return 0.0
    words = sentence.words
    around = words[max(0, run[0] - _NEAR) : run[1] + 1 + _NEAR]
    return 0.4 if any(word.stem == sought.head for word in around) else 0.0


def _span(sentence: Sentence, run: Run) -> tuple[int, int]:
    """The characters of a name, with the numeral of a king."""
    end = sentence.words[run[1]].end
    numeral = _KING.match(sentence.flat, end)
    return sentence.words[run[0]].start, numeral.end() if numeral else end
