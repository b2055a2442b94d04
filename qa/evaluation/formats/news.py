"""News question sets: RealTime QA and MultiHop-RAG."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question, placed
from qa.evaluation.records import article, day, reading, records

_LINK = re.compile(r"""<a\s[^>]*href=["']([^"'>]+)["']""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def realtime_qa(path: Path | str, searched: Path | str | None = None) -> Collection:
    """A week of RealTime QA (Kasai et al. 2022), JSONL or one JSON list, and what was found.

    `searched` is the week's file of search results (`…_gcs.jsonl`), whose articles are taken, each
    once in its longest form. The right choice is the answer. `extra` has `choices`, `linked` (the
    URLs that the quiz links to) and `explanation` (its own, as plain text).

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions = []
    for number, record in records(path, "RealTime QA"):
        with reading(path, number, "RealTime QA"):
            questions.append(_quiz(record))
    found: dict[str, Article | None] = {}
    if searched is not None:
        for number, record in records(searched, "RealTime QA search result"):
            with reading(searched, number, "RealTime QA search result"):
                for one in record["search_result"]:
                    known, made = found.get(one["url"]), _found(one)
                    if known is None or (made and len(made.text) > len(known.text)):
                        found[one["url"]] = made
    return Collection(
        tuple(questions),
        tuple(one for one in found.values() if one),
        empty=tuple(url for url, one in found.items() if one is None),
    )


def _quiz(record: Mapping[str, Any]) -> Question:
    chosen = [record["choices"][int(at)] for at in record["answer"]]
    told = str(record.get("evidence") or "")
    links = [url.partition("#:~:text=")[0] for url in _LINK.findall(told)]
    return Question(
        record["question_sentence"],
        record["question_id"],
        tuple(choice.strip("“”\"' ") for choice in chosen),
        asked_on=day(record.get("question_date")),
        tags=tuple(filter(None, [record.get("question_source")])),
        extra={
            "choices": record["choices"],
            "linked": list(dict.fromkeys(links)),
            "explanation": _TAG.sub("", told),
        },
    )


def _found(one: Mapping[str, Any]) -> Article | None:
    return article(
        one["url"],
        one.get("title") or "",
        one.get("text") or "",
        url=one["url"],
        published=day(one.get("publish_date")),
        authors=tuple(one.get("authors") or ()),
    )


def multihop_rag(path: Path | str, corpus: Path | str | None = None) -> Collection:
    """MultiHop-RAG (Tang and Yang 2024): questions that need several articles, and its `corpus`.

    An article's id is its URL. The kind of question is a tag; a null query is not answerable. With
    the corpus, a fact that stands in its article once has its place.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    articles: list[Article] = []
    empty: list[str] = []
    for number, record in records(corpus, "MultiHop-RAG corpus") if corpus else ():
        with reading(str(corpus), number, "MultiHop-RAG corpus"):
            made = _reported(record)
            articles += [made] if made else []
            empty += [] if made else [record["url"]]
    texts = {one.id: one.text for one in articles}
    questions = []
    for number, record in records(path, "MultiHop-RAG"):
        with reading(path, number, "MultiHop-RAG"):
            questions.append(_hops(record, number, texts))
    qrels = {one.id: {e.article: 1 for e in one.evidence} for one in questions if one.evidence}
    return Collection(tuple(questions), tuple(articles), qrels, tuple(empty))


def _reported(record: Mapping[str, Any]) -> Article | None:
    return article(
        record["url"],
        record.get("title") or "",
        record["body"],
        source=record.get("source") or "",
        url=record["url"],
        published=day(record.get("published_at")),
        authors=tuple(filter(None, [record.get("author")])),
    )


def _hops(record: Mapping[str, Any], number: int, texts: Mapping[str, str]) -> Question:
    kind = record["question_type"]
    answerable = kind != "null_query"
    return Question(
        record["query"] if "query" in record else record["question"],
        str(record.get("id", f"multihop-{number}")),
        (record["answer"],) if answerable else (),
        tuple(
            placed(one["url"], one["fact"], texts.get(one["url"], ""))
            for one in record["evidence_list"]
        ),
        answerable=answerable,
        tags=(kind.removesuffix("_query"),),
    )
