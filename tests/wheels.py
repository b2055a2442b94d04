"""The distributions as wheels in a folder, as an index would have them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "How much did the harbour bridge repairs cost?"


def built(folder: Path) -> Path:
    """Build wheels and sources into `folder`, the weights as `make` left them beside them."""
    command = [sys.executable, ROOT / "tools" / "building.py", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"building failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    for wheel in (ROOT / "build" / "wheels").glob("dateline_minilm-*.whl"):
        shutil.copy(wheel, folder)
    return folder


def surroundings(wheels: Path, home: Path) -> dict[str, str]:
    """The environment of installers and of what they installed: pinned versions, caches of its own.

    Ours come out of `wheels`, all else from where this machine has it; pip's downloads are kept.
    """
    pinned = str(ROOT / "constraints.txt")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    elsewhere = os.environ.get("PIP_FIND_LINKS", "")
    return {
        **{name: value for name, value in os.environ.items() if name != "DATELINE_ARCHIVE"},
        "PIP_FIND_LINKS": f"{elsewhere} {wheels}".strip(),
        "PIP_CACHE_DIR": str(caches / "pip"),
        "PIP_CONSTRAINT": pinned,
        "PIPX_HOME": str(home / "pipx"),
        "UV_FIND_LINKS": str(wheels),
        "UV_CONSTRAINT": pinned,
        "XDG_CACHE_HOME": str(home / "cache"),
    }
