"""Question sets to and from ragas, DeepEval and the Hugging Face Hub."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from qa.cli import main
from qa.errors import EvaluationError
from qa.evaluation import export, open_questions, read_questions, samples, write_questions

THEIRS = Path(__file__).parent / "data" / "theirs"  # by their own classes: tests/theirs.py
SAMPLE = Path(__file__).parent / "data" / "sample_questions.jsonl"
OUTS = {
    "ragas.jsonl": "ragas",
    "deepeval.json": "deepeval",
    "deepeval.jsonl": "deepeval",
    "deepeval.csv": "deepeval",
    "hub": "huggingface",
}
GAUGE = "The gauge at Tamber weir reached 5.87 metres at 4:10 a.m."
PARQUET = "ragas.parquet", "hub"


def unless_parquet_is_missing(name):
    if name in PARQUET:
        pytest.importorskip("pyarrow")


@pytest.fixture
def few(tmp_path):
    """A conflict with two answers, a follow-up, and one that nobody can answer."""
    read = {one.id: one for one in read_questions(SAMPLE)}
    follow_up = next(one for one in read.values() if one.turns)
    path = tmp_path / "few.jsonl"
    write_questions([read["sample-01"], follow_up, read["sample-far-01"]], path)
    return path


@pytest.fixture
def run(tmp_path, few, sample_archive, monkeypatch):
    """The command, after a run of those into the folder `asked`."""
    monkeypatch.chdir(tmp_path)

    def call(*words, code=0):
        command = ["evaluate", *map(str, words), "--archive", str(sample_archive.path)]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == code, result.output
        return result

    call(few, "--out", "asked")
    return call


# -- what theirs wrote -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "ragas.jsonl",
        "ragas.csv",
        "ragas.parquet",
        "deepeval.json",
        "deepeval.jsonl",
        "deepeval.csv",
    ],
)
def test_what_their_classes_wrote_is_read_as_it_is(name):
    unless_parquet_is_missing(name)
    weir, bridge, moons = open_questions(THEIRS / name)
    assert weir.question == "How high was the Orle at Tamber weir?"
    assert (weir.answers, bridge.answers, moons.answers) == (
        ("5.87 metres",), ("4.2 million crowns",), (),
    )  # fmt: skip
    assert [one.quote for one in bridge.evidence] == [
        "The repairs to the harbour bridge cost 4.2 million crowns.", GAUGE,
    ]  # fmt: skip
    assert not moons.evidence
    kept = "persona_name" if name.startswith("ragas") else "comments"
    assert weir.extra[kept] == {"persona_name": "Reader", "comments": "by hand"}[kept]
    if name.startswith("deepeval"):
        assert weir.extra["additional_metadata"] == {"desk": "local", "checked": True}


def test_a_folder_of_the_hub_is_read_by_its_splits():
    pytest.importorskip("pyarrow")
    weir, bridge, moons = open_questions(THEIRS / "hub")  # validation, not train
    [evidence] = weir.evidence
    assert (evidence.article, evidence.quote) == ("Harbour_Bridge#0", "5.87 metres")
    assert (weir.answerable, moons.answerable) == (True, False)
    assert bridge.id == "1"
    [trained] = open_questions(THEIRS / "hub" / "data" / "train.jsonl")
    assert trained == weir


def test_a_card_says_which_files_are_which(tmp_path):
    card = {
        "configs": [
            {"config_name": "small", "data_files": "small.csv"},
            {"config_name": "default", "data_files": [
                {"split": "train", "path": "a/*.jsonl"}, {"split": "test", "path": ["b/t-*.jsonl"]},
            ]},
        ]
    }  # fmt: skip
    (tmp_path / "README.md").write_text(f"---\n{yaml.safe_dump(card)}---\n# Facts\n")
    for name in ("a/x.jsonl", "b/t-1.jsonl", "b/u.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        row = {"question": f"Of {name}?", "ground_truth": "Yes.", "contexts": ["It is so."]}
        (tmp_path / name).write_text(json.dumps(row))
    [question] = open_questions(tmp_path)
    assert (question.question, question.answers) == ("Of b/t-1.jsonl?", ("Yes.",))
    assert [one.quote for one in question.evidence] == ["It is so."]
    (tmp_path / "README.md").write_text("---\nconfigs: [\n---\n")
    with pytest.raises(EvaluationError, match=r"README.md:1: is no Hugging Face card record"):
        open_questions(tmp_path)


def test_a_conversation_of_ragas_asks_its_last_question(tmp_path):
    messages = [
        {"content": "Who won?", "type": "human"}, {"content": "Ann did.", "type": "ai"},
        {"content": "And when?", "type": "human"},
    ]  # fmt: skip
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"user_input": messages, "reference": "On Sunday."}))
    [question] = open_questions(path)
    assert question.question == "And when?"
    [turn] = question.turns
    assert (turn.question, turn.said) == ("Who won?", ("Ann did.",))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.jsonl", '{"user_input": 7}', "x.jsonl:1: is no ragas record: question must be a text"),
        ("x.jsonl", '{"scenario": "s", "turns": []}', "a conversation that is still to be held"),
        ("x.csv", "a,b\n1,2\n", "does not say what it is; give --format, of dateline"),
        ("x.csv", "user_input,reference_contexts\nWho?,[not a list\n", r"x.csv:1: is no ragas"),
        ("x.json", '[{"input": "Why?", "context": 7}]', "x.json:1: is no DeepEval record"),
        ("x.parquet", "PAR1 broken", r"(could not read .*x.parquet|needs the package pyarrow)"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path, name, text, says):
    (tmp_path / name).write_text(text)
    with pytest.raises(EvaluationError, match=says):
        open_questions(tmp_path / name)


def test_evidence_without_an_article_is_looked_up_by_its_words(run, tmp_path):
    row = {
        "user_input": "How much did the harbour bridge repairs cost?",
        "reference": "4.2 million crowns",
        "reference_contexts": [
            "The repairs to the harbour bridge cost 4.2 million crowns, the city’s finance "
            "department said on Thursday.",
        ],
    }
    (tmp_path / "theirs.jsonl").write_text(json.dumps(row))
    rows = {line.split()[0]: line.split()[1:] for line in run("theirs.jsonl").stdout.splitlines()
            if len(line.split()) > 2}  # fmt: skip
    assert rows["article_hits@1"][0] == "1.000"
    assert rows["citation_recall"][0] == "0.500"  # the other figure is that of another outlet
    row["reference_contexts"] = ["Nobody of these outlets ever wrote these very words of anything."]
    (tmp_path / "theirs.jsonl").write_text(json.dumps(row))
    assert "article_hits@1" not in run("theirs.jsonl").stdout  # nothing is known of it


# -- what we write ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OUTS)
@pytest.mark.parametrize("known", [True, False])
def test_nothing_of_a_set_is_lost_there_and_back(tmp_path, name, known, sample_archive):
    archive = sample_archive if known else None
    export(samples(SAMPLE, archive=archive), OUTS[name], tmp_path / name)
    assert open_questions(tmp_path / name) == read_questions(SAMPLE)


@pytest.mark.parametrize("name", OUTS)
def test_a_run_goes_out_with_its_answers_and_comes_back_as_its_questions(run, few, name):
    said = run("asked", "--to", OUTS[name], "--out", f"out/{name}").stdout
    assert f"out/{name}: 3 questions, 3 answered" in said
    assert open_questions(Path("out") / name) == read_questions(few)


def test_what_was_answered_goes_out_too(run):
    run("asked", "--to", "ragas", "--out", "all.jsonl", "--contexts", "4")
    run("asked", "--to", "deepeval", "--out", "all.json")
    bridge, later, far = map(json.loads, Path("all.jsonl").read_text().splitlines())
    assert "4.2 million crowns" in bridge["response"]
    assert "[1]" not in bridge["response"]
    assert bridge["reference"] == "4.2 million crowns"
    assert len(bridge["retrieved_contexts"]) == len(bridge["retrieved_context_ids"]) == 4
    assert set(bridge["reference_context_ids"]) & set(bridge["retrieved_context_ids"])
    [first, *_] = bridge["dateline"]["citations"]
    assert first["quote"] in bridge["response"] or "crowns" in first["quote"]
    assert first["end"] - first["start"] == len(first["quote"])
    assert later["user_input"] != later["dateline"]["question"]  # as it stands alone
    assert far["dateline"]["reason"]
    assert "reference" not in far
    case = json.loads(Path("all.json").read_text())[0]
    assert case["actual_output"] == bridge["response"]
    assert case["retrieval_context"][:4] == bridge["retrieved_contexts"]
    assert len(case["retrieval_context"]) == 10


def test_what_has_no_room_is_said(run, few, tmp_path):
    told = run(few, "--to", "ragas", "--out", "x.jsonl").stdout
    assert "ragas has no field for id, answers, " in told
    hub = run(few, "--to", "huggingface", "--out", "x").stdout
    assert "1 answers do not stand to the letter" in hub or "answer_start" not in hub
    split = {"question": "Who?", "evidence": [{"article": "a", "quote": "One | two."}]}
    (tmp_path / "split.jsonl").write_text(json.dumps(split))
    said = run("split.jsonl", "--to", "deepeval", "--out", "x.csv").stdout
    assert "1 texts hold a '|', at which DeepEval parts them" in said
    [question] = open_questions(tmp_path / "x.csv")
    assert question.question == "Who?"


def test_somebody_who_corrects_a_field_is_believed(run, few):
    run(few, "--to", "deepeval", "--out", "x.csv")
    with open("x.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"expected_output": "5 million crowns", "context": "It cost 5 million crowns."}
    with open("x.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    question = open_questions(Path("x.csv"))[0]
    assert question.answers == ("5 million crowns",)
    assert [one.quote for one in question.evidence] == ["It cost 5 million crowns."]
    assert question.id == "sample-01"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--to", "ragas"], 2, "--to goes with --out"),
        (["--to", "trulens", "--out", "x"], 1, "there are deepeval, huggingface, ragas"),
        (["--to", "huggingface", "--out", "few.jsonl"], 1, "few.jsonl is a file; name a folder"),
        (["--contexts", "3"], 2, "--contexts goes with --to"),
        (["--out", "few.jsonl"], 1, "few.jsonl cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said(run, words, code, says):
    assert says in run("few.jsonl", *words, code=code).output
