"""Sentences that a question can be made of, by their form: what a few words of them answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial

from index import MONTH_CAPITAL, WEEKDAYS, Holdings, Passage, Span
from qa.language.bases import past
from qa.language.lists import CLAUSES
from qa.offering import asking
from qa.offering.lists import OFFERS


class Kind(Enum):
    """What kind of thing an offered question asks for."""

    SUM = "sum"
    COUNT = "count"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"
    DESCRIPTION = "description"
    SAYING = "saying"
    STORY = "story"
    COVERAGE = "coverage"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Template:
    """Sentences of one form, and what can be asked of them. The pattern's `answer` answers it.

    The question is None where the words that were found make none.
    """

    kind: Kind
    pattern: re.Pattern[str]
    question: Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A question, and what answers it: `answer`, which begins at `at` of the article's text.

    `span` of the article's text is the sentence of `passage` that says so.
    """

    question: str
    answer: str
    at: int
    passage: Passage
    span: Span
    template: Template

    @property
    def sentence(self) -> str:
        """The sentence that answers it."""
        return self.passage.slice(*self.span)

    @property
    def kind(self) -> Kind:
        """What kind of thing it asks for."""
        return self.template.kind


_WORD = r"[\w’'&-]+"
_DAY = (
    rf"(?:(?:{'|'.join(day.capitalize() for day in WEEKDAYS)})"
    rf"|\d{{1,2}} (?:{MONTH_CAPITAL})(?: \d{{4}})?|(?:{MONTH_CAPITAL}) \d{{1,2}}(?:, \d{{4}})?)\b"
)
NAME = r"(?:[A-Z][\w’'-]+(?: (?:[A-Z]\.|of|de|van|von))?(?: [A-Z][\w’'-]+){1,3})"
_ABOUT = (
    r"(?:(?:[Aa]bout|[Aa]round|[Nn]early|[Mm]ore than|[Aa]lmost|[Uu]p to|[Oo]ver|[Ss]ome|[Oo]nly"
    r"|[Aa]t least|[Aa]n estimated) )?"
)
_LARGE = r"(?: (?:thousand|million|billion|trillion))?"
_SUM = rf"[$£€]?\d[\d,.]*\d?{_LARGE}(?: (?!a\b|and\b)[a-z]+s\b)?"
_MONEY = rf"(?:[$£€]\d[\d,.]*\d?{_LARGE}|\d[\d,.]*\d?{_LARGE} {OFFERS.either('money')})"
# "twelve passengers", "Six of the injured"
_MANY = (
    rf"{_ABOUT}(?P<answer>\d[\d,]*|[A-Z]?[a-z]+(?:-[a-z]+)?) "
    r"(?P<what>people|children|men|women|[a-z]{3,}s(?: of [a-z]+)?|of the (?:[\w-]+ )?[a-z]+)"
)
# to the next mark
_ALL = r"(?P<rest>(?: [^\d,.;:?“”\"—–]{0,60}\w)?)(?=[,.])"
# "Henrik Aldous, the city engineer,"
_ASIDE = rf"(?:^|[,;] )(?P<name>{NAME}), (?P<answer>(?:an?|the|its|chief|head) [^,.;:“”]{{4,60}}),"
# "city engineer Henrik Aldous"
_TITLED = rf"(?:^|[,;] |\bsaid |\bby )(?P<answer>(?:[a-z][a-z-]+ ){{1,3}})(?P<name>{NAME})\b"


@cache
def templates() -> tuple[Template, ...]:
    """The forms of sentences of which questions are offered."""
    starts = rf"^(?!(?i:{CLAUSES.either('prepositions')})\b)"
    word = rf"(?!(?i:{OFFERS.either('no_subject')})\b){_WORD}"
    verb = rf"(?P<verb>{past()})"
    # "Brannick Marine, the contractor,"
    subject = rf"{starts}(?P<subject>{word}(?: {word}){{0,7}}?)(?:, [^,;:]{{3,60}},)? "
    done, does = rf"{subject}(?P<be>was|were) {verb}", rf"{subject}{verb}"
    ends = rf"(?:{OFFERS.either('ends')}\b|{_DAY})"
    # what is done to it: "elected mayor of Wendry"; and where that ends
    rest = rf"(?P<rest>(?: (?!{ends}){_WORD}){{0,6}})(?=[,.]| {ends})"
    on = rf"[^,;:?“”\"]*? (?P<answer>{_DAY})(?! (?:was|were|is|are|had|has|have|will|would)\b)"
    because = r"[^,;:?“”\"]*? (?P<answer>because (?!of )[^;:?“”\"]+)"
    title = rf"(?!(?i:{CLAUSES.either('prepositions')})\b){word} "
    doer = rf"^(?:{title}){{0,4}}?(?P<answer>{NAME})"
    forms: tuple[tuple[Kind, str, Callable[[re.Match[str]], str | None]], ...] = (
        (Kind.SUM, rf"{subject}(?<!to )cost {_ABOUT}(?P<answer>{_SUM})", asking.cost),
        (Kind.SUM, rf"{does} {_ABOUT}(?P<answer>{_MONEY})", asking.paid),
        (Kind.COUNT, rf"^{_MANY} (?P<be>were|have been|have) {verb}{_ALL}", asking.many),
        (Kind.COUNT, rf"^{_MANY} (?P<be>){verb}{_ALL}", asking.many),
        (Kind.COUNT, rf"{does} {_MANY}{rest}", asking.how_many),
        (Kind.DATE, done + rest + on, partial(asking.done, "When")),
        (Kind.DATE, does + rest + on, partial(asking.did, "When")),
        (Kind.REASON, done + rest + because, partial(asking.done, "Why")),
        (Kind.REASON, does + rest + because, partial(asking.did, "Why")),
        (Kind.PERSON, rf"{doer} was {verb}{rest}", asking.who_was),
        (Kind.PERSON, rf"{doer} {verb}{rest}", asking.who_did),
        (Kind.DESCRIPTION, _ASIDE, asking.who_is),
        (Kind.DESCRIPTION, _TITLED, asking.who_is),
    )
    return tuple(Template(kind, re.compile(form), asked) for kind, form, asked in forms)


def found_in(passage: Passage, forms: tuple[Template, ...] | None = None) -> Iterator[Found]:
    """The questions that the sentences of a passage answer, by these forms or by all."""
    for start, end in passage.sentences:
        sentence = passage.slice(start, end)
        for template in templates() if forms is None else forms:
            match = template.pattern.search(sentence)
            if match and (question := template.question(match)):
                at, answer = start + match.start("answer"), match["answer"].strip()
                yield Found(question, answer, at, passage, (start, end), template)


def found_questions(
    archive: Holdings, forms: tuple[Template, ...] | None = None, looked_at: int = 500
) -> Iterator[Found]:
    """Questions that sentences of the archive answer, from at most `looked_at` of its articles."""
    ids = archive.article_ids()
    for article_id in ids[:: max(1, len(ids) // looked_at)]:
        for passage in archive.passages_of(article_id):
            yield from found_in(passage, forms)
