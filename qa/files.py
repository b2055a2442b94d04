"""Files that are written whole or not at all."""

import os
from pathlib import Path

from qa.errors import RecordError


def put(path: Path, content: bytes) -> None:
    """Write a file: all of it or none, whatever happens; one that is there is replaced.

    Raises:
        RecordError: it cannot be written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise RecordError(f"could not write {path} ({error}); name a file elsewhere") from error
