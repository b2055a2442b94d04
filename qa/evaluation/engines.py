"""A llama-index query engine's response in the form of our answers. Its types end here.

The response's text is split into sentences, which are the statements; each cites the source nodes
that its marks ("[2]") name, or all of them where it has none. An engine is given the question
alone, without filters and earlier turns, which it has no way to take.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from index import sentences
from qa.evaluation.questionset import Question

PASSAGES = "passages"
"""The key under which an engine's answer keeps the texts of what was retrieved."""

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


def answer(question: Question, text: str, response: Any, made_by: str) -> dict[str, Any]:
    """The response as `Answer.as_dict()` would tell it, with `passages` beside it."""
    found = [_passage(one) for one in getattr(response, "source_nodes", None) or ()]
    found = [one for one in found if one["text"].strip()]
    if ours := (getattr(response, "metadata", None) or {}).get("dateline"):
        return {**ours, PASSAGES: found}
    nothing = text.strip().strip(".").casefold() in _SAID_NOTHING
    statements = [] if nothing else list(_statements(text, len(found)))
    as_of = question.asked_on or date.today()
    return {
        "question": question.question,
        "understood": question.question,
        "text": text,
        "abstained": not statements,
        "reason": "no_answer" if not statements else None,
        "detail": "the engine said nothing" if not statements else None,
        "statements": statements,
        "citations": [{**one, "quote": one["text"]} for one in found] if statements else [],
        "nearest": found[:3],
        "archive": "",
        "made_by": made_by,
        "settings": "",
        "as_of": as_of.isoformat(),
        "confidence": None,
        "dropped": 0,
        "invented": 0,
        "repaired": 0,
        "broken": None,
        "usage": None,
        PASSAGES: found,
    }


def _statements(text: str, sources: int) -> Iterator[Mapping[str, Any]]:
    for start, end in sentences(text):
        marked = text[start:end]
        if bare := _MARK.sub("", marked).strip():
            yield {"text": bare, "citations": _cited(marked, sources)}


def _cited(marked: str, sources: int) -> Sequence[int]:
    numbers = [int(one) for one in _MARK.findall(marked)]
    known = [number for number in dict.fromkeys(numbers) if 1 <= number <= sources]
    return known if numbers else list(range(1, sources + 1))


def _passage(found: Any) -> dict[str, Any]:
    """A source node, with the offsets that it has; `id` is the node's own."""
    node = found.node
    metadata = node.metadata or {}
    article = metadata.get("article_id") or getattr(node, "ref_doc_id", None) or node.node_id
    path = metadata.get("file_path") or metadata.get("file_name")
    return {
        "id": str(node.node_id),
        "article_id": str(article),
        "title": str(metadata.get("title") or ""),
        "source": str(metadata.get("source") or ""),
        "published": str(metadata.get("published") or "")[:10] or None,
        "url": str(metadata.get("url") or ""),
        "file": str(path or ""),
        "start": getattr(node, "start_char_idx", None),
        "end": getattr(node, "end_char_idx", None),
        "text": str(node.get_content()),
    }
