"""What a model wrote → sentences and the numbers behind each, whatever habits the model has."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index import sentences

_BRACKETS = str.maketrans("【】［］〔〕⟦⟧（）", "[][][][]()")
_NAME = r"(?:sentences?|sources?|articles?|refs?|ids?|s|№|#)[ .:#]*"
_LIST = rf"\d{{1,6}}(?:\s*(?:,\s*and|[,;&–-]|and|to)\s*(?:{_NAME})?\d{{1,6}}){{0,20}}"
_MARK = re.compile(
    # such as [3], [^3], [S3, S4], [sentence 3 and 4], [3†source], [3, p. 2], [3: Harbour Courier]
    rf"\[\s*(?:\^|{_NAME})?({_LIST})(?:(?:†|\s*[,:;|–-]\s*[^\[\]\s\d])[^\[\]]{{0,60}})?\s*[,;]?\s*\]",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(\d{{1,6}})\s*(?:[–-]|to)\s*(?:{_NAME})?(\d{{1,6}})|(\d{{1,6}})", re.IGNORECASE
)
# What is put in a mark's place, or stands around it: each becomes the mark alone.
_DIALECTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\\([\[\]()$#*_~&%])", r"\1"),  # escaped, as for a page that knows Markdown or LaTeX
        (rf"<sup>\s*\[?({_LIST})\]?\s*</sup>", r"[\1]"),
        (r"\[(\*{1,2}|_{1,2})(\d{1,6})\1\]", r"[\2]"),
        (r"(\*{1,2}|_{1,2})(\[[^\[\]]{1,60}\])\1", r"\2"),
        (r"\[(\[\^?\d{1,6}\])\]", r"\1"),
        (r"(\[\^?\d{1,6}\])\(#[\w-]{0,40}\)", r"\1"),  # an anchor on the page is no link
        (r"\[(\d{1,6})\] ?[–-] ?\[(\d{1,6})\]", r"[\1-\2]"),
        (r"\] ?(?:, ?and|[,;&]|and) ?(?=\[\^?\d)", "] "),
        (r"\((?:see |sources?: ?)?((?:\[[^\[\]]{1,60}\] ?){1,20})\)", r"\1"),
        (rf"\((?:see )?{_NAME}({_LIST})\)", r"[\1]"),
        (r"(?<=[.!?…。])([\"”’'*]{0,3} ?)\((\d{1,3}(?:, ?\d{1,3}){0,9})\)", r"\1[\2]"),
    )
)
_LAST = re.compile(r" ?\((\d{1,3}(?:, ?\d{1,3}){0,9})\)(?=[.!?…]?\Z)")
_RAISED = re.compile(r"(?<=[.!?…])([\"”’'*]{0,3})([⁰¹²³⁴-⁹]{1,3})(?=\s|\Z)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ITEM = re.compile(r"\A(?:[-+*•‣◦▪–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+(?=\S)")
_LABEL = re.compile(
    r"\A[*_]*(?:the )?(?:final )?(?:answer|statement|response|sentence)(?: is)?\s*\d{0,3}"
    r"[*_]*:[*_]*\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?:#{1,6}\s|(\*\*|__)[^*_]{1,80}(?<![.!?])\1:?\Z)")
_LIST_OF_SOURCES = re.compile(
    r"[\s#*_]*(?:sources?|references?|citations?|footnotes?|notes|bibliography|works cited|"
    r"sentences? (?:used|cited))(?: used| cited)?[\s*_]*(?:\Z|:[\s*_]*(?:\Z|[-\[(\d]))",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[\^?\d{1,6}\]:\s")
_TRAIL = re.compile(r"(?: ?[—–→|-]| \(?sources?:| ?\( ?\))\Z", re.IGNORECASE)
# Where a sentence with its marks ends and the next begins, on one line: marks behind, or in front.
_BEHIND = re.compile(
    r"(?:[.!?…。！？][\"”’')*]*\s*(?:\[[^\[\]]{1,90}\]\s{0,9}){1,20}"
    r"|(?:\[[^\[\]]{1,90}\]\s{0,9}){1,20}[.!?…][\"”’')*]*\s+)"
    r"(?=[\"“‘'*«„(]*[^\W_a-z])"
)
_IN_FRONT = re.compile(r"[.!?…][\"”’')*]*\s+(?=\[\^?\d)")
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\"]|$))")
_LINK = re.compile(r"https?:|\bwww\.|\]\(|\b[\w-]+\.[a-z]{2,}/|\bjavascript:", re.IGNORECASE)
_FENCE = re.compile(r"\A```\w*|```\Z")
_CLOSES = re.compile(r"[\]】］〕⟧)）>⁰¹²³⁴-⁹]")
_LONGEST_RANGE = 10
_LONGEST_LINE = 4_000
"""Characters; a line that is longer is looked at once it is complete."""


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
    """Takes an answer piece by piece and gives each sentence as soon as it is complete.

    What a model sets around its statements is none of them: headings, the head of a table,
    footnotes, and a list of sources with all that follows it.
    """

    _rest: str = ""
    _structured: list[str] | None = field(default=None)
    _said: bool = False
    _over: bool = False
    _in_table: bool = False

    def feed(self, piece: str) -> Iterator[Line]:
        """The sentences that `piece` completes."""
        self._rest += piece
        if "\n" in piece:
            *complete, self._rest = re.split(r"\r?\n", self._rest)
            for line in complete:
                yield from self._line(line)
        marked = len(self._rest) <= _LONGEST_LINE and _CLOSES.search(self._rest)
        if self._structured is None and marked and not _JSON.match(self._rest):
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
            return
        line = _FENCE.sub("", line.strip()).strip()
        if line and _JSON.match(line):
            self._structured = [line]
            return
        footnote = _FOOTNOTE.match(line)
        if self._beside(line) or (footnote and self._said):
            return
        line = line.replace(":", "", 1) if footnote else line  # a number in front, no footnote
        for statement in _statements(line):
            for found in _lines(statement):
                self._said = True
                yield found

    def _beside(self, line: str) -> bool:
        """Whether it is a heading, of a text or a table, or of the sources at the end."""
        marked = bool(_MARK.search(_plainly_marked(line)))
        row = line.startswith("|")
        head_of_table = row and not (self._in_table or marked)
        self._in_table = row
        self._over |= self._said and bool(_LIST_OF_SOURCES.match(line))
        return self._over or head_of_table or (not marked and bool(_HEADING.match(line)))


def _plainly_marked(text: str) -> str:
    """The text with every mark as "[3]", whatever a model makes of it."""
    flat = text.translate(_BRACKETS)
    for pattern, plain in _DIALECTS:
        flat = pattern.sub(plain, flat)
    return _RAISED.sub(lambda found: f"{found[1]}[{found[2].translate(_DIGITS)}]", flat)


def _statements(text: str) -> list[str]:
    """A line cut where marks end a sentence and another begins; the last may be unfinished."""
    flat = _plainly_marked(text)
    marks_lead = _MARK.match(_ITEM.sub("", flat.lstrip()))
    at, cut = 0, []
    for boundary in (_IN_FRONT if marks_lead else _BEHIND).finditer(flat):
        cut.append(flat[at : boundary.end()])
        at = boundary.end()
    return [*cut, flat[at:]]


def _lines(statement: str) -> Iterator[Line]:
    """The sentences of a statement; numbers after several of them stand for each."""
    flat = " ".join(statement.split())
    flat = _LABEL.sub("", _ITEM.sub("", flat, count=1), count=1)
    if not _MARK.search(flat):
        flat = _LAST.sub(r" [\1]", flat)
    numbers = tuple(dict.fromkeys(_numbers(_MARK.findall(flat))))
    text = re.sub(r"(?<=\S),? (?=[.,;:!?]|$)", "", " ".join(_MARK.sub("", flat).split()))
    text = _without_markdown(text)
    if numbers:
        text = _TRAIL.sub("", text).rstrip(",")
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
    """Emphasis, code, heading and table marks taken off."""
    text = re.sub(r"^#{1,6} |^> |`", "", text)
    if text.startswith("|"):
        text = ", ".join(filter(None, (cell.strip(" *") for cell in text.split("|"))))
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text).strip(" *")
    return re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", r"\1", text)


def _numbers(marks: Iterable[str]) -> Iterator[int]:
    for mark in marks:
        for first, last, single in _RANGE.findall(mark):
            if single:
                yield int(single)
            else:
                yield from range(int(first), min(int(last), int(first) + _LONGEST_RANGE - 1) + 1)


def _from_json(text: str) -> Iterator[Line]:
    """The statements of a structured answer: objects with a text and a list of numbers."""
    values = list(_values(text))
    if not values:  # no structure after all: marked lines that begin with a bracket
        for line in text.split("\n"):
            for statement in _statements(_FENCE.sub("", line.strip())):
                yield from _lines(statement)
    for one in _objects(values):
        said = one if isinstance(one, str) else next((one[k] for k in _TEXTS if k in one), "")
        if isinstance(said, str):
            for statement in _statements(f"{said} {_marks(one)}".strip()):
                yield from _lines(statement)


_TEXTS = ("text", "statement", "sentence", "claim", "answer")


def _values(text: str) -> Iterator[object]:
    """The JSON values in `text`, one or, as lines, several."""
    decoder = json.JSONDecoder()
    while found := re.search(r"[{\[]", text):
        try:
            value, end = decoder.raw_decode(text[found.start() :])
        except (ValueError, RecursionError):
            return
        yield value
        text = text[found.start() + end :]


def _marks(statement: str | dict[str, object]) -> str:
    """The numbers of an object, as marks; those in a list before a single one."""
    if isinstance(statement, str):
        return ""
    others = {k: v for k, v in statement.items() if k not in _TEXTS and not isinstance(v, bool)}
    lists = [v for v in others.values() if isinstance(v, list)]
    single = [v for k, v in others.items() if isinstance(v, int) and k != "id"]
    given: list[object] = lists[0] if lists else [*single[:1]]
    digits = [re.sub(r"\D", "", str(one)) for one in given if isinstance(one, int | str)]
    return "".join(f"[{one}]" for one in digits if one)


def _objects(value: object) -> Iterator[str | dict[str, object]]:
    """Every innermost object, or text in a list, that might be a statement."""
    if isinstance(value, list):
        for one in value:
            if isinstance(one, str):
                yield one
            else:
                yield from _objects(one)
    elif isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v]
        objects = [v for v in lists if isinstance(v[0], dict)]
        inner = [v for v in value.values() if isinstance(v, dict)]
        texts = [v for v in lists if v is value.get("statements")]
        if nested := [*objects, *inner, *texts]:
            yield from _objects(nested[0])
        else:
            yield value
