"""What stands before the first question: what the archive holds, or how articles come into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from index import Coverage, Entry
from qa.axes import Ground
from qa.render.parts import html
from qa.render.plot import figure

_LOW = Ground(top=4, high=56)
"""Where the small plot of the welcome stands."""

_FEWEST = 2
"""Of fewer days in the timeline, a plot would tell nothing."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody may bring articles into an archive that has none: `adds` in the dialog.

    With `sample`, the invented articles may be tried; `command` takes a folder in from a terminal,
    and is empty where the visitor has no business to know it.
    """

    adds: bool = False
    sample: bool = False
    command: str = ""


def welcome(
    coverage: Coverage,
    timeline: Sequence[tuple[date, int]] = (),
    newest: Sequence[Entry] = (),
    ways: Ways | None = None,
    *,
    sample: int = 0,
) -> str:
    """What the archive holds, what is newest and from when it is; the script adds questions.

    Without articles, the `ways` to bring some. `sample` of the articles are the invented ones, of
    which this visitor may be rid.
    """
    drawn = figure(timeline, _LOW, lines=0) if len(timeline) >= _FEWEST else {}
    values = coverage, drawn, newest, ways or Ways(), sample
    digest = sha256(html("welcome", "welcome", *values, "").encode()).hexdigest()[:12]
    return html("welcome", "welcome", *values, digest)


def invitation(ways: Ways) -> str:
    """How articles come into an archive that has none, as it is said below a question too."""
    return html("welcome", "invitation", ways)
