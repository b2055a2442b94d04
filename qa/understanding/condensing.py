"""How a model understands a question: alone after its turns, in parts, and of which time."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self

from prompts import Prompt, load
from qa.checking import naming
from qa.errors import ReaderError
from qa.language import read
from qa.models.model import Model
from qa.models.spending import Meter
from qa.types import Turn
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import words
from qa.understanding.questions import Condense, Understood, by_rules, is_plain

_TURNS = 4
"""How many earlier turns the model is shown."""

_SAID_CHARACTERS = 300
# "QUESTION: Who won?", "**Part**: …"
_LINE = re.compile(r"[\s*#>-]*(QUESTION|PART|SINCE|UNTIL)[\s*]*:[\s*]*(.+)", re.IGNORECASE)

# "2024-06-10"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_LOG = logging.getLogger(__name__)


class Condenser:
    """Asks a model what a question means. Where the model fails, the rules understand it."""

    def __init__(self, model: Model, prompts: Mapping[str, Prompt] | None = None) -> None:
        self._model = model
        self._prompt = (prompts or load())["condense"]
        self.name = f"{model.endpoint}, prompt condense {self._prompt.version}"

    def counting(self, meter: Meter) -> Condense:
        """A way of understanding for `understand`; what it costs is counted on `meter`.

        A question that stands alone, asks one thing and names no time is left to the rules.
        """

        def condense(question: str, turns: Sequence[Turn], today: date) -> Understood:
            if not turns and is_plain(question, today):
                return by_rules(question, turns, today)
            try:
                return self._understood(question, turns, today, meter)
            except ReaderError as error:
                _LOG.warning("the question is understood by rules: %s", error)
                return by_rules(question, turns, today)

        return condense

    def _understood(
        self, question: str, turns: Sequence[Turn], today: date, meter: Meter
    ) -> Understood:
        prompt = self._prompt.fill(
            question=" ".join(question.split()),
            turns="\n".join(map(_told, turns[-_TURNS:])) or "(nothing yet)",
            today=f"{today:%A}, {today.isoformat()}",
        )
        written = _Written.of(self._model.complete(prompt, meter))
        ruled = by_rules(question, turns, today)
        alone = written.question or question
        if not _rewords(alone, question, ruled.text, turns):
            alone = ruled.text
        since, until = written.since, written.until
        if not (since or until) or (since or date.min) > (until or today):
            since, until = ruled.since, ruled.until
        return Understood(alone, _parts(written, alone, turns, ruled), since, until)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a model wrote, as far as it has the form that is asked for."""

    question: str
    parts: tuple[str, ...]
    since: date | None
    until: date | None

    @classmethod
    def of(cls, reply: str) -> Self:
        lines: dict[str, list[str]] = {}
        for name, value in _LINE.findall(reply):
            lines.setdefault(name.upper(), []).append(value.strip(' *"“”'))
        return cls(
            lines.get("QUESTION", [""])[0],
            tuple(dict.fromkeys(lines.get("PART", []))),
            _day(lines.get("SINCE", [])),
            _day(lines.get("UNTIL", [])),
        )


def _parts(
    written: _Written, alone: str, turns: Sequence[Turn], ruled: Understood
) -> tuple[str, ...]:
    """The parts that a model wrote, if they are of the question; else those of the rules."""
    parts = tuple(one for one in written.parts if not _repeats(one, [*_earlier(turns), alone]))
    if len(parts) < 2 or naming.absent(read(alone), [read(one) for one in parts]):
        return ruled.parts if alone == ruled.text else ()
    return parts


def _rewords(written: str, question: str, ruled: str, turns: Sequence[Turn]) -> bool:
    """Whether what a model wrote is the question as it stands alone, as far as can be seen.

    Small models repeat the question, or give back the one before it, or leave half of it out. All
    question words and numbers of what the rules make of it must be there, and its names: all that
    were typed, and for those that the rules put in at least one.
    """
    if not turns or _repeats(written, [question, *_earlier(turns)]):
        return False
    if _asked(ruled) - _asked(written) or read(ruled).values - read(written).values:
        return False
    told = question if naming.absent(read(written), [read(question)]) else ruled
    return not naming.absent(read(told), [read(written)])


def _repeats(written: str, others: Sequence[str]) -> bool:
    """Whether it is one of `others`, whatever the marks and capitals."""
    return _bare(written) in map(_bare, others)


def _earlier(turns: Sequence[Turn]) -> list[str]:
    return [text for turn in turns for text in (turn.question, turn.understood)]


def _bare(text: str) -> list[str]:
    return [word.low for word in words(text)]


def _asked(text: str) -> set[str]:
    """The question words, "how many" and its like as one; "which" asks what "what" does."""
    stated = _bare(text)
    found = set()
    for word, after in pairwise([*stated, ""]):
        if word in CLASSES.among("question_words"):
            degree = word == "how" and after in CLASSES.among("degrees")
            found.add(f"how {after}" if degree else "what" if word == "which" else word)
    return found


def _told(turn: Turn) -> str:
    said = " ".join(turn.said)[:_SAID_CHARACTERS] or "(the archive did not say)"
    return f"- Asked: {turn.understood}\n  Answered: {' '.join(said.split())}"


def _day(written: Sequence[str]) -> date | None:
    found = _ISO_DAY.search(written[0]) if written else None
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
