"""What the page asks of the server besides answers. Knows no Gradio and keeps nothing of a visitor.

Every request takes what the browser told and who asks, and gives plain values.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, Literal, cast

from qa import render
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.sending import choices
from qa.window.api import sought
from qa.window.feedback import Feedback
from qa.window.hosting import Hosting
from qa.window.library import Library
from qa.window.links import link_of, opened, own_quotes
from qa.window.offers import Offers
from qa.window.payload import Payload, Visitor, number, text
from qa.window.persistence import conversation_recalled, recalled
from qa.window.saving import Format, saved
from qa.window.talk import Talk
from qa.window.welcoming import Welcome


class Window:
    """One archive's window, for all visitors."""

    def __init__(self, answerer: Answerer, hosting: Hosting) -> None:
        self.library = Library(answerer, hosting)
        self._hosting = hosting
        self.offers = Offers(self.library)
        self.welcome = Welcome(self.library, hosting)
        self.talk = Talk(self.library, self.offers.quiet, self.welcome)
        self._answerer = answerer
        self._identity = answerer.archive.identity
        self._feedback = Feedback(answerer.archive.path)

    @property
    def requests(self) -> dict[str, Callable[[Payload, Visitor], dict[str, Any]]]:
        """What the page's script may call, by name."""
        own = {
            "article": self.article,
            "exported": self.exported,
            "link": self.link,
            "rate": self.rate,
            "shared": self.shared,
            "sources": self.sources,
        }
        offers = {"examples": self.offers.examples, "further": self.offers.further}
        return own | offers | self.welcome.requests | self.library.requests

    def visitor(self, payload: Payload, account: str | None) -> Visitor:
        """Who asks: the `account` that access control saw, and only without accounts what is sent.

        Raises:
            SettingsError: there are accounts and none was seen, or what is sent cannot be.
        """
        if self._hosting.accounts is not None and account is None:
            raise SettingsError("nobody is logged in; log in and try again")
        return Visitor.of(payload, account)

    def header(self, visitor: Visitor) -> tuple[str, str]:
        """The header, under whose name the browser keeps conversations, and the desk, as HTML."""
        coverage = self.library.holdings(visitor).coverage()
        store = f"dateline:{self._identity}:{visitor.name or ''}:"
        allowed = self.library.additions.allowed(visitor)
        rated = not self._hosting.read_only
        header = render.header(coverage, store, visitor.name or "", allowed, rated=rated)
        return header, self.desk(visitor)

    def desk(self, visitor: Visitor | None = None) -> str:
        """Where questions are asked, as HTML."""
        answerer = self.library.answerer(visitor) if visitor else self._answerer
        coverage = answerer.archive.coverage()
        return render.desk(coverage, choices(answerer, coverage))

    # -- requests ------------------------------------------------------------------------------

    def article(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """A whole article as HTML, the stretch `start:end` singled out or `words` marked."""
        held = self.library.holdings(visitor)
        found = held.article(text(payload, "article"))
        if found is None:
            raise SettingsError("this article is no longer in the archive")
        start, end = number(payload, "start"), number(payload, "end")
        here = (start, end) if 0 <= start < end <= len(found.text) else None
        words = sought(text(payload, "words"))
        matches = held.marked(found.id, words) if words.strip() else ()
        shown = render.article(found, matches, here)
        noted = self.library.corrections.noted(found.id, visitor)
        return {"html": noted + shown, "matches": len(matches)}

    def sources(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The cards of one question of a conversation, as HTML."""
        return {"html": self.talk.cards(payload, visitor)}

    def exported(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """A conversation as a file: `format` is "word", "pdf", "markdown" or "json".

        What is no text is there in base64.
        """
        answerer, shown = self.library.answerer(visitor), self.talk.recalled(payload, visitor)
        title = text(payload, "title") or (shown[0].question if shown else "Conversation")
        form = Format.of(text(payload, "format") or "markdown")
        file = saved(shown, title, answerer.archive, answerer.settings, form)
        body = "base64", b64encode(file.body)
        if form in (Format.MARKDOWN, Format.JSON):
            body = "text", file.body
        return {"name": file.name, "type": file.kind, body[0]: body[1].decode()}

    def link(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """What stands behind "#answer=" in the address of an answer that a browser kept.

        `own` says how many of its quotes nobody else can read.
        """
        held = self.library.holdings(visitor)
        shown = recalled(payload.get("record"), 1, held)
        return {"link": link_of(shown, held), "own": own_quotes(shown)}

    def shared(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The answer that a link leads to: as a browser keeps it, and what is said above it."""
        answerer = self.library.answerer(visitor)
        found = opened(text(payload, "link"), answerer.archive, answerer.retriever)
        return {"record": found.record, "html": render.shared(found.said)}

    def rate(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Write down what a visitor thinks of an answer that their browser kept."""
        self._hosting.check_written()
        held = self.library.holdings(visitor)
        before = conversation_recalled(payload.get("turns", []), held)
        exchange = recalled(payload.get("record"), len(before) + 1, held)
        verdict = cast(Literal["up", "down"], text(payload, "verdict"))
        turns = [one.turn for one in before if one.turn]
        self._feedback.add(exchange, verdict, text(payload, "comment"), held, turns)
        return {"ok": True}
