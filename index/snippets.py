"""What of a found article is shown: sentences that have the words, none that is no reporting."""

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from index import byhand
from index.byhand import Corrected
from index.catalogue import Stems, around, marks_in, marks_of
from index.furniture import ends, says_what_it_is
from index.ledger import Ledger
from index.rows import spans_in
from index.stemming import stems, stems_in
from index.types import Article, Entry, Span

_MOST = 3
"""How many sentences of one article are shown."""
_ENOUGH = 2
"""So many, unless another one has words that those have not."""
_LONGEST = 280
_BEFORE = 90
_CELLS = re.compile(r"\t| {3,}\S|(?:\s\|\s.*){2}")
"""What stands between the cells of a table's row."""
_LETTER = re.compile(r"[^\W\d_]")
_WORDY = 0.6
"""A sentence has at least so much of letters and spaces; a row of figures has less."""
_AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence of an article's text, or what of a long one is around the words.

    It begins at `start` of the article's text; `marks` are stretches of `text`. It is `cut` in
    front, behind, or whole.
    """

    text: str
    start: int
    marks: tuple[Span, ...] = ()
    cut: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Found:
    """An article as a search shows it: `title_marks` are stretches of its headline.

    `matches` are all its sentences that have one of the words, of which the best are `snippets`.
    """

    entry: Entry
    snippets: tuple[Snippet, ...]
    title_marks: tuple[Span, ...] = ()
    matches: int = 0
    section: str = ""


Wanted = Sequence[Sequence[Stems]]
"""Of each of these, one of its alternatives."""


def found(ledger: Ledger, ids: Sequence[str], wanted: Wanted, numbers: Set[int]) -> list[Found]:
    """Articles with the sentences that have what is wanted, else with their first ones.

    `numbers` are those of the passages that have something of it.
    """
    articles, by_hand = ledger.articles(ids), byhand.corrected(ledger, ids)
    stored = ledger.rows(
        f"SELECT article, number, sentences FROM passages WHERE article {_AMONG} "  # noqa: S608
        "ORDER BY article, start",
        [json.dumps(list(ids))],
    )
    passages = {
        article: [(number, told) for _, number, told in of]
        for article, of in groupby(stored, key=lambda row: row[0])
    }
    shown = []
    for article, path in (articles[identity] for identity in ids if identity in articles):
        stretches = passages.get(article.id, [])
        having = [span for at, told in stretches if at in numbers for span in spans_in(told)]
        chosen, matches = _chosen(article.text, having, wanted)
        if not chosen and stretches:
            chosen = _opening(article.text, spans_in(stretches[0][1]))
        titled = marks_of(article.title, [one for alternatives in wanted for one in alternatives])
        shown.append(
            Found(_entry(article, path, by_hand), chosen, titled, matches, article.section)
        )
    return shown


def matches(ledger: Ledger, article_id: str, wanted: Wanted) -> tuple[Span, ...]:
    """Where in an article's reporting something of what is wanted stands, in order."""
    article = ledger.article(article_id)
    if article is None:
        return ()
    stored = ledger.rows(
        "SELECT sentences FROM passages WHERE article = ? ORDER BY start", [article_id]
    )
    flat = [one for alternatives in wanted for one in alternatives]
    return tuple(
        (start + first, start + last)
        for (told,) in stored
        for start, end in spans_in(told)
        for first, last in marks_of(article.text[start:end], flat)
    )


def _entry(article: Article, path: str, by_hand: Mapping[str, Corrected]) -> Entry:
    return Entry(
        article.id, article.title, article.outlet, article.published, article.url,
        article.authors, article.kind, Path(path).name,
        corrected=by_hand[article.id].fields if article.id in by_hand else (),
    )  # fmt: skip


def reporting(sentence: str) -> bool:
    """Whether it reads as a sentence, and not as furniture, a row of a table or of figures."""
    letters = len(_LETTER.findall(sentence)) + sentence.count(" ")
    return (
        not _CELLS.search(sentence)
        and letters >= _WORDY * len(sentence)
        and not says_what_it_is(sentence)
    )


def _opening(text: str, sentences: Sequence[Span]) -> tuple[Snippet, ...]:
    """The first sentences, from the first one on that is reporting."""
    for at, (first, last) in enumerate(sentences):
        if reporting(text[first:last]):
            start, end = around(text, sentences[at:], 0, (first, first))
            return (Snippet(text[start:end], start, (), (False, end < last)),)
    return ()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that has `has` of what is wanted, by place, marked within itself."""

    span: Span
    text: str
    marks: tuple[Span, ...]
    has: frozenset[int]

    def worth(self, missing: Set[int]) -> tuple[int, int, bool, int]:
        """How much of what is missing it has, and of all; whether it ends; how early it stands."""
        return len(self.has & missing), len(self.has), ends(self.text), -self.span[0]


def _chosen(
    text: str, sentences: Sequence[Span], wanted: Wanted
) -> tuple[tuple[Snippet, ...], int]:
    """The best sentences in the order of the text, and how many have something of what is wanted.

    The first has most of the words, and the next ones what those before have not.
    """
    having = [one for span in sentences if (one := _sentence(text, span, wanted)).marks]
    left, missing = list(having), set(range(len(wanted)))
    best: list[_Sentence] = []
    while left and len(best) < _MOST:
        first = max(left, key=lambda one: one.worth(missing))
        left.remove(first)
        if len(best) >= _ENOUGH and not first.has & missing:
            break
        if reporting(first.text):
            best.append(first)
            missing -= first.has
    best.sort(key=lambda one: one.span)
    return tuple(_snippet(text, one) for one in best), len(having)


def _sentence(text: str, span: Span, wanted: Wanted) -> _Sentence:
    sentence = text[slice(*span)]
    there = stems_in(sentence)
    maybe = [
        (at, one)
        for at, alternatives in enumerate(wanted)
        for one in alternatives
        if there.issuperset(one)
    ]
    words = stems(sentence) if maybe else []
    held = [(at, one) for at, one in maybe if len(one) == 1 or marks_in(words, [one])]
    marks = marks_in(words, [one for _, one in held]) if held else ()
    return _Sentence(span, sentence, marks, frozenset(at for at, _ in held))


def _snippet(text: str, one: _Sentence) -> Snippet:
    """The sentence; of a long one what is around its first mark, cut at spaces."""
    start, end = one.span
    if end - start <= _LONGEST:
        return Snippet(one.text, start, one.marks)
    focus = start + one.marks[0][0], start + one.marks[0][1]
    begin = start if focus[0] - start <= _LONGEST // 2 else focus[0] - _BEFORE
    if begin > start:
        begin = text.find(" ", begin, focus[0]) + 1 or begin
    last = min(end, max(begin + _LONGEST, focus[1]))
    if last < end:
        space = text.rfind(" ", focus[1], last)
        last = space if space > 0 else last
    marks = tuple(
        (start + a - begin, start + b - begin)
        for a, b in one.marks
        if start + a >= begin and start + b <= last
    )
    return Snippet(text[begin:last], begin, marks, (begin > start, last < end))
