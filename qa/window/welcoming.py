"""What a visitor sees before the first question, and the sample to try. Knows no Gradio."""

import shlex
from collections.abc import Callable, Iterator
from typing import Any

from qa import render
from qa.samples import sample_files
from qa.window.hosting import Hosting
from qa.window.library import Library
from qa.window.payload import Payload, Visitor

_NEWEST = 5
"""How many of the newest articles the welcome shows."""

_NOBODY = Visitor("")
"""For whom the page is made before anybody has come."""


class Welcome:
    """Welcomes all visitors of one archive, each to what they may read and do."""

    def __init__(self, library: Library, hosting: Hosting) -> None:
        self._library = library
        self._hosting = hosting

    @property
    def requests(self) -> dict[str, Callable[[Payload, Visitor], dict[str, Any]]]:
        """What the page's script may call, by name."""
        return {
            "invitation": self.invitation,
            "unsample": self.unsample,
            "welcome": self.welcome,
        }

    def html(self, visitor: Visitor = _NOBODY) -> str:
        """The welcome as it is now."""
        library = self._library
        held = library.holdings(visitor) if visitor.key else library.shared
        newest = held.catalogue(newest_first=True, limit=_NEWEST).entries
        return render.welcome(
            held.coverage(), held.timeline(), newest, self._ways(visitor),
            sample=len(library.shelved(sample_files(), visitor)),
        )  # fmt: skip

    def welcome(self, _payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """The welcome as it is now, as HTML."""
        return {"html": self.html(visitor)}

    def invitation(self, _payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """How articles come into the archive, as HTML."""
        return {"html": render.invitation(self._ways(visitor))}

    def sample(self, _payload: Payload, visitor: Visitor) -> Iterator[str]:
        """Put the invented articles on the visitor's shelf; how far it has come, as HTML."""
        files = [(path, path.name) for path in sample_files()]
        yield from self._library.additions.files(files, {}, visitor, to_share=False)

    def unsample(self, _payload: Payload, visitor: Visitor) -> dict[str, Any]:
        """Take the invented articles off the visitor's shelf again."""
        return {"removed": self._library.unshelve(sample_files(), visitor)}

    def _ways(self, visitor: Visitor) -> render.Ways:
        # a path is nobody's business who may not change what is there
        edits = self._hosting.may_edit(visitor.name)
        path = shlex.quote(str(self._library.shared.path.resolve()))
        return render.Ways(
            adds=bool(self._library.additions.allowed(visitor)),
            sample=self._hosting.uploads,
            command=f"dateline sync FOLDER --archive {path}" if edits else "",
        )
