"""From outcomes to values: what each measure says of each question."""

from collections.abc import Iterable, Mapping, Sequence

import qa.evaluation.measures as measures
from index import Holdings, Passage
from qa.evaluation.described import CUTOFFS
from qa.evaluation.ground import Ground, by_quote
from qa.evaluation.opinions import values_of
from qa.evaluation.questionset import Evidence, Question
from qa.evaluation.relevance import article_relevance, passage_relevance
from qa.evaluation.report import Outcome
from qa.types import Citation

Values = Mapping[str, float]
"""What the measures say of one question, by their names; those that say nothing are not there."""


def values(outcomes: Iterable[Outcome], archive: Holdings | None) -> dict[str, Values]:
    """By question id, the values of every measure that applies to it.

    Retrieval and answers are judged where the question is not known to be unanswerable; who
    refused or failed scores 0 there. Citations are judged where something was stated.
    """
    outcomes = list(outcomes)
    own = any(one.sources is not None for one in outcomes)
    ground = Ground(archive, passages_of_its_own=own)
    judged = any(one.opinion is not None for one in outcomes)
    return {one.question.id: _of_one(one, ground, judged) for one in outcomes}


def _of_one(outcome: Outcome, ground: Ground, judged: bool) -> Values:
    question = outcome.question
    found: dict[str, float | bool | None] = {"errors": bool(outcome.error)}
    if question.answerable is not False:
        evidence = ground.evidence(question)
        found |= _retrieval(outcome, evidence, ground)
        found |= _answers(outcome)
        found |= _gold_citations(outcome, evidence, ground)
    found |= _citations(outcome, ground)
    found |= _refusals(outcome)
    found |= _spent(outcome)
    found |= values_of(outcome) if judged else {}
    return {name: float(value) for name, value in found.items() if value is not None}


def _retrieval(
    outcome: Outcome, evidence: Sequence[Evidence], ground: Ground
) -> dict[str, float | bool | None]:
    found: dict[str, float | bool | None] = {}
    passages = ground.retrieved(outcome)
    if outcome.question.answers and passages is not None:
        for k in CUTOFFS:
            found[f"answer_in_passages@{k}"] = any(
                _holds_answer(one.text, outcome.question) for one in passages[:k]
            )
    if evidence:
        ranked = measures.first_of_each(ground.articles(outcome))
        found |= _ranking("article", ranked, article_relevance(evidence))
    if passages is not None:
        found |= _of_passages(outcome, evidence, ground, passages)
    return found


def _of_passages(
    outcome: Outcome, evidence: Sequence[Evidence], ground: Ground, passages: Sequence[Passage]
) -> dict[str, float | bool | None]:
    """The ranking of passages, where evidence is more than an article."""
    pieces = [one for one in evidence if one.quote or one.start is not None]
    if not pieces:
        return {}
    if not ground.passages_of_its_own:
        named = dict.fromkeys(one.article for one in pieces)
        stored = [one for article in named for one in ground.passages_of(article)]
        return _ranking("passage", outcome.retrieved, passage_relevance(pieces, stored))
    # how many passages of its own the engine did not find is not known
    relevance = passage_relevance(by_quote(pieces), passages)
    ranking = _ranking("passage", measures.first_of_each(one.id for one in passages), relevance)
    return {name: v for name, v in ranking.items() if "_hits@" in name or "_mrr" in name}


def _ranking(
    what: str, ranked: Sequence[str], relevance: Mapping[str, int]
) -> dict[str, float | bool | None]:
    found: dict[str, float | bool | None] = {}
    for k in CUTOFFS:
        found[f"{what}_recall@{k}"] = measures.recall(ranked, relevance, k)
        found[f"{what}_hits@{k}"] = measures.hits(ranked, relevance, k)
    found[f"{what}_mrr"] = measures.reciprocal_rank(ranked, relevance)
    found[f"{what}_map"] = measures.average_precision(ranked, relevance)
    found[f"{what}_ndcg@10"] = measures.ndcg(ranked, relevance, 10)
    return found


def _answers(outcome: Outcome) -> dict[str, float | bool | None]:
    question, said = outcome.question, outcome.said
    if not question.answers:
        return {}
    first = outcome.statements[0].text if outcome.statements else ""
    return {
        "answer_contained": _holds_answer(said, question),
        "answer_contained_first": _holds_answer(first, question),
        "exact_match": measures.exact_match(said, question.answers),
        "token_f1": measures.token_f1(said, question.answers),
        "numbers_exact": measures.numbers_exact(said, question.answers),
        "dates_exact": measures.dates_exact(said, question.answers),
    } | _short(outcome)


def _short(outcome: Outcome) -> dict[str, float | bool | None]:
    """What the short answer is worth, where there might be one."""
    short, gold = outcome.short, outcome.question.answers
    if short is None:
        return {}
    return {
        "short_given": bool(short),
        "short_exact_match": measures.exact_match(short, gold),
        "short_f1": measures.token_f1(short, gold),
    }


def _holds_answer(text: str, question: Question) -> bool:
    """Whether a whole right answer stands in the text; of several parts, each of them (RGB)."""
    parts = question.extra.get("parts")
    if isinstance(parts, list) and len(parts) > 1:
        return measures.contains_all(text, parts)
    return measures.contains_answer(text, question.answers)


def _gold_citations(
    outcome: Outcome, evidence: Sequence[Evidence], ground: Ground
) -> dict[str, float | bool | None]:
    """Citations by the evidence. A miscited statement holds an answer and cites no evidence."""
    statements = ground.statements(outcome)
    if not evidence or not statements:
        return {}
    gold = by_quote(evidence) if ground.passages_of_its_own else evidence
    entails = measures.by_evidence(gold)
    found: dict[str, float | bool | None] = {
        "citation_recall": measures.citation_recall(statements, entails),
        "citation_precision": measures.citation_precision(statements, entails),
    }
    if outcome.question.answers:
        found["miscitation_rate"] = measures.miscitation_rate(
            statements,
            _whole(outcome, ground),
            lambda text, cited: _holds_answer(text, outcome.question) and entails(text, cited),
        )
    return found


def _citations(outcome: Outcome, ground: Ground) -> dict[str, float | bool | None]:
    """Citations by what can be seen without evidence: the article's text, and the support check."""
    statements = ground.statements(outcome)
    if not statements:
        return {}
    judge = measures.by_support
    found: dict[str, float | bool | None] = {
        "citation_recall_by_support": measures.citation_recall(statements, judge),
        "citation_precision_by_support": measures.citation_precision(statements, judge),
        "miscitation_rate_by_support": measures.miscitation_rate(
            statements, _whole(outcome, ground), judge
        ),
    }
    if ground.archive is not None:
        found["citation_exactness"] = measures.quote_exactness(outcome.placed, ground.text_of)
    return found


def _whole(outcome: Outcome, ground: Ground) -> list[Citation]:
    """What was retrieved, each passage cited as a whole."""
    return [Citation(one, one.start, one.end) for one in ground.retrieved(outcome) or ()]


def _refusals(outcome: Outcome) -> dict[str, float | bool | None]:
    """Whether to refuse and whether it did. A failure is no refusal, and never right."""
    answerable = outcome.question.answerable
    if answerable is None:
        return {}
    name = "refused_answerable" if answerable else "refused_unanswerable"
    right = not outcome.error and outcome.abstained != answerable
    return {name: outcome.abstained, "abstention_accuracy": right}


def _spent(outcome: Outcome) -> dict[str, float | bool | None]:
    """What a model took. Nothing is said of answers without one, nor of those of unknown price."""
    usage = outcome.usage
    return {"tokens": usage.tokens, "cost": usage.cost} if usage.requests else {}


def sureness(outcomes: Iterable[Outcome], judged: Mapping[str, Values]) -> list[tuple[float, bool]]:
    """(confidence, whether right) of each question that can be judged, for risk and coverage.

    Right is an answer that holds a gold one. To a question that is not answerable no answer is
    right. A refusal says nothing right, so that it counts as wrong, at its confidence: a reader
    that never refuses gives the exact curve, any other an upper bound of the risk.
    """
    pairs = []
    for outcome in outcomes:
        confidence = outcome.confidence
        held = judged[outcome.question.id].get("answer_contained")
        if confidence is None or (held is None and outcome.question.answerable is not False):
            continue
        pairs.append((confidence, bool(held)))
    return pairs
