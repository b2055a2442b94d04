import json
import random
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Archive, Filters
from index.catalogue import _lead
from index.passages import split
from index.stemming import stems
from index.types import Article

LONG = 300
ROWS = [
    {
        "id": "bridge", "title": "Bridge shut", "date": "2024-03-14", "source": "Courier",
        "text": "The harbour bridge was shut on Monday. Engineers had found a crack. "
        "The mayor said it would stay shut for weeks.",
        "authors": ["Ann Lee"], "url": "https://c.example/bridge", "type": "NewsArticle",
    },
    {
        "id": "ferry", "title": "Ferry late", "date": "2024-05-17", "source": "Register",
        "text": "The ferry left late. The bridges of Orle were open.\n\nNobody was hurt.",
    },
    {
        "id": "vote", "title": "A vote", "date": "2024-03-02", "source": "Courier",
        "text": "The council shut the door. Then it talked about the harbour of Orle.",
        "type": "OpinionNewsArticle",
    },
    {
        "id": "same", "title": "Another day", "date": "2024-03-14", "source": "March Weekly",
        "text": "Nothing happened in town. Nobody resigned.",
    },
    {"id": "undated", "title": "No day", "text": "A bridge stands in Wendry, they say."},
]  # fmt: skip


def filled(folder: Path, rows: list[dict[str, object]], **settings: int) -> Archive:
    archive = Archive(folder / "archive", create=True, **settings)
    path = folder / "all.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    archive.add([path])
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("catalogue"), ROWS) as opened:
        yield opened


def ids(listing) -> list[str]:
    return [entry.id for entry in listing.entries]


# -- without words -------------------------------------------------------------------------------


def test_the_newest_come_first_and_the_undated_last(archive):
    assert ids(archive.catalogue()) == ["ferry", "same", "bridge", "vote", "undated"]
    oldest = archive.catalogue(newest_first=False)
    assert ids(oldest) == ["vote", "same", "bridge", "ferry", "undated"]


def test_an_entry_says_what_the_article_is(archive):
    (entry,) = archive.catalogue("engineers").entries
    assert (entry.title, entry.outlet, entry.published) == (
        "Bridge shut", "Courier", date(2024, 3, 14),
    )  # fmt: skip
    assert (entry.url, entry.authors, entry.kind) == (
        "https://c.example/bridge", ("Ann Lee",), "news",
    )  # fmt: skip
    assert entry.file == "all.jsonl"


def test_pages_follow_each_other_and_all_say_how_many_there_are(archive):
    pages = [archive.catalogue(offset=at, limit=2) for at in (0, 2, 4, 6)]
    assert [ids(page) for page in pages] == [
        ["ferry", "same"], ["bridge", "vote"], ["undated"], [],
    ]  # fmt: skip
    assert {page.total for page in pages} == {5}


def test_filters_narrow_the_list_and_the_months(archive):
    march = Filters(since=date(2024, 3, 1), until=date(2024, 3, 31))
    assert ids(archive.catalogue(filters=march)) == ["same", "bridge", "vote"]
    assert ids(archive.catalogue(filters=Filters(outlets=("courier",)))) == ["bridge", "vote"]
    assert ids(archive.catalogue(filters=Filters(kinds=("opinion",)))) == ["vote"]
    assert ids(archive.catalogue(filters=Filters(kinds=("",)))) == ["ferry", "same", "undated"]
    both = Filters(kinds=("opinion", "news"), outlets=("courier",), since=date(2024, 3, 3))
    assert ids(archive.catalogue(filters=both)) == ["bridge"]
    assert archive.timeline(both) == ((date(2024, 3, 1), 1),)


def test_months_without_articles_are_left_out(archive):
    assert archive.timeline() == ((date(2024, 3, 1), 3), (date(2024, 5, 1), 1))
    assert archive.timeline(Filters(kinds=("live",))) == ()


def test_the_first_reporting_is_shown_without_words(tmp_path):
    text = "Photograph: Ann Lee/Agency\n\nThe ferry sank at noon. Nobody was hurt.\n\nRead more: x"
    with filled(tmp_path, [{"id": "a", "title": "Ferry sinks", "text": text}]) as archive:
        (entry,) = archive.catalogue().entries
    assert entry.lead == "The ferry sank at noon. Nobody was hurt."
    assert entry.marks == ()


# -- with words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bridge", ["ferry", "bridge", "undated"]),
        ("BRIDGES", ["ferry", "bridge", "undated"]),
        ("bridge crack", ["bridge"]),
        ("crack, the bridge?", ["bridge"]),
        ("bridge resigned", []),
        ("late", ["ferry"]),
        ("vote council", ["vote"]),
        ('"harbour bridge"', ["bridge"]),
        ('"bridge harbour"', []),
        ("“the harbour”", ["bridge", "vote"]),
        ('"shut the door" Orle', ["vote"]),
        ("zebra", []),
        ("?!", []),
        ("the", ["ferry", "bridge", "vote"]),
    ],
)
def test_articles_are_found_that_have_all_the_words(archive, words, expected):
    found = archive.catalogue(words)
    assert (ids(found), found.total) == (expected, len(expected))


def test_outlet_and_date_are_no_words_of_an_article(archive):
    assert ids(archive.catalogue("courier")) == ids(archive.catalogue("march")) == []
    assert ids(archive.catalogue("2024")) == []


def test_words_may_stand_in_different_passages(tmp_path):
    paragraph = "The council met again about the budget and nothing at all was settled that day."
    text = "\n\n".join(["A whale was seen.", *[paragraph] * 40, "A zebra was heard."])
    rows = [{"id": "far", "text": text}, {"id": "near", "text": "A whale was seen alone."}]
    with filled(tmp_path, rows, passage_tokens=60) as archive:
        assert archive.coverage().passages > 5
        found = archive.catalogue("zebra whale")
        assert ids(found) == ["far"]
        assert archive.catalogue("zebra").entries[0].lead.endswith("A zebra was heard.")


def test_words_and_filters_go_together(archive):
    assert ids(archive.catalogue("shut", Filters(kinds=("opinion",)))) == ["vote"]
    assert ids(archive.catalogue("bridge", newest_first=False)) == ["bridge", "ferry", "undated"]
    assert archive.catalogue("bridge", offset=1, limit=1).total == 3


def test_what_matches_is_marked_in_the_lead(archive):
    entry = next(e for e in archive.catalogue("bridge Orle").entries if e.id == "ferry")
    assert [entry.lead[a:b] for a, b in entry.marks] == ["bridges", "Orle"]
    (entry,) = archive.catalogue('"harbour bridge" crack').entries
    assert [entry.lead[a:b] for a, b in entry.marks] == ["harbour bridge", "crack"]


def test_a_word_of_the_headline_alone_shows_the_top(archive):
    (entry,) = archive.catalogue("vote").entries
    assert entry.lead.startswith("The council shut the door.")
    assert entry.marks == ()


def test_a_removed_article_is_in_no_list(tmp_path):
    with filled(tmp_path, ROWS) as archive:
        archive.remove(["ferry"])
        assert ids(archive.catalogue("bridge")) == ["bridge", "undated"]
        assert archive.catalogue().total == 4
        assert len(archive.timeline()) == 1


@pytest.mark.parametrize(
    "words", ["", "ferry", "bridge repairs", '"harbour bridge"', "said crowns"]
)
def test_leads_of_the_sample_are_characters_of_their_articles(sample_archive, words):
    found = sample_archive.catalogue(words)
    assert found.total == len(found.entries) > 0
    for entry in found.entries:
        text = sample_archive.article(entry.id).text
        assert entry.lead in text
        assert 0 < len(entry.lead) <= LONG
        wanted = {stem for stem, _ in stems(words)}
        for start, end in entry.marks:
            assert {stem for stem, _ in stems(entry.lead[start:end])} <= wanted
        assert (
            bool(entry.marks) == bool(wanted & {stem for stem, _ in stems(entry.lead)})
            or '"' in words
        )


_SENTENCE = st.sampled_from(
    [
        "The harbour bridge closed on Monday.",
        "A ferry left, “late as ever”, she said.",
        "Köprü pazartesi günü kapandı.",
        "桥在星期一关闭。工程师发现了裂缝。" * 30,
        "🚢 The ferry 🌊 sank!",
        "Photograph: Ann Lee/Agency",
        "word " * 150 + "ferry " + "word " * 150 + "end.",
        "ferry" * 200,
    ]
)
_TEXTS = st.lists(st.tuples(_SENTENCE, st.sampled_from([" ", "\n\n", ""])), min_size=1).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts)
)
_WANTED = st.lists(
    st.sampled_from([("ferri",), ("bridg",), ("harbour", "bridg"), ("裂缝",), ("zebra",)])
).map(tuple)


@given(_TEXTS, _WANTED, st.sampled_from([20, 200]))
@settings(max_examples=150)
def test_lead_and_marks_are_slices(text, wanted, tokens):
    """Whatever the text: a stretch of it that is not too long, with the marks inside, in order."""
    passages = split(Article("a", "", text), tokens=tokens)
    lead, marks = _lead(text, [(json.dumps(p.sentences), True) for p in passages], wanted)
    assert lead in text
    assert bool(lead) == bool(passages)
    assert len(lead) <= LONG
    assert lead == lead.strip()
    assert all(0 <= start < end <= len(lead) for start, end in marks)
    assert all(before[1] <= after[0] for before, after in pairwise(marks))
    for start, end in marks:
        assert tuple(stem for stem, _ in stems(lead[start:end])) in wanted
    in_reporting = {s for p in passages for a, b in p.sentences for s, _ in stems(text[a:b])}
    assert bool(marks) == any(len(item) == 1 and item[0] in in_reporting for item in wanted) or any(
        len(item) > 1 for item in wanted
    )


# -- passages and copies -------------------------------------------------------------------------


def test_a_passage_is_found_by_its_characters(sample_archive):
    chance = random.Random(1)
    for identity in sample_archive.article_ids():
        text = sample_archive.article(identity).text
        start = chance.randrange(len(text) - 1)
        end = chance.randrange(start + 1, len(text) + 1)
        passage = sample_archive.passage_at(identity, start, end)
        assert passage.slice(start, end) == text[start:end]
        assert text[passage.start : passage.end] == passage.text


def test_a_stored_passage_comes_before_a_made_one(archive):
    text = archive.article("ferry").text
    start = text.index("Nobody")
    stored = archive.passage_at("ferry", start, start + 6)
    assert stored.text == text
    assert (stored.title, stored.file, stored.kind) == ("Ferry late", "all.jsonl", "")


def test_a_stretch_that_no_passage_holds_is_a_passage_of_its_own(tmp_path):
    text = "\n\n".join(
        f"The council met on day {n} and nothing was settled then." for n in range(9)
    )
    row = {"id": "a", "title": "Days", "text": text, "authors": "Ann Lee", "section": "Opinion"}
    with filled(tmp_path, [row], passage_tokens=20) as archive:
        made = archive.passage_at("a", 3, len(text) - 3)
        assert (made.start, made.end, made.text) == (3, len(text) - 3, text[3:-3])
        assert (made.title, made.authors, made.kind, made.file) == (
            "Days", ("Ann Lee",), "opinion", "all.jsonl",
        )  # fmt: skip


def test_a_stretch_that_is_not_there_is_none(archive):
    end = len(archive.article("ferry").text)
    assert archive.passage_at("ferry", 0, end) is not None
    for stretch in ((0, end + 1), (5, 5), (-3, 4), (end, end + 2)):
        assert archive.passage_at("ferry", *stretch) is None
    assert archive.passage_at("nothing", 0, 3) is None


@pytest.fixture
def wire(tmp_path):
    spoken = "“We were told nothing — at all,” the harbour master’s deputy said on Monday."
    other = '"We were told  nothing - at all,"\nthe harbour master\'s deputy said on Monday.'
    rows = [
        {"id": "first", "title": "Wire", "text": f"Talks end. {spoken}", "date": "2024-05-01"},
        {"id": "none", "title": "Undated", "text": f"{spoken} That was it."},
        {"id": "later", "title": "Later", "text": f"No news. {other} Rain.", "date": "2024-05-03"},
        {"id": "case", "text": spoken.upper(), "date": "2024-05-02"},
        {"id": "longer", "text": spoken.replace("Monday", "Mondays"), "date": "2024-05-02"},
        {"id": "word", "text": spoken.replace("nothing", "little"), "date": "2024-05-02"},
    ]
    with filled(tmp_path, rows) as archive:
        yield archive, spoken


def test_copies_are_word_for_word_and_earliest_first(wire):
    archive, spoken = wire
    assert [entry.id for entry in archive.copies(spoken, "first")] == ["later", "none"]
    assert [entry.id for entry in archive.copies(spoken, "later")] == ["first", "none"]
    assert [entry.id for entry in archive.copies(spoken, "x", limit=1)] == ["first"]
    for entry in archive.copies(spoken, "x"):
        assert entry.lead in archive.article(entry.id).text
        assert entry.lead.split()[-1] == "Monday."


def test_a_copy_ends_and_begins_with_whole_words(tmp_path):
    rows = [
        {"id": "whole", "text": "So he took an oar from the boat on Monday, and left."},
        {"id": "longer", "text": "So he took an oar from the boat on Mondays, and left."},
        {"id": "inside", "text": "So he took an oar from the boat on Monday, she took an oar."},
        {"id": "front", "text": "Nobody took a roar from the boat on Monday, and left."},
    ]
    with filled(tmp_path, rows) as archive:
        found = archive.copies("an oar from the boat on Monday", "x")
        assert {entry.id for entry in found} == {"whole", "inside"}
        assert archive.copies("oar from the boat on Monday, and", "whole") == []


def test_a_short_quote_has_no_copies(wire):
    archive, _ = wire
    assert archive.copies("the harbour master’s deputy said", "x") == []
    assert archive.copies("the harbour master’s deputy said on", "x") != []
    assert archive.copies("", "x") == []


def test_the_wire_story_of_the_sample_is_in_other_outlets(sample_archive):
    (story,) = (
        entry
        for entry in sample_archive.catalogue("Orle flood").entries
        if entry.outlet == "Lorvane Press Agency" and "evacuated" in entry.title
    )
    text = sample_archive.article(story.id).text
    outlets = {
        copy.outlet
        for passage in split(Article("a", "", text))
        for start, end in passage.sentences
        for copy in sample_archive.copies(text[start:end], story.id)
    }
    assert len(outlets) > 1
    assert story.outlet not in outlets
