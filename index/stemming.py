"""Text → its content words, stemmed as the word index has them."""

import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from index.types import Span

_WORD = re.compile(r"\w+")
_ALONE = re.compile(r"[^\W_]+")

INITIALS = {"WHO": "World Health Organization", "IT": "information technology"}
"""Capitals that are no function word, though the index, which has small letters, cannot tell."""
_SPELLED = re.compile(rf"\b(?:{'|'.join(INITIALS)})\b")


def terms(text: str) -> list[str]:
    """The content words of `text`, lower-cased and stemmed as the index has them, in order.

    "WHO" is one where not all is in capitals, "who" is none.
    """
    return list(analyzer().analyze(" ".join(content_words(text))))


def content_words(text: str) -> list[str]:
    """The words of `text` as they are written, function words left out."""
    stopped = stop_words()
    kept = [w for w in _WORD.findall(text) if w.lower() not in stopped or w in INITIALS]
    return kept if not INITIALS.keys() & set(kept) or not text.isupper() else _small(kept)


def _small(words: list[str]) -> list[str]:
    return [word for word in words if word not in INITIALS]


def spelled_out(text: str) -> str:
    """A question with the initials written out that the index has as function words."""
    if text.isupper():
        return text
    return _SPELLED.sub(lambda match: f"{INITIALS[match[0]]} ({match[0]})", text)


def stems(text: str) -> list[tuple[str, Span]]:
    """Every word of `text` as the index has it, with where it stands."""
    found = ((_stem(m[0]), m.span()) for m in _ALONE.finditer(text))
    return [(stem, span) for stem, span in found if stem]


def stems_in(text: str) -> set[str]:
    """The words of `text` as the index has them, each once: quicker than where they stand."""
    return set(map(_stem, set(_ALONE.findall(text))))


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    return "".join(analyzer().analyze(word))


@cache
def stop_words() -> frozenset[str]:
    """Function words and the words of asking: no subject, and most of a query's cost."""
    listed = resources.files("index").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(listed.split())


@cache
def analyzer() -> Any:
    """What cuts a text into words and stems them, of tantivy."""
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
