"""Whatever is sent to a door, it is answered or refused in a sentence: no 500, no traceback."""

import asyncio
import json
import os
from contextlib import nullcontext, suppress
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_type_hints

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index import Archive, ArchiveMissing, ArticleError, Filters
from qa import (
    FAILURES,
    QuestionError,
    Settings,
    SettingsError,
    open_answerer,
)
from qa.cli import main
from qa.settings import ENVIRONMENT
from qa.window import (
    UNFORESEEN,
    Api,
    Hosting,
    Visitor,
    Window,
    typed,
)
from tests.window import KNOWN, served

VISITOR = Visitor("a browser's key, 0123456789")
AWKWARD = [
    "", " ", KNOWN, "What happened last week?", "0001-01-01", "9999-12-31", "2024-06-30", "\0",
    "a\0b", "\ud800", "http://[", "shelf:x", "~nobody", "../..", "=1", "%00", "nan", "-1", "up",
]  # fmt: skip
WORDS = st.sampled_from(AWKWARD) | st.text(st.characters(), max_size=20)
NUMBERS = st.integers() | st.integers(-3, 200) | st.floats() | st.just(10**400)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(WORDS | st.sampled_from(["path", "meta", "question"]), inner, max_size=4)
        | st.builds(lambda path: {"path": path, "meta": {"_type": "gradio.FileData"}}, WORDS)
    ),
    max_leaves=8,
)
OFTEN = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ASKED = ["question", "since", "until", "outlets", "kinds", "earlier", "today"]
SOUGHT = ["words", "since", "until", "outlets", "kinds", "newest_first", "limit"]


def told(names):
    """Some of the named values, each anything."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))


def fitting(door):
    """Values of the right kinds for a door, of whatever else."""
    day = WORDS | st.dates().map(str)
    kinds = {int: st.integers(-1, 120), bool: st.booleans(), str: WORDS | day}
    taken = get_type_hints(door)
    del taken["return"]
    return st.fixed_dictionaries(
        {name: kinds.get(kind, st.lists(WORDS, max_size=4)) for name, kind in taken.items()}
    )


def sent(address, path, value):
    """The reply to a JSON body; where it is refused, it says why in a sentence."""
    body = json.dumps(value).encode()  # NaN and torn characters, as any client may write them
    headers = {"Content-Type": "application/json", "Cookie": "dateline-browser=one"}
    reply = httpx.post(f"{address}gradio_api/{path}", content=body, headers=headers, timeout=60)
    assert reply.status_code < 500, reply.text
    for word in ("Traceback", UNFORESEEN, "Internal Server Error"):
        assert word not in reply.text
    return reply


@pytest.fixture(scope="module")
def address(answerer):
    with served(answerer, Hosting(mcp=True)) as found:
        yield found


@pytest.fixture(scope="module")
def window(answerer):
    return Window(answerer, Hosting())


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"question": None}, "question"),
        ({"question": [KNOWN]}, "question"),
        ({"question": "\ud800"}, "question"),
        ({"question": KNOWN, "earlier": [7]}, "earlier.0"),
        ({"question": KNOWN, "earlier": KNOWN}, "earlier"),
        ({"question": KNOWN, "outlets": [None]}, "outlets.0"),
        ({"question": "What was said last week?", "today": "0001-01-01"}, "today is 0001-01-01"),
        ({"question": KNOWN, "today": 7}, "today"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(answerer, values, why):
    with pytest.raises((SettingsError, QuestionError), match=why):
        typed(Api(answerer).ask)(**values)


def test_what_is_null_is_as_if_it_was_left_out(answerer):
    asked = typed(Api(answerer).ask)(question=KNOWN, since=None, outlets=None, today=None)
    assert asked == answerer.ask(KNOWN).as_dict()


def test_a_refusal_is_the_clients_and_says_why(address):
    whole = [KNOWN, "", "", [], [], [], "", False]
    refused = sent(address, "run/ask", {"data": [None, *whole[1:]]})
    assert refused.status_code == 400
    assert "question" in refused.json()["error"]
    assert sent(address, "run/ask", {"data": 7}).status_code >= 400
    assert sent(address, "run/ask", {"data": ["one", "two"]}).json()["error"]
    assert sent(address, "run/ask", {"data": whole}).is_success


@pytest.mark.parametrize("path", ["/etc/passwd", "http://127.0.0.1/secret", "/tmp/gradio/0/a.txt"])
def test_no_endpoint_takes_a_file_that_this_visitor_did_not_upload(address, path):
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    for data in ([file, "", "", [], [], [], "", False], [KNOWN, "", "", [file], [], [], "", False]):
        assert sent(address, "run/ask", {"data": data}).status_code == 403


@pytest.mark.parametrize("path", ["a\0b", "~nobody-of-this-name", "x" * 5_000])
def test_a_folder_that_cannot_be_is_refused(path, tmp_path):
    with pytest.raises(SettingsError):
        Hosting(folders=(tmp_path,)).may_add_folder(path)


def test_an_archive_in_no_possible_folder_is_refused():
    with pytest.raises(ArchiveMissing, match="NUL"):
        Archive("a\0b", create=True)
    for given_url in ("http://[", "http://", "http://host:port/v1"):
        with pytest.raises(SettingsError, match="base URL"):
            Settings(base_url=given_url)


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5_000])
def test_a_name_that_nothing_can_have_is_in_no_archive(tmp_path, name):
    with Archive(tmp_path / "archive", None, create=True) as archive:
        for change in (archive.remove, archive.forget, lambda names: archive.add(names)):
            with pytest.raises(ArticleError):
                change([name])
        with pytest.raises(ArticleError):
            archive.sync(name)
        assert archive.article(name) is None
        assert archive.find(name) == []
        assert archive.file_of(name) == ""


# -- anything at all -------------------------------------------------------------------------------


@pytest.mark.slow
@OFTEN
@given(values=told([*ASKED, "more"]))
@example(values={"question": "What happened since 1 January 0001?", "today": "1500-01-01"})
@example(values={"question": "What happened in the past 199 years?", "today": "1500-01-01"})
def test_asking_in_python_never_fails_otherwise(answerer, values):
    with suppress(*FAILURES):
        typed(Api(answerer).ask)(**values)


@pytest.mark.slow
@OFTEN
@given(values=told(SOUGHT))
def test_searching_in_python_never_fails_otherwise(answerer, values):
    with suppress(*FAILURES):
        typed(Api(answerer).search)(**values)


@pytest.mark.slow
@OFTEN
@given(asked=fitting(Api.ask), sought=fitting(Api.search), question=st.just(KNOWN) | WORDS)
def test_values_of_the_right_kinds_are_answered_or_refused(answerer, asked, sought, question):
    with suppress(*FAILURES):
        typed(Api(answerer).ask)(**asked)
    plain = {"since": "", "until": "", "outlets": [], "kinds": []}
    with suppress(*FAILURES):
        typed(Api(answerer).ask)(**asked | plain | {"question": question})
    with suppress(*FAILURES):
        typed(Api(answerer).search)(**sought)
    with suppress(*FAILURES):
        typed(Api(answerer).search)(**plain | {"words": sought["words"], "limit": 3})


@pytest.mark.slow
@OFTEN
@given(
    period=st.sampled_from(["last week", "since March", "in 0001", "before 9999", "yesterday"]),
    today=st.dates(),
)
def test_days_of_any_year_are_reckoned_or_refused(answerer, period, today):
    reckoned = 1_500 <= today.year < 3_000
    with nullcontext() if reckoned else pytest.raises(SettingsError, match=str(today)):
        answerer.ask(f"What happened in Port Sellen {period}?", today=today)


@pytest.mark.slow
@OFTEN
@given(
    path=st.sampled_from(["run/ask", "run/search", "call/ask", "api/search", "call/v2/ask"]),
    body=st.builds(lambda data: {"data": data}, st.lists(VALUES, min_size=5, max_size=8) | VALUES)
    | told([*ASKED, "data", "session_hash", "fn_index", "event_data", "trigger_id"])
    | VALUES,
)
def test_no_body_makes_the_api_fail(address, path, body):
    sent(address, path, body)


@pytest.mark.slow
@OFTEN
@given(data=st.data(), told_=told(["visitor", "words", "ids", "records", "record", "offset"]))
def test_no_body_makes_the_windows_functions_fail(address, window, data, told_):
    config = httpx.get(f"{address}config", headers={"Cookie": "dateline-browser=one"}).json()
    [top] = [c["id"] for c in config["components"] if c["props"].get("elem_id") == "dl-top"]
    name = data.draw(st.sampled_from([*window.requests, "postprocess", "__init__"]))
    body = {
        "session_hash": data.draw(st.just("mine") | VALUES),
        "component_id": data.draw(st.just(top) | VALUES),
        "fn_name": name,
        "data": data.draw(st.just(told_) | VALUES),
    }
    sent(address, "component_server", body)


@pytest.mark.slow
@OFTEN
@given(data=st.data())
def test_no_event_of_a_browser_makes_the_page_fail(window, data):
    names = ["question", "filters", "reader", "undated", "replace", "records", "record", "turns",
             "verdict", "comment", "article", "start", "end", "format", "title", "words", "since",
             "outlets", "offset", "ids", "all", "mine", "id", "folder"]  # fmt: skip
    given_ = data.draw(told(names))

    async def answered():
        return [screen async for screen in window.talk.answering((), given_, VISITOR)]

    for shown, _, _ in asyncio.run(answered()):
        assert UNFORESEEN not in shown[-1].error
    window.talk.opened(given_, VISITOR)
    with suppress(*FAILURES):
        window.talk.cards(given_, VISITOR)
    for name, answer in window.requests.items():
        if name != "rate":  # which would write into the archive that all tests read
            with suppress(*FAILURES):
                answer(given_, VISITOR)
    for adding in (window.library.additions.folder, window.library.additions.pages):
        with suppress(*FAILURES):
            list(adding(given_, VISITOR))


@pytest.mark.slow
@OFTEN
@given(values=told([field.name for field in fields(Settings)]))
def test_no_setting_fails_otherwise(values):
    with suppress(SettingsError):
        Settings.from_environment(**values)


@pytest.mark.slow
@OFTEN
@given(values=st.fixed_dictionaries({}, optional=dict.fromkeys(ENVIRONMENT.values(), WORDS)))
def test_no_variable_fails_otherwise(values):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            try:
                patch.setitem(os.environ, name, value)
            except (ValueError, UnicodeEncodeError):  # which no environment can hold
                continue
        with suppress(SettingsError):
            Settings.from_environment()


COMMANDS = {
    "ask": ["--since", "--until", "--today", "--outlet", "--kind", "--reader", "--model",
            "--base-url", "--max-cost", "--prompts"],
    "add": ["--map", "--embedder", "--confirm-tokens"],
    "sync": ["--map", "--embedder"],
    "correct": ["--title", "--outlet", "--date", "--byline"],
    "remove": [],
    "rebuild": ["--embedder"],
    "doctor": ["--reader", "--base-url", "--max-cost"],
    "evaluate": ["--format", "--limit", "--seed", "--require", "--engine", "--compare"],
    "chat": ["--host", "--port", "--auth-file", "--max-upload", "--editor", "--folder", "--proxy"],
    "status": [],
}  # fmt: skip


@pytest.mark.slow
@OFTEN
@given(data=st.data(), command=st.sampled_from(sorted(COMMANDS)))
def test_no_words_make_a_command_fail_with_a_traceback(tmp_path, monkeypatch, data, command):
    here = tmp_path / "some" / "where"
    if not here.exists():  # the same for all examples
        here.mkdir(parents=True)
        (here / "otters.txt").write_text("Wardens counted 37 otters in the Velm estuary.")
        with Archive(here / "archive", None, create=True) as archive:
            archive.add([here / "otters.txt"])
    monkeypatch.chdir(here)
    monkeypatch.setattr("ui.serve", lambda *_, **__: None)  # it would stay
    typed_words = WORDS.filter(lambda word: "\0" not in word)  # which no command line can hold
    line = [command]
    for option in data.draw(st.lists(st.sampled_from(COMMANDS[command] or ["--help"]), max_size=3)):
        line += [option, data.draw(typed_words)]
    line += data.draw(st.lists(typed_words, max_size=2))
    named = data.draw(st.just("archive") | st.just("archive") | typed_words)
    ran = CliRunner().invoke(main, [*line, "--archive", named])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), (line, ran.exception)
    assert "Traceback" not in ran.output


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"since": "2024-05-31"}, "since is '2024-05-31'"),
        ({"until": 7}, "until is 7"),
        ({"outlets": ("Harbour Courier", None)}, "outlets holds None"),
        ({"kinds": ("\ud800",)}, "kinds holds"),
    ],
)
def test_filters_that_cannot_be_are_refused(values, why):
    with pytest.raises(ValueError, match=why):
        Filters(**values)


def test_a_command_says_what_is_wrong_with_a_day(sample_archive):
    line = ["ask", "What happened last week?", "--today", "0001-01-01"]
    ran = CliRunner().invoke(main, [*line, "--archive", str(sample_archive.path)])
    assert ran.exit_code == 1
    assert "today is 0001-01-01" in ran.output


def test_a_question_in_python_is_a_text(sample_archive):
    answerer = open_answerer(sample_archive.path)
    for value in (None, [KNOWN], 7, b"bytes"):
        with pytest.raises(QuestionError, match="a question is a text"):
            answerer.ask(value)
    with pytest.raises(SettingsError, match="today is"):
        answerer.ask(KNOWN, today=date.min)
    assert Path(answerer.archive.path).exists()
