"""What the readers of files in files give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.files.decoding import Member
from index.files.plaintext import Draft


@dataclass(frozen=True, slots=True)
class Part:
    """An article that was read already; `name` is that of the file in the file, empty for none."""

    draft: Draft
    name: str = ""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file in a file that could not be taken out of it, and why."""

    name: str
    why: str


Contained = Part | Damaged | tuple[Member, Mapping[str, object]]
"""An article, or a file with what is `known` of its articles, as `Place` has it."""

Packed = Iterator[Contained]
