"""What was corrected: the notes of articles about a subject, and the corrections that name them."""

from collections.abc import Iterator, Sequence

from index import Hit, Holdings, Passage, Retriever, Span, terms, unlabelled
from qa.language import read
from qa.language.corrections import denied, held, notes_correction, tells_wrong
from qa.survey.found import Found
from qa.types import NOTHING, Citation, Expects, Query, Short, Statement, Told
from qa.understanding.correcting import of_articles, wants_figures, wants_first, wants_several
from qa.wording import quotation

READ = 40
"""In so many passages it is looked for articles that have a correction."""
MOST = 4
"""So many things that were corrected are told."""
_OPENING = 300  # characters
_NOTED = ("corrected", "updated")
"""What notes of corrections have."""
_HELD = 0.5
"""What share of the subject an article has that the correction is of."""


def corrections(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """What the article that a question means was corrected in, or said before it was updated.

    None where nothing was corrected, and it need not be an article that is meant.
    """
    hits = tuple(retriever.retrieve(query.text, READ, query.filters))
    found = sorted(_found(query, hits, archive), key=lambda one: -one[0])
    if not found:
        never = of_articles(query.text) and not wants_first(query.text)
        return Found((), hits) if never else None
    told = [one[0] for _, one in found] if wants_several(query.text) else found[0][1]
    figures = [one for one in told if any(isinstance(it, float) for it in denied(one.quote))]
    told = figures if figures and wants_figures(query.text) else told
    said = tuple(Statement(quotation(one), (one,)) for one in told[:MOST])
    return Found(said, hits, confirmed(query, said))


def confirmed(query: Query, said: Sequence[Statement]) -> Short:
    """That something was corrected, where it is asked whether it was; `said` tells what."""
    if query.expects is not Expects.YES_NO or not said:
        return NOTHING
    return Short("yes or no", (Told("Yes", said[0].citations[0]),))


def _found(
    query: Query, hits: Sequence[Hit], archive: Holdings
) -> Iterator[tuple[float, list[Citation]]]:
    """What is to be told of each article that has the subject, and how much that counts."""
    ids = _linked(query.cited, archive)
    if not ids or query.subject:
        ids = list(dict.fromkeys([*ids, *(hit.passage.article_id for hit in hits)]))
    for word in _NOTED if query.subject else ():
        page = archive.catalogue(f"{query.subject} {word}", query.filters, limit=READ)
        ids = list(dict.fromkeys([*ids, *(entry.id for entry in page.entries)]))
    subject, first = frozenset(terms(query.subject)), wants_first(query.text)
    for rank, article in enumerate(ids if first else dict.fromkeys(_corrected(ids, archive))):
        passages = archive.passages_of(article)
        cited = _first_told(article, passages, archive) if first else list(_notes(passages))
        has = _share(subject, passages, cited) if cited else 0.0
        if has >= _HELD:
            yield has - rank / (4 * READ), cited


def _linked(cited: Sequence[str], archive: Holdings) -> list[str]:
    """The articles that earlier turns cite, with what those update and what updates them."""
    links = [link for one in cited for link in archive.updates(one)]
    linked = (one for link in links for one in (link.older, link.newer))
    return list(dict.fromkeys([*cited, *linked]))


def _corrected(found: Sequence[str], archive: Holdings) -> Iterator[str]:
    """Those that were found, each after what corrects it."""
    for one in found:
        yield from (link.newer for link in archive.updates(one) if link.how == "correction")
        yield one


def _first_told(article: str, passages: Sequence[Passage], archive: Holdings) -> list[Citation]:
    """What an article says that another corrects or updates: what was wrong, else its beginning."""
    later = [one for one in archive.updates(article) if one.older == article]
    wrong: set[float | str] = set()
    for link in later:
        if link.how == "correction":
            for note in _notes(archive.passages_of(link.newer)):
                wrong |= denied(note.quote)
    if not later or not passages:
        return []
    every = [(passage, span) for passage in passages for span in passage.sentences]
    told = [one for one in every if wrong & held(read(one[0].slice(*one[1])))]
    return [_quoted(*one) for one in told or every[:1]]


def _quoted(passage: Passage, span: Span) -> Citation:
    """A sentence less its place line."""
    at = unlabelled(passage.slice(*span), opening=span[0] < _OPENING)
    return Citation(passage, span[0] + at, span[1])


def _notes(passages: Sequence[Passage]) -> Iterator[Citation]:
    """What an article says was wrong: of itself in a note, of another one all through."""
    sets_right = any(one.kind == "correction" for one in passages) or _titled(passages)
    for passage in passages:
        spans = passage.sentences
        noted = False
        for at, span in enumerate(spans):
            text = passage.slice(*span)
            goes_on = noted and "\n" not in passage.slice(spans[at - 1][1], span[0] + 1)
            noted = notes_correction(text) or goes_on
            if sets_right and tells_wrong(text):
                yield Citation(passage, _begin(passage, at), span[1])
            elif noted and not sets_right:
                yield Citation(passage, *span)


def _titled(passages: Sequence[Passage]) -> bool:
    return bool(passages) and notes_correction(passages[0].title)


def _begin(passage: Passage, at: int) -> int:
    """Where a correction begins: with the sentence before it, where it only points at that."""
    span: Span = passage.sentences[at]
    sentence = read(passage.slice(*span), passage.published, span[0])
    before = passage.sentences[at - 1] if at else span
    together = "\n" not in passage.slice(before[1], span[0] + 1) if at else False
    points = sentence.dangling or len(sentence.words) < 6
    return before[0] if points and together else span[0]


def _share(
    subject: frozenset[str], passages: Sequence[Passage], cited: Sequence[Citation]
) -> float:
    """What share of the subject the article and its correction have."""
    about = passages[0]
    told = " ".join((about.outlet, about.searchable, *(one.quote for one in cited)))
    return len(subject & set(terms(told))) / len(subject) if subject else 1.0
