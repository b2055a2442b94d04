"""What a model answered, kept on disk by what it was asked: the same request costs once."""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from index import private_folder
from qa.errors import SettingsError
from qa.traces import Traces

_LOG = logging.getLogger(__name__)


class Replies:
    """A folder of answers, one JSON file a request. Only whole answers are kept.

    The folder is made when there is something to keep.

    Raises:
        SettingsError: there is a file of that name.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise SettingsError(
                f"answers cannot be kept in {str(folder)!r}, which is no folder; name another"
            )
        self._folder = folder

    def get(self, request: Mapping[str, object]) -> str | None:
        """The answer to the same request, if there is one."""
        try:
            kept = json.loads(self._file(request).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or half of one from a full disk
            return None
        if not isinstance(kept, dict) or kept.get("request") != dict(request):
            return None
        return str(kept["reply"]) if "reply" in kept else None

    def put(self, request: Mapping[str, object], reply: str) -> None:
        """Keep an answer; a reader of the folder never sees half of it.

        An answer that cannot be kept is an answer all the same: it is told to the log.
        """
        written = json.dumps({"request": dict(request), "reply": reply}, ensure_ascii=False)
        try:
            private_folder(self._folder)  # a request holds what was asked, and passages
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(written)
                os.replace(name, self._file(request))
            except OSError:
                os.unlink(name)
                raise
        except OSError as error:
            _LOG.warning("an answer could not be kept in %s: %s", self._folder, error)

    def forget(self, traces: Traces) -> int:
        """Delete what was asked or answered with words of an article; how many answers that were.

        Raises:
            SettingsError: one of them cannot be deleted.
        """
        deleted = 0
        for file in [*self._folder.glob("*.json"), *self._folder.glob("*.part")]:
            try:
                kept = file.read_text(encoding="utf-8", errors="replace")
                if traces.are_in(_read(kept)):
                    file.unlink()
                    deleted += 1
            except FileNotFoundError:
                continue  # written to its end, or replaced, by another process
            except OSError as error:
                raise SettingsError(
                    f"the kept answer {file} cannot be deleted ({error}); delete it yourself"
                ) from error
        return deleted

    def _file(self, request: Mapping[str, object]) -> Path:
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        return self._folder / f"{digest}.json"


def _read(kept: str) -> object:
    try:
        return json.loads(kept)
    except ValueError:  # half of one
        return kept
