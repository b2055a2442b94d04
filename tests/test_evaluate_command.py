"""`dateline evaluate` as it is typed, its gate, its drafts, and the pytest fixture."""

import json
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from index import Archive
from qa.cli import main
from qa.evaluation import read_questions, write_questions
from qa.window.feedback import Feedback
from tests.kept import BRIDGE, MOONS, ask
from tests.openai_double import GOOD, Behaviour

pytest_plugins = "pytester"

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "sample_questions.jsonl"


@pytest.fixture
def run(tmp_path, monkeypatch, sample_archive):
    monkeypatch.chdir(tmp_path)

    def call(*words: object, code: int = 0):
        command = ["evaluate", *map(str, words), "--archive", str(sample_archive.path)]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def few(tmp_path):
    """Four questions, one of them far from everything; the second is refused."""
    read = {one.id: one for one in read_questions(SAMPLE)}
    chosen = [read["sample-01"], read["sample-02"], read["sample-04"], read["sample-far-01"]]
    write_questions(chosen, tmp_path / "few.jsonl")
    return tmp_path / "few.jsonl"


def rows(output: str) -> dict[str, list[str]]:
    """The lines of the table by measure."""
    split = [line.split() for line in output.splitlines()]
    return {words[0]: words[1:] for words in split if len(words) > 2}


def test_a_table_says_what_was_measured_and_nothing_else(run, few, tmp_path):
    result = run(few)
    table = rows(result.stdout)
    assert table["citation_exactness"] == ["1.000", "1.000", "–", "1.000", "3"]
    assert table["answer_in_passages@10"][0] == "1.000"
    assert table["refused_unanswerable"][-1] == "1"
    assert not table.keys() & {"tokens", "cost", "judged_correct", "dates_exact"}
    assert "4 questions answered" in result.stderr
    [folder] = (tmp_path / "evaluation").iterdir()
    assert folder.name.startswith("few-")
    written = {one.name for one in folder.iterdir()}
    assert written == {"answers.jsonl", "report.html", "report.json", "run.trec"}
    told = result.stdout.splitlines()[-1]
    assert told.startswith(f"evaluation/{folder.name}: answers.jsonl, report.")
    again = run(few)
    assert "4 of 4 answers are those of an earlier run; --fresh asks anew" in again.stdout
    assert "earlier run" not in run(few, "--fresh").stdout


def test_the_gate_sets_the_exit_code(run, few):
    run(few, "--require", "citation_exactness>=1", "--require", "answer_in_passages@10>=0.85")
    missed = run(
        few, "--require", "errors<=0", "--require", "exact_match>=0.5",
        "--require", "dates_exact>=0", code=1,
    )  # fmt: skip
    assert missed.stderr.splitlines()[-2:] == [
        "exact_match>=0.5 is not met: it is 0 over 3 questions",
        "dates_exact>=0 is not met: no question says anything of it",
    ]
    assert "citation_exactness" in rows(missed.stdout)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--require", "citation_exactnes>=1"], "did you mean 'citation_exactness'"),
        (["--require", "high"], "cannot read the requirement 'high'"),
        (["--format", "swuad"], "there is no format 'swuad'"),
        (["--compare", "none"], "none holds no run"),
        (["--engine", "nowhere"], "--engine takes MODULE:NAME"),
        (["--engine", "nowhere:x"], "No module named 'nowhere'"),
        (["--engine", "json:dumps", "--reader", "openai"], "--reader is for Dateline's own"),
        (["--from-feedback"], "--from-feedback goes with --init"),
        (["--reader", "unheard-of"], "no reader called 'unheard-of'"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_asked(
    sample_archive, few, tmp_path, monkeypatch, words, says
):
    monkeypatch.chdir(tmp_path)
    command = ["evaluate", str(few), "--archive", str(sample_archive.path), *words]
    result = CliRunner().invoke(main, command)
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert says in result.output
    assert not (tmp_path / "evaluation").exists()


def test_a_question_set_with_faults_is_refused_by_line(run, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"question": "Who?"}\n{"asked_on": 7}\n')
    said = run("bad.jsonl", code=1).output
    assert "bad.jsonl:2: question is missing; asked_on must be a date" in said
    assert "name a question set" in run(code=2).output


def test_junit_has_the_requirements_and_the_questions(run, few, tmp_path):
    run(
        few, "--junit", "out/junit.xml", "--require", "citation_exactness>=1",
        "--require", "exact_match>=0.5", code=1,
    )  # fmt: skip
    root = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()
    gate, asked = root.findall("testsuite")
    assert (gate.get("name"), gate.get("tests"), gate.get("failures")) == ("requirements", "2", "1")
    [failed] = gate.findall("testcase/failure")
    assert failed.get("message") == "exact_match>=0.5 is not met: it is 0 over 3 questions"
    assert asked.get("tests") == "4"
    names = [case.get("name") for case in asked]
    assert names[0] == f"sample-01: {BRIDGE}"
    wrong = [case for case in asked if case.find("failure") is not None]
    assert int(asked.get("failures")) == len(wrong)
    [folder] = (tmp_path / "evaluation").iterdir()
    values = json.loads((folder / "report.json").read_text())["values"]
    amiss = {n for n, v in values.items() if v.get("answer_contained") == 0}
    assert amiss <= {case.get("name").split(":")[0] for case in wrong} < values.keys()


def test_a_model_that_fails_is_an_error_in_the_table_and_in_junit(
    run, few, tmp_path, openai_double
):
    says = GOOD.says
    openai_double.behaviour = Behaviour(lambda prompt: "" if BRIDGE in prompt else says(prompt))
    result = run(
        few, "--reader", "openai", "--model", "small", "--base-url", openai_double.url,
        "--junit", "junit.xml", "--out", "worded",
    )  # fmt: skip
    assert (
        "failed: sample-01: EmptyReply: an answer without a word came from small at"
        in result.stdout
    )
    assert rows(result.stdout)["errors"][0] == "0.250"
    assert float(rows(result.stdout)["tokens"][0].replace(",", "")) > 100
    asked = ElementTree.parse(tmp_path / "junit.xml").getroot().findall("testsuite")[1]
    assert asked.get("errors") == "1"
    openai_double.behaviour = GOOD
    again = run(
        few, "--reader", "openai", "--model", "small", "--base-url", openai_double.url,
        "--out", "worded",
    )  # fmt: skip
    assert "3 of 4 answers are those of an earlier run" in again.stdout
    assert rows(again.stdout)["errors"][0] == "0.000"


def test_a_judge_is_reported_apart(run, few, openai_double):
    openai_double.behaviour = Behaviour("CORRECT: yes - as it should be.\nCITED: no - not at all.")
    result = run(few, "--judge", "strict", "--base-url", openai_double.url)
    assert rows(result.stdout)["judged_cited"][0] == "0.000"
    assert "\nA model’s judgement\n" in result.stdout
    assert {one.body["model"] for one in openai_double.sent("chat")} == {"strict"}


def test_two_runs_are_compared_on_the_terminal(run, few, openai_double):
    run(few, "--out", "old")
    openai_double.behaviour = Behaviour("NOT IN THE ARCHIVE")
    result = run(
        few, "--reader", "openai", "--model", "small", "--base-url", openai_double.url,
        "--out", "new", "--compare", "old",
    )  # fmt: skip
    told = result.stdout.partition("Against the earlier run, over the 4 questions")[2]
    assert "before" in told
    compared = json.loads(Path("new/report.json").read_text())["compared"]
    assert len(compared["worse"]) == 3
    assert compared["better"] == []
    listed = told.partition("\nWorse\n")[2].splitlines()
    assert f"  sample-01  answer_contained 1 → 0  {BRIDGE}" in listed
    assert "\nBetter\n" not in told
    assert rows(told)["refused_answerable"][:2] == ["0.000", "1.000"]
    assert rows(told)["refused_answerable"][-2:] == ["0", "3"]


def test_only_some_questions_may_be_asked(run, tmp_path):
    run(SAMPLE, "--limit", 5, "--out", "some")
    run(SAMPLE, "--limit", 5, "--out", "others", "--seed", 1)
    some, others = (
        [json.loads(line)["question"]["id"] for line in (tmp_path / name / "answers.jsonl").open()]
        for name in ("some", "others")
    )
    assert len(some) == len(others) == 5
    assert some != others
    assert some == sorted(some, key=[one.id for one in read_questions(SAMPLE)].index)


def test_squad_is_seen_to_be_squad(run, tmp_path):
    asked = {"id": "a", "question": BRIDGE, "answers": [{"text": "4", "answer_start": 13}]}
    paragraph = {"context": "The repairs: 4.", "qas": [asked]}
    data = {"version": "1.1", "data": [{"title": "x", "paragraphs": [paragraph]}]}
    (tmp_path / "squad.json").write_text(json.dumps(data))
    assert rows(run("squad.json").stdout)["answer_contained"][-1] == "1"
    (tmp_path / "list.json").write_text("[]")
    assert "give --format, of dateline, beir" in run("list.json", code=1).output


ENGINE = """
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, TextNode


class Mine:
    def query(self, text):
        node = TextNode(text="The repairs cost 4.2 million crowns.", metadata={"url": "u"})
        return Response("It cost 4.2 million crowns. [1]", [NodeWithScore(node=node, score=1.0)])


def make():
    return Mine()


engine = Mine()
"""


@pytest.mark.parametrize("name", ["engine", "make", "Mine"])
def test_an_engine_of_ones_own_is_asked_by_name(run, few, tmp_path, monkeypatch, name):
    module = f"my_{name.lower()}"
    (tmp_path / f"{module}.py").write_text(ENGINE)
    monkeypatch.setattr("sys.path", [*sys.path])
    table = rows(run(few, "--engine", f"{module}:{name}").stdout)
    assert table["answer_contained"][0] == "0.333"
    assert table["citation_exactness"][0] == "0.000"  # its nodes have no offsets
    assert table["refused_unanswerable"][0] == "0.000"


def test_a_question_set_is_drafted_from_the_archive(run, tmp_path, sample_archive):
    said = run("drafts.jsonl", "--init", "--limit", 12).stdout
    assert said.startswith("drafts.jsonl: 12 drafts;")
    drafts = read_questions(tmp_path / "drafts.jsonl")
    assert len({one.question.split()[0] for one in drafts}) > 1
    for one in drafts:
        [piece] = one.evidence
        [article] = sample_archive.find(piece.article)
        assert sample_archive.article(article).text[piece.start : piece.end] == piece.quote
        assert one.answers[0] in piece.quote
        assert (one.answerable, one.tags) == (True, ("draft",))
    table = rows(run("drafts.jsonl").stdout)
    assert float(table["answer_in_passages@10"][0]) > 0.5
    assert "is there already" in run("drafts.jsonl", "--init", code=1).output
    printed = run("--init", "--limit", 2).stdout.splitlines()
    assert [json.loads(line)["question"] for line in printed] == [d.question for d in drafts[:2]]


def test_drafts_come_from_thumbs_too(tmp_path, sample_folder, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["evaluate", "drafts.jsonl", "--init", "--archive", "A"]
    with Archive(tmp_path / "A", create=True) as archive:
        archive.sync(sample_folder)
        nobody = CliRunner().invoke(main, [*command, "--from-feedback"])
        assert "nobody has rated an answer yet" in nobody.output
        feedback = Feedback(archive.path)
        feedback.add(ask(archive, BRIDGE), "up", "", archive)
        feedback.add(ask(archive, MOONS), "down", "what is this?", archive)
    done = CliRunner().invoke(main, [*command, "--from-feedback"])
    assert done.exit_code == 0, done.output
    good, bad = read_questions(tmp_path / "drafts.jsonl")
    assert good.tags == ("feedback", "up", "draft")
    assert good.evidence
    assert bad.extra["comment"] == "what is this?"


def test_an_archive_without_anything_to_ask_says_so(tmp_path):
    (tmp_path / "a.txt").write_text("Rain\n\nIt rained.")
    with Archive(tmp_path / "A", create=True) as archive:
        archive.sync(tmp_path)
    result = CliRunner().invoke(main, ["evaluate", "--init", "--archive", str(tmp_path / "A")])
    assert result.exit_code == 1
    assert "write questions by hand" in result.output


def test_what_a_set_says_cannot_play_with_the_terminal(run, tmp_path):
    line = {
        "id": "x\x1b[31m",
        "question": "Who?",
        "tags": ["a\x1b]0;owned\x07"],
        "answerable": True,
    }
    five = [line | {"id": f"{line['id']}{n}"} for n in range(5)]
    five += [{"question": "Why?", "answerable": True}]
    (tmp_path / "evil.jsonl").write_text("\n".join(map(json.dumps, five)))
    output = run("evil.jsonl", "--junit", "j.xml").output
    assert not set(output) & {"\x1b", "\x07"}
    assert ElementTree.parse(tmp_path / "j.xml").getroot().tag == "testsuites"


# -- the pytest fixture -------------------------------------------------------------------------


@pytest.fixture
def plugged(pytester, monkeypatch, sample_archive, few):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # installed or not, it is there once
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        f"""
        QUESTIONS, ARCHIVE = {str(few)!r}, {str(sample_archive.path)!r}

        def test_good_enough(dateline_evaluate):
            report = dateline_evaluate(QUESTIONS, archive=ARCHIVE, require=["errors<=0"])
            assert report.figure("citation_exactness").value == 1

        def test_too_much_asked(dateline_evaluate):
            required = ["errors<=0", "exact_match>=0.9"]
            dateline_evaluate(QUESTIONS, archive=ARCHIVE, require=required, threshold=0.0)
        """
    )
    return pytester.runpytest_subprocess("-p", "qa.pytest_plugin", "-q")


def test_pytest_users_have_a_gate(plugged):
    plugged.assert_outcomes(passed=1, failed=1)
    plugged.stdout.fnmatch_lines(["exact_match>=0.9 is not met: it is 0 over 3 questions"])
    plugged.stdout.no_fnmatch_line("*errors<=0 is not met*")


def test_pytest_finds_the_fixture_once_the_package_is_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    [module] = project["entry-points"]["pytest11"].values()
    assert hasattr(import_module(module), "dateline_evaluate")
