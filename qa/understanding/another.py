"""A follow-up that only names another: "And in Wendry?", "What about the mayor?"."""

import re
from dataclasses import replace

from qa.understanding import carrying
from qa.understanding.core import Core
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import Kind, Phrase, words
from qa.understanding.referents import Referents

# "The one in Wendry"
_THE_ONE = re.compile(r"^the ones? (?=in\b|at\b|on\b|from\b)", re.IGNORECASE)
_LONGEST_ANOTHER = 6
"""Words beyond which a question does more than name another."""


def replaced(core: Core, about: Referents) -> str:
    """For "And in Wendry?", "What about the mayor?": the last question with that in it."""
    core = replace(core, text=_THE_ONE.sub("", core.text))
    if not _names_another(core):
        return ""
    new = core.phrases[0]
    old = _counterpart(new, about, led=core.led)
    if old is not None:
        return _instead(core, old, about.question)
    if core.led or new.kind is Kind.DATE:
        return f"{about.question} {core.text if core.led else f'in {core.text}'}"
    topic = about.matter() if carrying.generic(new) else about.topic()
    return f"what about {core.text}: {topic}" if topic else ""


def _names_another(core: Core) -> bool:
    """Whether it is only a noun phrase, after a preposition or not."""
    found, length = core.phrases, len(core.words)
    if not found or length > _LONGEST_ANOTHER or found[0].first > core.led:
        return False
    if core.has("auxiliaries", "question_words", "things", "persons"):
        return False
    return core.opened or (core.led and length in (found[0].last, found[-1].last))


def _instead(core: Core, old: Phrase, question: str) -> str:
    """`question` with the core in place of the phrase `old`, and of the preposition before it."""
    asked = words(question)
    led = core.led and asked[old.first - 1].low in CLASSES.among("prepositions")
    start = asked[old.first - led].start
    return question[:start] + core.text + question[asked[old.last - 1].end :]


def _counterpart(new: Phrase, about: Referents, *, led: bool) -> Phrase | None:
    """The phrase of the last question that is of the kind of `new`."""
    if new.kind is Kind.DATE:
        return next((p for p in about.found if p.kind is Kind.DATE), None)
    if led:
        near = [p for p in about.found if p.before == new.before and p.kind is not Kind.DATE]
        return next(iter([*_of_kinds(about, Kind.PLACE), *near]), None)
    if new.kind not in _ACTING:
        return next(iter(_of_kinds(about, Kind.THING, Kind.EVENT)), None)
    places = [p for p in about.found if p.kind is Kind.PLACE] if new.kind is Kind.NAME else []
    return next(iter(sorted([*_of_kinds(about, *_ACTING), *places], key=_subjects_first)), None)


_ACTING = (Kind.PERSON, Kind.GROUP, Kind.NAME)


def _of_kinds(about: Referents, *kinds: Kind) -> list[Phrase]:
    """The phrases of the last question of these kinds, its subject first; not what is counted."""
    counted = ("many", "much", "what")
    found = [p for p in about.found if p.kind in kinds and p.before not in counted]
    return sorted(found, key=_subjects_first)


def _subjects_first(phrase: Phrase) -> bool:
    return not phrase.subject
