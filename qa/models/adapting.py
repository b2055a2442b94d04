"""OpenAI's protocol as its many servers speak it. Imports llama-index, so load it late."""

import time
from collections.abc import Iterator, Set
from threading import local
from typing import Any

from llama_index.llms.openai_like import OpenAILike
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    BadRequestError,
    DefaultHttpxClient,
    InternalServerError,
    RateLimitError,
    UnprocessableEntityError,
)
from pydantic import PrivateAttr

_TRIES = 3
_LONGEST_WAIT = 20.0
"""Seconds. A server that asks for a longer wait is not waited for: people would rather know."""

_OPTIONAL = (
    "temperature", "max_tokens", "max_completion_tokens", "stream_options", "reasoning_effort",
)  # fmt: skip
"""Parameters that an answer can do without, and that some models or servers refuse."""


class AdaptingLLM(OpenAILike):
    """Asks again where that may help, before an answer has begun.

    A parameter that a server refuses is left out from then on: behind a name may be any kind of
    model. A refused connection, 429 and 5xx are tried again after the wait that the server asks
    for; what ran out of time or money is not.
    """

    _refused: set[str] = PrivateAttr(default_factory=set)
    _now: Any = PrivateAttr(default_factory=local)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._http_client = DefaultHttpxClient(event_hooks={"response": [self._opened]})

    def _opened(self, response: Any) -> None:
        self._now.response = response

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Iterator[Any]:
        """As any llama-index LLM. Whoever stops listening lets the server go at once."""
        tries, began, response = 1, False, None
        while True:
            sent = frozenset(_OPTIONAL) - self._refused
            try:
                for part in super().stream_complete(prompt, formatted, **kwargs):
                    # what was sent in this thread; later parts may be asked for in another
                    response = response or self._now.response
                    began = True
                    yield part
                return
            except (APIConnectionError, APIStatusError) as error:
                if began:
                    raise
                if self._adapts(error, sent):
                    continue
                if not _passes(error, tries):
                    raise
                tries += 1
            finally:
                if response is not None:  # the client's own stream is a cycle, closed at some time
                    response.close()

    def _adapts(self, error: Exception, sent: Set[str]) -> bool:
        """Whether the request is another one from now on: without what was refused.

        `sent` is what this request might have held: another thread may have left it out by now.
        """
        if not isinstance(error, BadRequestError | UnprocessableEntityError):
            return False
        named = f"{error.param or ''} {error.message}"
        refused = next((p for p in _OPTIONAL if p in named and p in sent), None)
        if refused is None or "context" in str(error.code):
            return False
        self._refused.add(refused)
        return True

    def _get_model_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = super()._get_model_kwargs(**kwargs)
        if "max_tokens" in self._refused and "max_tokens" in given:
            given.setdefault("max_completion_tokens", given["max_tokens"])
        return {name: value for name, value in given.items() if name not in self._refused}


def _passes(error: Exception, tries: int) -> bool:
    """Whether it may pass, after having waited for it."""
    passing = isinstance(error, APIConnectionError | RateLimitError | InternalServerError)
    spent = getattr(error, "code", None) == "insufficient_quota"
    if not passing or spent or isinstance(error, APITimeoutError) or tries == _TRIES:
        return False
    wait = _asked_wait(error)
    wait = 0.25 * 2**tries if wait is None else wait
    if wait > _LONGEST_WAIT:
        return False
    time.sleep(wait)
    return True


def _asked_wait(error: Exception) -> float | None:
    """The seconds that the server asks to wait; a date, which few send, counts as nothing."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return None
