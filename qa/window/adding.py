"""Adding articles while somebody watches: how far it has come, as a stream of events."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from index import Archive, Client, Fetched, Progress, Refused, Remark, Summary, add_urls
from qa.wording import count

T = TypeVar("T", Summary, Fetched)


@dataclass(frozen=True, slots=True)
class Put:
    """How far adding articles has come.

    In the stage "files", file number `done` of `total`, called `name`, gave `articles`, and
    `reports` say what of it was refused or left empty; `known` of its articles were there already.
    `came` are the ids of those that are new or changed. The other stages are those of `Progress`;
    `total` is 0 where it is not known.
    """

    name: str
    done: int
    total: int
    articles: int = 0
    reports: tuple[Refused | Remark, ...] = ()
    stage: str = "files"
    known: int = 0
    came: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Why what was refused was refused."""
        return tuple(placed(report) for report in self.reports if isinstance(report, Refused))

    @property
    def said(self) -> str:
        """How many articles the file gave, and why what was refused was."""
        refused = "; ".join(self.refused)
        if not self.articles:
            return refused or count(0, "article")
        return count(self.articles, "article") + (f"; refused: {refused}" if refused else "")


def placed(report: Refused | Remark) -> str:
    """What a report says, and in which line of its file."""
    return f"line {report.line}: {report.why}" if report.line else report.why


def add_folder(archive: Archive, path: Path | str) -> Iterator[Put]:
    """`Archive.add` for one folder or file; the last event, in the stage "files", sums it up.

    It is finished even if nobody waits for it.

    Raises:
        ArticleError, ArchiveBusy, ArchiveDamaged, EmbedderError: as `Archive.add` does.
    """
    name = Path(path).name
    summary = yield from told(name, lambda tell: archive.add([path], progress=tell))
    yield _summed(name, summary, summary.reports)


def add_pages(
    archive: Archive, addresses: Sequence[str], client: Client, limit: int
) -> Iterator[Put]:
    """`add_urls`, of each list `limit` pages; the last event, in the stage "files", sums it up.

    Raises:
        ArchiveBusy, ArchiveDamaged, EmbedderError: as `add_urls` does.
    """
    fetched = yield from told(
        "", lambda tell: add_urls(archive, addresses, client=client, limit=limit, progress=tell)
    )
    # an address is no path, and is told in the reason
    missed = [Refused(Path(), 0, f"{one.url}: {one.why}") for one in fetched.missed]
    notes = [Remark(Path(), 0, note) for note in fetched.notes]
    if fetched.left:
        notes.append(Remark(Path(), 0, f"{count(fetched.left, 'more page')} listed; add it again"))
    yield _summed("", fetched.summary, [*missed, *notes])


def _summed(name: str, summary: Summary, reports: Sequence[Refused | Remark]) -> Put:
    articles, came = summary.added + summary.replaced, tuple(summary.came)
    return Put(name, 1, 1, articles, tuple(reports), known=summary.unchanged, came=came)


def told(name: str, work: Callable[[Progress], T]) -> Generator[Put, None, T]:
    """Run `work` in a thread of its own and yield what it reports; gives back what it returns."""
    events: SimpleQueue[Put | T | BaseException] = SimpleQueue()

    def tell(stage: str, done: int, total: int | None) -> None:
        events.put(Put(name, done, total or 0, stage=stage))

    def run() -> None:
        try:
            events.put(work(tell))
        except BaseException as error:  # noqa: BLE001  (raised again where it is waited for)
            events.put(error)

    # a daemon: what it leaves undone when the program ends, the next writer does
    threading.Thread(target=run, daemon=True).start()
    while isinstance(event := events.get(), Put):
        yield event
    if isinstance(event, BaseException):
        raise event
    return event
