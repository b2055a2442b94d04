"""Commands killed with SIGKILL: at every commit, or at any moment. `python -m tests.crashing`.

A process of its own, which loads everything once and opens nothing: it forks a child for each
command, which is killed, and one that looks at what was left. Chroma's threads would not outlive a
fork, so none may be running here. It prints a line of JSON for each kill, and one at the end.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import chromadb  # noqa: F401  (loaded once, for all children)
import numpy as np
import tantivy  # noqa: F401

from index import EVERYTHING, Archive, ArticleError, HybridRetriever, database, lexical, vectors
from qa.errors import ShelfError
from qa.window.shelves import Limits, Shelf
from tests.conftest import HashEmbedder

# Chroma writes its files after a thousand changes; here a kill is to land while it does.
vectors._GRAPH.update(batch_size=4, sync_threshold=8)
FILES = 8
SUBJECTS = ("bridge", "ferry", "mayor", "river")
COMMANDS = ("sync", "add", "remove", "rebuild", "forget", "correct", "upload")


def story(name: str, version: int) -> str:
    subject = SUBJECTS[(len(name) + version) % len(SUBJECTS)]
    lines = [f"On day {n} the {subject} of {name} v{version} was debated." for n in range(12)]
    return f"Report {name} v{version}\n\n{' '.join(lines)}"


def write(folder: Path, name: str, version: int = 1) -> None:
    (folder / f"{name}.txt").write_text(story(name, version), encoding="utf-8")


def prepare(root: Path) -> None:
    """A whole archive of some files, and then other files in the folder."""
    news = root / "news"
    news.mkdir(parents=True)
    for n in range(FILES):
        write(news, f"n{n}")
    with Archive(root / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(news)
    write(news, "n0", 2)
    write(news, "new")
    (news / "n1.txt").unlink()


def do(command: str, root: Path) -> None:
    news = root / "news"
    if command == "upload":
        with Archive(root / "archive", HashEmbedder()) as shared, suppress(ShelfError):
            shelf = Shelf(root / "shelves" / "one", shared, Limits())
            list(shelf.put([(news / "n3.txt", "mine.txt")]))
        return
    with Archive(root / "archive", HashEmbedder()) as archive:
        if command == "sync":
            archive.sync(news)
        elif command == "add":
            archive.add([news / "new.txt"])
        elif command == "rebuild":
            archive.rebuild()
        elif command == "correct":
            archive.correct(str(news / "n3.txt"), title="Report n3 v9", source="Courier")
        else:
            with suppress(ArticleError):  # done by the one that was killed
                getattr(archive, command)([str(news / "n2.txt")])


def holds_together(path: Path, *, whole: bool) -> None:
    """What can be asked is true to its article; if `whole`, ledger, words and vectors agree."""
    with Archive(path, HashEmbedder()) as archive:
        for subject in SUBJECTS:
            for hit in HybridRetriever(archive).retrieve(f"debate about the {subject}", 20):
                passage = hit.passage
                article = archive.article(passage.article_id)
                assert article.text[passage.start : passage.end] == passage.text
        assert not archive._ledger.damaged
        if not whole:
            return
        archive.add([])
        assert archive.check() == []
        assert archive.coverage().waiting_for_vectors == 0
        numbers = set(archive._ledger.matching(EVERYTHING))
        assert archive._indexes.words.numbers() == numbers
        held = {}
        for some, rows in archive._indexes.vectors.everything():
            held.update(zip(some, rows, strict=True))
        assert set(held) == numbers
        assert {row[0] for row in archive._ledger.embeddings(sorted(numbers))} == numbers
        for number, passage in archive.passages(sorted(numbers)).items():
            made = archive.embedder.embed([passage.searchable])[0]
            assert np.allclose(held[number], made, atol=1e-3)


def looked_at(command: str, root: Path) -> None:
    """Right after the kill, and after the same command once more."""
    archives = [path for path in _archives(root) if (path / "ledger.sqlite3").exists()]
    for path in archives:
        holds_together(path, whole=False)
    do(command, root)
    for path in _archives(root):
        holds_together(path, whole=True)
    with Archive(root / "archive") as archive:
        titles = sorted(archive.article(one).title for one in archive.article_ids())
    versions = {f"n{n}": 1 for n in range(FILES)}
    if command == "sync":
        versions |= {"n0": 2, "new": 1}
        del versions["n1"]
    elif command == "add":
        versions["new"] = 1
    elif command == "correct":
        versions["n3"] = 9
    elif command in ("remove", "forget"):
        del versions["n2"]
    assert titles == sorted(f"Report {name} v{version}" for name, version in versions.items())


def _archives(root: Path) -> list[Path]:
    return [path.parent for path in root.rglob("ledger.sqlite3")] or [root / "archive"]


class Fuse:
    """Kills this process at the `at`th point; counts them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.points = 0
        self._writing = self._committed = False

    def point(self) -> None:
        self.points += 1
        if self.points == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, sql: str) -> None:
        """Before each commit of the ledger, and right after it."""
        word = sql.split(maxsplit=1)[0].upper()
        if self._committed:
            self.point()
        alone = word in ("INSERT", "UPDATE", "DELETE", "REPLACE", "VACUUM") and not self._writing
        if word == "BEGIN":
            self._writing = True
        self._committed = word == "COMMIT" or alone
        if self._committed:
            self.point()
        if word in ("COMMIT", "ROLLBACK"):
            self._writing = False

    def around(self, owner: type, name: str) -> None:
        method = getattr(owner, name)

        def run(*arguments, **named):
            self.point()
            done = method(*arguments, **named)
            self.point()
            return done

        setattr(owner, name, run)

    def lit(self) -> "Fuse":
        """Put a point before and after every commit of the ledger, the words and the vectors."""
        fuse = self

        class Traced(database._Connection):
            def __init__(self, *arguments, **named) -> None:
                super().__init__(*arguments, **named)
                self.set_trace_callback(fuse.statement)

        database._Connection = Traced
        for name in ("_update", "_rewrite"):
            self.around(lexical.Lexical, name)
        for name in ("upsert", "delete", "settle", "_made"):
            self.around(vectors.Vectors, name)
        return self


def forked(work: Callable[[], None], killed_after: float | None = None) -> tuple[bool, str]:
    """Do `work` in a child: whether it was killed, and what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            said = work()
            os.write(writer, str(said or "").encode())
            os._exit(0)
        except BaseException:  # noqa: BLE001  (told to whoever forked)
            os.write(writer, traceback.format_exc()[-4_000:].encode())
            os._exit(1)
    os.close(writer)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return number == signal.SIGKILL, "" if number == signal.SIGKILL else f"signal {number}"
    return False, said if os.WEXITSTATUS(status) == 0 else f"failed: {said}"


def attempt(command: str, start: Path, root: Path, kill: Callable[[], tuple[bool, str]]) -> bool:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(start, root)
    killed, said = kill()
    wrong = said if said.startswith(("failed", "signal")) else ""
    _, after = forked(lambda: looked_at(command, root))
    print(json.dumps({"command": command, "killed": killed, "wrong": wrong + after}), flush=True)
    return killed


def counted(command: str, root: Path) -> int:
    fuse = Fuse(0).lit()
    do(command, root)
    return fuse.points


def main(place: str, how: str, commands: str, kills: str = "0") -> None:
    start, root = Path(place, "start"), Path(place, "root")
    forked(lambda: prepare(root))
    root.rename(start)  # paths stay valid, since each attempt is made in the same place
    chance = random.Random(9)
    for command in commands.split(","):
        shutil.copytree(start, root)
        began = time.monotonic()
        points = int(forked(lambda: counted(command, root))[1])  # noqa: B023
        took = time.monotonic() - began
        if how == "points":
            for at in range(1, points + 1):

                def killed(at: int = at) -> tuple[bool, str]:
                    return forked(lambda: do(command, root) if Fuse(at).lit() else None)  # noqa: B023

                attempt(command, start, root, killed)
        else:
            done = 0
            while done < int(kills):
                moment = chance.uniform(0, took)
                done += attempt(
                    command,
                    start,
                    root,
                    lambda: forked(lambda: do(command, root), moment),  # noqa: B023
                )
        shutil.rmtree(root)
    print(json.dumps({"sqlite": sqlite3.sqlite_version}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
