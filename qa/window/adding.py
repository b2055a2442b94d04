"""Adding articles while somebody watches: how far it has come, as a stream of events."""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from index import Archive, Progress, Refused, Remark, Summary
from qa.wording import count


@dataclass(frozen=True, slots=True)
class Put:
    """How far adding articles has come.

    In the stage "files", file number `done` of `total`, called `name`, gave `articles`, and
    `reports` say what of it was refused or left empty. The other stages are those of `Progress`;
    `total` is 0 where it is not known.
    """

    name: str
    done: int
    total: int
    articles: int = 0
    reports: tuple[Refused | Remark, ...] = ()
    stage: str = "files"

    @property
    def refused(self) -> tuple[str, ...]:
        """Why what was refused was refused."""
        return tuple(
            f"line {report.line}: {report.why}" if report.line else report.why
            for report in self.reports
            if isinstance(report, Refused)
        )

    @property
    def said(self) -> str:
        """How many articles the file gave, and why what was refused was."""
        refused = "; ".join(self.refused)
        if not self.articles:
            return refused or count(0, "article")
        return count(self.articles, "article") + (f"; refused: {refused}" if refused else "")


def add_folder(archive: Archive, path: Path | str) -> Iterator[Put]:
    """`Archive.add` for one folder or file; the last event, in the stage "files", sums it up.

    It is finished even if nobody waits for it.

    Raises:
        ArticleError, ArchiveBusy, ArchiveDamaged, EmbedderError: as `Archive.add` does.
    """
    name = Path(path).name
    summary = yield from told(name, lambda tell: archive.add([path], progress=tell))
    yield Put(name, 1, 1, summary.added + summary.replaced, tuple(summary.reports))


def told(name: str, work: Callable[[Progress], Summary]) -> Generator[Put, None, Summary]:
    """Run `work` in a thread of its own and yield what it reports; gives back what it returns."""
    events: SimpleQueue[Put | Summary | BaseException] = SimpleQueue()

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
