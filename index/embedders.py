"""What an embedder is; any llama-index embedding as one, and any server of OpenAI's protocol.

Importing this loads neither llama_index nor openai; making an embedder with `openai_embedder`
loads openai.
"""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError

if TYPE_CHECKING:
    import httpx
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from openai import OpenAI

_OPENAI = "https://api.openai.com/v1"
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429})
# Names rather than classes: every provider has its own, and none should be imported to ask.
_RETRYABLE_CLASSES = frozenset(
    {"APIConnectionError", "ConnectionError", "Timeout", "TimeoutError", "TransportError"}
)
_ADVICE = {
    401: "check the API key",
    403: "check what the API key may use",
    404: "check the model's name and the base URL",
    429: "wait, or embed less at once; check the account's quota",
}
_NO_QUOTA = "the account has no credit left; check its plan and billing"
_SHOWN_CHARACTERS = 300
_LONGEST_TEXT = 8_000  # characters; OpenAI's models take 8,192 tokens and refuse more
# Of texts in one request: OpenAI takes 2,048, but a failed request loses all that was in it;
# of servers run at home the strictest common one takes 32.
_BATCH_OPENAI, _BATCH = 128, 32


class Embedder(Protocol):
    """Texts to vectors. `name` is what the archive remembers, `dim` the length of a vector."""

    @property
    def name(self) -> str:
        """As the archive remembers it, for example "all-MiniLM-L6-v2"."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) float32 unit rows, in the order given; (0, dim) for none."""


class _Provided(ABC):
    """Vectors that somebody else computes: checked, made unit rows, failures named.

    `dim` is learned from the first answer and kept; asked for before that, it embeds one word.
    """

    def __init__(self, name: str, *, at_once: int, secret: str) -> None:
        self.name = name
        self.at_once = at_once
        self._secret = secret
        self._dim = 0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    @property
    def dim(self) -> int:
        """The length of a vector. Raises EmbedderError where the provider has to be asked."""
        if not self._dim:
            self.embed(["dimension"])
        return self._dim

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) float32 unit rows, in the order given; (0, dim) for none.

        Raises EmbedderError, `retryable` where the same call may succeed later.
        """
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with _Translated(self.name, secret=self._secret):
            vectors = [np.asarray(v, dtype=np.float64) for v in self._asked(list(texts))]
        if len(vectors) != len(texts):
            raise EmbedderError(
                f"embedding model {self.name!r} answered {len(texts)} texts with "
                f"{len(vectors)} vectors; check the server behind the base URL"
            )
        self._check_widths({vector.size for vector in vectors})
        return self._unit(np.stack(vectors))

    @abstractmethod
    def _asked(self, texts: list[str]) -> Iterable[Sequence[float]]:
        """What the provider answers, in the order of `texts`."""

    def _check_widths(self, widths: set[int]) -> None:
        with self._lock:
            if not self._dim and len(widths) == 1:
                self._dim = next(iter(widths))
            if widths != {self._dim} or not self._dim:
                raise EmbedderError(
                    f"embedding model {self.name!r} answered with vectors of {sorted(widths)} "
                    f"numbers, expected {self._dim or 'one length'}; check that one and the same "
                    "model serves every call"
                )

    def _unit(self, rows: NDArray[np.float64]) -> NDArray[np.float32]:
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        wrong = np.flatnonzero(~np.isfinite(lengths) | (lengths == 0))
        if len(wrong):
            raise EmbedderError(
                f"embedding model {self.name!r} gave text number {wrong[0] + 1} a vector of length "
                f"{float(lengths[wrong[0], 0])}, which has no direction; leave the text out, or "
                "use another model"
            )
        return np.asarray(rows / lengths, dtype=np.float32)


class LlamaEmbedder(_Provided):
    """Any llama-index embedding as an `Embedder`; what its provider raises becomes EmbedderError.

    `dim` is learned from the first answer and kept; asked for before that, it embeds one word.
    `name` is the model's own unless another is given.
    """

    def __init__(self, model: BaseEmbedding, name: str = "") -> None:
        super().__init__(
            name or str(model.model_name),
            at_once=int(model.embed_batch_size),
            secret=str(getattr(model, "api_key", None) or ""),
        )
        self._model = model

    def _asked(self, texts: list[str]) -> Iterable[Sequence[float]]:
        answer: list[list[float]] = self._model.get_text_embedding_batch(texts)
        return answer


class OpenAIEmbedder(_Provided):
    """A model on a server that speaks OpenAI's embeddings protocol; see `openai_embedder`.

    `host` is where texts are sent, `at_once` how many go into one request. The client below it
    tries again after 408, 409, 429, 5xx, lost connections and timeouts, and waits as long as a
    `Retry-After` of at most two minutes says.
    """

    def __init__(self, model: str, client: OpenAI, *, at_once: int) -> None:
        super().__init__(f"openai:{model}", at_once=at_once, secret=client.api_key)
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


class _Translated:
    """Turns whatever a provider raises inside into EmbedderError.

    Everything, because providers share no base class and a server that answers in HTML shows up
    as an AttributeError. The original is not chained, and `secret` is cut out of what it said:
    some servers send a refused key back.
    """

    def __init__(self, name: str, *, secret: str) -> None:
        self._name = name
        self._secret = secret

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception):
            raise self._translation(error) from None

    def _translation(self, error: Exception) -> EmbedderError:
        status = getattr(error, "status_code", None)
        if status is None:
            status = getattr(getattr(error, "response", None), "status_code", None)
        said = " ".join(str(error).split())
        if self._secret:
            said = said.replace(self._secret, "(key)")
        message = f"embedding model {self._name!r} failed: {type(error).__name__}: "
        message += said[:_SHOWN_CHARACTERS]
        if isinstance(status, int):
            retryable = status in _RETRYABLE_STATUS or status >= 500
            advice = _ADVICE.get(status, "try again later" if retryable else "check the request")
            if getattr(error, "code", None) == "insufficient_quota":
                retryable, advice = False, _NO_QUOTA
        else:
            names = {parent.__name__ for parent in type(error).__mro__}
            retryable = bool(names & _RETRYABLE_CLASSES)
            advice = (
                "check that the server is up and reachable"
                if retryable
                else "its answer was not understood; check the base URL and the model's name"
            )
        return EmbedderError(f"{message}; {advice}", retryable=retryable)


def _no_use_retrying(response: httpx.Response) -> None:
    """Tell the client not to wait for credit as it waits for a limit of requests."""
    if response.status_code == 429:
        response.read()
        if b"insufficient_quota" in response.content:
            response.headers["x-should-retry"] = "false"


def openai_embedder(
    model: str,
    base_url: str | None = None,
    api_key: str | None = None,
    *,
    timeout_seconds: float = 60.0,
    max_retries: int = 2,
    batch: int | None = None,
) -> OpenAIEmbedder:
    """Make an embedder of any server that speaks OpenAI's embeddings protocol.

    Without `base_url` it is OpenAI's own. Without `api_key` the key is OPENAI_API_KEY's; a
    server at `base_url` may do without any. `batch` is how many texts go into one request, by
    default 128 to OpenAI and 32 elsewhere.
    Raises EmbedderError for a missing key and for a base URL that is none.
    """
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise EmbedderError(
            f"{base_url!r} is not the base URL of a server; give one like http://localhost:8080/v1"
        )
    key = api_key or os.environ.get("OPENAI_API_KEY") or ""
    if not key and base_url is None:
        raise EmbedderError(
            f"embedding model {model!r} needs an API key; set OPENAI_API_KEY, or give the base "
            "URL of a server that needs none"
        )
    from openai import DefaultHttpxClient, OpenAI

    client = OpenAI(
        http_client=DefaultHttpxClient(event_hooks={"response": [_no_use_retrying]}),
        api_key=key or "no-key-given",  # the client wants something to send
        base_url=base_url or _OPENAI,
        timeout=timeout_seconds,
        max_retries=max_retries,
    )
    ours = client.base_url.host == urlsplit(_OPENAI).hostname
    return OpenAIEmbedder(model, client, at_once=batch or (_BATCH_OPENAI if ours else _BATCH))
