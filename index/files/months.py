"""Months by their names in the languages of Europe, from the tables of CLDR."""

from functools import cache

_LANGUAGES = (
    *("de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro"),
    *("bg", "el", "hr", "sl", "sr", "et", "lv", "lt", "uk", "ru", "tr", "ca", "gl", "is", "sq"),
)


def months_named(name: str) -> frozenset[int]:
    """Which months, 1 to 12, a name stands for, whole or cut short, in any case.

    Empty for no month's name; two where languages differ, as over "listopada".
    """
    return _names().get(name.casefold().rstrip("."), frozenset())


@cache
def _names() -> dict[str, frozenset[int]]:
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for forms in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms[width].items():
                    word = name.casefold().rstrip(".").split()[-1]  # Catalan has "de maig"
                    found.setdefault(word.removeprefix("d’"), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items() if len(name) > 2}
