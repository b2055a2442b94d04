"""Adding articles → safe HTML: what may be added, how far it has come, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from index import Refused, Remark
from qa.render.parts import html
from qa.wording import count

_FILES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """One file on its way into the archive; `detail` is how many articles it held, or why not."""

    name: str
    state: Literal["waiting", "reading", "in", "refused"]
    detail: str = ""


def adding(
    suffixes: Sequence[str],
    max_files: int,
    max_file_bytes: int,
    *,
    private: bool,
    folders: Sequence[str],
) -> str:
    """What may be added and who will see it, to stand above the drop zone.

    `folders` are those of this machine that may be read from; none, no form for them.
    """
    kinds = ", ".join(suffix.lstrip(".").upper() for suffix in suffixes)
    largest = _size(max_file_bytes)
    return html("additions", "adding", kinds, max_files, largest, private, folders)


def _size(octets: int) -> str:
    """Such as "20 MB", in steps of 1024."""
    amount, unit = float(octets), "bytes"
    for larger in ("KB", "MB", "GB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:,.1f}".removesuffix(".0") + f" {unit}"


_STATES = {"waiting": "waiting", "reading": "reading", "in": "added", "refused": "refused"}


def progress(files: Sequence[Taken], stage: str, done: int, total: int) -> str:
    """How far the adding has come; a total of 0 stands for one that is not known yet.

    Only the stage is read out as it changes: every number would be too much to listen to.
    """
    shown = [
        (PurePath(one.name).name, one.state, _STATES[one.state], one.detail)
        for one in files[:_FILES_SHOWN]
    ]
    return html("additions", "progress", shown, len(files) - len(shown), stage, done, total)


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
    return report.why.replace(f"{report.path.parent}/", "")


def alarm(text: str) -> str:
    """What went wrong while articles were added."""
    return html("parts", "alarm", text)
