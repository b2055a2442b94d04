"""What models cost: tokens, prices, and a limit that no request may pass."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from qa.errors import BudgetSpent, SettingsError
from qa.usage import UNUSED, Usage

_VERSION = re.compile(r"-(?:latest|\d{4}-\d\d-\d\d|\d{4})\Z|:.+")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens sent (`input`) and written (`output`)."""

    input: float
    output: float

    def of(self, prompt_tokens: int, completion_tokens: int = 0) -> float:
        """What so many tokens cost, in dollars."""
        return (prompt_tokens * self.input + completion_tokens * self.output) / 1e6


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by the name of a model."""

    listed: Mapping[str, Price]

    def of(self, model: str) -> Price | None:
        """The price of `model`, or of the name that it is a dated version or a tag of.

        "gpt-4.1-mini-2025-04-14" is gpt-4.1-mini; "o3-pro", which costs ten times what o3 does, is
        no version of it.
        """
        return self.listed.get(model) or self.listed.get(_VERSION.sub("", model))


def prices(own: Path | None = None) -> Prices:
    """The prices that come along, those of the file `own` before them.

    Raises:
        SettingsError: the file cannot be read, or an entry is not two numbers.
    """
    shipped = resources.files("qa.models").joinpath("prices.yaml").read_text(encoding="utf-8")
    listed = _read(shipped, "prices.yaml")
    if own is not None:
        try:
            listed |= _read(own.read_text(encoding="utf-8"), str(own))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"the prices in {str(own)!r} cannot be read ({error}); give a YAML file of lines "
                "such as 'my-model: [0.20, 0.80]'"
            ) from error
    return Prices(listed)


def _read(text: str, name: str) -> dict[str, Price]:
    try:
        values = yaml.safe_load(text) or {}
        listed = {str(model): Price(float(two[0]), float(two[1])) for model, two in values.items()}
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, IndexError, KeyError) as error:
        raise SettingsError(
            f"the prices in {name!r} are not understood ({error}); write a line per model, such as "
            "'my-model: [0.20, 0.80]', dollars per million tokens sent and written"
        ) from error
    wrong = [
        model
        for model, price in listed.items()
        if not (0 <= price.input < float("inf") and 0 <= price.output < float("inf"))
    ]
    if wrong:
        raise SettingsError(
            f"the prices in {name!r} are no amounts from 0 up for {', '.join(wrong)}; write "
            "dollars per million tokens, such as [0.20, 0.80]"
        )
    return listed


class Meter:
    """What one question has cost so far."""

    def __init__(self) -> None:
        self.usage = UNUSED

    def add(self, usage: Usage) -> None:
        """Count a request."""
        self.usage += usage


class Budget:
    """The most that this process may spend on a model, in US dollars. Shared between threads.

    A request is let through only while its prompt and the longest answer to it would still fit;
    that sum is held until the request is over.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._spent = 0.0
        self._held = 0.0
        self._lock = threading.Lock()

    def hold(self, most: float) -> None:
        """Set `most` aside for a request.

        Raises:
            BudgetSpent: there is not so much left.
        """
        with self._lock:
            if self._spent + self._held + most > self._limit:
                raise BudgetSpent(
                    f"the limit of {self._limit:.4f} USD (--max-cost) leaves "
                    f"{max(0.0, self._limit - self._spent - self._held):.4f}, and the next request "
                    f"may cost {most:.4f}; raise the limit, or ask with the extractive reader"
                )
            self._held += most

    def settle(self, most: float, cost: float) -> None:
        """Give back what was set aside, and count what the request did cost."""
        with self._lock:
            self._held -= most
            self._spent += cost
