"""Sets that say which sentences answer: TREC QA and ClapNQ."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Evidence, Question, placed
from qa.evaluation.records import reading, records


def trec_qa(path: Path | str) -> Collection:
    """TREC 8–13 QA for choosing the answer sentence (Wang et al. 2007), one question a line.

    A record has `id`, `question`, `positives` (with `sentence` and `answer`) and `negatives`. Each
    sentence is an article `<question>/<n>` and is judged in `qrels`, 0 or 1. A question without a
    positive is not answerable; papers differ on whether those count ("raw" or "clean").

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions, articles, qrels = [], [], {}
    for number, record in records(path, "TREC QA"):
        with reading(path, number, "TREC QA"):
            name, positives = str(record["id"]), record["positives"]
            texts = [one["sentence"] for one in positives] + record["negatives"]
            made = [Article(f"{name}/{at}", "", text) for at, text in enumerate(texts, 1)]
            gold = made[: len(positives)]
            qrels[name] = {one.id: int(at < len(gold)) for at, one in enumerate(made)}
            articles += made
            questions.append(
                Question(
                    record["question"],
                    name,
                    tuple(dict.fromkeys(one["answer"] for one in positives)),
                    tuple(Evidence(one.id, one.text, 0, len(one.text)) for one in gold),
                    answerable=bool(gold),
                )
            )
    return Collection(tuple(questions), tuple(articles), qrels)


def clapnq(*paths: Path | str) -> Collection:
    """ClapNQ (Rosenthal et al. 2025): questions on a passage, long answers, the sentences chosen.

    A file holds the answerable questions or the others; give one or both. The passage is the
    article `clapnq-<id>`; the evidence are the chosen sentences, with their place where they stand
    in the passage once. Several reference answers are all in `answers`.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions, articles = [], []
    for path in paths:
        for number, record in records(path, "ClapNQ"):
            with reading(path, number, "ClapNQ"):
                [passage] = record["passages"]
                article = Article(f"clapnq-{record['id']}", passage["title"], passage["text"])
                articles.append(article)
                questions.append(_long(record, article))
    qrels = {one.id: {f"clapnq-{one.id}": 1} for one in questions if one.answerable}
    return Collection(tuple(questions), tuple(articles), qrels)


def _long(record: Mapping[str, Any], article: Article) -> Question:
    answers = [one["answer"] for one in record["output"] if one["answer"].strip()]
    chosen = [text for one in record["output"] for text in one["selected_sentences"]]
    return Question(
        record["input"],
        str(record["id"]),
        tuple(answers),
        tuple(placed(article.id, text, article.text) for text in dict.fromkeys(chosen)),
        answerable=bool(answers),
    )
