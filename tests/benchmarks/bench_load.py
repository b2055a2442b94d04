"""Put load on the window's server: `python -m tests.benchmarks.bench_load`.

The sample archive, made anew, is served by a process of its own. 1, 20 and 100 people ask its
questions over plain HTTP, each the next as soon as the last is answered. Then four go on asking for
a quarter of an hour while another process adds articles to the archive and removes them again, and
the server's memory is read every so often.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil

from index import Archive, MiniLM
from qa import open_answerer
from tests.benchmarks.bench_newsquiz import say
from tests.benchmarks.bench_window import asked, p95, serving
from tests.benchmarks.data import ROOT, lines

ARTICLES = ROOT / "index" / "sample" / "articles"
QUESTIONS = ROOT / "tests" / "data" / "sample_questions.jsonl"
PEOPLE = (1, 20, 100)
SECONDS = 30.0
SOAKERS = 4
WARM = 60.0
"""Seconds of asking before memory is read for the first time: caches fill, threads start."""
EVERY = 2.0
"""Seconds between one change of the archive and the next."""


@dataclass
class Tally:
    """What the askers of one run were given."""

    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    wall: float = 0.0


Judge = Callable[[str, Any], str]
"""What is wrong with an answer, in a word or two; nothing if all is well."""


def asking(url: str, people: int, seconds: float, judge: Judge) -> Tally:
    """Ask on `people` threads for so long."""
    questions = [line["question"] for line in lines(QUESTIONS)]
    tally, lock = Tally(), threading.Lock()
    # made before the clock starts: a client costs as much of this machine as an answer does
    clients = [httpx.Client(timeout=120) for _ in range(people)]
    ends = time.monotonic() + seconds

    def visit(person: int) -> None:
        for turn in count(person * 7):
            if time.monotonic() > ends:
                return
            question = questions[turn % len(questions)]
            began = time.perf_counter()
            wrong = _answered(clients[person], url, question, judge)
            with lock:
                tally.seconds.append(time.perf_counter() - began)
                if wrong:
                    tally.failures[wrong] += 1

    threads = [threading.Thread(target=visit, args=(person,)) for person in range(people)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.wall = time.perf_counter() - began
    for client in clients:
        client.close()
    return tally


def _answered(client: httpx.Client, url: str, question: str, judge: Judge) -> str:
    try:
        reply = client.post(f"{url}/gradio_api/run/ask", json=asked(question))
    except httpx.HTTPError as error:
        return type(error).__name__
    if reply.status_code != 200:
        return f"status {reply.status_code}"
    return judge(question, reply.json()["data"][0])


def crowds(url: str, archive: Path) -> None:
    """So many people at once, for so long each."""
    answerer = open_answerer(archive)
    right = {
        question: json.loads(json.dumps(answerer.ask(question).as_dict()))
        for question in (line["question"] for line in lines(QUESTIONS))
    }

    def judge(question: str, answer: Any) -> str:
        return "" if answer == right[question] else "another answer"

    for people in PEOPLE:
        _say(f"{people} asking at once", asking(url, people, SECONDS, judge))


def soak(url: str, server: psutil.Process, archive: Path, minutes: float) -> None:
    """Ask for so long while the archive changes; the server's memory before and after."""

    def well_formed(_: str, answer: Any) -> str:
        return "" if answer["statements"] or answer["abstained"] else "no answer"

    asking(url, SOAKERS, WARM, well_formed)
    before = _memory(server)
    readings = [before]
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(10):
            readings.append(_memory(server))

    watching = threading.Thread(target=read)
    watching.start()
    code = f"from tests.benchmarks.bench_load import change; change({str(archive)!r})"
    writer = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
    tally = asking(url, SOAKERS, 60 * minutes, well_formed)
    changes = writer.communicate("stop\n")[0].strip()
    stop.set()
    watching.join()
    _say(f"{SOAKERS} asking for {minutes:g} minutes", tally)
    say("articles added and removed meanwhile", changes)
    say("server's memory before / after / most", " / ".join(
        f"{octets / 1e6:.0f} MB" for octets in (before, _memory(server), max(readings))
    ))  # fmt: skip


def change(archive: str) -> None:
    """Add an article and remove it, again and again, until a line comes in; how often that was."""
    stop, done = threading.Event(), 0

    def listen() -> None:
        sys.stdin.readline()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, Archive(archive, MiniLM()) as held:
        while not stop.wait(EVERY):
            file = Path(folder) / f"{done}.txt"
            file.write_text(
                f"Orchard number {done} is picked\n\nThe {done}th orchard of Halm was picked on "
                f"Monday by {done + 3} people, its owner Tilda Rooke said.\n"
            )
            held.add([file])
            if not stop.wait(EVERY):
                held.remove([str(file)])
            done += 1
    print(done)


def _memory(server: psutil.Process) -> int:
    everyone = [server, *server.children(recursive=True)]
    return sum(process.memory_info().rss for process in everyone)


def _say(name: str, tally: Tally) -> None:
    times = [1000 * one for one in tally.seconds]
    say(f"{name}: answers a second", f"{len(times) / tally.wall:.1f}")
    say(f"{name}: p50 / p95", f"{statistics.median(times):.0f} / {p95(times):.0f} ms")
    failures = ", ".join(f"{n} × {what}" for what, n in tally.failures.most_common()) or "0"
    say(f"{name}: errors among {len(times):,}", failures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="of asking while it changes")
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        with Archive(archive, MiniLM(), create=True) as made:
            made.sync(ARTICLES)
        with serving(archive) as (url, server):
            crowds(url, archive)
            soak(url, psutil.Process(server.pid), archive, minutes)


if __name__ == "__main__":
    main()
