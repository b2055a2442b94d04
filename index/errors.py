"""What can go wrong in `index`.

IndexingError
├── ArticleError            an input path that cannot be read at all
├── FetchError              a page or a feed that cannot be had
├── ReadingError            the process that reads files cannot be started
├── PluginError             what an installed package adds cannot be used
├── EmbedderError           the embedder cannot be had, or did not answer
│   └── WeightsError        the weights of the default embedder are missing or altered
└── ArchiveError            the archive cannot be used as asked
    ├── ArchiveMissing      there is none at that path
    ├── ArchiveMismatch     made by another embedder, or by a newer Dateline
    ├── ArchiveBusy         another process is writing to it
    ├── ArchiveReadOnly     it is only read here
    ├── ArchiveDamaged      its files are not what they should be, or the disk is full
    └── StoreError          the server that has its vectors cannot be had, or refused

Each message says what happened, with the value, and what to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def named_panics(what: str) -> Iterator[None]:
    """What a library in Rust raises where it gives up is an `OSError` of `what`.

    Such a panic is no Exception, so that nothing would catch it.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise OSError(f"{what}: {error}") from error


class IndexingError(Exception):
    """Anything that `index` raises on purpose."""


class ArticleError(IndexingError):
    """An input path that cannot be read at all. Single bad records are `Refused`, not raised."""


class FetchError(IndexingError):
    """A page or a feed that cannot be had; `why` says it without the `url`.

    `wait` is for how many seconds its server asks to be left alone, 0 where it does not say.
    """

    def __init__(self, url: str, why: str, *, wait: float = 0.0) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why
        self.wait = wait


class ReadingError(IndexingError):
    """The process that reads files cannot be started."""


class PluginError(IndexingError):
    """What an installed package adds cannot be used; the message names package and entry point."""


class EmbedderError(IndexingError):
    """The embedder cannot be had, or did not answer. `retryable` says whether to try again."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class WeightsError(EmbedderError):
    """The weights of the default embedder are missing or are not the published ones."""


class ArchiveError(IndexingError):
    """The archive cannot be used as asked."""


class ArchiveMissing(ArchiveError):
    """There is no archive at the path."""


class ArchiveMismatch(ArchiveError):
    """The archive was made by another embedder, or by a newer Dateline."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveReadOnly(ArchiveError):
    """The archive is only read here, and something of it was to be changed."""


class ArchiveDamaged(ArchiveError):
    """The archive's files are not what they should be, or could not be written."""


class StoreError(ArchiveError):
    """The Chroma server that has an archive's vectors cannot be had, or refused.

    `status` is what it answered with, 0 where it did not answer; `wait` for how many seconds it
    asks to be left alone. `retryable` says whether to try again.
    """

    def __init__(
        self, message: str, *, status: int = 0, retryable: bool = False, wait: float = 0.0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retryable = retryable
        self.wait = wait
