"""The environments of peers: made once, and anew where the requirements are others."""

import os
import subprocess
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.benchmarks.data import ROOT
from tests.benchmarks.peers.peers import Peer

_MARK = ".installed"


@dataclass(frozen=True)
class Environment:
    """Where a peer is installed, or why it could not be.

    `megabytes` are those of all files in it, `packages` how many distributions there are; `left`
    are the optional ones that do not import here and were taken out.
    """

    python: Path
    megabytes: float = 0.0
    packages: int = 0
    left: tuple[str, ...] = ()
    failed: str = ""


def installed(peer: Peer, say: Callable[[str], None]) -> Environment:
    """The environment of a peer; a failed install is told, and tried again the next time."""
    folder = peer.environment
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mark, wanted = folder / _MARK, _digest(peer)
    if not (mark.exists() and mark.read_text() == wanted):
        say(f"  installing into {folder.relative_to(ROOT)}; what pip says is in pip.log there")
        if failed := _install(peer, python):
            return Environment(python, failed=failed)
        mark.write_text(wanted)
    size = sum(map(_size, [folder, *(ROOT / name for name in peer.sources)]))
    packages = len(list(folder.rglob("site-packages/*.dist-info")))
    left = tuple(one for one in peer.optional if not _has(python, one))
    return Environment(python, size / 1e6, packages, left)


def last_error(log: str) -> str:
    """The line of what pip or Python said last that tells what went wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["nothing was said"])[-1].removeprefix("ERROR: ")


def _install(peer: Peer, python: Path) -> str:
    """Install, and say what went wrong; empty where nothing did."""
    if not python.exists():
        venv.create(python.parent.parent, with_pip=True)
    pip = [str(python), "-m", "pip"]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    # pip before 23.3 does not know all that constraints.txt has
    steps = [
        [*pip, "install", *quiet, "pip>=23.3"],
        [*pip, "install", *quiet, "-r", str(peer.requirements)],
    ]
    for step in steps:
        if failed := _run(step, python.parent.parent / "pip.log"):
            return failed
    for name in peer.optional:
        if not _imports(python, name):
            _run([*pip, "uninstall", "--yes", name], python.parent.parent / "pip.log")
    return ""


def _run(command: list[str], log: Path) -> str:
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False)
    return last_error(log.read_text(encoding="utf-8", errors="replace")) if done.returncode else ""


def _imports(python: Path, name: str) -> bool:
    done = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
    return done.returncode == 0


def _has(python: Path, name: str) -> bool:
    return any(python.parent.parent.rglob(f"site-packages/{name}-*.dist-info"))


def _digest(peer: Peer) -> str:
    told = peer.requirements.read_bytes()
    if peer.sources:
        asked = ("pyproject.toml", "command/pyproject.toml", "constraints.txt")
        told += b"".join((ROOT / name).read_bytes() for name in asked)
    return sha256(told).hexdigest()


def _size(folder: Path) -> int:
    return sum(one.lstat().st_size for one in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file() or one.is_symlink())
