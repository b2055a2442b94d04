"""The form in which a verb is asked of: "did … approve", of "approved"."""

from functools import cache

from qa.language.lists import CLAUSES

_VOWELS = frozenset("aeiou")


def base(past: str) -> str:
    """The base form of a verb, of its lower-cased past or participle; empty where it is not known.

    Only verbs of the lists are known: "rated" might be of "rat".
    """
    if found := _irregular().get(past):
        return found
    if not past.endswith("ed"):
        return ""
    stem = past[:-2]
    doubled = stem[-2:-1] == stem[-1:] and stem[-1:] not in _VOWELS
    made = (stem[:-1] + "y" if stem.endswith("i") else "", stem[:-1] if doubled else "")
    return next((one for one in (*made, past[:-1], stem) if one in _known()), "")


@cache
def past() -> str:
    """A pattern for a word that may be a verb's past or participle."""
    return rf"(?:[a-z]+ed|{'|'.join(sorted(_irregular()))})\b"


@cache
def _known() -> frozenset[str]:
    return CLAUSES.among("verbs") | CLAUSES.among("nouns_too")


@cache
def _irregular() -> dict[str, str]:
    lines = CLAUSES.groups("irregular")
    return {form: line[0] for line in lines for form in line[1:] if form != line[0]}
