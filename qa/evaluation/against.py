"""A run against an older one as HTML: the measures that differ, the questions that moved."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from qa.evaluation.comparison import Comparison, Difference, Shift
from qa.evaluation.described import measure
from qa.evaluation.report import Outcome
from qa.wording import count

_NOTE = (
    "p is the chance of a difference so great, either way, if both runs were alike: by McNemar’s "
    "exact test for right and wrong, else by paired randomisation. It is each measure’s own, not "
    "corrected for there being many."
)


def moves(compared: Comparison | None) -> dict[str, Any]:
    """What the script shows of the older run, by question."""
    if compared is None:
        return {}
    moved = {one.question: "worse" for one in compared.worse}
    moved |= {one.question: "better" for one in compared.better}
    names, said = {**moved, **compared.said}, compared.said
    return {name: {"moved": moved.get(name, ""), "said": said.get(name, "")} for name in names}


def against(compared: Comparison, outcomes: Sequence[Outcome]) -> str:
    """What differs from the older run, by measure and by question."""
    differ = [one for one in compared.differences if one.better or one.worse]
    alike = [one for one in compared.differences if not (one.better or one.worse)]
    tested = _table("Differences", differ) or "<p>No measure differs.</p>"
    if alike:
        tested += (
            f'<details class="fold"><summary>{count(len(alike), "measure")} without any difference'
            f"</summary>{_table('Without any difference', alike)}</details>"
        )
    alone = [
        f"{count(len(names), 'question')} {what}"
        for names, what in (
            (compared.added, "only in this run"),
            (compared.gone, "only in the older one"),
        )
        if names
    ]
    apart = f'<p class="note">{escape(", ".join(alone))}.</p>' if alone else ""
    asked = {one.question.id: one for one in outcomes}
    lists = "".join(
        _questions(title, shifts, compared.said, asked)
        for title, shifts in (("Better", compared.better), ("Worse", compared.worse))
    )
    return f'{tested}<p class="note">{_NOTE}</p>{apart}<div class="shifts">{lists}</div>'


def _table(title: str, differences: Sequence[Difference]) -> str:
    if not differences:
        return ""
    return (
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0">'
        '<table class="differences"><thead><tr><th scope="col">Measure</th>'
        '<th scope="col">Before</th><th scope="col">Now</th><th scope="col">Difference</th>'
        '<th scope="col">95 % interval</th><th scope="col">p</th><th scope="col">Better</th>'
        '<th scope="col">Worse</th><th scope="col">Questions</th></tr></thead>'
        f"<tbody>{''.join(map(_row, differences))}</tbody></table></div>"
    )


def _row(one: Difference) -> str:
    kind = measure(one.name)
    moved = "same" if not one.difference else "up" if one.improved else "down"
    sign = {"same": "", "up": "▲ ", "down": "▼ "}[moved]
    sure = " sure" if one.p < 0.05 else ""
    said = {"same": "", "up": "better", "down": "worse"}[moved]
    p = "&lt; 0.001" if one.p < 0.001 else f"{one.p:.3f}"
    return (
        f'<tr><th scope="row">{escape(kind.says)}<code>{escape(one.name)}</code></th>'
        f"<td>{kind.written(one.before)}</td><td>{kind.written(one.after)}</td>"
        f'<td class="{moved}{sure}"><span aria-hidden="true">{sign}</span>'
        f'{_signed(one.difference)}<span class="hidden"> {said}</span></td>'
        f"<td>{_signed(one.interval.low)} to {_signed(one.interval.high)}</td>"
        f"<td>{p}<small>{escape(one.test)}</small></td>"
        f"<td>{one.better:,}</td><td>{one.worse:,}</td><td>{one.questions:,}</td></tr>"
    )


def _signed(value: float) -> str:
    """With a true minus sign, and none for nothing."""
    told = f"{value:+.3f}"
    return "0" if float(told) == 0 else told.replace("-", "−")


def _questions(
    title: str, shifts: Sequence[Shift], said: Mapping[str, str], asked: Mapping[str, Outcome]
) -> str:
    rows = []
    for one in shifts:
        outcome = asked.get(one.question)
        question = outcome.question.question if outcome else one.question
        now = (outcome.said or outcome.error or "(refused)") if outcome else ""
        cells = [said.get(one.question, "–"), now] if said else [now]
        texts = "".join(
            f'<td dir="auto"><div class="few">{escape(text)}</div></td>' for text in cells
        )
        rows.append(
            '<tr><th scope="row" dir="auto"><a href="#questions" '
            f'data-question="{escape(one.question)}">{escape(question)}</a></th>{texts}'
            f"<td>{escape(measure(one.measure).says)} "
            f"<b>{one.before:g} → {one.after:g}</b></td></tr>"
        )
    if not rows:
        return f"<h3>{title}</h3><p>No question.</p>"
    before = '<th scope="col">Before</th>' if said else ""
    return (
        f"<h3>{title} <small>{len(rows):,}</small></h3>"
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0"><table class="shift">'
        f'<thead><tr><th scope="col">Question</th>{before}<th scope="col">Now</th>'
        f'<th scope="col">By</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )
