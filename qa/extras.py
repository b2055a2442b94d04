"""Packages that only some need, by the extra that has them, and what is said where they are not."""

from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType

from qa.errors import SettingsError

_EXTRAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "window": ("gradio", "pip install dateline-qa"),
        "pdf": ("fpdf", "pip install dateline-qa"),
        "mcp": ("mcp", "pip install 'dateline-core[mcp]'"),
    }
)
"""What is wanted → one package of the extra that has it, and what installs that."""


def check_extra(wanted: str, needs: str) -> None:
    """Refuse what a package is missing for; `needs` begins the sentence, as in "the window needs".

    Raises:
        SettingsError: it is not installed.
    """
    package, install = _EXTRAS[wanted]
    if find_spec(package) is None:
        raise SettingsError(f"{needs} the package {package}, which is not here; run {install}")
