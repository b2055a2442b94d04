"""An answer on paper of a terminal's width: what is bold, dim, marked and linked, by rich.

The same lines are plain text where nobody looks at them: piped, or in a file.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from index import Passage
from qa.locating import Spot
from qa.quotes import Worded, worded
from qa.terminal import plain
from qa.types import NEAREST, Accord, Answer, Citation, Tally, marks
from qa.wording import attribution, standing, written, written_days

WIDEST = 100
"""So many cells are read with ease; a wider terminal is not filled."""

Locate = Callable[[Citation], Spot | None]
"""Where a citation stands on this machine, if somebody knows."""

_SPACE = re.compile(r"\s+")
_COLOURS = {Accord.AGREE: "green", Accord.REVISED: "yellow", Accord.DIFFER: "yellow"}
_LINKING = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "mintty", "rio", "Tabby", "WarpTerminal"}
)
"""Programs that show a hyperlink (OSC 8) and name themselves in TERM_PROGRAM."""
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: `body` behind `lead`. Wrapped, its further lines stand below the body.

    A `row` of a table is wrapped where nobody looks at it, too; what is `whole` never is.
    """

    body: Text
    lead: str = ""
    row: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of where an answer is printed.

    With `links`, headlines and files are hyperlinks; without, addresses are written out. With
    `offsets`, the exact characters of each citation are told. `airy` sets quotations apart.
    """

    links: bool = False
    offsets: bool = False
    airy: bool = False
    locate: Locate = lambda _: None


_PLAIN = Paper()


def has_links(console: Console) -> bool:
    """Whether a terminal is known to show hyperlinks; FORCE_HYPERLINK=1 and =0 have the say."""
    said = os.environ.get("FORCE_HYPERLINK")
    if said:
        return said != "0"
    if not console.is_terminal or console.is_dumb_terminal:
        return False
    known = os.environ.get("TERM_PROGRAM") in _LINKING or bool(
        os.environ.get("WT_SESSION") or os.environ.get("KONSOLE_VERSION")
    )
    version = os.environ.get("VTE_VERSION", "")
    newer = version.isdecimal() and int(version) >= 5000
    return known or newer or os.environ.get("TERM", "").startswith(_LINKING_TERMS)


def laid(lines: Iterable[Line], console: Console) -> Iterator[Text]:
    """Lines as they are to be printed: wrapped for a terminal, in one piece where there is none."""
    looked_at = console.is_terminal
    width = min(console.width, WIDEST) if looked_at else WIDEST
    for line in lines:
        lead = f"{line.lead} " if line.lead else ""
        parts = [line.body]
        if not line.whole and (looked_at or line.row):
            room = max(width - cell_len(lead), 20)
            parts = list(line.body.wrap(console, room)) or [Text()]
            for part in parts:
                part.rstrip()
        for at, part in enumerate(parts):
            yield Text(lead if at == 0 else " " * cell_len(lead)) + part


def answer_lines(answer: Answer) -> Iterator[str]:
    """The answer without its short answer, as plain lines."""
    nowhere = Console(force_terminal=False)
    yield from (line.plain for line in laid(_body(answer, _PLAIN), nowhere))


def short_lines(answer: Answer) -> Iterator[str]:
    """The short answer, if there is one, set apart from what follows."""
    yield from (line.body.plain for line in _short(answer))


def lines(answer: Answer, paper: Paper = _PLAIN) -> Iterator[Line]:
    """The short answer, how reports agree, the statements, then who is cited.

    Where it abstains, that, and the nearest passages. Whatever is quoted is harmless to a terminal.
    """
    yield from _short(answer)
    yield from _body(answer, paper)


def _short(answer: Answer) -> Iterator[Line]:
    if answer.short:
        yield Line(_text(answer.short.text, "bold"))
        yield Line(Text())


def _body(answer: Answer, paper: Paper) -> Iterator[Line]:
    yield from (Line(_text(note.text, "bold")) for note in answer.notes if note.leads)
    if found := answer.agreement:
        shown = _text(found.shown)
        shown.stylize(f"bold {_COLOURS[found.verdict]}", 0, shown.plain.find(":"))
        yield Line(shown)
        if paper.airy:
            yield Line(Text())
    if answer.tally and len(answer.tally.rows) > 1:
        yield from _table(answer.tally)
    yield from _statements(answer, airy=paper.airy)
    yield Line(Text())
    if answer.abstained and answer.basis.hits:
        yield Line(_text("Nearest:", "bold"))
        yield from (_nearest(hit.passage) for hit in answer.basis.hits[:NEAREST])
    for number, citation in enumerate(answer.citations, 1):
        yield from _source(number, citation, answer, paper)
    yield from (Line(_text(said, "dim")) for said in _circumstances(answer))


# -- what is said ------------------------------------------------------------------------------


def _statements(answer: Answer, *, airy: bool) -> Iterator[Line]:
    """Each with its marks; of events, behind their days."""
    if answer.abstention:
        said = _text(answer.text)
        said.stylize("bold", 0, said.plain.find(":"))
        yield Line(said)
        return
    days = [written_days(*one.when) if one.when else "" for one in answer.statements]
    width = max(map(len, days)) + 1 if answer.chronicle else 0
    told = list(zip(days, answer.statements, answer.numbered, strict=True))
    first = [one for at, one in enumerate(told) if at not in answer.related]
    related = [told[at] for at in answer.related]
    for at, one in enumerate((*first, *related)):
        day, statement, (_, numbers) = one
        if airy and at and not answer.chronicle:
            yield Line(Text())
        if at == len(first):
            yield Line(_text("Also related:", "bold"))
        text = _set(worded(statement, answer.points, dated=not answer.chronicle))
        text.append(f" {marks(numbers)}", "dim")
        yield Line(text, day.ljust(width) if width else "", row=answer.chronicle)


def _set(said: Worded) -> Text:
    """A statement: whose it is stands back, what of it answers stands out."""
    text = Text()
    if said.by:
        text.append(_text(f"{said.by}: ", "dim", flat=False))
    for piece, how in said.pieces:
        text.append(_flat(plain(piece)), "bold underline" if how == "answers" else "")
    return text


def _table(tally: Tally) -> Iterator[Line]:
    """What was counted, a row a line, the numbers one below the other."""
    yield Line(_text(f"{tally.heading}:", "bold"))
    width = max(cell_len(label) for label, _ in tally.rows)
    for label, number in tally.rows:
        gap = " " * (width - cell_len(label))
        yield Line(_text(f"  {label}{gap}  {number:>7,}", flat=False), whole=True)
    yield Line(Text())


# -- who says it -------------------------------------------------------------------------------


def _source(number: int, citation: Citation, answer: Answer, paper: Paper) -> Iterator[Line]:
    """Headline, outlet and day, and where it can be read."""
    passage, lead = citation.passage, f"[{number}]"
    beneath = " " * (len(lead))
    spot = paper.locate(citation)
    url = passage.url or (spot.url if spot else "")
    yield Line(_text(passage.label, _linked(url, paper)), lead)
    quote = _flat(plain(citation.quote)).strip()
    if not any(quote in _flat(plain(one.text)) for one in answer.statements):
        yield Line(_text(f"“{quote}”"), beneath)
    if said := _whereabouts(citation, spot, paper):
        yield Line(said, beneath)
    if passage.url and not paper.links:
        yield Line(_text(passage.url, "dim"), beneath, whole=True)
    if paper.offsets:
        characters = f"characters {citation.start}-{citation.end} of article {passage.article_id}"
        yield Line(_text(characters, "dim"), beneath)


def _whereabouts(citation: Citation, spot: Spot | None, paper: Paper) -> Text:
    """Outlet and day, and where on paper or in its file it stands."""
    who, place = attribution(citation.passage, citation.also), standing(citation)
    stands = [_text(place, "dim")] if place else []
    if spot and (spot.line or not place):
        stands.append(_text(spot.text, _linked(spot.url, paper, "dim")))
    elif not place and citation.passage.file:
        stands.append(_text(citation.passage.file, "dim"))
    if not stands:
        who = who.removesuffix(": ")
    return _text(who, "dim", flat=False) + Text("; ", "dim").join(stands)


def _linked(url: str, paper: Paper, style: str = "") -> Style:
    return Style.parse(style) + Style(link=plain(url) if paper.links and url else None)


def _nearest(passage: Passage) -> Line:
    start, end = passage.sentences[0] if passage.sentences else (passage.start, passage.end)
    flat = " ".join(passage.slice(start, end).split())
    short = flat if len(flat) <= 160 else flat[:157].rsplit(" ", 1)[0] + " …"
    who = attribution(passage)
    text = _text(f"{who}{passage.label}: {short}")
    text.stylize("dim", 0, len(who))
    return Line(text, " ")


def _circumstances(answer: Answer) -> Iterator[str]:
    """What one may want to know of how the answer came about."""
    if answer.understood != answer.question:
        yield f"Understood as: {answer.understood}"
    basis, made = answer.basis, answer.provenance
    yield from (note.text for note in answer.notes if not note.leads)
    if basis.first.since or basis.first.until:
        since, until = (
            written(day) if day else "…" for day in (basis.first.since, basis.first.until)
        )
        chosen = basis.filters.since or basis.filters.until
        yield f"Articles of {since} to {until} {'only' if chosen else 'first'}."
    if made.broken:
        yield f"This answer is not complete: {made.broken}"
    if made.dropped and answer.statements:
        sentences = "sentence was" if made.dropped == 1 else "sentences were"
        yield f"{made.dropped} {sentences} left out: not borne out by the articles."
    if made.usage.requests:
        yield f"Worded by {made.made_by}: {made.usage}."


# -- words -------------------------------------------------------------------------------------


def _text(said: str, style: str | Style = "", *, flat: bool = True) -> Text:
    """Words that a terminal takes for nothing else, on one line."""
    harmless = plain(said)
    return Text(_flat(harmless).strip() if flat else harmless.replace("\n", " "), style)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text)
