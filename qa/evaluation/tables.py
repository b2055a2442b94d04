"""The figures of a run as tables: by group, by cut-off, by tag. Templates make them HTML."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.evaluation.charts import tag_figures
from qa.evaluation.described import BY_TAG, Measure, group_names, measure
from qa.evaluation.report import Figure, Report
from qa.evaluation.shown import Shown

Pair = tuple[Measure, Figure]


@dataclass(frozen=True, slots=True)
class ByCut:
    """Measures that were taken at several cut-offs, one a row, a column for each cut-off.

    A row is the measure's stem, what it says, a figure for each cut-off, None where there is none
    or it has no value, and on how many questions it stands.
    """

    cuts: tuple[int, ...]
    rows: tuple[tuple[str, str, tuple[Figure | None, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a group: those by cut-off in a table of their own, and the others."""

    name: str
    single: tuple[Pair, ...]
    by_cut: ByCut | None
    broad: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report: by group, those of a tag, and the names of those without a value."""

    groups: tuple[Group, ...]
    tagged: Group | None
    silent: tuple[str, ...]


def by_group(report: Report) -> list[tuple[str, list[Pair]]]:
    """The groups in order, each with its figures in the report's order."""
    kinds = [(measure(one.name), one) for one in report.figures]
    groups = {name: [pair for pair in kinds if pair[0].group == name] for name in group_names()}
    return [(name, pairs) for name, pairs in groups.items() if pairs]


def between(kind: Measure, one: Figure) -> str:
    """A figure's interval, such as "0.70–0.90"; nothing where it has none."""
    if one.interval is None:
        return ""
    low, high = kind.written(one.interval.low), kind.written(one.interval.high)
    return f"{low.split()[0] if ' ' in high else low}–{high}"


def figures_of(report: Report) -> Figures:
    """All figures, a table for each group."""
    held = {
        name: known
        for name, pairs in by_group(report)
        if (known := [pair for pair in pairs if pair[1].value is not None])
    }
    tagged = held.pop(BY_TAG, [])
    return Figures(
        tuple(_group(name, pairs) for name, pairs in held.items()),
        Group(BY_TAG, tuple(tagged), None, broad=False) if tagged else None,
        tuple(one.name for one in report.figures if one.value is None),
    )


def _group(name: str, pairs: Sequence[Pair]) -> Group:
    stems = Counter(one.name.partition("@")[0] for kind, one in pairs if kind.k)
    several = [stem for stem, many in stems.items() if many > 1]
    single = [pair for pair in pairs if pair[1].name.partition("@")[0] not in several]
    by_cut = _by_cut(several, [one for _, one in pairs]) if several else None
    return Group(name, tuple(single), by_cut, broad=any(kind.k for kind, _ in pairs))


def _by_cut(stems: Sequence[str], figures: Sequence[Figure]) -> ByCut:
    held = {one.name: one for one in figures}
    cuts = sorted({k for one in figures if (k := measure(one.name).k) is not None})
    rows = []
    for stem in stems:
        found = tuple(held.get(f"{stem}@{k}") for k in cuts)
        most = max(one.questions for one in found if one)
        rows.append((stem, measure(f"{stem}@k").says, found, most))
    return ByCut(tuple(cuts), tuple(rows))


@dataclass(frozen=True, slots=True)
class Tags:
    """Every share by tag: the shares' names, and for each tag a figure or None for each."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]


def tags_of(shown: Shown) -> Tags:
    """Every share by tag, as a table; the plot of them stands with the plots."""
    found = tag_figures(shown)
    names = tuple(dict.fromkeys(one.name for _, figures in found for one in figures))
    rows = []
    for tag, figures in found:
        held = {one.name: one for one in figures}
        rows.append((tag, tuple(held.get(name) for name in names)))
    return Tags(names, tuple(rows))
