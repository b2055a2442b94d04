"""Where the sentences of a question lie."""

import re

from index import Span

# "U.S. embassy" and "Jan. 6" end no sentence: a full stop after a short word is none.
_SENTENCE_END = re.compile(r"(?<=[?!])\s+|(?<=[^\W\d_]{4}[.])\s+(?=[^\W\d_a-z])")


def sentence_spans(text: str) -> list[Span]:
    """Where the sentences of a question lie, in order; empty for empty text."""
    spans: list[Span] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    return [*spans, (start, len(text))] if text[start:].strip() else spans


def sentence_span(text: str, at: int) -> Span:
    """Where the sentence of `text` that holds character `at` lies."""
    return next(((a, b) for a, b in sentence_spans(text) if at < b), (0, len(text)))


def sentence_at(text: str, at: int) -> str:
    """The sentence of `text` that holds character `at`."""
    return text[slice(*sentence_span(text, at))]
