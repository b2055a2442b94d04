"""Models by name: OpenAI's, and those of every server that speaks its protocol.

Nothing is sent, and no client is imported, before the first question that needs one.
"""

import os
import re
from typing import Any
from urllib.parse import urlsplit

from index import Embedder, EmbedderError, WantedEmbedder
from qa.errors import KeyMissing, SettingsError
from qa.models.embedding import OpenAIEmbedder, no_use_retrying
from qa.models.failures import named
from qa.models.model import USUAL_CONTEXT, Endpoint, Model
from qa.models.replies import Replies
from qa.models.servers import Server
from qa.models.spending import Budget, prices
from qa.settings import Settings

PROVIDER = "openai"
"""What a reader, and an embedder, behind OpenAI's protocol are called: "openai:MODEL"."""

DEFAULT_MODEL = "gpt-4.1-mini"
"""Of OpenAI's, where none is named."""

OPENAI = "https://api.openai.com/v1"

_OWN_CONTEXT = 16_000
"""Less than any of OpenAI's models reads; more passages would not make an answer better."""

_REPLY = 700
_THOUGHT = 4_000
"""Tokens of an answer, and of one with what a model thinks before it."""

_IMPATIENT, _PATIENT = 2, 6
"""Retries of an embedder; six take 20 to 30 seconds where no Retry-After says more."""

# Of texts in one request: OpenAI takes 2,048, but a failed request loses all that was in it;
# of servers run at home the strictest common one takes 32.
_BATCH_OPENAI, _BATCH = 128, 32

_REASONS = re.compile(r"(?:openai/)?(?:o\d|gpt-[5-9](?!.*chat))")
"""Models of OpenAI's that think before they answer, and take other parameters for it."""

_THINKS = re.compile(
    r"deepseek-r\d|deepseek-reasoner|qwq|qwen3|magistral|gpt-oss|phi-?4.*reasoning|thinking|-r1\b",
    re.IGNORECASE,
)
"""Open models that do so and take the usual ones."""


def place(base_url: str) -> str:
    """The host, with its port, that text is sent to."""
    return urlsplit(base_url or OPENAI).netloc.rpartition("@")[2]


def key(base_url: str) -> str:
    """OPENAI_API_KEY, or a stand-in for a server that needs none.

    Raises:
        KeyMissing: OpenAI's own needs one.
        SettingsError: it holds a character that cannot be sent.
    """
    if found := os.environ.get("OPENAI_API_KEY", "").strip():
        if not (found.isascii() and found.isprintable()):
            raise SettingsError(
                "OPENAI_API_KEY holds a character that no key has, such as a line break or a "
                "typographic quotation mark; copy the key once more"
            )
        return found
    if base_url:
        return "no-key-given"  # the client wants something to send
    raise KeyMissing(
        "OpenAI's models need a key; set OPENAI_API_KEY, or give the base URL of a server that "
        "needs none (--base-url http://localhost:11434/v1), or ask with --reader extractive"
    )


def is_at_hand(settings: Settings) -> bool:
    """Whether `openai_model` gives a model without asking a server for its models."""
    if settings.base_url:
        return bool(settings.model)
    return bool(os.environ.get("OPENAI_API_KEY", "").strip())


def openai_model(settings: Settings) -> Model:
    """The model that the settings name, with its price, its limit and its kept replies.

    Raises:
        KeyMissing: it needs a key and there is none.
        SettingsError: no model is named and the server has several; or there is a limit on cost
            and no price is known.
        ReaderError: the server was asked for its models and did not answer.
    """
    secret, name = key(settings.base_url), settings.model
    if not name:
        name = _only_model(settings, secret) if settings.base_url else DEFAULT_MODEL
    price = prices(settings.prices).of(name)
    if settings.max_cost and not price:
        raise SettingsError(
            f"no price of {name!r} is known, so no limit can be kept; put it into a file of "
            "prices (DATELINE_PRICES), or leave --max-cost out"
        )
    reasons = bool(_REASONS.match(name))
    usual = _OWN_CONTEXT if reasons or not settings.base_url else USUAL_CONTEXT
    thinks = reasons or bool(_THINKS.search(name))
    endpoint = Endpoint(
        name,
        place(settings.base_url),
        settings.context_tokens or usual,
        _THOUGHT if thinks else _REPLY,
        thinks,
    )
    return Model(
        lambda: _client(settings, endpoint, secret),
        endpoint,
        limit="max_completion_tokens" if reasons else "max_tokens",
        price=price,
        budget=Budget(settings.max_cost) if settings.max_cost else None,
        replies=Replies(settings.replies) if settings.replies else None,
        server=_server(settings, name, secret),
        declared=bool(settings.context_tokens),
    )


def _server(settings: Settings, name: str, secret: str) -> Server | None:
    """The server, where it might tell more than OpenAI's own, which lists names alone."""
    if place(settings.base_url) == place(OPENAI):
        return None
    return Server(settings.base_url, name, secret, settings.timeout_seconds)


def _client(settings: Settings, endpoint: Endpoint, secret: str) -> Any:
    from qa.models.adapting import AdaptingLLM

    reasons = bool(_REASONS.match(endpoint.model))
    return AdaptingLLM(
        model=endpoint.model,
        api_base=settings.base_url or OPENAI,
        api_key=secret,
        is_chat_model=True,
        context_window=endpoint.context_tokens,
        temperature=1.0 if reasons else 0.0,  # those that reason take no other
        reasoning_effort="low" if reasons else None,
        timeout=settings.timeout_seconds,
        max_retries=0,  # it tries again itself, and knows when that is of no use
        additional_kwargs={"stream_options": {"include_usage": True}},
    )


def models(settings: Settings) -> list[str]:
    """The names of the models that the server offers.

    Raises:
        ReaderError: it did not answer.
    """
    from openai import OpenAI

    secret = key(settings.base_url)
    client = OpenAI(
        api_key=secret,
        base_url=settings.base_url or OPENAI,
        timeout=min(10.0, settings.timeout_seconds),
        max_retries=0,
    )
    try:
        return [one.id for one in client.models.list()]
    except Exception as error:  # noqa: BLE001  (a server may send anything)
        raise named(error, f"the models at {place(settings.base_url)}", (secret,)) from None


def _only_model(settings: Settings, secret: str) -> str:
    offered = models(settings)
    if len(offered) == 1:
        return offered[0]
    listed = ", ".join(offered[:20]) or "none"
    raise SettingsError(
        f"{place(settings.base_url)} offers these models: {listed}; choose one with --model"
    )


# -- embedders ---------------------------------------------------------------------------------


def served_embedder(wanted: WantedEmbedder) -> Embedder:
    """The embedder that the wanted name's model is.

    Raises:
        EmbedderError: it needs a key and there is none.
    """
    return openai_embedder(
        wanted.arguments,
        base_url=wanted.base_url or None,
        max_retries=_PATIENT if wanted.patient else _IMPATIENT,
    )


def openai_embedder(
    model: str,
    base_url: str | None = None,
    api_key: str | None = None,
    *,
    timeout_seconds: float = 60.0,
    max_retries: int = 2,
    batch: int | None = None,
) -> OpenAIEmbedder:
    """An embedder of any server that speaks OpenAI's embeddings protocol.

    Without `base_url` it is OpenAI's own. Without `api_key` the key is OPENAI_API_KEY's; a
    server at `base_url` may do without any. `batch` is how many texts go into one request, by
    default 128 to OpenAI and 32 elsewhere.

    Raises:
        EmbedderError: the key is missing, or the base URL is none.
    """
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise EmbedderError(
            f"{base_url!r} is not the base URL of a server; give one like http://localhost:8080/v1"
        )
    secret = api_key or os.environ.get("OPENAI_API_KEY") or ""
    if not secret and base_url is None:
        raise EmbedderError(
            f"embedding model {model!r} needs an API key; set OPENAI_API_KEY, or give the base "
            "URL of a server that needs none"
        )
    from openai import DefaultHttpxClient, OpenAI

    client = OpenAI(
        http_client=DefaultHttpxClient(event_hooks={"response": [no_use_retrying]}),
        api_key=secret or "no-key-given",  # the client wants something to send
        base_url=base_url or OPENAI,
        timeout=timeout_seconds,
        max_retries=max_retries,
    )
    ours = client.base_url.host == urlsplit(OPENAI).hostname
    at_once = batch or (_BATCH_OPENAI if ours else _BATCH)
    return OpenAIEmbedder(f"{PROVIDER}:{model}", model, client, at_once=at_once)
