"""What a model answered, kept on disk by what it was asked: the same request costs once."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from qa.errors import SettingsError


class Replies:
    """A folder of answers, one JSON file a request. Only whole answers are kept.

    Raises:
        SettingsError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"answers cannot be kept in {str(folder)!r} ({error}); name another folder"
            ) from error
        self._folder = folder

    def get(self, request: Mapping[str, object]) -> str | None:
        """The answer to the same request, if there is one."""
        try:
            kept = json.loads(self._file(request).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or half of one from a full disk
            return None
        return str(kept["reply"]) if kept.get("request") == dict(request) else None

    def put(self, request: Mapping[str, object], reply: str) -> None:
        """Keep an answer; a reader of the folder never sees half of it."""
        written = json.dumps({"request": dict(request), "reply": reply}, ensure_ascii=False)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(written)
        os.replace(name, self._file(request))

    def _file(self, request: Mapping[str, object]) -> Path:
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        return self._folder / f"{digest}.json"
