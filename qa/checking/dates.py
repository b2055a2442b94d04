"""Whether a date of the evidence carries one of the statement.

It does where both agree in every part that both name, and it lies inside the stretch of days that
the statement means.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from qa.language import Moment, Stretch


def day_itself(day: date) -> Moment:
    """A mention of `day` with all its parts."""
    return Moment(
        day.isoformat(), 0, 0, day.year, day.month, day.day, day.weekday(),
        stretches=((day, day),),
    )  # fmt: skip


def carried(stated: Moment, known: Sequence[Moment]) -> bool:
    """Whether one of the `known` mentions makes the stated one true."""
    if stated.minutes is not None:
        return any(_same_time(stated, one) for one in known if one.minutes is not None)
    dated = [one for one in known if one.minutes is None]
    if stated.shift:  # it counts from another time
        shifts = [one.shift for one in dated if one.shift]
        return not shifts or stated.shift in shifts
    return any(_agree(stated, one) or _completed(stated, one, dated) for one in dated)


def _same_time(stated: Moment, known: Moment) -> bool:
    apart = abs((stated.minutes or 0) - (known.minutes or 0))
    return apart == 0 or (apart == 720 and not (stated.sure and known.sure))


def _agree(stated: Moment, known: Moment) -> bool:
    if stated.relative and stated.relative == known.relative:
        return True
    pairs = list(zip(stated.parts, known.parts, strict=True))
    if any(s is not None and k is not None and s != k for s, k in pairs):
        return False
    if stated.decade is not None:
        return stated.decade in (known.decade, *_decades(known))
    if not stated.relative and all(k is not None for s, k in pairs if s is not None):
        return any(s is not None for s, _ in pairs)
    return any(_inside(k, stated) for k in known.stretches)


def _decades(known: Moment) -> list[int]:
    """The decades of the years that it may mean."""
    own = [first.year for first, last in known.stretches if first.year == last.year]
    return [year - year % 10 for year in ([known.year] if known.year else own)]


def _inside(known: Stretch, stated: Moment) -> bool:
    """Whether all the days of `known` are days that the statement means."""
    first, last = known
    if stated.relative:
        return any(a <= first and last <= b for a, b in stated.stretches)
    whole = first != last
    if whole and (stated.day is not None or stated.weekday is not None):
        return False
    return all(
        part is None or part == of_first == of_last
        for part, of_first, of_last in zip(stated.parts, _parts(first), _parts(last), strict=True)
    )


def _parts(day: date) -> tuple[int, int, int, int]:
    return day.year, day.month, day.day, day.weekday()


def _completed(stated: Moment, known: Moment, others: Iterable[Moment]) -> bool:
    """Whether `known` lacks only the year, which stands alone elsewhere in the evidence."""
    if stated.year is None or known.year is not None or stated.month is None:
        return False
    rest = (stated.month, stated.day, stated.weekday)
    same = all(s is None or s == k for s, k in zip(rest, known.parts[1:], strict=True))
    return same and any(one.parts == (stated.year, None, None, None) for one in others)
