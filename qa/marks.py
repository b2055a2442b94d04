"""What a model wrote → sentences and the numbers behind each, whatever habits the model has."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index import sentences

_BRACKETS = str.maketrans("【】［］〔〕⟦⟧", "[][][][]")
_MARK = re.compile(
    r"\[\s*(?:\^|(?:sentences?|source|ref|s|№|#)[ .:#]*)?"
    r"(\d{1,6}(?:\s*(?:[,;–-]|and|to)\s*(?:s|#)?\d{1,6}){0,20})(?:†[^\]]{0,40})?\s*[,;]?\s*\]",
    re.IGNORECASE,
)  # fmt: skip
_RANGE = re.compile(r"(\d{1,6})\s*(?:[–-]|to)\s*(?:s|#)?(\d{1,6})|(\d{1,6})", re.IGNORECASE)
_ITEM = re.compile(r"\A(?:[-*•‣]|\d{1,2}[.)])\s+(?=\S)")
_LABEL = re.compile(
    r"\A[*_]*(?:final )?(?:answer|statement|response)\s*\d{0,2}[*_]*:[*_]*\s*", re.I
)
# Where a sentence with its marks ends and the next begins, on one line: marks behind, or in front.
_BEHIND = re.compile(
    r"(?:[.!?…][\"”’')*]*\s*(?:\[[^\[\]]{1,60}\]\s*)+|(?:\[[^\[\]]{1,60}\]\s*)+[.!?…][\"”’')*]*\s+)"
    r"(?=[\"“‘'*]*[A-Z\d])"
)
_IN_FRONT = re.compile(r"[.!?…][\"”’')*]*\s+(?=\[\^?\d)")
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\"]|$))")
_LINK = re.compile(r"https?:|\bwww\.|\]\(|\b[\w-]+\.[a-z]{2,}/|\bjavascript:", re.IGNORECASE)
_FENCE = re.compile(r"\s*```")
_LONGEST_RANGE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as a model wrote it, its marks taken out, and the numbers that they gave.

    `shared` says that the numbers stood at the end of a paragraph of several sentences. A
    paragraph with a link in it is left whole.
    """

    text: str
    numbers: tuple[int, ...] = ()
    shared: bool = False

    @property
    def linked(self) -> bool:
        """Whether it shows a link, or the beginning of one."""
        return bool(_LINK.search(self.text))


@dataclass
class Parser:
    """Takes an answer piece by piece and gives each sentence as soon as it is complete."""

    _rest: str = ""
    _structured: list[str] | None = field(default=None)

    def feed(self, piece: str) -> Iterator[Line]:
        """The sentences that `piece` completes."""
        self._rest += piece
        *complete, self._rest = re.split(r"\r?\n", self._rest)
        for line in complete:
            yield from self._line(line)
        if self._structured is None and not _JSON.match(self._rest):
            *complete, self._rest = _statements(self._rest)
            for line in complete:
                yield from self._line(line)

    def end(self) -> Iterator[Line]:
        """What is left when the answer is over."""
        yield from self._line(self._rest)
        self._rest = ""
        if self._structured is not None:
            yield from _from_json("\n".join(self._structured))

    def _line(self, line: str) -> Iterator[Line]:
        if self._structured is not None:
            self._structured.append(line)
        elif line and _JSON.match(line):
            self._structured = [line]
        elif not _FENCE.match(line):
            for statement in _statements(line):
                yield from _lines(statement)


def _statements(text: str) -> list[str]:
    """A line cut where marks end a sentence and another begins; the last may be unfinished."""
    flat = text.translate(_BRACKETS)
    marks_lead = _MARK.match(_ITEM.sub("", flat.lstrip()))
    at, cut = 0, []
    for boundary in (_IN_FRONT if marks_lead else _BEHIND).finditer(flat):
        cut.append(flat[at : boundary.end()])
        at = boundary.end()
    return [*cut, flat[at:]]


def _lines(statement: str) -> Iterator[Line]:
    """The sentences of a statement; numbers after several of them stand for each."""
    flat = re.sub(r"\] ?[,;] ?(?=\[)", "] ", " ".join(statement.split()))
    flat = _LABEL.sub("", _ITEM.sub("", flat, count=1), count=1)
    numbers = tuple(dict.fromkeys(_numbers(_MARK.findall(flat))))
    text = re.sub(r"(?<=\S),? (?=[.,;:!?]|$)", "", _MARK.sub("", flat))
    text = _without_markdown(" ".join(text.split()))
    if not re.search(r"\w", text):
        return
    line = Line(text, numbers)
    found = [text[start:end] for start, end in sentences(text)]
    if len(found) < 2 or not numbers or line.linked:
        yield line
        return
    for sentence in filter(re.compile(r"\w").search, found):
        yield Line(sentence, numbers, shared=True)


def _without_markdown(text: str) -> str:
    """Emphasis and heading marks taken off."""
    text = re.sub(r"^#{1,6} |^> ", "", text)
    return re.sub(r"(\*\*|__)(.+?)\1", r"\2", text).strip(" *")


def _numbers(marks: Iterable[str]) -> Iterator[int]:
    for mark in marks:
        for first, last, single in _RANGE.findall(mark):
            if single:
                yield int(single)
            else:
                yield from range(int(first), min(int(last), int(first) + _LONGEST_RANGE - 1) + 1)


def _from_json(text: str) -> Iterator[Line]:
    """The statements of a structured answer: objects with a text and a list of numbers."""
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:])
    except ValueError:  # no structure after all: marked lines that begin with a bracket
        for line in text.split("\n"):
            if not _FENCE.match(line):
                for statement in _statements(line):
                    yield from _lines(statement)
        return
    for one in _objects(value):
        said = next((one[k] for k in ("text", "statement", "sentence", "answer") if k in one), "")
        given = next((v for k, v in one.items() if isinstance(v, list | int) and k != "text"), [])
        numbers = [given] if isinstance(given, int) else given
        marked = "".join(f"[{number}]" for number in numbers if str(number).strip("[]").isdigit())
        if isinstance(said, str):
            yield from _lines(f"{said} {marked.replace('[[', '[').replace(']]', ']')}")


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Every innermost object that might be a statement."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if lists:
            yield from _objects(lists[0])
        else:
            yield value
