"""What a server of one's own tells beside answering: how much its model reads, how long a text is.

llama.cpp's and vLLM's count on request; both and several hosted ones list the window beside the
model's name. Whoever does not is asked once and not again.
"""

import logging
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

_LOG = logging.getLogger(__name__)

_WINDOW = (
    "n_ctx", "max_model_len", "context_window", "context_length", "max_context_length",
)  # fmt: skip
"""Names of the window in a list of models, what the server runs with before what it might."""

_PATIENCE = 5.0
"""Seconds; who takes longer than this to count does not count."""


class Server:
    """The server at `base_url`, asked about `model`. Safe to share between threads."""

    def __init__(self, base_url: str, model: str, secret: str, timeout_seconds: float) -> None:
        self._base_url = base_url
        self._model = model
        self._secret = secret
        self._timeout = min(_PATIENCE, timeout_seconds)
        self._counts = True
        self.tokens = lru_cache(1024)(self._tokens)

    @cached_property
    def window(self) -> int | None:
        """How many tokens the model reads at once, None where the server does not tell."""
        try:
            listed = list(self._client.models.list())
        except Exception as error:  # noqa: BLE001  (a server may send anything)
            _LOG.info("%s does not list its models: %s", self._base_url, type(error).__name__)
            return None
        found = [one for one in listed if one.id == self._model] or listed[: len(listed) == 1]
        told = found[0].model_dump() if found else {}
        return next(_windows(told), None)

    def _tokens(self, text: str) -> int | None:
        """How many tokens `text` is, None where the server does not count."""
        if not self._counts:
            return None
        try:
            told = self._client.post(
                f"{self._base_url.rstrip('/').removesuffix('/v1')}/tokenize",
                cast_to=object,
                body={"model": self._model, "content": text, "prompt": text},
            )
            counted = len(told["tokens"]) if isinstance(told, dict) else 0
        except Exception as error:  # noqa: BLE001
            _LOG.info("%s does not count tokens: %s", self._base_url, type(error).__name__)
            counted = 0
        self._counts = counted > 0 or not text
        return counted if self._counts else None

    @cached_property
    def _client(self) -> Any:
        from openai import OpenAI

        return OpenAI(
            api_key=self._secret, base_url=self._base_url, timeout=self._timeout, max_retries=0
        )


def _windows(told: Mapping[str, object]) -> Iterator[int]:
    """The window as a list of models has it: beside the name, or under "meta"."""
    meta = told.get("meta")
    places = [meta, told] if isinstance(meta, dict) else [told]
    for name in _WINDOW:
        for place in places:
            value = place.get(name)
            if isinstance(value, int) and value > 0:
                yield value
