"""How a server is treated: no faster than it likes, and not where its robots.txt says no."""

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from index.errors import FetchError
from index.fetching.addresses import Target
from index.fetching.responses import NAME

if TYPE_CHECKING:
    from protego import Protego

PACE = 1.0
"""So many seconds pass between two requests to a host, or more if it says so."""
PATIENCE = 120.0
"""Longer than so many seconds no server is waited for; it is left for another time."""
_AFTER_A_REFUSAL = 5.0
_ROBOTS_SECONDS = 86_400.0  # after RFC 9309, section 2.4
_NO_ROBOTS_SECONDS = 300.0
_TOO_MANY = 429


class Pace:
    """When each host may be asked next. `clock` and `sleep` go by seconds."""

    def __init__(
        self,
        seconds: float = PACE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self._seconds = seconds
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def wait(self, target: Target, delay: float) -> None:
        """Wait for a host's turn; the one after is `delay` seconds later, or the usual pace.

        Raises:
            FetchError: that would be too long.
        """
        left = self._next.get(target.place, 0.0) - self.clock()
        if left > PATIENCE:
            raise FetchError(
                target.url, f"its server asks to be left alone for {left:,.0f} seconds", wait=left
            )
        if left > 0:
            self._sleep(left)
        self._next[target.place] = self.clock() + max(delay, self._seconds)

    def hold(self, target: Target, seconds: float) -> None:
        """Leave a host alone for so many seconds."""
        until = self.clock() + seconds
        self._next[target.place] = max(until, self._next.get(target.place, 0.0))


def asked_wait(headers: Mapping[str, str], attempt: int) -> float:
    """For how many seconds a server asks to be left alone; where it does not say, ever longer."""
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", told):
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return _AFTER_A_REFUSAL * 3.0**attempt
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


class Robots:
    """What servers allow, each asked once a day: `fetch` gives (status, text) of its robots.txt.

    What is not there allows everything; what cannot be had, or fails, allows nothing, and is asked
    for again after five minutes. `clock` goes by seconds.
    """

    def __init__(
        self,
        fetch: Callable[[str], tuple[int, str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, tuple[Protego | str, float]] = {}

    def delay(self, target: Target) -> float:
        """Check that `target` may be asked; how many seconds its server wants between requests.

        Raises:
            FetchError: it may not.
        """
        rules, until = self._known.get(target.origin, ("", 0.0))
        if target.origin not in self._known or until <= self._clock():
            rules = self._read(target)
            lasts = _NO_ROBOTS_SECONDS if isinstance(rules, str) else _ROBOTS_SECONDS
            self._known[target.origin] = rules, self._clock() + lasts
        if isinstance(rules, str):
            raise FetchError(target.url, f"left alone: its server's robots.txt {rules}")
        if not rules.can_fetch(target.url, NAME):
            raise FetchError(target.url, f"its server's robots.txt does not allow {NAME} there")
        delay = rules.crawl_delay(NAME) or 0.0
        if rate := rules.request_rate(NAME):
            delay = max(delay, rate.seconds / max(rate.requests, 1))
        return float(delay)

    def _read(self, target: Target) -> "Protego | str":
        from protego import Protego

        try:
            status, text = self._fetch(f"{target.origin}/robots.txt")
        except FetchError as error:
            return f"cannot be had ({error.why})"
        if status >= 500 or status == _TOO_MANY:
            return f"cannot be had (it answers {status})"
        return Protego.parse(text if status < 300 else "")
