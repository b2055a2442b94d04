"""What the page's second room asks: lists of articles, adding, removing. Knows no Gradio."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Archive, Holdings, is_own
from qa import render
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.settings import Settings
from qa.window.additions import Additions
from qa.window.api import sought
from qa.window.corrections import Corrections
from qa.window.forgetting import forget
from qa.window.hints import hints_for
from qa.window.hosting import Hosting
from qa.window.payload import Payload, Visitor, names, number, order, selection, text
from qa.window.reasons import for_visitors
from qa.window.shelves import Shelves
from qa.window.uploads import Limits

PAGE = 25
"""How many articles one page of a list shows."""

LONGEST = 200
"""How many are shown at once, where somebody comes back to a list that had so many."""

MOST_SAVED = 20
"""How many saved searches are looked through for what is new."""


class Library:
    """The archive and every visitor's shelf, as lists to be read and changed."""

    def __init__(self, answerer: Answerer, hosting: Hosting) -> None:
        limits = Limits(max_files=hosting.max_files, max_file_bytes=hosting.max_file_bytes)
        self._hosting = hosting
        self._shelves = Shelves(answerer, limits)
        self._archive = self._shelves.archive
        self.additions = Additions(self._shelves, hosting)
        self.corrections = Corrections(self._shelves, hosting)

    @property
    def requests(self) -> dict[str, Callable[[Payload, Visitor], dict[str, Any]]]:
        """What the page's script may call, by name."""
        return {
            "adding": self.additions.dialog,
            "as_in_file": self.corrections.as_in_file,
            "correct": self.corrections.correct,
            "correcting": self.corrections.form,
            "csv": self.csv,
            "forget": self.forget,
            "fresh": self.fresh,
            "listing": self.listing,
            "publish": self.publish,
            "remove": self.remove,
            "search": self.search,
        }

    def answerer(self, visitor: Visitor) -> Answerer:
        """Asks the archive, and what this visitor put beside it."""
        return self._shelves.answerer(visitor.key)

    def holdings(self, visitor: Visitor) -> Holdings:
        """What this visitor may read."""
        return self.answerer(visitor).archive

    @property
    def shared(self) -> Archive:
        """The archive, without what any visitor put beside it."""
        return self._archive

    def shelved(self, files: Sequence[Path], visitor: Visitor) -> list[str]:
        """The ids of the articles that these very files gave the visitor's shelf."""
        return self._shelves.shelf(visitor.key).given_by(files) if visitor.key else []

    def unshelve(self, files: Sequence[Path], visitor: Visitor) -> int:
        """Remove from the visitor's shelf what these files gave it; how many articles that were."""
        ids = self.shelved(files, visitor)
        return self._shelves.shelf(visitor.key).remove(ids) if ids else 0

    # -- reading -------------------------------------------------------------------------------

    def overview(self, visitor: Visitor) -> str:
        """What there is, as HTML."""
        coverage = self.holdings(visitor).coverage()
        return render.overview(coverage, adds=bool(self.additions.allowed(visitor)))

    def found(self, payload: Payload, visitor: Visitor) -> str:
        """The form to look for articles with, and what its words find."""
        return render.search_form(text(payload, "words")) + self._found(payload, visitor)

    def search(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """What some words find, as HTML: all of it, or from `offset` on one page of articles."""
        return {"html": self._found(payload, visitor)}

    def fresh(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """How many articles each of a visitor's saved `searches` would find that it had not."""
        searches, held = payload.get("searches"), self.holdings(visitor)
        asked = [one for one in searches if isinstance(one, dict)] if searches else []
        return {"fresh": [_fresh(held, one) for one in asked[:MOST_SAVED]]}

    def _found(self, payload: Payload, visitor: Visitor) -> str:
        held, offset = self.holdings(visitor), number(payload, "offset")
        search = held.search(
            sought(text(payload, "words")),
            selection(payload),
            order=order(payload),
            offset=offset,
            limit=min(max(PAGE, number(payload, "limit")), LONGEST),
        )
        own = frozenset(one.entry.id for one in search.entries if is_own(one.entry.id))
        edits = self._hosting.may_edit(visitor.name)
        may_be: dict[str, Any] = {"removable": edits or own, "kept": own if edits else None}
        if offset:
            return render.listing(search, **may_be)
        hints = None if search.total else hints_for(held, search)
        return render.found(search, held.coverage(), **may_be, hints=hints)

    def listing(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The visitor's own articles up to a page behind `offset`, as HTML."""
        limit = number(payload, "offset") + PAGE
        mine = self._shelves.shelf(visitor.key).listing(limit=limit)
        return {"html": render.shelf(mine, self._hosting.may_edit(visitor.name))}

    def csv(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The list of all articles as a file."""
        held = self.holdings(visitor)
        listed = held.catalogue(limit=max(1, held.coverage().articles))
        return {"name": "articles.csv", "text": render.as_csv(listed.entries)}

    # -- changing ------------------------------------------------------------------------------

    def shelf(self, visitor: Visitor) -> str:
        """What the visitor has added, and for editors what the archive refused, as HTML."""
        edits = self._hosting.may_edit(visitor.name)
        mine = self._shelves.shelf(visitor.key).listing(limit=PAGE)
        reports = self._archive.reports() if edits else []
        told = [replace(report, why=for_visitors(report.why)) for report in reports]
        refused = render.refused(told)
        return render.shelf(mine, edits) + refused

    def remove(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Remove articles by id, or all of the visitor's own."""
        shelf = self._shelves.shelf(visitor.key)
        if payload.get("all") is True:
            return {"removed": shelf.clear()}
        ids = names(payload, "ids")
        own = [one for one in ids if is_own(one)]
        shared = [one for one in ids if not is_own(one)]
        removed = self._edited(visitor).remove(shared) if shared else 0
        return {"removed": removed + (shelf.remove(own) if own else 0)}

    def forget(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Forget articles of the archive for good, by id, wherever else they are as well."""
        archive, ids = self._edited(visitor), names(payload, "ids")
        # no files: their names would be looked for on the whole machine
        if not ids or any(is_own(one) or not archive.file_of(one) for one in ids):
            raise SettingsError("what is to be forgotten is no longer in the archive")
        replies = Settings.from_environment().replies
        done = forget(archive, ids, shelves=self._shelves.every(), replies=replies)
        return {"forgotten": done.articles, "said": done.besides}

    def publish(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Hand the visitor's own articles over to everybody."""
        archive = self._edited(visitor)
        ids = names(payload, "ids")
        return {"published": self._shelves.shelf(visitor.key).publish(ids, to=archive)}

    def _edited(self, visitor: Visitor) -> Archive:
        self._hosting.check_editor(visitor.name)
        return self._archive


def _fresh(held: Holdings, saved: Payload) -> int:
    mark = saved.get("mark")
    since = [one for one in mark if type(one) is int] if isinstance(mark, list) else []
    return held.fresh(sought(text(saved, "words")), selection(saved), since)
