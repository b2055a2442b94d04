"""What outcomes are held against: the archive's articles, by whatever name evidence gives them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache

from index import Holdings, Passage, sentences
from qa.evaluation.measures import Cited
from qa.evaluation.questionset import UNKNOWN, Evidence, Question, placed
from qa.evaluation.report import Outcome
from qa.types import Citation


class Ground:
    """An archive, or none, in which articles go by one id whatever they are called.

    Without an archive what an outcome holds of passages and quotes is all that is known, and their
    exactness is not. An engine has `passages_of_its_own`, which its answers bring along.
    """

    def __init__(
        self, archive: Holdings | None = None, *, passages_of_its_own: bool = False
    ) -> None:
        self.archive = archive
        self.passages_of_its_own = passages_of_its_own
        self.id_of = cache(self._id_of)
        self.text_of = cache(self._text_of)
        self.passages_of = cache(self._passages_of)

    def evidence(self, question: Question) -> tuple[Evidence, ...]:
        """The question's evidence, articles by id and quotes in their place where they have one.

        Where evidence gives a place at which its quote does not stand, the quote counts. Where it
        names no article, it is that of the archive in which the quote stands, or no evidence.
        """
        named = map(self._named, question.evidence)
        return tuple(self._settled(one) for one in named if one.article != UNKNOWN)

    def retrieved(self, outcome: Outcome) -> list[Passage] | None:
        """The passages that were read, best first; None if their texts are not to be had."""
        if self.passages_of_its_own:
            return [self._known(one.passage) for one in outcome.sources or ()]
        if self.archive is None:
            return None
        found = []
        for name in outcome.retrieved:
            article, _, stretch = name.rpartition(":")
            start, _, end = stretch.partition("-")
            with suppress(ValueError):  # an id of some other kind names no passage of ours
                found.append(self.archive.passage_at(article, int(start), int(end)))
        return [one for one in found if one]

    def articles(self, outcome: Outcome) -> list[str]:
        """The ids of the articles that were read, best first, with repeats."""
        if self.passages_of_its_own:
            return [self._known(one.passage).article_id for one in outcome.sources or ()]
        return [name.rpartition(":")[0] or name for name in outcome.retrieved]

    def statements(self, outcome: Outcome) -> list[Cited[Citation]]:
        """What was said, each statement with what it cites."""
        return [
            (one.text, [replace(c, passage=self._known(c.passage)) for c in one.citations])
            for one in outcome.statements
        ]

    def _id_of(self, name: str) -> str:
        found = self.archive.find(name) if self.archive and name else []
        # a file may hold many articles; of those with one URL the first stands for all
        return found[0] if len(found) == 1 or (found and "://" in name) else name

    def _text_of(self, article_id: str) -> str | None:
        article = self.archive and self.archive.article(self.id_of(article_id))
        return article.text if article else None

    def _passages_of(self, article_id: str) -> list[Passage]:
        return self.archive.passages_of(article_id) if self.archive else []

    def _known(self, passage: Passage) -> Passage:
        """The passage under the archive's id of its article, found by id, URL or file."""
        for name in filter(None, (passage.article_id, passage.url, passage.file)):
            if self.text_of(name) is not None:
                return replace(passage, article_id=self.id_of(name))
        return passage

    def _named(self, piece: Evidence) -> Evidence:
        """The evidence with an article, if its quote, or else a sentence of it, stands in one."""
        if piece.article != UNKNOWN or self.archive is None:
            return piece
        spans = sentences(piece.quote)
        for quote in (piece.quote, *(piece.quote[start:end] for start, end in spans)):
            if found := self.archive.copies(quote, "", 1):
                return Evidence(found[0].id, piece.quote)
        return piece

    def _settled(self, piece: Evidence) -> Evidence:
        article = self.id_of(piece.article)
        text = self.text_of(article)
        if text is None:
            return replace(piece, article=article)
        if piece.start is None or piece.end is None:
            return placed(article, piece.quote, text)
        stands = text[piece.start : piece.end]
        if piece.quote and stands != piece.quote:
            return placed(article, piece.quote, text)
        return replace(piece, article=article, quote=stands)


def by_quote(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without places, for passages whose offsets are those of another text."""
    return [Evidence(one.article, one.quote) if one.quote else one for one in evidence]
