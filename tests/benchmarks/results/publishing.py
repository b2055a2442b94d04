"""The README's table and the page of results, from what was measured of each set."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from index import WordLists
from qa.evaluation import Figure
from tests.benchmarks.data import ROOT
from tests.benchmarks.results import sentences, tables
from tests.benchmarks.results.measuring import OURS, SYSTEMS, Measured
from tests.benchmarks.results.sets import SETS, QuestionSet

COMMAND = "make results"
MARKER = "results"
PAGE = "docs/reference/results.md"
_MEASURED_CODE = ("qa", "index", "prompts", "tests/benchmarks", "pyproject.toml", "constraints.txt")
_STARTER = SYSTEMS[-2:]


def machine() -> str:
    """The CPU's model, the cores open to this process, and the memory."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    model = found[1].strip() if found else platform.processor() or platform.machine()
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {cores} cores, {memory:.0f} GiB"


def commit() -> str:
    """The commit that is measured; with a digest of the changes, where there are some."""
    head = _git("rev-parse", "--short=10", "HEAD").strip()
    changes = _git("diff", "HEAD", "--", *_MEASURED_CODE)
    fresh = _git("ls-files", "--others", "--exclude-standard", "--", *_MEASURED_CODE).split()
    changes += "".join((ROOT / name).read_text("utf-8", "replace") for name in fresh)
    return f"{head}+{sha256(changes.encode()).hexdigest()[:6]}" if changes else head


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else "no repository"


# the page of results


def results_page(found: Sequence[Measured]) -> str:
    """The whole page."""
    named = {one.name: one for one in found}
    parts = [_head(found), "## At a glance", *_glance(named, SETS, _SHOWN, _SAID)]
    for chosen in SETS:
        if chosen.name in named:
            parts.append(section(chosen, named[chosen.name]))
    if sentences.NAME in named:
        parts.append(_sentences_section(named[sentences.NAME]))
    return "\n\n".join(parts) + "\n"


def _head(found: Sequence[Measured]) -> str:
    made = tables.table(
        ("set", "questions", "day", "commit", "archives", "asking"),
        [
            (one.name, f"{one.questions:,}", one.day, one.commit,
             f"{one.making_seconds:,.0f} s", f"{one.seconds:,.0f} s")
            for one in found
        ],
    )  # fmt: skip
    text = Path(__file__).with_name("head.md").read_text(encoding="utf-8")
    return text.format(machine=machine(), made=made).strip()


def section(chosen: QuestionSet, found: Measured) -> str:
    """A set's part of the page: retrieval of every system, our answers, what others published."""
    told = [f"## {chosen.title}", f"{chosen.about} {found.archive}."]
    if chosen.retrieval:
        told += ["**Retrieval**", retrieval_table(chosen, found)]
    told += ["**Answers, citations, refusals**", answers_table(chosen, found)]
    if chosen.fitted:
        told.append(
            "Our weights for choosing sentences and for refusing were fitted on questions of this "
            "set, so that the figures on answers and refusals flatter; those on retrieval do not."
        )
    if chosen.note:
        told.append(chosen.note)
    if beside := published_table(chosen.name):
        told += ["**Published by others**", beside]
    return "\n\n".join(told)


def retrieval_table(chosen: QuestionSet, found: Measured) -> str:
    """A row a system, a column a measure."""
    sizes = ("characters@4", "characters@10")
    header = ("system", *(f"`{name}`" for name in chosen.retrieval), "questions",
              "characters, first 4 / 10")  # fmt: skip
    rows = []
    for system in SYSTEMS:
        if system not in found.reports:
            continue
        figures = [found.figure(system, name) for name in chosen.retrieval]
        asked = next((f"{one.questions:,}" for one in figures if one), tables.NOTHING)
        size = " / ".join(tables.value(found.figure(system, name)) for name in sizes)
        rows.append((system, *map(tables.both, figures), asked, size))
    return tables.table(header, rows)


def answers_table(chosen: QuestionSet, found: Measured) -> str:
    """A row a measure of ours; those that no question says anything of are left out."""
    rows = [
        (f"`{name}`", tables.value(one), tables.interval(one), f"{one.questions:,}")
        for name in chosen.answers
        if (one := _ours(chosen, found, name))
    ]
    return tables.table(("measure", "value", "95 % interval", "questions"), rows)


def _ours(chosen: QuestionSet, found: Measured, name: str) -> Figure | None:
    # the curve is exact for a reader that never refuses, where one was asked
    return (name == "aurc" and found.figure(OURS, "unforced.aurc")) or found.figure(OURS, name)


def _sentences_section(found: Measured) -> str:
    header = ("ranking", *(f"`{name}`" for name in sentences.MEASURES), "questions")
    rows = [
        (system, *(tables.both(found.figure(system, name)) for name in sentences.MEASURES),
         f"{found.questions:,}")
        for system in found.reports
    ]  # fmt: skip
    told = [
        f"## {sentences.TITLE}",
        f"Which of the sentences given for a question answer it? {found.archive}.",
        tables.table(header, rows),
    ]
    if beside := published_table(sentences.NAME):
        told += ["**Published by others**", beside]
    return "\n\n".join(told)


def published_table(name: str) -> str:
    """What others published on a set, each with its source; empty where nothing is known."""
    known = published().get(name, ())
    rows = [(one["who"], one["what"], one["terms"], one["source"]) for one in known]
    return tables.table(("who", "figure", "on what terms", "read in"), rows) if rows else ""


def published() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return WordLists("tests.benchmarks.results", "published.yaml").table


# the README

_SHOWN = (OURS, SYSTEMS[1], SYSTEMS[2], *_STARTER)
_SAID = (
    ("news quiz: answer string inside the statements, as shipped", "answer_contained"),
    ("the same of a reader that never refuses; inside its first statement",
     "unforced.answer_contained", "unforced.answer_contained_first"),
    ("answerable questions refused", "refused_answerable"),
    ("refused: questions that the articles are not about (far); questions without the articles "
     "of their evidence (near)", "refused_far", "refused_near"),
    ("the same if 0.10 of the answerable questions are refused",
     "refused_far_at_0.10", "refused_near_at_0.10"),
    ("quotes that are, to the letter, what stands at their place", "citation_exactness"),
    ("area under the risk–coverage curve; what it would be if confidence said nothing",
     "unforced.aurc", "risk_of_all"),
)  # fmt: skip


_DECISIVE = ("newsquiz", "new-wiki", "multihop")
"""The sets of which the README has a row, those of its answers are `_TOLD`."""
_TOLD = tuple(_SAID[at] for at in (0, 2, 3, 5))


def readme_part(found: Iterable[Measured]) -> str:
    """What stands between the README's markers: the few rows that decide, and of when they are."""
    named = {one.name: one for one in found}
    decisive = [one for one in SETS if one.name in _DECISIVE]
    told = _glance(named, decisive, (OURS, SYSTEMS[1], *_STARTER), _TOLD)
    return "\n\n".join([*told, _made(list(named.values()))])


def _glance(
    named: Mapping[str, Measured],
    chosen: Iterable[QuestionSet],
    shown: Sequence[str],
    said: Iterable[tuple[str, ...]],
) -> list[str]:
    """A row of retrieval for each set that was measured, and what the news quiz says of answers."""
    rows = [
        (one.readme["row"], *(_pair(named[one.name], system, one.readme["measure"])
                              for system in shown))
        for one in chosen
        if one.readme and one.name in named
    ]  # fmt: skip
    told = [tables.table(("retrieval", *shown), rows)] if rows else []
    if quiz := named.get("newsquiz"):
        answers = [(what, "; ".join(_cell(quiz, name) for name in names)) for what, *names in said]
        told.append(tables.table((f"{OURS}, no model", "95 % interval"), answers))
    return told


def _pair(found: Measured, system: str, measure: str) -> str:
    return " / ".join(tables.value(found.figure(system, f"{measure}@{k}")) for k in (4, 10))


def _cell(found: Measured, name: str) -> str:
    return tables.both(found.figure(OURS, name))


def _made(found: Sequence[Measured]) -> str:
    days, commits = ({getattr(one, what): None for one in found} for what in ("day", "commit"))
    return (
        f"`{COMMAND}`, {', '.join(days)}, {machine()}, commit {', '.join(commits)}. "
        f"[Results]({PAGE}) has every set, measure and interval, how many questions each "
        "stands on, and what others published."
    )
