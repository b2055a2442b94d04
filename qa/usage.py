"""What models took: requests, tokens and dollars."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests to models and their tokens. `cost` is in US dollars, None if a price is not known.

    `estimated` says that a server did not count and the tokens were estimated from the text.
    """

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """Sent and written, together."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
            self.estimated or other.estimated,
        )

    def __str__(self) -> str:
        """Such as "2 requests, 1,840 tokens, 0.0012 USD"."""
        about = "about " if self.estimated else ""
        requests = "request" if self.requests == 1 else "requests"
        cost = "" if self.cost is None else f", {about}{self.cost:.4f} USD"
        return f"{self.requests:,} {requests}, {about}{self.tokens:,} tokens{cost}"


UNUSED = Usage()
"""No model was asked."""
