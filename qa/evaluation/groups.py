"""How a measure is grouped, called and written, from the words of its name and `groups.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

OTHER = "Other measures"
"""The group of measures whose names say nothing that is known."""

BY_TAG = "By tag"
"""The group of figures over the questions of one tag, which are named like "recall@10.money"."""

_JUDGED = "A model’s judgement"
_UNITS = {"seconds": "s", "tokens": "", "cost": "$", "usd": "$", "statements": "", "ms": "ms"}
_UNITS |= dict.fromkeys(("p50", "p95"), "s")  # percentiles are of seconds
_SHARE = "share"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a measure's name tells: its group, label, unit, and whether less of it is better.

    `base` is the known name in it, `k` the cut-off behind @, None without one.
    """

    name: str
    base: str
    group: str
    label: str
    unit: str
    lower: bool
    k: int | None

    @property
    def is_share(self) -> bool:
        """Whether its values are from 0 to 1, as far as its name tells."""
        return self.unit == _SHARE

    def written(self, value: float | None) -> str:
        """A value as people read it, such as "0.853", "1.20 s" or "$0.0042"."""
        if value is None:
            return "–"
        if self.unit == "s":
            return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"
        if self.unit == "ms":
            return f"{value:,.0f} ms"
        if self.unit == "$":
            return f"${value:,.4f}" if abs(value) < 1 else f"${value:,.2f}"
        if self.unit == _SHARE and abs(value) <= 1:
            return f"{value:.3f}"
        return f"{value:,.1f}".removesuffix(".0")


def kind_of(name: str) -> Kind:
    """What the name of a measure tells of it; "recall@k" stands for recall at any k."""
    whole, dot, tag = name.partition(".")
    stem, _, cut = whole.partition("@")
    k = re.match(r"\d+|k$", cut)
    words = re.split(r"[_\W]+", stem.casefold())
    base, group, label = max(
        ((base, *told) for base, told in _known().items() if _within(base.split("_"), words)),
        key=lambda one: (one[1] == _JUDGED, len(one[0])),
        default=("", OTHER, ""),
    )
    rest = [word for word in words if word not in base.split("_")] if base else words
    if k and "{k}" not in label:
        rest.append(f"first {k[0]}")
    rest += [cut[len(k[0]) :].strip("_-.")] if k and cut[len(k[0]) :] else []
    if not k:
        label = re.sub(r",?(?: in| of)?(?: the)? first \{k\}(?: passages)?", "", label)
    rest += [tag] if tag else []
    told = [label.replace("{k}", k[0] if k else ""), " ".join(filter(None, rest))]
    unit = next((_UNITS[word] for word in words if word in _UNITS), _SHARE)
    return Kind(
        name,
        base,
        BY_TAG if dot else group,
        ", ".join(part for part in told if part) if label else name,
        unit,
        base in _file()["lower"],
        int(k[0]) if k and k[0].isdigit() else None,
    )


def group_names() -> tuple[str, ...]:
    """The groups in the order in which they are shown."""
    return (*(group["name"] for group in _file()["groups"]), OTHER, BY_TAG)


def deciding() -> tuple[str, ...]:
    """The measures that say whether an answer is right, the first that there is counting."""
    return tuple(_file()["right"])


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Group and label by the names that are known."""
    return {
        base: (group["name"], label)
        for group in _file()["groups"]
        for base, label in group["measures"].items()
    }


@cache
def _file() -> dict[str, Any]:
    told = resources.files("qa.evaluation").joinpath("groups.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(told)
    return loaded
