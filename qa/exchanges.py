"""One question in a conversation and what is known of its answer so far."""

from dataclasses import dataclass, replace
from datetime import datetime

from index import EVERYTHING, Filters
from qa.answerer import Event, Stage
from qa.types import Answer, Citation, Dropped, Statement, Turn, cited


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what is there of its answer so far. `number` counts from 1.

    `seconds` is the time from the question to the latest event; `asked_at` is in UTC. `lost`
    counts the statements of a kept answer whose characters are no longer in the archive, or
    have changed; an answer that has lost all of them is None. `understood` is empty until the
    question has been understood. `instead` names a reader that can answer although this one failed.
    `cut` says of a stopped one that no visitor stopped it: its page lost the server.
    """

    number: int
    question: str
    filters: Filters = EVERYTHING
    stage: Stage | None = None
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    error: str = ""
    stopped: bool = False
    seconds: float = 0.0
    asked_at: datetime | None = None
    lost: int = 0
    understood: str = ""
    instead: str = ""
    cut: bool = False

    def after(self, event: Event, seconds: float) -> "Exchange":
        """The exchange once `event` of the stream has come, `seconds` after the question."""
        if isinstance(event, Answer):
            return replace(
                self,
                stage=None,
                statements=event.statements,
                answer=event,
                understood=event.understood,
                seconds=seconds,
            )
        if isinstance(event, Statement):
            return replace(self, statements=(*self.statements, event), seconds=seconds)
        if isinstance(event, Dropped):
            return replace(self, seconds=seconds)
        return replace(
            self, stage=event, understood=event.understood or self.understood, seconds=seconds
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        """As `Answer.citations`, for the statements that are there so far."""
        return cited(self.statements)

    @property
    def chronicle(self) -> bool:
        """As `Answer.chronicle`; what is not over is none yet."""
        return self.answer is not None and self.answer.chronicle

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.answer or self.error or self.stopped or self.lost)

    @property
    def turn(self) -> Turn | None:
        """What a follow-up may lean on; None while there is no answer."""
        return Turn.of(self.answer, self.filters) if self.answer else None
