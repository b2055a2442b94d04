"""Whether the filters that somebody chose name what the archive has."""

from index import Coverage, Filters
from qa.errors import SettingsError


def check_names(filters: Filters, coverage: Coverage) -> None:
    """See that outlets and kinds are such as there are, whatever their case.

    Raises:
        SettingsError: one is not; the message lists those that are.
    """
    for what, names, held in (
        ("from an outlet called", filters.outlets, coverage.outlets),
        ("of the kind", filters.kinds, coverage.kinds),
    ):
        known = {name.casefold() for name, _ in held}
        for name in names:
            if name.casefold() not in known:
                listed = ", ".join(repr(one) for one, _ in held[:12] if one) or "none"
                raise SettingsError(f"no article is {what} {name!r}; the archive has: {listed}")
