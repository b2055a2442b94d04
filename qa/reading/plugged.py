"""Readers of installed packages: asked as ours are, and what they say is what a reader may say."""

from collections.abc import Callable, Iterator, Sequence, Set
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from index import Archive, Hit, Passage, Plugin, PluginError, type_named
from qa.errors import DatelineError, ReaderError
from qa.models.model import Endpoint
from qa.models.spending import Meter
from qa.reading.readers import PASSAGES
from qa.settings import Settings
from qa.types import Assessed, Citation, Dropped, Query, Statement

T = TypeVar("T")

_OVER = object()


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

    def __init__(self, plugin: Plugin, made: object) -> None:
        name = plugin.attribute(made, "name")
        if not isinstance(name, str):
            raise plugin.wrong(f"it returned {type_named(made)}, which has no name")
        if not callable(plugin.attribute(made, "read")):
            raise plugin.wrong(f"it returned {type_named(made)}, which has no method read")
        _endpoint(plugin, made)
        _passages(plugin, made)
        self.name = f"{name} ({plugin.package} {plugin.version})"
        self._plugin = plugin
        self._made = made
        self._rarity: Callable[[str], float] | None = None

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
        return _endpoint(self._plugin, self._made)

    @property
    def passages(self) -> int:
        """How many it makes use of; as many as readers usually do where it does not say."""
        return _passages(self._plugin, self._made)

    def weighing(self, rarity: Callable[[str], float]) -> "PluggedReader":
        """The same reader where words are as rare as `rarity` says, if it weighs words.

        It is told so when it reads: what fails then ends a question, and no list of articles.
        """
        weighed = copy(self)
        weighed._rarity = rarity  # noqa: SLF001  (one of its own kind)
        return weighed

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        """What it says, as far as it may.

        Raises:
            ReaderError: it failed, or gave what is no statement, or one that cites what it was not
                given.
        """
        given = {hit.passage for hit in hits}
        said: Iterator[object] = self._guarded(lambda: iter(self._read()(query, hits, meter)))
        while (one := self._guarded(lambda: next(said, _OVER))) is not _OVER:
            yield self._guarded(lambda: self._checked(one, given))

    def _read(self) -> Callable[..., Iterator[object]]:
        """The method that reads, of the reader that weighs words as it is to."""
        made: Any = self._made
        if self._rarity and callable(getattr(made, "weighing", None)):
            made = made.weighing(self._rarity)
            if not callable(getattr(made, "read", None)):
                raise self._plugin.wrong(
                    f"its weighing gave {type_named(made)}, which is no reader"
                )
        read: Callable[..., Iterator[object]] = made.read
        return read

    def _checked(self, one: object, given: Set[Passage]) -> Statement | Dropped | Assessed:
        if fault := _fault(one, given):
            raise self._plugin.wrong(fault)
        return cast("Statement | Dropped | Assessed", one)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return self._plugin.guarded(work, DatelineError)
        except PluginError as error:
            raise ReaderError(f"{error}, or ask with --reader extractive") from error


def _endpoint(plugin: Plugin, made: object) -> Endpoint | None:
    endpoint = plugin.attribute(made, "endpoint")
    if not isinstance(endpoint, Endpoint | None):
        raise plugin.wrong(f"its endpoint is {type_named(endpoint)}, which is no Endpoint")
    return endpoint


def _passages(plugin: Plugin, made: object) -> int:
    passages = plugin.attribute(made, "passages")
    if passages is None:
        return PASSAGES
    if not isinstance(passages, int) or passages < 1:
        raise plugin.wrong(f"its passages are {passages!r:.40}, which is no number of 1 or more")
    return passages


def _fault(one: object, given: Set[Passage]) -> str:
    """What is wrong with what it gave, by itself; whether it is supported is seen later."""
    if isinstance(one, Assessed):
        return ""
    if not isinstance(one, Statement | Dropped):
        return f"it gave {type_named(one)}, which is no Statement, Dropped or Assessed"
    if not isinstance(one.text, str):
        return f"it gave a {type(one).__name__} whose text is {type_named(one.text)}, not a str"
    if isinstance(one, Dropped):
        strings = _tuple_of(str, one.failures)
        return "" if strings else "it gave a Dropped whose failures are no tuple of str"
    if not _tuple_of(Citation, one.citations):
        return "it gave a Statement whose citations are no tuple of Citation"
    if any(citation.passage not in given for citation in one.citations):
        return "it cites a passage that it was not given"
    return ""


def _tuple_of(kind: type, value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, kind) for one in value)
