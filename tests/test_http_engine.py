"""Whatever answers at an address, evaluated over real HTTP: its replies, its failures, a window."""

import json
import re
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import Filters
from qa import Turn
from qa.cli import main
from qa.errors import EngineUnusable, EvaluationError
from qa.evaluation import HttpEngine, Question, question_from, read_questions, run
from tests.kept import cite
from tests.loopback import served

SAMPLE = Path(__file__).parent / "data" / "sample_questions.jsonl"
BRIDGE = "How much did the harbour bridge repairs cost?"
COST = "The repairs to the harbour bridge cost 4.2 million crowns"


class Server:
    """An endpoint on loopback that says what it is told to say, and keeps what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/ask"
        self.asked: list[dict] = []
        self.tokens: list[str | None] = []
        self.says = lambda asked: {"answer": "Nobody knows.", "citations": []}
        self.status, self.headers, self.waits = 200, {}, 0.0


@contextmanager
def serving():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(body)
            server.tokens.append(self.headers["Authorization"])
            time.sleep(server.waits)
            told = server.says(body)
            data = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(server.status)
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked has gone
                self.wfile.write(data)

        def log_message(self, *_):
            pass

    with served(Handler) as port:
        server = Server(port)
        yield server


@pytest.fixture
def server():
    with serving() as opened:
        yield opened


@pytest.fixture
def engine(server, sample_archive):
    return HttpEngine(server.url, sample_archive, timeout_seconds=5)


def cited(archive, **more):
    """A citation of the sentence that answers, as a record."""
    found = cite(archive, COST)
    return {"article": found.passage.article_id, "quote": COST, "start": found.start,
            "end": found.end, **more}  # fmt: skip


# -- what is asked, and what comes back ------------------------------------------------------------


def test_all_that_is_known_of_a_question_is_posted(server, engine):
    read = {one.id: one for one in read_questions(SAMPLE)}
    engine.ask(read["sample-01"])
    earlier = Turn("Who won?", "Who won?", ("Ann did.", "By ten votes."))
    engine.ask(Question("When?", turns=(earlier,), filters=Filters(outlets=("Courier",))))
    assert server.asked == [
        {"question": BRIDGE, "as_of": "2024-12-02"},
        {
            "question": "When?",
            "history": [{"question": "Who won?", "answer": "Ann did.\nBy ten votes."}],
            "filters": {"outlets": ["Courier"]},
        },
    ]
    assert server.tokens == [None, None]


def test_what_is_to_be_asked_first_is(server, engine):
    server.says = lambda asked: {"answer": f"{asked['question'][:-1]}: yes."}
    engine.ask(Question("And when?", turns=("Who won?",)))
    assert server.asked == [
        {"question": "Who won?"},
        {"question": "And when?", "history": [{"question": "Who won?", "answer": "Who won: yes."}]},
    ]


def test_the_page_shows_what_is_posted_and_what_comes_back(server, engine):
    page = Path(__file__).parents[1] / "docs" / "how-to" / "evaluation.md"
    shown = re.findall(r"^```json\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    posted, reply = map(json.loads, shown)
    record = {
        "question": posted["question"], "asked_on": posted["as_of"], "turns": posted["history"],
        "filters": posted["filters"],
    }  # fmt: skip
    server.says = lambda asked: reply
    [statement] = engine.ask(question_from(record))[0].statements
    assert server.asked == [posted]
    assert statement.text == "It was on 10 June."
    assert statement.sources[0].placed


@pytest.mark.parametrize("told", ["offsets", "quote", "places", "url", "file"])
def test_a_citation_is_found_by_any_of_its_names(server, engine, sample_archive, told):
    whole = cited(sample_archive)
    article = sample_archive.article(whole["article"])
    citation = {
        "offsets": whole,
        "quote": {"article_id": whole["article"], "quote": COST},
        "places": {"article": whole["article"], "start": whole["start"], "end": whole["end"]},
        "url": {"url": article.url, "quote": COST, "start": whole["start"], "end": whole["end"]},
        "file": {"file": sample_archive.file_of(article.id), "quote": COST},
    }[told]
    server.says = lambda asked: {
        "answer": "It cost 4.2 million crowns. [1]",
        "citations": [citation],
    }
    asked = [one for one in read_questions(SAMPLE) if one.id == "sample-01"]
    report = run(engine, asked, archive=sample_archive).report
    for measure in ("citation_exactness", "citation_precision", "answer_contained"):
        assert report.figure(measure).value == 1.0, measure
    [source] = run(engine, asked, archive=sample_archive).outcomes[0].answer.sources
    assert (source.passage.title, source.placed) == (article.title, True)


def test_a_citation_that_lies_is_seen(server, engine, sample_archive):
    lies = cited(sample_archive, start=3, end=3 + len(COST))
    whole = {"article": lies["article"]}  # no characters at all
    server.says = lambda asked: {"answer": "4.2 million crowns.", "citations": [lies, whole]}
    report = run(engine, [Question(BRIDGE)], archive=sample_archive).report
    assert report.figure("citation_exactness").value == 0.0


@pytest.mark.parametrize(
    "reply",
    [{"answer": ""}, {"answer": None}, {"answer": "None."}, {"answer": "No.", "abstained": True}],
)
def test_a_refusal_is_no_answer(server, engine, reply):
    server.says = lambda asked: reply
    outcome = run(engine, [Question("Who?", answerable=False)]).outcomes[0]
    assert outcome.abstained
    assert not outcome.error


def test_a_run_over_http_is_gone_on_with(server, engine, tmp_path):
    server.says = lambda asked: {"answer": "Yes.", "citations": [{"url": "https://a.example/1"}]}
    first = run(engine, [Question("Who?")], out=tmp_path / "run")
    again = run(engine, [Question("Who?")], out=tmp_path / "run")
    assert (len(server.asked), again.kept) == (1, 1)
    assert again.report.figures == first.report.figures


# -- chat completions ------------------------------------------------------------------------------


def chat(server, archive):
    url = server.url.replace("/ask", "/v1/chat/completions")
    return HttpEngine(url, archive, "small", timeout_seconds=5)


def completion(text, **more):
    beside = {name: more.pop(name) for name in ("citations", "search_results") if name in more}
    return {"choices": [{"message": {"content": text, **more}}], **beside}


def test_chat_completions_cite_by_annotations(server, sample_archive):
    link = cite(sample_archive, COST).passage.url
    text = f"The repairs cost 4.2 million crowns. ([courier]({link})) Traffic went on."
    start = text.index("([")
    place = {"start_index": start, "end_index": text.index("))") + 2}
    noted = {"type": "url_citation", "url_citation": {"url": link, "title": "x"} | place}
    server.says = lambda asked: completion(text, annotations=[noted])
    answer, _ = chat(server, sample_archive).ask(
        Question(BRIDGE, turns=(Turn("Hm?", "Hm?", ("Ha.",)),))
    )
    assert [one.text for one in answer.statements] == [
        "The repairs cost 4.2 million crowns.", "Traffic went on.",
    ]  # fmt: skip
    assert answer.statements[0].citations[0].passage.article_id == (
        cite(sample_archive, COST).passage.article_id
    )
    assert server.asked[0]["messages"] == [
        {"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "Ha."},
        {"role": "user", "content": BRIDGE},
    ]  # fmt: skip
    assert server.asked[0]["model"] == "small"


@pytest.mark.parametrize("named", ["citations", "search_results"])
def test_chat_completions_cite_by_marks(server, sample_archive, named):
    links = ["https://a.example/1", cite(sample_archive, COST).passage.url]
    listed = links if named == "citations" else [{"url": one, "title": "t"} for one in links]
    server.says = lambda asked: completion(
        "It was costly[1]. It cost 4.2 million[2].", **{named: listed}
    )
    first, second = chat(server, sample_archive).ask(Question(BRIDGE))[0].statements
    assert (first.text, first.sources[0].passage.url) == ("It was costly.", links[0])
    assert COST in second.sources[0].passage.text  # the article, since no characters are named
    server.says = lambda asked: completion(None, refusal="I cannot help with that.")
    assert chat(server, sample_archive).ask(Question(BRIDGE))[0].abstained


# -- what goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "says", "told"),
    [
        (401, {}, b"", "asks for a token: set DATELINE_ENGINE_TOKEN (401)"),
        (404, {}, b"", "takes no questions at /ask (404); --engine is the address that they are"),
        (307, {"Location": "http://other.example/x?key=1"}, b"",
         "redirects to http://other.example/x (307), which is not followed"),
        (200, {}, b"<html>", "answers with what is no JSON; docs/how-to/evaluation.md says"),
        (200, {}, b"[1]", "answers with no JSON object: [1]"),
        (200, {}, b'{"text": "Hello."}', "(answer: Field required)"),
        (200, {}, b'{"answer": "A.", "citations": [{"start": "x"}]}', "citations.0"),
    ],
)  # fmt: skip
def test_what_no_question_would_mend_ends_the_run(server, engine, status, headers, says, told):
    server.status, server.headers, server.says = status, headers, lambda asked: says
    with pytest.raises(EngineUnusable) as caught:
        run(engine, [Question("Who?"), Question("When?")])
    assert told in str(caught.value)
    assert len(server.asked) == 1


def test_what_may_go_better_is_a_question_that_failed(server, engine):
    server.status, server.says = 503, lambda asked: {"error": {"message": "all busy"}}
    done = run(engine, [Question("Who?"), Question("When?")])
    assert [one.error for one in done.outcomes] == [
        f"EvaluationError: the engine at {engine.url.split('/')[2]} failed: all busy (503); "
        "the same command asks again what failed"
    ] * 2
    server.status, server.says = 422, lambda asked: {"detail": "too long"}
    assert "refused the question: too long (422)" in run(engine, [Question("?!")]).outcomes[0].error


def test_after_an_answer_nothing_ends_the_run(server, engine):
    engine.ask(Question("Who?"))
    server.status = 401
    assert "(401)" in run(engine, [Question("When?")]).outcomes[0].error


def test_nobody_waits_longer_than_was_said(server):
    server.waits = 1.0
    engine = HttpEngine(server.url, timeout_seconds=0.2)
    began = time.monotonic()
    with pytest.raises(EvaluationError, match=r"did not answer within 0\.2 seconds"):
        engine.ask(Question("Who?"))
    assert time.monotonic() - began < 0.9


def test_nobody_there_is_said():
    with serving() as gone:
        engine = HttpEngine(gone.url)
    with pytest.raises(EngineUnusable, match=r"cannot be reached .*; see that it runs"):
        engine.ask(Question("Who?"))


def test_a_token_is_sent_and_never_shown(server, monkeypatch, sample_archive):
    monkeypatch.setenv("DATELINE_ENGINE_TOKEN", "tok-secret")
    engine = HttpEngine(server.url + "?key=hidden")
    engine.ask(Question("Who?"))
    assert server.tokens == ["Bearer tok-secret"]
    server.status, server.says = 400, lambda asked: {"error": "bad token tok-secret"}
    with pytest.raises(EvaluationError, match=r"bad token \(token\)"):
        engine.ask(Question("Who?"))
    told = f"{engine!r} {engine.settings}"
    assert "tok-secret" not in told
    assert "hidden" not in str(engine.settings)
    monkeypatch.setenv("DATELINE_ENGINE_TOKEN", "tok with\nbreaks")
    with pytest.raises(EvaluationError, match="DATELINE_ENGINE_TOKEN cannot be sent") as caught:
        HttpEngine(server.url)
    assert "breaks" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://", "ftp://a.example/x", "http://a.example:port/"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(EvaluationError, match="is no address"):
        HttpEngine(url)


def test_a_password_in_an_address_is_refused_unseen():
    with pytest.raises(EvaluationError, match=r"engine at a\.example holds") as caught:
        HttpEngine("https://me:pass@a.example/ask")
    assert "pass@" not in str(caught.value)


# -- the command, and a window of Dateline's -------------------------------------------------------


def test_the_command_asks_an_address(server, sample_archive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"question": BRIDGE, "answers": ["4.2 million"]})
    )
    server.says = lambda asked: {"answer": "4.2 million.", "citations": [cited(sample_archive)]}
    words = ["evaluate", "one.jsonl", "--archive", str(sample_archive.path), "--engine", server.url]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "citation_exactness" in done.output
    refused = CliRunner().invoke(main, [*words, "--reader", "openai"])
    assert "--reader is for Dateline's own answers" in refused.output
    server.status = 405
    ended = CliRunner().invoke(main, [*words, "--fresh"])
    assert (ended.exit_code, "takes no questions at /ask (405)" in ended.output) == (1, True)


@pytest.fixture
def address(url):
    """Where a window of Dateline's takes questions of programs."""
    return f"{url.rstrip('/')}/gradio_api/run/ask"


def test_a_window_asked_over_http_is_as_good_as_the_answerer(address, answerer):
    kinds = ("sample-0", "sample-far-0", "sample-near-0")
    asked = [one for one in read_questions(SAMPLE) if one.id.startswith(kinds)][:16]
    archive = answerer.archive
    there = run(HttpEngine(address, archive), asked, archive=archive)
    here = run(answerer, asked, archive=archive)
    assert [one.answer for one in there.outcomes] == [one.answer for one in here.outcomes]
    figures = {one.name: one for one in there.report.figures}
    same = [one for one in here.report.figures if not one.name.startswith(("answer_p", "first_"))]
    assert [figures[one.name] for one in same] == same
    names = {one.name for one in same if one.value is not None}
    assert names >= {"citation_exactness", "answer_contained", "abstention_accuracy", "short_f1"}
    assert names >= {"article_recall@10", "passage_map", "miscitation_rate"}


def test_a_window_is_told_what_was_asked_before(address, answerer):
    later = next(one for one in read_questions(SAMPLE) if one.turns)
    answer, _ = HttpEngine(address, answerer.archive).ask(later)
    assert answer.understood != later.question


def test_what_a_window_refuses_is_said(address):
    absent = Question("Who won?", filters=Filters(outlets=("Nobody",)))
    with pytest.raises(EvaluationError, match=r"refused the question: no outlet .*Nobody.*\(400\)"):
        HttpEngine(address).ask(absent)
