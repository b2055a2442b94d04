"""A run as one HTML file: figures, plots, and every question with the reason why it failed.

The file asks nothing of any host. Its policy lets one script and one style sheet run, named by
their SHA-256, and no inline handler. Of a question or an article, texts become text, in the
templates by escaping and in the script by `textContent`; nothing becomes markup, and only a checked
web address becomes a link.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib import resources
from typing import Any

from index import Holdings
from qa.evaluation.against import against, moves
from qa.evaluation.charts import plots_of
from qa.evaluation.comparison import Comparison
from qa.evaluation.described import BY_TAG, OTHER, Measure, measure
from qa.evaluation.plots import BOX, GROUND, across
from qa.evaluation.replies import Reply
from qa.evaluation.report import Figure, Outcome, Report
from qa.evaluation.shown import Shown, as_block
from qa.evaluation.tables import between, by_group, figures_of, tags_of
from qa.evaluation.verdicts import GOOD, Verdict
from qa.templates import environment
from qa.types import Answer
from qa.wording import capital, count, grouped

_SIGNS = {
    Verdict.RIGHT: "✓",
    Verdict.REFUSED_RIGHTLY: "✓",
    Verdict.UNJUDGED: "?",
    Verdict.REFUSED_WRONGLY: "∅",
    Verdict.WRONG: "✗",
    Verdict.ERROR: "!",
}
_DATES = ("started", "date", "made_at", "made_on", "time", "when")
_SETS = ("question_set", "questions", "set", "name")


def page(
    report: Report,
    outcomes: Sequence[Outcome],
    figures: Mapping[str, Mapping[str, float | None]],
    archive: Holdings | None = None,
    compared: Comparison | None = None,
) -> str:
    """The report of a run as one HTML document.

    `figures` are values by question id and measure. With the `archive` that was asked, each quote
    is shown inside its passage, and reasons name the passage that holds the answer.
    """
    shown = Shown(outcomes, figures, archive)
    data = shown.data() | {
        "labels": _labels(figures),
        "compared": moves(compared),
        "signs": {verdict.value: sign for verdict, sign in _SIGNS.items()},
    }
    style, script = _shipped("page.css"), _shipped("page.js")
    made = _TEMPLATES.get_template("page.html.jinja").render(
        name=_name(report),
        policy=_policy(style, script),
        style=style,
        script=script,
        data=as_block(data),
        facts=_facts(report, shown),
        well=_well(shown),
        verdicts=_verdicts(shown),
        tiles=list(_tiles(report)),
        against=against(compared, shown.outcomes) if compared else None,
        older=_day(compared.old) if compared else "",
        figures=figures_of(report),
        plots=plots_of(report, shown),
        ground=GROUND,
        box=BOX,
        tags=tags_of(shown),
        choices=[one for one in _choices(shown, compared) if one[2]],
        made=_made(report, shown),
    )
    # half of a surrogate pair, which JSON may hold, has no bytes in UTF-8
    return made.encode("utf-8", "replace").decode("utf-8") + "\n"


def _shipped(name: str) -> str:
    return resources.files("qa.evaluation").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"


# -- what the templates call --------------------------------------------------------------------


def signed(number: float) -> str:
    """With a true minus sign, and none for nothing."""
    told = f"{number:+.3f}"
    return "0" if float(told) == 0 else told.replace("-", "−")


def key(verdict: str) -> str:
    """A verdict as the style sheet names it."""
    return verdict.replace(" ", "-")


_TEMPLATES = environment(
    "qa.evaluation",
    *(across, between, capital, count, grouped, key, measure, signed),
)


# -- the top: what was asked of whom, and how it went -------------------------------------------


def _name(report: Report) -> str:
    name = _first(report.made_by, _SETS)
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _first(told: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(told[name]) for name in names if isinstance(told.get(name), str)), "")


def _day(report: Report) -> str:
    """The day of a run, without the time that its record has."""
    return _first(report.made_by, _DATES).partition("T")[0]


def _facts(report: Report, shown: Shown) -> list[str]:
    readers = _distinct(shown, lambda one: one.provenance.made_by)
    facts = (
        count(len(shown.outcomes), "question"),
        f"answered by {readers[0]}" if len(readers) == 1 else "",
        _day(report),
    )
    return [one for one in facts if one]


def _distinct(shown: Shown, field: Callable[[Answer | Reply], str]) -> list[str]:
    told = (field(one.answer) for one in shown.outcomes if one.answer)
    return list(dict.fromkeys(filter(None, told)))


def _well(shown: Shown) -> dict[str, Any]:
    """How many questions went as they should, of how many that is known of, as a share."""
    went = [
        None if one.verdict is Verdict.UNJUDGED else float(one.verdict in GOOD)
        for one in shown.judgements
    ]
    known = [one for one in went if one is not None]
    share = Figure.over("as it should", went)
    return {"good": int(sum(known)), "known": len(known), "share": share}


def _verdicts(shown: Shown) -> list[dict[str, Any]]:
    """The verdicts that were reached, the worst first, with their place in a bar of them all."""
    tally = Counter(judgement.verdict for judgement in shown.judgements)
    total, left, found = tally.total(), 0.0, []
    for verdict in reversed(Verdict):
        if number := tally[verdict]:
            width = 100 * number / total
            found.append(
                {
                    "value": verdict.value,
                    "sign": _SIGNS[verdict],
                    "number": number,
                    "left": left,
                    "width": width,
                }
            )
            left += width
    return found[::-1]


def _tiles(report: Report) -> Iterator[tuple[Measure, Figure]]:
    """The first figure of each group that has one: what most people look for."""
    for name, figures in by_group(report):
        if name in (BY_TAG, OTHER):
            continue
        kind, one = max(figures, key=lambda pair: (pair[1].value is not None, pair[0].k or 0))
        if one.value is not None:
            yield kind, one


# -- the questions: the script draws them from the data -----------------------------------------


def _choices(
    shown: Shown, compared: Comparison | None
) -> Iterator[tuple[str, str, list[tuple[str, str, int]]]]:
    """What questions may be chosen by: a field, its label, and options with their numbers."""
    causes = Counter(one.cause.value for one in shown.judgements if one.cause.value)
    yield "cause", "Reason", [(one, capital(one), n) for one, n in causes.most_common()]
    tags = Counter(tag for one in shown.outcomes for tag in one.question.tags)
    yield "tag", "Tag", [(tag, tag, number) for tag, number in sorted(tags.items())]
    if compared:
        moved = (("better", "Better", compared.better), ("worse", "Worse", compared.worse))
        options = [(value, text, len(shifts)) for value, text, shifts in moved]
        yield "moved", "Against the older run", options


def _labels(figures: Mapping[str, Mapping[str, float | None]]) -> dict[str, str]:
    names = dict.fromkeys(name for values in figures.values() for name in values)
    return {name: measure(name).says for name in names}


# -- what made it -------------------------------------------------------------------------------


def _made(report: Report, shown: Shown) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reader": _distinct(shown, lambda one: one.provenance.made_by),
        "settings digest": _distinct(shown, lambda one: one.provenance.settings),
        "archive": _distinct(shown, lambda one: str(one.basis.coverage)),
        "answered as of": _span(_distinct(shown, lambda one: str(one.basis.as_of))),
    }
    given = {str(name).replace("_", " "): value for name, value in report.made_by.items()}
    rows = {name: value for name, value in told.items() if name not in given} | given
    return {name: value for name, value in rows.items() if value not in (None, "", [], {})}


def _span(days: list[str]) -> str:
    return " to ".join(dict.fromkeys((min(days), max(days)))) if days else ""
