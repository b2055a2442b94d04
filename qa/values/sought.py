"""What exactly a question asks for: of which kind, of which noun, and what it names itself.

`Expects`, from `qa.understanding.asked`, tells the broad kinds apart; this looks at the noun that
is asked for: "which country" is answered with a country, "what percentage" with a share, "how many
volunteers" with who is counted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property, lru_cache

from index import WordLists
from qa.language import Form, Moment, Quantity, Sentence, kin, read, stem
from qa.language.lists import WORDS
from qa.language.quantities import is_money, unit_named
from qa.types import Expects

LISTS = WordLists("qa.values", "sought.yaml")
DURATIONS = frozenset(
    ("second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century")
)


class Kind(Enum):
    """What a value is."""

    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    AGE = "age"
    AMOUNT = "amount"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"
    CAUSE = "cause"
    SAYING = "saying"
    YES_NO = "yes or no"
    DESCRIPTION = "description"
    THING = "thing"


@dataclass(frozen=True)
class Sought:
    """What `question` asks for.

    `noun` are the stems of the noun that is asked for and of what stands before it, its `head` the
    last of them; `unit` is one that it names; `listed` finds any of the answers that there are;
    `many` where several may be asked for; `hasty` where it need not be known who does what to whom;
    `namesake` where the noun is a name: "which Fenn".
    """

    question: Sentence
    kind: Kind
    noun: tuple[str, ...] = ()
    unit: str = ""
    listed: re.Pattern[str] | None = None
    many: bool = False
    hasty: bool = False
    namesake: bool = False

    @property
    def head(self) -> str:
        """The noun that is asked for, as it is compared."""
        return self.noun[-1] if self.noun else ""

    @cached_property
    def subject(self) -> frozenset[str]:
        """The question's content words, less the noun that is asked for."""
        return self.question.content - frozenset(self.noun)

    @cached_property
    def core(self) -> frozenset[str]:
        """What is asked of whom or what the question names, in any words for it."""
        own = self.subject - self.question.name_stems - _IDLE
        return own.union(*map(kin, own))

    @cached_property
    def people(self) -> bool:
        """Whether the noun counts people."""
        return self.head in people()

    @cached_property
    def hurt(self) -> frozenset[str]:
        """What has befallen those who are counted, as in "how many deaths"; in any words for it."""
        told = {self.head} if self.head and not self.people else self.question.stems
        return frozenset().union(*(group for group in _HURT if not group.isdisjoint(told)))

    @cached_property
    def speaker(self) -> frozenset[str]:
        """Whose words it asks for, by the names before its verb of saying."""
        words, named = self.question.words, self.question.named
        verb = next((at for at, word in enumerate(words) if word.low in _SAYING), len(words))
        return frozenset(words[at].stem for at in named if at < verb)

    @cached_property
    def ahead(self) -> bool:
        """Whether it asks of what is still to come."""
        return bool(self.question.plans)

    @cached_property
    def kinsfolk(self) -> bool:
        """Whether it asks for a relative of somebody."""
        return not self.question.stems.isdisjoint(_FAMILY)

    @cached_property
    def stated(self) -> frozenset[str]:
        """The names of `listed` that the question has."""
        found = self.listed.findall(self.question.text.lower()) if self.listed else ()
        return frozenset(found)

    @cached_property
    def doer(self) -> bool | None:
        """Whether it asks who does it, not to whom; None where the rules cannot tell."""
        for act in () if self.hasty else self.question.acts:
            if bool(act.doer) != bool(act.sufferer):
                return not act.doer
        return None

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The verbs of the question, as they are compared."""
        return frozenset(act.verb for act in self.question.acts)


@dataclass(frozen=True, slots=True)
class Found:
    """A value at `start:end` of the levelled text, and what it was read as.

    A `fit` of 1 is just what is asked for, one below 0.3 only might be.
    `written` where the places are those of the text itself.
    """

    start: int
    end: int
    kind: Kind
    fit: float = 1.0
    moment: Moment | None = None
    quantity: Quantity | None = None
    written: bool = False


Finder = Callable[["Sought", Sentence], Iterator[Found]]
"""Finds the values of one kind in a sentence that the question does not name."""


_SEVERAL = frozenset(
    ("countries", "nations", "states", "continents", "planets", "seasons", "colors", "colours")
)
_IDLE = frozenset(
    stem(word)[0]
    for word in ("true", "say", "still", "really", "ever", "also", "happen", "name", "call", "take")
)
_HURT = tuple(
    frozenset(stem(word)[0] for word in words.split())
    for words in ("death kill fatality casualty victim", "injure wound hurt injury casualty victim")
)
_SAYING = WORDS.among("speech") | LISTS.among("reporting", "thinking")
_FAMILY = frozenset(
    stem(word)[0]
    for word in ("wife", "husband", "brother", "sister", "son", "daughter", "father", "mother",
                 "parents", "relative", "cousin", "uncle", "aunt", "child", "spouse", "partner")
)  # fmt: skip
_COUNTING = r"\bhow many\b|\b(?:what|which) (?:is |was )?(?:the )?(?:total )?number\b"
# tried in order on the question in lower case
_MEASURED: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"\b(?:what|which) (?:is |was )?(?:the )?(?:percent\w*|share|proportion)\b", Kind.SHARE),
        (r"\bhow long ago\b", Kind.DATE),
        (r"\bhow long\b|\bhow much time\b", Kind.DURATION),
        (r"\bhow old\b|\b(?:what|which) (?:was |is )?(?:the |his |her |their )?age\b", Kind.AGE),
        (r"\b(?:what|which) (?:was the |is the )?year\b|\bsince:?$", Kind.YEAR),
        (r"\b(?:what|which) months?\b", Kind.MONTH),
        (r"\b(?:what|which) (?:weekdays?|days?)\b", Kind.DAY),
        (r"\b(?:what|which) time\b|\bat (?:what|which) hour\b", Kind.TIME),
        (_COUNTING, Kind.NUMBER),
    )
)
_BY_EXPECTED = {
    Expects.DATE: Kind.DATE,
    Expects.PLACE: Kind.PLACE,
    Expects.PERSON: Kind.PERSON,
    Expects.MONEY: Kind.MONEY,
    Expects.AMOUNT: Kind.AMOUNT,
    Expects.COUNT: Kind.NUMBER,
    Expects.REASON: Kind.CAUSE,
    Expects.SAYING: Kind.SAYING,
    Expects.YES_NO: Kind.YES_NO,
}
# the "EU country" of "which EU country"
_NOUN = re.compile(
    r"\b(?:which|what)\s+(?:(?:of\s+)?(?:the|these|this)\s+)?((?:[\w’'.-]+\s*){1,5})"
)
# the "Kurdish public sector employees" of "how many Kurdish public sector employees were"
_COUNTED = re.compile(
    r"\bhow (?:many|much)\s+((?:[\w’'.-]+\s*){1,5})|\bnumber of\s+((?:\w+\s*){1,3})"
)
# "when did", "since when"
_WHEN = re.compile(
    r"^(?:\w+ )?when\b|\bwhen$|\bwhen (?:is|are|was|were|do|does|did|will|would|has|have|had|can)\b"
    r"|\b(?:what|which) (?:date|week|century|decade)\b|\bhow (?:soon|recently|long)\b"
)
# "Who is Irene Quarrell", "What is marsh fever"
_IDENTITY = re.compile(
    r"^(?i:who)(?:['’]s| is| was| are| were) (?:(?:Dr|Mr|Mrs|Ms|Sir)\.? )?"
    r"(?:[A-Z][\w’'.-]*\s?){1,4}\??$|"
    r"^(?i:what)(?:['’]s| is| are) (?:an? )?(?:(?!the\b)[\w’'-]+ ?){1,3}\??$"
)
# "Which Fenn scored"
_NAMESAKE = re.compile(r"\b(?:[Ww]hich|[Ww]hat) ([A-Z][a-z]+) (?=[a-z])")
# "Where does the law stand"
_STANDS = re.compile(r"\bwhere (?:do|does|did)\b.*\bstands?\b|\bwhere (?:do|does|did) .* come$")
# "what was the ship called", "what's the name"
_CALLED = re.compile(
    r"\bwhat (?:is|was|are|were)\b.*\b(?:called|named|name)\b|\bwhat'?s the name\b"
)


@lru_cache(maxsize=256)
def hasty(text: str, expects: Expects) -> Sought:
    """The same, for whoever only wants to know whether there is a value."""
    return replace(sought(text, expects), hasty=True)


@lru_cache(maxsize=256)
def sought(text: str, expects: Expects = Expects.THING) -> Sought:
    """What the question `text` asks for."""
    question = read(text)
    low = text.lower().replace("’", "'").rstrip(" ?")
    for pattern, kind in _MEASURED:
        if pattern.search(low):
            return _counting(question, low, kind)
    if _IDENTITY.match(text) and not question.figures:
        return Sought(question, Kind.DESCRIPTION)
    if expects is Expects.YES_NO:
        return Sought(question, Kind.YES_NO)
    if expects in (Expects.MONEY, Expects.AMOUNT) and "how" in low.split():
        return _counting(question, low, _BY_EXPECTED[expects])
    return _of_noun(question, low) or _of_form(question, low, expects)


def _of_form(question: Sentence, low: str, expects: Expects) -> Sought:
    """What a question asks for whose noun does not tell."""
    if name := _NAMESAKE.search(question.text):
        return Sought(question, Kind.PERSON, (stem(name[1])[0],), namesake=True)
    if expects is Expects.THING and _CALLED.search(low):
        return Sought(question, Kind.NAME, _noun_of_name(low))
    stands = expects is Expects.PLACE and _STANDS.search(low)
    if stands or (expects is Expects.DATE and not _WHEN.search(low)):  # "what happens when"
        return Sought(question, Kind.THING)
    return Sought(question, _BY_EXPECTED.get(expects, Kind.THING))


def _counting(question: Sentence, low: str, kind: Kind) -> Sought:
    noun, unit = _counted(question, low)
    if unit in DURATIONS and kind is Kind.NUMBER:
        kind = Kind.DURATION
    elif unit == "percent":
        kind = Kind.SHARE
    elif unit and kind in (Kind.NUMBER, Kind.AMOUNT):
        kind = Kind.MONEY if is_money(unit) else Kind.AMOUNT
    return Sought(question, kind, tuple(noun), unit)


def _counted(question: Sentence, low: str) -> tuple[list[str], str]:
    """The stems of what is counted, and the unit among its words."""
    match = _COUNTED.search(low)
    words = (match[1] or match[2] or "").split() if match else []
    noun: list[str] = []
    unit = ""
    for word in words:
        bare = word.strip(".,:'").removesuffix("'s")
        if bare in LISTS.among("ended_by") or (noun and _is_act(question, bare)):
            break
        if noun and bare in ("a", "an", "per", "each", "every"):  # "vehicles a day"
            break
        unit = unit or unit_named(bare)
        compared, content = stem(bare)
        if content:
            noun.append(compared)
    return noun, unit


def _is_act(question: Sentence, low: str) -> bool:
    """Whether a word after the noun that is counted is the verb: "how many nurses took part"."""
    doing = zip(question.words, question.forms, strict=True)
    return any(word.low == low and form in (Form.PAST, Form.EITHER) for word, form in doing)


def _of_noun(question: Sentence, low: str) -> Sought | None:
    """What "which …" and "what …" ask for by their noun; None where that tells nothing."""
    for match in _NOUN.finditer(low):
        noun: list[str] = []
        for word in match[1].split():
            bare = word.strip(".,:'").removesuffix("'s")
            if bare in LISTS.among("ended_by"):
                break
            noun.append(stem(bare)[0])
            single = singular(bare)
            many = single != bare
            if known := _listed().get(bare):
                kind = Kind.NAME if bare.startswith(("colo", "season", "planet")) else Kind.PLACE
                return Sought(question, kind, tuple(noun), "", known, bare in _SEVERAL)
            if single in named_kinds():
                return Sought(question, named_kinds()[single], tuple(noun), many=many)
    return None


def _noun_of_name(low: str) -> tuple[str, ...]:
    words = [word.strip(".,:'") for word in low.split()]
    known = [word for word in words if singular(word) in named_kinds()]
    return tuple(stem(word)[0] for word in known[:1])


def singular(noun: str) -> str:
    """A noun without the "s" of several, if that is one of the nouns for what has a name."""
    for ending, instead in (("ies", "y"), ("es", "e"), ("s", ""), ("es", ""), ("men", "man")):
        if noun.endswith(ending) and (one := noun.removesuffix(ending) + instead) in named_kinds():
            return one
    return noun


@cache
def people() -> frozenset[str]:
    """Who may be counted as people, as they are compared."""
    return frozenset(stem(word)[0] for word in LISTS.among("people", "persons"))


@cache
def named_kinds() -> dict[str, Kind]:
    """The nouns for what has a name, with what it is."""
    kinds = {
        "works": Kind.NAME, "places": Kind.PLACE, "organisations": Kind.ORGANISATION,
        "persons": Kind.PERSON,
    }  # fmt: skip
    return {word: kind for name, kind in kinds.items() for word in LISTS.named(name)}


@cache
def _listed() -> dict[str, re.Pattern[str]]:
    """Noun → any of its names as a whole word."""
    found = {}
    for nouns, names in LISTS.mapped("listed").items():
        spelled = "|".join(re.escape(name.replace("_", " ")) for name in names.split())
        for noun in nouns.split():
            found[noun] = re.compile(rf"\b(?:{spelled})\b")
    return found


@cache
def of_countries() -> frozenset[str]:
    """Countries and continents, and so what is of them, as they are compared."""
    return frozenset(
        stem(word)[0]
        for nouns, names in LISTS.mapped("listed").items()
        if nouns.startswith(("country", "continent"))
        for word in names.split()
    )


@cache
def placed() -> re.Pattern[str]:
    """Any country, state or continent."""
    either = "|".join(_listed()[noun].pattern for noun in ("country", "state", "continent"))
    return re.compile(either)
