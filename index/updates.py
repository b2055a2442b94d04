"""Which article updates which: a later version, a correction, the next report of a running story.

Only of one outlet: another's report of the same event is no update, it is another account. The
same address or headline with a later day; "UPDATE 2 -"; a "Correction:" that names the article;
or a later report that tells much of the story in the same words and opens with the same people and
things. Copies share nearly all of their text; updates share a quarter of it and more.

Candidates are found by sketches, an eighth of a text's shingles, each of which stands in few
articles. Like the clusters of copies, links are a debt of the ledger's, paid by `link`.
"""

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import blake2b
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from index import likeness
from index.ledger import Ledger
from index.stemming import terms
from index.syndication import HELD_WITHIN
from index.types import Update
from index.wordlists import WordLists

METHOD = "1"
"""Raised when links are found otherwise: all are then looked for anew."""
TOLD = 0.22
"""What share of the shorter text an update tells in the same words, at least."""
OPENED = 0.25
"""What share of the terms of headline and lead it has in common, at least."""
TOGETHER = 0.62
"""How much both shares come to, at least."""
APART = 180
"""Days between an article and what may still update it."""
_VERSIONS = 3
_CORRECTED = 60
_SAMPLED = np.uint64(8)
_NONE = np.uint64(0)
_CANDIDATE = 0.5  # of `TOLD`, by the sketches
_COMMON = 24  # articles that share a run of words: boilerplate
_ENOUGH = 24
_LEAST = 2
_LEAD = 400  # characters
_NAMED = 4
_AT_ONCE = 400
_AMONG = "IN (SELECT value FROM json_each(?))"
_LISTS = WordLists("index", "updates.yaml")


@dataclass(frozen=True)
class _Report:
    """An article as far as links go by it."""

    id: str
    title: str
    text: str
    told: str
    outlet: str
    published: int
    updated: int
    url: str

    @property
    def stamp(self) -> tuple[int, int]:
        """By which of two is the later one."""
        return self.published, self.updated

    @cached_property
    def shingles(self) -> likeness.Shingles:
        return likeness.shingles(self.told)

    @cached_property
    def headline(self) -> frozenset[str]:
        """The terms of the headline without its mark."""
        return frozenset(terms(_bare(self.title)))

    @cached_property
    def opening(self) -> frozenset[str]:
        """The terms of the headline and of the first sentences."""
        return self.headline | frozenset(terms(_bare(self.told[:_LEAD])))

    @cached_property
    def words(self) -> str:
        """All its words, a space around each."""
        return f" {' '.join(likeness.words(self.text))} "

    def marked(self, how: str) -> bool:
        """Whether headline or text begin as `updating` or `correcting` say."""
        return any(_marks(how).match(one.lstrip()) for one in (self.title, self.text[:80]))

    def sketch(self) -> bytes:
        """Hashes of address and headline, then some of its shingles; which, the text decides."""
        some = self.shingles[self.shingles % _SAMPLED == 0]
        if len(some) < _ENOUGH:
            some = np.union1d(some, self.shingles[:_ENOUGH])
        named = likeness.words(_bare(self.title))
        about = [_hashed(self.url), _hashed(" ".join(named if len(named) >= _NAMED else ()))]
        return np.concatenate([np.array(about, dtype=np.uint64), some]).tobytes()


def link(ledger: Ledger) -> None:
    """Bring the links up with the articles. What is found does not depend on their order."""
    anew = ledger.meta().get("links") != METHOD
    if not anew and not ledger.rows("SELECT 1 FROM unlinked LIMIT 1"):
        return
    with ledger.transaction():
        if anew:
            for table in ("sketches", "updates"):
                ledger.change(f"DELETE FROM {table}")  # noqa: S608
            ledger.change("INSERT OR IGNORE INTO unlinked SELECT id FROM articles")
            ledger.remember(links=METHOD)
        new = {row[0] for row in ledger.rows("SELECT article FROM unlinked")}
        for at in range(0, len(ids := sorted(new)), _AT_ONCE):
            _sketch(ledger, ids[at : at + _AT_ONCE])
        _link(ledger, new)
        ledger.change("DELETE FROM unlinked")


def updates_of(ledger: Ledger, article_id: str) -> list[Update]:
    """What links an article with others of its outlet, by the later one's day.

    Those that update it, and those that it updates.
    """
    query = "SELECT * FROM updates WHERE older = ?1 OR newer = ?1 ORDER BY day, newer, older"
    rows = ledger.rows(query, [article_id])
    return [Update(older, newer, how, date.fromordinal(day)) for older, newer, how, day in rows]


def _sketch(ledger: Ledger, ids: Sequence[str]) -> None:
    found = [one for one in _reports(ledger, ids).values() if one.published and one.outlet]
    rows = [
        (one.id, one.outlet, one.published, one.updated, _how(one), one.sketch()) for one in found
    ]
    ledger.write("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?, ?, ?, ?)", rows)


def _how(one: _Report) -> str:
    return next((how for how in ("correcting", "updating") if one.marked(how)), "")


def _link(ledger: Ledger, new: set[str]) -> None:
    """Look for what the new articles update, and for what updates them."""
    query = """SELECT article, published, updated, marked, keys FROM sketches
        WHERE outlet = ? ORDER BY article"""
    outlets = "SELECT DISTINCT outlet FROM sketches WHERE article IN unlinked ORDER BY outlet"
    for (outlet,) in ledger.rows(outlets):
        sketched = [_Sketched(*row) for row in ledger.rows(query, [outlet])]
        pairs = {_in_order(*pair) for pair in _near(sketched, new)} | set(_marked(sketched, new))
        later = [(one, other) for one, other in pairs if one.stamp < other.stamp or other.marked]
        reports = _reports(ledger, sorted({one.article for pair in later for one in pair}))
        rows = [
            (one.article, other.article, how, other.published)
            for one, other in later
            if one.article in reports and other.article in reports
            if (how := related(reports[one.article], reports[other.article]))
        ]
        ledger.write("INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?)", sorted(rows))


@dataclass(frozen=True, eq=False)
class _Sketched:
    """What is kept of an article to find its like."""

    article: str
    published: int
    updated: int
    marked: str
    keys: bytes

    @property
    def stamp(self) -> tuple[int, int]:
        return self.published, self.updated

    @property
    def order(self) -> tuple[int, int, bool, str]:
        """Earlier first; of one day's, the marked one last."""
        return self.published, self.updated, bool(self.marked), self.article

    @cached_property
    def numbers(self) -> likeness.Shingles:
        """The hash of its address, that of its headline, those of some of its shingles."""
        return np.frombuffer(self.keys, dtype=np.uint64)

    @cached_property
    def sampled(self) -> int:
        """How many of its shingles are in the sample."""
        return int(np.count_nonzero(self.numbers[2:] % _SAMPLED == 0))


_Pair = tuple[_Sketched, _Sketched]


def _in_order(one: _Sketched, other: _Sketched) -> _Pair:
    return (one, other) if one.order < other.order else (other, one)


def _near(sketched: Sequence[_Sketched], new: set[str]) -> Iterator[_Pair]:
    """Pairs with the same address, headline or enough of the same runs, one of them new."""
    if len(sketched) < 2:
        return
    is_new = np.array([one.article in new for one in sketched])
    heads = np.stack([one.numbers[:2] for one in sketched])
    for column in heads.T:
        same: dict[int, list[_Sketched]] = defaultdict(list)
        for at in np.flatnonzero(np.isin(column, column[is_new]) & (column != 0)).tolist():
            same[int(column[at])].append(sketched[at])
        for group in same.values():
            for pair in combinations(group[:_COMMON], 2):
                if _of_new(pair, new):
                    yield pair
    shared = _shared([one.numbers[2:] for one in sketched], is_new)
    for (one, other), many in shared.items():
        sampled = min(sketched[one].sampled, sketched[other].sampled)
        if many >= _LEAST and many >= _CANDIDATE * TOLD * sampled:
            yield sketched[one], sketched[other]


def _shared(runs: Sequence[likeness.Shingles], new: NDArray[np.bool_]) -> Counter[tuple[int, int]]:
    """How many runs a new text and another have in common, less those that many texts have."""
    keys = np.concatenate(runs)
    owners = np.repeat(np.arange(len(runs)), [len(one) for one in runs])
    if not new.all():  # of a large archive only the few runs that the new ones have are sorted
        theirs = np.unique(np.append(keys[new[owners]], _NONE))
        held = theirs[np.minimum(np.searchsorted(theirs, keys), len(theirs) - 1)] == keys
        keys, owners = keys[held], owners[held]
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    edges = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1], [True])))
    shared: Counter[tuple[int, int]] = Counter()
    many = np.diff(edges)
    for at in np.flatnonzero((many > 1) & (many <= _COMMON)):
        holders = owners[edges[at] : edges[at + 1]].tolist()
        shared.update(pair for pair in combinations(holders, 2) if new[pair[0]] or new[pair[1]])
    return shared


def _marked(sketched: Sequence[_Sketched], new: set[str]) -> Iterator[_Pair]:
    """What is marked, with all that it may be the update or correction of."""
    if not any(one.marked for one in sketched):
        return
    ordered = sorted(sketched, key=lambda one: one.order)
    days = [one.published for one in ordered]
    for at, other in enumerate(ordered):
        if other.marked:
            back = _CORRECTED if other.marked == "correcting" else _VERSIONS
            for one in ordered[bisect_left(days, other.published - back) : at]:
                if _of_new((one, other), new):
                    yield one, other


def _of_new(pair: _Pair, new: set[str]) -> bool:
    return any(one.article in new for one in pair)


def related(older: _Report, newer: _Report) -> str:
    """How the later of two articles of an outlet updates the other; empty where it does not.

    "correction", "version" (the same report again) or "later" (the next report of the story).
    """
    if newer.marked("correcting") and _corrects(newer, older):
        return "correction"
    opened = _share(older.opening, newer.opening)
    if newer.marked("updating") and _continues(newer, older, opened):
        return "version"
    if older.stamp >= newer.stamp:
        return ""
    if older.url and older.url == newer.url:
        return "version"
    return _retold(older, newer, opened) if opened >= OPENED else ""


def _retold(older: _Report, newer: _Report, opened: float) -> str:
    """How an article that opens alike updates another, by how much of it is told again."""
    least = max(1, min(len(older.shingles), len(newer.shingles)))
    told = likeness.shared(older.shingles, newer.shingles) / least
    again = len(older.headline) >= _NAMED and older.headline == newer.headline
    if told >= HELD_WITHIN or (again and told >= TOLD):
        return "version"
    days = newer.published - older.published  # of one day are reports side by side
    goes_on = told >= TOLD and told + opened >= TOGETHER and 0 < days <= APART
    return "later" if goes_on else ""


def _continues(newer: _Report, older: _Report, opened: float) -> bool:
    """Whether a marked update is one of this report, of the days before."""
    near = older.published >= newer.published - _VERSIONS
    return near and opened >= OPENED and len(older.headline & newer.headline) > 1


def _corrects(newer: _Report, older: _Report) -> bool:
    """Whether a correction names the article, or is about what that opens with."""
    headline = likeness.words(older.title)
    if len(headline) >= _NAMED and f" {' '.join(headline)} " in newer.words:
        return True
    return len(newer.headline) > 1 and newer.headline <= older.opening


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _reports(ledger: Ledger, ids: Sequence[str]) -> dict[str, _Report]:
    """The articles of these ids that have any reporting, furniture left out."""
    among = json.dumps(list(ids))
    told: dict[str, list[str]] = defaultdict(list)
    passages = f"SELECT article, sentences FROM passages WHERE article {_AMONG} ORDER BY start"  # noqa: S608
    for article, sentences in ledger.rows(passages, [among]):
        told[article].append(sentences)
    query = f"""SELECT id, title, text, outlet, coalesce(published, 0), coalesce(updated, 0), url
        FROM articles WHERE id {_AMONG}"""  # noqa: S608
    found = {}
    for one, title, text, *about in ledger.rows(query, [among]):
        if spans := [span for stored in told[one] for span in json.loads(stored)]:
            reporting = " ".join(text[start:end] for start, end in spans)
            found[one] = _Report(one, title, text, reporting, *about)
    return found


def _bare(text: str) -> str:
    """A headline or an opening without what marks it."""
    for how in ("updating", "correcting"):
        if found := _marks(how).match(text.lstrip()):
            return text.lstrip()[found.end() :]
    return text


def _hashed(text: str) -> int:
    """A number that stands for a text; 0 for none."""
    return (
        int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
        if text
        else 0
    )


@cache
def _marks(how: str) -> re.Pattern[str]:
    return re.compile("|".join(_LISTS.table[how]), re.IGNORECASE)
