"""From outcomes to values: each on an outcome made by hand, so that its right value is known."""

from dataclasses import replace

import pytest

from qa import Citation, Short, Statement, Told
from qa.evaluation import Evidence, Outcome, Question, report_of, sureness, values
from tests import answers
from tests.answers import cite, whole

URL = "https://www.harbourcourier.example/news/2024/03/harbour-bridge-reopens"
QUOTE = (
    "The repairs to the harbour bridge cost 4.2 million crowns, the city’s finance department said "
    "on Thursday."
)
BRIDGE = Question(
    "How much did the harbour bridge repairs cost?",
    "bridge",
    answers=("4.2 million crowns",),
    evidence=(Evidence(URL, QUOTE),),
    answerable=True,
    tags=("money",),
)


def outcome(question: Question, *statements: tuple, **given) -> Outcome:
    """Each statement is a text with the citations that it has."""
    made = [Statement(text, tuple(cited)) for text, cited in statements]
    return answers.outcome(question, *made, **given)


def elsewhere(citation: Citation, text: str = "", start: int | None = None, **about) -> Citation:
    """A citation as a record might tell it that is not true."""
    text = text or citation.quote
    passage = whole("", text, citation.start if start is None else start)
    known = {name: getattr(citation.passage, name) for name in ("article_id", "url", "file")}
    return cite(replace(passage, **known | about), text)


@pytest.fixture(scope="module")
def gold(sample_archive) -> Citation:
    [article] = sample_archive.find(URL)
    start = sample_archive.article(article).text.index(QUOTE)
    passage = sample_archive.passage_at(article, start, start + len(QUOTE))
    return Citation(passage, start, start + len(QUOTE))


@pytest.fixture(scope="module")
def other(sample_archive, gold) -> Citation:
    """A citation of another article, and of something else."""
    article = next(i for i in sample_archive.article_ids() if i != gold.passage.article_id)
    passage = sample_archive.passages_of(article)[0]
    return Citation(passage, *passage.sentences[0])


def of(one: Outcome, archive) -> dict:
    return dict(values([one], archive)[one.question.id])


def test_evidence_by_url_finds_article_and_passage_at_their_ranks(sample_archive, gold, other):
    ranked = (other.passage.id, gold.passage.id)
    found = of(outcome(BRIDGE, ("4.2 million crowns.", [gold]), retrieved=ranked),
               sample_archive)  # fmt: skip
    assert (found["article_hits@1"], found["article_hits@4"], found["article_mrr"]) == (0, 1, 0.5)
    assert (found["passage_recall@1"], found["passage_recall@4"]) == (0, 1)
    assert (found["answer_in_passages@1"], found["answer_in_passages@4"]) == (0, 1)
    assert (found["citation_recall"], found["citation_precision"]) == (1, 1)
    assert (found["answer_contained"], found["numbers_exact"]) == (1, 1)
    assert "dates_exact" not in found


def test_evidence_may_name_the_article_by_id_or_give_a_place(sample_archive, gold):
    article = gold.passage.article_id
    for piece in (
        Evidence(article),
        Evidence(article, start=gold.start, end=gold.end),
        Evidence(URL, QUOTE, gold.start + 5, gold.end + 5),  # a place of another edition
    ):
        question = replace(BRIDGE, evidence=(piece,))
        one = outcome(question, ("4.2 million crowns.", [gold]), retrieved=(gold.passage.id,))
        found = of(one, sample_archive)
        assert (found["article_hits@1"], found["citation_recall"]) == (1, 1)
        assert found.get("passage_hits@1", 1) == 1


def test_the_first_statement_is_told_from_the_others(sample_archive, gold, other):
    one = outcome(BRIDGE, ("It rained.", [other]), ("4.2 million crowns.", [gold]))
    found = of(one, sample_archive)
    assert (found["answer_contained"], found["answer_contained_first"]) == (1, 0)
    assert (found["citation_recall"], found["citation_precision"]) == (0.5, 0.5)


def test_a_right_statement_with_the_wrong_source_is_miscited(sample_archive, gold, other):
    right = outcome(BRIDGE, (QUOTE, [other]), retrieved=(gold.passage.id, other.passage.id))
    found = of(right, sample_archive)
    assert (found["miscitation_rate"], found["miscitation_rate_by_support"]) == (1, 1)
    assert (found["citation_recall_by_support"], found["citation_precision_by_support"]) == (0, 0)
    wrong = outcome(BRIDGE, ("It rained.", [other]), retrieved=(gold.passage.id,))
    assert of(wrong, sample_archive)["miscitation_rate"] == 0  # it is wrong, not miscited


def test_a_quote_that_is_not_what_stands_there_is_not_exact(sample_archive, gold):
    shifted = elsewhere(gold, start=gold.start + 1)
    edited = elsewhere(gold, QUOTE.replace("4.2", "4.3"))
    gone = elsewhere(gold, article_id="no such article", url="", file="")
    one = outcome(BRIDGE, ("a", [gold]), ("b", [shifted]), ("c", [edited]), ("d", [gone]))
    assert of(one, sample_archive)["citation_exactness"] == 0.25
    assert "citation_exactness" not in of(one, None)


def test_what_was_taken_away_is_not_missed(sample_archive, gold):
    """A question that is not answerable may name the articles that would have answered it."""
    taken = Question(BRIDGE.question, "near", evidence=BRIDGE.evidence, answerable=False)
    answered = of(outcome(taken, (QUOTE, [gold]), retrieved=(gold.passage.id,)),
                  sample_archive)  # fmt: skip
    assert not [name for name in answered if name.startswith(("article_", "passage_", "answer_"))]
    assert (answered["refused_unanswerable"], answered["abstention_accuracy"]) == (0, 0)
    refused = of(outcome(taken), sample_archive)
    assert (refused["refused_unanswerable"], refused["abstention_accuracy"]) == (1, 1)


def test_a_short_answer_is_judged_by_itself(sample_archive, gold):
    money = Told("4.2 million crowns", gold)
    short = Short("money", (money,))
    found = of(outcome(BRIDGE, (QUOTE, [gold]), short=short), sample_archive)
    assert (found["short_given"], found["short_exact_match"], found["short_f1"]) == (1, 1, 1)
    none = of(outcome(BRIDGE, (QUOTE, [gold])), sample_archive)
    assert (none["short_given"], none["short_exact_match"], none["short_f1"]) == (0, 0, 0)


def test_a_refusal_scores_nothing_for_its_answer_and_says_nothing_of_citations(sample_archive):
    found = of(outcome(BRIDGE), sample_archive)
    assert (found["answer_contained"], found["token_f1"], found["exact_match"]) == (0, 0, 0)
    assert (found["refused_answerable"], found["abstention_accuracy"]) == (1, 0)
    assert not [name for name in found if "citation" in name]


def test_a_failure_is_no_refusal_and_never_right(sample_archive):
    for answerable in (True, False):
        question = replace(BRIDGE, answerable=answerable, answers=())
        found = of(Outcome(question, None, error="it broke"), sample_archive)
        assert found["abstention_accuracy"] == 0
        assert found["errors"] == 1
        assert found["refused_answerable" if answerable else "refused_unanswerable"] == 0


def test_an_answer_of_several_parts_needs_all_of_them(sample_archive, gold):
    parts = [["4.2 million crowns"], ["Thursday", "14 March"]]
    question = replace(BRIDGE, answers=("4.2 million crowns, Thursday",), extra={"parts": parts})
    both = outcome(question, (QUOTE, [gold]))
    assert of(both, sample_archive)["answer_contained"] == 1
    half = outcome(question, ("It cost 4.2 million crowns.", [gold]))
    assert of(half, sample_archive)["answer_contained"] == 0


def test_risk_and_calibration_stand_on_confidence(sample_archive, gold):
    far = Question("How many moons has Saturn?", "far", answerable=False)
    unknown = Question("Why?", "unknown")
    outcomes = [
        outcome(BRIDGE, (QUOTE, [gold]), confidence=0.9),
        outcome(far, ("146.", [gold]), confidence=0.6),
        outcome(replace(BRIDGE, id="refused"), confidence=0.2),
        outcome(unknown, ("Because.", [gold]), confidence=0.8),
    ]
    judged = values(outcomes, sample_archive)
    assert sureness(outcomes, judged) == [(0.9, True), (0.6, False), (0.2, False)]
    report = report_of(outcomes, judged, {})
    assert report.figure("aurc").value == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert report.figure("aurc").questions == 3
    # the archive answers the first and the third, not the second
    assert report.figure("calibration_error").value == pytest.approx((0.1 + 0.6 + 0.8) / 3)
    low, high = report.figure("aurc").interval.low, report.figure("aurc").interval.high
    assert 0 <= low <= report.figure("aurc").value <= high <= 1


def test_figures_by_tag_are_of_those_with_the_tag(sample_archive, gold):
    far = [Question("Why?", f"f{n}", answerable=False, tags=("far off",)) for n in range(5)]
    near = [Question("Why?", f"n{n}", answerable=False, tags=("near",)) for n in range(4)]
    outcomes = [outcome(one) for one in far] + [outcome(one, ("x", [gold])) for one in near]
    report = report_of(outcomes, values(outcomes, sample_archive), {})
    assert report.figure("refused_unanswerable.far-off").value == 1
    assert report.figure("refused_unanswerable").value == pytest.approx(5 / 9)
    assert "refused_unanswerable.near" not in [one.name for one in report.figures]
