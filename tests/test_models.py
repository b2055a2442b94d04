"""A model behind OpenAI's protocol: real client, real socket, every way in which it can fail."""

import logging
import socket
import threading
import time

import pytest
from llama_index.core.llms import CompletionResponse

from qa import (
    Endpoint,
    Meter,
    Model,
    ReaderError,
    Settings,
    SettingsError,
)
from qa.errors import (
    BadReply,
    BudgetSpent,
    EmptyReply,
    KeyMissing,
    KeyRefused,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    ModelUnreachable,
    PromptTooLong,
    QuotaSpent,
    RateLimited,
    ReplyRepeats,
    RequestRefused,
    StreamCut,
)
from qa.models.providers import openai_model
from qa.models.spending import Budget, Price, prices
from qa.models.tokens import estimated_tokens
from tests.openai_double import (
    BAD_GATEWAY,
    FILTERED,
    FORBIDDEN,
    NAMED,
    NO_QUOTA,
    NO_SUCH_MODEL,
    OVERLOADED,
    RATE_LIMITED,
    SERVER_ERROR,
    TOO_LONG,
    UNAUTHORISED,
    Behaviour,
    failing,
)
from tests.scripted import Scripted

KEY = "sk-secret-0123456789"
SAID = Behaviour("The bridge cost 4 million. [1]\n", chunk=5)
PROMPT = "Question: What did it cost?\n\n[1] The bridge cost 4 million."


@pytest.fixture
def model(openai_double, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def make(**settings):
        given = {"base_url": openai_double.url, "model": "small", "timeout_seconds": 2.0}
        return openai_model(Settings(**(given | settings)))

    return make


def test_an_answer_comes_in_pieces_and_is_counted(model, openai_double):
    openai_double.queue(SAID)
    meter = Meter()
    pieces = list(model().stream(PROMPT, meter))
    assert "".join(pieces) == SAID.says
    assert len(pieces) > 3
    assert meter.usage.requests == 1
    assert meter.usage.prompt_tokens > 10
    assert meter.usage.completion_tokens > 3
    assert not meter.usage.estimated
    assert meter.usage.cost is None  # nobody knows what "small" costs
    [request] = openai_double.sent("chat")
    assert request.prompt == PROMPT
    assert request.body["temperature"] == 0
    assert request.body["max_tokens"] == 700


@pytest.mark.parametrize(
    ("behaviour", "kind", "advice"),
    [
        (UNAUTHORISED, KeyRefused, "check OPENAI_API_KEY"),
        (FORBIDDEN, KeyRefused, "what it may use"),
        (NO_SUCH_MODEL, ModelUnknown, "--model"),
        (NO_QUOTA, QuotaSpent, "billing"),
        (TOO_LONG, PromptTooLong, "DATELINE_CONTEXT_TOKENS"),
        (FILTERED, ModelRefused, "differently"),
        (SERVER_ERROR, ModelUnavailable, "try again later"),
        (BAD_GATEWAY, ModelUnavailable, "try again later"),
        (OVERLOADED, ModelUnavailable, "try again later"),
        (failing(422, "no such role"), RequestRefused, "no such role"),
        (failing(413, "body too large"), PromptTooLong, "fewer passages"),
        (failing(504, "upstream timed out"), ModelTimeout, "DATELINE_TIMEOUT_SECONDS"),
        (NAMED["stalls-at-once"], ModelTimeout, "DATELINE_TIMEOUT_SECONDS"),
        (NAMED["stalls"], ModelTimeout, "DATELINE_TIMEOUT_SECONDS"),
        (NAMED["cut"], StreamCut, "try again"),
        (NAMED["cut-after-line"], StreamCut, "try again"),
        (NAMED["ends-early"], StreamCut, "try again"),
        (NAMED["out-of-length"], StreamCut, "the server's limit"),
        (NAMED["error-event"], ModelUnavailable, "try again"),
        (NAMED["empty"], EmptyReply, "try again"),
        (Behaviour("  \n "), EmptyReply, "try again"),
        (Behaviour("<think>All of it was thought.</think>"), EmptyReply, "try again"),
        (NAMED["refuses"], ModelRefused, "differently"),
        (NAMED["out-of-favour"], ModelRefused, "filter"),
        (NAMED["not-json"], BadReply, "check the base URL"),
        (NAMED["html"], BadReply, "check the base URL"),
    ],
)  # fmt: skip
def test_each_failure_has_a_name_and_says_what_to_do(model, openai_double, behaviour, kind, advice):
    openai_double.queue(*[behaviour] * 4)
    with pytest.raises(ReaderError) as raised:
        model(timeout_seconds=0.3).complete(PROMPT, Meter())
    assert type(raised.value) is kind
    assert f"small at {openai_double.url.split('/')[2]}" in str(raised.value)
    assert advice in str(raised.value)
    assert "extractive reader" in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None  # its own words might hold the key


@pytest.mark.parametrize(
    ("failure", "tries"),
    [
        (SERVER_ERROR, 3),
        (OVERLOADED, 3),
        (failing(429, "Slow down.", retry_after=0), 3),
        (failing(429, "Slow down.", retry_after=3600), 1),
        (NO_QUOTA, 1),
        (UNAUTHORISED, 1),
        (NO_SUCH_MODEL, 1),
        (TOO_LONG, 1),
        (NAMED["stalls-at-once"], 1),
    ],
)
def test_only_what_may_pass_is_tried_again(model, openai_double, failure, tries):
    openai_double.queue(*[failure] * 4)
    with pytest.raises(ReaderError):
        model(timeout_seconds=0.3).complete(PROMPT, Meter())
    assert len(openai_double.sent("chat")) == tries


def test_a_rate_limit_is_waited_out_as_the_server_asks(model, openai_double):
    openai_double.queue(RATE_LIMITED, SAID)
    began = time.monotonic()
    assert model().complete(PROMPT, Meter()) == SAID.says
    assert time.monotonic() - began >= 1  # Retry-After: 1


def test_a_rate_limit_that_lasts_says_for_how_long(model, openai_double):
    lasting = failing(429, "Slow down.", retry_after=0)
    openai_double.queue(lasting, lasting, failing(429, "Slow down.", retry_after=17))
    with pytest.raises(RateLimited, match="try again in 17 seconds") as raised:
        model().complete(PROMPT, Meter())
    assert raised.value.retryable


def test_nothing_that_listens_is_named(model):
    with pytest.raises(ModelUnreachable, match=r"127\.0\.0\.1:9/?.*a server runs at the base URL"):
        model(base_url="http://127.0.0.1:9/v1").complete(PROMPT, Meter())


def test_a_cut_is_not_tried_again_once_an_answer_began(model, openai_double):
    openai_double.queue(NAMED["cut-after-line"], SAID)
    with pytest.raises(StreamCut):
        model().complete(PROMPT, Meter())
    assert len(openai_double.sent("chat")) == 1


@pytest.mark.parametrize("refused", ["temperature", "max_tokens", "stream_options"])
def test_a_parameter_that_a_model_refuses_is_left_out_from_then_on(model, openai_double, refused):
    picky = Behaviour(SAID.says, rejects=(refused,))
    openai_double.queue(picky, picky, picky)
    ours = model()
    assert ours.complete(PROMPT, Meter()) == SAID.says
    assert ours.complete(PROMPT, Meter()) == SAID.says
    assert [refused in request.body for request in openai_double.sent("chat")] == [
        True,
        False,
        False,
    ]


def test_a_parameter_refused_to_two_at_once_is_left_out_for_both(model, openai_double):
    picky = Behaviour(SAID.says, rejects=("temperature",), before=0.3)
    openai_double.queue(*[picky] * 4)
    ours, told = model(), []
    threads = [
        threading.Thread(target=lambda: told.append(ours.complete(PROMPT, Meter())))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [SAID.says] * 2


def test_servers_that_refuse_a_parameter_with_422_are_understood(model, openai_double):
    refused = failing(422, "extra_forbidden: stream_options: Extra inputs are not permitted")
    openai_double.queue(refused, SAID)
    assert model().complete(PROMPT, Meter()) == SAID.says
    assert "stream_options" not in openai_double.sent("chat")[1].body


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_what_a_model_thinks_is_not_part_of_its_answer(model, openai_double, chunk):
    thoughts = "<think>\nPerhaps 5? [2]\n<b>no</b>\n</think>\n"
    openai_double.queue(Behaviour(f"{thoughts}It cost <4 million. [1]", chunk=chunk))
    assert model().complete(PROMPT, Meter()).strip() == "It cost <4 million. [1]"


def test_tokens_are_estimated_where_a_server_does_not_count():
    meter = Meter()
    Model.of(Scripted(script="It cost 4 million. [1]")).complete(PROMPT, meter)
    assert meter.usage.estimated
    assert meter.usage.prompt_tokens == estimated_tokens(PROMPT)
    assert str(meter.usage).startswith("1 request, about ")


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        (
            "The repairs to the harbour bridge cost 4.2 million crowns, the city said on Thursday.",
            20,
        ),
        ("Results: 4,212 votes (31.2%), 3,980 (29.4 %)", 28),
        ("Tomas Veary, Henrik Aldous, Osric Pell", 15),
        ("Most portowy został ponownie otwarty w czwartek.", 21),
        ("Мост через реку открыли в четверг после ремонта.", 39),
        ("港口大桥在维修后于星期四重新开放。", 31),
    ],
)
def test_an_estimate_is_on_the_safe_side_of_a_small_vocabulary(text, counted):
    assert counted <= estimated_tokens(text) <= 1.5 * counted  # as SmolLM2's tokenizer counts


def test_no_request_may_pass_the_limit_on_cost(model, openai_double, tmp_path):
    prices = tmp_path / "prices.yaml"
    prices.write_text("small: [1000, 1000]\n")
    ours = model(prices=prices, max_cost=1.0)
    openai_double.queue(SAID, SAID)
    meter = Meter()
    ours.complete(PROMPT, meter)
    assert 0 < meter.usage.cost < 1
    with pytest.raises(BudgetSpent, match=r"the limit of 1\.0000 USD .*raise the limit"):
        [ours.complete(PROMPT, meter) for _ in range(50)]
    assert meter.usage.cost < 1


def test_the_limit_holds_for_requests_at_the_same_time(model, openai_double, tmp_path):
    prices = tmp_path / "prices.yaml"
    prices.write_text("small: [0, 1000]\n")  # the longest answer: 0.70 USD
    ours = model(prices=prices, max_cost=1.0)
    openai_double.queue(*[Behaviour(SAID.says, before=0.5)] * 4)
    outcomes = []

    def ask():
        try:
            ours.complete(PROMPT, Meter())
            outcomes.append("answered")
        except BudgetSpent:
            outcomes.append("refused")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["answered", "refused", "refused", "refused"]


def _priced(model, tmp_path, **settings):
    (tmp_path / "prices.yaml").write_text("small: [0, 1000]\n")  # the longest answer: 0.70 USD
    return model(prices=tmp_path / "prices.yaml", max_cost=1.0, **settings)


@pytest.mark.parametrize("failure", [NAMED["stalls-at-once"], NAMED["cut-after-line"]])
def test_what_was_cut_short_counts_in_full_against_the_limit(
    model, openai_double, tmp_path, failure
):
    ours = _priced(model, tmp_path, timeout_seconds=0.3)
    openai_double.queue(failure, SAID)
    with pytest.raises(ReaderError):
        ours.complete(PROMPT, Meter())
    with pytest.raises(BudgetSpent):
        ours.complete(PROMPT, Meter())


def test_what_was_refused_costs_nothing(model, openai_double, tmp_path):
    ours = _priced(model, tmp_path)
    openai_double.queue(UNAUTHORISED, NO_SUCH_MODEL, SAID)
    for kind in (KeyRefused, ModelUnknown):
        with pytest.raises(kind):
            ours.complete(PROMPT, Meter())
    assert ours.complete(PROMPT, Meter()) == SAID.says


def test_a_client_that_cannot_be_made_is_named_and_holds_nothing_back():
    def unmade():
        raise OSError("no certificates")

    ours = Model(unmade, Endpoint("small"), price=Price(0, 1000), budget=Budget(1.0))
    for _ in range(3):
        with pytest.raises(ReaderError, match=r"from small \(OSError: no certificates\)"):
            ours.complete(PROMPT, Meter())


def test_prices_that_are_no_amounts_are_refused(tmp_path):
    (tmp_path / "prices.yaml").write_text("small: [.nan, 1]\n")
    with pytest.raises(SettingsError, match="no amounts from 0 up for small"):
        prices(tmp_path / "prices.yaml")


def test_a_server_that_counts_nothing_is_estimated():
    class Uncounted(Scripted):
        def stream_complete(self, prompt, formatted=False, **kwargs):
            counted = {"prompt_tokens": 0, "completion_tokens": 0}
            yield CompletionResponse(text="Yes.", delta="Yes.", additional_kwargs=counted)

    meter = Meter()
    Model.of(Uncounted(script="")).complete(PROMPT, meter)
    assert meter.usage.estimated
    assert meter.usage.prompt_tokens > 0


def test_half_a_character_does_not_end_an_answer():
    class Halved(Scripted):
        def stream_complete(self, prompt, formatted=False, **kwargs):
            yield CompletionResponse(text="", delta="It cost 4 million \ud83d. [1]")

    assert Model.of(Halved(script="")).complete(PROMPT, Meter()) == "It cost 4 million ?. [1]"


def test_a_limit_needs_a_price(model):
    with pytest.raises(SettingsError, match="no price of 'small' is known"):
        model(max_cost=1.0)


def test_an_identical_request_is_answered_from_disk(model, openai_double, tmp_path):
    openai_double.queue(SAID, Behaviour("Another answer. [1]"))
    ours, meter = model(replies=tmp_path), Meter()
    assert ours.complete(PROMPT, meter) == ours.complete(PROMPT, meter) == SAID.says
    assert model(replies=tmp_path).complete(PROMPT, meter) == SAID.says
    assert meter.usage.requests == len(openai_double.sent("chat")) == 1
    assert model(replies=tmp_path, model="other").complete(PROMPT, meter) == "Another answer. [1]"
    assert KEY not in "".join(file.read_text() for file in tmp_path.iterdir())


def test_an_answer_that_cannot_be_kept_is_an_answer(model, openai_double, tmp_path, caplog):
    ours = model(replies=tmp_path / "kept")
    (tmp_path / "kept").write_text("a file by now")
    openai_double.queue(SAID)
    assert ours.complete(PROMPT, Meter()) == SAID.says
    assert "could not be kept" in caplog.text
    with pytest.raises(SettingsError, match="which is no folder"):
        model(replies=tmp_path / "kept")


def test_only_whole_answers_are_kept(model, openai_double, tmp_path):
    openai_double.queue(NAMED["cut-after-line"], SAID)
    with pytest.raises(StreamCut):
        model(replies=tmp_path).complete(PROMPT, Meter())
    assert list(tmp_path.iterdir()) == []
    stream = model(replies=tmp_path).stream(PROMPT, Meter())
    next(stream)
    stream.close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_unless_it_was_asked_for(model, openai_double):
    openai_double.queue(SAID, SAID)
    ours = model()
    ours.complete(PROMPT, Meter())
    ours.complete(PROMPT, Meter())
    assert len(openai_double.sent("chat")) == 2


@pytest.mark.parametrize("base_url", ["", "https://api.openai.com/v1"])
def test_openais_own_server_is_not_asked_what_it_does_not_tell(monkeypatch, base_url):
    called = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: called.append(host))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    ours = openai_model(Settings(base_url=base_url, model="gpt-4.1-mini"))
    assert ours.evidence_tokens > 3_000
    assert ours.tokens(PROMPT) == estimated_tokens(PROMPT)
    assert called == []


def test_what_was_declared_comes_before_what_a_server_lists(model, openai_double):
    openai_double.models.append("small")
    openai_double.window = 100_000
    assert model().context_tokens == 100_000
    assert model(context_tokens=1_024).context_tokens == 1_024
    assert len(openai_double.sent("models")) == 1


def test_a_small_window_leaves_most_of_it_to_the_articles(model):
    assert model(context_tokens=1_024).reply_tokens == 256


@pytest.mark.parametrize(
    "refusal",
    [
        "This model's maximum context length is 2048 tokens. However, you requested 3000 tokens",
        "request (6031 tokens) exceeds the available context size (2048 tokens), try increasing it",
        "This model's maximum context length is 2048 tokens. However, you requested 700 output "
        "tokens and your prompt contains at least 1349 input tokens, for a total of 2049",
    ],
)
def test_how_much_fits_is_read_from_a_refusal(model, openai_double, refusal):
    openai_double.queue(failing(400, refusal))
    ours = model()
    with pytest.raises(PromptTooLong) as raised:
        ours.complete(PROMPT, Meter())
    assert raised.value.limit == ours.context_tokens == 2_048


@pytest.mark.parametrize("behaviour", [UNAUTHORISED, Behaviour(body="[]"), Behaviour(body="no")])
def test_a_list_of_models_that_tells_nothing_leaves_what_is_usual(
    model, openai_double, behaviour, tmp_path
):
    openai_double.queue(behaviour, on="models")
    ours = model()
    assert (ours.context_tokens, ours.context_tokens) == (4_096, 4_096)
    assert len(openai_double.sent("models")) == 1


@pytest.mark.parametrize("name", ["circles", "labels"])
def test_an_answer_that_repeats_itself_is_stopped_and_named(model, openai_double, name):
    ours = model(model=f"double-{name}")
    with pytest.raises(ReplyRepeats, match="went round in circles"):
        list(ours.stream(PROMPT, Meter()))
    assert 0 < len(ours.complete(PROMPT, Meter())) < 500


def test_thoughts_that_go_round_are_stopped_too(model, openai_double):
    openai_double.queue(Behaviour("Never.", reasoning="Let me think again. " * 500))
    with pytest.raises(ReplyRepeats):
        model().complete(PROMPT, Meter())


def test_tables_and_lists_of_much_the_same_do_not_go_round(model, openai_double):
    table = "| Town | Dead | Hurt |\n|------|------|------|\n" + "".join(
        f"| {town} | {n} | {n + 3} |\n" for n, town in enumerate(("Orle", "Wendry", "Skerrow"))
    )
    listed = "".join(
        f"- In {town} {n} houses were flooded. [{n}]\n" for n, town in enumerate("ABCD")
    )
    openai_double.queue(Behaviour(table), Behaviour(listed))
    assert model().complete(PROMPT, Meter()) == table
    assert model().complete(PROMPT, Meter()) == listed


def test_openais_own_models_need_a_key():
    with pytest.raises(KeyMissing, match=r"set OPENAI_API_KEY.*--base-url.*extractive"):
        openai_model(Settings(reader="openai"))


@pytest.mark.parametrize("written", [f"{KEY}\n", f" {KEY}"])
def test_space_around_a_key_is_none_of_it(openai_double, monkeypatch, written):
    monkeypatch.setenv("OPENAI_API_KEY", written)
    openai_double.queue(SAID)
    openai_model(Settings(base_url=openai_double.url, model="s")).complete(PROMPT, Meter())
    assert openai_double.sent("chat")[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("written", [f"“{KEY}”", f"{KEY}\nX-Evil: 1"])
def test_a_key_that_cannot_be_sent_is_named_and_not_shown(openai_double, monkeypatch, written):
    monkeypatch.setenv("OPENAI_API_KEY", written)
    with pytest.raises(SettingsError, match="copy the key once more") as raised:
        openai_model(Settings(base_url=openai_double.url, model="small"))
    assert KEY not in str(raised.value)


def test_a_server_that_needs_no_key_is_sent_none(openai_double):
    settings = Settings(base_url=openai_double.url, model="small")
    openai_double.queue(SAID)
    openai_model(settings).complete(PROMPT, Meter())
    assert openai_double.sent("chat")[0].headers["authorization"] == "Bearer no-key-given"


def test_of_several_models_one_must_be_named(openai_double):
    with pytest.raises(SettingsError, match=r"double-good, .*choose one with --model"):
        openai_model(Settings(base_url=openai_double.url))


def test_making_a_model_sends_nothing(model, openai_double):
    model()
    assert openai_double.requests == []


def test_the_key_is_in_no_repr_and_no_log(model, openai_double, caplog):
    caplog.set_level(logging.DEBUG)
    openai_double.queue(UNAUTHORISED, SAID)
    ours = model()
    with pytest.raises(KeyRefused):
        ours.complete(PROMPT, Meter())
    ours.complete(PROMPT, Meter())
    assert "first token after" in caplog.text
    assert KEY not in caplog.text
    assert KEY not in repr(ours) + repr(ours.endpoint) + repr(vars(ours))


def test_models_that_reason_get_room_to_and_no_temperature(model, openai_double):
    openai_double.queue(SAID)
    model(model="gpt-5-mini").complete(PROMPT, Meter())
    [request] = openai_double.sent("chat")
    assert request.body["max_completion_tokens"] == 4000
    assert "max_tokens" not in request.body
    assert request.body["temperature"] == 1
    assert request.body["reasoning_effort"] == "low"


@pytest.mark.parametrize(
    "name", ["openai/gpt-5-mini", "deepseek-r1:7b", "qwen3:8b", "gpt-oss-20b", "o3-mini"]
)
def test_models_that_think_leave_room_for_what_they_are_to_read(model, name):
    ours = model(model=name)
    assert ours.endpoint.reply_tokens > 2000
    assert ours.evidence_tokens > 2000
    assert model(model=name, context_tokens=2000).evidence_tokens == 1000


def test_a_model_is_known_by_its_name_and_place():
    assert str(Endpoint("small", "localhost:11434")) == "small at localhost:11434"
    assert str(Endpoint("mock")) == "mock"
