"""What is wanted of the archive: a fact, or a survey of what it has on a subject."""

import re
from collections.abc import Callable
from datetime import date

from qa.types import Intent
from qa.understanding import counts, stories
from qa.understanding.correcting import correcting

Recognised = tuple[Intent, str]
"""What is wanted, and on which subject: the words of the question that name it."""

_RECOGNISERS: tuple[Callable[[str, date], Recognised | None], ...] = (
    correcting,
    counts.count,
    stories.timeline,
    stories.days,
    stories.digest,
)
"""Asked in this order; the first that knows the question decides."""


# "the flood and its aftermath", "the flood and what came of it": the flood
_AND_AFTER = re.compile(
    r",? and (?:(?:its|the|their|his|her) (?:aftermath|consequences|fallout|outcome|results?)"
    r"|what (?:came of|followed|became of|happened (?:next|then|afterwards))(?: (?:it|them))?)$",
    re.IGNORECASE,
)


def intent(text: str, today: date) -> Recognised:
    """What a question that stands alone wants, asked on `today`."""
    known = (recognise(text, today) for recognise in _RECOGNISERS)
    wants, subject = next((one for one in known if one), (Intent.FACT, ""))
    return wants, _AND_AFTER.sub("", subject)
