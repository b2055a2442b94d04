"""One frozen `Settings`, from arguments and the environment, built once and passed down."""

import os
from dataclasses import dataclass, fields
from pathlib import Path

from qa.errors import SettingsError

ENVIRONMENT = {
    "archive": "DATELINE_ARCHIVE",
    "embedder": "DATELINE_EMBEDDER",
    "base_url": "OPENAI_BASE_URL",
}
"""Which setting is read from which variable. Keys (OPENAI_API_KEY) are read where they are used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an archive is opened and asked.

    `embedder` is "all-MiniLM-L6-v2", "openai:MODEL", "none" for words alone, or empty for the
    one that the archive was made with. `threshold` is the probability of there being an answer
    below which the extractive reader abstains.
    """

    archive: Path = Path(".dateline")
    embedder: str = ""
    base_url: str = ""
    passages: int = 10
    passages_per_article: int = 3
    statements: int = 3
    threshold: float = 0.3

    def __post_init__(self) -> None:
        for name in ("passages", "passages_per_article", "statements"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if not 0 <= self.threshold <= 1:
            raise SettingsError(f"threshold is {self.threshold}; it must be between 0 and 1")

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
            name: os.environ[variable]
            for name, variable in ENVIRONMENT.items()
            if os.environ.get(variable)
        }
        values |= {name: value for name, value in given.items() if value is not None}
        if "archive" in values:
            values["archive"] = Path(str(values["archive"]))
        return cls(**values)  # type: ignore[arg-type]
