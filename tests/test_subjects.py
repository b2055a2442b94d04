"""Which articles are about a subject, and which sentence of each tells of it."""

import re

import pytest

from index import Filters, stems
from qa.survey.subjects import Subject, about, stated, telling


def outlets(found):
    return {one.outlet for one in found}


def test_an_event_is_covered_by_who_leads_with_it_in_whatever_words(sample_archive):
    found = about(Subject.of("the Orle flood"), sample_archive)
    assert outlets(found) == {
        "Lorvane Press Agency", "Harbour Courier", "Lorvane Broadcasting", "Kestrane Register",
        "Wendry Weekly",
    }  # fmt: skip
    assert [one.published for one in found] == sorted(one.published for one in found)


def test_who_only_mentions_it_is_found_in_passing(sample_archive):
    subject = Subject.of("Dana Oresk")
    strictly, loosely = (
        {one.title for one in about(subject, sample_archive, in_passing=one)}
        for one in (False, True)
    )
    assert "Port Sellen bridge bill put at 4.6 million crowns" in loosely - strictly
    assert strictly < loosely


def test_an_article_of_another_of_that_surname_is_not_about_somebody(sample_archive):
    found = about(Subject.of("the interview with Dario Fenn"), sample_archive, in_passing=True)
    for one in found:
        article = sample_archive.article(one.article_id)
        assert "Dario Fenn" in article.title + article.text


def test_the_sentence_of_an_article_is_no_background(sample_archive):
    subject = Subject.of("the Orle flood")
    for one in about(subject, sample_archive, Filters(outlets=("Kestrane Register",))):
        quote = telling(subject, one, sample_archive).quote
        assert "1987" not in quote
        assert quote in stated(telling(subject, one, sample_archive)).text.replace("‘", "“")


def test_filters_hold_for_copies_too(sample_archive):
    filters = Filters(outlets=("harbour courier",))
    assert outlets(about(Subject.of("Orle flood"), sample_archive, filters)) <= {"Harbour Courier"}


@pytest.mark.parametrize("phrase", ["harbour bridge", "Skerrow Line", "Commander Greta Lind"])
def test_mentions_are_those_that_reading_everything_finds(sample_archive, phrase):
    run = tuple(stem for stem, _ in stems(phrase))
    found = {one.article_id for one in sample_archive.mentions([(run,)])}
    wanted = re.compile(re.escape(phrase).replace(r"\ ", r"\s+"), re.IGNORECASE)
    for article, _ in sample_archive.articles(sample_archive.article_ids()):
        if wanted.search(f"{article.title}\n{article.text}"):
            assert article.id in found


def test_mentions_name_the_passages_that_have_the_words(sample_archive):
    for one in sample_archive.mentions([(("thruster",), ("coupl",))], together=True):
        for span in one.passages:
            told = sample_archive.passage_at(one.article_id, *span).told.lower()
            assert "thruster" in told or "coupl" in told


def test_all_articles_are_mentioned_without_words(sample_archive):
    every = sample_archive.mentions()
    assert sorted(one.article_id for one in every) == sample_archive.article_ids()
    assert sum(bool(one.first) for one in every) == sample_archive.coverage().copies
