"""Every measure describes itself: what it says, its group, unit and direction (`measures.yaml`)."""

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

CUTOFFS = (1, 4, 10)
"""How far down a ranking is looked."""

OTHER = "Other measures"
"""The group of measures that are not ours, such as those of an older report."""

BY_TAG = "By tag"
"""The group of figures over the questions of one tag, which are named like "token_f1.money"."""

SHARE = "share"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name, such as "article_recall@10": what it `says`, and how it is read.

    `unit` is "share" for values from 0 to 1, else "s", "$" or nothing. `stem` is the name without
    its cut-off `k`, which is None where there is none. A figure of a measure that is no `mean` over
    questions has an interval of its own making, and is not worked out by tag.
    """

    name: str
    says: str
    group: str = OTHER
    unit: str = SHARE
    less_is_better: bool = False
    mean: bool = True
    stem: str = ""
    k: int | None = None

    @property
    def is_share(self) -> bool:
        """Whether its values are from 0 to 1."""
        return self.unit == SHARE

    def written(self, value: float | None) -> str:
        """A value as people read it, such as "0.853", "1.20 s" or "$0.0042"."""
        if value is None:
            return "–"
        if self.unit == "s":
            return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"
        if self.unit == "$":
            return f"${value:,.4f}" if abs(value) < 1 else f"${value:,.2f}"
        if self.is_share and abs(value) <= 1:
            return f"{value:.3f}"
        return f"{value:,.1f}".removesuffix(".0")


def measure(name: str) -> Measure:
    """The measure of that name; of a figure by tag, the measure and the tag.

    "article_recall@k" stands for it at any cut-off. What is not known says its own name.
    """
    whole, dot, tag = name.partition(".")
    found = _described().get(whole)
    if found is None:
        return Measure(name, name, BY_TAG if dot else OTHER, stem=whole.partition("@")[0])
    return replace(found, name=name, says=f"{found.says}, {tag}", group=BY_TAG) if dot else found


@cache
def measure_names() -> tuple[str, ...]:
    """Every measure by name, in the order in which they are shown."""
    return tuple(name for name in _described() if not name.endswith("@k"))


def group_names() -> tuple[str, ...]:
    """The groups in the order in which they are shown."""
    return (*(group["name"] for group in _file()["groups"]), OTHER, BY_TAG)


def deciding() -> tuple[str, ...]:
    """The measures that say whether an answer is right, the first that there is counting."""
    return tuple(_file()["right"])


@cache
def _described() -> dict[str, Measure]:
    found = {}
    for group in _file()["groups"]:
        for name, told in group["measures"].items():
            stem, _, cut = name.partition("@")
            for k in (*CUTOFFS, "k") if cut == "k" else (cut,):
                written = f"{stem}@{k}" if cut else name
                says = told["says"].replace("{k}", str(k))
                number = int(k) if str(k).isdigit() else None
                found[written] = Measure(
                    written, group=group["name"], stem=stem, k=number, **{**told, "says": says}
                )
    return found


@cache
def _file() -> dict[str, Any]:
    told = resources.files("qa.evaluation").joinpath("measures.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(told)
    return loaded
