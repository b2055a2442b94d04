"""Uploads that belong to one visitor: asked by them alone, and gone when they say so."""

import gzip
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from index import BESIDE, Archive, ArticleError, Filters, HybridRetriever
from qa import (
    Answerer,
    ExtractiveReader,
    SettingsError,
    open_answerer,
)
from qa.errors import ShelfError
from qa.window import Limits, Shelves, add_folder
from qa.window.shelves import FOLDER
from qa.window.uploads import safe_name
from tests import hostile
from tests.test_syndication import WIRE

ANNA, BEN = "anna's key, 0123456789", "ben's key, 0123456789"
COST = "How much did the harbour bridge repairs cost?"
OTTERS = "How many otters were counted in the Velm estuary?"

BRIDGE = """Headline: Harbour bridge reopens
Source: Harbour Courier
Date: 2024-03-14

The repairs to the harbour bridge cost 4.2 million crowns, the finance department said.
The bridge was closed for 176 days.
"""
OTTER = """Headline: Otters return to the Velm estuary
Source: Estuary Post
Date: 2024-05-02

Wardens counted 37 otters in the Velm estuary this spring, the park authority said.
It is the highest number since 1998.
"""


def upload(folder: Path, name: str, content: str | bytes) -> tuple[Path, str]:
    """A temporary file as a server makes it, and the name that the visitor gave."""
    folder.mkdir(exist_ok=True)
    path = folder / f"upload-{len(list(folder.iterdir()))}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path, name


def records(*texts: str) -> str:
    return "\n".join(json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(texts))


def answering(archive: Archive) -> Answerer:
    reader = ExtractiveReader(archive.rarity, archive.embedder)
    return Answerer(archive, HybridRetriever(archive), reader)


@pytest.fixture
def archive(tmp_path, embedder):
    source = tmp_path / "articles"
    source.mkdir()
    (source / "bridge.txt").write_text(BRIDGE)
    with Archive(tmp_path / "archive", embedder, create=True) as opened:
        opened.add([source / "bridge.txt"])
        yield opened


@pytest.fixture
def shelves(archive):
    return Shelves(answering(archive))


@pytest.fixture
def desk(tmp_path):
    """Where uploads arrive."""
    return tmp_path / "desk"


def put(shelves, key, *files):
    return [event for event in shelves.shelf(key).put(files) if event.stage == "files"]


def held(archive: Archive) -> list[str]:
    """The names of every file that is kept for visitors."""
    return sorted(file.name for file in archive.path.glob(f"{FOLDER}/*/files/*/*"))


def test_what_a_visitor_uploads_is_answered_and_cited_for_them_alone(shelves, archive, desk):
    (event,) = put(shelves, ANNA, upload(desk, "otters 2024-05-02.txt", OTTER))
    assert (event.name, event.done, event.total) == ("otters 2024-05-02.txt", 1, 1)
    assert (event.articles, event.refused) == (1, ())

    hers, his = shelves.answerer(ANNA), shelves.answerer(BEN)
    answer = hers.ask(OTTERS)
    (citation, *_) = answer.citations
    assert "37 otters" in citation.quote
    text = hers.archive.article(citation.passage.article_id).text
    assert text[citation.start : citation.end] == citation.quote
    assert citation.passage.file == "otters 2024-05-02.txt"
    assert (answer.basis.coverage.articles, answer.basis.coverage.last) == (2, date(2024, 5, 2))
    assert "4.2 million" in hers.ask(COST).text

    for stranger in (his, answering(archive)):
        abstained = stranger.ask(OTTERS)
        assert abstained.abstained
        assert "1 article," in abstained.text
        assert "otter" not in str([hit.passage for hit in abstained.basis.hits]).lower()
        assert stranger.archive.coverage().outlets == (("Harbour Courier", 1),)
        assert stranger.archive.catalogue("otters").total == 0
        assert stranger.archive.catalogue().total == 1
        assert stranger.archive.article(citation.passage.article_id) is None
        assert stranger.archive.timeline() == ((date(2024, 3, 1), 1),)
        with pytest.raises(SettingsError, match="Estuary Post"):
            stranger.ask(COST, Filters(outlets=("Estuary Post",)))


def test_an_upload_that_is_gone_is_asked_for_again(shelves, desk):
    file, name = upload(desk, "otters.txt", OTTER)
    file.unlink()
    with pytest.raises(ShelfError, match=r"'otters.txt' did not arrive whole.*upload it again"):
        put(shelves, ANNA, (file, name))


def test_beside_a_shelf_there_are_the_same_two_ways_to_ask(
    archive, embedder, desk, openai_double, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", "double-good")
    shelves = Shelves(open_answerer(archive.path, embedder=embedder, offer_model=True))
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER))
    hers = shelves.answerer(ANNA)
    assert "37 otters" in hers.ask(OTTERS).text
    assert openai_double.requests == []
    worded = hers.alternative.ask(OTTERS)
    assert worded.provenance.made_by.startswith("double-good at ")
    assert any("37 otters" in citation.quote for citation in worded.citations)
    assert hers.alternative.alternative.ask(OTTERS).text == hers.ask(OTTERS).text


def test_an_abstention_and_the_filters_know_both(shelves, desk):
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER))
    hers = shelves.answerer(ANNA)
    said = hers.ask("Xyzzy?").text
    assert "The archive holds 2 articles, 14 March to 2 May 2024, 2 outlets" in said
    assert not hers.ask(OTTERS, Filters(outlets=("estuary post",))).abstained
    assert hers.archive.matching(Filters(outlets=("estuary post",))) == 1
    assert hers.ask(OTTERS, Filters(outlets=("Harbour Courier",))).abstained
    review = OTTER.replace("Source:", "Section: Review\nSource:").replace("37", "39")
    put(
        shelves,
        ANNA,
        upload(desk, "review.md", f"---\ntitle: On otters\nkind: review\n---\n{review}"),
    )
    assert hers.archive.coverage().kinds[-1] == ("review", 1)
    assert len(hers.ask(OTTERS, Filters(kinds=("review",))).basis.hits) == 1
    with pytest.raises(SettingsError, match="of the kind “review”"):
        shelves.answerer(BEN).ask(OTTERS, Filters(kinds=("review",)))


def test_an_article_can_be_asked_by_its_words_before_its_vectors_are_there(shelves, desk):
    events = shelves.shelf(ANNA).put([upload(desk, "otters.txt", OTTER)])
    next(events)
    asked = shelves.answerer(ANNA).ask(OTTERS)
    assert asked.basis.coverage.waiting_for_vectors == 1
    assert any("37 otters" in hit.passage.text for hit in asked.basis.hits)
    assert [event.stage for event in events] == ["vectors"]
    assert shelves.answerer(ANNA).archive.coverage().waiting_for_vectors == 0


def test_the_same_id_in_both_is_two_articles(tmp_path, embedder, desk):
    ours = tmp_path / "ours.jsonl"
    ours.write_text(records("The repairs to the harbour bridge cost 4.2 million crowns in all."))
    with Archive(tmp_path / "archive", embedder, create=True) as archive:
        archive.add([ours])
        shelves = Shelves(answering(archive))
        theirs = records("Wardens counted 37 otters in the Velm estuary during the spring.")
        put(shelves, ANNA, upload(desk, "theirs.jsonl", theirs))
        both = shelves.answerer(ANNA).archive
        for question, said in ((COST, "4.2 million"), (OTTERS, "37 otters")):
            for citation in shelves.answerer(ANNA).ask(question).citations:
                article = both.article(citation.passage.article_id)
                assert article.id == citation.passage.article_id
                assert said in article.text
                at = (article.id, citation.start, citation.end)
                assert both.passage_at(*at) == citation.passage
                assert both.file_of(article.id).endswith(citation.passage.file)
        ids = [entry.id for entry in both.catalogue().entries]
        assert sorted(ids) == sorted(both.article_ids())
        assert len(set(ids)) == 2


def test_a_list_of_both_is_by_date_on_every_page(tmp_path, embedder, desk):
    def dated(days):
        texts = [
            {"id": d, "published": f"2024-01-{d:02}", "text": f"Otter news {d}."} for d in days
        ]
        return "\n".join(map(json.dumps, texts))

    ours = tmp_path / "ours.jsonl"
    ours.write_text(dated([1, 4, 5, 6, 9, 12, 14, 15]))
    with Archive(tmp_path / "archive", embedder, create=True) as archive:
        archive.add([ours])
        shelves = Shelves(answering(archive))
        put(shelves, ANNA, upload(desk, "mine.jsonl", dated([2, 3, 7, 8, 15, 16])))
        both = shelves.answerer(ANNA).archive
        for newest_first in (True, False):
            days = sorted([1, 4, 5, 6, 9, 12, 14, 15, 2, 3, 7, 8, 15, 16], reverse=newest_first)
            for limit in (1, 3, 5, 50):
                seen = []
                for offset in range(0, 14, limit):
                    page = both.catalogue(
                        "otter", newest_first=newest_first, offset=offset, limit=limit
                    )
                    assert page.total == 14
                    seen += [entry.published.day for entry in page.entries]
                assert seen == days
        assert both.timeline() == ((date(2024, 1, 1), 14),)


def test_an_own_copy_of_a_shared_sentence_is_found_and_not_read_twice(shelves, desk):
    put(shelves, ANNA, upload(desk, "again.txt", BRIDGE.replace("Harbour Courier", "Estuary Post")))
    hers = shelves.answerer(ANNA)
    answer = hers.ask(COST)
    assert [hit.passage.outlet for hit in answer.basis.hits] == ["Harbour Courier"]
    citation = answer.citations[0]
    copies = hers.archive.copies(citation.quote, citation.passage.article_id)
    assert [entry.outlet for entry in copies] == ["Estuary Post"]
    assert hers.archive.copies(citation.quote, copies[0].id)[0].outlet == "Harbour Courier"
    assert shelves.archive.copies(citation.quote, citation.passage.article_id) == []


def test_the_shelf_is_still_there_after_a_restart(shelves, archive, desk):
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER))
    again = Shelves(answering(archive))
    assert "37 otters" in again.answerer(ANNA).ask(OTTERS).text
    assert [entry.file for entry in again.shelf(ANNA).listing().entries] == ["otters.txt"]


def test_a_shelf_that_an_older_dateline_made_is_read_as_a_shelf(shelves, archive):
    folder = shelves.shelf(ANNA)._folder
    for name in ("one", "two"):
        (folder / "files" / name).mkdir(parents=True)
        (folder / "files" / name / "otters.txt").write_text("\n".join((OTTER, *WIRE)))
    with Archive(folder, archive.embedder, create=True) as plain:
        plain.add([folder / "files"])
        ids, vectors = plain.article_ids(), plain.coverage().waiting_for_vectors
        assert plain.coverage().copies == 1
    hers = Shelves(answering(archive)).answerer(ANNA)
    own = hers.archive.own
    assert own.article_ids() == [f"{BESIDE}{one}" for one in ids]
    assert own.check() == []
    assert (own.coverage().copies, own.coverage().waiting_for_vectors) == (1, vectors)
    assert own.passages_of(own.article_ids()[1])[0].voice.startswith(BESIDE)
    assert "37 otters" in hers.ask(OTTERS).text


def test_beside_an_empty_archive_a_shelf_is_asked_by_itself(tmp_path, embedder, desk):
    with Archive(tmp_path / "archive", embedder, create=True) as archive:
        shelves = Shelves(answering(archive))
        assert shelves.answerer(ANNA).ask(OTTERS).abstained
        texts = [f"The Velm estuary was calm on day {n}, the park said." for n in range(9)]
        put(
            shelves,
            ANNA,
            upload(desk, "days.jsonl", records(*texts)),
            upload(desk, "otters.txt", "Wardens counted 37 otters in the Velm estuary, it says."),
        )
        assert "37 otters" in shelves.answerer(ANNA).ask(OTTERS).statements[0].text


def test_nothing_is_written_for_a_visitor_who_uploads_nothing(shelves, archive):
    assert shelves.answerer(ANNA) is shelves.answerer(BEN)
    assert shelves.shelf(ANNA).listing().total == 0
    assert shelves.shelf(ANNA).clear() == 0
    assert not (archive.path / FOLDER).exists()


def test_a_key_never_names_a_path_and_short_ones_are_refused(shelves, archive, desk):
    for key in ("../../../../etc/passwd", "/etc/cron.d/dateline", "a\0b" * 9, "\ud800" * 20):
        put(shelves, key, upload(desk, "otters.txt", OTTER))
    folders = list((archive.path / FOLDER).iterdir())
    assert len(folders) == 4
    assert all(len(folder.name) == 32 and folder.name.isalnum() for folder in folders)
    with pytest.raises(ShelfError, match="16 characters, this one has 5"):
        shelves.answerer("short")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a/b.txt", "b.txt"),
        ("C:\\clips\\2024-05-02 otters.txt", "2024-05-02 otters.txt"),
        ("ot\0ter\n\x1b[31ms.txt", "otter[31ms.txt"),
        ("\u202egpj.txt", "gpj.txt"),
        (".htaccess", "htaccess"),
        ("..", "article"),
        ("", "article"),
        ("CON", "CON"),
        ("Überschwemmung – 3. März.pdf", "Überschwemmung – 3. März.pdf"),
        ("2024-05-02 " + "o" * 300 + ".jsonl.gz", "2024-05-02 " + "o" * 180 + ".jsonl.gz"),
        ("ж" * 300 + ".txt", "ж" * 98 + ".txt"),
        ("half \ud800 a pair.txt", "half  a pair.txt"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_safe(given, kept, tmp_path):
    assert safe_name(given) == kept
    (tmp_path / safe_name(given)).write_text("it can be written")


def test_hostile_names_stay_on_the_shelf(shelves, archive, desk, tmp_path):
    names = ["../../../etc/otters.txt", "/etc/otters.txt", "a/b/otters.txt", ".htaccess", "CON"]
    files = [upload(desk, name, OTTER + f"It is copy {n}.") for n, name in enumerate(names)]
    before = {path for path in tmp_path.rglob("*") if FOLDER not in path.parts}
    events = put(shelves, ANNA, *files)
    assert [event.articles for event in events] == [1, 1, 1, 0, 0]
    assert "is not a kind that is read" in events[4].refused[0]
    assert held(archive) == ["otters.txt"] * 3
    assert {path for path in tmp_path.rglob("*") if FOLDER not in path.parts} == before
    assert not Path("/etc/otters.txt").exists()


def test_a_file_of_a_kind_that_is_known_and_not_read_is_refused_with_what_to_do(shelves, desk):
    [event] = put(shelves, ANNA, upload(desk, "old.doc", b"\xd0\xcf\x11\xe0"))
    assert "save it as .docx" in event.refused[0]


def test_a_broken_file_among_good_ones_is_refused_alone_and_not_kept(shelves, archive, desk):
    events = put(
        shelves,
        ANNA,
        upload(desk, "otters.txt", OTTER),
        upload(desk, "broken.pdf", b"%PDF-1.7 and then nothing"),
        upload(desk, "empty.txt", ""),
        upload(desk, "cut.txt.gz", gzip.compress(OTTER.encode())[:-20]),
        upload(desk, "picture.png", b"\x89PNG\r\n"),
        upload(desk, "otters again.txt", OTTER),
        upload(desk, "two.jsonl", records("Seals were seen, too.") + "\nnot JSON"),
    )
    assert [event.articles for event in events] == [1, 0, 0, 0, 0, 0, 1]
    assert [bool(event.refused) for event in events] == [False, *[True] * 4, False, True]
    assert [event.known for event in events] == [0, 0, 0, 0, 0, 1, 0]  # it is there already
    said = [event.refused[0] for event in events if event.refused]
    for why, expected in zip(
        said,
        ("damaged PDF", "empty: 0 bytes", "cut short", "is a picture", "line 2: is not"),
        strict=True,
    ):
        assert expected in why
        assert str(archive.path) not in why
    assert held(archive) == ["otters.txt", "two.jsonl"]
    assert shelves.answerer(ANNA).archive.coverage().articles == 3


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(max_files=1), "2 files and at most 1 are taken"),
        (Limits(max_shelf_bytes=300), "room for 300 bytes and this would make 4"),
    ],
)
def test_what_is_too_much_is_refused_before_anything_is_copied(archive, desk, limits, said):
    shelves = Shelves(answering(archive), limits)
    files = [upload(desk, "otters.txt", OTTER), upload(desk, "bridge.txt", BRIDGE)]
    with pytest.raises(ShelfError, match=said):
        shelves.shelf(ANNA).put(files)
    assert not (archive.path / FOLDER).exists()


def test_a_file_over_a_limit_is_refused_with_the_limit_and_the_others_are_kept(archive, desk):
    shelves = Shelves(answering(archive), Limits(max_file_bytes=1000, max_shelf_articles=2))
    files = [
        upload(desk, "long.txt", OTTER * 9),
        upload(desk, "bomb.jsonl.gz", gzip.compress(b" " * 50_000_000)),
        upload(desk, "otters.txt", OTTER),
        upload(desk, "many.jsonl", records("One.", "Two.", "Three.")),
        upload(desk, "packed.txt.gz", gzip.compress(BRIDGE.encode())),
        upload(desk, "over.txt", "One more."),
    ]
    events = put(shelves, ANNA, *files)
    assert [event.articles for event in events] == [0, 0, 1, 0, 1, 0]
    assert "more than 1,000 bytes" in events[0].refused[0]
    assert "more than 1,000 bytes" in events[1].refused[0]
    assert "holds 3 articles; a shelf takes 2 and has 1" in events[3].refused[0]
    assert "has 2 articles, all that it takes" in events[5].refused[0]
    assert held(archive) == ["otters.txt", "packed.txt"]
    assert shelves.shelf(ANNA).listing().total == 2


def test_removing_takes_the_file_away_with_its_last_article(shelves, archive, desk):
    two = records("Wardens counted 37 otters in the Velm estuary.", "Seals were seen, too.")
    put(shelves, ANNA, upload(desk, "two.jsonl", two), upload(desk, "otters.txt", OTTER))
    shelf = shelves.shelf(ANNA)
    first, second = sorted(e.id for e in shelf.listing().entries if e.file == "two.jsonl")
    shared = archive.article_ids()[0]
    for stranger in (shared, "shelf:r9", first.removeprefix("shelf:")):
        with pytest.raises(ShelfError, match="is no article of your shelf"):
            shelf.remove([second, stranger])
    assert shelf.remove([first]) == 1
    assert held(archive) == ["otters.txt", "two.jsonl"]
    assert shelf.remove([second]) == 1
    assert held(archive) == ["otters.txt"]
    assert shelf.listing().total == 1
    assert archive.article(shared) is not None
    # the very same file may come back
    assert put(shelves, ANNA, upload(desk, "two.jsonl", two))[0].articles == 2


def test_clearing_leaves_no_word_of_it_on_the_disk(shelves, archive, desk):
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER), upload(desk, "bad.pdf", b"%PDF"))
    put(shelves, BEN, upload(desk, "seals.txt", "Seals were seen at the Velm estuary."))
    hers = shelves.answerer(ANNA)
    assert shelves.shelf(ANNA).clear() == 1
    assert shelves.answerer(ANNA).ask(OTTERS).basis.coverage.articles == 1
    assert hers.ask(OTTERS).abstained  # a page that is still open
    folder = archive.path / FOLDER / os.path.basename(shelves.shelf(ANNA)._folder)
    for file in filter(Path.is_file, folder.rglob("*")):
        assert b"otter" not in file.read_bytes().lower(), file
        assert b"bad.pdf" not in file.read_bytes(), file
    assert shelves.shelf(BEN).listing().total == 1
    assert put(shelves, ANNA, upload(desk, "otters.txt", OTTER))[0].articles == 1


def test_publishing_hands_articles_and_files_over_to_everybody(shelves, archive, desk):
    two = records(
        "Wardens counted 37 otters in the Velm estuary.", "Seals were seen, too.", "Eels."
    )
    put(shelves, ANNA, upload(desk, "two.jsonl", two), upload(desk, "foxes.txt", "Foxes came."))
    shelf = shelves.shelf(ANNA)
    ids = sorted(e.id for e in shelf.listing().entries if e.file == "two.jsonl")
    shelf.remove(ids[2:])
    with pytest.raises(ShelfError, match="1 more articles came in the same files"):
        shelf.publish(ids[:1], to=archive)
    assert shelf.publish(ids[:2], to=archive) == 2
    assert [entry.file for entry in shelf.listing().entries] == ["foxes.txt"]
    his = shelves.answerer(BEN)
    assert "37 otters" in his.ask(OTTERS).text
    assert his.archive.coverage().articles == 3
    assert his.archive.coverage().waiting_for_vectors == 0
    assert his.archive.catalogue("eels").total == 0  # removed before
    assert [file.name for file in (archive.path / "added").glob("*/*")] == ["two.jsonl"]
    assert archive.check() == []


def test_what_is_handed_over_keeps_what_was_corrected_by_hand(shelves, archive, desk):
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER), upload(desk, "foxes.txt", "Foxes came."))
    shelf = shelves.shelf(ANNA)
    for entry in shelf.listing().entries:
        shelf.own.correct(entry.id, title=f"Wild {entry.file}", source="Velm Gazette")
    assert shelf.publish([entry.id for entry in shelf.listing().entries], to=archive) == 2
    shared = archive.catalogue(filters=Filters(outlets=("Velm Gazette",))).entries
    assert {entry.title for entry in shared} == {"Wild otters.txt", "Wild foxes.txt"}
    assert {entry.corrected for entry in shared} == {("title", "source")}
    assert archive.as_in_file(shared[0].id)
    assert archive.check() == []


def test_a_sync_of_a_folder_that_holds_the_archive_reads_no_shelf(tmp_path, embedder, desk):
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    with Archive(tmp_path / "archive", embedder, create=True) as archive:
        archive.sync(tmp_path)
        shelves = Shelves(answering(archive))
        file = upload(desk, "otters.txt", OTTER)
        put(shelves, ANNA, file)
        file[0].unlink()
        archive.sync(tmp_path)
        assert archive.catalogue("otters").total == 0


def test_a_shelf_follows_the_archive_to_another_embedder(shelves, archive, embedder, desk):
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER))

    class Other(type(embedder)):
        name = "hash-other"

    archive.rebuild(Other())
    again = Shelves(answering(archive))
    assert "37 otters" in str(again.answerer(ANNA).ask(OTTERS).basis.hits)
    assert [event.stage for event in again.shelf(ANNA).put([])] == ["vectors"]
    assert again.answerer(ANNA).archive.coverage().waiting_for_vectors == 0


def test_a_folder_that_cannot_be_written_is_named(shelves, archive, desk):
    (archive.path / FOLDER).write_text("in the way")
    assert not shelves.answerer(ANNA).ask(COST).abstained
    with pytest.raises(ShelfError, match=f"{FOLDER}.* cannot be written .*make room"):
        put(shelves, ANNA, upload(desk, "otters.txt", OTTER))


def test_a_folder_is_added_with_events(archive, tmp_path, desk):
    upload(desk, "", OTTER)[0].rename(desk / "otters.txt")
    (desk / "bad.pdf").write_bytes(b"%PDF")
    *stages, last = add_folder(archive, desk)
    assert {"articles", "read", "words", "vectors"} == {event.stage for event in stages}
    assert (last.stage, last.name, last.articles) == ("files", "desk", 1)
    assert "damaged PDF" in last.refused[0]
    with pytest.raises(ArticleError, match="does not exist"):
        list(add_folder(archive, tmp_path / "nowhere"))
    assert archive.coverage().articles == 2


def test_visitors_upload_ask_and_remove_at_once(archive, desk, monkeypatch):
    """More shelves than stay open, so that they are closed and opened under whoever reads."""
    monkeypatch.setattr("qa.window.shelves._KEPT_OPEN", 2)
    shelves = Shelves(answering(archive))
    keys = [f"visitor number {n}, a long key" for n in range(5)]
    uploads = {
        (key, n): upload(desk, "otters.txt", OTTER.replace("37", f"{100 * at + n}"))
        for at, key in enumerate(keys)
        for n in range(3)
    }
    stop = threading.Event()
    wrong: list[object] = []

    def ask(at):
        while not stop.is_set():
            for hit in shelves.answerer(keys[at]).ask(OTTERS).basis.hits:
                number = hit.passage.text.split("counted ")[-1].split()[0]
                if "otters" in hit.passage.text and int(number) // 100 != at:
                    wrong.append((at, hit))

    def fill(at, n):
        shelf = shelves.shelf(keys[at])
        taken = [e.articles for e in shelf.put([uploads[keys[at], n]]) if e.stage == "files"]
        assert taken == [1]

    with ThreadPoolExecutor(16) as pool:
        asking = [pool.submit(ask, at) for at in range(5)]
        filling = [pool.submit(fill, at, n) for at in range(5) for n in range(3)]
        done = [future.exception() for future in filling]
        removing = [pool.submit(shelves.shelf(key).clear) for key in keys[:2]]
        assert [future.result() for future in removing] == [3, 3]
        stop.set()
        assert [future.exception() for future in asking] == [None] * 5
    assert done == [None] * 15
    assert wrong == []
    counts = [shelves.shelf(key).listing().total for key in keys]
    assert counts == [0, 0, 3, 3, 3]
    assert len(held(archive)) == 9


def test_a_question_goes_on_with_a_shelf_that_was_let_go(archive, desk, monkeypatch):
    monkeypatch.setattr("qa.window.shelves._KEPT_OPEN", 1)
    shelves = Shelves(answering(archive))
    put(shelves, ANNA, upload(desk, "otters.txt", OTTER))
    hers = shelves.answerer(ANNA)
    for n in range(3):
        shelves.answerer(f"somebody else, number {n}")
    assert "37 otters" in hers.ask(OTTERS).text


def test_what_is_nearer_is_read_first_whatever_it_is_from(shelves, desk):
    near = OTTER.replace("37 otters", "41 otters")
    far = "Headline: Bread is dearer\n\nA loaf of rye bread now costs nine crowns in most bakeries."
    put(shelves, ANNA, upload(desk, "near.txt", near), upload(desk, "far.txt", far))
    hers = shelves.answerer(ANNA)
    assert "41 otters" in hers.ask(OTTERS).basis.hits[0].passage.text
    assert "bridge" in hers.ask(COST).basis.hits[0].passage.text


def test_a_small_file_that_unpacks_to_much_text_is_refused_and_not_kept(archive, desk):
    shelves = Shelves(answering(archive), Limits(max_file_bytes=3_000))
    inner = hostile.zipped(("a.txt", f"{OTTER} ".encode() * 50))
    packed = hostile.zipped(("inner.zip", inner), ("b.txt", f"{OTTER} ".encode() * 40))
    assert len(packed) < 1_000
    one = hostile.zipped(("a.txt", OTTER.encode()), ("photo.png", b"\x89PNG\r\n\x1a\n\0"))
    events = put(shelves, ANNA, upload(desk, "a.zip", packed), upload(desk, "b.zip", one))
    assert [event.articles for event in events] == [0, 1]
    assert events[0].refused == ("unpacks to more than 3,000 characters of text; split it",)
    assert events[1].said.startswith("1 article; refused: photo.png: is a picture")
    assert held(archive) == ["b.zip"]
