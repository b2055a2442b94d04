"""Sets in which each question brings its own documents: RGB, RAMDocs, QuoteSum."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Evidence, Question
from qa.evaluation.records import article, reading, records

_SPAN = re.compile(r"\[ (\d+) (.+?) \]")
_QUOTESUM_SOURCES = range(1, 9)


def rgb(path: Path | str) -> Collection:
    """A file of RGB (Chen et al. 2024): `en`, `en_int` or `en_fact`, refined or not.

    The documents are articles `<question>/positive-1`, `…/negative-1` and, of `en_fact`,
    `…/wrong-1`. `extra["parts"]` lists what an answer must hold, each part as its alternatives:
    RGB counts an answer that holds one of each. Only where there is one part are its alternatives
    whole answers; else `answers` joins the first of each part.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions: list[Question] = []
    articles = _Articles()
    for number, record in records(path, "RGB"):
        with reading(path, number, "RGB"):
            name = f"rgb-{record['id']}"
            gold = articles.add(f"{name}/positive-", _flat(record["positive"]))
            articles.add(f"{name}/negative-", _flat(record["negative"]))
            articles.add(f"{name}/wrong-", _flat(record.get("positive_wrong", [])))
            questions.append(_parts(name, record, gold))
    return articles.collection(questions)


def _parts(name: str, record: Mapping[str, Any], gold: list[str]) -> Question:
    told = record["answer"] if isinstance(record["answer"], list) else [record["answer"]]
    parts = [[str(one) for one in _flat([part])] for part in told]
    whole = parts[0] if len(parts) == 1 else [", ".join(part[0] for part in parts)]
    extra = {"parts": parts}
    if fake := record.get("fakeanswer"):
        extra["wrong_answers"] = _flat([fake])
    evidence = tuple(Evidence(one) for one in gold)
    return Question(record["query"], name, tuple(whole), evidence, answerable=True, extra=extra)


def ramdocs(path: Path | str) -> Collection:
    """RAMDocs (Wang et al. 2025): several true answers, among documents wrong or beside the point.

    Articles are `ramdocs-<line>/<n>`; each question's `extra["documents"]` says of which `type`
    each is (correct, misinfo, noise) and which `answer` it gives; `wrong_answers` are there too.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions: list[Question] = []
    articles = _Articles()
    for number, record in records(path, "RAMDocs"):
        with reading(path, number, "RAMDocs"):
            name, documents = f"ramdocs-{number}", record["documents"]
            made = articles.add(f"{name}/", [one["text"] for one in documents])
            told = [
                {"article": place, "type": one["type"], "answer": one["answer"]}
                for place, one in zip(made, documents, strict=True)
            ]
            questions.append(
                Question(
                    record["question"],
                    name,
                    tuple(record["gold_answers"]),
                    tuple(Evidence(one["article"]) for one in told if one["type"] == "correct"),
                    answerable=True,
                    extra={"documents": told, "wrong_answers": record["wrong_answers"]},
                )
            )
    return articles.collection(questions)


def quotesum(path: Path | str) -> Collection:
    """QuoteSum (Schuster et al. 2023): answers that quote their sources; a source is an article.

    A question with several reference summaries comes once, with all of them in
    `extra["summaries"]`, marks removed. Its evidence are the quoted stretches that stand in their
    source to the letter; its answers are the sources' short ones.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    told: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, record in records(path, "QuoteSum"):
        with reading(path, number, "QuoteSum"):
            told.setdefault(record["qid"], []).append((number, record))
    questions: list[Question] = []
    articles = _Articles()
    for name, summaries in told.items():
        number, first = summaries[0]
        with reading(path, number, "QuoteSum"):
            for at in _QUOTESUM_SOURCES:
                if first.get(f"source{at}"):
                    articles.one(f"{name}/{at}", first[f"source{at}"], first[f"title{at}"])
            questions.append(_summarised(name, [record for _, record in summaries]))
    return articles.collection(questions)


def _summarised(name: str, summaries: list[Mapping[str, Any]]) -> Question:
    first = summaries[0]
    answers = [first.get(f"short_ans_{at}") or "" for at in _QUOTESUM_SOURCES]
    return Question(
        first["question"],
        name,
        tuple(dict.fromkeys(answer for answer in answers if answer.strip())),
        tuple(dict.fromkeys(one for record in summaries for one in _quoted(name, record))),
        answerable=True,
        extra={"summaries": [_SPAN.sub(r"\2", record["summary"]) for record in summaries]},
    )


def _quoted(name: str, record: Mapping[str, Any]) -> Iterator[Evidence]:
    for source, quote in _SPAN.findall(record["summary"]):
        start = (record.get(f"source{source}") or "").find(quote)
        if start >= 0:
            yield Evidence(f"{name}/{source}", quote, start, start + len(quote))


class _Articles:
    """Documents as they become articles."""

    def __init__(self) -> None:
        self.made: list[Article] = []
        self.empty: list[str] = []

    def add(self, prefix: str, texts: list[str]) -> list[str]:
        """The ids given to `texts`: `prefix` and their place from 1."""
        ids = [f"{prefix}{at}" for at in range(1, len(texts) + 1)]
        for article_id, text in zip(ids, texts, strict=True):
            self.one(article_id, text)
        return ids

    def one(self, article_id: str, text: str, title: str = "") -> None:
        made = article(article_id, title, text)
        if made:
            self.made.append(made)
        else:
            self.empty.append(article_id)

    def collection(self, questions: list[Question]) -> Collection:
        """These articles and the questions on them, their evidence as relevance judgements."""
        qrels = {one.id: {e.article: 1 for e in one.evidence} for one in questions}
        return Collection(tuple(questions), tuple(self.made), qrels, tuple(self.empty))


def _flat(nested: list[Any]) -> list[Any]:
    """What the list holds, lists in it opened."""
    return [one for item in nested for one in (_flat(item) if isinstance(item, list) else [item])]
