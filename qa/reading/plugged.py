"""Readers of installed packages: asked as ours are, and what they say is what a reader may say."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index import Archive, Hit, Plugin, PluginError, type_named
from qa.errors import DatelineError, ReaderError
from qa.models.model import Endpoint
from qa.models.spending import Meter
from qa.reading.readers import Reader, SendsPassages, WeighsWords
from qa.settings import Settings
from qa.types import Assessed, Dropped, Query, Statement

T = TypeVar("T")

_OVER = object()
_WANTED = "which is no Statement, Dropped or Assessed"


@dataclass(frozen=True, slots=True)
class WantedReader:
    """The reader that is asked for: its whole `name`, and what stands behind the name's colon.

    `archive` is what it reads: words are as rare there as `archive.rarity` says, and its embedder,
    if it has one, is `archive.embedder`.
    """

    name: str
    arguments: str
    archive: Archive
    settings: Settings


class PluggedReader:
    """A reader of an installed package, held to what `Reader` promises.

    Raises:
        PluginError: `made`, what its entry point gave, is no reader.
    """

    def __init__(self, plugin: Plugin, made: Reader) -> None:
        if not isinstance(getattr(made, "name", None), str):
            raise plugin.wrong(f"it returned {type_named(made)}, which has no name")
        if not callable(getattr(made, "read", None)):
            raise plugin.wrong(f"it returned {type_named(made)}, which has no method read")
        self.name = f"{made.name} ({plugin.package} {plugin.version})"
        self._plugin = plugin
        self._made = made

    @classmethod
    def of(cls, plugin: Plugin, wanted: WantedReader) -> "PluggedReader":
        """What its entry point, a function, gives for what is wanted.

        Raises:
            PluginError: it cannot be loaded, failed, or gave no reader.
        """
        return cls(plugin, plugin.guarded(lambda: plugin.loaded()(wanted), DatelineError))

    @property
    def endpoint(self) -> Endpoint | None:
        """Where it sends passages; None where it says of no place that it does."""
        return self._made.endpoint if isinstance(self._made, SendsPassages) else None

    def weighing(self, rarity: Callable[[str], float]) -> "PluggedReader":
        """The same reader where words are as rare as `rarity` says, if it weighs words."""
        made = self._made
        if not isinstance(made, WeighsWords):
            return self
        return PluggedReader(self._plugin, self._plugin.guarded(lambda: made.weighing(rarity)))

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        """What it says, as far as it may.

        Raises:
            ReaderError: it failed, or gave what is no statement, or one that cites what it was not
                given.
        """
        given = {hit.passage for hit in hits}
        said: Iterator[object] = self._guarded(lambda: iter(self._made.read(query, hits, meter)))
        while (one := self._guarded(lambda: next(said, _OVER))) is not _OVER:
            if not isinstance(one, Statement | Dropped | Assessed):
                raise ReaderError(str(self._plugin.wrong(f"it gave {type_named(one)}, {_WANTED}")))
            if isinstance(one, Statement) and any(c.passage not in given for c in one.citations):
                fault = "it cites a passage that it was not given"
                raise ReaderError(str(self._plugin.wrong(fault)))
            yield one

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return self._plugin.guarded(work, DatelineError)
        except PluginError as error:
            raise ReaderError(f"{error}, or ask with --reader extractive") from error
