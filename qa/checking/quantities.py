"""Whether a quantity of the evidence carries one of the statement.

A bound or rounding word makes a statement true of more values, as arithmetic has it; a unit must be
the same one.
"""

from collections.abc import Iterable, Sequence

from qa.checking.lists import LISTS
from qa.language import Bound, Quantity, QuantityKind, Sentence


def carried(stated: Quantity, known: Iterable[Quantity]) -> bool:
    """Whether one of the `known` quantities makes the stated one true."""
    return any(_agree(stated, one) for one in known)


def wrongly_counted(stated: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence gives the stated value to other things than the statement does.

    That is: what the statement counts is counted in the evidence, but with other values only.
    """
    if not stated.counted or stated.kind is not QuantityKind.AMOUNT:
        return False
    head = stated.counted[0]
    same = [one for one in known if _agree(stated, one)]
    others = [one for one in known if not _agree(stated, one) and one.kind is QuantityKind.AMOUNT]
    if any(head in one.counted or not one.counted for one in same):
        return False
    return bool(same) and any(one.counted[:1] == (head,) for one in others)


def in_another_unit(stated: Quantity, known: Iterable[Quantity]) -> Quantity | None:
    """The known quantity that has the same figure, in another unit."""
    return next((one for one in known if one.low == stated.low and one.unit != stated.unit), None)


def understood(stated: Quantity, known: Sequence[Quantity], evidence: Iterable[Sentence]) -> bool:
    """Whether a figure that no other carries goes without saying.

    "One man" does where no other number of men is given; "first" where the evidence says "debut".
    """
    if stated.text.lower() == "one":
        return not any(
            one.counted[:1] == stated.counted[:1] and one.kind is QuantityKind.AMOUNT
            for one in known
        )
    if stated.kind is QuantityKind.RANK and stated.low == 1:
        return any(word.low in LISTS.among("firsts") for one in evidence for word in one.words)
    return False


def _agree(stated: Quantity, known: Quantity) -> bool:
    if stated.unit and known.unit and stated.unit != known.unit:
        return False
    if (stated.kind is QuantityKind.RANK) != (known.kind is QuantityKind.RANK):
        return False
    if stated.kind is QuantityKind.SHARE or known.kind is QuantityKind.SHARE:
        return _share(stated) is not None and _near(_share(stated), _share(known), 0.021)
    if known.low < known.high or stated.low < stated.high:
        return stated.low <= known.low <= stated.high and known.high <= max(stated.high, known.low)
    return _true_of(stated, known)


def _true_of(stated: Quantity, known: Quantity) -> bool:
    """Whether the stated figure, as qualified, is true where the known one is."""
    said, is_ = stated.low, known.low
    if said == is_:
        return {stated.bound, known.bound} != {Bound.ABOVE, Bound.BELOW}
    if known.bound in (Bound.ABOVE, Bound.BELOW) and stated.bound is not Bound.ABOUT:
        return False
    if (said < 0) != (is_ < 0):
        return False
    if stated.bound is Bound.ABOVE:
        return said < is_ <= 1.5 * said
    if stated.bound is Bound.BELOW:
        return said / 1.25 <= is_ < said
    if stated.bound is Bound.ABOUT:
        return abs(is_ - said) <= 0.1 * abs(is_)
    rounded = stated.step > known.step and said % stated.step < 1e-9 * said
    return rounded and abs(is_ - said) <= min(stated.step / 2, 0.025 * abs(is_)) * (1 + 1e-9)


def _share(quantity: Quantity) -> float | None:
    if quantity.kind is QuantityKind.SHARE:
        return quantity.low
    return quantity.low / 100 if quantity.unit == "percent" else None


def _near(one: float | None, other: float | None, most: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= most
