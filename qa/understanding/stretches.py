"""Stretches of a question: its sentences, and what it only quotes, by their places as typed.

Titles stand in single quotation marks as well, which in the level spelling of qa.language are
apostrophes.
"""

import re

from index import Span

# “After the Flood”
_QUOTED = re.compile(
    r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’(?!\w)|(?<!\w)'[^']+(?:(?<=\w)'\w[^']*)*'(?!\w)|«[^»]*»"
)
# "U.S. embassy" and "Jan. 6" end no sentence: a full stop after a short word is none.
_SENTENCE_END = re.compile(r"(?<=[?!])\s+|(?<=[^\W\d_]{4}[.])\s+(?=[^\W\d_a-z])")


def unquoted(text: str) -> str:
    """`text` with everything in quotation marks blotted out by "#", at the same length."""
    return _QUOTED.sub(lambda match: "#" * len(match[0]), text)


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
