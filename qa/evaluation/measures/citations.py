"""Citations: whether they are exact, carry their statement, and are needed.

Source of recall and precision: Gao et al. 2023, Enabling Large Language Models to Generate Text
with Citations (ALCE), section 4. They ask a judge whether some evidence entails a statement. ALCE's
is a language model; here it is any function, and three come along.

An answer that states nothing cites nothing, so nothing can be said of its citations: None. Take
means of these over the answers that state something.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from qa.checking import support
from qa.evaluation.questionset import Evidence
from qa.evaluation.relevance import holds
from qa.types import Citation

E = TypeVar("E")

Cited = tuple[str, Sequence[E]]
"""A statement and what it cites."""

Entails = Callable[[str, Sequence[E]], bool]
"""A judge: whether the evidence, all of it taken together, entails the statement."""


def quote_is_exact(quote: str, start: int, end: int, text: str | None) -> bool:
    """Whether `quote` is not empty and is characters `start:end` of `text`, the article's.

    None stands for an article that is not there.
    """
    return text is not None and 0 <= start < end <= len(text) and text[start:end] == quote


def quote_exactness(
    citations: Iterable[Citation | None], text_of: Callable[[str], str | None]
) -> float | None:
    """The share of `citations` whose quote is exact. `text_of` an article's id is its text.

    One that does not say where it stands (None) ties nothing to exact characters.
    """
    exact = [
        one is not None
        and quote_is_exact(one.quote, one.start, one.end, text_of(one.passage.article_id))
        for one in citations
    ]
    return sum(exact) / len(exact) if exact else None


def citation_recall(statements: Sequence[Cited[E]], entails: Entails[E]) -> float | None:
    """The share of statements that all they cite, taken together, entails (ALCE).

    A statement without a citation is not entailed. None if there is no statement.
    """
    carried = [bool(cited) and entails(text, cited) for text, cited in statements]
    return sum(carried) / len(carried) if carried else None


def citation_precision(statements: Sequence[Cited[E]], entails: Entails[E]) -> float | None:
    """The share of citations that serve their statement (ALCE).

    A citation serves if all that the statement cites entails it, and it does so by itself, or the
    rest without it does not. 0 if there are statements and no citation; None without statements.
    """
    if not statements:
        return None
    serving = total = 0
    for text, cited in statements:
        total += len(cited)
        if cited and entails(text, cited):
            serving += sum(_serves(at, text, cited, entails) for at in range(len(cited)))
    return serving / total if total else 0.0


def _serves(at: int, text: str, cited: Sequence[E], entails: Entails[E]) -> bool:
    if len(cited) == 1:
        return True
    rest = [*cited[:at], *cited[at + 1 :]]
    return entails(text, [cited[at]]) or not entails(text, rest)


def miscitation_rate(
    statements: Sequence[Cited[E]], retrieved: Sequence[E], entails: Entails[E]
) -> float | None:
    """The share of statements that are right and cite the wrong thing.

    What such a statement cites does not entail it, while something among `retrieved` does by
    itself. After the citation attribution of TruLens, which asks a language model. None if there
    is no statement.
    """
    wrong = [
        not (cited and entails(text, cited)) and any(entails(text, [one]) for one in retrieved)
        for text, cited in statements
    ]
    return sum(wrong) / len(wrong) if wrong else None


def by_gold(gold: Collection[E]) -> Entails[E]:
    """A judge that knows the evidence: a statement is entailed if something of `gold` is cited."""
    return lambda statement, cited: any(one in gold for one in cited)


def by_evidence(gold: Sequence[Evidence]) -> Entails[Citation]:
    """A judge that knows a question's evidence: a citation that holds a piece of it entails.

    What holding means is said at `qa.evaluation.relevance.holds`.
    """
    return lambda statement, cited: any(holds(one, piece) for one in cited for piece in gold)


def by_support(statement: str, cited: Sequence[Citation]) -> bool:
    """The judge that Dateline itself asks before it shows a statement: rules, no model."""
    return bool(cited) and support.check(statement, cited).holds
