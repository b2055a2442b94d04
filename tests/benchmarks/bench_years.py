"""What it is worth to keep words and vectors by year: `python -m tests.benchmarks.bench_years`.

Words: passages of real articles (`--passages`, the same articles again under other numbers where
there are too few), spread over twenty years, in one word index, and those of one year in an index
of their own. The quiz's questions are asked of both, without days, of one year and of a month.

Vectors: `--vectors` invented ones of 384 dimensions in clusters, spread over ten years, on a real
Chroma server and in the embedded store: all in one collection, and a collection a year. Asked
without days and of one year; what they take on disk and in memory, each.

With `--archive` it also tells what the files of an archive take.

Milliseconds are medians; those of words are of processor time. The ratio is what counts.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index import Archive, Filters, Passage
from index.lexical import Lexical
from index.passages import split
from index.stores.address import address_of
from index.stores.remote import RemoteVectors
from index.stores.wire import Wire
from index.types import EVERYTHING, Article
from index.vectors import Vectors
from tests.benchmarks.bench_newsquiz import say
from tests.benchmarks.data import DATA, lines
from tests.chroma_server import ChromaServer

_ARTICLES = DATA / "scale" / "articles-2022-2023.jsonl.gz"
_QUESTIONS = DATA / "newsquiz" / "questions.jsonl"
_FIRST, _YEARS = 2004, 20
_ASKED = 150
_K = 75
T = TypeVar("T")
_DIM, _NEAREST, _SHARDS = 384, 300, 10


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=300_000)
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--archive", type=Path, help="also what its files take, each")
    chosen = parser.parse_args()
    if chosen.archive:
        files(chosen.archive)
    with tempfile.TemporaryDirectory() as folder:
        if chosen.passages and _ARTICLES.exists():
            words(Path(folder), chosen.passages)
        if chosen.vectors:
            on_a_server(Path(folder), chosen.vectors)
            embedded(Path(folder), chosen.vectors)


def files(folder: Path) -> None:
    """What an archive's files take, an article and a passage."""
    with Archive(folder, read_only=True) as archive:
        articles, passages = archive.coverage().articles, archive.coverage().passages
    say("archive", f"{articles:,} articles", f"{passages / articles:.1f} passages each")
    ledger = (folder / "ledger.sqlite3").stat().st_size
    say("archive", "ledger", f"{ledger / articles:,.0f} octets an article")
    for name in ("words", "vectors"):
        size = sum(octets(one) for one in folder.glob(f"{name}-*"))
        say("archive", name, f"{size / passages:,.0f} octets a passage")


# -- words -----------------------------------------------------------------------------------------


def words(folder: Path, count: int) -> None:
    """One word index against that of a year alone."""
    numbered = list(enumerate(islice(passages(), count), 1))
    year = _FIRST + _YEARS // 2
    of_year = [(n, p) for n, p in numbered if p.published and p.published.year == year]
    whole, alone = Lexical(folder / "whole"), Lexical(folder / "alone")
    for index, some in ((whole, numbered), (alone, of_year)):
        for at in range(0, len(some), 20_000):
            index.update([], some[at : at + 20_000])
    size = octets(folder / "whole")
    say("words", f"{count:,} passages", f"{size / count:,.0f} octets each, {len(of_year):,} a year")
    questions = [row["question"] for row in islice(lines(_QUESTIONS), _ASKED)]
    everything = processor(lambda q: whole.search(q, _K, EVERYTHING), questions)
    say("words", "one index, all years", f"{everything:.2f} ms")
    for name, days in (
        ("a year", Filters(date(year, 1, 1), date(year, 12, 31))),
        ("a month", Filters(date(year, 5, 1), date(year, 5, 31))),
        ("fifteen years", Filters(date(_FIRST + 2, 7, 1), date(_FIRST + 17, 6, 30))),
    ):
        took = processor(partial(asked_of, whole, days), questions)
        say("words", f"one index, {name}", f"{took:.2f} ms, {took / everything:.2f} of all years")
    took = processor(lambda q: alone.search(q, _K, EVERYTHING), questions)
    times = f"{took:.2f} ms, times {_YEARS} {_YEARS * took:.2f}"
    say("words", "an index of that year alone", times)


def asked_of(index: Lexical, days: Filters, question: str) -> object:
    """What an index finds of some days."""
    return index.search(question, _K, days)


def processor(ask: Callable[[str], object], questions: Sequence[str]) -> float:
    """The median of processor time, in milliseconds."""
    return milliseconds(ask, questions, time.thread_time)


def passages() -> Iterator[Passage]:
    """Passages of articles, each with a day in one of twenty years."""
    rng = random.Random(1)
    told = [row for row in lines(_ARTICLES) if row["text"]]
    for at, row in enumerate(cycle(told)):
        day = date.fromordinal(date(_FIRST, 1, 1).toordinal() + rng.randrange(365 * _YEARS))
        article = Article(f"{row['id']}-{at}", row["title"], row["text"], row["source"])
        yield from split(replace(article, published=day))


# -- vectors ---------------------------------------------------------------------------------------


def on_a_server(folder: Path, count: int) -> None:
    """A collection against one a year, on `chroma run`."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    rows, asked = invented(count)
    for shards in (1, _SHARDS):
        server = ChromaServer(private(folder / f"server-{shards}"))
        server.start()
        empty = resident(server.process_id)
        wire = Wire(address_of(server.url))
        stores = [RemoteVectors(wire, f"year-{one}", "bench") for one in range(shards)]
        measured(f"server, {shards} collections", stores, rows, asked)
        taken = (resident(server.process_id) - empty) / count
        disk = octets(server.folder) / count
        say("vectors", f"server, {shards}", f"{disk:,.0f} octets on disk, {taken:,.0f} in memory")
        server.stop()


def embedded(folder: Path, count: int) -> None:
    """The same in this process, where Chroma's clients take turns."""
    rows, asked = invented(count)
    for shards in (1, _SHARDS):
        stores = [Vectors(folder / f"embedded-{shards}-{one}") for one in range(shards)]
        measured(f"embedded, {shards} folders", stores, rows, asked)
        start = time.perf_counter()
        for store in stores:
            store.settle()
        say("vectors", f"embedded, {shards}", f"{time.perf_counter() - start:.2f} s to settle")
        for store in stores:
            store.close()


def measured(
    name: str,
    stores: Sequence[Vectors | RemoteVectors],
    rows: NDArray[np.float32],
    asked: NDArray[np.float32],
) -> None:
    """Fill the stores and ask them, without days and of one year."""
    count, shards = len(rows), len(stores)
    start = time.perf_counter()
    for one, store in enumerate(stores):
        numbers = np.arange(one, count, shards)
        for at in range(0, len(numbers), 2_000):
            some = numbers[at : at + 2_000]
            store.upsert(some.tolist(), rows[some])
    say("vectors", name, f"{count / (time.perf_counter() - start):,.0f} written a second")
    year = np.arange(0, count, _SHARDS).tolist()
    with ThreadPoolExecutor(8) as pool:

        def every(vector: NDArray[np.float32]) -> None:
            list(pool.map(lambda store: store.search(vector, _NEAREST), stores))

        took = milliseconds(every, list(asked))
    say("vectors", name, f"{took:.1f} ms without days")
    among = year if shards == 1 else None
    took = milliseconds(lambda vector: stores[0].search(vector, _NEAREST, among), list(asked[:40]))
    say(
        "vectors", name, f"{took:.1f} ms of a tenth, which is {'named' if among else 'one of them'}"
    )


def invented(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Unit vectors in clusters, as those of texts are, and some to ask with."""
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(count // 50 + 1, _DIM)).astype(np.float32)

    def near(many: int) -> NDArray[np.float32]:
        noise = rng.normal(size=(many, _DIM)).astype(np.float32)
        rows = centres[rng.integers(0, len(centres), many)] + 0.7 * noise
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    return near(count), near(_ASKED)


# -- what is read off ------------------------------------------------------------------------------


def milliseconds(
    ask: Callable[[T], object],
    asked: Sequence[T],
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """The median time of a question; each is asked twice and the first does not count."""
    took = []
    for one in asked:
        ask(one)
        start = clock()
        ask(one)
        took.append(1_000 * (clock() - start))
    return statistics.median(took)


def octets(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def resident(process: int) -> int:
    """What a process has in memory, in octets."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


def private(folder: Path) -> Path:
    """The folder, made."""
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
