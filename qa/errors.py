"""What can go wrong in `qa`.

QuestionError               the question cannot be asked as it stands
SettingsError               a setting has a value that cannot be
ReaderError                 the model behind a reader did not answer; `retryable` says if it might
RecordError                 what was kept cannot be read, or what is to be kept cannot be
ShelfError                  a visitor's articles cannot be taken in, removed or published as asked
EvaluationError             a question set, a data set or a measure is not what it should be

Each message says what happened, with the value, and what to do. Abstaining is an answer, not an
error. What `index` raises passes through unchanged.
"""

from index import IndexingError


class DatelineError(Exception):
    """Anything that `qa` raises on purpose."""


class QuestionError(DatelineError):
    """The question cannot be asked as it stands: empty, no words in it, or far too long."""


class SettingsError(DatelineError):
    """A setting has a value that cannot be."""


class ReaderError(DatelineError):
    """The model behind a reader did not answer. `retryable` says whether to try again."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class RecordError(DatelineError):
    """What a browser kept of a conversation cannot be read, or a feedback cannot be kept."""


class ShelfError(DatelineError):
    """A visitor's articles cannot be taken in, removed or published as asked."""


class EvaluationError(DatelineError):
    """A question set, a published data set or a requirement cannot be read or met as it stands."""


FAILURES: tuple[type[Exception], ...] = (DatelineError, IndexingError)
"""What is raised on purpose, here and in `index`: shown as a message, never as a traceback."""
