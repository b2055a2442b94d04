"""Word classes from a YAML file beside the code, and patterns made of them."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import yaml


class Wordlists:
    """The classes of one file of `qa`: words separated by space, or a mapping of words.

    "_" in a word stands for a space, so that a class can hold phrases.
    """

    def __init__(self, file: str) -> None:
        self._file = file

    @cached_property
    def _stored(self) -> Mapping[str, Any]:
        text = resources.files("qa.understanding").joinpath(self._file).read_text(encoding="utf-8")
        stored: dict[str, Any] = yaml.safe_load(text)
        return stored

    def named(self, name: str) -> tuple[str, ...]:
        """The words of the class `name`, lower case."""
        return _split(self._stored[name])

    def mapped(self, name: str) -> Mapping[str, Any]:
        """What the words of the mapping `name` stand for."""
        mapping: dict[str, Any] = self._stored[name]
        return mapping

    def either(self, *names: str) -> str:
        """A pattern for any word of these classes, the longest first."""
        every = sorted((word for name in names for word in self.named(name)), key=len)
        return "(?:" + "|".join(re.escape(w).replace("'", "['’]") for w in reversed(every)) + ")"


@lru_cache(256)
def _split(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())
