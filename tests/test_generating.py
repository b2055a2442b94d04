"""What a model writes about passages becomes statements that their evidence carries, or nothing."""

import threading
import time
from datetime import date

import pytest
from llama_index.core.llms import CompletionResponse

from index import Hit, Passage, sentences
from qa import Assessed, Dropped, GeneratingReader, Meter, Model, Statement
from qa.errors import PromptTooLong
from qa.models.model import Endpoint
from qa.understanding.questions import understand
from tests.openai_double import NAMED, TOO_LONG, UNAUTHORISED, Behaviour
from tests.scripted import Scripted

TEXT = (
    "Harbour pilot Tomas Veary won the mayoral election on Sunday.\n\n"
    "He said the ferry would sail again in June. Rain fell all day. "
    "The turnout was 61 per cent, officials said."
)
WON = "Harbour pilot Tomas Veary won the mayoral election on Sunday."


def hit(text: str = TEXT, article: str = "a1", title: str = "Election in Port Sellen") -> Hit:
    passage = Passage(
        article, text, 0, len(text), tuple(sentences(text)), title, "Harbour Courier",
        date(2024, 6, 10),
    )  # fmt: skip
    return Hit(passage, 1.0, 0.5)


def read(script: str, *hits: Hit) -> list[Statement | Dropped | Assessed]:
    reader = GeneratingReader(Model.of(Scripted(script=script)))
    return list(reader.read(understand("Who won?"), hits or (hit(),), Meter()))


def said(script: str, *hits: Hit) -> list[tuple[str, list[str]]]:
    return [
        (one.text, [citation.quote for citation in one.citations])
        for one in read(script, *hits)
        if isinstance(one, Statement)
    ]


@pytest.fixture
def reader(openai_double):
    """A reader over the stand-in, which says what is queued, one request after the other."""
    from qa.models.providers import openai_model
    from qa.settings import Settings

    def make(*replies: str | Behaviour, **settings):
        behaviours = [Behaviour(r) if isinstance(r, str) else r for r in replies]
        openai_double.queue(*behaviours)
        given = {"base_url": openai_double.url, "model": "small"} | settings
        return GeneratingReader(openai_model(Settings(**given)))

    return make


def test_sentence_numbers_become_exact_quotes():
    assert said("- Tomas Veary won the election. [1]\nThe turnout was 61 per cent. [4]\n") == [
        ("Tomas Veary won the election.", [WON]),
        ("The turnout was 61 per cent.", ["The turnout was 61 per cent, officials said."]),
    ]


def test_a_sentence_that_carries_nothing_is_not_cited_and_a_second_source_is():
    again = "The turnout was 61 per cent, the Register wrote."
    [(_, quotes)] = said("The turnout was 61 per cent. [2-5]", hit(), hit(again, "a2"))
    assert quotes == ["The turnout was 61 per cent, officials said.", again]
    [(_, quotes)] = said("Tomas Veary won, and the turnout was 61 per cent. [1][3][4]")
    assert quotes == [WON, "The turnout was 61 per cent, officials said."]


def test_marks_shared_by_a_paragraph_are_given_to_the_sentence_that_needs_them():
    assert said("Tomas Veary won the election on Sunday. The turnout was 61 per cent. [1][4]") == [
        ("Tomas Veary won the election on Sunday.", [WON]),
        ("The turnout was 61 per cent.", ["The turnout was 61 per cent, officials said."]),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "NOT IN THE ARCHIVE",
        "**Not in the archive.**",
        "NOT IN THE ARCHIVE\nBye. [1]",
        "NOT IN THE ARCHIVE. None of the sentences says who won. [1]",
        "Not in the archive: the sentences speak of the turnout only.",
        "**NOT IN THE ARCHIVE** (the sentences do not say)",
    ],
)
def test_where_the_model_finds_nothing_nothing_is_said(script):
    if script:
        assert read(script) == []


def test_a_statement_may_hold_the_words_of_the_refusal():
    text = "The file was not in the archive, Veary said."
    [(stated, _)] = said("The file was not in the archive, Veary said. [1]", hit(text))
    assert stated == text


@pytest.mark.parametrize(
    "script",
    [
        "Tomas Veary lost the mayoral election on Sunday. [1]",
        "Tomas Veary won the mayoral election on Monday. [1]",
        "Dana Oresk won the mayoral election on Sunday. [1]",
        "Tomas Veary did not win the mayoral election. [1]",
        "The turnout was 62 per cent. [4]",
        "Penguins are birds. [1]",
        "Penguins are birds. [99]",
        "Penguins are birds.",
    ],
)
def test_what_no_sentence_carries_is_dropped_with_the_reason(script):
    dropped, *_ = read(script)
    assert isinstance(dropped, Dropped)
    assert dropped.text == script.split(" [")[0]
    assert all(dropped.failures)


@pytest.mark.parametrize("script", [f"{WON} [3]", f"{WON} [99]", WON])
def test_a_right_sentence_under_a_wrong_number_gets_the_right_one(script):
    assert said(script) == [(WON, [WON])]


def test_numbers_that_no_sentence_has_are_counted():
    *_, assessed = read("Tomas Veary won. [1][98][99]")
    assert assessed == Assessed(invented=2)


@pytest.mark.parametrize(
    "link",
    [
        "see https://evil.example/x",
        "see [here](evil)",
        "![x](http://evil.example/p.png)",
        "at www.evil.example",
        "at evil.example/login",
        "javascript:alert(1)",
    ],
)
def test_no_statement_shows_a_link_not_even_one_of_an_article(link):
    text = f"Tomas Veary won the election, {link}."
    assert said(f"{text} [1]", hit(text)) == []


def test_an_introduction_is_neither_said_nor_counted():
    [statement] = read("Here is what the articles say:\n\nTomas Veary won. [1]")
    assert isinstance(statement, Statement)


@pytest.mark.parametrize(
    "around",
    [
        "Who won the mayoral election on Sunday? [1]\n",
        "Question: Who won the mayoral election?\n\n",
        "## Harbour pilot Tomas Veary won the election\n",
        "Harbour Courier, 10 June 2024: Election in Port Sellen [1]\n",
        "Harbour Courier, 10 June 2024 [1]\n",
    ],
)
def test_the_question_a_heading_and_a_source_are_no_statements(around):
    assert [one.text for one in read(f"{around}{WON} [1]")] == [WON]


def test_a_number_that_no_sentence_has_is_counted_once_however_often_it_is_given(reader):
    *_, assessed = read(f"{WON} The turnout was 61 per cent. [1][4][98]\nRain fell all day. [98]")
    assert assessed.invented == 1
    again = reader("The turnout was 62 per cent. [4]", "The turnout was 61 per cent. [4][77]")
    *_, assessed = again.read(understand("How high?"), [hit()], Meter())
    assert assessed.invented == 1  # the 77 of the repair


def test_the_same_statement_twice_is_said_once():
    assert len(read(f"{WON} [1]\n{WON} [1]\n{WON} [1]")) == 1


def test_a_model_that_goes_on_and_on_is_not_listened_to(reader, openai_double):
    endless = "".join(f"Tomas Veary won on Sunday, {n} said. [1]\n" for n in range(5000))
    assert len(list(reader(endless, "No", "No").read(understand("Who?"), [hit()], Meter()))) == 8


def test_the_model_sees_numbered_sentences_with_outlet_and_date():
    llm = Scripted(script="No")
    text = "Rain [4] fell.\n\n[99] It stopped.\n\n## Wendry Weekly: Veary lost\n\nIt dried up."
    second = hit(text, "a2", "Rain [1]")
    list(GeneratingReader(Model.of(llm)).read(understand("Who won?"), [hit(), second], Meter()))
    shown = llm.asked[0]
    assert "## Harbour Courier, 10 June 2024: Election in Port Sellen\n[1] Harbour pilot" in shown
    assert "[2] He said the ferry would sail again in June." in shown
    assert "Question: Who won?" in shown
    # what an article writes can pass neither for a number nor for a heading of ours
    assert "## Harbour Courier, 10 June 2024: Rain (1)\n[5] Rain (4) fell.\n[6] It dried" in shown
    assert "Wendry" not in shown


def test_evidence_is_cut_by_passages_never_inside_a_sentence():
    hits = [hit(TEXT, f"a{n}") for n in range(40)]
    llm = Scripted(script="No", window=2000)
    list(GeneratingReader(Model.of(llm)).read(understand("Who won?"), hits, Meter()))
    shown = llm.asked[0]
    assert len(shown) / 4 < 2000 - 700
    assert shown.count("Harbour pilot") == shown.count("officials said.") > 3


def test_a_passage_that_is_too_long_by_itself_gives_its_first_sentences():
    text = " ".join(f"Ship number {n} sailed into the harbour of Port Sellen." for n in range(400))
    llm = Scripted(script="No", window=2000)
    list(GeneratingReader(Model.of(llm)).read(understand("Who?"), [hit(text)], Meter()))
    shown = llm.asked[0]
    assert len(shown) / 4 < 2000 - 700
    assert "[1] Ship number 0 sailed into the harbour of Port Sellen.\n[2] Ship" in shown


def test_what_a_server_finds_too_long_is_halved(reader, openai_double):
    hits = [hit(TEXT, f"a{n}") for n in range(4)]
    asked = reader(TOO_LONG, TOO_LONG, f"{WON} [1]")
    [statement] = asked.read(understand("Who won?"), hits, Meter())
    assert statement.text == WON
    assert [r.prompt.count("Harbour pilot") for r in openai_double.sent("chat")] == [4, 2, 1]
    with pytest.raises(PromptTooLong):
        list(reader(TOO_LONG).read(understand("Who won?"), [hit()], Meter()))


def test_a_statement_that_fails_is_asked_for_once_more_with_the_reason(reader, openai_double):
    meter = Meter()
    asked = reader(
        f"The turnout was 62 per cent. [4]\n{WON} [1]", "The turnout was 61 per cent. [4]"
    )
    first, second, assessed = asked.read(understand("How high was the turnout?"), [hit()], meter)
    assert (first.text, second.text) == (WON, "The turnout was 61 per cent.")
    assert second.citations[0].quote == "The turnout was 61 per cent, officials said."
    assert assessed.repaired == 1
    assert meter.usage.requests == 2
    repair = openai_double.sent("chat")[1].prompt
    assert "Statement: The turnout was 62 per cent." in repair
    assert "- number '62 percent' is not in the evidence" in repair
    assert "[4] The turnout was 61 per cent, officials said." in repair
    assert "[1] " not in repair  # only what it leans on, and what stands beside that


@pytest.mark.parametrize("again", ["The turnout was 63 per cent. [4]", "NOT IN THE ARCHIVE", "Hm."])
def test_a_repair_that_is_none_leaves_the_statement_dropped(reader, again):
    [dropped] = reader("The turnout was 62 per cent. [4]", again).read(
        understand("How high?"), [hit()], Meter()
    )  # and nothing is said to be repaired
    assert isinstance(dropped, Dropped)
    assert dropped.text == "The turnout was 62 per cent."


def test_a_repair_that_fails_costs_no_more_than_its_statement(reader, openai_double):
    for failure in (Behaviour(""), TOO_LONG, UNAUTHORISED, NAMED["cut"]):
        asked = reader(f"{WON} [1]\nThe turnout was 62 per cent. [4]\nRain fell. [3]", failure)
        first, last, dropped = asked.read(understand("Who won?"), [hit(), hit()], Meter())
        assert (first.text, last.text) == (WON, "Rain fell.")
        assert isinstance(dropped, Dropped)


def test_a_repair_that_says_what_was_said_is_not_said_again(reader):
    asked = reader(f"{WON} [1]\nTomas Veary won 62 per cent. [1]\n", f"{WON} [1]")
    assert [one.text for one in asked.read(understand("Who won?"), [hit()], Meter())] == [WON]


def test_nothing_is_asked_again_of_numbers_that_no_sentence_has(reader, openai_double):
    list(reader("Penguins are birds. [99]").read(understand("Who won?"), [hit()], Meter()))
    assert len(openai_double.sent("chat")) == 1


def test_what_was_said_is_not_said_again_where_a_server_runs_out_of_room():
    class Full(Scripted):
        def stream_complete(self, prompt, formatted=False, **kwargs):
            yield CompletionResponse(text=f"{WON} [1]\n", delta=f"{WON} [1]\n")
            raise ValueError("the request exceeds the available context size")

    reader = GeneratingReader(Model.of(Full(script="")))
    told = reader.read(understand("Who won?"), [hit(), hit()], Meter())
    assert next(told).text == WON
    with pytest.raises(PromptTooLong):
        next(told)


def test_a_window_without_room_for_a_sentence_is_said_to_be_too_small():
    small = GeneratingReader(Model.of(Scripted(script=WON, window=300)))
    with pytest.raises(PromptTooLong, match=r"reads at once .* raise DATELINE_CONTEXT_TOKENS"):
        list(small.read(understand("Who won?"), [hit()], Meter()))


def test_an_answer_that_is_wrong_throughout_costs_no_more_than_two_repairs(reader, openai_double):
    wrong = "".join(f"The turnout was {n} per cent. [4]\n" for n in range(70, 76))
    told = list(reader(wrong, "No.", "No.").read(understand("How high?"), [hit()], Meter()))
    assert len(told) == 6
    assert len(openai_double.sent("chat")) == 3


@pytest.mark.parametrize(
    ("question", "script", "quote"),
    [
        ("Who won?", "Tomas Veary won the election.", WON),
        ("Who won?", "The answer is: the harbour pilot Tomas Veary won the election.", WON),
        (
            "How high was the turnout?",
            "Sentence 1: The turnout was 61 per cent.",
            "The turnout was 61 per cent, officials said.",
        ),
    ],
)
def test_a_right_statement_without_a_number_is_given_one(question, script, quote):
    reader = GeneratingReader(Model.of(Scripted(script=script)))
    [statement] = reader.read(understand(question), [hit()], Meter())
    assert isinstance(statement, Statement)
    assert statement.text[0] in "Tt"
    assert [one.quote for one in statement.citations] == [quote]


def test_a_sentence_without_a_number_that_answers_nothing_is_said_only_behind_an_answer():
    def told(script: str) -> list[str]:
        reader = GeneratingReader(Model.of(Scripted(script=script)))
        query = understand("Who won the election?")
        return [s.text for s in reader.read(query, [hit()], Meter()) if isinstance(s, Statement)]

    assert told("Rain fell all day.") == []
    assert told(f"{WON}\nRain fell all day.") == [WON, "Rain fell all day."]


def test_a_bare_answer_is_the_sentence_that_has_it():
    reader = GeneratingReader(Model.of(Scripted(script="The answer is: 61 per cent.")))
    [statement] = reader.read(understand("How high was the turnout?"), [hit()], Meter())
    assert "The turnout was 61 per cent, officials said." in statement.text
    [dropped] = reader.read(understand("How high is the mountain?"), [hit()], Meter())
    assert isinstance(dropped, Dropped)


def test_a_statement_that_names_no_sentence_is_asked_for_with_one(reader, openai_double):
    asked = reader(
        "The harbour pilot Tomas Veary won on Monday with a turnout of 61 per cent.",
        "Harbour pilot Tomas Veary won on Sunday, the turnout was 61 per cent. [1][4]",
    )
    statement, _ = asked.read(understand("Who won?"), [hit()], Meter())
    assert [one.quote for one in statement.citations] == [
        WON,
        "The turnout was 61 per cent, officials said.",
    ]
    repair = openai_double.sent("chat")[1].prompt
    assert "[1] Harbour pilot" in repair
    assert "[4] The turnout" in repair


def test_a_repair_that_does_not_answer_the_question_is_not_said(reader):
    asked = reader("The turnout was 62 per cent. [4]", "Rain fell all day. [3]")
    [dropped] = asked.read(understand("How high was the turnout?"), [hit()], Meter())
    assert isinstance(dropped, Dropped)
    assert dropped.text == "The turnout was 62 per cent."


def test_what_a_model_takes_back_is_not_asked_for_again(reader, openai_double):
    asked = reader("The turnout was 62 per cent. [4]\nNOT IN THE ARCHIVE", f"{WON} [1]")
    [dropped] = asked.read(understand("Who won?"), [hit()], Meter())
    assert isinstance(dropped, Dropped)
    assert len(openai_double.sent("chat")) == 1


@pytest.mark.parametrize("rest", [f"{WON} [1]\n", f"{WON} [1]\n" + 40 * "Rain fell all day. [3]\n"])
def test_a_server_that_answers_one_at_a_time_can_be_asked_again(reader, openai_double, rest):
    openai_double.slots = threading.Semaphore(1)
    first = Behaviour(f"The turnout was 62 per cent. [4]\n{rest}", chunk=8, delay=0.01)
    asked = reader(first, "The turnout was 61 per cent. [4]", timeout_seconds=5.0)
    *told, _ = asked.read(understand("How high was the turnout?"), [hit()], Meter())
    assert [one.text for one in told][:: len(told) - 1] == [WON, "The turnout was 61 per cent."]


def test_a_reply_that_goes_round_in_circles_is_stopped(reader, openai_double):
    asked = reader(Behaviour(f"{WON} [1]\nHe won on " + "Sunday and on " * 2000, delay=0.005))
    meter = Meter()
    statement, dropped = asked.read(understand("Who won?"), [hit()], meter)
    assert statement.text == WON
    assert dropped.failures == ("it goes round in circles",)
    assert meter.usage.completion_tokens < 100
    until = time.monotonic() + 5
    while not openai_double.abandoned and time.monotonic() < until:
        time.sleep(0.01)
    assert openai_double.abandoned  # the server was let go


def test_statements_again_and_again_under_other_numbers_are_said_once(reader):
    lines = [f"Sentence {n}: {one}\n" for n in range(1, 90) for one in (WON, "Rain fell all day.")]
    told = reader(Behaviour("".join(lines))).read(understand("Who won?"), [hit()], Meter())
    assert [one.text for one in told if isinstance(one, Statement)] == [WON, "Rain fell all day."]


def test_no_more_is_sent_than_a_server_says_that_its_model_reads(reader, openai_double):
    openai_double.models.append("small")
    openai_double.window = 1_024
    openai_double.counting = lambda text: len(text) // 3
    hits = [hit(TEXT, f"a{n}") for n in range(40)]
    list(reader(Behaviour("No.", context=1_024)).read(understand("Who won?"), hits, Meter()))
    [request] = openai_double.sent("chat")
    used = len(request.prompt) // 3
    assert 600 < used < 1_024 - request.body["max_tokens"]
    assert len(openai_double.sent("models")) == 1


def test_a_refusal_that_says_how_much_fits_is_heeded_at_once(reader, openai_double):
    hits = [hit(TEXT, f"a{n}") for n in range(40)]
    full = Behaviour(context=1_024, tells_window=True)
    asked = reader(full, f"{WON} [1]", f"{WON} [1]")
    for _ in range(2):
        assert [one.text for one in asked.read(understand("Who won?"), hits, Meter())] == [WON]
    refused, first, second = openai_double.sent("chat")
    assert len(first.prompt) < 0.5 * len(refused.prompt)
    assert first.prompt == second.prompt
    assert first.body["max_tokens"] == 256


def test_a_server_is_asked_to_count_only_what_may_not_fit(reader, openai_double):
    openai_double.counting = lambda text: len(text) // 4
    list(reader("No.").read(understand("Who won?"), [hit()], Meter()))
    assert openai_double.sent("tokens") == []
    list(reader("No.").read(understand("Who?"), [hit(TEXT, f"a{n}") for n in range(90)], Meter()))
    assert openai_double.sent("tokens")


def test_a_server_that_cannot_count_is_asked_once(reader, openai_double):
    asked = reader("No.", "No.")
    for article in ("a", "b"):
        hits = [hit(TEXT, f"{article}{n}") for n in range(90)]
        list(asked.read(understand("Who?"), hits, Meter()))
    assert len([r for r in openai_double.requests if r.path == "/tokenize"]) == 1


def test_the_reader_is_named_by_model_place_and_prompts():
    reader = GeneratingReader(Model(lambda: None, Endpoint("small", "localhost:1")))
    assert reader.name.startswith("small at localhost:1, prompts answer ")
