"""A question as it was understood: what kind of thing it asks for, of which days and articles."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from index import EVERYTHING, Filters
from qa.language import Stretch
from qa.statements import Note


class Expects(Enum):
    """What kind of thing a question asks for."""

    PERSON = "who"
    DATE = "when"
    PLACE = "where"
    COUNT = "how many"
    MONEY = "how much money"
    AMOUNT = "how much"
    REASON = "why"
    YES_NO = "yes or no"
    SAYING = "what was said"
    THING = "what"


class Intent(Enum):
    """What is wanted of the archive. All but a fact are surveys of what it holds on a subject."""

    FACT = "what a few sentences say"
    COUNT = "how many articles"
    OUTLETS = "which outlets have it"
    FIRST = "when it was first mentioned"
    QUOTED = "who is quoted on it"
    TIMELINE = "what came after what"
    DAYS = "what happened on some days"
    DIGEST = "what there is on a subject"
    BRIEFING = "what is new since a day"
    CORRECTION = "what was corrected"

    @property
    def key(self) -> str:
        """As JSON has it, such as "timeline"."""
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> "Intent":
        """The intent of that key.

        Raises:
            ValueError: there is none.
        """
        for intent in cls:
            if intent.key == key:
                return intent
        raise ValueError(f"{key!r:.40} is none of {', '.join(one.key for one in cls)}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood: `text` stands alone, `asked` is what was typed.

    The two differ for a follow-up, which takes its subject from earlier turns. `parts` are the
    questions that it consists of, each standing alone, where it asks or compares several things.
    `given` are the filters that somebody chose, which is strict; `filters` are those and the days
    that the question itself asks of, whose articles come first. `today` is the day on which it is
    asked, `among` how many passages it is asked of (0), where that is known. `happened` are the
    days of what it asks about, whenever that was published. A survey is of its `subject`, in the
    words of the question; without one it is of everything. `cited` are the ids of articles that
    earlier turns cite, for a follow-up to look at first, and `heard` is what those turns said.
    `notes` say how it was read, where that is to be said beside the answer. `outlets` are those
    that it asks what they say; `compares` is "agree" or "differ" where it asks whether they do, and
    its one part then asks for the point.
    """

    text: str
    expects: Expects = Expects.THING
    filters: Filters = EVERYTHING
    asked: str = ""
    parts: tuple["Query", ...] = ()
    today: date | None = None
    given: Filters | None = None
    among: int = 0
    happened: Stretch | None = None
    intent: Intent = Intent.FACT
    subject: str = ""
    cited: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    outlets: tuple[str, ...] = ()
    compares: str = ""

    def __post_init__(self) -> None:
        if self.given is None:
            object.__setattr__(self, "given", self.filters)
        if not self.asked:
            object.__setattr__(self, "asked", self.text)
