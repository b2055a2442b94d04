"""Correcting an article by hand through the page: headline, outlet, date and byline.

An article of the archive by whoever may change it, an own one by its visitor.
"""

from typing import Any

from index import Archive, Changes, is_own
from qa import render
from qa.errors import SettingsError
from qa.window import api
from qa.window.hosting import Hosting
from qa.window.payload import Payload, Visitor, text
from qa.window.shelves import Shelves


class Corrections:
    """Corrects for all visitors of one archive."""

    def __init__(self, shelves: Shelves, hosting: Hosting) -> None:
        self._shelves = shelves
        self._hosting = hosting

    def noted(self, article_id: str, visitor: Visitor) -> str:
        """What was corrected of an article, and for whoever may the way to correct it, as HTML."""
        found = self._shelves.answerer(visitor.key).archive.correction(article_id)
        may = is_own(article_id) or self._hosting.may_edit(visitor.name)
        return render.by_hand_note(article_id, found.fields if found else (), may_correct=may)

    def form(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The form to correct an article with, as HTML."""
        archive, article_id = self._allowed(payload, visitor)
        return {"html": render.correcting(archive.one(article_id), archive.correction(article_id))}

    def correct(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Set right what the form says; what it does not name stays, empty is "not stated".

        Raises:
            SettingsError: the visitor may not, or the day is none.
            ArticleError: another value cannot be.
        """
        archive, article_id = self._allowed(payload, visitor)
        changes: Changes = {}
        if "title" in payload:
            changes["title"] = text(payload, "title")
        if "source" in payload:
            changes["source"] = text(payload, "source")
        if "published" in payload:
            day = text(payload, "published")
            changes["published"] = api.day(day) if day else None
        if "authors" in payload:
            changes["authors"] = text(payload, "authors")
        archive.correct(article_id, **changes)
        return self._done(archive, article_id)

    def as_in_file(self, payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Take back what was corrected of an article."""
        archive, article_id = self._allowed(payload, visitor)
        archive.as_in_file(article_id)
        return self._done(archive, article_id)

    def _done(self, archive: Archive, article_id: str) -> dict[str, Any]:
        return {"article": article_id, "title": archive.one(article_id).title}

    def _allowed(self, payload: Payload, visitor: Visitor) -> tuple[Archive, str]:
        """The archive that an article is in, and its id, for whoever may correct it there."""
        article_id = text(payload, "article")
        archive = self._shelves.archive
        if is_own(article_id):
            own = self._shelves.shelf(visitor.key).own
            if own is None:
                raise SettingsError("there is nothing on your shelf")
            archive = own
        else:
            self._hosting.check_editor(visitor.name)
        # no name of a file or an address: those are nobody's business here
        if not archive.file_of(article_id):
            raise SettingsError("this article is no longer in the archive")
        return archive, article_id
