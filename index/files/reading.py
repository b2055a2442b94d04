"""How files are read: whole, as a draft or several, or as what holds other files."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from index.files.dates import date_in_name, date_in_url
from index.files.decoding import File, Member, Room, UnreadableError, name_of
from index.files.fields import Outcome, Place, build
from index.files.packed.contained import Damaged, Packed, Part
from index.files.plaintext import Draft

_DEEPEST = 4  # files in files in files

Found = Iterator[tuple[Place, Callable[[], Iterator[Outcome]]]]
"""Where each record of a file stands, and what gives the outcomes of that record."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a kind are read.

    `several` says whether one may hold several articles; `streams`, whether records are found one
    by one, so that one which ends the process that reads it can be passed over.
    """

    read: Callable[[Place, Mapping[str, str]], Found]
    several: bool = True
    streams: bool = True


# -- a file whole, mostly one article ----------------------------------------------------------


def read_whole(
    drafts: Callable[[File], Iterable[Draft | UnreadableError]], *, several: bool = False
) -> Format:
    """Files that are read whole: `drafts` gives the articles of one, or why one is none."""

    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        found = iter(drafts(whole.file))
        first, second = next(found), next(found, None)
        if second is None:
            yield whole, partial(drafted, first, whole)
            return
        for number, draft in enumerate(chain((first, second), found), start=1):
            place = whole.record(number, label=f"article {number}: ")
            yield place, partial(drafted, draft, place)

    return Format(read, several=several, streams=False)


def of_one(draft: Callable[[File], Draft]) -> Format:
    """Files that are one article each, which `draft` gives."""
    return read_whole(lambda file: [draft(file)])


def drafted(draft: Draft | UnreadableError, place: Place) -> Iterator[Outcome]:
    """Yield the article of a draft, dated by its file's name where it does not state its day."""
    if isinstance(draft, UnreadableError):
        raise draft
    values, remarks = draft
    yield from map(place.remark, remarks)
    named = None if place.number else _day_named(place.file)
    yield from build({"published": named, **values}, place)


def _day_named(file: File) -> date | None:
    """The day in a file's name; of a captured page that in its address, but for what it asks."""
    if not re.match(r"https?://", file.name, re.I):
        return date_in_name(name_of(file))
    address = file.name.partition("?")[0]
    return date_in_url(address) or date_in_name(PurePosixPath(address).name)


# -- files in files ----------------------------------------------------------------------------


def packed(
    contained: Callable[[File, Room], Packed], format_of: Callable[[File], Format]
) -> Format:
    """Files that hold files, each of which is read as `format_of` says.

    `contained` gives what is in one. It is told how much room there is, and takes it.
    """

    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        outer = whole.file
        depth, room = (outer.depth, outer.room) if isinstance(outer, Member) else (0, Room())
        if depth >= _DEEPEST:
            raise UnreadableError(f"lies within {depth} other files; unpack them and add this one")
        found = iter(contained(outer, room))
        first, second = next(found, None), next(found, None)
        if second is None and isinstance(first, Part) and not first.name:
            yield whole, partial(drafted, first.draft, whole)
            return
        number = 0
        begun = [one for one in (first, second) if one is not None]
        for item in chain(begun, found):
            if isinstance(item, tuple):
                member, known = item
                inner = whole.within(replace(member, depth=depth + 1, room=room), known)
                records = _within(inner, mapping, format_of)
            else:
                records = iter([_taken_out(item, whole)])
            for place, outcomes in records:
                number += 1
                yield replace(place, number=number), outcomes

    return Format(read)


def _taken_out(item: Part | Damaged, whole: Place) -> tuple[Place, Callable[[], Iterator[Outcome]]]:
    if isinstance(item, Damaged):
        return whole, partial(_refusing, UnreadableError(f"{item.name}: {item.why}"))
    place = whole.within(Member(item.name, b""), {}) if item.name else whole
    return place, partial(drafted, item.draft, place)


def _within(inner: Place, mapping: Mapping[str, str], format_of: Callable[[File], Format]) -> Found:
    try:
        yield from format_of(inner.file).read(inner, mapping)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (the files beside it are to be read all the same)
        yield inner, partial(_refusing, error)


def _refusing(error: Exception) -> Iterator[Outcome]:
    raise error
    yield from ()  # a generator: it raises where the outcomes are taken, and loses only them
