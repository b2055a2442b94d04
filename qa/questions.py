"""A question as it was typed → a `Query` that says what kind of thing is asked for."""

import re
from collections.abc import Callable, Sequence

from index import EVERYTHING, Filters
from qa.errors import QuestionError
from qa.followups import standalone
from qa.types import Expects, Query, Turn

Condense = Callable[[str, Sequence[Turn]], str]
"""A question and the turns before it, oldest first → the question as it stands alone."""

MAX_QUESTION_CHARS = 2_000

_SAYING = re.compile(
    r"\b(?:what|how)\b.*\b(?:say|said|says|tell|told|claim|claimed|respond|responded|react|"
    r"reacted|comment|commented|announce|announced|promise|promised|warn|warned|argue|argued|"
    r"deny|denied|call|called|describe|described)\b|\bin whose words\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
# Tried in order; the first that is found in the question decides.
_KINDS: tuple[tuple[re.Pattern[str], Expects], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\bhow many\b|\b(?:what|which) number\b|\bhow often\b", Expects.COUNT),
        (
            r"\b(?:how much|what)\b.*\b(?:costs?|pa(?:y|id)|prices?|spen[dt]|worth|sold|sell|"
            r"fined?|bill|earn\w*|money|embezzle\w*|donat\w+|raised?|revenue|profit|loss|salary|wages?)\b",
            Expects.MONEY,
        ),
        (
            r"\bhow (?:much|big|large|long|far|high|tall|old|fast|heavy|deep|wide)\b"
            r"|\bwhat (?:percent\w*|share|proportion|price|cost|amount|sum|rate)\b"
            r"|\bat what (?:price|rate|speed)\b",
            Expects.AMOUNT,
        ),
        (
            r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|week|time|century|decade)\b"
            r"|\bhow (?:soon|recently)\b|\bsince when\b",
            Expects.DATE,
        ),
        (
            r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|village|region|nation|"
            r"island|continent|county|province|district|port|venue)\b",
            Expects.PLACE,
        ),
        (r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:what|which) (?:person|man|woman)\b", Expects.PERSON),
        (r"\bwhy\b|\bwhat (?:caused|led to|was the reason|is the reason)\b|\bhow come\b",
         Expects.REASON),
    )
)  # fmt: skip


def understand(
    question: str,
    filters: Filters | None = None,
    turns: Sequence[Turn] = (),
    condense: Condense = standalone,
) -> Query:
    """Check a question, make it stand alone after `turns`, and see what kind of thing it asks for.

    `condense` makes it stand alone and returns a question that does so already as it is. Without
    `filters`, a follow-up keeps those of the last turn.

    Raises:
        QuestionError: it is empty, has no word in it, or is longer than 2,000 characters.
    """
    text = " ".join(question.split())
    if not text:
        raise QuestionError("the question is empty; ask something, such as 'Who won the election?'")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question is {len(question):,} characters long and at most {MAX_QUESTION_CHARS:,} "
            "are read; ask in a sentence or two"
        )
    if not re.search(r"\w", text):
        raise QuestionError(f"the question {text[:40]!r} has no word in it; ask in words")
    understood = condense(text, turns) if turns else text
    if len(understood) > MAX_QUESTION_CHARS:
        understood = text
    if filters is None:
        filters = turns[-1].filters if turns and understood != text else EVERYTHING
    return Query(understood, _expects(understood), filters, asked=text)


def _expects(text: str) -> Expects:
    if _SAYING.search(text) and not re.search(r"\bhow (?:many|much)\b", text, re.IGNORECASE):
        return Expects.SAYING
    for pattern, kind in _KINDS:
        if pattern.search(text):
            return kind
    return Expects.YES_NO if _YES_NO.search(text) else Expects.THING
