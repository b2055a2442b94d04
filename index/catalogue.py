"""What an archive holds, for people to look through: lists of articles, months, copies, counts.

The words of a search must all be in an article's headline or reporting; which passages have them
the word index says, the rest is read from the ledger, the texts of one page at a time.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from index import byhand
from index.ledger import Ledger
from index.rows import date_of, spans_in, where
from index.stemming import stems, terms
from index.types import Coverage, Entry, Filters, Page, Passage, Span

Stems = tuple[str, ...]
"""Words as the index has them; more than one stand in an article one right after the other."""

_LEAD = 300  # characters
_BEFORE = 100
SHORTEST_QUOTE = 6  # words; a shorter one is the same by chance
_OUTLET = "CASE WHEN a.source = '' THEN a.outlet ELSE a.source END"
_AMONG = "IN (SELECT value FROM json_each(?))"
_UNEMBEDDED = "NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.number = p.number)"
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")
_SPELLED = re.compile(r"(\s+)|([\"“”„«»'‘’‚`´]+)|([-‐‑‒–—―−]+)|(.)")
_CLASSES = (r"\s+", "[\"“”„«»'‘’‚`´]+", "[-‐‑‒–—―−]+")


def page(
    ledger: Ledger,
    holding: Callable[[Stems], list[int]],
    words: str,
    filters: Filters,
    *,
    newest_first: bool,
    offset: int,
    limit: int,
) -> Page:
    """One page of the articles that `filters` let through and that have all the `words`.

    `holding` tells the passages that have some stems. Without words it is every article.
    """
    condition, values = where(filters)
    wanted = wanted_in(words)
    numbers: set[int] = set()
    if words.strip():
        ids, numbers = having(ledger, map(holding, wanted))
        condition += f" AND a.id {_AMONG}"
        values.append(json.dumps(ids))
    order = "a.published DESC" if newest_first else "a.published IS NULL, a.published"
    query = f"SELECT a.id FROM articles a WHERE {condition} ORDER BY {order}, a.title, a.id"  # noqa: S608
    found = [row[0] for row in ledger.rows(query, values)]
    entries = _entries(ledger, found[offset : offset + limit], wanted, numbers)
    return Page(tuple(entries), len(found), words, filters, newest_first, offset, limit)


def to_embed(ledger: Ledger, *, everything: bool) -> tuple[int, int]:
    """How many passages wait for vectors, or are there at all, and about how many octets.

    The octets are those of headline, outlet, date and text in UTF-8, furniture between sentences
    included; an article's text is taken as spread evenly over its passages.
    """
    query = f"""
        SELECT sum(parts), sum(parts * about + octets * covered / characters) FROM (
            SELECT count(*) AS parts, sum(p."end" - p.start) AS covered,
                length(CAST(a.title || a.outlet AS BLOB)) + iif(a.published, 20, 2) AS about,
                length(CAST(a.text AS BLOB)) AS octets, length(a.text) AS characters
            FROM passages p JOIN articles a ON a.id = p.article
            WHERE {"1" if everything else _UNEMBEDDED} GROUP BY p.article)
    """  # noqa: S608
    [(passages, octets)] = ledger.rows(query)
    return passages or 0, octets or 0


def timeline(ledger: Ledger, filters: Filters) -> tuple[tuple[date, int], ...]:
    """(first of the month, articles) of the months that have some, in order."""
    condition, values = where(filters)
    query = (
        f"SELECT a.published, count(*) FROM articles a WHERE {condition} "  # noqa: S608
        "AND a.published IS NOT NULL GROUP BY a.published"
    )
    months: Counter[date] = Counter()
    for day, articles in ledger.rows(query, values):
        months[date.fromordinal(day).replace(day=1)] += articles
    return tuple(sorted(months.items()))


def copies(quote: str, passages: Iterable[Passage], limit: int | None) -> list[Entry]:
    """The articles of `passages` in which `quote` stands word for word, earliest first.

    Spaces, quotation marks and dashes may differ; a quote of few words has no copies.
    """
    if len(quote.split()) < SHORTEST_QUOTE:
        return []
    spelled = _spelled(quote)
    found: dict[str, Entry] = {}
    for passage in passages:
        if match := spelled.search(passage.text):
            entry = Entry(
                passage.article_id, passage.title, passage.outlet, passage.published,
                passage.url, passage.authors, passage.kind, passage.file, match[0],
                ((0, len(match[0])),),
            )  # fmt: skip
            found.setdefault(entry.id, entry)
    return sorted(found.values(), key=lambda e: (e.published or date.max, e.title, e.id))[:limit]


def coverage(ledger: Ledger) -> Coverage:
    """What the archive holds, counted anew only after somebody has written."""
    return ledger.kept("coverage", lambda: _counted(ledger))


def _counted(ledger: Ledger) -> Coverage:
    ((articles, first, last, undated),) = ledger.rows(
        "SELECT count(*), min(published), max(published), "
        "coalesce(sum(published IS NULL), 0) FROM articles"
    )
    outlets = ledger.rows(
        f"SELECT max({_OUTLET}), count(*) AS n "  # noqa: S608
        "FROM articles a GROUP BY outlet ORDER BY n DESC, outlet"
    )
    kinds = ledger.rows(
        "SELECT kind, count(*) AS n FROM articles GROUP BY kind ORDER BY n DESC, kind"
    )
    return Coverage(
        articles=articles,
        passages=ledger.rows("SELECT count(*) FROM passages")[0][0],
        outlets=tuple(outlets),
        first=date_of(first),
        last=date_of(last),
        undated=undated,
        waiting_for_vectors=ledger.owed("vectors")[1],
        refused=ledger.rows("SELECT count(*) FROM reports WHERE refused")[0][0],
        kinds=tuple(kinds),
        copies=ledger.rows("SELECT count(*) FROM copies WHERE first != article")[0][0],
        corrected=ledger.rows("SELECT count(*) FROM corrected")[0][0],
    )


def wanted_in(words: str) -> tuple[Stems, ...]:
    """What to look for: quoted phrases whole, other words one by one, function words left out."""
    phrases = [tuple(stem for stem, _ in stems(phrase)) for phrase in _QUOTED.findall(words)]
    rest = _QUOTED.sub(" ", words)
    single = [(term,) for term in terms(rest)]
    if not phrases and not single:
        single = [(stem,) for stem, _ in stems(rest)]
    return tuple(dict.fromkeys(item for item in [*phrases, *single] if item))


def having(ledger: Ledger, held: Iterable[list[int]]) -> tuple[list[str], set[int]]:
    """The articles with one of each of the `held` passages, and all those passages."""
    found: list[list[int]] = []
    for numbers in held:
        if not numbers:  # no article has them all, whatever the rest are
            return [], set()
        found.append(numbers)
    if not found:
        return [], set()
    found.sort(key=len)
    query = f"SELECT DISTINCT article FROM passages WHERE number {_AMONG}"  # noqa: S608
    ids = [row[0] for row in ledger.rows(query, [json.dumps(sorted(found[0]))])]
    if len(found) > 1:
        query = f"SELECT number, article FROM passages WHERE article {_AMONG}"  # noqa: S608
        article_of = dict(ledger.rows(query, [json.dumps(ids)]))
        having = [{article_of.get(number) for number in numbers} for numbers in found[1:]]
        ids = [identity for identity in ids if all(identity in one for one in having)]
    return ids, set().union(*found)


def _entries(
    ledger: Ledger, ids: Sequence[str], wanted: Sequence[Stems], numbers: set[int]
) -> list[Entry]:
    articles, corrected = ledger.articles(ids), byhand.corrected(ledger, ids)
    stored = ledger.rows(
        f"SELECT article, number, sentences FROM passages WHERE article {_AMONG} "  # noqa: S608
        "ORDER BY article, start",
        [json.dumps(ids)],
    )
    passages = {
        article: [(told, number in numbers) for _, number, told in of]
        for article, of in groupby(stored, key=lambda row: row[0])
    }
    found = {}
    for a, path in articles.values():
        lead, marks = _lead(a.text, passages.get(a.id, []), wanted)
        found[a.id] = Entry(
            a.id, a.title, a.outlet, a.published, a.url, a.authors, a.kind, Path(path).name, lead,
            marks, corrected[a.id].fields if a.id in corrected else (),
        )  # fmt: skip
    return [found[identity] for identity in ids if identity in found]


def _lead(
    text: str, passages: Sequence[tuple[str, bool]], wanted: Sequence[Stems]
) -> tuple[str, tuple[Span, ...]]:
    """The stretch of `text` to show, and the marks in it: around the first match, else the top.

    `passages` are the sentences as they are stored, and whether one of the words is among them.
    """
    for stored, has in passages:
        spans = spans_in(stored) if has else ()
        for at, (start, end) in enumerate(spans):
            if marks := marks_of(text[start:end], wanted):
                start, end = around(text, spans, at, (start + marks[0][0], start + marks[0][1]))
                return text[start:end], marks_of(text[start:end], wanted)
    if not passages:
        return "", ()
    spans = spans_in(passages[0][0])
    start, end = around(text, spans, 0, (spans[0][0], spans[0][0]))
    return text[start:end], ()


def around(text: str, spans: Sequence[Span], at: int, focus: Span) -> Span:
    """Sentence `at` with those after it, then those before, that nothing separates from it.

    Of a sentence that is too long by itself it is a part that holds `focus`, cut at spaces.
    """
    first = last = at
    while (
        last + 1 < len(spans)
        and spans[last + 1][1] - spans[first][0] <= _LEAD
        and not text[spans[last][1] : spans[last + 1][0]].strip()
    ):
        last += 1
    while (
        first > 0
        and spans[last][1] - spans[first - 1][0] <= _LEAD
        and not text[spans[first - 1][1] : spans[first][0]].strip()
    ):
        first -= 1
    start, end = spans[first][0], spans[last][1]
    if focus[1] - start > _LEAD:
        start = focus[0] - _BEFORE
        start = text.find(" ", start, focus[0]) + 1 or start
    if end - start > _LEAD:
        space = text.rfind(" ", max(focus[1], start + 1), start + _LEAD)
        end = space if space > 0 else max(focus[1], start + _LEAD)
    return start, end


def marks_of(text: str, wanted: Sequence[Stems]) -> tuple[Span, ...]:
    """The stretches of `text` that are one of `wanted`, in order and apart from each other."""
    return marks_in(stems(text), wanted) if wanted else ()


def marks_in(words: Sequence[tuple[str, Span]], wanted: Sequence[Stems]) -> tuple[Span, ...]:
    """The same of a text whose `stems` are at hand."""
    found: list[Span] = []
    for at, (stem, (start, _)) in enumerate(words):
        ends = [
            words[at + len(item) - 1][1][1]
            for item in wanted
            if stem == item[0] and tuple(w for w, _ in words[at : at + len(item)]) == item
        ]
        if ends and found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], *ends))
        elif ends:
            found.append((start, max(ends)))
    return tuple(found)


def _spelled(quote: str) -> re.Pattern[str]:
    """The quote as a pattern, whatever spaces, quotation marks and dashes it is set with."""
    pieces = (
        next((form for form, part in zip(_CLASSES, found, strict=False) if part), "")
        or re.escape(found[3])
        for found in _SPELLED.findall(quote.strip())
    )
    return re.compile(rf"(?<!\w){''.join(pieces)}(?!\w)")
