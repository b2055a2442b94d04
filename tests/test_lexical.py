import json
from datetime import date, timedelta

import pytest

from index.errors import ArchiveDamaged
from index.lexical import Lexical
from index.stemming import stems, terms
from index.types import Filters, Passage

ALL = Filters()


def passage(text, *, title="", source="Courier", published=None, number=0, kind=""):
    return Passage(
        f"a{number}", text, 0, len(text), ((0, len(text)),), title, source, published, "", kind=kind
    )


@pytest.fixture
def words(tmp_path):
    return Lexical(tmp_path / "words")


def found(words, question, filters=ALL, k=10):
    return [number for number, _ in words.search(question, k, filters)]


@pytest.fixture
def five(words):
    words.update(
        [],
        [
            (1, passage("The bridge was shut on Monday.", title="Engineers find a crack")),
            (2, passage("Ferries ran all night.", title="Bridge", published=date(2024, 5, 13))),
            (3, passage("The café in Orle burned down.", source="Register")),
            (4, passage("The mayor resigned.", source="Register", published=date(2024, 5, 14))),
            (5, passage("The mayor resigned.", source="Weekly Star", published=date(2025, 1, 1))),
        ],
    )
    return words


def test_words_of_text_headline_outlet_and_date_are_found(five):
    assert found(five, "who was shut out") == [1]
    assert found(five, "engineers") == [1]
    assert found(five, "weekly star") == [5]
    assert found(five, "14 May 2024")[0] == 4


def test_other_forms_of_a_word_are_found(five):
    assert found(five, "resigning mayors") == [4, 5]
    assert found(five, "CAFE") == found(five, "cafés") == [3]


def test_neighbours_in_the_question_are_better_as_neighbours_in_the_text(words):
    apart = "The harbour was quiet. A bridge of white stone was shut. The museum was open."
    together = "The stone was white. A harbour bridge was shut. The museum was open and quiet."
    words.update([], [(1, passage(apart)), (2, passage(together))])
    assert found(words, "Who shut the harbour bridge?") == [2, 1]


def test_words_of_asking_alone_still_find_something(words):
    words.update([], [(1, passage("The Who played in Orle."))])
    assert found(words, "who?") == [1]
    assert terms("What did the mayors say about the bridges?") == terms("mayor bridge")


@pytest.mark.parametrize(
    "question",
    [
        'mayor AND OR NOT "',
        "mayor: resigned) [TO",
        "+mayor -resigned",
        "words:mayor number:1",
        'mayor "resigned the',
        "mayor~2 ^3 * resigned/",
        "mayor \\ {resigned} && || !",
    ],
)
def test_what_looks_like_an_operator_is_only_a_word(five, question):
    assert {4, 5} <= set(found(five, question))


@pytest.mark.parametrize("question", ["", "   ", "?!", "“”", "\n\t", "🚢"])
def test_a_question_without_words_finds_nothing(five, question):
    assert found(five, question) == []


def test_a_question_of_100000_characters_is_searched(five):
    assert found(five, "mayor resigned " * 7_000) == [4, 5]


def test_dates_are_inclusive_and_leave_out_what_has_none(five):
    day = date(2024, 5, 14)
    assert set(found(five, "mayor bridge", Filters(since=day))) == {4, 5}
    assert set(found(five, "mayor bridge", Filters(until=day))) == {2, 4}
    assert found(five, "mayor bridge", Filters(since=day, until=day)) == [4]
    assert found(five, "mayor", Filters(since=date(2025, 1, 2))) == []


def test_outlets_are_whole_names_in_any_case(five):
    assert found(five, "mayor", Filters(outlets=("register",))) == [4]
    assert found(five, "mayor", Filters(outlets=("REGISTER", "weekly star"))) == [4, 5]
    assert found(five, "mayor", Filters(outlets=("Weekly",))) == []


def test_kinds_are_whole_and_none_can_be_asked_for(words):
    words.update(
        [],
        [
            (1, passage("The mayor resigned.", kind="opinion")),
            (2, passage("The mayor resigned.", kind="press release")),
            (3, passage("The mayor resigned.", source="")),
        ],
    )
    assert found(words, "mayor", Filters(kinds=("opinion",))) == [1]
    assert found(words, "mayor", Filters(kinds=("Press release", "opinion"))) == [1, 2]
    assert found(words, "mayor", Filters(kinds=("",))) == [3]
    assert found(words, "mayor", Filters(kinds=("",), outlets=("",))) == [3]
    assert found(words, "mayor", Filters(kinds=("press",))) == []


def test_stems_side_by_side_are_found_in_headline_and_text_alone(five):
    assert five.holding(terms("mayors")) == [4, 5]
    assert five.holding(["mayor", "resign"]) == [4, 5]
    assert five.holding(["resign", "mayor"]) == []
    assert five.holding(["bridg"]) == [1, 2]
    assert five.holding(["regist"]) == five.holding(["2024"]) == []


def test_words_are_told_with_where_they_stand():
    text = "“Mayors”, the CAFÉ_bridges!"
    told = stems(text)
    assert [stem for stem, _ in told] == ["mayor", "the", "cafe", "bridg"]
    assert [text[a:b] for _, (a, b) in told] == ["Mayors", "the", "CAFÉ", "bridges"]


def test_a_filter_does_not_change_the_score(five):
    plain = dict(five.search("mayor resigned", 10, ALL))
    filters = Filters(since=date(2024, 1, 1), outlets=("register",))
    filtered = dict(five.search("mayor resigned", 10, filters))
    assert filtered == {4: pytest.approx(plain[4])}


def test_what_is_removed_is_not_found_and_what_is_added_again_is_there_once(five):
    five.update([4], [(5, passage("The mayor stayed.", source="Weekly Star"))])
    assert found(five, "mayor") == [5]
    assert found(five, "resigned") == []
    assert five.numbers() == {1, 2, 3, 5}


def test_numbers_and_search_are_what_another_object_wrote(five, tmp_path):
    other = Lexical(tmp_path / "words")
    five.update([1], [(9, passage("A whale swam up the river Orle."))])
    assert found(other, "whale") == [9]
    assert other.numbers() == {2, 3, 4, 5, 9}


def test_rare_words_weigh_more(five):
    (mayor,), (quarrel,), (oresk,) = terms("mayor"), terms("quarrelsome"), terms("Oresk")
    assert 0 < five.rarity(mayor) < five.rarity(quarrel) < five.rarity(oresk) == 1


def test_what_a_small_archive_cannot_tell_of_a_word_english_does(five):
    (said,), (drunk,) = terms("reported"), terms("drunken")
    assert five.rarity(said) < five.rarity(drunk) < 1


def test_a_damaged_index_says_what_to_do(tmp_path):
    Lexical(tmp_path).update([], [(1, passage("The mayor resigned."))])
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveDamaged, match=r"word index.*dateline rebuild"):
        Lexical(tmp_path).numbers()


def test_what_a_killed_commit_left_is_in_nobodys_way(five, tmp_path):
    """Tantivy writes its list of deletions under the name that the next commit will use again."""
    folder = tmp_path / "words"
    (segment,) = (path.stem for path in folder.glob("*.store"))
    managed = json.loads((folder / ".managed.json").read_text(encoding="utf-8"))
    left = [f"{segment}.{number}.del" for number in range(40)]
    for name in left:
        (folder / name).write_bytes(b"cut short")
    (folder / ".managed.json").write_text(json.dumps([*managed, *left]), encoding="utf-8")
    again = Lexical(folder)
    again.update([4], [])
    assert again.numbers() == {1, 2, 3, 5}
    assert found(again, "mayor") == [5]


def test_order_is_the_same_each_time(words):
    day = date(2024, 1, 1)
    words.update(
        [],
        [
            (n, passage(f"The council met, item {n % 7}.", published=day + timedelta(n % 50)))
            for n in range(300)
        ],
    )
    first = words.search("council item 3", 60, Filters(since=day))
    assert all(words.search("council item 3", 60, Filters(since=day)) == first for _ in range(5))
    assert [score for _, score in first] == sorted((s for _, s in first), reverse=True)


def test_what_another_opening_commits_is_found_and_counted_at_once(tmp_path):
    """Nothing is read anew where nothing was written, and everything where something was."""
    first = Lexical(tmp_path / "words")
    first.update([], [(1, passage("The harbour bridge was shut."))])
    second = Lexical(tmp_path / "words")
    assert found(second, "bridge") == [1]
    rare = second.rarity("bridg")
    for number in range(2, 40):
        first.update([], [(number, passage(f"Another bridge, number {number}, was shut."))])
        assert len(found(second, "bridge", k=99)) == number
    assert second.rarity("bridg") < rare
    first.update(list(range(2, 40)), [])
    assert found(second, "bridge") == [1]
