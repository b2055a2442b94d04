"""A run against an older one, as the page has it: measures that differ, questions that moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.comparison import Comparison, Difference, Shift
from qa.evaluation.report import Outcome
from qa.wording import count


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that moved; `said` is what was said before, where that is known, and now."""

    id: str
    question: str
    said: tuple[str, ...]
    shift: Shift


@dataclass(frozen=True, slots=True)
class Against:
    """What differs from an older run, by measure and by question.

    `apart` says how many questions only one of the runs has; `tells_before` whether it is known
    what the older one said.
    """

    differ: tuple[Difference, ...]
    alike: tuple[Difference, ...]
    apart: str
    moved: tuple[tuple[str, tuple[Moved, ...]], ...]
    tells_before: bool


def moves(compared: Comparison | None) -> dict[str, Any]:
    """What the script shows of the older run, by question."""
    if compared is None:
        return {}
    moved = {one.question: "worse" for one in compared.worse}
    moved |= {one.question: "better" for one in compared.better}
    names, said = {**moved, **compared.said}, compared.said
    return {name: {"moved": moved.get(name, ""), "said": said.get(name, "")} for name in names}


def against(compared: Comparison, outcomes: Sequence[Outcome]) -> Against:
    """What differs from the older run."""
    alone = [
        f"{count(len(names), 'question')} {what}"
        for names, what in (
            (compared.added, "only in this run"),
            (compared.gone, "only in the older one"),
        )
        if names
    ]
    asked = {one.question.id: one for one in outcomes}
    moved = (("Better", compared.better), ("Worse", compared.worse))
    return Against(
        tuple(one for one in compared.differences if one.better or one.worse),
        tuple(one for one in compared.differences if not (one.better or one.worse)),
        ", ".join(alone),
        tuple(
            (title, tuple(_moved(one, compared, asked.get(one.question)) for one in shifts))
            for title, shifts in moved
        ),
        bool(compared.said),
    )


def _moved(shift: Shift, compared: Comparison, outcome: Outcome | None) -> Moved:
    question = outcome.question.question if outcome else shift.question
    now = (outcome.said or outcome.error or "(refused)") if outcome else ""
    before = (compared.said.get(shift.question, "–"),) if compared.said else ()
    return Moved(shift.question, question, (*before, now), shift)
