"""Who sent a mail: the outlet, or the person who wrote at one; and its subject as a headline."""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from functools import cache

from index.files.decoding import letters, one_line
from index.wordlists import WordLists

MAIL = WordLists("index.files.packed", "mail.yaml")

_TAG = re.compile(r"\[([^\[\]]{1,50})\]\s*[:-]?\s*(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
_AT = re.compile(
    r"(?P<person>[^,|()/]{3,60}?)\s*(?:,|\||\s[-–—]\s|\bat\b|\bfrom\b|\bvia\b|/|\((?=[^()]+\)$))\s*"
    r"(?P<outlet>[^,|()]{3,80}?)\)?",
)
_WRITTEN = re.compile(r"([^<>]*)<([^<>]+)>")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*$")


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(rf"(?:{MAIL.either('prefixes')})(?:\s?\[\d+\]|\(\d+\))?\s*:\s*", re.I)


def headline(subject: str, *names: str) -> str:
    """A subject without "Fwd:" and the like, and without tags in brackets that name its list.

    `names` are what the list and its sender are called.
    """
    said = subject.strip()
    while True:
        shorter = _prefix().sub("", said, count=1) if _prefix().match(said) else said
        tag = _TAG.match(shorter)
        if tag and _is_tag(tag[1], names):
            shorter = shorter[tag.end() :]
        if shorter == said or not shorter:
            return said
        said = shorter


def _is_tag(tag: str, names: tuple[str, ...]) -> bool:
    if tag.strip().casefold() in MAIL.among("tags"):
        return True
    plain = letters(tag)
    return len(plain) > 2 and any(plain in letters(name) for name in names if name)


def sender(from_line: str, organisation: str, listed: bool) -> Mapping[str, object]:
    """The "source" and the "authors" that a From line names.

    `organisation` is what the mail says of the sender's in a header of its own; `listed` whether
    the mail went to a list of subscribers.
    """
    # names with a comma that nobody quoted are no list of names
    written = _WRITTEN.match(from_line)
    name, address = (written[1], written[2]) if written else parseaddr(from_line)
    name = one_line(name.replace('\\"', '"')).strip(" '\"")
    if "@" in name and not address:
        name, address = "", name
    local, _, host = address.lower().rpartition("@")
    outlet = organisation or _outlet_of(host)
    if not name or "@" in name:
        return {"source": outlet}
    if both := _person_at(name):
        return both
    name = _untitled(name)
    person = _reordered(name)
    if _is_person(person) and not _is_role(local) and (_writes_as(person, local) or not listed):
        owned = letters(person) in letters(host)  # whose letter goes by their name
        return {"authors": [person], "source": organisation or person if owned else outlet}
    return {"source": name}


def _person_at(name: str) -> Mapping[str, object]:
    """The person and the outlet in "Ada Tolland, Harbour Courier"; empty without both."""
    split = _AT.fullmatch(name)
    if split is None or split["outlet"].strip().casefold() in MAIL.among("titles"):
        return {}
    pair = split["person"].strip(), split["outlet"].strip()
    if not _is_person(pair[0]):
        pair = pair[1], pair[0]
    return {"authors": [pair[0]], "source": pair[1]} if _is_person(pair[0]) else {}


def _untitled(name: str) -> str:
    """A name without the office behind it: "Ada Tolland, Editor"."""
    split = _AT.fullmatch(name)
    titled = split and split["outlet"].strip().casefold() in MAIL.among("titles")
    return split["person"].strip() if split and titled else name


def _reordered(name: str) -> str:
    """A name such as "Tolland, Ada" in the order in which it is said."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and _NAME.match(last) and _NAME.match(first) else name


def _is_person(name: str) -> bool:
    words = name.split()
    capital = [word for word in words if word.casefold() not in MAIL.among("particles")]
    return (
        2 <= len(words) <= 5
        and len(capital) >= 2
        and all(_NAME.match(word) and word[0].isupper() for word in capital)
        and not any(word.isupper() and len(word) > 3 for word in capital)
        and not MAIL.among("organisations") & {word.casefold().strip(".") for word in words}
    )


def _is_role(local: str) -> bool:
    return bool(MAIL.among("roles") & {local, *re.split(r"[.+_]", local)})


def _writes_as(person: str, local: str) -> bool:
    """Whether an address is made of the name: "ada.tolland", "atolland", "ada"."""
    return any(len(word) > 2 and word.casefold() in local for word in _WORD.findall(person))


def _outlet_of(host: str) -> str:
    """What stands behind the @, less the name of a mail server; empty for mail of anybody."""
    labels = host.strip(".").split(".")
    while len(labels) > 2 and labels[0] in MAIL.among("servers"):
        labels = labels[1:]
    host = ".".join(labels)
    parents = {".".join(labels[at:]) for at in range(len(labels))}
    return "" if "." not in host or MAIL.among("anybodys") & parents else host
