"""Time the chat window, browser and all: `python -m tests.benchmarks.bench_window`.

Prints each figure beside its target. The window stands over the archive that bench_newsquiz keeps
in `.dev/newsquiz`, and is served by a process of its own; the browser is Chromium, driven by
Playwright. Times in the browser are taken on its own clock, in the frame that shows the change.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from gradio_client import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from qa import open_answerer
from tests.benchmarks.bench_newsquiz import ARCHIVE, QUESTIONS, say
from tests.benchmarks.data import ROOT, lines
from tests.window import FLAGS, Window

SEED = 20
VISITS = 7
SLOW = 50, 400
"""Kilobytes a second, and milliseconds until an answer begins: a train, a hotel."""
ASKED = 40
TURNS = 100
PEOPLE = 20
ROUNDS = 5
COMPARED = 10
"""How many of the last turns of the long conversation are compared with a second turn each."""

CLOCK = """(() => {
  window.clock = { usable: 0, turn: {} };
  addEventListener('keydown', ({ key, target }) => {
    if (key !== 'Enter' || target.id !== 'dl-question') return;
    const last = document.querySelector('#dl-live .dl-exchange');
    clock.turn = { number: Number(last?.dataset.number ?? 0) + 1, enter: performance.now() };
  }, true);
  const look = () => {
    const focused = document.activeElement?.id === 'dl-question';
    if (!clock.usable && focused && document.querySelector('[data-store]')) {
      clock.usable = performance.now();
    }
    const exchange = document.querySelector('#dl-live .dl-exchange');
    const { turn } = clock;
    if (turn.enter && !turn.whole && Number(exchange?.dataset.number) === turn.number) {
      const since = performance.now() - turn.enter;
      if (!turn.first && exchange.querySelector('.dl-statement')) turn.first = since;
      if (exchange.dataset.state !== 'working') turn.whole = since;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
"""Milliseconds: from the start of the navigation until the box may be typed in and the page knows
whose conversations it keeps; from Enter to the first statement, and to the whole answer."""

SCROLL = """() => new Promise((done) => {
  const chat = document.querySelector('#dl-chat');
  const frames = [];
  let [last, step] = [0, -60];
  chat.scrollTop = chat.scrollHeight;
  const frame = (now) => {
    if (last) frames.push(now - last);
    last = now;
    const { scrollTop } = chat;
    chat.scrollTop += step;
    if (chat.scrollTop === scrollTop) step = -step;
    if (frames.length < 180) requestAnimationFrame(frame);
    else done(frames);
  };
  requestAnimationFrame(frame);
})"""
"""Milliseconds between the frames of three seconds of scrolling up and down."""


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def ms(time: float) -> str:
    return f"{time:.0f} ms"


@contextmanager
def serving(archive: Path = ARCHIVE) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address of a window over `archive`, and the process of its own that serves it."""
    code = f"from qa.cli import main; main(['chat', '--archive', {str(archive)!r}])"
    command = [sys.executable, "-c", code]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        said = next(line for line in server.stdout if line.startswith("Dateline is at "))
        yield said.split()[3], server
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def browsing() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise SystemExit(f"skipped: no browser here, none of {', '.join(names)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def visited(browser: Browser, url: str) -> Window:
    """A new visitor's window, with a clock in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(CLOCK)
    return Window(browser, url, context=context)


def timed(window: Window, question: str) -> dict[str, float]:
    """What the clock says of one question."""
    window.ask(question)
    window.page.wait_for_function("clock.turn.whole")
    told: dict[str, float] = window.page.evaluate("clock.turn")
    return told


def page(url: str) -> None:
    """Until the page can be used, on a warm server; every visitor comes for the first time."""
    with browsing() as browser:
        usable = []
        for _ in range(VISITS + 1):
            window = visited(browser, url)
            window.page.wait_for_function("clock.usable")
            usable.append(window.page.evaluate("clock.usable"))
            window.close()
        say("page usable, p50", ms(statistics.median(usable[1:])), "under 2,000 ms")
        say(f"page usable, slowest of {VISITS}", ms(max(usable[1:])), "under 2,000 ms")


def sent(url: str) -> None:
    """What a first and a later visit send, and how long they take where Chromium slows the line."""
    with browsing() as browser:
        for line, slowed in (("", None), (f", {SLOW[0]} kB/s, {SLOW[1]} ms", SLOW)):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_init_script(CLOCK)
            for visit in ("first", "later"):
                usable, octets, files = opened(context, url, slowed)
                if not slowed:
                    say(f"sent for a {visit} visit", f"{octets / 1000:.0f} kB in {files} replies")
                else:
                    say(f"page usable, {visit} visit{line}", ms(usable), "under 8,000 ms")
            context.close()


def opened(
    context: BrowserContext, url: str, slowed: tuple[int, int] | None
) -> tuple[float, int, int]:
    """(ms until the page is usable, bytes that came over the wire, in how many replies)."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    if slowed:
        octets, latency = slowed[0] * 1000, slowed[1]
        tools.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": latency, "downloadThroughput": octets,
            "uploadThroughput": octets,
        })  # fmt: skip
    came: list[int] = []
    tools.on("Network.loadingFinished", lambda told: came.append(int(told["encodedDataLength"])))
    page.goto(url, wait_until="commit")
    page.wait_for_function("clock.usable", timeout=120_000)
    usable: float = page.evaluate("clock.usable")
    page.wait_for_timeout(1_000 if not slowed else 3_000)
    page.close()
    return usable, sum(came), sum(octets > 0 for octets in came)


def answers(url: str) -> None:
    """From Enter to the first statement on the screen; every question in its own conversation."""
    with browsing() as browser:
        window, turns = visited(browser, url), []
        for question in sample(ASKED + 1):
            turns.append(timed(window, question))
            window.button("New conversation").click()
            window.page.wait_for_selector(".dl-welcome")
        window.close()
        firsts = [turn["first"] for turn in turns[1:] if "first" in turn]
        say("first statement after Enter, p50", ms(statistics.median(firsts)), "under 500 ms")
        say("first statement after Enter, p95", ms(p95(firsts)))
        wholes = [turn["whole"] for turn in turns[1:] if "first" in turn]
        say("answer with its sources, p50", ms(statistics.median(wholes)))
        say("of these questions refused", f"{len(turns) - 1 - len(firsts)} of {len(turns) - 1}")


def turns(url: str) -> None:
    """The second turn of a conversation beside the last of 100, the same questions in turn."""
    same, others = sample(COMPARED), sample(TURNS - COMPARED, after=COMPARED)
    with browsing() as browser:
        short, long = visited(browser, url), visited(browser, url)
        for question in others:
            timed(long, question)
        early, late, frames = [], [], []
        for question in same:
            short.button("New conversation").click()
            short.page.wait_for_selector(".dl-welcome")
            timed(short, others[0])
            early.append(timed(short, question))
            late.append(timed(long, question))
        for window in (short, long):
            window.page.bring_to_front()
            frames.append(window.page.evaluate(SCROLL))
        for name, what in (("first", "first statement"), ("whole", "whole answer")):
            ends = [[t[name] for t in end if "first" in t] for end in (early, late)]
            _compared(f"{what}, turn 2 / turns 91–100, p50", *map(statistics.median, ends))
        _compared("a frame while scrolling, 2 / 100 turns, mean", *map(statistics.mean, frames))
        _compared("a frame while scrolling, 2 / 100 turns, p95", *map(p95, frames))
        began = time.perf_counter()
        long.page.reload()
        long.page.wait_for_function(f"document.querySelectorAll('.dl-exchange').length === {TURNS}")
        say(f"{TURNS} turns back, each checked anew", f"{time.perf_counter() - began:.1f} s")
        short.close()
        long.close()


def _compared(what: str, first: float, last: float) -> None:
    say(what, f"{first:.0f} / {last:.0f} ms, {last / first:.2f} ×", "1 ×")


def everybody(url: str) -> None:
    """Twenty people at the HTTP API: at one instant, and with pauses as people make them.

    Timed over plain HTTP: gradio_client makes a TLS context for every call, which costs as much
    of this machine as an answer does. Through it, twenty at one instant are timed as well.
    """
    answerer, questions = open_answerer(ARCHIVE), sample(PEOPLE * ROUNDS)
    right = {question: answerer.ask(question).as_dict() for question in questions}
    for way, door in (("HTTP", _posting), ("gradio_client", _predicting)):
        people = [_timed(door(url), right) for _ in range(PEOPLE)]
        for person in people:
            person(questions[0])
        alone = statistics.median(people[0](question) for question in questions)
        say(f"one person asking alone, {way}, p50", ms(alone))
        _crowd(f"{PEOPLE} at one instant, {way}", people, questions, alone)
        if way == "HTTP":
            _crowd(f"{PEOPLE} pausing 1 to 2 s, {way}", people, questions, alone, pauses=(1, 2))
            _crowd(f"{PEOPLE} pausing 5 to 10 s, {way}", people, questions, alone, pauses=(5, 10))


Door = Callable[[str], Any]


def asked(question: str) -> dict[str, Any]:
    """What the HTTP API's `/ask` is sent: a question and nothing besides."""
    return {"data": [question, "", "", None, None, None, "", False]}


def _posting(url: str) -> Door:
    client = httpx.Client(timeout=120)

    def ask(question: str) -> Any:
        told = client.post(f"{url}/gradio_api/run/ask", json=asked(question))
        return told.raise_for_status().json()["data"][0]

    return ask


def _predicting(url: str) -> Door:
    client = Client(url, verbose=False)
    return lambda question: client.predict(question, api_name="/ask")


def _timed(ask: Door, right: Mapping[str, Any]) -> Callable[[str], float]:
    """How long the answer took, in milliseconds; a wrong one ends the benchmark."""

    def timed(question: str) -> float:
        began = time.perf_counter()
        answer = ask(question)
        seconds = time.perf_counter() - began
        if answer != right[question]:
            raise SystemExit(f"a wrong answer to {question!r}")
        return 1000 * seconds

    return timed


def _crowd(
    name: str,
    people: Sequence[Callable[[str], float]],
    asked: Sequence[str],
    alone: float,
    pauses: tuple[float, float] | None = None,
) -> None:
    """Without pauses, all wait for the last answer and ask again at one instant."""
    times: list[float] = []
    gate = threading.Barrier(len(people))

    def visit(at: int) -> None:
        pause = random.Random(SEED + at)
        for question in asked[at :: len(people)]:
            if pauses:
                time.sleep(pause.uniform(*pauses))
            else:
                gate.wait()
            times.append(people[at](question))

    threads = [threading.Thread(target=visit, args=(at,)) for at in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != len(asked):
        raise SystemExit(f"{name}: only {len(times)} of {len(asked)} were answered rightly")
    say(f"{name}: p50, all {len(times)} right", ms(statistics.median(times)))
    figure = f"{p95(times):.0f} ms, {p95(times) / alone:.1f} ×"
    say(f"{name}: p95, against one alone", figure, "under 3 ×")


def sample(number: int, after: int = 0) -> list[str]:
    """Answerable questions, the same ones each time."""
    asked = [q["question"] for q in lines(QUESTIONS) if q["answerable"]]
    random.Random(SEED).shuffle(asked)
    return asked[after : after + number]


PHASES = (page, sent, answers, turns, everybody)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phase", choices=[phase.__name__ for phase in PHASES])
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="for the page alone")
    chosen, archive = (given := parser.parse_args()).phase, given.archive
    alone = chosen in (page.__name__, sent.__name__)
    if not archive.exists() or not (alone or QUESTIONS.exists()):
        raise SystemExit(f"skipped: no {archive}; bench_newsquiz makes it")
    say("load average before, cores", f"{os.getloadavg()[0]:.1f}, {os.cpu_count()}")
    with serving(archive) as (url, _):
        for phase in PHASES:
            if chosen in (None, phase.__name__):
                phase(url)


if __name__ == "__main__":
    main()
