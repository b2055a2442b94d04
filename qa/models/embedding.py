"""Embeddings of any server that speaks OpenAI's protocol. Importing this does not load openai."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index import ProvidedEmbedder

if TYPE_CHECKING:
    import httpx
    from openai import OpenAI

_LONGEST_TEXT = 8_000  # characters; OpenAI's models take 8,192 tokens and refuse more


class OpenAIEmbedder(ProvidedEmbedder):
    """A model on a server that speaks OpenAI's embeddings protocol; see `openai_embedder`.

    `host` is where texts are sent, `at_once` how many go into one request. The client below it
    tries again after 408, 409, 429, 5xx, lost connections and timeouts, and waits as long as a
    `Retry-After` of at most two minutes says.
    """

    def __init__(self, name: str, model: str, client: OpenAI, *, at_once: int) -> None:
        super().__init__(name, at_once=at_once, secret=client.api_key)
        self.model = model
        self.host = urlsplit(str(client.base_url)).netloc.rpartition("@")[2]
        self._client = client

    def _asked(self, texts: list[str]) -> Iterable[Sequence[float]]:
        vectors: list[Sequence[float]] = []
        for at in range(0, len(texts), self.at_once):
            batch = [text[:_LONGEST_TEXT] for text in texts[at : at + self.at_once]]
            data = self._client.embeddings.create(model=self.model, input=batch).data
            # most servers answer in order, and those that do not say what belongs where
            if sorted(item.index for item in data) == list(range(len(batch))):
                data.sort(key=lambda item: item.index)
            vectors += [item.embedding for item in data]
        return vectors


def no_use_retrying(response: httpx.Response) -> None:
    """Tell the client not to wait for credit as it waits for a limit of requests."""
    if response.status_code == 429:
        response.read()
        if b"insufficient_quota" in response.content:
            response.headers["x-should-retry"] = "false"
