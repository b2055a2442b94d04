"""A stand-in for a server that speaks OpenAI's protocol. It is no model.

Over a loopback socket it answers `/v1/chat/completions` (whole and streamed), `/v1/embeddings`
and `/v1/models`, well or badly, as a test tells it, and keeps every request to be asserted on:

    with serving(Behaviour("The bridge cost 4 million. [3]\\n")) as double:
        client = openai.OpenAI(base_url=double.url, api_key="any")
        double.queue(RATE_LIMITED)              # the next request; those after it as before
        double.queue(GOOD, SERVER_ERROR, on="embeddings")

Each named behaviour is also had by asking for the model "double-NAME", so that it can be tried by
hand: `python -m tests.openai_double --port 8087`. Where nothing else is said it answers well, which
means that it finds numbered sentences and a question in the prompt and copies the sentences that
share most words with the question.
"""

from tests.openai_double.behaviours import (
    BAD_GATEWAY,
    FILTERED,
    FORBIDDEN,
    GOOD,
    LINE,
    NAMED,
    NO_QUOTA,
    NO_SUCH_MODEL,
    OVERLOADED,
    RATE_LIMITED,
    SERVER_ERROR,
    TOO_LONG,
    UNAUTHORISED,
    Behaviour,
    failing,
)
from tests.openai_double.server import Double, Request, hashed, serving

__all__ = [
    "BAD_GATEWAY",
    "FILTERED",
    "FORBIDDEN",
    "GOOD",
    "LINE",
    "NAMED",
    "NO_QUOTA",
    "NO_SUCH_MODEL",
    "OVERLOADED",
    "RATE_LIMITED",
    "SERVER_ERROR",
    "TOO_LONG",
    "UNAUTHORISED",
    "Behaviour",
    "Double",
    "Request",
    "failing",
    "hashed",
    "serving",
]
