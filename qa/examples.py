"""Questions to begin with, drawn from the articles at hand."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index import Holdings

MOST = 3

_COST = re.compile(
    r"^(The (?:(?!(?:is|are|was|were|has|have|had|will|would|could|that|which) )"
    r"[^,.;:?“”\"]){4,50}?) cost (?:about |around |nearly |more than )?"
    r"(?P<answer>[$£€]?\d[\d,.]*\d?(?: (?:thousand|million|billion))?(?: (?!a\b|and\b)[a-z]+s\b)?)"
)
_MANY = re.compile(
    r"^(?:(?:About|Around|At least|More than|Some|Nearly) )?"
    r"(?P<answer>\d[\d,]*|[A-Z][a-z]+(?:-[a-z]+)?) "
    r"(people|passengers|workers|voters|students|children|patients|homes|houses|households) "
    r"(were|have) ([a-z]+(?:ed|en|rt) (?:for|from|in|at|to) [^\d,.;:?“”\"]{0,36}\w{4})[,.]"
)
_SENTENCE = re.compile(r"\S(?:(?![.!?]\s|\n).)*[.!?]?")


@dataclass(frozen=True, slots=True)
class Template:
    """Sentences of one form, and what can be asked of them. The pattern's `answer` answers it."""

    pattern: re.Pattern[str]
    question: Callable[[re.Match[str]], str]


TEMPLATES = (
    Template(_COST, lambda m: f"How much did {m[1][0].lower()}{m[1][1:]} cost?"),
    Template(_MANY, lambda m: f"How many {m[2]} {m[3]} {m[4]}?"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A question, and the sentence of an article, `text[start:end]`, that answers it."""

    question: str
    answer: str
    article_id: str
    sentence: str
    start: int
    template: Template

    @property
    def end(self) -> int:
        """Where the sentence ends in the article's text."""
        return self.start + len(self.sentence)


def found_questions(
    archive: Holdings,
    templates: tuple[Template, ...] = TEMPLATES,
    looked_at: int = 500,
    ids: Sequence[str] = (),
) -> Iterator[Found]:
    """Questions that sentences of the archive answer, from at most `looked_at` of its articles.

    With `ids`, from those articles alone.
    """
    ids = ids or archive.article_ids()
    for article_id in ids[:: max(1, len(ids) // looked_at)]:
        article = archive.article(article_id)
        for sentence in _SENTENCE.finditer(article.text) if article else ():
            for template in templates:
                if match := template.pattern.search(sentence.group()):
                    yield Found(
                        template.question(match), match["answer"], article_id, sentence.group(),
                        sentence.start(), template,
                    )  # fmt: skip


def example_questions(
    archive: Holdings, looked_at: int = 500, ids: Sequence[str] = ()
) -> list[str]:
    """Questions that sentences of the archive answer, at most two of a kind; perhaps none.

    With `ids`, of those articles alone.

    Only sums and counts: "What did X say?" was answered for a third of the names that it was
    tried on, these for nearly all.
    """
    found: dict[str, Template] = {}
    for one in found_questions(archive, looked_at=looked_at, ids=ids):
        if list(found.values()).count(one.template) < 2:
            found[one.question] = one.template
        if len(found) >= MOST:
            break
    return list(found)
