"""Feeds and sitemaps read as files are: in a process apart, which may hang or bloat for itself."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from index.apart import lent
from index.errors import FetchError, ReadingError
from index.files.wires.feeds import FeedEntry


def listed(data: bytes, base: str) -> dict[str, FeedEntry]:
    """As `lists.listed`.

    Raises:
        FetchError: it cannot be read.
    """
    found: dict[str, FeedEntry] = {}
    for url, values in _answered(data, base).items():
        day = values.pop("published")
        found[url] = FeedEntry(published=date.fromisoformat(day) if day else None, **values)
    return found


def alone(data: bytes, url: str, base: str) -> bytes:
    """As `lists.alone`.

    Raises:
        FetchError: it has no such entry.
    """
    return str(_answered(data, base, url)).encode()


def _answered(data: bytes, base: str, url: str = "") -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "list")
        file.write_bytes(data)  # and closed: Windows lets no other process read it before
        try:
            with lent() as reader:
                answer = reader.ask({"list": str(file), "base": base, "url": url})
        except ReadingError as error:
            raise FetchError(url or base, f"is a list that {error}") from error
    if why := answer.get("why"):
        raise FetchError(url or base, why)
    return answer["value"]
