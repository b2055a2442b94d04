"""Languages by their codes of ISO 639 and by their names in English and in themselves."""

import re
from functools import cache

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_.][A-Za-z0-9-_.]*)?$")


def language_of(stated: str) -> str:
    """The language that "en-GB", "eng", "English" or "français" names, as "en"; empty for none.

    Codes of three letters that have one of two become that; others stay.
    """
    stated = re.sub(r"\s*[(\[].*", "", stated).strip()
    tag = _TAG.match(stated)
    if tag and len(tag[1]) == 2:
        return tag[1].lower()
    if not stated or len(stated) > 40:
        return ""
    codes, names = _known()
    if tag and (code := codes.get(tag[1].lower())):
        return code
    return names.get(stated.casefold(), tag[1].lower() if tag and len(stated) == 3 else "")


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Codes of two letters by those of three, and by names, from the tables of CLDR."""
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    aliases = get_global("language_aliases")
    codes = {old: new for old, new in aliases.items() if len(old) == 3 and len(new) == 2}
    names = {}
    for code, name in Locale("en").languages.items():
        if len(code) > 3:
            continue
        names[name.casefold()] = code
        try:
            own = Locale(code).get_language_name(code) if len(code) == 2 else None
        except UnknownLocaleError:
            continue
        if own:
            names.setdefault(own.casefold(), code)
    return codes, names
