"""How long a text is to a model whose server does not count, by a rule that was measured.

The rule is on the safe side even for a small vocabulary made for English;
`tests/benchmarks/bench_tokens.py` measures it.
"""

import math
import re

_WORD = re.compile(r"[A-Za-z]+")
_MARK = re.compile(r"[0-9!-/:-@\[-`{-~]")
_SPACE = re.compile(r"[^\S ]|(?<=\s) | (?=\d)")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_COMMON, _LONG = 5, 3
"""Letters of a token in words of up to ten letters, which are mostly known, and in longer ones."""
_NAMED = 2
"""Letters of a token in names, and in headlines set in capitals."""
_WIDE = (0, 1.0, 1.25, 2.5, 4.0)
"""Tokens of a character, by its bytes."""


def estimated_tokens(text: str) -> int:
    """Hardly ever fewer tokens than `text` is; of English news about a third more.

    A figure's digits and every mark may be a token each.
    """
    words = sum(-(-len(word) // _letters(word)) for word in _WORD.findall(text))
    marks = len(_MARK.findall(text)) + len(_SPACE.findall(text))
    beyond = sum(_WIDE[len(one.encode("utf-8", "replace"))] for one in _BEYOND.findall(text))
    return math.ceil(words + marks + beyond)


def _letters(word: str) -> int:
    if not word.islower():
        return _NAMED if len(word) > _LONG else _LONG
    return _COMMON if len(word) <= 2 * _COMMON else _LONG
