"""TREC QA: newswire sentences, of which some answer the question."""

from pathlib import Path

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Evidence, Question
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
