"""What a turn leaves behind that a follow-up can mean: a person, a thing, several, a place."""

import re
from collections.abc import Iterator, Sequence

from index import CALENDAR
from qa.types import Turn
from qa.understanding.lists import CLASSES
from qa.understanding.persons import Persons, called
from qa.understanding.phrases import Kind, Phrase, closed, extended, is_verb, phrases, words
from qa.understanding.recalling import Recalled

# "Harbour Courier, 10 June 2024: "
_ATTRIBUTION = re.compile(r"^[^“”‘\"]{0,100}\d{4}: (?=[“‘\"])")
# "Tomas Veary", "Ana de Souza"
_FULL_NAME = re.compile(
    r"(?<![\w’'])[A-Z][\w-]+(?: (?:de|van|von|der|al|bin) (?=[A-Z])| [A-Z][\w-]+)+"
)
# "Journal of ", of whose name the rest is a part
_BODY_OF = re.compile(r"(?P<body>[A-Z][\w-]+) (?:of|for)(?: the)? $")
# "Who resigned"
_WHO = re.compile(r"who (.+)", re.IGNORECASE)
# "A " of "A ferry"
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
# " said"
_SPOKE = re.compile(r",? (?:\d\d,|said\b|says\b|told\b)")
# "Who"
_ASKS_FOR_PERSON = re.compile(
    r"^(?:who|whose|(?:which|what) (?:man|woman|person))\b", re.IGNORECASE
)
# After these a thing is somebody's: "have surgery", "gave a speech".
_HAVING = frozenset(
    ("have", "has", "had", "undergo", "undergone", "give", "given", "get", "hold", "held", "make")
)
# After these a word says how somebody is: "gone bankrupt".
_BECOMING = ("gone", "go", "become", "became", "turned", "turn", "remain", "feel", "fallen")
# ", the health service said on Saturday"
_SAID_SO = re.compile(
    r",? (?:according to [^,.]+|[^,.]{2,60} (?:said|says)(?: (?:on|in) [A-Z]?\w+)?)$"
)
# "Sellen Rovers have"
_LEADING = re.compile(r"^[“”‘’\"']*((?:The )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*) [a-z]")
# Where another sentence or a quotation begins
_BREAK = re.compile(r"[.?!] |[“”\"]")
_LONGEST_STATED = 30
"""Words of the longest statement that is carried."""
# "Who said so: " before the question that was carried
_CARRIED = re.compile(r"^[^:]*: (?=(\w+) )")


def _has(text: str, noun: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(noun.lower())}(?!\w)", text.lower()))


def _owner(name: str) -> str:
    """Whose somebody is: "Maud Tennick" of "Maud Tennick's husband"."""
    owner, *others = re.split("['’]s? ", name)
    return owner if others and owner[0].isupper() else ""


def _last_question(turn: Turn) -> str:
    """The question that an echo of it carries: "did he" of "Who said so: did he"; else all."""
    match = None if ":" in turn.question else _CARRIED.match(turn.understood)
    asks = match and match[1].lower() in CLASSES.among("question_words", "auxiliaries")
    return turn.understood[match.end() :] if match and asks else turn.understood


class Referents:
    """What the question of a turn names, and the people whom its answer names.

    What one turn does not name, those `before` it may, the last first.
    """

    def __init__(self, turn: Turn, before: Sequence[Turn] = ()) -> None:
        self._before = before
        self.question = _last_question(turn).rstrip(" ?!.")
        self.found = phrases(self.question)
        carried = ": " in self.question and ":" not in turn.question
        # the topic that it has carried already: "the bridge" of "Who paid: the bridge"
        self.standing = self.question.rpartition(": ")[2] if carried else ""
        self._told = [_ATTRIBUTION.sub("", text) for text in turn.said]
        self.text = "\n".join((self.question, *self._told, *turn.headlines))
        self._named_somebody: dict[str, bool] = {}
        self._around = turn.around if isinstance(turn, Recalled) else ()
        self._persons = Persons(self._around, [text.strip('“”‘’"') for text in self._told])

    def person(self, man: bool | None = None) -> str:
        """Whom "he" or "she" can mean: a name or role of the question, else of the answer.

        With `man`, only a man, or only a woman, as far as the articles tell; else one who is named
        near what was quoted.
        """
        named = [self._full(p) for p in self.found if self._free(p) and self.is_person(p)]
        named += [owner for name in named if (owner := _owner(name))]
        told = [name for text in self._told for name in self._people(text)]
        if _ASKS_FOR_PERSON.match(self.question):
            return self._sought(named, told, man)
        return self._persons.meant([*named, *told], man) or self._whoever()

    def _sought(self, named: list[str], told: list[str], man: bool | None) -> str:
        """The same of a question that asks for somebody, whom the answer tells first."""
        if not told or man is None:
            return self._persons.meant([*told, *named], man) or self._whoever()
        sought = called(self.question)  # "Who was her husband"
        if sought is man:
            return told[0]
        others = told if sought is None else told[1:]
        return self._persons.meant([*others, *named], man)

    def called(self, noun: str) -> str:
        """Who is "the librarian" in the articles that were cited, if that is one person."""
        return self._persons.called(noun)

    def thing(self, *, event: bool = False) -> str:
        """What "it" can mean, or with `event` what "that" can: no person."""
        order = {Kind.THING: 2, Kind.EVENT: 2, Kind.GROUP: 3, Kind.NAME: 4, Kind.PLACE: 5}
        ranked: list[tuple[float, str]] = []
        for phrase in self.found:
            if phrase.kind not in order or self.is_person(phrase):
                continue
            if phrase.before == "which" and not event:
                ranked.append((0, self._asked(phrase)))
            elif self._free(phrase):
                rank = order[phrase.kind] - (phrase.kind is Kind.EVENT) * (2 if event else 0.5)
                rank -= (phrase.subject and phrase.kind is Kind.THING) + phrase.definite * 0.25
                rank += 2.5 * (phrase.plural and not phrase.definite)
                rank -= 9 * (self._full(phrase) == self.standing)
                full = self._full(phrase)
                parts = phrase.plural and not event  # of "the symptoms of the fever" one is "it"
                ranked.append((rank, full.partition(" of ")[2] or full if parts else full))
        return min(ranked, key=lambda pair: pair[0], default=(0, ""))[1]

    def named_thing(self) -> str:
        """The first thing with a name in it, no person: "the Selby school"."""
        named = (p for p in self.found if not p.text.islower() and self._free(p))
        things = (self._full(p) for p in named if not self.is_person(p))
        return next((thing for thing in things if not thing.islower()), "")

    def speaks_of(self, noun: str) -> bool:
        """Whether the question, its answer or a headline has the lower-cased word."""
        return _has(self.text, noun)

    def tells_of(self, noun: str) -> bool:
        """Whether they have it, or an article that was cited."""
        return any(_has(text, noun) for text in (self.text, *self._around))

    def company(self) -> str:
        """The one group with a name that the question names: "the company"."""
        named = [p.text for p in self.found if p.kind is Kind.GROUP and not p.text.islower()]
        whole = [re.sub("['’]s?$", "", text) for text in named]
        return whole[0] if len(set(whole)) == 1 and whole[0][-1].islower() else ""

    def several(self, *, plain: bool = False) -> str:
        """What "they" and "them" can mean; `plain`: not the people of "how many people"."""
        for phrase in self.found:
            many = phrase.plural or phrase.kind is Kind.GROUP
            if phrase.before in ("many", "which") and many:
                return self._asked(phrase) if not plain or self._free_noun(phrase) else ""
        return next(iter(self._several()), "") or self._told_group()

    def _several(self) -> list[str]:
        """The phrases of the question that are several, then those that name a group."""
        free = [p for p in self.found if self._free(p)]
        wholes = [(phrase, self._full(phrase)) for phrase in free]
        several = [
            full for phrase, full in wholes if phrase.plural or f"{phrase.text} and " in full
        ]
        groups = [full for phrase, full in wholes if phrase.kind is Kind.GROUP]
        return several + groups

    def _told_group(self) -> str:
        """Those of whom the answer begins to tell, if they are several: "Sellen Rovers have …"."""
        match = _LEADING.match(next(iter(self._told), ""))
        last = match[1].split()[-1].lower() if match else ""
        many = last.endswith("s") or last in CLASSES.among("groups", "organisations")
        return match[1] if match and many and not self._personal(match[1]) else ""

    def ship(self) -> str:
        """What "she" can mean if it is nobody: a thing with a name."""
        thing = self.thing()
        return thing if thing.istitle() or thing.removeprefix("the ").istitle() else ""

    def place(self) -> str:
        """What "there" can mean, with its preposition."""
        for phrase in reversed(self.found):
            if phrase.kind is Kind.PLACE and not self.is_person(phrase):
                return f"{phrase.before} {phrase.text}"
        for phrase in reversed(self.found):
            if phrase.before in ("in", "at", "on") and phrase.kind is not Kind.DATE:
                return f"{phrase.before} {self._full(phrase)}"
        return ""

    def topic(self) -> str:
        """What the turn was about, in a few words."""
        found = self.thing(event=True) or self.person()
        return found or next(filter(None, (one.topic() for one in self._earlier())), "")

    def matter(self) -> str:
        """The thing that the turn, or one before it, was about: it can have "the turnout"."""
        own = self.thing(event=True)
        return own or next(filter(None, (one.matter() for one in self._earlier())), self.topic())

    def stated(self) -> str:
        """What the answer stated first, as a clause, if that is short."""
        told = (text.strip("“”‘’\"'").rstrip(".") for text in self._told)
        first = _SAID_SO.sub("", next(told, ""))
        if not first or len(words(first)) > _LONGEST_STATED or _BREAK.search(first):
            return ""
        name = len(words(first)) > 1 and words(first)[1].text[0].isupper()
        return first if name else first[0].lower() + first[1:]

    def _earlier(self) -> Iterator["Referents"]:
        return (Referents(turn, self._before[at + 1 :]) for at, turn in enumerate(self._before[:1]))

    def within(self) -> str:
        """The topic as an ending: " in the cup final", or ": the harbour bridge"."""
        topic = self.topic()
        event = any(p.kind is Kind.EVENT and p.text in topic for p in self.found)
        return f" in {topic}" if event else f": {topic}" if topic else ""

    def is_person(self, phrase: Phrase) -> bool:
        """Whether a phrase of the question names somebody."""
        if phrase.kind is Kind.PERSON:
            return True
        bare = phrase.text.removesuffix("'s").removesuffix("’s")
        return phrase.kind in (Kind.NAME, Kind.PLACE) and self._personal(bare)

    def _personal(self, name: str) -> bool:
        if name not in self._named_somebody:  # long answers name the same people again and again
            self._named_somebody[name] = self._names_somebody(name)
        return self._named_somebody[name]

    def _names_somebody(self, name: str) -> bool:
        lows = set(name.lower().split())
        if lows & (CLASSES.among("organisations", "places") | CALENDAR):
            return False
        placed = False
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text):
            before = words(self.text[max(0, match.start() - 16) : match.start()])
            title = before[-1].low if before else ""
            if title in CLASSES.among("roles") or _SPOKE.match(self.text, match.end()):
                return True
            of_role = title == "of" and before[-2:-1] and before[-2].low in CLASSES.among("roles")
            placed |= bool(of_role) or title in CLASSES.among("place_prepositions") | {"the"}
        return len(lows) > 1 and not placed

    def _people(self, text: str) -> Iterator[str]:
        for match in _FULL_NAME.finditer(text):
            parts = match[0].split()
            roles = [at for at, part in enumerate(parts) if part.lower() in CLASSES.among("roles")]
            name = " ".join(parts[roles[-1] + 1 :] if roles else parts)
            body = _BODY_OF.search(text, 0, match.start())
            if body and body["body"].lower() not in CLASSES.among("roles"):
                continue
            opened = parts[0].lower() in closed()  # "The Congress"
            if " " in name and not name.isupper() and not opened and self._personal(name):
                yield name

    def _whoever(self) -> str:
        match = _WHO.match(self.question)
        return f"the person who {match[1]}" if match else ""

    def _free(self, phrase: Phrase) -> bool:
        """Whether it can be named without the words in front of it."""
        wanting = ("how", "many", "much", "which", "what", "as")
        named = phrase.before not in (*wanting, *_BECOMING) and self._free_noun(phrase)
        return phrase.kind is not Kind.DATE and named

    def _free_noun(self, phrase: Phrase) -> bool:
        low = {word.lower() for word in phrase.text.split()} - CLASSES.among("determiners")
        return bool(low - CLASSES.among("generic"))

    def _full(self, phrase: Phrase) -> str:
        text = extended(self.question, self.found, self.found.index(phrase))
        if phrase.before in CLASSES.among("possessives"):
            owner = next((p.text for p in self.found if p.subject and p is not phrase), "")
            return f"{owner}'s {text}" if owner else f"the {text}"
        return self._owned(phrase, _ARTICLE.sub("the ", text).removesuffix("'s"))

    def _owned(self, phrase: Phrase, text: str) -> str:
        """With whose it is: "Mara Velde's surgery" of "When did Mara Velde have surgery"."""
        owner = next((p for p in self.found if p.subject and p.last < phrase.first), None)
        stated = words(self.question)
        had = stated[phrase.first - 1].low in _HAVING or (
            phrase.first > 1 and stated[phrase.first - 2].low in _HAVING
        )
        if owner is None or phrase.definite or not had or any(map(str.isupper, text)):
            return text
        named = owner.text.split()[-1][0].isupper()
        return f"{owner.text}'s {text.removeprefix('the ')}" if named else text

    def _asked(self, phrase: Phrase) -> str:
        """What is counted or chosen: "the households evacuated" of "How many households were …"."""
        stated = words(self.question)
        text = extended(self.question, self.found, self.found.index(phrase))
        rest = stated[phrase.first + len(words(text)) :]
        if phrase.first > 1 and stated[phrase.first - 2].low in CLASSES.among("prepositions"):
            return f"the {phrase.text}"
        after = self.question[rest[0].start :] if rest else ""
        after = re.split("[,:]", after)[0]
        if not rest or rest[0].low in CLASSES.among("helpers", "persons"):
            return f"the {text}"
        if (
            rest[0].low in ("was", "were", "is", "are")
            and len(rest) > 1
            and self._told_of(rest[1].low)
        ):
            return f"the {text} {after.split(' ', 1)[1]}"
        return f"the {text} that {after}"

    @staticmethod
    def _told_of(low: str) -> bool:
        """Whether it can follow a noun at once: "evacuated", "on strike"."""
        return is_verb(low) or low in CLASSES.among("prepositions")
