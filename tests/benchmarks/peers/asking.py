"""A peer asked: its adapter run in its environment, watched, and gone on with if interrupted."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

from index import Article
from qa.evaluation import Question
from tests.benchmarks.data import ROOT
from tests.benchmarks.peers.installing import Environment, last_error
from tests.benchmarks.peers.peers import FOLDER, HERE, Peer, Way
from tests.benchmarks.results.sets import row

MINUTES = 45
"""How long a way of asking may take, so that one that hangs does not hold up the others."""
_BETWEEN = 0.25
_KEYS = ("OPENAI_", "ANTHROPIC_", "AZURE_", "DATELINE_")
"""What variables that hold keys and settings begin with; no peer is given any."""


@dataclass(frozen=True)
class Asked:
    """What came of asking a peer in one way: lines of answers by question id, or why it failed.

    `indexed` is what the adapter's indexed.json tells, `peak_mb` the most memory that its processes
    held at once.
    """

    peer: Peer
    way: Way
    failed: str = ""
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    indexed: Mapping[str, Any] = field(default_factory=dict)
    peak_mb: float = 0.0


@dataclass(frozen=True)
class Server:
    """A small model behind OpenAI's protocol."""

    model: str
    base_url: str


def ask(
    peer: Peer,
    way: Way,
    environment: Environment,
    articles: Sequence[Article],
    questions: Sequence[Question],
    server: Server | None,
    say: Callable[[str], None],
    minutes: float = MINUTES,
) -> Asked:
    """Ask the questions that were not answered in an earlier run of the same state.

    After so many minutes what was answered is what there is; another run goes on with the rest.
    """
    if environment.failed:
        return Asked(peer, way, f"it could not be installed: {environment.failed}")
    folder = _folder(peer, way, articles)
    folder.mkdir(parents=True, exist_ok=True)
    _lines(folder / "articles.jsonl", map(row, articles))
    asked = [_row(one) for one in questions]
    _lines(folder / "questions.jsonl", asked)
    begun = time.perf_counter()
    known = {name for name, one in _answered(folder).items() if "error" not in one}
    left = {one["id"] for one in asked} - known
    if left and minutes:
        command = [str(environment.python), str(peer.adapter), str(folder), way.name]
        if server:
            command += ["--model", server.model, "--base-url", server.base_url]
        why = _watched(command, folder, 60 * minutes)
        if why:
            return Asked(peer, way, why)
    took = time.perf_counter() - begun
    found = _found(peer, way, folder, {one["id"] for one in asked})
    if not found.failed:
        earlier = (
            f"{len(found.answers)} of {len(asked)} questions, {len(asked) - len(left)} earlier"
        )
        say(f"  {way.title}: {earlier}, {took:.0f} s")
    return found


def _found(peer: Peer, way: Way, folder: Path, wanted: set[str]) -> Asked:
    answers = {name: one for name, one in _answered(folder).items() if name in wanted}
    errors = [one["error"] for one in answers.values() if "error" in one]
    if not answers:
        told = _json(folder / "failed.json").get("why")
        return Asked(peer, way, told or "nothing was answered in the time that it was given")
    if errors and len(errors) == len(answers):
        return Asked(peer, way, errors[0])
    peak = _json(folder / "peak.json").get("mb", 0.0)
    return Asked(peer, way, "", answers, _json(folder / "indexed.json"), peak)


def _watched(command: Sequence[str], folder: Path, most: float) -> str:
    """Run an adapter to its end, or for `most` seconds; why it did not get there, or nothing."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(_KEYS)}
    surroundings |= {"ANONYMIZED_TELEMETRY": "False", "PYTHONUNBUFFERED": "1"}
    peak = _json(folder / "peak.json").get("mb", 0.0)
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        running = psutil.Popen(command, cwd=folder, env=surroundings, stdout=out, stderr=out)
        began = time.perf_counter()
        try:
            while running.poll() is None and time.perf_counter() - began < most:
                peak = max(peak, _held(running))
                time.sleep(_BETWEEN)
        finally:
            stopped = _ended(running)
            (folder / "peak.json").write_text(json.dumps({"mb": peak}), encoding="utf-8")
    if running.returncode and not stopped:
        told = _json(folder / "failed.json").get("why")
        return told or last_error(log.read_text(encoding="utf-8", errors="replace"))
    return ""


def _ended(running: psutil.Popen) -> bool:
    """See that nothing of it goes on, whoever interrupted; whether something did."""
    if running.poll() is not None:
        return False
    for one in [*_children(running), running]:
        one.kill()
    running.wait()
    return True


def _held(running: psutil.Popen) -> float:
    """The megabytes that it and its children hold now."""
    total = 0
    for one in [running, *_children(running)]:
        try:
            total += one.memory_info().rss
        except psutil.Error:  # it has just ended
            continue
    return total / 2**20


def _children(running: psutil.Popen) -> list[psutil.Process]:
    try:
        return list(running.children(recursive=True))
    except psutil.Error:
        return []


def _folder(peer: Peer, way: Way, articles: Sequence[Article]) -> Path:
    """Where a run lies: another for other articles, and for another state of what answers."""
    told = peer.requirements.read_bytes() + peer.adapter.read_bytes()
    told += (HERE / "adapters" / "protocol.py").read_bytes()
    told += json.dumps([row(one) for one in articles]).encode()
    for name in peer.sources:
        code = filter(_is_code, sorted((ROOT / name).rglob("*.*")))
        told += b"".join(one.read_bytes() for one in code)
    return FOLDER / "runs" / f"{peer.name}-{way.name}-{sha256(told).hexdigest()[:10]}"


def _is_code(path: Path) -> bool:
    return path.suffix in (".py", ".yaml", ".json", ".md")


def _row(question: Question) -> dict[str, str]:
    told = {"id": question.id, "question": question.question}
    return told | ({"asked_on": question.asked_on.isoformat()} if question.asked_on else {})


def _answered(folder: Path) -> dict[str, Any]:
    path = folder / "answers.jsonl"
    if not path.exists():
        return {}
    told = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {one["id"]: one for one in told}


def _lines(path: Path, records: Any) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    path.write_text(text, encoding="utf-8")


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
