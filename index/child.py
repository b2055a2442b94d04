"""The process that reads article files for `apart`: orders come in on stdin, outcomes go out.

It is started with `python -m index.child`, so that nothing of the program that starts it runs a
second time, and ends with that program. An order is a line of JSON, and so is each outcome; an
empty line says that the process is ready for the next order.
"""

import json
import os
import signal
import sys
import traceback
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import BinaryIO

from index.articles import read
from index.fetching.lists import answer_to
from index.files.decoding import named
from index.passages import cuts
from index.types import Article, Refused, Remark

NEEDED_TOO_MUCH = 99
"""The exit status of a process that was refused memory."""


def line_of(outcome: Article | Refused | Remark, tokens: int) -> bytes:
    """Return one outcome as `outcome_in` of `apart` takes it, an article with its passages cut."""
    if isinstance(outcome, Article):
        try:
            values: dict[str, object] = asdict(outcome) | {"groups": cuts(outcome.text, tokens)}
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever its text does to the splitter)
            why = f"article {outcome.id!r} could not be cut into passages: {named(error)}"
            outcome = Refused(Path(), 0, why, traceback.format_exc())
    if not isinstance(outcome, Article):
        values = asdict(outcome) | {"path": ""}  # which `apart` knows
    values = {"is": type(outcome).__name__, **values}
    return json.dumps(values, default=date.isoformat).encode() + b"\n"


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Read what is ordered until no more orders come."""
    answers.write(b"\n")
    answers.flush()
    for order in orders:
        told = json.loads(order)
        seconds = told.pop("seconds")
        if "list" in told:
            _end_after(seconds)
            line = answer_to(told)
            _end_after(0)
            answers.write(line + b"\n")
            answers.flush()
            continue
        tokens = told.pop("tokens")
        outcomes = read(Path(told.pop("path")), **told)
        while True:
            _end_after(seconds)
            outcome = next(outcomes, None)
            line = line_of(outcome, tokens) if outcome else b"\n"
            _end_after(0)  # whoever reads the answers may take their time
            answers.write(line)
            answers.flush()
            if outcome is None:
                break


def _end_after(seconds: int) -> None:
    """Have the system end this process then, should its parent be gone by that time; 0: never."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
    except (ValueError, OSError):  # a lower limit stands already, or the system has none (macOS)
        pass


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that waits
    _limit_memory(int(sys.argv[1]))
    status = 0
    try:
        serve(sys.stdin.buffer, answers)
    except MemoryError:
        status = NEEDED_TOO_MUCH
    except BrokenPipeError:  # nobody waits any longer
        pass
    os._exit(status)  # at once: there may be no room to tidy up in


if __name__ == "__main__":
    main()
