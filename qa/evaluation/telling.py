"""A run as lines of plain text. Prints nothing; the command does."""

from collections.abc import Iterator, Mapping, Sequence

from qa.evaluation.comparison import Comparison, Shift
from qa.evaluation.described import group_names, measure
from qa.evaluation.figures import LEAST_TAGGED
from qa.evaluation.questionset import Question
from qa.evaluation.report import Figure, Report

SHOWN = 20
"""How many changes, of either kind, are told; the report has all."""


def report_lines(report: Report) -> Iterator[str]:
    """A table of what was measured: the measure, its value and interval, on how many questions."""
    named = {figure.name: figure for figure in report.figures if figure.value is not None}
    width = max((len(name) for name in named if "." not in name), default=0)
    yield f"  {'measure':<{width}}  {'value':>8}  {'95 % interval':<17}  {'questions':>9}"
    for title in group_names():
        figures = [
            one for name, one in named.items() if "." not in name and measure(name).group == title
        ]
        yield from ("", title) if figures else ()
        for one in figures:
            told = f"{_value(one):>8}  {_interval(one):<17}  {one.questions:>9,}"
            yield f"  {one.name:<{width}}  {told}"
    yield from _tag_lines(named)


def _tag_lines(named: Mapping[str, Figure]) -> Iterator[str]:
    """A row a tag, a column a measure; tags of too few questions are left out."""
    rows: dict[str, dict[str, Figure]] = {}
    for name, figure in named.items():
        measure, dot, tag = name.partition(".")
        if dot and figure.questions >= LEAST_TAGGED:
            rows.setdefault(tag, {})[measure] = figure
    if not rows:
        return
    measures = list(dict.fromkeys(name for row in rows.values() for name in row))
    width = max(map(len, rows))
    yield from ("", "By tag, with how many questions")
    yield f"  {'':<{width}}" + "".join(f"  {name:>21}" for name in measures)
    for tag, row in rows.items():
        cells = (
            f"{_value(row[name])} ({row[name].questions:,})" if name in row else ""
            for name in measures
        )
        yield (f"  {tag:<{width}}" + "".join(f"  {cell:>21}" for cell in cells)).rstrip()


def comparison_lines(comparison: Comparison, questions: Sequence[Question] = ()) -> Iterator[str]:
    """What differs from the earlier run: each measure with its paired test, then each question."""
    both = max((one.questions for one in comparison.differences), default=0)
    yield f"Against the earlier run, over the {both:,} questions that both asked"
    for names, which in ((comparison.gone, "the earlier run"), (comparison.added, "this one")):
        if names:
            yield f"({len(names):,} more were asked in {which} alone)"
    differing = [one for one in comparison.differences if one.better or one.worse]
    if not differing:
        yield "nothing differs"
        return
    width = max(len(one.name) for one in differing)
    yield ""
    yield (
        f"  {'measure':<{width}}  {'before':>8}  {'now':>8}  {'difference':<25}  {'p':>6}  "
        f"{'better':>6}  {'worse':>5}"
    )
    for one in differing:
        low, high = (f"{_number(v, one.name)}" for v in (one.interval.low, one.interval.high))
        p = f"{one.p:.3f}" if one.p >= 0.001 else "<0.001"
        difference = f"{_number(one.difference, one.name)} ({low} … {high})"
        yield (
            f"  {one.name:<{width}}  {_number(one.before, one.name):>8}  "
            f"{_number(one.after, one.name):>8}  {difference:<25}  {p:>6}  "
            f"{one.better:>6,}  {one.worse:>5,}"
        )
    texts = {one.id: one.question for one in questions}
    yield from _shift_lines("Worse", comparison.worse, texts)
    yield from _shift_lines("Better", comparison.better, texts)


def _shift_lines(title: str, shifts: Sequence[Shift], texts: Mapping[str, str]) -> Iterator[str]:
    if not shifts:
        return
    yield ""
    yield title
    for one in shifts[:SHOWN]:
        text = " ".join(texts.get(one.question, "").split())
        change = f"{one.measure} {one.before:g} → {one.after:g}"
        yield f"  {one.question}  {change}  {text:.80}".rstrip()
    if len(shifts) > SHOWN:
        yield f"  … and {len(shifts) - SHOWN:,} more; report.json has all"


def _value(figure: Figure) -> str:
    return _number(figure.value, figure.name)


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = figure.interval.low, figure.interval.high
    return f"{_number(low, figure.name)} – {_number(high, figure.name)}"


def _number(value: float | None, name: str = "") -> str:
    if value is None:
        return "–"
    if name == "tokens":
        return f"{value:,.0f}"
    return f"{value:.5f}" if name == "cost" else f"{value:.3f}"
