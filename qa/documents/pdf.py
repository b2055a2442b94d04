"""A conversation as PDF. Nothing of it is markup; only checked web addresses become links."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qa.documents.fonts import Fonts, fonts_for
from qa.render.paper import Paper, Section, Source

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN, _LINE = 22.0, 1.4  # millimetres; of the size of the letters
_INK, _SOFT = (20, 20, 20), (90, 90, 90)
_BODY, _SMALL, _HEADING, _TITLE = 10.5, 9.0, 13.0, 18.0  # points
_HANGING = 8.0  # millimetres, of a note behind its number
_CORE = "helvetica"
"""What every program that shows a PDF has; of Latin alone."""
_OWN = "text"
_STRONG_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
"""Letters that are read from the right."""
_BESIDE = "“”‘’«»\"'.,;:!?()[]…"
"""What belongs to the letters that it touches."""


def as_pdf(made: Paper) -> bytes:
    """The bytes of a PDF of A4 pages, its letters embedded from fonts of this machine.

    Letters that no font here has stand as "?", and its last line says of which scripts they are.
    """
    fonts = fonts_for("".join(_texts(made)))
    return _Sheet(fonts).made(made)


class _Sheet:
    """One PDF while it is written."""

    def __init__(self, fonts: Fonts) -> None:
        from fpdf import FPDF

        self._fonts = fonts
        self._unset = {ord(one): "" if unicodedata.combining(one) else "?" for one in fonts.missing}
        self._pdf = _with_foot(FPDF)(format="A4")
        self._pdf.set_margin(_MARGIN)
        self._pdf.set_auto_page_break(True, _MARGIN)
        self._family = self._prepare()
        self._sources: dict[int, int] = {}

    def _prepare(self) -> str:
        """Load the fonts; gives the name of the one to set."""
        pdf, fonts = self._pdf, self._fonts
        if fonts.regular is None or fonts.bold is None:
            return _CORE
        pdf.add_font(_OWN, "", fonts.regular)
        pdf.add_font(_OWN, "B", fonts.bold)
        names = [f"other{at}" for at, _ in enumerate(fonts.others)]
        for name, path in zip(names, fonts.others, strict=True):
            pdf.add_font(name, "", path)
        pdf.set_fallback_fonts(names, exact_match=False)
        return _OWN

    def made(self, told: Paper) -> bytes:
        pdf = self._pdf
        pdf.foot = (self._family, self._said(told.title))
        pdf.set_title(self._said(told.title))
        pdf.set_creator("Dateline")
        pdf.set_lang("en")
        pdf.set_creation_date(datetime.now(UTC))
        pdf.add_page()
        self._text(told.title, _TITLE, bold=True, below=1)
        self._text(told.about, _SMALL, soft=True, below=5)
        self._sources = {number: pdf.add_link() for number, _ in enumerate(told.sources, 1)}
        for one in told.sections:
            self._section(one, alone=told.alone)
        if told.sources:
            self._heading("Sources")
        for number, note in enumerate(told.sources, 1):
            self._source(number, note)
        if self._fonts.lacking:
            self._text(_unset_words(self._fonts.lacking), _SMALL, soft=True)
        return bytes(pdf.output())

    # -- what is told ----------------------------------------------------------------------------

    def _section(self, one: Section, *, alone: bool) -> None:
        if not alone:
            self._heading(f"{one.number}. {one.question}")
        if one.circumstances:
            self._text(" ".join(one.circumstances), _SMALL, soft=True, below=2)
        for text in one.leading:
            self._text(text, below=2)
        if one.short:
            self._text(one.short, _BODY + 1.5, bold=True, below=2)
        if one.agreement:
            self._text(one.agreement, below=2)
        for said in one.said:
            if said.day:
                self._keep(3 * _BODY)
                self._text(said.day, _SMALL, bold=True, below=0.5)
            self._text(said.text, sources=said.sources, below=2)
        self._table(one)
        for label, text in one.ending:
            self._text(f"{label} {text}".strip(), _SMALL, soft=not label, below=1.5)
        if one.nearest:
            self._text("Nearest passages, none of which answers:", _SMALL, below=1)
        for near in one.nearest:
            self._text(f"{near.described}, {near.stretch}", _SMALL, link=near.link, below=1)
        self._pdf.ln(3)

    def _table(self, one: Section) -> None:
        if not one.rows:
            return
        pdf = self._pdf
        self._set(_SMALL)
        with pdf.table(
            col_widths=(3, 1), text_align=("LEFT", "RIGHT"), borders_layout="HORIZONTAL_LINES",
            first_row_as_headings=True, width=90, align="LEFT", line_height=5,
        ) as table:  # fmt: skip
            for row in ((one.heading, ""), *one.rows):
                table.row([self._said(cell) for cell in row])
        pdf.ln(2)

    def _source(self, number: int, note: Source) -> None:
        """A note, its number hanging beside it. What it says of itself stays on one page."""
        pdf = self._pdf
        told = (note.described, note.url, note.quote, note.stretch)
        self._keep(_SMALL * min(30, sum(len(one) // 80 + 1 for one in told)))
        pdf.set_link(self._sources[number], y=pdf.get_y(), page=pdf.page)
        self._set(_SMALL, bold=True)
        pdf.cell(_HANGING, _high(_SMALL), str(number))
        pdf.set_x(_MARGIN)
        pdf.set_left_margin(_MARGIN + _HANGING)
        described = note.described or note.label
        for part in described.split(", ") if len(_pieces(described)) > 1 else (described,):
            self._text(part, _SMALL, below=0.3)
        if note.url:
            self._text(note.url, _SMALL, link=note.link, below=0.3)
        self._text(note.quote, _SMALL, below=0.3)
        self._text(f"{note.stretch}{f', file {note.file}' if note.file else ''}", 8, soft=True)
        pdf.set_left_margin(_MARGIN)
        pdf.set_x(_MARGIN)

    # -- how it is set ---------------------------------------------------------------------------

    def _heading(self, text: str) -> None:
        """A heading, never alone at the foot of a page; also in the outline."""
        self._keep(_HEADING + 5 * _BODY)
        self._pdf.start_section(self._said(text)[:200])
        self._text(text, _HEADING, bold=True, below=1)

    def _keep(self, points: float) -> None:
        """Go to the next page unless so much more fits on this one."""
        if self._pdf.will_page_break(_high(points)):
            self._pdf.add_page()

    def _text(
        self,
        text: str,
        size: float = _BODY,
        *,
        bold: bool = False,
        soft: bool = False,
        link: str = "",
        sources: Sequence[int] = (),
        below: float = 2.0,
    ) -> None:
        """A paragraph, `below` millimetres above the next, and links to the notes behind it."""
        pdf = self._pdf
        self._set(size, bold=bold, soft=soft)
        pieces = _pieces(self._said(text))
        for piece, right in pieces:
            # letters of Arabic join, those of Indian scripts change places; it takes its time
            pdf.set_text_shaping(self._family == _OWN and any(map(_shaped, piece)))
            last = piece == pieces[-1][0]
            if right:  # which fpdf2 puts in order in cells alone
                pdf.multi_cell(0, _high(size), piece, align="R", new_x="LMARGIN", new_y="NEXT")
            else:
                self._line(piece, link, sources if last else ())
        if pieces and pieces[-1][1] and sources:
            self._line("", "", sources)
        pdf.set_x(pdf.l_margin)
        pdf.ln(below)

    def _line(self, text: str, link: str = "", sources: Sequence[int] = ()) -> None:
        """A paragraph that is read from the left, with links."""
        columns = self._pdf.text_columns(line_height=_LINE, text_align="LEFT")
        with columns, columns.paragraph() as paragraph:
            if text:
                paragraph.write(text, link=link or None)
            for number in sources:
                paragraph.write(f" [{number}]", link=self._sources[number])

    def _set(self, size: float, *, bold: bool = False, soft: bool = False) -> None:
        self._pdf.set_font(self._family, "B" if bold else "", size)
        self._pdf.set_text_color(*(_SOFT if soft else _INK))

    def _said(self, text: str) -> str:
        return text.translate(self._unset)


def _with_foot(base: "type[FPDF]") -> "type[FPDF]":
    """A PDF with a title and a number at the foot of each page."""

    class Footed(base):  # type: ignore[misc]
        foot = (_CORE, "")

        def footer(self) -> None:
            """Called by fpdf2 at the end of a page."""
            family, title = self.foot
            self.set_xy(_MARGIN, -_MARGIN + 6)
            self.set_font(family, "", 8)
            self.set_text_color(*_SOFT)
            shown = title if len(title) <= 90 else f"{title[:89]}…"
            self.cell(self.w - 2 * _MARGIN - 20, 5, shown)
            self.cell(20, 5, f"{self.page_no()} / {{nb}}", align="R")

    return Footed


def _high(points: float) -> float:
    """The height of a line of letters of that size, in millimetres."""
    return points * _LINE * 25.4 / 72


def _shaped(character: str) -> bool:
    """Whether how a letter looks depends on those beside it."""
    return "\u0590" <= character <= "\u18af" or unicodedata.combining(character) > 0


def _pieces(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each of one direction, and whether it is read from the right.

    Where only a part of it is, that part stands on lines of its own: in one line with words of the
    other direction, fpdf2 puts its numbers and marks where they do not belong.
    """
    first = _STRONG_RIGHT.search(text)
    if first is None:
        return [(text, False)]
    if not any(unicodedata.bidirectional(one) == "L" for one in text[: first.start()]):
        return [(text, True)]
    last = [found.end() for found in _STRONG_RIGHT.finditer(text)][-1]
    begin = len(text[: first.start()].rstrip(_BESIDE))
    end = last + len(text[last:]) - len(text[last:].lstrip(_BESIDE))
    pieces = ((text[:begin], False), (text[begin:end], True), (text[end:], False))
    return [(piece.strip(), right) for piece, right in pieces if piece.strip()]


def _unset_words(lacking: str) -> str:
    return (
        f"Letters that stand as “?” here are in no font of the machine that made this file "
        f"({lacking}). The same conversation as Word, Markdown or data (JSON) has them."
    )


def _texts(made: Paper) -> Iterator[str]:
    """Every text that is to be set."""
    yield "0123456789.,:;[]()/–—…“”‘’?• Sources characters of article file"
    yield _unset_words("")
    yield made.title
    yield made.about
    for one in made.sections:
        yield from (one.question, *one.circumstances, *one.leading, one.short, one.agreement)
        yield from (f"{said.day}{said.text}" for said in one.said)
        yield one.heading
        yield from (label for label, _ in one.rows)
        yield from (f"{label}{text}" for label, text in one.ending)
    for note in (*made.sources, *(near for one in made.sections for near in one.nearest)):
        yield f"{note.described}{note.label}{note.url}{note.quote}{note.file}{note.stretch}"
