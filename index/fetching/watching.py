"""An archive kept up to date with folders and feeds, looked at again and again.

A folder is noticed by the sizes and times of its files, every few seconds; a feed is asked as often
as is wished. What goes wrong with one of them is told once, and it is tried again later and later;
the others go on.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.archive import Archive
from index.errors import ArchiveBusy, ArticleError, FetchError
from index.fetching.addresses import is_address
from index.fetching.client import Client
from index.fetching.fetching import LIMIT, Fetcher
from index.files.finding import find
from index.intake import Summary
from index.types import Article, Refused

EVERY = 900.0
"""So many seconds pass before a feed is asked again, unless it is said otherwise."""
FOLDER_EVERY = 5.0
"""So many seconds pass before a folder is looked at again, or less if that is wished."""
_LONGEST_WAIT = 86_400.0

State = dict[str, tuple[int, int]]
"""The files of a folder: path → size, and time of change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What came of looking at `source`: an `article` that came in, or `said`, a sentence.

    `wrong` says that the sentence is of something that went wrong.
    """

    source: str
    article: Article | None = None
    said: str = ""
    wrong: bool = False


@dataclass(slots=True)
class _Source:
    """A folder or a feed: when it is due, how often it failed in a row, and what was said."""

    name: str
    every: float
    due: float = 0.0
    failures: int = 0
    said: set[str] = field(default_factory=set)
    state: State | None = None


class Watcher:
    """Looks at `sources`, folders and addresses of feeds, and takes in what is new.

    `every` says after how many seconds a feed is asked again; `clock` goes by seconds.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[str],
        client: Client,
        *,
        every: float = EVERY,
        limit: int = LIMIT,
        vectors: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._archive = archive
        self._fetcher = Fetcher(archive, client, limit=limit)
        self._vectors = vectors
        self._clock = clock
        self._sources = [
            _Source(name, every if is_address(name) else min(every, FOLDER_EVERY))
            for name in dict.fromkeys(sources)
        ]
        for source in self._sources:
            if not is_address(source.name) and not Path(source.name).is_dir():
                raise ArticleError(
                    f"{source.name!r} is no folder and no address of a feed (https://…); name "
                    "what is to be watched"
                )
        if any(is_address(source.name) for source in self._sources):
            self._fetcher.catch_up()

    def look(self) -> Iterator[Noticed]:
        """Look at all that is due, once; what is noticed, as it is."""
        for source in self._sources:
            if source.due <= self._clock():
                yield from self._looked(source)

    def wait(self) -> float:
        """After how many seconds there is something to look at again."""
        return max(0.0, min(source.due for source in self._sources) - self._clock())

    @property
    def failing(self) -> bool:
        """Whether something could not be looked at when it was last tried."""
        return any(source.failures for source in self._sources)

    def _looked(self, source: _Source) -> Iterator[Noticed]:
        wait = 0.0
        try:
            yield from self._feed(source) if is_address(source.name) else self._folder(source)
        except (FetchError, ArticleError, ArchiveBusy) as error:
            why = error.why if isinstance(error, FetchError) else str(error)
            if not isinstance(error, ArchiveBusy):  # whoever writes will be done soon
                source.failures += 1
                wait = error.wait if isinstance(error, FetchError) else 0.0
                yield from self._told(source, why)
        else:
            if source.failures:
                source.failures = 0
                source.said.clear()
                yield Noticed(source.name, said="is there again")
        backed_off = min(source.every * 2 ** min(source.failures, 20), _LONGEST_WAIT)
        source.due = self._clock() + max(wait, backed_off if source.failures else source.every)

    def _told(self, source: _Source, why: str) -> Iterator[Noticed]:
        """That something is wrong, unless that was said."""
        if why not in source.said:
            source.said.add(why)
            yield Noticed(source.name, said=why, wrong=True)

    def _feed(self, source: _Source) -> Iterator[Noticed]:
        self._fetcher.look_again()
        self._fetcher.take(source.name, feed=True)
        result = self._fetcher.done(vectors=self._vectors)
        yield from self._came(source, result.summary)
        for missed in result.missed:
            yield from self._told(source, f"{missed.url}: {missed.why}")
        for note in result.notes:
            if note not in source.said:
                source.said.add(note)
                yield Noticed(source.name, said=note)

    def _folder(self, source: _Source) -> Iterator[Noticed]:
        state = _state(Path(source.name))
        if state == source.state:
            return
        summary = self._archive.sync(source.name, vectors=self._vectors)
        source.state = state
        yield from self._came(source, summary)
        for report in summary.reports:
            if isinstance(report, Refused):
                where = f"{report.path}:{report.line}" if report.line else str(report.path)
                yield from self._told(source, f"{where}: {report.why}")

    def _came(self, source: _Source, summary: Summary) -> Iterator[Noticed]:
        for article, _ in self._archive.articles(summary.came):
            yield Noticed(source.name, article)
        if summary.removed:
            gone = "article is" if summary.removed == 1 else "articles are"
            yield Noticed(source.name, said=f"{summary.removed:,} {gone} gone")


def _state(folder: Path) -> State:
    """What can be seen of the files without reading them."""
    found: State = {}
    for path in find([folder]):
        if isinstance(path, Refused):
            found[str(path.path)] = (-1, -1)
            continue
        try:
            status = os.stat(path)
        except OSError:
            continue  # gone in this moment
        found[str(path)] = status.st_size, status.st_mtime_ns
    return found
