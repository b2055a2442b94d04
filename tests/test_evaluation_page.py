"""The report of an evaluation as one page: what it says, what it never lets in, how it is used."""

import base64
import json
import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import count
from time import perf_counter

import pytest
from lxml import html

from index import Hit
from qa import Statement
from qa.evaluation import Evidence, Figure, Outcome, Question, Report
from qa.evaluation.comparison import MCNEMAR, RANDOMISATION, compare_runs
from qa.evaluation.described import BY_TAG, OTHER, measure
from qa.evaluation.page import page
from qa.evaluation.replies import Claim, Reply, Source
from qa.evaluation.statistics import Interval
from qa.evaluation.verdicts import Cause, Verdict, judged
from tests import answers as by_hand

TEXT = "🌉 The bridge was shut in May. It cost 4.2 million crowns. Nobody was hurt."
START = TEXT.index("It cost")
END = TEXT.index(" Nobody")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028\ud800&amp;\"'"


class Shelf:
    """An archive of articles, each of which is one passage; that is all the page asks of one."""

    def __init__(self, *passages):
        self.held = {one.article_id: one for one in passages}

    def passage_at(self, article_id, start, end):
        found = self.held.get(article_id)
        return found if found and found.start <= start < end <= found.end else None

    def article(self, article_id):
        return self.held.get(article_id)


def passage(article, text=TEXT, start=0, **told):
    about = {"title": f"Headline of {article}", "source": "Courier"} | told
    return by_hand.whole(article, text, start, **about)


ARCHIVE = Shelf(
    passage("bridge", url="https://courier.example/bridge", published=date(2024, 3, 14)),
    passage("moon", "The moon is far. It is cold there."),
)


READ = (f"moon:0-{len('The moon is far. It is cold there.')}", f"bridge:0-{len(TEXT)}")
_numbers = count(1)


def outcome(said=None, answers=("4.2 million crowns",), retrieved=READ, error="", **told):
    """What came of a question: statements, or () for an abstention, or an error."""
    at = next(_numbers)
    fields = {"id": f"q{at}", "answerable": True, "question": f"What did bridge {at} cost?"}
    extras = {name: told.pop(name) for name in ("seconds", "first_seconds") if name in told}
    made = {name: told.pop(name) for name in ("confidence",) if name in told}
    start, end = told.pop("quote", (START, END))
    article, text = told.pop("article", "bridge"), told.pop("text", TEXT)
    about = {"title": "Cited headline"} | told.pop("about", {})
    cited = passage(article, text[start:end], start, **about)
    question = Question(**(fields | told), answers=answers)
    if error:
        return Outcome(question, None, retrieved, error=error, **extras)
    statements = [Statement(one, (by_hand.cite(cited, cited.text),)) for one in said or ()]
    made = {"confidence": 0.75, "settings": "0a1b2c3d"} | made | extras
    return by_hand.outcome(question, *statements, retrieved=retrieved, **made)


def page_of(outcomes, figures=None, report=None, **given):
    return page(report or Report(()), outcomes, figures or {}, **given)


def data_of(made):
    return json.loads(html.fromstring(made).get_element_by_id("data").text)


def told_of(outcomes, figures=None, archive=ARCHIVE):
    """The questions as the script gets them, by id."""
    data = data_of(page_of(outcomes, figures, archive=archive))
    return {one["id"]: one for one in data["questions"]}


def text_of(element):
    return " ".join(element.text_content().split())


# -- the verdict and the reason --

WRONG = ("The moon is far.",)
RIGHT = ("It cost 4.2 million crowns.",)
VERDICTS = [
    (outcome(RIGHT), {}, "right", ""),
    (outcome((), (), answerable=False), {}, "refused rightly", ""),
    (outcome(RIGHT, (), answerable=False), {}, "wrong", "answered although it is unanswerable"),
    (outcome(()), {}, "refused wrongly", "refused although passage 2 holds the answer"),
    (outcome((), ("9 million",)), {}, "refused wrongly", "no passage holds the answer"),
    (outcome(WRONG, ("9 million",)), {}, "wrong", "no passage holds the answer"),
    (
        outcome(WRONG, quote=(2, 20)),
        {},
        "wrong",
        "the answer is in passage 2, its sentence was not chosen",
    ),
    (outcome(WRONG), {}, "wrong", "the quote holds the answer, the statement does not say it"),
    (outcome(error="the server failed"), {}, "error", "error: the server failed"),
    (outcome(RIGHT), {"citation_recall": 0.5}, "right", "the citation does not carry it"),
    (
        outcome(RIGHT),
        {"citation_exactness": 0.5},
        "right",
        "a quote is not what the article says there",
    ),
    (outcome(RIGHT), {"citation_recall": 0.0, "citation_recall_support": 1.0}, "right", ""),
    (
        outcome(RIGHT, (), answerable=None),
        {},
        "not judged",
        "whether it is answerable is not known",
    ),
    (outcome(RIGHT, ()), {}, "not judged", "there is no gold answer to compare with"),
    # a measure has the word before the text of the answer
    (outcome(WRONG), {"answer_contained": 1.0}, "right", ""),
    # a model's opinion is reported apart, and decides nothing
    (
        outcome(WRONG, ()),
        {"judged_correct": 1.0},
        "not judged",
        "there is no gold answer to compare with",
    ),
    (
        outcome(RIGHT, extra={"parts": [["4.2 million"], ["noon"]]}),
        {},
        "wrong",
        "no passage holds the answer",
    ),
]


@pytest.mark.parametrize(("asked", "values", "verdict", "why"), VERDICTS)
def test_each_question_has_its_verdict_and_the_reason_in_words(asked, values, verdict, why):
    told = told_of([asked], {asked.question.id: values})[asked.question.id]
    assert (told["verdict"], told["why"]) == (verdict, why)


@pytest.mark.parametrize(
    ("said", "values", "why"),
    [
        ((), {"answer_in_passages@4": 0.0, "answer_in_passages@10": 1.0},
         "refused although one of the first 10 passages holds the answer"),
        (WRONG, {"answer_in_passages@4": 1.0, "answer_in_passages@10": 1.0},
         "the answer is in the first 4 passages, its sentence was not chosen"),
        (WRONG, {"answer_in_passages@10": 0.0}, "no passage holds the answer"),
        (WRONG, {}, "what is stated is not one of the gold answers"),
        ((), {}, "refused although it is answerable"),
    ],
)  # fmt: skip
def test_without_the_archive_the_measures_say_where_the_answer_was(said, values, why):
    asked = outcome(said, quote=(2, 20))
    assert told_of([asked], {asked.question.id: values}, None)[asked.question.id]["why"] == why


def test_an_abstention_brings_its_nearest_passages_along():
    asked = outcome((), retrieved=READ[1:])
    near = replace(asked.answer.basis, hits=(Hit(passage("bridge"), 1.0),))
    asked = replace(asked, answer=replace(asked.answer, basis=near))
    told = told_of([asked], archive=None)[asked.question.id]
    assert told["why"] == "refused although passage 1 holds the answer"


def test_another_engines_answers_bring_their_own_passages():
    """Such an engine names no stretch of an article, and its passages have ids of its own."""
    node = Source("node-7", passage("bridge"), placed=False)
    asked = outcome(retrieved=("node-7",))
    reply = Reply("?", *WRONG, (Claim(*WRONG, (node,)),), (node,), "engine", date(2024, 12, 2))
    asked = replace(asked, answer=reply, sources=(node,))
    found = told_of([asked], archive=None)[asked.question.id]
    assert found["why"] == Cause.NOT_SAID.value
    assert found["read"] == [{"id": "node-7", "article": "bridge"}]
    assert found["citations"] == [{"quote": TEXT, "article": "bridge"}]


def test_evidence_holds_the_answer_where_no_gold_answer_is_given():
    asked = outcome((), (), evidence=(Evidence("bridge", "It cost 4.2 million crowns."),))
    found = judged(asked, {}, [ARCHIVE.held["moon"], ARCHIVE.held["bridge"]])
    assert (found.verdict, found.cause, found.passage) == (
        Verdict.REFUSED_WRONGLY,
        Cause.REFUSED,
        2,
    )


def test_the_worst_comes_first_and_the_surest_of_them():
    one = outcome(WRONG, confidence=0.6)
    other = outcome(WRONG, confidence=0.9)
    right, uncarried = outcome(RIGHT), outcome(RIGHT)
    failed = outcome(error="broken")
    made = [right, one, uncarried, outcome(()), other, failed]
    told = told_of(made, {uncarried.question.id: {"citation_recall": 0.0}})
    expected = [failed, other, one, made[3], uncarried, right]
    assert list(told) == [each.question.id for each in expected]


# -- what is shown of a question --


def cut(text, place):
    """What JavaScript's `text.slice(...place)` gives."""
    units = text.encode("utf-16-le")
    return units[2 * place[0] : 2 * place[1]].decode("utf-16-le")


def test_a_quote_is_marked_inside_its_passage():
    asked = outcome(RIGHT)
    data = data_of(page_of([asked], archive=ARCHIVE))
    (cited,) = data["questions"][0]["citations"]
    text = data["passages"][cited["passage"]]["text"]
    assert text == TEXT
    assert [cut(text, place) for place in cited["at"]] == ["It cost 4.2 million crowns."]
    assert [cut(text, place) for place in cited["gold"]] == ["4.2 million crowns"]
    assert cited["rank"] == 2
    assert data["articles"]["bridge"] == [
        "Headline of bridge", "Courier", "2024-03-14", "https://courier.example/bridge",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("article", "archive"),
    [("bridge", None), ("gone", ARCHIVE), ("changed", Shelf(passage("changed", "Now " + TEXT)))],
)
def test_a_quote_stands_alone_where_its_passage_is_not_what_it_was(article, archive):
    asked = outcome(RIGHT, article=article, retrieved=())
    (cited,) = told_of([asked], archive=archive)[asked.question.id]["citations"]
    assert cited["quote"] == "It cost 4.2 million crowns."
    assert "passage" not in cited


def test_a_missed_passage_is_shown_with_the_answer_in_it():
    asked = outcome(("The moon is far.",), article="moon", text="The moon is far.", quote=(0, 16))
    data = data_of(page_of([asked], archive=ARCHIVE))
    (told,) = data["questions"]
    assert told["holder"] == 2
    text = data["passages"][told["held"]["passage"]]["text"]
    assert [cut(text, place) for place in told["held"]["gold"]] == ["4.2 million crowns"]


def test_everything_that_a_question_says_is_there():
    asked = outcome(
        RIGHT, tags=("money",), asked_on=date(2024, 12, 2), turns=("Which bridge?",),
        evidence=(
            Evidence("https://courier.example/bridge", "It cost"), Evidence("moon"),
            Evidence("gone"),
        ),
        extra={"desk": "city", "depth": {"hops": 2}, "empty": []},
    )  # fmt: skip
    told = told_of([asked])[asked.question.id]
    assert told["gold"] == ["4.2 million crowns"]
    assert told["tags"] == ["money"]
    assert told["asked_on"] == "2024-12-02"
    assert told["turns"] == [{"question": "Which bridge?", "said": ""}]
    assert told["extra"] == {"desk": "city", "depth": '{"hops": 2}'}
    assert [(one["title"], one["ranks"], one["known"]) for one in told["evidence"]] == [
        ("Headline of bridge", [2], True), ("Headline of moon", [1], True), ("", [], False),
    ]  # fmt: skip


# -- figures, plots, record --

REPORT = Report(
    (
        Figure("answer_in_passages@4", 0.8, 20, Interval(0.7, 0.9)),
        Figure("answer_in_passages@10", 0.9, 20, Interval(0.8, 0.95)),
        Figure("answer_contained", 0.5, 20, Interval(0.41, 0.62)),
        Figure("citation_exactness", 1.0, 14, Interval(1, 1)),
        Figure("refused_answerable", 0.1, 18),
        Figure("answer_p95", 1.254, 20),
        Figure("cost", 0.0123, 20),
        Figure("dates_exact", None, 0),
        Figure("sparkle", 0.25, 20),
        Figure("answer_in_passages@4.odd", 0.7, 10),
        Figure("answer_in_passages@10.odd", 0.8, 10),
    ),
    {"question_set": "/home/x/money.jsonl", "command": "dateline evaluate money.jsonl",
     "started": "2026-01-05T09:30:00+00:00", "versions": {"dateline-qa": "9.9", "python": "3.11"}},
)  # fmt: skip


@pytest.fixture(scope="module")
def many():
    """Twenty questions: some right, some wrong, over two months and two tags."""
    return [
        outcome(
            RIGHT if at % 3 else WRONG if at % 2 else (),
            id=f"many/{at} ü",
            tags=("money", "even" if at % 2 else "odd"),
            asked_on=date(2024, 1 + at % 2, 3),
            seconds=0.1 * (at + 1),
            first_seconds=0.05 * (at + 1),
            confidence=0.5 + at / 50,
        )
        for at in range(20)
    ]


@pytest.fixture(scope="module")
def whole(many):
    return page_of(many, report=REPORT, archive=ARCHIVE)


def test_figures_stand_in_their_groups_with_interval_and_questions(whole):
    tree = html.fromstring(whole)
    groups = [text_of(group) for group in tree.xpath("//*[contains(@class, 'group')]/h3")]
    known = ["Retrieval", "Answers", "Citations", "Abstention", "Time and cost", OTHER]
    assert groups == known
    by_tag = tree.xpath("//details[contains(@class, 'group')]")[0]
    assert text_of(by_tag.find("summary")) == "2 figures by tag"
    assert "Answer stands in the first 10 passages, odd" in text_of(by_tag)
    rows = {row.find(".//code").text: row for row in tree.xpath("//table//tr[.//code]")}
    cells = [text_of(cell) for cell in rows["answer_contained"].findall("td")]
    assert cells == ["0.500", "0.410–0.620", "20"]
    assert [text_of(cell) for cell in rows["answer_p95"].findall("td")] == ["1.25 s", "", "20"]
    assert [text_of(cell) for cell in rows["cost"].findall("td")] == ["$0.0123", "", "20"]
    assert "No question says anything of dates_exact" in text_of(tree)
    assert "↓" in text_of(rows["refused_answerable"].find("th"))
    assert "↓" not in text_of(rows["answer_contained"].find("th"))
    by_k = [text_of(cell) for cell in rows["answer_in_passages@k"].findall("td")]
    assert by_k == ["0.8000.700–0.900", "0.9000.800–0.950", "20"]


def test_the_top_says_how_it_went(whole):
    top = text_of(html.fromstring(whole).find_class("headline")[0])
    assert "13 of 20 questions went as they should: 65 %" in top
    assert re.search(r"right 13.*refused wrongly 4.*wrong 3", top)


def test_every_plot_has_a_title_axes_and_words_for_it(whole):
    tree = html.fromstring(whole)
    plots = {plot.get("id").removeprefix("plot-"): plot for plot in tree.find_class("plot")}
    assert list(plots) == ["causes", "risk", "by-k", "latency", "tags", "time"]
    label = "string(.//svg[@role='img']/@aria-label)"
    said = {name: plot.xpath(label) for name, plot in plots.items()}
    for plot in plots.values():
        assert text_of(plot.find("figcaption"))
        for drawing in plot.xpath(".//svg[@role='img']"):
            assert len(drawing.get("aria-label")) > 60
            assert len(plot.find_class("axis")) == 2
        drawn = plot.xpath(".//svg[not(@role='img') and not(ancestor::svg)]")
        assert all(one.get("aria-hidden") == "true" for one in drawn)
    assert "half within 1.05 s" in text_of(plots["latency"])
    assert "from 0.80 at 4 to 0.90 at 10" in said["by-k"]
    # three of the sixteen answers given are wrong
    assert "80\N{NO-BREAK SPACE}% of the questions were answered, and 19" in said["risk"]
    rows = [text_of(row) for row in plots["tags"].xpath(".//tbody/tr")]
    assert [row.split(" ")[0][:5] for row in rows] == ["money", "even0", "odd0."]
    assert [text_of(name) for name in plots["time"].find_class("name")] == [
        "Jan 2024 10",
        "Feb 2024 10",
    ]


def test_the_record_says_what_made_it(whole):
    told = text_of(html.fromstring(whole).get_element_by_id("made"))
    for part in ("extractive", "0a1b2c3d", "41 articles", "dateline evaluate money.jsonl", "9.9"):
        assert part in told


@pytest.mark.parametrize(
    ("name", "group", "label", "lower"),
    [
        ("answer_in_passages@10", "Retrieval", "Answer stands in the first 10 passages", False),
        ("article_recall@4", "Retrieval", "Share of what is relevant, first 4, article", False),
        ("citation_recall", "Citations", "Statements that their citations carry", False),
        ("citation_recall_by_support", "Citations",
         "Statements that their citations carry, by support", False),
        ("refused_unanswerable", "Abstention", "Unanswerable questions refused", False),
        ("judged_correct", "A model’s judgement", "Right, as a model judges", False),
        ("first_statement_p50", "Time and cost",
         "Seconds to the first statement, for half of them", True),
        ("refused_answerable", "Abstention", "Answerable questions refused", True),
        ("answer_p95", "Time and cost", "Seconds to the end of the answer, for 95 % of them", True),
        ("answer_contained.money", BY_TAG, "Answer string is stated, money", False),
        ("answer_in_passages@10.how-many", BY_TAG,
         "Answer stands in the first 10 passages, how-many", False),
        ("article_recall@k", "Retrieval", "Share of what is relevant, first k, article", False),
        ("sparkle", OTHER, "sparkle", False),
        ("seconds_of_recall", OTHER, "seconds_of_recall", False),
        ("sparkle.money", BY_TAG, "sparkle.money", False),
    ],
)  # fmt: skip
def test_a_measure_describes_itself(name, group, label, lower):
    found = measure(name)
    assert (found.group, found.says, found.less_is_better) == (group, label, lower)


def test_nothing_at_all_is_a_page_too():
    tree = html.fromstring(page_of([]))
    assert "0 questions" in text_of(tree)
    assert data_of(page_of([]))["questions"] == []


# -- against another run --


def test_two_runs_are_compared_question_by_question():
    accuracy, f1_of = "abstention_accuracy", "token_f1"
    before = {
        "a": {"answer_contained": 0.0, f1_of: 0.2, "cost": 2.0, accuracy: 1.0},
        "b": {"answer_contained": 1.0, f1_of: 0.5, "cost": 2.0, accuracy: 1.0},
        "c": {"answer_contained": None, accuracy: 0.0},
        "old": {},
    }
    after = {
        "a": {"answer_contained": 1.0, f1_of: 0.9, "cost": 1.0, accuracy: 1.0},
        "b": {"answer_contained": 0.0, f1_of: 0.5, "cost": 1.0, accuracy: 0.0},
        "c": {"answer_contained": None, accuracy: 1.0},
        "new": {},
    }
    found = compare_runs(REPORT, before, after)
    contained, f1, cost = (found.difference(name) for name in ("answer_contained", f1_of, "cost"))
    assert (contained.better, contained.worse, contained.test, contained.p) == (1, 1, MCNEMAR, 1.0)
    assert (f1.better, f1.worse, f1.test) == (1, 0, RANDOMISATION)
    assert (f1.before, f1.after) == (pytest.approx(0.35), pytest.approx(0.7))
    assert (cost.difference, cost.improved) == (-1.0, True)
    assert (cost.better, cost.worse) == (2, 0)
    assert [(one.question, one.measure) for one in found.better] == [
        ("a", "answer_contained"), ("c", accuracy),
    ]  # fmt: skip
    assert [one.question for one in found.worse] == ["b"]
    assert (found.added, found.gone) == (("new",), ("old",))
    assert found.difference("nothing") is None


def test_right_and_wrong_are_tested_as_mcnemar_does():
    before = {f"{at}": {"answer_contained": float(at > 5)} for at in range(20)}
    after = {name: {"answer_contained": 1.0} for name in before}
    found = compare_runs(REPORT, before, after).difference("answer_contained")
    assert (found.better, found.worse) == (6, 0)
    assert found.p == pytest.approx(2 / 2**6)


def test_what_got_better_and_worse_is_on_the_page():
    better, worse, same = outcome(RIGHT), outcome(WRONG), outcome(RIGHT)
    made = [better, worse, same]
    value = {True: {"answer_contained": 1.0}, False: {"answer_contained": 0.0}}
    after = {one.question.id: value[one is not worse] for one in made}
    before = {one.question.id: value[one is not better] for one in made}
    compared = compare_runs(REPORT, before, after, [replace(better, answer=outcome().answer)])
    tree = html.fromstring(page_of(made, after, compared=compared))
    section = tree.get_element_by_id("compared")
    assert "Against the older run of 2026-01-05" in text_of(section)
    better_rows, worse_rows = (text_of(one) for one in section.find_class("shift"))
    assert better.question.question in better_rows
    assert "(refused)" in better_rows
    assert worse.question.question in worse_rows
    assert same.question.question not in text_of(section)
    assert data_of(page_of(made, after, compared=compared))["compared"][better.question.id] == {
        "moved": "better", "said": "(refused)",
    }  # fmt: skip
    assert not html.fromstring(page_of(made, after)).xpath("//*[@id='compared']")


# -- one file, and nothing of it is markup that we did not write --


def test_the_policy_names_the_script_and_the_styles_and_lets_nothing_else_run(whole):
    tree = html.fromstring(whole)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    told = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert told["default-src"] == "'none'"
    for name, found in (("script-src", "//script[not(@type)]"), ("style-src", "//style")):
        (element,) = tree.xpath(found)
        digest = base64.b64encode(sha256(element.text.encode()).digest()).decode()
        assert told[name] == f"'sha256-{digest}'"
    assert not tree.xpath("//@style | //link | //img | //iframe | //script[@src]")
    assert not [one for one in tree.xpath("//@*") if one.attrname.startswith("on")]


def test_hostile_text_stays_text():
    asked = outcome(
        (HOSTILE,), (HOSTILE,), id=HOSTILE, question=HOSTILE, tags=(HOSTILE,), turns=(HOSTILE,),
        extra={HOSTILE: HOSTILE}, evidence=(Evidence(HOSTILE, HOSTILE),),
    )  # fmt: skip
    failed = outcome(error=HOSTILE, tags=("a",))
    report = Report(
        (Figure(HOSTILE, 0.5, 2),), {HOSTILE: [HOSTILE], "date": HOSTILE, "set": HOSTILE}
    )
    figures = {one.question.id: {"answer_contained": 1.0, HOSTILE: 0.5} for one in (asked, failed)}
    compared = compare_runs(
        report, {asked.question.id: {"answer_contained": 0.0}}, figures, [asked]
    )
    made = page_of([asked, failed], figures, report, compared=compared)
    made.encode("utf-8")
    tree = html.fromstring(made)
    assert len(tree.xpath("//script")) == 2
    assert not tree.xpath("//img")
    assert not [one for one in tree.xpath("//@*") if one.attrname.startswith("on")]
    known = next(one for one in data_of(made)["questions"] if one["verdict"] == "right")
    assert known["question"] == HOSTILE.replace("\ud800", "?")


def test_values_that_json_does_not_know_are_left_out():
    asked = outcome(RIGHT, extra={"odd": float("nan")})
    told = told_of([asked], {asked.question.id: {"token_f1": float("nan")}})[asked.question.id]
    assert told["values"] == {"token_f1": None}
    assert told["extra"] == {"odd": "NaN"}


# -- in a browser --

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Opened:
    """The page in a browser, from a file; what it asked of others and what went wrong."""

    def __init__(self, chromium, path, width=1280, height=800, **options):
        self.context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        self.page = self.context.new_page()
        self.asked, self.faults = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: said.type == "error" and self.faults.append(said.text))
        self.page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("#controls:not([hidden])")

    def shown(self):
        return self.page.locator(".q h3").all_text_contents()

    def settled(self, number):
        self.page.wait_for_function(
            "(number) => document.querySelectorAll('.q').length === number", arg=number
        )

    def close(self):
        self.context.close()
        assert len([url for url in self.asked if not url.startswith("file://")]) == 0
        assert self.faults == []


@pytest.fixture
def opened(chromium, tmp_path, whole):
    path = tmp_path / "report.html"
    path.write_text(whole, encoding="utf-8")
    made = []

    def open_it(**options):
        made.append(Opened(chromium, path, **options))
        return made[-1]

    yield open_it
    for one in made:
        one.close()


@pytest.mark.slow
def test_questions_are_sorted_and_filtered(opened, many):
    window = opened()
    asked = {one.question.question: one for one in many}
    verdicts = window.page.locator(".badge").all_text_contents()
    assert verdicts == ["✗wrong"] * 3 + ["∅refused wrongly"] * 4 + ["✓right"] * 13
    window.page.locator("[name=order]").select_option("slowest")
    assert window.shown() == sorted(asked, key=lambda name: -asked[name].seconds)
    window.page.locator("[name=order]").select_option("unsurest")
    sure = [asked[name].confidence for name in window.shown()]
    assert sure == sorted(sure)
    window.page.locator("[name=order]").select_option("asked")
    assert window.shown() == list(asked)
    window.page.locator("input[value='wrong']").check()
    window.settled(3)
    window.page.locator("[name=tag]").select_option("odd")
    assert window.page.locator(".none").is_visible()
    assert window.page.locator("#state").text_content() == "0 of 20 questions"
    window.page.get_by_role("button", name="Show all").click()
    window.settled(20)
    window.page.get_by_role("searchbox").fill(many[7].question.question.upper())
    window.settled(1)
    window.page.get_by_role("button", name="Show all").click()
    window.page.locator("[data-cause='refused although a passage holds the answer']").click()
    window.settled(4)
    window.page.locator(".keys a").first.click()
    window.settled(13)


@pytest.mark.slow
def test_a_question_opens_by_key_and_by_its_link(opened, many):
    window = opened()
    last = many[-1]
    row = window.page.locator(".q", has_text=last.question.question)
    row.locator("summary").first.focus()
    window.page.keyboard.press("Enter")
    row.locator(".body").wait_for()
    marks = row.locator(".card mark").all_text_contents()
    assert marks == ["It cost ", "4.2 million crowns", "."]
    assert row.locator(".statement .gold").text_content() == "4.2 million crowns"
    link = row.get_by_role("link", name="Link to this question").get_attribute("href")
    again = opened()
    again.page.locator("input[value='wrong']").check()
    again.settled(3)
    again.page.evaluate("(link) => { location.hash = link }", link)  # it is filtered out now
    again.page.locator(".q[open]", has_text=last.question.question).wait_for()
    assert again.page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_page_shuts_nobody_out(opened, width, height, scheme):
    from axe_playwright_python.sync_playwright import Axe

    window = opened(width=width, height=height, color_scheme=scheme)
    window.page.get_by_role("button", name="Open those shown").click()
    window.page.locator(".body").last.wait_for(state="attached")
    wide = window.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    found = Axe().run(window.page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


@pytest.mark.slow
def test_two_thousand_questions_are_there_at_once(chromium, tmp_path):
    made = [outcome(RIGHT if at % 2 else WRONG, id=f"n{at}") for at in range(2000)]
    path = tmp_path / "report.html"
    path.write_text(page_of(made, archive=ARCHIVE), encoding="utf-8")
    assert path.stat().st_size < 6_000_000
    started = perf_counter()
    window = Opened(chromium, path)
    window.settled(2000)
    assert perf_counter() - started < 10  # about one second on two cores
    window.page.locator("[name=order]").select_option("asked")
    assert window.shown()[:2] == [one.question.question for one in made[:2]]
    window.close()


@pytest.mark.slow
def test_hostile_text_does_nothing_in_a_browser(chromium, tmp_path):
    url = "javascript:alert(3)"
    asked = outcome(
        (HOSTILE,), (HOSTILE,), id=HOSTILE, question=HOSTILE, tags=(HOSTILE,),
        extra={HOSTILE: HOSTILE}, evidence=(Evidence(url, HOSTILE),),
        about={"url": url, "title": HOSTILE},
    )  # fmt: skip
    path = tmp_path / "report.html"
    path.write_text(page_of([asked]), encoding="utf-8")
    window = Opened(chromium, path)
    window.page.get_by_role("button", name="Open those shown").click()
    window.page.locator(".body").wait_for()
    assert "<img src=x" in window.page.locator(".q h3").text_content()
    assert window.page.locator("#list img, #list script").count() == 0
    assert window.page.locator("a[href^='javascript']").count() == 0
    window.close()
