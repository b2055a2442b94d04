"""Who speaks in a transcript: each turn is a paragraph that begins with a name and a colon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Passage, Span

_TIME = re.compile(r"\d+:\d\d:\d\d$")
_TURN = re.compile(r"^([^\W\d_][^:\n]{1,58}):(?= )(?:[^\n]|\n(?!\n))*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another does, `start:end`; `named` is where they are named."""

    start: int
    end: int
    named: Span


def turns(text: str, passages: Sequence[Passage]) -> tuple[Turn, ...]:
    """The turns of a text whose passages stand at times of a recording; of any other none."""
    if not any(_TIME.match(name) for one in passages for _, name in one.places):
        return ()
    return tuple(Turn(*found.span(), found.span(1)) for found in _TURN.finditer(text))
