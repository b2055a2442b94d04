"""Word lists of a YAML file beside the code: the words of a list, and patterns made of them."""

import re
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from typing import Any


class WordLists:
    """The lists of `file` in `package`.

    A list is text, words with spaces between them and "_" for a space inside a phrase; or several
    such lines, of words that belong together; or a mapping of words. What else a file holds, such
    as patterns, is in `table`.
    """

    def __init__(self, package: str, file: str) -> None:
        self._package = package
        self._file = file
        self._sets: dict[tuple[str, ...], frozenset[str]] = {}
        self._compiled: dict[tuple[str, str], re.Pattern[str]] = {}
        self._patterns: dict[tuple[str, ...], str] = {}

    @cached_property
    def table(self) -> Mapping[str, Any]:
        """The file as it is written."""
        import yaml  # who only imports the package needs none

        text = resources.files(self._package).joinpath(self._file).read_text(encoding="utf-8")
        table: dict[str, Any] = yaml.safe_load(text)
        return table

    def named(self, name: str) -> tuple[str, ...]:
        """The words of the list `name`, in order."""
        return _words(self.table[name])

    def among(self, *names: str) -> frozenset[str]:
        """The words of the lists `names` together, to look one up."""
        if names not in self._sets:
            self._sets[names] = frozenset(word for name in names for word in self.named(name))
        return self._sets[names]

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The lines of the list `name`, each as its words."""
        return tuple(map(_words, self.table[name]))

    def mapped(self, name: str) -> Mapping[str, Any]:
        """What the words of the mapping `name` stand for."""
        mapping: dict[str, Any] = self.table[name]
        return mapping

    def either(self, *names: str) -> str:
        """A pattern for any word of these lists, the longest first."""
        if names not in self._patterns:
            every = sorted((word for name in names for word in self.named(name)), key=len)
            words = "|".join(re.escape(w).replace("'", "['’]") for w in reversed(every))
            self._patterns[names] = f"(?:{words})"
        return self._patterns[names]

    def pattern(self, name: str, form: str = "%") -> re.Pattern[str]:
        """`form`, in which "%" stands for any word of the list `name`; case is no matter."""
        if (name, form) not in self._compiled:
            self._compiled[name, form] = re.compile(form.replace("%", self.either(name)), re.I)
        return self._compiled[name, form]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())
