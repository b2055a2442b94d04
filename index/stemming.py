"""Text → its content words, stemmed as the word index has them."""

import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from index.types import Span

_WORD = re.compile(r"\w+")
_ALONE = re.compile(r"[^\W_]+")


def terms(text: str) -> list[str]:
    """The content words of `text`, lower-cased and stemmed as the index has them, in order."""
    kept = " ".join(w for w in _WORD.findall(text) if w.lower() not in stop_words())
    return list(analyzer().analyze(kept))


def stems(text: str) -> list[tuple[str, Span]]:
    """Every word of `text` as the index has it, with where it stands."""
    found = ((_stem(m[0]), m.span()) for m in _ALONE.finditer(text))
    return [(stem, span) for stem, span in found if stem]


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
