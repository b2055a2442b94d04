"""Briefings that are asked for again and again: what was told already, and what is watched.

Both are kept in `briefings.json` in the archive's folder: topics as they were typed, and the ids of
the articles that were told, nothing of what those say.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from index import EVERYTHING, Filters, Holdings
from qa.answerer import Answerer
from qa.choosing import check_names
from qa.errors import RecordError, SettingsError
from qa.kept import KeptFile
from qa.schema import fault
from qa.survey.briefing import Briefing, briefing
from qa.traces import Traces

FORMAT = 1
"""Raised when the file of this version can no longer be read by the one before."""
LONGEST = 200
"""How many characters a topic, or the name of a watch, may have."""
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Watch:
    """A topic that is watched, in the articles that `filters` let through."""

    topic: _Name
    filters: Filters = EVERYTHING

    @property
    def key(self) -> str:
        """What is told of it is remembered by: the days from which on it is asked do not count."""
        narrowed = sorted(map(str.casefold, self.filters.outlets)), sorted(self.filters.kinds)
        return json.dumps([self.topic.casefold(), *narrowed], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file: watches by name, and by topic the ids of the articles that were told."""

    format: int = FORMAT
    watches: dict[_Name, Watch] = field(default_factory=dict)
    told: dict[str, tuple[str, ...]] = field(default_factory=dict)


_KEPT = TypeAdapter(_Kept)


def brief(
    answerer: Answerer,
    topic: str,
    since: date | None = None,
    until: date | None = None,
    *,
    outlets: Sequence[str] = (),
    told: Collection[str] = (),
) -> Briefing:
    """What is new on a topic since a day: at most eight dated, cited lines, the newest first.

    The articles whose ids are among those `told` are known, as are those of before that day.

    Raises:
        SettingsError: the topic is empty or far too long, an outlet is none of the archive's, or
            the days are in the wrong order.
    """
    try:
        filters = Filters(since, until, tuple(outlets))
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return prepared(answerer.archive, Watch(topic_of(topic), filters), told)


def prepared(archive: Holdings, watch: Watch, told: Collection[str] = ()) -> Briefing:
    """The briefing on what is watched, of an archive.

    Raises:
        SettingsError: an outlet or a kind is none of the archive's.
    """
    check_names(watch.filters, archive.coverage())
    return briefing(watch.topic, archive, watch.filters, told)


def topic_of(text: str) -> str:
    """The topic as it is kept and shown, on one line.

    Raises:
        SettingsError: there is no word in it, or it is far too long.
    """
    topic = " ".join(text.encode("utf-8", "replace").decode().split())
    if not any(character.isalnum() for character in topic):
        raise SettingsError(f"the topic {text[:40]!r} has no word in it; name one, such as 'ferry'")
    if len(topic) > LONGEST:
        raise SettingsError(
            f"the topic is {len(topic):,} characters long and at most {LONGEST} are read; "
            "a few words are enough"
        )
    return topic


class Briefings:
    """`briefings.json` in `folder`. Any number of processes may use it, one at a time."""

    def __init__(self, folder: Path | str) -> None:
        self._file = KeptFile(folder, "briefings.json")
        self.path = self._file.path

    def watches(self) -> dict[str, Watch]:
        """What is watched, by name, sorted.

        Raises:
            RecordError: the file cannot be read.
        """
        return dict(sorted(self._read().watches.items()))

    def told(self, watch: Watch) -> frozenset[str]:
        """The ids of the articles that were told of what is watched."""
        return frozenset(self._read().told.get(watch.key, ()))

    def tell(self, watch: Watch, articles: Collection[str]) -> None:
        """Remember that articles were told. Once this returns, it is on the disk.

        Raises:
            RecordError: the file cannot be read or written.
        """
        with self._changing() as kept:
            known = dict.fromkeys((*kept.told.get(watch.key, ()), *articles))
            self._write(replace(kept, told=kept.told | {watch.key: tuple(known)}))

    def add(self, name: str, watch: Watch) -> None:
        """Watch a topic under a name.

        Raises:
            SettingsError: something is watched under that name.
            RecordError: the file cannot be read or written.
        """
        with self._changing() as kept:
            if name in kept.watches:
                raise SettingsError(
                    f"{name!r} is watched already: {kept.watches[name].topic!r}; remove it first, "
                    "or take another name"
                )
            self._write(replace(kept, watches=kept.watches | {name: watch}))

    def remove(self, name: str) -> None:
        """Watch it no more, and forget what was told of it unless it is watched otherwise, too.

        Raises:
            SettingsError: nothing is watched under that name.
            RecordError: the file cannot be read or written.
        """
        with self._changing() as kept:
            if name not in kept.watches:
                known = ", ".join(map(repr, sorted(kept.watches))) or "nothing"
                raise SettingsError(f"nothing is watched as {name!r}; watched: {known}")
            left = {one: watch for one, watch in kept.watches.items() if one != name}
            key = kept.watches[name].key
            others = {watch.key for watch in left.values()}
            told = {one: ids for one, ids in kept.told.items() if one != key or one in others}
            self._write(replace(kept, watches=left, told=told))

    def forget(self, traces: Traces, ids: Collection[str], there: Collection[str]) -> int:
        """Forget articles by their ids, and topics that quote them; how many entries went.

        What is no more among the articles that are `there` goes as well.
        """
        if not (self.path.exists() or self._file.aside.exists()):
            return 0
        with self._changing() as kept:
            self._file.aside.unlink(missing_ok=True)  # of a writer that was killed
            left = frozenset(there) - frozenset(ids)
            told = {
                key: tuple(one for one in known if one in left)
                for key, known in kept.told.items()
                if not traces.are_in(_topic(key))
            }
            watches = {
                name: watch
                for name, watch in kept.watches.items()
                if not traces.are_in([name, watch.topic])
            }
            after = replace(kept, told=told, watches=watches)
            if gone := _entries(kept) - _entries(after):
                self._write(after)
        return gone

    def _read(self) -> _Kept:
        try:
            kept = _KEPT.validate_json(self.path.read_bytes(), strict=True)
        except FileNotFoundError:
            return _Kept()
        except OSError as error:
            raise RecordError(f"could not read {self.path} ({error})") from error
        except ValidationError as error:
            raise RecordError(
                f"{self.path} is not what 'dateline brief' writes ({fault(error)}); correct it, or "
                "delete it to begin anew"
            ) from error
        if kept.format != FORMAT:
            raise RecordError(
                f"{self.path} has format {kept.format} and this Dateline reads {FORMAT}; use the "
                "one that wrote it"
            )
        return kept

    @contextmanager
    def _changing(self) -> Iterator[_Kept]:
        """What is kept, while nobody else changes it."""
        with self._file.writing():
            yield self._read()

    def _write(self, kept: _Kept) -> None:
        self._file.replace(_KEPT.dump_json(kept, indent=1))


def _topic(key: str) -> object:
    """What a key names, as far as somebody has left it as it was."""
    try:
        return json.loads(key)
    except ValueError:
        return key


def _entries(kept: _Kept) -> int:
    return len(kept.watches) + len(kept.told) + sum(map(len, kept.told.values()))
