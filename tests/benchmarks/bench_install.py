"""Time installing, and weigh what is installed: `python -m tests.benchmarks.bench_install`.

Wheels of this checkout go into fresh environments, with what they stand on out of the registry and
no cache: `dateline-qa`, and `dateline-core` for whoever only calls Python. Then the sample is
indexed and asked for the first time. Needs `uv`; with `--pip` also timed with pip, which is slower.
`--table` prints what each direct dependency weighs, as docs/reference/dependencies.md has it.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.benchmarks.bench_newsquiz import say
from tests.wheels import QUESTION, built, surroundings

SETS = {
    "full": ("dateline-qa", ""),
    "minimal": ("dateline-core", ""),
    "minimal without kubernetes": ("dateline-core", 'kubernetes ; python_version < "3"'),
}
"""What is installed, and what `uv` is told to leave out."""
EXTRAS = frozenset({"window", "mcp", "ocr"})


Wanted = tuple[str, frozenset[str]]
"""A distribution by its name, with extras."""


def timed(*command: object, env: Mapping[str, str], at: Path) -> tuple[float, float, str]:
    """Seconds on the clock and of the processor, and what it printed; a failure ends it all."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*map(str, command)], cwd=at, env=env, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stderr[-2_000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, worked, done.stdout


def megabytes(files: Iterable[Path]) -> float:
    """The bytes of files that are there, in 10^6."""
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


class Site:
    """What is installed in a folder of packages, by name; compiled bytecode is not weighed."""

    def __init__(self, folder: Path) -> None:
        found = distributions(path=[str(folder)])
        self._found = {canonicalize_name(one.name): one for one in found}
        self.weights = {name: self._weight(one) for name, one in self._found.items()}

    @staticmethod
    def _weight(one: Distribution) -> float:
        files = (file for file in one.files or () if file.suffix != ".pyc")
        return megabytes(Path(str(one.locate_file(file))) for file in files)

    def asked(self, wanted: Wanted) -> frozenset[Wanted]:
        """What one distribution asks for, of what is there."""
        found = set()
        for line in self._found[wanted[0]].requires or ():
            asked = Requirement(line)
            met = [{"extra": extra} for extra in ("", *wanted[1])]
            if asked.marker is None or any(map(asked.marker.evaluate, met)):
                found.add((canonicalize_name(asked.name), frozenset(asked.extras)))
        return frozenset(one for one in found if one[0] in self._found)

    def brought(self, wanted: Iterable[Wanted]) -> frozenset[str]:
        """The names of these distributions and of all that they ask for, directly or not."""
        found: set[Wanted] = set()
        ahead = {*wanted}
        while ahead:
            found |= ahead
            ahead = {asked for one in ahead for asked in self.asked(one)} - found
        return frozenset(name for name, _ in found)

    def table(self) -> Iterator[tuple[str, float, float, int]]:
        """Of each direct dependency its own megabytes, those that only it brings, and packages."""
        direct = self.asked(("dateline-core", EXTRAS))
        everything = self.brought(direct)
        for one in direct:
            alone = everything - self.brought(direct - {one}) - {one[0]}
            weight = sum(self.weights[name] for name in alone)
            yield one[0], self.weights[one[0]], weight, len(alone)


def install(what: str, less: str, wheels: Path, folder: Path, *, pip: bool) -> tuple[float, Path]:
    """Install into a fresh environment; seconds on the clock, and its Python."""
    env, place = surroundings(wheels, folder), folder / "env"
    python = place / "bin" / "python"
    if pip:
        made, *_ = timed(sys.executable, "-m", "venv", place, env=env, at=folder)
        way = (python, "-m", "pip", "install", "--quiet", "--no-cache-dir", what)
    else:
        uv = (sys.executable, "-m", "uv")
        made, *_ = timed(
            *uv, "venv", "--quiet", "--python", sys.executable, place, env=env, at=folder
        )
        (folder / "less.txt").write_text(less, encoding="utf-8")
        how = ("--quiet", "--no-cache", "--override", folder / "less.txt", "--python", python)
        way = (*uv, "pip", "install", *how, what)
    return made + timed(*way, env=env, at=folder)[0], python


def measure(name: str, wheels: Path, *, pip: bool, shown: bool) -> None:
    """Install one of the sets, ask it, and say what came of it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        seconds, python = install(*SETS[name], wheels, folder, pip=pip)
        label = f"{name} install, {'pip' if pip else 'uv'}"
        files = [*folder.joinpath("env").rglob("*")]
        say(f"{label}: seconds", f"{seconds:.0f}")
        say(f"{label}: megabytes", f"{megabytes(files):.0f}")
        site = next(folder.glob("env/lib/python*/site-packages"))
        there = Site(site)
        say(f"{label}: packages", f"{len(there.weights)}")
        ask = (python, "-m", "qa", "ask", "--sample", "--json", QUESTION)
        env = surroundings(wheels, folder)
        for nth in ("first", "second"):
            clock, worked, told = timed(*ask, env=env, at=folder)
            if not json.loads(told)["citations"]:
                raise SystemExit(f"no answer with a citation:\n{told}")
            say(f"{label}: {nth} cited answer", f"{clock:.0f} s", f"{worked:.0f} s of processor")
        if shown:
            for one, own, alone, count in sorted(there.table(), key=lambda row: -row[1] - row[2]):
                print(f"| `{one}` | {own:.1f} | {f'{alone:.1f} ({count})' if count else '–'} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip", action="store_true", help="also with pip")
    parser.add_argument("--table", action="store_true", help="what each dependency weighs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheels = built(Path(folder))
        for pip in (False, True) if given.pip else (False,):
            for name, (_, less) in SETS.items():
                if not (pip and less):
                    shown = given.table and not pip and name == "full"
                    measure(name, wheels, pip=pip, shown=shown)


if __name__ == "__main__":
    main()
