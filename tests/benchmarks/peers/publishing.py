"""The page of peers, from what was measured of each."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation import Figure
from tests.benchmarks.peers.measuring import Measured
from tests.benchmarks.peers.peers import HERE, PEERS, Peer, Way
from tests.benchmarks.results import tables
from tests.benchmarks.results.publishing import machine

PAGE = "docs/reference/peers.md"
OURS = "dateline"
_SHOWN = (
    ("answer inside what is shown", "answer_contained"),
    ("cites an article of the evidence", "right_article"),
    ("quotes to the letter", "citation_exactness"),
    ("its own places right", "own_places"),
    ("characters cited", "characters_cited"),
    ("answerable refused", "refused_answerable"),
    ("unanswerable refused", "refused_unanswerable"),
    ("errors", "errors"),
)
_TIMES = (
    ("seconds, median", "answer_p50"),
    ("seconds, 95 %", "answer_p95"),
    ("processor seconds, median", "cpu_median"),
)
_SPENT = {name for _, name in _TIMES}
_LESS = {"refused_answerable", "characters_cited", "errors", *_SPENT}
_COMPARED = (*_SHOWN[:3], *_SHOWN[4:7], *_TIMES[:2])
"""What a peer may be better at; its own places are a matter of whether it gives some."""


@dataclass(frozen=True)
class Asking:
    """A set that was asked, and what came of it, on which day and at which commit.

    `whole` are those who were asked every question without a model, `few` everybody on those
    questions that the small model was given as well.
    """

    name: str
    title: str
    about: str
    day: str
    commit: str
    whole: Sequence[Measured]
    few: Sequence[Measured]

    def as_json(self) -> str:
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        lists = {name: [one.record() for one in told[name]] for name in ("whole", "few")}
        return json.dumps(told | lists, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Asking":
        told = json.loads(text)
        lists = {name: [Measured.of(one) for one in told[name]] for name in ("whole", "few")}
        return cls(**{**told, **lists})


def page(askings: Sequence[Asking], model: str) -> str:
    """The whole page."""
    head = (HERE / "head.md").read_text(encoding="utf-8")
    parts = [head.format(machine=machine(), model=model).strip()]
    for one in askings:
        parts += _asked(one)
    parts += ["## What they are", *(_about(one, askings) for one in PEERS)]
    return "\n\n".join(parts) + "\n"


def _asked(one: Asking) -> list[str]:
    parts = [f"## {one.title}", f"{one.about} {one.day}, commit {one.commit}.",
             "**Every question, without a language model**", *_answers(one.whole)]  # fmt: skip
    if one.few:
        several = max(found.questions for found in one.few)
        said = f"**{several} of the questions, drawn by seed: with the small model, and without**"
        parts += [said, *_answers(one.few)]
    return [*parts, "**What it took**", _cost([*one.whole, *one.few])]


def _answers(found: Sequence[Measured]) -> list[str]:
    """A row for each who was asked, and who could not run, why."""
    header = ("who", "questions", *(what for what, _ in _SHOWN))
    rows = [
        (_way(one).title, f"{one.questions}", *(_cell(one, name) for _, name in _SHOWN))
        for one in found
        if not one.failed
    ]
    told = [tables.table(header, rows)] if rows else []
    lost = [
        f"- {_way(one).title} could not run: {_short(one.failed)}" for one in found if one.failed
    ]
    return [*told, "\n".join(lost)] if lost else told


def _cell(one: Measured, name: str) -> str:
    figure = one.figure(name)
    shows = _peer(one).shows
    if name in ("citation_exactness", "characters_cited", "own_places"):
        if shows == "none":
            return "no quote"
        if name == "citation_exactness" and shows == "chunks":
            return f"no quote; chunks {tables.value(figure)}"
        if name == "own_places" and figure is None and one.figure("citation_exactness"):
            return "gives none"
    if name == "characters_cited":
        return tables.NOTHING if figure is None else f"{figure.value:,.0f}"
    if name == "errors":
        return tables.NOTHING if figure is None else f"{(figure.value or 0) * figure.questions:.0f}"
    return tables.both(figure) if name != "own_places" else tables.value(figure)


def _seconds(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return tables.NOTHING
    return f"{figure.value:.2f}" if figure.value < 10 else f"{figure.value:.0f}"


def _short(why: str, most: int = 220) -> str:
    """A reason on one line, without addresses and without what would be a table's or a tag."""
    plain = re.sub(r"https?://[^\s'\"]+", "…", why)
    told = " ".join(plain.replace("|", "¦").replace("<", "‹").replace(">", "›").split())
    told = told.replace(str(Path.home()), "~")
    return f"`{(told if len(told) <= most else told[: most - 1] + '…').replace('`', chr(39))}`"


def _cost(found: Sequence[Measured]) -> str:
    header = ("who", "questions", *(what for what, _ in _TIMES), "indexing, seconds",
              "of them processor", "peak memory, MB", "installed, MB", "packages")  # fmt: skip
    rows, told = [], set()
    for one in found:
        title = _way(one).title
        if one.failed or title in told:
            continue
        told.add(title)
        times = (_seconds(one.figure(name)) for _, name in _TIMES)
        peak = f"{one.peak_mb:,.0f}" if one.peak_mb else tables.NOTHING
        rows.append((title, f"{one.questions}", *times, f"{one.indexed['seconds']:.0f}",
                     f"{one.indexed['cpu']:.0f}", peak,
                     f"{one.installed_mb:,.0f}", f"{one.packages}"))  # fmt: skip
    return tables.table(header, rows)


def _about(peer: Peer, askings: Sequence[Asking]) -> str:
    lines = [f"**{peer.title}** is made for {peer.made_for.strip()}."]
    lines += [f"- *{way.title}*: {way.how}." for way in peer.ways]
    lines += [f"- Asked: {one}." for one in _versions(peer, askings)]
    if peer.beyond:
        lines.append(f"- Beyond Dateline: {peer.beyond.strip()}.")
    lines += [f"- Better here: {one}." for one in _better(peer, askings)]
    return "\n".join([lines[0], "", *lines[1:]])


def _versions(peer: Peer, askings: Sequence[Asking]) -> list[str]:
    """The versions that were asked, once each, and what was taken out of their environment."""
    there = [one for asking in askings for one in (*asking.whole, *asking.few)]
    told = [
        ", ".join([*(f"{name} {number}" for name, number in one.indexed["versions"].items()),
                   *(f"without {name}, which did not import" for name in one.left)])
        for one in there
        if one.peer == peer.name and not one.failed
    ]  # fmt: skip
    return list(dict.fromkeys(told))


def _better(peer: Peer, askings: Sequence[Asking]) -> list[str]:
    """Each figure in which one of its ways is better than all ways of ours, asked the same."""
    told: list[str] = []
    for asking in askings:
        for found in (asking.whole, asking.few):
            there = [one for one in found if not one.failed]
            ours = [one for one in there if one.peer == OURS]
            theirs = [one for one in there if one.peer == peer.name != OURS]
            told += [line for one in theirs if ours for line in _than(one, ours, asking.title)]
    return told


def _than(one: Measured, ours: Sequence[Measured], title: str) -> list[str]:
    told = []
    for what, name in _COMPARED:
        figure = one.figure(name)
        best = [held for them in ours if (held := them.figure(name))]
        if figure is None or len(best) < len(ours):
            continue
        sign = -1 if name in _LESS else 1
        if all(sign * (figure.value or 0) > sign * (held.value or 0) for held in best):
            beside = " and ".join(_plain(name, held) for held in best)
            where = f"{_way(one).title}, {title}, {one.questions} questions, {what}"
            told.append(f"{where}: {_plain(name, figure)} against {beside}")
    return told


def _plain(name: str, figure: Figure) -> str:
    if name == "characters_cited":
        return f"{figure.value:,.0f}"
    return _seconds(figure) if name in _SPENT else tables.value(figure)


def _peer(one: Measured) -> Peer:
    return next(peer for peer in PEERS if peer.name == one.peer)


def _way(one: Measured) -> Way:
    return next(way for way in _peer(one).ways if way.name == one.way)
