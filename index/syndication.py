"""The same report in several articles: one cluster, which counts as one voice.

Two articles are copies of each other where nearly all of the shorter one stands in the longer one,
word for word: an edited lead, a cut tail, another headline. A cluster is whatever hangs together by
that, so it is the same in whatever order its articles came. Its first is the agency's own article,
as the others credit it, else the earliest.

What is folded are passages, never articles: a passage is an echo of an earlier one only where each
of its sentences says nothing that the cluster has not said before it. A copy that adds a paragraph,
or gives another figure, keeps the passage with it as evidence of its own.

Like the indexes, clusters are a debt of the ledger's: articles that came, and those whose cluster
lost one, are `unsettled` there until `settle` has looked at them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from index import likeness
from index.furniture import ends
from index.ledger import Ledger
from index.placelines import place_line
from index.rows import where
from index.stemming import stop_words
from index.types import Filters, Passage
from index.wordlists import WordLists

HELD = 0.65
"""What share of the shorter text's shingles stands in the longer one, between two outlets."""
HELD_WITHIN = 0.8
"""The same within one outlet, where texts that share less are updates, or of one series."""
SHORTEST = 0.25
"""What share of the longer text the shorter one has at least: a brief in a round-up is no copy."""
_ORDER = "2"  # raised when `in_order` puts them otherwise
_LEAST = 20  # shingles; shorter texts are alike by chance
_NEAR = 0.6
_TELLERS = 8
_AT_ONCE = 400  # articles
_REMEMBERED = 2_000
_AMONG = "IN (SELECT value FROM json_each(?))"
_INSIDE = re.compile(r"\(([^()]+)\)")
_DENIALS = WordLists("index", "syndication.yaml")
_SMALL = frozenset({"the", "of", "and", "a", "an", "for"})


@dataclass(frozen=True)
class Printed:
    """An article as it is compared: its passages by their numbers, in order; at least one."""

    passages: Mapping[int, Passage]

    @cached_property
    def about(self) -> Passage:
        """The first passage: what it says of its article all of them say."""
        return next(iter(self.passages.values()))

    @property
    def id(self) -> str:
        """The article's."""
        return self.about.article_id

    @property
    def outlet(self) -> str:
        """The article's, whatever its case."""
        return self.about.outlet.casefold()

    @cached_property
    def shingles(self) -> likeness.Shingles:
        """Those of its reporting, furniture left out."""
        told = (p.slice(*span) for p in self.passages.values() for span in p.sentences)
        return likeness.shingles(" ".join(told))

    @cached_property
    def credits(self) -> tuple[str, ...]:
        """Whom it credits: "TAMBER (LPA) — …" in its first sentence, and its byline."""
        opening = place_line(self.about.slice(*self.about.sentences[0]), opening=True)
        authors = self.about.authors
        inside = (found for author in authors for found in _INSIDE.findall(author))
        return (*([opening.agency] if opening and opening.agency else []), *authors, *inside)

    def same(self, other: "Printed") -> bool:
        """Whether one of the two is a near copy of the other."""
        sizes = sorted((len(self.shingles), len(other.shingles)))
        if sizes[0] < max(_LEAST, SHORTEST * sizes[1]):
            return False
        within = bool(self.outlet) and self.outlet == other.outlet
        shared = likeness.shared(self.shingles, other.shingles)
        return shared >= (HELD_WITHIN if within else HELD) * sizes[0]


class Repeat(NamedTuple):
    """A passage of a copy: of which article, in which place among its copies, what it repeats.

    `of` is the passage that said it all before, None where it says something of its own; `stands`
    is whether the filters let that one through.
    """

    first: str
    place: int
    of: int | None
    stands: bool


def repeats(ledger: Ledger, numbers: Sequence[int], filters: Filters) -> dict[int, Repeat]:
    """Of these passages, those of articles that are copies of another."""
    condition, values = where(filters)
    query = f"""SELECT p.number, c.first, c.place, o.number, {condition} FROM passages p
        JOIN copies c ON c.article = p.article AND c.first != c.article
        LEFT JOIN echoes e ON e.number = p.number
        LEFT JOIN passages o ON o.number = e.of
        LEFT JOIN articles a ON a.id = o.article WHERE p.number {_AMONG}"""  # noqa: S608
    rows = ledger.rows(query, [*values, json.dumps(numbers)])
    return {
        number: Repeat(first, place, of, bool(of and stands))
        for number, first, place, of, stands in rows
    }


def settle(ledger: Ledger) -> None:
    """Bring the clusters up with the articles. What is found does not depend on their order."""
    made = ledger.meta()
    signed_anew = made.get("signatures") != likeness.method()
    ordered_anew = made.get("clusters") != _ORDER
    owed = ledger.rows("SELECT 1 FROM unsettled LIMIT 1")
    if not (signed_anew or ordered_anew or owed):
        return
    with ledger.transaction():
        if ordered_anew:
            ledger.change("INSERT OR IGNORE INTO unsettled SELECT article FROM copies")
            ledger.remember(clusters=_ORDER)
        if signed_anew:
            for table in ("signatures", "copies", "echoes"):
                ledger.change(f"DELETE FROM {table}")  # noqa: S608
            ledger.change("INSERT OR IGNORE INTO unsettled SELECT id FROM articles")
            ledger.change("UPDATE passages SET lexical = 0")
            ledger.remember(signatures=likeness.method())
        _Settling(ledger).settle()


class _Settling:
    """One transaction's work: the unsettled articles leave their clusters and find them anew."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._groups: dict[str, set[str]] = {}
        self._printed: dict[str, Printed] = {}
        self._chunk: list[str] = []  # those that are being settled, which stay at hand

    def settle(self) -> None:
        query = "SELECT id FROM unsettled JOIN articles ON id = article ORDER BY id"
        ids = [row[0] for row in self._ledger.rows(query)]
        before = self._standing(ids)
        self._ledger.change(f"DELETE FROM copies WHERE article {_AMONG}", [[json.dumps(ids)]])  # noqa: S608
        for at in range(0, len(ids), _AT_ONCE):
            self._chunk = ids[at : at + _AT_ONCE]
            self._read(self._chunk)
            some = [one for one in self._chunk if one in self._printed]
            self._sign(some)
            for one in some:
                self._join(one)
        for group in {id(group): group for group in map(self._group, ids)}.values():
            before = self._standing(group) | before
            self._write(group)
        self._ledger.change("DELETE FROM unsettled")
        after = self._standing(before)
        # whether a passage counts among the words of the archive depends on this alone
        turned = [[one] for one in before if (before[one] == one) != (after[one] == one)]
        self._ledger.change("UPDATE passages SET lexical = 0 WHERE article = ?", turned)

    def _standing(self, ids: Iterable[str]) -> dict[str, str]:
        """Article → the first of its cluster, itself where it is in none."""
        ids = list(ids)
        query = f"SELECT article, first FROM copies WHERE article {_AMONG}"  # noqa: S608
        return {one: one for one in ids} | dict(self._ledger.rows(query, [json.dumps(ids)]))

    def _read(self, ids: Iterable[str]) -> None:
        """Have these articles at hand, and of earlier ones not too many."""
        if len(self._printed) + len(self._chunk) > _REMEMBERED:
            held = self._printed
            self._printed = {one: held[one] for one in self._chunk if one in held}
        missing = [one for one in ids if one not in self._printed]
        self._printed |= {one.id: one for one in printed(self._ledger, missing)}

    def _sign(self, ids: Sequence[str]) -> None:
        query = f"SELECT article FROM signatures WHERE article {_AMONG}"  # noqa: S608
        signed = {row[0] for row in self._ledger.rows(query, [json.dumps(ids)])}
        new = [self._printed[one] for one in ids if one not in signed]
        keys = likeness.band_keys([one.shingles for one in new])
        self._ledger.change(
            "INSERT INTO signatures (article, keys) VALUES (?, ?)",
            [(one.id, json.dumps(row)) for one, row in zip(new, keys, strict=True)],
        )
        bands = f"""INSERT OR IGNORE INTO bands SELECT k.value, s.number
            FROM signatures s, json_each(s.keys) k WHERE s.article {_AMONG}
            ORDER BY k.value"""  # noqa: S608
        self._ledger.change(bands, [[json.dumps([one.id for one in new])]])

    def _sharing(self, article: str) -> list[str]:
        """The articles that share a band with this one, most bands first."""
        query = """SELECT s.article FROM bands b JOIN signatures s ON s.number = b.signature
            WHERE b.key IN (SELECT k.value FROM signatures t, json_each(t.keys) k
                WHERE t.article = ?1) AND s.article != ?1
            GROUP BY s.article ORDER BY count(*) DESC, s.article"""
        return [row[0] for row in self._ledger.rows(query, [article])]

    def _join(self, article: str) -> None:
        """Put an article together with those that it is a copy of, and their clusters with it."""
        one = self._printed[article]
        for name in self._sharing(article):
            mine, theirs = self._group(article), self._group(name)
            if mine is theirs:
                continue
            if name not in self._printed:
                self._read([name])
            if name in self._printed and one.same(self._printed[name]):
                mine |= theirs
                self._groups |= dict.fromkeys(theirs, mine)

    def _group(self, article: str) -> set[str]:
        """The articles that hang together with this one, as far as is known."""
        if article not in self._groups:
            query = (
                "SELECT article FROM copies WHERE first = "
                "(SELECT first FROM copies WHERE article = ?)"
            )
            group = {article, *(row[0] for row in self._ledger.rows(query, [article]))}
            self._groups |= dict.fromkeys(group, group)
        return self._groups[article]

    def _write(self, group: set[str]) -> None:
        """Record a cluster in its order, and which of its passages are echoes."""
        ids = json.dumps(sorted(group))
        old = f"SELECT number FROM passages WHERE article {_AMONG}"  # noqa: S608
        self._ledger.change(f"DELETE FROM echoes WHERE number IN ({old})", [[ids]])  # noqa: S608
        if len(group) == 1:
            return
        known = [self._printed[one] for one in group if one in self._printed]
        missing = sorted(group - {one.id for one in known})
        members = in_order([*known, *printed(self._ledger, missing)])
        if len(members) < 2:
            return
        rows = [(one.id, members[0].id, place) for place, one in enumerate(members)]
        self._ledger.change("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", rows)
        self._ledger.change("INSERT INTO echoes VALUES (?, ?)", list(echoes(members).items()))


def printed(ledger: Ledger, ids: Sequence[str]) -> Iterator[Printed]:
    """The articles of these ids as they are compared, those that have any reporting."""
    query = f"SELECT number FROM passages WHERE article {_AMONG}"  # noqa: S608
    numbers = [row[0] for row in ledger.rows(query, [json.dumps(ids)])]
    passages = ledger.passages(numbers).items()
    order = sorted(passages, key=lambda item: (item[1].article_id, item[1].start))
    for _, its in groupby(order, key=lambda item: item[1].article_id):
        yield Printed(dict(its))


def in_order(members: Iterable[Printed]) -> list[Printed]:
    """A cluster's articles, the one to quote first: the agency's own, then by date, undated last.

    The agency is the outlet that most of the others credit, by name or by its initials. Of one
    outlet's the newest is first, which updates the others; of one day's articles the longest.
    """
    members = list(members)
    outlets = {one.outlet for one in members if one.outlet}
    credited = Counter(
        outlet
        for one in members
        for outlet in outlets
        if outlet != one.outlet and any(_is(outlet, credit) for credit in one.credits)
    )

    def day(one: Printed) -> int:
        return (one.about.published or date.max).toordinal()

    began: dict[str, tuple[Any, ...]] = {}
    for one in members:
        name, place = one.outlet or one.id, (day(one), -len(one.shingles), one.id)
        began[name] = min(began.get(name, place), place)

    def place_of(one: Printed) -> tuple[Any, ...]:
        newest = -day(one) if one.about.published else 0
        began_with = began[one.outlet or one.id]
        return -credited[one.outlet], *began_with, newest, -len(one.shingles), one.id

    return sorted(members, key=place_of)


def echoes(members: Sequence[Printed]) -> dict[int, int]:
    """Which passages of a cluster, in its order, only repeat: number → that of the one repeated."""
    found: dict[int, int] = {}
    exact: dict[tuple[str, ...], int] = {}
    told: list[_Sentence] = []
    for place, one in enumerate(members):
        said: list[_Sentence] = []
        for number, passage in one.passages.items():
            known = _sentences(passage, number)
            tellers = [exact.get(s.words) or _teller(s, told) for s in known]
            repeated = Counter(teller for teller in tellers if teller)
            if len(tellers) == repeated.total() > 0:
                found[number] = repeated.most_common(1)[0][0]
            said += [s for s, teller in zip(known, tellers, strict=True) if not teller]
        exact |= {s.words: s.number for s in reversed(said)}
        if place < _TELLERS:
            told += said
    return found


def retold(passage: Passage, others: Sequence[Passage]) -> list[Passage | None]:
    """Of each sentence of a passage, the first of the others that says all of it, if one does.

    A line that does not end as a sentence does, a heading or a link, is none.
    """
    told = [sentence for at, other in enumerate(others) for sentence in _sentences(other, at)]
    exact = {sentence.words: sentence.number for sentence in reversed(told)}
    found: list[Passage | None] = []
    for sentence in _sentences(passage, -1):
        teller = exact.get(sentence.words, _teller(sentence, told))
        found.append(None if teller is None else others[teller])
    return found


@dataclass(frozen=True)
class _Sentence:
    """A sentence's words, and the passage it is in."""

    words: tuple[str, ...]
    number: int

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(self.words) - stop_words()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(self.words))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if any(map(str.isdigit, word)))

    @cached_property
    def denials(self) -> int:
        return sum(word in _DENIALS.among("denials") or word.endswith("n't") for word in self.words)

    def says(self, other: "_Sentence") -> bool:
        """Whether `other` says nothing more: all its words are here, and in much this order."""
        if not other.content <= self.content or other.denials != self.denials:
            return False
        remaining = iter(self.figures)
        if not all(figure in remaining for figure in other.figures):
            return False
        return len(other.pairs & self.pairs) >= _NEAR * len(other.pairs)


def _sentences(passage: Passage, number: int) -> list[_Sentence]:
    """What a passage says; headings and links that were taken for reporting left out."""
    texts = (passage.slice(*span) for span in passage.sentences)
    return [_Sentence(tuple(likeness.words(text)), number) for text in texts if ends(text)]


def _teller(sentence: _Sentence, told: Iterable[_Sentence]) -> int | None:
    return next((one.number for one in told if one.says(sentence)), None)


def _is(outlet: str, credit: str) -> bool:
    """Whether a credit names the outlet, by its name or by its initials."""
    name = [word for word in likeness.words(outlet) if word not in _SMALL]
    held = likeness.words(credit)
    initials = "".join(word[0] for word in name)
    if len(name) > 1 and initials in held and initials.upper() in credit:
        return True
    return bool(name) and any(
        held[at : at + len(name)] == name for at in range(len(held) - len(name) + 1)
    )
