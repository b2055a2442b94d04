"""What lies beside article files and is none: what systems leave, what a saved page is made of."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

_LEFT = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r", "ehthumbs.db"})
# as browsers name it in English, German, French, Italian, Portuguese, Spanish, Danish, Polish
_FOLDER_OF_PAGE = re.compile(
    r"(.+)(?:_(?:files|fichiers|file|ficheiros|archivos|filer|pliki|arquivos)|-(?:Dateien|filer))$",
    re.I,
)
_PAGES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
_OLD_COPY = re.compile(r".*(?:~|\.(?:bak|orig|old|tmp|temp|swp|part|crdownload|download))$", re.I)


def is_left(name: str) -> bool:
    """Whether a file or folder of that name is hidden, or left by a system and not by a person."""
    return name.startswith(".") or name.casefold() in _LEFT


def is_old_copy(name: str) -> bool:
    """Whether a program keeps such a file beside the one that counts, or has not finished it."""
    return bool(_OLD_COPY.fullmatch(name))


def belongs_to_page(folder: str, names: Collection[str]) -> bool:
    """Whether a folder is that of a saved page ("story_files") which is among `names` beside it."""
    found = _FOLDER_OF_PAGE.fullmatch(folder)
    return found is not None and any(found[1] + ending in names for ending in _PAGES)


def is_beside(path: str, paths: Collection[str]) -> bool:
    """Whether nobody put the file at `path`, in an archive of `paths`, there to be read."""
    parts = PurePosixPath(path).parts
    if any(is_left(part) for part in parts):
        return True
    for at, folder in enumerate(parts[:-1]):
        above = "".join(f"{part}/" for part in parts[:at])
        found = _FOLDER_OF_PAGE.fullmatch(folder)
        if found and any(above + found[1] + ending in paths for ending in _PAGES):
            return True
    return False
