"""Questions posted to an address and what comes back, in bounded time and size, failures named."""

import json
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from qa.errors import EngineUnusable, EvaluationError

if TYPE_CHECKING:
    import httpx  # which is loaded once an address is asked

TOKEN = "DATELINE_ENGINE_TOKEN"  # noqa: S105  (the name of the variable)
"""The environment variable whose value is sent as a bearer token."""

_CONNECTING_SECONDS = 5.0
_MOST_BYTES = 16_000_000
_SAID = 300
_LATER = "the same command asks again what failed"
_CONTRACT = "docs/how-to/evaluation.md says what it is to answer"


class Wire:
    """Posts to one address, no other: redirects are not followed. For any number of threads.

    Until it has answered once, what a second try would not mend is `EngineUnusable`.

    Raises:
        EvaluationError: the address is none, or holds a password; or the token cannot be sent.
    """

    def __init__(self, url: str, timeout_seconds: float) -> None:
        parts = _split(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EvaluationError(
                f"{url!r:.80} is no address; give one like http://localhost:9000/ask"
            )
        if "@" in parts.netloc:
            raise EvaluationError(
                f"the address of the engine at {parts.hostname} holds a name or a password, which "
                f"reports would show; leave it out, and give a token as {TOKEN}"
            )
        self.path = parts.path
        self.shown = parts._replace(query="", fragment="").geturl()  # a query may hold a key
        self._url, self._host = url, parts.netloc
        self._timeout_seconds = timeout_seconds
        self._token = os.environ.get(TOKEN, "").strip()
        if not (self._token.isascii() and self._token.isprintable()):
            raise EvaluationError(f"{TOKEN} cannot be sent: a token is ASCII, without spaces")
        import httpx

        timeout = httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, _CONNECTING_SECONDS))
        self._http = httpx.Client(timeout=timeout, follow_redirects=False)
        self._answered = False

    def post(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that comes back.

        Raises:
            EvaluationError: none does; the message says what to do.
        """
        import httpx

        try:
            status, headers, data = self._once(body)
        except httpx.TimeoutException as error:
            raise self._late() from error
        except httpx.HTTPError as error:
            raise self._error(
                f"cannot be reached ({error}); see that it runs, and that --engine names it", True
            ) from error
        if not 200 <= status < 300:
            raise self._refusal(status, headers, data)
        try:
            told = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise self._error(f"answers with what is no JSON; {_CONTRACT}", True) from error
        if not isinstance(told, dict):
            raise self.misunderstood(f"no JSON object: {told!r:.80}")
        return told

    def misunderstood(self, what: str) -> EvaluationError:
        """That its reply is not as it must be."""
        return self._error(f"answers with {self._clean(what)}; {_CONTRACT}", True)

    def understood(self) -> None:
        """It has answered as it must: whatever fails from now on may go another time."""
        self._answered = True

    def _once(self, body: Mapping[str, Any]) -> "tuple[int, httpx.Headers, bytes]":
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        until = time.monotonic() + self._timeout_seconds
        with self._http.stream("POST", self._url, json=body, headers=headers) as response:
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if time.monotonic() > until:
                    raise self._late()
                if len(data) > _MOST_BYTES:
                    raise self._error(f"sends more than {_MOST_BYTES:,} bytes")
            return response.status_code, response.headers, bytes(data)

    def _refusal(self, status: int, headers: "httpx.Headers", data: bytes) -> EvaluationError:
        if 300 <= status < 400:
            there = _split(headers.get("Location", ""))._replace(query="", fragment="").geturl()
            return self._error(
                f"redirects to {self._clean(there) or 'nowhere'} ({status}), which is not "
                "followed, so that nothing goes where nobody meant it; give that address as "
                "--engine if you trust it",
                True,
            )
        if status in (401, 403):
            token = f"does not take the token of {TOKEN}" if self._token else (
                f"asks for a token: set {TOKEN}"
            )  # fmt: skip
            return self._error(f"{token} ({status})", True)
        if status in (404, 405):
            return self._error(
                f"takes no questions at {self.path or '/'} ({status}); --engine is the address "
                "that they are posted to, of a Dateline window …/gradio_api/run/ask",
                True,
            )
        said = self._clean(_reason(data)) or "no reason"
        if status in (408, 429) or status >= 500:
            return self._error(f"failed: {said} ({status}); {_LATER}")
        return self._error(f"refused the question: {said} ({status})")

    def _late(self) -> EvaluationError:
        return self._error(
            f"did not answer within {self._timeout_seconds:g} seconds; {_LATER}, with "
            "DATELINE_TIMEOUT_SECONDS it has more time"
        )

    def _clean(self, text: str) -> str:
        """What was said, on one line, without the token if it was sent back."""
        if self._token:
            text = text.replace(self._token, "(token)")
        return " ".join(text.split())[:_SAID]

    def _error(self, what: str, hopeless: bool = False) -> EvaluationError:
        kind = EngineUnusable if hopeless and not self._answered else EvaluationError
        return kind(f"the engine at {self._host} {what}")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # which may be none
    except ValueError as error:
        raise EvaluationError(f"{url!r:.80} is no address ({error})") from error
    return parts


def _reason(data: bytes) -> str:
    """What a reply says is wrong, wherever it says it."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return data[: 4 * _SAID].decode("utf-8", "replace")
    if isinstance(told, dict):
        told = next((told[name] for name in ("error", "detail", "message") if told.get(name)), told)
        if isinstance(told, dict):
            told = told.get("message") or told
    return str(told)
