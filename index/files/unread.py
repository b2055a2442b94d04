"""Why files of programs that people write and lay out with are not read, and what to do."""

import re
from collections.abc import Mapping
from functools import cache

from index.wordlists import WordLists

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INDESIGN = b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5"


def why_unread(name: str, start: bytes) -> str:
    """Why a file of that name, or that begins like `start`, is not read; empty if unknown."""
    ending = name.casefold().removesuffix(".gz").rpartition(".")[2]
    if why := _reasons().get(ending, ""):
        return why
    by_content = _reasons()["doc"] if start.startswith(_OLE) and _WORD.search(start) else ""
    return _reasons()["indd"] if start.startswith(_INDESIGN) else by_content


_WORD = re.compile(
    rb"W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00|Word\.Document\."
)


@cache
def _reasons() -> Mapping[str, str]:
    """By ending, without its dot."""
    table = WordLists("index.files", "unread.yaml").table
    return {ending: one["why"] for one in table["kinds"] for ending in one["endings"].split()}
