"""What an archive holds is its owner's alone, whatever the umask."""

import os
import stat
from pathlib import Path

import pytest

from index import Archive, HybridRetriever
from qa import Answerer, ExtractiveReader, evaluate
from qa.evaluation import Question
from qa.models.replies import Replies
from qa.window import Shelves
from qa.window.feedback import Feedback
from tests.kept import BRIDGE, ask

KEY = "anna's key, 0123456789"
OTTER = "Headline: Otters return\n\nWardens counted 37 otters in the Velm estuary this spring.\n"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes say nothing here")


@pytest.fixture
def open_umask():
    """A process that lets everybody read and write what it makes."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0, "the umask belongs to the whole process"


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "otters.txt"
    path.write_text(OTTER)
    return path


def open_to_others(folder: Path) -> list[str]:
    """What below a folder, itself included, anybody but its owner may read, write or enter."""
    entries = [folder, *folder.rglob("*")]
    return [str(e) for e in entries if stat.S_IMODE(e.lstat().st_mode) & 0o077]


def opened_wide(folder: Path) -> None:
    for entry in [folder, *folder.rglob("*")]:
        entry.chmod(0o777 if entry.is_dir() else 0o666)


def test_whatever_is_written_is_for_its_owner_alone(
    tmp_path, sample_folder, embedder, article, open_umask
):
    folder, runs, replies = tmp_path / "new" / "archive", tmp_path / "runs", tmp_path / "replies"
    with Archive(folder, embedder, create=True) as archive:
        archive.sync(sample_folder)
        reader = ExtractiveReader(archive.rarity, embedder)
        answerer = Answerer(archive, HybridRetriever(archive), reader)
        shelf = Shelves(answerer).shelf(KEY)
        list(shelf.put([(article, "otters.txt")]))
        assert not open_to_others(folder)
        shelf.publish([entry.id for entry in shelf.listing().entries], to=archive)
        Feedback(folder).add(ask(archive, BRIDGE), "up", "Good.", archive)
        archive.remove(archive.article_ids()[:1])
        archive.rebuild()
        evaluate(answerer, [Question("q1", BRIDGE)], out=runs)
    Replies(replies).put({"prompt": OTTER}, "37.")
    for written in (folder, runs, replies):
        assert list(written.rglob("*"))
        assert open_to_others(written) == []


def test_an_archive_that_was_left_open_is_closed_by_the_next_writer(tmp_path, embedder, article):
    folder = tmp_path / "archive"
    with Archive(folder, embedder, create=True) as archive:
        archive.add([article])
        reader = ExtractiveReader(archive.rarity, embedder)
        shelf = Shelves(Answerer(archive, HybridRetriever(archive), reader)).shelf(KEY)
        list(shelf.put([(article, "otters.txt")]))
    opened_wide(folder)
    with Archive(folder, embedder) as archive:
        assert open_to_others(folder)
        archive.add([article])
    assert open_to_others(folder) == []


def test_other_things_in_an_archives_folder_are_left_as_they_are(tmp_path, embedder, article):
    (tmp_path / "tool").write_text("#!/bin/sh\n")
    (tmp_path / "tool").chmod(0o755)
    tmp_path.chmod(0o755)
    with Archive(tmp_path, embedder, create=True) as archive:
        archive.add([article])
    assert stat.S_IMODE((tmp_path / "tool").stat().st_mode) == 0o755
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    for name in ("ledger.sqlite3", "writing.lock", "vectors.lock", "words-1", "vectors-1"):
        assert open_to_others(tmp_path / name) == []
