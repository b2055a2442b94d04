"""A conversation on the page: questions in, fragments of HTML out. Knows no Gradio.

The exchanges that are on a visitor's screen are handed in and given back; nothing is kept here.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter

from index import Entry
from qa import render
from qa.answerer import Answerer
from qa.errors import FAILURES, ReaderError
from qa.exchanges import Exchange
from qa.sending import most_passages, quotes
from qa.types import Citation
from qa.usage import UNUSED, Usage
from qa.window.exports import footnoted
from qa.window.library import Library
from qa.window.offers import Quiet
from qa.window.payload import Payload, Visitor, filters, mapping, number, text
from qa.window.persistence import conversation_recalled, recalled, record
from qa.window.welcoming import Welcome

UNFORESEEN = "Dateline itself failed on this; the terminal that runs it says where."

Exchanges = tuple[Exchange, ...]
Screen = tuple[Exchanges, str, str]
"""The exchanges, the last one of them as HTML, its cards."""


class Talk:
    """Answers questions of all visitors, fragment by fragment."""

    def __init__(self, library: Library, quiet: Quiet, welcome: Welcome) -> None:
        self._library = library
        self._welcome = welcome
        self._quiet = quiet

    async def answering(
        self, before: Exchanges, payload: Payload, visitor: Visitor
    ) -> AsyncIterator[Screen]:
        """What is on the screen after each event of the stream.

        With `replace`, the question takes the place of the last one; one that failed gives its
        place up anyway.
        """
        if before and (payload.get("replace") is True or before[-1].error):
            before = before[:-1]
        before = tuple(self._still(one, visitor) for one in before)
        question = text(payload, "question").strip()
        now = Exchange(len(before) + 1, question, asked_at=datetime.now(UTC))
        began = perf_counter()
        try:
            now = replace(now, filters=filters(mapping(payload, "filters")))
            yield await asyncio.to_thread(self._going, before, now, visitor)
            turns = [one.turn for one in before if one.turn]
            answerer = self._reading(payload, visitor)
            undated = payload.get("undated") is True
            with self._quiet.asking():
                async for event in answerer.astream(question, now.filters, turns, undated=undated):
                    now = now.after(event, perf_counter() - began)
                    if not now.over:
                        yield await asyncio.to_thread(self._going, before, now, visitor)
            yield await asyncio.to_thread(self._finished, before, now, visitor)
        except ReaderError as error:
            quoting = quotes(self._library.answerer(visitor))
            yield _screen(before, replace(now, error=str(error), instead=quoting))
        except FAILURES as error:
            yield _screen(before, replace(now, error=str(error)))
        except Exception:  # nobody foresaw it: say so in the window, and let the terminal say where
            yield _screen(before, replace(now, error=UNFORESEEN))
            raise

    def _reading(self, payload: Payload, visitor: Visitor) -> Answerer:
        """By whom the visitor wishes to be answered, and from how many passages, within bounds."""
        answerer = self._library.answerer(visitor).through(text(payload, "reader"))
        wished = number(payload, "passages")
        return answerer.reading(min(wished, most_passages(answerer))) if wished else answerer

    def stopped(self, shown: Exchanges, visitor: Visitor) -> Screen | None:
        """The screen after Stop: what was said so far stays. None if there is nothing to stop."""
        if not shown or shown[-1].over:
            return None
        return self._finished(shown[:-1], replace(shown[-1], stopped=True), visitor)

    def opened(self, payload: Payload, visitor: Visitor) -> tuple[str, Screen]:
        """A conversation that the browser kept: its earlier exchanges as HTML, and its screen."""
        try:
            shown = self.recalled(payload, visitor)
        except FAILURES as error:
            shown = (Exchange(1, "", error=str(error)),)
        past = render.exchanges(shown[:-1], text(payload, "id"), footnoted)
        if not shown:
            return past, ((), self._welcome.html(visitor), render.cards(None))
        last = shown[-1]
        live = render.exchange(last, copied=footnoted(last), spent=_spent(shown))
        return past, (shown, live, self._cards(last, visitor))

    def cards(self, payload: Payload, visitor: Visitor) -> str:
        """The cards of a question that the browser kept, as far as the archive bears them out.

        Raises:
            RecordError: its record is none, or contradicts itself.
        """
        held = self._library.holdings(visitor)
        return self._cards(
            recalled(payload.get("record"), number(payload, "number"), held), visitor
        )

    def _still(self, shown: Exchange, visitor: Visitor) -> Exchange:
        """An exchange as far as its articles are still there: none is shown from memory."""
        held = self._library.holdings(visitor)
        hits = [hit.passage for hit in shown.answer.basis.hits] if shown.answer else []
        articles = {one.article_id for one in [*(c.passage for c in shown.citations), *hits]}
        if all(map(held.article, articles)):
            return shown
        return recalled(record(shown, held), shown.number, held)

    def recalled(self, payload: Payload, visitor: Visitor) -> Exchanges:
        """A conversation that a browser kept, each sentence checked anew.

        Raises:
            RecordError: it is none, or far too long.
        """
        return conversation_recalled(payload.get("records", []), self._library.holdings(visitor))

    def _going(self, before: Exchanges, now: Exchange, visitor: Visitor) -> Screen:
        """With what the browser keeps of it, should the page lose the server before it is over."""
        kept = record(now, self._library.holdings(visitor))
        return (*before, now), render.exchange(now, record=kept), render.cards(now)

    def _finished(self, before: Exchanges, now: Exchange, visitor: Visitor) -> Screen:
        """With what the browser keeps of it, and what only a whole answer has."""
        kept = record(now, self._library.holdings(visitor))
        live = render.exchange(
            now, record=kept, copied=footnoted(now), spent=_spent((*before, now))
        )
        return (*before, now), live, self._cards(now, visitor)

    def _cards(self, shown: Exchange, visitor: Visitor) -> str:
        held = self._library.holdings(visitor)
        copies: dict[Citation, list[Entry]] = {
            one: held.copies(one.quote, one.passage.article_id) for one in shown.citations
        }
        return render.cards(shown, copies)


def _spent(shown: Exchanges) -> Usage:
    """What models took in this conversation."""
    return sum((one.answer.provenance.usage for one in shown if one.answer), start=UNUSED)


def _screen(before: Exchanges, now: Exchange) -> Screen:
    return (*before, now), render.exchange(now), render.cards(now)
