"""What may be asked after an answer: of the articles that it cites, or that came nearest."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index import EVERYTHING, Filters, Holdings, Passage, terms
from qa.answerer import Answerer
from qa.offering.forms import Found, found_in
from qa.offering.proving import Candidate, Proven, cites, of_sentence, proven, quoting
from qa.offering.topics import known, of_topic, spoken, told
from qa.types import Answer, Citation, Intent, Reason, Turn

MOST = 3
_ARTICLES = 3
"""Of so many articles that are cited, or came nearest, questions are made."""
_ASKED = 12
"""So many questions are asked at most to find the few that are offered."""


def further_questions(
    answerer: Answerer, answer: Answer, filters: Filters = EVERYTHING, most: int = MOST
) -> list[str]:
    """At most `most` questions to go on with after an answer; perhaps none.

    Each was asked as a follow-up to it with those `filters`, is answered and says something that
    the answer does not. They are asked without a model, and none of an archive whose embedder is a
    server.
    """
    found: list[str] = []
    for candidate in candidates(answer, answerer.archive):
        if len(found) < most and adding(candidate, answer, answerer, filters, found):
            found.append(candidate.question)
    return found


def adding(
    candidate: Candidate,
    answer: Answer,
    answerer: Answerer,
    filters: Filters,
    offered: Sequence[str],
) -> Proven | None:
    """The candidate with its answer, if it has one that adds to an answer and what is `offered`."""
    asked = quoting(answerer)
    if asked is None or any(_same(candidate.question, one) for one in offered):
        return None
    found = proven(candidate, asked, filters, (Turn.of(answer, filters),))
    return found if found and _adds(found.answer, answer) else None


def candidates(answer: Answer, archive: Holdings) -> list[Candidate]:
    """What might be asked after an answer, one of each kind in turn, the likeliest first.

    None where the archive has nothing on what was asked.
    """
    if answer.abstention and answer.abstention.reason is not Reason.NO_ANSWER:
        return []
    articles = [archive.passages_of(one) for one in _articles(answer)]
    rows = [*_facts_by_kind(articles, answer)]
    rows.append([one for passages in articles for one in spoken(passages, answer)])
    rows.append(_stories(articles, archive, answer))
    rows.append(list(known(answer, archive)))
    in_turn = (one for row in zip_longest(*rows) for one in row if one)
    found = {one.question: one for one in in_turn if one.question != answer.understood}
    return list(found.values())[:_ASKED]


def _articles(answer: Answer) -> list[str]:
    """The articles that it cites; where it abstains, those that came nearest."""
    cited = [one.passage for one in answer.citations]
    passages = cited or [hit.passage for hit in answer.basis.hits]
    return list(dict.fromkeys(one.article_id for one in passages))[:_ARTICLES]


def _facts_by_kind(
    articles: Sequence[Sequence[Passage]], answer: Answer
) -> Iterator[list[Candidate]]:
    facts = [one for passages in articles for one in _facts(passages, answer)]
    for kind in dict.fromkeys(one.kind for one in facts):
        yield [of_sentence(one) for one in facts if one.kind is kind]


def _facts(passages: Sequence[Passage], answer: Answer) -> list[Found]:
    """What sentences of an article say beside what is cited of it, the nearest first."""
    said = " ".join(one.text for one in answer.statements).casefold()
    about = set(terms(" ".join((answer.understood, said))))
    found = {
        one.question: one
        for passage in passages
        for one in found_in(passage)
        if one.answer.casefold() not in said and not cites(answer, Citation(passage, *one.span))
    }
    shared = {asked: len(about & set(terms(asked))) for asked in found}
    return sorted(
        (one for asked, one in found.items() if shared[asked] or answer.abstained),
        key=lambda one: -shared[one.question],
    )


def _stories(
    articles: Sequence[Sequence[Passage]], archive: Holdings, answer: Answer
) -> list[Candidate]:
    """How the stories developed that an answer is of and its articles tell, and who told them."""
    if answer.intent not in (Intent.FACT, Intent.DIGEST, Intent.DAYS):
        return []
    about = set(terms(" ".join((answer.understood, answer.text))))
    return [
        one
        for passages in articles
        for topic in list(told(archive, passages))[:1]
        if not about.isdisjoint(terms(topic))
        for one in of_topic(topic, passages[0].article_id)
    ]


def _adds(found: Answer, answer: Answer) -> bool:
    """Whether an answer cites something that the other does not."""
    return found.tally is not None or not all(cites(answer, one) for one in found.citations)


def _same(question: str, other: str) -> bool:
    """Whether two questions are mostly in the same words."""
    one, two = set(terms(question)), set(terms(other))
    return len(one & two) > 0.7 * max(1, min(len(one), len(two)))
