"""Before the first question: what there is, or how articles come into an empty archive."""

from dataclasses import replace
from datetime import date

import pytest

from index import Archive, Coverage, HybridRetriever
from qa import Answerer, ExtractiveReader, render
from qa.window import Accounts, Hosting, Visitor, Window
from tests.html_page import Html

ANNA = Visitor("a" * 32)
EMPTY = Coverage(0, 0, (), None, None, 0, 0, 0)


@pytest.fixture
def empty(tmp_path, embedder):
    with Archive(tmp_path / "archive", embedder, create=True) as archive:
        yield archive


def asking(archive):
    reader = ExtractiveReader(archive.rarity, archive.embedder)
    return Answerer(archive, HybridRetriever(archive), reader)


def window(archive, **hosting):
    return Window(
        Answerer(
            archive, HybridRetriever(archive), ExtractiveReader(archive.rarity, archive.embedder)
        ),
        Hosting(**hosting),
    )


def test_it_says_what_there_is_and_opens_the_newest_articles(sample_archive):
    page = Html(window(sample_archive).welcome.html())
    assert "41 articles of 6 outlets, 20 September 2023 to 21 November 2024." in page.text
    assert len(page.values("data-article")) == 5
    assert "Kestrane Register" in page.text
    assert "21 November 2024" in page.text
    assert "2024-11" not in page.text
    # a bar leads to the articles of its month
    assert ("2024-05-01", "2024-05-31") in zip(
        page.values("data-since"), page.values("data-until"), strict=True
    )


def test_one_month_of_articles_is_not_drawn():
    held = replace(EMPTY, articles=2, passages=2, first=date(2024, 5, 1), last=date(2024, 5, 1))
    page = render.welcome(held, [(date(2024, 5, 1), 2)])
    assert "2 articles, " in Html(page).text
    assert "<svg" not in page


def test_an_empty_archive_invites_whoever_may_add_and_tells_others_whose_turn_it_is(empty):
    asked = window(empty).welcome
    page = Html(asked.html())
    assert {"data-add", "data-sample"} <= set(page.attributes)
    assert f"dateline sync FOLDER --archive {empty.path.resolve()}" in page.text
    assert asked.invitation({}, ANNA)["html"] in asked.html()

    accounts = Accounts({"bob": "x"})
    page = Html(window(empty, accounts=accounts, uploads=False).welcome.html())
    assert not {"data-add", "data-sample"} & set(page.attributes)
    assert "Whoever runs this window has to add some" in page.text
    assert str(empty.path) not in page.text


def test_the_sample_is_seen_by_its_visitor_alone_and_goes_in_one_go(empty):
    asked = window(empty)
    *_, told = asked.welcome.sample({}, ANNA)
    assert "41 articles added" in told
    assert "data-hand-over" not in told  # nothing invented becomes everybody's
    page = Html(asked.welcome.html(ANNA))
    assert "These articles are the sample: everything in them is invented" in page.text
    assert "data-unsample" in page.attributes
    assert empty.coverage().articles == 0
    assert asked.welcome.unsample({}, ANNA) == {"removed": 41}
    assert "no articles yet" in Html(asked.welcome.html(ANNA)).text
    *_, told = asked.welcome.sample({}, ANNA)
    assert "41 articles added" in told


def test_asking_where_there_is_nothing_says_how_articles_come_in(empty):
    answer = asking(empty).ask("Who won the cup final?")
    assert "there are no articles yet; 'dateline sync FOLDER' takes in" in answer.abstention.detail
