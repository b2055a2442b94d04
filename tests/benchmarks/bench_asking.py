"""Questions while articles are embedded: `python -m tests.benchmarks.bench_asking`.

An archive of a part of the quiz's articles is asked by itself; then while another process embeds
more of them; then while this one does. Each question is timed whole. What is embedded is counted as
well, with nobody asking and beside the questions: giving way should cost little where nobody asks.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from index import Archive, MiniLM
from qa import Answerer, open_answerer
from tests.benchmarks.bench_newsquiz import ARTICLES, QUESTIONS, say
from tests.benchmarks.data import ROOT, lines

EMBEDDED, WAITING = 150, 1_500
"""Articles that are whole before anybody asks, and those that are embedded meanwhile."""
ASKED = 150
ALONE = 15.0
"""Seconds for which it is embedded with nobody asking."""
_EMBED = "from index import *; Archive({!r}, MiniLM()).add([])"


class _Enough(Exception):
    pass


def main() -> None:
    """Print the figures."""
    if not ARTICLES.exists():
        raise SystemExit(f"skipped: no {ARTICLES}")
    texts = [question["question"] for question in lines(QUESTIONS)][:ASKED]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "archive"
        _made(home, Path(folder))
        answerer = open_answerer(home)
        idle = _asked(answerer, texts, "idle")
        with _other_process(home):
            apart = _asked(answerer, texts, "while another process embeds", idle)
        with _this_process(home):
            _asked(answerer, texts, "while this process embeds", idle)
        _rate(home, "passages embedded a second, nobody asking")
    if apart > 2:
        raise SystemExit("a target was missed")


def _made(home: Path, folder: Path) -> None:
    records = list(islice(lines(ARTICLES), EMBEDDED + WAITING))
    with Archive(home, MiniLM(), create=True) as archive:
        for name, some in (("first", records[:EMBEDDED]), ("then", records[EMBEDDED:])):
            file = folder / f"{name}.jsonl"
            file.write_text("\n".join(map(json.dumps, some)), encoding="utf-8")
            archive.add([file], vectors=name == "first")
        coverage = archive.coverage()
        say("passages; waiting", f"{coverage.passages:,}; {coverage.waiting_for_vectors:,}")


def _asked(answerer: Answerer, texts: list[str], when: str, idle: float = 0.0) -> float:
    """p95 in seconds, or against that of an `idle` one."""
    answerer.ask("Who won the election?")
    before, began = answerer.archive.coverage().waiting_for_vectors, time.perf_counter()
    taken = sorted(_timed(lambda text=text: answerer.ask(text)) for text in texts)
    seconds = time.perf_counter() - began
    embedded = before - answerer.archive.coverage().waiting_for_vectors
    p50, p95 = statistics.median(taken), taken[int(0.95 * len(taken))]
    against = f"p95 is {p95 / idle:.1f} × idle, at most 2" if idle else ""
    say(f"{when}: p50 / p95", f"{1000 * p50:.0f} / {1000 * p95:.0f} ms", against)
    if idle:
        say("  passages embedded a second meanwhile", f"{embedded / seconds:.0f}")
    return p95 / idle if idle else p95


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def _other_process(home: Path) -> Iterator[None]:
    command = [sys.executable, "-c", _EMBED.format(str(home))]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _begun(home)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _this_process(home: Path) -> Iterator[None]:
    enough = threading.Event()
    thread = threading.Thread(target=_embed, args=(home, enough.is_set))
    thread.start()
    try:
        _begun(home)
        yield
    finally:
        enough.set()
        thread.join()


def _rate(home: Path, what: str) -> None:
    ends = time.monotonic() + ALONE
    began = time.perf_counter()
    done = _embed(home, lambda: time.monotonic() > ends)
    say(what, f"{done / (time.perf_counter() - began):.0f}")


def _embed(home: Path, enough: Callable[[], bool]) -> int:
    """Embed until it is `enough`; how many passages that were."""
    embedded = 0

    def progress(stage: str, done: int, total: int | None) -> None:
        nonlocal embedded
        embedded = done if stage == "vectors" else embedded
        if enough():
            raise _Enough

    with Archive(home, MiniLM()) as archive:
        try:
            archive.add([], progress=progress)
        except _Enough:
            pass
    return embedded


def _begun(home: Path) -> None:
    """Wait until something more is embedded."""
    with Archive(home) as archive:
        before = archive.coverage().waiting_for_vectors
        while archive.coverage().waiting_for_vectors == before:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
