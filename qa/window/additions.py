"""What visitors add through the page: files of theirs, folders of the server, pages of the web.

Knows no Gradio. Files go on the visitor's shelf, seen by nobody else; folders and pages go into
the archive, by whoever may change it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from index import Archive, Article, Client, Refused, endings, is_address, is_own
from qa import render
from qa.answerer import Answerer
from qa.errors import FAILURES, SettingsError
from qa.offering.examples import example_questions
from qa.pace import Pace
from qa.render import Addition, Came, Unread
from qa.window.adding import Put, add_folder, add_pages, placed
from qa.window.hosting import Hosting
from qa.window.payload import Payload, Visitor, names, text
from qa.window.reasons import for_visitors
from qa.window.shelves import Shelves

_MOST_ADDRESSES = 20
_MOST_PAGES = 50
"""So many pages of a feed or a sitemap are fetched at a time."""
_MOST_QUESTIONS = 3
_MOST_OUTLETS = 8
"""Of more, "ask about these" is not narrowed to them."""


class Additions:
    """Adds for all visitors of one archive, and says how far it has come."""

    def __init__(self, shelves: Shelves, hosting: Hosting) -> None:
        self._shelves = shelves
        self._hosting = hosting

    def allowed(self, visitor: Visitor) -> render.Allowed:
        """What this visitor may add."""
        hosting = self._hosting
        edits = hosting.may_edit(visitor.name)
        return render.Allowed(
            files=hosting.uploads,
            folders=tuple(map(str, hosting.folders)) if edits else (),
            pages=hosting.pages and edits,
            max_files=hosting.max_files,
            max_file_bytes=hosting.max_file_bytes,
        )

    def dialog(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """What may be added, and how, as HTML."""
        return {"html": render.adding(self.allowed(visitor), endings())}

    def files(
        self,
        arrived: Sequence[tuple[Path, str]],
        payload: Payload,
        visitor: Visitor,
        *,
        to_share: bool = True,
    ) -> Iterator[str]:
        """Take in what a visitor sent, each a path and its name; how far that has come, as HTML.

        `payload` also names what the browser did not send: `large` files, and those that were
        `broken` off on the way. What is not `to_share` is not offered to be handed over.
        """
        if not self._hosting.uploads:
            yield from self._failed(self._hosting.no_uploads)
            return
        most = render.size(self._hosting.max_file_bytes)
        unsent = [Unread(one, f"is larger than {most}") for one in names(payload, "large")]
        unsent += [
            Unread(one, "did not arrive, since the connection broke off; send it again")
            for one in names(payload, "broken")
        ]
        lost = [name for path, name in arrived if not path.is_file()]
        unsent += [Unread(name, "did not arrive whole; send it again") for name in lost]
        whole = [one for one in arrived if one[1] not in lost]
        so_far = Addition(
            "files", len(unsent), len(whole) + len(unsent), unread=tuple(unsent), unsent=len(unsent)
        )
        try:
            events = self._shelves.shelf(visitor.key).put(whole) if whole else iter(())
        except FAILURES as error:
            yield from self._failed(str(error))
            return
        yield from self._followed(events, so_far, visitor, to_share=to_share)

    def folder(self, payload: Payload, visitor: Visitor) -> Iterator[str]:
        """Take a folder or file of this machine into the archive; how far it has come, as HTML."""
        try:
            archive = self._edited(visitor)
            allowed = self._hosting.may_add_folder(text(payload, "folder"))
        except FAILURES as error:
            yield from self._failed(str(error))
            return
        yield from self._followed(add_folder(archive, allowed), Addition("articles"), visitor)

    def pages(self, payload: Payload, visitor: Visitor) -> Iterator[str]:
        """Fetch pages, feeds and sitemaps into the archive; how far it has come, as HTML."""
        try:
            archive, addresses = self._edited(visitor), text(payload, "addresses").split()
            if not self._hosting.pages:
                raise SettingsError("this window fetches no pages; its operator allows it: --pages")
            if wrong := [one for one in addresses if not is_address(one)]:
                raise SettingsError(f"{wrong[0]!r:.200} is no address; it begins with https://")
            if not 0 < len(addresses) <= _MOST_ADDRESSES:
                raise SettingsError(f"give 1 to {_MOST_ADDRESSES} addresses, not {len(addresses)}")
            client = Client(proxy=self._hosting.fetch_proxy)
        except FAILURES as error:
            yield from self._failed(str(error))
            return
        with client:
            events = add_pages(archive, addresses, client, _MOST_PAGES)
            yield from self._followed(events, Addition("pages"), visitor)

    def _edited(self, visitor: Visitor) -> Archive:
        self._hosting.check_editor(visitor.name)
        return self._shelves.archive

    def _failed(self, why: str) -> Iterator[str]:
        yield render.added(Addition("files", error=why), Came())

    def _followed(
        self, events: Iterator[Put], so_far: Addition, visitor: Visitor, *, to_share: bool = False
    ) -> Iterator[str]:
        """What is shown after each event, and at the end what came and what did not."""
        gathered = _Gathered(so_far)
        yield render.addition(gathered.so_far)
        error = ""
        try:
            for event in events:
                gathered.take(event)
                yield render.addition(gathered.so_far)
        except FAILURES as failure:
            error = str(failure)
        came = self._came(gathered.ids, visitor)
        if not to_share:
            came = replace(came, ids=())
        yield render.added(replace(gathered.so_far, error=error), came)

    def _came(self, ids: Sequence[str], visitor: Visitor) -> Came:
        """Of what the articles that came are, and what can be asked of them."""
        answerer = self._shelves.answerer(visitor.key)
        held = answerer.archive
        articles = [found for one in ids if (found := held.article(one))]
        own = bool(ids) and all(map(is_own, ids)) and self._hosting.may_edit(visitor.name)
        return Came(
            ids=tuple(ids) if own else (),
            outlets=_outlets(articles),
            days=_days(articles),
            questions=_offered(answerer, ids),
        )


def _outlets(articles: Sequence[Article]) -> tuple[str, ...]:
    """Their outlets, where all have one and those are few enough to ask of."""
    named = tuple(dict.fromkeys(article.outlet for article in articles))
    return named if "" not in named and len(named) <= _MOST_OUTLETS else ()


def _days(articles: Sequence[Article]) -> tuple[date, date] | None:
    """Their first and their last day, where all have one."""
    known = [article.published for article in articles if article.published]
    return (min(known), max(known)) if known and len(known) == len(articles) else None


def _offered(answerer: Answerer, ids: Sequence[str]) -> tuple[str, ...]:
    """What articles that came are known to answer; nothing where none did."""
    return tuple(example_questions(answerer, _MOST_QUESTIONS, ids)) if ids else ()


@dataclass(slots=True)
class _Gathered:
    """What came of the events so far, added up."""

    so_far: Addition
    ids: list[str] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def take(self, event: Put) -> None:
        """Count one more event."""
        if event.stage == "read":  # how many articles that were is what a visitor is told
            return
        now = self.so_far
        self.ids += event.came
        told = [
            (Unread(report.path.name, for_visitors(placed(report))), isinstance(report, Refused))
            for report in event.reports
        ]
        whole = event.stage == "files"
        self.so_far = replace(
            now,
            stage=event.stage,
            done=event.done + (now.unsent if whole else 0),
            total=event.total + (now.unsent if whole else 0),
            left=self.pace.left(event.stage, event.done, event.total),
            articles=now.articles + event.articles,
            known=now.known + event.known,
            unread=(*now.unread, *(one for one, refused in told if refused)),
            remarks=(*now.remarks, *(one for one, refused in told if not refused)),
        )
