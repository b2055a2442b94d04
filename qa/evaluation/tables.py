"""The figures of a run as HTML tables: by group, by cut-off, by tag."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from qa.evaluation.charts import tag_figures
from qa.evaluation.described import BY_TAG, Measure, group_names, measure
from qa.evaluation.plots import whisker
from qa.evaluation.report import Figure, Report
from qa.evaluation.shown import Shown
from qa.wording import count


def grouped(report: Report) -> list[tuple[str, list[tuple[Measure, Figure]]]]:
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


def figure_tables(report: Report) -> str:
    """All figures, a table for each group."""
    silent = [one.name for one in report.figures if one.value is None]
    held = {
        name: known
        for name, pairs in grouped(report)
        if (known := [pair for pair in pairs if pair[1].value is not None])
    }
    tagged = held.pop(BY_TAG, [])
    blocks = "".join(
        f'<div class="{"group broad" if _has_cuts(pairs) else "group"}">'
        f"<h3>{escape(name)}</h3>{_figure_table(name, pairs)}</div>"
        for name, pairs in held.items()
    )
    note = (
        '<p class="note">Each figure stands on the questions that say something of it; intervals '
        "are 95 %, by bootstrap over questions. <span>↓</span> marks what is better when it is "
        "less.</p>"
    )
    if tagged:
        blocks += (
            f'<details class="group"><summary>{count(len(tagged), "figure")} by tag</summary>'
            f"{_figure_table(BY_TAG, tagged)}</details>"
        )
    if silent:
        names = ", ".join(f"<code>{escape(name)}</code>" for name in silent)
        blocks += f'<p class="note broad">No question says anything of {names}.</p>'
    return f'{note}<div class="groups">{blocks}</div>'


def _has_cuts(pairs: Sequence[tuple[Measure, Figure]]) -> bool:
    return any(kind.k for kind, _ in pairs)


def _figure_table(name: str, pairs: Sequence[tuple[Measure, Figure]]) -> str:
    stems = Counter(one.name.partition("@")[0] for kind, one in pairs if kind.k and name != BY_TAG)
    several = [stem for stem, many in stems.items() if many > 1]
    single = [pair for pair in pairs if pair[1].name.partition("@")[0] not in several]
    by_k = _by_k(name, several, [one for _, one in pairs]) if several else ""
    if not single:
        return by_k
    rows = "".join(_figure_row(kind, one) for kind, one in single)
    return by_k + (
        f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">'
        '<table class="figures"><thead><tr><th scope="col">Measure</th><th scope="col">Value</th>'
        '<th scope="col">95 % interval</th><th scope="col">Questions</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _by_k(name: str, stems: Sequence[str], figures: Sequence[Figure]) -> str:
    """Measures that were taken at several cut-offs, one a row, a column for each cut-off."""
    held = {one.name: one for one in figures}
    cuts = sorted({kind.k for one in figures if (kind := measure(one.name)).k is not None} - {None})
    heads = "".join(f'<th scope="col">k = {k}</th>' for k in cuts)
    rows = []
    for stem in stems:
        cells = [_cut(held.get(f"{stem}@{k}")) for k in cuts]
        many = {one.questions for k in cuts if (one := held.get(f"{stem}@{k}"))}
        rows.append(
            f'<tr><th scope="row">{escape(measure(f"{stem}@k").says)}'
            f"<code>{escape(stem)}@k</code></th>{''.join(cells)}<td>{max(many):,}</td></tr>"
        )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(name)} by k" tabindex="0">'
        f'<table class="by-k"><thead><tr><th scope="col">Measure</th>{heads}'
        f'<th scope="col">Questions</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _cut(one: Figure | None) -> str:
    if one is None or one.value is None:
        return "<td>–</td>"
    told = between(measure(one.name), one)
    return f'<td class="big">{one.value:.3f}{f"<small>{told}</small>" if told else ""}</td>'


def _figure_row(kind: Measure, one: Figure) -> str:
    drawn = ""
    if kind.is_share and one.value is not None and 0 <= one.value <= 1:
        drawn = whisker(one.value, one.interval)
    less = '<span class="less" title="less is better"> ↓</span>' if kind.less_is_better else ""
    return (
        f'<tr><th scope="row">{escape(kind.says)}{less}<code>{escape(one.name)}</code></th>'
        f'<td class="big">{kind.written(one.value)}</td><td class="drawn">{drawn}'
        f"{between(kind, one)}</td><td>{one.questions:,}</td></tr>"
    )


def tag_table(shown: Shown) -> str:
    """Every share by tag, as a table; the plot of them stands with the plots."""
    found = tag_figures(shown)
    if not found:
        return ""
    names = list(dict.fromkeys(one.name for _, figures in found for one in figures))
    heads = "".join(f'<th scope="col">{escape(measure(name).says)}</th>' for name in names)
    rows = []
    for tag, figures in found:
        held = {one.name: one for one in figures}
        cells = "".join(_tag_cell(held.get(name)) for name in names)
        rows.append(f'<tr><th scope="row" dir="auto">{escape(tag)}</th>{cells}</tr>')
    return (
        '<div class="scroll" role="region" aria-label="Figures by tag" tabindex="0">'
        f'<table class="tags"><thead><tr><th scope="col">Tag</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _tag_cell(one: Figure | None) -> str:
    if one is None or one.value is None:
        return "<td>–</td>"
    return f"<td>{measure(one.name).written(one.value)} <small>of {one.questions:,}</small></td>"
