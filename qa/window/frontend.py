"""Which files of Gradio's frontend a page is going to need, read from what Vite wrote.

The page's script loads others, which load others, one round trip behind the next. A page that names
them all in its head has them all on their way at once.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

_LIST = re.compile(r"m\.f=\[([^\]]*)\]")
_LOADED = re.compile(
    r"import\(`\./([^`]+)`\)"  # a file
    # and, by number, those that it builds on
    r"(?:(?:(?!import\().){0,80}?__vite__mapDeps\(\[([\d,]*)\]\))?"
)
_FRAME = re.compile(r"Blocks-[\w-]+\.js")
_LOG_IN = re.compile(r"Login-[\w-]+\.js")


class Frontend:
    """Gradio's frontend in `folder`, as it was installed.

    Where it was built in another way than is known here, less is found, and nothing else happens.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, str] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The files that there are, which bear a hash of their content in their names."""
        assets = self.folder / "assets"
        return frozenset(file.name for file in assets.iterdir()) if assets.is_dir() else frozenset()

    def read(self, name: str) -> bytes:
        """What is in one of `names`."""
        return (self.folder / "assets" / name).read_bytes()

    def needed(self, entry: str, kinds: Iterable[str]) -> tuple[str, ...]:
        """The files for a page that begins with `entry` and has components of these kinds.

        Without components it is the page for logging in. The first needed comes first.
        """
        wanted = {
            kind: re.compile(rf"\b{re.escape(kind)}:\{{.*?component:\(\)=>") for kind in kinds
        }
        found = dict.fromkeys([entry])
        first = [name for group in self._loads(entry) if len(group) > 1 for name in group]
        found.update(dict.fromkeys(first))
        frame = _FRAME if wanted else _LOG_IN
        for name in first:
            for group in self._loads(name):
                if frame.fullmatch(group[0]):
                    found.update(dict.fromkeys(group))
            for pattern in wanted.values():
                if place := pattern.search(self._text(name)):
                    found.update(dict.fromkeys(next(self._loads(name, place.end()), ())))
        return tuple(name for name in found if name in self.names)

    def _loads(self, name: str, after: int = 0) -> Iterator[list[str]]:
        """The files that one loads later on, each with those that it builds on behind it."""
        text = self._text(name)
        listed = _LIST.search(text)
        names = re.findall(r'"\./([^"]+)"', listed[1]) if listed else []
        for loaded in _LOADED.finditer(text, after):
            numbers = [int(number) for number in (loaded[2] or "").split(",") if number]
            yield [loaded[1], *(names[number] for number in numbers if number < len(names))]

    def _text(self, name: str) -> str:
        if name not in self._read:
            known = name in self.names and name.endswith(".js")
            self._read[name] = self.read(name).decode() if known else ""
        return self._read[name]
