"""A follow-up and the turns before it → one question that stands alone. Rules, no model.

Whoever asks "And when was that?" means what the last turn was about. The rules see that a question
leans on something outside itself, take what it leans on from the last question first and from its
answer second, and put it in place of the word that leans. A question that stands alone is returned
as it is: to miss a follow-up costs one answer, to bend a question costs trust.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.types import Turn
from qa.understanding import carrying
from qa.understanding.another import replaced
from qa.understanding.core import Core, core_of
from qa.understanding.lists import CLASSES
from qa.understanding.persons import man
from qa.understanding.phrases import Kind, Phrase, closed, is_verb, phrases, words
from qa.understanding.pronouns import leaning, owns
from qa.understanding.referents import Referents

# "When was that", "Why did this happen": what is asked about is the whole of the last question.
_WHOLE = re.compile(
    r"^(?P<asks>.*?\b(?:when|where|why|how|(?:which|what) \w+)) (?:is|was|were|did|does|has) "
    r"(?:this|that)(?: happen| occur| take place| be| happened)?$",
    re.IGNORECASE,
)
# "Since when", "What year", "How did"
_ADJUNCT = re.compile(
    r"^(?:(?:for|since|until|in|on|at|by|from|to) )?(?:when|where|why|how long|how often"
    r"|(?:what|which) (?:time|year|day|date|month|week|place|city|town|country|reason|stadium))\b"
    r"|^(?:to|for|from|by|against|with|at) (?:whom|what|how much)$"
    r"|^how(?: exactly)?$|^how (?=is|are|was|were|do|does|did|has|have|had|can|could|will|would)",
    re.IGNORECASE,
)
# "What did the minister say"
_SAYING_ENDS = re.compile(r"\b(?:say|think|comment|respond|react|reply)$", re.IGNORECASE)
# "Against which teams"
_WHICH = re.compile(
    r"^(?:(?:against|from|to|for|with|at|by|in|on|of) )?"
    r"(?:(?:which|what|whose) [a-z]+s|which [a-z]+)$",
    re.IGNORECASE,
)
# "By how many votes", "How many of them seriously"
_MEASURE = re.compile(
    r"^(?:by |for |at |with |from |in )?how (?:many|much|long|far|old|high|big|large|often|fast)"
    r"(?: of (?:them|these|those))?(?P<what>(?: [a-z]+){0,2})$",
    re.IGNORECASE,
)
# "was anyone" of "Was anyone killed": that it happened is not said
_ANYBODY = re.compile(r"\w+ any(?:one|body|thing)?\b", re.IGNORECASE)
# "How come", "Why so much"
_WHY = re.compile(
    r"^(?:how come|why so (?:much|many|long|few|little|late|high|low))$", re.IGNORECASE
)
# the end of one sentence with another after it
_SENTENCE_END = re.compile(r"[.?!:;] ")
_REMEMBERED = 3
"""How many of the last turns are looked at."""
_LONGEST = 30
"""Words beyond which a question is taken to stand alone."""


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """`question` as it stands alone after `turns`, oldest first; unchanged if it stands already.

    Nothing comes in but words of the questions and of what was answered, and a few such as "in"
    and "was". It takes about a millisecond.
    """
    text = " ".join(question.split())
    spoken = _spoken(turns)
    if not spoken or _SENTENCE_END.search(text):
        return text
    core = core_of(text)
    made = ""
    for number, turn in enumerate(spoken[:_REMEMBERED]):
        about = Referents(turn, spoken[number + 1 : _REMEMBERED])
        if number == 0:
            made = carrying.echoed(text, about)
        if made or not _asking(text, core):
            break
        # what the last question does not explain, one before it may
        ways = (replaced, _merged, _resolved, _anchored) if number == 0 else (_resolved,)
        made = next((made for way in ways if (made := way(core, about))), "")
        if made:
            break
    return f"{made[0].upper()}{made[1:]}?" if made and made != core.text else text


def _spoken(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that name something, the last first.

    After "Who said that?", which asks of an answer, what was asked before is still the topic.
    """
    named = [turn for turn in reversed(turns) if phrases(turn.understood)]
    return [turn for turn in named if not carrying.of_an_answer(turn)] or named


def _asking(text: str, core: Core) -> bool:
    """Whether it is one short question, and not a remark or several sentences."""
    if not core.words or core.text.lower() == "what" or len(core.words) > _LONGEST:
        return False
    opens = CLASSES.among("question_words", "auxiliaries", "prepositions")
    asks = text.endswith("?") or core.words[0].low in opens
    return asks and not _SENTENCE_END.search(core.text)


def _merged(core: Core, about: Referents) -> str:
    """For "Why?", "When was that?", "Who else?": the last question asked with these words."""
    whole = _WHOLE.match(core.text)
    asks = whole["asks"] if whole else _WHY.sub("why", core.text)
    if not whole and not _asks_only(asks):
        return ""
    question, low = about.question, asks.lower()
    first = words(question)[0]
    if low.endswith(" else") and low.split()[0] == first.low:
        return f"{asks}{question[first.end :]}"
    if low == "why not":
        return f"why not: {question[0].lower()}{question[1:]}"
    if those := carrying.counted(asks, _clause(question), about) or carrying.those_who(asks, about):
        return those
    if clause := _asked_anew(asks, about):
        return f"{asks} {clause}"
    topic = about.topic()
    dates = low.split()[-1] in ("when", "where") and (whole or about.within().startswith(" in "))
    if topic and dates:
        return f"{asks} {'were' if _plural(topic) else 'was'} {topic}"
    return carrying.with_question(asks, about)


def _asks_only(text: str) -> bool:
    """Whether it asks, and says nothing of what it asks about."""
    return bool(_bare_question(text) or _WHICH.match(text) or _measures(text))


def _bare_question(text: str) -> bool:
    """Whether it is a question word with nothing to ask about: "In which year", "How many"."""
    lows = {word.low for word in words(text)}
    known = closed() | CLASSES.among("generic")
    naming = CLASSES.among("persons", "plurals", "things", "auxiliaries")
    asking = bool(lows & CLASSES.among("question_words"))
    return asking and len(words(text)) <= 5 and lows <= known - naming


def _measures(text: str) -> bool:
    """Whether it asks for a measure of nothing that it names: "By how many votes"."""
    match = _MEASURE.match(text)
    told = match["what"].split() if match else []
    verbal = CLASSES.among("auxiliaries", "prepositions", "persons", "things")
    return bool(told) and not any(is_verb(low) or low in verbal for low in map(str.lower, told))


def _asked_anew(asks: str, about: Referents) -> str:
    """What the last question says, for `asks` to stand before: "did the ferry run aground"."""
    if not _ADJUNCT.match(asks):
        return ""
    clause = _clause(about.question)
    if _ANYBODY.match(clause) and about.thing() and not asks.lower().startswith("why"):
        return ""
    if not clause and (asks.lower().startswith("why") or not about.thing()):
        clause = _degree_clause(about.question)
    return clause


def _clause(question: str) -> str:
    """What a question says without its question word: "did the ferry run aground"; or nothing."""
    stated = words(question)
    if stated[0].low in CLASSES.among("auxiliaries"):
        return stated[0].low + question[stated[0].end :]
    adjunct = _ADJUNCT.match(question)
    if adjunct:
        rest = question[adjunct.end() :].strip()
        return rest if rest and words(rest)[0].low in CLASSES.among("auxiliaries") else ""
    counted = phrases(question)[0]
    if counted.before != "many" or len(stated) < counted.last + 2:
        return ""
    helper, following = stated[counted.last], stated[counted.last + 1]
    if helper.low not in CLASSES.among("auxiliaries") or not is_verb(following.low):
        return ""
    return f"{helper.low} {counted.text} {question[following.start :]}"


def _degree_clause(question: str) -> str:
    """Its clause: "did he take so much" of "How much did he take"."""
    stated = words(question)
    helper = next((n for n, w in enumerate(stated) if w.low in CLASSES.among("auxiliaries")), 0)
    if stated[0].low != "how" or not 1 < helper < len(stated) - 1:
        return ""
    degree = question[stated[1].start : stated[helper - 1].end]
    return f"{stated[helper].low} {question[stated[helper + 1].start :]} so {degree}"


def _resolved(core: Core, about: Referents) -> str:
    """Each pronoun that points out of the question, replaced by what it points at."""
    if many := carrying.counted(core.text, _clause(about.question), about):
        return many
    made = carrying.of_several(core.text, about) or carrying.of_company(core.text, about)
    for _ in range(4):  # a question with more of them than that is beyond rules
        step = _resolve_one(made, about)
        if step == made:
            break
        made = step
    if made != core.text and not core.has("question_words", "auxiliaries"):
        return carrying.whose(made, about)
    return "" if made == core.text else carrying.with_names(_said_of(made, about), about)


def _resolve_one(core: str, about: Referents) -> str:
    stated = words(core)
    for at in leaning(core):
        meant = _meant(stated[at].low, about)
        if at and stated[at - 1].low == "of" and stated[at].low == "them" and meant:
            meant = carrying.the(meant)
        if meant and meant.lower() not in core.lower():
            return _put(meant, core, at)
    return core


def _meant(pronoun: str, about: Referents) -> str:
    """What a pronoun of the question can mean."""
    if pronoun in CLASSES.among("persons"):
        return about.person(man(pronoun)) or (about.ship() if pronoun in ("she", "her") else "")
    if pronoun == "there":
        return about.place()
    if pronoun in CLASSES.among("plurals"):
        return about.several()
    return about.thing(event=pronoun in ("that", "this")) or about.topic()


def _put(meant: str, core: str, at: int) -> str:
    """The question with `meant` in place of the pronoun at word `at`."""
    stated = words(core)
    word = stated[at]
    if word.low in CLASSES.among("possessives") and owns(stated, at):
        meant = meant.split(" that ")[0]
        meant = _OWNER.split(meant)[0] if word.low == "its" else meant
        meant += "'" if meant.endswith("s") else "'s"
    before = core[: word.start]
    if _plural(meant) and word.low not in CLASSES.among("plurals"):
        before = _WAS.sub(lambda match: _WERE[match[0]], before)
    return before + meant + core[word.end :]


# "'s " of "Veary's victory"
_OWNER = re.compile(r"['’]s ")
# "is " and "was " right before a word
_WERE = {"is ": "are ", "Is ": "Are ", "was ": "were ", "Was ": "Were "}
_WAS = re.compile(r"\b(?:[Ii]s|[Ww]as) $")


def _anchored(core: Core, about: Referents) -> str:
    """For "How many people died?", "Who else was hurt?": a question that names no subject."""
    if not _lacks_subject(core):
        if _someone_says(core) and (said := _said_of(core.text, about)) != core.text:
            return said
        goes_on = core.opened and carrying.goes_on(core.text, about)
        wanting = goes_on or carrying.wants_topic(core.text, about)
        return carrying.with_topic(core.text, about) if wanting else ""
    ended, within = _said_of(core.text, about), about.within()
    if ended != core.text:
        return ended
    owned = next((p for p in core.phrases if p.definite and p.last - p.first == 2), None)
    if owned is None or not within:
        return core.text + within if within else ""
    at = core.words[owned.last - 1].end
    return f"{core.text[:at]} of {about.topic()}{core.text[at:]}"


def _lacks_subject(core: Core) -> bool:
    """Whether it asks and names nobody and nothing, nor a day or the speakers."""
    opens = core.words[0].low in CLASSES.among("question_words", "auxiliaries", "prepositions")
    if not opens or not core.has("question_words", "auxiliaries") or any(map(_names, core.phrases)):
        return False
    lows = {word.low for word in core.words}
    if core.has("things", "persons", "plurals", "days") or (
        core.has("speakers") and "more" not in lows
    ):
        return False
    return not any(
        word.low in CLASSES.among("relative_days") and before.low in ("this", "last")
        for before, word in pairwise(core.words)
    )


def _someone_says(core: Core) -> bool:
    """Whether it is "What did the minister say", of nothing in particular."""
    speakers = [p for p in core.phrases if p.kind in (Kind.PERSON, Kind.GROUP) or p.plural]
    common = len(speakers) == len(core.phrases) == 1 and speakers[0].text.islower()
    alone = common and (speakers[0].definite or speakers[0].plural)
    return alone and len(core.words) <= 6 and bool(_SAYING_ENDS.search(core.text))


def _names(phrase: Phrase) -> bool:
    """Whether it names a subject: not "how dangerous", "the cost", which every subject has."""
    if phrase.before == "how" and not phrase.definite:
        return False
    return not carrying.generic(phrase)


def _said_of(core: str, about: Referents) -> str:
    """With what was spoken of, where the question asks what somebody said and not of what."""
    topic = about.thing(event=True)
    if not _SAYING_ENDS.search(core) or not topic or topic.lower() in core.lower():
        return core
    return f"{core} {'to' if core.endswith(('respond', 'react', 'reply')) else 'about'} {topic}"


def _plural(text: str) -> bool:
    found = phrases(text)
    return bool(found) and (found[0].plural or f"{found[0].text} and " in text)
