"""Adding articles → safe HTML: what may be added, how far it has come, what came, what did not."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index import Refused, Remark
from qa.render.parts import html
from qa.wording import count, grouped

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Allowed:
    """What somebody may add: `files` of their own, what is in `folders` of the server, `pages`.

    Files are at most `max_files` at a time, of at most `max_file_bytes` each.
    """

    files: bool
    folders: tuple[str, ...] = ()
    pages: bool = False
    max_files: int = 0
    max_file_bytes: int = 0

    def __bool__(self) -> bool:
        return self.files or bool(self.folders) or self.pages


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, or not all of it; no `name` where the reason has one."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Addition:
    """How far adding has come: `done` of `total` in a `stage`, 0 for a total that is not known.

    So far `articles` came and `known` were there already. `unsent` counts the `unread` ones that
    the server never got; `error` is what ended it early. `left` says how long its stage will take.
    """

    stage: str
    done: int = 0
    total: int = 0
    articles: int = 0
    known: int = 0
    unread: tuple[Unread, ...] = ()
    remarks: tuple[Unread, ...] = ()
    unsent: int = 0
    error: str = ""
    left: str = ""

    @property
    def said(self) -> str:
        """Such as "9 articles added, 2 were there already, 1 could not be read"."""
        known = "was" if self.known == 1 else "were"
        parts = [
            (self.articles, f"{count(self.articles, 'article')} added"),
            (self.known, f"{grouped(self.known)} {known} there already"),
            (len(self.unread), f"{grouped(len(self.unread))} could not be read"),
        ]
        return ", ".join(said for number, said in parts if number) or "Nothing was added"


@dataclass(frozen=True, slots=True)
class Came:
    """Of what the articles are that came, as far as a question can be narrowed to them.

    `days` are the first and the last that they are of, `questions` some that they answer. `ids` are
    those of articles that only their visitor sees, and may hand over to everybody.
    """

    ids: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    questions: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, object]:
        """As the page has filters."""
        since, until = map(str, self.days or ("", ""))
        return {"since": since, "until": until, "outlets": list(self.outlets)}


def adding(allowed: Allowed, suffixes: Sequence[str]) -> str:
    """What may be added, how, and who will see it."""
    kinds = ", ".join(suffix.lstrip(".").upper() for suffix in suffixes)
    return html("additions", "adding", allowed, kinds, size(allowed.max_file_bytes))


def size(octets: int) -> str:
    """Such as "20 MB", in steps of 1024."""
    amount, unit = float(octets), "bytes"
    for larger in ("KB", "MB", "GB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:,.1f}".removesuffix(".0") + f" {unit}"


def addition(so_far: Addition) -> str:
    """How far the adding has come. Only what begins is read out, not every number."""
    return html("additions", "addition", so_far)


def added(done: Addition, came: Came) -> str:
    """What came of it, what did not and why, and what can be done next."""
    return html("additions", "added", done, came, _SHOWN)


def refused(reports: Sequence[Refused | Remark], shown: int = 200) -> str:
    """What was refused or kept with a remark, by file name and line: no path leaves the machine."""
    if not reports:
        return ""
    refusals = sum(isinstance(report, Refused) for report in reports)
    parts = [f"{count(refusals, 'record')} refused"] if refusals else []
    if refusals < len(reports):
        parts.append(f"{count(len(reports) - refusals, 'remark')} on articles that were kept")
    rows = [
        (report.path.name, report.line, isinstance(report, Refused), _unplaced(report))
        for report in reports[:shown]
    ]
    return html("additions", "refused", "; ".join(parts), rows, len(reports))


def _unplaced(report: Refused | Remark) -> str:
    """The reason, without the folder that the file lies in."""
    return report.why.replace(f"{report.path.parent}{os.sep}", "")
