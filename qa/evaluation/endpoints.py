"""An HTTP endpoint that answers with citations, asked as an engine is. Its wire ends here.

What is posted and what is to come back stands in docs/how-to/evaluation.md. The API of Dateline's
window and OpenAI's chat completions, with citations as several servers give them, are understood
as well; which of them it is is told by the address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index import Article, Holdings
from qa.errors import RecordError
from qa.evaluation.engines import said_nothing, statements
from qa.evaluation.questionset import Question, record_of
from qa.evaluation.records import day
from qa.evaluation.replies import Reply, Source, SourceRecord
from qa.evaluation.wire import Wire
from qa.schema import Count, fault
from qa.types import Answer, Turn

_WINDOW = re.compile(r"/gradio_api/(?:run|api)/ask/?$")
_CHAT = re.compile(r"/chat/completions/?$")


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a citation may say; all of it may be missing."""

    article: str | None = None
    article_id: str | None = None
    url: str | None = None
    file: str | None = None
    title: str | None = None
    source: str | None = None
    published: str | None = None
    start: Count | None = None
    end: Count | None = None
    quote: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the article goes by."""
        return tuple(filter(None, (self.article, self.article_id, self.url, self.file)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is to come back; a citation that is a text is a URL."""

    answer: str | None
    citations: tuple[_Cited | str, ...] = ()
    abstained: bool = False


_TOLD = TypeAdapter(_Told)


@dataclass(frozen=True)
class HttpEngine:
    """The endpoint at `url`; its citations are looked up in the `archive`.

    A bearer token is taken from the environment variable `DATELINE_ENGINE_TOKEN`. `model` is that
    of chat completions.

    Raises:
        EvaluationError: the address is none, or holds a password; or the token cannot be sent.
    """

    url: str
    archive: Holdings | None = None
    model: str = ""
    timeout_seconds: float = 60.0

    def __post_init__(self) -> None:
        _ = self._wire

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self.url, self.timeout_seconds)

    @property
    def settings(self) -> dict[str, Any]:
        """How questions are answered, as far as that is known."""
        return {"engine": self._wire.shown} | ({"model": self.model} if self.model else {})

    def ask(self, question: Question) -> tuple[Answer | Reply, tuple[str, ...]]:
        """What it answers, and the ids of the passages that it read for it.

        Raises:
            EvaluationError: nothing that it should; `EngineUnusable` where that will not change.
        """
        told = self._wire.post(self._posted(question))
        try:
            answer, retrieved = self._read(question, told)
        except ValidationError as error:
            raise self._wire.misunderstood(f"what cannot be read ({fault(error)})") from error
        except (RecordError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise self._wire.misunderstood(f"what cannot be read ({error})") from error
        self._wire.understood()
        return answer, tuple(dict.fromkeys(retrieved))

    def _posted(self, question: Question) -> dict[str, Any]:
        if _WINDOW.search(self._wire.path):
            return {"data": _window(question)}
        earlier = list(self._earlier(question))
        if _CHAT.search(self._wire.path):
            spoken = [*earlier, (question.question, "")]
            messages = [
                {"role": role, "content": text}
                for pair in spoken
                for role, text in zip(("user", "assistant"), pair, strict=True)
                if text
            ]
            return {"model": self.model or "default", "messages": messages, "stream": False}
        told: dict[str, Any] = {"question": question.question}
        if question.asked_on:
            told["as_of"] = question.asked_on.isoformat()
        if earlier:
            told["history"] = [{"question": asked, "answer": said} for asked, said in earlier]
        if question.filters:
            told["filters"] = record_of(question)["filters"]
        return told

    def _earlier(self, question: Question) -> Iterator[tuple[str, str]]:
        """What was asked before, and answered; what is to be asked first is."""
        for at, turn in enumerate(question.turns):
            if isinstance(turn, Turn):
                yield turn.question, "\n".join(turn.said)
            else:
                first = Question(turn, turns=question.turns[:at], asked_on=question.asked_on)
                yield turn, self.ask(first)[0].text

    def _read(
        self, question: Question, told: dict[str, Any]
    ) -> tuple[Answer | Reply, Iterable[str]]:
        if isinstance(told.get("data"), list) and told["data"]:
            told = told["data"][0]
        if "statements" in told and "made_by" in told:
            return _ours(told)
        marked, record = "", told
        if "choices" in told:
            marked, record = _chat(told)
        read = _TOLD.validate_python(record)
        cited = [_Cited(url=one) if isinstance(one, str) else one for one in read.citations]
        sources = tuple(self._source(one, at) for at, one in enumerate(cited, 1))
        text = read.answer or ""
        silent = read.abstained or said_nothing(text)
        claims = () if silent else tuple(statements(marked or text, sources))
        as_of = question.asked_on or date.today()
        reply = Reply(question.question, text, claims, sources, self._wire.shown, as_of)
        return reply, [one.id for one in sources]

    def _source(self, cited: _Cited, number: int) -> Source:
        article = self._article(cited)
        start, end, text = _place(cited, article)
        known = article or Article(next(iter(cited.names), f"{number}"), "", text)
        return Source.of(
            SourceRecord(
                id=f"{number}",
                article_id=known.id,
                title=cited.title or known.title,
                source=cited.source or known.outlet,
                published=day(cited.published) or known.published,
                url=cited.url or known.url,
                file=cited.file or "",
                start=start,
                end=end,
                text=text,
            )
        )

    def _article(self, cited: _Cited) -> Article | None:
        if self.archive is None:
            return None
        found = (one for name in cited.names for one in self.archive.find(name)[:1])
        return next((self.archive.article(one) for one in found), None)


def _ours(told: dict[str, Any]) -> tuple[Answer, Iterable[str]]:
    """An answer of a Dateline, and the passages that it read, or the first of them."""
    answer, read = Answer.from_dict(told), told.get("retrieved")
    nearest = [hit.passage.id for hit in answer.basis.hits]
    return answer, map(str, read) if isinstance(read, list) else nearest


def _place(cited: _Cited, article: Article | None) -> tuple[int | None, int | None, str]:
    """Where the citation stands in its article, as far as that is known, and what stands there."""
    start, end, text = cited.start, cited.end, cited.quote or ""
    if article and text and start is None:
        at = article.text.find(text)
        start, end = (at, at + len(text)) if at >= 0 else (None, None)
    elif article and not text:  # without places it cites the article, whatever it means of it
        text = article.text[start:end]
    if not text.strip():
        text = cited.title or cited.url or "a source without words"
    return start, end, text


def _window(question: Question) -> list[Any]:
    """The values that `qa.window.api.Api.ask` takes, in its order."""
    filters, day = question.filters, question.asked_on
    return [
        question.question,
        filters.since.isoformat() if filters.since else "",
        filters.until.isoformat() if filters.until else "",
        list(filters.outlets),
        list(filters.kinds),
        [one if isinstance(one, str) else one.question for one in question.turns],
        day.isoformat() if day else "",
        True,  # with the passages that were read
    ]


def _chat(told: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of a chat completion with marks for what it cites, and the reply it comes to.

    Sources are in `annotations`, which say where in the text they belong, or in lists beside it
    (`search_results`, `citations`) that marks in the text name.
    """
    message = told["choices"][0]["message"]
    text = message.get("content") or ""
    noted = [one.get("url_citation") or one for one in message.get("annotations") or ()]
    noted = [one for one in noted if one.get("url")]
    listed = told.get("search_results") or told.get("citations") or message.get("citations") or ()
    citations: Sequence[Any] = [
        {"url": one["url"], "title": one.get("title"), "published": one.get("date")}
        if isinstance(one, dict)
        else one
        for one in noted or listed
    ]
    for number, one in sorted(enumerate(noted, 1), key=lambda pair: -pair[1].get("end_index", 0)):
        text = _marked(text, one.get("start_index"), one.get("end_index"), one["url"], number)
    return text, {
        "answer": message.get("content") or message.get("refusal"),
        "citations": citations,
        "abstained": bool(message.get("refusal")),
    }


def _marked(text: str, start: Any, end: Any, url: str, number: int) -> str:
    """The text with a mark for a citation, in place of a link that stands for it."""
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(text)):
        return text
    before, after = text[:start] if url in text[start:end] else text[:end], text[end:]
    before = before.rstrip(" (")
    stop = before[-1:] if before[-1:] in ".!?" else ""
    return f"{before.removesuffix(stop)} [{number}]{stop}{after.removeprefix(')')}"
