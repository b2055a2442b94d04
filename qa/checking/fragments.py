"""Whether a statement is a sentence: "14 years" states nothing, whatever the evidence says.

A sentence has a verb that tells of something. Verbs are seen by closed lists, by their endings and
by what stands beside them; in doubt it is one. So is a headline such as "Ferry given new bow".
"""

from collections.abc import Sequence

from qa.language import Form, Sentence, Token
from qa.language.clauses import adverb, noun_too
from qa.language.lists import CLAUSES
from qa.language.numerals import number_words

_DEICTIC = frozenset(
    ("this", "that", "these", "those", "each", "all", "some", "many", "most", "both")
)


_LONG = 12
"""A text of more words has a verb, if one that the lists lack."""


def incomplete(sentence: Sentence) -> bool:
    """Whether no word of it may be the verb of a sentence."""
    words, kinds = sentence.words, sentence.forms
    if len(words) > _LONG:
        return False
    if any(word.low in CLAUSES.among("finite") or word.low.endswith("'d") for word in words):
        return False
    return not any(_tells(at, kinds, words, sentence.determined) for at in range(len(words)))


def _tells(
    at: int, kinds: Sequence[Form], words: Sequence[Token], determined: Sequence[bool]
) -> bool:
    """Whether the word at `at` may be the verb of a sentence."""
    kind, word = kinds[at], words[at]
    if kind in (Form.NONE, Form.ING):
        return False
    plain = not noun_too(word.low)
    if at == 0:  # "Identify what is at stake": an order
        return kind is Form.BASE and plain
    before = words[at - 1]
    if kind is Form.PAST:
        return True
    if before.low == "to":  # "Wales to host the cup"
        return at > 1 and kind is Form.BASE and words[at - 2].capital
    noun = determined[at] and not (plain and before.low in _DEICTIC)
    if noun or _governed(before):
        return False
    if kind in (Form.EITHER, Form.PARTICIPLE):
        return not _done_by(words[at + 1 : at + 3])
    return _present(at, kinds, words, determined)


def _present(
    at: int, kinds: Sequence[Form], words: Sequence[Token], determined: Sequence[bool]
) -> bool:
    """Whether the word at `at`, which may be a verb in the present, is one, and no noun."""
    kind, word, before = kinds[at], words[at], words[at - 1]
    if at + 1 < len(words) and determined[at + 1] and words[at + 1].clause == word.clause:
        return True
    plain = not noun_too(word.low)
    if before.clause == word.clause and _counts(before) and not (kind is Form.BASE and plain):
        return False
    if plain or adverb(before) or before.low in CLAUSES.among("pronouns"):
        return True
    opening = at == 1 and kinds[0] is Form.ING  # "Raising fears"
    after = [one.low for one in words[at + 1 : at + 3]]
    return not opening and _agrees(kind, words[max(0, at - 4) : at], after)


def _agrees(kind: Form, before: Sequence[Token], after: Sequence[str]) -> bool:
    """Whether a word that may be a noun stands as the verb of what is `before` it."""
    last = before[-1]
    if after[:1] == ["of"]:
        return False
    plural = last.low.endswith(("s", "men")) and not last.low.endswith("ss")
    if kind is Form.THIRD:
        return bool(after) and not (plural and not last.capital)
    joined = any(word.low == "and" for word in before)
    return plural or joined or last.low in CLAUSES.among("plural_subjects")


def _governed(before: Token) -> bool:
    """Whether what follows `before` is its object; of "sales more than doubled" it is not."""
    return before.low in CLAUSES.among("prepositions") and before.low != "than"


def _counts(before: Token) -> bool:
    return before.low[0].isdigit() or before.low in number_words()


def _done_by(after: Sequence[Token]) -> bool:
    """Whether "by" somebody follows; not "by 4%" and "by closing it", an amount and a way."""
    if len(after) < 2 or after[0].low != "by":
        return False
    word = after[1].low
    return not (word[0].isdigit() or word.endswith("ing") or word in number_words())
