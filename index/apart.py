"""Reading in a process apart, so that a file that hangs, bloats or crashes its reader loses itself.

`articles.read` turns what its parsers raise into `Refused`. What they do not raise is met here: the
process that reads is ended when it takes too long over one article or is refused memory, the file
or record that it was at is refused, and a new process goes on behind it.

Where the system does not bound a process's memory (macOS, Windows), only time is bounded.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.child import NEEDED_TOO_MUCH
from index.errors import ReadingError
from index.files.fields import checked_mapping
from index.types import Article, Refused, Remark, Span

SECONDS = 60.0
"""How long the reading of one article may take."""

RECOGNISING = 60
"""How many times that where letters are to be recognised, in many pages one by one."""

MEMORY = 2 << 30
"""The address space, in bytes, of the process that reads."""

_MOST_LOST = 5  # records of one file that end the process, before the rest is given up
_MOST_FILES = 1_000  # read by one process, so that what libraries leave behind stays little


class _Ended(Exception):
    """The process has ended; `by_memory` where what it had read before may be part of it."""

    def __init__(self, why: str, by_memory: bool) -> None:
        super().__init__(why)
        self.by_memory = by_memory


@dataclass(frozen=True, slots=True)
class Cut:
    """An article and the sentences of its passages, as `passages.cuts` gives them."""

    article: Article
    groups: tuple[tuple[Span, ...], ...]


class Apart:
    """A process that reads files, started when the first is to be read. For one thread at a time.

    It may take `seconds` for an article, and `memory` bytes of address space.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = self._allowed = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._deadline: float | None = None
        self._late = False

    def read(
        self, path: Path, *, mapping: Mapping[str, str], origin: str, tokens: int, ocr: str = ""
    ) -> Iterator[Cut | Refused | Remark]:
        """Yield what `articles.read` yields, cut to passages of about `tokens` tokens.

        A record that ended the process is refused. Where letters are recognised, in the languages
        `ocr`, an article may take `RECOGNISING` times as long.

        Raises ArticleError for a mapping to a field that articles lack, and ReadingError where
        no process can be started.
        """
        self._allowed = self._seconds * (RECOGNISING if ocr else 1)
        order: dict[str, object] = {
            "path": os.path.abspath(path),
            "mapping": checked_mapping(mapping),
            "origin": origin,
            "tokens": tokens,
            "ocr": ocr,
            "seconds": int(2 * self._allowed) + 1,
        }
        passed = losses = 0
        lost = ""
        while True:
            begun, fresh = passed, self._files == 0
            try:
                for line in self._lines({**order, "passed": passed, "lost": lost}):
                    outcome = outcome_in(line, path)
                    passed += not isinstance(outcome, Remark)
                    yield outcome
                return
            except _Ended as ended:
                if ended.by_memory and not (fresh and passed == begun):
                    lost = lost if passed == begun else ""
                    continue  # a new process has room that this one no longer had
                losses += 1
                if (lost and passed == begun) or losses > _MOST_LOST:
                    yield Refused(path, 0, str(ended))
                    return
                lost = str(ended)

    def ask(self, order: Mapping[str, str]) -> Any:
        """What the process says of a list, as `fetching.lists.answer_to` has it.

        Raises:
            ReadingError: it did not survive that, or cannot be started.
        """
        try:
            [line] = self._lines({**order, "seconds": int(2 * self._seconds) + 1})
        except _Ended as ended:
            raise ReadingError(str(ended)) from ended
        return json.loads(line)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None
        self._files = 0

    def _lines(self, order: Mapping[str, object]) -> Iterator[bytes]:
        """Yield the outcomes of one file; raises _Ended where the process did not survive it."""
        process = self._process or self._started()
        assert process.stdin  # noqa: S101  (Popen's type does not know that it was asked for)
        self._files += 1
        done = threading.Event()
        threading.Thread(target=self._watch, args=(process, done), daemon=True).start()
        finished = False
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            while (line := self._line(process)) != b"\n":
                yield line
            finished = True
        except OSError as error:  # a broken pipe, which Windows calls an invalid argument
            raise self._end_of(process) from error
        finally:
            done.set()
            if not finished or self._files >= _MOST_FILES:
                self.close()

    def _line(self, process: "subprocess.Popen[bytes]") -> bytes:
        assert process.stdout  # noqa: S101
        self._deadline = time.monotonic() + self._allowed
        line = process.stdout.readline()
        self._deadline = None
        if not line.endswith(b"\n"):
            raise self._end_of(process)
        return line

    def _watch(self, process: "subprocess.Popen[bytes]", done: threading.Event) -> None:
        """Kill the process once an answer is overdue; a thread, for pipes know no time-outs."""
        while True:
            deadline = self._deadline
            left = self._allowed if deadline is None else deadline - time.monotonic()
            if left <= 0:
                self._late = True
                process.kill()
                return
            if done.wait(left):
                return

    def _end_of(self, process: "subprocess.Popen[bytes]") -> _Ended:
        status = process.wait()
        if self._late:
            return _Ended(f"takes longer than {self._allowed:g} seconds to be read", False)
        if status == NEEDED_TOO_MUCH:
            need = f"needs more than the {self._memory >> 20:,} MB of memory that a file may take"
            return _Ended(need, True)
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return _Ended(f"ended the process that read it ({how})", False)

    def _started(self) -> "subprocess.Popen[bytes]":
        # -P: a folder of articles may hold files that are named like Python's own modules
        command = [sys.executable, "-P", "-m", "index.child", str(self._memory)]
        path = os.pathsep.join(os.path.abspath(part) for part in sys.path if part)
        pipe = subprocess.PIPE
        self._files, self._late, self._deadline = 0, False, None
        try:
            process = subprocess.Popen(  # noqa: S603  (this Python, and nothing from a file)
                command,
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            raise ReadingError(
                f"the process that reads files cannot be started: {error}"
            ) from error
        assert process.stdout  # noqa: S101
        if process.stdout.readline() != b"\n":
            said = process.communicate()[1].decode("utf-8", "replace").strip().splitlines()
            raise ReadingError(
                f"the process that reads files ended before it was ready: {''.join(said[-1:])}"
            )
        self._process = process
        return process


def outcome_in(line: bytes, path: Path) -> Cut | Refused | Remark:
    """Return the outcome that `child.line_of` wrote."""
    values = json.loads(line)
    kind = values.pop("is")
    if kind != "Article":
        return (Refused if kind == "Refused" else Remark)(**values | {"path": path})
    groups = tuple(tuple((start, end) for start, end in group) for group in values.pop("groups"))
    for name in ("published", "updated"):
        values[name] = values[name] and date.fromisoformat(values[name])
    for name in ("authors", "places"):
        values[name] = tuple(tuple(one) if name == "places" else one for one in values[name])
    return Cut(Article(**values), groups)


_idle: list[Apart] = []


@contextmanager
def lent() -> Iterator[Apart]:
    """A process to read with, taken back afterwards: one is kept, so that it starts only once."""
    try:
        apart = _idle.pop()
    except IndexError:
        apart = Apart()
    try:
        yield apart
    finally:
        if _idle:
            apart.close()
        else:
            _idle.append(apart)


@atexit.register
def _close() -> None:
    while _idle:
        _idle.pop().close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # it answers only to whoever started it
