"""What a mail reports: its text less quoted mail, signatures and what mailing services add.

A mail that only sends another one on is read as that one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from index.files.decoding import clean
from index.files.packed.senders import MAIL

_LONGEST_LINE = 700  # characters that a pattern is tried on
_MOST_FORWARDS = 5
_MOST_HEADERS = 12  # lines of them in a quoted mail
_LONGEST_SIGNATURE = 1_200
_LONGEST_COMMENT = 600  # of whoever sends a mail on
_SHORT_FOOTER = 1_500


@cache
def _like(*names: str) -> re.Pattern[str]:
    """A pattern for any line of the lists `names`."""
    return re.compile("|".join(f"(?:{one})" for name in names for one in MAIL.table[name]), re.I)


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    """Patterns for the lines of a quoted mail's headers, by what they name."""
    return {
        name: re.compile(
            rf"[*_]{{0,2}}(?:{'|'.join(labels)})[*_]{{0,2}}\s?:[*_]{{0,2}}\s*(.*)", re.I
        )
        for name, labels in MAIL.table["quoted headers"].items()
    }


_LINK = re.compile(r"https?://[^\s<>()\[\]\"]+")
_INLINE_LINK = re.compile(
    r"\s?(?:<(?:https?://|mailto:|cid:)[^<>\s]{1,2000}>|\[cid:[^\]\s]{1,200}\])"
)
_ONLY_LINKS = re.compile(r"[\W_]*(?:(?:https?://|www\.)\S+[\W_]*)+")
_NO_WORDS = re.compile(r"[\W_]+")
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]*: [^\n]*\n)*\n?(.*?)\n"
    r"-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.S,
)
ENCRYPTED = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")
"""How the text of a mail begins that is encrypted with PGP and not marked so."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail reports.

    `sent_on` are the headers of the mail that it sends on, by "from", "date" and "subject", where
    `text` is that mail's.
    """

    text: str
    sent_on: dict[str, str] = field(default_factory=dict)


def told(source: str, *, forwards: bool = False) -> Told:
    """What the text of a mail reports; `forwards` says whether its subject says that it does."""
    text = _SIGNED.sub(lambda signed: re.sub(r"(?m)^- ", "", signed[1]), clean(source))
    sent_on: dict[str, str] = {}
    for _ in range(_MOST_FORWARDS):
        lines = text.split("\n")
        found = _inner(lines, forwards)
        if found is None:
            break
        at, headers, inner, forwarded = found
        before = "\n".join(lines[:at])
        if not forwarded and _reports(before):
            text = before
            break
        sent_on, text = headers, _unquoted(inner)
    return Told(_without_furniture(_without_signature(_without_quotes(text))), sent_on)


def unflowed(text: str, *, joined: bool) -> str:
    """Lines of format=flowed (RFC 3676) as paragraphs; `joined` is its DelSp=yes."""
    whole: list[str] = []
    open_line = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        quoted = len(raw) - len(raw.lstrip(">"))
        line = raw[quoted:].removeprefix(" ")
        mark = ">" * quoted + " " if quoted else ""
        flows = line.endswith(" ") and line != "-- "
        line = line[:-1] if flows and joined else line
        if open_line and line != "-- " and whole[-1].startswith(mark):
            whole[-1] += line
        else:
            whole.append(mark + line)
        open_line = flows
    return "\n".join(whole)


def link_to_view(text: str) -> str:
    """The address that a line such as "View in browser: https://..." gives; empty for none."""
    lines = text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        link = _LINK.search(line)
        words = _LINK.sub("", line).strip(" \t:<>()[]|-–—*.")
        if words and len(line) <= _LONGEST_LINE and _like("view").fullmatch(words):
            link = link or _LINK.fullmatch(below.strip(" \t<>()[]"))
            if link:
                return link[0].rstrip(".,;")
    return ""


def leads_to_view(words: str) -> bool:
    """Whether the words of a link, or of the line it is in, lead to the mail as a web page."""
    return len(words) <= _LONGEST_LINE and bool(
        _like("view").fullmatch(words.strip(" :|.-–—\u00a0"))
    )


# -- mail in mail ------------------------------------------------------------------------------


def _inner(
    lines: Sequence[str], forwards: bool
) -> tuple[int, dict[str, str], list[str], bool] | None:
    """Where a mail within a mail begins: its headers, its lines, and whether it is sent on."""
    for at, raw in enumerate(lines):
        line = raw.strip()
        if not line or len(line) > _LONGEST_LINE:
            continue
        if _like("forwarded").fullmatch(line):
            headers, rest = _headers(lines[at + 1 :])
            return at, headers, rest, True
        if _like("original").fullmatch(line):
            headers, rest = _headers(lines[at + 1 :])
            return at, headers, rest, forwards and bool(headers)
        if _labels()["from"].fullmatch(line.lstrip("> ")):
            headers, rest = _headers(lines[at:])
            if headers and "subject" in headers:
                brief = len("\n".join(lines[:at])) <= _LONGEST_COMMENT
                return at, headers, rest, forwards and brief
        both = f"{line} {lines[at + 1].strip()}" if at + 1 < len(lines) else ""
        if len(both) <= _LONGEST_LINE and _like("original").fullmatch(
            both
        ):  # "On ... wrote:" on two lines
            return at, {}, list(lines[at + 2 :]), False
    return None


def _headers(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The headers that `lines` begin with, and what follows; empty where there are not three."""
    found: dict[str, str] = {}
    count, end, last = 0, 0, ""
    for at, raw in enumerate(lines[: 2 * _MOST_HEADERS]):
        line = raw.strip().lstrip("> ").strip()
        if not line:
            continue
        name, value = _labelled(line)
        if name:
            found.setdefault(name, value)
            count, end, last = count + 1, at + 1, name
        elif last and at == end and (raw[:1] in (" ", "\t", ">") or not found[last]):
            found[last], end = f"{found[last]} {line}".strip(), at + 1  # goes on, or begins here
        else:
            break
    if count < 3 or "from" not in found:
        return {}, list(lines)
    found.pop("other", None)
    return found, list(lines[end:])


def _labelled(line: str) -> tuple[str, str]:
    """What a line of headers names, and what it says of that; empty for another line."""
    for name, label in _labels().items():
        if value := label.fullmatch(line):
            return name, value[1].strip(" *_")
    return "", ""


def _unquoted(lines: Sequence[str]) -> str:
    """Lines less the ">" that all of them begin with."""
    said = [line for line in lines if line.strip()]
    while said and all(line.startswith(">") for line in said):
        lines = [line[1:].removeprefix(" ") if line.startswith(">") else line for line in lines]
        said = [line for line in lines if line.strip()]
    return clean("\n".join(lines))


def _reports(text: str) -> bool:
    return bool(re.search(r"\w", _without_furniture(_without_signature(_without_quotes(text)))))


def _without_quotes(text: str) -> str:
    lines = text.split("\n")
    own = [line for line in lines if not line.lstrip().startswith(">")]
    kept = own if any(re.search(r"\w", line) for line in own) else _unquoted(lines).split("\n")
    return "\n".join(kept)


def _without_signature(text: str) -> str:
    """`text` less what follows a line of two hyphens, where that is no more than a signature."""
    at = -1
    for found in re.finditer(r"(?m)^--[ \u00a0]?$", text):
        at = found.start()
        break
    below = text[at:] if at > 0 else ""
    return text[:at] if below and len(below) <= _LONGEST_SIGNATURE else text


def _without_furniture(text: str) -> str:
    """`text` less lines that services add, links that stand alone, and what stands below it all."""
    kept: list[str] = []
    length = len(text)
    for line in _INLINE_LINK.sub("", text).split("\n"):
        words = line.strip(" \t|•·*-–—»>«[]()\u00a0")
        if len(words) <= _LONGEST_LINE and words:
            if _like("footers").fullmatch(words):
                done = sum(map(len, kept))
                rest = length - done
                if done and rest <= max(_SHORT_FOOTER, length // 5) and done >= rest // 3:
                    break
            if _furnishes(words):
                continue
        kept.append(line)
    return clean("\n".join(kept))


def _furnishes(words: str) -> bool:
    furniture = _like("view", "furniture", "footers")
    bare = _LINK.sub("", words).strip(" \t:|•·*-–—<>()[].")
    return bool(
        _ONLY_LINKS.fullmatch(words)
        or _NO_WORDS.fullmatch(words)
        or (bare and (furniture.fullmatch(bare) or furniture.fullmatch(words)))
    )
