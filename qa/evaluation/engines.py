"""A llama-index query engine's response as a reply. Its types end here.

The response's text is split into sentences, which are the statements; each cites the source nodes
that its marks ("[2]") name, or all of them where it has none. An engine is given the question
alone, without filters and earlier turns, which it has no way to take.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from index import sentences
from qa.evaluation.questionset import Question
from qa.evaluation.records import day
from qa.evaluation.replies import Claim, Reply, Source, SourceRecord
from qa.types import Answer

_MARK = re.compile(r"\s*\[(\d{1,3})\]")
_SAID_NOTHING = {"", "empty response", "none", "not in the archive"}


def name(engine: Any) -> str:
    """What to call an engine."""
    return f"{type(engine).__module__}.{type(engine).__qualname__}"


def settings(engine: Any) -> dict[str, Any]:
    """How questions are answered, as far as an engine tells."""
    told: dict[str, Any] = {"engine": name(engine)}
    retriever = getattr(engine, "retriever", None) or getattr(engine, "_retriever", None)
    if retriever is not None:
        told["retriever"] = type(retriever).__name__
        told["passages"] = getattr(retriever, "similarity_top_k", None)
    return told


def pieces(response: Any) -> Iterator[str]:
    """The text of a response, as it comes if it is streamed."""
    streamed = getattr(response, "response_gen", None)
    if streamed is None:
        yield str(getattr(response, "response", None) or "")
    else:
        yield from map(str, streamed)


def holds_a_sentence(text: str) -> bool:
    """Whether the first sentence is complete, for all that one can tell before the next begins."""
    return bool(re.search(r"[.!?][”\"')\]\d\[]*\s+\S|\n\s*\S", text.strip()))


def answer(
    question: Question, text: str, response: Any, made_by: str
) -> tuple[Answer | Reply, tuple[Source, ...]]:
    """What an engine answered, and the passages that it read for it.

    Raises:
        RecordError: it says that it is Dateline's and holds no answer of ours.
    """
    found = [_source(one.node) for one in getattr(response, "source_nodes", None) or ()]
    sources = tuple(one for one in found if one)
    if ours := (getattr(response, "metadata", None) or {}).get("dateline"):
        return Answer.from_dict(ours), sources
    claims = () if said_nothing(text) else tuple(statements(text, sources))
    as_of = question.asked_on or date.today()
    return Reply(question.question, text, claims, sources, made_by, as_of), sources


def said_nothing(text: str) -> bool:
    """Whether that is how engines say that they found nothing."""
    return text.strip().strip(".").casefold() in _SAID_NOTHING


def statements(text: str, sources: Sequence[Source]) -> Iterator[Claim]:
    """The sentences of a text; each cites the sources that its marks name, or all."""
    for start, end in sentences(text):
        marked = text[start:end]
        if bare := _MARK.sub("", marked).strip():
            yield Claim(bare, _cited(marked, sources))


def _cited(marked: str, sources: Sequence[Source]) -> tuple[Source, ...]:
    numbers = dict.fromkeys(int(one) for one in _MARK.findall(marked))
    if not numbers:
        return tuple(sources)
    return tuple(sources[number - 1] for number in numbers if 1 <= number <= len(sources))


def _source(node: Any) -> Source | None:
    """A source node, with the place that it has; None for one without words."""
    metadata, text = node.metadata or {}, str(node.get_content())
    if not text.strip():
        return None
    article = metadata.get("article_id") or getattr(node, "ref_doc_id", None) or node.node_id
    path = metadata.get("file_path") or metadata.get("file_name")
    start, end = getattr(node, "start_char_idx", None), getattr(node, "end_char_idx", None)
    return Source.of(
        SourceRecord(
            id=str(node.node_id),
            article_id=str(article),
            title=str(metadata.get("title") or ""),
            source=str(metadata.get("source") or ""),
            published=day(metadata.get("published")),
            url=str(metadata.get("url") or ""),
            file=str(path or ""),
            start=start,
            end=end,
            text=text,
        )
    )
