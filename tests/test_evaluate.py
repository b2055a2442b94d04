"""A question set is run: asked, kept, gone on with, judged and compared."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from llama_index.core.indices.vector_store import VectorStoreIndex
from llama_index.core.schema import TextNode

from index import Archive
from qa import (
    Answerer,
    Filters,
    Model,
    Turn,
    evaluate,
    open_answerer,
)
from qa.errors import EvaluationError, RateLimited
from qa.evaluation import (
    ModelJudge,
    Question,
    Report,
    Requirement,
    formats,
    run,
    write_questions,
)
from qa.evaluation.questionset import question_from
from qa.evaluation.runs import outcomes_in
from tests.openai_double import GOOD, Behaviour
from tests.sample import FACTS
from tests.scripted import Scripted
from tests.test_llama import OursAsTheirs

ROOT = Path(__file__).resolve().parents[1]
BRIDGE = "How much did the harbour bridge repairs cost?"
ASKED = [question_from(one) for one in FACTS]
FEW = [*ASKED[:6], *ASKED[-3:]]
TIMES = {"first_statement_p50", "first_statement_p95", "answer_p50", "answer_p95"}


class Counting(Answerer):
    """Counts what it is asked, and fails where it is told to."""

    def __init__(self, answerer: Answerer, *failing: str) -> None:
        super().__init__(answerer.archive, answerer.retriever, answerer.reader)
        self.failing = failing
        self.asked: Counter[str] = Counter()

    def stream(self, question, *given, **named):
        self.asked[question] += 1
        if question in self.failing:
            raise RateLimited("too many requests")
        return super().stream(question, *given, **named)


class Interrupting(Counting):
    """Is interrupted by whoever runs it when it comes to a question."""

    def stream(self, question, *given, **named):
        if question in self.failing:
            raise KeyboardInterrupt
        return super().stream(question, *given, **named)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The file of the questions."""
    path = tmp_path_factory.mktemp("questions") / "sample_questions.jsonl"
    write_questions(ASKED, path)
    return path


@pytest.fixture(scope="module")
def whole(answerer, stored, tmp_path_factory):
    """All questions of one fact each, asked of the sample archive."""
    out = tmp_path_factory.mktemp("evaluation") / "whole"
    return run(answerer, stored, out=out), out


def figures(report: Report) -> dict:
    return {one.name: one for one in report.figures if one.name not in TIMES}


def test_every_question_is_asked_and_judged(whole):
    done, _ = whole
    report = done.report
    assert len(done.outcomes) == 76
    assert report.figure("answer_in_passages@10").value >= 0.9
    assert report.figure("answer_in_passages@10").questions == 56
    assert report.figure("refused_unanswerable").questions == 20
    assert report.figure("refused_unanswerable.far").questions == 10
    assert report.figure("errors").value == 0
    assert report.figure("tokens").value is None
    said = {one.question.id: [s.text for s in one.statements] for one in done.outcomes}
    held = [
        any(answer.casefold() in text.casefold() for text in said[q.id] for answer in q.answers)
        for q in ASKED
        if q.answers
    ]
    assert report.figure("answer_contained").value == pytest.approx(sum(held) / 56)
    refused = [not said[q.id] for q in ASKED if q.answerable]
    assert report.figure("refused_answerable").value == pytest.approx(sum(refused) / 56)


def test_every_kept_citation_is_what_the_figure_says(whole, sample_archive):
    done, out = whole
    kept = [json.loads(line) for line in (out / "answers.jsonl").read_text().splitlines()]
    cited = [c for one in kept for c in one["answer"]["citations"]]
    assert len(cited) > 40
    for one in cited:
        text = sample_archive.article(one["article_id"]).text
        assert text[one["start"] : one["end"]] == one["quote"]
    assert done.report.figure("citation_exactness").value == 1


def test_what_is_written_can_be_read_again(whole):
    done, out = whole
    assert tuple(outcomes_in(out).values()) == done.outcomes
    written = json.loads((out / "report.json").read_text())
    assert Report.from_json((out / "report.json").read_text()) == done.report
    assert written["values"]["sample-01"]["answer_in_passages@10"] == 1
    assert written["made_by"]["questions"]["count"] == 76
    rankings = formats.read_run(out / "run.trec")
    assert rankings["sample-01"] == done.outcomes[0].retrieved
    assert len(rankings["sample-01"]) == 40


def test_times_are_those_of_the_question(whole):
    done, _ = whole
    for one in done.outcomes:
        assert (one.first_seconds is None) == one.abstained
        assert (one.first_seconds or 0) <= one.seconds
    report = done.report
    assert 0 < report.figure("answer_p50").value <= report.figure("answer_p95").value
    assert report.figure("first_statement_p50").questions == sum(
        not one.abstained for one in done.outcomes
    )


def test_workers_and_order_change_nothing_but_times(answerer):
    alone = run(answerer, FEW)
    together = run(answerer, FEW, workers=4)
    turned = run(answerer, FEW[::-1])
    assert figures(alone.report) == figures(together.report)
    assert alone.values == turned.values


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(whole, answerer, stored, tmp_path):
    out = tmp_path / "killed"
    command = [
        sys.executable, "-c", "from qa.cli import main; main()", "evaluate", str(stored),
        "--archive", str(answerer.archive.path), "--out", str(out),
    ]  # fmt: skip
    answers = out / "answers.jsonl"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not answers.exists() or answers.read_bytes().count(b"\n") < 5:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    kept = answers.read_bytes().count(b"\n")
    assert 5 <= kept < 76
    assert json.loads((out / "report.json").read_text())["measures"] == []
    with answers.open("ab") as file:  # as if it had been killed while it wrote
        file.write(b'{"question": {"id": "sample-')
    counting = Counting(answerer)
    done = run(counting, stored, out=out)
    assert done.kept == kept
    assert counting.asked.total() == 76 - kept
    assert done.values == whole[0].values
    again = Counting(answerer)
    assert run(again, stored, out=out).report.figures == done.report.figures
    assert not again.asked


def test_an_interrupted_run_keeps_what_it_has(answerer, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(Interrupting(answerer, FEW[4].question), FEW, out=tmp_path)
    assert list(outcomes_in(tmp_path)) == [one.id for one in FEW[:4]]


def test_another_run_in_the_same_folder_is_refused_with_both_named(answerer, tmp_path):
    evaluate(answerer, FEW[:2], out=tmp_path)
    with pytest.raises(EvaluationError, match=r"run of the 2 questions .* these are 3") as raised:
        evaluate(answerer, FEW[:3], out=tmp_path)
    assert "--fresh" in str(raised.value)
    eager = open_answerer(answerer.archive.path, threshold=0.0)
    with pytest.raises(EvaluationError, match=r"\(threshold 0.4\), and these .* \(threshold 0.0\)"):
        evaluate(eager, FEW[:2], out=tmp_path)
    evaluate(eager, FEW[:3], out=tmp_path, fresh=True)
    assert len(outcomes_in(tmp_path)) == 3
    (tmp_path / "report.json").unlink()
    with pytest.raises(EvaluationError, match="to say what was asked"):
        evaluate(eager, FEW[:3], out=tmp_path)


def test_a_failure_counts_as_nothing_found_and_is_asked_again(answerer, tmp_path):
    failing = Counting(answerer, FEW[0].question)
    done = run(failing, FEW, out=tmp_path)
    assert done.outcomes[0].error == "RateLimited: too many requests"
    assert done.values[FEW[0].id]["answer_contained"] == 0
    assert done.values[FEW[0].id]["article_recall@10"] == 0
    assert done.values[FEW[0].id]["abstention_accuracy"] == 0
    assert done.report.figure("errors").value == pytest.approx(1 / len(FEW))
    assert done.report.figure("answer_contained").questions == 6
    mended = Counting(answerer)
    again = run(mended, FEW, out=tmp_path)
    assert list(mended.asked) == [FEW[0].question]
    assert again.report.figure("errors").value == 0


def test_earlier_turns_are_asked_first_and_turns_taken_as_they_are(answerer):
    first, second = "Who won the mayoral election in Port Sellen?", "When does he take office?"
    turn = Turn.of(answerer.ask(first))
    asked = Counting(answerer)
    done = run(asked, [Question(second, "a", turns=(first,)), Question(second, "b", turns=(turn,))])
    assert asked.asked == {first: 1, second: 2}
    one, other = (outcome.answer for outcome in done.outcomes)
    assert one == other
    assert one.understood != second


def test_the_day_and_the_filters_are_those_of_the_question(answerer):
    only = Filters(outlets=("Kestrane Register",))
    [outcome] = run(answerer, [Question(BRIDGE, filters=only, asked_on=FEW[0].asked_on)]).outcomes
    assert {one.passage.outlet for one in outcome.citations} == {"Kestrane Register"}
    assert outcome.answer.basis.as_of == FEW[0].asked_on


@pytest.fixture
def worded(sample_archive, openai_double):
    return open_answerer(
        sample_archive.path, reader="openai", base_url=openai_double.url, model="gpt-4.1-mini"
    )


def test_what_a_model_takes_is_measured(worded):
    done = run(worded, FEW[:3])
    usage = [one.usage for one in done.outcomes]
    tokens = sum(one.tokens for one in usage)
    assert done.report.figure("tokens").value == pytest.approx(tokens / 3)
    assert done.report.figure("cost").value == pytest.approx(sum(o.cost for o in usage) / 3)
    assert done.report.figure("calibration_error").value is None  # this reader knows no confidence


def marking(correct: str) -> Behaviour:
    """Marks answers as a strict reader would, and words everything else well."""

    def says(prompt: str) -> str:
        if not prompt.startswith("You mark an answer"):
            return GOOD.says(prompt)
        return f"CORRECT: {correct} - it says 4.2 million.\n**CITED:** yes – the quote has it."

    return Behaviour(says)


def judge(double) -> ModelJudge:
    from qa.models.providers import openai_model
    from qa.settings import Settings

    return ModelJudge(openai_model(Settings(base_url=double.url, model="strict")))


def test_a_model_may_be_asked_for_its_opinion(answerer, openai_double):
    openai_double.behaviour = marking("partly")
    bridge, far = FEW[0], ASKED[-15]
    done = run(answerer, [bridge, far], judge=judge(openai_double))
    assert done.report.figure("judged_correct").value == 0.5
    assert done.report.figure("judged_correct").questions == 1
    assert done.report.figure("judged_cited").value == 1
    assert done.report.figure("judged_errors").value == 0
    opinion = done.outcomes[0].opinion
    assert opinion["correct"] == {"verdict": "partly", "reason": "it says 4.2 million."}
    assert "strict at 127.0.0.1" in opinion["by"]
    assert "prompt judge" in done.report.made_by["settings"]["judge"]
    [request] = openai_double.sent("chat")  # of a refusal nobody needs an opinion
    assert "- 4.2 million crowns" in request.prompt
    assert re.search(r"\[\d\] The repairs to the harbour bridge cost 4\.2 mil", request.prompt)


def test_an_opinion_that_is_none_is_not_counted(answerer, openai_double):
    openai_double.behaviour = Behaviour("I think that it is a fine answer.")
    done = run(answerer, FEW[:1], judge=judge(openai_double))
    assert done.report.figure("judged_correct").value is None
    assert done.report.figure("judged_errors").value == 1
    assert "not the two lines" in done.outcomes[0].opinion["error"]
    assert done.report.figure("answer_contained").value == 1


def test_any_llama_index_model_can_be_the_judge(answerer):
    model = Model.of(Scripted(script="CORRECT: no - wrong.\nCITED: partly - half of it."))
    done = run(answerer, FEW[:1], judge=model)
    assert done.report.figure("judged_correct").value == 0
    assert done.report.figure("judged_cited").value == 0.5


def test_two_runs_are_compared_question_by_question(whole, answerer, stored, tmp_path):
    done, old = whole
    eager = open_answerer(answerer.archive.path, threshold=0.0)
    new = run(eager, stored, out=tmp_path, compare=old)
    found = new.compared.difference("refused_answerable")
    before = [
        one["refused_answerable"] for one in done.values.values() if "refused_answerable" in one
    ]
    assert found.difference == pytest.approx(-sum(before) / 56)
    assert (found.better, found.worse) == (sum(before), 0)  # fewer refusals are better
    refusing = new.compared.difference("refused_unanswerable")
    refused = sum(one.get("refused_unanswerable", 0) for one in done.values.values())
    assert refused >= 10  # the far ones
    assert (refusing.better, refusing.worse) == (0, refused)
    assert refusing.p < 0.01
    for shift in (*new.compared.better, *new.compared.worse):
        assert shift.before == done.values[shift.question][shift.measure]
        assert shift.after == new.values[shift.question][shift.measure]
    right = {
        name
        for name, one in new.values.items()
        if one.get("answer_contained", 0) > done.values[name].get("answer_contained", 0)
    }
    assert right
    assert right <= {one.question for one in new.compared.better}
    assert "sample-far-01" in {one.question for one in new.compared.worse}
    written = json.loads((tmp_path / "report.json").read_text())["compared"]
    assert written["differences"]["refused_answerable"]["after"] == 0
    assert [one["question"] for one in written["worse"]] == [
        one.question for one in new.compared.worse
    ]
    page = (tmp_path / "report.html").read_text()
    assert "Against the older run" in page
    assert f"<title>Evaluation {stored.name}</title>" in page
    assert "judged_correct" not in page  # nobody was asked to judge


def test_only_finished_runs_of_the_same_questions_are_compared(answerer, tmp_path):
    evaluate(answerer, FEW[:2], out=tmp_path / "old")
    with pytest.raises(EvaluationError, match="asked none of these questions"):
        run(answerer, FEW[2:4], compare=tmp_path / "old")
    partly = run(answerer, FEW[1:3], compare=tmp_path / "old").compared
    assert (partly.gone, partly.added) == ((FEW[0].id,), (FEW[2].id,))
    with pytest.raises(EvaluationError, match="holds no run"):
        run(answerer, FEW[:2], compare=tmp_path / "none")
    with pytest.raises(EvaluationError, match="compared with itself"):
        run(answerer, FEW[:2], out=tmp_path / "old", compare=tmp_path / "old")
    with pytest.raises(KeyboardInterrupt):
        run(Interrupting(answerer, FEW[1].question), FEW[:2], out=tmp_path / "cut")
    with pytest.raises(EvaluationError, match="was interrupted"):
        run(answerer, FEW[:2], compare=tmp_path / "cut")


def test_what_cannot_be_run_is_said_before_anything_is_asked(answerer):
    counting = Counting(answerer)
    for require, says in (
        ("answer_contaned>=1", "did you mean 'answer_contained'"),
        ("answer_contained.farr>=1", "no question has the tag 'farr'"),
        ("aurc.far<=1", "not worked out by tag"),
    ):
        with pytest.raises(EvaluationError, match=says):
            run(counting, FEW, require=[Requirement.parse(require)])
    with pytest.raises(EvaluationError, match="cannot be asked"):
        run("answerer", FEW)
    with pytest.raises(EvaluationError, match="two questions have the id"):
        run(counting, [FEW[0], FEW[0]])
    with pytest.raises(EvaluationError, match="no question"):
        run(counting, [])
    with pytest.raises(EvaluationError, match="0 workers"):
        run(counting, FEW, workers=0)
    assert not counting.asked


def test_a_small_tag_is_reported_if_it_is_required(answerer):
    required = Requirement.parse("token_f1.conflict>=0")
    report = run(answerer, FEW, require=[required]).report
    assert report.figure("token_f1.conflict").questions == 1
    assert required.met(report)


# -- engines of llama-index ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def starter(sample_archive: Archive) -> VectorStoreIndex:
    """What a user would write: each article cut into pieces, their vectors in an index."""
    nodes = []
    for article_id in sample_archive.article_ids()[:20]:
        article = sample_archive.article(article_id)
        for start in range(0, len(article.text), 1_000):
            end = min(start + 1_000, len(article.text))
            nodes.append(
                TextNode(
                    text=article.text[start:end],
                    metadata={"url": article.url, "article_id": article.id},
                    start_char_idx=start,
                    end_char_idx=end,
                )
            )
    return VectorStoreIndex(nodes, embed_model=OursAsTheirs())


def engine(index: VectorStoreIndex, says: str, **more):
    return index.as_query_engine(llm=Scripted(script=says), similarity_top_k=3, **more)


@pytest.fixture(scope="module")
def held(sample_archive):
    """Questions whose evidence is among the articles of `starter`."""
    ids = set(sample_archive.article_ids()[:20])
    found = [
        one
        for one in ASKED
        if one.evidence and {i for e in one.evidence for i in sample_archive.find(e.article)} <= ids
    ]
    assert len(found) >= 8
    return found[:8]


def test_an_engine_of_llama_index_is_held_against_the_archive(starter, held, sample_archive):
    done = run(
        engine(starter, "It cost 7 crowns. [2] Nobody was hurt."), held, archive=sample_archive
    )
    report = done.report
    assert report.figure("article_hits@4").value > 0.5  # articles are named by URL in the set
    assert report.figure("passage_hits@4").value > 0
    assert report.figure("passage_recall@4").value is None  # of its own passages not all are known
    assert report.figure("citation_exactness").value == 1
    assert report.figure("miscitation_rate").value is not None
    assert report.figure("aurc").value is None
    first = done.outcomes[0].answer
    assert first.numbered == (("It cost 7 crowns.", (2,)), ("Nobody was hurt.", (1, 2, 3)))
    assert report.made_by["settings"]["engine"].endswith("RetrieverQueryEngine")


def test_without_an_archive_an_engine_is_judged_by_what_it_brings(starter, held):
    report = evaluate(engine(starter, "It cost 7 crowns."), held)
    assert report.figure("answer_in_passages@4").questions == len(held)
    assert report.figure("citation_exactness").value is None


def test_an_engine_that_streams_or_says_nothing_or_fails(starter, held):
    streamed = run(engine(starter, "It cost 7 crowns. It was late.", streaming=True), held[:1])
    assert streamed.outcomes[0].said == "It cost 7 crowns.\nIt was late."
    assert streamed.outcomes[0].first_seconds <= streamed.outcomes[0].seconds
    silent = run(starter.as_query_engine(llm=Scripted(script=""), similarity_top_k=3), held[:1])
    assert silent.outcomes[0].abstained
    assert silent.report.figure("answer_in_passages@4").value is not None

    class Broken:
        def query(self, text: str) -> None:
            raise ZeroDivisionError(text)

    broken = run(Broken(), held[:2])
    assert broken.report.figure("errors").value == 1
    assert broken.outcomes[0].error == f"ZeroDivisionError: {held[0].question}"


def test_nodes_without_offsets_tie_nothing_to_characters(sample_archive, held):
    article = sample_archive.article(sample_archive.find(held[0].evidence[0].article)[0])
    index = VectorStoreIndex(
        [TextNode(text=article.text, metadata={"url": article.url})], embed_model=OursAsTheirs()
    )
    report = evaluate(engine(index, "It cost 7 crowns."), held[:1], archive=sample_archive)
    assert report.figure("citation_exactness").value == 0
    assert report.figure("article_hits@1").value == 1
    assert report.figure("passage_hits@1").value == 1
