"""What a published data set brings: questions, the articles they are asked of, judged claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index import Article
from qa.evaluation.questionset import Question


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection. Articles without text cannot be indexed; `empty` are the ids of those.

    `qrels` are relevance judgements: for a question's id the articles judged, 0 for irrelevant.
    """

    questions: tuple[Question, ...]
    articles: tuple[Article, ...] = ()
    qrels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, the text it is held against, and how people judged it.

    `support` is the share of it that they found supported, from 0 to 1: of its sentences (FRANK)
    or of its judges (QAGS); `supported` is the verdict: every sentence, or most judges.

    Raises:
        ValueError: `support` is no share.
    """

    id: str
    statement: str
    evidence: str
    support: float
    supported: bool
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.support <= 1:
            raise ValueError(f"support is a share from 0 to 1, not {self.support}")
