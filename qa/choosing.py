"""Whether what somebody chose by its name is there, and what they may have meant."""

from collections.abc import Iterable

from index import Coverage, Filters
from qa.errors import SettingsError

_LISTED = 12
_LIKELY = 75
"""So alike, of 100, are two names of which one may be a slip for the other."""


def check_names(filters: Filters, coverage: Coverage) -> None:
    """See that outlets and kinds are such as there are, whatever their case.

    Raises:
        SettingsError: one is not; the message tells the one that is like it, or those that are.
    """
    for what, names, held in (
        ("no outlet is called", filters.outlets, coverage.outlets),
        ("no article is of the kind", filters.kinds, coverage.kinds),
    ):
        there = [name for name, _ in held if name]
        known = {name.casefold() for name, _ in held}
        for name in names:
            if name.casefold() not in known:
                raise SettingsError(f"{what} “{name:.80}”; {meant(name, there)}")


def meant(name: str, there: Iterable[str]) -> str:
    """Such as "did you mean “Harbour Courier”?"; where none is alike, what there is."""
    names = list(there)
    if like := alike(name, names):
        return f"did you mean “{like}”?"
    shown = ", ".join(f"“{one}”" for one in names[:_LISTED]) or "none"
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return f"the archive has: {shown}{more}"


def alike(name: str, there: Iterable[str]) -> str:
    """The name that somebody may have meant; empty where none is like it."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        name, list(there), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_LIKELY
    )
    return found[0] if found else ""
