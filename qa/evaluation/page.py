"""A run as one HTML file: figures, plots, and every question with the reason why it failed.

The file asks nothing of any host. Its policy lets one script and one style sheet run, named by
their SHA-256, and no inline handler. Of a question or an article, texts become text, in Python by
`escape` and in the script by `textContent`; nothing becomes markup, and only a checked web
address becomes a link.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib import resources
from typing import Any

from index import Holdings
from qa.evaluation.against import against, moves
from qa.evaluation.charts import plots_of
from qa.evaluation.comparison import Comparison
from qa.evaluation.described import BY_TAG, OTHER, measure
from qa.evaluation.replies import Reply
from qa.evaluation.report import Figure, Outcome, Report
from qa.evaluation.shown import Shown, as_block
from qa.evaluation.tables import between, figure_tables, grouped, tag_table
from qa.evaluation.verdicts import GOOD, Cause, Verdict
from qa.types import Answer
from qa.wording import capital, count

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
    sections = (
        _head(report, shown),
        _headline(report, shown),
        _against(compared, shown) if compared else "",
        _section("figures", "Figures", figure_tables(report)),
        _section("plots", "Plots", f'<div class="plots">{plots_of(report, shown)}</div>'),
        _section("tags", "By tag", by_tag) if (by_tag := tag_table(shown)) else "",
        _questions(shown, compared),
        _made(report, shown),
    )
    return _document(
        " ".join(filter(None, ("Evaluation", _title(report)))), "".join(sections), as_block(data)
    )


def _document(title: str, body: str, data: str) -> str:
    style, script = (
        resources.files("qa.evaluation").joinpath(name).read_text(encoding="utf-8")
        for name in ("page.css", "page.js")
    )
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    told = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body><a class="skip" href="#questions">To the questions</a>{body}'
        f'<script type="application/json" id="data">{data}</script><script>{script}</script>'
        "</body></html>\n"
    )
    # half of a surrogate pair, which JSON may hold, has no bytes in UTF-8
    return told.encode("utf-8", "replace").decode("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"


def _section(key: str, title: str, body: str) -> str:
    return (
        f'<section id="{key}" aria-labelledby="{key}-title">'
        f'<h2 id="{key}-title">{escape(title)}</h2>{body}</section>'
    )


# -- the top: what was asked of whom, and how it went --


def _title(report: Report) -> str:
    name = _first(report.made_by, _SETS)
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _first(told: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(told[name]) for name in names if isinstance(told.get(name), str)), "")


def _day(report: Report) -> str:
    """The day of a run, without the time that its record has."""
    return _first(report.made_by, _DATES).partition("T")[0]


def _head(report: Report, shown: Shown) -> str:
    readers = _distinct(shown, lambda one: one.provenance.made_by)
    facts = [
        count(len(shown.outcomes), "question"),
        f"answered by {readers[0]}" if len(readers) == 1 else "",
        _day(report),
    ]
    told = "".join(f'<li dir="auto">{escape(one)}</li>' for one in facts if one)
    links = "".join(
        f'<a href="#{key}">{name}</a>'
        for key, name in (
            ("figures", "Figures"),
            ("plots", "Plots"),
            ("questions", "Questions"),
            ("made", "Record"),
        )
    )
    return (
        f'<header><p class="brand">Dateline</p><nav aria-label="Sections">{links}</nav></header>'
        f'<main><div class="title"><h1>Evaluation <span dir="auto">{escape(_title(report))}</span>'
        f"</h1><ul>{told}</ul></div>"
    )


def _distinct(shown: Shown, field: Callable[[Answer | Reply], str]) -> list[str]:
    told = (field(one.answer) for one in shown.outcomes if one.answer)
    return list(dict.fromkeys(filter(None, told)))


def _headline(report: Report, shown: Shown) -> str:
    """The verdicts as one bar, and the first figure of each group."""
    tally = Counter(judgement.verdict for judgement in shown.judgements)
    good = sum(tally[verdict] for verdict in GOOD)
    known = len(shown.judgements) - tally[Verdict.UNJUDGED]
    as_it_should = Figure.over(
        "as it should",
        [
            None if j.verdict is Verdict.UNJUDGED else float(j.verdict in GOOD)
            for j in shown.judgements
        ],
    )
    said = f"{good:,} of {count(known, 'question')} went as they should" if known else ""
    lead = f'<p class="lead">{said}{_between(as_it_should)}.</p>' if known else ""
    return f'<div class="headline">{lead}{_verdict_bar(tally)}{_tiles(report)}</div>'


def _between(figure: Figure) -> str:
    if figure.value is None or figure.interval is None:
        return ""
    low, high = figure.interval.low, figure.interval.high
    return (
        f": <strong>{100 * figure.value:.0f}\N{NO-BREAK SPACE}%</strong> "
        f"<small>(95 % interval {100 * low:.0f}–{100 * high:.0f})</small>"
    )


def _against(compared: Comparison, shown: Shown) -> str:
    old = _day(compared.old)
    title = f"Against the older run{f' of {old}' if old else ''}"
    return _section("compared", title, against(compared, shown.outcomes))


def _verdict_bar(tally: Counter[Verdict]) -> str:
    total = tally.total()
    if not total:
        return ""
    left, parts, keys = 0.0, [], []
    for verdict in reversed(Verdict):
        if not tally[verdict]:
            continue
        width = 100 * tally[verdict] / total
        name = _key(verdict)
        parts.append(f'<rect class="v-{name}" x="{left:.3f}%" width="{width:.3f}%" height="100%"/>')
        keys.append(
            f'<li class="v-{name}"><a href="#questions" data-verdict="{verdict.value}">'
            f'<span class="sign" aria-hidden="true">{_SIGNS[verdict]}</span> {verdict.value} '
            f"<strong>{tally[verdict]:,}</strong></a></li>"
        )
        left += width
    return (
        f'<svg class="verdicts" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
        f'<ul class="keys" aria-label="Verdicts">{"".join(keys)}</ul>'
    )


def _key(verdict: Verdict) -> str:
    return verdict.value.replace(" ", "-")


def _tiles(report: Report) -> str:
    """The first figure of each group that has one: what most people look for."""
    tiles = []
    for name, figures in grouped(report):
        if name in (BY_TAG, OTHER):
            continue
        kind, one = max(figures, key=lambda pair: (pair[1].value is not None, pair[0].k or 0))
        if one.value is None:
            continue
        interval = between(kind, one)
        tiles.append(
            f'<li><span class="label">{escape(kind.says)}</span>'
            f'<span class="number">{kind.written(one.value)}</span>'
            f"<small>{interval + ', ' if interval else ''}"
            f"{count(one.questions, 'question')}</small></li>"
        )
    return f'<ul class="tiles">{"".join(tiles)}</ul>' if tiles else ""


# -- the questions: the script draws them from the data --


def _questions(shown: Shown, compared: Comparison | None) -> str:
    verdicts = Counter(judgement.verdict for judgement in shown.judgements)
    boxes = "".join(
        f'<label class="v-{_key(verdict)}"><input type="checkbox" name="verdict" '
        f'value="{verdict.value}"> <span class="sign" aria-hidden="true">{_SIGNS[verdict]}</span> '
        f"{verdict.value} <small>{verdicts[verdict]:,}</small></label>"
        for verdict in Verdict
        if verdicts[verdict]
    )
    causes = Counter(judgement.cause for judgement in shown.judgements if judgement.cause.value)
    tags = Counter(tag for one in shown.outcomes for tag in one.question.tags)
    selects = _select("cause", "Reason", [(c.value, capital(c.value), n) for c, n in _most(causes)])
    selects += _select("tag", "Tag", [(tag, tag, n) for tag, n in sorted(tags.items())])
    if compared:
        moved = [
            ("better", "Better", len(compared.better)),
            ("worse", "Worse", len(compared.worse)),
        ]
        selects += _select("moved", "Against the older run", moved)
    orders = "".join(
        f'<option value="{value}">{name}</option>'
        for value, name in (
            ("worst", "Worst first"),
            ("slowest", "Slowest first"),
            ("surest", "Most confident first"),
            ("unsurest", "Least confident first"),
            ("asked", "As in the question set"),
        )
    )
    form = (
        '<form id="controls" hidden><fieldset class="boxes"><legend>Verdict</legend>'
        f'{boxes}</fieldset><div class="selects"><label class="find">Text '
        '<input type="search" name="text" autocomplete="off" '
        f'placeholder="in questions, answers, reasons"></label>{selects}<label>Order '
        f'<select name="order">{orders}</select></label></div><p class="state">'
        '<span role="status" id="state"></span> <button type="reset">Show all</button> '
        '<button type="button" id="unfold">Open those shown</button></p></form>'
    )
    noscript = (
        '<noscript><p class="note">The list of questions is drawn by this file’s own script; '
        "let it run to see them.</p></noscript>"
    )
    return _section("questions", "Questions", f'{form}{noscript}<div id="list"></div>')


def _most(causes: Counter[Cause]) -> list[tuple[Cause, int]]:
    return causes.most_common()


def _select(name: str, label: str, options: Sequence[tuple[str, str, int]]) -> str:
    if not options:
        return ""
    told = "".join(
        f'<option value="{escape(value)}">{escape(text)} ({number:,})</option>'
        for value, text, number in options
    )
    return (
        f'<label>{label} <select name="{name}"><option value="">all</option>{told}</select></label>'
    )


def _labels(figures: Mapping[str, Mapping[str, float | None]]) -> dict[str, str]:
    names = dict.fromkeys(name for values in figures.values() for name in values)
    return {name: measure(name).says for name in names}


# -- what made it --


def _made(report: Report, shown: Shown) -> str:
    told: dict[str, Any] = {
        "reader": _distinct(shown, lambda one: one.provenance.made_by),
        "settings digest": _distinct(shown, lambda one: one.provenance.settings),
        "archive": _distinct(shown, lambda one: str(one.basis.coverage)),
        "answered as of": _span(_distinct(shown, lambda one: str(one.basis.as_of))),
    }
    given = {str(name).replace("_", " "): value for name, value in report.made_by.items()}
    rows = "".join(
        f'<div><dt dir="auto">{escape(capital(name))}</dt><dd dir="auto">{_value(value)}</dd></div>'
        for name, value in ({k: v for k, v in told.items() if k not in given} | given).items()
        if value not in (None, "", [], {})
    )
    return f"{_section('made', 'What made it', f'<dl>{rows}</dl>')}</main>"


def _span(days: list[str]) -> str:
    return " to ".join(dict.fromkeys((min(days), max(days)))) if days else ""


def _value(value: object) -> str:
    """A value of the record: nested ones as lists, so that they can be read."""
    if isinstance(value, Mapping):
        inner = "".join(
            f"<div><dt>{escape(str(name))}</dt><dd>{_value(one)}</dd></div>"
            for name, one in value.items()
        )
        return f"<dl>{inner}</dl>"
    if isinstance(value, list | tuple):
        return "<br>".join(_value(one) for one in value)
    return escape(str(value))
