"""Which stretches of an article are page furniture: captions, share lines, other headlines.

Two kinds of evidence, no model. A line says what it is ("Read more: …", "(Photo by AFP)"): those
patterns are data, in `furniture.yaml`. Or its shape and place do: a short line that ends no
sentence, alone between paragraphs that do (a subheading), above the first of them (navigation,
byline) or below the last (other headlines, tags). Shape counts only in a text that ends its
sentences, and never for what may hold a fact: list items, quotations, scores, "label: value".
When in doubt a line is kept: a furniture line too many costs less than a lost sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.types import Span
from index.wordlists import WordLists

_LONGEST_FURNITURE = 500  # characters; a longer line is reporting, whatever it starts or ends with
_LONGEST_HEADING = 70
_LONGEST_AT_EDGE = 160
_CREDIT_WINDOW = 160
_TOP_LINES = 8
_END_LINES = 20
_LINKS_IN_A_ROW = 3
_ROUNDUP = 6

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_]+")
_INSIDE = re.compile(r"[?!…][\"”’')]? \S|[^\W\d_]{4}[.] \S|\s[-–—]\s")
_ENDS = ".!?…。！？｡．؟۔।॥՝։።៕။"
_CLOSERS = "\"'”’»«“„›)]}」』）】*†‡ \u00a0\u200b"
_DOUBLE_QUOTES = '"“”„«»「『'
_BULLETS = "•·▪●‣◦○►▶>*+#♦-–—―([|✓✔→"
_AROUND = "()[]{}*•·▪●►▶+#|-–—―_ \u00a0"
_LINK_LABEL = re.compile(r"(?P<glued>[^:]{2,80}):(?=[^\W\d_a-z]|[“\"‘'])|[^a-z:]{2,60}: ")
_SIGNED = re.compile(r"[-–—―]{1,2}\s?[^\W\d_a-z][^\d.!?:;\"“”]{2,50}$")
_TIMED = re.compile(r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s+(?=\S)", re.I)
"""When an entry of a live report was written, before its heading."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`furniture.yaml`, compiled."""

    keep: tuple[str, ...]
    lines: frozenset[str]
    closers: tuple[str, ...]
    phrases: tuple[str, ...]
    galleries: tuple[str, ...]
    heads: re.Pattern[str]
    prefixes: re.Pattern[str]
    credits: re.Pattern[str]
    messages: re.Pattern[str]

    def closes(self, line: "_Line") -> bool:
        """Whether an article ends at `line`."""
        low = line.text.lower()
        return any(one in low for one in self.closers)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the space around it: `text` is the article's `start:end`, on one line."""

    start: int
    end: int
    text: str
    ends: bool

    @property
    def prose(self) -> bool:
        return (self.ends and len(self.text) >= 15) or len(self.text) >= 160


def furniture(text: str) -> tuple[Span, ...]:
    """Find the stretches `text[start:end]` that are not reporting, in order, without overlap.

    Each is a whole line without the space around it, or what is glued to the front of one. In a
    text with hard line breaks a "line" is the paragraph. Takes time linear in `len(text)`.
    """
    patterns = _patterns()
    lines = _lines(text)
    rest = [_unglued(line, patterns) for line in lines]
    marked = [_says_so(line, patterns) for line in rest]
    if _punctuated(rest, marked):
        _mark_links(rest, marked)
        _mark_signatures(rest, marked)
        _mark_headings(rest, marked)
        _mark_end(rest, marked, patterns)
    spans = []
    for line, left, gone in zip(lines, rest, marked, strict=True):
        whole = gone and not any(word in left.text.lower() for word in patterns.keep)
        end = line.end if whole else line.start + len(text[line.start : left.start].rstrip())
        if end > line.start:
            spans.append((line.start, end))
    return tuple(spans)


def says_what_it_is(line: str) -> bool:
    """Whether a line says of itself that it is no reporting, wherever it stands."""
    kept = any(word in line.lower() for word in _patterns().keep)
    return not kept and _says_so(_line(0, line), _patterns())


@cache
def _patterns() -> _Patterns:
    table = WordLists("index", "furniture.yaml").table

    def either(name: str, flags: int = 0) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in table[name]), flags)

    return _Patterns(
        keep=tuple(table["keep"]),
        lines=frozenset(table["lines"]),
        closers=tuple(table["closers"]),
        phrases=tuple(table["phrases"]),
        galleries=tuple(table["galleries"]),
        heads=either("heads", re.IGNORECASE),
        prefixes=either("prefixes"),
        credits=either("credits"),
        messages=either("messages", re.IGNORECASE),
    )


# --- lines -------------------------------------------------------------------------------------


def _lines(text: str) -> list[_Line]:
    """Split into lines; into paragraphs, where the lines are broken in mid-sentence."""
    lines = [line for line in map(_stripped, _LINE.finditer(text)) if line.text]
    apart = [len(_BREAK.findall(text, one.end, two.start)) > 1 for one, two in pairwise(lines)]
    runs_on = sum(
        not gap and not one.ends and two.text[0].islower()
        for gap, (one, two) in zip(apart, pairwise(lines), strict=True)
    )
    if runs_on < 3 or runs_on * 5 < len(lines):
        return lines
    return list(_paragraphs(lines, apart))


def _stripped(match: re.Match[str]) -> _Line:
    raw = match.group()
    start = match.start() + len(raw) - len(raw.lstrip())
    return _line(start, raw.strip())


def _line(start: int, text: str) -> _Line:
    return _Line(start, start + len(text), text, ends(text))


def ends(text: str) -> bool:
    """Whether a line ends as a sentence does, unlike a heading or a link."""
    tail = text[-12:].rstrip(_CLOSERS)
    return tail[-1:] in _ENDS and tail != ""


def _paragraphs(lines: Sequence[_Line], apart: Sequence[bool]) -> Iterator[_Line]:
    first = 0
    for i, last in enumerate([*apart, True]):
        if last:
            start, end = lines[first].start, lines[i].end
            joined = " ".join(line.text for line in lines[first : i + 1])
            yield _Line(start, end, joined, lines[i].ends)
            first = i + 1


def _unglued(line: _Line, patterns: _Patterns) -> _Line:
    """Take the furniture off the front of a line."""
    match = patterns.prefixes.match(line.text[:_LONGEST_FURNITURE])
    if match is None:
        return line
    return _Line(line.start + match.end(), line.end, line.text[match.end() :], line.ends)


# --- what a line says of itself ----------------------------------------------------------------


def _says_so(line: _Line, patterns: _Patterns) -> bool:
    text = line.text
    if any(text.lower().count(marker) > 1 for marker in patterns.galleries):
        return True
    if len(text) > _LONGEST_FURNITURE:
        return False
    if not any(map(str.isalnum, text)):
        return True
    low = text.lower()
    return (
        low.rstrip(" .:>»→") in patterns.lines
        or any(phrase in low for phrase in patterns.phrases)
        or patterns.heads.match(text) is not None
        or patterns.messages.fullmatch(text.strip(_AROUND)) is not None
        or patterns.credits.search(text[-_CREDIT_WINDOW:]) is not None
    )


# --- what its shape and place say --------------------------------------------------------------


def _punctuated(lines: Sequence[_Line], marked: Sequence[bool]) -> bool:
    """Whether the text ends its sentences; where it does not, shape says nothing."""
    long = [k.ends for k, gone in zip(lines, marked, strict=True) if not gone and len(k.text) >= 80]
    return bool(long) and sum(long) * 2 >= len(long)


def _mark_links(lines: Sequence[_Line], marked: list[bool]) -> None:
    """Links to other stories between paragraphs: "Fact check:No, the mayor did not resign"."""
    i = 0
    while i < len(lines):
        last = i
        while last < len(lines) and (marked[last] or _link(lines[last].text, lines[last].ends)):
            last += 1
        links = [k for k in range(i, last) if not marked[k]]
        alone = (i == 0 or lines[i - 1].prose) and (last == len(lines) or lines[last].prose)
        if links and alone and len(links) <= _LINKS_IN_A_ROW:
            for k in links:
                marked[k] = True
        i = last + 1


def _link(text: str, ends: bool) -> bool:
    """Tell a label and a headline: no space after the colon, or several words in capitals."""
    match = _LINK_LABEL.match(text) if len(text) <= 250 and not ends else None
    if match is None or text[0] in _DOUBLE_QUOTES:
        return False
    label, rest = match.group(), text[match.end() :]
    few_words = match.group("glued") is None and len(label.split()) < 2
    return not few_words and not label[:1].isdigit() and len(rest.split()) >= 4


def _mark_signatures(lines: Sequence[_Line], marked: list[bool]) -> None:
    """Mark the reporter's name under an entry: "– Ada Marsh"."""
    for i in range(1, len(lines)):
        above = lines[i - 1].text
        # Under a quotation the name says who spoke.
        quoted = above[0] in _DOUBLE_QUOTES and above[-1] in _DOUBLE_QUOTES
        if not marked[i] and not quoted and _SIGNED.match(lines[i].text):
            marked[i] = _titled(lines[i].text, 0.6)


def _mark_headings(lines: Sequence[_Line], marked: list[bool]) -> None:
    """Navigation, bylines and a repeated headline at the top; subheadings between paragraphs."""
    kept = [i for i, gone in enumerate(marked) if not gone]
    first = next((n for n, i in enumerate(kept) if lines[i].prose), 0)
    top = first <= _TOP_LINES and all(_heading(lines[i], top=True) for i in kept[:first])
    for i in kept[:first] if top else ():
        marked[i] = True
    inside = _subheadings(lines, kept[first:])
    entries = _entries(lines, inside)
    if entries and first:
        above = kept[first - 1]
        marked[above] = marked[above] and not _name(lines[above].text)
    for i in inside:
        marked[i] = i not in entries


def _subheadings(lines: Sequence[_Line], body: Sequence[int]) -> list[int]:
    """Which lines of the body are headings between two paragraphs."""
    return [
        i
        for before, i, after in zip(body, body[1:], body[2:], strict=False)
        if lines[before].prose and lines[after].prose and _heading(lines[i])
    ]


def _entries(lines: Sequence[_Line], inside: Sequence[int]) -> set[int]:
    """Many names as headings are entries of a roundup; each says what its entry is about."""
    names = {i for i in inside if _name(lines[i].text)}
    return names if len(names) >= _ROUNDUP else set()


def _name(text: str) -> bool:
    return len(text.split()) <= 4 and _titled(text, 1.0) and not text.isupper()


def _heading(line: _Line, *, top: bool = False) -> bool:
    """Tell a short line that ends no sentence and holds no list item, quotation, score or value."""
    text = line.text[timed.end() :] if (timed := _TIMED.match(line.text)) else line.text
    longest = _LONGEST_AT_EDGE if top else _LONGEST_HEADING
    if line.ends or len(text) > longest or "http" in text or _INSIDE.search(text):
        return False
    if text[0].islower() or text[0].isdigit() or text[0] in _BULLETS + _DOUBLE_QUOTES:
        return False
    if text[-1] in ",;:-–—>" + _DOUBLE_QUOTES:
        return False
    label, colon, _ = text.partition(":")
    if top:
        return not colon or len(label.split()) > 3
    return not colon and not any(map(str.isdigit, text))


def _mark_end(lines: Sequence[_Line], marked: list[bool], patterns: _Patterns) -> None:
    """Other headlines and tags below the last paragraph, and all that follows them."""
    prose = (i for i in reversed(range(len(lines))) if lines[i].prose and not marked[i])
    first = next(prose, len(lines)) + 1
    if len(lines) - first <= _END_LINES:
        _mark_after(first, lines, marked, patterns)


def _mark_after(
    first: int, lines: Sequence[_Line], marked: list[bool], patterns: _Patterns
) -> None:
    closed = False
    for i in range(first, len(lines)):
        line = lines[i]
        if line.text.endswith(":") and not (marked[i] or closed):
            return  # a list that belongs to the article
        if not marked[i] and not line.ends:
            below = marked[i - 1] or line.text[0].islower()
            tags = _tags(line.text) and below
            closed = closed or tags
            marked[i] = tags or (_heading(line, top=True) and (closed or _headline(line.text)))
        closed = closed or (marked[i] and patterns.closes(line))


def _tags(text: str) -> bool:
    items = [item.split() for item in text.split(",")]
    return len(items) >= 3 and len(text) <= 300 and all(1 <= len(item) <= 4 for item in items)


def _headline(text: str) -> bool:
    return len(text.split()) >= 7 and _titled(text, 0.8)


def _titled(text: str, share: float) -> bool:
    """Whether most words of four letters and more start with a capital."""
    words = [word for word in _WORD.findall(text) if len(word) >= 4 and word[0].isalpha()]
    return bool(words) and sum(word[0].isupper() for word in words) >= share * len(words)
