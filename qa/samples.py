"""The invented articles that come along, as files."""

from importlib import resources
from pathlib import Path


def sample_folder() -> Path:
    """The folder of the invented articles."""
    return Path(str(resources.files("index").joinpath("sample", "articles")))


def sample_files() -> tuple[Path, ...]:
    """Their files."""
    return tuple(sorted(path for path in sample_folder().rglob("*") if path.is_file()))
