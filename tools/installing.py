"""One call of pip, or of what calls it, shown as one line that says how far it is.

    python tools/installing.py 'WHAT IS INSTALLED' COMMAND...

What it says goes to pip.log in the virtual environment, and its end is shown where it fails.
For whoever types `make chat`. Standard library only: it runs before anything is installed.
"""

import re
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from queue import Empty, Queue

_NAMED = re.compile(r"\s*Collecting ([\w.-]+)")
_UNPACKED = re.compile(r"Installing collected packages: (.*)")
_TAIL = 30
_BETWEEN = 0.25
"""Seconds between two states that are shown."""


def main(what: str, command: list[str], log: Path) -> int:
    """Run the command, say how far it is, and return its exit status."""
    began = time.monotonic()
    if not sys.stdout.isatty():
        _say(f"{what} …", end=True)
    with (
        log.open("a", encoding="utf-8") as kept,
        subprocess.Popen(  # noqa: S603 - the Makefile's own
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as running,
    ):
        tail = _followed(running, what, began, kept)
    took = _spent(time.monotonic() - began)
    if running.returncode:
        _say(f"{what}: this failed; all that was said is in {log}\n\n{''.join(tail)}", end=True)
    else:
        _say(f"{what}: done in {took}", end=True)
    return running.returncode


def _followed(running, what, began, kept):  # noqa: ANN001, ANN202
    """Show how far it is until it ends; the last of what it said."""
    lines: Queue[str | None] = Queue()

    def read() -> None:
        for line in running.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    tail: deque[str] = deque(maxlen=_TAIL)
    names: dict[str, None] = {}
    doing = "starting"
    shown = 0.0
    while True:
        if (now := time.monotonic()) - shown >= _BETWEEN:
            shown = now
            _say(f"{what}: {doing}, {_spent(now - began)}")
        try:
            line = lines.get(timeout=_BETWEEN)
        except Empty:
            continue
        if line is None:
            return tail
        kept.write(line)
        tail.append(line)
        if found := _NAMED.match(line):
            names[found[1]] = None
            doing = f"{_count(len(names))} found ({found[1]})"
        elif found := _UNPACKED.match(line):
            doing = f"unpacking {_count(found[1].count(',') + 1)}"


def _count(packages: int) -> str:
    return f"{packages} package{'s' if packages != 1 else ''}"


def _spent(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _say(text: str, *, end: bool = False) -> None:
    """Over the line before on a terminal; elsewhere only what is left to be read."""
    if sys.stdout.isatty():
        shown = f"{text}\n" if end else text[: shutil.get_terminal_size().columns - 1]
        sys.stdout.write(f"\r\x1b[K{shown}")
    elif end:
        sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:], Path(sys.prefix) / "pip.log"))
    except KeyboardInterrupt:
        sys.exit("\nstopped; the same command goes on from here")
