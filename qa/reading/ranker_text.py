"""A question and a sentence under its headline → the tokens that the ranker reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

QUESTION, SENTENCE, HEADLINE = 0, 1, 2
"""What each token belongs to; the model adds a vector of its own for each."""

_QUESTION_TOKENS = 32
_HEADLINE_TOKENS = 16
TOKENS = 128
"""The longest input in word pieces; what is longer is cut at the end of the sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One input. `offsets` are the characters of the sentence's tokens, which begin at `first`."""

    tokens: list[int]
    kinds: list[int]
    first: int
    offsets: list[tuple[int, int]]


class Encoder:
    """Writes [CLS] question [SEP] headline . sentence [SEP] as numbers."""

    def __init__(self, tokenizer: Any, tokens: int = TOKENS) -> None:
        self._tokenizer = tokenizer
        self._tokens: Final = tokens
        self._begin, self._end, self._stop = (
            tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]", ".")
        )

    def question(self, text: str) -> list[int]:
        """The tokens of a question, which are the same for all its sentences."""
        return [self._begin, *self._encoded(text).ids[:_QUESTION_TOKENS], self._end]

    def row(self, question: list[int], headline: str, sentence: str) -> Row:
        """The input for one sentence; `question` is what the method of that name gives."""
        title = self._encoded(headline).ids[:_HEADLINE_TOKENS] if headline.strip() else []
        if title and title[-1] != self._stop:
            title.append(self._stop)
        encoded = self._encoded(sentence)
        room = max(1, self._tokens - len(question) - len(title) - 1)
        body = encoded.ids[:room]
        return Row(
            tokens=[*question, *title, *body, self._end],
            kinds=[QUESTION] * len(question) + [HEADLINE] * len(title)
            + [SENTENCE] * (len(body) + 1),
            first=len(question) + len(title),
            offsets=encoded.offsets[:room],
        )  # fmt: skip

    def _encoded(self, text: str) -> Any:
        # A lone surrogate, which no tokenizer takes, is read as a question mark.
        sound = text.encode("utf-8", "replace").decode("utf-8")
        return self._tokenizer.encode(sound, add_special_tokens=False)
