"""Pages, feeds and sitemaps into an archive: fetched, kept, and read as files are.

What is fetched is on the disk before anything is said of it, and the archive is locked only while
what came is read. So a run that is killed loses nothing: the next one reads what was fetched, and
fetches what was not.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from index.archive import Archive
from index.errors import ArchiveBusy, ArchiveDamaged, FetchError
from index.fetching.client import Barred, Client
from index.fetching.keeping import Keep, Kept
from index.fetching.listing import alone, listed
from index.fetching.lists import announced, is_list, of_entries, ungzipped
from index.fetching.outcomes import Fetched, Missed
from index.fetching.responses import FOUND, Hop, Response
from index.files.wires.feeds import FeedEntry
from index.indexes import Progress
from index.intake import Summary
from index.types import Refused

LIMIT = 100
"""So many pages of one feed or sitemap are fetched at a time, unless it is said otherwise."""
_BATCH = 20
_PATIENCE_SECONDS = 120.0  # for other writers
_MOST_SITEMAPS = 50
_NOT_FREE = re.compile(rb"\"isAccessibleForFree\"\s*:\s*\"?false", re.I)
_ADDRESS = re.compile(r"^https?://\S+: ")
_FIRST_WAIT, _LONGEST_WAIT = 600.0, 86_400.0  # seconds, for a page of a list that failed
_XML, _JSON = "application/rss+xml; charset=utf-8", "application/feed+json"


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


def add_urls(
    archive: Archive,
    urls: Iterable[str],
    *,
    client: Client | None = None,
    limit: int = LIMIT,
    vectors: bool = True,
    progress: Progress = _quiet,
) -> Fetched:
    """Take in pages, feeds and sitemaps by their addresses; what is unchanged is not sent again.

    Of a feed or a sitemap the pages are fetched that have not been, the newest first, `limit` of
    them at most, and those that it says have changed. An address that cannot be had is among
    `Fetched.missed` and stops nothing. What comes is kept in the archive's folder.

    Raises:
        ArchiveBusy: another process is writing for long; what was fetched is read the next time.
        ArchiveDamaged, EmbedderError: as for `Archive.add`.
    """
    with client or Client() as asking:
        fetcher = Fetcher(archive, asking, limit=limit, progress=progress)
        fetcher.catch_up()
        for url in urls:
            try:
                fetcher.take(url)
            except FetchError as error:
                fetcher.missed(error)
        return fetcher.done(vectors=vectors)


@dataclass(frozen=True, slots=True)
class _Came:
    """What an address gave: where it led, its bytes; no `response` where it is as it was `kept`."""

    url: str
    at: str
    body: bytes = field(repr=False)
    response: Response | None
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class _Pending:
    """A page that is to be read, and what to do where it is no article."""

    url: str
    named: bool
    instead: Callable[[], None] | None = None


@dataclass(slots=True)
class _Budget:
    """How much of a list is still to be fetched, and how many sitemaps were `passed` over."""

    pages: int
    sitemaps: int = _MOST_SITEMAPS
    passed: int = 0


class Fetcher:
    """Fetches for one archive with one client, and has what came read in batches.

    Pages of lists that failed are tried again later and later, as long as this lives.
    """

    def __init__(
        self, archive: Archive, client: Client, *, limit: int = LIMIT, progress: Progress = _quiet
    ) -> None:
        self._archive = archive
        self._client = client
        self._limit = limit
        self._progress = progress
        self._keep = Keep(archive.path)
        self._result = Fetched()
        self._pending: dict[Path, _Pending] = {}
        self._failed: dict[str, tuple[float, int]] = {}
        self._forgotten: set[str] = set()
        self._pages = 0
        self.look_again()

    def catch_up(self) -> None:
        """Read what was fetched and not read, or was read by an older Dateline."""
        if files := self._keep.files():
            summary = self._added(files)
            self._result.summary.count(replace(summary, unchanged=0, reports=[]))

    def missed(self, error: FetchError, *, named: bool = True) -> None:
        """Note that something could not be had."""
        self._result.missed.append(Missed(error.url, error.why, named, error.wait))

    def done(self, *, vectors: bool = True) -> Fetched:
        """Read what is left, and embed; gives what came since the last time."""
        self._read()
        if vectors:
            self._patiently(lambda: self._archive.add([], progress=self._progress))
        result, self._result = self._result, Fetched()
        return result

    def take(self, url: str, *, feed: bool = False) -> None:
        """Fetch what a person named; with `feed`, of a page the feed that it announces.

        Raises:
            FetchError: it cannot be had.
        """
        came = self._ask(self._client.permit(url).url)
        if feed and not is_list(came.body):
            feeds = announced(came.body, came.at)
            if not feeds:
                raise FetchError(came.url, "is no feed, and a page that announces none")
            came = self._ask(feeds[0])
            if not is_list(came.body):
                raise FetchError(feeds[0], "is announced as a feed and is none")
        if not is_list(came.body):
            self._page(came, named=True)
            return
        budget = _Budget(self._limit)
        self._list(came, budget)
        if budget.passed:
            self._result.notes.append(
                f"{came.url}: {budget.passed:,} of the sitemaps that it lists were not looked at; "
                "run it again, or name one of them"
            )

    def look_again(self) -> None:
        """Learn what others removed and forgot, and let in again, since the archive was read."""
        self._marks = self._archive.marks()
        self._known = set(self._archive.files())

    # -- one address ---------------------------------------------------------------------------

    def _ask(self, url: str) -> _Came:
        kept = self._keep.last(url)
        conditions = kept.conditions if kept else {}
        response = self._client.get(url, conditions, self._barred)
        at = response.last.url
        if not response.unchanged:
            return _Came(url, at, ungzipped(response.body, at), response, kept)
        if kept is None or at not in conditions:
            raise FetchError(url, "its server says that it is as it was, and was not asked that")
        return _Came(url, at, ungzipped(kept.body, at), None, kept)

    def _barred(self, url: str) -> bool:
        return (
            url in self._forgotten
            or self._marks.has_url(url)
            or self._marks.has_file(str(self._keep.file_of(url)))
        )

    def _store(self, came: _Came, path: Path, listed: str = "") -> None:
        if came.response is None:
            return
        hops = came.response.moved
        self._put(path, replace(came.response, listed=listed))
        if hops:
            self._put(self._keep.list_of(came.url), Response(hops[-1], b"", hops[:-1]))

    def _put(self, path: Path, response: Response) -> None:
        try:
            self._keep.put(path, response)
        except OSError as error:
            raise ArchiveDamaged(
                f"could not keep what was fetched in {path.parent} ({error}); what came before is "
                "kept: make room, or see that the folder may be written to, and run it again"
            ) from error

    def _page(
        self,
        came: _Came,
        *,
        named: bool,
        listed: str = "",
        instead: Callable[[], None] | None = None,
    ) -> None:
        path = self._keep.file_of(came.at)
        if not named and str(path) in self._known and not path.exists():
            return  # it was removed
        self._store(came, path, listed or (came.kept.listed if came.kept else ""))
        if _NOT_FREE.search(came.body):
            self._result.notes.append(
                f"{came.url}: its page says that it is not free to read; what came may be only "
                "its beginning"
            )
        self._wait_for(path, _Pending(came.url, named, instead))

    def _wait_for(self, path: Path, pending: _Pending) -> None:
        self._pending[path] = pending
        self._pages += 1
        self._progress("pages", self._pages, None)
        if len(self._pending) >= _BATCH:
            self._read()

    # -- lists -----------------------------------------------------------------------------------

    def _list(self, came: _Came, budget: _Budget) -> None:
        """The pages of a feed or sitemap that are new, or changed since it was last seen.

        It is kept once they are fetched, so that a run that is killed finds them changed again.
        """
        self._forgotten.clear()
        found = listed(came.body, came.at)
        before: dict[str, FeedEntry] = {}
        if came.response and came.kept:
            before = listed(ungzipped(came.kept.body, came.at), came.at)
        changed = {url: one for url, one in before.items() if found.get(url, one) != one}
        wanted = []
        for url, entry in found.items():
            if entry.sitemap:
                self._sitemap(url, budget)
            elif self._barred(url):
                continue
            elif url in changed or not self._has(url):
                wanted.append(url)
            else:
                held = self._archive.find(str(self._keep.file_of(self._keep.led(url))))
                self._result.summary.unchanged += len(held)
        due = [url for url in wanted if self._is_due(url)]
        now, left = due[: budget.pages], due[budget.pages :]
        budget.pages -= len(now)
        self._result.left += len(left)
        for url in now:
            self._entry(url, found[url], came)
        late = self._failed.keys() | left
        self._store_list(came, found, {url: changed[url] for url in changed.keys() & late})

    def _store_list(
        self, came: _Came, found: Mapping[str, FeedEntry], still: Mapping[str, FeedEntry]
    ) -> None:
        """Keep a list for the next time, less what is said there of pages that were forgotten.

        Of pages that changed and could not be fetched, it is kept as it was `still` said before.
        """
        self._read()  # it may be known only now what of it was forgotten
        seen = {url: still.get(url, one) for url, one in found.items() if not self._barred(url)}
        if seen != found:
            # without what a server is asked by for what is new: the whole is needed again
            last = Hop(came.at, FOUND, "OK", (("Content-Type", _JSON),))
            moved = came.response.moved if came.response else ()
            came = replace(came, response=Response(last, of_entries(seen.values()), moved))
        self._store(came, self._keep.list_of(came.at))

    def _sitemap(self, url: str, budget: _Budget) -> None:
        """A sitemap that another lists."""
        if not (budget.sitemaps and budget.pages):
            budget.passed += 1
            return
        budget.sitemaps -= 1
        try:
            came = self._ask(url)
            if is_list(came.body):
                self._list(came, budget)
        except FetchError as error:
            self.missed(error, named=False)

    def _entry(self, url: str, entry: FeedEntry, feed: _Came) -> None:
        """A page of a list; where it cannot be had, the feed's own text of it if there is one."""
        instead = partial(self._from_feed, url, feed) if entry.full_text else None
        try:
            came = self._ask(url)
        except Barred:
            return
        except FetchError as error:
            if instead:
                instead()
                return
            tries = self._failed.get(url, (0.0, 0))[1] + 1
            wait = min(max(error.wait, _FIRST_WAIT * 2 ** (tries - 1)), _LONGEST_WAIT)
            self._failed[url] = time.monotonic() + wait, tries
            self.missed(FetchError(url, error.why, wait=error.wait), named=False)
            return
        self._failed.pop(url, None)
        if is_list(came.body):
            self.missed(FetchError(url, "is a feed or a sitemap, and no article"), named=False)
        elif instead and _NOT_FREE.search(came.body):
            instead()
        else:
            day = entry.published.isoformat() if entry.published else ""
            self._page(came, named=False, listed=day, instead=instead)

    def _from_feed(self, url: str, feed: _Came) -> None:
        """Keep the feed with the one entry left in it, in the place of the entry's page."""
        try:
            body = alone(feed.body, url, feed.at)
        except FetchError as error:
            self.missed(error, named=False)
            return
        kind = _JSON if body.startswith(b"{") else _XML
        path = self._keep.file_of(url)
        self._put(path, Response(Hop(url, FOUND, "OK", (("Content-Type", kind),)), body))
        self._wait_for(path, _Pending(url, named=False))

    def _is_due(self, url: str) -> bool:
        return self._failed.get(url, (0.0, 0))[0] <= time.monotonic()

    def _has(self, url: str) -> bool:
        """Whether a page was fetched before, also where it was removed since."""
        path = self._keep.file_of(self._keep.led(url))
        return path.exists() or str(path) in self._known

    # -- reading what came -----------------------------------------------------------------------

    def _read(self) -> None:
        while self._pending:
            pending = self._pending
            summary = self._added(list(pending))
            self._pending = {}
            said = {
                report.path: report.why
                for report in summary.reports
                if isinstance(report, Refused) and report.path in pending
            }
            forgotten = summary.forgotten.keys() & pending.keys()
            for path, one in pending.items():
                if path in forgotten:
                    self._keep.discard(path)
                    self._forgotten.add(one.url)
                    if one.named:
                        self.missed(Barred(one.url))
                elif not self._archive.find(str(path)):
                    self._no_article(path, one, said.get(path, ""))
            summary.reports = [one for one in summary.reports if one.path not in pending]
            summary.forgotten = {}
            self._result.summary.count(summary)

    def _no_article(self, path: Path, pending: _Pending, why: str) -> None:
        """What to do where a page is no article; `why` is empty where it was known before."""
        if why and pending.instead:
            pending.instead()
        elif why or pending.named:
            reports = (one for one in self._archive.reports() if one.path == path)
            known = next((one.why for one in reports if isinstance(one, Refused)), "is no article")
            told = _ADDRESS.sub("", why or known, count=1)  # the page's own, which is said anyway
            self.missed(FetchError(pending.url, told), named=pending.named)

    def _added(self, paths: Sequence[Path]) -> Summary:
        summary = self._patiently(lambda: self._archive.add(paths, vectors=False))
        self.look_again()
        return summary

    def _patiently(self, write: Callable[[], Summary]) -> Summary:
        """What `write` gives, tried again while another process writes."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return write()
            except ArchiveBusy:
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)
