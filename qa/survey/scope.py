"""Which articles a question of the archive looks at, and by which rule some of them count."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import Coverage, Filters, Holdings, Mention, readable, stems, terms
from qa.language import written_days
from qa.survey.subjects import Subject, about
from qa.types import Query
from qa.understanding.counts import Asked
from qa.understanding.publication import within

_ARTICLE = re.compile(r"^the ", re.IGNORECASE)
_BOTH = re.compile(r"^(?:both|either) ", re.IGNORECASE)
_AND, _OR = re.compile(r",? and (?:the )?"), re.compile(r",? or (?:the )?")
# "… in the Courier"
_IN = re.compile(r"^(?P<subject>.+) (?:in|by|from|of) (?P<outlet>(?:the )?\S.*)$", re.IGNORECASE)
_READ = 60
"""So many articles are read to see whether words stand as they were asked for."""
_ANY_FORM = ", in any form of the words"
_NONE = Filters(date.max, date.max)
_QUOTED = re.compile(r"^[\"“”'‘](.+)[\"“”'’]$")


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a question looks at: those that `filters` let through, `of` in number.

    `where` says so in words, such as " of Harbour Courier of May 2024".
    """

    archive: Holdings
    filters: Filters
    held: Coverage
    of: int
    where: str = ""

    @property
    def every(self) -> tuple[Mention, ...]:
        """All of them, earliest first."""
        return self.archive.mentions(filters=self.filters)


@dataclass(frozen=True, slots=True)
class Matched:
    """The articles that count, earliest first, by a `rule`; `subject` is what they tell of."""

    articles: tuple[Mention, ...]
    rule: str
    subject: Subject


def scope(query: Query, asked: Asked, archive: Holdings) -> tuple[Scope, str] | None:
    """What a question looks at and its subject, less the outlet that it names.

    None where it looks at something that is no outlet of the archive.
    """
    held, subject = archive.coverage(), asked.subject
    outlets = outlets_named(asked.within, held)
    if asked.within and not outlets:
        return None
    if (match := _IN.match(subject)) and (named := outlets_named(match["outlet"], held)):
        outlets, subject = named, match["subject"]
    chosen, days = query.given or query.filters, _days(query, asked, held)
    filters = within(chosen, days) if days else chosen
    if outlets and filters is not None:
        filters = _of_outlets(filters, outlets)
    filters = _NONE if filters is None else filters
    of = archive.catalogue("", filters, limit=0).total if filters else held.articles
    where = f" of {' or '.join(outlets)}" if outlets else ""
    where += f" {_of_days(days)}" if days else ""
    return Scope(archive, filters, held, of, where), subject


def _of_outlets(filters: Filters, outlets: Sequence[str]) -> Filters | None:
    """Filters that let through those outlets alone, None if none of them was chosen."""
    known = {one.casefold() for one in filters.outlets}
    kept = tuple(one for one in outlets if not known or one.casefold() in known)
    return replace(filters, outlets=kept) if kept else None


def _days(query: Query, asked: Asked, held: Coverage) -> Filters | None:
    """The days of publication that a question names."""
    if asked.times and asked.times.said:
        return asked.times.days(held)
    if query.happened:
        return Filters(*query.happened)
    days = Filters(query.filters.since, query.filters.until)
    return days if days and query.filters != query.given else None


def _of_days(days: Filters) -> str:
    if days.since and days.until:
        return f"of {written_days(days.since, days.until)}"
    if days.since:
        return f"of {written_days(days.since, days.since)} or later"
    assert days.until  # noqa: S101  (whoever asks has seen that there is one)
    return f"of {written_days(days.until, days.until)} or earlier"


def outlets_named(text: str, held: Coverage) -> tuple[str, ...]:
    """The outlets of the archive that some words name: "the Courier", "CNN", "LPA"."""
    name = _ARTICLE.sub("", text.strip(" \"'“”‘’"))
    if not name:
        return ()
    asked, squashed = _plain(name).split(), _squashed(name)
    ways: tuple[Callable[[str], bool], ...] = (
        lambda one: _plain(one).split() == asked,
        lambda one: len(squashed) > 1 and _squashed(one.split(".")[0]) == squashed,
        lambda one: _initials(one) == name,
        lambda one: _plain(one).split()[-len(asked) :] == asked,
    )
    outlets = [one for one, _ in held.outlets if one]
    found = (tuple(filter(way, outlets)) for way in ways)
    return next((one for one in found if one), ())


def _plain(name: str) -> str:
    return _ARTICLE.sub("", name).casefold()


def _squashed(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def matched(scope: Scope, subject: str, *, treated: bool) -> Matched | None:
    """The articles of a scope with, or where `treated` about, a subject; None if there are none.

    A phrase that stands nowhere is looked for by its words, and the rule says so.
    """
    if treated and (found := _about(scope, subject)):
        return found
    named = _run(subject)
    if not named:
        return None
    if exact := scope.archive.mentions([(named,)], scope.filters):
        rule = f"Articles{scope.where} with “{_shown(subject)}” in headline or text"
        return Matched(exact, rule + _forms(scope, exact, subject), _phrase(subject, ((named,),)))
    return _looser(scope, subject)


def _about(scope: Scope, subject: str) -> Matched | None:
    whole = Subject.of(_shown(subject))
    found = about(whole, scope.archive, scope.filters)
    if not found:
        return None
    having = f"the words of “{_shown(subject)}”, or words for the same,"
    if len(whole.groups) == 1:
        having = f"“{_shown(subject)}”, in any form,"
    rule = f"Articles{scope.where} with {having} at the top or in three passages"
    return Matched(found, rule, whole)


def _looser(scope: Scope, subject: str) -> Matched | None:
    """Articles with "both X and Y", "X or Y", or with all words of a phrase that none has."""
    plain = _BOTH.sub("", subject)
    for joint, word in ((_OR, "or"), (_AND, "and")):
        runs = [run for part in joint.split(plain) if (run := _run(part))]
        if len(runs) < 2:
            continue
        groups = [tuple(runs)] if word == "or" else [(run,) for run in runs]
        if found := scope.archive.mentions(groups, scope.filters):
            words = f" {word} ".join(f"“{_shown(part)}”" for part in joint.split(plain))
            rule = f"Articles{scope.where} with {words} in headline or text"
            return Matched(found, rule, _phrase(plain, tuple(map(tuple, groups))))
    words_of = list(dict.fromkeys(terms(subject)))
    if len(words_of) < 2:
        return None
    every = [((one,),) for one in words_of]
    found = scope.archive.mentions(every, scope.filters)
    if not found:
        return None
    rule = (
        f"No article{scope.where} has “{_shown(subject)}”. "
        "Articles with all of its words somewhere in headline or text"
    )
    return Matched(found, rule, _phrase(subject, every))


def _run(words: str) -> tuple[str, ...]:
    return tuple(stem for stem, _ in stems(_shown(words)))


def _shown(subject: str) -> str:
    """The words of a subject, out of the quotation marks in which they were asked for."""
    match = _QUOTED.match(subject.strip())
    return match[1].strip() if match else _ARTICLE.sub("", subject.strip())


def _forms(scope: Scope, found: Sequence[Mention], subject: str) -> str:
    """That other forms of its words count, unless they stand as asked in every article."""
    spelled = re.compile(r"\W+".join(map(re.escape, re.findall(r"\w+", _shown(subject)))), re.I)
    for one in found if len(found) <= _READ else ():
        article = readable(scope.archive, one.article_id)
        if article is None or not spelled.search(f"{article.title}\n{article.text}"):
            break
    else:
        return "" if len(found) <= _READ else _ANY_FORM
    return _ANY_FORM


def _phrase(text: str, groups: Sequence[Sequence[tuple[str, ...]]]) -> Subject:
    return Subject(text, (), tuple(tuple(one) for one in groups))
