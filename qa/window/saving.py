"""A conversation as a file, in each of the formats that it is saved in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from index import Holdings
from qa.answerer import Answerer
from qa.documents.pdf import as_pdf
from qa.documents.word import as_word
from qa.errors import SettingsError
from qa.exchanges import Exchange
from qa.files import put
from qa.render.paper import paper
from qa.types import Answer
from qa.window.exports import as_json, as_markdown


class Format(Enum):
    """How a conversation can be saved: the ending of the file, and its kind as the web calls it."""

    WORD = (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    PDF = (".pdf", "application/pdf")
    MARKDOWN = (".md", "text/markdown")
    JSON = (".json", "application/json")

    @property
    def ending(self) -> str:
        """Such as ".docx"."""
        return self.value[0]

    @property
    def kind(self) -> str:
        """Such as "application/pdf"."""
        return self.value[1]

    @classmethod
    def of(cls, wanted: str) -> "Format":
        """The format of that name, such as "word", or of that ending, such as ".docx".

        Raises:
            SettingsError: there is none.
        """
        for one in cls:
            if wanted.lower() in (one.name.lower(), one.ending):
                return one
        endings = ", ".join(one.ending for one in cls)
        raise SettingsError(f"{wanted!r:.40} is no format to save in; there are {endings}")


@dataclass(frozen=True, slots=True)
class File:
    """A file that is not written yet."""

    name: str
    kind: str
    body: bytes


def saved(
    exchanges: Sequence[Exchange],
    title: str,
    archive: Holdings,
    settings: Mapping[str, object],
    form: Format,
) -> File:
    """A conversation as a file that is named after its title; `settings` as `as_json` has them."""
    stem = "".join(c if c.isalnum() else "-" for c in title.lower())[:60].strip("-")
    body = _body(exchanges, title, archive, settings, form)
    return File(f"{stem or 'conversation'}{form.ending}", form.kind, body)


def save(
    answer: Answer, path: str | Path, answerer: Answerer, asked_at: datetime | None = None
) -> None:
    """Write one answer to a file: .docx, .pdf, .md or .json, as the ending says.

    An existing file is replaced, by all of the new one or not at all. `asked_at` is in UTC.

    Raises:
        SettingsError: the ending is of none of these.
        RecordError: it cannot be written there.
    """
    form = Format.of(Path(path).suffix or str(path))
    exchange = Exchange(
        1,
        answer.question,
        answer.basis.filters,
        statements=answer.statements,
        answer=answer,
        asked_at=asked_at,
        understood=answer.understood,
    )
    told = (exchange,)
    put(Path(path), _body(told, answer.question, answerer.archive, answerer.settings, form))


def _body(
    exchanges: Sequence[Exchange],
    title: str,
    archive: Holdings,
    settings: Mapping[str, object],
    form: Format,
) -> bytes:
    if form is Format.JSON:
        values = as_json(exchanges, title, archive, settings)
        return json.dumps(values, ensure_ascii=False, indent=2).encode()
    if form is Format.MARKDOWN:
        return as_markdown(exchanges, title, archive).encode()
    made = paper(exchanges, title, str(archive.coverage()))
    return as_pdf(made) if form is Format.PDF else as_word(made)
