"""One frozen `Settings`, from arguments and the environment, built once and passed down."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import get_args, get_type_hints
from urllib.parse import urlsplit

from qa.errors import SettingsError

LEAST_CONTEXT = 1_024
"""Tokens: the instructions, a few sentences and an answer."""

ENVIRONMENT = {
    "archive": "DATELINE_ARCHIVE",
    "embedder": "DATELINE_EMBEDDER",
    "chroma": "DATELINE_CHROMA",
    "reader": "DATELINE_READER",
    "model": "DATELINE_MODEL",
    "base_url": "OPENAI_BASE_URL",
    "max_cost": "DATELINE_MAX_COST",
    "context_tokens": "DATELINE_CONTEXT_TOKENS",
    "timeout_seconds": "DATELINE_TIMEOUT_SECONDS",
    "prompts": "DATELINE_PROMPTS",
    "prices": "DATELINE_PRICES",
    "replies": "DATELINE_REPLIES",
}
"""Which setting is read from which variable. Keys (OPENAI_API_KEY) are read where they are used."""

_KINDS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "archive": Path, "prompts": Path, "prices": Path, "replies": Path,
        "max_cost": float, "timeout_seconds": float, "context_tokens": int,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """How an archive is opened and asked.

    `embedder` is "all-MiniLM-L6-v2", "openai:MODEL", "none" for words alone, or empty for the one
    that the archive was made with. `chroma` is the Chroma server that has the archive's vectors,
    such as "http://localhost:8000" or "cloud", "here" for none, empty for wherever they are. So
    many `passages` are read for a question, of an article `passages_per_article`; by default as
    many as the reader makes use of. `threshold` is the probability of an answer below which the
    extractive reader abstains. `reader` is "extractive" or "openai"; the latter asks `model` at
    `base_url`, OpenAI's own where that is empty. Embedder and reader may be those of an installed
    package, as NAME or NAME:ARGUMENTS. `max_cost` is the most that this process may spend on it, in
    US dollars; `context_tokens` is how much the model reads at once (0: what its server says, or
    else what is usual). `prompts` is a folder, `prices` a file of one's own; in `replies` answers
    to identical requests are kept.
    """

    archive: Path = Path(".dateline")
    embedder: str = ""
    chroma: str = ""
    base_url: str = ""
    passages: int | None = None
    passages_per_article: int = 4
    statements: int = 3
    threshold: float = 0.4
    reader: str = "extractive"
    model: str = ""
    max_cost: float | None = None
    context_tokens: int = 0
    timeout_seconds: float = 60.0
    prompts: Path | None = None
    prices: Path | None = None
    replies: Path | None = None

    def __post_init__(self) -> None:
        self._check_kinds()
        for name in ("passages", "passages_per_article", "statements"):
            if (value := getattr(self, name)) is not None and value < 1:
                raise SettingsError(f"{name} is {value}; it must be at least 1")
        if not 0 <= self.threshold <= 1:
            raise SettingsError(f"threshold is {self.threshold}; it must be between 0 and 1")
        if self.context_tokens and self.context_tokens < LEAST_CONTEXT:
            raise SettingsError(
                f"context_tokens is {self.context_tokens}; a model must read at least "
                f"{LEAST_CONTEXT:,} at once"
            )
        for name in ("max_cost", "timeout_seconds"):
            value = getattr(self, name)
            if value is not None and not 0 < value < float("inf"):
                raise SettingsError(f"{name} is {value}; it must be above 0")
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise SettingsError(
                f"{self.base_url!r} is not the base URL of a server; give one like "
                "http://localhost:11434/v1"
            )
        if "@" in _host(self.base_url):
            raise SettingsError(
                "the base URL holds a name or a password, which logs would show; leave it out, and "
                "give a key as OPENAI_API_KEY"
            )

    def _check_kinds(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            value, kinds = getattr(self, name), get_args(hint) or (hint,)
            if float in kinds:
                kinds = (*kinds, int)
            if not isinstance(value, kinds) or isinstance(value, bool):
                wanted = " or ".join("nothing" if k is type(None) else k.__name__ for k in kinds)
                raise SettingsError(f"{name} is {value!r:.80}; it must be {wanted}")
            if isinstance(value, str | Path) and "\0" in str(value):
                raise SettingsError(f"{name} is {str(value)!r:.80}; it must not hold a NUL")

    @classmethod
    def from_environment(cls, **given: object) -> "Settings":
        """What is given and not None, else what the environment says, else the defaults.

        Raises:
            SettingsError: a setting is unknown or has a value that cannot be.
        """
        known = {field.name for field in fields(cls)}
        if unknown := given.keys() - known:
            raise SettingsError(
                f"unknown settings: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}"
            )
        values: dict[str, object] = {
            name: _parsed(name, os.environ[variable])
            for name, variable in ENVIRONMENT.items()
            if os.environ.get(variable)
        }
        values |= {name: value for name, value in given.items() if value is not None}
        for name in ("archive", "prompts", "prices", "replies"):
            if isinstance(values.get(name), str):
                values[name] = Path(str(values[name]))
        return cls(**values)  # type: ignore[arg-type]


def _host(base_url: str) -> str:
    """Of a base URL, the host with port, name and password.

    Raises:
        SettingsError: it is no address, such as "http://[".
    """
    try:
        split = urlsplit(base_url)
        if base_url and not split.hostname:
            raise ValueError("it names no host")
        _ = split.port
    except ValueError as error:
        raise SettingsError(
            f"{base_url!r:.80} is not the base URL of a server ({error}); give one like "
            "http://localhost:11434/v1"
        ) from error
    return split.netloc


def _parsed(name: str, text: str) -> object:
    try:
        return _KINDS.get(name, str)(text)
    except ValueError as error:
        raise SettingsError(f"{ENVIRONMENT[name]} is {text!r}; it must be a number") from error
