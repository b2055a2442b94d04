"""Adding articles → safe HTML: what may be added, how far it has come, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import Literal

from index import Refused, Remark
from qa.render.entries import ALARM
from qa.render.parts import capital, count

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
    whose = (
        "Only you see what you add here."
        if private
        else "What you add here goes into the archive, for everyone who uses it."
    )
    return (
        '<section class="dl-library dl-adding" aria-labelledby="dl-adding">'
        f'<h2 id="dl-adding">Add articles</h2><p><strong>{whose}</strong> Headline, outlet, date '
        "and byline are taken from where a file states them, and left empty otherwise.</p>"
        f'<p class="dl-hint">{escape(kinds)}. At most {count(max_files, "file")} at a time, '
        f"of up to {_size(max_file_bytes)} each.</p>{_folder(folders)}{ALARM}</section>"
    )


def _folder(folders: Sequence[str]) -> str:
    if not folders:
        return ""
    allowed = " or ".join(f"<code>{escape(folder)}</code>" for folder in folders)
    offered = "".join(f'<option value="{escape(folder)}"></option>' for folder in folders)
    return (
        '<form data-folder><div class="dl-field"><label for="dl-folder">A folder on the machine '
        'that runs Dateline</label><input type="text" id="dl-folder" name="path" required '
        'autocomplete="off" spellcheck="false" list="dl-folders" aria-describedby="dl-allowed">'
        f'<datalist id="dl-folders">{offered}</datalist></div>'
        '<div class="dl-actions"><button type="submit">Add the folder</button></div>'
        f'<p class="dl-hint" id="dl-allowed">It must lie in {allowed}.</p></form>'
    )


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
    known = f' value="{done}" max="{total}"' if total else ""
    said = f"{done:,} of {total:,}" if total else ""
    items = "".join(
        f'<li data-state="{one.state}"><span dir="auto">{escape(PurePath(one.name).name)}</span> '
        f'<span class="dl-state">{_STATES[one.state]}{": " if one.detail else ""}'
        f"<bdi>{escape(one.detail)}</bdi></span></li>"
        for one in files[:_FILES_SHOWN]
    )
    if len(files) > _FILES_SHOWN:
        items += f"<li>and {count(len(files) - _FILES_SHOWN, 'more file')}</li>"
    listed = f'<ul class="dl-taken dl-scroll" tabindex="0" aria-label="Files">{items}</ul>'
    return (
        '<section class="dl-library dl-progress" aria-label="Progress"><p class="dl-stand">'
        f'<span aria-live="polite">{escape(capital(stage))}</span> <span>{said}</span></p>'
        f'<progress aria-label="{escape(capital(stage))}"{known}>{said}</progress>'
        f"{listed if files else ''}</section>"
    )


def refused(reports: Sequence[Refused | Remark], shown: int = 200) -> str:
    """What was refused or kept with a remark, by file name and line: no path leaves the machine."""
    if not reports:
        return ""
    refusals = sum(isinstance(report, Refused) for report in reports)
    parts = [f"{count(refusals, 'record')} refused"] if refusals else []
    if refusals < len(reports):
        parts.append(f"{count(len(reports) - refusals, 'remark')} on articles that were kept")
    rows = "".join(
        f'<tr><td dir="auto">{escape(report.path.name)}</td><td>{report.line or ""}</td>'
        f'<td><span class="dl-kind">{"Refused" if isinstance(report, Refused) else "Kept"}</span> '
        f"<bdi>{escape(_unplaced(report))}</bdi></td></tr>"
        for report in reports[:shown]
    )
    rest = ""
    if len(reports) > shown:
        rest = f'<p class="dl-hint">The first {shown:,} of {len(reports):,}.</p>'
    return (
        '<section class="dl-library dl-refusals" aria-label="Refused"><details><summary>'
        f"{'; '.join(parts)}</summary>"
        '<div class="dl-scroll" role="region" aria-label="Refused and remarked on" tabindex="0">'
        '<table><thead><tr><th scope="col">File</th><th scope="col">Line</th>'
        f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"{rest}</details></section>"
    )


def _unplaced(report: Refused | Remark) -> str:
    """The reason, without the folder that the file lies in."""
    return report.why.replace(f"{report.path.parent}/", "")


def alarm(text: str) -> str:
    """What went wrong while articles were added."""
    return f'<p class="dl-error" role="alert">{escape(capital(text))}</p>'
