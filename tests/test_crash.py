"""Killed with SIGKILL at any moment, the archive opens, answers, and the next sync finishes."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Archive, Filters, HybridRetriever
from index.passages import split
from tests.conftest import HashEmbedder

ROOT = Path(__file__).parent.parent
ALL = Filters()
FILES = 60
COMMANDS = ("sync", "add", "remove", "rebuild", "forget", "correct", "upload")
SUBJECTS = ("bridge", "ferry", "mayor", "river", "school", "harvest")


class SlowEmbedder(HashEmbedder):
    """Slow enough that a kill can land between any two steps."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(0.1)
        return super().embed(texts)


def story(name: str, version: int) -> str:
    """About three passages; its first line and its words say which file and version it is."""
    subject = SUBJECTS[version % len(SUBJECTS)]
    body = [f"On day {n} the {subject} of {name} v{version} was debated again." for n in range(36)]
    return f"Report {name} v{version}\n\n" + "\n\n".join(
        " ".join(body[at : at + 12]) for at in range(0, 36, 12)
    )


class News:
    """A folder of articles that changes from round to round, the same way for one seed."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.versions: dict[str, int] = {}
        folder.mkdir()

    def change(self, added: int, changed: int, removed: int) -> None:
        known = sorted(self.versions)
        for name in self.chance.sample(known, min(removed, len(known))):
            (self.folder / f"{name}.txt").unlink()
            del self.versions[name]
        for name in self.chance.sample(sorted(self.versions), min(changed, len(self.versions))):
            self._write(name, self.versions[name] + 1)
        for _ in range(added):
            self._write(f"n{self.chance.randrange(10**6):06}", 1)

    def _write(self, name: str, version: int) -> None:
        self.versions[name] = version
        (self.folder / f"{name}.txt").write_text(story(name, version), encoding="utf-8")


def run(archive: Path, folder: Path, task: str, killed_after: float | None) -> float | None:
    """Do `task` in a process of its own; the seconds it took, None if it had to be killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.test_crash", str(archive), str(folder), task],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "started\n"
        start = time.monotonic()
        try:
            code = process.wait(killed_after)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        assert code == 0
        return time.monotonic() - start


def assert_usable(path: Path) -> None:
    """What there is can be asked at once, and whatever comes back is true to its article."""
    if not (path / "ledger.sqlite3").exists():
        return
    with Archive(path, HashEmbedder()) as archive:
        for subject in SUBJECTS:
            for hit in HybridRetriever(archive).retrieve(f"debate about the {subject}", 20):
                passage = hit.passage
                article = archive.article(passage.article_id)
                assert article.text[passage.start : passage.end] == passage.text
        # a kill may tear what Chroma was writing: words go on, and the next sync makes it again
        assert all("vector store" in said for said in archive.check())


def assert_whole(path: Path, news: News) -> None:
    """After one more sync the archive is what the folder is: nothing lost, stale or twice."""
    with Archive(path, HashEmbedder()) as archive:
        archive.sync(news.folder)
        assert archive.check() == []
        assert archive.coverage().waiting_for_vectors == 0
        articles = [archive.article(identity) for identity in archive.article_ids()]
        assert sorted(article.title for article in articles) == sorted(
            f"Report {name} v{version}" for name, version in news.versions.items()
        )
        wanted = sorted(passage.id for article in articles for passage in split(article))
        words, vectors = archive._indexes.words.numbers(), archive._indexes.vectors.numbers()
        stored = archive.passages(sorted(words))
        assert sorted(passage.id for passage in stored.values()) == wanted
        assert words == vectors == set(stored)
        assert archive._indexes.vectors.count() == len(wanted)
        kept = archive._indexes.vectors._open().get(include=["embeddings"])
        rows = dict(zip(map(int, kept["ids"]), kept["embeddings"], strict=True))
        near = 0
        for number, passage in stored.items():
            asked = passage.searchable
            assert number in dict(archive.search_words(asked, 10, ALL))
            assert rows[number] == pytest.approx(archive.embedder.embed([asked])[0], abs=1e-3)
            near += number in dict(archive.search_vectors(asked, 10, ALL))
        # the nearest are looked for in a graph, which may miss one of many near copies
        assert near >= 0.9 * len(stored)
        held = {child.name for child in path.iterdir() if child.is_dir()}
        generation = archive._indexes.generation
        assert held == {f"words-{generation}", f"vectors-{generation}"}


def crash(
    tmp_path: Path, rounds: Sequence[tuple[str, int, int, int]], seed: int, *, full: bool = False
) -> int:
    """Each round: so many files added, changed, removed, then `task`, killed; how often it was.

    With `full` the archive is whole before the first round.
    """
    chance = random.Random(seed)
    news, path = News(tmp_path / "news", chance), tmp_path / "archive"
    news.change(FILES, 0, 0)
    longest = run(path, news.folder, "sync", None) if full else 1.5
    killed = 0
    for task, *changes in rounds:
        news.change(*changes)
        took = run(path, news.folder, task, chance.uniform(0, longest))
        if took is None:
            killed += 1
        else:  # it was quicker than thought
            longest = took
        assert_usable(path)
    assert_whole(path, news)
    return killed


def test_a_killed_sync_is_finished_by_the_next(tmp_path):
    rounds = [("sync", 0, 0, 0), ("sync", 0, 10, 5), ("rebuild", 0, 0, 0)]
    assert crash(tmp_path, rounds, seed=1) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_killed_while_adding_changing_and_removing(tmp_path, seed):
    rounds = [("sync", 0, 0, 0)] * 3 + [("sync", 10, 15, 10)] * 6
    assert crash(tmp_path, rounds, seed) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", [5, 6])
def test_killed_while_only_removing(tmp_path, seed):
    assert crash(tmp_path, [("sync", 0, 0, 6)] * 8, seed, full=True) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_killed_while_rebuilding(tmp_path, seed):
    rounds = [("rebuild", 0, 0, 0), ("sync", 3, 3, 3)] * 4
    assert crash(tmp_path, rounds, seed, full=True) >= 3


# -- at every commit, and at any moment ------------------------------------------------------------


def kills(tmp_path: Path, how: str, command: str, most: int = 0) -> int:
    """Kill `command` in the ways of `tests.crashing`, and look; how often it was killed."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.crashing", str(tmp_path), how, command, str(most)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    *attempts, _ = map(json.loads, process.stdout.splitlines())
    assert [attempt["wrong"] for attempt in attempts if attempt["wrong"]] == []
    return sum(attempt["killed"] for attempt in attempts)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_commit_of_ledger_words_or_vectors(tmp_path, command):
    assert kills(tmp_path, "points", command) > 10


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_moment(tmp_path, command):
    """Over all commands more than two hundred times."""
    assert kills(tmp_path, "moments", command, 35) == 35


def main(path: str, folder: str, task: str) -> None:
    with Archive(path, SlowEmbedder(), create=True) as archive:
        print("started", flush=True)
        archive.rebuild() if task == "rebuild" else archive.sync(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
