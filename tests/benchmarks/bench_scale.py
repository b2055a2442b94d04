"""Archives of growing size, built and asked: `python -m tests.benchmarks.bench_scale 100000`.

2286 is the news quiz's articles, 11643 those of two years of its news, each as they are. Any other
size is variations of the latter, as long as an agency's report (see `variations`), which come as a
stream, in files of 10,000. Each file is a stage: its words first, then its vectors. Whatever is
built stays in `.dev/scale` and is gone on with, so that a build can be stopped (Ctrl-C, or
`--until 17:15`) and asked at the size that it has come to (`--only ask`).

Above 25,000 articles vectors are drawn: unit vectors of a random generator seeded by the text, so
that no day goes by with embedding. Questions are embedded by the real model all the same, and so is
whatever is read for an answer: searching takes as long as it does, but what is found by meaning
means nothing, and a graph of random vectors is the hardest there is to search.

With `--words` there are none, which takes a fraction of the time. `--beside` asks llama-index's
starter and a `where` filter of Chroma's in turn with ours.

Figures are added to `.dev/scale/results.jsonl`; `--write` puts the table into the documentation.
"""

import argparse
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from index import EVERYTHING, Archive, Embedder, Filters, HybridRetriever, MiniLM
from qa import open_answerer
from tests.benchmarks.bench_newsquiz import ARTICLES, QUESTIONS, say
from tests.benchmarks.data import DATA, ROOT, WORK, lines
from tests.benchmarks.results import publishing, tables
from tests.benchmarks.variations import varied

HOME = WORK / "scale"
RESULTS = HOME / "results.jsonl"
PAGE, MARKER = ROOT / "docs" / "reference" / "scale.md", "scale"
NEWS = DATA / "scale" / "articles-2022-2023.jsonl.gz"
REAL = {2_286: ARTICLES, 11_643: NEWS}
A_STAGE = 10_000
DRAWN = 25_000
"""Above so many articles vectors are drawn."""
ASKED = 150
K = 40
FEW = 12
"""How many whole answers are asked for with each filter."""


class Drawing:
    """Vectors of a random generator, seeded by the text, for articles; the real ones otherwise."""

    name, dim = "drawn:384", MiniLM.dim

    def __init__(self, *, drawing: bool) -> None:
        self._drawing = drawing
        self._model = MiniLM()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) float32 unit rows."""
        if not self._drawing:
            return self._model.embed(texts)
        seeds = (blake2b(one.encode("utf-8", "replace"), digest_size=8).digest() for one in texts)
        rows = np.stack(
            [np.random.default_rng(int.from_bytes(s)).standard_normal(self.dim) for s in seeds]
        )
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Size:
    """An archive that is built, of so many articles."""

    articles: int
    words: bool = False
    """Of words alone."""

    @property
    def home(self) -> Path:
        """Of whole stages there is one that grows, with drawn vectors or with embedded ones."""
        if self.articles in REAL or self.articles % A_STAGE:
            return HOME / f"{self.articles}{'-words' if self.words else ''}"
        return HOME / ("words" if self.words else "drawn" if self.drawn else "embedded")

    @property
    def vectors(self) -> str:
        """Where they are from."""
        return "none" if self.words else "drawn" if self.drawn else "embedded"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def source(self) -> Path:
        return self.home / "articles"

    @property
    def drawn(self) -> bool:
        return self.articles > DRAWN

    def embedder(self, *, drawing: bool = False) -> Embedder | None:
        if self.words:
            return None
        return Drawing(drawing=drawing) if self.drawn else MiniLM()

    def files(self) -> Iterator[Path]:
        """The files of articles, made as they are asked for."""
        self.source.mkdir(parents=True, exist_ok=True)
        if real := REAL.get(self.articles):
            link = self.source / real.name
            if not link.exists():
                link.symlink_to(real)
            yield link
            return
        for first in range(0, self.articles, A_STAGE):
            last = min(first + A_STAGE, self.articles)
            file = self.source / f"{first:07}-{last:07}.jsonl.gz"
            if not file.exists():
                _written(file, varied(NEWS, last, first))
            yield file


def _written(file: Path, records: Iterable[dict[str, Any]]) -> None:
    aside = file.with_suffix(".part")
    with gzip.open(aside, "wt", encoding="utf-8", compresslevel=1) as out:
        out.writelines(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    aside.rename(file)


# -- building ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """What one file's articles took. Seconds of wall and, of all processes, of the CPU."""

    file: str
    articles: int
    passages: int
    words: float
    words_cpu: float
    vectors: float
    vectors_cpu: float
    peak_mb: float
    commit: str


def build(size: Size, until: datetime | None) -> None:
    """Every stage that is missing, each in a process of its own."""
    done = {stage.file for stage in stages(size)}
    for file in size.files():
        if file.name not in done:
            _again(size, "--stage", file.name)
        if until and datetime.now() > until:
            return say("stopped", "it is time")
    return None


def stages(size: Size) -> list[Stage]:
    """What was built, as far as it is there."""
    told = size.home / "stages.jsonl"
    return [Stage(**one) for one in lines(told)] if told.exists() else []


def stage(size: Size, name: str) -> None:
    """One file's words, then its vectors."""
    with Archive(size.archive, size.embedder(drawing=True), create=True) as archive:
        before = archive.coverage()
        words = _taken(lambda: archive.add([size.source / name], vectors=False))
        vectors = _taken(lambda: archive.add([]))
        now = archive.coverage()
    done = Stage(
        name, now.articles - before.articles, now.passages - before.passages,
        *words, *vectors, _peak_mb(), publishing.commit(),
    )  # fmt: skip
    with (size.home / "stages.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(done)) + "\n")
    rates = [done.articles / done.words, done.articles / (done.words + done.vectors)]
    say(f"{name}: articles a second, words / all", f"{rates[0]:.0f} / {rates[1]:.0f}",
        f"peak {done.peak_mb:,.0f} MB")  # fmt: skip


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall, and of the CPU of this process and of those that it began."""
    began, used = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - began, _cpu() - used


def _cpu() -> float:
    me = psutil.Process()
    used = [me.cpu_times(), *(child.cpu_times() for child in me.children(recursive=True))]
    ended = used[0].children_user + used[0].children_system
    return float(ended + sum(one.user + one.system for one in used))


def _peak_mb() -> float:
    """Of this process, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count the parent's memory from before the exec
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _again(size: Size, *arguments: str) -> None:
    """This program in a process of its own, whose memory is its own."""
    me = [sys.executable, "-m", "tests.benchmarks.bench_scale", str(size.articles)]
    me += ["--words"] if size.words else []
    subprocess.run([*me, *arguments], check=True, cwd=ROOT)


# -- asking --------------------------------------------------------------------------------


def filters_of(archive: Archive) -> dict[str, Filters]:
    """Filters by name, from those that let much through to those that let little."""
    coverage, months = archive.coverage(), archive.timeline()
    largest = max(months, key=lambda month: month[1])[0]
    named = [name for name, _ in coverage.outlets if name]
    week = largest + timedelta(days=7)
    return {
        "outlet": Filters(outlets=(named[0],)),
        "year": Filters(date(largest.year, 1, 1), date(largest.year, 12, 31)),
        "week": Filters(week, week + timedelta(days=6)),
        "rare": Filters(outlets=(named[-1],)),
    }


def ask(size: Size) -> dict[str, Any]:
    """What the archive is, and how long searches, answers, a start and a sync of nothing take."""
    began = time.perf_counter()
    answerer = open_answerer(size.archive, embedder=size.embedder())
    answerer.ask("Who won the election?")
    started = time.perf_counter() - began
    archive = answerer.archive
    assert isinstance(archive, Archive)
    coverage, built = archive.coverage(), stages(size)
    texts = [question["question"] for question in lines(QUESTIONS)][:ASKED]
    found: dict[str, Any] = {
        "day": date.today().isoformat(),
        "commit": publishing.commit(),
        "machine": publishing.machine(),
        "vectors": size.vectors,
        "articles": coverage.articles,
        "passages": coverage.passages,
        "waiting": coverage.waiting_for_vectors,
        "words_ms": [_each(built, "words"), _each(built[-1:], "words")],
        "words_cpu_ms": [_each(built, "words_cpu"), _each(built[-1:], "words_cpu")],
        "vectors_ms": [_each(built, "vectors"), _each(built[-1:], "vectors")],
        "vectors_cpu_ms": [_each(built, "vectors_cpu"), _each(built[-1:], "vectors_cpu")],
        "building_mb": max((one.peak_mb for one in built), default=None),
        "disk": _disk(size.archive),
        "start": started,
    }
    retriever = HybridRetriever(archive)
    retriever.retrieve("Who won the cup?", K)
    every: dict[str, Filters] = {"": EVERYTHING, **filters_of(archive)}
    for name, filters in every.items():
        some = texts if not name else texts[:: max(1, ASKED // 60)]
        found[f"retrieval {name}".strip()] = _times(
            [lambda t=text, f=filters: retriever.retrieve(t, K, f) for text in some]
        )
        asked = texts[:: 2 if not name else ASKED // FEW]
        found[f"answer {name}".strip()] = _times(
            [lambda t=text, f=filters: answerer.ask(t, f) for text in asked]
        )
        found[f"share {name}".strip()] = archive.matching(filters) / coverage.passages
        _said(name, found)
    found["asking_mb"] = _peak_mb()
    say("peak memory, asking", f"{found['asking_mb']:,.0f} MB")
    archive.close()
    return found


def _each(built: Sequence[Stage], what: str) -> float | None:
    """Milliseconds an article; None where nothing was built here."""
    articles = sum(one.articles for one in built)
    return 1000 * sum(getattr(one, what) for one in built) / articles if articles else None


def _disk(folder: Path) -> dict[str, float]:
    """MB of ledger, words and vectors."""
    parts = {"ledger": "ledger.*", "words": "words-*/*", "vectors": "vectors-*/**/*"}
    return {
        name: sum(file.stat().st_size for file in folder.glob(which) if file.is_file()) / 1e6
        for name, which in parts.items()
    }


def _times(works: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Milliseconds, p50 and p95, and the CPU's for each."""
    taken, used = [], _cpu()
    for work in works:
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return {
        "p50": statistics.median(taken),
        "p95": taken[int(0.95 * len(taken))],
        "cpu": 1000 * (_cpu() - used) / len(works),
    }


def _said(name: str, found: dict[str, Any]) -> None:
    for what in ("retrieval", "answer"):
        told = found[f"{what} {name}".strip()]
        share = f", of {100 * found[f'share {name}']:.2g} % of the passages" if name else ""
        say(f"{what}{f', {name}' if name else ''}: p50 / p95 / CPU{share}",
            f"{told['p50']:.0f} / {told['p95']:.0f} / {told['cpu']:.0f} ms")  # fmt: skip


def unchanged(size: Size) -> float | None:
    """Seconds of a sync in which nothing has changed; None where a build was cut short."""
    if size.articles in REAL:
        list(size.files())
    elif {file.name for file in size.source.glob("*.gz")} - {one.file for one in stages(size)}:
        return None
    with Archive(size.archive, size.embedder(drawing=True)) as archive:
        began = time.perf_counter()
        summary = archive.sync(size.source)
        taken = time.perf_counter() - began
    assert summary.taken == summary.unchanged, summary
    say("unchanged sync", f"{taken:.1f} s")
    return taken


# -- beside others -------------------------------------------------------------------------


def beside(size: Size) -> dict[str, Any]:
    """Ours, llama-index's starter over Chroma, and Chroma's own filter, question by question."""
    from tests.benchmarks.results.starter import indexed, starter

    with Archive(size.archive, size.embedder()) as archive:
        model, retriever = MiniLM(), HybridRetriever(archive)
        articles = (article for article, _ in archive.articles(archive.article_ids()))
        began = time.perf_counter()
        chunks = indexed(articles, model, size.home / "starter")
        say("starter: made or opened", f"{time.perf_counter() - began:.0f} s")
        engine, filters = starter(chunks, model, 10), filters_of(archive)
        where = {name: {"source": f.outlets[0]} for name, f in filters.items() if f.outlets}
        texts = [question["question"] for question in lines(QUESTIONS)][:ASKED]
        ways: dict[str, Callable[[str], object]] = {
            "ours": lambda text: retriever.retrieve(text, 10),
            "starter": engine.query,
        }
        for name, condition in where.items():
            ways[f"ours, {name}"] = lambda t, f=filters[name]: retriever.retrieve(t, 10, f)
            ways[f"Chroma's where, {name}"] = lambda t, c=condition: chunks.query(
                query_embeddings=model.embed([t]), n_results=10, where=c
            )
        for way in ways.values():
            way(texts[0])
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for text in texts[1:]:
            for name, way in ways.items():
                began = time.perf_counter()
                way(text)
                taken[name].append(1000 * (time.perf_counter() - began))
        for name, each in taken.items():
            p95 = sorted(each)[int(0.95 * len(each))]
            say(name, f"{statistics.median(each):.0f} / {p95:.0f} ms", "p50 / p95")
    return {name: statistics.median(each) for name, each in taken.items()}


# -- the table -----------------------------------------------------------------------------


def write() -> None:
    """The table of what was measured last of each size, into the documentation."""
    newest = {(one["articles"], one["vectors"]): one for one in lines(RESULTS)}
    found = [newest[size] for size in sorted(newest)]
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(tables.between(page, MARKER, _table(found)), encoding="utf-8")
    say("wrote", str(PAGE.relative_to(ROOT)))


def _table(found: Sequence[dict[str, Any]]) -> str:
    def pair(one: dict[str, Any], what: str) -> str:
        return "{p50:.0f} / {p95:.0f} / {cpu:.0f}".format(**one[what]) if what in one else "–"

    def each(one: dict[str, Any], what: str, form: Callable[[float], str]) -> str:
        """Of all articles, and of the last 10,000."""
        told = [form(ms) for ms in one[what] if ms]
        return "; ".join(dict.fromkeys(told)) or "–"

    rate = "{:,.0f}".format
    rows: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        ("passages", lambda one: f"{one['passages']:,}"),
        ("vectors", lambda one: one["vectors"]),
        ("articles a second to words; of the last 10,000", lambda one: each(
            one, "words_ms", lambda ms: rate(1000 / ms))),
        ("… CPU an article", lambda one: each(one, "words_cpu_ms", "{:.1f} ms".format)),
        ("articles a second to vectors; of the last 10,000", lambda one: each(
            one, "vectors_ms", lambda ms: rate(1000 / ms))),
        ("… CPU an article", lambda one: each(one, "vectors_cpu_ms", "{:.1f} ms".format)),
        ("disk: ledger; words; vectors", lambda one: (
            "; ".join(f"{mb:,.0f}" for mb in one["disk"].values()) + " MB")),
        ("peak memory, building; asking", lambda one: "; ".join(
            f"{mb:,.0f} MB" if mb else "–" for mb in (one["building_mb"], one["asking_mb"]))),
        ("retrieval, p50 / p95 / CPU", lambda one: f"{pair(one, 'retrieval')} ms"),
        *((f"… {name}", lambda one, n=name: f"{pair(one, f'retrieval {n}')} ms")
          for name in ("outlet", "year", "week", "rare")),
        ("whole answer, p50 / p95 / CPU", lambda one: f"{pair(one, 'answer')} ms"),
        *((f"… {name}", lambda one, n=name: f"{pair(one, f'answer {n}')} ms")
          for name in ("outlet", "year", "week", "rare")),
        ("unchanged sync", lambda one: (
            f"{one['unchanged']:.1f} s" if one["unchanged"] is not None else "–")),
        ("start: open, and the first answer", lambda one: f"{one['start']:.1f} s"),
        ("measured", lambda one: f"{one['day']}, {one['commit']}"),
    ]  # fmt: skip
    header = ["articles", *(f"{one['articles']:,}" for one in found)]
    table = tables.table(header, [[name, *map(told, found)] for name, told in rows])
    return f"On {found[-1]['machine']}.\n\n{table}"


def main() -> None:
    """Build, ask, and keep what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=int, nargs="?", metavar="ARTICLES")
    parser.add_argument("--only", choices=("build", "ask"), help="one of the two")
    parser.add_argument("--until", metavar="HH:MM", help="begin no stage after that")
    parser.add_argument("--words", action="store_true", help="without vectors")
    parser.add_argument("--beside", action="store_true", help="beside the starter, and Chroma")
    parser.add_argument("--write", action="store_true", help="write the table")
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not NEWS.exists():
        raise SystemExit(f"skipped: {DATA} does not hold scale; set DATELINE_DATA")
    if chosen.size:
        _run(Size(chosen.size, chosen.words), chosen)
    if chosen.write:
        write()


def _run(size: Size, chosen: argparse.Namespace) -> None:
    if chosen.stage:
        return stage(size, chosen.stage)
    if chosen.measure:
        found = ask(size)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found | {"unchanged": unchanged(size)}) + "\n")
        return None
    if chosen.beside:
        beside(size)
        return None
    if chosen.only != "ask":
        clock = chosen.until and datetime.strptime(chosen.until, "%H:%M").time()
        build(size, datetime.combine(date.today(), clock) if clock else None)
    if chosen.only != "build":
        _again(size, "--measure")
    return None


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    main()
