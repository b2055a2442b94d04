"""Checks passwords, and keeps those waiting who guess."""

import asyncio
import secrets
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from hashlib import blake2b
from hmac import compare_digest

from qa.window.accounts import Accounts

address: ContextVar[str] = ContextVar("address", default="")
"""Where the request came from that is being answered."""


class Doorkeeper:
    """Checks passwords one at a time, and lets whoever keeps failing wait for the next try.

    After five failures, a name's tries from one address take turns: two seconds apart, then four,
    up to a minute. A try that would have to wait for longer is refused unseen. Half an hour without
    one, or the right password, and all is forgotten.
    """

    FREE = 5
    LONGEST_WAIT = 60.0
    FORGOTTEN_AFTER = 1_800.0
    REMEMBERED = 10_000

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        # its own thread: a flood of log-ins does not keep answers waiting
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-in")
        # (name, address) → failures, and the time of the last try's turn
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        # name → digest of a password that was right, for programs that send it with each request
        self._right: dict[str, bytes] = {}
        self._key = secrets.token_bytes(32)

    async def log_in(self, name: str, password: str) -> bool:
        """Whether this is the password of that account, said in due time."""
        who = (name, address.get())
        now = time.monotonic()
        failures, turn = self._failures.get(who, (0, now))
        if now - turn > self.FORGOTTEN_AFTER:
            failures = 0
        digest = blake2b(password.encode("utf-8", "surrogatepass"), key=self._key).digest()
        # not for one who is guessing: this is quick
        if failures < self.FREE and compare_digest(self._right.get(name, b""), digest):
            return True
        failures += 1  # before it is checked, so that tries side by side take turns too
        turn = max(now, turn)
        if failures > self.FREE:
            turn += min(2.0 ** min(failures - self.FREE, 9), self.LONGEST_WAIT)
        if turn - now > self.LONGEST_WAIT:
            return False
        self._failures[who] = failures, turn
        self._failures.move_to_end(who)
        if len(self._failures) > self.REMEMBERED:
            self._failures.popitem(last=False)
        await asyncio.sleep(turn - now)
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._thread, self._accounts.holds, name, password)
        if right:
            self._failures.pop(who, None)
            self._right[name] = digest
        return right
