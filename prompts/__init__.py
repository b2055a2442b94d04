"""Prompts are files beside this one: read strictly, filled strictly, versioned by their hash."""

import hashlib
from dataclasses import dataclass
from importlib import resources
from string import Template

__all__ = ["Prompt", "load"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with `$names` to be filled in. `version` changes whenever a character does."""

    name: str
    text: str
    placeholders: frozenset[str]

    def __post_init__(self) -> None:
        found = frozenset(Template(self.text).get_identifiers())
        if wrong := found ^ self.placeholders:
            raise ValueError(
                f"the prompt {self.name!r} must use exactly {_listed(self.placeholders)}; "
                f"missing or unknown: {_listed(wrong)}"
            )

    @property
    def version(self) -> str:
        """Eight hexadecimal digits of the text's SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    def fill(self, **values: str) -> str:
        """The text with every placeholder filled in.

        Raises:
            ValueError: the names given are not the prompt's; all of them are named.
        """
        if wrong := self.placeholders ^ values.keys():
            raise ValueError(
                f"the prompt {self.name!r} takes exactly {_listed(self.placeholders)}; "
                f"missing or unknown: {_listed(frozenset(wrong))}"
            )
        return Template(self.text).substitute(values)


def load(name: str, *placeholders: str) -> Prompt:
    """The prompt in `<name>.md`.

    Raises:
        FileNotFoundError: there is no such prompt.
        ValueError: it does not use exactly the placeholders named.
    """
    text = resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    return Prompt(name, text, frozenset(placeholders))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names)) or "none"
