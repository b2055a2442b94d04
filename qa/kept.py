"""A file that is kept in an archive's folder, for its owner alone: one writer at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index import private_file
from qa.errors import RecordError

_PATIENCE_SECONDS = 10


class KeptFile:
    """The file `name` in `folder`. Any number of processes may use it, one at a time.

    Replaced, it is so as a whole, so that whatever stops a writer leaves it as it was, or as it is
    to be.
    """

    def __init__(self, folder: Path | str, name: str) -> None:
        # what is opened later must not depend on the working directory
        self.path = Path(folder).absolute() / name
        self.aside = self.path.with_name(f"{name}.new")
        self._lock = FileLock(f"{self.path}.lock", timeout=_PATIENCE_SECONDS, mode=0o600)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time; failures to write are named.

        Raises:
            RecordError: somebody else writes for too long, or the file cannot be written.
        """
        try:
            with self._lock:
                yield
        except Timeout as error:
            raise RecordError(f"{self.path} is being written to; try again") from error
        except OSError as error:
            raise RecordError(
                f"could not write {self.path} ({error}); see that there is room and that it may "
                "be written"
            ) from error

    def replace(self, content: bytes) -> None:
        """Put the content in the place of what the file has."""
        with open(self.aside, "wb", opener=private_file) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.aside.replace(self.path)
