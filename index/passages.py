"""An article's text → passages on sentence bounds, with offsets that are exact by construction.

Offsets are carried along from the sentence splitter and never searched for, so they stay right
where a text repeats itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sentencex import get_sentence_boundaries

from index.furniture import furniture
from index.types import Article, Passage, Span

PASSAGE_TOKENS = 200
MAX_SENTENCE_CHARS = 2_000

# About one match per word piece of a BERT vocabulary: long words come in several pieces, and
# scripts written without spaces in one piece per character.
_TOKEN = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W぀-ヿ㐀-鿿가-힯]{1,7}|[^\w\s]")
# A bullet or dash before a list item is the page's, not the sentence's.
_BULLET = re.compile(r"[•‣▪▸►▶●■◆◦*–—-]\s+(?=\S)")
_LINE = re.compile(r"[^\n]+")
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n")


def count_tokens(text: str) -> int:
    """Roughly how many word pieces an English-trained tokenizer makes of `text`."""
    return len(_TOKEN.findall(text))


def sentences(text: str) -> list[Span]:
    """The sentences of `text` as spans, in order, without surrounding space.

    A sentence never crosses a paragraph break, nor a line break unless the text is hard-wrapped;
    one longer than `MAX_SENTENCE_CHARS` is cut at spaces.
    """
    return [
        span
        for start, end in _blocks(text)
        for found in _split(text[start:end], start)
        for span in _bounded(text, *found)
    ]


def split(article: Article, *, tokens: int = PASSAGE_TOKENS) -> list[Passage]:
    """Cut `article` into passages of about `tokens` tokens, on sentence and paragraph bounds.

    Page furniture is no sentence of any passage; an article that is furniture only has none.
    """
    return passages_of(article, cuts(article.text, tokens))


def cuts(text: str, tokens: int) -> list[list[Span]]:
    """The sentences of `text`, those of each passage together."""
    return list(_pack(text, evidence_spans(text), tokens))


def passages_of(article: Article, groups: Iterable[Sequence[Span]]) -> list[Passage]:
    """The passages whose sentences are `groups`, as `cuts` gives them."""
    return [
        Passage(
            article_id=article.id,
            text=article.text[group[0][0] : group[-1][1]],
            start=group[0][0],
            end=group[-1][1],
            sentences=tuple(group),
            title=article.title,
            source=article.source,
            published=article.published,
            url=article.url,
        )
        for group in groups
    ]


def _split(block: str, offset: int) -> Iterator[Span]:
    for found in get_sentence_boundaries("en", block):
        sentence = found["text"]
        stripped = sentence.strip()
        if stripped:
            start = offset + found["start_index"] + sentence.index(stripped[0])
            bullet = _BULLET.match(stripped)
            yield start + (bullet.end() if bullet else 0), start + len(stripped)


def _blocks(text: str) -> list[Span]:
    """Paragraphs where the text is hard-wrapped, lines where it is not."""
    if not _hard_wrapped(text):
        return [match.span() for match in _LINE.finditer(text)]
    cuts = [(0, 0), *(m.span() for m in _PARAGRAPH_BREAK.finditer(text)), (len(text), len(text))]
    return [(before[1], after[0]) for before, after in pairwise(cuts) if before[1] < after[0]]


def _hard_wrapped(text: str) -> bool:
    """Whether most lines that are followed by another line are of a typewriter's width."""
    lines = text.split("\n")
    inner = [len(line) for line, after in pairwise(lines) if line.strip() and after.strip()]
    return len(inner) >= 4 and sum(50 <= length <= 90 for length in inner) > 0.6 * len(inner)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE_CHARS:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARS)
        cut = cut if cut > start else start + MAX_SENTENCE_CHARS
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    if inner := text[start:end].strip():
        start = text.index(inner[0], start)
        yield start, start + len(inner)


def evidence_spans(text: str) -> list[Span]:
    """The sentences of `text`, less those that touch a stretch of page furniture."""
    marked = furniture(text)
    kept: list[Span] = []
    at = 0
    for start, end in sentences(text):
        while at < len(marked) and marked[at][1] <= start:
            at += 1
        if at < len(marked) and marked[at][0] < end:
            start = max(start, marked[at][1])  # a furniture prefix glued to a sentence
            start += len(text[start:end]) - len(text[start:end].lstrip())
            if start >= end or (at + 1 < len(marked) and marked[at + 1][0] < end):
                continue
        kept.append((start, end))
    return kept


def _pack(text: str, spans: list[Span], tokens: int) -> Iterator[list[Span]]:
    """Greedy: a passage ends with a paragraph once it is nearly full, else when it is full."""
    group: list[Span] = []
    size = 0
    for span in spans:
        length = count_tokens(text[span[0] : span[1]])
        new_paragraph = bool(group) and "\n" in text[group[-1][1] : span[0]]
        full = size + length > 1.1 * tokens or (new_paragraph and size >= 0.85 * tokens)
        if group and full:
            yield group
            group, size = [], 0
        group.append(span)
        size += length
    if group:
        yield group
