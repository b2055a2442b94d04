"""Questions to begin with: of different articles and kinds, each asked before it is shown."""

from collections.abc import Iterator, Sequence
from itertools import islice

from index import Holdings, terms
from qa.answerer import Answerer
from qa.offering.forms import Kind, found_in, templates
from qa.offering.proving import Candidate, Proven, of_sentence, proven, quoting
from qa.offering.topics import of_topic, told

MOST = 4
_EACH = 8
"""Of a kind so many are asked before it is given up."""
_LOOKED_AT = 300
"""Of a large archive so many articles are looked through."""
_TOPICS = 40
"""Of so many articles is looked up whether several tell their stories."""
_LIKE = 0.3
"""Headlines that share so much of their words are of one event."""
_KINDS = (Kind.SUM, Kind.STORY, Kind.PERSON, Kind.COUNT, Kind.DATE, Kind.REASON)
"""In the order in which they are shown."""


def example_questions(answerer: Answerer, most: int = MOST, ids: Sequence[str] = ()) -> list[str]:
    """At most `most` questions that the archive answers, each asked before; perhaps none.

    With `ids` they are made of those articles alone. They are asked without a model, and none of an
    archive whose embedder is a server.
    """
    return [one.question for one in examples(answerer, most, ids)]


def examples(answerer: Answerer, most: int = MOST, ids: Sequence[str] = ()) -> Iterator[Proven]:
    """The questions of `example_questions` as they are found, with what was answered.

    Each takes as long as a few questions do; whoever stops asking for more stops the search.
    """
    asked = quoting(answerer)
    waiting = _waiting(answerer.archive, ids) if asked else {}
    chosen: list[Proven] = []
    while asked and any(waiting.values()) and len(chosen) < most:
        for kind in _KINDS:
            found = _first(waiting[kind], chosen, asked)
            if found and len(chosen) < most:
                chosen.append(found)
                yield found


def _waiting(archive: Holdings, ids: Sequence[str]) -> dict[Kind, list[Candidate]]:
    """A few candidates of each kind."""
    waiting = {kind: list[Candidate]() for kind in _KINDS}
    for one in candidates(archive, ids):
        if len(waiting[one.kind]) < _EACH:
            waiting[one.kind].append(one)
        if all(len(each) == _EACH for each in waiting.values()):
            break
    return waiting


def candidates(archive: Holdings, ids: Sequence[str] = ()) -> Iterator[Candidate]:
    """Questions that sentences of the archive seem to answer, or of the articles of these `ids`."""
    ids = ids or archive.article_ids()
    step = max(1, len(ids) // _LOOKED_AT)
    forms = tuple(one for one in templates() if one.kind in _KINDS)
    asked: set[str] = set()
    for number, article_id in enumerate(ids[::step]):
        passages = archive.passages_of(article_id)
        made = [of_sentence(one) for passage in passages for one in found_in(passage, forms)]
        if number % max(1, len(ids) // step // _TOPICS) == 0:
            made += [o for t in islice(told(archive, passages), 1) for o in of_topic(t, article_id)]
        for one in made:
            if one.kind in _KINDS and one.question not in asked:
                asked.add(one.question)
                yield one


def _first(waiting: list[Candidate], chosen: Sequence[Proven], answerer: Answerer) -> Proven | None:
    """The next candidate that is answered and of another event than those that are chosen."""
    while waiting:
        candidate = waiting.pop(0)
        if any(_alike(candidate.article_id, one, answerer.archive) for one in chosen):
            continue
        found = proven(candidate, answerer)
        if found and not any(_overlap(found, one) for one in chosen):
            return found
    return None


def _alike(article_id: str, other: Proven, archive: Holdings) -> bool:
    """Whether the headline of an article is of the event of another question."""
    article = archive.article(article_id)
    words = set(terms(article.title)) if article else set()
    titles = (one.passage.title for one in other.answer.citations)
    return any(_shared(words, set(terms(title))) for title in titles)


def _shared(words: set[str], others: set[str]) -> bool:
    return len(words & others) > _LIKE * max(1, min(len(words), len(others)))


def _overlap(one: Proven, other: Proven) -> bool:
    """Whether two answers cite an article in common."""
    first, second = (
        {cited.passage.article_id for cited in each.answer.citations} for each in (one, other)
    )
    return not first.isdisjoint(second)
