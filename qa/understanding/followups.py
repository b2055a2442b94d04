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
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import Kind, Phrase, closed, is_verb, phrases, words
from qa.understanding.pronouns import leaning, owns
from qa.understanding.referents import Referents

_OPENING = re.compile(
    r"^(?:(?:and|but|so|then|well|ok|okay|also|plus)\b[\s,]*)*(?:(?:what|how) about\b\s*)?",
    re.IGNORECASE,
)
# "When was that?", "Why did this happen?": what is asked about is the whole of the last question.
_WHOLE = re.compile(
    r"^(?P<asks>.*?\b(?:when|where|why|how|(?:which|what) \w+)) (?:is|was|were|did|does|has) "
    r"(?:this|that)(?: happen| occur| take place| be| happened)?$",
    re.IGNORECASE,
)
_ADJUNCT = re.compile(
    r"^(?:(?:for|since|until|in|on|at|by|from|to) )?(?:when|where|why|how long|how often"
    r"|(?:what|which) (?:time|year|day|date|month|week|place|city|town|country|reason|stadium))\b"
    r"|^how(?: exactly)?$|^how (?=is|are|was|were|do|does|did|has|have|had|can|could|will|would)",
    re.IGNORECASE,
)
_LONGEST = 30
"""Words beyond which a question is taken to stand alone."""
_SAYING_ENDS = re.compile(r"\b(?:say|think|comment|respond|react|reply)$", re.IGNORECASE)


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """`question` as it stands alone after `turns`, oldest first; unchanged if it stands already.

    Nothing comes in but words of the questions and of what was answered, and a few such as "in"
    and "was". It takes about a millisecond.
    """
    text = " ".join(question.split())
    turn = next((turn for turn in reversed(turns) if phrases(turn.understood)), None)
    opening = _OPENING.match(text)
    core = text[opening.end() if opening else 0 :].rstrip(" ?!.")
    if turn is None or not words(core) or core.lower() == "what" or not _asking(text, core):
        return text
    about = Referents(turn)
    made = (
        _replaced(core, about, opened=len(core) < len(text.rstrip(" ?!.")))
        or _merged(core, about)
        or _resolved(core, about)
        or _anchored(core, about)
    )
    return f"{made[0].upper()}{made[1:]}?" if made and made != core else text


def _asking(text: str, core: str) -> bool:
    """Whether it is one short question, and not a remark or several sentences."""
    opens = CLASSES.among("question_words", "auxiliaries", "prepositions")
    asks = text.endswith("?") or words(core)[0].low in opens
    return asks and len(words(core)) <= _LONGEST and not re.search(r"[.?!:;] ", core)


def _replaced(core: str, about: Referents, *, opened: bool) -> str:
    """For "And in Wendry?", "What about the mayor?": the last question with that in it."""
    core = re.sub(r"^the ones? (?=in\b|at\b|on\b|from\b)", "", core, flags=re.IGNORECASE)
    stated, found = words(core), phrases(core)
    functional = CLASSES.among("auxiliaries", "question_words", "things")
    led = stated[0].low in CLASSES.among("prepositions")
    if not found or len(stated) > 6 or not (opened or led) or found[0].first > led:
        return ""
    if any(word.low in functional or word.low in CLASSES.among("persons") for word in stated):
        return ""
    if led and not opened and found[0].last < len(stated) and found[-1].last < len(stated):
        return ""
    old = _counterpart(found[0], led, about)
    asked = words(about.question)
    if old is not None:
        with_preposition = led and asked[old.first - 1].low in CLASSES.among("prepositions")
        start = asked[old.first - (1 if with_preposition else 0)].start
        end = asked[old.last - 1].end
        return about.question[:start] + core + about.question[end:]
    if led or found[0].kind is Kind.DATE:
        return f"{about.question} {core if led else f'in {core}'}"
    return f"what about {core}: {about.topic()}" if about.topic() else ""


def _counterpart(new: Phrase, led: bool, about: Referents) -> Phrase | None:
    """The phrase of the last question that is of the kind of `new`."""
    if new.kind is Kind.DATE:
        return next((p for p in about.found if p.kind is Kind.DATE), None)
    acting = (Kind.PERSON, Kind.GROUP, Kind.NAME)
    if led:
        kinds: tuple[Kind, ...] = (Kind.PLACE,)
        near = [p for p in about.found if p.before == new.before and p.kind is not Kind.DATE]
    else:
        kinds = acting if new.kind in acting else (Kind.THING, Kind.EVENT)
        near = []
    same = [p for p in about.found if p.kind in kinds and p.before not in ("many", "much", "what")]
    if new.kind is Kind.NAME and not led:
        same += [p for p in about.found if p.kind is Kind.PLACE]
    same.sort(key=lambda p: not p.subject)
    return next(iter(same + near), None)


def _merged(core: str, about: Referents) -> str:
    """For "Why?", "When was that?", "Who else?": the last question asked with these words."""
    whole = _WHOLE.match(core)
    asks = whole["asks"] if whole else re.sub(r"^how come$", "why", core, flags=re.IGNORECASE)
    if not whole and not _bare_question(asks):
        return ""
    first, *_ = words(about.question)
    if asks.lower().endswith(" else") and asks.split()[0].lower() == first.low:
        return f"{asks}{about.question[first.end :]}"
    if asks.lower() == "why not":
        return f"why not: {about.question[0].lower()}{about.question[1:]}"
    topic = about.topic()
    if _ADJUNCT.match(asks):
        clause = _clause(about.question)
        if not clause and (asks.lower().startswith("why") or not about.thing()):
            clause = _degree_clause(about.question)
        if clause:
            return f"{asks} {clause}"
    event = about.within().startswith(" in ")
    if topic and asks.split()[-1].lower() in ("when", "where") and (whole or event):
        return f"{asks} {'were' if _plural(topic) else 'was'} {topic}"
    return f"{asks}: {topic}" if topic else ""


def _bare_question(core: str) -> bool:
    """Whether it is a question word with nothing to ask about: "In which year", "How many"."""
    stated = words(core)
    known = closed() | CLASSES.among("generic")
    asking = any(word.low in CLASSES.among("question_words") for word in stated)
    excluded = CLASSES.among("persons", "plurals", "things", "auxiliaries")
    return asking and len(stated) <= 5 and all(
        word.low in known and word.low not in excluded for word in stated
    )  # fmt: skip


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


def _resolved(core: str, about: Referents) -> str:
    """Each pronoun that points out of the question, replaced by what it points at."""
    made = core
    for _ in range(4):  # a question with more of them than that is beyond rules
        step = _resolve_one(made, about)
        if step == made:
            break
        made = step
    return "" if made == core else _said_of(made, about)


def _resolve_one(core: str, about: Referents) -> str:
    stated = words(core)
    for at in leaning(core):
        word = stated[at]
        if word.low in CLASSES.among("persons"):
            ship = about.thing() if word.low in ("she", "her") else ""
            meant = about.person() or (ship if ship.istitle() or ship[4:].istitle() else "")
        elif word.low == "there":
            meant = about.place()
        elif word.low in CLASSES.among("plurals"):
            meant = about.several()
        else:
            meant = about.thing(event=word.low in ("that", "this")) or about.topic()
        if not meant or meant.lower() in core.lower():
            continue
        if word.low in CLASSES.among("possessives") and owns(stated, at):
            meant = re.split(r"['’]s ", meant)[0] if word.low == "its" else meant
            meant += "'" if meant.endswith("s") else "'s"
        before, after = core[: word.start], core[word.end :]
        if _plural(meant) and word.low not in CLASSES.among("plurals"):
            before = re.sub(r"\bwas $", "were ", re.sub(r"\bis $", "are ", before))
        return before + meant + after
    return core


def _anchored(core: str, about: Referents) -> str:
    """For "How many people died?", "Who else was hurt?": a question that names no subject."""
    stated = words(core)
    naming = _naming(core)
    asking = CLASSES.among("question_words", "auxiliaries")
    speakers = {"you", "i", "we", "my", "your", "me", "us"}
    days = {"today", "yesterday", "tomorrow", "tonight"}
    lows = {word.low for word in stated}
    if naming or stated[0].low not in asking | CLASSES.among("prepositions") or not lows & asking:
        return ""
    pronouns = CLASSES.among("things", "persons", "plurals")
    if lows & (days | pronouns) or (lows & speakers and "more" not in lows):
        return ""
    if any(
        word.low in CLASSES.among("relative_days") and before.low in ("this", "last")
        for before, word in pairwise(stated)
    ):
        return ""
    ended, within = _said_of(core, about), about.within()
    if ended != core or not within:
        return ended if ended != core else ""
    owned = next((p for p in phrases(core) if p.definite and p.last - p.first == 2), None)
    if owned is None:
        return core + within
    at = stated[owned.last - 1].end
    return f"{core[:at]} of {about.topic()}{core[at:]}"


def _naming(core: str) -> list[Phrase]:
    """The phrases that name a subject; not "dangerous" in "how dangerous"."""
    return [p for p in phrases(core) if (p.before != "how" or p.definite) and _content(p)]


def _content(phrase: Phrase) -> bool:
    """Whether it names a subject, and not only what every subject has, such as "the cost"."""
    lows = {word.lower() for word in phrase.text.split()}
    return not lows <= CLASSES.among("generic", "determiners", "of_something")


def _said_of(core: str, about: Referents) -> str:
    """With what was spoken of, where the question asks what somebody said and not of what."""
    topic = about.thing(event=True)
    if not _SAYING_ENDS.search(core) or not topic or topic.lower() in core.lower():
        return core
    return f"{core} {'to' if core.endswith(('respond', 'react', 'reply')) else 'about'} {topic}"


def _plural(text: str) -> bool:
    found = phrases(text)
    return bool(found) and (found[0].plural or f"{found[0].text} and " in text)
