"""Files of many records: JSON Lines, JSON, CSV and TSV.

A reader yields where each record stands and a function that parses it, so that whoever calls it
can tell one record's failure from its file's.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TextIO

from index.files.decoding import (
    MAX_LINE_CHARS,
    Lines,
    LineTooLong,
    UnreadableError,
    contents,
    decode,
    one_line,
    opened,
    text_stream,
)
from index.files.fields import Outcome, Place, build, fields_of
from index.files.shapes import has_summary, has_text, may_have_text, read_record, said_of_all

Record = tuple[Place, Callable[[], object]]
"""Where a record stands, and what gives it decoded or raises UnreadableError."""

MAX_JSON_BYTES = 256_000_000
"""A JSON document is read whole, JSON Lines are not: a larger one is refused."""

_WRAPPERS = (
    *("articles", "data", "items", "results", "records", "documents", "docs", "stories"),
    *("response", "hits", "entries", "posts", "news", "edges", "nodes", "@graph", "content"),
)


def read_jsonl(whole: Place, mapping: Mapping[str, str]) -> Iterator[Record]:
    """One JSON object a line; blank lines are passed over, memory holds one line."""
    with opened(whole.file) as stream:
        lines = Lines(text_stream(stream))
        number = 0
        while True:
            try:
                line = next(lines)
            except StopIteration:
                return
            except LineTooLong as error:
                number += 1
                yield whole.record(number, lines.number), partial(_unreadable, error)
                continue
            if line.strip():
                number += 1
                yield whole.record(number, lines.number), partial(_parsed, line)


def read_json(whole: Place, mapping: Mapping[str, str]) -> Iterator[Record]:
    """Read an array of records, an object around one ({"articles": [...]}), or one record."""
    value = _parsed(decode(contents(whole.file, MAX_JSON_BYTES)))
    if not isinstance(value, dict | list):
        raise UnreadableError(f"is JSON but holds {_named(value)}, neither an object nor an array")
    if isinstance(value, dict) and (known := said_of_all(value)):
        whole = replace(whole, known={**whole.known, **known})
    records = _records_in(value, mapping)
    if not records:
        raise UnreadableError("is JSON with no records in it")
    for number, record in enumerate(records, start=1):
        label = f"record {number}: " if len(records) > 1 else ""
        yield whole.record(number, label=label), partial(_as_is, record)


def from_record(
    parsed: Callable[[], object], mapping: Mapping[str, str], place: Place
) -> Iterator[Outcome]:
    """Return the article of one record; refused where it is no object or holds no text."""
    record = parsed()
    if not isinstance(record, dict):
        yield place.refused(f"is {_named(record)}, not an object with fields")
        return
    values, remarks = read_record(record, mapping)
    if "text" not in values:
        yield place.refused(f"has no text: {_why_no_text(record, mapping)}")
        return
    yield from map(place.remark, remarks)
    yield from build(values, place)


def _why_no_text(record: Mapping[str, object], mapping: Mapping[str, str]) -> str:
    filled = fields_of(dict.fromkeys(record, "x"), mapping)
    if "text" in filled:
        return "the field for it is empty"
    wanted = f"there is no field {mapping['text']!r}" if "text" in mapping else "no field holds it"
    url = one_line(str(fields_of(record, mapping).get("url") or ""))
    if "text" not in mapping and url.startswith("http"):
        return f"it only says where the article is; add its page: dateline add {url}"
    seen = ", ".join(repr(str(name)[:40]) for name in list(record)[:20]) or "none"
    return f"{wanted}; fields seen: {seen}. Map one with text=FIELD if it goes by another name"


def read_csv(whole: Place, mapping: Mapping[str, str], delimiter: str = "") -> Iterator[Record]:
    """Read a table with a header row; the delimiter is the commonest of `,;|` and tab there."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_CHARS))  # 131,072 by default
    with opened(whole.file) as stream:
        yield from _table(text_stream(stream), whole, mapping, delimiter)


def _table(
    text: TextIO, whole: Place, mapping: Mapping[str, str], delimiter: str
) -> Iterator[Record]:
    lines = Lines(text)
    first = next(lines, "")
    delimiter = delimiter or max(",;\t|", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not may_have_text(header, mapping):
        names = ", ".join(repr(name[:40]) for name in header[:20]) or "none"
        wanted = f"there is no column {mapping['text']!r}; " if "text" in mapping else ""
        raise UnreadableError(
            f"{wanted}no column holds the text; columns seen: {names}. Map one with text=COLUMN"
        )
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        place = whole.record(number := number + 1, lines.number + 1)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            why = f"the row cannot be read: {error}; are its quotes closed?"
            yield place, partial(_unreadable, UnreadableError(why))
        except LineTooLong as error:
            yield place, partial(_unreadable, error)
        else:
            if any(row):
                yield place, partial(_named_cells, header, row, delimiter)
            else:
                number -= 1


def _named_cells(header: list[str], row: list[str], delimiter: str) -> object:
    if len(row) > len(header):
        raise UnreadableError(
            f"the row has {len(row)} cells, the header {len(header)}; "
            f"put cells that contain {delimiter!r} in quotes"
        )
    return dict(zip(reversed(header[: len(row)]), reversed(row), strict=True))


def _as_is(record: object) -> object:
    return record


def _unreadable(error: UnreadableError) -> object:
    raise error


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if text.rstrip().count("\n") else ""
        raise UnreadableError(
            f"is not valid JSON: {error.msg.removesuffix(' at')} at {line}column {error.colno}"
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableError(f"is not valid JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableError("is JSON nested too deep to be read") from error


def _records_in(value: object, mapping: Mapping[str, str]) -> list[object]:
    for _ in range(5):  # {"data": {"articles": {"edges": [{"node": ...}]}}} and no deeper
        if isinstance(value, list):
            return value
        if not isinstance(value, dict) or has_text(value, mapping):
            break
        wrapped = _wrapped(value, mapping)
        if wrapped is None:
            break
        value = wrapped
    if isinstance(value, dict) and _is_table(value):
        return [{"id": key, **record} for key, record in value.items()]
    return [value]


def _wrapped(value: Mapping[str, object], mapping: Mapping[str, str]) -> object:
    """What an object has under a wrapper's name, or its one list; None for neither.

    Beside a summary a list is the article's, of pictures and the like, unless texts are in it.
    """
    for name in _WRAPPERS:
        if isinstance(inner := value.get(name), dict | list):
            return inner
    lists = [item for item in value.values() if isinstance(item, list) and item]
    if len(lists) != 1 or not (records := [one for one in lists[0] if isinstance(one, dict)]):
        return None
    texts = any(has_text(one, mapping) for one in records)
    return lists[0] if texts or not has_summary(value) else None


def _is_table(value: dict[str, object]) -> bool:
    """Whether an object is records by their ids: {"a1": {"text": ...}, "a2": {...}}."""
    return bool(value) and all(
        isinstance(record, dict) and has_text(record, {}) for record in value.values()
    )


def _named(value: object) -> str:
    names = {list: "an array", dict: "an object", str: "a string", bool: "true or false"}
    return names.get(type(value), "null" if value is None else "a number")
