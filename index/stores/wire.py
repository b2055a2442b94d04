"""Chroma's HTTP API, as much of it as an archive needs.

Spoken by ourselves: Chroma's own client waits for ever, raises what tells nothing of the status,
and its collections rebuild embedding functions from what a server says of itself, which is how a
hostile one would have its code run (the client's side of CVE-2026-45829). Here a server's answers
are numbers and names, and nothing that it configures is looked at.
"""

from __future__ import annotations

import json
import os
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.errors import StoreError
from index.stores.address import Address

if TYPE_CHECKING:
    import httpx  # which is loaded when a server is asked for the first time

_API = "/api/v2"
_READING_SECONDS, _WRITING_SECONDS, _CONNECTING_SECONDS = 10.0, 60.0, 5.0
_CONNECTIONS = 8  # Chroma Cloud lets ten read a collection at once
PATIENCE = 30.0
"""For how long a write is tried again, in seconds: a server that restarts is back by then."""
_PAUSE, _LONGEST_PAUSE = 0.25, 8.0
_RESTING_SECONDS = 20.0
_BATCH = 2_000
_CLOUD_LIMIT = 300  # records of a write, and of a result
_LATER = frozenset({408, 429, 502, 503, 504})
_SAID = 300


class Wire:
    """Requests to the server at `address`: each in bounded time, failures named.

    After a request that was not answered it rests for twenty seconds, in which nobody who searches
    waits for it, and no write is tried again. For any number of threads.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._http: httpx.Client | None = None
        self._opening = threading.Lock()
        self._away: StoreError | None = None
        self._resting_until = self._given_up_until = 0.0

    @property
    def away(self) -> str:
        """Why the last request was not answered; empty if it was."""
        return str(self._away or "")

    def check_rested(self) -> None:
        """Raise StoreError while it is left alone."""
        if self._away and time.monotonic() < self._resting_until:
            raise self._away

    def ask(self, method: str, path: str, body: object = None, *, patient: bool = False) -> Any:
        """What the server answers to a request, which may be tried again if it is `patient`.

        Raises:
            StoreError: it does not answer, refuses, or is no Chroma server.
        """
        patient = patient and time.monotonic() > self._given_up_until
        try:
            said = self._answered(method, path, body, patient=patient)
        except StoreError as error:
            if error.retryable:
                self._away, self._resting_until = error, time.monotonic() + _RESTING_SECONDS
                if patient:
                    self._given_up_until = self._resting_until
            raise
        self._away, self._given_up_until = None, 0.0
        return said

    def _answered(self, method: str, path: str, body: object, *, patient: bool) -> Any:
        until, pause = time.monotonic() + (PATIENCE if patient else 0.0), _PAUSE
        while True:
            try:
                return self._once(method, path, body, patient=patient)
            except StoreError as error:
                pause = max(pause, error.wait)
                if not error.retryable or time.monotonic() + pause > until:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    @property
    def at_once(self) -> int:
        """How many records a request may have."""
        return _CLOUD_LIMIT if self.address.is_cloud else min(_BATCH, self._server[0])

    @property
    def takes_base64(self) -> bool:
        """Whether vectors may be sent as base64."""
        return self._server[1]

    @cached_property
    def _server(self) -> tuple[int, bool]:
        said = self.ask("GET", "/pre-flight-checks", patient=True)
        try:
            most = int(said.get("max_batch_size") or _BATCH)
            return most, bool(said.get("supports_base64_encoding"))
        except (AttributeError, TypeError, ValueError) as error:
            raise self.misunderstood() from error

    def misunderstood(self) -> StoreError:
        """That the server does not speak as Chroma does."""
        return self.error("answers with something that Chroma does not say")

    def close(self) -> None:
        """Let go of the connections; the next request makes new ones."""
        if self._http is not None:
            self._http.close()
        self._http = None

    def _once(self, method: str, path: str, body: object, *, patient: bool) -> Any:
        import httpx

        seconds = _WRITING_SECONDS if patient else _READING_SECONDS
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECTING_SECONDS))
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"} | self._secret()
        request = self._client().build_request(
            method, _API + path, content=content, headers=headers, timeout=timeout
        )
        try:
            response = self._sent(request)
        except httpx.TimeoutException as error:
            raise self.error(
                f"did not answer within {seconds:.0f} seconds", retryable=True
            ) from error
        except httpx.HTTPError as error:
            raise self.error(f"cannot be reached ({error})", retryable=True) from error
        if not response.is_success:
            raise self._refusal(response)
        try:
            return response.json()
        except ValueError as error:
            raise self.misunderstood() from error

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """The response; a connection that was kept may have ended, and is tried anew at once.

        Whatever is asked of Chroma here may be asked twice.
        """
        import httpx

        try:
            return self._client().send(request)
        except httpx.TimeoutException:
            raise
        except httpx.TransportError:
            return self._client().send(request)

    def _client(self) -> httpx.Client:
        import httpx

        with self._opening:
            if self._http is None:
                limits = httpx.Limits(max_connections=_CONNECTIONS)
                self._http = httpx.Client(base_url=self.address.url, limits=limits)
            return self._http

    def _secret(self) -> dict[str, str]:
        token = os.environ.get(self._variable, "").strip()
        if not token:
            return {}
        if not (token.isascii() and token.isprintable()):
            raise StoreError(f"{self._variable} cannot be sent: a token is ASCII, without spaces")
        if self.address.is_cloud:
            return {"X-Chroma-Token": token}
        return {"Authorization": f"Bearer {token}", "X-Chroma-Token": token}

    @property
    def _variable(self) -> str:
        return "CHROMA_API_KEY" if self.address.is_cloud else "DATELINE_CHROMA_TOKEN"

    def _refusal(self, response: httpx.Response) -> StoreError:
        status = response.status_code
        kind, said = self._said(response)
        if status in (401, 403):
            token = "does not take the token of" if self._secret() else "asks for a token: set"
            return self.error(f"{token} {self._variable} ({status})", status)
        if status == 404 and kind != "NotFoundError":
            return self.error(
                "has no such API (404): Chroma of version 1.0 or newer is needed", 400
            )
        later = status in _LATER
        after = response.headers.get("Retry-After", "")
        wait = min(float(after), _LONGEST_PAUSE) if after.isdecimal() else 0.0
        return self.error(f"refused: {said or 'no reason'} ({status})", status, later, wait)

    def _said(self, response: httpx.Response) -> tuple[str, str]:
        """The kind of error that a reply names, and its message, less the token if it has that."""
        try:
            body = response.json()
        except ValueError:
            body = response.text
        if isinstance(body, dict):
            kind, said = str(body.get("error", "")), str(body.get("message", "") or body)
        else:
            kind, said = "", str(body)
        for secret in self._secret().values():
            said = said.replace(secret, "…")
        return kind, " ".join(said.split())[:_SAID]

    def error(
        self, what: str, status: int = 0, retryable: bool = False, wait: float = 0.0
    ) -> StoreError:
        """That the server does, or has, `what`."""
        message = f"the Chroma server at {self.address.host} {what}"
        return StoreError(message, status=status, retryable=retryable, wait=wait)
