"""Asking servers: politely, of a bounded size and time, and only where the public may be asked.

Nothing is kept between two requests but connections: no cookies, no log-ins, and no settings of the
environment. A proxy is used where one is named, and it is then the proxy that looks names up: what
is checked here is what the address itself tells.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Self

from index.errors import FetchError
from index.fetching.addresses import Target, is_allowed, refused_host, target_of
from index.fetching.manners import PATIENCE, Pace, Robots, asked_wait
from index.fetching.responses import (
    FOUND,
    UNCHANGED,
    Hop,
    Limits,
    Response,
    joined,
)
from index.wordlists import WordLists

if TYPE_CHECKING:
    from index.fetching.network import Resolve

_TYPES = WordLists("index.fetching", "types.yaml")
_ROBOTS_BYTES = 512_000
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
_ATTEMPTS = 3
_USUAL_PORTS = frozenset({80, 443})


class Barred(FetchError):
    """An address that is not asked, since what was there is to be forgotten."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "was forgotten; 'dateline forget --allow' lets it in again")


class Client:
    """Asks servers, one at a time. `allowed` are private hosts that may be asked all the same.

    Each is a host as the address has it, with the port where that is not the usual one, such as
    "127.0.0.1:8080". For one thread at a time.
    """

    def __init__(
        self,
        allowed: Collection[str] = (),
        *,
        proxy: str = "",
        pace: Pace | None = None,
        limits: Limits | None = None,
        resolve: "Resolve | None" = None,
    ) -> None:
        from index.fetching.network import Wire, resolved  # who only reads an archive needs none

        self.limits = limits or Limits()
        self._allowed = frozenset(map(str.lower, allowed))
        self._pace = pace or Pace()
        self._robots = Robots(self._robots_of, self._pace.clock)
        self._ports = set(_USUAL_PORTS)
        self._typed: set[str] = set()
        through = target_of(proxy) if proxy else None
        self._wire = Wire(self.limits, resolve or resolved, self._allowed, through)

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def permit(self, url: str) -> Target:
        """Note an address that a person typed: its port may be asked, also where it is unusual.

        Raises:
            FetchError: it is none that can be asked.
        """
        target = target_of(url)
        self._ports.add(target.port)
        self._typed.add(target.place)
        return target

    def get(
        self,
        url: str,
        known: Mapping[str, Mapping[str, str]] = {},
        barred: Callable[[str], bool] = lambda url: False,
    ) -> Response:
        """What stands at an address, redirects followed.

        `known` has the conditions for addresses of which something is kept, as headers, so that
        what is as it was is not sent again. What is `barred` is not asked.

        Raises:
            Barred: it is barred, or leads to what is.
            FetchError: it cannot be had, with the reason.
        """
        moved: list[Hop] = []
        target = target_of(url)
        while True:
            if barred(target.url):
                raise Barred(url)
            self._check(target)
            delay = self._robots.delay(target)
            hop, body = self._patiently(target, known.get(target.url, {}), delay)
            if hop.status not in _MOVED or not (leads := hop.leads):
                break
            if len(moved) == self.limits.redirects:
                raise FetchError(url, f"leads on more than {self.limits.redirects} times")
            moved.append(hop)
            target = target_of(joined(target.url, leads))
        if hop.status not in (FOUND, UNCHANGED):
            busy = hop.status in _BUSY
            wait = asked_wait(hop.by_name, 0) if busy else 0.0
            raise FetchError(url, _said(hop), wait=wait)
        return Response(hop, body, tuple(moved))

    def _check(self, target: Target) -> None:
        if target.port not in self._ports and not is_allowed(
            target.host, target.port, self._allowed
        ):
            raise FetchError(target.url, f"is not asked: port {target.port} is not the web's")
        if not is_allowed(target.host, target.port, self._allowed) and (
            why := refused_host(target.host)
        ):
            # not where a page leads there: what it wishes is no reason
            typed = target.place in self._typed
            how = f"; if it is to be, give --allow-host {target.place}" if typed else ""
            raise FetchError(target.url, f"is not asked: {why}{how}")

    def _robots_of(self, url: str) -> tuple[int, str]:
        target = target_of(url)
        for _ in range(self.limits.redirects):
            self._check(target)
            hop, body = self._patiently(target, {}, 0.0, most=_ROBOTS_BYTES, cut=True)
            if hop.status not in _MOVED or not (leads := hop.leads):
                return hop.status, body.decode("utf-8", "replace")
            target = target_of(joined(target.url, leads))
        return 404, ""  # as RFC 9309 has it

    def _patiently(
        self,
        target: Target,
        conditions: Mapping[str, str],
        delay: float,
        *,
        most: int | None = None,
        cut: bool = False,
    ) -> tuple[Hop, bytes]:
        """One answer; a server that is busy is asked again when it says."""
        attempt = 0
        while True:
            self._pace.wait(target, delay)
            hop, body = self._wire.ask(target, conditions, most or self.limits.bytes, cut=cut)
            if hop.status not in _BUSY:
                return hop, body
            seconds = asked_wait(hop.by_name, attempt)
            self._pace.hold(target, seconds)
            attempt += 1
            if attempt == _ATTEMPTS or seconds > PATIENCE:
                return hop, body


def _said(hop: Hop) -> str:
    known = _TYPES.table["statuses"].get(hop.status)
    return f"{known} ({hop.status})" if known else f"its server answers {hop.status} {hop.reason}"
