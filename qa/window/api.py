"""What programs may ask: the API of the chat window's server, which is also its MCP tools.

Signatures and docstrings here are read by programs and by models: Gradio makes the descriptions
of the endpoints and of the tools from them.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import signature
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call

from index import Entry, Filters
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.types import Turn
from qa.understanding.questions import MAX_QUESTION_CHARS, understand

LONGEST_LIST = 100
"""How many articles one search gives at most."""

MAX_WORDS_CHARS = 1_000
"""How long the words of a search may be: each is looked up in the whole archive."""

MAX_NAMES = 1_000
"""How many outlets, kinds or earlier questions one request may name."""

MAX_NAME_CHARS = 500

_EARLIER = 8


@dataclass(frozen=True, slots=True)
class Api:
    """The functions that programs may call, over one answerer."""

    answerer: Answerer

    @property
    def endpoints(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Each of them, to be served under its own name."""
        return (self.ask, self.search)

    def ask(
        self,
        question: str,
        since: str = "",
        until: str = "",
        outlets: list[str] | None = None,
        kinds: list[str] | None = None,
        earlier: list[str] | None = None,
        today: str = "",
    ) -> dict[str, Any]:
        """Answer a question from an archive of news articles, quoting them to the letter.

        The answer has numbered citations, each with outlet, date and the exact characters of the
        article that it quotes. Where the articles do not say, it says so ("abstained") and why.

        Args:
            question: The question, in a sentence or two, such as "Who won the election?".
            since: Only articles published on this day or later, such as 2024-05-31.
            until: Only articles published on this day or earlier, such as 2024-05-31.
            outlets: Only articles of these outlets, by their full names.
            kinds: Only articles that say that they are of these kinds, such as news or opinion.
            earlier: This conversation's earlier questions, oldest first; for a follow-up.
            today: The day that "last week" is reckoned from, such as 2024-05-31; today by default.
        """
        asked_on = day(today) if today else None
        chosen = filters(since, until, outlets, kinds)
        turns: list[Turn] = []
        for asked in few("earlier", earlier, MAX_QUESTION_CHARS)[-_EARLIER:]:
            understood = understand(asked, chosen, turns, today=asked_on).text
            turns.append(Turn(asked, understood, filters=chosen))
        return self.answerer.ask(question, chosen, turns, today=asked_on).as_dict()

    def search(
        self,
        words: str = "",
        since: str = "",
        until: str = "",
        outlets: list[str] | None = None,
        kinds: list[str] | None = None,
        newest_first: bool = True,
        limit: int = 20,
    ) -> dict[str, Any]:
        """List the articles of the archive that have these words, without answering anything.

        Each article comes with headline, outlet, date, address and the sentences around the words;
        "total" counts all that match.

        Args:
            words: The words to look for; all articles without any.
            since: Only articles published on this day or later, such as 2024-05-31.
            until: Only articles published on this day or earlier, such as 2024-05-31.
            outlets: Only articles of these outlets, by their full names.
            kinds: Only articles that say that they are of these kinds, such as news or opinion.
            newest_first: The newest first; otherwise those first that fit the words best.
            limit: How many articles to list, from 1 to 100.
        """
        if not 1 <= limit <= LONGEST_LIST:
            raise SettingsError(f"limit is {limit}; it must be between 1 and {LONGEST_LIST}")
        page = self.answerer.archive.catalogue(
            sought(words),
            filters(since, until, outlets, kinds),
            newest_first=newest_first,
            offset=0,
            limit=limit,
        )
        return {"total": page.total, "articles": [_entry(entry) for entry in page.entries]}


def typed(endpoint: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The endpoint, which refuses values that its signature does not have; null is as left out.

    Raises:
        SettingsError: a value is of another kind, none of a parameter, or missing.
    """
    taken = signature(endpoint)
    checked = validate_call(config=ConfigDict(strict=True))(endpoint)

    @wraps(endpoint)
    def asked(*given: Any, **named: Any) -> dict[str, Any]:
        try:
            bound = taken.bind_partial(*given, **named).arguments
            return checked(**{name: value for name, value in bound.items() if value is not None})
        except TypeError as error:
            raise SettingsError(f"{error}; it takes {', '.join(taken.parameters)}") from error
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            place = ".".join(map(str, wrong["loc"]))
            raise SettingsError(f"{place}: {wrong['msg'].lower()}") from error

    return asked


def filters(
    since: str, until: str, outlets: Sequence[str] | None, kinds: Sequence[str] | None
) -> Filters:
    """The filters that these values ask for; an empty one asks for nothing.

    Raises:
        SettingsError: a day is none, the days are the wrong way round, or it is too much.
    """
    first, last = (day(value) if value else None for value in (since, until))
    named = few("outlets", outlets, MAX_NAME_CHARS), few("kinds", kinds, MAX_NAME_CHARS)
    try:
        return Filters(first, last, *map(tuple, named))
    except ValueError as error:
        raise SettingsError(str(error)) from error


def sought(words: str) -> str:
    """The words of a search.

    Raises:
        SettingsError: they are too many.
    """
    if len(words) > MAX_WORDS_CHARS:
        raise SettingsError(
            f"the words to look for are {len(words):,} characters long and at most "
            f"{MAX_WORDS_CHARS:,} are looked up; look for fewer"
        )
    return words


def few(name: str, values: Sequence[str] | None, longest: int) -> list[str]:
    """The texts of a list, none of them over `longest` characters.

    Raises:
        SettingsError: they are too many, or one is too long.
    """
    texts = list(values or ())
    if len(texts) > MAX_NAMES:
        raise SettingsError(f"{name} has {len(texts):,} entries; at most {MAX_NAMES:,} are read")
    if too_long := next((text for text in texts if len(text) > longest), None):
        raise SettingsError(
            f"{name} has an entry of {len(too_long):,} characters; at most {longest:,} are read"
        )
    return texts


def day(value: str) -> date:
    """The day that is written as 2024-05-31.

    Raises:
        SettingsError: it is written otherwise, or there is no such day.
    """
    written = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    try:
        if written:
            return date.fromisoformat(value)
    except ValueError as error:
        raise SettingsError(
            f"{value!r:.40} is not a date ({error}); write it as 2024-05-31"
        ) from error
    raise SettingsError(f"{value!r:.40} is not a date; write it as 2024-05-31")


def json_results(values: Sequence[Any], _address: str) -> list[Any]:
    """What a tool gave, for a model to read: as JSON, where Gradio would print Python values."""
    from mcp.types import TextContent

    return [
        TextContent(type="text", text=json.dumps(value, ensure_ascii=False)) for value in values
    ]


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "article_id": entry.id,
        "title": entry.title,
        "source": entry.outlet,
        "published": entry.published.isoformat() if entry.published else None,
        "url": entry.url,
        "file": entry.file,
        "authors": list(entry.authors),
        "kind": entry.kind,
        "lead": entry.lead,
        "marks": [list(mark) for mark in entry.marks],
    }
