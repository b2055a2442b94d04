"""What installed packages add, by their entry points: found when first asked for, named if faulty.

What is ours stands in the same registries, as a table and not as entry points of our own: so a
checkout that was never installed has it, using it reads no metadata of what is installed, and no
package can take its place.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from index.errors import IndexingError, PluginError
from index.files.decoding import named

T = TypeVar("T")

# finds all of "wordhash" and "dateline-gmi.2", and nothing with a colon, a space or a bracket
_NAME = re.compile(r"[\w.-]+")

_THROUGH = (KeyboardInterrupt, GeneratorExit, MemoryError)
"""What need not be a package's doing."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An entry point of an installed package; `what` says what it is to give, "embedder".

    `fault` says why it is not used, where that is known before it is loaded.
    """

    what: str
    name: str
    package: str
    version: str
    entry: EntryPoint = field(repr=False)
    fault: str = ""

    def __str__(self) -> str:
        """Such as "the embedder 'wordhash' of dateline-wordhash 1.0"."""
        return f"the {self.what} {self.name!r} of {self.package} {self.version}"

    def wrong(self, fault: str) -> PluginError:
        """What to raise for a fault of it."""
        return PluginError(f"{self} cannot be used: {fault}; mend or remove that package")

    def loaded(self) -> Callable[..., Any]:
        """What the entry point names, imported.

        Raises:
            PluginError: it cannot be imported, or is nothing that can be called.
        """
        if self.fault:
            raise self.wrong(self.fault)
        try:
            found = self.entry.load()
        except _THROUGH:
            raise
        except BaseException as error:  # what a panic of a package in Rust is, too
            raise self.wrong(f"loading {self.entry.value} gives {named(error)}") from error
        if not callable(found):
            raise self.wrong(f"{self.entry.value} is {type_named(found)}, which cannot be called")
        function: Callable[..., Any] = found
        return function

    def guarded(self, work: Callable[[], T], *passing: type[Exception]) -> T:
        """What `work`, which runs its code, returns.

        Raises:
            PluginError: it raised something; what `index` raises, and `passing`, goes through.
        """
        through: tuple[type[BaseException], ...] = (IndexingError, *_THROUGH, *passing)
        try:
            return work()
        except through:
            raise
        except BaseException as error:
            said = f"{self} failed: {named(error)}; mend or remove that package"
            raise PluginError(said) from error

    def attribute(self, made: object, name: str) -> object:
        """That attribute of what it made, None where it has none; it may be a property.

        Raises:
            PluginError: the property raised something.
        """
        return self.guarded(lambda: getattr(made, name, None))

    def text(self, made: object, name: str) -> str:
        """That attribute as text, empty where there is none or it is; raises as `attribute`."""
        return self.guarded(lambda: str(getattr(made, name, None) or ""))


def type_named(value: object) -> str:
    """What a value is, for a message: "a list", "an int", "None"."""
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


class Registry(Generic[T]):
    """What there is by name: `ours`, and what `plugged` makes of the entry points of `group`."""

    def __init__(
        self,
        group: str,
        what: str,
        ours: Mapping[str, T],
        plugged: Callable[[Plugin], T],
        allowed: re.Pattern[str] = _NAME,
    ) -> None:
        self.ours = ours
        self._group = group
        self._what = what
        self._plugged = plugged
        self._allowed = allowed

    @cached_property
    def plugins(self) -> tuple[Plugin, ...]:
        """Every entry point of the group, by name, those with a fault too."""
        found = [
            Plugin(self._what, entry.name, entry.dist.name, entry.dist.version, entry)
            for entry in entry_points(group=self._group)
            if entry.dist
        ]
        found.sort(key=lambda one: (one.name, one.package))
        return tuple(replace(one, fault=self._fault(one, found)) for one in found)

    def _fault(self, plugin: Plugin, every: list[Plugin]) -> str:
        if plugin.name in self.ours:
            return "Dateline has one of that name itself, which nothing takes the place of"
        if not self._allowed.fullmatch(plugin.name):
            return f"its name must be of the form {self._allowed.pattern}"
        others = [one for one in every if one.name == plugin.name and one is not plugin]
        if others:
            return f"{others[0].package} {others[0].version} has one of that name too"
        return ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names, ours first."""
        usable = (one.name for one in self.plugins if self._allowed.fullmatch(one.name))
        return tuple(dict.fromkeys((*self.ours, *usable)))

    def get(self, name: str) -> T | None:
        """What has that name; None if nothing does."""
        if name in self.ours:
            return self.ours[name]
        return next((self._plugged(one) for one in self.plugins if one.name == name), None)

    def faults(self) -> Iterator[tuple[Plugin, str]]:
        """Each plug-in, loaded, and the sentence on what is wrong with it, or an empty one."""
        for plugin in self.plugins:
            try:
                plugin.loaded()
                yield plugin, ""
            except PluginError as error:
                yield plugin, str(error)
