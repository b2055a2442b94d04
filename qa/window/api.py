"""What programs may ask: the API of the chat window's server, which is also its MCP tools.

Signatures and docstrings here are read by programs and by models: the descriptions of endpoints and
of tools are made from them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import signature
from types import MappingProxyType
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call

from index import Filters
from qa.answerer import Answerer
from qa.errors import SettingsError
from qa.schema import AnswerRecord
from qa.types import Turn
from qa.understanding.questions import MAX_QUESTION_CHARS, understand
from qa.window import replies

LONGEST_LIST = 100
"""How many articles one search gives at most."""

MAX_WORDS_CHARS = 1_000
"""How long the words of a search may be: each is looked up in the whole archive."""

MAX_NAMES = 1_000
"""How many outlets, kinds or earlier questions one request may name."""

MAX_NAME_CHARS = 500

MOST_CHARS = 100_000
"""How many characters of an article one request gives at most."""

REPLIES: Mapping[str, type] = MappingProxyType(
    {
        "ask": AnswerRecord,
        "search": replies.ListingRecord,
        "article": replies.ArticleRecord,
        "timeline": AnswerRecord,
        "coverage": replies.CoverageRecord,
    }
)
"""What each endpoint gives, as plain values of this form."""

_EARLIER = 8


@dataclass(frozen=True, slots=True)
class Api:
    """The functions that programs may call, over one answerer."""

    answerer: Answerer

    @property
    def endpoints(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Each of them, to be served under its own name."""
        return (self.ask, self.search, self.article, self.timeline, self.coverage)

    def ask(
        self,
        question: str,
        since: str = "",
        until: str = "",
        outlets: list[str] | None = None,
        kinds: list[str] | None = None,
        earlier: list[str] | None = None,
        today: str = "",
        retrieved: bool = False,
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
            retrieved: Also list the ids of the passages that were read; for evaluations.
        """
        asked_on = day(today) if today else None
        chosen = filters(since, until, outlets, kinds)
        turns: list[Turn] = []
        for asked in few("earlier", earlier, MAX_QUESTION_CHARS)[-_EARLIER:]:
            understood = understand(asked, chosen, turns, today=asked_on).text
            turns.append(Turn(asked, understood, filters=chosen))
        answer = self.answerer.ask(question, chosen, turns, today=asked_on)
        told = answer.as_dict()
        if retrieved:
            told["retrieved"] = [hit.passage.id for hit in answer.basis.hits]
        return told

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
        return replies.plain(replies.listing(page))

    def article(self, article_id: str, start: int = 0, length: int = 20_000) -> dict[str, Any]:
        """Read one of the news articles of the archive, with headline, outlet, date and authors.

        Of a long one, call again with "start" at the "end" of what came until "characters".

        Args:
            article_id: The id, as citations and lists of articles have it.
            start: The first character to read, from 0.
            length: How many characters to read, from 1 to 100000.
        """
        if start < 0:
            raise SettingsError(f"start is {start}; the first character is 0")
        if not 1 <= length <= MOST_CHARS:
            raise SettingsError(f"length is {length}; it must be between 1 and {MOST_CHARS}")
        archive = self.answerer.archive
        found = archive.article(article_id)
        if found is None:
            raise SettingsError(
                f"there is no article with the id {article_id!r:.80}; take one from a citation "
                "or from search"
            )
        passages = archive.passages_of(article_id)
        first = passages[0] if passages else None
        about = (first.file, first.updated_by) if first else ("", "")
        return replies.plain(replies.whole(found, *about, start, start + length))

    def timeline(
        self,
        topic: str,
        since: str = "",
        until: str = "",
        outlets: list[str] | None = None,
        kinds: list[str] | None = None,
        today: str = "",
    ) -> dict[str, Any]:
        """Tell how a story unfolded in the articles: one quoted sentence for each event, by day.

        The same form as an answer; "when" of each statement has the first and last day of the
        event. Where no articles tell of the topic, it says so ("abstained") and why.

        Args:
            topic: The story in a few words, such as "harbour bridge" or "the ferry accident".
            since: Only articles published on this day or later, such as 2024-05-31.
            until: Only articles published on this day or earlier, such as 2024-05-31.
            outlets: Only articles of these outlets, by their full names.
            kinds: Only articles that say that they are of these kinds, such as news or opinion.
            today: The day that "last week" is reckoned from, such as 2024-05-31; today by default.
        """
        asked_on = day(today) if today else None
        chosen = filters(since, until, outlets, kinds)
        if not topic.strip():
            raise SettingsError("the topic is empty; name the story in a few words")
        return self.answerer.ask(f"Timeline of {topic}", chosen, today=asked_on).as_dict()

    def coverage(self) -> dict[str, Any]:
        """Say what the archive of news articles holds: how many, of which days, outlets and kinds.

        Ask it first, for the names of outlets and kinds that the other tools take.
        """
        return replies.plain(replies.held(self.answerer.archive.coverage()))


def typed(endpoint: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The endpoint, which refuses values that its signature does not have; null is as left out.

    Raises:
        SettingsError: a value is of another kind, none of a parameter, or missing.
    """
    taken = signature(endpoint)
    checked = validate_call(config=ConfigDict(strict=True))(endpoint)
    takes = f"{endpoint.__name__} takes: {', '.join(taken.parameters) or 'no arguments'}"

    @wraps(endpoint)
    def asked(*given: Any, **named: Any) -> dict[str, Any]:
        if unknown := next((name for name in named if name not in taken.parameters), None):
            raise SettingsError(f"unknown argument {unknown!r:.80}; {takes}")
        try:
            bound = taken.bind_partial(*given, **named).arguments
            return checked(**{name: value for name, value in bound.items() if value is not None})
        except TypeError as error:
            raise SettingsError(f"{error}; {takes}") from error
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            place = ".".join(map(str, wrong["loc"]))
            if wrong["type"] == "missing_argument":
                raise SettingsError(f"{place} is missing; {takes}") from error
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
