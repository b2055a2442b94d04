"""The project's results: tables, their place in a file, who is asked, and what is worked out."""

import json
import re
from datetime import date

import pytest

import tests.benchmarks.results.__main__ as command
from index import Article, HybridRetriever, MiniLM
from qa import Answerer, open_answerer
from qa.evaluation import (
    Collection,
    Evidence,
    Figure,
    Question,
    Report,
    formats,
    measure_names,
    run,
)
from qa.evaluation.statistics import Interval
from tests import answers
from tests.answers import stated
from tests.benchmarks.results import publishing, sentences, sets, tables
from tests.benchmarks.results.measuring import (
    OURS,
    SYSTEMS,
    Measured,
    _characters,
    _strictly,
    at_refusals,
)
from tests.benchmarks.results.sets import SETS
from tests.benchmarks.results.starter import indexed, starter
from tests.benchmarks.results.systems import (
    RetrievalAlone,
    Vectors,
    Without,
    WithoutEvidence,
    Words,
)

BRIDGE = "How much did the harbour bridge repairs cost?"
SHARE = Figure("answer_contained", 0.516, 150, Interval(0.4449, 0.596))


# tables and markers


def test_a_figure_is_written_with_its_interval():
    assert tables.both(SHARE) == "0.52 (0.44–0.60)"
    assert (tables.value(SHARE), tables.interval(SHARE)) == ("0.52", "0.44–0.60")
    seconds = Figure("answer_p95", 0.0871, 9, Interval(0.08, 0.1204))
    assert tables.both(seconds) == "87 ms (80–120 ms)"
    assert tables.both(Figure("characters@10", 12345.6, 9)) == "12,346"


def test_what_was_not_measured_is_a_dash():
    assert tables.both(None) == tables.value(None) == tables.interval(None) == "–"
    assert tables.both(Figure("aurc", None, 0)) == "–"


def test_a_table_has_a_cell_for_each_heading():
    made = tables.table(("system", "a|b"), [("ours", "0.5")])
    assert made == "| system | a¦b |\n| --- | --- |\n| ours | 0.5 |"
    with pytest.raises(ValueError, match="1 cells under 2"):
        tables.table(("system", "value"), [("ours",)])


def test_only_what_stands_between_the_markers_is_replaced():
    text = "before\n<!-- results -->\nold \\1\nolder\n<!-- /results -->\nafter\n"
    new = tables.between(text, "results", "\n| \\d | 0.5 |\n")
    assert new == "before\n<!-- results -->\n| \\d | 0.5 |\n<!-- /results -->\nafter\n"
    assert tables.between(new, "results", "| \\d | 0.5 |") == new


@pytest.mark.parametrize(
    "text",
    [
        "no marker",
        "<!-- results -->",
        "<!-- /results --> <!-- results -->",
        "<!-- results --> <!-- results --> <!-- /results -->",
    ],
)
def test_a_file_without_its_markers_is_not_written(text):
    with pytest.raises(ValueError, match="must stand once"):
        tables.between(text, "results", "new")


def test_the_readme_has_the_markers():
    readme = (publishing.ROOT / "README.md").read_text(encoding="utf-8")
    assert "| new |" in tables.between(readme, publishing.MARKER, "| new |")


# who is asked


def test_words_alone_and_vectors_alone_are_the_two_halves(sample_archive):
    words = Words(sample_archive).retrieve("mayoral election", 5)
    vectors = Vectors(sample_archive).retrieve("who runs the town?", 5)
    assert len(words) == len(vectors) == 5
    assert all("mayor" in hit.passage.searchable.lower() for hit in words[:2])
    for hits in (words, vectors):
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    fused = {hit.passage.id for hit in HybridRetriever(sample_archive).retrieve(BRIDGE, 20)}
    halves = [Words(sample_archive), Vectors(sample_archive)]
    assert {hit.passage.id for half in halves for hit in half.retrieve(BRIDGE, 2)} <= fused


def test_dropped_articles_are_made_up_for(sample_archive):
    retriever = HybridRetriever(sample_archive)
    best = retriever.retrieve(BRIDGE, 6)
    gone = {hit.passage.article_id for hit in best[:3]}
    without = Without(retriever, gone).retrieve(BRIDGE, 6)
    assert len(without) == 6
    assert not gone & {hit.passage.article_id for hit in without}
    left = [hit.passage.id for hit in best if hit.passage.article_id not in gone]
    assert [hit.passage.id for hit in without][: len(left)] == left


def test_passages_with_an_answer_string_are_dropped_too(sample_archive, answerer):
    retriever = HybridRetriever(sample_archive)
    everything = [hit.passage.text for hit in retriever.retrieve(BRIDGE, 10)]
    assert any("4.2 million" in text for text in everything)
    hits = Without(retriever, (), ["4.2 Million"]).retrieve(BRIDGE, 10)
    assert len(hits) == 10
    assert not any("4.2 million" in hit.passage.text for hit in hits)
    asking = WithoutEvidence(answerer, {BRIDGE: ()}, {BRIDGE: ("4.2 million",)})
    assert "4.2 million" not in asking.ask(BRIDGE).text


@pytest.fixture(scope="module")
def bridge(sample_archive):
    """A question with all articles that answer it as its evidence."""
    told = [name for name in sample_archive.article_ids()
            if "bridge" in sample_archive.article(name).text]  # fmt: skip
    evidence = tuple(Evidence(name) for name in told)
    return Question(BRIDGE, "bridge", ("4.2 million",), evidence, answerable=True)


def test_near_questions_are_asked_without_their_articles(answerer, bridge):
    other = Question("Who won the mayoral election in Port Sellen?", "mayor", answerable=True)
    near = sets.near([bridge, other])
    [asked] = near.questions
    assert (asked.id, asked.answerable, asked.evidence) == ("bridge-near", False, ())
    outcome = run(WithoutEvidence(answerer, near.articles), near.questions).outcomes[0]
    read = {name.rpartition(":")[0] for name in outcome.retrieved}
    assert read
    assert not read & near.articles[BRIDGE]
    assert "4.2 million" not in outcome.said
    whole = run(answerer, [bridge]).outcomes[0]
    assert "4.2 million" in whole.said


def test_retrieval_alone_searches_as_typed_and_states_nothing(answerer, bridge):
    words = Words(answerer.archive)
    done = run(RetrievalAlone(answerer, words), [bridge])
    found = [hit.passage.id for hit in words.retrieve(BRIDGE, answerer.passages)]
    assert list(done.outcomes[0].retrieved) == found
    assert done.outcomes[0].said == ""
    assert done.report.figure("answer_in_passages@10").value == 1


def test_the_starter_is_asked_for_its_chunks_alone(sample_archive, bridge, tmp_path):
    articles = [sample_archive.article(name) for name in sample_archive.article_ids()]
    chunks = indexed(articles, MiniLM(), tmp_path / "starter")
    assert chunks.count() >= len(articles)
    engine = starter(chunks, MiniLM(), 2)
    done = run(engine, [bridge], archive=sample_archive)
    [outcome] = done.outcomes
    assert len(outcome.retrieved) == 2
    assert outcome.abstained
    assert done.report.figure("answer_in_passages@4").value == 1
    assert done.report.figure("article_hits@1").value == 1
    brought = [one.passage for one in outcome.sources]
    assert all(one.text in sample_archive.article(one.article_id).text for one in brought)
    assert _characters(outcome, 1) == len(brought[0].text)


def test_chunks_are_made_once_and_anew_for_other_articles(tmp_path):
    class Counting(MiniLM):
        texts = 0

        def embed(self, texts):
            Counting.texts += len(texts)
            return super().embed(texts)

    articles = [Article(f"a{at}", "Title", f"Text of article {at}.") for at in range(3)]
    indexed(articles, Counting(), tmp_path / "starter")
    assert indexed(articles, Counting(), tmp_path / "starter").count() == 3
    assert Counting.texts == 3
    assert indexed(articles[:2], Counting(), tmp_path / "starter").count() == 2


# what is worked out


def outcome(confidence, *, said="", question=None):
    statements = [stated(said)] if said else []
    return answers.outcome(question or Question("Who?"), *statements, confidence=confidence)


def test_refusals_at_a_share_of_false_ones():
    answerable = [outcome(at / 10) for at in range(10)]  # 0.0 … 0.9; a tenth is below 0.1
    others = [outcome(0.05), outcome(0.1), outcome(0.5), outcome(None)]
    assert at_refusals(answerable, others) == [True, False, False, True]
    assert sum(at_refusals(answerable, answerable)) == 1
    assert sum(at_refusals(answerable, answerable, 0.5)) == 5
    assert at_refusals([], others) == []


def test_every_gold_answer_and_no_wrong_one():
    question = Question("Who?", answers=("Ann", "Bob"), extra={"wrong_answers": ["Carl"]})
    told = {
        "Ann and Bob were there.": True,
        "Ann was there.": False,
        "Ann, Bob and Carl were there.": False,
    }
    for said, right in told.items():
        assert _strictly(outcome(0.5, said=said, question=question)) is right
    assert _strictly(outcome(0.1, question=question)) is False


def test_paragraphs_become_whole_articles_with_the_evidence_in_its_place(tmp_path):
    paragraphs = [
        {"context": "It rained.", "qas": []},
        {
            "context": "Ann sang. Bob sang.",
            "qas": [{"id": "1", "question": "Who sang last?",
                     "answers": [{"text": "Bob", "answer_start": 10}]}],
        },
    ]  # fmt: skip
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"title": "A_Day", "paragraphs": paragraphs}]}))
    [question], [article] = sets.joined(formats.squad(path))
    assert (article.id, article.title) == ("A_Day", "A Day")
    [piece] = question.evidence
    assert piece.article == "A_Day"
    assert article.text[piece.start : piece.end] == piece.quote == "Bob"


def test_an_archive_is_made_once_and_follows_its_articles(tmp_path, monkeypatch):
    monkeypatch.setattr(sets, "FOLDER", tmp_path)
    articles = [
        Article("https://a.example/1", "Rain", "It rained in Tamber on Friday.", "Courier",
                date(2024, 3, 1), "https://a.example/1"),
        Article("Two", "", "Nobody was hurt."),
    ]  # fmt: skip
    chosen = next(one for one in SETS if one.name == "multihop")
    for _ in range(2):
        with sets.archive_of(chosen, articles) as archive:
            assert archive.article_ids() == ["Two", "https://a.example/1"]
            assert archive.article(articles[0].id) == articles[0]
    with sets.archive_of(chosen, articles[1:]) as archive:
        assert archive.article_ids() == ["Two"]


def test_sentences_are_judged_over_the_questions_that_have_an_answer():
    questions = (
        Question("Who?", "1", answerable=True),
        Question("When?", "2", answerable=True),
        Question("Where?", "3", answerable=False),
    )
    qrels = {"1": {"a": 0, "b": 1}, "2": {"c": 1}, "3": {"d": 0}}
    report = sentences.report(Collection(questions, (), qrels), {"1": ["a", "b"], "3": ["d"]})
    assert report.figure("mrr").value == report.figure("map").value == 0.25
    assert report.figure("map").questions == 2


# what is written


def quiz(**figures: float) -> Measured:
    told = tuple(Figure(name.replace("_AT_", "@"), value, 150, Interval(0, 1))
                 for name, value in figures.items())  # fmt: skip
    reports = {system: Report(told) for system in SYSTEMS}
    return Measured("newsquiz", 225, "2,293 articles", reports, 1, 61, "2026-11-24", "abc123")


def test_what_was_measured_can_be_read_again():
    measured = quiz(answer_contained=0.5)
    assert Measured.from_json(measured.as_json()) == measured


def test_results_say_when_where_and_of_what_state():
    page = publishing.results_page([quiz(answer_in_passages_AT_4=0.76, refused_near=0.31)])
    assert "| newsquiz | 225 | 2026-11-24 | abc123 | 1 s | 61 s |" in page
    assert publishing.machine() in page
    assert re.search(r", [1-9]\d* cores, [1-9]\d* GiB$", publishing.machine())
    assert "| llama-index starter, top 2 | – | 0.76 (0.00–1.00) | – | 150 | – / – |" in page
    assert "| `refused_near` | 0.31 | 0.00–1.00 | 150 |" in page
    assert (
        "`refused_far`" not in page.split("| measure |")[1].split("Published")[0].split("\n\n")[0]
    )
    assert "GPT-3, 2023 questions | EM 0.286, F1 0.364" in page


def test_the_exact_curve_stands_for_the_bound():
    page = publishing.results_page([quiz(**{"aurc": 0.9, "unforced.aurc": 0.4})])
    assert "| `aurc` | 0.40 |" in page


def test_the_readme_has_a_row_for_each_set_that_was_measured():
    part = publishing.readme_part(
        [quiz(answer_in_passages_AT_4=0.76, answer_in_passages_AT_10=0.88, refused_far=0.9)]
    )
    assert part.splitlines()[2].endswith("| 0.76 / 0.88 | 0.76 / 0.88 |")
    assert "New-Wiki" not in part
    assert "0.90 (0.00–1.00); –" in part
    assert "2026-11-24" in part
    assert "commit abc123" in part


def test_sets_that_are_fitted_on_say_so():
    for chosen in SETS:
        page = publishing.section(chosen, Measured(chosen.name, 1, "1 article", {OURS: Report(())}))
        assert ("fitted on questions of this set" in page) is chosen.fitted
    assert {one.name for one in SETS if one.fitted} == {"xquad"}


def test_sets_ask_for_measures_that_there_are():
    own = {"refused", "all_gold_and_none_wrong", "near_string_left", "risk_of_all"}
    for chosen in SETS:
        assert set(chosen.retrieval) <= set(measure_names())
        plain = {name.removeprefix("unforced.") for name in chosen.answers}
        refused = {name for name in plain if name.startswith(("refused_far", "refused_near"))}
        assert plain - refused - own <= set(measure_names())
        if chosen.readme:
            assert {f"{chosen.readme['measure']}@{k}" for k in (4, 10)} <= set(chosen.retrieval)


def test_every_published_number_says_where_it_was_read():
    known = {*(one.name for one in SETS), sentences.NAME}
    assert set(publishing.published()) <= known
    for rows in publishing.published().values():
        assert all(set(one) == {"who", "what", "terms", "source"} for one in rows)
        assert all(one["source"] for one in rows)


@pytest.fixture
def answerer(sample_archive) -> Answerer:
    return open_answerer(sample_archive.path)


def test_sets_that_are_not_there_are_skipped_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sets, "DATA", tmp_path)
    monkeypatch.setattr(command, "DATA", tmp_path)
    monkeypatch.setattr(command, "FOLDER", tmp_path / "results")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr("sys.argv", ["results", "--only", "xquad", "--only", "ap"])
    with pytest.raises(SystemExit, match="nothing was measured"):
        command.main()
    printed = capsys.readouterr().out
    assert "xquad: skipped, there is no" in printed
    assert "ap: skipped" in printed


def test_what_was_measured_is_written_beside_what_is_kept(tmp_path, monkeypatch, capsys):
    (tmp_path / "README.md").write_text("# R\n<!-- results -->\nold\n<!-- /results -->\nrest\n")
    (tmp_path / "results").mkdir()
    earlier = quiz(answer_in_passages_AT_4=0.76, answer_in_passages_AT_10=0.88)
    (tmp_path / "results" / "newsquiz.json").write_text(earlier.as_json(), encoding="utf-8")
    new = Measured("xquad", 9, "48 articles", {OURS: Report((Figure("passage_hits@4", 0.9, 9),))})
    for name, value in {"DATA": tmp_path, "FOLDER": tmp_path / "results", "ROOT": tmp_path}.items():
        monkeypatch.setattr(command, name, value)
    monkeypatch.setattr(command, "asked", lambda only, state, limit: iter([new]))
    monkeypatch.setattr("sys.argv", ["results", "--only", "xquad", "--limit", "9"])
    command.main()
    assert "XQuAD, 48 articles" in capsys.readouterr().out
    assert "old" in (tmp_path / "README.md").read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["results", "--only", "xquad"])
    command.main()
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# R\n")
    assert readme.endswith("rest\n")
    assert "0.76 / 0.88" in readme
    page = (tmp_path / publishing.PAGE).read_text(encoding="utf-8")
    assert "| 0.90 / – |" in page
    assert page.index("News quiz") < page.index("XQuAD, English")
