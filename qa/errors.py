"""What can go wrong in `qa`.

DatelineError
├── QuestionError           the question cannot be asked as it stands
├── SettingsError           a setting has a value that cannot be
├── ReaderError             the model behind a reader did not answer; `retryable` says if it might
│   ├── KeyMissing          it needs a key and there is none
│   ├── KeyRefused          401, 403
│   ├── ModelUnknown        404: no such model, or no such address
│   ├── RateLimited         429, after the waits that the server asked for
│   ├── QuotaSpent          429: the account has no money left
│   ├── BudgetSpent         the next request might cost more than `max_cost` leaves
│   ├── ModelUnreachable    nothing listens there, or the name is not known
│   ├── ModelTimeout        it took too long
│   ├── ModelUnavailable    5xx
│   ├── StreamCut           the answer broke off
│   ├── PromptTooLong       more than the model takes, even with one passage
│   ├── ModelRefused        the model or a filter before it declined
│   ├── EmptyReply          an answer without a word
│   ├── BadReply            something that is not the protocol, such as a web page
│   └── RequestRefused      400 and its like, for any other reason
├── RecordError             what was kept cannot be read, or what is to be kept cannot be
├── ShelfError              a visitor's articles cannot be taken in, removed or published
└── EvaluationError         a question set, a data set or a measure is not what it should be
    └── EngineUnusable      an engine cannot be asked at all: no question will go better

Each message says what happened, with the value, and what to do. Abstaining is an answer, not an
error. What `index` raises passes through unchanged.
"""

from typing import ClassVar

from index import IndexingError


class DatelineError(Exception):
    """Anything that `qa` raises on purpose."""


class QuestionError(DatelineError):
    """The question cannot be asked as it stands: empty, no words in it, or far too long."""


class SettingsError(DatelineError):
    """A setting has a value that cannot be."""


class ReaderError(DatelineError):
    """The model behind a reader did not answer. `retryable` says whether to try again."""

    retryable: ClassVar[bool] = False


class KeyMissing(ReaderError):
    """The model needs a key and none is set."""


class KeyRefused(ReaderError):
    """The key is wrong, or may not use this model."""


class ModelUnknown(ReaderError):
    """The server has no such model, or nothing at that address."""


class RateLimited(ReaderError):
    """Too many requests; the waits that the server asked for did not help."""

    retryable = True


class QuotaSpent(ReaderError):
    """The account behind the key has no money left."""


class BudgetSpent(ReaderError):
    """The next request might cost more than is left of `max_cost`."""


class ModelUnreachable(ReaderError):
    """No connection: nothing listens there, or the host's name is not known."""

    retryable = True


class ModelTimeout(ReaderError):
    """The server took longer than `timeout_seconds`."""

    retryable = True


class ModelUnavailable(ReaderError):
    """The server failed: 5xx."""

    retryable = True


class StreamCut(ReaderError):
    """The answer broke off before its end."""

    retryable = True


class ReplyRepeats(ReaderError):
    """The answer went round in circles, and was not listened to any longer."""

    retryable = True


class PromptTooLong(ReaderError):
    """The request is longer than the model takes: `limit` tokens, where its server says so."""

    limit: int | None = None


class ModelRefused(ReaderError):
    """The model, or a filter before it, declined to answer."""


class EmptyReply(ReaderError):
    """The model answered without a word."""

    retryable = True


class BadReply(ReaderError):
    """What came back is not the protocol: a web page, broken JSON."""


class RequestRefused(ReaderError):
    """The server does not take the request as it is."""


class RecordError(DatelineError):
    """What a browser kept of a conversation cannot be read, or a feedback cannot be kept."""


class ShelfError(DatelineError):
    """A visitor's articles cannot be taken in, removed or published as asked."""


class EvaluationError(DatelineError):
    """A question set, a published data set or a requirement cannot be read or met as it stands."""


class EngineUnusable(EvaluationError):
    """An engine did not answer the first question, and would not answer any other."""


FAILURES: tuple[type[Exception], ...] = (DatelineError, IndexingError)
"""What is raised on purpose, here and in `index`: shown as a message, never as a traceback."""
