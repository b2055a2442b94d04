"""Reports and requirements: what a gate lets through, and what it says when it does not."""

import json
from datetime import date
from pathlib import Path

import pytest

from qa import Answer
from qa.errors import EvaluationError
from qa.evaluation import (
    Figure,
    Outcome,
    Question,
    Report,
    Requirement,
    measures,
    outcome_from,
    unmet,
)
from qa.evaluation.replies import Reply
from qa.evaluation.statistics import Interval
from tests.answers import NOTHING, answer
from tests.kept import BRIDGE, MOONS, ask
from tests.printed import as_before

BEFORE = Path(__file__).parent / "data" / "outcomes.jsonl"
REPORT = Report(
    (
        Figure("citation_exactness", 1.0, 70, Interval(1, 1)),
        Figure("recall@10", 0.8125, 76, Interval(0.72, 0.89)),
        Figure("false_refusals", 0.1, 60),
        Figure("date_exactness", None, 0),
    ),
    {"archive": "sample", "reader": "extractive"},
)


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        ("citation_exactness>=1", True),
        ("citation_exactness == 1.0", True),
        ("citation_exactness>1", False),
        (" recall@10 >= .8 ", True),
        ("recall@10>=0.82", False),
        ("false_refusals<=1e-1", True),
        ("false_refusals<0.1", False),
        ("date_exactness>=0", False),
    ],
)
def test_a_requirement_is_met_or_not(expression, met):
    assert Requirement.parse(expression).met(REPORT) is met


@pytest.mark.parametrize(
    "expression",
    ["", "citation_exactness", ">=1", "recall@10=>1", "recall@10>=", "recall@10>=1.2.3",
     "recall@10>=high", "recall@10>=1 and more", "recall@10!=1", "recall@10>=nan"],
)  # fmt: skip
def test_what_is_no_requirement_is_refused_with_an_example(expression):
    with pytest.raises(EvaluationError, match="such as 'citation_exactness>=1'"):
        Requirement.parse(expression)


def test_a_measure_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(EvaluationError) as caught:
        Requirement.parse("citation_exactnes>=1").met(REPORT)
    assert str(caught.value) == (
        "there is no measure 'citation_exactnes'; did you mean 'citation_exactness'? there are "
        "citation_exactness, recall@10, false_refusals, date_exactness"
    )
    with pytest.raises(EvaluationError, match="there are none"):
        Report(()).figure("x")


def test_what_is_not_met_is_told_with_what_was_found():
    required = ["citation_exactness>=1", "recall@10>=0.9", "date_exactness>=0.5"]
    assert unmet([Requirement.parse(one) for one in required], REPORT) == [
        "recall@10>=0.9 is not met: it is 0.8125 over 76 questions",
        "date_exactness>=0.5 is not met: no question says anything of it",
    ]


def test_a_report_goes_into_json_and_comes_back():
    text = REPORT.as_json()
    assert Report.from_json(text) == REPORT
    assert json.loads(text)["measures"][1] == {
        "name": "recall@10", "value": 0.8125, "low": 0.72, "high": 0.89, "questions": 76,
    }  # fmt: skip
    for bad in ("{}", "[]", "7", "not JSON", '{"measures": [{}], "made_by": {}}'):
        with pytest.raises(EvaluationError, match="is no report of an evaluation"):
            Report.from_json(bad)


def test_a_figure_is_a_mean_of_those_that_have_a_value():
    figure = Figure.over("hits@1", [True, False, None, True, True])
    assert (figure.value, figure.questions) == (0.75, 4)
    assert figure.interval.low < 0.75 < figure.interval.high
    assert Figure.over("hits@1", [None]) == Figure("hits@1", None, 0)


def test_figures_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="no figure"):
        Figure("x", float("nan"), 3)
    with pytest.raises(ValueError, match="None over 3 questions"):
        Figure("x", None, 3)
    with pytest.raises(ValueError, match="two figures are named 'x'"):
        Report((Figure("x", 1.0, 1), Figure("x", 0.0, 1)))


def test_an_outcome_goes_into_json_and_comes_back(sample_archive):
    answer = ask(sample_archive, BRIDGE).answer
    retrieved = tuple(hit.passage.id for hit in answer.basis.hits)
    again = Answer.from_dict(answer.as_dict())
    outcome = Outcome(Question(BRIDGE, tags=("money",)), again, retrieved, 0.1, 0.2)
    assert outcome_from(json.loads(json.dumps(outcome.record()))) == outcome
    assert not outcome.abstained
    assert outcome.said == "\n".join(one.text for one in answer.statements)
    assert measures.contains_answer(outcome.said, ["4.2 million crowns"])


def test_a_run_written_before_answers_had_a_version_is_read_again():
    """Ours, worded and broken off, ours as an engine, and an engine of another make."""
    for line in BEFORE.read_text(encoding="utf-8").splitlines():
        outcome = outcome_from(json.loads(line))
        assert json.dumps(as_before(outcome.record()), ensure_ascii=False) == line
        assert outcome_from(json.loads(json.dumps(outcome.record()))) == outcome


def test_an_engine_may_state_without_citing_and_then_has_no_answer_of_ours():
    outcomes = map(outcome_from, map(json.loads, BEFORE.read_text(encoding="utf-8").splitlines()))
    kinds = {one.answer.provenance.made_by: type(one.answer) for one in outcomes}
    assert kinds == {
        "quoting": Answer, "scripted, prompts answer f585bd8d, repair b41eddbe": Answer,
        "__main__.Engine": Reply,
    }  # fmt: skip


def test_the_sources_of_a_reply_are_those_of_its_outcome():
    reply = Reply("Why?", "", (), (), "engine", date(2024, 12, 2))
    outcome = Outcome(Question("Why?", "why"), reply)
    assert outcome.sources == ()
    assert outcome_from(outcome.record()) == outcome


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"passages": [{"id": "n1"}]}, r"0\.article_id: Field required"),
        ({"statements": [{"text": "x", "citations": [3]}]}, "not among its 2 sources"),
        ({"as_of": 7}, "as_of: "),
        ({"archive": "1 article"}, r"statements\.1\.citations: "),
    ],
)
def test_what_is_no_reply_is_named_by_its_field(change, says):
    engine = json.loads(BEFORE.read_text(encoding="utf-8").splitlines()[3])
    with pytest.raises(EvaluationError, match=says):
        outcome_from({**engine, "answer": engine["answer"] | change})


def test_an_abstention_says_nothing_and_an_error_does_not_abstain(sample_archive):
    refused = Outcome(Question(MOONS), ask(sample_archive, MOONS).answer, seconds=0.2)
    assert (refused.abstained, refused.said) == (True, "")
    failed = Outcome(Question(MOONS), None, error="the model did not answer")
    assert (failed.abstained, failed.said) == (False, "")
    assert outcome_from(failed.record()) == failed


def test_an_outcome_is_an_answer_or_an_error():
    with pytest.raises(ValueError, match="not both"):
        Outcome(Question("Why?"), None)
    with pytest.raises(ValueError, match="not both"):
        Outcome(Question("Why?"), answer(abstention=NOTHING), error="x")
    for bad in ({}, {"question": {"question": "Why?"}}, []):
        with pytest.raises(EvaluationError, match="is no outcome"):
            outcome_from(bad)
