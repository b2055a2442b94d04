"""A question set to begin with, for a person to correct: from the archive, or from its thumbs."""

import re
from collections import Counter
from dataclasses import replace

from index import Holdings
from qa.errors import EvaluationError
from qa.evaluation.questionset import Evidence, Question, read_questions
from qa.offering.forms import NAME, Found, Kind, Template, found_questions, templates
from qa.window.feedback import Feedback

DRAFT = "draft"
"""The tag of a question that nobody has looked at yet."""

_AGE = re.compile(rf"(?:^|[,;] )(?P<name>{NAME}), (?P<answer>\d{{1,3}}),")


def _forms() -> tuple[Template, ...]:
    """The forms of which questions are offered, and how old somebody is."""
    aged = Template(Kind.DESCRIPTION, _AGE, lambda m: f"How old is {m['name']}?")
    return (*templates(), aged)


def drafted(archive: Holdings, most: int = 20) -> list[Question]:
    """At most `most` questions on what sentences say, no form of question much before the others.

    Each has its sentence as evidence and what seemed to be the answer. They are drafts: some are
    answered in other articles too, and some are not worth asking.

    Raises:
        EvaluationError: no sentence of the archive has a form that is known.
    """
    found: dict[str, Found] = {}
    for one in found_questions(archive, _forms()):
        found.setdefault(one.question, one)
    rank: Counter[Template] = Counter()
    order = []
    for one in found.values():
        order.append((rank[one.template], one))
        rank[one.template] += 1
    order.sort(key=lambda ranked: ranked[0])
    if not order:
        raise EvaluationError(
            f"no sentence of {archive.path} has a form that a question could be made of; write "
            "questions by hand, or rate answers in the chat window and give --from-feedback"
        )
    return [_draft(one) for _, one in order[:most]]


def rated(archive: Holdings, most: int | None = None) -> list[Question]:
    """The questions that visitors rated, the latest `most`, as drafts.

    A thumb up brings the evidence. After a thumb down the right answer is to be filled in.

    Raises:
        EvaluationError: nobody rated an answer of this archive, or the file cannot be read.
    """
    path = Feedback(archive.path).path
    if not path.exists():
        raise EvaluationError(
            f"there is no {path}: nobody has rated an answer yet; --init without --from-feedback "
            "drafts questions from the articles"
        )
    found = read_questions(path)
    return [replace(one, tags=(*one.tags, DRAFT)) for one in found[-most if most else 0 :]]


def _draft(found: Found) -> Question:
    passage, (start, end) = found.passage, found.span
    return Question(
        found.question,
        answers=(found.answer.rstrip(",. "),),
        evidence=(Evidence(passage.url or passage.article_id, found.sentence, start, end),),
        answerable=True,
        tags=(DRAFT,),
    )
