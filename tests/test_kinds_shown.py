"""What is no plain news is told from it beside its outlet, wherever it is cited."""

from dataclasses import replace
from datetime import date

import pytest

from index import Filters
from qa.printing import answer_lines
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.types import Answer
from qa.understanding.questions import understand
from qa.wording import whose
from tests.test_quoting import report

TODAY = date(2024, 12, 2)


@pytest.fixture
def column(answerer):
    return answerer.ask("Who is to blame for the bridge?", Filters(kinds=("opinion",)), today=TODAY)


def test_an_opinion_is_called_one_in_the_quote_and_under_it(column):
    assert column.statements[0].text.startswith("Harbour Courier (opinion), 21 March 2024: ")
    assert any("Harbour Courier (opinion), 21 March 2024" in line for line in answer_lines(column))


def test_json_has_the_kind_of_what_is_cited_and_is_read_with_it(column):
    told = column.as_dict()
    assert told["citations"][0]["kind"] == "opinion"
    assert Answer.from_dict(told).citations[0].passage.kind == "opinion"


def test_news_goes_unsaid():
    assert whose(report("The bridge is shut.").passage) == "Harbour Courier"


def test_a_fact_is_quoted_from_news_where_an_opinion_says_it_too():
    told = "The inspection of the harbour bridge would have cost 38,000 crowns."
    news = report(told, "Kestrane Register", date(2024, 3, 20))
    column = report(told, "Harbour Courier", date(2024, 3, 21))
    column = replace(column, passage=replace(column.passage, kind="opinion"))
    question = "What would the inspection of the harbour bridge have cost?"
    assert outlets(question, column, news) == ["Kestrane Register"]
    asked = "What does the Courier's column say that the inspection of the bridge would have cost?"
    assert outlets(asked, column, news)[0] == "Harbour Courier"


def outlets(question, *hits):
    """Whose sentences are quoted, where the first hit comes a little nearer to the question."""
    query = understand(question, today=TODAY)
    found = Selector(lambda term: 0.5).screened(query, hits)
    order = [hit.passage.article_id for hit in hits]
    placed = sorted(found, key=lambda one: order.index(one.hit.passage.article_id))
    ranked = [replace(one, logit=-0.1 * at) for at, one in enumerate(placed)]
    return [citation.passage.outlet for _, citation in quoted(query, ranked, 3)]
