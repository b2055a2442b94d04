"""Where the measuring data lie, and how a question set becomes articles and questions.

The data are read in place from `DATELINE_DATA`, by default `../shared/data` beside the repository,
and are no part of the project.
"""

import gzip
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DATELINE_DATA", ROOT.parent / "shared" / "data"))
WORK = ROOT / ".dev"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def half(question_id: str) -> str:
    """ "tune" for questions that choices are made on, "report" for those that they are not."""
    return "tune" if sha256(question_id.encode()).digest()[0] % 2 == 0 else "report"


def normal(text: str) -> str:
    """Text as answer strings are compared: case and quotation marks aside."""
    return re.sub(r"[‘’“”\"']", "", text).casefold()


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether one of `answers` stands in `text`, case and quotation marks aside."""
    compared = normal(text)
    return any(normal(answer) in compared for answer in answers)


def squad(name: str) -> list[Mapping[str, Any]]:
    """The articles of a SQuAD file: title, paragraphs with context and qas."""
    stored = json.loads((DATA / "squad" / name).read_text(encoding="utf-8"))
    return list(stored["data"])
