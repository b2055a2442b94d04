"""What a model's provider raises → one of our named errors, whoever the provider is.

Told apart by status, code and class names rather than by classes: providers share no base class,
and none should be imported to ask.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from qa.errors import (
    BadReply,
    KeyRefused,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    ModelUnreachable,
    PromptTooLong,
    QuotaSpent,
    RateLimited,
    ReaderError,
    RequestRefused,
    StreamCut,
)

INSTEAD = "or ask with the extractive reader, which needs no model"

_SHOWN_CHARACTERS = 300
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too many tokens|prompt is too long|"
    r"exceeds? the (?:available|model)",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:context[ _](?:length|size|window)|max_model_len|n_ctx)\D{0,20}?(\d{3,7})\b",
    re.IGNORECASE,
)
_CUT = {"RemoteProtocolError", "ReadError", "IncompleteRead", "ChunkedEncodingError"}
_NOT_THE_PROTOCOL = {
    "JSONDecodeError", "APIResponseValidationError", "AttributeError", "TypeError", "KeyError",
    "ValidationError", "IndexError", "UnicodeDecodeError", "DecodingError",
}  # fmt: skip
_STATUS = re.compile(r"\b(?:error code|status)[: ]+(\d{3})\b", re.IGNORECASE)


def named(error: Exception, model: str, secrets: Iterable[str] = ()) -> ReaderError:
    """The error that says what happened and what to do; none of `secrets` stands in it.

    Some servers send a refused key back.
    """
    said = _said(error, secrets)
    status = _status(error)
    kind, advice = _by_status(status, error, said) if status else _by_name(error, said)
    failure = kind(f"{_HAPPENED[kind].format(model=model)} ({said}); {advice}, {INSTEAD}")
    if isinstance(failure, PromptTooLong):
        failure.limit = _window(error, said)
    return failure


_HAPPENED: Mapping[type[ReaderError], str] = {
    BadReply: "what came from {model} is not OpenAI's protocol",
    KeyRefused: "the key was refused by {model}",
    ModelRefused: "the question was declined by {model}",
    ModelTimeout: "no answer came in time from {model}",
    ModelUnavailable: "the server failed that has {model}",
    ModelUnknown: "there is no {model}",
    ModelUnreachable: "there is no connection to {model}",
    PromptTooLong: "the question and its passages are longer than is taken by {model}",
    QuotaSpent: "no quota is left for {model}",
    RateLimited: "too many questions at once for {model}",
    ReaderError: "no answer came from {model}",
    RequestRefused: "the request was refused by {model}",
    StreamCut: "an answer broke off from {model}",
}
_SHORTER = "lower DATELINE_CONTEXT_TOKENS or ask for fewer passages"
_LATER = "try again or raise DATELINE_TIMEOUT_SECONDS"


def _by_status(status: int, error: Exception, said: str) -> tuple[type[ReaderError], str]:
    code = f"{getattr(error, 'code', '')} {getattr(error, 'type', '')}"
    if status in (401, 403):
        return KeyRefused, "check OPENAI_API_KEY" if status == 401 else "check what it may use"
    if status == 404:
        return ModelUnknown, "check the model's name (--model) and the base URL"
    if status == 429:
        if "insufficient_quota" in code or "quota" in said.lower():
            return QuotaSpent, "check the account's plan and billing"
        return RateLimited, _wait(error)
    if status == 413 or (status < 500 and (_TOO_LONG.search(said) or "context_length" in code)):
        return PromptTooLong, _SHORTER
    if status < 500 and re.search(r"content[_ ](?:filter|policy|management)", f"{code} {said}"):
        return ModelRefused, "word the question differently"
    if status in (408, 504):
        return ModelTimeout, _LATER
    if status >= 500:
        return ModelUnavailable, "try again later"
    return RequestRefused, "choose another model"


def _by_name(error: Exception, said: str) -> tuple[type[ReaderError], str]:
    names = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
    if any("Timeout" in name for name in names):
        return ModelTimeout, _LATER
    if names & _CUT:
        return StreamCut, "try again"
    if any("Connect" in name for name in names):
        return ModelUnreachable, "check that a server runs at the base URL"
    if _TOO_LONG.search(said):
        return PromptTooLong, _SHORTER
    if names & _NOT_THE_PROTOCOL:
        return BadReply, "check the base URL (it usually ends in /v1)"
    if "APIError" in names:  # an error event inside a stream carries no status
        return ModelUnavailable, "try again"
    return ReaderError, "try again"


def _chain(error: BaseException) -> Iterable[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    written = _STATUS.search(str(error))
    return int(written.group(1)) if written else None


def _window(error: Exception, said: str) -> int | None:
    """How many tokens fit, as the server says: llama.cpp's as a number, others in words."""
    body: Any = getattr(error, "body", None)
    told = body.get("n_ctx") if isinstance(body, dict) else None
    if isinstance(told, int) and told > 0:
        return told
    written = _WINDOW.search(said)
    return int(written[1]) if written else None


def _wait(error: Exception) -> str:
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    after = str(headers.get("retry-after", ""))
    return f"try again in {after} seconds" if after.isdigit() else "wait a little and try again"


def _said(error: Exception, secrets: Iterable[str]) -> str:
    """What the provider said, on one line."""
    body: Any = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    said = str(message or error)
    for secret in filter(None, secrets):
        said = said.replace(secret, "(key)")
    said = re.sub(r"<[^>]*>", " ", said)  # a web page
    if not message and {kind.__name__ for kind in type(error).__mro__} & _NOT_THE_PROTOCOL:
        said = ""  # it would speak of our side's code
    status = _status(error)
    name = f"{type(error).__name__} {status or ''}".strip()
    return f"{name}: {' '.join(said.split())[:_SHOWN_CHARACTERS]}".removesuffix(": ")
