"""Prompts are files beside this one: read strictly, filled strictly, versioned by their hash."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

__all__ = ["PLACEHOLDERS", "Prompt", "PromptError", "load"]

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"question", "refusal", "sentences"}),
    "condense": frozenset({"question", "today", "turns"}),
    "judge": frozenset({"answer", "gold", "question", "quotes"}),
    "repair": frozenset({"failures", "refusal", "sentences", "statement"}),
}
"""Which prompts there are, and the names that each must use."""


class PromptError(ValueError):
    """Prompts are not as they must be; the message lists all that is wrong with them."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with `$names` to be filled in. `version` changes whenever a character does."""

    name: str
    text: str

    @property
    def version(self) -> str:
        """Eight hexadecimal digits of the text's SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    def fill(self, **values: str) -> str:
        """The text with every placeholder filled in.

        Raises:
            PromptError: the names given are not the prompt's; all of them are named.
        """
        if wrong := PLACEHOLDERS[self.name] ^ values.keys():
            raise PromptError(
                f"the prompt {self.name!r} takes exactly {_listed(PLACEHOLDERS[self.name])}; "
                f"missing or unknown: {_listed(wrong)}"
            )
        return Template(self.text).substitute(values)


def load(folder: Path | None = None) -> Mapping[str, Prompt]:
    """Every prompt by name: those of `folder`, and ours where it has none of that name.

    Raises:
        PromptError: a file has another name than a prompt's, cannot be read, or does not use
            exactly its placeholders. All files and all names are told at once.
    """
    ours = resources.files("prompts")
    found = sorted(folder.glob("*.md")) if folder else []
    own = {file.stem: file for file in found if file.stem.lower() != "readme"}
    faults = [f"there is no folder {str(folder)!r}"] if folder and not folder.is_dir() else []
    faults += [
        f"{own[name]}: there is no prompt {name!r}; known: {', '.join(PLACEHOLDERS)}"
        for name in own
        if name not in PLACEHOLDERS
    ]
    prompts = {}
    for name in PLACEHOLDERS:
        file = own.get(name) or ours.joinpath(f"{name}.md")
        try:
            prompts[name] = Prompt(name, file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{file}: cannot be read ({error})")
        else:
            faults += [f"{file}: {fault}" for fault in _faults(prompts[name])]
    if faults:
        raise PromptError("; ".join(faults))
    return prompts


def _faults(prompt: Prompt) -> Iterator[str]:
    template = Template(prompt.text)
    if not template.is_valid():
        yield "a '$' stands before something that is no name; write '$$' for a dollar sign"
    found = frozenset(template.get_identifiers())
    if missing := PLACEHOLDERS[prompt.name] - found:
        yield f"missing {_listed(missing)}"
    if unknown := found - PLACEHOLDERS[prompt.name]:
        yield f"unknown {_listed(unknown)}"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names)) or "none"
