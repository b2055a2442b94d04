"""What an embedder is; any llama-index embedding as one, and what installed packages declare.

Importing this loads nothing of llama_index.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError, IndexingError
from index.files.decoding import named
from index.plugins import Plugin, type_named

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

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
# finds in "wordhash:64 (dateline-wordhash 1.0)" what was asked for, the package, its version
_RECORDED = re.compile(r"(.+) \((\S+) (\S+)\)")


class Embedder(Protocol):
    """Texts to vectors. `name` is what the archive remembers, `dim` the length of a vector.

    One that sends texts to a server has two attributes more: the `host` that they go to, and the
    `model` under which prices are listed.
    """

    @property
    def name(self) -> str:
        """As the archive remembers it, for example "all-MiniLM-L6-v2"."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) float32 unit rows, in the order given; (0, dim) for none."""


@dataclass(frozen=True, slots=True)
class WantedEmbedder:
    """The embedder that is asked for: its whole `name`, and what stands behind the name's colon.

    `base_url` is where servers are, empty for the usual place. A `patient` one tries a server more
    often: where nobody waits for an answer.
    """

    name: str
    arguments: str = ""
    base_url: str = ""
    patient: bool = False


def asked_for(name: str) -> tuple[str, str]:
    """The name to ask for an embedder by, and the package that it came from, empty for ours.

    `name` may be what an archive remembers: "wordhash:64 (dateline-wordhash 1.0)".
    """
    recorded = _RECORDED.fullmatch(name)
    return (recorded[1], f"{recorded[2]} {recorded[3]}") if recorded else (name, "")


def embedding_host(embedder: Embedder | None) -> str:
    """The host that an embedder sends texts to; empty where it sends none."""
    return str(getattr(embedder, "host", "") or "")


class ProvidedEmbedder(ABC):
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
        try:
            vectors = [np.asarray(given) for given in self._asked(list(texts))]
        except Exception as error:  # noqa: BLE001  (providers share no base class)
            raise self._failure(error) from None
        if len(vectors) != len(texts):
            raise EmbedderError(
                f"embedding model {self.name!r} answered {len(texts)} texts with "
                f"{len(vectors)} vectors; check the server behind the base URL"
            )
        self._check_rows(vectors)
        self._check_widths({vector.size for vector in vectors})
        return self._unit(np.stack(vectors).astype(np.float64))

    @abstractmethod
    def _asked(self, texts: list[str]) -> Iterable[Sequence[float]]:
        """What the provider answers, in the order of `texts`."""

    def _failure(self, error: Exception) -> EmbedderError:
        """What is said of whatever the provider raised; not chained, for it may hold the secret."""
        return _translation(error, self.name, self._secret)

    def _check_rows(self, vectors: list[NDArray[Any]]) -> None:
        for number, one in enumerate(vectors, 1):
            if one.ndim != 1 or one.dtype.kind not in "fiu":
                raise EmbedderError(
                    f"embedding model {self.name!r} gave text number {number} an array of shape "
                    f"{one.shape} and type {one.dtype}, not one flat row of numbers; use another "
                    "model"
                )

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


class LlamaEmbedder(ProvidedEmbedder):
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


class PluggedEmbedder(ProvidedEmbedder):
    """An embedder of an installed package; its entry point is a function of a `WantedEmbedder`.

    The archive remembers it by what was asked for, the package, and its version: that of the
    embedder, if it has an attribute `version`, else that of the package.

    Raises:
        PluginError: the entry point cannot be used.
    """

    def __init__(self, plugin: Plugin, wanted: WantedEmbedder) -> None:
        made = plugin.guarded(lambda: plugin.loaded()(wanted))
        embed = plugin.attribute(made, "embed")
        if not callable(embed):
            raise plugin.wrong(f"it returned {type_named(made)}, which has no method embed")
        version = "".join((plugin.text(made, "version") or plugin.version).split())
        name = f"{wanted.name} ({plugin.package} {version})"
        super().__init__(name, at_once=1, secret="")
        self.host = plugin.text(made, "host")
        self.model = plugin.text(made, "model") or wanted.name
        self._plugin = plugin
        self._embed: Callable[[list[str]], object] = embed

    def _asked(self, texts: list[str]) -> Iterable[Sequence[float]]:
        given = self._plugin.guarded(lambda: self._embed(texts))
        if not isinstance(given, np.ndarray | Sequence) or isinstance(given, str | bytes):
            raise self._plugin.wrong(f"it gave {type_named(given)} and no vectors")
        return given

    def _failure(self, error: Exception) -> EmbedderError:
        if isinstance(error, EmbedderError):
            return error
        if isinstance(error, IndexingError):
            return EmbedderError(str(error))
        return EmbedderError(f"{self._plugin} gave no vectors: {named(error)}")


def _translation(error: Exception, name: str, secret: str) -> EmbedderError:
    """An error of a provider, with `secret` cut out: some servers send a refused key back.

    A server that answers in HTML shows up as an AttributeError.
    """
    status = getattr(error, "status_code", None)
    if status is None:
        status = getattr(getattr(error, "response", None), "status_code", None)
    said = " ".join(str(error).split())
    if secret:
        said = said.replace(secret, "(key)")
    message = f"embedding model {name!r} failed: {type(error).__name__}: "
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
