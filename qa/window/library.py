"""What the page's second room asks: lists of articles, adding, removing. Knows no Gradio."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Archive, Holdings, endings, is_own
from qa import render
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.settings import Settings
from qa.window.adding import Put, add_folder
from qa.window.api import sought
from qa.window.forgetting import forget
from qa.window.hosting import Hosting
from qa.window.payload import Payload, Visitor, filters, names, number, text
from qa.window.shelves import Shelves
from qa.window.uploads import Limits

PAGE = 50
"""How many articles one page of a list shows."""

_ENDS = 3
"""How many of the newest and of the oldest articles the overview shows."""


class Library:
    """The archive and every visitor's shelf, as lists to be read and changed."""

    def __init__(self, answerer: Answerer, hosting: Hosting) -> None:
        limits = Limits(max_files=hosting.max_files, max_file_bytes=hosting.max_file_bytes)
        self._hosting = hosting
        self._shelves = Shelves(answerer, limits)
        self._archive = self._shelves.archive

    @property
    def uploads(self) -> bool:
        """Whether visitors may upload."""
        return self._hosting.uploads

    @property
    def requests(self) -> dict[str, Callable[[Payload, Visitor], dict[str, Any]]]:
        """What the page's script may call, by name."""
        return {
            "csv": self.csv,
            "forget": self.forget,
            "listing": self.listing,
            "publish": self.publish,
            "remove": self.remove,
        }

    def answerer(self, visitor: Visitor) -> Answerer:
        """Asks the archive, and what this visitor put beside it."""
        return self._shelves.answerer(visitor.key)

    def holdings(self, visitor: Visitor) -> Holdings:
        """What this visitor may read."""
        return self.answerer(visitor).archive

    # -- reading -------------------------------------------------------------------------------

    def overview(self, visitor: Visitor) -> str:
        """What there is, as HTML."""
        held = self.holdings(visitor)
        newest, oldest = (
            held.catalogue(newest_first=first, limit=_ENDS).entries for first in (True, False)
        )
        adds = bool(self.adding(visitor))
        return render.overview(held.coverage(), held.timeline(), newest, oldest, adds=adds)

    def found(self, visitor: Visitor) -> str:
        """The form to look for articles with, and the newest of them."""
        return render.search_form(self.holdings(visitor).coverage()) + self._found({}, visitor)

    def listing(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """A page of the articles with these words, or of the visitor's own, as HTML."""
        if payload.get("mine") is True:
            limit = number(payload, "offset") + PAGE
            mine = self._shelves.shelf(visitor.key).listing(limit=limit)
            return {"html": render.shelf(mine, self._hosting.may_edit(visitor.name))}
        return {"html": self._found(payload, visitor)}

    def _found(self, payload: Payload, visitor: Visitor) -> str:
        words, chosen = sought(text(payload, "words")), filters(payload)
        newest_first, offset = payload.get("newest_first") is not False, number(payload, "offset")
        listed = self.holdings(visitor).catalogue(
            words, chosen, newest_first=newest_first, offset=offset, limit=PAGE
        )
        own = frozenset(entry.id for entry in listed.entries if is_own(entry.id))
        edits = self._hosting.may_edit(visitor.name)
        return render.listing(listed, removable=edits or own, kept=own if edits else None)

    def csv(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The list of all articles as a file."""
        held = self.holdings(visitor)
        listed = held.catalogue(limit=max(1, held.coverage().articles))
        return {"name": "articles.csv", "text": render.as_csv(listed.entries)}

    # -- changing ------------------------------------------------------------------------------

    def adding(self, visitor: Visitor) -> str:
        """What may be added, and by whom it will be seen, as HTML."""
        edits = self._hosting.may_edit(visitor.name)
        folders = [str(folder) for folder in self._hosting.folders] if edits else []
        if not (self._hosting.uploads or folders):
            return ""
        most, largest = self._hosting.max_files, self._hosting.max_file_bytes
        return render.adding(endings(), most, largest, private=True, folders=folders)

    def shelf(self, visitor: Visitor) -> str:
        """What the visitor has added, and for editors what the archive refused, as HTML."""
        edits = self._hosting.may_edit(visitor.name)
        mine = self._shelves.shelf(visitor.key).listing(limit=PAGE)
        refused = render.refused(self._archive.reports()) if edits else ""
        return render.shelf(mine, edits) + refused

    def put(self, files: Sequence[tuple[Path, str]], visitor: Visitor) -> Iterator[str]:
        """Take in what a visitor uploads; how far that has come, as HTML.

        Raises:
            SettingsError: uploads are switched off.
            ShelfError, IndexingError: as `Shelf.put` does.
        """
        if not self._hosting.uploads:
            raise SettingsError("this window takes no uploads; its operator switched them off")
        waiting = [render.Taken(name, "waiting") for _, name in files]
        yield from _progress(self._shelves.shelf(visitor.key).put(files), waiting)

    def add_folder(self, path: str, visitor: Visitor) -> Iterator[str]:
        """Take a folder or file of this machine into the archive; how far it has come, as HTML.

        Raises:
            SettingsError: the visitor may not, or not from there.
            IndexingError: as `Archive.add` does.
        """
        archive = self._edited(visitor)
        allowed = self._hosting.may_add_folder(path)
        yield from _progress(add_folder(archive, allowed), [render.Taken(allowed.name, "reading")])

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
        if not self._hosting.may_edit(visitor.name):
            raise SettingsError(
                f"{visitor.name!r} may not change the archive; its operator names who may with "
                "--editor"
            )
        return self._archive


def _progress(events: Iterator[Put], files: list[render.Taken]) -> Iterator[str]:
    """The list of files as it changes, and how far the stage has come."""
    yield render.progress(files, "files", 0, len(files))
    for event in events:
        if event.stage == "files":
            kept = event.articles > 0
            at = event.done - 1
            files[at] = replace(files[at], state="in" if kept else "refused", detail=event.said)
        yield render.progress(files, event.stage, event.done, event.total)
