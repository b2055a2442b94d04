"""How long a text is to a model whose server does not count, by a rule that was measured.

The rule is on the safe side even for a small vocabulary made for English;
`tests/benchmarks/bench_tokens.py` measures it.
"""

import math
import re

_WORD = re.compile(r"[A-Za-z]+")
_MARK = re.compile(r"[0-9!-/:-@\[-`{-~]")
_SPACE = re.compile(r"[^\S ]|(?<=\s) | (?=\d)")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_SELDOM = 0.01
"""The share of accented letters beyond which a text is taken to be in another language."""
_BEYOND = re.compile(r"[^\x00-\x7f]")
_COMMON, _LONG, _ALL_KNOWN = 5, 3, 10
"""Letters of a token in English words of up to ten letters, which are mostly known, and in longer
ones; other languages' words are cut as finely as long ones, and finer."""
_NAMED, _FOREIGN = 2, 2.5
"""Letters of a token in names and in headlines set in capitals, and in other languages."""
_WIDE = (0, 1.0, 1.25, 2.5, 4.0)
"""Tokens of a character, by its bytes."""


def estimated_tokens(text: str) -> int:
    """Hardly ever fewer tokens than `text` is; of English news about a third more.

    A figure's digits and every mark may be a token each.
    """
    foreign = len(_ACCENTED.findall(text)) > _SELDOM * len(text)
    words = sum(math.ceil(len(word) / _letters(word, foreign)) for word in _WORD.findall(text))
    marks = len(_MARK.findall(text)) + len(_SPACE.findall(text))
    beyond = sum(_WIDE[len(one.encode("utf-8", "replace"))] for one in _BEYOND.findall(text))
    return math.ceil(words + marks + beyond)


def _letters(word: str, foreign: bool) -> float:
    if len(word) <= _LONG:
        return _LONG
    if not word.islower():
        return _NAMED
    if foreign:
        return _FOREIGN
    return _COMMON if len(word) <= _ALL_KNOWN else _LONG
