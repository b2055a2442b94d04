"""What a follow-up that says little of its own carries over from the question before it.

"Was that true?" carries the whole of that question, "How many of them?" its clause, "Have any been
sacked?" those it speaks of, "How many volunteers took part?" what it is about.
"""

import re
from itertools import pairwise

from qa.language.clauses import Form, form
from qa.types import Turn
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import Kind, Phrase, Word, extended, is_verb, phrases, words
from qa.understanding.referents import Referents

# "Was that true", "Who said so", "And then": what is meant is all that was asked.
_ECHOES = re.compile(
    r"(?:(?:but|so|well|ok|okay|and) )*(?:"
    r"(?:is|was|are|were) (?:that|this|it|those|these|they) (?:really |actually )?"
    r"(?:true|right|correct|so|false|wrong|confirmed|certain|a lie|lies)"
    r"|(?:is|was) (?:that|this) (?:expected|a surprise|surprising|legal|usual|unusual|a mistake)"
    r"|who (?:sa[iy][ds]|claim(?:s|ed)|confirm(?:s|ed)|den(?:ies|ied)|report(?:s|ed)|revealed)"
    r" (?:so|that|this|it)|says who|what (?:does|did) (?:that|this) mean"
    r"|according to whom|(?:and|what) then|then what|really|are you (?:sure|certain)"
    r"|how do (?:you|we) know(?: that| this)?|what is the (?:source|evidence)(?: for that)?)",
    re.IGNORECASE,
)
# "Who said that", "Says who": the speaker of what was quoted
_WHO_SAYS = re.compile(
    r"(?:(?:but|so|and) )*(?:who (?:sa[iy][ds]|claim(?:s|ed)|report(?:s|ed)) (?:so|that|this|it)"
    r"|says who|according to whom)",
    re.IGNORECASE,
)
# "any", "some of them", "how many"
_SOME = re.compile(
    r"\b(?P<some>any|some|most|all|both|none|how many)(?: of (?:them|these|those))?"
    r"(?= (?P<next>\w+)|$)",
    re.IGNORECASE,
)
_LONGEST_SAID = 9
"""Words beyond which a question says enough of its own."""
_LONGEST_THERE = 6
"""Words up to which "Is there a cure" says too little."""


# "Was it because of the leak"
_WAS_IT = re.compile(r"(?:is|was) (?:it|that|this) (?:because|due to|thanks to)\b", re.IGNORECASE)


def echoed(text: str, about: Referents) -> str:
    """For "Was that true?", "Who said so?": this, and then the last question."""
    bare = " ".join(word.low for word in words(text))
    if _NOW.fullmatch(bare):
        return f"{_undated(about)} now"
    if _WHO_SAYS.fullmatch(bare) and (stated := about.stated()):
        return f"who said that {stated}"
    return (
        with_question(text.rstrip(" ?!."), about)
        if _ECHOES.fullmatch(bare) or _WAS_IT.match(bare)
        else ""
    )


# "And now"
_NOW = re.compile(r"(?:(?:and|but|so) )?(?:what about )?(?:now|today|at the moment)", re.IGNORECASE)


def _undated(about: Referents) -> str:
    """The last question without its days, which "now" takes the place of."""
    question = about.question
    stated = words(question)
    for phrase in reversed(phrases(question)):
        if phrase.kind is Kind.DATE:
            led = phrase.first and phrase.before in CLASSES.among("prepositions")
            start = stated[phrase.first - bool(led)].start
            question = (question[:start].rstrip() + question[stated[phrase.last - 1].end :]).strip()
    return re.sub(r" now$", "", question)


def of_an_answer(turn: Turn) -> bool:
    """Whether a turn asked who had said what an answer stated."""
    bare = " ".join(word.low for word in words(turn.question))
    return bool(_WHO_SAYS.fullmatch(bare)) and turn.understood.startswith("Who said that ")


def those_who(asks: str, about: Referents) -> str:
    """For "Why?" after "How many voted against it": "Why: those who voted against it"."""
    match = _HOW_MANY.match(about.question) if asks.lower() == "why" else None
    verbal = match is not None and is_verb(match["verb"].lower())
    return f"{asks}: those who {match['rest']}" if match and verbal else ""


# "How many voted against the cut"
_HOW_MANY = re.compile(r"how many (?P<rest>(?P<verb>[a-z]+ed)\b.*)", re.IGNORECASE)


def echoes(text: str) -> bool:
    """Whether it asks of what was said before, so that saying it again may answer."""
    bare = " ".join(word.low for word in words(text))
    return bool(_ECHOES.fullmatch(bare) or _WAS_IT.match(bare))


def with_question(core: str, about: Referents) -> str:
    """`core` and the last question, or what that is about where it only names it."""
    question = about.question
    if words(question)[0].low in CLASSES.among("question_words", "auxiliaries"):
        return f"{core}: {question[0].lower()}{question[1:]}"
    return f"{core}: {about.topic()}" if about.topic() else ""


def counted(core: str, clause: str, about: Referents) -> str:
    """For "How many of them?": "How many nurses in Ostrow are on strike"."""
    if not re.fullmatch(r"how many(?: of (?:them|those|these))?(?: exactly)?", core, re.IGNORECASE):
        return ""
    question = about.question
    chosen = re.match(r"(?:which|what) (?=\w+s\b)", question, re.IGNORECASE)
    if chosen and about.found and about.found[0].first == 1 and about.found[0].plural:
        return f"how many {question[chosen.end() :]}"
    found = phrases(clause)
    if not found or found[0].first != 1 or not _several(found[0]):
        return ""
    subject = extended(clause, found, 0, states=False)
    helper, rest = clause[: words(clause)[0].end], clause[clause.index(subject) + len(subject) :]
    helper = "" if helper == "do" else f" {helper}"
    return f"how many {_BARE.sub('', subject)}{helper}{rest}"


# "the " of "the nurses"
_BARE = re.compile(r"^(?:the|all) ", re.IGNORECASE)


def of_several(core: str, about: Referents) -> str:
    """For "Have any been sacked?": "Have any of the nurses in Ostrow been sacked"; or nothing."""
    match = _SOME.search(core)
    if match is None or not match["next"] or not _verbal(match["next"].lower()):
        return ""
    meant = about.several(plain=True)
    if not meant or meant.lower() in core.lower() or not _countable(meant):
        return ""
    return f"{core[: match.end('some')]} of {the(meant)}{core[match.end() :]}"


def of_company(core: str, about: Referents) -> str:
    """`core` with the names of "the company" that was asked about and "the librarian" cited."""
    company = about.company()
    if company and company.lower() not in core.lower():
        core = _COMPANY.sub(company, core)
    for match in reversed(list(_THE_ROLE.finditer(core))):
        low = match[1].lower()
        if low in CLASSES.among("roles") or low.endswith(_OF_PERSONS):
            core = core[: match.start()] + (about.called(low) or match[0]) + core[match.end() :]
    return core


# "the librarian"
_THE_ROLE = re.compile(
    r"\bthe ([a-z]+)(?=$|['’]s\b| (?!of\b|that\b|which\b|who\b|in\b|at\b|for\b))"
)
_OF_PERSONS = ("ian", "ist", "man", "woman", "eer")


# "the company", "the company's"
_COMPANY = re.compile(
    r"\bthe (?:company|firm|operator|business|group|organi[sz]ation)"
    r"(?=$|['’]s\b| (?!of\b|that\b|which\b))",
    re.IGNORECASE,
)


def goes_on(core: str, about: Referents) -> bool:
    """Whether a question that begins with "And" is of what was cited: "how much did the boat cost".

    It names nobody, and each of its nouns is there.
    """
    stated = words(core)
    if len(stated) > _LONGEST_SAID or not _asks(stated):
        return False
    if any(word.text[0].isupper() for word in stated[1:]):
        return False
    naming = [p for p in phrases(core) if p.kind is not Kind.DATE and not generic(p)]
    return bool(naming) and all(about.tells_of(phrase.head) for phrase in naming)


def the(several: str) -> str:
    """Several with an article, unless they have a name: "the nurses in Ostrow"."""
    first = words(several)[0]
    plain = first.text.islower() and first.low not in CLASSES.among("determiners", "possessives")
    return f"the {several}" if plain else several


def wants_topic(core: str, about: Referents) -> bool:
    """Whether it names a single common noun that says little: "How many volunteers took part".

    "Were villages flooded", "Is there parking", "Which parties voted against" do; "What do bees
    eat" is of all bees and "When did the ferry sink" of a ferry that need not be the last one,
    unless the last question or its answer spoke of it.
    """
    stated = words(core)
    if len(stated) > _LONGEST_SAID or not _asks(stated):
        return False
    naming = [p for p in phrases(core) if p.kind is not Kind.DATE and not generic(p)]
    there = "there" in (stated[-1].low, stated[1].low)
    if not naming:
        return there and len(stated) > 2
    short = stated[0].low == "any" or (there and len(stated) <= _LONGEST_THERE)
    if len(naming) > 1 or any(word.text[0].isupper() for word in stated[1:]):
        return False
    return _says_little(naming[0], stated, about, short=short)


def with_topic(core: str, about: Referents) -> str:
    """`core` and the topic: "Were firefighters hurt in the Calder fire"; "… : the bridge"."""
    topic, lows = about.topic(), {word.low for word in words(about.topic())}
    named = any(word.low in lows for p in phrases(core) for word in words(p.text)[-1:])
    return f"{core}: {topic}" if named else core + about.within()


def with_names(made: str, about: Referents) -> str:
    """`made` with the topic that was carried already, or with what it is of, lest it be lost.

    "Who wrote the report: the Selby school" after "What did the report find about the Selby
    school".
    """
    kept = about.standing or ("" if _NAME.search(made[1:]) else about.named_thing())
    known = not kept or not made or kept.lower() in made.lower()
    return made if known else f"{made}: {kept}"


# a capital
_NAME = re.compile(r"\b[A-Z]")


def whose(phrase: str, about: Referents) -> str:
    """For "And her husband?": the last question with "Carla Dunne's husband" in it."""
    owner = re.split("['’]s? ", phrase, maxsplit=1)[0]
    at = about.question.find(owner)
    if at < 0 or owner == phrase:
        return f"what about {phrase}: {about.topic()}" if about.topic() else ""
    return about.question[:at] + phrase + about.question[at + len(owner) :]


def _asks(stated: tuple[Word, ...]) -> bool:
    """Whether it is a question without pronouns, speakers and days of its own."""
    own = {"to"} | CLASSES.among("things", "persons", "plurals", "speakers", "days", "possessives")
    lows = [word.low for word in stated]
    near = any(
        low in CLASSES.among("relative_days") and before in ("this", "last", "next")
        for before, low in pairwise(lows)
    )
    opens = lows[0] in CLASSES.among("question_words", "auxiliaries") | {"any"}
    return len(lows) > 1 and opens and not near and own.isdisjoint(lows)


def generic(phrase: Phrase) -> bool:
    """Whether it names nothing by itself: "the cost", "on board"."""
    if phrase.before in ("in", "on", "at", "under") and phrase.text in CLASSES.among("states"):
        return True
    lows = {word.lower() for word in phrase.text.split()}
    return lows <= CLASSES.among("generic", "determiners", "of_something")


def _says_little(
    phrase: Phrase, stated: tuple[Word, ...], about: Referents, *, short: bool
) -> bool:
    """Whether `phrase`, the one noun phrase of a question, is one noun that needs a subject."""
    nouns = [w for w in phrase.text.split() if w.lower() not in CLASSES.among("determiners")]
    if len(nouns) != 1 or phrase.before in CLASSES.among("prepositions") - {"of"}:
        return False
    if about.speaks_of(nouns[0]):  # but not what the noun means
        return phrase.text.lower() != about.topic().lower() and not _defined(stated)
    if short and not phrase.definite:
        return True
    if len(nouns) < len(phrase.text.split()):
        return phrase.definite and nouns[0].lower() in CLASSES.among("anaphors")
    chosen = phrase.before in ("many", "which", "any", "was", "were", "are", "been")
    several = phrase.plural or phrase.before == "many"
    return chosen and several and _of_an_event(stated)


def _of_an_event(stated: tuple[Word, ...]) -> bool:
    """Whether something happened: "How many took part", "Which are affected", "Who voted for"."""
    lows = {word.low for word in stated}
    if lows & {"is", "are"}:
        return bool(lows & CLASSES.among("concerning"))
    happened = any(form(low) in (Form.PAST, Form.EITHER) for low in lows)
    return happened or bool(lows & _PAST) or stated[-1].low in CLASSES.among("prepositions")


def _defined(stated: tuple[Word, ...]) -> bool:
    """Whether it asks what something is: "What is a trial"."""
    return stated[0].low in ("what", "who") and stated[1].low in ("is", "are", "was", "were")


_PAST = frozenset({"was", "were", "did", "had", "has", "have", "been", "will"})


def _several(phrase: Phrase) -> bool:
    return phrase.plural or phrase.kind is Kind.GROUP


def _countable(meant: str) -> bool:
    """Whether some of it can be meant: of "the nurses" or "the crew", not of "the Bank"."""
    first = phrases(meant)[0] if phrases(meant) else None
    return first is not None and (first.plural or first.text.islower())


def _verbal(low: str) -> bool:
    return is_verb(low) or low in CLASSES.among("auxiliaries", "prepositions") - {"of"}
