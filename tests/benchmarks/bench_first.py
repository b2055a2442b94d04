"""Time the first visit to the project: `python -m tests.benchmarks.bench_first`. Run by hand.

From a clone of this repository, with nothing of it installed, to the first answer with a citation:
installing (packages come from the registry, or from pip's cache), indexing the sample articles,
answering. With `--installed` this environment is used, and the first step left out.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bench_newsquiz import say
from tests.benchmarks.data import ROOT

QUESTION = "How much did the harbour bridge repairs cost?"


def run(*command: str | Path, at: Path) -> tuple[float, str]:
    """How many seconds a command took, and what it printed; one that fails ends the benchmark."""
    began = time.perf_counter()
    done = subprocess.run([*map(str, command)], cwd=at, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stderr[-2_000:]}")
    return time.perf_counter() - began, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--installed", action="store_true", help="install nothing")
    installed = parser.parse_args().installed
    with tempfile.TemporaryDirectory() as folder:
        clone, steps = Path(folder) / "dateline", {}
        steps["cloned"], _ = run("git", "clone", "--quiet", ROOT, clone, at=ROOT)
        python = Path(sys.executable)
        if not installed:
            steps["installed"], _ = run("make", "install", f"PYTHON={python}", at=clone)
            python = clone / ".venv" / "bin" / "python"
        dateline = (python, "-c", "from qa.cli import main; main()")
        archive = Path(folder) / "archive"
        steps["indexed"], _ = run(*dateline, "sync", "--sample", "--archive", archive, at=clone)
        asked = ("ask", "--archive", archive, "--", QUESTION)
        steps["answered"], told = run(*dateline, *asked, at=clone)
        if "[1]" not in told:
            raise SystemExit(f"no answer with a citation:\n{told}")
        for name, seconds in steps.items():
            say(f"first visit: {name}", f"{seconds:.1f} s")
        say("clone to the first cited answer", f"{sum(steps.values()):.1f} s", "under 180 s")


if __name__ == "__main__":
    main()
