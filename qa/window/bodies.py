"""What a request's body may say: JSON of a size that anything behind can read at once."""

import json
from collections.abc import Iterator

MOST_VALUES = 200_000
"""How many texts, numbers, lists and mappings a body may have. A long conversation has half."""

DEEPEST = 50
"""How deep they may lie in each other."""


class BodyError(Exception):
    """Why a body is not read, and the HTTP status that says so."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


def parsed(body: bytes) -> object:
    """The body's value; None for what is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def checked(body: bytes) -> object:
    """The body's value; None for an empty body.

    Raises:
        BodyError: it is no JSON, or more than is read.
    """
    try:
        value = json.loads(body) if body else None
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise BodyError(f"the body is no JSON ({error})") from error
    values = 0
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        values += 1
        if depth > DEEPEST:
            raise _too_deep()
        if values + len(waiting) + len(inner) > MOST_VALUES:
            raise BodyError(f"the body has more than {MOST_VALUES:,} values", 413)
        waiting += [(below, depth + 1) for below in inner]
    return value


def paths(data: object) -> Iterator[str]:
    """The files that arguments name, in the form in which Gradio's components take them."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(path := one.get("path"), str) and path:
                yield path
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _too_deep() -> BodyError:
    return BodyError(f"the body's values lie more than {DEEPEST} deep", 413)
