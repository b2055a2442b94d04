"""A question set to begin with, for a person to correct: from the archive, or from its thumbs."""

import re
from collections import Counter
from dataclasses import replace

from index import Holdings
from qa.errors import EvaluationError
from qa.evaluation.questionset import Evidence, Question, read_questions
from qa.examples import TEMPLATES, Found, Template, found_questions
from qa.window.feedback import Feedback

DRAFT = "draft"
"""The tag of a question that nobody has looked at yet."""

_NAME = (
    r"(?P<name>(?!(?:In|At|On|For|By|With|From|When|While|After|Before|Since|As|But|And|The) )"
    r"(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+)"
)
_FORMS = (
    *TEMPLATES,
    Template(
        re.compile(
            rf"(?:^|[,;] ){_NAME}, "
            r"(?P<answer>(?:a|an|the|its|chief|head) [^,.;:“”]{4,60}),"
        ),
        lambda m: f"Who is {m['name']}?",
    ),
    Template(
        re.compile(rf"(?:^|[,;] ){_NAME}, (?P<answer>\d{{1,3}}),"),
        lambda m: f"How old is {m['name']}?",
    ),
    Template(
        re.compile(
            r"^(?P<name>The (?:(?!(?:is|are|was|were|has|had|will|that|which|who) )"
            r"[^,.;:?“”\"]){4,50}?) "
            r"(?P<verb>open|close|end|start|begin)(?:s|ed|d) "
            r"on (?P<answer>\d{1,2} [A-Z][a-z]+(?: \d{4})?)\b"
        ),
        lambda m: f"On what day did {m['name'][0].lower()}{m['name'][1:]} {m['verb']}?",
    ),
)  # fmt: skip


def drafted(archive: Holdings, most: int = 20) -> list[Question]:
    """At most `most` questions on what sentences say, no form of question much before the others.

    Each has its sentence as evidence and what seemed to be the answer. They are drafts: some are
    answered in other articles too, and some are not worth asking.

    Raises:
        EvaluationError: no sentence of the archive has a form that is known.
    """
    found: dict[str, Found] = {}
    for one in found_questions(archive, _FORMS):
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
    return [_draft(one, archive) for _, one in order[:most]]


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


def _draft(found: Found, archive: Holdings) -> Question:
    article = archive.article(found.article_id)
    name = (article and article.url) or found.article_id
    return Question(
        found.question,
        answers=(found.answer.rstrip(",. "),),
        evidence=(Evidence(name, found.sentence, found.start, found.end),),
        answerable=True,
        tags=(DRAFT,),
    )
