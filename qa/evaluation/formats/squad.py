"""SQuAD: questions on paragraphs, answers as stretches of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Evidence, Question
from qa.evaluation.records import document, reading


def squad(path: Path | str) -> Collection:
    """A SQuAD 1.1 or 2.0 file, or one in its form (XQuAD, SquadShifts); a paragraph is an article.

    Source: Rajpurkar et al. 2016 (1.1) and 2018 (2.0). What is asked of a paragraph that does not
    answer it is not answerable; its plausible answers are in `extra`. `qrels` name the paragraph
    that each question was asked of, answerable or not.

    Raises:
        EvaluationError: the file is no such file; the message counts its articles from 1.
    """
    articles: list[Article] = []
    questions: list[Question] = []
    with reading(path, 1, "SQuAD"):
        data = document(path)["data"]
    for number, entry in enumerate(data, 1):
        with reading(path, number, "SQuAD"):
            title = str(entry.get("title") or f"article {number}")
            for at, paragraph in enumerate(entry["paragraphs"]):
                place = f"{title}#{at}"
                articles.append(Article(place, title.replace("_", " "), paragraph["context"]))
                questions += _questions(paragraph, place)
    qrels = {question.id: {question.extra["paragraph"]: 1} for question in questions}
    return Collection(tuple(questions), tuple(articles), qrels)


def _questions(paragraph: Mapping[str, Any], place: str) -> Iterator[Question]:
    for asked in paragraph["qas"]:
        answers = [] if asked.get("is_impossible") else asked["answers"]
        evidence = [_stretch(place, paragraph["context"], answer) for answer in answers]
        plausible = [answer["text"] for answer in asked.get("plausible_answers", ())]
        yield Question(
            asked["question"],
            str(asked["id"]),
            tuple(dict.fromkeys(answer["text"] for answer in answers)),
            tuple(dict.fromkeys(evidence)),
            answerable=not asked.get("is_impossible", False),
            extra={"paragraph": place} | ({"plausible_answers": plausible} if plausible else {}),
        )


def _stretch(place: str, context: str, answer: Mapping[str, Any]) -> Evidence:
    start, text = answer["answer_start"], answer["text"]
    if context[start : start + len(text)] != text:
        raise ValueError(f"{text!r:.80} does not stand at {start} of paragraph {place!r}")
    return Evidence(place, text, start, start + len(text))
