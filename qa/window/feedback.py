"""What visitors think of answers: a JSONL file in the archive's folder.

Each line is also a test question, so that what was found good or bad can be asked again.
"""

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from index import Holdings, private_file
from qa.errors import RecordError
from qa.exchanges import Exchange
from qa.kept import KeptFile
from qa.traces import Traces
from qa.types import Turn
from qa.window.exports import footnoted
from qa.window.persistence import record

MAX_COMMENT_CHARS = 2_000
FILE_BYTES = 50_000_000
"""How long the file may become, so that no visitor fills the disk."""

_STAY = ("id", "tags", "asked_on", "verdict", "made_by", "archive")
"""What is left of a verdict once the article that it tells of is forgotten."""

_TURNS = TypeAdapter(tuple[Turn, ...])


class Feedback:
    """`feedback.jsonl` in `folder`. Any number of threads and processes may add to it at once.

    A line holds `id`, `question`, `answers`, `evidence`, `filters`, `turns`, `tags`, `asked_on`
    and, where an answer was found good, `answerable`, as a question set does; and `verdict`,
    `comment`, `answer` (the text that was shown), `made_by` and `archive`. Of the visitor it
    holds what they typed, and nothing else. One that told of an article since forgotten has no
    `question`.
    """

    def __init__(self, folder: Path | str) -> None:
        self._file = KeptFile(folder, "feedback.jsonl")
        self.path = self._file.path

    def add(
        self,
        exchange: Exchange,
        verdict: Literal["up", "down"],
        comment: str,
        archive: Holdings,
        turns: Sequence[Turn] = (),
    ) -> None:
        """Write down a verdict; one on the same exchange before is replaced when it is read.

        `turns` are those that the question was asked after. Once this returns, it is on the disk.

        Raises:
            RecordError: the comment is too long, the verdict is no verdict, the file is full or
                cannot be written.
        """
        if verdict not in ("up", "down"):
            raise RecordError(f"a verdict is 'up' or 'down', not {verdict!r:.40}")
        if len(comment) > MAX_COMMENT_CHARS:
            raise RecordError(
                f"the comment is {len(comment):,} characters long and at most "
                f"{MAX_COMMENT_CHARS:,} are kept; shorten it"
            )
        told = _line(exchange, verdict, comment, archive, turns)
        line = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        with self._file.writing():
            self._append(line)

    def read(self) -> list[dict[str, Any]]:
        """Every verdict, the latest on each exchange, in the order in which they were given.

        Raises:
            RecordError: a line is not what `add` writes.
        """
        if not self.path.exists():
            return []
        latest: dict[str, dict[str, Any]] = {}
        # what follows the last line break is being written, or was when the machine stopped
        for number, line in enumerate(self.path.read_bytes().split(b"\n")[:-1], 1):
            try:
                told = json.loads(line)
                latest.pop(told["id"], None)
                latest[told["id"]] = told
            except (ValueError, KeyError, TypeError) as error:
                raise RecordError(
                    f"{self.path}:{number}: is no feedback ({error}); correct or delete the line"
                ) from error
        return list(latest.values())

    def forget(self, traces: Traces) -> int:
        """Empty every verdict on an answer that tells of an article; how many that were.

        That somebody found an answer good or bad stays, with the day and what made it; question,
        answer, comment and evidence go.

        Raises:
            RecordError: the file cannot be written.
        """
        if not traces or not self.path.exists():
            return 0
        with self._file.writing():
            *lines, cut = self.path.read_bytes().split(b"\n")
            kept = [_less(line, traces) for line in lines]
            emptied = sum(new != line for new, line in zip(kept, lines, strict=True))
            if emptied or traces.are_in(cut.decode("utf-8", "replace")):
                self._file.replace(b"".join(line + b"\n" for line in kept if line))
        return emptied

    def _append(self, line: bytes) -> None:
        with open(self.path, "a+b", opener=private_file) as file:
            size = file.tell()
            if size + len(line) > FILE_BYTES:
                raise RecordError(
                    f"{self.path} holds {size:,} bytes of feedback and at most {FILE_BYTES:,} are "
                    "kept; move it away to begin a new one"
                )
            file.seek(max(0, size - 1))
            if file.read() not in (b"", b"\n"):  # cut off by a crash, so nobody was told it is kept
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _line(
    exchange: Exchange, verdict: str, comment: str, archive: Holdings, turns: Sequence[Turn]
) -> dict[str, Any]:
    kept, answer = record(exchange, archive), exchange.answer
    asked_on = exchange.asked_at.date() if exchange.asked_at else answer and answer.basis.as_of
    line = {
        "id": f"feedback-{_key(exchange)}",
        "question": kept["question"],
        "answers": [],
        "filters": kept["filters"],
        "turns": _TURNS.dump_python(tuple(turns), mode="json"),
        "tags": ["feedback", verdict],
        "asked_on": asked_on and asked_on.isoformat(),
        "verdict": verdict,
        "comment": comment.strip(),
        "answer": footnoted(exchange),
        "made_by": kept["made_by"],
        "archive": archive.identity,
    }
    if verdict == "up" and answer:  # what was wrong is evidence of nothing
        line["answerable"] = not answer.abstained
        line["evidence"] = [
            {"article": c["article_id"], "quote": c["quote"], "start": c["start"], "end": c["end"]}
            for c in kept["citations"]
        ]
    return line


def _less(line: bytes, traces: Traces) -> bytes:
    """A line as it may stay: whole, emptied, or, where nobody can read it, not at all."""
    try:
        told = json.loads(line)
    except ValueError:
        return b"" if traces.are_in(line.decode("utf-8", "replace")) else line
    if not traces.are_in(told):
        return line
    left = {name: told[name] for name in _STAY if name in told} if isinstance(told, dict) else {}
    return json.dumps(left, ensure_ascii=False).encode() if left else b""


def _key(exchange: Exchange) -> str:
    """The same for an exchange whenever it is judged; the time tells conversations apart."""
    told = f"{exchange.asked_at}\n{exchange.number}\n{exchange.question}"
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
