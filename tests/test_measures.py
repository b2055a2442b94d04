"""Measures: worked by hand, and against other implementations on whatever can be thought up."""

import importlib
import string
from itertools import groupby
from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, P, R, Success, nDCG

from qa import Citation
from qa.evaluation import (
    Evidence,
    article_relevance,
    formats,
    holds,
    measures,
    passage_relevance,
)
from qa.evaluation.measures import Judged
from tests.answers import whole
from tests.kept import BRIDGE, ask, cite
from tests.test_architecture import by_kind

RANKED = ("x", "a", "b")
RELEVANCE = {"a": 2, "b": 1, "c": 1, "y": 0}


@pytest.mark.parametrize(
    ("measure", "k", "value"),
    [
        (measures.recall, None, 2 / 3),
        (measures.recall, 2, 1 / 3),
        (measures.hits, 1, 0),
        (measures.hits, 2, 1),
        (measures.precision, 2, 1 / 2),
        (measures.precision, 5, 2 / 5),
        (measures.reciprocal_rank, None, 1 / 2),
        (measures.reciprocal_rank, 1, 0),
        (measures.average_precision, None, (1 / 2 + 2 / 3) / 3),
        (measures.average_precision, 2, 1 / 6),
        (measures.ndcg, None, (2 / log2(3) + 1 / 2) / (2 + 1 / log2(3) + 1 / 2)),
        (measures.ndcg, 2, (2 / log2(3)) / (2 + 1 / log2(3))),
    ],
)
def test_rankings_by_hand(measure, k, value):
    assert measure(RANKED, RELEVANCE, k) == pytest.approx(value)
    assert measure((), RELEVANCE, k) == 0
    assert measure(RANKED, {}, k) == 0
    assert measure(RANKED, {"a": 0, "b": -1}, k) == 0


def test_a_ranking_names_nothing_twice_and_k_counts_from_one():
    with pytest.raises(ValueError, match="'a' is ranked twice"):
        measures.recall(("a", "b", "a"), RELEVANCE)
    with pytest.raises(ValueError, match="k is 0"):
        measures.hits(RANKED, RELEVANCE, 0)
    assert measures.first_of_each(["a", "b", "a", "c"]) == ("a", "b", "c")


def test_who_finds_nothing_scores_nothing():
    qrels = {"1": {"a": 1}, "2": {"a": 1}, "3": {"a": 1}}
    values = measures.per_question(measures.hits, {"1": ("a",), "2": ()}, qrels)
    assert values == {"1": 1, "2": 0, "3": 0}
    assert measures.mean_over({"1": 1.0, "2": None}, ["1", "2", "3", "4"]) == 1 / 4
    with pytest.raises(ValueError, match="no question was asked"):
        measures.mean_over({}, [])
    with pytest.raises(ValueError, match="'9', which was not asked"):
        measures.mean_over({"9": 1.0}, ["1"])


IDS = st.sampled_from([f"d{at}" for at in range(12)])
QUESTIONS = st.sampled_from(["q1", "q2", "q3", "q4"])
QRELS = st.dictionaries(QUESTIONS, st.dictionaries(IDS, st.integers(0, 3), min_size=1), min_size=1)
SCORES = st.dictionaries(QUESTIONS, st.dictionaries(IDS, st.integers(-2, 3), max_size=12))
THEIRS = {
    "recall": (measures.recall, None, R @ 1000),
    "recall@3": (measures.recall, 3, R @ 3),
    "hits@3": (measures.hits, 3, Success @ 3),
    "precision@5": (measures.precision, 5, P @ 5),
    "mrr": (measures.reciprocal_rank, None, RR),
    "mrr@2": (measures.reciprocal_rank, 2, RR @ 2),
    "map": (measures.average_precision, None, AP),
    "map@4": (measures.average_precision, 4, AP @ 4),
    "ndcg": (measures.ndcg, None, nDCG),
    "ndcg@5": (measures.ndcg, 5, nDCG @ 5),
}


@pytest.mark.parametrize("name", THEIRS)
def test_rankings_agree_with_ir_measures(name, tmp_path_factory):
    measure, k, theirs = THEIRS[name]
    path = tmp_path_factory.mktemp("runs") / "run.txt"

    @given(QRELS, SCORES)
    def agree(qrels, scores):
        rows = [(q, d, score) for q, found in scores.items() for d, score in found.items()]
        path.write_text("".join(f"{q} Q0 {d} 0 {score} x\n" for q, d, score in rows))
        rankings = formats.read_run(path)
        if name == "mrr@2":  # of another program, in which equal scores go the other way
            formats.write_run(rankings, path, "without-ties")
        ours = measures.per_question(lambda r, q: measure(r, q, k), rankings, qrels)
        run = list(ir_measures.read_trec_run(str(path)))
        told = {one.query_id: one.value for one in ir_measures.iter_calc([theirs], qrels, run)}
        assert ours == pytest.approx(told, abs=1e-6)
        mean = ir_measures.calc_aggregate([theirs], qrels, run)[theirs]
        assert measures.mean_over(ours, qrels) == pytest.approx(mean, abs=1e-6)

    agree()


@pytest.mark.parametrize(
    ("said", "answers", "exact", "f1"),
    [
        ("The Bridge.", ["bridge"], True, 1),
        ("bridge", ["a bridge", "the mill"], True, 1),
        ("the cat sat on a mat", ["A cat on the mat!"], False, 6 / 7),
        ("old mill", ["mill", "the old stone mill"], False, 4 / 5),
        ("no no yes", ["no"], False, 1 / 2),
        ("4.2 million", ["42 million"], True, 1),
        ("", ["bridge"], False, 0),
        ("", [], True, 1),
        ("bridge", [], False, 0),
        ("bridge", ["", "?"], False, 0),
        ("", ["the"], True, 1),
    ],
)
def test_short_answers_by_hand(said, answers, exact, f1):
    assert measures.exact_match(said, answers) is exact
    assert measures.token_f1(said, answers) == pytest.approx(f1)


def squad_rules(text):
    """The published rules again, character by character."""
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    runs = ("".join(run) for _, run in groupby(kept, lambda c: c.isalnum() or c == "_"))
    return " ".join("".join(" " if run in ("a", "an", "the") else run for run in runs).split())


@given(
    st.lists(
        st.sampled_from(["the", "The", "A", "an", "an’", "cat", ".", "—", " ", "\u00a0", "é"])
        | st.text(max_size=3)
    ).map("".join)
)
def test_normalisation_follows_the_published_rules(text):
    assert measures.normalised(text) == squad_rules(text)


@pytest.mark.parametrize(
    ("said", "answers", "held"),
    [
        ("They watched ‘Squid Game’ all night.", ["Squid Game"], True),
        ("THE O'NEILL CASE", ["O’Neill"], True),
        ("Nothing of it.", ["Squid Game"], False),
        ("Anything.", ["", "'"], False),
        ("Anything.", [], False),
    ],
)
def test_an_answer_is_contained(said, answers, held):
    assert measures.contains_answer(said, answers) is held


def test_every_part_is_contained():
    parts = [["Tomas", "Veary"], ["Wendry"]]
    assert measures.contains_all("Veary won in Wendry.", parts)
    assert not measures.contains_all("Veary won.", parts)
    assert not measures.contains_all("Veary won.", [])


@pytest.mark.parametrize(
    ("said", "answers", "exact"),
    [
        ("It cost 4.2 million crowns.", ["4,200,000"], True),
        ("It cost 4.3 million crowns.", ["4.2 million"], False),
        ("Twelve of 30 came.", ["12"], True),
        ("Twelve came.", ["12 of 30"], False),
        ("Twelve came.", ["12 of 30", "a dozen"], True),
        ("Veary, 44, won.", ["Veary", "44"], True),
        ("Veary won on 12 March 2024.", ["12"], False),
        ("It rained.", ["Veary", "on 12 March 2024"], None),
        ("", ["9"], False),
    ],
)
def test_numbers(said, answers, exact):
    assert measures.numbers_exact(said, answers) is exact


@pytest.mark.parametrize(
    ("said", "answers", "exact"),
    [
        ("It reopened on Thursday, March 14, 2024.", ["14 March 2024"], True),
        ("It reopened on 2024-03-14.", ["14th of March 2024"], True),
        ("It reopened on 14 March.", ["14 March 2024"], False),
        ("It reopened on 14 Mar. 2024.", ["March 2024", "2023"], True),
        ("It reopened on 15 March 2024.", ["14 March 2024"], False),
        ("It was in 2019 and 2021.", ["2021"], True),
        ("From 1 May to 3 June.", ["3 June", "7 June"], True),
        ("From 1 May to 3 June.", ["3 June to 7 June"], False),
        ("Of 12 may be said that they left.", ["12 May"], False),
        ("It cost $2019.", ["2019"], False),
        ("Anything on 14 March.", ["Veary", "2,019 people"], None),
        ("", ["2021"], False),
    ],
)
def test_dates(said, answers, exact):
    assert measures.dates_exact(said, answers) is exact


def test_dates_are_read_as_they_are_written():
    text = "3 and 14 March 2024, in June 2023, on Sept. 9th, 2021-02-03, in 1999; 31-2020-99, May."
    assert measures.stated_dates(text) == {
        (2024, 3, 14), (2023, 6, None), (None, 9, 9), (2021, 2, 3), (1999, None, None),
    }  # fmt: skip
    assert measures.stated_dates("45 March; 2024-13-01, $1999, 1999%, 2000 million") == set()


def words(statement, evidence):
    """A judge to work out by hand: every word of the statement is in the evidence."""
    return set(statement.split()) <= set(" ".join(evidence).split())


def test_citations_by_hand_as_alce_counts_them():
    told = [
        ("a b", ["a", "b"]),  # together only: both serve
        ("a", ["a", "c"]),  # c adds nothing
        ("a", ["a", "a"]),  # either would do: both serve
        ("a b", ["a b", "a"]),  # the second adds nothing
        ("d", ["a"]),  # not carried, so nothing serves
        ("e", []),
    ]
    assert measures.citation_recall(told, words) == 4 / 6
    assert measures.citation_precision(told, words) == (2 + 1 + 2 + 1 + 0) / 9
    assert measures.miscitation_rate(told, ["d", "a", "b c"], words) == 1 / 6
    assert measures.miscitation_rate(told, ["b e", "d"], words) == 2 / 6


def test_citations_of_nothing():
    assert measures.citation_recall([], words) is None
    assert measures.citation_precision([], words) is None
    assert measures.miscitation_rate([], ["a"], words) is None
    assert measures.quote_exactness([], str) is None
    assert measures.citation_precision([("a", [])], words) == 0
    assert measures.citation_recall([("", [])], words) == 0


def test_gold_evidence_judges_without_a_model():
    told = [("Right.", ["p1", "p9"]), ("Wrong.", ["p9"])]
    judge = measures.by_gold({"p1", "p2"})
    assert measures.citation_recall(told, judge) == 1 / 2
    assert measures.citation_precision(told, judge) == 1 / 3


@pytest.mark.parametrize(
    ("quote", "start", "end", "text", "exact"),
    [
        ("rain", 3, 7, "It rained.", True),
        ("Rain", 3, 7, "It rained.", False),
        ("rain", 2, 6, "It rained.", False),
        ("", 3, 3, "It rained.", False),
        ("ed.", 7, 99, "It rained.", False),
        ("d.", -2, 10, "It rained.", False),
        ("rain", 3, 7, None, False),
    ],
)
def test_a_quote_is_exact_or_not(quote, start, end, text, exact):
    assert measures.quote_is_exact(quote, start, end, text) is exact


def test_an_answer_of_ours_cites_exactly_and_is_supported(sample_archive):
    answer = ask(sample_archive, BRIDGE).answer

    def text_of(article_id):
        article = sample_archive.article(article_id)
        return article and article.text

    citations = answer.citations
    assert measures.quote_exactness(citations, text_of) == 1
    first = citations[0]
    shifted = whole(first.passage.article_id, first.quote, first.start + 1)
    moved = [*citations, None, Citation(shifted, shifted.start, shifted.end)]
    assert measures.quote_exactness(moved, text_of) == len(citations) / len(moved)
    assert measures.quote_exactness(citations, lambda article_id: None) == 0
    told = [(one.text, one.citations) for one in answer.statements]
    assert measures.citation_recall(told, measures.by_support) == 1
    wrong = [("It cost 9 crowns.", answer.citations)]
    assert measures.citation_recall(wrong, measures.by_support) == 0


def test_evidence_is_held_by_place_quote_or_article(sample_archive):
    citation = cite(sample_archive, "cost 4.2 million crowns")
    article, end = citation.passage.article_id, citation.end

    def held(*told, **place):
        piece = Evidence(*told, **place)
        assert measures.by_evidence([piece])("Any.", [citation]) is holds(citation, piece)
        return holds(citation, piece)

    assert held(article)
    assert held(citation.passage.url)
    assert not held("another")
    assert held(article, start=end - 1, end=end + 9)
    assert not held(article, start=end, end=end + 9)
    assert held(article, "the harbour bridge\ncost 4.2 million crowns")
    assert not held(article, "cost 4.6 million crowns")
    # the passage around the citation holds more than the citation does
    assert holds(citation.passage, Evidence(article, start=end, end=end + 9))
    assert not measures.by_evidence([Evidence(article)])("It cost 4.2 million.", [])


def test_evidence_makes_articles_and_passages_relevant(sample_archive):
    quoted = cite(sample_archive, "cost 4.2 million crowns")
    article, url = quoted.passage.article_id, quoted.passage.url
    evidence = [Evidence(url, "cost 4.2 million crowns"), Evidence("https://gone.example/1")]
    ids = {url: article}
    assert article_relevance(evidence, ids.get) == {article: 1, "https://gone.example/1": 1}
    assert article_relevance(evidence) == {url: 1, "https://gone.example/1": 1}
    passages = sample_archive.passages(range(1, 400)).values()
    relevant = passage_relevance(evidence, passages)
    assert quoted.passage.id in relevant
    assert relevant.keys() == {
        one.id for one in passages
        if one.url == url and "cost 4.2 million crowns" in " ".join(one.text.split())
    }  # fmt: skip


def test_abstention_by_hand():
    judged = [
        Judged(answerable=True, abstained=False),
        Judged(answerable=True, abstained=False),
        Judged(answerable=True, abstained=True),
        Judged(answerable=False, abstained=True),
        Judged(answerable=False, abstained=False),
    ]
    assert measures.abstention_accuracy(judged) == 3 / 5
    assert measures.false_refusal_rate(judged) == 1 / 3
    assert measures.refusal_rate(judged) == 1 / 2
    assert measures.refusal_rate(judged[:3]) is None
    assert measures.false_refusal_rate(judged[3:]) is None
    assert measures.abstention_accuracy([]) is None


ANSWERED = [(0.8, False), (0.9, True), (0.1, False), (0.8, True)]


def test_risk_and_coverage_by_hand():
    assert measures.risk_coverage(ANSWERED) == ((1 / 4, 0), (3 / 4, 1 / 3), (1, 1 / 2))
    # between the two of equal confidence half an error is expected
    area = (0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4
    assert measures.area_under_risk_coverage(ANSWERED) == pytest.approx(area)
    assert measures.risk_coverage([]) == ()
    assert measures.area_under_risk_coverage([]) is None


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans())), st.randoms())
def test_risk_does_not_depend_on_the_order_of_questions(answered, chance):
    shuffled = chance.sample(answered, len(answered))
    assert measures.risk_coverage(shuffled) == measures.risk_coverage(answered)
    area = measures.area_under_risk_coverage(answered)
    assert measures.area_under_risk_coverage(shuffled) == area
    if answered:
        assert measures.risk_coverage(answered)[-1] == (
            1,
            pytest.approx(sum(not right for _, right in answered) / len(answered)),
        )
        assert 0 <= area <= 1


def test_calibration_by_hand():
    answered = [(0.9, True), (0.6, False), (0.2, False), (0.5, True)]
    assert measures.calibration_error(answered, bins=2) == pytest.approx((0.3 + 0.5) / 4)
    assert measures.calibration_error([(1.0, True), (0.0, False)]) == 0
    assert measures.calibration_error([(1.0, False), (0.0, True)]) == 1
    assert measures.calibration_error([]) is None
    with pytest.raises(ValueError, match=r"not 1\.5"):
        measures.calibration_error([(1.5, True)])


def test_agreement_by_hand():
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert measures.agreement(one, other) == 0.7
    assert measures.cohen_kappa(one, other) == pytest.approx(0.4)
    assert measures.cohen_kappa(one, one) == 1
    assert measures.cohen_kappa(["yes"], ["yes"]) == 1
    assert measures.cohen_kappa([1, 0], [0, 1]) == -1
    with pytest.raises(ValueError, match="2 labels against 1"):
        measures.agreement([1, 2], [1])
    with pytest.raises(ValueError, match="at least one"):
        measures.cohen_kappa([], [])


def test_percentiles_by_hand():
    assert measures.percentiles([4, 1, 3, 2], (50, 95)) == pytest.approx(
        {"p50": 2.5, "p95": 3.85, "max": 4}
    )
    assert measures.percentiles([]) == {}


@pytest.mark.parametrize(
    "package", ["qa.evaluation", "qa.evaluation.formats", "qa.evaluation.measures"]
)
def test_what_a_room_lists_is_what_it_has(package):
    module = importlib.import_module(package)
    assert module.__all__ == sorted(set(module.__all__), key=by_kind)
    public = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith(package)
    }
    assert public <= set(module.__all__) <= set(vars(module))
