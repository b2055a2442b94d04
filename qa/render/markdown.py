"""Markdown that shows whatever it quotes as it is written, and makes nothing else of it."""

import re

from qa.render.parts import host_of
from qa.terminal import plain

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&^$@]|(?<=www)\.|:(?=//)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d*)(?=[-+=:.)])")
_LINKABLE = re.compile(r"[^\s<>\\]+")


def flat(text: str) -> str:
    """On one line, without control characters and halves of characters."""
    return " ".join(plain(text.encode("utf-8", "replace").decode()).split())


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is, wherever on a line it stands."""
    return _LINE_START.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", flat(text)))


def linkable(url: str) -> bool:
    """Whether it is a web address that may become a link, and nothing beside it."""
    return bool(host_of(url) and _LINKABLE.fullmatch(url) and url == flat(url))


def link(url: str) -> str:
    """A web address as a link, if it is one that may be, else as it is written."""
    return f"<{url}>" if linkable(url) else escaped(url)
