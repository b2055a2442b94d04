"""Questions that the page offers: examples, and how to go on. Asked while nobody waits."""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock, Thread
from typing import Any
from weakref import WeakKeyDictionary

from index import Coverage, Holdings
from qa import render
from qa.answerer import Answerer
from qa.errors import RecordError
from qa.exchanges import Exchange
from qa.offering.examples import examples
from qa.offering.further import adding, candidates
from qa.offering.proving import Candidate, Proven
from qa.window.library import Library
from qa.window.payload import Payload, Visitor, mapping, names, number
from qa.window.persistence import recalled

_AT_ONCE = 2
"""So many questions are tried for one request; the page asks again, or no longer."""
_KEPT = 16
"""Of so many answers it is kept what might be asked next."""
_PATIENCE = 30.0
"""So many seconds are let pass at most while somebody waits for an answer."""


class Quiet:
    """Whether somebody waits for an answer. What may wait waits until nobody does."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While a visitor's question is answered."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def wait(self) -> None:
        """Return when nobody waits for an answer, or has waited for long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting, _PATIENCE)

    def _add(self, number: int) -> None:
        with self._changed:
            self._waiting += number
            self._changed.notify_all()


class _Search:
    """The search for examples in an archive as it is now, which begins at once."""

    def __init__(self, answerer: Answerer, quiet: Quiet) -> None:
        self.coverage: Coverage = answerer.archive.coverage()
        self.found: tuple[Proven, ...] = ()
        self.over = False
        Thread(target=self._run, args=(answerer, quiet), daemon=True).start()

    def _run(self, answerer: Answerer, quiet: Quiet) -> None:
        try:
            quiet.wait()
            for one in examples(answerer):
                self.found = (*self.found, one)
                quiet.wait()
        except Exception:  # an archive that is closed meanwhile, or damaged: the page needs none
            logging.getLogger(__name__).info("the search for examples ended early", exc_info=True)
        finally:
            self.over = True


class Offers:
    """Examples and further questions for all visitors. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self.quiet = Quiet()
        self._library = library
        self._lock = Lock()
        self._searches: WeakKeyDictionary[Holdings, _Search] = WeakKeyDictionary()
        self._candidates: OrderedDict[tuple[str, str], list[Candidate]] = OrderedDict()

    def examples(self, _payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The examples that are known by now, as HTML, and whether more may follow.

        They are looked for once as long as the archive stays as it is.
        """
        answerer = self._library.answerer(visitor)
        archive = answerer.archive
        with self._lock:
            search = self._searches.get(archive)
            if search is None or search.coverage != archive.coverage():
                search = self._searches[archive] = _Search(answerer, self.quiet)
        over = search.over  # before what is found: nothing that comes in between is missed
        found = [one.question for one in search.found if one.stands(archive)]
        return {"html": render.examples(found), "more": not over}

    def further(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """A question to go on with after the answer of a `record`, as HTML, if one is found.

        Candidates are tried from number `at` on; `next` is where to go on, None at their end.
        `offered` are the questions that are offered already.
        """
        answerer = self._library.answerer(visitor)
        try:
            exchange = recalled(mapping(payload, "record"), 1, answerer.archive)
        except RecordError:  # whoever opens it is told, who only might be offered something is not
            return {"html": "", "next": None}
        if exchange.answer is None:
            return {"html": "", "next": None}
        tried, at = self._tried(exchange, answerer, visitor), number(payload, "at")
        offered = names(payload, "offered")
        for place in range(at, min(at + _AT_ONCE, len(tried))):
            self.quiet.wait()
            filters = exchange.filters
            if found := adding(tried[place], exchange.answer, answerer, filters, offered):
                return {"html": render.further(found.question, filters), "next": place + 1}
        more = at + _AT_ONCE < len(tried)
        return {"html": "", "next": at + _AT_ONCE if more else None}

    def _tried(self, exchange: Exchange, answerer: Answerer, visitor: Visitor) -> list[Candidate]:
        """What might be asked after an answer, which is kept for the next request of the page."""
        key = visitor.key, f"{exchange.question}\n{exchange.asked_at}"
        with self._lock:
            if found := self._candidates.get(key):
                self._candidates.move_to_end(key)
                return found
        assert exchange.answer  # noqa: S101  (looked at before)
        self.quiet.wait()
        found = candidates(exchange.answer, answerer.archive)
        with self._lock:
            self._candidates[key] = found
            if len(self._candidates) > _KEPT:
                self._candidates.popitem(last=False)
        return found
