"""The words of a sentence as they are compared: spellings levelled, stemmed, clauses marked.

Level means that "U.S." and "United States", "didn't" and "did not", "per cent" and "%", curly and
straight quotation marks are the same; the lists are in `words.yaml`.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from index import CASELESS, terms
from qa.language.lists import WORDS

# "4,200.5" · "O'Neill" · a quotation mark · a mark that ends a clause
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[\"“”]|[.!?;:,()–—]")
# "U.S." and "p.m."
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_LEVELLED = str.maketrans({
    "’": "'", "‘": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "−": "-", "‑": "-",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
} | CASELESS)  # fmt: skip
_SPELLED_OUT = tuple(
    (sign, re.compile(pattern, re.I), replacement)
    for sign, pattern, replacement in (
        # an escaped "\'" of a bad export
        ("\\", r"\\+'", "'"),
        # "14%" and "14 %"
        ("%", r"(?<=\d)\s?%", " percent"),
        # quotation marks of two signs
        ("`", r"``", '"'),
        ("'", r"''", '"'),
        # "won't", "can't", "cannot", "shan't", "didn't"
        ("'", r"\bwon't\b", "will not"),
        ("n", r"\b(?:can't|cannot)\b", "can not"),
        ("'", r"\bshan't\b", "shall not"),
        ("'", r"n't\b", " not"),
        # "they'll", "they've", "they're", "I'm", "she's"
        ("'", r"'ll\b", " will"),
        ("'", r"'ve\b", " have"),
        ("'", r"'re\b", " are"),
        ("'", r"\b(?-i:I)'m\b", "I am"),
        ("'", r"\b(he|she|it|that|there|who|what)'s\b", r"\1 is"),
        # the genitive of "Veary's" and "residents'"
        ("'", r"(?<=[^\W\d_])'s?(?=[\s.,;:!?)\"]|$)", ""),
    )
)
"""The sign without which there is nothing to look for, what is looked for, what it becomes."""
_ENDS = frozenset(".!?")
_MARKS = frozenset('.!?;:,()–—"')
_CAPITALS = frozenset(("US", "WHO", "AIDS"))
"""What is another word in small letters."""
_ARTICLES = frozenset(("a", "an", "the"))


class Token(NamedTuple):
    """A word or figure. `stem` is how it is compared; `clause` counts stretches between marks.

    `opens` where a capital says nothing: at the start of a sentence or a quotation. `content` is
    False for function words, `quoted` is True inside double quotation marks, `start` is where it
    begins in the levelled text.
    """

    start: int
    text: str
    low: str
    stem: str
    content: bool
    opens: bool
    clause: int
    quoted: bool

    @property
    def end(self) -> int:
        """Where it ends in the levelled text."""
        return self.start + len(self.text)

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[0].isupper()


FIGURE = "0"
"""Stands for any figure among the words of a sentence."""


def lows(words: Sequence[Token]) -> frozenset[str]:
    """The words in lower case, to see quickly what a sentence cannot have; `FIGURE` for figures."""
    # "Monday's—some said Tuesday's—storm" keeps its genitive
    bare = (word.low.partition("'")[0] for word in words if "'" in word.low)
    return frozenset(FIGURE if word.low[0].isdigit() else word.low for word in words).union(bare)


def level(text: str) -> str:
    """`text` on one line in level spelling, for rules that look at characters."""
    flat = text.translate(_LEVELLED)
    for sign, pattern, replacement in _SPELLED_OUT:
        if sign in flat:
            flat = pattern.sub(replacement, flat)
    flat = _DOTTED.sub(_undotted, flat)
    flat = _phrases().sub(_as_compared, flat)
    return " ".join(flat.split())


def tokenise(flat: str) -> tuple[Token, ...]:
    """The words and figures of a levelled text in order, articles left out."""
    found: list[Token] = []
    clause, opens, quoted = 0, True, _starts_quoted(flat)
    for match in _TOKEN.finditer(flat):
        word = match.group()
        if word in _MARKS:
            clause += word != '"'
            quoted = _opens_quote(flat, match.start()) if word == '"' else quoted
            opens = opens or word in _ENDS or word in ':"'
            continue
        low = word.lower()
        if low not in _ARTICLES:
            found.append(_token(match, opens, clause, quoted))
        opens = False
    return tuple(found)


def follow(words: Sequence[Token], before: Sequence[Token], start: int) -> tuple[Token, ...]:
    """`words` as those of a sentence that begins at `start`, after one with the words `before`."""
    clauses = before[-1].clause + 1 if before else 0
    return tuple(w._replace(start=w.start + start, clause=w.clause + clauses) for w in words)


@lru_cache(1 << 16)
def stem(word: str) -> tuple[str, bool]:
    """How a word is compared, and whether it is a content word."""
    same = _same().get(word if word in _CAPITALS else word.lower(), word)
    found = terms(same)
    return (found[0], True) if found else (same.lower(), False)


def _starts_quoted(flat: str) -> bool:
    """Whether the first quotation mark closes, so that the quotation began in a sentence before."""
    first = flat.find('"')
    return first > 0 and not _opens_quote(flat, first)


def _opens_quote(flat: str, at: int) -> bool:
    spaced = at == 0 or flat[at - 1] in " (-–—"
    return spaced and flat[at + 1 : at + 2] not in ("", " ")


def _token(match: re.Match[str], opens: bool, clause: int, quoted: bool) -> Token:
    word = match.group()
    if word[0].isdigit():
        compared, content = word.replace(",", ""), True
    else:
        compared, content = stem(word)
    return Token(match.start(), word, word.lower(), compared, content, opens, clause, quoted)


def _as_compared(match: re.Match[str]) -> str:
    phrase = match.group()
    same = _same()[phrase.lower()]
    return same.capitalize() if phrase[0].isupper() or phrase[-1].isupper() else same


def _undotted(match: re.Match[str]) -> str:
    letters = match.group()
    return letters.replace(".", "") if letters.lower() not in ("a.m.", "p.m.") else letters


@cache
def _same() -> dict[str, str]:
    """Every spelling that stands for another, with what it stands for; most in small letters."""
    return {spelling: group[0] for group in WORDS.groups("same") for spelling in group[1:]}


@cache
def _phrases() -> re.Pattern[str]:
    """The spellings of more than one word, such as "prime minister"."""
    longest_first = sorted((one for one in _same() if " " in one), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.I)
