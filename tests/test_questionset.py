"""Question sets: what is read, what is refused and how it is said, and that nothing is lost."""

import gzip
import json
import re
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters
from qa import Turn
from qa.errors import EvaluationError
from qa.evaluation import (
    Evidence,
    Question,
    question_from,
    read_questions,
    record_of,
    write_questions,
)
from qa.window.feedback import Feedback
from tests.kept import ASKED, BRIDGE, ask

HERE = Path(__file__).parent / "data"


def written(folder, *records, name="set.jsonl"):
    path = folder / name
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refused(path):
    with pytest.raises(EvaluationError) as caught:
        read_questions(path)
    return str(caught.value).splitlines()


def test_a_question_alone_is_enough(tmp_path):
    [question] = read_questions(written(tmp_path, {"question": "Why?"}))
    assert question == Question("Why?")
    assert question.answerable is None
    assert not question.filters
    assert question.id


def test_every_field_arrives_and_what_is_unknown_is_kept(tmp_path):
    [question] = read_questions(
        written(
            tmp_path,
            {
                "id": 7,
                "question": "And when?",
                "answers": ["Sunday"],
                "evidence": [
                    {"article": "https://a.example/1", "quote": "On Sunday.", "start": 5, "end": 15}
                ],
                "answerable": True,
                "asked_on": "2024-12-02",
                "filters": {"since": "2024-01-01", "until": None, "outlets": ["Courier"]},
                "turns": ["Who won?", {"question": "Where?", "answer": "In Wendry."}],
                "tags": ["when"],
                "verdict": {"by": ["us"]},
            },
        )
    )
    assert question == Question(
        "And when?",
        "7",
        ("Sunday",),
        (Evidence("https://a.example/1", "On Sunday.", 5, 15),),
        True,
        date(2024, 12, 2),
        Filters(since=date(2024, 1, 1), outlets=("Courier",)),
        ("Who won?", Turn("Where?", "Where?", ("In Wendry.",))),
        ("when",),
        {"verdict": {"by": ["us"]}},
    )


def test_blank_lines_a_byte_order_mark_and_gzip_do_not_matter(tmp_path):
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(gzip.compress('\ufeff\n{"question": "Où ?"}\n\n'.encode()))
    assert [question.question for question in read_questions(path)] == ["Où ?"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "a"}, "question is missing"),
        ({"question": None}, "question must be a text, not None"),
        ({"question": " \n"}, "question has no words"),
        ({"answers": "Paris"}, "answers must be a list, not 'Paris'"),
        ({"answers": ["Paris", 4]}, "answers[1] must be a text, not 4"),
        ({"answers": [" "]}, "one of the answers is blank"),
        ({"answerable": "yes"}, "answerable must be true or false, not 'yes'"),
        ({"answerable": False, "answers": ["Paris"]}, "and yet an answer is 'Paris'"),
        ({"asked_on": "2/12/2024"}, "asked_on must be a date like 2024-12-02, not '2/12/2024'"),
        ({"evidence": [{"quote": "x"}]}, "evidence[0].article is missing"),
        ({"evidence": ["a"]}, "evidence[0] must be an object with article, quote, start, end"),
        ({"evidence": [{"article": "a", "title": "x"}]}, "evidence[0] has no field 'title'"),
        ({"evidence": [{"article": "a", "start": 1.5}]}, "evidence[0].start must be a whole"),
        ({"evidence": [{"article": "a", "start": True}]}, "evidence[0].start must be a whole"),
        ({"evidence": [{"article": "a", "start": 3}]}, "start 3 and end None belong together"),
        ({"evidence": [{"article": "a", "start": 3, "end": 3}]}, "is no stretch of text"),
        (
            {"evidence": [{"article": "a", "quote": "four", "start": 0, "end": 5}]},
            "evidence[0]: start 0 to end 5 has 5 characters and the quote has 4",
        ),
        ({"filters": {"outlet": "x"}}, "filters has no field 'outlet'; it has since, until"),
        ({"filters": {"since": "2024-02-01", "until": "2024-01-01"}}, "swap them"),
        ({"turns": [{"answer": "x"}]}, "turns[0].question is missing"),
        ({"turns": "Who?"}, "turns must be a list, not 'Who?'"),
        ({"tags": [None]}, "tags[0] must be a text, not None"),
    ],
)
def test_what_is_wrong_is_named_with_line_field_and_value(tmp_path, record, said):
    whole = record if "question" in record or record == {"id": "a"} else {"question": "?"} | record
    path = written(tmp_path, {"question": "Fine?"}, whole)
    [line] = refused(path)
    assert line.startswith(f"{path}:2: ")
    assert said in line


def test_every_wrong_field_of_a_line_is_told_at_once(tmp_path):
    [line] = refused(written(tmp_path, {"answers": 1, "tags": 2}))
    assert line.endswith(
        ":1: question is missing; answers must be a list, not 1; tags must be a list, not 2"
    )


def test_all_bad_lines_are_told_up_to_twenty(tmp_path):
    path = written(tmp_path, *["{", "[]", '{"question": "Fine?"}'] * 15)
    lines = refused(path)
    assert len(lines) == 21
    assert "is no JSON" in lines[0]
    assert lines[1].endswith(":2: a question is a JSON object, not []")
    assert lines[2].startswith(f"{path}:4:")
    # the same question fifteen times is fourteen lines too many
    assert lines[-1] == f"and {15 * 3 - 1 - 20} more"


def test_an_id_names_one_question(tmp_path):
    path = written(
        tmp_path, {"id": "a", "question": "1?"}, {"question": "2?"}, {"id": "a", "question": "3?"}
    )
    assert refused(path) == [
        f"{path}:3: id 'a' is that of line 1 already; give each question an id of its own"
    ]


def test_what_is_no_text_or_no_file_is_told(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"question": "caf\xe9?"}\n')
    assert "set.jsonl:1: is no JSON in UTF-8" in refused(path)[0]
    assert "could not read" in refused(tmp_path / "absent.jsonl")[0]
    path.write_bytes(gzip.compress(b'{"question": "Why?"}' * 50)[:-12])
    assert "see that it is whole" in refused(path)[0]
    path.write_bytes(b"\n")
    assert "holds no question" in refused(path)[0]


def test_an_id_is_made_of_what_is_asked_and_is_the_same_everywhere():
    asked = Question("Why?", asked_on=date(2024, 1, 2))
    assert asked.id == Question("Why?", answers=("So.",), asked_on=date(2024, 1, 2)).id
    others = [
        Question("Why?"),
        Question("Why?", turns=("Who?",), asked_on=date(2024, 1, 2)),
        Question("Why?", filters=Filters(kinds=("news",)), asked_on=date(2024, 1, 2)),
    ]
    assert len({asked.id, *(other.id for other in others)}) == 4
    assert Question("Why?").id == "q-a70808274845"


ANY = st.text(st.characters(exclude_categories=()), max_size=6)
NAME = st.text(max_size=6)  # of an outlet: it must be a text that can be looked up
TEXT = ANY.map(lambda text: f"{text}?")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ANY, inner, max_size=2),
    max_leaves=3,
)
FILTERS = st.builds(
    lambda days, outlets: Filters(min(days), max(days), tuple(outlets)),
    st.tuples(st.dates(), st.dates()),
    st.lists(NAME, max_size=2),
)
EVIDENCE = st.builds(Evidence, TEXT, ANY) | st.builds(
    lambda article, quote, start: Evidence(article, quote, start, start + len(quote)),
    TEXT,
    TEXT,
    st.integers(0, 10**9),
)
HEADLINES = st.lists(TEXT, max_size=2).map(tuple)
TURNS = TEXT | st.builds(Turn, TEXT, TEXT, st.tuples(ANY), HEADLINES, FILTERS)
QUESTIONS = st.builds(
    Question,
    TEXT,
    id=TEXT,
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
    answers=st.lists(TEXT, max_size=2).map(tuple),
    answerable=st.none() | st.just(True),
    asked_on=st.none() | st.dates(),
    filters=FILTERS,
    turns=st.lists(TURNS, max_size=2).map(tuple),
    tags=st.lists(ANY, max_size=2).map(tuple),
    extra=st.dictionaries(ANY.map(lambda name: f"x{name}"), JSON, max_size=2),
)


@pytest.mark.parametrize("name", ["set.jsonl", "set.jsonl.gz"])
def test_what_is_written_is_read_back_equal(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("sets") / name

    @given(st.lists(QUESTIONS, min_size=1, max_size=3, unique_by=lambda one: one.id))
    def back_and_forth(questions):
        write_questions(questions, path)
        assert read_questions(path) == questions
        assert (path.read_bytes()[:2] == b"\x1f\x8b") is name.endswith("gz")

    back_and_forth()


def test_two_questions_of_one_id_are_not_written(tmp_path):
    path = tmp_path / "set.jsonl"
    with pytest.raises(EvaluationError, match="two questions have the id 'a'"):
        write_questions([Question("1?", "a"), Question("2?", "a")], path)
    assert not path.exists()


def test_an_empty_field_is_not_written():
    assert record_of(Question("Why?", "a")) == {"id": "a", "question": "Why?"}
    assert record_of(Question("Why?", "a", answerable=False))["answerable"] is False
    whole = Evidence("x", "ab", 0, 2)
    assert record_of(Question("Why?", "a", evidence=(whole,)))["evidence"] == [
        {"article": "x", "quote": "ab", "start": 0, "end": 2}
    ]


def test_extra_does_not_hide_a_field():
    with pytest.raises(ValueError, match="'tags'"):
        Question("Why?", extra={"tags": ["x"]})


def test_the_sets_that_come_along_are_read():
    questions = read_questions(HERE / "sample_questions.jsonl")
    assert len(questions) == len({question.id for question in questions}) > 50
    assert all(question.answerable is not None for question in questions)
    followups = read_questions(HERE / "followups.jsonl")
    assert all(question.turns for question in followups)


def test_feedback_is_a_question_set(tmp_path, sample_archive):
    first = ask(sample_archive, BRIDGE, Filters(outlets=("Harbour Courier",)))
    then = ask(sample_archive, "Who paid for it?")
    feedback = Feedback(tmp_path)
    feedback.add(first, "up", "Just so.", sample_archive)
    turn = Turn.of(first.answer, first.filters)
    feedback.add(then, "down", "", sample_archive, turns=[turn])
    good, bad = read_questions(feedback.path)
    feedback.add(first, "down", "On second thoughts, no.", sample_archive)
    assert [one.id for one in read_questions(feedback.path)] == [bad.id, good.id]
    assert read_questions(feedback.path)[1].tags == ("feedback", "down")
    assert good.answerable is True
    assert good.filters == first.filters
    assert good.asked_on == ASKED.date()
    for piece in good.evidence:
        text = sample_archive.article(piece.article).text
        assert text[piece.start : piece.end] == piece.quote
    assert bad.turns == (turn,)
    assert bad.tags == ("feedback", "down")
    assert good.extra["comment"] == "Just so."
    assert question_from(record_of(bad)) == bad


def test_evaluation_is_free_to_import():
    code = "import sys, qa.evaluation; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HERE.parent.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "qa" in loaded
    assert not loaded & {"llama_index", "chromadb", "gradio", "openai", "onnxruntime", "scipy"}


def test_the_page_on_question_sets_is_right(tmp_path, monkeypatch):
    page = (HERE.parents[1] / "docs" / "reference" / "questions.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.+?)\n```", page)
    assert len(examples) == 3
    assert len(read_questions(written(tmp_path, *examples))) == 3
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert sorted(told) == sorted({one.name for one in fields(Question)} - {"extra"})
    bad = {7: {"question": "?", "asked_on": "2/12/2024"}, 9: {"question": "?", "evidence": [{}]}}
    lines = [bad.get(at, {"id": str(at), "question": "?"}) for at in range(1, 10)]
    path = written(tmp_path, *lines, name="questions.jsonl")
    assert [line.removeprefix(f"{tmp_path}/") in page for line in refused(path)] == [True, True]
    [code] = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    qas = [{"id": "a", "question": "When?", "answers": [{"text": "Monday", "answer_start": 0}]}]
    squad = {"data": [{"title": "T", "paragraphs": [{"context": "Monday.", "qas": qas}]}]}
    monkeypatch.chdir(tmp_path)
    Path("dev-v2.0.json").write_text(json.dumps(squad))
    exec(code, {})
    assert read_questions("squad.jsonl")[0].answers == ("Monday",)
