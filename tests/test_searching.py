"""What a search of the archive finds, counts and shows."""

import json
from datetime import date

import pytest

from index import EVERY, Archive, Filters, HybridRetriever, Selection, Together

ROWS = [
    {
        "id": "pier", "title": "Pier reopens at Port Sellen", "date": "2023-05-02",
        "source": "Harbour Courier",
        "text": "The pier at Port Sellen reopened on Tuesday. Repairs cost 42 million crowns.\n\n"
        "Ferries will use the pier again from June, the harbour master said.",
    },
    {
        "id": "storm", "title": "Storm damages the harbour", "date": "2024-01-14",
        "source": "Harbour Courier", "text": "A storm broke over Lorvane on Sunday.\n\n"
        "Pier | 12 | 40 | 7\n\nThe pier lost nine of its planks, and ferries stayed in port.",
    },
    {
        "id": "view", "title": "Leave it to the sea", "date": "2024-03-02",
        "source": "Lorvane Register", "type": "OpinionNewsArticle",
        "text": "A pier is a luxury. Repairs of it never end, and ferries have moved on.",
    },
    {
        "id": "undated", "title": "Planks for sale", "source": "Lorvane Register",
        "text": "Planks of the old pier are sold at the yard in Wendry.",
    },
]  # fmt: skip


def filled(folder, rows, name="archive", **settings):
    archive = Archive(folder / name, create=True, **settings)
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    archive.add([path])
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("searching"), ROWS) as opened:
        yield opened


def ids(search):
    return [one.entry.id for one in search.entries]


def shown(one):
    return [snippet.text for snippet in one.snippets]


def test_all_that_has_the_words_is_found_sorted_and_paged(archive):
    assert ids(archive.search("pier")) == ["view", "storm", "pier", "undated"]
    assert ids(archive.search("pier", order="oldest")) == ["pier", "storm", "view", "undated"]
    assert ids(archive.search("pier", order="relevance"))[0] == "pier"
    assert ids(archive.search("ferries repairs")) == ["view", "pier"]
    page = archive.search("pier", offset=1, limit=2)
    assert (ids(page), page.total, page.end) == (["storm", "pier"], 4, 3)
    assert archive.search("zebra").total == 0
    assert archive.search().total == 4


def test_a_word_that_is_still_being_typed_is_the_beginning_of_one(archive):
    begun = archive.search("ferr")
    assert (ids(begun), begun.begun) == (["view", "storm", "pier"], "ferr")
    assert [one.text[a:b] for one in begun.entries[0].snippets for a, b in one.marks] == ["ferries"]
    assert ids(archive.search("pier reopeni")) == ["pier"]
    assert archive.search("ferr pier").total == 0  # only the last word is being typed
    assert archive.search("ferry").begun == ""


def test_each_value_is_counted_as_if_nothing_of_its_kind_were_chosen(archive):
    every = archive.search("pier").facets
    assert every.outlets == (("harbour courier", 2), ("lorvane register", 2))
    assert every.kinds == (("", 3), ("opinion", 1))
    assert every.years == ((2024, 2), (2023, 1), (0, 1))
    assert every.sections == every.languages == (("", 4),)
    some = archive.search("pier", Selection(Filters(outlets=("Harbour Courier",)), years=(2024,)))
    assert ids(some) == ["storm"]
    assert some.facets.outlets == (("harbour courier", 1), ("lorvane register", 1))
    assert some.facets.years == ((2024, 1), (2023, 1))
    assert ids(archive.search("", Selection(years=(2023, 0)))) == ["pier", "undated"]
    assert ids(archive.search("", Selection(languages=("en",)))) == []
    may = archive.search("pier", Selection(Filters(date(2024, 1, 1), date(2024, 1, 31))))
    assert may.days == ((date(2024, 1, 14), 1),)


def test_the_sentences_that_have_the_words_are_shown_and_no_row_of_a_table(archive):
    found = archive.search("pier ferries", order="oldest").entries
    assert shown(found[0])[-1].startswith("Ferries will use the pier again")
    assert found[0].title_marks == ((0, 4),)
    [storm] = [one for one in found if one.entry.id == "storm"]
    assert shown(storm) == ["The pier lost nine of its planks, and ferries stayed in port."]
    text = archive.article("storm").text
    for snippet in storm.snippets:
        assert text[snippet.start :].startswith(snippet.text)


def test_what_is_known_as_furniture_by_now_is_not_shown_whenever_it_was_indexed(tmp_path):
    text = "The pier reopened in May.\n\nShare this story of the pier on Facebook today.\n\n"
    row = {"id": "a", "title": "Reopened", "text": f"{text}It had been shut for two years."}
    with filled(tmp_path, [row]) as archive:
        # as an older version would have cut it: all lines are sentences
        line = row["text"].index("Share this"), row["text"].index("\n\nIt had")
        stored = archive._ledger.rows("SELECT number, sentences FROM passages")
        spans = sorted([*json.loads(stored[0][1]), list(line)])
        archive._ledger.change(
            f"UPDATE passages SET sentences = '{json.dumps(spans)}' WHERE number = {stored[0][0]}"
        )
        assert shown(archive.search("pier").entries[0]) == ["The pier reopened in May."]


def test_matches_of_a_whole_article_are_where_its_words_are(archive):
    text = archive.article("pier").text
    spans = archive.marked("pier", "ferry repair")
    assert [text[a:b] for a, b in spans] == ["Repairs", "Ferries"]
    assert archive.marked("gone", "ferry") == ()


def test_what_came_in_after_a_search_is_new_to_it(tmp_path):
    with filled(tmp_path, ROWS) as archive:
        mark = archive.search("pier").mark
        assert archive.fresh("pier", EVERY, mark) == 0
        later = {"id": "later", "title": "Pier shut", "date": "2024-05-05", "text": "It is shut."}
        (tmp_path / "later.jsonl").write_text(json.dumps(later), encoding="utf-8")
        archive.add([tmp_path / "later.jsonl"])
        assert archive.fresh("pier", EVERY, mark) == 1
        assert archive.fresh("pier", Selection(years=(2023,)), mark) == 0
        assert archive.fresh("ferries", EVERY, mark) == 0


def test_a_visitors_own_articles_are_searched_and_counted_with_the_shared_ones(archive, tmp_path):
    own = {"id": "own", "title": "My pier", "date": "2024-02-01", "text": "My own pier of planks."}
    with filled(tmp_path, [own], "own", prefix="shelf:") as mine:
        both = Together(archive, mine)
        assert ids(both.search("pier")) == ["view", "shelf:own", "storm", "pier", "undated"]
        assert dict(both.search("pier").facets.years)[2024] == 3
        assert ids(both.search("planks", order="relevance"))[0] == "shelf:own"
        assert len(both.search("pier").mark) == 2
        assert both.fresh("pier", EVERY, both.search().mark) == 0
        assert both.marked("shelf:own", "planks") == ((15, 21),)


def test_a_question_is_answered_from_articles_that_were_picked_alone(archive):
    picked = Filters(articles=("storm", "undated"))
    hits = HybridRetriever(archive).retrieve("What happened to the pier?", 10, picked)
    assert {hit.passage.article_id for hit in hits} == {"storm", "undated"}
    assert archive.matching(picked) == 2
    assert bool(picked)


def test_all_articles_are_those_of_now_whoever_wrote(tmp_path):
    with filled(tmp_path, ROWS) as archive:
        assert archive.search().total == 4
        with Archive(tmp_path / "archive") as other:
            other.remove(["pier"])
            assert archive.search().total == 3
            other.correct("storm", source="Lorvane Register")
        assert archive.search().facets.outlets == (("lorvane register", 3),)
