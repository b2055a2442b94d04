"""Checks passwords, and keeps those waiting who guess, whoever else may be knocking."""

import asyncio
import ipaddress
import math
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from hmac import compare_digest

from qa.window.accounts import Accounts

address: ContextVar[str] = ContextVar("address", default="")
"""Where the request came from that is being answered."""


class Patience:
    """How long the next try has to wait, by the failures before it.

    The first `free` are not kept waiting. Then tries take turns: two seconds apart, four, up to
    a minute. Half an hour without one, and all is forgotten.
    """

    LONGEST = 60.0
    FORGOTTEN_AFTER = 1_800.0
    REMEMBERED = 10_000

    def __init__(self, free: int) -> None:
        self._free = free
        # whom → failures, and the time of the last try's turn
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def failed(self, whom: str) -> int:
        """How often of late."""
        failures, turn = self._failures.get(whom, (0, 0.0))
        return failures if time.monotonic() - turn <= self.FORGOTTEN_AFTER else 0

    def next(self, whom: str) -> float:
        """Seconds until the turn of this try, which counts as a failure until it is forgiven.

        Beyond `LONGEST` there is no turn, and the try does not count.
        """
        now = time.monotonic()
        failures, (_, turn) = self.failed(whom) + 1, self._failures.get(whom, (0, now))
        turn = max(now, turn)
        if failures > self._free:
            turn += min(2.0 ** min(failures - self._free, 9), self.LONGEST)
        if turn - now <= self.LONGEST:
            self._failures[whom] = failures, turn
            self._failures.move_to_end(whom)
            if len(self._failures) > self.REMEMBERED:
                self._failures.popitem(last=False)
        return turn - now

    def take_back(self, whom: str) -> None:
        """The last try was no failure."""
        failures, turn = self._failures.get(whom, (0, 0.0))
        if failures > 1:
            self._failures[whom] = failures - 1, turn
        else:
            self.forgive(whom)

    def forgive(self, whom: str) -> None:
        """Forget every failure."""
        self._failures.pop(whom, None)


class Doorkeeper:
    """Says whether a password is right. Neither what it says nor when tells whether a name exists.

    Five failures for a name from one address are free, then its tries from there take turns; a
    try that would have to wait for over a minute is refused unseen. "No" is said at whole seconds,
    and from an address that failed thirty times, whatever the names, in turns as well. Names take
    turns at being checked, and one that nobody has takes no time at it, though those who try it
    wait alike: no flood keeps another name waiting, at the same address either.
    """

    FREE = 5
    FREE_HERE = 30
    IN_LINE = 10
    """How many passwords may wait to be checked for one name; more are refused unseen."""
    AT_ONCE = 200
    """How many tries may be kept waiting, half of them from one address; more are told at once."""
    NO_AFTER = 1.0

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        # its own thread: log-ins do not keep answers waiting
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-in")
        self._names = Patience(self.FREE)
        self._addresses = Patience(self.FREE_HERE)
        # failures for names that exist: who guesses at many of them is not checked out of turn
        self._known = Patience(self.FREE_HERE)
        self._here: Counter[str] = Counter()
        # one line for each name, and one for those who are first in theirs
        self._lines: dict[str, asyncio.Lock] = {}
        self._first = asyncio.Lock()
        self._in_line: Counter[str] = Counter()
        self._took = 0.0
        # name → digest of a password that was right, for programs that send it with each request
        self._right: dict[str, bytes] = {}
        self._key = secrets.token_bytes(32)

    async def log_in(self, name: str, password: str) -> bool:
        """Whether this is the password of that account, said in due time."""
        here = _network(address.get())
        who = f"{here} {name}"
        digest = blake2b(password.encode("utf-8", "surrogatepass"), key=self._key).digest()
        # not for one who is guessing: this is quick
        known = self._right.get(name, b"")
        if self._names.failed(who) < self.FREE and compare_digest(known, digest):
            return True
        with _counted(self._here, here):
            right = await self._tried(name, password, who, here)
        if right:
            self._names.forgive(who)
            self._right[name] = digest
        return right

    async def _tried(self, name: str, password: str, who: str, here: str) -> bool:
        began = time.monotonic()
        wait = self._names.next(who)  # before it is checked: tries side by side take turns too
        in_turn = self._known.failed(here) >= self.FREE_HERE
        if in_turn:
            wait = max(wait, self._addresses.next(here))
        seen = wait <= Patience.LONGEST and not (wait and self._is_crowded(here))
        if seen:
            await asyncio.sleep(wait)
            if await self._checked(name, password, here):
                return True
        late = 0.0 if in_turn else self._addresses.next(here)
        if not self._is_crowded(here):
            spent = time.monotonic() - began
            whole = math.ceil(spent / self.NO_AFTER) * self.NO_AFTER
            late = late if late <= Patience.LONGEST else 0.0
            await asyncio.sleep(whole - spent + late)
        return False

    async def _checked(self, name: str, password: str, here: str) -> bool:
        """Whether it is right, once it was this try's turn; False where the line is full."""
        if self._in_line[name] >= self.IN_LINE:
            return False
        line = self._lines.setdefault(name, asyncio.Lock())
        try:
            with _counted(self._in_line, name):
                async with line:
                    return await self._first_in_line(name, password, here)
        finally:
            if not self._in_line[name]:
                self._lines.pop(name, None)

    async def _first_in_line(self, name: str, password: str, here: str) -> bool:
        async with self._first:
            if name in self._accounts.hashes:
                return await self._compared(name, password, here)
        await asyncio.sleep(self._took)
        return False

    async def _compared(self, name: str, password: str, here: str) -> bool:
        began = time.monotonic()
        self._known.next(here)
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._thread, self._accounts.holds, name, password)
        if right:
            self._known.take_back(here)
        self._took = time.monotonic() - began
        return right

    def _is_crowded(self, here: str) -> bool:
        return self._here[here] > self.AT_ONCE / 2 or self._here.total() > self.AT_ONCE


@contextmanager
def _counted(counts: Counter[str], whom: str) -> Iterator[None]:
    counts[whom] += 1
    try:
        yield
    finally:
        counts[whom] -= 1
        if not counts[whom]:
            del counts[whom]


def _network(host: str) -> str:
    """Whose budget an address draws on: an IPv6 address is one of a great many that one has."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return host
