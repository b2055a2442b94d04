"""A run's folder: answers as they come, and the report at the end.

`report.json` is there from the start and says what is being measured; its measures come at the
end. `answers.jsonl` has an outcome a line; of two on one question the later counts.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index import VERSION, private_file, private_folder
from qa.errors import EvaluationError
from qa.evaluation.formats import write_run
from qa.evaluation.judging import Values
from qa.evaluation.questionset import Question, record_of
from qa.evaluation.report import Outcome, Report, outcome_from

ANSWERS, REPORT, RUN, PAGE = "answers.jsonl", "report.json", "run.trec", "report.html"


def digest(told: object) -> str:
    """Eight hexadecimal digits that change with anything in what is told."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]


def described(settings: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """What makes a run the one it is: how it answers, by which version, and what is asked."""
    told = {**settings, "dateline": VERSION}
    return {
        "settings": told,
        "digest": digest(told),
        "questions": {
            "digest": digest([record_of(one) for one in questions]),
            "count": len(questions),
        },
    }


class Folder:
    """The folder that a run is written to. One run at a time writes to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, described: Mapping[str, Any], *, fresh: bool) -> dict[str, Outcome]:
        """Make the folder ready; the answers that are there already, by question id.

        Answers that failed are not among them, so that they are asked again. With `fresh` what is
        there is deleted.

        Raises:
            EvaluationError: the folder holds a run with other settings or questions, or something
                else under the names of a run, or cannot be written.
        """
        try:
            private_folder(self.path)  # an answer quotes the articles
            if fresh:
                for name in (ANSWERS, REPORT, RUN, PAGE):
                    (self.path / name).unlink(missing_ok=True)
            elif (self.path / REPORT).exists():
                self._agree(described)
            elif (self.path / ANSWERS).exists():
                raise EvaluationError(
                    f"{self.path / ANSWERS} has no {REPORT} beside it to say what was asked and "
                    "how; give another folder, or --fresh to begin anew"
                )
            kept = self._kept()
            if not (self.path / REPORT).exists():
                self.write(REPORT, Report((), described).as_json())
        except OSError as error:
            raise EvaluationError(f"{self.path} cannot be written ({error})") from error
        return kept

    def add(self, outcome: Outcome) -> None:
        """Append an outcome; once this returns, a killed process does not lose it."""
        line = json.dumps(outcome.record(), ensure_ascii=False).encode("utf-8", "replace")
        try:
            with open(self.path / ANSWERS, "ab", opener=private_file) as file:
                file.write(line + b"\n")
                file.flush()
        except OSError as error:
            raise EvaluationError(
                f"could not write {self.path / ANSWERS} ({error}); once there is room, the same "
                "command goes on from here"
            ) from error

    def finish(
        self,
        report: Report,
        outcomes: Sequence[Outcome],
        values: Mapping[str, Values],
        compared: Mapping[str, Any] | None,
    ) -> None:
        """Write `report.json`, with the values of each question, and `run.trec`."""
        told = json.loads(report.as_json()) | {"values": values}
        if compared is not None:
            told["compared"] = compared
        self.write(REPORT, json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False))
        rankings = {
            _unbroken(one.question.id): tuple(map(_unbroken, one.retrieved)) for one in outcomes
        }
        open(self.path / RUN, "ab", opener=private_file).close()
        write_run(rankings, self.path / RUN, f"dateline-{report.made_by['digest']}")

    def write(self, name: str, text: str) -> None:
        """Write a file whole, or not at all."""
        beside = self.path / f"{name}.part"
        with open(
            beside, "w", encoding="utf-8", errors="backslashreplace", opener=private_file
        ) as file:
            file.write(text)
        beside.replace(self.path / name)

    def _agree(self, described: Mapping[str, Any]) -> None:
        """See that the run that is there is this one."""
        before = report_in(self.path).made_by
        old, new = before.get("settings", {}), described["settings"]
        if before.get("digest") != described["digest"]:
            keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
            was = ", ".join(f"{key} {old.get(key)!r}" for key in keys)
            now = ", ".join(f"{key} {new.get(key)!r}" for key in keys)
            raise EvaluationError(
                f"{self.path} holds a run with the settings {before.get('digest')} ({was}), and "
                f"these are {described['digest']} ({now}); give another folder, or --fresh to "
                "begin anew"
            )
        asked, now_asked = before.get("questions", {}), described["questions"]
        if asked.get("digest") != now_asked["digest"]:
            raise EvaluationError(
                f"{self.path} holds a run of the {asked.get('count')} questions "
                f"{asked.get('digest')}, and these are {now_asked['count']}, "
                f"{now_asked['digest']}; give another folder, or --fresh to begin anew"
            )

    def _kept(self) -> dict[str, Outcome]:
        path = self.path / ANSWERS
        if not path.exists():
            return {}
        with path.open("r+b") as file:  # what follows the last line break was being written
            data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            if len(whole) < len(data):
                file.truncate(len(whole))
                os.fsync(file.fileno())
        found = outcomes_in(self.path)
        return {name: one for name, one in found.items() if not one.error}


def outcomes_in(folder: Path) -> dict[str, Outcome]:
    """The outcomes of a run that was written to `folder`, by question id.

    Raises:
        EvaluationError: there are none, or a line is none.
    """
    path = folder / ANSWERS
    found: dict[str, Outcome] = {}
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    one = outcome_from(json.loads(line))
                except (ValueError, EvaluationError) as error:
                    raise EvaluationError(f"{path}:{number}: {error}") from error
                found[one.question.id] = one
    except OSError as error:
        raise EvaluationError(f"could not read {path} ({error})") from error
    return found


def report_in(folder: Path) -> Report:
    """The report of a run that was written to `folder`; without measures if it was interrupted.

    Raises:
        EvaluationError: there is none.
    """
    return Report.from_json(_read(folder))


def values_in(folder: Path) -> dict[str, Values]:
    """What each measure said of each question in a run that was finished.

    Raises:
        EvaluationError: there is no such run.
    """
    values = json.loads(_read(folder)).get("values")
    if not isinstance(values, dict):
        raise EvaluationError(
            f"the run in {folder} was interrupted; give the command that began it once more"
        )
    return values


def _read(folder: Path) -> str:
    try:
        return (folder / REPORT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{folder} holds no run of an evaluation ({error}); give the folder that --out named"
        ) from error


def _unbroken(name: str) -> str:
    """An id as TREC files can hold it: white space written as in URLs."""
    return re.sub(r"\s", lambda found: quote(found.group()), name)
