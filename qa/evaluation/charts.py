"""Which plots a run is worth: of its outcomes and figures, each a plot or nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from qa.axes import Axis, number_axis, per_cent, share_axis
from qa.evaluation.comparison import Values
from qa.evaluation.described import BY_TAG, group_names, measure
from qa.evaluation.measures import (
    area_under_risk_coverage,
    percentiles,
    risk_coverage,
)
from qa.evaluation.plots import Curve, Curves, Plot, Rows, Table
from qa.evaluation.report import Figure, Report
from qa.evaluation.shown import Shown
from qa.evaluation.verdicts import GOOD, Cause, Judgement, Verdict
from qa.wording import capital

_MOST_CURVES = 4
_BY_K = (
    "answer_in_passages", "article_hits", "passage_hits", "article_recall", "passage_recall",
)  # fmt: skip
"""Of which measures the curves by k are, the first ones first."""

WENT_WELL = "Went as it should"
"""The share of questions rightly answered or rightly refused."""


def plots_of(report: Report, shown: Shown) -> list[Plot]:
    """Every plot that the run has something to say for."""
    plots = (
        _causes(shown.judgements),
        _risk(shown),
        _by_k(report),
        _latency(shown),
        _by_tag(shown),
        _over_time(shown),
    )
    return [plot for plot in plots if plot]


def tag_figures(shown: Shown) -> list[tuple[str, list[Figure]]]:
    """By tag, most questions first: the share that went well, then a mean of each group."""
    by_tag: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(shown.outcomes):
        for tag in dict.fromkeys(one.question.tags):
            by_tag[tag].append(at)
    names = _telling(shown.figures)
    found = []
    for tag, places in sorted(by_tag.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        values = [shown.figures.get(shown.outcomes[at].question.id, {}) for at in places]
        means = [_mean(name, [one.get(name) for one in values]) for name in names]
        found.append((tag, [_well(WENT_WELL, [shown.judgements[at] for at in places]), *means]))
    return found


def _telling(figures: Values) -> list[str]:
    """One share of each group, that of the greatest k."""
    names = dict.fromkeys(name for values in figures.values() for name in values)
    kinds = [kind for kind in map(measure, names) if kind.is_share]
    telling = []
    for group in group_names():
        held = [kind for kind in kinds if kind.group == group]
        first = next((kind.stem for kind in held), None)
        same = [kind for kind in held if kind.stem == first]
        telling += [max(same, key=lambda kind: kind.k or 0).name] if same else []
    return telling


def _mean(name: str, values: Iterable[float | None]) -> Figure:
    """A mean without an interval: there are many of them, and none is drawn."""
    given = [float(value) for value in values if value is not None]
    return Figure(name, sum(given) / len(given) if given else None, len(given))


def _well(name: str, judgements: Iterable[Judgement]) -> Figure:
    return Figure.over(
        name,
        [
            None if one.verdict is Verdict.UNJUDGED else float(one.verdict in GOOD)
            for one in judgements
        ],
    )


def _causes(judgements: Sequence[Judgement]) -> Rows | None:
    tally = Counter(one.cause for one in judgements if one.cause is not Cause.NONE)
    if not tally:
        return None
    total = len(judgements)
    figures = [
        Figure(capital(cause.value), number / total, number)
        for cause, number in tally.most_common()
    ]
    told = "; ".join(f"{cause.value}: {number:,}" for cause, number in tally.most_common())
    return Rows(
        "causes",
        "Why questions fail",
        told,
        figures,
        note="Questions with this reason, as a share of all.",
        links=[cause.value for cause, _ in tally.most_common()],
    )


def _risk(shown: Shown) -> Curves | None:
    """How many are wrong if only the surest are answered; a refusal says nothing right."""
    pairs, answered = _judged(shown)
    if len({sure for sure, _ in pairs}) < 2:
        return None
    share = len(answered) / len(pairs)
    points = risk_coverage(pairs)
    given = tuple(point for point in points if point[0] <= share + 1e-9)
    beyond = points[max(len(given) - 1, 0) :]
    area = area_under_risk_coverage(pairs) or 0.0
    wrong = answered.count(False) / len(answered) if answered else 0.0
    said = (
        f"{per_cent(share)} of the questions were answered, and {per_cent(wrong)} of these are "
        f"wrong; the area under the curve (AURC) is {area:.3f}."
    )
    drawn = [Curve("wrong, if only the surest are answered", given, stepped=True)]
    note = said
    if len(beyond) > 1:
        drawn.append(Curve("beyond what was answered, refusals as wrong", beyond, stepped=True))
        note += " A refusal counts as wrong, so that beyond them the curve is an upper bound."
    body = [(per_cent(x, 1), per_cent(y, 1)) for x, y in _some(points, 25)]
    return Curves(
        "risk",
        "Risk and coverage",
        said,
        drawn,
        share_axis("questions answered, the surest first"),
        share_axis("wrong among them", _above(max(y for _, y in points))),
        note=note,
        table=Table(("Questions answered", "Wrong among them"), body),
    )


def _judged(shown: Shown) -> tuple[list[tuple[float, bool]], list[bool]]:
    """How sure each judged question was and whether right; of those answered, whether right."""
    pairs, answered = [], []
    for one, judgement in zip(shown.outcomes, shown.judgements, strict=True):
        if one.confidence is not None and judgement.verdict is not Verdict.UNJUDGED:
            right = judgement.verdict is Verdict.RIGHT
            pairs.append((one.confidence, right))
            if not one.abstained:
                answered.append(right)
    return pairs, answered


def _above(most: float) -> float:
    """The next fifth, so that the axis ends at a round number."""
    return min(1.0, max(0.2, -(-most // 0.2) * 0.2))


def _some(points: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """So many at most, evenly, the last one among them."""
    step = -(-len(points) // most)
    return [*points[step - 1 :: step]] if step > 1 else list(points)


def _by_k(report: Report) -> Curves | None:
    """The measures with a cut-off, if they were taken at several."""
    several = _at_several_cuts(report)
    if not several:
        return None
    drawn = [_by_cut(stem, found) for stem, found in list(several.items())[:_MOST_CURVES]]
    cuts = sorted({k for found in several.values() for k in found})
    body = [(f"{k}", *(_value(found.get(k)) for found in several.values())) for k in cuts]
    said = "; ".join(
        f"{one.name}: from {one.points[0][1]:.2f} at {one.points[0][0]:.0f} to "
        f"{one.points[-1][1]:.2f} at {one.points[-1][0]:.0f}"
        for one in drawn
    )
    ticks = tuple((float(k), f"{k}") for k in _spaced(cuts))
    return Curves(
        "by-k",
        "What the first k passages hold",
        said,
        drawn,
        Axis("passages looked at (k)", 0.0, float(max(cuts)), ticks),
        share_axis("share"),
        note="Bands are 95 % intervals.",
        table=Table(("k", *(measure(f"{stem}@k").says for stem in several)), body),
    )


def _at_several_cuts(report: Report) -> dict[str, dict[int, Figure]]:
    """By stem and cut-off, the shares that were taken at several, the first of `_BY_K` first."""
    held: dict[str, dict[int, Figure]] = defaultdict(dict)
    for one in report.figures:
        kind = measure(one.name)
        if kind.k and kind.is_share and kind.group != BY_TAG and one.value is not None:
            held[one.name.partition("@")[0]].setdefault(kind.k, one)
    return {stem: held[stem] for stem in sorted(held, key=_rank) if len(held[stem]) > 1}


def _by_cut(stem: str, held: Mapping[int, Figure]) -> Curve:
    """The curve of one measure by its cut-offs."""
    found = sorted(held.items())
    return Curve(
        measure(f"{stem}@k").says,
        tuple((float(k), float(one.value or 0.0)) for k, one in found),
        tuple(one.interval for _, one in found),
        dots=True,
    )


def _value(one: Figure | None) -> str:
    return f"{one.value:.3f}" if one and one.value is not None else "–"


def _rank(stem: str) -> int:
    return _BY_K.index(stem) if stem in _BY_K else len(_BY_K)


def _spaced(cuts: Sequence[int]) -> list[int]:
    """Those whose labels do not touch, from the greatest down."""
    kept: list[int] = []
    for k in reversed(cuts):
        if not kept or kept[-1] - k >= 0.06 * cuts[-1]:
            kept.append(k)
    return kept[::-1]


def _latency(shown: Shown) -> Curves | None:
    """How many answers are there after so many seconds."""
    known = _seconds(shown)
    if not known or not any(values[-1] for values in known.values()):
        return None
    marks = {name: percentiles(values) for name, values in known.items()}
    most = max(found["p99"] for found in marks.values()) * 1.1
    axis = number_axis("seconds", most, " s")
    drawn = [_there_by(name, values, axis.high) for name, values in known.items()]
    told = {name: [f"{one:.2f} s" for one in found.values()] for name, found in marks.items()}
    said = "; ".join(
        f"{name}: half within {of[0]}, 95 % within {of[2]}" for name, of in told.items()
    )
    return Curves(
        "latency",
        "Time to answer",
        said,
        drawn,
        axis,
        share_axis("answers there by then"),
        note=capital(said) + ".",
        table=Table(
            ("", "p50", "p90", "p95", "p99", "longest"),
            [(name, *of) for name, of in told.items()],
        ),
    )


def _seconds(shown: Shown) -> dict[str, list[float]]:
    """How long answers took, shortest first, as far as there are several."""
    took = {
        "the whole answer": [one.seconds for one in shown.outcomes if one.answer],
        "the first statement": [
            one.first_seconds for one in shown.outcomes if one.first_seconds is not None
        ],
    }
    return {name: sorted(values) for name, values in took.items() if len(values) > 1}


def _there_by(name: str, values: Sequence[float], most: float) -> Curve:
    """Which share of answers is there after so many seconds, up to `most`."""
    within = [(v, at / len(values)) for at, v in enumerate(values, 1) if v <= most]
    steps = [(0.0, 0.0), *within]
    return Curve(name, (*steps, (most, steps[-1][1])), stepped=True)


def _by_tag(shown: Shown) -> Rows | None:
    figures = [
        Figure(tag, found[0].value, found[0].questions, found[0].interval)
        for tag, found in tag_figures(shown)
        if found[0].value is not None
    ]
    return _parts("tags", "By tag", figures, ("Tag",), most=24) if len(figures) > 1 else None


def _over_time(shown: Shown) -> Rows | None:
    """By the month of asking; by year where that would be too many rows."""
    dated = [
        (one.question.asked_on, judgement)
        for one, judgement in zip(shown.outcomes, shown.judgements, strict=True)
        if one.question.asked_on
    ]
    months = {day.strftime("%Y-%m") for day, _ in dated}
    yearly = len(months) > 36
    held: dict[str, list[Judgement]] = defaultdict(list)
    for day, judgement in sorted(dated, key=lambda pair: pair[0]):
        held[f"{day.year:04}" if yearly else f"{day:%b} {day.year:04}"].append(judgement)
    figures = [_well(name, found) for name, found in held.items()]
    figures = [one for one in figures if one.value is not None]
    if len(figures) < 2:
        return None
    unit = "year" if yearly else "month"
    return _parts("time", f"By {unit} of asking", figures, (capital(unit),))


def _parts(
    key: str, title: str, figures: Sequence[Figure], head: Sequence[str], most: int = 60
) -> Rows:
    """Shares that went well, one a row, with their intervals."""
    body = [
        (
            one.name,
            f"{one.value:.3f}",
            f"{one.interval.low:.3f}–{one.interval.high:.3f}" if one.interval else "–",
            f"{one.questions:,}",
        )
        for one in figures
    ]
    best = max(figures, key=lambda one: one.value or 0.0)
    least = min(figures, key=lambda one: one.value or 0.0)
    told = [f"{one.name}, {per_cent(one.value or 0.0)}" for one in (best, least)]
    said = f"Most for {told[0]}; least for {told[1]}."
    return Rows(
        key,
        title,
        said,
        figures,
        note="Rightly answered or rightly refused, with 95 % intervals.",
        table=Table((*head, "Share", "95 % interval", "Questions"), body),
        most=most,
    )
